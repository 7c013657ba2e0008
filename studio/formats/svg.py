"""Writing brush strokes as an SVG: paths that other programs can change, one group for each brush."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from studio.core.errors import UserError
from studio.formats.atomic import CountedFile, replace_file

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

INKSCAPE = "http://www.inkscape.org/namespaces/inkscape"
SVG = "http://www.w3.org/2000/svg"


@dataclass(frozen=True)
class Strokes:
    """The strokes of one brush, in the order in which they are painted.

    `points` float (P, 2), x to the right and y down in px; stroke i has `points[first[i]:first[i + 1]]`, at least two.
    `width` (N) in px, `color` uint8 (N, 3) sRGB. `opacity` 0..1.
    """

    title: str
    points: NDArray[np.float32]
    first: NDArray[np.int64]
    width: NDArray[np.float32]
    color: NDArray[np.uint8]
    opacity: float = 1.0

    def __len__(self) -> int:
        return len(self.width)


def write_svg(
    path: str | Path,
    width: int,
    height: int,
    groups: Sequence[Strokes],
    *,
    ground: tuple[int, int, int] | None = None,
    title: str = "",
    about: str = "",
) -> None:
    """Writes `groups`, the lowest first, as a picture of `width` x `height` px; whole or not at all.

    `ground`: the color of the paper, None leaves it transparent. `title` and `about` (such as the recipe) go into the
    file. In Inkscape the groups are layers. Raises `UserError` for all that a disk can do.
    """
    if Path(path).suffix.lower() != ".svg":
        raise UserError("Strokes are written as .svg.")

    def write(out: CountedFile) -> None:
        for text in _pieces(width, height, groups, ground, title, about):
            out.write(text.encode("utf-8"))

    wanted = sum(len(g) for g in groups)

    def verify(file: Path) -> None:
        """Raises `OSError` unless it reads back with as many strokes as were written."""
        found = 0
        try:
            for _event, element in ElementTree.iterparse(file):
                found += element.tag == f"{{{SVG}}}path"
                element.clear()
        except ElementTree.ParseError as error:
            raise OSError(f"the drawing does not read back ({error})") from None
        if found != wanted:
            raise OSError("the drawing does not read back as it was written")

    replace_file(path, write, verify)


def _pieces(
    width: int,
    height: int,
    groups: Sequence[Strokes],
    ground: tuple[int, int, int] | None,
    title: str,
    about: str,
) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield (
        f'<svg xmlns="{SVG}" xmlns:inkscape="{INKSCAPE}" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">\n'
    )
    if title:
        yield f"<title>{escape(_plain(title))}</title>\n"
    if about:
        yield f"<desc>{escape(_plain(about))}</desc>\n"
    # no clip path: what reaches over the border is hidden by every viewer, and some draw clip paths as shapes
    yield '<g fill="none" stroke-linecap="round" stroke-linejoin="round">\n'
    if ground is not None:
        yield f'<g id="ground" {_layer("Ground")}>'
        yield f'<rect width="{width}" height="{height}" fill="{_hex(ground)}" stroke="none"/></g>\n'
    for number, group in enumerate(groups, 1):
        opacity = "" if group.opacity >= 1 else f' stroke-opacity="{group.opacity:g}"'
        yield f'<g id="brush{number}" {_layer(group.title)}{opacity}>\n'
        yield from _paths(group)
        yield "</g>\n"
    yield "</g>\n</svg>\n"


def _layer(title: str) -> str:
    return f'inkscape:groupmode="layer" inkscape:label={quoteattr(_plain(title))}'


def _paths(group: Strokes) -> Iterator[str]:
    for i in range(len(group)):
        points = group.points[group.first[i] : group.first[i + 1]].tolist()
        r, g, b = (int(c) for c in group.color[i])
        yield f'<path d="{_line(points)}" stroke="{_hex((r, g, b))}" stroke-width="{float(group.width[i]):.2f}"/>\n'


def _line(points: list[list[float]]) -> str:
    """Through the middle of each segment, bent by the points: the polyline without its corners."""
    (x, y), (qx, qy) = points[0], points[1]
    out = [f"M{_n(x)} {_n(y)}"]
    if len(points) > 2:
        out.append(f"L{_n((x + qx) / 2)} {_n((y + qy) / 2)}")
        for (ax, ay), (bx, by) in zip(points[1:], points[2:], strict=False):
            out.append(f"Q{_n(ax)} {_n(ay)} {_n((ax + bx) / 2)} {_n((ay + by) / 2)}")
    out.append(f"L{_n(points[-1][0])} {_n(points[-1][1])}")
    return "".join(out)


def _n(value: float) -> str:
    """A tenth of a pixel is finer than any eye."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def _hex(rgb: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def _plain(text: str) -> str:
    """Without the control characters that XML does not allow."""
    return "".join(
        c for c in text if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )

"""The muse's words: phrases by axis, each with a chip title, where it fits and what it states; scenes that carry a line
which names nothing to be seen. Torch-free.

`resources/muse/phrases.txt` and `carriers.txt` hold them, written by this project's authors.
"""

from __future__ import annotations

from dataclasses import dataclass

from studio.core import paths

AXES = (
    "light", "time", "weather", "season", "medium", "composition", "palette", "mood", "viewpoint", "period", "subject",
)  # fmt: skip
"""Along which a line is developed. Phrases of light that tell an hour answer for "time" too."""
ORDER = (
    "subject",
    "season",
    "light",
    "time",
    "weather",
    "viewpoint",
    "composition",
    "mood",
    "palette",
    "period",
    "medium",
)
"""In which phrases are said best."""


@dataclass(frozen=True)
class Phrase:
    """`text` follows the line ("..., low sun and long shadows"); `title` stands on the chip. `places`: kinds of place it
    fits ("any", "out", "in", "abstract", "water", "sea", "land", "town", "forest", "garden", "mountains"). `says`: what it
    states, in the words of `stage`."""

    axis: str
    title: str
    text: str
    places: tuple[str, ...] = ("out",)
    says: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Carrier:
    """A scene that carries a line: `about` are words of what it can stand for. `near`: it shows just that, in near words."""

    title: str
    about: frozenset[str]
    scene: str
    near: bool = False


def _rows(name: str) -> list[tuple[str, list[str]]]:
    """(axis, cells) of a resource; "axis: x" lines head what follows. Raises `ValueError` for a row that breaks the form."""
    out: list[tuple[str, list[str]]] = []
    axis = ""
    for number, line in enumerate(paths.resource("muse", name).read_text("utf-8").splitlines(), 1):
        if line.startswith("axis:"):
            axis = line.removeprefix("axis:").strip()
        elif line.strip() and not line.startswith("#"):
            cells = [c.strip() for c in line.split("|")]
            if len(cells) not in (3, 4) or not all((cells[0], cells[1], cells[-1])):
                raise ValueError(f"{name}, line {number}: {line}")
            out.append((axis, cells))
    return out


PHRASES: tuple[Phrase, ...] = tuple(
    Phrase(axis, cells[0], text.strip(), tuple(cells[1].split()), frozenset(cells[2].split()))
    for axis, cells in _rows("phrases.txt")
    for text in cells[3].split(";")
)


def _carriers() -> tuple[Carrier, ...]:
    """Of the resource "carriers.txt". Raises `ValueError` for a row that breaks the form."""
    out: list[Carrier] = []
    about: frozenset[str] = frozenset()
    for number, line in enumerate(paths.resource("muse", "carriers.txt").read_text("utf-8").splitlines(), 1):
        if line.startswith(("about:", "wider:")):
            about = frozenset(line.split()[1:])
        elif line.strip() and not line.startswith("#"):
            cells = [c.strip() for c in line.split("|")]
            if len(cells) != (2 if about else 3) or not all(cells):
                raise ValueError(f"carriers.txt, line {number}: {line}")
            out.append(Carrier(cells[0], about or frozenset(cells[1].split()), cells[-1], near=bool(about)))
    return tuple(out)


CARRIERS = _carriers()
"""What an idea without a place may look like."""

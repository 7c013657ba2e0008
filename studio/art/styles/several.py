"""Several styles at once: any method does the work, style by style, and the results are joined band by band."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from studio.art.styles import blend, pyramid
from studio.art.styles.catalog import STYLES
from studio.art.styles.fields import Floats, f32
from studio.art.styles.frame import frame, style_rgb
from studio.art.styles.jit import Crew
from studio.art.styles.several_catalog import NUMBERS, SEVERAL
from studio.core.errors import UserError
from studio.core.params import Value
from studio.core.picture import Made
from studio.core.progress import Context
from studio.core.spec import Spec

if TYPE_CHECKING:
    from studio.core.picture import Pixels

WHOLE = 256
WORTH = 0.7
"""A style is laid on a cut-out where that has less than this share of the picture."""
LARGE = 720
"""Long side in px from which a cut-out saves time: methods look at the whole besides."""
STYLE_SIDE = 1024
"""Short side in px up to which styles are brought to one palette."""


@dataclass(frozen=True)
class _Part:
    """One style and where it is laid: `share` float32 (H, W), 0..1."""

    style: Pixels
    share: Floats


def apply(
    ctx: Context, *, content: Pixels, seed: int,
    style1: Pixels | None = None, style2: Pixels | None = None, style3: Pixels | None = None,
    style4: Pixels | None = None, style5: Pixels | None = None,
    map1: Pixels | None = None, map2: Pixels | None = None, map3: Pixels | None = None,
    map4: Pixels | None = None, map5: Pixels | None = None,
    whole: Pixels | None = None, rect: tuple[float, float, float, float] | None = None,
    method: str = "auto", values: str = "{}", weights: str = "", by: str = "weights", feather: float = 0.03,
) -> Made:  # fmt: skip
    """`content` uint8 (H, W, 4) in up to five styles, uint8 (h, w, 4) of any size; alpha is kept exactly.

    `by` "weights": everywhere, in parts as `weights` say. `by` "maps": each style where its map, a gray picture of any
    size, is white; the first style without a map has all that the others leave, and what nobody has stays as it is. `feather`: how far they run into each other, as a share of the short side. `whole`, `rect`: see `frame.frame`;
    maps are those of the part. Raises `UserError` for methods and settings that there are not, and without a style.
    """
    spec, settings = _method(method, values)
    numbered = zip(
        NUMBERS, (style1, style2, style3, style4, style5), (map1, map2, map3, map4, map5), strict=True
    )  # fmt: skip
    given = [(k, style, mask) for k, style, mask in numbered if style is not None]
    if not given:
        raise UserError("Say at least one style.")
    styles = [style for _, style, _ in given]
    ground = frame(content, whole, rect).overview.rgb
    width, height = content.shape[1], content.shape[0]
    rest: Floats | None = None
    evenly = False
    if by == "maps":
        *_, across, down = rect or (0.0, 0.0, 1.0, 1.0)
        sigma = feather * min(width / across, height / down) / 2
        shares, rest = _by_maps([mask for _, _, mask in given], width, height, sigma)
    else:
        parts = _parts(weights, len(styles))
        kept = [(s, p) for s, p in zip(styles, parts, strict=True) if p > 0]
        styles, parts = [s for s, _ in kept], tuple(p for _, p in kept)
        if len(styles) == 1:
            shares = [np.ones((height, width), np.float32)]
        else:
            evenly = True
            ctx.progress(0.0, "Bringing the palettes together")
            with Crew() as crew:
                models = [style_rgb(s, STYLE_SIDE) for s in styles]
                places = blend.places(ground, models, parts, seed)
                models = blend.one_palette(ctx.part(0.0, 0.1), models, parts, seed, crew)
            styles = [_opaque(m) for m in models]
            shares = [_cut(p, rect, width, height) for p in places]
    done = _Laying(ctx, content, seed, spec, settings, whole, rect, evenly)
    rgb, notes = done.run([_Part(s, m) for s, m in zip(styles, shares, strict=True)], rest)
    pixels = np.ascontiguousarray(content.copy())
    np.copyto(pixels[..., :3], rgb, where=content[..., 3:] > 0)
    used: dict[str, Value] = {
        "method": method, "values": values, "weights": weights, "by": by, "feather": feather,
    }  # fmt: skip
    return Made(pixels, used, done.models, notes)


class _Laying:
    """The work of one call: each part by the method, joined as they come."""

    def __init__(
        self, ctx: Context, content: Pixels, seed: int, spec: Spec, settings: dict[str, Value],
        whole: Pixels | None, rect: tuple[float, float, float, float] | None, evenly: bool,
    ) -> None:  # fmt: skip
        self._ctx, self._content, self._seed = ctx, content, seed
        self._spec, self._settings = spec, settings
        self._whole, self._rect, self._evenly = whole, rect, evenly
        self.models: dict[str, str] = {}

    def run(self, parts: list[_Part], rest: Floats | None) -> tuple[Pixels, tuple[str, ...]]:
        """uint8 (H, W, 3), and what the method said."""
        ctx, content = self._ctx, self._content
        height, width = content.shape[:2]
        levels = max(2, min(6, int(math.log2(max(2.0, min(width, height) / 24)))))
        joint = pyramid.Joint(width, height, levels)
        evenly = evenness(levels) if self._evenly else None
        parts = [p for p in parts if float(p.share.max()) > 1 / 512]
        notes: dict[str, None] = {}
        if rest is not None and float(rest.max()) > 1 / 512:
            joint.lay(ctx, _grown(content, joint.padded), _padded(rest, joint.padded))
        for number, part in enumerate(parts):
            step = ctx.part(0.1 + 0.85 * number / len(parts), 0.85 / len(parts))
            box = None if self._evenly else self._box(part.share, levels, joint.padded)
            x, y, w, h = box or (0, 0, width, height)
            w, h = min(w, width - x), min(h, height - y)
            made = self._made(step, part.style, (x, y, w, h))
            notes |= dict.fromkeys(made.notes)
            self.models |= dict(made.models)
            size = joint.padded if box is None else (box[2], box[3])
            joint.lay(ctx, _grown(made.pixels, size), _padded(part.share[y : y + h, x : x + w], size), (x, y), evenly)
            del made
        ctx.progress(0.96, "Joining")
        return joint.picture(ctx), tuple(notes)

    def _made(self, ctx: Context, style: Pixels, box: tuple[int, int, int, int]) -> Made:
        x, y, w, h = box
        content = np.ascontiguousarray(self._content[y : y + h, x : x + w])
        inputs: dict[str, Any] = {"content": content, "style": style, "seed": self._seed}
        height, width = self._content.shape[:2]
        if (w, h) != (width, height) or self._rect is not None:
            px, py, pw, ph = self._rect or (0.0, 0.0, 1.0, 1.0)
            inputs["rect"] = (px + x / width * pw, py + y / height * ph, w / width * pw, h / height * ph)
            inputs["whole"] = self._whole if self._whole is not None else _small(self._content)
        spec = self._spec
        taken = {n: v for n, v in inputs.items() if n in spec.inputs or n in spec.accepts}
        made = spec.resolve()(ctx, **taken, **self._settings, **dict(spec.bound))
        assert isinstance(made, Made)
        return made

    def _box(self, share: Floats, levels: int, padded: tuple[int, int]) -> tuple[int, int, int, int] | None:
        """Where a style must be laid, with what its bands and its marks need around it; None: everywhere."""
        if not {"whole", "rect"} <= set(self._spec.accepts) or max(share.shape) < LARGE:
            return None
        seen = share > 1 / 512
        rows, columns = np.flatnonzero(seen.any(1)), np.flatnonzero(seen.any(0))
        margin = max(pyramid.reach(levels), max(share.shape) // 16)
        step = pyramid.grid(levels)
        x, y = max(0, int(columns[0]) - margin) // step * step, max(0, int(rows[0]) - margin) // step * step
        right = min(padded[0], -(-(int(columns[-1]) + 1 + margin) // step) * step)
        bottom = min(padded[1], -(-(int(rows[-1]) + 1 + margin) // step) * step)
        if (right - x) * (bottom - y) > WORTH * padded[0] * padded[1]:
            return None
        return x, y, right - x, bottom - y


def evenness(levels: int) -> Floats:
    """float32 (levels,): how much of each band, fine to coarse, styles that share by weights have everywhere: marks are
    those of one style, light and color are those of all."""
    return f32(np.linspace(0, 1, levels) ** 2)


def _method(method: str, values: str) -> tuple[Spec, dict[str, Value]]:
    spec = STYLES.get(method)
    if "style" not in spec.inputs or spec.key == SEVERAL.key:
        raise UserError(f"“{spec.title}” takes no style pictures: several styles need a method that does.")
    try:
        given = json.loads(values or "{}")
    except ValueError:
        given = None
    if not isinstance(given, Mapping):
        raise UserError('The settings of the method are JSON of the form {"strength": 0.8}.')
    return spec, spec.values(given)


def _parts(weights: str, count: int) -> tuple[float, ...]:
    """What each style has of the whole; equal parts where no weights are given."""
    try:
        found = [float(w) for w in weights.split(",") if w.strip()]
    except ValueError:
        raise UserError(f"Weights are numbers such as 0.7,0.3, not “{weights}”.") from None
    if not found:
        return (1 / count,) * count
    if len(found) != count or not all(math.isfinite(w) and w >= 0 for w in found):
        raise UserError(f"{count} styles need {count} weights of 0 or more, not “{weights}”.")
    total = sum(found)
    return tuple(w / total for w in found) if total > 0 else (1 / count,) * count


def _by_maps(maps: list[Pixels | None], width: int, height: int, sigma: float) -> tuple[list[Floats], Floats]:
    """What each style has of every pixel, and what nobody has."""
    painted = [None if m is None else _soft(m, width, height, sigma) for m in maps]
    total = sum((m for m in painted if m is not None), np.zeros((height, width), np.float32))
    over = np.maximum(total, 1)
    rest = f32(np.maximum(0, 1 - total))
    shares: list[Floats] = []
    filled = False
    for mask in painted:
        if mask is not None:
            shares.append(f32(mask / over))
        else:
            shares.append(np.zeros((height, width), np.float32) if filled else rest)
            filled = True
    return shares, np.zeros((height, width), np.float32) if filled else rest


def _soft(mask: Pixels, width: int, height: int, sigma: float) -> Floats:
    """float32 (height, width) 0..1: how white a map is, blurred."""
    gray = f32(cv2.cvtColor(np.ascontiguousarray(mask[..., :3]), cv2.COLOR_RGB2GRAY)) / np.float32(255)
    gray *= f32(mask[..., 3]) / np.float32(255)
    way = cv2.INTER_AREA if width < gray.shape[1] else cv2.INTER_LINEAR
    gray = f32(cv2.resize(gray, (width, height), interpolation=way)).reshape(height, width)
    return f32(cv2.GaussianBlur(gray, (0, 0), sigma)) if sigma >= 0.3 else gray


def _cut(share: Floats, rect: tuple[float, float, float, float] | None, width: int, height: int) -> Floats:
    """`share` of the whole picture, as it lies on the content."""
    if rect is not None:
        h, w = share.shape
        x, y = rect[0] * w, rect[1] * h
        move = np.array([[width / (rect[2] * w), 0, 0], [0, height / (rect[3] * h), 0]], np.float32)
        move[0, 2], move[1, 2] = -x * move[0, 0], -y * move[1, 1]
        share = f32(
            cv2.warpAffine(share, move, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        )
    return f32(cv2.resize(share, (width, height), interpolation=cv2.INTER_LINEAR)).reshape(height, width)


def _grown(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """Extended to `size` (width, height) by its own border."""
    bottom, right = size[1] - pixels.shape[0], size[0] - pixels.shape[1]
    if not (bottom or right):
        return pixels
    return np.asarray(cv2.copyMakeBorder(pixels, 0, bottom, 0, right, cv2.BORDER_REPLICATE), np.uint8)


def _padded(a: Floats, size: tuple[int, int]) -> Floats:
    """Extended to `size` (width, height) by its own border."""
    bottom, right = size[1] - a.shape[0], size[0] - a.shape[1]
    if not (bottom or right):
        return np.ascontiguousarray(a)
    return f32(cv2.copyMakeBorder(a, 0, bottom, 0, right, cv2.BORDER_REPLICATE))


def _small(content: Pixels) -> Pixels:
    from PIL import Image

    h, w = content.shape[:2]
    k = min(1.0, WHOLE / max(h, w))
    size = max(1, round(w * k)), max(1, round(h * k))
    if size == (w, h):
        return content
    # Premultiplied: hidden pixels lend no color.
    image = Image.fromarray(np.ascontiguousarray(content), "RGBA").convert("RGBa")
    return np.asarray(image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0).convert("RGBA"))


def _opaque(rgb: Floats) -> Pixels:
    h, w = rgb.shape[:2]
    return np.dstack([np.rint(np.clip(rgb, 0, 1) * 255).astype(np.uint8), np.full((h, w), 255, np.uint8)])

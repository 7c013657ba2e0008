"""Filling, cleaning and enlarging by an untrained network: what is fitted to what, in which pieces, and how it is joined."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from studio.art.restoring.prior import Plan, array_of, fit, reduced, tensor_of
from studio.art.styles.neural.fitting import Teller
from studio.core.errors import UserError
from studio.core.params import Value
from studio.core.picture import Made
from studio.core.progress import Context

if TYPE_CHECKING:
    from studio.core.picture import Pixels

Floats = NDArray[np.float32]

TILE, LAP = 384, 32
"""px of the pieces that large pictures are worked in, and how far they fade into each other."""
MOST_TILES = 24
LEAST_NOISE = 1.2 / 255
"""Below this there is nothing to take out."""
AROUND = 0.6
"""How far beyond a hole is looked at, in parts of its size."""
SEEN, FRINGE = 0.02, 4.0
"""Share of a mask above which a pixel is not trusted."""


# -- holes -------------------------------------------------------------------------------------------------------


def inpaint(ctx: Context, *, content: Pixels, mask: Pixels, seed: int, edge: int = 320, steps: int = 400) -> Made:
    """`content` uint8 (H, W, 4), filled where `mask` (gray, of any size) is white; all else and alpha stay exactly.

    Raises `UserError` when nothing is to be filled, or nothing is left to fill it from.
    """
    used: dict[str, Value] = {"edge": edge, "steps": steps}
    height, width = content.shape[:2]
    share = _share(mask, width, height)
    hidden = content[..., 3] == 0
    if not (share > SEEN).any():
        raise UserError("Nothing is marked: paint the region that is to be filled.")
    known = ((share <= SEEN) & ~hidden).astype(np.float32)
    left, top, right, bottom = _around(share > SEEN)
    known = known[top:bottom, left:right]
    if known.mean() < 0.02:
        raise UserError("The region leaves nothing of the picture around it to fill it from.")
    rgb = content[top:bottom, left:right, :3].astype(np.float32) / np.float32(255)
    size = rgb.shape[1], rgb.shape[0]
    k = min(1.0, edge / (1 + ctx.rung) / max(size))
    work = max(16, round(size[0] * k)), max(16, round(size[1] * k))
    small, sure = _area(rgb * known[..., None], work), _area(known, work)
    small = np.asarray(small / np.maximum(sure, 1e-3)[..., None], np.float32)
    # A small pixel with some of the hole in it tells less.
    weight = np.where(sure > 0.5, sure, 0).astype(np.float32)
    teller = Teller(ctx, steps, "Filling")
    want, trust = tensor_of(small, ctx.device), tensor_of(weight, ctx.device)
    total = trust.sum()

    def loss(drawn: Tensor) -> Tensor:
        return ((drawn - want).square() * trust).sum() / (3 * total)

    def laid(drawn: Floats) -> Pixels:
        full = drawn if work == size else np.asarray(cv2.resize(drawn, size, interpolation=cv2.INTER_CUBIC))
        full = full + _ring(rgb - full, known)
        out = content.copy()
        # The soft fringe of a region hides damage too: nearly all of it is filled, its last trace fades.
        inside = np.minimum(share[top:bottom, left:right, None] * FRINGE, 1)
        part = out[top:bottom, left:right]
        mixed = rgb * (1 - inside) + np.clip(full, 0, 1) * inside
        part[..., :3] = np.where(inside > 0, np.rint(mixed * 255), part[..., :3])
        return out

    drawn = fit(teller, work[1], work[0], loss, Plan(steps, seed, skips=False), lambda x: laid(array_of(x)))
    notes = _early(teller)
    if k < 1:
        notes += (f"The part around the region was worked at {work[0]} × {work[1]} px and enlarged.",)
    return Made(laid(array_of(drawn)), used, {}, notes)


def _share(mask: Pixels, width: int, height: int) -> Floats:
    """How much of each pixel is to be filled, float32 (height, width), 0..1."""
    share = np.asarray(mask if mask.ndim == 2 else mask[..., :3].mean(-1, dtype=np.float32), np.float32) / np.float32(
        255
    )
    if mask.ndim == 3 and mask.shape[2] == 4:
        share *= mask[..., 3] / np.float32(255)
    if share.shape != (height, width):
        share = np.asarray(cv2.resize(share, (width, height), interpolation=cv2.INTER_LINEAR))
    return share


def _around(hole: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """left, top, right, bottom of the holes and what is looked at around them."""
    rows, columns = np.flatnonzero(hole.any(1)), np.flatnonzero(hole.any(0))
    high, wide = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
    margin = max(32, round(AROUND * max(high, wide)))
    height, width = hole.shape
    return (
        max(0, int(columns[0]) - margin), max(0, int(rows[0]) - margin),
        min(width, int(columns[-1]) + 1 + margin), min(height, int(rows[-1]) + 1 + margin),
    )  # fmt: skip


def _area(a: Floats, size: tuple[int, int]) -> Floats:
    if size == a.shape[1::-1]:
        return a
    return np.asarray(cv2.resize(a, size, interpolation=cv2.INTER_AREA), np.float32)


def _ring(off: Floats, known: Floats) -> Floats:
    """What the filling is off by along the border of the hole, fading out inside, so that no seam is seen."""
    k = known[..., None]
    total = np.zeros_like(off)
    for sigma in (2.0, 6.0):
        near = (
            cv2.GaussianBlur(off * k, (0, 0), sigma)
            / np.maximum(cv2.GaussianBlur(known, (0, 0), sigma), 1e-3)[..., None]
        )
        fade = np.clip(2 * cv2.GaussianBlur(known, (0, 0), sigma), 0, 1)[..., None]
        part = near * fade
        total, off = np.asarray(total + part, np.float32), np.asarray(off - part, np.float32)
    return np.asarray(total, np.float32)


# -- noise -------------------------------------------------------------------------------------------------------


def denoise(
    ctx: Context, *, content: Pixels, seed: int, strength: float = 1.0, detail: float = 0.5, steps: int = 600
) -> Made:
    """`content` uint8 (H, W, 4) without its noise; alpha stays exactly. Large ones are worked in tiles.

    The fit ends where it misses the picture by as much as the noise does (Morozov's discrepancy principle); `detail`
    lets it go on a little longer. Raises `UserError` for one that would take hours.
    """
    used: dict[str, Value] = {"strength": strength, "detail": detail, "steps": steps}
    rgb = content[..., :3].astype(np.float32) / np.float32(255)
    seen = (content[..., 3] > 0).astype(np.float32)
    noise = noise_of(rgb)
    if noise < LEAST_NOISE or strength <= 0:
        return Made(content.copy(), used, {}, ("There is hardly any noise in this picture.",) if strength > 0 else ())
    limit = float((1.06 - 0.16 * detail) * noise**2)
    tiles = _tiles(content.shape[0], content.shape[1], TILE >> ctx.rung)
    joint = _Joint(content, rgb, 1, strength)
    teller = Teller(ctx, len(tiles) * steps, "Taking the noise out")
    for tile in tiles:
        part, trust = tensor_of(tile.cut(rgb), ctx.device), tensor_of(tile.cut(seen), ctx.device)

        def loss(drawn: Tensor, part: Tensor = part, trust: Tensor = trust) -> Tensor:
            return ((drawn - part).square() * trust).sum() / (3 * trust.sum()).clamp_min(1)

        plan = Plan(steps, seed, lambda value: value < limit)
        show = partial(joint.preview, tile)
        drawn = fit(teller, tile.high, tile.wide, loss, plan, show)
        joint.lay(tile, array_of(drawn))
        if ctx.finishing:
            break
    notes = (f"The noise is about {noise * 255:.0f} of 255 strong.", *_early(teller))
    return Made(joint.pixels(), used, {}, notes)


def noise_of(rgb: Floats) -> float:
    """Standard deviation of the noise of (H, W, 3), 0..1: the quieter half of what a filter leaves that is blind to
    slopes and edges (Immerkaer: Fast Noise Variance Estimation, 1996; the median makes it blind to texture as well)."""
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32) / 6
    left = np.abs(cv2.filter2D(rgb, cv2.CV_32F, kernel, borderType=cv2.BORDER_REFLECT))
    return float(np.mean([np.median(left[..., c]) for c in range(3)]) / 0.6745)


# -- size --------------------------------------------------------------------------------------------------------


def enlarge(ctx: Context, *, content: Pixels, seed: int, factor: str = "2", steps: int = 400) -> Made:
    """`content` uint8 (H, W, 4) `factor` times as wide and high; reduced again, it is what was given. Large ones are
    worked in tiles. Raises `UserError` for one that would take hours."""
    used: dict[str, Value] = {"factor": factor, "steps": steps}
    times = int(factor)
    rgb = content[..., :3].astype(np.float32) / np.float32(255)
    height, width = content.shape[:2]
    size = width * times, height * times
    plain = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_LANCZOS4), np.float32)
    alpha = np.asarray(cv2.resize(content[..., 3], size, interpolation=cv2.INTER_LINEAR))
    base = np.dstack([np.rint(np.clip(plain, 0, 1) * 255).astype(np.uint8), alpha])
    tiles = _tiles(height, width, max(64, (TILE >> ctx.rung) // times), LAP // times)
    joint = _Joint(base, plain, times, 1.0)
    teller = Teller(ctx, len(tiles) * steps, "Enlarging")
    for tile in tiles:
        part = tensor_of(tile.cut(rgb), ctx.device)

        def loss(drawn: Tensor, part: Tensor = part) -> Tensor:
            return (reduced(drawn, times) - part).square().mean()

        show = partial(joint.preview, tile)
        plan = Plan(steps, seed, hint=tensor_of(np.clip(tile.cut(plain, times), 0, 1), "cpu"))
        drawn = array_of(fit(teller, tile.high * times, tile.wide * times, loss, plan, show))
        joint.lay(tile, _faithful(drawn, tile.cut(rgb), tile.cut(plain, times)))
        if ctx.finishing:
            break
    return Made(joint.pixels(), used, {}, _early(teller))


def _faithful(drawn: Floats, small: Floats, plain: Floats) -> Floats:
    """Half what was drawn, half what plain enlarging gives, so corrected that reducing it gives the small picture
    (back-projection, Irani & Peleg 1991): the mean of two guesses errs less than either."""
    made = (drawn + plain) / 2
    for _ in range(3):
        off = small - cv2.resize(made, small.shape[1::-1], interpolation=cv2.INTER_AREA)
        made = made + cv2.resize(off, made.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(made, 0, 1), np.float32)


# -- pieces ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Tile:
    """A piece of a picture: `top`, `left`, `high`, `wide`; `lap`: px that it fades over at inner borders."""

    top: int
    left: int
    high: int
    wide: int
    lap: int

    def cut(self, a: Floats, times: int = 1) -> Floats:
        top, left = self.top * times, self.left * times
        return np.ascontiguousarray(a[top : top + self.high * times, left : left + self.wide * times])


def _tiles(height: int, width: int, edge: int, lap: int = LAP) -> list[_Tile]:
    rows, columns = _spans(height, edge, lap), _spans(width, edge, lap)
    if len(rows) * len(columns) > MOST_TILES:
        k = (MOST_TILES * (edge - lap) ** 2 / (height * width)) ** 0.5
        size = f"{int(width * k)} × {int(height * k)} px"
        raise UserError(f"This picture is too large for that, it would take hours: up to about {size} it can be done.")
    return [_Tile(y, x, h, w, lap) for y, h in rows for x, w in columns]


def _spans(length: int, edge: int, lap: int) -> list[tuple[int, int]]:
    """Begin and length of pieces of one length that overlap by at least `lap`."""
    if length <= edge * 1.25:
        return [(0, length)]
    count = -(-(length - lap) // (edge - lap))
    each = min(length, -(-(length + (count - 1) * lap) // count))
    return [(round(k * (length - each) / (count - 1)), each) for k in range(count)]


class _Joint:
    """Pieces laid over `base` uint8 (H, W, 4), whose colors are `rgb`; where none was laid yet, that is seen."""

    def __init__(self, base: Pixels, rgb: Floats, times: int, strength: float) -> None:
        self._base, self._rgb, self._times, self._strength = base, rgb, times, strength
        self._sum = np.zeros_like(rgb)
        self._weight = np.zeros((*rgb.shape[:2], 1), np.float32)

    def lay(self, tile: _Tile, made: Floats) -> None:
        rows, columns, fade = self._place(tile)
        self._sum[rows, columns] += made * fade
        self._weight[rows, columns] += fade

    def preview(self, tile: _Tile, drawn: Tensor) -> Pixels:
        rows, columns, fade = self._place(tile)
        total, weight = self._sum.copy(), self._weight.copy()
        total[rows, columns] += array_of(drawn) * fade
        weight[rows, columns] += fade
        return self._over(total, weight)

    def pixels(self) -> Pixels:
        return self._over(self._sum, self._weight)

    def _place(self, tile: _Tile) -> tuple[slice, slice, Floats]:
        k = self._times
        top, left, high, wide = (v * k for v in (tile.top, tile.left, tile.high, tile.wide))
        y, x = _ramp(top, high, self._rgb.shape[0], tile.lap * k), _ramp(left, wide, self._rgb.shape[1], tile.lap * k)
        return slice(top, top + high), slice(left, left + wide), (y[:, None] * x[None])[..., None]

    def _over(self, total: Floats, weight: Floats) -> Pixels:
        laid = np.where(weight > 0, total / np.maximum(weight, 1e-6), self._rgb)
        mixed = self._rgb + (laid - self._rgb) * (np.minimum(weight, 1) * self._strength)
        out = self._base.copy()
        out[..., :3] = np.where(out[..., 3:] > 0, np.rint(np.clip(mixed, 0, 1) * 255), out[..., :3])
        return out


def _ramp(begin: int, length: int, total: int, lap: int) -> Floats:
    """Weight of a piece along one side: rising over `lap` px from a border that is not the picture's own."""
    ramp = np.ones(length, np.float32)
    rise = (np.arange(lap, dtype=np.float32) + 0.5) / lap
    if begin > 0:
        ramp[:lap] = rise[:length]
    if begin + length < total:
        ramp[-lap:] = np.minimum(ramp[-lap:], rise[::-1][-length:])
    return ramp


def _early(teller: Teller) -> tuple[str, ...]:
    if teller.done >= teller.total:
        return ()
    return (f"Finished early, after {teller.done} of {teller.total} steps.",)


__all__ = ["denoise", "enlarge", "inpaint", "noise_of"]

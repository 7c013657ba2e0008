"""Colors and light of one picture onto another: sliced optimal transport in CIELAB.

Pitie, Kokaram & Dahyot, "Automated colour grading using colour distribution transfer" (CVIU 2007); Bonneel et al.,
"Sliced and Radon Wasserstein barycenters" (JMIV 2015). The displacement is found on a small copy and spread over the
full picture by a guided filter, so that no grain or banding is added.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.styles import palette
from studio.art.styles.chance import seed64
from studio.art.styles.fields import Floats, blur, f32, resized
from studio.art.styles.frame import EVERYTHING, Frame, Rect
from studio.art.styles.guided import Guided
from studio.art.styles.jit import Crew, kernel
from studio.core.progress import Context

WORK = 224
ITERATIONS = 24
KNOTS = 129
SAMPLES = 13000
STEPS = 1024
GRAIN = 6.0  # in units of Lab


@kernel
def _map(rows: Floats, axes: Floats, start: Floats, scale: Floats, tables: Floats, step: float) -> None:
    """Moves each row (n, 4) by `step` of the monotone maps along the four axes.

    `tables` (4, STEPS): where the place start[k] + i / scale[k] on axis k goes.
    """
    last = tables.shape[1] - 1.001
    for i in range(rows.shape[0]):
        r0, r1, r2, r3 = rows[i, 0], rows[i, 1], rows[i, 2], rows[i, 3]
        m0, m1, m2, m3 = 0.0, 0.0, 0.0, 0.0
        for k in range(4):
            p = r0 * axes[0, k] + r1 * axes[1, k] + r2 * axes[2, k] + r3 * axes[3, k]
            place = min(last, max(0.0, (p - start[k]) * scale[k]))
            j = int(place)
            t = place - j
            d = (tables[k, j] * (1.0 - t) + tables[k, j + 1] * t - p) * step
            m0 += d * axes[0, k]
            m1 += d * axes[1, k]
            m2 += d * axes[2, k]
            m3 += d * axes[3, k]
        rows[i, 0] += m0
        rows[i, 1] += m1
        rows[i, 2] += m2
        rows[i, 3] += m3


def _quantiles(columns: Floats) -> NDArray[np.float64]:
    """(4, KNOTS) of the columns of (n, 4)."""
    ordered = np.sort(np.ascontiguousarray(columns.T), axis=1).astype(np.float64)
    place = np.linspace(0, ordered.shape[1] - 1, KNOTS)
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, ordered.shape[1] - 1)
    t = place - low
    return np.asarray(ordered[:, low] * (1 - t) + ordered[:, high] * t)


def transport(ctx: Context, rows: Floats, goal: Floats, seed: int, crew: Crew, grain: Floats | float = 0.0) -> Floats:
    """`rows` (n, 3) or (n, 4) moved so that they are distributed like `goal`; the order of rows is kept.

    `grain`: the maps are those of rows with so much noise (standard deviation, of each column) on top: a narrow range
    of colors is then not torn apart over the whole of a wide one.
    """
    if rows.shape[1] == 3:
        rows, goal = (f32(np.pad(a, ((0, 0), (0, 1)))) for a in (rows, goal))
        return np.ascontiguousarray(transport(ctx, rows, goal, seed, crew, grain)[:, :3])
    moved = rows.copy()
    rng = np.random.default_rng(int(seed64(seed, 77) >> np.uint64(1)))
    fit = np.ascontiguousarray(rows[:: max(1, len(rows) // SAMPLES)])
    fit = fit + f32(grain * rng.standard_normal(fit.shape))
    for i in range(ITERATIONS):
        ctx.check()
        axes = f32(np.eye(4) if i == 0 else np.ascontiguousarray(np.linalg.qr(rng.standard_normal((4, 4)))[0]))
        knots = _quantiles(f32(fit @ axes)) + np.arange(KNOTS) * 1e-5
        goals = _quantiles(f32(goal @ axes))
        start, scale = f32(knots[:, 0]), f32((STEPS - 1) / (knots[:, -1] - knots[:, 0]))
        grids = [np.linspace(k[0], k[-1], STEPS) for k in knots]
        tables = f32(np.stack([np.interp(g, k, v) for g, k, v in zip(grids, knots, goals, strict=True)]))
        step = 1.0 if i < ITERATIONS // 2 else 0.5
        _map(fit, axes, start, scale, tables, step)
        crew.share(
            len(moved),
            lambda lo, hi, a=axes, s=start, c=scale, t=tables, w=step: _map(moved[lo:hi], a, s, c, t, w),  # type: ignore[misc]
            least=4096,
        )
    return moved


def to_lab(rgb: Floats) -> Floats:
    """CIELAB (L 0..100) of sRGB 0..1."""
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2Lab), np.float32)


def to_rgb(lab: Floats) -> Floats:
    return np.clip(cv2.cvtColor(lab, cv2.COLOR_Lab2RGB), 0, 1).astype(np.float32, copy=False)


def _shrunk(rgb: Floats) -> Floats:
    h, w = rgb.shape[:2]
    k = min(1.0, WORK / max(h, w))
    return resized(rgb, max(1, round(w * k)), max(1, round(h * k)))


def _calm(lab: Floats) -> Floats:
    """Without grain: what is stretched must not be noise."""
    light = cv2.bilateralFilter(np.ascontiguousarray(lab[..., 0]), 0, 8, 3.5)
    return f32(np.dstack([light, blur(lab[..., 1], 1.2), blur(lab[..., 2], 1.2)]))


def light_guard(style_lightness: Floats) -> float:
    """0..0.75: how much of the content's own light is kept because the style is nearly black, white or flat."""
    return light_kept(float(np.median(style_lightness)), float(style_lightness.std()))


def light_kept(median: float, spread: float) -> float:
    """The same from the median and standard deviation of the style's lightness, 0..100."""
    return float(np.clip(max((32 - median) / 24, (median - 80) / 16, (16 - spread) / 16), 0, 0.75))


ROWS = 128  # rows that are recolored at a time: little memory, quick to cancel


@kernel
def _shift_rows(lab: Floats, maps: Floats, x: float, y: float, kx: float, ky: float, light: Floats) -> None:
    """Adds slope * lightness + offset to each channel of `lab`, then sets the lightness around its new middle.

    `maps` (h, w, 6): slope and offset of L, a, b, small; row i, column j of `lab` lies at y + i ky, x + j kx of it.
    `light`: center, gain, goal: lightness around `center` is stretched by `gain` around `goal`, kept inside 0..100 by a
    soft shoulder and toe, so that near-white and near-black keep their drawing.
    """
    knee = 12.0
    rows, columns = maps.shape[0], maps.shape[1]
    line = np.empty((columns, 6), np.float32)
    for i in range(lab.shape[0]):
        p = min(rows - 1.0, max(0.0, y + i * ky))
        top = min(int(p), max(0, rows - 2))
        f = np.float32(p - top)
        below = min(top + 1, rows - 1)
        for j in range(columns):
            for c in range(6):
                line[j, c] = maps[top, j, c] * (1 - f) + maps[below, j, c] * f
        for j in range(lab.shape[1]):
            q = min(columns - 1.0, max(0.0, x + j * kx))
            left = min(int(q), max(0, columns - 2))
            g = np.float32(q - left)
            right = min(left + 1, columns - 1)
            guide = lab[i, j, 0] * np.float32(0.01)
            for c in range(3):
                slope = line[left, 2 * c] * (1 - g) + line[right, 2 * c] * g
                offset = line[left, 2 * c + 1] * (1 - g) + line[right, 2 * c + 1] * g
                lab[i, j, c] += slope * guide + offset
            v = (lab[i, j, 0] - light[0]) * light[1] + light[2]
            if v > 100 - knee:
                v = 100 - knee + knee * 0.98 * np.tanh((v - 100 + knee) / knee * 0.9)
            elif v < knee:
                v = knee - knee * 0.98 * np.tanh((knee - v) / knee * 0.9)
            lab[i, j, 0] = v


@dataclass(frozen=True)
class Recoloring:
    """Where each color goes, found once on small copies; applied to the picture or to any part of it.

    `maps` (h, w, 6): slope and offset over the lightness for L, a and b; `light`: center, gain and goal of lightness.
    """

    maps: Floats
    light: Floats

    def apply(self, ctx: Context, rgb: Floats, rect: Rect, crew: Crew) -> Floats:
        """`rgb` float32 (H, W, 3) recolored in place; `rect`: what part of the picture it is."""
        height, width = rgb.shape[:2]
        rows, columns = self.maps.shape[:2]
        kx, ky = rect[2] * columns / width, rect[3] * rows / height
        x, y = rect[0] * columns + 0.5 * kx - 0.5, rect[1] * rows + 0.5 * ky - 0.5

        def some(lo: int, hi: int, start: int) -> None:
            part = rgb[start + lo : start + hi]
            lab = to_lab(part)
            _shift_rows(lab, self.maps, x, y + (start + lo) * ky, kx, ky, self.light)
            part[...] = to_rgb(lab)

        for start in range(0, height, ROWS * crew.size):
            ctx.check()
            count = min(ROWS * crew.size, height - start)
            crew.share(count, lambda lo, hi, start=start: some(lo, hi, start), least=32)  # type: ignore[misc]
        return rgb


def recoloring(
    ctx: Context, content: Floats, weight: Floats, style: Floats, seed: int, crew: Crew, guard: float | None = None
) -> Recoloring:
    """How `content` float32 (H, W, 3) sRGB, which may be a small copy, gets the colors and the light of `style`.

    `weight` (H, W): only places above one half are counted. `guard` 0..1: how much of the content's own contrast
    of light is kept; None decides by the style.
    """
    small, small_weight = _calm(to_lab(_shrunk(content))), _shrunk(weight)
    seen = small_weight.reshape(-1) > 0.5
    if not seen.any():
        seen[:] = True
    # height in the picture has a say: skies take the colors of skies, grounds those of grounds
    rows = palette.with_height(small)
    start, goal = palette.aim(rows[seen], palette.with_height(to_lab(_shrunk(style))), SAMPLES)
    moved = rows.copy()
    # a gray picture has to get its hues by light and height: no noise there
    hue = np.minimum(GRAIN, 0.7 * rows[seen, 1:3].std(0))
    moved[seen] = transport(ctx, start, goal, seed, crew, f32([GRAIN, hue[0], hue[1], 0.0]))
    shift = f32((moved - rows)[:, :3].reshape(small.shape))
    own = light_guard(goal[:, 0]) if guard is None else guard
    light = rows[seen, 0]
    reach = 1.3 * float(light.std())
    middle = float(np.clip(goal[:, 0].mean(), min(50, 8 + reach), max(50, 95 - reach)))
    shift[..., 0] += own * (middle - float(light.mean()) - shift[..., 0])
    shift[..., 0] += _borders(small, shift, small_weight)
    guide = f32(small[..., 0] / 100)
    guided = Guided(guide, max(3, max(small.shape[:2]) // 50), 1e-3)
    # the light may be flattened locally by half at most: faces keep their features
    maps = np.dstack(
        [m for c in range(3) for m in guided.line(np.ascontiguousarray(shift[..., c]), -50.0 if c == 0 else None)]
    )
    # the filter smooths the contrast of light away: give it back
    wanted = (small[..., 0] + shift[..., 0]).reshape(-1)[seen]
    now = (small[..., 0] + maps[..., 0] * guide + maps[..., 1]).reshape(-1)[seen]
    gain = float(np.clip((wanted.std() + 1e-3) / (now.std() + 1e-3), 0.5, 2.0))
    return Recoloring(f32(maps), f32([float(now.mean()), gain, float(wanted.mean())]))


HELD = 0.6
"""Share of the contrast between neighboring areas that must stay when their colors change."""
SPANS = (2.0, 4.0, 8.0, 16.0)


def _borders(small: Floats, shift: Floats, weight: Floats) -> Floats:
    """Lightness (h, w) to be added so that neighboring areas stay apart.

    Two areas that differ by hue alone, a mountain and the sky behind it, may be given the same color. Where the
    contrast of a band (CIELAB, all three axes) falls below `HELD` of what the picture has, the band comes back as
    lightness, along the axis on which the picture's own areas differ most (after Gooch et al., "Color2Gray", SIGGRAPH
    2005).
    """
    seen = (weight > 0.5).reshape(-1)
    new, own = f32(small + shift), small
    total = np.zeros(small.shape[:2], np.float32)
    for sigma in SPANS:
        band, now = (f32(blur(a, sigma) - blur(a, 2 * sigma)) for a in (own, new))
        had, has = (np.sqrt(blur(f32((b * b).sum(-1)), 2 * sigma) + 1e-6) for b in (band, now))
        lack = np.clip(1 - has / (HELD * had + 1e-3), 0, 1)
        rows = band.reshape(-1, 3)[seen]
        axis = f32(np.linalg.eigh(rows.T.astype(np.float64) @ rows)[1][:, -1])
        along = band @ axis
        there = float((along * now[..., 0])[weight > 0.5].sum())
        total += lack * (HELD * np.copysign(1.0, there) * along)
    return f32(np.clip(total, -30, 30))


def recolor(
    ctx: Context, content: Floats, weight: Floats, style: Floats, seed: int, crew: Crew, guard: float | None = None,
) -> Floats:  # fmt: skip
    """`content` float32 (H, W, 3) sRGB with the colors and the light of `style`; every form is kept. A new array.

    For the other arguments see `recoloring`.
    """
    found = recoloring(ctx, content, weight, style, seed, crew, guard)
    return found.apply(ctx, content.copy(), EVERYTHING, crew)


COLORS = ("take", "keep", "light")
"""The style's colors and light; the picture's own; the style's light and dark with the picture's own hues."""


def matched(ctx: Context, sitter: Frame, style: Floats, colors: str, seed: int, crew: Crew) -> tuple[Floats, Floats]:
    """What is to be painted, float32 (H, W, 3), and `style` (h, w, 3) with the colors in which its marks are then
    compared with it: `colors` is one of `COLORS`."""
    if sitter.palette is not None:
        return sitter.palette.matched(sitter.rgb, style)
    if colors == "take":
        far = sitter.overview
        found = recoloring(ctx, far.rgb, far.weight, style, seed, crew)
        return found.apply(ctx, sitter.fresh(), sitter.rect, crew), style
    seen = sitter.overview
    everywhere = np.ones(style.shape[:2], np.float32)
    model = recolor(ctx, style, everywhere, seen.rgb, seed, crew, guard=0.0)
    if colors == "keep":
        return sitter.fresh(), model
    found = recoloring(ctx, seen.rgb, seen.weight, style, seed, crew)
    taken = found.apply(ctx, sitter.fresh(), sitter.rect, crew)
    return relight(ctx, sitter.rgb, taken, crew), with_light(model, style)


def with_light(rgb: Floats, light: Floats) -> Floats:
    """The hues and chroma of `rgb` (H, W, 3) under the lightness of `light` (H, W, 3). A new array.

    Chroma shrinks toward black and white, where the screen has none to give, instead of being cut off.
    """
    lab, own = to_lab(rgb), to_lab(light)
    room = np.minimum(own[..., 0], 100 - own[..., 0]) / np.maximum(np.minimum(lab[..., 0], 100 - lab[..., 0]), 4)
    lab[..., 1:] *= np.clip(room, 0, 1)[..., None] ** np.float32(0.7)
    lab[..., 0] = own[..., 0]
    return to_rgb(lab)


def relight(ctx: Context, rgb: Floats, light: Floats, crew: Crew) -> Floats:
    """`with_light` for large pictures: `light` is changed in place."""

    def some(lo: int, hi: int, start: int) -> None:
        rows = slice(start + lo, start + hi)
        light[rows] = with_light(rgb[rows], light[rows])

    for start in range(0, len(rgb), ROWS * crew.size):
        ctx.check()
        count = min(ROWS * crew.size, len(rgb) - start)
        crew.share(count, lambda lo, hi, start=start: some(lo, hi, start), least=32)  # type: ignore[misc]
    return light

"""Flowers by the hundred: meadows and beds that recede, row behind row, each flower an own small shape."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from studio.art.generators.scenes.atmosphere import Atmosphere, number
from studio.art.generators.scenes.canvas import Canvas, noise
from studio.art.generators.scenes.flowers import COLORS
from studio.art.generators.scenes.forms import Color, mix, ramp, scaled, smooth
from studio.core.params import Value

CELLS = 128


@dataclass(frozen=True)
class Sort:
    """How a kind of flower looks from some way off. Sizes in units of the row's scale."""

    petals: int
    radius: float
    stem: float
    depth: float
    """How deeply the petals are cut, 0..1."""
    eye: Color | None
    eye_size: float = 0.3
    tall: float = 1.0
    """Height over width of the head; spikes are tall."""
    cup: float = 0.0
    """1 = seen from the side as a cup."""


SORTS: Mapping[str, Sort] = {
    "poppy": Sort(4, 1.0, 2.3, 0.12, (0.12, 0.08, 0.10), 0.26, 0.85),
    "daisy": Sort(11, 0.80, 1.8, 0.34, (0.95, 0.74, 0.16), 0.34),
    "lavender": Sort(0, 0.42, 2.1, 0.0, None, 0.0, 4.2),
    "rose": Sort(5, 0.95, 1.5, 0.10, (0.0, 0.0, 0.0), 0.0),
    "sunflower": Sort(15, 1.75, 4.6, 0.30, (0.25, 0.14, 0.07), 0.46),
    "tulip": Sort(0, 0.72, 2.2, 0.0, None, 0.0, 1.35, 1.0),
    "cornflower": Sort(8, 0.72, 2.0, 0.42, (0.25, 0.16, 0.45), 0.3),
}
GROWN: Mapping[str, tuple[str, ...]] = {
    "red": ("poppy", "poppy", "tulip"), "yellow": ("daisy", "sunflower", "tulip"), "white": ("daisy", "daisy", "rose"),
    "pink": ("rose", "tulip", "daisy"), "blue": ("cornflower",), "purple": ("lavender",), "orange": ("poppy", "tulip"),
    "mixed": ("poppy", "daisy", "cornflower", "rose", "lavender", "tulip"),
}  # fmt: skip
_OF_SORT: Mapping[str, tuple[str, ...]] = {
    "poppy": ("red", "red", "orange"), "daisy": ("white", "white", "yellow"), "lavender": ("purple", "purple", "blue"),
    "rose": ("pink", "red", "white"), "sunflower": ("yellow",), "tulip": ("red", "yellow", "pink"), "cornflower": ("blue",),
}  # fmt: skip


def sorts_of(color: str, pick: float) -> tuple[str, tuple[Color, ...]]:
    """The kind of flower and its petal colors for a value of the factor `flower_color`; `pick` 0..1 is the seed's."""
    kinds = GROWN[color]
    kind = kinds[int(pick * len(kinds)) % len(kinds)]
    names = _OF_SORT[kind] if color == "mixed" else (color,)
    tones: list[Color] = []
    for name in names:
        tones += COLORS[name]
    return kind, tuple(tones)


@dataclass(frozen=True)
class Bed:
    """A stretch of ground that flowers grow on.

    `far`, `near`: canvas y of its first and last row of flowers; `vanish`: y of the eye level. `size`: radius of a
    flower for each unit of y below the eye level. `inside(x, y)`: 0..1 tensor, how densely flowers stand at a point of
    the ground. `edge(x)`: y of the ground's upper outline (a ridge), flowers grow below it only. `span(y)`: x of the bed's ends at a row.
    `step`: how much larger each row is than the one behind it.
    """

    far: float
    near: float
    vanish: float
    size: float = 0.046
    inside: Callable[[Tensor, Tensor], Tensor] | None = None
    edge: Callable[[Tensor], Tensor] | None = None
    span: Callable[[float], tuple[float, float]] | None = None
    step: float = 1.09


def paint_rows(c: Canvas, air: Atmosphere, rng: np.random.Generator, bed: Bed, kinds: Sequence[tuple[str, tuple[Color, ...]]],
               amount: float) -> None:  # fmt: skip
    """Rows of flowers from far to near. `kinds`: flower kinds with their colors, mixed among each other."""
    start, end = max(bed.far - bed.vanish, 0.012), bed.near - bed.vanish
    if end <= start:
        return
    rows = max(3, math.ceil(math.log(end / start) / math.log(bed.step)))
    step = (end / start) ** (1.0 / rows)
    for row in range(rows + 1):
        depth = start * step**row
        table = rng.random((CELLS, 8)).astype(np.float32)
        kind, tones = kinds[int(rng.random() * len(kinds)) if len(kinds) > 1 and row % 3 == 0 else row % len(kinds)]
        _row(c, air, torch.from_numpy(table), bed, depth, step, SORTS[kind], tones, amount)


def _row(c: Canvas, air: Atmosphere, table: Tensor, bed: Bed, depth: float, step: float, sort: Sort, tones: Sequence[Color],
         amount: float) -> None:  # fmt: skip
    scale = bed.size * depth
    r = scale * sort.radius
    cell = 2.75 * max(r, 0.45 * scale)  # wide enough that no flower is cut by the edge of its cell
    spread = depth * (step - 1.0)
    y_row = bed.vanish + depth
    high = scale * sort.stem + r * sort.tall * 1.4
    lo, hi = (-0.1, c.aspect + 0.1) if bed.span is None else bed.span(y_row)
    w = c.cut(lo - 2.0 * cell, y_row - high - spread, hi + 2.0 * cell, y_row + spread + 0.4 * r)
    if w is None:
        return
    t = w.x / cell
    index = t.floor()
    i = index.long() % CELLS
    own = table[i[0]]  # (w, 8)
    px, py, grow, pick, lean, big, turn, shade = (own[None, :, k] for k in range(8))
    r_here = r * (0.72 + 0.38 * big)
    margin = ((r_here + 0.25 * scale) / cell).clamp_max(0.5)
    center = (index + margin + (1.0 - 2.0 * margin) * px) * cell
    foot = y_row + (py - 0.5) * spread * 1.3
    dense = torch.full_like(center, 1.0)
    if bed.inside is not None:
        dense = bed.inside(center, foot)
    if bed.edge is not None:
        dense = dense * smooth(0.0, 0.006, foot - bed.edge(center))
    clump = noise(center / (5.0 * cell) + 31.0 * depth, foot * 0.0 + depth * 7.0, 4711)
    here = smooth(0.0, 0.16, amount * (1.05 + 0.22 * clump) * dense - grow) * smooth(0.0, 0.1, dense)
    if float(here.max()) <= 0.0:
        return
    r_now = r_here * (0.45 + 0.55 * here)
    top = foot - scale * sort.stem * (0.70 + 0.5 * shade)
    bow = (lean - 0.5) * 0.5 * scale
    far = air.veil(max(0.0, 0.55 - 1.1 * depth))
    key, fill, haze = c.color(air.key), c.color(air.fill), c.color(air.haze)
    # the stem, then the head
    along = ((foot - w.y) / (foot - top)).clamp(0.0, 1.0)
    if r * c.height > 1.2:
        stalk = torch.maximum(
            (w.x - center - bow * along * along).abs() - 0.055 * scale, torch.maximum(top - w.y, w.y - foot)
        )
        # two leaves bend out from the foot of each stem
        rise = ((foot - w.y) / (0.85 * scale * sort.stem)).clamp(0.0, 1.0)
        out = (w.x - center).abs() - (0.10 + 0.42 * shade) * scale * sort.stem**0.5 * rise * (1.0 + 0.4 * rise)
        blade = torch.maximum(out.abs() - 0.13 * scale * (1.0 - rise) * (0.4 + rise), torch.maximum(-rise, w.y - foot))
        blade = torch.where(rise >= 1.0, torch.ones_like(blade), blade)
        lit = (0.30 + 0.55 * rise + 0.10 * air.side * torch.sign(w.x - center)).clamp(0.0, 1.0)
        green = c.color((0.30, 0.45, 0.19)) * torch.lerp(fill, key, lit)
        green = torch.lerp(green, haze, far)
        w.over(w.cover(torch.minimum(stalk, blade)) * here, green)
    dx, dy = (w.x - center - bow) / r_now, (w.y - top) / r_now
    tones_t = torch.tensor(tones, dtype=torch.float32)
    base = tones_t[(pick * 0.999 * len(tones)).long()[0]].T[:, None, :]
    _head(w, dx, dy, r_now, base, sort, turn, shade, here, air, far, 1.2 * r / w.px < 2.2)


def _head(w: Canvas, dx: Tensor, dy: Tensor, r: Tensor, base: Tensor, sort: Sort, turn: Tensor, shade: Tensor, here: Tensor, air: Atmosphere,
          far: float,
    small: bool,
) -> None:  # fmt: skip
    """`small`: too small for petals, a dab of color."""
    key, fill, haze = w.color(air.key), w.color(air.fill), w.color(air.haze)
    if sort.tall > 2.0:  # spikes
        v = (dy / sort.tall + 0.45).clamp(-1.0, 1.0)
        half = (0.95 - 0.55 * ((0.5 - v) * 1.0 + 0.5).clamp(0.0, 1.0)) * (
            1.0 - (2.0 * v - 0.4).clamp_min(0.0) ** 2
        ).clamp_min(0.0)
        whorl = 0.72 + 0.28 * torch.cos(dy * 5.0 + 2.0 * turn)
        d = torch.maximum(dx.abs() - half * whorl, (dy.abs() / sort.tall - 0.95) * sort.tall)
        lit = (0.62 - 0.22 * dy / sort.tall + 0.30 * air.side * dx).clamp(0.0, 1.0)
        tone = base * torch.lerp(fill, key, lit) * (0.80 + 0.3 * shade)
    elif sort.cup > 0.0:
        v = dy / sort.tall
        half = (1.0 - (v * 0.85 + 0.12) ** 2).clamp_min(0.0).sqrt() * (
            0.95 - 0.16 * v.clamp_min(0.0) - 0.25 * (-v).clamp_min(0.0)
        )
        tip = 0.13 * torch.cos(dx * 7.0)
        d = torch.maximum(dx.abs() - half, torch.maximum(-0.80 + tip - v, v - 0.86))
        seam = smooth(0.10, 0.0, (dx.abs() - 0.30 - 0.2 * v).abs()) * 0.18
        lit = (0.55 + 0.45 * air.side * dx - 0.15 * v).clamp(0.0, 1.0)
        tone = base * torch.lerp(fill, key, lit) * (1.02 - seam - 0.18 * v.clamp_min(0.0))
    else:
        far_r = (dx * dx + (dy * 1.18) ** 2).sqrt()
        rim = torch.ones_like(far_r)
        ridge = torch.zeros_like(far_r)
        if not small:
            angle = torch.atan2(dy, dx) + 6.283 * turn
            wave = torch.cos(angle * sort.petals)
            rim = 1.0 - sort.depth * (0.5 - 0.5 * wave)
            ridge = wave * smooth(0.2, 0.6, far_r)
        d = far_r - rim
        lit = (0.58 + 0.34 * air.side * dx - 0.30 * dy + 0.10 * ridge).clamp(0.0, 1.0)
        tone = base * torch.lerp(fill, key, lit) * (0.76 + 0.26 * far_r.clamp(0.0, 1.0) + 0.08 * shade)
        if sort.eye is not None and sort.eye_size > 0.0:
            eye = w.cover((far_r - sort.eye_size) * r)
            tone = torch.lerp(tone, (w.color(sort.eye) * torch.lerp(fill, key, lit)).expand_as(tone), eye)
        elif not small:
            curl = torch.sin(far_r * 11.0 + torch.atan2(dy, dx) * 2.0)
            tone = tone * (1.0 - 0.14 * smooth(0.1, 0.9, curl))
    tone = torch.lerp(tone, haze.expand_as(tone), far)
    if not small:
        w.over(0.40 * w.cover((d - 0.10) * r) * here, torch.lerp(w.color((0.10, 0.16, 0.10)), haze, torch.tensor(far)))
    w.over(w.cover(d * r) * here, tone.clamp(0.0, 1.0))


def grass_tufts(c: Canvas, air: Atmosphere, bed: Bed, green: Color, seed: int, strength: float = 1.0) -> None:
    """The ground between flowers: upright strokes of light and dark green that grow toward the viewer."""
    w = c.cut(-0.1, bed.far - 0.01, c.aspect + 0.1, bed.near + 0.05)
    if w is None:
        return
    depth = (w.y - bed.vanish).clamp_min(0.015)
    fineness = 3.2 / depth.clamp_min(0.05)
    octave = (fineness.log2() * 1.0).floor()
    blend = fineness.log2() - octave
    low, high = torch.exp2(octave), torch.exp2(octave + 1.0)
    a = noise(w.x * low * 11.0, depth.log() * 9.0, seed)
    b = noise(w.x * high * 11.0, depth.log() * 9.0, seed)
    blades = torch.lerp(a, b, blend)
    patches = noise(w.x / depth * 0.35, depth.log() * 2.2 + 0.0 * w.x, seed + 1)
    inside = smooth(0.0, 0.02, w.y - bed.far)
    if bed.inside is not None:
        inside = inside * bed.inside(w.x, w.y)
    if bed.edge is not None:
        inside = inside * w.cover(bed.edge(w.x) - w.y)
    lit = (0.45 + 0.20 * blades + 0.14 * patches).clamp(0.0, 1.0)
    tone = c.color(green) * torch.lerp(c.color(air.fill), c.color(air.key), lit) * (0.92 + 0.12 * blades)
    warm = c.color(mix(green, (0.62, 0.62, 0.24), 0.5)) * torch.lerp(c.color(air.fill), c.color(air.key), lit)
    tone = torch.lerp(tone, warm, 0.5 * smooth(0.2, 1.5, patches))
    white = c.color(scaled((0.96, 0.97, 1.0), 1.0)) * torch.lerp(c.color(air.fill), c.color(air.key), lit)
    tone = torch.lerp(tone, white, air.snow * smooth(-0.9, 0.1, 0.35 * patches + 0.12 * blades + 1.4 * air.snow - 0.6))
    distance = (0.5 - depth).clamp_min(0.0) / 0.5
    veil = 1.0 - (1.0 - 0.30 * distance**1.5) * torch.exp(-3.0 * air.fog * (0.12 + distance))
    tone = torch.lerp(tone, c.color(air.haze).expand_as(tone), veil)
    w.over(strength * inside, tone.clamp(0.0, 1.0))


def season_green(air: Atmosphere) -> Color:
    """Lawn and stems through the year."""
    green = mix((0.44, 0.58, 0.20), (0.52, 0.66, 0.26), air.spring)
    return mix(mix(green, (0.56, 0.50, 0.24), 0.75 * air.autumn), (0.50, 0.48, 0.36), air.winter)


def bloom_amount(f: Mapping[str, Value], air: Atmosphere) -> float:
    """How much is in flower: less in autumn, nothing in winter."""
    return number(f, "flowers") * (1.0 - air.winter) * (1.0 - 0.35 * air.autumn) * ramp(1.0, 0.35, air.snow)

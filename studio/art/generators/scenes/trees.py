"""Trees: crowns built of lit clumps, conifers in tiers, birches, poplars, palms, blossom; bare in winter; far woods."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from studio.art.generators.scenes.atmosphere import Atmosphere
from studio.art.generators.scenes.canvas import Canvas, fbm, noise
from studio.art.generators.scenes.forms import hexcolor, mix, scaled, smooth
from studio.art.generators.scenes.terrain import SNOW, leaf_color

_BARK = {"birch": "#d8d2c6", "palm": "#8a6f52", "pine": "#5a4436", "poplar": "#6a5a48"}


def tree(
    c: Canvas, air: Atmosphere, kind: str, foot: tuple[float, float], height: float, p: Sequence[float], distance: float,
    seed: int, grove: bool = False,
) -> None:  # fmt: skip
    """One tree whose trunk stands on `foot`. `p`: eight numbers 0..1 that shape it."""
    if height < 2.5 * c.px:
        return
    if kind == "palm":
        _palm(c, air, foot, height, p, distance)
    elif kind == "pine":
        _pine(c, air, foot, height, p, distance, seed)
    else:
        _crown(c, air, kind, foot, height, p, distance, seed)


def _trunk(
    w: Canvas,
    air: Atmosphere,
    kind: str,
    foot: tuple[float, float],
    top: float,
    thick: float,
    lean: float,
    distance: float,
) -> None:
    t = ((foot[1] - w.y) / max(1e-4, foot[1] - top)).clamp(0, 1)
    middle = foot[0] + lean * t * t
    half = thick * (1.25 - 0.75 * t) + 0.4 * thick * torch.exp(-t * 14)
    d = torch.maximum((w.x - middle).abs() - half, torch.maximum(w.y - foot[1], top - w.y))
    bark = hexcolor(_BARK.get(kind, "#6b5442"))
    across = ((w.x - middle) / half).clamp(-1, 1)
    side = air.side if abs(air.side) > 0.1 else 0.1
    shine = (0.5 + 0.42 * across * (1 if side > 0 else -1)).clamp(0, 1)
    tone = torch.lerp(
        w.color(air.seen(scaled(bark, 0.55), 0.05, distance)), w.color(air.seen(bark, 1.0, distance)), shine[None]
    )
    if kind == "birch":
        marks = smooth(0.55, 0.85, noise(w.x * 0 + across * 0.6, w.y * (26 / max(0.05, foot[1] - top)) * 0.4 * 4, 91))
        tone = torch.lerp(tone, w.color(air.seen((0.16, 0.15, 0.16), 0.4, distance)), (marks * 0.85)[None])
    w.over(w.cover(d), tone)


def _crown(
    c: Canvas, air: Atmosphere, kind: str, foot: tuple[float, float], height: float, p: Sequence[float], distance: float,
    seed: int,
) -> None:  # fmt: skip
    slim = {"poplar": 0.17, "birch": 0.30}.get(kind, 0.46)
    wide = height * slim * (0.85 + 0.35 * p[0])
    reach = wide * 1.35
    w = c.cut(foot[0] - reach, foot[1] - 1.12 * height, foot[0] + reach, foot[1] + 0.03 * height)
    if w is None:
        return
    bare = air.winter if kind in ("broadleaf", "birch", "poplar", "blossom") else 0.0
    lean = (p[1] - 0.5) * 0.16 * height
    low = {"poplar": 0.10, "birch": 0.30}.get(kind, 0.30)
    thick = height * {"birch": 0.013, "poplar": 0.016}.get(kind, 0.026)
    ground = torch.exp(
        -(((w.x - foot[0] - air.side * -0.25 * height) / (0.9 * wide)) ** 2) - ((w.y - foot[1]) / (0.035 * height)) ** 2
    )
    w.over(ground * 0.38 * (1 - 0.6 * air.gray), scaled(air.fill, 0.32))
    _trunk(w, air, kind, foot, foot[1] - height * (0.62 if bare < 0.5 else 0.78), thick, lean, distance)
    if bare > 0.02:
        _twigs(w, air, kind, foot, height, wide, lean, thick, p, distance, bare, seed)
    if bare > 0.98:
        return
    lobes = _lobes(kind, p, wide, height, low)
    nearest: Tensor | None = None
    lift: Tensor | None = None
    for k, (dx, up, a, b) in enumerate(lobes):
        u, v = (w.x - foot[0] - lean * up / height - dx) / a, (w.y - foot[1] + up) / b
        d = ((u * u + v * v).sqrt() - 1) * min(a, b)
        # Each clump is a ball: its own place in the light, the lower ones in the shade of the upper.
        ball = 0.60 * (air.side * u) - 0.62 * v + 0.20 * (up / height - 0.6) + 0.08 * math.sin(k * 2.4 + 6 * p[2])
        if nearest is None or lift is None:
            nearest, lift = d, ball
        else:
            closer = torch.sigmoid((nearest - d) * (9.0 / wide))
            nearest = torch.minimum(nearest, d)
            lift = torch.lerp(lift, ball, closer)
    assert nearest is not None and lift is not None
    fineness = 26.0 / height
    leaves = fbm((w.x - foot[0]) * fineness, (w.y - foot[1]) * fineness, seed, 3, 0.65, cell=fineness * w.px)
    edge = nearest + 0.050 * height * leaves * (0.8 if kind != "poplar" else 0.5)
    thin = 0.16 if kind == "birch" else 0.0
    alpha = w.cover(edge) * (1 - bare)
    if thin:
        alpha = alpha * (1 - 0.75 * smooth(0.25, 1.1, leaves + 0.35))
    shine = (0.44 + 0.40 * lift * (1 - 0.55 * air.gray) + 0.20 * leaves).clamp(0, 1)
    leaf = leaf_color(kind, air.season, p[3])
    dark = mix(scaled(leaf, 0.42), (0.10, 0.16, 0.22), 0.18)
    if kind == "blossom":
        dark = mix(scaled(leaf, 0.70), (0.55, 0.40, 0.55), 0.25)
    tone = torch.lerp(
        w.color(air.seen(dark, 0.06, distance)), w.color(air.seen(scaled(leaf, 1.15), 1.0, distance)), shine[None]
    )
    rim = smooth(0.03 * height, 0.0, -edge) * smooth(0.1, 0.8, lift) * air.low * (1 - air.gray) * 0.5
    tone = torch.lerp(tone, w.color(mix(air.sun, (1.0, 0.95, 0.8), 0.3)), (rim * (1 - air.night))[None])
    if air.snow > 0.25:
        load = smooth(0.35, 0.9, lift + 0.35 * leaves) * (air.snow - 0.25) * 1.1
        tone = torch.lerp(tone, w.color(air.seen(SNOW, 0.9, distance * 0.7)), load.clamp(0, 1)[None])
    w.over(alpha, tone)


def _lobes(
    kind: str, p: Sequence[float], wide: float, height: float, low: float
) -> list[tuple[float, float, float, float]]:
    """Clumps of a crown: (dx, height above the foot, half width, half height)."""
    if kind == "poplar":
        return [(wide * 0.12 * math.sin(5 * p[2] + k * 2.1), height * (low + 0.09 + 0.155 * k),
                 wide * (0.62 + 0.36 * math.sin(math.pi * (k + 1) / 6.6)), height * 0.15) for k in range(6)]  # fmt: skip
    lobes = []
    span = 1 - low
    for k in range(9):
        angle = 2.39996 * k + 6.28 * p[2]
        radius = math.sqrt((k + 0.4) / 9)
        spread = 0.62 if kind == "birch" else 0.66
        dx = wide * spread * radius * math.cos(angle)
        up = height * (low + span * (0.52 + 0.33 * radius * math.sin(angle)))
        size = 0.46 - 0.14 * radius + 0.08 * math.sin(7 * p[4] + 3 * k)
        lobes.append((dx, up, wide * size * 1.12, height * span * size * 0.66))
    return lobes


def _twigs(
    w: Canvas, air: Atmosphere, kind: str, foot: tuple[float, float], height: float, wide: float, lean: float, thick: float,
    p: Sequence[float], distance: float, bare: float, seed: int,
) -> None:  # fmt: skip
    """Branches of a tree without leaves and the haze of its finest twigs."""
    bark = hexcolor(_BARK.get(kind, "#5f4c40"))
    tone = w.color(air.seen(scaled(bark, 0.75), 0.45, distance))
    alpha = torch.zeros_like(w.x + w.y)
    for k in range(11):
        start = 0.30 + 0.055 * k
        side = 1 if k % 2 else -1
        angle = side * (0.95 - 0.05 * k + 0.3 * (math.sin(9 * p[5] + 2.3 * k)))
        length = height * (0.36 - 0.016 * k) * (0.75 if kind == "poplar" else 1.0)
        if kind == "poplar":
            angle *= 0.4
        x0, y0 = foot[0] + lean * start * start, foot[1] - height * start
        x1, y1 = x0 + math.sin(angle) * length, y0 - math.cos(angle) * length
        dx, dy = x1 - x0, y1 - y0
        t = (((w.x - x0) * dx + (w.y - y0) * dy) / (dx * dx + dy * dy)).clamp(0, 1)
        bow = 0.06 * length * torch.sin(3.14 * t) * side
        d = ((w.x - x0 - t * dx + bow) ** 2 + (w.y - y0 - t * dy) ** 2).sqrt() - thick * 0.5 * (1.05 - t)
        alpha = torch.maximum(alpha, w.cover(d))
    u, v = (w.x - foot[0]) / (wide * 1.05), (w.y - foot[1] + height * 0.64) / (height * 0.40)
    inside = smooth(1.15, 0.2, (u * u + v * v).sqrt())
    fine = noise((w.x - foot[0]) * 90 / height, (w.y - foot[1]) * 34 / height, seed)
    alpha = torch.maximum(alpha, inside * (0.16 + 0.30 * smooth(0.0, 1.2, fine)))
    w.over(alpha * bare, tone)
    if air.snow > 0.3:
        w.over(alpha * bare * 0.45 * air.snow * smooth(-0.2, 0.9, fine), air.seen(SNOW, 0.9, distance * 0.7))


def _pine(
    c: Canvas, air: Atmosphere, foot: tuple[float, float], height: float, p: Sequence[float], distance: float, seed: int
) -> None:
    wide = height * (0.19 + 0.08 * p[0])
    w = c.cut(foot[0] - 1.3 * wide, foot[1] - 1.06 * height, foot[0] + 1.3 * wide, foot[1] + 0.03 * height)
    if w is None:
        return
    ground = torch.exp(-(((w.x - foot[0]) / (0.9 * wide)) ** 2) - ((w.y - foot[1]) / (0.03 * height)) ** 2)
    w.over(ground * 0.4 * (1 - 0.6 * air.gray), scaled(air.fill, 0.32))
    _trunk(w, air, "pine", foot, foot[1] - 0.3 * height, 0.018 * height, 0.0, distance)
    t = (foot[1] - 0.09 * height - w.y) / (0.93 * height)
    tiers = 6 + int(4 * p[1])
    rough = fbm((w.x - foot[0]) * 40 / height, (w.y - foot[1]) * 34 / height, seed, 2, 0.6, cell=40 / height * w.px)
    # Branches hang: the rim of a tier is lower than its middle.
    droop = (w.x - foot[0]).abs() * 0.55
    step2 = (1 - t - droop / height).clamp(0, 1.05) ** 0.85 * tiers
    stage2 = step2 - step2.floor()
    half = (
        wide * ((1 - t).clamp(0, 1) ** 0.9) * (0.58 + 0.42 * stage2)
        + 0.035 * height * rough * (1 - t).clamp(0, 1) ** 0.5
    )
    d = torch.maximum((w.x - foot[0]).abs() - half, torch.maximum(-t * height, (t - 1) * height))
    across = ((w.x - foot[0]) / (wide + 1e-6)).clamp(-1, 1)
    shine = (
        0.40 + 0.42 * across * air.side * (1 - 0.6 * air.gray) - 0.32 * (stage2 - 0.55) * -1 * 0.9 + 0.16 * rough
    ).clamp(0, 1)
    leaf = leaf_color("pine", air.season, p[3])
    tone = torch.lerp(
        w.color(air.seen(scaled(leaf, 0.45), 0.05, distance)),
        w.color(air.seen(scaled(leaf, 1.25), 1.0, distance)),
        shine[None],
    )
    if air.snow > 0.2:
        load = smooth(0.35, 0.95, stage2 + 0.35 * rough + 0.10 * across * air.side) * min(1.0, (air.snow - 0.2) * 1.25)
        white = torch.lerp(w.color(air.seen((0.78, 0.85, 0.97), 0.2, distance * 0.7)),
                           w.color(air.seen(SNOW, 1.0, distance * 0.6)), (0.45 + 0.5 * across * air.side).clamp(0, 1)[None])  # fmt: skip
        tone = torch.lerp(tone, white, load[None])
    w.over(w.cover(d), tone)


def _palm(
    c: Canvas, air: Atmosphere, foot: tuple[float, float], height: float, p: Sequence[float], distance: float
) -> None:
    lean = (p[0] - 0.35) * 0.5 * height
    reach = 0.52 * height
    w = c.cut(
        foot[0] + min(0.0, lean) - reach,
        foot[1] - 1.3 * height,
        foot[0] + max(0.0, lean) + reach,
        foot[1] + 0.02 * height,
    )
    if w is None:
        return
    _trunk(w, air, "palm", foot, foot[1] - 0.86 * height, 0.018 * height, lean, distance)
    x, y = foot[0] + lean, foot[1] - 0.86 * height
    leaf = leaf_color("palm", air.season, p[3])
    for k in range(9):
        angle = -2.9 + 2.9 * 2 * (k + 0.5 * p[1]) / 9 * 0.55 + 0.2 * math.sin(5 * p[2] + 3 * k)
        length = reach * (0.72 + 0.2 * math.sin(4 * p[4] + 2 * k))
        dx, dy = math.cos(angle) * length, math.sin(angle) * length * 0.75
        n2 = dx * dx + dy * dy
        t = (((w.x - x) * dx + (w.y - y) * dy) / n2).clamp(0, 1)
        sag = 0.30 * length * t * t
        off_x, off_y = w.x - x - t * dx, w.y - y - t * dy - sag
        d = (off_x**2 + off_y**2).sqrt()
        half = 0.065 * height * torch.sin(3.14 * (0.08 + 0.92 * t)).clamp_min(0) * (0.72 + 0.28 * torch.sin(t * 46))
        shine = (0.5 - 0.35 * off_y / (0.05 * height) + 0.2 * air.side * (1 if dx > 0 else -1)).clamp(0, 1)
        tone = torch.lerp(
            w.color(air.seen(scaled(leaf, 0.5), 0.1, distance)),
            w.color(air.seen(scaled(leaf, 1.2), 1.0, distance)),
            shine[None],
        )
        w.over(w.cover(d - half), tone)

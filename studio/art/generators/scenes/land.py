"""The lie of the land and what covers it: hills, meadows, fields in rows, woods, path and river, snow."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from studio.art.generators.scenes.atmosphere import Atmosphere, number
from studio.art.generators.scenes.canvas import Canvas, Chance, fbm, noise
from studio.art.generators.scenes.forms import hexcolor, mix, ramp, scaled, smooth
from studio.art.generators.scenes.relief import Stretch, View, trace
from studio.art.generators.scenes.terrain import SNOW, foliage_color, grass_color, leaf_color
from studio.core.params import Value

FARTHEST = 64.0
PETALS: Mapping[str, str] = {
    "mixed": "#d9b9c0", "red": "#cf3a2b", "yellow": "#eec63f", "white": "#f0ece0", "pink": "#e493b0",
    "blue": "#5f7fd0", "purple": "#8a6ac0", "orange": "#ea8a34",
}  # fmt: skip


@dataclass(frozen=True)
class Winding:
    """The line of a path or river: its place on the picture over the logarithm of the distance."""

    foot: float
    goal: float
    swing: float
    turn: float
    half: float
    """Half width in the world."""

    def x(self, z: Tensor) -> Tensor:
        """World X of the middle."""
        depth = torch.log(z) - math.log(2.0)
        t = (depth / 2.6).clamp(0.0, 1.0)
        bend = self.swing * torch.sin(self.turn + 3.1 * depth) * (1 - 0.75 * t) * (0.35 + 1.3 * t.clamp_max(0.5))
        return z * (self.foot + (self.goal - self.foot) * t**0.7 + bend)

    def x_at(self, z: float) -> float:
        return float(self.x(torch.tensor([z]))[0])


class Land:
    """The ground of one picture."""

    def __init__(
        self, f: Mapping[str, Value], air: Atmosphere, chance: Chance, view: View, shore: float | None, sea: float
    ) -> None:
        """`shore`: far edge of the water as a distance, None without water; `sea` 0..1: how much of an open sea it is."""
        self.f, self.air, self.view, self.shore, self.sea = f, air, view, shore, sea
        rng = chance.stream("land")
        self.seed = int(rng.integers(1 << 30))
        self.shift = [float(v) for v in rng.uniform(0, 50, 4)]
        lean = [float(v) for v in rng.uniform(-1, 1, 8)]
        # Before high mountains the land lies lower.
        self.rise = number(f, "hills") * (1 - 0.55 * number(f, "mountains"))
        self.trees = number(f, "trees")
        self.fields = number(f, "fields")
        self.kind = str(f["tree_kind"])
        self.forest = str(f["scene"]) == "forest"
        goal = view.aspect * (-0.30 + 0.60 * number(f, "subject_x"))
        a = min(view.aspect, 1.6)
        self.path = Winding(0.22 * a * lean[0], goal, 0.11 + 0.05 * lean[1], 3.1 * lean[2],
                            (0.10 + 0.12 * number(f, "path")) * ramp(0.0, 0.06, number(f, "path")))  # fmt: skip
        self.river = Winding(0.30 * a * lean[3], -0.5 * goal + 0.1 * a * lean[4], 0.13 + 0.05 * lean[5], 3.1 * lean[6],
                             (0.20 + 0.55 * number(f, "river")) * ramp(0.0, 0.08, number(f, "river")))  # fmt: skip
        self.meadow = max(number(f, "flowers") * (1 - air.winter), 0.0)
        self.beach = ramp(0.55, 0.9, number(f, "water"))
        self.bank: Callable[[float], float] = lambda _x: FARTHEST
        """How far the land before the water reaches at x on the picture."""

    # The form of the land.

    def height(self, x: Tensor, z: Tensor) -> Tensor:
        """Height of the bare ground."""
        deep = torch.log(z)
        u = x / z.pow(0.62)
        roll = noise(u * 0.62 + self.shift[0], deep * 2.3 + self.shift[1], self.seed)
        fine = noise(u * 1.7 + self.shift[2], deep * 5.3 + self.shift[3], self.seed)
        strength = (0.010 + 0.095 * self.rise) * smooth(2.0, 9.0, z) * (1 - 0.45 * smooth(20.0, 64.0, z))
        h = z * strength * (roll + 0.33 * fine + 0.28) + 0.03 * fine * smooth(9.0, 3.0, z)
        if self.river.half > 0:
            far = ((x - self.river.x(z)) / (self.river.half * 3.2 + 0.06 * z)).abs()
            h = h * smooth(0.12, 1.2, far) - 0.06 * smooth(0.55, 0.2, far)
        if self.shore is not None:
            # Level at the far shore of a lake; a far coast sinks as the sea grows.
            h = h * smooth(0.97, 1.35, z / self.shore) * (1 - self.sea) + (z < self.shore) * h * ramp(
                0.0, 1.0, 1 - self.sea
            )
        return h

    def woods(self, x: Tensor, z: Tensor) -> Tensor:
        """0..1: where trees stand close together."""
        if self.trees <= 0.03:
            return torch.zeros_like(x)
        deep, u = torch.log(z), x / z.pow(0.62)
        patch = noise(u * 1.15 + self.shift[2], deep * 3.6 + self.shift[0], self.seed + 1)
        patch = patch + 0.35 * noise(u * 4.1 + self.shift[1], deep * 9.0, self.seed + 1)
        m = smooth(1.25 - 2.1 * self.trees, 1.55 - 2.1 * self.trees, patch) * smooth(5.0, 7.5, z)
        for way, room in ((self.path, 1.0), (self.river, 1.3)):
            if way.half > 0:
                m = m * smooth(room * way.half, 2.2 * way.half + 0.25, (x - way.x(z)).abs())
        return m

    def canopy(self, x: Tensor, z: Tensor) -> Tensor:
        """Height of the tops of the woods over the ground, of full woods."""
        if self.kind in ("pine", "poplar"):
            saw = (x * 1.55 + 0.37 * z).remainder(1.0) - 0.5
            tops = 0.55 + 0.75 * (0.5 - saw.abs()) * 1.6 + 0.20 * noise(x * 3.0, z * 2.0, self.seed + 2)
        else:
            tops = 0.78 + 0.26 * noise(x * 1.7, z * 2.0, self.seed + 2) + 0.10 * noise(x * 4.3, z * 3.0, self.seed + 2)
        return tops * (0.85 if self.kind != "pine" else 0.95)

    def covered(self, x: Tensor, z: Tensor) -> Tensor:
        """Height of what is seen: the ground, or the tops of the woods on it."""
        return self._cover(x, z)[2]

    def _cover(self, x: Tensor, z: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Height of the ground, how woody it is, and height of what is seen."""
        ground, woods = self.height(x, z), self.woods(x, z)
        return ground, woods, ground + woods * self.canopy(x, z) if self.trees > 0.03 else ground

    def dry(self, x: Tensor, y: Tensor) -> Tensor:
        """0..1 over the picture: 0 on the river and on the path."""
        out = torch.ones_like(x + y)
        z = self.view.eye / (y - self.view.skyline).clamp_min(1e-3)
        across = (x - self.view.aspect / 2) * z
        for way in (self.river, self.path):
            if way.half > 0:
                out = out * smooth(1.15 * way.half, 1.30 * way.half + 0.03, (across - way.x(z)).abs())
        return out

    def foot(self, x: float, z: float) -> tuple[float, float]:
        """Where on the picture a thing stands."""
        h = float(self.height(torch.tensor([x]), torch.tensor([z]))[0])
        return self.view.x(x, z), self.view.y(h, z)

    def hidden(self, x: float, z: float, tall: float) -> bool:
        """Whether nearer land hides a thing of this height altogether."""
        zs = torch.from_numpy(np.geomspace(min(2.0, 0.9 * z), 0.97 * z, 24).astype(np.float32))
        lift = (self.height(x / z * zs, zs) - self.view.eye) / zs
        top = (float(self.height(torch.tensor([x]), torch.tensor([z]))[0]) + tall - self.view.eye) / z
        return float(lift.max()) > top

    # Painting.

    def distance(self, z: float) -> float:
        """0 here to 1 at the edge of the land, as the air counts it."""
        return min(1.0, max(0.0, math.log(z / 2.0) / math.log(FARTHEST / 2.0)))

    def paint(
        self, c: Canvas, near: float, far: float, scale: Tensor | None = None, down: float = 1.1
    ) -> Stretch | None:
        """Lays the land between two distances over what lies behind it."""
        tables: list[Tensor] = []

        def height(x: Tensor, z: Tensor) -> Tensor:
            tables[:] = self._cover(x, z)
            return tables[2]

        s = trace(c, self.view, height, near, far, scale, down)
        if s is None:
            return None
        tone = self._tone(s, near, far, tables[0], tables[1])
        s.w.over(s.cover, tone)
        return s

    def _tone(self, s: Stretch, near: float, far: float, ground: Tensor, woods_t: Tensor) -> Tensor:
        """`ground`, `woods_t`: tables of the bare land's height and of how woody it is."""
        air, w = self.air, s.w
        x, z, tx, tz = s.x, s.z, s.table_x, s.table_z
        d0, d1 = self.distance(near), self.distance(far)
        d = 0.5 * (d0 + d1)
        soft = 1 - air.gray
        # Light on the slopes; clouds send their shadows over the land.
        step = 0.06 * tz
        across = (self.height(tx + step, tz) - ground) / step
        inner = (ground[2:] - ground[:-2]) / (tz[2:] - tz[:-2])
        away = torch.cat([inner[:1], inner, inner[-1:]])
        side = air.side if abs(air.side) > 0.15 else 0.15
        light_t = 0.60 - (1.35 * side * across - 0.55 * away) * (0.35 + 0.65 * soft)
        deep_t, u_t = torch.log(tz), tx / tz.pow(0.5)
        wide = noise(u_t * 0.45 + self.shift[3], deep_t * 1.7 + self.shift[2], self.seed + 3)
        clouds = number(self.f, "cloud")
        passing = smooth(0.05, 0.95, wide) * soft * min(1.0, 2.2 * clouds) * (1 - air.night)
        light_t = light_t - 0.34 * passing + 0.06 * wide
        hue_t = noise(u_t * 1.1 + self.shift[0], deep_t * 4.2, self.seed + 4)
        light, hue, woods = s.sample(torch.stack([light_t.clamp(-0.2, 1.2), hue_t, woods_t]))
        cell = 0.5 * (near + far) * w.px
        grain = fbm(x * 1.9, z * 0.8, self.seed + 5, 4, 0.62, cell=3.0 * cell)
        light = light + 0.095 * grain
        grass = grass_color(air.season)
        cool = mix(scaled(grass, 0.86), foliage_color(air.season), 0.45)
        dry = mix(grass, hexcolor("#d2c072"), 0.42)
        if self.beach > 0:
            sand = mix(hexcolor("#e0c795"), hexcolor("#bdb29d"), air.gray)
            grass, cool, dry = (mix(v, sand, self.beach) for v in (grass, cool, mix(dry, (0.95, 0.9, 0.8), 0.2)))
        tone = torch.lerp(w.color(cool), w.color(dry), (0.5 + 0.42 * hue + 0.10 * grain).clamp(0, 1)[None])
        tone = torch.lerp(tone, w.color(grass), 0.35)
        if self.fields > 0.01 and far > 3.5:
            tone, light = self._crops(s, tone, light, cell)
        if self.forest:
            # Sun through the leaves.
            spots = noise(x * 1.5, z * 1.1, self.seed + 15) + 0.6 * noise(x * 4.0, z * 2.6, self.seed + 16)
            light = light - 0.22 * soft + 0.52 * soft * smooth(0.30, 1.1, spots)
        if near < 9.0:
            light = self._blades(s, light, near)
        white = self._snow(s, hue, grain, light)
        if self.path.half > 0:
            tone, white = self._way(s, tone, white, cell)
        tone = self._lit(w, tone, light)
        if white is not None:
            snow = torch.lerp(
                w.color(air.seen((0.72, 0.81, 0.98), 0.10)),
                w.color(
                    mix(
                        air.seen(SNOW, 1.0), mix(SNOW, air.sun, 0.25), 0.35 * air.low * (1 - air.night) * (1 - air.gray)
                    )
                ),
                (light * 0.95).clamp(0, 1)[None],
            )
            tone = torch.lerp(tone, snow, white[None])
        if self.trees > 0.03 and far > 5.0:
            tone = self._treetops(s, tone, woods, light)
        if self.river.half > 0:
            tone = self._stream(s, tone, cell)
        veil0, veil1 = air.veil(d0 * 0.9), air.veil(d1 * 0.9)
        part = ((torch.log(z) - math.log(near)) / math.log(far / near)).clamp(0, 1)
        tone = torch.lerp(tone, w.color(air.haze), (veil0 + (veil1 - veil0) * part)[None])
        if air.fog > 0.02:
            # Mist gathers in the low ground.
            low = smooth(0.9, -0.2, s.sample(ground)) * air.fog * d
            tone = torch.lerp(
                tone, w.color(mix(air.haze, (1, 1, 1), 0.1 * (1 - air.night))), (0.6 * low).clamp(0, 1)[None]
            )
        return tone

    def _lit(self, w: Canvas, tone: Tensor, light: Tensor) -> Tensor:
        """A colored ground under the light: cool and dark in the shade, warm in the sun."""
        air = self.air
        dim = mix(scaled(air.fill, 0.66), (0.10, 0.16, 0.24), 0.10 * (1 - air.night))
        return tone * torch.lerp(w.color(dim), w.color(scaled(air.key, 1.04)), light.clamp(0, 1)[None])

    def _blades(self, s: Stretch, light: Tensor, near: float) -> Tensor:
        """Short strokes of grass in front, and the dark lower edge that leads the eye in."""
        w = s.w
        # Strokes of a size that goes with the distance: two neighboring sizes, blended.
        level = torch.log2(s.z) - 0.5
        strokes: Tensor | float = 0.0
        for k in range(math.floor(float(level.min())), math.floor(float(level.max())) + 2):
            weight = (1 - (level - k).abs()).clamp_min(0.0)
            fine = 2.0**k
            strokes = strokes + weight * fbm(
                w.x * 26 * fine, w.y * 8.5 * fine, self.seed + 6 + k % 7, 4, 0.8, cell=26 * fine * w.px
            )
        return (
            light
            + 0.12 * (1 - 0.75 * self.beach) * (1 - 0.6 * self.air.snow) * strokes
            - 0.22 * smooth(0.62, 1.06, w.y) * (1 - 0.6 * self.beach)
        )

    def _snow(self, s: Stretch, hue: Tensor, grain: Tensor, light: Tensor) -> Tensor | None:
        snow = self.air.snow
        if snow <= 0.01:
            return None
        return smooth(0.98 - 1.5 * snow, 1.42 - 1.5 * snow, 0.62 + 0.16 * hue + 0.13 * grain)

    def _crops(self, s: Stretch, tone: Tensor, light: Tensor, cell: float) -> tuple[Tensor, Tensor]:
        """Fields: patches of crops, each with its rows, and hedges between."""
        air, w, x, z = self.air, s.w, s.x, s.z
        deep = torch.log(z)
        bent = s.sample(noise(s.table_x * 0.3, torch.log(s.table_z) * 2.0, self.seed + 7))
        a = x / z.pow(0.45) * 0.85 + 0.22 * bent + self.shift[0]
        b = deep * 2.1 + 0.25 * bent + 0.10 * a + self.shift[1]
        i, j = a.floor(), b.floor()
        pick = noise(i * 3.0 + 0.5, j * 5.0 + 0.5, self.seed + 8)
        aim = noise(i * 7.0 + 0.5, j * 3.0 + 0.5, self.seed + 9)
        crops = [grass_color(min(0.999, air.season + 0.03)), hexcolor("#dfc163"), hexcolor("#7fa548"), hexcolor("#b08a5e"),
                 hexcolor("#c8cf6e")]  # fmt: skip
        if air.autumn > 0.5:
            crops = [hexcolor(v) for v in ("#a8854e", "#cfa950", "#8b8a45", "#8f6242", "#bd9a5a")]
        if self.meadow > 0.2:
            crops[0] = crops[2] = hexcolor(PETALS[str(self.f["flower_color"])])
        palette = torch.stack([w.color(v)[:, 0, 0] for v in crops])
        choice = ((pick * 1.35 + 2.5).clamp(0, 4.999)).long()
        field = palette[choice].permute(2, 0, 1)
        run = x * (1 - 0.3 * aim.abs()) + z * 0.55 * aim
        rows = torch.sin(run * 2 * math.pi * 3.4)
        seen = smooth(0.16, 0.05, 3.4 * z * w.px)
        share = smooth(0.95 - 1.25 * self.fields, 1.05 - 1.25 * self.fields, 0.5 + 0.30 * aim + 0.12 * pick)
        share = share * smooth(2.8, 4.2, z)
        if self.beach:
            share = share * (1 - self.beach)
        edge = torch.minimum(torch.minimum(a - i, i + 1 - a), 0.5 * torch.minimum(b - j, j + 1 - b))
        hedge = smooth(0.045, 0.015, edge)
        tone = torch.lerp(tone, field, (share * 0.88)[None])
        tone = torch.lerp(tone, w.color(scaled(foliage_color(air.season), 0.62)), (hedge * share * 0.85)[None])
        light = light + share * (0.13 * rows * seen - 0.18 * hedge)
        return tone, light

    def _treetops(self, s: Stretch, tone: Tensor, woods: Tensor, light: Tensor) -> Tensor:
        """Woods: lit crowns above, darkness under them."""
        air, w = self.air, s.w
        tops = s.sample(self.canopy(s.table_x, s.table_z))
        leaves = fbm(w.x * 70, w.y * 70, self.seed + 10, 3, 0.6, cell=70 * w.px)
        shine = (0.16 + 0.62 * (light - 0.25) + 0.62 * (tops - 0.78) + 0.16 * leaves - 0.5 * (1 - woods)).clamp(0, 1)
        leaf = leaf_color("broadleaf" if self.kind in ("palm", "blossom") else self.kind, air.season, 0.45)
        if self.kind == "blossom":
            leaf = mix(leaf, hexcolor("#f0bcc8"), 0.55)
        if air.winter > 0.3 and self.kind != "pine":
            leaf = mix(leaf, hexcolor("#85776c"), 0.7 * air.winter)
        other = (
            mix(leaf, scaled(hexcolor("#d0902e"), 0.9), 0.45)
            if air.autumn > 0.3
            else mix(leaf, hexcolor("#7f9a45"), 0.25)
        )
        if self.kind == "pine":
            other = scaled(leaf, 1.15)
        hue = noise(s.table_x * 1.3, s.table_z * 1.1, self.seed + 11)
        color = torch.lerp(w.color(leaf), w.color(other), (0.5 + 0.6 * s.sample(hue)).clamp(0, 1)[None])
        dark = mix(scaled(air.fill, 0.36), (0.06, 0.11, 0.18), 0.2 * (1 - air.night))
        crowns = color * torch.lerp(w.color(dark), w.color(scaled(air.key, 1.06)), shine[None])
        if air.snow > 0.2:
            load = smooth(0.30, 0.85, shine + 0.35 * (tops - 0.7)) * (air.snow - 0.10) * 0.9
            crowns = torch.lerp(crowns, w.color(air.seen(SNOW, 0.85)), load.clamp(0, 1)[None])
        return torch.lerp(tone, crowns, smooth(0.15, 0.45, woods)[None])

    def _way(self, s: Stretch, tone: Tensor, white: Tensor | None, cell: float) -> tuple[Tensor, Tensor | None]:
        """The path: earth with two ruts, a ragged edge of grass."""
        w, x, z = s.w, s.x, s.z
        grain = fbm(x * 4.0, z * 2.5, self.seed + 12, 3, 0.5, cell=4.0 * cell)
        off = (x - self.path.x(z)).abs()
        half = self.path.half * (1 + 0.11 * grain)
        d = (off - half) / z
        ruts = torch.exp(-(((off / half) - 0.52) ** 2) / 0.025)
        earth = mix(hexcolor("#d2b083"), hexcolor("#ab967e"), 0.6 * self.air.gray)
        bare = w.color(earth) * (1.0 + 0.07 * grain - 0.14 * ruts)
        share = w.cover(d)
        if white is not None:
            white = torch.lerp(white, white * (0.55 + 0.25 * (1 - ruts)), share)
        return torch.lerp(tone, bare, share[None]), white

    def _stream(self, s: Stretch, tone: Tensor, cell: float) -> Tensor:
        """The river shows the sky: bright far off, deep near by, with dark banks."""
        air, w, x, z = self.air, s.w, s.x, s.z
        wander = noise(x * 1.6, z * 0.9, self.seed + 13)
        d = ((x - self.river.x(z)).abs() - self.river.half * (1 + 0.14 * wander)) / z
        ripple = fbm(x * 2.6, z * 1.3 + 0.8 * torch.log(z), self.seed + 14, 3, 0.55, cell=4 * cell)
        up = ((w.y - air.skyline) / max(1e-3, 1 - air.skyline) * 0.95 + 0.16 * ripple).clamp(0, 1)
        sky = torch.lerp(
            w.color(mix(air.horizon, air.middle, 0.25)), w.color(mix(air.middle, air.zenith, 0.6)), up[None]
        )
        water = torch.lerp(
            sky,
            w.color(mix(scaled(air.middle, 0.55), (0.18, 0.30, 0.32), 0.4 * (1 - air.night))),
            (0.18 + 0.20 * up)[None],
        )
        glow = torch.exp(-((w.x - air.sun_at[0]) ** 2) / 0.03) * smooth(0.3, 1.3, ripple) * (1 - air.gray)
        water = water + (glow * 0.55 * (0.3 + 0.7 * air.low))[None] * (w.color(mix(air.sun, (1, 1, 1), 0.4)) - water)
        if air.snow > 0.4 and air.winter > 0.5:
            water = torch.lerp(water, w.color(air.seen((0.86, 0.91, 0.97), 0.8)), 0.35 * air.snow)
        bank = torch.exp(-((d / (0.10 / z + w.px)) ** 2)) * 0.6
        shade = tone * 0.45
        if air.snow > 0.4:
            shade = tone * 0.72
        tone = torch.lerp(tone, shade, bank[None])
        return torch.lerp(tone, water, w.cover(d)[None])

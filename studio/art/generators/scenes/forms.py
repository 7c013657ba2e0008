"""Round forms under a light: turned vessels, fruit, and how a surface takes light.

Everything here is plain tensor geometry over coordinates, without a canvas: a form answers, for every point of a
window, how far the point is from its outline (negative inside) and which way its surface faces. Lighting is done in
linear light and brought back to sRGB at the end, so that form shadows roll off as they do for the eye.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

Color = tuple[float, float, float]
_SAMPLES = 257


@lru_cache(maxsize=8192)
def constant(value: float) -> Tensor:
    """A number as a tensor without dimensions: half as costly a partner for small tensors as a Python float."""
    return torch.tensor(value, dtype=torch.float32)


_TWO, _THREE, _ONE, _HALF = constant(2.0), constant(3.0), constant(1.0), constant(0.5)


def smooth(lo: float | Tensor, hi: float | Tensor, x: Tensor) -> Tensor:
    """Hermite step from 0 at `lo` to 1 at `hi`."""
    if isinstance(lo, Tensor) or isinstance(hi, Tensor):
        t = ((x - lo) / (hi - lo)).clamp_(0.0, 1.0)
    else:
        t = ((x - constant(lo)) * constant(1.0 / (hi - lo))).clamp_(0.0, 1.0)
    return t * t * (_THREE - _TWO * t)


def ramp(lo: float, hi: float, value: float) -> float:
    """`smooth` for one number."""
    t = min(max((value - lo) / (hi - lo), 0.0), 1.0)
    return t * t * (3.0 - 2.0 * t)


def mix(a: Color, b: Color, t: float) -> Color:
    """a at t = 0, b at t = 1."""
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t)


def scaled(a: Color, k: float) -> Color:
    return (a[0] * k, a[1] * k, a[2] * k)


def tinted(a: Color, b: Color) -> Color:
    return (a[0] * b[0], a[1] * b[1], a[2] * b[2])


def hexcolor(text: str) -> Color:
    """'#d9402f' -> sRGB 0..1."""
    return (int(text[1:3], 16) / 255.0, int(text[3:5], 16) / 255.0, int(text[5:7], 16) / 255.0)


def linear(color: Color) -> Color:
    """sRGB color -> linear light, with the exponent that `film` inverts."""
    return (max(color[0], 0.0) ** 2.2, max(color[1], 0.0) ** 2.2, max(color[2], 0.0) ** 2.2)


_SHOULDER, _ROOM = constant(0.7), constant(0.3)


@lru_cache(maxsize=2048)
def planes(color: Color) -> Tensor:
    """A color as (3, 1, 1). Kept, so never to be changed in place."""
    return torch.tensor(color, dtype=torch.float32).view(3, 1, 1)


def film(light: Tensor) -> Tensor:
    """Linear light -> sRGB 0..1, with a shoulder: what is brighter than white bends into it instead of clipping."""
    over = (light - _SHOULDER).clamp_min_(0.0)
    bent = light - over + over * _ROOM / (over + _ROOM)
    return bent.clamp_min_(1e-5).pow_(1.0 / 2.2)


@dataclass(frozen=True)
class Light:
    """A key light, the sky or room light that fills from above and what the table throws back from below.

    `toward`: unit vector to the light; x to the right, y up, z to the viewer. Colors are linear light. `hard` is 0 for
    the light of a gray day and 1 for sun.
    """

    toward: tuple[float, float, float]
    key: Color
    fill: Color
    bounce: Color
    hard: float = 0.7

    @classmethod
    def aimed(cls, x: float, y: float, z: float, key: Color, fill: Color, bounce: Color, hard: float = 0.7) -> Light:
        n = math.sqrt(x * x + y * y + z * z)
        return cls((x / n, y / n, z / n), key, fill, bounce, hard)

    def bounced(self, bounce: Color) -> Light:
        return replace(self, bounce=bounce)

    def facing(self, normal: tuple[Tensor, Tensor, Tensor]) -> Tensor:
        """0..1: how squarely a surface looks at the key light; soft light wraps further around the form."""
        nx, ny, nz = normal
        wrap = 0.32 - 0.24 * self.hard
        lx, ly, lz = self.toward
        k = 1.0 / (1.0 + wrap)
        return (nx * constant(k * lx) + ny * constant(k * ly) + nz * constant(k * lz) + constant(k * wrap)).clamp_min_(
            0.0
        )

    def on(self, normal: tuple[Tensor, Tensor, Tensor], shadow: Tensor | float = 1.0) -> Tensor:
        """Light (3, H, W) falling on a matte surface. `shadow`: share of the key light that arrives."""
        facing = self.facing(normal) * shadow
        up = _HALF + _HALF * normal[1]
        side = constant(0.75) + constant(0.25) * (normal[0] * constant(self.toward[0]) + normal[2])
        return planes(self.key) * facing + planes(self.fill) * (up * side) + planes(self.bounce) * (_ONE - up)

    def glint(self, normal: tuple[Tensor, Tensor, Tensor], tightness: float) -> Tensor:
        """Blinn-Phong highlight, 0..1, for a viewer straight in front."""
        nx, ny, nz = normal
        hx, hy, hz = self.toward[0], self.toward[1], self.toward[2] + 1.0
        n = math.sqrt(hx * hx + hy * hy + hz * hz)
        return (nx * constant(hx / n) + ny * constant(hy / n) + nz * constant(hz / n)).clamp_(0.0, 1.0).pow_(tightness)


@dataclass(frozen=True)
class Profile:
    """A smooth curve through control points, sampled once: the outline of something turned on a lathe.

    `points`: (position, value) with rising positions. Between them a monotone cubic (Fritsch and Carlson, 1980) runs,
    so that a vessel never bulges where the points do not.
    """

    points: tuple[tuple[float, float], ...]

    def __call__(self, t: Tensor) -> tuple[Tensor, Tensor]:
        """Value and slope at `t`, held constant beyond the ends."""
        lo, hi = self.points[0][0], self.points[-1][0]
        values, slopes = _table(self.points)
        place = ((t - lo) / (hi - lo)).clamp(0.0, 1.0) * (_SAMPLES - 1)
        left = place.floor().clamp_max(_SAMPLES - 2)
        part = place - left
        i = left.long()
        return torch.lerp(values[i], values[i + 1], part), torch.lerp(slopes[i], slopes[i + 1], part)

    @property
    def widest(self) -> float:
        return max(v for _, v in self.points)


@lru_cache(maxsize=256)
def _table(points: tuple[tuple[float, float], ...]) -> tuple[Tensor, Tensor]:
    x = np.array([p[0] for p in points], np.float64)
    y = np.array([p[1] for p in points], np.float64)
    h, d = np.diff(x), np.diff(y) / np.diff(x)
    m = np.empty_like(y)
    m[0], m[-1] = d[0], d[-1]
    for k in range(1, len(y) - 1):
        if d[k - 1] * d[k] <= 0.0:
            m[k] = 0.0
        else:
            w1, w2 = 2 * h[k] + h[k - 1], h[k] + 2 * h[k - 1]
            m[k] = (w1 + w2) / (w1 / d[k - 1] + w2 / d[k])
    t = np.linspace(x[0], x[-1], _SAMPLES)
    i = np.clip(np.searchsorted(x, t, side="right") - 1, 0, len(h) - 1)
    s = (t - x[i]) / h[i]
    value = (
        y[i] * (1 + 2 * s) * (1 - s) ** 2
        + h[i] * m[i] * s * (1 - s) ** 2
        + y[i + 1] * s * s * (3 - 2 * s)
        + h[i] * m[i + 1] * s * s * (s - 1)
    )
    slope = np.gradient(value, t)
    return torch.tensor(value, dtype=torch.float32), torch.tensor(slope, dtype=torch.float32)


@dataclass(frozen=True)
class Surface:
    """What a form looks like in a window: all tensors (H, W).

    `distance`: signed distance to the outline in canvas units, negative inside. `normal`: unit vector, x right, y up,
    z to the viewer. `u`: across the form, -1 left edge to 1 right edge; `t`: along it.
    """

    distance: Tensor
    normal: tuple[Tensor, Tensor, Tensor]
    u: Tensor
    t: Tensor


def turned(x: Tensor, y: Tensor, foot: tuple[float, float], height: float, profile: Profile, tilt: float) -> Surface:
    """A vessel turned on a lathe, standing on `foot` (canvas x, y of the middle of its base) and seen from a little above.

    `profile`: radius over height, both in units of `height`, position 0 the foot and 1 the rim. `tilt`: how open the
    ellipses of rim and foot look, 0 seen level to 1 seen from above.
    """
    px, py = (x - foot[0]) / height, (foot[1] - y) / height
    inside = py.clamp(0.0, 1.0)
    r, slope = profile(inside)
    rise = tilt * (r * r - px * px).clamp_min(0.0).sqrt()
    t = (py + rise).clamp(0.0, 1.0)  # the front of the form bulges down: its rings are ellipses
    r, slope = profile(t)
    u = (px / r.clamp_min(1e-4)).clamp(-1.0, 1.0)
    body = (px.abs() - profile(inside)[0]) / (1.0 + slope * slope).sqrt()
    base, top = float(profile.points[0][1]), float(profile.points[-1][1])
    below = _ellipse(px, py, base, tilt * base)
    above = _ellipse(px, py - 1.0, top, tilt * top)
    distance = torch.where(py < 0.0, below, torch.where(py > 1.0, above, body)) * height
    z = (1.0 - u * u).clamp_min(0.0).sqrt()
    long = (1.0 + slope * slope).rsqrt()
    return Surface(distance, (u * long, -slope * long, z * long), u, t)


def _ellipse(x: Tensor, y: Tensor, a: float, b: float) -> Tensor:
    """Signed distance to an axis-aligned ellipse, first order (exact on the outline)."""
    a, b = max(a, 1e-4), max(b, 1e-4)
    k = ((x / a) ** 2 + (y / b) ** 2).sqrt()
    slope = ((x / (a * a)) ** 2 + (y / (b * b)) ** 2).sqrt().clamp_min(1e-4)
    return k * (k - 1.0) / slope


def ellipse(x: Tensor, y: Tensor, center: tuple[float, float], a: float, b: float) -> Tensor:
    """Signed distance to an ellipse with half axes `a`, `b`; near its outline to first order."""
    return _ellipse(x - center[0], y - center[1], a, b)


def swollen(
    x: Tensor, y: Tensor, center: tuple[float, float], size: float, shape: Profile, turn: float, lean: float = 0.0
) -> Surface:
    """A fruit: an outline given by `shape` around its middle, blown up like a cushion.

    `shape`: radius (in units of `size`) over the angle from the top, 0 top to 1 bottom. `turn`: radians by which the
    top leans to the right. `lean`: how much fuller the right side is than the left. `t` of the surface is that angle,
    `u` the distance from the middle, 0 to 1 at the outline.
    """
    px, py = (x - center[0]) / size, (center[1] - y) / size
    cos, sin = math.cos(turn), math.sin(turn)
    qx, qy = px * cos - py * sin, px * sin + py * cos
    far = (qx * qx + qy * qy + 1e-8).sqrt()
    angle = torch.atan2(qx.abs(), qy) / math.pi
    r, slope = shape(angle)
    r = r * (1.0 + lean * qx / far)
    u = (far / r).clamp(0.0, 1.0)
    # the outline's normal: radial direction, turned by how fast the radius changes with the angle
    bend = slope / (math.pi * r) * u * u
    ox, oy = qx / far, qy / far
    side = torch.where(qx >= 0.0, 1.0, -1.0)
    ex, ey = ox - bend * side * oy, oy + bend * side * ox
    norm = (ex * ex + ey * ey).rsqrt()
    flat = u * norm
    nx, ny = ex * flat, ey * flat
    nz = (1.0 - u * u).clamp_min(0.0).sqrt()
    distance = (far - r) / (1.0 + bend * bend).sqrt() * size
    return Surface(distance, (nx * cos + ny * sin, -nx * sin + ny * cos, nz), u, angle)


def capsule(x: Tensor, y: Tensor, a: tuple[float, float], b: tuple[float, float]) -> tuple[Tensor, Tensor]:
    """Distance to the segment a-b, and where along it the nearest point lies (0 at a, 1 at b)."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    along = (((x - a[0]) * dx + (y - a[1]) * dy) / max(dx * dx + dy * dy, 1e-12)).clamp(0.0, 1.0)
    return ((x - a[0] - dx * along) ** 2 + (y - a[1] - dy * along) ** 2).sqrt(), along

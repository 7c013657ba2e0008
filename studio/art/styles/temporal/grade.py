"""Colors of a style onto a whole shot at once: a table from color to color, found once and the same for each frame.

The transport is that of `ot`; here it is turned into a function of the color alone (a 3D lookup table), so that the same
thing has the same color in every frame, wherever it moves.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.styles import ot, palette
from studio.art.styles.fields import Floats, f32, resized
from studio.art.styles.jit import Crew, kernel
from studio.core.progress import Context

Places = NDArray[np.int64]
NODES = 33
_LIGHT, _HUES = 18, 30
"""Nodes of the table in CIELAB, along L and along a and b."""
_SPAN = 116.0
"""a and b go from minus to plus this."""
_FLATTEST = 0.5
"""Least slope of the light: forms keep at least half of their contrast."""
_KNEE = 12.0


@dataclass(frozen=True)
class Grade:
    """`table` float32 (33, 33, 33, 3): the color, sRGB 0..1, that each color becomes."""

    table: Floats

    def of(self, rgb: Floats, crew: Crew) -> Floats:
        """`rgb` float32 (H, W, 3), 0..1, graded. A new array."""
        out = np.empty_like(rgb)
        crew.share(len(rgb), lambda lo, hi: _look_up(rgb[lo:hi], self.table, out[lo:hi]), least=32)
        return out


def found(ctx: Context, colors: Floats, style: Floats, seed: int, crew: Crew) -> Grade:
    """The grade that gives frames of the colors `colors` (n, h, w, 3) the colors and the light of `style` (h, w, 3).

    As in `ot.recoloring`, height in the picture has a say: skies take the colors of skies.
    """
    high = np.concatenate([palette.with_height(ot.to_lab(np.ascontiguousarray(f))) for f in colors])
    high = np.ascontiguousarray(high[:: max(1, len(high) // (4 * ot.SAMPLES))])
    small = _limited(style)
    begin, goal = palette.aim(high, palette.with_height(ot.to_lab(small)), ot.SAMPLES)
    hue = np.minimum(ot.GRAIN, 0.7 * high[:, 1:3].std(0))
    moved = ot.transport(ctx, begin, goal, seed, crew, f32([ot.GRAIN, hue[0], hue[1], 0.0]))
    rows, shift = np.ascontiguousarray(high[:, :3]), np.ascontiguousarray((moved - high)[:, :3])
    light, own = rows[:, 0], ot.light_guard(goal[:, 0])
    reach = 1.3 * float(light.std())
    middle = float(np.clip(goal[:, 0].mean(), min(50, 8 + reach), max(50, 95 - reach)))
    shift[:, 0] += own * (middle - float(light.mean()) - shift[:, 0])
    field = _spread(rows, shift)
    steep = 100 / (_LIGHT - 1) * (_FLATTEST - 1)
    for k in range(1, _LIGHT):
        field[k, ..., 0] = np.maximum(field[k, ..., 0], field[k - 1, ..., 0] + steep)
    # Averaging took contrast of light away: give it back, as `ot.recolor` does.
    wanted, now = rows[:, 0] + shift[:, 0], rows[:, 0] + _at(field, rows)[:, 0]
    gain = float(np.clip((wanted.std() + 1e-3) / (now.std() + 1e-3), 0.5, 2.0))
    axis = np.linspace(0, 1, NODES, dtype=np.float32)
    nodes = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), -1).reshape(1, -1, 3)
    lab = ot.to_lab(np.ascontiguousarray(nodes))[0]
    lab += _at(field, lab)
    lab[:, 0] = _shouldered((lab[:, 0] - float(now.mean())) * gain + float(wanted.mean()))
    return Grade(ot.to_rgb(np.ascontiguousarray(lab[None]))[0].reshape(NODES, NODES, NODES, 3))


def _limited(style: Floats) -> Floats:
    height, width = style.shape[:2]
    k = min(1.0, ot.WORK / max(height, width))
    return resized(style, max(1, round(width * k)), max(1, round(height * k)))


def _shouldered(light: Floats) -> Floats:
    """Lightness inside 0..100 by a soft shoulder and toe."""
    high = 100 - _KNEE + _KNEE * 0.98 * np.tanh((light - 100 + _KNEE) / _KNEE * 0.9)
    low = _KNEE - _KNEE * 0.98 * np.tanh((_KNEE - light) / _KNEE * 0.9)
    return f32(np.where(light > 100 - _KNEE, high, np.where(light < _KNEE, low, light)))


def _places(lab: Floats) -> Floats:
    """(n, 3): where colors lie among the nodes of the table in CIELAB."""
    scale = np.array([(_LIGHT - 1) / 100, (_HUES - 1) / (2 * _SPAN), (_HUES - 1) / (2 * _SPAN)], np.float32)
    place = (lab + np.array([0, _SPAN, _SPAN], np.float32)) * scale
    return f32(np.clip(place, 0, np.array([_LIGHT, _HUES, _HUES], np.float32) - 1.001))


def _corners(lab: Floats) -> list[tuple[tuple[Places, Places, Places], Floats]]:
    """The eight nodes around each color and their shares."""
    place = _places(lab)
    low = place.astype(np.int64)
    part = place - low
    out = []
    for corner in range(8):
        bits = [(corner >> axis) & 1 for axis in range(3)]
        share = np.ones(len(lab), np.float32)
        for axis, bit in enumerate(bits):
            share = share * (part[:, axis] if bit else 1 - part[:, axis])
        out.append(((low[:, 0] + bits[0], low[:, 1] + bits[1], low[:, 2] + bits[2]), f32(share)))
    return out


def _at(field: Floats, lab: Floats) -> Floats:
    total = np.zeros((len(lab), 3), np.float32)
    for (k, i, j), share in _corners(lab):
        total += field[k, i, j] * share[:, None]
    return total


def _spread(rows: Floats, shift: Floats) -> Floats:
    """(L, a, b, 3): displacements of colors that were seen, smoothed and carried on to those that were not."""
    sums = np.zeros((_LIGHT, _HUES, _HUES, 4), np.float32)
    values = np.concatenate([shift, np.ones((len(rows), 1), np.float32)], 1)
    for (k, i, j), share in _corners(rows):
        np.add.at(sums, (k, i, j), values * share[:, None])
    total = float(sums[..., 3].sum())
    field = np.broadcast_to(sums.reshape(-1, 4).sum(0)[:3] / total, (*sums.shape[:3], 3)).astype(np.float32)
    for sigma in (8.0, 4.0, 2.2, 1.4):
        soft = _soft(sums, sigma)
        seen = np.clip(soft[..., 3:] / (total * 2e-5), 0, 1)
        field = field * (1 - seen) + seen * soft[..., :3] / np.maximum(soft[..., 3:], 1e-9)
    return f32(field)


def _soft(a: Floats, sigma: float) -> Floats:
    n, m, p, c = a.shape
    kernel_ = f32(cv2.getGaussianKernel(2 * int(3 * sigma + 0.5) + 1, sigma))
    one = np.ones((1, 1), np.float32)
    a = f32(cv2.sepFilter2D(a.reshape(n, m * p * c), -1, one, kernel_, borderType=cv2.BORDER_REPLICATE)).reshape(
        a.shape
    )
    a = np.ascontiguousarray(a.transpose(1, 0, 2, 3))
    a = f32(cv2.sepFilter2D(a.reshape(m, n * p * c), -1, one, kernel_, borderType=cv2.BORDER_REPLICATE)).reshape(
        m, n, p, c
    )
    a = np.ascontiguousarray(a.transpose(2, 1, 0, 3))
    a = f32(cv2.sepFilter2D(a.reshape(p, n * m * c), -1, one, kernel_, borderType=cv2.BORDER_REPLICATE)).reshape(
        p, n, m, c
    )
    return np.ascontiguousarray(a.transpose(1, 2, 0, 3))


@kernel
def _look_up(rgb: Floats, table: Floats, out: Floats) -> None:
    last = table.shape[0] - 1
    for y in range(rgb.shape[0]):
        for x in range(rgb.shape[1]):
            r = min(1.0, max(0.0, rgb[y, x, 0])) * last
            g = min(1.0, max(0.0, rgb[y, x, 1])) * last
            b = min(1.0, max(0.0, rgb[y, x, 2])) * last
            i, j, k = min(last - 1, int(r)), min(last - 1, int(g)), min(last - 1, int(b))
            r, g, b = r - i, g - j, b - k
            for c in range(3):
                low = (table[i, j, k, c] * (1 - b) + table[i, j, k + 1, c] * b) * (1 - g) + (
                    table[i, j + 1, k, c] * (1 - b) + table[i, j + 1, k + 1, c] * b
                ) * g
                high = (table[i + 1, j, k, c] * (1 - b) + table[i + 1, j, k + 1, c] * b) * (1 - g) + (
                    table[i + 1, j + 1, k, c] * (1 - b) + table[i + 1, j + 1, k + 1, c] * b
                ) * g
                out[y, x, c] = low * (1 - r) + high * r

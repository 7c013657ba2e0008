"""Ink: pen hatching that follows the form in layers of tone, over a thin wash, on warm paper."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.art.media.base import Sheet, by_rows, paper, simplified, smoothstep
from studio.art.styles import fields
from studio.art.styles.chance import key_of, order, seed64, uniform
from studio.art.styles.fields import Field
from studio.art.styles.jit import kernel

Floats = NDArray[np.float32]

PAPER = np.array([0.968, 0.945, 0.890], np.float32)
INK = np.array([0.085, 0.080, 0.105], np.float32)
WASH = np.array([0.36, 0.39, 0.46], np.float32)

CALM = 0.005
"""Contrast below which a pen does not follow the picture."""


@kernel
def _lines(
    cells: NDArray[np.int64],
    columns: int,
    pitch: float,
    tone: Floats,
    vx: Floats,
    vy: Floats,
    scale: float,  # pixels of the flow per pixel of the picture
    turn_cos: float,
    turn_sin: float,
    limit: float,
    steps: int,
    stride: float,
    seed: np.uint64,
    points: Floats,  # (n, 2 steps + 1, 2)
    span: NDArray[np.int64],  # (n, 2): first and one past the last point
    width: Floats,  # (n,)
) -> None:
    """Lines through a loose grid of seeds, both ways along the turned field, while the tone is below `limit`."""
    height, wide = tone.shape
    for k in range(cells.size):
        cell = cells[k]
        key = key_of(seed, cell)
        span[k, 0], span[k, 1] = 0, 0
        x0 = ((cell % columns) + 0.5 * ((cell // columns) % 2) + 0.7 * (uniform(key, 0) - 0.5)) * pitch
        y0 = ((cell // columns) + 0.5 + 0.8 * (uniform(key, 1) - 0.5)) * pitch
        x0 = max(0.0, x0)
        if x0 >= wide or y0 >= height:
            continue
        mine = limit + 0.10 * (uniform(key, 2) - 0.5)
        here = tone[int(y0), int(x0)]
        if here >= mine:
            continue
        points[k, steps, 0], points[k, steps, 1] = x0, y0
        first, last = steps, steps
        bend = 0.10 * (uniform(key, 3) - 0.5)
        for way in range(2):
            sign = 1.0 if way == 0 else -1.0
            x, y, lx, ly = x0, y0, 0.0, 0.0
            reach = int(steps * (0.45 + 0.55 * uniform(key, 4 + way)))
            for i in range(reach):
                xi, yi = min(wide - 1, max(0, int(x))), min(height - 1, max(0, int(y)))
                fx, fy = min(vx.shape[1] - 1, int(xi * scale)), min(vx.shape[0] - 1, int(yi * scale))
                dx = vx[fy, fx] * turn_cos - vy[fy, fx] * turn_sin
                dy = vx[fy, fx] * turn_sin + vy[fy, fx] * turn_cos
                if i == 0:
                    dx, dy = dx * sign, dy * sign
                elif dx * lx + dy * ly < 0:
                    dx, dy = -dx, -dy
                if i > 0 and dx * lx + dy * ly < 0.6:
                    break  # the field turns sharply: a pen would be lifted
                dx, dy = dx - bend * dy * sign, dy + bend * dx * sign
                norm = np.sqrt(dx * dx + dy * dy) + 1e-6
                lx, ly = dx / norm, dy / norm
                x, y = x + lx * stride, y + ly * stride
                if x < 0 or y < 0 or x >= wide or y >= height or tone[int(y), int(x)] >= mine + 0.06:
                    break
                if way == 0:
                    last += 1
                    points[k, last, 0], points[k, last, 1] = x, y
                else:
                    first -= 1
                    points[k, first, 0], points[k, first, 1] = x, y
        if last - first < 2:
            continue
        span[k, 0], span[k, 1] = first, last + 1
        dark = min(1.0, max(0.0, (mine - here) / 0.4))
        width[k] = 0.62 + 0.42 * dark + 0.2 * (uniform(key, 6) - 0.5)


@kernel
def _draw(
    cover: Floats, top: int, points: Floats, span: NDArray[np.int64], width: Floats, half: float, reach_y: float
) -> None:
    """Ink coverage 0..1 of tapered lines on rows top ..; coverage adds as 1 - (1-a)(1-b)."""
    rows, wide = cover.shape
    for k in range(points.shape[0]):
        a, b = span[k, 0], span[k, 1]
        if b - a < 2:
            continue
        seed_y = points[k, points.shape[1] // 2, 1] - top
        if seed_y < -reach_y or seed_y > rows + reach_y:
            continue
        n = b - a - 1
        for i in range(a, b - 1):
            px, py = points[k, i, 0], points[k, i, 1]
            dx, dy = points[k, i + 1, 0] - px, points[k, i + 1, 1] - py
            l2 = dx * dx + dy * dy
            if l2 < 1e-6:
                continue
            # pressure: a quick start, a long lift
            t = (i - a + 0.5) / n
            r = half * width[k] * min(1.0, 0.35 + 2.6 * t) * min(1.0, 0.30 + 1.7 * (1.0 - t))
            # thinner than a pixel: keep a pixel wide and make it paler
            pale = min(1.0, 2.0 * r)
            r = max(r, 0.5)
            reach = r + 0.5
            y0 = max(0, int(min(py, py + dy) - reach) - top)
            y1 = min(rows - 1, int(max(py, py + dy) + reach) + 1 - top)
            x0 = max(0, int(min(px, px + dx) - reach))
            x1 = min(wide - 1, int(max(px, px + dx) + reach) + 1)
            for y in range(y0, y1 + 1):
                for x in range(x0, x1 + 1):
                    qx, qy = x + 0.5 - px, y + top + 0.5 - py
                    s = (qx * dx + qy * dy) / l2
                    if s < 0.0 and i > a:
                        continue  # the segment before has this pixel
                    s = min(1.0, max(0.0, s))
                    ex, ey = qx - s * dx, qy - s * dy
                    d = np.sqrt(ex * ex + ey * ey)
                    alpha = min(1.0, max(0.0, r + 0.5 - d)) * pale
                    if alpha > 0:
                        cover[y, x] = 1.0 - (1.0 - cover[y, x]) * (1.0 - alpha)


def paint(sheet: Sheet) -> Floats:
    size = 0.6 * 2.8**sheet.stroke
    u = sheet.unit
    tone = _tone(sheet)
    work = sheet.reduced()
    flow = fields.form_flow(
        fields.blur(work.rgb, 3 * work.unit), 2.2 * work.unit, np.float32(0.35) * work.noise(2, 71), CALM
    )
    cover = np.zeros(tone.shape, np.float32)
    soft = fields.blur(tone, 1.2 * size * u)
    for number, (limit, turn, pitch) in enumerate(
        ((0.78, 0.0, 7.4), (0.60, 0.5, 7.2), (0.44, -0.65, 6.6), (0.30, 1.2, 6.0), (0.17, 0.25, 5.0))
    ):
        sheet.ctx.check()
        _hatch(sheet, cover, soft, flow, limit, turn, pitch * size, number, size)
    contour = _contours(sheet, tone, size)
    ink = 1 - (1 - 0.92 * cover) * (1 - contour)
    return _on_paper(sheet, tone, ink, size)


def _tone(sheet: Sheet) -> Floats:
    """0 black .. 1 paper: light spread so that night stays readable and snow stays paper."""
    gray = fields.luma(sheet.rgb)
    thin = gray[:: max(1, sheet.height // 256), :: max(1, sheet.width // 256)]
    low, mid, most, top = (float(v) for v in np.quantile(thin, (0.02, 0.5, 0.985, 0.9995)))
    high = max(0.5 * (most + top), low + 0.25)  # a moon or a few stars count as light too
    t = np.clip((gray - low) / (high - low), 0, 1)
    middle = float(np.clip((mid - low) / (high - low), 0.06, 0.94))
    # dark pictures are lifted: their middle tone becomes a mid gray, as a draftsman would choose it
    gamma = float(np.clip(np.log(0.68) / np.log(middle), 0.34, 1.0))
    t = np.power(t, np.float32(gamma))
    return np.asarray(0.06 + 0.94 * t, np.float32)


def _hatch(
    sheet: Sheet, cover: Floats, tone: Floats, flow: Field, limit: float, turn: float, pitch: float, number: int,
    size: float,
) -> None:  # fmt: skip
    u = sheet.unit
    step = max(pitch * u, 1.3)
    stride = max(0.4, 2.0 * size * u)
    steps = 9
    columns, rows = int(sheet.width / step) + 1, int(sheet.height / step) + 1
    cells = order(seed64(sheet.seed, 72, number), columns * rows)
    points = np.empty((len(cells), 2 * steps + 1, 2), np.float32)
    span, width = np.zeros((len(cells), 2), np.int64), np.zeros(len(cells), np.float32)
    seed = seed64(sheet.seed, 73, number)
    cos, sin = float(np.cos(turn)), float(np.sin(turn))
    scale = flow.x.shape[1] / sheet.width

    def plan(lo: int, hi: int) -> None:
        _lines(
            cells[lo:hi], columns, step, tone, flow.x, flow.y, scale, cos, sin, limit, steps, stride, seed,
            points[lo:hi], span[lo:hi], width[lo:hi],
        )  # fmt: skip

    sheet.crew.share(len(cells), plan, least=512)
    half = 0.40 * size**0.6 * u
    reach = steps * stride + 2 * half + 2  # no line goes farther from its seed
    by_rows(sheet, lambda lo, hi: _draw(cover[lo:hi], lo, points, span, width, half, reach))


def _contours(sheet: Sheet, tone: Floats, size: float) -> Floats:
    """Pen lines at the borders of forms: thresholded difference of Gaussians.

    Winnemoeller, Kyprianidis & Olsen, "XDoG" (Computers & Graphics 2012).
    """
    u = sheet.unit
    sigma = max(0.55, 0.85 * size**0.5 * u)
    # borders of color count as well as those of light: flowers in a meadow of the same tone are drawn
    color = sheet.rgb[..., (0, 2)] - tone[..., None] * np.float32(0.5)
    both = np.dstack([tone, 1.1 * color])
    difference = fields.blur(both, sigma) - fields.blur(both, 1.6 * sigma)
    edge = difference.min(2)
    sheet.ctx.check()
    broken = 0.75 + 0.35 * sheet.noise(22, 74, 2)  # a hand's pressure
    return np.asarray(0.9 * smoothstep(0.010, 0.045, -edge) * np.clip(broken, 0.25, 1), np.float32)


def _on_paper(sheet: Sheet, tone: Floats, ink: Floats, size: float) -> Floats:
    grain = paper(sheet, 75)
    u = sheet.unit
    patches = simplified(np.repeat(tone[..., None], 3, axis=2), max(1.0, 5 * size * u), sheet)[..., 0]
    sheet.ctx.check()
    uneven = patches + 0.05 * sheet.noise(6, 76, 3)
    # three thin washes with soft borders
    wash = 0.26 * smoothstep(0.80, 0.66, uneven)
    sheet.ctx.check()
    wash += 0.30 * smoothstep(0.56, 0.44, uneven)
    sheet.ctx.check()
    wash += 0.34 * smoothstep(0.32, 0.20, uneven)
    wash *= 1 + 0.18 * grain + 0.2 * sheet.noise(9, 77, 3)
    out = np.empty_like(sheet.rgb)
    by_rows(sheet, lambda lo, hi: _lay(wash[lo:hi], grain[lo:hi], ink[lo:hi], PAPER, WASH, INK, out[lo:hi]))
    return out


@kernel
def _lay(wash: Floats, grain: Floats, ink: Floats, paper: Floats, tint: Floats, black: Floats, out: Floats) -> None:
    """Thin wash and ink on paper; both catch a little on its grain."""
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            g = grain[y, x]
            w = min(1.0, max(0.0, wash[y, x]))
            k = min(1.0, max(0.0, ink[y, x] * (1.0 - 0.10 * min(1.0, max(-1.0, g)))))
            for c in range(3):
                v = paper[c] * (1.0 + 0.012 * g) * (1.0 - w * (1.0 - tint[c]))
                out[y, x, c] = v + k * (black[c] - v)

"""Pointillist: fine dots of divided color that mix in the eye, laid along the forms, with complementary accents.

Each dot's hue is turned a little from the local color and the next dot's the other way, so that neighbors mix back
to it (Seurat's divisionism; Sugita & Takahashi, "Computer-aided... pointillism with complementary colors", 2015).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.media.base import Sheet, vivid
from studio.art.styles import fields
from studio.art.styles.chance import bell, key_of, order, seed64, uniform
from studio.art.styles.jit import kernel

Floats = NDArray[np.float32]


@kernel
def _dots(
    cells: NDArray[np.int64],
    columns: int,
    pitch: float,
    rgb: Floats,
    vx: Floats,
    vy: Floats,
    scale: float,  # pixels of the flow per pixel of the picture
    radius: float,
    hue: float,
    light: float,
    accent: float,
    seed: np.uint64,
    out: Floats,  # (n, 8): x, y, long radius, short radius, direction x, y... see columns below
    color: Floats,
) -> None:
    height, width = rgb.shape[0], rgb.shape[1]
    for k in range(cells.size):
        cell = cells[k]
        key = key_of(seed, cell)
        row = cell // columns
        # a hexagonal grid, loosened: even, but without rows that the eye finds
        x = ((cell % columns) + 0.5 * (row % 2) + 0.75 * (uniform(key, 0) - 0.5)) * pitch
        y = (row + 0.75 * (uniform(key, 1) - 0.5)) * pitch * 0.866
        xi, yi = min(width - 1, max(0, int(x))), min(height - 1, max(0, int(y)))
        r, g, b = rgb[yi, xi, 0], rgb[yi, xi, 1], rgb[yi, xi, 2]
        gray = 0.299 * r + 0.587 * g + 0.114 * b
        # turn the color around the gray axis (a rotation in the plane of the color differences)
        angle = hue * bell(key, 2)
        if uniform(key, 6) < accent * (1.0 - gray):
            angle += 2.6  # a dot of the complement, mostly in the shadows
        cos, sin = np.cos(angle), np.sin(angle)
        u, v = r - gray, b - gray
        # basis (r-y, b-y) is not orthonormal; scaled so that the turn keeps the strength of the color about equal
        nu = u * cos - v * sin * 0.9
        nv = u * sin * 1.1 + v * cos
        up = light * bell(key, 7)
        gray2 = gray + up * (0.35 + 0.65 * (1.0 - abs(2 * gray - 1)))
        nr, nb = gray2 + 1.15 * nu, gray2 + 1.15 * nv
        ng = (gray2 - 0.299 * nr - 0.114 * nb) / 0.587
        color[k, 0] = min(1.0, max(0.0, nr))
        color[k, 1] = min(1.0, max(0.0, ng))
        color[k, 2] = min(1.0, max(0.0, nb))
        turn = 0.35 * bell(key, 11)
        c, s = np.cos(turn), np.sin(turn)
        fx, fy = min(vx.shape[1] - 1, int(xi * scale)), min(vx.shape[0] - 1, int(yi * scale))
        dx, dy = vx[fy, fx], vy[fy, fx]
        size = radius * (0.8 + 0.4 * uniform(key, 15))
        out[k, 0], out[k, 1] = x, y
        out[k, 2], out[k, 3] = size * 1.25, size * 0.88
        out[k, 4], out[k, 5] = dx * c - dy * s, dx * s + dy * c


@kernel
def _stamp(canvas: Floats, top: int, dots: Floats, color: Floats, opacity: float) -> None:
    """Ellipses with an edge one pixel wide and a slightly lighter crown, in order, on rows top .."""
    rows, width = canvas.shape[0], canvas.shape[1]
    for k in range(dots.shape[0]):
        x, y, a, b = dots[k, 0], dots[k, 1], dots[k, 2], dots[k, 3]
        reach = a + 1.0
        y0, y1 = max(0, int(y - reach) - top), min(rows - 1, int(y + reach) + 1 - top)
        if y1 < y0 or y1 < 0 or y0 >= rows:
            continue
        x0, x1 = max(0, int(x - reach)), min(width - 1, int(x + reach) + 1)
        dx, dy = dots[k, 4], dots[k, 5]
        small = min(a, b)
        for row in range(y0, y1 + 1):
            qy = row + top + 0.5 - y
            for column in range(x0, x1 + 1):
                qx = column + 0.5 - x
                u, v = (qx * dx + qy * dy) / a, (qy * dx - qx * dy) / b
                d = np.sqrt(u * u + v * v)
                alpha = min(1.0, max(0.0, (1.0 - d) * small + 0.5)) * opacity
                if alpha <= 0:
                    continue
                crown = 1.0 + 0.05 * (0.5 - d) - 0.04 * (u + v) * 0.5
                for c in range(3):
                    canvas[row, column, c] += alpha * (min(1.0, color[k, c] * crown) - canvas[row, column, c])


def paint(sheet: Sheet) -> Floats:
    size = 0.62 * 2.6**sheet.stroke
    u = sheet.unit
    rgb = vivid(sheet.rgb, 1.12)
    work = sheet.reduced()
    flow = fields.form_flow(work.rgb, work.unit, np.float32(0.5) * work.noise(4, 61))
    scale = work.width / sheet.width
    # ground: primed canvas that the first colors have been scrubbed into
    primed = np.array([0.93, 0.89, 0.80], np.float32)
    canvas = np.ascontiguousarray(0.35 * primed + 0.65 * fields.blur(rgb, 4 * u), np.float32)
    passes = (
        (3.1 * size, 4.2 * size, 0.42, 0.09, 0.06),
        (2.5 * size, 3.9 * size, 0.40, 0.09, 0.12),
        (1.6 * size, 2.4 * size, 0.28, 0.06, 0.05),
    )
    for number, (radius, pitch, hue, light, accent) in enumerate(passes):
        r = max(radius * u, 0.75)
        step = max(pitch * u, 1.2)
        sheet.ctx.check()
        wanted = fields.blur(rgb, 0.5 * r)
        columns, rows = int(sheet.width / step) + 2, int(sheet.height / step / 0.866) + 2
        cells = order(seed64(sheet.seed, 62, number), columns * rows)
        if number == 2:  # the finest dots only where there is something to draw
            cells = _where(cells, columns, step, _needed(wanted, canvas))
        dots, color = np.empty((len(cells), 6), np.float32), np.empty((len(cells), 3), np.float32)
        seed = seed64(sheet.seed, 63, number)

        def place(
            lo: int, hi: int, cells: NDArray[np.int64] = cells, dots: Floats = dots, color: Floats = color,
            wanted: Floats = wanted, columns: int = columns, step: float = step, r: float = r, seed: np.uint64 = seed,
            turn: tuple[float, float, float] = (hue, light, accent),
        ) -> None:  # fmt: skip
            _dots(cells[lo:hi], columns, step, wanted, flow.x, flow.y, scale, r, *turn, seed, dots[lo:hi], color[lo:hi])

        sheet.crew.share(len(cells), place, least=512)
        chunk = max(5_000, int(2e7 / (r * r + 4)))
        for at in range(0, len(cells), chunk):
            sheet.ctx.check()

            def stamp(lo: int, hi: int, d: Floats = dots[at : at + chunk], c: Floats = color[at : at + chunk]) -> None:
                _stamp(canvas[lo:hi], lo, d, c, 0.93)

            sheet.crew.share(sheet.height, stamp)
    return canvas


def _needed(wanted: Floats, canvas: Floats) -> NDArray[np.bool_]:
    """Where the eye would not mix the dots to the picture: mean error over a few dots, in light and color."""
    soft = cv2.blur(canvas, (5, 5)) - cv2.blur(wanted, (5, 5))
    return np.asarray(np.abs(soft).sum(2) > 0.11)


def _where(cells: NDArray[np.int64], columns: int, step: float, wanted: NDArray[np.bool_]) -> NDArray[np.int64]:
    h, w = wanted.shape
    x = np.minimum(w - 1, (cells % columns * step).astype(np.int64))
    y = np.minimum(h - 1, (cells // columns * step * 0.866).astype(np.int64))
    return np.ascontiguousarray(cells[wanted[y, x]])

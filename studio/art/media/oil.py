"""Oil: planned strokes in several brush sizes that follow the form, broken color, impasto in raking light."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.art.media.base import Sheet, smoothstep, vivid
from studio.art.styles import fields, planning, relief
from studio.art.styles.chance import seed64
from studio.art.styles.planning import Layer
from studio.art.styles.strokes import Brush, Easel

Floats = NDArray[np.float32]

BROAD = Brush(opacity=0.97, load=0.7, thickness=0.40, streaks=0.20)
FLAT = Brush(opacity=0.95, load=0.6, thickness=0.38, streaks=0.18)
FINE = Brush(opacity=0.95, load=1.0, thickness=0.30, streaks=0.12, ragged=0.6)

CALM = 0.008
"""Contrast below which a brush does not follow the picture."""
THIN = np.float32(0.3)
"""Thickness of the paint in flat areas, of that in lively ones."""


def layers(size: float, unit: float) -> tuple[Layer, ...]:
    """Brushes from broad to fine; `size` scales all but the finest. Brushes below 0.8 pixels are left out."""
    all_ = (
        Layer(radius=17 * size, threshold=0.0, brush=BROAD, steps=8, jitter=0.05, everywhere=True, rounds=1, grid=0.8),
        Layer(radius=9 * size, threshold=0.045, brush=FLAT, steps=10, jitter=0.10, rounds=3),
        Layer(radius=5 * size, threshold=0.05, brush=FLAT, steps=10, jitter=0.09, rounds=3),
        Layer(radius=2.4 * size, threshold=0.05, brush=FINE, steps=8, least=1, drift=0.10, jitter=0.05, own=True),
        Layer(radius=1.2, threshold=0.055, brush=FINE, steps=7, least=1, drift=0.09, jitter=0.03, own=True),
    )
    return tuple(x for x in all_ if x.radius * unit >= 0.8) or all_[:1]


def paint(sheet: Sheet) -> Floats:
    work = sheet.reduced()
    target = vivid(work.rgb, 1.10)
    flow = fields.form_flow(target, work.unit, work.noise(5, 11) * np.float32(0.5), CALM)
    tolerance = fields.tolerance(fields.detail(target, work.unit, work.side), 0.85)
    ground = fields.blur(target, 20 * work.unit)
    easel = Easel(ground.copy(), work.unit, work.crew)
    size = 0.55 * 3.2**sheet.stroke
    seed = int(seed64(sheet.seed, 3) >> np.uint64(2))
    ctx = sheet.ctx if work is sheet else sheet.ctx.part(0.0, 0.3)
    plan = planning.paint(ctx, easel, target, layers(size, work.unit), flow, tolerance, seed, work.crew)
    if work is not sheet:  # the strokes are geometry: the same ones, painted at full size
        easel = Easel(fields.resized(ground, sheet.width, sheet.height), sheet.unit, sheet.crew)
        planning.render(sheet.ctx.part(0.3, 0.7), easel, plan.scaled(sheet.width, sheet.height))
    # A sky or wall is brushed out thinly; thick paint stands where there is something to model.
    gray = fields.luma(target)
    contrast = np.abs(fields.blur(gray, work.unit) - fields.blur(gray, 4 * work.unit))
    body = smoothstep(0.003, 0.026, fields.blur(contrast, 7 * work.unit))
    easel.height *= fields.resized(THIN + (1 - THIN) * body, sheet.width, sheet.height)
    return relief.light(sheet.ctx, easel.canvas, easel.height, 0.14, 0.05, sheet.unit, sheet.crew)

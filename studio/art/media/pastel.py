"""Pastel: soft sticks on toned, toothy paper; the ground shows between the strokes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.art.media.base import Sheet, paper, smoothstep, vivid
from studio.art.styles import fields, planning
from studio.art.styles.chance import seed64
from studio.art.styles.planning import Layer
from studio.art.styles.strokes import Brush, Easel

Floats = NDArray[np.float32]

SIDE = Brush(opacity=0.80, load=1.0, thickness=0.0, streaks=0.16, soft=0.5, ragged=0.5, grain=0.0)
STICK = Brush(opacity=0.85, load=0.9, thickness=0.0, streaks=0.22, soft=0.30, ragged=0.85, grain=0.20)
POINT = Brush(opacity=0.92, load=1.0, thickness=0.0, streaks=0.06, soft=0.45, ragged=0.2, grain=0.0)


def layers(size: float, unit: float) -> tuple[Layer, ...]:
    all_ = (
        Layer(radius=13 * size, threshold=0, brush=SIDE, steps=5, jitter=0.07, everywhere=True, rounds=1, grid=0.9),
        Layer(radius=7.5 * size, threshold=0.03, brush=STICK, steps=6, jitter=0.13, rounds=2, grid=1.25),
        Layer(radius=4.0 * size, threshold=0.085, brush=STICK, steps=8, jitter=0.11, rounds=2, drift=0.13, grid=1.7),
        Layer(radius=1.5, threshold=0.075, brush=POINT, steps=7, least=1, drift=0.1, jitter=0.04, own=True, rounds=2),
    )
    return tuple(x for x in all_ if x.radius * unit >= 0.7) or all_[:1]


def paint(sheet: Sheet) -> Floats:
    work = sheet.reduced()
    target = vivid(fields.f32(1 - (1 - work.rgb) ** 1.12), 1.15)
    flow = fields.form_flow(target, work.unit, np.float32(0.6) * work.noise(4, 52))
    tolerance = fields.tolerance(fields.detail(target, work.unit, work.side), 0.8)
    ground = _toned(work, target)
    easel = Easel(ground.copy(), work.unit, work.crew, _tooth(work))
    size = 0.6 * 2.8**sheet.stroke
    seed = int(seed64(sheet.seed, 53) >> np.uint64(2))
    ctx = sheet.ctx if work is sheet else sheet.ctx.part(0.0, 0.3)
    plan = planning.paint(ctx, easel, target, layers(size, work.unit), flow, tolerance, seed, work.crew)
    tooth = _tooth(sheet)
    if work is not sheet:  # the strokes are geometry: the same ones, painted at full size
        ground = fields.resized(ground, sheet.width, sheet.height)
        easel = Easel(ground.copy(), sheet.unit, sheet.crew, tooth)
        planning.render(sheet.ctx.part(0.3, 0.7), easel, plan.scaled(sheet.width, sheet.height))
    # sticks skip the valleys of the paper: the tone of the ground glimmers through, less where one pressed hard
    bare = smoothstep(0.75, 0.05, tooth) * np.clip(0.13 + 0.12 * sheet.noise(7, 54, 2), 0, 0.6)
    dust = 0.985 + 0.09 * (tooth - 0.5)
    canvas = easel.canvas
    canvas += bare[..., None] * (ground - canvas)
    canvas *= dust[..., None]
    return np.clip(canvas, 0, 1, out=canvas)


def _tooth(sheet: Sheet) -> Floats:
    return smoothstep(-1.1, 1.1, paper(sheet, 51))


def _toned(sheet: Sheet, target: Floats) -> Floats:
    """Paper of a quiet middle tone, warm under cool pictures and cool under warm ones."""
    mean = target.reshape(-1, 3).mean(0)
    gray = float(mean @ fields.LUMA)
    tone = gray - 0.45 * (mean - gray)
    tone = tone / max(1e-3, float(tone @ fields.LUMA)) * (0.30 + 0.42 * gray)
    local = fields.blur(target, 24 * sheet.unit)  # rubbed with the side of the stick first
    return fields.f32(np.clip(0.74 * local + 0.26 * np.clip(tone, 0.08, 0.92), 0, 1))

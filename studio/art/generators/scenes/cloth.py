"""Cloth: a rumpled cloth on a table and curtains that hang in folds."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from studio.art.generators.scenes.canvas import Canvas, noise
from studio.art.generators.scenes.forms import Color, Light, film, linear, planes, smooth

_WAVES = ((3.4, 0.050), (5.1, 0.028), (8.3, 0.013))


def _folds(
    x: Tensor, y: Tensor, seed: int, turn: tuple[float, float, float], e: float
) -> tuple[Tensor, Tensor, Tensor]:
    """Height of a rumpled cloth and its slopes over steps of `e`: long sharp folds in three directions."""
    wx, wy = 0.10 * noise(x * 2.1, y * 2.1, seed), 0.10 * noise(x * 2.1 + 31.0, y * 2.1, seed)
    bend, place = torch.zeros_like(wx), []
    for k, (angle, (pitch, high)) in enumerate(zip(turn, _WAVES, strict=True)):
        ca, sa = math.cos(angle), math.sin(angle)
        swell = noise((x * ca + y * sa) * 1.6 + 7.0 * k, (y * ca - x * sa) * 1.6, seed + 1)
        strength = high * (0.5 + 0.9 * swell * (1.0 if k % 2 else -1.0)).clamp_min(0.0)
        place.append((6.283 * pitch, ca, sa, (y + wy) * ca - (x + wx) * sa, strength, 2.0 * k))

    def height(dx: float, dy: float) -> Tensor:
        total = bend
        for pitch, ca, sa, across, strength, phase in place:
            wave = torch.sin(pitch * (across + (dy * ca - dx * sa)) + phase)
            total = total + strength * (1.0 - (wave * wave + 0.03).sqrt())
        return total

    level = height(0.0, 0.0)
    return level, (height(e, 0.0) - level) / e, (height(0.0, e) - level) / e


def tablecloth(c: Canvas, edge: float, front: float, center: float, amount: float, color: Color, stripe: Color, light: Light,
               seed: int, turn: tuple[float, float, float], flame: tuple[float, float, float] | None = None) -> None:  # fmt: skip
    """A cloth thrown over part of a table whose back edge lies at `edge` and whose front edge at `front` (canvas y).

    `amount` 0..1: from a napkin to a cloth that covers the table, with ever deeper folds.
    """
    if amount <= 0.0:
        return
    reach = 0.16 + 0.85 * amount
    w = c.cut(center - reach - 0.1, edge - 0.02, center + reach + 0.1, 1.05)
    if w is None:
        return
    depth = (w.y - edge) / max(front - edge, 0.05)  # 0 back edge, 1 front edge
    over = (depth - 1.0).clamp_min(0.0)
    x, y = (w.x - center) * (1.0 - 0.25 * depth.clamp_max(1.0)), (w.y - edge) * 2.3
    start = 0.40 - 0.36 * amount
    # the hanging part in front of the table falls into upright folds
    hang = smooth(1.0, 1.12, depth)
    drop = torch.sin(w.x * 31.0 + 3.0 * noise(w.x * 3.0, torch.zeros_like(w.y), seed + 5))
    h0, hx, hy = _folds(x, y, seed, turn, 0.004)
    # a square cloth, laid askew: its back hem and its side hems run straight but for the folds that lift them
    skew = 0.35 * (turn[0] - 0.5)
    lift = 0.22 * h0 + 0.012 * noise(w.x * 4.0, w.y * 4.0, seed + 3)
    back = (start - depth) * (front - edge) + skew * (w.x - center) - lift
    persp = reach * (0.86 + 0.14 * depth)
    sides = (w.x - center + 0.30 * skew * (depth - 0.5)).abs() - persp - lift
    outline = torch.maximum(sides, back)
    corner = (sides.clamp_min(-0.05) + 0.05) ** 2 + (back.clamp_min(-0.05) + 0.05) ** 2
    outline = torch.where((sides > -0.05) & (back > -0.05), corner.sqrt() - 0.05, outline)
    scale = 0.45 + 0.75 * amount
    hx, hy = hx * scale, hy * scale
    w.check()
    roll = torch.exp(-(((outline + 0.010) / 0.010) ** 2))  # the hem stands up a little
    hx = hx * (1.0 - hang) + hang * (0.75 * torch.cos(w.x * 31.0))
    hy = hy * (1.0 - hang)
    n = (1.0 + hx * hx + hy * hy).rsqrt()
    # the table's normal looks up; folds tilt it sideways and toward the viewer
    normal = (-hx * n, n * (1.0 - 0.72 * hang), (0.35 + hy) * n + 0.5 * hang)
    lit = light.on(normal)
    if flame is not None:
        dx, dy = flame[0] - w.x, (flame[1] + 0.30 - w.y) / 0.45
        far = (dx * dx + dy * dy).sqrt() + 0.05
        graze = (0.55 + 0.8 * (normal[0] * dx - normal[2] * dy * 0.6) / far).clamp_min(0.05)
        lit = lit + planes((1.0, 0.56, 0.22)) * (1.3 * flame[2]) * graze / (1.0 + far * far / 0.10)
    valley = smooth(0.052, 0.006, h0) * (1.0 - hang) + hang * smooth(0.3, -1.0, drop)
    weave = 1.0 + 0.03 * noise(w.x * 240.0, w.y * 240.0, seed + 6)
    w.check()
    border = smooth(0.013, 0.009, ((outline + 0.050).abs() - 0.006).abs()) + smooth(
        0.006, 0.003, (outline + 0.082).abs()
    )
    albedo = torch.lerp(
        planes(linear(color)).expand(3, *h0.shape),
        planes(linear(stripe)).expand(3, *h0.shape),
        border.clamp(0, 1) * 0.85,
    )
    lit = albedo * weave * lit * (1.0 - 0.30 * valley) + planes(light.fill) * 0.05 * roll
    grown = min(1.0, amount * 6.0)
    w.rgb.mul_(1.0 - 0.38 * grown * smooth(0.022, -0.004, outline - 0.006) * (1.0 - over.clamp(0, 1)))
    w.over(grown * w.cover(outline), film(lit))


def curtain(c: Canvas, left: float, right: float, top: float, bottom: float, gather: float, color: Color, light: Light, seed: int,
            shown: float = 1.0, through: Color | None = None) -> None:  # fmt: skip
    """A curtain between `left` and `right`. `gather`: x to which its lower half is drawn. `through`: linear light that
    shines through it from behind."""
    pad = 0.06
    w = c.cut(min(left, gather) - pad, top - 0.01, max(right, gather) + pad, bottom + 0.02)
    if w is None:
        return
    t = ((w.y - top) / (bottom - top)).clamp(0.0, 1.0)
    tied = smooth(0.10, 0.62, t) * (1.0 - 0.25 * smooth(0.68, 1.0, t))
    middle, half = 0.5 * (left + right), 0.5 * (right - left)
    tight = 1.0 - 0.42 * tied
    center = middle + (gather - middle) * tied * 0.8
    sway = noise(w.y * 2.2 + 0.0 * w.x, torch.full_like(w.x, 0.5), seed)
    u = (w.x - center) / (half * tight) + 0.03 * sway
    folds = max(1.5, min(5.0, 30.0 * (right - left)))
    wob = 0.45 * noise(u * 2.0, t * 1.1, seed + 1)
    phase = 6.283 * (folds * 0.5 * u + wob)
    wave = torch.cos(phase) + 0.35 * torch.cos(2.3 * phase + 1.0)
    tilt = -torch.sin(phase) - 0.8 * 0.35 * torch.sin(2.3 * phase + 1.0)
    n = (1.0 + 3.0 * tilt * tilt).rsqrt()
    normal = (1.73 * tilt * n, 0.12 * torch.ones_like(n), n)
    hem = bottom + 0.006 * wave
    outline = torch.maximum((u.abs() - 1.0) * half * tight + 0.004 * wave, torch.maximum(w.y - hem, top - w.y))
    weave = 1.0 + 0.035 * noise(w.x * 210.0, w.y * 90.0, seed + 2)
    lit = planes(linear(color)) * weave * light.on(normal) * (0.50 + 0.50 * smooth(-1.3, 0.7, wave))
    if through is not None:
        lit = lit + planes(linear(color)) * planes(through) * (0.55 + 0.25 * wave)
    w.over(shown * w.cover(outline), film(lit))

"""How a picture is laid out: horizon, where the eye goes, balance, symmetry, directions, and which guides fit.

Where the eye goes is the mean of two published maps: the spectral residual (Hou & Zhang, "Saliency detection: a spectral
residual approach", CVPR 2007) and frequency-tuned saliency (Achanta et al., CVPR 2009). Directions come from the structure
tensor (Bigun & Granlund 1987).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.muse.looking.oklab import Floats
from studio.core.guides import GUIDES, Guides

_SMALL = 96
"""Long side in px at which a layout is judged: marks are gone, masses stay."""
_RESIDUAL = 64


@dataclass(frozen=True)
class Layout:
    """Places are shares of width and height from the top left. `horizon`: its height from the top, None where there is
    none. `focus`: where the eye goes first; `pull`: the share of all that draws the eye which is gathered there, 0..1;
    `focus_contrast`: how much lighter (+) or darker (-) it is than what is around it, in values of 10; `focus_color`: how far
    the two differ in color alone, Oklab. `right`: the share
    of the visual weight that lies right of the middle. `mirror`: how alike left and right halves are, -1..1; `water`: the
    same for above and below the horizon. `directions`: shares of the edges that are level, rising (lower left to upper
    right), upright, falling. `edges`: how much there is of them. `guides`: (id, fit 0..1), the best first.
    """

    horizon: float | None
    focus: tuple[float, float]
    pull: float
    focus_contrast: float
    focus_color: float
    right: float
    mirror: float
    water: float
    directions: tuple[float, float, float, float]
    edges: float
    guides: tuple[tuple[str, float], ...]


def layout(lab: Floats, value: Floats) -> Layout:
    """Of Oklab float32 (H, W, 3) and values float32 (H, W), 0..10."""
    small = _shrunk(lab)
    light = _shrunk(value)
    saliency = _saliency(small)
    focus, pull, contrast, color = _focus(saliency, light, small)
    horizon = _horizon(small)
    mirror, water = _mirror(light, light[:, ::-1]), _still(light, horizon)
    energy, angle = _edges(small)
    facts = _Facts(light, energy, angle, focus, horizon, mirror, water)
    fits = sorted(((g.id, _fit(g, facts)) for g in GUIDES), key=lambda f: -f[1])
    return Layout(
        horizon=horizon,
        focus=focus,
        pull=pull,
        focus_contrast=contrast,
        focus_color=color,
        right=_right(saliency, light),
        mirror=mirror,
        water=water,
        directions=_directions(energy, angle),
        edges=float(energy.mean()),
        guides=tuple(fits),
    )


def _shrunk(plane: Floats) -> Floats:
    h, w = plane.shape[:2]
    k = min(1.0, _SMALL / max(h, w))
    size = max(8, round(w * k)), max(8, round(h * k))
    small = np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.float32)
    return small.reshape(size[1], size[0], *plane.shape[2:])


# -- where the eye goes ------------------------------------------------------------------------------------------


def _saliency(lab: Floats) -> Floats:
    """Float32 (H, W), 0..1."""
    h, w = lab.shape[:2]
    stretched = lab * np.array([1, 2, 2], np.float32)
    tuned = ((stretched - stretched.reshape(-1, 3).mean(0)) ** 2).sum(2)
    tuned = cv2.GaussianBlur(np.sqrt(tuned), (0, 0), max(h, w) / 48)
    k = _RESIDUAL / max(h, w)
    tiny = cv2.resize(lab, (max(8, round(w * k)), max(8, round(h * k))), interpolation=cv2.INTER_AREA)
    parts = [_residual(np.ascontiguousarray(tiny[..., c])) * (1.0 if c == 0 else 2.0) for c in range(3)]
    residual = cv2.resize(np.sum(parts, axis=0).astype(np.float32), (w, h), interpolation=cv2.INTER_LINEAR)
    # People look to the middle first (Tatler, Journal of Vision 2007), and a rim of paper is not looked at.
    y, x = (np.arange(h) + 0.5) / h - 0.5, (np.arange(w) + 0.5) / w - 0.5
    middle = np.exp(-((x[None] / 0.5) ** 2 + (y[:, None] / 0.5) ** 2))
    return np.asarray((_scaled(residual) + 1.4 * _scaled(tuned)) / 2.4 * middle, np.float32)


def _residual(plane: Floats) -> NDArray[np.float32]:
    """What is left of the log spectrum when its local mean is taken away, back in the picture and smoothed."""
    if float(plane.std()) < 1e-3:
        return np.zeros_like(plane)
    # Beyond the picture it goes on mirrored, so that its rim is no edge.
    pad = 8
    wide = cv2.copyMakeBorder(plane - plane.mean(), pad, pad, pad, pad, cv2.BORDER_REFLECT)
    spectrum = np.fft.fft2(wide)
    log = np.log(np.abs(spectrum) + 1e-6)
    rest = log - cv2.blur(log, (3, 3), borderType=cv2.BORDER_REFLECT)
    back = np.abs(np.fft.ifft2(np.exp(rest + 1j * np.angle(spectrum)))) ** 2
    smooth = cv2.GaussianBlur(back, (0, 0), 2.5)[pad:-pad, pad:-pad]
    return np.asarray(smooth / max(1e-12, float(smooth.max())) * float(plane.std()), np.float32)


def _scaled(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    lo, hi = float(np.quantile(plane, 0.05)), float(plane.max())
    return np.asarray(np.clip((plane - lo) / max(1e-9, hi - lo), 0, 1), np.float32)


def _focus(saliency: Floats, light: Floats, lab: Floats) -> tuple[tuple[float, float], float, float, float]:
    h, w = saliency.shape
    if float(saliency.max()) < 1e-3:
        return (0.5, 0.5), 0.0, 0.0, 0.0
    strong = (saliency >= max(0.3, float(np.quantile(saliency, 0.93)))).astype(np.uint8)
    count, labels = cv2.connectedComponents(strong, connectivity=8)
    mass = [float(saliency[labels == k].sum()) for k in range(1, count)]
    if not mass:
        return (0.5, 0.5), 0.0, 0.0, 0.0
    best = labels == 1 + int(np.argmax(mass))
    y, x = np.nonzero(best)
    weight = saliency[best]
    total = float(weight.sum())
    around = cv2.dilate(best.astype(np.uint8), np.ones((9, 9), np.uint8)).astype(bool) & ~best
    contrast = color = 0.0
    if around.any():
        contrast = float(light[best].mean() - light[around].mean())
        color = float(np.hypot(*(lab[best][:, 1:].mean(0) - lab[around][:, 1:].mean(0))))
    above = np.clip(saliency - 0.15, 0, None)
    pull = float(above[best].sum() / max(1e-9, float(above.sum())))
    place = float((x * weight).sum() / total + 0.5) / w, float((y * weight).sum() / total + 0.5) / h
    return place, pull, contrast, color


def _right(saliency: Floats, light: Floats) -> float:
    """Dark and striking things are heavy; half of it lies in each half of an even picture."""
    weight = saliency + 0.08 * np.clip(float(np.median(light)) - light, 0, None)
    place = (np.arange(weight.shape[1]) + 0.5) / weight.shape[1]
    columns = weight.sum(0)
    side = np.clip((place - 0.5) * 8 + 0.5, 0, 1)
    return float((columns * side).sum() / columns.sum()) if weight.mean() > 1e-4 else 0.5


# -- lines ---------------------------------------------------------------------------------------------------------


def _horizon(lab: Floats) -> float | None:
    """The row where what is above differs most, and nearly everywhere alike, from what is below; None where no row
    does."""
    h, w = lab.shape[:2]
    inner = lab[:, round(0.05 * w) : w - round(0.05 * w)] * np.array([1, 2, 2], np.float32)
    blocks = np.stack([part.mean(1) for part in np.array_split(inner, min(16, inner.shape[1]), axis=1)], 1)
    total = np.concatenate([np.zeros((1, *blocks.shape[1:])), np.cumsum(blocks, axis=0)])
    near, margin = max(2, h // 24), max(3, h // 7)
    scores = np.zeros(h + 1)
    for row in range(margin, h - margin + 1):
        step = (total[row + near] - 2 * total[row] + total[row - near]) / near
        mean = step.mean(0)
        size = float(np.linalg.norm(mean))
        # Blocks that step the same way, at least a third as far.
        along = step @ mean / max(size, 1e-6)
        together = float((along > size / 3).mean())
        scores[row] = size * together**2 if together >= 0.65 else 0.0
    place = int(np.argmax(scores))
    far = np.abs(np.arange(h + 1) - place) > 2 * near
    if scores[place] < 0.03 or scores[place] < 1.35 * float(scores[far].max(initial=0.0)):
        return None
    return float(place / h)


def _edges(lab: Floats) -> tuple[Floats, Floats]:
    """Strength of the edges, float32 (H, W), and their direction in degrees, 0 level counterclockwise to 180."""
    soft = cv2.GaussianBlur(lab, (0, 0), 1.2)
    tensor = np.zeros((3, *lab.shape[:2]), np.float32)
    for c in range(3):
        gx = cv2.Scharr(soft[..., c], cv2.CV_32F, 1, 0) / 32
        gy = cv2.Scharr(soft[..., c], cv2.CV_32F, 0, 1) / 32
        k = 1.0 if c == 0 else 4.0
        tensor += np.float32(k) * np.stack([gx * gx, gy * gy, gx * gy])
    xx, yy, xy = (np.asarray(cv2.GaussianBlur(p, (0, 0), 1.5), np.float32) for p in tensor)
    double = np.arctan2(2 * xy, xx - yy)
    across = 0.5 * double
    along = (90 - np.degrees(across)) % 180  # the picture's y points down
    strength = np.sqrt(np.hypot(xx - yy, 2 * xy))
    return np.asarray(strength, np.float32), np.asarray(along, np.float32)


def _directions(energy: Floats, angle: Floats) -> tuple[float, float, float, float]:
    total = float(energy.sum())
    if total < 1e-6:
        return 0.0, 0.0, 0.0, 0.0
    place = ((angle + 22.5) // 45).astype(np.int64) % 4
    shares = np.bincount(place.reshape(-1), energy.reshape(-1).astype(np.float64), 4) / total
    return float(shares[0]), float(shares[1]), float(shares[2]), float(shares[3])


def _mirror(a: Floats, b: Floats) -> float:
    soft = cv2.GaussianBlur(a, (0, 0), 2.0), cv2.GaussianBlur(np.ascontiguousarray(b), (0, 0), 2.0)
    x, y = (p - p.mean() for p in soft)
    scale = float(np.sqrt((x * x).sum() * (y * y).sum()))
    return float((x * y).sum() / scale) if scale > 1e-3 * x.size else 0.0


def _still(light: Floats, horizon: float | None) -> float:
    """How much the lower part mirrors the upper one at the horizon (or the middle)."""
    h = light.shape[0]
    row = round((0.5 if horizon is None else horizon) * h)
    size = min(row, h - row)
    if size < 6:
        return 0.0
    return _mirror(light[row - size : row], light[row : row + size][::-1])


# -- guides --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Facts:
    light: Floats
    energy: Floats
    angle: Floats
    focus: tuple[float, float]
    horizon: float | None
    mirror: float
    water: float


def _fit(guides: Guides, facts: _Facts) -> float:
    """How well a picture stands on its lines and points, 0..1."""
    # The diagonal is its long line; the short ones only help to place things on it.
    drawn = guides.lines[:1] if guides.id == "diagonal" else guides.lines
    lines = float(np.mean([_followed(line, facts) for line in drawn]))
    gap = min((np.hypot(x - facts.focus[0], y - facts.focus[1]) for x, y in guides.points), default=0.0)
    point = float(np.exp(-((gap / 0.11) ** 2)))
    match guides.id:
        case "low-horizon" | "high-horizon" | "middle-horizon":
            if facts.horizon is None:
                return 0.0
            height = float(np.exp(-(((facts.horizon - guides.lines[0][1]) / 0.085) ** 2)))
            return height * (0.55 + 0.45 * max(0.0, facts.water)) if guides.id == "middle-horizon" else 0.92 * height
        case "center":
            return 0.5 * point + 0.5 * max(0.0, facts.mirror)
        case "frame":
            return _framed(facts.light)
        case "thirds" | "golden":
            # The lines of both lie near each other: the point decides.
            return 0.75 * point + 0.25 * min(1.0, 2 * max(_followed(line, facts) for line in guides.lines))
        case _:
            return 0.62 * lines + 0.38 * point * min(1.0, 3 * lines)


def _followed(line: tuple[float, float, float, float], facts: _Facts) -> float:
    """How far edges near the line run along it, against edges elsewhere, 0..1."""
    h, w = facts.energy.shape
    x1, y1, x2, y2 = line[0] * w, line[1] * h, line[2] * w, line[3] * h
    length = float(np.hypot(x2 - x1, y2 - y1))
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    steps = np.linspace(0.04, 0.96, max(4, int(length)))
    direction = np.degrees(np.arctan2(-uy, ux)) % 180
    along = np.abs((facts.angle - direction + 90) % 180 - 90)
    support = facts.energy * np.exp(-((along / 16) ** 2))
    reach = max(1.0, 0.025 * max(h, w))
    best = np.zeros(len(steps), np.float32)
    for shift in np.arange(-reach, reach + 0.5):
        px = np.clip(np.rint(x1 + (x2 - x1) * steps - uy * shift - 0.5), 0, w - 1).astype(np.int64)
        py = np.clip(np.rint(y1 + (y2 - y1) * steps + ux * shift - 0.5), 0, h - 1).astype(np.int64)
        best = np.maximum(best, support[py, px])
    strong = float(np.quantile(facts.energy, 0.85)) + 1e-6
    if float(facts.energy.max()) < 0.004:
        return 0.0
    return float(np.clip(best / strong, 0, 1).mean())


def _framed(light: Floats) -> float:
    """Darker along both sides and the top than in the opening."""
    h, w = light.shape
    inner = light[round(0.22 * h) : round(0.9 * h), round(0.24 * w) : round(0.76 * w)]
    sides = light[:, : max(1, round(0.12 * w))], light[:, -max(1, round(0.12 * w)) :], light[: max(1, round(0.1 * h))]
    gaps = [float(inner.mean() - side.mean()) for side in sides]
    return float(np.clip((min(gaps) - 0.4) / 2.2, 0, 1))

"""What a picture shows, as far as the choice of a method needs it: skin and faces, one dominant object, fine detail.

Guesses by color and shape, not recognition: they decide how calm a place is kept, never what is told about a person.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from studio.art.styles import fields
from studio.art.styles.fields import Floats, f32


@dataclass(frozen=True)
class Things:
    """`skin`: share of the area in the colors of skin. `face`: 0..1, how much the largest such place is like a face or a
    muzzle: compact, large enough, with darker features inside. `detail`: share of the area with fine drawing. `object`:
    0..1, how far one thing stands alone before a plain ground. `object_share`: its share of the area."""

    skin: float
    face: float
    detail: float
    object: float
    object_share: float


def things(rgb: Floats, lab: Floats, unit: float) -> Things:
    """Of `rgb` float32 (H, W, 3), 0..1, and the same in CIELAB; `unit` = pixels per 1/512 of the side."""
    mask = _skin(rgb)
    skin, face = float(mask.mean()), _face(mask, lab, unit)
    drawn = fields.detail(rgb, unit, 512 * unit)
    alone, share = _object(lab, unit)
    strong = np.abs(fields.blur(f32(lab[..., 0] / 100), unit) - fields.blur(f32(lab[..., 0] / 100), 4 * unit))
    detail = float(((drawn > 0.45) & (fields.blur(f32(strong), 5 * unit) > 0.012)).mean())
    return Things(skin, face, detail, alone, share)


def _skin(rgb: Floats) -> Floats:
    """The chroma rule of Chai & Ngan, "Face segmentation using skin-color map" (IEEE CSVT 1999)."""
    y = cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb)
    cr, cb = y[..., 1] * 255, y[..., 2] * 255
    return f32((cr > 137) & (cr < 177) & (cb > 77) & (cb < 127) & (y[..., 0] > 0.15))


def _face(mask: Floats, lab: Floats, unit: float) -> float:
    """The best of the connected places of skin, each judged by size, by how well it fills its ellipse, and by features."""
    size = 2 * max(1, round(4 * unit)) + 1
    disk = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    whole = cv2.morphologyEx((mask > 0).astype(np.uint8), cv2.MORPH_OPEN, disk)
    whole = cv2.morphologyEx(whole, cv2.MORPH_CLOSE, disk)
    count, _, stats, _ = cv2.connectedComponentsWithStats(whole, connectivity=8)
    best = 0.0
    light = f32(lab[..., 0])
    for k in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[k])
        share = area / mask.size
        if share < 0.004 or not 0.45 < h / max(1, w) < 2.6:
            continue
        fill = area / (0.785 * w * h)
        # cheeks, eyes, mouth inside the ellipse: a wall of this color has none
        ellipse = cv2.ellipse(np.zeros((h, w), np.uint8), (w // 2, h // 2), (w // 2, h // 2), 0, 0, 360, 1, -1)
        features = float(light[y : y + h, x : x + w][ellipse > 0].std()) / 10
        size_fit = min(1.0, share / 0.02) * float(np.clip((0.6 - share) / 0.2, 0, 1))
        best = max(best, size_fit * float(np.clip((fill - 0.5) / 0.25, 0, 1)) * float(np.clip(features, 0, 1)))
    return best


def _object(lab: Floats, unit: float) -> tuple[float, float]:
    """One thing before a ground: the ground is what the margin shows (boundary prior, Wei et al., ECCV 2012)."""
    h, w = lab.shape[:2]
    k = 64 / max(h, w)
    small = np.asarray(cv2.resize(lab, (max(8, round(w * k)), max(8, round(h * k))), interpolation=cv2.INTER_AREA))
    hh, ww = small.shape[:2]
    edge = 3
    rim = np.concatenate(
        [small[:edge].reshape(-1, 3), small[-edge:].reshape(-1, 3), small[:, :edge].reshape(-1, 3),
         small[:, -edge:].reshape(-1, 3)]
    )  # fmt: skip
    gap = np.sqrt(((small.reshape(-1, 1, 3) - rim[::2][None]) ** 2).sum(2))
    # near to a tenth of the rim's colors = ground
    far = np.sort(gap, axis=1)[:, max(1, len(rim) // 20)].reshape(hh, ww).astype(np.float32)
    far = f32(cv2.GaussianBlur(far, (0, 0), 1.2))
    mask = (far > max(12.0, 0.45 * float(far.max()))).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    if count < 2 or mask.all():
        return 0.0, 0.0
    k = int(np.argmax(stats[1:, cv2.CC_STAT_AREA])) + 1
    share = float(stats[k, cv2.CC_STAT_AREA]) / (hh * ww)
    alone = float(far[labels == k].sum() / max(1e-6, far[mask > 0].sum()))
    contrast = float(np.clip((far[labels == k].mean() - far[mask == 0].mean()) / 25, 0, 1))
    fit = float(np.clip((share - 0.02) / 0.06, 0, 1) * np.clip((0.75 - share) / 0.2, 0, 1))
    return contrast * fit * alone, share

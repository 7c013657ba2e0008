"""Maps of a picture, 0..1 each: where it has detail, where it is busy, where skin is, what occurs only once."""

from __future__ import annotations

import cv2
import numpy as np

from studio.art.styles.fields import Floats, blur, f32, luma, resized


def rank(values: Floats) -> Floats:
    """Each value's share of smaller ones, 0..1."""
    flat = values.reshape(-1)
    out = np.empty(flat.size, np.float32)
    out[np.argsort(flat, kind="stable")] = np.linspace(0, 1, flat.size, dtype=np.float32)
    return out.reshape(values.shape)


def busyness(rgb: Floats, unit: float) -> Floats:
    """Rank of the local contrast: flat places of a picture ask for flat places of the style.

    `unit`: pixels per 1/512 of the side.
    """
    gray = luma(rgb)
    return rank(blur((gray - blur(gray, max(1.0, 3 * unit))) ** 2, max(1.5, 8 * unit)))


def unrest(rgb: Floats, unit: float) -> Floats:
    """The local contrast itself, 0 = none .. 1 = as in foliage; comparable with the `busyness` of a style."""
    gray = luma(rgb)
    spread = np.sqrt(np.maximum(blur((gray - blur(gray, max(1.0, 3 * unit))) ** 2, max(1.5, 8 * unit)), 1e-9))
    return f32(np.clip(np.log(spread / 0.004) / np.log(0.08 / 0.004), 0, 1))


def skin(rgb: Floats) -> Floats:
    """A soft guess where faces and hands are: the chroma of skin, in spots of the shape and size of a face; whole
    walls and skies of that color count by `DOUBTFUL`.

    Hsu, Abdel-Mottaleb & Jain, "Face detection in color images" (PAMI 2002) for the ellipse in chroma.
    """
    h, w = rgb.shape[:2]
    ycc = cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb) * np.float32(255)
    red, blue = (ycc[..., 1] - 150) / 14, (ycc[..., 2] - 108) / 17
    hue = (red * red + blue * blue < 1) & (ycc[..., 0] > 40)
    side = min(h, w)
    spots = np.clip(blur(hue.astype(np.float32), side / 50) * 2 - 0.5, 0, 1)
    count, labels, stats, _ = cv2.connectedComponentsWithStats((spots > 0.3).astype(np.uint8))
    worth = np.zeros(count, np.float32)
    for n in range(1, count):
        left, top, width, height, area = (int(v) for v in stats[n])
        share, tall = area / (h * w), height / width
        sides = (left == 0) + (top == 0) + (left + width == w) + (top + height == h)
        face = 0.0008 < share < 0.3 and 0.6 < tall < 2.6 and area > 0.45 * width * height and sides < 2
        worth[n] = 1.0 if face else DOUBTFUL
    return f32(np.clip((blur(f32(spots * worth[labels]), side / 40) - 0.1) * 2, 0, worth.max(initial=0.0)))


DOUBTFUL = 0.3


def lost_drawing(rgb: Floats, target: Floats, drawn: Floats, unit: float) -> Floats:
    """-1..1: how much of the drawing of `rgb` (H, W, 3) the same picture in other colors, `target`, has lost at `drawn`
    (H, W) places; negative where it has to come back reversed, as dark lines where bright ones have no ground to stand
    on any more."""
    own, now = luma(rgb), luma(target)
    line, line_now = own - blur(own, 4 * unit), now - blur(now, 4 * unit)
    reach = 8 * unit
    had, has = (np.sqrt(np.maximum(blur(x * x, reach), 1e-9)) for x in (line, line_now))
    missing = np.clip(1 - has / (0.8 * had), 0, 1)
    ground = blur(now, 3 * reach)
    bright = blur(np.maximum(line, 0) ** 3, 2 * reach) > blur(np.maximum(-line, 0) ** 3, 2 * reach)
    clash = np.where(bright, np.clip((ground - 0.5) * 5, 0, 1), np.clip((0.35 - ground) * 5, 0, 1))
    sign = 1 - 2 * blur(f32(clash), reach)
    return f32(missing * sign * np.clip(2 * drawn, 0, 1))


SINGLES = 46 * 46  # places that are compared with each other


def singularity(rgb: Floats, far: float = 0.12, patch: int = 7) -> Floats:
    """How little a place resembles any other, far-away place of the same picture (eyes, letters, the moon), small.

    Ranked mean distance of the patch to its six nearest ones outside of `far` of the side.
    """
    h, w = rgb.shape[:2]
    k = min(1.0, (SINGLES / (h * w)) ** 0.5)
    h, w = max(16, min(256, round(h * k))), max(16, min(256, round(w * k)))
    small = f32(resized(rgb, w, h))
    r = patch // 2
    wide = cv2.copyMakeBorder(small, r, r, r, r, cv2.BORDER_REFLECT_101)
    view = np.lib.stride_tricks.sliding_window_view(wide, (patch, patch), axis=(0, 1))
    rows = np.ascontiguousarray(view).reshape(h * w, 3, patch, patch)
    rows = rows - rows.mean((2, 3), keepdims=True)
    mirror = np.ascontiguousarray(rows[..., ::-1]).reshape(h * w, -1)
    rows = rows.reshape(h * w, -1)
    norm = (rows * rows).sum(1)
    y, x = (z.reshape(-1).astype(np.int32) for z in np.mgrid[0:h, 0:w])
    near = far * max(h, w)
    out = np.empty(h * w, np.float32)
    for lo in range(0, h * w, 512):
        part = slice(lo, lo + 512)
        close = np.maximum(rows[part] @ rows.T, rows[part] @ mirror.T)
        d = norm[part, None] + norm - 2 * close
        d[(np.abs(y[part, None] - y) < near) & (np.abs(x[part, None] - x) < near)] = 1e9
        out[part] = np.partition(d, 6, axis=1)[:, :6].mean(1)
    return rank(f32(cv2.blur(out.reshape(h, w), (5, 5))))


def material(style: Floats) -> Floats:
    """0 = good material of the style .. 1 = one-off objects, 2 = faces, which look pasted wherever they come up."""
    h, w = style.shape[:2]
    k = min(1.0, 256 / max(h, w))
    faces = skin(f32(resized(style, max(1, round(w * k)), max(1, round(h * k)))))
    single = f32(np.clip(singularity(style) * 3 - 2, 0, 1))
    return np.maximum(resized(single, w, h), 2 * resized(faces, w, h))

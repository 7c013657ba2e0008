"""Pictures of any size through a network: in one go where memory allows, else in pieces that are parts of the whole."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from studio.art.styles import ot
from studio.art.styles.jit import Crew
from studio.core.errors import UserError
from studio.core.progress import Context

Floats = NDArray[np.float32]
WHOLE = 1024 * 1024
"""px that are painted in one go."""
PIECE, SMALL_PIECE = 512, 192
SAMPLE, SAMPLES = 256, 9
"""Edge and number of the pieces from which the statistics of a large picture are taken."""


def tensor(rgb: Floats, device: str) -> Tensor:
    """(H, W, 3) to float (1, 3, H, W)."""
    x = torch.from_numpy(np.ascontiguousarray(rgb.transpose(2, 0, 1)))[None]
    return x.to(device).contiguous(memory_format=torch.channels_last)


def array(x: Tensor) -> Floats:
    """float (1, 3, H, W) to (H, W, 3)."""
    return np.ascontiguousarray(x[0].float().permute(1, 2, 0).cpu().numpy())


def fits(ctx: Context, rgb: Floats, most: int = WHOLE) -> bool:
    """Whether a picture may go through in one go."""
    return not ctx.rung and rgb.shape[0] * rgb.shape[1] <= most


def whole(net: Callable[[Tensor], Tensor], rgb: Floats, stride: int, device: str, title: str) -> Floats:
    """In one go; what lacks to a multiple of `stride` is mirrored and cut off again."""
    h, w = rgb.shape[:2]
    wide = cv2.copyMakeBorder(rgb, 0, -h % stride, 0, -w % stride, cv2.BORDER_REFLECT_101)
    return checked(array(net(tensor(np.asarray(wide, np.float32), device)))[:h, :w], title)


def pieces(
    ctx: Context, net: Callable[[Tensor], Tensor], rgb: Floats, stride: int, margin: int, title: str, size: int = 0
) -> Floats:
    """In pieces that overlap by twice `margin` px, how far the network sees: there is no seam. Its statistics must be
    set before. `size`: edge of a piece; 0 is what memory allows."""
    h, w = rgb.shape[:2]
    size = size or (SMALL_PIECE if ctx.rung else PIECE)
    margin = -(-margin // stride) * stride
    out = np.empty((h, w, 3), np.float32)
    spots = [(y, x) for y in range(0, h, size) for x in range(0, w, size)]
    for number, (y, x) in enumerate(spots):
        ctx.progress(number / len(spots), "Painting")
        bottom, right = min(h, y + size), min(w, x + size)
        part = _around(rgb, y, x, bottom, right, margin, stride)
        made = array(net(tensor(part, ctx.device)))
        out[y:bottom, x:right] = checked(made[margin:, margin:][: bottom - y, : right - x], title)
    return out


def _around(rgb: Floats, top: int, left: int, bottom: int, right: int, margin: int, stride: int) -> Floats:
    """The piece with `margin` px about it, mirrored beyond the picture, and more to a multiple of `stride`."""
    h, w = rgb.shape[:2]
    down, across = bottom + margin + (top - bottom) % stride, right + margin + (left - right) % stride
    rows = _mirrored(np.arange(top - margin, down), h)
    columns = _mirrored(np.arange(left - margin, across), w)
    return np.ascontiguousarray(rgb[rows[:, None], columns[None]])


def _mirrored(at: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    if size == 1:
        return np.zeros_like(at)
    around = np.abs(at) % (2 * size - 2)
    return np.asarray(np.where(around < size, around, 2 * size - 2 - around))


def samples(rgb: Floats, stride: int, device: str) -> Tensor:
    """Evenly spread pieces of a large picture at its own size, float (n, 3, edge, edge)."""
    h, w = rgb.shape[:2]
    edge = min(SAMPLE, h, w) // stride * stride
    down = min(SAMPLES, max(1, round((SAMPLES * h / w) ** 0.5)), -(-h // edge))
    across = min(max(1, SAMPLES // down), -(-w // edge))
    ys = [round((h - edge) * (k + 0.5) / down) if down > 1 else (h - edge) // 2 for k in range(down)]
    xs = [round((w - edge) * (k + 0.5) / across) if across > 1 else (w - edge) // 2 for k in range(across)]
    return torch.cat([tensor(np.ascontiguousarray(rgb[y : y + edge, x : x + edge]), device) for y in ys for x in xs])


def checked(made: Floats, title: str) -> Floats:
    """0..1. Raises `UserError` for what is no number."""
    if not np.isfinite(made).all():
        raise UserError(f"“{title}” gave values that are no numbers: its weights are spoilt.")
    return np.clip(made, 0, 1)


def colored(ctx: Context, rgb: Floats, weight: Floats, made: Floats, colors: str, crew: Crew) -> Floats:
    """What a network made of the picture `rgb`, in the colors that are wanted: "take" as it is, "keep" in the picture's
    own colors and light, "light" its light on the picture's hues. `weight` (H, W): alpha."""
    if colors == "take":
        return made
    if colors == "keep":
        made = ot.recolor(ctx, made, weight, rgb, 0, crew, guard=0.0)
    return ot.with_light(rgb, made)


def resized(rgb: Floats, width: int, height: int) -> Floats:
    if (width, height) == (rgb.shape[1], rgb.shape[0]):
        return rgb
    way = cv2.INTER_AREA if width < rgb.shape[1] else cv2.INTER_CUBIC
    return np.clip(np.asarray(cv2.resize(rgb, (width, height), interpolation=way), np.float32), 0, 1)

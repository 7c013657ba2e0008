"""Between a network's square picture and pixels of any size and shape.

A network paints a square; a picture of another shape shows the middle of it, as wide or as high as it goes. What is given
to the network (a sketch, a mask) stands in the same place of the square, continued at its edges.
"""

from __future__ import annotations

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from studio.core.errors import UserError
from studio.core.picture import Pixels

Floats = NDArray[np.float32]

SHARPER = 0.55
"""How much of what a blur takes away is given back before enlarging, which softens."""
FEATHERS = 24
"""The seam around what is painted into a picture is this part of its short side."""
PAPER = 255
"""What lies under transparent parts of a sketch."""


def shown(size: int, width: int, height: int) -> tuple[int, int, int, int]:
    """Of a square of `size`: (top, left, height, width) of what a picture of `width` x `height` shows."""
    if width >= height:
        high = max(1, round(size * height / width))
        return (size - high) // 2, 0, high, size
    wide = max(1, round(size * width / height))
    return 0, (size - wide) // 2, size, wide


def enlarged(square: Tensor, width: int, height: int) -> Floats:
    """(1, 3, size, size), -1..1, as float32 (height, width, 3), 0..1: sharpened a little, then cubic."""
    top, left, high, wide = shown(square.shape[-1], width, height)
    part = square[0, :, top : top + high, left : left + wide].permute(1, 2, 0)
    rgb = np.ascontiguousarray(part.float().cpu().numpy())
    if not np.isfinite(rgb).all():
        raise UserError(
            "The network painted values that are no numbers: choose full precision for it on the page of models, or "
            "bring its file anew."
        )
    # All but the last step at the network's own size, where there are few pixels.
    rgb *= 0.5
    rgb += 0.5
    scale = max(width / wide, height / high)
    if scale > 1:
        soft = cv2.GaussianBlur(rgb, (3, 3), 0.7)
        rgb = np.asarray(cv2.addWeighted(rgb, 1 + SHARPER, soft, -SHARPER, 0.0), np.float32)
    # Reduced by area, so that nothing flickers; enlarged by cubics, which keep edges.
    if scale != 1:
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        rgb = np.asarray(cv2.resize(rgb, (width, height), interpolation=way), np.float32)
    return np.clip(rgb, 0.0, 1.0, out=rgb)


def to_pixels(rgb: Floats) -> Pixels:
    """float32 (H, W, 3), 0..1, to opaque RGBA."""
    out = np.empty((*rgb.shape[:2], 4), np.uint8)
    out[..., :3] = cv2.convertScaleAbs(rgb, alpha=255.0)
    out[..., 3] = 255
    return out


def picture_square(pixels: Pixels, size: int, width: int, height: int, device: str) -> Tensor:
    """(1, 3, size, size), -1..1: a picture where the square shows it, its edges continued by reflection."""
    alpha = pixels[..., 3:].astype(np.float32) / 255
    rgb = np.asarray(pixels[..., :3] * alpha + PAPER * (1 - alpha), np.float32)
    square = torch.from_numpy(_placed(rgb, size, width, height)).permute(2, 0, 1)[None]
    return square.to(device).div_(127.5).sub_(1.0).contiguous()


def mask_square(pixels: Pixels, size: int, width: int, height: int, device: str) -> Tensor:
    """(1, 1, size, size), 0..1: a mask where the square shows it."""
    return torch.from_numpy(_placed(whiteness(pixels), size, width, height)[None, None]).to(device)


def whiteness(mask: Pixels) -> Floats:
    """float32 (H, W), 0..1: how white a mask is; what is transparent is black."""
    gray = mask[..., :3].max(-1).astype(np.float32)
    return np.asarray(gray * mask[..., 3] * np.float32(1 / 65025), np.float32)


def _placed(plane: Floats, size: int, width: int, height: int) -> Floats:
    top, left, high, wide = shown(size, width, height)
    way = cv2.INTER_AREA if plane.shape[0] >= high else cv2.INTER_LINEAR
    small = np.asarray(cv2.resize(plane, (wide, high), interpolation=way), np.float32)
    edges = top, size - high - top, left, size - wide - left
    kind = cv2.BORDER_REFLECT if min(high, wide) * 2 >= size else cv2.BORDER_REPLICATE
    return np.ascontiguousarray(cv2.copyMakeBorder(small, *edges, kind), np.float32)


def laid_into(rgb: Floats, picture: Pixels, mask: Pixels) -> Pixels:
    """`rgb` where the mask is white, `picture` as it is where it is black; uint8 of the size of `rgb`."""
    height, width = rgb.shape[:2]
    under = (
        picture
        if picture.shape[:2] == (height, width)
        else cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    )
    white = whiteness(mask)
    if white.shape != (height, width):
        white = np.asarray(cv2.resize(white, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
    share = (white * _inward(white))[..., None]
    out = np.array(under, np.uint8, order="C", copy=True)
    made = rgb * 255
    mixed = made * share + under[..., :3] * (1 - share)
    touched = white > 0
    out[..., :3][touched] = np.rint(np.clip(mixed, 0, 255))[touched].astype(np.uint8)
    alpha = under[..., 3].astype(np.float32)
    out[..., 3][touched] = np.rint(np.maximum(alpha, 255 * share[..., 0]))[touched].astype(np.uint8)
    return out


def _inward(white: Floats) -> Floats:
    """0..1: how far a pixel lies inside of a mask's edge, so that a seam fades without reaching outside."""
    inside = cv2.distanceTransform((white > 0).astype(np.uint8), cv2.DIST_L2, 3)
    feather = min(min(white.shape) / FEATHERS, float(inside.max()) / 2)
    return np.asarray(np.clip(inside / max(feather, 1.0), 0.0, 1.0), np.float32)

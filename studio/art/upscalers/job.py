"""Enlarging a picture in tiles that overlap, so that any size fits into the memory and no seam shows."""

from __future__ import annotations

import math
from functools import partial

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from studio.art.models.library import find
from studio.art.models.lighten import lightened
from studio.art.models.lighter import cache_key, in_force
from studio.art.models.memory import require_room
from studio.art.upscalers.network import Upscaler, load
from studio.core.errors import UserError
from studio.core.picture import Made, Pixels
from studio.core.progress import Context

OVERLAP = 16
"""px on each side of a tile that its neighbours see as well: about what a network looks at."""
LARGEST = 16384
PREVIEW_EDGE = 768
Floats = NDArray[np.float32]


def enlarge(ctx: Context, *, content: Pixels, model: str, factor: float = 0.0, tile: int = 256) -> Made:
    """`content` uint8 (H, W, 4) enlarged `factor` times (0: as much as the network does), alpha smoothly.

    Raises `UserError` when the result would be too large.
    """
    entry = find(model)
    height, width = content.shape[:2]
    key = cache_key(f"upscaler/{entry.sha256}", entry.sha256, ctx.device)
    with ctx.lease(key, partial(_open, model), entry.memory) as net:
        scale = factor or float(net.scale)
        goal = max(1, round(width * scale)), max(1, round(height * scale))
        if max(goal) > LARGEST:
            raise UserError(
                f"Enlarged, the picture would be {goal[0]} × {goal[1]} px: up to {LARGEST} px are possible."
            )
        used = min(tile, 128) if ctx.rung else tile
        # Where it must grow further than the network does, it is put through again.
        rounds = 1
        while net.scale > 1 and net.scale**rounds < scale - 1e-6 and rounds < 4:
            rounds += 1
        rgb = _solid(content)
        for k in range(rounds):
            # What a second round would throw away again, or what no memory holds, is not painted at all.
            rgb = _no_larger(rgb, net.scale, goal if k and k == rounds - 1 else (LARGEST, LARGEST))
            rgb = tiled(ctx.part(k / rounds, 1 / rounds), net, rgb, used, ctx.device)
    out = np.empty((goal[1], goal[0], 4), np.uint8)
    if rgb.shape[:2] != (goal[1], goal[0]):
        way = cv2.INTER_AREA if rgb.shape[1] > goal[0] else cv2.INTER_CUBIC
        rgb = np.asarray(cv2.resize(rgb, goal, interpolation=way), np.float32)
    out[..., :3] = np.rint(np.clip(rgb, 0, 1) * 255)
    alpha = content[..., 3]
    out[..., 3] = 255 if int(alpha.min()) == 255 else cv2.resize(alpha, goal, interpolation=cv2.INTER_CUBIC)
    return Made(out, {"factor": factor, "tile": tile}, {model: entry.sha256})


def _open(model: str, device: str) -> Upscaler:
    entry = find(model)
    require_room(entry.title, entry.memory, in_force(entry.sha256, device).precision, device)
    net = load(entry.file, entry.title)
    net.built.to(device)
    return lightened(net, entry.sha256, device, title=entry.title)


def _no_larger(rgb: Floats, scale: int, limit: tuple[int, int]) -> Floats:
    """Brought down so far that `scale` times as much is about `limit` (width, height), if it is more."""
    height, width = rgb.shape[:2]
    k = min(limit[0] / (width * scale), limit[1] / (height * scale))
    if k >= 1:
        return rgb
    size = max(1, math.ceil(width * k)), max(1, math.ceil(height * k))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.float32)


def _solid(content: Pixels) -> Floats:
    """Float RGB whose transparent pixels continue their neighbours, so that no fringe grows at the edges."""
    rgb = content[..., :3].astype(np.float32) / 255
    seen = content[..., 3:].astype(np.float32) / 255
    if float(seen.min()) == 1.0:
        return np.asarray(rgb, np.float32)
    weight = np.maximum(cv2.GaussianBlur(seen, (0, 0), 3.0), 1e-4)
    around = cv2.GaussianBlur(rgb * seen, (0, 0), 3.0) / weight[..., None]
    return np.asarray(rgb * seen + around * (1 - seen), np.float32)


def tiled(ctx: Context, net: Upscaler, rgb: Floats, tile: int, device: str) -> Floats:
    """(H, W, 3), 0..1, to the same `net.scale` times as large."""
    height, width = rgb.shape[:2]
    scale = net.scale
    tile = max(tile, net.least)
    tile += -tile % net.multiple
    step = max(1, tile - 2 * OVERLAP)
    out = np.empty((height * scale, width * scale, 3), np.float32)
    spots = [(y, x) for y in range(0, height, step) for x in range(0, width, step)]
    for number, (y, x) in enumerate(spots):
        ctx.check()
        top, left = max(0, y - OVERLAP), max(0, x - OVERLAP)
        bottom, right = min(height, y + step + OVERLAP), min(width, x + step + OVERLAP)
        made = _piece(net, rgb[top:bottom, left:right], device)
        y1, x1 = min(height, y + step), min(width, x + step)
        out[y * scale : y1 * scale, x * scale : x1 * scale] = made[
            (y - top) * scale : (y1 - top) * scale, (x - left) * scale : (x1 - left) * scale
        ]
        preview = None
        if len(spots) > 1 and max(height, width) * scale <= 4 * PREVIEW_EDGE:
            preview = _preview(out, rgb, number + 1, spots, step)
        ctx.progress((number + 1) / len(spots), "Enlarging", preview)
    return out


def _piece(net: Upscaler, part: Floats, device: str) -> Floats:
    """One tile; its sides are continued by reflection to what the network takes."""
    height, width = part.shape[:2]
    x = torch.from_numpy(np.ascontiguousarray(part)).permute(2, 0, 1)[None].to(device)
    if net.channels == 1:
        x = x.permute(1, 0, 2, 3)
    wanted = [max(n, net.least) for n in (height, width)]
    if net.square:
        wanted = [max(wanted)] * 2
    more = [n + (-n % net.multiple) - m for n, m in zip(wanted, (height, width), strict=True)]
    x = _continued(x, more[1], more[0])
    with torch.inference_mode():
        y = net(x).float()
    if y.shape[1] == 1:
        y = y.permute(1, 0, 2, 3) if net.channels == 1 else y.expand(-1, 3, -1, -1)
    y = y[0, :, : height * net.scale, : width * net.scale]
    made = y.permute(1, 2, 0).cpu().numpy()
    if not np.isfinite(made).all():
        raise UserError("This upscaler gave values that are no numbers: choose full precision for it, or another one.")
    return np.asarray(made, np.float32)


def _continued(x: Tensor, right: int, below: int) -> Tensor:
    while right or below:
        # Reflection reaches as far as the picture is wide: a narrow one is continued several times.
        now = min(right, x.shape[-1] - 1), min(below, x.shape[-2] - 1)
        if max(now) <= 0:
            return functional.pad(x, (0, right, 0, below), mode="replicate")
        x = functional.pad(x, (0, max(0, now[0]), 0, max(0, now[1])), mode="reflect")
        right, below = right - max(0, now[0]), below - max(0, now[1])
        if (right and x.shape[-1] < 2) or (below and x.shape[-2] < 2):
            return functional.pad(x, (0, right, 0, below), mode="replicate")
    return x


def _preview(out: Floats, rgb: Floats, done: int, spots: list[tuple[int, int]], step: int) -> Pixels:
    """What is finished, over the small picture enlarged plainly."""
    scale = out.shape[0] // rgb.shape[0]
    k = min(1.0, PREVIEW_EDGE / max(out.shape[:2]))
    size = max(1, round(out.shape[1] * k)), max(1, round(out.shape[0] * k))
    whole = np.asarray(
        cv2.resize(rgb, size, interpolation=cv2.INTER_AREA if rgb.shape[1] > size[0] else cv2.INTER_LINEAR)
    )
    for y, x in spots[:done]:
        part = out[y * scale : (y + step) * scale, x * scale : (x + step) * scale]
        top, left = round(y * scale * k), round(x * scale * k)
        high, wide = (
            min(size[1], round((y * scale + part.shape[0]) * k)) - top,
            min(size[0], round((x * scale + part.shape[1]) * k)) - left,
        )
        if high > 0 and wide > 0:
            whole[top : top + high, left : left + wide] = cv2.resize(part, (wide, high), interpolation=cv2.INTER_AREA)
    pixels = np.full((size[1], size[0], 4), 255, np.uint8)
    pixels[..., :3] = np.rint(np.clip(whole, 0, 1) * 255)
    return pixels

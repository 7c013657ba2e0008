"""One-style networks in ONNX files (Johnson et al.: Perceptual Losses for Real-Time Style Transfer, 2016), any size.

A file says neither in which range it wants and gives colors nor whether it minds the size: both are tried out when it is
added. Computed by onnxruntime on the processor, from bytes, so that no other file is looked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.models.library import find
from studio.art.styles.jit import Crew
from studio.art.styles.networks import pieces
from studio.core.errors import UserError
from studio.core.params import Value
from studio.core.picture import Made, Pixels
from studio.core.progress import Context

Floats = NDArray[np.float32]
RANGES = {"255": (0.0, 255.0), "1": (0.0, 1.0), "signed": (-1.0, 1.0)}
"""Colors as networks take and give them: black and white."""
TILE, OVERLAP = 512, 64
LARGEST_WHOLE = 1024 * 1024
"""px that are painted in one go: a style's large marks go through, and about 1.5 GiB of memory is enough."""


class StyleNet:
    """A session of onnxruntime with what was found out about it."""

    def __init__(self, path: Path, title: str, details: Mapping[str, Value], threads: int = 0) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        options.intra_op_num_threads = threads
        try:
            self.session = onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])
        except Exception as error:
            first = (str(error).splitlines() or [""])[0]
            raise UserError(f"“{title}” cannot be computed here ({first[-160:]}).") from None
        self.title = title
        self.first = bool(details.get("channels_first", True))
        self.half = bool(details.get("half", False))
        self.height, self.width = int(details.get("height", 0)), int(details.get("width", 0))
        self.given = RANGES[str(details.get("range", "255"))]
        self.made = RANGES[str(details.get("range_out", "255"))]
        self.name = self.session.get_inputs()[0].name

    def raw(self, rgb: Floats, span: tuple[float, float]) -> Floats:
        """What it makes of (H, W, 3), 0..1, in its own range, as (h, w, channels)."""
        x = rgb * (span[1] - span[0]) + span[0]
        x = x.transpose(2, 0, 1)[None] if self.first else x[None]
        try:
            (y,) = self.session.run(None, {self.name: np.ascontiguousarray(x, np.float16 if self.half else np.float32)})
        except Exception as error:
            raise UserError(
                f"“{self.title}” failed on this picture ({(str(error).splitlines() or [''])[0][-160:]})."
            ) from None
        y = np.asarray(y, np.float32)
        if y.ndim != 4 or y.shape[1 if self.first else 3] != 3:
            raise UserError(f"“{self.title}” does not give a picture back.")
        return np.ascontiguousarray(y[0].transpose(1, 2, 0) if self.first else y[0])

    def paint(self, rgb: Floats) -> Floats:
        """(H, W, 3), 0..1, of a size that it takes, to the same size, 0..1."""
        y = self.raw(rgb, self.given)
        y = (y - self.made[0]) / (self.made[1] - self.made[0])
        if not np.isfinite(y).all():
            raise UserError(f"“{self.title}” gave values that are no numbers: its weights are spoilt.")
        if y.shape[:2] != rgb.shape[:2]:
            # Strides round the size to a multiple of four: a few pixels more or less.
            y = np.asarray(cv2.resize(y, (rgb.shape[1], rgb.shape[0]), interpolation=cv2.INTER_LINEAR), np.float32)
        return np.clip(y, 0.0, 1.0)


def try_out(path: Path, title: str, details: Mapping[str, Value]) -> dict[str, Value]:
    """In which range a network takes and gives colors, seen on a smooth picture; raises `UserError` for one that gives
    no picture.

    The output tells its range by its extent; of the input ranges the one is taken that brings back most of the
    picture's own light and dark.
    """
    net = StyleNet(path, title, details)
    high, wide = net.height or 128, net.width or 128
    y, x = np.mgrid[0:high, 0:wide] / max(high, wide)
    probe = np.stack([x, y, 0.5 + 0.4 * np.sin(9 * (x + y))], -1).astype(np.float32)
    gray = cv2.resize(probe, (32, 32), interpolation=cv2.INTER_AREA).mean(-1).ravel()
    best, most = {"range": "255", "range_out": "255"}, -np.inf
    for name, span in RANGES.items():
        made = net.raw(probe, span)
        if not np.isfinite(made).all():
            continue
        ratio = made.shape[1] / wide
        if not 0.9 < ratio < 1.1:
            raise UserError(f"“{title}” gives pictures of {ratio:.2g} times the size: it is no style network.")
        extent, low = float(np.quantile(made, 0.98)), float(np.quantile(made, 0.02))
        out = "255" if extent > 4 else "signed" if low < -0.1 else "1"
        black, white = RANGES[out]
        seen = np.clip(
            (cv2.resize(made, (32, 32), interpolation=cv2.INTER_AREA).mean(-1).ravel() - black) / (white - black), 0, 1
        )
        spread = float(seen.std())
        score = float(np.corrcoef(seen, gray)[0, 1]) * min(1.0, spread / 0.1) if spread > 1e-4 else -1.0
        if score > most + 1e-3:
            best, most = {"range": name, "range_out": out}, score
    if most == -np.inf:
        raise UserError(f"“{title}” gave values that are no numbers: its weights are spoilt.")
    return dict(best)


def apply(
    ctx: Context, *, content: Pixels, model: str, strength: float = 1.0, colors: str = "take", texture: float = 1.0
) -> Made:
    """`content` uint8 (H, W, 4) in the one style of the network `model`; alpha is kept exactly.

    `texture`: size of the style's marks; the picture is shown to the network that much smaller.
    """
    used: dict[str, Value] = {"strength": strength, "colors": colors, "texture": texture}
    entry = find(model)
    models = {model: entry.sha256}
    if strength <= 0:
        return Made(content.copy(), used, models)
    height, width = content.shape[:2]
    rgb = np.asarray(content[..., :3], np.float32) / np.float32(255)
    with ctx.lease(f"onnx/{entry.sha256}", partial(_open, model), 2 * entry.memory + 64) as net:
        small = max(16, round(width / texture)), max(16, round(height / texture))
        way = cv2.INTER_AREA if small[0] < width else cv2.INTER_CUBIC
        seen: Floats = rgb
        if small != (width, height):
            seen = np.asarray(cv2.resize(rgb, small, interpolation=way), np.float32)
        made = _whole(ctx, net, seen) if not net.height and seen.size // 3 <= LARGEST_WHOLE and not ctx.rung else None
        if made is None:
            made = _tiled(ctx, net, seen)
    if made.shape[:2] != (height, width):
        made = np.asarray(cv2.resize(made, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)
    if colors != "take":
        weight = np.ascontiguousarray(content[..., 3] / np.float32(255), np.float32)
        with Crew() as crew:
            made = pieces.colored(ctx, rgb, weight, np.clip(made, 0, 1), colors, crew)
    out = content.copy()
    out[..., :3] = np.rint(np.clip(rgb + (made - rgb) * strength, 0, 1) * 255)
    return Made(out, used, models)


def _open(model: str, device: str) -> StyleNet:
    import torch

    entry = find(model)
    return StyleNet(entry.file, entry.title, entry.details, torch.get_num_threads())


def _whole(ctx: Context, net: StyleNet, rgb: Floats) -> Floats:
    ctx.progress(0.1, "Painting")
    # Two rounds of strides: a size of whole fours comes back as it went in.
    more = [-n % 4 for n in rgb.shape[:2]]
    wide = cv2.copyMakeBorder(rgb, 0, more[0], 0, more[1], cv2.BORDER_REFLECT)
    return net.paint(np.asarray(wide, np.float32))[: rgb.shape[0], : rgb.shape[1]]


def _tiled(ctx: Context, net: StyleNet, rgb: Floats) -> Floats:
    """In pieces of a fixed size that fade into each other."""
    high, wide = net.height or TILE, net.width or TILE
    lap = min(OVERLAP, high // 4, wide // 4)
    height, width = rgb.shape[:2]
    pad = max(0, high - height), max(0, wide - width)
    full = np.asarray(cv2.copyMakeBorder(rgb, 0, pad[0], 0, pad[1], cv2.BORDER_REFLECT), np.float32)
    total = np.zeros_like(full)
    weight = np.zeros((*full.shape[:2], 1), np.float32)
    fade = (_ramp(high, lap)[:, None] * _ramp(wide, lap)[None])[..., None]
    spots = [(y, x) for y in _starts(full.shape[0], high, lap) for x in _starts(full.shape[1], wide, lap)]
    for number, (y, x) in enumerate(spots):
        ctx.progress(number / len(spots), "Painting")
        total[y : y + high, x : x + wide] += net.paint(full[y : y + high, x : x + wide]) * fade
        weight[y : y + high, x : x + wide] += fade
    return np.asarray((total / weight)[:height, :width], np.float32)


def _ramp(length: int, lap: int) -> Floats:
    at = np.minimum(np.arange(length), np.arange(length)[::-1]) + 1
    return np.asarray(np.clip(at / (lap + 1), 1e-3, 1.0), np.float32)


def _starts(length: int, tile: int, lap: int) -> list[int]:
    """Where tiles begin, the last one flush with the end."""
    if length <= tile:
        return [0]
    count = -(-(length - tile) // (tile - lap))
    return [round(k * (length - tile) / count) for k in range(count + 1)]

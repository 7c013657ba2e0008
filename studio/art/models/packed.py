"""Weights in eight bits for files that come with the program: half the size of float16.

A matrix of at least `LEAST` numbers becomes int8 with a scale in float16 for every `GROUP` numbers of a row: the steps of
a group are as fine as its own largest number allows. NAME is stored as "NAME.int8", (rows, columns), and "NAME.scale",
(rows, groups); the shape of NAME stands in the file's metadata. All else stays float16.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn import functional

from studio.core.errors import UserError

LEAST = 16_384
"""Numbers that a matrix must have to be stored in eight bits: small ones are worth their room."""
GROUP = 32
STEPS, CODES, SCALE = 127, ".int8", ".scale"
SHAPES = "shapes"
"""Key of the metadata: JSON of NAME -> shape."""


def packed(tensors: Mapping[str, Tensor]) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Tensors for a file, and its metadata. `tensors` are float16 or float32, finite."""
    out: dict[str, Tensor] = {}
    shapes: dict[str, list[int]] = {}
    for name, value in tensors.items():
        if not value.is_floating_point() or value.ndim < 2 or value.numel() < LEAST:
            out[name] = value
            continue
        rows = value.float().flatten(1)
        groups = functional.pad(rows, (0, -rows.shape[1] % GROUP)).view(rows.shape[0], -1, GROUP)
        # Rounded up to what the file can hold, or the largest number would not fit.
        scale = (groups.abs().amax(2) / STEPS * (1 + 2**-10)).clamp_min(1e-7).half()
        codes = (groups / scale.float()[..., None]).round().clamp(-STEPS, STEPS).to(torch.int8)
        out[f"{name}{CODES}"] = codes.flatten(1)[:, : rows.shape[1]].contiguous()
        out[f"{name}{SCALE}"] = scale
        shapes[name] = list(value.shape)
    return out, {SHAPES: json.dumps(shapes)} if shapes else {}


def unpacked(tensors: Mapping[str, Tensor], metadata: Mapping[str, str]) -> dict[str, Tensor]:
    """What was packed, as float32; other floats as float32 too. Raises `UserError` for a file that is damaged."""
    shapes = json.loads(metadata[SHAPES]) if SHAPES in metadata else {}
    out: dict[str, Tensor] = {}
    for name, value in tensors.items():
        plain, suffix = name.rpartition(".")[0], f".{name.rpartition('.')[2]}"
        if suffix == SCALE and plain in shapes:
            continue
        if suffix == CODES and plain in shapes:
            shape, scale = [int(n) for n in shapes[plain]], tensors.get(f"{plain}{SCALE}")
            whole = value.ndim == 2 and list(value.shape) == [shape[0], math.prod(shape[1:])]
            if not whole or scale is None or tuple(scale.shape) != (shape[0], -(-value.shape[1] // GROUP)):
                raise UserError(f"The weights {plain} are damaged: their steps do not fit them.")
            wide = scale.float().repeat_interleave(GROUP, 1)[:, : value.shape[1]]
            out[plain] = (value.float() * wide).reshape(shape)
        else:
            out[name] = value.float() if value.is_floating_point() else value
    return out

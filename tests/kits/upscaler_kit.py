"""A tiny upscaler with random weights, as its family is published."""

from __future__ import annotations

import torch


def compact(scale: int, seed: int = 0, channels: int = 8) -> dict[str, torch.Tensor]:
    """A small "RealESRGAN Compact": convolutions, then a pixel shuffle over the picture enlarged plainly."""
    draw = torch.Generator().manual_seed(seed)
    out = {}
    for k, (given, made) in enumerate(((3, channels), (channels, channels), (channels, 3 * scale**2))):
        out[f"body.{2 * k}.weight"] = torch.randn(made, given, 3, 3, generator=draw) * 0.12
        out[f"body.{2 * k}.bias"] = torch.zeros(made)
        if k < 2:
            out[f"body.{2 * k + 1}.weight"] = torch.full((channels,), 0.2)
    return out

"""Tiny style networks in the formats in which they are published, and trainings of a few steps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from studio.art.models.adding import add
from studio.art.models.library import Library, ModelEntry
from studio.art.nets.cyclegan import Generator
from studio.art.nets.transformer_net import TransformerNet
from studio.art.training.catalog import TRAINERS
from studio.art.training.style_job import train
from studio.art.training.trained import Trained
from studio.core.progress import DirectContext

TINY: dict[str, dict[str, Any]] = {
    "feed-forward": {"size": 32, "width": 4, "blocks": 1, "batch": 2, "eyes": "own"},
    "adain": {"size": 32, "width": 4, "batch": 2, "encoder_steps": 2},
    "cyclegan": {"size": 32, "width": 4, "blocks": 1, "batch": 1},
}


def photographs(folder: Path, count: int = 6, edge: int = 96, seed: int = 0) -> Path:
    """Smooth colors with a bright shape."""
    folder.mkdir(parents=True, exist_ok=True)
    for k in range(count):
        Image.fromarray(picture(edge, edge + 8, seed + k)).save(folder / f"p{k}.png")
    return folder


def picture(height: int, width: int, seed: int = 0) -> Any:
    """uint8 (h, w, 3)."""
    chance = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width] / max(height, width)
    a, b, c = chance.uniform(2, 9, 3)
    waves = np.stack([np.sin(a * x + c * y), np.cos(b * y - a * x), np.sin(c * x * y + b)], -1)
    out = 128 + 90 * waves
    out[np.hypot(x - 0.4, y - 0.5) < 0.2] = chance.integers(0, 255, 3)
    return out.clip(0, 255).astype(np.uint8)


def rgba(height: int, width: int, seed: int = 0) -> Any:
    return np.dstack([picture(height, width, seed), np.full((height, width), 255, np.uint8)])


def run(kind: str, data: object, out: Path, ctx: Any = None, *, resume: bool = False, **more: Any) -> Trained:
    spec = TRAINERS.get(kind)
    given = {**TINY[kind], "steps": 4, "precision": "full", **more}
    return train(
        ctx or DirectContext(), data=str(data), out=str(out), seed=3, resume=resume, **dict(spec.bound),
        **spec.values(given),
    )  # fmt: skip


def owned(path: Path) -> ModelEntry:
    """Adds a model as the artist does."""
    return Library().add(add(DirectContext(), path=str(path)))


def example(path: Path, *, old: bool = False, seed: int = 1) -> TransformerNet:
    """A checkpoint as PyTorch's example `fast_neural_style` saves it: `old` ones have running statistics."""
    torch.manual_seed(seed)
    net = TransformerNet(4, 5)
    for name, value in net.named_parameters():
        if ".weight" in name and value.ndim == 1:
            torch.nn.init.uniform_(value, 0.5, 1.5)
    net.deconv3.conv2d.weight.data.mul_(60)
    net.deconv3.conv2d.bias.data.fill_(120)
    state = dict(net.state_dict())
    if old:
        for name in [k for k in state if ".in" in f".{k}" and k.endswith(".bias")]:
            state[name.replace(".bias", ".running_mean")] = torch.zeros(state[name].shape)
            state[name.replace(".bias", ".running_var")] = torch.ones(state[name].shape)
    torch.save(state, path)
    return net.eval()


def published(path: Path, *, dropout: bool = False, old: bool = False, seed: int = 2) -> Generator:
    """A generator as CycleGAN's authors save it: `latest_net_G_A.pth`."""
    torch.manual_seed(seed)
    net = Generator(4, 2, transposed=True)
    state = dict(net.state_dict())
    if dropout:
        state = {k.replace(".conv_block.5.", ".conv_block.6."): v for k, v in state.items()}
    if old:
        state |= {"model.2.running_mean": torch.zeros(4), "model.2.running_var": torch.ones(4)}
    torch.save(state, path)
    return net.eval()

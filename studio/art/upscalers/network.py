"""Upscaling networks, recognised and built by spandrel from named tensors; no file of theirs is ever unpickled."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from studio.art.models.recognise import stripped
from studio.core.errors import UserError
from studio.core.params import Value

log = logging.getLogger(__name__)


class Upscaler(nn.Module):
    """(n, channels, h, w), 0..1, to the same `scale` times as large. `multiple`, `least`: sides that it takes."""

    def __init__(self, built: Any) -> None:
        super().__init__()
        self.built = built
        self.net: nn.Module = built.model
        self.scale, self.channels = int(built.scale), int(built.input_channels)
        self.out = int(built.output_channels)
        needs = built.size_requirements
        self.multiple, self.least, self.square = max(1, needs.multiple_of), max(1, needs.minimum), bool(needs.square)

    def forward(self, x: Tensor) -> Tensor:
        return torch.as_tensor(self.built(x))


def load(path: Path, title: str) -> Upscaler:
    """The network, in 32-bit floats, on the CPU. Raises `UserError` when it is none that is known."""
    from safetensors.torch import load_file
    from spandrel import ImageModelDescriptor, ModelLoader, UnsupportedModelError

    unknown = UserError(f"“{title}” holds weights of a network that is not known here.")
    try:
        built = ModelLoader("cpu").load_from_state_dict(stripped(load_file(str(path))))
    except UnsupportedModelError:
        raise unknown from None
    except Exception as error:
        # Its detectors read shapes by name: tensors of some other network trip them in many ways.
        log.info("not an upscaler: %s: %s", path, error)
        raise unknown from None
    if (
        not isinstance(built, ImageModelDescriptor)
        or built.input_channels not in (1, 3)
        or built.output_channels not in (1, 3)
    ):
        raise UserError(
            f"“{title}” is a network of the kind {built.architecture.name}, which does not enlarge pictures."
        )
    if not all(bool(torch.isfinite(p).all()) for p in built.model.parameters()):
        raise UserError(f"The weights of “{title}” hold values that are no numbers: the file is spoilt.")
    built.model.eval().requires_grad_(False)
    return Upscaler(built)


def describe(path: Path, title: str) -> tuple[str, dict[str, Value]]:
    """(family, details) of an upscaler, seen once at work."""
    net = load(path, title)
    edge = max(net.least, 16)
    edge += -edge % net.multiple
    with torch.inference_mode():
        out = net(torch.full((1, net.channels, edge, edge), 0.5))
    if out.shape[-1] != edge * net.scale or not bool(torch.isfinite(out).all()):
        raise UserError(f"“{title}” does not enlarge a picture as it says: its weights are not whole.")
    return str(net.built.architecture.name), {"scale": net.scale, "purpose": str(net.built.purpose)}

"""A StyleGAN as it is kept after conversion: safetensors with what kind of network it is in its header."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.art.models import files
from studio.art.models.unpickle import Network
from studio.core.errors import UserError

if TYPE_CHECKING:
    from torch import Tensor

    from studio.art.nets.nvidia_stylegan2 import StyleGan2
    from studio.art.nets.nvidia_stylegan3 import StyleGan3

FORMAT = "pentimento-stylegan"
USUAL_CLAMP = 256.0


def write(path: Path, network: Network) -> None:
    """Writes the tensors of a generator with its name and arguments. Raises `OSError`, `SafetensorError`."""
    from safetensors.numpy import save_file

    about = {"format": FORMAT, "network": network.name, "arguments": json.dumps(dict(network.arguments))}
    save_file(dict(network.tensors), str(path), about)


def load(path: Path, title: str) -> StyleGan2 | StyleGan3:
    """The network, in 32-bit floats, on the CPU. Raises `UserError` when it is not one that can be painted with."""
    from safetensors.torch import load_file

    header = files.read_header(path)
    if header is None:
        raise UserError(f"The weights of “{title}” cannot be read: remove the model and add it again.")
    try:
        arguments = json.loads(header.metadata.get("arguments", "{}"))
        if not isinstance(arguments, dict):
            raise ValueError("its arguments are none")
        tensors = load_file(str(path))
        return build(arguments, tensors)
    except UserError:
        raise
    except Exception as error:
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise UserError(f"“{title}” is a StyleGAN of a kind that is not known here ({first[:160]}).") from None


def build(arguments: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> StyleGan2 | StyleGan3:
    """Raises `KeyError`, `ValueError`, `RuntimeError` when the tensors are not those of a published architecture."""
    import torch

    from studio.art.nets import nvidia_stylegan2, nvidia_stylegan3
    from studio.art.nets.nvidia_layers import Modulated

    shapes = {k: tuple(v.shape) for k, v in tensors.items()}
    net: nvidia_stylegan2.StyleGan2 | nvidia_stylegan3.StyleGan3
    if "synthesis.input.freqs" in shapes:
        net = nvidia_stylegan3.StyleGan3(nvidia_stylegan3.shape_of(arguments, shapes))
    else:
        inner = arguments.get("synthesis_kwargs")
        said = inner if isinstance(inner, dict) else arguments
        clamp = said.get("conv_clamp", USUAL_CLAMP)
        shape = nvidia_stylegan2.shape_of(shapes, float(clamp) if clamp else None)
        net = nvidia_stylegan2.StyleGan2(shape)
    floats = {k: v.float() for k, v in tensors.items()}
    missing, extra = net.load_state_dict(floats, strict=False)
    if set(missing) - {"mapping.w_avg"} or extra:
        raise ValueError(f"{len(missing)} tensors are missing, {len(extra)} unknown")
    if not all(bool(torch.isfinite(v).all()) for v in floats.values()):
        raise UserError("The weights of this network hold values that are no numbers: the file is spoilt.")
    if "mapping.w_avg" in missing:
        with torch.no_grad():
            z = torch.randn(4096, net.shape.z_dim, generator=torch.Generator().manual_seed(0))
            label = torch.zeros(4096, net.shape.c_dim) if net.shape.c_dim else None
            net.mapping.w_avg.copy_(net.mapping(z, label).mean(0))
    net.eval().requires_grad_(False)
    for module in net.modules():
        if isinstance(module, Modulated):
            module.settle()
    return net

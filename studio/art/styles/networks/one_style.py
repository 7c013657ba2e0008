"""Networks of one style, and of two kinds of pictures: feed-forward nets (Johnson et al. 2016) and generators of CycleGAN
(Zhu et al. 2017), trained here or read from the artist's files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor, nn

from studio.art.models import folder as model_folder
from studio.art.models.library import ModelEntry, find
from studio.art.models.style_nets import CYCLEGAN, plain
from studio.art.nets import cyclegan, transformer_net
from studio.art.nets.cyclegan import Generator
from studio.art.nets.transformer_net import TransformerNet, forget, measuring
from studio.art.styles import frame
from studio.art.styles.jit import Crew
from studio.art.styles.networks import pieces
from studio.art.training.loop import on
from studio.core.errors import UserError
from studio.core.params import Value
from studio.core.picture import Made, Pixels
from studio.core.progress import Context

SMALLEST = 16
"""px below which a picture is enlarged for a network: borders are mirrored within it."""


@dataclass(frozen=True)
class Loaded:
    """A network on a device; `paint` takes and gives float (n, 3, h, w), 0..1. `stride`: sizes are multiples of it.
    `reach`: px that it sees to each side."""

    net: nn.Module
    paint: Callable[[Tensor], Tensor]
    stride: int
    reach: int


def apply(
    ctx: Context, *, content: Pixels, model: str, strength: float = 1.0, colors: str = "take", texture: float = 1.0,
    direction: str = "there",
) -> Made:  # fmt: skip
    """`content` uint8 (H, W, 4) through the network `model`; alpha is kept exactly.

    `texture`: size of the style's marks: the network is shown the picture that much smaller. `direction`: of a pair of
    networks, "there" or "back". Raises `UserError` for a picture without a visible pixel.
    """
    entry = find(model)
    used: dict[str, Value] = {"strength": strength, "colors": colors, "texture": texture}
    if entry.family == CYCLEGAN and both_ways(entry):
        used["direction"] = direction
    models = {model: entry.sha256}
    sitter = frame.frame(content)
    if strength <= 0:
        return Made(sitter.content.copy(), used, models)
    key = f"style-net/{entry.sha256}/{direction}"
    with ctx.lease(key, partial(_open, model, direction), 1.5 * entry.memory + 32) as loaded, Crew() as crew:
        rgb = sitter.rgb
        h, w = rgb.shape[:2]
        seen = pieces.resized(rgb, max(SMALLEST, round(w / texture)), max(SMALLEST, round(h / texture)))
        made = pieces.resized(_paint(ctx.part(0.0, 0.9), loaded, seen, entry.title), w, h)
        ctx.progress(0.9, "Colors")
        done = pieces.colored(ctx.part(0.9, 0.1), rgb, sitter.weight, made, colors, crew)
    return Made(sitter.pixels(done, strength), used, models)


def both_ways(entry: ModelEntry) -> bool:
    """Whether a model leads there and back: one that was trained here does."""
    return entry.is_folder


@torch.inference_mode()
def _paint(ctx: Context, loaded: Loaded, rgb: pieces.Floats, title: str) -> pieces.Floats:
    if pieces.fits(ctx, rgb):
        ctx.progress(0.1, "Painting")
        return pieces.whole(loaded.paint, rgb, loaded.stride, ctx.device, title)
    try:
        ctx.progress(0.0, "Looking at all of it")
        with measuring(loaded.net):
            loaded.paint(pieces.samples(rgb, loaded.stride, ctx.device))
        return pieces.pieces(ctx, loaded.paint, rgb, loaded.stride, loaded.reach, title)
    finally:
        forget(loaded.net)


def _open(model: str, direction: str, device: str) -> Loaded:
    entry = find(model)
    return open_network(entry, direction, device)


def try_out(entry: ModelEntry) -> None:
    """Shows a small picture to the network of an entry, both ways where there are two. Raises `UserError`."""
    for direction in ("there", "back") if entry.family == CYCLEGAN and both_ways(entry) else ("there",):
        loaded = open_network(entry, direction, "cpu")
        probe = torch.linspace(0, 1, 3 * 32 * 32).view(1, 3, 32, 32)
        with torch.inference_mode():
            pieces.checked(pieces.array(loaded.paint(probe)), entry.title)


def open_network(entry: ModelEntry, direction: str, device: str) -> Loaded:
    """The network of an entry. Raises `UserError` for weights that do not fit."""
    if entry.is_folder:
        about = model_folder.read(entry.file)
        tensors, shape = about.load(), dict(about.net)
        if entry.family == CYCLEGAN:
            tensors = {k.removeprefix(f"{direction}."): v for k, v in tensors.items() if k.startswith(f"{direction}.")}
    else:
        from safetensors.torch import load_file

        tensors = {k: v.float() for k, v in plain(load_file(str(entry.file))).items()}
        shape = {k: v for k, v in entry.details.items() if k in ("width", "blocks", "transposed", "affine")}
    try:
        net: nn.Module = Generator(**shape) if entry.family == CYCLEGAN else TransformerNet(**shape)
        net.load_state_dict(tensors)
    except (RuntimeError, TypeError) as error:
        raise UserError(f"The weights of “{entry.title}” do not fit ({str(error).splitlines()[0][:120]}).") from None
    net = on(net.eval().requires_grad_(False), device)
    blocks = int(shape.get("blocks", 5))
    if entry.family == CYCLEGAN:
        return Loaded(net, lambda x: (net(x * 2.0 - 1.0) + 1.0) / 2.0, cyclegan.STRIDE, 8 * blocks + 28)
    return Loaded(net, lambda x: net(x * 255.0) / 255.0, transformer_net.STRIDE, 8 * blocks + 28)

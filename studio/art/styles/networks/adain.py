"""Any style at once, by one trained network: adaptive instance normalization (Huang & Belongie 2017).

Colors come by optimal transport as in all methods here; the network gives the marks. It works at a middle size, at which
it was trained; what is finer in a large picture is laid over its work, and the bands of the style close the rest.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from studio.art.models import folder as model_folder
from studio.art.models.library import find
from studio.art.nets.adain import (
    CELL,
    AdainNet,
    Statistics,
    exchange,
    grain_like,
    mixed_statistics,
    statistics,
)
from studio.art.styles import bands, frame, ot
from studio.art.styles.fields import Floats, f32
from studio.art.styles.frame import Frame
from studio.art.styles.jit import Crew
from studio.art.styles.networks import pieces
from studio.art.training.loop import on
from studio.core.errors import UserError
from studio.core.params import Value
from studio.core.picture import Made, Pixels
from studio.core.progress import Context

if TYPE_CHECKING:
    from studio.art.models.folder import ModelFolder

SHIPPED = "adain"
WORK = 896
"""Side at which the network works, at most."""
LARGEST_STYLE = 1024
REACH = 64
"""px that the network sees to each side."""
SOFT = 0.6
"""Share of the bands' finish at boldness 1: the network brings marks of its own."""


def apply(
    ctx: Context, *, content: Pixels, style: Pixels, seed: int, strength: float = 1.0, boldness: float = 0.7,
    colors: str = "take", texture: float = 1.0, model: str = SHIPPED,
) -> Made:  # fmt: skip
    """`content` uint8 (H, W, 4) in the manner of `style` (any size); alpha is kept exactly. `model`: the shipped one
    or an id of the artist's. Raises `UserError` for a picture without a visible pixel."""
    used: dict[str, Value] = {"strength": strength, "boldness": boldness, "colors": colors, "texture": texture}
    about = model_folder.shipped(SHIPPED) if model == SHIPPED else model_folder.read(find(model).file)
    models = {model: about.sha256}
    sitter = frame.frame(content)
    if strength <= 0:
        return Made(sitter.content.copy(), used, models)
    with ctx.lease(f"adain/{about.sha256}", partial(open_net, about), 32.0) as net, Crew() as crew:
        done = _painted(ctx, net, sitter, style, boldness, colors, texture, seed, crew, about.title)
    return Made(sitter.pixels(done, strength), used, models)


def open_net(about: ModelFolder, device: str) -> AdainNet:
    """The network of a folder. Raises `UserError` for weights that do not fit."""
    try:
        net = AdainNet(**about.net)
        net.load_state_dict(about.load())
    except (RuntimeError, TypeError) as error:
        raise UserError(f"The weights of “{about.title}” do not fit ({str(error).splitlines()[0][:120]}).") from None
    return on(net.eval().requires_grad_(False), device)


def _painted(
    ctx: Context, net: AdainNet, sitter: Frame, style: Pixels, boldness: float, colors: str, texture: float, seed: int,
    crew: Crew, title: str,
) -> Floats:  # fmt: skip
    side = min(sitter.side, WORK)
    model = frame.style_rgb(style, min(sitter.side, LARGEST_STYLE))
    ctx.progress(0.0, "Mixing colors")
    target, model = ot.matched(ctx, sitter, model, colors, seed, crew)
    h, w = target.shape[:2]
    k = side / sitter.side
    small = pieces.resized(target, max(CELL, round(w * k)), max(CELL, round(h * k)))
    ctx.progress(0.3, "Painting")
    shown = frame.style_rgb(f_pixels(model), min(side * texture, LARGEST_STYLE))
    made = _through(ctx.part(0.3, 0.4), net, small, shown, min(1.0, 0.4 + boldness), seed, title)
    if small.shape == target.shape:
        full = made
    else:
        # What is finer than the network's size is the picture's own.
        fine = target - pieces.resized(small, w, h)
        full = f32((pieces.resized(made, w, h) + fine).clip(0, 1))
    ctx.progress(0.75, "Marks of the style")
    unit = min(model.shape[:2]) / 512
    done = bands.finish(ctx, full, model, sitter.weight, sitter.unit, unit, SOFT * boldness, crew, most=2.0)
    return done if colors == "take" else ot.with_light(target, done)


def f_pixels(rgb: Floats) -> Pixels:
    """uint8 (H, W, 3) of (H, W, 3), 0..1."""
    return (rgb * 255 + 0.5).clip(0, 255).astype("uint8")


@torch.inference_mode()
def _through(ctx: Context, net: AdainNet, rgb: Floats, style: Floats, share: float, seed: int, title: str) -> Floats:
    """The network over the whole picture: statistics first, then pieces. `share`: how much of the style's marks."""
    h, w = rgb.shape[:2]
    grain = grain_like(torch.zeros(1, 3, h, w), torch.Generator().manual_seed(seed))[0, 0].numpy()
    seen = np.dstack([rgb + grain[..., None], rgb])
    own = _statistics(ctx, net, seen[..., :3])
    ctx.check()
    given = _statistics(ctx, net, style)
    goal = mixed_statistics([(share, given), (1 - share, own)])

    def paint(x: Tensor) -> Tensor:
        return torch.as_tensor(net.decoder(exchange(net.encoder(x[:, :3]), own, goal), x[:, 3:]).clamp(0, 1))

    size = max(rgb.shape[:2]) if pieces.fits(ctx, rgb) else 0
    return pieces.pieces(ctx, paint, seen, CELL, REACH, title, size)


def _statistics(ctx: Context, net: AdainNet, rgb: Floats) -> Statistics:
    """Of the maps of a picture; of a large one, of pieces of it."""
    h, w = (n // CELL * CELL for n in rgb.shape[:2])
    if pieces.fits(ctx, rgb):
        return statistics(net.encoder(pieces.tensor(rgb[:h, :w], ctx.device)))
    found = statistics(net.encoder(pieces.samples(rgb, CELL, ctx.device)))
    out = []
    for mean, spread in found:
        middle = mean.mean(0, keepdim=True)
        power = (spread.square() + mean.square()).mean(0, keepdim=True)
        out.append((middle, (power - middle.square()).clamp_min(1e-6).sqrt()))
    return out

"""Deep dream: a picture is changed until a network sees more of what it believes to see (Mordvintsev, Olah & Tyka:
Inceptionism, 2015).

Octaves from coarse to fine, a random shift before every step, and gradients whose bands are brought to one strength
(Mordvintsev's own later recipe), so that large forms grow as willingly as fine grain. Pictures of any size are worked in
tiles, the memory of one tile is all that is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import functional

from studio.art.styles import frame, ot
from studio.art.styles.fields import Floats, resized
from studio.art.styles.neural import features
from studio.art.styles.neural.features import Features
from studio.art.styles.neural.fitting import Teller, array_of, tensor_of
from studio.art.training.loop import mixed
from studio.core.errors import UserError
from studio.core.params import Value
from studio.core.picture import Made
from studio.core.progress import Context

if TYPE_CHECKING:
    from studio.core.picture import Pixels

TILE = 512
SMALLEST = 96
"""px of the long side below which no octave goes."""
MARGIN = 32
BANDS = (0.7, 1.0, 1.0, 0.8)
"""Strengths of the gradient's bands, from fine to coarse, each twice as coarse as the one before."""
HUE = 0.18
HOLD = 0.985
"""Of what was dreamt, that is left when the next step comes: colors come to rest before they reach their ends."""
RATE = 0.005
"""Of 0..1, that a pixel moves in a step of size 1, on average."""
GUIDES = 4096
"""Places of the guide that are compared with."""


@dataclass(frozen=True)
class Wish:
    """What is to be seen more of: `channel` -1 for all; `guide`: features (k, c) of a picture, or None."""

    layer: str
    channel: int
    guide: Tensor | None


def apply(
    ctx: Context, *, content: Pixels, seed: int, eyes: str, style: Pixels | None = None, strength: float = 1.0,
    layer: str = "", channel: int = -1, octaves: int = 4, steps: int = 20, rate: float = 1.0, jitter: int = 24,
    colors: str = "keep",
) -> Made:  # fmt: skip
    """`content` uint8 (H, W, 4) as the network `eyes` (a model's id or `features.OWN`) dreams of it at `layer` ("" for its
    usual one). With `style` it sees more
    of what it sees in that. Alpha is kept exactly. Raises `UserError`."""
    used: dict[str, Value] = {
        "strength": strength, "layer": layer, "channel": channel, "octaves": octaves, "steps": steps, "rate": rate,
        "jitter": jitter, "colors": colors, "eyes": eyes,
    }  # fmt: skip
    sitter = frame.frame(content)
    if strength <= 0:
        return Made(sitter.content.copy(), used)
    with features.lease(ctx, eyes, "max") as net:
        where = layer or usual_layer(net)
        if where not in net.layers:
            raise UserError(f"“{net.title}” has no layer {where}: choose one of {', '.join(net.layers)}.")
        if channel >= net.channels(where):
            raise UserError(f"{where} has the channels 0 to {net.channels(where) - 1}, not {channel}.")
        guide = _guide(net, frame.style_rgb(style, 320), where, ctx) if style is not None else None
        wish = Wish(where, channel, guide)

        def show(x: Tensor) -> Pixels:
            rgb = array_of(x)
            full = rgb if rgb.shape[1::-1] == sitter.size else resized(rgb, *sitter.size)
            return sitter.pixels(_colored(full, sitter.rgb, colors), strength)

        tile = max(128, TILE >> ctx.rung)
        scales = _octaves(sitter.rgb.shape[0], sitter.rgb.shape[1], octaves)
        teller = Teller(ctx, len(scales) * steps, f"Dreaming at {where}")
        made = _dream(teller, net, sitter.rgb, scales, wish, steps, rate, jitter, seed, tile, show)
        models = {net.id: net.sha256}
    whole = len(scales) * steps
    notes = (f"Finished early, after {teller.done} of {whole} steps.",) if teller.done < whole else ()
    return Made(
        sitter.pixels(_colored(made, sitter.rgb, colors), strength), used | {"layer": where}, models, notes
    )  # fmt: skip


def usual_layer(net: Features) -> str:
    """Where a dream is richest: forms that are more than strokes and less than the whole."""
    return next((n for n in ("relu4_2", "stage3_2") if n in net.layers), net.layers[-1])


def _colored(rgb: Floats, own: Floats, colors: str) -> Floats:
    return rgb if colors == "take" else ot.with_light(own, rgb)


def _octaves(height: int, width: int, count: int) -> list[tuple[int, int]]:
    """Heights and widths, from coarse to fine, each 1.4 times the one before."""
    sizes = [(max(16, round(height / 1.4**k)), max(16, round(width / 1.4**k))) for k in range(count)]
    return [s for s in reversed(sizes) if max(s) >= SMALLEST] or [(height, width)]


def _guide(net: Features, rgb: Floats, layer: str, ctx: Context) -> Tensor:
    with torch.no_grad(), mixed(net.device):
        seen = net.extract(tensor_of(rgb, net.device), (layer,), ctx.check)[layer]
    flat = seen.float()[0].flatten(1).T
    flat = flat[:: max(1, len(flat) // GUIDES)]
    return functional.normalize(flat, dim=1)


def _dream(
    teller: Teller, net: Features, rgb: Floats, sizes: list[tuple[int, int]], wish: Wish, steps: int, rate: float,
    jitter: int, seed: int, tile: int, show: Callable[[Tensor], Pixels],
) -> Floats:  # fmt: skip
    chance = torch.Generator().manual_seed(seed)
    full, dreamt = tensor_of(rgb, net.device), None
    x = full
    for height, width in sizes:
        base = full if (height, width) == full.shape[-2:] else tensor_of(resized(rgb, width, height), net.device)
        if dreamt is not None:
            # What was dreamt goes on, the picture under it is always the sharp one.
            dreamt = functional.interpolate(dreamt, (height, width), mode="bicubic", align_corners=False)
        x = base if dreamt is None else base + dreamt
        for _ in range(steps):
            if teller.ctx.finishing:
                break
            shift = [int(torch.randint(0, jitter + 1, (), generator=chance)) for _ in "yx"]
            slope = _slope(net, x, wish, shift, tile, teller.ctx.check)
            x = (base + HOLD * (x - base) + RATE * rate * _even(slope)).clamp(0, 1)
            teller.step(partial(show, x))
        dreamt = x - base
        if teller.ctx.finishing:
            break
    assert dreamt is not None
    if dreamt.shape[-2:] != full.shape[-2:]:
        dreamt = functional.interpolate(dreamt, full.shape[-2:], mode="bicubic", align_corners=False)
    made: Floats = array_of(full + dreamt)
    return made


def _slope(net: Features, x: Tensor, wish: Wish, shift: list[int], tile: int, check: Callable[[], object]) -> Tensor:
    """The gradient at `x` of what is wished for, computed tile by tile; `shift` moves the tiles and what lies on the
    network's grid, so that neither shows."""
    height, width = x.shape[-2:]
    # Mirrored beyond its edges: a network that meets the end of a picture dreams a frame around it.
    around = [min(MARGIN + max(0, s), n - 1) for s, n in zip(shift, (height, width), strict=True)]
    moved = functional.pad(x, (around[1], around[1], around[0], around[0]), mode="reflect")
    out = torch.zeros_like(moved)
    least = net.reduction(wish.layer) * 2
    rows, columns = _cuts(moved.shape[-2], tile, least), _cuts(moved.shape[-1], tile, least)
    for top, bottom in rows:
        for left, right in columns:
            check()
            part = moved[..., top:bottom, left:right].detach().requires_grad_(True)
            seen = part
            more = max(0, least - part.shape[-2]), max(0, least - part.shape[-1])
            if any(more):
                seen = functional.pad(part, (0, more[1], 0, more[0]), mode="replicate")
            with mixed(net.device):
                maps = net.extract(seen, (wish.layer,), check)[wish.layer]
            maps.register_hook(lambda _gradient: check())  # type: ignore[no-untyped-call]
            (slope,) = torch.autograd.grad(_liked(maps.float(), wish), part)
            out[..., top:bottom, left:right] = slope
    return out[..., around[0] : around[0] + height, around[1] : around[1] + width]


def _cuts(length: int, tile: int, least: int) -> list[tuple[int, int]]:
    """Pieces of about `tile`; a last one that would be too short goes to the one before."""
    count = max(1, round(length / tile))
    while count > 1 and length // count < least:
        count -= 1
    edges = [round(k * length / count) for k in range(count + 1)]
    return list(zip(edges, edges[1:], strict=False))


def _liked(maps: Tensor, wish: Wish) -> Tensor:
    if wish.guide is not None:
        flat = maps[0].flatten(1).T
        with torch.no_grad():
            # Every place has the place of the guide in mind that it is most like.
            best = (functional.normalize(flat, dim=1) @ wish.guide.T).argmax(1)
        return (flat * wish.guide[best]).sum()
    if wish.channel >= 0:
        return maps[:, wish.channel].sum()
    # Every channel has its say: else those that are loud in any picture would draw the same bands into all.
    loud = maps.detach().square().mean((2, 3), keepdim=True) + 1e-8
    return (maps.square() / loud).sum() / 2


def _even(slope: Tensor) -> Tensor:
    """Bands of the gradient at strengths of their own, 1 on average in all. What is coarser than they are is left out,
    or all colors would run to their ends; and light may change more freely than hue."""
    light = slope.mean(1, keepdim=True)
    slope = light + HUE * (slope - light)
    bands, rest = [], slope
    for _ in BANDS:
        if min(rest.shape[-2:]) < 8:
            break
        low = functional.avg_pool2d(rest, 2, ceil_mode=True, count_include_pad=False)
        up = functional.interpolate(low, rest.shape[-2:], mode="bilinear", align_corners=False)
        bands.append(rest - up)
        rest = low
    total = torch.zeros_like(rest)
    for share, band in reversed(list(zip(BANDS, bands, strict=False))):
        total = functional.interpolate(total, band.shape[-2:], mode="bilinear", align_corners=False)
        total = total + share * band / (band.std() + 1e-12)
    return total / (total.abs().mean() + 1e-12)

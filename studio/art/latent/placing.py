"""Puts a picture into a latent space: a guess, then descent by what the network would have to change.

As Karras et al. project pictures (Analyzing and Improving the Image Quality of StyleGAN, 2020): Adam, its rate ramped up
and down. Seen through the judge where the model has one, else through tones and edges at several sizes. Codes are held
near typical ones, and layers near each other (Tov et al.: Designing an Encoder for StyleGAN Image Manipulation, 2021), so
that axes still do at the found code what they do elsewhere.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from studio.art.generators import neural_pixels as px
from studio.art.latent import guessing
from studio.art.latent.axis import Placed
from studio.art.latent.bank import Bank, bank
from studio.art.latent.directions import Basis
from studio.art.latent.loaded import Loaded
from studio.art.latent.resolve import packed, unpacked
from studio.art.nets.factor_net import perceptual
from studio.core.moves import Moves
from studio.core.picture import Pixels
from studio.core.progress import Context

RATE = 0.05
"""Of Adam, in standard deviations of typical codes."""
TYPICAL, TOGETHER = 0.02, 0.01
"""Weights of staying typical, and of layers staying together."""
PREVIEW_EVERY = 8
FEW = 96
"""Typical codes that tell what is usual."""
LARGEST_SHOWN = 1024


@dataclass(frozen=True)
class _Goal:
    """What a picture is compared with, within the part of the square that the artist's picture fills."""

    loaded: Loaded
    wanted: Tensor
    box: tuple[int, int, int, int]

    def cut(self, x: Tensor) -> Tensor:
        top, left, high, wide = self.box
        return x[..., top : top + high, left : left + wide]

    def distance(self, made: Tensor) -> Tensor:
        """Mean absolute difference, 0..1."""
        return (self.cut(made).clamp(-1, 1) - self.cut(self.wanted)).abs().mean() * 0.5

    def loss(self, made: Tensor) -> Tensor:
        a, b = self.cut(made), self.cut(self.wanted)
        total = (a - b).abs().mean()
        if min(a.shape[-2:]) >= 4:
            total = total + (functional.avg_pool2d(a, 4) - functional.avg_pool2d(b, 4)).abs().mean()
        if self.loaded.judge is not None:
            return total + 0.3 * perceptual(self.loaded.judge, made, self.wanted)
        across, down = (a[..., 1:] - a[..., :-1]), (a[..., 1:, :] - a[..., :-1, :])
        edges = (across - (b[..., 1:] - b[..., :-1])).abs().mean() + (
            down - (b[..., 1:, :] - b[..., :-1, :])
        ).abs().mean()
        return total + 0.7 * edges


def place(ctx: Context, loaded: Loaded, picture: Pixels, seed: int, steps: int, freedom: str) -> Placed:
    """The code whose picture is nearest to `picture` (uint8 (H, W, 4)). `freedom` "space": one code for all layers;
    "layers": each its own."""
    space = loaded.space
    height, width = picture.shape[:2]
    wanted = px.picture_square(picture, space.size, width, height, space.device)
    goal = _Goal(loaded, wanted, px.shown(space.size, width, height))
    # The height of what is shown to the artist, at most LARGEST_SHOWN on the long side.
    k = min(1.0, LARGEST_SHOWN / max(width, height))
    size = max(1, round(width * k)), max(1, round(height * k))
    guessed = space.guess(wanted)
    # Who has an encoder needs no bank of pictures, which takes seconds.
    known = bank(ctx.part(0.0, 0.2), loaded) if guessed is None else _few(loaded)
    start = _start(ctx, goal, known, guessed, seed)
    free = freedom == "layers" and space.layers > 1
    best = _descend(ctx.part(0.25, 0.75), goal, known, start, seed, steps, free, size)
    text = packed(best)
    with torch.no_grad():
        made = space.render(unpacked(loaded, text)[None], [seed])
        distance = float(goal.distance(made))
    return Placed(Moves(code=text).to_text(), px.to_pixels(px.enlarged(made, *size)), distance)


@torch.no_grad()
def _few(loaded: Loaded) -> Bank:
    """Typical codes without their pictures."""
    codes = loaded.memo.get("few", "", lambda: loaded.space.typical(FEW, 21))
    return Bank(codes, torch.zeros(0, 3, 1, 1, dtype=torch.uint8))


@torch.no_grad()
def _start(ctx: Context, goal: _Goal, known: Bank, guessed: Tensor | None, seed: int) -> Tensor:
    """The best of: the guess, the guess half way to the mean, the typical picture that looks most alike."""
    loaded, space = goal.loaded, goal.loaded.space
    near = guessing.guess(ctx, loaded, goal.wanted) if guessed is None else guessed
    mean = known.codes.mean(0, keepdim=True).expand(-1, space.layers, -1)
    candidates = [near, (near + mean) / 2]
    if len(known.pictures):
        tones = functional.adaptive_avg_pool2d(known.floats(), 16) - functional.adaptive_avg_pool2d(goal.wanted, 16)
        alike = int(tones.abs().mean((1, 2, 3)).argmin())
        candidates.append(known.codes[alike : alike + 1].expand(-1, space.layers, -1))
    losses = []
    for code in candidates:
        ctx.check()
        losses.append(float(goal.loss(space.render(code, [seed]))))
    return candidates[losses.index(min(losses))][0]


def _descend(
    ctx: Context, goal: _Goal, known: Bank, start: Tensor, seed: int, steps: int, free: bool, size: tuple[int, int]
) -> Tensor:
    space = goal.loaded.space
    spread = known.codes.flatten(0, 1).std(0)
    basis = Basis.of(known.codes)
    with torch.inference_mode(False), torch.enable_grad():
        # Layers differ from the start only as far as the guess has them differ.
        shift = torch.zeros(space.layers if free else 1, space.width, device=space.device, requires_grad=True)
        optimizer = torch.optim.Adam([shift], RATE, betas=(0.9, 0.99))
        best, lowest = start, math.inf
        for step in range(steps + 1):
            code = start + shift * spread
            made = space.render(code[None], [seed])
            loss = goal.loss(made)
            height = float(loss.detach())
            if height < lowest:
                best, lowest = code.detach().clone(), height
            if step == steps:
                break
            optimizer.zero_grad()
            (loss + _unusual(basis, code, known)).backward()  # type: ignore[no-untyped-call]
            optimizer.param_groups[0]["lr"] = RATE * min(1.0, (step + 1) / (0.05 * steps + 1), 4 * (1 - step / steps))
            optimizer.step()
            shown = None
            if step % PREVIEW_EVERY == 0:
                shown = px.to_pixels(px.enlarged(made.detach(), *size))
            ctx.progress((step + 1) / max(1, steps), f"Coming closer, step {step + 1} of {steps}", preview=shown)
    return best


def _unusual(basis: Basis, code: Tensor, known: Bank) -> Tensor:
    """How far a code lies outside of typical ones, and its layers from each other."""
    if known.codes.shape[1] == 1 and code.shape[0] > 1:
        flat = code.mean(0, keepdim=True)
        apart = (code - flat).square().mean() / known.codes.var(0).mean().clamp_min(1e-8)
    else:
        flat, apart = code.flatten()[None], code.new_zeros(())
    far = functional.relu(basis.white(flat).square().mean() - 1.0)
    return TYPICAL * far + TOGETHER * apart

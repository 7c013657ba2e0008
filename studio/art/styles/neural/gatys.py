"""Style transfer by optimization: Gatys, Ecker & Bethge, "Image Style Transfer Using Convolutional Neural Networks" (2016).

The picture is changed until a network sees the style's correlations of features in it and still the content's features.
Coarse to fine (Gatys et al.: Controlling Perceptual Factors, 2017), with the loss on distributions of Risser et al. (2017)
where the artist wants it. How much weight the style gets is not a number that each network takes differently, but is
steered: `boldness` says how much of what the network sees of the content may be lost.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import cv2
import numpy as np
import torch
from torch import Tensor

from studio.art.styles import frame, ot
from studio.art.styles.fields import Floats, f32, resized
from studio.art.styles.frame import Frame
from studio.art.styles.jit import Crew
from studio.art.styles.neural import features, statistics
from studio.art.styles.neural.catalog import NONE, WHERE
from studio.art.styles.neural.features import Features
from studio.art.styles.neural.fitting import AdamFit, LbfgsFit, Teller, array_of, tensor_of
from studio.art.training.loop import mixed
from studio.core.errors import UserError
from studio.core.params import Value
from studio.core.picture import Made
from studio.core.progress import Context

if TYPE_CHECKING:
    from studio.core.picture import Pixels

COARSEST = 128
"""px of the long side below which no stage begins."""
SHARES = {1: (1.0,), 2: (0.6, 0.4), 3: (0.4, 0.35, 0.25)}
"""Of the steps, from coarse to fine: large forms are decided where steps are cheap."""
STEER = 5
"""Steps between two looks at how much of the content is left."""
LOST = (0.06, 0.9)
"""Share of the content's features that may be lost at `boldness` 0 and 1."""
FIRST_WEIGHT, WEIGHTS = 30.0, (1e-3, 5e3)
ROUGH, OUTSIDE = 12.0, 20.0


@dataclass(frozen=True)
class Plan:
    """The artist's wishes, without the pictures."""

    boldness: float
    steps: int
    optimizer: str
    histogram: bool
    smooth: float


def apply(
    ctx: Context, *, content: Pixels, style: Pixels, seed: int, eyes: str, strength: float = 1.0, boldness: float = 0.5,
    colors: str = "take", texture: float = 1.0, edge: int = 512, steps: int = 200, start: str = "matched",
    optimizer: str = "lbfgs", histogram: bool = False, smooth: float = 0.2, pooling: str = "average",
) -> Made:  # fmt: skip
    """`content` uint8 (H, W, 4) in the style of `style`, seen by the network `eyes` (a model's id or `features.OWN`).

    Optimized at `edge` px of the long side at most, less when memory ran out; larger pictures are lifted from there,
    with their own fine detail. Alpha is kept exactly. Raises `UserError`.
    """
    used: dict[str, Value] = {
        "strength": strength, "boldness": boldness, "colors": colors, "texture": texture, "edge": edge, "steps": steps,
        "start": start, "optimizer": optimizer, "histogram": histogram, "smooth": smooth, "pooling": pooling, "eyes": eyes,
    }  # fmt: skip
    if eyes == NONE:
        raise UserError(WHERE)
    sitter = frame.frame(content)
    if strength <= 0:
        return Made(sitter.content.copy(), used)
    edge = max(COARSEST, round(edge * 0.6**ctx.rung))
    work = sitter.reduced(sitter.side * min(1.0, edge / max(sitter.size)))
    with Crew() as crew:
        model = frame.style_rgb(style, min(work.side * texture, 2048))
        target, model = ot.matched(ctx.part(0.0, 0.04), work, model, colors, seed, crew)
    plan = Plan(boldness, steps, optimizer, histogram, smooth)
    with features.lease(ctx, eyes, "average" if pooling == "average" else "max") as net:

        def show(x: Tensor) -> Pixels:
            rgb = array_of(x)
            size = work.size
            return work.pixels(
                _colored(rgb if rgb.shape[1::-1] == size else resized(rgb, *size), target, colors), strength
            )

        first = _first(start, work.rgb, target, seed)
        found, reached = _optimize(ctx, net, target, model, first, plan, show)
        models = {net.id: net.sha256}
    made = _colored(found, target, colors)
    rgb = made if work is sitter else _lifted(made, work, sitter)
    notes = []
    if reached < steps:
        notes.append(f"Finished early, after {reached} of {steps} steps.")
    if work is not sitter:
        notes.append(f"Painted at {work.size[0]} × {work.size[1]} px and enlarged with the picture's own fine detail.")
    return Made(sitter.pixels(rgb, strength), used | {"edge": edge}, models, tuple(notes))


def _first(start: str, rgb: Floats, target: Floats, seed: int) -> Floats:
    if start == "noise":
        noise = np.random.default_rng(seed).normal(0.5, 0.2, rgb.shape).astype(np.float32)
        return f32(np.clip(noise, 0, 1))
    return rgb if start == "content" else target


def _colored(rgb: Floats, target: Floats, colors: str) -> Floats:
    """Where hues are the picture's, only light and dark come out of the optimization."""
    return rgb if colors == "take" else ot.with_light(target, rgb)


def _lifted(made: Floats, work: Frame, sitter: Frame) -> Floats:
    """A small result at full size: enlarged, with what is finer in the picture than the small one can show."""
    w, h = sitter.size
    large = np.asarray(cv2.resize(made, (w, h), interpolation=cv2.INTER_CUBIC), np.float32)
    fine = sitter.rgb - cv2.resize(work.rgb, (w, h), interpolation=cv2.INTER_CUBIC)
    return f32(np.clip(large + 0.6 * fine, 0, 1))


# -- the fit -----------------------------------------------------------------------------------------------------


class _Goal:
    """What the network is to see at one size, and how far a picture is from it."""

    def __init__(self, net: Features, content: Tensor, style: Tensor, plan: Plan, check: Callable[[], object]) -> None:
        self.net, self.plan, self.check = net, plan, check
        room = min(*content.shape[-2:], *style.shape[-2:])
        self.style_layers = [n for n in net.style if 2 * net.reduction(n) <= room] or list(net.style[:1])
        self.content_layers = [n for n in net.content if 2 * net.reduction(n) <= room] or self.style_layers[-1:]
        self.layers = [*self.style_layers, *self.content_layers]
        with torch.no_grad(), mixed(net.device):
            seen, wanted = (
                net.extract(content, self.content_layers, check),
                net.extract(style, self.style_layers, check),
            )
        self.content = {n: m.float() for n, m in seen.items()}
        self.scale = {n: statistics.spread(m) for n, m in self.content.items()}
        self.grams = {n: statistics.gram(m) for n, m in wanted.items()}
        ends = [self.style_layers[0], self.style_layers[-2 if len(self.style_layers) > 3 else -1]]
        self.spreads = {n: statistics.quantiles(wanted[n]) for n in dict.fromkeys(ends)} if plan.histogram else {}
        self.lost = 0.0
        self.style_left = 0.0

    def __call__(self, x: Tensor, weight: float) -> Tensor:
        with mixed(self.net.device):
            maps = self.net.extract(x, self.layers, self.check)
        for m in maps.values():
            if m.requires_grad:
                m.register_hook(self._between)  # type: ignore[no-untyped-call]
        lost = torch.stack(
            [statistics.content_error(maps[n], self.content[n], self.scale[n]) for n in self.content_layers]
        )
        off = torch.stack([statistics.style_error(maps[n], self.grams[n]) for n in self.style_layers])
        self.lost, self.style_left = float(lost.detach().mean()), float(off.detach().mean())
        loss = lost.mean() + weight * off.mean()
        if self.spreads:
            far = torch.stack([statistics.distribution_error(maps[n], q) for n, q in self.spreads.items()])
            loss = loss + 0.1 * weight * far.mean()
        loss = loss + OUTSIDE * statistics.outside(x)
        # A weighted mean, whatever the weight is: steps keep their size.
        return (loss + ROUGH * self.plan.smooth * statistics.roughness(x)) / (1 + weight)

    def _between(self, _gradient: Tensor) -> None:
        self.check()


def _sizes(height: int, width: int) -> list[tuple[int, int]]:
    """Heights and widths of the stages, from coarse to fine."""
    longest = max(height, width)
    count = 1 + sum(longest / 2**k >= COARSEST for k in (1, 2))
    return [(max(16, round(height / 2**k)), max(16, round(width / 2**k))) for k in reversed(range(count))]


def _optimize(
    ctx: Context, net: Features, target: Floats, model: Floats, first: Floats, plan: Plan, show: Callable[[Tensor], Pixels]
) -> tuple[Floats, int]:  # fmt: skip
    """The fitted picture, float (H, W, 3), and after how many steps."""
    sizes = _sizes(*target.shape[:2])
    counts = [max(1, round(plan.steps * share)) for share in SHARES[len(sizes)]]
    teller = Teller(ctx, sum(counts), f"Painting as {net.title} sees it", 0.05, 0.95)
    weight, x = FIRST_WEIGHT, tensor_of(first, net.device)
    allowed = LOST[0] * (LOST[1] / LOST[0]) ** plan.boldness
    for stage, ((height, width), count) in enumerate(zip(sizes, counts, strict=True)):
        k = height / target.shape[0]
        # The style shrinks along, so that its marks have the same place in the picture at every stage.
        seen = resized(model, max(16, round(model.shape[1] * k)), max(16, round(model.shape[0] * k)))
        wanted = tensor_of(resized(target, width, height), net.device)
        goal = _Goal(net, wanted, tensor_of(seen, net.device), plan, ctx.check)
        x = tensor_of(resized(array_of(x), width, height), net.device).requires_grad_(True)
        fit = LbfgsFit(x) if plan.optimizer == "lbfgs" else AdamFit(x, count)
        for step in range(count):
            if ctx.finishing:
                break
            fit.step(partial(goal, x, weight))
            teller.step(partial(show, x))
            # What the last stage left blurred looks like a loss at first.
            if step % STEER == STEER - 1 and (3 * STEER if stage else 0) < step < 0.8 * count:
                steered = _steered(weight, goal.lost, allowed, 0.3 if stage else 0.7)
                if abs(math.log(steered / weight)) > 0.05:
                    weight = steered
                    fit.goal_moved()
        fit.settle()
        if ctx.finishing:
            break
    made = array_of(x)
    if made.shape[:2] != target.shape[:2]:
        made = resized(made, target.shape[1], target.shape[0])
    return made, teller.done


def _steered(weight: float, lost: float, allowed: float, pace: float) -> float:
    """More weight to the style while more of the content may be lost, less when too much is."""
    if not math.isfinite(lost) or lost <= 0:
        return weight
    return float(np.clip(weight * (allowed / lost) ** pace, *WEIGHTS))

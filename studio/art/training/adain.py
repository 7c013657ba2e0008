"""Trains adaptive instance normalization from nothing: first an encoder that tells manners apart, then a decoder.

The encoder is a classifier of crops: which picture of the stack is this, often in another box of colors, read off the
means and spreads of its maps alone. The decoder paints contents (recolored, as the method does) with those statistics of
a style; in the eyes of another frozen network its picture is to have the style's means, spreads and correlations (Gatys,
Ecker & Bethge 2016), and the content's places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from studio.art.nets.adain import (
    CELL,
    AdainNet,
    Classifier,
    TextureEncoder,
    exchange,
    grain_like,
    statistics,
)
from studio.art.styles.neural.features import Features
from studio.art.training.course import Course, restored, sheet
from studio.art.training.course import chance as draw
from studio.art.training.distributed import Team
from studio.art.training.loop import Average, Curves, cosine, mixed, on
from studio.art.training.style_pictures import Stack, leaves, other_colors, stacked, texture
from studio.core.progress import Context

KNOWN = 96
"""Textures of noise that the encoder tells apart besides pictures."""
SHOWN = 6


@dataclass(frozen=True)
class Plan:
    """`style`: weight of marks against places. `crop`: px of contents; styles are a quarter larger."""

    steps: int = 12_000
    encoder_steps: int = 1_500
    batch: int = 8
    crop: int = 128
    rate: float = 1e-3
    style: float = 1.5
    widths: Sequence[int] = (32, 64, 128, 192)
    precision: str = "auto"
    average: float = 0.999
    seed: int = 1

    @property
    def style_crop(self) -> int:
        return self.crop * 5 // 4 // CELL * CELL


@dataclass
class Made:
    """A finished net (its averaged weights), the losses of both stages, and figures."""

    net: AdainNet
    curves: Curves
    figures: dict[str, float] = field(default_factory=dict)


def train(
    ctx: Context, plan: Plan, contents: Stack, styles: Stack, eyes: Features, team: Team, work: Path,
    begin: AdainNet | None = None,
) -> Made:  # fmt: skip
    """Both stages, each from its checkpoint in `work`. `eyes` compare pictures. `begin`: a net that is trained further;
    its encoder stays."""
    curves = Curves()
    share = 0.0 if begin is not None else plan.encoder_steps / (plan.encoder_steps + 4 * plan.steps)
    if begin is not None:
        encoder = begin.encoder
        figures: dict[str, float] = {}
    else:
        encoder, first, figures = _train_encoder(ctx.part(0.0, share), plan, styles, team, work / "encoder")
        curves.points |= {f"encoder {k}": v for k, v in first.points.items()}
    net, second = _train_decoder(
        ctx.part(share, 1 - share), plan, contents, styles, encoder, eyes, begin, team, work / "decoder"
    )
    curves.points |= {f"decoder {k}": v for k, v in second.points.items()}
    return Made(net, curves, figures)


# -- the encoder -----------------------------------------------------------------------------------------------------


def _train_encoder(
    ctx: Context, plan: Plan, styles: Stack, team: Team, work: Path
) -> tuple[TextureEncoder, Curves, dict[str, float]]:
    device = ctx.device
    torch.manual_seed(plan.seed)
    noise = tuple(texture(np.random.default_rng((plan.seed, 77, k)), 2 * plan.crop) for k in range(KNOWN))
    known = Stack((*styles.pictures, *noise), "")
    net = on(Classifier(_gained(TextureEncoder(plan.widths)), len(known)), device)
    optimizer = torch.optim.AdamW(net.parameters(), plan.rate, betas=(0.9, 0.98), weight_decay=0.01)
    average = Average(net, plan.average)
    edge, batch = plan.crop * 3 // 4 // CELL * CELL, 3 * plan.batch

    def crops(step: int, tag: int) -> tuple[Tensor, Tensor]:
        chance = np.random.default_rng((plan.seed, step, tag))
        numbers = chance.integers(len(known), size=batch)
        parts = [known.crop(chance, edge, (0.6, 1.6), int(k)) for k in numbers]
        parts = [other_colors(p, chance) if chance.random() < 0.6 else p for p in parts]
        return unit(stacked(parts), device), torch.from_numpy(numbers).to(device)

    def right(step: int) -> Tensor:
        x, numbers = crops(step, 2)
        with torch.inference_mode(), mixed(device, plan.precision):
            return torch.as_tensor(net.eval()(x).argmax(1) == numbers).float().mean()

    def step(k: int) -> Mapping[str, Tensor]:
        for group in optimizer.param_groups:
            group["lr"] = plan.rate * cosine(k, plan.encoder_steps)
        net.train()
        x, numbers = crops(k, 1)
        with mixed(device, plan.precision):
            given = net(x).float()
        loss = functional.cross_entropy(given, numbers, label_smoothing=0.05)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        average.update(net, k)
        return {"loss": loss.detach(), "right": (given.argmax(1) == numbers).float().mean()}

    def state() -> Mapping[str, Any]:
        return {"net": net.state_dict(), "average": average.state, "optimizer": optimizer.state_dict()}

    def restore(kept: Mapping[str, Any]) -> None:
        net.load_state_dict(kept["net"])
        restored(average, kept["average"], net)
        optimizer.load_state_dict(kept["optimizer"])

    def sample() -> NDArray[np.uint8]:
        return sheet(crops(0, 3)[0][:16] * 2 - 1, 8)

    curves = Course(plan.encoder_steps, step, state, restore, sample, team).go(ctx, work)
    net.load_state_dict(average.state)
    hits = torch.stack([right(k) for k in range(8)]).mean()
    encoder = net.encoder
    _even(
        encoder,
        contents=unit(
            stacked([known.crop(np.random.default_rng(k), plan.crop, (0.6, 1.6)) for k in range(32)]), device
        ),
    )
    return encoder.eval().requires_grad_(False), curves, {"manners told apart": float(hits)}


def _gained(net: nn.Module) -> Any:
    """Weights for rectified units (He et al. 2015)."""
    for module in net.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            assert module.bias is not None
            nn.init.zeros_(module.bias)
    return net


@torch.no_grad()
def _even(encoder: TextureEncoder, contents: Tensor) -> None:
    """Every stage's maps have a mean square of one on average pictures, so that losses weigh them alike."""
    x = (contents - 0.5) / 0.25
    for stage in encoder.stages:
        assert isinstance(stage, nn.Sequential)
        last = [m for m in stage if isinstance(m, nn.Conv2d)][-1]
        size = stage(x).square().mean().sqrt().clamp_min(1e-6)
        last.weight.div_(size)
        assert last.bias is not None
        last.bias.div_(size)
        x = stage(x)


# -- the decoder -----------------------------------------------------------------------------------------------------


def _train_decoder(
    ctx: Context, plan: Plan, contents: Stack, styles: Stack, encoder: TextureEncoder, eyes: Features,
    begin: AdainNet | None, team: Team, work: Path,
) -> tuple[AdainNet, Curves]:  # fmt: skip
    device = ctx.device
    torch.manual_seed(plan.seed + 1)
    net = AdainNet(plan.widths)
    net.encoder.load_state_dict(encoder.state_dict())
    if begin is not None:
        net.decoder.load_state_dict(begin.decoder.state_dict())
    net = on(net, device)
    net.encoder.requires_grad_(False)
    decoder, layers, places = net.decoder, eyes.style, eyes.content
    optimizer = torch.optim.AdamW(decoder.parameters(), plan.rate, betas=(0.9, 0.98), weight_decay=1e-4)
    average = Average(decoder, plan.average)
    fixed = _pairs(np.random.default_rng((plan.seed, 9)), plan, contents, styles, SHOWN, device, plain=True)

    def step(k: int) -> Mapping[str, Tensor]:
        for group in optimizer.param_groups:
            group["lr"] = plan.rate * cosine(k, plan.steps)
        chance = np.random.default_rng((plan.seed, k, 5))
        content, style = _pairs(chance, plan, contents, styles, plan.batch, device)
        with mixed(device, plan.precision):
            with torch.no_grad():
                maps = net.encoder(content + grain_like(content, draw(plan.seed, "grain", k)))
                wanted = exchange(maps, statistics(maps), statistics(net.encoder(style)))
                known = eyes.extract(style, layers)
                there = eyes.extract(content, places)
            made = decoder(wanted, content)
            seen = eyes.extract(made, {*layers, *places})
        losses = {
            "places": torch.stack([apart(seen[n].float(), there[n].float()) for n in places]).mean(),
            "marks": manner_loss([seen[n] for n in layers], manner([known[n] for n in layers])),
            "smooth": _roughness(made.float()),
        }
        loss = losses["places"] + plan.style * losses["marks"] + 0.1 * losses["smooth"]
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(decoder.parameters(), 1.0)
        optimizer.step()
        average.update(decoder, k)
        return {name: value.detach() for name, value in losses.items()}

    def state() -> Mapping[str, Any]:
        return {
            "encoder": net.encoder.state_dict(), "decoder": decoder.state_dict(), "average": average.state,
            "optimizer": optimizer.state_dict(),
        }  # fmt: skip

    def restore(kept: Mapping[str, Any]) -> None:
        net.encoder.load_state_dict(kept["encoder"])
        decoder.load_state_dict(kept["decoder"])
        restored(average, kept["average"], decoder)
        optimizer.load_state_dict(kept["optimizer"])

    def averaged() -> AdainNet:
        out = AdainNet(plan.widths)
        out.encoder.load_state_dict(net.encoder.state_dict())
        out.decoder.load_state_dict(average.state)
        return on(out.to(device).eval().requires_grad_(False), device)

    def sample() -> NDArray[np.uint8]:
        content, style = fixed
        with torch.inference_mode(), mixed(device, plan.precision):
            made = averaged()(content, style, grain_like(content, draw(plan.seed, "shown", 0))).float()
        edge = content.shape[-1]
        shown = torch.cat([content, functional.interpolate(style, (edge, edge), mode="area"), made])
        return sheet(shown * 2 - 1, SHOWN)

    curves = Course(plan.steps, step, state, restore, sample, team).go(ctx, work)
    return averaged().cpu(), curves


class Manner(NamedTuple):
    """What a map tells of a style: means, spreads (n, c, 1, 1) and correlations (n, c, c) of its channels."""

    mean: Tensor
    spread: Tensor
    ties: Tensor


def manner(maps: Sequence[Tensor]) -> list[Manner]:
    """Of the maps of style pictures."""
    out = []
    for x, (mean, spread) in zip(maps, statistics(maps), strict=True):
        # Channels that hardly stir in this style must not count more than all others.
        spread = spread + 0.05 * spread.mean(1, keepdim=True)
        out.append(Manner(mean, spread, _ties(x, mean, spread)))
    return out


def manner_loss(seen: Sequence[Tensor], goals: Sequence[Manner]) -> Tensor:
    """How far means, spreads and correlations of maps are from a style's, every channel by its own measure: fine marks
    stir few channels, and those a little."""
    total = seen[0].new_zeros((), dtype=torch.float32)
    for x, goal, (mean, spread) in zip(seen, goals, statistics(seen), strict=True):
        shift = ((mean - goal.mean) / goal.spread).square().clamp_max(9.0).mean()
        apart = ((spread + 0.05 * goal.spread) / (1.05 * goal.spread)).log().square().mean()
        ties = (_ties(x, goal.mean, goal.spread) - goal.ties).square().clamp_max(9.0).mean()
        total = total + shift + apart + ties
    return total / len(seen)


def _ties(x: Tensor, mean: Tensor, spread: Tensor) -> Tensor:
    """Correlations float32 (n, c, c) of the channels of maps (n, c, h, w), about a mean, in units of a spread."""
    flat = ((x - mean.to(x.dtype)) / spread.to(x.dtype)).permute(0, 2, 3, 1).flatten(1, 2)
    return (flat.transpose(1, 2) @ flat).float() / flat.shape[1]


def apart(x: Tensor, y: Tensor) -> Tensor:
    """Distance of maps without their means and spreads, which belong to the style."""
    return (functional.instance_norm(x, eps=1e-3) - functional.instance_norm(y, eps=1e-3)).square().mean()


def _roughness(x: Tensor) -> Tensor:
    """Differences of neighbors, and what lies outside of black and white."""
    outside = (x - x.clamp(0, 1)).abs().mean()
    return (x[..., 1:] - x[..., :-1]).abs().mean() + (x[..., 1:, :] - x[..., :-1, :]).abs().mean() + 10 * outside


# -- pairs -----------------------------------------------------------------------------------------------------------


def _pairs(
    chance: np.random.Generator,
    plan: Plan,
    contents: Stack,
    styles: Stack,
    count: int,
    device: str,
    plain: bool = False,
) -> tuple[Tensor, Tensor]:
    """Contents and styles, float (n, 3, h, w), 0..1; most contents in the colors of their style. `plain`: pictures only,
    no noise."""
    given, models = [], []
    for _ in range(count):
        leafy = chance.random() < 0.2 and not plain
        given.append(leaves(chance, plan.crop) if leafy else contents.crop(chance, plan.crop, (0.3, 1.3)))
        noisy = chance.random() < 0.15 and not plain
        made = texture(chance, plan.style_crop) if noisy else styles.crop(chance, plan.style_crop, (0.5, 1.3))
        models.append(other_colors(made, chance) if chance.random() < 0.25 and not plain else made)
    content, style = unit(stacked(given), device), unit(stacked(models), device)
    keep = torch.from_numpy((chance.random(count) < 0.1) & (not plain)).to(device)[:, None, None, None]
    return torch.where(keep, content, recolored(content, style)), style


def recolored(content: Tensor, style: Tensor) -> Tensor:
    """`content` with the mean and the covariance of the colors of `style`, by the shortest way (Monge & Kantorovich;
    Pitie & Kokaram 2007); both float (n, 3, h, w), 0..1."""
    x, y = content.flatten(2), style.flatten(2)
    mx, my = x.mean(2, keepdim=True), y.mean(2, keepdim=True)
    eye = 1e-4 * torch.eye(3, device=x.device)
    cx = (x - mx) @ (x - mx).transpose(1, 2) / x.shape[2] + eye
    cy = (y - my) @ (y - my).transpose(1, 2) / y.shape[2] + eye
    root, back = _root(cx, 0.5), _root(cx, -0.5)
    matrix = back @ _root(root @ cy @ root, 0.5) @ back
    return (matrix @ (x - mx) + my).clamp(0, 1).view_as(content)


def _root(matrix: Tensor, power: float) -> Tensor:
    values, vectors = torch.linalg.eigh(matrix)
    return torch.as_tensor(vectors * values.clamp_min(1e-6).pow(power)[:, None] @ vectors.transpose(1, 2))


def unit(pictures: NDArray[np.uint8], device: str) -> Tensor:
    """uint8 (n, 3, h, w) to float 0..1."""
    x = torch.from_numpy(pictures).to(device).float().div_(255.0)
    return x.contiguous(memory_format=torch.channels_last)

"""Trains `flow`: a factor net, a spatial autoencoder, and a rectified flow over its codes told factors and words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from studio.art.generators.worlds import World, world
from studio.art.nets.code_flow import WORDS, CodeFlow
from studio.art.nets.factor_net import FactorNet
from studio.art.nets.spatial_autoencoder import CELL
from studio.art.training.autoencoder import CodePlan, Pair, codes_of, train_code
from studio.art.training.factor_net import HELD_OUT, train_factor_net
from studio.art.training.loop import Average, Curves, Run, cosine, mixed, on, restorer
from studio.art.training.painted import Painted, batches, paint_all, read_all
from studio.art.training.pictures import frechet, grid, psnr, to_floats
from studio.core.progress import Context


@dataclass(frozen=True)
class Plan:
    """Everything that a rerun needs: the world, how many pictures of it, and each stage's size."""

    world: str = "shores"
    size: int = 128
    pictures: int = 20_000
    seed: int = 1
    factor_steps: int = 1_400
    code: CodePlan = field(default_factory=CodePlan)
    steps: int = 7_000
    batch: int = 128
    rate: float = 8e-4
    width: int = 256
    depth: int = 5
    local: int = 96


@dataclass
class Outcome:
    """What the model folder is written from. `net`: arguments of the nets."""

    plan: Plan
    tensors: dict[str, Tensor]
    net: dict[str, Any]
    figures: dict[str, float]
    curves: dict[str, dict[str, list[tuple[int, float]]]] = field(default_factory=dict)


def mirrored(place: World, conditions: np.ndarray[Any, np.dtype[np.float32]]) -> np.ndarray[Any, np.dtype[np.float32]]:
    """The conditions of the mirror images: what stood left stands right."""
    out = conditions.copy()
    for k, (name, _) in enumerate(place.slots()):
        if name in ("sun_x", "subject_x"):
            out[:, k] *= -1
    return out


def train_flow(ctx: Context, plan: Plan, data: Painted, codes: Tensor, words: Tensor, said: Tensor, folder: Path,
               show: Any = None, begin: Mapping[str, Tensor] | None = None) -> tuple[CodeFlow, Curves]:  # fmt: skip
    """The flow over codes (2 n, channels, cells, cells) of unit variance: pictures, then their mirror images. `begin`:
    weights that it starts from."""
    torch.manual_seed(plan.seed + 2)
    device = ctx.device
    place = world(plan.world)
    n = len(data.pictures)
    conditions = torch.from_numpy(np.concatenate([data.conditions, mirrored(place, data.conditions)])).to(device)
    words, said = torch.cat([words, words]).to(device), torch.cat([said, said]).to(device)
    codes = codes.to(device)
    usable = torch.cat([torch.arange(HELD_OUT, n), torch.arange(n + HELD_OUT, 2 * n)])
    net = on(CodeFlow(codes.shape[1], codes.shape[2], place.width, plan.width, plan.depth, local=plan.local), device)
    if begin is not None:
        net.load_state_dict(dict(begin))
    optimizer = torch.optim.AdamW(net.parameters(), plan.rate, betas=(0.9, 0.99), weight_decay=0.01)
    average = Average(net)
    picks = batches(len(usable), plan.batch, plan.seed + 2)
    names = [name for name, _ in place.slots()]
    controls = list(dict.fromkeys(names))
    member = torch.tensor([[float(n == c) for n in names] for c in controls], device=device)

    def step(k: int) -> Mapping[str, Tensor]:
        for group in optimizer.param_groups:
            group["lr"] = plan.rate * cosine(k, plan.steps, 300)
        pick = usable[torch.from_numpy(next(picks))].to(device)
        x, m = codes[pick], len(pick)
        # Each factor is told eight times of ten; now and then none is, for guidance; the words nearly always.
        told = (torch.rand(m, len(controls), device=device) < 0.8).float()
        told *= (torch.rand(m, 1, device=device) > 0.12).float()
        spoken = said[pick] * (torch.rand(m, 1, device=device) > 0.12).float()
        # Where there are words, half of the time they alone must do.
        told *= 1 - spoken * (torch.rand(m, 1, device=device) < 0.5).float()
        noise = torch.randn_like(x)
        # Logit-normal times (Esser et al.: Scaling Rectified Flow Transformers, 2024): the middle is the hard part.
        time = torch.sigmoid(torch.randn(m, device=device))
        at = torch.lerp(noise, x, time[:, None, None, None]).contiguous(memory_format=torch.channels_last)
        with mixed(device):
            velocity = net(at, time, net.condition(conditions[pick], told @ member, words[pick], spoken))
        loss = (velocity.float() - (x - noise)).square().mean()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        average.update(net, k)
        return {"loss": loss}

    def sample() -> Any:
        trained = {k: v.clone() for k, v in net.state_dict().items()}
        net.load_state_dict(average.state)
        shown = show(net)
        net.load_state_dict(trained)
        return shown

    run = Run("flow", plan.steps, step, lambda: {"net": net.state_dict(), "average": average.state, "optimizer": optimizer.state_dict()},
              restorer(net, average, optimizer), sample if show else None)  # fmt: skip
    curves = run.go(ctx, folder)
    net.load_state_dict(average.state)
    return net.eval().requires_grad_(False), curves


@torch.inference_mode()
def sampled(
    net: CodeFlow, noise: Tensor, condition: Tensor, free: Tensor, steps: int, guidance: float, start: float = 0.0
) -> Tensor:
    """Codes from `noise` (n, channels, cells, cells) along the flow, led by `condition` away from `free`
    (classifier-free guidance: Ho and Salimans 2022). The midpoint rule: two looks a step. `start`: the time at which
    `noise` already stands."""

    def field(x: Tensor, time: float) -> Tensor:
        t = torch.full((len(x),), time, device=x.device)
        if guidance == 1.0:
            return torch.as_tensor(net(x, t, condition))
        led, loose = net(torch.cat([x, x]), torch.cat([t, t]), torch.cat([condition, free])).chunk(2)
        return torch.as_tensor(loose + guidance * (led - loose))

    x = noise
    times = [start + (1 - start) * k / steps for k in range(steps + 1)]
    for a, b in zip(times, times[1:], strict=False):
        x = x + (b - a) * field(x + 0.5 * (b - a) * field(x, a), 0.5 * (a + b))
    return x


def words_of(data: Painted, folder: Path) -> tuple[Tensor, Tensor]:
    """Sentence vectors (n, 384) of the captions and a flag (n, 1) where there is one; kept in `folder`."""
    from studio.art.words.encoder import load

    captioned = [k for k, text in enumerate(data.captions) if text]
    words, said = torch.zeros(len(data.captions), WORDS), torch.zeros(len(data.captions), 1)
    cache = folder / "words.pt"
    if captioned and not cache.exists():
        torch.save(load("cpu").encode([data.captions[k] for k in captioned]).clone(), cache)
    if captioned:
        words[captioned] = torch.load(cache, weights_only=True)
        said[captioned] = 1.0
    return words, said


@dataclass(frozen=True)
class Scale:
    """Codes to unit variance and back, channel by channel. Tensors (channels, 1, 1)."""

    mean: Tensor
    spread: Tensor

    @classmethod
    def of(cls, codes: Tensor) -> Scale:
        return cls(codes.mean((0, 2, 3))[:, None, None], codes.std((0, 2, 3))[:, None, None])

    def down(self, codes: Tensor) -> Tensor:
        return (codes - self.mean) / self.spread

    def up(self, codes: Tensor) -> Tensor:
        return codes * self.spread + self.mean


def train(
    ctx: Context, plan: Plan, folder: Path, processes: int = 0, begin: Mapping[str, Tensor] | None = None
) -> Outcome:
    """All stages; each goes on from its checkpoint in `folder`. `begin`: the tensors of a finished model, whose flow is
    trained further over its own autoencoder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plan.json").write_text(json.dumps(asdict(plan), indent=2) + "\n", "utf-8")
    place = world(plan.world)
    data = read_all(paint_all(ctx.part(0.0, 0.2), place, plan.size, plan.pictures, processes), plan.pictures)
    if begin is None:
        judge = train_factor_net(ctx.part(0.2, 0.05), data, folder, steps=plan.factor_steps, seed=plan.seed)
        pair, code_curves = train_code(ctx.part(0.25, 0.25), plan.code, data, judge, folder)
    else:
        judge, pair, code_curves = FactorNet(place.width), Pair(plan.code.channels, plan.code.widths), Curves()
        judge.load_state_dict(_part(begin, "judge."))
        pair.load_state_dict({k: v for k, v in begin.items() if k.startswith(("encoder.", "decoder."))})
        judge.to(ctx.device).eval().requires_grad_(False)
        pair.to(ctx.device).eval().requires_grad_(False)
    codes = codes_of(ctx, pair, data)
    scale = Scale.of(codes) if begin is None else Scale(begin["scale.mean"], begin["scale.spread"])
    words, said = words_of(data, folder)
    held = torch.from_numpy(data.conditions[:HELD_OUT])

    def paint(net: CodeFlow, conditions: Tensor, told: Tensor, vectors: Tensor, spoken: Tensor, seed: int) -> Tensor:
        device = next(net.parameters()).device
        chance = torch.Generator().manual_seed(seed)
        noise = torch.randn(len(conditions), *codes.shape[1:], generator=chance).to(device)
        conditions, told, vectors, spoken = (t.to(device) for t in (conditions, told, vectors, spoken))
        led = net.condition(conditions, told, vectors, spoken)
        free = net.condition(conditions, told * 0, vectors, spoken * 0)
        with torch.inference_mode():
            made = sampled(net, noise, led, free, 8, 1.5).cpu()
            return torch.as_tensor(pair.cpu().decoder(scale.up(made)))

    def show(net: CodeFlow) -> Any:
        some = held[:24]
        told = paint(net, some, torch.ones_like(some), words[:24], torch.zeros(24, 1), 5)
        spoken = paint(net, some[:12], torch.zeros_like(some[:12]), words[:12], said[:12], 6)
        return grid(torch.cat([to_floats(data.pictures[:24], "cpu"), told, spoken]), 12)

    flow, flow_curves = train_flow(
        ctx.part(0.5, 0.45),
        plan,
        data,
        scale.down(codes),
        words,
        said,
        folder,
        show,
        None if begin is None else _part(begin, "flow."),
    )
    figures = measure(pair, flow, judge, data, paint)
    tensors: dict[str, Tensor] = {f"decoder.{k}": v for k, v in pair.decoder.state_dict().items()}
    tensors |= {f"encoder.{k}": v for k, v in pair.encoder.state_dict().items()}
    tensors |= {f"flow.{k}": v for k, v in flow.state_dict().items()}
    tensors |= {f"judge.{k}": v for k, v in judge.state_dict().items()}
    tensors |= {"scale.mean": scale.mean, "scale.spread": scale.spread}
    net = {
        "channels": plan.code.channels, "widths": list(plan.code.widths), "cells": plan.size // CELL,
        "factors": place.width, "width": plan.width, "depth": plan.depth, "local": plan.local,
    }  # fmt: skip
    return Outcome(plan, tensors, net, figures, {"code": code_curves.points, "flow": flow_curves.points})


def _part(tensors: Mapping[str, Tensor], name: str) -> dict[str, Tensor]:
    return {k.removeprefix(name): v for k, v in tensors.items() if k.startswith(name)}


def measure(pair: Pair, flow: CodeFlow, judge: FactorNet, data: Painted, paint: Any) -> dict[str, float]:
    """Figures on the pictures that were held out."""
    pair, judge = pair.cpu(), judge.cpu()
    held = torch.from_numpy(data.conditions[:HELD_OUT])
    real = to_floats(data.pictures[:HELD_OUT], "cpu")
    with torch.inference_mode():
        rebuilt = torch.cat([pair.decoder(pair.encoder(x)[0]) for x in torch.split(real, 50)])
        made = torch.cat([
            paint(flow, c, torch.ones_like(c), torch.zeros(len(c), WORDS), torch.zeros(len(c), 1), 100 + k)
            for k, c in enumerate(torch.split(held, 50))
        ])  # fmt: skip
        return {
            "psnr": psnr(rebuilt, real),
            "factor_error_real": float((judge(real) - held).abs().mean()),
            "factor_error_made": float((judge(made) - held).abs().mean()),
            "frechet_made": frechet(judge.vector(made), judge.vector(real)),
            "frechet_rebuilt": frechet(judge.vector(rebuilt), judge.vector(real)),
            "frechet_floor": frechet(judge.vector(real[::2]), judge.vector(real[1::2])),
        }

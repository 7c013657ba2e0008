"""Trains `flow`: a factor net, a spatial autoencoder, and a rectified flow over its codes told factors and words."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from studio.art.generators.worlds import World, world
from studio.art.nets.code_flow import WORDS, CodeFlow
from studio.art.nets.factor_net import FactorNet, perceptual
from studio.art.nets.spatial_autoencoder import CELL, Decoder, Encoder
from studio.art.training.loop import Average, Curves, Run, cosine
from studio.art.training.painted import Painted, batches, paint_all, read_all
from studio.core.progress import Context

log = logging.getLogger(__name__)

HELD_OUT = 500
"""Pictures that no stage trains on."""


@dataclass(frozen=True)
class Plan:
    """`pictures`, `steps` and `batch` of each stage; widths of the nets; everything that a rerun needs."""

    world: str = "shores"
    size: int = 128
    pictures: int = 20_000
    seed: int = 1
    factor_steps: int = 1_400
    factor_batch: int = 48
    code_steps: int = 6_000
    code_batch: int = 24
    crop: int = 64
    channels: int = 16
    widths: tuple[int, int, int] = (64, 128, 192)
    flow_steps: int = 12_000
    flow_batch: int = 256
    kept: int = 384
    flow_width: int = 512
    flow_depth: int = 4


@dataclass
class Outcome:
    """What the model folder is written from."""

    plan: Plan
    tensors: dict[str, Tensor]
    figures: dict[str, float]
    curves: dict[str, dict[str, list[tuple[int, float]]]] = field(default_factory=dict)


def to_floats(pictures: np.ndarray[Any, np.dtype[np.uint8]], device: str) -> Tensor:
    """uint8 (n, 3, h, w) to float -1..1."""
    return torch.from_numpy(np.ascontiguousarray(pictures)).to(device).float().div_(127.5).sub_(1.0)


def grid(pictures: Tensor, columns: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Pictures (n, 3, h, w), -1..1, side by side as uint8 (H, W, 4)."""
    n, _, h, w = pictures.shape
    rows = -(-n // columns)
    out = np.full((rows * h, columns * w, 4), 255, np.uint8)
    values = ((pictures.clamp(-1, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).cpu().numpy()
    for k in range(n):
        y, x = k // columns * h, k % columns * w
        out[y : y + h, x : x + w, :3] = values[k]
    return out


def train_factor_net(
    ctx: Context, plan: Plan, data: Painted, folder: Path, name: str = "factors", seed: int = 0
) -> FactorNet:
    """The net that reads factors off pictures. With another `name` and `seed` it is a referee of its own."""
    torch.manual_seed(plan.seed + seed)
    device = ctx.device
    net = FactorNet(data.conditions.shape[1]).to(device)
    optimizer = torch.optim.AdamW(net.parameters(), 2e-3, weight_decay=0.02)
    average = Average(net)
    picks = batches(len(data.pictures) - HELD_OUT, plan.factor_batch, plan.seed + seed)

    def step(k: int) -> Mapping[str, Tensor]:
        for group in optimizer.param_groups:
            group["lr"] = 2e-3 * cosine(k, plan.factor_steps)
        pick = next(picks) + HELD_OUT
        x = functional.interpolate(to_floats(data.pictures[pick], device), (64, 64), mode="area")
        x = x + 0.02 * torch.randn_like(x)
        want = torch.from_numpy(data.conditions[pick]).to(device)
        net.train()
        loss = functional.smooth_l1_loss(net(x), want, beta=0.2)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        average.update(net, k)
        return {"loss": loss}

    run = Run(name, plan.factor_steps, step, lambda: {"net": net.state_dict(), "average": average.state, "optimizer": optimizer.state_dict()},
              _restorer(net, average, optimizer))  # fmt: skip
    run.go(ctx, folder)
    net.load_state_dict(average.state)
    return net.eval().requires_grad_(False)


def _restorer(net: torch.nn.Module, average: Average, optimizer: torch.optim.Optimizer) -> Any:
    def restore(state: Mapping[str, Any]) -> None:
        net.load_state_dict(state["net"])
        average.state = {k: v.to(next(net.parameters()).device) for k, v in state["average"].items()}
        optimizer.load_state_dict(state["optimizer"])

    return restore


class _Pair(torch.nn.Module):
    """Encoder and decoder as one thing to train."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.encoder = Encoder(plan.channels, plan.widths)
        self.decoder = Decoder(plan.channels, plan.widths)


def edges(x: Tensor) -> tuple[Tensor, Tensor]:
    return x[..., 1:] - x[..., :-1], x[..., 1:, :] - x[..., :-1, :]


def train_code(ctx: Context, plan: Plan, data: Painted, judge: FactorNet, folder: Path) -> tuple[_Pair, Curves]:
    """The autoencoder, on crops: its work is local."""
    torch.manual_seed(plan.seed + 1)
    device = ctx.device
    pair = _Pair(plan).to(device).to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(pair.parameters(), 1.5e-3, betas=(0.9, 0.98), weight_decay=0.01)
    average = Average(pair)
    picks = batches(len(data.pictures) - HELD_OUT, plan.code_batch, plan.seed + 1)
    rng = np.random.default_rng(plan.seed)
    test = to_floats(data.pictures[:12], device)

    def step(k: int) -> Mapping[str, Tensor]:
        for group in optimizer.param_groups:
            group["lr"] = 1.5e-3 * cosine(k, plan.code_steps)
        pick = next(picks) + HELD_OUT
        room = plan.size - plan.crop
        # Every crop of a batch lies elsewhere, on even pixels.
        at = rng.integers(0, room // 2 + 1, (len(pick), 2)) * 2
        crops = np.stack(
            [data.pictures[i, :, y : y + plan.crop, x : x + plan.crop] for i, (y, x) in zip(pick, at, strict=True)]
        )
        if k % 2:
            crops = crops[..., ::-1]
        x = to_floats(crops, device).contiguous(memory_format=torch.channels_last)
        mean, spread = pair.encoder(x)
        code = mean + torch.randn_like(mean) * (0.5 * spread).exp()
        y = pair.decoder(code)
        flat = (y - x).abs().mean()
        edge = torch.stack([(a - b).abs().mean() for a, b in zip(edges(y), edges(x), strict=True)]).sum()
        prior = 0.5 * (mean.square() + spread.exp() - 1 - spread).mean()
        seen = perceptual(judge, y, x)
        loss = flat + 0.7 * edge + 0.15 * seen + 2e-4 * prior
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(pair.parameters(), 1.0)
        optimizer.step()
        average.update(pair, k)
        return {"L1": flat, "edges": edge, "seen": seen, "prior": prior}

    @torch.inference_mode()
    def sample() -> Any:
        trained = {k: v.clone() for k, v in pair.state_dict().items()}
        pair.load_state_dict(average.state)
        shown = grid(torch.cat([test, pair.decoder(pair.encoder(test)[0])]), 12)
        pair.load_state_dict(trained)
        return shown

    run = Run("code", plan.code_steps, step, lambda: {"net": pair.state_dict(), "average": average.state, "optimizer": optimizer.state_dict()},
              _restorer(pair, average, optimizer), sample)  # fmt: skip
    curves = run.go(ctx, folder)
    pair.load_state_dict(average.state)
    return pair.eval().requires_grad_(False), curves


@torch.inference_mode()
def codes_of(ctx: Context, pair: _Pair, data: Painted) -> Tensor:
    """Mean codes of all pictures and of their mirror images, float (2 n, channels * cells)."""
    out = []
    for flip in (False, True):
        for at in range(0, len(data.pictures), 100):
            ctx.check()
            pictures = data.pictures[at : at + 100]
            x = to_floats(pictures[..., ::-1] if flip else pictures, ctx.device)
            out.append(pair.encoder(x.contiguous(memory_format=torch.channels_last))[0].flatten(1).cpu())
    return torch.cat(out)


@dataclass(frozen=True)
class Basis:
    """Principal axes of the codes: code = center + kept coordinates * scale @ axes."""

    center: Tensor
    axes: Tensor
    scale: Tensor
    explained: float

    def down(self, codes: Tensor) -> Tensor:
        return (codes - self.center) @ self.axes.T / self.scale

    def up(self, coordinates: Tensor) -> Tensor:
        return self.center + (coordinates * self.scale) @ self.axes


def basis_of(codes: Tensor, kept: int) -> Basis:
    center = codes.mean(0)
    covariance = torch.cov((codes - center).T.double())
    values, vectors = torch.linalg.eigh(covariance)
    order = values.argsort(descending=True)[:kept]
    return Basis(
        center, vectors[:, order].T.float().contiguous(), values[order].clamp_min(1e-8).sqrt().float(),
        float(values[order].sum() / values.sum()),
    )  # fmt: skip


def mirrored(place: World, conditions: np.ndarray[Any, np.dtype[np.float32]]) -> np.ndarray[Any, np.dtype[np.float32]]:
    """The conditions of the mirror images: what stood left stands right."""
    out = conditions.copy()
    for k, (name, _) in enumerate(place.slots()):
        if name in ("sun_x", "subject_x"):
            out[:, k] *= -1
    return out


def train_flow(ctx: Context, plan: Plan, data: Painted, coordinates: Tensor, words: Tensor, said: Tensor, folder: Path,
               show: Any = None) -> tuple[CodeFlow, Curves]:  # fmt: skip
    """The flow over principal coordinates. `coordinates` (2 n, kept): pictures, then their mirror images."""
    torch.manual_seed(plan.seed + 2)
    device = ctx.device
    place = world(plan.world)
    n = len(data.pictures)
    conditions = torch.from_numpy(np.concatenate([data.conditions, mirrored(place, data.conditions)])).to(device)
    words, said = torch.cat([words, words]).to(device), torch.cat([said, said]).to(device)
    coordinates = coordinates.to(device)
    usable = torch.cat([torch.arange(HELD_OUT, n), torch.arange(n + HELD_OUT, 2 * n)])
    net = CodeFlow(plan.kept, place.width, plan.flow_width, plan.flow_depth).to(device)
    optimizer = torch.optim.AdamW(net.parameters(), 1e-3, betas=(0.9, 0.99), weight_decay=0.01)
    average = Average(net)
    picks = batches(len(usable), plan.flow_batch, plan.seed + 2)
    names = [name for name, _ in place.slots()]
    controls = list(dict.fromkeys(names))
    member = torch.tensor([[float(n == c) for n in names] for c in controls], device=device)

    def step(k: int) -> Mapping[str, Tensor]:
        for group in optimizer.param_groups:
            group["lr"] = 1e-3 * cosine(k, plan.flow_steps)
        pick = usable[torch.from_numpy(next(picks))].to(device)
        x, m = coordinates[pick], len(pick)
        # Each factor is told seven times of ten; now and then none is, for guidance; the words nearly always.
        told = (torch.rand(m, len(controls), device=device) < 0.7).float()
        told *= (torch.rand(m, 1, device=device) > 0.12).float()
        spoken = said[pick] * (torch.rand(m, 1, device=device) > 0.12).float()
        # Where there are words, half of the time they alone must do.
        told *= 1 - spoken * (torch.rand(m, 1, device=device) < 0.5).float()
        noise = torch.randn_like(x)
        time = torch.sigmoid(torch.randn(m, device=device))
        at = torch.lerp(noise, x, time[:, None])
        velocity = net(at, time, net.condition(conditions[pick], told @ member, words[pick], spoken))
        loss = (velocity - (x - noise)).square().mean()
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

    run = Run("flow", plan.flow_steps, step, lambda: {"net": net.state_dict(), "average": average.state, "optimizer": optimizer.state_dict()},
              _restorer(net, average, optimizer), sample if show else None)  # fmt: skip
    curves = run.go(ctx, folder)
    net.load_state_dict(average.state)
    return net.eval().requires_grad_(False), curves


@torch.inference_mode()
def sampled(net: CodeFlow, noise: Tensor, condition: Tensor, free: Tensor, steps: int, guidance: float) -> Tensor:
    """Coordinates from `noise` along the flow (Heun's method), led by `condition` away from `free`
    (classifier-free guidance: Ho and Salimans 2022)."""

    def field(x: Tensor, time: float) -> Tensor:
        t = torch.full((len(x),), time, device=x.device)
        if guidance == 1.0:
            return torch.as_tensor(net(x, t, condition))
        led, loose = net(torch.cat([x, x]), torch.cat([t, t]), torch.cat([condition, free])).chunk(2)
        return torch.as_tensor(loose + guidance * (led - loose))

    x = noise
    times = [k / steps for k in range(steps + 1)]
    for a, b in zip(times, times[1:], strict=False):
        first = field(x, a)
        ahead = x + (b - a) * first
        x = ahead if b == 1.0 else x + (b - a) * 0.5 * (first + field(ahead, b))
    return x


def psnr(a: Tensor, b: Tensor) -> float:
    """dB, of pictures -1..1."""
    return float(10 * torch.log10(4.0 / (a - b).square().mean()))


def frechet(a: Tensor, b: Tensor) -> float:
    """Frechet distance of two sets of features, divided by the variance of `b` (Heusel et al. 2017)."""
    ma, mb = a.mean(0).double(), b.mean(0).double()
    ca, cb = torch.cov(a.T.double()), torch.cov(b.T.double())
    values = torch.linalg.eigvals(ca @ cb).real.clamp_min(0).sqrt().sum()
    distance = (ma - mb).square().sum() + ca.trace() + cb.trace() - 2 * values
    return float(distance / cb.trace())


def train(ctx: Context, plan: Plan, folder: Path, processes: int = 0) -> Outcome:
    """All stages; each goes on from its checkpoint in `folder`."""
    from studio.art.words.encoder import load

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plan.json").write_text(json.dumps(asdict(plan), indent=2) + "\n", "utf-8")
    place = world(plan.world)
    data = read_all(paint_all(ctx.part(0.0, 0.2), place, plan.size, plan.pictures, processes), plan.pictures)
    judge = train_factor_net(ctx.part(0.2, 0.05), plan, data, folder)
    pair, code_curves = train_code(ctx.part(0.25, 0.4), plan, data, judge, folder)
    codes = codes_of(ctx, pair, data)
    basis = basis_of(codes, plan.kept)
    coordinates = basis.down(codes)
    captioned = [k for k, text in enumerate(data.captions) if text]
    words, said = torch.zeros(len(data.captions), WORDS), torch.zeros(len(data.captions), 1)
    cache = folder / "words.pt"
    if cache.exists():
        words[captioned] = torch.load(cache, weights_only=True)
    else:
        encoder = load("cpu")
        vectors = encoder.encode([data.captions[k] for k in captioned]).clone()
        torch.save(vectors, cache)
        words[captioned] = vectors
    said[captioned] = 1.0
    cells = plan.size // CELL

    def paint(
        net: CodeFlow,
        conditions: Tensor,
        told: Tensor,
        vectors: Tensor,
        spoken: Tensor,
        seed: int,
        guidance: float = 1.6,
    ) -> Tensor:
        noise = torch.randn(len(conditions), plan.kept, generator=torch.Generator().manual_seed(seed))
        led = net.condition(conditions, told, vectors, spoken)
        free = net.condition(conditions, told * 0, vectors, spoken * 0)
        with torch.inference_mode():
            x = sampled(net, noise, led, free, 12, guidance)
            return torch.as_tensor(pair.decoder(basis.up(x).view(-1, plan.channels, cells, cells)))

    held = torch.from_numpy(data.conditions[:HELD_OUT])

    def show(net: CodeFlow) -> Any:
        pictures = paint(net, held[:24], torch.ones_like(held[:24]), words[:24], torch.zeros(24, 1), 5)
        return grid(torch.cat([to_floats(data.pictures[:24], "cpu"), pictures]), 12)

    flow, flow_curves = train_flow(ctx.part(0.65, 0.3), plan, data, coordinates, words, said, folder, show)
    real = to_floats(data.pictures[:HELD_OUT], "cpu")
    with torch.inference_mode():
        rebuilt = torch.cat([pair.decoder(pair.encoder(x)[0]) for x in torch.split(real, 50)])
        kept = torch.cat([
            pair.decoder(basis.up(basis.down(pair.encoder(x)[0].flatten(1))).view(-1, plan.channels, cells, cells))
            for x in torch.split(real, 50)
        ])  # fmt: skip
        made = torch.cat([
            paint(flow, c, torch.ones_like(c), torch.zeros(len(c), WORDS), torch.zeros(len(c), 1), 100 + k)
            for k, c in enumerate(torch.split(held, 50))
        ])  # fmt: skip
        figures = {
            "psnr": psnr(rebuilt, real),
            "psnr_of_kept_axes": psnr(kept, real),
            "explained": basis.explained,
            "factor_error_real": float((judge(real) - held).abs().mean()),
            "factor_error_made": float((judge(made) - held).abs().mean()),
            "frechet_made": frechet(judge.vector(made), judge.vector(real)),
            "frechet_rebuilt": frechet(judge.vector(rebuilt), judge.vector(real)),
        }
    tensors: dict[str, Tensor] = {f"decoder.{k}": v for k, v in pair.decoder.state_dict().items()}
    tensors |= {f"encoder.{k}": v for k, v in pair.encoder.state_dict().items()}
    tensors |= {f"flow.{k}": v for k, v in flow.state_dict().items()}
    tensors |= {"basis.center": basis.center, "basis.axes": basis.axes, "basis.scale": basis.scale}
    curves = {"code": code_curves.points, "flow": flow_curves.points}
    return Outcome(plan, tensors, figures, curves)

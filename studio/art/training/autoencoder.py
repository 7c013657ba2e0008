"""Trains the spatial autoencoder: close first, then sharp, by a critic of patches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from studio.art.nets.factor_net import FactorNet, perceptual
from studio.art.nets.spatial_autoencoder import Critic, Decoder, Encoder
from studio.art.training.factor_net import HELD_OUT
from studio.art.training.loop import Average, Curves, Run, cosine, mixed, on
from studio.art.training.painted import Painted, batches
from studio.art.training.pictures import grid, to_floats
from studio.core.progress import Context


@dataclass(frozen=True)
class CodePlan:
    """`sharpen`: share of the steps that the critic takes part in, at the end. `sketches`: share of pictures that are
    given as blobs of few colors and wanted as they are, so that an artist's sketch lands among pictures."""

    steps: int = 5_000
    batch: int = 24
    crop: int = 64
    channels: int = 8
    widths: tuple[int, int, int] = (96, 128, 192)
    rate: float = 1.5e-3
    sharpen: float = 0.5
    sketches: float = 0.12
    seed: int = 2


class Pair(nn.Module):
    """Encoder and decoder as one thing to train."""

    def __init__(self, channels: int, widths: tuple[int, int, int]) -> None:
        super().__init__()
        self.encoder = Encoder(channels, widths)
        self.decoder = Decoder(channels, widths)


def edges(x: Tensor) -> tuple[Tensor, Tensor]:
    """Differences to the right and the lower neighbor."""
    return x[..., 1:] - x[..., :-1], x[..., 1:, :] - x[..., :-1, :]


def as_sketch(x: Tensor, chance: torch.Generator) -> Tensor:
    """Pictures (n, 3, h, w), -1..1, as blobs: blurred, in few levels, with hard edges, as a fast hand puts them down."""
    h, w = x.shape[-2:]
    cells = int(torch.randint(6, 14, (), generator=chance)) * h // 64
    small = functional.interpolate(x, (max(2, cells), max(2, cells)), mode="area")
    levels = int(torch.randint(3, 7, (), generator=chance))
    smooth = functional.interpolate(small, (h, w), mode="bicubic", align_corners=False)
    return (((smooth.clamp(-1, 1) + 1) / 2 * levels).round() / levels) * 2 - 1


def train_code(
    ctx: Context, plan: CodePlan, data: Painted, judge: FactorNet, folder: Path, begin: Pair | None = None
) -> tuple[Pair, Curves]:
    """The autoencoder, on crops, since its work is local. `begin`: one whose weights it starts from."""
    torch.manual_seed(plan.seed)
    device = ctx.device
    pair = on(Pair(plan.channels, plan.widths), device)
    if begin is not None:
        pair.load_state_dict(begin.state_dict())
    critic = on(Critic(), device)
    optimizer = torch.optim.AdamW(pair.parameters(), plan.rate, betas=(0.9, 0.98), weight_decay=0.01)
    by_critic = torch.optim.AdamW(critic.parameters(), plan.rate / 3, betas=(0.5, 0.98), weight_decay=0.01)
    average = Average(pair)
    size = data.pictures.shape[-1]
    crop = min(plan.crop, size)
    picks = batches(len(data.pictures) - HELD_OUT, plan.batch, plan.seed)
    rng = np.random.default_rng(plan.seed)
    chance = torch.Generator().manual_seed(plan.seed)
    test = to_floats(data.pictures[:12], device)
    begins = int(plan.steps * (1 - plan.sharpen))

    def crops(pick: Any, mirrored: bool) -> Tensor:
        # Every crop of a batch lies elsewhere, on even pixels.
        at = rng.integers(0, (size - crop) // 2 + 1, (len(pick), 2)) * 2
        cut = np.stack([data.pictures[i, :, y : y + crop, x : x + crop] for i, (y, x) in zip(pick, at, strict=True)])
        return to_floats(cut[..., ::-1] if mirrored else cut, device).contiguous(memory_format=torch.channels_last)

    def step(k: int) -> Mapping[str, Tensor]:
        for group in optimizer.param_groups:
            group["lr"] = plan.rate * cosine(k, plan.steps)
        x = crops(next(picks) + HELD_OUT, bool(k % 2))
        given = x
        blobs = round(plan.sketches * len(x))
        if blobs:
            given = torch.cat([as_sketch(x[:blobs], chance), x[blobs:]])
        with mixed(device):
            mean, spread = pair.encoder(given)
            mean, spread = mean.float(), spread.float()
            y = pair.decoder(mean + torch.randn_like(mean) * (0.5 * spread).exp()).float()
        clear = y[blobs:], x[blobs:]
        flat = (y - x).abs().mean()
        edge = torch.stack([(a - b).abs().mean() for a, b in zip(edges(clear[0]), edges(clear[1]), strict=True)]).sum()
        prior = 0.5 * (mean.square() + spread.exp() - 1 - spread).mean()
        with mixed(device):
            seen = perceptual(judge, y, x)
        loss = flat + 0.7 * edge + 0.3 * seen.float() + 3e-4 * prior
        told = {"L1": flat, "edges": edge, "seen": seen, "prior": prior}
        if k >= begins:
            critic.requires_grad_(False)
            with mixed(device):
                liked = critic(y).float()
            loss = loss - 0.06 * min(1.0, (k - begins) / 300) * liked.mean()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(pair.parameters(), 1.0)
        optimizer.step()
        average.update(pair, k)
        if k >= begins:
            critic.requires_grad_(True)
            with mixed(device):
                yes, no = critic(x).float(), critic(y.detach()).float()
            wrong = functional.relu(1 - yes).mean() + functional.relu(1 + no).mean()
            total = wrong
            if k % 16 == 0:
                real = x.detach().requires_grad_(True)
                (slope,) = torch.autograd.grad(critic(real).sum(), real, create_graph=True)
                total = total + 16 * 0.05 * slope.square().sum((1, 2, 3)).mean()
            by_critic.zero_grad()
            total.backward()  # type: ignore[no-untyped-call]
            by_critic.step()
            told["critic"] = wrong
        return told

    @torch.inference_mode()
    def sample() -> Any:
        trained = {k: v.clone() for k, v in pair.state_dict().items()}
        pair.load_state_dict(average.state)
        blobs = as_sketch(test[:6], torch.Generator().manual_seed(1))
        given = torch.cat([test, blobs])
        shown = grid(
            torch.cat(
                [given[:12], pair.decoder(pair.encoder(given)[0])[:12], blobs, pair.decoder(pair.encoder(blobs)[0])]
            ),
            12,
        )
        pair.load_state_dict(trained)
        return shown

    def state() -> Mapping[str, Any]:
        return {
            "net": pair.state_dict(), "average": average.state, "optimizer": optimizer.state_dict(),
            "critic": critic.state_dict(), "by_critic": by_critic.state_dict(),
        }  # fmt: skip

    def restore(kept: Mapping[str, Any]) -> None:
        pair.load_state_dict(kept["net"])
        critic.load_state_dict(kept["critic"])
        average.state = {k: v.to(device) for k, v in kept["average"].items()}
        optimizer.load_state_dict(kept["optimizer"])
        by_critic.load_state_dict(kept["by_critic"])

    curves = Run("code", plan.steps, step, state, restore, sample).go(ctx, folder)
    pair.load_state_dict(average.state)
    return pair.eval().requires_grad_(False), curves


@torch.inference_mode()
def codes_of(ctx: Context, pair: Pair, data: Painted) -> Tensor:
    """Mean codes of all pictures and of their mirror images, float (2 n, channels, cells, cells)."""
    out = []
    for flip in (False, True):
        for at in range(0, len(data.pictures), 100):
            ctx.check()
            pictures = data.pictures[at : at + 100]
            x = to_floats(pictures[..., ::-1] if flip else pictures, ctx.device)
            with mixed(ctx.device):
                out.append(pair.encoder(x.contiguous(memory_format=torch.channels_last))[0].float().cpu())
    return torch.cat(out)

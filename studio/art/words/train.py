"""Trains the words net on captions that the grammar writes. Seeded; minutes on two cores; resumable.

`python packaging/train_words.py` runs this and writes the weights and their figures.
"""

from __future__ import annotations

import json
import logging
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from studio.art.words.encoder import load
from studio.art.words.grammar import Caption, captions
from studio.art.words.net import CHOICES, NAMES, NUMBERS, WordsNet

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plan:
    """`captions`: how many are written; a twentieth is held out."""

    captions: int = 40_000
    steps: int = 6_000
    batch: int = 256
    rate: float = 1.5e-3
    hidden: int = 512
    seed: int = 7


@dataclass
class Result:
    """Figures on captions that were held out. `mentioned`: F1 of "is spoken of"; `numbers`: mean error in shares of
    the range; `choices`: share of choices that are right."""

    loss: float = 0.0
    mentioned: float = 0.0
    numbers: float = 0.0
    choices: float = 0.0
    seconds: float = 0.0


def targets(items: list[Caption]) -> tuple[Tensor, Tensor, Tensor]:
    """Mentioned (n, factors), numbers (n, numbers) in 0..1, choices (n, choices) as indices."""
    said = torch.zeros(len(items), len(NAMES))
    numbers = torch.zeros(len(items), len(NUMBERS))
    choices = torch.zeros(len(items), len(CHOICES), dtype=torch.long)
    for i, item in enumerate(items):
        for k, p in enumerate(NUMBERS):
            if p.name in item.values:
                value = item.values[p.name]
                assert isinstance(value, float | int)
                said[i, k], numbers[i, k] = 1.0, (value - p.lo) / (p.hi - p.lo)
        for k, c in enumerate(CHOICES):
            if c.name in item.values:
                said[i, len(NUMBERS) + k] = 1.0
                choices[i, k] = c.ids.index(str(item.values[c.name]))
    return said, numbers, choices


def loss_of(out: tuple[Tensor, Tensor, Tensor], want: tuple[Tensor, Tensor, Tensor]) -> Tensor:
    said, numbers, choices = out
    total = functional.binary_cross_entropy_with_logits(said, want[0])
    mask = want[0][:, : len(NUMBERS)]
    total = total + 4.0 * ((numbers - want[1]).abs() * mask).sum() / mask.sum().clamp_min(1)
    at = 0
    for k, c in enumerate(CHOICES):
        n = len(c.ids)
        spoken = want[0][:, len(NUMBERS) + k]
        each = functional.cross_entropy(choices[:, at : at + n], want[2][:, k], reduction="none")
        total = total + 0.35 * (each * spoken).sum() / spoken.sum().clamp_min(1)
        at += n
    return total


def evaluate(net: WordsNet, x: Tensor, want: tuple[Tensor, Tensor, Tensor]) -> Result:
    net.eval()
    with torch.inference_mode():
        said, numbers, choices = out = net(x)
    guess = (said > 0).float()
    hit = (guess * want[0]).sum()
    f1 = 2 * hit / (guess.sum() + want[0].sum()).clamp_min(1)
    mask = want[0][:, : len(NUMBERS)]
    error = ((numbers - want[1]).abs() * mask).sum() / mask.sum().clamp_min(1)
    right = spoken = 0.0
    at = 0
    for k, c in enumerate(CHOICES):
        n = len(c.ids)
        there = want[0][:, len(NUMBERS) + k] > 0
        right += float((choices[there, at : at + n].argmax(1) == want[2][there, k]).sum())
        spoken += float(there.sum())
        at += n
    return Result(float(loss_of(out, want)), float(f1), float(error), right / max(1.0, spoken))


def train(plan: Plan, checkpoint: Path | None = None) -> tuple[WordsNet, Result]:
    """The net with averaged weights (EMA) and its figures. Goes on from `checkpoint` when that file is there."""
    torch.manual_seed(plan.seed)
    begun = time.monotonic()
    items = captions(plan.captions, plan.seed)
    encoder = load("cpu")
    log.info("encoding %d captions", len(items))
    x = encoder.encode([c.text for c in items]).clone()
    held = len(items) // 20
    want = targets(items)
    train_x, test_x = x[held:], x[:held]
    train_want = tuple(t[held:] for t in want)
    test_want = (want[0][:held], want[1][:held], want[2][:held])
    net = WordsNet(plan.hidden)
    average = WordsNet(plan.hidden)
    average.load_state_dict(net.state_dict())
    optimizer = torch.optim.AdamW(net.parameters(), plan.rate, weight_decay=0.02)
    first = 0
    if checkpoint is not None and checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        net.load_state_dict(state["net"])
        average.load_state_dict(state["average"])
        optimizer.load_state_dict(state["optimizer"])
        first = int(state["step"])
    generator = torch.Generator().manual_seed(plan.seed + first)
    for step in range(first, plan.steps):
        for group in optimizer.param_groups:
            group["lr"] = plan.rate * min(1.0, (step + 1) / 100) * (0.5 + 0.5 * math.cos(math.pi * step / plan.steps))
        pick = torch.randint(0, len(train_x), (plan.batch,), generator=generator)
        net.train()
        # A little noise on the vectors stands for words that the lexicon does not have.
        noisy = functional.normalize(
            train_x[pick] + 0.012 * torch.randn(plan.batch, x.shape[1], generator=generator), dim=-1
        )
        loss = loss_of(net(noisy), (train_want[0][pick], train_want[1][pick], train_want[2][pick]))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        keep = min(0.999, (step + 1) / (step + 10))
        with torch.no_grad():
            for mean, now in zip(average.parameters(), net.parameters(), strict=True):
                mean.lerp_(now, 1 - keep)
        if checkpoint is not None and (step + 1) % 1000 == 0:
            state = {"net": net.state_dict(), "average": average.state_dict(), "optimizer": optimizer.state_dict()}
            torch.save(state | {"step": step + 1}, checkpoint)
        if (step + 1) % 1000 == 0:
            log.info("step %d loss %.3f", step + 1, float(loss))
    result = evaluate(average, test_x, test_want)
    result.seconds = time.monotonic() - begun
    average.eval()
    return average, result


def save(net: WordsNet, result: Result, plan: Plan, folder: Path) -> None:
    """`words.safetensors` (fp16) and `words.json` with the plan and the figures."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    tensors = {k: v.half().contiguous() for k, v in net.state_dict().items()}
    save_file(tensors, folder / "words.safetensors", metadata={"hidden": str(net.hidden)})
    figures = {"plan": asdict(plan), "held_out": asdict(result)}
    (folder / "words.json").write_text(json.dumps(figures, indent=2) + "\n", "utf-8")

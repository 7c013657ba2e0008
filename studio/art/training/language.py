"""Trains the networks that write: the next word of texts by the house's own grammar, given the brief in front of them.

Only the words of the text count, not those of the brief. The same plan and corpus give the same weights on the same
machine, also when the training was stopped in between.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from studio.art.muse.networks.corpus import Example
from studio.art.muse.networks.tokens import MARKS, PAD, Vocabulary
from studio.art.nets.language import NETS, Language
from studio.art.training.loop import Average, Curves, Run, cosine, mixed
from studio.core.errors import UserError
from studio.core.progress import Context

POINTS = 120
"""Of a curve of losses that is kept with a model."""


@dataclass(frozen=True)
class Plan:
    """How a net is trained. `net`: its arguments without `words`; `tokens`: of one step, padding counted; `decay`: of the
    weights; `warm`: steps in which the rate rises."""

    kind: str
    net: Mapping[str, int] = field(default_factory=dict)
    steps: int = 4000
    tokens: int = 2048
    rate: float = 3e-3
    decay: float = 0.05
    warm: int = 50
    seed: int = 1


class Texts:
    """Examples as numbers, cut into batches of alike lengths."""

    def __init__(self, examples: Iterable[tuple[Sequence[int], Sequence[int]]], seed: int = 0) -> None:
        """`examples`: (numbers of what is asked, numbers of what is told). Raises `UserError` when there are none."""
        rows = [(len(asked), np.array([*asked, *told], np.int32)) for asked, told in examples]
        if not rows:
            raise UserError("There are no texts to learn from: the corpus is empty.")
        self.asked = np.array([n for n, _ in rows], np.int32)
        self.rows = [row for _, row in rows]
        self.lengths = np.array([len(r) for r in self.rows], np.int32)
        self.seed = seed
        self._epochs: dict[tuple[int, int], list[NDArray[np.int64]]] = {}

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def words(self) -> int:
        """Of the texts alone."""
        return int((self.lengths - self.asked).sum())

    def batch(self, step: int, tokens: int) -> NDArray[np.int64]:
        """Which examples step `step` learns from: each once in an epoch, in an order of the seed's."""
        epoch = 0
        while True:
            batches = self._epochs.get((epoch, tokens))
            if batches is None:
                batches = self._epochs[epoch, tokens] = self._cut(epoch, tokens)
            if step < len(batches):
                return batches[step]
            step -= len(batches)
            epoch += 1

    def _cut(self, epoch: int, tokens: int) -> list[NDArray[np.int64]]:
        chance = np.random.default_rng([self.seed, epoch])
        order = chance.permutation(len(self.rows))
        out: list[NDArray[np.int64]] = []
        pool = max(64, 24 * tokens // max(1, int(self.lengths.mean())))
        for at in range(0, len(order), pool):
            some = order[at : at + pool]
            out += cut(some[np.argsort(self.lengths[some], kind="stable")], self.lengths, tokens)
        return [out[k] for k in chance.permutation(len(out))]

    def padded(self, chosen: NDArray[np.int64], device: str) -> tuple[Tensor, Tensor]:
        """Tokens (texts, longest) and which of them are to be foretold (texts, longest - 1)."""
        longest = int(self.lengths[chosen].max())
        tokens = np.full((len(chosen), longest), MARKS.index(PAD), np.int64)
        counts = np.zeros((len(chosen), longest - 1), bool)
        for k, number in enumerate(chosen):
            tokens[k, : self.lengths[number]] = self.rows[number]
            counts[k, self.asked[number] - 1 : self.lengths[number] - 1] = True
        return torch.from_numpy(tokens).to(device), torch.from_numpy(counts).to(device)


def cut(order: NDArray[np.int64], lengths: NDArray[np.int32], tokens: int) -> list[NDArray[np.int64]]:
    """Batches of up to `tokens` tokens with their padding, in the given order; one text at least in each."""
    out: list[NDArray[np.int64]] = []
    begun, longest = 0, 0
    for k, number in enumerate(order):
        longest = max(longest, int(lengths[number]))
        if k > begun and longest * (k + 1 - begun) > tokens:
            out.append(order[begun:k])
            begun, longest = k, int(lengths[number])
    if begun < len(order):
        out.append(order[begun:])
    return out


def as_numbers(examples: Iterable[Example], vocabulary: Vocabulary) -> list[tuple[list[int], list[int]]]:
    return [(vocabulary.read(e.asked), vocabulary.read(e.told)) for e in examples]


def precise(device: str) -> AbstractContextManager[Any]:
    """Bfloat16 where matrices of it are faster: also on processors that only have its dot products (three times here)."""
    fast = torch.device(device).type == "cpu" and torch.cpu._is_avx512_bf16_supported()
    return mixed(device, "half" if fast else "auto")


def loss_of(net: Language, tokens: Tensor, counts: Tensor) -> Tensor:
    """Mean of -log p of the words that count, in nats."""
    with precise(str(tokens.device)):
        hidden = net.hidden(tokens[:, :-1])
        logits = net.logits(hidden[counts])
    return functional.cross_entropy(logits.float(), tokens[:, 1:][counts])


def perplexity(net: Language, texts: Texts, device: str, tokens: int = 8192) -> float:
    """How many words, on average, the net wavers between at each place of texts that it did not learn from. In float32."""
    total = words = 0.0
    net.eval()
    with torch.inference_mode():
        for chosen in cut(np.argsort(texts.lengths, kind="stable"), texts.lengths, tokens):
            rows, counts = texts.padded(chosen, device)
            logits = net.logits(net.hidden(rows[:, :-1])[counts])
            total += float(functional.cross_entropy(logits, rows[:, 1:][counts], reduction="sum"))
            words += int(counts.sum())
    return math.exp(total / words)


def build(kind: str, words: int, arguments: Mapping[str, int]) -> Language:
    """Raises `UserError` for a kind that is not there."""
    if kind not in NETS:
        raise UserError(f"There is no language network called “{kind}”.")
    return NETS[kind](words, **arguments)


def optimizers_of(net: Language, plan: Plan) -> list[torch.optim.Optimizer]:
    """Muon (Jordan et al., 2024) for the matrices between the words, AdamW for the words themselves and for all that is no
    matrix. Muon learned these texts in two thirds of the steps that AdamW alone needed."""
    between = [p for p in net.parameters() if p.dim() == 2 and p is not net.embedding.weight]
    rest = [p for p in net.parameters() if p.dim() != 2]
    words = {"params": [net.embedding.weight], "weight_decay": plan.decay}
    return [
        torch.optim.Muon(between, plan.rate, weight_decay=plan.decay, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW([words, {"params": rest, "weight_decay": 0.0}], plan.rate, betas=(0.9, 0.98)),
    ]


def adopted(tensors: Mapping[str, Tensor], old: Vocabulary, new: Vocabulary, seed: int) -> dict[str, Tensor]:
    """The tensors of a net whose words are `old` for one whose words are `new`: words that are in both keep what was learned
    of them, the others begin by chance."""
    out = dict(tensors)
    known = out["embedding.weight"].float()
    chance = torch.Generator().manual_seed(seed)
    rows = torch.randn(len(new), known.shape[1], generator=chance) * 0.02
    for number, token in enumerate(new.tokens):
        if token in old.numbers:
            rows[number] = known[old.numbers[token]]
    out["embedding.weight"] = rows
    return out


def train(
    ctx: Context, plan: Plan, words: int, texts: Texts, folder: Path, begin: Mapping[str, Tensor] | None = None
) -> tuple[Language, Curves]:
    """The net with averaged weights, on the CPU, and its losses. Goes on from the checkpoint in `folder` if there is one,
    else begins with the weights `begin`, else by chance.

    Raises `UserError`, and `Cancelled` with a checkpoint kept.
    """
    torch.manual_seed(plan.seed)
    net = build(plan.kind, words, plan.net)
    if begin is not None:
        net.load_state_dict(begin)
    net = net.to(ctx.device).train()
    optimizers = optimizers_of(net, plan)
    average = Average(net, 0.998)

    def step(k: int) -> Mapping[str, Tensor]:
        for group in (g for o in optimizers for g in o.param_groups):
            group["lr"] = plan.rate * cosine(k, plan.steps, plan.warm)
        rows, counts = texts.padded(texts.batch(k, plan.tokens), ctx.device)
        loss = loss_of(net, rows, counts)
        net.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        for optimizer in optimizers:
            optimizer.step()
        average.update(net, k)
        return {"loss": loss}

    def state() -> Mapping[str, Any]:
        return {"net": net.state_dict(), "average": average.state, "optimizers": [o.state_dict() for o in optimizers]}

    def restore(kept: Mapping[str, Any]) -> None:
        net.load_state_dict(kept["net"])
        average.state = {k: v.to(ctx.device) for k, v in kept["average"].items()}
        for optimizer, known in zip(optimizers, kept["optimizers"], strict=True):
            optimizer.load_state_dict(known)

    curves = Run(plan.kind, plan.steps, step, state, restore).go(ctx, folder)
    made = build(plan.kind, words, plan.net)
    made.load_state_dict({k: v.cpu() for k, v in average.state.items()})
    return made.eval(), curves


def thinned(points: Sequence[tuple[int, float]], most: int = POINTS) -> list[tuple[int, float]]:
    """A curve of at most `most` points: means of neighbors."""
    if len(points) <= most:
        return list(points)
    out = []
    for some in np.array_split(np.array(points, float), most):
        out.append((int(some[-1, 0]), round(float(some[:, 1].mean()), 4)))
    return out

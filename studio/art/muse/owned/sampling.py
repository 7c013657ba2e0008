"""Which token comes next: by temperature, the likeliest that together reach a share, and a seed of one's own.

The top-p cut: Holtzman et al., The Curious Case of Neural Text Degeneration, 2020. Against repetition: Keskar et al.,
CTRL, 2019, for what was written only, not for what was asked. Chance comes from generators on the CPU and never from
torch's own, which a picture that cuts in would move.
"""

from __future__ import annotations

import torch
from torch import Tensor

from studio.art.muse.owned.writing import Sampling

REMEMBERED = 256
"""Tokens behind which a word may come again freely."""

FEW = 1024


class Sampler:
    """A logits processor of transformers that leaves one token: the chosen one. A generator for each row."""

    def __init__(self, sampling: Sampling, seeds: list[int], start: int) -> None:
        self._s, self._start = sampling, start
        self._chance = [torch.Generator().manual_seed(s % 2**63) for s in seeds]

    def __call__(self, input_ids: Tensor, scores: Tensor) -> Tensor:
        """(rows, vocabulary) scores in and out."""
        out = torch.full_like(scores, -torch.inf)
        for row, chance in enumerate(self._chance):
            written = input_ids[row, self._start :][-REMEMBERED:]
            out[row, choose(scores[row].float().cpu(), written.cpu(), self._s, chance)] = 0.0
        return out


def choose(scores: Tensor, written: Tensor, sampling: Sampling, chance: torch.Generator) -> int:
    """Id of the next token. `scores` (vocabulary) float32, `written` ids so far."""
    scores = torch.nan_to_num(scores, nan=-torch.inf, posinf=1e4)
    if sampling.repetition > 1 and len(written):
        ids = torch.unique(written)
        before = scores[ids]
        scores = scores.clone()
        scores[ids] = torch.where(before > 0, before / sampling.repetition, before * sampling.repetition)
    if sampling.temperature < 1e-3 or not bool(torch.isfinite(scores).any()):
        return int(scores.argmax())
    shares = torch.softmax(scores / sampling.temperature, -1)
    # The likeliest few hold the share almost always: ordering a vocabulary of 150,000 takes longer than they all do.
    likely, order = shares.topk(min(FEW, len(shares)))
    if float(likely.sum()) < sampling.top_p:
        likely, order = shares.sort(descending=True, stable=True)
    reached = likely.cumsum(0) - likely
    likely = torch.where(reached < sampling.top_p, likely, 0.0)
    likely[0] = likely[0].clamp_min(1e-9)
    return int(order[torch.multinomial(likely, 1, generator=chance)])

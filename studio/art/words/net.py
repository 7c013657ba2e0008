"""The words net: a sentence vector to every factor's value and to how surely the sentence speaks of it."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from studio.art.generators.scenes.factors import FACTORS
from studio.art.words.encoder import WIDTH
from studio.core.params import ChoiceParam, FloatParam, Value

NUMBERS: tuple[FloatParam, ...] = tuple(p for p in FACTORS if isinstance(p, FloatParam))
CHOICES: tuple[ChoiceParam, ...] = tuple(p for p in FACTORS if isinstance(p, ChoiceParam))
NAMES: tuple[str, ...] = tuple(p.name for p in (*NUMBERS, *CHOICES))


class WordsNet(nn.Module):
    """384 -> hidden -> (mentioned logits of all factors, numbers 0..1 within their range, logits of all choices)."""

    def __init__(self, hidden: int = 512) -> None:
        super().__init__()
        self.hidden = hidden
        self.body = nn.Sequential(
            nn.Linear(WIDTH, hidden), nn.GELU(), nn.Dropout(0.15), nn.Linear(hidden, hidden), nn.GELU(), nn.Dropout(0.15)
        )  # fmt: skip
        self.mentioned = nn.Linear(hidden, len(NAMES))
        self.numbers = nn.Linear(hidden, len(NUMBERS))
        self.choices = nn.Linear(hidden, sum(len(p.ids) for p in CHOICES))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        h = self.body(x)
        return self.mentioned(h), torch.sigmoid(self.numbers(h)), self.choices(h)


def decode(net: WordsNet, vector: Tensor) -> tuple[dict[str, Value], dict[str, float]]:
    """Values of all factors and the probability that each was spoken of, for one vector (384,)."""
    with torch.inference_mode():
        said, numbers, choices = net(vector[None])
    chances = torch.sigmoid(said[0]).tolist()
    values: dict[str, Value] = {}
    for p, share in zip(NUMBERS, numbers[0].tolist(), strict=True):
        values[p.name] = round(p.lo + (p.hi - p.lo) * share, 3)
    at = 0
    for choice in CHOICES:
        n = len(choice.ids)
        values[choice.name] = choice.ids[int(choices[0, at : at + n].argmax())]
        at += n
    return values, dict(zip(NAMES, chances, strict=True))

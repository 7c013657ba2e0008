"""Adaptive discriminator augmentation (Karras et al.: Training Generative Adversarial Networks with Limited Data, 2020).

With few pictures a critic learns them by heart. It is therefore shown only altered pictures, real and made ones alike;
each kind of alteration happens with probability `p`. `p` rises while the critic is too sure of the real pictures:
r = E[sign(D(real))] is to stay at `target`. Below p of about .8 the generator does not learn the alterations.

All moves are whole pixels with mirrored borders: no resampling, and gradients of gradients are at hand for R1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

TARGET = 0.6
FURTHEST = 0.125
"""How far a picture is moved, in its sizes."""
HIGHEST = 0.85
"""`p` stays below this, where alterations would begin to leak into what is made."""
EVERY = 4
"""Steps between two looks at the critic."""


@dataclass(frozen=True)
class Alteration:
    """What happens to each of n pictures: `flip` bool (n,), `turns` quarter turns int (n,), `move` whole pixels int
    (n, 2), `color` float (n, 3, 4): new RGB = color[:, :, :3] @ RGB + color[:, :, 3]."""

    flip: Tensor
    turns: Tensor
    move: Tensor
    color: Tensor

    def of(self, part: slice, device: str) -> Alteration:
        """That of some of the pictures, on a device."""
        return Alteration(*(t[part].to(device) for t in (self.flip, self.turns, self.move, self.color)))


def draw(n: int, p: float, size: int, chance: torch.Generator, *, turn: bool = False, gray: bool = False) -> Alteration:
    """Alterations for n pictures of `size` px, on the processor. `turn`: quarter turns as well; `gray`: no hues."""

    def happens() -> Tensor:
        return torch.rand(n, generator=chance) < p

    def normal(spread: float) -> Tensor:
        return torch.randn(n, generator=chance) * spread

    flip = happens() & (torch.rand(n, generator=chance) < 0.5)
    turns = torch.where(happens(), torch.randint(0, 4, (n,), generator=chance), 0) * int(turn)
    far = max(1, round(FURTHEST * size))
    move = torch.randint(-far, far + 1, (n, 2), generator=chance) * happens()[:, None]
    # Color, as 4 x 4 matrices on (R, G, B, 1): light, contrast, hue, saturation.
    color = torch.eye(4).repeat(n, 1, 1)
    light = torch.eye(4).repeat(n, 1, 1)
    light[:, :3, 3] = (normal(0.2) * happens())[:, None]
    contrast = torch.eye(4).repeat(n, 1, 1)
    contrast[:, :3, :3] *= torch.where(happens(), normal(0.5 * math.log(2)).exp(), 1.0)[:, None, None]
    color = contrast @ light @ color
    hue = torch.where(happens(), (torch.rand(n, generator=chance) * 2 - 1) * math.pi, 0.0)
    strength = torch.where(happens(), normal(math.log(2)).exp(), 1.0)
    if not gray:
        axis = torch.full((3,), 3**-0.5)
        along = axis[:, None] * axis[None]
        cross = torch.tensor([[0.0, -1.0, 1.0], [1.0, 0.0, -1.0], [-1.0, 1.0, 0.0]]) * 3**-0.5
        across = torch.eye(3) - along
        c, s = hue.cos()[:, None, None], hue.sin()[:, None, None]
        turned = torch.eye(4).repeat(n, 1, 1)
        # Rodrigues: about the axis of grays; and what lies across it is made stronger or weaker.
        turned[:, :3, :3] = along + strength[:, None, None] * (c * across + s * cross)
        color = turned @ color
    return Alteration(flip, turns, move, color[:, :3])


def alter(x: Tensor, how: Alteration) -> Tensor:
    """Pictures (n, 3, s, s) altered; differentiable twice."""
    n, channels, s, _ = x.shape
    at = torch.arange(s, device=x.device)
    y, z = _mirrored(at[None] - how.move[:, :1], s), _mirrored(at[None] - how.move[:, 1:], s)
    z = torch.where(how.flip[:, None], s - 1 - z, z)
    rows, columns = y[:, :, None].expand(-1, s, s), z[:, None].expand(-1, s, s)
    if bool(how.turns.any()):
        turned = [(rows, columns), (columns, s - 1 - rows), (s - 1 - rows, s - 1 - columns), (s - 1 - columns, rows)]
        which = how.turns[:, None, None].expand(-1, s, s)[None]
        rows, columns = (torch.stack(parts).gather(0, which)[0] for parts in zip(*turned, strict=True))
    where = (rows * s + columns).flatten(1)[:, None].expand(-1, channels, -1)
    moved = x.flatten(2).gather(2, where)
    matrix = how.color.to(x.dtype)
    return (matrix[:, :, :3] @ moved + matrix[:, :, 3:]).view(n, channels, s, s)


def _mirrored(at: Tensor, size: int) -> Tensor:
    """Places outside 0..size-1 as seen in a mirror at the border."""
    around = at.remainder(2 * size)
    return torch.where(around < size, around, 2 * size - 1 - around)


class Adaptive:
    """Holds `p` and moves it. `pictures`: how many real ones it takes to move p from 0 to 1."""

    def __init__(self, pictures: float = 500_000, target: float = TARGET, *, on: bool = True) -> None:
        self.pictures, self.target, self.on = pictures, target, on
        self.p = 0.0
        self.r = 0.0
        self._signs: list[Tensor] = []
        self._seen = 0

    def saw(self, real: Tensor, batch: int) -> None:
        """Takes the critic's logits (n, 1) of a batch of real pictures; every `EVERY` batches p moves."""
        if not self.on:
            return
        self._signs.append(real.detach().float().sign().mean())
        self._seen += batch
        if len(self._signs) == EVERY:
            self.r = float(torch.stack(self._signs).mean())
            step = self._seen / self.pictures
            self.p = min(HIGHEST, max(0.0, self.p + math.copysign(step, self.r - self.target)))
            self._signs.clear()
            self._seen = 0

    def state(self) -> dict[str, Any]:
        signs = torch.stack(self._signs).cpu() if self._signs else torch.zeros(0)
        return {"p": self.p, "r": self.r, "signs": signs, "seen": self._seen}

    def restore(self, state: Mapping[str, Any]) -> None:
        self.p, self.r, self._seen = float(state["p"]), float(state["r"]), int(state["seen"])
        self._signs = list(state["signs"])

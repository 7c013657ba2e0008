"""A latent space in memory, with all that need not be found out twice while a slider moves."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from studio.art.generators.worlds import World
from studio.art.latent.space import Space
from studio.art.nets.factor_net import FactorNet

T = TypeVar("T")

REMEMBERED = 128
"""Things of one sort that are remembered: some kilobytes each."""


class Memo:
    """Remembers the last results of pure functions, by sort and key."""

    def __init__(self, size: int = REMEMBERED) -> None:
        self._size = size
        self._kept: dict[str, OrderedDict[Hashable, Any]] = {}

    def get(self, sort: str, key: Hashable, make: Callable[[], T]) -> T:
        """What is known under `key`, or `make()`."""
        kept = self._kept.setdefault(sort, OrderedDict())
        if key in kept:
            kept.move_to_end(key)
            found: T = kept[key]
            return found
        made = make()
        kept[key] = made
        while len(kept) > self._size:
            kept.popitem(last=False)
        return made

    def knows(self, sort: str, key: Hashable) -> bool:
        return key in self._kept.get(sort, ())

    def forget(self, sort: str) -> None:
        self._kept.pop(sort, None)


@dataclass(eq=False)
class Loaded:
    """`model`: its id in recipes. `title`: as the artist knows it. `world`: what it can be told, None for nothing.
    `judge`: reads the world's factors off pictures, where the model brings such a net along."""

    model: str
    title: str
    space: Space
    world: World | None = None
    judge: FactorNet | None = None
    memo: Memo = field(default_factory=Memo)

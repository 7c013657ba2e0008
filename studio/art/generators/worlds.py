"""The worlds that neural generators know: which scenes, and which factors a network is told. Torch-free.

A network trained on everything for an hour knows nothing well; each is given a world small enough to become good in.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from studio.art.generators.scenes.factors import BY_NAME
from studio.art.generators.scenes.sampling import sample, vary
from studio.core.errors import UnknownNameError
from studio.core.params import ChoiceParam, FloatParam, Value

CYCLES = frozenset({"daytime", "season"})
"""Factors whose ends are the same thing: midnight, winter."""


@dataclass(frozen=True)
class World:
    """`scenes`: kinds of scene with weights. `controls`: the factors that a network is told, in this order.
    `absent`: factors that are always at rest. `knows`: a sentence for the artist."""

    id: str
    title: str
    knows: str
    scenes: Mapping[str, float]
    controls: tuple[str, ...]
    absent: tuple[str, ...]

    def values(self, seed: int) -> dict[str, Value]:
        """All factors of one picture of this world."""
        rng = random.Random(seed)
        scene = rng.choices(list(self.scenes), list(self.scenes.values()))[0]
        values = sample(seed, scene)
        hours = rng.random()
        if hours < 0.5:  # night, sunrise and sunset are short, but a network must know them well
            night = hours < 0.18
            daytime = rng.choice((rng.uniform(0, 0.1), rng.uniform(0.9, 1))) if night else rng.uniform(0.2, 0.3)
            if not night and rng.random() < 0.6:
                daytime = 1 - daytime
            values = vary({"scene": scene, "daytime": daytime}, {"daytime"}, seed)
        return self.settle(values)

    def settle(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """The same without what this world does not have, and without a medium."""
        out = dict(values)
        for name in self.absent:
            param = BY_NAME[name]
            rest = param.default
            if isinstance(param, FloatParam):
                rest = 0.0 if param.origin is None else param.origin
            out[name] = rest
        out["medium"] = "plain"
        return out

    # -- what a network is told ----------------------------------------------------------------------------------

    def slots(self) -> Iterator[tuple[str, str]]:
        """(factor, what) for every number of the condition: "" a number, "sin", "cos", or a choice's id."""
        for name in self.controls:
            param = BY_NAME[name]
            if isinstance(param, ChoiceParam):
                ids = tuple(self.scenes) if name == "scene" else param.ids
                yield from ((name, id_) for id_ in ids)
            elif name in CYCLES:
                yield from ((name, "sin"), (name, "cos"))
            else:
                yield name, ""

    @property
    def width(self) -> int:
        """How many numbers the condition has."""
        return sum(1 for _ in self.slots())

    def encode(self, values: Mapping[str, Value]) -> list[float]:
        """The condition: each number within -1..1. Factors that `values` lacks are 0, as in training when dropped."""
        out: list[float] = []
        for name, what in self.slots():
            if name not in values:
                out.append(0.0)
                continue
            param, value = BY_NAME[name], values[name]
            if isinstance(param, ChoiceParam):
                out.append(1.0 if value == what else -1.0)
                continue
            assert isinstance(param, FloatParam) and isinstance(value, float | int)
            if what:
                angle = 2 * math.pi * float(value)
                out.append(math.sin(angle) if what == "sin" else math.cos(angle))
            else:
                out.append(2 * (float(value) - param.lo) / (param.hi - param.lo) - 1)
        return out


_BUILT = (
    "cliffs", "fields", "path", "river", "birds", "boats", "people", "buildings", "church", "bridge", "framing",
    "rainbow", "flowers", "palette", "contrast",
)  # fmt: skip

SHORES = World(
    id="shores",
    title="Wide land and water",
    knows="Open country, mountains, shores and night skies in every season, light and weather; no buildings or boats.",
    scenes={"landscape": 3, "seascape": 3, "mountains": 3, "nightsky": 1},
    controls=("scene", "daytime", "sun_x", "glow", "season", "cloud", "streak", "fog", "rain", "snowfall", "snow",
              "storm", "hills", "mountains", "rugged", "water", "waves", "trees", "tree_kind", "warmth", "saturation",
              "brightness", "horizon"),
    absent=_BUILT,
)  # fmt: skip

SKIES = World(
    id="skies",
    title="Skies over the sea",
    knows="Skies over open water: clouds, sun and moon, every hour and weather; nothing on the water.",
    scenes={"seascape": 1},
    controls=("daytime", "sun_x", "glow", "cloud", "streak", "fog", "rain", "storm", "mountains", "waves", "warmth",
              "saturation", "brightness", "horizon"),
    absent=(*_BUILT, "trees", "snowfall", "snow", "grass"),
)  # fmt: skip

WORLDS = {w.id: w for w in (SHORES, SKIES)}


def world(id_: str) -> World:
    """Raises `UnknownNameError`."""
    if id_ not in WORLDS:
        raise UnknownNameError("world", id_, WORLDS)
    return WORLDS[id_]

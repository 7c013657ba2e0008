"""The referee of the whole chain: a net that never painted looks at a picture and says what is in it.

It is trained on pictures of all kinds of scenes that the rules painted from drawn factors, not from words, and judged on
some that it did not see; what it gets right there is the most that the chain can reach. Media are left out: a picture is judged as it is before its medium is laid on.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import torch
from bench_obey import LIGHT, SEASON, holds, seen

from studio.art.generators.scenes.compose import paint
from studio.art.generators.scenes.sampling import SCENE_WEIGHTS, sample, vary
from studio.art.generators.worlds import World
from studio.art.nets.factor_net import FactorNet
from studio.art.training.factor_net import HELD_OUT, train_factor_net
from studio.art.training.painted import Painted
from studio.art.words.lexicon import find, words_of
from studio.art.words.reader import read
from studio.core import emphasis
from studio.core.paths import cache_dir
from studio.core.progress import DirectContext

PICTURES, EDGE, STEPS, SEED = 1_600, 64, 700, 78
LEAST = {
    "fog": 0.3,
    "rain": 0.25,
    "snow": 0.3,
    "storm": 0.3,
    "cloud": 0.45,
    "water": 0.2,
    "flowers": 0.3,
    "buildings": 0.25,
}
PLACE = World(
    id="all", title="", knows="", scenes=SCENE_WEIGHTS, absent=(),
    controls=("scene", "daytime", "season", "cloud", "fog", "rain", "snow", "storm", "water", "flowers", "buildings", "trees",
              "mountains", "warmth", "saturation", "brightness"),
)  # fmt: skip


def painted() -> Painted:
    """The pictures that the referee learns from; painted once and kept."""
    path = cache_dir() / "painted" / f"muse-referee-{EDGE}-{PICTURES}.npz"
    if not path.exists():
        ctx = DirectContext()
        pictures = np.empty((PICTURES, 3, EDGE, EDGE), np.uint8)
        conditions = np.empty((PICTURES, PLACE.width), np.float32)
        for k in range(PICTURES):
            values = PLACE.settle(sample(500_000 + k))
            pictures[k] = np.rint(paint(ctx, values, k, EDGE, EDGE).numpy() * 255)
            conditions[k] = PLACE.encode(values)
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(path, pictures=pictures, conditions=conditions)
    with np.load(path) as data:
        return Painted(data["pictures"], data["conditions"], [""] * PICTURES)


@cache
def referee() -> tuple[FactorNet, dict[str, float]]:
    """The net, and from which answer on it means that a thing is there: what tells best with from without, among pictures that
    it did not train on."""
    data = painted()
    folder = cache_dir() / "training" / f"muse-referee-{EDGE}-{PICTURES}"
    folder.mkdir(parents=True, exist_ok=True)
    judge = train_factor_net(DirectContext(), data, folder, steps=STEPS, seed=SEED, name="referee")
    with torch.inference_mode():
        answers = [seen(PLACE, a) for a in judge(_as_floats(data.pictures[:HELD_OUT])).numpy()]
    truths = [seen(PLACE, c) for c in data.conditions[:HELD_OUT]]
    for name, table in (("daytime", LIGHT), ("season", SEASON)):
        pairs = [
            (_part(float(str(a[name])), table), _part(float(str(t[name])), table))
            for a, t in zip(answers, truths, strict=True)
        ]
        right = {part: [a == t for a, t in pairs if t == part] for part in table}
        # The mean over the parts: most pictures are of the day, the words of the muse are not.
        mean = np.mean([np.mean(r) for r in right.values() if r])
        print(f"referee on {name}: right {mean:.2f}, mean over {', '.join(table)}")
    print(
        f"referee: scene right {np.mean([a['scene'] == t['scene'] for a, t in zip(answers, truths, strict=True)]):.2f}"
    )
    least = {}
    for name, from_ in LEAST.items():
        true = np.array([float(str(t[name])) >= from_ for t in truths])
        said = np.array([float(str(a[name])) for a in answers])
        tried = np.linspace(said.min(), said.max(), 200)
        balanced = [((said >= t)[true].mean() + (said < t)[~true].mean()) / 2 for t in tried]
        least[name] = float(tried[int(np.argmax(balanced))])
        print(
            f"referee on {name}: there from {least[name]:.2f} on, right {max(balanced):.2f} (of {int(true.sum())} with it)"
        )
    return judge, least


def _as_floats(pictures: np.ndarray) -> torch.Tensor:  # type: ignore[type-arg]
    x = torch.from_numpy(pictures).float() / 127.5 - 1
    return torch.nn.functional.interpolate(x, (64, 64), mode="area")


def _part(at: float, table: dict[str, tuple[float, float]]) -> str:
    """The part of the day or year that `at` lies in, "" between two of them."""
    return next((k for k, (lo, hi) in table.items() if lo <= at <= hi or lo <= at + 1 <= hi), "")


def claims(text: str) -> Iterator[str]:
    """What the words of a line say that a picture can show: "scene=seascape", "light=night", "fog=yes"."""
    told: set[str] = set()
    for hit in find(words_of(emphasis.plain(text))):
        if hit.denied:
            continue
        for name, value in hit.concept.effects.items():
            if name in told or (name == "scene" and value not in SCENE_WEIGHTS):
                continue
            told.add(name)
            if name == "scene":
                yield f"scene={value}"
            elif name in ("daytime", "season"):
                part = _part(float(str(value)), LIGHT if name == "daytime" else SEASON)
                if part:
                    yield f"{'light' if name == 'daytime' else 'season'}={part}"
            elif name in LEAST and float(str(value)) >= LEAST[name]:
                yield f"{name}=yes"


def agreement(ctx: DirectContext, text: str, seed: int) -> list[tuple[str, bool, bool]]:
    """(kind of claim, whether the painter was told so, whether the referee sees it in the picture) for each claim of the words
    of `text`. Where the first holds and the second does not, the picture or the referee is at fault."""
    asked = list(claims(text))
    # The first place that is named is the scene; what else it says of scenes is not asked for.
    scenes = [c for c in asked if c.startswith("scene=")]
    asked = [c for c in asked if c not in scenes[1:]]
    if not asked:
        return []
    reading = read(ctx, text)
    values = PLACE.settle(vary(reading.values, reading.mentioned, seed))
    pixels = np.rint(paint(ctx, values, seed, EDGE, EDGE).numpy() * 255).astype(np.uint8)
    judge, least = referee()
    with torch.inference_mode():
        factors = seen(PLACE, judge(_as_floats(pixels[None]))[0].numpy())
    told = {name: values[name] for name in PLACE.controls if name in values}
    return [(*holds(claim, told, LEAST), holds(claim, factors, least)[1]) for claim in asked]

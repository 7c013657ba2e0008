"""Captions with the factors that they mean: what the words net is trained on. Torch-free, seeded."""

from __future__ import annotations

import random
from dataclasses import dataclass

from studio.art.words.lexicon import AMOUNTS, CONCEPTS, Concept
from studio.core.params import Value

_BY_AXIS: dict[str, list[Concept]] = {}
for _c in CONCEPTS:
    _BY_AXIS.setdefault(_c.axis, []).append(_c)

_SCENES = [c for c in _BY_AXIS["subject"] if "scene" in c.effects]
_THINGS = [c for c in _BY_AXIS["subject"] if "scene" not in c.effects]

_OPEN = (
    "{m} of {s}", "{s}, {m}", "a {m} of {s}", "{s} in {m}", "{s}", "{s}", "{s}", "{s}", "picture of {s}", "a view of {s}",
    "study of {s}", "{s}: a {m}", "scene with {s}", "painting of {s}", "the {s}", "my {s}", "a {s}", "an old {s}",
    "{s} seen from a hill", "quiet {s}", "the edge of the {s}", "memories of {s}",
)  # fmt: skip
_LINK = (" and ", " with ", ", ", " beside ", " near ", " over ", " under ", " by ", " among ", " behind ")
_TIME = (
    " at {x}",
    ", {x}",
    " in {x}",
    " during {x}",
    " {x}",
    ", in the {x}",
    " under {x}",
    " on a day of {x}",
    ", all {x}",
)


@dataclass(frozen=True)
class Caption:
    """`values`: only the factors that the text says something about."""

    text: str
    values: dict[str, Value]


def caption(rng: random.Random) -> Caption:
    """One caption: a subject, perhaps more things, light, weather, season, mood, color, composition, medium."""
    values: dict[str, Value] = {}

    def say(concept: Concept, words: str) -> str:
        for name, value in concept.effects.items():
            # What was said first of the scene stands; a later thing does not move the place.
            if name == "scene" and "scene" in values:
                continue
            values[name] = value
        return words

    def word(concept: Concept) -> str:
        text = rng.choice(concept.words)
        if rng.random() < 0.06:
            amount = rng.choice(list(AMOUNTS))
            if amount.split()[0] not in text:
                main = next(iter(concept.effects))
                if main != "scene" and isinstance(concept.effects[main], float):
                    return f"{amount} {text}"
        return text

    subject = rng.choice(_SCENES) if rng.random() < 0.85 else rng.choice(_THINGS)
    line = say(subject, word(subject))
    outdoor = values.get("scene") not in ("stilllife", "abstract", "interior")
    if rng.random() < (0.42 if outdoor else 0.25):
        thing = rng.choice(_THINGS if outdoor else _SCENES)
        if outdoor or thing.effects.get("scene") == values.get("scene"):
            line += rng.choice(_LINK) + say(thing, word(thing))
    if rng.random() < 0.55:
        line += rng.choice(_TIME).format(x=say(c := rng.choice(_BY_AXIS["light"]), word(c)))
    if rng.random() < (0.30 if outdoor else 0.05):
        line += rng.choice(_TIME).format(x=say(c := rng.choice(_BY_AXIS["weather"]), word(c)))
    if rng.random() < (0.25 if outdoor else 0.06):
        line += rng.choice(_TIME).format(x=say(c := rng.choice(_BY_AXIS["season"]), word(c)))
    for axis, chance in (("mood", 0.18), ("color", 0.18), ("composition", 0.16)):
        if rng.random() < chance:
            c = rng.choice(_BY_AXIS[axis])
            extra = say(c, word(c))
            line = f"{extra} {line}" if rng.random() < 0.4 and " " not in extra else f"{line}, {extra}"
    if rng.random() < 0.35:
        c = rng.choice(_BY_AXIS["medium"])
        line = rng.choice(_OPEN[:4]).format(m=say(c, word(c)), s=line)
    elif rng.random() < 0.4:
        line = rng.choice([o for o in _OPEN[4:] if "{m}" not in o]).format(s=line)
    return Caption(line, values)


def captions(number: int, seed: int) -> list[Caption]:
    rng = random.Random(seed)
    return [caption(rng) for _ in range(number)]

"""Which factors go together: priors for each kind of scene, and candidates that obey what was said.

A factor's prior is a range with a likely middle, or weights of choices; some follow others (winter brings snow, night
brings stars and lit windows). Everything is drawn from a named stream per factor, so that fixing one factor does not
change what is drawn for the others.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Collection, Mapping

from studio.art.generators.scenes.factors import BY_NAME, FACTORS, relevant
from studio.core.params import ChoiceParam, FloatParam, Value

SCENE_WEIGHTS: dict[str, float] = {
    "landscape": 5, "seascape": 4, "mountains": 3, "forest": 3, "village": 2.5, "city": 2.5, "nightsky": 1.5,
    "garden": 2.5, "stilllife": 3, "interior": 2, "abstract": 2,
}  # fmt: skip

Range = tuple[float, float, float]
"""lo, likely, hi of a triangular distribution."""
Weights = dict[str, float]
Maybe = tuple[float, Range]
"""With this probability a value of the range, else 0."""

_COMMON: dict[str, Range | Weights | Maybe] = {
    "daytime": (0.2, 0.48, 0.8), "sun_x": (0.1, 0.6, 0.9), "glow": (0.1, 0.4, 0.9), "moon": (0.2, 0.6, 1.0),
    "stars": (0.2, 0.5, 1.0), "season": (0.08, 0.45, 0.95), "cloud": (0.0, 0.3, 0.85), "streak": (0.0, 0.25, 1.0),
    "fog": (0.35, (0.05, 0.15, 0.6)), "rain": (0.05, (0.3, 0.5, 0.9)), "snowfall": (0.0, (0, 0, 0)),
    "snow": (0.0, (0, 0, 0)), "storm": (0.04, (0.3, 0.5, 0.9)), "rainbow": (0.02, (0.4, 0.6, 0.9)),
    "hills": (0.1, 0.4, 0.8), "mountains": (0.3, (0.15, 0.35, 0.7)), "rugged": (0.1, 0.5, 0.95),
    "cliffs": (0.08, (0.2, 0.4, 0.8)), "fields": (0.25, (0.2, 0.5, 0.9)), "path": (0.3, (0.3, 0.6, 1.0)),
    "water": (0.3, (0.15, 0.35, 0.6)), "river": (0.15, (0.3, 0.6, 1.0)), "waves": (0.02, 0.2, 0.6),
    "reflection": (0.35, 0.65, 0.95), "trees": (0.1, 0.35, 0.8),
    "tree_kind": {"broadleaf": 5, "pine": 3, "birch": 1.5, "poplar": 1.5, "palm": 0.3, "blossom": 0.6},
    "flowers": (0.25, (0.15, 0.4, 0.9)),
    "flower_color": {"mixed": 3, "red": 2, "yellow": 2, "white": 1.5, "pink": 1.5, "blue": 1, "purple": 1.5,
                     "orange": 1},
    "grass": (0.0, 0.25, 0.8), "birds": (0.3, (0.15, 0.3, 0.7)), "boats": (0.0, (0, 0, 0)),
    "people": (0.12, (0.2, 0.3, 0.7)), "buildings": (0.2, (0.05, 0.15, 0.4)),
    "building_kind": {"cottage": 5, "town": 1, "tower": 0.2}, "church": (0.05, (0.5, 0.7, 1.0)),
    "bridge": (0.0, (0, 0, 0)), "lit": (0.0, 0.15, 0.4), "fruit": (0.25, 0.5, 0.9),
    "fruit_kind": {"apples": 3, "oranges": 2, "lemons": 2, "pears": 2, "grapes": 1.2, "mixed": 2.5},
    "vase": (0.6, (0.5, 0.8, 1.0)), "bottle": (0.35, (0.5, 0.8, 1.0)), "candle": (0.12, (0.6, 0.8, 1.0)),
    "drapery": (0.1, 0.4, 0.9), "window": (0.35, 0.6, 0.9), "furniture": (0.3, 0.6, 0.95),
    "abstract_kind": {"field": 2, "flow": 2, "circles": 2, "grid": 2, "shards": 2, "gesture": 2},
    "complexity": (0.15, 0.45, 0.85),
    "palette": {"natural": 9, "pastel": 1, "earth": 1, "jewel": 1, "nordic": 1, "riviera": 1, "ember": 0.7,
                "mono": 0.15},
    "warmth": (-0.5, 0.05, 0.6), "saturation": (0.75, 1.0, 1.35), "brightness": (0.9, 1.0, 1.12),
    "contrast": (0.85, 1.0, 1.2), "horizon": (0.28, 0.45, 0.62), "subject_x": (0.2, 0.4, 0.8),
    "subject_size": (0.3, 0.5, 0.8), "framing": (0.12, (0.3, 0.5, 0.9)),
    "medium": {"gouache": 4, "oil": 4, "watercolor": 2.5, "pointillist": 1, "ink": 1, "pastel": 1.5, "poster": 1},
    "stroke": (0.25, 0.45, 0.75),
}  # fmt: skip

_SCENES: dict[str, dict[str, Range | Weights | Maybe]] = {
    "landscape": {},
    "seascape": {
        "water": (0.75, 0.95, 1.0), "boats": (0.6, (0.15, 0.35, 0.8)), "birds": (0.5, (0.15, 0.4, 0.8)),
        "mountains": (0.3, (0.1, 0.25, 0.5)), "cliffs": (0.35, (0.2, 0.5, 0.9)), "trees": (0.0, 0.05, 0.3),
        "hills": (0.0, 0.15, 0.4), "fields": (0.0, (0, 0, 0)), "path": (0.0, (0, 0, 0)), "river": (0.0, (0, 0, 0)),
        "flowers": (0.0, (0, 0, 0)), "waves": (0.05, 0.3, 0.9), "horizon": (0.35, 0.5, 0.65),
        "tree_kind": {"palm": 2, "pine": 1, "broadleaf": 1}, "buildings": (0.1, (0.03, 0.06, 0.15)),
    },
    "forest": {
        "trees": (0.7, 0.9, 1.0), "water": (0.15, (0.1, 0.25, 0.4)), "path": (0.5, (0.4, 0.7, 1.0)),
        "mountains": (0.1, (0.1, 0.2, 0.4)), "fields": (0.0, (0, 0, 0)), "buildings": (0.06, (0.04, 0.08, 0.12)),
        "fog": (0.5, (0.1, 0.3, 0.7)), "cliffs": (0.0, (0, 0, 0)),
        "tree_kind": {"broadleaf": 3, "pine": 3, "birch": 2.5, "blossom": 0.4},
    },
    "mountains": {
        "mountains": (0.65, 0.85, 1.0), "rugged": (0.35, 0.7, 1.0), "trees": (0.0, 0.25, 0.6),
        "tree_kind": {"pine": 6, "broadleaf": 1, "birch": 0.7}, "water": (0.45, (0.2, 0.4, 0.6)),
        "fields": (0.05, (0.2, 0.4, 0.6)), "snow": (0.3, (0.05, 0.2, 0.5)), "flowers": (0.2, (0.1, 0.3, 0.7)),
        "horizon": (0.25, 0.36, 0.5),
    },
    "village": {
        "buildings": (0.35, 0.55, 0.85), "church": (0.5, (0.6, 0.85, 1.0)), "trees": (0.15, 0.35, 0.6),
        "fields": (0.4, (0.2, 0.5, 0.9)), "bridge": (0.2, (0.6, 0.8, 1.0)), "lit": (0.1, 0.3, 0.7),
        "building_kind": {"cottage": 6, "town": 2}, "path": (0.5, (0.4, 0.7, 1.0)),
    },
    "city": {
        "buildings": (0.6, 0.85, 1.0), "building_kind": {"tower": 5, "town": 3}, "daytime": (0.2, 0.72, 1.0),
        "lit": (0.3, 0.6, 1.0), "water": (0.6, (0.25, 0.4, 0.6)), "bridge": (0.3, (0.6, 0.8, 1.0)),
        "trees": (0.0, 0.1, 0.3), "hills": (0.0, 0.1, 0.3), "mountains": (0.08, (0.1, 0.2, 0.4)),
        "fields": (0.0, (0, 0, 0)), "flowers": (0.0, (0, 0, 0)), "path": (0.0, (0, 0, 0)),
        "cliffs": (0.0, (0, 0, 0)), "church": (0.0, (0, 0, 0)), "people": (0.15, (0.2, 0.3, 0.6)), "grass": (0.0, 0.05, 0.2),
    },
    "nightsky": {
        "daytime": (0.94, 0.99, 1.0), "stars": (0.6, 0.85, 1.0), "cloud": (0.0, 0.08, 0.35), "horizon": (0.12, 0.2, 0.32),
        "moon": (0.5, (0.3, 0.6, 1.0)), "fog": (0.15, (0.05, 0.1, 0.25)), "rain": (0.0, (0, 0, 0)),
        "water": (0.35, (0.2, 0.35, 0.5)), "trees": (0.1, 0.3, 0.6), "birds": (0.0, (0, 0, 0)),
        "tree_kind": {"pine": 4, "broadleaf": 2}, "lit": (0.2, 0.5, 0.9), "brightness": (1.0, 1.05, 1.15),
    },
    "garden": {
        "flowers": (0.55, 0.8, 1.0), "trees": (0.15, 0.35, 0.6), "path": (0.6, (0.5, 0.8, 1.0)),
        "season": (0.25, 0.45, 0.7), "water": (0.3, (0.2, 0.35, 0.5)), "fields": (0.0, (0, 0, 0)),
        "mountains": (0.1, (0.1, 0.2, 0.35)), "tree_kind": {"broadleaf": 4, "blossom": 2, "poplar": 2},
        "buildings": (0.3, (0.05, 0.1, 0.2)), "cliffs": (0.0, (0, 0, 0)), "grass": (0.1, 0.35, 0.7),
    },
    "stilllife": {
        "flowers": (0.65, (0.35, 0.6, 1.0)), "horizon": (0.3, 0.38, 0.48), "daytime": (0.3, 0.5, 0.72),
        "subject_x": (0.32, 0.5, 0.68), "subject_size": (0.45, 0.6, 0.8), "fog": (0.0, (0, 0, 0)),
    },
    "interior": {
        "flowers": (0.3, (0.2, 0.4, 0.7)), "vase": (0.4, (0.6, 0.8, 1.0)), "daytime": (0.28, 0.45, 0.78),
        "fruit": (0.0, 0.2, 0.6), "subject_x": (0.25, 0.4, 0.7), "candle": (0.1, (0.6, 0.8, 1.0)),
    },
    "abstract": {
        "palette": {"natural": 1.5, "pastel": 1, "earth": 1.5, "jewel": 2, "nordic": 1.2, "riviera": 1.5, "ember": 1.5,
                    "mono": 0.5},
        "medium": {"gouache": 4, "oil": 4, "watercolor": 1, "pastel": 2, "poster": 2},
    },
}  # fmt: skip


class Draw:
    """Named streams of chance: `uniform("trees")` depends on the seed and the name alone."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def stream(self, name: str) -> random.Random:
        digest = hashlib.blake2b(f"{self._seed}/{name}".encode(), digest_size=8).digest()
        return random.Random(int.from_bytes(digest, "little"))


def sample(seed: int, scene: str | None = None) -> dict[str, Value]:
    """All factors of one picture, as likely as they look good together; of a given kind of scene or of any."""
    draw = Draw(seed)
    if scene is None:
        names, weights = zip(*SCENE_WEIGHTS.items(), strict=True)
        scene = draw.stream("scene").choices(names, weights)[0]
    return _fill({"scene": scene}, frozenset({"scene"}), draw)


def vary(values: Mapping[str, Value], mentioned: Collection[str], seed: int) -> dict[str, Value]:
    """All factors for one candidate. What the words said (`mentioned` names of `values`) stays but for a small drift;
    all else is drawn anew from the priors of the scene and of what was said."""
    draw = Draw(seed)
    said = {name: values[name] for name in mentioned if name in values and name in BY_NAME}
    # The scene is never left to chance: a reader always has a best guess.
    said["scene"] = values.get("scene", "landscape")
    out = _fill(said, frozenset(said), draw)
    for name in said:
        param, value = BY_NAME[name], out[name]
        if isinstance(param, FloatParam) and isinstance(value, float | int):
            drift = draw.stream(f"drift {name}").uniform(-1, 1) * 0.035 * (param.hi - param.lo)
            # A clear no or a clear all stays one.
            if param.lo + 0.02 < value < param.hi - 0.02:
                out[name] = round(min(param.hi, max(param.lo, value + drift)), 3)
    return out


def _fill(said: Mapping[str, Value], fixed: frozenset[str], draw: Draw) -> dict[str, Value]:
    scene = str(said.get("scene", "landscape"))
    priors = {**_COMMON, **_SCENES.get(scene, {})}
    out: dict[str, Value] = {}
    for param in FACTORS:
        name = param.name
        if name in said:
            out[name] = said[name]
        elif name not in priors:
            out[name] = param.default
        else:
            out[name] = _one(priors[name], draw.stream(name))
    _harmonize(out, fixed, scene, draw)
    for param in FACTORS:
        value = out[param.name]
        if isinstance(param, FloatParam) and isinstance(value, float | int):
            out[param.name] = round(min(param.hi, max(param.lo, float(value))), 3)
        elif isinstance(param, ChoiceParam):
            out[param.name] = param.check(value)
    return out


def _one(prior: Range | Weights | Maybe, rng: random.Random) -> Value:
    if isinstance(prior, dict):
        return rng.choices(list(prior), list(prior.values()))[0]
    if len(prior) == 2:
        chance, (lo, mode, hi) = prior
        happens = rng.random() < chance
        value = rng.triangular(lo, hi, mode)
        return value if happens else 0.0
    lo, mode, hi = prior
    return rng.triangular(lo, hi, mode)


def _harmonize(out: dict[str, Value], fixed: frozenset[str], scene: str, draw: Draw) -> None:
    """What follows from what, for all that was not said."""

    def number(name: str) -> float:
        value = out[name]
        return float(value) if isinstance(value, float | int) else 0.0

    def put(name: str, value: Value) -> None:
        if name not in fixed:
            out[name] = value

    rng = draw.stream("harmony")
    if "season" not in fixed and (number("snow") > 0.5 or number("snowfall") > 0) and scene != "mountains":
        put("season", rng.choice((rng.uniform(0.0, 0.06), rng.uniform(0.95, 1.0))))
    season, day = number("season"), number("daytime")
    winter = season < 0.1 or season > 0.92
    night = day < 0.2 or day > 0.82
    outdoor = scene not in ("stilllife", "abstract")
    if winter and outdoor and number("rain") > 0 and "rain" not in fixed:
        # What falls in winter is snow.
        put("snowfall", max(number("snowfall"), number("rain")))
        put("rain", 0.0)
    if winter and outdoor and number("rain") == 0:
        put("snow", max(number("snow"), rng.uniform(0.45, 0.95)))
        if rng.random() < 0.3:
            put("snowfall", rng.uniform(0.2, 0.7))
        put("flowers", 0.0)
        put("grass", number("grass") * 0.4)
    if 0.66 < season < 0.9:
        put("flowers", number("flowers") * 0.5)
    if 0.12 < season < 0.32 and rng.random() < 0.12:
        put("tree_kind", "blossom")
    if night:
        put("lit", max(number("lit"), rng.uniform(0.45, 0.9)))
        put("moon", max(number("moon"), rng.uniform(0.3, 0.9)))
        put("birds", 0.0)
        put("rainbow", 0.0)
        put("brightness", max(number("brightness"), 1.0))
    if 0.2 <= day <= 0.3 or 0.7 <= day <= 0.82:
        put("glow", max(number("glow"), rng.uniform(0.4, 0.9)))
        put("lit", max(number("lit"), rng.uniform(0.2, 0.5)))
    if number("rain") > 0.2 or number("storm") > 0.3 or number("snowfall") > 0.2:
        put("cloud", max(number("cloud"), rng.uniform(0.7, 0.95)))
    if number("snow") > 0.3 and outdoor:
        put("rain", 0.0)
    if number("rain") > 0.2:
        put("snowfall", 0.0)
    if number("rainbow") > 0.1:
        put("rain", min(number("rain"), 0.25))
        put("daytime", rng.uniform(0.32, 0.4))
    if number("boats") > 0.05 and outdoor and number("water") < 0.3:
        put("water", rng.uniform(0.4, 0.6))
    if "boats" in fixed and number("boats") > 0.05 and scene not in ("city", "interior"):
        # Boats that were asked for are what the picture is about: nothing stands before them.
        put("subject_size", max(number("subject_size"), rng.uniform(0.55, 0.9)))
        put("trees", min(number("trees"), rng.uniform(0.0, 0.16)))
        put("people", 0.0)
        put("fog", min(number("fog"), 0.15))
    if number("bridge") > 0.2 and max(number("water"), number("river")) < 0.3:
        put("river", rng.uniform(0.6, 0.9))
    if number("water") > 0.3 and scene not in ("seascape", "city") and rng.random() < 0.3:
        put("boats", rng.uniform(0.1, 0.3))
    if number("water") > 0.25:
        put("river", 0.0)
    if out.get("tree_kind") == "palm" and "snow" not in fixed:
        put("snow", 0.0)
        put("snowfall", 0.0)
    if number("lit") > 0.6 and "daytime" not in fixed and scene in ("village", "city") and rng.random() < 0.5:
        put("daytime", rng.choice((0.78, 0.8, 0.97)))
    for name in set(out) - set(relevant(scene)) - fixed:
        # What does not act in this scene stands at rest, so that a recipe reads well.
        param = BY_NAME[name]
        out[name] = 0.0 if isinstance(param, FloatParam) and param.group not in ("light", "weather") else param.default

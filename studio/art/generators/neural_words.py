"""What an anchor's words and sliders mean in the world of a network: a value for every factor that it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from studio.art.generators.catalog import MEDIUM
from studio.art.generators.scenes.factors import BY_NAME
from studio.art.generators.scenes.sampling import vary
from studio.art.generators.worlds import World
from studio.art.latent.space import Hearing
from studio.core.moves import Anchor
from studio.core.params import FloatParam, Value
from studio.core.progress import Context

if TYPE_CHECKING:
    from studio.art.latent.loaded import Loaded
    from studio.art.words.reader import Reading

PRESENT = 0.15
"""From this value a thing that was asked for would have been seen."""


@dataclass(frozen=True)
class Meant:
    """`values`: of all factors that the network is told, and the medium. `notes`: sentences for the artist. `models`:
    id -> SHA-256 of what read the words."""

    values: Mapping[str, Value] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    models: Mapping[str, str] = field(default_factory=dict)


def meant(ctx: Context, loaded: Loaded, anchor: Anchor) -> Meant:
    """The factors of an anchor: given ones, then those read from its words, then chance by its seed.

    Raises `UserError` for an empty text, unless all factors are given.
    """
    place = loaded.world
    if place is None:
        return Meant({"medium": anchor.params.get("medium", MEDIUM)})
    wanted = (*place.controls, "medium")
    given = {name: anchor.params[name] for name in wanted if name in anchor.params}
    key = (anchor.text, anchor.seed if len(given) < len(wanted) else 0, tuple(sorted(given.items())))
    return loaded.memo.get("meant", key, lambda: _meant(ctx, loaded, place, anchor, given))


def _meant(ctx: Context, loaded: Loaded, place: World, anchor: Anchor, given: Mapping[str, Value]) -> Meant:
    models: Mapping[str, str] = {}
    if anchor.text.strip() and isinstance(loaded.space, Hearing):
        models = _tell(ctx, loaded, loaded.space, anchor.text)
    if len(given) == len(place.controls) + 1:
        return Meant(dict(given), (), models)
    reading = loaded.memo.get("reading", anchor.text, lambda: _read(ctx, anchor.text))
    scene = nearest_scene(place, str(reading.values["scene"]), reading)
    said = {**reading.values, "scene": scene, **given}
    mentioned = set(reading.mentioned) - set(place.absent) | set(given) | {"scene"}
    drawn = place.settle(vary(said, mentioned, anchor.seed))
    values = {name: drawn[name] for name in place.controls}
    values["medium"] = reading.values["medium"] if "medium" in reading.mentioned else MEDIUM
    notes = (*outside(place, loaded.title, reading), *reading.notes)
    return Meant({**values, **given}, notes, {**models, **reading.models})


def _read(ctx: Context, text: str) -> Reading:
    from studio.art.words.reader import read

    return read(ctx, text)


def _tell(ctx: Context, loaded: Loaded, space: Hearing, text: str) -> Mapping[str, str]:
    """Has the space hear a sentence; returns what encoded it."""
    from studio.art.words import encoder

    line = " ".join(text.split())
    vectors, models = loaded.memo.get("sentence", text, lambda: encoder.encode(ctx, [line]))
    space.hear(text, vectors[0])
    return models


def nearest_scene(place: World, scene: str, reading: Reading) -> str:
    """The scene of this world that comes nearest to the one that was read."""
    if scene in place.scenes:
        return scene
    values = reading.values
    likely = (("water", 0.7, "seascape"), ("mountains", 0.6, "mountains"))
    for name, least, instead in likely:
        if instead in place.scenes and name in reading.mentioned and float(values[name]) >= least:
            return instead
    return next(iter(place.scenes))


def outside(place: World, title: str, reading: Reading) -> tuple[str, ...]:
    """Sentences about what was asked for and lies outside of this world."""
    notes = []
    scene = str(reading.values["scene"])
    if scene not in place.scenes and reading.hits:
        known = _listed([_SCENES[s] for s in place.scenes])
        notes.append(f"“{title}” paints {known}, not {_SCENES[scene]}: here is what comes nearest.")
    missing = []
    for name in place.absent:
        param, value = BY_NAME[name], reading.values.get(name)
        if name in reading.mentioned and isinstance(param, FloatParam) and param.lo == 0.0 and param.origin is None:
            assert isinstance(value, float | int)
            if value > PRESENT:
                missing.append(param.title.lower())
    if missing:
        notes.append(f"“{title}” was never shown {_listed(missing, 'or')} and leaves that out.")
    return tuple(notes)


_SCENES = {
    "landscape": "landscapes", "seascape": "seascapes", "forest": "forests", "mountains": "mountains",
    "village": "villages", "city": "cities", "nightsky": "night skies", "garden": "gardens", "stilllife": "still lifes",
    "interior": "rooms", "abstract": "abstracts",
}  # fmt: skip


def _listed(words: list[str], last: str = "and") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"

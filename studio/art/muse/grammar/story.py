"""Very short stories, written by rule from plots and from what `lore` knows. Torch-free.

`resources/muse/stories.txt` and `scenes.txt` hold the plots, written by this project's authors. A plot is a row of steps in the
present tense, each with several wordings; one hero, one place and one thing go through all of it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from studio.art.muse.grammar.cast import (
    BEASTS,
    BIRDS,
    ELSEWHEN,
    GROUPS,
    NOT_IN_HAND,
    OF_SIZE,
    cast_as,
    role,
    says,
    solid,
)
from studio.art.muse.grammar.cast import pronoun as pronoun
from studio.art.muse.grammar.english import plural_verb, sentence
from studio.art.muse.grammar.lore import Concept, concepts
from studio.core import paths

_SKIES = ("rain", "snow", "wind", "mist", "fog", "moon")
_WET_ONLY = ("rain", "wind", "mist")
_PLACES = ("harbor", "village", "garden", "forest", "town", "island", "valley", "meadow", "hill", "river")
_THINGS = (
    "lighthouse",
    "bridge",
    "tree",
    "boat",
    "mill",
    "well",
    "carousel",
    "tower",
    "swing",
    "fountain",
    "oak",
    "bench",
    "chapel",
    "wall",
)
_LIGHTS = {
    "dawn": ("at dawn", "in the first pale light", "at daybreak", "at sunrise"),
    "morning": ("in clear morning light", "on a bright morning", "early in the morning", "in cool morning sun"),
    "noon": ("at noon", "in hard white light", "in the heat of noon", "under a high sun"),
    "late": ("in low golden light", "in late afternoon light", "against the light", "in the last warm sun"),
    "dusk": ("at dusk", "in the blue hour", "at sunset", "in violet twilight"),
    "night": ("at night", "by moonlight", "under the stars", "in deep night"),
}  # fmt: skip


@dataclass(frozen=True)
class Plot:
    """`hero`: "person", "beast", "bird", "pair" or "any"; `thing`: "small" (one that a hand can carry), "keep" (one that is kept
    in a drawer) or "any"; `places`: ids of the places where it can be, empty for all."""

    id: str
    hero: str
    thing: str
    snow: bool
    places: tuple[str, ...]
    steps: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=8)
def plots(name: str) -> tuple[Plot, ...]:
    """Of the resource "stories.txt" or "scenes.txt". Raises `ValueError` for one that breaks the form."""
    text = re.sub(r"(?m)^#.*\n", "", paths.resource("muse", name).read_text("utf-8"))
    out = []
    for block in re.split(r"\n\s*\n", text.strip()):
        head, *steps = block.splitlines()
        cells = [c.strip() for c in head.removeprefix("plot:").split("|")]
        if not head.startswith("plot:") or len(cells) < 3 or len(steps) < 4:
            raise ValueError(f"{name}: {head}")
        places = next((c.removeprefix("in:").split() for c in cells if c.startswith("in:")), [])
        where = dict.fromkeys(i for p in places for i in GROUPS.get(p, p).split())
        told = tuple(tuple(s.split(" / ")) for s in steps)
        out.append(Plot(cells[0], cells[1], cells[2], "nosnow" not in cells, tuple(where), told))
    return tuple(out)


class Tale:
    """One plot filled with one hero, place, thing and sky."""

    def __init__(self, plot: Plot, things: Sequence[Concept], named: int, rng: random.Random) -> None:
        self._rng, self._plot = rng, plot
        taken: set[str] = set()

        def take(fits: Callable[[Concept], bool], fallback: Sequence[str]) -> Concept:
            ring = [c for c in things if fits(c) and c.id not in taken]
            spare = [concepts()[f] for f in fallback if f in concepts() and f not in taken]
            first = [c for c in ring if c in things[:named]]
            chosen = first[0] if first else ring[0] if ring and rng.random() < 0.8 else rng.choice(spare)
            taken.add(chosen.id)
            return chosen

        hero_of = {
            "person": lambda c: role(c) == "person", "pair": lambda c: role(c) == "pair", "beast": lambda c: role(c) == "beast",
            "bird": lambda c: c.id in BIRDS, "any": lambda c: role(c) in ("person", "beast"),
        }[plot.hero]  # fmt: skip
        people = [c.id for c in concepts().values() if role(c) == "person" and c.id != "reader"]
        spare = {"pair": ["lovers"], "beast": sorted(BEASTS), "bird": sorted(BIRDS)}.get(plot.hero, people)
        self._who = cast_as(take(hero_of, spare))
        self._place = take(lambda c: c.kind == "place" and c.id in (plot.places or (c.id,)), plot.places or _PLACES)
        size = OF_SIZE.get(plot.thing)
        small = sorted(size or ())
        self._thing = take(
            lambda c: role(c) == "thing" and (size is None or c.id in size) and solid(c), small or _THINGS
        )
        skies = _SKIES if plot.snow else _WET_ONLY
        self._sky = take(lambda c: c.id in skies, skies)
        self._met = False
        self._said: set[str] = set()
        self._ats = rng.sample(self._place.at, len(self._place.at))

    def _fresh(self, phrases: Sequence[str]) -> str:
        left = [p for p in phrases if p not in self._said] or list(phrases)
        chosen = self._rng.choice(left)
        self._said.add(chosen)
        return chosen

    def _value(self, name: str) -> str:
        who, hero, thing = self._who, self._who.concept, self._thing
        if name in ("hero", "a_hero"):
            first, self._met = not self._met, True
            # "the running child waits": what somebody is doing is told by the story.
            adjective = self._fresh([a for a in hero.adjectives if not a.endswith("ing")] or hero.adjectives)
            if hero.plural:
                return hero.one if first else hero.definite
            if name == "a_hero" and first:
                return hero.described(adjective)
            if first:
                return f"the {adjective} {hero.noun}" if hero.definite.startswith("the ") else hero.definite
            return "the woman" if hero.id == "reader" else hero.definite
        if name in ("a_thing", "thing", "thing_is", "thing_does"):
            if name == "thing_is":
                return "are" if thing.plural else "is"
            if name == "thing_does":
                does = self._fresh([d for d in thing.does if not ELSEWHEN.search(d)] or thing.does)
                return plural_verb(does) if thing.plural else does
            looks = [a for a in thing.adjectives if a not in NOT_IN_HAND] or thing.adjectives
            return thing.described(self._fresh(looks)) if name == "a_thing" else thing.definite
        if name in ("at", "at2"):
            return self._ats.pop(0) if self._ats else f"not far from {self._place.definite}"
        if name in _LIGHTS:
            return self._fresh(_LIGHTS[name])
        pronouns = {
            "he": who.he,
            "his": who.his,
            "him": who.him,
            "himself": who.himself,
            "it": "them" if thing.plural else "it",
        }
        if name in pronouns:
            return pronouns[name]
        if name == "hero_does":
            does = self._fresh([d for d in hero.does if not d.startswith("is ")] or hero.does)
            return who.verb(does)
        if name == "place":
            return self._place.definite
        if name == "place_does":
            return self._fresh(self._place.does)
        if name == "sky":
            return self._sky.definite
        return self._fresh([d for d in self._sky.does if not d.startswith("was ")])

    def filled(self, pattern: str) -> str:
        """A step in words, every sentence with a capital."""
        met = self._met
        out = re.sub(r"\[(\w+)\]", lambda m: self._who.verb(m[1]), pattern)

        def value(m: re.Match[str]) -> str:
            if m[1] == "He":
                return sentence(self._who.he)
            return self._value(m[1])

        out = re.sub(r"\{(\w+)\}", value, out)
        self._met = self._met or met
        return re.sub(r"(^|[.!?] )([a-z])", lambda m: m[1] + m[2].upper(), out)

    def steps(self) -> list[str]:
        """All steps of the plot."""
        return [self.filled(self._rng.choice(s)) for s in self._plot.steps]


def fitting(name: str, things: Sequence[Concept], named: int) -> list[Plot]:
    """Plots in which the named things find a part."""
    first = things[:named]
    roles = {role(c) for c in first}
    out = []
    for plot in plots(name):
        if plot.hero == "pair" and "pair" not in roles:
            continue
        if "pair" in roles and plot.hero != "pair":
            continue
        if plot.id in ("seasons", "storm") and any(
            c.kind in ("season", "hour") or c.id in ("snow", "mist", "fog", "frost") for c in first
        ):
            continue
        if plot.id == "storm" and any(c.id in ("moon", "sun", "star", "rainbow") for c in first):
            continue
        if plot.id == "door" and any(c.id == "door" for c in first):
            continue
        if "beast" in roles and "person" not in roles and plot.hero not in ("beast", "bird", "any"):
            continue
        if plot.hero in ("beast", "bird") and ("person" in roles or ("beast" not in roles and named > 0)):
            continue
        if plot.hero == "bird" and not any(c.id in BIRDS for c in first):
            continue
        named_things = [c for c in first if role(c) == "thing"]
        size = OF_SIZE.get(plot.thing)
        if size and named_things and not any(c.id in size for c in named_things):
            continue
        if plot.places and any(c.kind == "place" for c in first) and not any(c.id in plot.places for c in first):
            continue
        out.append(plot)
    return out or [p for p in plots(name) if p.hero in ("person", "any") and p.thing == "any"]


def story(things: Sequence[Concept], rng: random.Random, named: int | None = None) -> list[str]:
    """Seven to ten sentences, in the present tense; the first `named` of `things` all find a place in it."""
    first = len(things) if named is None else named
    plot = rng.choice(fitting("stories.txt", things, first))
    tale = Tale(plot, things, first, rng)
    lines = tale.steps()
    for c in unspoken(things[:first], " ".join(lines)):
        does = rng.choice([d for d in c.does if not d.startswith("is ")] or c.does)
        # Not before "It began with ...": what is put in must not catch that word.
        open_ = [k for k in range(1, len(lines) - 1) if not re.match(r"(It|He|She|They|So|Neither|Then)\b", lines[k])]
        lines.insert(
            rng.choice(open_ or [len(lines) - 1]), sentence(f"{c.definite} {plural_verb(does) if c.plural else does}.")
        )
    return lines


def unspoken(first: Sequence[Concept], text: str) -> list[Concept]:
    """Named things that the plot has no part for."""
    return [c for c in first if not says(text, c)]

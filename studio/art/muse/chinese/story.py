"""Very short stories and storyboards in simplified Chinese, by rule, from `resources/muse/stories_zh.txt` and `scenes_zh.txt`.
Torch-free."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from studio.art.muse.chinese.words import counted, inside, is_agent, pronoun
from studio.art.muse.grammar.cast import BEASTS, LARGE_ONLY, OF_SIZE, SMALL, solid
from studio.art.muse.grammar.lore import Concept, concepts
from studio.art.muse.grammar.story import Plot, plots

_LIGHTS = {
    "dawn": ("天刚亮", "拂晓", "晨光初现", "日出时分"), "morning": ("清亮的早晨", "清晨", "早晨的凉光里", "上午"),
    "noon": ("正午", "白亮的日光下", "烈日当头"), "late": ("斜阳里", "午后的暖光里", "逆光中", "低低的金光里"),
    "dusk": ("黄昏", "暮色里", "日落时", "天色将暗"), "night": ("深夜", "月光下", "星空下", "夜里"),
}  # fmt: skip
_SKIES = ("rain", "snow", "wind", "mist", "fog", "moon")
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
    "fountain",
    "oak",
    "bench",
    "chapel",
)


_ROOMS = ("room", "kitchen", "attic", "café", "inn")
_HOURS = re.compile("[夜早晚晨昏]|天亮|正午|午后|周|四月|五月|六月")
_DOING = re.compile("睡|奔跑|旋转|滑行|大笑|歌|低语|起舞|远行|扫地|盘旋|归来|离别|吹哨|静止|掠过|飞")
"""Looks that tell what somebody is doing: that is the story's to tell."""


def _role(c: Concept) -> str:
    if c.id == "lovers":
        return "pair"
    if is_agent(c) and c.id != "crowd":
        return "person"
    if c.id in BEASTS:
        return "beast"
    if c.kind in ("thing", "plant"):
        return "thing"
    return {"place": "place", "sky": "sky"}.get(c.kind, "other")


class _Tale:
    def __init__(self, plot: Plot, things: Sequence[Concept], named: int, rng: random.Random) -> None:
        self._plot, self._rng = plot, rng
        taken: set[str] = set()

        def take(fits: Callable[[Concept], bool], fallback: Sequence[str]) -> Concept:
            ring = [c for c in things if fits(c) and c.id not in taken]
            first = [c for c in ring if c in things[:named]]
            spare = [concepts()[f] for f in fallback if f not in taken]
            chosen = first[0] if first else ring[0] if ring and rng.random() < 0.7 else rng.choice(spare)
            taken.add(chosen.id)
            return chosen

        hero_of: dict[str, Callable[[Concept], bool]] = {
            "person": lambda c: _role(c) == "person", "beast": lambda c: _role(c) == "beast", "pair": lambda c: _role(c) == "pair",
            "any": lambda c: _role(c) in ("person", "beast"),
        }  # fmt: skip
        people = [c.id for c in concepts().values() if _role(c) == "person" and c.id != "reader"]
        self._hero = take(hero_of[plot.hero], {"pair": ["lovers"], "beast": sorted(BEASTS)}.get(plot.hero, people))
        self._place = take(lambda c: c.kind == "place" and c.id in (plot.places or (c.id,)), plot.places or _PLACES)
        size = OF_SIZE.get(plot.thing)
        self._thing = take(
            lambda c: _role(c) == "thing" and (size is None or c.id in size) and solid(c), sorted(size or _THINGS)
        )
        self._sky = take(lambda c: c.id in _SKIES, _SKIES)
        self._ats = rng.sample(self._place.zh.at, len(self._place.zh.at))
        self._said: set[str] = set()
        self._met = False

    def _fresh(self, phrases: Sequence[str]) -> str:
        left = [p for p in phrases if p not in self._said] or list(phrases)
        chosen = self._rng.choice(left)
        self._said.add(chosen)
        return chosen

    def _value(self, name: str) -> str:
        hero, thing, place = self._hero, self._thing, self._place
        if name in ("hero", "a_hero"):
            first, self._met = not self._met, True
            adjective = self._fresh([a for a in hero.zh.adjectives if not _DOING.search(a)] or hero.zh.adjectives)
            if name == "a_hero" and first:
                return counted(hero, adjective)
            return f"{adjective}{hero.zh.noun}" if first else hero.zh.noun
        if name in _LIGHTS:
            return self._fresh(_LIGHTS[name])
        if name in ("at", "在at"):
            at = self._ats.pop(0) if self._ats else f"{place.zh.noun}附近"
            return inside(at) if name == "在at" else at
        if name == "在thing":
            return f"在{thing.zh.noun}"
        return {
            "他": pronoun(hero), "thing": thing.zh.noun, "place": place.zh.noun,
            "a_thing": counted(thing, self._fresh(thing.zh.adjectives)) if name == "a_thing" else "",
            "thing_does": self._fresh(thing.zh.does) if name == "thing_does" else "",
            "hero_does": self._fresh(hero.zh.does) if name == "hero_does" else "",
            "place_does": self._fresh([d for d in place.zh.does if not _HOURS.search(d)] or place.zh.does) if name == "place_does" else "",
            "sky_line": f"{self._sky.zh.noun}{self._fresh(self._sky.zh.does)}" if name == "sky_line" else "",
        }[name]  # fmt: skip

    def steps(self, fewest: int = 0) -> list[str]:
        """All steps; with `fewest` some that bring in nobody and nothing may be left out, down to so many."""
        kept = list(self._plot.steps)
        spare = [k for k, step in enumerate(kept[1:-1], 1) if not any("{a_" in w for w in step)]
        while fewest and len(kept) > fewest and spare and self._rng.random() < 0.3:
            gone = spare.pop(self._rng.randrange(len(spare)))
            kept.pop(gone)
            spare = [k - (k > gone) for k in spare]
        out = []
        for step in kept:
            pattern = self._rng.choice([s.strip() for s in step])
            out.append(re.sub(r"\{([^}]+)\}", lambda m: self._value(m[1]), pattern))
        return out

    def aside(self, c: Concept) -> str:
        """A scene for something named that the plot has no part for."""
        place = self._place.zh.noun
        if c.kind in ("season", "hour"):
            return f"{c.zh.noun}的{place}，四下无人。"
        if c.kind == "idea":
            return f"空空的{place}，像一幅叫作{c.zh.noun}的画。"
        if c.kind == "sky":
            return f"窗外是{c.zh.noun}。" if self._plot.id == "room" else f"{c.zh.noun}在{place}上空。"
        if c.kind == "place" and c.id in _ROOMS:
            return f"{c.zh.noun}的一角，{self._fresh(_LIGHTS['late'])}，空无一人。"
        if c.kind == "place":
            return f"远远望去，{c.zh.noun}在淡淡的雾里。"
        return f"近景：{counted(c, self._fresh(c.zh.adjectives))}，占满画面。"


def _fitting(name: str, things: Sequence[Concept], named: int) -> list[Plot]:
    first = things[:named]
    roles = {_role(c) for c in first}
    out = []
    for plot in plots(name):
        if ("pair" in roles) != (plot.hero == "pair"):
            continue
        if "beast" in roles and "person" not in roles and plot.hero not in ("beast", "any"):
            continue
        if plot.hero == "beast" and "beast" not in roles:
            continue
        size = OF_SIZE.get(plot.thing)
        where = [c for c in first if c.kind == "place"]
        if plot.places and where and not any(c.id in plot.places for c in where):
            continue
        told = [c for c in first if _role(c) == "thing"]
        if size and told and not any(c.id in size for c in told):
            continue
        if plot.id in ("seasons", "storm", "tracks") and any(
            c.kind in ("season", "hour") or c.id in ("snow", "mist", "fog") for c in first
        ):
            continue
        if plot.id == "storm" and any(c.id in ("moon", "sun", "star", "rainbow") for c in first):
            continue
        if name == "scenes_zh.txt" and told and all(c.id in SMALL for c in told) and plot.id in LARGE_ONLY:
            continue
        out.append(plot)
    return out or [p for p in plots(name) if p.hero in ("person", "any") and p.thing == "any"]


def _unspoken(first: Sequence[Concept], text: str) -> list[Concept]:
    return [c for c in first if c.zh.noun not in text]


def story(things: Sequence[Concept], rng: random.Random, named: int = 0) -> str:
    """Six to ten sentences; the first `named` of `things` all find a place in it."""
    tale = _Tale(rng.choice(_fitting("stories_zh.txt", things, named)), things, named, rng)
    lines = tale.steps()
    for c in _unspoken(things[:named], "".join(lines)):
        open_ = [k for k in range(2, len(lines) - 1) if not lines[k].startswith(("它", "他", "她", "于是"))]
        lines.insert(rng.choice(open_ or [len(lines) - 1]), f"{c.zh.noun}{rng.choice(c.zh.does)}。")
    return "".join(lines)


def scenes(things: Sequence[Concept], rng: random.Random, named: int = 0) -> list[str]:
    """Four to seven scenes, each a sentence that can be painted."""
    tale = _Tale(rng.choice(_fitting("scenes_zh.txt", things, named)), things, named, rng)
    lines = tale.steps(fewest=4)
    while len(lines) > 4 and len(lines) + len(_unspoken(things[:named], "".join(lines))) > 7:
        lines.pop(1)
    for k, c in enumerate(_unspoken(things[:named], "".join(lines))[: 7 - len(lines)]):
        lines.insert(1 + k, tale.aside(c))
    return lines

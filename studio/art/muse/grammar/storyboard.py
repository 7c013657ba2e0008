"""Storyboards, written by rule from plots and from what `lore` knows: every line is a picture, together they tell something.
Torch-free.

`resources/muse/scenes.txt` holds the plots, written by this project's authors. What the artist's line names plays the hero and the
thing of a plot; what has no part in it comes into a scene by `extras`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from studio.art.muse.checks import loops
from studio.art.muse.grammar.cast import cast_as, says
from studio.art.muse.grammar.english import sentence
from studio.art.muse.grammar.extras import extra, in_season
from studio.art.muse.grammar.lore import Concept, concepts
from studio.art.muse.grammar.sorts import classes, habitats, leads_to, looks, one, own_name, owns, parts, sort, the
from studio.art.muse.grammar.stage import clash, stage
from studio.core import paths

_COMMON = frozenset(
    "harbor village garden forest town island valley meadow hill river lake beach orchard field mountain city pond lane square room "
    "kitchen attic sea street".split()
)
"""Places that are thought of where the line names none."""
_OUT = {
    "dawn": ("at dawn", "at daybreak", "in the first pale light", "just before sunrise", "at sunrise", "in the gray before sunrise"),
    "morning": ("in clear morning light", "early in the morning", "on a bright morning", "in cool morning sun", "in the long morning light"),
    "noon": ("at noon", "under a high white sun", "in hard noon light", "in bright daylight", "in the stillness of noon"),
    "late": ("in late afternoon light", "in low golden light", "with the sun low", "against the low sun", "in the last warm sun"),
    "dusk": ("at dusk", "in the blue hour", "after sunset", "in violet twilight", "at sunset", "in the afterglow"),
    "night": ("at night", "by moonlight", "in deep night", "under a thin moon", "late at night"),
}  # fmt: skip
_IN = {
    "dawn": ("at dawn", "in the gray before sunrise", "in the first pale light", "at first light"),
    "morning": ("in clear morning light", "in soft morning light", "early in the morning", "in cool morning sun"),
    "noon": ("at noon", "in plain daylight", "in bright daylight", "in white noon light"),
    "late": ("in late afternoon light", "in low sun from the window", "in long golden light", "late in the afternoon"),
    "dusk": ("at dusk", "in the last light from the window", "in the blue of evening", "at nightfall"),
    "night": ("at night", "by lamplight", "late at night", "in deep night"),
}  # fmt: skip
_PLAIN = {
    "dawn": ("at dawn", "at daybreak"), "morning": ("in the morning", "early in the day"), "noon": ("at noon", "at midday"),
    "late": ("late in the day", "toward evening"), "dusk": ("at dusk", "at nightfall"), "night": ("at night", "late at night"),
}  # fmt: skip
_HOURS = {
    "dawn": ("dawn", "at dawn"), "morning": ("morning", "in the morning"), "noon": ("noon", "at noon"), "evening": ("dusk", "in the evening"),
    "dusk": ("dusk", "at dusk"), "night": ("night", "at night"), "midnight": ("night", "at midnight"), "sunday": ("morning", "on a sunday morning"),
}  # fmt: skip
"""Hours that a line may name: the token of a plot that tells them, and how."""
_DAY = ("dawn", "morning", "day", "late", "sunset", "dusk", "night")
_YEAR = ("spring", "summer", "autumn", "winter")
_AGAINST: dict[str, frozenset[str]] = {
    **{a: frozenset(g) - {a} for g in (_DAY, _YEAR) for a in g},
    "moon": frozenset(("morning", "day", "late", "rain", "storm", "fog", "sunlit")), "stars": frozenset(("morning", "day", "late", "rain", "fog", "sunlit")),
    "snow": frozenset(("summer", "rainbow", "flowers")), "rainbow": frozenset(("night", "dusk", "snow")), "sunlit": frozenset(("night", "overcast")),
}  # fmt: skip
"""What cannot stand in one scene: the painter's own limits, as "no rain at dawn", are not those of a story."""
_NOT_THERE = {
    "winter": r"shower|rain|grass|lea[fv]|flower|\bbees?\b|blossom|barefoot|butterfl|heat|green|dust|swallow|poppy|petal|trembling|swimmer|wasp|moth",
    "summer": r"snow|frost|\bice\b|winter|stove|thaw", "spring": r"snow|frost|winter|autumn", "autumn": r"snow|frost|blossom|poppy|young leaves",
    "desert": r"grass|tree|dew|lea[fv]|rain|snow|stream|forest|flower|storm|church|bridge|village|ditch|fields|poppy",
}  # fmt: skip
"""What is not seen in a season or place that the line names."""
_UNBUILT = frozenset("dune waterfall iceberg snowman scarecrow bench swing raft anchor wheel engine flag tent".split())
"""Landmarks that nobody paints anew."""
_ITSELF = ("sky", "idea", "hour", "season", "place", "way")
"""Sorts whose single members have plots of their own, which come first."""
_IN_WEATHER = re.compile(r"\bin the (?:\w+ )?(?:rain|snow|fog|mist|wind|storm|hail|dew)\b", re.IGNORECASE)
"""What is there is not in a room."""
_PEOPLED = re.compile(
    r"\b(?:somebody|someone|people|child(?:ren)?|hands?|faces?|everybody|everyone|guests?|family|dancing|dance|laugh\w*|voices?|two|six)\b|in full voice",
    re.IGNORECASE,
)
"""Of what no scene tells where the line has nobody."""
_WET = ("rain", "fog", "mist", "storm", "hail", "monsoon")
_SUNNY = r"\bsun\b|\bsunny\b|\bmoon|\bstars?\b|\bshadows?\b|\bgold(?:en)?\b|\bred sky\b|\bburning sky\b|\bsparks?\b"
"""Skies that a line may set over something else, and what is not seen under them."""
_STORMY = ("storm", "lightning", "thunder", "rain", "wind", "cloud")
_TRIES = 3
_MOST, _FEWEST = 6, 4


@dataclass(frozen=True)
class Plot:
    """`heroes` and `things`: sorts or ids that can play them, `things` empty for none; `where`: kinds of place, empty for none;
    `flags`: "warm", "cold", "year", "storm", "many" (heroes in the plural), "told" (a place is named); `loose`: numbers of steps that the others do without."""

    id: str
    heroes: frozenset[str]
    things: frozenset[str]
    where: frozenset[str]
    flags: frozenset[str]
    steps: tuple[tuple[str, ...], ...]
    loose: frozenset[int] = frozenset()


@lru_cache(maxsize=1)
def plots() -> tuple[Plot, ...]:
    """Of the resource "scenes.txt". Raises `ValueError` for one that breaks the form."""
    text = re.sub(r"(?m)^#.*\n", "", paths.resource("muse", "scenes.txt").read_text("utf-8"))
    out = []
    for block in re.split(r"\n\s*\n", text.strip()):
        head, *steps = block.splitlines()
        cells = [c.strip() for c in head.removeprefix("plot:").split("|")]
        loose = frozenset(k for k, s in enumerate(steps) if s.startswith("~ "))
        told = tuple(tuple(s.removeprefix("~ ").split(" / ")) for s in steps)
        if (
            not head.startswith("plot:")
            or len(cells) not in (4, 5)
            or len(steps) < 4
            or any("{hero}" not in w and "{Hero}" not in w for step in told for w in step)
        ):
            raise ValueError(f"scenes.txt: {head}")
        heroes, things, where, flags = (frozenset(c.split()) - {"-"} for c in (*cells[1:], "")[:4])
        out.append(Plot(cells[0], heroes, things, where, flags, told, loose))
    return tuple(out)


def hours() -> dict[str, frozenset[str]]:
    """Token of an hour -> all that a plot may say in its place."""
    told = {name: {*_OUT[name], *_IN[name], *_PLAIN[name]} for name in _OUT}
    for name, said in _HOURS.values():
        told[name].add(said)
    return {name: frozenset(said) for name, said in told.items()}


def plays(c: Concept, wanted: frozenset[str]) -> bool:
    """Whether a concept can play one of `wanted`, sorts or ids; "built": what is big and has walls."""
    return bool(parts(c) & wanted) or ("built" in wanted and sort(c) == "big" and c.id not in _UNBUILT)


def under_cloud(hero: Concept, named: Sequence[Concept]) -> bool:
    """Whether a line sets its hero in rain or fog: then no sun is low and no shadow sharp."""
    return hero.kind != "sky" and any(c.id in _WET for c in named)


class _Board:
    """One plot with its hero, thing and place."""

    def __init__(
        self,
        plot: Plot,
        hero: Concept,
        thing: Concept | None,
        place: Concept | None,
        named: Sequence[Concept],
        rng: random.Random,
        line: str = "",
    ) -> None:
        self._rng, self._hero, self._thing, self._place, self._line = rng, hero, thing, place, line
        self._who = cast_as(hero)
        self._met: set[str] = set()
        self._said: set[str] = set()
        self._inside = place is not None and "in" in classes(place)
        # An hour that the line names is told by its own name, once.
        self._hours = {_HOURS[c.id][0]: _HOURS[c.id][1] for c in named if c.id in _HOURS}
        self._placed = place is not None and place in named
        self._plot, self._pattern = plot, ""
        self._gray = under_cloud(hero, named)

    def _fresh(self, phrases: Sequence[str]) -> str:
        left = [p for p in phrases if p not in self._said] or list(phrases)
        chosen = self._rng.choice(left)
        self._said.add(chosen)
        return chosen

    def _called(self, c: Concept) -> str:
        """New once, as the line has it or with a look as a rule, then known."""
        if c.kind in ("hour", "season"):
            return c.noun
        if sort(c) == "idea":
            return c.definite
        own = own_name(c, self._line) if c.id not in self._met and c.kind != "sky" else ""
        if own:
            self._met.add(c.id)
            return own
        if c.id in self._met or c.kind == "place":
            # "the bunch of grapes" in every line drones: later it is "the grapes".
            if c.noun.count(" ") > 1 and " of " not in c.noun and c.one != c.noun:
                return f"the {c.noun.split()[-1]}"  # "the hot air balloon" in every line drones
            vessel, _, held = c.noun.partition(" of ")
            return f"the {vessel if vessel == c.id else held}" if held else the(c)
        self._met.add(c.id)
        seen = looks(c) if c.kind != "sky" else []
        return one(c, self._fresh(seen) if seen and self._rng.random() < 0.7 else "")

    def _value(self, name: str) -> str:
        if name == "hero":
            return self._called(self._hero)
        if name == "Hero":
            return sentence(self._hero.noun if self._hero.kind == "hour" else self._hero.one)
        if name == "thing" and self._thing is not None:
            return self._called(self._thing)
        if name in ("it", "they", "was"):
            several = self._thing is not None and self._thing.plural
            return {"it": ("it", "them"), "they": ("it", "they"), "was": ("was", "were")}[name][several]
        if name in ("his", "him", "he", "himself"):
            return str(getattr(self._who, name))
        if name in _OUT:
            if name in self._hours:
                return self._hours.pop(name)
            if self._gray:
                return self._fresh(_PLAIN[name])
            # "by moonlight" says nothing new where the moon is in the picture.
            there = _lit(f"{self._pattern} {self._hero.noun} {self._thing.noun if self._thing else ''}")
            open_ = [p for p in (_IN if self._inside else _OUT)[name] if not _lit(p) & there]
            open_ = [p for p in open_ if p not in self._said]
            return self._fresh(
                open_ or [p for p in _PLAIN[name] if p not in self._said] or (_IN if self._inside else _OUT)[name]
            )
        if self._place is None:
            raise ValueError(f"{self._plot.id}: no {name}")
        if name != "at":
            return self._place.definite
        # Birds alone are above the roofs.
        low = [
            a
            for a in self._place.at
            if not a.startswith(("above the roofs", "above the city", "in the middle of the ocean"))
        ]
        low = [a for a in low if not set(a.split()) & set(self._hero.noun.split())] or low
        return self._fresh((low if sort(self._hero) not in ("bird", "sky") else ()) or self._place.at)

    def filled(self, pattern: str) -> str:
        """A step in words, every sentence with a capital."""
        self._pattern = pattern
        pattern = re.sub(r"\{([^{}|]*)\|([^{}|]*)\}", lambda m: m[2] if self._hero.plural else m[1], pattern)
        out = re.sub(r"\{(\w+)\}", lambda m: self._value(m[1]), pattern)
        return re.sub(r"(^|[.!?:] )([a-z])", lambda m: m[1] + (m[2].upper() if m[1] != ": " else m[2]), out)

    def lines(self) -> list[str]:
        """The steps, of long plots without one or two of those that may be left out."""
        kept = list(self._plot.steps)
        wanted = self._rng.choice((_FEWEST, _FEWEST + 1, _FEWEST + 1, _MOST))
        steps = [self._plot.steps[k] for k in sorted(self._plot.loose)]
        loose = [s for s in steps if not any(f"{{{h}}}" in w for h in self._hours for w in s)]
        while len(kept) > wanted and loose:
            kept.remove(loose.pop(self._rng.randrange(len(loose))))
        # A named hour decides between the wordings, so that it is told.
        out = []
        for k, step in enumerate(kept):
            telling = [w for w in step if any(f"{{{h}}}" in w for h in self._hours)]
            # A place that the line names is told first.
            placed = [w for w in step if "{at}" in w or "{place}" in w] if k == 0 and self._placed else []
            open_ = telling or placed or list(step)
            dull = [w for w in open_ if not re.search(_SUNNY, w)] if self._gray else []
            out.append(self.filled(self._rng.choice(dull or open_)))
        return out

    def add(self, lines: list[str], left: Sequence[Concept]) -> bool:
        """Brings what has no part into one scene each; False where one finds no place."""
        free = list(range(1, len(lines))) + [0]
        for c in left:
            order = sorted(free, key=lambda _k: self._rng.random()) or list(range(len(lines)))
            if c.kind == "season":
                self._through(lines, c)
                continue
            called = self._called(c)
            for k in order:
                new = extra(lines[k], c, called, self._inside, self._place, self._rng)
                if new and sound(new, self._hero):
                    lines[k] = new
                    if k in free:
                        free.remove(k)
                    break
            else:
                return False
        return True

    def _through(self, lines: list[str], season: Concept) -> None:
        """A season is said at the head and seen in every other scene after it."""
        seen: set[str] = set()
        for k in range(len(lines)):
            new, detail = in_season(lines[k], season, k == 0, self._inside, self._rng)
            if k == 0 or (detail not in seen and self._rng.random() < 0.6 and sound(new, self._hero)):
                lines[k] = new
                seen.add(detail)


def _lit(text: str) -> set[str]:
    """Lights, skies and other words of hours that a text speaks of."""
    return set(
        re.findall(
            r"sun|moon|light|sky|lamp|gold|blue|pale|gray|bright|white|window|against|\blow\b|\blast\b|first",
            text.replace("star", "moon"),
        )
    )


def sound(line: str, hero: Concept) -> bool:
    """Whether what a scene states can stand in one picture; its hero may be the moon at any hour."""
    said = stage(line).says - stage(hero.noun, [hero]).says
    if said & {"moon", "stars"}:
        said -= {"night"}
    return not any(a in said and said & against for a, against in _AGAINST.items())


def _steady(line: str, things: Sequence[Concept] = ()) -> frozenset[str]:
    """What a scene states that does not change with the hour."""
    return stage(line, things).says & {"winter", "spring", "summer", "autumn", "summerok", "snow", "desert", "tropical"}


def _without(lines: Sequence[str], told: Sequence[Concept]) -> list[str]:
    """Lines in small letters without the names of what the artist named."""
    names = "|".join(re.escape(n.lower()) for c in told for n in (c.noun, c.many) if n)
    return [re.sub(rf"\b(?:{names})\b", "", line.lower()) for line in lines]


def _holds(place: Concept, c: Concept) -> bool:
    """Whether a place that the line does not name holds what plays there: no ferry in a meadow, no tram on the sea."""
    kinds, wet = classes(place), bool(classes(place) & {"sea", "lake"})
    if "afloat" in parts(c):
        return wet
    if parts(c) & {"wheels", "rails"}:
        return bool(kinds & {"land", "town", "mountains", "forest", "desert"})
    if sort(c) in ("big", "tree", "growth", "swimmer", "way") and habitats(c) and not habitats(c) & {"in", "out"}:
        return bool(kinds & habitats(c))
    return True


def _places(
    plot: Plot, hero: Concept, things: Sequence[Concept], named: int, cast: Sequence[Concept] = ()
) -> list[Concept]:
    """Where a plot can play: where the line says, else where the hero is at home and all of `cast` can be."""
    if hero.kind == "place":
        return [hero] if classes(hero) & plot.where else []
    told = [c for c in things[:named] if c.kind == "place"]
    if told:
        return [c for c in told if classes(c) & plot.where][:1]
    at_home = habitats(hero) - {"out"}
    known = concepts()
    fitting = [known[p] for p in sorted(_COMMON) if p in known and classes(known[p]) & plot.where]
    fitting = [p for p in fitting if all(_holds(p, c) for c in cast)]
    # A mountain hut is in the mountains.
    within = [known[w] for w in hero.noun.lower().split()[:-1] if w in known and known[w].kind == "place"]
    if within:
        return [p for p in within if classes(p) & plot.where]
    near = [known[p] for p in hero.near if p in known and known[p].kind == "place" and classes(known[p]) & plot.where]
    near = [p for p in near if all(_holds(p, c) for c in cast) and (p.id != "desert" or "desert" in plot.where)]
    if near:
        return near
    mine = [p for p in fitting if classes(p) & at_home]
    if mine:
        return mine
    # A hand and a loaf of bread go anywhere, a whale does not walk in a wood.
    if "guest" in parts(hero) or (plot.things and plot.where == {"in"}):
        return fitting
    if sort(hero) in ("beast", "bird", "swimmer", "insect"):
        if at_home == {"in"}:
            return fitting
        return [] if at_home else [p for p in fitting if "in" not in classes(p)]
    return [] if at_home and sort(hero) in ("big", "tree") else fitting


def _castings(plot: Plot, things: Sequence[Concept], named: int) -> list[tuple[int, Concept, Concept | None]]:
    """(how many named things have a part, hero, thing) of a plot."""
    first = list(things[:named]) or list(things[:1])
    out: list[tuple[int, Concept, Concept | None]] = []
    for hero in first:
        if not plays(hero, plot.heroes):
            continue
        if not plot.things:
            out.append((1, hero, None))
            continue
        others = [c for c in first if c.id != hero.id and plays(c, plot.things)]
        if others:
            out += [(2, hero, c) for c in others]
        elif len(first) == 1:
            near = [c for c in things[named:] if plays(c, plot.things) and c.id in hero.near]
            out += [(1, hero, c) for c in near[:1]]
    return out


def scenes(things: Sequence[Concept], rng: random.Random, named: int | None = None, line: str = "") -> list[str]:
    """Four to six scenes, each a picture; the first `named` of `things` are all in it, as `line` speaks of them. Empty where the
    dice found nothing."""
    first = len(things) if named is None else named
    owners = [w for w in things[:first] if any(owns(w, c, line) for c in things[:first])]
    owners += [c for c in things[:first] if first - len(owners) > 1 and leads_to(c, line)]
    things = [c for c in things if c not in owners]
    first -= len(owners)
    told = list(things[:first]) or list(things[:1])
    ranked = _ranked(things, told, first, rng, line)
    # A place that the line names is where the story plays, as long as there is a story for it.
    for strict in (True, False):
        for _, _, plot, hero, thing in ranked:
            for _ in range(_TRIES * (3 if strict and under_cloud(hero, told) else 1)):
                lines = _filled(plot, hero, thing, things, told, first, rng, line, strict=strict)
                if lines:
                    return lines
    return []


def _stands_at(c: Concept, line: str) -> int:
    """Where a line first names something; behind its end what it does not name."""
    low = line.lower()
    return min((k for n in (c.noun, c.many) if n and (k := low.find(n.lower())) >= 0), default=len(low))


def _ranked(
    things: Sequence[Concept], told: Sequence[Concept], first: int, rng: random.Random, line: str = ""
) -> list[tuple[float, int, Plot, Concept, Concept | None]]:
    """(worth, number, plot, hero, thing), the best first."""
    steady = frozenset(s for c in told for s in _steady(c.noun, [c]))
    hours = {_HOURS[c.id][0] for c in told if c.id in _HOURS}
    places = [c for c in told if c.kind == "place"]
    # Moods of the sky and the hour play only where nothing else is named.
    solid = [
        c for c in told if c.kind not in ("sky", "hour", "season", "idea") and sort(c) not in ("idea", "place", "room")
    ]
    held = solid or [c for c in told if c.kind == "place"] or told
    # "A paper boat in the gutter" is of the boat.
    leading = min(held, key=lambda c: _stands_at(c, line)).id if held else ""
    in_weather = bool(_IN_WEATHER.search(line)) and not any(sort(c) == "room" for c in told)
    out: list[tuple[float, int, Plot, Concept, Concept | None]] = []
    for number, plot in enumerate(plots()):
        if ("warm" in plot.flags and steady & {"winter", "snow"}) or (
            "cold" in plot.flags and steady & {"summer", "summerok", "spring", "autumn"}
        ):
            continue
        if "storm" in plot.flags and any(c.kind == "sky" and c.id not in _STORMY for c in told):
            continue
        if "year" in plot.flags and (steady & {"winter", "snow", *_YEAR} or hours or in_weather):
            continue
        for covered, hero, thing in _castings(plot, things, first):
            if ("many" in plot.flags and not hero.plural) or ("told" in plot.flags and not places):
                continue
            here = any(f"{{{h}}}" in w for h in hours for step in plot.steps for w in step)
            own = bool((parts(hero) - {sort(hero)}) & plot.heroes)
            worth = (
                covered
                + 0.8 * (hero.kind in ("person", "creature"))
                + 3 * (hero in held)
                + 0.5 * here
                + 0.6 * bool(habitats(hero) & plot.where)
            )
            worth += 1.5 * (thing is not None and bool({thing.id, thing.noun.lower()} & plot.things))
            worth += (1.5 if sort(hero) in _ITSELF else 0.4) * own
            worth -= 0.5 * (thing is not None and thing not in told)
            worth += 0.5 * (hero.id == leading)
            worth -= 2 * (plot.where == {"in"} and in_weather)
            worth -= 0.5 * ("sky" in plot.id and sort(hero) == "swimmer")
            out.append((worth + rng.random() * 0.8, number, plot, hero, thing))
    return sorted(out, key=lambda r: (-r[0], r[1]))


def _filled(
    plot: Plot,
    hero: Concept,
    thing: Concept | None,
    things: Sequence[Concept],
    told: Sequence[Concept],
    first: int,
    rng: random.Random,
    line: str,
    *,
    strict: bool,
) -> list[str]:
    """A plot in words, empty where it does not hold all that is told or gainsays it. `strict`: a place has its part in the plot."""
    cast = [c for c in (hero, thing) if c is not None]
    places = _places(plot, hero, things, first, cast) if plot.where else [None]
    if not places:
        return []
    board = _Board(plot, hero, thing, rng.choice(places), told, rng, line)
    lines = board.lines()
    left = [c for c in told if not says("\n".join(lines), c)]
    if strict and any(c.kind == "place" for c in left):
        return []
    if not board.add(lines, left) or not all(sound(said, hero) for said in lines):
        return []
    steady = frozenset(s for c in told for s in _steady(c.noun, [c]))
    itself = sort(hero) in _ITSELF and hero.id in plot.heroes
    barred = [_NOT_THERE[s] for s in steady & _NOT_THERE.keys() if not itself]
    barred += [_SUNNY] if strict and under_cloud(hero, told) else []
    barred += [_PEOPLED.pattern] if "nopeople" in stage(line).says else []
    if any(re.search(b, w) for b in barred for w in _without(lines, told)):
        return []
    against = steady and not itself and any(clash(_steady(said), steady) for said in lines)
    return [] if against or loops("\n".join(lines)) else lines

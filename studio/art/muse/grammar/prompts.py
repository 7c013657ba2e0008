"""The artist's line developed along a few axes: it stands first and untouched, phrases that gainsay nothing follow.

Torch-free; chance comes from `rng` alone.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from studio.art.muse.drafting import Brief, Draft
from studio.art.muse.grammar.lore import Concept, concepts
from studio.art.muse.grammar.phrases import AXES, CARRIERS, ORDER, PHRASES, Carrier, Phrase
from studio.art.muse.grammar.sorts import sort
from studio.art.muse.grammar.stage import Stage, clash, fits, inside, named, place_of, setting, stage, words
from studio.core.words import Part

_BY_AXIS: dict[str, tuple[Phrase, ...]] = {a: tuple(p for p in PHRASES if p.axis == a) for a in AXES}
_STYLE, _VIEW = {"medium", "period"}, {"composition", "viewpoint"}
_TURNABLE = {"medium", "mood", "composition"}
"""What a bold muse may turn though the line spoke of it: never the light, the weather or the season."""
_SETTINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "sea": (("By the sea", "by the sea"), ("Coast", "on a rocky coast"), ("Beach", "on a long pale beach"), ("Harbor", "in a small harbor"), ("Cliffs", "below white cliffs"), ("Island", "on a small island"), ("Quay", "at the end of the quay")),
    "lake": (("Lake", "by a quiet lake"), ("Pond", "beside a still pond"), ("Reeds", "among tall reeds")),
    "land": (("Hills", "among green hills"), ("Meadow", "at the edge of a meadow"), ("Fields", "between wide fields"), ("River", "by a winding river"), ("Valley", "in a wide valley"), ("Poplars", "beside a row of poplars"), ("Country road", "on an empty country road")),
    "mountains": (("Mountains", "in high mountains"), ("Peaks", "under snowy peaks"), ("Pass", "on a mountain pass"), ("Ridge", "on a bare mountain ridge")),
    "forest": (("Forest", "at the edge of a forest"), ("Clearing", "in a forest clearing"), ("Pines", "among tall pines"), ("Birches", "between white birches"), ("Deep forest", "deep in the forest")),
    "garden": (("Garden", "in an old garden"), ("Garden path", "on a garden path"), ("Orchard", "in a blooming orchard")),
    "town": (("Old town", "in an old town"), ("Village", "in a small village"), ("Streets", "in the streets of a city"), ("Alley", "in a narrow alley of an old town"), ("Roofs", "above the roofs of a city")),
    "in": (("Room", "in a quiet room"), ("Window", "by an open window"), ("Table", "on a table with a white cloth"), ("Empty room", "in an almost empty room"), ("Sill", "on a sill in a quiet room")),
    "out": (("Hills", "under a wide sky among hills"), ("Garden", "in an old garden"), ("Village", "in a small village"), ("Sea", "by the sea"), ("Meadow", "in a wide meadow"), ("Lake", "by a quiet lake")),
}  # fmt: skip
_BESIDE: dict[str, tuple[tuple[str, str], ...]] = {
    "sea": (("By the sea", "the sea close by"), ("Coast", "a rocky coast behind"), ("Beach", "a long pale beach in front"), ("Harbor", "a small harbor below"), ("Cliffs", "white cliffs behind"), ("Open sea", "the open sea beyond")),
    "lake": (("Lake", "a quiet lake in front"), ("Pond", "a still pond close by"), ("Shore", "the far shore of a lake behind")),
    "land": (("Hills", "green hills behind"), ("Meadow", "a meadow in front"), ("Fields", "wide fields all around"), ("River", "a winding river below"), ("Valley", "a wide valley below"), ("Poplars", "a row of poplars behind"), ("Country road", "an empty country road in front")),
    "mountains": (("Mountains", "high mountains behind"), ("Peaks", "snowy peaks far off"), ("Ridge", "a bare mountain ridge above")),
    "forest": (("Forest", "a forest behind"), ("Pines", "tall pines all around"), ("Birches", "white birches on both sides")),
    "garden": (("Garden", "an old garden all around"), ("Garden path", "a garden path in front"), ("Orchard", "a blooming orchard behind")),
    "town": (("Old town", "an old town behind"), ("Village", "a small village behind"), ("Streets", "the streets of a city all around"), ("Roofs", "the roofs of a city below")),
    "in": (("Window", "an open window behind"), ("Room", "a quiet room all around"), ("Empty room", "the room almost empty")),
    "out": (("Hills", "hills under a wide sky"), ("Garden", "an old garden below"), ("Village", "a small village below"), ("Sea", "the sea far off"), ("Meadow", "a wide meadow below"), ("Lake", "a quiet lake below")),
}  # fmt: skip
"""The same beside a line that is a sentence or a list: it stands alone behind a comma."""
_ON_TABLES = frozenset({"Table", "Sill"})
_AT_HAND = frozenset("hand food furniture opening thing person people pair".split())
"""Sorts that are not seen above the roofs of a city."""
_SAYS = frozenset(
    "nothing everything something ever never happens rings i we us me it he she they them him you nobody somebody everybody everyone who that is are was were has have had forgets remembers forgot remembered".split()
)
"""Words of sentences."""
_FELT = frozenset(
    "goodbye farewell loneliness sorrow sadness grief longing hope joy love dream insomnia peace fear anger memory waiting silence parting "
    "homesickness nostalgia melancholy happiness courage doubt regret forgiveness absence exile".split()
)
"""Words of what cannot be seen; "lonely" in "a lonely lighthouse" is only how a thing looks."""
_COLORS = frozenset("red yellow blue green violet gold hues colorful palette".split())
_FEW_OWN = 2
"""Words of a line beside which little is said."""
_ENOUGH = 6
"""Scenes of which one may be left out."""
_FEW_WORDS = 5
"""Of each phrase there."""
_WIDE = frozenset("wide vast far open large endless running".split())
"""Words of a scene that is not seen close up."""
_HOLDS = re.compile(r"\b(in|on|at|by|under|beneath|with|among|above|between|beside)\b")
_DIRECT = re.compile(r"(in|at|on|by|under|beneath|against|above|among|with|between|beside|before|after) ")


def compose(brief: Brief, rng: random.Random) -> Draft | None:
    """One development with two to four phrases along `brief.axes`, or None where the dice found nothing that fits."""
    line = brief.line
    scene = setting(brief)
    allowed = set(brief.axes) or set(AXES)
    start: list[Part] = [Part(line)]
    short = False
    picked: list[Phrase] = []
    said, kinds, used = set(scene.says), set(scene.kinds), set(words(line))
    if not scene.drawn and "subject" in allowed:
        carried = _carried(brief, scene, rng)
        if carried is not None:
            glue, phrase, short = carried
            picked.append(phrase)
            start += [Part(glue), Part(phrase.text, "subject", phrase.title)]
            inside = stage(phrase.text)
            kinds = set(inside.kinds) or kinds
            said |= inside.says
            if _WIDE & set(phrase.text.split()):
                said.add("far")
            used |= words(phrase.text)
            scene = replace(scene, spoken=scene.spoken | inside.spoken)
    axes = _axes(brief, scene, rng, allowed, carried=len(start) > 1)
    carriers = len(picked)
    wanted = rng.choices((2, 3, 4), (46, 40, 14) if brief.boldness < 0.6 else (25, 45, 30))[0]
    if short:
        # Much beside a word or two would be of something else.
        wanted = rng.choices((1, 2), (70, 30))[0]
    for axis in axes:
        if len(picked) == wanted + carriers:
            break
        text = "".join(p.text for p in start)
        found = _pick(axis, kinds, said, used, text, rng, _FEW_WORDS if short else 99)
        if found is not None and _reads_on(found, picked):
            picked.append(found)
            said |= found.says
            used |= words(found.text)
    if len(picked) == carriers:
        return None
    parts = [*start, *_joined(start, picked[carriers:])]
    return Draft("".join(p.text for p in parts), tuple(parts))


def _axes(brief: Brief, scene: Stage, rng: random.Random, allowed: set[str], *, carried: bool) -> list[str]:
    """A row of axes to try: what the artist said stays as it is, one statement of style and one of view at most."""
    turn = _TURNABLE if brief.boldness > 0.5 and rng.random() < 0.25 else set()
    open_ = [a for a in AXES if a in allowed and (a not in scene.spoken or a in turn)]
    for group in (_STYLE, _VIEW):
        if scene.spoken & group and not turn:
            open_ = [a for a in open_ if a not in group]
    if scene.spoken & {"light"}:
        open_ = [a for a in open_ if a != "time"]
    weight = {"subject": 1.3, "light": 1.5, "medium": 1.2, "period": 0.6, "time": 0.8, "viewpoint": 0.9}
    if carried:
        weight["subject"] = 0.4
    row = sorted(open_, key=lambda a: rng.random() ** (1 / weight.get(a, 1.0)), reverse=True)
    for group in (_STYLE, _VIEW):
        first = next((a for a in row if a in group), None)
        row = [a for a in row if a not in group or a == first]
    # Light and hour say alike things: the second only where hardly anything else is asked for.
    both = [a for a in row if a in ("light", "time")]
    return row if len(both) < 2 or len(row) < 4 else [a for a in row if a != both[1]]


def _pick(
    axis: str, kinds: Iterable[str], said: set[str], used: set[str], text: str, rng: random.Random, most: int
) -> Phrase | None:
    """A phrase of at most `most` words that goes with all that is said."""
    where = set(kinds) or {"out", "land"}
    fitting = [
        p
        for p in _BY_AXIS[axis]
        if p.text.count(" ") < most and fits(p, where) and not clash(p.says, said) and not words(p.text) & used
    ]
    place = place_of(text)
    while fitting:
        title = rng.choice(sorted({p.title for p in fitting}))
        phrase = rng.choice([p for p in fitting if p.title == title])
        # What is added does not move the scene: "red roofs" beside a meadow would make the painter build a village.
        if not place or place_of(f"{text}, {phrase.text}") == place:
            return phrase
        fitting.remove(phrase)
    return None


def _carried(brief: Brief, scene: Stage, rng: random.Random) -> tuple[str, Phrase, bool] | None:
    """What a line that names no place stands in, with what joins it: a place for its things, or a scene for what cannot be
    seen; then whether little goes beside it."""
    told = named(brief)
    seen = [c for c in told if c.kind not in ("idea", "hour", "season", "sky")]
    own = set(re.findall(r"[a-z]+", brief.line.lower()))
    felt = bool(own & _FELT) or any(c.kind == "idea" for c in told)
    # "she is waiting for the train" has its scene, "we never spoke of the war" has none.
    felt = felt and not (seen and len(own) > _FEW_OWN and _stands_alone(brief.line))
    outside = any(c.kind in ("hour", "season", "sky") for c in told)
    if (seen or outside) and not (felt and rng.random() < 0.8):
        if any(sort(c) == "room" for c in seen) or inside(brief.line):
            return None
        apart = felt or _stands_alone(brief.line)
        settings = _settings(brief.line.lower(), seen, scene, _BESIDE if apart else _SETTINGS)
        taken = words(brief.line)
        open_ = [s for s in settings if not words(s[1]) & taken and not clash(stage(s[1]).says, scene.says)]
        if not open_ or (_HOLDS.search(brief.line.lower()) and rng.random() < 0.35):
            return None
        title, text = rng.choice(open_)
        apart = apart or _HOLDS.search(brief.line.lower()) is not None
        return (", " if apart else " "), Phrase("subject", title, text), False
    # "rust" is not told by a lake: what no scene is about stands for itself.
    told_of = felt or any(c.about & own for c in CARRIERS)
    # Of a wedding to which nobody came, no procession tells.
    carrier = _carrier(brief, scene, rng) if told_of and "nopeople" not in scene.says else None
    if carrier is None:
        return None
    return ": ", Phrase("subject", carrier.title, carrier.scene), carrier.near and len(own) <= _FEW_OWN


@lru_cache(maxsize=1)
def _verbs() -> frozenset[str]:
    known = concepts().values()
    nouns = {w for c in known for w in (c.noun, c.many)}
    return frozenset({d.split()[0] for c in known for d in c.does} - nouns)


def _stands_alone(line: str) -> bool:
    """Whether a line is a sentence or a list, to which no place can be hung: "the moon forgets us"."""
    said = re.findall(r"[a-z']+", line.lower())
    return bool(re.search(r"[,;:.!?—]", line) or set(said) & _SAYS or set(said[1:]) & _verbs())


def leads_far(draft: Draft, line: str) -> bool:
    """Whether a development tells an idea by a scene of something else, though there are scenes of just that."""
    own = set(re.findall(r"[a-z]+", line.lower()))
    told = {part.text for part in draft.parts[1:] if part.axis}
    far = {c.scene for c in CARRIERS if not c.near}
    return len(own) <= _FEW_OWN and bool(told & far) and any(c.near and c.about & own for c in CARRIERS)


def _reads_on(phrase: Phrase, picked: list[Phrase]) -> bool:
    """Whether a phrase does not begin as too many before it: "in ..., in ..., in ..." drones."""
    first = phrase.text.split()[0]
    alike = sum(p.text.split()[0] == first for p in picked)
    return alike < (2 if first == "in" else 1)


def _settings(
    line: str, seen: Sequence[Concept], scene: Stage, rows: dict[str, tuple[tuple[str, str], ...]]
) -> list[tuple[str, str]]:
    kinds: list[str] = [k for k in ("sea", "town", "garden", "forest", "mountains", "in") if k in scene.kinds]
    if not kinds and "water" in scene.kinds:
        # A ferry beside a still pond has nowhere to go.
        kinds = ["sea" if any(sort(c) == "vehicle" for c in seen) else "lake"]
    if not kinds:
        kinds = ["land"] if seen else ["out"]
    barred = _barred(line, seen)
    return [s for k in kinds for s in rows[k] if s[0] not in barred]


def _barred(line: str, seen: Sequence[Concept]) -> set[str]:
    """Titles of settings in which what is seen cannot be: nobody lies on a table, nothing small is above the roofs."""
    # "a violin in a glass case" lies on nothing else.
    laid = not _HOLDS.search(line) and (not seen or any(sort(c) in ("hand", "food", "flower") for c in seen))
    barred = set() if laid else set(_ON_TABLES)
    if any(sort(c) in _AT_HAND for c in seen):
        barred |= {"Roofs"}
    if any(sort(c) == "opening" for c in seen):
        barred |= {"Window"}
    return barred


def is_misplaced(draft: Draft, brief: Brief) -> bool:
    """Whether a draft sets what the line names where it cannot be: "a nurse on a table with a white cloth"."""
    barred = _barred(brief.line.lower(), [c for c in named(brief) if c.kind not in ("idea", "hour", "season", "sky")])
    return any(part.axis == "subject" and part.title in barred for part in draft.parts)


_ABSENT = re.compile(r"\b(?:no|without(?: an?| any)?|cannot|can['’]t|never) ([a-z]+)")
"""What a line says is not there."""


def _carrier(brief: Brief, scene: Stage, rng: random.Random) -> Carrier | None:
    """A scene for the line: by its own words, else by its mood and by what its things are."""
    own = {w.strip("'") for w in re.findall(r"[a-z']+", brief.line.lower())}
    # "waiting: somebody waiting in the rain" is near to a line of one word, in a longer one it would drone.
    used = words(brief.line) if len(own) > _FEW_OWN else frozenset()
    open_ = [c for c in CARRIERS if not clash(stage(c.scene).says, scene.says) and not words(c.scene) & used]
    absent = set(_ABSENT.findall(brief.line.lower()))
    absent |= {word.removesuffix("s") for word in absent}
    open_ = [c for c in open_ if not absent & (set(re.findall(r"[a-z]+", c.scene.lower())) | stage(c.scene).says)]
    if "palette" in scene.spoken or _COLORS & own:
        open_ = [c for c in open_ if not _COLORS & set(c.scene.replace(",", "").split())]
    near = [c for c in open_ if c.near and c.about & own]
    if near:
        # "Jealousy: jealousy at a window" says it twice.
        once = [c for c in near if not own & set(c.scene.lower().split()[:1])]
        return rng.choice(once if len(once) >= _ENOUGH else near)
    wider = {brief.mood, *(m for c in brief.things for m in c.moods), *(c.id for c in brief.things)}
    ranked = [(3 * len(c.about & own) + 0.5 * len(c.about & wider) + rng.random(), c) for c in open_ if not c.near]
    if not ranked:
        return None
    best = sorted(ranked, key=lambda r: -r[0])[:5]
    top = best[0][0]
    return rng.choice([c for score, c in best if score > top - 1.6])


def _joined(start: list[Part], picked: list[Phrase]) -> list[Part]:
    """The phrases in the order in which they are said best, with what joins them."""
    out: list[Part] = []
    text = "".join(p.text for p in start)
    for number, phrase in enumerate(sorted(picked, key=lambda p: ORDER.index(p.axis))):
        head = _DIRECT.match(phrase.text)
        # "boats at dusk", but "boats at the quay, at dusk": a line with a comma or with that very word keeps apart.
        direct = (
            number == 0
            and head is not None
            and len(start) == 1
            and not re.search(r"[,:;.!?—]", text)
            and len(text.split()) <= 6
            and not re.search(rf"\b{head.group(1)}\b", text.lower())
            and phrase.axis in ("light", "time", "weather", "season", "subject")
            # "swimming at midnight with ..." would hang on the last word alone.
            and not (phrase.axis == "subject" and (_HOLDS.search(text.lower()) or re.search(r"\w{2}ing\b| and ", text)))
            and not _stands_alone(text)
            and text[-1].isalnum()
        )
        out += [Part(" " if direct else ", "), Part(phrase.text, phrase.axis, phrase.title)]
    return out

"""The artist's line developed along a few axes: it stands first and untouched, phrases that gainsay nothing follow.

Torch-free; chance comes from `rng` alone.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import replace

from studio.art.muse.drafting import Brief, Draft
from studio.art.muse.grammar.lore import Concept
from studio.art.muse.grammar.phrases import AXES, CARRIERS, ORDER, PHRASES, Carrier, Phrase
from studio.art.muse.grammar.stage import Stage, clash, fits, place_of, stage, words
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
_FELT = frozenset(
    "goodbye farewell loneliness sorrow sadness grief longing hope joy love dream insomnia peace fear anger memory waiting silence parting "
    "homesickness nostalgia melancholy happiness courage doubt regret forgiveness absence exile".split()
)
"""Words of what cannot be seen; "lonely" in "a lonely lighthouse" is only how a thing looks."""
_WIDE = frozenset("wide vast far open large endless running".split())
"""Words of a scene that is not seen close up."""
_HOLDS = re.compile(r"\b(in|on|at|by|under|beneath|with|among|above|between|beside)\b")
_DIRECT = re.compile(r"(in|at|on|by|under|beneath|against|above|among|with|between|beside|before|after) ")


def compose(brief: Brief, rng: random.Random) -> Draft | None:
    """One development with two to four phrases along `brief.axes`, or None where the dice found nothing that fits."""
    line = brief.line
    named = brief.things[: brief.named]
    scene = stage(line, named)
    allowed = set(brief.axes) or set(AXES)
    start: list[Part] = [Part(line)]
    said, kinds, used = set(scene.says), set(scene.kinds), set(words(line))
    if not scene.drawn and "subject" in allowed:
        carried = _carried(brief, scene, rng)
        if carried is not None:
            glue, phrase = carried
            start += [Part(glue), Part(phrase.text, "subject", phrase.title)]
            inside = stage(phrase.text)
            kinds = set(inside.kinds) or kinds
            said |= inside.says
            if _WIDE & set(phrase.text.split()):
                said.add("far")
            used |= words(phrase.text)
            scene = replace(scene, spoken=scene.spoken | inside.spoken)
    axes = _axes(brief, scene, rng, allowed, carried=len(start) > 1)
    picked: list[Phrase] = []
    wanted = rng.choices((2, 3, 4), (46, 40, 14) if brief.boldness < 0.6 else (25, 45, 30))[0]
    for axis in axes:
        if len(picked) == wanted:
            break
        text = "".join(p.text for p in start)
        found = _pick(axis, kinds, said, used, text, rng)
        if found is not None and _reads_on(found, picked):
            picked.append(found)
            said |= found.says
            used |= words(found.text)
    if not picked:
        return None
    parts = [*start, *_joined(start, picked)]
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
    axis: str, kinds: Iterable[str], said: set[str], used: set[str], text: str, rng: random.Random
) -> Phrase | None:
    where = set(kinds) or {"out", "land"}
    fitting = [p for p in _BY_AXIS[axis] if fits(p, where) and not clash(p.says, said) and not words(p.text) & used]
    place = place_of(text)
    while fitting:
        title = rng.choice(sorted({p.title for p in fitting}))
        phrase = rng.choice([p for p in fitting if p.title == title])
        # What is added does not move the scene: "red roofs" beside a meadow would make the painter build a village.
        if not place or place_of(f"{text}, {phrase.text}") == place:
            return phrase
        fitting.remove(phrase)
    return None


def _carried(brief: Brief, scene: Stage, rng: random.Random) -> tuple[str, Phrase] | None:
    """What a line that names no place stands in: a place for its things, or a scene for what cannot be seen."""
    named = brief.things[: brief.named]
    seen = [c for c in named if c.kind not in ("idea", "hour", "season", "sky")]
    own = set(re.findall(r"[a-z]+", brief.line.lower()))
    felt = bool(own & _FELT) or any(c.kind == "idea" for c in named)
    outside = any(c.kind in ("hour", "season", "sky") for c in named)
    if (seen or outside or brief.unknown) and not (felt and rng.random() < 0.6):
        settings = _settings(seen, scene)
        taken = words(brief.line)
        open_ = [s for s in settings if not words(s[1]) & taken and not clash(stage(s[1]).says, scene.says)]
        if not open_ or (_HOLDS.search(brief.line.lower()) and rng.random() < 0.35):
            return None
        title, text = rng.choice(open_)
        return (", " if _HOLDS.search(brief.line.lower()) else " "), Phrase("subject", title, text)
    carrier = _carrier(brief, scene, rng)
    return (": ", Phrase("subject", carrier.title, carrier.scene)) if carrier else None


def _reads_on(phrase: Phrase, picked: list[Phrase]) -> bool:
    """Whether a phrase does not begin as too many before it: "in ..., in ..., in ..." drones."""
    first = phrase.text.split()[0]
    alike = sum(p.text.split()[0] == first for p in picked)
    return alike < (2 if first == "in" else 1)


def _settings(seen: Iterable[Concept], scene: Stage) -> list[tuple[str, str]]:
    kinds: list[str] = [k for k in ("sea", "town", "garden", "forest", "mountains", "in") if k in scene.kinds]
    if not kinds and "water" in scene.kinds:
        kinds = ["lake"]
    if not kinds:
        kinds = ["land"] if list(seen) else ["out"]
    return [s for k in kinds for s in _SETTINGS[k]]


def _carrier(brief: Brief, scene: Stage, rng: random.Random) -> Carrier | None:
    """A scene for the line: by its own words, else by its mood and by what its things are."""
    own = {w.strip("'") for w in re.findall(r"[a-z']+", brief.line.lower())}
    wider = {brief.mood, *(m for c in brief.things for m in c.moods), *(c.id for c in brief.things)}
    ranked = []
    for c in CARRIERS:
        if clash(stage(c.scene).says, scene.says) or words(c.scene) & words(brief.line):
            continue
        score = 3 * len(c.about & own) + 0.5 * len(c.about & wider)
        ranked.append((score + rng.random(), c))
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
            and text[-1].isalnum()
        )
        out += [Part(" " if direct else ", "), Part(phrase.text, phrase.axis, phrase.title)]
    return out

"""Frames of quatrains: four lines that are one thought, with slots for nouns. `resources/muse/quatrains.txt` holds them. Torch-free.

A frame's head tells its scheme of rhyme, its feet ("43": four and three in turn), what its slots take and, behind ";", what it
states ("night"). A line has wordings apart by " / ", each for nouns of another length; all of them go together. `{a}`: "the
boat"; `{a:he}`, `{a:him}`, `{a:his}`: its pronouns; `{a:is}`: a verb that agrees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from studio.art.muse.grammar.cast import role
from studio.art.muse.grammar.lore import Concept, concepts
from studio.art.muse.grammar.stage import words
from studio.core import paths

SLOT = re.compile(r"\{(\w)(?::([\w']+))?\}")
_FEET = {"4": (4, 4, 4, 4), "3": (3, 3, 3, 3), "43": (4, 3, 4, 3), "3343": (3, 3, 4, 3)}
_WORD = re.compile(r"[\w'’-]+")
_WATER = frozenset("sea lake river pond brook canal harbor marsh stream ocean bay beach waterfall".split())
_TREES = frozenset("tree oak birch pine willow poplar maple yew".split()) | {"cherry tree"}
_PETS = frozenset("cat dog hen mouse goat sparrow snail frog rabbit duck parrot".split())
_MOVING = frozenset(
    "train tram bus car boat ship ferry sail carriage wagon tractor airplane caravan balloon truck cart raft canoe".split()
)
_LOUD = frozenset("storm thunder lightning wind rain hail".split())
_OWNED = re.compile(r"(?:my|our|your|his|her|their|\S+'s) ")
_IT = re.compile(r"\b(?:it|its|it's|there's|there was|which|who|whole one|that one)\b", re.IGNORECASE)
_LONGEST = 5
"""Words that a slot may hold."""


@dataclass(frozen=True)
class Slot:
    """`takes`: classes of concepts that may stand here; `bars`: those that may not."""

    name: str
    takes: frozenset[str]
    bars: frozenset[str]

    def fits(self, concept: Concept) -> bool:
        own = classes(concept)
        return bool(own & self.takes) and not own & self.bars


@dataclass(frozen=True)
class Frame:
    scheme: str
    feet: tuple[int, ...]
    slots: tuple[Slot, ...]
    says: frozenset[str]
    lines: tuple[tuple[str, ...], ...]

    @property
    def words(self) -> frozenset[str]:
        """Stems of its own words, which no noun in its slots may say again."""
        return _words_of(self)

    @property
    def single(self) -> bool:
        """Whether it speaks of something as "it", so that nothing stands here of which there are many."""
        return _single(self)

    def rhymed(self, line: int) -> bool:
        return self.scheme.count(self.scheme[line]) > 1


@lru_cache(maxsize=1000)
def _words_of(frame: Frame) -> frozenset[str]:
    return words(SLOT.sub(" ", " ".join(w for line in frame.lines for w in line)))


@lru_cache(maxsize=1000)
def _single(frame: Frame) -> bool:
    return any(_IT.search(SLOT.sub(" ", w)) for line in frame.lines for w in line)


@lru_cache(maxsize=1)
def frames() -> tuple[Frame, ...]:
    """All frames. Raises `ValueError` for one that breaks the form."""
    text = re.sub(r"(?m)^#.*\n?", "", paths.resource("muse", "quatrains.txt").read_text("utf-8"))
    return tuple(_parsed(block) for block in re.split(r"\n\s*\n", text.strip()))


def _parsed(block: str) -> Frame:
    head, *rows = block.strip().splitlines()
    told, _, says = head.partition(";")
    scheme, feet, *slots = told.split()
    lines = tuple(tuple(w.strip() for w in row.split(" / ")) for row in rows)
    named = {m[1] for line in lines for w in line for m in SLOT.finditer(w)}
    if len(scheme) != 4 or feet not in _FEET or len(lines) != 4 or named != {s[0] for s in slots}:
        raise ValueError(f"quatrains.txt: {block}")
    return Frame(scheme, _FEET[feet], tuple(map(_slot, slots)), frozenset(says.split()), lines)


def _slot(text: str) -> Slot:
    name, _, kinds = text.partition("=")
    takes, *bars = kinds.split("-")
    return Slot(name, frozenset(takes.split(",")), frozenset(bars))


@lru_cache(maxsize=2000)
def classes(concept: Concept) -> frozenset[str]:
    """What a concept can be in a frame: "any", its kind, "seen", "small", "big", "beast", "unknown"; "many" where there are several."""
    kind, traits = concept.kind, concept.traits
    out = {"any", "many"} if concept.plural else {"any"}
    known = concept.id in concepts()
    if not known and kind == "thing":
        # "Happiness" and "gold" are spoken of, not met.
        bare = concept.one == concept.noun and concept.noun[:1].islower() and not _OWNED.match(concept.noun)
        return frozenset(out if bare else out | {"unknown", "seen"})
    out.add(kind)
    if kind == "person" and role(concept) == "person":
        out |= {"one"} if known else {"one", "agent"}
    if kind in ("thing", "plant", "creature", "person", "place", "sky") and "thin" not in traits:
        out.add("seen")
    if kind == "creature":
        out |= {"beast"} | ({"pet"} if concept.id in _PETS else set()) | ({"bird"} if "bird" in traits else set())
    if kind == "place":
        out |= {"indoor"} if "room" in traits else {"outdoor"}
    if kind == "thing" and "hand" in traits:
        out.add("small")
    if "beast" in traits:
        out.add("roamer")
    if concept.id in _LOUD:
        out.add("loud")
    if "big" in traits and concept.id not in _MOVING:
        out.add("big")
    if concept.id in _WATER:
        out.add("water")
    if concept.id in _TREES:
        out.add("tree")
    return frozenset(out)


@dataclass(frozen=True)
class _Line:
    frame: int
    place: int
    shape: re.Pattern[str]


def _shapes() -> Iterator[tuple[str, _Line]]:
    """(key, line) of every wording: its first word, or where that is open its last."""
    for number, frame in enumerate(frames()):
        for place, wordings in enumerate(frame.lines):
            for wording in wordings:
                parts: list[str] = []
                for piece in re.split(r"(\{[^}]*\})", wording.lower()):
                    if piece.startswith("{"):
                        parts.append(r"\S+" if ":" in piece else rf"\S+(?: \S+){{0,{_LONGEST - 1}}}")
                    else:
                        parts += map(re.escape, _WORD.findall(piece))
                own = _WORD.findall(SLOT.sub("@", wording.lower()).replace("@", " _ "))
                key = f"^{own[0]}" if own[0] != "_" else f"${own[-1]}"
                yield key, _Line(number, place, re.compile(" ".join(parts)))


@lru_cache(maxsize=1)
def _index() -> dict[str, tuple[_Line, ...]]:
    out: dict[str, list[_Line]] = {}
    for key, line in _shapes():
        out.setdefault(key, []).append(line)
    return {key: tuple(lines) for key, lines in out.items()}


def glued(text: str) -> bool:
    """Whether `text` has lines of a frame, but not all four of one frame in their order: its lines are no one thought."""
    lines = [said for line in text.splitlines() if (said := _WORD.findall(line.lower()))]
    origins = [_origins(line) for line in lines]
    if not any(origins):
        return False
    # Of each line the frames that have it in its place.
    at_home = [{f for f, place in found if place == k} for k, found in enumerate(origins)]
    return len(lines) != 4 or not set.intersection(*at_home)


def _origins(line: list[str]) -> frozenset[tuple[int, int]]:
    """(frame, place) of every line of a frame that `line` can be."""
    said = " ".join(line)
    found = (*_index().get(f"^{line[0]}", ()), *_index().get(f"${line[-1]}", ()))
    return frozenset((f.frame, f.place) for f in found if f.shape.fullmatch(said))

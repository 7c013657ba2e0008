"""Quatrains: four lines of iambic verse that rhyme and are one thought, about the things of a brief. Torch-free; chance comes
from `rng` alone.

A frame (`frames`) is filled with the things that it takes, each line in a wording in which their nouns scan.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from itertools import permutations

from studio.art.muse.drafting import Brief
from studio.art.muse.grammar.cast import cast_as
from studio.art.muse.grammar.english import sentence
from studio.art.muse.grammar.frames import SLOT, Frame, classes, frames
from studio.art.muse.grammar.lore import Concept, concepts
from studio.art.muse.grammar.rhyme import is_quatrain, metre, pattern
from studio.art.muse.grammar.stage import clash, stage, words

MOST = 3
"""Things that a quatrain names."""
_WIDER, _OWN = 0.45, 0.05
"""How often a frame has room for a thing that the artist did not name, and how much sooner one for things of a kind is tried."""
_LOOKS = {
    "creature": ("quiet", "clever", "patient"), "person": ("quiet", "patient", "gentle"), "plant": ("quiet", "patient"),
    "place": ("quiet", "distant", "sleepy"), "sky": ("quiet", "distant"), "idea": ("quiet", "stubborn"),
    "hour": ("quiet",), "season": ("quiet",), "thing": ("quiet", "humble", "patient"),
}  # fmt: skip
"""Looks that fill a line where a noun is too short for it: what is true of nearly everything."""
_KIN = frozenset(
    "mother father brother sister grandmother grandfather uncle aunt daughter son wife husband cousin nephew".split()
)
_HAND = ("little", "humble")


def compose(brief: Brief, things: Sequence[Concept], rng: random.Random, named: int = 1) -> str:
    """Four lines about the first `named` of `things`, three of them where there are more, and about others where a frame has
    room for them; "" where this throw found none."""
    first = _once(things[:named])
    if len(first) > MOST:
        first = rng.sample(first, MOST)
    says = set(stage(brief.line, brief.things[: brief.named]).says)
    # Mostly a frame as wide as the line; what the artist did not name may stand by, but need not.
    wide = max(1, len(first)) + (rng.random() < _WIDER)
    order = sorted(frames(), key=lambda f: (abs(len(f.slots) - wide), rng.random() - _OWN * _own(f)))
    for frame in order:
        free = len(frame.slots) - len(first)
        many = frame.single and any(c.plural for c in first)
        if free < 0 or many or clash(frame.says, says):
            continue
        for cast in _casts(frame, first, things[named:], says, rng):
            text = filled(frame, cast, rng)
            if text:
                return text
    return ""


def _once(things: Sequence[Concept]) -> list[Concept]:
    """Without what another one names too; the artist's own word is kept of the two."""
    own = sorted(things, key=lambda c: c.id in concepts())
    kept = [c for k, c in enumerate(own) if not any(words(c.noun) & words(o.noun) for o in own[:k])]
    return [c for c in things if c in kept]


def _own(frame: Frame) -> bool:
    """Whether it was written for things of a kind."""
    return not any(slot.takes & {"any", "seen"} for slot in frame.slots)


def _casts(
    frame: Frame, first: Sequence[Concept], rest: Sequence[Concept], says: Set[str], rng: random.Random
) -> Iterator[dict[str, Concept]]:
    """Who may stand in the slots of a frame: all of the first, others where there is room."""
    orders = list(permutations(frame.slots, len(first)))
    rng.shuffle(orders)
    for order in orders:
        cast = {slot.name: thing for slot, thing in zip(order, first, strict=True)}
        if not all(slot.fits(cast[slot.name]) for slot in order) or not _fresh(frame, cast.values()):
            continue
        states = set(says) | frame.says
        for slot in frame.slots:
            if slot.name not in cast:
                beside = [
                    c for c in rest
                    if slot.fits(c)
                    and not c.plural
                    and noun_phrases(c) and not clash(_states(c), states) and _fresh(frame, (*cast.values(), c))
                ]  # fmt: skip
                if not beside:
                    break
                cast[slot.name] = rng.choice(beside)
                states |= _states(cast[slot.name])
        if len(cast) == len(frame.slots):
            yield cast


@lru_cache(maxsize=4000)
def _states(concept: Concept) -> frozenset[str]:
    return stage(concept.noun, [concept]).says


def _fresh(frame: Frame, cast: Iterable[Concept]) -> bool:
    """Whether no word of weight is said twice."""
    said = set(frame.words)
    for concept in cast:
        own = words(concept.noun)
        if own & said:
            return False
        said |= own
    return True


def filled(frame: Frame, cast: Mapping[str, Concept], rng: random.Random) -> str:
    """The frame with these nouns, "" where they do not scan in it."""
    out: list[str] = []
    for place, wordings in enumerate(frame.lines):
        fitting = []
        for wording in wordings:
            for text, plain in worded(wording, cast, frame):
                told = metre(text)
                if told == (frame.feet[place], False) or (
                    told == (frame.feet[place], True) and not frame.rhymed(place)
                ):
                    fitting.append((text, plain))
        if not fitting:
            return ""
        # A look is told only where the line is too short without it.
        bare = [text for text, plain in fitting if plain] or [text for text, _ in fitting]
        out.append(sentence(rng.choice(bare)))
    text = "\n".join(out)
    return text if is_quatrain(text) else ""


def worded(wording: str, cast: Mapping[str, Concept], frame: Frame) -> Iterator[tuple[str, bool]]:
    """A wording with every way to name what stands in it, and whether that is the plain one."""
    slot = next((m for m in SLOT.finditer(wording) if not m[2]), None)
    if slot is None:
        yield SLOT.sub(lambda m: form_of(cast[m[1]], m[2]), wording), True
        return
    concept = cast[slot[1]]
    for phrase, plain in noun_phrases(concept):
        if not plain and words(phrase) & frame.words:
            continue
        capital = slot.start() == 0 or wording[: slot.start()].rstrip().endswith((".", "?", "!"))
        named = sentence(phrase) if capital else phrase
        for text, rest in worded(f"{wording[: slot.start()]}{named}{wording[slot.end() :]}", cast, frame):
            yield text, plain and rest


def form_of(concept: Concept, form: str) -> str:
    """A pronoun of the concept, or a verb that agrees with it."""
    who = cast_as(concept)
    low = form.lower()
    pronouns = {"he": who.he, "him": who.him, "his": who.his, "himself": who.himself}
    text = pronouns.get(low) or who.verb(low)
    return sentence(text) if form[0].isupper() else text


@lru_cache(maxsize=4000)
def noun_phrases(concept: Concept) -> tuple[tuple[str, bool], ...]:
    """Ways to name a concept that begin on a weak syllable and go on in iambs, and whether each is the plain one."""
    noun, head = concept.noun, _head(concept)
    plain = f"{head} {noun}".strip()
    out = [(plain, True)] if _climbs(plain) else []
    if head:
        looks = _HAND if "small" in classes(concept) else _LOOKS.get(concept.kind, ("quiet",))
        # "The old guitar": a noun that begins weak wants one strong syllable before it.
        short = ("own",) if head == "my" else ("old",)
        for look in short if not out else looks:
            text = f"{head} {look} {noun}"
            if _climbs(text) and not words(look) & words(noun):
                out.append((text, False))
    return tuple(out)


def _head(concept: Concept) -> str:
    """What stands before the noun: nothing before "my brother's bicycle", "our" before a name, "my" before an idea."""
    noun = concept.noun
    if noun.startswith(("my ", "our ", "your ", "his ", "her ", "their ")):
        return ""
    if concept.id in _KIN and (concept.plural or concept.one.startswith(("a ", "an "))):
        return "my"
    if concept.one.startswith(("a ", "an ", "the ", "two ")):
        return "the"
    if noun[:1].isupper():
        return "our"
    if "'s " in noun:
        return "my"
    return "my" if concept.kind == "idea" else "the"


@lru_cache(maxsize=8000)
def _climbs(phrase: str) -> bool:
    """Whether weak and strong syllables come in turn, weak first."""
    marks = pattern(phrase)
    told = metre(phrase)
    return told is not None and marks[:1] == "0" and marks[1:2] != "0" and told[0] >= 1

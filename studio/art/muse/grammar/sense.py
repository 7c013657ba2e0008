"""What a network may get wrong though every word is right: a thing beside itself, a grandmother who mends his nets. Torch-free.

Strict, for drafts are cheap; the house's own grammar passes it but for a text in some hundred.
"""

from __future__ import annotations

import re
from functools import lru_cache

from studio.art.muse.grammar import kinds, lore
from studio.art.muse.grammar.cast import pronoun
from studio.art.muse.grammar.english import plural_verb
from studio.art.muse.grammar.plots import people
from studio.art.muse.grammar.stage import clash, stage, words

VERSE = ("titles", "haiku", "poem", "quatrain")
"""Forms in which a word that comes twice in a line is a slip; prose may need it."""
_LINES = re.compile(r"[.!?\n]+")
_PAIRED = re.compile(r"\b(\w+) (?:by|after|upon|for|to|in|and|on) \1\b", re.IGNORECASE)
"""Step by step, night after night: a word may come twice there."""
_TWICE = frozenset(
    "not first then only still nothing nobody once day night time again the all i me my you your he him his she her we us our they "
    "them their who what which where when how if so there here am be been had has have do does did will would could can should just "
    "too one".split()
)
_HE = re.compile(r"\b(?:he|his|him|himself)\b", re.IGNORECASE)
_OTHERS = {
    "he": re.compile(r"\b(?:man|boy|father|brother|husband|son|king)\b", re.IGNORECASE),
    "she": re.compile(r"\b(?:woman|girl|mother|sister|wife|daughter|queen|lady)\b", re.IGNORECASE),
}
"""People of whom lore has nothing to tell."""
_SHE = re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE)


def makes_sense(text: str, form: str) -> bool:
    """Whether no thing is set beside itself, nobody changes from he to she, and the lines of a haiku are of one scene."""
    twice = beside_itself(text, form) if form in VERSE else meets_itself(text)
    return not twice and not changes(text) and not _is_dead(text) and not (form == "haiku" and gainsays_itself(text))


def gainsays_itself(text: str) -> bool:
    """Whether a line states what cannot be where another plays: snow and crickets, noon and starlight. Two lines may state the
    same."""
    says = [stage(line).says for line in text.split("\n")]
    return any(clash(a - b, b - a) for k, a in enumerate(says) for b in says[k + 1 :])


def _is_dead(text: str) -> bool:
    """Whether somebody is called late: "the late friend" is mourned, not met."""
    found = re.findall(r"\blate (\w+)", text.lower())
    return any(noun in meant() for noun in found)


def beside_itself(text: str, form: str) -> bool:
    """A word that carries meaning twice in one line or sentence; in a haiku, twice at all."""
    for line in [text] if form == "haiku" else _LINES.split(text):
        bare = _PAIRED.sub(r"\1", line)
        met: set[str] = set()
        for word in re.findall(r"[\w'’-]+", bare):
            for stem in words(word) - _TWICE:
                if stem in met:
                    return True
                met.add(stem)
    return False


def meets_itself(text: str) -> bool:
    """Whether somebody is named twice in one sentence: "the fox near the fox"."""
    for line in re.split(r"[.!?;\n]+", text):
        alive = [c.id for _, _, c in lore.places(line) if c.kind in ("person", "creature")]
        if len(alive) != len(set(alive)):
            return True
    return False


def disagrees(noun: str, text: str) -> bool:
    """Whether the artist's own `noun`, a singular, is given a verb in the plural: "the tractor say nothing"."""
    made = lore.made(noun)
    verbs = {plural_verb(d).split()[0] for d in made.does} - {d.split()[0] for d in made.does}
    if made.plural or not verbs:
        return False
    return bool(re.search(rf"\b{re.escape(noun)} (?:{'|'.join(map(re.escape, sorted(verbs)))})\b", text, re.IGNORECASE))


@lru_cache(maxsize=1)
def meant() -> dict[str, str]:
    """Noun of one word -> "he", "she", "it" or "they": whom it names."""
    alive = [c for c in lore.concepts().values() if c.kind in ("person", "creature") and " " not in c.noun]
    return {**people(), **{c.noun.lower(): pronoun(c) for c in alive}}


def changes(text: str) -> bool:
    """Whether a "he" or "she" has nobody in the text whom it can mean, though somebody is named."""
    named = _genders(text)
    return bool(named) and bool((_HE.search(text) and "he" not in named) or (_SHE.search(text) and "she" not in named))


def _genders(text: str) -> set[str]:
    """Of those whom `text` names."""
    named = {pronoun(c) for c in lore.named(text) if c.kind in ("person", "creature")}
    told = {who for noun, who in people().items() if re.search(rf"\b{noun}\b", text, re.IGNORECASE)}
    own = {kinds.kind_of(word) for word in re.findall(r"[a-z]+", text.lower()) if not lore.is_name(word)}
    told |= {kind.who for kind in own if kind.name == "person"}
    return named | told | {gender for gender, others in _OTHERS.items() if others.search(text)}

"""Who can play in the texts of the muse: people and beasts, places by kind, and how they are spoken of. Torch-free."""

from __future__ import annotations

import re
from dataclasses import dataclass

from studio.art.muse.grammar.english import plural_verb
from studio.art.muse.grammar.lore import Concept

NOT_IN_HAND = {"street", "far", "distant", "late", "falling", "moving", "evening", "last"}
"""Looks of what is heard or seen from away."""
GROUPS = {
    "@town": "town village city street square market harbor station farm canal lane",
    "@land": "hill valley field meadow forest orchard garden vineyard marsh mountain snowfield desert lane island farm",
    "@water": "sea lake river pond beach island canal harbor brook",
    "@in": "room kitchen attic café inn",
}


@dataclass(frozen=True)
class Cast:
    concept: Concept
    he: str
    his: str
    him: str

    def verb(self, singular: str) -> str:
        return plural_verb(singular) if self.he == "they" else singular

    @property
    def himself(self) -> str:
        return {"he": "himself", "she": "herself", "it": "itself"}.get(self.he, "themselves")


def cast_as(concept: Concept) -> Cast:
    if concept.plural or "they" in concept.traits:
        return Cast(concept, "they", "their", "them")
    if "she" in concept.traits:
        return Cast(concept, "she", "her", "her")
    if "he" in concept.traits:
        return Cast(concept, "he", "his", "him")
    if "it" in concept.traits:
        return Cast(concept, "it", "its", "it")
    if concept.kind == "person":
        return Cast(concept, "he", "his", "him")
    return Cast(concept, "it", "its", "it")


def pronoun(c: Concept) -> str:
    """ "he", "she", "it" or "they"."""
    return cast_as(c).he


def role(c: Concept) -> str:
    """What a concept can be in a story. What is told in the plural has no part: the steps speak of one thing."""
    if c.id == "lovers":
        return "pair"
    if c.plural:
        return "other"
    if c.kind == "person":
        return "other" if "crowd" in c.traits or c.id == "crowd" else "person"
    if c.traits & {"beast", "bird"}:
        return "beast"
    if c.kind in ("thing", "plant"):
        # Nobody comes upon snow or Lisbon in the road.
        counted = c.one.startswith(("a ", "an ", "the ", "my ", "our ", "your ")) or "'s " in c.one
        return "thing" if counted else "other"
    return {"place": "place", "sky": "sky"}.get(c.kind, "other")


def solid(c: Concept) -> bool:
    """Whether it can be come upon: no light, no line, not the one horizon."""
    return not c.traits & {"thin", "fluid"}


def says(text: str, c: Concept) -> bool:
    """Whether a text names a concept, as one or as many."""
    return any(n and re.search(rf"\b{re.escape(n)}\b", text, re.IGNORECASE) for n in (c.noun, c.many))

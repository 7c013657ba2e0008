"""Who and what can play in the muse's stories: people, beasts, things by size, places by kind, and how they are spoken of.
Torch-free."""

from __future__ import annotations

import re
from dataclasses import dataclass

from studio.art.muse.grammar.english import plural_verb
from studio.art.muse.grammar.lore import Concept, concepts

_SHE = {"child", "grandmother", "dancer", "reader", "mother", "cat", "cow", "hen", "goat"}
BIRDS = {"bird", "swallow", "crane", "gull", "heron", "lark"}
BEASTS = BIRDS | {
    "crow", "owl", "horse", "cat", "dog", "fox", "deer", "hare", "wolf", "goat", "elephant", "sparrow", "pigeon", "mouse", "sheep", "cow",
    "hen", "camel",
}  # fmt: skip
SMALL = {
    "letter", "key", "umbrella", "mirror", "lamp", "suitcase", "shell", "bell", "violin", "book", "cup", "bowl", "clock", "candle",
    "photograph", "toy", "basket", "kite", "chair", "apple", "orange", "lemon", "pear", "vase", "jug", "rope", "acorn", "nest", "leaf",
    "stone", "brush", "glass", "petal", "knife", "kettle", "ladder", "cloth", "bread", "rose", "flower", "mushroom", "drawer",
}  # fmt: skip
"""Things that a hand can carry. The others are as large as houses, or nobody knows how large."""
KEPT = {
    "letter",
    "key",
    "shell",
    "photograph",
    "toy",
    "brush",
    "bell",
    "stone",
    "book",
    "mirror",
    "acorn",
    "leaf",
    "petal",
    "knife",
}
BIG = {
    "lighthouse", "bridge", "tree", "boat", "mill", "well", "carousel", "tower", "fountain", "oak", "chapel", "church", "temple", "house",
    "barn", "tram", "train", "swing", "scarecrow", "waterfall", "willow", "birch", "pine", "poplar", "cherry tree", "maple", "yew", "gate",
    "wall", "sail", "path", "road", "bench", "hedge", "fence", "dune",
}  # fmt: skip
LARGE_ONLY = ("journey", "storm", "seasons")
"""Plots in which the thing is a landmark."""
TABLE = SMALL - {
    "ladder",
    "chair",
    "mirror",
    "umbrella",
    "suitcase",
    "rope",
    "kite",
    "basket",
    "nest",
    "leaf",
    "drawer",
    "lamp",
}
"""Small things that stand on a table."""
ELSEWHEN = re.compile(
    r"^(is|was|has) |\b(night|midnight|morning|noon|dawn|dusk|day|days|week|year|years|winter|spring|summer|autumn)\b"
)
"""What a thing does at another hour than that of the story."""
NOT_IN_HAND = {"street", "far", "distant", "late", "falling", "moving", "evening", "last"}
"""Looks of what is heard or seen from away."""
OF_SIZE = {"small": SMALL, "table": TABLE, "keep": KEPT, "big": BIG}
GROUPS = {
    "@town": "town village city street square market harbor station farm canal lane",
    "@land": "hill valley field meadow forest orchard garden vineyard marsh mountain snowfield desert lane island farm",
    "@water": "sea lake river pond beach island canal harbor brook",
    "@in": "room kitchen attic café inn",
}
_AGENT = re.compile(
    r"(?:^|[ -])(robot|astronaut|ghost|angel|king|queen|witch|wizard|knight|girl|boy|man|woman|poet|pilot|baker|farmer|teacher|nurse|"
    r"doctor|captain|clown|pirate|prince|princess|brother|sister|father|uncle|aunt|daughter|son|wife|husband|\w+man|\w+woman|\w+naut)$"
)
_IT = {"robot", "ghost", "angel"}
_HE = {
    "king",
    "wizard",
    "knight",
    "boy",
    "man",
    "clown",
    "pirate",
    "prince",
    "brother",
    "father",
    "uncle",
    "son",
    "husband",
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
    agent = _AGENT.search(concept.id) if concept.id not in concepts() else None
    if concept.plural:
        return Cast(concept, "they", "their", "them")
    if concept.id in _SHE:
        return Cast(concept, "she", "her", "her")
    if agent:
        if agent[1] in _IT:
            return Cast(concept, "it", "its", "it")
        return Cast(concept, "he", "his", "him") if agent[1] in _HE else Cast(concept, "she", "her", "her")
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
    if (c.kind == "person" and c.id != "crowd") or (c.id not in concepts() and _AGENT.search(c.id)):
        return "person"
    if c.id in BEASTS:
        return "beast"
    if c.kind in ("thing", "plant"):
        # Nobody comes upon snow or Lisbon in the road.
        counted = c.one.startswith(("a ", "an ", "the ", "my ", "our ", "your ")) or "'s " in c.one
        return "thing" if counted else "other"
    return {"place": "place", "sky": "sky"}.get(c.kind, "other")


def solid(c: Concept) -> bool:
    """Whether it can be come upon: no light, no line, not the one horizon."""
    return c.id not in (
        "line",
        "shadow",
        "wave",
        "footstep",
        "light",
        "smoke",
        "horizon",
        "dust",
        "tide",
        "neon",
        "wire",
        "roof",
        "balcony",
        "hand",
        "face",
    )


def says(text: str, c: Concept) -> bool:
    """Whether a text names a concept, as one or as many."""
    return any(n and re.search(rf"\b{re.escape(n)}\b", text, re.IGNORECASE) for n in (c.noun, c.many))

"""The plots of the muse's stories, and who and what can play in them. Torch-free.

`resources/muse/stories.txt`, written by this project's authors, holds them; its head tells the form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from studio.art.muse.grammar import lore
from studio.art.muse.grammar.cast import GROUPS, Cast, cast_as, role, solid
from studio.art.muse.grammar.kinds import singular
from studio.art.muse.grammar.lore import Concept, concepts
from studio.art.muse.grammar.sorts import parts, sort
from studio.core import paths

MOST = 5
"""Things in a list."""
_COUNTED = re.compile(r"^(?:an?|the|my|our|your|his|her|their) |\w's |\w's$")
_YOUNG = ("child", "boy", "girl", "daughter", "son", "baby", "twin")
_COLD = frozenset("rain snow wind mist fog storm frost cloud hail sleet drizzle thunder breeze".split())
_FOLLOWING = frozenset("moon star cloud rain wind mist fog snow storm breeze comet".split())
_BOTTLED = frozenset("rain snow mist fog wind frost dew starlight moonlight sunlight breeze smoke light dust".split())
_SWIMMERS = frozenset("whale fish elephant dolphin shark octopus jellyfish goldfish seal".split())
_LOW = frozenset(
    "path road rail dune puddle earth branch root carpet pillow blanket canvas grape scissors thread petal leaf drawer cloth grave".split()
)
"""Lies flat or hangs on something: nobody comes upon it standing there."""
_SMALL = ("pumpkin", "umbrella stand", "broom")
_SLIGHT = frozenset("swing wheel cart flag sled snowman scarecrow anchor sail".split())
_WINTERS = frozenset("iceberg snowman sled".split())
_NOT_IN_CUPS = frozenset("wood laundry chess paper bread cheese traffic fire bamboo ivy straw hay furniture".split())
_NOT_IN_POCKETS = _NOT_IN_CUPS | frozenset(
    "soap butter oil soup milk wine light smoke ice water mud fruit moonlight sunlight starlight daylight darkness candlelight thunder sunshine "
    "beer juice honey ink spring steam jam jelly cream yogurt luggage sleet hail drizzle slush".split()
)
_NOT_IN_YARDS = frozenset(
    "bridge waterfall train tram airplane church temple chapel rocket spaceship helicopter wheel engine chimney tower mill fence iceberg snowman sled".split()
)
_LIT = frozenset("lantern lamp".split())
_FOUND = frozenset(
    "letter ticket coin photograph postcard newspaper egg potato carrot onion tomato mushroom petal leaf acorn shell stone feather seed record match berry "
    "flower rose nest".split()
)
"""Made by nobody with a workbench."""
_SOUNDING = frozenset(
    "bell clock watch door gate train tram boat ship ferry bridge mill windmill well fountain carousel swing kettle stove broom bicycle stair wind "
    "radio typewriter telephone engine machine wheel cart ladder flag rain storm thunder snow wave tide water ice footstep voice heart piano violin cello "
    "guitar drum trumpet saxophone flute harp accordion organ record waterfall traffic fire umbrella leaf reed hive lighthouse hammer".split()
)
_LOUD_PLACES = frozenset(
    "sea ocean harbor river brook beach shore market square station street forest factory school theater circus tavern café garden airport subway "
    "city village farm marsh jungle".split()
)
_VIEWS = GROUPS["@water"] + " hill valley field meadow garden orchard vineyard market square mountain"
_ROOMS = "room kitchen attic café inn station village farm factory school library theater bakery tavern hotel museum"
_CROSSED = "river lake canal"
_MOVING = "mountain hill meadow forest garden village town city island harbor square market marsh street lane"
_PLACES = {
    **GROUPS, "@views": _VIEWS, "@rooms": _ROOMS, "@cross": _CROSSED, "@moving": _MOVING,
    "@open": "café inn market station library theater cinema museum bar",
}  # fmt: skip
_SHE = frozenset(
    "woman girl niece widow landlady aunt nurse seamstress bride librarian cook teacher beekeeper student baker mother queen "
    "daughter granddaughter waitress schoolteacher actress dressmaker".split()
)
_OTHERS = {
    "he": "man boy king officer ferryman driver lawyer postman landlord uncle brother grandfather carpenter guard soldier policeman "
    "mayor doctor father husband painter professor inspector gentleman cousin".split(),
    "she": "woman girl aunt wife mother sister bride granddaughter widow queen midwife".split(),
}  # fmt: skip
"""People of whom the plots tell beside those who play a part."""


@dataclass(frozen=True)
class Slot:
    """A part: `kinds` that may fill it (ids of `KINDS` or of places), `spare`: who plays it where nothing that is named does."""

    name: str
    kinds: tuple[str, ...]
    spare: tuple[str, ...]

    def fits(self, c: Concept) -> bool:
        return any(fits(kind, c) for kind in self.kinds)


@dataclass(frozen=True)
class Plot:
    """`listed`: kinds that its list may hold, empty where it has none. `words`: those that its own sentences say."""

    id: str
    slots: tuple[Slot, ...]
    listed: tuple[str, ...]
    steps: tuple[tuple[str, ...], ...]
    words: frozenset[str]

    def lists(self, c: Concept) -> bool:
        return any(fits(kind, c) for kind in self.listed)

    def says(self, c: Concept) -> bool:
        """Whether its own sentences name the concept, which would then stand there twice."""
        return any(n and {singular(w) for w in n.lower().split()} <= self.words for n in (c.noun, c.many))


def _is_person(c: Concept) -> bool:
    return role(c) == "person" and c.id not in ("choir", "orchestra", "baby", "twins", "reader")


def _is_thing(c: Concept) -> bool:
    counted = c.plural or _COUNTED.search(c.one) is not None
    return c.kind in ("thing", "plant") and not _is_person(c) and counted and solid(c)


def _flows(c: Concept) -> bool:
    """Tea, dust, honey: what comes in spoonfuls."""
    return c.kind in ("thing", "plant") and _COUNTED.search(c.one) is None and not c.one[:1].isupper()


def _last(c: Concept) -> str:
    """The singular of the last word of its name."""
    return singular(c.noun.split()[-1].lower())


def _is_airy(c: Concept) -> bool:
    if c.kind == "sky" or _flows(c):
        return c.id in _BOTTLED
    return c.kind in ("hour", "season", "idea") and _COUNTED.search(c.one) is None


KINDS: dict[str, Callable[[Concept], bool]] = {
    "person": _is_person,
    "adult": lambda c: _is_person(c) and not c.id.endswith(_YOUNG),
    "child": lambda c: _is_person(c) and c.id.endswith(_YOUNG),
    "man": lambda c: _is_person(c) and not c.id.endswith(_YOUNG) and cast_as(c).he == "he",
    "pair": lambda c: role(c) == "pair",
    "creature": lambda c: c.kind == "creature",
    "beast": lambda c: role(c) == "beast",
    "walker": lambda c: role(c) == "beast" and "beast" in c.traits and c.id not in ("mouse", "hen", "rat"),
    "visitor": lambda c: c.kind == "creature" and not c.plural and c.id not in _SWIMMERS,
    "bird": lambda c: "bird" in c.traits and not c.plural,
    "any": _is_thing,
    "small": lambda c: _is_thing(c) and "hand" in c.traits and not c.plural,
    "object": lambda c: c.kind == "thing" and "fruit" not in c.traits and KINDS["small"](c),
    "upright": lambda c: _is_thing(c) and c.id not in _LOW,
    "goods": lambda c: c.kind == "thing" and KINDS["upright"](c) and sort(c) != "food" and _last(c) not in _FOUND,
    "sunny": lambda c: KINDS["upright"](c) and c.id not in _WINTERS and not c.plural,
    "stands": lambda c: (
        KINDS["upright"](c)
        and not c.traits & {"hand", "keep", "table"}
        and (c.id in concepts() or not (sort(c) in ("hand", "food") or "worn" in parts(c)))
    ),
    "landmark": lambda c: (
        KINDS["stands"](c)
        and not c.traits & {"in", "room", "fruit"}
        and (c.kind == "thing" or "big" in c.traits)
        and c.id not in _SMALL
        and c.id not in _WINTERS
    ),
    "single": lambda c: KINDS["stands"](c) and not c.plural,
    "massive": lambda c: KINDS["landmark"](c) and "big" in c.traits and c.id not in _SLIGHT,
    "yard": lambda c: KINDS["landmark"](c) and c.id not in _NOT_IN_YARDS and not c.traits & {"sea", "lake"},
    "many": lambda c: c.plural and c.kind in ("thing", "plant", "creature") and solid(c) and c.id not in _LOW,
    "strays": lambda c: KINDS["many"](c) and c.kind != "plant" and "hand" not in c.traits and _last(c) not in _SWIMMERS,
    "flock": lambda c: c.plural and c.kind == "creature" and _last(c) not in _SWIMMERS,
    "folk": lambda c: c.plural and c.kind == "person" and c.id not in ("lovers", "crowd") and _last(c) not in _YOUNG,
    "wares": lambda c: (
        c.plural
        and c.kind == "thing"
        and solid(c)
        and bool(c.traits & {"hand", "table"})
        and sort(c) != "food"
        and _last(c) not in _FOUND
    ),
    "lit": lambda c: c.plural and _last(c) in _LIT,
    "keep": lambda c: _is_thing(c) and "keep" in c.traits and not c.plural,
    "table": lambda c: _is_thing(c) and "table" in c.traits and not c.plural,
    "big": lambda c: _is_thing(c) and "big" in c.traits and not c.plural,
    "plant": lambda c: c.kind == "plant" and _is_thing(c) and not c.plural,
    "mass": _flows,
    "cupful": lambda c: _flows(c) and _last(c) not in _NOT_IN_CUPS,
    "pinch": lambda c: _flows(c) and _last(c) not in _NOT_IN_POCKETS,
    "place": lambda c: c.kind == "place",
    "outdoors": lambda c: (
        c.kind == "place" and not c.traits & {"in", "room"} and c.id not in ("space", "planet", "nowhere", "ocean")
    ),
    "indoors": lambda c: c.kind == "place" and bool(c.traits & {"in", "room"}) and c.id not in ("stage", "corridor"),
    "sky": lambda c: c.id in _COLD,
    "following": lambda c: c.id in _FOLLOWING,
    "lights": lambda c: c.id in ("moon", "star", "comet"),
    "time": lambda c: c.kind in ("hour", "season"),
    "idea": lambda c: c.kind == "idea" and _COUNTED.search(c.one) is None,
    "airy": _is_airy,
    "weightless": lambda c: c.kind in ("idea", "hour", "season", "sky") or bool(c.traits & {"thin"}),
    "loose": lambda c: c.kind in ("thing", "plant") and (_flows(c) or "hand" in c.traits),
    "mappable": lambda c: c.kind == "place" or KINDS["landmark"](c),
    "sounding": lambda c: c.kind == "creature" or c.id in _SOUNDING or _last(c) in _SOUNDING or c.id in _LOUD_PLACES,
    "seen": lambda c: c.kind not in ("idea",),
    "solid": lambda c: (_is_thing(c) or c.kind in ("place", "creature", "person")) and c.id != "horizon",
    "all": lambda c: not _is_person(c) and c.kind != "person",
    "listed": lambda c: True,
}
"""Kind of a part -> whether a concept can fill it."""


def fits(kind: str, c: Concept) -> bool:
    if kind in _PLACES:
        return c.kind == "place" and c.id in _PLACES[kind].split()
    return KINDS[kind](c) if kind in KINDS else c.id == kind


@lru_cache(maxsize=1)
def told() -> tuple[Plot, ...]:
    """All plots. Raises `ValueError` for one that breaks the form."""
    return tuple(_parsed(head, steps) for head, steps in blocks("stories.txt"))


def blocks(name: str) -> Iterator[tuple[str, list[str]]]:
    """(head, steps) of every plot in the resource `name`."""
    text = re.sub(r"(?m)^#.*\n", "", paths.resource("muse", name).read_text("utf-8"))
    for block in re.split(r"\n\s*\n", text.strip()):
        head, *steps = block.splitlines()
        if not head.startswith("plot:"):
            raise ValueError(f"{name}: {head}")
        yield head.removeprefix("plot:").strip(), steps


def _parsed(head: str, steps: Sequence[str]) -> Plot:
    id_, *parts = [cell.strip() for cell in head.split("|")]
    slots: list[Slot] = []
    listed: tuple[str, ...] = ()
    for part in parts:
        name, _, value = part.partition("=")
        kinds, _, spare = value.partition(":")
        if name == "list":
            listed = tuple("listed" if k == "any" else k for k in kinds.split(","))
        else:
            slots.append(Slot(name, tuple(kinds.split(",")), tuple(s.strip() for s in spare.split(",") if s)))
    asked = [k for s in slots for k in s.kinds] + list(listed)
    spoken = set(re.findall(r"[{\[](?:\w+ )?(\w+)[}\]]", " ".join(re.sub(r"\[\w+\]", "", s) for s in steps)))
    known = {"he", "his", "him", "himself", "He", "His", "list", "one", *(s.name for s in slots)}
    if (
        len(steps) < 4
        or any(k not in KINDS and k not in _PLACES and k not in concepts() for k in asked)
        or spoken - known
    ):
        raise ValueError(f"stories.txt: {id_}: {sorted(spoken - known)}")
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]", " ", " ".join(steps)).lower()
    told_ = tuple(tuple(w.strip() for w in re.split(r" / ", s)) for s in steps)
    return Plot(id_, tuple(slots), listed, told_, frozenset(map(singular, re.findall(r"[a-zé]+", bare))))


def spare(slot: Slot) -> list[Concept]:
    """Who or what may fill a part that nothing named does."""
    if slot.spare:
        return [concepts().get(word) or lore.made(word) for word in slot.spare]
    ids = [i for kind in slot.kinds for i in _PLACES.get(kind, kind).split()]
    return [concepts()[i] for i in ids if i in concepts()]


def hero(c: Concept, slot: Slot) -> Cast:
    """How the one whom a story is about is spoken of."""
    if c.id in concepts() or not slot.spare or not any(lore.made(s).id == c.id for s in slot.spare):
        return cast_as(c)
    she = c.id.split()[-1] in _SHE or bool(_SHE & set(c.id.split()[:1]))
    return Cast(c, "she", "her", "her") if she else Cast(c, "he", "his", "him")


@lru_cache(maxsize=1)
def people() -> dict[str, str]:
    """Noun -> "he" or "she", of those who come in plots and are not of lore."""
    out = {noun: who for who, nouns in _OTHERS.items() for noun in nouns}
    for plot in told():
        for slot in plot.slots:
            for c in spare(slot) if slot.name == "who" and slot.spare else ():
                if c.id not in concepts():
                    out.setdefault(c.id.split()[-1], hero(c, slot).he)
    return out

"""What a concept is to a picture and to a title: a landmark, a thing on a table, food, a feeling; and how it is called. Torch-free."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from studio.art.muse.grammar.cast import NOT_IN_HAND, role
from studio.art.muse.grammar.kinds import found_in, is_copy, singular
from studio.art.muse.grammar.lore import HABITATS, Concept, concepts
from studio.art.muse.grammar.nouns_lexicon import Header

_NOT_EATEN = frozenset("soap chess paper ink".split())
_SPILT = frozenset("oil ash".split())
"""Without pieces and at home indoors, as food is."""
_NO_BRANCH = frozenset(("swims", "wades", "yard", "upright"))
_SWIMS = re.compile(r"fish$")
_FLIES = re.compile(r"(?:bird|hawk|gull|owl|duck|goose|fowl)$")
_CRAWLS = re.compile(r"(?:moth|beetle|bug)$")
"""Creatures that the lexicon does not know."""
_FELT = re.compile(r"(?:\w{3,}ness|\w{3,}ism|\w{3,}hood|\w{3,}ship|\w{2,}tude|\w{3,}racy|\w{3,}casm|\w{3,}ief)$")
_OWNED = re.compile(r"(\w+['’]s|my|our|your|his|her|their) ", re.IGNORECASE)
_BEHIND_ONLY = frozenset("alone afloat asleep awake ajar alive".split())
"""Looks that never stand before a noun."""
_OTHERWISE = re.compile(
    r"ing$|^(winter|summer|spring|autumn|autumn-red|night|evening|morning|early|late|first|last|midnight|moonlit|moonless|sunlit|lamplit|"
    r"lamp-lit|snowbound|snowed-in|falling|frost\w*|rainy|rain-\w+|wet|rose|red|starry|star-crowded|burning|low|fog-bound|misty|crowded|empty|"
    r"sun-striped|white-blossomed|flower|steamy|smoky|dry|thick|long|green|golden|furrowed|stubbled|market|fishing|kitchen|storm\w*|thawing)$"
)
"""Looks that tell an hour, a season, a weather or a doing: those are for the scene to tell."""


def sort(c: Concept) -> str:
    """One word: person, people, pair, beast, bird, swimmer, insect, tree, flower, growth, hand (it stands on a table), food,
    furniture, opening (door, window), big, vehicle, way, thin (nothing to be held), thing (whatever else), place, room, sky, hour, season, idea."""
    known, header = c.id in concepts(), _header(c)
    told = header.sort if header is not None else ""
    if c.kind == "person" or role(c) in ("person", "pair"):
        if c.id == "lovers":
            return "pair"
        return "people" if c.plural or c.id == "crowd" or "crowd" in c.traits else "person"
    if c.kind == "creature":
        return _of_creature(c)
    if c.id in ("pumpkin", "leaf", "seed"):
        return "food" if c.id == "pumpkin" else "thin"
    if c.kind == "plant":
        return "tree" if "big" in c.traits else "flower" if told == "flower" or "flowers" in c.traits else "growth"
    if c.kind == "place":
        return "room" if c.traits & {"in", "room"} else "place"
    if c.kind != "thing":
        return c.kind
    return _of_known_thing(c, told) if known else _of_own_thing(c, told)


def _of_known_thing(c: Concept, told: str) -> str:
    """A thing of lore; `told`: its sort in the lexicon, which speaks where traits do not."""
    if c.traits & {"food", "fruit"}:
        return "food"
    if told in ("flower", "vehicle", "opening", "way"):
        return told
    if "thin" in c.traits:
        return "thin"
    if "table" in c.traits:
        return "hand"
    if "big" in c.traits and "in" not in c.traits:
        return "big"
    if c.id in _NOT_EATEN | _SPILT:
        return "thin" if c.id in _SPILT else "furniture"
    if "fluid" in c.traits:
        return "food" if "in" in c.traits else "thin"
    return "furniture" if c.traits & {"in", "hand", "room"} else "thing"


def _of_own_thing(c: Concept, told: str) -> str:
    """A thing that lore does not know, or a compound whose last word it knows: a kitchen chair."""
    last = found_in(c.noun.split()[-1])
    of_lore = concepts().get(singular(c.noun.split()[-1].lower()))
    if is_copy(c.noun):
        return "hand"
    if _felt(c):
        return "idea"
    found = found_in(c.noun)
    if of_lore is not None and of_lore.kind == "thing" and found == last:
        return _of_known_thing(replace(of_lore, traits=of_lore.traits | c.traits), told)
    if told and found is not None and found.header.kind == "thing":
        return told
    # "Concrete" is no thing that one meets in the road.
    bare = not c.traits and c.one == c.noun and not _OWNED.match(c.noun)
    return "thin" if bare else "furniture" if c.traits & {"in", "hand", "room"} else "thing"


def _header(c: Concept) -> Header | None:
    """What the lexicon says of a concept, by the last words of its noun; of lore's by its id before."""
    found = (found_in(c.id) if c.id in concepts() else None) or found_in(c.noun)
    return found.header if found is not None else None


def _of_creature(c: Concept) -> str:
    """Beast, bird, swimmer or insect."""
    header, last = _header(c), singular(c.noun.lower().split()[-1])
    told = header.sort if header is not None else ""
    if c.traits & {"bird", "beast"}:
        return "bird" if "bird" in c.traits else "beast"
    if told in ("bird", "beast"):
        return told
    if c.traits & {"sea", "lake"} or told == "swimmer" or (not told and _SWIMS.search(last)):
        return "swimmer"
    if c.id in concepts() or told == "insect" or _CRAWLS.search(last):
        return "insect"
    return "bird" if _FLIES.search(last) else "beast"


def _felt(c: Concept) -> bool:
    """Whether an own word of the artist is an idea, or a name that may be anybody's."""
    last = c.noun.split()[-1].lower()
    return c.one == c.noun and (_FELT.search(last) is not None or c.noun[:1].isupper())


def the(c: Concept) -> str:
    """As something that was spoken of before: "the boat", "the bread", "the two lovers"; ideas, hours and names stay bare."""
    named = c.noun[:1].isupper() or _OWNED.match(c.noun)
    if c.one == c.noun and not named and c.kind in ("thing", "plant", "sky") and sort(c) != "idea":
        return f"the {c.noun}"
    return c.definite


def one(c: Concept, look: str = "") -> str:
    """As something new: "a boat", "an old boat", "robots", "bread"; with an adjective where `look` is given."""
    if c.plural and c.one.startswith("the "):
        return f"{look} {c.noun}".strip()
    return c.described(look) if look else c.one


def looks(c: Concept) -> list[str]:
    """Adjectives that hold at any hour, in any season and weather."""
    if c.id not in concepts():
        return []
    return [a for a in c.adjectives if not _OTHERWISE.search(a) and a not in NOT_IN_HAND and a not in _BEHIND_ONLY]


_COUNTS = frozenset("two three four five six seven eight nine ten eleven twelve twenty several many".split())
_NUMBER = r"\b(?:two|both|pair of|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
_ORDER = frozenset("last first only second third".split())
_OWNERS = frozenset("my our your his her their".split())
_MORE_LOOKS = frozenset(
    "red yellow blue green white black gray grey brown pink golden silver purple striped small little big large huge tiny tall old young ancient new "
    "broken empty lost forgotten abandoned wild tame wooden iron rusty paper plastic round square long short thin fat heavy strange "
    "tired sad happy lonely crooked cracked torn wet dry dusty dirty clean secret hidden stolen borrowed red-haired blind "
    "barefoot ruined enormous narrow wide deep quiet silent noisy bright dark pale".split()
)


@lru_cache(maxsize=1)
def _all_looks() -> frozenset[str]:
    """Adjectives that an artist may set before a noun and that hold at any hour."""
    known = concepts().values()
    nouns = {c.noun.lower() for c in known} | {c.many.lower() for c in known}
    return (
        frozenset(a for c in known for a in c.adjectives if " " not in a and not _OTHERWISE.search(a)) - nouns
        | _MORE_LOOKS
    )


def own_name(c: Concept, line: str) -> str:
    """How the line itself speaks of `c`, "" where it only names it: "three boats", "a red kite", "my brother's bicycle"."""
    for noun in (c.noun, c.many):
        found = re.search(rf"([\w'’\- ]*)\b{re.escape(noun)}\b", line, re.IGNORECASE) if noun else None
        if found:
            break
    else:
        return ""
    before, said = found[1].split(), list[str]()
    while before and (before[-1].lower() in _all_looks() | _COUNTS | _ORDER or (said and before[-1].lower() == "very")):
        said.insert(0, before.pop().lower())
    last = before[-1].lower() if before else ""
    if re.search(rf"\b{re.escape(noun)} next door\b", line, re.IGNORECASE):
        return f"the {c.noun} next door"
    # "A staircase to nowhere" and "the bus to school" stand elsewhere.
    goal = re.search(rf"\b{re.escape(noun)}( to (?:the )?[\w ]+)$", line, re.IGNORECASE)
    name = f"{c.noun}{goal[1]}" if goal and c.kind == "thing" else c.noun
    if c.kind == "place":
        part = re.search(rf"\b(\w+) {re.escape(c.noun)}\b", line, re.IGNORECASE)
        if part and any(part[1].lower() == p.noun and p.kind == "place" for p in concepts().values()):
            return f"the {part[1].lower()} {c.noun}"
        looks_alone = [w for w in said if w not in _COUNTS]
        return f"the {' '.join(looks_alone)} {name}" if looks_alone else ""
    if last.endswith(("'s", "’s")) or last in _OWNERS:
        owner = (
            before[-2:]
            if last not in _OWNERS and len(before) > 1 and before[-2].lower() in _OWNERS | {"the", "a", "an"}
            else before[-1:]
        )
        return " ".join([w.lower() if w.lower() in _OWNERS | {"the", "a", "an"} else w for w in owner] + [*said, name])
    if not said:
        return one(c).replace(c.noun, name) if name != c.noun else ""
    if said[0] in _COUNTS:
        return f"{' '.join(said)} {name}" if c.plural else ""
    if said[0] in _ORDER:
        return f"the {' '.join(said)} {name}"
    return one(c, " ".join(said)).replace(c.noun, name)


def owns(who: Concept, c: Concept, line: str) -> bool:
    """Whether a line has `c`, a thing, as that of `who`: of "my brother's bicycle" the bicycle is spoken."""
    names, things = (("|".join(re.escape(n) for n in (x.noun, x.many) if n)) for x in (who, c))
    mine = rf"\b(?:{names})(?:['’]s?) (?:[\w-]+ )?(?:{things})\b"
    return c.kind == "thing" and who.kind in ("person", "creature") and re.search(mine, line, re.IGNORECASE) is not None


def leads_to(place: Concept, line: str) -> bool:
    """Whether a line names a place as where something leads, or as a part of another's name: "the bus to school", "hospital corridor"."""
    noun = re.escape(place.noun)
    beside = [c for c in concepts().values() if c.kind == "place" and c.id != place.id]
    behind = re.search(rf"\b{noun} (\w+)", line, re.IGNORECASE)
    return place.kind == "place" and (
        re.search(rf"\w to (?:the )?{noun}\b", line, re.IGNORECASE) is not None
        or (behind is not None and any(behind[1].lower() == c.noun for c in beside))
    )


def bare(c: Concept, look: str = "") -> str:
    """Without article: "boat", "old boat"."""
    return f"{look} {c.noun}".strip()


def habitats(c: Concept) -> frozenset[str]:
    return c.traits & frozenset(HABITATS)


@lru_cache(maxsize=4096)
def parts(c: Concept) -> frozenset[str]:
    """All sorts that a concept is of, fine and coarse, its own id and that of its last word among them: a ferry is "vehicle" and
    "afloat", a swan "bird" and "swims", a sparrow "bird" and "perching"."""
    kind, last, header = sort(c), singular(c.noun.lower().split()[-1]), _header(c)
    if c.id not in concepts() and is_copy(c.noun):
        return frozenset({"hand", c.id})  # paper cranes wade nowhere
    finer = set(header.finer if header is not None else ())
    if kind == "bird" and not finer & _NO_BRANCH:
        finer.add("perching")
    if kind == "furniture" and not finer & {"heavy", "worn"}:
        finer.add("small")
    if kind == "tree" and "evergreen" not in finer:
        finer.add("leafy")
    if kind == "growth" and "wide" not in finer and last != "cactus":
        finer.add("low")
    if kind == "sky" or c.kind == "hour":
        finer.add(last)
    if kind == "vehicle" and not finer & {"afloat", "rails", "air"}:
        finer.add("wheels")
    # The hand that one sees is no "hand", a thing that stands on a table; the sky is not all that is seen in it.
    return frozenset({kind, *finer} | {c.id} - {"hand", "sky", "road"})


@lru_cache(maxsize=512)
def classes(c: Concept) -> frozenset[str]:
    """The kinds of place that a place belongs to, the artist's own among them: "in" or "out" and what it is."""
    if sort(c) == "room":
        return frozenset({"in"})
    more = {
        "harbor": {"town"}, "river": {"lake"}, "canal": {"town"}, "brook": {"lake"}, "orchard": {"land"}, "hill": {"mountains"}, "cliff": {"land", "mountains"},
        "island": {"land"}, "beach": {"land"}, "snowfield": {"land"}, "station": {"land"}, "desert": {"desert"},
    }  # fmt: skip
    own = {"desert"} & c.traits if c.id not in concepts() else set()
    return frozenset({"out", *habitats(c), *more.get(c.id, ()), *own}) - {"in"}


def owned_as(c: Concept, line: str) -> Concept:
    """Somebody whom the line calls its own, "my grandmother", of whom no other look is told; "the daughter", who is the baker's."""
    if (
        c.kind == "person"
        and c.one.startswith(("a ", "an "))
        and re.search(rf"['’]s? {re.escape(c.noun)}\b", line, re.IGNORECASE)
    ):
        return replace(c, one=f"the {c.noun}")
    found = re.search(rf"\b({'|'.join(sorted(_OWNERS))}) {re.escape(c.noun)}\b", line, re.IGNORECASE)
    if found is None or c.kind not in ("person", "creature") or _OWNED.match(c.noun):
        return c
    return replace(c, one=f"{found[1].lower()} {c.noun}", adjectives=())


def as_told(c: Concept, line: str) -> Concept:
    """In the plural where the line has it so: "whales" are no whale. Where it says how many, they have the trait "counted", and
    two of them the trait "two"."""
    told = _as_many(c, line)
    before = told is not c and re.search(rf"\b(\w+)(?: of)? (?:[\w-]+ )?{re.escape(c.many)}\b", line, re.IGNORECASE)
    if not before:
        return told
    numbers = re.findall(_NUMBER, before[0], re.IGNORECASE)
    two = {n.lower() for n in numbers} & {"two", "both", "pair of"}
    return replace(told, traits=told.traits | {"counted"} | ({"two"} if two else set())) if numbers else told


def _as_many(c: Concept, line: str) -> Concept:
    counted = c.one.startswith(("a ", "an ")) and c.kind in ("thing", "plant", "creature", "person", "sky", "place")
    beside = line.lower().replace(c.noun.lower(), " ") if c.many in c.noun else line  # a bunch of grapes is one
    # "Sheep on a hill" are several, "a sheep" is one.
    alone = rf"\b(?:an?|one|the|my|our|this|that|his|her)\s(?:[\w-]+\s)?{re.escape(c.many)}\b"
    if (
        counted
        and c.kind == "creature"
        and c.many == c.noun
        and not re.search(alone, line, re.IGNORECASE)
        and re.search(rf"\b{re.escape(c.many)}\b", line, re.IGNORECASE)
    ):
        return _several(c)
    if counted and c.many and c.many != c.noun and re.search(rf"\b{re.escape(c.many)}\b", beside, re.IGNORECASE):
        return _several(c)
    return c


def _several(c: Concept) -> Concept:
    """In the plural, also where it is a place that something is at: "on the islands"."""
    at = tuple(re.sub(rf"\b(?:an? )?{re.escape(c.noun)}\b", c.many, a) for a in c.at)
    return replace(c, one=f"the {c.many}", many="", at=at, traits=c.traits - {"she", "he", "it"} | {"they"})

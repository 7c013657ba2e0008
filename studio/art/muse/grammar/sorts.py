"""What a concept is to a picture and to a title: a landmark, a thing on a table, food, a feeling; and how it is called. Torch-free."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from studio.art.muse.grammar.cast import role
from studio.art.muse.grammar.lore import HABITATS, Concept, concepts

_FOOD = frozenset(
    "apple lemon pear orange grape bread mushroom tea milk wine salt honey sugar butter cheese coffee marmalade vinegar mustard cinnamon".split()
)
_NOT_EATEN = frozenset("soap oil chess paper ink ash".split())
"""Without pieces and at home indoors, as food is."""
_FLOWERS = frozenset("rose poppy sunflower iris lily lavender blossom flower petal".split())
_VEHICLES = frozenset(
    "train tram boat sail ship ferry bus car cart truck airplane subway balloon bicycle sled rowboat canoe wagon carriage rocket spaceship "
    "streetcar trolley locomotive van taxi cab limousine helicopter plane zeppelin lorry jeep moped wheelchair kayak tractor scooter submarine motorcycle sailboat caravan".split()
)
_OPENINGS = frozenset("window door stair staircase curtain doorway mirror elevator escalator".split())
_WAYS = frozenset("path road lane".split())
_SEEN_NOT_HELD = frozenset(
    "face hand footstep shadow line horizon wave tide roof balcony wire monsoon typhoon hurricane tornado blizzard hail sleet drizzle eclipse rust".split()
)
_FELT = re.compile(r"(?:\w{3,}ness|\w{3,}ism|\w{3,}hood|\w{3,}ship|\w{2,}tude|\w{3,}racy|\w{3,}casm|\w{3,}ief)$")
_FEELINGS = frozenset(
    "luck peace war rage envy pride faith truth beauty courage patience boredom poverty wealth sleep algebra nonsense nowhere nothing "
    "everything insomnia nostalgia melancholy sorrow sadness goodbye absence exile doubt regret anger tenderness jazz song poetry work".split()
)
_OTHERWISE = re.compile(
    r"ing$|^(winter|summer|spring|autumn|autumn-red|night|evening|morning|early|late|first|last|midnight|moonlit|moonless|sunlit|lamplit|"
    r"lamp-lit|snowbound|snowed-in|falling|frost\w*|rainy|rain-\w+|wet|rose|red|starry|star-crowded|burning|low|fog-bound|misty|crowded|empty|"
    r"sun-striped|white-blossomed|flower|steamy|smoky|dry|thick|long|green|golden|furrowed|stubbled|market|fishing|kitchen|storm\w*|thawing)$"
)
"""Looks that tell an hour, a season, a weather or a doing: those are for the scene to tell."""


def sort(c: Concept) -> str:
    """One word: person, people, pair, beast, bird, swimmer, insect, tree, flower, growth, hand (it stands on a table), food,
    furniture, opening (door, window), big, vehicle, way, thin (nothing to be held), thing (whatever else), place, room, sky, hour, season, idea."""
    known = c.id in concepts()
    if c.kind == "person" or role(c) in ("person", "pair"):
        if c.id == "lovers":
            return "pair"
        return "people" if c.plural or c.id == "crowd" else "person"
    if c.kind == "creature":
        if "bird" in c.traits or "beast" in c.traits:
            return "bird" if "bird" in c.traits else "beast"
        return "swimmer" if c.id == "fish" or c.traits & {"sea", "lake"} - {"beast"} else "insect"
    if c.kind == "plant":
        if "big" in c.traits:
            return "tree"
        return "flower" if c.id in _FLOWERS or "flowers" in c.traits else "growth"
    if c.kind == "place":
        return "room" if c.traits & {"in", "room"} else "place"
    if c.kind != "thing":
        return c.kind
    if c.noun.lower() in _FOOD or "fruit" in c.traits:
        return "food"
    if not known and _felt(c):
        return "idea"
    if c.id in _FLOWERS:
        return "flower"
    last = c.noun.split()[-1].lower()
    if last in _VEHICLES or last.removesuffix("s") in _VEHICLES:
        return "vehicle"
    if last in _OPENINGS or last.removesuffix("s") in _OPENINGS:
        return "opening"
    if c.id in _WAYS:
        return "way"
    if "thin" in c.traits or c.id in _SEEN_NOT_HELD:
        return "thin"
    if "table" in c.traits:
        return "hand"
    if "big" in c.traits and "in" not in c.traits:
        return "big"
    if c.id in _NOT_EATEN:
        return "thin" if c.id in ("oil", "ash") else "furniture"
    if "fluid" in c.traits:
        return "food" if "in" in c.traits else "thin"
    return "furniture" if c.traits & {"in", "hand", "room"} else "thing"


def _felt(c: Concept) -> bool:
    """Whether an own word of the artist is an idea, or a name that may be anybody's."""
    last = c.noun.split()[-1].lower()
    bare = c.one == c.noun
    return last in _FEELINGS or (bare and (_FELT.search(last) is not None or (c.noun[:1].isupper())))


def the(c: Concept) -> str:
    """As something that was spoken of before: "the boat", "the bread", "the two lovers"; ideas, hours and names stay bare."""
    named = c.noun[:1].isupper() or re.match(r"(\w+'s|my|our|your|his|her|their) ", c.noun, re.IGNORECASE)
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
    return [a for a in c.adjectives if not _OTHERWISE.search(a)]


def bare(c: Concept, look: str = "") -> str:
    """Without article: "boat", "old boat"."""
    return f"{look} {c.noun}".strip()


def habitats(c: Concept) -> frozenset[str]:
    return c.traits & frozenset(HABITATS)


@lru_cache(maxsize=512)
def classes(c: Concept) -> frozenset[str]:
    """The kinds of place that a place belongs to, the artist's own among them: "in" or "out" and what it is."""
    if sort(c) == "room":
        return frozenset({"in"})
    more = {
        "harbor": {"town"}, "river": {"lake"}, "canal": {"town"}, "brook": {"lake"}, "orchard": {"land"}, "hill": {"mountains"}, "cliff": {"land", "mountains"},
        "island": {"land"}, "beach": {"land"}, "snowfield": {"land"}, "station": {"land"}, "desert": {"desert"},
    }  # fmt: skip
    return frozenset({"out", *habitats(c), *more.get(c.id, ())}) - {"in"}


def as_told(c: Concept, line: str) -> Concept:
    """In the plural where the line has it so: "whales" are no whale."""
    counted = c.one.startswith(("a ", "an ")) and c.kind in ("thing", "plant", "creature", "person", "sky")
    if counted and c.many and c.many != c.noun and re.search(rf"\b{re.escape(c.many)}\b", line, re.IGNORECASE):
        return replace(c, one=f"{'the' if c.many.endswith('s') else 'two'} {c.many}", many="")
    return c

"""What kind of thing an unknown noun seems to name, and what may be said of any thing of that kind. Torch-free.

By the lexicon of common nouns, then by endings. Whoever is in doubt is a plain thing: of it only that is told which holds of all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from studio.art.muse.grammar import nouns_lexicon
from studio.art.muse.grammar.nouns_lexicon import Header

_LONGEST = 4
"""Words of a noun in the lexicon."""


@dataclass(frozen=True)
class Kind:
    """`name`: as in lore ("person", "creature", "plant", "thing", "place", "sky", "idea"); `mass`: without article; `plural`; `who`: "she", "he", "they", "it"."""

    name: str
    who: str = "it"
    mass: bool = False
    plural: bool = False


@dataclass(frozen=True)
class Stock:
    """Phrases that are true of anything of a kind, as in `lore.Concept`; `at` take the noun with its article."""

    adjectives: tuple[str, ...]
    does: tuple[str, ...]
    has: tuple[str, ...]
    at: tuple[str, ...]
    mood: str


def _rows(text: str) -> tuple[str, ...]:
    return tuple(p.strip() for p in text.split(";") if p.strip())


STOCKS = {
    "person": Stock(
        _rows("tired; quiet; young; old; smiling; silent; thoughtful; well-dressed"),
        _rows(
            "takes the long way home; hums an old tune; laughs without a sound; looks up at the sky; waits for a word; listens; turns at the "
            "corner; knows the way by heart; leaves the door ajar; keeps a coin for luck; smiles at nobody; walks a little more slowly; "
            "says little and means well; counts the steps; remembers another town; waits"
        ),
        _rows(
            "a worn coat; a face half in shadow; a hand raised in greeting; a bag held close; dusty shoes; a folded paper; a wet umbrella; "
            "two tired hands; a small bright pin; a collar turned up; a long shadow; a loose thread on the sleeve"
        ),
        ("beside {}", "near {}", "a step behind {}"),
        "quiet",
    ),
    "creature": Stock(
        _rows("shy; quiet; young; old; watchful; patient; wild; curious"),
        _rows(
            "goes quietly about its life; watches without a sound; minds nobody; holds quite still; comes closer; vanishes between two "
            "blinks; knows the weather first; moves when the light moves; makes the quiet deeper; asks for nothing; wears the colors of the "
            "place; keeps its distance; listens; shuts one eye; forgets to hide"
        ),
        _rows(
            "a bright eye; a patch of light on its back; a shadow twice its size; a drop of water on its side; a soft outline; a mark like a "
            "thumbprint; a dark line along its back; a gleam of wet; a pale underside; a small scar; a look of great age; a restless outline"
        ),
        ("beside {}", "near {}", "within sight of {}"),
        "curious",
    ),
    "thing": Stock(
        _rows("old; silent; forgotten; half-hidden; weathered; plain; borrowed; mended"),
        _rows(
            "catches the light; holds still; throws a crooked shadow; keeps one side in the dark; takes the color of the sky; says nothing "
            "of its past; wears its age well; remembers its maker; seems about to speak; lends its shape to the shadow; looks larger in the "
            "shade; keeps a little of the light; wants to be of use; outlasts its purpose; waits; hides a story"
        ),
        _rows(
            "a scratch along one side; a worn edge; a patch of light; an edge of shadow; a mark left by a hand; a dark underside; a small "
            "dent; a trace of old paint; a thin bright outline; a rim of light; a stain like a map; a place worn smooth"
        ),
        ("beside {}", "near {}", "in the shadow of {}"),
        "quiet",
    ),
    "place": Stock(
        _rows("quiet; empty; old; distant; half-lit; deserted; familiar; windy"),
        _rows(
            "lies quiet; keeps its own weather; holds the sound of footsteps; fills and empties; forgets who was there; waits for the first "
            "visitor; goes on by itself; echoes a little; keeps a corner for the shy; smells of rain and dust; opens toward the light; "
            "remembers its noisy days; looks smaller every year; lets the light walk through"
        ),
        _rows(
            "a door ajar; a light left on; a corner out of the wind; a bench for the late; a patch of worn ground; a sign half painted over; a long "
            "shadow; a strip of sky; a lamp at the entrance; a glove on the ground; a bird on the highest point; a row of dark windows"
        ),
        ("in {}", "outside {}", "near {}"),
        "lonely",
    ),
    "matter": Stock(
        _rows("plain; dark; pale; fresh; common; precious"),
        _rows(
            "catches the light; keeps its secret; gets everywhere; gives nothing away; runs out too soon; turns another color in the shade; "
            "has a smell of its own; changes the whole room; keeps the light a moment; waits to be used; lasts longer than promised; "
            "remembers where it came from"
        ),
        _rows(
            "a dull shine; a thread of light; a dark grain; a thin bright edge; a stain like a map; a fingerprint; a skin of light; a trace on the table; "
            "a pale streak; a shadow on one side; a spot of color; a little dust"
        ),
        ("beside {}", "near {}"),
        "plain",
    ),
    "idea": Stock(
        _rows("quiet; sudden; old; secret; late; unspoken; stubborn; plain"),
        _rows(
            "arrives without knocking; sits in the empty chair; asks for nothing; stays longer than it should; comes in by the side door; leaves "
            "the light on; goes quiet when named; has no address; follows like a dog; begins small; grows in the dark; wears an old coat; "
            "keeps one hand behind its back; waits"
        ),
        _rows(
            "an empty chair; a door half open; a folded letter; a light in an upper window; a coat on a hook; a cup gone cold; a key without a "
            "lock; a wet footprint; a candle burned low; an open drawer; a chair drawn close; a single glove"
        ),
        ("close to {}", "on the edge of {}", "in the midst of {}"),
        "thoughtful",
    ),
    "plant": Stock(
        _rows("quiet; young; old; half-wild; sunlit; late; pale; wind-bent"),
        _rows(
            "leans toward the light; holds quite still; drinks the last of the rain; stirs in a wind that nobody feels; keeps to its corner; grows "
            "where nobody planted it; throws a thin shadow; knows the season first; asks for nothing; takes its time; outlasts the cold; waits"
        ),
        _rows(
            "a drop of water; a torn leaf; a patch of light; a thin bright outline; a shadow on the ground; a thread of spider silk; a bent stalk; a dark "
            "underside; one side in the sun; a few grains of dust; a line of shade; a new shoot"
        ),
        ("beside {}", "near {}", "in the shade of {}"),
        "quiet",
    ),
    "sky": Stock(
        _rows("sudden; distant; pale; endless; silent; slow"),
        _rows(
            "comes over the hills; fills the whole sky; changes the light; crosses the fields; leaves the air clear; makes everyone look up; takes its "
            "time; lasts longer than promised; passes"
        ),
        _rows("a dark edge; a gleam along one side; a long gray edge; a band of light; a far-off rim of light; a pale seam"),
        ("under {}", "before {}"),
        "wild",
    ),
    "name": Stock(
        ("quiet", "distant", "unforgotten"),
        _rows("comes back in dreams; sounds best in a low voice; stays on the tongue; waits; belongs to an old song; glows from far away"),
        _rows("a light in an upper window; a name that few remember; a patch of light"),
        ("near {}", "not far from {}"),
        "longing",
    ),
}  # fmt: skip

_ONE_IN_S = frozenset(
    "gas lens bus atlas canvas chaos cosmos christmas bias cactus series species news physics mathematics ethics politics athletics gymnastics "
    "molasses thermos cosmos rhinoceros asparagus compass crossroads headquarters barracks pancreas alias ibis iris tennis chess".split()
)
_MANY = {
    "children": "child", "men": "man", "women": "woman", "people": "person", "mice": "mouse", "geese": "goose", "feet": "foot", "teeth": "tooth",
    "oxen": "ox", "wolves": "wolf", "leaves": "leaf", "lives": "life", "knives": "knife", "wives": "wife", "thieves": "thief", "elves": "elf",
    "dwarves": "dwarf", "loaves": "loaf", "shelves": "shelf", "halves": "half", "calves": "calf", "hooves": "hoof", "scarves": "scarf", "police": "officer",
    "cattle": "ox", "scissors": "tool", "trousers": "trouser", "jeans": "trouser", "glasses": "glass", "cacti": "cactus", "fungi": "fungus",
}  # fmt: skip
_PERSON_END = re.compile(
    r"(?:[a-z]{2}(?:man|woman|boy|girl|naut|smith|keeper|maker|monger|herd|wright|mate|player|singer|dancer|worker|seller|picker|sweeper|catcher|"
    r"fighter|teller|dreamer|lover|driver|rider|walker|diver|seeker|watcher|tamer|builder|breeder|hunter|writer|painter|eer(?<!beer)(?<!deer)(?<!reer)))$"
    r"|(?<![mwl])(?:(?<!tw)(?<!wr)(?<!ma)[a-z]{3}(?:ologist|grapher|ician|arian|[bcdfgklnprtv]ist))$"
)
_NOT_PEOPLE = frozenset("mist list wrist twist fist cyst waist heist forest checklist playlist career veneer".split())
_PLACE_END = re.compile(
    r"[a-z]{3}(?:yard|shop|store|land|field|town|room|side|market|garden|park|station|house)$|^court$|[a-z]{3}(?:court|hall|ground|works)$"
)
_NOT_PLACES = frozenset(
    "garland birdhouse dollhouse background foreground fireworks waterworks artworks marshall".split()
)
_CREATURE_END = re.compile(
    r"[a-z]{3}(?:dog|hound|cat|horse|bird|fish|hawk|gull|duck|goose|snake|moth|beetle|sheep|bull|fowl|owl|bear|wolf|mouse)$"
)
_NOT_CREATURES = frozenset(
    "clotheshorse sawhorse hotdog corndog workhorse behemoth bobcat concertina scarecrow selfish vermouth mammoth forbear".split()
)
_COPIES = frozenset(
    "paper toy tin rubber plastic stuffed wooden clay glass porcelain plush origami wax bronze marble stone chocolate teddy rocking cardboard "
    "ceramic crystal knitted".split()
)
"""A paper crane is no bird."""
_IDEA_END = re.compile(
    r"(?:[a-z]{3}ness|[a-z]{3}ism|[a-z]{3}hood|(?:friend|hard|kin|wor|leader|owner|partner|relation|court)ship|[a-z]{3}dom(?<!kingdom)(?<!condom)|"
    r"[a-z]{3}ology|[a-z]{3}(?:osity|ality|ivity|ility|tude))$"
)


@lru_cache(maxsize=5000)
def kind_of(noun: str) -> Kind:
    """The kind of a noun by its last words, in any case: "paper cranes" are told as cranes. By the lexicon, else by its ending."""
    words = noun.lower().split()
    last = words[-1] if words else ""
    one = singular(last)
    many = one != last or last in _MANY
    if is_copy(noun):
        return Kind("thing", plural=many)
    found = found_in(noun)
    if found is not None:
        header, many = found.header, found.many
        if header.kind == "person":
            return Kind("person", "they" if many else header.who or _sex(one), plural=many)
        return Kind(header.kind, "they" if many and header.kind == "creature" else "it", header.mass and not many, many)
    head = re.split(r"[-']", one)[-1] or one
    if _PERSON_END.search(head) and one not in _NOT_PEOPLE:
        return Kind("person", "they" if many else _sex(one), plural=many)
    if _CREATURE_END.search(head) and one not in _NOT_CREATURES:
        return Kind("creature", "they" if many else "it", plural=many)
    if _PLACE_END.search(one) and one not in _NOT_PLACES:
        return Kind("place", plural=many)
    if _IDEA_END.search(one):
        return Kind("idea", mass=not many, plural=many)
    return Kind("thing", plural=many)


@dataclass(frozen=True)
class Found:
    """A noun as the lexicon has it: `noun`: its own words there; `many`: whether it was told in the plural."""

    noun: str
    header: Header
    many: bool


@lru_cache(maxsize=5000)
def found_in(noun: str) -> Found | None:
    """The noun in the lexicon by its last words, the longest first ("an old fire escape": "fire escape"), in any number; None
    where it is not there. Behind a hyphen a person alone is looked for: a "lighthouse-keeper" is a keeper."""
    words = noun.lower().replace("’", "'").split()
    for k in range(max(0, len(words) - _LONGEST), len(words)):
        said = " ".join(words[k:])
        for one in (said, " ".join((*words[k:-1], singular(words[-1])))):
            header = nouns_lexicon.header(one)
            if header is not None:
                return Found(one, header, one != said or header.plural or one in _MANY)
    head, hyphen, tail = (words[-1] if words else "").rpartition("-")
    found = found_in(tail) if hyphen and head else None
    return found if found is not None and found.header.kind == "person" else None


def is_town(word: str, *, lands: bool = True) -> bool:
    """Whether a word names a town (or a land) of this world, where it is written with a capital."""
    header = nouns_lexicon.name(word)
    return header is not None and (lands or "town" in header.traits)


def is_copy(noun: str) -> bool:
    """Whether a compound names a likeness: a paper crane, a toy boat; a glass slipper and a rubber tree are what they are."""
    words = noun.lower().split()
    if len(words) < 2 or words[-2] not in _COPIES:
        return False
    found = found_in(noun)
    return found is None or " " not in found.noun or found.header.sort in ("hand", "vehicle")


def _sex(person: str) -> str:
    """Of nobody else it is known: as chance would have it, the same each time."""
    if re.search(r"(?:man(?<!woman)|boy)$", person):
        return "he"
    if person.endswith(("woman", "girl", "ess")):
        return "she"
    return "she" if sum(map(ord, person)) % 2 else "he"


def singular(word: str) -> str:
    """The singular of a plural in lower case; a word that is none stays."""
    if word in _MANY:
        return _MANY[word]
    if word in _ONE_IN_S or len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is", "'s", "ics")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(?:ch|sh|ss|x|z|to|ro)es$", word):
        return word[:-2]
    return word[:-1]

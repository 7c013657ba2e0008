"""What the muse knows of the world: things, places, creatures, hours, people, ideas; how they look and what they do.

`resources/muse/lore/*.txt` hold them, written by this project's authors; `Concept` says what each line means. Torch-free.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from studio.art.muse.grammar import english, kinds
from studio.core import paths

FIELDS = ("adj", "does", "has", "at", "with", "mood", "colors", "zh")
_OPTIONAL = ("is", "has")
HABITATS = ("sea", "lake", "land", "mountains", "forest", "garden", "town", "in", "out")
TRAITS = frozenset(
    (
        *HABITATS, "hand", "keep", "table", "big", "room", "fluid", "thin", "she", "he", "it", "they", "beast", "bird",
        "winter", "summer", "summerok", "night", "modern", "tropical", "desert", "rain", "wind", "fruit", "flowers", "food", "crowd",
    )
)  # fmt: skip
"""Words of the row `is`: a thing that a hand can carry (`hand`), that one keeps in a pocket or drawer (`keep`), that stands on a
table (`table`), a landmark that one comes upon (`big`), a place indoors (`room`), what has no piece (`fluid`) or no body
(`thin`), whom one calls she, he, it or they, what is eaten though it is no `fruit` (`food`), several
that are one (`crowd`), animals that play in stories (`beast`, `bird`); where it is at home
(`HABITATS`); what it states of a scene ("winter", "night", ...: see `stage`)."""


@dataclass(frozen=True)
class Chinese:
    """The same in simplified Chinese: `adjectives` end in 的, `does` are predicates, `at` are places. What the artist says of it:
    `before` stands before the noun (会飞的), `number` and `unit` count it (三, 只)."""

    noun: str
    adjectives: tuple[str, ...]
    does: tuple[str, ...]
    at: tuple[str, ...]
    before: str = ""
    number: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Concept:
    """One thing. `one`: the singular with its article ("a boat", "the sea", "snow"); `many`: the plural, "" where there
    is none; `does`: predicates in the third person singular; `has`: what can be seen of it, with articles; `at`: phrases
    of place or time; `near`: ids of what goes with it; `traits`: size, sex and home (`TRAITS`).
    """

    id: str
    kind: str
    one: str
    many: str
    adjectives: tuple[str, ...]
    does: tuple[str, ...]
    has: tuple[str, ...]
    at: tuple[str, ...]
    near: tuple[str, ...]
    moods: tuple[str, ...]
    colors: tuple[str, ...]
    zh: Chinese
    traits: frozenset[str] = frozenset()

    @property
    def noun(self) -> str:
        """The bare noun: "boat", "sea", "snow"."""
        return re.sub(r"^(an?|the|two) ", "", self.one)

    @property
    def home(self) -> str:
        """The habitat, one of `HABITATS`, "" for what is at home anywhere."""
        return next((h for h in HABITATS if h in self.traits), "")

    @property
    def plural(self) -> bool:
        """Whether `one` itself is a plural ("two lovers", "the robots")."""
        many = self.one.startswith("the ") and not self.many and self.one.endswith("s") and not self.one.endswith("ss")
        own = concepts().get(self.id) if self.one.startswith("the ") and not self.many else None
        return (
            self.one.startswith("two ") or many or "they" in self.traits or (own is not None and own.many == self.noun)
        )

    @property
    def definite(self) -> str:
        """ "the boat"; mass nouns, hours and ideas stay bare."""
        if self.one.startswith(("a ", "an ", "the ")):
            return f"the {self.noun}"
        return f"the two {self.noun}" if self.one.startswith("two ") else self.one

    def described(self, adjective: str) -> str:
        """ "a small boat", "the wide sea", "new snow"."""
        head = re.match(r"(an?|the|two) ", self.one)
        if head is None:
            return f"{adjective} {self.one}"
        article = head.group(1)
        if article in ("a", "an"):
            return english.with_article(f"{adjective} {self.noun}")
        return f"{article} {adjective} {self.noun}"


def folder() -> Path:
    return paths.resource("muse") / "lore"


@lru_cache(maxsize=1)
def concepts() -> dict[str, Concept]:
    """All concepts by id, in the order of the files. Raises `ValueError`, with file and line, for a text that breaks the form."""
    out: dict[str, Concept] = {}
    for file in sorted(folder().glob("*.txt")):
        blocks = re.split(r"\n\s*\n", re.sub(r"(?m)^#.*\n?", "", file.read_text("utf-8")).strip())
        for block in blocks:
            concept = _parsed(block, file.name)
            if concept.id in out:
                raise ValueError(f"{file.name}: {concept.id} is told twice")
            out[concept.id] = concept
    return out


def _parsed(block: str, where: str) -> Concept:
    head, *rest = block.strip().splitlines()
    parts = [p.strip() for p in head.split("|")]
    fields = dict(line.split(":", 1) for line in rest)
    expected = tuple(f for f in ("is", *FIELDS) if f in fields or f not in _OPTIONAL)
    in_order = tuple(fields) == expected
    traits = frozenset(fields.pop("is", "").split())
    if len(parts) != 4 or not in_order or traits - TRAITS:
        raise ValueError(f"{where}: {head}: expected the fields {', '.join(FIELDS)}")
    listed = {
        n: tuple(v.strip() for v in re.split(r"[;,]" if n not in ("does", "has", "at") else ";", t))
        for n, t in fields.items()
        if n != "zh"
    }
    noun, adjectives, does, at = (p.strip() for p in fields["zh"].split("|"))
    zh = Chinese(noun, tuple(adjectives.split("、")), tuple(does.split("、")), tuple(at.split("、")))
    return Concept(
        parts[0], parts[1], parts[2], "" if parts[3] == "-" else parts[3], listed["adj"], listed["does"],
        listed.get("has", ()), listed["at"], listed["with"], listed["mood"], listed["colors"], zh, traits,
    )  # fmt: skip


def made(word: str) -> Concept:
    """A concept for a noun that lore does not know, so that the artist's own word can be spoken of: of the kind that its last word
    seems to name; a name (with a capital), a possession and a mass noun stay without article."""
    own = " ".join(word.split())
    bare = re.sub(r"^(?:an?|the)\s+", "", own, flags=re.IGNORECASE)
    capital = bare[:1].isupper()
    owned = re.match(r"(\w+['’]s|my|our|your|his|her|their) ", bare, flags=re.IGNORECASE) is not None
    kind, known = kinds.kind_of(bare), _last_known(bare)
    town = capital and kinds.is_town(bare)
    if town:
        kind, known = kinds.Kind("place", mass=True), None
    found = kinds.found_in(bare)
    if found is not None and known is not None and " " in found.noun and found.header.kind != known.kind:
        known = None  # a hot dog is no dog
    if known is not None:
        mass = not kind.plural and known.one == known.noun
        kind = replace(kind, name="thing" if kinds.is_copy(bare) else known.kind, mass=mass)
    name = capital and known is None and kind.name == "thing"
    many = kind.plural and not name
    stock = kinds.STOCKS[
        "name"
        if name
        else "matter"
        if kind.mass and kind.name == "thing"
        else kind.name
        if kind.name in kinds.STOCKS
        else "thing"
    ]
    if many and not owned:
        one, plural = f"the {bare}", ""
    else:
        one, plural = (bare if name or owned or kind.mass else english.with_article(bare)), ""
    at_home = found.header.traits if found is not None else frozenset[str]()
    traits = (known.traits if known is not None else at_home) - {"she", "he", "it", "they"}
    if town:
        traits = frozenset({"town"}) if kinds.is_town(bare, lands=False) else frozenset()
    if kind.name in ("person", "creature"):
        sex = next((t for t in ("she", "he", "it") if known is not None and t in known.traits), kind.who)
        traits |= {sex}
    elif kinds.is_copy(bare):
        traits = frozenset()
    if many:
        traits = traits - {"she", "he", "it"} | {"they"}
    zh = Chinese(bare, ("安静的", "小小的"), ("等着", "接住了光"), (f"{bare}旁",))
    the = one if one == bare else f"the {bare}"
    made_up = Concept(
        bare.lower(), kind.name, one, plural, stock.adjectives, stock.does, stock.has, tuple(a.format(the) for a in stock.at), (),
        (stock.mood,), ("gray", "pale gold"), zh, traits,
    )  # fmt: skip
    if known is None or kinds.is_copy(bare):
        return made_up
    # A rocking chair does as chairs do; an arctic fox is not red.
    does, has = (*known.does, *stock.does), (*known.has, *stock.has)
    return replace(made_up, does=does, has=has, near=known.near, moods=known.moods, colors=known.colors)


def _last_known(noun: str) -> Concept | None:
    """What lore knows under the last word of a compound: the chair of "rocking chairs"."""
    words = noun.lower().split()
    found = _names().get(words[-1]) or _names().get(kinds.singular(words[-1])) if words else None
    return concepts()[found] if found else None


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Word or words, lower case -> id."""
    out: dict[str, str] = {}
    for concept in concepts().values():
        for name in (concept.id, concept.noun, concept.many):
            if name:
                out.setdefault(name.lower(), concept.id)
                out.setdefault(name.lower().replace("harbor", "harbour").replace("theater", "theatre"), concept.id)
        out.setdefault(concept.zh.noun, concept.id)
    return out


_VERBS_TOO = frozenset(
    "bear watch wish dance sleep swallow match seal duck ring nail park echo fish light rose face hand play dream hope fear love dust sail water salt "
    "oil mask anchor ship train spring bow box cage map flag time long fire smoke record drum hammer boot stage well fork score game wing".split()
)
"""Nouns of lore that may be verbs or adverbs."""
_DOERS = frozenset(
    "i you we they he she it who to will would can could must may might let do does did not never".split()
)
_BY_HAND = frozenset("the a an my your his her our their me us it them".split())
_COLORS_TOO = frozenset("orange violet peach olive plum lilac".split())
_COLORED = frozenset(
    "sky skies light lights dusk dawn evening cloud clouds sunset sunrise horizon dress coat scarf hat wall walls house houses door sea mist haze smoke "
    "water shadow shadows morning twilight cat cats boat boats lamp lamps car bus umbrella".split()
)  # fmt: skip


_DOINGS_GO_ON = frozenset(
    "in on at by with without and or under over beside near before after through from until till for along alone together again like past into toward".split()
)
"""What may stand behind what is done where that is told of itself: "skating on the canal", but "a skating rink"."""
_DOES_IT = frozenset(
    "is are was were be been being am keep keeps kept go goes going went start starts stop stops without somebody someone nobody everybody everyone people "
    "he she it they we you i me him her them one who all both".split()
)
"""Who does it, or what makes a verb of it: "they are fishing"."""


_LOOKS_LIKE = re.compile(
    r"-(?:[a-z]+ed|[a-z]+en|[a-z]+ing|like|wide|proof|free|green|blue|red|gray|grey|white|black|yellow|brown|thin|deep|high|long|dry|bright)\b"
)
"""What makes a look of a noun: "a mouse-sized umbrella" names no mouse."""


def _means_otherwise(low: str, start: int, end: int) -> bool:
    """Whether a word that can name a thing does something else here: "to bear", "I wish", "watch the sea", "an orange sky"."""
    word = low[start:end].removesuffix("s")
    if word in _doings():
        return _is_done(low, start, end)
    before = re.findall(r"[a-z']+", low[:start])[-1:]
    after = re.findall(r"[a-z']+", low[end:])[:1]
    if word in _COLORS_TOO:
        return bool(after) and after[0] in _COLORED and low[end : end + 1] == " "
    if word == "well":
        return not before or before[0] not in (
            "a",
            "an",
            "the",
            "my",
            "our",
            "old",
            "dry",
            "deep",
            "village",
            "stone",
            "empty",
        )
    if word not in _VERBS_TOO or low[start - 1 : start] not in ("", " "):
        return False
    if before:
        return before[0] in _DOERS
    return bool(after) and after[0] in _BY_HAND and low[start:end] == word


@lru_cache(maxsize=1)
def _doings() -> frozenset[str]:
    """Ids of what one does: swimming, waiting."""
    return frozenset(
        c.id
        for c in concepts().values()
        if c.kind == "idea" and c.id.endswith("ing") and c.id not in ("longing", "wedding")
    )


def _is_done(low: str, start: int, end: int) -> bool:
    """Whether "swimming" is what somebody does ("a girl swimming") or tells of which kind a thing is ("swimming pool"), and so
    is not spoken of itself, as in "night swimming" and "swimming in the rain"."""
    behind = re.match(r"[ ]*([a-z]+)", low[end:])
    if low[end : end + 1] == "-" or (behind is not None and behind[1] not in _DOINGS_GO_ON):
        return True
    before = re.search(r"([a-z'’]+) $", low[:start])
    if before is None:
        return low[start - 1 : start] == "-"
    if before[1] in _DOES_IT:
        return True
    thing = _names().get(before[1])
    alive = ("person", "creature")
    plural = before[1].endswith("s") and not before[1].endswith("ss")
    return plural or (thing is not None and concepts()[thing].kind in alive) or kinds.kind_of(before[1]).name in alive


def is_name(word: str) -> bool:
    """Whether a word, in lower case, can name a thing of lore, though it may mean something else where it stands."""
    return word in _names()


def named(text: str) -> list[Concept]:
    """The concepts that `text` (English or Chinese) names, in its order; the longest name wins."""
    return list({concept.id: concept for _, _, concept in places(text)}.values())


def places(text: str) -> list[tuple[int, int, Concept]]:
    """(start, end, concept) of every name in `text`, in its order."""
    found: list[tuple[int, int, Concept]] = []
    taken: set[int] = set()
    low = text.lower()
    for name in sorted(_names(), key=len, reverse=True):
        if name not in low:
            continue
        pattern = re.escape(name) if not name.isascii() else rf"\b{re.escape(name)}\b"
        for match in re.finditer(pattern, low):
            span = set(range(match.start(), match.end()))
            looks = _LOOKS_LIKE.match(low, match.end()) is not None
            if not span & taken and not looks and not _means_otherwise(low, match.start(), match.end()):
                taken |= span
                found.append((match.start(), match.end(), concepts()[_names()[name]]))
    return sorted(found, key=lambda f: f[0])

"""Where a line plays and what it states, so that nothing is added that gainsays it. Torch-free.

A statement is a word such as "night", "snow" or "boats". `clash` tells whether two sets of statements can stand in one
picture: no moon at noon, no rainbow by candlelight, no second flock of birds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from studio.art.muse.drafting import Brief
from studio.art.muse.grammar.lore import Concept, made
from studio.art.muse.grammar.phrases import Phrase
from studio.art.muse.grammar.sorts import parts, sort
from studio.art.words.lexicon import find, stem, words_of

_SCENES = {
    "landscape": "out land", "seascape": "out water sea", "forest": "out forest", "mountains": "out mountains", "village": "out town",
    "city": "out town", "garden": "out garden", "nightsky": "out land", "stilllife": "in", "interior": "in", "abstract": "abstract",
}  # fmt: skip
_SUBJECTS = {
    "lake": "out water land", "river": "out land", "trees": "out land", "pines": "out land", "poplars": "out land", "palms": "out land",
    "blossom": "out garden", "church": "out town", "bridge": "out land", "cottage": "out land", "path": "out land",
    "reeds": "out land", "reflection": "out water", "calm water": "out water", "tuscany": "out land", "fjord": "out water mountains",
    "candle": "in", "flowers": "out garden", "birds": "out land", "people": "out land",
}  # fmt: skip

_KINDS = {"sea": "out water sea", "lake": "out water land", "in": "in", "out": "out land"}

_STATES = """
nightsky: night stars clearsky
night: night
moonlight: night moon clearsky
dawn: dawn
sunrise: dawn sunlit
morning: morning
noon: day sunlit
afternoon: late
golden hour: late sunlit
sunset: sunset
dusk: dusk
backlight: late
lit windows: lamps
manhattan: modern
clear: clearsky
cloudy: clouds
overcast: overcast
wisps: clearsky
fog: fog
rain: rain overcast
storm: storm clouds wild
lightning: storm clouds wild
snowfall: snow winter falling
snow: snow winter
rainbow: rainbow clouds
wind: wind
spring: spring
summer: summer
autumn: autumn
winter: winter snow
blossom: spring flowers
poppies: summer flowers
sunflowers: summer flowers
lavender: summer flowers
tulips: spring flowers
bluebells: spring flowers
daisies: summer flowers
meadow: flowers summerok
garden: gardenlife
flowers: flowers
red flowers: flowers
yellow flowers: flowers
white flowers: flowers
pink flowers: flowers
blue flowers: flowers
purple flowers: flowers
snowy peaks: peaks
mountains: peaks
alps: peaks
peaks: peaks
volcano: peaks
boat: boats
boats: boats
harbor: boats
birds: birds
people: people
path: path
bridge: bridge
church: church
cottage: house
village: house
reeds: reeds
reflection: still
waves: rough wild
calm water: still calm
candle: candle
apples: fruit
oranges: fruit
lemons: fruit
pears: fruit
grapes: fruit
fruit: fruit
bouquet: flowersin
vase: flowersin
cloth: cloth
bottle: bottle
desert: desert
tropics: tropical
palms: tropical
mediterranean: tropical
river: river
lake: pond
pines: trees
pine forest: trees
birches: trees
poplars: trees
trees: trees
lone tree: trees
landscape: hills
oil: thick
watercolor: wet
ink: mono line
mono: mono
muted: muted
vivid: vivid
dark: dark
bright: light
calm: calm
joyful: joy
melancholy: sad
dramatic: wild
mysterious: dream
romantic: tender
hopeful: joy
sleepless: night
close: near
far: far
low horizon: lowhorizon
high horizon: highhorizon above
"""
_STATE = {k: v for k, _, v in (line.partition(": ") for line in _STATES.strip().splitlines())}
_OF_LORE = {
    "skater": "winter", "ice": "winter", "bee": "summerok", "butterfly": "summerok", "dragonfly": "summerok", "cicada": "summer",
    "wasp": "summerok", "swallow": "summerok birds", "star": "night stars", "sun": "sunlit", "owl": "birds", "moth": "night", "frost": "winter",
    "dew": "morning", "gull": "birds", "crow": "birds", "lark": "birds summerok", "heron": "birds", "crane": "birds", "bird": "birds",
    "sail": "boats", "kite": "wind", "umbrella": "rain", "lovers": "people tender", "child": "people", "walker": "people", "crowd": "people",
    "fisherman": "people", "sailor": "people", "shepherd": "people", "mother": "people", "painter": "people", "dancer": "people",
    "stranger": "people", "worker": "people", "musician": "people", "monk": "people", "reader": "people", "grandmother": "people",
    "hunter": "people", "friend": "people", "poppy": "summer flowers", "rose": "flowers summerok", "wheat": "summerok", "hay": "summerok",
    "sunflower": "summer flowers", "iris": "flowers", "lily": "flowers summerok", "frog": "summerok", "camel": "desert", "house": "house",
    "candle": "candle", "midnight": "night", "neon": "night lamps modern", "train": "modern", "tram": "modern", "factory": "modern", "maple": "autumn", "snowfield": "snow winter", "lemon": "fruit",
    "apple": "fruit", "pear": "fruit", "grape": "fruit", "orange": "fruit", "vase": "flowersin", "spring water": "pond", "waterfall": "river",
    "war": "grave wild", "death": "grave sad", "grief": "sad grave", "sadness": "sad", "loneliness": "sad", "solitude": "sad", "nostalgia": "sad old",
    "anger": "wild", "chaos": "wild", "fear": "dream dark", "envy": "dark", "insomnia": "night", "longing": "sad", "farewell": "sad", "boredom": "sad",
    "happiness": "joy", "birthday": "joy", "wedding": "joy", "holiday": "joy", "love": "tender", "friendship": "joy", "kindness": "tender",
    "peace": "calm", "silence": "calm", "sleep": "calm", "patience": "calm", "elephant": "tropical",
    "monsoon": "rain overcast", "typhoon": "storm wild", "hurricane": "storm wild", "blizzard": "snow winter falling", "lizard": "summerok", "snail": "summerok", "storm": "storm clouds wild",
}  # fmt: skip

_DEEP = re.compile(
    r"\b(?:under(?:neath)?|below|beneath|at the bottom of) (?:the )?(?:\w+ )?(?:sea|ocean|water|waves|lake|ice)\b|\bunderwater\b",
    re.IGNORECASE,
)
"""Where there is no weather, no path and no spire."""
_WET = re.compile(r"\b(?:fishing|sailing|swimming|rowing|diving|surfing|kayaking)\b", re.IGNORECASE)
_INSIDE = re.compile(
    r"\b(?:supermarket|laundromat|elevator|office|classroom|ballroom|bathroom|living room|waiting room|gym|cinema|breakfast)\b",
    re.IGNORECASE,
)
"""Doings on water, and what is always indoors though lore does not know it."""
_QUARREL = re.compile(
    r"\b(?:argu(?:e|es|ed|ing)|quarrel\w*|fight(?:s|ing)?|shout(?:s|ed|ing)?|scream(?:s|ed|ing)?)\b", re.IGNORECASE
)
"""Those who do so are neither calm nor tender."""
_NOBODY = re.compile(r"\b(?:nobody|no one|no-one|no (?:people|guests))\b", re.IGNORECASE)
_STATED = frozenset("winter summer summerok night modern tropical desert rain wind fruit flowers".split())
"""Traits of lore that are statements themselves."""

_ONE_OF = (
    ("dawn", "morning", "day", "late", "sunset", "dusk", "night"),
    ("spring", "summer", "autumn", "winter"),
    ("joy", "sad"), ("joy", "grave"), ("joy", "dark"), ("calm", "wild"), ("tender", "wild"), ("near", "far"), ("above", "below"),
    ("lowhorizon", "highhorizon", "above"), ("near", "lowhorizon"), ("simple", "busy"), ("side", "middle"), ("nopeople", "people"),
    ("old", "modern"), ("warmcolor", "coolcolor"), ("muted", "vivid", "light"), ("pastel", "vivid", "dark", "earth"), ("dark", "light"),
)  # fmt: skip
_AGAINST = """
night: sunlit rainbow birds haze clouds light sunny dayonly
moon: day morning late overcast rain storm fog falling rainbow haze lamps candle
stars: day morning late overcast rain storm fog falling rainbow haze lamps candle
lamps: sunlit day morning dawn late rainbow
candle: sunlit day morning dawn late sunset rainbow
sunlit: overcast rain storm fog falling dark moon stars
dusk: rainbow day sunny light dayonly
sunset: rainbow overcast rain fog storm clearsky mono dayonly
dawn: rainbow rain storm dayonly
morning: storm
falling: clearsky rain rainbow storm haze flowers summerok light sunny tropical desert birds
snow: spring summer autumn rain rainbow flowers summerok autumnok storm haze green sunny tropical desert gardenlife
winter: flowers summerok autumnok rain rainbow storm haze green sunny tropical desert gardenlife
autumn: flowers summerok green gardenlife tropical desert
summer: autumnok
spring: autumnok
desert: rain fog spring autumn flowers reeds boats trees river pond winter rainbow falling green church
tropical: spring autumn winter fog church peaks trees
rain: clearsky joy rainbow light sunny haze still dayonly
storm: calm joy tender clearsky still light sunny fog haze boats dayonly lamps
wild: still calm
rough: calm still boats dayonly
fog: clearsky vivid far rainbow haze light hills peaks sunny falling
rainbow: clearsky overcast day mono dark winter
mono: leafy vivid pastel warmcolor coolcolor earth green rainbow flowers autumn sunset joy sunny fruit
clearsky: overcast clouds
heat: winter snow autumn spring fog rain
wind: calm still fog
still: wind rough
haze: wind clearsky
muted: joy
overcast: joy sunny light
vivid: sad fog
pastel: wild
sad: joy sunny light
dark: pastel day
"""
_CLASHES: frozenset[frozenset[str]] = frozenset(
    {frozenset(pair) for group in _ONE_OF for pair in combinations(group, 2)}
    | {
        frozenset((a, b))
        for a, _, row in (line.partition(": ") for line in _AGAINST.strip().splitlines())
        for b in row.split()
    }
)
_ONCE = frozenset(
    "boats birds people path bridge church house reeds flowers trees hills peaks rocks river pond fruit bottle candle cloth "
    "flowersin still lamps framed".split()
)
"""Things that are not added where they stand already."""
_AXIS_OF = {"color": "palette"}


@dataclass(frozen=True)
class Stage:
    """`kinds`: what kind of place ("out", "water", "in", ..., "deep" under water), empty where the line names none. `says`: its statements.
    `spoken`: axes that it speaks of. `drawn`: whether it names a place or thing that the scene painter draws."""

    kinds: frozenset[str]
    says: frozenset[str]
    spoken: frozenset[str]
    drawn: bool


@lru_cache(maxsize=10_000)
def place_of(line: str) -> str:
    """The scene that the painter would make of `line`, as `words.reader` decides it: "" where it names none."""
    scenes = [h for h in find(words_of(line)) if "scene" in h.concept.effects and not h.denied]
    first = min(scenes, key=lambda h: (-(h.end - h.start), h.start), default=None)
    return str(first.concept.effects["scene"]) if first else ""


def stage(line: str, things: Iterable[Concept] = ()) -> Stage:
    """What `line` (and the lore `things` that it names) set up."""
    told = tuple(things)
    return _stage(line, told) if told else _of_words(line)


@lru_cache(maxsize=10_000)
def _of_words(line: str) -> Stage:
    """Phrases and carriers are asked for again with each draft."""
    return _stage(line, ())


def _stage(line: str, things: tuple[Concept, ...]) -> Stage:
    hits = [h for h in find(words_of(line)) if not h.denied]
    kinds: set[str] = set()
    scene = place_of(line)
    if scene:
        kinds |= set(_SCENES[scene].split())
    if "in" not in kinds and "abstract" not in kinds:
        for h in hits:
            kinds |= set(_SUBJECTS.get(h.concept.id, "").split())
    drawn = bool(kinds)
    said = {s for h in hits for s in _STATE.get(h.concept.id, "").split()}
    if _QUARREL.search(line):
        said.add("wild")
    if _NOBODY.search(line):
        said.add("nopeople")
    for c in things:
        said |= set(_OF_LORE.get(c.id, "").split()) | c.traits & _STATED | ({"people"} if c.kind == "person" else set())
        said |= {"birds"} if "bird" in c.traits else set()
        # "my uncle's tractor" is not where the uncle is at home.
        owner = c.kind == "person" and c.home == "in" and bool(re.search(r"['’]s? \w", line) or len(things) > 1)
        home = c.home or ("town" if c.kind == "place" else "")
        if not home and sort(c) == "swimmer":
            home = "lake" if "pond life" in parts(c) else "sea"  # a walrus is at home where lore knows nothing of it
        if not drawn and home and not owner:
            kinds |= set(_KINDS.get(home, f"out {home}").split())
    if "in" in kinds and "out" in kinds:
        kinds -= {"in"}
    if re.search(r"\bwaters?\b", line):
        said |= {"pond"}
    if not drawn and _WET.search(line):
        kinds = {"out", "water", "sea"}
    if not drawn and _INSIDE.search(line):
        kinds = {"in"}
    if "in" in kinds and re.search(r"\btrees?\b", line):
        kinds = {"out", "garden"}  # "a ladder against an apple tree" is no still life
    if not drawn and any("room" in c.traits and not _beyond(c.noun, line) for c in things):
        kinds = {"in"}
    if _DEEP.search(line):
        kinds, drawn = {"deep"}, True
    spoken = {_AXIS_OF.get(h.concept.axis, h.concept.axis) for h in hits} - {"subject"}
    return Stage(frozenset(kinds), frozenset(said), frozenset(spoken), drawn)


def named(brief: Brief) -> tuple[Concept, ...]:
    """What the line of a brief names, the artist's own words among it."""
    return (*brief.things[: brief.named], *map(made, brief.unknown))


def setting(brief: Brief) -> Stage:
    """What the line of a brief sets up, its own words among it: a nurse is at home indoors, on the night bus she is in town."""
    return stage(brief.line, named(brief))


def inside(line: str) -> bool:
    """Whether a line names a place indoors that lore does not know."""
    return _INSIDE.search(line) is not None


def _beyond(noun: str, line: str) -> bool:
    """Whether a line looks at a place from without: "the bus to school"."""
    return bool(
        re.search(rf"\b(?:to|toward|from|behind|outside|near|past|beyond|opposite) (?:\w+ )?{re.escape(noun)}\b", line)
    )


def clash(a: Iterable[str], b: Iterable[str]) -> bool:
    """Whether two sets of statements cannot stand in one picture."""
    left, right = set(a), set(b)
    if left & right & _ONCE:
        return True
    return any(frozenset((x, y)) in _CLASHES for x in left for y in right if x != y)


def fits(phrase: Phrase, kinds: Iterable[str]) -> bool:
    """Whether a phrase goes with a kind of place."""
    where = set(kinds)
    return "any" in phrase.places or bool(where & set(phrase.places))


_LITTLE = frozenset(
    stem(w)
    for w in (
        "a an the of in on at by with and or but to from for into onto over under above below between behind before after as "
        "is are was it its this that these those there one two all everything nothing every each no not only very more most "
        "than like so that each other another any out up down away through across along around against half still almost hardly "
        "light color colors side edge edges"
    ).split()
)


@lru_cache(maxsize=10_000)
def words(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    return frozenset(stem(w) for w in words_of(text)) - _LITTLE

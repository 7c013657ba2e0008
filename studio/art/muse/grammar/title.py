"""Titles as they might stand on the label beside a picture, written by rule from what `lore` knows. Torch-free.

A shape belongs to sorts of things (`sorts.sort`): what is said of a bridge would be nonsense of a feeling.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from studio.art.muse.grammar.english import plural_verb, title_case
from studio.art.muse.grammar.lore import Concept, concepts
from studio.art.muse.grammar.sorts import bare, looks, one, sort, the

_OBJECTS = "hand food furniture opening vehicle big thing"
_LIVING = "person people pair beast bird swimmer insect"
_GROWN = "tree flower growth"
_SHAPES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (f"{_OBJECTS} {_GROWN} {_LIVING} place room", (
        "{Look}, {color}", "study in {color} and {color2}, with {one}", "{the}, from memory", "what I remember of {the}", "{the}, unfinished",
        "before {the} had a name", "three attempts at {one}", "{one} and its silence|{bare} and their silence",
        "in place of a letter: {one}", "{the}, for the second time", "small hymn to {the}", "an inventory of light, with {one}", "{the} in another life",
        "as if {the} had always been here", "{the} and everything after", "a short history of {the}", "still thinking of {the}",
    )),
    (_OBJECTS, (
        "somebody's {bare}", "{the} nobody came back for", "where {the} stood", "{the} has the last word|{the} have the last word", "{one}, out of use",
        "the patience of {the}", "{the}, after closing time", "{the} left in the rain", "portrait of {one} as a friend|portrait of {bare} as friends",
        "without asking {the}", "{one} for an unknown guest", "the other side of {the}", "instructions for {one}",
    )),
    ("food", ("breakfast, with {one}", "enough {bare}", "the taste of {the}", "{bare} for two", "the day we had only {bare}", "still life with {one} and an absence")),
    ("hand", ("still life with {one}", "{one} on a white cloth", "{one} and the shadow of a hand|{bare} and the shadow of a hand", "what {the} was for|what {the} were for")),
    ("opening", ("behind {the}", "on this side of {the}", "{one} onto nothing|{bare} onto nothing", "{the}, slightly open")),
    ("vehicle", ("{the} that left without us", "waiting for {the}", "the last seat in {the}", "home by {bare}", "{the}, seen from the platform of the past")),
    ("big", ("{the}, seen from a departing train", "as far as {the}", "the long way to {the}", "{the} keeps the evening|{the} keep the evening", "landscape held together by {one}")),
    ("thing", ("{one} where none should be|{bare} where none should be", "the secret life of {the}", "{one}, found at daybreak|{bare}, found at daybreak", "{one} in an empty field|{bare} in an empty field")),
    (f"{_OBJECTS} {_GROWN}", ("nocturne with {one}", "{the} at rest", "{the}, late in the day", "the hour of {the}")),
    ("person people pair", (
        "{one}, looking away", "{the} before the news", "what {the} never told us", "{one} in borrowed light", "{one}, almost smiling", "the year of {the}",
        "{one} listening to rain", "letter to {the}", "the dream of {the}", "{the} and the empty chair", "portrait of {one}, turned to the wall",
        "after {the} had left",
    )),
    ("pair", ("{the}, one umbrella", "what the bench heard", "{the} and the last train")),
    ("beast bird swimmer insect", (
        "{one} at the edge of the picture|{bare} at the edge of the picture", "{one}, and then only grass|{bare}, and then only grass", "the morning of {the}", "{one} who knew the way|{bare} that knew the way", "the kingdom of {the}",
        "{the} crosses the quiet|{the} cross the quiet", "a visit from {one}|a visit from {bare}", "small gods: {one}|small gods: {bare}", "{one}, not afraid|{bare}, not afraid", "what {the} saw",
    )),
    ("bird insect", ("all the air belongs to {the}", "{one} in the blue|{bare} in the blue")),
    ("swimmer", ("where {the} breathes|where {the} breathe", "slow water, with {one}", "the song of {the}")),
    ("tree", ("{the} holds up the sky|{the} hold up the sky", "rings of {one}", "the shade of {the}", "{one}, counting winters")),
    ("flower growth", ("{one}, briefly", "{bare} for no occasion", "the short reign of {the}", "{one} against a wall")),
    ("place room", (
        "{the}, with nobody in it", "leaving {the}", "return to {the}", "{the} as I left it|{the} as I left them", "a map of {the}", "first night in {the}", "{the}, before anyone is up",
        "the wind knows {the}", "everything {the} forgot", "somewhere in {the}", "{the} holds its breath|{the} hold their breath",
    )),
    ("sky", (
        "{the}, all afternoon", "waiting for {the}", "the first of {the}", "{the} over other people's roofs", "under {the}", "conversation with {the}", "{the} and one open window",
        "a room for {the}", "what {the} left behind", "{color}, {color2}, and {the}", "in favor of {the}", "{the}, heard from bed", "the other side of {the}", "{the} in another country", "still thinking of {the}", "{the} and everything after", "without asking {the}",
        "a short history of {the}", "{the} has the last word", "somebody's share of {the}", "the patience of {the}", "before {the} had a name", "a coat against {the}", "everything {the} forgot",
    )),
    ("hour", (
        "{bare} comes in over the roofs", "the color of {bare}", "{bare}, with one lamp lit", "{bare} in another country", "the business of {bare}", "somewhere it is {bare}",
        "in {bare}'s pocket", "{bare}, slowly", "a door left open to {bare}", "{color}: a study of {bare}", "almost {bare}", "nobody's {bare}",
    )),
    ("season", (
        "{bare}, from a train window", "the last week of {bare}", "{bare} in three colors", "what {bare} owes us", "before {bare}", "{bare} arrives on foot", "the other {bare}",
        "a coat for {bare}", "{bare} in the back garden", "notes on {bare}",
    )),
    ("idea", (
        "{bare}, seen from behind", "portrait of {bare} as a stranger", "{bare} takes the evening train", "{bare}, indoors", "the color of {bare}", "a room for {bare}", "{bare} at the window",
        "{bare} without its coat", "the weight of {bare}", "map of {bare}", "{bare}, in {color}", "small hours of {bare}", "{bare} and other weather", "a chair for {bare}",
        "the opposite of {bare}", "{bare} learns to swim",
    )),
    ("thin way", (
        "{one}, and nothing else", "{the} goes on|{the} go on", "following {the}", "{one} in {color}", "where {the} ends|where {the} end", "the beginning of {the}", "{the} at dusk", "no more than {one}",
    )),
)  # fmt: skip
"""Sorts, and what may be said of them; behind "|" the same of several."""
_TWO: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (f"{_OBJECTS} {_GROWN} {_LIVING} thin way", f"{_OBJECTS} {_GROWN} {_LIVING} thin way", (
        "{one}, {b_one}, one candle", "{one} dreaming of {b_one}|{bare} dreaming of {b_one}", "what {the} told {b_the}", "{the} without {b_the}", "between {the} and {b_the}",
        "{one}, then {b_one}", "{the}, {b_the}, the rest of the day", "{the} and {b_the} change places", "{one} beside {b_one}", "first {the}, then {b_the}", "{one} in the shadow of {b_one}|{bare} in the shadow of {b_one}",
    )),
    ("person people pair", f"{_OBJECTS} {_LIVING} {_GROWN} thin", (
        "{one} and the question of {b_the}", "{one} who loved {b_one}|{bare} who loved {b_one}", "{one} with {b_one}, waiting", "how {the} met {b_the}", "{the} gives back {b_the}|{the} give back {b_the}", "double portrait: {one}, {b_one}",
    )),
    (f"{_OBJECTS} {_GROWN} {_LIVING} thin way", "place", ("{one} {b_at}", "{b_the} with {one}", "{b_bare} with {one}, far off", "{the} and all of {b_the}", "{b_the} makes room for {the}", "{one}, with {b_the} behind")),
    (_LIVING, "place room", ("{b_the}, seen by {one}", "{b_the} belongs to {the}", "{the} and the way to {b_the}")),
    (f"{_OBJECTS} {_LIVING}", "room", ("{one} {b_at}", "interior with {one}", "{b_the} and {one}", "{one} too large for {b_the}|{bare} too large for {b_the}", "{the} moves into {b_the}|{the} move into {b_the}")),
    (f"{_OBJECTS} {_GROWN} {_LIVING} place room", "sky", ("{the} under {b_the}", "{one}, waiting for {b_the}", "{b_the} has not reached {the}", "{the} and {b_the}, a friendship", "{b_the} finds {the}", "{one}, and then {b_the}", "{b_the} has met {the}", "{the} in time for {b_the}",
     "{b_the} and {one}", "{one}, with {b_the} coming", "what {b_the} left of {the}", "{b_the} thinks of {the}")),
    (f"{_OBJECTS} {_GROWN} {_LIVING} place room sky thin way", "hour season", ("{one} {b_at}", "{b_bare} finds {the}", "{the}, and then {b_bare}", "{b_bare} comes for {the}", "{b_bare} study, with {one}", "{b_bare} gets as far as {the}", "{the} and the end of {b_bare}", "{b_bare}, with {one}")),
    (f"{_OBJECTS} {_GROWN} {_LIVING} place room sky hour season thin way", "idea", ("{the}, or {b_bare}", "{b_bare}, with {one}", "{b_bare} as {one}", "{b_bare} at the foot of {the}", "{the} explains {b_bare}|{the} explain {b_bare}", "{b_bare} and {one}", "{b_bare}, begun as {one}", "{the} on the way to {b_bare}", "a little {b_bare}, and {the}", "{b_bare} looks at {the}", "{the}, by way of {b_bare}")),
    ("idea", "idea", ("{bare} and {b_bare} at one table", "{bare} writes to {b_bare}", "somewhere between {bare} and {b_bare}", "{bare} in the coat of {b_bare}", "{bare}, then {b_bare}", "no {bare} without {b_bare}", "{bare} asks for {b_bare}")),
)  # fmt: skip
"""The same for two things."""
_CONCRETE = f"{_OBJECTS} {_GROWN} {_LIVING} place room pair"
_HEADS = {
    _CONCRETE: (
        "{the}", "{the}", "{Look}", "{one}", "{one}", "study for {one}", "homage to {the}", "portrait of {one}", "postcard of {the}", "sketch of {one}", "variation on {one}",
        "{the} in {color}", "{one} in {color} and {color2}", "memory of {the}", "attempt at {one}", "three views of {the}", "elegy for {the}",
    ),
    "sky hour season": ("{the}", "{the}", "{the} in {color}", "{the} in {color} and {color2}", "study of {the}", "sketch of {the}", "homage to {the}", "postcard of {the}", "three views of {the}", "variation on {the}"),
    "idea": ("{bare}", "{bare}", "portrait of {bare}", "map of {bare}", "study of {bare}", "{bare} in {color}", "homage to {bare}", "notes on {bare}", "three views of {bare}", "elegy for {bare}", "letter to {bare}", "{bare} in {color} and {color2}"),
    "thin way": ("{the}", "{the}", "study of {the}", "{the} in {color}", "{the} in {color} and {color2}", "sketch of {the}", "homage to {the}", "variation on {the}", "memory of {the}"),
}  # fmt: skip
"""What a title begins with that ends in one of `_TAILS`."""
_PAIRS = (
    "{the} and {b_the}",
    "{one}, {b_one}",
    "{one} and {b_one}",
    "{one} with {b_one}",
    "study with {one} and {b_one}",
    "portrait of {the} with {b_the}",
    "{b_the} and {the}",
)
_LOOSE = (
    "{the} and {b_bare}",
    "{the}, {b_bare}",
    "{b_bare}, with {one}",
    "{b_bare} and {the}",
    "study of {the} and {b_bare}",
)
_TAILS = (
    "from memory", "unfinished", "second version", "first version", "in two minds", "from a long way off", "at arm's length", "one year later", "one last time", "after the others had gone",
    "with the sound turned down", "as told to a child", "with the left hand", "in the margin of a letter", "from the other side of the street", "on borrowed paper", "signed on the back",
    "with a thumbprint", "in a borrowed frame", "against better advice", "with room left for more", "for whoever comes next", "with the door ajar", "from the back row", "in the corner of a larger picture",
    "on the last page", "in seven lines", "before the visitors came", "as if for the first time", "after a long silence", "in the wrong frame", "with one corner missing", "on the back of a menu", "for a friend",
    "without a model", "to be hung low", "from the third step", "with apologies", "in a single breath", "at the second try", "begun too late", "too large to hang", "in plain words",
)  # fmt: skip
"""What may stand after anything: how it was seen, made or kept; no hour and no weather."""
_FIGURES = (
    "{small} {tune} for {it}", "{small} {tune} for {it}", "{spare} {gift} for {it}", "{small} {letter} to {it}", "{count} {notes} {it}", "{count} {notes} {it}",
    "what {the} {told} {whom}", "{the} as {drawn} by {whom}", "{whom} {seeks} {it}", "{whom} and {the}",
)  # fmt: skip
"""Titles with places that stay open for one of many words (`_OPEN`); {it}: what is named, one or two things."""
_OPEN = {
    "small": tuple("small slow second last short late plain borrowed unhurried quiet crooked patient".split()),
    "tune": tuple("waltz lullaby hymn march song tune ballad rhyme serenade rondo overture".split()),
    "spare": tuple("a small|a second|a last|a plain|a borrowed|a spare|a blue|a warm|a narrow|one more|no other|the only".split("|")),
    "gift": tuple("chair window bench lamp ticket coat door cup key blanket room bed road".split()),
    "letter": tuple("letter postcard footnote preface apology invitation reply introduction farewell toast".split()),
    "count": tuple("two three four five six seven nine eleven".split()),
    "notes": (
        "notes on", "ways to draw", "reasons to draw", "questions for", "sketches of", "songs about", "letters to", "views of", "mistakes about", "lines about", "pages on",
        "answers to", "variations on", "footnotes to",
    ),
    "told": ("told", "left", "taught", "owed", "showed", "promised", "kept from"),
    "drawn": ("drawn", "described", "remembered", "explained", "missed", "imagined", "praised", "mislaid"),
    "whom": (
        "the postman", "the night porter", "the tailor", "the last guest", "the new tenant", "the conductor", "the apprentice", "the youngest cousin", "the landlady", "the piano teacher",
        "the understudy", "the locksmith", "the retired diver", "the neighbor upstairs",
    ),
    "seeks": ("dreams of", "draws", "remembers", "looks for", "asks about", "writes to", "waits for", "thinks of", "draws the line at", "believes in"),
}  # fmt: skip
_TAILED, _OPENED = 0.28, 0.43
"""How often a title has a tail, and open places."""
_BARE = frozenset(("hour", "season", "idea", "sky"))
_BEHIND = _BARE | {"place", "room"}
"""What stands second in a title of two things."""
_B_DOES = re.compile(r"(\{b_the\}) (makes|belongs|has|finds|thinks)\b")
"""What the second thing does, which several do in the plural."""
_LITTLE = frozenset("a an the of in on at by and to under its with from for or as into without then their".split())


def title(things: Sequence[Concept], rng: random.Random, named: int = 0) -> str:
    """A title as it might stand on a label; it has one or two of the first `named` of `things`."""
    first = list(things[: max(1, named)])
    a = rng.choice(first)
    others = [c for c in first if c.id != a.id]
    if not others and rng.random() < 0.3:
        others = [c for c in things[len(first) :] if c.id in a.near]
    for _ in range(12):
        b = rng.choice(others) if others and rng.random() < 0.75 else None
        made = _filled(a, b, rng)
        if made and not _twice(made) and len(made.split()) <= 11:
            return title_case(made)
    return title_case(the(a))


def _filled(a: Concept, b: Concept | None, rng: random.Random) -> str:
    kind = sort(a)
    if b is not None and kind in _BEHIND and sort(b) not in _BARE:
        a, b, kind = b, a, sort(b)
    dice = rng.random()
    if dice < _OPENED:
        shapes = list(_FIGURES)
    elif dice < _OPENED + _TAILED:
        shapes = _tailed(kind, None if b is None else sort(b))
    elif b is None:
        shapes = [s for sorts, row in _SHAPES if kind in sorts.split() for s in row] + _telling(a)
    else:
        shapes = [s for left, right, row in _TWO if kind in left.split() and sort(b) in right.split() for s in row]
    if not shapes:
        return ""
    single, _, several = rng.choice(shapes).partition("|")
    shape = several if several and a.plural else single
    seen = [x for x in looks(a) if kind != "idea"]
    look = rng.choice(seen) if seen else ""
    colors = rng.sample(a.colors, min(2, len(a.colors)))
    values = {
        "one": one(a, look if rng.random() < 0.4 else ""), "the": the(a), "bare": a.noun, "Look": bare(a, look), "color": colors[0], "color2": colors[-1],
    }  # fmt: skip
    if b is not None:
        if b.plural:
            shape = _B_DOES.sub(lambda m: f"{m[1]} {plural_verb(m[2])}", shape)
        more = looks(b)
        values |= {
            "b_one": one(b, rng.choice(more) if more and rng.random() < 0.3 else ""),
            "b_the": the(b),
            "b_bare": b.noun,
            "b_at": rng.choice(b.at),
        }
    values |= {name: rng.choice(words) for name, words in _OPEN.items()}
    values["it"] = f"{the(a)} and {the(b)}" if b is not None else the(a)
    return shape.format(**values)


def _tailed(kind: str, other: str | None) -> list[str]:
    """Shapes of one thing, or of two where `other` is the sort of the second, with every tail."""
    if other is None:
        heads = [h for sorts, row in _HEADS.items() if kind in sorts.split() for h in row]
    else:
        heads = [] if kind in _BARE else list(_LOOSE if other in ("hour", "season", "idea") else _PAIRS)
    return [f"{head}, {tail}" for head in heads for tail in _TAILS]


def _telling(c: Concept) -> list[str]:
    """What lore tells of it, short enough for a label: "The Lighthouse Answers the Dark"."""
    if c.id not in concepts():
        return []
    does = [d for d in c.does if len(d.split()) <= 5 and not re.search(r"[{}]|^(is|was|has)\b", d)]
    return [f"{{the}} {plural_verb(d) if c.plural else d}" for d in does]


def _twice(text: str) -> bool:
    """Whether a word of weight comes twice."""
    words = [w.removesuffix("s") for w in re.findall(r"[a-z'-]+", text.lower()) if w not in _LITTLE]
    return len(words) != len(set(words))

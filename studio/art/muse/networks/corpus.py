"""What the networks learn to write from: texts by the house's own grammar, about briefs made up by chance. Torch-free.

Example k of a seed is always the same, whatever came before it. A brief belongs to the held-out part or not by what it is
about, so that no held-out text is about the very things of a learned one.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from studio.art.muse.drafting import Brief
from studio.art.muse.grammar import english, lore
from studio.art.muse.grammar.compose import compose
from studio.art.muse.grammar.lore import Concept
from studio.art.muse.grammar.nouns import unknown_nouns
from studio.art.muse.grammar.phrases import PHRASES
from studio.art.muse.networks import tokens

SHARES = {"prompts": 26, "titles": 12, "poem": 16, "haiku": 14, "quatrain": 14, "story": 9, "scenes": 9}
"""How many of a hundred texts have a form."""
HELD_OUT = 64
"""One brief in so many is held out."""
BLOTTED = 0.08
"""Share of the words of a prompt's line that an example does not show."""
LONGEST = 400
"""Tokens of an example; longer ones are left out."""
TRIES = 6
MOST_THINGS = 5
UNKNOWN = tuple(
    word
    for row in """
    kayak|toaster|accordion|submarine|tractor|ukulele|escalator|satellite|hammock|trombone|ice axe|gas station|
    umbrella stand|weather vane|rocking chair|doormat|teaspoon|paper crane|snow globe|jukebox|seesaw|
    fire escape|phone booth|anvil|urn|inkwell|chandelier|quilt|abacus|oboe|easel|windsock|scaffold|turbine|harpsichord|wheelbarrow|
    teacup|scooter|periscope|metronome|lawnmower|zipper|corkscrew|door handle|bagpipe|stapler|surfboard|crane truck|tripod
    kayaks|tractors|satellites|escalators|scooters|teacups|turbines|quilts|ukuleles|anvils|paper cranes|rocking chairs
    detective|juggler|welder|acrobat|engineer|plumber|librarian|beekeeper|violinist|locksmith|goldsmith|mathematician|barber|
    referee|stonemason|cellist|florist|janitor|stepmother|godfather|nephew|cousin|landlady|astronomer|trapeze artist|lawyer
    jugglers|acrobats|welders|cousins|violinists|plumbers|engineers|librarians|twins
    otter|iguana|ostrich|armadillo|flamingo|axolotl|emu|albatross|lynx|badger|lobster|pelican|chameleon|walrus|hamster|weasel
    otters|flamingos|badgers|pelicans|lobsters|hamsters
    igloo|lumber yard|observatory|gymnasium|casino|laundromat|ballroom|bus depot|barbershop|courtroom
    homesickness|algebra|mischief|nonsense|diplomacy|stubbornness|sarcasm|optimism|forgetfulness
    marmalade|tarmac|vinegar|mustard|plaster|porcelain|cinnamon|gasoline|concrete|lava
    """.split("\n")
    for word in row.strip().split("|")
    if word
)
"""Nouns that stand for whatever an artist may name: the networks learn their places and what their kind does, not the words."""


@dataclass(frozen=True)
class Example:
    """`asked`: the tokens in front, up to `<text>`; `told`: those of the text, with `<end>`."""

    asked: tuple[str, ...]
    told: tuple[str, ...]
    held: bool


def example(seed: int, number: int) -> Example | None:
    """Example `number` of a seed, or None where the grammar had nothing to say to its brief."""
    rng = random.Random(f"{seed}/{number}")
    brief = brief_by_chance(rng)
    for _ in range(TRIES):
        draft = compose(brief, rng)
        if draft is None or not draft.text or not honors(brief, draft.text):
            continue
        told = tokens.encoded(draft, brief)
        asked = tokens.asked(brief)
        # What does not come back as it was written would teach what cannot be read.
        if tokens.decoded(told, brief).text != draft.text or len(told) + len(asked) > LONGEST:
            continue
        return Example(tuple(_blotted(asked, rng)), (*told, tokens.END), held_out(brief))
    return None


def _blotted(asked: Sequence[str], rng: random.Random) -> list[str]:
    """With some words of the line unreadable, as words of an artist's will be that the grammar never wrote."""
    at = asked.index(tokens.LINE) if tokens.LINE in asked else len(asked)
    return [tokens.UNKNOWN if k > at and t[0].isalpha() and rng.random() < BLOTTED else t for k, t in enumerate(asked)]


def held_out(brief: Brief) -> bool:
    """By the named things and unknown nouns, in any order and form."""
    about = "/".join(sorted((*(c.id for c in brief.things[: max(1, brief.named)]), *brief.unknown)))
    return hashlib.sha256(about.encode()).digest()[0] % HELD_OUT == 0


def honors(brief: Brief, text: str) -> bool:
    """Whether a text says what the line names: for titles and haiku at least one of its things, else all of them, and
    always the artist's own nouns (one of them where there is room for one)."""
    said = [mentions(c, text) for c in brief.things[: brief.named]]
    own = [says(noun, text) for noun in brief.unknown[: len(tokens.SLOTS)]]
    if brief.form in ("titles", "haiku", "quatrain"):
        return not (said or own) or any(own or said)
    return all(said[:3]) and all(own)


def mentions(thing: Concept, text: str) -> bool:
    """Whether `text` names a thing, in the singular or the plural."""
    return any(says(name, text) for name in (thing.noun, thing.many) if name)


def says(noun: str, text: str) -> bool:
    """Whether the words of `noun` stand in `text` one after the other."""
    wanted, found = tokens.words(noun), tokens.words(text)
    return any(found[k : k + len(wanted)] == wanted for k in range(len(found) - len(wanted) + 1))


@lru_cache(maxsize=1)
def _axes() -> tuple[str, ...]:
    return tuple(sorted({p.axis for p in PHRASES} | {"subject"}))


@lru_cache(maxsize=1)
def _all() -> tuple[Concept, ...]:
    return tuple(lore.concepts().values())


@lru_cache(maxsize=1)
def _unknown() -> tuple[str, ...]:
    """Those that lore has not come to know."""
    return tuple(word for word in UNKNOWN if not lore.is_name(word))


def brief_by_chance(rng: random.Random) -> Brief:
    """As `brief.make` would make it of a line that an artist might type."""
    form = rng.choices(tuple(SHARES), tuple(SHARES.values()))[0]
    known = lore.concepts()
    first = rng.choice(_all())
    beside = [known[n] for n in first.near if n in known]
    named = [first]
    for _ in range(rng.choices((0, 1, 2, 3), (35, 40, 20, 5))[0]):
        # Mostly what goes together, for artists do so as well.
        other = rng.choice(beside) if beside and rng.random() < 0.6 else rng.choice(_all())
        if other not in named:
            named.append(other)
    unknown: list[str] = []
    if rng.random() < 0.3:
        unknown = rng.sample(_unknown(), rng.choices((1, 2, 3), (78, 18, 4))[0])
        named = named[: rng.choice((0, 1, 1, 2))]
    line = line_by_chance(named, unknown, rng)
    if unknown and unknown_nouns(line) != tuple(unknown):
        unknown = [u for u in unknown_nouns(line) if u in unknown]
    named = [c for c in lore.named(line) if c in named] or ([] if unknown else named)
    near = {n for c in named or [first] for n in c.near if n in known} - {c.id for c in named}
    rest = [known[n] for n in sorted(near)]
    rng.shuffle(rest)
    if not named:
        rest = [first, *rest]
    things = (*named, *rest[: max(MOST_THINGS, len(named) + 2) - len(named)])
    moods = sorted({m for c in things[: max(1, len(named))] for m in c.moods})
    axes: tuple[str, ...] = ()
    if form == "prompts" and rng.random() < 0.3:
        axes = tuple(sorted(rng.sample(_axes(), rng.randint(2, 6))))
    return Brief(
        line, things, len(named), tuple(unknown), rng.choice(moods) if moods else "", form, axes,
        round(rng.random(), 2),
    )  # fmt: skip


def line_by_chance(named: Sequence[Concept], unknown: Sequence[str], rng: random.Random) -> str:
    """A line that names these things: single words, a phrase, a short sentence."""
    nouns = [(c.noun, c) for c in named] + [(u, None) for u in unknown]
    rng.shuffle(nouns)

    def phrase(noun: str, thing: Concept | None) -> str:
        if thing is None:
            plural = noun.endswith("s") and not noun.endswith("ss")
            return noun if plural else rng.choice((english.with_article(noun), f"the {noun}", f"my {noun}"))
        adjective = rng.choice(thing.adjectives)
        return rng.choice((thing.one, thing.definite, thing.described(adjective), thing.described(adjective), thing.many or thing.one))  # fmt: skip

    if rng.random() < 0.25:
        return " ".join(noun for noun, _ in nouns)
    said = [phrase(*n) for n in nouns]
    line = said[0]
    for text in said[1:]:
        line += rng.choice((" and ", " with ", ", ", " near ", " beside ", " by ")) + text
    alone = next((t for _, t in nouns if t is not None), None)
    extra = rng.random()
    if extra < 0.2 and alone is not None:
        line += f" {rng.choice(alone.at)}"
    elif extra < 0.5:
        said_too = [p for p in PHRASES if len(p.text.split()) <= 5]
        line += f"{rng.choice((' ', ', '))}{rng.choice(said_too).text}"
    return line


def examples(seed: int, first: int, last: int) -> Iterator[Example]:
    """Examples `first` to `last - 1`, without those that came to nothing."""
    for number in range(first, last):
        made = example(seed, number)
        if made is not None:
            yield made


def fingerprint(seed: int) -> str:
    """Of what the grammar writes now: a corpus that was kept is stale when it is another."""
    told = [(e.asked, e.told) for e in examples(seed, 0, 60)]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:12]


def write(path: Path, seed: int, first: int, last: int) -> None:
    """A part of the corpus as a file, a line each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        for made in examples(seed, first, last):
            file.write(json.dumps([made.asked, made.told, made.held], ensure_ascii=False, separators=(",", ":")) + "\n")
    part.replace(path)


def read(path: Path) -> Iterator[Example]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            asked, told, held = json.loads(line)
            yield Example(tuple(asked), tuple(told), bool(held))

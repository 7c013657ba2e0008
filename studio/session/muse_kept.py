"""What of a conversation is kept with a document: turns, votes, locks, pins and wishes as a text of limited size.

Files may come from anywhere: what cannot be read is left out, the rest is taken.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from studio.art.muse.catalog import FORM, LANG
from studio.core import guides
from studio.core.words import MOST_LOCKED, NO_WISHES, Part, Variant, Wishes
from studio.session.muse_cards import DONE, STOPPED, Card, Turn

NAME = "muse"
"""Under which the document keeps it."""
VERSION = 1
MOST_TURNS, MOST_CARDS, MOST_PARTS = 100, 40, 60
LONGEST_LINE, LONGEST_TEXT, LONGEST_WORDS = 4000, 20_000, 400
"""Characters of a line, of an answer, and of a phrase or an id."""
ROOM = 400_000
"""Characters of the whole: the oldest turns without a pin go first."""
MOST_WISHES = 60
_LATEST = 2**34
"""Seconds since 1970, in the year 2514: some systems have no calendar beyond the year 3000."""
NOTICE = "A part of the talk with the muse in this picture was unreadable and was left out."
_COLOR = re.compile("#[0-9a-fA-F]{6}")
_FORMS, _LANGS = {c.id for c in FORM.choices}, {c.id for c in LANG.choices}
T = TypeVar("T")


@dataclass(frozen=True)
class Kept:
    """`notice`: a sentence where something was left out."""

    turns: tuple[Turn, ...] = ()
    wishes: Wishes = NO_WISHES
    notice: str = ""


def packed(turns: Sequence[Turn], wishes: Wishes) -> str:
    """JSON of all turns that have cards, and of the wishes; "" where there is nothing to keep."""
    entries = [
        (json.dumps(_turn_facts(t), ensure_ascii=False), any(c.pinned for c in t.cards)) for t in turns if t.cards
    ]
    while sum(len(text) for text, _ in entries) > ROOM and entries:
        entries.pop(next((i for i, (_, pinned) in enumerate(entries) if not pinned), 0))
    if not entries and wishes == NO_WISHES:
        return ""
    told = json.dumps(_wishes_facts(wishes), ensure_ascii=False)
    text = f'{{"version": {VERSION}, "wishes": {told}, "turns": [{", ".join(text for text, _ in entries)}]}}'
    return text.encode("utf-8", "replace").decode()  # half a character, as some programs paste them, fits in no file


def unpacked(text: str) -> Kept:
    """The conversation that `packed` wrote; never raises."""
    if not text:
        return Kept()
    try:
        data = json.loads(text)
        if data["version"] != VERSION:
            return Kept(notice="The talk with the muse in this picture is of a newer program and was left out.")
        turns, whole = _each(data["turns"], MOST_TURNS, _turn)
        wishes, also = _wishes(data["wishes"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Kept(notice=NOTICE)
    return Kept(turns, wishes, "" if whole and also else NOTICE)


# -- answers, also for the history ---------------------------------------------------------------------------------------


def variant_facts(variant: Variant) -> dict[str, Any]:
    """JSON-ready; only what is there."""
    facts: dict[str, Any] = {"text": variant.text[:LONGEST_TEXT]}
    facts["tags"] = [[axis[:LONGEST_WORDS], phrase[:LONGEST_WORDS]] for axis, phrase in variant.tags[:MOST_PARTS]]
    if len(variant.parts) <= MOST_PARTS and len(variant.text) <= LONGEST_TEXT:  # fewer were not the text any more
        facts["parts"] = [_part_facts(p) for p in variant.parts]
    facts["colors"] = list(variant.colors[:MOST_PARTS])
    if variant.guides:
        facts["guides"] = variant.guides
    if variant.raw:
        facts["raw"] = True
    return {name: value for name, value in facts.items() if value or name == "text"}


def variant_of(data: Any) -> Variant:
    """Raises `ValueError`, `TypeError` or `KeyError` for what is none. Pieces that are not the text are left out."""
    text = _words(data["text"], LONGEST_TEXT)
    tags = tuple((_words(axis), _words(phrase)) for axis, phrase in _list(data.get("tags", []), MOST_PARTS))
    parts = tuple(_part(p) for p in _list(data.get("parts", []), MOST_PARTS))
    colors = tuple(_color(c) for c in _list(data.get("colors", []), MOST_PARTS))
    composition = data.get("guides", "")
    if composition and composition not in guides.BY_ID:
        raise ValueError("no such composition")
    if "".join(p.text for p in parts) != text:
        parts = ()
    return Variant(text, tags, parts, colors, composition, data.get("raw") is True)


def moment_of(when: Any) -> float:
    """Seconds since 1970 that a clock can show. Raises `ValueError` for others."""
    if isinstance(when, bool) or not isinstance(when, int | float) or not 0 <= when < _LATEST:
        raise ValueError("no moment of a calendar")
    return float(when)


# -- inside ------------------------------------------------------------------------------------------------------------


def _turn_facts(turn: Turn) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "line": turn.line[:LONGEST_LINE], "form": turn.form, "lang": turn.lang, "muse": turn.muse, "seed": turn.seed,
        "when": round(turn.when), "cards": [_card_facts(c) for c in turn.cards[:MOST_CARDS]],
    }  # fmt: skip
    if turn.of_picture:
        facts["of_picture"] = True
    if turn.state == STOPPED:
        facts["stopped"] = True
    return facts


def _card_facts(card: Card) -> dict[str, Any]:
    facts = variant_facts(card.variant)
    if card.edited:
        facts["edited"] = card.text[:LONGEST_TEXT]
    for name in ("locked", "pinned"):
        if getattr(card, name):
            facts[name] = True
    if card.vote:
        facts["vote"] = card.vote
    return facts


def _turn(data: Any) -> Turn:
    form, lang, seed, when = data["form"], data["lang"], data["seed"], data["when"]
    if form not in _FORMS or lang not in _LANGS or not _whole(seed) or not 0 <= seed < 2**63:
        raise ValueError("a turn of another shape")
    turn = Turn(
        _words(data["line"], LONGEST_LINE), form, lang, _words(data["muse"]), seed, when=moment_of(when),
        state=STOPPED if data.get("stopped") is True else DONE, of_picture=data.get("of_picture") is True,
    )  # fmt: skip
    turn.cards = [_card(item, turn) for item in _list(data["cards"], MOST_CARDS)]
    return turn


def _card(data: Any, turn: Turn) -> Card:
    variant = variant_of(data)
    text, vote = data.get("edited", variant.text), data.get("vote", 0)
    if vote not in (-1, 0, 1) or not _whole(vote):
        raise ValueError("a vote of another kind")
    locked, pinned = data.get("locked") is True, data.get("pinned") is True
    return Card(variant, _words(text, LONGEST_TEXT), turn.form, turn, locked, pinned, vote)


def _wishes_facts(wishes: Wishes) -> dict[str, Any]:
    return {
        "locked": [_part_facts(p) for p in wishes.locked], "weights": [list(w) for w in wishes.weights],
        "struck": list(wishes.struck), "liked": [t[:LONGEST_TEXT] for t in wishes.liked],
        "disliked": [t[:LONGEST_TEXT] for t in wishes.disliked], "axes": list(wishes.axes),
    }  # fmt: skip


def _wishes(data: Mapping[str, Any]) -> tuple[Wishes, bool]:
    def texts(name: str, longest: int) -> tuple[tuple[str, ...], bool]:
        return _each(data[name], MOST_WISHES, lambda item: _words(item, longest))

    locked, a = _each(data["locked"], MOST_LOCKED, lambda item: _part(item, LONGEST_WORDS))
    weights, b = _each(data["weights"], MOST_WISHES, _weight)
    struck, c = texts("struck", LONGEST_WORDS)
    liked, d = texts("liked", LONGEST_TEXT)
    disliked, e = texts("disliked", LONGEST_TEXT)
    axes, f = texts("axes", LONGEST_WORDS)
    return Wishes(locked, weights, struck, liked, disliked, axes), all((a, b, c, d, e, f))


def _part_facts(part: Part) -> list[str]:
    return [part.text[:LONGEST_TEXT], part.axis[:LONGEST_WORDS], part.title[:LONGEST_WORDS]]


def _part(data: Any, longest: int = LONGEST_TEXT) -> Part:
    text, axis, title = _list(data, 3)
    return Part(_words(text, longest), _words(axis), _words(title))


def _weight(data: Any) -> tuple[str, float]:
    phrase, weight = _list(data, 2)
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight <= 2:
        raise ValueError("a weight of another kind")
    return _words(phrase), float(weight)


def _color(data: Any) -> str:
    text = _words(data, 7)
    if not _COLOR.fullmatch(text):
        raise ValueError("no color")
    return text


def _each(items: Any, most: int, read: Callable[[Any], T]) -> tuple[tuple[T, ...], bool]:
    """What can be read of a list, and whether that is all of it."""
    out: list[T] = []
    all_ = _list(items, 10**6)
    for item in all_[-most:]:
        try:
            out.append(read(item))
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            continue
    return tuple(out), len(out) == len(all_)


def _list(data: Any, most: int) -> list[Any]:
    if not isinstance(data, list) or len(data) > most:
        raise ValueError("not a list of that length")
    return data


def _words(data: Any, longest: int = LONGEST_WORDS) -> str:
    if not isinstance(data, str) or len(data) > longest:
        raise ValueError("not words of that length")
    return data.encode("utf-8", "replace").decode()  # without halves of characters, which no file can hold


def _whole(data: Any) -> bool:
    return isinstance(data, int) and not isinstance(data, bool)

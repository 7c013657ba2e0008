"""From the artist's line to answers, whatever writes them: asks, shows what comes, stops in time, reads. Torch-free."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from studio.art.muse.catalog import OF_PICTURE
from studio.art.muse.owned import parsing
from studio.art.muse.owned.prompting import LONGEST_LINE, STOPS, Ask
from studio.core.errors import UserError
from studio.core.picture import Pixels
from studio.core.progress import Context
from studio.core.words import NO_WISHES, Part, Variant, Wishes

ROUNDS = 2
"""How often a model is asked for a list until it is long enough."""
SHOWN_SECONDS = 0.04
"""Between two looks at an unfinished text: reading it anew at each token costs more than it shows."""
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Sampling:
    """How freely a model writes. `length`: tokens of one answer at most. `repetition`: above 1, what was written is made
    less likely (Keskar et al.: CTRL, 2019)."""

    temperature: float
    top_p: float
    length: int
    repetition: float


Told = Callable[[int, str], bool]
"""Called with the number of a text and all of it so far; True when that text need not go on."""


class Writer(Protocol):
    """A language model that writes."""

    title: str

    def write(self, ask: Ask, rows: int, seed: int, told: Told) -> list[str]:
        """`rows` texts that answer `ask`, each with chance of its own; shorter than planned when the artist asked to
        end. Raises `UserError`."""


def answers(
    ctx: Context, writer: Writer, *, text: str, count: int, seed: int, form: str, lang: str, instructions: str,
    wishes: Wishes = NO_WISHES, picture: Pixels | None = None, facts: str = "",
) -> tuple[Variant, ...]:  # fmt: skip
    """Up to `count` answers. Raises `UserError` when nothing was written, and for an empty line."""
    tongue = lang if lang != "auto" else "zh" if _HAN.search(text[:2000]) else "en"
    known = facts
    if form in OF_PICTURE and picture is not None:
        known = looked_at(ctx, picture, facts, tongue)
    if not text.strip() and not known:
        raise UserError("Write a line first: a place, a light, a thing.")
    if not 1 <= count <= parsing.MOST:
        raise UserError(f"The muse writes 1 to {parsing.MOST} answers, not {count}.")
    # The artist's own words are never struck out by wishes that are older than the line.
    wishes = replace(wishes, struck=tuple(s for s in wishes.struck if not _has(text[:LONGEST_LINE], s.casefold())))
    ask = Ask(text, form, tongue, count, instructions, wishes, known)
    out: dict[str, Variant] = {}
    struck = 0
    for turn in range(ROUNDS):
        watch = _Watch(ctx, ask, len(out))
        texts = writer.write(ask, ask.rows, seed + turn * 7919, watch.told)
        read = [v for t in texts for v in parsing.read(_ended(t), form=form, count=count, line=text)]
        kept = [w for v in read if (w := wished(v, wishes, form)) is not None]
        struck += len(read) - len(kept)
        out |= {v.text: v for v in kept if v.text not in out}
        sound = [v for v in out.values() if not v.raw]
        # Lists are often shorter than was asked for; a model that talks nonsense, or a story, is not asked again.
        if ctx.finishing or form not in ("prompts", "titles") or not sound or len(sound) >= count:
            break
    if not out:
        if struck:
            raise UserError(f"Everything that “{writer.title}” wrote had words in it that you struck out: ask again.")
        raise UserError(f"“{writer.title}” has written nothing: try again, or another setting of its temperature.")
    # Where some can be read, what could not be is of no use.
    return tuple(sound or out.values())[:count]


def _ended(text: str) -> str:
    """Without the next example, which models that only go on with texts begin by themselves."""
    return text[: min((at for s in STOPS if (at := text.find(s)) > 0), default=len(text))]


class _Watch:
    """Follows texts while they are written: shows them and tells when there is enough."""

    def __init__(self, ctx: Context, ask: Ask, before: int = 0) -> None:
        """`before`: answers that are there already."""
        self._ctx, self._ask, self._before = ctx, ask, before
        self._shown: dict[int, float] = {}
        self._vain: dict[int, int] = {}
        self._last: dict[int, str] = {}

    def told(self, number: int, text: str) -> bool:
        self._ctx.check()
        now = time.monotonic()
        # A long thought before the first words is looked at again when it has grown, not at every piece.
        grown = len(text) > 1.1 * self._vain.get(number, 0)
        if grown and now - self._shown.get(number, float("-inf")) >= SHOWN_SECONDS:
            if self._show(number, text):
                self._shown[number] = now
            else:
                self._vain[number] = len(text)
        # What stands beyond is never read: a server that does not know when to end is left.
        if self._ctx.finishing or len(text) >= parsing.LONGEST_READ:
            return True
        if any(s in text for s in STOPS):
            return True
        return self._ask.listed and parsing.complete(text, self._ask.items)

    def _show(self, number: int, text: str) -> bool:
        ask = self._ask
        pieces = parsing.so_far(_ended(text), ask.form, ask.items)
        for k, piece in enumerate(pieces):
            at = self._before + k if ask.listed else number
            if piece and self._last.get(at) != piece:
                self._last[at] = piece
                self._ctx.say(piece, at)
        return any(pieces)


def wished(variant: Variant, wishes: Wishes, form: str) -> Variant | None:
    """An answer that keeps to what the artist wishes: struck words cost it the phrase that has them, or, where it has no
    phrases, the whole of it (None); locked phrases that a prompt lacks are added."""
    if variant.raw:
        return variant
    text, parts = variant.text, variant.parts
    struck = [s.strip().casefold() for s in wishes.struck if s.strip()]
    if any(_has(text, s) for s in struck):
        if form != "prompts" or not parts:
            return None
        left = [p for p in parts if not any(_has(p.text, s) for s in struck)]
        text = "".join(p.text for p in left).strip(" \t\n,，")
        text = re.sub(r" ?([,，])\s*(?:[,，]\s*)+", r"\1 ", text).strip()
        if not text or any(_has(text, s) for s in struck) or not any(p.axis for p in left):
            return None
        parts = _again(text, left)
    if form == "prompts":
        for locked in wishes.locked:
            phrase = locked.text.strip(" ,，;；")
            if phrase and phrase.casefold() not in text.casefold():
                glue = "，" if _HAN.search(text) else ", "
                parts = (*(parts or (Part(text),)), Part(glue), Part(phrase, locked.axis, locked.title))
                text += glue + phrase
    tags = tuple((p.axis, p.title) for p in parts if p.axis and p.title) if form == "prompts" else variant.tags
    return Variant(text, tags, parts, variant.colors, variant.guides)


def _has(text: str, struck: str) -> bool:
    """Whether a word or phrase stands in a text, as a word of its own where it is written in letters with spaces."""
    if _HAN.search(struck):
        return struck in text.casefold()
    return re.search(rf"(?<!\w){re.escape(struck)}(?!\w)", text.casefold()) is not None


def _again(text: str, parts: list[Part]) -> tuple[Part, ...]:
    """The parts that are left, with what joins them in `text`."""
    out: list[Part] = []
    at = 0
    for part in parts:
        bare = part.text.strip(" ,，")
        place = text.find(bare, at) if bare else -1
        if place < 0:
            continue
        if place > at:
            out.append(Part(text[at:place]))
        out.append(Part(bare, part.axis, part.title))
        at = place + len(bare)
    if at < len(text):
        out.append(Part(text[at:]))
    return tuple(out)


def looked_at(ctx: Context, picture: Pixels, facts: str, lang: str) -> str:
    """What can be said of a picture, in words: measured by the program, for models that read words alone."""
    from studio.art.muse.looking.answer import look

    notes = look(ctx, form="notes", line="", lang=lang, picture=picture, facts=facts, count=1, seed=0)
    told = "".join(p.text for v in notes[:1] for p in v.parts if p.axis == "facts")
    return " ".join((told or (notes[0].text if notes else "")).split())

"""Titles, free verse, haiku of five, seven and five characters and rhymed quatrains in simplified Chinese: whole texts with places for
what the artist names (`frames`). Torch-free."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from functools import lru_cache

from studio.art.muse.chinese import frames
from studio.art.muse.chinese.sorts import sort_of
from studio.art.muse.grammar.lore import Concept
from studio.core import paths

_TRIES = 30


def title(named: Sequence[Concept], says: frozenset[str], rng: random.Random) -> str:
    """A title as it might stand on a label; it has one or two of the things."""
    some = rng.sample(list(named), min(len(named), rng.choice((1, 1, 2))))
    chosen = frames.choose("titles_zh.txt", some, says, rng)
    told = chosen and frames.fill(*chosen, some, says, rng)
    return told.lines[0] if told else ""


def poem(named: Sequence[Concept], says: frozenset[str], rng: random.Random) -> str:
    """Free verse in two short stanzas of one thought. What finds no place in it is named by a last line."""
    chosen = frames.choose("poems_zh.txt", named, says, rng)
    told = chosen and frames.fill(*chosen, named, says, rng)
    if not told:
        return ""
    lines = [*told.lines]
    if told.left:
        lines += ["", *_besides(told.left, rng)]
    return "\n".join(lines)


def _besides(left: Sequence[Concept], rng: random.Random) -> list[str]:
    """Lines that close a poem with what it has not named yet."""
    nouns = [c.zh.noun for c in left]
    if len(left) == 1 and sort_of(left[0]) in ("hour", "season"):
        return [rng.choice(("那是{}。", "那时，正是{}。")).format(nouns[0])]
    row = "和".join(("、".join(nouns[:-1]), nouns[-1])) if len(nouns) > 1 else nouns[0]
    shapes = (("写到这里，", "我想起了{}。"), ("这一页的背面，", "写的是{}。"), ("别的我没有说，", "比如{}。"))
    return [line.format(row) for line in rng.choice(shapes)]


def haiku(named: Sequence[Concept], says: frozenset[str], rng: random.Random) -> str:
    """Three lines of five, seven and five characters, one scene. "" where this throw found none."""
    for k in range(_TRIES):
        # Where no scene has room for two of them, one is enough.
        some = rng.sample(list(named), min(len(named), 2 if k < _TRIES // 2 else 1))
        chosen = frames.choose("haiku_zh.txt", some, says, rng)
        told = chosen and frames.fill(*chosen, some, says, rng, (5, 7, 5))
        if told and not told.left:
            return "，\n".join(told.lines) + "。"
    return ""


def quatrain(named: Sequence[Concept], says: frozenset[str], rng: random.Random) -> str:
    """Four lines of seven or five characters; the second and fourth rhyme. "" where this throw found none."""
    for k in range(_TRIES):
        some = list(named) if k < _TRIES // 2 else rng.sample(list(named), 1)
        chosen = frames.choose("quatrains_zh.txt", some, says, rng)
        told = chosen and frames.fill(*chosen, some, says, rng, _size(chosen[0]))
        if not told:
            continue
        text = "{}，\n{}。\n{}，\n{}。".format(*told.lines)
        if holds_rhyme(text):
            return text
    return ""


def _size(frame: frames.Frame) -> int:
    """Characters of each line: as many as the last has, which holds no slot."""
    return len(frame.rows[-1][0].text)


@lru_cache(maxsize=1)
def rhyme_book() -> tuple[frozenset[str], ...]:
    """Families of characters that rhyme."""
    text = paths.resource("muse", "quatrains_zh.txt").read_text("utf-8")
    return tuple(frozenset(m[1].split()) for m in re.finditer(r"(?m)^rhyme \w+: (.+)$", text))


def holds_rhyme(text: str) -> bool:
    """Whether `text` is four lines of five or of seven characters whose second and fourth end in one family of rhymes."""
    lines = [re.sub(r"[^\u3400-\u9fff]", "", line) for line in text.splitlines() if line.strip()]
    if len(lines) != 4 or {len(line) for line in lines} not in ({5}, {7}):
        return False
    b, d = lines[1][-1], lines[3][-1]
    return b != d and any(b in family and d in family for family in rhyme_book())

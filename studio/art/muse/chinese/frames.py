"""Whole texts with places for what the artist names: read from a file, chosen so that most of it finds a place, filled. Torch-free.

A file has blocks, each one text of one thought:

    frame: lamp | who:person=守塔人,渔夫 it:big w:weather? | night
    {who}每天给{it}擦一遍灰。 / {it}由{who}看着，已经三十年了。
    @snow 雪下了一夜。 / {w}一直没有停。

The second cell names its slots: sorts (`sorts`), "?" for one that may stay empty, after "=" what stands there when nothing that the
artist names does; one with neither must be named. The third has what the text states (`grammar.stage`): it is not told of a line that
gainsays it. Each row has wordings; one is taken whose slots are all filled, those first that say what is not said yet; a row
without any is left out. Before a wording: `@night` what it states, `[it bird,pet]` what a slot has to be.
Slots in a wording: {it} the noun, {一it} counted, {这it} with 这, {那it}, {两it}, {他it} its pronoun, {在it} where that is (海边), {短it} in two
characters.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from studio.art.muse.chinese.sorts import at, breadth, is_a, short
from studio.art.muse.chinese.words import counted, is_many, made, pointed, pronoun
from studio.art.muse.grammar.lore import Concept
from studio.art.muse.grammar.stage import clash
from studio.core import paths

_SLOT = re.compile(r"\{([一这那两他在短]?)(\w+)\}")
_HEAD = re.compile(r"(?:@(\S+) |\[(\w+) ([\w,]+)\] ?)")
_OWN = 7.0
"""Sorts of things up to which a frame is written for what it names."""
_MOST = 5
"""Things that are looked for places for: more are not tried in all orders."""


@dataclass(frozen=True)
class Slot:
    name: str
    sorts: frozenset[str]
    spare: bool
    usual: tuple[str, ...]


@dataclass(frozen=True)
class Wording:
    text: str
    says: frozenset[str]
    asks: tuple[tuple[str, frozenset[str]], ...]
    slots: frozenset[str]


@dataclass(frozen=True)
class Frame:
    """`rows`: wordings of each line or sentence; an empty row parts stanzas."""

    id: str
    slots: tuple[Slot, ...]
    says: frozenset[str]
    rows: tuple[tuple[Wording, ...], ...]


@dataclass(frozen=True)
class Filled:
    """`lines` as told, `left` what was named and found no place."""

    frame: str
    lines: list[str]
    left: list[Concept]


@lru_cache(maxsize=16)
def frames(name: str) -> tuple[Frame, ...]:
    """All frames of a resource such as "stories_zh.txt". Raises `ValueError` for one that breaks the form."""
    text = re.sub(r"(?m)^(?:#|rhyme ).*\n", "", paths.resource("muse", name).read_text("utf-8"))
    out = []
    for block in re.split(r"\n\s*\n", text.strip()):
        head, *rows = block.splitlines()
        if not head.startswith("frame:") or not rows:
            raise ValueError(f"{name}: {head}")
        cells = [c.strip() for c in head.removeprefix("frame:").split("|")] + ["", ""]
        slots = tuple(_slot(s, f"{name}: {head}") for s in cells[1].split())
        told = tuple(() if r.strip() == "--" else tuple(_wording(w) for w in r.split(" / ")) for r in rows)
        known = {s.name for s in slots}
        if any(not w.slots <= known for row in told for w in row):
            raise ValueError(f"{name}: {head}: a slot that is not named")
        out.append(Frame(cells[0], slots, frozenset(cells[2].split()), told))
    return tuple(out)


def _slot(text: str, where: str) -> Slot:
    shape = re.fullmatch(r"(\w+):([\w,]+)(\?)?(?:=(\S+))?", text)
    if shape is None:
        raise ValueError(f"{where}: {text}")
    usual = tuple(shape[4].split(",")) if shape[4] else ()
    return Slot(shape[1], frozenset(shape[2].split(",")), bool(shape[3]), usual)


def _wording(text: str) -> Wording:
    text = text.strip()
    says: set[str] = set()
    asks: list[tuple[str, frozenset[str]]] = []
    while head := _HEAD.match(text):
        if head[1]:
            says |= set(head[1].split(","))
        else:
            asks.append((head[2], frozenset(head[3].split(","))))
        text = text[head.end() :].lstrip()
    return Wording(
        text, frozenset(says), tuple(asks), frozenset(m[1] for m in re.finditer(r"\{[一这那两他在短]?(\w+)\}", text))
    )


def placed(frame: Frame, named: Sequence[Concept], rng: random.Random) -> dict[str, Concept] | None:
    """Which named thing stands in which slot, as many as can be; None where a slot that must be named stays empty."""
    things = list(named[:_MOST])
    rng.shuffle(things)
    best: dict[str, Concept] | None = None
    holes = [*frame.slots]
    for row in _ways(holes, things):
        filled = {s.name: c for s, c in zip(holes, row, strict=True) if c is not None}
        if any(s.name not in filled and not s.spare and not s.usual for s in holes):
            continue
        if best is None or len(filled) > len(best):
            best = filled
    return best


def _ways(holes: Sequence[Slot], things: Sequence[Concept]) -> list[tuple[Concept | None, ...]]:
    """All ways to put things into holes that they fit, each thing once."""
    ways: list[tuple[Concept | None, ...]] = [()]
    for hole in holes:
        fit = [c for c in things if is_a(c, hole.sorts)]
        ways = [(*w, c) for w in ways for c in [*[f for f in fit if f not in w], None]]
    return ways


def choose(
    name: str, named: Sequence[Concept], says: frozenset[str], rng: random.Random, only: Sequence[Frame] | None = None
) -> tuple[Frame, dict[str, Concept]] | None:
    """A frame of a file and what stands in it, one of those in which most of `named` finds a place. None where none fits."""
    ring: list[tuple[int, Frame, dict[str, Concept]]] = []
    crowd = any(is_many(c) and c.kind == "person" for c in named)
    for frame in frames(name) if only is None else only:
        if (frame.says and clash(frame.says, says)) or (crowd and _speaks_of_one(frame)):
            continue
        found = placed(frame, named, rng)
        if found is not None:
            ring.append((len(found), frame, found))
    if "nopeople" in says:
        ring = [r for r in ring if not _peopled(r[1], r[2])] or ring
    if not ring:
        return None
    most = max(n for n, _, _ in ring)
    # What is written for such a thing is told rather than what holds of all things, the more so the more there is; one that has room
    # for all but one now and then.
    full = [r for r in ring if r[0] == most]
    own = [r for r in full if _breadth(r[1], r[2]) <= _OWN]
    near = [r for r in ring if r[0] == most - 1 and most > 1 and _breadth(r[1], r[2]) <= _OWN]
    if near and len(full) < 3 and rng.random() < 0.15:
        full = near
    elif own and rng.random() < min(0.9, 0.5 + 0.1 * len(own)):
        full = own
    _, frame, found = rng.choice(full)
    return frame, usual(frame, found, named, rng)


def _peopled(frame: Frame, found: dict[str, Concept]) -> bool:
    """Whether somebody comes in whom the artist does not name."""
    return any(s.usual and s.name not in found and s.sorts & {"person", "folk"} for s in frame.slots)


@lru_cache(maxsize=512)
def _speaks_of_one(frame: Frame) -> bool:
    """Whether somebody is told with a pronoun of one person that no slot gives."""
    return any(re.search("[他她](?!们)|一个人", w.text) for row in frame.rows for w in row)


def _breadth(frame: Frame, found: dict[str, Concept]) -> float:
    """How many sorts of things might stand where these do, in the mean."""
    wide = [breadth(s.sorts) for s in frame.slots if s.name in found]
    return sum(wide) / len(wide) if wide else 0.0


def usual(frame: Frame, found: dict[str, Concept], named: Sequence[Concept], rng: random.Random) -> dict[str, Concept]:
    """`found` with what stands in the other slots as a rule."""
    out = dict(found)
    taken = {c.zh.noun for c in named} | {c.id for c in named}
    for slot in frame.slots:
        if slot.name not in out and slot.usual:
            noun = rng.choice([u for u in slot.usual if u not in taken] or slot.usual)
            stands = made(noun)
            out[slot.name] = replace(stands, kind="person") if slot.sorts & {"person", "none"} else stands
    return out


def fill(
    frame: Frame, found: dict[str, Concept], named: Sequence[Concept], says: frozenset[str], rng: random.Random,
    fits: int | Sequence[int] = 0,
) -> Filled | None:  # fmt: skip
    """The frame in words. `fits`: characters of each line (one number for all), 0 for any. None where a line of that length was not
    found."""
    told = set(says) | frame.says
    left = {c.id: c for c in named}
    # What the artist says of a thing is told with it once, unless a noun of that has a place of its own: 奶奶 in her kitchen.
    mainly = next((found[s.name] for s in frame.slots if s.name in found and found[s.name].kind != "person"), None)
    many = mainly is not None and is_many(mainly)  # "it" is the first thing of a frame
    rich = {s for s, c in found.items() if not any(o.zh.noun in c.zh.before for o in found.values() if o is not c)}
    lines: list[str] = []
    for k, row in enumerate(frame.rows):
        if not row:
            lines.append("")
            continue
        size = fits if isinstance(fits, int) else fits[k]
        ring = []
        for w in row:
            if (
                not w.slots <= set(found)
                or clash(w.says, told)
                or any(s not in found or not is_a(found[s], a) for s, a in w.asks)
            ):
                continue
            new = sum(found[s].id in left for s in w.slots)
            for full in (rich & w.slots, frozenset[str]()):
                text = said(w.text, found, full)
                if many and "它" not in "".join(c.zh.noun for c in found.values()):
                    text = re.sub("它(?!们)", "它们", text)
                if text and (not size or len(re.sub(r"[^\u3400-\u9fff]", "", text)) == size):
                    ring.append((new, len(full), text, w))
                    break
        if not ring:
            if size:
                return None
            continue
        most = max(r[:2] if size else (r[0], 0) for r in ring)
        _, _, text, w = rng.choice([r for r in ring if (r[:2] if size else (r[0], 0)) == most])
        told |= w.says
        for s in w.slots:
            left.pop(found[s].id, None)
            if s in rich and found[s].zh.before in text:
                rich.discard(s)
        lines.append(text)
    whole = "".join(lines)
    kept = [c for c in left.values() if not any(c.zh.noun in o.zh.before and o.zh.before in whole for o in named)]
    return Filled(frame.id, lines, kept)


def said(text: str, found: dict[str, Concept], full: frozenset[str] | set[str] = frozenset()) -> str:
    """A wording with its slots filled, those of `full` at first with what the artist says of them; "" where a noun has no short form."""
    empty = False
    first = set(full)

    def value(m: re.Match[str]) -> str:
        nonlocal empty
        how, c = m[1], found[m[2]]
        noun, before = c.zh.noun, ""
        if how == "短":
            empty = empty or not short(c)
            return short(c)
        if how == "他":
            return pronoun(c)
        if how == "" and m[2] in first and is_many(c) and text[m.end() :].startswith("的"):
            first.discard(m[2])
            return counted(c)  # 两个裁缝的手
        new = m[2] in first and not text[: m.start()].endswith("的") and not text[m.end() :].startswith("的")
        if new:
            first.discard(m[2])
            before = c.zh.before
        if how == "一":
            return counted(c, before)
        if how in ("这", "那", "两"):
            return pointed(c, how, before)
        if how == "在":
            return f"{before}{at(noun)}"
        return counted(c, before) if new and is_many(c) else f"{before}{noun}"

    out = _SLOT.sub(value, text)
    return "" if empty else out

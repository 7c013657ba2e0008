"""Which drafts become answers: near to the artist's line, unlike each other, new, and to the artist's taste.

Maximal marginal relevance (Carbonell and Goldstein, 1998) on sentence vectors, with the mean distance to what is chosen
already. Taste is a direction: what liked answers have in common beyond the line, less what disliked ones have.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from studio.art.muse import checks
from studio.art.muse import wishes as wished
from studio.art.muse.drafting import Brief, Draft
from studio.art.muse.retold import marks
from studio.art.words import encoder
from studio.art.words.reader import scenes
from studio.core import emphasis
from studio.core.progress import Context
from studio.core.words import Wishes

NEAR = 0.45
"""Cosine to the line that an answer should keep."""
_FLOOR, _AGAIN, _TASTE = 12.0, 1.2, 0.5
"""What it costs to leave the line, to say two words in a row again, and what taste is worth, beside a cosine."""
_AWAY = 0.4
"""What it costs to lead the painter into another scene than the artist's line does."""
_LOST = 3.0
"""How many times that, where what the line names becomes shapes alone."""
_RETOLD = 1.5
"""What it costs to tell a plot or a line of the set again."""
_BEGUN, _BEGINS = 0.25, 0.12
"""What it costs to begin with the two words, or the one, that another of the set begins with."""
_SHORT = ("haiku", "quatrain")
"""Forms of few lines, in which one that comes again is heard at once."""
_REMEMBERED = 12
"""Likes and dislikes that count, the newest."""
_WORD = re.compile(r"[a-z]+(?:['’\-][a-z]+)*", re.IGNORECASE)


def sound(drafts: Sequence[Draft], brief: Brief, struck: Sequence[str] = (), *, lenient: bool = False) -> list[Draft]:
    """Those without faults and, but for the line itself, without what was struck; each text once. `lenient`: they may leave
    out some of the artist's words."""
    bearable = {"missing"} if lenient else set()
    out: dict[str, Draft] = {}
    for draft in drafts:
        added = added_text(draft, brief) if brief.form == "prompts" else draft.text
        faults = set(checks.faults(draft.text, brief.form, brief)) - bearable
        if not faults and not (struck and wished.has_struck(added, struck)):
            out.setdefault(draft.text, draft)
    return list(out.values())


def added_text(draft: Draft, brief: Brief) -> str:
    """What the muse said beyond the artist's line."""
    if draft.parts and brief.form == "prompts":
        return wished.phrase_words(draft.parts)
    return draft.text


def choose(ctx: Context, brief: Brief, drafts: Sequence[Draft], count: int, wishes: Wishes) -> list[Draft]:
    """Up to `count` of the drafts, best first. The same drafts and wishes give the same choice."""
    known = {*wishes.liked, *wishes.disliked}
    fresh = [d for d in drafts if d.text not in known] or list(drafts)
    told = [*wishes.liked[-_REMEMBERED:], *wishes.disliked[-_REMEMBERED:]]
    vectors, _ = encoder.encode(ctx, [brief.line, *told, *(d.text for d in fresh)])
    line, memory, ours = vectors[0], vectors[1 : 1 + len(told)], vectors[1 + len(told) :]
    if shorter := _shortened(fresh, ours @ line, brief, wishes, count):
        fresh, ours = [*fresh, *shorter], torch.cat([ours, encoder.encode(ctx, [d.text for d in shorter])[0]])
    likes = len(wishes.liked[-_REMEMBERED:])
    away = _away(ctx, brief, fresh, torch.cat([line[None], ours]))
    worth = _Worth(ours @ line, ours @ ours.T, taste(line, memory[:likes], memory[likes:], ours), away)
    return [fresh[k] for k in _picked(fresh, worth, brief, wishes, count)]


def _shortened(drafts: Sequence[Draft], near: Tensor, brief: Brief, wishes: Wishes, count: int) -> list[Draft]:
    """Prompts that lead too far from the line, with fewer phrases: the fewer, the nearer. None where enough stay near, or
    where the artist asked for phrases that might go."""
    asked = wishes.locked or wishes.weights
    if brief.form != "prompts" or asked or int((near >= NEAR).sum()) >= 2 * count:
        return []
    known = {d.text for d in drafts}
    out: dict[str, Draft] = {}
    for draft in (d for d, n in zip(drafts, near.tolist(), strict=True) if n < NEAR):
        ends = [k for k, part in enumerate(draft.parts) if part.axis]
        for end in ends[:-1]:
            parts = draft.parts[: end + 1]
            text = "".join(p.text for p in parts)
            if text not in known:
                out.setdefault(text, Draft(text, parts))
    return list(out.values())


def _away(ctx: Context, brief: Brief, drafts: Sequence[Draft], vectors: Tensor) -> Tensor:
    """1 for each of the drafts (n,) that is painted in another scene than the line, `_LOST` for one of which nothing is seen any
    more; `vectors` (1 + n, 384), the line's first. A line that names nothing to be seen is at home nowhere."""
    seen = brief.unknown or any(c.kind != "idea" for c in brief.things[: brief.named])
    if brief.form != "prompts" or not seen:
        return torch.zeros(len(drafts))
    home, *others = scenes(ctx, [brief.line, *(d.text for d in drafts)], vectors)
    return torch.tensor([0.0 if scene == home else _LOST if scene == "abstract" else 1.0 for scene in others])


def taste(line: Tensor, liked: Tensor, disliked: Tensor, drafts: Tensor) -> Tensor:
    """How much drafts (n, 384) are to the taste that likes (a, 384) and dislikes (b, 384) tell, about -1..1 each (n,). All
    are looked at beside the line (384,): what they share with it says nothing."""
    if not len(liked) and not len(disliked):
        return torch.zeros(len(drafts))

    def beyond(x: Tensor) -> Tensor:
        return functional.normalize(x - (x @ line)[:, None] * line, dim=-1)

    wanted = torch.zeros_like(line)
    if len(liked):
        wanted += functional.normalize(beyond(liked).mean(0), dim=-1)
    if len(disliked):
        wanted -= functional.normalize(beyond(disliked).mean(0), dim=-1)
    return beyond(drafts) @ functional.normalize(wanted, dim=-1)


@dataclass(frozen=True)
class _Worth:
    """`near` (n,): cosine to the line. `alike` (n, n): to each other. `taste` (n,). `away` (n,): see `_away`."""

    near: Tensor
    alike: Tensor
    taste: Tensor
    away: Tensor


def _picked(drafts: Sequence[Draft], worth: _Worth, brief: Brief, wishes: Wishes, count: int) -> list[int]:
    lean = 0.6 - 0.35 * brief.boldness
    cover = torch.tensor([checks.coverage(d.text, brief) for d in drafts])
    favor = torch.tensor([min(1.0, wished.favor(d, wishes)) for d in drafts])
    fixed = (
        lean * worth.near - _FLOOR * (NEAR - worth.near).clamp_min(0) + _TASTE * worth.taste + 0.4 * cover + 0.2 * favor
        - _AWAY * worth.away
    )  # fmt: skip
    asked = {p.text.lower() for p in wishes.locked} | {p.lower() for p, w in wishes.weights if w > 1}
    grams = [_grams(_without(added_text(d, brief), asked)) for d in drafts]
    titles = [_free_titles(d, asked) for d in drafts]
    starts = [_start(d, brief) for d in drafts]
    known = [marks(d.text, brief.form) for d in drafts]
    again = _AGAIN * (2 if brief.form in _SHORT else 1)
    chosen: list[int] = []
    said: Counter[tuple[str, ...]] = Counter()
    told: Counter[str] = Counter()
    written: set[str] = set()
    while len(chosen) < min(count, len(drafts)):
        score = fixed.clone()
        if chosen:
            score = score + (1 - lean) * (1 - worth.alike[:, chosen]).mean(1)
            begun = {starts[k] for k in chosen}
            firsts = {start.split(" ")[0] for start in begun}
            cost = [
                again * _share(grams[k], said)
                + _BEGUN * (starts[k] in begun)
                + _BEGINS * (brief.form != "prompts" and starts[k].split(" ")[0] in firsts)
                + sum(0.4 * told[t] for t in titles[k])
                + _RETOLD * len(known[k] & written)
                for k in range(len(drafts))
            ]
            score = score - torch.tensor(cost)
        score[chosen] = -9e9
        best = int(score.argmax())
        chosen.append(best)
        said.update(set(grams[best]))
        told.update(titles[best])
        written |= known[best]
    return chosen


def _grams(text: str) -> list[tuple[str, ...]]:
    words = [w.lower() for w in _WORD.findall(emphasis.plain(text))]
    return list(zip(words, words[1:], strict=False))


def _share(grams: list[tuple[str, ...]], said: Counter[tuple[str, ...]]) -> float:
    """The share of two words in a row that were said already."""
    return sum(g in said for g in grams) / max(1, len(grams))


def _without(text: str, asked: set[str]) -> str:
    """The text without what the artist asked for, which may come in every answer."""
    for phrase in sorted(asked, key=len, reverse=True):
        text = re.sub(re.escape(phrase), ";", text, flags=re.IGNORECASE)
    return text


def _free_titles(draft: Draft, asked: set[str]) -> list[str]:
    """Chips of a draft that may not come again in a set: all but those that the artist locked or asked for."""
    return [p.title for p in draft.parts if p.axis and p.text.lower() not in asked and p.title]


def _start(draft: Draft, brief: Brief) -> str:
    return " ".join(added_text(draft, brief).lower().split()[:2])

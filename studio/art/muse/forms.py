"""Titles, poems, haiku, stories and scenes about the artist's line: many are written by rule, the best are kept.

What a line is about are the things that it names, then those nearest in meaning. Of the drafts those are kept that come
near to the line and differ from each other (maximal marginal relevance: Carbonell and Goldstein, 1998). English is
ranked by meaning; Chinese, which the sentence encoder does not read, by how little the drafts repeat each other.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import torch

from studio.art.muse import chinese, lore, story, verse
from studio.art.muse.lore import Concept
from studio.art.words import encoder
from studio.core.errors import UserError
from studio.core.progress import Context
from studio.core.words import Variant

DRAFTS = 8
"""Drafts for each text that is kept."""
MOST_THINGS = 5

Writer = Callable[[Sequence[Concept], random.Random], str]


def _story(things: Sequence[Concept], rng: random.Random) -> str:
    return " ".join(story.story(things, rng))


ENGLISH: dict[str, Writer] = {"titles": verse.title, "poem": verse.poem, "haiku": verse.haiku, "story": _story}
CHINESE: dict[str, Writer] = {"titles": chinese.title, "poem": chinese.poem, "haiku": chinese.haiku}


def write(ctx: Context, *, text: str, form: str, count: int, seed: int, lang: str) -> tuple[Variant, ...]:
    """Up to `count` texts of `form`; the same seed writes the same. `lang`: "en", "zh" or "auto" (that of the line).
    "scenes" is one story, a sentence each.

    Raises `UserError` for a form that is not written in that language, and for a Chinese line that names nothing known.
    """
    tongue = ("zh" if chinese.is_chinese(text) else "en") if lang == "auto" else lang
    writers = CHINESE if tongue == "zh" else ENGLISH
    if form not in (*writers, *(("scenes",) if tongue == "en" else ())):
        raise UserError(f"The muse writes no {form} in {'Chinese' if tongue == 'zh' else 'English'} yet.")
    rng = random.Random(f"{seed}/{form}/{text}")
    named = lore.named(text)
    things = _things(ctx, text, named, rng)
    ctx.progress(0.4)
    if form == "scenes":
        told = [story.story(_in_turn(things, len(named), rng), rng) for _ in range(DRAFTS)]
        best = _kept(ctx, text, [" ".join(t) for t in told], 1)[0]
        return tuple(Variant(sentence, (("scene", str(k + 1)),)) for k, sentence in enumerate(told[best]))
    drafts: list[str] = []
    for _ in range(DRAFTS * count * 4):
        draft = writers[form](_in_turn(things, len(named), rng), rng)
        if draft and draft not in drafts:
            drafts.append(draft)
        if len(drafts) >= DRAFTS * count:
            break
    if not drafts:
        raise UserError("The muse found no words that fit this form: name one more thing in the line.")
    order = _kept(ctx, text, drafts, count) if tongue == "en" else _apart(drafts, count)
    ctx.progress(1.0)
    return tuple(Variant(drafts[k]) for k in order)


def _in_turn(things: list[Concept], named: int, rng: random.Random) -> list[Concept]:
    """Another order: what the line names stays in front."""
    first, rest = things[: max(1, named)], things[max(1, named) :]
    return rng.sample(first, len(first)) + rng.sample(rest, len(rest))


def _things(ctx: Context, text: str, named: list[Concept], rng: random.Random) -> list[Concept]:
    """What the texts will speak of: the named first."""
    known = lore.concepts()
    out = named[:MOST_THINGS]
    if not out:
        if chinese.is_chinese(text):
            raise UserError(
                "The muse finds nothing it knows in this line: name a thing, a place or a feeling, such as 海, 窗 or 思念."
            )
        names, vectors = _meanings(ctx)
        line, _ = encoder.encode(ctx, [text])
        nearest = torch.topk(vectors @ line[0], 4).indices.tolist()
        out = [known[names[k]] for k in nearest]
    beside = [known[n] for c in out for n in c.near if n in known and known[n] not in out]
    rng.shuffle(beside)
    unique = {c.id: c for c in (*out, *beside)}
    return list(unique.values())[: max(MOST_THINGS, len(out))]


_MEANINGS: list[tuple[list[str], torch.Tensor]] = []


def _meanings(ctx: Context) -> tuple[list[str], torch.Tensor]:
    """Ids and sentence vectors (n, 384) of all concepts; encoded once."""
    if not _MEANINGS:
        all_ = list(lore.concepts().values())
        texts = [f"{c.noun}, {', '.join(c.moods)}, {', '.join(c.adjectives[:3])}" for c in all_]
        vectors, _ = encoder.encode(ctx, texts)
        _MEANINGS.append(([c.id for c in all_], vectors))
    return _MEANINGS[0]


def _kept(ctx: Context, text: str, drafts: list[str], count: int) -> list[int]:
    """Numbers of the drafts that are near to the line and unlike each other, best first."""
    vectors, _ = encoder.encode(ctx, [text, *drafts])
    near, alike = vectors[1:] @ vectors[0], vectors[1:] @ vectors[1:].T
    chosen: list[int] = []
    while len(chosen) < min(count, len(drafts)):
        other = alike[:, chosen].max(1).values if chosen else torch.zeros(len(drafts))
        starts = {_start(drafts[k]) for k in chosen}
        twice = torch.tensor([0.3 if _start(d) in starts else 0.0 for d in drafts])
        score = 0.55 * near - 0.45 * other - twice
        score[chosen] = -9
        chosen.append(int(score.argmax()))
    return chosen


def _start(draft: str) -> str:
    return " ".join(draft.split()[:2]).lower()


def _apart(drafts: list[str], count: int) -> list[int]:
    """As `_kept`, by shared characters alone."""
    chosen = [0]
    while len(chosen) < min(count, len(drafts)):
        said = [set(drafts[k]) for k in chosen]
        scores = [
            -9.0 if k in chosen else -max(len(set(d) & s) / len(set(d) | s) for s in said) for k, d in enumerate(drafts)
        ]
        chosen.append(scores.index(max(scores)))
    return chosen

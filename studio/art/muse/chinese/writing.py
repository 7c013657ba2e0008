"""Answers in simplified Chinese: developments, titles, verse, stories and storyboards, by rule from what `lore` knows.

What a line is about are the things that it names, under the artist's own words, then what is near in meaning to its English.
Developments are chosen by meaning (their English), the others by how little they repeat each other. `torch` is only
loaded by `write`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from studio.art.muse.chinese import prompts as chinese_prompts
from studio.art.muse.chinese import story as chinese_story
from studio.art.muse.chinese import verse as chinese_verse
from studio.art.muse.chinese.foreign import named_of
from studio.art.muse.chinese.naming import spoken_of, told_of
from studio.art.muse.chinese.setting import against, setting
from studio.art.muse.chinese.sorts import at, short
from studio.art.muse.drafting import Draft
from studio.art.muse.grammar import lore
from studio.art.muse.grammar.lore import Concept
from studio.art.muse.grammar.stage import clash, stage
from studio.art.words.chinese import has_chinese, to_english
from studio.core import emphasis
from studio.core.errors import UserError
from studio.core.progress import Context
from studio.core.words import NO_WISHES, Part, Variant, Wishes

FORMS = ("prompts", "titles", "poem", "haiku", "quatrain", "story", "scenes")
MOST_THINGS = 5
_DRAFTS, _TOLD = 6, 2
"""Developments that are written for each that is kept, and other texts: of these there are fewer for a line, and the next asking is to find
others."""
_ANYWHERE = ("light", "window", "silence", "mist", "lamp", "river", "night", "stranger")
"""What goes with a word of which nothing is known."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_WRITERS = {
    "titles": chinese_verse.title, "poem": chinese_verse.poem, "haiku": chinese_verse.haiku, "quatrain": chinese_verse.quatrain,
    "story": chinese_story.story,
}  # fmt: skip


def is_chinese(text: str) -> bool:
    """Whether a line is written in Chinese: at least one character, and more of them than of Latin words."""
    return len(_HAN.findall(text)) > len(re.findall(r"[A-Za-z]+", text))


def write(
    ctx: Context, *, line: str, form: str, count: int, seed: int, boldness: float = 0.5, wishes: Wishes = NO_WISHES,
    text: str = "",
) -> tuple[Variant, ...]:  # fmt: skip
    """Up to `count` answers; the same arguments give the same ones. "scenes" is one story, an answer a scene. `text`: the
    line with its emphasis, which developments keep.

    Raises `UserError` for a form that is not written in Chinese, and where the wishes leave nothing to say.
    """
    if form not in FORMS:
        raise UserError(f"The muse writes no {form} in Chinese yet.")
    rng = random.Random(f"{seed}/{form}/{line}")
    english = to_english(line).text if has_chinese(line) else line
    own = spoken_of(line) if has_chinese(line) else list(named_of(line))
    things = [*own, *_beside(ctx, english, own)]
    if not things:
        raise UserError(
            "The muse finds nothing it knows in this line: name a thing, a place or a feeling, such as 海, 窗 or 思念."
        )
    ctx.progress(0.3)
    told = _told(ctx, line, english, form, things, len(own), count, rng, boldness, wishes)
    if not told:
        raise UserError("The muse found nothing to say within these wishes: allow more axes, or strike fewer words.")
    ctx.progress(0.7)
    if form == "scenes":
        lines = told[0].text.split("\n")
        while len(lines) > count:
            # The first and the last stay; of the others goes what says least of the line that the rest does not say, the latest first.
            inner = range(1, len(lines) - 1) if len(lines) > 2 else range(len(lines))
            lines.pop(min(inner, key=lambda k: (_alone(k, lines, things[: len(own)]), line in lines[k], -k)))
        variants = tuple(Variant(text, (("scene", str(k + 1)),)) for k, text in enumerate(lines))
    else:
        kept = _nearest(ctx, english, told, count, wishes) if form == "prompts" else _apart(told, count)
        if form == "prompts":
            from studio.art.muse.wishes import emphasized

            kept = [emphasized(d, text or line, wishes) for d in kept]
        variants = tuple(Variant(d.text, tuple((p.axis, p.title) for p in d.parts if p.axis), d.parts) for d in kept)
    for number, variant in enumerate(variants):
        ctx.say(variant.text, number)
    ctx.progress(1.0)
    return variants


def compose(
    line: str, form: str, things: Sequence[Concept], named: int, rng: random.Random, *, axes: Sequence[str] = (),
    boldness: float = 0.5,
) -> Draft | None:  # fmt: skip
    """One Chinese text about `things`, the `named` first; None where this throw of the dice gave nothing fit. Torch-free."""
    if form == "prompts":
        return chinese_prompts.compose(line, things, named, rng, axes=axes, boldness=boldness)
    # A line that names nothing is about what is near to it in meaning.
    first = list(things[:named])[:MOST_THINGS] if named else rng.sample(list(things), min(2, len(things)))
    says = setting(line, first).says
    if form == "scenes":
        text = "\n".join(chinese_story.scenes(first, says, rng, told_of(line)))
    else:
        text = _WRITERS[form](first, says, rng)
    return Draft(text) if text else None


def _alone(k: int, lines: Sequence[str], named: Sequence[Concept]) -> tuple[int, int]:
    """How many of `named` only this scene tells, and how many it tells."""
    told = [c for c in named if says(c, lines[k])]
    return sum(sum(says(c, other) for other in lines) == 1 for c in told), len(told)


def says(c: Concept, text: str) -> bool:
    """Whether a text names a concept: by its word, by its short form, or by where that is (海边)."""
    return any(n and n in text for n in (c.zh.noun, short(c), at(c.zh.noun)))


def _told(
    ctx: Context, line: str, english: str, form: str, things: Sequence[Concept], named: int, count: int, rng: random.Random,
    boldness: float, wishes: Wishes,
) -> list[Draft]:  # fmt: skip
    """Different drafts without struck words; a development has what is locked."""
    wanted = count * _DRAFTS if form == "prompts" else 1 if form == "scenes" else count * _TOLD
    never = against(line)
    out: dict[str, Draft] = {}
    for _ in range(wanted * 12):
        ctx.check()
        draft = compose(line, form, things, named, rng, axes=wishes.axes, boldness=boldness)
        if draft is None or any(s and s.lower() in draft.text.removeprefix(line).lower() for s in wishes.struck):
            continue
        if never and form != "prompts" and never.search(_without(draft.text, things[:named])):
            continue  # there is no moon in this night
        if form == "prompts":
            draft = _wished(draft, wishes, rng)
            if len(draft.parts) < 2:
                continue
        out.setdefault(draft.text, draft)
        if len(out) >= wanted:
            break
    # Those first that say most of what the line names; the others only where these are too few.
    said = {d.text: sum(says(c, d.text) for c in things[:named]) for d in out.values()}
    best = [d for d in out.values() if said[d.text] == max(said.values())]
    return best if len(best) >= count or form == "scenes" else sorted(out.values(), key=lambda d: -said[d.text])


def _without(text: str, named: Sequence[Concept]) -> str:
    """A text without what the artist says of the things in it."""
    for c in named:
        text = text.replace(c.zh.before, "") if c.zh.before else text
    return text


def _wished(draft: Draft, wishes: Wishes, rng: random.Random) -> Draft:
    """With the locked phrases behind the line, and weighted ones by chance: at 2 nearly always, at 0 never. A phrase of the
    same axis makes room."""
    line = draft.parts[0]
    wanted = [replace(p, text=_bare(p.text)) for p in wishes.locked]
    wanted += [p for p in _favored(wishes, rng) if p.text not in {w.text for w in wanted}]
    wanted = [p for p in wanted if p.text and p.text not in line.text]
    axes = {p.axis for p in wanted}
    kept = [p for p in draft.parts[1:] if p.axis and p.axis not in axes and rng.random() < _weight_of(p.text, wishes)]
    if not wanted and kept == [p for p in draft.parts[1:] if p.axis]:
        return draft
    parts = [line]
    for p in (*wanted, *kept):
        parts += [Part("，"), p]
    return Draft("".join(p.text for p in parts), tuple(parts))


def _favored(wishes: Wishes, rng: random.Random) -> list[Part]:
    """Phrases of weight above 1 that come into this draft: 1.5 into every second one."""
    known = {s.phrase.text: s.phrase for s in chinese_prompts.spoken()}
    out = []
    for text, weight in wishes.weights:
        bare = _bare(text)
        phrase = known.get(bare)
        part = Part(bare, phrase.axis, phrase.title) if phrase is not None else Part(bare, "subject", bare)
        allowed = (not wishes.axes or part.axis in wishes.axes) and not any(s and s in bare for s in wishes.struck)
        if weight > 1.0 and allowed and rng.random() < weight - 1.0:
            out.append(part)
    return out


def _weight_of(text: str, wishes: Wishes) -> float:
    """The least weight of the phrases within `text`, 1 where none is weighed."""
    return min((w for phrase, w in wishes.weights if (bare := _bare(phrase)) and bare in text), default=1.0)


def _bare(phrase: str) -> str:
    return emphasis.plain(phrase).strip("，, ")


def _beside(ctx: Context, english: str, own: Sequence[Concept]) -> list[Concept]:
    """What goes with the named things, nothing that gainsays them; for a line that names none, what is near in meaning."""
    known = lore.concepts()
    taken = {c.id for c in own}
    near = [known[n] for c in own for n in c.near if n in known]
    if len(near) < 3 and english:
        from studio.art.muse import brief

        near += brief.make(ctx, english, "poem").things
    if own and not near:
        near = [known[i] for i in _ANYWHERE]
    says = stage(english, own).says
    out: dict[str, Concept] = {}
    for c in near:
        if c.id not in taken and c.id in known and not clash(stage(c.noun, [c]).says, says):
            out.setdefault(c.id, c)
    return list(out.values())[:8]


def _nearest(ctx: Context, english: str, drafts: Sequence[Draft], count: int, wishes: Wishes) -> list[Draft]:
    """Near to the line and unlike each other in meaning (maximal marginal relevance); toward what was liked."""
    from studio.art.words import encoder

    texts = [to_english(d.text).text for d in drafts]
    moved = [*wishes.liked[-8:], *wishes.disliked[-8:]]
    vectors, _ = encoder.encode(ctx, [english or drafts[0].text, *moved, *texts])
    own = vectors[1 + len(moved) :]
    likes, dislikes = len(wishes.liked[-8:]), len(wishes.disliked[-8:])
    score = own @ vectors[0]
    if likes:
        score = score + 0.5 * own @ vectors[1 : 1 + likes].mean(0)
    if dislikes:
        score = score - 0.5 * own @ vectors[1 + likes : 1 + likes + dislikes].mean(0)
    alike = own @ own.T
    chosen: list[int] = []
    titles: set[tuple[str, str]] = set()
    while len(chosen) < min(count, len(drafts)):
        ranks = []
        for k, d in enumerate(drafts):
            if k in chosen:
                continue
            other = max((float(alike[k, j]) for j in chosen), default=0.0)
            again = sum((p.axis, p.title) in titles for p in d.parts if p.axis)
            ranks.append((0.5 * float(score[k]) - 0.5 * other - 0.25 * again, -k))
        k = -max(ranks)[1]
        chosen.append(k)
        titles |= {(p.axis, p.title) for p in drafts[k].parts if p.axis}
    return [drafts[k] for k in chosen]


def _apart(drafts: Sequence[Draft], count: int) -> list[Draft]:
    """Those that share the fewest pairs of characters."""
    pairs = [{d.text[k : k + 2] for k in range(len(d.text) - 1)} for d in drafts]
    chosen = [0]
    while len(chosen) < min(count, len(drafts)):
        scores = [
            -9.0 if k in chosen else -max(len(p & pairs[j]) / max(1, len(p | pairs[j])) for j in chosen)
            for k, p in enumerate(pairs)
        ]
        chosen.append(scores.index(max(scores)))
    return [drafts[k] for k in chosen]

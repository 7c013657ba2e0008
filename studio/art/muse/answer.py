"""The answer of a built-in muse: which part of the house writes a form, and in whose voice."""

from __future__ import annotations

import random
from dataclasses import replace
from importlib import import_module

from studio.art.muse import brief as briefs
from studio.art.muse import checks, choose
from studio.art.muse import wishes as wished
from studio.art.muse.catalog import FORM, MUSES, OF_PICTURE
from studio.art.muse.chinese import writing as chinese
from studio.art.muse.concepts import Concepts
from studio.art.muse.drafting import Brief, Draft, Voice
from studio.art.muse.grammar.english import proper
from studio.core.errors import UserError
from studio.core.picture import Pixels
from studio.core.progress import Context, Through
from studio.core.words import NO_WISHES, Variant, Wishes

MOST = 20
_POOL = {"prompts": 44, "titles": 30, "haiku": 30, "poem": 20, "quatrain": 20, "story": 14, "scenes": 8}
"""Drafts of which five answers are chosen; more answers, more drafts."""
_LEARNED = ("transformer", "rnn")
_FEWER = 0.5
"""A network is asked for so many of them: it takes longer, and its drafts differ more."""


def answer(
    ctx: Context, *, text: str, count: int, seed: int, form: str, lang: str, boldness: float, voice: str,
    wishes: Wishes = NO_WISHES, picture: Pixels | None = None, facts: str = "", temperature: float = 0.8,
    top_p: float = 0.92,
) -> tuple[Variant, ...]:  # fmt: skip
    """Up to `count` answers in `form`, best first; the same arguments give the same ones. Scenes are one story, an answer
    each, in its order.

    A voice that writes word by word is heard through `ctx.say` while it drafts, in as many texts as answers are wanted; what was
    chosen is said at the end, and the result has it. Raises `UserError` for an empty line (but for forms of a picture that is given), a count out of 1..20 and a
    form that is not written in the language.
    """
    if not 1 <= count <= MOST:
        raise UserError(f"The muse writes 1 to {MOST} answers, not {count}.")
    form = str(FORM.check(form))
    line = briefs.plain_line(text)
    if not line and not (form in OF_PICTURE and picture is not None):
        raise UserError("Write a line first: a place, a light, a thing.")
    ctx.progress(0.0, briefs.notice(text))
    tongue = lang if lang != "auto" else "zh" if chinese.is_chinese(line) else "en"
    if form in OF_PICTURE:
        look = import_module("studio.art.muse.looking.answer").look
        told = look(ctx, form=form, line=line, lang=tongue, picture=picture, facts=facts, count=count, seed=seed)
        return tuple(told)
    if tongue == "zh":
        return chinese.write(
            ctx, line=line, form=form, count=count, seed=seed, boldness=boldness, wishes=wishes, text=text
        )
    brief = briefs.make(ctx, text, form, axes=wished.open_axes(wishes), boldness=boldness)
    if form != "prompts":
        brief = wished.without_struck(brief, wishes.struck)
    ctx.progress(0.1)
    drafts = _sound_drafts(ctx, brief, voice, count, seed, wishes, temperature, top_p)
    if not drafts:
        raise UserError("The muse found nothing to say within these wishes: allow more axes, or strike fewer words.")
    ctx.progress(0.8)
    if form == "scenes":
        variants = _scenes(choose.choose(ctx, brief, drafts, 1, wishes)[0], brief, count)
    else:
        chosen = choose.choose(ctx, brief, drafts, count, wishes)
        written = [wished.emphasized(d, text, wishes) if form == "prompts" else d for d in chosen]
        variants = tuple(_named(Variant(d.text, wished.tags(d), d.parts), brief.line) for d in written)
    for number, variant in enumerate(variants):
        ctx.say(variant.text, number)
    ctx.progress(1.0)
    return variants


def _named(variant: Variant, line: str) -> Variant:
    """With the capitals of proper names, but in the artist's line, which stays as it was written."""
    if not variant.parts:
        return replace(variant, text=proper(variant.text))
    parts = tuple(p if p.text == line and not p.axis else replace(p, text=proper(p.text)) for p in variant.parts)
    return replace(variant, text="".join(p.text for p in parts), parts=parts)


def _sound_drafts(
    ctx: Context, brief: Brief, voice: str, count: int, seed: int, wishes: Wishes, temperature: float, top_p: float
) -> list[Draft]:
    """Drafts without faults, as the artist wishes them; the rules help out where a network has too few."""
    wanted = 1 if brief.form == "scenes" else count
    number = max(wanted, round(_POOL[brief.form] * max(1.0, count / 5 if brief.form != "scenes" else 1.0)))
    dice = random.Random(f"{seed}/wishes")
    pooled: dict[str, Draft] = {}

    aloud = _Aloud(ctx.part(0.1, 0.7), wanted if brief.form != "scenes" else count, brief.form == "scenes")

    def heard(who: Voice, number: int, seed: int) -> list[Draft]:
        made = who.drafts(aloud, brief, number, seed=seed, temperature=temperature, top_p=top_p)
        if brief.form == "prompts":
            made = [d for m in made if (d := wished.shaped(m, brief, wishes, dice)) is not None]
        for draft in made:
            pooled.setdefault(draft.text, draft)
        return choose.sound(made, brief, wishes.struck)

    out: list[Draft] = []
    if voice in _LEARNED:
        speaker: Voice = import_module("studio.art.muse.networks.language").voice(voice)
        out = heard(speaker, max(wanted, round(number * _FEWER)), seed)
        number -= len(out) if len(out) < wanted else number
    for again in range(4):
        if number <= 0 or len(out) >= (wanted if again else number):
            break
        known = {d.text for d in out}
        out += [d for d in heard(Concepts(), number, seed + 7919 * again) if d.text not in known]
    # A line may name more than a short form can hold: then one that leaves something out is better than none.
    return out or choose.sound(list(pooled.values()), brief, wishes.struck, lenient=True)


class _Aloud(Through):
    """A context in which as many drafts are said as answers are wanted, though many more are written; of scripts the first,
    scene by scene."""

    def __init__(self, ctx: Context, count: int, script: bool) -> None:
        super().__init__(ctx)
        self._count, self._script = count, script

    def say(self, text: str, number: int = 0) -> None:
        if self._script:
            scenes = [line for line in text.split("\n") if line.strip()] if number == 0 else []
            for k, scene in enumerate(scenes[: self._count]):
                self._ctx.say(scene, k)
        elif number < self._count:
            self._ctx.say(text, number)

    def part(self, lo: float, span: float) -> Context:
        return _Aloud(self._ctx.part(lo, span), self._count, self._script)


def _scenes(script: Draft, brief: Brief, count: int) -> tuple[Variant, ...]:
    """The scenes of a script in their order; of a long one the first, the last, those that say the artist's own words, and what
    lies evenly between."""
    lines = [line.strip() for line in script.text.split("\n") if line.strip()]
    if len(lines) > count:
        kept = {0, len(lines) - 1} if count > 1 else {0}
        evenly = [round(k * (len(lines) - 1) / max(1, count - 1)) for k in range(count)]
        while len(kept) < count:
            told = [lines[k] for k in sorted(kept)]
            left = [k for k in range(len(lines)) if k not in kept]
            kept.add(max(left, key=lambda k: (checks.coverage("\n".join([*told, lines[k]]), brief), k in evenly, -k)))
        lines = [lines[k] for k in sorted(kept)]
    return tuple(Variant(proper(line), (("scene", str(k + 1)),)) for k, line in enumerate(lines))


def warm(ctx: Context) -> None:
    """Loads what the first muse needs and lets it answer, once a line that names something and once one that does not."""
    for text in ("a boat", "something else"):
        answer(ctx, text=text, count=1, seed=1, form="titles", lang="en", boldness=0.5, voice=MUSES.default.id)

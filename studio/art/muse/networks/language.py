"""The voices `transformer` and `rnn`: our own networks, which write what `corpus` taught them, many drafts at once.

The artist's own words are honored: a draft that does not say them, or that `checks` finds fault with, is written anew.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

import torch

from studio.art.models import folder
from studio.art.muse import checks
from studio.art.muse.drafting import Brief, Draft, Voice
from studio.art.muse.grammar import lore, sense
from studio.art.muse.grammar.cast import pronoun
from studio.art.muse.grammar.frames import glued
from studio.art.muse.grammar.mixing import mixes
from studio.art.muse.grammar.phrases import PHRASES, Phrase
from studio.art.muse.grammar.prompts import is_misplaced, leads_far
from studio.art.muse.grammar.rhyme import is_quatrain
from studio.art.muse.grammar.stage import clash, fits, setting, stage
from studio.art.muse.grammar.stage import words as stage_words
from studio.art.muse.networks import sampling, tokens
from studio.art.muse.networks.corpus import honors
from studio.art.muse.networks.miscast import is_miscast
from studio.art.muse.networks.sampling import Text
from studio.art.muse.networks.slips import slips
from studio.art.muse.networks.tokens import Vocabulary
from studio.art.muse.retold import marks
from studio.art.nets.language import NETS, Language
from studio.core.errors import UserError
from studio.core.paths import resource
from studio.core.progress import Context

MODELS = {"transformer": "muse-transformer", "rnn": "muse-rnn"}
"""Id of a muse -> folder of its model in the program's resources."""
LONGEST = {"prompts": 72, "titles": 20, "poem": 130, "haiku": 48, "quatrain": 80, "story": 190, "scenes": 230}
"""Tokens of a text; one that does not end within them is not given."""
LINES = {"haiku": (5, 7, 5)}
"""Syllables of the lines of a form: words that do not fit are not drawn."""
CALM = {"titles": 1.3, "story": 0.9, "scenes": 0.75, "poem": 0.9}
"""What a temperature is multiplied by: a long text has more places to lose its thread, a title hardly one."""
FEW_COMMON = 12
"""Of the common words of titles, which are made of little else."""
FLOOR = {"prompts": -4.0, "titles": -2.4, "poem": -2.2, "haiku": -1.9, "quatrain": -2.2, "story": -2.5, "scenes": -1.7}
"""Sureness below which a text is not given: of drafts that were read, nearly all that had a slip lay below."""
ENOUGH = 0.7
"""Share of the drafts wanted with which none is written anew."""
VAIN, SURELY = {"prompts": 0.15}, 24
"""Share of sound drafts, .04 for the other forms, below which nothing more is written once so many were."""
ROUNDS = 3
"""How often drafts that were not good are written anew."""
SPARE = {"titles": 3.0, "haiku": 3.5, "quatrain": 3.0, "poem": 3.5, "story": 3.5, "scenes": 3.0}
"""So many times more texts are begun than drafts wanted: titles, plots and shapes come twice, and not all is sound. 1.6 for the
others."""
FEWEST, MOST = 4, 64
"""Texts that are written side by side."""
SPOKEN = 8
"""The first so many drafts are told word by word."""
SAY_SECONDS = 0.04


@dataclass(frozen=True)
class Model:
    """A network with its vocabulary, ready to write. `digest`: SHA-256 of the weights."""

    net: Language
    vocabulary: Vocabulary
    digest: str


def load(id_: str, device: str) -> Model:
    """The model in the resources' folder `id_`. Raises `UserError` when it is not there or damaged."""
    return opened(resource("models", id_), device)


def opened(place: Path, device: str) -> Model:
    """The model in the folder `place`. Raises `UserError`."""
    about, vocabulary = folder.read(place), tokens.load(place)
    if about.kind not in NETS:
        raise UserError(f"“{about.title}” is no model that writes.")
    try:
        net = NETS[about.kind](len(vocabulary), **about.net)
        net.load_state_dict(about.load())
    except (RuntimeError, TypeError) as error:
        raise UserError(f"“{about.title}” and its vocabulary do not fit each other ({error}).") from None
    return Model(net.to(device).eval(), vocabulary, about.sha256)


def voice(id_: str) -> Voice:
    """The voice of the muse `id_`, "transformer" or "rnn". Nothing is loaded yet."""
    if id_ not in MODELS:
        raise UserError(f"There is no network that writes called “{id_}”.")
    return Writer(MODELS[id_])


def warm(ctx: Context) -> None:
    """Loads the default voice and lets it write a few words."""
    brief = Brief("the sea", (), form="titles")
    Writer(MODELS["transformer"]).drafts(ctx, brief, 1, seed=0, temperature=0.8, top_p=0.9)


@dataclass(frozen=True)
class Writer:
    """A voice that writes with the network in the resources' folder `model`."""

    model: str

    def drafts(
        self, ctx: Context, brief: Brief, number: int, *, seed: int, temperature: float, top_p: float
    ) -> list[Draft]:
        """See `drafting.Voice`."""
        if brief.form not in tokens.FORMS:
            raise UserError("The built-in networks write no texts of this form.")
        with ctx.lease(self.model, partial(load, self.model), megabytes(self.model)) as model:
            return write(ctx, model, brief, number, seed=seed, temperature=temperature, top_p=top_p)


def megabytes(id_: str) -> float:
    """Of the weights as they are used, in 32-bit floats. Raises `UserError`."""
    return folder.shipped(id_).values * 4 / 2**20


def write(
    ctx: Context, model: Model, brief: Brief, number: int, *, seed: int, temperature: float, top_p: float
) -> list[Draft]:
    """Up to `number` different drafts without faults. Fewer where the network finds no more in `ROUNDS`, and those alone that
    are whole when the artist has seen enough."""
    known = fitted(brief, model.vocabulary)
    chance = random.Random(f"{seed}/{brief.form}/{brief.line}")
    good: dict[str, Draft] = {}
    told: set[str] = set()
    tried = 0
    for k in range(ROUNDS):
        missing = number - len(good)
        if len(good) >= ENOUGH * number or (k and ctx.finishing):
            break
        if tried >= SURELY and len(good) < VAIN.get(brief.form, 0.04) * tried:
            break  # of what it did not learn to tell it would write in vain: the grammar fills in
        count = min(MOST, max(FEWEST, round(missing * SPARE.get(brief.form, 1.6))))
        tried += count
        speaks = _Speaker(ctx, model.vocabulary, known, k == 0)
        for text in sampled(model, known, count, chance, temperature, top_p, speaks):
            draft = tokens.decoded(model.vocabulary.written(text.numbers), known)
            draft = replace(draft, text=draft.text.strip()) if not draft.parts else draft
            if (
                not (text.ended or _whole(draft, ctx))
                or draft.text in ("", brief.line)
                or text.sureness < FLOOR[brief.form]
            ):
                continue
            known_by = marks(draft.text, brief.form)
            if not known_by & told and is_sound(draft, brief):
                good[draft.text] = draft
                told |= known_by
        ctx.progress((k + 1) / ROUNDS)
    return list(good.values())[:number]


def is_sound(draft: Draft, brief: Brief) -> bool:
    """Whether a draft says the artist's own words, keeps its form and does not gainsay itself."""
    if not honors(brief, draft.text) or checks.faults(draft.text, brief.form, brief):
        return False
    if brief.form != "prompts" and not sense.makes_sense(draft.text, brief.form):
        return False
    if brief.form != "prompts" and (slips(draft.text, brief) or is_miscast(draft.text, brief)):
        return False
    if brief.form == "story" and mixes(draft.text):
        return False
    if any(sense.disagrees(noun, draft.text) for noun in brief.unknown):
        return False
    if brief.form == "quatrain":
        return is_quatrain(draft.text) and not glued(draft.text)
    return brief.form != "prompts" or (_only_phrases(draft) and _agrees(draft, brief))


def _only_phrases(draft: Draft) -> bool:
    """Whether between the phrases of a prompt stands nothing but what joins them."""
    return not any(p.text.strip(" ,;:") for p in draft.parts[1:] if not p.axis)


def _agrees(draft: Draft, brief: Brief) -> bool:
    """Whether the phrases of a prompt go with the line and with each other: no noon by moonlight, no lemon on the sea, no
    word of weight twice."""
    if leads_far(draft, brief.line) or is_misplaced(draft, brief):
        return False
    scene = setting(brief)
    said, kinds, used = set(scene.says), scene.kinds, set[str]()
    placed = any(c.kind == "place" for c in (*brief.things[: brief.named], *map(lore.made, brief.unknown)))
    for part in draft.parts[1:]:
        if part.axis:
            here, words, known = stage(part.text), stage_words(part.text), _phrases().get(part.text)
            says = here.says | (known.says if known else frozenset())
            if clash(says, said) or words & used or (known and kinds and not fits(known, kinds)):
                return False
            said |= says
            used |= words
            if part.axis == "subject" and not scene.drawn:
                elsewhere = here.kinds - {"out"}
                if placed and elsewhere and not elsewhere & kinds:
                    return False  # a cornfield is in no street of a city
                if kinds and here.kinds and ("in" in kinds) != ("in" in here.kinds):
                    return False  # what is at home in a room stands in no street, and the other way round
                kinds = here.kinds or kinds
    return True


@lru_cache(maxsize=1)
def _phrases() -> dict[str, Phrase]:
    return {p.text: p for p in PHRASES}


def _whole(draft: Draft, ctx: Context) -> bool:
    """Whether a text that was broken off can stand as it is."""
    return ctx.finishing and draft.text.endswith((".", "!", "?"))


def fitted(brief: Brief, vocabulary: Vocabulary) -> Brief:
    """The brief as the network can read it: things that came into lore after it was trained are the artist's own words."""
    told = [c for c in brief.things if all(w in vocabulary.numbers for w in tokens.words(c.noun))]
    named = [c for c in brief.things[: brief.named] if c in told]
    new = [c.noun for c in brief.things[: brief.named] if c not in told]
    unknown = (*brief.unknown, *new)[: len(tokens.SLOTS)]
    mood = brief.mood if tokens.mood_mark(brief.mood) in vocabulary.numbers else ""
    return replace(brief, things=tuple(told), named=len(named), unknown=unknown, mood=mood)


def sampled(
    model: Model,
    brief: Brief,
    count: int,
    chance: random.Random,
    temperature: float,
    top_p: float,
    told: Callable[[Sequence[Text]], bool],
) -> list[Text]:
    """`count` texts for a `fitted` brief as they are drawn, good or bad. `told`: see `sampling.sample`."""
    vocabulary = model.vocabulary
    device = next(model.net.parameters()).device
    slots = list(zip(tokens.SLOTS, tokens.slotted(brief), strict=False))
    free = [word for c in brief.things[: brief.named] for name in (c.noun, c.many) for word in tokens.words(name)]
    rules = sampling.rules(
        vocabulary, own=tokens.names(brief), axes=brief.axes, free=free, longest=LONGEST[brief.form],
        lines=LINES.get(brief.form, ()), once=brief.form in ("haiku", "titles"),
        meant=sense.meant() | {slot: pronoun(c) for slot, c in slots if c.kind in ("person", "creature")},
        wanted=() if brief.form == "prompts" else [[slot] for slot, _ in slots],
        common=FEW_COMMON if brief.form == "titles" else sampling.COMMON,
    )  # fmt: skip
    asked = torch.tensor([vocabulary.read(tokens.asked(_turned(brief, chance))) for _ in range(count)])
    return sampling.sample(
        model.net, asked.to(device), rules, seed=chance.getrandbits(48), top_p=top_p, told=told,
        temperature=temperature * CALM.get(brief.form, 1.0),
    )  # fmt: skip


def _turned(brief: Brief, chance: random.Random) -> Brief:
    """With what is near in another order, so that other things come in. What is named keeps its slots."""
    near = list(brief.things[brief.named :])
    chance.shuffle(near)
    return replace(brief, things=(*brief.things[: brief.named], *near))


class _Speaker:
    """Tells the first drafts as they come; stops when the artist has seen enough."""

    def __init__(self, ctx: Context, vocabulary: Vocabulary, brief: Brief, aloud: bool) -> None:
        self._ctx, self._vocabulary, self._brief, self._aloud = ctx, vocabulary, brief, aloud
        self._at = float("-inf")

    def __call__(self, texts: Sequence[Text]) -> bool:
        self._ctx.check()
        if self._aloud and time.monotonic() - self._at >= SAY_SECONDS:
            self._at = time.monotonic()
            for k, text in enumerate(texts[:SPOKEN]):
                written = self._vocabulary.written(text.numbers)
                self._ctx.say(tokens.decoded(written, self._brief).text, k)
        return not self._ctx.finishing

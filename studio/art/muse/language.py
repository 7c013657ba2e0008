"""The voices `transformer` and `rnn`: our own networks, which write what `corpus` taught them, many drafts at once.

The artist's own words are honored: a draft that does not say them, or that `checks` finds fault with, is written anew.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import torch

from studio.art.models import folder
from studio.art.muse import checks, sampling, tokens
from studio.art.muse.corpus import honors
from studio.art.muse.drafting import Brief, Draft, Voice
from studio.art.muse.sampling import Text
from studio.art.muse.tokens import Vocabulary
from studio.art.nets.language import NETS, Language
from studio.core.errors import UserError
from studio.core.paths import resource
from studio.core.progress import Context

MODELS = {"transformer": "muse-transformer", "rnn": "muse-rnn"}
"""Id of a muse -> folder of its model in the program's resources."""
LONGEST = {"prompts": 72, "titles": 20, "poem": 130, "haiku": 48, "quatrain": 80, "story": 190, "scenes": 230}
"""Tokens of a text; one that does not end within them is not given."""
ROUNDS = 3
"""How often drafts that were not good are written anew."""
SPARE = 1.6
"""So many times more texts are begun than drafts wanted; those that the network was surest of are kept."""
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
    place = resource("models", id_)
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
    known = _fitted(brief, model.vocabulary)
    chance = random.Random(f"{seed}/{brief.form}/{brief.line}")
    good: dict[str, tuple[float, Draft]] = {}
    spare: dict[str, tuple[float, Draft]] = {}
    for k in range(ROUNDS):
        missing = number - len(good)
        if missing <= 0 or (k and ctx.finishing):
            break
        count = min(MOST, max(FEWEST, round(missing * SPARE)))
        speaks = _Speaker(ctx, model.vocabulary, known, k == 0)
        for text in _sampled(model, known, count, chance, temperature, top_p, speaks):
            draft = tokens.decoded(model.vocabulary.written(text.numbers), known)
            draft = replace(draft, text=draft.text.strip()) if not draft.parts else draft
            if not (text.ended or _whole(draft, ctx)) or not draft.text or draft.text == brief.line:
                continue
            right = honors(brief, draft.text) and not checks.faults(draft.text, brief.form, brief)
            (good if right else spare).setdefault(draft.text, (text.sureness, draft))
        ctx.progress((k + 1) / ROUNDS)
    # Where nothing was good, the best that there is: who chooses looks at it again.
    best = sorted((good or spare).values(), key=lambda found: -found[0])
    return [draft for _, draft in best[:number]]


def _whole(draft: Draft, ctx: Context) -> bool:
    """Whether a text that was broken off can stand as it is."""
    return ctx.finishing and draft.text.endswith((".", "!", "?"))


def _fitted(brief: Brief, vocabulary: Vocabulary) -> Brief:
    """The brief as the network can read it: things that came into lore after it was trained are the artist's own words."""
    told = [c for c in brief.things if all(w in vocabulary.numbers for w in tokens.words(c.noun))]
    named = [c for c in brief.things[: brief.named] if c in told]
    new = [c.noun for c in brief.things[: brief.named] if c not in told]
    unknown = (*brief.unknown, *new)[: len(tokens.SLOTS)]
    mood = brief.mood if tokens.mood_mark(brief.mood) in vocabulary.numbers else ""
    return replace(brief, things=tuple(told), named=len(named), unknown=unknown, mood=mood)


def _sampled(
    model: Model, brief: Brief, count: int, chance: random.Random, temperature: float, top_p: float, speaks: _Speaker
) -> list[Text]:
    vocabulary = model.vocabulary
    device = next(model.net.parameters()).device
    free = [w for c in brief.things[: brief.named] for name in (c.noun, c.many) for w in tokens.words(name)]
    rules = sampling.rules(
        vocabulary, slots=len(brief.unknown), axes=brief.axes, free=free, longest=LONGEST[brief.form]
    )
    asked = torch.tensor([vocabulary.read(tokens.asked(_turned(brief, chance))) for _ in range(count)])
    return sampling.sample(
        model.net, asked.to(device), rules, seed=chance.getrandbits(48), temperature=temperature, top_p=top_p, told=speaks
    )  # fmt: skip


def _turned(brief: Brief, chance: random.Random) -> Brief:
    """The same in another order: what is asked first is mostly said first."""
    named, near = list(brief.things[: brief.named]), list(brief.things[brief.named :])
    chance.shuffle(named)
    chance.shuffle(near)
    return replace(brief, things=(*named, *near))


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

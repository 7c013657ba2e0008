"""A language model of the library writes: token by token, by the seed, until it is done or the artist has enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from studio.art.models.library import find
from studio.art.muse.owned import chat_template, loading
from studio.art.muse.owned.loading import Loaded
from studio.art.muse.owned.prompting import Ask, Prompt
from studio.art.muse.owned.sampling import Sampler
from studio.art.muse.owned.writing import Sampling, Told, answers
from studio.core.errors import UserError
from studio.core.picture import Pixels
from studio.core.progress import Context
from studio.core.words import NO_WISHES, Variant, Wishes

FEWEST = 16
"""Tokens that must be left for an answer."""


def answer(
    ctx: Context, *, model: str, text: str, count: int, seed: int, form: str, lang: str, temperature: float,
    top_p: float, length: int, repetition: float, instructions: str = "", wishes: Wishes = NO_WISHES,
    picture: Pixels | None = None, facts: str = "",
) -> tuple[Variant, ...]:  # fmt: skip
    """Up to `count` answers of the model `model` of the library. The same arguments give the same answers on the same
    device. Raises `UserError`."""
    entry = find(model)
    ctx.progress(0.0, f"Loading “{entry.title}”")
    device = ctx.device
    key, room = loading.cache_key(entry, device), loading.megabytes(entry, device)
    with ctx.lease(key, partial(loading.load, entry), room) as loaded:
        writer = TransformersWriter(ctx, loaded, Sampling(temperature, top_p, length, repetition))
        return answers(
            ctx, writer, text=text, count=count, seed=seed, form=form, lang=lang, instructions=instructions,
            wishes=wishes, picture=picture, facts=facts,
        )  # fmt: skip


class TransformersWriter:
    """Writes with a loaded model."""

    def __init__(self, ctx: Context, loaded: Loaded, sampling: Sampling) -> None:
        self._ctx, self._loaded, self._sampling = ctx, loaded, sampling
        self.title = loaded.title

    def write(self, ask: Ask, rows: int, seed: int, told: Told) -> list[str]:
        ids, lead, length = self._fitting(ask)
        self._ctx.progress(0.05, "Reading your line")
        if self._loaded.together and self._ctx.rung == 0:
            return self._run(ids, list(range(rows)), seed, lead, length, told)
        texts: list[str] = []
        for row in range(rows):
            if row and self._ctx.finishing:
                break
            texts += self._run(ids, [row], seed, lead, length, told)
        return texts

    def _fitting(self, ask: Ask) -> tuple[list[int], str, int]:
        """Tokens of the question, shortened until they leave room, what the answer begins with, and its longest length."""
        context = self._loaded.context
        length = min(self._sampling.length, max(FEWEST, context // 2))
        for prompt in ask.prompts():
            ids, lead = self._tokens(prompt)
            if len(ids) + length <= context:
                return ids, lead, length
        if len(ids) + FEWEST <= context:
            return ids, lead, context - len(ids)
        raise UserError(
            f"“{self.title}” reads {context} tokens at once, too few for this form: shorten its instructions, or take "
            "another model."
        )

    def _tokens(self, prompt: Prompt) -> tuple[list[int], str]:
        tokenizer = self._loaded.tokenizer
        if self._loaded.chat:
            told = conversation(tokenizer, prompt, self.title, self._ctx.check)
            if told:
                return list(tokenizer(told, add_special_tokens=False).input_ids), ""
        return list(tokenizer(prompt.plain).input_ids), prompt.lead

    def _run(self, ids: list[int], rows: list[int], seed: int, lead: str, length: int, told: Told) -> list[str]:
        loaded = self._loaded
        transformers = loading.library()
        given = torch.tensor([ids] * len(rows), device=loaded.device)
        following = _Following(self._ctx, loaded, len(ids), rows, lead, length, told)
        sampler = Sampler(self._sampling, [seed * 1000 + row for row in rows], len(ids))
        config = transformers.GenerationConfig(
            max_new_tokens=length, do_sample=False, num_beams=1, use_cache=True, eos_token_id=list(loaded.ends) or None,
            pad_token_id=loaded.ends[0] if loaded.ends else 0,
        )  # fmt: skip
        with torch.inference_mode(), pausing(loaded.model, self._ctx.check):
            loaded.model.generate(
                given, attention_mask=torch.ones_like(given), generation_config=config,
                logits_processor=transformers.LogitsProcessorList([sampler]), stopping_criteria=[following],
            )  # fmt: skip
        return following.texts


class _Following:
    """Called after each token: shows the texts so far and tells which of them are done."""

    def __init__(
        self, ctx: Context, loaded: Loaded, start: int, rows: list[int], lead: str, length: int, told: Told
    ) -> None:
        self._ctx, self._loaded, self._start, self._rows, self._lead = ctx, loaded, start, rows, lead
        self._length, self._told = length, told
        self._done = [False] * len(rows)
        self.texts = [""] * len(rows)

    def __call__(self, input_ids: Tensor, scores: Any, **_more: Any) -> Tensor:
        written = input_ids[:, self._start :]
        self._ctx.progress(0.1 + 0.85 * written.shape[1] / self._length, "Writing")
        for k, row in enumerate(self._rows):
            if not self._done[k]:
                ids = written[k].tolist()
                text = self._loaded.tokenizer.decode(ids, skip_special_tokens=True)
                # Half of a letter of several bytes is not shown.
                self.texts[k] = self._lead + text.rstrip("\ufffd")
                self._done[k] = self._told(row, self.texts[k]) or ids[-1] in self._loaded.ends
        return torch.tensor(self._done, device=input_ids.device)


def conversation(tokenizer: Any, prompt: Prompt, title: str, check: Callable[[], object] = lambda: None) -> str:
    """The question in the model's own format; "" where its template takes no such conversation. Raises `UserError`."""
    user = {"role": "user", "content": prompt.user}
    merged = {"role": "user", "content": f"{prompt.system}\n\n{prompt.user}"}
    conversations = [[{"role": "system", "content": prompt.system}, user], [merged]]
    try:
        template = tokenizer.get_chat_template()
    except ValueError:  # several, and none of them is for plain talk
        return ""
    tokens = {k: v if isinstance(v, list) else str(v) for k, v in tokenizer.special_tokens_map.items()}
    known = {**tokens, "tools": None, "documents": None, "add_generation_prompt": True, "enable_thinking": False}
    begins = prompt.user.partition("\n")[0][:40]
    return chat_template.render(template, conversations, known, begins, title, check)


@contextmanager
def pausing(model: nn.Module, check: Callable[[], object]) -> Iterator[None]:
    """Looks for a cancel before every layer: a large model reads a long line for many seconds."""
    layers = max((m for m in model.modules() if isinstance(m, nn.ModuleList)), key=len, default=())
    handles = [layer.register_forward_pre_hook(lambda _m, _args: check() and None) for layer in layers]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()

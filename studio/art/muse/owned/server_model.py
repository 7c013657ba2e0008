"""The muse `server`: a language server that speaks Ollama's protocol or OpenAI's, asked word by word. Torch-free.

Ollama: https://github.com/ollama/ollama/blob/main/docs/api.md. OpenAI's chat protocol, which llama.cpp, vLLM and many
others speak: https://platform.openai.com/docs/api-reference/chat.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from contextlib import closing
from typing import Any

from studio.art.muse.owned import wire
from studio.art.muse.owned.prompting import Ask, Prompt
from studio.art.muse.owned.servers import OLLAMA, Server
from studio.art.muse.owned.writing import Sampling, Told, answers
from studio.core.errors import UserError
from studio.core.picture import Pixels
from studio.core.progress import Context
from studio.core.words import NO_WISHES, Variant, Wishes

MOST_MODELS = 500
_current = Server()


def use(server: Server) -> None:
    """Makes `server` the one that is asked from now on: the key is in no request, recipe or log."""
    global _current
    _current = server


def current() -> Server:
    return _current


def answer(
    ctx: Context, *, text: str, count: int, seed: int, form: str, lang: str, temperature: float, top_p: float,
    length: int, repetition: float, instructions: str = "", wishes: Wishes = NO_WISHES, picture: Pixels | None = None,
    facts: str = "",
) -> tuple[Variant, ...]:  # fmt: skip
    """Up to `count` answers of the language server. Raises `UserError`: it is off, down, or answers with something else."""
    server = _current
    if server.problem:
        raise UserError(server.problem)
    writer = ServerWriter(ctx, server, Sampling(temperature, top_p, length, repetition))
    return answers(
        ctx, writer, text=text, count=count, seed=seed, form=form, lang=lang, instructions=instructions, wishes=wishes,
        picture=picture, facts=facts,
    )  # fmt: skip


class ServerWriter:
    """Asks the server once for each text."""

    def __init__(self, ctx: Context, server: Server, sampling: Sampling) -> None:
        self._ctx, self._server, self._sampling = ctx, server, sampling
        self.title = server.model

    def write(self, ask: Ask, rows: int, seed: int, told: Told) -> list[str]:
        prompt = next(ask.prompts())
        texts: list[str] = []
        for row in range(rows):
            self._ctx.progress(row / rows, f"Asking “{self.title}”")
            if row and self._ctx.finishing:
                break
            texts.append(self._one(prompt, row, seed + row, told))
        return texts

    def _one(self, prompt: Prompt, row: int, seed: int, told: Told) -> str:
        out = ""
        with closing(said(self._server, prompt, self._sampling, seed, self._beat)) as pieces:
            for piece in pieces:
                out += piece
                if told(row, out):
                    break
        return out

    def _beat(self) -> None:
        """While nothing comes: a cancel is seen, and so is the wish to have what there is."""
        self._ctx.check()
        if self._ctx.finishing:
            raise _Enough


class _Enough(Exception):
    pass


def said(
    server: Server, prompt: Prompt, sampling: Sampling, seed: int, check: Callable[[], object] = lambda: None
) -> Generator[str, None, None]:
    """The pieces of one answer as they come. Raises `UserError`."""
    messages = [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}]
    ended = False
    try:
        if server.kind == OLLAMA:
            path, question = "/api/chat", _ollama(server, messages, sampling, seed)
        else:
            path, question = "/v1/chat/completions", _openai(server, messages, sampling, seed)
        with closing(wire.lines(server, path, question, check)) as answer:
            for line in answer:
                piece, ended = _piece(server, line)
                if piece:
                    yield piece
                if ended:
                    return
    except _Enough:
        return
    if not ended:
        raise UserError(
            f"{server.address} broke off in the middle of its answer: is the language server still running?"
        )


def _ollama(server: Server, messages: list[dict[str, str]], s: Sampling, seed: int) -> dict[str, Any]:
    options = {"temperature": s.temperature, "top_p": s.top_p, "num_predict": s.length, "seed": seed,
               "repeat_penalty": s.repetition}  # fmt: skip
    return {"model": server.model, "messages": messages, "stream": True, "options": options}


def _openai(server: Server, messages: list[dict[str, str]], s: Sampling, seed: int) -> dict[str, Any]:
    # What some call repetition is a penalty of -2..2 here, added to the logarithms.
    return {"model": server.model, "messages": messages, "stream": True, "temperature": s.temperature, "top_p": s.top_p,
            "max_tokens": s.length, "seed": seed, "frequency_penalty": round(min(2.0, s.repetition - 1.0), 3)}  # fmt: skip


def _piece(server: Server, line: bytes) -> tuple[str, bool]:
    """(new words, whether it was the last) of a line of the answer. Raises `UserError` for one that is no answer."""
    text = line.decode("utf-8", "replace").strip()
    if server.kind != OLLAMA:
        if not text or text.startswith((":", "event:", "id:", "retry:")):
            return "", False
        text = text.removeprefix("data:").strip()
        if text == "[DONE]":
            return "", True
    if not text:
        return "", False
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise UserError(
            f"{server.address} answers with something that is no {_name(server)}: choose the other protocol."
        )
    problem = data.get("error")
    if problem:
        told = problem.get("message", "") if isinstance(problem, dict) else problem
        raise UserError(f"{server.address} could not answer: {' '.join(str(told).split())[:200]}.".replace("..", "."))
    if server.kind == OLLAMA:
        message = data.get("message")
        if not isinstance(message, dict) and "done" not in data:
            raise UserError(
                f"{server.address} answers with something that is no {_name(server)}: choose the other protocol."
            )
        return _content(message), bool(data.get("done"))
    choices = data.get("choices")
    if not isinstance(choices, list):
        raise UserError(
            f"{server.address} answers with something that is no {_name(server)}: choose the other protocol."
        )
    first = choices[0] if choices and isinstance(choices[0], dict) else {}
    whole = first.get("message")
    return _content(first.get("delta")) + _content(whole), bool(first.get("finish_reason")) or isinstance(whole, dict)


def _content(message: object) -> str:
    content = message.get("content") if isinstance(message, dict) else None
    return content if isinstance(content, str) else ""


def _name(server: Server) -> str:
    return "answer of Ollama" if server.kind == OLLAMA else "answer of the OpenAI protocol"


def models(server: Server, check: Callable[[], object] = lambda: None) -> list[str]:
    """The models that a server offers, by name, sorted. Raises `UserError`."""
    ollama = server.kind == OLLAMA
    data = wire.table(server, "/api/tags" if ollama else "/v1/models", check)
    listed = data.get("models" if ollama else "data")
    if not isinstance(listed, list):
        raise UserError(f"{server.address} gives no list of models: choose the other protocol.")
    key = "name" if ollama else "id"
    names = {str(item[key])[:200] for item in listed if isinstance(item, dict) and isinstance(item.get(key), str)}
    return sorted(names - {""}, key=str.casefold)[:MOST_MODELS]

"""The words that CLIP knows, from its list of byte pairs (Radford et al. 2021): for models that come as one file."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from studio.core.errors import UserError
from studio.core.paths import resource

START, END = "<|startoftext|>", "<|endoftext|>"
LONGEST = 77


def letters() -> list[str]:
    """A printable sign for each byte, in the order of the vocabulary: the printable ones first, as themselves."""
    plain = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = [b for b in range(256) if b not in plain]
    return [chr(b) for b in plain] + [chr(256 + k) for k in range(len(others))]


def tokenizer(padding: str = END) -> Any:
    """CLIP's tokenizer. `padding`: what fills a short line; the second encoders use "!"."""
    path = resource("diffusion", "merges.txt")
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise UserError(f"The program is not whole: {path} cannot be read ({error.strerror}).") from None
    pairs = [(a, b) for a, b in (line.split() for line in lines if line)]
    single = letters()
    words = [*single, *(s + "</w>" for s in single), *(a + b for a, b in pairs), START, END]
    return import_module("transformers").CLIPTokenizer(
        {w: k for k, w in enumerate(words)}, pairs, pad_token=padding, model_max_length=LONGEST
    )  # fmt: skip

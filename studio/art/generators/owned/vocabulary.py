"""The words that CLIP knows, from its list of byte pairs (Radford et al. 2021): for models that come as one file. The list
comes with the package `open_clip_torch`, which need not be imported for it."""

from __future__ import annotations

import gzip
import hashlib
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from studio.core.errors import UserError

START, END = "<|startoftext|>", "<|endoftext|>"
LONGEST = 77
LIST = "bpe_simple_vocab_16e6.txt.gz"
SHA256 = "924691ac288e54409236115652ad4aa250f48203de50a9e4722a6ecd48d6804a"
PAIRS = 49152 - 256 - 2
"""Of the list's pairs the vocabulary of 49,408 words uses the first so many, beside bytes, ends of words and two signs."""


def letters() -> list[str]:
    """A printable sign for each byte, in the order of the vocabulary: the printable ones first, as themselves."""
    plain = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = [b for b in range(256) if b not in plain]
    return [chr(b) for b in plain] + [chr(256 + k) for k in range(len(others))]


def byte_pairs() -> list[tuple[str, str]]:
    """The pairs that are joined, most frequent first. Raises `UserError` when the package is not here or another one."""
    spec = find_spec("open_clip")
    if spec is None or not spec.submodule_search_locations:
        raise UserError("CLIP's vocabulary is missing: install the package open_clip_torch.")
    path = Path(spec.submodule_search_locations[0]) / LIST
    try:
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != SHA256:
            raise ValueError("another list than CLIP was trained with")
        lines = gzip.decompress(data).decode("utf-8").split("\n")[1 : PAIRS + 1]
    except (OSError, ValueError, EOFError) as error:
        raise UserError(f"CLIP's vocabulary cannot be read: install open_clip_torch anew ({error}).") from None
    return [(a, b) for a, b in (line.split() for line in lines)]


def tokenizer(padding: str = END) -> Any:
    """CLIP's tokenizer. `padding`: what fills a short line; the second encoders use "!"."""
    pairs = byte_pairs()
    single = letters()
    words = [*single, *(s + "</w>" for s in single), *(a + b for a, b in pairs), START, END]
    return import_module("transformers").CLIPTokenizer(
        {w: k for k, w in enumerate(words)}, pairs, pad_token=padding, model_max_length=LONGEST
    )  # fmt: skip

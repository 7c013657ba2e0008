"""What a language model is told for each form: defaults that ship with the program, and the artist's own. Torch-free.

A shipped file holds the instruction, a line of three hyphens, and one worked example, which models that were never
taught to answer are shown before the artist's line.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from studio.art.muse.catalog import FORM
from studio.core.errors import UserError
from studio.core.paths import resource

LANGUAGES = ("en", "zh")
LONGEST = 8000
"""Characters of an instruction of the artist's."""
_RULE = "\n---\n"


@lru_cache(maxsize=64)
def _shipped(form: str, lang: str) -> tuple[str, str]:
    text = resource("muse", "instructions", f"{FORM.check(form)}.{lang}.txt").read_text("utf-8")
    told, _, example = text.partition(_RULE)
    return told.strip(), example.strip()


def default(form: str, lang: str) -> str:
    """The instruction that comes with the program. `lang`: "en" or "zh"."""
    return _shipped(form, lang)[0]


def example(form: str, lang: str) -> str:
    """A worked example: the artist's line, then answers, as a model without any training in answering goes on with it."""
    return _shipped(form, lang)[1]


def in_force(form: str, lang: str, own: str) -> str:
    """The artist's own instruction where there is one, else the default."""
    return own.strip()[:LONGEST] or default(form, lang)


def checked(own: Mapping[str, object]) -> dict[str, str]:
    """Kept instructions, form -> text; what is no text or of no known form is left out, and so is what is empty."""
    return {
        form: text.strip()[:LONGEST]
        for form, text in own.items()
        if form in FORM.ids and isinstance(text, str) and text.strip()
    }


def accept(text: str) -> str:
    """An instruction as it is kept. Raises `UserError` for one that is too long to be read each time."""
    if len(text) > LONGEST:
        raise UserError(f"An instruction has at most {LONGEST} characters; this one has {len(text)}.")
    return text.strip()

"""A muse for tests: it says its answers word by word, and can be told to fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from studio.art.muse.catalog import ACCEPTS, FORM, INPUTS, LANG, MUSES, TEMPERATURE
from studio.core.errors import UserError
from studio.core.picture import Pixels
from studio.core.progress import Context
from studio.core.spec import Spec
from studio.core.words import NO_WISHES, Variant, Wishes

TALKER = "talker"


def talk(
    ctx: Context, *, text: str, count: int, seed: int, form: str, lang: str, temperature: float,
    wishes: Wishes = NO_WISHES, picture: Pixels | None = None, facts: str = "",
) -> tuple[Variant, ...]:  # fmt: skip
    """Answer k is the line, what it was told, and the numbers up to four, word by word."""
    if text == "fail":
        raise UserError("The muse has lost its voice.")
    if text == "nothing":
        return ()
    told = f"{form}, {lang}, {temperature:g}"
    if picture is not None:
        told += f", {picture.shape[1]} x {picture.shape[0]}"
    out: list[Variant] = []
    for k in range(count):
        words = [f"{text or 'seen'} {seed}.{k} ({told})", "one", "two", "three", "four"]
        so_far = ""
        for word in words:
            so_far = f"{so_far} {word}".strip()
            ctx.say(so_far, k)
            if ctx.finishing:
                return (*out, Variant(so_far))
        out.append(Variant(so_far))
    return tuple(out)


@contextmanager
def talker(*, early: bool = True, needs: str = "") -> Iterator[Spec]:
    """The muse is in the catalogue meanwhile."""
    spec = MUSES.add(
        Spec(
            kind="muse", id=TALKER, title="Talker", impl="muse_kit:talk", inputs=INPUTS, accepts=ACCEPTS,
            params=(FORM, LANG, TEMPERATURE), traits=frozenset({"early"} if early else ()), needs=needs,
        )
    )  # fmt: skip
    try:
        yield spec
    finally:
        MUSES.remove(TALKER)

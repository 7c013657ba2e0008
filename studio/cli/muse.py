"""The verb `muse`: a line of words, or a picture, to texts."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.cli.options import Worker, clipped, input_file, output, printed, tell, whole
from studio.core.errors import UnknownNameError, UserError
from studio.core.picture import ImageRef
from studio.core.words import MOST_LOCKED, Part, Variant, Wishes
from studio.engine.request import Request

if TYPE_CHECKING:
    from studio.core.spec import Spec

SEED_LIMIT = 2**31 - 1
TEXTS = (".md", ".txt")
LONG = ("poem", "story", "notes", "label", "explanation")
"""Forms of several stanzas, sentences or paragraphs."""
LARGEST_TEXT = 4 * 2**20
"""Bytes that are read from standard input."""


def muse(given: argparse.Namespace) -> int:
    """Answers to TEXT in a form, on standard output or into a file."""
    from studio.art.muse.catalog import MUSES, OF_PICTURE
    from studio.art.muse.owned.instructions import checked
    from studio.core.settings import Settings
    from studio.session.muse_text import read_notice

    spec = MUSES.get(given.muse) if given.muse else MUSES.default
    text = _from_stdin().strip() if given.text == "-" else given.text
    count = whole(given.count, "The count", 1, 20)
    seed = whole(given.seed, "The seed", 0, SEED_LIMIT)
    values = spec.parse(given.set or ())
    form = str(values.get("form", "prompts"))
    if "instructions" not in values and any(p.name == "instructions" for p in spec.params):
        # What the artist set in the window holds here too.
        values["instructions"] = checked(Settings()["muse_instructions"]).get(form, "")
    wishes = wishes_of(given)
    out = output(given.out, TEXTS) if given.out else None
    more: dict[str, Any] = {"wishes": wishes} if wishes != Wishes() else {}
    if given.picture:
        if form not in OF_PICTURE:
            raise UserError(f"A picture is looked at by {', '.join(OF_PICTURE)}, not by {form} (--form).")
        more |= _picture(given.picture)
    elif not text.strip():
        either = " or give --picture" if form in OF_PICTURE else ""
        raise UserError(f"The text is empty: write a line for the muse{either}.")
    if unknown := [name for name in more if name not in spec.accepts]:
        raise UserError(f"“{spec.title}” takes no {unknown[0]}.")
    if told := read_notice(text, spec.id):
        tell(told)
    request = Request.make(spec.key, values, text=text, count=count, seed=seed, **more)
    variants = Worker().run(request)
    assert isinstance(variants, tuple)
    if out is not None:
        _write(out, text, form, values, spec, seed, variants)
    if given.json:
        _print_json(text, form, spec, seed, variants)
    elif out is None:
        _print(variants, form)
    return 0


def wishes_of(given: argparse.Namespace) -> Wishes:
    """What the flags say of likes, dislikes, struck words, locked phrases and axes. Raises `UserError`."""
    from studio.art.muse.grammar.phrases import AXES

    axes = [a.strip().lower() for text in given.axes or () for a in text.split(",") if a.strip()]
    if given.axes and not axes:
        raise UserError("--axes is given without words.")
    for axis in axes:
        if axis not in AXES:
            raise UnknownNameError("axis", clipped(axis), AXES)
    for name in ("like", "dislike", "strike", "lock"):
        if any(not text.strip() for text in getattr(given, name) or ()):
            raise UserError(f"--{name} is given without words.")
    if len(given.lock or ()) > MOST_LOCKED:
        raise UserError(f"At most {MOST_LOCKED} phrases can be locked (--lock), not {len(given.lock)}.")
    return Wishes(
        locked=tuple(_phrase(text) for text in given.lock or ()),
        struck=tuple(given.strike or ()),
        liked=tuple(given.like or ()),
        disliked=tuple(given.dislike or ()),
        axes=tuple(dict.fromkeys(axes)),
    )


def _phrase(text: str) -> Part:
    from studio.art.muse.wishes import known_part

    return known_part(text.strip())


def _from_stdin() -> str:
    """What standard input holds. Raises `UserError` where it is no text."""
    data = sys.stdin.buffer.read(LARGEST_TEXT) if sys.stdin is not None else b""
    try:
        # A letter that is cut in two at the end of what is read is no fault of the text.
        return data.decode("utf-8-sig", "ignore" if len(data) == LARGEST_TEXT else "strict")
    except UnicodeDecodeError:
        raise UserError("Standard input is not UTF-8 text.") from None


def _picture(name: str) -> dict[str, Any]:
    """A small copy of a picture or document, and what is known of it, as the muse takes them."""
    from studio.formats.opening import open_document
    from studio.session.muse_facts import taken_of

    path = input_file(name)
    opened = open_document(path)
    for notice in opened.notices:
        tell(notice)
    pixels, facts = taken_of(opened.document, path).read()
    return {"picture": ImageRef.of(pixels), "facts": facts}


def _print(variants: tuple[Variant, ...], form: str) -> None:
    from studio.core.guides import BY_ID

    # Texts with empty lines or many sentences of their own need more than an empty line between them.
    mark = ["", "* * *", ""] if form in LONG else [""]
    for number, variant in enumerate(variants):
        blocks = form in LONG or "\n" in variant.text or variant.colors or variant.guides
        for line in mark if number and blocks else ():
            printed(line)
        printed(variant.text)
        if variant.colors:
            printed(" ".join(variant.colors))
        if variant.guides in BY_ID:
            printed(f"[{BY_ID[variant.guides].title}]")


def _print_json(text: str, form: str, spec: Spec, seed: int, variants: tuple[Variant, ...]) -> None:
    answers = [
        {
            "text": v.text,
            "parts": [{"text": p.text, "axis": p.axis, "title": p.title} for p in v.parts],
            "tags": [list(tag) for tag in v.tags],
            "colors": list(v.colors),
            "guides": v.guides,
            "raw": v.raw,
        }
        for v in variants
    ]
    told = {"line": text, "form": form, "muse": spec.id, "seed": seed, "answers": answers}
    # A terminal or pipe that cannot take all letters gets them escaped: it is the same JSON.
    unicode = "utf" in (getattr(sys.stdout, "encoding", None) or "").lower()
    print(json.dumps(told, ensure_ascii=not unicode, indent=2))


def _write(
    path: Path, text: str, form: str, values: dict[str, Any], spec: Spec, seed: int, variants: tuple[Variant, ...]
) -> None:
    """The answers as the panel exports them."""
    from studio.art.muse.brief import tidy
    from studio.formats.atomic import replace_bytes
    from studio.session.muse_cards import DONE, Card, Turn
    from studio.session.muse_text import export_text

    turn = Turn(tidy(text), form, str(values.get("lang", "auto")), spec.id, seed, state=DONE, when=time.time())
    turn.cards = [Card(v, v.text, form, turn) for v in variants]
    replace_bytes(path, export_text([turn], path.suffix.lower() == ".md").encode())

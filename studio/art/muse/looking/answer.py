"""The forms that look at a picture: notes, wall label, explanation, palette, composition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.art.muse.chinese.writing import is_chinese
from studio.art.muse.looking import compositions, explain, label, notes, palettes
from studio.art.muse.looking import facts as known_facts
from studio.art.muse.looking.measure import Measures, measure
from studio.core.errors import UserError
from studio.core.progress import Context
from studio.core.words import Variant

if TYPE_CHECKING:
    from studio.core.picture import Pixels

_NEEDS_PICTURE = {
    "notes": "Notes on the work need a picture: open one, paint one or choose a candidate.",
    "label": "A wall label needs a picture: open one, paint one or choose a candidate.",
}
_NEEDS_COLORS = ("palette", "composition")


def look(
    ctx: Context, *, form: str, line: str, lang: str, picture: Pixels | None, facts: str, count: int, seed: int
) -> tuple[Variant, ...]:
    """Up to `count` answers in `form`; the same arguments give the same ones.

    `line`: plain text, which may be empty where a picture is given. `lang`: "en", "zh" or "auto" (as the line). `picture`:
    uint8 (H, W, 4), straight alpha, or None. `facts`: what is known of it, see `facts`; "" for nothing. Fewer answers
    come where there is no more to say. Raises `UserError` for an empty picture, for notes and labels without one and where
    there is nothing to go by at all.
    """
    tongue = lang if lang in ("en", "zh") else "zh" if is_chinese(line) else "en"
    if picture is None and form in _NEEDS_PICTURE:
        raise UserError(_NEEDS_PICTURE[form])
    if picture is None and not line.strip():
        raise UserError("Write a line first: a place, a light, a thing.")
    known = known_facts.read(facts)
    seen: Measures | None = measure(picture) if picture is not None else None
    if seen is not None and seen.plain and form in _NEEDS_COLORS:
        # An even ground says nothing of colors and places: the line alone does.
        if not line.strip():
            raise UserError("The picture is one even ground so far: paint a little, or write a line to go by.")
        seen = None
    ctx.progress(0.4)
    answers = _written(ctx, form, line, tongue, seen, known, count, seed)
    for number, variant in enumerate(answers):
        ctx.say(variant.text, number)
    ctx.progress(1.0)
    return answers


def _written(
    ctx: Context,
    form: str,
    line: str,
    lang: str,
    seen: Measures | None,
    known: known_facts.Known,
    count: int,
    seed: int,
) -> tuple[Variant, ...]:
    match form:
        case "notes" if seen is not None:
            return notes.write(seen, known, lang, count, seed)
        case "label" if seen is not None:
            return label.write(seen, known, line, lang, count, seed)
        case "explanation":
            return explain.write(ctx, seen, known, line, lang, count, seed)
        case "palette":
            return palettes.write(ctx, seen, line, lang, count, seed)
        case "composition":
            return compositions.write(seen, line, lang, count, seed)
        case _:
            raise UserError(f"“{form}” is no form that looks at a picture.")

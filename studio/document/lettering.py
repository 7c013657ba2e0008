"""Text that stays text: what a layer of lettering says and how, apart from its pixels."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, fields, replace
from typing import Any

from studio.core.errors import UserError

LONGEST = 5000
"""Characters."""
MIN_SIZE, MAX_SIZE = 4, 2000
MIN_WIDTH, MAX_WIDTH = 8.0, 32768.0
ALIGNMENTS = ("left", "center", "right")
SHIPPED = "Inter"
"""The family that comes with the program."""
HAND, ELSEWHERE, MUSE = "hand", "elsewhere", "muse:"
_SOURCE = re.compile(r"hand|elsewhere|muse:[^\x00-\x1f\x7f]{1,120}")
_FAR = 2**20

RGB = tuple[int, int, int]


@dataclass(frozen=True)
class Lettering:
    """`size`: of the font in whole px of the document. `weight` 100..900. `line_spacing`: from baseline to baseline in sizes.
    `letter_spacing`: room added between letters in sizes. `width`: where lines are wrapped, in px; None for lines that
    end only where the text breaks them. `x`, `y`: the upper left corner of its box in the layer's plane, in px.

    `source` says who wrote the words: "hand", "elsewhere" (brought in from another program) or "muse:ID"; `edited`:
    the artist has changed words that were not the artist's own. Raises `UserError` for what is out of range.
    """

    text: str
    family: str = SHIPPED
    size: int = 48
    weight: int = 400
    italic: bool = False
    color: RGB = (0, 0, 0)
    align: str = "left"
    line_spacing: float = 1.25
    letter_spacing: float = 0.0
    width: float | None = None
    x: int = 0
    y: int = 0
    source: str = HAND
    edited: bool = False

    def __post_init__(self) -> None:
        if len(self.text) > LONGEST:
            raise too_long(len(self.text))
        if self.align not in ALIGNMENTS:
            raise UserError(f"Lettering is aligned left, center or right, not “{self.align}”.")
        if not self.family.strip() or len(self.family) > 200:
            raise UserError("The font of the lettering has no usable name.")
        if not _SOURCE.fullmatch(self.source):
            raise UserError("It is not clear where the words of the lettering come from.")
        for name, value, lo, hi in (
            ("size", self.size, MIN_SIZE, MAX_SIZE),
            ("weight", self.weight, 100, 900),
            ("line spacing", self.line_spacing, 0.5, 4.0),
            ("letter spacing", self.letter_spacing, -0.25, 2.0),
            ("width", MIN_WIDTH if self.width is None else self.width, MIN_WIDTH, MAX_WIDTH),
            ("place", self.x, -_FAR, _FAR),
            ("place", self.y, -_FAR, _FAR),
            *(("color", value, 0, 255) for value in self.color),
        ):
            if not lo <= value <= hi:  # false for what is no number, too
                raise UserError(f"The {name} of lettering goes from {lo:g} to {hi:g}, not {value:g}.")

    def but(self, **values: Any) -> Lettering:
        """The same with other values. Raises `UserError`."""
        return replace(self, **values)

    @property
    def by_muse(self) -> bool:
        return self.source.startswith(MUSE)

    @property
    def author(self) -> str:
        """Who wrote the words, for the artist: "Text of the muse (transformer), edited by hand"."""
        if self.by_muse:
            by = f"Text of the muse ({self.source.removeprefix(MUSE)})"
        else:
            by = "Text from elsewhere" if self.source == ELSEWHERE else "Text typed by hand"
        return f"{by}, edited by hand" if self.edited else by

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        made = {f.name: getattr(self, f.name) for f in fields(self)}
        made["color"] = "#{:02x}{:02x}{:02x}".format(*self.color)
        return made

    @classmethod
    def from_dict(cls, data: object) -> Lettering:
        """Reads what `to_dict` wrote. Raises `UserError` for anything else: files may come from anywhere."""
        if not isinstance(data, dict):
            raise _damaged()
        text, color = data.get("text"), data.get("color", "#000000")
        if not isinstance(text, str) or not isinstance(color, str) or not re.fullmatch(r"#[0-9a-f]{6}", color):
            raise _damaged()
        values: dict[str, Any] = {"color": tuple(int(color[i : i + 2], 16) for i in (1, 3, 5))}
        for name, kind in _KINDS.items():
            if name not in data:
                continue
            value: Any = data[name]
            if name == "width" and value is None:
                values[name] = None
            elif kind is float and isinstance(value, float | int) and not isinstance(value, bool):
                if not abs(value) < _FAR:  # false for what is no number, too; larger integers do not fit a float
                    raise _damaged()
                values[name] = float(value)
            elif kind is not float and type(value) is kind:
                values[name] = value
            else:
                raise _damaged()
        if text != tidy(text):
            raise _damaged()
        return cls(text=text, **values)


_KINDS: dict[str, type] = {
    "family": str, "size": int, "weight": int, "italic": bool, "align": str, "line_spacing": float,
    "letter_spacing": float, "width": float, "x": int, "y": int, "source": str, "edited": bool,
}  # fmt: skip


def _damaged() -> UserError:
    return UserError("The words of this lettering are damaged.")


def too_long(length: int) -> UserError:
    return UserError(f"Lettering has room for {LONGEST:,} characters, not for {length:,}: take a part of the text.")


def tidy(text: str) -> str:
    """Text as lettering can hold it: line breaks as "\\n", tabs as spaces, no control characters, no halves of
    characters. Raises `UserError` for text that is far too long to be set."""
    if len(text) > 2 * LONGEST:
        raise too_long(len(text))
    text = text.replace("\r\n", "\n")
    for mark in ("\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85"):
        text = text.replace(mark, "\n")
    text = text.replace("\t", "    ")
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))

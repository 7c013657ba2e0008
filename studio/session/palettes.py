"""Named palettes beside the swatches: what they are, how they are kept, and the step that changes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from studio.core.errors import UserError

if TYPE_CHECKING:
    from studio.session.tools import ColorState

RGB = tuple[int, int, int]
MOST = 12
"""Palettes that are kept; the oldest one gives way."""
MOST_COLORS = 256
LONGEST_NAME = 60
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class Palette:
    """A name of its own, and colors in their order."""

    name: str
    colors: tuple[RGB, ...]

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {"name": self.name, "colors": hexes(self.colors)}


def palette_of(name: str, colors: Iterable[str | Sequence[int]]) -> Palette:
    """A palette of "#rrggbb" or (r, g, b), each color once. Raises `UserError` where none is left."""
    found = _colors(colors)
    if not found:
        raise UserError("There are no colors in this palette.")
    title = " ".join(name.split())[:LONGEST_NAME].rstrip() or "Palette"
    return Palette(title, found)


def hexes(colors: Iterable[RGB]) -> list[str]:
    """JSON-ready."""
    return ["#{:02x}{:02x}{:02x}".format(*c) for c in colors]


def _colors(colors: Iterable[str | Sequence[int]]) -> tuple[RGB, ...]:
    """What of `colors` is one, each once."""
    found: dict[RGB, None] = {}
    for color in colors:
        rgb = _rgb(color)
        if rgb is not None:
            found[rgb] = None
        if len(found) >= MOST_COLORS:
            break
    return tuple(found)


def _rgb(color: str | Sequence[int]) -> RGB | None:
    if isinstance(color, str):
        if not _HEX.fullmatch(color):
            return None
        return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
    if len(color) != 3 or not all(type(v) is int and 0 <= v <= 255 for v in color):
        return None
    return color[0], color[1], color[2]


def swatches_in(kept: object) -> tuple[RGB, ...]:
    """As `palettes_in`."""
    return _colors(c for c in kept if isinstance(c, str)) if isinstance(kept, list) else ()


def palettes_in(kept: object) -> tuple[Palette, ...]:
    """What the settings keep; what cannot be read is left out."""
    found: list[Palette] = []
    for entry in kept if isinstance(kept, list) else []:
        colors = entry.get("colors") if isinstance(entry, dict) else None
        name = entry.get("name") if isinstance(entry, dict) else None
        if isinstance(colors, list) and isinstance(name, str):
            try:
                found.append(palette_of(name, [c for c in colors if isinstance(c, str)]))
            except UserError:
                continue
    return tuple(found[:MOST])


def with_palette(palettes: Sequence[Palette], new: Palette) -> tuple[Palette, ...]:
    """The new one first. The same colors under the same name come to the front; other colors get a name of their own."""
    rest = [p for p in palettes if p != new]
    taken, name, number = {p.name for p in rest}, new.name, 1
    while name in taken:
        number += 1
        name = f"{new.name} {number}"
    return (Palette(name, new.colors), *rest)[:MOST]


class PaletteEdit:
    """Other palettes, as a step of the history of the open document."""

    merge_key = None

    def __init__(self, state: ColorState, title: str, before: tuple[Palette, ...], after: tuple[Palette, ...]) -> None:
        self._state, self.title, self._before, self._after = state, title, before, after

    @property
    def nbytes(self) -> int:
        return 256 * (len(self._before) + len(self._after))

    def redo(self) -> None:
        self._state.set_palettes(self._after)

    def undo(self) -> None:
        self._state.set_palettes(self._before)

    def merge(self, newer: object) -> bool:
        return False

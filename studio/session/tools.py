"""The tool in hand and the colors on the palette."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from studio.core.errors import UnknownNameError
from studio.core.events import Event
from studio.document.brush import Brush
from studio.session.palettes import Palette, PaletteEdit, hexes, palette_of, palettes_in, swatches_in, with_palette

if TYPE_CHECKING:
    from studio.core.settings import Settings
    from studio.document.history import History

TOOLS = ("brush", "eraser", "eyedropper", "fill", "move", "text", "hand", "zoom")
BRUSH_TOOLS = ("brush", "eraser")

RGB = tuple[int, int, int]
"""sRGB, 0..255 each."""


class ToolState:
    """Which tool is in hand, and one brush for painting and one for erasing, each with its own settings."""

    def __init__(self) -> None:
        self._tool = "brush"
        self.tolerance = 0.1
        self._brushes = {"brush": Brush(), "eraser": replace(Brush(), eraser=True)}
        self.changed: Event[[]] = Event()

    @property
    def tool(self) -> str:
        return self._tool

    @tool.setter
    def tool(self, tool: str) -> None:
        if tool not in TOOLS:
            raise UnknownNameError("tool", tool, TOOLS)
        if tool != self._tool:
            self._tool = tool
            self.changed.emit()

    @property
    def brush(self) -> Brush:
        """The settings of the brush in hand; those of the paint brush while another tool is held."""
        return self._brushes[self._tool if self._tool in BRUSH_TOOLS else "brush"]

    @property
    def eraser(self) -> Brush:
        """The eraser's settings, for the eraser end of a pen."""
        return self._brushes["eraser"]

    def set_brush(self, **values: Any) -> None:
        """Changes fields of the brush in hand; `Brush` checks their ranges."""
        key = self._tool if self._tool in BRUSH_TOOLS else "brush"
        new = replace(self._brushes[key], **values)
        if new != self._brushes[key]:
            self._brushes[key] = new
            self.changed.emit()


class ColorState:
    """Foreground and background color, the swatches, and named palettes above them, the newest first.

    Swatches and palettes are kept in the settings; what changes palettes is a step of the open document's history.
    """

    RECENT = 12

    def __init__(self, settings: Settings | None = None, history: Callable[[], History | None] = lambda: None) -> None:
        self._settings, self._history = settings, history
        self._palettes = palettes_in(settings["palettes"]) if settings is not None else ()
        self._foreground: RGB = (222, 138, 78)
        self._background: RGB = (240, 236, 226)
        self.recent: list[RGB] = []
        own = swatches_in(settings["swatches"]) if settings is not None else ()
        self.swatches: list[RGB] = list(own or _SWATCHES)
        self.changed: Event[[]] = Event()

    @property
    def foreground(self) -> RGB:
        return self._foreground

    @property
    def background(self) -> RGB:
        return self._background

    def set_foreground(self, color: RGB) -> None:
        if color != self._foreground:
            self._foreground = color
            self.changed.emit()

    def set_background(self, color: RGB) -> None:
        if color != self._background:
            self._background = color
            self.changed.emit()

    def swap(self) -> None:
        self._foreground, self._background = self._background, self._foreground
        self.changed.emit()

    def used(self, color: RGB) -> None:
        """Notes a color that was painted with."""
        if self.recent[:1] != [color]:
            self.recent = [color, *(c for c in self.recent if c != color)][: self.RECENT]
            self.changed.emit()

    def add_swatch(self, color: RGB) -> None:
        if color not in self.swatches:
            self.swatches.append(color)
            self._keep_swatches()

    def remove_swatch(self, color: RGB) -> None:
        if color in self.swatches:
            self.swatches.remove(color)
            self._keep_swatches()

    def _keep_swatches(self) -> None:
        if self._settings is not None:
            self._settings.set("swatches", hexes(self.swatches))
        self.changed.emit()

    # -- palettes ------------------------------------------------------------------------------------------------

    @property
    def palettes(self) -> tuple[Palette, ...]:
        return self._palettes

    def take_palette(self, name: str, colors: Iterable[str | Sequence[int]]) -> Palette:
        """Keeps colors, "#rrggbb" or (r, g, b), as a palette; its name is made one of its own. Raises `UserError` where
        there is no color among them."""
        after = with_palette(self._palettes, palette_of(name, colors))
        self._step("Take palette", after)
        return after[0]

    def remove_palette(self, palette: Palette) -> None:
        if palette in self._palettes:
            self._step("Remove palette", tuple(p for p in self._palettes if p != palette))

    def _step(self, title: str, after: tuple[Palette, ...]) -> None:
        if after == self._palettes:
            return
        edit, history = PaletteEdit(self, title, self._palettes, after), self._history()
        if history is not None:
            history.push(edit)
        else:
            edit.redo()

    def set_palettes(self, palettes: tuple[Palette, ...]) -> None:
        """Only steps of the history call this."""
        self._palettes = palettes
        if self._settings is not None:
            self._settings.set("palettes", [p.to_dict() for p in palettes])
        self.changed.emit()


# A painter's box: earths, warm and cool primaries, greens, greys.
_SWATCHES: tuple[RGB, ...] = (
    (24, 22, 26), (92, 88, 86), (158, 152, 146), (240, 236, 226),
    (98, 42, 30), (158, 74, 42), (202, 134, 62), (232, 196, 120),
    (168, 38, 44), (222, 94, 74), (240, 150, 60), (246, 206, 78),
    (58, 84, 48), (112, 138, 66), (60, 122, 110), (140, 186, 178),
    (28, 44, 88), (52, 96, 160), (112, 164, 206), (186, 212, 226),
    (70, 44, 92), (128, 84, 140), (196, 132, 158), (236, 194, 196),
)  # fmt: skip

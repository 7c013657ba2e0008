"""How a panel is handed to the window, which knows none by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from PySide6.QtWidgets import QWidget

Area = Literal["upper", "lower", "bottom"]


@dataclass(frozen=True)
class PanelEntry:
    """`area`: the upper or lower group of tabs at the right, or the shelf below the canvas."""

    id: str
    title: str
    icon: str
    widget: QWidget
    area: Area


class Shelf(Protocol):
    """What a panel of the bottom area lets the window do, besides being a widget."""

    def set_side(self, side: int) -> None:
        """Side of its thumbnails in px."""

    def set_folded(self, folded: bool) -> None:
        """To its head, or open; it tells by `folded_changed` when the artist does it, and by `folded` how it is."""

    def set_lead(self, tabs: QWidget) -> None:
        """The tabs of the shelf, which stand at its head in place of a title."""

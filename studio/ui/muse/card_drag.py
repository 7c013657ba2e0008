"""An answer on its way to the canvas, the line, or another program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDrag, QPixmap
from PySide6.QtWidgets import QWidget

from studio.core import emphasis
from studio.session.guides import MIME as GUIDES
from studio.session.lettering import MIME, packed

if TYPE_CHECKING:
    from studio.session.muse_cards import Card


def words_of(card: Card) -> QMimeData:
    """The words for text fields everywhere; for the canvas also which muse wrote them, or the composition that they tell of."""
    data = QMimeData()
    text = emphasis.plain(card.text)
    data.setText(text)
    muse = card.turn.muse if card.turn is not None else ""
    if card.variant.guides:
        data.setData(GUIDES, card.variant.guides.encode())
    else:
        data.setData(MIME, packed(text, f"muse:{muse}"))
    return data


def drag(widget: QWidget, card: Card, start: QPoint) -> None:
    """Drags the words of `card`, with `widget` as the picture under the pointer; `start` is where it was taken."""
    journey = QDrag(widget)
    journey.setMimeData(words_of(card))
    picture = QPixmap(widget.size() * widget.devicePixelRatioF())
    picture.setDevicePixelRatio(widget.devicePixelRatioF())
    picture.fill(Qt.GlobalColor.transparent)
    widget.render(picture, QPoint())
    journey.setPixmap(picture)
    journey.setHotSpot(start)
    journey.exec(Qt.DropAction.CopyAction)

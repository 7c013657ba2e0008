"""The rows of the Style panel: one a style, with its weight or its map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from studio.bridge.binding import Bindings
from studio.bridge.images import image_of
from studio.session.style_mix import MAPS, MOST_STYLES, WEIGHTS, StyleShare
from studio.ui.canvas.style_overlay import map_color
from studio.ui.parts.buttons import IconButton, Segments
from studio.ui.parts.labels import Elided, label, value_label
from studio.ui.parts.layout import fill, row
from studio.ui.parts.slider import PSlider
from studio.ui.parts.thumb import Thumb
from studio.ui.theme import color, font

if TYPE_CHECKING:
    from studio.core.picture import Pixels
    from studio.session.studio import Studio
    from studio.session.style_library import StyleSource

SIDE = 32
PICTURE = 2 * SIDE


class _Number(QWidget):
    """The number of a style; in the color of its map where it has one."""

    def __init__(self) -> None:
        super().__init__()
        self._number, self._slot = 1, 0
        self.setFixedSize(18, 18)

    def set_number(self, number: int, slot: int) -> None:
        """`slot` 0: no map."""
        self._number, self._slot = number, slot
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._slot:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(map_color(self._slot))
            painter.drawEllipse(box)
        else:
            painter.setPen(QPen(color("track"), 1))
            painter.drawEllipse(box)
        painter.setFont(font(11, 600))
        # Dark on every map's color, in both themes.
        painter.setPen(Qt.GlobalColor.black if self._slot else color("text2"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._number))


class StyleRow(QFrame):
    """Thumbnail, title, and what the style's share is. A click, Enter or Space chooses the row: the browser fills it."""

    chosen = Signal()
    remove_wanted = Signal()
    weight_edited = Signal(float)
    weight_committed = Signal(float)
    paint_toggled = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "row")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.source: StyleSource | None = None
        self._selected = False
        self.number = _Number()
        self.thumb = Thumb(SIDE, name="Style")
        self.thumb.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.thumb.set_empty_glyph("swatches")
        self.thumb.clicked.connect(self.chosen)
        self.title = Elided("", "body")
        self.weight = PSlider(0.0, 1.0, 1.0, step=0.01, name="Weight")
        self.weight.edited.connect(self.weight_edited)
        self.weight.committed.connect(self.weight_committed)
        self.part = value_label("", 40)
        self.paint = IconButton("paint-brush", "Paint where this style goes", size=28, checkable=True, token="text2")
        self.paint.clicked.connect(self.paint_toggled)
        self.remove = IconButton("x", "Take this style away", size=24, icon_size=14, token="text2")
        self.remove.clicked.connect(self.remove_wanted)
        box = QHBoxLayout(self)
        box.setContentsMargins(4, 2, 2, 2)
        box.setSpacing(6)
        box.addWidget(self.number)
        box.addWidget(self.thumb)
        box.addWidget(self.title, 3)
        box.addWidget(self.weight, 2)
        box.addWidget(self.part)
        box.addWidget(self.paint)
        box.addWidget(self.remove)

    def show_share(self, share: StyleShare, number: int, *, selected: bool, alone: bool, by: str) -> None:
        """`alone`: there is no other row."""
        self.number.set_number(number, share.slot if by == MAPS else 0)
        self.number.setVisible(not alone)
        title = share.source.title if share.source is not None else "Choose a style above"
        self.title.setText(title)
        self.title.setEnabled(share.source is not None)
        self.setAccessibleName(f"Style {number}: {title}")
        self.weight.setAccessibleName(f"Weight of {title}")
        self.weight.setVisible(not alone and by == WEIGHTS)
        if not self.weight.isSliderDown():
            self.weight.set_value(share.weight)
        self.part.setVisible(not alone)
        self.paint.setVisible(not alone and by == MAPS)
        self.paint.setEnabled(share.source is not None)
        self.remove.setVisible(not alone or share.source is not None)
        self._selected = selected and not alone
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(240, SIDE + 6)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_wanted.emit()
        elif event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(color("edge"), 1) if self._selected else Qt.PenStyle.NoPen)
        ground = "selected" if self._selected else "hover" if self.underMouse() else "card"
        painter.setBrush(color(ground))
        painter.drawRoundedRect(box, 4, 4)
        if self.hasFocus():
            painter.setPen(QPen(color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)


class StyleMixRows(QWidget):
    """The styles that are laid, how they share the picture, and the button for one more."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._bindings = Bindings(self)
        self.rows: list[StyleRow] = []
        self._add = IconButton("plus", "One more style, by weights or where you paint it", size=28, token="text2")
        self._by = Segments([(WEIGHTS, "Weights"), (MAPS, "Maps")], WEIGHTS, name="Styles share the picture by")
        self._by.set_tip(WEIGHTS, "All styles everywhere: their colors meet, each mark is that of one style")
        self._by.set_tip(MAPS, "Each style where you paint it")
        self._title = label("Style", "sub")
        self._head = row(self._title, None, self._by, self._add, gap=4)
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        self._list.setContentsMargins(0, 0, 0, 0)
        fill(QVBoxLayout(self), self._head, self._list, gap=4)
        self._wire()
        self._show()

    def _wire(self) -> None:
        studio, style = self._studio, self._studio.style
        self._add.clicked.connect(lambda: studio.guard(style.add_style))
        self._by.chosen.connect(style.share_by)
        self._bindings.on(style.changed, self._show)
        self._bindings.on(style.maps.changed, self._show)
        self._bindings.on(style.maps.mode_changed, self._show)

    def _row(self, index: int) -> StyleRow:
        style, made = self._studio.style, StyleRow()
        made.chosen.connect(lambda: style.select(index))
        made.remove_wanted.connect(lambda: style.remove_style(index))
        made.weight_edited.connect(lambda value: style.set_weight(index, value, final=False))
        made.weight_committed.connect(lambda value: style.set_weight(index, value))
        made.paint_toggled.connect(lambda on: self._paint(index, on))
        self._list.addWidget(made)
        return made

    def _paint(self, index: int, on: bool) -> None:
        style = self._studio.style
        style.select(index)
        self._studio.guard(lambda: style.maps.paint(style.mix.shares[index].slot if on else None))
        self._show()

    def _show(self) -> None:
        style = self._studio.style
        mix, alone = style.mix, len(style.mix.shares) == 1
        while len(self.rows) < len(mix.shares):
            self.rows.append(self._row(len(self.rows)))
        while len(self.rows) > len(mix.shares):
            gone = self.rows.pop()
            self._list.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        parts = dict(zip([s.slot for s in mix.named], mix.parts, strict=True))
        for index, (made, share) in enumerate(zip(self.rows, mix.shares, strict=True)):
            made.show_share(share, index + 1, selected=index == mix.row, alone=alone, by=mix.by)
            made.part.setText(self._part(share, parts))
            made.part.setToolTip(
                "How much of the picture its map covers" if mix.by == MAPS else "Its part of the whole"
            )
            painting = style.maps.painting == share.slot
            made.paint.setChecked(painting)
            made.paint.set_text("Back to painting on the layer" if painting else f"Paint where style {index + 1} goes")
            if made.source != share.source or (share.source is None) == made.thumb.property("there"):
                self._read(made, share.source)
        self._title.setText("Style" if alone else f"{len(mix.shares)} styles")
        self._by.setVisible(not alone)
        self._by.set_chosen(mix.by)
        self._add.setEnabled(len(mix.shares) < MOST_STYLES and bool(mix.named) and style.takes_picture)

    def _part(self, share: StyleShare, parts: dict[int, float]) -> str:
        style = self._studio.style
        if share.source is None:
            return ""
        if style.mix.by == WEIGHTS:
            return f"{round(100 * parts.get(share.slot, 0.0))} %"
        covered = style.maps.share(share.slot)
        if covered > 0:
            return f"{max(1, round(100 * covered))} %"
        rest = next((s for s in style.mix.named if style.maps.share(s.slot) == 0), None)
        return "Rest" if rest is not None and rest.slot == share.slot else "–"

    def _read(self, made: StyleRow, source: StyleSource | None) -> None:
        made.source = source
        made.thumb.setProperty("there", source is not None)
        made.thumb.set_image(None)
        made.thumb.setToolTip(source.title if source is not None else "")
        if source is None:
            return
        studio = self._studio

        def show(pixels: Pixels) -> None:
            if made.source == source:
                made.thumb.set_image(image_of(pixels))

        # A picture that cannot be read is told when it is laid; its row has none.
        studio.background.run(lambda: studio.style.library.thumbnail(source, PICTURE), show, lambda _s: None)

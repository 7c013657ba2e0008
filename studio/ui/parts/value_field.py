"""A value that looks like plain text and is typed over when it is clicked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from studio.ui.parts.scrub import parse_number
from studio.ui.parts.scrub_entry import ScrubEntry
from studio.ui.theme import color, font


class ValueField(QAbstractButton):
    """Shows text such as "72 %", right-aligned. A click, Enter or a digit opens it for typing."""

    typed = Signal(float)
    """The number as it was typed, without its unit and not yet checked."""

    def __init__(self, name: str, *, width: int = 48) -> None:
        super().__init__()
        self._name = name
        self._entry: ScrubEntry | None = None
        self.setFixedSize(width, 22)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setToolTip(f"{name}: type a number")
        self.set_value_text("")
        self.clicked.connect(lambda: self.start_typing())

    def set_name(self, name: str) -> None:
        self._name = name
        self.setToolTip(f"{name}: type a number")
        self.set_value_text(self.text())

    def set_value_text(self, text: str) -> None:
        self.setText(text)
        self.setAccessibleName(f"{self._name} {text}")
        self.update()

    def start_typing(self, first: str = "") -> None:
        if self._entry is not None or not self.isEnabled():
            return
        entry = ScrubEntry(self, first or self.text(), select=not first)
        entry.setStyleSheet("QLineEdit, QLineEdit:focus { padding: 0 2px; min-height: 0; }")
        entry.setGeometry(self.rect())
        entry.done.connect(self._done)
        self._entry = entry
        entry.show()
        entry.setFocus(Qt.FocusReason.OtherFocusReason)

    def _done(self, text: str, accepted: bool, keep_focus: bool) -> None:
        entry, self._entry = self._entry, None
        if entry is None:
            return
        if keep_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        entry.hide()
        entry.deleteLater()
        number = parse_number(text) if accepted and text != self.text() else None
        if number is not None:
            self.typed.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        text = event.text()
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.start_typing()
        elif plain and text and (text.isdigit() or text in "-+.,"):
            self.start_typing(text)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Digits are typed here; they are not shortcuts of the window.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.text().isdigit():
            event.accept()
            return True
        return bool(super().event(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        event.accept()

    def sizeHint(self) -> QSize:  # noqa: N802
        return self.size()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        if self.hasFocus():
            painter.setPen(QPen(color("focus"), 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)
        elif self.underMouse() and self.isEnabled():
            painter.setPen(QPen(color("edge"), 1))
            painter.setBrush(color("field"))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setFont(font(tabular=True))
        painter.setPen(color("text" if self.isEnabled() else "disabled"))
        painter.drawText(box.adjusted(0, 0, -3, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                         self.text())  # fmt: skip

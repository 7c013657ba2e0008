"""Audience mode: a whole screen for visitors, who type one line at a time and see the picture answer.

Nothing else can be reached from it: no menu, no shortcut, no file. Escape twice leaves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QColor, QKeyEvent, QMouseEvent, QPalette, QScreen
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from studio.bridge.binding import Bindings
from studio.bridge.images import image_of
from studio.session.audience import LONGEST
from studio.ui.audience.stage import DRIFT_MS, FADE_MS, ROUGH_MS, Stage
from studio.ui.theme import font
from studio.ui.theme.tokens import DARK

if TYPE_CHECKING:
    from studio.session.studio import Studio

LINE_PX, REPLY_PX, SAID_PX, NOTICE_PX = 28, 20, 15, 13
HINT = "Write a line, and the picture answers."
REST_MS = 2500
"""Rest of the pointer after which it is hidden."""
_EDITING = (
    Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End,
)  # fmt: skip
_CONTROL = (Qt.Key.Key_A, Qt.Key.Key_Z, Qt.Key.Key_Backspace, Qt.Key.Key_Left, Qt.Key.Key_Right)


class AudienceWindow(QWidget):
    """Follows `studio.audience`; closes itself when the mode ends."""

    def __init__(self, studio: Studio) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Pentimento: audience")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setMouseTracking(True)
        self._studio = studio
        self._audience = studio.audience
        self.stage = Stage()
        self.said = _words("", SAID_PX, DARK.text2)
        self.reply = _words("", REPLY_PX, DARK.text)
        self.notice = _words("", NOTICE_PX, DARK.text2)
        self.entry = QLineEdit()
        self.entry.setMaxLength(LONGEST)
        self.entry.setAccessibleName("Your line")
        self.entry.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.entry.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.entry.setAcceptDrops(False)
        self.entry.setObjectName("audience")
        self.entry.setFont(font(LINE_PX))
        self.entry.returnPressed.connect(self._say)
        self._dress()
        self.entry.installEventFilter(self)
        # Three lines of a reply have their place always: the picture does not move when it comes.
        self.reply.setFixedHeight(3 * round(REPLY_PX * 1.5) + 4)
        box = QVBoxLayout(self)
        box.setContentsMargins(48, 16, 48, 28)
        box.setSpacing(8)
        box.addWidget(self.notice)
        box.addWidget(self.stage, 1)
        box.addSpacing(12)
        box.addWidget(self.said)
        box.addWidget(self.reply)
        box.addWidget(self.entry)
        self._still = QTimer(self)
        self._still.setSingleShot(True)
        self._still.setInterval(REST_MS)
        self._still.timeout.connect(lambda: self.setCursor(Qt.CursorShape.BlankCursor))
        bindings = Bindings(self)
        bindings.on(self._audience.changed, self._show)
        bindings.on(self._audience.picture_changed, self._show_picture)
        bindings.on(self._audience.reply_changed, self._show_reply)

    def _dress(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(DARK.pressed))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        self.setStyleSheet(
            f"QLineEdit#audience {{ background: transparent; border: none; border-top: 1px solid {DARK.line};"
            f" border-radius: 0; color: {DARK.text}; padding: 14px 0 4px 0; min-height: 44px;"
            f" selection-background-color: {DARK.accent}; selection-color: {DARK.onaccent};"
            f" font-size: {LINE_PX}px; }}"
        )

    # -- life ----------------------------------------------------------------------------------------------------

    def open(self, screen: QScreen | None = None) -> None:
        """Begins the mode, over the whole of `screen`."""
        if screen is not None:
            self.setGeometry(screen.geometry())
        self.showFullScreen()
        self.activateWindow()
        self.entry.setFocus()
        self._audience.enter()
        self._show()
        self._still.start()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """The keys of the system that close a window do not end the mode."""
        if self._audience.active:
            event.ignore()
        else:
            event.accept()

    # -- following -----------------------------------------------------------------------------------------------

    def _show(self) -> None:
        audience = self._audience
        if not audience.active:
            self.close()
            return
        self.notice.setText("Press Esc again to leave" if audience.leaving else " ")
        self.said.setText(f"“{audience.lines[-1]}”" if audience.lines else HINT)
        self._show_reply()

    def _show_picture(self) -> None:
        audience = self._audience
        if audience.picture is None:
            return
        finer = not audience.rough and self._rough
        pace = DRIFT_MS if audience.drifting else ROUGH_MS if finer else FADE_MS
        self._rough = audience.rough
        self.stage.set_image(image_of(audience.picture), pace)

    _rough = False

    def _show_reply(self) -> None:
        audience = self._audience
        self.reply.setText(audience.reply or ("…" if audience.busy else ""))

    def _say(self) -> None:
        if self._audience.say(self.entry.text()):
            self.entry.setText("")  # `clear` could be undone: the next visitor would read this line

    # -- input ---------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride:
            event.accept()  # no key is a shortcut here
            return True
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self._audience.escape()
                return True
            return not _may_type(event)
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape:
            self._audience.escape()
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.entry.setFocus()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.unsetCursor()
        self._still.start()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.entry.setFocus()


def _may_type(event: QKeyEvent) -> bool:
    """Letters, and the keys by which a line is written; everything else is swallowed."""
    key, modifiers = Qt.Key(event.key()), event.modifiers()
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return True
    control = modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier)
    alt = modifiers & Qt.KeyboardModifier.AltModifier
    if control and not alt:
        return key in _CONTROL
    # Ctrl and Alt together are AltGr on some systems, by which letters are typed.
    return key in _EDITING or (bool(event.text()) and event.text().isprintable() and (not alt or bool(control)))


def _words(text: str, px: int, tint: str) -> QLabel:
    made = QLabel(text or " ")
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
    made.setWordWrap(True)
    made.setFont(font(px))
    palette = made.palette()
    palette.setColor(QPalette.ColorRole.WindowText, QColor(tint))
    made.setPalette(palette)
    made.setStyleSheet(f"color: {tint}; font-size: {px}px;")
    return made

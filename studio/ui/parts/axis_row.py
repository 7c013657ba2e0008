"""One axis of a latent space: name, strength, pin, lock, reset, and a slider with pictures of what it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QImage, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from studio.ui.parts.axis_slider import AxisSlider, Mark
from studio.ui.parts.buttons import IconButton
from studio.ui.parts.labels import Elided
from studio.ui.parts.scrub_entry import ScrubEntry
from studio.ui.parts.value_field import ValueField

_QUIET = "edge"
STEP = 0.05


class AxisRow(QWidget):
    """A double click on the name or F2 renames the axis; the context menu does the rest."""

    edited = Signal(float)
    """While the artist moves it, in standard deviations."""
    committed = Signal(float)
    reset_wanted = Signal()
    lock_toggled = Signal(bool)
    pin_toggled = Signal(bool)
    renamed = Signal(str)
    """The new name; "" for the one it came with."""
    regrouped = Signal(str)
    """The new group; "" for the one it came with."""

    def __init__(self, title: str, reach: float, marks: Sequence[float], note: str = "") -> None:
        super().__init__()
        self._value, self._reach, self._locked = 0.0, reach, False
        self._headings: tuple[str, ...] = ()
        self._entry: ScrubEntry | None = None
        self._renaming = True
        self.title = Elided(title, "body")
        self.title.installEventFilter(self)
        self.field = ValueField(title, width=52)
        self.pin = self._button("push-pin", checkable=True)
        self.lock = self._button("lock-open", checkable=True, checked="lock-fill")
        self.reset = self._button("arrow-counter-clockwise")
        self.slider = AxisSlider(
            -reach, reach, 0.0, [Mark(m, sigma(m, mark=True)) for m in marks], step=STEP, origin=0.0, name=title
        )
        self._note = note
        head = QHBoxLayout()
        head.setSpacing(0)
        for item in (self.title, self.field, self.pin, self.lock, self.reset):
            head.addWidget(item, 1 if item is self.title else 0)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self.slider)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._wire()
        self.set_title(title)
        self.set_value(0.0)

    def _button(self, glyph: str, *, checkable: bool = False, checked: str = "") -> IconButton:
        return IconButton(glyph, glyph, size=24, icon_size=14, token=_QUIET, checkable=checkable, checked_glyph=checked)

    def _wire(self) -> None:
        self.slider.edited.connect(self._moved)
        self.slider.committed.connect(self.committed)
        self.slider.reset_wanted.connect(self.reset_wanted)
        self.field.typed.connect(self._typed)
        self.pin.clicked.connect(self.pin_toggled)
        self.lock.clicked.connect(self.lock_toggled)
        self.reset.clicked.connect(self.reset_wanted)

    # what the panel sets

    def set_title(self, title: str) -> None:
        self.title.setText(title)
        tip = f"{title}. {self._note}" if self._note else title
        self.title.setToolTip(f"{tip}\nDouble click or F2 renames it")
        self.slider.setAccessibleName(title)
        self.slider.setToolTip(tip)
        self.field.set_name(title)
        name = title.lower()
        self.pin.set_text(f"Unpin {name}" if self.pin.isChecked() else f"Pin {name} to the top")
        self.lock.set_text(f"Lock {name}: new pictures keep its strength")
        self.reset.set_text(f"Reset {name}")
        self._show()

    def set_value(self, value: float) -> None:
        """Shows `value`; a slider that is being dragged is left alone."""
        if not self.slider.isSliderDown():
            self._value = value
            self.slider.set_value(value)
            self._show()

    def set_locked(self, locked: bool) -> None:
        self._locked = locked
        self.lock.setChecked(locked)
        self.slider.setEnabled(not locked)
        self.field.setEnabled(not locked)
        self._show()

    def set_pinned(self, pinned: bool) -> None:
        if pinned != self.pin.isChecked():
            self.pin.setChecked(pinned)
            self.set_title(self.title.text())

    def set_headings(self, headings: Sequence[str]) -> None:
        """The groups that the context menu offers."""
        self._headings = tuple(headings)

    def set_pictures(self, pictures: Mapping[float, QImage]) -> None:
        if pictures:
            self.slider.set_pictures(pictures)
        else:
            self.slider.clear_pictures()

    def value(self) -> float:
        return self._value

    # moves

    def _moved(self, value: float) -> None:
        self._value = round(value, 3)
        self._show()
        self.edited.emit(self._value)

    def _typed(self, number: float) -> None:
        self._value = min(max(number, -self._reach), self._reach)
        self.slider.set_value(self._value)
        self._show()
        self.edited.emit(self._value)
        self.committed.emit(self._value)

    def _show(self) -> None:
        self.field.set_value_text(sigma(self._value))
        self.reset.setEnabled(abs(self._value) > 1e-6 and not self._locked)

    # naming

    def start_rename(self) -> None:
        """Opens the name for typing."""
        self._type(self.title.text(), renaming=True)

    def start_regroup(self) -> None:
        """Opens the name's place for the name of a new group."""
        self._type("", renaming=False)

    def _type(self, text: str, *, renaming: bool) -> None:
        if self._entry is not None:
            return
        self._renaming = renaming
        entry = self._entry = ScrubEntry(self, text, select=False)
        entry.setAlignment(Qt.AlignmentFlag.AlignLeft)
        entry.setPlaceholderText("" if renaming else "Name of the group")
        entry.setAccessibleName("Name of the axis" if renaming else "Name of the group")
        entry.setMaxLength(40)
        entry.selectAll()
        entry.setStyleSheet("QLineEdit, QLineEdit:focus { padding: 0 4px; min-height: 0; }")
        entry.setGeometry(self.title.geometry())
        entry.done.connect(self._typed_name)
        entry.show()
        entry.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed_name(self, text: str, accepted: bool, keep_focus: bool) -> None:
        entry, self._entry = self._entry, None
        if entry is None:
            return
        if keep_focus:
            self.slider.setFocus(Qt.FocusReason.OtherFocusReason)
        entry.hide()
        entry.deleteLater()
        if not accepted:
            return
        if self._renaming:
            self.renamed.emit(text.strip())
        elif text.strip():
            self.regrouped.emit(text.strip())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if watched is self.title and event.type() == QEvent.Type.MouseButtonDblClick:
            self.start_rename()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_F2:
            self.start_rename()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        self.popup(event.globalPos())

    def popup(self, at: QPoint) -> QMenu:
        """The context menu."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Rename", self.start_rename)
        menu.addAction("Its own name", lambda: self.renamed.emit(""))
        menu.addAction("Unpin" if self.pin.isChecked() else "Pin to the top",
                       lambda: self.pin_toggled.emit(not self.pin.isChecked()))  # fmt: skip
        menu.addAction("Unlock" if self._locked else "Lock", lambda: self.lock_toggled.emit(not self._locked))
        menu.addAction("Reset", self.reset_wanted.emit).setEnabled(self.reset.isEnabled())
        menu.addSeparator()
        groups = menu.addMenu("Move to")
        for heading in self._headings:
            groups.addAction(heading.capitalize(), partial(self.regrouped.emit, heading))
        groups.addSeparator()
        groups.addAction("New group…", self.start_regroup)
        groups.addAction("Its own group", lambda: self.regrouped.emit(""))
        menu.popup(at)
        return menu

    def event(self, event: QEvent) -> bool:
        # F2 renames what has the focus; without this the window would rename the layer.
        over = event.type() == QEvent.Type.ShortcutOverride
        if over and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F2:
            event.accept()
            return True
        # As in the rows of a form: the buttons speak up in the row that is pointed at.
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            token = "text2" if event.type() == QEvent.Type.HoverEnter else _QUIET
            for button in (self.pin, self.lock, self.reset):
                button.set_token(token)
        return bool(super().event(event))


def sigma(value: float, *, mark: bool = False) -> str:
    """ "+0.8σ"; on a mark "+2σ" and "0"."""
    if mark:
        return "0" if value == 0 else f"{value:+.0f}σ".replace("-", "−")
    text = f"{value:+.1f}" if abs(value * 10 - round(value * 10)) < 1e-6 else f"{value:+.2f}"
    return "0.0σ" if float(text) == 0 else f"{text}σ".replace("-", "−")

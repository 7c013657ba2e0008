"""The contact sheet: candidates in a row that fill in as they are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QDrag, QKeyEvent, QMouseEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QMenu, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from studio.bridge.binding import Bindings
from studio.bridge.images import image_of
from studio.session import style_taking
from studio.session.contact import Candidate, CandidateState
from studio.ui.parts.buttons import Button, IconButton
from studio.ui.parts.labels import Elided, label, plain_tip
from studio.ui.parts.layout import row
from studio.ui.parts.thumb import Thumb

if TYPE_CHECKING:
    from studio.session.studio import Studio

GAP = 8


class CandidateThumb(Thumb):
    """One candidate. Dragging it carries the finished picture, for the canvas and for other programs."""

    menu_wanted = Signal(QPoint)
    stepped = Signal(int)
    """An arrow key: to the next (1) or the previous (-1) candidate."""

    def __init__(self, candidate: Candidate, number: int, side: int) -> None:
        super().__init__(side, text=str(number), name=f"Candidate {number}")
        self.candidate, self.number = candidate, number
        self._pressed_at: QPoint | None = None
        self.refresh()

    def refresh(self) -> None:
        """Takes over the candidate's state."""
        candidate = self.candidate
        tip = f"{candidate.text}\nSeed {candidate.seed}"
        if candidate.state is CandidateState.DONE and candidate.picture is not None:
            pixels = candidate.preview if candidate.preview is not None else candidate.picture.pixels
            self.set_image(image_of(pixels))
            tip += "\n" + "\n".join(candidate.picture.notes) if candidate.picture.notes else ""
        elif candidate.state is CandidateState.RUNNING:
            preview = image_of(candidate.preview) if candidate.preview is not None else None
            self.set_progress(candidate.fraction, preview)
        elif candidate.state is CandidateState.FAILED:
            self.set_failed(True)
            tip += f"\n{candidate.error}"
        self.set_glyph("lock" if candidate.kept else "")
        self.setToolTip(plain_tip(tip))
        self.setAccessibleName(f"Candidate {self.number}: {candidate.text}, {candidate.state.value}")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        # A button would only hand the focus on, and the strip would scroll.
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        self.menu_wanted.emit(event.globalPos())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        super().mouseMoveEvent(event)
        picture = self.candidate.picture
        if self._pressed_at is None or picture is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        far = (event.position().toPoint() - self._pressed_at).manhattanLength()
        if far < QApplication.startDragDistance():
            return
        self._pressed_at = None
        image = image_of(picture.pixels).copy()
        data = QMimeData()
        data.setImageData(image)
        data.setData("application/x-pentimento-candidate", str(self.candidate.id).encode())
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.setPixmap(QPixmap.fromImage(image).scaledToWidth(96, Qt.TransformationMode.SmoothTransformation))
        drag.exec(Qt.DropAction.CopyAction)


class ContactSheetPanel(QFrame):
    """`fold_wanted`: the artist folded the sheet to its header or opened it."""

    folded_changed = Signal(bool)

    def __init__(self, studio: Studio, *, side: int = 88) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._studio, self._side = studio, side
        self._bindings = Bindings(self)
        self._thumbs: list[CandidateThumb] = []
        self._title = label("Candidates", "strong")
        self._count = label("", "caption")
        self._hint = Elided("Develop a line to fill the sheet.", "caption")
        self._keep = Button("Keep", "check", checkable=True)
        self._keep.setToolTip("Keep the chosen candidate when another line is developed")
        self._use = Button("Use as layer", "stack")
        self._use.setToolTip("Paint the chosen candidate at full size onto a new layer  Enter")
        self._fold = IconButton("arrow-line-down", "Fold the sheet", size=28, token="text2", checkable=True)
        self._strip = QScrollArea()
        self._row = QHBoxLayout()
        self._build()
        self._wire()
        self._rebuild()

    # -- for the window ------------------------------------------------------------------------------------------

    def set_side(self, side: int) -> None:
        """Size of the thumbnails in px."""
        if side != self._side:
            self._side = side
            for thumb in self._thumbs:
                thumb.set_side(side)
            self._strip.setFixedHeight(side)

    def set_lead(self, tabs: QWidget) -> None:
        """The tabs of the shelf take the place of the title."""
        layout = self._head.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.insertWidget(0, tabs)
        self._title.hide()

    @property
    def folded(self) -> bool:
        return self._fold.isChecked()

    def set_folded(self, folded: bool) -> None:
        self._strip.setVisible(not folded)
        self._fold.setChecked(folded)
        self._fold.set_glyph("arrow-line-up" if folded else "arrow-line-down")
        self._fold.set_text("Open the sheet" if folded else "Fold the sheet")

    # -- building ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 8, 12, 12)
        box.setSpacing(8)
        self._head = row(self._title, self._count, (self._hint, 1), None, self._keep, self._use, self._fold)
        box.addWidget(self._head)
        self._strip.setFrameShape(QFrame.Shape.NoFrame)
        self._strip.setWidgetResizable(True)
        self._strip.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._strip.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._strip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._strip.setFixedHeight(self._side)
        body = QWidget()
        body.setObjectName("panelbody")
        body.setLayout(self._row)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        self._strip.setWidget(body)
        box.addWidget(self._strip)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _wire(self) -> None:
        sheet = self._studio.contact
        self._keep.clicked.connect(self._toggle_keep)
        self._use.clicked.connect(self._use_current)
        self._fold.toggled.connect(self.set_folded)
        self._fold.toggled.connect(self.folded_changed)
        self._bindings.on(sheet.reset, self._rebuild)
        self._bindings.on(sheet.changed, self._refresh)
        self._bindings.on(sheet.current_changed, self._show_current)

    def _rebuild(self) -> None:
        """The widgets of candidates that stay are kept, so that a growing sheet does not flicker."""
        old = {t.candidate: t for t in self._thumbs}
        focused = next((t.candidate for t in self._thumbs if t.hasFocus()), None)
        while self._row.count():
            self._row.takeAt(0)
        self._thumbs = []
        for number, candidate in enumerate(self._studio.contact, start=1):
            thumb = old.pop(candidate, None)
            if thumb is None:
                thumb = CandidateThumb(candidate, number, self._side)
                thumb.clicked.connect(lambda _=False, c=candidate: self._choose(c))
                thumb.activated.connect(lambda c=candidate: self._activate(c))
                thumb.menu_wanted.connect(lambda at, c=candidate: self._menu(c, at))
                thumb.stepped.connect(self._step)
            thumb.number = number
            thumb.set_text(str(number))
            self._thumbs.append(thumb)
            self._row.addWidget(thumb)
            if candidate is focused:
                thumb.setFocus()
        for thumb in old.values():
            thumb.hide()
            thumb.deleteLater()
        self._row.addStretch(1)
        self._show_current()

    # -- following -----------------------------------------------------------------------------------------------

    def _refresh(self, candidate: Candidate) -> None:
        for thumb in self._thumbs:
            if thumb.candidate is candidate:
                thumb.refresh()
        self._show_count()

    def _show_current(self) -> None:
        current = self._studio.contact.current
        for thumb in self._thumbs:
            thumb.set_selected(thumb.candidate is current)
            if thumb.candidate is current:
                self._strip.ensureWidgetVisible(thumb, GAP, 0)
        self._show_count()

    def _show_count(self) -> None:
        sheet = self._studio.contact
        self._count.setText(f"{sheet.done} of {len(sheet)}" if len(sheet) else "")
        self._hint.setVisible(not len(sheet))
        current = sheet.current
        ready = current is not None and current.picture is not None
        self._use.setEnabled(ready)
        self._keep.setEnabled(ready)
        self._keep.setChecked(current is not None and current.kept)

    # -- verbs ---------------------------------------------------------------------------------------------------

    def _choose(self, candidate: Candidate) -> None:
        if candidate is self._studio.contact.current:
            self._studio.latent.follow_candidate(candidate)  # something else may have been shown over it
        else:
            self._studio.contact.make_current(candidate)

    def _activate(self, candidate: Candidate) -> None:
        if candidate.picture is not None:
            self._studio.contact.make_current(candidate)
            self._studio.guard(lambda: self._studio.place_candidate(candidate))

    def _step(self, by: int) -> None:
        sheet = self._studio.contact
        sheet.step(by)
        for thumb in self._thumbs:
            if thumb.candidate is sheet.current:
                thumb.setFocus(Qt.FocusReason.TabFocusReason)

    def _use_current(self) -> None:
        self._studio.guard(self._studio.place_candidate)

    def _toggle_keep(self) -> None:
        current = self._studio.contact.current
        if current is not None:
            self._studio.contact.keep(current, not current.kept)

    def _menu(self, candidate: Candidate, at: QPoint) -> None:
        studio = self._studio
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if candidate.picture is not None:
            menu.addAction("Use as layer", lambda: self._activate(candidate))
            menu.addAction("Use as style", lambda: studio.guard(lambda: style_taking.take_candidate(studio, candidate)))
            kept = "Release" if candidate.kept else "Keep"
            menu.addAction(kept, lambda: studio.contact.keep(candidate, not candidate.kept))
        menu.addAction("Paint again with another seed", lambda: studio.create.paint_again(candidate))
        menu.addAction("Write these words into the line", lambda: studio.create.set_text(candidate.text))
        menu.addAction(f"Copy seed {candidate.seed}", lambda: QApplication.clipboard().setText(str(candidate.seed)))
        menu.addSeparator()
        menu.addAction("Remove", lambda: studio.contact.remove(candidate))
        menu.popup(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            self._step(1 if event.key() == Qt.Key.Key_Right else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._use_current()
        elif event.key() == Qt.Key.Key_Escape:
            self._studio.contact.make_current(None)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        narrow = self.width() < 560
        self._keep.setText("" if narrow else "Keep")

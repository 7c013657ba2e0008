"""The axes of a latent space, under headings; and what is seen while they are found, or cannot be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QHideEvent, QIcon, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.art.latent.axis import SURPRISE, Axis
from studio.bridge.binding import Bindings
from studio.bridge.images import image_of
from studio.session.latent_axes import PINNED, STRENGTHS, AxesPhase
from studio.ui.parts.axis_row import AxisRow
from studio.ui.parts.buttons import Button, FlatButton, IconButton
from studio.ui.parts.empty import EmptyState
from studio.ui.parts.labels import Elided, label
from studio.ui.parts.layout import Rule, column, row
from studio.ui.parts.progress import ProgressLine
from studio.ui.parts.section import Section
from studio.ui.theme import icon

if TYPE_CHECKING:
    from studio.session.studio import Studio

_SETTLES_MS = 60
"""After a scroll or a fold, before it is looked which axes are in sight."""
_SURPRISE = "Surprise me"
_ROOM, _NARROW = 340, 308
"""From the first width on the button of that name has icon and text, below the second the icon alone."""
_WIDE = 392
"""From this width on the small pictures are larger."""


class AxesPage(QWidget):
    """Rows for the axes of the target's generator. `folded(heading, open)`: the artist folded a heading.

    `tools`: buttons for all axes at once; they belong above the page, where they do not scroll away from its head.
    """

    folded = Signal(str, bool)

    def __init__(self, studio: Studio, is_open: Callable[[str], bool]) -> None:
        super().__init__()
        self._studio, self._axes, self._is_open = studio, studio.latent.axes, is_open
        self._bindings = Bindings(self)
        self._rows: dict[str, AxisRow] = {}
        self._sections: dict[str, Section] = {}
        self._laid: object = None
        self._dragging = ""
        self._usable = False
        self.surprise = FlatButton(_SURPRISE, "sparkle")
        self.surprise.setToolTip("Surprise me: small moves along the surprise axes that are not locked")
        self.surprise.setAccessibleName(_SURPRISE)
        self.reset = IconButton("arrow-counter-clockwise", "Reset all axes", size=28, token="text2")
        self.more = FlatButton("Show more surprises", "plus")
        self.tools = row(self.surprise, self.reset, gap=4)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._build_states()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        for item in (self._waiting, self._problem):
            box.addWidget(item)
        box.addLayout(self._list)
        box.addWidget(self.more)
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(_SETTLES_MS)
        self._look.timeout.connect(self._tell_visible)
        self._wire()
        self._show()

    def _build_states(self) -> None:
        self._line = ProgressLine()
        self._note = Elided("", "caption")
        self._stop = FlatButton("Stop")
        self._waiting = column(
            label("Finding the axes of this generator", "strong"),
            label("It is done once for each model. All other controls work meanwhile.", "sub", wrap=True),
            self._line,
            row((self._note, 1), self._stop),
            margins=(0, 8, 0, 8),
        )
        self._again = Button("Find the axes")
        self._problem = EmptyState("compass", "The axes are not known yet", " ", self._again)

    def _wire(self) -> None:
        latent, axes = self._studio.latent, self._axes
        self.surprise.clicked.connect(lambda: self._studio.guard(latent.moves.surprise_me))
        self.reset.clicked.connect(lambda: self._studio.guard(latent.moves.reset_axes))
        self.more.clicked.connect(axes.show_more)
        self._stop.clicked.connect(axes.stop)
        self._again.clicked.connect(axes.find)
        self._bindings.on(axes.changed, self._show)
        self._bindings.on(axes.marks_changed, self._show_marks)
        self._bindings.on(latent.changed, self._show_values)

    # -- seen or not ---------------------------------------------------------------------------------------------

    def watch_scrolling(self, viewport: QWidget) -> None:
        """`viewport`: what scrolls this page; only rows inside it get pictures."""
        viewport.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Paint) and self.isVisible():
            self.look()
        return False

    def look(self) -> None:
        """Sees soon which rows are in sight."""
        if not self._look.isActive():
            self._look.start()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self.tools.setVisible(self._usable)
        self.look()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self.tools.hide()
        self._look.stop()
        self._axes.watch(False)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit_surprise()
        for made in self._rows.values():
            made.slider.set_picture_size(self._picture_side())

    def _fit_surprise(self) -> None:
        narrow, roomy = self.width() < _NARROW, self.width() >= _ROOM
        self.surprise.setText("" if narrow else _SURPRISE)
        self.surprise.setIcon(icon("sparkle", "text2") if narrow or roomy else QIcon())

    def _picture_side(self) -> int:
        return 48 if self.width() >= _WIDE else 40

    def _tell_visible(self) -> None:
        # Not as soon as it is shown: while docks are arranged each of them is in front for a moment.
        self._axes.watch(self.isVisible())
        seen = [id_ for id_, made in self._rows.items() if not made.visibleRegion().isEmpty()]
        order = {axis.id: i for i, axis in enumerate(a for _, axes in self._axes.groups() for a in axes)}
        self._axes.set_visible(sorted(seen, key=lambda i: order.get(i, 0)))

    # -- following -----------------------------------------------------------------------------------------------

    def _show(self) -> None:
        axes = self._axes
        phase = axes.phase
        ready = phase is AxesPhase.READY
        self._waiting.setVisible(phase is AxesPhase.ASKED)
        self._problem.setVisible(phase in (AxesPhase.FAILED, AxesPhase.STOPPED) or (ready and not axes.all))
        if phase is AxesPhase.ASKED:
            self._line.set_fraction(axes.fraction or None)
            self._note.setText(axes.note or "Waits for its turn")
        elif phase is AxesPhase.FAILED:
            self._say_problem("The axes could not be found", axes.note, "Try again")
        elif phase is AxesPhase.STOPPED:
            self._say_problem("The axes are not known yet", "Looking for them was stopped.", "Find the axes")
        elif not axes.all:
            self._say_problem("No axes", "This model has none that change its pictures.", "Look again")
        self._lay_out(axes.groups() if ready else [])
        self.more.setVisible(ready and axes.more_surprises > 0)
        self._usable = ready and bool(axes.all)
        self.tools.setVisible(self._usable and not self.isHidden())
        self.surprise.setEnabled(any(a.id not in axes.locked for a in axes.surprises))
        self._show_values()

    def _say_problem(self, title: str, hint: str, verb: str) -> None:
        self._problem.title.setText(title)
        self._problem.hint.setText(hint)
        self._again.setText(verb)

    def _lay_out(self, groups: list[tuple[str, list[Axis]]]) -> None:
        """Rows and headings that stay are kept, so that a change of one does not disturb the others."""
        axes = self._axes
        laid = (self._studio.latent.spec, [(heading, [a.id for a in members]) for heading, members in groups])
        if laid != self._laid:
            new_model = self._laid is None or laid[0] != self._laid[0]  # type: ignore[index]
            self._laid = laid
            self._rebuild(groups, new_model)
        headings = axes.headings
        for _, members in groups:
            for axis in members:
                made = self._rows[axis.id]
                if made.title.text() != axes.title(axis):
                    made.set_title(axes.title(axis))
                made.set_pinned(axes.pinned(axis))
                made.set_locked(axis.id in axes.locked)
                made.set_headings(headings)
                self._show_marks(axis.id)

    def _rebuild(self, groups: list[tuple[str, list[Axis]]], new_model: bool) -> None:
        old = {} if new_model else self._rows
        gone = dict(self._rows)
        while self._list.count():
            item = self._list.takeAt(0)
            widget = item.widget() if item is not None else None
            if isinstance(widget, Rule):
                widget.hide()
                widget.deleteLater()
        sections, self._sections, self._rows = self._sections, {}, {}
        for i, (heading, members) in enumerate(groups):
            if i:
                self._list.addWidget(Rule())
            section = sections.pop(heading, None) or self._section(heading)
            count = f"{len(members)} axis" if len(members) == 1 else f"{len(members)} axes"
            section.caption.setText("" if heading == PINNED else count)
            self._sections[heading] = section
            self._list.addWidget(section)
            section.show()
            for axis in members:
                made = old.get(axis.id) or self._row(axis)
                gone.pop(axis.id, None) if axis.id in old else None
                section.body.addWidget(made)
                self._rows[axis.id] = made
        for left in (*sections.values(), *gone.values()):
            left.hide()
            left.setParent(None)
            left.deleteLater()
        self.look()

    def _section(self, heading: str) -> Section:
        section = Section(heading.capitalize(), open_=self._is_open(heading), gap=8)
        section.folded.connect(partial(self._folded, heading))
        return section

    def _folded(self, heading: str, folded: bool) -> None:
        self.folded.emit(heading, not folded)
        self.look()

    def _row(self, axis: Axis) -> AxisRow:
        studio, axes, moves = self._studio, self._axes, self._studio.latent.moves
        note = axis.note or ("Found in the model by itself: see what it does." if axis.kind == SURPRISE else "")
        made = AxisRow(axes.title(axis), axis.reach, STRENGTHS, note)
        made.slider.set_picture_size(self._picture_side())
        made.edited.connect(partial(self._edited, axis.id))
        made.committed.connect(partial(self._committed, axis.id))
        made.reset_wanted.connect(lambda: studio.guard(partial(self._reset, axis.id)))
        made.lock_toggled.connect(lambda on: axes.lock(axis, on))
        made.pin_toggled.connect(lambda on: axes.pin(axis, on))
        made.renamed.connect(lambda title: axes.rename(axis, title))
        made.regrouped.connect(lambda group: axes.regroup(axis, group))
        made.set_value(moves.strength(axis.id))
        return made

    def _show_values(self) -> None:
        moves = self._studio.latent.moves
        strengths = moves.value.axes
        for id_, made in self._rows.items():
            made.set_value(strengths.get(id_, 0.0))
        self.reset.setEnabled(bool(strengths))

    def _show_marks(self, axis: str) -> None:
        made = self._rows.get(axis)
        if made is not None:
            made.set_pictures({k: image_of(p) for k, p in self._axes.marks(axis).items()})

    # -- moves ---------------------------------------------------------------------------------------------------

    def _edited(self, axis: str, value: float) -> None:
        if self._dragging != axis:
            self._dragging = axis
            self._studio.latent.begin()
        self._studio.guard(lambda: self._studio.latent.moves.set_axis(axis, value, final=False))

    def _committed(self, axis: str, value: float) -> None:
        if self._dragging != axis:
            self._studio.latent.begin()
        self._dragging = ""
        self._studio.guard(lambda: self._studio.latent.moves.set_axis(axis, value))

    def _reset(self, axis: str) -> None:
        self._studio.latent.begin()
        self._studio.latent.moves.set_axis(axis, 0.0)

    def rows(self) -> Iterable[AxisRow]:
        return self._rows.values()

"""The Walk strip: pictures that a walk through latent space leads through, its times, its playback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from studio.art.generators.catalog import GENERATORS
from studio.bridge.binding import Bindings
from studio.bridge.images import image_of
from studio.core.walk import EASINGS, SECONDS
from studio.ui.panels.walk_line import TimeBar, WalkLine
from studio.ui.parts.buttons import Button, IconButton
from studio.ui.parts.combo import Combo
from studio.ui.parts.glyph_label import Glyph
from studio.ui.parts.labels import Elided, label, value_label
from studio.ui.parts.layout import column, row
from studio.ui.parts.scrub import Scrub

if TYPE_CHECKING:
    from studio.session.studio import Studio

TICK_MS = 33
BAR_HEIGHT = 28


class WalkPanel(QFrame):
    """Space plays, Escape takes the walk off the canvas."""

    folded_changed = Signal(bool)
    export_wanted = Signal()

    def __init__(self, studio: Studio, *, side: int = 88) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._studio, self._walk, self._side = studio, studio.walk, side
        self._bindings = Bindings(self)
        self._title = label("Walk", "strong")
        self._facts = Elided("", "caption")
        self._add = Button("Add", "plus")
        self._loop = IconButton("repeat", "Loop: lead back to the first picture", size=28, checkable=True)
        self._easing = Combo("Easing")
        self._export = Button("Export…", "film-strip")
        self._fold = IconButton("arrow-line-down", "Fold the strip", size=28, token="text2", checkable=True)
        self._line = WalkLine(self._line_side)
        self._play = IconButton("play", "Play the walk", shortcut="Space", size=28)
        self._time = TimeBar()
        self._clock = value_label("", 88)
        self._hold = Scrub("Hold", 0.0, SECONDS, step=0.1, unit="s", curve=3.0)
        self._begin = Button("Add the chosen picture", "plus")
        self._hint = label("", "sub", wrap=True)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._elapsed = QElapsedTimer()
        self._build()
        self._wire()
        self._show_walk()

    @property
    def _line_side(self) -> int:
        return self._side - BAR_HEIGHT

    # -- for the window ------------------------------------------------------------------------------------------

    def set_lead(self, tabs: QWidget) -> None:
        """The tabs of the shelf take the place of the title."""
        layout = self._head.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.insertWidget(0, tabs)
        self._title.hide()

    def set_side(self, side: int) -> None:
        """Height of what lies below the head, in px."""
        if side != self._side:
            self._side = side
            self._line.set_side(self._line_side)
            self._scroll.setFixedHeight(self._line_side)
            self._body.setFixedHeight(side)

    @property
    def folded(self) -> bool:
        return self._fold.isChecked()

    def set_folded(self, folded: bool) -> None:
        self._body.setVisible(not folded)
        self._fold.setChecked(folded)
        self._fold.set_glyph("arrow-line-up" if folded else "arrow-line-down")
        self._fold.set_text("Open the strip" if folded else "Fold the strip")

    # -- building ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 8, 12, 12)
        box.setSpacing(8)
        self._add.setToolTip("Add the chosen candidate, or the generated layer, to the walk")
        self._export.setToolTip("Write the walk as a video, a GIF or a folder of pictures")
        for id_, title in EASINGS:
            self._easing.addItem(title, id_)
        self._easing.setToolTip("How the walk goes from picture to picture")
        self._easing.setFixedWidth(136)
        self._head = row(
            self._title, (self._facts, 1), self._add, self._easing, self._loop, self._export, self._fold
        )  # fmt: skip
        box.addWidget(self._head)
        self._body = QWidget()
        self._body.setFixedHeight(self._side)
        self._pages = QStackedLayout(self._body)
        self._pages.addWidget(self._empty_page())
        self._pages.addWidget(self._line_page())
        box.addWidget(self._body)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _empty_page(self) -> QWidget:
        words = column(None, label("A way from picture to picture", "strong"), self._hint, None, gap=4)
        return row(12, Glyph("path", 24), 4, (words, 1), self._begin)

    def _line_page(self) -> QWidget:
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setFixedHeight(self._line_side)
        self._line.setObjectName("panelbody")
        self._scroll.setWidget(self._line)
        self._hold.setFixedWidth(104)
        self._hold.setToolTip("Seconds that the chosen picture stands still")
        bar = row(self._play, (self._time, 1), self._clock, 4, self._hold)
        bar.setFixedHeight(BAR_HEIGHT)
        return column(self._scroll, bar, gap=0)

    def _wire(self) -> None:
        walk = self._walk
        self._bindings.on(walk.changed, self._show_walk)
        self._bindings.on(walk.selected_changed, self._show_selected)
        self._bindings.on(walk.moved, self._show_moment)
        self._bindings.on(walk.playing_changed, self._show_playing)
        self._bindings.on(walk.preview.frames_changed, self._show_frames)
        self._bindings.on(self._studio.contact.current_changed, self._show_source)
        self._bindings.on(self._studio.contact.changed, lambda _c: self._show_source())
        self._bindings.on(self._studio.subject_changed, self._show_source)
        self._bindings.on(self._studio.generators_changed, self._show_source)
        self._add.clicked.connect(lambda: self._studio.guard(walk.add))
        self._begin.clicked.connect(lambda: self._studio.guard(walk.add))
        self._loop.clicked.connect(lambda on: self._studio.guard(lambda: walk.set_loop(on)))
        self._easing.activated.connect(lambda _i: walk.set_easing(str(self._easing.currentData())))
        self._export.clicked.connect(lambda: self.export_wanted.emit())
        self._fold.toggled.connect(self.set_folded)
        self._fold.toggled.connect(self.folded_changed)
        self._play.clicked.connect(self._toggle)
        self._time.edited.connect(lambda share: walk.seek(share * walk.walk.duration, final=False))
        self._time.committed.connect(lambda share: walk.seek(share * walk.walk.duration))
        self._hold.edited.connect(self._set_hold)
        self._hold.committed.connect(lambda _s: walk.begin())
        line = self._line
        line.chosen.connect(walk.select)
        line.activated.connect(self._activate)
        line.menu_wanted.connect(self._menu)
        line.stepped.connect(self._step)
        line.moved.connect(self._move)
        line.removed.connect(walk.remove)
        line.travel_edited.connect(lambda i, s: self._studio.guard(lambda: walk.set_times(i, travel=s)))
        line.travel_done.connect(walk.begin)
        self._timer.timeout.connect(self._tick)

    # -- following -----------------------------------------------------------------------------------------------

    def _show_walk(self) -> None:
        walk = self._walk.walk
        self._pages.setCurrentIndex(1 if walk.keyframes else 0)
        self._line.show_walk(walk)
        self._time.show_walk(walk)
        self._loop.setChecked(walk.loop)
        self._easing.setCurrentIndex([e for e, _ in EASINGS].index(walk.easing))
        whole = len(walk.keyframes) > 1
        for control in (self._play, self._time, self._export):
            control.setEnabled(whole)
        for choice in (self._loop, self._easing, self._export):
            choice.setVisible(bool(walk.keyframes))
        self._show_selected()
        self._show_moment()
        self._show_frames()
        self._show_source()

    def _show_selected(self) -> None:
        index = self._walk.selected
        self._line.select(index)
        self._hold.setEnabled(index is not None)
        if index is not None and index < len(self._line.thumbs):
            hold = self._walk.walk.keyframes[index].hold
            if abs(self._hold.value() - hold) > 1e-6:
                self._hold.set_value(hold)
            self._scroll.ensureWidgetVisible(self._line.thumbs[index], 96, 0)

    def _show_moment(self) -> None:
        duration, at = self._walk.walk.duration, self._walk.position
        self._time.set_value(at / duration if duration else 0.0)
        self._clock.setText(f"{at:.1f} / {duration:.1f} s")

    def _show_frames(self) -> None:
        walk, preview = self._walk.walk, self._walk.preview
        for index, thumb in enumerate(self._line.thumbs):
            pixels = preview.thumb(index)
            thumb.set_image(image_of(pixels) if pixels is not None else None)
            thumb.setToolTip(walk.keyframes[index].recipe.text)
        count = len(walk.keyframes)
        facts = "" if not count else f"{count} pictures" if count > 1 else "1 picture: add a second one"
        if count > 1 and preview.share < 1:
            facts += f", preview {preview.share * 100:.0f} %"
        self._facts.setText(facts)

    def _show_source(self) -> None:
        can = self._walk.can_add()
        self._add.setEnabled(can)
        self._begin.setEnabled(can)
        self._add.setVisible(bool(self._walk.walk.keyframes))
        names = [s.title for s in GENERATORS if "latent" in s.traits]
        if not names:
            hint = "Walks need a generator with a latent space; there is none here."
        else:
            names = list(dict.fromkeys(names))
            listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
            hint = f"Choose a candidate painted by {listed} and add it; then add another. The walk fills what lies between."
        self._hint.setText(hint)

    def _show_playing(self) -> None:
        playing = self._walk.playing
        self._play.set_glyph("pause" if playing else "play")
        self._play.set_text("Pause the walk" if playing else "Play the walk", "Space")
        if playing:
            self._elapsed.start()
            self._timer.start()
        else:
            self._timer.stop()

    def _tick(self) -> None:
        self._walk.tick(self._elapsed.restart() / 1000)

    # -- verbs ---------------------------------------------------------------------------------------------------

    def _toggle(self) -> None:
        self._studio.guard(self._walk.toggle)

    def _set_hold(self, seconds: float) -> None:
        index = self._walk.selected
        if index is not None:
            self._studio.guard(lambda: self._walk.set_times(index, hold=seconds))

    def _activate(self, index: int) -> None:
        self._walk.select(index)
        self._studio.guard(self._walk.place_moment)

    def _step(self, by: int) -> None:
        count = len(self._line.thumbs)
        index = (self._walk.selected + by) % count if self._walk.selected is not None else 0
        self._walk.select(index)
        self._line.thumbs[index].setFocus(Qt.FocusReason.TabFocusReason)

    def _move(self, index: int, to: int) -> None:
        to = max(0, min(to, len(self._line.thumbs) - 1))
        focused = self._line.thumbs[index].hasFocus()
        self._walk.move(index, to)
        if focused:
            self._line.thumbs[to].setFocus(Qt.FocusReason.TabFocusReason)

    def _menu(self, index: int, at: QPoint) -> None:
        walk, last = self._walk, len(self._line.thumbs) - 1
        seed = walk.walk.keyframes[index].recipe.seed
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Use as layer", lambda: self._activate(index))
        menu.addAction("Duplicate", lambda: walk.duplicate(index))
        menu.addAction("Move back", lambda: walk.move(index, index - 1)).setEnabled(index > 0)
        menu.addAction("Move on", lambda: walk.move(index, index + 1)).setEnabled(index < last)
        menu.addAction(f"Copy seed {seed}", lambda: QApplication.clipboard().setText(str(seed)))
        menu.addSeparator()
        menu.addAction("Remove", lambda: walk.remove(index))
        menu.popup(at)

    # -- events --------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space:
            self._toggle()
        elif key == Qt.Key.Key_Escape:
            self._walk.leave()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._walk.preview.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self._walk.preview.watch(False)
        self._walk.leave()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        narrow = self.width() < 640
        self._add.setText("" if narrow else "Add")
        self._export.setText("" if narrow else "Export…")

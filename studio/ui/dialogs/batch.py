"""Batch stylize: the queue, how it is written, how far it is. It may be closed while the batch runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from studio.bridge.binding import Bindings
from studio.session.batch_items import PICTURES, VIDEOS, Exists, Item, State
from studio.session.batch_state import BatchState
from studio.session.studio import Studio
from studio.ui.dialogs.base import Dialog
from studio.ui.dialogs.batch_list import BatchRows
from studio.ui.parts.buttons import Button, IconButton, Segments
from studio.ui.parts.combo import Combo
from studio.ui.parts.empty import EmptyState
from studio.ui.parts.labels import Elided, label, repolish
from studio.ui.parts.layout import column, row
from studio.ui.parts.progress import ProgressLine
from studio.ui.parts.scrub import Scrub
from studio.ui.status_bar import time_text

SIZE, SMALLEST = QSize(880, 640), QSize(680, 460)
OPTIONS_WIDTH = 288
FILES = f"Pictures and videos ({' '.join(f'*{e}' for e in (*PICTURES, *VIDEOS))});;All files (*)"
FORMATS = (("same", "As the originals"), ("png", "PNG"), ("jpg", "JPEG"), ("tiff", "TIFF"), ("webp", "WebP"))
VIDEO_FORMATS = (
    ("same", "As the originals"), ("mp4", "MP4"), ("webm", "WebM"), ("gif", "GIF"), ("frames", "PNG sequence"),
)  # fmt: skip
EXISTS = (
    (Exists.SKIP.value, "Leave them", "A file of the same name stays, and its original is left out."),
    (
        Exists.OVERWRITE.value,
        "Replace",
        "Files of the same name in the output folder are replaced; originals never are.",
    ),
    (Exists.RENAME.value, "Number", "A number is put behind the new name."),
)
NAMES = "{name} the original's name, {style} the style, {method} the method, {number} its place in the queue"
_TICK_MS = 1000


class BatchDialog(Dialog):
    """One window beside the main one. All of its state lies in `studio.batch`."""

    def __init__(self, parent: QWidget | None, studio: Studio) -> None:
        super().__init__(parent, "Batch stylize", width=SMALLEST.width())
        self.setModal(False)
        self.setObjectName("batch")
        self.setAcceptDrops(True)
        self.setMinimumSize(SMALLEST)
        self._studio, self._state = studio, studio.batch
        self._only_failed = False
        self._build_queue()
        self._build_options()
        body = QWidget()
        box = QHBoxLayout(body)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(20)
        box.addWidget(self._queue, 1)
        box.addWidget(self._options)
        self.column.setContentsMargins(24, 16, 24, 12)
        self.column.addWidget(body, 1)
        self._build_foot()
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._show_progress)
        self._bindings = Bindings(self)
        state = self._state
        self._bindings.on(state.changed, self._fill)
        self._bindings.on(state.moved, self._moved)
        self._bindings.on(state.state_changed, self._fill)
        self._bindings.on(state.thumb_ready, self.rows.told)
        self._bindings.on(studio.style.changed, self._show_styles)
        self._bindings.on(studio.style_presets.changed, self._show_styles)
        self.resize(SIZE.boundedTo(self.screen().availableSize() - QSize(32, 64)))
        self._show_styles()
        self._fill()

    # -- building ------------------------------------------------------------------------------------------------

    def _build_queue(self) -> None:
        add = Button("Add files…", "file-plus")
        add.clicked.connect(self.ask_files)
        folder = Button("Add folder…", "folder-open")
        folder.setToolTip("Adds all pictures and videos below a folder; the results lie in the same structure")
        folder.clicked.connect(self.ask_folder)
        for button in (add, folder):
            button.setAutoDefault(False)
        self._remove = IconButton("minus", "Take the chosen files out of the queue", size=28)
        self._remove.clicked.connect(self._remove_chosen)
        self._clear = IconButton("trash", "Empty the queue", size=28)
        self._clear.clicked.connect(self._state.clear)
        self._adding = (add, folder)
        self._filter = Segments([("all", "All"), ("failed", "Failed")], "all", name="Which files are shown")
        self._filter.chosen.connect(self._filtered)
        self.rows = BatchRows(self._state)
        self.rows.chosen.connect(self._show_note)
        self.rows.remove_wanted.connect(self._remove_chosen)
        self.rows.setFrameShape(QFrame.Shape.NoFrame)
        self._empty = EmptyState(
            "squares-four", "Drop pictures, videos or folders here",
            "One style is laid on all of them. EXIF, color profiles and folders stay as they are; videos keep their sound "
            "and do not flicker.",
        )  # fmt: skip
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.rows)
        self._drop = QFrame()
        self._drop.setObjectName("drop")
        inside = QVBoxLayout(self._drop)
        inside.setContentsMargins(2, 2, 2, 2)
        inside.addWidget(self._stack)
        self._note = label("", "caption", wrap=True)
        self._note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._queue = column(
            row(add, folder, None, self._filter, self._remove, self._clear), (self._drop, 1), self._note, gap=8
        )

    def _build_options(self) -> None:
        state = self._state
        self._style = Combo("Style")
        self._style.currentIndexChanged.connect(lambda _i: self._choose_style())
        self._style_note = label("", "caption", wrap=True)
        self._folder = Elided("", mode=Qt.TextElideMode.ElideMiddle)
        choose = Button("Choose…")
        choose.setAutoDefault(False)
        choose.clicked.connect(self.ask_target)
        self._form = self._combo("Pictures", FORMATS, state.form, lambda v: state.set(form=v))
        self._video = self._combo("Videos", VIDEO_FORMATS, state.video, lambda v: state.set(video=v))
        self._quality = Scrub("Quality", 40, 100, state.quality, step=1)
        self._quality.edited.connect(lambda v: state.set(quality=round(v)))
        self._naming = QLineEdit(state.naming)
        self._naming.setAccessibleName("Names")
        self._naming.setToolTip(NAMES)
        self._naming.textEdited.connect(lambda text: state.set(naming=text))
        self._exists = Segments([(i, title) for i, title, _about in EXISTS], state.exists.value, name="Existing files")
        for id_, _title, about in EXISTS:
            self._exists.set_tip(id_, about)
        self._exists.chosen.connect(lambda v: state.set(exists=Exists(v)))
        self._options = column(
            label("Style", "section"), self._style, self._style_note, 4,
            label("Output folder", "section"), row((self._folder, 1), choose), 4,
            label("Pictures as", "section"), self._form, self._quality, 4,
            label("Videos as", "section"), self._video, 4,
            label("Names", "section"), self._naming, 4,
            label("Files that are there already", "section"), self._exists, None,
            gap=6,
        )  # fmt: skip
        self._options.setFixedWidth(OPTIONS_WIDTH)

    def _combo(self, name: str, choices: tuple[tuple[str, str], ...], chosen: str, act: Any) -> Combo:
        combo = Combo(name)
        for id_, title in choices:
            combo.addItem(title, id_)
        combo.setCurrentIndex(max(0, combo.findData(chosen)))
        combo.currentIndexChanged.connect(lambda _i: act(str(combo.currentData())))
        return combo

    def _build_foot(self) -> None:
        self._line = ProgressLine()
        self._said = Elided("", "caption")
        self.column.addWidget(column(self._line, self._said, gap=6))
        self._open = self.add_button("Open folder", left=True)
        self._open.set_glyph("folder-open")
        self._open.clicked.connect(self._open_folder)
        self._cancel = self.add_button("Cancel")
        self._cancel.clicked.connect(self._state.cancel)
        self._retry = self.add_button("Try failed again")
        self._retry.clicked.connect(lambda: self._studio.guard(self._state.retry))
        self._pause = self.add_button("Pause")
        self._pause.clicked.connect(self._state.pause)
        self._start = self.add_primary("Start")

    # -- following -----------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        state = self._state
        failed = [i for i in state.items if i.state is State.FAILED]
        self._filter.setVisible(bool(failed))
        self._only_failed = self._only_failed and bool(failed)
        self._filter.set_chosen("failed" if self._only_failed else "all")
        self.rows.fill(failed if self._only_failed else state.items)
        self._stack.setCurrentWidget(self.rows if state.items else self._empty)
        frame = "" if state.items else "drop"
        if self._drop.objectName() != frame:
            self._drop.setObjectName(frame)
            repolish(self._drop)
        begun = state.batch is not None and not state.batch.ended
        for widget in (*self._adding, self._options, self._remove, self._clear):
            widget.setEnabled(not begun)
        self._clear.setEnabled(not begun and bool(state.items))
        self._folder.setText(str(state.folder) if state.folder else "Not chosen yet")
        self._quality.setVisible(state.form in ("same", "jpg", "webp"))
        running, resting = state.running, state.resting
        ended = state.batch is not None and state.batch.ended
        self._start.setVisible(not running)
        self._start.setText("Go on" if resting else "Start again" if ended else "Start")
        self._start.setEnabled(resting or not state.problem)
        self._start.setToolTip("" if resting else state.problem)
        self._pause.setVisible(running)
        pausing = state.batch is not None and state.batch.pausing
        self._pause.setText("Pausing…" if pausing else "Pause")
        self._pause.setEnabled(running and not pausing)
        self._cancel.setVisible(running or resting)
        self._retry.setVisible(ended and bool(failed))
        self._open.setEnabled(state.folder is not None and state.folder.is_dir())
        self._show_note()
        self._show_progress()

    def _moved(self, item: Item) -> None:
        self.rows.told(item)
        if item.state is State.RUNNING and item.fraction == 0.0:
            self.rows.show_row(item)
        if not item.open:
            self._fill()
        else:
            self._show_progress()

    def _show_progress(self) -> None:
        state = self._state
        batch = state.batch
        self._line.setVisible(batch is not None)
        role = "danger" if batch is not None and batch.trouble else "caption"
        if self._said.property("role") != role:
            self._said.setProperty("role", role)
            repolish(self._said)
        if batch is None:
            count = len(state.items)
            files = f"{count} file{'' if count == 1 else 's'}"
            words = "Looking through folders…" if state.reading else files if count else ""
            self._said.setText(f"{words}. {state.problem}" if words and state.problem and count else words)
            return
        self._line.set_fraction(batch.fraction)
        summary = state.summary
        if batch.trouble:
            self._said.setText(batch.trouble)
        elif batch.ended:
            self._said.setText(summary.sentence())
        else:
            self._said.setText(self._running_words())

    def _running_words(self) -> str:
        batch = self._state.batch
        assert batch is not None
        summary = self._state.summary
        ended = summary.done + summary.kept + len(summary.failed)
        words = [f"{ended} of {len(self._state.items)}"]
        if summary.failed:
            words.append(f"{len(summary.failed)} failed")
        left = batch.seconds_left()
        if batch.pausing:
            words.append("rests after the present picture")
        elif not batch.running:
            words.append("resting")
        elif left is not None and left >= 1:
            words.append(f"about {time_text(left)} left")
        return ", ".join(words)

    def _show_note(self) -> None:
        """The whole of what a row says, where it says more than its state."""
        item = self.rows.current_item()
        text = item.note if item is not None else ""
        if item is not None and text and item.source.name not in text:
            text = f"{item.source.name}: {text}"
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def _show_styles(self) -> None:
        """The panel's setting first, then the presets."""
        style, presets = self._studio.style, self._studio.style_presets
        self._style.blockSignals(True)
        self._style.clear()
        self._style.addItem("As in the Style panel", "")
        for kept in presets.all():
            self._style.addItem(kept.name, kept.name)
        self._style.setCurrentIndex(max(0, self._style.findData(self._state.preset)))
        self._style.blockSignals(False)
        named = [s.source.title for s in style.mix.named if s.source is not None]
        what = " and ".join(named) if style.takes_picture else style.spec.title
        told = f"{what}, {style.spec.title.lower()}" if what and style.takes_picture else what
        preset = self._state.preset
        text = "A preset without styles of its own takes those of the Style panel." if preset else told
        self._style_note.setText(text or "No style is chosen in the Style panel.")
        self._fill()

    def _filtered(self, id_: str) -> None:
        self._only_failed = id_ == "failed"
        self._fill()

    # -- doing ---------------------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Enter and the primary button begin, or go on."""
        if self._start.isVisible() and self._start.isEnabled():
            self._studio.guard(self._state.start)

    def add(self, paths: list[Path]) -> None:
        self._studio.guard(lambda: self._state.add(paths))

    def ask_files(self) -> None:
        names, _filter = QFileDialog.getOpenFileNames(self, "Add files", str(self._studio.files.folder), FILES)
        if names:
            self.add([Path(n) for n in names])

    def ask_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "Add folder", str(self._studio.files.folder))
        if name:
            self.add([Path(name)])

    def ask_target(self) -> None:
        now = self._state.folder or self._studio.files.folder
        name = QFileDialog.getExistingDirectory(self, "Output folder", str(now))
        if name:
            self._state.set(folder=Path(name))

    def _choose_style(self) -> None:
        self._state.set(preset=str(self._style.currentData() or ""))
        self._show_styles()

    def _remove_chosen(self) -> None:
        self._state.remove(self.rows.chosen_items())

    def _open_folder(self) -> None:
        if self._state.folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._state.folder)))

    # -- events --------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._tick.start()
        self._show_styles()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self._tick.stop()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if event.mimeData().hasUrls() and not self._state.running and not self._state.resting:
            event.acceptProposedAction()
            self._mark_drop(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        self._mark_drop(False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self._mark_drop(False)
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.add(paths)

    def _mark_drop(self, over: bool) -> None:
        self._drop.setObjectName("drop" if over or not self._state.items else "")
        self._drop.setProperty("over", "true" if over else "false")
        repolish(self._drop)


class QuitBatchDialog(Dialog):
    """Before the program ends while a batch runs."""

    def __init__(self, parent: QWidget | None, batch: BatchState) -> None:
        super().__init__(parent, "Batch", heading="Stop the batch and quit?")
        summary = batch.summary
        done = summary.done + summary.kept
        text = f"{done} of {len(batch.items)} files are done and stay. The same batch, started again, does only the others."
        self.column.addWidget(label(text, "sub", wrap=True))
        self.add_cancel("Keep working")
        self.add_primary("Stop and quit")

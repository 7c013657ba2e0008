"""The main window: menu bar, tools, canvas, panels, shelf, status line, and the rules by which they share the room."""

from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from studio.bridge.images import image_of
from studio.core.events import Subscriptions
from studio.session.file_thumbs import file_thumbnail
from studio.session.studio import Studio
from studio.ui.actions import Actions
from studio.ui.docks import Docks
from studio.ui.first_run import RECENT, FirstRun
from studio.ui.menus import MenuCorner, RecentMenu, fill_menu_bar
from studio.ui.palette import CommandPalette
from studio.ui.panel_entry import PanelEntry
from studio.ui.parts.layout import Rule
from studio.ui.room import FollowsRoom, Room
from studio.ui.shelf import BottomShelf
from studio.ui.status_bar import StatusBar
from studio.ui.tool_options import ToolOptions
from studio.ui.tool_strip import ToolStrip

if TYPE_CHECKING:
    from studio.commands.command import CommandTable
    from studio.commands.desk import Desk
    from studio.commands.shortcuts import Shortcuts

log = logging.getLogger(__name__)
SMALLEST = QSize(760, 520)
DEFAULT = QSize(1600, 1000)


class MainWindow(QMainWindow):
    """Knows no panel by name: it gets them ready made. `may_close` is asked before it closes."""

    painted_first = Signal()
    """The window has been on the screen for one turn of the event loop: slow things may begin."""
    closing = Signal()

    def __init__(
        self,
        studio: Studio,
        desk: Callable[[MainWindow], Desk],
        table: CommandTable,
        shortcuts: Shortcuts,
        canvas: QWidget,
        panels: Sequence[PanelEntry],
    ) -> None:
        super().__init__()
        self.studio, self.canvas, self.panels = studio, canvas, list(panels)
        self.may_close: Callable[[], bool] = lambda: True
        self.setObjectName("main")
        self.setWindowTitle("Pentimento")
        self.setMinimumSize(SMALLEST)
        self.resize(DEFAULT)
        self.setAcceptDrops(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # Qt's own list of docks is not ours
        self._room: Room | None = None
        self._announced = False
        self._fit_wanted = True
        self._file_subscriptions = Subscriptions()
        self.desk = desk(self)
        self.actions_ = Actions(table, shortcuts, studio, self.desk, self)
        self.actions_.attach(self, canvas)
        self._build_menu()
        self._build_center()
        self.docks = Docks(self, self.panels)
        self.status = StatusBar(studio, self.actions_)
        self.setStatusBar(self.status)
        self.command_palette = CommandPalette(self, self.actions_)
        self.docks.changed.connect(self.actions_.refresh_soon)
        self._follow()
        self._show_document()
        self.actions_.refresh()

    # building

    def _build_menu(self) -> None:
        bar = self.menuBar()
        bar.setFixedHeight(36)
        menus = fill_menu_bar(bar, self.actions_)
        self._recent = RecentMenu(menus["File"], self.actions_["file.save"], self.studio, self._open_recent)
        self._corner = MenuCorner(self.actions_)  # kept: PySide drops a corner widget that nobody holds
        bar.setCornerWidget(self._corner)
        self._corner.show()

    def _build_center(self) -> None:
        self.options = ToolOptions(self.studio, self.actions_)
        self.options.done.connect(lambda: self.canvas.setFocus(Qt.FocusReason.OtherFocusReason))
        self.tools = ToolStrip(self.studio, self.actions_)
        self.first_run = FirstRun()
        self.shelf = BottomShelf([p for p in self.panels if p.area == "bottom"])
        self._stage = QStackedWidget()
        self._stage.addWidget(self.first_run)
        self._stage.addWidget(self.canvas)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._stage, 1)
        right.addWidget(self.shelf)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self.tools)
        body.addLayout(right, 1)
        center = QWidget()
        center.setObjectName("chrome")
        column = QVBoxLayout(center)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.options)
        column.addWidget(Rule())
        column.addLayout(body, 1)
        self.setCentralWidget(center)

    def _follow(self) -> None:
        studio, soon = self.studio, self.actions_.refresh_soon
        subscriptions = self._file_subscriptions
        subscriptions.add(studio.document_changed, self._show_document)
        subscriptions.add(studio.subject_changed, soon)
        subscriptions.add(studio.tools.changed, soon)
        subscriptions.add(studio.create.changed, soon)
        subscriptions.add(studio.contact.current_changed, soon)
        subscriptions.add(studio.contact.changed, lambda _c: soon())
        subscriptions.add(studio.contact.reset, soon)
        subscriptions.add(studio.latent.target_changed, soon)
        subscriptions.add(studio.style.changed, soon)
        subscriptions.add(studio.strokes.watching.changed, soon)
        subscriptions.add(studio.walk.changed, soon)
        for event in (studio.muse.changed, studio.muse.steps_changed, studio.muse.busy_changed):
            subscriptions.add(event, soon)
        subscriptions.add(studio.walk.playing_changed, soon)
        subscriptions.add(studio.jobs.changed, lambda _j: soon())
        subscriptions.add(studio.muse.palette_taken, lambda: self.desk.show_panel("color"))
        subscriptions.add(studio.files.changed, self._show_title)
        subscriptions.add(studio.style_comparison.asked, self.desk.compare_styles)
        subscriptions.add(studio.training.asked, self.desk.show_training)
        # Asked when the drop is over: a dialog inside it would hold the other program.
        subscriptions.add(
            studio.models.offered, lambda paths: QTimer.singleShot(0, self, lambda: self.desk.offer_models(paths))
        )

    # following the session

    def _show_document(self) -> None:
        there = self.studio.document is not None
        self._stage.setCurrentWidget(self.canvas if there else self.first_run)
        self.tools.setEnabled(there)
        self.options.setEnabled(there)
        self.docks.set_quiet(not there)
        self.shelf.set_quiet(not there)
        self._show_title()
        self.actions_.refresh_soon()
        if there:
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, self, self._fit_docks)
        else:
            self._show_recent()
            self.first_run.focus_line()

    def _show_recent(self) -> None:
        recent = self.studio.files.recent[:RECENT]
        self.first_run.set_recent(recent)
        for path in recent:
            self.studio.background.run(
                lambda p=path: file_thumbnail(Path(p)),  # type: ignore[misc]
                lambda pixels, p=path: self.first_run.set_thumbnail(p, image_of(pixels)),  # type: ignore[misc]
                lambda sentence: log.info("%s", sentence),
            )

    def _show_title(self) -> None:
        files = self.studio.files
        if self.studio.document is None:
            self.setWindowTitle("Pentimento")
        else:
            self.setWindowTitle(f"{files.title}[*] – Pentimento")
            self.setWindowFilePath("")
        self.setWindowModified(self.studio.document is not None and files.unsaved)

    def _open_recent(self, path: str) -> None:
        self.studio.guard(lambda: self.desk.open_path(Path(path)))

    # room

    @property
    def room(self) -> Room:
        return Room(self.width(), self.height())

    def _fit_docks(self) -> None:
        # Sizes can be given only to what is on the screen: the first fit waits for the first picture.
        if self._fit_wanted and self.studio.document is not None:
            self._fit_wanted = False
            self.docks.fit(self.room)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._follow_room()

    def _follow_room(self) -> None:
        old, room = self._room, self.room
        self._room = room
        keys = ("dock_width", "thumb", "compact", "low", "narrow")
        if old is not None and all(getattr(old, k) == getattr(room, k) for k in keys):
            return
        self._corner.set_compact(room.compact)
        self.options.set_compact(room.compact)
        self.tools.set_low(room.low)
        self.status.set_compact(room.compact)
        self.shelf.fit(room)
        for panel in self.panels:
            if isinstance(panel.widget, FollowsRoom):
                panel.widget.set_room(room)
        if old is not None and old.narrow != room.narrow:
            self.docks.arrange(stacked=room.narrow)
            self.shelf.set_folded(room.narrow)
            self._fit_wanted = True
        elif old is None and room.narrow:
            self.docks.arrange(stacked=True)
            self.shelf.set_folded(True)
        if old is not None and old.dock_width != room.dock_width:
            self._fit_wanted = True
        QTimer.singleShot(0, self, self._fit_docks)

    def reset_layout(self) -> None:
        """All panels back to their places and sizes."""
        self.docks.arrange(stacked=self.room.narrow)
        self.shelf.restore({})
        self.shelf.set_folded(self.room.narrow)
        self._fit_wanted = True
        QTimer.singleShot(0, self, self._fit_docks)

    # remembering

    def keep_layout(self) -> None:
        """Writes places and sizes into the settings."""
        settings = self.studio.settings
        settings.set("window_geometry", _text(bytes(self.saveGeometry().data())))
        settings.set("window_state", _text(self.docks.save()))
        settings.set("panels", {"shelf": self.shelf.save(), "recent": list(self.actions_.recent)})

    def restore_layout(self) -> None:
        """As it was the last time, if that can be made out."""
        settings = self.studio.settings
        geometry, docks = _bytes(settings["window_geometry"]), _bytes(settings["window_state"])
        panels: dict[str, object] = settings["panels"]
        if geometry:
            self.restoreGeometry(QByteArray(geometry))
        if docks and not self.room.narrow and self.docks.restore(docks):
            self._fit_wanted = False  # what was remembered wins over the sizes of the design
        self.shelf.restore(panels.get("shelf"))
        recent = panels.get("recent")
        self.actions_.recent = [i for i in recent if i in self.actions_.table] if isinstance(recent, list) else []

    def show_first(self) -> None:
        """At its remembered place; the first time at its own size, or as large as a smaller screen allows."""
        screen = self.screen().availableSize()
        if not self.studio.settings["window_geometry"] and (
            screen.width() <= DEFAULT.width() or screen.height() <= DEFAULT.height()
        ):
            self.showMaximized()
        else:
            self.show()

    # dropping pictures

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()
            self.first_run.set_drop_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        self.first_run.set_drop_over(False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self.first_run.set_drop_over(False)
        self.dropped(event)

    def dropped(self, event: QDropEvent) -> None:
        """Files open or become layers; a picture from another program becomes a layer."""
        from studio.ui.pictures import take_mime

        if take_mime(self.studio, event.mimeData(), self.desk.open_path):
            event.acceptProposedAction()

    # life

    def event(self, event: QEvent) -> bool:
        done = bool(super().event(event))
        if event.type() == QEvent.Type.Paint and not self._announced:
            self._announced = True
            QTimer.singleShot(0, self, self.painted_first.emit)
        return done

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self.actions_.refresh_soon()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        if not self.may_close():
            event.ignore()
            return
        self.closing.emit()
        self._file_subscriptions.close()
        self.status.close_session()
        self.actions_.close()
        event.accept()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    """What `_text` wrote; nothing for anything else."""
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""

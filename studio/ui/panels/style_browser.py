"""The styles: found by words and tags, looked at, chosen; the artist's own are added, named, tagged, located, removed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMenu, QVBoxLayout, QWidget

from studio.bridge.binding import Bindings
from studio.bridge.images import image_of
from studio.session.style_library import StyleEntry, StyleSource
from studio.session.style_traits import LOOKS
from studio.ui.dialogs.style_entry import RemoveStyleDialog, StyleEntryDialog
from studio.ui.panels.style_drops import has_picture, take_style_mime
from studio.ui.panels.style_look import EDGE, StyleLook, facts
from studio.ui.panels.style_tile_look import SIZES
from studio.ui.panels.style_tiles import StyleTiles
from studio.ui.parts.buttons import IconButton
from studio.ui.parts.chip_row import ChipRow
from studio.ui.parts.labels import Elided, label
from studio.ui.parts.layout import row
from studio.ui.pictures import PICTURE_FILES
from studio.ui.theme import color

if TYPE_CHECKING:
    from studio.core.picture import Pixels
    from studio.session.studio import Studio

SETTING = "style_browser"
FAVORITES, YOURS = "favorites", "yours"
FIRST = ("oil", "watercolor", "ink", "print", "pastel", "light", "dark", "gouache", "drawing", "flat")
"""What most artists look for, before the other tags."""
MOST_CHIPS = 28
ROOMY = 330
"""Height of the browser in px from which its pictures are of medium size."""
SIZE_TITLES = {"small": "Small pictures", "medium": "Medium pictures", "large": "Large pictures with titles"}


class StyleBrowser(QWidget):
    """`add_wanted`: the artist wants to choose a picture file."""

    add_wanted = Signal()

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio, self._library, self._traits = studio, studio.style.library, studio.style.library.traits
        self._words: list[str] = []
        self._similar: StyleSource | None = None
        self._over = False
        self._size = ""
        self._looked_at = False
        self.setAcceptDrops(True)
        self._build()
        self._bindings = Bindings(self)
        self._bindings.on(studio.style.sources_changed, self._fill)
        self._bindings.on(studio.style.changed, self._show_chosen)
        self._bindings.on(self._traits.changed, self._fill)
        self._wish = str(studio.settings[SETTING].get("tiles", ""))
        self._fit_size()
        self._fill()

    def _build(self) -> None:
        self.finder = QLineEdit()
        self.finder.setPlaceholderText("Find a style")
        self.finder.setAccessibleName("Find a style")
        self.finder.setClearButtonEnabled(True)
        self.finder.textChanged.connect(lambda _t: self._fill())
        self.finder.installEventFilter(self)
        self._open = IconButton("plus", "Add a picture of yours as a style", size=28, token="text2")
        self._open.clicked.connect(self.add_wanted)
        self._sizes = IconButton("squares-four", "Size of the pictures", size=28, token="text2")
        self._sizes.clicked.connect(self._open_sizes)
        self.chips = ChipRow("Tags")
        self.chips.toggled.connect(self._switch)
        self._near = Elided("", "caption")
        close = IconButton("x", "Show all styles again", token="text2")
        close.clicked.connect(lambda: self.show_similar(None))
        self._near_row = row((self._near, 1), close, gap=4)
        self._near_row.hide()
        self._none = label("", "sub", wrap=True)
        self._none.hide()
        self.tiles = StyleTiles(self._studio)
        self.tiles.picked.connect(self._pick)
        self.tiles.looked.connect(self._look)
        self.tiles.menu_wanted.connect(self._menu)
        self.tiles.rename_wanted.connect(self._edit)
        self.tiles.remove_wanted.connect(self._remove)
        self.tiles.paste_wanted.connect(self.paste)
        self.tiles.size_wanted.connect(self._step_size)
        self._card = StyleLook(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 8, 4, 0)
        box.setSpacing(6)
        box.addWidget(row((self.finder, 1), self._sizes, self._open, gap=4, margins=(0, 0, 8, 0)))
        box.addWidget(row((self.chips, 1), margins=(0, 0, 8, 0)))
        box.addWidget(self._near_row)
        box.addWidget(self._none)
        box.addWidget(self.tiles, 1)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(320, 320)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(200, 150)

    # -- the list ------------------------------------------------------------------------------------------------

    def read(self) -> None:
        """The panel has come to the front: looks which files are there, and measures what is new."""
        self._looked_at = True
        self._library.refresh()
        self._traits.measure_idly()
        self._tell_notice()

    def _tell_notice(self) -> None:
        """What is wrong with the list on the disk, once."""
        notice, self._library.store.notice = self._library.store.notice, ""
        if notice:
            self._studio.told.emit(notice)

    def shown(self) -> list[StyleEntry]:
        """The entries that the filter leaves, in their order."""
        query = self.finder.text().casefold().split()
        out = [e for e in self._library.entries() if self._fits(e, query)]
        if self._similar is not None:
            far = dict(self._traits.similar(self._similar))
            out = [e for e in out if e.source == self._similar or e.source in far]
            out.sort(key=lambda e: far.get(e.source, -1.0))
        return out

    def _fits(self, entry: StyleEntry, query: list[str]) -> bool:
        looks = self._traits.looks(entry)
        text = " ".join([entry.source.title, *entry.tags, *looks, entry.author]).casefold()
        marks = {*entry.tags, *looks, *([FAVORITES] if entry.favorite else []), *([YOURS] if entry.own else [])}
        return all(word in text for word in query) and all(word in marks for word in self._words)

    def _fill(self) -> None:
        if self._looked_at:
            self._traits.measure_idly()
            self._tell_notice()
        entries = self._library.entries()
        known = self._known_words(entries)
        self._words = [w for w in self._words if w in known]
        self.chips.set_words(known, self._words)
        shown = self.shown()
        self.tiles.items.fill(shown)
        waiting = self._similar is not None and not self._traits.similar(self._similar) and self._traits.busy
        self._none.setText(
            "Measuring the styles…" if waiting else "No style fits. Clear the search to see all of them."
        )
        self._none.setVisible(waiting or not shown)
        self._show_chosen()

    def _known_words(self, entries: tuple[StyleEntry, ...]) -> list[str]:
        """Favorites and the artist's own first, then tags that say something (two styles at least) and looks."""
        words = [FAVORITES] if any(e.favorite for e in entries) else []
        words += [YOURS] if any(e.own for e in entries) else []
        own = {t for e in entries if e.own for t in e.tags}
        tags = [t for t, n in self._library.tags() if n > 1 or t in own or t in FIRST or t in self._words]
        seen = {look for e in entries for look in self._traits.looks(e)}
        there = list(dict.fromkeys([*tags[:MOST_CHIPS], *(w for w in LOOKS if w in seen)]))
        return [*words, *sorted(there, key=lambda w: FIRST.index(w) if w in FIRST else len(FIRST))]

    def _switch(self, word: str, on: bool) -> None:
        self._words = [*self._words, word] if on else [w for w in self._words if w != word]
        self._fill()

    def show_similar(self, source: StyleSource | None) -> None:
        """Orders the styles by how near they are to `source`; None: as before."""
        self._similar = source
        self._near_row.setVisible(source is not None)
        self._near.setText(f"Nearest to “{source.title}” first" if source is not None else "")
        if source is not None:
            self._traits.measure(self._library.entries(), self._studio.told.emit)
        self._fill()
        self.tiles.scrollToTop()

    def _show_chosen(self) -> None:
        style = self._studio.style
        named = style.mix.named
        numbers = {s.source: k + 1 for k, s in enumerate(style.mix.shares) if s.source is not None}
        self.tiles.items.show_chosen(style.source, numbers if len(named) > 1 else {})

    # -- choosing and looking ------------------------------------------------------------------------------------

    def _pick(self, entry: StyleEntry | None) -> None:
        if entry is None:
            self.add_wanted.emit()
        elif entry.missing:
            self._studio.told.emit(self._library.problem(entry.source))
        else:
            style = self._studio.style
            style.choose(None if style.source == entry.source else entry.source)

    def _look(self, entry: StyleEntry | None) -> None:
        if entry is None:
            self._card.close_look()
            return
        problem = self._library.problem(entry.source) if entry.missing else ""
        index = self.tiles.items.index(self.tiles.items.row_of(entry.source))
        rect = self.tiles.visualRect(index)
        place = QRect(self.tiles.viewport().mapToGlobal(rect.topLeft()), rect.size())
        self._card.open(entry, facts(entry, self._traits.looks(entry)), problem, self, place)
        library, card = self._library, self._card

        def show(pixels: Pixels) -> None:
            card.set_image(entry, image_of(pixels))

        self._studio.background.run(
            lambda: library.thumbnail(entry.source, 2 * EDGE), show, lambda _sentence: None
        )  # without a picture the card still says what is wrong

    # -- the size of the pictures --------------------------------------------------------------------------------

    def _fit_size(self) -> None:
        """As the artist wished; without a wish, small where a low window leaves room for two rows only."""
        roomy = self.height() >= ROOMY
        size = self._wish if self._wish in SIZES else "medium" if roomy else "small"
        if size != self._size:
            self._size = size
            self.tiles.set_tile_size(size)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit_size()

    def _step_size(self, way: int) -> None:
        names = list(SIZES)
        self._keep_size(names[min(len(names) - 1, max(0, names.index(self._size) + way))])

    def _keep_size(self, name: str) -> None:
        self._wish = name
        self._fit_size()
        settings = self._studio.settings
        settings.set(SETTING, settings[SETTING] | {"tiles": self._size})

    def _open_sizes(self) -> None:
        menu = self._menu_of()
        for name, title in SIZE_TITLES.items():
            action = menu.addAction(title, partial(self._keep_size, name))
            action.setCheckable(True)
            action.setChecked(name == self._size)
        menu.popup(self._sizes.mapToGlobal(QPoint(0, self._sizes.height() + 2)))

    def kept_split(self) -> list[int]:
        """Heights of the browser and of what stands below it, as the artist left them."""
        kept = self._studio.settings[SETTING].get("split")
        if isinstance(kept, list) and len(kept) == 2 and all(isinstance(x, int) and 0 < x < 20_000 for x in kept):
            return kept
        return [1500, 1000]

    def keep_split(self, heights: list[int]) -> None:
        settings = self._studio.settings
        settings.set(SETTING, settings[SETTING] | {"split": heights})

    # -- the menu of a style -------------------------------------------------------------------------------------

    def _menu_of(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _menu(self, entry: StyleEntry | None, at: QPoint) -> None:
        menu = self._menu_of()
        if entry is None:
            menu.addAction("Add picture…", self.add_wanted.emit)
            menu.addAction("Paste picture as style", self.paste)
        else:
            self._fill_menu(menu, entry)
        menu.popup(at)

    def _fill_menu(self, menu: QMenu, entry: StyleEntry) -> None:
        studio, source, library = self._studio, entry.source, self._library
        use = menu.addAction("Use this style", lambda: studio.style.choose(source))
        use.setEnabled(not entry.missing and studio.style.source != source)
        if studio.style.source not in (None, source):
            also = menu.addAction("Use as one more style", lambda: studio.guard(lambda: studio.style.add_style(source)))
            also.setEnabled(not entry.missing)
        menu.addSeparator()
        menu.addAction(
            "No longer a favorite" if entry.favorite else "Add to favorites",
            lambda: library.set_favorite(source, not entry.favorite),
        )
        menu.addAction("Similar to this", lambda: self.show_similar(source))
        other = studio.style.source
        beside = f"Compare with “{other.title}”…" if other not in (None, source) and other else "Compare with another…"
        menu.addAction(
            beside.replace("&", "&&"),
            lambda: studio.style_comparison.asked.emit(source, other if other != source else None),
        )
        teach = menu.addAction("Train a network of this style…", lambda: studio.training.teach_style(source))
        teach.setEnabled(not entry.missing)
        if entry.own:
            menu.addSeparator()
            if entry.missing:
                menu.addAction("Locate again…", partial(self._locate, entry))
            menu.addAction("Name and tags…", partial(self._edit, entry))
            menu.addAction("Remove…", partial(self._remove, entry))

    def _edit(self, entry: StyleEntry) -> None:
        if not entry.own:
            self._studio.told.emit(f"“{entry.source.title}” comes with the program: its name and tags stay.")
            return
        dialog = StyleEntryDialog(self, entry, [t for t, _n in self._library.tags()])
        if dialog.exec():
            self._studio.guard(lambda: self._library.rename(entry.source, dialog.title))
            self._studio.guard(lambda: self._library.set_tags(entry.source, dialog.tags))

    def _remove(self, entry: StyleEntry) -> None:
        if not entry.own:
            self._studio.told.emit(f"“{entry.source.title}” comes with the program and stays.")
            return
        if RemoveStyleDialog(self, entry).exec():
            self._studio.guard(lambda: self._library.remove(entry.source))

    def _locate(self, entry: StyleEntry) -> None:
        start = str(Path(entry.source.path).parent)
        name, _filter = QFileDialog.getOpenFileName(self, f"Locate “{entry.source.title}”", start, PICTURE_FILES)
        if name:
            self._library.locate_beside(entry.source, name, self._studio.told.emit)

    # -- keys ----------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: object, event: object) -> bool:  # noqa: N802
        """Down or Return in the field goes into the pictures."""
        if watched is self.finder and isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.tiles.items.rowCount():
                self.tiles.setFocus(Qt.FocusReason.TabFocusReason)
                self.tiles.setCurrentIndex(self.tiles.items.index(0))
                return True
            if event.key() == Qt.Key.Key_Escape and self.finder.text():
                self.finder.clear()
                return True
        return False

    def focus_find(self) -> None:
        self.finder.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.finder.selectAll()

    # -- pictures that come ----------------------------------------------------------------------------------------

    def paste(self) -> None:
        """The picture on the clipboard becomes a style."""
        from PySide6.QtGui import QGuiApplication

        data: QMimeData | None = QGuiApplication.clipboard().mimeData()
        if data is None or not self.take(data):
            self._studio.told.emit("There is no picture on the clipboard: copy one first.")

    def take(self, data: QMimeData) -> bool:
        """Makes styles of what was dropped or pasted. False when there is no picture in it."""
        return take_style_mime(self._studio, data)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if has_picture(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._set_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        self._set_over(False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self._set_over(False)
        if self.take(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def _set_over(self, over: bool) -> None:
        self._over = over
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        if self._over:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(color("focus"), 2))
            painter.setBrush(color("focus", 18))
            painter.drawRoundedRect(self.rect().adjusted(3, 3, -3, -3), 6, 6)

"""The style browser under keys, mouse, drops and the clipboard; the row of presets beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QPushButton
from shell_kit import Kit

from studio.formats.style_preset import StylePreset, write_preset
from studio.session.style_library import StyleEntry, StyleSource
from studio.ui.panels.style_browser import StyleBrowser
from studio.ui.panels.style_presets import StylePresetsRow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # popups on the offscreen platform
LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def kit(make: Callable[..., Kit]) -> Kit:
    made = make((1600, 1000)).with_document()
    made.desk.show_panel("style")
    made.settle()
    return made


@pytest.fixture
def browser(kit: Kit) -> StyleBrowser:
    found = kit.window.findChild(StyleBrowser)
    assert isinstance(found, StyleBrowser)
    return found


def picture(path: Path, color: tuple[int, int, int] = (200, 60, 40)) -> Path:
    rng = np.random.default_rng(7)
    grain = rng.integers(0, 50, (48, 64, 3))
    Image.fromarray(np.clip(np.array(color) + grain - 25, 0, 255).astype(np.uint8)).save(path)
    return path


def titles(browser: StyleBrowser) -> list[str]:
    return [e.source.title for e in browser.shown()]


def place(browser: StyleBrowser, title: str) -> QPoint:
    items = browser.tiles.items
    index = next(i for i in map(items.index, range(items.rowCount())) if i.data() == title)
    browser.tiles.scrollTo(index)
    return browser.tiles.visualRect(index).topLeft() + QPoint(9, 9)


def click(browser: StyleBrowser, title: str) -> None:
    QTest.mouseClick(browser.tiles.viewport(), LEFT, PLAIN, place(browser, title))


def menu_of(browser: StyleBrowser, title: str) -> dict[str, Callable[[], None]]:
    at = place(browser, title)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, browser.tiles.viewport().mapToGlobal(at))
    QApplication.sendEvent(browser.tiles.viewport(), event)
    menu = next(m for m in browser.findChildren(QMenu) if m.isVisible())
    out = {a.text(): a.trigger for a in menu.actions() if a.isEnabled()}
    menu.close()
    return out


def in_dialog(action: Callable[[], object], do: Callable[[QDialog], None]) -> None:
    """Runs `action`, which opens a dialog, and what is done in that."""
    from PySide6.QtCore import QTimer

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        do(dialog)

    QTimer.singleShot(0, act)
    action()


def press(dialog: QDialog, text: str) -> None:
    next(b for b in dialog.findChildren(QPushButton) if b.text() == text).click()


class TestFinding:
    def test_words_and_tags_narrow_the_list_and_the_empty_list_says_so(self, kit: Kit, browser: StyleBrowser) -> None:
        everything = titles(browser)
        entry = kit.studio.style.library.entries()[3]
        kit.run("style.find")
        QTest.keyClicks(QApplication.focusWidget(), entry.source.title.upper())
        assert titles(browser) == [entry.source.title]
        browser.finder.setText(f"{entry.tags[0][:4]} {entry.source.title[:3]}")
        assert entry.source.title in titles(browser)
        browser.finder.setText("no such thing")
        assert titles(browser) == [] and browser._none.isVisible()
        QTest.keyClick(browser.finder, Qt.Key.Key_Escape)
        assert titles(browser) == everything and not browser._none.isVisible()

    def test_chips_add_up_and_those_that_are_on_stand_first(self, kit: Kit, browser: StyleBrowser) -> None:
        library = kit.studio.style.library
        word = next(w for w in browser.chips.shown if w != "favorites")
        QTest.mouseClick(browser.chips.chip(word), LEFT)
        wanted = [e.source for e in library.entries() if word in e.tags]
        assert [e.source for e in browser.shown()] == wanted and browser.chips.shown[0] == word
        library.set_favorite(wanted[-1], True)
        browser._switch("favorites", True)
        assert [e.source for e in browser.shown()] == [wanted[-1]]
        library.set_favorite(wanted[-1], False)
        assert [e.source for e in browser.shown()] == wanted, "a tag that nothing has any more is no filter"

    def test_similar_styles_come_first_until_it_is_closed(
        self, kit: Kit, browser: StyleBrowser, tmp_path: Path
    ) -> None:
        style = kit.studio.style
        for id_ in list(style.library._shipped)[3:]:
            del style.library._shipped[id_]  # a few are enough to be measured
        red = style.library.add_file(picture(tmp_path / "red.png", (200, 40, 40)))
        pink = style.library.add_file(picture(tmp_path / "pink.png", (220, 70, 70)))
        style.choose(red)
        before = titles(browser)
        kit.run("style.similar")
        assert [e.source for e in browser.shown()][:2] == [red, pink] and len(browser.shown()) == len(before)
        assert browser._near_row.isVisible() and "red" in browser._near.text()
        browser.show_similar(None)
        assert titles(browser) == before and not browser._near_row.isVisible()


class TestTiles:
    def test_arrows_walk_and_return_chooses(self, kit: Kit, browser: StyleBrowser) -> None:
        tiles, sources = browser.tiles, kit.studio.style.sources
        tiles.setFocus()
        for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Down):
            QTest.keyClick(tiles, key)
        at = tiles.columns + 1
        assert tiles.currentIndex().row() == at
        QTest.keyClick(tiles, Qt.Key.Key_Return)
        assert kit.studio.style.source == sources[at]
        QTest.keyClick(tiles, Qt.Key.Key_End)
        assert tiles.currentIndex().data() == "Add picture…"
        QTest.keyClick(tiles, Qt.Key.Key_Up)
        QTest.keyClick(tiles, Qt.Key.Key_Space)
        assert kit.studio.style.source == sources[len(sources) - tiles.columns]

    @pytest.mark.parametrize("name", ["small", "medium", "large"])
    def test_tiles_fill_the_width_at_each_size(self, kit: Kit, browser: StyleBrowser, name: str) -> None:
        browser._keep_size(name)
        kit.settle()
        tiles = browser.tiles
        rects = [tiles.visualRect(tiles.items.index(k)) for k in range(tiles.columns + 1)]
        assert len({r.y() for r in rects[:-1]}) == 1 and rects[-1].y() > rects[0].y()
        right = rects[tiles.columns - 1].x() + tiles.side
        assert tiles.viewport().width() - 18 <= right <= tiles.viewport().width()
        assert kit.settings["style_browser"]["tiles"] == name

    def test_a_whole_screen_of_styles_is_in_sight_at_the_default_size(self, kit: Kit, browser: StyleBrowser) -> None:
        tiles = browser.tiles
        seen = [
            k
            for k in range(tiles.items.rowCount())
            if tiles.visualRect(tiles.items.index(k)).bottom() < tiles.viewport().height()
        ]
        assert len(seen) >= 8

    def test_pictures_are_small_where_there_is_little_room_until_the_artist_wishes_otherwise(
        self, kit: Kit, browser: StyleBrowser
    ) -> None:
        kit.window.resize(1400, 720)
        kit.settle()
        assert browser._size == "small"
        kit.window.resize(1400, 1300)
        kit.settle()
        assert browser._size == "medium"
        browser._step_size(1)
        kit.window.resize(1400, 720)
        kit.settle()
        assert browser._size == "large"

    def test_the_larger_look_shows_the_whole_picture_and_says_what_it_is(self, kit: Kit, browser: StyleBrowser) -> None:
        entry = kit.studio.style.library.entries()[0]
        browser._look(entry)
        card = browser._card
        assert card.isVisible() and card._image is not None
        assert (card._image.width() > card._image.height()) == (entry.width > entry.height)
        assert entry.tags[0] in card._lines[0] and entry.license in card._lines[1]
        browser._look(None)
        assert not card.isVisible()

    def test_holding_space_looks_and_does_not_choose(self, kit: Kit, browser: StyleBrowser) -> None:
        tiles = browser.tiles
        tiles.setFocus()
        QTest.keyPress(tiles, Qt.Key.Key_Space)
        tiles._hold.timeout.emit()
        assert browser._card.isVisible()
        QTest.keyRelease(tiles, Qt.Key.Key_Space)
        assert not browser._card.isVisible() and kit.studio.style.source is None


class TestOwn:
    def test_a_drop_of_files_makes_styles_and_what_is_no_picture_is_told(
        self, kit: Kit, browser: StyleBrowser, tmp_path: Path
    ) -> None:
        (tmp_path / "notes.txt").write_text("x")
        data = QMimeData()
        write_preset(tmp_path / "mood.pentistyle", StylePreset("Mood", {"method": "color", "values": {}}))
        files = (tmp_path / "mood.pentistyle", picture(tmp_path / "aunt.png"), tmp_path / "notes.txt")
        data.setUrls([QUrl.fromLocalFile(str(p)) for p in files])
        enter = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, LEFT, PLAIN)
        browser.dragEnterEvent(enter)
        assert enter.isAccepted() and browser._over
        said: list[str] = []
        kit.studio.told.connect(said.append)
        browser.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, LEFT, PLAIN))
        assert not browser._over and kit.studio.style.source is not None and kit.studio.style.source.title == "aunt"
        assert any("notes.txt" in s for s in said)
        last = kit.studio.style_presets.last
        assert last is not None and last.name == "Mood" and kit.studio.style.spec.id == "color"

    def test_paste_makes_a_style_in_the_browser_and_a_layer_elsewhere(self, kit: Kit, browser: StyleBrowser) -> None:
        image = QImage(40, 30, QImage.Format.Format_RGB32)
        image.fill(0xFF3366)
        QGuiApplication.clipboard().setImage(image)
        browser.tiles.setFocus()
        layers = len(kit.studio.require_document().layers)
        QTest.keyClick(browser.tiles, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        source = kit.studio.style.source
        assert source is not None and source.title == "Pasted picture"
        assert len(kit.studio.require_document().layers) == layers
        QGuiApplication.clipboard().clear()

    def test_name_and_tags_are_given_in_a_dialog(self, kit: Kit, browser: StyleBrowser, tmp_path: Path) -> None:
        source = kit.studio.style.library.add_file(picture(tmp_path / "a.png"))

        def fill(dialog: QDialog) -> None:
            name, tags = (f for f in dialog.findChildren(QLineEdit))
            name.setText("Garden & gate")
            tags.setText("summer, ink")
            press(dialog, "Keep")

        in_dialog(menu_of(browser, "a")["Name and tags…"], fill)
        entry = kit.studio.style.library.entry(source)
        assert entry is not None and entry.source.title == "Garden & gate" and entry.tags == ("summer", "ink")
        assert "Garden & gate" in titles(browser) and "yours" in browser.chips._words
        kit.studio.style.library.rename(source, "Only the name")
        assert browser.tiles.items.index(browser.tiles.items.row_of(source)).data() == "Only the name"

    def test_removing_asks_and_lets_go_of_the_chosen_one(self, kit: Kit, browser: StyleBrowser, tmp_path: Path) -> None:
        path = picture(tmp_path / "a.png")
        kit.studio.style.add_file(path)
        browser.tiles.setFocus()
        browser.tiles.setCurrentIndex(browser.tiles.items.index(browser.tiles.items.row_of(kit.studio.style.source)))
        in_dialog(lambda: QTest.keyClick(browser.tiles, Qt.Key.Key_Delete), lambda d: press(d, "Keep"))
        assert "a" in titles(browser)
        in_dialog(lambda: QTest.keyClick(browser.tiles, Qt.Key.Key_Delete), lambda d: press(d, "Remove"))
        assert "a" not in titles(browser) and kit.studio.style.source is None and path.is_file()

    def test_a_shipped_style_has_no_such_verbs(self, kit: Kit, browser: StyleBrowser) -> None:
        menu = menu_of(browser, titles(browser)[0])
        assert not {"Name and tags…", "Remove…", "Locate again…"} & set(menu)
        said: list[str] = []
        kit.studio.told.connect(said.append)
        browser.tiles.setFocus()
        browser.tiles.setCurrentIndex(browser.tiles.items.index(0))
        QTest.keyClick(browser.tiles, Qt.Key.Key_Delete)
        assert "comes with the program" in said[-1]

    def test_a_picture_that_is_gone_has_a_badge_a_sentence_and_a_way_back(
        self, kit: Kit, browser: StyleBrowser, tmp_path: Path
    ) -> None:
        path = picture(tmp_path / "a.png")
        source = kit.studio.style.library.add_file(path)
        path.unlink()
        browser.read()
        entry = kit.studio.style.library.entry(source)
        assert isinstance(entry, StyleEntry) and entry.missing
        assert "Locate again…" in menu_of(browser, "a")
        said: list[str] = []
        kit.studio.told.connect(said.append)
        click(browser, "a")
        assert kit.studio.style.source is None and "a.png is no longer in" in said[-1]
        browser._look(entry)
        assert "gone" in browser._card._problem and browser._card._image is not None

    def test_favorites_are_marked_by_the_menu_and_the_command(self, kit: Kit, browser: StyleBrowser) -> None:
        last = titles(browser)[-1]
        menu_of(browser, last)["Add to favorites"]()
        assert titles(browser)[0] == last
        click(browser, last)
        kit.run("style.favorite")
        assert titles(browser)[-1] == last

    def test_a_layer_becomes_a_style_by_command(self, kit: Kit) -> None:
        document = kit.studio.require_document()
        document.add_picture(
            np.full((20, 20, 4), 99, np.uint8), name="Rose", origin=document.layers[0].origin, title="x"
        )
        kit.run("style.from_layer")
        assert kit.studio.style.source == StyleSource("", path=kit.studio.style.sources[0].path)
        assert kit.studio.style.source is not None and kit.studio.style.source.title == "Rose"

    def test_a_list_that_cannot_be_read_or_written_is_told_once(
        self, make: Callable[..., Kit], home: Path, tmp_path: Path
    ) -> None:
        (home / "data" / "styles").mkdir(parents=True)
        (home / "data" / "styles" / "styles.json").write_text("[")
        kit = make((1000, 640)).with_document()
        said: list[str] = []
        kit.studio.told.connect(said.append)
        kit.desk.show_panel("style")
        kit.settle()
        assert [s for s in said if "styles.broken.json" in s] == said[:1] and len(said) == 1


class TestPresets:
    @pytest.fixture
    def presets(self, kit: Kit) -> StylePresetsRow:
        found = kit.window.findChild(StylePresetsRow)
        assert isinstance(found, StylePresetsRow)
        return found

    def pick(self, presets: StylePresetsRow, name: str) -> None:
        combo = presets._combo
        combo.setCurrentIndex(combo.findData(name))
        combo.activated.emit(combo.currentIndex())

    def test_choosing_one_sets_the_panel_and_a_change_is_told(self, kit: Kit, presets: StylePresetsRow) -> None:
        style = kit.studio.style
        name = next(k.name for k in kit.studio.style_presets.all() if k.preset.method == "color")
        self.pick(presets, name)
        assert style.spec.id == "color" and presets._combo.currentText() == name
        style.set("strength", 0.11)
        kit.settle()
        assert presets._combo.currentIndex() == -1 and presets._combo.placeholderText() == f"{name}, changed"

    def test_saving_asks_for_a_name_that_is_free(self, kit: Kit, presets: StylePresetsRow) -> None:
        shipped = kit.studio.style_presets.all()[0].name

        def fill(dialog: QDialog) -> None:
            field = dialog.findChildren(QLineEdit)[0]
            save = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Save")
            field.setText(shipped)
            assert not save.isEnabled()
            field.setText("Evening")
            press(dialog, "Save")

        in_dialog(lambda: kit.run("style.preset.save"), fill)
        assert presets._combo.currentText() == "Evening"
        in_dialog(lambda: presets._rename(kit.studio.style_presets.get("Evening")), lambda d: (
            d.findChildren(QLineEdit)[0].setText("Night"), press(d, "Rename"),
        ))  # fmt: skip
        assert presets._combo.currentText() == "Night"
        in_dialog(lambda: presets._delete(kit.studio.style_presets.get("Night")), lambda d: press(d, "Delete"))
        assert presets._combo.findData("Night") == -1 and presets._combo.placeholderText() == "Presets"

    def test_a_bad_file_is_one_sentence(self, kit: Kit, presets: StylePresetsRow, tmp_path: Path) -> None:
        (tmp_path / "bad.pentistyle").write_text("{}")
        said: list[str] = []
        kit.studio.told.connect(said.append)
        presets.take_file(tmp_path / "bad.pentistyle")
        assert len(said) == 1 and "bad.pentistyle" in said[0]

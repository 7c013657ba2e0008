"""The page of models under mouse, keys and drops, with real model folders read by the real engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from model_kit import trained_folder
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shell_kit import Kit

from studio.art.generators.owned.catalog import sync
from studio.art.models.lighter import Choice
from studio.engine import messages as msg
from studio.ui.models.page import AddDialog, ModelsPage, RemoveDialog
from studio.ui.theme import apply_theme


@pytest.fixture(autouse=True)
def _no_models_after() -> Iterator[None]:
    yield
    sync(())


@pytest.fixture
def kit(make: Callable[..., Kit]) -> Kit:
    return make()


@pytest.fixture
def page(kit: Kit, qtbot: QtBot) -> Iterator[ModelsPage]:
    kit.run("models.show")
    shown = kit.desk._models
    assert shown is not None
    qtbot.waitUntil(shown.isActiveWindow)
    kit.work()
    yield shown
    shown.close()


def moors(kit: Kit, page: ModelsPage, tmp_path: Path, title: str = "Moors") -> Path:
    place = trained_folder(tmp_path / title.lower(), title, seed=len(title))
    page.add([place])
    kit.work()
    return place


def words(widget: QWidget) -> str:
    """All that can be read on a widget now."""
    return "\n".join(x.text() for x in widget.findChildren(QLabel) if x.isVisibleTo(widget) and x.text())


def button(widget: QWidget, text: str) -> QPushButton:
    return next(b for b in widget.findChildren(QPushButton) if b.text() == text)


def drop(target: QWidget, paths: list[Path], kit: Kit) -> QDropEvent:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(p)) for p in paths])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(40, 40), Qt.DropAction.CopyAction, data, buttons, keys)
    target.dragEnterEvent(enter)
    assert enter.isAccepted()
    event = QDropEvent(QPointF(40, 40), Qt.DropAction.CopyAction, data, buttons, keys)
    target.dropEvent(event)
    event.kept = data  # type: ignore[attr-defined]
    return event


class TestAdding:
    def test_a_drop_anywhere_adds_and_shows_it(self, kit: Kit, page: ModelsPage, tmp_path: Path) -> None:
        assert "Drop a file or a folder here" in words(page)
        event = drop(page, [trained_folder(tmp_path / "moors")], kit)
        assert event.isAccepted() and "moors" in words(page) and "Waiting" in words(page)
        kit.work()
        assert page.details.model is not None and page.details.model.title == "Moors"
        text = words(page.details)
        assert "moors at dusk" in text and "0.0123" in text and "Trained here" in text
        assert "Drop a file or a folder here" not in words(page) and not page._adding.isVisible()

    def test_progress_is_seen_and_cancelled(self, kit: Kit, page: ModelsPage, tmp_path: Path) -> None:
        page.add([trained_folder(tmp_path / "moors")])
        request = kit.engine.requests[-1]
        kit.studio.receive(msg.Started(request.id, request.slot))
        kit.studio.receive(msg.Progressed(request.id, request.slot, fraction=0.4, note="Reading every byte"))
        (row,) = page._adding._rows.values()
        assert row._line.value() == 400 and "Reading every byte" in words(page)
        row._stop.click()
        assert kit.engine.cancelled == [request.id]
        kit.studio.receive(msg.Cancelled(request.id, request.slot))
        assert not page._adding.isVisible()

    def test_a_refusal_is_read_and_put_away(self, kit: Kit, page: ModelsPage, tmp_path: Path) -> None:
        page.add([tmp_path / "evil.pt"])
        request = kit.engine.requests.pop()
        kit.studio.receive(msg.Failed(request.id, request.slot, sentence="evil.pt was refused: it wants to run code."))
        (row,) = page._adding._rows.values()
        assert row._reason.isVisible() and "wants to run code" in words(page) and not row._line.isVisible()
        row._stop.click()
        assert not page._adding.isVisible()

    def test_models_dropped_on_the_window_are_offered(
        self, kit: Kit, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[str] = []

        def answer(dialog: AddDialog) -> int:
            asked.append(words(dialog))
            return int(QDialog.DialogCode.Accepted)

        monkeypatch.setattr(AddDialog, "exec", answer)
        drop(kit.window, [trained_folder(tmp_path / "moors")], kit)
        qtbot.waitUntil(lambda: bool(asked))
        assert "Add “moors” to your models?" in asked[0]
        kit.work()
        page = kit.desk._models
        assert page is not None and page.isVisible() and len(kit.studio.models.library) == 1
        page.close()

    def test_pictures_dropped_beside_a_model_still_open(
        self, kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
    ) -> None:
        asked: list[bool] = []
        monkeypatch.setattr(AddDialog, "exec", lambda _dialog: asked.append(True) or 0)
        Image.fromarray(np.full((20, 30, 3), 90, np.uint8)).save(tmp_path / "gray.png")
        drop(kit.window, [trained_folder(tmp_path / "moors"), tmp_path / "gray.png"], kit)
        qtbot.waitUntil(lambda: bool(asked))
        assert kit.studio.document is not None and kit.studio.document.width == 30
        assert not len(kit.studio.models.library)


class TestDetails:
    def test_name_and_license_are_typed(self, kit: Kit, page: ModelsPage, tmp_path: Path) -> None:
        moors(kit, page, tmp_path)
        details = page.details
        details._name.selectAll()
        QTest.keyClicks(details._name, "High moors")
        QTest.keyClick(details._name, Qt.Key.Key_Return)
        assert (
            next(iter(kit.studio.models.library)).title == "High moors"
            and "High moors" in page.rows.model().index(page.rows.model().rowCount() - 1, 0).data()
        )
        details._licence.selectAll()
        QTest.keyClicks(details._licence, "mine alone")
        QTest.keyClick(details._licence, Qt.Key.Key_Return)
        assert next(iter(kit.studio.models.library)).licence == "mine alone"
        details._name.setText("  ")
        details._name.editingFinished.emit()
        assert details._name.text() == "High moors" and "needs a name" in kit.window.status.said

    def test_it_is_chosen_in_create(self, kit: Kit, page: ModelsPage, tmp_path: Path) -> None:
        moors(kit, page, tmp_path)
        button(page.details, "Use in Create").click()
        assert kit.studio.create.generator.title == "Moors"
        assert "Generator: Moors, chosen in Create" in words(page.details)

    def test_the_card_is_read_and_left_by_escape(self, kit: Kit, page: ModelsPage, tmp_path: Path) -> None:
        moors(kit, page, tmp_path)
        button(page.details, "Read card").click()
        assert page._card.isVisible() and "Painted from nothing" in page._card.toPlainText()
        QTest.keyClick(page, Qt.Key.Key_Escape)
        assert page.isVisible() and page.details.isVisible() and not page._card.isVisible()
        QTest.keyClick(page, Qt.Key.Key_Escape)
        assert not page.isVisible()

    def test_the_hash_is_copied_whole(self, kit: Kit, page: ModelsPage, tmp_path: Path) -> None:
        moors(kit, page, tmp_path)
        model = page.details.model
        assert model is not None and model.digest[:12] in words(page.details)
        copy = next(b for b in page.details.findChildren(QWidget) if b.accessibleName() == "Copy the whole hash")
        copy.click()  # type: ignore[attr-defined]
        assert QGuiApplication.clipboard().text() == model.digest

    def test_a_contact_sheet_is_shown(self, kit: Kit, page: ModelsPage, tmp_path: Path) -> None:
        place = trained_folder(tmp_path / "moors")
        Image.fromarray(np.full((100, 400, 3), 200, np.uint8)).save(place / "sheet.jpg")
        page.add([place])
        kit.work()
        assert page.details._sheet.isVisible() and 40 < page.details._sheet.height() <= 240

    def test_a_missing_file_is_told(self, kit: Kit, page: ModelsPage, tmp_path: Path) -> None:
        place = moors(kit, page, tmp_path)
        place.rename(tmp_path / "away")
        kit.studio.models.refresh()
        assert "not there now" in words(page.details)
        assert not button(page.details, "Use in Create").isEnabled()
        assert not page.details.lighter._measure.isVisible()


class TestList:
    def test_arrows_walk_and_search_narrows(self, kit: Kit, page: ModelsPage, tmp_path: Path) -> None:
        moors(kit, page, tmp_path, "Moors")
        moors(kit, page, tmp_path, "Heath land")
        ids = page.rows.ids()
        assert page.rows.current() == ids[-1]
        page.rows.setFocus()
        QTest.keyClick(page.rows, Qt.Key.Key_Up)
        assert page.details.model is not None and page.details.model.id == ids[-2]
        page._find.setText("heath")
        assert len(page.rows.ids()) == 1 and page.details.model.title == "Heath land"
        page._find.setText("nothing like it")
        assert "No model of that name." in words(page)

    @pytest.mark.parametrize("agreed", [True, False])
    def test_delete_asks_first(
        self, kit: Kit, page: ModelsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, agreed: bool
    ) -> None:
        place = moors(kit, page, tmp_path)
        asked: list[str] = []
        monkeypatch.setattr(RemoveDialog, "exec", lambda dialog: asked.append(words(dialog)) or int(agreed))
        QTest.keyClick(page.rows, Qt.Key.Key_Delete)
        assert "Your own folder moors stays where it is." in asked[0]
        assert len(kit.studio.models.library) == (0 if agreed else 1) and place.is_dir()

    def test_size_is_remembered(self, kit: Kit, page: ModelsPage) -> None:
        page.resize(764, 530)
        page.close()
        assert kit.settings["models_page"] == {"width": 764, "height": 530}
        again = ModelsPage(kit.window, kit.studio)
        assert (again.width(), again.height()) == (764, 530)
        again.deleteLater()

    @pytest.mark.parametrize("theme", ["dark", "light"])
    def test_both_themes_paint_it(self, kit: Kit, page: ModelsPage, tmp_path: Path, qapp: object, theme: str) -> None:
        moors(kit, page, tmp_path)
        apply_theme(qapp, theme)  # type: ignore[arg-type]
        picture = page.grab().toImage()
        edge = picture.pixelColor(4, picture.height() // 2).lightness()
        assert (edge < 80) if theme == "dark" else (edge > 200)
        apply_theme(qapp, "dark")  # type: ignore[arg-type]

    def test_all_that_is_pressed_has_a_name(self, kit: Kit, page: ModelsPage, tmp_path: Path) -> None:
        from PySide6.QtWidgets import QAbstractButton, QLineEdit

        moors(kit, page, tmp_path)
        for widget in (*page.findChildren(QAbstractButton), *page.findChildren(QLineEdit)):
            if widget.isVisible():
                text = widget.text() if isinstance(widget, QAbstractButton) else ""
                assert widget.accessibleName() or text, widget


class TestLighter:
    def test_precision_is_chosen_and_taken_back(self, kit: Kit, page: ModelsPage, tmp_path: Path) -> None:
        moors(kit, page, tmp_path)
        model, models = page.details.model, kit.studio.models
        assert model is not None
        button(page.details.lighter, "Half").click()
        assert models.choice(model) == Choice("half") and "16-bit floats" in words(page.details.lighter)
        button(page.details.lighter, "Automatic").click()
        assert models.choice(model) == Choice("auto") and "until it has been measured" in words(page.details.lighter)

    def test_measuring_shows_progress_then_a_table(self, kit: Kit, page: ModelsPage, tmp_path: Path) -> None:
        moors(kit, page, tmp_path)
        box = page.details.lighter
        box._measure.click()
        assert box._stop.isVisible() and "Waiting" in words(box)
        kit.work()
        text = words(box)
        assert not box._stop.isVisible() and " ms" in text and "of 255" in text and "in use" in text
        assert "nothing that it would make lighter" in text and "32 px" in text
        assert box._measure.text() == "Measure again"

    def test_measuring_is_stopped(self, kit: Kit, page: ModelsPage, tmp_path: Path) -> None:
        moors(kit, page, tmp_path)
        box = page.details.lighter
        box._measure.click()
        request = kit.engine.requests.pop()
        box._stop.click()
        assert kit.engine.cancelled == [request.id]
        kit.studio.receive(msg.Cancelled(request.id, request.slot))
        assert box._measure.isVisible() and not box._stop.isVisible()

    def test_memory_is_told_before_loading(self, kit: Kit, page: ModelsPage, tmp_path: Path) -> None:
        moors(kit, page, tmp_path)
        assert "while it paints" in words(page.details) and "free in memory" in words(page)
        kit.studio.models.free = 0.01
        kit.studio.models.room_changed.emit()
        assert "Close other programs" in words(page.details)

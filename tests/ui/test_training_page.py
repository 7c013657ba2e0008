"""The window of training under mouse and keys; the real engine trains a real, tiny network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from shell_kit import Kit
from style_net_kit import photographs, picture

from studio.art.catalog import find
from studio.art.generators.owned.catalog import sync
from studio.art.styles.catalog import STYLES
from studio.art.training.catalog import TRAINERS
from studio.engine import messages as msg
from studio.engine.runner import Engine
from studio.ui.theme import apply_theme
from studio.ui.training.page import TrainPage


@pytest.fixture(autouse=True)
def _no_models_after() -> Iterator[None]:
    yield
    sync(())


@pytest.fixture
def kit(make: Callable[..., Kit]) -> Kit:
    return make()


@pytest.fixture
def page(kit: Kit, qtbot: QtBot) -> Iterator[TrainPage]:
    kit.run("models.train")
    shown = kit.desk._training
    assert shown is not None
    qtbot.waitUntil(shown.isActiveWindow)
    yield shown
    shown.close()


def enter(page: TrainPage, row: object, text: str) -> None:
    line = row.line  # type: ignore[attr-defined]
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def test_a_network_learns_from_start_to_the_list_of_methods(kit: Kit, page: TrainPage, tmp_path: Path) -> None:
    Image.fromarray(picture(70, 70, 4)).save(tmp_path / "Tides.png")
    assert not any(b.autoDefault() for b in page.findChildren(QPushButton))
    assert not page.start.isEnabled() and page.trainer.currentData() == "feed-forward"
    enter(page, page.data, str(tmp_path / "Tides.png"))
    enter(page, page.places["photographs"], str(photographs(tmp_path / "photos")))
    assert not page.places["other"].isVisible() and page.start.isEnabled()
    training = kit.studio.training
    assert training.values["photographs"] == str(tmp_path / "photos")
    for name, value in {"size": 32, "width": 4, "blocks": 1, "batch": 1, "steps": 2, "precision": "full"}.items():
        training.set(name, value)
    before = len(STYLES)
    QTest.mouseClick(page.start, Qt.MouseButton.LeftButton)
    assert page.pause.isVisible() and not page.start.isEnabled() and not page.trainer.isEnabled()
    request = kit.engine.requests.pop(0)
    result = Engine(find).run_now(request, kit.studio.receive)
    if any(j.id == request.id for j in kit.studio.jobs):
        kit.studio.receive(msg.Finished(request.id, request.slot, result))
    assert training.error == ""
    assert page.samples.image is not None and page.samples.image.width() > 64
    assert "has learned" in page.note.text() and not page.pause.isVisible()
    kit.work()
    assert len(STYLES) == before + 1


def test_every_trainer_has_its_fields_and_one_sentence_says_what_is_missing(kit: Kit, page: TrainPage) -> None:
    for spec in TRAINERS:
        page.trainer.setCurrentIndex(page.trainer.findData(spec.id))
        page.trainer.activated.emit(page.trainer.currentIndex())
        assert kit.studio.training.spec is spec
        assert page.places["other"].isVisible() == (spec.id == "cyclegan")
        assert page.data.button.isVisible() == (spec.id != "latent-flow")
        assert page.start.isEnabled() == (spec.id in ("adain", "latent-flow"))


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_it_fits_a_small_screen(page: TrainPage, theme: str, qtbot: QtBot) -> None:
    apply_theme(QApplication.instance(), theme)
    page.resize(page.minimumSize())
    qtbot.wait(1)
    assert page.grab().width() >= 760
    assert page.start.geometry().bottom() <= page.height()
    apply_theme(QApplication.instance(), "dark")


def test_the_chosen_style_is_taught_by_a_command(kit: Kit, qtbot: QtBot) -> None:
    studio = kit.studio
    studio.style.choose(next(s for s in studio.style.sources if s.id == "mosaic"))
    kit.run("models.train_style")
    page = kit.desk._training
    assert page is not None and page.isVisible()
    assert page.data.line.text() == "style:mosaic" and page.start.isEnabled()
    page.close()

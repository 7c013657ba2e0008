"""The page on which two styles stand side by side: choosing, swapping, words and plots."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from shell_kit import Kit

from studio.session.style_comparison import BINS, TOPICS, histogram_of
from studio.session.style_library import StyleSource
from studio.ui.styles.page import ComparePage
from studio.ui.styles.plots import PAINTERS, Plot
from studio.ui.styles.side_card import StylePicker
from studio.ui.theme import apply_theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # popups on the offscreen platform
LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def kit(make: Callable[..., Kit], tmp_path: Path) -> Kit:
    """With two styles of the artist's that could not differ more: level blue stripes, red grain."""
    made = make((1000, 640)).with_document()
    rng = np.random.default_rng(2)
    rows = (np.arange(96) // 8 % 2)[:, None, None] * np.array([30, 60, 150]) + np.array([10, 20, 60])
    stripes = np.broadcast_to(rows, (96, 128, 3)).astype(np.uint8)
    grain = np.clip(rng.normal(170, 60, (96, 128, 1)) * np.array([1.2, 0.5, 0.4]), 0, 255).astype(np.uint8)
    for name, pixels in (("Stripes", stripes), ("Grain", grain)):
        Image.fromarray(pixels).save(tmp_path / f"{name}.png")
        made.studio.style.library.add_file(tmp_path / f"{name}.png")
    return made


def style(kit: Kit, title: str) -> StyleSource:
    return next(s for s in kit.studio.style.sources if s.title == title)


@pytest.fixture
def page(kit: Kit) -> Iterator[ComparePage]:
    kit.studio.style_comparison.asked.emit(style(kit, "Stripes"), style(kit, "Grain"))
    shown = kit.desk._compare
    assert shown is not None and shown.isVisible()
    kit.settle()
    yield shown
    shown.close()


def ink(plot: QWidget) -> int:
    """How many pixels differ from the ground."""
    image = plot.grab().toImage()
    ground = image.pixel(image.width() - 1, 0)
    return sum(image.pixel(x, y) != ground for x in range(0, image.width(), 2) for y in range(0, image.height(), 2))


def test_all_topics_have_words_a_term_and_two_plots_the_largest_difference_first(page: ComparePage) -> None:
    differences = page.comparison.differences()
    assert [d.topic for d in differences] == page.order and set(page.order) == set(TOPICS) == set(PAINTERS)
    sizes = [d.size for d in differences]
    assert sizes == sorted(sizes, reverse=True) and sizes[0] > 1
    for difference in differences:
        topic = page.topics[difference.topic]
        assert topic._text.text() == difference.text and topic._term.text() == TOPICS[difference.topic][1]
        for plot in topic.plots:
            assert ink(plot) > 40 and plot.accessibleName()
    tops = [page._rows[t].mapTo(page, QPoint(0, 0)).y() for t in page.order]
    assert tops == sorted(tops)


def test_swapping_changes_sides_and_sentences(page: ComparePage) -> None:
    left, right = (plot.grab().toImage() for plot in page.topics["palette"].plots)
    QTest.mouseClick(page.swap, LEFT)
    assert [s.title for s in page.comparison.sources if s] == ["Grain", "Stripes"]
    assert page.topics["palette"].plots[0].grab().toImage() == right
    assert page.topics["palette"].plots[1].grab().toImage() == left
    assert page.comparison.text().startswith("Grain and Stripes are ")


def test_either_side_is_chosen_from_all_styles(kit: Kit, page: ComparePage) -> None:
    QTest.mouseClick(page.cards[1], LEFT)
    picker = page.cards[1].findChild(StylePicker)
    assert picker is not None and picker.isVisible()
    wanted = kit.studio.style.library.entries()[-1]
    QTest.keyClicks(picker._finder, wanted.source.title)
    tiles = picker.tiles
    assert tiles.items.rowCount() == 1
    QTest.mouseClick(tiles.viewport(), LEFT, PLAIN, tiles.visualRect(tiles.items.index(0)).topLeft() + QPoint(9, 9))
    assert page.comparison.sources[1] == wanted.source and page.comparison.side(1) is not None
    assert page.cards[1]._image is not None
    page.comparison.choose(0, wanted.source)
    assert [s.title for s in page.comparison.sources if s] == [wanted.source.title, "Stripes"]


def test_the_text_is_copied(page: ComparePage) -> None:
    QTest.mouseClick(page.copy, LEFT)
    text = QGuiApplication.clipboard().text()
    assert text == page.comparison.text()
    for difference in page.comparison.differences():
        assert difference.text in text
    QGuiApplication.clipboard().clear()


def test_the_command_begins_with_the_chosen_style(kit: Kit) -> None:
    kit.studio.style.choose(style(kit, "Grain"))
    kit.run("style.learn")
    page = kit.desk._compare
    assert page is not None and page.comparison.sources[0] == style(kit, "Grain")
    assert page.comparison.sources[1] not in (None, style(kit, "Grain"))
    page.close()


def test_a_removed_style_makes_room_for_another(kit: Kit, page: ComparePage) -> None:
    kit.studio.style.library.remove(style(kit, "Grain"))
    sources = page.comparison.sources
    assert sources[0] == style(kit, "Stripes") and sources[1] in kit.studio.style.sources


def test_a_style_that_cannot_be_read_is_told_on_the_page(kit: Kit, tmp_path: Path) -> None:
    library, source = kit.studio.style.library, style(kit, "Grain")
    entry = library.entry(source)
    assert entry is not None
    library.store.thumb(entry.key).unlink()
    (tmp_path / "Grain.png").unlink()
    kit.desk.compare_styles(style(kit, "Stripes"), source)
    page = kit.desk._compare
    assert page is not None and "Grain.png" in page._said.text() and not page.copy.isEnabled()
    assert ink(page.topics["values"].plots[1]) == 0
    page.close()


@pytest.mark.parametrize("theme", ["light"])
def test_plots_are_painted_in_the_theme_in_force(kit: Kit, page: ComparePage, theme: str, qapp) -> None:  # type: ignore[no-untyped-def]
    try:
        apply_theme(qapp, theme)
        kit.settle()
        plot = page.topics["strokes"].plots[0]
        assert isinstance(plot, Plot) and ink(plot) > 40
        image = page.grab().toImage()
        assert (image.pixelColor(3, 3).lightness() > 128) == (theme == "light")
    finally:
        apply_theme(qapp, "dark")


def test_the_histogram_counts_lightness_and_skips_what_is_hidden() -> None:
    pixels = np.zeros((10, 10, 4), np.uint8)
    pixels[:5] = (255, 255, 255, 255)
    pixels[5:8] = (0, 0, 0, 255)
    pixels[8:] = (255, 255, 255, 0)
    values = histogram_of(pixels)
    assert len(values) == BINS and values[0] == pytest.approx(30 / 80) and values[-1] == pytest.approx(50 / 80)
    middle = histogram_of(np.full((4, 4, 4), (119, 119, 119, 255), np.uint8))
    assert middle[BINS // 2] == 1.0, "gray 119 is lightness 50"
    assert histogram_of(np.zeros((3, 3, 4), np.uint8)) == (0.0,) * BINS

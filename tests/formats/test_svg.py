"""Strokes as SVG: what is written is valid, whole, and drawn by other programs as it was meant."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from studio.core.errors import UserError
from studio.formats.svg import INKSCAPE, SVG, Strokes, write_svg


def strokes(title: str, lines: list[list[tuple[float, float]]], width: float, rgb: tuple[int, int, int]) -> Strokes:
    counts = [len(line) for line in lines]
    return Strokes(
        title,
        np.array([p for line in lines for p in line], np.float32).reshape(-1, 2),
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        np.full(len(lines), width, np.float32),
        np.tile(np.array(rgb, np.uint8), (len(lines), 1)),
        0.95,
    )


BROAD = strokes("Broad", [[(10, 30), (90, 30)], [(10, 60), (50, 60), (90, 60)]], 20, (200, 30, 30))
FINE = strokes("Fine & “small”", [[(50, 10), (50, 50), (60, 90)]], 4, (20, 20, 250))


def drawn(path: Path) -> np.ndarray:
    """As Qt draws it: uint8 (H, W, 4)."""
    renderer = QSvgRenderer(str(path))
    assert renderer.isValid()
    size = renderer.defaultSize()
    image = QImage(size, QImage.Format.Format_RGBA8888)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return (
        np.frombuffer(image.constBits(), np.uint8)
        .reshape(size.height(), image.bytesPerLine())[:, : 4 * size.width()]
        .reshape(size.height(), size.width(), 4)
    )


def test_it_is_valid_and_has_one_group_for_each_brush(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    write_svg(path, 100, 80, [BROAD, FINE], ground=(240, 230, 220), title="A <b> & c", about='{"x": "<&\x00"}')
    root = ElementTree.parse(path).getroot()
    assert root.tag == f"{{{SVG}}}svg" and root.get("width") == "100" and root.get("viewBox") == "0 0 100 80"
    layers = [g for g in root.iter(f"{{{SVG}}}g") if g.get(f"{{{INKSCAPE}}}groupmode") == "layer"]
    assert [g.get(f"{{{INKSCAPE}}}label") for g in layers] == ["Ground", "Broad", "Fine & “small”"]
    assert [len(g.findall(f"{{{SVG}}}path")) for g in layers] == [0, 2, 1]
    assert root.findtext(f"{{{SVG}}}title") == "A <b> & c"
    assert root.findtext(f"{{{SVG}}}desc") == '{"x": "<&"}'
    path_of = layers[2].find(f"{{{SVG}}}path")
    assert path_of is not None and path_of.get("stroke") == "#1414fa" and path_of.get("stroke-width") == "4.00"


def test_other_programs_draw_the_strokes_where_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    write_svg(path, 100, 80, [BROAD, FINE], ground=(240, 230, 220))
    assert QSvgRenderer(str(path)).defaultSize() == QSize(100, 80)
    seen = drawn(path).astype(int)
    assert np.abs(seen[30, 30, :3] - (200, 30, 30)).max() < 16  # on the broad stroke
    assert np.abs(seen[60, 80, :3] - (200, 30, 30)).max() < 16
    assert np.abs(seen[30, 50, :3] - (20, 20, 250)).max() < 24  # the fine one lies over it
    assert np.abs(seen[45, 80, :3] - (240, 230, 220)).max() < 3  # between them is ground
    assert np.abs(seen[30, 4, :3] - (200, 30, 30)).max() < 16  # ends are round and reach beyond the points
    assert np.abs(seen[22, 1, :3] - (240, 230, 220)).max() < 3


def test_without_a_ground_it_is_transparent(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    write_svg(path, 100, 80, [BROAD])
    seen = drawn(path)
    assert seen[5, 5, 3] == 0 and seen[30, 50, 3] > 230


def test_an_empty_drawing_is_a_drawing(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    write_svg(path, 10, 10, [], ground=(1, 2, 3))
    assert tuple(drawn(path)[5, 5]) == (1, 2, 3, 255)


def test_it_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    path.write_text("old")
    broken = Strokes("Broken", BROAD.points, BROAD.first, BROAD.width, BROAD.color[:1])
    with pytest.raises(IndexError):
        write_svg(path, 100, 80, [broken])
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]
    with pytest.raises(UserError, match=r"\.svg"):
        write_svg(tmp_path / "a.pdf", 100, 80, [BROAD])
    with pytest.raises(UserError):
        write_svg(tmp_path / "no" / "a.svg", 100, 80, [BROAD])

"""Planes beside the layers: painted and undone like layers, kept with their layer, gone with it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from studio.document.brush import Brush
from studio.document.document import Document
from studio.document.edits import PlaneEdit
from studio.document.kept import kept_planes, name_of, new_plane
from studio.document.layer import Origin
from studio.document.planes import mask_of, set_mask
from studio.document.tiles import TileMap
from studio.formats.ora import read_ora, write_ora
from studio.formats.recovery import Journal, found


@pytest.fixture
def document() -> Document:
    made = Document(200, 150)
    pixels = np.random.default_rng(3).integers(0, 256, (150, 200, 4), np.uint8)
    pixels[..., 3] = 255
    made.add_picture(pixels, name="Photo", origin=Origin.PICTURE)
    made.set_plane("style/map1", new_plane("style/map1"))
    return made


def _mask(document: Document) -> np.ndarray:
    return mask_of(document, document.planes["style/map1"])


def test_brush_and_eraser_work_on_a_plane_and_are_undone(document: Document) -> None:
    told: list[str] = []
    document.plane_changed.connect(lambda name, _rect: told.append(name))
    plane, before = document.planes["style/map1"], document.flatten()
    stroke = document.begin_stroke(
        Brush(size=40, hardness=1.0, flow=1.0, opacity=1.0, pressure_size=False), (255, 255, 255), plane
    )
    stroke.to(100, 75)
    stroke.end()
    assert _mask(document)[75, 100] == 255 and _mask(document)[0, 0] == 0
    assert np.array_equal(document.flatten(), before)
    assert set(told) == {"style/map1"}
    assert document.history.undo_title == "Paint map"
    document.history.undo()
    assert not _mask(document).any()


def test_planes_move_with_the_canvas(document: Document) -> None:
    mask = np.zeros((150, 200), np.uint8)
    mask[20:40, 30:60] = 200
    set_mask(document, mask, "Map", document.planes["style/map1"])
    document.resize_canvas(10, 5, 100, 100)
    assert np.array_equal(_mask(document), mask[5:105, 10:110])


@pytest.mark.parametrize("way", ["ora", "recovery"])
def test_they_come_back_from_files(document: Document, tmp_path: Path, way: str) -> None:
    photo = document.layers[0]
    mask = np.random.default_rng(1).integers(0, 256, (150, 200), np.uint8)
    set_mask(document, mask, "Map", document.planes["style/map1"])
    kept, gone = name_of(photo.id, "content"), name_of("nobody", "content")
    for name in (kept, gone):
        document.history.push(PlaneEdit(document, name, "Keep", None, new_plane(name, photo.tiles.share())))
    assert set(kept_planes(document.layers, document.planes)) == {"style/map1", kept}
    if way == "ora":
        path = tmp_path / "kept.ora"
        write_ora(path, document)
        with zipfile.ZipFile(path) as archive:  # the untouched original is only named
            assert len([n for n in archive.namelist() if n.startswith("pentimento/planes/")]) == 1
        opened = read_ora(path)
    else:
        journal = Journal(tmp_path / "copies" / "one")
        journal.record(document.snapshot(), "kept")
        journal._lock.release()
        (item,) = found(tmp_path / "copies")
        opened = item.open()
        item.discard()
    assert not opened.notices and set(opened.document.planes) == {"style/map1", kept}
    assert np.array_equal(_mask(opened.document), mask)
    assert np.array_equal(opened.document.pixels(opened.document.planes[kept]), document.pixels(photo))


def test_a_changed_original_is_written_as_it_was(document: Document, tmp_path: Path) -> None:
    photo = document.layers[0]
    before, name = document.pixels(photo), name_of(photo.id, "content")
    document.set_plane(name, new_plane(name, photo.tiles.share()))
    document.fill(photo, 3, 3, (255, 0, 0), tolerance=1.0)
    write_ora(tmp_path / "a.ora", document)
    opened = read_ora(tmp_path / "a.ora").document
    assert np.array_equal(opened.pixels(opened.planes[name]), before)
    assert not np.array_equal(opened.pixels(opened.layers[0]), before)


def test_a_copy_of_a_layer_has_its_planes_too(document: Document) -> None:
    photo = document.layers[0]
    name = name_of(photo.id, "map2")
    document.set_plane(name, new_plane(name, photo.tiles.share()))
    copy = document.duplicate_layer(photo)
    assert np.array_equal(document.pixels(document.planes[name_of(copy.id, "map2")]), document.pixels(photo))


@pytest.mark.parametrize("seed", range(8))
def test_bounds_are_those_of_the_pixels(seed: int) -> None:
    """Whatever was erased: outermost tiles may be empty."""
    rng = np.random.default_rng(seed)
    plane = TileMap()
    pixels = np.zeros((500, 700, 4), np.uint8)
    for _ in range(6):
        x, y = int(rng.integers(0, 690)), int(rng.integers(0, 490))
        pixels[y : y + int(rng.integers(1, 200)), x : x + int(rng.integers(1, 200))] = 255
    plane.write(-130, -60, pixels)
    for key in list(plane)[:: int(rng.integers(1, 4))]:
        plane.writable(key)[...] = 0
    whole = plane.read((-130, -60, 700, 500))[..., 3] > 0
    rows, columns = np.flatnonzero(whole.any(1)), np.flatnonzero(whole.any(0))
    if not len(rows):
        assert plane.bounds is None
        return
    size = (int(columns[-1] - columns[0]) + 1, int(rows[-1] - rows[0]) + 1)
    assert plane.bounds == (int(columns[0]) - 130, int(rows[0]) - 60, *size)

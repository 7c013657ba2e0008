from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.core.errors import UserError
from studio.core.recipe import Recipe
from studio.document.document import Document
from studio.document.layer import BlendMode, Origin
from studio.formats import recovery
from studio.formats.locks import DocumentClaim
from studio.formats.recovery import Journal, found


def _die(journal: Journal) -> None:
    """What remains of a journal when its process is gone: the folder, without the lock."""
    journal._lock.release()


@pytest.fixture
def painting(recipe: Recipe, noise: Any) -> Document:
    document = Document(400, 300)
    document.add_picture(noise(300, 400), name="Sea „ÄÖ“", origin=Origin.GENERATED, recipe=recipe)
    top = document.add_picture(noise(90, 50, 2), name="Boat", origin=Origin.HAND, offset=(-20, 280))
    document.set_blend(top, BlendMode.OVERLAY)
    document.set_opacity(top, 0.4)
    document.translate(top, 7, 9)
    document.add_layer("Empty")
    return document


@pytest.fixture
def journal() -> Iterator[Journal]:
    journal = Journal()
    yield journal
    journal.clear()


def _same(one: Document, two: Document) -> None:
    assert (one.width, one.height) == (two.width, two.height)
    assert [(x.id, x.props) for x in one.layers] == [(x.id, x.props) for x in two.layers]
    for a, b in zip(one.layers, two.layers, strict=True):
        assert {k: t.tobytes() for k, t in a.tiles.items()} == {k: t.tobytes() for k, t in b.tiles.items()}
    assert one.active is not None and two.active is not None and one.active.id == two.active.id


def _size(journal: Journal) -> int:
    return sum(p.stat().st_size for p in journal.folder.glob("tiles-*.bin"))


def test_a_crash_leaves_all_of_the_document(painting: Document, journal: Journal, tmp_path: Path) -> None:
    assert journal.record(painting.snapshot(), "Evening", tmp_path / "evening.ora")
    _die(journal)
    (item,) = found()
    assert (item.name, item.path) == ("Evening", tmp_path / "evening.ora")
    opened = item.open()
    assert opened.notices == () and opened.document.path == tmp_path / "evening.ora"
    assert opened.document.modified  # what was recovered stands in no file
    _same(painting, opened.document)
    item.release()


def test_only_what_changed_is_written(painting: Document, journal: Journal, noise: Any) -> None:
    journal.record(painting.snapshot(), "a")
    first = _size(journal)
    assert not journal.record(painting.snapshot(), "a")
    assert _size(journal) == first
    painting.active = painting.layers[0]
    painting.layers[0].tiles.writable((1, 1))[5, 5] = 9
    assert journal.record(painting.snapshot(), "a")
    assert 0 < _size(journal) - first <= 70_000  # one tile of 64 KiB
    size = _size(journal)
    painting.set_opacity(painting.layers[1], 0.9)
    assert journal.record(painting.snapshot(), "a")
    assert _size(journal) == size  # properties cost no pixels
    _die(journal)
    (item,) = found()
    _same(painting, item.open().document)
    item.release()


def test_layers_that_come_go_and_swap(painting: Document, journal: Journal, noise: Any) -> None:
    for change in (
        lambda: painting.remove_layer(painting.layers[0]),
        lambda: painting.history.undo(),
        lambda: painting.move_layer(painting.layers[0], 2),
        lambda: painting.duplicate_layer(painting.layers[2]),
        lambda: painting.clear(painting.layers[0]),
        lambda: painting.history.undo(),
        lambda: painting.resize_canvas(10, 10, 200, 100),
    ):
        journal.record(painting.snapshot(), "a")
        change()
    journal.record(painting.snapshot(), "a")
    _die(journal)
    (item,) = found()
    _same(painting, item.open().document)
    item.release()


def test_outdated_tiles_do_not_pile_up(painting: Document, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "PACK_SLACK", 300_000)
    journal.record(painting.snapshot(), "a")
    first = _size(journal)
    rng = np.random.default_rng(1)
    for _ in range(40):
        painting.layers[0].tiles.writable((0, 0))[:] = rng.integers(0, 256, (128, 128, 4), np.uint8)
        journal.record(painting.snapshot(), "a")
        assert _size(journal) <= first + 500_000
    assert len(list(journal.folder.glob("tiles-*.bin"))) == 1
    _die(journal)
    (item,) = found()
    _same(painting, item.open().document)
    item.release()


def test_a_running_window_is_not_offered_and_a_saved_one_leaves_nothing(painting: Document) -> None:
    journal = Journal()
    journal.record(painting.snapshot(), "a")
    assert found() == []
    journal.clear()
    assert found() == [] and not journal.folder.exists()
    assert journal.record(painting.snapshot(), "a")  # the artist works on
    _die(journal)
    (item,) = found()
    item.discard()
    assert found() == []


def test_a_crash_during_recovery_loses_nothing(painting: Document) -> None:
    journal = Journal()
    journal.record(painting.snapshot(), "a")
    _die(journal)
    for _ in range(2):
        (item,) = found()
        assert found() == []  # a second window does not offer it as well
        item.open()
        item.release()  # the process died with the question still open
    (item,) = found()
    opened = item.open().document
    adopted = item.adopt()
    assert found() == []
    opened.layers[0].tiles.writable((0, 0))[0, 0] = 1
    adopted.record(opened.snapshot(), "a")
    _die(adopted)
    (item,) = found()
    _same(opened, item.open().document)
    item.discard()


def test_damaged_copies_are_told_and_kept(painting: Document) -> None:
    journal = Journal()
    journal.record(painting.snapshot(), "Evening")
    _die(journal)
    (pack,) = journal.folder.glob("tiles-*.bin")
    data = bytearray(pack.read_bytes())
    data[len(data) // 2] ^= 1
    pack.write_bytes(data)
    (item,) = found()
    assert "1 pieces of the layer" in item.open().notices[0]
    manifest = journal.folder / recovery.MANIFEST
    broken = json.loads(manifest.read_bytes()) | {"layers": [{}]}
    manifest.write_text(json.dumps(broken))
    with pytest.raises(UserError, match="recovery copy of Evening is damaged; it is kept in"):
        item.open()
    pack.unlink()
    item.release()
    manifest.write_text("{")
    assert found() == [] and journal.folder.exists()
    Journal(journal.folder).clear()


def test_a_folder_without_a_complete_copy_is_swept_away() -> None:
    place = recovery.root() / "20200101-000000-00000000"
    place.mkdir(parents=True)
    (place / "tiles-1.bin").write_bytes(b"half a t")
    assert found() == [] and not place.exists()


def test_a_full_disk_is_told_and_the_last_copy_stays(
    painting: Document, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.record(painting.snapshot(), "a")
    expected = painting.layers[0].tiles.get((0, 0)).tobytes()  # type: ignore[union-attr]
    painting.layers[0].tiles.writable((0, 0))[:] = 7
    snapshot = painting.snapshot()
    with monkeypatch.context() as patch:
        patch.setattr(recovery.os, "fsync", lambda _h: (_ for _ in ()).throw(OSError(28, "full")))
        with pytest.raises(UserError, match="no room left"):
            journal.record(snapshot, "a")
    _die(journal)
    (item,) = found()
    assert item.open().document.layers[0].tiles.get((0, 0)).tobytes() == expected  # type: ignore[union-attr]
    item.release()
    assert journal.record(snapshot, "a")  # room again: all is written anew
    _die(journal)
    (item,) = found()
    _same(painting, item.open().document)
    item.release()


_PAINTER = """
import sys
import numpy as np
from studio.document.document import Document
from studio.document.layer import Origin
from studio.formats import recovery
recovery.PACK_SLACK = 400_000
document = Document(512, 256)
rng = np.random.default_rng(0)
layer = document.add_picture(rng.integers(0, 256, (256, 512, 4), np.uint8), name="a", origin=Origin.HAND)
journal = recovery.Journal()
stroke = 0
while True:
    stroke += 1
    # Every stroke sets all tiles of the row to its number: a mixture would be seen.
    for column in range(4):
        tile = layer.tiles.writable((column, 0))
        tile[:] = rng.integers(0, 256, tile.shape, np.uint8)
        tile[0, 0] = (stroke & 255, stroke >> 8, 0, 255)
    journal.record(document.snapshot(), f"stroke {stroke}")
    print(stroke, flush=True)
"""


@pytest.mark.parametrize("strokes", [1, 2, 3, 5, 9])
def test_kill_9_while_painting_loses_one_stroke_at_most(strokes: int) -> None:
    process = subprocess.Popen([sys.executable, "-c", _PAINTER], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for _ in range(strokes):
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.wait()
    told = int((process.stdout.read().split() or [strokes])[-1])
    process.stdout.close()
    (item,) = found()
    kept = int(item.name.split()[1])
    assert kept in (told, told + 1)
    opened = item.open()
    assert opened.notices == ()
    tiles = opened.document.layers[0].tiles
    numbers = {int(t[0, 0, 0]) + 256 * int(t[0, 0, 1]) for k, t in tiles.items() if k[1] == 0}
    assert numbers == {kept}
    item.discard()
    assert list(recovery.root().iterdir()) == []


# -- two windows on one file -----------------------------------------------------------------------------------------


def test_the_second_window_is_warned(tmp_path: Path) -> None:
    path = tmp_path / "bild.ora"
    path.write_bytes(b"")
    (tmp_path / "link.ora").symlink_to(path)
    first, second = DocumentClaim(path), DocumentClaim(tmp_path / "link.ora")
    assert first.acquire() == "" and first.acquire() == ""
    assert second.acquire().startswith("link.ora is already open in another Pentimento window since ")
    first.release()
    assert second.acquire() == ""
    second.release()


def test_a_claim_dies_with_its_process(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from studio.formats.locks import DocumentClaim\n"
        "claim = DocumentClaim(sys.argv[1])\n"
        "assert claim.acquire() == ''\n"
        "print('held', flush=True)\n"
        "sys.stdin.read()\n"
    )
    path = str(tmp_path / "a.ora")
    other = subprocess.Popen(
        [sys.executable, "-c", code, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None and other.stdin is not None and other.stdout.readline() == "held\n"
    claim = DocumentClaim(path)
    assert "already open" in claim.acquire()
    other.kill()
    other.wait()
    other.stdin.close()
    other.stdout.close()
    assert claim.acquire() == ""
    claim.release()

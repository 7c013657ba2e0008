"""What trainers learn from: folders with all that folders hold, digits, the painter's stream."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from training_kit import Stopping, discs

from studio.art.generators.worlds import SKIES
from studio.art.training import data as data_module
from studio.art.training import folder_data, painted
from studio.art.training.data import Source, Stream, open_source
from studio.core.errors import Cancelled, UserError
from studio.core.progress import DirectContext


def opened(folder: object, size: int = 16, **more: Any) -> Source:
    return open_source(DirectContext(), str(folder), size=size, seed=more.pop("seed", 1), steps=100, **more)


def square(source: Source, name: str) -> np.ndarray:
    store = source.store
    assert isinstance(store, folder_data.Album)
    return store.get(store.names.index(name))


def save(path: Path, pixels: object, **more: Any) -> None:
    Image.fromarray(np.asarray(pixels)).save(path, **more)


def test_pictures_come_upright_on_white_and_in_srgb(tmp_path: Path) -> None:
    discs(tmp_path, 4)
    half = np.zeros((20, 40, 3), np.uint8)
    half[:, :20] = (250, 0, 0)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter to the right
    save(tmp_path / "turned.jpg", half, exif=exif, quality=95)
    clear = np.zeros((20, 20, 4), np.uint8)
    clear[:, :10] = (0, 0, 255, 255)
    save(tmp_path / "clear.png", clear)
    Image.fromarray(half).convert("CMYK").save(tmp_path / "ink.jpg", quality=95)
    save(tmp_path / "deep.png", np.full((20, 20), 256 * 128, np.uint16))
    source = opened(tmp_path)
    turned = square(source, "turned.jpg")
    assert turned[:6, :, 0].min() > 200 and turned[10:, :, 0].max() < 60
    assert (square(source, "clear.png")[:, :6] == (0, 0, 255)).all()
    assert (square(source, "clear.png")[:, -6:] == 255).all()
    assert square(source, "ink.jpg")[:, 0, 0].min() > 180
    assert abs(int(square(source, "deep.png").mean()) - 127) < 3


def test_what_cannot_be_read_is_skipped_and_named(tmp_path: Path) -> None:
    discs(tmp_path, 6)
    whole = (tmp_path / "disc 1.png").read_bytes()
    (tmp_path / "torn.png").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "letter.jpg").write_text("dear friend")
    (tmp_path / "nothing.png").write_bytes(b"")
    (tmp_path / "notes.txt").write_text("no picture, and none was promised")
    save(tmp_path / "dot.png", np.zeros((5, 5, 3), np.uint8))
    save(tmp_path / "small.png", np.zeros((12, 12, 3), np.uint8))
    for _ in range(2):  # the second time from the cache
        source = opened(tmp_path)
        assert {s.name for s in source.skipped} == {"torn.png", "letter.jpg", "nothing.png", "dot.png"}
        assert source.count == 7
        skipped, enlarged = source.notes
        assert (
            "4 files were skipped" in skipped and "torn.png" in skipped and "dot.png is too small (5 x 5 px)" in skipped
        )
        assert "1 picture was smaller than 16 px" in enlarged and "small.png" in enlarged


def test_a_changed_folder_is_read_anew_and_an_unchanged_one_is_not(tmp_path: Path, monkeypatch: Any) -> None:
    discs(tmp_path, 6)
    assert opened(tmp_path).count == 6
    reads: list[Path] = []
    real = folder_data._read_one
    monkeypatch.setattr(folder_data, "_read_one", lambda path, *rest: reads.append(path) or real(path, *rest))
    assert opened(tmp_path).count == 6 and not reads
    save(tmp_path / "new.png", np.zeros((20, 20, 3), np.uint8))
    assert opened(tmp_path).count == 7 and len(reads) == 7


def test_a_cancelled_reading_leaves_no_half_cache(tmp_path: Path, home: Path) -> None:
    discs(tmp_path / "set", 12)
    with pytest.raises(Cancelled):
        open_source(Stopping(questions=5), str(tmp_path / "set"), size=16, seed=0, steps=1)
    assert not list(home.rglob("*.part")) and not list(home.rglob("index.json"))
    assert opened(tmp_path / "set").count == 12


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda p: None, "does not exist"),
        (lambda p: p.mkdir(), "no pictures"),
        (lambda p: p.write_text("x"), "is a file"),
        (lambda p: discs(p, 3), "4 are the least"),
        (lambda p: (p.mkdir(), (p / "a.png").write_text("x")), "No picture .* can be used .a.png"),
    ],
)
def test_a_folder_of_no_use_is_told_in_a_sentence(tmp_path: Path, make: Any, says: str) -> None:
    make(tmp_path / "set")
    with pytest.raises(UserError, match=says):
        opened(tmp_path / "set")


def test_batches_depend_on_seed_and_step_alone(tmp_path: Path) -> None:
    discs(tmp_path, 50, 24)
    one, other, else_ = (opened(tmp_path, crop="random", mirror=True, seed=s) for s in (1, 1, 2))
    first = [one.batch(k, 8) for k in range(5)]
    assert (other.batch(4, 8) == first[4]).all()
    assert (else_.batch(4, 8) != first[4]).any()
    assert (other.batch(2, 8, slice(4, 8)) == first[2][4:]).all()


def test_a_round_shows_every_picture_once_but_those_held_out(tmp_path: Path) -> None:
    discs(tmp_path, 50)
    source = opened(tmp_path)
    assert source.held == 5
    # 45 pictures, batches of 9: five steps make a round; and batches may cross rounds.
    for batch in (9, 7):
        seen = [source.pick(k, batch, j) for k in range(45) for j in range(batch)][:90]
        assert sorted(seen[:45]) == sorted(seen[45:90]) and len(set(seen[:45])) == 45
        assert not set(seen) & set(source.numbers_held_out(99))


def test_crops_wander_and_mirror_images_come(tmp_path: Path) -> None:
    wide = np.zeros((32, 64, 3), np.uint8)
    wide[:, :, 0] = np.arange(64) * 4
    for k in range(4):
        save(tmp_path / f"{k}.png", wide)
    source = opened(tmp_path, crop="random", mirror=True)
    batch = source.batch(0, 32)
    means = batch[:, 0].mean((1, 2))
    rising = batch[:, 0, 0, -1] > batch[:, 0, 0, 0]
    assert means.max() - means.min() > 60
    assert 4 < rising.sum() < 28
    still = opened(tmp_path)
    assert len(np.unique(still.batch(0, 8), axis=0)) == 1


def test_digits_are_gray_and_white_on_black() -> None:
    source = opened("digits", 28)
    assert source.count == 1797 and source.gray and source.batch(0, 4).shape == (4, 3, 28, 28)
    assert source.batch(0, 64)[:, :, 0, 0].mean() < 20 and source.batch(0, 64).max() > 230


def test_the_painter_s_stream_grows_with_the_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (painted, data_module):
        monkeypatch.setattr(module, "SHARD", 10)
    for shard in range(3):
        painted.paint_shard("skies", 16, shard)
    source = opened("painted:skies", pictures=30)
    assert isinstance(source, Stream)
    early = {source.pick(0, 64, j) for j in range(64)}
    late = {source.pick(90, 64, j) for j in range(64)}
    assert max(early) < 10 <= max(late) and len(early) == 8
    again = opened("painted:skies", pictures=30)
    assert (again.batch(57, 8) == source.batch(57, 8)).all()
    values, caption = painted.item(SKIES, 23)
    assert np.allclose(again.conditions([23])[0], SKIES.encode(values)) and again.captions([23]) == [caption]
    assert source.world == "skies" and not source.gray
    with pytest.raises(UserError, match="there are shores and skies"):
        opened("painted:sky")

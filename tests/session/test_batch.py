"""A folder through a style method with the real engine and real files: what is kept, skipped, told, resumed."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue
from threading import Event
from typing import Any

import numpy as np
import pytest
from PIL import Image

from studio.core.errors import UserError
from studio.core.picture import ImageRef
from studio.engine.request import Request
from studio.formats import atomic
from studio.formats.images import read_image
from studio.formats.metadata import parsed, read_metadata
from studio.session.batch import Batch
from studio.session.batch_items import Exists, Item, Look, Options, State, collect, give_targets
from studio.session.batch_journal import NAME
from studio.session.studio import Studio

STYLE = np.random.default_rng(3).integers(0, 256, (40, 40, 4), np.uint8) | np.array([0, 0, 0, 255], np.uint8)


def look(strength: float = 1.0, manner: str = "Sea") -> Look:
    style = ImageRef.of(STYLE)
    return Look(
        Request.make("style/color", {"strength": strength}, style=style, seed=1, sources={"style": {"style": "sea"}}),
        manner,
    )


def picture(path: Path, value: int, size: tuple[int, int] = (60, 48), **more: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    ramp = np.linspace(0, 120, size[0] * size[1] * 3).reshape(size[1], size[0], 3)
    Image.fromarray((ramp + value % 120).astype(np.uint8)).save(path, **more)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera works"
    picture(tmp_path / "in" / "a.jpg", 10, exif=exif, dpi=(300, 300))
    picture(tmp_path / "in" / "deep" / "b.png", 60)
    (tmp_path / "in" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(30))
    picture(tmp_path / "in" / "c.bmp", 90)
    (tmp_path / "in" / "notes.txt").write_text("no picture")
    picture(tmp_path / "in" / ".hidden.png", 1)
    return tmp_path / "in"


@pytest.fixture
def run(studio: Studio, engine: Any) -> Iterator[Callable[..., Batch]]:
    def start(items: list[Item], options: Options, how: Look | None = None, limit: int = 1000) -> Batch:
        batch = Batch(studio.jobs, studio.background, items, how or look(), options, no_videos)
        batch.start()
        engine.work(limit)
        return batch

    yield start


def no_videos(item: Item, _look: Look, _options: Options) -> Any:
    raise UserError(f"{item.source.name} is a video.")


def states(batch: Batch) -> dict[str, State]:
    return {i.relative.as_posix(): i.state for i in batch.items}


def test_the_structure_stays_and_a_broken_file_stops_nothing(folder: Path, tmp_path: Path, run: Any) -> None:
    out = tmp_path / "out"
    batch = run(collect([folder], out), Options(out))
    assert states(batch) == {
        "a.jpg": State.DONE, "broken.png": State.FAILED, "c.bmp": State.DONE, "deep/b.png": State.DONE
    }  # fmt: skip
    assert batch.ended and batch.fraction == 1.0
    made = read_image(out / "a.jpg")
    assert made.pixels.shape == (60, 48, 4) and made.recipe is not None and made.recipe.method == "color"
    assert made.recipe.sources["content"]["file"] == str((folder / "a.jpg").resolve())
    assert parsed(read_metadata(out / "a.jpg").exif)[0x010F] == "Camera works"
    assert read_metadata(out / "a.jpg").dpi == pytest.approx((300, 300))
    assert (out / "deep" / "b.png").is_file() and (out / "c.png").is_file(), "what cannot be written becomes a PNG"
    (bad,) = batch.summary.failed
    assert "broken.png" in bad.note and batch.summary.sentence() == "3 of 4 done, 1 failed."
    assert not list(out.rglob("*.part"))


def test_finished_files_are_not_done_again_in_the_same_look(
    folder: Path, tmp_path: Path, run: Any, engine: Any
) -> None:
    out = tmp_path / "out"
    run(collect([folder], out), Options(out))
    before, count = (out / "a.jpg").stat().st_mtime_ns, len(engine.done)
    again = run(collect([folder], out), Options(out, exists=Exists.OVERWRITE))
    assert states(again)["a.jpg"] is State.KEPT and len(engine.done) == count
    assert (out / "a.jpg").stat().st_mtime_ns == before
    other = run(collect([folder], out), Options(out, exists=Exists.OVERWRITE), look(0.5))
    assert states(other)["a.jpg"] is State.DONE and (out / "a.jpg").stat().st_mtime_ns != before


@pytest.mark.parametrize("change", ["source", "output", "torn journal", "fresh"])
def test_what_has_changed_is_done_again(change: str, folder: Path, tmp_path: Path, run: Any) -> None:
    out = tmp_path / "out"
    run(collect([folder / "c.bmp", folder / "a.jpg"], out), Options(out))
    if change == "source":
        picture(folder / "c.bmp", 20, (50, 50))
    elif change == "output":
        (out / "c.png").unlink()
    elif change == "torn journal":
        lines = (out / NAME).read_text().splitlines()
        (out / NAME).write_text(lines[1] + "\n" + lines[0][:40])
    again = run(
        collect([folder / "c.bmp", folder / "a.jpg"], out),
        Options(out, exists=Exists.OVERWRITE, fresh=change == "fresh"),
    )
    assert states(again)["c.bmp"] is State.DONE
    assert (states(again)["a.jpg"] is State.KEPT) == (change != "fresh")
    for line in (out / NAME).read_text().splitlines()[2:]:
        json.loads(line)


def test_policies_for_files_that_are_there(folder: Path, tmp_path: Path, run: Any) -> None:
    out, items = tmp_path / "out", lambda: collect([folder / "c.bmp"], tmp_path / "out")
    out.mkdir()
    (out / "c.png").write_bytes(b"the artist's own")
    assert states(run(items(), Options(out)))["c.bmp"] is State.KEPT
    assert (out / "c.png").read_bytes() == b"the artist's own"
    assert states(run(items(), Options(out, exists=Exists.RENAME)))["c.bmp"] is State.DONE
    assert (out / "c.png").read_bytes() == b"the artist's own" and read_image(out / "c (2).png").recipe is not None
    run(items(), Options(out, exists=Exists.OVERWRITE), look(0.5))
    assert read_image(out / "c.png").recipe is not None


def test_originals_are_never_replaced(folder: Path, run: Any) -> None:
    before = (folder / "a.jpg").read_bytes()
    batch = run(collect([folder / "a.jpg"], folder), Options(folder, exists=Exists.OVERWRITE))
    assert "never replaced" in batch.items[0].note and (folder / "a.jpg").read_bytes() == before


def test_an_output_folder_inside_is_not_taken_for_input(folder: Path, run: Any) -> None:
    out = folder / "styled"
    run(collect([folder], out), Options(out))
    assert [i.relative.as_posix() for i in collect([folder], out)] == ["a.jpg", "broken.png", "c.bmp", "deep/b.png"]


def test_names(folder: Path, tmp_path: Path) -> None:
    picture(folder / "a.png", 3)
    items = collect([folder / "a.jpg", folder / "a.png"], tmp_path)
    give_targets(items, Options(tmp_path, form="png", naming="{name} in {style} {number}"), look(manner="Sea/Sky"))
    assert [i.output.name for i in items if i.output] == ["a in Sea-Sky 0001.png", "a in Sea-Sky 0002.png"]
    give_targets(items, Options(tmp_path, form="png"), look())
    assert [i.output.name for i in items if i.output] == ["a.png", "a (png).png"]
    for naming in ("{nme}", "  ", "{name", "{name.x}", "{name:>99999999}", "{name!r}", "{}"):
        with pytest.raises(UserError, match="name"):
            Options(tmp_path, naming=naming).check()
    with pytest.raises(UserError, match="neither a picture nor a video"):
        collect([folder / "notes.txt"], tmp_path)


@pytest.mark.parametrize("form", ["png", "jpg", "tiff", "webp"])
def test_formats(form: str, folder: Path, tmp_path: Path, run: Any) -> None:
    batch = run(collect([folder / "c.bmp"], tmp_path), Options(tmp_path / "out", form=form))
    path = batch.items[0].output
    assert path is not None and path.suffix == {"tiff": ".tif"}.get(form, f".{form}")
    assert read_image(path).recipe is not None and read_image(path).pixels.shape == (48, 60, 4)


def test_pause_resume_and_cancel(folder: Path, tmp_path: Path, run: Any, engine: Any) -> None:
    out = tmp_path / "out"
    batch = run(collect([folder], out), Options(out), limit=0)
    batch.pause()
    engine.work()
    assert not batch.running and not batch.ended and states(batch)["a.jpg"] is State.DONE
    assert states(batch)["c.bmp"] is State.WAITING
    batch.start()
    batch.cancel()
    engine.work()
    assert batch.ended and states(batch)["c.bmp"] is State.CANCELLED and (out / "a.jpg").exists()
    batch.retry()
    batch.start()
    engine.work()
    assert states(batch)["c.bmp"] is State.DONE and states(batch)["broken.png"] is State.FAILED


def test_cancelled_while_a_picture_is_read(
    folder: Path, tmp_path: Path, run: Any, studio: Studio, engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting: list[Callable[[], object]] = []
    monkeypatch.setattr(
        studio.background, "run", lambda work, done, _failed: waiting.append(lambda: done(work()))
    )  # fmt: skip
    batch = run(collect([folder], tmp_path / "out"), Options(tmp_path / "out"))
    batch.cancel()
    assert batch.running and len(waiting) == 1
    waiting.pop()()
    assert batch.ended and not engine.waiting and set(states(batch).values()) == {State.CANCELLED}


def test_stopping_all_work_only_rests_it(folder: Path, tmp_path: Path, run: Any, studio: Studio, engine: Any) -> None:
    batch = run(collect([folder], tmp_path / "out"), Options(tmp_path / "out"), limit=0)
    studio.jobs.cancel_all()
    assert not batch.running and not batch.ended and states(batch)["a.jpg"] is State.WAITING
    batch.start()
    engine.work()
    assert batch.ended and states(batch)["a.jpg"] is State.DONE


def test_a_full_disk_rests_the_batch(
    folder: Path, tmp_path: Path, run: Any, engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full)
    batch = run(collect([folder], tmp_path / "out"), Options(tmp_path / "out"))
    assert not batch.ended and not batch.running and "no room left" in batch.trouble
    assert batch.summary.waiting == 4 and not list((tmp_path / "out").glob("*.jpg"))
    monkeypatch.setattr(atomic.os, "fsync", real)
    batch.start()
    engine.work()
    assert batch.trouble == "" and batch.summary.done == 3


def test_an_output_folder_that_goes_away_rests_it(folder: Path, tmp_path: Path, run: Any, engine: Any) -> None:
    batch = run(collect([folder], tmp_path / "out"), Options(tmp_path / "out"), limit=0)
    shutil.rmtree(tmp_path / "out")
    engine.work()
    assert not batch.running and "is gone" in batch.trouble and batch.summary.waiting == 4


def test_hundreds_of_files_need_no_deep_stack(tmp_path: Path, studio: Studio) -> None:
    for k in range(400):
        (tmp_path / f"{k:03d}.png").write_bytes(b"broken")
    batch = Batch(
        studio.jobs, studio.background, collect([tmp_path], tmp_path / "out"), look(), Options(tmp_path / "out"),
        no_videos,
    )  # fmt: skip
    batch.start()
    assert batch.ended and len(batch.summary.failed) == 400


def test_time_left_goes_by_pixels(folder: Path, tmp_path: Path, studio: Studio, engine: Any) -> None:
    now = [0.0]
    items = collect([folder / "a.jpg", folder / "c.bmp", folder / "deep"], tmp_path / "out")
    batch = Batch(
        studio.jobs, studio.background, items, look(), Options(tmp_path / "out"), no_videos, clock=lambda: now[0]
    )
    for item in items:
        batch.weigh(item)
    assert [i.pixels for i in items] == [60 * 48] * 3 and batch.seconds_left() is None
    batch.start()
    now[0] = 10.0
    engine.work(1)
    assert batch.seconds_left() == pytest.approx(20.0) and batch.fraction == pytest.approx(1 / 3)
    engine.work()
    assert batch.ended


def test_unusual_pictures_are_told_in_a_sentence(tmp_path: Path, run: Any) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    deep = np.linspace(0, 65535, 40 * 50).reshape(40, 50).astype(np.uint16)
    Image.fromarray(deep).save(folder / "deep.png")
    Image.fromarray(np.full((40, 50, 4), 90, np.uint8), "CMYK").save(folder / "print.jpg")
    frames = [Image.fromarray(np.full((40, 50, 3), 60 * k + 40, np.uint8)) for k in range(3)]
    frames[0].save(folder / "moving.gif", save_all=True, append_images=frames[1:])
    batch = run(collect([folder], tmp_path / "out"), Options(tmp_path / "out"))
    notes = {i.source.name: i.note for i in batch.items}
    assert all(i.state is State.DONE for i in batch.items), notes
    assert "16 bits a channel" in notes["deep.png"] and "CMYK" in notes["print.jpg"]
    assert "3 frames; the first was taken" in notes["moving.gif"]


def test_a_batch_does_not_stand_in_the_way_of_other_files(folder: Path, tmp_path: Path, engine: Any) -> None:
    """What is read for a preview, or saved, and a batch go on beside each other."""
    calls: Queue[Callable[[], object]] = Queue()
    studio = Studio(engine, defer=calls.put)
    engine.studio = studio
    gate = Event()
    try:
        studio.background.run(gate.wait, lambda _set: None, studio.told.emit)
        studio.style.choose_method("color")
        studio.style.choose(studio.style.sources[0])
        studio.batch.set(folder=tmp_path / "out")
        studio.batch.add([folder / "a.jpg", folder / "c.bmp"])
        while not studio.batch.items:
            calls.get(timeout=30)()
        studio.batch.start()
        while studio.batch.running:
            if not engine.work():
                calls.get(timeout=30)()
        assert studio.background.busy and [i.state for i in studio.batch.items] == [State.DONE] * 2
    finally:
        gate.set()
        studio.close()

"""Films through a style method with the real engine and real files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from studio.core.picture import ImageRef
from studio.engine.request import Request
from studio.formats import film_job
from studio.formats.video_read import video_facts, video_frames
from studio.session.batch import Batch
from studio.session.batch_items import Kind, Look, Options, State, collect
from studio.session.batch_video import FilmSteps, work_folder
from studio.session.studio import Studio

SIZE = (96, 64)
STYLE = np.random.default_rng(3).integers(0, 256, (40, 40, 4), np.uint8) | np.array([0, 0, 0, 255], np.uint8)


def look(method: str = "color", **values: Any) -> Look:
    return Look(Request.make(f"style/{method}", values, style=ImageRef.of(STYLE), seed=1), "Sea")


def scene(seed: int) -> np.ndarray:
    small = np.random.default_rng(seed).uniform(0, 255, (5, 9, 3)).astype(np.float32)
    import cv2

    return np.clip(cv2.resize(small, (160, 100), interpolation=cv2.INTER_CUBIC), 0, 255)


def frame(ground: np.ndarray, number: int) -> np.ndarray:
    return np.ascontiguousarray(ground[10 : 10 + SIZE[1], 4 + 2 * number : 4 + 2 * number + SIZE[0]]).astype(np.uint8)


def clip(path: Path, frames: int = 14, cut: int = 8, sound: str = "aac", times: list[int] | None = None) -> Path:
    """A pan with a cut, at 30000/1001 frames a second or at `times` (in 1/1000 s), with a tone."""
    rate = Fraction(30000, 1001)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264" if path.suffix != ".webm" else "libvpx-vp9", rate=rate)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        if times:
            stream.codec_context.time_base = Fraction(1, 1000)
        tone = container.add_stream(sound, rate=48000) if sound else None
        if tone is not None:
            tone.layout = "mono"
        container.metadata["artist"] = "An artist"
        for number in range(frames):
            rgb = frame(scene(1 if number < cut else 2), number % cut)
            picture = av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(format="yuv420p")
            picture.pts = times[number] if times else number
            picture.time_base = Fraction(1, 1000) if times else 1 / rate
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
        if tone is not None:
            wave = (np.sin(np.arange(24000) / 20) * 0.3).astype(np.float32)[None]
            for start in range(0, 24000, 960):
                piece = av.AudioFrame.from_ndarray(wave[:, start : start + 960], format="fltp", layout="mono")
                piece.sample_rate, piece.pts, piece.time_base = 48000, start, Fraction(1, 48000)
                container.mux(tone.encode(piece))
            container.mux(tone.encode(None))
    return path


@pytest.fixture
def run(studio: Studio, engine: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Batch]]:
    monkeypatch.setattr(film_job, "LEAST_FRAMES", 5)
    monkeypatch.setattr(film_job, "MOST_FRAMES", 5)

    def start(source: Path, options: Options, how: Look | None = None, limit: int = 1000) -> Batch:
        batch = Batch(
            studio.jobs, studio.background, collect([source], options.folder), how or look(), options, FilmSteps
        )
        batch.start()
        engine.work(limit)
        return batch

    yield start


def streams(path: Path) -> tuple[Fraction, list[float], str, float]:
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        sound = container.streams.audio[0] if container.streams.audio else None
        times = [float(f.pts * video.time_base) for f in container.decode(video)]
        length = float(sound.duration * sound.time_base) if sound is not None and sound.duration else 0.0
        return video.average_rate, times, sound.codec_context.name if sound else "", length


def test_rate_size_sound_words_and_recipe_stay(tmp_path: Path, run: Any) -> None:
    source = clip(tmp_path / "a.mp4")
    batch = run(source, Options(tmp_path / "out"))
    assert batch.items[0].state is State.DONE and batch.items[0].kind is Kind.VIDEO, batch.items[0].note
    out = tmp_path / "out" / "a.mp4"
    facts = video_facts(out)
    assert (facts.width, facts.height, facts.frames) == (*SIZE, 14)
    assert json.loads(facts.comment)["method"] == "color"
    before, after = streams(source), streams(out)
    assert after[0] == before[0] == Fraction(30000, 1001) and after[1] == pytest.approx(before[1], abs=1e-4)
    assert after[2] == "aac" and after[3] == pytest.approx(before[3], abs=0.05)
    with av.open(str(out)) as container:
        assert container.metadata["artist"] == "An artist"
    assert [p.name for p in (tmp_path / "out").iterdir() if p.name.startswith(".")] == [".pentimento-batch.jsonl"]
    assert float(np.abs(next(video_frames(out)).astype(int) - next(video_frames(source))).mean()) > 5, "it is styled"


def test_frames_of_varying_length_keep_their_times(tmp_path: Path, run: Any) -> None:
    times = [0, 40, 120, 130, 250, 300, 420, 500, 510, 640, 700, 710, 720, 900]
    source = clip(tmp_path / "a.mkv", times=times, sound="")
    run(source, Options(tmp_path / "out"))
    assert streams(tmp_path / "out" / "a.mp4")[1] == pytest.approx([t / 1000 for t in times], abs=2e-3)


@pytest.mark.parametrize("form", ["webm", "gif", "frames"])
def test_other_kinds(form: str, tmp_path: Path, run: Any) -> None:
    source = clip(tmp_path / "a.mp4", frames=7, cut=4)
    batch = run(source, Options(tmp_path / "out", video=form))
    item = batch.items[0]
    assert item.state is State.DONE and item.output is not None, item.note
    facts = video_facts(item.output)
    assert (facts.width, facts.height, facts.frames) == (*SIZE, 7)
    if form == "webm":
        assert streams(item.output)[2] == "opus" and "sound was encoded anew" in item.note


@pytest.mark.parametrize("method", ["color", "painter"])
def test_a_film_that_was_broken_off_goes_on_with_the_same_pixels(
    method: str, tmp_path: Path, run: Any, engine: Any, studio: Studio
) -> None:
    source = clip(tmp_path / "a.mp4", frames=12, cut=7)
    how = look(method)
    run(source, Options(tmp_path / "whole", video="frames"), how)
    first = run(source, Options(tmp_path / "out", video="frames"), how, limit=3)  # the plan and two parts of three
    folder = work_folder(first.items[0], how, first.options)
    assert film_job.part_done(folder, 1) and not film_job.part_done(folder, 2)
    first.cancel()
    (folder / "part-00001.film").unlink()  # as a kill in the middle of writing leaves it
    count = len(engine.done)
    again = run(source, Options(tmp_path / "out", video="frames"), how)
    assert again.items[0].state is State.DONE and len(engine.done) > count
    for a, b in zip(video_frames(tmp_path / "whole" / "a"), video_frames(tmp_path / "out" / "a"), strict=True):
        assert (a == b).all()
    assert not folder.exists()


def test_pausing_between_parts(tmp_path: Path, run: Any, engine: Any) -> None:
    batch = run(clip(tmp_path / "a.mp4"), Options(tmp_path / "out"), limit=2)
    before = batch.items[0].fraction
    assert 0.1 < before < 0.9
    batch.pause()
    engine.work()
    assert not batch.running and batch.items[0].state is State.WAITING
    batch.start()
    engine.work()
    assert batch.items[0].state is State.DONE


def test_broken_films_are_told(tmp_path: Path, run: Any) -> None:
    whole = clip(tmp_path / "a.mp4").read_bytes()
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "empty.mp4").write_bytes(b"")
    (folder / "torn.mp4").write_bytes(whole[: len(whole) // 2])
    (folder / "words.avi").write_text("no film")
    batch = run(folder, Options(tmp_path / "out"))
    assert [i.state for i in batch.items] == [State.FAILED] * 3
    assert all(i.source.name in i.note and len(i.note) < 200 for i in batch.items)

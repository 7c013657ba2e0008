"""Walks in a session: every change a step of undo, frames in the background, playback, export."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from walk_kit import NAME, sky, tiny_generator

from studio.core.errors import UserError
from studio.core.picture import Picture
from studio.core.walk import Walk
from studio.document.layer import Origin
from studio.formats.video_read import video_facts, walk_inside
from studio.session.contact import Candidate, CandidateState
from studio.session.sizes import bytes_text, centered
from studio.session.studio import Studio
from studio.session.walk import NAME as ATTACHED
from studio.session.walk import WalkState


@pytest.fixture(autouse=True)
def tiny(tmp_path: Path) -> Iterator[None]:
    with tiny_generator(tmp_path / "model"):
        yield


@pytest.fixture
def walk(studio: Studio) -> WalkState:
    """Of three candidates, 96 x 80 px."""
    studio.files.new(96, 80)
    for seed in (3, 4, 5):
        choose(studio, seed)
        studio.walk.add()
    studio.walk.set_duration(1.5)
    return studio.walk


def choose(studio: Studio, seed: int, method: str = NAME) -> Candidate:
    recipe = sky(seed, method)
    picture = Picture(np.full((48, 64, 4), seed, np.uint8), recipe)
    candidate = Candidate(recipe.text, seed, state=CandidateState.DONE, picture=picture)
    studio.contact.append(candidate)
    studio.contact.make_current(candidate)
    return candidate


def seeds(walk: WalkState) -> list[int]:
    return [k.recipe.seed for k in walk.walk.keyframes]


def test_candidates_and_layers_become_keyframes(studio: Studio, walk: WalkState) -> None:
    assert seeds(walk) == [3, 4, 5] and walk.selected == 2
    assert (walk.walk.width, walk.walk.height) == (720, 600)
    studio.contact.make_current(None)
    document = studio.require_document()
    pixels = np.full((80, 96, 4), 9, np.uint8)
    document.add_picture(pixels, name="x", origin=Origin.GENERATED, recipe=sky(9), title="x")
    walk.select(0)
    walk.add()
    assert seeds(walk) == [3, 9, 4, 5] and walk.selected == 1


def test_every_change_is_one_step_of_the_one_history(studio: Studio, walk: WalkState) -> None:
    history = studio.require_document().history
    start = walk.walk
    told: list[Walk] = []
    walk.changed.connect(lambda: told.append(walk.walk))
    walk.remove(1)
    walk.duplicate(0)
    walk.move(2, 0)
    walk.begin()
    for seconds in (1.0, 1.6, 3.0):
        walk.set_times(0, travel=seconds)
    walk.begin()
    walk.set_times(0, hold=0.5)
    walk.set_easing("spline")
    walk.set_loop(True)
    walk.set_video(fps=30, width=640, height=480)
    assert history.titles[-8:] == [
        "Remove from walk", "Duplicate in walk", "Move in walk", "Walk times", "Walk times", "Walk easing", "Loop walk",
        "Walk video",
    ]  # fmt: skip
    assert seeds(walk) == [5, 3, 3] and walk.walk.keyframes[0].travel == 3.0
    end = walk.walk
    for _ in range(8):
        history.undo()
    assert walk.walk == start and len(told) == 10 + 8
    for _ in range(8):
        history.redo()
    assert walk.walk == end


def test_the_walk_stays_with_its_picture(studio: Studio, walk: WalkState, tmp_path: Path) -> None:
    there = walk.walk
    studio.files.save_as(tmp_path / "a.ora")
    studio.files.new(32, 32)
    assert not walk.walk.keyframes and walk.selected is None
    studio.files.open(tmp_path / "a.ora")
    assert walk.walk == there and not studio.require_document().modified
    studio.require_document().set_attached(ATTACHED, "{}")
    assert not walk.walk.keyframes and "left out" in studio.told_all[-1]  # type: ignore[attr-defined]


def test_what_does_not_lie_in_the_space_is_refused(studio: Studio, walk: WalkState, tmp_path: Path) -> None:
    choose(studio, 1, "scenes")
    assert not walk.can_add()
    with pytest.raises(UserError, match="latent space: paint with .*“Tiny skies”"):
        walk.add()
    with tiny_generator(tmp_path / "other", "other"):
        choose(studio, 1, "other")
        with pytest.raises(UserError, match="does not lie on its way"):
            walk.add()
    studio.contact.make_current(None)
    with pytest.raises(UserError, match="Choose a candidate"):
        walk.add()
    assert seeds(walk) == [3, 4, 5]


def test_frames_are_painted_in_the_background_keyframes_first(studio: Studio, walk: WalkState, engine: Any) -> None:
    assert engine.work() == 0  # nobody looks
    assert np.array_equal(walk.preview.thumb(0), np.full((48, 64, 4), 3, np.uint8))  # type: ignore[arg-type]
    walk.preview.watch(True)
    assert engine.work(1) == 1
    assert set(walk.walk.times[:3]) <= set(dict(engine.done[-1].inputs)["moments"])
    still = walk.preview.thumb(0)
    assert still is not None and still.shape == (160, 192, 4) and len(np.unique(still)) > 10
    engine.work()
    assert walk.preview.share == 1.0 and not engine.waiting
    frames = {walk.preview.frame_at(t).tobytes() for t in np.linspace(0, walk.walk.duration, 40)}  # type: ignore[union-attr]
    assert len(frames) > 15


def test_frames_that_stay_are_not_painted_again(studio: Studio, walk: WalkState, engine: Any) -> None:
    walk.preview.watch(True)
    engine.work()
    walk.set_loop(True)
    asked = len(engine.done)
    engine.work()
    moments = [m for r in engine.done[asked:] for m in dict(r.inputs)["moments"]]
    assert moments and min(moments) > walk.walk.times[2] - 1e-9
    studio.require_document().history.undo()
    assert engine.work() == 0


def test_a_change_stops_what_is_under_way(studio: Studio, walk: WalkState, engine: Any) -> None:
    walk.preview.watch(True)
    (old,) = engine.waiting
    walk.remove(0)
    (new,) = engine.waiting
    assert new.id != old.id and "keyframes" in dict(new.inputs)["walk"]
    engine.work()
    assert walk.preview.share == 1.0


def test_a_model_that_is_gone_is_told_once(studio: Studio, walk: WalkState, engine: Any) -> None:
    from studio.art.generators.catalog import GENERATORS

    spec = GENERATORS.get(NAME)
    GENERATORS.remove(NAME)
    walk.preview.watch(True)
    engine.work()
    assert sum("called" in t for t in studio.told_all) == 1  # type: ignore[attr-defined]
    GENERATORS.add(spec)


def test_playing_scrubbing_and_leaving(studio: Studio, walk: WalkState, engine: Any) -> None:
    walk.preview.watch(True)
    engine.work()
    walk.seek(0.0, final=False)
    assert studio.preview.owner == "walk" and studio.preview.rect == (0, 0, 96, 80)
    walk.toggle()
    assert walk.playing
    walk.tick(0.4)
    assert walk.position == pytest.approx(0.4)
    assert studio.preview.pixels is walk.preview.frame_at(0.4)
    walk.tick(100)
    assert not walk.playing and walk.position == walk.walk.duration
    engine.work()
    assert max(studio.preview.pixels.shape) == 512  # type: ignore[union-attr]
    walk.play()
    assert walk.position == 0.0
    walk.set_loop(True)
    walk.tick(walk.walk.duration + 0.3)
    assert walk.playing and walk.position == pytest.approx(0.3)
    walk.leave()
    assert not walk.playing and studio.preview.owner != "walk"
    walk.remove(0)
    assert studio.preview.owner != "walk"


def test_something_else_over_the_canvas_is_left_alone(studio: Studio, walk: WalkState, engine: Any) -> None:
    walk.seek(0.3)
    assert walk.preview.frame_at(0.3) is None and studio.preview.owner != "walk"
    walk.preview.watch(True)
    engine.work()
    walk.seek(0.3)
    choose(studio, 7)
    assert studio.preview.owner == "latent" and not walk.shown
    engine.work()
    assert studio.preview.owner == "latent"


def test_a_moment_becomes_a_keyframe_or_a_layer(studio: Studio, walk: WalkState, engine: Any) -> None:
    walk.seek(0.5)
    duration = walk.walk.duration
    walk.split()
    assert len(walk.walk.keyframes) == 4 and walk.selected == 1 and walk.walk.duration == pytest.approx(duration)
    with pytest.raises(UserError, match="already"):
        walk.split()
    walk.seek(1.0)
    walk.place_moment()
    engine.work()
    layer = studio.require_document().active
    assert layer is not None and layer.origin is Origin.GENERATED and layer.extent == (0, 0, 96, 80)
    assert layer.recipe is not None and "blend" in str(layer.recipe.params["moves"])
    assert studio.preview.owner != "walk" and walk.can_add()


@pytest.mark.parametrize("name", ["a.mp4", "frames"])
def test_export(studio: Studio, walk: WalkState, engine: Any, tmp_path: Path, name: str) -> None:
    walk.set_video(fps=6, width=64, height=48)
    job = walk.export(tmp_path / name)
    assert job in studio.jobs.visible()
    engine.work()
    assert video_facts(tmp_path / name).frames == walk.walk.frames
    assert walk_inside(tmp_path / name) == walk.walk
    assert f"{name} is written: {walk.walk.frames} frames" in studio.told_all[-1]  # type: ignore[attr-defined]
    assert studio.settings["last_folder"] == str(tmp_path)
    assert studio.settings["walk_format"] == ("mp4" if name == "a.mp4" else "frames")


def test_a_cancelled_or_failed_export_is_told_and_leaves_nothing(
    studio: Studio, walk: WalkState, engine: Any, tmp_path: Path
) -> None:
    job = walk.export(tmp_path / "a.mp4")
    studio.jobs.cancel(job)
    assert engine.work() == 0 and not (tmp_path / "a.mp4").exists()
    walk.export(tmp_path / "none" / "a.mp4")
    engine.work()
    assert "does not exist" in studio.told_all[-1]  # type: ignore[attr-defined]
    with pytest.raises(UserError, match="two pictures"):
        walk.clear()
        walk.export(tmp_path / "a.mp4")


def test_sizes_in_words() -> None:
    assert [bytes_text(n) for n in (12, 3400, 3_400_000, 340_000_000, 3.4e9)] == [
        "12 bytes", "3 kB", "3.4 MB", "340 MB", "3.4 GB",
    ]  # fmt: skip


def test_frames_of_another_shape_stand_in_the_middle() -> None:
    assert centered((192, 160), (96, 80)) == (0, 0, 96, 80)
    assert centered((192, 161), (960, 800)) == (0, 0, 960, 800)
    assert centered((200, 100), (100, 100)) == (0, 25, 100, 50)
    assert centered((100, 200), (100, 100)) == (25, 0, 50, 100)

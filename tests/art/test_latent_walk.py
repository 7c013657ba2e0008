"""Walks: every frame is what its generator would make of that moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from walk_kit import NAME, sky, tiny_generator

from studio.art.catalog import find
from studio.art.latent.walk import frames, some_frames
from studio.core.errors import Cancelled, UserError
from studio.core.moves import Moves
from studio.core.picture import Picture, Pixels
from studio.core.progress import DirectContext
from studio.core.recipe import Recipe
from studio.core.walk import EASINGS, Keyframe, Walk
from studio.engine import messages as msg
from studio.engine.request import Request
from studio.engine.runner import Engine
from studio.formats.images import read_image
from studio.formats.video_read import video_facts, video_frames, walk_inside
from studio.formats.walk_export import Exported


@pytest.fixture(autouse=True)
def tiny(tmp_path: Path) -> Iterator[None]:
    with tiny_generator(tmp_path / "model"):
        yield


@pytest.fixture
def walk() -> Walk:
    keys = tuple(Keyframe(sky(s), hold=0.2, travel=0.5) for s in (3, 4, 5))
    return Walk(keys, width=64, height=48, fps=10)


def still(recipe: Recipe) -> Pixels:
    request = Request.make(
        f"generator/{recipe.method}", recipe.params, text=recipe.text, width=recipe.width, height=recipe.height,
        seed=recipe.seed,
    )  # fmt: skip
    picture = Engine(find).run_now(request)
    assert isinstance(picture, Picture)
    return picture.pixels


def painted(walk: Walk, moments: list[float] | None = None) -> list[Pixels]:
    moments = [walk.moment(k) for k in range(walk.frames)] if moments is None else moments
    return list(frames(DirectContext(), walk, moments, walk.width, walk.height))


@pytest.mark.parametrize("easing", [e for e, _ in EASINGS])
def test_at_its_keyframes_a_walk_is_the_stills(walk: Walk, easing: str) -> None:
    walk = replace(walk, easing=easing)
    made = painted(walk, list(walk.times[:3]))
    for key, frame in zip(walk.keyframes, made, strict=True):
        assert np.array_equal(frame, still(key.recipe))
    assert not np.array_equal(made[0], made[1])


def test_any_moment_can_be_painted_as_a_picture(walk: Walk) -> None:
    for medium in ("", "gouache"):
        there = replace(walk, medium=medium, easing="spline")
        recipe = there.recipe_at(0.4)
        assert len(Moves.from_text(str(recipe.params["moves"])).blend) == 3 - (there.keyframes[0].hold > 0)
        assert np.abs(painted(there, [0.4])[0].astype(int) - still(recipe)).max() <= 1


def test_a_moment_that_became_a_keyframe_looks_the_same(walk: Walk) -> None:
    middle = Keyframe(walk.recipe_at(0.4), travel=0.5)
    deep = walk.with_keyframe(middle, 1)
    for _ in range(6):  # moments of moments of moments
        deep = deep.with_keyframe(Keyframe(deep.recipe_at(deep.times[1] + 1e-4)), 1)
    made = painted(deep, [deep.times[1]])[0].astype(int)
    assert np.abs(made - painted(walk, [0.4])[0]).max() <= 1


def test_a_walk_moves_little_by_little_and_a_loop_closes(walk: Walk) -> None:
    loop = replace(walk, loop=True, easing="spline", fps=25)
    made = [f.astype(int) for f in painted(loop)]
    steps = [np.abs(a - b).mean() for a, b in zip(made, [*made[1:], made[0]], strict=True)]
    apart = min(np.abs(made[0] - f).mean() for f in (still(k.recipe) for k in walk.keyframes[1:]))
    assert max(steps) < apart * 0.6 and steps[-1] <= max(steps[:-1])
    assert np.array_equal(painted(loop, [loop.duration])[0], made[0])


def test_the_same_walk_gives_the_same_frames_in_any_grouping(walk: Walk) -> None:
    once = painted(walk)
    assert all(np.array_equal(a, b) for a, b in zip(once, painted(walk), strict=True))
    alone = [painted(walk, [walk.moment(k)])[0] for k in (0, 5, 9)]
    assert max(np.abs(a.astype(int) - once[k]).max() for a, k in zip(alone, (0, 5, 9), strict=True)) <= 1


def test_paintings_fade_into_each_other(walk: Walk) -> None:
    there = replace(walk.without(2), medium="gouache", fps=20)
    moments = [there.moment(k) for k in range(there.frames)]
    made = list(frames(DirectContext(), there, moments, 64, 48, every=4))
    every_one = list(frames(DirectContext(), there, moments, 64, 48))
    assert len(made) == len(every_one) == there.frames
    for k in (0, 4, 8, len(made) - 1):
        assert np.abs(made[k].astype(int) - every_one[k]).max() <= 1
    middle = (made[8].astype(int) + made[12]) / 2
    assert np.abs(made[10] - middle).max() <= 1
    plain = replace(there, medium="plain")
    assert all(
        np.array_equal(a, b)
        for a, b in zip(frames(DirectContext(), plain, moments, 64, 48, every=4), painted(plain, moments), strict=True)
    )


def test_a_held_picture_is_painted_once(walk: Walk) -> None:
    held = walk.with_times(0, hold=1.0)
    made = painted(held)
    assert all(f is made[0] for f in made[:11]) and made[12] is not made[0]


def test_steps_keep_their_axes_and_code(walk: Walk) -> None:
    moved = sky(3, moves=Moves(code=_code()).to_text())
    there = Walk((Keyframe(moved), Keyframe(sky(4))), width=64, height=48)
    assert np.array_equal(painted(there, [0.0])[0], still(moved))
    assert not np.array_equal(still(moved), still(sky(3)))


def _code() -> str:
    from studio.core.moves import pack

    return pack((1, 8), np.linspace(-1, 1, 8).astype("<f2").tobytes())


def test_small_frames_have_the_shape_of_the_walk(walk: Walk) -> None:
    made = some_frames(DirectContext(), walk=walk.to_json(), moments=(0.0, 0.4), edge=32)
    assert [m.shape for m in made] == [(24, 32, 4)] * 2 and made[0].dtype == np.uint8


@pytest.mark.parametrize("name", ["a.mp4", "a.gif", "frames"])
def test_export_writes_all_frames_and_tells_how_far_it_is(walk: Walk, tmp_path: Path, name: str) -> None:
    seen: list[msg.Message] = []
    request = Request.make("walk/export", {}, walk=walk.to_json(), path=str(tmp_path / name))
    done = Engine(find).run_now(request, seen.append)
    assert done == Exported(str(tmp_path / name), walk.frames)
    facts = video_facts(tmp_path / name)
    assert (facts.width, facts.height, facts.frames) == (64, 48, walk.frames) and walk.frames == 16
    assert walk_inside(tmp_path / name) == walk
    fractions = [m.fraction for m in seen if isinstance(m, msg.Progressed)]
    assert fractions == sorted(fractions) and any(isinstance(m, msg.Previewed) for m in seen)
    tolerance = {"a.mp4": 6, "a.gif": 12, "frames": 0}[name]
    for wanted, got in zip(painted(walk), video_frames(tmp_path / name), strict=True):
        assert np.abs(got.astype(int) - wanted).mean() <= tolerance
    if name == "frames":
        recipe = read_image(tmp_path / name / "frame-00005.png").recipe
        assert recipe is not None and recipe == walk.recipe_at(0.4)


def test_a_cancelled_export_leaves_nothing(walk: Walk, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    engine = Engine(find)
    # long enough for progress to be told between the first frame and the last, on any machine
    long = replace(walk, fps=60, keyframes=tuple(replace(k, hold=8.0) for k in walk.keyframes))
    request = Request.make("walk/export", {}, walk=long.to_json(), path=str(folder / "a.mp4"))

    def cancel(message: msg.Message) -> None:
        if isinstance(message, msg.Progressed) and message.fraction > 0:
            engine.cancel(request.id)

    with pytest.raises(Cancelled):
        engine.run_now(request, cancel)
    assert not list(folder.iterdir())


def test_what_cannot_be_walked_is_told(walk: Walk, tmp_path: Path) -> None:
    engine = Engine(find)

    def export(of: str, name: str = "a.mp4") -> None:
        engine.run_now(Request.make("walk/export", {}, walk=of, path=str(tmp_path / name)))

    gone = replace(walk, keyframes=tuple(Keyframe(replace(k.recipe, method="gone")) for k in walk.keyframes))
    scenes = replace(walk, keyframes=tuple(Keyframe(replace(k.recipe, method="scenes")) for k in walk.keyframes))
    with pytest.raises(UserError, match="called “gone”"):
        export(gone.to_json())
    with pytest.raises(UserError, match="no latent space"):
        export(scenes.to_json())
    with pytest.raises(UserError, match="two pictures"):
        export(walk.without(0).without(0).to_json())
    with pytest.raises(UserError, match="not a walk"):
        export("{}")
    with pytest.raises(UserError, match="cannot be written here"):
        export(walk.to_json(), "a.xyz")
    assert walk.generator == NAME and not [p for p in tmp_path.iterdir() if p.name.startswith("a.")]

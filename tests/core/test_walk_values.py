from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.core.errors import UserError
from studio.core.recipe import Recipe
from studio.core.walk import EASINGS, Keyframe, Walk


def recipe(seed: int = 0, method: str = "flow") -> Recipe:
    return Recipe("generator", method, 128, 96, seed, f"line {seed}", {"moves": "", "truncation": 0.7})


def walk(count: int = 3, **more: object) -> Walk:
    return Walk(tuple(Keyframe(recipe(i), travel=1.0 + i) for i in range(count)), **more)  # type: ignore[arg-type]


def value(of: Walk, seconds: float, points: list[float]) -> float:
    return sum(points[i] * w for i, w in of.weights(seconds))


@pytest.mark.parametrize("easing", [e for e, _ in EASINGS])
@pytest.mark.parametrize("loop", [False, True])
def test_every_keyframe_is_met_at_its_time(easing: str, loop: bool) -> None:
    w = walk(4, easing=easing, loop=loop)
    assert w.times == ((0.0, 1.0, 3.0, 6.0, 10.0) if loop else (0.0, 1.0, 3.0, 6.0, 6.0))
    for index, at in enumerate(w.times[:4]):
        assert w.weights(at) == ((index, 1.0),)
    assert w.weights(w.duration) == (((0, 1.0),) if loop else ((3, 1.0),))
    assert w.weights(-1) == (((0, 1.0),) if not loop else w.weights(w.duration - 1))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([e for e, _ in EASINGS]), st.booleans(), st.floats(0, 1),
    st.lists(st.tuples(st.floats(0, 2), st.floats(0, 3)), min_size=1, max_size=6),
)  # fmt: skip
def test_weights_sum_to_one_whatever_the_times(
    easing: str, loop: bool, share: float, times: list[tuple[float, float]]
) -> None:
    keys = tuple(Keyframe(recipe(i), hold, travel) for i, (hold, travel) in enumerate(times))
    w = Walk(keys, easing, loop)
    weights = w.weights(share * w.duration)
    assert sum(x for _, x in weights) == pytest.approx(1.0)
    assert [i for i, _ in weights] == sorted({i for i, _ in weights})
    assert all(-0.6 < x < 1.6 for _, x in weights)


def test_easings_move_as_they_say() -> None:
    points = [0.0, 1.0, 1.0, 0.0]
    ease, even, flowing = (walk(4, easing=e) for e in ("ease", "linear", "spline"))
    assert value(even, 0.25, points) == pytest.approx(0.25)
    assert value(ease, 0.25, points) == pytest.approx(0.15625)
    step = 1e-4

    def speed(of: Walk, at: float) -> float:
        return (value(of, at + step, points) - value(of, at, points)) / step

    assert speed(ease, 1.0 - step) == pytest.approx(0.0, abs=0.01)
    assert speed(even, 1.0 - step) == pytest.approx(1.0) and speed(even, 1.0) == pytest.approx(0.0)
    before, after = speed(flowing, 1.0 - step), speed(flowing, 1.0)
    assert before == pytest.approx(after, abs=0.01) and before > 0.3


def test_a_spline_rests_where_it_is_held_and_closes_in_a_loop() -> None:
    points = [0.0, 1.0, 3.0]
    held = walk(3, easing="spline").with_times(1, hold=0.5)
    assert held.weights(1.3) == ((1, 1.0),)
    step = 1e-4
    assert abs(value(held, 1.0, points) - value(held, 1.0 - step, points)) < 0.01 * step
    loop = walk(3, easing="spline", loop=True)
    end = (value(loop, loop.duration, points) - value(loop, loop.duration - step, points)) / step
    start = (value(loop, step, points) - value(loop, 0.0, points)) / step
    assert end == pytest.approx(start, abs=0.01)


def test_frames_show_the_last_picture_and_a_loop_never_shows_the_first_twice() -> None:
    w = walk(2, fps=10)
    assert (w.duration, w.frames) == (1.0, 11) and w.weights(w.moment(10)) == ((1, 1.0),)
    held = w.with_times(1, hold=0.5)
    assert (held.duration, held.frames) == (1.5, 15) and held.weights(held.moment(14)) == ((1, 1.0),)
    loop = replace(w, loop=True)
    assert (loop.duration, loop.frames) == (3.0, 30) and loop.weights(loop.moment(29)) != ((0, 1.0),)
    assert (Walk().frames, walk(1).frames, walk(1, loop=True).frames) == (0, 1, 1)


def test_a_moment_is_a_blend_of_anchors() -> None:
    moves = walk(2, easing="linear").moves(0.25)
    assert [(a.seed, a.text, w) for a, w in moves.blend] == [(0, "line 0", 0.75), (1, "line 1", 0.25)]
    assert type(moves).from_text(moves.to_text()) == moves


def test_text_and_back() -> None:
    w = walk(3, easing="spline", loop=True, fps=30, width=641, height=360, medium="oil").with_times(1, hold=0.25)
    assert (w.width, w.height) == (640, 360)
    assert Walk.from_json(w.to_json()) == w
    assert Walk.from_json(Walk().to_json()) == Walk()


def test_places_change_and_times_go_along() -> None:
    w = walk(3)
    order = [k.recipe.seed for k in w.moved(0, 2).keyframes]
    assert order == [1, 2, 0] and [k.recipe.seed for k in w.moved(2, 0).keyframes] == [2, 0, 1]
    assert [k.recipe.seed for k in w.without(1).keyframes] == [0, 2]
    assert [k.recipe.seed for k in w.with_keyframe(Keyframe(recipe(9)), 1).keyframes] == [0, 9, 1, 2]
    assert w.lasting(9.0).duration == pytest.approx(9.0) and w.lasting(9.0).keyframes[1].travel == pytest.approx(6.0)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not a walk"), ("[]", "not a walk"), ('{"format": "pentimento-walk", "version": 99}', "version 99"),
        (walk(2).to_json().replace('"fps":25', '"fps":"x"'), "damaged"),
        (walk(2).to_json().replace('"fps":25', '"fps":999'), "frames a second"),
        (walk(2).to_json().replace('"travel":1.0', '"travel":-1'), "0 to 60 seconds"),
        (walk(2).to_json().replace('"travel":1.0', '"travel":NaN'), "0 to 60 seconds"),
        (walk(2).to_json().replace('"easing":"ease"', '"easing":"jump"'), "jump"),
        (walk(2).to_json().replace('"loop":false', '"loop":1'), "damaged"),
        ("[" * 100_000, "not a walk"),
    ],
)  # fmt: skip
def test_what_is_no_walk_is_refused_with_a_reason(text: str, why: str) -> None:
    with pytest.raises(UserError, match=why):
        Walk.from_json(text)


def test_what_a_walk_cannot_be() -> None:
    with pytest.raises(UserError, match="one generator"):
        Walk((Keyframe(recipe(0)), Keyframe(recipe(1, "skies"))))
    with pytest.raises(UserError, match="another way"):
        Keyframe(Recipe("style", "painter", 8, 8, 0))
    with pytest.raises(UserError, match="two pictures"):
        walk(1).check_length()
    with pytest.raises(UserError, match="frames"):
        Walk(tuple(Keyframe(recipe(i), travel=60.0) for i in range(50)), fps=60).check_length()

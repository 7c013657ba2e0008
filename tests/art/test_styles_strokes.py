"""Strokes as geometry: planned once, painted at any size."""

from __future__ import annotations

import numpy as np
import pytest

from studio.art.styles import chance, fields, planning
from studio.art.styles.jit import Crew
from studio.art.styles.planning import Layer
from studio.art.styles.strokes import Brush, Easel, StrokePlan, joined
from studio.core.progress import DirectContext


def target(size: int = 128) -> fields.Floats:
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size
    disc = (np.hypot(x - 0.5, y - 0.5) < 0.3)[..., None]
    return fields.f32(np.where(disc, (0.9, 0.3, 0.2), np.stack([0.2 + 0.3 * x, 0.4 * y + 0.2, 0.6 + 0 * x], -1)))


def painted(size: int = 128, seed: int = 1, crew: int = 1) -> tuple[Easel, StrokePlan]:
    goal = target(size)
    with Crew(crew) as hands:
        easel = Easel(np.full_like(goal, 0.5), size / 512, hands)
        layers = (
            Layer(radius=24, threshold=0, brush=Brush(), everywhere=True, rounds=1),
            Layer(radius=10, threshold=0.04, brush=Brush(load=0.9)),
        )
        plan = planning.paint(
            DirectContext(), easel, goal, layers, fields.form_flow(goal, size / 512),
            np.ones(goal.shape[:2], np.float32), seed, hands,
        )  # fmt: skip
    return easel, plan


def test_painting_comes_near_the_picture_and_covers_the_ground() -> None:
    easel, _ = painted()
    error = np.abs(easel.canvas - target()).mean()
    assert error < 0.06
    assert (easel.height > 0).mean() > 0.97


def test_a_plan_painted_again_gives_the_same_canvas() -> None:
    easel, plan = painted()
    with Crew(2) as hands:
        again = Easel(np.full_like(easel.canvas, 0.5), easel.unit, hands)
        planning.render(DirectContext(), again, plan)
    assert np.array_equal(again.canvas, easel.canvas)
    assert np.array_equal(again.height, easel.height)


def test_threads_do_not_change_a_pixel() -> None:
    (a, plan_a), (b, plan_b) = painted(crew=1), painted(crew=4)
    assert np.array_equal(a.canvas, b.canvas)
    assert np.array_equal(plan_a.points, plan_b.points)


def test_a_plan_scales_to_a_larger_picture() -> None:
    easel, plan = painted()
    big = plan.scaled(384, 384)
    assert big.unit == pytest.approx(3 * plan.unit)
    with Crew(2) as hands:
        large = Easel(np.full((384, 384, 3), 0.5, np.float32), big.unit, hands)
        planning.render(DirectContext(), large, big)
    assert np.abs(fields.resized(large.canvas, 128, 128) - easel.canvas).mean() < 0.03


def test_a_plan_can_be_walked_stroke_by_stroke() -> None:
    _, plan = painted()
    strokes = list(plan)
    assert len(strokes) == len(plan) == plan.layers[-1]
    assert [s.layer for s in strokes] == sorted(s.layer for s in strokes)
    assert sum(len(s.points) for s in strokes) == len(plan.points)
    assert all(len(s.points) >= 2 and s.radius > 0 and 0 <= min(s.color) <= max(s.color) <= 1 for s in strokes)
    assert len({s.layer for s in strokes}) <= len(plan.brushes)


def test_plans_join_end_to_end() -> None:
    _, plan = painted()
    both = joined([plan, plan])
    assert len(both) == 2 * len(plan)
    assert both.layers == plan.layers + tuple(len(plan) + n for n in plan.layers)
    walked = list(both)
    a, b = walked[0], walked[len(plan)]
    assert np.array_equal(a.points, b.points) and b.layer == a.layer + len(plan.layers)


def test_the_number_of_strokes_hardly_depends_on_the_size() -> None:
    _, small = painted(128)
    _, large = painted(256)
    assert 0.7 < len(large) / len(small) < 1.4


def test_chance_depends_on_key_and_number_only() -> None:
    first = chance.order(chance.seed64(1, 2), 1000)
    assert np.array_equal(first, chance.order(chance.seed64(1, 2), 1000))
    assert np.array_equal(np.sort(first), np.arange(1000))
    assert not np.array_equal(first, chance.order(chance.seed64(2, 1), 1000))
    draws = [chance.uniform(chance.seed64(9), k) for k in range(4000)]
    assert min(draws) >= 0 and max(draws) < 1
    assert np.mean(draws) == pytest.approx(0.5, abs=0.02)
    assert np.std(draws) == pytest.approx(12**-0.5, abs=0.01)


def test_wide_blurs_on_a_reduced_picture_are_true_blurs() -> None:
    impulse = np.zeros((257, 257), np.float32)
    impulse[128, 128] = 1000
    y = np.arange(257) - 128.0
    for sigma in (2.0, 9.0, 20.0, 33.0):
        profile = fields.blur(impulse, sigma).sum(1)
        assert profile.sum() == pytest.approx(1000, rel=0.02)
        assert np.sqrt((profile * y * y).sum() / profile.sum()) == pytest.approx(sigma, rel=0.08)


def test_flow_runs_along_a_stripe() -> None:
    y, x = np.mgrid[0:96, 0:96].astype(np.float32)
    stripes = 0.5 + 0.5 * np.sin((x * 0.6 + y * 0.8) * 0.5)  # lines of equal value run along (0.8, -0.6)
    flow = fields.form_flow(fields.f32(np.repeat(stripes[..., None], 3, 2)), 0.4)
    inner = np.s_[20:76, 20:76]
    assert np.abs(flow.x[inner] * 0.8 - flow.y[inner] * 0.6).min() > 0.97

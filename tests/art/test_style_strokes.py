"""A painter's picture taken apart again: the same strokes, layers that stack to the picture, a replay that leads to it."""

from __future__ import annotations

import json
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from studio.art.styles import bands, fields, painter, peel, planning, shipped, strokes_jobs
from studio.art.styles.drawn import drawn
from studio.art.styles.jit import Crew
from studio.art.styles.painter import Painting
from studio.art.styles.replay import WASH, Replay
from studio.art.styles.strokes import Easel
from studio.core.errors import Cancelled, UserError
from studio.core.progress import DirectContext

Pixels = NDArray[np.uint8]
VALUES: dict[str, Any] = {"relief": 0.6, "boldness": 0.5}


@pytest.fixture(scope="module")
def content() -> Pixels:
    return np.asarray(cv2.resize(shipped.load("harbor"), (160, 120), interpolation=cv2.INTER_AREA))


@pytest.fixture(scope="module")
def look() -> Pixels:
    return np.ascontiguousarray(shipped.thumbnail("night-swirls", 192))


@pytest.fixture(scope="module")
def painting(content: Pixels, look: Pixels) -> Painting:
    return painter.record(DirectContext(), content=content, style=look, seed=7, **VALUES)


def test_the_recorded_strokes_are_those_of_the_picture(content: Pixels, look: Pixels, painting: Painting) -> None:
    picture = painter.apply(DirectContext(), content=content, style=look, seed=7, **VALUES).pixels
    assert np.array_equal(painting.pixels, picture)
    # painted again from the plan alone, lit and finished, it is the picture to the last bit
    sitter = painting.sitter
    with Crew(2) as crew:
        easel = Easel(painting.ground.copy(), sitter.unit, crew)
        planning.render(DirectContext(), easel, painting.plan)
        lit = painter.in_light(DirectContext(), easel, painting.manner, crew)
        unit = painter.style_unit(painting.model)
        done = bands.finish(DirectContext(), lit, painting.model, sitter.weight, sitter.unit, unit, 0.5, crew)
    assert np.array_equal(sitter.pixels(done), picture)


def test_the_brushes_go_from_broad_to_fine(painting: Painting) -> None:
    assert painting.ends[-1] == len(painting.plan) and list(painting.ends) == sorted(painting.ends)
    assert painting.titles[0] == "Broad" and len(painting.titles) == len(painting.ends) > 2
    parts = np.split(painting.plan.radius, painting.ends[:-1])
    means = [float(p.mean()) for p in parts if len(p)]
    assert means == sorted(means, reverse=True)
    assert painting.brush(0) == painter.BROAD


def stacked(sheets: list[peel.Sheet]) -> NDArray[np.float64]:
    """(H, W, 4): color and alpha of the sheets over each other, as any program composites them."""
    color, alpha = np.zeros((*sheets[0].pixels.shape[:2], 3)), np.zeros((*sheets[0].pixels.shape[:2], 1))
    for sheet in sheets:
        a = sheet.pixels[..., 3:] / 255
        out = a + alpha * (1 - a)
        color = (a * sheet.pixels[..., :3] + alpha * (1 - a) * color) / np.maximum(out, 1e-9)
        alpha = out
    return np.dstack([color, alpha * 255])


@pytest.mark.parametrize("colors", ["take", "keep"])
def test_the_layers_of_all_brushes_stack_to_the_picture(colors: str, content: Pixels, look: Pixels) -> None:
    painting = painter.record(DirectContext(), content=content, style=look, seed=1, colors=colors, strength=0.8)
    sheets = list(peel.sheets(DirectContext(), painting))
    assert [s.title for s in sheets] == [peel.GROUND, *painting.titles]
    assert np.abs(stacked(sheets) - painting.pixels).max() <= 2
    assert (sheets[0].pixels[..., 3] == 255).all()
    bare = [float((s.pixels[..., 3] < 30).mean()) for s in sheets[1:]]
    assert bare[-1] > 0.3 and bare[-1] > bare[0]  # fine strokes leave most of the canvas alone


def test_layers_keep_the_transparency_of_the_picture(content: Pixels, look: Pixels) -> None:
    content = content.copy()
    content[:, :80, 3] = 0
    painting = painter.record(DirectContext(), content=content, style=look, seed=1)
    sheets = list(peel.sheets(DirectContext(), painting))
    assert not any(s.pixels[:, :80, 3].any() for s in sheets)
    assert np.abs(stacked(sheets)[:, 80:] - painting.pixels[:, 80:]).max() <= 2


def test_a_replay_starts_bare_leads_to_the_picture_and_hardly_jumps_at_the_end(painting: Painting) -> None:
    height, width = painting.pixels.shape[:2]
    with Replay(DirectContext(), painting, width, height) as replay:
        frames = [replay.at(DirectContext(), t) for t in (0.0, WASH / 2, 0.1, 0.3, 0.6, 0.9, 0.999, 1.0)]
    assert all(f.shape == painting.pixels.shape and f.dtype == np.uint8 for f in frames)
    assert frames[0][..., :3].reshape(-1, 3).std(0).max() < 1
    away = [float(np.abs(f[..., :3].astype(int) - painting.pixels[..., :3]).mean()) for f in frames]
    assert away == sorted(away, reverse=True)
    assert away[-1] == 0 and away[-2] < 2 and away[0] > 15


def test_a_replay_in_another_size_ends_with_the_picture_in_that_size(painting: Painting) -> None:
    with Replay(DirectContext(), painting, 80, 60) as replay:
        last = replay.at(DirectContext(), 1.0)
    small = cv2.resize(painting.pixels, (80, 60), interpolation=cv2.INTER_AREA)
    assert np.array_equal(last, small)


def test_a_tiny_picture_replays_without_its_margin(look: Pixels) -> None:
    content = np.full((20, 30, 4), 255, np.uint8)
    content[:, 15:, :3] = (30, 90, 40)
    painting = painter.record(DirectContext(), content=content, style=look, seed=0)
    with Replay(DirectContext(), painting, 60, 40) as replay:
        assert replay.at(DirectContext(), 0.5).shape == (40, 60, 4)
    sheets = list(peel.sheets(DirectContext(), painting))
    assert sheets[0].pixels.shape == content.shape and np.abs(stacked(sheets) - painting.pixels).max() <= 2


def test_a_drawing_leaves_out_what_does_not_show_first(painting: Painting) -> None:
    all_of_them = drawn(DirectContext(), painting, 10**6)
    count = sum(len(b.strokes) for b in all_of_them)
    assert 0 < count < len(painting.plan)
    some = drawn(DirectContext(), painting, count // 3)
    kept = np.concatenate([b.strokes for b in some])
    assert len(kept) == count // 3 and (np.diff(kept) > 0).all()
    assert some[0].title == "Broad" and len(some[0].strokes) >= 0.5 * len(all_of_them[0].strokes)


def test_a_drawings_colors_are_those_of_the_finished_picture(painting: Painting) -> None:
    plan = painting.plan
    height, width = painting.pixels.shape[:2]
    near_finished = near_paint = 0.0
    for brush in drawn(DirectContext(), painting, 10**6)[-1:]:
        middle = (plan.first[:-1] + plan.first[1:])[brush.strokes] // 2
        x = np.clip(plan.points[middle, 0].astype(int), 0, width - 1)
        y = np.clip(plan.points[middle, 1].astype(int), 0, height - 1)
        seen = painting.pixels[y, x, :3].astype(float)
        near_finished = float(np.abs(brush.color - seen).mean())
        near_paint = float(np.abs(plan.color[brush.strokes] * 255 - seen).mean())
    assert near_finished < near_paint


class Impatient(DirectContext):
    """Cancels after some checks."""

    def __init__(self, patience: int) -> None:
        super().__init__()
        self.left = patience

    def check(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled

    def progress(self, fraction: float, note: str = "", preview: object = None) -> None:
        self.check()

    def part(self, lo: float, span: float) -> Impatient:
        return self


def test_taking_apart_can_be_cancelled(painting: Painting) -> None:
    with pytest.raises(Cancelled):
        list(peel.sheets(Impatient(6), painting))
    with pytest.raises(Cancelled):
        Replay(Impatient(2), painting, 160, 120)
    with pytest.raises(Cancelled):
        drawn(Impatient(2), painting, 100)


def test_methods_without_strokes_and_damaged_settings_are_refused(content: Pixels, look: Pixels) -> None:
    def ask(method: str, values: str) -> Painting:
        return strokes_jobs.record(DirectContext(), content=content, style=look, seed=0, method=method, values=values)

    with pytest.raises(UserError, match="does not paint with strokes"):
        ask("color", "{}")
    with pytest.raises(UserError, match="damaged"):
        ask("painter", "{")
    old = ask("painter", json.dumps({"marks": 0.5, "keep_colors": False, "relief": 0.6}))
    now = ask("painter", json.dumps({"boldness": 0.5, "colors": "take", "relief": 0.6}))
    assert np.array_equal(old.pixels, now.pixels)


def test_fields_are_not_changed_by_taking_apart(painting: Painting) -> None:
    before: list[NDArray[Any]] = [painting.pixels.copy(), painting.ground.copy(), painting.plan.points.copy()]
    list(peel.sheets(DirectContext(), painting))
    drawn(DirectContext(), painting, 50)
    after: list[NDArray[Any]] = [painting.pixels, painting.ground, painting.plan.points]
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
    assert fields.f32(painting.ground).max() <= 1

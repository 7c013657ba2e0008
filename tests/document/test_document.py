"""The document: every verb is one step of a history that goes back and forth exactly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.core.errors import UserError
from studio.core.recipe import Recipe
from studio.document.brush import Brush
from studio.document.document import Document
from studio.document.layer import BlendMode, Origin


def solid(width: int, height: int, rgba: tuple[int, int, int, int]) -> np.ndarray:
    return np.full((height, width, 4), rgba, np.uint8)


def state(document: Document) -> tuple:
    layers = tuple((x.id, x.props, document.pixels(x).tobytes()) for x in document.layers)
    return document.width, document.height, layers, document.flatten().tobytes()


OPS = st.sampled_from(
    ["stroke", "erase", "add", "picture", "remove", "duplicate", "move", "opacity", "hide", "blend", "rename",
     "merge", "flatten", "translate", "clear", "fill", "crop", "replace"]
)  # fmt: skip


def perform(document: Document, op: str, rng: np.random.Generator) -> None:
    layer = document.active
    x, y = (int(v) for v in rng.integers(-20, 320, 2))
    if op == "add" or layer is None:
        document.add_layer()
    elif op in ("stroke", "erase"):
        brush = Brush(size=float(rng.uniform(1, 60)), eraser=op == "erase", pressure_size=False)
        stroke = document.begin_stroke(brush, (200, 40, 20))
        for _ in range(4):
            stroke.to(*rng.uniform(-20, 320, 2))
        stroke.end()
    elif op == "picture":
        w, h = (int(v) for v in rng.integers(1, 300, 2))
        pixels = rng.integers(0, 256, (h, w, 4), np.uint8)
        document.add_picture(pixels, name="p", origin=Origin.GENERATED, center=(x, y))
    elif op == "remove":
        document.remove_layer(layer)
    elif op == "duplicate":
        document.duplicate_layer(layer)
    elif op == "move":
        document.move_layer(layer, int(rng.integers(0, len(document.layers))))
    elif op == "opacity":
        document.set_opacity(layer, float(rng.uniform()), merge=1)
    elif op == "hide":
        document.set_visible(layer, not layer.visible)
    elif op == "blend":
        document.set_blend(layer, list(BlendMode)[int(rng.integers(len(BlendMode)))])
    elif op == "rename":
        document.rename(layer, f"layer {x}")
    elif op == "merge":
        document.merge_down(layer)
    elif op == "flatten":
        document.flatten_all()
    elif op == "translate":
        document.translate(layer, x - 150, y - 150)
    elif op == "clear":
        document.clear(layer)
    elif op == "fill":
        document.fill(layer, x, y, (10, 200, 90), tolerance=0.2)
    elif op == "crop":
        document.resize_canvas(x // 4, y // 4, 200, 180)
    elif op == "replace":
        document.replace_picture(layer, solid(40, 30, (1, 2, 3, 255)), None, title="Replace", merge="r")


@settings(max_examples=40, deadline=None)
@given(st.lists(OPS, min_size=1, max_size=14), st.integers(0, 2**32 - 1))
def test_undo_and_redo_are_exact(ops: list[str], seed: int) -> None:
    document = Document(300, 260)
    document.add_layer()
    rng = np.random.default_rng(seed)
    states = [state(document)]
    depth = [len(document.history.titles)]
    for op in ops:
        try:
            perform(document, op, rng)
        except UserError:
            continue
        if len(document.history.titles) == depth[-1]:
            states[-1] = state(document)  # merged into the step before, or no change
        else:
            states.append(state(document))
            depth.append(len(document.history.titles))
    for expected in reversed(states[:-1]):
        document.history.undo()
        assert state(document) == expected
    for expected in states[1:]:
        document.history.redo()
        assert state(document) == expected


def test_a_stroke_is_one_step_and_never_covers_more_than_its_opacity() -> None:
    document = Document(256, 256)
    layer = document.add_layer()
    steps = len(document.history.titles)
    brush = Brush(size=40, opacity=0.5, flow=1.0, hardness=1.0, pressure_size=False)
    stroke = document.begin_stroke(brush, (255, 0, 0))
    for x in (40, 200, 40, 200, 40):
        stroke.to(x, 128)
    stroke.end()
    assert len(document.history.titles) == steps + 1
    assert document.history.undo_title == "Brush stroke"
    alpha = document.pixels(layer)[..., 3]
    assert 126 <= alpha.max() <= 128
    document.history.undo()
    assert layer.is_empty


def test_stamps_sit_where_the_pen_is() -> None:
    document = Document(101, 101)
    document.add_layer()
    stroke = document.begin_stroke(Brush(size=21, hardness=1, flow=1, opacity=1, pressure_size=False), (0, 0, 0))
    stroke.to(50.5, 50.5)
    stroke.end()
    alpha = document.flatten()[..., 3].astype(float)
    y, x = np.mgrid[0:101, 0:101] + 0.5
    assert abs((alpha * x).sum() / alpha.sum() - 50.5) < 0.02
    assert abs((alpha * y).sum() / alpha.sum() - 50.5) < 0.02
    assert alpha.sum() / 255 == pytest.approx(np.pi * 10.5**2, rel=0.03)


def test_the_same_events_give_the_same_stroke() -> None:
    def paint() -> bytes:
        document = Document(300, 200)
        document.add_layer()
        stroke = document.begin_stroke(Brush(size=24), (9, 90, 160))
        for i in range(20):
            stroke.to(10 + i * 13.7, 100 + 60 * np.sin(i), 0.2 + 0.04 * i)
        stroke.end()
        return document.flatten().tobytes()

    assert paint() == paint()


def test_painting_over_a_generated_layer_is_remembered() -> None:
    document = Document(64, 64)
    recipe = Recipe("generator", "scenes", 64, 64, 1, "sea")
    layer = document.add_picture(solid(64, 64, (9, 9, 9, 255)), name="sea", origin=Origin.GENERATED, recipe=recipe)
    assert not layer.touched
    stroke = document.begin_stroke(Brush(size=10), (255, 255, 255))
    stroke.to(30, 30)
    stroke.end()
    assert layer.touched and layer.origin is Origin.GENERATED and layer.recipe == recipe
    document.history.undo()
    assert not layer.touched


@pytest.mark.parametrize("change", ["locked", "visible"])
def test_a_layer_that_cannot_be_painted_says_why(change: str) -> None:
    document = Document(64, 64)
    layer = document.add_layer("Sky")
    if change == "locked":
        document.set_locked(layer, True)
    else:
        document.set_visible(layer, False)
    with pytest.raises(UserError, match="Sky"):
        document.begin_stroke(Brush(), (0, 0, 0))


def test_alpha_lock_keeps_the_shape() -> None:
    document = Document(80, 80)
    pixels = solid(80, 80, (0, 0, 0, 0))
    pixels[20:60, 20:60] = (200, 200, 200, 255)
    layer = document.add_picture(pixels, name="s", origin=Origin.HAND)
    document.set_alpha_locked(layer, True)
    stroke = document.begin_stroke(Brush(size=70, flow=1, opacity=1, hardness=1, pressure_size=False), (255, 0, 0))
    stroke.to(40, 40)
    stroke.end()
    out = document.flatten()
    assert (out[..., 3] > 0).sum() == 1600
    assert tuple(out[40, 40, :3]) == (255, 0, 0)


def test_moved_sliders_merge_into_one_step_until_another_begins() -> None:
    document = Document(64, 64)
    layer = document.add_layer()
    for value in (0.9, 0.7, 0.4):
        document.set_opacity(layer, value, merge="drag 1")
    document.set_opacity(layer, 0.2, merge="drag 2")
    document.history.undo()
    assert layer.opacity == 0.4
    document.history.undo()
    assert layer.opacity == 1.0


def test_a_step_that_was_saved_is_not_merged_into() -> None:
    document = Document(64, 64)
    layer = document.add_layer()
    document.set_opacity(layer, 0.5, merge=1)
    document.mark_saved()
    document.set_opacity(layer, 0.4, merge=1)
    assert document.modified
    document.history.undo()
    assert layer.opacity == 0.5 and not document.modified


def test_modified_follows_the_history() -> None:
    document = Document(64, 64)
    assert not document.modified
    layer = document.add_layer()
    document.mark_saved()
    document.rename(layer, "Sea")
    assert document.modified
    document.history.undo()
    assert not document.modified
    document.history.undo()
    assert document.modified


def test_a_snapshot_stays_as_it_was_and_is_cheap() -> None:
    document = Document(1024, 1024)
    rng = np.random.default_rng(0)
    layer = document.add_picture(rng.integers(0, 256, (1024, 1024, 4), np.uint8), name="n", origin=Origin.HAND)
    shot = document.snapshot()
    before = shot.flatten()
    shared = sum(shot.layers[0].tiles.get(k) is layer.tiles.get(k) for k in layer.tiles)
    assert shared == len(layer.tiles)
    stroke = document.begin_stroke(Brush(size=50), (255, 0, 0))
    stroke.to(500, 500)
    middle = document.snapshot().flatten()
    stroke.to(600, 500)
    stroke.end()
    assert np.array_equal(shot.flatten(), before)
    assert not np.array_equal(middle, before)
    assert not np.array_equal(document.flatten(), middle)


def test_history_is_trimmed_by_memory_and_then_cannot_claim_to_be_saved() -> None:
    document = Document(512, 512)
    document.history.limit_bytes = 3 * 2**20
    document.add_layer()
    for i in range(12):
        document.add_picture(solid(512, 512, (i, 0, 0, 255)), name=str(i), origin=Origin.HAND)
        document.remove_layer(document.layers[-1])
    assert document.history.nbytes <= document.history.limit_bytes
    while document.history.undo():
        pass
    assert document.modified


def test_fifty_strokes_of_undo_hold_only_what_they_painted() -> None:
    document = Document(2048, 2048)
    document.add_picture(solid(2048, 2048, (90, 120, 40, 255)), name="base", origin=Origin.HAND)
    start = document.history.nbytes
    rng = np.random.default_rng(1)
    for _ in range(50):
        stroke = document.begin_stroke(Brush(size=30), (0, 0, 0))
        x, y = rng.uniform(100, 1900, 2)
        stroke.to(x, y)
        stroke.to(x + 60, y + 20)
        stroke.end()
    assert document.history.nbytes - start < 0.05 * 50 * 2048 * 2048 * 4


def test_fill_floods_what_is_alike_and_touches() -> None:
    document = Document(60, 40)
    pixels = solid(60, 40, (255, 255, 255, 255))
    pixels[:, 30] = (0, 0, 0, 255)
    layer = document.add_picture(pixels, name="p", origin=Origin.HAND)
    document.fill(layer, 5, 5, (255, 0, 0))
    out = document.flatten()
    assert (out[:, :30, :3] == (255, 0, 0)).all() and (out[:, 31:, :3] == 255).all()
    document.fill(layer, 50, 5, (0, 0, 255), contiguous=False)
    assert (document.flatten()[:, 31:, 2] == 255).all()


def test_picking_sees_the_picture_or_the_layer() -> None:
    document = Document(10, 10)
    document.add_picture(solid(10, 10, (10, 20, 30, 255)), name="a", origin=Origin.HAND)
    document.add_layer()
    assert document.pick(3, 3) == (10, 20, 30)
    assert document.pick(3, 3, merged=False) is None
    assert document.pick(-1, 3) is None


@pytest.mark.parametrize(("width", "height"), [(0, 10), (10, -1), (10**6, 10**6), (20000, 10)])
def test_sizes_that_are_no_picture_are_refused(width: int, height: int) -> None:
    with pytest.raises(UserError, match="px"):
        Document(width, height)


def test_a_thumbnail_shows_the_picture() -> None:
    document = Document(1000, 500)
    pixels = solid(1000, 500, (0, 0, 0, 255))
    pixels[:, 500:] = (255, 255, 255, 255)
    document.add_picture(pixels, name="p", origin=Origin.HAND)
    small = document.thumbnail(100)
    assert small.shape == (50, 100, 4)
    assert small[25, 20, 0] < 4 and small[25, 80, 0] > 251


def test_a_stroke_keeps_its_color_exact_however_often_stamps_meet() -> None:
    document = Document(200, 60)
    document.add_layer()
    stroke = document.begin_stroke(
        Brush(size=20, hardness=0.4, opacity=1.0, flow=0.9, pressure_size=False), (220, 30, 20)
    )
    for x in range(20, 180, 2):
        stroke.to(x, 30 + (x % 4))
    stroke.end()
    flat = document.flatten()
    solid = flat[flat[..., 3] == 255]
    assert len(solid) > 1000
    assert (solid[:, :3] == (220, 30, 20)).all()

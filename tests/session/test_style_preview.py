"""The preview of what is seen: small at once, then finer; latest wins; tiles are shrunk once."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from studio.core.picture import Pixels
from studio.document.brush import Brush
from studio.document.layer import Layer, Origin, Props
from studio.document.planes import set_mask
from studio.document.tiles import TileMap, tiles_of
from studio.engine.request import Request
from studio.session.studio import Studio
from studio.session.style_copies import TileCopies, mask_part, screen_edge
from studio.session.style_request import SmallStyles


def picture(width: int, height: int) -> Pixels:
    y, x = np.mgrid[0:height, 0:width]
    out = np.full((height, width, 4), 255, np.uint8)
    out[..., 0], out[..., 1], out[..., 2] = x * 255 // width, y * 255 // height, (x // 8 + y // 8) % 2 * 90
    return out


@pytest.fixture
def open_(studio: Studio) -> Studio:
    studio.files.new(1200, 800)
    document = studio.require_document()
    document.add_picture(picture(1200, 800), name="Photo", origin=Origin.PICTURE)
    studio.style.choose_method("color")
    studio.style.choose(studio.style.sources[0])
    return studio


def content(request: Request) -> Pixels:
    return dict(request.inputs)["content"].pixels  # type: ignore[attr-defined, no-any-return]


def test_it_grows_to_the_size_of_the_screen(open_: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    open_.sight.see((0.0, 0.0, 1200.0, 800.0), 0.75)
    open_.style.set_previewing(True)
    engine.work()
    sizes = [max(content(r).shape[:2]) for r in engine.done]
    assert sizes == [256, 512, 900] and all("rect" not in dict(r.inputs) for r in engine.done)
    shown = open_.preview.pixels
    assert shown is not None and max(shown.shape[:2]) == 900 and open_.preview.rect == (0, 0, 1200, 800)
    assert len(open_.require_document().history.titles) == 1


def test_only_what_is_seen_is_painted_as_a_part_of_the_whole(open_: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    open_.sight.see((300.0, 200.0, 400.0, 300.0), 1.0)
    open_.style.set_previewing(True)
    engine.work(1)
    first = engine.done[0]
    assert max(content(first).shape[:2]) == 256
    place = dict(first.inputs)["rect"]
    assert place == pytest.approx((300 / 1200, 200 / 800, 400 / 1200, 300 / 800), abs=0.01)
    assert max(dict(first.inputs)["whole"].pixels.shape[:2]) <= 256
    assert open_.preview.rect == pytest.approx((300, 200, 400, 300), abs=4)
    part = np.asarray(cv2.resize(open_.preview.pixels, (400, 300), interpolation=cv2.INTER_LINEAR))
    engine.work()
    assert max(content(engine.done[-1]).shape[:2]) in (400, 401)
    # Looked at from afar it looks as that part does.
    open_.sight.see((0.0, 0.0, 1200.0, 800.0), 1.0)
    engine.work()
    whole = cv2.resize(open_.preview.pixels, (1200, 800), interpolation=cv2.INTER_LINEAR)[200:500, 300:700]
    blurred = [cv2.GaussianBlur(p.astype(np.float32), (0, 0), 12) for p in (part, whole)]
    assert np.abs(blurred[0] - blurred[1])[20:-20, 20:-20].mean() < 6


def test_latest_wins_and_what_is_stale_is_not_shown(open_: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    open_.style.set_previewing(True)
    for value in (0.9, 0.5, 0.2):
        open_.style.set("strength", value, final=False)
    assert len(engine.waiting) == 1
    engine.work(1)
    assert dict(engine.done[0].params)["strength"] == 0.2
    open_.style.set_previewing(False)
    assert engine.work() == 0 and open_.preview.pixels is None


def test_looking_elsewhere_or_nearer_asks_again_and_looking_away_does_not(open_: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    open_.sight.see((0.0, 0.0, 500.0, 400.0), 0.5)
    open_.style.set_previewing(True)
    engine.work()
    asked = len(engine.done)
    open_.sight.see((50.0, 50.0, 400.0, 300.0), 0.5)
    engine.work()
    assert len(engine.done) == asked, "it is shown already"
    open_.sight.see((50.0, 50.0, 400.0, 300.0), 2.0)
    engine.work()
    assert len(engine.done) > asked, "from nearer"
    asked = len(engine.done)
    open_.sight.see((700.0, 400.0, 400.0, 300.0), 2.0)
    engine.work()
    assert len(engine.done) > asked and open_.preview.rect[0] >= 690, "elsewhere"
    asked = len(engine.done)
    open_.sight.see((5000.0, 400.0, 400.0, 300.0), 2.0)
    assert engine.work() == 0 and open_.preview.pixels is None, "beside the picture"


def test_it_stays_inside_the_region(open_: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    mask = np.zeros((800, 1200), np.uint8)
    mask[100:300, 100:300] = 255
    set_mask(open_.require_document(), mask, "Region")
    open_.style.set_previewing(True)
    engine.work()
    shown = open_.preview.pixels
    assert shown is not None
    alpha = cv2.resize(shown[..., 3], (1200, 800), interpolation=cv2.INTER_AREA)
    assert np.abs(alpha.astype(int) - mask)[::4, ::4].mean() < 4 and alpha[200, 200] == 255 and alpha[600, 600] == 0


def test_another_picture_shows_nothing_of_the_last_one(open_: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    open_.style.set_previewing(True)
    open_.files.new(64, 48, ground=(90, 120, 30))
    engine.waiting = [r for r in engine.waiting if content(r).shape[1] > 64]
    engine.work()
    assert open_.preview.pixels is None


# -- small copies ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rect", [(0, 0, 700, 500), (130, 77, 300, 250), (3, 5, 64, 40)])
@pytest.mark.parametrize("edge", [64, 300])
def test_a_part_is_what_averaging_gives(rect: tuple[int, int, int, int], edge: int) -> None:
    pixels = picture(700, 500)
    layer = Layer(Props(x=-20, y=10), tiles_of(pixels, 20, -10))
    made, shown = TileCopies().part(layer, rect, edge)
    assert max(made.shape[:2]) <= edge and (made[..., 3] == 255).all()
    x, y, w, h = shown
    assert x <= rect[0] and y <= rect[1] and x + w >= rect[0] + rect[2] and y + h >= rect[1] + rect[3]
    padded = np.pad(pixels, ((64, 64), (64, 64), (0, 0)), "edge")[y + 64 : y + 64 + h, x + 64 : x + 64 + w]
    exact = cv2.resize(padded, made.shape[1::-1], interpolation=cv2.INTER_AREA)
    assert np.abs(made.astype(int) - exact).mean() < 3


def test_tiles_are_shrunk_once_and_again_only_where_one_paints(open_: Studio) -> None:
    document = open_.require_document()
    photo = document.layers[1]
    copies = TileCopies()
    copies.part(photo.share(), document.canvas, 256)
    count = copies.shrunk
    assert count == len(photo.tiles)
    copies.part(photo.share(), (0, 0, 900, 700), 220)
    assert copies.shrunk == count
    stroke = document.begin_stroke(Brush(size=20), (255, 0, 0), photo)
    stroke.to(64, 64)
    stroke.end()
    after, _ = copies.part(photo.share(), document.canvas, 256)
    assert count < copies.shrunk <= count + 4 and after[12:16, 12:16, 0].max() > 60
    other = Layer(Props(), TileMap(dict(photo.tiles.items())))
    copies.part(other, document.canvas, 256)
    assert copies.shrunk > 2 * count - 1


def test_masks_are_cut_and_scaled() -> None:
    mask = np.zeros((300, 400), np.uint8)
    mask[:, 200:] = 255
    plane = Layer(Props(x=30), tiles_of(np.repeat(mask[..., None], 4, 2), 0, 0))
    made = mask_part(plane, (130, 0, 200, 300), (100, 150))
    assert made.shape == (150, 100) and (made[:, :48] == 0).all() and (made[:, 52:] == 255).all()


def test_no_more_is_asked_for_than_the_screen_shows() -> None:
    assert screen_edge((0, 0, 4096, 2048), 0.25, 1280) == 1024
    assert screen_edge((0, 0, 4096, 2048), 1.0, 1280) == 1280
    assert screen_edge((0, 0, 300, 200), 8.0, 1280) == 300


def test_styles_are_reduced_once_a_size_and_anew_when_they_are_others() -> None:
    small, one, other = SmallStyles(), picture(2000, 1000), picture(1000, 1500)
    first = small.of(one, 0.3)
    assert max(first.shape[:2]) == 600 and small.of(one, 0.3) is first
    assert max(small.of(one, 0.1).shape[:2]) == 384 and small.of(one, 2.0) is one
    assert max(small.of(other, 0.3).shape[:2]) == 450 and small.of(one, 0.3) is first
    for k in range(30):
        small.of(one, 0.4 + k / 60)
    again = small.of(one, 0.3)
    assert again is not first and np.array_equal(again, first), "few are kept"

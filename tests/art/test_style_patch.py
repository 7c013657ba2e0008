"""The patch engine: fields, search, vote, quilt and what carries them to other sizes."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.art.styles import compose, frame, maps, ot, palette
from studio.art.styles.fields import Floats, f32
from studio.art.styles.jit import Crew
from studio.art.styles.patch import full, lay
from studio.art.styles.patch.atlas import Atlas, turn
from studio.art.styles.patch.features import LINES, PATCH, Basis
from studio.art.styles.patch.guides import Asked, gains, reductions
from studio.art.styles.patch.loom import REACH, Loom
from studio.art.styles.patch.places import Correspondence
from studio.art.styles.patch.quilt import quilt
from studio.core.errors import Cancelled
from studio.core.progress import DirectContext


def texture(height: int, width: int, seed: int = 0) -> Floats:
    """Blotches of two sizes in three colors: no place looks like another."""
    rng = np.random.default_rng(seed)
    out = np.zeros((height, width, 3), np.float32)
    for size, part in ((8, 0.6), (2, 0.4)):
        coarse = rng.random((height // size + 2, width // size + 2, 3), np.float32)
        out += part * np.kron(coarse, np.ones((size, size, 1), np.float32))[:height, :width]
    return out


def loom_of(crew: Crew, style: Floats, picture: Floats, color: float = 0.3) -> Loom:
    atlas = Atlas.mirrored(style)
    asked = Asked(color=color, height=0.0)
    guides = [asked.guide(c, 1.5, None, None, (0, 0)) for c in atlas.copies]
    goal = asked.guide(picture, 1.5, None, None, (0, 0))
    return Loom(crew, atlas, guides, goal, gains(np.zeros(picture.shape[:2], np.float32), 1.0, 0.0))


def woven(size: int, seed: int = 1, sweeps: int = 6) -> tuple[NDArray[np.int32], Floats, Floats]:
    """Search for a piece of a texture in it, from chance: field, cost, picture."""
    style = texture(72, 80)
    picture = np.ascontiguousarray(style[11:59, 17:65])
    with Crew(size) as crew:
        loom = loom_of(crew, style, picture)
        field = loom.random(3)
        loom.search(DirectContext(), picture, field, sweeps, 32, 2, 0.0, seed)
        return field, loom.cost, loom.vote(field, 1)


def test_the_search_finds_exact_copies_and_the_vote_gives_them_back() -> None:
    style = texture(72, 80)
    field, cost, picture = woven(1)
    y, x = np.divmod(field.reshape(48, 48), 80)
    inner = (slice(REACH, -REACH),) * 2
    wanted_y, wanted_x = np.mgrid[11:59, 17:65]
    exact = (y == wanted_y) & (x == wanted_x)
    assert exact[inner].mean() > 0.97
    assert np.median(cost) < 1e-4
    assert np.abs(picture - style[11:59, 17:65])[inner].mean() < 0.01


def test_the_field_does_not_depend_on_the_number_of_threads_but_on_the_seed() -> None:
    fields = [woven(n, sweeps=2)[0] for n in (1, 2, 3)]
    assert np.array_equal(fields[0], fields[1]) and np.array_equal(fields[0], fields[2])
    assert not np.array_equal(fields[0], woven(1, seed=2, sweeps=2)[0])


def test_more_sweeps_never_fit_worse_and_held_pixels_stay() -> None:
    style, goal = texture(64, 64), texture(48, 48, seed=9)
    with Crew(2) as crew:
        loom = loom_of(crew, style, goal)
        field = loom.random(0)
        held = np.zeros((48, 48), np.bool_)
        held[:10] = True
        before = field.copy()
        costs = []
        for turn_ in range(3):
            loom.search(DirectContext(), goal, field, 1, 24, 1, 0.0, turn_, held)
            costs.append(loom.cost.copy())
    assert all((late <= early + 1e-6).all() for early, late in zip(costs, costs[1:], strict=False))
    assert costs[-1][480:].mean() < 0.85 * costs[0][480:].mean()
    assert np.array_equal(field[: 10 * 48], before[: 10 * 48]) and not np.array_equal(field, before)


def test_crowding_spreads_the_places() -> None:
    style, goal = texture(64, 64), np.full((48, 48, 3), 0.5, np.float32)
    used = []
    with Crew(2) as crew:
        for weight in (0.0, 0.05):
            loom = loom_of(crew, style, goal)
            field = loom.random(0)
            loom.search(DirectContext(), goal, field, 6, 24, 4, weight, 0)
            used.append(len(np.unique(field)))
    assert used[1] > used[0]


def test_features_measure_the_mean_difference_of_patches() -> None:
    picture = texture(40, 44)
    basis = Basis(picture)
    guides = np.zeros((40, 44, 8), np.float32)
    out = np.zeros((40, 44, 24), np.float32)
    with Crew(1) as crew:
        basis.project(picture, guides, out, crew)
    r = PATCH // 2
    a, b = (10, 12), (25, 30)
    cut = [picture[y - r : y + r + 1 : 2, x - r : x + r + 1] for y, x in (a, b)]
    true = float(((cut[0] - cut[1]) ** 2).sum() / (PATCH * LINES))
    near = float(((out[a] - out[b]) ** 2).sum() / 4000.0**2)
    assert 0.5 * true < near <= 1.02 * true  # the components keep most of it and never add


def test_a_field_survives_being_enlarged_and_reduced() -> None:
    places = np.zeros((12, 16, 3), np.int32)
    places[..., 1], places[..., 2] = np.mgrid[3:15, 5:21]
    found = Correspondence(places, 20, 30, 2)
    large = found.resized(64, 48, 120, 80)
    assert large.size == (64, 48) and large.places[..., 0].max() == 0
    assert np.array_equal(large.places[0, :5, 2], [20, 21, 22, 23, 24]) and large.places[4, 0, 1] == 16
    back = large.resized(16, 12, 30, 20)
    assert np.abs(back.places - places).max() <= 1
    assert np.array_equal(Correspondence.of_index(found.index(), (16, 12), 20, 30, 2).places, places)
    assert found.index(6).min() >= 6 * 30 + 6


def test_a_part_of_a_field_and_one_carried_by_motion() -> None:
    places = np.zeros((20, 20, 3), np.int32)
    places[..., 1], places[..., 2] = np.mgrid[0:20, 0:20]
    found = Correspondence(places, 40, 40, 1)
    part = found.cut((0.5, 0.25, 0.5, 0.5), 20, 20)
    assert part.height == 80 and tuple(part.places[0, 0, 1:]) == (10, 20) and tuple(part.places[19, 19, 1:]) == (29, 39)
    moved = found.carried(np.full((20, 20, 2), 3.0, np.float32))
    assert tuple(moved.places[5, 5]) == (0, 8, 8) and tuple(moved.places[19, 19]) == (0, 19, 19)


def test_copies_lie_where_the_painting_at_full_size_looks_for_them() -> None:
    style = texture(48, 60)
    bytes_ = np.asarray(style * 255 + 0.5, np.uint8)
    atlas = Atlas(style, np.stack([turn(0), turn(0, mirrored=True), turn(90)]))
    with Crew(1) as crew:
        for number in range(3):
            places = np.zeros((20, 20, 3), np.int32)
            places[..., 0] = number
            places[..., 1], places[..., 2] = np.mgrid[14:34, 20:40]
            found = Correspondence(places, 48, 60, 3)
            made = lay.lay(DirectContext(), crew, found, atlas.turns, bytes_, 20, 20)
            assert np.abs(made - atlas.copies[number][14:34, 20:40]).mean() < 0.02
        large = lay.lay(DirectContext(), crew, found, atlas.turns, bytes_, 60, 60)
    assert np.abs(large[1::3, 1::3] - made).mean() < 0.02


def test_a_quilt_of_the_style_for_itself_is_the_style() -> None:
    style = texture(32, 40)
    guides = [np.ascontiguousarray(np.dstack([c, c])) for c in (style, style[:, ::-1])]
    copies = [style, np.ascontiguousarray(style[:, ::-1])]
    weight = np.ones((32, 40), np.float32)
    field = quilt(DirectContext(), guides[0], guides, copies, weight, 12, 0, [1, 0])
    pixels = np.concatenate([c.reshape(-1, 3) for c in copies])[field].reshape(32, 40, 3)
    assert np.abs(pixels - style).mean() < 0.1 < np.abs(pixels[:, ::-1] - style).mean()


def test_motifs_stay_away_from_lines() -> None:
    plain = np.full((128, 128, 3), 0.5, np.float32)
    picture = plain.copy()
    picture[:, 60:66] = 0.0
    motifs = texture(128, 128)
    drawing = compose.edges(picture, 1.0)
    made, taken = compose.compose(picture, motifs, drawing, np.zeros((8, 8), np.float32), 128.0, 1.0, 0.5, 0.3)
    beside, far = (made - picture)[:, 54:72], (made - picture)[:, :24]
    assert far.std() > 2 * beside.std()
    assert taken[:, :4].min() > 0.9 and taken[:, 15:17].max() < 0.3
    guarded, _ = compose.compose(picture, motifs, drawing, np.ones((8, 8), np.float32), 128.0, 1.0, 0.5, 0.3)
    assert np.abs(guarded - picture).mean() < 0.7 * np.abs(made - picture).mean()


def test_maps_say_where_things_are() -> None:
    picture = np.full((96, 96, 3), 0.5, np.float32)
    picture[20:60, 30:60] = (0.86, 0.66, 0.56)  # a face, by its color
    skin = maps.skin(picture)
    assert skin[30:50, 40:50].min() > 0.8 and skin[80:, :10].max() < 0.05
    wall = np.broadcast_to(f32([0.86, 0.66, 0.56]), (96, 96, 3)).copy()
    assert 0 < maps.skin(wall).max() <= maps.DOUBTFUL
    rough = picture.copy()
    rough[:, 70:] += 0.2 * (texture(96, 26) - 0.5)
    for busy in (maps.busyness(rough, 0.2), maps.unrest(rough, 0.2)):
        assert busy[:, 80:].mean() > busy[:, :20].mean() + 0.3
    tiles = np.tile(texture(16, 16), (6, 6, 1))
    tiles[40:56, 40:56] = texture(16, 16, seed=5)
    single = maps.singularity(tiles)
    assert single.shape == (46, 46) and single[20:26, 20:26].mean() > single[:11].mean() + 0.3


def test_lost_lines_come_back_and_turn_dark_on_a_bright_ground() -> None:
    night = np.full((96, 96, 3), 0.1, np.float32)
    night[:, 46:50] = 0.8
    drawn = np.ones((96, 96), np.float32)
    bright = np.full((96, 96, 3), 0.9, np.float32)
    lost = maps.lost_drawing(night, bright, drawn, 0.5)
    assert lost[40:56, 44:52].max() < -0.5
    assert np.abs(maps.lost_drawing(night, night, drawn, 0.5)).max() < 1e-3


def test_colors_go_to_their_like_and_what_is_not_asked_for_is_left_out() -> None:
    """A sky and a style that is half sky, half brown ground."""
    ramp = np.linspace(0, 0.2, 64, dtype=np.float32)[:, None, None]
    sky = f32(np.full((64, 64, 3), (0.35, 0.5, 0.75))) + ramp
    style = np.concatenate([sky * 0.9, np.full((64, 64, 3), (0.45, 0.25, 0.1), np.float32)])
    with Crew(1) as crew:
        weight = np.ones((64, 64), np.float32)
        made = ot.recolor(DirectContext(), np.clip(sky, 0, 1), weight, np.clip(style, 0, 1), 0, crew)
    assert (made[..., 2] > made[..., 0] + 0.1).mean() > 0.9
    rows = palette.with_height(ot.to_lab(np.clip(sky, 0, 1)))
    goal = palette.with_height(ot.to_lab(np.clip(style, 0, 1)))
    _, asked = palette.aim(rows, goal, 2000)
    assert (asked[:, 2] < 0).mean() > 0.75 and (goal[:, 2] < 0).mean() == pytest.approx(0.5, abs=0.01)


def test_strips_cover_every_row_once() -> None:
    for height, margin in ((10, 4), (5000, 40)):
        rows = np.zeros(height, int)
        for part, wide, inside in full.strips(height, 4096, margin):
            rows[part] += 1
            assert np.arange(height)[wide][inside].tolist() == np.arange(height)[part].tolist()
        assert (rows == 1).all()


def test_targets_by_rows_are_those_of_the_whole() -> None:
    content = np.dstack([(texture(90, 70) * 255).astype(np.uint8), np.full((90, 70), 255, np.uint8)])
    style = texture(64, 64, seed=4)
    sitter = frame.frame(content)
    for colors in ot.COLORS:
        with Crew(1) as crew:
            whole, _ = ot.matched(DirectContext(), sitter, style, colors, 0, crew)
            some = full.targets(DirectContext(), sitter, style, colors, 0, crew)
            _, part = some(slice(30, 61))
        assert np.abs(part - whole[30:61]).max() < 0.01, colors


def test_levels_go_down_to_a_small_side() -> None:
    assert reductions(512) == [8, 4, 2, 1] and reductions(256) == [4, 2, 1] and reductions(48)[-1] == 1


def test_a_search_can_be_cancelled() -> None:
    class Impatient(DirectContext):
        def check(self) -> None:
            raise Cancelled

    style = texture(64, 64)
    with Crew(1) as crew:
        loom = loom_of(crew, style, style)
        with pytest.raises(Cancelled):
            loom.search(Impatient(), style, loom.random(0), 1, 8, 0, 0.0, 0)

"""Birds, boats, people and flowers: they stay where they are put and come in one by one."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from studio.art.generators.scenes import figures, flowers, vessels
from studio.art.generators.scenes.canvas import Canvas, Chance
from studio.art.generators.scenes.dice import dice, scatter
from studio.art.generators.scenes.forms import Light, Profile, film, hexcolor, mix, swollen, turned
from studio.art.generators.scenes.fruit import KINDS, fruit

LIGHT = Light.aimed(0.6, 0.6, 0.5, (1.0, 1.0, 1.0), (0.3, 0.3, 0.4), (0.1, 0.1, 0.1))


def blank(size: int = 128) -> Canvas:
    canvas = Canvas(size, size)
    canvas.rgb.fill_(0.5)
    return canvas


def touched(canvas: Canvas) -> torch.Tensor:
    return (canvas.rgb - 0.5).abs().amax(0) > 1e-4


def bounds(mask: torch.Tensor) -> tuple[float, float, float, float]:
    ys, xs = torch.nonzero(mask, as_tuple=True)
    n = mask.shape[0]
    return float(xs.min()) / n, float(ys.min()) / n, float(xs.max() + 1) / n, float(ys.max() + 1) / n


def test_more_birds_never_fewer_marks_in_the_sky_only() -> None:
    counts = []
    for amount in (0.0, 0.2, 0.5, 1.0):
        canvas = blank()
        figures.birds(canvas, amount, Chance(3).stream("birds"), (0.1, 0.1, 0.9, 0.5), (0.1, 0.1, 0.1))
        counts.append(int(touched(canvas).sum()))
        if amount:
            assert bounds(touched(canvas))[3] < 0.7
    assert counts == sorted(counts) and counts[0] == 0 < counts[1] < counts[3]


def test_a_boat_floats_on_its_water_line_and_is_mirrored_below_it() -> None:
    p = [0.7, 0.4, 0.2, 0.1, 0.5, 0.5]
    above, below = blank(), blank()
    figures.boat(above, (0.5, 0.6), 0.12, LIGHT, p)
    figures.boat_reflection(below, (0.5, 0.6), 0.12, LIGHT, p, 1.0, 0.2, (0.8, 0.8, 0.8), 0.0, 0.9)
    x0, y0, x1, y1 = bounds(touched(above))
    assert y1 <= 0.62 and y0 < 0.40 and x0 > 0.3 and x1 < 0.7
    assert bounds(touched(below))[1] >= 0.59
    gone = blank()
    figures.boat(gone, (0.5, 0.6), 0.12, LIGHT, p, shown=0.0)
    assert not touched(gone).any()


def test_people_stand_on_their_feet_and_shrink_with_distance() -> None:
    heights = []
    for y in (0.6, 0.9):
        canvas = blank(256)
        h = (y - 0.4) * 0.7
        figures.person(canvas, (0.5, y), h, LIGHT, (0.3, 0.2, 0.5, 0.5, 0.6))
        _, top, _, bottom = bounds(touched(canvas))
        assert abs(bottom - y) < 0.03 and abs((bottom - top) - h) < 0.12 * h + 0.02
        heights.append(bottom - top)
    assert heights[0] < heights[1]


@pytest.mark.parametrize("kind", KINDS)
def test_fruit_is_round_lit_from_the_side_of_the_light(kind: str) -> None:
    canvas = Canvas(128, 128)
    fruit(canvas, (0.5, 0.7), 0.15, kind, LIGHT, [0.1, 0.5, 0.3, 0.5, 0.5, 0.5, 0.5, 0.5], 1.0, 7)
    tone = canvas.rgb.mean(0)
    assert float(tone.max()) > 0.35
    assert tone[:, 64:].sum() > tone[:, :64].sum()


@pytest.mark.parametrize("color", sorted(flowers.COLORS) + ["mixed"])
def test_every_flower_color_can_be_painted_large_and_small(color: str) -> None:
    for pick in np.linspace(0.0, 0.999, 7):
        bloom = flowers.choose(color, float(pick), float(1.0 - pick))
        for r in (0.003, 0.2):
            canvas = blank(96)
            flowers.head(canvas, (0.5, 0.5), r, bloom, LIGHT, (0.2, 0.4, 0.6, 0.8), face=(0.3, -0.2))
            assert torch.isfinite(canvas.rgb).all()
        assert touched(canvas).float().mean() > 0.01


def test_a_bouquet_grows_flower_by_flower() -> None:
    last = None
    for amount in (0.2, 0.5, 0.9):
        canvas = blank(96)
        flowers.bouquet(canvas, (0.5, 0.9), 0.6, amount, "mixed", LIGHT, Chance(1).stream("bouquet"))
        count = int(touched(canvas).sum())
        assert last is None or count > last
        last = count


def test_a_turned_vessel_has_the_outline_of_its_profile() -> None:
    profile = Profile(((0.0, 0.2), (0.5, 0.4), (1.0, 0.1)))
    canvas = Canvas(200, 200)
    surface = turned(canvas.x, canvas.y, (0.5, 0.9), 0.6, profile, 0.2)
    inside = surface.distance < 0
    widest = inside[120].float().sum() / 200  # y = 0.6: the middle of the vessel
    assert abs(float(widest) - 2 * 0.4 * 0.6) < 0.02
    nx, ny, nz = surface.normal
    assert torch.allclose(nx * nx + ny * ny + nz * nz, torch.ones_like(nx), atol=1e-3)
    assert float(surface.distance[20, 100]) > 0.05  # well above the rim


def test_a_swollen_form_faces_outward_at_its_rim_and_us_in_its_middle() -> None:
    canvas = Canvas(101, 101)
    ball = swollen(canvas.x, canvas.y, (0.5, 0.5), 0.3, Profile(((0.0, 1.0), (1.0, 1.0))), 0.0)
    assert float(ball.normal[2][50, 50]) > 0.99
    assert float(ball.normal[0][50, 79]) > 0.9 and float(ball.normal[1][21, 50]) > 0.9


def test_profiles_never_overshoot_their_points() -> None:
    profile = Profile(((0.0, 0.1), (0.2, 0.5), (0.3, 0.5), (1.0, 0.2)))
    values, _ = profile(torch.linspace(-0.5, 1.5, 200))
    assert values.min() >= 0.1 - 1e-6 and values.max() <= 0.5 + 1e-6


def test_shadows_only_darken_and_halos_of_light_only_brighten() -> None:
    canvas = blank()
    at = vessels.Place(0.5, 0.6, 0.3)
    vessels.shadow_of(canvas, at, 0.1, LIGHT, 0.36, 0.9, (0.3, 0.3, 0.4))
    assert (canvas.rgb <= 0.5 + 1e-6).all() and canvas.rgb.min() < 0.4
    canvas = blank()
    vessels.glow(canvas, (0.5, 0.5), 0.2, (1.0, 0.6, 0.2), 0.8)
    assert (canvas.rgb >= 0.5 - 1e-6).all() and canvas.rgb.max() <= 1.0


def test_film_is_monotone_and_bends_into_white() -> None:
    tones = film(torch.linspace(0.0, 20.0, 500))
    assert (tones.diff() >= 0).all() and tones.max() <= 1.0 and tones[-1] > 0.99


def test_dice_are_fair_and_the_same_everywhere() -> None:
    i, j = torch.meshgrid(torch.arange(60.0), torch.arange(60.0), indexing="ij")
    thrown = dice(i, j, 12345)
    assert 0.45 < float(thrown.mean()) < 0.55
    assert torch.equal(thrown[10:20, 5:9], dice(i[10:20, 5:9], j[10:20, 5:9], 12345))
    x, y = torch.linspace(0, 1, 50)[None], torch.linspace(0, 1, 50)[:, None]
    dx, dy, a, b = scatter(x, y, 0.1, 7)
    assert dx.abs().max() <= 0.75 and dy.abs().max() <= 0.75
    assert float(a.min()) >= 0 and float(b.max()) <= 1


def test_colors_mix_and_read() -> None:
    assert hexcolor("#ff0000") == (1.0, 0.0, 0.0)
    assert mix((0.0, 0.0, 0.0), (1.0, 1.0, 1.0), 0.25) == (0.25, 0.25, 0.25)

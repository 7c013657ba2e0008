"""Every control of the painter does what it says."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from studio.art.styles import fields, painter, relief, shipped
from studio.art.styles.jit import Crew
from studio.art.styles.painter import Painting
from studio.core.progress import DirectContext

Pixels = NDArray[np.uint8]


def stripes(angle: float, size: int = 160, period: float = 14.0) -> Pixels:
    """Soft stripes whose lines run at `angle` degrees from level, in two colors."""
    y, x = np.mgrid[0:size, 0:size].astype(np.float32)
    a = np.deg2rad(angle)
    wave = 0.5 + 0.5 * np.sin((-x * np.sin(a) + y * np.cos(a)) * 2 * np.pi / period)
    rgb = np.stack([60 + 150 * wave, 90 + 60 * wave, 180 - 120 * wave], -1)
    return np.dstack([rgb, np.full((size, size), 255)]).astype(np.uint8)


def harbor(width: int = 160) -> Pixels:
    picture = cv2.resize(shipped.load("harbor"), (width, width * 3 // 4), interpolation=cv2.INTER_AREA)
    return np.asarray(picture)


def look() -> Pixels:
    return np.ascontiguousarray(shipped.thumbnail("night-swirls", 192))


def record(content: Pixels, style: Pixels, **values: Any) -> Painting:
    return painter.record(DirectContext(), content=content, style=style, seed=2, **values)


def along(painting: Painting, brush: int, angle: float) -> float:
    """How far the strokes of a brush run at `angle`: 1 all do, 0 across as much as along, -1 all across."""
    plan = painting.plan
    lo = 0 if brush == 0 else painting.ends[brush - 1]
    total = weight = 0.0
    for i in range(lo, painting.ends[brush]):
        steps = np.diff(plan.points[plan.first[i] : plan.first[i + 1]], axis=0)
        length = np.hypot(steps[:, 0], steps[:, 1])
        total += float((length * np.cos(2 * (np.arctan2(steps[:, 1], steps[:, 0]) - np.deg2rad(angle)))).sum())
        weight += float(length.sum())
    return total / weight


def test_follow_turns_the_broad_strokes_from_the_styles_flow_to_the_pictures_forms() -> None:
    content, style = stripes(90), stripes(0)
    shares = [along(record(content, style, follow=f), 1, 90) for f in (0.0, 0.5, 1.0)]
    assert shares == sorted(shares)
    assert shares[0] < -0.5 and shares[-1] > 0.5


def test_a_larger_brush_paints_fewer_and_broader_strokes() -> None:
    small, normal, large = (record(harbor(), look(), brush=b) for b in (0.7, 1.5, 4.0))
    assert len(small.plan) > len(normal.plan) > len(large.plan)
    radii = [float(p.plan.radius[: p.ends[0]].mean()) for p in (small, normal, large)]
    assert radii[1] / radii[0] == pytest.approx(1.5 / 0.7, rel=0.1)
    assert radii[2] / radii[1] == pytest.approx(4.0 / 1.5, rel=0.1)


def test_detail_keeps_the_pictures_edges() -> None:
    content = harbor()
    own = cv2.Laplacian(cv2.cvtColor(content[..., :3], cv2.COLOR_RGB2GRAY).astype(np.float32), cv2.CV_32F).ravel()

    def kept(detail: float) -> float:
        made = painter.apply(
            DirectContext(), content=content, style=look(), seed=2, detail=detail, boldness=0.0, relief=0.0
        ).pixels
        gray = cv2.cvtColor(made[..., :3], cv2.COLOR_RGB2GRAY).astype(np.float32)
        return float(np.corrcoef(own, cv2.Laplacian(gray, cv2.CV_32F).ravel())[0, 1])

    kepts = [kept(d) for d in (0.0, 0.5, 1.0)]
    assert kepts == sorted(kepts) and kepts[-1] > kepts[0] + 0.15


def test_boldness_gives_neighboring_strokes_colors_of_their_own() -> None:
    def variety(boldness: float) -> float:
        painting = record(harbor(), look(), boldness=boldness)
        middle = painting.plan.points[painting.plan.first[: painting.ends[0]]].astype(int)
        ground = fields.resized(painting.ground, *painting.sitter.size)
        h, w = ground.shape[:2]
        there = ground[np.clip(middle[:, 1], 0, h - 1), np.clip(middle[:, 0], 0, w - 1)]
        return float(np.abs(painting.plan.color[: painting.ends[0]] - there).mean())

    assert variety(1.0) > 1.2 * variety(0.0)


@pytest.mark.parametrize(("angle", "bright"), [(135.0, "upper left"), (315.0, "lower right"), (90.0, "above")])
def test_light_falls_on_the_side_of_the_paint_that_faces_it(angle: float, bright: str) -> None:
    y, x = np.mgrid[0:64, 0:64].astype(np.float32)
    height = np.exp(-((x - 32) ** 2 + (y - 32) ** 2) / 100).astype(np.float32) * 3
    with Crew(1) as crew:
        lit = relief.light(
            DirectContext(), np.full((64, 64, 3), 0.5, np.float32), height, 0.5, 0.0, 1.0, crew, angle
        )[..., 0]  # fmt: skip
    upper_left, lower_right = float(lit[22:30, 22:30].mean()), float(lit[35:43, 35:43].mean())
    above, below = float(lit[20:28, 28:37].mean()), float(lit[37:45, 28:37].mean())
    brighter = {
        "upper left": upper_left > 0.52 and lower_right < 0.48,
        "lower right": lower_right > 0.52 and upper_left < 0.48,
        "above": above > 0.52
        and below < 0.48
        and abs(float(lit[28:37, 20:28].mean() - lit[28:37, 37:45].mean())) < 0.01,
    }
    assert brighter[bright]


def test_relief_is_depth_of_light_and_turning_the_light_all_around_changes_nothing() -> None:
    def made(**values: Any) -> NDArray[np.int64]:
        values = {"boldness": 0.0} | values
        return painter.apply(DirectContext(), content=harbor(), style=look(), seed=2, **values).pixels.astype(int)

    flat, thin, thick = (made(relief=r) for r in (0.0, 0.4, 1.0))
    assert 0 < np.abs(thin - flat).mean() < np.abs(thick - flat).mean()
    assert np.array_equal(made(relief=0.0, light=20.0), flat)
    assert np.array_equal(made(relief=1.0, light=0.0), made(relief=1.0, light=360.0))
    # from the other side the same ridges are dark where they were bright
    one, other = made(relief=1.0, light=135.0) - flat, made(relief=1.0, light=315.0) - flat
    assert np.corrcoef(one[..., 0].ravel(), other[..., 0].ravel())[0, 1] < -0.3

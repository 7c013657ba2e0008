"""Several styles at once: shares follow weights and maps, borders are soft, nothing looks like two transparencies."""

from __future__ import annotations

import inspect

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from studio.art.catalog import CATALOGUES, find
from studio.art.styles import blend, ot, pyramid, several, shipped
from studio.art.styles.fields import f32
from studio.art.styles.jit import Crew
from studio.art.styles.several_catalog import SEVERAL
from studio.core.errors import Cancelled, UserError
from studio.core.progress import DirectContext

Pixels = NDArray[np.uint8]
CTX = DirectContext()
COLOR = {"method": "color"}


def photo(width: int = 200, height: int = 140) -> Pixels:
    """A sky over a rough field, with a sun."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    rng = np.random.default_rng(5)
    rgb = np.stack([90 + 60 * y / height, 130 + 50 * y / height, 220 - 30 * y / height], -1)
    field = y > 0.55 * height
    rgb[field] = (60, 110, 50)
    rgb[field] += rng.normal(0, 25, (int(field.sum()), 1))
    rgb[np.hypot(x - 0.7 * width, y - 0.25 * height) < 0.12 * height] = (250, 220, 120)
    return np.dstack([np.clip(rgb, 0, 255).astype(np.uint8), np.full((height, width), 255, np.uint8)])


def style(name: str) -> Pixels:
    return np.ascontiguousarray(shipped.thumbnail(name, 160))


def half(width: int = 200, height: int = 140) -> Pixels:
    mask = np.zeros((height, width, 4), np.uint8)
    mask[:, : width // 2] = 255
    mask[..., 3] = 255
    return mask


def alone(content: Pixels, picture: Pixels, **more: object) -> Pixels:
    return several.apply(CTX, content=content, seed=3, style1=picture, **more).pixels  # type: ignore[arg-type]


def test_it_takes_what_its_spec_declares_and_no_list_offers_it() -> None:
    names = {p.name for p in inspect.signature(several.apply).parameters.values() if p.kind is p.KEYWORD_ONLY}
    assert names == {*SEVERAL.inputs, *SEVERAL.accepts, *(p.name for p in SEVERAL.params)}
    assert find("style/several") is SEVERAL and SEVERAL not in list(CATALOGUES["style"])


def test_maps_give_each_style_its_place_and_leave_the_rest() -> None:
    content, sea, wood = photo(), style("evening-sea"), style("woodblock-bay")
    a, b = alone(content, sea, **COLOR), alone(content, wood, **COLOR)
    made = several.apply(
        CTX, content=content, seed=3, style1=sea, style2=wood, map2=half(), by="maps", feather=0.0, **COLOR
    ).pixels  # type: ignore[arg-type]
    away = 24  # from the border
    assert np.abs(made[:, 100 + away :].astype(int) - a[:, 100 + away :]).mean() < 3
    assert np.abs(made[:, : 100 - away].astype(int) - b[:, : 100 - away]).mean() < 3
    gray = half()[:, ::-1].copy()
    gray[..., :3] //= 2
    both = several.apply(
        CTX, content=content, seed=3, style1=sea, style2=wood, map1=gray, map2=half(), by="maps",
        feather=0.0, **COLOR,
    ).pixels  # type: ignore[arg-type]  # fmt: skip
    # Half a map over a place that nobody else has leaves half of the picture as it was.
    middle = (content[:, 130:].astype(float) + a[:, 130:]) / 2
    assert np.abs(both[:, 130:] - middle)[..., :3].mean() < 4


def test_borders_have_no_step_and_feather_widens_them() -> None:
    content = np.full((96, 192, 4), 255, np.uint8)
    content[..., :3] = 128
    bright, dark = np.full((64, 64, 4), 255, np.uint8), np.full((64, 64, 4), 255, np.uint8)
    bright[::2, :, :3], dark[::2, :, :3] = 215, 25
    dark[1::2, :, :3] = 60
    steps = {}
    for feather in (0.0, 0.25):
        made = several.apply(
            CTX, content=content, seed=1, style1=bright, style2=dark, map2=half(192, 96), by="maps",
            feather=feather, **COLOR,
        ).pixels  # type: ignore[arg-type]  # fmt: skip
        line = made[..., 1].astype(float).mean(0)
        steps[feather] = np.abs(np.diff(line)).max() / abs(line[-1] - line[0])
    assert steps[0.25] < 0.75 * steps[0.0] and steps[0.0] < 0.6


def test_weights_decide_how_much_of_the_picture_each_style_paints() -> None:
    content = f32(photo()[..., :3] / np.float32(255))
    models = [f32(style(n)[..., :3] / np.float32(255)) for n in ("mosaic", "misty-hills", "harbor")]
    for parts in ((0.5, 0.3, 0.2), (0.1, 0.1, 0.8)):
        shares = blend.places(content, models, parts, 7)
        assert np.allclose(sum(shares), 1, atol=1e-4)
        assert np.abs(np.array([m.mean() for m in shares]) - parts).max() < 0.06
        # Nearly every place is one style's: marks are not mixed.
        assert np.mean(np.max(shares, 0) > 0.9) > 0.6
    smaller = cv2.resize(content, (100, 70), interpolation=cv2.INTER_AREA)
    again = blend.places(f32(smaller), models, (0.5, 0.5, 0.0), 7)
    first = blend.places(content, models, (0.5, 0.5, 0.0), 7)
    assert np.abs(cv2.resize(first[0], (100, 70), interpolation=cv2.INTER_AREA) - again[0]).mean() < 0.25


def test_palettes_meet_between_the_styles() -> None:
    models = [f32(style(n)[..., :3] / np.float32(255)) for n in ("evening-sea", "misty-hills")]
    means = [ot.to_lab(m).reshape(-1, 3).mean(0) for m in models]
    with Crew() as crew:
        for parts in ((0.5, 0.5), (0.9, 0.1)):
            met = [ot.to_lab(m).reshape(-1, 3).mean(0) for m in blend.one_palette(CTX, models, parts, 1, crew)]
            goal = parts[0] * means[0] + parts[1] * means[1]
            before = np.linalg.norm(means[0] - means[1])
            assert np.linalg.norm(met[0] - met[1]) < 0.35 * before
            assert max(np.linalg.norm(m - goal) for m in met) < 0.35 * before


def test_a_blend_keeps_the_marks_crisp() -> None:
    """Averaging two pictures of marks loses their contrast; weaving them does not."""
    rng = np.random.default_rng(2)
    marks = [np.clip(128 + rng.normal(0, 30, (128, 192, 1)).repeat(3, 2), 0, 255).astype(np.uint8) for _ in range(2)]
    content = f32(photo(192, 128)[..., :3] / np.float32(255))
    models = [f32(style(n)[..., :3] / np.float32(255)) for n in ("orchard", "night-swirls")]
    shares = blend.places(content, models, (0.5, 0.5), 3)
    joint = pyramid.Joint(192, 128, 4)
    evenly = several.evenness(4)
    for picture, share in zip(marks, shares, strict=True):
        joint.lay(CTX, picture, share, evenly=evenly)

    def fine(pixels: NDArray[np.floating]) -> float:
        gray = f32(pixels[..., 1])
        return float((gray - cv2.GaussianBlur(gray, (0, 0), 1.5)).std())

    averaged = (marks[0].astype(np.float32) + marks[1]) / 2
    assert fine(joint.picture(CTX)) > 0.88 * fine(marks[0]) and fine(averaged) < 0.75 * fine(marks[0])
    flat = np.full((128, 192, 3), 90, np.uint8), np.full((128, 192, 3), 150, np.uint8)
    joint = pyramid.Joint(192, 128, 4)
    for picture, share in zip(flat, shares, strict=True):
        joint.lay(CTX, picture, share, evenly=evenly)
    assert np.ptp(joint.picture(CTX).astype(int)) < 30, "light runs through"


def test_a_weight_of_nothing_is_the_other_style_alone_and_runs_repeat() -> None:
    content, one, other = photo(), style("mosaic"), style("harbor")
    a = several.apply(CTX, content=content, seed=3, style1=one, style2=other, weights="0,3", **COLOR)
    assert np.abs(a.pixels.astype(int) - alone(content, other, **COLOR)).max() <= 2
    again = several.apply(CTX, content=content, seed=3, style1=one, style2=other, weights="0,3", **COLOR)
    assert np.array_equal(a.pixels, again.pixels) and a.params["weights"] == "0,3"


def test_alpha_is_kept_and_extreme_shapes_go_through() -> None:
    content = photo(40, 300)
    content[100:140, :, 3] = 90
    content[:, :10, 3] = 0
    made = several.apply(CTX, content=content, seed=1, style1=style("harbor"), style2=style("mosaic"), **COLOR)
    assert np.array_equal(made.pixels[..., 3], content[..., 3])
    assert np.array_equal(made.pixels[:, :10], content[:, :10])
    tiny = several.apply(
        CTX, content=content[:5, 20:27], seed=1, style1=style("harbor"), style2=style("mosaic"), **COLOR
    )
    assert tiny.pixels.shape == (5, 7, 4)


def test_a_small_map_is_laid_on_a_part_only() -> None:
    seen: list[tuple[int, int]] = []
    spec, settings = several._method("color", "{}")
    content = photo(800, 600)
    share = np.zeros((600, 800), np.float32)
    share[200:240, 300:340] = 1
    laying = several._Laying(CTX, content, 1, spec, settings, None, None, evenly=False)
    original = laying._made

    def watched(ctx: DirectContext, picture: Pixels, box: tuple[int, int, int, int]) -> object:
        seen.append(box[2:])
        return original(ctx, picture, box)

    laying._made = watched  # type: ignore[method-assign, assignment]
    rgb, _ = laying.run([several._Part(style("mosaic"), share)], 1 - share)
    assert seen[0][0] * seen[0][1] < 0.5 * 800 * 600
    rgb, own = rgb / 255, content[..., :3] / 255
    assert (
        np.abs(rgb[:100] - own[:100]).max() < 0.01
        and np.abs(rgb[215:225, 315:325] - own[215:225, 315:325]).mean() > 0.02
    )


def test_joining_is_exact_where_there_is_one_picture() -> None:
    rgb = np.random.default_rng(1).integers(0, 256, (96, 128, 3), np.uint8)
    joint = pyramid.Joint(120, 90, 5)
    joint.lay(CTX, rgb, np.ones((96, 128), np.float32))
    assert joint.padded == (128, 96)
    assert np.array_equal(joint.picture(CTX), rgb[:90, :120])


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"method": "nothing"}, "nothing"),
        ({"method": "color", "values": "{"}, "JSON"),
        ({"method": "color", "values": '{"strength": 4}'}, "goes from 0 to 1"),
        ({"method": "color", "weights": "1,x"}, "numbers"),
        ({"method": "color", "weights": "1,2,3"}, "2 styles need 2"),
    ],
)
def test_what_makes_no_sense_is_told_in_a_sentence(given: dict[str, str], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        several.apply(CTX, content=photo(), seed=1, style1=style("mosaic"), style2=style("harbor"), **given)  # type: ignore[arg-type]
    with pytest.raises(UserError, match="at least one"):
        several.apply(CTX, content=photo(), seed=1)


def test_it_can_be_cancelled_between_and_within_styles() -> None:
    class Impatient(DirectContext):
        def __init__(self, patience: int) -> None:
            super().__init__()
            self.left = patience

        def check(self) -> None:
            self.left -= 1
            if self.left < 0:
                raise Cancelled

        def progress(self, fraction: float, note: str = "", preview: object = None) -> None:
            self.check()

    for patience in (0, 5, 40):
        with pytest.raises(Cancelled):
            several.apply(
                Impatient(patience), content=photo(), seed=1, style1=style("mosaic"), style2=style("harbor"), **COLOR
            )  # type: ignore[arg-type]

"""The style methods `painter` and `color`, driven as the engine drives them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from studio.art.styles import bands, color, fields, ot, painter, shipped
from studio.art.styles.catalog import STYLES
from studio.art.styles.jit import Crew
from studio.core.errors import Cancelled, UserError
from studio.core.progress import DirectContext

Pixels = NDArray[np.uint8]
METHODS = {"painter": painter.apply, "color": color.apply}


def picture(width: int = 96, height: int = 80, seed: int = 0) -> Pixels:
    """A sky, a sun, a hill with texture, and an alpha with holes."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    y, x = y / height, x / width
    rng = np.random.default_rng(seed)
    rgb = np.stack([0.35 + 0.3 * y, 0.5 + 0.3 * y, 0.9 - 0.2 * y], -1)
    rgb[np.hypot(x - 0.7, y - 0.25) < 0.12] = (0.98, 0.85, 0.4)
    hill = y > 0.6 + 0.1 * np.sin(6 * x)
    rgb[hill] = (0.2, 0.5, 0.15)
    rgb += 0.03 * rng.standard_normal(rgb.shape)
    out = np.empty((height, width, 4), np.uint8)
    out[..., :3] = np.clip(rgb * 255, 0, 255)
    out[..., 3] = 255
    return out


def style(name: str = "night-swirls", size: int = 192) -> Pixels:
    return np.ascontiguousarray(shipped.thumbnail(name, size))


def unit(pixels: Pixels) -> fields.Floats:
    return fields.f32(pixels[..., :3] / np.float32(255))


class Recorder(DirectContext):
    """Keeps what a method tells, and cancels after `patience` checks."""

    def __init__(self, patience: int | None = None) -> None:
        super().__init__()
        self.told: list[tuple[float, Pixels | None]] = []
        self.patience, self.checks = patience, 0

    def check(self) -> None:
        self.checks += 1
        if self.patience is not None and self.checks > self.patience:
            raise Cancelled

    def progress(self, fraction: float, note: str = "", preview: Pixels | None = None) -> None:
        self.check()
        self.told.append((fraction, preview))

    def part(self, lo: float, span: float) -> Recorder:
        return self


@pytest.mark.parametrize("name", METHODS)
def test_the_same_seed_gives_the_same_pixels_on_any_number_of_threads(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, model = picture(150, 120), style()
    made = []
    for cores in (1, 3):
        monkeypatch.setattr("studio.art.styles.jit.cores", lambda n=cores: n)
        made.append(METHODS[name](DirectContext(), content=content, style=model, seed=5).pixels)
    assert np.array_equal(made[0], made[1])


def test_another_seed_paints_other_strokes() -> None:
    a, b = (painter.apply(DirectContext(), content=picture(), style=style(), seed=s).pixels for s in (1, 2))
    assert not np.array_equal(a, b)


@pytest.mark.parametrize("name", METHODS)
def test_alpha_is_kept_exactly_and_hidden_pixels_stay(name: str) -> None:
    content = picture()
    rng = np.random.default_rng(3)
    content[..., 3] = rng.integers(0, 256, content.shape[:2])
    content[:30, :30, 3] = 0
    before = content.copy()
    made = METHODS[name](DirectContext(), content=content, style=style(), seed=0).pixels
    assert np.array_equal(content, before)
    assert np.array_equal(made[..., 3], content[..., 3])
    assert np.array_equal(made[:30, :30], content[:30, :30])


def test_hidden_colors_do_not_bleed_into_the_picture() -> None:
    clean, dirty = picture(), picture()
    for p in (clean, dirty):
        p[:, 48:, 3] = 0
    dirty[:, 48:, :3] = (255, 0, 255)
    a, b = (color.apply(DirectContext(), content=p, style=style(), seed=0).pixels[:, :48] for p in (clean, dirty))
    assert np.abs(a.astype(int) - b.astype(int)).max() <= 2


@pytest.mark.parametrize("name", METHODS)
def test_strength_zero_gives_back_the_content_and_a_half_lies_between(name: str) -> None:
    content = picture()
    none, half, full = (
        METHODS[name](DirectContext(), content=content, style=style(), seed=0, strength=s).pixels.astype(int)
        for s in (0.0, 0.5, 1.0)
    )
    assert np.array_equal(none, content)
    assert np.abs(half - (none + full) / 2).max() <= 1.0


@settings(max_examples=25, deadline=None)
@given(
    width=st.integers(1, 90),
    height=st.integers(1, 90),
    style_width=st.integers(1, 60),
    style_height=st.integers(1, 60),
    name=st.sampled_from(sorted(METHODS)),
)
def test_all_sizes_and_aspects_work(width: int, height: int, style_width: int, style_height: int, name: str) -> None:
    made = METHODS[name](
        DirectContext(), content=picture(width, height), style=picture(style_width, style_height, 1), seed=0
    ).pixels
    assert made.shape == (height, width, 4) and made.dtype == np.uint8 and made.flags.c_contiguous


@pytest.mark.parametrize("size", [(1, 1), (1, 700), (900, 3), (16, 16)])
@pytest.mark.parametrize("name", METHODS)
def test_slivers_work(name: str, size: tuple[int, int]) -> None:
    made = METHODS[name](DirectContext(), content=picture(*size), style=style(), seed=0).pixels
    assert made.shape[:2] == size[::-1]


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("value", [0, 128, 255])
def test_flat_pictures_work_as_content_and_as_style(name: str, value: int) -> None:
    flat = np.full((64, 64, 4), value, np.uint8)
    flat[..., 3] = 255
    for content, model in ((flat, style()), (picture(), flat)):
        made = METHODS[name](DirectContext(), content=content, style=model, seed=0).pixels
        assert made.shape == content.shape


@pytest.mark.parametrize("name", METHODS)
def test_gray_and_three_channel_arrays_work(name: str) -> None:
    rgba = picture()
    for content in (rgba[..., 0], rgba[..., :3]):
        assert METHODS[name](DirectContext(), content=content, style=style(), seed=0).pixels.shape == rgba.shape


@pytest.mark.parametrize("name", METHODS)
def test_a_fully_transparent_picture_or_style_is_refused_in_one_sentence(name: str) -> None:
    clear = np.zeros((40, 40, 4), np.uint8)
    with pytest.raises(UserError, match="fully transparent"):
        METHODS[name](DirectContext(), content=clear, style=style(), seed=0)
    with pytest.raises(UserError, match="style picture is fully transparent"):
        METHODS[name](DirectContext(), content=picture(), style=clear, seed=0)


def local_contrast(rgb: NDArray[np.float32]) -> NDArray[np.float64]:
    """Standard deviation of four band-pass layers of lightness: how strong the marks of each size are."""
    rest, out = fields.f32(ot.to_lab(rgb)[..., 0] / 100), []
    for k in range(4):
        low = fields.blur(np.ascontiguousarray(rest), 2.0**k / 2)
        out.append(float((rest - low).std()))
        rest = low
    return np.array(out)


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("model", ["mosaic", "linocut"])
def test_marks_bring_the_local_contrast_nearer_to_the_style(name: str, model: str) -> None:
    content, look = picture(256, 256), shipped.load(model)
    goal = local_contrast(fields.resized(unit(look), 341, 256))

    def distance(marks: float) -> float:
        made = METHODS[name](DirectContext(), content=content, style=look, seed=0, boldness=marks).pixels
        return float(np.abs(np.log(local_contrast(unit(made)) / goal)).sum())

    assert distance(1.0) < distance(0.5) < distance(0.0)


def test_keep_colors_keeps_hue_and_chroma_but_not_the_pixels() -> None:
    content = picture(160, 140)
    own = ot.to_lab(unit(content))

    def chroma_error(keep: bool) -> float:
        made = painter.apply(
            DirectContext(), content=content, style=style(), seed=0, colors="keep" if keep else "take"
        ).pixels
        assert not np.array_equal(made, content)
        lab = ot.to_lab(unit(made))
        return float(np.abs((lab - own)[..., 1:].mean((0, 1))).sum())

    assert chroma_error(True) < 4.0 < chroma_error(False)


def test_color_takes_the_styles_mean_color_and_keeps_the_forms() -> None:
    content, look = picture(200, 160), shipped.load("evening-sea")
    made = color.apply(DirectContext(), content=content, style=look, seed=0, boldness=0.0).pixels
    goal = ot.to_lab(unit(look)).mean((0, 1))
    before, after = (ot.to_lab(unit(p)).mean((0, 1)) for p in (content, made))
    assert np.abs(after - goal).sum() < 0.3 * np.abs(before - goal).sum()
    edges = [np.hypot(*np.gradient(fields.luma(p[..., :3].astype(np.float32)))).ravel() for p in (content, made)]
    assert np.corrcoef(edges)[0, 1] > 0.55  # contrast moves with the colors, edges stay where they are


def test_transport_moves_one_distribution_onto_another() -> None:
    rng = np.random.default_rng(0)
    a = rng.normal((20, 0, 0), (5, 3, 3), (4000, 3)).astype(np.float32)
    b = (rng.normal(0, 1, (5000, 3)) @ np.array([[9, 4, 0], [0, 6, 3], [0, 0, 5]]) + (60, 20, -10)).astype(np.float32)
    with Crew(2) as crew:
        moved = ot.transport(DirectContext(), a, b, 0, crew)
    assert np.allclose(moved.mean(0), b.mean(0), atol=1.0)
    assert np.allclose(np.cov(moved.T), np.cov(b.T), atol=6.0)


def test_the_band_finish_is_the_identity_without_mix_and_near_it_for_its_own_style() -> None:
    rgb = unit(shipped.load("mosaic")[:300, :300])
    weight = np.ones(rgb.shape[:2], np.float32)
    with Crew(1) as crew:
        same = bands.finish(DirectContext(), rgb, rgb, weight, 0.6, 0.6, 0.0, crew)
        own = bands.finish(DirectContext(), rgb, rgb, weight, 0.6, 0.6, 1.0, crew)
    assert np.array_equal(same, rgb)
    assert np.abs(own - rgb).mean() < 0.01


def test_painter_shows_a_small_first_look_then_layers_and_never_goes_backward() -> None:
    content = picture(520, 480)
    ctx = Recorder()
    painter.apply(ctx, content=content, style=style(), seed=0)
    previews = [p for _, p in ctx.told if p is not None]
    assert len(previews) >= 3
    assert max(previews[0].shape[:2]) <= 300 and previews[0].shape[2] == 4
    assert previews[-1].shape == content.shape
    assert all(p.dtype == np.uint8 for p in previews)


@pytest.mark.parametrize("name", METHODS)
def test_cancel_ends_the_work_wherever_it_comes(name: str) -> None:
    content, model = picture(420, 300), style()
    calm = Recorder()
    METHODS[name](calm, content=content, style=model, seed=0)
    assert calm.checks > (15 if name == "painter" else 6)
    for patience in {0, 1, calm.checks // 2, calm.checks - 1}:
        with pytest.raises(Cancelled):
            METHODS[name](Recorder(patience), content=content, style=model, seed=0)


@pytest.mark.parametrize("name", METHODS)
def test_the_defaults_of_the_catalogue_are_those_of_the_code(name: str) -> None:
    spec = STYLES.get(name)
    assert spec.resolve() is METHODS[name]
    given = {n: v for n, v in (METHODS[name].__kwdefaults__ or {}).items() if n not in spec.accepts}
    assert given == {p.name: p.default for p in spec.params}
    made = METHODS[name](DirectContext(), content=picture(), style=style(), seed=0, **given)
    assert dict(made.params) == spec.values({})


def test_pictures_above_the_working_size_get_the_same_strokes() -> None:
    small = painter.apply(DirectContext(), content=picture(300, 300), style=style(), seed=3, boldness=0.0).pixels
    assert painter.WORK == 1024
    content = np.repeat(np.repeat(picture(300, 300), 4, 0), 4, 1)  # 1200 px: planned at 1024, painted at 1200
    large = painter.apply(DirectContext(), content=content, style=style(), seed=3, boldness=0.0).pixels
    shrunk = fields.resized(large[..., :3].astype(np.float32), 300, 300)
    assert np.abs(shrunk - small[..., :3]).mean() < 14

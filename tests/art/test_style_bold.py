"""The methods `bold` and `analogy`, driven as the engine drives them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from studio.art.styles import analogy, bold, frame, shipped
from studio.art.styles.catalog import STYLES
from studio.art.styles.jit import Crew
from studio.core.errors import Cancelled, UserError
from studio.core.picture import Made
from studio.core.progress import DirectContext

Pixels = NDArray[np.uint8]
METHODS: dict[str, Callable[..., Made]] = {"bold": bold.apply, "analogy": analogy.apply}
EACH = pytest.mark.parametrize("name", METHODS)


def picture(name: str, width: int, height: int) -> Pixels:
    return np.ascontiguousarray(cv2.resize(shipped.load(name), (width, height), interpolation=cv2.INTER_AREA))


@pytest.fixture(scope="module")
def content() -> Pixels:
    return picture("harbor", 112, 84)


@pytest.fixture(scope="module")
def look() -> Pixels:
    return np.ascontiguousarray(shipped.thumbnail("night-swirls", 144))


def painted(name: str, content: Pixels, style: Pixels, seed: int = 0, **given: Any) -> Pixels:
    return METHODS[name](DirectContext(), content=content, style=style, seed=seed, **given).pixels


def patches(pixels: Pixels) -> NDArray[np.float32]:
    """Some 5 x 5 patches without their means: marks, not colors."""
    rgb = pixels[..., :3].astype(np.float32) / 255
    view = np.lib.stride_tricks.sliding_window_view(rgb, (5, 5), axis=(0, 1))[::2, ::2]
    rows = np.ascontiguousarray(view).reshape(-1, 3, 25)
    return (rows - rows.mean(2, keepdims=True)).reshape(len(rows), -1)


def marks(made: Pixels, style: Pixels) -> float:
    """Sliced Wasserstein distance of the patches of two pictures, in units of the style's own spread."""
    total = 0.0
    h, w = made.shape[:2]
    k = min(h, w) / min(style.shape[:2])
    style = np.asarray(cv2.resize(style, None, fx=k, fy=k, interpolation=cv2.INTER_AREA))
    axes = np.random.default_rng(1).normal(size=(75, 64)).astype(np.float32)
    for scale in (1.0, 0.5):
        p, q = (patches(np.asarray(cv2.resize(a, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))) @ axes
                for a in (made, style))  # fmt: skip
        at = np.linspace(0.01, 0.99, 99)
        a, b = np.quantile(p, at, axis=0), np.quantile(q, at, axis=0)
        total += float((np.abs(a - b).mean(0) / q.std(0)).mean())
    return total


@EACH
def test_the_same_seed_gives_the_same_pixels_on_any_number_of_threads(
    name: str, content: Pixels, look: Pixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for cores in (1, 3):
        monkeypatch.setattr("studio.art.styles.jit.cores", lambda n=cores: n)
        made.append(painted(name, content, look, seed=5))
    assert np.array_equal(made[0], made[1])
    assert not np.array_equal(made[0], painted(name, content, look, seed=6))


@EACH
def test_boldness_goes_from_the_colors_alone_to_the_marks_of_the_style(name: str) -> None:
    content, tiles = picture("orchard", 160, 120), np.ascontiguousarray(shipped.thumbnail("mosaic", 200))
    steps = [marks(painted(name, content, tiles, boldness=b), tiles) for b in (0.0, 0.25, 0.5, 1.0)]
    assert steps == sorted(steps, reverse=True)
    assert steps[-1] < 0.5 * steps[0]


def test_motif_makes_the_pieces_of_the_style_larger(look: Pixels) -> None:
    """Neighbors that come from neighboring places of the style are one piece."""
    plain = picture("misty-hills", 112, 84)
    whole = []
    for motif in (0.0, 1.0):
        manner = bold.Manner(0.7, motif, "take", 1.0, 0.3, 0.0, 135.0, 1)
        with Crew() as crew:
            _, found = bold.paint(DirectContext(), frame.frame(plain), look, manner, crew)
        places = found.places.astype(int)
        step = places[:, 1:] - places[:, :-1]
        whole.append(float(((step[..., 0] == 0) & (step[..., 1] == 0) & (step[..., 2] == 1)).mean()))
    assert whole[1] > whole[0] + 0.02


@EACH
def test_detail_keeps_the_lines_of_the_picture(name: str, content: Pixels, look: Pixels) -> None:
    def edges(pixels: Pixels) -> NDArray[np.float64]:
        gray = pixels[..., :3].mean(2)
        return np.hypot(*np.gradient(gray)).ravel()

    kept = [np.corrcoef(edges(painted(name, content, look, detail=d)), edges(content))[0, 1] for d in (0.0, 1.0)]
    assert kept[1] > kept[0] + 0.02


@EACH
def test_colors_can_stay_those_of_the_picture(name: str, content: Pixels, look: Pixels) -> None:
    def hue(pixels: Pixels) -> NDArray[np.float32]:
        soft = cv2.GaussianBlur(pixels[..., :3].astype(np.float32) / 255, (0, 0), 4)
        return np.asarray(cv2.cvtColor(soft, cv2.COLOR_RGB2Lab))

    own, style = hue(content), hue(look)
    take, keep, light = (hue(painted(name, content, look, colors=c)) for c in ("take", "keep", "light"))
    far = np.abs(take[..., 1:] - own[..., 1:]).mean()
    for made in (keep, light):
        assert np.abs(made[..., 1:] - own[..., 1:]).mean() < 0.5 * far
    assert abs(keep[..., 0].mean() - own[..., 0].mean()) < 6
    assert abs(light[..., 0].mean() - style[..., 0].mean()) < abs(own[..., 0].mean() - style[..., 0].mean())


@EACH
def test_alpha_is_kept_and_strength_zero_changes_nothing(name: str, content: Pixels, look: Pixels) -> None:
    holes = content.copy()
    holes[:30, :40, 3] = 0
    holes[60:, :, 3] = np.random.default_rng(0).integers(1, 256, holes[60:].shape[:2])
    made = painted(name, holes, look)
    assert np.array_equal(made[..., 3], holes[..., 3]) and np.array_equal(made[:30, :40], holes[:30, :40])
    assert np.array_equal(painted(name, holes, look, strength=0.0), holes)
    half, full = (painted(name, content, look, strength=s).astype(int) for s in (0.5, 1.0))
    assert np.abs(half - (full + content) / 2).max() <= 1
    nothing = content.copy()
    nothing[..., 3] = 0
    with pytest.raises(UserError, match="transparent"):
        painted(name, nothing, look)


@EACH
@pytest.mark.parametrize("size", [(1, 1), (3, 70), (48, 20), (200, 50)])
@pytest.mark.parametrize("style", [(1, 1), (5, 90), (64, 64)])
def test_any_size_of_content_and_style(name: str, size: tuple[int, int], style: tuple[int, int]) -> None:
    made = painted(name, picture("harbor", *size), picture("mosaic", *style))
    assert made.shape == (size[1], size[0], 4)


@EACH
def test_gray_and_plain_pictures(name: str, content: Pixels, look: Pixels) -> None:
    gray = np.repeat(content[..., 1:2], 4, axis=2)
    gray[..., 3] = 255
    plain = np.full_like(content, 255)
    for a, b in ((gray, look), (content, gray), (plain, look), (content, plain)):
        assert painted(name, a, b).shape == content.shape
    made = painted(name, content, gray).astype(int)
    assert np.abs(made[..., 0] - made[..., 2]).mean() < 6  # a gray style takes the color away


@EACH
def test_larger_pictures_are_painted_from_the_work_at_a_smaller_size(
    name: str, content: Pixels, look: Pixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = {"bold": bold, "analogy": analogy}[name]
    large = picture("harbor", 200, 150)
    direct = painted(name, large, look)
    monkeypatch.setattr(module, "WORK", 90)
    made = painted(name, large, look)
    soft = [cv2.GaussianBlur(p[..., :3].astype(np.float32), (0, 0), 6) for p in (made, direct)]
    assert np.abs(soft[0] - soft[1]).mean() < 16
    assert marks(made, look) < 2 * marks(direct, look)


@EACH
def test_a_part_looks_like_that_part_of_the_whole(name: str, look: Pixels) -> None:
    large = picture("harbor", 240, 180)
    full = painted(name, large, look)
    small = np.asarray(cv2.resize(large, (160, 120), interpolation=cv2.INTER_AREA))
    x, y, w, h = 110, 40, 130, 90
    part = np.ascontiguousarray(large[y : y + h, x : x + w])
    rect = (x / 240, y / 180, w / 240, h / 180)
    made, alone = painted(name, part, look, whole=small, rect=rect), painted(name, part, look)

    def apart(a: Pixels) -> float:
        soft = [cv2.GaussianBlur(p[..., :3].astype(np.float32), (0, 0), 4) for p in (a, full[y : y + h, x : x + w])]
        return float(np.abs(soft[0] - soft[1]).mean())

    assert apart(made) < 18 and apart(made) < apart(alone)


@EACH
def test_places_can_be_handed_on(name: str, content: Pixels, look: Pixels) -> None:
    """As a film does: what was found for a frame begins the next one, which then looks alike."""
    sitter = frame.frame(content)
    module: Any = {"bold": bold, "analogy": analogy}[name]
    manner = (
        bold.Manner(0.5, 0.5, "take", 1.0, 0.8, 0.0, 135.0, 1)
        if name == "bold"
        else analogy.Manner(0.5, "take", 1.0, 0.6, 0.0, 135.0, 1)
    )
    with Crew() as crew:
        first, found = module.paint(DirectContext(), sitter, look, manner, crew)
        again, _ = module.paint(DirectContext(), sitter, look, manner, crew, start=found)
        other = type(manner)(**{**vars(manner), "seed": 2})
        fresh, _ = module.paint(DirectContext(), sitter, look, other, crew)
    assert found.size == sitter.size
    assert np.abs(again - first).mean() < np.abs(fresh - first).mean()


class Recorder(DirectContext):
    """Keeps what a method tells, and cancels after `patience` checks."""

    def __init__(self, patience: int | None = None) -> None:
        super().__init__()
        self.told: list[float] = []
        self.previews: list[Pixels] = []
        self.patience, self.checks = patience, 0

    def check(self) -> None:
        self.checks += 1
        if self.patience is not None and self.checks > self.patience:
            raise Cancelled

    def progress(self, fraction: float, note: str = "", preview: Pixels | None = None) -> None:
        self.check()
        self.told.append(fraction)
        if preview is not None:
            self.previews.append(preview)

    def part(self, lo: float, span: float) -> Recorder:
        return self


@EACH
def test_it_shows_itself_early_and_can_be_cancelled_anywhere(name: str, look: Pixels) -> None:
    large = picture("harbor", 400, 385)
    calm = Recorder()
    METHODS[name](calm, content=large, style=look, seed=0)
    assert calm.previews and min(calm.previews[0].shape[:2]) <= 256 and calm.checks > 60
    for patience in (1, calm.checks - 2):
        with pytest.raises(Cancelled):
            METHODS[name](Recorder(patience), content=large, style=look, seed=0)


def test_ink_is_told_from_paint() -> None:
    wall = np.full((64, 64, 3), (0.2, 0.5, 0.3), np.float32)
    skin = np.full((64, 64, 3), (0.86, 0.66, 0.56), np.float32)
    skin[:16] = skin[:, :16] = (0.1, 0.1, 0.4)
    skin[-12:] = skin[:, -12:] = (0.1, 0.1, 0.4)
    for name, ink in (("pen-valley", True), ("night-swirls", False)):
        style = shipped.load(name)
        assert (analogy.preset(wall, style).name == "ink") is ink, name
        assert analogy.preset(skin, style).name == ("ink portrait" if ink else "portrait")


@EACH
def test_the_catalogue_declares_every_setting(name: str) -> None:
    spec = STYLES.get(name)
    assert {"whole", "rect"} <= set(spec.accepts)
    assert {"strength", "boldness", "colors", "texture", "detail", "relief", "light"} <= {p.name for p in spec.params}

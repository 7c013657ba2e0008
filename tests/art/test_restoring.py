"""Restoring by an untrained network: measured against what was there before the damage."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from studio.art.catalog import find
from studio.art.restoring import prior, tasks
from studio.art.restoring.catalog import INPAINT, RESTORE
from studio.core.errors import Cancelled, UserError
from studio.core.picture import ImageRef, Picture, Pixels
from studio.core.progress import DirectContext
from studio.engine import messages as msg
from studio.engine.request import Request
from studio.engine.runner import Engine


def psnr(a: Pixels, b: Pixels) -> float:
    return float(10 * np.log10(255**2 / np.square(a.astype(float) - b).mean()))


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same network with fewer channels and halvings: pictures of 64 px need no more."""
    monkeypatch.setattr(prior, "WIDTHS", (16, 24, 32))
    monkeypatch.setattr(prior, "FINE", 12)


@pytest.fixture(scope="module")
def scene() -> Pixels:
    """Smooth ground, a disc with a hard edge, stripes."""
    y, x = np.mgrid[0:64, 0:96] / 64
    rgb = np.stack([0.3 + 0.3 * x, 0.5 + 0.2 * np.sin(4 * y), 0.6 - 0.2 * x], -1)
    rgb[np.hypot(x - 0.5, y - 0.5) < 0.3] = (0.85, 0.4, 0.2)
    rgb[:, 72:] *= (0.75 + 0.25 * (np.sin(y[:, 72:] * 40) > 0))[..., None]
    out = np.full((64, 96, 4), 255, np.uint8)
    out[..., :3] = np.rint(rgb * 255)
    return out


def noisy(scene: Pixels, strength: float) -> Pixels:
    out = scene.copy()
    noise = np.random.default_rng(1).normal(0, strength, scene[..., :3].shape)
    out[..., :3] = np.clip(scene[..., :3] + noise, 0, 255)
    return out


def test_noise_is_measured_and_taken_out(scene: Pixels) -> None:
    damaged = noisy(scene, 25)
    damaged[:6, :6, 3] = 0
    assert tasks.noise_of(damaged[..., :3].astype(np.float32) / 255) * 255 == pytest.approx(25, rel=0.15)
    made = tasks.denoise(DirectContext(), content=damaged, seed=1, steps=110)
    assert psnr(made.pixels[..., :3], scene[..., :3]) > psnr(damaged[..., :3], scene[..., :3]) + 4
    assert np.array_equal(made.pixels[..., 3], damaged[..., 3])
    assert np.array_equal(made.pixels[:6, :6], damaged[:6, :6]), "hidden pixels stay"
    assert made.notes[0].startswith("The noise is about 2")


def test_a_clean_picture_is_left_alone(scene: Pixels) -> None:
    smooth = np.ascontiguousarray(scene[:, :8].repeat(4, 1))
    made = tasks.denoise(DirectContext(), content=smooth, seed=1)
    assert np.array_equal(made.pixels, smooth) and made.notes == ("There is hardly any noise in this picture.",)


def test_a_hole_is_filled_from_around_it_and_all_else_stays(scene: Pixels) -> None:
    mask = np.zeros((64, 96, 4), np.uint8)
    mask[..., 3] = 255
    mask[20:26, 10:90, :3] = 255
    mask[40:52, 24:34, :3] = 255
    hole = mask[..., 0] > 0
    damaged = scene.copy()
    damaged[hole] = (255, 0, 255, 255)
    made = tasks.inpaint(DirectContext(), content=damaged, mask=mask, seed=1, steps=110).pixels
    assert np.array_equal(made[~hole], damaged[~hole])
    plain = np.broadcast_to(scene[~hole].mean(0), scene[hole].shape)
    assert psnr(made[hole][:, :3], scene[hole][:, :3]) > psnr(plain[:, :3], scene[hole][:, :3]) + 4


def test_soft_masks_mix_and_large_regions_are_worked_smaller(scene: Pixels) -> None:
    large = np.ascontiguousarray(scene.repeat(3, 0).repeat(3, 1))
    mask = np.zeros((64, 96, 4), np.uint8)
    mask[..., 3] = 255
    mask[16:48, 30:60, :3] = 128
    made = tasks.inpaint(DirectContext(), content=large, mask=mask, seed=1, steps=4, edge=96)
    assert made.pixels.shape == large.shape and "enlarged" in made.notes[-1]
    assert np.array_equal(made.pixels[:40], large[:40]) and not np.array_equal(made.pixels, large)


@pytest.mark.parametrize("value", [0, 255])
def test_a_mask_of_nothing_or_of_everything_is_told(value: int, scene: Pixels) -> None:
    mask = np.full((64, 96, 4), value, np.uint8)
    mask[..., 3] = 255
    with pytest.raises(UserError, match="Nothing is marked" if value == 0 else "leaves nothing"):
        tasks.inpaint(DirectContext(), content=scene, mask=mask, seed=1)


def test_enlarging_is_nearer_than_plain_and_true_to_what_was_given(scene: Pixels) -> None:
    import cv2

    small = cv2.resize(scene, (48, 32), interpolation=cv2.INTER_AREA)
    made = tasks.enlarge(DirectContext(), content=small, seed=1, steps=110).pixels
    plain = cv2.resize(small, (96, 64), interpolation=cv2.INTER_CUBIC)
    assert psnr(made[..., :3], scene[..., :3]) > psnr(plain[..., :3], scene[..., :3])
    again = cv2.resize(made, (48, 32), interpolation=cv2.INTER_AREA)
    assert np.abs(again[..., :3].astype(int) - small[..., :3]).mean() < 1.0
    four = tasks.enlarge(DirectContext(), content=small, seed=1, factor="4", steps=2)
    assert four.pixels.shape == (128, 192, 4)


def test_tiles_join_without_a_seam_and_too_many_are_refused(scene: Pixels, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "TILE", 64)
    flat = noisy(np.full((64, 150, 4), 140, np.uint8), 20)
    flat[..., 3] = 255
    spans = [(t.left, t.left + t.wide) for t in tasks._tiles(64, 150, 64)]
    assert (
        spans[0][0] == 0
        and spans[-1][1] == 150
        and all(a[1] - b[0] >= 32 for a, b in zip(spans, spans[1:], strict=False))
    )
    made = tasks.denoise(DirectContext(), content=flat, seed=1, steps=30).pixels
    columns = made[..., :3].astype(float).mean((0, 2))
    assert np.abs(np.diff(columns)).max() < 6 and made[..., :3].std() < 0.5 * flat[..., :3].std()
    with pytest.raises(UserError, match="too large.*up to about"):
        tasks.denoise(DirectContext(), content=np.tile(flat, (9, 4, 1)), seed=1)


def test_the_same_seed_gives_the_same_pixels(scene: Pixels) -> None:
    damaged = noisy(scene, 25)

    def run(seed: int) -> Pixels:
        return tasks.denoise(DirectContext(), content=damaged, seed=seed, steps=4).pixels

    assert np.array_equal(run(1), run(1)) and not np.array_equal(run(1), run(2))


@pytest.mark.parametrize("ask", ["finish", "cancel"])
def test_what_there_is_can_be_kept_at_any_time(ask: str, scene: Pixels) -> None:
    seen = threading.Event()

    def hear(message: msg.Message) -> None:
        if isinstance(message, msg.Previewed):
            seen.set()
            engine.finish(message.job) if ask == "finish" else engine.cancel(message.job)

    engine = Engine(find, hear)
    request = Request.make(
        "restore/denoise", {"steps": 5000, "detail": 1.0}, content=ImageRef.of(noisy(scene, 20)), seed=3
    )
    if ask == "cancel":
        with pytest.raises(Cancelled):
            engine.run_now(request)
    else:
        picture = engine.run_now(request)
        assert isinstance(picture, Picture) and picture.recipe.kind == "restore"
        assert any(n.startswith("Finished early") for n in picture.notes)
    assert seen.is_set()


def test_all_ways_can_be_ended_early_and_the_catalogue_has_no_default_model() -> None:
    assert [s.id for s in RESTORE] == ["inpaint", "denoise", "enlarge"] and INPAINT.inputs == (
        "content",
        "mask",
        "seed",
    )
    assert all("early" in s.traits and not s.bound for s in RESTORE)

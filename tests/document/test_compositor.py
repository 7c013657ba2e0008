"""Compositing against an oracle that follows W3C "Compositing and Blending Level 1" in double precision."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.document.brush import Brush
from studio.document.document import Document
from studio.document.flattened import MIPS, Flattened
from studio.document.layer import BlendMode, Origin
from studio.document.raster import to_pixels


def blend(mode: BlendMode, b: np.ndarray, s: np.ndarray) -> np.ndarray:
    """B(cb, cs) of the specification."""
    if mode is BlendMode.MULTIPLY:
        return b * s
    if mode is BlendMode.SCREEN:
        return b + s - b * s
    if mode is BlendMode.OVERLAY:
        return np.where(b <= 0.5, 2 * b * s, 1 - 2 * (1 - b) * (1 - s))
    if mode is BlendMode.DARKEN:
        return np.minimum(b, s)
    if mode is BlendMode.LIGHTEN:
        return np.maximum(b, s)
    if mode is BlendMode.SOFT_LIGHT:
        d = np.where(b <= 0.25, ((16 * b - 12) * b + 4) * b, np.sqrt(b))
        return np.where(s <= 0.5, b - (1 - 2 * s) * b * (1 - b), b + (2 * s - 1) * (d - b))
    return s


def oracle(stack: list[tuple[np.ndarray, BlendMode, float]]) -> np.ndarray:
    """Premultiplied result in 0..255."""
    shape = stack[0][0].shape[:2]
    color, alpha = np.zeros((*shape, 3)), np.zeros((*shape, 1))
    for pixels, mode, opacity in stack:
        cs, a = pixels[..., :3] / 255, pixels[..., 3:] / 255 * opacity
        cb = np.divide(color, alpha, out=np.zeros_like(color), where=alpha > 0)
        mixed = (1 - alpha) * cs + alpha * blend(mode, cb, cs)
        color = a * mixed + (1 - a) * color
        alpha = a + alpha * (1 - a)
    return np.concatenate([color, alpha], -1) * 255


@pytest.mark.parametrize("mode", list(BlendMode))
@pytest.mark.parametrize("opacity", [1.0, 0.6])
def test_every_mode_is_the_standards(mode: BlendMode, opacity: float) -> None:
    rng = np.random.default_rng(3)
    lower = rng.integers(0, 256, (96, 96, 4), np.uint8)
    upper = rng.integers(0, 256, (96, 96, 4), np.uint8)
    lower[:48, :, 3] = 255
    upper[:, :48, 3] = 255
    document = Document(96, 96)
    document.add_picture(lower, name="lower", origin=Origin.HAND)
    layer = document.add_picture(upper, name="upper", origin=Origin.HAND)
    document.set_blend(layer, mode)
    document.set_opacity(layer, opacity)
    expected = oracle([(lower, BlendMode.NORMAL, 1.0), (upper, mode, opacity)])
    got = document.flatten().astype(float)
    got[..., :3] *= got[..., 3:] / 255
    difference = np.abs(got - expected)
    # The straight 8-bit colors of `flatten` are rounded once more than the compositor's own pixels.
    soft = 1.0 if mode is BlendMode.SOFT_LIGHT else 0.0
    if opacity == 1.0:
        assert difference[:48, :48].max() <= 1.01 + soft
    assert difference.max() <= 2.6 + soft
    assert np.abs(got[..., 3] - expected[..., 3]).max() <= 2.1


def test_hidden_layers_do_not_count() -> None:
    document = Document(8, 8)
    layer = document.add_picture(np.full((8, 8, 4), 255, np.uint8), name="w", origin=Origin.HAND)
    document.set_visible(layer, False)
    assert not document.flatten().any()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_kept_picture_equals_a_fresh_one_after_any_edits(seed: int) -> None:
    rng = np.random.default_rng(seed)
    document = Document(int(rng.integers(9, 400)), int(rng.integers(9, 400)))
    flattened = Flattened(document)
    document.add_layer()
    for _ in range(6):
        if document.active is None:
            document.add_layer()
        stroke = document.begin_stroke(Brush(size=float(rng.uniform(2, 80)), pressure_size=False), (200, 30, 90))
        for _ in range(3):
            stroke.to(*(rng.uniform(-10, 410, 2)))
        flattened.image(int(rng.integers(0, MIPS + 1)))
        stroke.end()
        if rng.uniform() < 0.3:
            document.history.undo()
        if rng.uniform() < 0.2:
            document.resize_canvas(3, 2, int(rng.integers(9, 400)), int(rng.integers(9, 400)))
    image = flattened.image(0)
    kept = np.frombuffer(image.constBits(), np.uint8).reshape(document.height, document.width, 4)
    assert np.array_equal(to_pixels(kept), document.flatten())
    fresh = Flattened(document)
    for level in range(MIPS + 1):
        a, b = flattened.image(level), fresh.image(level)
        assert a.size() == b.size()
        difference = np.abs(np.frombuffer(a.constBits(), np.uint8).astype(int) - np.frombuffer(b.constBits(), np.uint8))
        assert difference.max(initial=0) <= 3
    flattened.close()
    fresh.close()

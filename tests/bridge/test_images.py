from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
from PySide6.QtGui import QColor, QColorSpace, QImage

from studio.bridge.images import image_of, pixels_of, screen_image


def _pixels(height: int = 5, width: int = 7) -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (height, width, 4), np.uint8)


def test_round_trip_keeps_every_byte_also_of_clear_pixels() -> None:
    pixels = _pixels()
    pixels[0, :, 3] = 0
    assert np.array_equal(pixels_of(image_of(pixels)), pixels)


def test_an_image_shares_the_memory_of_its_array() -> None:
    pixels = _pixels()
    image = image_of(pixels)
    pixels[2, 3] = (1, 2, 3, 255)
    assert image.pixelColor(3, 2) == QColor(1, 2, 3, 255)


def test_slices_and_read_only_arrays_are_shown_right() -> None:
    pixels = _pixels()
    pixels.flags.writeable = False
    assert np.array_equal(pixels_of(image_of(pixels[1:4, 2:5])), pixels[1:4, 2:5])
    assert np.array_equal(pixels_of(image_of(pixels[::-1])), pixels[::-1])


def test_memory_lives_as_long_as_any_image_and_no_longer() -> None:
    class Tracked(np.ndarray):
        pass

    pixels = _pixels().view(Tracked)
    expected = np.array(pixels)
    alive = weakref.ref(pixels)
    shallow = QImage(image_of(pixels))
    del pixels
    gc.collect()
    assert np.array_equal(pixels_of(shallow), expected)
    del shallow
    gc.collect()
    assert alive() is None


def test_screen_image_is_premultiplied_and_independent() -> None:
    pixels = np.full((2, 2, 4), (200, 100, 50, 128), np.uint8)
    image = screen_image(pixels)
    pixels[:] = 0
    assert image.format() == QImage.Format.Format_ARGB32_Premultiplied
    color = image.pixelColor(0, 0)
    assert color.alpha() == 128 and abs(color.red() - 200) <= 1


def test_other_formats_and_color_spaces_become_srgb() -> None:
    image = QImage(3, 2, QImage.Format.Format_RGB32)
    image.fill(QColor(10, 200, 30))
    assert pixels_of(image)[0, 0].tolist() == [10, 200, 30, 255]
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.DisplayP3))
    wide = pixels_of(image)[0, 0]
    assert wide[0] < 10 or wide[1] > 200  # the same numbers mean a stronger green there


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(TypeError):
        image_of(np.zeros((2, 2, 3), np.uint8))
    with pytest.raises(ValueError, match="null image"):
        pixels_of(QImage())

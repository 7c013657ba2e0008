from __future__ import annotations

import io
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from studio.core.errors import UserError
from studio.core.recipe import Recipe
from studio.formats import png
from studio.formats.images import read_image
from studio.formats.png import encode_png, read_text, verify_png_bytes, write_png


def _encode(pixels: np.ndarray, **more: Any) -> bytes:
    out = io.BytesIO()
    encode_png(out, pixels.shape[1], pixels.shape[0], lambda a, b: pixels[a:b], **more)
    return out.getvalue()


def _pillow(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.convert("RGBA"))


@st.composite
def pictures(draw: st.DrawFn) -> np.ndarray:
    height, width = draw(st.integers(1, 40)), draw(st.integers(1, 40))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    kind = draw(st.sampled_from(["noise", "flat", "rows", "columns", "clear", "steps"]))
    if kind == "noise":
        return rng.integers(0, 256, (height, width, 4), np.uint8)
    pixels = np.empty((height, width, 4), np.uint8)
    pixels[:] = rng.integers(0, 256, 4)
    if kind == "rows":
        pixels[:] = rng.integers(0, 256, (height, 1, 4))
    elif kind == "columns":
        pixels[:] = rng.integers(0, 256, (1, width, 4))
    elif kind == "clear":
        pixels[..., 3] = 0
    elif kind == "steps":
        pixels += np.add.outer(np.arange(height), np.arange(width))[..., None].astype(np.uint8)
    return pixels


@settings(max_examples=60, deadline=None)
@given(pictures(), st.booleans())
def test_pillow_reads_every_byte(pixels: np.ndarray, opaque: bool) -> None:
    data = _encode(pixels, opaque=opaque)
    expected = pixels.copy()
    if opaque:
        expected[..., 3] = 255
    assert np.array_equal(_pillow(data), expected)
    verify_png_bytes(data)


def test_many_bands_make_one_stream(monkeypatch: pytest.MonkeyPatch, noise: Any) -> None:
    monkeypatch.setattr(png, "_BAND_BYTES", 1000)
    pixels = noise(57, 33)
    pixels[10:30] = 5
    data = _encode(pixels)
    assert np.array_equal(_pillow(data), pixels)
    stream = b"".join(data[c.start : c.start + c.length] for c in png.chunks(data) if c.kind == b"IDAT")
    assert len(zlib.decompress(stream)) == 57 * (33 * 4 + 1)  # its own checksum is right as well


@given(st.lists(st.binary(max_size=300), min_size=2, max_size=5))
def test_adler_of_pieces(pieces: list[bytes]) -> None:
    adler = 1
    for piece in pieces:
        adler = png._adler_combine(adler, zlib.adler32(piece), len(piece))
    assert adler == zlib.adler32(b"".join(pieces))


def test_recipe_and_srgb_are_inside(tmp_path: Path, recipe: Recipe, noise: Any) -> None:
    pixels = noise(5, 6)
    write_png(tmp_path / "a.png", pixels, recipe)
    loaded = read_image(tmp_path / "a.png")
    assert np.array_equal(loaded.pixels, pixels) and loaded.recipe == recipe and loaded.notices == ()
    data = (tmp_path / "a.png").read_bytes()
    assert [c.kind for c in png.chunks(data)][:3] == [b"IHDR", b"sRGB", b"iTXt"]
    with Image.open(tmp_path / "a.png") as image:
        assert Recipe.from_json(image.info[png.RECIPE_KEY]) == recipe  # as others read it


def test_without_a_recipe_there_is_none(tmp_path: Path, noise: Any) -> None:
    write_png(tmp_path / "a.png", noise(3, 3))
    assert read_image(tmp_path / "a.png").recipe is None


def test_a_damaged_recipe_is_a_notice(tmp_path: Path, noise: Any) -> None:
    (tmp_path / "a.png").write_bytes(_encode(noise(3, 3), texts={png.RECIPE_KEY: '{"format": 1}'}))
    loaded = read_image(tmp_path / "a.png")
    assert loaded.recipe is None and "recipe in a.png was left out" in loaded.notices[0]


def test_every_flipped_byte_is_noticed(noise: Any) -> None:
    data = _encode(noise(4, 4))
    for at in range(8, len(data)):
        broken = bytearray(data)
        broken[at] ^= 0x10
        with pytest.raises(OSError, match="read back"):
            verify_png_bytes(bytes(broken))
    with pytest.raises(OSError, match="read back"):
        verify_png_bytes(data[:-5])


def test_text_of_other_keys_is_not_taken(noise: Any) -> None:
    data = _encode(noise(2, 2), texts={"other": "x", "pentimento:recipe ": "y"})
    assert read_text(data, png.RECIPE_KEY) is None


def test_a_folder_that_is_missing(tmp_path: Path, noise: Any) -> None:
    with pytest.raises(UserError, match="does not exist"):
        write_png(tmp_path / "no" / "a.png", noise(2, 2))

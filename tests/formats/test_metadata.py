"""What a picture says of itself survives: EXIF, XMP, profile, resolution, through every format that is written."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from studio.core.recipe import Recipe
from studio.formats.images import read_image, write_image
from studio.formats.metadata import EXIF_IFD, GPS_IFD, USER_COMMENT, parsed, read_metadata

XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF/></x:xmpmeta>"
RECIPE = Recipe("style", "color", 40, 30, 3, params={"strength": 0.5})
ENDINGS = [".jpg", ".png", ".tif", ".webp"]


@cache
def wide_profile() -> bytes:
    """A profile like sRGB but with a far greener green: the same values mean other colors. It tells the second in which
    it was made, so it is made once."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(data[128:132], "big")
    places = {
        bytes(data[132 + 12 * k : 136 + 12 * k]): int.from_bytes(data[136 + 12 * k : 140 + 12 * k], "big")
        for k in range(count)
    }
    red, green = places[b"rXYZ"] + 8, places[b"gXYZ"] + 8
    for at, gain in ((green, -6000), (red, 6000)):  # X of green less, X of red more: white stays white
        value = int.from_bytes(data[at : at + 4], "big") + gain
        data[at : at + 4] = value.to_bytes(4, "big")
    return bytes(data)


def photo(path: Path, form: str, *, orientation: int = 1, icc: bytes = b"") -> None:
    rng = np.random.default_rng(1)
    image = Image.fromarray(np.repeat(np.repeat(rng.integers(60, 190, (3, 4, 3), np.uint8), 10, 0), 10, 1))
    exif = Image.Exif()
    exif[0x010F], exif[0x013B], exif[0x0112] = "Camera works", "An artist", orientation
    exif.get_ifd(EXIF_IFD)[0x829A] = 0.01
    exif.get_ifd(EXIF_IFD)[USER_COMMENT] = b"ASCII\0\0\0by the sea"
    exif.get_ifd(GPS_IFD)[1] = "N"
    if form == "TIFF":  # Pillow writes only those sub-directories that it has read
        exif, bare = Image.Exif(), exif.tobytes()
        exif.load(bare)
    more = {"xmp": XMP} if form in ("JPEG", "WEBP") else {}
    image.save(path, form, exif=exif, dpi=(240, 240), icc_profile=icc or None, **more)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("form", ["JPEG", "TIFF", "PNG", "WEBP"])
def test_kept_from_every_format_into_every_format(form: str, ending: str, tmp_path: Path) -> None:
    source, out = tmp_path / f"in.{form.lower()}", tmp_path / f"out{ending}"
    photo(source, form, orientation=6)
    kept, loaded = read_metadata(source), read_image(source)
    assert loaded.pixels.shape == (40, 30, 4), "upright"
    write_image(out, loaded.pixels, RECIPE, 95, kept)
    again, exif = read_metadata(out), parsed(read_metadata(out).exif)
    assert (exif[0x010F], exif[0x013B]) == ("Camera works", "An artist")
    assert 0x0112 not in exif and read_image(out).pixels.shape == (40, 30, 4), "not turned twice"
    assert float(exif.get_ifd(EXIF_IFD)[0x829A]) == pytest.approx(0.01)
    assert exif.get_ifd(GPS_IFD)[1] == "N"
    assert read_image(out).recipe == RECIPE
    if form in ("JPEG", "WEBP"):
        assert again.xmp == XMP
    if ending != ".webp" and form != "WEBP":
        assert again.dpi == pytest.approx((240, 240), abs=0.1)
    assert np.abs(read_image(out).pixels.astype(int) - loaded.pixels).mean() < 4


@pytest.mark.parametrize("ending", ENDINGS)
def test_colors_of_a_wide_profile_are_the_same_in_the_copy(ending: str, tmp_path: Path) -> None:
    source, out = tmp_path / "in.png", tmp_path / f"out{ending}"
    photo(source, "PNG", icc=wide_profile())
    loaded = read_image(source)
    raw = np.asarray(Image.open(source).convert("RGB")).astype(int)
    assert np.abs(loaded.pixels[..., :3] - raw).max() > 8, "the profile means something"
    write_image(out, loaded.pixels, None, 100, read_metadata(source))
    assert read_metadata(out).icc == wide_profile()
    exact = 4 if ending == ".jpg" else 2
    assert np.abs(read_image(out).pixels.astype(int) - loaded.pixels).max() <= exact
    assert np.abs(np.asarray(Image.open(out).convert("RGB")).astype(int) - raw).max() <= exact, (
        "values in the old space"
    )


def test_a_profile_of_another_kind_gives_way_to_srgb(tmp_path: Path) -> None:
    gray = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    pixels = np.full((8, 8, 4), 200, np.uint8)
    metadata = read_metadata(_saved(tmp_path / "a.png", pixels))
    write_image(tmp_path / "b.jpg", pixels, None, 95, type(metadata)(icc=gray))
    assert "sRGB" in ImageCms.getProfileDescription(
        ImageCms.ImageCmsProfile(io.BytesIO(read_metadata(tmp_path / "b.jpg").icc))
    )


def test_what_is_too_long_for_a_jpeg_is_told(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera works"
    exif.get_ifd(EXIF_IFD)[0x927C] = bytes(70_000)
    Image.new("RGB", (20, 20)).save(tmp_path / "a.png", exif=exif)
    kept = read_metadata(tmp_path / "a.png")
    notices = write_image(tmp_path / "b.jpg", np.zeros((20, 20, 4), np.uint8), RECIPE, 92, kept)
    assert any("private notes" in n for n in notices)
    assert parsed(read_metadata(tmp_path / "b.jpg").exif)[0x010F] == "Camera works"
    assert read_image(tmp_path / "b.jpg").recipe == RECIPE


@pytest.mark.parametrize("junk", [b"", b"Exif\0\0II*\0\xff\xff\xff\xff", b"MM\0*\0\0\0\x08\xff\xff" + bytes(40)])
def test_damaged_exif_does_not_cost_the_picture(junk: bytes, tmp_path: Path) -> None:
    Image.new("RGB", (20, 20), (90, 60, 30)).save(tmp_path / "a.jpg", exif=junk)
    kept = read_metadata(tmp_path / "a.jpg")
    write_image(tmp_path / "b.jpg", read_image(tmp_path / "a.jpg").pixels, RECIPE, 92, kept)
    assert read_image(tmp_path / "b.jpg").recipe == RECIPE


def test_a_file_that_is_no_picture_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_text("hello")
    assert not read_metadata(tmp_path / "a.jpg")


def _saved(path: Path, pixels: np.ndarray) -> Path:
    write_image(path, pixels)
    return path

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from studio.core.errors import UserError
from studio.core.recipe import Recipe
from studio.formats.images import decode_image, read_image, write_image
from studio.formats.jpeg import on_white


def _save(image: Image.Image, form: str, **more: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def _corner_marks() -> np.ndarray:
    """40 × 24, four corners of four colors."""
    pixels = np.full((24, 40, 3), 128, np.uint8)
    pixels[:8, :8], pixels[:8, -8:] = (255, 0, 0), (0, 255, 0)
    pixels[-8:, :8], pixels[-8:, -8:] = (0, 0, 255), (255, 255, 0)
    return pixels


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


# -- formats and modes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "name", "tolerance"),
    [("PNG", "a.png", 0), ("BMP", "a.bmp", 0), ("TIFF", "a.tif", 0), ("WEBP", "a.webp", 0), ("JPEG", "a.jpg", 12)],
)
def test_every_format_is_read(tmp_path: Path, form: str, name: str, tolerance: int) -> None:
    more: dict[str, Any] = {"lossless": True} if form == "WEBP" else {"quality": 98, "subsampling": 0}
    pixels = _corner_marks()
    (tmp_path / name).write_bytes(_save(Image.fromarray(pixels), form, **(more if form in ("WEBP", "JPEG") else {})))
    loaded = read_image(tmp_path / name)
    assert loaded.pixels.dtype == np.uint8 and loaded.pixels.flags.c_contiguous
    assert np.abs(loaded.pixels[..., :3].astype(int) - pixels).max() <= tolerance
    assert (loaded.pixels[..., 3] == 255).all() and loaded.notices == ()


@pytest.mark.parametrize("form", ["PNG", "TIFF", "WEBP"])
def test_alpha_and_the_color_under_it_are_kept(form: str, noise: Any) -> None:
    pixels = noise(9, 11)
    pixels[0, :, 3] = 0
    more = {"lossless": True, "exact": True} if form == "WEBP" else {}
    loaded = decode_image(_save(Image.fromarray(pixels), form, **more), f"a.{form.lower()}")
    assert np.array_equal(loaded.pixels, pixels)


def test_gif_first_frame_with_notice() -> None:
    frames = [Image.new("P", (6, 4), color) for color in (0, 1)]
    for frame in frames:
        frame.putpalette([200, 10, 30, 0, 0, 255] + [0] * 762)
    data = _save(frames[0], "GIF", save_all=True, append_images=frames[1:])
    loaded = decode_image(data, "a.gif")
    assert loaded.pixels[0, 0].tolist() == [200, 10, 30, 255]
    assert loaded.notices == ("a.gif has 2 frames; the first was taken.",)


def test_moving_png_and_many_pages() -> None:
    frames = [Image.new("RGB", (5, 5), c) for c in ("red", "blue")]
    moving = decode_image(_save(frames[0], "PNG", save_all=True, append_images=frames[1:]), "a.png")
    assert moving.pixels[0, 0].tolist() == [255, 0, 0, 255] and "2 frames" in moving.notices[0]
    pages = decode_image(_save(frames[0], "TIFF", save_all=True, append_images=frames[1:]), "a.tif")
    assert pages.pixels[0, 0].tolist() == [255, 0, 0, 255] and "2 pages" in pages.notices[0]


def test_palette_with_transparency() -> None:
    image = Image.new("P", (3, 1))
    image.putpalette([10, 20, 30, 40, 50, 60, 70, 80, 90])
    image.putdata([0, 1, 2])
    loaded = decode_image(_save(image, "PNG", transparency=bytes([0, 128, 255])), "a.png")
    assert loaded.pixels[0].tolist() == [[10, 20, 30, 0], [40, 50, 60, 128], [70, 80, 90, 255]]


def test_key_color_and_gray_and_bits() -> None:
    rgb = Image.new("RGB", (2, 1), (1, 2, 3))
    rgb.putpixel((1, 0), (9, 9, 9))
    assert decode_image(_save(rgb, "PNG", transparency=(1, 2, 3)), "a.png").pixels[0, :, 3].tolist() == [0, 255]
    assert decode_image(_save(Image.new("L", (1, 1), 77), "PNG"), "a.png").pixels[0, 0].tolist() == [77, 77, 77, 255]
    la = decode_image(_save(Image.new("LA", (1, 1), (77, 50)), "PNG"), "a.png")
    assert la.pixels[0, 0].tolist() == [77, 77, 77, 50]
    assert decode_image(_save(Image.new("1", (1, 1), 1), "PNG"), "a.png").pixels[0, 0].tolist() == [255] * 4


def test_a_wrong_ending_is_a_notice() -> None:
    loaded = decode_image(_save(Image.fromarray(_corner_marks()), "JPEG"), "a.png")
    assert loaded.notices == ("a.png is really a JPEG file.",)


# -- upright, right colors -------------------------------------------------------------------------------------------

_TURNS = {
    1: lambda a: a,
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.transpose(1, 0, 2),
    6: lambda a: np.rot90(a, 1),
    7: lambda a: a[::-1, ::-1].transpose(1, 0, 2),
    8: lambda a: np.rot90(a, -1),
}


@pytest.mark.parametrize("orientation", list(_TURNS))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "deep TIFF"])
def test_exif_orientation(orientation: int, form: str) -> None:
    """The stored picture is turned so that undoing it gives the upright one."""
    upright = _corner_marks()
    stored = np.ascontiguousarray(_TURNS[orientation](upright))
    if form == "deep TIFF":
        out = io.BytesIO()
        wide = stored.astype(np.uint16) * 257
        tifffile.imwrite(out, wide, photometric="rgb", extratags=[(274, "H", 1, orientation, True)])
        data = out.getvalue()
    else:
        exif = Image.Exif()
        exif[0x0112] = orientation
        more = {"quality": 98, "subsampling": 0} if form == "JPEG" else {}
        data = _save(Image.fromarray(stored), form, exif=exif, **more)
    loaded = decode_image(data, {"JPEG": "a.jpg", "PNG": "a.png"}.get(form, "a.tif"))
    assert loaded.pixels.shape == (24, 40, 4)
    assert np.abs(loaded.pixels[..., :3].astype(int) - upright).max() <= (12 if form == "JPEG" else 0)


def _lab(rgb: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)


def test_icc_profiles_are_applied() -> None:
    """Colors stored in another space come back within delta E 2 of where they began."""
    xyz = ImageCms.createProfile("XYZ")
    srgb = ImageCms.createProfile("sRGB")
    swatches = np.array([[(200, 30, 40), (20, 150, 60), (30, 60, 220), (128, 128, 128), (250, 240, 90)]], np.uint8)
    lab = ImageCms.createProfile("LAB")
    stored = ImageCms.profileToProfile(Image.fromarray(swatches), srgb, lab, outputMode="LAB")
    assert stored is not None and xyz is not None
    loaded = decode_image(_save(stored, "TIFF"), "a.tif")
    delta = np.linalg.norm(_lab(loaded.pixels[..., :3]) - _lab(swatches), axis=-1)
    assert delta.max() <= 2.0, delta


def test_a_wide_gamut_profile_changes_the_numbers(noise: Any) -> None:
    from PySide6.QtGui import QColorSpace

    profile = bytes(QColorSpace(QColorSpace.NamedColorSpace.DisplayP3).iccProfile().data())
    pixels = np.full((4, 4, 4), (200, 100, 50, 180), np.uint8)
    loaded = decode_image(_save(Image.fromarray(pixels), "PNG", icc_profile=profile), "a.png")
    # Reference: the P3 matrix and the sRGB curve, in double precision.
    linear = np.array([200, 100, 50]) / 255
    linear = np.where(linear <= 0.04045, linear / 12.92, ((linear + 0.055) / 1.055) ** 2.4)
    matrix = np.array([[1.2249, -0.2247, 0], [-0.0420, 1.0419, 0], [-0.0197, -0.0786, 1.0979]])
    srgb = np.clip(matrix @ linear, 0, 1)
    srgb = np.where(srgb <= 0.0031308, srgb * 12.92, 1.055 * srgb ** (1 / 2.4) - 0.055) * 255
    assert np.abs(loaded.pixels[0, 0, :3] - srgb).max() <= 2
    assert loaded.pixels[0, 0, 3] == 180


def test_a_broken_profile_is_a_notice() -> None:
    data = _save(Image.new("RGB", (2, 2), (9, 8, 7)), "PNG", icc_profile=b"no profile at all")
    loaded = decode_image(data, "a.png")
    assert loaded.pixels[0, 0].tolist() == [9, 8, 7, 255]
    assert "color profile in a.png" in loaded.notices[0]


def test_cmyk() -> None:
    data = _save(Image.new("CMYK", (4, 4), (0, 255, 255, 0)), "JPEG", quality=98)
    loaded = decode_image(data, "a.jpg")
    assert np.abs(loaded.pixels[0, 0].astype(int) - (255, 0, 0, 255)).max() <= 4
    assert "CMYK" in loaded.notices[0]


# -- more than 8 bits ------------------------------------------------------------------------------------------------


def _deep_png(values: np.ndarray) -> bytes:
    order = [2, 1, 0, 3][: values.shape[2]] if values.ndim == 3 else slice(None)
    done, data = cv2.imencode(".png", np.ascontiguousarray(values[..., order] if values.ndim == 3 else values))
    assert done
    return data.tobytes()


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("form", ["PNG", "TIFF", "LZW TIFF"])
def test_16_bits_are_rounded_and_told(channels: int, form: str) -> None:
    """Every value lies just above the middle of two steps: cutting would be one too low."""
    rng = np.random.default_rng(5)
    wanted = rng.integers(1, 255, (7, 9, channels))
    values = (wanted * 257 - 120).astype(np.uint16)
    values = values[..., 0] if channels == 1 else values
    out = io.BytesIO()
    if form == "PNG":
        data = _deep_png(values)
    elif form == "TIFF":
        kind: dict[str, Any] = {"photometric": "minisblack"} if channels == 1 else {"photometric": "rgb"}
        kind |= {"extrasamples": ["unassalpha"]} if channels == 4 else {}
        tifffile.imwrite(out, values, compression="zlib", **kind)
        data = out.getvalue()
    else:
        order = values if channels == 1 else values[..., [2, 1, 0, 3][:channels]]
        done, packed = cv2.imencode(".tif", np.ascontiguousarray(order), [cv2.IMWRITE_TIFF_COMPRESSION, 5])
        assert done
        data = packed.tobytes()
    name = "a.png" if form == "PNG" else "a.tif"
    loaded = decode_image(data, name)
    used = wanted if channels > 1 else np.repeat(wanted, 3, 2)
    assert np.array_equal(loaded.pixels[..., : used.shape[2]], used)
    assert f"{name} has 16 bits a channel; it was brought to 8." in loaded.notices


def test_deep_cmyk_lab_and_whole_numbers_of_32_bits() -> None:
    def stored(values: np.ndarray, photometric: Any, **more: Any) -> np.ndarray:
        out = io.BytesIO()
        tifffile.imwrite(out, values, photometric=photometric, **more)
        return decode_image(out.getvalue(), "a.tif").pixels[0, 0].astype(int)

    cmyk = np.tile(np.array([0, 65535, 65535, 0], np.uint16), (4, 4, 1))
    assert np.abs(stored(cmyk, "separated") - (255, 0, 0, 255)).max() <= 1
    # sRGB (200, 30, 40) in CIELAB of D50, by the matrix and curve of IEC 61966-2-1
    lab = np.tile(np.array([44.12 / 100 * 65535, 63.9 * 256, 41.8 * 256]).astype(np.int16), (4, 4, 1))
    red = stored(lab.view(np.uint16), "cielab")[:3]
    assert np.linalg.norm(_lab(red.reshape(1, 1, 3)) - _lab(np.array([[[200, 30, 40]]]))) <= 2.0
    whole = np.tile(np.array([2**32 - 1, 2**31, 0], np.uint32), (4, 4, 1))
    assert stored(whole, "rgb").tolist() == [255, 128, 0, 255]
    white_is_zero = np.full((4, 4), 65535 - 257 * 30, np.uint16)
    assert stored(white_is_zero, "miniswhite").tolist() == [30, 30, 30, 255]


def test_a_kind_that_cannot_be_read_is_told_as_that() -> None:
    out = io.BytesIO()
    tifffile.imwrite(out, np.zeros((4, 4, 3), np.uint16), photometric="ycbcr")
    with pytest.raises(UserError, match=r"a\.tif was not opened\. A TIFF of 16 bits .* YCBCR cannot be read here\."):
        decode_image(out.getvalue(), "a.tif")


def test_16_bit_key_color() -> None:
    values = np.full((1, 2, 3), 1000, np.uint16)
    values[0, 1] = (1000, 1000, 1001)  # the same in 8 bits
    data = _deep_png(values)
    header = data.index(b"IDAT") - 4
    data = data[:header] + _chunk(b"tRNS", struct.pack(">3H", 1000, 1000, 1000)) + data[header:]
    assert decode_image(data, "a.png").pixels[0, :, 3].tolist() == [0, 255]


def test_floating_point_with_nan_and_beyond_white() -> None:
    values = np.array([[[0.5, np.nan, 2.0], [np.inf, -1.0, 0.25]]], np.float32)
    out = io.BytesIO()
    tifffile.imwrite(out, values, photometric="rgb")
    loaded = decode_image(out.getvalue(), "a.tif")
    assert loaded.pixels[0].tolist() == [[128, 0, 255, 255], [255, 0, 64, 255]]
    assert any("no numbers" in n for n in loaded.notices) and any("clipped" in n for n in loaded.notices)


# -- broken and hostile ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"])
@pytest.mark.parametrize("part", [0.02, 0.3, 0.9])
def test_a_truncated_file_is_refused_by_name(form: str, part: float, noise: Any) -> None:
    data = _save(Image.fromarray(noise(40, 50)[..., :3]), form)
    with pytest.raises(UserError, match=r"bild\.x") as caught:
        decode_image(data[: int(len(data) * part)], "bild.x")
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 200


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"PK\3\4" + bytes(50), bytes(99)])
def test_what_is_no_picture_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.png").write_bytes(data)
    with pytest.raises(UserError, match=r"a\.png"):
        read_image(tmp_path / "a.png")


def test_missing_files_and_folders(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"a\.png could not be opened: there is no such file"):
        read_image(tmp_path / "a.png")
    with pytest.raises(UserError, match="could not be opened: it is a folder"):
        read_image(tmp_path)


@pytest.mark.filterwarnings("ignore:::PIL")
def test_flipped_bytes_never_end_the_program(noise: Any) -> None:
    rng = np.random.default_rng(4)
    for form in ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"):
        data = _save(Image.fromarray(noise(16, 16)[..., :3]), form)
        for _ in range(60):
            broken = bytearray(data)
            for at in rng.integers(4, len(data), 3):
                broken[at] = rng.integers(0, 256)
            try:
                pixels = decode_image(bytes(broken), "a.png", max_pixels=10**6).pixels
            except UserError:
                continue
            assert pixels.dtype == np.uint8 and pixels.ndim == 3


def _huge_png(width: int, height: int, extra: bytes = b"") -> bytes:
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + extra + _chunk(b"IDAT", zlib.compress(bytes(1000))) + _chunk(b"IEND", b"")


def test_the_limit_is_the_setting() -> None:
    with pytest.raises(UserError, match="100000 × 100000 pixels, more than the limit"):
        decode_image(_huge_png(100_000, 100_000), "a.png")
    data = _save(Image.new("RGB", (100, 100)), "PNG")
    with pytest.raises(UserError, match="more than the limit"):
        decode_image(data, "a.png", max_pixels=9999)
    assert decode_image(data, "a.png", max_pixels=10_000).pixels.shape == (100, 100, 4)


def test_bombs_are_refused_within_little_memory(tmp_path: Path) -> None:
    """Own process with its memory capped: a text chunk, a profile and a canvas that would fill gigabytes."""
    bomb = zlib.compress(bytes(400 * 2**20), 9)
    files = {
        "text.png": _huge_png(4, 4, _chunk(b"zTXt", b"Comment\0\0" + bomb)),
        "itext.png": _huge_png(4, 4, _chunk(b"iTXt", b"Comment\0\1\0\0\0" + bomb)),
        "profile.png": _huge_png(4, 4, _chunk(b"iCCP", b"icc\0\0" + bomb)),
        "canvas.png": _huge_png(2**31 - 1, 2**31 - 1),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    code = (
        "import resource, sys\n"
        "from studio.core.errors import UserError\n"
        "from studio.formats.images import read_image\n"
        "used = int(open('/proc/self/statm').read().split()[0]) * 4096 if sys.platform == 'linux' else 2**30\n"
        "resource.setrlimit(resource.RLIMIT_AS, (used + 256 * 2**20,) * 2)\n"
        "for path in sys.argv[1:]:\n"
        "    try:\n"
        "        print('opened', read_image(path).pixels.shape)\n"
        "    except UserError as error:\n"
        "        print('refused', error)\n"
    )
    paths = [str(tmp_path / name) for name in files]
    done = subprocess.run([sys.executable, "-c", code, *paths], check=False, capture_output=True, text=True, timeout=60)
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["refused"] * 4, done


# -- writing ---------------------------------------------------------------------------------------------------------


def test_jpeg_with_recipe_over_white(tmp_path: Path, recipe: Recipe) -> None:
    pixels = np.full((16, 16, 4), (0, 0, 0, 128), np.uint8)
    assert write_image(tmp_path / "a.jpg", pixels, recipe, quality=95) == ()
    loaded = read_image(tmp_path / "a.jpg")
    assert loaded.recipe == recipe
    assert np.abs(loaded.pixels[0, 0].astype(int) - (127, 127, 127, 255)).max() <= 2


def test_quality_counts(tmp_path: Path, noise: Any) -> None:
    for quality in (40, 95):
        write_image(tmp_path / f"{quality}.jpeg", noise(64, 64), None, quality)
    assert (tmp_path / "40.jpeg").stat().st_size < (tmp_path / "95.jpeg").stat().st_size
    with pytest.raises(UserError, match="from 1 to 100"):
        write_image(tmp_path / "a.jpg", noise(4, 4), None, 0)


def test_the_finest_noise_at_full_quality(tmp_path: Path, noise: Any) -> None:
    pixels = noise(1000, 1000)
    pixels[..., 3] = 255
    write_image(tmp_path / "a.jpg", pixels, None, 100)
    assert np.abs(read_image(tmp_path / "a.jpg").pixels.astype(int) - pixels).mean() < 3


def test_a_recipe_too_long_for_a_jpeg_is_told(tmp_path: Path, noise: Any) -> None:
    recipe = Recipe(kind="generator", method="scenes", width=4, height=4, seed=1, text="x" * 70_000)
    notices = write_image(tmp_path / "a.jpg", noise(4, 4), recipe)
    assert "too long for a JPEG" in notices[0] and read_image(tmp_path / "a.jpg").recipe is None


def test_on_white_is_rounded(noise: Any) -> None:
    pixels = noise(300, 50)
    alpha = pixels[..., 3:] / 255.0
    assert np.abs(on_white(pixels) - (pixels[..., :3] * alpha + 255 * (1 - alpha))).max() <= 0.5 + 1e-9


@pytest.mark.parametrize("name", ["a.xyz", "a", "a.ora"])
def test_unknown_endings_are_refused(tmp_path: Path, name: str, noise: Any) -> None:
    with pytest.raises(UserError, match="cannot be written here"):
        write_image(tmp_path / name, noise(2, 2))
    assert not (tmp_path / name).exists()

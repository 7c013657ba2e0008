"""Reading pictures of other programs, and writing ours."""

from __future__ import annotations

import contextlib
import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from studio.core.errors import UserError
from studio.core.recipe import Recipe
from studio.formats import deep, jpeg, others, png
from studio.formats.atomic import explain
from studio.formats.metadata import Metadata
from studio.formats.sniffing import opened, sniff

if TYPE_CHECKING:
    from studio.core.picture import Pixels

MAX_PIXELS = 178_956_970
"""Default of the decoding limit: what Pillow refuses as a decompression bomb."""
READS = "PNG, JPEG, WebP, TIFF, BMP and GIF"
_SUFFIXES = {
    "PNG": (".png", ".apng"),
    "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "WEBP": (".webp",),
    "TIFF": (".tif", ".tiff"),
    "BMP": (".bmp", ".dib"),
    "GIF": (".gif",),
}
_NAMES = {"WEBP": "WebP"}
# What it warns of in damaged files becomes a notice or an error here; its own words would only fill the terminal.
warnings.filterwarnings("ignore", module=r"PIL\.")


@dataclass(frozen=True)
class Loaded:
    """A picture from a file: pixels uint8 (H, W, 4), upright, sRGB; what the artist should know; its recipe."""

    pixels: Pixels
    notices: tuple[str, ...] = ()
    recipe: Recipe | None = None


def read_image(path: str | Path, max_pixels: int = MAX_PIXELS) -> Loaded:
    """Opens a picture file. Raises `UserError` with one sentence that names the file."""
    path = Path(path)
    try:
        if path.stat().st_size > max_pixels * 16 + 2**20:
            raise UserError(f"{path.name} is larger than the limit for pictures ({max_pixels / 1e6:.0f} megapixels).")
        data = path.read_bytes()
    except OSError as error:
        raise explain(error, path, "opened") from error
    return decode_image(data, path.name, max_pixels)


def picture_pixels(path: str | Path) -> int:
    """Pixels of a picture file by its header; 0 where that cannot be read, which `read_image` then explains."""
    unreadable = (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, ArithmeticError)
    with contextlib.suppress(*unreadable), open(path, "rb") as file:
        form = sniff(file.read(64))
        if form is not None:
            file.seek(0)
            with opened(file, form) as image:
                return image.width * image.height
    return 0


def decode_image(data: bytes, name: str, max_pixels: int = MAX_PIXELS) -> Loaded:
    """The picture in `data`; `name` is for messages and tells which format its ending promises."""
    form = sniff(data)
    if form is None:
        if not data:
            raise UserError(f"{name} is empty.")
        raise UserError(f"{name} is not a picture that can be read here ({READS}), or it is damaged.")
    notices: list[str] = []
    suffix = Path(name).suffix.lower()
    if suffix and suffix not in _SUFFIXES[form]:
        notices.append(f"{name} is really a {_NAMES.get(form, form)} file.")
    try:
        pixels = _decode(data, form, name, max_pixels, notices)
    except UserError as error:
        raise error if name in str(error) else UserError(f"{name} was not opened. {error}") from error
    except MemoryError:
        raise UserError(f"There is not enough memory to open {name}.") from None
    # Decoders meet damaged files with errors of every kind.
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, EOFError,
            OverflowError, ArithmeticError, RuntimeError, AssertionError, AttributeError) as error:  # fmt: skip
        raise UserError(f"{name} is damaged or incomplete and cannot be opened ({_short(error)}).") from error
    recipe = _recipe(data, form, name, notices)
    return Loaded(pixels, tuple(notices), recipe)


def write_image(
    path: str | Path, pixels: Pixels, recipe: Recipe | None = None, quality: int = 92, metadata: Metadata | None = None
) -> tuple[str, ...]:
    """Writes a picture by the ending of the name: .png, .jpg, .webp or .tif. Returns notices. Raises `UserError`.

    `metadata`: what is to be kept of another file; pixels are then brought into its color profile.
    """
    suffix = Path(path).suffix.lower()
    if suffix == ".png":
        return png.write_png(path, pixels, recipe, metadata)
    if suffix in (".jpg", ".jpeg"):
        return jpeg.write_jpeg(path, pixels, recipe, quality, metadata)
    if suffix == ".webp":
        return others.write_webp(path, pixels, recipe, quality, metadata)
    if suffix in (".tif", ".tiff"):
        return others.write_tiff(path, pixels, recipe, metadata)
    what = f"“{suffix}” files" if suffix else "a file without an ending"
    raise UserError(
        f"{Path(path).name} could not be saved: {what} cannot be written here, choose .png, .jpg, .webp or .tif."
    )


def _decode(data: bytes, form: str, name: str, max_pixels: int, notices: list[str]) -> Pixels:
    def check(width: int, height: int, pages: int = 1) -> None:
        _check_size(width, height, name, max_pixels)
        if pages > 1:
            what = "pages" if form == "TIFF" else "frames"
            notices.append(f"{name} has {pages} {what}; the first was taken.")

    wide = deep.decode(data, form, name, check, notices)
    if wide is not None:
        bands = [Image.fromarray(band) for band in np.moveaxis(np.atleast_3d(wide.pixels), 2, 0)]
        image = Image.merge(wide.mode, bands)
        return _to_srgb(_upright(image, wide.orientation), wide.profile, name, notices)
    with opened(io.BytesIO(data), form) as image:
        check(image.width, image.height, getattr(image, "n_frames", 1))
        image.seek(0)
        image.load()
        # Not for the many that stand upright: it would copy them.
        turned = ImageOps.exif_transpose(image) if image.getexif().get(0x0112, 1) != 1 else image
        return _to_srgb(turned, image.info.get("icc_profile"), name, notices)


def _to_srgb(image: Image.Image, profile: object, name: str, notices: list[str]) -> Pixels:
    """Any mode of Pillow to straight sRGB with alpha, through the file's ICC profile when it has one."""
    image = _plain_mode(image)
    if image.mode == "RGBA" and not profile:
        return np.array(image)
    alpha = image.getchannel("A") if "A" in image.getbands() and image.mode != "LAB" else None
    color = image.convert({"LA": "L", "RGBA": "RGB"}.get(image.mode, image.mode))
    if isinstance(profile, bytes) and profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                color, source, ImageCms.createProfile("sRGB"),
                renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC, outputMode="RGB",
                flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
            )  # fmt: skip
            if converted is not None:
                color = converted
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            notices.append(f"The color profile in {name} cannot be used; its colors may look different.")
    elif color.mode == "CMYK":
        notices.append(f"{name} is CMYK without a color profile; its colors are a guess.")
    if color.mode == "LAB":
        lab = ImageCms.buildTransform(ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB")
        converted = ImageCms.applyTransform(color, lab)
        assert converted is not None
        color = converted
    rgb = np.asarray(color.convert("RGB"))
    pixels = np.empty((*rgb.shape[:2], 4), np.uint8)
    pixels[..., :3] = rgb
    pixels[..., 3] = 255 if alpha is None else np.asarray(alpha)
    return pixels


def _plain_mode(image: Image.Image) -> Image.Image:
    """One of L, LA, RGB, RGBA, CMYK, LAB."""
    if image.mode in ("P", "PA") or (image.mode in ("1", "L", "RGB") and "transparency" in image.info):
        # Palette entries and key colors that are transparent become alpha.
        return image.convert("RGBA" if "transparency" in image.info or image.mode == "PA" else "RGB")
    if image.mode in ("L", "LA", "RGB", "RGBA", "CMYK", "LAB"):
        return image
    if image.mode in ("1",):
        return image.convert("L")
    return image.convert("RGBA" if image.mode in ("RGBa", "La") else "RGB")


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    """EXIF orientation 1-8 (CIPA DC-008, tag 0x0112) undone."""
    ways = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }  # fmt: skip
    return image.transpose(ways[orientation]) if orientation in ways else image


def _check_size(width: int, height: int, name: str, max_pixels: int) -> None:
    if width * height > max_pixels:
        raise UserError(
            f"{name} has {width} × {height} pixels, more than the limit for pictures ({max_pixels / 1e6:.0f} megapixels)."
        )


def _recipe(data: bytes, form: str, name: str, notices: list[str]) -> Recipe | None:
    try:
        if form == "PNG":
            return png.read_recipe(data)
        if form in ("JPEG", "WEBP", "TIFF"):
            return jpeg.read_recipe(data, form)
    except UserError as error:
        notices.append(f"The recipe in {name} was left out: {error}")
    return None


def _short(error: BaseException) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= 80 else text[:79] + "…"

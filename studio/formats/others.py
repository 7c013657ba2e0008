"""Writing WebP and TIFF, with the recipe in the EXIF user comment as in a JPEG."""

from __future__ import annotations

import io
import itertools
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, TiffImagePlugin, TiffTags

from studio.core.errors import UserError
from studio.core.recipe import Recipe
from studio.formats.atomic import replace_bytes
from studio.formats.jpeg import with_metadata
from studio.formats.metadata import EXIF_IFD, GPS_IFD, LARGEST, Metadata

if TYPE_CHECKING:
    from studio.core.picture import Pixels

MAX_SIDE = 16_383
"""Of a WebP, in px."""
_LARGEST_TIFF = 2**32 - 2**26
_STRIP = 2**18
"""Bytes of a strip before it is deflated."""


def write_webp(
    path: str | Path, pixels: Pixels, recipe: Recipe | None = None, quality: int = 92, metadata: Metadata | None = None
) -> tuple[str, ...]:
    """Saves pixels, uint8 (H, W, 4), atomically; quality 100 keeps them exactly. Returns notices. Raises `UserError`."""
    if max(pixels.shape[:2]) > MAX_SIDE:
        raise UserError(f"{Path(path).name} could not be saved: a WebP is at most {MAX_SIDE} pixels wide and high.")
    notices: list[str] = []
    pixels, more = with_metadata(path, pixels, recipe, metadata, notices, LARGEST, LARGEST)
    if more.pop("dpi", None):
        notices.append(f"{Path(path).name} cannot say its dots per inch: WebP has no place for them.")
    out = io.BytesIO()
    _image(pixels).save(out, "WEBP", quality=quality, lossless=quality == 100, method=4, exact=True, **more)
    replace_bytes(path, out.getvalue())
    return tuple(notices)


def write_tiff(
    path: str | Path, pixels: Pixels, recipe: Recipe | None = None, metadata: Metadata | None = None
) -> tuple[str, ...]:
    """Saves pixels, uint8 (H, W, 4), atomically and exactly, deflated. Returns notices. Raises `UserError`."""
    if pixels.nbytes > _LARGEST_TIFF:
        raise UserError(f"{Path(path).name} could not be saved: it is too large for a TIFF.")
    notices: list[str] = []
    pixels, more = with_metadata(path, pixels, recipe, metadata, notices, LARGEST, LARGEST)
    replace_bytes(path, _tiff(pixels, more))
    return tuple(notices)


def _tiff(pixels: Pixels, more: dict[str, Any]) -> bytes:
    """TIFF 6.0 in strips with differences of neighbors (predictor 2) and Adobe's deflate. Pillow writes sub-directories
    such as EXIF only where it does not compress, so the strips are made here and the directory by it."""
    opaque = bool((pixels[..., 3] == 255).all())
    samples = np.ascontiguousarray(pixels[..., :3] if opaque else pixels)
    height, width, channels = samples.shape
    rows = max(1, _STRIP // (width * channels))
    strips = []
    for y in range(0, height, rows):
        strip = samples[y : y + rows].copy()
        strip[:, 1:] -= samples[y : y + rows, :-1]
        strips.append(zlib.compress(strip.tobytes(), 6))
    ifd = TiffImagePlugin.ImageFileDirectory_v2()
    exif: Image.Exif = more["exif"]
    for tag in exif:
        ifd[tag] = exif.get(tag)
    for tag in (EXIF_IFD, GPS_IFD):
        entries = exif.get_ifd(tag)
        if entries:
            ifd.tagtype[tag] = TiffTags.LONG
            ifd[tag] = dict(entries)
    ifd[256], ifd[257], ifd[258], ifd[259], ifd[262] = width, height, (8,) * channels, 8, 2
    ifd[277], ifd[278], ifd[284], ifd[317] = channels, rows, 1, 2
    if not opaque:
        ifd[338] = 2  # straight alpha
    ifd.tagtype[273] = ifd.tagtype[279] = TiffTags.LONG
    ends = list(itertools.accumulate(len(s) for s in strips))
    ifd[273], ifd[279] = (0, *ends[:-1]), tuple(len(s) for s in strips)
    if "dpi" in more:
        ifd[282], ifd[283], ifd[296] = more["dpi"][0], more["dpi"][1], 2
    for tag, name, kind in ((700, "xmp", TiffTags.BYTE), (34675, "icc_profile", TiffTags.UNDEFINED)):
        if name in more:
            ifd.tagtype[tag] = kind
            ifd[tag] = more[name]
    out = io.BytesIO()
    ifd.save(out)  # offsets of strips, given from 0, are counted from its own end
    return out.getvalue() + b"".join(strips)


def _image(pixels: Pixels) -> Image.Image:
    opaque = bool((pixels[..., 3] == 255).all())
    return Image.fromarray(np.ascontiguousarray(pixels[..., :3] if opaque else pixels))

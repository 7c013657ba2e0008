"""Writing JPEG, with the recipe in the EXIF user comment (CIPA DC-008, tag 0x9286)."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from studio.core.errors import UserError
from studio.core.recipe import Recipe
from studio.formats.atomic import replace_bytes
from studio.formats.metadata import EXIF_IFD, USER_COMMENT, Metadata, exif_for, into_profile, packed
from studio.formats.sniffing import opened

if TYPE_CHECKING:
    from studio.core.picture import Pixels

_MARK = b"ASCII\0\0\0pentimento:recipe "
_ROOM = 65_000
"""A JPEG segment holds 65,533 bytes, the other EXIF tags included."""
MAX_SIDE = 65_535


def write_jpeg(
    path: str | Path, pixels: Pixels, recipe: Recipe | None = None, quality: int = 92, metadata: Metadata | None = None
) -> tuple[str, ...]:
    """Saves pixels, uint8 (H, W, 4), atomically over white. Returns notices. Raises `UserError`."""
    if not 1 <= quality <= 100:
        raise UserError(f"The quality of a JPEG goes from 1 to 100, not {quality}.")
    if max(pixels.shape[:2]) > MAX_SIDE:
        raise UserError(f"{Path(path).name} could not be saved: a JPEG is at most {MAX_SIDE} pixels wide and high.")
    notices: list[str] = []
    pixels, more = with_metadata(path, pixels, recipe, metadata, notices, _ROOM, _ROOM)
    out = io.BytesIO()
    # No optimize: Pillow then needs a buffer for the whole file, which it guesses too small for fine noise.
    # Chroma is kept whole where the artist asks for quality: reds and blues of brush strokes bleed otherwise.
    Image.fromarray(on_white(pixels)).save(out, "JPEG", quality=quality, subsampling=0 if quality >= 90 else 2, **more)
    replace_bytes(path, out.getvalue())
    return tuple(notices)


def with_metadata(
    path: str | Path, pixels: Pixels, recipe: Recipe | None, metadata: Metadata | None, notices: list[str],
    room: int, xmp_room: int,
) -> tuple[Pixels, dict[str, Any]]:  # fmt: skip
    """The pixels in the colors of the kept profile, and what `Image.save` takes besides: exif, xmp, icc_profile, dpi.

    `room`, `xmp_room`: bytes that EXIF and XMP may take in this format. What does not fit is left out, with a notice.
    """
    kept, name = metadata or Metadata(), Path(path).name
    pixels, icc = into_profile(pixels, kept.icc)
    kept = replace(kept, icc=icc)
    program = f"pentimento {recipe.program}" if recipe else "pentimento"
    comment = b""
    if recipe is not None:
        comment = _MARK + json.dumps(recipe.to_dict(), separators=(",", ":"), allow_nan=False).encode("ascii")
    if len(comment) > room:
        notices.append(f"The recipe is too long for a JPEG; save a PNG to keep it with {name}.")
        comment = b""
    height, width = pixels.shape[:2]
    exif = exif_for(kept, width, height, program, comment)
    if kept.exif and len(packed(exif)) > room:
        notices.append(f"The camera's private notes are too long to be kept in {name}.")
        exif = exif_for(kept.without_maker_note(), width, height, program, comment)
    if kept.exif and len(packed(exif)) > room:
        notices.append(f"The camera's data are too long to be kept in {name}.")
        exif = exif_for(Metadata(), width, height, program, comment)
    more: dict[str, Any] = {"exif": exif}
    if kept.xmp and len(kept.xmp) <= xmp_room:
        more["xmp"] = kept.xmp
    elif kept.xmp:
        notices.append(f"The XMP data are too long to be kept in {name}.")
    if kept.icc:
        more["icc_profile"] = kept.icc
    if kept.dpi:
        more["dpi"] = kept.dpi
    return pixels, more


def read_recipe(data: bytes, form: str = "JPEG") -> Recipe | None:
    """The recipe in a JPEG, WebP or TIFF, or None. Raises `UserError` when there is one that cannot be read."""
    try:
        with opened(io.BytesIO(data), form) as image:
            comment = image.getexif().get_ifd(EXIF_IFD).get(USER_COMMENT)
    except (OSError, ValueError, SyntaxError, TypeError, KeyError):
        return None  # broken EXIF of another program
    if not isinstance(comment, bytes) or not comment.startswith(_MARK):
        return None
    return Recipe.from_json(comment[len(_MARK) :].decode("ascii", errors="replace"))


def on_white(pixels: Pixels) -> Pixels:
    """uint8 (H, W, 3): straight alpha blended over white, rounded."""
    color = pixels[..., :3]
    if (pixels[..., 3] == 255).all():
        return np.ascontiguousarray(color)
    out = np.empty(color.shape, np.uint8)
    step = max(1, 2**20 // pixels.shape[1])  # in bands: the sum needs 32 bits a channel
    for y in range(0, len(pixels), step):
        alpha = pixels[y : y + step, :, 3:].astype(np.uint32)
        out[y : y + step] = (color[y : y + step] * alpha + 255 * (255 - alpha) + 127) // 255
    return out

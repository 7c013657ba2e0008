"""Writing JPEG, with the recipe in the EXIF user comment (CIPA DC-008, tag 0x9286)."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from studio.core.errors import UserError
from studio.core.recipe import Recipe
from studio.formats.atomic import replace_bytes

if TYPE_CHECKING:
    from studio.core.picture import Pixels

_MARK = b"ASCII\0\0\0pentimento:recipe "
_EXIF_IFD, _USER_COMMENT, _SOFTWARE = 0x8769, 0x9286, 0x0131
_ROOM = 65_000
"""A JPEG segment holds 65,533 bytes, the other EXIF tags included."""
MAX_SIDE = 65_535


def write_jpeg(path: str | Path, pixels: Pixels, recipe: Recipe | None = None, quality: int = 92) -> tuple[str, ...]:
    """Saves pixels, uint8 (H, W, 4), atomically over white. Returns notices. Raises `UserError`."""
    if not 1 <= quality <= 100:
        raise UserError(f"The quality of a JPEG goes from 1 to 100, not {quality}.")
    if max(pixels.shape[:2]) > MAX_SIDE:
        raise UserError(f"{Path(path).name} could not be saved: a JPEG is at most {MAX_SIDE} pixels wide and high.")
    notices: list[str] = []
    exif = Image.Exif()
    exif[_SOFTWARE] = f"pentimento {recipe.program}" if recipe else "pentimento"
    if recipe is not None:
        comment = _MARK + json.dumps(recipe.to_dict(), separators=(",", ":"), allow_nan=False).encode("ascii")
        if len(comment) <= _ROOM:
            exif.get_ifd(_EXIF_IFD)[_USER_COMMENT] = comment
        else:
            notices.append(f"The recipe is too long for a JPEG; save a PNG to keep it with {Path(path).name}.")
    out = io.BytesIO()
    # No optimize: Pillow then needs a buffer for the whole file, which it guesses too small for fine noise.
    # Chroma is kept whole where the artist asks for quality: reds and blues of brush strokes bleed otherwise.
    Image.fromarray(on_white(pixels)).save(
        out, "JPEG", quality=quality, subsampling=0 if quality >= 90 else 2, exif=exif
    )
    replace_bytes(path, out.getvalue())
    return tuple(notices)


def read_recipe(data: bytes) -> Recipe | None:
    """The recipe in a JPEG, or None. Raises `UserError` when there is one that cannot be read."""
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
            comment = image.getexif().get_ifd(_EXIF_IFD).get(_USER_COMMENT)
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

"""Pictures of more than 8 bits a channel, which Pillow would cut without a word: brought to 8 bits, and told."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from studio.core.errors import UserError

if TYPE_CHECKING:
    import tifffile

    from studio.core.picture import Pixels

Deep = NDArray[Any]
_Values = tuple[Deep, str, int, bytes | None]


Check = Callable[..., None]
"""check(width, height, pages=1) raises `UserError` when the picture is too large."""


@dataclass(frozen=True)
class Wide:
    """uint8 (H, W), (H, W, 3) or (H, W, 4), made of more bits; its EXIF orientation and ICC profile.

    `mode` is Pillow's name for what the channels are: L, RGB, RGBA, CMYK, LAB.
    """

    pixels: Pixels
    mode: str
    orientation: int = 1
    profile: bytes | None = None


def decode(data: bytes, form: str, name: str, check: Check, notices: list[str]) -> Wide | None:
    """A picture of more than 8 bits a channel; None for all others.

    Raises `ValueError` or `OSError` when the file is damaged, `UserError` when it is of a kind that cannot be read.
    """
    wide = {"PNG": _png, "TIFF": _tiff}.get(form, _none)(data, check)
    if wide is None:
        return None
    values, mode, orientation, profile = wide
    notices.append(f"{name} has {values.dtype.itemsize * 8} bits a channel; it was brought to 8.")
    return Wide(_to_8_bits(values, notices, name), mode, orientation, profile)


def _none(_data: bytes, _check: Check) -> _Values | None:
    return None


def _png(data: bytes, check: Check) -> _Values | None:
    if len(data) < 33 or data[24] != 16:  # bit depth in IHDR
        return None
    with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
        check(image.width, image.height, getattr(image, "n_frames", 1))
        orientation, profile = image.getexif().get(0x0112, 1), image.info.get("icc_profile")
    import cv2

    flags = cv2.IMREAD_UNCHANGED  # leaves the orientation alone
    decoded = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    if decoded is None or decoded.dtype != np.uint16:
        raise ValueError("the picture data cannot be decoded")
    wide: Deep = decoded
    if wide.ndim == 3:
        wide = np.ascontiguousarray(wide[..., [2, 1, 0, 3][: wide.shape[2]]])
    key = _key_color(data)
    if key is not None and (wide.ndim == 2 or wide.shape[2] == 3):
        same = wide == key[0] if wide.ndim == 2 else (wide == key).all(axis=2)
        color = np.repeat(wide[..., None], 3, 2) if wide.ndim == 2 else wide
        wide = np.dstack((color, np.where(same, 0, 65535).astype(np.uint16)))
    return wide, _plain_mode(wide), orientation, profile


def _key_color(data: bytes) -> NDArray[np.uint16] | None:
    """The transparent color of a 16-bit PNG (chunk tRNS), as one or three values."""
    from studio.formats.png import chunks

    for chunk in chunks(data):
        if chunk.kind == b"tRNS" and chunk.length in (2, 6):
            values = struct.unpack_from(f">{chunk.length // 2}H", data, chunk.start)
            return np.array(values, np.uint16)
        if chunk.kind == b"IDAT":
            return None
    return None


def _tiff(data: bytes, check: Check) -> _Values | None:
    import tifffile

    with tifffile.TiffFile(io.BytesIO(data)) as file:
        page = file.pages[0]
        assert isinstance(page, tifffile.TiffPage)
        if page.bitspersample <= 8 or page.dtype is None:
            return None
        check(page.imagewidth, page.imagelength, len(file.pages))
        orientation, profile = (page.tags.valueof(code) for code in (274, 34675))
        try:
            wide, mode = _arranged(page.asarray(), page)
        except ValueError as error:
            # A compression that tifffile leaves to another package.
            if "imagecodecs" not in str(error):
                raise
            wide = _tiff_by_opencv(data)
            mode = _plain_mode(wide)
    return wide, mode, orientation or 1, profile


def _arranged(wide: Deep, page: tifffile.TiffPage) -> tuple[Deep, str]:
    """What a TIFF page holds as (H, W), (H, W, 3) or (H, W, 4), and its mode."""
    import tifffile

    while wide.ndim > 3:
        wide = wide[0]
    if wide.ndim == 3 and page.planarconfig == 2:
        wide = np.moveaxis(wide, 0, 2)
    if wide.ndim == 3 and wide.shape[2] == 1:
        wide = wide[..., 0]
    bits = page.bitspersample
    if wide.dtype.kind == "u" and bits < wide.dtype.itemsize * 8:
        wide = wide << (wide.dtype.itemsize * 8 - bits)  # 10, 12, 14 bits
    kind = tifffile.PHOTOMETRIC(int(page.photometric))
    channels = 1 if wide.ndim == 2 else wide.shape[2]
    if kind == tifffile.PHOTOMETRIC.MINISWHITE and channels == 1 and wide.dtype.kind == "u":
        return np.iinfo(wide.dtype).max - wide, "L"
    if kind == tifffile.PHOTOMETRIC.SEPARATED and channels >= 4:
        return np.ascontiguousarray(wide[..., :4]), "CMYK"
    if kind == tifffile.PHOTOMETRIC.CIELAB and channels == 3 and wide.dtype.itemsize == 2:
        # TIFF 6.0, section 23: L* of 0..65535 for 0..100, a* and b* signed in steps of 1/256.
        lab = wide.view(np.uint16).copy()
        lab[..., 1:] ^= 0x8000
        return lab, "LAB"
    if kind == tifffile.PHOTOMETRIC.MINISBLACK and channels == 2:
        return np.dstack((wide[..., :1], wide[..., :1], wide[..., :1], wide[..., 1:])), "RGBA"
    if kind == tifffile.PHOTOMETRIC.MINISBLACK and channels == 1:
        return np.ascontiguousarray(wide), "L"
    if kind == tifffile.PHOTOMETRIC.RGB and channels >= 3:
        wide = np.ascontiguousarray(wide[..., : 4 if page.extrasamples and channels > 3 else 3])
        return wide, _plain_mode(wide)
    raise UserError(f"A TIFF of {bits} bits a channel in the color model {kind.name} cannot be read here.")


def _plain_mode(wide: Deep) -> str:
    return "L" if wide.ndim == 2 else "RGB" if wide.shape[2] == 3 else "RGBA"


def _tiff_by_opencv(data: bytes) -> Deep:
    import cv2

    decoded = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION)
    if decoded is None or decoded.dtype.itemsize < 2:
        raise ValueError("the compression of this TIFF cannot be read")
    wide: Deep = decoded
    return wide if wide.ndim == 2 else np.ascontiguousarray(wide[..., [2, 1, 0, 3][: wide.shape[2]]])


def _to_8_bits(wide: Deep, notices: list[str], name: str) -> Pixels:
    """Rounded, not cut. Whole numbers by the range of their type; floating point as 0..1, cleaned of NaN."""
    if wide.dtype.kind == "f":
        if not np.isfinite(wide).all():
            notices.append(f"{name} holds values that are no numbers; they became black.")
            wide = np.nan_to_num(wide, nan=0.0, posinf=1.0, neginf=0.0)
        if wide.min(initial=0.0) < 0.0 or wide.max(initial=0.0) > 1.0:
            notices.append(f"{name} is brighter or darker than the screen can show; it was clipped.")
        return (np.clip(wide, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)
    if wide.dtype.kind not in "ui":
        raise ValueError(f"values of type {wide.dtype}")
    top = int(np.iinfo(wide.dtype).max)
    out = np.empty(wide.shape, np.uint8)
    for y in range(0, len(wide), 256):  # in bands: the product needs eight bytes a value
        band = wide[y : y + 256].clip(0).astype(np.uint64)
        out[y : y + 256] = (band * 255 + top // 2) // top
    return out

"""What a picture file says besides its pixels: EXIF, XMP, color profile, resolution; taken out of one, put into another.

EXIF is CIPA DC-008, XMP is ISO 16684-1, both stand in a file as they came but for what is no longer true of the new
picture: its orientation, size, thumbnail, and the places of the old file's own pixels.
"""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, ImageCms

from studio.formats.atomic import explain
from studio.formats.sniffing import opened, sniff

if TYPE_CHECKING:
    from studio.core.picture import Pixels

ORIENTATION, SOFTWARE, DESCRIPTION, EXIF_IFD, GPS_IFD, USER_COMMENT = 0x0112, 0x0131, 0x010E, 0x8769, 0x8825, 0x9286
_MAKER_NOTE, _COLOR_SPACE, _WIDTH, _HEIGHT = 0x927C, 0xA001, 0xA002, 0xA003
_SRGB, _UNCALIBRATED = 1, 0xFFFF
_DESCRIBING = (
    DESCRIPTION, 0x010F, 0x0110, 0x0132, 0x013B, 0x8298, 0x4746, 0x4749, 0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F,
)  # fmt: skip
"""Tags of the first directory that say something of the picture, not of how the file holds it: description, maker, model,
date, artist, copyright, rating, and Windows' title, comment, author, keywords and subject."""
_DAMAGED = (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, ArithmeticError, RuntimeError,
            AttributeError, EOFError)  # fmt: skip
"""What decoders raise for broken metadata, which must not cost the picture."""
LARGEST = 16 * 2**20
"""Bytes of one piece of metadata that are kept."""


@dataclass(frozen=True)
class Metadata:
    """`exif`: a TIFF structure without the "Exif" header. `icc`: the profile that the file's pixels were in. `dpi`: dots an
    inch, across and down. All may be empty."""

    exif: bytes = b""
    xmp: bytes = b""
    icc: bytes = b""
    dpi: tuple[float, float] | None = None

    def __bool__(self) -> bool:
        return bool(self.exif or self.xmp or self.icc or self.dpi)

    def without_maker_note(self) -> Metadata:
        """The camera's private notes are often most of it."""
        exif = parsed(self.exif)
        exif.get_ifd(EXIF_IFD).pop(_MAKER_NOTE, None)
        return replace(self, exif=packed(exif))


def read_metadata(path: str | Path) -> Metadata:
    """All that can be made out; broken pieces are left out. Raises `UserError` when the file cannot be read at all."""
    try:
        with open(path, "rb") as file:
            form = sniff(file.read(64))
            file.seek(0)
            if form is None:
                return Metadata()
            with contextlib.suppress(*_DAMAGED), opened(file, form) as image:
                return _of(image)
    except OSError as error:
        raise explain(error, path, "opened") from error
    return Metadata()


def _of(image: Image.Image) -> Metadata:
    exif = b""
    if image.format == "PNG":
        # Its EXIF and XMP may stand behind the pixels.
        with contextlib.suppress(*_DAMAGED):
            image.load()
    with contextlib.suppress(*_DAMAGED):
        exif = packed(_describing(image.getexif()))
    xmp: Any = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    if image.format == "TIFF" and not xmp:
        xmp = getattr(image, "tag_v2", {}).get(700, b"")
    if isinstance(xmp, str):
        xmp = xmp.encode("utf-8")
    icc = image.info.get("icc_profile") or b""
    return Metadata(
        exif if len(exif) <= LARGEST else b"",
        bytes(xmp) if isinstance(xmp, bytes | bytearray) and len(xmp) <= LARGEST else b"",
        icc if isinstance(icc, bytes) and len(icc) <= LARGEST else b"",
        _dpi(image.info.get("dpi")),
    )


def _dpi(value: object) -> tuple[float, float] | None:
    with contextlib.suppress(*_DAMAGED):
        if isinstance(value, tuple) and len(value) == 2:
            x, y = float(value[0]), float(value[1])
            if 1 <= x <= 1e5 and 1 <= y <= 1e5:
                return x, y
    return None


def _describing(old: Image.Exif) -> Image.Exif:
    new = Image.Exif()
    for tag in _DESCRIBING:
        if tag in old:
            new[tag] = old[tag]
    for ifd in (EXIF_IFD, GPS_IFD):
        with contextlib.suppress(*_DAMAGED):
            entries = {tag: value for tag, value in old.get_ifd(ifd).items() if tag not in (_WIDTH, _HEIGHT, 0xA005)}
            if entries:
                new.get_ifd(ifd).update(entries)
    return new


def parsed(exif: bytes) -> Image.Exif:
    """What `Metadata.exif` holds; empty where it cannot be read."""
    made = Image.Exif()
    with contextlib.suppress(*_DAMAGED):
        if exif:
            made.load(exif)
    return made


def packed(exif: Image.Exif) -> bytes:
    """The opposite of `parsed`; entries that cannot be written again are left out. Empty for an empty one."""
    with contextlib.suppress(*_DAMAGED):
        return _bare(exif)
    clean = Image.Exif()
    for tag, value in exif.items():
        _try(clean, tag, value)
    for ifd in (EXIF_IFD, GPS_IFD):
        with contextlib.suppress(*_DAMAGED):
            for tag, value in exif.get_ifd(ifd).items():
                kept = clean.get_ifd(ifd)
                kept[tag] = value
                try:
                    _bare(clean)
                except _DAMAGED:
                    kept.pop(tag)
    with contextlib.suppress(*_DAMAGED):
        return _bare(clean)
    return b""


def _try(exif: Image.Exif, tag: int, value: Any) -> None:
    exif[tag] = value
    try:
        exif.tobytes()
    except _DAMAGED:
        del exif[tag]


def _bare(exif: Image.Exif) -> bytes:
    if not len(exif) and not exif.get_ifd(EXIF_IFD) and not exif.get_ifd(GPS_IFD):
        return b""
    data = exif.tobytes()
    return data.removeprefix(b"Exif\0\0")


def exif_for(metadata: Metadata, width: int, height: int, program: str, comment: bytes = b"") -> Image.Exif:
    """EXIF of the new picture: what was kept, upright, of its own size, by `program`; `comment`: the recipe."""
    exif = parsed(metadata.exif)
    exif[SOFTWARE] = program
    kept = exif.get_ifd(EXIF_IFD)
    if kept:
        kept[_WIDTH], kept[_HEIGHT] = width, height
        kept[_COLOR_SPACE] = _UNCALIBRATED if metadata.icc else _SRGB
    if comment:
        said = _text(kept.get(USER_COMMENT))
        if said and DESCRIPTION not in exif and not said.startswith("pentimento:recipe"):
            exif[DESCRIPTION] = said
        kept[USER_COMMENT] = comment
    return exif


def _text(comment: object) -> str:
    """An EXIF user comment in letters of ASCII or Unicode; "" for any other."""
    if isinstance(comment, bytes) and comment[:8] in (b"ASCII\0\0\0", b"UNICODE\0"):
        coding = "ascii" if comment[:5] == b"ASCII" else "utf-16-be"
        return comment[8:].decode(coding, "ignore").strip("\0 ")
    return ""


def into_profile(pixels: Pixels, icc: bytes) -> tuple[Pixels, bytes]:
    """sRGB pixels, uint8 (H, W, 4), in the colors of the profile `icc`, and the profile that they are in now.

    A profile that is not of RGB, or cannot be written to, gives way to sRGB: the pixels stay as they are.
    """
    if not icc:
        return pixels, b""
    try:
        target = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        if target.profile.xcolor_space.strip() != "RGB":
            return pixels, srgb_profile()
        made = ImageCms.profileToProfile(
            Image.fromarray(np.ascontiguousarray(pixels[..., :3])), ImageCms.createProfile("sRGB"), target,
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC, outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )  # fmt: skip
        assert made is not None
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError, AttributeError):
        return pixels, srgb_profile()
    out = pixels.copy()
    out[..., :3] = np.asarray(made)
    return out, icc


def srgb_profile() -> bytes:
    """The profile of sRGB, as a file's pixels may carry it."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

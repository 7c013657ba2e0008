"""Which format a picture file is of, and its header, by content alone."""

from __future__ import annotations

import threading
from typing import IO

from PIL import Image

_MAGIC = {
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"II+\0": "TIFF",
    b"MM\0+": "TIFF",
    b"BM": "BMP",
    b"GIF87a": "GIF",
    b"GIF89a": "GIF",
}
_pillow_limit = threading.Lock()


def sniff(data: bytes) -> str | None:
    """Pillow's name of the format that `data` begins with, or None."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return next((form for magic, form in _MAGIC.items() if data.startswith(magic)), None)


def opened(file: IO[bytes], form: str) -> Image.Image:
    """Pillow's image, its header read. Pillow's own limit is set aside: ours, which the artist can set, is in force."""
    with _pillow_limit:
        before, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
        try:
            return Image.open(file, formats=[form])
        finally:
            Image.MAX_IMAGE_PIXELS = before

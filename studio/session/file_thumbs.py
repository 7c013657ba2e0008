"""Small pictures of files, for lists of what was open last."""

from __future__ import annotations

import zipfile
from pathlib import Path

from studio.core.errors import UserError
from studio.core.picture import Pixels
from studio.session.style import shrink

EDGE = 256
_LIMIT_BYTES = 4 * 2**20
_LIMIT_PIXELS = 40 * 10**6


def file_thumbnail(path: Path, edge: int = EDGE) -> Pixels:
    """uint8 (h, w, 4), long side at most `edge` px: of a document the one that is stored in it. Raises `UserError`.

    May be called from any thread.
    """
    from studio.formats.images import decode_image, read_image

    if path.suffix.lower() != ".ora":
        return shrink(read_image(path, _LIMIT_PIXELS).pixels, edge)
    try:
        with zipfile.ZipFile(path) as archive, archive.open("Thumbnails/thumbnail.png") as entry:
            data = entry.read(_LIMIT_BYTES)
    except (OSError, KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise UserError(f"{path.name} has no small picture ({error}).") from None
    return shrink(decode_image(data, path.name, _LIMIT_PIXELS).pixels, edge)

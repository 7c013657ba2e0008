"""Any file that can be opened as a document."""

from __future__ import annotations

from pathlib import Path

from studio.core.errors import UserError
from studio.document.document import Document
from studio.document.layer import Layer, Origin, Props
from studio.document.snapshot import check_size
from studio.document.tiles import tiles_of
from studio.formats.images import MAX_PIXELS, picture_pixels, read_image
from studio.formats.ora import Opened, Progress, is_ora, ora_pixels, read_ora

_ORIGINS = {"generator": Origin.GENERATED, "style": Origin.STYLIZED}


def work_to_open(path: str | Path) -> int:
    """How many pixels opening a file has to decode, from its headers alone. Raises `UserError` where they say nothing."""
    path = Path(path)
    return ora_pixels(path) if _is_document(path) else picture_pixels(path)


def open_document(path: str | Path, max_pixels: int = MAX_PIXELS, progress: Progress = lambda fraction: None) -> Opened:
    """An OpenRaster document, or a picture file as a document of one layer. Raises `UserError`.

    `progress`: see `read_ora`; a picture file is decoded in one piece.

    Only a document that was an OpenRaster file keeps its path: saving must not replace a picture by something else.
    """
    path = Path(path)
    progress(0.0)
    if _is_document(path):
        opened = read_ora(path, max_pixels, progress)
        opened.document.path = path
        return opened
    loaded = read_image(path, max_pixels)
    height, width = loaded.pixels.shape[:2]
    try:
        check_size(width, height)
    except UserError as error:
        raise UserError(f"{path.name} was not opened. {error}") from None
    document = Document(width, height)
    origin = _ORIGINS.get(loaded.recipe.kind, Origin.PICTURE) if loaded.recipe else Origin.PICTURE
    props = Props(name=path.stem, origin=origin, recipe=loaded.recipe)
    document.put_layer(Layer(props, tiles_of(loaded.pixels)))
    return Opened(document, loaded.notices)


def _is_document(path: Path) -> bool:
    return is_ora(path) or (path.suffix.lower() == ".ora" and path.exists())

"""What is dropped on the style browser, or pasted into it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from studio.bridge.images import pixels_of
from studio.session import style_taking
from studio.ui.pictures import CANDIDATE, take_presets

if TYPE_CHECKING:
    from studio.session.studio import Studio


def take_style_mime(studio: Studio, data: QMimeData) -> bool:
    """A candidate, picture files or a picture become styles. False when there is none of that."""
    if data.hasFormat(CANDIDATE):
        id_ = int(bytes(data.data(CANDIDATE).data()) or b"0")
        candidate = next((c for c in studio.contact if c.id == id_), None)
        return candidate is not None and studio.guard(lambda: style_taking.take_candidate(studio, candidate))
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if paths:
        style_taking.take_files(studio, take_presets(studio, paths))
        return True
    image = data.imageData() if data.hasImage() else None
    if isinstance(image, QImage) and not image.isNull():
        style_taking.take_pixels(studio, pixels_of(image), "Pasted picture")
        return True
    return False


def has_picture(data: QMimeData) -> bool:
    return data.hasFormat(CANDIDATE) or data.hasImage() or any(url.isLocalFile() for url in data.urls())

"""Pictures that come from the clipboard or are dropped on the window, and those that go to the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication, QImage

from studio.bridge.images import image_of, pixels_of
from studio.core.errors import UserError
from studio.core.picture import Pixels
from studio.document.lettering import ELSEWHERE
from studio.formats.style_preset import SUFFIX
from studio.session.guides import MIME as GUIDES
from studio.session.lettering import MIME, unpacked
from studio.session.model_list import looks_like_model
from studio.session.studio import Studio

CANDIDATE = "application/x-pentimento-candidate"
PICTURE_FILES = "Pictures (*.png *.jpg *.jpeg *.tif *.tiff *.webp *.bmp *.gif);;All files (*)"


def take_mime(
    studio: Studio,
    data: QMimeData,
    open_path: Callable[[Path], object] | None = None,
    at: tuple[int, int] | None = None,
) -> bool:
    """Uses what was dropped or pasted: a composition, words, a candidate, files, or a picture; models are offered to the list. False
    when there is nothing of that.

    `open_path` opens a document in place of the open one; without it, files become layers where a document is open.
    `at`: where words go, in px of the document.
    """
    if data.hasFormat(GUIDES):
        guides = bytes(data.data(GUIDES).data()).decode("ascii", "replace")
        return studio.guard(lambda: studio.guides.show(guides))
    if data.hasFormat(MIME):
        text, source = unpacked(bytes(data.data(MIME).data()))
        return studio.guard(lambda: studio.lettering.place(text, at, source))
    if data.hasFormat(CANDIDATE):
        id_ = int(bytes(data.data(CANDIDATE).data()) or b"0")
        candidate = next((c for c in studio.contact if c.id == id_), None)
        return candidate is not None and studio.guard(lambda: studio.place_candidate(candidate))
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if paths:
        models = [p for p in paths if looks_like_model(p)]
        if models:
            studio.models.offered.emit(models)
        for path in take_presets(studio, [p for p in paths if p not in models]):
            studio.guard(lambda p=path: take_file(studio, p, open_path))  # type: ignore[misc]
        return True
    if data.hasImage():
        image = data.imageData()
        if isinstance(image, QImage) and not image.isNull():
            return studio.guard(lambda: studio.place_pixels(pixels_of(image), "Pasted picture"))
    if data.hasText() and studio.document is not None:
        return studio.guard(lambda: studio.lettering.place(data.text(), at, ELSEWHERE))
    return False


def take_presets(studio: Studio, paths: list[Path]) -> list[Path]:
    """Takes in the style presets among dropped files; returns the others."""
    for path in (p for p in paths if p.suffix.lower() == SUFFIX):
        studio.style_presets.take_and_apply(path)
    return [p for p in paths if p.suffix.lower() != SUFFIX]


def take_file(studio: Studio, path: Path, open_path: Callable[[Path], object] | None = None) -> None:
    """Documents open; pictures open too while nothing else is open, and become layers otherwise. Raises `UserError`."""
    if open_path is not None and (studio.document is None or path.suffix.lower() == ".ora"):
        open_path(path)
    elif studio.document is None:
        studio.files.open(path)
    else:
        studio.files.place(path)


def put_on_clipboard(pixels: Pixels) -> None:
    QGuiApplication.clipboard().setImage(image_of(pixels).copy())


def paste(studio: Studio) -> None:
    """Raises `UserError` when the clipboard holds no picture and no text."""
    data: QMimeData | None = QGuiApplication.clipboard().mimeData()  # None on some platforms when it is empty
    if data is None or not take_mime(studio, data):
        raise UserError("There is no picture on the clipboard, and no text.")


def place_mime(studio: Studio, data: QMimeData | None) -> None:
    """Puts what was dropped or lies on the clipboard into a generator's latent space. Raises `UserError` when that is
    no picture."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data is not None else []
    image = data.imageData() if data is not None and data.hasImage() else None
    if paths:
        studio.place.place_file(paths[0])
    elif isinstance(image, QImage) and not image.isNull():
        studio.place.place_pixels(pixels_of(image), "Pasted picture")
    else:
        raise UserError("There is no picture to put into the latent space: copy one first.")

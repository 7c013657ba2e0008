"""Any picture of the artist's becomes a style: files, what was pasted, a layer, a candidate."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from studio.core.errors import UserError
from studio.document.snapshot import layer_pixels
from studio.session.style_library import Incoming, StyleSource

if TYPE_CHECKING:
    from studio.core.picture import Pixels
    from studio.document.layer import Layer
    from studio.session.contact import Candidate
    from studio.session.studio import Studio


def take_files(studio: Studio, paths: Iterable[str | Path]) -> None:
    """Reads picture files beside the window; the last one that can be read is chosen."""
    for path in paths:
        _take(studio, partial(Incoming.of_file, path))


def take_pixels(studio: Studio, pixels: Pixels, title: str) -> None:
    """A picture without a file: a copy is kept."""
    _take(studio, partial(Incoming.of_pixels, pixels, title))


def take_layer(studio: Studio, layer: Layer | None = None) -> None:
    """A layer as it looks now (default: the active one). Raises `UserError`."""
    document = studio.require_document()
    layer = layer or document.active
    if layer is None or layer.is_empty:
        raise UserError("The layer is empty: paint or place a picture first.")
    shared, bounds, name = layer.share(), document.bounds(layer), layer.name
    _take(studio, lambda: Incoming.of_pixels(layer_pixels(shared, bounds), name))


def take_candidate(studio: Studio, candidate: Candidate | None = None) -> None:
    """A picture of the contact sheet (default: the chosen one). Raises `UserError`."""
    from studio.session.create import shorten

    candidate = candidate or studio.contact.current
    if candidate is None or candidate.picture is None:
        raise UserError("Choose a candidate that is finished first.")
    take_pixels(studio, candidate.picture.pixels, shorten(candidate.text or "Candidate"))


def _take(studio: Studio, read: Callable[[], Incoming]) -> None:
    def done(source: StyleSource) -> None:
        studio.told.emit(f"“{source.title}” is among your styles now.")
        studio.style.choose(source)

    studio.style.library.add(read, done, studio.told.emit)

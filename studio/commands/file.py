"""Documents and files, undo, the clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.commands.command import Command

if TYPE_CHECKING:
    from studio.session.studio import Studio


def _has_document(studio: Studio) -> bool:
    return studio.document is not None


def _has_layer(studio: Studio) -> bool:
    return studio.document is not None and studio.document.active is not None


def _can_undo(studio: Studio) -> bool:
    return studio.document is not None and studio.document.history.can_undo


def _can_redo(studio: Studio) -> bool:
    return studio.document is not None and studio.document.history.can_redo


def _undo(studio: Studio) -> None:
    if studio.document is not None:
        studio.document.history.undo()


def _redo(studio: Studio) -> None:
    if studio.document is not None:
        studio.document.history.redo()


FILE = (
    Command(
        id="file.new", title="New…", menu="File", icon="file-plus", keys=("Ctrl+N",),
        help="A new picture of a size you choose.", run=lambda _s, desk: desk.new_document(),
    ),
    Command(
        id="file.open", title="Open…", menu="File", icon="folder-open", keys=("Ctrl+O",),
        help="Opens a layered file or a picture.", run=lambda _s, desk: desk.open_document(),
    ),
    Command(
        id="file.save", title="Save", menu="File", icon="floppy-disk", keys=("Ctrl+S",), divided=True,
        help="Saves the layers as OpenRaster.", when=_has_document, run=lambda _s, desk: desk.save(),
    ),
    Command(
        id="file.save_as", title="Save as…", menu="File", icon="floppy-disk-back", keys=("Ctrl+Shift+S",),
        when=_has_document, run=lambda _s, desk: desk.save_as(),
    ),
    Command(
        id="file.export", title="Export…", menu="File", icon="export", keys=("Ctrl+E",),
        help="Writes the picture as PNG or JPEG, its recipe inside.", when=_has_document,
        run=lambda _s, desk: desk.export(),
    ),
    Command(
        id="file.place", title="Place picture…", menu="File", icon="image", keys=("Ctrl+Shift+O",), divided=True,
        help="A picture file becomes a layer.", run=lambda _s, desk: desk.place_picture(),
    ),
    Command(
        id="file.close", title="Close picture", menu="File", icon="x", keys=("Ctrl+W",), divided=True,
        when=_has_document, run=lambda _s, desk: desk.close_document(),
    ),
    Command(
        id="file.quit", title="Quit", menu="File", icon="sign-out", keys=("Ctrl+Q",),
        run=lambda _s, desk: desk.quit(),
    ),
)  # fmt: skip

EDIT = (
    Command(
        id="edit.undo", title="Undo", menu="Edit", icon="arrow-u-up-left", keys=("Ctrl+Z",), when=_can_undo,
        run=lambda studio, _d: _undo(studio),
    ),
    Command(
        id="edit.redo", title="Redo", menu="Edit", icon="arrow-u-up-right", keys=("Ctrl+Shift+Z", "Ctrl+Y"),
        when=_can_redo, run=lambda studio, _d: _redo(studio),
    ),
    Command(
        id="edit.cut", title="Cut", menu="Edit", icon="scissors", keys=("Ctrl+X",), divided=True, when=_has_layer,
        help="Copies the layer's picture and clears the layer.", run=lambda _s, desk: desk.cut(),
    ),
    Command(
        id="edit.copy", title="Copy", menu="Edit", icon="copy", keys=("Ctrl+C",), when=_has_layer,
        help="Copies the layer's picture.", run=lambda _s, desk: desk.copy(),
    ),
    Command(
        id="edit.copy_merged", title="Copy all visible", menu="Edit", icon="copy-simple", keys=("Ctrl+Shift+C",),
        when=_has_document, run=lambda _s, desk: desk.copy_merged(),
    ),
    Command(
        id="edit.paste", title="Paste", menu="Edit", icon="clipboard", keys=("Ctrl+V",),
        help="A copied picture becomes a layer.", run=lambda _s, desk: desk.paste(),
    ),
    Command(
        id="edit.settings", title="Settings…", menu="Edit", icon="gear-six", keys=("Ctrl+,",), divided=True,
        run=lambda _s, desk: desk.settings(),
    ),
)  # fmt: skip

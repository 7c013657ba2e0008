"""The document as a file: new, open, save, export, recent files, recovery copies."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from studio.core.errors import UserError
from studio.core.events import Event
from studio.core.recipe import Recipe
from studio.document.document import Document
from studio.document.layer import Layer, Props
from studio.document.raster import empty
from studio.document.resample import fitted
from studio.document.snapshot import Snapshot
from studio.formats.images import Loaded, read_image, write_image
from studio.formats.locks import DocumentClaim
from studio.formats.opening import open_document, work_to_open
from studio.formats.ora import Opened, write_ora
from studio.formats.recovery import Journal, Recoverable, found
from studio.session.reading import Progress, Reading

if TYPE_CHECKING:
    from studio.session.studio import Studio

UNTITLED = "Untitled"
RGB = tuple[int, int, int]


class FileState:
    """`changed`: another path, title or saved state. Saving and exporting run beside everything else."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._untitled = UNTITLED
        self._claim: DocumentClaim | None = None
        self._journal: Journal | None = None
        self._last_copy = 0.0
        self._copying = False
        self._reading = Reading(studio)
        self.saving = False
        self.changed: Event[[]] = Event()

    # -- state ---------------------------------------------------------------------------------------------------

    @property
    def path(self) -> Path | None:
        document = self._studio.document
        return document.path if document is not None else None

    @property
    def title(self) -> str:
        return self.path.name if self.path else self._untitled

    @property
    def unsaved(self) -> bool:
        document = self._studio.document
        return document is not None and document.modified

    @property
    def recent(self) -> list[str]:
        """Recent files that are still there."""
        return [p for p in self._studio.settings["recent_files"] if Path(p).is_file()]

    @property
    def folder(self) -> Path:
        """Where file dialogs begin."""
        last = self._studio.settings["last_folder"]
        if last and Path(last).is_dir():
            return Path(last)
        pictures = Path.home() / "Pictures"
        return pictures if pictures.is_dir() else Path.home()

    # -- opening -------------------------------------------------------------------------------------------------

    def new(self, width: int, height: int, *, ground: RGB | None = None) -> None:
        """A new document: one empty layer to paint on, over a ground of one color if one is given."""
        document = Document(width, height)
        if ground is not None:
            base = Layer(Props(name="Ground"))
            raw = empty(width, height)
            raw[...] = (ground[2], ground[1], ground[0], 255)
            base.tiles.write(0, 0, raw)
            base.tiles.disown()
            document.put_layer(base)
        document.put_layer(Layer(Props(name="Layer 1")))
        self._show(document, UNTITLED)

    def open(self, path: str | Path) -> None:
        """Opens a document, or a picture as a new document; the open one stays until the new one is there.

        A small file is opened at once and raises `UserError`. A large one is read beside everything else, as a job
        that can be cancelled; what is wrong with it is told.
        """
        path, limit = Path(path), self._limit
        self._reading.cancel()  # the document that is asked for last counts
        if self._reading.at_once(work_to_open(path)):
            self._take_opened(path, open_document(path, limit))
        else:
            self._reading.start(
                f"Opening {path.name}", lambda progress: open_document(path, limit, progress),
                lambda opened: self._take_opened(path, opened), self._unless_changed(path.name),
            )  # fmt: skip

    def _take_opened(self, path: Path, opened: Opened) -> None:
        self._show(opened.document, path.stem)
        self._remember(path)
        for notice in opened.notices:
            self._studio.told.emit(notice)
        if opened.document.path is not None:
            self._claim = DocumentClaim(path)
            warning = self._claim.acquire()
            if warning:
                self._claim = None
                self._studio.told.emit(warning)

    def place(self, path: str | Path, at: tuple[int, int] | None = None) -> None:
        """A picture file as a new layer, centered or with its center at `at`; a large one is read as `open` does it.

        Raises `UserError`.
        """
        path, limit = Path(path), self._limit

        def take(loaded: Loaded) -> None:
            for notice in loaded.notices:
                self._studio.told.emit(notice)
            self._studio.place_pixels(loaded.pixels, path.stem, at)

        document = self._studio.document
        size = (document.width, document.height) if document is not None else None

        def read(_progress: Progress) -> Loaded:
            loaded = read_image(path, limit)
            return replace(loaded, pixels=fitted(loaded.pixels, *size)) if size else loaded

        if self._reading.at_once(work_to_open(path)):
            take(read_image(path, limit))
        else:
            self._reading.start(f"Reading {path.name}", read, take, lambda: "")

    @property
    def _limit(self) -> int:
        """Pixels that a picture may have."""
        return int(self._studio.settings["decode_limit"]) * 10**6

    def _unless_changed(self, name: str) -> Callable[[], str]:
        """A sentence, or "" while the open document is as it is now: it may give way to another one."""
        studio, before = self._studio, self._studio.document
        position = before.history.position if before else None

        def changed() -> str:
            same = studio.document is before and (before is None or before.history.position is position)
            return "" if same else f"{name} was not opened, because the picture was changed meanwhile."

        return changed

    # -- saving --------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Saves to the document's own file. Raises `UserError` when it has none."""
        if self.path is None:
            raise UserError("This picture has no file yet: use Save as.")
        self.save_as(self.path)

    def save_as(self, path: str | Path) -> None:
        """Saves as OpenRaster; what was painted meanwhile stays unsaved."""
        studio, document, path = self._studio, self._studio.require_document(), Path(path)
        if path.suffix.lower() != ".ora":
            raise UserError(f"{path.name}: documents are saved as .ora; use Export for other kinds of file.")
        snapshot, position = document.snapshot(), document.history.position
        self.saving = True
        self.changed.emit()

        def done(_result: None) -> None:
            self.saving = False
            document.path = path
            document.mark_saved_at(position, snapshot.attached)
            self._remember(path)
            self._claim_file(path)
            if not document.modified:
                self._drop_copy()
            studio.told.emit(f"Saved {path.name}.")
            self.changed.emit()

        def failed(sentence: str) -> None:
            self.saving = False
            studio.told.emit(sentence)
            self.changed.emit()

        studio.background.run(lambda: write_ora(path, snapshot), done, failed)

    def export(self, path: str | Path, *, recipe: bool = True, quality: int | None = None) -> None:
        """Writes the picture as .png or .jpg, with the recipe of its uppermost picture when `recipe` is set."""
        studio, document, path = self._studio, self._studio.require_document(), Path(path)
        snapshot = document.snapshot()
        inside = recipe_of(snapshot) if recipe else None
        level = quality or studio.settings["jpeg_quality"]

        def work() -> tuple[str, ...]:
            return write_image(path, snapshot.flatten(), inside, level)

        def done(notices: tuple[str, ...]) -> None:
            self._remember_folder(path)
            studio.told.emit(" ".join((f"Exported {path.name}.", *notices)))

        studio.background.run(work, done, studio.told.emit)

    # -- recovery ------------------------------------------------------------------------------------------------

    def autosave(self, *, force: bool = False) -> None:
        """Brings the recovery copy up to date when it is time; cheap to call often. Never waits for the disk."""
        studio, document = self._studio, self._studio.document
        if document is None or not studio.settings["autosave"] or self._copying or document.painting:
            return
        if not document.modified:
            return
        if not force and time.monotonic() - self._last_copy < studio.settings["autosave_seconds"]:
            return
        self._last_copy = time.monotonic()
        if self._journal is None:
            self._journal = Journal()
        journal, snapshot, name, path = self._journal, document.snapshot(), self.title, document.path
        self._copying = True

        def done(_changed: bool) -> None:
            self._copying = False

        def failed(sentence: str) -> None:
            self._copying = False
            studio.told.emit(sentence)

        studio.background.run(lambda: journal.record(snapshot, name, path), done, failed)

    def recoverable(self) -> list[Recoverable]:
        """Work that a crash left behind, newest first."""
        return sorted(found(), key=lambda item: -item.written)

    def recover(self, item: Recoverable) -> None:
        """Opens it as the document, unsaved. The copy is kept when that fails. Raises `UserError`."""

        def take(opened: Opened) -> None:
            self._show(opened.document, item.name)
            self._journal = item.adopt()
            for notice in opened.notices:
                self._studio.told.emit(notice)
            self._studio.told.emit(f"{item.name} was brought back. Save it to keep it.")

        if self._studio.background.threaded:
            stale = self._unless_changed(item.name)
            self._reading.start(f"Bringing back {item.name}", lambda _progress: item.open(), take, stale)
        else:
            take(item.open())

    def discard(self, items: list[Recoverable]) -> None:
        for item in items:
            item.discard()

    # -- inside --------------------------------------------------------------------------------------------------

    def _show(self, document: Document, name: str) -> None:
        self._drop_copy()
        self._journal = None
        if self._claim is not None:
            self._claim.release()
            self._claim = None
        self._untitled = name
        self._last_copy = time.monotonic()
        self._studio.set_document(document)
        document.modified_changed.connect(self.changed.emit)
        self.changed.emit()

    def _claim_file(self, path: Path) -> None:
        if self._claim is not None:
            self._claim.release()
        self._claim = DocumentClaim(path)
        if self._claim.acquire():
            self._claim = None

    def _drop_copy(self) -> None:
        """Saved or given up: nothing is left to recover."""
        journal = self._journal
        if journal is not None:
            self._studio.background.run(journal.clear, lambda _r: None, self._studio.told.emit)

    def _remember(self, path: Path) -> None:
        self._studio.settings.add_recent(path)
        self._remember_folder(path)

    def _remember_folder(self, path: Path) -> None:
        with contextlib.suppress(OSError):
            self._studio.settings.set("last_folder", str(path.resolve().parent))

    def close(self) -> None:
        """The session ends in order: the recovery copy goes, the file is free for others."""
        self._drop_copy()
        self._journal = None
        if self._claim is not None:
            self._claim.release()
            self._claim = None


def recipe_of(snapshot: Snapshot) -> Recipe | None:
    """The recipe of the uppermost visible layer that has one: what an exported picture is told to come from."""
    for layer in reversed(snapshot.layers):
        if layer.visible and layer.recipe is not None:
            return layer.recipe
    return None

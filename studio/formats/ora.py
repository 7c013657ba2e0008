"""OpenRaster documents (https://www.openraster.org, version 0.0.6): opening and saving them.

Our own facts, recipes above all, lie in extra entries under "pentimento/" that other programs ignore.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from studio.core.errors import UserError
from studio.document.document import Document
from studio.document.snapshot import Snapshot
from studio.formats.atomic import explain, replace_file
from studio.formats.images import MAX_PIXELS
from studio.formats.ora_reading import Opened, OraReader, Progress
from studio.formats.ora_writing import MIMETYPE, write_archive


def is_ora(path: str | Path) -> bool:
    """Whether the file begins as an OpenRaster document does."""
    try:
        with open(path, "rb") as file:
            return MIMETYPE in file.read(96)
    except OSError:
        return False


def ora_pixels(path: str | Path) -> int:
    """Pixels of all layers of an OpenRaster file by its headers: how much work opening it is. Raises `UserError`."""
    path = Path(path)
    try:
        with open(path, "rb") as file, zipfile.ZipFile(file) as archive:
            return OraReader(archive, path.name, MAX_PIXELS, lambda fraction: None).measure()
    except OSError as error:
        raise explain(error, path, "opened") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise UserError(f"{path.name} is damaged or is no OpenRaster document.") from error


def write_ora(path: str | Path, document: Document | Snapshot) -> None:
    """Saves atomically. Give a `Snapshot` when this runs in another thread. Raises `UserError`."""
    snapshot = document.snapshot() if isinstance(document, Document) else document
    replace_file(path, lambda out: write_archive(out, snapshot), verify_ora)


def verify_ora(path: Path) -> None:
    """Raises `OSError` unless every entry of the file reads back with its right checksum."""
    try:
        with zipfile.ZipFile(path) as archive:
            bad = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise OSError("the document does not read back as it was written") from error
    if bad is not None:
        raise OSError(f"{bad} does not read back as it was written")


def read_ora(path: str | Path, max_pixels: int = MAX_PIXELS, progress: Progress = lambda fraction: None) -> Opened:
    """Opens an OpenRaster file of any program. Raises `UserError` with one sentence that names the file.

    Sizes are checked before anything is decoded; nothing is ever written to the disk. `progress` takes 0..1, a few
    times a layer and from several threads; what it raises (`Cancelled`) ends the reading.
    """
    path = Path(path)
    try:
        with open(path, "rb") as file, zipfile.ZipFile(file) as archive:
            return OraReader(archive, path.name, max_pixels, progress).read()
    except OSError as error:
        raise explain(error, path, "opened") from error
    except MemoryError:
        raise UserError(f"There is not enough memory to open {path.name}.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise UserError(f"{path.name} is damaged or is no OpenRaster document.") from error


__all__ = ["Opened", "Progress", "is_ora", "ora_pixels", "read_ora", "verify_ora", "write_ora"]

"""Saving a file so that it is either the old one or the new one, whatever happens in between.

A temporary file beside the target is written, every byte counted, flushed to the disk, opened again and verified,
and only then renamed over the target; the folder is flushed last. Symbolic links stay: what they name is replaced.
"""

from __future__ import annotations

import errno
import io
import os
import re
import secrets
import shutil
import socket
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from studio.core.errors import UserError

NO_ROOM = "there is no room left on the disk"
"""Stands in the sentence of every save that failed for want of room."""
Verify = Callable[[Path], object]

_HOST = f"{zlib.crc32(socket.gethostname().encode()):08x}"
_TEMPORARY = re.compile(r"\.pentimento-([0-9a-f]{8})-(\d+)-[0-9a-f]{8}\.part")
_ours: set[Path] = set()


class CountedFile(io.RawIOBase):
    """A file whose every write is counted: what the disk holds must be as long as what was written.

    Offers what `zipfile` needs: write, tell, seek, flush. `name` is its path.
    """

    def __init__(self, handle: BinaryIO, path: Path) -> None:
        self._handle = handle
        self.name = str(path)
        self.length = 0

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        view = memoryview(data).cast("B")  # type: ignore[arg-type]
        written = self._handle.write(view)
        if written != len(view):
            raise OSError(errno.EIO, "not all bytes were written")
        self.length = max(self.length, self._handle.tell())
        return written

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._handle.seek(offset, whence)

    def tell(self) -> int:
        return self._handle.tell()

    def flush(self) -> None:
        self._handle.flush()


def replace_file(path: str | Path, write: Callable[[CountedFile], object], verify: Verify | None = None) -> None:
    """Replaces `path` by what `write` writes.

    `verify` gets the path of the complete temporary file and raises when it cannot be read back. When anything
    fails, the old file is untouched, no temporary one is left, and a `UserError` says what is wrong.
    """
    path = Path(path)
    target = Path(os.path.realpath(path)) if "\0" not in str(path) else path
    _check_target(path, target)
    clean_folder(target.parent)
    temporary = _temporary_in(target.parent)
    _ours.add(temporary)
    try:
        length = _write(temporary, write)
        if temporary.stat().st_size != length:
            raise OSError(errno.EIO, "the file came out shorter than what was written")
        if verify is not None:
            verify(temporary)
        _copy_mode(target, temporary)
        temporary.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise explain(error, path, "saved") from error
    finally:
        _ours.discard(temporary)
        temporary.unlink(missing_ok=True)


def replace_bytes(path: str | Path, data: bytes) -> None:
    """Replaces `path` by `data`; see `replace_file`."""
    replace_file(path, lambda out: out.write(data), lambda temporary: _check_same(temporary, data))


def fill_folder(path: str | Path, write: Callable[[Path], object], verify: Verify | None = None) -> None:
    """Makes the folder `path` and what `write` writes into it: all of it, or nothing. Files are the caller's to check.

    `write` and `verify` get the path of a temporary folder beside it. A folder that holds something is not touched:
    raises `UserError`, as for all else that fails.
    """
    path = Path(path)
    target = Path(os.path.realpath(path)) if "\0" not in str(path) else path
    if not path.name or "\0" in str(path):
        raise UserError(f"“{path}” is not a name for a folder.".replace("\0", "�"))
    if _is(target, Path.exists) and not _is(target, Path.is_dir):
        raise UserError(f"{path.name} could not be saved: there is a file of that name; choose another.")
    if not _is(target.parent, Path.is_dir):
        raise UserError(f"{path.name} could not be saved: the folder {target.parent} does not exist.")
    temporary = _temporary_in(target.parent)
    _ours.add(temporary)
    try:
        if _is(target, Path.is_dir) and any(target.iterdir()):
            raise UserError(f"The folder {path.name} is not empty: choose another name.")
        clean_folder(target.parent)
        temporary.mkdir()
        write(temporary)
        if verify is not None:
            verify(temporary)
        if _is(target, Path.is_dir):
            target.rmdir()  # it is empty: not every system renames over a folder
        temporary.rename(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise explain(error, path, "saved") from error
    finally:
        _ours.discard(temporary)
        shutil.rmtree(temporary, ignore_errors=True)


def clean_folder(folder: Path) -> None:
    """Removes the temporary files and folders that a killed process of this machine left in `folder`."""
    try:
        names = [e.name for e in os.scandir(folder) if e.name.startswith(".pentimento-")]
    except OSError:
        return  # a folder that may be written but not listed
    for name in names:
        match = _TEMPORARY.fullmatch(name)
        if match and match[1] == _HOST and folder / name not in _ours and not _still_writing(int(match[2])):
            if (folder / name).is_dir():
                shutil.rmtree(folder / name, ignore_errors=True)
            else:
                (folder / name).unlink(missing_ok=True)


def process_alive(pid: int) -> bool:
    """Whether a process with this number runs on this machine."""
    if os.name == "nt":
        import ctypes

        kernel = ctypes.windll.kernel32  # type: ignore[attr-defined, unused-ignore]
        handle = kernel.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
        kernel.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # it belongs to somebody else
    return True


def explain(error: OSError, path: str | Path, doing: str) -> UserError:
    """`error` as one sentence about `path`; `doing` is a participle: "saved", "opened"."""
    path = Path(path)
    start = f"{path.name} could not be {doing}"
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            why = f"{NO_ROOM} of {path.resolve().parent}"
        case errno.EFBIG:
            why = "the disk does not take files that large"
        case errno.EACCES | errno.EPERM:
            why = f"the program may not write in {path.parent}" if doing == "saved" else "the program may not read it"
        case errno.EROFS:
            why = f"{path.parent} is read-only"
        case errno.ENOENT:
            why = f"the folder {path.parent} does not exist" if doing == "saved" else "there is no such file"
        case errno.ENOTDIR:
            why = f"{path.parent} is not a folder"
        case errno.EISDIR:
            why = "it is a folder"
        case errno.ENAMETOOLONG:
            why = "its name is too long"
        case _:
            why = error.strerror or str(error) or type(error).__name__
    tail = "; the file on the disk is as it was" if doing == "saved" and _is(path, Path.is_file) else ""
    return UserError(f"{start}: {why}{tail}.")


def _check_target(path: Path, target: Path) -> None:
    if not path.name or "\0" in str(path):
        raise UserError(f"“{path}” is not a file name.".replace("\0", "�"))
    if len(os.fsencode(target.name)) > 255:
        raise explain(OSError(errno.ENAMETOOLONG, ""), path, "saved")
    if _is(target, Path.is_dir):
        raise explain(OSError(errno.EISDIR, ""), path, "saved")
    if not _is(target.parent, Path.is_dir):
        raise UserError(f"{path.name} could not be saved: the folder {target.parent} does not exist.")
    # Renaming over it would work where only the folder may be written, but the artist protected the file.
    if _is(target, Path.exists) and not os.access(target, os.W_OK):
        raise UserError(f"{path.name} could not be saved: the file is write-protected.")


def _temporary_in(folder: Path) -> Path:
    """A name for what is being written, by which `clean_folder` knows whose it is."""
    return folder / f".pentimento-{_HOST}-{os.getpid()}-{secrets.token_hex(4)}.part"


def _is(path: Path, what: Callable[[Path], bool]) -> bool:
    """`what` of a path; False, not an error, where the path itself is impossible (too long)."""
    try:
        return what(path)
    except OSError:
        return False


def _write(temporary: Path, write: Callable[[CountedFile], object]) -> int:
    descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with open(descriptor, "w+b", buffering=1 << 20) as handle:
        counted = CountedFile(handle, temporary)
        write(counted)
        handle.flush()
        os.fsync(handle.fileno())
        return counted.length


def _check_same(temporary: Path, data: bytes) -> None:
    if temporary.read_bytes() != data:
        raise OSError(errno.EIO, "the file does not read back as it was written")


def _copy_mode(target: Path, temporary: Path) -> None:
    if os.name != "posix":
        return
    try:
        mode = target.stat().st_mode & 0o777
    except FileNotFoundError:
        umask = os.umask(0o077)
        os.umask(umask)
        mode = 0o666 & ~umask
    temporary.chmod(mode)


def _sync_folder(folder: Path) -> None:
    """Makes the rename itself last (POSIX: a folder is flushed like a file)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some network file systems cannot flush a folder; the file itself is safe by then.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def _still_writing(pid: int) -> bool:
    return pid != os.getpid() and process_alive(pid)

"""Files and folders of models, read with distrust: limits before allocation, nothing outside what was given. Torch-free."""

from __future__ import annotations

import hashlib
import json
import math
import os
import stat
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.core.errors import UserError

MOST_FILES, DEEPEST = 4000, 8
LARGEST_HEADER = 64 * 2**20
LARGEST_JSON = 4 * 2**20
LONGEST_RANK = 16
_CHUNK = 4 * 2**20

DTYPES = {
    "BOOL": 1, "U8": 1, "I8": 1, "F8_E4M3": 1, "F8_E5M2": 1, "I16": 2, "U16": 2, "F16": 2, "BF16": 2, "I32": 4,
    "U32": 4, "F32": 4, "F64": 8, "I64": 8, "U64": 8,
}  # fmt: skip
"""Bytes of a value of every kind that a safetensors file may hold here."""

Shapes = Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Member:
    """A file of a folder: `name` relative with slashes, `path` where it is, `size` in bytes."""

    name: str
    path: Path
    size: int


@dataclass(frozen=True)
class Header:
    """What a safetensors file says of itself: name -> shape, name -> dtype, and its free texts."""

    shapes: Shapes
    dtypes: Mapping[str, str]
    metadata: Mapping[str, str]

    @property
    def values(self) -> int:
        return sum(math.prod(s) for s in self.shapes.values())


def settle(path: str | Path) -> Path:
    """The real place of what the artist gave: an absolute path to a regular file or a folder. Raises `UserError`."""
    text = str(path)
    if not text or "\0" in text:
        raise UserError("That is not the name of a file.")
    given = Path(text).expanduser()
    try:
        real = given.resolve(strict=True)
        mode = real.stat().st_mode
    except FileNotFoundError:
        raise UserError(f"There is no file {given}.") from None
    except (OSError, RuntimeError) as error:  # RuntimeError: links that lead in a circle
        raise UserError(f"{given.name} cannot be read ({getattr(error, 'strerror', None) or error}).") from None
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise UserError(f"{given.name} is neither a file nor a folder, so no model can be in it.")
    if not os.access(real, os.R_OK):
        raise UserError(f"The program may not read {given.name}: change its permissions.")
    return real


def members(folder: Path, check: Callable[[], object] = lambda: None) -> tuple[Member, ...]:
    """All files of a folder, sorted by name. Raises `UserError` for one without end, or that leads out of itself.

    Links to files are followed inside the folder, and into the `blobs` of a model cache beside it, where the
    libraries of Hugging Face keep the files of `snapshots`.
    """
    root = folder.resolve()
    allowed = [root]
    if root.parent.name == "snapshots":
        allowed.append(root.parent.parent / "blobs")
    found: list[Member] = []
    waiting = [(root, "", 0)]
    seen = 0
    while waiting:
        place, prefix, depth = waiting.pop()
        try:
            entries = os.scandir(place)
        except OSError as error:
            raise UserError(f"{place} cannot be read ({error.strerror}).") from None
        with entries:
            for entry in entries:
                check()
                seen += 1
                if seen > MOST_FILES:
                    raise UserError(
                        f"“{folder.name}” holds more than {MOST_FILES} files: choose the model's own folder."
                    )
                if entry.name.startswith("."):
                    continue
                name = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    if depth + 1 >= DEEPEST:
                        raise UserError(
                            f"“{folder.name}” has folders more than {DEEPEST} deep: it is no model's folder."
                        )
                    waiting.append((Path(entry.path), f"{name}/", depth + 1))
                    continue
                found.append(_member(name, Path(entry.path), allowed, folder))
    return tuple(sorted(found, key=lambda m: m.name))


def _member(name: str, path: Path, allowed: list[Path], folder: Path) -> Member:
    try:
        real = path.resolve(strict=True)
        about = real.stat()
    except (OSError, RuntimeError):
        raise UserError(f"“{folder.name}” has a link that leads nowhere: {name}.") from None
    if not any(real.is_relative_to(a) for a in allowed):
        raise UserError(f"“{folder.name}” has a link that leads out of it: {name}. It was left alone.")
    if not stat.S_ISREG(about.st_mode):
        raise UserError(f"“{folder.name}” has something that is not a file: {name}. It was left alone.")
    return Member(name, path, about.st_size)


def read_json(path: Path) -> dict[str, Any]:
    """A JSON table of moderate size. Raises `UserError`."""
    try:
        if path.stat().st_size > LARGEST_JSON:
            raise UserError(f"{path.name} is too large to describe a model.")
        data = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UserError(f"{path.name} cannot be read ({error.strerror}).") from None
    except (ValueError, RecursionError):
        raise UserError(f"{path.name} is damaged: it is not JSON.") from None
    if not isinstance(data, dict):
        raise UserError(f"{path.name} is damaged: it is no table.")
    return data


def read_header(path: Path) -> Header | None:
    """The header of a safetensors file; None when `path` is none. Raises `UserError` when it is one, but damaged.

    Every tensor must lie within the file and have as many bytes as its shape says; no two may overlap.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(9)
        if len(start) < 9 or start[8:] != b"{":
            return None
        (length,) = struct.unpack("<Q", start[:8])
        if length > size - 8:
            # A text file that happens to have a brace there announces an absurd length.
            if length > 2**40:
                return None
            raise UserError(f"{path.name} is cut off: it ends within its own header. Copy or download it again.")
        if length > LARGEST_HEADER:
            raise UserError(f"The header of {path.name} is too large ({length / 2**20:.0f} MiB) to be that of a model.")
        file.seek(8)
        raw = file.read(length)
    try:
        data = json.loads(raw)
        if not isinstance(data, dict):
            raise ValueError("no table")
        return _header(data, size - 8 - length, path.name)
    except (ValueError, TypeError, KeyError, RecursionError, AttributeError):
        raise UserError(f"The header of {path.name} is damaged. Copy or download it again.") from None


def _header(data: dict[str, Any], room: int, name: str) -> Header:
    metadata = {str(k): str(v) for k, v in (data.pop("__metadata__", None) or {}).items()}
    shapes: dict[str, tuple[int, ...]] = {}
    dtypes: dict[str, str] = {}
    spans: list[tuple[int, int]] = []
    for key, about in data.items():
        dtype, shape, (begin, end) = about["dtype"], tuple(about["shape"]), about["data_offsets"]
        if dtype not in DTYPES:
            raise UserError(f"{name} holds values of a kind that is not read here ({str(dtype)[:20]}).")
        if len(shape) > LONGEST_RANK or not all(isinstance(n, int) and 0 <= n < 2**40 for n in (*shape, begin, end)):
            raise ValueError("shape")
        if end - begin != math.prod(shape) * DTYPES[dtype]:
            raise ValueError("length")
        if end > room:
            raise UserError(f"{name} is cut off: it should be {(end - room) / 2**20:.1f} MiB longer. Copy it again.")
        shapes[key], dtypes[key] = shape, dtype
        spans.append((begin, end))
    spans.sort()
    if any(a[1] > b[0] for a, b in zip(spans, spans[1:], strict=False)):
        raise ValueError("overlap")
    return Header(shapes, dtypes, metadata)


def digest(
    files: tuple[Member, ...], whole: bool, check: Callable[[float], object] = lambda fraction: None
) -> tuple[str, int]:
    """SHA-256 and bytes of one file (`whole`: its plain digest) or of a folder's files with their names.

    `check` is told how far it is, 0..1, every few megabytes.
    """
    total, done = sum(m.size for m in files) or 1, 0
    outer = hashlib.sha256()
    for member in files:
        inner = outer if whole else hashlib.sha256()
        try:
            with member.path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    inner.update(chunk)
                    done += len(chunk)
                    check(min(1.0, done / total))
        except OSError as error:
            raise UserError(f"{member.name} cannot be read ({error.strerror}).") from None
        if not whole:
            outer.update(f"{member.name}\0{inner.hexdigest()}\n".encode())
    return outer.hexdigest(), done

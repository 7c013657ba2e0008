"""The style pictures that come with the program, painted by the program. Torch-free; reads only what is asked for.

`resources/styles/styles.json` lists them: id, title, tags, author, license, file, width, height, sha256 of the file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from studio.core import paths
from studio.core.errors import UnknownNameError, UserError

if TYPE_CHECKING:
    from studio.core.picture import Pixels


@dataclass(frozen=True)
class ShippedStyle:
    """One style picture. `path` is its JPEG or PNG; nothing of it is read until it is loaded."""

    id: str
    title: str
    tags: tuple[str, ...]
    author: str
    license: str
    path: Path
    width: int
    height: int
    sha256: str


def folder() -> Path:
    return paths.resource("styles")


@lru_cache(maxsize=1)
def shipped() -> tuple[ShippedStyle, ...]:
    """All shipped styles, in the order in which they are shown. Raises `UserError` when the list cannot be read."""
    table = folder() / "styles.json"
    try:
        entries = json.loads(table.read_text("utf-8"))
        return tuple(
            ShippedStyle(
                id=e["id"], title=e["title"], tags=tuple(e["tags"]), author=e["author"], license=e["license"],
                path=folder() / e["file"], width=e["width"], height=e["height"], sha256=e["sha256"],
            )
            for e in entries
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"The list of shipped styles ({table}) cannot be read.") from error


def find(id_: str) -> ShippedStyle:
    """Raises `UnknownNameError`, which offers the nearest id."""
    for style in shipped():
        if style.id == id_:
            return style
    raise UnknownNameError("style", id_, (s.id for s in shipped()))


def load(id_: str) -> Pixels:
    """uint8 (H, W, 4) of a shipped style. Raises `UnknownNameError`, or `UserError` when its file is gone."""
    return _read(find(id_).path, 0)


@lru_cache(maxsize=64)
def thumbnail(id_: str, size: int = 160) -> Pixels:
    """uint8 (h, w, 4), longest side at most `size` pixels; the same array each time, so do not write to it."""
    pixels = _read(find(id_).path, size)
    pixels.setflags(write=False)
    return pixels


def _read(path: Path, size: int) -> Pixels:
    from PIL import Image

    try:
        with Image.open(path) as image:
            if size:
                image.draft("RGB", (2 * size, 2 * size))  # the decoder itself reduces: fast
                image.thumbnail((size, size), Image.Resampling.LANCZOS)
            return np.array(image.convert("RGBA"))
    except OSError as error:
        raise UserError(f"The style picture {path.name} cannot be read.") from error

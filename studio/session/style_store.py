"""What the artist's style list keeps on disk: own pictures, their names and tags, favorites, what was used last.

`styles/styles.json` in the data folder. A picture that came from a file stays where it is: its path and a thumbnail are
kept. One that had no file (pasted, from a layer) is kept whole, as `ID.png` beside the thumbnail `ID.webp`.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.errors import UserError
from studio.core.paths import data_dir

if TYPE_CHECKING:
    from studio.core.picture import Pixels

FILE, VERSION = "styles.json", 1
THUMB = 512
"""Long side of a kept thumbnail in px: also the larger look while the picture itself is gone."""
LONGEST_TITLE, LONGEST_TAG, MOST_TAGS, MOST_RECENT = 60, 24, 12, 12


@dataclass(frozen=True)
class OwnStyle:
    """`id` is made from `sha256`, the digest of its pixels (`ImageRef.of`). `kept`: `path` is a copy in the data folder."""

    id: str
    title: str
    path: str
    sha256: str
    width: int
    height: int
    tags: tuple[str, ...] = ()
    kept: bool = False


class StyleStore:
    """A broken file is set aside and told by `notice`, never lost."""

    def __init__(self) -> None:
        self.folder = data_dir() / "styles"
        self.notice = ""
        self.own: list[OwnStyle] = []
        self.favorites: list[str] = []
        self.recent: list[str] = []
        self._load()

    @property
    def path(self) -> Path:
        return self.folder / FILE

    def thumb(self, id_: str) -> Path:
        return self.folder / f"{id_}.webp"

    def copy(self, id_: str) -> Path:
        return self.folder / f"{id_}.png"

    def write_thumb(self, id_: str, pixels: Pixels) -> None:
        """Raises `UserError`."""
        import io

        from PIL import Image

        from studio.document.resample import fitted
        from studio.formats.atomic import replace_bytes

        out = io.BytesIO()
        Image.fromarray(fitted(pixels, THUMB, THUMB), "RGBA").save(out, "WEBP", quality=88, method=2)
        self._make_folder()
        replace_bytes(self.thumb(id_), out.getvalue())

    def write_copy(self, id_: str, pixels: Pixels) -> Path:
        """Raises `UserError`."""
        from studio.formats.png import write_png

        self._make_folder()
        write_png(self.copy(id_), pixels, None)
        return self.copy(id_)

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"The folder for your styles, {self.folder}, cannot be made ({error.strerror}).") from None

    def forget(self, style: OwnStyle) -> None:
        """Deletes thumbnail and copy; the artist's own file never."""
        for path in (self.thumb(style.id), self.copy(style.id)):
            with contextlib.suppress(OSError):
                path.unlink()

    def save(self) -> None:
        """Writes the list; `notice` says when that fails."""
        data = {
            "version": VERSION,
            "own": [asdict(s) for s in self.own],
            "favorites": self.favorites,
            "recent": self.recent[:MOST_RECENT],
        }
        spare = self.path.with_name(f".{self.path.name}.{os.getpid()}.tmp")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            spare.write_text(json.dumps(data, ensure_ascii=False, indent=1), "utf-8")
            os.replace(spare, self.path)
            self.notice = ""
        except OSError as error:
            with contextlib.suppress(OSError):
                spare.unlink()
            self.notice = f"Your list of styles could not be written to {self.path}: {error.strerror}."

    def _load(self) -> None:
        try:
            data = json.loads(self.path.read_text("utf-8"))
            if data["version"] != VERSION:
                raise ValueError("another version")
            self.own = [_own(item) for item in data["own"]]
            self.favorites, self.recent = _texts(data["favorites"]), _texts(data["recent"])
        except FileNotFoundError:
            return
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            self.own, self.favorites, self.recent = [], [], []
            backup = self.path.with_suffix(".broken.json")
            with contextlib.suppress(OSError):
                backup.write_bytes(self.path.read_bytes())
            self.notice = f"Your list of styles was unreadable; the file is kept as {backup.name}."


def clean_title(text: str) -> str:
    """One line without needless spaces. Raises `UserError` for nothing."""
    title = " ".join(text.split())[:LONGEST_TITLE]
    if not title:
        raise UserError("A style needs a name.")
    return title


def clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Lower case, no doubles, at most `MOST_TAGS`."""
    plain = (" ".join(t.split()).casefold()[:LONGEST_TAG] for t in tags)
    return tuple(dict.fromkeys(t for t in plain if t))[:MOST_TAGS]


def _own(item: Any) -> OwnStyle:
    style = OwnStyle(**{**item, "tags": tuple(_texts(item.get("tags", [])))})
    texts = (style.id, style.title, style.path, style.sha256)
    if not all(isinstance(t, str) for t in texts) or not all(isinstance(n, int) for n in (style.width, style.height)):
        raise ValueError("a style of another shape")
    if not style.id.isalnum() or not isinstance(style.kept, bool):
        raise ValueError("a style of another shape")
    return style


def _texts(items: Any) -> list[str]:
    if not isinstance(items, list) or not all(isinstance(i, str) for i in items):
        raise ValueError("not a list of names")
    return list(items)

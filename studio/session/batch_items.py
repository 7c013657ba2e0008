"""What a batch is made of: files in folders, where each goes, and in which look."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from string import Formatter
from typing import Any

from studio.core.errors import UserError
from studio.core.picture import ImageRef
from studio.engine.request import Request

PICTURES = (".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".tif", ".tiff", ".webp", ".bmp", ".dib", ".gif")
VIDEOS = (".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi")
FORMATS = {"same": "", "png": ".png", "jpg": ".jpg", "tiff": ".tif", "webp": ".webp"}
"""Of pictures. "same": as the picture was, or PNG where that cannot be written."""
VIDEO_FORMATS = {"same": "", "mp4": ".mp4", "webm": ".webm", "gif": ".gif", "frames": ""}
"""Of videos. "same": WebM stays WebM, all others become MP4. "frames": a folder of numbered PNGs."""
_SAME = {
    ".jpg": ".jpg", ".jpeg": ".jpg", ".jpe": ".jpg", ".jfif": ".jpg", ".tif": ".tif", ".tiff": ".tif", ".webp": ".webp",
}  # fmt: skip
NAMING = "{name}"
FIELDS = ("name", "style", "method", "number")


class Kind(Enum):
    PICTURE = "picture"
    VIDEO = "video"


class Exists(Enum):
    """What becomes of a file that is there already."""

    SKIP = "skip"
    OVERWRITE = "overwrite"
    RENAME = "rename"


class State(Enum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    KEPT = "kept"
    """Nothing was to be done: it is there."""
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(eq=False)
class Item:
    """One file of a batch. `relative`: where it lies below the folder that was given. `pixels`: how much work it is, once
    known, all frames of a video together. `note`: what went wrong, or what the artist should know."""

    source: Path
    relative: Path
    kind: Kind = Kind.PICTURE
    number: int = 1
    state: State = State.WAITING
    fraction: float = 0.0
    note: str = ""
    output: Path | None = None
    pixels: int = 0

    @property
    def open(self) -> bool:
        return self.state in (State.WAITING, State.RUNNING)


@dataclass(frozen=True)
class Options:
    """How a batch writes. `naming`: the name of each file without its ending, with `FIELDS` in braces."""

    folder: Path
    form: str = "same"
    video: str = "same"
    naming: str = NAMING
    exists: Exists = Exists.SKIP
    quality: int = 92
    fresh: bool = False
    """Does again what is done already."""

    def check(self) -> None:
        """Raises `UserError`."""
        if self.form not in FORMATS or self.video not in VIDEO_FORMATS:
            raise UserError(f"There is no format called “{self.form if self.form not in FORMATS else self.video}”.")
        if not 1 <= self.quality <= 100:
            raise UserError(f"The quality goes from 1 to 100, not {self.quality}.")
        named(self.naming, Item(Path("a"), Path("a")), "style", "method")

    @property
    def digest(self) -> str:
        """What of it has a say in the pixels and bytes of a finished file."""
        return f"{self.form}/{self.video}/{self.quality}"


@dataclass(frozen=True)
class Look:
    """A style with its method and settings: a request for everything but the content. `manner`: what the artist calls it."""

    template: Request
    manner: str = ""

    def request(self, content: ImageRef, source: dict[str, Any], title: str = "") -> Request:
        """The request that lays it on `content`; `source`: what the recipe says of it."""
        inputs = dict(self.template.inputs) | {"content": content}
        sources = dict(self.template.sources) | {"content": json.dumps(source, sort_keys=True)}
        return Request(
            self.template.spec, self.template.params, tuple(sorted(inputs.items())), None, title,
            tuple(sorted(sources.items())),
        )  # fmt: skip

    @property
    def method(self) -> str:
        return self.template.spec.partition("/")[2]

    @property
    def digest(self) -> str:
        """The same for the same method, settings, seed and style pictures."""
        inputs = [(name, _plain(value)) for name, value in self.template.inputs]
        text = json.dumps([self.template.spec, list(self.template.params), inputs], sort_keys=True, default=repr)
        return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, ImageRef):
        return value.digest
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    return value


def collect(inputs: Sequence[Path], out: Path) -> list[Item]:
    """The pictures and videos in `inputs`, files or folders with all that is below them, in order of their names.

    Hidden files are left out, and what lies in `out` when that is inside one of the folders. Raises `UserError` for what
    is not there, and for a file that is neither picture nor video.
    """
    items: list[Item] = []
    seen: set[Path] = set()
    out = _real(out)
    for given in inputs:
        if given.is_dir():
            found = [(p, p.relative_to(given)) for p in _below(given, out)]
        elif given.is_file():
            if kind_of(given) is None:
                raise UserError(f"{given.name} is neither a picture nor a video that can be read here.")
            found = [(given, Path(given.name))]
        else:
            raise UserError(f"{given} does not exist.")
        for path, relative in found:
            kind = kind_of(path)
            if kind is not None and _real(path) not in seen:
                seen.add(_real(path))
                items.append(Item(path, relative, kind, len(items) + 1))
    return items


def kind_of(path: Path) -> Kind | None:
    suffix = path.suffix.lower()
    return Kind.PICTURE if suffix in PICTURES else Kind.VIDEO if suffix in VIDEOS else None


def _below(folder: Path, out: Path) -> Iterable[Path]:
    for where, folders, files in os.walk(folder):
        here = Path(where)
        # The results of an earlier run are not pictures to be stylized, unless they are what was asked for.
        folders[:] = sorted((f for f in folders if not f.startswith(".") and _real(here / f) != out), key=_order)
        for name in sorted(files, key=_order):
            if not name.startswith("."):
                yield here / name


def _order(name: str) -> tuple[str, str]:
    """As people sort names."""
    return name.casefold(), name


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def named(naming: str, item: Item, style: str, method: str) -> str:
    """The name of an item's file without ending. Raises `UserError`."""
    values = {"name": item.relative.stem, "style": style, "method": method, "number": f"{item.number:04d}"}
    text = ""
    try:
        for plain, wanted, form, turn in Formatter().parse(naming):
            if form or turn:
                raise ValueError(wanted)
            text += plain + (values[wanted] if wanted is not None else "")
    except (KeyError, ValueError):
        fields = ", ".join(f"{{{f}}}" for f in FIELDS)
        raise UserError(f"The name “{naming}” cannot be made out: it may hold {fields}.") from None
    text = "".join("-" if c in '/\\:*?"<>|\0' else c for c in text)
    text = text.strip()
    if not text.strip(". "):
        raise UserError(f"The name “{naming}” leaves nothing to call a file.")
    return text


def give_targets(items: Sequence[Item], options: Options, look: Look) -> None:
    """Decides where each item goes. Two that would go to one place are told apart by the ending that they had."""
    taken: set[str] = set()
    for item in items:
        ending = _ending(item, options)
        stem = named(options.naming, item, look.manner, look.method)
        folder = options.folder / item.relative.parent
        path = folder / f"{stem}{ending}"
        if str(path).casefold() in taken:
            path = folder / f"{stem} ({item.source.suffix.lstrip('.')}){ending}"
        number = 2
        while str(path).casefold() in taken:
            path = folder / f"{stem} ({number}){ending}"
            number += 1
        taken.add(str(path).casefold())
        item.output = path


def _ending(item: Item, options: Options) -> str:
    suffix = item.source.suffix.lower()
    if item.kind is Kind.PICTURE:
        return FORMATS[options.form] or _SAME.get(suffix, ".png")
    if options.video == "same":
        return ".webm" if suffix == ".webm" else ".mp4"
    return VIDEO_FORMATS[options.video]


def free_name(path: Path) -> Path:
    """`path`, or one beside it with a number, that does not exist."""
    number = 2
    free = path
    while free.exists():
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
        number += 1
    return free


@dataclass
class Summary:
    """What came of a batch."""

    done: int = 0
    kept: int = 0
    cancelled: int = 0
    waiting: int = 0
    failed: list[Item] = field(default_factory=list)

    @classmethod
    def of(cls, items: Iterable[Item]) -> Summary:
        made = cls()
        for item in items:
            match item.state:
                case State.DONE:
                    made.done += 1
                case State.KEPT:
                    made.kept += 1
                case State.CANCELLED:
                    made.cancelled += 1
                case State.FAILED:
                    made.failed.append(item)
                case _:
                    made.waiting += 1
        return made

    def sentence(self) -> str:
        """ "38 of 40 done, 1 was there already, 1 failed." """
        total = self.done + self.kept + self.cancelled + self.waiting + len(self.failed)
        parts = [f"{self.done} of {total} done"]
        if self.kept:
            parts.append(f"{self.kept} {'was' if self.kept == 1 else 'were'} there already")
        if self.failed:
            parts.append(f"{len(self.failed)} failed")
        if self.cancelled:
            parts.append(f"{self.cancelled} not done")
        return ", ".join(parts) + "."

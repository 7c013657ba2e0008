"""The models that the artist added: an index of files that stay where they are. Torch-free.

`data_dir()/models/index.json` names them; what had to be converted lies in `data_dir()/models/<id>/`. A file that is gone
stays in the index and is shown as missing, for a disk may come back. A damaged index is kept beside the new one.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import re
import shutil
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from studio.core.errors import UnknownNameError, UserError
from studio.core.events import Event
from studio.core.params import Value
from studio.core.paths import data_dir

FORMAT, VERSION = "pentimento-models", 1
INDEX = "index.json"
LARGEST_INDEX = 16 * 2**20
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


@dataclass(frozen=True)
class Kind:
    """What sort of model: how it is called, and what it does here, in a sentence for the artist."""

    id: str
    title: str
    use: str


KINDS: dict[str, Kind] = {
    k.id: k
    for k in (
        Kind("stylegan", "StyleGAN", "Paints pictures that the sliders of the Latent panel move."),
        Kind("trained", "Trained here", "Paints pictures that the sliders of the Latent panel move."),
        Kind("diffusion", "Diffusion", "Paints from words, from a picture or within a mask."),
        Kind("lora", "LoRA", "Gives a diffusion model of its family a manner or a subject."),
        Kind("controlnet", "ControlNet", "Lets a diffusion model of its family follow lines."),
        Kind("upscaler", "Upscaler", "Enlarges pictures with fine detail."),
        Kind("style", "Style network", "Gives any picture its one style."),
        Kind("vae", "Diffusion decoder", "Stands in for the decoder of a diffusion model of its family."),
        Kind("features", "Feature network", "Sees pictures: the eyes of the style methods Gatys and Deep dream."),
        Kind("language", "Language model", "A voice for the muse: writes what your line may become."),
    )
}


@dataclass(frozen=True)
class ModelEntry:
    """One model.

    `kind`: of `KINDS`. `family`: what it is exactly ("sd15", "sdxl", "stylegan2-ada", "esrgan", ...). `path`: the
    artist's own file or folder, absolute. `converted`: name of the file in `data_dir()/models/<id>/` that is loaded
    instead, or "". `sha256`: of what the artist gave (of a folder: of its files' names and contents). `bytes`: its size.
    `memory`: MiB of its weights in 32-bit floats, half of that in 16-bit. `details`: what was read from it, such as
    "size" (px), "classes", "scale", "code". `added`: date and time, ISO 8601.
    """

    id: str
    title: str
    kind: str
    family: str
    path: str
    sha256: str
    bytes: int
    memory: float
    licence: str = ""
    converted: str = ""
    details: Mapping[str, Value] = field(default_factory=dict)
    added: str = ""

    @property
    def file(self) -> Path:
        """What is loaded: the converted copy, or the artist's own file or folder."""
        return models_dir() / self.id / self.converted if self.converted else Path(self.path)

    @property
    def missing(self) -> bool:
        """Whether what is to be loaded is not there now."""
        try:
            return not self.file.exists()
        except OSError:
            return True

    @property
    def is_folder(self) -> bool:
        return Path(self.path).is_dir()

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id, "title": self.title, "kind": self.kind, "family": self.family, "path": self.path,
            "sha256": self.sha256, "bytes": self.bytes, "memory": round(self.memory, 2), "licence": self.licence,
            "converted": self.converted, "details": dict(self.details), "added": self.added,
        }  # fmt: skip

    @classmethod
    def from_dict(cls, data: Any) -> ModelEntry:
        """Raises `ValueError` when `data` is no entry."""
        try:
            entry = cls(
                id=_text(data["id"]), title=_text(data["title"]), kind=_text(data["kind"]),
                family=_text(data["family"]), path=_text(data["path"]), sha256=_text(data["sha256"]),
                bytes=int(data["bytes"]), memory=float(data["memory"]), licence=_text(data.get("licence", "")),
                converted=_text(data.get("converted", "")), details=_details(data.get("details", {})),
                added=_text(data.get("added", "")),
            )  # fmt: skip
        except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
            raise ValueError(f"an entry that cannot be read ({error})") from None
        if not _ID.fullmatch(entry.id) or entry.kind not in KINDS or not os.path.isabs(entry.path):
            raise ValueError(f"an entry that is not one of ours ({entry.id!r})")
        if entry.converted and (Path(entry.converted).name != entry.converted or entry.converted in (".", "..")):
            raise ValueError(f"a file outside the folder of models ({entry.converted!r})")
        if entry.bytes < 0 or not math.isfinite(entry.memory) or entry.memory < 0:
            raise ValueError("a size that is none")
        return entry


class Library:
    """The index. Belongs to one thread; `find` is for all others.

    `changed` after any change. `notice`: a sentence about an index that was set aside, or "".
    """

    def __init__(self) -> None:
        self.folder = models_dir()
        self.changed: Event[[]] = Event()
        self.notice = ""
        self._entries: dict[str, ModelEntry] = {}
        self._stamp: tuple[int, int] | None = None
        self._load()

    def __iter__(self) -> Iterator[ModelEntry]:
        """In the order in which they were added."""
        return iter(tuple(self._entries.values()))

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._entries

    def get(self, id_: str) -> ModelEntry:
        """Raises `UnknownNameError`."""
        if id_ not in self._entries:
            raise UnknownNameError("model", id_, self._entries)
        return self._entries[id_]

    def of(self, *kinds: str) -> tuple[ModelEntry, ...]:
        return tuple(e for e in self._entries.values() if e.kind in kinds)

    def add(self, entry: ModelEntry) -> ModelEntry:
        """Keeps an entry; one with the same id is replaced. Raises `UserError` when the index cannot be written."""
        self._renew()
        self._write({**self._entries, entry.id: ModelEntry.from_dict(entry.to_dict())})
        return self._entries[entry.id]

    def remove(self, id_: str) -> None:
        """Forgets a model and deletes its converted copy; the artist's own file stays where it is."""
        self._renew()
        self.get(id_)
        self._write({k: v for k, v in self._entries.items() if k != id_})
        discard(id_)

    def rename(self, id_: str, title: str) -> None:
        self._renew()
        title = " ".join(title.split())
        if not title:
            raise UserError("A model needs a name.")
        self._write({**self._entries, id_: replace(self.get(id_), title=title[:120])})

    def set_licence(self, id_: str, licence: str) -> None:
        self._renew()
        self._write({**self._entries, id_: replace(self.get(id_), licence=" ".join(licence.split())[:200])})

    def refresh(self) -> None:
        """Takes over what another process (the command line) has changed."""
        if self._renew():
            self.changed.emit()

    # -- the file --------------------------------------------------------------------------------------------------

    def _write(self, entries: dict[str, ModelEntry]) -> None:
        """Writes the index beside itself, then renames; `changed` when something did."""
        if entries == self._entries:
            return
        data = {"format": FORMAT, "version": VERSION, "models": [e.to_dict() for e in entries.values()]}
        target = self.folder / INDEX
        spare = target.with_name(f".{INDEX}.{os.getpid()}.part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            content = (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
            with spare.open("wb") as out:
                if out.write(content) != len(content):
                    raise OSError("not all bytes were written")
                out.flush()
                os.fsync(out.fileno())
            if spare.read_bytes() != content:
                raise OSError("it does not read back as it was written")
            spare.replace(target)
        except OSError as error:
            with contextlib.suppress(OSError):
                spare.unlink()
            raise UserError(f"The list of models could not be written to {target} ({_reason(error)}).") from None
        self._entries, self._stamp = dict(entries), _stamp(target)
        self.changed.emit()

    def _renew(self) -> bool:
        """Reads the index again when it is another than the one read last."""
        if _stamp(self.folder / INDEX) == self._stamp:
            return False
        before = self._entries
        self._load()
        return self._entries != before

    def _load(self) -> None:
        target = self.folder / INDEX
        self._stamp = _stamp(target)
        entries, bad = read_index(target)
        self._entries = {e.id: e for e in entries}
        if bad:
            backup = target.with_suffix(".broken.json")
            with contextlib.suppress(OSError):
                backup.write_bytes(target.read_bytes())
            self.notice = (
                f"The list of models was damaged ({bad}); it is kept as {backup.name}: add what is missing again."
            )


def models_dir() -> Path:
    """Where the index and the converted copies lie."""
    return data_dir() / "models"


def read_index(target: Path) -> tuple[list[ModelEntry], str]:
    """The entries of an index file that can be read, and what is wrong with the others, or ""."""
    try:
        if target.stat().st_size > LARGEST_INDEX:
            return [], "it is too large"
        data = json.loads(target.read_text("utf-8"))
    except FileNotFoundError:
        return [], ""
    except OSError as error:
        return [], _reason(error)
    except (ValueError, RecursionError):
        return [], "it is not JSON"
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("models"), list):
        return [], "it is no list of models"
    entries: list[ModelEntry] = []
    bad = ""
    for item in data["models"]:
        try:
            entries.append(ModelEntry.from_dict(item))
        except ValueError as error:
            bad = str(error)
    return entries, bad


def find(id_: str) -> ModelEntry:
    """The entry of a model as the index on the disk has it now; for the engine's thread.

    Raises `UserError` when there is none, or when its file is not there.
    """
    entries, _ = read_index(models_dir() / INDEX)
    for entry in entries:
        if entry.id == id_:
            if entry.missing:
                raise UserError(
                    f"The file of “{entry.title}” is not there now: {entry.file}. Bring it back, or remove the model."
                )
            return entry
    raise UnknownNameError("model", id_, [e.id for e in entries])


def id_of(title: str, sha256: str) -> str:
    """A model's id: letters of its name, then the start of its digest, so that it is like no other's."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().casefold()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "model"
    return f"{name}-{sha256[:6]}"


def discard(id_: str) -> None:
    """Deletes the converted copy of a model, if there is one."""
    if not _ID.fullmatch(id_):
        raise ValueError(id_)
    place = models_dir() / id_
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place, ignore_errors=True)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_mtime_ns, about.st_size


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _details(value: Any) -> dict[str, Value]:
    out = {_text(k): v for k, v in value.items()}
    if not all(isinstance(v, float | int | bool | str) for v in out.values()):
        raise TypeError("details")
    return out


def _reason(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__

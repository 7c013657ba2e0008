"""Training in the window: what is to be learned, how far it is, what is paused; a finished model goes into the library.

Models lie in `data_dir()/trained/NAME`. A training that was paused, or that ended with the program, keeps its checkpoint
there and is offered again.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from studio.art.models import folder
from studio.art.training.catalog import TRAINERS
from studio.art.training.trained import SAMPLES, Begun, Trained, begun
from studio.core.errors import UserError
from studio.core.events import Event
from studio.core.params import Value
from studio.core.paths import data_dir
from studio.core.spec import Spec
from studio.engine.request import Request
from studio.session.jobs import Job

if TYPE_CHECKING:
    from studio.core.picture import Pixels
    from studio.session.studio import Studio
    from studio.session.style_library import StyleSource

GROUP = "training"
PICTURE, FOLDER, WORLD = "picture", "folder", "world"
DATA: dict[str, tuple[str, str, str]] = {
    "feed-forward": (PICTURE, "Style picture", ""),
    "adain": (FOLDER, "Folder of styles", "shipped"),
    "cyclegan": (FOLDER, "First folder", ""),
    "latent-flow": (WORLD, "World", "painted:shores"),
}
"""Trainer -> what it learns from: kind, its name for the artist, what stands there at first."""
OTHERS = (FOLDER, "Folder of pictures", "")
PLACES = ("photographs", "other")
"""Params that are folders."""


@dataclass(frozen=True)
class Paused:
    """A training that was not brought to its end."""

    folder: Path
    plan: Begun

    @property
    def title(self) -> str:
        return str(self.plan.params.get("title") or "") or self.folder.name


class TrainingState:
    """`changed`: what is to be trained, or whether something is; `moved`: progress and previews of it.
    `asked`: its window is wanted."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self.changed: Event[[]] = Event()
        self.moved: Event[[]] = Event()
        self.asked: Event[[]] = Event()
        self.spec: Spec = TRAINERS.get("feed-forward")
        self._values: dict[str, dict[str, Value]] = {}
        self._data: dict[str, str] = {}
        self.seed = 0
        self.job: Job | None = None
        self.folder: Path | None = None
        self.preview: Pixels | None = None
        self.note = ""
        self.error = ""
        self.done: Trained | None = None

    # -- what is to be trained -----------------------------------------------------------------------------------

    @property
    def values(self) -> dict[str, Value]:
        return self._values.setdefault(self.spec.id, self.spec.values({}))

    @property
    def data(self) -> str:
        return self._data.get(self.spec.id, self.data_kind[2])

    @property
    def data_kind(self) -> tuple[str, str, str]:
        return DATA.get(self.spec.id, OTHERS)

    @property
    def running(self) -> bool:
        return self.job is not None and self.job.open

    def choose(self, trainer: str) -> None:
        self.spec = TRAINERS.get(trainer)
        self._settled()

    def set_data(self, data: str) -> None:
        self._data[self.spec.id] = data.strip()
        self._settled()

    def set(self, name: str, value: object) -> None:
        """Raises `UserError` for what the setting does not take."""
        self.values[name] = self.spec.param(name).check(value)
        self._settled()

    def teach_style(self, source: StyleSource | None = None) -> None:
        """Prepares a network of a style, by default of the one that is chosen in the Style panel, and asks for the
        window. Raises `UserError` when there is none."""
        source = source or self._studio.style.source
        if source is None:
            raise UserError("Choose a style first: the network learns that one.")
        self.spec = TRAINERS.get("feed-forward")
        self._data[self.spec.id] = f"style:{source.id}" if source.id else str(source.path)
        self.values["title"] = source.title
        self._settled()
        self.asked.emit()

    @property
    def problem(self) -> str:
        """Why nothing can be trained now, in one sentence, or ""."""
        if self.running:
            return "A network is learning already."
        kind, name, _ = self.data_kind
        if not self.data:
            return f"Choose the {name.lower()}." if kind != WORLD else "Name the world."
        if "other" in {p.name for p in self.spec.params} and not self.values["other"]:
            return "Choose the other folder."
        return ""

    def _settled(self) -> None:
        self.error = ""
        self.changed.emit()

    # -- training ------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Starts to learn into a new folder. Raises `UserError`."""
        if self.problem:
            raise UserError(self.problem)
        self._run(self.spec, dict(self.values), self.data, self._fresh(), self.seed, resume=False)

    def pause(self) -> None:
        """Stops; the checkpoint is kept."""
        if self.job is not None:
            self._studio.jobs.cancel(self.job)

    def end_now(self) -> None:
        """Takes the network as it is now."""
        if self.job is not None:
            self._studio.jobs.finish(self.job)

    @property
    def can_end_now(self) -> bool:
        return self.job is not None and self._studio.jobs.can_finish(self.job)

    def paused(self) -> list[Paused]:
        """Trainings that can go on, the latest first."""
        place = trained_dir()
        found = []
        for path in place.iterdir() if place.is_dir() else ():
            try:
                plan = begun(path) if not (path / folder.ABOUT).exists() else None
            except UserError:
                continue
            if (
                plan is not None
                and plan.trainer in {s.id for s in TRAINERS}
                and not (self.running and path == self.folder)
            ):
                found.append(Paused(path, plan))
        return sorted(found, key=lambda p: p.folder.stat().st_mtime, reverse=True)

    def resume(self, paused: Paused) -> None:
        """Goes on where it was stopped. Raises `UserError`."""
        if self.running:
            raise UserError("A network is learning already.")
        plan = paused.plan
        self.spec = TRAINERS.get(plan.trainer)
        known = {p.name for p in self.spec.params}
        values = self.spec.values({k: v for k, v in plan.params.items() if k in known})
        self._values[self.spec.id], self._data[self.spec.id] = dict(values), plan.data
        self._run(self.spec, values, plan.data, paused.folder, plan.seed, resume=True)

    def _run(self, spec: Spec, values: dict[str, Value], data: str, place: Path, seed: int, *, resume: bool) -> None:
        self.folder, self.note, self.error, self.done = place, "Waiting", "", None
        self.preview = self.preview if resume else None
        title = str(values.get("title") or "") or place.name
        request = Request.make(
            spec.key, values, title=f"Training “{title}”", data=data, out=str(place), seed=seed, resume=resume
        )

        def progress(_fraction: float, note: str) -> None:
            self.note = note or self.note
            self.moved.emit()

        def preview(pixels: Pixels) -> None:
            self.preview = pixels
            self.moved.emit()

        self.job = self._studio.jobs.submit(
            request, group=GROUP, finished=self._finished, failed=self._failed, progress=progress, preview=preview,
            cancelled=self._cancelled,
        )  # fmt: skip
        self.changed.emit()

    def _finished(self, done: Trained) -> None:
        self.job, self.done, self.note = None, done, ""
        self._studio.models.add([done.folder])
        self._studio.told.emit(f"“{done.title}” has learned and joins your models.")
        self.changed.emit()

    def _failed(self, sentence: str) -> None:
        self.job, self.error, self.note = None, sentence, ""
        self._tidy()
        self.changed.emit()

    def _cancelled(self) -> None:
        self.job, self.note = None, "Paused: it can go on later from here."
        self._tidy()
        self.changed.emit()

    def _tidy(self) -> None:
        """A folder in which nothing was learned yet is no training that could go on."""
        place = self.folder
        if place is None or not place.is_dir() or (place / folder.ABOUT).exists():
            return
        if not any((place / "training").rglob("*.checkpoint")) and not (place / SAMPLES).exists():
            from shutil import rmtree

            rmtree(place, ignore_errors=True)
            self.note = ""

    def _fresh(self) -> Path:
        """A folder for a new model. Raises `UserError` when there can be none."""
        place = trained_dir()
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"The folder {place} cannot be made ({(error.strerror or str(error)).lower()}).") from None
        name = slug(str(self.values.get("title") or "") or f"{Path(self.data).stem} {self.spec.id}")
        number = 1
        while (path := place / (name if number == 1 else f"{name}-{number}")).exists():
            number += 1
        return path


def trained_dir() -> Path:
    """Where the models lie that were trained in the window."""
    return data_dir() / "trained"


def slug(text: str) -> str:
    """A name for a folder."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "model"

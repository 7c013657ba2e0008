"""The Models page's state: adding, naming, choosing, measuring and removing models."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from studio.art.generators.owned.catalog import sync
from studio.art.models import lighter
from studio.art.models.catalog import ROOM
from studio.art.models.library import Library, ModelEntry
from studio.art.models.lighter import AUTO, FULL, HALF, INT8, Choice, Measured
from studio.art.models.memory import automatic_to_write, free_megabytes, gigabytes, needed_megabytes, needed_to_write
from studio.core.errors import UnknownNameError, UserError
from studio.core.events import Event
from studio.engine.request import Request
from studio.session.jobs import Job
from studio.session.model_list import Model, Use, all_models, made_with, measure_request, spec_of

if TYPE_CHECKING:
    from studio.core.picture import Pixels
    from studio.session.studio import Studio

GROUP = "models"
LARGEST_CARD = 2**20
SHEET_PIXELS = 60 * 10**6
ADD = "model/add"
WRITING_PRECISIONS = {
    AUTO: "16 bits on graphics cards, on processors that are quick at it for models stored so, and where memory is short; "
    "else full.",
    FULL: "32-bit floats: the most memory, and the slowest on most machines.",
    HALF: "16-bit floats: as most language models are published.",
    INT8: "Whole numbers in the dense layers: about a third of the memory once it is loaded, and quick on processors.",
}
"""What a precision means for a language model."""
_WRITES_IN = {FULL: "Full on this machine: 32-bit floats.", HALF: "Half on this machine: 16-bit floats."}
_ids = count(1)


@dataclass(eq=False)
class Adding:
    """A file on its way into the list. `error`: why it was refused, until the artist has read it."""

    path: Path
    fraction: float = 0.0
    note: str = "Waiting"
    error: str = ""
    job: Job | None = field(default=None, repr=False)
    id: int = field(default_factory=lambda: next(_ids))


class ModelsState:
    """`changed`: the list or one of its entries. `adding_changed`: the files on their way in. `lighter_changed(digest)`:
    a choice or a measurement. `offered`: files that were dropped on the window and look like models. `measuring`: digest -> (fraction, note) of what is being measured. `added_last`: id of the
    model that came in last."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self.library = Library()
        self.adding: list[Adding] = []
        self.added_last = ""
        self.measuring: dict[str, tuple[float, str]] = {}
        self.problems: dict[str, str] = {}
        self.device = "cpu"
        self.free: float | None = None
        self.quick_halves = False
        self.changed: Event[[]] = Event()
        self.adding_changed: Event[[]] = Event()
        self.lighter_changed: Event[str] = Event()
        self.room_changed: Event[[]] = Event()
        self.offered: Event[list[Path]] = Event()
        self._jobs: dict[str, Job] = {}
        sync(self.library)
        self.library.changed.connect(self._follow)
        studio.generators_changed.connect(self.changed.emit)

    # -- what there is -------------------------------------------------------------------------------------------

    def all(self) -> list[Model]:
        """Those of the program first, then the artist's in the order in which they came."""
        return all_models(self.library)

    def get(self, id_: str) -> Model:
        """Raises `UserError` for an unknown id."""
        models = {m.id: m for m in self.all()}
        if id_ not in models:
            raise UnknownNameError("model", id_, models)
        return models[id_]

    def refresh(self) -> None:
        """Looks at the disk again: the command line may have added something, a disk may have come back."""
        self.library.refresh()
        self.changed.emit()
        self.ask_room()

    def uses(self, model: Model) -> list[Use]:
        """Where a model has a say: as a generator, in layers of the open picture, on the contact sheet."""
        out = []
        spec = spec_of(model)
        if spec is not None and spec.kind == "generator":
            chosen = ", chosen in Create" if self._studio.create.generator.id == spec.id else ""
            out.append(Use("Generator", spec.title + chosen))
        elif spec is not None and spec.kind == "muse":
            out.append(Use("Muse", spec.title + (", chosen" if self._studio.muse.spec.id == spec.id else "")))
        elif spec is not None:
            out.append(Use(spec.kind.capitalize(), spec.title))
        document = self._studio.document
        for layer in document.layers if document is not None else ():
            if made_with(layer.recipe, model, spec):
                out.append(Use("Layer", layer.name))
        made = [c for c in self._studio.contact if c.picture and made_with(c.picture.recipe, model, spec)]
        if made:
            out.append(Use("Contact sheet", "1 candidate" if len(made) == 1 else f"{len(made)} candidates"))
        return out

    def card_text(self, model: Model) -> str:
        """The model card. Raises `UserError` when it cannot be read."""
        if model.card is None:
            raise UserError(f"“{model.title}” has no card.")
        try:
            with model.card.open("rb") as source:
                return source.read(LARGEST_CARD).decode("utf-8", "replace")
        except OSError as error:
            raise UserError(f"The card of “{model.title}” cannot be read ({error.strerror}).") from None

    def read_sheet(self, model: Model, edge: int, done: Callable[[Pixels], object]) -> None:
        """Reads the contact sheet of a model beside the window, its long side at most `edge` px."""
        path = model.sheet
        if path is None:
            return

        def work() -> Pixels:
            from studio.formats.images import read_image
            from studio.session.style import shrink

            return shrink(read_image(path, SHEET_PIXELS).pixels, edge)

        self._studio.background.run(work, done, self._studio.told.emit)

    # -- adding and removing -------------------------------------------------------------------------------------

    def add(self, paths: Iterable[Path]) -> None:
        """Looks at files and folders in the engine and takes in what is a model."""
        for path in paths:
            self._add(Adding(path.absolute()))

    def cancel(self, adding: Adding) -> None:
        """Stops, or puts away what was refused."""
        if adding.job is not None and adding.job.open:
            self._studio.jobs.cancel(adding.job)
        elif adding in self.adding:
            self._drop(adding)

    def rename(self, model: Model, title: str) -> None:
        self.library.rename(model.id, title)

    def set_licence(self, model: Model, licence: str) -> None:
        self.library.set_licence(model.id, licence)

    def remove(self, model: Model) -> None:
        """Out of the list; a converted copy is deleted, the artist's own file never."""
        if not model.own:
            raise UserError(f"“{model.title}” comes with the program and stays.")
        self.stop_measuring(model)
        self.library.remove(model.id)
        lighter.forget(model.digest)

    def use(self, model: Model) -> None:
        """Chooses it as the generator of the Create panel, or as the muse. Raises `UserError` when it is neither."""
        spec = spec_of(model)
        if spec is not None and spec.kind == "muse":
            self._studio.muse.choose(spec.id)
        elif spec is not None and spec.kind == "generator":
            self._studio.create.choose_generator(spec.id)
        else:
            raise UserError(f"“{model.title}” paints no pictures by itself.")
        self.changed.emit()

    # -- lighter -------------------------------------------------------------------------------------------------

    def choice(self, model: Model) -> Choice:
        return lighter.chosen(model.digest)

    def in_force(self, model: Model) -> Choice:
        """How it is computed now, "automatic" resolved."""
        if model.writes and self.choice(model).precision == AUTO:
            return Choice(
                automatic_to_write(
                    model.memory,
                    self.device,
                    stored_half=model.stored_half,
                    quick_halves=self.quick_halves,
                    free=self.free,
                )
            )
        return lighter.in_force(model.digest, self.device)

    def describe(self, model: Model) -> str:
        """What the choice comes to, in a sentence."""
        choice, measured = self.choice(model), self.measured(model)
        if model.writes:
            here = _WRITES_IN[self.in_force(model).precision] if choice.precision == AUTO else ""
            return here or WRITING_PRECISIONS[choice.precision]
        if choice.precision == AUTO and measured is None and model.kind == "Diffusion" and self.device != "cpu":
            return "Half, as usual on graphics cards, until it has been measured."
        return describe_choice(choice, self.in_force(model), measured)

    def choose(self, model: Model, choice: Choice) -> None:
        """Raises `UserError` when the choice cannot be kept, or cannot be had here."""
        if choice.compiled and (reason := lighter.no_compiler()):
            raise UserError(reason)
        if choice != self.choice(model):
            lighter.choose(model.digest, choice)
            self.lighter_changed.emit(model.digest)

    def measured(self, model: Model) -> Measured | None:
        return lighter.measured(model.digest, self.device)

    def measure(self, model: Model, compiled: bool = False) -> None:
        """Times the model at each precision, in the engine. Raises `UserError` when nothing uses it."""
        if model.digest in self._jobs:
            return
        request = measure_request(model, compiled)
        digest = model.digest
        self.measuring[digest] = (0.0, "Waiting")
        self.problems.pop(digest, None)

        def progress(fraction: float, note: str) -> None:
            self.measuring[digest] = (fraction, note)
            self.lighter_changed.emit(digest)

        def ended(problem: str = "") -> None:
            self._jobs.pop(digest, None)
            self.measuring.pop(digest, None)
            if problem:
                self.problems[digest] = problem
            self.lighter_changed.emit(digest)

        self._jobs[digest] = self._studio.jobs.submit(
            request, group=GROUP, progress=progress, finished=lambda _m: ended(), failed=ended, cancelled=ended
        )
        self.lighter_changed.emit(digest)

    def stop_measuring(self, model: Model) -> None:
        if model.digest in self._jobs:
            self._studio.jobs.cancel(self._jobs[model.digest])

    # -- memory --------------------------------------------------------------------------------------------------

    def ask_room(self) -> None:
        """Asks the engine how much memory is free where it loads models; `room_changed` when it has answered."""

        def told(answer: tuple[str, float | None, bool]) -> None:
            self.device, self.free, self.quick_halves = answer
            self.room_changed.emit()

        if self.device == "cpu":
            told(
                ("cpu", free_megabytes(), self.quick_halves)
            )  # the engine may be busy for long; what it says of a graphics card comes later
        self._studio.jobs.submit(Request.make(ROOM.key, slot="models-room"), live=True, finished=told)

    def needs(self, model: Model, choice: Choice | None = None) -> float:
        """MiB that it takes while it paints or writes."""
        need = needed_to_write if model.writes else needed_megabytes
        return need(model.memory, (choice or self.in_force(model)).precision)

    def memory_problem(self, model: Model) -> str:
        """A sentence when it plainly does not fit into the memory that is free, else ""."""
        needed = self.needs(model)
        if self.free is None or needed <= self.free:
            return ""
        lack = f"It needs about {gigabytes(needed)}, and {gigabytes(self.free)} are free."
        lighter_way = self.needs(model, Choice(HALF))
        if self.in_force(model).precision == FULL and lighter_way <= self.free:
            return f"{lack} In half precision it would fit."
        return f"{lack} Close other programs, or take a smaller model."

    # -- inside --------------------------------------------------------------------------------------------------

    def _follow(self) -> None:
        """The list changed: what the models can do comes and goes with them."""
        if sync(self.library):
            self._studio.generators_changed.emit()
            self._studio.muses_changed.emit()
        else:
            self.changed.emit()

    def _add(self, adding: Adding) -> None:
        self.adding.append(adding)

        def progress(fraction: float, note: str) -> None:
            adding.fraction, adding.note = fraction, note
            self.adding_changed.emit()

        def finished(entry: ModelEntry) -> None:
            known = entry.id in self.library
            self._drop(adding)
            self.added_last = entry.id
            if self._studio.guard(lambda: self.library.add(entry)):
                self._studio.told.emit(f"“{entry.title}” {'is in the list already' if known else 'was added'}.")
            self.changed.emit()

        def failed(sentence: str) -> None:
            adding.error, adding.note = sentence, ""
            self.adding_changed.emit()

        request = Request.make(ADD, {}, title=f"Reading {adding.path.name}", path=str(adding.path))
        adding.job = self._studio.jobs.submit(
            request, group=GROUP, progress=progress, finished=finished, failed=failed,
            cancelled=lambda: self._drop(adding),
        )  # fmt: skip
        self.adding_changed.emit()

    def _drop(self, adding: Adding) -> None:
        if adding in self.adding:
            self.adding.remove(adding)
            self.adding_changed.emit()


def describe_choice(choice: Choice, force: Choice, measured: Measured | None) -> str:
    """What a choice comes to, in a sentence."""
    if choice.precision != AUTO:
        return lighter.PRECISIONS[choice.precision][1]
    if measured is None:
        return "Full until it has been measured; then the fastest whose pictures look the same."
    row, full = measured.row(Choice(force.precision)), measured.row(Choice(FULL))
    if force.precision == FULL or row is None or full is None or not row.milliseconds:
        return "Full: nothing lighter is faster and looks the same on this machine."
    name = lighter.PRECISIONS[force.precision][0]
    gain = full.milliseconds / row.milliseconds
    return f"{name}: {gain:.1f} times as fast, and its pictures differ by {row.mean:.2f} of 255 on average."

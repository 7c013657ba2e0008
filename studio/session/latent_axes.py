"""The axes of the target's generator: found in the background, named and grouped by the artist, shown by pictures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from studio.art.latent.axis import SURPRISE, Axis, AxisSet, MarkPicture
from studio.art.latent.catalog import AXES, MARKS
from studio.core.errors import UserError
from studio.core.events import Event
from studio.core.moves import Moves
from studio.core.params import Value
from studio.core.picture import Pixels
from studio.core.spec import Spec
from studio.engine.request import Request
from studio.session.latent_book import AxisBook
from studio.session.latent_idle import EDGE, SLOT, IdleWork

if TYPE_CHECKING:
    from studio.session.jobs import Job
    from studio.session.latent import LatentState
    from studio.session.studio import Studio

STRENGTHS = (-2.0, 0.0, 2.0)
"""Where an axis has pictures."""
AT_ONCE = 4
"""Axes whose pictures are made in one job: the next ones follow, so that the first are there soon."""
FIRST_SURPRISES, MORE_SURPRISES = 6, 6
GROUP, FIND_SLOT = "axes", "latent-axes"
PINNED = "pinned"
_ORDER = ("light", "color", "weather", "land", "water", "life")
"""Headings that come first, in this order; the others follow as the generator gives them, surprises last."""


class AxesPhase(Enum):
    NONE = "none"
    """The generator has no latent space, or nobody has looked yet."""
    ASKED = "asked"
    READY = "ready"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(eq=False)
class _Found:
    """What is known of one generator's axes."""

    spec: Spec
    phase: AxesPhase = AxesPhase.NONE
    fraction: float = 0.0
    note: str = ""
    error: str = ""
    set: AxisSet | None = None
    job: Job | None = None
    giving_way: bool = False
    surprises: int = FIRST_SURPRISES


class AxesState:
    """`changed`: another set, phase, name, group, pin or lock. `marks_changed(axis)`: it has other pictures."""

    def __init__(self, studio: Studio, latent: LatentState) -> None:
        self._studio, self._latent = studio, latent
        self.book = AxisBook()
        self.changed: Event[[]] = Event()
        self.marks_changed: Event[str] = Event()
        self._found: dict[str, _Found] = {}
        self._locked: dict[str, dict[str, float]] = {}
        self._watched = False
        self._visible: tuple[str, ...] = ()
        self._marks: dict[str, dict[float, Pixels]] = {}
        self._marks_of: tuple[object, Spec] = (None, latent.spec)
        self._fresh: set[str] = set()
        latent.target_changed.connect(self._follow_target)
        latent.picture_changed.connect(self._picture_changed)
        studio.generators_changed.connect(self._follow_generators)
        studio.jobs.changed.connect(self._jobs_changed)
        latent.idle.add(self._next_marks)

    # -- finding them --------------------------------------------------------------------------------------------

    def watch(self, on: bool) -> None:
        """Somebody looks at the axes (or no longer does): they are only looked for then."""
        if on != self._watched:
            self._watched = on
            if on:
                self._follow_target()
                self._latent.idle.kick()

    @property
    def phase(self) -> AxesPhase:
        return self._here().phase

    @property
    def fraction(self) -> float:
        """0..1 while they are looked for."""
        return self._here().fraction

    @property
    def note(self) -> str:
        """What is being done, or why it failed."""
        here = self._here()
        return here.error if here.phase is AxesPhase.FAILED else here.note

    def find(self) -> None:
        """Asks the engine for the axes of the target's generator: at once those that are known, else by a search that
        lets all other work go first, also such as comes later."""
        here = self._here()
        if not self._latent.steerable or here.phase is AxesPhase.ASKED:
            return
        here.phase, here.fraction, here.note, here.error = AxesPhase.ASKED, 0.0, "", ""

        def finished(found: AxisSet | None) -> None:
            here.job = None
            if found is not None:
                here.phase, here.set = AxesPhase.READY, found
            elif here is self._here():
                self._begin(here)
            else:
                here.phase = AxesPhase.NONE
            self._changed_here(here)

        def failed(sentence: str) -> None:
            here.phase, here.error, here.job = AxesPhase.FAILED, sentence, None
            self._changed_here(here)

        def cancelled() -> None:
            # Replaced by another generator's, it is asked anew when that generator's pictures are looked at.
            here.phase, here.job = AxesPhase.STOPPED if here is self._here() else AxesPhase.NONE, None
            self._changed_here(here)

        request = Request.make(
            AXES.key, {"search": False}, slot=FIND_SLOT, title="Reading the axes", generator=here.spec.key
        )  # fmt: skip
        here.job = self._studio.jobs.submit(
            request, group=GROUP, live=True, finished=finished, failed=failed, cancelled=cancelled
        )
        self.changed.emit()

    def stop(self) -> None:
        """Stops looking for them."""
        here = self._here()
        if here.job is not None:
            self._studio.jobs.cancel(here.job)
        elif here.phase is AxesPhase.ASKED:
            here.phase = AxesPhase.STOPPED
            self.changed.emit()

    def _begin(self, here: _Found) -> None:
        """Starts the search, once nothing else is to be done: axes can wait, a picture that was asked for cannot."""
        here.fraction, here.note = 0.0, ""
        if self._busy():
            here.note = "Waits until the other work is done"
            return
        here.giving_way = False

        def progress(fraction: float, note: str) -> None:
            here.fraction, here.note = fraction, note
            self.changed.emit()

        def finished(found: AxisSet) -> None:
            here.phase, here.set, here.job = AxesPhase.READY, found, None
            self._changed_here(here)

        def failed(sentence: str) -> None:
            here.phase, here.error, here.job = AxesPhase.FAILED, sentence, None
            self._changed_here(here)

        def cancelled() -> None:
            here.job = None
            if here.giving_way:
                here.fraction, here.note = 0.0, "Waits until the other work is done"
            else:
                here.phase = AxesPhase.STOPPED
            self._changed_here(here)

        request = Request.make(
            AXES.key, {}, title=f"Finding the axes of “{here.spec.title}”", generator=here.spec.key
        )  # fmt: skip
        here.job = self._studio.jobs.submit(
            request, group=GROUP, finished=finished, failed=failed, cancelled=cancelled, progress=progress
        )

    def _busy(self) -> bool:
        """Whether the engine has other work than what follows a moving hand."""
        return any(j.group != GROUP and j.stop is None for j in self._studio.jobs.visible())

    def _jobs_changed(self, job: Job) -> None:
        if job.group == GROUP:
            return
        if self._busy():
            for found in self._found.values():
                if found.job is not None and not found.job.live and not found.giving_way:
                    found.giving_way = True
                    self._studio.jobs.cancel(found.job)
        elif self._watched:
            self._take_up()

    def _take_up(self) -> None:
        """Looks on where it gave way."""
        here = self._here()
        if here.phase is AxesPhase.ASKED and here.job is None and self._latent.steerable:
            self._begin(here)
            self.changed.emit()

    # -- what there is -------------------------------------------------------------------------------------------

    @property
    def all(self) -> tuple[Axis, ...]:
        here = self._here()
        return here.set.axes if here.set is not None else ()

    def axis(self, id_: str) -> Axis:
        """Raises `UserError` for an axis that this generator does not have."""
        for axis in self.all:
            if axis.id == id_:
                return axis
        raise UserError(f"This generator has no axis “{id_}”.")

    @property
    def surprises(self) -> list[Axis]:
        """The surprise axes that are shown."""
        return [a for a in self.all if a.kind == SURPRISE][: self._here().surprises]

    @property
    def more_surprises(self) -> int:
        """How many are not shown yet."""
        return max(0, sum(a.kind == SURPRISE for a in self.all) - self._here().surprises)

    def show_more(self) -> None:
        self._here().surprises += MORE_SURPRISES
        self.changed.emit()

    def groups(self) -> list[tuple[str, list[Axis]]]:
        """(heading, axes) as they are shown: the pinned ones first, the surprises last."""
        shown = {a.id for a in self.surprises}
        pinned: list[Axis] = []
        groups: dict[str, list[Axis]] = {}
        for axis in self.all:
            moved = self.pinned(axis) or self._strength(axis) != 0.0
            if axis.kind == SURPRISE and axis.id not in shown and not moved:
                continue
            (pinned if self.pinned(axis) else groups.setdefault(self.group(axis), [])).append(axis)
        given = [*groups]

        def place(heading: str) -> tuple[bool, int]:
            first = _ORDER.index(heading) if heading in _ORDER else len(_ORDER) + given.index(heading)
            return heading.startswith(SURPRISE), first

        out = [(PINNED, pinned)] if pinned else []
        return out + [(heading, groups[heading]) for heading in sorted(groups, key=place)]

    @property
    def headings(self) -> list[str]:
        """The groups that an axis can be put into."""
        return list(dict.fromkeys(self.group(a) for a in self.all))

    def title(self, axis: Axis) -> str:
        return self.book.note(self._model, axis.id).title or axis.title

    def group(self, axis: Axis) -> str:
        return self.book.note(self._model, axis.id).group or axis.group or axis.kind

    def pinned(self, axis: Axis) -> bool:
        return self.book.note(self._model, axis.id).pinned

    # -- notes ---------------------------------------------------------------------------------------------------

    def rename(self, axis: Axis, title: str) -> None:
        """ "" brings its own name back."""
        self.book.rename(self._model, axis.id, "" if title.strip() == axis.title else title)
        self._noted()

    def regroup(self, axis: Axis, group: str) -> None:
        """ "" brings its own group back."""
        group = " ".join(group.split()).lower()
        self.book.regroup(self._model, axis.id, "" if group == axis.group else group)
        self._noted()

    def pin(self, axis: Axis, pinned: bool) -> None:
        self.book.pin(self._model, axis.id, pinned)
        self._noted()

    def _noted(self) -> None:
        if self.book.notice:
            self._studio.told.emit(self.book.notice)
        self.changed.emit()

    # -- locks ---------------------------------------------------------------------------------------------------

    @property
    def locked(self) -> dict[str, float]:
        """Axis -> strength, for the target's generator."""
        return self._locked.get(self._latent.spec.id, {})

    def lock(self, axis: Axis, locked: bool) -> None:
        """A locked axis keeps its strength in every picture that is made by this generator from now on."""
        locks = self._locked.setdefault(self._latent.spec.id, {})
        if locked:
            locks[axis.id] = self._strength(axis)
        else:
            locks.pop(axis.id, None)
        self.changed.emit()

    def locked_moves(self, spec: Spec) -> dict[str, Value]:
        """The param `moves` for new pictures by `spec`; empty where nothing is locked."""
        strengths = {k: v for k, v in self._locked.get(spec.id, {}).items() if v != 0.0}
        return {"moves": Moves(axes=strengths).to_text()} if strengths and "latent" in spec.traits else {}

    # -- pictures ------------------------------------------------------------------------------------------------

    def set_visible(self, axes: Iterable[str]) -> None:
        """The axes that can be seen now, the first ones first: only these get pictures."""
        wanted = tuple(axes)
        if wanted != self._visible:
            self._visible = wanted
            self._latent.idle.kick()

    def marks(self, axis: str) -> dict[float, Pixels]:
        """Strength -> picture, as far as they are made."""
        return self._marks.get(axis, {})

    def _next_marks(self) -> IdleWork | None:
        recipe = self._latent.recipe
        if not self._watched or recipe is None or self._here().phase is not AxesPhase.READY:
            return None
        known = {a.id for a in self.all}
        axes = tuple(a for a in self._visible if a in known and a not in self._fresh)[:AT_ONCE]
        if not axes:
            return None
        request = Request.make(
            MARKS.key, {"edge": EDGE}, slot=SLOT, title="Small pictures of the axes",
            generator=self._latent.spec.key, recipe=recipe.to_json(), axes=axes, strengths=STRENGTHS,
        )  # fmt: skip

        def done(pictures: tuple[MarkPicture, ...]) -> None:
            if recipe is not self._latent.recipe:
                return
            self._fresh.update(axes)
            for mark in pictures:
                self._marks.setdefault(mark.axis, {})[mark.strength] = mark.pixels
            for axis in axes:
                self.marks_changed.emit(axis)

        # Where they cannot be made they are not asked for again before the picture changes.
        return IdleWork(request, done, lambda: self._fresh.update(axes))

    # -- inside --------------------------------------------------------------------------------------------------

    @property
    def _model(self) -> str:
        here = self._here()
        return here.set.model if here.set is not None else ""

    def _here(self) -> _Found:
        spec = self._latent.spec
        found = self._found.get(spec.id)
        if found is None or found.spec != spec:
            found = self._found[spec.id] = _Found(spec)
        return found

    def _strength(self, axis: Axis) -> float:
        return self._latent.moves.strength(axis.id)

    def _changed_here(self, found: _Found) -> None:
        if found is self._here():
            self.changed.emit()
            self._latent.idle.kick()

    def _follow_target(self) -> None:
        of = (self._latent.target, self._latent.spec)
        if of != self._marks_of:
            self._marks_of = of
            self._marks.clear()
            self._fresh.clear()
        if self._watched and self._here().phase is AxesPhase.NONE:
            self.find()
        elif self._watched:
            self._take_up()
        self.changed.emit()

    def _picture_changed(self) -> None:
        self._fresh.clear()

    def _follow_generators(self) -> None:
        """Models may have gone or be others now: `_here` notices by their specs."""
        self._latent.idle.kick()

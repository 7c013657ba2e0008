"""A batch under way: one file after another through the engine, so that what the artist does meanwhile goes first.

A picture is read and written beside the engine and painted by it as a request without a slot: everything live cuts in.
A video is many such requests, each for a few frames (`session.batch_video`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from studio.core.errors import UserError
from studio.core.events import Event
from studio.core.picture import Picture
from studio.engine.request import Request
from studio.formats.atomic import NO_ROOM, explain
from studio.formats.images import MAX_PIXELS, picture_pixels, write_image
from studio.session.background import Background
from studio.session.batch_items import (
    Exists,
    Item,
    Kind,
    Look,
    Options,
    State,
    Summary,
    free_name,
    give_targets,
)
from studio.session.batch_journal import Journal
from studio.session.batch_pace import Pace
from studio.session.batch_turns import Source, Turns
from studio.session.jobs import Job, JobList

GROUP = "batch"


class Steps(Protocol):
    """The requests that a video takes, one after another."""

    def next(self) -> Request | None:
        """The next one; None when it is finished. Raises `UserError`."""

    def took(self, result: Any) -> None:
        """What came of it."""

    def share(self, fraction: float) -> float:
        """How far all of it is, when the present request is `fraction` done."""

    @property
    def notices(self) -> tuple[str, ...]: ...


VideoSteps = Callable[[Item, Look, Options], Steps]


class Batch:
    """Belongs to the session's thread. `changed(item)`: a file moved on. `state_changed`: it runs, rests or has ended.

    Files are dealt with in order; one that fails is noted and the next begins. A full disk, or an output folder that is
    gone, would fail them all: the batch then rests with the reason in `trouble`.
    """

    def __init__(
        self, jobs: JobList, background: Background, items: Sequence[Item], look: Look, options: Options,
        videos: VideoSteps, *, limit: int = MAX_PIXELS, clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        options.check()
        self.items, self.look, self.options = list(items), look, options
        self.changed: Event[Item] = Event()
        self.state_changed: Event[[]] = Event()
        self.running = False
        self.pausing = False
        self.ended = False
        self.trouble = ""
        self._jobs, self._videos, self._limit, self._clock = jobs, videos, limit, clock
        self._turns = Turns(background)
        self._digest = f"{look.digest}/{options.digest}/{options.naming}"
        self._journal: Journal | None = None
        self._job: Job | None = None
        self._steps: Steps | None = None
        self._current: Item | None = None
        self._cancelled = False
        self._begun = 0.0
        self._pace = Pace()
        give_targets(self.items, options, look)

    # -- what the artist does ------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begins, or goes on after a pause. Raises `UserError` when the output folder cannot be made."""
        if self.running or self.ended:
            self.pausing = False
            self.state_changed.emit()
            return
        folder = self.options.folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise explain(error, folder, "made") from error
        self._journal = Journal(folder)
        self.running, self.pausing, self.trouble = True, False, ""
        self.state_changed.emit()
        self._turns.do(self._turn)

    def pause(self) -> None:
        """Rests after the present picture, or the present frames of a video."""
        if self.running and not self.pausing:
            self.pausing = True
            self.state_changed.emit()

    def cancel(self) -> None:
        """Gives up what is not finished; what is finished stays."""
        if self.ended:
            return
        self._cancelled = True
        if self._job is not None:
            self._jobs.cancel(self._job)
        elif self._current is None:
            self._turns.do(self._turn)

    def retry(self) -> None:
        """What failed or was given up waits again. Call `start` to go on."""
        for item in self.items:
            if item.state in (State.FAILED, State.CANCELLED):
                self._set(item, State.WAITING)
                item.fraction, item.note = 0.0, ""
        self.ended = self._cancelled = False
        give_targets(self.items, self.options, self.look)
        self.state_changed.emit()

    # -- how far it is -------------------------------------------------------------------------------------------

    @property
    def summary(self) -> Summary:
        return Summary.of(self.items)

    @property
    def current(self) -> Item | None:
        return self._current

    @property
    def fraction(self) -> float:
        """0..1 by the pixels that are done."""
        total = sum(max(1, i.pixels) for i in self.items)
        done = sum(max(1, i.pixels) * (i.fraction if i.open else 1.0) for i in self.items)
        return done / total if total else 1.0

    def seconds_left(self) -> float | None:
        """By the pace of what is finished, and of the present file; None while there is nothing to go by."""
        return self._pace.left(self.items, self._current, self._clock() - self._begun)

    def weigh(self, item: Item) -> None:
        """Finds out how much work a file is. May be called from any thread."""
        if not item.pixels and item.kind is Kind.PICTURE:
            item.pixels = picture_pixels(item.source)
        elif not item.pixels:
            from studio.formats.video_read import quick_pixels

            item.pixels = quick_pixels(item.source)

    # -- one after another ---------------------------------------------------------------------------------------

    def _turn(self) -> None:
        """Between two files."""
        self._current = None
        item = next((i for i in self.items if i.state is State.WAITING), None)
        if self._cancelled or item is None:
            self._end()
        elif self.pausing:
            self._rest()
        else:
            self._begin(item)

    def _begin(self, item: Item) -> None:
        self._current, self._begun = item, self._clock()
        item.fraction, item.note = 0.0, ""
        self.weigh(item)
        if not item.pixels:
            item.pixels = 1
        self._set(item, State.RUNNING)
        assert self._journal is not None and item.output is not None
        made = None if self.options.fresh else self._journal.finished(item, self._digest)
        if made is not None:
            item.output = made
            self._finish(item, State.KEPT, "Done before")
            return
        if item.output.exists() and self.options.exists is Exists.SKIP and not self.options.fresh:
            self._finish(item, State.KEPT, "There is a file of this name already")
            return
        try:
            if _same(item.output, [i.source for i in self.items]):
                raise UserError(f"{item.output.name} is one of the originals, which are never replaced.")
            item.output.parent.mkdir(parents=True, exist_ok=True)
            if self.options.exists is Exists.RENAME:
                item.output = free_name(item.output)
            if item.kind is Kind.VIDEO:
                self._steps = self._videos(item, self.look, self.options)
                self._turns.do(lambda: self._step_video(item))
                return
        except OSError as error:
            self._fail(item, str(explain(error, item.output, "saved")))
            return
        except UserError as error:
            self._fail(item, str(error))
            return
        self._turns.beside(
            lambda: Source.read(item.source, self._limit),
            lambda source: self._paint(item, source),
            lambda sentence: self._fail(item, sentence),
        )

    def _paint(self, item: Item, source: Source) -> None:
        if self._cancelled:
            self._give_up(item)
            return
        content = source.content
        item.pixels = source.loaded.pixels.shape[0] * source.loaded.pixels.shape[1]
        told: dict[str, Any] = {"file": str(item.source.resolve()), "sha256": content.digest}
        if source.loaded.recipe is not None:
            told["recipe"] = source.loaded.recipe.to_dict()
        request = self.look.request(content, told, self._title(item))
        self._submit(item, request, lambda picture: self._save(item, source, picture), lambda fraction: fraction)

    def _save(self, item: Item, source: Source, picture: Picture) -> None:
        output = item.output
        assert output is not None
        notices = (*source.loaded.notices, *picture.notes)

        quality = self.options.quality
        self._turns.beside(
            lambda: write_image(output, picture.pixels, picture.recipe, quality, source.metadata),
            lambda written: self._finish(item, State.DONE, " ".join((*notices, *written))),
            lambda sentence: self._fail(item, sentence),
        )

    def _step_video(self, item: Item) -> None:
        steps = self._steps
        assert steps is not None
        if self._cancelled:
            self._give_up(item)
            return
        if self.pausing:
            self._set(item, State.WAITING)
            self._rest()
            return
        try:
            request = steps.next()
        except UserError as error:
            self._fail(item, str(error))
            return
        if request is None:
            self._finish(item, State.DONE, " ".join(steps.notices))
            return

        def took(result: Any) -> None:
            steps.took(result)
            self._turns.do(lambda: self._step_video(item))

        self._submit(item, replace(request, title=self._title(item)), took, steps.share)

    def _submit(
        self, item: Item, request: Request, finished: Callable[[Any], object], share: Callable[[float], float]
    ) -> None:
        def progress(fraction: float, _note: str) -> None:
            self._job = self._job or next((j for j in self._jobs if j.id == request.id), None)
            item.fraction = max(item.fraction, min(1.0, share(fraction)))
            self.changed.emit(item)

        def ended(result: Any) -> None:
            self._job = None
            finished(result)

        def failed(sentence: str) -> None:
            self._job = None
            self._fail(item, sentence)

        def cancelled() -> None:
            self._job = None
            if self._cancelled:
                self._give_up(item)
            else:  # by the status line, which stops all work: the batch can go on later
                self._set(item, State.WAITING)
                self._rest()

        job = self._jobs.submit(
            request, group=GROUP, finished=ended, failed=failed, progress=progress, cancelled=cancelled
        )
        # Where the engine is not beside this thread, all is over by now.
        self._job = job if job.open else None

    # -- how a file ends -----------------------------------------------------------------------------------------

    def _finish(self, item: Item, state: State, note: str) -> None:
        if state is State.DONE:
            assert self._journal is not None
            try:
                self._journal.add(item, self._digest)
            except UserError as error:
                note = f"{note} {error}".strip()
            self._pace.add(item, self._clock() - self._begun)
        item.note, item.fraction = note, 1.0
        self._set(item, state)
        self._turns.do(self._turn)

    def _fail(self, item: Item, sentence: str) -> None:
        if self._cancelled:
            self._give_up(item)
            return
        if NO_ROOM in sentence or not self.options.folder.is_dir():
            gone = f"The folder {self.options.folder} is gone."
            self.trouble = sentence if NO_ROOM in sentence else gone
            item.note = self.trouble
            self._set(item, State.WAITING)
            self._rest()
            return
        item.note = sentence
        self._set(item, State.FAILED)
        self._turns.do(self._turn)

    def _give_up(self, item: Item) -> None:
        if item.kind is Kind.VIDEO and self._steps is not None:
            item.note = "Not finished; what is painted of it is kept for the next time"
        self._set(item, State.CANCELLED)
        self._turns.do(self._turn)

    def _rest(self) -> None:
        self._current = None
        self.running = self.pausing = False
        self.state_changed.emit()

    def _end(self) -> None:
        for item in self.items:
            if item.open:
                self._set(item, State.CANCELLED)
        self.running = self.pausing = False
        self.ended = True
        self.state_changed.emit()

    def _set(self, item: Item, state: State) -> None:
        item.state = state
        self.changed.emit(item)

    def _title(self, item: Item) -> str:
        place = self.items.index(item) + 1
        return f"Batch {place}/{len(self.items)}: {item.source.name}"


def _same(path: Path, sources: Sequence[Path]) -> bool:
    return path.exists() and any(s.exists() and path.samefile(s) for s in sources)

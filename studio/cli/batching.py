"""`pentimento stylize` of a folder or a video: the session's batch, with a line a file."""

from __future__ import annotations

import argparse
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from studio.cli.options import Worker, explained, tell, whole
from studio.core.errors import Cancelled, UserError
from studio.engine import messages as msg
from studio.engine.request import Request

if TYPE_CHECKING:
    from studio.session.batch import Batch
    from studio.session.batch_items import Item, Options
    from studio.session.jobs import JobList

VIDEO_OUT = {".mp4": "mp4", ".webm": "webm", ".gif": "gif"}


def many(content: str) -> bool:
    """Whether CONTENT is more than one picture."""
    from studio.session.batch_items import VIDEOS

    path = Path(content)
    try:
        return path.is_dir() or path.suffix.lower() in VIDEOS
    except OSError as error:
        raise explained(error, content) from None


class _Direct:
    """The engine of the command line as the session wants one: what is asked for is done before `submit` returns."""

    def __init__(self) -> None:
        self.jobs: JobList | None = None
        self._worker = Worker()

    def submit(self, request: Request) -> None:
        def heard(message: msg.Message) -> None:
            assert self.jobs is not None
            self.jobs.receive(message)

        with suppress(UserError, Cancelled):  # told as a message
            self._worker.run(request, request.title.partition(" ")[2], heard)

    def cancel(self, job: int) -> None:
        """Nothing waits here, and what runs is stopped by Ctrl+C."""

    def finish(self, job: int) -> None:
        """See `cancel`."""


def stylize_many(given: argparse.Namespace) -> int:
    """Every picture and video of CONTENT into OUT. 0, or 2 where something was not done."""
    from studio.cli.making import style_request
    from studio.session.background import Background
    from studio.session.batch import Batch
    from studio.session.batch_items import Look, State, collect
    from studio.session.batch_video import FilmSteps
    from studio.session.jobs import JobList

    if given.mask:
        raise UserError("--mask is for one picture, not for a folder or a video.")
    source = Path(given.content)
    options = _options(given, source)
    options.check()
    look = Look(style_request(given), Path(given.style).stem if given.style else given.method)
    items = collect([source], options.folder)
    if not items:
        raise UserError(f"There is no picture and no video in {source}.")
    port = _Direct()
    port.jobs = JobList(port)
    batch = Batch(port.jobs, Background(), items, look, options, FilmSteps)
    begun = {"at": time.monotonic()}

    def moved(item: Item) -> None:
        if item.state is State.RUNNING and item.fraction == 0:
            begun["at"] = time.monotonic()
        elif item.state in (State.DONE, State.KEPT, State.FAILED):
            tell(_line(batch, item, time.monotonic() - begun["at"]))

    batch.changed.connect(moved)
    try:
        batch.start()
    except KeyboardInterrupt:
        tell("\nBroken off. The same command goes on from here.")
        raise
    return _ended(batch)


def _line(batch: Batch, item: Item, seconds: float) -> str:
    from studio.session.batch_items import State

    total = len(batch.items)
    line = f"[{batch.items.index(item) + 1:>{len(str(total))}}/{total}] {item.relative}"
    if item.state is State.FAILED:
        return f"{line}: failed"
    if item.state is State.KEPT:
        return f"{line}: {item.note[0].lower()}{item.note[1:]}"
    left = batch.seconds_left()
    more = f", about {duration(left)} left" if left is not None and left >= 2 else ""
    note = f" {item.note}" if item.note else ""
    return f"{line} -> {item.output} ({seconds:.1f} s{more}){note}"


def duration(seconds: float) -> str:
    """ "14 s", "2 min", "3.5 h"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _ended(batch: Batch) -> int:
    summary = batch.summary
    tell(summary.sentence())
    for item in summary.failed:
        tell(f"  {item.relative}: {item.note}")
    if batch.trouble:
        raise UserError(f"{batch.trouble} The same command goes on from here.")
    return 2 if summary.failed else 0


def _options(given: argparse.Namespace, source: Path) -> Options:
    from studio.core.errors import UnknownNameError
    from studio.session.batch_items import FORMATS, NAMING, VIDEO_FORMATS, Exists, Options

    form, video = "same", "same"
    for wanted in given.format or ():
        if wanted not in FORMATS and wanted not in VIDEO_FORMATS:
            raise UnknownNameError("format", wanted, [*FORMATS, *VIDEO_FORMATS])
        form = wanted if wanted in FORMATS else form
        video = wanted if wanted in VIDEO_FORMATS else video
    ways = [e.value for e in Exists]
    if given.exists is not None and given.exists not in ways:
        raise UnknownNameError("way with files that exist", given.exists, ways)
    quality = whole(given.quality, "The quality", 1, 100) if given.quality is not None else 92
    out = Path(given.output)
    if source.is_dir() or out.suffix.lower() not in VIDEO_OUT:
        if out.is_file() or out.suffix.lower() in (".png", ".jpg", ".jpeg"):
            raise UserError(f"The output of a {'folder' if source.is_dir() else 'video'} is a folder, not {out.name}.")
        exists = Exists(given.exists or "skip")
        return Options(out, form, video, given.name or NAMING, exists, quality, given.fresh)
    # One film into one file, as with one picture: what is there is replaced.
    stem = out.stem.replace("{", "{{").replace("}", "}}")
    exists = Exists(given.exists or "overwrite")
    return Options(out.parent, form, VIDEO_OUT[out.suffix.lower()], stem, exists, quality, given.fresh)

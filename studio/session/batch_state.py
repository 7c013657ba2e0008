"""The batch of the window: what is in its queue, how it is written, and the run itself, which outlives its dialog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.errors import UserError
from studio.core.events import Event, Subscriptions
from studio.session.batch import Batch
from studio.session.batch_items import (
    FORMATS,
    NAMING,
    VIDEO_FORMATS,
    Exists,
    Item,
    Kind,
    Options,
    State,
    Summary,
    collect,
)
from studio.session.batch_look import look_of
from studio.session.batch_video import FilmSteps

if TYPE_CHECKING:
    from studio.core.picture import Pixels
    from studio.session.studio import Studio

REMEMBERED = "batch"
THUMB = 96
"""Long side of the small pictures of the queue in px."""
_WEIGHED = 12
"""Files whose headers are read at once, so that a save never waits long behind them."""


class BatchState:
    """`changed`: the queue or a setting. `moved(item)`: a file went on. `state_changed`: it runs, rests or has ended.
    `thumb_ready(item)`."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self.changed: Event[[]] = Event()
        self.moved: Event[Item] = Event()
        self.state_changed: Event[[]] = Event()
        self.thumb_ready: Event[Item] = Event()
        self.items: list[Item] = []
        self.reading = 0
        self.batch: Batch | None = None
        kept = studio.settings[REMEMBERED]
        self.preset = ""
        self.folder = Path(kept["folder"]) if isinstance(kept.get("folder"), str) and kept["folder"] else None
        self.form = _known(kept, "form", FORMATS, "same")
        self.video = _known(kept, "video", VIDEO_FORMATS, "same")
        self.exists = Exists(_known(kept, "exists", {e.value: "" for e in Exists}, Exists.SKIP.value))
        self.naming = str(kept.get("naming") or NAMING)
        self.quality: int = studio.settings["jpeg_quality"]
        self._thumbs: dict[Item, Pixels | None] = {}
        self._subscriptions = Subscriptions()

    # -- the queue -----------------------------------------------------------------------------------------------

    def add(self, paths: Sequence[Path]) -> None:
        """Puts files and folders into the queue. They are looked through beside the window."""
        if self.running:
            raise UserError("The batch is running: pause or cancel it first.")
        out = self.folder or Path("/nowhere")
        paths = list(paths)
        self.reading += 1
        self.changed.emit()

        def found(items: list[Item]) -> None:
            self.reading -= 1
            self._forget_run()
            there = {i.source.resolve() for i in self.items}
            new = [i for i in items if i.source.resolve() not in there]
            self.items += new
            for number, item in enumerate(self.items, 1):
                item.number = number
            if self.folder is None and paths:
                first = paths[0].resolve()
                self.folder = first.parent / f"{first.name if first.is_dir() else first.parent.name} stylized"
            if not items:
                self._studio.told.emit("There is no picture and no video in there.")
            self.changed.emit()
            self._weigh(new)

        def failed(sentence: str) -> None:
            self.reading -= 1
            self._studio.told.emit(sentence)
            self.changed.emit()

        self._studio.chores.run(lambda: collect(paths, out), found, failed)

    def remove(self, items: Sequence[Item]) -> None:
        if self.running:
            return
        self._forget_run()
        gone = set(items)
        self.items = [i for i in self.items if i not in gone]
        self.changed.emit()

    def clear(self) -> None:
        self.remove(self.items)

    def _forget_run(self) -> None:
        """Another queue is another run; what is done stays marked."""
        if self.batch is not None:
            self._subscriptions.close()
            self.batch = None
            self.state_changed.emit()

    def _weigh(self, items: list[Item]) -> None:
        from studio.formats.images import picture_pixels
        from studio.formats.video_read import quick_pixels

        def look(some: list[Item]) -> list[int]:
            return [picture_pixels(i.source) if i.kind is Kind.PICTURE else quick_pixels(i.source) for i in some]

        for lo in range(0, len(items), _WEIGHED):
            some = items[lo : lo + _WEIGHED]

            def told(sizes: list[int], some: list[Item] = some) -> None:
                for item, size in zip(some, sizes, strict=True):
                    item.pixels = item.pixels or size

            self._studio.chores.run(lambda some=some: look(some), told, lambda _s: None)  # type: ignore[misc]

    def thumb(self, item: Item) -> Pixels | None:
        """The small picture of a file; asked for, where it is not there yet: `thumb_ready` follows."""
        if item not in self._thumbs:
            self._thumbs[item] = None

            def ready(pixels: Pixels) -> None:
                self._thumbs[item] = pixels
                self.thumb_ready.emit(item)

            # One that cannot be read is told when its turn comes.
            self._studio.chores.run(lambda: _thumbnail(item), ready, lambda _s: None)
        return self._thumbs[item]

    # -- settings ------------------------------------------------------------------------------------------------

    def set(self, **values: Any) -> None:
        """folder, form, video, exists, naming, quality, preset; remembered for the next time but the last two."""
        for name, value in values.items():
            setattr(self, name, value)
        self._studio.settings.set(
            REMEMBERED,
            {
                "folder": str(self.folder or ""), "form": self.form, "video": self.video, "exists": self.exists.value,
                "naming": self.naming,
            },
        )  # fmt: skip
        self.changed.emit()

    @property
    def options(self) -> Options:
        """Raises `UserError` where something is missing or cannot be."""
        if self.folder is None:
            raise UserError("Choose the folder that the results go to.")
        made = Options(self.folder, self.form, self.video, self.naming, self.exists, self.quality)
        made.check()
        return made

    @property
    def problem(self) -> str:
        """Why it cannot begin, in one sentence, or ""."""
        if not self.items:
            return "Add pictures, videos or folders first."
        try:
            _ = self.options
            if not self.preset and self._studio.style.takes_picture and not self._studio.style.mix.named:
                return "Choose a style in the Style panel, or a preset that has one."
        except UserError as error:
            return str(error)
        return ""

    # -- the run -------------------------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        return self.batch is not None and self.batch.running

    @property
    def resting(self) -> bool:
        """Begun, not ended, not running."""
        return self.batch is not None and not self.batch.running and not self.batch.ended

    @property
    def summary(self) -> Summary:
        return Summary.of(self.items)

    def start(self) -> None:
        """Begins, or goes on. Raises `UserError`."""
        if self.batch is not None and not self.batch.ended:
            self.batch.start()
            return
        if self.problem:
            raise UserError(self.problem)
        look = look_of(self._studio, self.preset)
        for item in self.items:
            item.state, item.fraction, item.note = State.WAITING, 0.0, ""
        limit = self._studio.settings["decode_limit"] * 1_000_000
        self._subscriptions.close()
        batch = Batch(self._studio.jobs, self._studio.chores, self.items, look, self.options, FilmSteps, limit=limit)
        self.batch = batch
        self._subscriptions.add(batch.changed, self.moved.emit)
        self._subscriptions.add(batch.state_changed, self._follow)
        batch.start()

    def pause(self) -> None:
        if self.batch is not None:
            self.batch.pause()

    def cancel(self) -> None:
        if self.batch is not None:
            self.batch.cancel()

    def retry(self) -> None:
        """What failed or was given up once more. Raises `UserError`."""
        if self.batch is not None and self.batch.ended:
            self.batch.retry()
            self.batch.start()

    def _follow(self) -> None:
        batch = self.batch
        if batch is not None and batch.ended:
            self._studio.told.emit(f"Batch: {batch.summary.sentence()}")
        elif batch is not None and batch.trouble:
            self._studio.told.emit(f"The batch rests: {batch.trouble}")
        self.state_changed.emit()

    def close(self) -> None:
        """At the end of the program: what is not finished is taken up when the same batch is started again."""
        self.cancel()
        self._subscriptions.close()


def _thumbnail(item: Item) -> Pixels:
    from studio.session.file_thumbs import file_thumbnail

    if item.kind is Kind.PICTURE:
        return file_thumbnail(item.source, THUMB)
    import numpy as np

    from studio.formats.footage import facts_of, footage

    rgb = next(footage(item.source, facts_of(item.source))).small(THUMB)
    return np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)])


def _known(kept: Mapping[str, Any], name: str, known: Mapping[str, str], initial: str) -> str:
    value = kept.get(name, initial)
    return value if isinstance(value, str) and value in known else initial

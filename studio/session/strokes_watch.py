"""A picture painted on the canvas before the artist's eyes: frames over the document, until the layer is there."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from studio.art.styles.strokes_catalog import METHODS, RECORD
from studio.core.errors import Cancelled, UserError
from studio.core.events import Event
from studio.core.picture import Made, Pixels
from studio.core.progress import DirectContext
from studio.document.tiles import tiles_of
from studio.engine.request import Request
from studio.session.sizes import fit_within
from studio.session.style_request import Asked, in_full

if TYPE_CHECKING:
    from studio.art.styles.painter import Painting
    from studio.art.styles.replay import Replay
    from studio.document.document import Document
    from studio.document.raster import Rect
    from studio.document.tiles import TileMap
    from studio.session.jobs import Job
    from studio.session.strokes import Painted
    from studio.session.studio import Studio

OWNER = "strokes"
SLOT = "strokes-watch"
LARGEST, LEAST = 1024, 256
"""Long side of the frames in px."""
LINGER = 0.6
"""Seconds that the finished picture is shown before the layer takes its place."""


class _Stoppable(DirectContext):
    """The context of work beside the session's thread, which the session can end."""

    def __init__(self) -> None:
        super().__init__()
        self.stopped = False

    def check(self) -> None:
        if self.stopped:
            raise Cancelled

    def part(self, lo: float, span: float) -> _Stoppable:
        return self


class Watching:
    """`changed`: it began, ended, plays or pauses; `moved`: another moment is shown.

    `on`: a painting is on the canvas. `seconds`: how long all of it takes.
    """

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self.on = self.playing = False
        self.share = 0.0
        self.seconds = 12.0
        self.changed: Event[[]] = Event()
        self.moved: Event[[]] = Event()
        self._job: Job | None = None
        self._painting: Painting | None = None
        self._replay: Replay | None = None
        self._context = _Stoppable()
        self._document: Document | None = None
        self._rect: Rect = (0, 0, 1, 1)
        self._land: Callable[[], object] | None = None
        self._busy = False
        self._lingered = 0.0
        self._strokes = 0
        studio.document_changed.connect(self.stop)
        studio.preview.changed.connect(self._follow_overlay)

    # -- beginning -----------------------------------------------------------------------------------------------

    def replay(self, painted: Painted) -> Job | None:
        """How a layer was painted; the document stays as it is."""
        self.stop()
        studio, document = self._studio, self._studio.require_document()

        def submit(found: tuple[dict[str, Any], tuple[int, int]]) -> None:
            inputs, place = found

            def begin(painting: Painting) -> None:
                height, width = painting.pixels.shape[:2]
                self._begin(document, painting, (*place, width, height), None)

            self._record(document, inputs, begin)

        studio.background.run(lambda: painted.inputs(studio), submit, studio.told.emit)
        return self._job

    @property
    def new_problem(self) -> str:
        """Why nothing new can be painted with the settings of the Style panel now, in one sentence, or ""."""
        style = self._studio.style
        if style.spec.id not in METHODS:
            return "Only what is painted with strokes can be watched: choose the method “Painter”."
        if style.problem:
            return style.problem
        if style.several:
            return "Watch it with one style: several are laid in one go."
        if style.laying.wish(own_region=False).region is not None:
            return "Watch it without a region: inside one the style is laid in one go."
        return ""

    def paint_new(self) -> None:
        """A new layer by the settings of the Style panel, painted before the artist's eyes: it lands at the end, as one
        step of undo. Raises `UserError`."""
        if self.new_problem:
            raise UserError(self.new_problem)
        self.stop()
        studio, style, document = self._studio, self._studio.style, self._studio.require_document()
        wish, landing = style.laying.wish(own_region=False), style.laying.landing()

        def submit(asked: Asked) -> None:
            given = dict(asked.request.inputs)
            inputs = {n: given[n] for n in ("content", "style", "seed")}
            inputs |= {"method": wish.spec.id, "values": json.dumps(dict(wish.values), sort_keys=True)}

            def begin(painting: Painting) -> None:
                offset = asked.rect[0] - wish.content.props.x, asked.rect[1] - wish.content.props.y

                def land() -> None:
                    studio.background.run(lambda: tiles_of(painting.pixels, *offset), put, studio.told.emit)

                def put(tiles: TileMap) -> None:
                    from studio.engine.runner import picture_of

                    made = Made(painting.pixels, dict(wish.values))
                    picture = picture_of(made, asked.request, wish.spec, dict(wish.values))
                    if studio.document is document:
                        landing(wish, tiles, picture)

                self._begin(document, painting, asked.rect, land)

            self._record(document, inputs, begin)

        studio.background.run(lambda: in_full(wish, style.pixels, SLOT), submit, studio.told.emit)

    def _record(self, document: Document, inputs: dict[str, Any], begin: Callable[[Painting], object]) -> None:
        if self._studio.document is not document:
            return
        request = Request.make(RECORD.key, {}, slot=SLOT, title="Planning the strokes", **inputs)
        self._job = self._studio.jobs.submit(request, group="strokes", finished=begin)

    def _begin(
        self, document: Document, painting: Painting, rect: Rect, land: Callable[[], object] | None
    ) -> None:  # fmt: skip
        studio = self._studio
        self._job = None
        if studio.document is not document:
            return
        from studio.art.styles.replay import Replay

        height, width = painting.pixels.shape[:2]
        long = max(width, height)
        edge = min(LARGEST, long, max(LEAST, round(long * studio.sight.zoom)))
        size = fit_within((width, height), edge) if edge < long else (width, height)
        context = self._context = _Stoppable()
        self._painting, self._document, self._rect, self._land = painting, document, rect, land
        self.seconds = float(studio.strokes.choice("seconds"))

        def work() -> Replay | None:
            try:
                return Replay(context, painting, *size)
            except Cancelled:
                return None

        def ready(replay: Replay | None) -> None:
            if replay is None:
                return
            if context.stopped:
                replay.close()
                return
            self._replay = replay
            self.share = self._lingered = 0.0
            self._strokes = 0
            self._busy = False
            studio.style.previews.stop()  # what is still on its way would end the watching
            self.on = self.playing = True
            self.changed.emit()
            self._show()

        studio.background.run(work, ready, studio.told.emit)

    # -- playing -------------------------------------------------------------------------------------------------

    def toggle(self) -> None:
        if self.on:
            self.playing = not self.playing
            self.changed.emit()

    def tick(self, seconds: float) -> None:
        """Time has gone by while playing."""
        if not self.on or not self.playing or self._busy:
            return
        if self._document is not self._studio.document:
            self.stop()
        elif self.share >= 1:
            self._lingered += seconds
            if self._lingered >= LINGER:
                self._end()
        else:
            self.share = min(1.0, self.share + min(seconds, 0.5) / max(0.1, self.seconds))
            self._show()

    def skip(self) -> None:
        """To the finished picture: the layer lands at once."""
        if self.on:
            self._end()

    def stop(self) -> None:
        """Takes the painting off the canvas; a layer that had not landed yet does not come."""
        if self._job is not None:
            self._studio.jobs.cancel(self._job)
            self._job = None
        self._context.stopped = True
        if self.on:
            self._leave()

    @property
    def line(self) -> str:
        """What is being done now."""
        painting = self._painting
        if not self.on or painting is None:
            return ""
        if self._strokes == 0:
            return "Underpainting"
        brush = next((t for t, end in zip(painting.titles, painting.ends, strict=True) if self._strokes <= end), "")
        return f"{brush} strokes, {self._strokes:,} of {len(painting.plan):,}"

    def _end(self) -> None:
        land = self._land
        self._context.stopped = True
        self._leave()
        if land is not None:
            land()

    def _leave(self) -> None:
        replay, self._replay = self._replay, None
        self._painting = self._document = self._land = None
        self.on = self.playing = False
        if replay is not None:  # after the frame that may be under way
            self._studio.background.run(replay.close, lambda _none: None, self._studio.told.emit)
        self._studio.preview.clear(OWNER)
        self.changed.emit()

    def _show(self) -> None:
        replay, context, share = self._replay, self._context, self.share
        if replay is None:
            return
        self._busy = True

        def work() -> Pixels | None:
            try:
                return replay.at(context, share)
            except Cancelled:
                return None

        def show(pixels: Pixels | None) -> None:
            if self._replay is not replay:
                return
            self._busy = False
            if pixels is not None:
                self._strokes = replay.strokes_at(share)
                self._studio.preview.show(OWNER, pixels, self._rect)
                self.moved.emit()

        self._studio.background.run(work, show, self._studio.told.emit)

    def _follow_overlay(self) -> None:
        """The artist asked for something else to be shown."""
        if self.on and not self._busy and self._studio.preview.owner not in (OWNER, ""):
            self.stop()

"""The style over the canvas before it is laid: of what can be seen, small at once, then finer while the hand rests."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from studio.core.picture import Picture
from studio.document.raster import Rect, intersect
from studio.session.delay import Delay
from studio.session.style_copies import TileCopies, screen_edge
from studio.session.style_request import Asked, SmallStyles, Wish, in_small

if TYPE_CHECKING:
    from studio.session.studio import Studio
    from studio.session.style import StyleState

SLOT = "style-preview"
OWNER = "style"
FIRST, SECOND = 256, 512
"""Long sides in px of the first look and of what follows; the last is as fine as the screen."""
FINEST = 1280
REST_MS, MOVED_MS = 220, 180
"""How long nothing changes before a look is refined, and before another part of the picture is looked at."""
PATIENCE = 10.0
"""Seconds: a finer look that would take longer is not begun."""
FINER = 1.3


class StylePreview:
    """Latest wins: every start makes what is under way stale."""

    def __init__(self, studio: Studio, style: StyleState) -> None:
        self._studio, self._style = studio, style
        self.on = False
        self._copies, self._styles = TileCopies(), SmallStyles()
        self._turn = 0
        self._refine, self._look = Delay(studio.after), Delay(studio.after)
        self._shown: tuple[Rect, int] | None = None
        self._asked = False
        studio.sight.changed.connect(self._sight_changed)
        studio.document_changed.connect(self._document_changed)

    def set_on(self, on: bool) -> None:
        if on != self.on:
            self.on = on
            if on:
                self.start()
            else:
                self.stop()

    @property
    def awaited(self) -> bool:
        """Whether the first look is under way and nothing can be seen of it yet."""
        return self._asked and self._shown is None

    def _await(self, on: bool) -> None:
        if on != self._asked:
            self._asked = on
            self._style.changed.emit()

    def stop(self) -> None:
        """Takes the preview away and forgets what is under way."""
        self._turn += 1
        self._asked = False
        self._refine.stop()
        self._look.stop()
        self._shown = None
        self._studio.jobs.cancel_slot(SLOT)
        self._studio.preview.clear(OWNER)

    def start(self) -> None:
        """A first look at what is to come."""
        self._refine.stop()
        self._look.stop()
        self._turn += 1
        if not self._wanted:
            self._shown, self._asked = None, False
            self._studio.jobs.cancel_slot(SLOT)
            self._studio.preview.clear(OWNER)
            return
        wish = self._style.laying.wish(own_region=True)
        part = self._part(wish)
        if part is None:
            self._studio.preview.clear(OWNER)
            return
        self._ask(wish, part, self._steps(wish, part), 0.0)
        self._await(True)

    @property
    def _wanted(self) -> bool:
        """Whether there is something to look at: not where it would take minutes, nor where the layer shows it already, nor
        over a picture that is being painted."""
        style = self._style
        if self._studio.strokes.watching.on:
            return False
        return self.on and not style.problem and "slow" not in style.spec.traits and not style.laying.fresh

    def _steps(self, wish: Wish, part: Rect) -> list[int]:
        """Long sides of the looks to come, each clearly finer than the one before."""
        last = screen_edge(part, self._studio.sight.zoom, FINEST)
        # As many pictures as styles are made: together they have the time of one.
        first = round(FIRST / math.sqrt(len(wish.mix.named))) if wish.several else FIRST
        steps = [min(first, max(part[2:]))]
        for edge in (SECOND, last):
            if edge <= last and edge >= FINER * steps[-1]:
                steps.append(edge)
        return steps

    def _part(self, wish: Wish) -> Rect | None:
        """What of the layer is seen; all of it for methods that cannot paint a part; None where nothing is seen."""
        box = self._studio.sight.box
        if box is None or not wish.takes_part:
            return wish.bounds
        x, y = int(box[0]), int(box[1])
        seen = intersect((x, y, int(box[0] + box[2]) + 1 - x, int(box[1] + box[3]) + 1 - y), wish.bounds)
        if seen is None:
            return None
        # Nearly all of it is all of it: nothing has to be told about the rest.
        return wish.bounds if seen[2] * seen[3] > 0.9 * wish.bounds[2] * wish.bounds[3] else seen

    def _ask(self, wish: Wish, part: Rect, edges: list[int], took: float) -> None:
        studio, turn, edge = self._studio, self._turn, edges[0]

        def submit(asked: Asked) -> None:
            if turn != self._turn or not self.on:
                return
            began = time.monotonic()

            def show(asked: Asked, picture: Picture) -> None:
                if turn != self._turn or not self.on:
                    return
                self._shown, self._asked = (part, edge), False
                self._style.laying.told = picture.notes
                studio.preview.show(OWNER, asked.settle(picture.pixels), asked.rect)
                self._style.changed.emit()
                # Its own time alone: what it waited for (a cold start) says nothing of finer looks.
                self._go_on(wish, part, edges, time.monotonic() - (job.started or began))

            def peek(pixels: object) -> None:
                # Rough looks of the first step alone: later ones would be a step back.
                if turn == self._turn and self.on and took == 0.0:
                    studio.preview.show(OWNER, asked.settle(pixels), asked.rect)  # type: ignore[arg-type]

            def gone() -> None:
                if turn == self._turn:
                    self._await(False)

            job = studio.jobs.submit(
                asked.request, live=True, finished=lambda p: show(asked, p), preview=peek, failed=lambda _why: gone(),
                cancelled=gone,
            )  # fmt: skip

        def work() -> Asked:
            return in_small(wish, part, edge, self._copies, self._style.pixels, SLOT, self._styles)

        studio.background.run(work, submit, self._studio.told.emit)

    def _go_on(self, wish: Wish, part: Rect, edges: list[int], took: float) -> None:
        rest = edges[1:]
        if rest and took * (rest[0] / edges[0]) ** 2 < PATIENCE:
            self._refine.start(REST_MS, lambda: self._ask(wish, part, rest, max(took, 1e-3)))

    def _document_changed(self) -> None:
        """What is under way belongs to another picture; its small copies are let go."""
        self.stop()
        self._copies = TileCopies()

    def _sight_changed(self) -> None:
        """Another part of the picture is seen, or from nearer."""
        if self.on and not self._style.problem and self._studio.document is not None:
            self._look.start(MOVED_MS, self._look_again)

    def _look_again(self) -> None:
        if not self._wanted:
            return
        wish = self._style.laying.wish(own_region=True)
        part = self._part(wish)
        if part is None or self._shown is None:
            self.start()
            return
        shown, edge = self._shown
        inside = intersect(part, shown) == part
        needed = screen_edge(part, self._studio.sight.zoom, FINEST)
        if not inside or needed > FINER * edge * max(part[2:]) / max(shown[2:]):
            self.start()

"""Assign by region: the picture falls into a few regions by color and texture, which the artist gives to the styles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from studio.core.errors import UserError
from studio.core.events import Event
from studio.session.style_copies import TileCopies
from studio.session.style_gifts import Gift
from studio.session.style_mix import MAPS

if TYPE_CHECKING:
    from studio.art.styles.segments import Labels, Segments
    from studio.core.picture import Pixels
    from studio.document.raster import Rect
    from studio.document.tiles import TileMap
    from studio.session.studio import Studio
    from studio.session.style import StyleState

EDGE = 640
GIVE, MERGE = "give", "merge"


class StyleRegions:
    """`changed`: regions were found, joined, given out or put away."""

    def __init__(self, studio: Studio, style: StyleState) -> None:
        self._studio, self._style = studio, style
        self.active = False
        self.busy = False
        self.mode = GIVE
        self.held: int | None = None
        """The region that the next click joins to another."""
        self.rect: Rect = (0, 0, 1, 1)
        self.changed: Event[[]] = Event()
        self._labels: Labels | None = None
        self._gifts: list[Gift] = []
        """What is on its way to the maps."""
        studio.document_changed.connect(self._document_changed)
        studio.subject_changed.connect(self._follow_subject)

    # -- what there is -------------------------------------------------------------------------------------------

    @property
    def labels(self) -> Labels | None:
        """int32 (h, w) over `rect`: the number of each pixel's region, -1 for none."""
        return self._labels if self.active else None

    @property
    def count(self) -> int:
        import numpy as np

        return len(np.unique(self._labels[self._labels >= 0])) if self._labels is not None else 0

    def at(self, x: float, y: float) -> int:
        """The region at a place of the document, -1 for none."""
        if self._labels is None:
            return -1
        height, width = self._labels.shape
        column = int((x - self.rect[0]) * width / self.rect[2])
        row = int((y - self.rect[1]) * height / self.rect[3])
        return int(self._labels[row, column]) if 0 <= row < height and 0 <= column < width else -1

    # -- verbs ---------------------------------------------------------------------------------------------------

    def find(self) -> None:
        """Looks for regions beside the window. Where no map was painted yet, they are given out at once, each to the style
        that is nearest to it; the artist changes what he wants otherwise. Raises `UserError`."""
        self._style.maps.require()
        if self._style.problem:
            raise UserError(self._style.problem)
        studio, document, subject = self._studio, self._studio.require_document(), self._style.subject
        assert subject is not None
        content, bounds = subject.share(), document.bounds(subject)
        styles = [s.source for s in self._style.mix.named if s.source is not None]
        self._style.share_by(MAPS)
        self.busy = True
        self.changed.emit()

        def work() -> tuple[Segments, Rect, list[int]]:
            from studio.art.styles.segments import segment
            from studio.art.styles.segments_match import nearest_styles
            from studio.session.style_request import shrink

            small, shown = TileCopies().part(content, bounds, EDGE)
            found = segment(small)
            pictures: list[Pixels] = [shrink(self._style.pixels(s), 256) for s in styles]
            return found, shown, nearest_styles(found, pictures)

        def done(made: tuple[Segments, Rect, list[int]]) -> None:
            stopped, self.busy = not self.busy, False
            if stopped or studio.document is not document:
                return
            found, self.rect, nearest = made
            self._labels = found.labels
            self.active, self.mode, self.held = True, GIVE, None
            self._style.maps.paint(None)
            if not self._style.maps.planes():
                slots = [s.slot for s in self._style.mix.named]
                self._give_out({k: slots[n] for k, n in enumerate(nearest) if n < len(slots)})
            self.changed.emit()

        def failed(sentence: str) -> None:
            self.busy = False
            self.changed.emit()
            studio.told.emit(sentence)

        studio.background.run(work, done, failed)

    def stop(self) -> None:
        """Puts the regions away; the maps stay."""
        if self.active or self.busy:
            self.active, self.busy, self._labels, self.held = False, False, None, None
            self.changed.emit()

    def set_mode(self, mode: str) -> None:
        """`GIVE`: a click gives a region to the chosen style. `MERGE`: two clicks join two regions."""
        if mode != self.mode:
            self.mode, self.held = mode, None
            self.changed.emit()

    def click(self, x: float, y: float, *, merge: bool = False) -> None:
        """The artist clicks a place of the document. `merge`: as in that mode, for once."""
        region = self.at(x, y)
        if region < 0:
            return
        if merge or self.mode == MERGE:
            self._merge(region)
        else:
            self.give(region, self._style.mix.chosen.slot)

    def give(self, region: int, slot: int) -> None:
        """A region goes to a style, and away from the others: one step of undo. Raises `UserError`."""
        self._give_out({region: slot})

    def _merge(self, region: int) -> None:
        assert self._labels is not None
        if self.held is None or self.held == region:
            self.held = None if self.held == region else region
        else:
            # Undo of what the maps say is the document's; which regions there are is no part of the picture.
            before, kept = self._labels, self.held
            self._labels = before.copy()
            self._labels[before == region] = kept
            self.held = None
            self._give_out({kept: None}, like=before)
        self.changed.emit()

    def _give_out(self, given: Mapping[int, int | None], like: Labels | None = None) -> None:
        """Takes its time in a large picture: done beside the window, one gift after another. `like`: regions as they were,
        where the style that has most of one gets what the region is now."""
        assert self._labels is not None
        slots = {s.slot for s in self._style.mix.named}
        if any(slot is not None and slot not in slots for slot in given.values()):
            raise UserError("Choose a picture for this style first.")
        self._gifts.append(Gift(self._labels, self.rect, given, like))
        if len(self._gifts) == 1:
            self._next_gift()

    def _next_gift(self) -> None:
        studio, maps, gift = self._studio, self._style.maps, self._gifts[0]
        document, owner, before = studio.require_document(), maps.owner, maps.shared()
        size = document.width, document.height

        def done(made: dict[int, TileMap]) -> None:
            if studio.document is not document or not self._gifts:
                return
            if maps.owner == owner and not maps.same(before):
                self._next_gift()  # painted on meanwhile
                return
            if maps.owner == owner:
                maps.put(made, "Assign region")
            self._end_gift()

        def failed(sentence: str) -> None:
            studio.told.emit(sentence)
            if self._gifts:
                self._end_gift()

        studio.background.run(lambda: gift.tiles(before, size), done, failed)

    def _end_gift(self) -> None:
        del self._gifts[0]
        if self._gifts:
            self._next_gift()

    def _document_changed(self) -> None:
        self._gifts.clear()
        self.stop()

    def _follow_subject(self) -> None:
        if self.active and (not self._style.several or self._studio.document is None):
            self.stop()

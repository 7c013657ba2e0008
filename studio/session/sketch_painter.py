"""Asks the engine for pictures of a sketch: first what lies under it, then the picture, later the whole size."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from studio.core.picture import Picture, Pixels
from studio.core.spec import Spec
from studio.engine.request import Request
from studio.session.sketch_wanted import BASE_SLOT, FULL_SLOT, SLOT, Wanted

if TYPE_CHECKING:
    from studio.session.studio import Studio

Take = Callable[[Picture], object]


class SketchPainter:
    """`failed(sentence)` and `progressed(fraction, note)` tell how it goes; `again()` is called when something came that
    is no longer what was asked for last, so that the owner asks anew."""

    def __init__(
        self, studio: Studio, failed: Callable[[str], object], progressed: Callable[[float, str], object],
        again: Callable[[], object],
    ) -> None:  # fmt: skip
        self._studio = studio
        self._failed, self._progressed, self._again = failed, progressed, again
        self._base: tuple[object, Pixels] | None = None
        self._base_asked: object = None
        self._ready: set[str] = set()
        self.newest: Wanted | None = None

    def live(self, wanted: Wanted, take: Take, preview: Callable[[Pixels], object]) -> None:
        """A small picture at once, in place of the one that was asked for before."""
        self.newest = wanted
        if not self._lies_under(wanted):
            self._ask_base(wanted, self._again)
            return
        if wanted.spec.key not in self._ready and self._under_way(SLOT, wanted.spec):
            return  # the first answer may take a while of getting ready, which is not begun anew with each stroke

        def finished(picture: Picture) -> None:
            self._ready.add(wanted.spec.key)
            if wanted is self.newest:
                take(picture)
            else:
                self._again()

        self._studio.jobs.submit(
            self._request(wanted, full=False), live=True, failed=self._failed, progress=self._progressed,
            finished=finished, preview=lambda pixels: preview(pixels) if wanted is self.newest else None,
        )  # fmt: skip

    def full(self, wanted: Wanted, take: Take, *, group: str = "") -> None:
        """The picture in its whole size. With a `group` it is work that the artist sees and can stop."""
        if not self._lies_under(wanted):
            # Undo brought back a picture of other words, seed or generator: what lay under it is painted anew.
            self._ask_base(
                wanted, lambda: self.full(wanted, take, group=group) if group or wanted is self.newest else None
            )
            return
        self._studio.jobs.submit(
            self._request(wanted, full=True), group=group, live=not group, finished=take, failed=self._failed
        )

    def ready(self, spec: Spec) -> bool:
        """Whether a generator has answered before."""
        return spec.key in self._ready

    def cancel(self, *slots: str) -> None:
        """Gives up what is under way in these slots; without names in all."""
        for job in [j for j in self._studio.jobs if j.request.slot in (slots or (SLOT, BASE_SLOT, FULL_SLOT))]:
            self._studio.jobs.cancel(job)
        if not slots or BASE_SLOT in slots:
            self._base_asked = None

    def _lies_under(self, wanted: Wanted) -> bool:
        """Whether what this picture needs beneath its sketch is there."""
        return not wanted.needs_base or (self._base is not None and self._base[0] == wanted.base_key)

    def _ask_base(self, wanted: Wanted, then: Callable[[], object]) -> None:
        key = wanted.base_key
        if key == self._base_asked and self._under_way(BASE_SLOT, wanted.spec):
            return
        self._base_asked = key

        def finished(picture: Picture) -> None:
            self._base = (key, picture.pixels)
            then()

        self._studio.jobs.submit(wanted.base(), live=True, finished=finished, failed=self._failed)

    def _request(self, wanted: Wanted, *, full: bool) -> Request:
        base = self._base[1] if wanted.needs_base and self._base is not None else None
        return wanted.full(base) if full else wanted.live(base)

    def _under_way(self, slot: str, spec: Spec) -> bool:
        return any(j.request.slot == slot and j.request.spec == spec.key for j in self._studio.jobs)

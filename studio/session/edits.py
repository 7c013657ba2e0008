"""Steps of the one history that concern the session rather than pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.core.picture import Picture

if TYPE_CHECKING:
    from collections.abc import Hashable

    from studio.session.contact import Candidate
    from studio.session.studio import Studio


class ChangeCandidate:
    """A candidate's picture before and after its sliders were moved."""

    title = "Move sliders"

    def __init__(
        self, studio: Studio, candidate: Candidate, before: Picture | None, after: Picture, key: Hashable
    ) -> None:
        self._studio, self._candidate = studio, candidate
        self._before, self._after, self.merge_key = before, after, key

    @property
    def nbytes(self) -> int:
        before = self._before.pixels.nbytes if self._before is not None else 0
        return before + self._after.pixels.nbytes

    def redo(self) -> None:
        self._put(self._after)

    def undo(self) -> None:
        if self._before is not None:
            self._put(self._before)

    def merge(self, newer: object) -> bool:
        """Takes the end state of a newer step of the same gesture."""
        if isinstance(newer, ChangeCandidate) and newer.merge_key == self.merge_key:
            self._after = newer._after
            return True
        return False

    def _put(self, picture: Picture) -> None:
        self._candidate.picture = picture
        self._candidate.preview = None
        self._studio.contact.update(self._candidate)
        if self._candidate is self._studio.contact.current:
            self._studio.latent.follow_candidate(self._candidate)

"""What stands in the slots of a quatrain of `grammar.frames`. Torch-free."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from studio.art.muse.drafting import Brief
from studio.art.muse.grammar.frames import SLOT, Frame, frames
from studio.art.muse.grammar.lore import Concept
from studio.art.muse.grammar.quatrain import form_of, noun_phrases
from studio.art.muse.networks.miscast.matching import Bound, Index, Part, Piece, Wording, candidates, miscast

_LINES = 4


def is_miscast(text: str, brief: Brief) -> bool:
    """Whether the four lines of `text` are those of a frame in whose slots nothing fits that is named there."""
    found = candidates(text, brief)
    return miscast(text.lower().split("\n"), _index(), lambda frame: _Cast(frames()[frame], found), _LINES)


@lru_cache(maxsize=1)
def _index() -> Index:
    return Index(
        (number, Wording(place, _pieces(wording.lower())))
        for number, frame in enumerate(frames())
        for place, wordings in enumerate(frame.lines)
        for wording in wordings
    )


def _pieces(line: str) -> tuple[Piece, ...]:
    out: list[Piece] = []
    at = 0
    for found in SLOT.finditer(line):
        out += [line[at : found.start()], Part(found[2] or "", found[1])]
        at = found.end()
    return tuple(p for p in (*out, line[at:]) if p)


class _Cast:
    """A frame with what may stand in its slots, see `matching.Teller`."""

    def __init__(self, frame: Frame, found: list[Concept]) -> None:
        self._all = found
        self._fit = {
            slot.name: [k for k, c in enumerate(found) if slot.fits(c) and not (frame.single and c.plural)]
            for slot in frame.slots
        }

    def ends(self, part: Part, line: str, at: int, bound: Bound) -> Iterator[tuple[int, Bound]]:
        taken = {self._all[n].id for name, n in bound.items() if name in self._fit}
        free = [k for k in self._fit[part.name] if self._all[k].id not in taken]
        for number in [bound[part.name]] if part.name in bound else free:
            c = self._all[number]
            forms = (form_of(c, part.form),) if part.form else (*(p for p, _ in noun_phrases(c)), c.definite)
            for form in forms:
                if line.startswith(form.lower(), at):
                    yield at + len(form), {**bound, part.name: number}

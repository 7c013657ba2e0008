"""Storyboards, written by rule from plots and from what `lore` knows: every line is a picture. Torch-free.

`resources/muse/scenes.txt` holds the plots, written by this project's authors.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from studio.art.muse.grammar.cast import GROUPS
from studio.art.muse.grammar.english import sentence
from studio.art.muse.grammar.lore import Concept
from studio.art.muse.grammar.stage import stage
from studio.art.muse.grammar.story import Plot, Tale, fitting, unspoken


class _Board(Tale):
    """A tale of which each step is a picture."""

    def __init__(self, plot: Plot, things: Sequence[Concept], named: int, rng: random.Random) -> None:
        super().__init__(plot, things, named, rng)
        self._asides = False

    def aside(self, c: Concept) -> str:
        """A scene for something named that the plot has no part for."""
        place = self._place.definite
        if c.kind in ("season", "hour"):
            return sentence(f"{place} {c.at[0]}, nobody in sight.")
        if c.kind == "idea":
            first, self._asides = not self._asides, True
            return sentence(
                f"{place if first else 'the same place in another light'}, wide and empty: a picture of {c.noun}."
            )
        if c.kind == "sky":
            inside = self._place.id in GROUPS["@in"].split()
            return sentence(f"{c.definite} {'outside the window' if inside else f'over {place}'}.")
        if c.kind == "place" and c.id in GROUPS["@in"].split():
            return sentence(f"{c.definite} in half-light, nobody there.")
        if c.kind == "place":
            return sentence(f"{c.definite} seen from far away, half lost in haze.")
        if c.kind in ("person", "creature"):
            return sentence(f"{c.described(self._fresh(c.adjectives))} in the distance, very small.")
        return sentence(f"close up, {c.described(self._fresh(c.adjectives))}, filling the picture.")

    def pictures(self, fewest: int) -> list[str]:
        """All steps but some that bring in nobody and nothing may be left out, down to `fewest`."""
        kept = list(self._plot.steps)
        spare = [k for k, step in enumerate(kept[1:-1], 1) if not any("{a_" in w for w in step)]
        while len(kept) > fewest and spare and self._rng.random() < 0.3:
            gone = spare.pop(self._rng.randrange(len(spare)))
            kept.pop(gone)
            spare = [k - (k > gone) for k in spare]
        return [self.filled(self._rng.choice(s)) for s in kept]


def scenes(things: Sequence[Concept], rng: random.Random, named: int | None = None) -> list[str]:
    """Four to seven scenes, each a sentence that can be painted: one hero, one place, one thing through all of them."""
    first = len(things) if named is None else named
    fits = fitting("scenes.txt", things, first)
    # Apples on a table stay in the room as a rule, they do not cross a lake.
    inside = any(stage(c.noun, [c]).kinds == {"in"} for c in things[:first])
    rooms = [p for p in fits if p.id == "stilllife"]
    plot = rooms[0] if inside and rooms and rng.random() < 0.6 else rng.choice(fits)
    tale = _Board(plot, things, first, rng)
    lines = tale.pictures(4)
    left = unspoken(things[:first], " ".join(lines))
    for k, c in enumerate(left[: 7 - len(lines)]):
        # An hour stands where the day has come to it.
        late = c.id in ("evening", "dusk", "night", "midnight")
        lines.insert(len(lines) - 1 if late else 1 + k, tale.aside(c))
    return lines

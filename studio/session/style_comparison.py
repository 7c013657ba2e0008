"""Two styles side by side, for those who learn to see: what differs, measured and in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.core.errors import UserError
from studio.core.events import Event
from studio.session.style_library import StyleEntry, StyleSource

if TYPE_CHECKING:
    from studio.art.styles.compare_words import Difference
    from studio.art.styles.traits import Traits
    from studio.core.picture import Pixels
    from studio.session.studio import Studio

BINS = 48
HISTOGRAM_EDGE = 240
TOPICS: dict[str, tuple[str, str]] = {
    "palette": (
        "Palette",
        "The few colors that a picture is made of; the wider a field, the more of the picture it covers.",
    ),
    "values": (
        "Values",
        "How light or dark colors are, whatever their hue. The range between them carries form and drama.",
    ),
    "strokes": ("Stroke size", "How far one mark reaches. Long strokes lead the eye, short ones make it shimmer."),
    "direction": (
        "Stroke direction",
        "Where the marks point. One direction calms or drives a picture; many make it turn.",
    ),
    "texture": (
        "Texture scale",
        "How large the changes from light to dark are, from the grain of paper on the left to broad passages on the right.",
    ),
    "lines": (
        "Line density",
        "How much of the picture thin lines cover: much in engravings and hatching, little in washes.",
    ),
    "surface": (
        "Surface",
        "How the paint or ink lies: in flat areas, with sudden or soft edges, in two values or many.",
    ),
}
"""Topic -> its title, and what the term means in a sentence for students."""
NEAR = ((0.6, "nearly the same"), (1.2, "closely akin"), (2.0, "related"), (2.8, "rather different"))
FAR = "worlds apart"


@dataclass(frozen=True)
class Side:
    """One style with all that the plots need. `values`: share of the picture at each of `BINS` lightnesses, black first."""

    entry: StyleEntry
    traits: Traits
    values: tuple[float, ...]


class StyleComparison:
    """`changed`: another style on a side, or what is known of it. `asked(first, second)`: the artist wants to see them
    side by side; None: whatever stands there."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self.sources: list[StyleSource | None] = [None, None]
        self.changed: Event[[]] = Event()
        self.asked: Event[StyleSource | None, StyleSource | None] = Event()
        self.problem = ""
        self._histograms: dict[str, tuple[float, ...]] = {}
        self._asked: set[str] = set()
        studio.style.library.traits.changed.connect(self._measured)
        studio.style.library.changed.connect(self._listed)

    # -- choosing ------------------------------------------------------------------------------------------------

    def begin(self, first: StyleSource | None = None, second: StyleSource | None = None) -> None:
        """Fills both sides: with what is given, what is there already, the chosen style, the first ones of the list."""
        known = self._studio.style.library.sources()
        if first is None:
            first = self.sources[0] or self._studio.style.source
        first = first if first in known else next(iter(known), None)
        if second is None:
            second = self.sources[1] if self.sources[1] != first else self.sources[0]
        others = [s for s in known if s != first]
        second = second if second in others else next(iter(others), None)
        self.sources = [first, second]
        self._ask()

    def choose(self, side: int, source: StyleSource) -> None:
        """`side` 0 or 1. The other side's style changes places instead of standing on both."""
        if self.sources[side] == source:
            return
        if self.sources[1 - side] == source:
            self.swap()
            return
        self.sources[side] = source
        self._ask()

    def swap(self) -> None:
        self.sources.reverse()
        self.changed.emit()

    # -- what is known -------------------------------------------------------------------------------------------

    def entry(self, side: int) -> StyleEntry | None:
        return self._studio.style.library.entry(self.sources[side])

    def side(self, side: int) -> Side | None:
        """None while it is being measured."""
        entry = self.entry(side)
        traits = self._studio.style.library.traits.of(entry) if entry is not None else None
        if entry is None or traits is None or entry.sha256 not in self._histograms:
            return None
        return Side(entry, traits, self._histograms[entry.sha256])

    def differences(self) -> list[Difference]:
        """One per topic, the largest first; empty while something is being measured."""
        from studio.art.styles.compare_words import differences

        one, two = self.side(0), self.side(1)
        if one is None or two is None:
            return []
        return differences(one.traits, two.traits, one.entry.source.title, two.entry.source.title)

    def described(self, side: int) -> list[str]:
        """A few sentences on one of them alone; none while it is being measured."""
        from studio.art.styles.compare_words import describe

        known = self.side(side)
        return describe(known.traits) if known is not None else []

    def verdict(self) -> str:
        """How near they are, in a sentence; "" while something is being measured."""
        from studio.art.styles.nearness import distance

        one, two = self.side(0), self.side(1)
        if one is None or two is None:
            return ""
        far = distance(one.traits, two.traits)
        word = next((w for top, w in NEAR if far < top), FAR)
        return f"{one.entry.source.title} and {two.entry.source.title} are {word}."

    def text(self) -> str:
        """All of it as text to copy. Raises `UserError` while something is being measured."""
        one, two = self.side(0), self.side(1)
        if one is None or two is None:
            raise UserError("The styles are still being measured: try again in a moment.")
        lines = [self.verdict(), ""]
        for k, side in enumerate((one, two)):
            lines += [f"{side.entry.source.title}: {' '.join(self.described(k))}"]
        lines.append("")
        lines += [f"{TOPICS[d.topic][0]}: {d.text}" for d in self.differences()]
        return "\n".join(lines) + "\n"

    # -- inside --------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        library = self._studio.style.library
        self.problem = ""
        for entry in (library.entry(s) for s in self.sources):
            if entry is None:
                continue
            library.traits.measure([entry], self._failed)
            if entry.sha256 not in self._histograms and entry.sha256 not in self._asked:
                self._asked.add(entry.sha256)
                self._count(entry)
        self.changed.emit()

    def _count(self, entry: StyleEntry) -> None:
        library = self._studio.style.library

        def done(values: tuple[float, ...]) -> None:
            self._asked.discard(entry.sha256)
            self._histograms[entry.sha256] = values
            self.changed.emit()

        def failed(sentence: str) -> None:
            self._asked.discard(entry.sha256)
            self._failed(sentence)

        self._studio.background.run(lambda: histogram_of(library.thumbnail(entry.source, HISTOGRAM_EDGE)), done, failed)

    def _failed(self, sentence: str) -> None:
        self.problem = sentence
        self.changed.emit()

    def _measured(self) -> None:
        if any(s is not None for s in self.sources):
            self.changed.emit()

    def _listed(self) -> None:
        """A style was removed, renamed or located again."""
        if any(s is not None for s in self.sources):
            self.begin()


def histogram_of(pixels: Pixels) -> tuple[float, ...]:
    """Shares of `BINS` steps of lightness (CIELAB L*, black first) in uint8 (H, W, 4); hidden pixels do not count."""
    import numpy as np

    seen = pixels[pixels[..., 3] > 127][:, :3].astype(np.float32) / 255
    if not len(seen):
        return (0.0,) * BINS
    linear = np.where(seen <= 0.04045, seen / 12.92, ((seen + 0.055) / 1.055) ** 2.4)
    y = linear @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    light = np.where(y > 0.008856, 116 * np.cbrt(y) - 16, 903.3 * y)
    counts, _edges = np.histogram(light, BINS, (0, 100))
    return tuple(float(c) for c in counts / len(light))

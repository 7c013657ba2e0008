"""What the styles of the library are like, measured beside the window and kept on disk by their content."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from studio.core.events import Event
from studio.core.paths import cache_dir

if TYPE_CHECKING:
    from studio.art.styles.traits import Traits
    from studio.session.background import Background
    from studio.session.style_library import StyleEntry, StyleLibrary, StyleSource

EDGE = 512
"""Long side in px at which styles are measured."""
LIGHT, DARK = 66.0, 40.0
"""Median lightness (CIELAB) from which a style counts as light, and up to which as dark."""
LOOKS = ("light", "dark", "warm", "cool", "gray")


class TraitBook:
    """`changed`: more styles are measured. One style takes about a tenth of a second the first time, then a file is read."""

    def __init__(self, library: StyleLibrary, background: Background) -> None:
        self._library, self._background = library, background
        self.folder = cache_dir() / "style-traits"
        self.changed: Event[[]] = Event()
        self._known: dict[str, Traits] = {}
        self._waiting: list[StyleEntry] = []
        self._failed: dict[str, Callable[[str], object]] = {}
        self._unreadable: set[str] = set()
        self._now: str = ""

    def of(self, entry: StyleEntry) -> Traits | None:
        """What is known by now."""
        return self._known.get(entry.sha256)

    def looks(self, entry: StyleEntry) -> tuple[str, ...]:
        """Words for what it looks like, of `LOOKS`; none before it is measured."""
        traits = self.of(entry)
        return looks_of(traits) if traits is not None else ()

    def measure(self, entries: Iterable[StyleEntry], failed: Callable[[str], object] = lambda _s: None) -> None:
        """Measures those that are not known yet, one after another, beside the window; what is asked for last goes
        first. Each is given to the background when the one before is done, so that pictures and files pass between."""
        asked = [e for e in entries if e.sha256 and e.sha256 not in self._known and e.sha256 != self._now]
        again = {e.sha256 for e in asked}
        self._waiting = asked + [e for e in self._waiting if e.sha256 not in again]
        self._failed |= dict.fromkeys(again, failed)
        self._next()

    def measure_idly(self) -> None:
        """Measures all styles of the library after those that wait; only where that holds up nobody."""
        if self._background.threaded:
            known = {*self._known, *self._unreadable, self._now, *(e.sha256 for e in self._waiting)}
            self._waiting += [e for e in self._library.entries() if e.sha256 and e.sha256 not in known]
            self._next()

    @property
    def busy(self) -> bool:
        return bool(self._now or self._waiting)

    def similar(self, source: StyleSource) -> list[tuple[StyleSource, float]]:
        """All other measured styles with their distance, the nearest first; empty while `source` is not measured."""
        from studio.art.styles.nearness import nearest

        one = self._library.entry(source)
        mine = self.of(one) if one is not None else None
        if mine is None:
            return []
        others = {e.source: t for e in self._library.entries() if e.source != source and (t := self.of(e)) is not None}
        return nearest(mine, others, len(others))

    def _next(self) -> None:
        while self._waiting and not self._now:
            entry = self._waiting.pop(0)
            if entry.sha256 in self._known:
                continue
            self._now = entry.sha256
            self._start(entry)

    def _start(self, entry: StyleEntry) -> None:
        def work() -> Traits:
            return self._read(entry.sha256) or self._measure(entry)

        def over() -> Callable[[str], object]:
            self._now = ""
            return self._failed.pop(entry.sha256, lambda _s: None)

        def done(traits: Traits) -> None:
            over()
            self._known[entry.sha256] = traits
            self.changed.emit()
            go_on()

        def not_done(sentence: str) -> None:
            over()(sentence)
            self._unreadable.add(entry.sha256)
            self.changed.emit()
            go_on()

        def go_on() -> None:
            if self._background.threaded:  # else the loop that started this one goes on
                self._next()

        self._background.run(work, done, not_done)

    def _file(self, sha256: str) -> Path:
        return self.folder / f"{sha256[:40]}.json"

    def _read(self, sha256: str) -> Traits | None:
        from studio.art.styles.traits import Traits

        with contextlib.suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
            return Traits.from_dict(json.loads(self._file(sha256).read_text("utf-8")))
        return None

    def _measure(self, entry: StyleEntry) -> Traits:
        from studio.art.styles.traits import measure

        traits = measure(self._library.thumbnail(entry.source, EDGE))
        path = self._file(entry.sha256)
        spare = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        # A cache that cannot be written is only slower the next time.
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            spare.write_text(json.dumps(traits.to_dict()), "utf-8")
            os.replace(spare, path)
        return traits


def looks_of(traits: Traits) -> tuple[str, ...]:
    """Words of `LOOKS`."""
    middle = traits.tones.quantiles[len(traits.tones.quantiles) // 2]
    found = ["light"] if middle >= LIGHT else ["dark"] if middle <= DARK else []
    if traits.gray > 0.5:
        found.append("gray")
    elif traits.tones.warm >= 0.7:
        found.append("warm")
    elif traits.tones.warm <= 0.3:
        found.append("cool")
    return tuple(found)

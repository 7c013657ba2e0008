"""When the muse has its first words."""

from __future__ import annotations

import time

from studio.core.progress import KeepingContext


class Clock(KeepingContext):
    """Notes in `first` when the first words come; set it to None before each question."""

    first: float | None = None

    def say(self, text: str, number: int = 0) -> None:
        if self.first is None and text.strip():
            self.first = time.perf_counter()

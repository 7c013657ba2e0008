"""When the muse has its first words."""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "kits"))

from keeping_kit import KeepingContext


class Clock(KeepingContext):
    """Notes in `first` when the first words come; set it to None before each question."""

    first: float | None = None

    def say(self, text: str, number: int = 0) -> None:
        if self.first is None and text.strip():
            self.first = time.perf_counter()

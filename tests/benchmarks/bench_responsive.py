"""The window's gaps while the engine works, and how long a cancel takes (real methods, real thread).

    python tests/benchmarks/bench_responsive.py

Goals: 99 of 100 gaps at most twice those of an idle loop and at most 50 ms; cancel at most 500 ms.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from studio.art.catalog import find
from studio.art.styles import shipped
from studio.bridge.engine_thread import EngineThread
from studio.core.picture import ImageRef, Pixels
from studio.engine import messages as msg
from studio.engine.request import Request
from studio.engine.runner import Engine

SIDE = 1024
LINE = "a harbor at dusk"


class Loop:
    """An event loop with a timer of 1 ms, and an engine beside it."""

    def __init__(self) -> None:
        self.app = QApplication([])
        self.thread = EngineThread(lambda emit: Engine(find, emit))
        self.thread.message.connect(self._hear)
        self.thread.start()
        self.gaps: list[float] = []
        self._last = 0.0
        self._ending: msg.Message | None = None
        self._ended = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(1)

    def _tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append(now - self._last)
        self._last = now

    def _hear(self, message: msg.Message) -> None:
        if isinstance(message, msg.ENDINGS):
            self._ending, self._ended = message, time.perf_counter()
            self.app.quit()

    def idle(self, seconds: float) -> tuple[float, float]:
        """p99 and longest gap in ms."""
        QTimer.singleShot(int(seconds * 1000), self.app.quit)
        return self._spin()

    def job(self, request: Request) -> tuple[float, float, float]:
        """p99 and longest gap in ms, seconds."""
        begun = time.perf_counter()
        self.thread.submit(request)
        gaps = self._spin()
        if not isinstance(self._ending, msg.Finished):
            sys.exit(f"{request.spec}: {self._ending}")
        return *gaps, time.perf_counter() - begun

    def cancel(self, request: Request, after: float) -> float:
        """ms from the cancel to the message that the job has ended."""
        at = 0.0

        def now() -> None:
            nonlocal at
            at = time.perf_counter()
            self.thread.cancel(request.id)

        QTimer.singleShot(int(after * 1000), now)
        self.thread.submit(request)
        self._spin()
        return (self._ended - at) * 1e3 if isinstance(self._ending, msg.Cancelled) else 0.0

    def _spin(self) -> tuple[float, float]:
        self.gaps.clear()
        self._last = time.perf_counter()
        self.app.exec()
        ordered = sorted(self.gaps)
        return ordered[int(len(ordered) * 0.99)] * 1e3, ordered[-1] * 1e3


def content() -> Pixels:
    rng = np.random.default_rng(0)
    return np.repeat(np.repeat(rng.integers(0, 256, (SIDE // 32, SIDE // 32, 4), np.uint8), 32, 0), 32, 1) | np.array(
        [0, 0, 0, 255], np.uint8
    )


def main() -> None:
    loop = Loop()
    picture, style = ImageRef.of(content()), ImageRef.of(shipped.load(shipped.shipped()[0].id))
    requests = {
        "scenes": lambda: Request.make("generator/scenes", {}, text=LINE, width=SIDE, height=SIDE, seed=3),
        "painter": lambda: Request.make("style/painter", {}, content=picture, style=style, seed=1),
        "color": lambda: Request.make("style/color", {}, content=picture, style=style, seed=1),
    }
    p99, longest = loop.idle(2)
    print(f"idle: p99 {p99:.1f} ms, longest {longest:.0f} ms")
    for name, make in requests.items():
        loop.job(make())  # loads and compiles
        job99, longest, took = loop.job(make())
        print(f"{name}: p99 ours {job99:.1f} ms, peer (idle) {p99:.1f} ms, ratio {job99 / p99:.2f};", end="")
        print(f" longest {longest:.0f} ms, took {took:.2f} s; cancel after", end="")
        waits = [loop.cancel(make(), part * took) for part in (0.1, 0.3, 0.5, 0.7, 0.9)]
        print(" 10 30 50 70 90 %:", " ".join(f"{w:.0f}" for w in waits), "ms")
    loop.thread.stop()


if __name__ == "__main__":
    main()

"""The longest gap of the event loop while the engine warms up, with the program's way and with a plain import.

    python tests/benchmarks/bench_gap.py [rounds]

Each measurement is a fresh process: a timer of 1 ms in a real event loop (QT_QPA_PLATFORM decides on what screen).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

WAYS = ("idle", "gentle", "plain")
PACKAGES = ("torch", "cv2", "numba", "transformers")


def measure(way: str) -> None:
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from studio.bridge.engine_thread import EngineThread
    from studio.engine import messages as msg
    from studio.engine.runner import Engine
    from studio.engine.warmup import Step, steps

    app = QApplication([])
    gaps: list[float] = []
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        gaps.append(now - last)
        last = now

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)

    def no_method(key: str) -> object:
        raise LookupError(key)

    thread = EngineThread(lambda emit: Engine(no_method, emit))  # type: ignore[arg-type, return-value]
    begun = time.perf_counter()

    def heard(message: object) -> None:
        if isinstance(message, msg.WarmingUp) and message.fraction == 1.0:
            app.quit()

    def plain(_ctx: object) -> None:
        for package in PACKAGES:
            __import__(package)

    warm = {
        "idle": [Step("idle", lambda _ctx: time.sleep(2))],
        "plain": [Step("plain", plain)],
        "gentle": steps(("torch", "cv2", "llvmlite", *PACKAGES[2:])),
    }[way]
    thread.message.connect(heard)
    timer.start(1)

    def start() -> None:
        gaps.clear()  # what the loop's own start cost
        thread.start(warm)

    QTimer.singleShot(300, start)
    app.exec()
    took = time.perf_counter() - begun
    thread.stop()
    gaps.sort(reverse=True)
    print(
        f"{gaps[0] * 1e3:.0f} {gaps[1] * 1e3:.0f} {sum(g for g in gaps if g > 0.05) * 1e3:.0f} {took:.2f}", flush=True
    )
    os._exit(0)


def main(rounds: int = 3) -> None:
    print(f"longest event-loop gap while {', '.join(PACKAGES)} start in the engine thread")
    best: dict[str, float] = {}
    for number in range(rounds):
        for way in WAYS:
            out = subprocess.run([sys.executable, __file__, "--one", way], capture_output=True, text=True, check=True)
            first, second, over, took = (float(x) for x in out.stdout.split())
            best[way] = min(best.get(way, first), first)
            print(f"  round {number + 1} {way:6} longest {first:4.0f} ms, next {second:4.0f} ms, ", end="")
            print(f"all above 50 ms {over:5.0f} ms, took {took:.2f} s")
    print(
        f"ours {best['gentle']:.0f} ms, plain import {best['plain']:.0f} ms, ratio {best['gentle'] / best['plain']:.2f}"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure(sys.argv[2])
    else:
        main(*map(int, sys.argv[1:2]))

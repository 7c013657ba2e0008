"""From the command to a painted window: time, processor time and memory, beside MyPaint where it is installed.

    xvfb-run -a python tests/benchmarks/bench_start.py [--rounds 3]

Needs an X screen, `xdotool` to see the windows of others, and Linux's /proc.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

AFTER = 3.0
"""Memory is read again this many seconds after the window came, when the engine is warm."""
TICKS = os.sysconf("SC_CLK_TCK")


def tree(pid: int) -> list[int]:
    """A process and its children."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += tree(int(child))
    return found


def used(pid: int) -> tuple[float, float]:
    """Seconds of processor time, and MB of memory in use, of a process with its children."""
    seconds = memory = 0.0
    for each in tree(pid):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        seconds += (int(fields[11]) + int(fields[12])) / TICKS
        memory += int(Path(f"/proc/{each}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    return seconds, memory


def start(command: list[str], title: str) -> tuple[float, float, float, float]:
    """Seconds to the window, processor seconds by then, MB by then, MB when settled."""
    with tempfile.TemporaryDirectory() as home:
        environment = dict(os.environ, HOME=home, QT_QPA_PLATFORM="xcb", OMP_NUM_THREADS="2")
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled, as the peer is
        environment.update({f"XDG_{n}_HOME": f"{home}/{n.lower()}" for n in ("CONFIG", "DATA", "CACHE", "STATE")})
        begun = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while True:
                seen = subprocess.run(
                    ["xdotool", "search", "--onlyvisible", "--name", title], capture_output=True, text=True, check=False
                )
                if seen.stdout.strip():
                    break
                if process.poll() is not None or time.perf_counter() - begun > 60:
                    sys.exit(f"{command[0]} showed no window named {title}.")
                time.sleep(0.02)
            took = time.perf_counter() - begun
            seconds, memory = used(process.pid)
            time.sleep(AFTER)
            return took, seconds, memory, used(process.pid)[1]
        finally:
            process.terminate()
            process.wait(20)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    programs = {"ours": ([sys.executable, "-m", "studio"], "Pentimento")}
    mypaint = shutil.which("mypaint")
    if mypaint:
        programs["mypaint"] = ([mypaint], "MyPaint")
    best: dict[str, list[float]] = {}
    for number in range(given.rounds + 1):  # the first reads the disk and is not counted
        for name, (command, title) in programs.items():
            result = start(command, title)
            if number:
                best[name] = [min(pair) for pair in zip(best.get(name, result), result, strict=True)]
    for index, (what, unit) in enumerate(
        (("window", "s"), ("CPU to the window", "s"), ("memory at the window", "MB"), ("memory settled", "MB"))
    ):
        ours = best["ours"][index]
        line = f"P10  {what}: ours {ours:.2f} {unit}"
        if "mypaint" in best:
            peer = best["mypaint"][index]
            line += f", peer {peer:.2f} {unit}, ratio {ours / peer:.2f}"
        print(line)


if __name__ == "__main__":
    main()

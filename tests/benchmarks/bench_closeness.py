"""How close the style methods come to a style, and how much of the picture they keep; see closeness.py for the numbers.

    python tests/benchmarks/bench_closeness.py [PAIRS] [--methods auto,color] [--boldness] [--sheet OUT.png]
    python tests/benchmarks/bench_closeness.py --judge CONTENT STYLE RESULT...

PAIRS is a text file with a content and a style in each line, or two folders joined by "+" (each content with each style).
Without it, pictures painted by the program's own generator meet styles that come with the program. `--set NAME=VALUE` changes a
setting, `--folder OUT` keeps the pictures, `--boldness` runs boldness 0, .25, .5, .75, 1 instead of the default.
"""

from __future__ import annotations

import argparse
import shlex
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from closeness import Closeness, Judge, load, sheet
from numpy.typing import NDArray
from PIL import Image

from studio.art.catalog import find
from studio.art.generators.catalog import GENERATORS
from studio.art.styles import shipped
from studio.art.styles.catalog import STYLES
from studio.core.progress import DirectContext
from studio.engine.device import Devices
from studio.engine.request import Request
from studio.engine.runner import Engine

Rgb = NDArray[np.uint8]

OWN = (
    ("mountain lake in the evening", "night-swirls"), ("a harbor town", "riverside"), ("fruit on a table", "stained-glass"),
    ("poppies in a meadow", "misty-hills"), ("a city street in rain", "evening-sea"), ("pine forest in snow", "pen-valley"),
    ("a garden with roses", "orchard"), ("waves and a sailing boat", "mosaic"), ("a vase with flowers", "cut-outs"),
    ("hills in autumn", "linocut"), ("a room with a window", "charcoal-storm"), ("birches in spring", "lavender"),
)  # fmt: skip
"""Words for the generator, and the shipped style that the picture meets."""
SWEEP = (0.0, 0.25, 0.5, 0.75, 1.0)


def pairs(given: str | None, size: int) -> Iterator[tuple[str, Rgb, Rgb]]:
    """Name, content and style, the longer side of each `size`."""
    if given is None:
        engine = Engine(find, devices=Devices("cpu", 1))
        for words, style in OWN:
            request = Request.make(
                GENERATORS.default.key, {}, text=words, width=size, height=round(size * 0.75), seed=len(words)
            )
            painted = engine.run_now(request).pixels[..., :3]
            yield f"{words} / {style}", np.ascontiguousarray(painted), load(shipped.find(style).path, size)
        return
    if "+" in given:
        contents, styles = (sorted(p for p in Path(f).iterdir() if p.is_file()) for f in given.split("+"))
        listed = [(c, s) for c in contents for s in styles]
    else:
        lines = [shlex.split(line) for line in Path(given).read_text("utf-8").splitlines() if line.strip()]
        listed = [(Path(c), Path(s)) for c, s in lines]
    for c, s in listed:
        yield f"{c.stem} / {s.stem}", load(c, size), load(s, size)


def painter(name: str, settings: dict[str, str]) -> Callable[[Rgb, Rgb, dict[str, Any]], tuple[Rgb, tuple[str, ...]]]:
    spec = STYLES.get(name)
    method = spec.resolve()
    known = {p.name for p in spec.params}
    values = spec.values(spec.parse(f"{k}={v}" for k, v in settings.items() if k in known))

    def paint(content: Rgb, style: Rgb, more: dict[str, Any]) -> tuple[Rgb, tuple[str, ...]]:
        made = method(DirectContext(), content=_rgba(content), style=_rgba(style), seed=0, **{**values, **more})
        return np.ascontiguousarray(made.pixels[..., :3]), made.notes

    return paint


def _rgba(rgb: Rgb) -> Rgb:
    return np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)])


def mean(found: list[Closeness]) -> Closeness:
    return Closeness(*(float(np.mean([getattr(c, n) for c in found])) for n in ("marks", "strange", "edges")))


def told(name: str, c: Closeness, more: str = "") -> None:
    print(f"{name:52} {c.marks:6.3f} {c.strange:7.3f} {c.edges:6.3f}  {more}", flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("pairs", nargs="?")
    options.add_argument("--methods", default=STYLES.default.id)
    options.add_argument("--size", type=int, default=512)
    options.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    options.add_argument("--boldness", action="store_true")
    options.add_argument("--sheet", type=Path)
    options.add_argument("--folder", type=Path)
    options.add_argument("--judge", nargs="+", type=Path)
    given = options.parse_args()
    print(f"{'':52} {'marks':>6} {'strange':>7} {'edges':>6}")
    if given.judge:
        content, style = load(given.judge[0]), load(given.judge[1])
        for path in given.judge[2:]:
            told(path.name, Judge(style).of(content, load(path)))
        return
    settings = dict(s.split("=", 1) for s in given.set)
    steps: list[dict[str, Any]] = [{"boldness": b} for b in SWEEP] if given.boldness else [{}]
    columns = [(m, step) for m in given.methods.split(",") for step in steps]
    methods = {m: painter(m, settings) for m in given.methods.split(",")}
    found: dict[str, list[Closeness]] = {}
    rows = []
    for number, (name, content, style) in enumerate(pairs(given.pairs, given.size)):
        judge = Judge(style)
        row = [(name, content), ("", style)]
        for method, step in columns:
            label = method + "".join(f" {v:g}" for v in step.values())
            begun = time.process_time()
            result, notes = methods[method](content, style, step)
            took = time.process_time() - begun
            c = judge.of(content, result)
            found.setdefault(label, []).append(c)
            told(f"{name} {label}"[:52], c, f"{took:5.2f} CPU s  {' '.join(notes)}")
            row.append((f"{label} {c.marks:.2f} {c.strange:.2f} {c.edges:.2f}", result))
            if given.folder:
                given.folder.mkdir(parents=True, exist_ok=True)
                Image.fromarray(result).save(given.folder / f"{number:02} {name.replace('/', '-')} {label}.png")
        rows.append(row)
    for label, each in found.items():
        told(f"mean of {len(each)}: {label}", mean(each))
    if given.sheet:
        sheet(rows).save(given.sheet)


if __name__ == "__main__":
    main()

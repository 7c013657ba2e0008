"""Do pictures show what their words say? A referee net that trained no generator reads them. By hand:

    python tests/benchmarks/bench_obey.py [--seeds 2]

Lines that people wrote (`lines_of_shores.txt`) become pictures by the generator `flow`; each claim of a line is looked up
in what the referee sees. Beside it stands the same count for pictures that the rules painted, which is what the referee
itself gets right.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "kits"))

from keeping_kit import KeepingContext

from studio.art.generators import neural
from studio.art.generators.neural_words import nearest_scene
from studio.art.generators.scenes.compose import paint
from studio.art.generators.scenes.factors import BY_NAME
from studio.art.generators.scenes.sampling import vary
from studio.art.generators.worlds import SHORES, World
from studio.art.nets.factor_net import FactorNet
from studio.art.training.factor_net import HELD_OUT, train_factor_net
from studio.art.training.painted import paint_all, read_all
from studio.art.words.reader import read
from studio.core.params import ChoiceParam, FloatParam
from studio.core.paths import cache_dir
from studio.core.progress import DirectContext

PICTURES, STEPS, SEED = 6_000, 1_200, 77
LIGHT = {"night": (0.86, 1.18), "dawn": (0.17, 0.36), "day": (0.33, 0.68), "dusk": (0.64, 0.86)}
SEASON = {"winter": (0.85, 1.15), "spring": (0.12, 0.40), "summer": (0.35, 0.66), "autumn": (0.60, 0.90)}
LEAST = {"fog": 0.3, "rain": 0.25, "snow": 0.3, "storm": 0.3, "cloud": 0.45, "water": 0.2, "waves": 0.45}


def referee(ctx: DirectContext, place: World) -> FactorNet:
    """Trained on other pictures in another order than the judges of the generators; kept in the cache."""
    data = read_all(paint_all(ctx, place, 128, PICTURES), PICTURES)
    folder = cache_dir() / "training" / f"referee-{place.id}"
    folder.mkdir(parents=True, exist_ok=True)
    return train_factor_net(ctx, data, folder, steps=STEPS, seed=SEED, name="referee")


def thresholds(judge: FactorNet, place: World) -> dict[str, float]:
    """From which answer on the referee means that a thing is there: what tells pictures painted with it from pictures
    painted without it best, among those it did not train on."""
    data = read_all(paint_all(DirectContext(), place, 128, PICTURES), PICTURES)
    pictures = torch.from_numpy(data.pictures[:HELD_OUT]).float() / 127.5 - 1
    with torch.inference_mode():
        answers = [seen(place, a) for a in judge(pictures).numpy()]
    truths = [seen(place, c) for c in data.conditions[:HELD_OUT]]
    out = {}
    for name, least in LEAST.items():
        true = np.array([float(str(t[name])) >= least for t in truths])
        read_off = np.array([float(str(a[name])) for a in answers])
        tried = np.linspace(read_off.min(), read_off.max(), 200)
        balanced = [((read_off >= t)[true].mean() + (read_off < t)[~true].mean()) / 2 for t in tried]
        out[name] = float(tried[int(np.argmax(balanced))])
        print(
            f"referee on {name}: there from {out[name]:.2f} on, right {max(balanced):.2f} (of {int(true.sum())} with it)"
        )
    return out


def seen(place: World, answer: np.ndarray) -> dict[str, object]:  # type: ignore[type-arg]
    """The referee's answer as factors."""
    out: dict[str, object] = {}
    best: dict[str, float] = {}
    for (name, what), value in zip(place.slots(), answer, strict=True):
        param = BY_NAME[name]
        if isinstance(param, ChoiceParam):
            if value > best.get(name, -9.0):
                best[name], out[name] = float(value), what
        elif what == "sin":
            best[name] = float(value)
        elif what == "cos":
            out[name] = math.atan2(best[name], float(value)) / (2 * math.pi) % 1.0
        else:
            assert isinstance(param, FloatParam)
            out[name] = (float(value) + 1) / 2 * (param.hi - param.lo) + param.lo
    return out


def holds(claim: str, factors: dict[str, object], least: dict[str, float]) -> tuple[str, bool]:
    """(what kind of claim, whether it holds)."""
    name, _, wanted = claim.partition("=")
    if name == "scene":
        return "scene", factors["scene"] in wanted.split(",")
    if name in ("light", "season"):
        lo, hi = (LIGHT if name == "light" else SEASON)[wanted]
        value = float(str(factors["daytime" if name == "light" else "season"]))
        return name, lo <= value <= hi or lo <= value + 1 <= hi
    there = float(str(factors[name])) >= least[name]
    return "water" if name in ("water", "waves") else "weather", there is (wanted == "yes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--show", action="store_true", help="print every claim that does not hold")
    given = parser.parse_args()
    ctx, place = KeepingContext(), SHORES
    judge = referee(ctx, place)
    least = thresholds(judge, place)
    text = Path(__file__).with_name("lines_of_shores.txt").read_text("utf-8")
    rows = [row.split("|") for row in text.splitlines() if row and not row.startswith("#")]
    counts: dict[str, list[list[int]]] = defaultdict(lambda: [[0, 0], [0, 0]])
    for line, claims in ((a.strip(), b.split()) for a, b in rows):
        for seed in range(given.seeds):
            made = neural.imagine(
                ctx, model="flow", text=line, width=128, height=128, seed=seed, medium="plain", guidance=1.5
            )
            reading = read(ctx, line)
            scene = nearest_scene(place, str(reading.values["scene"]), reading)
            values = place.settle(vary({**reading.values, "scene": scene}, set(reading.mentioned) | {"scene"}, seed))
            ruled = paint(ctx, values, seed, 128, 128) * 2 - 1
            net = torch.from_numpy(made.pixels[..., :3].copy()).permute(2, 0, 1).float() / 127.5 - 1
            with torch.inference_mode():
                answers = judge(torch.stack([net, ruled])).numpy()
            for k, answer in enumerate(answers):
                factors = seen(place, answer)
                for claim in claims:
                    kind, good = holds(claim, factors, least)
                    counts[kind][k][0] += good
                    counts[kind][k][1] += 1
                    if given.show and not good and k == 0:
                        print(f"{line!r} seed {seed}: {claim} does not hold")
    print(f"{'claims about':12} {'flow':>8} {'by rules':>9} {'number':>7}")
    total = [[0, 0], [0, 0]]
    for kind, both in sorted(counts.items()):
        print(f"{kind:12} {both[0][0] / both[0][1]:8.3f} {both[1][0] / both[1][1]:9.3f} {both[0][1]:7}")
        for k in range(2):
            total[k][0] += both[k][0]
            total[k][1] += both[k][1]
    print(f"{'all':12} {total[0][0] / total[0][1]:8.3f} {total[1][0] / total[1][1]:9.3f} {total[0][1]:7}")


if __name__ == "__main__":
    main()

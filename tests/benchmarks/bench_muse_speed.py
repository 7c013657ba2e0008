"""How fast do the built-in networks write? By hand:

    python tests/benchmarks/bench_muse_speed.py [--muse transformer] [--rounds 5] [--threads 2]

For each form, after a warm-up: seconds until the first words are told, seconds until the drafts are there (as many as the
answer asks for), drafts a second; and for prompts the whole answer: drafting, checks, ranking by meaning, five variants.
"""

from __future__ import annotations

import argparse
import statistics
import time

import torch
from muse_clock import Clock

from studio.art.muse import answer, brief
from studio.art.muse.networks import language, tokens

LINES = (
    "a red boat on the lake",
    "an old lighthouse in the storm",
    "letters from my grandmother",
    "winter, crows, silence",
)
DRAFTS = {"prompts": 22, "titles": 15, "haiku": 15, "poem": 10, "quatrain": 10, "story": 7, "scenes": 4}
"""What `answer` asks a network for."""


def timed(ctx: Clock, work) -> tuple[float, float, int]:  # type: ignore[no-untyped-def]
    """Seconds to the first words, seconds in all, how many texts."""
    ctx.first = None
    begun = time.perf_counter()
    made = work()
    done = time.perf_counter()
    return (ctx.first or done) - begun, done - begun, len(made)


def told(name: str, rows: list[tuple[float, float, int]]) -> None:
    first, whole = ([r[k] for r in rows] for k in (0, 1))
    rate = sum(r[2] for r in rows) / sum(r[1] for r in rows)
    print(
        f"{name:10} first words {statistics.median(first):6.3f} s (slowest {max(first):6.3f})   all {statistics.median(whole):6.3f} s "
        f"(slowest {max(whole):6.3f})   {rate:5.1f} texts/s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--muse", default="transformer", choices=tuple(language.MODELS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    ctx = Clock()
    voice = language.voice(given.muse)
    begun = time.perf_counter()
    voice.drafts(ctx, brief.make(ctx, LINES[0], "titles"), 1, seed=0, temperature=0.8, top_p=0.92)
    print(f"Loading and the first text: {time.perf_counter() - begun:.2f} s")
    for form in tokens.FORMS:
        rows = []
        for k in range(given.rounds):
            for line in LINES:
                asked = brief.make(ctx, line, form)
                rows.append(timed(ctx, lambda a=asked, s=k, n=DRAFTS[form]: voice.drafts(ctx, a, n, seed=s, temperature=0.8, top_p=0.92)))  # fmt: skip
        told(form, rows)

    def ask(line: str, seed: int):  # type: ignore[no-untyped-def]
        return answer.answer(
            ctx, text=line, count=5, seed=seed, form="prompts", lang="en", boldness=0.5, voice=given.muse
        )

    ask(LINES[0], 99)
    told("5 prompts", [timed(ctx, lambda x=line, s=k: ask(x, s)) for k in range(given.rounds) for line in LINES])


if __name__ == "__main__":
    main()

"""Does the muse keep to the line and still surprise? By hand:

    python tests/benchmarks/bench_muse.py [--muse concepts] [--lines N] [--pictures N] [--show]

For each line (`lines_for_the_muse.txt`) five prompts: how many keywords of the line they keep, how far they are from each
other (mean cosine distance of sentence vectors), whether each stays near to the line, how many pairs of words the muse
repeats within a set (the artist's own line does not count), how many drafts pass the checks, and the seconds to the first
words and to five answers. Other forms: keywords and faults of what is shown. With `--pictures` the whole chain: line, muse,
generator `scenes`, and a referee that reads the picture (see `muse_referee`).
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter, defaultdict
from pathlib import Path

from muse_clock import Clock
from muse_referee import agreement

from studio.art.muse import brief as briefs
from studio.art.muse import checks, choose
from studio.art.muse.answer import answer
from studio.art.muse.concepts import Concepts
from studio.art.muse.drafting import Draft
from studio.art.words import encoder
from studio.core.words import Variant

FORMS = ("titles", "haiku", "poem", "quatrain", "story", "scenes")
NEAR, APART, DISTINCT, COVER = 0.45, 0.25, 0.9, 0.95


def ask(ctx: Clock, muse: str, line: str, form: str, seed: int) -> tuple[tuple[Variant, ...], float, float]:
    """The answers, seconds to the first words, seconds in all."""
    ctx.first = None
    begun = time.perf_counter()
    made = answer(ctx, text=line, count=5, seed=seed, form=form, lang="auto", boldness=0.5, voice=muse)
    done = time.perf_counter()
    return made, (ctx.first or done) - begun, done - begun


def drafts_that_pass(ctx: Clock, muse: str, line: str, form: str) -> tuple[int, int]:
    """(without faults, all) of what the voice itself writes."""
    brief = briefs.make(ctx, line, form)
    if muse == "concepts":
        voice = Concepts()
    else:
        from studio.art.muse.networks.language import voice as learned

        voice = learned(muse)
    made = voice.drafts(ctx, brief, 8, seed=5, temperature=0.8, top_p=0.92)
    return sum(not checks.faults(d.text, form, brief) for d in made), len(made)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--muse", default="concepts")
    parser.add_argument("--lines", type=int, default=1000)
    parser.add_argument("--forms", type=int, default=12, help="lines for which the other forms are written")
    parser.add_argument("--pictures", type=int, default=0, help="lines whose prompts are painted")
    parser.add_argument("--show", action="store_true", help="print answers that miss a figure")
    given = parser.parse_args()
    text = Path(__file__).with_name("lines_for_the_muse.txt").read_text("utf-8")
    lines = [row.strip() for row in text.splitlines() if row.strip() and not row.startswith("#")][: given.lines]
    ctx = Clock()
    ask(ctx, given.muse, "a boat", "prompts", 1)
    ask(ctx, given.muse, "something else", "prompts", 1)

    cover, near, apart, distinct, least = [], [], [], [], []
    firsts, alls = [], []
    prompts: dict[str, tuple[Variant, ...]] = {}
    for number, line in enumerate(lines):
        made, first, seconds = ask(ctx, given.muse, line, "prompts", 100 + number)
        firsts.append(first)
        alls.append(seconds)
        prompts[line] = made
        brief = briefs.make(ctx, line, "prompts")
        vectors, _ = encoder.encode(ctx, [line, *(v.text for v in made)])
        to_line = (vectors[1:] @ vectors[0]).tolist()
        alike = vectors[1:] @ vectors[1:].T
        n = len(made)
        far = float((1 - alike).sum() / max(1, n * (n - 1)))
        grams = Counter(g for v in made for g in choose._grams(choose.added_text(Draft(v.text, v.parts), brief)))
        once = len(grams) / max(1, sum(grams.values()))
        cover += [checks.coverage(v.text, brief) for v in made]
        near += to_line
        least.append(min(to_line))
        apart.append(far)
        distinct.append(once)
        if given.show and (far < APART or min(to_line) < NEAR or once < DISTINCT):
            print(f"{line!r}: apart {far:.2f}, least near {min(to_line):.2f}, distinct-2 {once:.2f}")
            for variant, value in zip(made, to_line, strict=True):
                print(f"    {value:.2f} {variant.text}")
    mean = statistics.fmean
    print(f"\nprompts of the muse “{given.muse}”, {len(lines)} lines, five each{'':14} wanted    found")
    rows = [
        ("keywords of the line that are kept", f">= {COVER}", mean(cover)),
        ("mean cosine distance of the five, mean over lines", f">= {APART}", mean(apart)),
        ("  share of lines where it is reached", "", mean(a >= APART for a in apart)),
        ("cosine to the line, mean", "", mean(near)),
        ("  share of prompts that stay within", f">= {NEAR}", mean(n >= NEAR for n in near)),
        ("distinct-2 within a set, mean", f">= {DISTINCT}", mean(distinct)),
        ("seconds to the first words, median", "<= 0.3", statistics.median(firsts)),
        ("seconds to five, median", "<= 1.5", statistics.median(alls)),
    ]
    for what, wanted, found in rows:
        print(f"{what:56} {wanted:>8} {found:8.3f}")

    print(f"\n{'form':10} {'keywords':>9} {'faults':>7} {'apart':>7} {'near':>6} {'drafts pass':>12} {'seconds':>8}")
    for form in ("prompts", *FORMS):
        keys, wrong, times, fars, nears, passed = [], Counter[str](), [], [], [], [0, 0]
        for number, line in enumerate(lines[:: max(1, len(lines) // given.forms)]):
            made, _, seconds = ask(ctx, given.muse, line, form, 300 + number)
            brief = briefs.make(ctx, line, form)
            texts = ["\n".join(v.text for v in made)] if form == "scenes" else [v.text for v in made]
            keys += [checks.coverage(t, brief) for t in texts]
            for t in texts:
                wrong.update(checks.faults(t, form, brief))
            times.append(seconds)
            vectors, _ = encoder.encode(ctx, [line, *texts])
            nears += (vectors[1:] @ vectors[0]).tolist()
            if len(texts) > 1:
                fars.append(float((1 - vectors[1:] @ vectors[1:].T).sum() / (len(texts) * (len(texts) - 1))))
            good, total = drafts_that_pass(ctx, given.muse, line, form)
            passed[0] += good
            passed[1] += total
        far_text = f"{mean(fars):7.3f}" if fars else f"{'':7}"
        print(f"{form:10} {mean(keys):9.3f} {sum(wrong.values()):7} {far_text} {mean(nears):6.3f} "
              f"{passed[0] / max(1, passed[1]):12.3f} {statistics.median(times):8.2f}  {dict(wrong) or ''}")  # fmt: skip

    if given.pictures:
        step = max(1, len(lines) // given.pictures)
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        for line in lines[::step]:
            for number, variant in enumerate(prompts[line]):
                for kind, told, good in agreement(ctx, variant.text, 40 + number):
                    for k, more in enumerate((told, good, 1)):
                        counts[kind][k] += more
        counts["all"] = [sum(c[k] for c in counts.values()) for k in range(3)]
        print(f"\n{'words to picture':16} {'painted':>8} {'seen':>7} {'claims':>7}")
        for kind, (told, good, total) in counts.items():
            print(f"{kind:16} {told / max(1, total):8.3f} {good / max(1, total):7.3f} {total:7}")


if __name__ == "__main__":
    main()

"""Trains the networks that write for the muse, on texts by the program's own grammar; called by `train_models.py`.

The corpus is written once into the cache and anew when the grammar has changed; both networks learn from the same.
"""

from __future__ import annotations

import dataclasses
import json
import math
import random
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from studio.art.models import folder as models
from studio.art.muse import checks
from studio.art.muse.drafting import Brief
from studio.art.muse.networks import corpus, language, tokens
from studio.art.training import language as trainer
from studio.core.paths import cache_dir
from studio.core.progress import Context

OUT = Path(__file__).resolve().parent.parent / "resources" / "models"
SEED = 1
PART = 5_000
"""Briefs of one file of the corpus."""
PARTS = 14
LEAST = 3
"""Times that a word must occur to be in the vocabulary."""
MOST_HELD = 1_500
SETS, OF_A_SET = 6, 5
"""Briefs of each form, drafts for each, by which the texts are measured."""
ROOM = 512
PLANS = {
    "muse-transformer": trainer.Plan(
        "language-transformer", {"width": 192, "depth": 4, "heads": 6, "inner": 448}, steps=8_000
    ),
    "muse-rnn": trainer.Plan("language-lstm", {"width": 192, "depth": 2, "inner": 352}, steps=5_000),
}
TITLES = {"muse-transformer": "Muse: transformer", "muse-rnn": "Muse: LSTM"}
KNOWS = "Prompts, titles, poems, haiku, quatrains, stories and scenes in English, about some six hundred things."


def write_corpus(workers: int = 1) -> list[Path]:
    """The files of the corpus; those that are there are kept."""
    place = cache_dir() / "training" / f"muse-corpus-{corpus.fingerprint(SEED)}"
    files = [place / f"{k:03}.jsonl" for k in range(PARTS)]
    missing = [k for k, file in enumerate(files) if not file.exists()]
    if missing:
        print(f"Writing {len(missing)} of {PARTS} parts of the corpus to {place}", flush=True)
        parts = [(files[k], SEED, k * PART, (k + 1) * PART) for k in missing]
        if workers > 1:
            with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
                for job in [pool.submit(corpus.write, *part) for part in parts]:
                    job.result()
        else:
            for part in parts:
                corpus.write(*part)
    return files


@dataclass(frozen=True)
class Corpus:
    """`held`: texts that are not learned from, by form."""

    vocabulary: tokens.Vocabulary
    learned: trainer.Texts
    held: dict[str, trainer.Texts]


def read_corpus(files: list[Path]) -> Corpus:
    """No text that is kept has a word that the vocabulary lacks."""
    examples = [e for file in files for e in corpus.read(file)]
    vocabulary = tokens.Vocabulary.counted(((*e.asked, *e.told) for e in examples if not e.held), LEAST)
    whole = [e for e in examples if all(t in vocabulary.numbers for t in e.told)]
    learned = trainer.Texts(trainer.as_numbers((e for e in whole if not e.held), vocabulary), SEED)
    apart = [e for e in whole if e.held][:MOST_HELD]
    by_form = {form: [e for e in apart if e.asked[0] == tokens.form_mark(form)] for form in tokens.FORMS}
    held = {form: trainer.Texts(trainer.as_numbers(some, vocabulary)) for form, some in by_form.items() if some}
    print(
        f"{len(learned):,} texts of {learned.words:,} words, {len(apart):,} held out; {len(vocabulary):,} tokens",
        flush=True,
    )
    return Corpus(vocabulary, learned, held)


def train(ctx: Context, id_: str, folder: Path, *, steps: int = 0, improve: bool = False, workers: int = 1) -> None:
    """Trains `id_` and writes its folder; goes on from the checkpoint in `folder`. `improve`: begins with the weights that
    are there, which may be those of an older grammar."""
    plan = PLANS[id_]
    if steps:
        plan = dataclasses.replace(plan, steps=steps)
    texts = read_corpus(write_corpus(workers))
    out = OUT / id_
    out.mkdir(parents=True, exist_ok=True)
    begin = None
    if improve:
        begin = trainer.adopted(models.read(out).load(), tokens.load(out), texts.vocabulary, plan.seed)
    net, curves = trainer.train(ctx, plan, len(texts.vocabulary), texts.learned, folder, begin)
    texts.vocabulary.write(out)
    card = out / models.CARD
    text = card.read_text("utf-8") if card.exists() else f"# Model card: {TITLES[id_]}\n"

    def write(figures: dict[str, float]) -> None:
        models.write(out, net.state_dict(), text, kind=plan.kind, title=TITLES[id_], size=ROOM, net=dict(plan.net),
                     knows=KNOWS, figures=figures, pack=True)  # fmt: skip

    write({})
    # Measured as they are stored: in eight bits.
    forms = measure(language.opened(out, "cpu"), texts.held)
    whole = forms.pop("all")
    write(whole)
    told = {
        "plan": dataclasses.asdict(plan), "texts": len(texts.learned), "words": texts.learned.words,
        "held": sum(map(len, texts.held.values())), "tokens": len(texts.vocabulary), "forms": forms,
    }  # fmt: skip
    points = {name: trainer.thinned(line) for name, line in curves.points.items()}
    (out / "training.json").write_text(json.dumps({**told, "curves": points}) + "\n", "utf-8")
    for name, value in whole.items():
        print(f"{name:24} {value:.4f}")
    print(f"Written to {out.name}: {sum(p.stat().st_size for p in out.iterdir()) / 2**20:.1f} MiB")


def measure(model: language.Model, held: Mapping[str, trainer.Texts]) -> dict[str, dict[str, float]]:
    """Figures by form, and of "all": perplexity of held-out texts; of drafts as they are drawn, before any is rejected, the share
    that comes to its end, that says the artist's own words, that the checks find no fault with, and that makes sense as well;
    distinct-2 within five."""
    out: dict[str, dict[str, float]] = {}
    for form in held:
        rows = [of_a_set(model, brief, k) for k, brief in enumerate(briefs(form))]
        figures = {name: round(sum(r[name] for r in rows) / len(rows), 4) for name in rows[0]}
        out[form] = {"perplexity": round(trainer.perplexity(model.net, held[form], "cpu"), 4), **figures}
    nats = sum(math.log(out[form]["perplexity"]) * texts.words for form, texts in held.items())
    whole = {name: sum(o[name] for o in out.values()) / len(out) for name in next(iter(out.values()))}
    out["all"] = {**whole, "perplexity": math.exp(nats / sum(t.words for t in held.values()))}
    return out


def of_a_set(model: language.Model, brief: Brief, seed: int) -> dict[str, float]:
    """Shares of `OF_A_SET` drafts for one brief."""
    known = language.fitted(brief, model.vocabulary)
    drawn = language.sampled(model, known, OF_A_SET, random.Random(seed), 0.8, 0.92, lambda _: True)
    drafts = [tokens.decoded(model.vocabulary.written(t.numbers), known) for t in drawn]
    skip = brief.line if brief.form == "prompts" else ""
    return {
        "ended": sum(t.ended for t in drawn) / OF_A_SET,
        "honored": sum(corpus.honors(brief, d.text) for d in drafts) / OF_A_SET,
        "sound": sum(not checks.faults(d.text, brief.form, brief) for d in drafts) / OF_A_SET,
        "kept": sum(t.ended and language.is_sound(d, brief) for t, d in zip(drawn, drafts, strict=True)) / OF_A_SET,
        "distinct_2": distinct([d.text for d in drafts], 2, skip),
    }


def briefs(form: str) -> list[Brief]:
    """`SETS` held-out briefs of a form."""
    rng = random.Random(f"{SEED}/{form}")
    out: list[Brief] = []
    while len(out) < SETS:
        brief = dataclasses.replace(corpus.brief_by_chance(rng), form=form)
        if corpus.held_out(brief):
            out.append(dataclasses.replace(brief, axes=()))
    return out


def distinct(texts: list[str], size: int, skip: str = "") -> float:
    """Share of the rows of `size` words in all texts that come once only."""
    rows = [
        tuple(w[k : k + size])
        for t in texts
        for w in [tokens.words(t.removeprefix(skip))]
        for k in range(len(w) - size + 1)
    ]
    return len(set(rows)) / max(1, len(rows))

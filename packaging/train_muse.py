"""Trains the networks that write for the muse, on texts by the program's own grammar; called by `train_models.py`.

The corpus is written once into the cache and anew when the grammar has changed; both networks learn from the same.
"""

from __future__ import annotations

import dataclasses
import json
import random
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import torch

from studio.art.models import folder as models
from studio.art.muse import checks, corpus, language, sampling, tokens
from studio.art.muse.drafting import Brief
from studio.art.training import language as trainer
from studio.core.paths import cache_dir
from studio.core.progress import Context

OUT = Path(__file__).resolve().parent.parent / "resources" / "models"
SEED = 1
PART = 5_000
"""Briefs of one file of the corpus."""
PARTS = 12
LEAST = 3
"""Times that a word must occur to be in the vocabulary."""
MOST_HELD = 1_500
SETS, OF_A_SET = 8, 5
"""Briefs of each form, drafts for each, by which the texts are measured."""
ROOM = 512
PLANS = {
    "muse-transformer": trainer.Plan("language-transformer", {"width": 192, "depth": 4, "heads": 6, "inner": 448}),
    "muse-rnn": trainer.Plan("language-lstm", {"width": 192, "depth": 2, "inner": 352}),
}
TITLES = {"muse-transformer": "Muse: transformer", "muse-rnn": "Muse: LSTM"}
KNOWS = "Prompts, titles, poems, haiku, quatrains, stories and scenes in English, about some hundred things."


def write_corpus(workers: int = 1) -> list[Path]:
    """The files of the corpus; those that are there are kept."""
    place = cache_dir() / "training" / f"muse-corpus-{corpus.fingerprint(SEED)}"
    files = [place / f"{k:03}.jsonl" for k in range(PARTS)]
    missing = [k for k, file in enumerate(files) if not file.exists()]
    if missing:
        print(f"Writing {len(missing)} of {PARTS} parts of the corpus to {place}", flush=True)
        with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
            wanted = [pool.submit(corpus.write, files[k], SEED, k * PART, (k + 1) * PART) for k in missing]
            for job in wanted:
                job.result()
    return files


def read_corpus(files: list[Path]) -> tuple[tokens.Vocabulary, trainer.Texts, trainer.Texts]:
    """The vocabulary, the texts to learn and those held out, of which none has a word that the vocabulary lacks."""
    examples = [e for file in files for e in corpus.read(file)]
    vocabulary = tokens.Vocabulary.counted(((*e.asked, *e.told) for e in examples if not e.held), LEAST)
    whole = [e for e in examples if all(t in vocabulary.numbers for t in e.told)]
    learned = trainer.Texts(trainer.as_numbers((e for e in whole if not e.held), vocabulary), SEED)
    held = trainer.Texts(trainer.as_numbers([e for e in whole if e.held][:MOST_HELD], vocabulary))
    print(
        f"{len(learned):,} texts of {learned.words:,} words, {len(held):,} held out; {len(vocabulary):,} tokens",
        flush=True,
    )
    return vocabulary, learned, held


def train(ctx: Context, id_: str, folder: Path, *, steps: int = 0, improve: bool = False, workers: int = 1) -> None:
    """Trains `id_` and writes its folder; goes on from the checkpoint in `folder`. `improve`: begins with the weights that
    are there, which may be those of an older grammar."""
    plan = PLANS[id_]
    if steps:
        plan = dataclasses.replace(plan, steps=steps)
    vocabulary, learned, held = read_corpus(write_corpus(workers))
    out = OUT / id_
    out.mkdir(parents=True, exist_ok=True)
    begin = None
    if improve:
        begin = trainer.adopted(models.read(out).load(), tokens.load(out), vocabulary, plan.seed)
    net, curves = trainer.train(ctx, plan, len(vocabulary), learned, folder, begin)
    vocabulary.write(out)
    card = out / models.CARD
    text = card.read_text("utf-8") if card.exists() else f"# Model card: {TITLES[id_]}\n"
    arguments = dict(plan.net)

    def write(figures: dict[str, float]) -> None:
        models.write(out, net.state_dict(), text, kind=plan.kind, title=TITLES[id_], size=ROOM, net=arguments,
                     knows=KNOWS, figures=figures, pack=True)  # fmt: skip

    write({})
    # Measured as they are stored: in eight bits.
    figures = measure(ctx, language.load(id_, "cpu"), held)
    write(figures)
    told = {"plan": dataclasses.asdict(plan), "texts": len(learned), "words": learned.words, "tokens": len(vocabulary)}
    points = {name: trainer.thinned(line) for name, line in curves.points.items()}
    (out / "training.json").write_text(json.dumps({**told, "curves": points}) + "\n", "utf-8")
    for name, value in figures.items():
        print(f"{name:24} {value:.4f}")
    print(f"Written to {out.name}: {sum(p.stat().st_size for p in out.iterdir()) / 2**20:.1f} MiB")


def measure(ctx: Context, model: language.Model, held: trainer.Texts) -> dict[str, float]:
    """Perplexity on the held-out texts. Of drafts as they come, before any is rejected: which share says the artist's own
    words, which share has no fault; distinct-2 within five. Briefs are by chance, of the held-out kind."""
    figures = {"perplexity": trainer.perplexity(model.net, held, "cpu")}
    honored, sound, ended, apart = [0.0], [0.0], [0.0], [0.0]
    count = 0
    for form in tokens.FORMS:
        for k, brief in enumerate(briefs(form)):
            rules = sampling.rules(
                model.vocabulary, slots=len(brief.unknown), axes=brief.axes, free=(), longest=language.LONGEST[form]
            )
            asked = torch.tensor([model.vocabulary.read(tokens.asked(brief))] * OF_A_SET)
            texts = sampling.sample(model.net, asked, rules, seed=k, temperature=0.8, top_p=0.92, told=lambda _: True)
            drafts = [tokens.decoded(model.vocabulary.written(t.numbers), brief).text for t in texts]
            ended[0] += sum(t.ended for t in texts)
            honored[0] += sum(corpus.honors(brief, d) for d in drafts)
            sound[0] += sum(not checks.faults(d, form, brief) for d in drafts)
            apart[0] += distinct(drafts, 2, skip=brief.line if form == "prompts" else "") * OF_A_SET
            count += OF_A_SET
    figures |= {"ended": ended[0] / count, "honored": honored[0] / count, "sound": sound[0] / count}
    return figures | {"distinct_2": apart[0] / count}


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

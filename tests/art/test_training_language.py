"""Training of the networks that write: what they learn from, that they learn, that they go on exactly."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
import torch

from studio.art.models import folder
from studio.art.muse.networks import corpus, tokens
from studio.art.muse.networks.language import opened as opened_model
from studio.art.muse.networks.tokens import Vocabulary
from studio.art.training import language
from studio.art.training.language import Plan, Texts
from studio.art.training.loop import Checkpoint
from studio.core.errors import Cancelled, UserError
from studio.core.progress import DirectContext

NETS = {
    "language-transformer": {"width": 24, "depth": 2, "heads": 2, "inner": 32},
    "language-lstm": {"width": 24, "depth": 2, "inner": 32},
}


@lru_cache(maxsize=1)
def some() -> tuple[Vocabulary, Texts]:
    examples = list(corpus.examples(3, 0, 160))
    vocabulary = Vocabulary.counted((*e.asked, *e.told) for e in examples)
    return vocabulary, Texts(language.as_numbers(examples, vocabulary), seed=1)


def plan(kind: str, steps: int) -> Plan:
    return Plan(kind, NETS[kind], steps=steps, tokens=1200, rate=6e-3, warm=4)


class Once(DirectContext):
    """Cancels after so many steps."""

    def __init__(self, steps: int) -> None:
        super().__init__()
        self.left = steps

    def check(self) -> None:
        self.left -= 1
        if self.left <= 0:
            raise Cancelled


@pytest.mark.parametrize("kind", NETS)
def test_a_training_lowers_its_loss_and_makes_the_words_of_texts_likelier(kind: str, tmp_path: Path) -> None:
    vocabulary, texts = some()
    fresh = language.build(kind, len(vocabulary), NETS[kind])
    net, curves = language.train(DirectContext(), plan(kind, 40), len(vocabulary), texts, tmp_path)
    # A point of the curve is a mean over all steps of a while, the first ones perhaps among them.
    assert curves.points["loss"][-1][0] == 40 and curves.points["loss"][-1][1] < 0.95 * np.log(len(vocabulary))
    # An untrained net wavers between nearly all words.
    assert language.perplexity(fresh, texts, "cpu") > 0.5 * len(vocabulary)
    assert language.perplexity(net, texts, "cpu") < 0.4 * len(vocabulary)


@pytest.mark.parametrize("kind", NETS)
def test_a_training_that_was_stopped_goes_on_to_the_very_same_weights(kind: str, tmp_path: Path) -> None:
    vocabulary, texts = some()
    straight, _ = language.train(DirectContext(), plan(kind, 6), len(vocabulary), texts, tmp_path / "straight")
    with pytest.raises(Cancelled):
        language.train(Once(3), plan(kind, 6), len(vocabulary), texts, tmp_path / "broken")
    kept = Checkpoint(tmp_path / "broken" / f"{kind}.checkpoint").load()
    assert kept is not None and kept["step"] == 3
    # What another process would do: nothing but the file is left of the first.
    again = Texts([(r[:n].tolist(), r[n:].tolist()) for r, n in zip(texts.rows, texts.asked, strict=True)], seed=1)
    broken, _ = language.train(DirectContext(), plan(kind, 6), len(vocabulary), again, tmp_path / "broken")
    for name, value in straight.state_dict().items():
        assert torch.equal(value, broken.state_dict()[name]), name


def test_an_epoch_has_each_text_once_in_batches_of_bounded_size() -> None:
    _, texts = some()
    seen: list[int] = []
    step = 0
    while len(seen) < 2 * len(texts):
        chosen = texts.batch(step, 900)
        assert len(chosen) * int(texts.lengths[chosen].max()) <= 900 or len(chosen) == 1
        seen += chosen.tolist()
        step += 1
    first, second = seen[: len(texts)], seen[len(texts) :]
    assert sorted(first) == sorted(second) == list(range(len(texts))) and first != second


def test_only_the_words_of_the_text_count() -> None:
    texts = Texts([([5, 6, 7], [8, 9]), ([5], [6, 7, 8, 9])])
    rows, counts = texts.padded(np.array([0, 1]), "cpu")
    assert rows.tolist() == [[5, 6, 7, 8, 9], [5, 6, 7, 8, 9]]
    assert counts.tolist() == [[False, False, True, True], [True, True, True, True]]
    short = Texts([([5], [6]), ([5, 6], [7, 8])])
    rows, counts = short.padded(np.array([0, 1]), "cpu")
    assert rows[0].tolist() == [5, 6, 0, 0] and counts.tolist() == [[True, False, False], [False, True, True]]
    assert tokens.MARKS[0] == tokens.PAD and texts.words == 6


def test_without_texts_or_a_known_net_there_is_nothing_to_train() -> None:
    with pytest.raises(UserError, match="corpus is empty"):
        Texts([])
    with pytest.raises(UserError, match="no language network"):
        language.build("language-abacus", 10, {})


def test_what_is_held_out_is_about_other_things() -> None:
    examples = list(corpus.examples(7, 0, 400))
    held = [e for e in examples if e.held]
    assert held and len(held) < len(examples) / 8

    def about(e: corpus.Example) -> tuple[str, ...]:
        things = [k + (e.asked[k + 1] in tokens.SLOTS) for k, t in enumerate(e.asked) if t == tokens.THING]
        ends = [next(j for j in range(k + 1, len(e.asked)) if e.asked[j].startswith("<")) for k in things]
        return tuple(sorted(" ".join(e.asked[a + 1 : b]) for a, b in zip(things, ends, strict=True)))

    learned = {about(e) for e in examples if not e.held and tokens.THING in e.asked and tokens.OWN not in e.asked}
    alone = [about(e) for e in held if tokens.THING in e.asked and tokens.OWN not in e.asked]
    assert alone and not any("" in names for names in alone) and not learned & set(alone)


def test_the_corpus_is_the_same_again_and_comes_back_from_its_file(tmp_path: Path) -> None:
    corpus.write(tmp_path / "part.jsonl", 4, 20, 40)
    assert list(corpus.read(tmp_path / "part.jsonl")) == list(corpus.examples(4, 20, 40))
    assert corpus.fingerprint(1) == corpus.fingerprint(1) != corpus.fingerprint(2)


def test_a_long_curve_is_thinned_to_means() -> None:
    points = [(k, float(k)) for k in range(1, 1001)]
    thin = language.thinned(points, 10)
    assert (
        len(thin) == 10 and thin[-1] == (1000, pytest.approx(950.5)) and language.thinned(points[:5], 10) == points[:5]
    )


def test_one_command_writes_the_corpus_trains_measures_and_leaves_a_folder_that_can_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[2] / "packaging"))
    monkeypatch.setenv("PENTIMENTO_HOME", str(tmp_path / "home"))
    import train_muse

    monkeypatch.setattr(train_muse, "OUT", tmp_path / "models")
    monkeypatch.setattr(train_muse, "PARTS", 1)
    monkeypatch.setattr(train_muse, "PART", 300)
    monkeypatch.setattr(train_muse, "LEAST", 1)
    monkeypatch.setattr(corpus, "HELD_OUT", 6)
    monkeypatch.setattr(train_muse, "SETS", 1)
    monkeypatch.setattr(train_muse, "OF_A_SET", 2)
    monkeypatch.setitem(
        train_muse.PLANS, "muse-rnn", Plan("language-lstm", NETS["language-lstm"], steps=2, tokens=800, warm=1)
    )
    train_muse.train(DirectContext(), "muse-rnn", tmp_path / "work")
    out = tmp_path / "models" / "muse-rnn"
    about, opened = folder.read(out), opened_model(out, "cpu")
    assert about.kind in folder.WRITING and about.figures["perplexity"] > 10
    assert sum(p.numel() for p in opened.net.parameters()) == about.values
    told = json.loads((out / "training.json").read_text("utf-8"))
    assert told["curves"]["loss"] and 0 < len(told["forms"]) <= len(tokens.FORMS) and told["held"] > 0
    # Further, from the weights that are there and the corpus that was kept.
    before = (out / folder.WEIGHTS).read_bytes()
    train_muse.train(DirectContext(), "muse-rnn", tmp_path / "further", steps=1, improve=True)
    assert (out / folder.WEIGHTS).read_bytes() != before


def test_words_that_both_vocabularies_have_keep_what_was_learned_of_them() -> None:
    old, new = Vocabulary.of(["<pad>", "sea", "boat"]), Vocabulary.of(["<pad>", "boat", "kayak", "sea"])
    rows = torch.arange(6.0).view(3, 2)
    made = language.adopted({"embedding.weight": rows, "out.bias": torch.ones(2)}, old, new, seed=1)
    assert torch.equal(made["embedding.weight"][[0, 1, 3]], rows[[0, 2, 1]]) and torch.equal(
        made["out.bias"], torch.ones(2)
    )
    assert made["embedding.weight"].shape == (4, 2)

"""The networks that write: their state, their tokens, how words are drawn, and what the shipped voices say."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.art.muse import checks
from studio.art.muse.drafting import Brief, Draft
from studio.art.muse.grammar import lore, sense
from studio.art.muse.grammar.compose import compose
from studio.art.muse.grammar.english import syllables
from studio.art.muse.networks import corpus, language, sampling, tokens
from studio.art.muse.networks.sampling import Text
from studio.art.muse.networks.tokens import Vocabulary
from studio.art.nets.language import Language, Recurrent, Transformer
from studio.core.errors import Cancelled, UserError
from studio.core.progress import DirectContext
from studio.core.words import Part

WORDS = ("the", "boat", "lake", "sees", "a", "moon", ".", ",")


def nets(words: int = 40) -> list[Language]:
    torch.manual_seed(3)
    return [Transformer(words, 24, 2, 2, 32, room=64).eval(), Recurrent(words, 24, 2, 32).eval()]


@pytest.mark.parametrize("net", nets(), ids=["transformer", "lstm"])
def test_word_by_word_a_net_says_what_it_says_of_the_whole_text(net: Language) -> None:
    tokens = torch.randint(0, 40, (3, 17), generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        whole, none = net(tokens)
        assert none is None and whole.shape == (3, 17, 40)
        state = net.begin(3, 20)
        pieces = [net(tokens[:, a:b], state)[0] for a, b in ((0, 5), (5, 6), (6, 9), (9, 17))]
    assert state.length == 17
    assert torch.allclose(torch.cat(pieces, 1), whole, atol=1e-4)


@pytest.mark.parametrize("net", nets(), ids=["transformer", "lstm"])
def test_no_word_is_foretold_from_those_after_it_and_texts_do_not_mix(net: Language) -> None:
    tokens = torch.randint(0, 40, (2, 9), generator=torch.Generator().manual_seed(2))
    other = tokens.clone()
    other[0, 6:] = (other[0, 6:] + 1) % 40
    with torch.inference_mode():
        a, b = net(tokens)[0], net(other)[0]
    assert torch.allclose(a[0, :6], b[0, :6], atol=1e-5) and torch.allclose(a[1], b[1], atol=1e-5)
    assert not torch.allclose(a[0, 6:], b[0, 6:], atol=1e-3)


@pytest.mark.parametrize("net", nets(), ids=["transformer", "lstm"])
def test_a_state_goes_on_with_some_of_its_texts(net: Language) -> None:
    tokens = torch.randint(0, 40, (4, 8), generator=torch.Generator().manual_seed(3))
    with torch.inference_mode():
        whole = net(tokens)[0]
        state = net.begin(4, 12)
        net(tokens[:, :5], state)
        kept = state.keep(torch.tensor([2, 0]))
        rest = net(tokens[[2, 0], 5:], kept)[0]
    assert torch.allclose(rest, whole[[2, 0], 5:], atol=1e-4)


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 10**6))
def test_what_the_grammar_writes_comes_back_from_its_tokens(number: int) -> None:
    rng = random.Random(number)
    brief = corpus.brief_by_chance(rng)
    draft = compose(brief, rng)
    if draft is None:
        return
    told = tokens.encoded(draft, brief)
    back = tokens.decoded([*told, tokens.END, "the"], brief)
    assert back.text == draft.text
    if draft.parts:
        assert "".join(p.text for p in back.parts) == back.text
        wanted = [(p.axis, p.title) for p in draft.parts if p.axis and brief.form == "prompts"]
        assert [(p.axis, p.title) for p in back.parts if p.axis and brief.form == "prompts"] == wanted
        assert brief.form != "prompts" or back.parts[0] == Part(brief.line)


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("ab OAi.,;:!?—’'()“”\n-1"), max_size=40), st.sampled_from(("poem", "titles", "prompts")))
def test_any_punctuation_and_capitals_come_back(text: str, form: str) -> None:
    tidy = "\n".join(" ".join(line.split()) for line in text.strip().split("\n")).strip()
    # A capital inside of a word is not kept.
    tidy = " ".join(w if w[1:] == w[1:].lower() else w.lower() for w in tidy.split(" "))
    if any(p[1:] != p[1:].lower() for p in tokens.pieces(tidy)):
        return
    brief = Brief("", (), form=form)
    parts = (Part(""), Part(tidy)) if form == "prompts" else ()
    back = tokens.decoded(tokens.encoded(Draft(tidy, parts), brief), brief)
    assert back.text == tidy


def test_the_artists_own_words_are_slots_that_take_their_article_and_capital() -> None:
    brief = Brief("owl kayak", (), unknown=("emu", "red kayak"), form="story")
    draft = Draft("The red kayak leaves an emu’s tent. Emu and red kayak wait for an emu.")
    told = tokens.encoded(draft, brief)
    assert told.count("<slot1>") == 3 and told.count("<slot2>") == 2 and "emu" not in told and "an" not in told
    assert tokens.decoded(told, brief) == draft
    other = replace(brief, unknown=("gong", "old abacus"))
    assert (
        tokens.decoded(told, other).text == "The old abacus leaves a gong’s tent. Gong and old abacus wait for a gong."
    )
    assert tokens.decoded(["an", "<slot1>", "and", "an", "owl"], other).text == "A gong and an owl"
    titles = replace(other, form="titles")
    assert tokens.decoded(["the", "<slot2>"], titles).text == "The Old Abacus"


def test_what_the_line_names_is_a_slot_in_its_number_and_what_is_near_is_not() -> None:
    known = lore.concepts()
    brief = Brief("three boats by a kayak", (known["boat"], known["harbor"]), 1, ("kayak",), form="story")
    draft = Draft("The boats wait in the harbor. A kayak comes for the boats.")
    told = tokens.encoded(draft, brief)
    assert [t for t in told if t in tokens.SLOTS] == ["<slot1>", "<slot2>", "<slot1>"] and "harbor" in told
    assert tokens.decoded(told, brief) == draft
    asked = tokens.asked(brief)
    assert asked[1:6] == ["<thing>", "<slot1>", "boats", "<is|vehicle they>", "<own>"]
    assert asked[asked.index("<near>") + 1] == "harbor"
    # Verse that is counted has to know how long it is.
    assert tokens.asked(replace(brief, form="haiku"))[5] == "<beat|1>"
    assert tokens.asked(replace(brief, form="quatrain"))[9:] == ["<beat|10>", "<near>", "harbor", "<text>"]
    # A prompt goes on from the line, which stands there in words.
    prompt = tokens.asked(replace(brief, form="prompts"))
    assert prompt[1:4] == ["<own>", "<slot1>", "<is|vehicle it>"] and "boats" in prompt


def test_marks_out_of_place_are_passed_over() -> None:
    brief = Brief("the sea", (), form="poem")
    assert tokens.decoded(["<slot3>", "<near>", "the", "<text>", "sea"], brief) == Draft("The sea")
    assert tokens.decoded([], brief) == Draft("")


def test_a_vocabulary_comes_back_and_a_damaged_one_is_told(tmp_path: Path) -> None:
    vocabulary = Vocabulary.counted([["the", "sea", "the"], ["sea", "the", "rare"]], least=2)
    assert vocabulary.tokens == (*tokens.MARKS, "the", "sea")
    vocabulary.write(tmp_path)
    assert tokens.load(tmp_path) == vocabulary
    assert vocabulary.written(vocabulary.read(["sea", "rare"])) == ["sea", tokens.UNKNOWN]
    (tmp_path / tokens.FILE).write_text('{"version": 1, "tokens": ["<pad>"]}')
    with pytest.raises(UserError, match="cannot be read"):
        tokens.load(tmp_path)
    with pytest.raises(UserError, match="cannot be read"):
        tokens.load(tmp_path / "none")


def test_a_word_is_drawn_among_those_that_reach_the_share() -> None:
    shares = torch.tensor([[0.5, 0.3, 0.15, 0.05]]).repeat(1000, 1)
    chance = torch.linspace(0, 0.999, 1000)
    for top_p, wanted in ((0.4, {0}), (0.6, {0, 1}), (0.9, {0, 1, 2}), (1.0, {0, 1, 2, 3})):
        assert set(sampling.drawn(shares.log(), chance, 1.0, top_p).tolist()) == wanted
    counts = sampling.drawn(shares.log(), chance, 1.0, 1.0).bincount(minlength=4) / 1000
    assert torch.allclose(counts, shares[0], atol=0.01)
    cold = sampling.drawn(shares.log(), chance, 0.3, 1.0).bincount(minlength=4) / 1000
    assert cold[0] > 0.8
    assert set(sampling.drawn(shares.log(), chance, 0.0, 1.0).tolist()) == {0}


def _vocabulary() -> Vocabulary:
    marks = ("<may|light>", "<feel|calm>", "<prompts>", "<light|Dusk>", "<light|Noon>", "<mood|Calm>")
    return Vocabulary.of((*tokens.MARKS, *marks, *WORDS))


def _texts(net: Language, rules: sampling.Rules, number: int = 6, seed: int = 5, **more: float) -> list[Text]:
    asked = torch.zeros(number, 3, dtype=torch.int64) + tokens.MARKS.index(tokens.TEXT)
    given = {"temperature": 1.0, "top_p": 1.0, **more}
    return sampling.sample(net, asked, rules, seed=seed, told=lambda _: True, **given)


@pytest.mark.parametrize("kind", [0, 1], ids=["transformer", "lstm"])
def test_texts_keep_the_rules(kind: int) -> None:
    vocabulary = _vocabulary()
    net = nets(len(vocabulary))[kind]
    rules = sampling.rules(vocabulary, own=("gong",), axes=("light",), free=(), longest=40)
    texts = _texts(net, rules, 24)
    said = [vocabulary.written(t.numbers) for t in texts]
    never = {tokens.PAD, tokens.TEXT, tokens.UNKNOWN, tokens.LINE, "<slot2>", "<slot3>", "<may|light>", "<feel|calm>"}
    assert not {w for s in said for w in s} & {*never, "<prompts>", "<mood|Calm>"}
    for text, numbers in zip(said, texts, strict=True):
        assert sum(tokens.axis_of(w) == "light" for w in text) <= 1
        grams = [tuple(text[k : k + sampling.GRAM]) for k in range(len(text) - sampling.GRAM + 1)]
        assert len(grams) == len(set(grams))
        assert all(a != b or a == "\n" for a, b in zip(text, text[1:], strict=False))
        assert numbers.ended == (text[-1] == tokens.END) and len(text) <= 40
    assert any("<light|Dusk>" in s or "<light|Noon>" in s for s in said)
    assert [t.numbers for t in _texts(net, rules, 24)] == [t.numbers for t in texts]
    assert [t.numbers for t in _texts(net, rules, 24, seed=6)] != [t.numbers for t in texts]


def test_what_others_have_said_is_said_less() -> None:
    vocabulary = _vocabulary()
    rules = sampling.rules(vocabulary, own=(), axes=(), free=("boat",), longest=9)
    assert not rules.costs.any() or rules.costs[vocabulary.numbers["boat"]] == 0
    costly = replace(rules, costs=torch.full_like(rules.costs, 3.0))

    def variety(given: sampling.Rules) -> int:
        # An even net: all that differs is what the others have said.
        net = nets(len(vocabulary))[0]
        torch.nn.init.zeros_(net.embedding.weight)
        return sum(len({t.numbers[0] for t in _texts(net, given, 12, seed, top_p=0.4)}) for seed in range(3))

    assert variety(costly) >= variety(replace(rules, costs=torch.zeros_like(rules.costs)))
    weighed = sampling._Said(costly, 2)
    weighed.add(0, vocabulary.numbers["moon"])
    out = weighed.weighed(torch.zeros(2, len(vocabulary)), [0, 1])
    assert out[1, vocabulary.numbers["moon"]] == -3.0 and out[1, vocabulary.numbers["lake"]] == 0.0


def test_what_should_be_named_is_likelier_until_it_is() -> None:
    vocabulary = _vocabulary()
    boat, moon = vocabulary.numbers["boat"], vocabulary.numbers["moon"]
    rules = sampling.rules(vocabulary, own=(), axes=(), free=(), longest=9, wanted=(("boat", "boats"), ("moon",)))
    said = sampling._Said(rules, 1)
    before = said.weighed(torch.zeros(1, len(vocabulary)), [0])
    said.add(0, boat)
    after = said.weighed(torch.zeros(1, len(vocabulary)), [0])
    assert before[0, boat] == before[0, moon] == after[0, moon] == pytest.approx(sampling.WANTED)
    assert before[0, vocabulary.numbers["lake"]] == 0.0 and after[0, boat] == -torch.inf


def test_a_sentence_names_what_stands_in_a_slot_once() -> None:
    """No "fern, a fox and a fern"."""
    vocabulary = Vocabulary.of((*tokens.MARKS, *WORDS, ",", "."))
    slot, lake = vocabulary.numbers["<slot1>"], vocabulary.numbers["lake"]
    said = sampling._Said(sampling.rules(vocabulary, own=("fern",), axes=(), free=(), longest=40), 1)
    may = []
    for token in ("<slot1>", ",", "lake", ".", "lake"):
        said.add(0, vocabulary.numbers[token])
        may.append(bool(said.weighed(torch.zeros(1, len(vocabulary)), [0])[0, slot] > -torch.inf))
    assert may == [False, False, False, True, True]
    assert said.weighed(torch.zeros(1, len(vocabulary)), [0])[0, lake] == -torch.inf


@pytest.mark.parametrize("kind", [0, 1], ids=["transformer", "lstm"])
def test_lines_that_count_syllables_have_them(kind: int) -> None:
    vocabulary = Vocabulary.of((*tokens.MARKS, *WORDS, "window", "umbrella"))
    rules = sampling.rules(vocabulary, own=("abacus",), axes=(), free=(), longest=60, lines=(5, 7, 5))
    net = nets(len(vocabulary))[kind]
    brief = Brief("", (), unknown=("abacus",), form="haiku")
    glued = tokens.MARKS.index(tokens.GLUE)  # two words as one: this net knows no better
    whole = [t for t in _texts(net, rules, 160) if t.ended and glued not in t.numbers]
    assert whole
    for text in whole:
        lines = tokens.decoded(vocabulary.written(text.numbers), brief).text.split("\n")
        assert [sum(map(syllables, tokens.words(line))) for line in lines] == [5, 7, 5]


class Listening(DirectContext):
    """Hears what is said; cancels, or has seen enough, at a question."""

    def __init__(self, cancel: int = 10**9, enough: int = 10**9) -> None:
        super().__init__()
        self.heard: dict[int, list[str]] = {}
        self.cancel, self.enough, self.asked = cancel, enough, 0

    def check(self) -> None:
        self.asked += 1
        self.finishing = self.asked >= self.enough
        if self.asked > self.cancel:
            raise Cancelled

    def say(self, text: str, number: int = 0) -> None:
        self.heard.setdefault(number, []).append(text)


def brief_of(line: str, form: str, unknown: Sequence[str] = ()) -> Brief:
    named = tuple(lore.named(line))
    known = lore.concepts()
    near = [known[n] for c in named for n in c.near if n in known and known[n] not in named]
    things = (*named, *dict.fromkeys(near)) or (known["sea"],)
    return Brief(line, things[: max(5, len(named))], len(named), tuple(unknown), form=form)


@lru_cache(maxsize=2)
def shipped(id_: str) -> language.Model:
    return language.load(language.MODELS[id_], "cpu")


def ask(id_: str, brief: Brief, number: int = 6, seed: int = 1, ctx: DirectContext | None = None) -> list[Draft]:
    return language.write(
        ctx or DirectContext(), shipped(id_), brief, number, seed=seed, temperature=0.8, top_p=0.92
    )  # fmt: skip


LEAST = {
    "transformer": {"quatrain": 1, "scenes": 1},
    "rnn": dict.fromkeys(("poem", "haiku", "quatrain", "story", "scenes"), 0),
}
"""Sound and sure drafts of four asked for, where they are fewer than two: an LSTM seldom keeps a thing in mind to the end of a long text."""


@pytest.mark.parametrize("form", tokens.FORMS)
@pytest.mark.parametrize("id_", language.MODELS)
def test_a_voice_writes_whole_texts_that_say_the_artists_words(id_: str, form: str) -> None:
    # No board has a place for both: of a boat and a zeppelin the networks tell but titles, stories and verse.
    line = "a zeppelin" if form == "scenes" else "a boat and a zeppelin"
    brief = brief_of(line, form, ("zeppelin",))
    drafts = ask(id_, brief, 4)
    assert len(drafts) >= LEAST[id_].get(form, 2) and len({d.text for d in drafts}) == len(drafts)
    for draft in drafts:
        assert corpus.honors(brief, draft.text), draft.text
        assert not checks.faults(draft.text, form, brief), draft.text
        assert "<" not in draft.text and draft.text == draft.text.strip()
        if form == "prompts":
            assert draft.parts[0] == Part(brief.line) and draft.text.startswith(brief.line)
            assert "".join(p.text for p in draft.parts) == draft.text
            axes = [p.axis for p in draft.parts if p.axis]
            assert axes and len(set(axes)) == len(axes) and all(p.title for p in draft.parts if p.axis)


@pytest.mark.parametrize("id_", language.MODELS)
def test_the_same_seed_writes_the_same_and_another_writes_others(id_: str) -> None:
    brief = brief_of("an old lighthouse in the storm", "titles")
    first = ask(id_, brief, 3)
    assert first == ask(id_, brief, 3)
    assert first != ask(id_, brief, 3, seed=2)


def test_prompts_go_along_the_axes_that_are_asked_for() -> None:
    brief = replace(brief_of("a red boat on the lake", "prompts"), axes=("medium", "weather"))
    drafts = ask("transformer", brief)
    assert drafts and {p.axis for d in drafts for p in d.parts if p.axis} <= {"medium", "weather"}


def test_texts_are_told_as_they_come_and_cancel_is_heard_between_words() -> None:
    ctx = Listening()
    drafts = ask("transformer", brief_of("the sea", "haiku"), ctx=ctx)
    assert drafts and 0 in ctx.heard and set(ctx.heard) <= set(range(language.SPOKEN))
    for texts in ctx.heard.values():
        assert len(texts[-1]) >= len(texts[0])
    stopped = Listening(cancel=3)
    with pytest.raises(Cancelled):
        ask("transformer", brief_of("the sea", "story"), ctx=stopped)
    assert stopped.asked == 4


def test_who_has_seen_enough_gets_what_is_whole() -> None:
    brief = brief_of("the sea", "poem")
    all_ = ask("transformer", brief, 12)
    ctx = Listening(enough=60)
    some = ask("transformer", brief, 12, ctx=ctx)
    assert ctx.asked < 70 and len(some) <= len(all_)
    assert all(d.text.endswith((".", "!", "?", "—")) or d in all_ for d in some)


def test_things_that_the_network_never_heard_of_are_placed_all_the_same() -> None:
    sea = lore.concepts()["sea"]
    new = replace(sea, id="gyre", one="a gyre", many="gyres", near=())
    drafts = ask("transformer", Brief("a gyre", (new, sea), 1, form="poem"))
    assert drafts and all("gyre" in d.text.lower() for d in drafts)


def test_voices_refuse_what_they_do_not_write() -> None:
    with pytest.raises(UserError, match="no network that writes"):
        language.voice("parrot")
    with pytest.raises(UserError, match="this form"):
        language.voice("rnn").drafts(
            DirectContext(), brief_of("the sea", "palette"), 1, seed=1, temperature=0.8, top_p=0.9
        )


def test_a_voice_is_loaded_once_while_it_is_leased() -> None:
    class Counting(DirectContext):
        keys: list[str] = []

        def lease(self, key, load, megabytes=0.0):  # type: ignore[no-untyped-def]
            self.keys.append(key)
            assert 5 < megabytes < 40
            return super().lease(key, load, megabytes)

    ctx = Counting()
    language.voice("rnn").drafts(ctx, brief_of("the sea", "titles"), 2, seed=1, temperature=0.8, top_p=0.9)
    assert ctx.keys == ["muse-rnn"]


def test_a_thing_beside_itself_and_a_changed_he_are_slips() -> None:
    assert not sense.makes_sense("Between the city and the city\nthere is a door.", "poem")
    assert not sense.makes_sense("A lake of silver—\na lake keeps its own weather,\na ribbon of light.", "haiku")
    assert sense.makes_sense("Step by step the boat comes home.\nThe boat waits.", "poem")
    assert sense.makes_sense("The boat waits. The boat turns, boat by boat.", "story")
    assert not sense.makes_sense("A grandmother mends his nets.", "story")
    assert not sense.makes_sense("The grandmother waits. He goes home.", "story")
    assert sense.makes_sense("The fisherman mends his nets. A girl stops, her hand on the wall.", "story")
    assert sense.makes_sense("He goes home.", "story")
    assert sense.disagrees("tractor", "A swallow-loud barn, the tractor say nothing yet.")
    assert not sense.disagrees("tractor", "The tractor says nothing yet.")
    assert not sense.disagrees("robots", "The robots say nothing yet.")


def test_phrases_of_a_prompt_go_with_the_line_and_each_other() -> None:
    brief = brief_of("a boat at noon", "prompts")

    def sound(*phrases: tuple[str, str, str]) -> bool:
        parts = [Part(brief.line)]
        for axis, title, text in phrases:
            parts += [Part(", "), Part(text, axis, title)]
        return language.is_sound(Draft("".join(p.text for p in parts), tuple(parts)), brief)

    assert sound(("medium", "Linocut", "as a linocut with bold edges"))
    assert not sound(("light", "Moonlight", "by moonlight, silver on dark blue"))
    assert not sound(("mood", "Calm", "calm and silver"), ("palette", "Silver", "in silver and pale rose"))

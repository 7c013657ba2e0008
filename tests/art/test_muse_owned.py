"""Language models in their real formats, tiny and random, from the disk to cards; and what must not be let in."""

from __future__ import annotations

import contextlib
import gc
import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from language_kit import CHATML, gguf_file, language_folder

from studio.art.catalog import find
from studio.art.generators.owned.catalog import sync
from studio.art.models import gguf_file as gguf_head
from studio.art.models import lighter, memory
from studio.art.models.adding import add
from studio.art.models.library import Library, ModelEntry
from studio.art.models.recognise import recognise
from studio.art.muse.catalog import MUSES
from studio.art.muse.owned import loading, parsing
from studio.art.muse.owned.prompting import Ask
from studio.art.muse.owned.sampling import Sampler, choose
from studio.art.muse.owned.transformers_model import answer
from studio.art.muse.owned.writing import Sampling, answers
from studio.core.errors import Cancelled, UserError
from studio.core.progress import DirectContext
from studio.core.words import Variant, Wishes
from studio.engine import messages as msg
from studio.engine.request import Request
from studio.engine.runner import Engine

WAYS = {
    "gpt2": lambda at: language_folder(at, "gpt2", licence="mit"),
    "llama": lambda at: language_folder(at, "llama", chat=CHATML),
    "qwen2": lambda at: language_folder(at, "qwen2", chat=CHATML, dtype="bfloat16", licence="apache-2.0"),
    "mistral": lambda at: language_folder(at, "mistral", shard="40KB"),
    "short": lambda at: language_folder(at, "llama", context=128),
    "f32.gguf": lambda at: gguf_file(at),
    "f16.gguf": lambda at: gguf_file(at, kind="F16", chat=CHATML),
    "q8.gguf": lambda at: gguf_file(at, kind="Q8_0"),
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("models")
    for name, make in WAYS.items():
        make(where / name)
    return where


@pytest.fixture
def own(place: Path) -> Callable[[str], ModelEntry]:
    """Adds one of the models to the library of the test."""
    library = Library()
    return lambda name: library.add(add(DirectContext(), path=str(place / name)))


class Listening(DirectContext):
    def __init__(self, cancel_after: int = 0, finish_after: int = 0) -> None:
        super().__init__()
        self.said: list[tuple[int, str]] = []
        self.notes: list[str] = []
        self._cancel_after, self._finish_after, self._steps = cancel_after, finish_after, 0

    def progress(self, fraction: float, note: str = "", preview: Any = None) -> None:
        self.notes.append(note)
        if note == "Writing":
            self._steps += 1
            self.finishing = bool(self._finish_after) and self._steps >= self._finish_after
            if self._cancel_after and self._steps >= self._cancel_after:
                raise Cancelled

    def say(self, text: str, number: int = 0) -> None:
        self.said.append((number, text))


def ask(entry: ModelEntry, ctx: DirectContext | None = None, form: str = "story", **more: Any) -> tuple[Variant, ...]:
    given = {"text": "an old boat", "count": 2, "seed": 3, "lang": "en", "temperature": 1.0, "top_p": 0.95, "length": 40,
             "repetition": 1.1, **more}  # fmt: skip
    return answer(ctx or DirectContext(), model=entry.id, form=form, **given)


class TestKnown:
    @pytest.mark.parametrize(("name", "family", "licence", "chat", "half"), [
        ("gpt2", "gpt2", "mit", False, False), ("llama", "llama", "", True, False), ("qwen2", "qwen2", "apache-2.0", True, True),
        ("mistral", "mistral", "", False, False), ("f32.gguf", "llama", "apache-2.0", False, False),
        ("f16.gguf", "llama", "apache-2.0", True, True), ("q8.gguf", "llama", "apache-2.0", False, True),
    ])  # fmt: skip
    def test_by_content(
        self, own: Callable[[str], ModelEntry], place: Path, tmp_path: Path, name: str, family: str, licence: str, chat: bool,
        half: bool,
    ) -> None:  # fmt: skip
        entry = own(name)
        assert (entry.kind, entry.family, entry.licence) == ("language", family, licence)
        assert entry.details["chat"] is chat and entry.details["half"] is half and entry.details["context"] == 2048
        assert 0.1 < entry.memory < 0.6 and not entry.converted
        moved = tmp_path / "without-a-name.dat"
        moved.symlink_to(place / name)
        assert recognise(moved).family == family

    def test_each_is_a_muse_and_the_server_stays_the_last(self, own: Callable[[str], ModelEntry]) -> None:
        entries = [own("gpt2"), own("q8.gguf")]
        try:
            assert sync(entries) and not sync(entries)
            assert [s.id for s in MUSES][-3:] == [entries[0].id, entries[1].id, "server"]
            spec = MUSES.get(entries[0].id)
            assert "GPT-2" in spec.summary and "License: mit" in spec.summary and "early" in spec.traits
            assert {"form", "lang", "temperature", "top_p", "length", "repetition", "instructions"} == {
                p.name for p in spec.params
            }
        finally:
            sync(())
        assert [s.id for s in MUSES][-1] == "server" and entries[0].id not in {s.id for s in MUSES}

    def test_sizes_of_gguf_are_those_of_the_library_that_writes_it(self) -> None:
        from gguf.constants import GGML_QUANT_SIZES

        sizes = {int(k): v for k, v in GGML_QUANT_SIZES.items()}
        assert {k: v for k, v in gguf_head.BLOCKS.items() if k in sizes} == {
            k: sizes[k] for k in gguf_head.BLOCKS if k in sizes
        }
        assert len(set(gguf_head.BLOCKS) & set(sizes)) >= 28


class TestRefused:
    @pytest.fixture
    def copy(self, place: Path, tmp_path: Path) -> Path:
        import shutil

        return Path(shutil.copytree(place / "llama", tmp_path / "copy"))

    def edit(self, file: Path, **more: Any) -> None:
        file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), **more}), "utf-8")

    def test_code_of_its_own(self, copy: Path) -> None:
        self.edit(copy / "config.json", auto_map={"AutoModelForCausalLM": "modeling_x.XForCausalLM"})
        (copy / "modeling_x.py").write_text("raise SystemExit")
        with pytest.raises(UserError, match="run code of its own"):
            add(DirectContext(), path=str(copy))

    def test_code_of_its_tokenizer(self, copy: Path) -> None:
        self.edit(copy / "tokenizer_config.json", auto_map={"AutoTokenizer": ["tok.T", None]}, tokenizer_class="T")
        (copy / "tok.py").write_text("open('/tmp/pentimento-was-run', 'w')\nclass T: pass\n")
        with pytest.raises(UserError):
            add(DirectContext(), path=str(copy))
        assert not Path("/tmp/pentimento-was-run").exists()

    def test_a_kind_that_nobody_knows(self, copy: Path) -> None:
        self.edit(copy / "config.json", model_type="dreamer", architectures=["DreamerForCausalLM"])
        with pytest.raises(UserError):
            add(DirectContext(), path=str(copy))

    def test_weights_that_could_run_code(self, copy: Path) -> None:
        (copy / "model.safetensors").rename(copy / "pytorch_model.bin")
        with pytest.raises(UserError, match=r"take the version of this model with \.safetensors"):
            recognise(copy)

    def test_an_addition_is_no_model(self, copy: Path) -> None:
        (copy / "adapter_config.json").write_text('{"base_model_name_or_path": "/elsewhere"}')
        with pytest.raises(UserError, match="addition"):
            recognise(copy)

    def test_a_vocabulary_is_needed(self, copy: Path) -> None:
        (copy / "tokenizer.json").unlink()
        with pytest.raises(UserError, match="no vocabulary"):
            recognise(copy)

    def test_a_shard_is_missing(self, place: Path, tmp_path: Path) -> None:
        import shutil

        copy = Path(shutil.copytree(place / "mistral", tmp_path / "copy"))
        next(iter(sorted(copy.glob("model-*.safetensors")))).unlink()
        with pytest.raises(UserError, match="is not whole"):
            recognise(copy)

    def test_weights_are_missing_inside(self, own: Callable[[str], ModelEntry], copy: Path) -> None:
        from safetensors.torch import load_file, save_file

        tensors = load_file(str(copy / "model.safetensors"))
        tensors.pop("model.layers.1.mlp.up_proj.weight")
        save_file(tensors, str(copy / "model.safetensors"), {"format": "pt"})
        entry = Library().add(add(DirectContext(), path=str(copy)))
        with pytest.raises(UserError, match="is missing in its weights"):
            ask(entry)

    def test_gguf_that_is_cut_or_lies(self, place: Path, tmp_path: Path) -> None:
        whole = (place / "q8.gguf").read_bytes()
        for length in (3, 20, 100, 5000, len(whole) - 40):
            (tmp_path / "cut").write_bytes(whole[:length])
            with pytest.raises(UserError):
                recognise(tmp_path / "cut")
        for number in range(0, 400, 7):
            bent = bytearray(whole)
            bent[24 + number] ^= 0xFF
            (tmp_path / "bent").write_bytes(bent)
            with contextlib.suppress(UserError):
                recognise(tmp_path / "bent")
        (tmp_path / "old").write_bytes(b"GGUF" + struct.pack("<IQQ", 1, 1, 1) + b"\0" * 99)
        with pytest.raises(UserError, match="version 1"):
            recognise(tmp_path / "old")
        (tmp_path / "huge").write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 2**60, 2**60) + b"\0" * 99)
        with pytest.raises(UserError, match="damaged"):
            recognise(tmp_path / "huge")

    def test_gguf_that_is_all_words(self, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        told = gguf_head.read_head(place / "f32.gguf")
        monkeypatch.setattr(gguf_head, "MOST_TEXT", sum(map(len, (*told.facts, *told.shapes))))
        with pytest.raises(UserError, match="damaged"):
            gguf_head.read_head(place / "f32.gguf")

    def test_no_room(self, own: Callable[[str], ModelEntry], monkeypatch: pytest.MonkeyPatch) -> None:
        entry = own("gpt2")
        monkeypatch.setattr(memory, "free_megabytes", lambda device="cpu": 0.2)
        with pytest.raises(UserError, match=r"“gpt2” needs about 0\.\d MB and only 0\.2 MB are free"):
            ask(entry)


class TestWriting:
    @pytest.mark.parametrize("name", ["gpt2", "llama", "qwen2", "mistral", "f32.gguf", "f16.gguf", "q8.gguf"])
    def test_every_format_writes_by_its_seed(self, own: Callable[[str], ModelEntry], name: str) -> None:
        entry, ctx = own(name), Listening()
        first = ask(entry, ctx)
        torch.manual_seed(99)  # torch's own chance has no say
        assert first and ask(entry) == first
        assert ask(entry, seed=4) != first
        assert "Writing" in ctx.notes and ctx.said
        assert all(isinstance(v, Variant) and v.text for v in first)

    def test_nonsense_is_shown_as_it_came(self, own: Callable[[str], ModelEntry]) -> None:
        (variant,) = ask(own("llama"), form="palette", count=3)
        assert variant.raw and variant.text

    def test_temperature_nought_is_the_likeliest(self, own: Callable[[str], ModelEntry]) -> None:
        entry = own("llama")
        assert ask(entry, temperature=0.0, count=1) == ask(entry, temperature=0.0, count=1, seed=77)

    def test_the_length_is_kept(self, own: Callable[[str], ModelEntry]) -> None:
        ctx = Listening()
        ask(own("mistral"), ctx, length=16, count=1)
        assert ctx.notes.count("Writing") <= 16

    def test_a_cancel_and_enough(self, own: Callable[[str], ModelEntry]) -> None:
        entry = own("qwen2")
        with pytest.raises(Cancelled):
            ask(entry, Listening(cancel_after=3))
        ctx = Listening(finish_after=5)
        assert ask(entry, ctx, count=1, length=200)
        assert ctx.notes.count("Writing") == 5

    def test_a_small_context_gets_a_short_question_or_says_so(self, own: Callable[[str], ModelEntry]) -> None:
        entry = own("short")
        assert ask(entry, text="boat " * 100_000, form="titles", count=1)
        with pytest.raises(UserError, match="reads 128 tokens at once"):
            ask(own("short"), form="titles", text="\U00012345" * 400, count=1)

    def test_each_precision_writes_and_is_kept_apart(self, own: Callable[[str], ModelEntry]) -> None:
        entry = own("f32.gguf")
        keys, kinds = set(), {}
        for precision in (lighter.FULL, lighter.HALF, lighter.INT8):
            lighter.choose(entry.sha256, lighter.Choice(precision))
            keys.add(loading.cache_key(entry, "cpu"))
            loaded = loading.load(entry, "cpu")
            kinds[precision] = {str(b.dtype) for b in (*loaded.model.parameters(), *loaded.model.buffers())}
            assert ask(entry, count=1)
        assert len(keys) == 3
        assert kinds[lighter.FULL] == {"torch.float32"} and "torch.bfloat16" in kinds[lighter.HALF]
        assert "torch.int8" in kinds[lighter.INT8]

    def test_a_model_in_memory_is_not_loaded_again_for_the_room_it_takes(
        self, own: Callable[[str], ModelEntry], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        entry, free = own("f32.gguf"), [1000.0]
        monkeypatch.setattr(memory, "free_megabytes", lambda device="cpu": free[0])
        loaded = loading.load(entry, "cpu")
        key = loading.cache_key(entry, "cpu")
        free[0] = memory.needed_to_write(entry.memory) * 0.9
        assert loading.cache_key(entry, "cpu") == key and loaded.precision == lighter.FULL
        lighter.choose(entry.sha256, lighter.Choice(lighter.INT8))
        assert loading.precision(entry, "cpu") == lighter.INT8
        lighter.choose(entry.sha256, lighter.Choice(lighter.AUTO))
        del loaded
        gc.collect()
        assert loading.precision(entry, "cpu") == lighter.HALF

    def test_gpt2_in_8_bits_too(self, own: Callable[[str], ModelEntry], monkeypatch: pytest.MonkeyPatch) -> None:
        from studio.art.models import lighten

        monkeypatch.setattr(lighten, "SMALLEST_LINEAR", 16)
        entry = own("gpt2")
        full = loading.load(entry, "cpu")
        lighter.choose(entry.sha256, lighter.Choice(lighter.INT8))
        small = loading.load(entry, "cpu")
        assert any(b.dtype == torch.int8 for b in small.model.buffers())
        ids = torch.tensor([[5, 9, 20, 31]])
        with torch.inference_mode():
            a, b = full.model(ids).logits, small.model(ids).logits.float()
        assert torch.corrcoef(torch.stack([a.flatten(), b.flatten()]))[0, 1] > 0.98

    def test_through_the_engine_with_its_words_as_they_come(self, own: Callable[[str], ModelEntry]) -> None:
        entry = own("llama")
        sync([entry])
        told: list[msg.Message] = []
        try:
            engine = Engine(find)
            request = Request.make(f"muse/{entry.id}", {"form": "story", "length": 40, "temperature": 1.2}, text="boat",
                                   count=1, seed=5)  # fmt: skip
            answers = engine.run_now(request, told.append)
        finally:
            sync(())
        assert isinstance(answers[0], Variant)
        assert any(isinstance(m, msg.Said) and m.text for m in told)
        assert f"language/{entry.id}@full" in engine.cache

    def test_what_changed_since_it_was_added_is_not_loaded(
        self, place: Path, tmp_path: Path, own: Callable[[str], ModelEntry]
    ) -> None:  # fmt: skip
        import shutil

        copy = Path(shutil.copytree(place / "llama", tmp_path / "copy"))
        entry = Library().add(add(DirectContext(), path=str(copy)))
        shutil.rmtree(copy)
        shutil.copytree(place / "gpt2", copy)
        with pytest.raises(UserError, match="is not what it was"):
            ask(entry)


class Scripted:
    """A writer that writes what the test says."""

    title = "Scripted"

    def __init__(self, *texts: str) -> None:
        self._texts = list(texts)
        self.asked: list[Ask] = []

    def write(self, ask: Ask, rows: int, seed: int, told: Callable[[int, str], bool]) -> list[str]:
        self.asked.append(ask)
        out = [self._texts.pop(0) if self._texts else "" for _ in range(rows)]
        for row, text in enumerate(out):
            for end in range(1, len(text) + 1):
                if told(row, text[:end]):
                    out[row] = text[:end]
                    break
        return out


def scripted(writer: Scripted, form: str = "prompts", count: int = 3, **more: Any) -> tuple[Variant, ...]:
    given = {"text": "an old boat", "seed": 1, "lang": "auto", "instructions": "", **more}
    return answers(DirectContext(), writer, form=form, count=count, **given)


class TestAnswers:
    def test_a_short_list_is_asked_for_once_more(self) -> None:
        writer = Scripted(
            "1. an old boat in fog", "1. an old boat in fog\n2. an old boat at noon\n3. an old boat in rain"
        )
        assert [v.text for v in scripted(writer)] == [
            "an old boat in fog",
            "an old boat at noon",
            "an old boat in rain",
        ]
        assert len(writer.asked) == 2
        assert len(scripted(Scripted("1. an old boat in fog"))) == 1

    def test_writing_ends_when_there_is_enough(self) -> None:
        writer = Scripted("1. the boat\n2. the sea\n3. the sky\n4. and so on for ever")
        assert [v.text for v in scripted(writer, "titles", 2)] == ["the boat", "the sea"]
        assert scripted(Scripted("Rain falls.\nLine: another\nPoem: x"), "poem", 1)[0].text == "Rain falls."

    def test_nothing_is_written_that_would_not_be_read(self) -> None:
        read: list[int] = []

        class Babbling(Scripted):
            def write(self, ask: Ask, rows: int, seed: int, told: Callable[[int, str], bool]) -> list[str]:
                text = "Rain falls on the boat and on. " * 10_000
                read.append(next(end for end in range(1000, len(text), 1000) if told(0, text[:end])))
                return [text[: read[-1]]]

        assert scripted(Babbling(), "story", 1)[0].text.startswith("Rain falls")
        assert read == [parsing.LONGEST_READ]

    def test_the_language_follows_the_line(self) -> None:
        writer = Scripted("1. 船")
        scripted(writer, "titles", 1, text="一只旧船")
        assert writer.asked[0].lang == "zh"
        scripted(writer := Scripted("1. Boat"), "titles", 1, text="一只旧船", lang="en")
        assert writer.asked[0].lang == "en"

    def test_the_artists_own_words_are_never_struck(self) -> None:
        struck = Wishes(struck=("boat", "fog"))
        assert [v.text for v in scripted(Scripted("1. an old boat, in fog, low sun"), count=1, wishes=struck)] == [
            "an old boat, low sun"
        ]
        with pytest.raises(UserError, match="struck out"):
            scripted(Scripted("1. Fog"), "titles", 1, wishes=struck)

    def test_a_picture_is_told_in_words(self) -> None:
        picture = np.zeros((60, 80, 4), np.uint8)
        picture[..., 3] = 255
        picture[:30, :, 2], picture[30:, :, :2] = 200, (200, 120)
        writer = Scripted("Blue over ochre.\n\nQuiet.")
        (notes,) = scripted(writer, "notes", 1, text="", picture=picture)
        assert [p.axis for p in notes.parts] == ["facts", "comment"]
        prompt = next(writer.asked[0].prompts())
        assert "Facts: " in prompt.user and "blue" in prompt.user.casefold()

    def test_nothing_to_go_by(self) -> None:
        with pytest.raises(UserError, match="Write a line first"):
            scripted(Scripted("x"), text="  ")
        with pytest.raises(UserError, match="written nothing"):
            scripted(Scripted(""))
        with pytest.raises(UserError, match="1 to 20"):
            scripted(Scripted("x"), count=40)


class TestSampling:
    def chance(self, seed: int = 1) -> torch.Generator:
        return torch.Generator().manual_seed(seed)

    def test_only_the_likeliest_that_reach_the_share(self) -> None:
        scores = torch.log(torch.tensor([0.5, 0.3, 0.15, 0.05]))
        none = torch.tensor([], dtype=torch.long)
        drawn = [choose(scores, none, Sampling(1.0, 0.7, 9, 1.0), self.chance(s)) for s in range(200)]
        assert set(drawn) == {0, 1} and 90 < drawn.count(0) < 160
        assert {choose(scores, none, Sampling(1.0, 0.05, 9, 1.0), self.chance(s)) for s in range(40)} == {0}

    def test_what_was_written_becomes_less_likely(self) -> None:
        scores = torch.tensor([2.0, 1.9, -1.0])
        assert choose(scores, torch.tensor([0]), Sampling(0.0, 1.0, 9, 1.3), self.chance()) == 1
        assert choose(scores, torch.tensor([0]), Sampling(0.0, 1.0, 9, 1.0), self.chance()) == 0

    def test_numbers_that_are_none(self) -> None:
        scores = torch.tensor([float("nan"), float("nan")])
        assert choose(scores, torch.tensor([1]), Sampling(0.8, 0.9, 9, 1.2), self.chance()) in (0, 1)

    def test_rows_have_chances_of_their_own(self) -> None:
        sampler = Sampler(Sampling(1.0, 1.0, 9, 1.0), [1, 2, 1], 0)
        scores = torch.zeros(3, 500)
        out = sampler(torch.zeros(3, 0, dtype=torch.long), scores).argmax(-1).tolist()
        assert out[0] == out[2] != out[1]

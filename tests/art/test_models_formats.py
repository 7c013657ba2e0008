"""Every format is known by its content, whatever its name; what is damaged or hostile is refused, and nothing runs."""

from __future__ import annotations

import io
import json
import os
import pickle
import struct
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import stylegan_kit
import torch
from safetensors.torch import save_file

from studio.art.models import checkpoints, folder, library, pickles
from studio.art.models.adding import add
from studio.art.models.checkpoints import Storages, Stream, tensors_of
from studio.art.models.library import Library, models_dir
from studio.art.models.recognise import recognise
from studio.core.errors import Cancelled, UserError
from studio.core.progress import DirectContext

LDM = "model.diffusion_model."


def weights(path: Path, shapes: dict[str, tuple[int, ...]], metadata: dict[str, str] | None = None) -> Path:
    save_file({k: torch.zeros(s) for k, s in shapes.items()}, str(path), metadata)
    return path


def single(context: int, channels: int = 4, **more: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    return {
        f"{LDM}input_blocks.0.0.weight": (8, channels, 3, 3),
        f"{LDM}input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight": (8, context),
        "first_stage_model.decoder.conv_in.weight": (8, 4, 3, 3),
        "cond_stage_model.transformer.weight": (2, 2),
        **more,
    }


SAFETENSORS = {
    ("diffusion", "sd15"): single(768),
    ("diffusion", "sd2"): single(1024),
    ("diffusion", "sdxl"): single(2048) | {"conditioner.embedders.1.model.ln_final.weight": (2,)},
    ("lora", "sd15"): {"lora_unet_mid_block_attentions_0_transformer_blocks_0_attn2_to_k.lora_down.weight": (4, 768),
                       "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn2_to_k.lora_up.weight": (8, 4)},
    ("lora", "sdxl"): {"unet.mid_block.attentions.0.transformer_blocks.0.attn2.to_k.lora_A.weight": (4, 2048)},
    ("lora", "flux"): {"transformer.single_transformer_blocks.0.attn.to_k.lora_A.weight": (4, 3072)},
    ("controlnet", "sd15"): {"controlnet_cond_embedding.conv_in.weight": (16, 3, 3, 3),
                             "down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k.weight": (8, 768)},
    ("vae", "vae"): {"encoder.conv_in.weight": (8, 3, 3, 3), "decoder.conv_in.weight": (8, 4, 3, 3),
                     "decoder.conv_out.weight": (3, 8, 3, 3), "decoder.up_blocks.0.resnets.0.conv1.weight": (8, 8, 3, 3)},
}  # fmt: skip


@pytest.mark.parametrize(("kind", "family"), SAFETENSORS)
def test_families_are_told_by_names_and_shapes(kind: str, family: str, tmp_path: Path) -> None:
    found = recognise(weights(tmp_path / "holiday.jpg", SAFETENSORS[kind, family]))
    assert (found.format, found.kind, found.family) == ("safetensors", kind, family)
    assert found.values > 0 and found.memory == found.values * 4 / 2**20


@pytest.mark.parametrize("name", ["double_blocks.0.img_attn.qkv.weight", "joint_blocks.0.x_block.attn.qkv.weight"])
def test_parts_of_models_are_told_what_they_lack(name: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="single file|whole folder"):
        recognise(weights(tmp_path / "part.safetensors", {name: (2, 2)}))


def test_the_file_may_say_its_name_licence_and_that_it_is_quick(tmp_path: Path) -> None:
    about = {"modelspec.title": "Dusk XL Turbo", "modelspec.license": "CC0"}
    found = recognise(weights(tmp_path / "x.bin", SAFETENSORS["diffusion", "sdxl"], about))
    assert (found.title, found.licence, found.details["quick"]) == ("Dusk XL Turbo", "CC0", True)
    assert recognise(weights(tmp_path / "y.bin", single(768, 9))).details["inpaints"] is True


# -- damage ------------------------------------------------------------------------------------------------------


def raw_header(header: Any, data: bytes = b"", length: int | None = None) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def tensor(begin: int, end: int, shape: list[int], dtype: str = "F32") -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


DAMAGED = {
    "cut off in its values": (raw_header({"a": tensor(0, 4096, [1024])}, b"x" * 100), "cut off"),
    "cut off in its header": (raw_header({"a": tensor(0, 4, [1])}, length=5000), "cut off"),
    "a header without end": (raw_header(b"{" + b" " * 10, length=2**39), "cut off"),
    "another length than its shape": (raw_header({"a": tensor(0, 4, [2])}, b"x" * 8), "damaged"),
    "overlapping tensors": (raw_header({"a": tensor(0, 8, [2]), "b": tensor(4, 12, [2])}, b"x" * 12), "damaged"),
    "a negative shape": (raw_header({"a": tensor(0, 4, [-1])}, b"x" * 4), "damaged"),
    "an absurd shape": (raw_header({"a": tensor(0, 4, [2**60])}, b"x" * 4), "damaged"),
    "a header that is nested deeply": (raw_header(b"{" + b'"a":{' * 100_000), "damaged"),
    "unknown values": (raw_header({"a": tensor(0, 4, [1], "Q4")}, b"x" * 4), "not read here"),
    "nothing at all": (b"", "is empty"),
    "a text": (b"just a letter to a friend", "no model that is known"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"x" * 99, "no model that is known"),
    "an archive of pictures": (b"", ""),
    "a cut archive": (b"PK\x03\x04" + b"x" * 40, "damaged archive"),
    "a cut GGUF": (b"GGUF\x03", "cut off"),
    "a cut pickle": (b"\x80\x04\x95\x20\x00\x00\x00\x00\x00\x00\x00\x8c\x04", "cannot be read as a model"),
    "a cut ONNX": (b"\x08\x08\x12\x0cpytorch1.0.0:\xff\xff\x03", "damaged ONNX"),
}  # fmt: skip


@pytest.mark.parametrize("what", DAMAGED)
def test_what_is_damaged_is_refused_with_a_reason(what: str, tmp_path: Path) -> None:
    content, reason = DAMAGED[what]
    file = tmp_path / "model.safetensors"
    file.write_bytes(content)
    if what == "an archive of pictures":
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("a.png", b"x")
        reason = "unpack it"
    with pytest.raises(UserError, match=reason):
        add(DirectContext(), path=str(file))
    assert not list(models_dir().glob("*"))


def test_folders_without_end_and_links_out_of_them_are_left_alone(tmp_path: Path) -> None:
    deep = tmp_path / "deep"
    (deep / "/".join("abcdefghij")).mkdir(parents=True)
    with pytest.raises(UserError, match="deep"):
        recognise(deep)
    many = tmp_path / "many"
    many.mkdir()
    for k in range(4001):
        (many / str(k)).touch()
    with pytest.raises(UserError, match="more than 4000 files"):
        recognise(many)
    secret = tmp_path / "secret.txt"
    secret.write_text("mine")
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "config.json").symlink_to(secret)
    with pytest.raises(UserError, match="leads out of it"):
        recognise(linked)
    circle = tmp_path / "circle"
    circle.symlink_to(circle)
    with pytest.raises(UserError, match="cannot be read"):
        recognise(circle)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes are of POSIX systems")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.safetensors")
    with pytest.raises(UserError, match="neither a file nor a folder"):
        recognise(tmp_path / "pipe.safetensors")


# -- PyTorch's files ---------------------------------------------------------------------------------------------


@pytest.fixture
def state() -> dict[str, torch.Tensor]:
    draw = torch.Generator().manual_seed(3)
    long = torch.randn(6, 8, generator=draw)
    return {
        "encoder.conv_in.weight": torch.randn(8, 3, 3, 3, generator=draw), "decoder.up_blocks.0.weight": long[1:5, ::2],
        "decoder.conv_in.weight": torch.randn(8, 4, 3, 3, generator=draw), "decoder.conv_out.weight": torch.zeros(3, 8, 3, 3),
        "half": torch.randn(5, generator=draw).half(), "brain": torch.randn(5, generator=draw).bfloat16(),
        "whole": torch.arange(4), "turned": long.t(), "one": torch.tensor(2.5), "none": torch.zeros(0, 3),
    }  # fmt: skip


@pytest.mark.parametrize("zipped", [True, False])
def test_torch_files_are_read_as_torch_reads_them(zipped: bool, state: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "net.onnx"
    torch.save({"state_dict": state, "epoch": 3}, file, _use_new_zipfile_serialization=zipped)
    found = recognise(file)
    assert (found.format, found.kind, found.family) == ("archive" if zipped else "stream", "vae", "vae")
    entry = add(DirectContext(), path=str(file))
    assert entry.converted and entry.title == "net"
    from safetensors.torch import load_file

    kept = load_file(str(entry.file))
    assert kept.keys() == state.keys() and all(torch.equal(kept[k], state[k]) for k in state)


def test_records_give_the_same_values_as_torch(state: dict[str, Any]) -> None:
    out = io.BytesIO()
    torch.save(state, out, _use_new_zipfile_serialization=False)
    raw = out.getvalue()
    stream = Stream(io.BytesIO(raw), memoryview(raw))
    found = tensors_of(stream.reading.value)
    assert found.keys() == state.keys()
    for name, about in found.items():
        assert np.array_equal(
            about.array(Storages(stream.fetch)),
            state[name].float().numpy().astype(about.array(Storages(stream.fetch)).dtype),
        )


# -- malice ------------------------------------------------------------------------------------------------------


class Evil:
    """What a hostile pickle does when it is loaded."""

    def __init__(self, what: Any, *args: Any) -> None:
        self.what, self.args = what, args

    def __reduce__(self) -> Any:
        return self.what, self.args


MARK = "ran-from-a-model-file"
ATTACKS = {
    "os.system": lambda: Evil(os.system, f"touch {MARK}"),
    "eval": lambda: Evil(eval, f"open({MARK!r}, 'w')"),
    "exec": lambda: Evil(exec, f"open({MARK!r}, 'w')"),
    "open": lambda: Evil(open, MARK, "w"),
    "getattr": lambda: Evil(getattr, "os", "system"),
    "import": lambda: Evil(__import__, "antigravity"),
    "numpy load": lambda: Evil(np.load, MARK, None, True),
    "torch load": lambda: Evil(torch.load, MARK),
    "inner pickle": lambda: Evil(pickle.loads, pickle.dumps(Evil(os.system, f"touch {MARK}"))),
}  # fmt: skip


@pytest.fixture
def nothing_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails when anything was started, evaluated or opened to write where the attacks point."""
    monkeypatch.chdir(tmp_path)
    seen: list[str] = []
    listening = [True]

    def listen(event: str, args: Any) -> None:
        if not listening:
            return
        started = ("os.system", "subprocess.Popen", "os.exec", "os.posix_spawn", "pty.spawn", "ctypes.dlopen")
        if (
            event in started
            or (event == "open" and str(args[0]).endswith(MARK))
            or (event == "import" and "antigravity" in str(args[0]))
        ):
            seen.append(f"{event} {args}")

    sys.addaudithook(listen)
    yield
    listening.clear()
    assert not seen and not (tmp_path / MARK).exists()


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("way", ["archive", "stream", "raw", "stylegan"])
@pytest.mark.usefixtures("nothing_runs")
def test_hostile_pickles_are_refused_and_nothing_runs(way: str, attack: str, tmp_path: Path) -> None:
    evil = ATTACKS[attack]()
    file = tmp_path / f"{way}.safetensors"
    if way == "raw":
        file.write_bytes(pickle.dumps({"G_ema": evil}))
    elif way == "stylegan":
        stylegan_kit.publish(file, *stylegan_kit.tiny2(), evil=evil)
    else:
        torch.save({"features.0.weight": torch.zeros(64, 3, 3, 3), "x": evil}, file,
                   _use_new_zipfile_serialization=way == "archive")  # fmt: skip
    with pytest.raises(UserError, match="asks to run code"):
        add(DirectContext(), path=str(file))
    assert not list(models_dir().glob("*"))


def archive(path: Path, members: dict[str, bytes], how: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", how) as out:
        for name, content in members.items():
            out.writestr(name, content)
    return path


PLAIN = pickle.dumps({"a": 1})
TRICKS = {
    "slip": ({"../../data.pkl": PLAIN}, zipfile.ZIP_STORED, "outside of itself"),
    "bomb": ({"a/data.pkl": PLAIN, "a/data/0": b"\0" * 4_000_000}, zipfile.ZIP_DEFLATED, "compressed"),
    "program": ({"a/data.pkl": PLAIN, "a/code/__torch__.py": b"x"}, zipfile.ZIP_STORED, "TorchScript"),
    "two tables": ({"a/data.pkl": PLAIN, "b/data.pkl": PLAIN}, zipfile.ZIP_STORED, "more than one"),
    "nothing": ({"a/data.pkl": PLAIN}, zipfile.ZIP_STORED, "no weights"),
}  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS)
def test_tricks_with_archives_are_refused(trick: str, tmp_path: Path) -> None:
    members, how, reason = TRICKS[trick]
    with pytest.raises(UserError, match=reason):
        recognise(archive(tmp_path / "x.pt", members, how))


LOOPS = {
    "keys nested very deep": b"\x80\x04}" + b")" + b"\x85" * 200_000 + b"N" + b"s.",
    "values nested very deep": b"\x80\x04" + b")" + b"\x85" * 200_000 + b".",
    "a stack in disorder": b"\x80\x04(0.",
    "a state for a class": b"\x80\x04cos\nsystem\n}b.",
    "extension registry": b"\x80\x02\x82\x01.",
    "a table of itself": b"\x80\x04}\x94h\x00N\x86h\x00s.",
    "memory without end": b"\x80\x04\x8e" + struct.pack("<Q", 2**60) + b"x.",
}  # fmt: skip


@pytest.mark.parametrize("what", LOOPS)
def test_pickles_made_to_break_their_reader_do_not(what: str, tmp_path: Path) -> None:
    file = tmp_path / "x.pkl"
    file.write_bytes(LOOPS[what])
    with pytest.raises(UserError):
        add(DirectContext(), path=str(file))


def test_tensors_that_reach_outside_their_storage_are_refused() -> None:
    values = np.arange(4, dtype="<f4").tobytes()
    for shape, strides, offset in (((5,), (1,), 0), ((2, 2), (4, 1), 0), ((2,), (1,), 3), ((10**6, 10**6), (0, 0), 0)):
        about = checkpoints.Tensor(None, offset, shape, strides)
        storages = Storages()
        storages.of = lambda _about: ("<f4", values)  # type: ignore[method-assign]
        with pytest.raises(pickles.BadPickle, match="outside its storage"):
            about.array(storages)


# -- taking in ---------------------------------------------------------------------------------------------------


def test_a_pickle_is_taken_in_once(tmp_path: Path) -> None:
    file = stylegan_kit.publish(tmp_path / "Old barns.png", *stylegan_kit.tiny2())
    entry = add(DirectContext(), path=str(file))
    assert (entry.kind, entry.family, entry.details["size"], entry.details["layers"]) == (
        "stylegan",
        "stylegan2",
        16,
        6,
    )
    assert entry.title == "Old barns" and entry.memory > 0 and entry.bytes == file.stat().st_size
    shelf = Library()
    shelf.add(entry)
    shelf.rename(entry.id, "Barns")
    elsewhere = file.rename(tmp_path / "copy.pkl")
    again = add(DirectContext(), path=str(elsewhere))
    assert (again.id, again.title, again.path) == (entry.id, "Barns", str(elsewhere))
    (models_dir() / entry.id / "weights.safetensors").unlink()
    assert library.Library().get(entry.id).missing
    assert not add(DirectContext(), path=str(elsewhere)).missing


def test_a_cancelled_conversion_leaves_nothing(tmp_path: Path) -> None:
    class Impatient(DirectContext):
        def part(self, lo: float, span: float) -> Impatient:
            return self

        def progress(self, fraction: float, note: str = "", preview: Any = None) -> None:
            if note == "Trying it" and any(models_dir().glob("*/weights.safetensors")):
                raise Cancelled

    file = stylegan_kit.publish(tmp_path / "net.pkl", *stylegan_kit.tiny2())
    with pytest.raises(Cancelled):
        add(Impatient(), path=str(file))
    assert not list(models_dir().glob("*"))


def test_our_own_folders_come_as_they_are(tmp_path: Path) -> None:
    from studio.art.nets.stylegan import Generator

    net = {"channels": [8, 8], "latent": 8, "width": 8, "factors": 0}
    tensors = Generator(**net).state_dict()
    folder.write(tmp_path / "mine", tensors, "# Mine", kind="stylegan", title="Mine", size=16, net=net, knows="Dots.",
                 licence="CC0")  # fmt: skip
    entry = add(DirectContext(), path=str(tmp_path / "mine"))
    assert (entry.kind, entry.family, entry.title, entry.licence) == ("trained", "stylegan", "Mine", "CC0")
    assert entry.details["size"] == 16 and not entry.converted


def test_settings_of_another_kind_are_told_or_left_out(tmp_path: Path) -> None:
    control, decoder = tmp_path / "lines", tmp_path / "decoder"
    for place in (control, decoder):
        place.mkdir()
        weights(place / "model.safetensors", {"x": (4, 4)})
    (control / "config.json").write_text(
        json.dumps({"_class_name": "ControlNetModel", "cross_attention_dim": [768, 768]})
    )
    assert recognise(control).family == "unknown"
    (decoder / "config.json").write_text(json.dumps({"_class_name": "AutoencoderKL", "latent_channels": [4]}))
    with pytest.raises(UserError, match="latent_channels"):
        recognise(decoder)


def test_an_unfinished_training_says_how_to_go_on(tmp_path: Path) -> None:
    (tmp_path / "mine" / "training").mkdir(parents=True)
    (tmp_path / "mine" / "training" / "plan.json").write_text("{}", "utf-8")
    with pytest.raises(UserError, match="--resume"):
        recognise(tmp_path / "mine")

"""Language models on the disk, told from their content: folders of transformers and GGUF files. Torch-free."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from studio.art.models import files, gguf_file
from studio.art.models.files import Member
from studio.core.errors import UserError
from studio.core.params import Value

INDEX = "model.safetensors.index.json"
_VOCABULARIES = (("tokenizer.json",), ("vocab.json", "merges.txt"), ("tokenizer.model",), ("spiece.model",))
"""Files of which one set must be there: without them the numbers of a model are no words."""
_UNSAFE = (".bin", ".pt", ".pth", ".ckpt", ".msgpack", ".h5")
_HALVES = frozenset({"BF16", "F16"})


@dataclass(frozen=True)
class Language:
    """`family`: "gpt2", "llama", "qwen2", ... `values`: numbers in its weights. `details`: "context" (tokens that it
    reads at once), "chat" (it was taught to answer), "half" (its weights are stored in 16 bits or less), "packed"
    (in few bits)."""

    family: str
    values: int
    files: tuple[Member, ...] = field(repr=False)
    title: str = ""
    licence: str = ""
    details: Mapping[str, Value] = field(default_factory=dict)


def is_language(about: Mapping[str, Any]) -> bool:
    """Whether a config.json is that of a network that goes on with texts."""
    architectures = about.get("architectures")
    return isinstance(architectures, list) and any(
        str(a).endswith(("ForCausalLM", "LMHeadModel")) for a in architectures
    )


def read_folder(path: Path, inside: tuple[Member, ...], about: Mapping[str, Any], licence: str) -> Language:
    """A folder of transformers; `about`: its config.json, `licence`: of its card. Raises `UserError` for one that cannot
    be used, or that would have to run code of its own."""
    by_name = {m.name: m for m in inside if "/" not in m.name}
    family = str(about.get("model_type", ""))[:40]
    if about.get("auto_map"):
        raise UserError(
            f"“{path.name}” was refused: it would run code of its own (auto_map in its config.json). "
            "Nothing of it was run."
        )
    if "adapter_config.json" in by_name:
        raise UserError(f"“{path.name}” is an addition to a language model, not one itself: take the merged model.")
    if any(m.name.startswith("custom_generate/") for m in inside):
        raise UserError(
            f"“{path.name}” was refused: it would run code of its own (custom_generate). Nothing of it was run."
        )
    if not family.replace("-", "_").isidentifier():
        raise UserError(f"“{path.name}” has a damaged config.json: it names no kind of model.")
    weights = _weights(path, by_name)
    values, half = 0, True
    for member in weights:
        header = files.read_header(member.path)
        if header is None:
            raise UserError(f"“{path.name}” has a file that is no safetensors file: {member.name}.")
        values += header.values
        large = {header.dtypes[k] for k, s in header.shapes.items() if math.prod(s) >= 4096}
        half = half and large <= _HALVES
    if not values:
        raise UserError(f"“{path.name}” holds no weights.")
    if not any(all(n in by_name for n in names) for names in _VOCABULARIES):
        raise UserError(f"“{path.name}” has no vocabulary: it needs tokenizer.json, or vocab.json and merges.txt.")
    quantized = about.get("quantization_config")
    if isinstance(quantized, dict):
        raise UserError(
            f"“{path.name}” is packed by {str(quantized.get('quant_method', 'a method of its own'))[:30]}, which is not "
            "read here: take the full one, or its GGUF file."
        )
    used = tuple(
        m
        for m in by_name.values()
        if m in weights or m.name.endswith((".json", ".txt", ".model", ".jinja", "README.md"))
    )
    details: dict[str, Value] = {"context": _context(about), "chat": _chats(by_name), "half": half}
    said = about.get("license")
    return Language(family, values, used, "", (licence or (said if isinstance(said, str) else ""))[:120], details)


def _weights(path: Path, by_name: Mapping[str, Member]) -> list[Member]:
    """The files of weights that are loaded: those of the index, or the single one."""
    if INDEX in by_name:
        table = files.read_json(by_name[INDEX].path).get("weight_map")
        names = sorted({str(v) for v in table.values()}) if isinstance(table, dict) else []
        if not names or not all(n.endswith(".safetensors") and "/" not in n and "\\" not in n for n in names):
            raise UserError(f"“{path.name}” has a damaged {INDEX}.")
        missing = [n for n in names if n not in by_name]
        if missing:
            raise UserError(f"“{path.name}” is not whole: {missing[0][:80]} is missing. Copy or download it again.")
        return [by_name[n] for n in names]
    if "model.safetensors" in by_name:
        return [by_name["model.safetensors"]]
    unsafe = next((n for n in by_name if n.endswith(_UNSAFE)), "")
    if unsafe:
        raise UserError(
            f"“{path.name}” keeps its weights in {unsafe[:60]}, a kind of file that could run code: take the version of "
            "this model with .safetensors files."
        )
    raise UserError(f"“{path.name}” has no .safetensors weights in it.")


def _context(about: Mapping[str, Any]) -> int:
    for key in ("max_position_embeddings", "n_positions", "n_ctx", "max_seq_len"):
        value = about.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**31:
            return value
    return 0


def _chats(by_name: Mapping[str, Member]) -> bool:
    if "chat_template.jinja" in by_name or "chat_template.json" in by_name:
        return True
    settings = by_name.get("tokenizer_config.json")
    return settings is not None and bool(files.read_json(settings.path).get("chat_template"))


def read_gguf(path: Path) -> Language:
    """A GGUF file. Raises `UserError` for one that is damaged or holds no language model."""
    head = gguf_file.read_head(path)
    family = head.text("general.architecture")[:40]
    if not family or not head.shapes:
        raise UserError(f"{path.name} holds no language model.")
    unknown = sorted({k for k in head.kinds.values() if k not in gguf_file.BLOCKS})
    if unknown:
        raise UserError(f"{path.name} packs its weights in a way that is not read here (kind {unknown[0]} of GGUF).")
    if head.number("split.count") > 1:
        raise UserError(f"{path.name} is one of several parts of a model: merge them into one GGUF file first.")
    if not head.facts.get("tokenizer.ggml.tokens"):
        raise UserError(f"{path.name} holds no vocabulary, so it is no language model that could write.")
    details: dict[str, Value] = {
        "context": head.number(f"{family}.context_length"),
        "chat": bool(head.text("tokenizer.chat_template")),
        "half": head.packed or bool(set(head.kinds.values()) & gguf_file.HALVES),
        "packed": head.packed,
    }
    licence = head.text("general.license.name") or head.text("general.license")
    return Language(family, head.values, (), head.text("general.name")[:120], licence[:120], details)

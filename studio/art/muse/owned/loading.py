"""Language models of the artist's, loaded by transformers: from a folder or a GGUF file, offline, nothing of them run."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

import torch
from torch import nn

from studio.art.models import lighter, memory
from studio.art.models.library import ModelEntry
from studio.art.models.lighten import half_type, lighten, quick_halves
from studio.art.models.recognise import Found, recognise
from studio.core.errors import UserError

log = logging.getLogger(__name__)
UNKNOWN_CONTEXT = 2048
"""Tokens, of a model that does not say how many it reads at once."""
_ENDS = ("<|im_end|>", "<|eot_id|>", "<|end|>", "<end_of_turn>", "<|endoftext|>", "</s>", "<|end_of_text|>")
"""Tokens by which models end a turn, whatever their settings say."""
_FAULTS = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    RuntimeError,
    AttributeError,
    IndexError,
    ImportError,
    AssertionError,
)


@dataclass(eq=False)
class Loaded:
    """A model that is ready to write. `context`: tokens that it reads at once. `chat`: whether it has a format of
    conversation. `ends`: ids of the tokens that end an answer. `precision`: how it is computed."""

    tokenizer: Any
    model: Any
    title: str
    device: str
    context: int
    chat: bool
    ends: tuple[int, ...]
    precision: str

    @property
    def together(self) -> bool:
        """Whether several texts at once cost little more than one."""
        return self.precision != lighter.INT8


_automatic: WeakValueDictionary[tuple[str, str], Loaded] = WeakValueDictionary()
"""(hash, device) -> the model in memory whose precision was not chosen by the artist."""


_HEAVY = ("transformers", "transformers.generation.utils", "transformers.models.auto.modeling_auto")
for _name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "TQDM_DISABLE"):
    os.environ.setdefault(_name, "1")
for _name in _HEAVY:
    # With this module: the engine imports what it calls in a way that leaves the window its turns.
    import_module(_name)


def library() -> Any:
    """transformers, told that there is no network, and to keep its remarks to itself."""
    made = import_module("transformers")
    made.utils.logging.set_verbosity_error()
    made.utils.logging.disable_progress_bar()
    return made


def precision(entry: ModelEntry, device: str) -> str:
    """How the model is computed: as the artist chose, else as is best here (`memory.automatic_to_write`)."""
    choice = lighter.chosen(entry.sha256).precision
    if choice != lighter.AUTO:
        return choice
    loaded = _automatic.get((entry.sha256, device))
    if loaded is not None:
        return loaded.precision  # the room that it takes itself is no reason to load it anew
    return memory.automatic_to_write(
        entry.memory, device, stored_half=bool(entry.details.get("half", False)), quick_halves=quick_halves(),
        free=memory.free_megabytes(device),
    )  # fmt: skip


def cache_key(entry: ModelEntry, device: str) -> str:
    return f"language/{entry.id}@{precision(entry, device)}"


def megabytes(entry: ModelEntry, device: str) -> float:
    """MiB of the weights as they will lie in memory."""
    return entry.memory * {lighter.FULL: 1.0, lighter.HALF: 0.5, lighter.INT8: 0.3}[precision(entry, device)]


def load(entry: ModelEntry, device: str) -> Loaded:
    """The model on `device`. Raises `UserError` when it does not fit into the memory, or is not what it was."""
    kind = precision(entry, device)
    memory.require_room(entry.title, entry.memory, kind, device, memory.needed_to_write)
    # The file may have changed since it was added: what is unsafe must be seen now.
    found = recognise(entry.file)
    if found.kind != "language" or found.family != entry.family:
        raise UserError(f"“{entry.title}” is not what it was when it was added: remove it and add it again.")
    dtype = torch.float32 if kind == lighter.FULL else half_type(device)
    with _telling(entry.title, entry.path):
        tokenizer = read_tokenizer(found)
        model = _read_model(found, dtype, entry.title)
        model.eval().requires_grad_(False)
        if kind == lighter.INT8:
            _plain_layers(model)
            lighten(model, lighter.Choice(lighter.INT8), "cpu", entries=(), title=entry.title)
        model.to(device)
    chat = bool(getattr(tokenizer, "chat_template", None))
    context = _context(found, tokenizer, model)
    loaded = Loaded(tokenizer, model, entry.title, device, context, chat, _ends(tokenizer, model), kind)
    if lighter.chosen(entry.sha256).precision == lighter.AUTO:
        _automatic[entry.sha256, device] = loaded
    return loaded


def try_out(found: Found) -> None:
    """Looks whether transformers knows the family by itself and can read the vocabulary; the weights stay where they are.
    Raises `UserError`."""
    transformers = library()
    with _telling(found.title, str(found.path)), _place(found) as (folder, more):
        config = transformers.AutoConfig.from_pretrained(folder, **_SAFE, **more)
        known = import_module("transformers.models.auto.modeling_auto").MODEL_FOR_CAUSAL_LM_MAPPING_NAMES
        if config.model_type not in known:
            raise UserError(f"“{found.title}” is of a kind that is not known here ({found.family}).")
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder, **_SAFE, **more)
        if not tokenizer("a").input_ids:
            raise UserError(f"“{found.title}” has no vocabulary that can be read.")


_SAFE: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}


def read_tokenizer(found: Found) -> Any:
    with _place(found) as (folder, more):
        return library().AutoTokenizer.from_pretrained(folder, **_SAFE, **more)


def _read_model(found: Found, dtype: torch.dtype, title: str) -> Any:
    transformers = library()
    with _place(found) as (folder, more):
        if more and hasattr(transformers, "GgufConfig"):
            # Without kernels of their own packed weights are slow: they are unpacked once.
            more = {**more, "quantization_config": transformers.GgufConfig(dequantize=True)}
        if not more:
            more = {"use_safetensors": True}
        model, told = transformers.AutoModelForCausalLM.from_pretrained(
            folder, dtype=dtype, output_loading_info=True, **_SAFE, **more
        )
    lost = sorted({*told["missing_keys"], *(str(m) for m in told.get("mismatched_keys", ()))})
    if lost:
        raise UserError(f"“{title}” is not whole: {lost[0][:80]} is missing in its weights. Copy or download it again.")
    return model


@contextlib.contextmanager
def _place(found: Found) -> Iterator[tuple[str, dict[str, Any]]]:
    """The folder that is read and what else transformers must be told. A GGUF file is shown alone in a folder, so that
    nothing beside it has a say."""
    if found.format != "gguf":
        yield str(found.path), {}
        return
    with tempfile.TemporaryDirectory(prefix="pentimento-") as alone:
        link = Path(alone) / "model.gguf"
        try:
            link.symlink_to(found.path)
        except OSError:
            os.link(found.path, link)
        yield alone, {"gguf_file": link.name}


@contextlib.contextmanager
def _telling(title: str, path: str) -> Iterator[None]:
    """Whatever a library raises while it reads, in a sentence."""
    try:
        yield
    except torch.OutOfMemoryError:
        raise
    except _FAULTS as error:
        log.exception("language model %s", path)
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        first = (lines[0] if lines else type(error).__name__)[:160]
        raise UserError(f"“{title}” cannot be loaded ({first}): is the model whole?") from None


def _plain_layers(model: Any) -> None:
    """The turned dense layers of GPT-2 as plain ones, which can be made smaller."""
    turned = import_module("transformers.pytorch_utils").Conv1D
    for module in list(model.modules()):
        for name, child in list(module.named_children()):
            if type(child) is turned:
                weight, bias = child.get_parameter("weight"), child.get_parameter("bias")
                plain = nn.Linear(weight.shape[0], weight.shape[1], dtype=weight.dtype)
                plain.weight, plain.bias = nn.Parameter(weight.t().contiguous(), False), nn.Parameter(bias, False)
                setattr(module, name, plain)


def _context(found: Found, tokenizer: Any, model: Any) -> int:
    said = [int(found.details.get("context", 0)), int(getattr(model.config, "max_position_embeddings", 0) or 0)]
    known = [n for n in (*said, int(min(tokenizer.model_max_length, 10**9))) if 0 < n < 10**7]
    return min(known) if known else UNKNOWN_CONTEXT


def _ends(tokenizer: Any, model: Any) -> tuple[int, ...]:
    found: set[int] = set()
    for said in (tokenizer.eos_token_id, model.config.eos_token_id, model.generation_config.eos_token_id):
        found |= set(said) if isinstance(said, list | tuple) else {said} if isinstance(said, int) else set()
    table = tokenizer.get_vocab()
    return tuple(sorted(found | {table[t] for t in _ENDS if t in table}))

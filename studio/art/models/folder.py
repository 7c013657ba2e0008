"""The folder of a model that Pentimento trained: `model.json`, `weights.safetensors`, a model card `README.md`, and perhaps
`more.safetensors`, which holds what painting alone does not need (an encoder, a judge). Torch-free.

`model.json` says what the weights are: {"format": "pentimento-model", "version": 1, "kind": "stylegan", "title": ...,
"knows": ..., "licence": ..., "world": id of a world or "", "size": px, "net": {arguments of the net}, "figures": {...},
"sha256": digest of the weights, "more": digest of `more.safetensors` or ""}. Nothing in a folder is ever executed.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.art.models import style_nets
from studio.art.models.files import read_header
from studio.core.errors import UserError
from studio.core.paths import resource

if TYPE_CHECKING:
    from torch import Tensor

FORMAT, VERSION = "pentimento-model", 1
ABOUT, WEIGHTS, MORE, CARD = "model.json", "weights.safetensors", "more.safetensors", "README.md"
LARGEST_ABOUT = 2**20
WRITING = ("language-transformer", "language-lstm")
"""Kinds of the muse's own networks, whose `size` is the longest text in tokens."""
KINDS = ("gan", "vae", "stylegan", "code-stylegan", "flow", *style_nets.KINDS, *WRITING)


@dataclass(frozen=True)
class ModelFolder:
    """What `model.json` says. `size`: px of the pictures, for `WRITING` tokens. `net`: arguments of the network, by name."""

    path: Path
    kind: str
    title: str
    size: int
    net: Mapping[str, Any]
    sha256: str
    knows: str = ""
    licence: str = ""
    world: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)
    more: str = ""

    @property
    def weights(self) -> Path:
        return self.path / WEIGHTS

    @property
    def megabytes(self) -> float:
        """Of the weights on the disk."""
        names = (WEIGHTS, MORE) if self.more else (WEIGHTS,)
        return sum((self.path / name).stat().st_size for name in names) / 2**20

    @property
    def values(self) -> int:
        """How many numbers the weights are."""
        headers = [read_header(self.path / name) for name in ((WEIGHTS, MORE) if self.more else (WEIGHTS,))]
        return sum(math.prod(s) for h in headers if h for k, s in h.shapes.items() if not k.endswith(".scale"))

    def load(self) -> dict[str, Tensor]:
        """The tensors as float32, on the CPU, checked by their digest. Raises `UserError`."""
        return self.load_part(WEIGHTS) | (self.load_part(MORE) if self.more else {})

    def load_part(self, name: str) -> dict[str, Tensor]:
        """Those of one file, `WEIGHTS` or `MORE`. Raises `UserError`."""
        from safetensors.torch import load

        from studio.art.models.packed import unpacked

        digest = self.sha256 if name == WEIGHTS else self.more

        try:
            data = (self.path / name).read_bytes()
        except OSError as error:
            raise UserError(f"The weights of “{self.title}” cannot be read ({error.strerror}).") from None
        if hashlib.sha256(data).hexdigest() != digest:
            raise UserError(f"The weights of “{self.title}” are damaged: bring the model's folder anew.")
        try:
            return unpacked(load(data), _metadata(data))
        except UserError:
            raise
        except Exception as error:
            raise UserError(f"The weights of “{self.title}” cannot be read ({error}).") from None


def _metadata(data: bytes) -> Mapping[str, str]:
    """What a file of safetensors says of itself."""
    size = int.from_bytes(data[:8], "little")
    about = json.loads(data[8 : 8 + size]).get("__metadata__", {})
    return {str(k): str(v) for k, v in about.items()}


def shipped(id_: str) -> ModelFolder:
    """A model that comes with the program."""
    return read(resource("models", id_))


def read(path: Path) -> ModelFolder:
    """Raises `UserError` when `path` is no folder of a trained model."""
    about = path / ABOUT
    try:
        if about.stat().st_size > LARGEST_ABOUT:
            raise UserError(f"{about} is too large to describe a model.")
        data = json.loads(about.read_text("utf-8"))
    except OSError:
        raise UserError(f"{path} is no folder of a model: there is no {ABOUT} in it.") from None
    except (ValueError, RecursionError):
        raise UserError(f"{about} is damaged: it is not JSON.") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise UserError(f"{about} does not describe a model of Pentimento.")
    if not isinstance(data.get("version"), int) or data["version"] > VERSION:
        raise UserError(f"{about} is of a newer program: this one reads version {VERSION}.")
    try:
        if data["kind"] not in KINDS:
            raise UserError(f"{about}: there is no kind of model called “{data['kind']}”.")
        size = int(data["size"])
        if not 8 <= size <= 2048:
            raise ValueError("size")
        return ModelFolder(
            path=path, kind=str(data["kind"]), title=str(data["title"]), size=size, net=dict(data["net"]),
            sha256=str(data["sha256"]), knows=str(data.get("knows", "")), licence=str(data.get("licence", "")),
            world=str(data.get("world", "")), figures={str(k): float(v) for k, v in data.get("figures", {}).items()},
            more=str(data.get("more", "")),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(f"{about} is damaged ({error}).") from None


def write(
    path: Path, tensors: Mapping[str, Tensor], card: str, *, kind: str, title: str, size: int, net: Mapping[str, Any],
    knows: str = "", licence: str = "Apache-2.0", world: str = "", figures: Mapping[str, float] | None = None,
    more: Mapping[str, Tensor] | None = None, pack: bool = False,
) -> ModelFolder:  # fmt: skip
    """Writes the folder (weights as float16) and reads it back. `more`: tensors for the second file. `pack`: large
    matrices in eight bits, see `packed`."""
    data, extra = _halves(tensors, pack), _halves(more, pack) if more else b""
    about = {
        "format": FORMAT, "version": VERSION, "kind": kind, "title": title, "knows": knows, "licence": licence,
        "world": world, "size": size, "net": dict(net), "figures": dict(figures or {}),
        "sha256": hashlib.sha256(data).hexdigest(), "more": hashlib.sha256(extra).hexdigest() if extra else "",
    }  # fmt: skip
    path.mkdir(parents=True, exist_ok=True)
    contents = {WEIGHTS: data, MORE: extra, CARD: card.encode(), ABOUT: (json.dumps(about, indent=2) + "\n").encode()}
    for name, content in contents.items():
        if not content:
            (path / name).unlink(missing_ok=True)
            continue
        part = path / f"{name}.part"
        part.write_bytes(content)
        part.replace(path / name)
    return read(path)


def _halves(tensors: Mapping[str, Tensor], pack: bool) -> bytes:
    """The tensors as float16 in the format of safetensors. Raises `UserError` for values that are no numbers."""
    import torch
    from safetensors.torch import save

    from studio.art.models.packed import packed

    out = {}
    for name, value in tensors.items():
        plain = value.detach().cpu().contiguous()
        if plain.is_floating_point():
            plain = plain.to(torch.float16)
            if not bool(torch.isfinite(plain).all()):
                raise UserError(
                    "The weights hold values that are no numbers: this training went wrong and is not written."
                )
        out[name] = plain
    return save(*packed(out)) if pack else save(out)

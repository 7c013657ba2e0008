"""The networks of NVIDIA's StyleGAN2-ADA and StyleGAN3 out of their pickles, without running them. Torch-free.

Such a file holds whole objects: the source of every class as text (`torch_utils.persistence`), its arguments and its
state. The source is passed over; names, numbers and tensors are read from records (`pickles`), and only `G_ema`, the
averaged generator, is kept.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from studio.art.models.checkpoints import Array, Storages, refuse, strange, table_of, tensor_of
from studio.art.models.pickles import BadPickle, Call, Named, read
from studio.core.errors import UserError

LARGEST = 4 * 2**30
DEEPEST = 24
_PERSISTENT = Named("torch_utils.persistence", "_reconstruct_persistent_obj")
_TABLE = Named("dnnlib.util", "EasyDict")
_TENSORFLOW = Named("dnnlib.tflib.network", "Network")
_ALLOWED = frozenset({_PERSISTENT, _TABLE})

Plain = int | float | bool | str | None | list[Any] | dict[str, Any]


@dataclass(frozen=True)
class Network:
    """A generator: the name of its class, its plain arguments, its tensors by the names its authors gave them."""

    name: str
    arguments: Mapping[str, Any]
    tensors: Mapping[str, Array] = field(repr=False)


def read_network(path: Path, check: Callable[[], object] = lambda: None) -> Network:
    """`G_ema` of a pickle. Raises `UserError` with the reason when it is refused or is something else."""
    if path.stat().st_size > LARGEST:
        raise UserError(f"{path.name} is larger than any StyleGAN.")
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            reading = read(mapped, check)
        if _TENSORFLOW in reading.names:
            raise UserError(
                f"{path.name} is a pickle of the first StyleGANs, for TensorFlow: bring it to PyTorch with the "
                "legacy.py of its authors, then add the result."
            )
        asked = [n for n in strange(reading.names, _ALLOWED) if not n.module.startswith("torch.nn.modules.")]
        if asked:
            raise refuse(path, asked)
        return _network(path, reading.value, check)
    except BadPickle as error:
        raise UserError(f"{path.name} cannot be read as a model: {error}.") from None


def _network(path: Path, value: Any, check: Callable[[], object]) -> Network:
    table = table_of(value)
    best = table.get("G_ema", table.get("G")) if table else None
    meta = _meta(best if best is not None else value)
    if meta is None:
        raise UserError(f"{path.name} holds no StyleGAN generator: there is no G_ema in it.")
    state = table_of(meta.get("state")) or {}
    arguments = dict(_plain(state.get("_init_kwargs"), 0) or {})
    for number, given in enumerate(_plain(list(_sequence(state.get("_init_args"))), 0) or []):
        # The generators' arguments by position, as both papers' code orders them.
        name = ("z_dim", "c_dim", "w_dim", "img_resolution", "img_channels")[number : number + 1]
        arguments |= dict.fromkeys(name, given)
    for key in ("z_dim", "c_dim", "w_dim", "img_resolution", "img_channels", "num_ws"):
        if isinstance(state.get(key), int):
            arguments[key] = state[key]
    tensors: dict[str, Array] = {}
    _collect(state, "", tensors, Storages(), 0, check)
    if not tensors:
        raise UserError(f"{path.name} holds a generator without weights.")
    return Network(str(meta.get("class_name", "")), arguments, tensors)


def _meta(value: Any) -> dict[Any, Any] | None:
    """What `persistence` keeps of an object: its class's name and its state."""
    if not isinstance(value, Call) or value.what != _PERSISTENT or len(value.args) != 1:
        return None
    meta = table_of(value.args[0])
    return meta if meta and meta.get("type") == "class" else None


def _collect(
    state: Mapping[Any, Any], prefix: str, into: dict[str, Array], storages: Storages, depth: int,
    check: Callable[[], object],
) -> None:  # fmt: skip
    """Parameters and buffers of a module and of those inside it."""
    check()
    if depth > DEEPEST:
        raise BadPickle("its networks are nested too deeply")
    for part in ("_parameters", "_buffers"):
        for name, value in (table_of(state.get(part)) or {}).items():
            tensor = tensor_of(value)
            if tensor is not None and isinstance(name, str):
                array = tensor.array(storages)
                if not np.isfinite(array).all():
                    raise BadPickle(f"its weights hold values that are no numbers ({prefix}{name})")
                into[prefix + name] = array
    for name, module in (table_of(state.get("_modules")) or {}).items():
        meta = _meta(module)
        inner = table_of(meta.get("state")) if meta else table_of(module.state) if isinstance(module, Call) else None
        if inner is not None and isinstance(name, str):
            _collect(inner, f"{prefix}{name}.", into, storages, depth + 1, check)


def _sequence(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list | tuple) else ()


def _plain(value: Any, depth: int) -> Any:
    """Numbers, texts, lists and tables of them; everything else is left out."""
    if depth > 8:
        return None
    if isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):
        return [_plain(v, depth + 1) for v in value[:64]]
    table = table_of(value)
    if table is not None:
        return {k: _plain(v, depth + 1) for k, v in list(table.items())[:128] if isinstance(k, str)}
    return None

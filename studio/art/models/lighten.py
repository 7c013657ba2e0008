"""Makes a loaded network lighter: 16-bit floats, 8-bit dense layers, compiled. Every loader of a network calls it.

Half precision follows mixed-precision practice (Micikevicius et al.: Mixed Precision Training, 2018): convolutions and
dense layers compute in 16 bits, sums and norms stay in 32. 8-bit layers hold whole numbers with one scale for each
output and quantize what comes in row by row as it comes (Jacob et al.: Quantization and Training of Neural Networks for
Efficient Integer-Arithmetic-Only Inference, 2018; the dynamic activations of Dettmers et al.: LLM.int8(), 2022).
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional

from studio.art.models.lighter import HALF, INT8, Choice, in_force, no_compiler, trial_of
from studio.core.errors import UserError

log = logging.getLogger(__name__)
N = TypeVar("N", bound=nn.Module)
SMALLEST_LINEAR = 64
"""Inputs below which an 8-bit layer only loses: there is nothing to gain."""
_HALVED = (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.ConvTranspose2d, nn.Linear)


def lightened(net: N, digest: str, device: str, entries: Sequence[str] = ("forward",), title: str = "") -> N:
    """`net`, already on `device`, made as light as the artist chose for the model `digest` ("" for none: as it is).

    `entries`: the methods by which it is called. The net itself is changed and returned; load it anew to go back.
    """
    if not digest:
        return net
    trial = trial_of(digest)
    changed = lighten(net, in_force(digest, device), device, entries, title, trial.notes.append if trial else log.info)
    if trial is not None:
        trial.loads += 1
        trial.changed += changed
        trial.megabytes += megabytes_of(net)
    return net


def lighten(
    net: nn.Module, choice: Choice, device: str, entries: Sequence[str] = ("forward",), title: str = "",
    tell: Callable[[str], object] = log.info,
) -> int:  # fmt: skip
    """Changes `net` in place and returns how many parameters are computed in another way than before.

    Its entries take and give float32 tensors as before. `tell` gets a sentence about what cannot be done here. A network
    that turns out not to bear half precision raises a `UserError` that says so when it is called.
    """
    calls = {name: getattr(net, name) for name in entries}
    changed = 0
    if choice.precision == INT8:
        changed = _to_int8(net)
    elif choice.precision == HALF:
        changed = _halve(net, device)
    if choice.compiled:
        reason = no_compiler()
        if reason:
            tell(reason)
        else:
            calls = {name: _compiled(call, tell) for name, call in calls.items()}
            changed += sum(p.numel() for p in net.parameters())
    if choice.precision == HALF:
        kind = torch.device(device).type
        calls = {name: _in_half(call, kind, half_type(device), title) for name, call in calls.items()}
    for name, call in calls.items():
        if call != getattr(net, name):
            setattr(net, name, call)
    return changed


def megabytes_of(net: nn.Module) -> float:
    """MiB of all its tensors."""
    parts = [*net.parameters(), *net.buffers()]
    return sum(t.numel() * t.element_size() for t in parts) / 2**20


# -- 16 bits ---------------------------------------------------------------------------------------------------------


def half_type(device: str) -> torch.dtype:
    """bfloat16 on processors, where only that is fast; elsewhere float16, which is eight times as fine."""
    return torch.bfloat16 if device == "cpu" else torch.float16


def quick_halves() -> bool:
    """Whether this processor multiplies bfloat16 faster than 32-bit floats."""
    capable = getattr(torch.ops.mkldnn, "_is_mkldnn_bf16_supported", None)
    try:
        return capable is not None and bool(capable())
    except RuntimeError:
        return False


def _halve(net: nn.Module, device: str) -> int:
    """Norms stay in 32 bits; weights that a network multiplies itself are cast where they are used."""
    for module in net.modules():
        if type(module) in _HALVED:
            module.to(half_type(device))
    if torch.device(device).type in ("cpu", "cuda") and all(p.dim() < 5 for p in net.parameters()):
        net.to(memory_format=torch.channels_last)
    return sum(p.numel() for p in net.parameters() if p.dim() > 1)


def _in_half(function: Callable[..., Any], kind: str, dtype: torch.dtype, title: str) -> Callable[..., Any]:
    what = f"“{title}”" if title else "This model"

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            with torch.autocast(kind, dtype):
                out = function(*args, **kwargs)
        except (torch.OutOfMemoryError, UserError):
            raise
        except RuntimeError as error:
            if "dtype" not in str(error) and "same type" not in str(error) and "not implemented for" not in str(error):
                raise
            raise UserError(f"{what} cannot be computed in half precision here: choose full for it.") from error
        return _in_full(out, what)

    return call


def _in_full(out: Any, what: str) -> Any:
    """All tensors of a result as float32. Raises `UserError` for numbers that have overflowed."""
    if isinstance(out, Tensor):
        if out.dtype not in (torch.bfloat16, torch.float16):
            return out
        if not bool(torch.isfinite(out).all()):
            raise UserError(f"The numbers of {what} overflow in half precision: choose full for it.")
        return out.float()
    if isinstance(out, dict):
        # The results of transformers and diffusers are dictionaries with fields: their own class is kept.
        return type(out)(**{k: _in_full(v, what) for k, v in out.items()})
    if isinstance(out, tuple) and hasattr(out, "_fields"):
        return type(out)(*(_in_full(v, what) for v in out))
    if isinstance(out, list | tuple):
        return type(out)(_in_full(v, what) for v in out)
    return out


# -- 8 bits ----------------------------------------------------------------------------------------------------------


class Int8Linear(nn.Module):
    """A dense layer with weights of 8 bits. Input float (..., given), output of the same type (..., out)."""

    weight: Tensor
    scale: Tensor
    bias: Tensor | None

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        self.in_features, self.out_features = layer.in_features, layer.out_features
        weight = layer.weight.detach().float()
        scale = (weight.abs().amax(1) / 127).clamp_min(1e-12)
        self.register_buffer("weight", (weight / scale[:, None]).round().clamp(-127, 127).to(torch.int8))
        self.register_buffer("scale", scale)
        self.register_buffer("bias", None if layer.bias is None else layer.bias.detach().float())

    def forward(self, x: Tensor) -> Tensor:
        rows = x.reshape(-1, x.shape[-1])
        # Whole numbers have no gradient: descents (a picture put into the space) go through the floats.
        if (x.requires_grad and torch.is_grad_enabled()) or not self._fits(rows):
            weight = self.weight.to(x.dtype) * self.scale.to(x.dtype)[:, None]
            bias = None if self.bias is None else self.bias.to(x.dtype)
            return functional.linear(x, weight, bias)
        numbers = rows.float()
        step = (numbers.abs().amax(1, keepdim=True) / 127).clamp_min(1e-12)
        whole = (numbers / step).round().to(torch.int8)
        out = torch._int_mm(whole, self.weight.t()).float() * step * self.scale
        if self.bias is not None:
            out = out + self.bias
        return out.to(x.dtype).reshape(*x.shape[:-1], self.out_features)

    def _fits(self, rows: Tensor) -> bool:
        """CUDA multiplies whole numbers only in eights, and more than 16 rows of them."""
        if rows.device.type == "cpu":
            return True
        return rows.device.type == "cuda" and len(rows) > 16 and not (self.in_features % 8 or self.out_features % 8)


def _to_int8(net: nn.Module) -> int:
    """Replaces the dense layers; their number of weights."""
    changed = 0
    for module in list(net.modules()):
        if isinstance(module, nn.TransformerEncoderLayer | nn.TransformerDecoderLayer | nn.MultiheadAttention):
            continue  # they reach into the weights of their layers themselves
        for name, child in list(module.named_children()):
            if type(child) is nn.Linear and child.in_features >= SMALLEST_LINEAR:
                setattr(module, name, Int8Linear(child))
                changed += child.weight.numel()
    return changed


# -- compiled --------------------------------------------------------------------------------------------------------


def _compiled(plain: Callable[..., Any], tell: Callable[[str], object]) -> Callable[..., Any]:
    """`plain`, compiled when it is first called; should the compiler fail, as it was, with a sentence."""
    import torch._inductor.config
    from torch._dynamo.exc import TorchDynamoException

    # Its pool of processes would be forked from a program with threads and a window.
    torch._inductor.config.compile_threads = 1
    compiled = torch.compile(plain)
    failed = False

    @functools.wraps(plain)
    def call(*args: Any, **kwargs: Any) -> Any:
        nonlocal failed
        if not failed:
            try:
                return compiled(*args, **kwargs)
            except (TorchDynamoException, OSError) as error:
                failed = True
                log.warning("compiling failed", exc_info=error)
                tell("This model could not be compiled here; it runs as it is.")
        return plain(*args, **kwargs)

    return call

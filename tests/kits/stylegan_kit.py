"""Tiny StyleGANs in the files that their authors publish: pickles of whole objects with their source beside them, and the
same networks computed once more, slowly, in 64-bit floats, straight from the formulas."""

from __future__ import annotations

import math
import pickle
import sys
import types
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy import signal, special
from torch import Tensor
from torch.nn import functional

from studio.art.nets import nvidia_stylegan2, nvidia_stylegan3

SOURCE = "import os\nos.system('touch this-must-never-exist')\n"


class Persistent:
    """Pickles as `torch_utils.persistence` does: the source, the class's name, the state."""

    def __init__(self, name: str, state: Mapping[str, Any]) -> None:
        self.name, self.state = name, dict(state)

    def __reduce__(self) -> Any:
        rebuild = sys.modules["torch_utils.persistence"]._reconstruct_persistent_obj
        return rebuild, ({
            "type": "class", "version": 6, "module_src": SOURCE, "class_name": self.name, "state": self.state,
        },), None  # fmt: skip


def _modules() -> dict[str, types.ModuleType]:
    """Stand-ins with the names that the authors' modules have, so that pickles name them."""
    persistence, util = types.ModuleType("torch_utils.persistence"), types.ModuleType("dnnlib.util")

    def _reconstruct_persistent_obj(meta: Any) -> None:
        raise AssertionError("this must never be called")

    _reconstruct_persistent_obj.__module__ = "torch_utils.persistence"
    _reconstruct_persistent_obj.__qualname__ = "_reconstruct_persistent_obj"
    persistence._reconstruct_persistent_obj = _reconstruct_persistent_obj  # type: ignore[attr-defined]
    util.EasyDict = type("EasyDict", (dict,), {"__module__": "dnnlib.util"})  # type: ignore[attr-defined]
    return {
        "torch_utils": types.ModuleType("torch_utils"), "torch_utils.persistence": persistence,
        "dnnlib": types.ModuleType("dnnlib"), "dnnlib.util": util,
    }  # fmt: skip


def _tree(tensors: Mapping[str, Tensor], buffers: frozenset[str], extra: Mapping[str, Any]) -> Persistent:
    """A module with its inner modules, by dotted names."""
    state: dict[str, Any] = {"training": False, "_parameters": OrderedDict(), "_buffers": OrderedDict(),
                             "_modules": OrderedDict(), "_backward_hooks": OrderedDict(), **extra}  # fmt: skip
    inner: dict[str, dict[str, Tensor]] = {}
    for name, value in tensors.items():
        head, dot, rest = name.partition(".")
        if dot:
            inner.setdefault(head, {})[rest] = value
        elif head in buffers:
            state["_buffers"][head] = value
        else:
            state["_parameters"][head] = torch.nn.Parameter(value, requires_grad=False)
    for name, part in inner.items():
        state["_modules"][name] = _tree(part, buffers, {})
    return Persistent("Part", state)


BUFFERS = frozenset(
    "w_avg noise_const resample_filter transform freqs phases magnitude_ema up_filter down_filter".split()
)


def publish(path: Path, tensors: Mapping[str, Tensor], arguments: Mapping[str, Any], evil: Any = None) -> Path:
    """Writes a snapshot pickle with G, D, G_ema and the settings of a training. `evil`: something more in it."""
    kept = {name: sys.modules.get(name) for name in _modules()}
    sys.modules.update(_modules())
    try:
        easy = sys.modules["dnnlib.util"].EasyDict  # type: ignore[attr-defined]
        best = _tree(tensors, BUFFERS, {"_init_args": (), "_init_kwargs": easy(arguments), "z_dim": arguments["z_dim"]})
        best.name = "Generator"
        rest = _tree({"b4.weight": torch.zeros(2)}, BUFFERS, {})
        snapshot = {"G": rest, "D": rest, "G_ema": best, "augment_pipe": None,
                    "training_set_kwargs": easy(class_name="training.dataset.ImageFolderDataset", path="x.zip")}  # fmt: skip
        if evil is not None:
            snapshot["more"] = evil
        path.write_bytes(pickle.dumps(snapshot))
    finally:
        for name, module in kept.items():
            if module is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = module
    return path


def lively(net: torch.nn.Module, seed: int) -> dict[str, Tensor]:
    """Tensors of a network with everything in it that could be forgotten: biases, noise, magnitudes, waves."""
    draw = torch.Generator().manual_seed(seed)
    out = {}
    for name, value in net.state_dict().items():
        last = name.rpartition(".")[2]
        new = torch.randn(value.shape, generator=draw)
        if last in ("resample_filter",):
            kernel = torch.tensor([1.0, 3.0, 3.0, 1.0])
            new = kernel[:, None] * kernel[None] / 64
        elif last in ("up_filter", "down_filter", "transform"):
            new = value.clone()
        elif "mapping.fc" in name:
            new = new * (100 if last == "weight" else 20)  # they are multiplied by 0.01 when used
        elif last == "magnitude_ema":
            new = new.square() + 0.5
        elif last == "bias":
            new = 1 + 0.2 * new if "affine" in name else 0.2 * new
            if "input.affine" in name:
                new = torch.tensor([1.0, 0.3, 0.1, -0.2])
        elif "torgb.weight" in name:
            new = 0.2 * new
        elif last == "freqs":
            new = new * 1.3
        out[name] = new
    return out


def tiny2(seed: int = 0, classes: int = 0) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """A StyleGAN2-ADA of 16 px: (tensors, arguments)."""
    shape = nvidia_stylegan2.Shape(8, classes, 8, (10, 8, 6), 3, 2, 256.0)
    arguments = {"z_dim": 8, "c_dim": classes, "w_dim": 8, "img_resolution": 16, "img_channels": 3,
                 "mapping_kwargs": {"num_layers": 2},
                 "synthesis_kwargs": {"channel_base": 96, "channel_max": 10, "num_fp16_res": 0, "conv_clamp": 256}}  # fmt: skip
    return lively(nvidia_stylegan2.StyleGan2(shape), seed), arguments


def tiny3(seed: int = 0, radial: bool = False) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """A StyleGAN3 of 32 px: configuration T, or R with 1 x 1 convolutions and radial filters."""
    arguments = {"z_dim": 8, "c_dim": 0, "w_dim": 8, "img_resolution": 32, "img_channels": 3, "num_layers": 5,
                 "channel_base": 128, "channel_max": 12, "margin_size": 4, "conv_kernel": 1 if radial else 3,
                 "use_radial_filters": radial}  # fmt: skip
    shape = nvidia_stylegan3.Shape(8, 0, 8, 32, 3, 2, 128, 12, 5, margin_size=4, conv_kernel=1 if radial else 3,
                                   use_radial_filters=radial)  # fmt: skip
    return lively(nvidia_stylegan3.StyleGan3(shape), seed), arguments


# -- the formulas ------------------------------------------------------------------------------------------------


def upfirdn(x: np.ndarray, kernel: np.ndarray, up: int, down: int, pad: tuple[int, int], gain: float) -> np.ndarray:
    """Insert zeros, pad, convolve in full, keep every n-th: one channel after the other."""
    kernel = np.asarray(kernel, float)
    kernel = np.outer(kernel, kernel) if kernel.ndim == 1 else kernel
    n, c, h, w = x.shape
    out = []
    for plane in x.reshape(-1, h, w):
        wide = np.zeros((h * up, w * up))
        wide[::up, ::up] = plane
        lo, hi = pad
        wide = np.pad(wide, ((max(lo, 0), max(hi, 0)), (max(lo, 0), max(hi, 0))))
        cut = slice(max(-lo, 0), len(wide) - max(-hi, 0))
        out.append(signal.convolve2d(wide[cut, cut], kernel * gain, "valid")[::down, ::down])
    return np.stack(out).reshape(n, c, *out[0].shape)


def modulated(x: Tensor, weight: Tensor, style: Tensor, demodulate: bool, pad: int) -> Tensor:
    """Every picture convolved with weights of its own (equations 1 to 3 of the StyleGAN2 paper)."""
    rows = []
    for picture, s in zip(x, style, strict=True):
        w = weight * s[None, :, None, None]
        if demodulate:
            w = w / (w.square().sum((1, 2, 3), keepdim=True) + 1e-8).sqrt()
        rows.append(functional.conv2d(picture[None], w, padding=pad)[0])
    return torch.stack(rows)


def dense(t: Mapping[str, Tensor], name: str, x: Tensor, rate: float = 1.0, leaky: bool = False) -> Tensor:
    w, b = t[f"{name}.weight"], t[f"{name}.bias"]
    y = x @ (w * rate / math.sqrt(w.shape[1])).t() + b * rate
    return torch.where(y < 0, y * 0.2, y) * math.sqrt(2) if leaky else y


def mapping(t: Mapping[str, Tensor], z: Tensor, label: Tensor | None = None) -> Tensor:
    t = {k: v.double() for k, v in t.items()}
    x = z.double() / (z.double().square().mean(1, keepdim=True) + 1e-8).sqrt()
    if label is not None:
        y = dense(t, "mapping.embed", label.double())
        x = torch.cat([x, y / (y.square().mean(1, keepdim=True) + 1e-8).sqrt()], 1)
    k = 0
    while f"mapping.fc{k}.weight" in t:
        x = dense(t, f"mapping.fc{k}", x, 0.01, True)
        k += 1
    return x


def stylegan2(t: Mapping[str, Tensor], codes: Tensor) -> Tensor:
    """Pictures of `codes` (n, layers, width) in float64."""
    t = {k: v.double() for k, v in t.items()}
    codes = codes.double()
    at, size, x, picture = 0, 4, t["synthesis.b4.const"].expand(len(codes), -1, -1, -1), torch.zeros(())

    def layer(x: Tensor, name: str, w: Tensor, up: bool) -> Tensor:
        style, weight = dense(t, f"{name}.affine", w), t[f"{name}.weight"]
        if up:
            wide = torch.zeros(*x.shape[:2], x.shape[2] * 2 - 1, x.shape[3] * 2 - 1, dtype=torch.float64)
            wide[:, :, ::2, ::2] = x
            y = modulated(wide, weight.flip((2, 3)), style, True, 2)  # a convolution proper, of what zeros lie in
            y = torch.from_numpy(upfirdn(y.numpy(), t[f"{name}.resample_filter"].numpy(), 1, 1, (1, 1), 4.0))
        else:
            y = modulated(x, weight, style, True, 1)
        y = y + t[f"{name}.noise_const"] * t[f"{name}.noise_strength"] + t[f"{name}.bias"][:, None, None]
        return torch.where(y < 0, y * 0.2, y) * math.sqrt(2)

    while f"synthesis.b{size}.conv1.weight" in t:
        name = f"synthesis.b{size}"
        if size > 4:
            x = layer(x, f"{name}.conv0", codes[:, at], True)
            at += 1
        x = layer(x, f"{name}.conv1", codes[:, at], False)
        at += 1
        style = dense(t, f"{name}.torgb.affine", codes[:, at]) / math.sqrt(x.shape[1])
        here = modulated(x, t[f"{name}.torgb.weight"], style, False, 0) + t[f"{name}.torgb.bias"][:, None, None]
        if size > 4:
            kernel = t[f"{name}.resample_filter"].numpy()
            here = here + torch.from_numpy(upfirdn(picture.numpy(), kernel, 2, 1, (2, 1), 4.0))
        picture, size = here, size * 2
    return picture


def lowpass(taps: int, cutoff: float, width: float, rate: float, radial: bool) -> np.ndarray:
    if taps == 1:
        return np.ones(1)
    if not radial:
        return np.asarray(signal.firwin(taps, cutoff, width=width, fs=rate))
    x = (np.arange(taps) - (taps - 1) / 2) / rate
    r = np.hypot(*np.meshgrid(x, x))
    window = np.kaiser(taps, signal.kaiser_beta(signal.kaiser_atten(taps, width / (rate / 2))))
    f = special.j1(2 * cutoff * np.pi * r) / (np.pi * r) * np.outer(window, window)
    return np.asarray(f / f.sum())


def stylegan3(t: Mapping[str, Tensor], codes: Tensor, a: Mapping[str, Any]) -> Tensor:
    """Pictures in float64. `a`: the arguments of the network; what they lack is the paper's configuration T."""
    t = {k: v.double() for k, v in t.items()}
    codes = codes.double()
    n, critical, size, margin = a["num_layers"], 2, a["img_resolution"], a["margin_size"]
    power = np.minimum(np.arange(n + 1) / (n - critical), 1)
    cutoffs = 2 * (size / 2 / 2) ** power
    stops = 2**2.1 * (size / 2 * 2**0.3 / 2**2.1) ** power
    rates = np.exp2(np.ceil(np.log2(np.minimum(stops * 2, size))))
    halves = np.maximum(stops, rates / 2) - cutoffs
    sizes = rates + margin * 2
    sizes[-2:] = size
    affine = dense(t, "synthesis.input.affine", codes[:, 0])
    affine = affine / affine[:, :2].norm(dim=1, keepdim=True)
    rows = []
    for c, s, right, down in affine.tolist():
        place = (
            torch.tensor([[c, -s, 0], [s, c, 0], [0, 0, 1.0]]).double()
            @ torch.tensor([[1, 0, -right], [0, 1, -down], [0, 0, 1.0]]).double()
            @ t["synthesis.input.transform"]
        )
        phases = t["synthesis.input.phases"] + t["synthesis.input.freqs"] @ place[:2, 2]
        freqs = t["synthesis.input.freqs"] @ place[:2, :2]
        loud = (1 - (freqs.norm(dim=1) - cutoffs[0]) / (rates[0] / 2 - cutoffs[0])).clamp(0, 1)
        theta = torch.eye(2, 3).double() * (0.5 * sizes[0] / rates[0])
        grid = functional.affine_grid(theta[None], [1, 1, int(sizes[0]), int(sizes[0])], align_corners=False)
        waves = torch.sin((grid[0] @ freqs.t() + phases) * 2 * math.pi) * loud
        weight = t["synthesis.input.weight"]
        rows.append((waves @ (weight / math.sqrt(len(weight))).t()).permute(2, 0, 1))
    x = torch.stack(rows)
    names = sorted({k.split(".")[1] for k in t if k.startswith("synthesis.L")}, key=lambda s: int(s[1:].split("_")[0]))
    for k, name in enumerate(names):
        p, last = max(k - 1, 0), k == n
        key = f"synthesis.{name}"
        style, weight = dense(t, f"{key}.affine", codes[:, k + 1]), t[f"{key}.weight"]
        kernel = weight.shape[-1]
        if last:
            style = style / math.sqrt(x.shape[1])
        else:
            weight = weight / weight.square().mean((1, 2, 3), keepdim=True).sqrt()
            style = style / style.square().mean(1, keepdim=True).sqrt()
        x = modulated(x, weight, style, not last, kernel - 1) / t[f"{key}.magnitude_ema"].sqrt()
        x = x + t[f"{key}.bias"][:, None, None]
        rate = max(rates[p], rates[k]) * (1 if last else 2)
        up, down = round(rate / rates[p]), round(rate / rates[k])
        taps_up = 6 * up if up > 1 and not last else 1
        taps_down = 6 * down if down > 1 and not last else 1
        radial = a["use_radial_filters"] and not k >= n - critical
        total = (sizes[k] - 1) * down + 1 - (sizes[p] + kernel - 1) * up + taps_up + taps_down - 2
        lo = int(total + up) // 2
        fu = lowpass(taps_up, cutoffs[p], halves[p] * 2, rate, False)
        fd = lowpass(taps_down, cutoffs[k], halves[k] * 2, rate, radial)
        x = torch.from_numpy(upfirdn(x.numpy(), fu, up, 1, (lo, int(total) - lo), up**2))
        if not last:
            x = torch.where(x < 0, x * 0.2, x) * math.sqrt(2)
        x = torch.from_numpy(upfirdn(x.clamp(-256, 256).numpy(), fd, 1, down, (0, 0), 1.0))
    return x * 0.25

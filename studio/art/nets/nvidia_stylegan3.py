"""The generator of StyleGAN3, translation and rotation equivariant (Karras et al.: Alias-Free Generative Adversarial
Networks, 2021), written from the paper, for the published networks: parameter names are theirs.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from collections.abc import Mapping as Table
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from studio.art.nets.filtering import lowpass, resample
from studio.art.nets.nvidia_layers import Dense, Mapping, Modulated, modulated, power_of

Blend = Callable[[Tensor, float], Tensor]
"""Called with features and how much wider than the picture they are; returns those that the next layer gets."""


@dataclass(frozen=True)
class Shape:
    """The numbers of section 3.2 and table 1 of the paper; the defaults are those of its configuration T."""

    z_dim: int
    c_dim: int
    w_dim: int
    size: int
    colors: int
    mapping: int = 2
    channel_base: int = 32768
    channel_max: int = 512
    num_layers: int = 14
    num_critical: int = 2
    first_cutoff: float = 2.0
    first_stopband: float = 2**2.1
    last_stopband_rel: float = 2**0.3
    margin_size: int = 10
    output_scale: float = 0.25
    conv_kernel: int = 3
    filter_size: int = 6
    lrelu_upsampling: int = 2
    use_radial_filters: bool = False
    conv_clamp: float = 256.0


_NUMBERS = {"channel_base": (1, 2**20), "channel_max": (1, 4096), "num_layers": (2, 40), "num_critical": (0, 10),
            "first_cutoff": (0.1, 64), "first_stopband": (0.1, 64), "last_stopband_rel": (0.5, 8), "margin_size": (0, 64),
            "output_scale": (1e-3, 10), "conv_kernel": (1, 7), "filter_size": (1, 16), "lrelu_upsampling": (1, 4),
            "conv_clamp": (1, 1e6)}  # fmt: skip


def shape_of(arguments: Table[str, Any], tensors: Table[str, tuple[int, ...]]) -> Shape:
    """The shape that a network's arguments name. Raises `KeyError` or `ValueError` when they name none."""
    layers = 0
    while f"mapping.fc{layers}.weight" in tensors:
        layers += 1
    w_dim = tensors[f"mapping.fc{layers - 1}.weight"][0]
    c_dim = tensors["mapping.embed.weight"][1] if "mapping.embed.weight" in tensors else 0
    z_dim = tensors["mapping.fc0.weight"][1] - (w_dim if c_dim else 0)
    size, colors = arguments["img_resolution"], arguments.get("img_channels", 3)
    if not isinstance(size, int) or not 16 <= size <= 2048 or not isinstance(colors, int):
        raise ValueError("its size is none")
    more: dict[str, Any] = {}
    for name, (lo, hi) in _NUMBERS.items():
        value = arguments.get(name)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int | float) or not lo <= value <= hi:
            raise ValueError(f"its argument {name} is out of range")
        more[name] = value
    more["use_radial_filters"] = bool(arguments.get("use_radial_filters", False))
    return Shape(z_dim, c_dim, w_dim, size, colors, layers, **more)


class _Waves(nn.Module):
    """The input: Fourier features that w shifts and turns, over a canvas with a margin (section 3.1)."""

    def __init__(self, w_dim: int, channels: int, size: int, rate: float, cutoff: float) -> None:
        super().__init__()
        self.size, self.rate, self.cutoff, self.gain = size, rate, cutoff, 1 / math.sqrt(channels)
        self.weight = nn.Parameter(torch.randn(channels, channels))
        self.affine = Dense(w_dim, 4)
        for name, start in (
            ("transform", torch.eye(3)), ("freqs", torch.zeros(channels, 2)), ("phases", torch.zeros(channels)),
        ):  # fmt: skip
            self.register_buffer(name, start)
        self.transform: Tensor
        self.freqs: Tensor
        self.phases: Tensor

    def forward(self, w: Tensor) -> Tensor:
        t = self.affine(w)
        t = t / t[:, :2].norm(dim=1, keepdim=True)
        cos, sin, right, down = t.unbind(1)
        zero, one = torch.zeros_like(cos), torch.ones_like(cos)
        turn = torch.stack([cos, -sin, zero, sin, cos, zero, zero, zero, one], 1).view(-1, 3, 3)
        move = torch.stack([one, zero, -right, zero, one, -down, zero, zero, one], 1).view(-1, 3, 3)
        place = turn @ move @ self.transform
        phases = self.phases + (self.freqs @ place[:, :2, 2:])[..., 0]
        freqs = self.freqs @ place[:, :2, :2]
        # Waves beyond the band, which a transform may have brought there, fade out.
        length = freqs.norm(dim=2)
        loud = (1 - (length - self.cutoff) / (self.rate / 2 - self.cutoff)).clamp(0, 1)
        axis = ((torch.arange(self.size, device=w.device, dtype=w.dtype) + 0.5) / self.size * 2 - 1) * (
            0.5 * self.size / self.rate
        )
        across, along = freqs[..., 0], freqs[..., 1]
        angle = (
            across[:, :, None, None] * axis[None, None, None, :]
            + along[:, :, None, None] * axis[None, None, :, None]
            + phases[:, :, None, None]
        )
        waves = torch.sin(angle * (2 * math.pi)) * loud[:, :, None, None]
        return torch.einsum("ncyx,oc->noyx", waves, self.weight * self.gain)


@dataclass(frozen=True)
class _Stage:
    """What one layer is given and gives: channels, px with margin, samples and band per picture width."""

    given: int
    out: int
    size_in: int
    size_out: int
    rate_in: float
    rate_out: float
    cutoff_in: float
    cutoff_out: float
    half_in: float
    half_out: float
    critical: bool
    colors: bool


class _Layer(Modulated):
    """Modulated convolution; then, at a higher rate, the rectifier, whose new frequencies are filtered out again."""

    def __init__(self, s: _Stage, shape: Shape) -> None:
        super().__init__()
        self.stage, self.clamp = s, shape.conv_clamp
        kernel = 1 if s.colors else shape.conv_kernel
        self.kernel = kernel
        rate = max(s.rate_in, s.rate_out) * (1 if s.colors else shape.lrelu_upsampling)
        self.affine = Dense(shape.w_dim, s.given)
        self.weight = nn.Parameter(torch.randn(s.out, s.given, kernel, kernel))
        self.bias = nn.Parameter(torch.zeros(s.out))
        self.register_buffer("magnitude_ema", torch.ones(()))
        self.magnitude_ema: Tensor
        self.up, self.down = round(rate / s.rate_in), round(rate / s.rate_out)
        taps_up = shape.filter_size * self.up if self.up > 1 and not s.colors else 1
        taps_down = shape.filter_size * self.down if self.down > 1 and not s.colors else 1
        radial = shape.use_radial_filters and not s.critical
        self.register_buffer("up_filter", lowpass(taps_up, s.cutoff_in, s.half_in * 2, rate))
        self.register_buffer("down_filter", lowpass(taps_down, s.cutoff_out, s.half_out * 2, rate, radial))
        self.up_filter: Tensor | None
        self.down_filter: Tensor | None
        total = (s.size_out - 1) * self.down + 1 - (s.size_in + kernel - 1) * self.up + taps_up + taps_down - 2
        before = (total + self.up) // 2
        self.pad = (before, total - before, before, total - before)

    def settle(self) -> None:
        """Of unit size: what demodulation keeps must not depend on how large the weights grew."""
        if not self.stage.colors:
            self.weight.data = self.weight * self.weight.square().mean((1, 2, 3), keepdim=True).rsqrt()
            super().settle()

    def sized(self) -> tuple[Tensor, Tensor | None]:
        """Weights of unit size, and their power where outputs are demodulated."""
        if self.stage.colors or self.settled_power is not None:
            return self.weight, self.settled_power
        weight = self.weight * self.weight.square().mean((1, 2, 3), keepdim=True).rsqrt()
        return weight, power_of(weight)

    def forward(self, x: Tensor, w: Tensor) -> Tensor:
        style = self.affine(w)
        if self.stage.colors:
            style = style / math.sqrt(self.stage.given)
        else:
            style = style * style.square().mean(1, keepdim=True).rsqrt()
        weight, power = self.sized()
        x = modulated(x * self.magnitude_ema.rsqrt(), weight, style, power, self.kernel - 1)
        x = x + self.bias[:, None, None]
        x = resample(x, self.up_filter, up=self.up, pad=self.pad, gain=float(self.up**2))
        if not self.stage.colors:
            x = functional.leaky_relu(x, 0.2) * math.sqrt(2)
        x = x.clamp(-self.clamp, self.clamp)
        return resample(x, self.down_filter, down=self.down)


def stages(shape: Shape) -> tuple[list[_Stage], int, float, float]:
    """All layers by their bands (equations 3 and 4), and size, rate and cutoff of the input."""
    n, last = shape.num_layers, shape.size / 2
    steps = [min(k / (n - shape.num_critical), 1.0) for k in range(n + 1)]
    cutoffs = [shape.first_cutoff * (last / shape.first_cutoff) ** t for t in steps]
    stops = [shape.first_stopband * (last * shape.last_stopband_rel / shape.first_stopband) ** t for t in steps]
    rates = [2.0 ** math.ceil(round(math.log2(min(s * 2, shape.size)), 9)) for s in stops]
    bands = [max(s, r / 2) - c for s, r, c in zip(stops, rates, cutoffs, strict=True)]
    sizes = [int(r) + shape.margin_size * 2 for r in rates]
    sizes[-2:] = [shape.size] * 2
    channels = [round(min(shape.channel_base / 2 / c, shape.channel_max)) for c in cutoffs]
    channels[-1] = shape.colors
    out = []
    for k in range(n + 1):
        p = max(k - 1, 0)
        out.append(
            _Stage(
                channels[p],
                channels[k],
                sizes[p],
                sizes[k],
                rates[p],
                rates[k],
                cutoffs[p],
                cutoffs[k],
                bands[p],
                bands[k],
                k >= n - shape.num_critical,
                k == n,
            )  # fmt: skip
        )
    return out, sizes[0], rates[0], cutoffs[0]


class _Synthesis(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        parts, size, rate, cutoff = stages(shape)
        self.input = _Waves(shape.w_dim, parts[0].given, size, rate, cutoff)
        self.names = [f"L{k}_{s.size_out}_{s.out}" for k, s in enumerate(parts)]
        for name, stage in zip(self.names, parts, strict=True):
            setattr(self, name, _Layer(stage, shape))


class StyleGan3(nn.Module):
    """`layers` codes w a picture: one for the waves, one for every layer."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape, self.size = shape, shape.size
        self.layers = shape.num_layers + 2
        self.mapping = Mapping(shape.z_dim, shape.c_dim, shape.w_dim, shape.mapping)
        self.synthesis = _Synthesis(shape)

    def paint(self, codes: Tensor, edge: int = 0, blend: Blend = lambda x, extent: x) -> Tensor:
        """`codes` (n, layers, w_dim) to pictures (n, colors, size, size), about -1..1; always of full size, since every
        layer belongs to the one picture. `blend` is laid over the features after every layer."""
        waves = self.synthesis.input
        x = blend(waves(codes[:, 0]), waves.size / waves.rate)
        for k, name in enumerate(self.synthesis.names):
            layer: _Layer = getattr(self.synthesis, name)
            x = blend(layer(x, codes[:, k + 1]), layer.stage.size_out / layer.stage.rate_out)
        return x * self.shape.output_scale

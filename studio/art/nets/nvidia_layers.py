"""Layers that StyleGAN2 and StyleGAN3 share, with the parameter names that their published networks have."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional


def normalized(x: Tensor) -> Tensor:
    """To unit mean square over the second axis."""
    return x * (x.square().mean(1, keepdim=True) + 1e-8).rsqrt()


class Dense(nn.Module):
    """A dense layer whose weights are scaled when used ("equalized learning rate", Karras et al. 2018)."""

    def __init__(self, given: int, out: int, rate: float = 1.0, leaky: bool = False) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(out, given) / rate)
        self.bias = nn.Parameter(torch.zeros(out))
        self.gain, self.rate, self.leaky = rate / math.sqrt(given), rate, leaky

    def forward(self, x: Tensor) -> Tensor:
        y = functional.linear(x, self.weight * self.gain, self.bias * self.rate)
        return functional.leaky_relu(y, 0.2) * math.sqrt(2) if self.leaky else y


class Mapping(nn.Module):
    """z (n, z_dim) and label (n, c_dim) to w (n, w_dim): StyleGAN2 with 8 layers, StyleGAN3 with 2."""

    def __init__(self, z_dim: int, c_dim: int, w_dim: int, layers: int, rate: float = 0.01, width: int = 0) -> None:
        super().__init__()
        self.z_dim, self.c_dim, self.layers = z_dim, c_dim, layers
        if c_dim:
            self.embed = Dense(c_dim, w_dim)
        widths = [z_dim + (w_dim if c_dim else 0), *[width or w_dim] * (layers - 1), w_dim]
        for k in range(layers):
            setattr(self, f"fc{k}", Dense(widths[k], widths[k + 1], rate, leaky=True))
        self.register_buffer("w_avg", torch.zeros(w_dim))
        self.w_avg: Tensor

    def forward(self, z: Tensor, label: Tensor | None = None) -> Tensor:
        x = normalized(z) if self.z_dim else z.new_zeros(len(z), 0)
        if self.c_dim:
            assert label is not None
            x = torch.cat([x, normalized(self.embed(label))], 1)
        for k in range(self.layers):
            x = getattr(self, f"fc{k}")(x)
        return x


def power_of(weight: Tensor) -> Tensor:
    """(out, in): the square of a convolution's weights, which demodulation needs at every picture."""
    return weight.square().sum((2, 3))


def modulated(x: Tensor, weight: Tensor, style: Tensor, power: Tensor | None, pad: int, up: bool = False) -> Tensor:
    """Convolution whose input channels are scaled by `style` (n, in) and, with `power` of the weights, whose outputs are
    brought back to unit variance (StyleGAN2, section 2.2).

    The inputs are scaled instead of the weights, which is the same sum with one convolution for all pictures. Their size
    as a whole cancels out, so styles are brought to unit size first: 16-bit floats must not overflow. `up`: the
    transposed convolution of stride 2, of which the result is one pixel larger than twice.
    """
    if power is not None:
        style = style * (style.square().mean(1, keepdim=True) + 1e-12).rsqrt()
    x = x * style[:, :, None, None]
    y = (
        functional.conv_transpose2d(x, weight.transpose(0, 1), stride=2)
        if up
        else functional.conv2d(x, weight, padding=pad)
    )
    if power is not None:
        # A plain sum stays in 32 bits where a matrix product would be computed in 16.
        y = y * ((style.square()[:, None] * power).sum(2) + 1e-8).rsqrt()[:, :, None, None]
    return y


class Modulated(nn.Module):
    """A layer with a modulated convolution, whose weights do not change any more once they are `settled`."""

    weight: nn.Parameter

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("settled_power", None, persistent=False)
        self.settled_power: Tensor | None

    def settle(self) -> None:
        self.settled_power = power_of(self.weight)

    def power(self) -> Tensor:
        return power_of(self.weight) if self.settled_power is None else self.settled_power


def clamped(x: Tensor, most: float | None) -> Tensor:
    return x.clamp(-most, most) if most else x

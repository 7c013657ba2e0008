"""Changing the rate of feature maps without aliasing: insert zeros, filter, keep every n-th; the filters' design.

As used by Karras et al.: Analyzing and Improving the Image Quality of StyleGAN (2020) and Alias-Free Generative
Adversarial Networks (2021, appendix C: Kaiser windows, radial jinc filters). Written from the formulas.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

Pad = tuple[int, int]


def lowpass(taps: int, cutoff: float, width: float, rate: float, radial: bool = False) -> Tensor | None:
    """A low-pass filter with sum 1: (taps,), or (taps, taps) when `radial`; None for one tap, which filters nothing.

    `cutoff`, `width` (of the whole transition) and `rate` in the same unit, as in the paper's equations 5 and 6.
    """
    if taps == 1:
        return None
    # Kaiser's estimates: the attenuation that so many taps reach, and the window that reaches it.
    attenuation = 2.285 * (taps - 1) * math.pi * (width / (rate / 2)) + 7.95
    if attenuation > 50:
        beta = 0.1102 * (attenuation - 8.7)
    elif attenuation > 21:
        beta = 0.5842 * (attenuation - 21) ** 0.4 + 0.07886 * (attenuation - 21)
    else:
        beta = 0.0
    window = torch.kaiser_window(taps, periodic=False, beta=beta, dtype=torch.float64)
    at = (torch.arange(taps, dtype=torch.float64) - (taps - 1) / 2) / rate
    if radial:
        r = torch.hypot(at[None], at[:, None])
        disc = torch.where(
            r == 0, cutoff**2 * math.pi, torch.special.bessel_j1(2 * cutoff * math.pi * r) / (r + (r == 0)) * cutoff
        )
        out = disc * window[None] * window[:, None]
    else:
        out = torch.sinc(2 * cutoff * at) * window
    return (out / out.sum()).float()


def halves(kernel: Tensor) -> tuple[Tensor, Tensor] | None:
    """Rows and columns of a square kernel that is their product, or None when it is not one."""
    rows, columns = kernel.sum(1), kernel.sum(0)
    total = kernel.sum()
    fits = torch.allclose(rows[:, None] * columns[None] / total, kernel, atol=1e-6)
    return (rows / total, columns) if fits and float(total) != 0 else None


def resample(
    x: Tensor, kernel: Tensor | None, up: int = 1, down: int = 1, pad: tuple[int, int, int, int] = (0, 0, 0, 0),
    gain: float = 1.0,
) -> Tensor:  # fmt: skip
    """`x` (n, c, h, w) at `up / down` of its rate. `pad`: samples before and behind, x then y, at the higher rate;
    negative ones cut. `kernel`: (taps,) for both directions, (taps, taps), or None for a single 1."""
    if kernel is None:
        kernel = x.new_ones(1)
    kernel = kernel.to(x.dtype)
    left, right, top, bottom = pad
    pair: tuple[Tensor, Tensor] | None = (kernel, kernel) if kernel.ndim == 1 else halves(kernel)
    if pair is None:
        return _filtered(x, kernel.flip((0, 1)) * gain, (up, up), (down, down), (left, right), (top, bottom))
    rows, columns = pair
    share = math.sqrt(gain)
    # Down the columns and along the rows; each pass works at the lower rate where it can.
    x = _filtered(x, columns.flip(0)[None] * share, (up, 1), (down, 1), (left, right), (0, 0))
    return _filtered(x, rows.flip(0)[:, None] * share, (1, up), (1, down), (0, 0), (top, bottom))


def _filtered(x: Tensor, taps: Tensor, up: Pad, down: Pad, pad_x: Pad, pad_y: Pad) -> Tensor:
    """One kernel (height, width) over all channels; `up` and `down` are (x, y)."""
    n, c, h, w = x.shape
    if up != (1, 1):
        spread = x.new_zeros(n, c, h, up[1], w, up[0])
        spread[:, :, :, 0, :, 0] = x
        x = spread.view(n, c, h * up[1], w * up[0])
    if any((*pad_x, *pad_y)):
        x = functional.pad(x, (*pad_x, *pad_y))
    if taps.numel() == 1:
        return x[:, :, :: down[1], :: down[0]] * taps.reshape(())
    return functional.conv2d(x, taps[None, None].expand(c, 1, -1, -1), stride=(down[1], down[0]), groups=c)

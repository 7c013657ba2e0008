"""What is compared of feature maps: correlations, distributions, places; all relative, so that any network will do."""

from __future__ import annotations

import torch
from torch import Tensor

KNOTS = 96
"""Quantiles that describe the distribution of a channel."""
SAMPLES = 16_384
"""Places of a map that quantiles are taken from."""
TINY = 1e-8


def gram(maps: Tensor) -> Tensor:
    """Correlations of the channels of (n, c, h, w) over all places: float32 (n, c, c) (Gatys, Ecker & Bethge 2016)."""
    flat = maps.float().flatten(2)
    return flat @ flat.transpose(1, 2) / flat.shape[2]


def style_error(maps: Tensor, wanted: Tensor) -> Tensor:
    """Squared distance of the correlations from `wanted`, relative to those: 0 = the same, 1 = none of it."""
    return (gram(maps) - wanted).square().sum() / (wanted.square().sum() + TINY)


def spread(maps: Tensor) -> Tensor:
    """Mean square of the maps about each channel's mean."""
    flat = maps.float()
    return (flat - flat.mean((2, 3), keepdim=True)).square().mean() + TINY


def content_error(maps: Tensor, wanted: Tensor, scale: Tensor) -> Tensor:
    """Mean squared difference of maps, relative to `scale` = `spread(wanted)`: about 2 for unrelated pictures."""
    return (maps.float() - wanted).square().mean() / scale


def quantiles(maps: Tensor) -> Tensor:
    """(c, KNOTS) of the channels of (1, c, h, w), evenly from the least to the largest value."""
    flat = maps.detach().float().flatten(2)[0]
    flat = flat[:, :: max(1, flat.shape[1] // SAMPLES)]
    ordered = flat.sort(1).values
    place = torch.linspace(0, ordered.shape[1] - 1, KNOTS, device=flat.device)
    low = place.floor().long()
    high = (low + 1).clamp_max(ordered.shape[1] - 1)
    return torch.lerp(ordered[:, low], ordered[:, high], place - low)


def distribution_error(maps: Tensor, wanted: Tensor) -> Tensor:
    """How far every value is from where it would go if each channel had the distribution `wanted` (c, KNOTS), relative
    to the spread of that (Risser, Wilmot & Barnes: Stable and Controllable Neural Texture Synthesis, 2017)."""
    flat = maps.float().flatten(2)[0]
    own = quantiles(maps)
    with torch.no_grad():
        # Knots must rise for the search; channels of ReLUs have many equal ones.
        rising = own + torch.arange(KNOTS, device=own.device) * 1e-6 * (own[:, -1:] - own[:, :1] + TINY)
        at = torch.searchsorted(rising, flat.contiguous()).clamp(1, KNOTS - 1)
        a, b = rising.gather(1, at - 1), rising.gather(1, at)
        share = ((flat - a) / (b - a).clamp_min(TINY)).clamp(0, 1)
        goal = torch.lerp(wanted.gather(1, at - 1), wanted.gather(1, at), share)
    return (flat - goal).square().mean() / ((wanted - wanted.mean(1, keepdim=True)).square().mean() + TINY)


def roughness(x: Tensor) -> Tensor:
    """Mean squared difference of neighbors of a picture (n, 3, h, w): total variation (Mahendran & Vedaldi 2015)."""
    return (x[..., 1:] - x[..., :-1]).square().mean() + (x[..., 1:, :] - x[..., :-1, :]).square().mean()


def outside(x: Tensor) -> Tensor:
    """How far a picture leaves 0..1, which no screen can show."""
    return (x.clamp_min(1) - 1).square().mean() + x.clamp_max(0).square().mean()

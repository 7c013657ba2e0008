"""A first guess of a picture's code, for any network: its own encoder, or one that is fitted to what it paints.

The fitted one is a ridge regression from broad tones (and what the judge sees, if there is one) to codes: good enough to
start a descent from, and made in a moment.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from studio.art.latent.bank import bank, reduced
from studio.art.latent.loaded import Loaded
from studio.core.progress import Context

CELLS = 8
RIDGE = 0.03
"""Of the mean square of the features."""


@dataclass(frozen=True)
class _Fitted:
    mean: Tensor
    scale: Tensor
    weights: Tensor
    center: Tensor


@torch.no_grad()
def guess(ctx: Context, loaded: Loaded, pictures: Tensor) -> Tensor:
    """Codes (n, layers, width) of pictures (n, 3, size, size), -1..1."""
    own = loaded.space.guess(pictures)
    if own is not None:
        return own
    fit = loaded.memo.get("encoder", "", lambda: _fit(ctx, loaded))
    x = (_features(loaded, reduced(pictures)) - fit.mean) / fit.scale
    flat = fit.center + x @ fit.weights
    return flat.view(len(pictures), -1, loaded.space.width).expand(-1, loaded.space.layers, -1)


def _features(loaded: Loaded, pictures: Tensor) -> Tensor:
    tones = functional.adaptive_avg_pool2d(pictures, CELLS).flatten(1)
    if loaded.judge is None:
        return tones
    return torch.cat([tones, loaded.judge.vector(pictures)], 1)


@torch.no_grad()
def _fit(ctx: Context, loaded: Loaded) -> _Fitted:
    known = bank(ctx, loaded)
    x = torch.cat([_features(loaded, p) for p in torch.split(known.floats(), 64)])
    mean, scale = x.mean(0), x.std(0).clamp_min(1e-4)
    x = (x - mean) / scale
    y = known.codes.flatten(1)
    center = y.mean(0)
    # In the dual: there are fewer pictures than numbers in a code.
    gram = x @ x.T
    gram += RIDGE * x.shape[1] * torch.eye(len(x), device=x.device)
    weights = x.T @ torch.linalg.solve(gram, y - center)
    return _Fitted(mean, scale, weights, center)

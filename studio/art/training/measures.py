"""How alike two sets of pictures are, and how alike two pictures, in the eyes of a net.

Features are those of a `FactorNet`. Distances of sets are taken after each feature has been scaled by its spread over
the real set, so that a net whose features are all ten times as large measures the same.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

from studio.art.models import folder as model_folder
from studio.art.nets.factor_net import FactorNet
from studio.core.errors import UserError
from studio.core.paths import resource

SHIPPED = "flow"
"""The shipped model whose judge looks at pictures of all kinds."""
BLOCK = 256
"""Pictures of one estimate of the kernel distance."""
AT_ONCE = 64


def features(net: FactorNet, pictures: Tensor, check: Callable[[], object] = lambda: None) -> Tensor:
    """float (n, net.features) of pictures (n, 3, h, w), -1..1."""
    out = []
    with torch.no_grad():
        for some in torch.split(pictures, AT_ONCE):
            check()
            out.append(net.vector(some.to(next(net.parameters()).device)).float().cpu())
    return torch.cat(out)


def _scaled(a: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
    center, spread = real.double().mean(0), real.double().std(0).clamp_min(1e-6)
    return (a.double() - center) / spread, (real.double() - center) / spread


def kid(a: Tensor, real: Tensor, seed: int = 0, blocks: int = 32) -> tuple[float, float]:
    """Kernel distance of two sets of features (n, d) and its standard error: the unbiased squared maximum mean
    discrepancy with the kernel (x.y / d + 1)^3, mean of random blocks (Binkowski et al.: Demystifying MMD GANs, 2018).
    About 0 for sets of the same kind; may be slightly below. Each set needs at least 4 pictures."""
    x, y = _scaled(a, real)
    # At most half of a set, or the blocks would all be the same and say nothing of their spread.
    size = max(2, min(BLOCK, len(x) // 2, len(y) // 2))
    chance = torch.Generator().manual_seed(seed)
    found = []
    for _ in range(blocks):
        p = x[torch.randperm(len(x), generator=chance)[:size]]
        q = y[torch.randperm(len(y), generator=chance)[:size]]
        found.append(_discrepancy(p, q))
    values = torch.stack(found)
    return float(values.mean()), float(values.std() / len(values) ** 0.5)


def _discrepancy(x: Tensor, y: Tensor) -> Tensor:
    n, d = x.shape

    def kernel(a: Tensor, b: Tensor) -> Tensor:
        return (a @ b.T / d + 1) ** 3

    xx, yy, xy = kernel(x, x), kernel(y, y), kernel(x, y)
    same = (xx.sum() - xx.trace() + yy.sum() - yy.trace()) / (n * (n - 1))
    return same - 2 * xy.mean()


def fid(a: Tensor, real: Tensor) -> float:
    """Frechet distance of two sets of features as of normal distributions (Heusel et al. 2017), over the number of
    features. Needs more pictures than features to mean much."""
    x, y = _scaled(a, real)
    difference = (x.mean(0) - y.mean(0)).square().sum()
    cx, cy = torch.cov(x.T), torch.cov(y.T)
    values, vectors = torch.linalg.eigh(cx)
    root = (vectors * values.clamp_min(0).sqrt()) @ vectors.T
    cross = torch.linalg.eigvalsh(root @ cy @ root).clamp_min(0).sqrt().sum()
    return max(0.0, float(difference + cx.trace() + cy.trace() - 2 * cross) / x.shape[1])


def psnr(a: Tensor, b: Tensor) -> float:
    """Mean over the pictures (n, 3, h, w), -1..1, in dB."""
    error = (a - b).square().flatten(1).mean(1).clamp_min(1e-10)
    return float((10 * torch.log10(4.0 / error)).mean())


def perceptual_distance(net: FactorNet, a: Tensor, b: Tensor) -> float:
    """Squared differences of feature maps, each pixel's features at unit length, mean over places, layers and pictures
    (Zhang et al.: The Unreasonable Effectiveness of Deep Features as a Perceptual Metric, 2018, without the learned
    weights). 0 for equal pictures, at most 4."""
    total = 0.0
    with torch.no_grad():
        for x, y in zip(torch.split(a, AT_ONCE), torch.split(b, AT_ONCE), strict=True):
            device = next(net.parameters()).device
            maps = zip(net.maps(x.to(device)), net.maps(y.to(device)), strict=True)
            layers = [
                (torch.nn.functional.normalize(p, dim=1) - torch.nn.functional.normalize(q, dim=1))
                .square()
                .sum(1)
                .mean()
                for p, q in maps
            ]
            total += float(torch.stack(layers).mean()) * len(x)
    return total / len(a)


def load_judge(path: Path | None = None) -> FactorNet | None:
    """The net that reads factors in a model's folder ("judge.NAME"), by default in that of the shipped flow; None where
    that is not there. Raises `UserError`."""
    if path is None and not resource("models", SHIPPED, model_folder.ABOUT).exists():
        return None
    folder = model_folder.read(path) if path else model_folder.shipped(SHIPPED)
    own = {k.removeprefix("judge."): v for k, v in folder.load().items() if k.startswith("judge.")}
    if not own:
        raise UserError(f"There is no net that reads factors in {folder.path}.")
    try:
        net = FactorNet(len(own["head.bias"]), len(own["squeeze.bias"]))
        net.load_state_dict(own)
    except (KeyError, RuntimeError) as error:
        raise UserError(f"The net in {folder.path} is of another make ({str(error).splitlines()[0]}).") from None
    return net.eval().requires_grad_(False)

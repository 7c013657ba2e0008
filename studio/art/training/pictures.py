"""Pictures as trainers handle them, and the measures of how alike two sets are."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor


def to_floats(pictures: np.ndarray[Any, np.dtype[np.uint8]], device: str) -> Tensor:
    """uint8 (n, 3, h, w) to float -1..1."""
    return torch.from_numpy(np.ascontiguousarray(pictures)).to(device).float().div_(127.5).sub_(1.0)


def grid(pictures: Tensor, columns: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Pictures (n, 3, h, w), -1..1, side by side as uint8 (H, W, 4)."""
    n, _, h, w = pictures.shape
    rows = -(-n // columns)
    out = np.full((rows * h, columns * w, 4), 255, np.uint8)
    values = ((pictures.float().clamp(-1, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).cpu().numpy()
    for k in range(n):
        y, x = k // columns * h, k % columns * w
        out[y : y + h, x : x + w, :3] = values[k]
    return out


def psnr(a: Tensor, b: Tensor) -> float:
    """dB, of pictures -1..1."""
    return float(10 * torch.log10(4.0 / (a - b).square().mean()))


def frechet(a: Tensor, b: Tensor) -> float:
    """Frechet distance of two sets of features, divided by the variance of `b` (Heusel et al. 2017)."""
    ma, mb = a.mean(0).double(), b.mean(0).double()
    ca, cb = torch.cov(a.T.double()), torch.cov(b.T.double())
    values = torch.linalg.eigvals(ca @ cb).real.clamp_min(0).sqrt().sum()
    distance = (ma - mb).square().sum() + ca.trace() + cb.trace() - 2 * values
    return float(distance / cb.trace())

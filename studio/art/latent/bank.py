"""Typical codes of a network and how they look: what directions and guesses are found from."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from studio.art.latent.loaded import Loaded
from studio.core.progress import Context

EDGE = 64
"""px of the pictures that are read and compared."""
WHOLE_UP_TO = 128
"""px: larger pictures are painted only as far as their tones are seen; the last layers of a network take the longest."""
BATCH = 16
_SEED = 20


@dataclass(frozen=True)
class Bank:
    """`codes` (n, layers or 1, width): one layer where all layers are alike. `pictures` uint8 (n, 3, EDGE, EDGE)."""

    codes: Tensor
    pictures: Tensor

    def floats(self) -> Tensor:
        """The pictures, -1..1."""
        return self.pictures.float().div_(127.5).sub_(1.0)


def count_for(size: int) -> int:
    """How many pictures are looked at: fewer of large ones, which take longer."""
    return 512 if size <= 128 else 256 if size <= 256 else 128


def bank(ctx: Context, loaded: Loaded) -> Bank:
    """Of a space: painted once, remembered with it."""
    return loaded.memo.get("bank", "", lambda: _bank(ctx, loaded))


@torch.no_grad()
def _bank(ctx: Context, loaded: Loaded) -> Bank:
    count = count_for(loaded.space.size)
    codes = []
    for at in range(0, count, 64):
        ctx.progress(0.2 * at / count, "Collecting typical pictures")
        codes.append(loaded.space.typical(min(64, count - at), _SEED + at))
    all_codes = torch.cat(codes)
    pictures = small(ctx.part(0.2, 0.8), loaded, all_codes, "Collecting typical pictures")
    alike = loaded.space.layers > 1 and bool((all_codes == all_codes[:, :1]).all())
    kept = pictures.clamp(-1, 1).add_(1).mul_(127.5).round_().to(torch.uint8)
    return Bank(all_codes[:, :1].clone() if alike else all_codes, kept)


@torch.no_grad()
def small(ctx: Context, loaded: Loaded, codes: Tensor, note: str = "", whole: bool = False) -> Tensor:
    """Codes (n, layers or 1, width) as pictures (n, 3, EDGE, EDGE), -1..1, with progress and cancel. `whole`: all
    layers have their say, also in a large picture."""
    space = loaded.space
    edge = 0 if whole or space.size <= WHOLE_UP_TO else EDGE
    out = []
    for at in range(0, len(codes), BATCH):
        ctx.progress(at / len(codes), note)
        part = codes[at : at + BATCH].expand(-1, space.layers, -1)
        out.append(reduced(space.render(part, [0] * len(part), edge)))
    return torch.cat(out)


def reduced(pictures: Tensor, edge: int = EDGE) -> Tensor:
    """To `edge` px, if they are of another size; differentiable."""
    if pictures.shape[-1] == edge:
        return pictures
    if pictures.shape[-1] > edge:
        return functional.interpolate(pictures, (edge, edge), mode="area")
    return functional.interpolate(pictures, (edge, edge), mode="bilinear")

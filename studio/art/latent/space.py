"""What every generator with a latent space offers to the rest of `latent`: codes in, pictures out.

A *code* is float32 (layers, width): one vector per layer for networks of StyleGAN's kind (their space W+), one layer for
all others (the flattened code of an autoencoder, the z of a plain GAN). Networks are adapted, one class per family, so
that directions, mixing, marks, walks and placing are written once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from torch import Tensor

from studio.core.moves import Anchor
from studio.core.params import Value


class Space(Protocol):
    """A loaded network with a latent space. `digest`: SHA-256 of its weights. `size`: px of its square pictures.
    `layers`, `width`: of a code. `spans`: the layers of "coarse", "middle", "fine" as (first, last + 1), all the same
    where a network has one layer. All tensors are float32 on `device`."""

    digest: str
    size: int
    layers: int
    width: int
    device: str
    spans: Mapping[str, tuple[int, int]]

    def code(self, anchor: Anchor, values: Mapping[str, Value], truncation: float) -> Tensor:
        """(layers, width): where `anchor` stands before any moves. `values`: the factors as resolved from its words
        and its params."""
        ...

    def typical(self, count: int, seed: int) -> Tensor:
        """(count, layers, width): codes of the pictures that the network was made for."""
        ...

    def render(self, codes: Tensor, seeds: Sequence[int], edge: int = 0) -> Tensor:
        """Pictures (n, 3, size, size), about -1..1. `seeds` fix what chance a network adds on its own. `edge`: a
        smaller picture will do, where the network can stop early."""
        ...

    def render_within(self, inside: Tensor, outside: Tensor, mask: Tensor, seeds: Sequence[int]) -> Tensor:
        """One picture that follows `inside` where `mask` (1, 1, size, size; 0..1) is 1 and `outside` elsewhere, blended
        in the network's features, so that no seam shows. Both codes are (1, layers, width)."""
        ...

    def guess(self, pictures: Tensor) -> Tensor | None:
        """Codes (n, layers, width) of pictures (n, 3, size, size) by an encoder, or None where there is none."""
        ...

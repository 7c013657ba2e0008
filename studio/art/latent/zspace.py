"""The space of a network that turns one vector into a picture: a plain GAN, the decoder of a variational autoencoder.

Both were made for vectors of Gaussian noise, so blends keep the length that noise has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from studio.art.latent.space import Point, keeping_length, noise, one_layer
from studio.art.models.folder import ModelFolder
from studio.core.moves import Anchor
from studio.core.params import Value


class ZSpace:
    """Implements `space.Space`. `decoder` takes (n, width) and returns (n, 3, size, size); `encoder`, if there is one,
    the other way round."""

    layers = 1

    def __init__(
        self, decoder: nn.Module, width: int, size: int, digest: str, device: str,
        encoder: Callable[[Tensor], Tensor] | None = None,
    ) -> None:  # fmt: skip
        self.decoder = decoder.eval().requires_grad_(False).to(device)
        self.encoder = encoder
        self.digest, self.size, self.width, self.device = digest, size, width, device
        self.spans = one_layer()

    def code(self, anchor: Anchor, values: Mapping[str, Value], truncation: float) -> Tensor:
        """Truncation shortens the vector: what is near the middle is typical."""
        return noise(anchor.seed, (1, self.width), self.device) * truncation

    def blend(self, points: Sequence[Point], weights: Sequence[float]) -> Tensor:
        codes = [self.code(p.anchor, p.values, p.truncation) if p.code is None else p.code for p in points]
        return keeping_length(codes, weights)

    def typical(self, count: int, seed: int) -> Tensor:
        return noise(seed, (count, 1, self.width), self.device)

    def render(self, codes: Tensor, seeds: Sequence[int], edge: int = 0) -> Tensor:
        return torch.as_tensor(self.decoder(codes[:, 0]))

    def render_within(self, inside: Tensor, outside: Tensor, mask: Tensor, seeds: Sequence[int]) -> Tensor:
        return laid_over(self.render(torch.cat([inside, outside]), [*seeds, *seeds]), mask)

    def guess(self, pictures: Tensor) -> Tensor | None:
        return self.encoder(pictures)[:, None] if self.encoder is not None else None


def laid_over(pair: Tensor, mask: Tensor, bands: int = 3) -> Tensor:
    """The first of two pictures (2, 3, size, size) within `mask`, the second around it, joined band by band: broad
    tones over a wide seam, fine marks over a narrow one (Burt and Adelson: A Multiresolution Spline, 1983)."""
    size = pair.shape[-1]
    out, rest, soft = torch.zeros_like(pair[:1]), pair, mask
    for _ in range(bands if size >= 32 else 0):
        small = functional.avg_pool2d(rest, 2)
        up = functional.interpolate(small, rest.shape[-2:], mode="bilinear")
        fine = rest - up
        out = out + _to(torch.lerp(fine[1:], fine[:1], soft), size)
        rest, soft = small, functional.avg_pool2d(soft, 2)
    joined = out + _to(torch.lerp(rest[1:], rest[:1], soft), size)
    # Where the mask is quite black or white, nothing of the other picture may come through.
    far = functional.max_pool2d(mask, 17, 1, 8) if size >= 32 else (mask > 0).to(mask.dtype)
    near = 1 - functional.max_pool2d(1 - mask, 17, 1, 8) if size >= 32 else (mask >= 1).to(mask.dtype)
    joined = torch.lerp(pair[1:], joined, functional.avg_pool2d(far, 5, 1, 2, count_include_pad=False))
    return torch.lerp(joined, pair[:1], functional.avg_pool2d(near, 5, 1, 2, count_include_pad=False))


def _to(x: Tensor, size: int) -> Tensor:
    while x.shape[-1] < size:
        x = functional.interpolate(x, scale_factor=2, mode="bilinear")
    return x


def adapt(folder: ModelFolder, tensors: Mapping[str, Tensor], device: str) -> ZSpace:
    """The space of a folder of kind "gan" or "vae", see `nets.gan` and `nets.vae`."""
    from studio.art.latent.spaces import part
    from studio.art.nets import gan, vae

    if folder.kind == "gan":
        generator = gan.make_generator(**folder.net)
        generator.load_state_dict(part(tensors, "generator"))
        return ZSpace(generator, generator.latent, generator.size, folder.sha256, device)
    decoder, encoder = vae.Decoder(**folder.net), vae.Encoder(**folder.net)
    decoder.load_state_dict(part(tensors, "decoder"))
    encoder.load_state_dict(part(tensors, "encoder"))
    encoder = encoder.eval().requires_grad_(False).to(device)
    return ZSpace(decoder, decoder.latent, decoder.size, folder.sha256, device, lambda pictures: encoder(pictures)[0])

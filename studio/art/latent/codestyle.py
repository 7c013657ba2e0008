"""The space W+ of a StyleGAN that paints codes of an autoencoder: one vector w per layer, the decoder paints the pixels.

All that concerns w is as in `stylespace`; a mask joins the two pictures cell by cell of their codes, as in `flowspace`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor
from torch.nn import functional

from studio.art.generators.worlds import WORLDS, World
from studio.art.latent.stylespace import StyleSpace
from studio.art.latent.zspace import laid_over
from studio.art.models.folder import ModelFolder
from studio.art.nets.code_stylegan import CodeGenerator, CodeStyleGAN
from studio.art.nets.spatial_autoencoder import Decoder
from studio.art.nets.style_encoder import StyleEncoder

SPANS = {"coarse": (0, 1), "middle": (1, 3), "fine": (3, 5)}
"""The layer at 4 x 4 lays out light and place; of the four at 8 x 8 the first two make forms, the last two finish them."""


class CodeStyleSpace(StyleSpace):
    """Implements `space.Space`."""

    def __init__(
        self, whole: CodeStyleGAN, digest: str, world: World | None, device: str, encoder: StyleEncoder | None = None
    ) -> None:
        super().__init__(whole.generator, digest, world, device, encoder)
        self.whole = whole.eval().requires_grad_(False).to(device)
        # Channels last: convolutions of a processor are faster so by a third.
        self.decoder = whole.decoder.to(memory_format=torch.channels_last)
        self.spans = SPANS

    def render(self, codes: Tensor, seeds: Sequence[int], edge: int = 0) -> Tensor:
        return self.whole.synthesis(codes)

    def render_within(self, inside: Tensor, outside: Tensor, mask: Tensor, seeds: Sequence[int]) -> Tensor:
        grids = self.whole.generator.synthesis(torch.cat([inside, outside]))
        cells = functional.interpolate(mask, grids.shape[-2:], mode="area")
        share = torch.maximum(cells, 0.5 * functional.max_pool2d(cells, 3, 1, 1))
        joined = torch.lerp(grids[1:], grids[:1], share)
        return laid_over(self.whole.painted(torch.cat([joined, grids[1:]])), mask)


def adapt(folder: ModelFolder, tensors: Mapping[str, Tensor], device: str) -> CodeStyleSpace:
    """The space of a folder of kind "code-stylegan": tensors "generator.*", "decoder.*", "mean", "spread", and perhaps
    "encoder.*". `net`: arguments of `CodeGenerator` and the decoder's "widths"."""
    from studio.art.latent.spaces import part

    net = dict(folder.net)
    a, b, c = (int(w) for w in net.pop("widths"))
    channels = int(net["channels"])
    net["features"] = tuple(int(f) for f in net["features"])
    whole = CodeStyleGAN(CodeGenerator(**net), Decoder(channels, (a, b, c)))
    wanted = ("generator.", "decoder.", "mean", "spread")
    whole.load_state_dict({k: v for k, v in tensors.items() if k.startswith(wanted)})
    encoder = None
    if known := part(tensors, "encoder"):
        encoder = StyleEncoder(whole.generator.layers, whole.generator.width)
        encoder.load_state_dict(known)
    return CodeStyleSpace(whole, folder.sha256, WORLDS.get(folder.world), device, encoder)

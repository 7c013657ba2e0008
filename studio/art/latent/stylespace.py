"""The space W+ of our StyleGAN2-class generator: one vector w per layer.

Blends are linear in w, where distances mean the same everywhere (Karras et al. 2019). Truncation draws w toward the mean
of the pictures with the same factors, so that typical pictures still show what was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor
from torch.nn import functional

from studio.art.generators.worlds import WORLDS, World
from studio.art.latent.space import noise
from studio.art.models.folder import ModelFolder
from studio.art.nets.code_stylegan import CodeGenerator
from studio.art.nets.style_encoder import StyleEncoder
from studio.art.nets.stylegan import Generator
from studio.core.errors import UserError
from studio.core.moves import Anchor
from studio.core.params import Value

AVERAGED = 256
"""Random z whose mean w is the typical picture of a set of factors."""
FEATHER = 9
"""px of softness, of 128, that a mask's edge is given."""


def spans(layers: int) -> dict[str, tuple[int, int]]:
    """A third of the layers paints composition, the last quarter colors and texture, what lies between forms."""
    coarse = max(1, layers // 3)
    middle = min(layers - 1, max(coarse + 1, round(layers * 0.75))) if layers > 2 else coarse
    return {"coarse": (0, coarse), "middle": (coarse, max(coarse, middle)), "fine": (middle, layers)}


class StyleSpace:
    """Implements `space.Space`. `world` gives the factors that the network is told, None for a network told nothing."""

    def __init__(
        self, net: Generator | CodeGenerator, digest: str, world: World | None, device: str,
        encoder: StyleEncoder | None = None,
    ) -> None:  # fmt: skip
        if net.factors != (world.width if world else 0):
            raise UserError("This network is told other factors than its world has.")
        self.net = net.eval().requires_grad_(False).to(device)
        self.encoder = encoder.eval().requires_grad_(False).to(device) if encoder is not None else None
        self.digest, self.world, self.device = digest, world, device
        self.size, self.layers, self.width = net.size, net.layers, net.width
        self.spans = spans(net.layers)
        self._fixed = noise(0, (AVERAGED, net.latent), device)

    @torch.no_grad()
    def code(self, anchor: Anchor, values: Mapping[str, Value], truncation: float) -> Tensor:
        z = noise(anchor.seed, (1, self.net.latent), self.device)
        if truncation == 1.0:
            w = self.net.mapping(z, self._factors(values, 1))[0]
        else:
            all_w = self.net.mapping(torch.cat([z, self._fixed]), self._factors(values, 1 + AVERAGED))
            mean = all_w[1:].mean(0)
            w = mean + truncation * (all_w[0] - mean)
        return w.expand(self.layers, -1).clone()

    def _factors(self, values: Mapping[str, Value], count: int) -> Tensor | None:
        if self.world is None:
            return None
        told = torch.tensor(self.world.encode(values), dtype=torch.float32, device=self.device)
        return told.expand(count, -1)

    @torch.no_grad()
    def typical(self, count: int, seed: int) -> Tensor:
        z = noise(seed, (count, self.net.latent), self.device)
        factors = None
        if self.world is not None:
            rows = [self.world.encode(self.world.values(seed * 1_000_003 % 2**30 + k)) for k in range(count)]
            factors = torch.tensor(rows, dtype=torch.float32, device=self.device)
        return self.net.mapping(z, factors)[:, None].repeat(1, self.layers, 1)

    def render(self, codes: Tensor, seeds: Sequence[int], edge: int = 0) -> Tensor:
        """The same for all seeds: without noise a picture changes by its code alone."""
        assert isinstance(self.net, Generator)
        doublings = len(self.net.doubling)
        while edge and doublings > 0 and 4 * 2**doublings >= edge:
            doublings -= 1
        return self.net.synthesis(codes, None, doublings)

    def render_within(self, inside: Tensor, outside: Tensor, mask: Tensor, seeds: Sequence[int]) -> Tensor:
        """Both pictures are painted at once; after every layer the features of the inner one are those of the outer
        one wherever the mask is black (as in Collins et al.: Editing in Style, 2020, by place instead of by part)."""
        net = self.net
        assert isinstance(net, Generator)
        pad = max(1, round(FEATHER * self.size / 128) // 2)
        mask = functional.avg_pool2d(functional.pad(mask, (pad,) * 4, mode="replicate"), 2 * pad + 1, 1)
        levels: dict[int, Tensor] = {}

        def within(x: Tensor) -> Tensor:
            edge = x.shape[-1]
            if edge not in levels:
                levels[edge] = functional.interpolate(mask, (edge, edge), mode="area")
            return torch.cat([torch.lerp(x[1:], x[:1], levels[edge]), x[1:]])

        codes = torch.cat([inside, outside])
        x = within(net.first(net.constant.expand(2, -1, -1, -1), codes[:, 0], None))
        picture = within(net.pictures[0](x, codes[:, 0]))
        for k, (a, b) in enumerate(zip(net.doubling, net.second, strict=True)):
            x = within(a(x, codes[:, 1 + 2 * k], None))
            x = within(b(x, codes[:, 2 + 2 * k], None))
            here = net.pictures[k + 1](x, codes[:, 2 + 2 * k])
            picture = within(functional.interpolate(picture, scale_factor=2, mode="bilinear") + here)
        return torch.as_tensor(picture[:1])

    def guess(self, pictures: Tensor) -> Tensor | None:
        return None if self.encoder is None else torch.as_tensor(self.encoder(pictures))


def adapt(folder: ModelFolder, tensors: Mapping[str, Tensor], device: str) -> StyleSpace:
    """The space of a folder of kind "stylegan": `Generator(**net)`, tensors as they are or as "generator.NAME",
    and perhaps an encoder, "encoder.NAME"."""
    from studio.art.latent.spaces import part

    world = WORLDS.get(folder.world)
    net = Generator(**folder.net)
    named = {k.removeprefix("generator."): v for k, v in tensors.items() if not k.startswith(("judge.", "encoder."))}
    net.load_state_dict(named)
    encoder = None
    if known := part(tensors, "encoder"):
        encoder = StyleEncoder(net.layers, net.width)
        encoder.load_state_dict(known)
    return StyleSpace(net, folder.sha256, world, device, encoder)

"""The space W+ of NVIDIA's StyleGAN2 and StyleGAN3: the same panel, axes, mixes and walks as for the program's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from studio.art.latent.loaded import Loaded
from studio.art.latent.stylespace import FEATHER, spans
from studio.art.models import stylegan_file
from studio.art.models.lighten import lightened
from studio.art.models.lighter import in_force
from studio.art.models.memory import require_room
from studio.art.nets.nvidia_stylegan2 import StyleGan2
from studio.art.nets.nvidia_stylegan3 import StyleGan3
from studio.core.moves import Anchor
from studio.core.params import Value


class PublishedStyleSpace:
    """Implements `latent.space.Space`. The latent z of a seed is drawn as the authors' own scripts draw it, so that a
    seed known from elsewhere shows the same picture here."""

    def __init__(self, net: StyleGan2 | StyleGan3, digest: str, device: str) -> None:
        self.net = net.to(device)
        self.digest, self.device = digest, device
        self.size, self.layers, self.width = net.size, net.layers, net.shape.w_dim
        self.spans: Mapping[str, tuple[int, int]] = spans(net.layers)

    @torch.no_grad()
    def code(self, anchor: Anchor, values: Mapping[str, Value], truncation: float) -> Tensor:
        z = torch.from_numpy(np.random.RandomState(anchor.seed).randn(1, self.net.shape.z_dim)).float()
        label = self._labels([int(anchor.params.get("label", 0))])
        w = self.net.mapping(z.to(self.device), label)[0]
        w = torch.lerp(self.net.mapping.w_avg, w, truncation)
        return w.expand(self.layers, -1).clone()

    def _labels(self, numbers: Sequence[int]) -> Tensor | None:
        kinds = self.net.shape.c_dim
        if not kinds:
            return None
        chosen = torch.tensor([n % kinds for n in numbers], device=self.device)
        return functional.one_hot(chosen, kinds).float()

    @torch.no_grad()
    def typical(self, count: int, seed: int) -> Tensor:
        random = np.random.RandomState(seed)
        z = torch.from_numpy(random.randn(count, self.net.shape.z_dim)).float().to(self.device)
        label = self._labels(random.randint(0, max(1, self.net.shape.c_dim), count).tolist())
        return torch.as_tensor(self.net.mapping(z, label))[:, None].repeat(1, self.layers, 1)

    def render(self, codes: Tensor, seeds: Sequence[int], edge: int = 0) -> Tensor:
        """The same for all seeds: the grain of StyleGAN2 is that which the network keeps."""
        return _colored(self.net.paint(codes, edge))

    def render_within(self, inside: Tensor, outside: Tensor, mask: Tensor, seeds: Sequence[int]) -> Tensor:
        """As `latent.stylespace`; a feature map wider than the picture sees the mask's edge continued."""
        pad = max(1, round(FEATHER * self.size / 128) // 2)
        mask = functional.avg_pool2d(functional.pad(mask, (pad,) * 4, mode="replicate"), 2 * pad + 1, 1)
        levels: dict[tuple[int, float], Tensor] = {}

        def within(x: Tensor, extent: float) -> Tensor:
            key = (x.shape[-1], extent)
            if key not in levels:
                margin = max(0, round((extent - 1) / 2 * self.size))
                wide = functional.pad(mask, (margin,) * 4, mode="replicate")
                levels[key] = functional.interpolate(wide, (x.shape[-2], x.shape[-1]), mode="area")
            return torch.cat([torch.lerp(x[1:], x[:1], levels[key]), x[1:]])

        return _colored(self.net.paint(torch.cat([inside, outside]), 0, within)[:1])

    def guess(self, pictures: Tensor) -> Tensor | None:
        return None


def _colored(pictures: Tensor) -> Tensor:
    """Gray pictures as gray RGB."""
    return pictures.expand(-1, 3, -1, -1) if pictures.shape[1] == 1 else pictures[:, :3]


def open_model(model: str, device: str) -> Loaded:
    """The space of a StyleGAN in the artist's library. Raises `UserError`."""
    from studio.art.models.library import find

    entry = find(model)
    require_room(entry.title, entry.memory, in_force(entry.sha256, device).precision, device)
    net = stylegan_file.load(entry.file, entry.title)
    net = lightened(net.to(device), entry.sha256, device, ("paint",), entry.title)
    return Loaded(model, entry.title, PublishedStyleSpace(net, entry.sha256, device))


def open_trained(model: str, device: str) -> Loaded:
    """The space of a model trained in the program, by its id in the library."""
    from pathlib import Path

    from studio.art.latent.spaces import open_folder
    from studio.art.models.folder import read
    from studio.art.models.library import find

    entry = find(model)
    return open_folder(read(Path(entry.path)), device, model)

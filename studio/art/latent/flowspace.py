"""The space of an autoencoder's codes, where a rectified flow carries noise to pictures.

The flow is told factors and words; guidance leads it away from what it would paint untold (Ho and Salimans:
Classifier-Free Diffusion Guidance, 2022). Pictures are changed by stopping half way: noise is laid over their code, and the
flow goes on from there (Meng et al.: SDEdit, 2022); what shall stay is put back at every step (Lugmayr et al.: RePaint,
2022).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from studio.art.generators.worlds import WORLDS, World
from studio.art.latent.loaded import Memo
from studio.art.latent.space import Point, keeping_length, linear, noise, one_layer
from studio.art.latent.zspace import laid_over
from studio.art.models.folder import ModelFolder
from studio.art.nets.code_flow import WORDS, CodeFlow
from studio.art.nets.spatial_autoencoder import CELL, Decoder, Encoder
from studio.core.errors import UserError
from studio.core.moves import Anchor
from studio.core.params import Value

STEPS = 5
"""Steps along the flow where the model does not say how many it needs."""
BACKWARD = 24
"""Steps from a code back to its noise."""
TYPICAL_GUIDANCE, TYPICAL_STEPS = 1.0, 4


@dataclass(frozen=True)
class _Told:
    """A point of the flow's start: noise (1, C, h, w), condition and free condition (1, d), guidance."""

    noise: Tensor
    led: Tensor
    free: Tensor
    guidance: float


class FlowSpace:
    """Implements `space.Space`, `Blending`, `Hearing`, `Repainting`. Codes are those of the autoencoder, flattened.

    `center`, `scale`: (C, 1, 1): code = center + scale * what the flow paints.
    """

    layers = 1

    def __init__(
        self, encoder: Encoder, decoder: Decoder, flow: CodeFlow, center: Tensor, scale: Tensor,
        shape: tuple[int, int, int], digest: str, world: World, device: str, steps: int = STEPS,
    ) -> None:  # fmt: skip
        if flow.factors != world.width:
            raise UserError("This network is told other factors than its world has.")
        self.encoder = encoder.eval().requires_grad_(False).to(device)
        # Channels last: convolutions of a processor are faster so by a third.
        self.decoder = decoder.eval().requires_grad_(False).to(device).to(memory_format=torch.channels_last)
        self.flow = flow.eval().requires_grad_(False).to(device)
        self.center, self.scale = center.to(device), scale.to(device)
        self.shape, self.steps = shape, steps
        self.digest, self.world, self.device = digest, world, device
        self.size, self.width = shape[1] * CELL, shape[0] * shape[1] * shape[2]
        self.spans = one_layer()
        self._sentences = Memo()
        self._backs = Memo(16)

    # -- the start ---------------------------------------------------------------------------------------------------

    def hear(self, text: str, vector: Tensor) -> None:
        self._sentences.get("vector", text, lambda: vector.to(self.device).view(1, -1))

    def _told(self, anchor: Anchor, values: Mapping[str, Value]) -> _Told:
        place = self.world
        factors = torch.tensor([place.encode(values)], dtype=torch.float32, device=self.device)
        given = torch.tensor([[float(name in values) for name, _ in place.slots()]], device=self.device)
        silence = torch.zeros(1, 1, device=self.device)
        vector, said = torch.zeros(1, WORDS, device=self.device), silence
        if anchor.text and self._sentences.knows("vector", anchor.text):
            vector, said = self._sentences.get("vector", anchor.text, lambda: vector), silence + 1
        led = self.flow.condition(factors, given, vector, said)
        free = self._sentences.get("free", "", lambda: self._free(factors, vector))
        guidance = float(values.get("guidance", TYPICAL_GUIDANCE))
        return _Told(noise(anchor.seed, (1, *self.shape), self.device), led, free, guidance)

    def _free(self, factors: Tensor, vector: Tensor) -> Tensor:
        zero = torch.zeros(1, 1, device=self.device)
        return self.flow.condition(factors * 0, factors * 0, vector * 0, zero)

    # -- along the flow ----------------------------------------------------------------------------------------------

    def _field(self, x: Tensor, time: float, told: _Told) -> Tensor:
        n = len(x)
        if told.guidance == 1.0:
            at = torch.full((n,), time, device=self.device)
            return torch.as_tensor(self.flow(x, at, told.led.expand(n, -1)))
        at = torch.full((2 * n,), time, device=self.device)
        both = torch.cat([told.led.expand(n, -1), told.free.expand(n, -1)])
        led, loose = self.flow(torch.cat([x, x]), at, both).chunk(2)
        return torch.as_tensor(loose + told.guidance * (led - loose))

    def _carried(
        self, told: _Told, start: float = 0.0, x: Tensor | None = None, known: Tensor | None = None,
        where: Tensor | None = None, steps: int = 0,
    ) -> Tensor:  # fmt: skip
        """From `x` at time `start` to a picture's code, whitened. `known` is kept where `where` is 0.

        The two-step rule of Adams and Bashforth: one look at the net a step, as exact as two looks by the midpoint rule.
        """
        count = max(3, round((steps or self.steps) * (1 - start)))
        step = (1 - start) / count
        x = told.noise if x is None else x
        before: Tensor | None = None
        for k in range(count):
            time = start + k * step
            if known is not None and where is not None:
                x = torch.lerp(torch.lerp(told.noise, known, time), x, where)
            here = self._field(x, time, told)
            x = x + step * (here if before is None else 1.5 * here - 0.5 * before)
            before = here
        return x if known is None or where is None else torch.lerp(known, x, where)

    def _back(self, code: Tensor, led: Tensor) -> Tensor:
        """The noise that a code comes from, along the flow untold of guidance, backward."""
        told = _Told(code, led, led, 1.0)
        x = code
        for k in range(BACKWARD, 0, -1):
            a, b = k / BACKWARD, (k - 1) / BACKWARD
            half = x + 0.5 * (b - a) * self._field(x, a, told)
            x = x + (b - a) * self._field(half, 0.5 * (a + b), told)
        return x

    def _flat(self, white: Tensor) -> Tensor:
        """Whitened (n, C, h, w) to codes (n, 1, width)."""
        return (self.center + white * self.scale).flatten(1)[:, None]

    def _white(self, codes: Tensor) -> Tensor:
        """Codes (n, 1, width) to whitened (n, C, h, w)."""
        return (codes.view(-1, *self.shape) - self.center) / self.scale

    # -- Space -------------------------------------------------------------------------------------------------------

    @torch.no_grad()
    def code(self, anchor: Anchor, values: Mapping[str, Value], truncation: float) -> Tensor:
        return self._flat(self._carried(self._told(anchor, values)))[0]

    @torch.no_grad()
    def blend(self, points: Sequence[Point], weights: Sequence[float]) -> Tensor:
        """Blended where the flow starts: noise by its length, conditions linearly. What a point has beyond its flow
        (a code that it was given, which the way back and forth does not meet exactly) is added by weight."""
        told, beyond = [], []
        for point in points:
            here = self._told(point.anchor, point.values)
            if point.code is not None:
                known = point.code
                key = (id(known), point.anchor.text, tuple(sorted(point.values.items())))
                back = self._backs.get("noise", key, lambda k=known, h=here: (k, self._back(self._white(k[None]), h.led)))[1]  # type: ignore[misc]  # fmt: skip
                here = _Told(back, here.led, here.free, 1.0)
                beyond.append(known - self._flat(self._carried(here))[0])
            else:
                beyond.append(torch.zeros(1, self.width, device=self.device))
            told.append(here)
        start = _Told(
            keeping_length([t.noise for t in told], weights), linear([t.led for t in told], weights), told[0].free,
            sum(t.guidance * w for t, w in zip(told, weights, strict=True)),
        )  # fmt: skip
        return self._flat(self._carried(start))[0] + linear(beyond, weights)

    @torch.no_grad()
    def typical(self, count: int, seed: int) -> Tensor:
        first = seed * 1_000_003 % 2**30
        rows = [self.world.encode(self.world.values(first + k)) for k in range(count)]
        factors = torch.tensor(rows, dtype=torch.float32, device=self.device)
        silent = torch.zeros(count, 1, device=self.device)
        led = self.flow.condition(factors, torch.ones_like(factors), silent.expand(-1, WORDS), silent)
        start = noise(seed, (count, *self.shape), self.device)
        out = []
        for at in range(0, count, 64):
            told = _Told(start[at : at + 64], led[at : at + 64], led[:1], TYPICAL_GUIDANCE)
            out.append(self._flat(self._carried(told, steps=TYPICAL_STEPS)))
        return torch.cat(out)

    def render(self, codes: Tensor, seeds: Sequence[int], edge: int = 0) -> Tensor:
        grid = codes.reshape(-1, *self.shape).contiguous(memory_format=torch.channels_last)
        return torch.as_tensor(self.decoder(grid))

    def render_within(self, inside: Tensor, outside: Tensor, mask: Tensor, seeds: Sequence[int]) -> Tensor:
        """The codes are joined cell by cell, which the decoder smooths; the outer picture stays outside."""
        cells = functional.interpolate(mask, self.shape[1:], mode="area")
        grown = functional.max_pool2d(cells, 3, 1, 1)
        around = outside.view(-1, *self.shape)
        joined = torch.lerp(around, inside.view(-1, *self.shape), torch.maximum(cells, grown * 0.5))
        return laid_over(self.render(torch.cat([joined, around]).flatten(1)[:, None], [*seeds, *seeds]), mask)

    def guess(self, pictures: Tensor) -> Tensor | None:
        return torch.as_tensor(self.encoder(pictures)[0].flatten(1)[:, None])

    @torch.no_grad()
    def repaint(self, picture: Tensor, point: Point, strength: float, mask: Tensor | None) -> Tensor:
        known = self._white(self.encoder(picture)[0].flatten(1)[:, None])
        told = self._told(point.anchor, point.values)
        where = None
        if mask is not None:
            where = (functional.adaptive_max_pool2d(mask, self.shape[1:]) > 0.02).to(known.dtype)
        if strength <= 0.0:
            return self._flat(known)[0]
        start = 1 - min(1.0, strength)
        x = torch.lerp(told.noise, known, start)
        return self._flat(self._carried(told, start, x, known if mask is not None else None, where))[0]


def adapt(folder: ModelFolder, tensors: Mapping[str, Tensor], device: str) -> FlowSpace:
    """The space of a folder of kind "flow": the nets of `training.latent_flow`, tensors "encoder.*", "decoder.*",
    "flow.*", "scale.mean", "scale.spread". `net` may say how many "steps" the flow needs."""
    from studio.art.latent.spaces import part

    world = WORLDS.get(folder.world)
    if world is None:
        raise UserError(f"“{folder.title}” was made for a world that this program does not know.")
    net = dict(folder.net)
    steps = int(net.pop("steps", STEPS))
    channels, cells = int(net["channels"]), int(net["cells"])
    a, b, c = (int(w) for w in net.pop("widths"))
    encoder, decoder, flow = Encoder(channels, (a, b, c)), Decoder(channels, (a, b, c)), CodeFlow(**net)
    for module, name in ((encoder, "encoder"), (decoder, "decoder"), (flow, "flow")):
        module.load_state_dict(part(tensors, name))
    return FlowSpace(
        encoder, decoder, flow, tensors["scale.mean"], tensors["scale.spread"], (channels, cells, cells), folder.sha256,
        world, device, steps,
    )  # fmt: skip

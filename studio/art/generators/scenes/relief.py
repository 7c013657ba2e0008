"""Land seen from where one stands: a height over the plane, cut in slices across the view and traced column by column.

World: the eye is at height `eye` over the origin and looks along +Z; X goes to the right. A point shows on the picture
at x = aspect / 2 + X / Z, y = skyline + (eye - height) / Z. Slices lie at growing Z; what a nearer slice hides is found
from the running maximum of the slices' upper edges ("wave surfing", Buchholz et al., 1992).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from studio.art.generators.scenes.canvas import Canvas

Height = Callable[[Tensor, Tensor], Tensor]
SLICES = 18
"""Slices of one stretch of land."""


@dataclass(frozen=True)
class View:
    """Where the eye is. `nearest`: the Z that shows at the lower edge of the picture on level ground."""

    skyline: float
    aspect: float
    nearest: float = 2.0

    @property
    def eye(self) -> float:
        return self.nearest * (1.0 - self.skyline)

    def x(self, across: float, z: float) -> float:
        return self.aspect / 2 + across / z

    def y(self, height: float, z: float) -> float:
        return self.skyline + (self.eye - height) / z

    def across(self, x: float, z: float) -> float:
        """World X of what shows at x at this distance."""
        return (x - self.aspect / 2) * z

    def z(self, y: float) -> float:
        """Distance of level ground that shows at y."""
        return self.eye / max(1e-4, y - self.skyline)


@dataclass(frozen=True)
class Stretch:
    """The land between two distances, as it shows in a window `w`.

    `cover` (h, w): how much of a pixel it takes. `x`, `z` (h, w): the place in the world that is seen there.
    """

    w: Canvas
    cover: Tensor
    x: Tensor
    z: Tensor
    crest: Tensor
    """(columns of w,) y of the upper edge."""
    table_x: Tensor
    table_z: Tensor
    table_height: Tensor
    _at: Tensor
    _part: Tensor

    def sample(self, table: Tensor) -> Tensor:
        """A table (..., slices, columns) as planes (..., h, w) over the window."""
        flat = table.flatten(-2)
        return torch.lerp(flat[..., self._at], flat[..., self._at + table.shape[-1]], self._part)


def trace(
    c: Canvas, view: View, height: Height, near: float, far: float, scale: Tensor | None = None, down: float = 1.1,
    slices: int = SLICES,
) -> Stretch | None:  # fmt: skip
    """The land between the distances `near` and `far`; None where nothing of it is in the canvas.

    `scale` (columns,): stretches the distances of each column, for a shore that is not straight. `down`: lower edge of
    what is needed, for land whose foot is hidden.
    """
    steps = torch.arange(slices, device=c.x.device)[:, None] / (slices - 1)
    z = near * (far / near) ** steps * (torch.ones_like(c.x) if scale is None else scale[None])
    x = (c.x - view.aspect / 2) * z
    h = height(x, z)
    lift = (h - view.eye) / z
    seen = torch.cummax(lift, dim=0).values
    crest = view.skyline - seen[-1]
    foot = view.skyline - lift[0]
    bottom = down if down < 1.1 else min(down, float(foot.max()) + 2 * c.px)
    w = c.cut(-1e3, float(crest.min()) - c.px, 1e3, bottom)
    if w is None:
        return None
    columns = c.columns
    up = (view.skyline - w.y[:, 0]).expand(columns, -1)
    above = torch.searchsorted(seen.T.contiguous(), up.contiguous()).T.clamp(1, slices - 1)
    at = (above - 1) * columns + torch.arange(columns, device=c.x.device)[None]
    flat = seen.reshape(-1)
    low, high = flat[at], flat[at + columns]
    part = ((up.T - low) / (high - low).clamp_min(1e-7)).clamp_(0.0, 1.0)
    # Distances are linear in 1 / z along a column.
    inverse = 1.0 / z
    flat = inverse.reshape(-1)
    depth = 1.0 / torch.lerp(flat[at], flat[at + columns], part)
    cover = w.cover(crest[None] - w.y)
    return Stretch(w, cover, (w.x - view.aspect / 2) * depth, depth, crest, x, z, h, at, part)

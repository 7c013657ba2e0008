"""Directions of a latent space: named ones that move what they are named after and little else, and surprises.

Surprises are the principal axes of typical codes (Haerkoenen et al.: GANSpace, 2020). Named directions come from a
regression of what is read off typical pictures on their whitened codes: of all codes that change one reading and leave the
others, the pseudo-inverse gives the shortest. What the regression gets wrong is put right by really painting: the effect
of every direction on every reading is measured, and the directions are combined by the inverse of that table. In the end
strength 1 of a named direction is one standard deviation of its reading; of a surprise, an equal change of the picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from studio.art.latent import axis_files
from studio.art.latent.axis import NAMED, SURPRISE, Axis, AxisSet
from studio.art.latent.bank import Bank, bank, small
from studio.art.latent.loaded import Loaded
from studio.art.latent.readings import read, readable
from studio.core.errors import UnknownNameError
from studio.core.progress import Context

KEPT = 96
"""Principal axes that codes are described by."""
FORESEEN = 0.12
"""Share of a reading's variance that codes must explain, in pictures that were not fitted, for it to get an axis."""
DISTINCT = 0.35
"""Share of a direction's length that earlier ones must leave it: else it is another name for one of them."""
LONGEST = 5.0
"""Standard deviations of code that strength 1 may cost: a direction that needs more leaves what the network knows."""
OWN = 0.35
"""Least effect on its own reading that a direction must be measured to have before it is scaled, in deviations."""
CLEAR = 2.0
"""How much more a direction must move its own reading than the others, on average, to bear its name."""
BASES = 12
"""Typical pictures at which effects are measured."""
SURPRISES, SURPRISES_A_SPAN = 10, 3
CHANGE = 0.06
"""Mean absolute difference of a picture's values, 0..1, that strength 1 of a surprise makes."""
LONGEST_SURPRISE = 2.5


@dataclass(frozen=True)
class Table:
    """`directions` (axes, layers, width): what strength 1 adds to a code."""

    axes: AxisSet
    directions: Tensor

    def row(self, id_: str) -> Tensor:
        """(layers, width). Raises `UnknownNameError`."""
        for k, axis in enumerate(self.axes.axes):
            if axis.id == id_:
                return self.directions[k]
        raise UnknownNameError("axis of this generator", id_, [a.id for a in self.axes.axes])

    def offset(self, strengths: Mapping[str, float]) -> Tensor:
        """(layers, width): what all of `strengths` add together."""
        rows = torch.stack([self.row(id_) for id_ in strengths])
        return torch.as_tensor(torch.tensordot(rows.new_tensor(list(strengths.values())), rows, 1))


def table(ctx: Context, loaded: Loaded) -> Table:
    """The axes of a model: remembered, else from the disk, else found (about 10 s on a CPU) and kept."""
    return loaded.memo.get("axes", "", lambda: _kept(ctx, loaded))


def _kept(ctx: Context, loaded: Loaded) -> Table:
    space = loaded.space
    known = axis_files.load(space.digest, space.layers, space.width)
    if known is not None:
        return Table(AxisSet(space.digest, known[0]), known[1].to(space.device))
    found = find(ctx, loaded)
    axis_files.save(space.digest, found.axes.axes, found.directions)
    return found


@torch.no_grad()
def find(ctx: Context, loaded: Loaded) -> Table:
    """Finds the axes anew."""
    known = bank(ctx.part(0.0, 0.35), loaded)
    basis = Basis.of(known.codes)
    named, columns = _named(ctx.part(0.35, 0.35), loaded, known, basis)
    surprises, rows = _surprises(ctx.part(0.7, 0.3), loaded, known, basis)
    layers, width = loaded.space.layers, loaded.space.width
    directions = [basis.direction(columns[:, k]).view(-1, width).expand(layers, -1) for k in range(len(named))]
    every = [*directions, *rows]
    stacked = torch.stack(every) if every else torch.zeros(0, layers, width, device=loaded.space.device)
    return Table(AxisSet(loaded.space.digest, (*named, *surprises)), stacked)


@dataclass(frozen=True)
class Basis:
    """Principal axes of codes: code = mean + u * scale @ axes, with u of unit variance."""

    mean: Tensor
    axes: Tensor
    scale: Tensor
    explained: Tensor

    @classmethod
    def of(cls, codes: Tensor) -> Basis:
        """By singular values of (n, layers, width) codes; signs are fixed, so that the same codes give the same axes."""
        flat = codes.flatten(1)
        mean = flat.mean(0)
        _, values, axes = torch.linalg.svd(flat - mean, full_matrices=False)
        variance = values.square() / max(1, len(flat) - 1)
        kept = min(KEPT, len(flat) // 4, int((variance > 1e-7 * variance[0]).sum()))
        axes = axes[:kept]
        strongest = axes.abs().argmax(1, keepdim=True)
        axes = axes * axes.gather(1, strongest).sign()
        return cls(mean, axes, variance[:kept].sqrt(), variance[:kept] / variance.sum())

    def white(self, codes: Tensor) -> Tensor:
        return (codes.flatten(1) - self.mean) @ self.axes.T / self.scale

    def direction(self, u: Tensor) -> Tensor:
        """The change of a flat code that `u` (kept,) stands for."""
        return (u * self.scale) @ self.axes


# -- named ---------------------------------------------------------------------------------------------------------------


def _named(ctx: Context, loaded: Loaded, known: Bank, basis: Basis) -> tuple[list[Axis], Tensor]:
    """Axes and their directions, whitened, as columns (kept, axes)."""
    readings = readable(loaded)
    values = torch.cat([read(loaded, p) for p in torch.split(known.floats(), 64)])
    deviation = values.std(0)
    u = basis.white(known.codes)
    y = (values - values.mean(0)) / deviation.clamp_min(1e-6)
    foreseen = _foreseen(u, y)
    slopes = _ridge(u, y)
    usable = [k for k in range(len(readings)) if foreseen[k] >= FORESEEN and float(deviation[k]) > 1e-4]
    chosen = _distinct(slopes, sorted(usable, key=lambda k: -float(foreseen[k])))
    bases = known.codes[:: max(1, len(known.codes) // BASES)][:BASES]
    for round_ in range(3):
        if not chosen:
            return [], u.new_zeros(basis.scale.numel(), 0)
        part = ctx.part(round_ / 3, 1 / 3)
        if round_ == 0:
            columns = _inverse(slopes[:, chosen])
        columns = columns * (LONGEST / columns.norm(dim=0)).clamp_max(1.0)
        effects = _effects(part, loaded, basis, bases, columns, deviation)[:, chosen]
        own = effects.diagonal()
        if round_ < 2:
            good = (own > 0.1).nonzero()[:, 0]
            chosen = [chosen[int(k)] for k in good]
            effects, columns = effects[good][:, good], columns[:, good]
            if chosen:
                # Corrected by what was measured; damped, since far steps are not linear.
                eye = torch.eye(len(chosen), device=u.device)
                columns = columns @ torch.linalg.solve(effects.T @ effects + 0.02 * eye, effects.T).T
    others = (effects.abs().sum(1) - own.abs()) / max(1, len(chosen) - 1)
    good = ((own > OWN) & (own > CLEAR * others)).nonzero()[:, 0]
    axes = []
    for k in good.tolist():
        what = readings[chosen[k]]
        ratio = float(own[k] / others[k].clamp_min(1e-3))
        note = f"Moves its own by 1 standard deviation, {len(chosen) - 1} others by {1 / ratio:.2f} on average."
        axes.append(Axis(f"named/{what.id}", what.title, what.group, NAMED, note=note))
    order = sorted(range(len(axes)), key=lambda k: [r.id for r in readings].index(axes[k].id.split("/")[1]))
    kept = (columns / own)[:, good]
    return [axes[k] for k in order], kept[:, order]


def _ridge(u: Tensor, y: Tensor) -> Tensor:
    """Slopes (kept, readings) of y on u."""
    gram = u.T @ u + 0.03 * len(u) * torch.eye(u.shape[1], device=u.device)
    return torch.as_tensor(torch.linalg.solve(gram, u.T @ y))


def _foreseen(u: Tensor, y: Tensor) -> Tensor:
    """Share of the variance of each y that a fit on one half explains in the other half."""
    shares = []
    for a, b in ((0, 1), (1, 0)):
        rest = y[b::2] - u[b::2] @ _ridge(u[a::2], y[a::2])
        shares.append(1 - rest.square().mean(0) / y[b::2].square().mean(0).clamp_min(1e-6))
    return (shares[0] + shares[1]) / 2


def _distinct(slopes: Tensor, order: list[int]) -> list[int]:
    """Those of `order`, in turn, that are no mere mixture of the ones before."""
    chosen: list[int] = []
    room = slopes.new_zeros(slopes.shape[0], 0)
    for k in order:
        column = slopes[:, k]
        rest = column - room @ (room.T @ column)
        if float(rest.norm()) >= DISTINCT * float(column.norm()):
            chosen.append(k)
            room = torch.cat([room, (rest / rest.norm())[:, None]], 1)
    return chosen


def _inverse(slopes: Tensor) -> Tensor:
    """(kept, axes): column k changes reading k by one deviation and no other, with the shortest step."""
    gram = slopes.T @ slopes
    return torch.as_tensor(slopes @ torch.linalg.inv(gram + 1e-3 * torch.eye(gram.shape[0], device=gram.device)))


def _effects(ctx: Context, loaded: Loaded, basis: Basis, bases: Tensor, columns: Tensor, deviation: Tensor) -> Tensor:
    """(axes, readings): by how many deviations strength 1 of each column moves each reading, painted and measured."""
    steps = torch.stack([basis.direction(columns[:, k]).view(bases.shape[1:]) for k in range(columns.shape[1])])
    seen = []
    for k, step in enumerate(steps):
        part = ctx.part(k / len(steps), 1 / len(steps))
        pictures = small(part, loaded, torch.cat([bases + step, bases - step]), "Measuring directions")
        up, down = read(loaded, pictures).chunk(2)
        seen.append(((up - down) * 0.5).mean(0) / deviation.clamp_min(1e-6))
    return torch.stack(seen)


# -- surprises -----------------------------------------------------------------------------------------------------------


def _surprises(ctx: Context, loaded: Loaded, known: Bank, basis: Basis) -> tuple[list[Axis], list[Tensor]]:
    space = loaded.space
    axes: list[Axis] = []
    rows: list[Tensor] = []
    whole = min(SURPRISES if space.layers == 1 else SURPRISES - 4, basis.scale.numel())
    plans: list[tuple[str, str, str, int, tuple[int, int] | None]] = [
        (f"surprise/{k + 1}", f"Surprise {k + 1}", "surprise", k, None) for k in range(whole)
    ]
    if space.layers > 1:
        for span, title in (("coarse", "Composition"), ("middle", "Forms"), ("fine", "Colors")):
            first, last = space.spans[span]
            if last > first:
                plans += [(f"surprise/{span}/{k + 1}", f"{title} {k + 1}", f"surprise: {title.lower()}", k, (first, last - 1))
                          for k in range(min(SURPRISES_A_SPAN, whole))]  # fmt: skip
    bases = known.codes[1 :: max(1, len(known.codes) // 6)][:6].expand(-1, space.layers, -1)
    for number, (id_, title, group, k, layers) in enumerate(plans):
        unit = basis.scale.new_zeros(basis.scale.numel())
        unit[k] = 1.0
        row = basis.direction(unit).view(-1, space.width).expand(space.layers, -1)
        if layers is not None:
            keep = torch.zeros(space.layers, 1, device=row.device)
            keep[layers[0] : layers[1] + 1] = 1.0
            row = row * keep
        part = ctx.part(number / len(plans), 1 / len(plans))
        length = 1.0
        for _ in range(2):
            change = _change(part, loaded, bases, row * length)
            length = min(LONGEST_SURPRISE, length * CHANGE / max(change, 1e-4))
        note = f"{float(basis.explained[k]) * 100:.0f} % of what typical pictures differ by."
        axes.append(Axis(id_, title, group, SURPRISE, layers=layers, note=note))
        rows.append(row * length)
    return axes, rows


def _change(ctx: Context, loaded: Loaded, bases: Tensor, row: Tensor) -> float:
    """Mean absolute change of pictures, 0..1, that strength 1 makes."""
    pictures = small(ctx, loaded, torch.cat([bases + row, bases - row]), "Looking for surprises")
    up, down = pictures.clamp(-1, 1).chunk(2)
    return float((up - down).abs().mean()) * 0.25

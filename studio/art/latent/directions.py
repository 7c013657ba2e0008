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
COSTLY = 3.5
"""Standard deviations of code that strength 1 may cost by the regression: readings that hardly come apart from the others
cost more, and the less telling of them are given up."""
LONGEST = 4.0
"""The same once it is measured: a direction that needs more leaves what the network knows."""
FARTHEST = 5.0
"""Standard deviations of code that a slider's end may cost."""
OWN = 0.35
"""Least effect on its own reading that a direction must be measured to have before it is scaled, in deviations."""
CLEAR = 2.0
"""How much more a direction must move its own reading than the others, on average, to bear its name."""
ROUNDS = 4
BASES = 10
"""Typical pictures at which effects are measured, in each round."""
SURPRISES, SURPRISES_A_SPAN = 10, 3
CHANGE = 0.05
"""Mean absolute difference of a picture's values, 0..1, that strength 1 of a surprise makes."""
LONGEST_SURPRISE = 1.6
FAINT = 0.2
"""Share of `CHANGE` below which a surprise is none."""
PLACES = 6
"""Typical pictures at which the change of surprises is measured."""


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


def at_hand(loaded: Loaded) -> Table | None:
    """The axes of a model without a search: None where they would have to be found."""
    there = None if loaded.memo.knows("axes", "") else _on_disk(loaded)
    if there is None and not loaded.memo.knows("axes", ""):
        return None
    return loaded.memo.get("axes", "", lambda: there)


def _on_disk(loaded: Loaded) -> Table | None:
    space = loaded.space
    there = axis_files.load(space.digest, space.layers, space.width)
    return None if there is None else Table(AxisSet(space.digest, there[0]), there[1].to(space.device))


def _kept(ctx: Context, loaded: Loaded) -> Table:
    there = _on_disk(loaded)
    if there is not None:
        return there
    found = find(ctx, loaded)
    axis_files.save(loaded.space.digest, found.axes.axes, found.directions)
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
    candidates = sorted(usable, key=lambda k: readings[k].rank)
    chosen: list[int] = []
    effects = u.new_zeros(0, 0)
    for round_ in range(ROUNDS):
        chosen = _apart(slopes, candidates)
        if not chosen:
            break
        columns = _inverse(slopes[:, chosen])
        columns = columns * (LONGEST / columns.norm(dim=0)).clamp_max(1.0)
        # Other pictures each time: what is put right by some must hold for others.
        bases = known.codes[round_ :: max(1, len(known.codes) // BASES)][:BASES]
        measured = _effects(ctx.part(round_ / ROUNDS, 1 / ROUNDS), loaded, basis, bases, columns, deviation)
        # What was measured along these columns corrects the slopes (Broyden's rule); all rounds count alike.
        wrong = (measured - columns.T @ slopes) / (round_ + 1)
        slopes = slopes + columns @ torch.linalg.solve(
            columns.T @ columns + 1e-3 * torch.eye(len(chosen), device=u.device), wrong
        )
        # What fails here gets dearer by the correction; it is given up for good only in the end.
        effects = measured[:, chosen]
    kept = _telling(effects)
    chosen, effects = [chosen[k] for k in kept], effects[kept][:, kept]
    if not chosen:
        return [], u.new_zeros(basis.scale.numel(), 0)
    columns = _inverse(slopes[:, chosen])
    own = effects.diagonal()
    others = (effects.abs().sum(1) - own.abs()) / max(1, len(chosen) - 1) / own
    axes = []
    for k, number in enumerate(chosen):
        what = readings[number]
        cost = float(columns[:, k].norm())
        reach = min(3.0, max(1.5, round(2 * FARTHEST / cost) / 2))
        note = f"Strength 1 is one standard deviation; the other {len(chosen) - 1} move by {float(others[k]):.2f} on average."
        axes.append(Axis(f"named/{what.id}", what.title, what.group, NAMED, reach=reach, note=note))
    return axes, columns


def _telling(effects: Tensor) -> list[int]:
    """The directions that move their own reading enough, and more than the others."""
    own = effects.diagonal()
    others = (effects.abs().sum(1) - own.abs()) / max(1, len(own) - 1)
    return [int(k) for k in ((own > OWN) & (own > CLEAR * others)).nonzero()[:, 0]]


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


def _apart(slopes: Tensor, chosen: list[int]) -> list[int]:
    """Those of `chosen`, the most telling first, that can be moved one by one at a bearable cost."""
    chosen = list(chosen)
    while chosen:
        cost = _inverse(slopes[:, chosen]).norm(dim=0)
        # Of two that hardly come apart the later one goes.
        worst = int((cost * torch.linspace(1.0, 1.6, len(chosen), device=cost.device)).argmax())
        if float(cost[worst]) <= COSTLY:
            break
        del chosen[worst]
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


@dataclass(frozen=True)
class _Plan:
    """A surprise to be tried: principal axis `number`, in the layers `span` (first, last + 1) or in all."""

    id: str
    title: str
    group: str
    number: int
    span: tuple[int, int] | None = None
    whole: bool = False


def _plans(loaded: Loaded, kept: int) -> list[list[_Plan]]:
    """Surprises by groups; a group is tried until it has enough."""
    space = loaded.space
    count = min(SURPRISES if space.layers == 1 else SURPRISES - 4, kept)
    groups = [[_Plan(f"surprise/{k + 1}", f"Surprise {k + 1}", "surprise", k) for k in range(count)]]
    for part, title in (("coarse", "Composition"), ("middle", "Forms"), ("fine", "Colors")):
        first, last = space.spans[part]
        if space.layers > 1 and last > first:
            groups.append(
                [
                    _Plan(
                        f"surprise/{part}/{k + 1}",
                        f"{title} {k + 1}",
                        f"surprise: {title.lower()}",
                        k,
                        (first, last),
                        part == "fine",
                    )
                    for k in range(min(2 * SURPRISES_A_SPAN, kept))
                ]
            )
    return groups


def _surprises(ctx: Context, loaded: Loaded, known: Bank, basis: Basis) -> tuple[list[Axis], list[Tensor]]:
    space = loaded.space
    axes: list[Axis] = []
    rows: list[Tensor] = []
    kept = basis.scale.numel()
    bases = known.codes[1 :: max(1, len(known.codes) // PLACES)][:PLACES].expand(-1, space.layers, -1)
    groups = _plans(loaded, kept)
    total = sum(len(group) for group in groups)
    done = 0
    for group in groups:
        enough = len(axes) + (len(group) if group[0].span is None else SURPRISES_A_SPAN)
        for plan in group:
            part = ctx.part(done / total, 1 / total)
            done += 1
            if len(axes) == enough:
                continue
            unit = torch.zeros(kept, device=space.device)
            unit[plan.number] = 1.0
            row = basis.direction(unit).view(-1, space.width).expand(space.layers, -1)
            if plan.span is not None:
                inside = torch.zeros(space.layers, 1, device=space.device)
                inside[slice(*plan.span)] = 1.0
                row = row * inside
            length = 1.0
            for _ in range(2):
                change = _change(part, loaded, bases, row * length, plan.whole)
                length = min(LONGEST_SURPRISE, length * CHANGE / max(change, 1e-6))
            if change < FAINT * CHANGE:
                continue
            note = f"{float(basis.explained[plan.number]) * 100:.0f} % of what typical pictures differ by."
            layers = None if plan.span is None else (plan.span[0], plan.span[1] - 1)
            axes.append(Axis(plan.id, plan.title, plan.group, SURPRISE, layers=layers, note=note))
            rows.append(row * length)
    return axes, rows


def _change(ctx: Context, loaded: Loaded, bases: Tensor, row: Tensor, whole: bool) -> float:
    """Mean absolute change of pictures, 0..1, that strength 1 makes."""
    pictures = small(ctx, loaded, torch.cat([bases + row, bases - row]), "Looking for surprises", whole)
    up, down = pictures.clamp(-1, 1).chunk(2)
    return float((up - down).abs().mean()) * 0.25

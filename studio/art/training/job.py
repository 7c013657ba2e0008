"""The engine's job of every trainer: data, training, measuring, and the folder of the model with its card."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from studio.art.generators.worlds import world
from studio.art.latent import spaces
from studio.art.models import folder as model_folder
from studio.art.nets.factor_net import FactorNet
from studio.art.nets.spatial_autoencoder import CELL
from studio.art.training import card, gan, latent_flow, picture_stylegan, vae
from studio.art.training.autoencoder import CodePlan
from studio.art.training.data import DIGITS, PAINTED, Source, open_source
from studio.art.training.distributed import Team, join
from studio.art.training.evaluate import FEWEST_MEASURED, figures_of
from studio.art.training.factor_net import HELD_OUT
from studio.art.training.folder_data import Skipped
from studio.art.training.loop import Curves
from studio.art.training.measures import load_judge
from studio.art.training.trained import CURVES, MAY_CHANGE, SAMPLES, SHEET, WORK, Begun, Trained, begun
from studio.core.errors import Cancelled, UserError
from studio.core.params import Value
from studio.core.progress import Context, Through

R = TypeVar("R")

SAVED_SECONDS = 20.0
"""Shortest time between two sample grids that are kept as files."""
DENSE_WIDTH, CONV_WIDTH = 256, 32
SMALLEST = 8
MEASURED = 256
"""Pictures that a finished model is measured by; `evaluate` takes more."""


@dataclass(frozen=True)
class Outcome:
    """What a trainer gives to the folder: `kind` and arguments of the net, its tensors, losses, figures."""

    kind: str
    tensors: Mapping[str, Tensor]
    net: Mapping[str, Any]
    curves: Curves
    figures: Mapping[str, float]
    reached: int = 0
    """Steps that were really done, where the artist may end early; 0: all."""


@dataclass(frozen=True)
class Material:
    """What the card says of the data."""

    about: str
    count: int
    held: int
    size: int
    world: str
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...]


class Watched(Through):
    """A context that keeps sample grids as files, now and then."""

    def __init__(self, ctx: Context, samples: Path | None) -> None:
        super().__init__(ctx)
        self._samples = samples
        self._saved = float("-inf")
        self.last: NDArray[np.uint8] | None = None

    def progress(self, fraction: float, note: str = "", preview: Any = None) -> None:
        if preview is not None and self._samples is not None:
            self.last = preview
            now = time.monotonic()
            if now - self._saved > SAVED_SECONDS or fraction == 1.0:
                self._saved = now
                number = next((w for w in note.split() if w.isdigit()), "0")
                try:
                    self._samples.mkdir(parents=True, exist_ok=True)
                    card.write_picture(self._samples / f"step-{int(number):07}.png", preview)
                except OSError as error:
                    raise UserError(
                        f"The samples could not be written to {self._samples} ({(error.strerror or str(error)).lower()}): "
                        "make room there and resume."
                    ) from error
        self._ctx.progress(fraction, note, preview)

    def part(self, lo: float, span: float) -> Context:
        return Watched(self._ctx.part(lo, span), self._samples)


def train(
    ctx: Context, *, trainer: str, data: str, out: str, seed: int, resume: bool, **params: Any
) -> Trained:  # fmt: skip
    """Trains and writes the model folder `out`. `data`: a folder, "painted:WORLD" or "digits". Raises `UserError`."""
    with join(ctx.device) as team:
        return _train(ctx, team, Begun(trainer, _absolute(data), seed, params), Path(out), resume)


def _absolute(data: str) -> str:
    return data if data == DIGITS or data.startswith(PAINTED) else str(Path(data).absolute())


def _train(ctx: Context, team: Team, wanted: Begun, out: Path, resume: bool) -> Trained:
    # After memory ran out the same job is called once more: it goes on by itself, in smaller steps.
    settled = _together(team, lambda: begin(wanted, out, resume or ctx.rung > 0)) or wanted
    notes = []
    batch = int(settled.params["batch"])
    if ctx.rung > 0:
        batch = max(4 * team.size, batch // 2 // (4 * team.size) * 4 * team.size)
        notes.append(f"Memory was short: a batch has {batch} pictures since then.")
    team.share(batch)
    watched = Watched(ctx, out / SAMPLES if team.leads else None)
    if settled.trainer == "latent-flow":
        return _flow(watched, team, settled, out)
    source = _open(watched, team, settled)
    try:
        outcome = _run(
            watched.part(0.05, 0.9), team, replace(settled, params={**settled.params, "batch": batch}), source, out
        )
        if not team.leads:
            return Trained(out, "", 0, source.count)
        data = Material(
            source.about, source.count, source.held, source.size, source.world, source.skipped, (*source.notes, *notes)
        )
        judge = load_judge()
        if judge is not None and source.count - source.held >= FEWEST_MEASURED:
            measured = measure(watched.part(0.95, 0.05), settled, data, outcome, source, judge, out)
            outcome = replace(outcome, figures={**outcome.figures, **measured})
        return finish(settled, data, outcome, out)
    finally:
        source.close()


def _together(team: Team, do: Callable[[], R]) -> R | None:
    """What the first process does for all, while the others wait: its result there, None here. When it fails, it says
    so, and all stop."""
    result, error = None, None
    if team.leads:
        try:
            result = do()
        except (UserError, Cancelled) as caught:
            error = caught
    if team.any(error is not None):
        raise error or Cancelled
    return result


def begin(wanted: Begun, out: Path, resume: bool) -> Begun:
    """The plan to train by, written into `out`. Raises `UserError` when it contradicts what has begun there."""
    settled = _settle(wanted, out, resume)
    settled.write(out)
    return settled


def _settle(wanted: Begun, out: Path, resume: bool) -> Begun:
    """The plan to train by: as wanted, or as begun. Raises `UserError` when they contradict each other."""
    if out.exists() and not out.is_dir():
        raise UserError(f"{out} is a file: a model is written as a folder.")
    before = begun(out)
    if before is None:
        if resume:
            raise UserError(f"There is no training to resume in {out}.")
        if (out / model_folder.ABOUT).exists():
            raise UserError(f"There is a model in {out} already: choose another folder.")
        return wanted
    if not resume:
        raise UserError(f"A training has begun in {out}: resume it, or choose another folder.")
    same: tuple[tuple[str, Value, Value], ...] = (
        ("trainer", wanted.trainer, before.trainer),
        ("data", wanted.data, before.data),
        ("seed", wanted.seed, before.seed),
    )
    for what, now, then in same:
        if now != then:
            raise UserError(f"The training in {out} began with the {what} {then}, not {now}.")
    for name, value in wanted.params.items():
        then = before.params.get(name, value)
        if value != then and name not in MAY_CHANGE:
            raise UserError(
                f"The training in {out} began with {name}={_said(then)} and cannot go on with {_said(value)}."
            )
    return wanted


def _said(value: Value) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _open(ctx: Watched, team: Team, plan: Begun) -> Source:
    """The data: the first process prepares it, the others find it prepared."""
    p = plan.params

    def opened() -> Source:
        return open_source(
            ctx.part(0.0, 0.05), plan.data, size=_size(plan), seed=plan.seed, steps=int(p["steps"]),
            pictures=int(p["pictures"]), crop=str(p["crop"]), mirror=bool(p["mirror"]),
        )  # fmt: skip

    return _together(team, opened) or opened()


def _size(plan: Begun) -> int:
    """px; chosen by the data where it is 0. Raises `UserError`."""
    size = int(plan.params["size"]) or (28 if plan.data == DIGITS else 64)
    if size < SMALLEST:
        raise UserError(f"Pictures of {size} px are too small to show anything: {SMALLEST} are the least.")
    return size


def _run(ctx: Context, team: Team, plan: Begun, source: Source, out: Path) -> Outcome:
    p, work = plan.params, out / WORK
    steps, batch, rate = int(p["steps"]), int(p["batch"]), float(p["rate"])
    if plan.trainer == "gan":
        net = gan.settle(str(p["net"]), source.size)
        adapt = min(500_000.0, max(5_000.0, steps * batch / 3)) if p["augment"] == "adaptive" else 0.0
        width = int(p["width"]) or (DENSE_WIDTH if net == "dense" else CONV_WIDTH)
        shape = gan.Plan(
            net=net, steps=steps, batch=batch, latent=int(p["latent"]), width=width, rate=rate, r1=float(p["r1"]),
            adapt=adapt, average=float(p["average"]), precision=str(p["precision"]), seed=plan.seed,
        )  # fmt: skip
        tensors, arguments, curves, figures = gan.train(ctx, shape, source, team, work)
        return Outcome("gan", tensors, arguments, curves, figures)
    if plan.trainer == "vae":
        vae.check_size(source.size)
        judge = load_judge() if float(p["perceptual"]) > 0 else None
        if judge is None and float(p["perceptual"]) > 0:
            raise UserError("There is no judge here whose eyes could be used: set perceptual=0.")
        made = vae.Plan(
            steps=steps, batch=batch, latent=int(p["latent"]), width=int(p["width"]), rate=rate, beta=float(p["beta"]),
            perceptual=float(p["perceptual"]), average=float(p["average"]), precision=str(p["precision"]),
            seed=plan.seed,
        )  # fmt: skip
        tensors, arguments, curves, figures = vae.train(ctx, made, source, team, work, judge)
        return Outcome("vae", tensors, arguments, curves, figures)
    if plan.trainer == "stylegan":
        picture_stylegan.check_size(source.size, int(p["grown"]))
        adapt = min(500_000.0, max(5_000.0, steps * batch / 3)) if p["augment"] == "adaptive" else 0.0
        styled = picture_stylegan.Plan(
            steps=steps, batch=batch, latent=int(p["latent"]), width=int(p["width"]), channels=int(p["channels"]),
            rate=rate, r1=float(p["r1"]), mixing=float(p["mixing"]), paths=float(p["paths"]), grown=int(p["grown"]),
            adapt=adapt, average=float(p["average"]), precision=str(p["precision"]), seed=plan.seed,
        )  # fmt: skip
        tensors, arguments, curves, figures = picture_stylegan.train(ctx, styled, source, team, work)
        return Outcome("stylegan", tensors, arguments, curves, figures)
    raise UserError(f"There is no trainer called “{plan.trainer}”.")


def measure(
    ctx: Context, plan: Begun, data: Material, outcome: Outcome, source: Source, judge: FactorNet, out: Path
) -> dict[str, float]:
    """Figures of a model against the pictures that it learned from, in the eyes of `judge`."""
    finish(plan, data, outcome, out)
    loaded = spaces.open_folder(model_folder.read(out), ctx.device, out.name)
    return figures_of(ctx, loaded, judge.to(ctx.device), source, min(MEASURED, max(32, source.count)), plan.seed)


def _flow(ctx: Watched, team: Team, plan: Begun, out: Path) -> Trained:
    """The stages of `latent_flow`, which paints its pictures itself."""
    p = plan.params
    if not plan.data.startswith(PAINTED):
        raise UserError(
            "The latent flow learns from painted:WORLD only, where the words and factors of every picture are known: a "
            "folder of pictures suits gan, vae and stylegan."
        )
    if team.size > 1:
        raise UserError("The latent flow is trained by one process.")
    place, size = world(plan.data.removeprefix(PAINTED)), _size(plan)
    if size % CELL:
        raise UserError(f"The latent flow paints pictures of a multiple of {CELL} px, not {size}.")
    shape = latent_flow.Plan(
        world=place.id, size=size, pictures=int(p["pictures"]), seed=plan.seed, factor_steps=int(p["judge_steps"]),
        code=CodePlan(steps=int(p["code_steps"]), seed=plan.seed + 1), steps=int(p["steps"]), batch=int(p["batch"]),
        rate=float(p["rate"]), width=int(p["width"]), depth=int(p["depth"]),
    )  # fmt: skip
    made = latent_flow.train(ctx, shape, out / WORK / "stages")
    curves = Curves(
        {f"{part} {name}": points for part, losses in made.curves.items() for name, points in losses.items()}
    )
    about = f"{shape.pictures:,} pictures by the scene painter: {place.title.lower()}"
    data = Material(about, shape.pictures, HELD_OUT, size, place.id, (), ())
    return finish(plan, data, Outcome("flow", made.tensors, made.net, curves, made.figures), out)


def finish(plan: Begun, data: Material, outcome: Outcome, out: Path) -> Trained:
    """Writes the folder of the model with its card, sheet and curves. Raises `UserError`."""
    title = str(plan.params["title"]).strip() or _title(plan)
    licence = str(plan.params["licence"]).strip()
    done = Trained(
        folder=out, title=title, steps=outcome.reached or int(plan.params["steps"]), pictures=data.count, figures=dict(outcome.figures),
        skipped=tuple((s.name, s.why) for s in data.skipped), notes=data.notes,
        curves={k: card.thinned(v) for k, v in outcome.curves.points.items()},
    )  # fmt: skip
    try:
        last = sorted((out / SAMPLES).glob("step-*.png"))
        if last:
            from PIL import Image

            card.write_picture(out / SHEET, np.asarray(Image.open(last[-1]).convert("RGBA")))
        (out / CURVES).write_text(card.curves_svg(done.curves), "utf-8")
        model_folder.write(
            out, outcome.tensors, card.card(done, plan, outcome.kind, outcome.net, data.about, data.held, licence), kind=outcome.kind,
            title=title, size=data.size, net=outcome.net, knows=f"{data.about}.", licence=licence,
            world=data.world, figures=done.figures,
        )  # fmt: skip
    except OSError as error:
        raise UserError(
            f"The model could not be written to {out} ({(error.strerror or str(error)).lower()}): make room there and "
            "resume."
        ) from error
    return done


def _title(plan: Begun) -> str:
    what = plan.data.partition(":")[2] if plan.data.startswith(PAINTED) else Path(plan.data).name
    return f"{what.capitalize()} ({plan.trainer})"

"""The engine's job of the trainers of style networks: data, training, and the folder of the model with its card."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from studio.art.styles.neural import features
from studio.art.training import adain, cyclegan, feed_forward, style_pictures
from studio.art.training.data import open_source
from studio.art.training.distributed import Team
from studio.art.training.folder_data import Skipped, read_whole
from studio.art.training.job import Material, Outcome, Watched, begin, finish
from studio.art.training.loop import Curves
from studio.art.training.style_pictures import Stack
from studio.art.training.trained import SAMPLES, WORK, Begun, Trained
from studio.core.errors import UserError
from studio.core.progress import Context

STYLE = "style:"
"""Data of a network of one style: a shipped style by its id instead of a picture file."""
SHIPPED = "shipped"
"""Data of a network of any style: the program's own styles and painters."""
LARGEST_STYLE = 1024
FEWEST = 4


def train(ctx: Context, *, trainer: str, data: str, out: str, seed: int, resume: bool, **params: Any) -> Trained:
    """Trains and writes the model folder `out`. `data`: a picture or "style:ID" (feed-forward), a folder of styles or
    "shipped" (adain), a folder of pictures (cyclegan). Raises `UserError`."""
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        raise UserError("Style networks are trained by one process.")
    place = Path(out)
    _look_first(trainer, data, params)
    wanted = Begun(trainer, _absolute(data), seed, {k: _place(k, v) for k, v in params.items()})
    # After memory ran out the same job is called once more: it goes on by itself, in smaller steps.
    plan = begin(wanted, place, resume or ctx.rung > 0)
    notes: tuple[str, ...] = ()
    if ctx.rung > 0:
        batch = max(1, int(plan.params["batch"]) // 2)
        plan = replace(plan, params={**plan.params, "batch": batch})
        notes = (f"Memory was short: a batch has {batch} pictures since then.",)
    watched = Watched(ctx, place / SAMPLES)
    outcome, material = _RUNS[trainer](watched, Team(ctx.device), plan, place / WORK)
    return finish(plan, replace(material, notes=(*material.notes, *notes)), outcome, place)


def _look_first(trainer: str, data: str, params: dict[str, Any]) -> None:
    """Refuses what cannot be before anything is written. Raises `UserError`."""
    if trainer == "feed-forward":
        _style(data)
    elif trainer == "cyclegan":
        if not str(params.get("other", "")):
            raise UserError("A CycleGAN needs two folders: name the other one (other=FOLDER).")
        if Path(str(params["other"])).absolute() == Path(data).absolute():
            raise UserError("Both folders are the same: a CycleGAN learns from two kinds of pictures.")
        if int(params["size"]) % 4:
            raise UserError(f"The size must be a multiple of 4 px, not {params['size']}.")


def _absolute(data: str) -> str:
    return data if data == SHIPPED or data.startswith(STYLE) else str(Path(data).absolute())


def _place(name: str, value: Any) -> Any:
    return str(Path(value).absolute()) if name in ("photographs", "other") and value else value


def _style(data: str) -> style_pictures.Bytes:
    if data.startswith(STYLE):
        from studio.art.styles import shipped

        return shipped.load(data.removeprefix(STYLE))[..., :3]
    return read_whole(Path(data), LARGEST_STYLE)


def _contents(ctx: Context, plan: Begun) -> Stack:
    folder = str(plan.params["photographs"])
    stack = (
        style_pictures.folder(ctx, folder, int(plan.params["size"]))
        if folder
        else style_pictures.scenes(ctx, int(plan.params["painted"]))
    )
    return _enough(stack)


def _enough(stack: Stack) -> Stack:
    if len(stack) < FEWEST:
        raise UserError(f"There are {len(stack)} pictures to learn from: {FEWEST} are the least, hundreds are better.")
    return stack


def _feed_forward(ctx: Context, team: Team, plan: Begun, work: Path) -> tuple[Outcome, Material]:
    p = plan.params
    style = _style(plan.data)
    contents = _contents(ctx.part(0.0, 0.1), plan)
    shape = feed_forward.Plan(
        steps=int(p["steps"]), batch=int(p["batch"]), crop=int(p["size"]), rate=float(p["rate"]), style=float(p["style"]),
        texture=float(p["texture"]), width=int(p["width"]), blocks=int(p["blocks"]), precision=str(p["precision"]),
        average=float(p["average"]), seed=plan.seed,
    )  # fmt: skip
    with features.lease(ctx, str(p["eyes"])) as eyes:
        tensors, net, curves = feed_forward.train(ctx.part(0.1, 0.9), shape, style, contents, eyes, team, work)
        seen = f", seen by {eyes.title}"
    name = plan.data.removeprefix(STYLE) if plan.data.startswith(STYLE) else Path(plan.data).name
    about = f"{contents.about}, in the style of “{name}”{seen}"
    return Outcome("feed-forward", tensors, net, curves, {}, _reached(curves, "marks")), _material(
        about, contents, shape.edge
    )


def _adain(ctx: Context, team: Team, plan: Begun, work: Path) -> tuple[Outcome, Material]:
    p = plan.params
    if plan.data == SHIPPED:
        styles = style_pictures.manners(ctx.part(0.0, 0.05), int(p["painted"]))
    else:
        styles = _enough(style_pictures.folder(ctx.part(0.0, 0.05), plan.data, int(p["size"])))
    contents = _contents(ctx.part(0.05, 0.05), plan)
    w = int(p["width"])
    shape = adain.Plan(
        steps=int(p["steps"]), encoder_steps=int(p["encoder_steps"]), batch=int(p["batch"]), crop=int(p["size"]) // 8 * 8,
        rate=float(p["rate"]), style=float(p["style"]), widths=(w, 2 * w, 4 * w, 6 * w), precision=str(p["precision"]),
        average=float(p["average"]), seed=plan.seed,
    )  # fmt: skip
    with features.lease(ctx, str(p["eyes"])) as eyes:
        made = adain.train(ctx.part(0.1, 0.9), shape, contents, styles, eyes, team, work)
    about = f"Styles: {styles.about}; given to {contents.about}"
    material = _material(about, contents, shape.crop)
    material = replace(material, count=len(contents) + len(styles), skipped=(*styles.skipped, *contents.skipped))
    net = {"widths": list(shape.widths)}
    reached = _reached(made.curves, "decoder marks")
    return Outcome("adain", made.net.state_dict(), net, made.curves, made.figures, reached), material


def _cyclegan(ctx: Context, team: Team, plan: Begun, work: Path) -> tuple[Outcome, Material]:
    p = plan.params
    size, steps = int(p["size"]), int(p["steps"])
    a, b = (
        open_source(
            ctx.part(0.05 * k, 0.05), folder, size=size, seed=plan.seed + k, steps=steps, crop=str(p["crop"]),
            mirror=bool(p["mirror"]),
        )
        for k, folder in enumerate((plan.data, str(p["other"])))
    )  # fmt: skip
    shape = cyclegan.Plan(
        steps=steps, batch=int(p["batch"]), rate=float(p["rate"]), cycle=float(p["cycle"]), identity=float(p["identity"]),
        width=int(p["width"]), blocks=int(p["blocks"]), average=float(p["average"]), precision=str(p["precision"]),
        seed=plan.seed,
    )  # fmt: skip
    tensors, net, curves = cyclegan.train(ctx.part(0.1, 0.9), shape, a, b, team, work)
    material = Material(
        f"{a.about} (A) and {b.about} (B)", a.count + b.count, a.held + b.held, size, "", (*a.skipped, *b.skipped),
        (*a.notes, *b.notes),
    )  # fmt: skip
    return Outcome("cyclegan", tensors, net, curves, {}, _reached(curves, "cycle")), material


def _reached(curves: Curves, loss: str) -> int:
    return curves.points[loss][-1][0]


def _material(about: str, stack: Stack, size: int) -> Material:
    skipped: tuple[Skipped, ...] = stack.skipped
    return Material(about, len(stack), 0, size, "", skipped, ())


_RUNS: dict[str, Callable[[Context, Team, Begun, Path], tuple[Outcome, Material]]] = {
    "feed-forward": _feed_forward, "adain": _adain, "cyclegan": _cyclegan,
}  # fmt: skip

#!/usr/bin/env python3
"""Trains a built-in model from nothing and writes it to resources/models.

    python packaging/train_models.py flow && python packaging/train_models.py flow --sheets
    python packaging/train_models.py skies && python packaging/train_models.py skies --sheets
    python packaging/train_models.py adain
    python packaging/train_models.py muse-transformer && python packaging/train_models.py muse-rnn

Goes on where it was stopped; on a GPU it uses that. `--steps` trains longer than the shipped weights were.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import time
from pathlib import Path

import numpy as np
import torch
import train_muse
from model_sheets import sheets
from PIL import Image

from studio.art.generators.catalog import GENERATORS
from studio.art.generators.worlds import world
from studio.art.latent import axis_files, directions, spaces
from studio.art.models import folder as models
from studio.art.nets.adain import AdainNet
from studio.art.styles.neural import features
from studio.art.training import adain, code_stylegan, latent_flow, style_pictures
from studio.art.training.autoencoder import Pair
from studio.art.training.distributed import Team
from studio.art.training.factor_net import train_factor_net
from studio.art.training.painted import paint_all, read_all
from studio.art.training.style_encoder import train_style_encoder
from studio.core.paths import cache_dir
from studio.core.progress import DirectContext

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "resources" / "models"
STYLES, CONTENTS = 210, 240
"""Pictures that are painted for `adain`: scenes in all media, scenes to be given a style."""


class Told(DirectContext):
    """Prints progress, keeps sample grids beside the checkpoints."""

    def __init__(self, device: str, folder: Path) -> None:
        super().__init__(device)
        self.folder, self._said, self._count = folder, 0.0, 0

    def progress(self, fraction: float, note: str = "", preview: object = None) -> None:
        if note and time.monotonic() - self._said > 15:
            self._said = time.monotonic()
            print(time.strftime("%H:%M:%S"), note, flush=True)
        if isinstance(preview, np.ndarray):
            self._count += 1
            Image.fromarray(preview[..., :3]).save(self.folder / f"grid-{self._count:03}.png")


def train_flow(ctx: Told, steps: int, improve: bool = False) -> None:
    plan = latent_flow.Plan()
    if steps:
        plan = dataclasses.replace(plan, steps=steps)
    begin = models.shipped("flow").load() if improve else None
    done = latent_flow.train(ctx, plan, ctx.folder, begin=begin)
    apart = ("encoder.", "judge.")
    place = world(plan.world)
    write("flow", "flow", "Shores", place.id, plan.size, done.net, done.figures,
          {k: v for k, v in done.tensors.items() if not k.startswith(apart)},
          {k: v for k, v in done.tensors.items() if k.startswith(apart)}, dataclasses.asdict(plan), done.curves)  # fmt: skip


def train_skies(ctx: Told, steps: int) -> None:
    """Its autoencoder begins as that of `flow`, which must have been trained before."""
    plan = code_stylegan.Plan()
    if steps:
        plan = dataclasses.replace(plan, steps=steps)
    place = world(plan.world)
    data = read_all(paint_all(ctx, place, plan.size, plan.pictures), plan.pictures)
    judge = train_factor_net(ctx, data, ctx.folder, steps=plan.judge_steps, seed=1)
    wide = models.shipped("flow").load()
    begin = Pair(plan.code.channels, plan.code.widths)
    begin.load_state_dict({k: v for k, v in wide.items() if k.startswith(("encoder.", "decoder."))})
    net, _, curves, figures = code_stylegan.train(ctx, plan, data, judge, ctx.folder, begin)
    encoder, curves["encoder"] = train_style_encoder(ctx, net, data, judge, ctx.folder)
    arguments = {
        "channels": plan.code.channels, "factors": place.width, "latent": plan.latent, "width": plan.width,
        "features": list(plan.features), "widths": list(plan.code.widths),
    }  # fmt: skip
    more = {f"encoder.{k}": v for k, v in encoder.state_dict().items()}
    more |= {f"judge.{k}": v for k, v in judge.state_dict().items()}
    write("skies", "code-stylegan", "Skies", place.id, plan.size, arguments, figures, net.state_dict(), more,
          dataclasses.asdict(plan), {k: v.points for k, v in curves.items()})  # fmt: skip


def train_adain(ctx: Told, steps: int, improve: bool = False) -> None:
    plan = adain.Plan()
    if steps:
        plan = dataclasses.replace(plan, steps=steps)
    styles, contents = style_pictures.manners(ctx, STYLES), style_pictures.scenes(ctx, CONTENTS)
    begin = None
    if improve:
        about = models.shipped("adain")
        begin = AdainNet(**about.net)
        begin.load_state_dict(about.load())
    with features.lease(ctx, features.OWN) as eyes:
        made = adain.train(ctx, plan, contents, styles, eyes, Team(ctx.device), ctx.folder, begin)
    out = OUT / "adain"
    card = out / models.CARD
    text = card.read_text("utf-8") if card.exists() else "# Model card: AdaIN\n"
    net = {"widths": list(plan.widths)}
    models.write(out, made.net.state_dict(), text, kind="adain", title="AdaIN", size=plan.crop, net=net,
                 knows="The marks of any style picture.", figures=made.figures)  # fmt: skip
    (out / "training.json").write_text(
        json.dumps({"plan": dataclasses.asdict(plan), "curves": made.curves.points}) + "\n", "utf-8"
    )


def write(
    id_: str, kind: str, title: str, place_id: str, size: int, net: dict[str, object], figures: dict[str, float],
    tensors: dict[str, torch.Tensor], more: dict[str, torch.Tensor], plan: dict[str, object], curves: dict[str, object],
) -> None:  # fmt: skip
    """The folder with its card. What the card says beyond figures is kept from the card that is there."""
    out = OUT / id_
    card = out / models.CARD
    text = card.read_text("utf-8") if card.exists() else f"# Model card: {title}\n"
    models.write(out, tensors, text, kind=kind, title=title, size=size, net=net, knows=world(place_id).knows,
                 world=place_id, figures=figures, more=more, pack=True)  # fmt: skip
    (out / "training.json").write_text(json.dumps({"plan": plan, "curves": curves}) + "\n", "utf-8")
    for name, value in figures.items():
        print(f"{name:24} {value:.4f}")
    print(f"Written to {out.relative_to(ROOT)}: {sum(p.stat().st_size for p in out.iterdir()) / 2**20:.1f} MiB")


def pack(id_: str) -> None:
    """The same weights in half the room; axes are those of the same model under its new digest."""
    about = models.shipped(id_)
    before = about.megabytes
    parts = {name: about.load_part(name) for name in (models.WEIGHTS, models.MORE)}
    new = models.write(
        about.path, parts[models.WEIGHTS], (about.path / models.CARD).read_text("utf-8"), kind=about.kind,
        title=about.title, size=about.size, net=about.net, knows=about.knows, licence=about.licence, world=about.world,
        figures=about.figures, more=parts[models.MORE], pack=True,
    )  # fmt: skip
    axis_files.readdress(about.path / axis_files.SHIPPED, about.sha256, new.sha256)
    print(f"{before:.1f} MiB are now {new.megabytes:.1f} MiB.")


def make_sheets(id_: str) -> None:
    """Axes and pictures; in a process that finds the model, since generators are offered by what lies in resources."""
    with spaces.lease(DirectContext(), GENERATORS.get(id_)) as loaded:
        found = directions.find(DirectContext(), loaded)
        axis_files.save(loaded.space.digest, found.axes.axes, found.directions, OUT / id_ / axis_files.SHIPPED)
    about = models.shipped(id_)
    place = world(about.world)
    data = read_all(paint_all(DirectContext(), place, about.size, 500), 500)
    real = [np.dstack([p.transpose(1, 2, 0), np.full(p.shape[1:], 255, np.uint8)]) for p in data.pictures[:20]]
    sheets(id_, real, OUT / id_)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", choices=("flow", "skies", "adain", *train_muse.PLANS))
    parser.add_argument("--steps", type=int, default=0, help="steps of the last stage")
    parser.add_argument("--folder", type=Path, help="checkpoints and grids; by default in the program's cache")
    parser.add_argument("--device", default="cuda:0" if torch.cuda.is_available() else "cpu")
    parser.add_argument(
        "--sheets", action="store_true", help="only axes and the pictures of the card, of the model that is there"
    )
    parser.add_argument("--improve", action="store_true", help="trains the shipped weights further (not skies)")
    parser.add_argument("--workers", type=int, default=1, help="processes that write the corpus of a muse")
    parser.add_argument("--pack", action="store_true", help="only stores the weights that are there in eight bits")
    given = parser.parse_args()
    if given.pack:
        if given.model in train_muse.PLANS:
            parser.error(f"{given.model} is stored in eight bits already")
        pack(given.model)
        return
    if given.sheets:
        if given.model not in ("flow", "skies"):
            parser.error(f"{given.model} has no axes and no sheets")
        make_sheets(given.model)
        return
    folder = given.folder or cache_dir() / "training" / (f"{given.model}-further" if given.improve else given.model)
    folder.mkdir(parents=True, exist_ok=True)
    ctx = Told(given.device, folder)
    if given.model == "flow":
        train_flow(ctx, given.steps, given.improve)
    elif given.model == "adain":
        train_adain(ctx, given.steps, given.improve)
    elif given.model in train_muse.PLANS:
        train_muse.train(ctx, given.model, folder, steps=given.steps, improve=given.improve, workers=given.workers)
    elif given.improve:
        parser.error("skies cannot be trained further: it trains anew in an hour on one core")
    else:
        train_skies(ctx, given.steps)


if __name__ == "__main__":
    main()

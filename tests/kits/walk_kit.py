"""A tiny generator with a latent space, of random weights, in the folder format of trained models."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

from studio.art.generators.catalog import GENERATORS, TRUNCATION, neural
from studio.art.generators.worlds import SKIES
from studio.art.latent.spaces import OF_FOLDER
from studio.art.models.folder import write
from studio.art.nets.stylegan import Generator
from studio.core.recipe import Recipe
from studio.core.spec import Spec

NAME = "tiny-skies"
SIDE = 16


@contextmanager
def tiny_generator(folder: Path, name: str = NAME) -> Iterator[Spec]:
    """Puts it into the catalogue of generators for a while. It paints squares of `SIDE` px."""
    net = {"channels": [6, 6], "latent": 8, "width": 8, "factors": SKIES.width}
    with torch.random.fork_rng():
        torch.manual_seed(5)
        tensors = Generator(**net).state_dict()  # type: ignore[arg-type]
    write(folder, tensors, "A tiny one.", kind="stylegan", title="Tiny skies", size=SIDE, net=net, world="skies")
    spec = neural(
        name, "Tiny skies", "For tests.", model=str(folder), opener=OF_FOLDER, place=SKIES, extra=(TRUNCATION,),
        traits=("words", "factors", "latent", "layers"),
    )  # fmt: skip
    GENERATORS.add(spec)
    try:
        yield spec
    finally:
        GENERATORS.remove(name)


def sky(seed: int, name: str = NAME, **params: object) -> Recipe:
    """Where a picture of it stands; all factors are given, so that no words need reading."""
    told = {k: v for k, v in SKIES.values(seed).items() if k in SKIES.controls}
    values = {**told, "truncation": 1.0, "medium": "plain", "stroke": 0.5, "moves": "", **params}
    return Recipe("generator", name, 64, 48, seed, f"sky {seed}", values)  # type: ignore[arg-type]

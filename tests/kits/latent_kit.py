"""Tiny random networks of every kind with a latent space, in the folder format of trained models."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from keeping_kit import KeepingContext

from studio.art.generators.catalog import GENERATORS, GUIDANCE, TRUNCATION, neural
from studio.art.generators.worlds import SHORES, SKIES, World
from studio.art.latent.loaded import Loaded
from studio.art.latent.spaces import OF_FOLDER, open_path
from studio.art.models.folder import ModelFolder, write
from studio.art.nets import gan, vae
from studio.art.nets.code_flow import CodeFlow
from studio.art.nets.factor_net import FactorNet
from studio.art.nets.spatial_autoencoder import Decoder, Encoder
from studio.art.nets.stylegan import Generator
from studio.core.errors import Cancelled
from studio.core.moves import Anchor
from studio.core.params import Value
from studio.core.spec import Spec

TRAITS = {
    "stylegan": ("words", "factors", "latent", "layers", "place", "sketch"),
    "flow": ("words", "factors", "latent", "place", "sketch", "inpaint"),
    "gan": ("latent", "place"),
    "vae": ("latent", "place", "sketch"),
}
PLACES: dict[str, World] = {"stylegan": SKIES, "flow": SHORES}


class KeptContext(KeepingContext):
    """Keeps what it is told too. `cancel_after`: progress calls until it cancels."""

    def __init__(self, cancel_after: int | None = None) -> None:
        super().__init__()
        self.told: list[tuple[float, str]] = []
        self.previews: list[Any] = []
        self.cancel_after = cancel_after

    def progress(self, fraction: float, note: str = "", preview: Any = None) -> None:
        self.told.append((fraction, note))
        if preview is not None:
            self.previews.append(preview)
        if self.cancel_after is not None and len(self.told) > self.cancel_after:
            raise Cancelled


def tiny(folder: Path, kind: str, *, judge: bool = False, seed: int = 5) -> ModelFolder:
    """Writes a model of `kind`. The two that know a world paint 32 px (stylegan) and 64 px (flow), the others 16."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        tensors, net, size = _KINDS[kind]()
        place = PLACES.get(kind)
        if judge and place is not None:
            tensors |= _named(FactorNet(place.width, 8), "judge")
    return write(
        folder, tensors, "A tiny one.", kind=kind, title=f"Tiny {kind}", size=size, net=net,
        world=place.id if place else "",
    )  # fmt: skip


def loaded(folder: Path, kind: str, **options: Any) -> Loaded:
    tiny(folder, kind, **options)
    return open_path(str(folder), "cpu")


@contextmanager
def offered(folder: Path, kind: str, **options: Any) -> Iterator[Spec]:
    """A tiny model as a generator of the program, for a while."""
    tiny(folder, kind, **options)
    extra = {"stylegan": TRUNCATION, "flow": GUIDANCE}.get(kind, TRUNCATION)
    spec = neural(
        f"tiny-{kind}", f"Tiny {kind}", "For tests.", model=str(folder), opener=OF_FOLDER, place=PLACES.get(kind),
        extra=(extra,), traits=TRAITS[kind],
    )  # fmt: skip
    GENERATORS.add(spec)
    try:
        yield spec
    finally:
        GENERATORS.remove(spec.id)


def stand(kind: str, seed: int, **params: Value) -> Anchor:
    """An anchor with all factors given, so that no words need reading."""
    told: dict[str, Value] = {"truncation": 1.0, "medium": "plain"}
    if kind in PLACES:
        place = PLACES[kind]
        told |= {k: v for k, v in place.values(seed).items() if k in place.controls}
    if kind == "flow":
        told["guidance"] = 1.5
    return Anchor(seed, "", {**told, **params})


def blobs(width: int, height: int, seed: int = 0) -> Any:
    """A picture of a few soft colors, uint8 (height, width, 4)."""
    rng = np.random.default_rng(seed)
    few = torch.from_numpy(rng.random((1, 3, 4, 4), dtype=np.float32))
    rgb = torch.nn.functional.interpolate(few, (height, width), mode="bicubic").clamp(0, 1)[0].permute(1, 2, 0)
    out = np.full((height, width, 4), 255, np.uint8)
    out[..., :3] = (rgb * 255).numpy().astype(np.uint8)
    return out


def white(width: int, height: int, left: int, top: int, right: int, bottom: int) -> Any:
    """A mask, white within a box."""
    out = np.zeros((height, width, 4), np.uint8)
    out[..., 3] = 255
    out[top:bottom, left:right, :3] = 255
    return out


def _named(net: torch.nn.Module, name: str) -> dict[str, torch.Tensor]:
    return {f"{name}.{k}": v for k, v in net.state_dict().items()}


def _stylegan() -> tuple[dict[str, torch.Tensor], dict[str, Any], int]:
    net = {"channels": [8, 8, 8], "latent": 8, "width": 12, "factors": SKIES.width}
    return _named(Generator(**net), "generator"), net, 32  # type: ignore[arg-type]


def _flow() -> tuple[dict[str, torch.Tensor], dict[str, Any], int]:
    flow = {"channels": 4, "cells": 4, "factors": SHORES.width, "width": 16, "depth": 1, "heads": 2, "local": 8}
    net = CodeFlow(**flow)  # type: ignore[arg-type]
    # An untrained flow stands still: here it moves, and follows what it is told.
    torch.nn.init.normal_(net.leave.weight, 0, 0.2)
    torch.nn.init.normal_(net.shared.weight, 0, 0.2)
    for block in (*net.before, *net.after):
        torch.nn.init.normal_(block.told.weight, 0, 0.3)
        torch.nn.init.normal_(block.b.weight, 0, 0.1)
    encoder, decoder = Encoder(4, (8, 8, 8)), Decoder(4, (8, 8, 8))
    tensors = {**_named(net, "flow"), **_named(encoder, "encoder"), **_named(decoder, "decoder")}
    tensors |= {"scale.mean": torch.full((4, 1, 1), 0.1), "scale.spread": torch.full((4, 1, 1), 1.5)}
    return tensors, {**flow, "widths": [8, 8, 8]}, 64


def _gan() -> tuple[dict[str, torch.Tensor], dict[str, Any], int]:
    net = {"net": "dcgan", "size": 16, "latent": 12, "width": 4, "gray": False}
    return _named(gan.make_generator(**net), "generator"), net, 16  # type: ignore[arg-type]


def _vae() -> tuple[dict[str, torch.Tensor], dict[str, Any], int]:
    net = {"size": 16, "latent": 12, "width": 4}
    return {**_named(vae.Encoder(**net), "encoder"), **_named(vae.Decoder(**net), "decoder")}, net, 16


_KINDS = {"stylegan": _stylegan, "flow": _flow, "gan": _gan, "vae": _vae}

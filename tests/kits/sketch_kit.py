"""Tiny untrained networks in the folder format, offered as generators for the time of a test."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
import torch

from studio.art.generators.catalog import GENERATORS, neural
from studio.art.generators.worlds import SHORES
from studio.art.latent.spaces import OF_FOLDER
from studio.art.models import folder
from studio.art.nets import vae
from studio.art.nets.code_flow import CodeFlow
from studio.art.nets.spatial_autoencoder import Decoder, Encoder
from studio.core.spec import Spec

VAE = {"size": 16, "latent": 24, "width": 8}
WIDTHS = (16, 16, 16)
FLOW = {"channels": 4, "cells": 2, "factors": SHORES.width, "width": 16, "depth": 1, "heads": 2, "wide": 1, "local": 8}


def tensors_of(**nets: torch.nn.Module) -> dict[str, torch.Tensor]:
    return {f"{name}.{k}": v for name, net in nets.items() for k, v in net.state_dict().items()}


def loud(gain: float, *nets: torch.nn.Module) -> None:
    """Makes untrained networks answer differently to different things."""
    with torch.no_grad():
        for net in nets:
            for p in net.parameters():
                p.mul_(gain)


@lru_cache(maxsize=1)
def _vae() -> dict[str, torch.Tensor]:
    torch.manual_seed(5)
    decoder, encoder = vae.Decoder(**VAE), vae.Encoder(**VAE)
    loud(1.6, decoder, encoder)
    loud(60.0, encoder.out)
    return tensors_of(decoder=decoder, encoder=encoder)


@lru_cache(maxsize=1)
def _flow() -> dict[str, torch.Tensor]:
    torch.manual_seed(6)
    encoder, decoder, flow = Encoder(4, WIDTHS), Decoder(4, WIDTHS), CodeFlow(**FLOW)
    loud(1.8, decoder, encoder)
    with torch.no_grad():
        for p in flow.parameters():  # a flow begins as one that does nothing
            p.normal_(0.0, 0.15)
    return {
        **tensors_of(encoder=encoder, decoder=decoder, flow=flow),
        "scale.mean": torch.zeros(1, 4, 1, 1), "scale.spread": torch.ones(1, 4, 1, 1),
    }  # fmt: skip


def tiny_vae(path: Path) -> Path:
    """An autoencoder of 16 px that is told nothing."""
    folder.write(path, _vae(), "", kind="vae", title="Tiny", size=16, net=VAE)
    return path


def tiny_flow(path: Path) -> Path:
    """An autoencoder of 32 px with a flow over its codes, told the factors of the shores and words."""
    net = {**FLOW, "widths": list(WIDTHS), "steps": 2}
    folder.write(path, _flow(), "", kind="flow", title="Tiny flow", size=32, world="shores", net=net)
    return path


def offer(spec: Spec) -> Iterator[Spec]:
    GENERATORS.add(spec)
    yield spec
    GENERATORS.remove(spec.id)


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Spec]:
    """The generator "tiny": no words, takes pictures and sketches."""
    model = str(tiny_vae(tmp_path / "tiny"))
    yield from offer(neural("tiny", "Tiny", "", model=model, opener=OF_FOLDER, traits=("latent", "place", "sketch")))


@pytest.fixture
def flow(tmp_path: Path) -> Iterator[Spec]:
    """The generator "tinyflow": words and factors of the shores, sketches, inpainting."""
    traits = ("words", "factors", "latent", "place", "sketch", "inpaint")
    model = str(tiny_flow(tmp_path / "flow"))
    yield from offer(neural("tinyflow", "Tiny flow", "", model=model, opener=OF_FOLDER, traits=traits, place=SHORES))

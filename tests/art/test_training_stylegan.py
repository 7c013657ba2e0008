"""The StyleGAN trainer: growing, path lengths, factors of a world."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from training_kit import discs, run

from studio.art.generators.worlds import SKIES
from studio.art.models import folder as model_folder
from studio.art.nets.stylegan import Discriminator, Generator
from studio.art.training import data as data_module
from studio.art.training import job, painted
from studio.art.training.catalog import LATENT_FLOW
from studio.art.training.distributed import Team
from studio.art.training.picture_stylegan import Plan, stage, train, widths
from studio.core.errors import UserError
from studio.core.progress import DirectContext

PLAN = Plan(
    steps=1_000, batch=8, latent=4, width=8, channels=4, rate=0.002, r1=1.0, mixing=0.5, paths=0.0, grown=16, adapt=0.0,
    average=0.9, precision="full", seed=0,
)  # fmt: skip


def test_pictures_grow_and_every_size_comes_in_slowly() -> None:
    seen = [stage(PLAN, 64, k) for k in range(PLAN.steps)]
    assert [size for size, _ in seen] == sorted(size for size, _ in seen)
    assert [sum(size == edge for size, _ in seen) for edge in (16, 32, 64)] == [250, 250, 500]
    assert all(fade == 1.0 for size, fade in seen if size == 16)
    coming = [fade for size, fade in seen if size == 64]
    assert coming == sorted(coming) and coming[0] < 0.02 and coming[250] == 1.0
    assert {stage(replace(PLAN, grown=0), 64, k) for k in range(9)} == {(64, 1.0)}


def test_widths_fit_the_nets() -> None:
    for size in (8, 16, 64, 256):
        net = Generator(widths(size, 4), 4, 8)
        made = net(torch.randn(2, 4))
        assert made.shape == (2, 3, size, size)
        assert Discriminator(widths(size, 4))(made)[0].shape == (2, 1)


def test_path_lengths_change_what_is_learned(tmp_path: Path) -> None:
    pictures = discs(tmp_path / "discs")
    run("stylegan", pictures, tmp_path / "plain", steps=2)
    run("stylegan", pictures, tmp_path / "paths", steps=2, paths=2.0)
    plain, paths = (model_folder.read(tmp_path / name).load() for name in ("plain", "paths"))
    assert any(not torch.equal(plain[k], paths[k]) for k in plain)


def test_of_a_painted_world_the_factors_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (painted, data_module):
        monkeypatch.setattr(module, "SHARD", 20)
    painted.paint_shard("skies", 16, 0)
    ctx = DirectContext()
    source = data_module.open_source(ctx, "painted:skies", size=16, seed=0, steps=3, pictures=20, mirror=True)
    plan = replace(PLAN, steps=3, grown=8, adapt=100.0)
    tensors, net, curves, figures = train(ctx, plan, source, Team("cpu"), tmp_path)
    assert net["factors"] == SKIES.width and "generator.embed.weight" in tensors
    assert curves.points["critic"] and not figures, "there is no end of painted pictures: nothing is augmented"


def test_the_flow_wants_pictures_that_it_knows_all_about(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"painted:WORLD only"):
        job.train(
            DirectContext(), trainer="latent-flow", data=str(tmp_path), out=str(tmp_path / "f"), seed=0, resume=False,
            **LATENT_FLOW.values({}),
        )  # fmt: skip

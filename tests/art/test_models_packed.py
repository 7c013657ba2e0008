"""Weights in eight bits: what a file holds comes back almost as it was, and a damaged one is told."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from studio.art.models import folder, packed
from studio.core.errors import UserError

NET = {"width": 4}


def tensors() -> dict[str, torch.Tensor]:
    chance = torch.Generator().manual_seed(1)
    large = torch.randn(160, 12, 3, 3, generator=chance) * torch.logspace(-3, 0, 160)[:, None, None, None]
    return {
        "large.weight": large, "wide.weight": torch.randn(128, 150, generator=chance),
        "small.weight": torch.randn(8, 8, generator=chance), "bias": torch.randn(160, generator=chance),
        "count": torch.tensor(7), "empty.weight": torch.zeros(128, 128),
    }  # fmt: skip


def test_large_matrices_come_back_within_a_hundredth_of_each_row(tmp_path: Path) -> None:
    given = tensors()
    full = folder.write(tmp_path / "full", given, "", kind="gan", title="T", size=16, net=NET)
    light = folder.write(tmp_path / "light", given, "", kind="gan", title="T", size=16, net=NET, more=given, pack=True)
    assert (tmp_path / "light" / folder.WEIGHTS).stat().st_size < 0.58 * (
        tmp_path / "full" / folder.WEIGHTS
    ).stat().st_size
    assert light.values == 2 * full.values == 2 * sum(t.numel() for t in given.values())
    back = light.load_part(folder.MORE)
    assert {k: v.shape for k, v in back.items()} == {k: v.shape for k, v in given.items()}
    for name in ("large.weight", "wide.weight"):
        rows, again = given[name].flatten(1), back[name].flatten(1)
        assert bool(((again - rows).square().mean(1) < (0.01**2) * rows.square().mean(1)).all())
        assert not torch.equal(again, rows.half().float())
    for name in ("small.weight", "bias", "count", "empty.weight"):
        assert torch.equal(back[name].float(), given[name].half().float())


def test_what_was_stored_in_eight_bits_can_be_stored_so_again_without_loss() -> None:
    once = packed.unpacked(*packed.packed(tensors()))
    twice = packed.unpacked(*packed.packed(once))
    assert all(torch.allclose(twice[k].float(), v.float(), rtol=3e-3, atol=1e-4) for k, v in once.items())


def test_steps_that_do_not_fit_are_told() -> None:
    stored, about = packed.packed(tensors())
    with pytest.raises(UserError, match=r"large\.weight are damaged"):
        packed.unpacked({k: v for k, v in stored.items() if k != "large.weight.scale"}, about)
    stored["wide.weight.int8"] = stored["wide.weight.int8"][:5]
    with pytest.raises(UserError, match=r"wide\.weight are damaged"):
        packed.unpacked(stored, about)


@pytest.mark.parametrize("id_", ["flow", "skies"])
def test_the_shipped_models_are_stored_in_eight_bits(id_: str) -> None:
    about = folder.shipped(id_)
    assert about.megabytes * 2**20 < 1.2 * about.values
    assert all(bool(torch.isfinite(v).all()) for v in about.load().values())

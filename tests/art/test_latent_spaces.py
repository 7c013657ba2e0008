"""Anchors and moves to codes, for every kind of network."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from latent_kit import KeptContext, loaded, stand

from studio.art.latent import resolve, spaces
from studio.art.latent.loaded import Loaded
from studio.art.models.folder import write
from studio.core.errors import UserError
from studio.core.moves import Anchor, Mix, Moves

KINDS = ("stylegan", "flow", "gan", "vae")


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def there(kind: str, tmp_path: Path) -> Loaded:
    return loaded(tmp_path / "model", kind)


def code(there: Loaded, anchor: Anchor) -> torch.Tensor:
    return resolve.code_of(KeptContext(), there, anchor)


def blend(*pairs: tuple[Anchor, float]) -> str:
    return Moves(blend=pairs).to_text()


def test_a_seed_is_one_place_and_another_seed_another(there: Loaded, kind: str, tmp_path: Path) -> None:
    here = code(there, stand(kind, 3))
    assert here.shape == (there.space.layers, there.space.width)
    fresh = spaces.open_path(str(tmp_path / "model"), "cpu")
    assert torch.equal(here, code(fresh, stand(kind, 3)))
    assert not torch.allclose(here, code(there, stand(kind, 4)))
    picture = there.space.render(here[None], [3])
    assert picture.shape == (1, 3, there.space.size, there.space.size) and bool(torch.isfinite(picture).all())


def test_typical_codes_are_repeatable_and_differ(there: Loaded) -> None:
    a, b = there.space.typical(5, 1), there.space.typical(5, 1)
    assert torch.equal(a, b) and a.shape == (5, there.space.layers, there.space.width)
    assert float(a.std(0).mean()) > 0.01
    assert not torch.allclose(a, there.space.typical(5, 2))


def test_a_blend_ends_exactly_where_its_anchors_stand(there: Loaded, kind: str) -> None:
    a, b = stand(kind, 3), stand(kind, 9)
    assert torch.equal(code(there, stand(kind, 1, moves=blend((a, 1.0), (b, 0.0)))), code(there, a))
    assert torch.equal(code(there, stand(kind, 1, moves=blend((a, 0.0), (b, 2.0)))), code(there, b))
    middle = code(there, stand(kind, 1, moves=blend((a, 0.5), (b, 0.5))))
    apart = float((code(there, a) - code(there, b)).norm())
    assert 0 < float((middle - code(there, a)).norm()) < apart
    near = code(there, stand(kind, 1, moves=blend((a, 0.999), (b, 0.001))))
    assert float((near - code(there, a)).norm()) < 0.02 * apart, "a blend starts where its anchor stands"


def test_a_blend_of_equals_is_no_move(there: Loaded, kind: str) -> None:
    a = stand(kind, 3)
    assert torch.allclose(code(there, stand(kind, 1, moves=blend((a, 0.3), (a, 0.7)))), code(there, a), atol=1e-4)


def test_noise_keeps_its_length_half_way(there: Loaded, kind: str) -> None:
    if kind not in ("gan", "vae"):
        return
    a, b = stand(kind, 3), stand(kind, 9)
    middle = code(there, stand(kind, 1, moves=blend((a, 0.5), (b, 0.5))))
    mean = (code(there, a).norm() + code(there, b).norm()) / 2
    assert float(middle.norm()) == pytest.approx(float(mean), rel=1e-4)


def test_anchors_bring_their_own_moves(there: Loaded, kind: str) -> None:
    a, b = stand(kind, 3), stand(kind, 9)
    inner = stand(kind, 5, moves=blend((a, 0.5), (b, 0.5)))
    outer = stand(kind, 1, moves=blend((inner, 0.5), (a, 0.5)))
    flat = stand(kind, 1, moves=blend((a, 0.75), (b, 0.25)))
    assert torch.allclose(code(there, outer), code(there, flat), atol=1e-4)


def test_a_code_stands_in_for_the_seed(there: Loaded, kind: str) -> None:
    text = resolve.packed(code(there, stand(kind, 3)))
    again = code(there, stand(kind, 77, moves=Moves(code=text).to_text()))
    assert torch.allclose(again, code(there, stand(kind, 3)), atol=5e-3)
    # Between a picture that was put into the space and a seed lie pictures, too.
    placed, other = stand(kind, 77, moves=Moves(code=text).to_text()), stand(kind, 9)
    end = code(there, stand(kind, 1, moves=blend((placed, 1.0), (other, 0.0))))
    assert torch.equal(end, again)
    near = code(there, stand(kind, 1, moves=blend((placed, 0.999), (other, 0.001))))
    assert float((near - again).norm()) < 0.02 * float(again.norm())


def test_codes_of_other_models_are_refused(there: Loaded, kind: str) -> None:
    for wrong in (torch.zeros(2, 3), torch.full((there.space.layers, there.space.width), float("nan"))):
        with pytest.raises(UserError, match=r"another model|no numbers"):
            code(there, stand(kind, 3, moves=Moves(code=resolve.packed(wrong)).to_text()))


def test_weights_that_cancel_are_refused(there: Loaded, kind: str) -> None:
    with pytest.raises(UserError, match="cancel"):
        code(there, stand(kind, 3, moves=blend((stand(kind, 1), 1.0), (stand(kind, 2), -1.0))))


def test_truncation_draws_toward_the_middle(there: Loaded, kind: str) -> None:
    if kind == "flow":
        return
    whole, half, none = (code(there, stand(kind, 3, truncation=t)) for t in (1.0, 0.5, 0.0))
    assert torch.allclose(half, (whole + none) / 2, atol=1e-4)
    assert torch.allclose(none, code(there, stand(kind, 3, truncation=0.0)))


class TestLayers:
    @pytest.fixture
    def there(self, tmp_path: Path) -> Loaded:
        return loaded(tmp_path / "model", "stylegan")

    @pytest.mark.parametrize("part", ["coarse", "middle", "fine"])
    def test_a_mix_changes_its_own_layers_only(self, there: Loaded, part: str) -> None:
        here, other = code(there, stand("stylegan", 3)), code(there, stand("stylegan", 9))
        mixed = code(there, stand("stylegan", 3, moves=Moves(mixes=(Mix(stand("stylegan", 9), part),)).to_text()))
        first, last = there.space.spans[part]
        assert last > first
        assert torch.equal(mixed[first:last], other[first:last])
        rest = [k for k in range(there.space.layers) if not first <= k < last]
        assert torch.equal(mixed[rest], here[rest])

    def test_the_spans_are_all_layers_once(self, there: Loaded) -> None:
        covered = [k for part in ("coarse", "middle", "fine") for k in range(*there.space.spans[part])]
        assert covered == list(range(there.space.layers))

    def test_half_a_mix_is_half_way(self, there: Loaded) -> None:
        here, other = code(there, stand("stylegan", 3)), code(there, stand("stylegan", 9))
        mixed = code(there, stand("stylegan", 3, moves=Moves(mixes=(Mix(stand("stylegan", 9), "all", 0.5),)).to_text()))
        assert torch.allclose(mixed, (here + other) / 2, atol=1e-5)

    def test_a_smaller_picture_stops_early(self, there: Loaded) -> None:
        here = code(there, stand("stylegan", 3))[None]
        assert there.space.render(here, [3], 16).shape[-1] == 16
        assert there.space.render(here, [3], 17).shape[-1] == 32


def test_the_flow_follows_factors_guidance_and_words(tmp_path: Path) -> None:
    there = loaded(tmp_path / "model", "flow")
    here = code(there, stand("flow", 3, daytime=0.5))
    assert not torch.allclose(here, code(there, stand("flow", 3, daytime=0.0)), atol=1e-3)
    assert not torch.allclose(here, code(there, stand("flow", 3, daytime=0.5, guidance=3.0)), atol=1e-3)
    spoken = stand("flow", 3, daytime=0.5)
    spoken = Anchor(3, "a storm over the sea", spoken.params)
    assert not torch.allclose(here, code(there, spoken), atol=1e-3)


def test_weights_of_another_network_are_one_sentence(tmp_path: Path) -> None:
    write(
        tmp_path / "odd", {"generator.odd": torch.zeros(2)}, "", kind="stylegan", title="Odd", size=32,
        net={"channels": [8, 8, 8], "latent": 8, "width": 8, "factors": 0},
    )  # fmt: skip
    with pytest.raises(UserError, match="“Odd” do not fit") as told:
        spaces.open_path(str(tmp_path / "odd"), "cpu")
    assert "\n" not in str(told.value)

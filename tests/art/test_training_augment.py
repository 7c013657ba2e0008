"""Adaptive augmentation: what it does to pictures, and when."""

from __future__ import annotations

import pytest
import torch

from studio.art.training.augment import HIGHEST, Adaptive, Alteration, alter, draw
from studio.art.training.course import chance


def how(n: int, **change: torch.Tensor) -> Alteration:
    """Nothing, but for `change`."""
    still = {
        "flip": torch.zeros(n, dtype=torch.bool), "turns": torch.zeros(n, dtype=torch.long),
        "move": torch.zeros(n, 2, dtype=torch.long), "color": torch.eye(3, 4).repeat(n, 1, 1),
    }  # fmt: skip
    return Alteration(**(still | change))


@pytest.fixture
def pictures() -> torch.Tensor:
    return torch.rand(6, 3, 16, 16, generator=chance(0, "pictures", 0)) * 2 - 1


def test_nothing_happens_at_p_0_and_much_at_p_1(pictures: torch.Tensor) -> None:
    assert torch.equal(alter(pictures, draw(6, 0.0, 16, chance(1, "a", 0))), pictures)
    changed = alter(pictures, draw(6, 1.0, 16, chance(1, "a", 0)))
    assert all(not torch.allclose(a, b, atol=0.05) for a, b in zip(changed, pictures, strict=True))


def test_flips_turns_and_moves_are_those_of_torch(pictures: torch.Tensor) -> None:
    yes = torch.ones(6, dtype=torch.bool)
    assert torch.equal(alter(pictures, how(6, flip=yes)), pictures.flip(-1))
    for k in range(4):
        turned = alter(pictures, how(6, turns=torch.full((6,), k)))
        assert torch.equal(turned, pictures.rot90(k, (2, 3)))
    moved = alter(pictures, how(6, move=torch.tensor([[2, -1]] * 6)))
    assert torch.equal(moved[:, :, 2:, :-1], pictures[:, :, :-2, 1:])
    assert torch.equal(moved[:, :, 0, :-1], pictures[:, :, 1, 1:]), "borders are mirrored"


def test_hues_keep_grays_and_the_sum_of_the_channels() -> None:
    gray = torch.full((64, 3, 4, 4), 0.3)
    drawn = draw(64, 1.0, 4, chance(5, "hues", 0))
    # Light and contrast change grays, but never tint them.
    assert alter(gray, drawn).std(1).max() < 1e-5
    colored = torch.tensor([0.5, -0.2, 0.1])[None, :, None, None].expand(64, 3, 4, 4)
    assert alter(colored, drawn).std(1).min() > 1e-4
    plain = draw(64, 1.0, 4, chance(5, "hues", 0), gray=True)
    assert torch.allclose(plain.color[:, 0, 1], torch.zeros(64))


def test_each_kind_comes_as_often_as_p_says() -> None:
    drawn = draw(4_000, 0.4, 64, chance(3, "often", 0), turn=True)
    assert abs(float(drawn.flip.float().mean()) - 0.2) < 0.03
    assert abs(float((drawn.turns > 0).float().mean()) - 0.3) < 0.03
    assert abs(float((drawn.move != 0).any(1).float().mean()) - 0.4) < 0.04
    assert int(drawn.move.abs().max()) == 8


def test_gradients_of_gradients_pass(pictures: torch.Tensor) -> None:
    x = pictures.clone().requires_grad_(True)
    y = alter(x, draw(6, 1.0, 16, chance(2, "b", 0)))
    (slope,) = torch.autograd.grad(y.pow(3).sum(), x, create_graph=True)
    slope.square().sum().backward()
    assert x.grad is not None and float(x.grad.abs().sum()) > 0


def test_p_rises_while_the_critic_is_sure_and_falls_when_it_is_not() -> None:
    adaptive = Adaptive(1_000)
    for _ in range(40):
        adaptive.saw(torch.ones(8, 1), 8)
    assert adaptive.p == pytest.approx(40 * 8 / 1_000) and adaptive.r == 1.0
    for _ in range(400):
        adaptive.saw(torch.ones(8, 1), 8)
    assert adaptive.p == HIGHEST
    for _ in range(20):
        adaptive.saw(torch.tensor([[1.0], [-1.0]] * 4), 8)
    assert adaptive.p == pytest.approx(HIGHEST - 0.16) and adaptive.r == 0.0
    half_way = Adaptive(1_000)
    adaptive.saw(torch.ones(8, 1), 8)
    half_way.restore(adaptive.state())
    for one in (adaptive, half_way):
        for _ in range(3):
            one.saw(torch.ones(8, 1), 8)
    assert half_way.p == adaptive.p and half_way.state()["seen"] == 0
    never = Adaptive(1_000, on=False)
    never.saw(torch.ones(8, 1), 1_000)
    assert never.p == 0.0

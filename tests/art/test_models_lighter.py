"""Lighter networks paint the same pictures, every choice can be taken back, and what is measured is real."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from studio.art.generators.catalog import GENERATORS
from studio.art.models import lighter
from studio.art.models.lighten import Int8Linear, lighten, lightened, megabytes_of
from studio.art.models.lighter import Choice, Figures, Measured, Trial
from studio.art.models.measure import measure
from studio.art.models.memory import free_megabytes, needed_megabytes, require_room
from studio.art.nets.spatial_autoencoder import Decoder
from studio.art.nets.stylegan import Generator
from studio.core.errors import Cancelled, UserError
from studio.core.picture import Made
from studio.core.progress import DirectContext
from studio.core.spec import Spec

DIGEST = "d" * 64


def steps_apart(a: Tensor, b: Tensor) -> Tensor:
    """Differences of two pictures -1..1, of 255."""
    return (a.clamp(-1, 1) - b.clamp(-1, 1)).abs() * 127.5


class Painter(nn.Module):
    """Dense layers, a norm and a convolution: something for every precision."""

    def __init__(self) -> None:
        super().__init__()
        self.a, self.b = nn.Linear(64, 256), nn.Linear(256, 3 * 32 * 32)
        self.norm, self.smooth = nn.LayerNorm(256), nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, z: Tensor) -> Tensor:
        x = self.b(torch.relu(self.norm(self.a(z)))).view(-1, 3, 32, 32)
        return torch.tanh(self.smooth(x))


def painter() -> Painter:
    torch.manual_seed(3)
    return Painter().eval().requires_grad_(False)


@torch.no_grad()
def test_half_precision_paints_the_same_pictures_and_gives_float32() -> None:
    torch.manual_seed(0)
    codes = torch.randn(2, 7, 32)
    full = Generator((32, 32, 24, 16), latent=32, width=32).eval()
    half = Generator((32, 32, 24, 16), latent=32, width=32).eval()
    half.load_state_dict(full.state_dict())
    assert lighten(half, Choice("half"), "cpu", ("synthesis",)) > 0
    a, b = full.synthesis(codes), half.synthesis(codes)
    assert b.dtype == torch.float32 and not torch.equal(a, b)
    assert steps_apart(a, b).mean() < 1.5 and steps_apart(a, b).max() < 12
    # Only what was named is changed: codes stay exact.
    z = torch.randn(2, 32)
    assert torch.equal(full.mapping(z), half.mapping(z))


@torch.no_grad()
def test_half_precision_halves_the_weights_of_a_decoder() -> None:
    torch.manual_seed(1)
    net = Decoder(8, (16, 24, 32)).eval()
    codes = torch.randn(1, 8, 4, 4)
    before, size = net(codes), megabytes_of(net)
    lighten(net, Choice("half"), "cpu")
    assert megabytes_of(net) < 0.55 * size
    assert steps_apart(before, net(codes)).mean() < 1


@torch.no_grad()
def test_8_bits_come_close_with_a_quarter_of_the_dense_weights() -> None:
    net, z = painter(), torch.randn(5, 64, generator=torch.Generator().manual_seed(2))
    before = net(z)
    assert lighten(net, Choice("int8"), "cpu") == 64 * 256 + 256 * 3 * 32 * 32
    assert isinstance(net.b, Int8Linear) and net.b.weight.dtype == torch.int8
    assert megabytes_of(net) < 0.3 * megabytes_of(painter())
    apart = steps_apart(before, net(z))
    assert 0 < apart.mean() < 2


def test_an_8_bit_layer_carries_gradients_to_what_comes_in() -> None:
    layer = nn.Linear(64, 8)
    light = Int8Linear(layer)
    x = torch.randn(3, 64, requires_grad=True)
    light(x).sum().backward()
    assert x.grad is not None
    torch.testing.assert_close(x.grad[0], layer.weight.detach().sum(0), atol=0.02, rtol=0.02)


@torch.no_grad()
def test_full_precision_changes_nothing_at_all() -> None:
    net, z = painter(), torch.randn(2, 64)
    before = net(z)
    assert lighten(net, Choice("full"), "cpu") == 0
    assert torch.equal(before, net(z)) and "forward" not in vars(net)


@torch.no_grad()
def test_numbers_that_overflow_are_refused_in_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    net = painter()
    net.a.weight.fill_(3e38)
    lighten(net, Choice("half"), "cpu", title="Bloom")
    with pytest.raises(UserError, match="“Bloom” overflow in half precision: choose full"):
        net(torch.full((1, 64), 3e38))


def test_without_a_compiler_it_is_told_and_the_network_runs_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CXX", raising=False)
    net, told = painter(), []
    assert lighten(net, Choice("full", True), "cpu", tell=told.append) == 0
    assert len(told) == 1 and "C++ compiler" in told[0]


@torch.no_grad()
def test_a_compiler_that_fails_is_told_and_the_network_runs_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    from torch._dynamo.exc import TorchDynamoException

    def broken(_function: object) -> Any:
        def call(*_args: object) -> None:
            raise TorchDynamoException("no room for the object file")

        return call

    monkeypatch.setattr(torch, "compile", broken)
    monkeypatch.setattr("studio.art.models.lighten.no_compiler", lambda: "")
    net, told = painter(), []
    z = torch.randn(2, 64)
    before = net(z)
    lighten(net, Choice("full", True), "cpu", tell=told.append)
    assert torch.equal(net(z), before) and torch.equal(net(z), before)
    assert told == ["This model could not be compiled here; it runs as it is."]


class TestChoices:
    def test_are_kept_by_the_digest_and_taken_back(self) -> None:
        assert lighter.chosen(DIGEST) == Choice("auto") and lighter.in_force(DIGEST, "cpu") == Choice("full")
        lighter.choose(DIGEST, Choice("half", True))
        assert lighter.in_force(DIGEST, "cpu") == Choice("half", True)
        assert lighter.cache_key("space/x", DIGEST, "cpu") == "space/x@half+compiled"
        assert lighter.chosen("e" * 64) == Choice("auto")
        lighter.choose(DIGEST, Choice("auto"))
        assert lighter.in_force(DIGEST, "cpu") == Choice("full")

    def test_a_loader_follows_the_choice_and_goes_back(self) -> None:
        z = torch.randn(2, 64)
        with torch.no_grad():
            full = lightened(painter(), DIGEST, "cpu")(z)
            lighter.choose(DIGEST, Choice("int8"))
            assert not torch.equal(lightened(painter(), DIGEST, "cpu")(z), full)
            lighter.choose(DIGEST, Choice("full"))
            assert torch.equal(lightened(painter(), DIGEST, "cpu")(z), full)
            assert torch.equal(lightened(painter(), "", "cpu")(z), full)

    @pytest.mark.parametrize("content", [b"{", b"[]", b'{"models": {"%s": {"choice": {"precision": "quarter"}}}}'])
    def test_a_damaged_file_counts_as_nothing_chosen(self, content: bytes) -> None:
        lighter.choose(DIGEST, Choice("half"))
        path = lighter.models_dir() / lighter.FILE
        path.write_bytes(content.replace(b"%s", DIGEST.encode()))
        assert lighter.chosen(DIGEST) == Choice("auto")
        lighter.choose(DIGEST, Choice("int8"))
        assert lighter.chosen(DIGEST) == Choice("int8")

    def test_a_place_that_cannot_be_written_is_told(self, home: Path) -> None:
        (home / "data").mkdir(parents=True)
        (home / "data" / "models").write_text("a file where the folder should be")
        with pytest.raises(UserError, match="could not be written"):
            lighter.choose(DIGEST, Choice("half"))

    def test_unknown_precisions_name_the_nearest(self) -> None:
        with pytest.raises(UserError, match="half"):
            Choice("halve")


def row(precision: str, milliseconds: float, mean: float = 0.0, tail: float = 0.0, note: str = "") -> Figures:
    return Figures(Choice(precision), milliseconds=milliseconds, mean=mean, tail=tail, note=note)


@pytest.mark.parametrize(
    ("rows", "best"),
    [
        ((row("full", 100), row("half", 40, 0.3, 2), row("int8", 30, 0.7, 5)), "int8"),
        ((row("full", 100), row("half", 40, 0.3, 2), row("int8", 30, 1.4, 9)), "half"),
        ((row("full", 100), row("half", 40, 0.3, 9)), "full"),
        ((row("full", 100), row("half", 97, 0.3, 2)), "full"),
        ((row("full", 100), row("half", 0, note="does not work"), row("int8", 120, 0.1, 1)), "full"),
    ],
)
def test_automatic_is_the_fastest_that_looks_the_same(rows: tuple[Figures, ...], best: str) -> None:
    lighter.keep(DIGEST, Measured("cpu", "CPU, 2 threads", "128 px", "2026-01-01T00:00:00+00:00", rows))
    assert lighter.in_force(DIGEST, "cpu") == Choice(best)
    assert lighter.in_force(DIGEST, "cuda:0") == Choice("full"), "measured on another device"
    lighter.choose(DIGEST, Choice("full"))
    assert lighter.in_force(DIGEST, "cpu") == Choice("full")


MODULE = "a_generator_of_this_test"


@pytest.fixture
def generator(monkeypatch: pytest.MonkeyPatch) -> Iterator[Spec]:
    """A generator with a network of its own and one that it shares."""
    module = types.ModuleType(MODULE)
    monkeypatch.setitem(sys.modules, MODULE, module)
    module.loads = []  # type: ignore[attr-defined]

    def load_painter(device: str) -> Painter:
        module.loads.append("painter")  # type: ignore[attr-defined]
        return lightened(painter(), DIGEST, device, title="Painter")

    def load_words(_device: str) -> int:
        module.loads.append("words")  # type: ignore[attr-defined]
        return 64

    def imagine(ctx: Any, *, text: str, width: int, height: int, seed: int) -> Made:
        with (
            ctx.lease("words", load_words) as given,
            ctx.lease(lighter.cache_key("painter", DIGEST, "cpu"), load_painter) as net,
        ):
            z = torch.randn(1, given, generator=torch.Generator().manual_seed(seed))
            with torch.no_grad():
                small = ((net(z)[0] + 1) * 127.5).round().byte().permute(1, 2, 0).numpy()
        ctx.progress(0.5)
        pixels = np.full((height, width, 4), 255, np.uint8)
        pixels[..., :3] = np.kron(small, np.ones((height // 32, width // 32, 1), np.uint8))
        return Made(pixels, models={"painter": DIGEST})

    module.imagine = imagine  # type: ignore[attr-defined]
    spec = GENERATORS.add(Spec(kind="generator", id="painter-of-test", title="Painter", impl=f"{MODULE}:imagine",
                               inputs=("text", "width", "height", "seed")))  # fmt: skip
    yield spec
    GENERATORS.remove(spec.id)


class Watched(DirectContext):
    """Notes what is told; cancels when it is told `stop`."""

    def __init__(self, stop: str = "never") -> None:
        super().__init__()
        self.notes: list[str] = []
        self.leased: set[str] = set()
        self._stop, self._stopped = stop, False

    def check(self) -> None:
        if self._stopped:
            raise Cancelled

    def progress(self, fraction: float, note: str = "", preview: Any = None) -> None:
        assert 0 <= fraction <= 1
        self.notes.append(note)
        self._stopped = self._stop in note

    def lease(self, key: str, load: Any, megabytes: float = 0.0) -> Any:
        self.leased.add(key)
        return super().lease(key, load, megabytes)


class TestMeasure:
    def test_gives_real_figures_and_keeps_them(self, generator: Spec) -> None:
        ctx = Watched()
        told = measure(ctx, method=generator.key, model=DIGEST, edge=64, compiled=False, rounds=3)
        by = {r.choice.precision: r for r in told.rows}
        assert list(by) == ["full", "half", "int8"]
        assert all(r.milliseconds > 0 and not r.note for r in told.rows)
        assert by["full"].mean == by["full"].largest == 0
        assert 0 < by["half"].mean < 1 and 0 < by["int8"].mean < 2 and by["half"].largest >= by["half"].tail
        assert by["full"].megabytes > 1.9 * by["half"].megabytes > 3 * by["int8"].megabytes / 2
        assert lighter.measured(DIGEST, "cpu") == told
        assert told.what.startswith("64 px") and told.line.startswith("CPU, ")
        # Interleaved: after loading, the precisions take turns.
        turns = [n for n in ctx.notes if "picture 2" in n]
        assert [n.split(":")[0] for n in turns] == ["Full", "Half", "8-bit"]
        # The network is loaded once for each precision, the words come from the engine; nothing stays behind.
        assert sys.modules[MODULE].loads.count("painter") == 3 and ctx.leased == {"words"}
        assert lighter.trial_of(DIGEST) is None

    def test_one_after_another_where_memory_is_short(self, generator: Spec, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("studio.art.models.measure.free_megabytes", lambda _device: 4.0)
        ctx = Watched()
        told = measure(ctx, method=generator.key, model=DIGEST, edge=32, compiled=False, rounds=2)
        assert all(r.milliseconds > 0 for r in told.rows) and 0 < told.rows[1].mean < 1
        assert [n.split(":")[0] for n in ctx.notes if "picture" in n] == ["Full"] * 2 + ["Half"] * 2 + ["8-bit"] * 2

    def test_is_cancelled_without_a_trace(self, generator: Spec) -> None:
        with pytest.raises(Cancelled):
            measure(Watched("Half: loading"), method=generator.key, model=DIGEST, edge=32, compiled=False, rounds=3)
        assert lighter.measured(DIGEST, "cpu") is None and lighter.trial_of(DIGEST) is None

    def test_a_method_without_networks_has_nothing_to_make_lighter(
        self, generator: Spec, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def gray(_ctx: object, *, width: int, height: int, **_more: object) -> Made:
            return Made(np.full((height, width, 4), 128, np.uint8))

        monkeypatch.setattr(sys.modules[MODULE], "imagine", gray)
        told = measure(DirectContext(), method=generator.key, model=DIGEST, edge=32, compiled=False, rounds=3)
        assert told.rows[0].milliseconds > 0
        assert all("nothing" in r.note for r in told.rows[1:]) and told.best == Choice("full")


def test_a_model_that_cannot_fit_is_refused_before_it_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    free = free_megabytes("cpu")
    assert free is not None and free > 10
    require_room("Small", 1.0)
    with pytest.raises(UserError, match="“Huge” needs about .* GB .* half precision"):
        require_room("Huge", free)
    with pytest.raises(UserError, match="close other programs"):
        require_room("Huge", 4 * free, "half")
    assert needed_megabytes(1000, "int8") < needed_megabytes(1000, "half") < needed_megabytes(1000)


def test_a_trial_needs_a_definite_precision() -> None:
    with pytest.raises(ValueError, match="definite"), lighter.trying(DIGEST, Trial(Choice("auto"))):
        pass

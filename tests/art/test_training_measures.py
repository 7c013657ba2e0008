"""Distances of sets of pictures, and the evaluation of a model from end to end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from training_kit import discs, run

from studio.art.generators.scenes.compose import paint
from studio.art.generators.worlds import SHORES, SKIES
from studio.art.models import folder as model_folder
from studio.art.nets.factor_net import FactorNet
from studio.art.nets.stylegan import Generator
from studio.art.training import data as data_module
from studio.art.training import evaluate, job, painted
from studio.art.training.measures import features, fid, kid, load_judge, perceptual_distance, psnr
from studio.cli.main import main
from studio.core.errors import UserError
from studio.core.progress import DirectContext


def normal(n: int, seed: int, d: int = 12) -> torch.Tensor:
    return torch.randn(n, d, generator=torch.Generator().manual_seed(seed))


def test_the_distance_of_a_set_to_its_like_is_nothing_and_grows_with_noise() -> None:
    real = normal(600, 0)
    for measure in (lambda a: kid(a, real)[0], lambda a: fid(a, real)):
        same = measure(normal(600, 1))
        found = [measure(normal(600, 1) + amount * normal(600, 2)) for amount in (0.5, 1.0, 2.0)]
        shifted = measure(normal(600, 1) + 1.0)
        assert abs(same) < 0.1 < found[1] and same < found[0] < found[1] < found[2]
        assert shifted > 5 * abs(same)
    value, error = kid(normal(600, 1), real)
    assert abs(value) < 4 * error + 0.02, "without bias"
    assert fid(real, real) == pytest.approx(0, abs=1e-6)


def test_scale_of_the_features_does_not_matter() -> None:
    a, b = normal(300, 0) + 0.3, normal(300, 1)
    size = torch.logspace(-2, 2, 12)
    assert kid(a * size, b * size)[0] == pytest.approx(kid(a, b)[0], rel=1e-4)
    assert fid(a * size, b * size) == pytest.approx(fid(a, b), rel=1e-4)


def test_pictures_are_as_far_as_they_differ() -> None:
    torch.manual_seed(0)
    net = FactorNet(3).eval()
    x = torch.rand(8, 3, 32, 32) * 2 - 1
    noise = torch.randn_like(x)
    distances = [perceptual_distance(net, x, (x + s * noise).clamp(-1, 1)) for s in (0.0, 0.1, 0.5)]
    assert distances[0] == pytest.approx(0, abs=1e-6) and distances[0] < distances[1] < distances[2]
    assert psnr(x, x + 0.02) == pytest.approx(40.0, abs=0.01)
    assert features(net, x).shape == (8, net.features)


@pytest.fixture
def judge(tmp_path: Path) -> Path:
    """A net for the world of skies, with random weights, in a folder of its own."""
    torch.manual_seed(1)
    tensors = {f"judge.{k}": v for k, v in FactorNet(SKIES.width).state_dict().items()}
    model_folder.write(tmp_path / "judge", {}, "", kind="vae", title="Judge", size=64, net={}, more=tensors)
    return tmp_path / "judge"


def test_the_shipped_judge_tells_pictures_of_water_from_noise() -> None:
    net = load_judge()
    assert net is not None
    painting = paint(DirectContext(), {**SKIES.values(3)}, 3, 64, 64) * 2 - 1
    noise = torch.rand_like(painting) * 2 - 1
    water = [k for k, (name, _) in enumerate(SHORES.slots()) if name == "water"]
    read = net(torch.stack([painting, noise]))[:, water]
    assert float(read[0].mean()) > 0.3


def test_a_judge_is_read_or_refused(judge: Path, tmp_path: Path) -> None:
    net = load_judge(judge)
    assert net is not None and net.factors == SKIES.width and not net.training
    with pytest.raises(UserError, match="no folder of a model"):
        load_judge(tmp_path)
    model_folder.write(tmp_path / "none", {}, "", kind="vae", title="None", size=64, net={})
    with pytest.raises(UserError, match="no net that reads factors"):
        load_judge(tmp_path / "none")
    (judge / "more.safetensors").write_bytes(b"x" * 40)
    with pytest.raises(UserError, match="damaged"):
        load_judge(judge)


def test_a_finished_model_is_measured_where_there_is_a_judge(
    judge: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures = discs(tmp_path / "discs")
    monkeypatch.setattr(job, "MEASURED", 16)
    monkeypatch.setattr(job, "load_judge", lambda: None)
    with pytest.raises(UserError, match="set perceptual=0"):
        run("vae", pictures, tmp_path / "m", perceptual=0.5)
    monkeypatch.setattr(job, "load_judge", lambda: load_judge(judge))
    done = run("vae", pictures, tmp_path / "n", perceptual=0.5)
    assert "seen" in done.curves and {"kid", "fid", "psnr", "perceptual"} <= done.figures.keys()
    about = model_folder.read(tmp_path / "n")
    assert about.figures["kid"] == pytest.approx(done.figures["kid"])
    assert "| kid |" in (tmp_path / "n" / "README.md").read_text("utf-8")


def test_a_model_is_evaluated_from_the_command_line(
    judge: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pictures = discs(tmp_path / "discs", 48)
    (pictures / "torn.png").write_bytes(b"x")
    run("vae", pictures, tmp_path / "m", steps=30)
    call = ["evaluate", str(tmp_path / "m"), "--judge", str(judge), "--set", "pictures=32"]
    assert main([*call, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    figures = found["figures"]
    assert {"kid", "kid_real", "fid", "psnr", "perceptual"} <= figures.keys()
    assert figures["kid"] > abs(figures["kid_real"]) and figures["psnr"] > 5
    assert "48 pictures of the folder" in found["data"] and any("torn.png" in note for note in found["notes"])
    assert any("peak signal to noise" in line for line in evaluate.table(found))
    assert main(["evaluate", str(tmp_path / "m"), "--judge", str(tmp_path)]) == 2
    assert main(["evaluate", str(tmp_path)]) == 2
    assert "no folder of a model" in capsys.readouterr().err


def test_a_model_of_a_world_is_asked_for_its_factors_and_for_words(
    judge: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (painted, data_module):
        monkeypatch.setattr(module, "SHARD", 40)
    monkeypatch.setattr(evaluate, "BASES", 3)
    monkeypatch.setattr(evaluate, "SPOKEN", 12)
    painted.paint_shard("skies", 16, 0)
    torch.manual_seed(0)
    net = {"channels": [8, 8], "latent": 4, "width": 8, "factors": SKIES.width}
    generator = Generator(**net)
    tensors = {f"generator.{k}": v for k, v in generator.state_dict().items()}
    model_folder.write(
        tmp_path / "m", tensors, "", kind="stylegan", title="Skies", size=16, net=net, world="skies"
    )  # fmt: skip
    found = evaluate.evaluate(
        DirectContext(), model=str(tmp_path / "m"), data="", judge=str(judge), seed=0, pictures=16, referee=False
    )  # fmt: skip
    assert [row["factor"] for row in found["factors"]] == list(SKIES.controls)
    assert all(row["others"] >= 0 for row in found["factors"])
    words = found["words"]
    assert words["sentences"] == 12 and 0 <= words["accuracy"] <= 1 and set(words["factors"]) <= set(SKIES.controls)
    assert any("12 unseen sentences" in line for line in evaluate.table(found))


def test_a_net_that_reads_exactly_makes_the_words_right() -> None:
    slots = list(SKIES.slots())
    followed = evaluate._followed
    for text, said in evaluate.captions_for(SKIES, 20, 3):
        read = torch.tensor(SKIES.encode(said))
        assert text and all(followed(SKIES, slots, name, value, read) == 1.0 for name, value in said.items())
    for name, told, seen, right in (
        ("fog", 0.1, 0.3, 1.0), ("fog", 0.1, 0.9, 0.0), ("daytime", 0.95, 0.02, 1.0), ("daytime", 0.5, 0.25, 0.0)
    ):  # fmt: skip
        assert followed(SKIES, slots, name, told, torch.tensor(SKIES.encode({name: seen}))) == right, (name, told, seen)

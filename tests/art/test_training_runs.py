"""Trainers from beginning to end: what they write, how they stop, that they go on exactly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from training_kit import TINY, Stopping, discs, run

from studio.art.latent.spaces import open_folder
from studio.art.models import folder as model_folder
from studio.art.training import course, distributed
from studio.art.training.course import Course
from studio.art.training.loop import Checkpoint, Run
from studio.core.errors import Cancelled, UserError
from studio.core.progress import DirectContext


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    return discs(tmp_path / "discs")


def weights(out: Path) -> bytes:
    return (out / "weights.safetensors").read_bytes()


@pytest.mark.parametrize("kind", TINY)
def test_a_training_that_was_stopped_goes_on_to_the_very_same_weights(
    kind: str, pictures: Path, tmp_path: Path
) -> None:
    straight, broken = tmp_path / "straight", tmp_path / "broken"
    done = run(kind, pictures, straight)
    assert done.steps == 6 and done.pictures == 24 and done.curves
    with pytest.raises(Cancelled):
        run(kind, pictures, broken, Stopping(steps=3))
    assert not (broken / "model.json").exists()
    assert torch.load(broken / "training" / course.CHECKPOINT, weights_only=True)["step"] == 3
    run(kind, pictures, broken, resume=True)
    assert weights(broken) == weights(straight)
    assert run(kind, pictures, tmp_path / "other", seed=4) and weights(tmp_path / "other") != weights(straight)


@pytest.mark.parametrize("kind", TINY)
def test_the_folder_has_a_card_samples_and_curves_and_can_be_painted_with(
    kind: str, pictures: Path, tmp_path: Path
) -> None:
    (pictures / "torn.png").write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    ctx = Stopping()
    done = run(kind, pictures, tmp_path / "m", ctx, title="Discs", licence="CC BY 4.0")
    about = model_folder.read(tmp_path / "m")
    assert (about.title, about.licence, about.size) == ("Discs", "CC BY 4.0", TINY[kind]["size"])
    assert [name for name, _ in done.skipped] == ["torn.png"]
    card = (tmp_path / "m" / "README.md").read_text("utf-8")
    assert all(
        word in card
        for word in ("torn.png", "24 pictures", "seed 3", "The net: ", "CC BY 4.0", "| steps | 6 |", "sheet.jpg")
    )
    assert "polyline" in (tmp_path / "m" / "curves.svg").read_text("utf-8")
    sheet = np.asarray(Image.open(tmp_path / "m" / "sheet.jpg"))
    assert sheet.std() > 5 and (tmp_path / "m" / "samples" / "step-0000006.png").exists()
    assert ctx.previews and ctx.previews[-1].dtype == np.uint8 and ctx.previews[-1].shape[2] == 4
    assert any("Step 6 of 6" in note and "steps/s" in note for note in ctx.notes)
    space = open_folder(about, "cpu", "m").space
    made = space.render(space.typical(2, 0), [0, 1])
    size = TINY[kind]["size"]
    assert made.shape == (2, 3, size, size) and bool(torch.isfinite(made).all())


def test_a_killed_training_goes_on_to_the_very_same_weights(pictures: Path, tmp_path: Path) -> None:
    out = tmp_path / "killed"
    given = {**TINY["dense"], "steps": 10**6, "batch": 8, "precision": "full", "augment": "none"}
    sets = [word for k, v in given.items() if k != "trainer" for word in ("--set", f"{k}={v}")]
    command = [sys.executable, "-m", "studio", "train", "gan", str(pictures), "-o", str(out), "--seed", "3", *sets]
    checkpoint = out / "training" / course.CHECKPOINT
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        told = next(line for line in process.stderr if line.startswith("Step"))
        # It is told of a step before the checkpoint of that step is written.
        while not checkpoint.exists():
            assert process.poll() is None, told
            os.sched_yield()
        process.send_signal(signal.SIGKILL)
    steps = int(torch.load(checkpoint, weights_only=True)["step"]) + 3
    run("dense", pictures, out, resume=True, steps=steps, augment="none")
    run("dense", pictures, tmp_path / "straight", steps=steps, augment="none")
    assert weights(out) == weights(tmp_path / "straight")


def test_more_steps_can_follow_but_nothing_else_may_change(pictures: Path, tmp_path: Path) -> None:
    out = tmp_path / "m"
    run("vae", pictures, out)
    before = weights(out)
    with pytest.raises(UserError, match="resume it, or choose another folder"):
        run("vae", pictures, out)
    with pytest.raises(UserError, match="latent=4 and cannot go on with 5"):
        run("vae", pictures, out, resume=True, latent=5)
    with pytest.raises(UserError, match="trainer vae, not gan"):
        run("dense", pictures, out, resume=True)
    with pytest.raises(UserError, match="no training to resume"):
        run("vae", pictures, tmp_path / "new", resume=True)
    assert weights(out) == before
    assert run("vae", pictures, out, resume=True, steps=8).steps == 8
    assert weights(out) != before


def test_the_autoencoder_learns(pictures: Path, tmp_path: Path) -> None:
    done = run("vae", pictures, tmp_path / "m", steps=150, rate=0.004, width=8, beta=0.1, average=0.9)
    errors = done.curves["error"]
    assert errors[-1][1] < 0.3 * errors[0][1]
    assert done.figures["psnr"] > 15


@pytest.mark.parametrize(
    ("kind", "more", "says"),
    [
        ("dcgan", {"size": 20}, "16, 32, 64"),
        ("vae", {"size": 20}, "16, 32, 64"),
        ("dense", {"size": 4}, "8 are the least"),
        ("stylegan", {"size": 24}, "16, 32, 64"),
        ("stylegan", {"grown": 32}, "begin with 32 px and grow to 16"),
    ],
)
def test_settings_that_do_not_fit_are_told(
    kind: str, more: dict[str, Any], says: str, pictures: Path, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match=says):
        run(kind, pictures, tmp_path / "m", **more)


def _course(step: Any, state: dict[str, Any]) -> Course:
    return Course(
        40, step, lambda: dict(state), state.update, lambda: np.zeros((4, 4, 4), np.uint8), distributed.Team("cpu")
    )


def test_losses_that_are_no_numbers_end_the_training_and_spare_the_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(course, "TELL_SECONDS", 0.0)
    state = {"at": 0}

    def step(k: int) -> dict[str, torch.Tensor]:
        state["at"] = k + 1
        return {"loss": torch.tensor(float("nan") if k >= 5 else 1.0)}

    with pytest.raises(UserError, match=r"losses are no numbers.*smaller"):
        _course(step, state).go(DirectContext(), tmp_path)
    kept = torch.load(tmp_path / course.CHECKPOINT, weights_only=True)
    assert kept["step"] == 1 and kept["state"] == {"at": 1}


def test_a_step_that_fails_leaves_the_last_whole_checkpoint(tmp_path: Path) -> None:
    state = {"at": 0}

    def step(k: int) -> dict[str, torch.Tensor]:
        state["at"] = -1  # half done
        if k == 3:
            raise RuntimeError("out of memory")
        state["at"] = k + 1
        return {"loss": torch.tensor(1.0)}

    with pytest.raises(RuntimeError):
        _course(step, state).go(DirectContext(), tmp_path)
    assert torch.load(tmp_path / course.CHECKPOINT, weights_only=True)["state"] == {"at": 1}


def test_a_full_disk_is_told_and_the_old_checkpoint_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = {"at": 0}
    steps = _course(lambda k: {"loss": torch.tensor(1.0)}, state)
    steps.go(DirectContext(), tmp_path)
    whole = (tmp_path / course.CHECKPOINT).read_bytes()

    def full(state: object, path: Path) -> None:
        path.write_bytes(whole[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(torch, "save", full)
    longer = _course(lambda k: {"loss": torch.tensor(1.0)}, state)
    longer.steps = 60
    with pytest.raises(UserError, match="no space left on device.*make room"):
        longer.go(DirectContext(), tmp_path)
    assert (tmp_path / course.CHECKPOINT).read_bytes() == whole
    assert not list(tmp_path.glob("*.part"))


def test_a_damaged_checkpoint_is_told(tmp_path: Path) -> None:
    (tmp_path / course.CHECKPOINT).write_bytes(b"nothing of use")
    with pytest.raises(UserError, match="damaged"):
        _course(lambda k: {}, {}).go(DirectContext(), tmp_path)


def test_memory_that_ran_out_makes_batches_smaller_and_the_training_goes_on(pictures: Path, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        run("vae", pictures, tmp_path / "m", Stopping(steps=3))
    relieved = DirectContext(rung=1)
    done = run("vae", pictures, tmp_path / "m", relieved)
    assert any("a batch has 4 pictures" in note for note in done.notes)


def test_a_stage_that_was_stopped_repeats_no_step(tmp_path: Path) -> None:
    done: list[int] = []

    def step(k: int) -> dict[str, torch.Tensor]:
        done.append(k)
        return {"loss": torch.tensor(float(k))}

    stage = Run("stage", 5, step, lambda: {"done": len(done)}, lambda state: None)
    with pytest.raises(Cancelled):
        stage.go(Stopping(questions=2), tmp_path)
    assert len(done) < 5
    stage.go(DirectContext(), tmp_path)
    assert done == [0, 1, 2, 3, 4]


def test_a_step_that_was_broken_off_is_not_kept(tmp_path: Path) -> None:
    weight = torch.zeros(())

    def step(k: int) -> dict[str, torch.Tensor]:
        weight.add_(0.5)
        if k == 2 and not broken:
            broken.append(k)
            raise KeyboardInterrupt
        weight.add_(0.5)
        return {"loss": weight}

    def put(state: Mapping[str, torch.Tensor]) -> None:
        weight.copy_(state["weight"])

    broken: list[int] = []
    stage = Run("stage", 3, step, lambda: {"weight": weight.clone()}, put)
    Checkpoint(tmp_path / "stage.checkpoint").save({"step": 0, "curves": {}, "state": {"weight": torch.zeros(())}})
    with pytest.raises(KeyboardInterrupt):
        stage.go(DirectContext(), tmp_path)
    stage.go(DirectContext(), tmp_path)
    assert float(weight) == 3.0

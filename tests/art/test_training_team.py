"""Two processes train as one would."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from training_kit import discs, run

from studio.art.models import folder as model_folder
from studio.art.training.distributed import Team
from studio.core.errors import UserError

HERE = Path(__file__).parent


def test_two_processes_have_the_gradients_and_the_model_of_one(tmp_path: Path) -> None:
    sys.path.insert(0, str(HERE))
    try:
        from team_member import gradients
    finally:
        sys.path.remove(str(HERE))
    pictures = discs(tmp_path / "discs")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {
        **os.environ, "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "OMP_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join([str(HERE.parent / "kits"), str(HERE.parent.parent)]),
    }  # fmt: skip
    members = [
        subprocess.Popen(
            [sys.executable, str(HERE / "team_member.py"), str(tmp_path), str(pictures)], text=True,
            env={**env, "RANK": str(k), "LOCAL_RANK": str(k)}, stderr=subprocess.PIPE,
        )
        for k in range(2)
    ]  # fmt: skip
    said = [member.communicate(timeout=240)[1] for member in members]
    assert [member.returncode for member in members] == [0, 0], said
    alone = gradients(Team("cpu"))
    together = torch.load(tmp_path / "gradients.pt", weights_only=True)
    assert together.keys() == alone.keys() and len(alone) > 20
    for name, gradient in alone.items():
        torch.testing.assert_close(together[name], gradient, rtol=1e-4, atol=1e-6, msg=name)
    more = {"dcgan": {"augment": "adaptive"}, "vae": {}, "stylegan": {"paths": 2.0}}
    for kind, settings in more.items():
        run(kind, pictures, tmp_path / f"one {kind}", **settings)
    for one, two in (("one dcgan", "model"), ("one vae", "vae"), ("one stylegan", "stylegan")):
        a, b = (model_folder.read(tmp_path / name).load() for name in (one, two))
        assert max(float((a[k] - b[k]).abs().max()) for k in a) < 0.02, one
        differ = torch.cat([(a[k] - b[k]).abs().flatten() for k in a])
        assert float(differ.mean()) < 2e-4, one


def test_a_batch_that_does_not_divide_is_told() -> None:
    assert Team("cpu", 1, 2).share(8) == slice(4, 8)
    with pytest.raises(UserError, match="choose a multiple"):
        Team("cpu", 0, 3).share(8)

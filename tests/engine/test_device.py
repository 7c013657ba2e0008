from __future__ import annotations

import os
import subprocess
import sys

import pytest

from studio.core.errors import UserError
from studio.engine import device
from studio.engine.device import Devices


def test_the_cpu_line_names_its_threads() -> None:
    assert device.choose("cpu", threads=4).line == "CPU, 4 threads"
    assert device.choose("cpu", threads=1).line == "CPU, 1 thread"
    assert device.choose("cpu").threads == device.usable_cores() >= 1


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(UserError, match="auto, cpu, cuda, mps"):
        device.choose("gpu")


def test_a_device_that_is_not_here_is_refused_in_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    with pytest.raises(UserError, match="no NVIDIA or AMD graphics card"):
        device.choose("cuda")
    with pytest.raises(UserError, match="no Apple graphics processor"):
        device.choose("mps")
    monkeypatch.setattr(device, "accelerator_possible", lambda: True)
    assert device.choose("auto").is_cpu


def test_the_device_is_found_once() -> None:
    devices = Devices("cpu", 2)
    assert devices.known is None
    assert devices.get() is devices.get() is devices.known


def test_the_engine_starts_and_the_cpu_is_chosen_without_torch() -> None:
    code = (
        "import sys\n"
        "import studio.engine.runner, studio.engine.warmup\n"
        "from studio.engine.device import choose\n"
        "assert choose('cpu').is_cpu\n"
        "assert 'torch' not in sys.modules and 'numpy' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ.copy(), timeout=60)

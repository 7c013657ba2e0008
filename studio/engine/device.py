"""What the engine computes on. torch is imported only when the answer cannot be had without it."""

from __future__ import annotations

import logging
import math
import os
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from studio.core.errors import UserError

log = logging.getLogger(__name__)

SETTINGS = ("auto", "cpu", "cuda", "mps")
_ACCELERATOR_NODES = ("/dev/nvidiactl", "/dev/nvidia0", "/dev/kfd", "/dev/dxg")


@dataclass(frozen=True)
class Device:
    """`name` is torch's ("cpu", "cuda:0", "mps"), `line` what the artist reads, `megabytes` its own memory (0: unknown)."""

    name: str
    line: str
    threads: int
    megabytes: float = 0.0

    @property
    def is_cpu(self) -> bool:
        return self.name == "cpu"


def usable_cores() -> int:
    """Cores that this process may use: affinity and, on Linux, the quota of its control group."""
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
        if quota != "max":
            cores = min(cores, max(1, math.ceil(int(quota) / int(period))))
    except (OSError, ValueError):
        return cores  # no control group, or one of another kind
    return cores


def memory_megabytes() -> float:
    """The machine's memory, or 4096 where the system does not tell."""
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**20
    return 4096.0


def cpu(threads: int = 0) -> Device:
    """The CPU, with all cores or with `threads`."""
    count = threads or usable_cores()
    return Device("cpu", f"CPU, {count} thread{'s' if count != 1 else ''}", count)


def accelerator_possible() -> bool:
    """False when it is plain without torch that there is no accelerator, so that torch need not be asked."""
    return not sys.platform.startswith("linux") or any(Path(node).exists() for node in _ACCELERATOR_NODES)


def choose(setting: str = "auto", threads: int = 0) -> Device:
    """The device for a setting "auto", "cpu", "cuda" or "mps". Raises `UserError` when it is asked for and not here."""
    if setting not in SETTINGS:
        raise UserError(f"The device is one of {', '.join(SETTINGS)}, not “{setting}”.")
    if setting == "cpu" or (setting == "auto" and not accelerator_possible()):
        return cpu(threads)
    import torch

    if setting in ("auto", "cuda") and torch.cuda.is_available():
        properties = torch.cuda.get_device_properties(0)
        gigabytes = round(properties.total_memory / 2**30)
        return Device(
            "cuda:0", f"{properties.name}, {gigabytes} GB", threads or usable_cores(), properties.total_memory / 2**20
        )
    if setting in ("auto", "mps") and torch.backends.mps.is_available():
        return Device("mps", "Apple GPU", threads or usable_cores(), memory_megabytes() / 2)
    if setting == "auto":
        return cpu(threads)
    what = "NVIDIA or AMD graphics card" if setting == "cuda" else "Apple graphics processor"
    raise UserError(f"There is no {what} that can be used here: choose the device “auto” or “cpu”.")


def prepare_environment() -> None:
    """Sets what must stand in the environment before torch and its libraries are loaded.

    cuBLAS needs a fixed workspace to give the same sums twice (NVIDIA cuBLAS documentation, "Results
    reproducibility"). Model libraries are told that there is no network to look at.
    """
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def prepare_torch(device: Device) -> None:
    """Threads and repeatable arithmetic. torch must have been imported already; does nothing without it."""
    torch = sys.modules.get("torch")
    if torch is None:
        return
    torch.set_num_threads(device.threads)
    torch.backends.cudnn.benchmark = False
    torch.backends.cudnn.deterministic = True
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False


class Devices:
    """Finds the device when it is first asked for, once."""

    def __init__(self, setting: str = "auto", threads: int = 0) -> None:
        self.setting, self.threads = setting, threads
        self._lock = threading.Lock()
        self._device: Device | None = None

    @property
    def known(self) -> Device | None:
        return self._device

    def get(self) -> Device:
        """Raises `UserError` when the setting asks for a device that is not here."""
        with self._lock:
            if self._device is None:
                prepare_environment()
                self._device = choose(self.setting, self.threads)
                log.info("computing on %s", self._device.line)
            return self._device

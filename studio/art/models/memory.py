"""How much memory a model takes and how much there is, before it is loaded. Needs no torch unless it is loaded already."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from studio.art.models.lighter import FULL, HALF, INT8
from studio.core.errors import UserError

OVERHEAD = 1.3
"""What a network takes beside its weights while it paints: features, and copies in the layout of the hardware."""
SCRATCH = 200.0
"""MiB of workspaces at most; a small model has smaller ones."""
_SHARE = {FULL: 1.0, HALF: 0.55, INT8: 0.4}
"""Of the weights in 32-bit floats: norms, and convolutions in the case of 8 bits, stay as they are."""
_V2, _V1 = Path("/sys/fs/cgroup"), Path("/sys/fs/cgroup/memory")


def needed_megabytes(weights: float, precision: str = FULL) -> float:
    """MiB that a model takes when it paints. `weights`: MiB of its weights in 32-bit floats."""
    held = weights * _SHARE.get(precision, 1.0)
    return held * OVERHEAD + min(SCRATCH, held)


_WRITING = {FULL: 1.0, HALF: 0.5, INT8: 0.5}
"""Of a language model's weights in 32-bit floats: it is loaded in 16 bits before its layers are made smaller."""


def needed_to_write(weights: float, precision: str = FULL) -> float:
    """MiB that a language model takes: its weights, what it remembers of the text, and workspaces. `weights`: MiB of its
    weights in 32-bit floats."""
    held = weights * _WRITING.get(precision, 1.0)
    return held * 1.05 + min(400.0, held)


def automatic_to_write(
    weights: float, device: str, *, stored_half: bool, quick_halves: bool, free: float | None
) -> str:  # fmt: skip
    """The precision of a language model for which none was chosen: 16 bits on graphics cards, on processors that are good
    at it for models that are stored so, and where there is no room for more; else full. `weights`, `free`: MiB."""
    if device != "cpu" or (stored_half and quick_halves):
        return HALF
    return HALF if free is not None and needed_to_write(weights) > free else FULL


def free_megabytes(device: str = "cpu") -> float | None:
    """MiB that can still be had on a device; None where the system does not tell."""
    if device.startswith("cuda"):
        torch = sys.modules.get("torch")
        if torch is None:
            return None
        free, _total = torch.cuda.mem_get_info(device)
        # What torch keeps for itself is as good as free.
        return float(free + torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)) / 2**20
    return _free_of_machine()


def require_room(
    title: str, weights: float, precision: str = FULL, device: str = "cpu",
    need: Callable[[float, str], float] = needed_megabytes,
) -> None:  # fmt: skip
    """Raises `UserError` when a model plainly cannot be loaded. `weights`: MiB in 32-bit floats. `need`: what it takes."""
    needed, free = need(weights, precision), free_megabytes(device)
    if free is not None and needed > free:
        where = "in the graphics card's memory" if device.startswith("cuda") else "in this machine's memory"
        way = "choose half precision for it on the Models page, or close other programs"
        if precision != FULL:
            way = "close other programs, or take a smaller model"
        raise UserError(
            f"“{title}” needs about {gigabytes(needed)} and only {gigabytes(free)} are free {where}: {way}."
        )


def gigabytes(megabytes: float) -> str:
    """ "14 MB", "3.2 GB": of MiB and GiB, as file managers show them."""
    if megabytes < 10:
        return f"{megabytes:.1f} MB"
    return f"{megabytes:.0f} MB" if megabytes < 1000 else f"{megabytes / 1024:.1f} GB"


def _free_of_machine() -> float | None:
    """What the kernel says can be had, or what the control group leaves where that is less."""
    free = _available()
    for limit, used in (
        (_V2 / "memory.max", _V2 / "memory.current"),
        (_V1 / "memory.limit_in_bytes", _V1 / "memory.usage_in_bytes"),
    ):
        most, now = _number(limit), _number(used)
        if most is not None and now is not None and most < 2**60:
            left = max(0, most - now) / 2**20
            free = left if free is None else min(free, left)
    return free


def _available() -> float | None:
    try:
        for line in Path("/proc/meminfo").read_text("ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) / 1024
    except (OSError, ValueError, IndexError):
        pass
    names = getattr(os, "sysconf_names", {})
    if "SC_AVPHYS_PAGES" in names and "SC_PAGE_SIZE" in names:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**20
    return None


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text("ascii"))
    except (OSError, ValueError):
        return None

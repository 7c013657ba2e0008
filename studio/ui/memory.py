"""How much memory the program holds, for the status line."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def held_bytes() -> int | None:
    """Resident memory of this process; None where the system does not tell without further libraries."""
    if sys.platform.startswith("linux"):
        try:
            pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        except (OSError, IndexError, ValueError):
            return None
        return pages * os.sysconf("SC_PAGE_SIZE")
    return None


def total_bytes() -> int | None:
    """Memory of the machine, or what its control group allows where that is less."""
    if "SC_PHYS_PAGES" not in getattr(os, "sysconf_names", {}):
        return None
    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text("ascii").strip()
    except OSError:
        return total
    return min(total, int(limit)) if limit.isdigit() else total


def memory_line() -> str:
    """ "3.1 of 16 GB", or as much of it as is known."""
    held, total = held_bytes(), total_bytes()
    if held is None:
        return ""
    text = f"{held / 2**30:.1f}"
    return f"{text} of {total / 2**30:.0f} GB" if total else f"{text} GB"

"""Format, lint, types and the map of imports."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from studio.core.paths import cache_dir

ROOT = Path(__file__).resolve().parents[2]
TYPES = cache_dir() / "types"
"""What mypy learned of the libraries, kept from run to run as the compiled kernels are: it goes by what files hold."""


def call(*command: str) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-6000:]}\n{done.stderr[-2000:]}"


def test_format() -> None:
    call("ruff", "format", "--check", "studio", "tests", "packaging")


def test_lint() -> None:
    call("ruff", "check", "studio", "tests", "packaging")


@pytest.mark.timeout(600)
def test_types() -> None:
    call("mypy", "--no-error-summary", "--cache-dir", str(TYPES))


def test_imports_follow_the_map() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "0 broken" in done.stdout

"""Format, lint, types and the map of imports."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def call(*command: str) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-6000:]}\n{done.stderr[-2000:]}"


def test_format() -> None:
    call("ruff", "format", "--check", "studio", "tests", "packaging")


def test_lint() -> None:
    call("ruff", "check", "studio", "tests", "packaging")


@pytest.mark.timeout(600)
def test_types(tmp_path: Path) -> None:
    call("mypy", "--no-error-summary", "--cache-dir", str(tmp_path / "mypy"))


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

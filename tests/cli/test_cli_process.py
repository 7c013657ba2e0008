"""What only a process of its own shows: streams, exit status, interruption."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from language_kit import language_folder

PENTIMENTO = [sys.executable, "-m", "studio"]


def test_results_go_to_stdout_and_the_rest_to_stderr(tmp_path: Path) -> None:
    done = subprocess.run([*PENTIMENTO, "imagine", "a lighthouse by the sea", "-o", "a.png", "--size", "64"],
                          cwd=tmp_path, capture_output=True, text=True, env=_environment())  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "lighthouse" in done.stderr and "\r" not in done.stderr
    assert (tmp_path / "a.png").exists()


def test_a_closed_pipe_is_quiet() -> None:
    done = subprocess.run(
        f'"{sys.executable}" -m studio list commands --json | head -c 10', shell=True, capture_output=True, text=True,
        env=_environment(),
    )  # fmt: skip
    assert done.stdout.startswith("[")
    assert done.stderr == ""


def test_a_language_model_of_ones_own_has_the_last_word(tmp_path: Path) -> None:
    def pentimento(*words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*PENTIMENTO, *map(str, words)], capture_output=True, text=True, env=_environment())

    language_folder(tmp_path / "boats")
    added = pentimento("models", "add", tmp_path / "boats")
    id_ = added.stdout.split()[0]
    wrote = pentimento("muse", "an old boat", "--muse", id_, "--form", "titles", "--count", 1, "--set", "length=16")
    assert (wrote.returncode, wrote.stderr) == (0, "") and wrote.stdout.strip()
    (tmp_path / "boats").rename(tmp_path / "elsewhere")
    lost = pentimento("muse", "an old boat", "--muse", id_)
    assert (lost.returncode, lost.stdout) == (2, "")
    assert lost.stderr.count("\n") == 1 and "is not there now" in lost.stderr


def test_interrupting_leaves_nothing_half_written(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*PENTIMENTO, "demo", "out"], cwd=tmp_path, stderr=subprocess.PIPE, text=True, env=_environment(),
        # Tests that run in the background of a shell are deaf to Ctrl+C, and so would be their children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("muse.txt"):
            break
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "Traceback" not in error
    assert {p.name for p in (tmp_path / "out").iterdir()} <= {
        "muse.txt",
        "candidates.png",
        "picture.png",
        "recipe.json",
    }


def _environment() -> dict[str, str]:
    from studio.core.paths import resources

    return dict(os.environ, PYTHONPATH=str(resources().parent))

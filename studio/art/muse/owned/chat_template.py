"""A question in the format that a model was taught: by its chat template, which gets little time and memory. Torch-free."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from studio.core.errors import UserError

SECONDS = 10
MEGABYTES = 1024
LONGEST = 2_000_000
"""Characters of a rendered conversation."""
_PROGRAM = Path(__file__).with_name("template_process.py")


def render(
    template: str, conversations: Sequence[Sequence[dict[str, str]]], known: dict[str, Any], must: str, title: str,
    check: Callable[[], object] = lambda: None,
) -> str:  # fmt: skip
    """The first of the conversations that the template takes, with `must` in it; "" if it takes none. `known`: further
    names for the template. `check` is called meanwhile, and ends the work by what it raises. Raises `UserError` where the
    template takes too much."""
    asked = {"template": template, "conversations": conversations, "known": known, "must": must, "most": LONGEST,
             "seconds": SECONDS, "megabytes": MEGABYTES}  # fmt: skip
    # Files, unlike pipes, never make one of the two wait for the other.
    with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer:
        question.write(json.dumps(asked).encode())
        question.seek(0)
        # -P: the modules that lie beside the program are none of its own.
        process = subprocess.Popen(
            [sys.executable, "-P", str(_PROGRAM)], stdin=question, stdout=answer, stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
        try:
            in_time = _ends(process, check)
        finally:
            process.kill()
            process.wait()
        answer.seek(0)
        said = answer.read()
    # Without an answer: whoever takes more than the system lets it is ended by a signal.
    if not in_time or process.returncode < 0:
        raise UserError(f"The chat template of “{title}” does not come to an end: the model was not asked.")
    told = json.loads(said)
    if "fault" in told:
        raise UserError(f"The chat template of “{title}” takes far too much memory: the model was not asked.")
    return str(told["text"])


def _ends(process: subprocess.Popen[bytes], check: Callable[[], object]) -> bool:
    """Waits; whether it was done before its time was over."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        check()
        try:
            process.wait(0.02)
        except subprocess.TimeoutExpired:
            continue
        return True
    return False

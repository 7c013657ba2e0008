"""The verbs about models that are trained here: train, evaluate."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import sys
import time
from pathlib import Path
from typing import Any

from studio.cli.making import SEED_LIMIT
from studio.cli.options import Progress, Worker, explained, interrupted_by, printed, tell, whole
from studio.core.errors import Cancelled, UserError
from studio.engine import messages as msg
from studio.engine.request import Request

LOG_SECONDS = 10.0
INTERRUPTED = 130


class Diary(Progress):
    """On a terminal a line that follows the engine; elsewhere a line every ten seconds, for a log."""

    def __init__(self) -> None:
        super().__init__()
        self.note = ""
        self._logged = float("-inf")

    def __call__(self, message: msg.Message) -> None:
        super().__call__(message)
        if isinstance(message, msg.Progressed):
            self.note = message.note or self.note
            now = time.monotonic()
            if not self._live and message.note and now - self._logged > LOG_SECONDS:
                self._logged = now
                tell(message.note)


class StoppableWorker(Worker):
    """Ctrl+C cancels the request between two steps, so that nothing is kept half done; a second one ends at once."""

    def run_until_stopped(self, request: Request, diary: Diary) -> Any:
        """The result. Raises `UserError`, or `Cancelled`."""
        with interrupted_by(lambda: self._engine.cancel(request.id)):
            try:
                return self._engine.run_now(request, diary)
            finally:
                diary.end()


def train(given: argparse.Namespace) -> int:
    """DATA to the model folder OUT."""
    from studio.art.training.catalog import TRAINERS
    from studio.art.training.trained import Trained, begun

    spec = TRAINERS.get(given.trainer)
    values = spec.parse(given.set or ())
    out = model_folder(given.output)
    before = begun(out) if given.resume else None
    if before is not None:
        kept = {name: value for name, value in before.params.items() if name in {p.name for p in spec.params}}
        values = spec.values(kept) | values if before.trainer == spec.id else values
    first = before.seed if before is not None else 0
    seed = whole(given.seed, "The seed", 0, SEED_LIMIT) if given.seed is not None else first
    request = Request.make(spec.key, values, data=given.data, out=str(out), seed=seed, resume=given.resume)
    diary = Diary()
    try:
        done = StoppableWorker().run_until_stopped(request, diary)
    except Cancelled:
        if _leads():
            where = diary.note.partition(",")[0]
            again = f"pentimento train {spec.id} {shlex.quote(given.data)} -o {shlex.quote(given.output)} --resume"
            tell(f"Stopped{f' at {where[:1].lower()}{where[1:]}' if where else ''}. To go on: {again}")
        return INTERRUPTED
    assert isinstance(done, Trained)
    if _leads():
        for note in done.notes:
            tell(note)
        measured = ", ".join(f"{name} {value:.4g}" for name, value in done.figures.items())
        tell(f"“{done.title}” has learned from {done.pictures:,} pictures{f': {measured}' if measured else ''}.")
        printed(str(done.folder))
    return 0


def evaluate(given: argparse.Namespace) -> int:
    """Figures of a model folder, as a table or JSON."""
    from studio.art.training.catalog import EVALUATE
    from studio.art.training.evaluate import table

    values = EVALUATE.parse(given.set or ())
    seed = whole(given.seed, "The seed", 0, SEED_LIMIT)
    request = Request.make(
        EVALUATE.key, values, model=str(Path(given.model)), data=given.data or "", judge=given.judge or "", seed=seed
    )
    found = StoppableWorker().run_until_stopped(request, Diary())
    if given.json:
        unicode = "utf" in (getattr(sys.stdout, "encoding", None) or "").lower()
        print(json.dumps(found, ensure_ascii=not unicode, indent=2))
    else:
        for line in table(found):
            printed(line)
    return 0


def model_folder(text: str) -> Path:
    """A folder to write a model into, looked at before the work begins. Raises `UserError`."""
    path = Path(text)
    try:
        if not text or (path.exists() and not path.is_dir()):
            raise UserError(f"{text or 'The output'} is a file, not a folder." if text else "The output has no name.")
        if not path.parent.is_dir():
            raise UserError(f"The folder {path.parent} does not exist.")
        if not os.access(path if path.is_dir() else path.parent, os.W_OK | os.X_OK):
            raise UserError(f"The program may not write in the folder {path if path.is_dir() else path.parent}.")
    except OSError as error:
        raise explained(error, text) from None
    return path


def _leads() -> bool:
    """Whether this process speaks for the others that train along."""
    return os.environ.get("RANK", "0") == "0"

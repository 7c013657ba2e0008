"""How light a model is computed: the artist's choice for each model, and what was measured of it here. Torch-free.

Choices and measurements are kept by the digest of a model's weights in `data_dir()/models/lighter.json`: the window, the
command line and the engine's thread all read the same file, so a choice holds wherever the model is used.
"""

from __future__ import annotations

import contextlib
import functools
import json
import math
import os
import shutil
import sys
import sysconfig
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from studio.art.models.library import models_dir
from studio.core.errors import UnknownNameError, UserError

FILE = "lighter.json"
LARGEST = 16 * 2**20
AUTO, FULL, HALF, INT8 = "auto", "full", "half", "int8"
PRECISIONS: dict[str, tuple[str, str]] = {
    AUTO: ("Automatic", "The fastest whose pictures look the same, once it was measured; full until then."),
    FULL: ("Full", "32-bit floats: the pictures that recipes stand for."),
    HALF: ("Half", "16-bit floats: half the memory, much faster on graphics cards and on new processors."),
    INT8: ("8-bit", "Whole numbers in the dense layers: a quarter of the memory for these; coarser."),
}
"""id -> (title, what it means)."""
MEAN_LIMIT, TAIL_LIMIT = 1.0, 6.0
"""Largest differences, of 255, that "automatic" takes: on average less than the smallest step of an 8-bit picture, and
99.9 % of all values within 6 steps, which at middle gray is about the just noticeable difference of 2.3 in CIELAB
(Mahy, Van Eycken, Oosterlinck 1994; one step of sRGB gray is 0.4 of L*)."""
GAIN = 0.05
"""What a lighter choice must gain, of the time, before "automatic" leaves full precision: below that it is noise."""
_lock = threading.RLock()
_trials: dict[str, Trial] = {}


@dataclass(frozen=True)
class Choice:
    """`precision`: of `PRECISIONS`. `compiled`: by torch.compile, which takes about a minute before the first picture."""

    precision: str = AUTO
    compiled: bool = False

    def __post_init__(self) -> None:
        if self.precision not in PRECISIONS:
            raise UnknownNameError("precision", self.precision, PRECISIONS)

    @property
    def tag(self) -> str:
        """ "half", "full+compiled": for keys of caches."""
        return self.precision + ("+compiled" if self.compiled else "")

    @property
    def title(self) -> str:
        return PRECISIONS[self.precision][0] + (", compiled" if self.compiled else "")


@dataclass(frozen=True)
class Figures:
    """One line of a measurement. `milliseconds`: for one picture, the best of several. `mean`, `tail`, `largest`: how far
    its pictures are from those of full precision, of 255: on average, at the 99.9th percentile, at most.
    `megabytes`: of the weights as they lie in memory. `note`: why it cannot be had, else ""."""

    choice: Choice
    milliseconds: float = 0.0
    mean: float = 0.0
    tail: float = 0.0
    largest: float = 0.0
    megabytes: float = 0.0
    note: str = ""

    @property
    def same(self) -> bool:
        """Whether nobody would see the difference."""
        return not self.note and self.mean < MEAN_LIMIT and self.tail <= TAIL_LIMIT


@dataclass(frozen=True)
class Measured:
    """What was measured on one device. `line`: the device as the artist reads it. `what`: was made ("256 px, 4 steps").
    `when`: date and time, ISO 8601."""

    device: str
    line: str
    what: str
    when: str
    rows: tuple[Figures, ...] = ()

    def row(self, choice: Choice) -> Figures | None:
        return next((r for r in self.rows if r.choice == choice), None)

    @property
    def best(self) -> Choice:
        """The precision that "automatic" stands for, not compiled: the fastest that looks the same."""
        full = self.row(Choice(FULL))
        if full is None or full.note:
            return Choice(FULL)
        able = [r for r in self.rows if not r.choice.compiled and r.same]
        fastest = min(able, key=lambda r: r.milliseconds, default=full)
        return fastest.choice if fastest.milliseconds <= full.milliseconds * (1 - GAIN) else Choice(FULL)


@dataclass
class Trial:
    """A choice that holds while a model is measured. `loads`: networks that were loaded by it; `changed`: parameters
    that were made lighter; `megabytes`: of the weights; `notes`: what could not be done."""

    choice: Choice
    loads: int = 0
    changed: int = 0
    megabytes: float = 0.0
    notes: list[str] = field(default_factory=list)


# -- choices ---------------------------------------------------------------------------------------------------------


def chosen(digest: str) -> Choice:
    """What the artist chose for the model; automatic if nothing."""
    return _choice(_read().get(digest, {}).get("choice"))


def choose(digest: str, choice: Choice) -> None:
    """Keeps a choice; it holds from the next loading of the model on. Raises `UserError` when it cannot be written."""
    _change(digest, "choice", {"precision": choice.precision, "compiled": choice.compiled})


def measured(digest: str, device: str) -> Measured | None:
    """What was measured on `device` ("cpu", "cuda:0", ...) of this machine, if anything."""
    found = _read().get(digest, {}).get("measured", {})
    return _measured(found.get(_machine(device))) if isinstance(found, Mapping) else None


def keep(digest: str, measurement: Measured) -> None:
    """Keeps a measurement in place of an older one on the same device."""
    with _lock:
        before = _read().get(digest, {}).get("measured", {})
        rows = [_row_dict(r) for r in measurement.rows]
        now = {"device": measurement.device, "line": measurement.line, "what": measurement.what,
               "when": measurement.when, "rows": rows}  # fmt: skip
        _change(
            digest, "measured", {**(before if isinstance(before, Mapping) else {}), _machine(measurement.device): now}
        )


def forget(digest: str) -> None:
    """Drops all that is known of a model."""
    with _lock:
        data = _read()
        if data.pop(digest, None) is not None:
            _write(data)


def in_force(digest: str, device: str) -> Choice:
    """How the model is computed on `device`: never "automatic". Without a measurement, automatic is full."""
    trial = _trials.get(digest)
    if trial is not None:
        return trial.choice
    choice = chosen(digest)
    if choice.precision != AUTO:
        return choice
    known = measured(digest, device)
    best = known.best if known is not None else Choice(FULL)
    return Choice(best.precision, choice.compiled)


def cache_key(key: str, digest: str, device: str) -> str:
    """The key under which a loaded model is kept: another choice is another thing in the cache."""
    return f"{key}@{in_force(digest, device).tag}"


@contextlib.contextmanager
def trying(digest: str, trial: Trial) -> Iterator[None]:
    """Inside the block the model is loaded by the choice of `trial`, whatever the artist chose: for measuring."""
    if trial.choice.precision == AUTO:
        raise ValueError("a trial needs a definite precision")
    before = _trials.get(digest)
    _trials[digest] = trial
    try:
        yield
    finally:
        if before is None:
            del _trials[digest]
        else:
            _trials[digest] = before


def trial_of(digest: str) -> Trial | None:
    return _trials.get(digest)


def no_compiler() -> str:
    """Why nothing can be compiled on this machine, in a sentence, or "" when it can."""
    if sys.platform == "win32":
        names: tuple[str, ...] = ("cl", "clang-cl")
    else:
        names = ("g++", "clang++", "c++")
    if not any(shutil.which(n) for n in (*filter(None, (os.environ.get("CXX"),)), *names)):
        return "Compiling needs a C++ compiler, and there is none on this machine."
    if not (Path(sysconfig.get_path("include")) / "Python.h").is_file():
        return "Compiling needs Python's header files, and they are not installed on this machine."
    return ""


# -- the file --------------------------------------------------------------------------------------------------------


def _machine(device: str) -> str:
    """A processor with another number of cores is another device."""
    return f"{device}/{os.cpu_count() or 1}" if device == "cpu" else device


def _file() -> Path:
    return models_dir() / FILE


def _read() -> dict[str, dict[str, Any]]:
    """All that is kept. What cannot be read counts as nothing: it can be chosen and measured again."""
    try:
        path = _file()
        about = path.stat()
        return dict(_parsed(path, about.st_mtime_ns, about.st_size, about.st_ino))
    except OSError:
        return {}


@functools.lru_cache(maxsize=2)
def _parsed(path: Path, _time: int, size: int, _node: int) -> dict[str, dict[str, Any]]:
    """Read again only when it is another file: every picture asks for its model's choice."""
    if size > LARGEST:
        return {}
    try:
        data = json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError):
        return {}
    models = data.get("models") if isinstance(data, dict) else None
    return {k: v for k, v in models.items() if isinstance(v, dict)} if isinstance(models, dict) else {}


def _change(digest: str, name: str, value: Mapping[str, Any]) -> None:
    if not digest:
        raise ValueError("a model without a digest")
    with _lock:
        data = _read()
        data[digest] = {**data.get(digest, {}), name: dict(value)}
        _write(data)


def _write(data: Mapping[str, Any]) -> None:
    target = _file()
    spare = target.with_name(f".{FILE}.{os.getpid()}.part")
    content = (json.dumps({"version": 1, "models": data}, ensure_ascii=False, indent=1) + "\n").encode()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with spare.open("wb") as out:
            if out.write(content) != len(content):
                raise OSError("not all bytes were written")
            out.flush()
            os.fsync(out.fileno())
        spare.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            spare.unlink()
        reason = error.strerror or str(error)
        raise UserError(f"The choice could not be written to {target} ({reason}).") from None


def _choice(data: object) -> Choice:
    if isinstance(data, Mapping) and data.get("precision") in PRECISIONS and isinstance(data.get("compiled"), bool):
        return Choice(str(data["precision"]), bool(data["compiled"]))
    return Choice()


def _row_dict(row: Figures) -> dict[str, Any]:
    numbers = {n: float(getattr(row, n)) for n in ("milliseconds", "mean", "tail", "largest", "megabytes")}
    return {"precision": row.choice.precision, "compiled": row.choice.compiled, "note": row.note, **numbers}


def _measured(data: object) -> Measured | None:
    try:
        assert isinstance(data, Mapping)
        rows = tuple(
            Figures(
                Choice(str(r["precision"]), bool(r["compiled"])),
                milliseconds=_number(r["milliseconds"]), mean=_number(r["mean"]), tail=_number(r["tail"]),
                largest=_number(r["largest"]), megabytes=_number(r["megabytes"]), note=str(r["note"]),
            )
            for r in data["rows"]
        )  # fmt: skip
        return Measured(str(data["device"]), str(data["line"]), str(data["what"]), str(data["when"]), rows)
    except (AssertionError, KeyError, TypeError, ValueError, UserError):
        return None


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise ValueError(f"{value!r} is no figure")
    return float(value)

"""What a training returns, and what it keeps beside its checkpoint. Torch-free."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from studio.core.errors import UserError
from studio.core.params import Value

WORK = "training"
"""Folder in a model's folder: the checkpoint and the plan of the training."""
PLAN = "plan.json"
SAMPLES = "samples"
SHEET = "sheet.jpg"
CURVES = "curves.svg"
MAY_CHANGE = frozenset({"steps", "title", "licence", "precision"})
"""Params that a training that goes on may have otherwise than when it began."""


@dataclass(frozen=True)
class Trained:
    """A finished training. `skipped`: (file, why) of the pictures that were left out; `notes`: sentences for the artist;
    `figures`: what was measured; `curves`: loss -> ((step, value), ...)."""

    folder: Path
    title: str
    steps: int
    pictures: int
    figures: Mapping[str, float] = field(default_factory=dict)
    skipped: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    curves: Mapping[str, tuple[tuple[int, float], ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Begun:
    """How a training began. `params`: all of them."""

    trainer: str
    data: str
    seed: int
    params: Mapping[str, Value]

    def write(self, out: Path) -> None:
        """Raises `UserError`."""
        place = out / WORK / PLAN
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            part = place.with_suffix(".part")
            part.write_text(json.dumps(asdict(self), indent=2) + "\n", "utf-8")
            part.replace(place)
        except OSError as error:
            raise UserError(
                f"The folder {out} cannot be written ({(error.strerror or str(error)).lower()})."
            ) from error


def begun(out: Path) -> Begun | None:
    """The training that began in a model's folder, or None. Raises `UserError` when its plan is damaged."""
    place = out / WORK / PLAN
    try:
        data: Any = json.loads(place.read_text("utf-8"))
        return Begun(str(data["trainer"]), str(data["data"]), int(data["seed"]), dict(data["params"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"{place} is damaged: delete the folder {place.parent} to begin anew.") from error

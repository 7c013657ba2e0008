"""Small sets of pictures, and the trainers' engine job called as the engine calls it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from studio.art.training.catalog import TRAINERS
from studio.art.training.job import train
from studio.art.training.trained import Trained
from studio.core.errors import Cancelled
from studio.core.progress import DirectContext


def discs(folder: Path, count: int = 24, edge: int = 20) -> Path:
    """Pictures that can be learned: a bright disc somewhere on a dark ground."""
    folder.mkdir(parents=True, exist_ok=True)
    y, x = np.mgrid[:edge, :edge]
    for k in range(count):
        rng = np.random.default_rng(k)
        cx, cy = rng.uniform(0.3, 0.7, 2) * edge
        disc = np.hypot(x - cx, y - cy) < 0.25 * edge
        pixels = np.full((edge, edge, 3), (20, 30, 60), np.uint8)
        pixels[disc] = rng.integers(120, 255, 3)
        Image.fromarray(pixels).save(folder / f"disc {k}.png")
    return folder


class Stopping(DirectContext):
    """Cancels after `questions` whether work may go on, or after `steps` of a training. Keeps what it was told."""

    def __init__(self, *, questions: int = 10**9, steps: int = 10**9) -> None:
        super().__init__()
        self.questions, self.steps = questions, steps
        self.notes: list[str] = []
        self.previews: list[Any] = []

    def check(self) -> None:
        # The first step is told of; before every later one there is a question.
        if any(note.startswith("Step 1 ") for note in self.notes):
            self.steps -= 1
        self.questions -= 1
        if self.questions < 0 or self.steps <= 0:
            raise Cancelled

    def progress(self, fraction: float, note: str = "", preview: Any = None) -> None:
        self.notes.append(note)
        if preview is not None:
            self.previews.append(preview)


TINY: dict[str, dict[str, Any]] = {
    "dense": {"trainer": "gan", "net": "dense", "size": 8, "width": 8, "latent": 4},
    "dcgan": {"trainer": "gan", "net": "dcgan", "size": 8, "width": 4, "latent": 4},
    "stylegan": {"trainer": "stylegan", "size": 16, "grown": 8, "channels": 4, "width": 8, "latent": 4},
    "vae": {"trainer": "vae", "size": 8, "width": 4, "latent": 4, "perceptual": 0.0},
}


def run(
    kind: str, data: object, out: Path, ctx: Any = None, *, resume: bool = False, seed: int = 3, **more: Any
) -> Trained:
    """A training of a few steps of a tiny net."""
    given = {**TINY[kind], "steps": 6, "batch": 8, "precision": "full", **more}
    spec = TRAINERS.get(given.pop("trainer"))
    return train(
        ctx or DirectContext(), data=str(data), out=str(out), seed=seed, resume=resume, **dict(spec.bound),
        **spec.values(given),
    )  # fmt: skip

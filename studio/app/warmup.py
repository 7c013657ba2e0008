"""What the engine prepares after the window is up, while nothing is asked of it."""

from __future__ import annotations

from studio.engine.warmup import Step, steps

PACKAGES = ("torch", "cv2", "llvmlite", "numba", "tokenizers")
"""Imported in this order, their large libraries first, so that the first picture does not wait for them."""

METHODS: dict[str, str] = {
    "Learning words": "studio.art.words.reader:warm",
    "Waking the muse": "studio.art.muse.answer:warm",
    "Preparing the paint": "studio.art.media:warm",
    "Preparing the brushes": "studio.art.styles.warm:warm",
}
"""Note -> "module:function" of methods that load something of their own."""


def warm_up_steps() -> list[Step]:
    return steps(PACKAGES, METHODS)

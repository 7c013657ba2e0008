"""Any method on moving pictures: each frame by itself with the same chance, held together by the motion alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from studio.art.styles.fields import Floats, f32
from studio.art.styles.frame import Frame
from studio.art.styles.temporal.carrier import State, Wish
from studio.art.styles.temporal.motion import Motion
from studio.core.picture import Made
from studio.core.progress import Context
from studio.core.spec import Spec


class CarryAny:
    """See `Carrier`. `spec`: a method that gives a picture of the content's size."""

    def __init__(self, wish: Wish, spec: Spec) -> None:
        self._wish = wish
        self._method: Callable[..., Made] = spec.resolve()
        given: dict[str, Any] = {"style": wish.style, "seed": wish.seed, **wish.extra}
        self._given = {k: v for k, v in given.items() if k in (*spec.inputs, *spec.accepts) and v is not None}
        self._given |= dict(wish.values) | dict(spec.bound)
        if "strength" in self._given:
            self._given["strength"] = 1.0  # the film blends with its own picture once, at the end

    def begin(self, ctx: Context, sitter: Frame, colors: Floats) -> Floats:
        return self._painted(ctx, sitter)

    def go_on(self, ctx: Context, sitter: Frame, motion: Motion, number: int) -> Floats:
        return self._painted(ctx, sitter)

    def _painted(self, ctx: Context, sitter: Frame) -> Floats:
        made = self._method(ctx, content=sitter.padded, **self._given)
        return np.ascontiguousarray(f32(made.pixels[..., :3]) * np.float32(1 / 255))

    def state(self) -> State:
        return {}

    def restore(self, state: State) -> None:
        """Each frame begins anew."""

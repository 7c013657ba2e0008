"""What every method does on moving pictures: begin a shot, go on from frame to frame, be laid aside and taken up again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from studio.art.styles import frame, ot
from studio.art.styles.fields import Floats
from studio.art.styles.frame import Frame
from studio.art.styles.jit import Crew
from studio.art.styles.temporal.grade import Grade, found
from studio.art.styles.temporal.motion import Motion
from studio.core.params import Value
from studio.core.progress import Context

if TYPE_CHECKING:
    from studio.core.picture import Pixels

State = dict[str, NDArray[Any]]
"""All that goes from one frame to the next, as arrays that a file can hold."""


@dataclass(frozen=True)
class Wish:
    """What the artist set. `style` uint8 (h, w, 4). `extra`: further inputs of the method."""

    values: Mapping[str, Value]
    style: Pixels | None
    seed: int
    extra: Mapping[str, object]

    def number(self, name: str) -> float:
        return float(self.values[name])

    @property
    def colors(self) -> str:
        return str(self.values.get("colors", "take"))


class Carrier(Protocol):
    """One method on moving pictures. `hold`: see `Steady`; a method that carries its own marks needs less of it."""

    hold: float

    def begin(self, ctx: Context, sitter: Frame, colors: Floats) -> Floats:
        """The first frame of a shot, float32 (H, W, 3); `colors` (h, w, 3): all colors of the shot."""

    def go_on(self, ctx: Context, sitter: Frame, motion: Motion, number: int) -> Floats:
        """The next frame, `number` frames after the first."""

    def state(self) -> State: ...
    def restore(self, state: State) -> None: ...


class ShotColors:
    """The colors of a shot: how each becomes one of the style, and the style as its marks are compared with it. Found once
    a shot, so that nothing pumps."""

    def __init__(self, wish: Wish) -> None:
        self._wish = wish
        self._grade: Grade | None = None
        self.model: Floats = np.zeros((1, 1, 3), np.float32)

    def begin(self, ctx: Context, sitter: Frame, colors: Floats, crew: Crew, most: float = 1024) -> None:
        """`most`: px of the side at which the style is compared at most."""
        wish = self._wish
        assert wish.style is not None
        style = frame.style_rgb(wish.style, min(sitter.side, most))
        self.model = style
        if wish.colors != "keep":
            self._grade = found(ctx, colors, style, wish.seed, crew)
        if wish.colors != "take":
            everywhere = np.ones(style.shape[:2], np.float32)
            kept = ot.recolor(ctx, style, everywhere, colors, wish.seed, crew, guard=0.0)
            self.model = kept if wish.colors == "keep" else ot.with_light(kept, style)

    def target(self, rgb: Floats, crew: Crew) -> Floats:
        """`rgb` (H, W, 3) in the colors that are to be painted."""
        if self._grade is None:
            return rgb
        taken = self._grade.of(rgb, crew)
        return taken if self._wish.colors == "take" else ot.with_light(rgb, taken)

    def finished(self, painted: Floats, done: Floats) -> Floats:
        """`done` after the marks of the style, with the colors of `painted` where those are not the style's."""
        return done if self._wish.colors == "take" or done is painted else ot.with_light(painted, done)

    @property
    def style_unit(self) -> float:
        return float(min(self.model.shape[:2])) / 512

    def state(self) -> State:
        made: State = {"model": self.model}
        if self._grade is not None:
            made["grade"] = self._grade.table
        return made

    def restore(self, state: State) -> None:
        self.model = state["model"]
        self._grade = Grade(state["grade"]) if "grade" in state else None


def part_of(state: State, name: str) -> State:
    """The entries of `state` under `name`, as `named` put them there."""
    start = f"{name}."
    return {k.removeprefix(start): v for k, v in state.items() if k.startswith(start)}


def named(name: str, state: State) -> State:
    return {f"{name}.{k}": v for k, v in state.items()}

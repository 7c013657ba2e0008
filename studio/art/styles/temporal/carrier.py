"""What every method does on moving pictures: begin a shot, go on from frame to frame, be laid aside and taken up again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from studio.art.styles import bands, frame, ot
from studio.art.styles.fields import Floats
from studio.art.styles.frame import Frame
from studio.art.styles.jit import Crew
from studio.art.styles.temporal.grade import Grade, found
from studio.art.styles.temporal.motion import Motion
from studio.core.params import Value
from studio.core.progress import Context, DirectContext

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
    """One method on moving pictures."""

    def begin(self, ctx: Context, sitter: Frame, colors: Floats) -> Floats:
        """The first frame of a shot, float32 (H, W, 3); `colors` (n, h, w, 3): all colors of the shot."""

    def go_on(self, ctx: Context, sitter: Frame, motion: Motion, number: int) -> Floats:
        """The next frame, `number` frames after the first."""

    def state(self) -> State: ...
    def restore(self, state: State) -> None: ...


class ShotColors:
    """The colors of a shot: how each becomes one of the style, and the style as its marks are compared with it. Found once
    a shot, so that nothing pumps. Implements `frame.Palette`."""

    def __init__(self, wish: Wish, crew: Crew) -> None:
        self._wish, self._crew = wish, crew
        self._colors: Floats = np.zeros((1, 1, 1, 3), np.float32)
        self._grades: dict[str, Grade] = {}
        self._models: dict[str, Floats] = {}

    def begin(self, colors: Floats) -> None:
        """Another shot, with the colors `colors` (n, h, w, 3)."""
        self._colors, self._grades, self._models = colors, {}, {}

    def style(self, side: float) -> Floats:
        """The style picture, its short side `side` px at most."""
        assert self._wish.style is not None
        return frame.style_rgb(self._wish.style, side)

    def matched(self, rgb: Floats, style: Floats) -> tuple[Floats, Floats]:
        """What is to be painted of `rgb` (H, W, 3), and `style` (h, w, 3) as its marks are compared with it."""
        wish, name = self._wish, _name(style)
        if wish.colors == "keep":
            return rgb, self._model(style, name)
        if name not in self._grades:
            self._grades[name] = found(DirectContext(), self._colors, style, wish.seed, self._crew)
        taken = self._grades[name].of(rgb, self._crew)
        if wish.colors == "take":
            return taken, style
        return ot.with_light(rgb, taken), ot.with_light(self._model(style, name), style)

    def _model(self, style: Floats, name: str) -> Floats:
        """The style in the colors of the shot."""
        if name not in self._models:
            everywhere = np.ones(style.shape[:2], np.float32)
            self._models[name] = ot.recolor(
                DirectContext(), style, everywhere, np.concatenate(self._colors), self._wish.seed, self._crew, guard=0.0
            )
        return self._models[name]

    def finished(self, painted: Floats, done: Floats) -> Floats:
        """`done` after the marks of the style, with the colors of `painted` where those are not the style's."""
        return done if self._wish.colors == "take" or done is painted else ot.with_light(painted, done)

    def state(self) -> State:
        return {
            "colors": self._colors, **{f"grade.{k}": g.table for k, g in self._grades.items()},
            **{f"model.{k}": m for k, m in self._models.items()},
        }  # fmt: skip

    def restore(self, state: State) -> None:
        self._colors = state["colors"]
        self._grades = {k: Grade(table) for k, table in part_of(state, "grade").items()}
        self._models = dict(part_of(state, "model"))


def _name(style: Floats) -> str:
    """Tells styles of different sizes, and soft ones, apart."""
    thin = np.ascontiguousarray(style[::7, ::7])
    return hashlib.sha256(repr(style.shape).encode() + thin.tobytes()).hexdigest()[:16]


def style_unit(model: Floats) -> float:
    """Px of 1/512 of a style's side."""
    return float(min(model.shape[:2])) / 512


def part_of(state: State, name: str) -> State:
    """The entries of `state` under `name`, as `named` put them there."""
    start = f"{name}."
    return {k.removeprefix(start): v for k, v in state.items() if k.startswith(start)}


def named(name: str, state: State) -> State:
    return {f"{name}.{k}": v for k, v in state.items()}


def kept_state(kept: bands.Kept) -> State:
    made: State = {}
    if kept.tables:
        made["tables"] = np.stack(kept.tables)
    if kept.mix is not None:
        made["mix"] = np.array(kept.mix)
    return made


def kept_of(state: State) -> bands.Kept:
    tables = tuple(np.ascontiguousarray(t) for t in state["tables"]) if "tables" in state else None
    return bands.Kept(tables, float(state["mix"]) if "mix" in state else None)

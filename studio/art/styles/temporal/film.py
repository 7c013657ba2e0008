"""A film, frame by frame, in a style. Memory holds two frames, whatever its length."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from studio.art.styles import frame
from studio.art.styles.catalog import STYLES
from studio.art.styles.jit import Crew
from studio.art.styles.temporal.carrier import Carrier, State, Wish, named, part_of
from studio.art.styles.temporal.motion import Motion, between
from studio.art.styles.temporal.shots import floats
from studio.art.styles.temporal.steady import Steady, difference
from studio.core.errors import UserError
from studio.core.params import Value
from studio.core.progress import Context
from studio.core.spec import Spec

if TYPE_CHECKING:
    from studio.core.picture import Pixels


class Film:
    """Frames go in, in order, and come out painted. `state` and `restore` lay it aside between two frames, exactly."""

    def __init__(self, spec: Spec, wish: Wish, crew: Crew) -> None:
        if "style" in spec.inputs and wish.style is None:
            raise UserError(f"{spec.title} needs a style picture.")
        self._crew, self._wish = crew, wish
        self._strength = float(wish.values.get("strength", 1.0))
        self._carrier: Carrier | None = None
        self._steady = Steady()
        self.spec = self._given = spec
        self.notes: tuple[str, ...] = ()
        if "auto" not in (spec.id, wish.values.get("method")):
            self._take(spec, wish.values)
        self._last: NDArray[np.uint8] | None = None
        self._number = 0

    def next(self, ctx: Context, pixels: Pixels, colors: NDArray[np.uint8] | None) -> Pixels:
        """The next frame, uint8 (H, W, 4), painted. `colors` uint8 (n, h, w, 3) begins a shot: all colors that are in it."""
        rgb = np.ascontiguousarray(pixels[..., :3])
        sitter = frame.frame(pixels)
        if self._strength <= 0:
            return pixels
        if colors is None and (self._last is None or self._last.shape != rgb.shape):
            raise ValueError("a film begins with a shot, and its frames are of one size")
        motion: Motion | None = None
        own = 0.0
        if colors is not None:
            self._number = 0
            if self._carrier is None:
                self._decide(ctx, pixels)
            assert self._carrier is not None
            painted = self._carrier.begin(ctx, sitter, floats(colors))
        else:
            assert self._last is not None and self._carrier is not None
            motion = _padded(between(self._last, rgb, ctx.check), sitter)
            before = frame.frame(np.dstack([self._last, pixels[..., 3]])).rgb
            own = difference(sitter.rgb, motion.carried(before), motion.trust)
            ctx.check()
            self._number += 1
            painted = self._carrier.go_on(ctx, sitter, motion, self._number)
        self._last = rgb
        return sitter.pixels(self._steady.next(painted, motion, own, self._crew), self._strength)

    def _decide(self, ctx: Context, pixels: Pixels) -> None:
        """`auto` chooses once, by the first frame: a method that changes would be a flicker of its own."""
        from studio.art.styles.auto import decided

        wish, seen = self._wish, frame.frame(pixels).overview
        if wish.style is not None:
            spec, values, self.notes = decided(ctx, wish.style, seen, wish.values)
            self._take(spec, values)
            return
        # Several styles share one method: the first one chooses it.
        first = next(v for k, v in sorted(wish.extra.items()) if k.startswith("style"))
        settings = STYLES.get("auto").values(json.loads(str(wish.values["values"])))
        spec, values, self.notes = decided(ctx, cast("Pixels", first), seen, settings)
        self._take(self._given, {**wish.values, "method": spec.id, "values": json.dumps(values)})

    def _take(self, spec: Spec, values: Mapping[str, Value]) -> None:
        self.spec, self._values = spec, dict(values)
        self._carrier = carrier_of(spec, replace(self._wish, values=self._values), self._crew)

    def state(self) -> State:
        """All that the next frame needs to know."""
        made: State = {"number": np.array(self._number)}
        if self._carrier is None:
            return made
        chosen = json.dumps([self.spec.id, self._values, self.notes])
        made["chosen"] = np.frombuffer(chosen.encode(), np.uint8)
        if self._last is not None:
            made["last"] = self._last
        if self._steady.last is not None:
            made["steady"] = self._steady.last
        return made | named("carrier", self._carrier.state())

    def restore(self, state: State) -> None:
        self._number = int(state["number"])
        if "chosen" not in state:
            return
        id_, values, notes = json.loads(state["chosen"].tobytes())
        self.notes = tuple(notes)
        self._take(STYLES.get(id_) if id_ != self._given.id else self._given, values)
        assert self._carrier is not None
        self._last = state.get("last")
        self._steady.last = state.get("steady")
        self._carrier.restore(part_of(state, "carrier"))


def _padded(motion: Motion, sitter: frame.Frame) -> Motion:
    """Tiny frames are padded to be painted: nothing moves in the border."""
    height, width = motion.trust.shape
    top, left = sitter.pad
    full_w, full_h = sitter.size
    if (full_w, full_h) == (width, height):
        return motion
    around = ((top, full_h - height - top), (left, full_w - width - left))
    flows = (np.pad(f, (*around, (0, 0)), "symmetric") for f in (motion.back, motion.forth))
    back, forth = (np.ascontiguousarray(f) for f in flows)
    return Motion(back, forth, np.ascontiguousarray(np.pad(motion.trust, around, "symmetric")))


def carrier_of(spec: Spec, wish: Wish, crew: Crew) -> Carrier:
    """Who carries the marks of a method; a method that nobody knows better is held together by the motion alone."""
    from studio.art.styles.temporal.carry_any import CarryAny
    from studio.art.styles.temporal.carry_color import CarryColor
    from studio.art.styles.temporal.carry_painter import CarryPainter
    from studio.art.styles.temporal.carry_patches import CarryPatches

    match spec.id:
        case "color":
            return CarryColor(wish, crew)
        case "painter":
            return CarryPainter(wish, crew)
        case "bold" | "analogy":
            return CarryPatches(wish, spec, crew)
    return CarryAny(wish, spec)

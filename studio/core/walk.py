"""A walk through a generator's latent space: keyframes, how long each is held, how long the way to the next takes.

Values and JSON only. What a walk shows at a moment is a weighted sum of its keyframes' codes; the weights are worked
out here, so that window, command line and renderer agree on every frame.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from studio.core.errors import UserError
from studio.core.moves import Anchor, Moves
from studio.core.recipe import Recipe

FORMAT, VERSION = "pentimento-walk", 1
EASINGS = (("ease", "Ease in and out"), ("linear", "Even"), ("spline", "Flowing"))
"""Ids and titles. ease: every leg starts and ends at rest. linear: steady, with a turn at every keyframe. spline: a
Catmull-Rom curve through all keyframes, whose speed does not jump at any that is not held."""
SECONDS = 60.0
"""Longest hold and longest way, in s."""
KEYFRAMES = 200
FPS = (1, 60)
EDGES = (16, 4096)
FRAMES = 36_000
LARGEST = 32 * 2**20
"""Characters of a walk's text: a keyframe may carry the code of a picture that was put into the space."""
NEWEST_TRAVEL = 2.0
"""Seconds of the way from a keyframe that was just added."""

Weights = tuple[tuple[int, float], ...]
"""(Index of a keyframe, weight); the weights sum to 1, no two indices are the same, ascending."""


@dataclass(frozen=True)
class Keyframe:
    """A still of a walk. `hold`: s it stands still. `travel`: s of the way from it to the next."""

    recipe: Recipe
    hold: float = 0.0
    travel: float = NEWEST_TRAVEL

    def __post_init__(self) -> None:
        if self.recipe.kind != "generator":
            raise UserError("A walk leads through pictures of a generator; this picture was made in another way.")
        for name, value in (("pause", self.hold), ("way", self.travel)):
            if not math.isfinite(value) or not 0 <= value <= SECONDS:
                raise UserError(f"A {name} of a walk takes 0 to {SECONDS:g} seconds, not {value:g}.")

    @property
    def anchor(self) -> Anchor:
        """Where in latent space it stands."""
        return Anchor(self.recipe.seed, self.recipe.text, self.recipe.params)


@dataclass(frozen=True)
class Walk:
    """`easing`: an id of `EASINGS`. `width`, `height`: px of the video, even numbers; odd ones are cut by one.
    `medium`: what every frame is painted with; "" for that of the first keyframe. Raises `UserError` for values out
    of range, and for keyframes of more than one generator."""

    keyframes: tuple[Keyframe, ...] = ()
    easing: str = "ease"
    loop: bool = False
    fps: int = 25
    width: int = 512
    height: int = 512
    medium: str = ""

    def __post_init__(self) -> None:
        if self.easing not in dict(EASINGS):
            raise UserError(f"A walk goes {', '.join(e for e, _ in EASINGS)}, not “{self.easing}”.")
        if len(self.keyframes) > KEYFRAMES:
            raise UserError(f"A walk has up to {KEYFRAMES} pictures.")
        if not FPS[0] <= self.fps <= FPS[1]:
            raise UserError(f"A walk has {FPS[0]} to {FPS[1]} frames a second, not {self.fps}.")
        if not all(EDGES[0] <= n <= EDGES[1] for n in (self.width, self.height)):
            raise UserError(f"A video is {EDGES[0]} to {EDGES[1]} px wide and high, not {self.width} × {self.height}.")
        if len({k.recipe.method for k in self.keyframes}) > 1:
            names = " and ".join(sorted({k.recipe.method for k in self.keyframes}))
            raise UserError(f"A walk stays within one generator; these pictures are of {names}.")
        object.__setattr__(self, "width", self.width - self.width % 2)
        object.__setattr__(self, "height", self.height - self.height % 2)

    # -- what it is ----------------------------------------------------------------------------------------------

    @property
    def generator(self) -> str:
        """Id of the generator of all keyframes; "" while there are none."""
        return self.keyframes[0].recipe.method if self.keyframes else ""

    @cached_property
    def times(self) -> tuple[float, ...]:
        """When each keyframe is reached, in s from the start; the last value is the end of the whole walk."""
        at, out = 0.0, []
        for index, key in enumerate(self.keyframes):
            out.append(at)
            at += key.hold + (key.travel if self._leads_on(index) else 0.0)
        return (*out, at)

    @property
    def duration(self) -> float:
        """Seconds from the first keyframe to the last one, or back to the first in a loop."""
        return self.times[-1]

    @property
    def frames(self) -> int:
        """How many frames it has at `fps`; 0 without keyframes. A walk that ends on the way ends on its last
        keyframe: that costs one frame more. A loop does not show its first frame twice."""
        if not self.keyframes:
            return 0
        count = max(1, round(self.duration * self.fps))
        rests = self.keyframes[-1].hold * self.fps >= 1
        return count if self._loops or rests or len(self.keyframes) == 1 else count + 1

    def check_length(self) -> None:
        """Raises `UserError` where there is nothing to export, or far too much."""
        if len(self.keyframes) < 2:
            raise UserError("A walk needs two pictures: choose another candidate and add it.")
        if self.frames > FRAMES:
            raise UserError(f"This walk has {self.frames} frames; up to {FRAMES} can be written.")

    # -- where it is ---------------------------------------------------------------------------------------------

    def moment(self, frame: int) -> float:
        """Seconds from the start of a frame."""
        return min(frame / self.fps, self.duration)

    def weights(self, seconds: float) -> Weights:
        """How much of which keyframe is seen after `seconds`. Raises `ValueError` without keyframes."""
        if not self.keyframes:
            raise ValueError("a walk without keyframes is nowhere")
        if self._loops and self.duration:
            seconds %= self.duration
        count = len(self.keyframes)
        index = max(0, min(count - 1, bisect_right(self.times[:count], max(0.0, seconds)) - 1))
        key = self.keyframes[index]
        past = seconds - self.times[index] - key.hold
        if past <= 0 or not self._leads_on(index) or key.travel <= 0:
            return ((index, 1.0),)
        return self._between(index, min(1.0, past / key.travel))

    def moves(self, seconds: float) -> Moves:
        """The moment as moves: a blend of the keyframes' anchors. A picture of it can be made like any other."""
        return Moves(blend=tuple(p for i, w in self.weights(seconds) for p in _leaves(self.keyframes[i].anchor, w)))

    def recipe_at(self, seconds: float) -> Recipe:
        """The recipe of the frame at a moment: its generator makes the very same picture from it."""
        first = self.keyframes[0].recipe
        heaviest = self.keyframes[max(self.weights(seconds), key=lambda pair: pair[1])[0]].recipe
        params = {**heaviest.params, "moves": self.moves(seconds).to_text()}
        for name in ("medium", "stroke"):
            if name in first.params:
                params[name] = first.params[name]
        if self.medium:
            params["medium"] = self.medium
        return replace(first, text=heaviest.text, params=params, given=(), width=self.width, height=self.height)

    @property
    def _loops(self) -> bool:
        return self.loop and len(self.keyframes) > 1

    def _leads_on(self, index: int) -> bool:
        return index + 1 < len(self.keyframes) or self._loops

    def _between(self, index: int, u: float) -> Weights:
        """`u` 0..1 of the way from keyframe `index` to the next."""
        after = (index + 1) % len(self.keyframes)
        out: dict[int, float] = {}

        def add(key: int, weight: float) -> None:
            out[key] = out.get(key, 0.0) + weight

        if self.easing == "linear":
            add(index, 1 - u)
            add(after, u)
        else:
            # Cubic Hermite. With no speed at both ends it is the common ease in and out, 3u² - 2u³.
            rise = u * u * (3 - 2 * u)
            add(index, 1 - rise)
            add(after, rise)
            if self.easing == "spline":
                way = self.keyframes[index].travel
                for key, share in ((index, u * (1 - u) ** 2), (after, u * u * (u - 1))):
                    for other, slope in self._speed(key):
                        add(other, share * way * slope)
        return tuple((i, w) for i, w in sorted(out.items()) if abs(w) > 1e-9)

    def _speed(self, index: int) -> Iterator[tuple[int, float]]:
        """The speed (per s) at which a spline passes a keyframe, as weights of keyframes that sum to 0.

        Catmull and Rom (1974) with the ways' own lengths: the mean of the speeds before and after, each weighted by
        the other's length. A keyframe that is held is passed at rest.
        """
        key, count = self.keyframes[index], len(self.keyframes)
        if key.hold > 0:
            return
        before, after = (index - 1) % count, (index + 1) % count
        arriving = self.keyframes[before].travel if index > 0 or self._loops else 0.0
        leaving = key.travel if self._leads_on(index) else 0.0
        if arriving <= 0 and leaving <= 0:
            return
        share = leaving / (arriving + leaving) if arriving > 0 else 0.0
        if arriving > 0:
            part = share if leaving > 0 else 1.0
            yield index, part / arriving
            yield before, -part / arriving
        if leaving > 0:
            yield after, (1 - share) / leaving
            yield index, -(1 - share) / leaving

    # -- changing ------------------------------------------------------------------------------------------------

    def with_keyframe(self, key: Keyframe, at: int | None = None) -> Walk:
        """`at`: before which place, None for the end."""
        place = len(self.keyframes) if at is None else max(0, min(at, len(self.keyframes)))
        return replace(self, keyframes=(*self.keyframes[:place], key, *self.keyframes[place:]))

    def without(self, index: int) -> Walk:
        return replace(self, keyframes=(*self.keyframes[:index], *self.keyframes[index + 1 :]))

    def moved(self, index: int, to: int) -> Walk:
        """Keyframe `index` at place `to` of the others; every place keeps its own time of travel but the moved one's."""
        rest = [*self.keyframes[:index], *self.keyframes[index + 1 :]]
        rest.insert(max(0, min(to, len(rest))), self.keyframes[index])
        return replace(self, keyframes=tuple(rest))

    def with_times(self, index: int, *, hold: float | None = None, travel: float | None = None) -> Walk:
        key = self.keyframes[index]
        new = replace(key, hold=key.hold if hold is None else hold, travel=key.travel if travel is None else travel)
        return replace(self, keyframes=(*self.keyframes[:index], new, *self.keyframes[index + 1 :]))

    def lasting(self, seconds: float) -> Walk:
        """The same with all times stretched so that the whole takes `seconds`."""
        if self.duration <= 0:
            raise UserError("This walk has no way between its pictures that could be stretched.")
        scale = seconds / self.duration
        stretched = tuple(replace(k, hold=k.hold * scale, travel=k.travel * scale) for k in self.keyframes)
        return replace(self, keyframes=stretched)

    # -- text ----------------------------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "version": VERSION,
            "easing": self.easing,
            "loop": self.loop,
            "fps": self.fps,
            "width": self.width,
            "height": self.height,
            "medium": self.medium,
            "keyframes": [
                {"recipe": k.recipe.to_dict(), "hold": round(k.hold, 4), "travel": round(k.travel, 4)}
                for k in self.keyframes
            ],
        }

    def to_json(self) -> str:
        return json.dumps(self.to_dict(), ensure_ascii=False, separators=(",", ":"), allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> Walk:
        """Raises `UserError` when `text` is no walk, or one of a newer program."""
        try:
            if len(text) > LARGEST:
                raise UserError("This walk is too long to be read.")
            data = json.loads(text)
        except (ValueError, RecursionError):
            raise UserError("This is not a walk.") from None
        return cls.from_dict(data)

    @classmethod
    def from_dict(cls, data: object) -> Walk:
        """Raises `UserError`."""
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise UserError("This is not a walk.")
        version = data.get("version")
        if isinstance(version, bool) or not isinstance(version, int) or version > VERSION:
            raise UserError(f"This walk is of version {version}; this program reads up to {VERSION}.")
        try:
            whole = {name: data[name] for name in ("fps", "width", "height")}
            if any(isinstance(v, bool) or not isinstance(v, int) for v in whole.values()):
                raise TypeError("a size that is no whole number")
            if not isinstance(data.get("loop", False), bool):
                raise TypeError("loop")
            keys = tuple(
                Keyframe(Recipe.from_dict(k["recipe"]), float(k.get("hold", 0.0)), float(k["travel"]))
                for k in data.get("keyframes", ())
            )
            return cls(
                keys, str(data.get("easing", "ease")), data.get("loop", False), **whole,
                medium=str(data.get("medium", "")),
            )  # fmt: skip
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UserError(f"This walk is damaged ({error}).") from None


def _leaves(anchor: Anchor, weight: float) -> Iterator[tuple[Anchor, float]]:
    """An anchor that is nothing but a blend as what it blends: moments of moments must not nest without end."""
    moves = Moves.from_text(str(anchor.params.get("moves", "")))
    total = sum(w for _, w in moves.blend)
    if total == 0 or moves.axes or moves.mixes or moves.code:
        yield anchor, weight
        return
    for inner, share in moves.blend:
        yield from _leaves(inner, weight * share / total)

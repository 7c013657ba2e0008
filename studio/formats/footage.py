"""A film as it is to be painted: every frame upright and in order, from any of them on, with its own time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from studio.core.errors import UserError
from studio.formats.video import rgb_of
from studio.formats.video_read import opened_video

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HDR = (16, 18)
"""Transfer characteristics of HDR (ITU-T H.273): PQ and HLG."""


@dataclass(frozen=True)
class Facts:
    """`width`, `height`: upright. `rate`: frames a second, the mean where it varies. `turn`: quarter turns, against the
    clock, that make a frame upright. `aspect`: width of a pixel by its height."""

    width: int
    height: int
    rate: Fraction
    time_base: Fraction
    turn: int = 0
    aspect: Fraction = Fraction(1)
    seconds: float = 0.0
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """A frame: `time` in units of `Facts.time_base`, `frame` of the library."""

    time: int
    frame: Any
    turn: int

    def rgb(self) -> NDArray[np.uint8]:
        """(H, W, 3), sRGB, upright."""
        return np.ascontiguousarray(np.rot90(rgb_of(self.frame), self.turn))

    def small(self, edge: int) -> NDArray[np.uint8]:
        """(h, w, 3) with a long side of at most `edge` px; quick."""
        k = min(1.0, edge / max(self.frame.width, self.frame.height))
        width, height = max(16, round(self.frame.width * k)), max(16, round(self.frame.height * k))
        array = self.frame.reformat(width=width, height=height, format="rgb24", interpolation="AREA").to_ndarray()
        return np.ascontiguousarray(np.rot90(array, self.turn))


def facts_of(path: str | Path) -> Facts:
    """By its header and first frame. Raises `UserError`."""
    path = Path(path)
    with opened_video(path) as container:
        stream = container.streams.video[0]
        first = _first(container, stream, path.name)
        turn = round(float(getattr(first, "rotation", 0) or 0) / 90) % 4
        width, height = (first.height, first.width) if turn % 2 else (first.width, first.height)
        rate = stream.average_rate or stream.guessed_rate or Fraction(25)
        aspect = stream.sample_aspect_ratio or Fraction(1)
        if turn % 2 and aspect:
            aspect = 1 / aspect
        notices = []
        if int(getattr(first, "color_trc", 0) or 0) in _HDR:
            notices.append(f"{path.name} is HDR video; it was brought to the range of the screen.")
        if container.streams.subtitles:
            notices.append(f"The subtitles of {path.name} are not kept.")
        base = stream.time_base or Fraction(1, 90_000)
        seconds = float(stream.duration * base) if stream.duration else float(container.duration or 0) / 1e6
        return Facts(
            width, height, Fraction(rate), Fraction(base), turn, Fraction(aspect or 1), seconds, tuple(notices)
        )


def footage(path: str | Path, facts: Facts, start: int | None = None) -> Iterator[Shown]:
    """All frames in order, or those from the time `start` on, which must be that of a frame. Raises `UserError`."""
    path = Path(path)
    with opened_video(path) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        step = max(1, round(1 / (facts.rate * facts.time_base)))
        if start is not None:
            container.seek(start, stream=stream, backward=True)
        last: int | None = None
        size = (facts.height, facts.width) if facts.turn % 2 else (facts.width, facts.height)
        for shown in _frames(container, stream, path.name):
            if (shown.width, shown.height) != size:
                raise UserError(f"The frames of {path.name} change their size on the way, which is not possible here.")
            time = shown.pts
            if time is None or (last is not None and time <= last):
                time = step + (last if last is not None else -step)  # damaged or missing times
            last = int(time)
            if start is None or last >= start:
                yield Shown(last, shown, facts.turn)


def _frames(container: Any, stream: Any, name: str) -> Iterator[Any]:
    """What can be decoded; a broken packet costs its frames, not the film."""
    import av

    for packet in container.demux(stream):
        try:
            yield from packet.decode()
        except av.error.InvalidDataError:
            continue
        except av.error.EOFError:
            return


def _first(container: Any, stream: Any, name: str) -> Any:
    first = next(_frames(container, stream, name), None)
    if first is None:
        raise UserError(f"{name} holds no frame that can be read.")
    return first

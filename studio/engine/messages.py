"""What comes back from the engine. Every request that was posted ends in exactly one `ENDINGS` message."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from studio.core.picture import Pixels

NO_JOB = 0
"""`job` of messages that concern the engine itself; requests count from 1."""


@dataclass(frozen=True)
class Message:
    """`job` is the id of the request, `slot` its slot."""

    job: int = NO_JOB
    slot: str | None = None


@dataclass(frozen=True)
class Started(Message):
    """The job has left the queue."""


@dataclass(frozen=True)
class Progressed(Message):
    """How far the job is, 0..1, and what it is doing."""

    fraction: float = 0.0
    note: str = ""


@dataclass(frozen=True)
class Previewed(Message):
    """How the picture looks so far. The message owns its pixels."""

    pixels: Pixels = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True)
class Said(Message):
    """How answer `number` of a muse reads so far."""

    text: str = ""
    number: int = 0


@dataclass(frozen=True)
class Relieved(Message):
    """Memory ran out; the job goes on by step `rung` of the ladder (1 small tiles, 2 on the CPU)."""

    rung: int = 0
    sentence: str = ""


@dataclass(frozen=True)
class Finished(Message):
    """`result` is a `Picture`, or what a method returns that makes no picture (a muse: a tuple of `Variant`)."""

    result: Any = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Failed(Message):
    """`sentence` is for the artist; `details` is a traceback, empty when the artist can put it right."""

    sentence: str = ""
    details: str = ""


@dataclass(frozen=True)
class Cancelled(Message):
    """The job was cancelled, or replaced by a newer one of its slot."""


@dataclass(frozen=True)
class DeviceKnown(Message):
    """The device line: "CPU, 4 threads"."""

    line: str = ""


@dataclass(frozen=True)
class WarmingUp(Message):
    """The engine gets ready, 0..1; with 1.0 it is ready (`note` then says how long it took)."""

    fraction: float = 0.0
    note: str = ""


@dataclass(frozen=True)
class Restarted(Message):
    """The engine's thread died or never answered and was replaced. Jobs that waited are asked again."""

    sentence: str = ""


ENDINGS = (Finished, Failed, Cancelled)

"""How much room the window has, and what follows from that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

WIDE, ROOMY, NARROW, TALL = 1900, 1440, 1180, 880


@dataclass(frozen=True)
class Room:
    """The window's inner size in logical px, by the layout rules of the design."""

    width: int
    height: int

    @property
    def dock_width(self) -> int:
        return 416 if self.width >= WIDE else 360 if self.width >= ROOMY else 336

    @property
    def thumb(self) -> int:
        """Side of a candidate's thumbnail."""
        if self.low:
            return 64
        return 104 if self.width >= WIDE else 88 if self.width >= ROOMY else 64

    @property
    def compact(self) -> bool:
        """Badges, tool options and the status line are shortened."""
        return self.width < ROOMY

    @property
    def narrow(self) -> bool:
        """Panels are one stack, the contact sheet only its header."""
        return self.width < NARROW

    @property
    def low(self) -> bool:
        return self.height < TALL

    @property
    def lower_dock(self) -> int:
        """Height of the lower group of panels."""
        return 240 if self.low else 288


@runtime_checkable
class FollowsRoom(Protocol):
    """A panel that looks different on small windows."""

    def set_room(self, room: Room) -> None: ...

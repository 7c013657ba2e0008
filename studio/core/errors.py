"""Errors whose text is meant for the artist, and the helpers that word them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

MOST_NAMED = 12
"""So many names fit into a sentence."""


class UserError(Exception):
    """Something the artist can put right. `str(error)` is one clear sentence without a traceback."""


class UnknownNameError(UserError):
    """A name that is in no catalogue; the message offers the nearest one, or all where they are few."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        self.name = name
        names = list(known)
        self.nearest = nearest(name, names)
        there = ""
        if not self.nearest and 1 < len(names) <= MOST_NAMED:
            there = f": there are {', '.join(names[:-1])} and {names[-1]}"
        hint = f" Did you mean “{self.nearest}”?" if self.nearest else ""
        super().__init__(f"There is no {what} called “{name}”{there}.{hint}")


class Cancelled(Exception):
    """Raised inside a job when its request was cancelled; never shown as an error."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, or None when none is close."""
    names = list(known)
    folded = {n.casefold(): n for n in names}
    hits = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.55)
    return folded[hits[0]] if hits else None

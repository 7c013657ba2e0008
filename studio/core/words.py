"""Words as they travel between the parts of the program: what the muse answers, and what the artist wishes of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A piece of an answer. `axis`: what it changes ("light", "mood", ...), "" for the artist's own words and for what
    joins the pieces; `title`: what stands on its chip."""

    text: str
    axis: str = ""
    title: str = ""


@dataclass(frozen=True)
class Variant:
    """One answer to the artist's line.

    `tags` are (axis, phrase) pairs such as ("light", "low sun"). `parts`, where there are any, are the text in pieces:
    joined they are `text`. `colors`: "#rrggbb" of a palette, in its order. `guides`: id of a composition, see
    `core.guides`. `raw`: an answer that could not be read as the form that was asked for, shown as it came.
    """

    text: str
    tags: tuple[tuple[str, str], ...] = ()
    parts: tuple[Part, ...] = ()
    colors: tuple[str, ...] = ()
    guides: str = ""
    raw: bool = False


MOST_LOCKED = 12
"""Phrases that can be locked at once."""


@dataclass(frozen=True)
class Wishes:
    """What the artist wants of the next answers.

    `locked`: phrases that each development has. `weights`: (phrase, 0..2), 1 where none is given. `struck`: phrases and
    words that no answer may have. `liked`, `disliked`: texts of answers, the newest last. `axes`: those along which the
    line may be developed, empty for all.
    """

    locked: tuple[Part, ...] = ()
    weights: tuple[tuple[str, float], ...] = ()
    struck: tuple[str, ...] = ()
    liked: tuple[str, ...] = ()
    disliked: tuple[str, ...] = ()
    axes: tuple[str, ...] = ()


NO_WISHES = Wishes()

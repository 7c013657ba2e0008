"""The job that writes a walk as a video."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studio.art.latent.walk import fitted, frames, painted_moments
from studio.core.progress import Context
from studio.core.walk import Walk
from studio.formats.video import Told, write_video
from studio.formats.video_kinds import GIF, kind_of

COLORS_FROM = 16
"""Moments that choose the palette of a GIF."""
COLOR_EDGE = 128
PAINTINGS = 8
"""Paintings a second, in a medium."""
PAINTING = 0.98
"""The share of the work that is painting; the rest is reading back what was written."""


@dataclass(frozen=True)
class Exported:
    """`notices`: what the artist should know about the file."""

    path: str
    frames: int
    notices: tuple[str, ...] = ()


def export(ctx: Context, *, walk: str, path: str) -> Exported:
    """The job `walk/export`. Raises `UserError`."""
    there = Walk.from_json(walk)
    there.check_length()
    kind, count = kind_of(path), there.frames
    moments = [there.moment(k) for k in range(count)]
    done = 0.0
    colors = []
    if kind is GIF:
        done = 0.02
        some = [moments[k * (count - 1) // (COLORS_FROM - 1)] for k in range(COLORS_FROM)]
        colors = list(frames(ctx.part(0, done), there, some, *fitted(there, COLOR_EDGE)))
    every = max(1, round(there.fps / PAINTINGS))
    painted = frames(ctx.part(done, PAINTING - done), there, moments, there.width, there.height, "Frame", every)
    words = dict.fromkeys(k.recipe.text.strip() for k in there.keyframes)
    told = Told(" – ".join(w for w in words if w)[:200], there.to_json())
    plain = there.recipe_at(0.0).params.get("medium", "plain") == "plain"
    exact = set(painted_moments(count, 1 if plain else every))
    notices = write_video(
        path, painted, there.fps, told=told, colors=colors,
        recipe_of=lambda k: there.recipe_at(moments[k]) if k in exact else None,
    )  # fmt: skip
    return Exported(str(Path(path)), count, notices)

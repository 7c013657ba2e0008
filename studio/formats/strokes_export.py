"""The jobs that write the strokes of a painter's picture: as a drawing, and as a video of the painting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from studio.art.styles.drawn import drawn
from studio.art.styles.painter import Painting
from studio.art.styles.replay import Replay
from studio.art.styles.strokes_jobs import record
from studio.core.progress import Context
from studio.formats.svg import Strokes, write_svg
from studio.formats.video import Told, write_video
from studio.formats.video_kinds import kind_of

if TYPE_CHECKING:
    from studio.core.picture import Pixels

COLORS_FROM = 12
"""Moments that choose the palette of a GIF."""


@dataclass(frozen=True)
class Written:
    """`count`: strokes of a drawing, frames of a video. `of`: strokes of the whole picture. `notices`: what the artist
    should know about the file."""

    path: str
    count: int
    of: int
    notices: tuple[str, ...] = ()


def svg(
    ctx: Context, *, content: Pixels, style: Pixels, seed: int, method: str, values: str, path: str, recipe: str,
    most: int, ground: bool,
) -> Written:  # fmt: skip
    """The job `strokes/svg`. Raises `UserError`."""
    painting = record(ctx.part(0.0, 0.6), content=content, style=style, seed=seed, method=method, values=values)
    groups = strokes_of(ctx.part(0.6, 0.3), painting, most)
    ctx.progress(0.9, "Writing")
    height, width = painting.pixels.shape[:2]
    color = None
    if ground and painting.sitter.opaque:
        r, g, b = (int(v) for v in np.rint(painting.pixels[..., :3].reshape(-1, 3).mean(0)))
        color = (r, g, b)
    write_svg(path, width, height, groups, ground=color, title="Painted with Pentimento", about=recipe)
    return Written(path, sum(len(g) for g in groups), len(painting.plan))


def strokes_of(ctx: Context, painting: Painting, most: int) -> list[Strokes]:
    """What is written: the strokes of each brush in px of the picture."""
    plan, out = painting.plan, []
    top, left = painting.sitter.pad
    counts = np.diff(plan.first)
    shift = np.array([left, top], np.float32)
    for brush in drawn(ctx, painting, most):
        lengths = counts[brush.strokes]
        first = np.concatenate([[0], np.cumsum(lengths)])
        places = np.repeat(plan.first[brush.strokes] - first[:-1], lengths) + np.arange(first[-1])
        width = 2 * plan.radius[brush.strokes]
        out.append(Strokes(brush.title, plan.points[places] - shift, first, width, brush.color, brush.opacity))
    return out


def timelapse(
    ctx: Context, *, content: Pixels, style: Pixels, seed: int, method: str, values: str, path: str, recipe: str,
    seconds: float, hold: float, fps: int, edge: int,
) -> Written:  # fmt: skip
    """The job `strokes/timelapse`. Raises `UserError`."""
    kind = kind_of(path)
    painting = record(ctx.part(0.0, 0.2), content=content, style=style, seed=seed, method=method, values=values)
    width, height = fitted(painting.pixels, edge, even=kind.even)
    moving, still = max(2, round(seconds * fps)), round(hold * fps)
    with Replay(ctx.part(0.2, 0.05), painting, width, height) as replay:
        colors = [_on_white(c) for c in _palette(ctx, painting, width, height)] if kind.id == "gif" else []
        part = ctx.part(0.25, 0.73)

        def frames() -> Iterator[Pixels]:
            for k in range(moving):
                frame = _on_white(replay.at(part, k / (moving - 1)))
                part.progress(k / (moving + still), f"Frame {k + 1} of {moving + still}", frame)
                yield frame
            for k in range(still):
                part.progress((moving + k) / (moving + still), f"Frame {moving + k + 1} of {moving + still}")
                yield frame

        notices = write_video(path, frames(), fps, told=Told("Painted with Pentimento", recipe), colors=colors)
    return Written(path, moving + still, len(painting.plan), notices)


def fitted(pixels: Pixels, edge: int, *, even: bool) -> tuple[int, int]:
    """Width and height of a video whose long side is `edge` px, or the picture's where that is smaller."""
    height, width = pixels.shape[:2]
    k = min(1.0, edge / max(width, height))
    step = 2 if even else 1
    return max(2, round(width * k / step) * step), max(2, round(height * k / step) * step)


def _palette(ctx: Context, painting: Painting, width: int, height: int) -> list[Pixels]:
    """Frames from which the colors of a GIF are chosen."""
    k = min(1.0, 160 / max(width, height))
    with Replay(ctx, painting, max(2, round(width * k)), max(2, round(height * k))) as replay:
        return [replay.at(ctx, n / (COLORS_FROM - 1)) for n in range(COLORS_FROM)]


def _on_white(pixels: Pixels) -> Pixels:
    """Videos have no transparency."""
    if pixels[..., 3].min() == 255:
        return pixels
    alpha = pixels[..., 3:].astype(np.uint16)
    out = pixels.copy()
    out[..., :3] = (pixels[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255
    out[..., 3] = 255
    return out

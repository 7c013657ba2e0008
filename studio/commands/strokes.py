"""What can be done with the strokes of a layer that was painted with strokes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.commands.command import Command

if TYPE_CHECKING:
    from studio.session.studio import Studio


def _has_strokes(studio: Studio) -> bool:
    return not studio.strokes.problem


def _why_none(studio: Studio) -> str:
    return studio.strokes.problem


def _can_watch(studio: Studio) -> bool:
    return studio.strokes.watching.on or _has_strokes(studio) or not studio.strokes.watching.new_problem


def _why_not_watch(studio: Studio) -> str:
    return studio.strokes.problem if studio.document is None else studio.strokes.watching.new_problem


def _watch(studio: Studio) -> None:
    watching = studio.strokes.watching
    if watching.on:
        watching.toggle()
    elif _has_strokes(studio):
        studio.strokes.watch()
    else:
        watching.paint_new()


def _watched(studio: Studio) -> bool:
    return studio.strokes.watching.on


STROKES = (
    Command(
        id="strokes.watch", title="Watch it being painted", menu="Style/Strokes", icon="play", keys=("Ctrl+Alt+P",),
        help="Paints the picture on the canvas before your eyes; pauses and goes on.", when=_can_watch,
        why=_why_not_watch, run=lambda studio, _d: _watch(studio),
    ),
    Command(
        id="strokes.skip", title="Skip to the finished picture", menu="Style/Strokes", icon="skip-forward",
        help="Ends the watching; a new layer lands at once.", when=_watched,
        run=lambda studio, _d: studio.strokes.watching.skip(),
    ),
    Command(
        id="strokes.layers", title="Strokes to layers", menu="Style/Strokes", icon="stack", divided=True,
        help="One transparent layer for each brush size, above the painted one.", when=_has_strokes, why=_why_none,
        run=lambda studio, _d: studio.strokes.to_layers(),
    ),
    Command(
        id="strokes.svg", title="Export strokes as SVG…", menu="Style/Strokes", icon="line-segments",
        help="Writes the strokes as paths that drawing programs can change.", when=_has_strokes, why=_why_none,
        run=lambda _s, desk: desk.export_strokes(),
    ),
    Command(
        id="strokes.timelapse", title="Export time-lapse…", menu="Style/Strokes", icon="film-strip",
        help="Writes how the picture is painted as MP4, WebM, GIF or a folder of pictures.", when=_has_strokes,
        why=_why_none, run=lambda _s, desk: desk.export_timelapse(),
    ),
)  # fmt: skip

"""Walks through latent space: keyframes, playback, export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.commands.command import Command

if TYPE_CHECKING:
    from studio.commands.desk import Desk
    from studio.session.studio import Studio


def _has_walk(studio: Studio) -> bool:
    return len(studio.walk.walk.keyframes) > 1


def _has_keyframes(studio: Studio) -> bool:
    return bool(studio.walk.walk.keyframes)


def _has_choice(studio: Studio) -> bool:
    return studio.walk.selected is not None


def _add(studio: Studio, desk: Desk) -> None:
    studio.walk.add()
    desk.show_panel("walk")


def _play(studio: Studio, desk: Desk) -> None:
    desk.show_panel("walk")
    studio.walk.toggle()


def _remove(studio: Studio) -> None:
    if studio.walk.selected is not None:
        studio.walk.remove(studio.walk.selected)


def _duplicate(studio: Studio) -> None:
    if studio.walk.selected is not None:
        studio.walk.duplicate(studio.walk.selected)


WALK = (
    Command(
        id="walk.add", title="Add to walk", menu="Create/Walk", icon="plus", keys=("Ctrl+Alt+W",),
        help="The chosen candidate, or the generated layer, becomes a picture of the walk.",
        when=lambda studio: studio.walk.can_add(), run=_add,
    ),
    Command(
        id="walk.play", title="Play walk", menu="Create/Walk", icon="play", keys=("Ctrl+Space",),
        help="Plays the walk over the canvas, or stops it.", when=_has_walk,
        checked=lambda studio, _d: studio.walk.playing, run=_play,
    ),
    Command(
        id="walk.loop", title="Loop walk", menu="Create/Walk", icon="repeat", when=_has_keyframes,
        help="After the last picture the walk leads back to the first.",
        checked=lambda studio, _d: studio.walk.walk.loop,
        run=lambda studio, _d: studio.walk.set_loop(not studio.walk.walk.loop),
    ),
    Command(
        id="walk.split", title="Add the shown moment to the walk", menu="Create/Walk", icon="plus", divided=True,
        help="What is seen now between two pictures becomes one of its own.", when=_has_walk,
        run=lambda studio, _d: studio.walk.split(),
    ),
    Command(
        id="walk.place", title="Use the shown moment as layer", menu="Create/Walk", icon="stack", when=_has_keyframes,
        help="Paints what the walk shows now at full size onto a new layer.",
        run=lambda studio, _d: studio.walk.place_moment(),
    ),
    Command(
        id="walk.duplicate", title="Duplicate in walk", menu="Create/Walk", icon="copy", when=_has_choice,
        run=lambda studio, _d: _duplicate(studio),
    ),
    Command(
        id="walk.remove", title="Remove from walk", menu="Create/Walk", icon="trash", when=_has_choice,
        run=lambda studio, _d: _remove(studio),
    ),
    Command(
        id="walk.clear", title="Remove walk", menu="Create/Walk", icon="x", when=_has_keyframes,
        help="Takes all its pictures out; the pictures themselves stay.", run=lambda studio, _d: studio.walk.clear(),
    ),
    Command(
        id="walk.export", title="Export walk…", menu="Create/Walk", icon="film-strip", keys=("Ctrl+Shift+E",),
        divided=True, help="Writes the walk as MP4, WebM, GIF or a folder of pictures.", when=_has_walk,
        run=lambda _s, desk: desk.export_walk(),
    ),
)  # fmt: skip

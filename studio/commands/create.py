"""Verbs of the line, the muse, the candidates and the sliders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.commands.command import Command

if TYPE_CHECKING:
    from studio.commands.desk import Desk
    from studio.session.studio import Studio


def _has_line(studio: Studio) -> bool:
    return bool(studio.create.text.strip())


def _has_candidates(studio: Studio) -> bool:
    return studio.contact.done > 0


def _has_current(studio: Studio) -> bool:
    current = studio.contact.current
    return current is not None and current.picture is not None


def _has_work(studio: Studio) -> bool:
    return bool(studio.jobs.visible())


def _can_finish(studio: Studio) -> bool:
    return any(studio.jobs.can_finish(job) for job in studio.jobs.visible())


def _finish(studio: Studio, _desk: Desk) -> None:
    for job in studio.jobs.visible():
        studio.jobs.finish(job)


def _has_target(studio: Studio) -> bool:
    return studio.latent.target is not None


def _has_surprises(studio: Studio) -> bool:
    return studio.latent.steerable and bool(studio.latent.axes.surprises)


def _has_moved_axes(studio: Studio) -> bool:
    return studio.latent.steerable and bool(studio.latent.moves.value.axes)


def _keep(studio: Studio) -> None:
    current = studio.contact.current
    if current is not None:
        studio.contact.keep(current, not current.kept)


def _is_kept(studio: Studio) -> bool:
    current = studio.contact.current
    return current is not None and current.kept


def _again(studio: Studio) -> None:
    current = studio.contact.current
    if current is not None:
        studio.create.paint_again(current)


CREATE = (
    Command(
        id="create.line", title="Write the line", menu="Create", icon="text-aa", keys=("Ctrl+L",),
        help="Puts the caret into your line.", run=lambda _s, desk: desk.focus_line(),
    ),
    Command(
        id="create.develop", title="Develop", menu="Create", icon="aperture", keys=("Ctrl+Return",),
        help="Asks the muse for developments of your line and paints candidates.", when=_has_line,
        run=lambda studio, _d: studio.create.develop(),
    ),
    Command(
        id="create.muse", title="Ask the muse again", menu="Create", icon="sparkle", keys=("Ctrl+Shift+M",),
        help="New developments of the line; the locked ones stay.", when=_has_line,
        run=lambda studio, _d: studio.create.ask_muse(),
    ),
    Command(
        id="create.cancel", title="Stop the work", menu="Create", icon="x-circle", keys=("Ctrl+.",),
        help="Stops everything that is being made.", when=_has_work,
        run=lambda studio, _d: studio.jobs.cancel_all(),
    ),
    Command(
        id="create.finish", title="Finish now", menu="Create", icon="check", keys=("Ctrl+Alt+F",),
        help="Ends the work that gets better step by step, and takes the picture as it is now.", when=_can_finish,
        run=_finish,
    ),
    Command(
        id="create.roll", title="Roll the seed", menu="Create", icon="dice-five", keys=("Ctrl+R",), divided=True,
        help="Another number from which chance is drawn.", when=lambda studio: not studio.create.seed_locked,
        run=lambda studio, _d: studio.create.roll_seed(),
    ),
    Command(
        id="create.lock_seed", title="Lock the seed", menu="Create", icon="lock",
        help="The same seed for every line that is developed.",
        checked=lambda studio, _d: studio.create.seed_locked,
        run=lambda studio, _d: studio.create.lock_seed(not studio.create.seed_locked),
    ),
    Command(
        id="create.next", title="Next candidate", menu="Create", icon="caret-right", keys=("Ctrl+Right",), divided=True,
        when=_has_candidates, run=lambda studio, _d: studio.contact.step(1),
    ),
    Command(
        id="create.previous", title="Previous candidate", menu="Create", icon="caret-left", keys=("Ctrl+Left",),
        when=_has_candidates, run=lambda studio, _d: studio.contact.step(-1),
    ),
    Command(
        id="create.place", title="Use candidate as layer", menu="Create", icon="stack", keys=("Ctrl+Shift+Return",),
        help="Paints the chosen candidate at full size onto a new layer.", when=_has_current,
        run=lambda studio, _d: studio.place_candidate(),
    ),
    Command(
        id="create.keep", title="Keep candidate", menu="Create", icon="check", when=_has_current,
        help="It stays on the sheet when another line is developed.",
        checked=lambda studio, _d: _is_kept(studio), run=lambda studio, _d: _keep(studio),
    ),
    Command(
        id="create.again", title="Paint candidate with another seed", menu="Create", icon="arrows-clockwise",
        when=lambda studio: studio.contact.current is not None, run=lambda studio, _d: _again(studio),
    ),
    Command(
        id="latent.reseed", title="Same sliders, other chance", menu="Create", icon="dice-three", divided=True,
        help="Makes the picture again with its settings and another seed.", when=_has_target,
        run=lambda studio, _d: studio.latent.reseed(),
    ),
    Command(
        id="latent.roll", title="Roll all sliders", menu="Create", icon="shuffle",
        help="New values of everything that is not locked.", when=_has_target,
        run=lambda studio, _d: studio.latent.randomize_all(),
    ),
    Command(
        id="latent.reset", title="Reset all sliders", menu="Create", icon="arrow-counter-clockwise",
        help="Back to what the words said; locked ones stay.", when=_has_target,
        run=lambda studio, _d: studio.latent.reset_all(),
    ),
    Command(
        id="latent.surprise", title="Surprise me", menu="Create", icon="sparkle",
        help="Small moves along the surprise axes that are not locked.", when=_has_surprises,
        run=lambda studio, _d: studio.latent.moves.surprise_me(),
    ),
    Command(
        id="latent.reset_axes", title="Reset all axes", menu="Create", icon="arrow-counter-clockwise",
        help="All axes back to 0; locked ones stay.", when=_has_moved_axes,
        run=lambda studio, _d: studio.latent.moves.reset_axes(),
    ),
)  # fmt: skip

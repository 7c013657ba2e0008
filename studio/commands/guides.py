"""Compositions as guides over the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.commands.command import Command
from studio.core.guides import GUIDES, Guides
from studio.session.guides import OPACITIES

if TYPE_CHECKING:
    from studio.session.studio import Studio


def _has_document(studio: Studio) -> bool:
    return studio.document is not None


def _choice(guides: Guides) -> Command:
    def run(studio: Studio, _desk: object) -> None:
        if studio.guides.current is guides:
            studio.guides.hide()
        else:
            studio.guides.show(guides.id)

    return Command(
        id=f"view.guides.{guides.id}", title=guides.title, menu="View/Guides", icon="ruler", help=guides.help,
        divided=guides is GUIDES[0], when=_has_document, run=run,
        checked=lambda studio, _d: studio.guides.current is guides,
    )  # fmt: skip


def _opacity(value: float, divided: bool) -> Command:
    return Command(
        id=f"view.guides.opacity.{value * 100:.0f}", title=f"Guides at {value * 100:.0f} %", menu="View/Guides",
        icon="drop-half", divided=divided, run=lambda studio, _d: studio.guides.set_opacity(value),
        checked=lambda studio, _d: studio.guides.opacity == value,
    )  # fmt: skip


GUIDES_COMMANDS = (
    Command(
        id="view.guides", title="Show guides", menu="View/Guides", icon="ruler", keys=("Ctrl+;",), when=_has_document,
        help="The lines of a composition over the picture; they are never a part of it.",
        run=lambda studio, _d: studio.guides.toggle(),
        checked=lambda studio, _d: studio.guides.current is not None,
    ),
    Command(
        id="view.guides.snap", title="Snap to guides", menu="View/Guides", icon="magnet",
        keys=("Ctrl+Shift+;", "Ctrl+:"),
        help="What is moved near a guide moves onto it; Ctrl suspends that.",
        run=lambda studio, _d: studio.guides.set_snapping(not studio.guides.snapping),
        checked=lambda studio, _d: studio.guides.snapping,
    ),
    *(_choice(guides) for guides in GUIDES),
    *(_opacity(value, value == OPACITIES[0]) for value in OPACITIES),
)  # fmt: skip

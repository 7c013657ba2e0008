"""Verbs of the Style panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.art.styles.catalog import STYLES
from studio.commands.command import Command

if TYPE_CHECKING:
    from studio.commands.desk import Desk
    from studio.session.studio import Studio


def _method(id_: str, title: str, summary: str, divided: bool) -> Command:
    return Command(
        id=f"style.method.{id_}", title=f"Method: {title}", menu="Style/Method", icon="swatches", help=summary,
        checked=lambda studio, _d: studio.style.spec.id == id_, divided=divided,
        run=lambda studio, _d: studio.style.choose_method(id_),
    )  # fmt: skip


def _apply(studio: Studio, desk: Desk) -> None:
    if studio.style.source is None:
        desk.show_panel("style")
    studio.style.apply()


STYLE = (
    Command(
        id="style.apply", title="Lay style on layer", menu="Style", icon="drop-half", keys=("Ctrl+Shift+Y",),
        help="Makes a new layer: the active one in the chosen style.",
        when=lambda studio: studio.document is not None, run=_apply,
    ),
    Command(
        id="style.browse", title="Choose a style…", menu="Style", icon="swatches",
        help="Shows the style pictures.", run=lambda _s, desk: desk.show_panel("style"),
    ),
    Command(
        id="style.file", title="Take style from a picture…", menu="Style", icon="folder",
        help="Any picture file can be the style.", run=lambda _s, desk: desk.style_from_file(),
    ),
    *(_method(spec.id, spec.title, spec.summary, False) for spec in STYLES),
    Command(
        id="style.reset", title="Reset style settings", menu="Style", icon="arrow-counter-clockwise", divided=True,
        run=lambda studio, _d: studio.style.reset(),
    ),
)  # fmt: skip

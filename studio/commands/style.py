"""Verbs of the Style panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.art.styles.catalog import STYLES
from studio.commands.command import Command
from studio.session.style_mix import MAPS, WEIGHTS

if TYPE_CHECKING:
    from studio.commands.desk import Desk
    from studio.session.studio import Studio


def _method(id_: str, title: str, summary: str, divided: bool) -> Command:
    return Command(
        id=f"style.method.{id_}", title=f"Method: {title}", menu="Style/Method", icon="swatches", help=summary,
        checked=lambda studio, _d: studio.style.spec.id == id_, divided=divided,
        run=lambda studio, _d: studio.style.choose_method(id_),
    )  # fmt: skip


def _has_document(studio: Studio) -> bool:
    return studio.document is not None


def _several(studio: Studio) -> bool:
    return studio.document is not None and studio.style.several


def _paint_map(studio: Studio, desk: Desk) -> None:
    """The map of the chosen style; again: back to painting on the layer."""
    maps, style = studio.style.maps, studio.style
    if maps.painting is not None:
        maps.paint(None)
        return
    maps.require()
    desk.show_panel("style")
    style.share_by(MAPS)
    maps.paint(style.mix.chosen.slot)


def _regions(studio: Studio, desk: Desk) -> None:
    if studio.style.regions.active:
        studio.style.regions.stop()
    else:
        desk.show_panel("style")
        studio.style.regions.find()


def _add(studio: Studio, desk: Desk) -> None:
    studio.style.add_style()
    desk.show_panel("style")


def _share(by: str, title: str, help_: str) -> Command:
    return Command(
        id=f"style.share.{by}", title=title, menu="Style/Several styles", icon="stack", help=help_, when=_several,
        divided=by == WEIGHTS, checked=lambda studio, _d: studio.style.mix.by == by,
        run=lambda studio, _d: studio.style.share_by(by),
    )  # fmt: skip


SEVERAL = (
    Command(
        id="style.add", title="One more style", menu="Style/Several styles", icon="plus",
        help="A row for another style; choose its picture.", run=_add,
    ),
    _share(WEIGHTS, "Share by weights", "All styles everywhere: their colors meet, each mark is that of one style."),
    _share(MAPS, "Share by maps", "Each style where its map is painted."),
    Command(
        id="style.map", title="Paint style map", menu="Style/Several styles", icon="paint-brush", keys=("Shift+Q",),
        help="Brush, eraser and bucket paint where the chosen style goes; again: back to painting.", when=_has_document,
        checked=lambda studio, _d: studio.style.maps.painting is not None, divided=True, run=_paint_map,
    ),
    Command(
        id="style.regions", title="Assign styles by region", menu="Style/Several styles", icon="puzzle-piece",
        help="Finds regions by color and texture and gives each to a style; click to change that.", when=_has_document,
        checked=lambda studio, _d: studio.style.regions.active, run=_regions,
    ),
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
    *SEVERAL,
    Command(
        id="style.roll", title="Another run of chance", menu="Style", icon="dice-five", divided=True,
        help="The same style with another seed.", run=lambda studio, _d: studio.style.roll(),
    ),
    Command(
        id="style.original", title="Make again from the original", menu="Style", icon="arrow-counter-clockwise",
        help="A stylized layer that was painted on: anew from its untouched original, as a layer above it.",
        when=_has_document, run=lambda studio, _d: studio.style.laying.from_original(),
    ),
    Command(
        id="style.reset", title="Reset style settings", menu="Style", icon="arrow-counter-clockwise",
        run=lambda studio, _d: studio.style.reset(),
    ),
)  # fmt: skip

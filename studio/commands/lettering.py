"""Text on the picture, and palettes as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.commands.command import Command

if TYPE_CHECKING:
    from studio.session.studio import Studio


def _is_lettering(studio: Studio) -> bool:
    return studio.lettering.current is not None


def _why(studio: Studio) -> str:
    return "" if _is_lettering(studio) else "Choose a layer of text first."


def _edit(studio: Studio) -> None:
    layer = studio.lettering.current
    assert layer is not None  # `when` has seen it
    studio.lettering.begin_typing(layer)


def _align(id_: str, title: str) -> Command:
    return Command(
        id=f"text.align_{id_}", title=title, menu="Layer/Text", icon=f"text-align-{id_}", when=_is_lettering, why=_why,
        divided=id_ == "left", run=lambda studio, _d: studio.lettering.restyle(align=id_),
        checked=lambda studio, _d: studio.lettering.style.align == id_,
    )  # fmt: skip


LETTERING = (
    Command(
        id="text.edit", title="Edit text", menu="Layer/Text", icon="pencil-simple", keys=("Ctrl+T",), when=_is_lettering,
        why=_why, help="Puts the caret into the text of the layer.", run=lambda studio, _d: _edit(studio),
    ),
    Command(
        id="text.to_pixels", title="Make text pixels", menu="Layer/Text", icon="dots-nine", when=_is_lettering, why=_why,
        help="The layer stays as it looks; its words can no longer be edited.",
        run=lambda studio, _d: studio.lettering.to_pixels(),
    ),
    _align("left", "Align text left"),
    _align("center", "Center text"),
    _align("right", "Align text right"),
)  # fmt: skip

PALETTES = (
    Command(
        id="color.import_palette", title="Import palette…", menu="Paint", icon="download-simple", divided=True,
        help="Reads a palette of GIMP or Krita (.gpl) into the Color panel.", run=lambda _s, desk: desk.import_palette(),
    ),
    Command(
        id="color.export_palette", title="Export swatches as palette…", menu="Paint", icon="export",
        help="Writes the swatches as a palette of GIMP or Krita (.gpl).",
        when=lambda studio: bool(studio.colors.swatches), run=lambda _s, desk: desk.export_palette(),
    ),
)  # fmt: skip

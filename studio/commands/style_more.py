"""Verbs around styles: the artist's own, similar ones, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.commands.command import Command
from studio.session import style_taking

if TYPE_CHECKING:
    from studio.commands.desk import Desk
    from studio.session.studio import Studio


def _has_document(studio: Studio) -> bool:
    return studio.document is not None


def _has_layer(studio: Studio) -> bool:
    document = studio.document
    return document is not None and document.active is not None and not document.active.is_empty


def _has_candidate(studio: Studio) -> bool:
    current = studio.contact.current
    return current is not None and current.picture is not None


def _has_style(studio: Studio) -> bool:
    return studio.style.source is not None


def _is_favorite(studio: Studio, _desk: Desk) -> bool:
    entry = studio.style.library.entry(studio.style.source)
    return entry is not None and entry.favorite


def _favor(studio: Studio, desk: Desk) -> None:
    if studio.style.source is not None:
        studio.style.library.set_favorite(studio.style.source, not _is_favorite(studio, desk))


def _from_layer(studio: Studio, desk: Desk) -> None:
    style_taking.take_layer(studio)
    desk.show_panel("style")


def _from_candidate(studio: Studio, desk: Desk) -> None:
    style_taking.take_candidate(studio)
    desk.show_panel("style")


STYLE_MORE = (
    Command(
        id="style.from_layer", title="Use layer as style", menu="Style/Your styles", icon="stack",
        help="The layer as it looks now becomes one of your styles.", when=_has_layer, run=_from_layer,
    ),
    Command(
        id="style.from_candidate", title="Use candidate as style", menu="Style/Your styles", icon="squares-four",
        help="The chosen candidate becomes one of your styles.", when=_has_candidate, run=_from_candidate,
    ),
    Command(
        id="style.paste", title="Paste picture as style", menu="Style/Your styles", icon="image",
        help="The picture on the clipboard becomes one of your styles.", run=lambda _s, desk: desk.paste_style(),
    ),
    Command(
        id="style.favorite", title="Favorite style", menu="Style/Your styles", icon="star", divided=True,
        help="Favorites stand first in the browser.", when=_has_style, checked=_is_favorite, run=_favor,
    ),
    Command(
        id="style.preset.save", title="Save preset…", menu="Style/Presets", icon="floppy-disk",
        help="Keeps method, settings and styles under a name.", run=lambda _s, desk: desk.save_preset(),
    ),
    Command(
        id="style.preset.export", title="Export preset…", menu="Style/Presets", icon="export",
        help="Writes the preset in force as a file to share.", when=lambda studio: studio.style_presets.last is not None,
        run=lambda _s, desk: desk.export_preset(),
    ),
    Command(
        id="style.preset.import", title="Import preset…", menu="Style/Presets", icon="folder-open",
        help="Takes in a preset file; nothing in it is run.", run=lambda _s, desk: desk.import_preset(),
    ),
    Command(
        id="style.find", title="Find a style…", menu="Style", icon="magnifying-glass", keys=("Ctrl+Shift+K",),
        help="By name, tag or look.", run=lambda _s, desk: desk.find_style(),
    ),
    Command(
        id="style.similar", title="Similar styles", menu="Style", icon="swatches", when=_has_style,
        help="Orders the styles by how near they are to the chosen one.", run=lambda _s, desk: desk.similar_styles(),
    ),
    Command(
        id="style.learn", title="Compare two styles…", menu="Style", icon="scales",
        help="Two styles side by side, and what differs in words and plots.",
        run=lambda _s, desk: desk.compare_styles(),
    ),
)  # fmt: skip

BEFORE_AFTER = (
    Command(
        id="view.compare", title="Compare before and after", menu="View", icon="columns", keys=("Y",), divided=True,
        help="The picture before its style and after it, with a divider between them.", when=_has_document,
        checked=lambda _s, desk: desk.comparing(), run=lambda _s, desk: desk.compare(),
    ),
    Command(
        id="view.turn_divider", title="Turn the divider", menu="View", icon="arrows-clockwise",
        help="Before and after side by side, or one above the other.", when=_has_document,
        run=lambda _s, desk: desk.turn_divider(),
    ),
    Command(
        id="view.before", title="Show the picture before", menu="View", icon="eye", keys=("Shift+Y", "\\"),
        help="As long as the key is held.", when=_has_document, on_canvas=True, run=lambda _s, desk: desk.hold_before(),
    ),
)  # fmt: skip

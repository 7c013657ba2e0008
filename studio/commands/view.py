"""Zoom, rotation, theme, panels, help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.commands.command import Command

if TYPE_CHECKING:
    from studio.session.studio import Studio


def _has_document(studio: Studio) -> bool:
    return studio.document is not None


VIEW = (
    Command(
        id="view.zoom_in", title="Zoom in", menu="View", icon="magnifying-glass-plus", keys=("Ctrl++", "Ctrl+="),
        when=_has_document, run=lambda _s, desk: desk.zoom_by(1),
    ),
    Command(
        id="view.zoom_out", title="Zoom out", menu="View", icon="magnifying-glass-minus", keys=("Ctrl+-",),
        when=_has_document, run=lambda _s, desk: desk.zoom_by(-1),
    ),
    Command(
        id="view.fit", title="Fit in window", menu="View", icon="corners-out", keys=("Ctrl+0",),
        when=_has_document, run=lambda _s, desk: desk.fit(),
    ),
    Command(
        id="view.actual", title="Zoom 100 %", menu="View", icon="frame-corners", keys=("Ctrl+1",),
        help="One pixel of the picture is one pixel of the screen.", when=_has_document,
        run=lambda _s, desk: desk.zoom_to(1.0),
    ),
    Command(
        id="view.double", title="Zoom 200 %", menu="View", icon="frame-corners", keys=("Ctrl+2",),
        when=_has_document, run=lambda _s, desk: desk.zoom_to(2.0),
    ),
    Command(
        id="view.rotate_left", title="Turn view left", menu="View", icon="arrow-counter-clockwise", keys=("Ctrl+[",),
        divided=True, when=_has_document, run=lambda _s, desk: desk.rotate_by(-15.0),
    ),
    Command(
        id="view.rotate_right", title="Turn view right", menu="View", icon="arrow-clockwise", keys=("Ctrl+]",),
        when=_has_document, run=lambda _s, desk: desk.rotate_by(15.0),
    ),
    Command(
        id="view.reset_rotation", title="Turn view upright", menu="View", icon="compass", keys=("Ctrl+Shift+0",),
        when=_has_document, run=lambda _s, desk: desk.reset_rotation(),
    ),
    Command(
        id="view.mirror", title="Mirror view", menu="View", icon="arrows-left-right", keys=("M",),
        help="Shows the picture mirrored, to see its balance afresh; the picture itself stays.", when=_has_document,
        checked=lambda _s, desk: desk.mirrored(), run=lambda _s, desk: desk.mirror(),
    ),
    Command(
        id="view.theme", title="Light or dark theme", menu="View", icon="circle-half", divided=True,
        run=lambda _s, desk: desk.toggle_theme(),
    ),
    Command(
        id="view.panels", title="Hide panels", menu="View", icon="layout", keys=("Tab",), on_canvas=True,
        help="Leaves the picture alone on the screen; again brings the panels back.", when=_has_document,
        checked=lambda _s, desk: desk.panels_hidden(), run=lambda _s, desk: desk.toggle_panels(),
    ),
    Command(
        id="view.full_screen", title="Full screen", menu="View", icon="arrows-out", keys=("F", "F11"),
        checked=lambda _s, desk: desk.full_screen(), run=lambda _s, desk: desk.toggle_full_screen(),
    ),
)  # fmt: skip

_PANELS = (
    ("create", "Create", "aperture"),
    ("latent", "Latent", "sliders-horizontal"),
    ("style", "Style", "drop-half"),
    ("layers", "Layers", "stack"),
    ("color", "Color", "palette"),
    ("contact", "Candidates", "squares-four"),
    ("walk", "Walk", "path"),
    ("sketch", "Sketch", "pencil-line"),
    ("muse", "Muse", "sparkle"),
)


def _panel(id_: str, title: str, icon: str, number: int) -> Command:
    return Command(
        id=f"window.panel.{id_}", title=title, menu="Window", icon=icon, keys=(f"Ctrl+Alt+{number}",),
        help=f"Shows the panel {title}, or hides it when it is in front.",
        checked=lambda _s, desk: desk.panel_shown(id_), run=lambda _s, desk: desk.toggle_panel(id_),
    )  # fmt: skip


WINDOW = (
    *(_panel(*panel, number) for number, panel in enumerate(_PANELS, start=1)),
    Command(
        id="window.reset",
        title="Reset panels",
        menu="Window",
        icon="layout",
        divided=True,
        help="All panels back to their places.",
        run=lambda _s, desk: desk.reset_layout(),
    ),
)

HELP = (
    Command(
        id="help.palette", title="Find a command…", menu="Help", icon="magnifying-glass", keys=("Ctrl+K",),
        run=lambda _s, desk: desk.palette(),
    ),
    Command(
        id="help.shortcuts", title="Keyboard shortcuts…", menu="Help", icon="keyboard", keys=("Ctrl+/", "F1"),
        run=lambda _s, desk: desk.shortcuts(),
    ),
    Command(
        id="help.about", title="About Pentimento…", menu="Help", icon="info", divided=True,
        run=lambda _s, desk: desk.about(),
    ),
)  # fmt: skip

"""The panels of the window: the one list that knows them all."""

from __future__ import annotations

from dataclasses import dataclass

from studio.commands.shortcuts import Shortcuts
from studio.session.studio import Studio
from studio.ui.panel_entry import PanelEntry
from studio.ui.panels.color import ColorPanel
from studio.ui.panels.contact_sheet import ContactSheetPanel
from studio.ui.panels.create import CreatePanel
from studio.ui.panels.latent import LatentPanel
from studio.ui.panels.layers import LayersPanel
from studio.ui.panels.muse import MusePanel
from studio.ui.panels.sketch import SketchPanel
from studio.ui.panels.style import StylePanel
from studio.ui.panels.walk import WalkPanel


@dataclass(frozen=True)
class Panels:
    """`entries` in the order of their tabs; the others are also addressed by verbs."""

    entries: tuple[PanelEntry, ...]
    create: CreatePanel
    muse: MusePanel
    style: StylePanel
    sketch: SketchPanel
    walk: WalkPanel


def make_panels(studio: Studio, shortcuts: Shortcuts) -> Panels:
    create, style, walk = CreatePanel(studio), StylePanel(studio), WalkPanel(studio)
    sketch, muse = SketchPanel(studio), MusePanel(studio, shortcuts.first)
    return Panels(
        entries=(
            PanelEntry("create", "Create", "aperture", create, "upper"),
            PanelEntry("muse", "Muse", "sparkle", muse, "upper"),
            PanelEntry("latent", "Latent", "sliders-horizontal", LatentPanel(studio), "upper"),
            PanelEntry("style", "Style", "drop-half", style, "upper"),
            PanelEntry("sketch", "Sketch", "pencil-line", sketch, "upper"),
            PanelEntry("layers", "Layers", "stack", LayersPanel(studio), "lower"),
            PanelEntry("color", "Color", "palette", ColorPanel(studio), "lower"),
            PanelEntry("contact", "Candidates", "squares-four", ContactSheetPanel(studio), "bottom"),
            PanelEntry("walk", "Walk", "path", walk, "bottom"),
        ),
        create=create,
        muse=muse,
        style=style,
        sketch=sketch,
        walk=walk,
    )

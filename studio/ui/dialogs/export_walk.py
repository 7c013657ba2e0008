"""Export of a walk: in which format, how large, how fast, how long."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from studio.art.generators.scenes.factors import BY_NAME
from studio.core.params import ChoiceParam
from studio.core.walk import FPS, Walk
from studio.formats.video_kinds import BY_ID, KINDS, VideoKind, estimate
from studio.session.sizes import bytes_text
from studio.session.studio import Studio
from studio.ui.dialogs.base import Dialog
from studio.ui.parts.buttons import Segments
from studio.ui.parts.combo import Combo
from studio.ui.parts.labels import label
from studio.ui.parts.layout import row
from studio.ui.parts.scrub import Scrub

SHORTEST, LONGEST = 0.5, 600.0
SMALLEST, LARGEST = 128, 2160
AS_PAINTED = "As the pictures"


class ExportWalkDialog(Dialog):
    """`kind` and `walk` after it was accepted; `apply` keeps the walk as it was set up."""

    def __init__(self, parent: QWidget | None, studio: Studio) -> None:
        super().__init__(parent, "Export walk", width=440, heading="Export the walk")
        self._studio = studio
        self._before = studio.walk.walk
        remembered = str(studio.settings["walk_format"])
        self._kinds = Segments(
            [(k.id, k.title) for k in KINDS], remembered if remembered in BY_ID else KINDS[0].id, name="Format"
        )
        self._about = label("", "caption", wrap=True)
        walk = self._before
        self._edge = Scrub("Long side", SMALLEST, LARGEST, max(walk.width, walk.height), step=2, unit="px")
        self._fps = Scrub("Frames a second", *FPS, walk.fps, step=1)
        seconds = min(max(walk.duration, SHORTEST), LONGEST)
        self._seconds = Scrub("Seconds in all", SHORTEST, LONGEST, seconds, step=0.1, unit="s", curve=3.0)
        self._seconds.setEnabled(walk.duration > 0)
        self._medium = Combo("Medium")
        self._medium.addItem(AS_PAINTED, "")
        medium = BY_NAME["medium"]
        assert isinstance(medium, ChoiceParam)
        for choice in medium.choices:
            self._medium.addItem(choice.title, choice.id)
        self._medium.setCurrentIndex(max(0, self._medium.findData(walk.medium)))
        self._facts = label("", "sub", wrap=True)
        self.column.addWidget(row(label("Format", "caption"), (self._kinds, 1)))
        self.column.addWidget(self._about)
        self.column.addWidget(row((self._edge, 1), (self._fps, 1)))
        self.column.addWidget(self._seconds)
        self.column.addWidget(row(label("Medium", "caption"), (self._medium, 1)))
        self.column.addWidget(self._facts)
        self.add_cancel()
        self.add_primary("Export…")
        self._kinds.chosen.connect(lambda _id: self._show())
        for scrub in (self._edge, self._fps, self._seconds):
            scrub.edited.connect(lambda _v: self._show())
        self._show()

    @property
    def kind(self) -> VideoKind:
        return BY_ID[self._kinds.current()]

    @property
    def walk(self) -> Walk:
        """The walk with what was chosen here."""
        walk = self._before
        scale = self._edge.value() / max(walk.width, walk.height)
        made = replace(
            walk, fps=round(self._fps.value()), medium=str(self._medium.currentData()),
            width=max(16, round(walk.width * scale)), height=max(16, round(walk.height * scale)),
        )  # fmt: skip
        seconds = self._seconds.value()
        # What nobody touched stays exact: the field shows tenths.
        return made.lasting(seconds) if walk.duration and abs(seconds - walk.duration) > 0.051 else made

    def apply(self) -> None:
        """Keeps it, as one step of undo."""
        self._studio.walk.set_walk(self.walk, "Walk video")

    def _show(self) -> None:
        self._about.setText(self.kind.about)
        walk = self.walk
        size = bytes_text(estimate(self.kind, walk.width, walk.height, walk.frames))
        self._facts.setText(f"{walk.frames} frames of {walk.width} × {walk.height} px, roughly {size}.")

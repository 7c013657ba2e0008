"""Export of strokes: as a drawing, and as a video of the painting."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QCheckBox, QWidget

from studio.art.styles.strokes_catalog import EDGE, FPS, HOLD, MOST, SECONDS
from studio.formats.video_kinds import BY_ID, KINDS, VideoKind, estimate
from studio.session.sizes import bytes_text
from studio.session.studio import Studio
from studio.ui.dialogs.base import Dialog
from studio.ui.parts.buttons import Segments
from studio.ui.parts.labels import label
from studio.ui.parts.layout import row
from studio.ui.parts.scrub import Scrub

BYTES_A_STROKE = 160
MOST_HERE = 100_000


class ExportStrokesDialog(Dialog):
    """`options` after it was accepted."""

    def __init__(self, parent: QWidget | None, studio: Studio) -> None:
        super().__init__(parent, "Export strokes as SVG", width=440, heading="Export the strokes as a drawing")
        strokes = studio.strokes
        most = min(int(strokes.choice("most")), MOST_HERE)
        self._most = Scrub(MOST.title, MOST.lo, MOST_HERE, most, step=100, curve=3.0)
        self._most.setToolTip(MOST.help)
        self._ground = QCheckBox("Put the mean color of the picture under the strokes")
        self._ground.setChecked(bool(strokes.choice("ground")))
        self._facts = label("", "sub", wrap=True)
        about = "One group for each brush, from broad to fine; in Inkscape they are layers. Strokes keep their colors, "
        about += "without the single streaks of the bristles."
        self.column.addWidget(label(about, "caption", wrap=True))
        self.column.addWidget(self._most)
        self.column.addWidget(self._ground)
        self.column.addWidget(self._facts)
        self.add_cancel()
        self.add_primary("Export…")
        self._most.edited.connect(lambda _v: self._show())
        self._show()

    @property
    def options(self) -> dict[str, Any]:
        """Keyword arguments for `StrokesState.export_svg`."""
        return {"most": round(self._most.value()), "ground": self._ground.isChecked()}

    def _show(self) -> None:
        most = self.options["most"]
        size = bytes_text(most * BYTES_A_STROKE)
        self._facts.setText(f"Up to {most:,} strokes, at most {size}. Those that show least are left out first.")


class ExportTimelapseDialog(Dialog):
    """`kind` and `options` after it was accepted."""

    def __init__(self, parent: QWidget | None, studio: Studio) -> None:
        super().__init__(parent, "Export time-lapse", width=440, heading="Export how it is painted")
        strokes = studio.strokes
        self._size = studio.document_size
        remembered = str(strokes.choice("format"))
        self._kinds = Segments(
            [(k.id, k.title) for k in KINDS], remembered if remembered in BY_ID else KINDS[0].id, name="Format"
        )
        self._about = label("", "caption", wrap=True)
        self._edge = Scrub(EDGE.title, EDGE.lo, EDGE.hi, float(strokes.choice("edge")), step=2, unit="px")
        self._fps = Scrub(FPS.title, FPS.lo, FPS.hi, float(strokes.choice("fps")), step=1)
        self._seconds = Scrub(
            "Painting", SECONDS.lo, SECONDS.hi, float(strokes.choice("seconds")), step=0.5, unit="s", curve=2.0
        )
        self._hold = Scrub("Finished", HOLD.lo, HOLD.hi, float(strokes.choice("hold")), step=0.5, unit="s")
        self._seconds.setToolTip(SECONDS.help)
        self._hold.setToolTip(HOLD.help)
        self._facts = label("", "sub", wrap=True)
        self.column.addWidget(row(label("Format", "caption"), (self._kinds, 1)))
        self.column.addWidget(self._about)
        self.column.addWidget(row((self._seconds, 1), (self._hold, 1)))
        self.column.addWidget(row((self._edge, 1), (self._fps, 1)))
        self.column.addWidget(self._facts)
        self.add_cancel()
        self.add_primary("Export…")
        self._kinds.chosen.connect(lambda _id: self._show())
        for scrub in (self._edge, self._fps, self._seconds, self._hold):
            scrub.edited.connect(lambda _v: self._show())
        self._show()

    @property
    def kind(self) -> VideoKind:
        return BY_ID[self._kinds.current()]

    @property
    def options(self) -> dict[str, Any]:
        """Keyword arguments for `StrokesState.export_timelapse`."""
        return {
            "seconds": float(self._seconds.value()), "hold": float(self._hold.value()),
            "fps": round(self._fps.value()), "edge": round(self._edge.value()),
        }  # fmt: skip

    def _show(self) -> None:
        self._about.setText(self.kind.about)
        options = self.options
        k = min(1.0, options["edge"] / max(self._size))
        width, height = (max(2, round(side * k)) for side in self._size)
        frames = round(options["seconds"] * options["fps"]) + round(options["hold"] * options["fps"])
        size = bytes_text(estimate(self.kind, width, height, frames))
        self._facts.setText(f"{frames} frames of up to {width} × {height} px, roughly {size}.")

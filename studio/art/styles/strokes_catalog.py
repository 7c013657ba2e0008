"""The jobs around the strokes of a painter's picture. Torch-free.

All take `content`, `style` (pixels), `seed`, `method` (the id of a method that paints with strokes) and `values` (its
settings, as JSON), and plan the strokes anew: the same ones that the picture was painted with.
"""

from __future__ import annotations

from studio.core.params import BoolParam, FloatParam, IntParam
from studio.core.spec import Catalogue, Spec

STROKES = Catalogue("strokes", "strokes job")
METHODS = ("painter", "analogy-painter")
"""Style methods that paint with strokes."""

PICTURE = ("content", "style", "seed", "method", "values")

MOST = IntParam(
    name="most",
    title="Strokes at most",
    help="Those that show least are left out first.",
    initial=20000,
    lo=100,
    hi=500000,
)
GROUND = BoolParam(name="ground", title="Ground", help="Puts the picture's mean color under the strokes.", initial=True)
SECONDS = FloatParam(
    name="seconds",
    title="Seconds",
    help="How long the painting takes in the video.",
    initial=12.0,
    lo=1.0,
    hi=120.0,
    step=0.5,
    unit="s",
)
HOLD = FloatParam(
    name="hold",
    title="Hold",
    help="How long the finished picture stands at the end.",
    initial=2.0,
    lo=0.0,
    hi=20.0,
    step=0.5,
    unit="s",
)
FPS = IntParam(name="fps", title="Frames a second", help="How smooth the video is.", initial=25, lo=5, hi=60)
EDGE = IntParam(name="edge", title="Long side", help="Of the video.", initial=1080, lo=128, hi=2160, unit="px")

RECORD = STROKES.add(
    Spec(
        kind="strokes",
        id="record",
        title="Strokes of a picture",
        summary="Plans the strokes of a picture anew, to show how it is painted.",
        impl="studio.art.styles.strokes_jobs:record",
        inputs=PICTURE,
    )
)
"""Returns `painter.Painting`."""

LAYERS = STROKES.add(
    Spec(
        kind="strokes",
        id="layers",
        title="Strokes to layers",
        summary="One transparent layer for each brush, which look like the picture when they lie in a stack.",
        impl="studio.art.styles.strokes_jobs:layers",
        inputs=PICTURE,
    )
)
"""Returns a tuple of `peel.Sheet`, the lowest first."""

DRAWING = STROKES.add(
    Spec(
        kind="strokes",
        id="svg",
        title="Export strokes as SVG",
        summary="Writes the strokes as paths, one group for each brush.",
        impl="studio.formats.strokes_export:svg",
        inputs=(*PICTURE, "path", "recipe"),
        params=(MOST, GROUND),
    )
)
"""Returns `formats.strokes_export.Written`. `recipe`: JSON text that goes into the file, or ""."""

TIMELAPSE = STROKES.add(
    Spec(
        kind="strokes",
        id="timelapse",
        title="Export time-lapse",
        summary="Writes how the picture is painted as a video, a GIF or a folder of pictures.",
        impl="studio.formats.strokes_export:timelapse",
        inputs=(*PICTURE, "path", "recipe"),
        params=(SECONDS, HOLD, FPS, EDGE),
    )
)
"""Returns `formats.strokes_export.Written`."""

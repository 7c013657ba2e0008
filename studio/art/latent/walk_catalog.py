"""The jobs around walks through latent space. Torch-free. `walk` is always the JSON of a `core.walk.Walk`."""

from __future__ import annotations

from studio.core.params import IntParam
from studio.core.spec import Catalogue, Spec

WALK = Catalogue("walk", "walk job")

FRAMES = WALK.add(
    Spec(
        kind="walk",
        id="frames",
        title="Frames of a walk",
        summary="Small pictures of moments of a walk, for its preview.",
        impl="studio.art.latent.walk:some_frames",
        inputs=("walk", "moments"),
        params=(IntParam(name="edge", title="Edge", initial=192, lo=16, hi=1024, unit="px"),),
    )
)
"""`moments`: tuple of seconds. Returns a tuple of pixels, one a moment, whose long side is `edge` px."""

EXPORT = WALK.add(
    Spec(
        kind="walk",
        id="export",
        title="Export a walk",
        summary="Paints every frame of a walk and writes them as a video, a GIF or a folder of pictures.",
        impl="studio.formats.walk_export:export",
        inputs=("walk", "path"),
    )
)
"""`path`: whose ending says the format; without one, a folder. Returns `formats.walk_export.Exported`."""

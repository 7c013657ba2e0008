"""The jobs around models. Torch-free."""

from __future__ import annotations

from studio.core.params import BoolParam, IntParam
from studio.core.spec import Catalogue, Spec

MODELS = Catalogue("model", "work on a model")

MEASURE = MODELS.add(
    Spec(
        kind="model",
        id="measure",
        title="Measure a model",
        summary="Times a model at each precision and compares the pictures; kept on the disk by the hash of the model.",
        impl="studio.art.models.measure:measure",
        inputs=("method", "model"),
        params=(
            IntParam(name="edge", title="Size", initial=256, lo=16, hi=2048, unit="px"),
            IntParam(name="rounds", title="Rounds", initial=5, lo=3, hi=50, help="Pictures of each; the best time counts."),
            BoolParam(name="compiled", title="Compiled too", initial=False, help="Takes minutes."),
        ),
    )
)  # fmt: skip
"""`method`: key of the method that uses the model ("generator/skies"), `model`: its digest. Returns
`lighter.Measured`."""

ROOM = MODELS.add(
    Spec(
        kind="model",
        id="room",
        title="Free memory",
        summary="How much memory is free where models are loaded.",
        impl="studio.art.models.measure:room",
    )
)
"""Returns (device, MiB free or None, whether the processor is quick in 16 bits)."""

ADD = MODELS.add(
    Spec(
        kind="model",
        id="add",
        title="Read a model",
        summary="Recognises a model by its content, refuses what is unsafe, and converts what has to be converted.",
        impl="studio.art.models.adding:add",
        inputs=("path",),
    )
)
"""`path`: of a file or folder. Returns the `library.ModelEntry`, which the caller adds to the library."""

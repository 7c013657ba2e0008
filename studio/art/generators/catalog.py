"""The generators: words (and sliders) to a picture. Torch-free."""

from __future__ import annotations

from studio.art.generators.scenes.factors import FACTORS
from studio.core.spec import Catalogue, Spec

GENERATORS = Catalogue("generator", "generator")

SCENES = GENERATORS.add(
    Spec(
        kind="generator",
        id="scenes",
        title="Scenes",
        summary="Landscapes, seas, towns, gardens, still lifes, rooms and abstracts, painted by rules: instant, any size.",
        impl="studio.art.generators.scenes.job:imagine",
        inputs=("text", "width", "height", "seed"),
        params=FACTORS,
        optional=frozenset(p.name for p in FACTORS),
    )
)

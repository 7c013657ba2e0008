"""All catalogues, for those who look a method up by its key. Torch-free."""

from __future__ import annotations

from studio.art.generators.catalog import GENERATORS
from studio.art.latent.catalog import LATENT
from studio.art.latent.walk_catalog import WALK
from studio.art.models.catalog import MODELS
from studio.art.muse.catalog import MUSES
from studio.art.restoring.catalog import RESTORE
from studio.art.styles.catalog import STYLES
from studio.art.styles.several_catalog import SEVERAL
from studio.art.styles.strokes_catalog import STROKES
from studio.art.styles.temporal.catalog import FILM
from studio.art.training.catalog import MEASURES, TRAINERS
from studio.art.upscalers.catalog import UPSCALERS
from studio.core.errors import UnknownNameError
from studio.core.spec import Catalogue, Spec

CATALOGUES: dict[str, Catalogue] = {
    c.kind: c
    for c in (GENERATORS, STYLES, FILM, MUSES, LATENT, WALK, MODELS, UPSCALERS, RESTORE, TRAINERS, MEASURES, STROKES)
}


HIDDEN: dict[str, Spec] = {SEVERAL.key: SEVERAL}
"""Methods that requests may name though no list offers them."""


def find(key: str) -> Spec:
    """The spec of "kind/id"; raises `UnknownNameError`."""
    if key in HIDDEN:
        return HIDDEN[key]
    kind, _, id_ = key.partition("/")
    if kind not in CATALOGUES:
        raise UnknownNameError("kind of method", kind, CATALOGUES)
    return CATALOGUES[kind].get(id_)

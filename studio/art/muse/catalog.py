"""The muses: the artist's line to several developments of it. Torch-free."""

from __future__ import annotations

from studio.core.params import Choice, ChoiceParam, FloatParam
from studio.core.spec import Catalogue, Spec

MUSES = Catalogue("muse", "muse")

FORM = ChoiceParam(
    name="form",
    title="Form",
    help="What the muse writes.",
    initial="prompts",
    choices=(Choice(id="prompts", title="Prompts", help="Developments of the line that can be painted."),),
)
BOLDNESS = FloatParam(name="boldness", title="Boldness", help="How far a development may leave the line.", initial=0.5)

CONCEPTS = MUSES.add(
    Spec(
        kind="muse",
        id="concepts",
        title="Concepts",
        summary="Finds what the line is about and develops its light, medium, composition, mood and season.",
        impl="studio.art.muse.concepts:develop",
        inputs=("text", "count", "seed"),
        params=(FORM, BOLDNESS),
    )
)

"""The jobs around a latent space. Torch-free.

`generator` is always the key of a generator with the trait "latent"; `recipe` the JSON of a `Recipe` of it, which says
where the picture stands.
"""

from __future__ import annotations

from studio.core.params import BoolParam, Choice, ChoiceParam, IntParam
from studio.core.spec import Catalogue, Spec

LATENT = Catalogue("latent", "latent job")

AXES = LATENT.add(
    Spec(
        kind="latent",
        id="axes",
        title="Axes",
        summary="Finds the named and the surprise directions of a generator; kept on the disk by the hash of its model.",
        impl="studio.art.latent.jobs:axes",
        inputs=("generator",),
        params=(
            BoolParam(name="search", title="Search", initial=True, help="No: only axes that are known already."),
        ),
    )
)  # fmt: skip
"""Returns `axis.AxisSet`; without a search None where nothing is known."""

MARKS = LATENT.add(
    Spec(
        kind="latent",
        id="marks",
        title="Axis pictures",
        summary="Small pictures along axes, all else as it is: what a slider would do.",
        impl="studio.art.latent.jobs:marks",
        inputs=("generator", "recipe", "axes", "strengths"),
        params=(IntParam(name="edge", title="Edge", initial=96, lo=16, hi=512, unit="px"),),
    )
)
"""`axes`: tuple of axis ids, `strengths`: tuple of floats. Returns a tuple of `axis.MarkPicture`, axis by axis."""

PLACE = LATENT.add(
    Spec(
        kind="latent",
        id="place",
        title="Put a picture into the space",
        summary="Finds the code whose picture is nearest to a given one: an encoder's guess, then descent.",
        impl="studio.art.latent.jobs:place",
        inputs=("generator", "picture", "seed"),
        params=(
            IntParam(name="steps", title="Steps", initial=120, lo=0, hi=2000, help="Steps of descent after the guess."),
            ChoiceParam(
                name="freedom", title="Freedom", initial="layers", help="What may differ from a picture the model knows.",
                choices=(Choice(id="space", title="Stay typical"), Choice(id="layers", title="Come close")),
            ),
        ),
    )
)  # fmt: skip
"""`picture`: pixels (`ImageRef` in the request). Returns `axis.Placed`; previews while it descends."""

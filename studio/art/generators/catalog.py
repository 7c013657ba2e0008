"""The generators: words (and sliders) to a picture. Torch-free.

The painter of scenes is always there. A generator that paints with a trained network is offered only where its model
lies: the shipped ones below, the artist's own as they are added (`Catalogue.add`, `Catalogue.remove`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from studio.art.generators.scenes.factors import BY_NAME, FACTORS, GROUPS
from studio.art.generators.worlds import SHORES, SKIES, World
from studio.art.models.folder import ABOUT
from studio.core.moves import MovesParam
from studio.core.params import ChoiceParam, FloatParam, Param
from studio.core.paths import resource
from studio.core.spec import Catalogue, Spec

GENERATORS = Catalogue("generator", "generator")

IMAGINE = "studio.art.generators.neural:imagine"
INPUTS = ("text", "width", "height", "seed")

SCENES = GENERATORS.add(
    Spec(
        kind="generator",
        id="scenes",
        title="Scenes",
        summary="Landscapes, seas, towns, gardens, still lifes, rooms and abstracts, painted by rules: instant, any size.",
        impl="studio.art.generators.scenes.job:imagine",
        inputs=INPUTS,
        params=FACTORS,
        optional=frozenset(p.name for p in FACTORS),
    )
)
"""See ARCHITECTURE.md."""

MEDIUM = "gouache"
"""What a network's picture is finished with when the words name no medium."""

TRUNCATION = FloatParam(
    name="truncation", title="Truncation", group="model", initial=0.8, lo=0.0, hi=1.5,
    help="0 the most typical picture of these factors, 1 as varied as the pictures it learned from.",
)  # fmt: skip
GUIDANCE = FloatParam(
    name="guidance", title="Guidance", group="model", initial=1.5, lo=1.0, hi=4.0,
    help="How closely the words and factors are followed: 1 freely, 4 to the letter.",
)  # fmt: skip
STRENGTH = FloatParam(
    name="strength", title="Strength", group="sketch", initial=0.6,
    help="What may be made of a sketch: 0 hardly anything, 1 whatever the generator likes.",
)  # fmt: skip
FINISH: tuple[Param, ...] = (replace(BY_NAME["medium"], initial=MEDIUM), BY_NAME["stroke"])  # type: ignore[call-arg]
MOVES = MovesParam(group="model", advanced=True)


def controls(place: World) -> tuple[Param, ...]:
    """The factors that a network of this world is told, as params: a scene of its own choice only, group by group."""
    out = []
    for name in place.controls:
        param = BY_NAME[name]
        if name == "scene" and isinstance(param, ChoiceParam):
            known = tuple(c for c in param.choices if c.id in place.scenes)
            param = replace(param, choices=known, initial=known[0].id)
        out.append(param)
    return tuple(sorted(out, key=lambda p: GROUPS.index(p.group)))


def neural(
    id_: str, title: str, summary: str, *, model: str, traits: Iterable[str], place: World | None = None,
    knows: str = "", extra: tuple[Param, ...] = (), opener: str = "",
) -> Spec:  # fmt: skip
    """The spec of a generator that paints with the network `model`; its params are those of its world and `extra`.

    `opener` "module:function" loads the model, see `latent.spaces`; "" for one that comes with the program.
    """
    told = controls(place) if place else ()
    bound = (("model", model), ("opener", opener))
    kept = frozenset(traits)
    return Spec(
        kind="generator",
        id=id_,
        title=title,
        summary=summary,
        impl=IMAGINE,
        inputs=INPUTS,
        params=(*told, *extra, *((STRENGTH,) if "sketch" in kept else ()), *FINISH, MOVES),
        optional=frozenset({"medium", *(p.name for p in told)}),
        accepts=("picture", "mask"),
        bound=bound,
        traits=kept,
        knows=knows or (place.knows if place else ""),
    )


FLOW = neural(
    "flow", "Shores", "Land, shores and night skies from a flow that follows words and factors; paints over sketches.",
    model="flow", traits=("words", "factors", "latent", "place", "sketch", "inpaint"), place=SHORES, extra=(GUIDANCE,),
)  # fmt: skip
SKY = neural(
    "skies", "Skies", "Skies over the sea from a network whose layers mix: composition, forms, colors.",
    model="skies", traits=("words", "factors", "latent", "layers", "place", "sketch"), place=SKIES, extra=(TRUNCATION,),
)  # fmt: skip

for _spec in (FLOW, SKY):
    if resource("models", str(dict(_spec.bound)["model"]), ABOUT).is_file():
        GENERATORS.add(_spec)

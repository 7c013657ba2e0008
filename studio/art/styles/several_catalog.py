"""The method that lays several styles at once. It is no choice of its own: any of the others does the work. Torch-free."""

from __future__ import annotations

from studio.core.params import Choice, ChoiceParam, FloatParam, TextParam
from studio.core.spec import Spec

MOST_STYLES = 5
NUMBERS = tuple(range(1, MOST_STYLES + 1))

SEVERAL = Spec(
    kind="style",
    id="several",
    title="Several styles",
    summary="Lays up to five styles at once: by weights everywhere, or each where its map is white.",
    impl="studio.art.styles.several:apply",
    inputs=("content", "seed"),
    accepts=(*(f"style{k}" for k in NUMBERS), *(f"map{k}" for k in NUMBERS), "whole", "rect"),
    params=(
        TextParam(name="method", title="Method", help="The id of the style method that does the work.", initial="auto"),
        TextParam(name="values", title="Settings", help="The settings of that method, as JSON.", initial="{}"),
        TextParam(
            name="weights", title="Weights", help="How much each style counts, such as 0.7,0.3; equal when left out."
        ),
        ChoiceParam(
            name="by",
            title="Share by",
            help="How the styles share the picture.",
            initial="weights",
            choices=(
                Choice(id="weights", title="Weights", help="All styles everywhere, by their weights."),
                Choice(id="maps", title="Maps", help="Each style where its map is white."),
            ),
        ),
        FloatParam(
            name="feather",
            title="Soft borders",
            help="How far styles with maps run into each other, as a share of the picture's short side.",
            initial=0.03,
            lo=0.0,
            hi=0.25,
        ),
    ),
)

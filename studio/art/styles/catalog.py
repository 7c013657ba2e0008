"""The style methods: any picture's style onto a picture. Torch-free."""

from __future__ import annotations

from dataclasses import replace

from studio.art.models.folder import ABOUT
from studio.core.params import BoolParam, Choice, ChoiceParam, FloatParam
from studio.core.paths import resource
from studio.core.spec import Catalogue, Former, Spec

STYLES = Catalogue("style", "style method")

# What a name means, it means in every method. A method that has its own default takes `replace(BOLDNESS, initial=...)`.

STRENGTH = FloatParam(
    name="strength", title="Strength", help="0 leaves the picture as it is, 1 takes the style in full.", initial=1.0
)
BOLDNESS = FloatParam(
    name="boldness",
    title="Boldness",
    help="How much of the style's own contrast and marks is taken over.",
    initial=0.7,
)
MOTIF = FloatParam(
    name="motif",
    title="Motif",
    help="How large and recognizable the pieces are that are taken from the style.",
    initial=0.5,
)
COLORS = ChoiceParam(
    name="colors",
    title="Colors",
    help="Where the colors come from.",
    initial="take",
    choices=(
        Choice(id="take", title="Style", help="The style's colors and light."),
        Choice(id="keep", title="Picture", help="The picture's own colors and light; only the marks of the style."),
        Choice(id="light", title="Light", help="The style's light and dark with the picture's own hues."),
    ),
)
TEXTURE = FloatParam(
    name="texture",
    title="Texture",
    help="Size of the style's marks, 1 = as in the style.",
    initial=1.0,
    lo=0.5,
    hi=2.0,
    step=0.05,
    unit="×",
)
BRUSH = FloatParam(
    name="brush",
    title="Brush",
    help="Size of the strokes, 1 = a normal brush.",
    initial=1.5,
    lo=0.5,
    hi=4.0,
    step=0.05,
    unit="×",
)
DETAIL = FloatParam(name="detail", title="Detail", help="How closely faces and edges are kept.", initial=0.85)
RELIEF = FloatParam(name="relief", title="Relief", help="Thickness of the paint.", initial=0.4)
LIGHT = FloatParam(
    name="light",
    title="Light from",
    help="Where the light on the paint comes from: 90° is above, 135° the upper left.",
    initial=135.0,
    lo=0.0,
    hi=360.0,
    step=5.0,
    unit="°",
)
FOLLOW = FloatParam(
    name="follow",
    title="Follow forms",
    help="Whether strokes follow the forms of the picture (1) or the flow of the style (0).",
    initial=0.5,
)

PART = ("whole", "rect")
"""Inputs of a method that can paint a part of a picture as that part of the whole will look; see `frame.frame`."""


def former_marks(initial: float) -> Former:
    """The name that `boldness` had at first."""
    return Former(param=FloatParam(name="marks", title="Marks", initial=initial), now="boldness")


FORMER_KEEP_COLORS = Former(
    param=BoolParam(name="keep_colors", title="Keep colors", initial=False),
    now="colors",
    values=((False, "take"), (True, "keep")),
)

AUTO = STYLES.add(
    Spec(
        kind="style",
        id="auto",
        title="Auto",
        summary="Looks at the style and the picture, chooses the method and its settings, and says what it chose.",
        impl="studio.art.styles.auto:apply",
        inputs=("content", "style", "seed"),
        accepts=PART,
        params=(
            STRENGTH,
            replace(BOLDNESS, initial=0.5),
            MOTIF,
            COLORS,
            TEXTURE,
            replace(DETAIL, initial=0.8),
            replace(RELIEF, initial=0.2),
            LIGHT,
        ),
    )
)

BOLD = STYLES.add(
    Spec(
        kind="style",
        id="bold",
        title="Bold",
        summary="Fills free places with large motifs of the style and redraws the rest in its marks.",
        impl="studio.art.styles.bold:apply",
        inputs=("content", "style", "seed"),
        accepts=PART,
        params=(
            STRENGTH,
            replace(BOLDNESS, initial=0.5),
            MOTIF,
            COLORS,
            TEXTURE,
            replace(DETAIL, initial=0.8),
            replace(RELIEF, initial=0.2),
            LIGHT,
        ),
    )
)

ANALOGY = STYLES.add(
    Spec(
        kind="style",
        id="analogy",
        title="Analogy",
        summary="Rebuilds the picture from small patches of the style: hatching, tiles, grain, brush marks.",
        impl="studio.art.styles.analogy:apply",
        inputs=("content", "style", "seed"),
        accepts=PART,
        params=(
            STRENGTH,
            replace(BOLDNESS, initial=0.5),
            COLORS,
            TEXTURE,
            replace(DETAIL, initial=0.6),
            replace(RELIEF, initial=0.2),
            LIGHT,
        ),
    )
)

PAINTER = STYLES.add(
    Spec(
        kind="style",
        id="painter",
        title="Painter",
        summary="Repaints the picture with brush strokes in the style's colors and flow.",
        impl="studio.art.styles.painter:apply",
        inputs=("content", "style", "seed"),
        accepts=PART,
        params=(STRENGTH, BOLDNESS, COLORS, BRUSH, DETAIL, RELIEF, LIGHT, FOLLOW),
        former=(former_marks(0.7), FORMER_KEEP_COLORS),
    )
)

ANALOGY_PAINTER = STYLES.add(
    Spec(
        kind="style",
        id="analogy-painter",
        title="Analogy, painted",
        summary="Rebuilds the picture from patches of the style, then paints it over with strokes: rich for oils.",
        impl="studio.art.styles.analogy_painter:apply",
        inputs=("content", "style", "seed"),
        accepts=PART,
        params=(
            STRENGTH,
            replace(BOLDNESS, initial=0.6),
            COLORS,
            TEXTURE,
            replace(BRUSH, initial=1.0),
            DETAIL,
            RELIEF,
            LIGHT,
            FOLLOW,
        ),
    )
)

COLOR = STYLES.add(
    Spec(
        kind="style",
        id="color",
        title="Color",
        summary="Takes the colors and the light of the style, keeps every form.",
        impl="studio.art.styles.color:apply",
        inputs=("content", "style", "seed"),
        accepts=PART,
        params=(STRENGTH, replace(BOLDNESS, initial=0.4), COLORS),
        former=(former_marks(0.4),),
    )
)

ANY_STYLE = Spec(
    kind="style",
    id="adain",
    title="Any style, by a network",
    summary="Gives the picture the marks of the style by a trained network (AdaIN), in a moment at any size.",
    impl="studio.art.styles.networks.adain:apply",
    inputs=("content", "style", "seed"),
    params=(STRENGTH, BOLDNESS, COLORS, TEXTURE),
    bound=(("model", "adain"),),
)
"""Of a network that comes with the program; one of the artist's is the same with its own id and model."""
if resource("models", "adain", ABOUT).is_file():
    STYLES.add(ANY_STYLE)

"""The style methods: any picture's style onto a picture. Torch-free."""

from __future__ import annotations

from studio.core.params import BoolParam, FloatParam
from studio.core.spec import Catalogue, Spec

STYLES = Catalogue("style", "style method")

_STRENGTH = FloatParam(
    name="strength", title="Strength", help="0 leaves the picture as it is, 1 takes the style in full.", initial=1.0
)


def _marks(initial: float) -> FloatParam:
    return FloatParam(
        name="marks",
        title="Marks",
        help="How much of the style's own contrast and grain is taken over.",
        initial=initial,
    )


_KEEP_COLORS = BoolParam(
    name="keep_colors", title="Keep colors", help="Take the marks of the style, not its colors.", initial=False
)

PAINTER = STYLES.add(
    Spec(
        kind="style",
        id="painter",
        title="Painter",
        summary="Repaints the picture with brush strokes in the style's colors and flow.",
        impl="studio.art.styles.painter:apply",
        inputs=("content", "style", "seed"),
        params=(
            _STRENGTH,
            FloatParam(
                name="brush",
                title="Brush",
                help="Size of the strokes, 1 = a normal brush.",
                initial=1.5,
                lo=0.5,
                hi=4.0,
                step=0.05,
                unit="×",
            ),
            FloatParam(name="detail", title="Detail", help="How closely faces and edges are kept.", initial=0.85),
            _KEEP_COLORS,
            FloatParam(name="relief", title="Relief", help="Thickness of the paint.", initial=0.4),
            _marks(0.7),
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
        params=(_STRENGTH, _marks(0.4)),
    )
)

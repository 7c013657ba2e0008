"""The ways to enlarge a picture with a network; one spec for every upscaler of the artist's. Torch-free."""

from __future__ import annotations

from studio.core.params import FloatParam, IntParam
from studio.core.spec import Catalogue, Spec

UPSCALERS = Catalogue("upscale", "upscaler")

PARAMS = (
    FloatParam(
        name="factor", title="Factor", initial=0.0, lo=0.0, hi=16.0, step=0.5, unit="×",
        help="How many times as wide and high; 0 as many as the network makes.",
    ),
    IntParam(
        name="tile", title="Tile", initial=256, lo=32, hi=2048, unit="px", advanced=True,
        help="Edge of the pieces it is worked in: larger ones are faster and need more memory.",
    ),
)  # fmt: skip


def spec_for(id_: str, title: str, scale: int, family: str) -> Spec:
    """The spec of an upscaler in the library."""
    does = f"Enlarges {scale} times" if scale > 1 else "Cleans pictures at their size"
    return Spec(
        kind="upscale", id=id_, title=title, summary=f"{does}, by {family}.", impl="studio.art.upscalers.job:enlarge",
        inputs=("content",), params=PARAMS, bound=(("model", id_),),
    )  # fmt: skip

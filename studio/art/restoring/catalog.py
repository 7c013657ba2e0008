"""The ways to restore a picture: filling holes, taking noise out, making it larger. Torch-free."""

from __future__ import annotations

from studio.core.params import Choice, ChoiceParam, FloatParam, IntParam
from studio.core.spec import Catalogue, Spec

RESTORE = Catalogue("restore", "way to restore")

_EARLY = frozenset({"early"})


def _steps(initial: int) -> IntParam:
    return IntParam(
        name="steps", title="Steps", initial=initial, lo=1, hi=5000, advanced=True, help="At most; more take longer."
    )


INPAINT = RESTORE.add(
    Spec(
        kind="restore", id="inpaint", title="Fill the region", impl="studio.art.restoring.tasks:inpaint",
        summary="Fills what is inside the region from what is around it: scratches, writing, things that are in the way.",
        inputs=("content", "mask", "seed"), traits=_EARLY,
        params=(
            IntParam(name="edge", title="Worked at", initial=320, lo=96, hi=768, unit="px",
                     help="Long side of the part around the region; a larger part is worked smaller."),
            _steps(400),
        ),
    )
)  # fmt: skip
"""`mask`: gray, white where to fill."""

DENOISE = RESTORE.add(
    Spec(
        kind="restore", id="denoise", title="Take the noise out", impl="studio.art.restoring.tasks:denoise",
        summary="Takes grain out of a picture; how much there is, is measured.",
        inputs=("content", "seed"), traits=_EARLY,
        params=(
            FloatParam(name="strength", title="Strength", initial=1.0, help="0 leaves the picture as it is."),
            FloatParam(name="detail", title="Detail", initial=0.5, help="Keeps finer detail, and more of the grain with it."),
            _steps(600),
        ),
    )
)  # fmt: skip

ENLARGE = RESTORE.add(
    Spec(
        kind="restore", id="enlarge", title="Enlarge", impl="studio.art.restoring.tasks:enlarge",
        summary="Makes a small picture two or four times as large, with crisp edges; it invents no detail.",
        inputs=("content", "seed"), traits=_EARLY,
        params=(
            ChoiceParam(
                name="factor", title="Factor", initial="2", help="How many times as wide and high.",
                choices=(Choice(id="2", title="2 ×", help="Twice."), Choice(id="4", title="4 ×", help="Four times.")),
            ),
            _steps(400),
        ),
    )
)  # fmt: skip

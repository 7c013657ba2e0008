"""What a finished picture is painted with: `apply` gives generated pixels the hand of a medium.

Sizes of marks relate to the short side, so a picture has the same look at any size; all chance comes from the seed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from studio.core.errors import UnknownNameError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.core.progress import Context

MEDIA: tuple[str, ...] = ("plain", "gouache", "oil", "watercolor", "pointillist", "ink", "pastel", "poster")


def apply(ctx: Context, rgb: NDArray[np.float32], medium: str, seed: int, stroke: float) -> NDArray[np.float32]:
    """`rgb`, painted in `medium`; float32 (H, W, 3) sRGB 0..1, as is the result (a new array).

    `stroke` is 0 for fine .. 1 for broad marks. The same arguments give the same pixels. Cancels within half a second.
    Raises `UnknownNameError` for a medium that is not in `MEDIA`.
    """
    if medium not in MEDIA:
        raise UnknownNameError("medium", medium, MEDIA)
    ctx.check()
    module = import_module(f"studio.art.media.{medium}")  # lazily: each brings its own kernels
    from studio.art.media.base import finished

    return finished(ctx, rgb, module.paint, seed, stroke)


def warm(ctx: Context) -> None:
    """Compiles all kernels of all media by painting a tiny picture with each; done at set-up."""
    import numpy as np

    tiny = np.random.default_rng(0).random((40, 48, 3), dtype=np.float32)
    for number, medium in enumerate(MEDIA):
        part = ctx.part(number / len(MEDIA), 1 / len(MEDIA))
        part.progress(0.0, f"Preparing {medium}")
        apply(part, tiny, medium, 0, 0.5)

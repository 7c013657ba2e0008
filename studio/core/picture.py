"""Pictures as they travel between the parts of the program."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from studio.core.params import Value
from studio.core.recipe import Recipe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels: TypeAlias = NDArray[np.uint8]
    """uint8 (H, W, 4): sRGB, straight (not premultiplied) alpha, C-contiguous, top row first."""
else:
    Pixels = object  # for annotations; numpy is not loaded for a name


@dataclass(frozen=True)
class Picture:
    """A finished picture: its pixels, how it was made, and what the artist should be told about it.

    `notes` are plain sentences ("There is no lighthouse in this generator.").
    """

    pixels: Pixels
    recipe: Recipe
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImageRef:
    """Pixels as part of a request: compared by digest, pickled with the array."""

    digest: str
    pixels: Pixels = field(compare=False, repr=False)

    @classmethod
    def of(cls, pixels: Pixels) -> ImageRef:
        h = hashlib.sha256(repr((pixels.shape, str(pixels.dtype))).encode())
        # Without a copy where that can be: a large picture has hundreds of megabytes.
        h.update(pixels.data if pixels.flags.c_contiguous else pixels.tobytes())
        return cls(h.hexdigest(), pixels)


@dataclass(frozen=True)
class Made:
    """What a method returns: the engine adds what it knows of the request and makes a `Picture` of it.

    `params`: all values as they were really used, those that the method found itself included.
    `models`: id -> SHA-256 of every weights file that had a say.
    """

    pixels: Pixels
    params: Mapping[str, Value] = field(default_factory=dict)
    models: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

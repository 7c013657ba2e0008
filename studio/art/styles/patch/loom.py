"""One resolution of the synthesis: the material, the guides and the picture that is woven from them."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from studio.art.styles.fields import Floats
from studio.art.styles.jit import Crew
from studio.art.styles.patch.atlas import Atlas
from studio.art.styles.patch.features import DIMS, PATCH, Basis, Shorts
from studio.art.styles.patch.places import Correspondence
from studio.art.styles.patch.search import search
from studio.art.styles.patch.vote import trust, vote
from studio.core.progress import Context

Index = NDArray[np.int32]
REACH = PATCH // 2


class Loom:
    """`atlas` at the resolution in question, `guides`: what each of its copies says of itself, float32 (hs, ws, G);
    `guide` (h, w, G): what is asked for in the picture, and `gain` (h, w): how strictly."""

    def __init__(self, crew: Crew, atlas: Atlas, guides: list[Floats], guide: Floats, gain: Floats) -> None:
        self.crew, self.atlas = crew, atlas
        self._guides, self._guide, self._gain = guides, guide, np.ascontiguousarray(gain).reshape(-1)
        self.size = guide.shape[0], guide.shape[1]
        self.cost = np.empty(self.size[0] * self.size[1], np.float32)

    @cached_property
    def rgb(self) -> Floats:
        """(K * hs * ws, 3): the pixels of all copies."""
        return np.concatenate([c.reshape(-1, 3) for c in self.atlas.copies])

    @cached_property
    def _basis(self) -> Basis:
        return Basis(self.atlas.rgb)

    @cached_property
    def _width(self) -> int:
        return DIMS + -(-int(self._guide.shape[2]) // 8) * 8  # whole vector registers

    @cached_property
    def _places(self) -> Shorts:
        hs, ws = self.atlas.size
        out = np.zeros((len(self.atlas), hs, ws, self._width), np.int16)
        for copy, guide, features in zip(self.atlas.copies, self._guides, out, strict=True):
            self._basis.project(copy, guide, features, self.crew)
        return out.reshape(-1, self._width)

    @cached_property
    def _query(self) -> Floats:
        return np.zeros((*self.size, self._width), np.float32)

    def search(
        self, ctx: Context, picture: Floats, field: Index, sweeps: int, radius: int, free: int, crowd: float, seed: int,
        held: NDArray[np.bool_] | None = None,
    ) -> None:  # fmt: skip
        """Improves `field` so that its patches look like `picture` (h, w, 3) and obey the guides; see `search`."""
        ctx.check()
        self._basis.project(picture, self._guide, self._query, self.crew)
        ctx.check()
        hs, ws = self.atlas.size
        search(
            ctx, self.crew, self._query.reshape(-1, self._width), self._places, self._gain, field, self.cost,
            self.size[1], (len(self.atlas), hs, ws), REACH, sweeps, radius, free, crowd, seed,
            np.zeros(len(field), np.bool_) if held is None else held.reshape(-1),
        )  # fmt: skip

    def vote(self, field: Index, reach: int, trusting: bool = True) -> Floats:
        """The picture that `field` means; see `vote.vote`."""
        weight = trust(self.cost) if trusting else np.ones(len(field), np.float32)
        return vote(self.crew, field, weight, self.rgb, self.size, self.atlas.size[1], reach)

    def random(self, seed: int) -> Index:
        """A field of places anywhere."""
        rng = np.random.default_rng(seed)
        h, w = self.size
        hs, ws = self.atlas.size
        copy = rng.integers(0, len(self.atlas), h * w)
        y, x = rng.integers(REACH, hs - REACH, h * w), rng.integers(REACH, ws - REACH, h * w)
        return np.asarray((copy * hs + y) * ws + x, np.int32)

    def inherit(self, coarse: Correspondence) -> Index:
        """A field from one of another resolution."""
        h, w = self.size
        hs, ws = self.atlas.size
        return coarse.resized(w, h, ws, hs).index(REACH)

    def correspondence(self, field: Index) -> Correspondence:
        h, w = self.size
        hs, ws = self.atlas.size
        return Correspondence.of_index(field, (w, h), hs, ws, len(self.atlas))

"""What a picture of a sketch depends on, and how it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from studio.core.moves import Moves
from studio.core.params import Value
from studio.core.picture import ImageRef, Pixels
from studio.core.recipe import Recipe
from studio.core.spec import Spec
from studio.engine.request import Request
from studio.session.region import Confined, laid_over, mask_pixels, scaled, scaled_mask
from studio.session.sizes import Size, fit_within

SLOT, FULL_SLOT, BASE_SLOT = "sketch-live", "sketch-full", "sketch-base"
LIVE_EDGE = 256
"""Long side of the picture made after a stroke; the whole size follows when the hand rests for longer."""
TITLE = "Following the sketch"


@dataclass(frozen=True)
class Wanted:
    """A picture as its recipe will tell of it. `settings`: what is set by hand, `strength` among it.

    `sketch`: the small copy of the sketch, straight RGBA; `confined`: where the picture may change, or None.
    `finish`: whether it gets its medium in full size; until then it has the network's own surface.
    """

    spec: Spec
    text: str
    seed: int
    settings: Mapping[str, Value]
    sources: Mapping[str, Mapping[str, Any]]
    size: Size
    finish: bool
    sketch: Pixels = field(repr=False)
    confined: Confined | None = field(default=None, repr=False)

    @property
    def live_size(self) -> Size:
        return fit_within(self.size, LIVE_EDGE)

    @property
    def plain(self) -> Mapping[str, Value]:
        """Settings of a picture that must come at once."""
        return {"medium": "plain", **self.settings} if self._has_medium else self.settings

    @property
    def painted(self) -> Mapping[str, Value]:
        """Settings of the picture in full."""
        return self.settings if self.finish else self.plain

    def answered_by(self, recipe: Recipe | None) -> bool:
        """Whether a picture with this recipe shows this sketch in this way, at whatever size."""
        return (
            recipe is not None
            and (recipe.method, recipe.text, recipe.seed) == (self.spec.id, self.text, self.seed)
            and all(_same(name, recipe.params.get(name), value) for name, value in self.settings.items())
            and self.same_sketch(recipe)
        )

    def same_sketch(self, recipe: Recipe) -> bool:
        """Whether a picture with this recipe was made of this paint. Another region alone is no reason to repaint."""
        return recipe.sources.get("picture") == self.sources["picture"]

    def finished_by(self, recipe: Recipe | None) -> bool:
        """Whether it is also of full size and has its medium."""
        return (
            recipe is not None
            and self.answered_by(recipe)
            and (recipe.width, recipe.height) == self.size
            and (not self._has_medium or ("medium" in recipe.given) == ("medium" in self.painted))
        )

    # -- requests ------------------------------------------------------------------------------------------------

    @property
    def needs_base(self) -> bool:
        """Whether there is anything that the artist did not paint on."""
        return bool(self.sketch[..., 3].min() < 255)

    @property
    def base_key(self) -> tuple[object, ...]:
        return self.spec.key, self.text, self.seed, tuple(sorted(self._unsketched.items())), self.live_size

    def base(self) -> Request:
        """What the generator makes of the words alone: it lies under the sketch where nothing is painted."""
        return self._request(self._unsketched, self.live_size, BASE_SLOT, {}, {})

    def live(self, base: Pixels | None) -> Request:
        return self._request(self.plain, self.live_size, SLOT, self._pictures(base), self.sources)

    def full(self, base: Pixels | None) -> Request:
        return self._request(self.painted, self.size, FULL_SLOT, self._pictures(base), self.sources)

    def _pictures(self, base: Pixels | None) -> dict[str, object]:
        size = self.sketch.shape[1], self.sketch.shape[0]
        given = self.sketch if base is None else over(self.sketch, scaled(base, size))
        if self.confined is None:
            return {"picture": ImageRef.of(given)}
        mask = scaled_mask(self.confined.mask, size)
        given = laid_over(given, scaled(self.confined.before, size), mask)
        return {"picture": ImageRef.of(given), "mask": ImageRef.of(mask_pixels(mask))}

    def _request(
        self, params: Mapping[str, Value], size: Size, slot: str, pictures: Mapping[str, object],
        sources: Mapping[str, Mapping[str, Any]],
    ) -> Request:  # fmt: skip
        return Request.make(
            self.spec.key, params, slot=slot, title=TITLE, sources=sources,
            text=self.text, width=size[0], height=size[1], seed=self.seed, **pictures,
        )  # fmt: skip

    @property
    def _unsketched(self) -> Mapping[str, Value]:
        """Settings that count without a sketch too."""
        return {name: value for name, value in self.plain.items() if name != "strength"}

    @property
    def _has_medium(self) -> bool:
        return any(p.name == "medium" for p in self.spec.params)


def _same(name: str, found: Value | None, wanted: Value) -> bool:
    """Moves are told with the code that the picture got; what was asked for are its axes."""
    if name == "moves" and isinstance(found, str) and isinstance(wanted, str):
        return Moves.from_text(found).axes == Moves.from_text(wanted).axes
    return found == wanted


def over(sketch: Pixels, base: Pixels) -> Pixels:
    """A sketch, straight RGBA, laid over an opaque picture of the same size."""
    import numpy as np

    alpha = sketch[..., 3:].astype(np.float32) / 255
    out = base.copy()
    out[..., :3] = np.rint(sketch[..., :3] * alpha + base[..., :3] * (1 - alpha))
    return out

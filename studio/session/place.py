"""Pictures put into a generator's latent space: a layer, the region of it, a file; then its sliders change them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.art.generators.catalog import GENERATORS
from studio.art.latent.catalog import PLACE
from studio.core.errors import UserError
from studio.core.events import Event
from studio.core.params import Value
from studio.core.picture import ImageRef, Picture, Pixels
from studio.core.spec import Spec
from studio.document.layer import Origin
from studio.engine.request import Request
from studio.formats.images import read_image
from studio.session.create import shorten
from studio.session.region import box_of, cleared, laid_over, scaled
from studio.session.sizes import Size, fit_within

if TYPE_CHECKING:
    from studio.art.latent.axis import Placed
    from studio.document.document import Document
    from studio.document.layer import Layer
    from studio.document.planes import Mask
    from studio.session.studio import Studio

GROUP, OWNER, SLOT = "latent-place", "latent-place", "latent-place-full"
LARGEST = 512
"""Longest side in px of what is sent: networks paint no finer than that."""
LIKENESS = (
    (0.30, "a close likeness"),
    (0.40, "a likeness"),
    (0.52, "a distant likeness"),
    (0.80, "little more than its mood"),
    (float("inf"), "nothing of it"),
)
"""Largest distance as a share of how much the picture differs from one plain color, and what the eye says to it: a
foggy picture is near to any other, but not alike."""
PLAIN = 0.02
"""Of pictures that are nearly one color no less than this is asked."""


def likeness(distance: float, spread: float) -> str:
    """In plain words how near a placed picture came: `distance` 0..1 as in `Placed`, `spread` as of `spread_of`."""
    return next(word for limit, word in LIKENESS if distance / max(PLAIN, spread) < limit)


def spread_of(pixels: Pixels) -> float:
    """Mean absolute difference of a picture to its mean color, 0..1, over what is not transparent."""
    import numpy as np

    solid = pixels[pixels[..., 3] > 127][:, :3].astype(np.float32) / 255
    return float(np.abs(solid - solid.mean(0)).mean()) if len(solid) else 0.0


@dataclass(frozen=True)
class _Given:
    """What is put into the space: `pixels` as they lie at `rect` of the document. `mask`: what of it counts."""

    pixels: Pixels
    name: str
    rect: tuple[int, int, int, int]
    source: dict[str, Any]
    above: Layer | None = None
    mask: Mask | None = None


class PlaceState:
    """`changed`: a picture is being put into the space, or no longer. `report`: the last sentence about it."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self.freedom, self.steps = "layers", int(PLACE.param("steps").default)
        self.report = ""
        self.fraction = 0.0
        self.changed: Event[[]] = Event()

    # -- who and what --------------------------------------------------------------------------------------------

    @property
    def able(self) -> tuple[Spec, ...]:
        """The generators into whose space pictures can be put."""
        return tuple(s for s in GENERATORS if "place" in s.traits)

    @property
    def spec(self) -> Spec | None:
        """The chosen generator where it can, else the first that can."""
        chosen = self._studio.create.generator
        return chosen if "place" in chosen.traits else next(iter(self.able), None)

    @property
    def busy(self) -> bool:
        return any(j.group == GROUP and j.request.spec == PLACE.key for j in self._studio.jobs)

    @property
    def problem(self) -> str:
        """Why nothing can be put into a latent space now, in one sentence, or ""."""
        document = self._studio.document
        if self.spec is None:
            return "None of the generators here takes pictures into its latent space: add a model that does."
        if document is None or document.active is None:
            return "There is no layer to start from: open or paint a picture first."
        if document.active.is_empty:
            return f"The layer “{document.active.name}” is empty: paint on it first, or choose another."
        return ""

    def set_freedom(self, id_: str) -> None:
        """How far from the pictures that the generator knows the result may be."""
        checked = str(PLACE.param("freedom").check(id_))
        if checked != self.freedom:
            self.freedom = checked
            self.changed.emit()

    # -- verbs ---------------------------------------------------------------------------------------------------

    def place_layer(self) -> None:
        """The active layer, or the part of it within the region. Raises `UserError`."""
        if self.problem:
            raise UserError(self.problem)
        studio = self._studio
        document = studio.require_document()
        layer = document.active
        assert layer is not None
        self._start(document, self._of_layer(document, layer))

    def place_file(self, path: Path) -> None:
        """A picture file, read beside the session's thread. What is wrong with it is told."""
        if self.spec is None:
            raise UserError(self.problem)
        studio, limit = self._studio, int(self._studio.settings["decode_limit"]) * 10**6

        def take(pixels: Pixels) -> None:
            studio.guard(lambda: self.place_pixels(pixels, path.stem, str(path)))

        studio.background.run(lambda: read_image(path, limit).pixels, take, studio.told.emit)

    def place_pixels(self, pixels: Pixels, name: str, file: str = "") -> None:
        """A picture from a file, a drop or the clipboard, in the middle of the canvas, as large as it goes."""
        studio = self._studio
        if self.spec is None:
            raise UserError(self.problem)
        if studio.document is None:
            studio.files.new(pixels.shape[1], pixels.shape[0])
        document = studio.require_document()
        height, width = pixels.shape[:2]
        k = min(document.width / width, document.height / height)
        w, h = max(16, round(width * k)), max(16, round(height * k))
        rect = ((document.width - w) // 2, (document.height - h) // 2, w, h)
        source: dict[str, Any] = {"file": file or name, "sha256": ImageRef.of(pixels).digest}
        self._start(document, _Given(pixels, name, rect, source))

    def cancel(self) -> None:
        for job in list(self._studio.jobs):
            if job.group == GROUP and job.request.spec == PLACE.key:
                self._studio.jobs.cancel(job)

    # -- inside --------------------------------------------------------------------------------------------------

    def _of_layer(self, document: Document, layer: Layer) -> _Given:
        x, y, width, height = document.bounds(layer)
        pixels, mask = document.pixels(layer), None
        confined = self._studio.region.confine(layer)
        if confined is not None:
            left, top, width, height = box_of(confined.mask)
            part = slice(top, top + height), slice(left, left + width)
            pixels, mask = pixels[part], confined.mask[part]
            x, y = x + left, y + top
        if min(width, height) < 16:
            raise UserError("This is too small to be found again: at least 16 px to each side are needed.")
        source: dict[str, Any] = {"layer": layer.id, "name": layer.name, "sha256": ImageRef.of(pixels).digest}
        if mask is not None:
            source["region"] = [x, y, width, height]
        if layer.recipe is not None and not layer.touched:
            source["recipe"] = layer.recipe.to_dict()
        return _Given(pixels, layer.name, (x, y, width, height), source, layer, mask)

    def _start(self, document: Document, given: _Given) -> None:
        studio, spec = self._studio, self.spec
        assert spec is not None
        self.cancel()
        studio.contact.make_current(None)
        seed = studio.create.seed
        size = fit_within((given.rect[2], given.rect[3]), LARGEST)
        small = scaled(given.pixels, size)
        request = Request.make(
            PLACE.key, {"freedom": self.freedom, "steps": self.steps}, title=f"Putting “{shorten(given.name)}” into {spec.title}",
            generator=spec.key, picture=ImageRef.of(small), seed=seed,
        )  # fmt: skip
        self.report, self.fraction = "", 0.0

        def finished(placed: Placed) -> None:
            word = likeness(placed.distance, spread_of(small)).capitalize()
            self.report = f"{word}: {placed.distance:.1%} off on average."
            if studio.document is document:
                self._show(given, placed.pixels)
                self._paint(document, given, spec, placed, seed)
            self.changed.emit()

        def ended(_sentence: str = "") -> None:
            studio.preview.clear(OWNER)
            self.changed.emit()

        studio.jobs.submit(
            request, group=GROUP, finished=finished, failed=ended, cancelled=ended, progress=self._progressed,
            preview=lambda pixels: self._show(given, pixels),
        )  # fmt: skip
        self.changed.emit()

    def _progressed(self, fraction: float, _note: str) -> None:
        self.fraction = fraction
        self.changed.emit()

    def _show(self, given: _Given, pixels: Pixels) -> None:
        self._studio.preview.show(OWNER, pixels, given.rect)

    def _paint(self, document: Document, given: _Given, spec: Spec, placed: Placed, seed: int) -> None:
        """The placed picture in full, as a layer of the generator."""
        studio = self._studio
        self._progressed(1.0, "")  # the last step of a quick search may not have been told
        size: Size = (given.rect[2], given.rect[3])
        params: dict[str, Value] = {"moves": placed.moves}
        if any(p.name == "medium" for p in spec.params):
            params["medium"] = "plain"  # its own surface, so that one sees how near it came
        request = Request.make(
            spec.key, params, title=f"Painting “{shorten(given.name)}” in full", slot=SLOT,
            sources={"picture": given.source}, text=studio.create.text.strip() or given.name,
            width=size[0], height=size[1], seed=seed,
        )  # fmt: skip

        def finished(picture: Picture) -> None:
            studio.preview.clear(OWNER)
            if studio.document is not document:
                return
            pixels = picture.pixels
            if given.mask is not None:
                pixels = laid_over(pixels, cleared(pixels), given.mask)
            document.add_picture(
                pixels, name=f"{given.name} in {spec.title}", origin=Origin.GENERATED, recipe=picture.recipe,
                offset=given.rect[:2], above=given.above if given.above in document.layers else None,
                title="Put into latent space",
            )  # fmt: skip
            studio.told.emit(f"{self.report} Its sliders are in the Latent panel.")

        def ended(_sentence: str = "") -> None:
            studio.preview.clear(OWNER)

        studio.jobs.submit(request, group=GROUP, finished=finished, failed=ended, cancelled=ended)

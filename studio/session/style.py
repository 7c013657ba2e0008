"""The Style panel's state: a method, its values, a style picture; previews and the stylized layer."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.art.styles import shipped
from studio.art.styles.catalog import STYLES
from studio.core.errors import UserError
from studio.core.events import Event
from studio.core.params import Value
from studio.core.picture import ImageRef, Picture, Pixels
from studio.core.spec import Spec
from studio.document.layer import Layer, Origin
from studio.engine.request import Request
from studio.formats.images import read_image
from studio.session.sizes import fit_within

if TYPE_CHECKING:
    from studio.session.studio import Studio

PREVIEW_EDGE = 384
PREVIEW_SLOT = "style-preview"
OWNER = "style"
_serial = count(1)


@dataclass(frozen=True)
class StyleSource:
    """A picture whose style can be taken: a shipped one (`id`) or a file of the artist's (`path`)."""

    title: str
    id: str = ""
    path: str = ""

    @property
    def shipped(self) -> bool:
        return bool(self.id)


class StyleState:
    """`changed`: method, values or source; `sources_changed`: the browser's list; `methods_changed`: a method came or went
    with a model of the artist's."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self.spec: Spec = STYLES.default
        self._values: dict[str, dict[str, Value]] = {}
        self._methods = tuple(STYLES)
        self.sources: list[StyleSource] = [StyleSource(s.title, id=s.id) for s in shipped.shipped()]
        self.source: StyleSource | None = None
        self.seed = 0
        self.previewing = False
        self.changed: Event[[]] = Event()
        self.sources_changed: Event[[]] = Event()
        self.methods_changed: Event[[]] = Event()
        self._pixels: dict[StyleSource, Pixels] = {}
        studio.generators_changed.connect(self._follow_methods)

    # -- choosing ------------------------------------------------------------------------------------------------

    @property
    def values(self) -> dict[str, Value]:
        return self._values.setdefault(self.spec.id, self.spec.values({}))

    @property
    def takes_picture(self) -> bool:
        """Whether the method takes the style of a picture; a network of one style brings its own."""
        return "style" in self.spec.inputs

    def choose_method(self, id_: str) -> None:
        spec = STYLES.get(id_)
        if spec is not self.spec:
            self.spec = spec
            self.changed.emit()
            self.preview()

    def _follow_methods(self) -> None:
        """The artist's networks are methods as long as they are in the library."""
        now = tuple(STYLES)
        if now == self._methods:
            return
        self._methods = now
        self.spec = next((s for s in now if s.id == self.spec.id), STYLES.default)
        kept = {p.name for p in self.spec.params}
        if set(self.values) != kept:
            self._values[self.spec.id] = self.spec.values({})
        self.methods_changed.emit()
        self.changed.emit()

    def choose(self, source: StyleSource | None) -> None:
        if source != self.source:
            self.source = source
            self.changed.emit()
            self.preview()

    def add_file(self, path: str | Path) -> None:
        """Puts a picture file into the browser and chooses it. Raises `UserError` when it cannot be read."""
        path = Path(path).resolve()
        source = StyleSource(path.stem, path=str(path))
        self._pixels[source] = read_image(path).pixels
        if source not in self.sources:
            self.sources.append(source)
            self.sources_changed.emit()
        self.choose(source)

    def set(self, name: str, value: object, *, final: bool = True) -> None:
        checked = self.spec.param(name).check(value)
        if checked != self.values.get(name):
            self.values[name] = checked
            self.changed.emit()
            self.preview()

    def reset(self) -> None:
        self._values[self.spec.id] = self.spec.values({})
        self.changed.emit()
        self.preview()

    def pixels(self, source: StyleSource) -> Pixels:
        """The style picture, read once."""
        if source not in self._pixels:
            self._pixels[source] = shipped.load(source.id) if source.id else read_image(Path(source.path)).pixels
        return self._pixels[source]

    # -- what it is laid on --------------------------------------------------------------------------------------

    @property
    def subject(self) -> Layer | None:
        """The layer whose picture is stylized: the source of a stylized layer, so that styles do not pile up."""
        document = self._studio.document
        layer = document.active if document else None
        if document is None or layer is None:
            return None
        if layer.origin is Origin.STYLIZED and layer.recipe is not None and not layer.touched:
            source = layer.recipe.sources.get("content", {}).get("layer")
            for other in document.layers:
                if other.id == source:
                    return other
        return layer

    @property
    def problem(self) -> str:
        """Why nothing can be applied now, in one sentence, or ""."""
        subject = self.subject
        if self._studio.document is None or subject is None:
            return "There is no layer to lay a style on yet."
        if subject.is_empty and self._studio.contact.current is not None:
            return "Use the candidate as a layer first: a style is laid on a layer."
        if subject.is_empty:
            return "The layer is empty: paint or place a picture first."
        if self.source is None and self.takes_picture:
            return "Choose a style."
        return ""

    # -- making --------------------------------------------------------------------------------------------------

    def set_previewing(self, on: bool) -> None:
        """The panel is in use (or not): previews follow the controls only then."""
        if on != self.previewing:
            self.previewing = on
            if on:
                self.preview()
            else:
                self.stop_preview()

    def stop_preview(self) -> None:
        self._studio.preview.clear(OWNER)

    def preview(self) -> None:
        """A small version at once, over the canvas, in a latest-wins slot."""
        if not self.previewing or self.problem:
            self._studio.preview.clear(OWNER)
            return
        request = self._request(PREVIEW_EDGE, slot=PREVIEW_SLOT)
        subject = self.subject
        assert subject is not None

        def show(pixels: Pixels) -> None:
            if self.previewing:
                self._studio.preview_layer(OWNER, subject, pixels)

        self._studio.jobs.submit(request, live=True, finished=lambda picture: show(picture.pixels), preview=show)

    def apply(self) -> None:
        """Makes the stylized layer above its subject (or remakes it when it is the active one)."""
        if self.problem:
            raise UserError(self.problem)
        studio = self._studio
        subject, document = self.subject, studio.document
        assert subject is not None and document is not None
        name = self._manner
        active = document.active
        remade = active if active is not None and active is not subject else None
        # A slot of its own: what the artist decided on goes before candidates that still wait.
        request = self._request(None, slot=f"style-{next(_serial)}")
        place = document.placed(subject)

        def finished(picture: Picture) -> None:
            if studio.document is not document:
                return
            studio.preview.clear(OWNER)
            if remade is not None and remade in document.layers:
                studio.change_generated(remade, picture, ("style", remade.id, picture.recipe.to_json()), "Change style")
            else:
                document.add_picture(
                    picture.pixels, name=f"{subject.name}, {name}", origin=Origin.STYLIZED,
                    recipe=picture.recipe, offset=place, above=subject, title=f"Style {name}",
                )  # fmt: skip

        studio.jobs.submit(
            request, group="style", finished=finished,
            preview=lambda pixels: studio.preview_layer(OWNER, subject, pixels),
            failed=lambda _s: studio.preview.clear(OWNER), cancelled=lambda: studio.preview.clear(OWNER),
        )  # fmt: skip

    def _request(self, edge: int | None, slot: str | None = None) -> Request:
        document, subject, source = self._studio.document, self.subject, self.source
        assert document is not None and subject is not None
        content = document.pixels(subject)
        if edge is not None:
            content = shrink(content, edge)
        content_ref = ImageRef.of(content)
        inputs: dict[str, object] = {"content": content_ref, "seed": self.seed}
        sources: dict[str, dict[str, Any]] = {
            "content": {"layer": subject.id, "name": subject.name, "sha256": content_ref.digest},
        }
        if self.takes_picture:
            assert source is not None
            style = self.pixels(source)
            inputs["style"] = style_ref = ImageRef.of(style if edge is None else shrink(style, edge))
            sources["style"] = {"style": source.id} if source.id else {"file": source.path, "sha256": style_ref.digest}
        if subject.recipe is not None and not subject.touched:
            sources["content"]["recipe"] = subject.recipe.to_dict()
        taken = {n: v for n, v in inputs.items() if n in self.spec.inputs}
        return Request.make(
            self.spec.key, self.values, slot=slot, title=f"Laying on {self._manner}", sources=sources, **taken
        )  # fmt: skip

    @property
    def _manner(self) -> str:
        """What the artist calls it: the style picture's title, or the network's."""
        return self.source.title if self.takes_picture and self.source is not None else self.spec.title


def shrink(pixels: Pixels, edge: int) -> Pixels:
    """`pixels` by area averaging to a long side of at most `edge`."""
    from PIL import Image

    height, width = pixels.shape[:2]
    size = fit_within((width, height), edge)
    if size == (width, height):
        return pixels
    import numpy as np

    # Premultiplied while averaging, so that transparent pixels do not bleed their color.
    return np.asarray(
        Image.fromarray(pixels, "RGBA").convert("RGBa").resize(size, Image.Resampling.BOX).convert("RGBA")
    )

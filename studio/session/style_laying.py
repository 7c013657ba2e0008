"""Styles as layers that stay adjustable: made above their original, made again from it when a control is moved.

A stylized layer keeps what it was made from as planes of the document: the original (which shares its tiles with the
source layer until that is painted on), its region and its maps. Its tiles lie in the coordinates of the source's tiles,
so that either may be moved without the other.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING

from studio.core.errors import UserError
from studio.core.picture import Picture
from studio.document.edits import LayerEdit, PlaneEdit, StackEdit, laying_step, stack_step, tiles_step
from studio.document.history import Edit, Joined
from studio.document.kept import name_of, new_plane
from studio.document.layer import Layer, Origin, Props
from studio.document.raster import intersect
from studio.document.tiles import TileMap, tiles_of
from studio.session.delay import Delay
from studio.session.style_recipe import answers, state_of
from studio.session.style_request import Asked, Wish, in_full

if TYPE_CHECKING:
    from studio.document.document import Document
    from studio.session.studio import Studio
    from studio.session.style import StyleState

SETTLE_MS = 350
SLOW = 20.0
"""Seconds: what took longer is not made again by itself."""
_serial = count(1)


class StyleLaying:
    """Follows the active layer; makes and remakes stylized layers."""

    def __init__(self, studio: Studio, style: StyleState) -> None:
        self._studio, self._style = studio, style
        self._delay = Delay(studio.after)
        self._recipe_of: tuple[str, object] | None = None
        """The layer whose recipe the panel shows."""
        self._made_as = ""
        """The settings that the active stylized layer was made with."""
        self._took: dict[str, float] = {}
        self.trouble = ""
        """What is wrong with the active stylized layer, in one sentence, or ""."""
        self.told: tuple[str, ...] = ()
        """What the method said about the last picture, such as what `auto` chose."""
        studio.subject_changed.connect(self._follow_subject)
        studio.document_changed.connect(self._forget)

    # -- the layer and its original ------------------------------------------------------------------------------

    @property
    def target(self) -> Layer | None:
        """The active layer where it is a stylized one that can be made again; None where it was painted on since."""
        document = self._studio.document
        layer = document.active if document is not None else None
        if layer is None or layer.origin is not Origin.STYLIZED or layer.recipe is None or layer.touched:
            return None
        return layer if self.original(layer) is not None else None

    def original(self, layer: Layer) -> Layer | None:
        """What a stylized layer is made from: the source layer as it is now, or as it was kept when that is gone."""
        document = self._studio.document
        if document is None or layer.recipe is None:
            return None
        id_ = str(layer.recipe.sources.get("content", {}).get("layer", ""))
        source = document.layer(id_)
        if source is not None and source is not layer and not source.is_empty:
            return source
        return document.planes.get(name_of(layer.id, "content"))

    @property
    def subject(self) -> Layer | None:
        document = self._studio.document
        if document is None or document.active is None:
            return None
        return self.original(self.target) if self.target is not None else document.active

    @property
    def line(self) -> str:
        """What happens to the active layer, in one sentence, or ""."""
        document = self._studio.document
        layer = document.active if document is not None else None
        if layer is None or layer.origin is not Origin.STYLIZED:
            return ""
        if self.trouble:
            return self.trouble
        target = self.target
        if target is None:
            if layer.touched and self.original(layer) is not None:
                return "Painted on since it was made: a style is laid on it as a new layer, and it stays as it is."
            return "Its original is not in this document any more: a style is laid on it as a new layer."
        if not self.quick:
            return "Takes its time: press the button to make this layer again."
        source = self.original(target)
        if document is not None and source not in document.layers:
            return "Follows the controls, from the kept copy of its original."
        return f"Follows the controls, from “{source.name}”." if source is not None else ""

    @property
    def fresh(self) -> bool:
        """Whether the active layer is what the panel's settings make: there is nothing to preview."""
        return self.target is not None and self._made_as == _key(self._style.snapshot())

    @property
    def quick(self) -> bool:
        """Whether the active stylized layer follows the controls by itself."""
        spec = self._style.spec
        return "slow" not in spec.traits and self._took.get(spec.id, 0.0) <= SLOW

    def wish(self, *, own_region: bool) -> Wish:
        """What would be made now. `own_region`: a stylized layer keeps the region it was laid in, whatever the region of
        the document is now."""
        style, document, subject = self._style, self._studio.require_document(), self.subject
        assert subject is not None
        target = self.target
        source = subject if subject in document.layers else None
        made_from = str((target.recipe.sources.get("content", {}) if target and target.recipe else {}).get("layer", ""))
        known = subject.recipe is not None and not subject.touched
        return Wish(
            spec=style.spec, values=dict(style.values), seed=style.seed, mix=style.mix, manner=style.manner,
            content=_shared(subject), bounds=document.bounds(subject), layer=source.id if source else made_from,
            recipe=subject.recipe if known else None,
            maps={slot: plane.share() for slot, plane in style.maps.planes().items()},
            region=self._region(document, target, own_region),
        )  # fmt: skip

    def _region(self, document: Document, target: Layer | None, own: bool) -> Layer | None:
        kept = document.planes.get(name_of(target.id, "region")) if target is not None else None
        extent, subject = self._studio.region.bounds(), self.subject
        meets = extent is not None and subject is not None and intersect(extent, document.bounds(subject)) is not None
        if (own and target is not None) or not meets:
            return kept.share() if kept is not None else None
        return document.region.share()

    def _subject_of(self, document: Document) -> Layer:
        subject = self.subject
        assert subject is not None
        # A kept original stands for the layer that it was.
        return subject if subject in document.layers or document.active is None else document.active

    # -- making --------------------------------------------------------------------------------------------------

    def apply(self) -> None:
        """A new layer above its subject, or the active stylized one again. Raises `UserError`."""
        if self._style.problem:
            raise UserError(self._style.problem)
        self._delay.stop()
        self._make(self.target, own_region=False)

    def stir(self) -> None:
        """Something that no setting tells, such as a map, is another."""
        self._made_as = ""

    def settle(self, step: Edit | None = None) -> None:
        """A control was let go of: the active stylized layer follows after a moment, as a part of `step` if given."""
        if self.target is not None and not self._style.problem and self.quick:
            self._delay.start(SETTLE_MS, lambda: self._follow_controls(step))

    def _follow_controls(self, step: Edit | None) -> None:
        target = self.target
        if target is not None and not self._style.problem:
            self._make(target, own_region=True, step=step)

    def from_original(self) -> None:
        """A stylized layer that was painted on is made anew from its original, as a new layer above it. Raises
        `UserError` where the original is gone."""
        document = self._studio.require_document()
        layer = document.active
        if layer is None or layer.origin is not Origin.STYLIZED or self.original(layer) is None:
            raise UserError("The original of this layer is not in the document any more.")
        self._studio.guard(lambda: self.recall(layer))
        source = self.original(layer)
        assert source is not None
        if source in document.layers:
            document.active = source
            self._make(None, own_region=False, above=layer)
            return
        back = Layer(Props(name=f"Original of {layer.name}", origin=Origin.PICTURE), source.tiles.share())
        back.props = back.props.but(x=source.props.x, y=source.props.y)
        stack = list(document.layers)
        stack.insert(stack.index(layer), back)
        document.history.push(stack_step(document, stack, back, "Bring back original"))
        self._make(None, own_region=False, above=layer)

    def landing(self) -> Callable[[Wish, TileMap, Picture], None]:
        """For a picture that is made elsewhere: puts it into the document as a new layer above the present subject, as
        `apply` would."""
        document = self._studio.require_document()
        upper = self._subject_of(document)
        return lambda wish, tiles, picture: self._put(document, None, wish, tiles, picture, upper, None)

    def _make(
        self, target: Layer | None, *, own_region: bool, above: Layer | None = None, step: Edit | None = None
    ) -> None:
        studio, document = self._studio, self._studio.require_document()
        wish = self.wish(own_region=own_region)
        for share in wish.mix.named:
            assert share.source is not None
            self._style.library.used(share.source)
        # A slot of its own: what the artist decided on goes before candidates that still wait.
        slot = f"style-{target.id if target is not None else next(_serial)}"
        upper, state = above or self._subject_of(document), _key(self._style.snapshot())

        def wanted() -> bool:
            return studio.document is document and (target is None or target in document.layers)

        def submit(asked: Asked) -> None:
            if not wanted():
                return
            if target is not None and own_region and answers(asked.request, target.recipe):
                studio.jobs.cancel_slot(slot)  # back where it was: nothing is to be made
                self._made_as = state
                self._style.previews.stop()
                return
            began = time.monotonic()

            def finished(picture: Picture) -> None:
                self._took[wish.spec.id] = time.monotonic() - (job.started or began)
                self.told = picture.notes
                self._style.changed.emit()
                offset = (asked.rect[0] - wish.content.props.x, asked.rect[1] - wish.content.props.y)

                def work() -> TileMap:
                    return tiles_of(asked.settle(picture.pixels), *offset)

                def put(tiles: TileMap) -> None:
                    if wanted():
                        self._style.previews.stop()
                        self._made_as = state
                        self._put(document, target, wish, tiles, picture, upper, step)

                studio.background.run(work, put, studio.told.emit)

            job = studio.jobs.submit(
                asked.request, group="style", finished=finished,
                preview=lambda pixels: studio.preview.show("style", asked.settle(pixels), asked.rect),
                failed=lambda _s: self._style.previews.stop(), cancelled=lambda: self._style.previews.stop(),
            )  # fmt: skip

        studio.background.run(lambda: in_full(wish, self._style.pixels, slot), submit, studio.told.emit)

    def _put(
        self, document: Document, target: Layer | None, wish: Wish, tiles: TileMap, picture: Picture, above: Layer,
        step: Edit | None,
    ) -> None:  # fmt: skip
        title = "Change style" if target is not None else f"Style {wish.manner}"
        first: LayerEdit | StackEdit
        if target is not None:
            layer = target
            props = layer.props.but(name=self._name(wish, layer), recipe=picture.recipe, touched=False)
            first = tiles_step(document, layer, tiles, title, props)
        else:
            place = {"x": wish.content.props.x, "y": wish.content.props.y}
            props = Props(name=f"{_base_name(wish)}, {wish.manner}", origin=Origin.STYLIZED, recipe=picture.recipe)
            layer = Layer(props.but(**place), tiles)
            first = laying_step(document, layer, above, title)
        self._recipe_of = (layer.id, picture.recipe)
        steps = [self._keep(document, layer, "content", wish.content, title)]
        if wish.region is not None:
            steps.append(self._keep(document, layer, "region", wish.region, title))
        if target is None:
            steps += self._style.maps.steps_to(layer, title)
        edit = Joined(title, [first, *steps])
        if not document.history.amend(edit, step):
            document.history.push(edit)

    def _keep(self, document: Document, layer: Layer, what: str, of: Layer, title: str) -> PlaneEdit:
        name = name_of(layer.id, what)
        plane = new_plane(name, of.tiles.share(), of.props.x, of.props.y)
        return PlaneEdit(document, name, title, document.planes.get(name), plane)

    @staticmethod
    def _name(wish: Wish, layer: Layer) -> str:
        """A name that the program gave follows the style; one of the artist's stays."""
        base = f"{_base_name(wish)}, "
        return base + wish.manner if layer.name.startswith(base) else layer.name

    # -- following -----------------------------------------------------------------------------------------------

    def _follow_subject(self) -> None:
        """A stylized layer that comes to the front brings its settings along; so does undo of one."""
        target = self.target
        self.trouble = ""
        if target is None:
            self._recipe_of = None
        elif (target.id, target.recipe) != self._recipe_of:
            self.recall(target)

    def recall(self, layer: Layer) -> None:
        """The panel shows how a layer was made; what stands in the way is said by `trouble`."""
        assert layer.recipe is not None
        self._recipe_of = (layer.id, layer.recipe)
        self._delay.stop()
        self.told = ()
        try:
            self._style.recall(state_of(layer.recipe))
        except UserError as error:
            self.trouble = f"{error} Choose a method and a style to make this layer again."
        self._made_as = "" if self.trouble else _key(self._style.snapshot())
        self._style.previews.start()

    def _forget(self) -> None:
        self._recipe_of, self._made_as = None, ""
        self._delay.stop()


def _shared(layer: Layer) -> Layer:
    """The layer as it is now, at full strength."""
    return layer.share()


def _base_name(wish: Wish) -> str:
    name = wish.content.name
    return "Picture" if name.startswith("of/") else name


def _key(state: object) -> str:
    return json.dumps(state, sort_keys=True)

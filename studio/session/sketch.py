"""Follow my sketch: while the artist paints blobs, a generator makes a picture of them, again after every stroke.

The picture lies under the sketch as a layer of its own, or is shown beside the canvas. It is asked for when the hand
rests, in a latest-wins slot; where nothing was painted on lies what the generator makes of the words alone. A picture
becomes part of the step that it answers to, so that undoing a stroke brings back the picture before it.
"""

from __future__ import annotations

import random
import time
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

from studio.art.generators.catalog import GENERATORS
from studio.core.errors import UserError
from studio.core.events import Event, Subscriptions
from studio.core.picture import ImageRef, Picture, Pixels
from studio.core.recipe import Recipe
from studio.core.spec import Spec
from studio.document.layer import Layer, Origin
from studio.document.planes import SmallCopy
from studio.session.delay import Delay
from studio.session.region import Confined, scaled
from studio.session.sketch_layer import SketchLayer, sketch_of
from studio.session.sketch_painter import SketchPainter
from studio.session.sketch_wanted import BASE_SLOT, FULL_SLOT, SLOT, Wanted

if TYPE_CHECKING:
    from studio.document.document import Document
    from studio.document.history import Edit
    from studio.session.studio import Studio

SKETCH_EDGE = 160
"""The sketch is sent with a long side of this to twice this many px: blobs have no finer forms."""
PAUSE_MS, TYPING_MS, REST_MS = 80, 150, 700
"""How long the hand rests before a picture is asked for, after a stroke and while words are typed; and before it is
painted in full."""
UNDER, BESIDE = "under", "beside"
_serial = count(1)


class SketchState:
    """`changed`: on or off, settings, troubles. `result_changed`: another picture of the sketch (`result`)."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._rng = random.SystemRandom()
        self.following = False
        self.where = UNDER
        self.finish = True
        self.strength = 0.4
        self.seed = 0
        self.trouble = ""
        self.result: Picture | None = None
        self.seconds = 0.0
        """From the end of the last stroke to its picture; 0 until there is one that needed no getting ready."""
        self.note, self.fraction = "", 0.0
        """What a generator does before its first answer, and how far it is."""
        self.changed: Event[[]] = Event()
        self.result_changed: Event[[]] = Event()
        self._sketch: Layer | None = None
        self._under: SketchLayer | None = None
        self._spec = studio.create.generator
        self._text = ""
        self._seen = (self._spec, "")
        self._small = SmallCopy()
        self._painter = SketchPainter(studio, self._tell_trouble, self._progressed, self._ask)
        self._stirred = 0.0
        self._gesture = next(_serial)
        self._pause, self._rest = Delay(studio.after), Delay(studio.after)
        self._subscriptions = Subscriptions()
        studio.document_changed.connect(self._let_go)

    # -- who and what --------------------------------------------------------------------------------------------

    @property
    def able(self) -> tuple[Spec, ...]:
        """The generators that can follow a sketch."""
        return tuple(s for s in GENERATORS if "sketch" in s.traits)

    @property
    def problem(self) -> str:
        """Why no sketch can be followed now, in one sentence, or ""."""
        spec = self._spec if self.following else self._studio.create.generator
        if "sketch" not in spec.traits:
            if not self.able:
                return f"“{spec.title}” paints from words alone, and no generator here follows a sketch: add a model."
            return f"“{spec.title}” paints from words alone: choose “{self.able[0].title}” to follow a sketch."
        if self._studio.document is None:
            return "There is no picture open: make a new one and paint on it."
        if "words" in spec.traits and not (self._text if self.following else self._line):
            return "Write a line first: its words say what the blobs shall become."
        return ""

    @property
    def layer(self) -> Layer | None:
        """The layer that is followed."""
        return self._sketch if self.following else None

    @property
    def picture_layer(self) -> Layer | None:
        """The layer under the sketch that shows its picture."""
        return self._under.layer if self._under is not None else None

    @property
    def busy(self) -> bool:
        """Whether a picture of the sketch is under way."""
        return any(j.request.slot in (SLOT, BASE_SLOT, FULL_SLOT) for j in self._studio.jobs)

    @property
    def _line(self) -> str:
        return self._studio.create.text.strip()

    # -- on and off ----------------------------------------------------------------------------------------------

    def follow(self, on: bool) -> None:
        """Starts to follow the active layer, or stops. A generated layer is not painted on: its own sketch is followed
        again, or a new layer above it. Raises `UserError` when no sketch can be followed."""
        if on and not self.following:
            if self.problem:
                raise UserError(self.problem)
            self._start(self._studio.require_document())
        elif not on and self.following:
            self._stop()

    def _start(self, document: Document) -> None:
        studio = self._studio
        studio.contact.make_current(None)
        studio.preview.clear()
        layer = document.active
        if layer is not None and layer.recipe is not None and not layer.touched:
            layer = document.active = sketch_of(document, layer)
        sketch = layer or document.add_layer("Sketch")
        self._sketch, self.following, self.result, self.trouble = sketch, True, None, ""
        self.note, self.fraction = "", 0.0
        self._seen = (studio.create.generator, self._line)
        (self._spec, self._text), self.seed = self._seen, studio.create.seed
        self._subscriptions.add(document.layer_changed, self._layer_changed)
        self._subscriptions.add(document.history.changed, self._history_changed)
        self._subscriptions.add(document.structure_changed, self._structure_changed)
        self._subscriptions.add(studio.create.changed, self._create_changed)
        if self.where == UNDER:
            self._lay_under(document, sketch)
        self.changed.emit()
        self._ask_after(0)

    def _lay_under(self, document: Document, sketch: Layer) -> None:
        self._under = SketchLayer(self._studio, document, sketch)
        recipe = self._under.layer.recipe
        if recipe is not None:
            self._adopt(recipe)

    def _stop(self) -> None:
        """The last picture stays: as the layer that it is, or as a new one."""
        document, sketch, under = self._studio.document, self._sketch, self._under
        assert document is not None and sketch is not None
        wanted, result = self._wanted(document, sketch), self.result
        self._let_go()
        if under is not None and under.layer.recipe is None:
            under.take_away()
        elif under is not None:
            under.keep()
            if wanted.answered_by(under.layer.recipe) and not wanted.finished_by(under.layer.recipe):
                self._finish_layer(wanted, under, document.history.position)
        elif result is not None and wanted.answered_by(result.recipe):
            self._add_layer(document, sketch, wanted)

    def _finish_layer(self, wanted: Wanted, under: SketchLayer, step: Edit | None) -> None:
        def finished(picture: Picture) -> None:
            under.put(
                picture, wanted.confined, step, ("sketch", "kept"),
                lambda: wanted.answered_by(under.layer.recipe), lambda _whole: None,
            )  # fmt: skip

        self._painter.full(wanted, finished, group="sketch")

    def _add_layer(self, document: Document, sketch: Layer, wanted: Wanted) -> None:
        studio = self._studio

        def finished(picture: Picture) -> None:
            if studio.document is document:
                document.add_picture(
                    picture.pixels, name=f"Picture of {sketch.name}", origin=Origin.GENERATED, recipe=picture.recipe,
                    above=sketch if sketch in document.layers else None, title="Keep picture of sketch",
                )  # fmt: skip

        self._painter.full(wanted, finished, group="sketch")

    def _let_go(self) -> None:
        """Stops listening; what is under way is no longer wanted."""
        self._subscriptions.close()
        self._pause.stop()
        self._rest.stop()
        was, self.following = self.following, False
        self._under = self._painter.newest = None
        self._painter.cancel()
        if was:
            self.changed.emit()

    # -- settings ------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """A slider was pressed: what follows until the next `begin` is one step of undo."""
        self._gesture = next(_serial)

    def set_strength(self, strength: float) -> None:
        """0: the picture keeps to the sketch; 1: the generator does as it likes."""
        strength = round(min(1.0, max(0.0, strength)), 3)
        if strength != self.strength:
            self.strength = strength
            self._settings_changed()

    def set_seed(self, seed: int) -> None:
        if seed != self.seed:
            self.seed = seed
            self._studio.create.remember_seed(seed)
            self._settings_changed()

    def roll(self) -> None:
        """The dice: other chance, all else as it is."""
        self.begin()
        self.set_seed(self._rng.randrange(2**31))

    def set_finish(self, on: bool) -> None:
        """Whether the picture gets its medium when the hand rests."""
        if on != self.finish:
            self.finish = on
            self._settings_changed()

    def set_where(self, where: str) -> None:
        """Under the sketch, or beside the canvas."""
        if where not in (UNDER, BESIDE):
            raise ValueError(where)
        if where == self.where:
            return
        self.where = where
        document = self._studio.document
        if self.following and document is not None and self._sketch is not None:
            self._painter.cancel(SLOT, FULL_SLOT)
            self.result, under = None, self._under
            self._under = None
            if where == UNDER:
                self._lay_under(document, self._sketch)
            elif under is not None:
                under.take_away()
            self._ask_after(0)
        self.changed.emit()

    def _settings_changed(self) -> None:
        self.changed.emit()
        self._ask_after(0)

    def _adopt(self, recipe: Recipe) -> None:
        """Settings as those of a picture that is there."""
        spec = next((s for s in self.able if s.id == recipe.method), None)
        if spec is not None:
            self._spec, self._text, self.seed = spec, recipe.text, recipe.seed
            self.strength = float(recipe.params.get("strength", self.strength))
            self.changed.emit()

    # -- following -----------------------------------------------------------------------------------------------

    def _layer_changed(self, layer: Layer) -> None:
        """Undo or redo brought back another picture: its settings come along."""
        under = self._under
        if under is not None and layer is under.layer and not under.writing and layer.recipe is not None:
            self._adopt(layer.recipe)

    def _history_changed(self) -> None:
        """The sketch or the region may be another one; a stroke under way is not told here."""
        if self._under is None or not self._under.writing:
            self._ask_after(PAUSE_MS)

    def _structure_changed(self) -> None:
        document = self._studio.document
        layers = document.layers if document is not None else []
        if self._sketch not in layers or (self._under is not None and self._under.layer not in layers):
            self._let_go()

    def _create_changed(self) -> None:
        """Another generator, or other words: they take the place of what undo brought back."""
        create = self._studio.create
        if self._seen != (create.generator, self._line):
            typed = self._seen[0] is create.generator
            self._seen = (create.generator, self._line)
            self._spec, self._text = self._seen
            self.changed.emit()
            self._ask_after(TYPING_MS if typed else 0)

    # -- asking --------------------------------------------------------------------------------------------------

    def _ask_after(self, milliseconds: int) -> None:
        if self.following:
            self._stirred = time.monotonic()
            self._rest.stop()
            self._painter.cancel(FULL_SLOT)
            self._pause.start(milliseconds, self._ask)

    def _ask(self) -> None:
        """Asks for the picture of the sketch as it is now, unless it is there."""
        document, sketch = self._studio.document, self._sketch
        if not self.following or document is None or sketch is None:
            return
        if document.painting:
            # The end of the stroke asks again; one that leaves no trace does not, so look once more.
            if self._studio.after is not None:
                self._pause.start(PAUSE_MS, self._ask)
            return
        self._tell_trouble(self.problem)
        if self.trouble:
            self._painter.cancel()
            return
        wanted = self._wanted(document, sketch)
        if wanted.answered_by(self._shown):
            self._painter.cancel(SLOT)
            self._painter.newest = wanted
            self._rest_after(wanted)
        else:
            self._paint(wanted)

    def _wanted(self, document: Document, sketch: Layer) -> Wanted:
        small = self._small.of(sketch, document.width, document.height, SKETCH_EDGE)
        sources: dict[str, dict[str, Any]] = {
            "picture": {"layer": sketch.id, "name": sketch.name, "sha256": ImageRef.of(small).digest}
        }
        confined = self._confined(document) if "mask" in self._spec.accepts else None
        if confined is not None:
            sources["mask"] = dict(confined.sources["mask"])
        settings = self._studio.latent.locked_values(self._spec) | {"strength": self.strength}
        size = document.width, document.height
        return Wanted(
            self._spec, self._text, self.seed, settings, sources, size, self.finish, small, confined
        )  # fmt: skip

    def _confined(self, document: Document) -> Confined | None:
        """Where the region lets the picture change, when there is one to change."""
        region = self._studio.region
        if not region.active:
            return None
        if self._under is not None:
            return region.confine(self._under.layer) if self._under.layer.recipe is not None else None
        if self.result is None or self._sketch is None:
            return None
        size = document.width, document.height
        return Confined(scaled(self.result.pixels, size), region.mask(), self._sketch)

    @property
    def _shown(self) -> Recipe | None:
        if self._under is not None:
            return self._under.layer.recipe
        return self.result.recipe if self.result is not None else None

    def _paint(self, wanted: Wanted) -> None:
        document, shown = self._studio.document, self._shown
        assert document is not None
        # A picture of other paint belongs to the step that painted; one of other settings is a step of its own.
        step = document.history.position if shown is None or not wanted.same_sketch(shown) else None
        known = self._painter.ready(wanted.spec)
        self._painter.live(
            wanted, lambda picture: self._landed(picture, wanted, step, self._stirred if known else None),
            lambda pixels: self._previewed(pixels),
        )  # fmt: skip

    def _rest_after(self, wanted: Wanted) -> None:
        """The picture is there; when the hand rests longer, it is painted in full."""
        if not wanted.finished_by(self._shown) and self._under is not None:
            self._rest.start(REST_MS, lambda: self._paint_full(wanted))

    def _paint_full(self, wanted: Wanted) -> None:
        document = self._studio.document
        if document is not None and not document.painting and wanted is self._painter.newest:
            step = document.history.position
            self._painter.full(wanted, lambda picture: self._landed(picture, wanted, step, None))

    # -- landing -------------------------------------------------------------------------------------------------

    def _progressed(self, fraction: float, note: str) -> None:
        if self.result is None and (note, round(fraction, 2)) != (self.note, self.fraction):
            self.note, self.fraction = note, round(fraction, 2)
            self.changed.emit()

    def _previewed(self, pixels: Pixels) -> None:
        """A slow generator shows how far it is: beside the canvas only, a layer waits for the picture."""
        if self._under is None and self.result is not None:
            self.result = replace(self.result, pixels=pixels)
            self.result_changed.emit()

    def _landed(self, picture: Picture, wanted: Wanted, step: Edit | None, since: float | None) -> None:
        """`since`: when the stroke ended that it answers to, where that tells how fast the generator is."""

        def still() -> bool:
            return self.following and wanted is self._painter.newest

        def done(whole: Picture) -> None:
            self.result = whole
            if since is not None:
                self.seconds = time.monotonic() - since
            self.result_changed.emit()
            self._rest_after(wanted)

        if not still():
            return
        if self._under is not None:
            self._under.put(picture, wanted.confined, step, ("sketch", self._gesture), still, done)
        else:
            confined = wanted.confined
            done(confined.settle(picture) if confined is not None else picture)

    def _tell_trouble(self, sentence: str) -> None:
        if sentence != self.trouble:
            self.trouble = sentence
            self.changed.emit()

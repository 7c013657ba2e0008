"""The Style panel's state: a method, its values, the styles; what of it is previewed and laid is decided beside it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.art.styles.catalog import STYLES
from studio.core.errors import UserError
from studio.core.events import Event
from studio.core.params import SeedParam, Value
from studio.core.picture import Pixels
from studio.core.spec import Spec
from studio.document.layer import Layer
from studio.session.style_laying import StyleLaying
from studio.session.style_library import StyleLibrary, StyleSource
from studio.session.style_maps import StyleMaps
from studio.session.style_mix import MAPS, WEIGHTS, Mix, StyleShare
from studio.session.style_preview import StylePreview
from studio.session.style_regions import StyleRegions
from studio.session.style_request import shrink

if TYPE_CHECKING:
    from studio.session.studio import Studio

SEEDS = SeedParam()
REMEMBERED = "style_panel"


class StyleState:
    """`changed`: method, values, styles or what is told of them; `sources_changed`: the browser's list;
    `methods_changed`: a method came or went with a model of the artist's."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        remembered = studio.settings[REMEMBERED]
        self.spec: Spec = next((s for s in STYLES if s.id == remembered.get("method")), STYLES.default)
        self._values: dict[str, dict[str, Value]] = {}
        self._methods = tuple(STYLES)
        self.library = StyleLibrary(studio.background)
        self.mix = Mix()
        self.seed = 0
        self.wants_preview: bool = remembered.get("preview", True) is not False
        self.changed: Event[[]] = Event()
        self.sources_changed = self.library.changed
        self.methods_changed: Event[[]] = Event()
        self.maps = StyleMaps(studio, self)
        self.laying = StyleLaying(studio, self)
        self.previews = StylePreview(studio, self)
        self.regions = StyleRegions(studio, self)
        studio.generators_changed.connect(self._follow_methods)
        self.maps.changed.connect(self._maps_changed)
        self.library.replaced.connect(self._follow_source)

    # -- the method ----------------------------------------------------------------------------------------------

    @property
    def values(self) -> dict[str, Value]:
        return self._values.setdefault(self.spec.id, self.spec.values({}))

    @property
    def takes_picture(self) -> bool:
        """Whether the method takes the style of a picture; a network of one style brings its own."""
        return "style" in self.spec.inputs

    @property
    def takes_seed(self) -> bool:
        return "seed" in self.spec.inputs

    def choose_method(self, id_: str) -> None:
        spec = STYLES.get(id_)
        if spec is not self.spec:
            self.spec = spec
            self._remember("method", spec.id)
            self._stirred(final=True)

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

    def set(self, name: str, value: object, *, final: bool = True) -> None:
        """`final`: the hand has let go of the control."""
        checked = self.spec.param(name).check(value)
        moved = checked != self.values.get(name)
        if moved:
            self.values[name] = checked
        if moved or final:
            self._stirred(final=final, moved=moved)

    def reset(self) -> None:
        self._values[self.spec.id] = self.spec.values({})
        self._stirred(final=True)

    def set_seed(self, seed: int) -> None:
        """Another run of chance. Raises `UserError` for what is no seed."""
        seed = SEEDS.check(seed)
        if seed != self.seed:
            self.seed = seed
            self._stirred(final=True)

    def roll(self) -> None:
        self.set_seed(random.SystemRandom().randrange(SEEDS.hi))

    # -- the styles ----------------------------------------------------------------------------------------------

    @property
    def source(self) -> StyleSource | None:
        """The picture of the chosen row."""
        return self.mix.chosen.source

    @property
    def styles(self) -> tuple[StyleShare, ...]:
        """The rows that are laid: all that have a picture; only the chosen one's for methods that take none."""
        return self.mix.named

    @property
    def several(self) -> bool:
        return self.takes_picture and self.mix.several

    def choose(self, source: StyleSource | None) -> None:
        """Puts a picture into the chosen row; None empties it."""
        self._mix(self.mix.picking(source))

    def add_style(self, source: StyleSource | None = None) -> None:
        """One more style beside the others. Raises `UserError` when there are enough."""
        self._mix(self.mix.adding(source))

    def remove_style(self, index: int) -> None:
        self._mix(self.mix.without(index))

    def select(self, index: int) -> None:
        """The row that the browser fills."""
        mix = self.mix.selecting(index)
        if mix != self.mix:
            self.mix = mix
            self.changed.emit()

    def set_weight(self, index: int, weight: float, *, final: bool = True) -> None:
        mix = self.mix.weighing(index, weight)
        moved, self.mix = mix != self.mix, mix
        if moved or final:
            self._stirred(final=final, moved=moved)

    def set_feather(self, feather: float, *, final: bool = True) -> None:
        """How far styles with maps run into each other, 0..`MOST_FEATHER` of the short side."""
        mix = self.mix.softening(feather)
        moved, self.mix = mix != self.mix, mix
        if moved or final:
            self._stirred(final=final, moved=moved)

    def share_by(self, by: str) -> None:
        """`WEIGHTS` or `MAPS`."""
        if by != self.mix.by:
            self._mix(self.mix.sharing(by))
            if by == WEIGHTS:
                self.maps.paint(None)

    def _mix(self, mix: Mix) -> None:
        if mix != self.mix:
            self.mix = mix
            self._stirred(final=True)

    @property
    def sources(self) -> list[StyleSource]:
        """All styles there are, in the order of the browser."""
        return self.library.sources()

    def _follow_source(self, old: StyleSource, new: StyleSource | None) -> None:
        """A style of the artist's was renamed, located elsewhere, or taken out of the library."""
        mix = self.mix.replacing(old, new)
        if mix is not self.mix:
            self.mix = mix
            if new is None:
                self._stirred(final=True)
            else:
                self.changed.emit()

    def add_file(self, path: str | Path) -> None:
        """Puts a picture file into the library and chooses it. Raises `UserError` when it cannot be read."""
        self.choose(self.library.add_file(path))

    def pixels(self, source: StyleSource) -> Pixels:
        """The style picture, read once. Raises `UserError` when its file is gone."""
        return self.library.pixels(source)

    # -- all of it as data ---------------------------------------------------------------------------------------

    def snapshot(self) -> dict[str, Any]:
        """What a preset holds, JSON-ready: {"method", "values", "seed", "by", "styles": [{"style": id} or {"file": path,
        "title"}, each with "weight" and "map"]}."""
        return {"method": self.spec.id, "values": dict(self.values), "seed": self.seed} | self.mix.to_dict()

    def restore(self, state: Mapping[str, Any]) -> None:
        """Takes over what `snapshot` gave, all or nothing. Raises `UserError` for methods, settings or styles that there
        are not, and for what was no snapshot."""
        self._take(state)
        self._remember("method", self.spec.id)
        self._stirred(final=True)

    def recall(self, state: Mapping[str, Any]) -> None:
        """As `restore`, but nothing is remade: the panel shows how a layer was made."""
        self._take(state)
        self.changed.emit()

    def _take(self, state: Mapping[str, Any]) -> None:
        try:
            spec = STYLES.get(str(state["method"]))
            values = spec.values(dict(state["values"]))
            seed = SEEDS.check(state.get("seed", 0))
        except (KeyError, TypeError, ValueError) as error:
            raise UserError(f"These style settings are damaged ({error}).") from None
        known = {s.id: s for s in self.sources if s.id} | {s.path: s for s in self.sources if s.path}
        mix = Mix.from_dict(state, known)
        self.spec, self.seed, self.mix = spec, seed, mix
        self._values[spec.id] = values

    # -- what it is laid on --------------------------------------------------------------------------------------

    @property
    def subject(self) -> Layer | None:
        """The layer whose picture is stylized: the original of a stylized layer, so that styles do not pile up."""
        return self.laying.subject

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
        if self.spec.needs:
            return self.spec.needs
        if self.takes_picture and not self.mix.named:
            return "Choose a style."
        return ""

    # -- making --------------------------------------------------------------------------------------------------

    @property
    def previewing(self) -> bool:
        return self.previews.on

    def set_previewing(self, on: bool) -> None:
        """The panel is in use (or not): previews follow the controls only then."""
        self.previews.set_on(on)

    def want_preview(self, on: bool) -> None:
        """The artist's own wish, remembered."""
        self.wants_preview = on
        self._remember("preview", on)

    def leave_mode(self) -> bool:
        """Puts regions away, or stops painting a map; False where neither was going on."""
        if self.regions.active:
            self.regions.stop()
        elif self.maps.painting is not None:
            self.maps.paint(None)
        else:
            return False
        return True

    def preview(self) -> None:
        """A small version at once, over the canvas, then finer ones."""
        self.previews.start()

    def apply(self) -> None:
        """Makes the stylized layer above its subject (or remakes it when it is the active one)."""
        self.laying.apply()

    @property
    def manner(self) -> str:
        """What the artist calls it: the style pictures' titles, or the network's."""
        titles = [s.source.title for s in self.mix.named if s.source is not None]
        if not self.takes_picture or not titles:
            return self.spec.title
        return titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} and {titles[-1]}"

    def _maps_changed(self) -> None:
        """What is remade for a map belongs to the step that changed it: both are undone together."""
        document = self._studio.document
        self.changed.emit()
        if self.mix.by == MAPS and document is not None:
            self.laying.stir()
            self.previews.start()
            self.laying.settle(document.history.position)

    def _stirred(self, *, final: bool, moved: bool = True) -> None:
        """Something of the picture to come is another."""
        self.changed.emit()
        if moved:
            self.previews.start()
        if final:
            self.laying.settle()

    def _remember(self, name: str, value: object) -> None:
        self._studio.settings.set(REMEMBERED, self._studio.settings[REMEMBERED] | {name: value})


__all__ = ["StyleShare", "StyleSource", "StyleState", "shrink"]

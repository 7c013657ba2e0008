"""The Latent panel's state: every factor of a picture as a live value, and its place in latent space.

The sliders stand for a *target*: the current candidate of the contact sheet, or a generated layer of the document.
While a slider is dragged a small picture is made at once in a latest-wins slot; when it is let go the picture is made
at its full size. What a layer shows and what its sliders say are one step of the document's history.
"""

from __future__ import annotations

import contextlib
import random
from functools import partial
from typing import TYPE_CHECKING

from studio.art.generators.catalog import GENERATORS
from studio.art.generators.scenes.sampling import sample
from studio.core.errors import UserError
from studio.core.events import Event
from studio.core.params import ChoiceParam, FloatParam, IntParam, Param, Value
from studio.core.picture import Picture, Pixels
from studio.core.recipe import Recipe
from studio.core.spec import Spec
from studio.document.layer import Layer
from studio.engine.request import Request
from studio.session.contact import Candidate
from studio.session.latent_axes import AxesState
from studio.session.latent_idle import Idle, SmallPictures
from studio.session.latent_moves import LatentMoves, pixels_of
from studio.session.region import Confined
from studio.session.sizes import Size, fit_within

if TYPE_CHECKING:
    from studio.session.studio import Studio

LIVE_EDGE = 256
"""Long side of the picture made while a slider moves."""
LIVE_SLOT, FULL_SLOT = "latent-live", "latent-full"


class LatentState:
    """Values, locks and the target. `changed` = values or locks moved; `target_changed` = other sliders to show;
    `picture_changed` = the target has another finished picture.

    `missing`: the id of the target's generator where it is not there (any more). `axes`, `moves`, `pictures`, `idle`:
    what there is besides where the generator has a latent space.
    """

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self.rng = random.SystemRandom()
        self.spec: Spec = GENERATORS.default
        self.recipe: Recipe | None = None
        self.target: Candidate | Layer | None = None
        self.values: dict[str, Value] = {p.name: p.default for p in self.spec.params}
        self.base: dict[str, Value] = dict(self.values)
        self.locked: dict[str, Value] = {}
        self.changed: Event[[]] = Event()
        self.target_changed: Event[[]] = Event()
        self.picture_changed: Event[[]] = Event()
        self.missing = ""
        self._gesture = 0
        self._confined: Confined | None = None
        self._round = 0
        self._moving = False
        self._small: tuple[Recipe | None, Pixels | None] = (None, None)
        self.idle = Idle(studio.jobs)
        self.moves = LatentMoves(studio, self)
        self.pictures = SmallPictures(self.idle)
        self.axes = AxesState(studio, self)
        studio.generators_changed.connect(self._follow_generators)

    @property
    def steerable(self) -> bool:
        """There is a target, and its generator has a latent space."""
        return self.recipe is not None and not self.missing and "latent" in self.spec.traits

    # -- the target ----------------------------------------------------------------------------------------------

    def follow_candidate(self, candidate: Candidate | None) -> None:
        """Called when another candidate becomes current."""
        if candidate is not None and candidate.picture is not None:
            self._aim(candidate, candidate.picture.recipe)
            self._show(candidate.picture.pixels)
        elif isinstance(self.target, Candidate):
            self._aim(None, None)
            self._studio.preview.clear("latent")

    def follow_layer(self, layer: Layer | None) -> None:
        """Called when another layer becomes active, or when its recipe changed under it (undo)."""
        recipe = layer.recipe if layer is not None else None
        if layer is not None and recipe is not None and recipe.kind == "generator":
            self._studio.preview.clear("latent")
            self._aim(layer, recipe)
        elif isinstance(self.target, Layer):
            self._aim(None, None)

    def _aim(self, target: Candidate | Layer | None, recipe: Recipe | None) -> None:
        same = target is self.target and recipe == self.recipe
        fresh = target is not self.target
        if fresh:
            self._confined = None
        self.target, self.recipe = target, recipe
        if recipe is not None:
            self._read(recipe)
            if fresh:
                self.base = dict(self.values)
        if not same:
            self.target_changed.emit()
            self.changed.emit()
            self.picture_changed.emit()
            if fresh or not self._moving:
                self._moving = False
                self.idle.release()

    def shown(self) -> Pixels | None:
        """The target as it looks now, small where it is a layer; None where there is none."""
        if self.target is None:
            return None
        if isinstance(self.target, Candidate) or self._small[0] is not self.recipe:
            self._small = (self.recipe, pixels_of(self.target, self._studio))
        return self._small[1]

    def _read(self, recipe: Recipe) -> None:
        """The sliders of the generator that the picture is by, at its values."""
        spec = next((s for s in GENERATORS if s.id == recipe.method), None)
        self.missing = recipe.method if spec is None else ""
        if spec is not None:
            self.spec = spec
        self.values = {p.name: p.default for p in self.spec.params}
        for name, value in recipe.params.items() if spec is not None else ():
            if name in self.values:
                # A model of the artist's may have been replaced by one that takes other values.
                with contextlib.suppress(UserError):
                    self.values[name] = self.spec.param(name).check(value)

    def _follow_generators(self) -> None:
        if self.recipe is not None:
            self._read(self.recipe)
        elif self.spec not in GENERATORS:
            self.spec = GENERATORS.default
            self.values = {p.name: p.default for p in self.spec.params}
        self.base = {p.name: self.base.get(p.name, p.default) for p in self.spec.params}
        self.target_changed.emit()
        self.changed.emit()

    # -- sliders -------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """A slider was pressed: what follows until the next `begin` is one step of undo, and where there is a region
        it changes the layer as it is now only there."""
        self._gesture += 1
        layer = self.target if isinstance(self.target, Layer) else None
        self._confined = self._studio.region.confine(layer) if layer is not None else None

    def set(self, name: str, value: object, *, final: bool = True) -> None:
        """Moves one factor; `final` is False while the slider is being dragged. Raises `UserError`."""
        checked = self.spec.param(name).check(value)
        if checked == self.values.get(name) and not final:
            return
        self.values[name] = checked
        if name in self.locked:
            self.locked[name] = checked
        self.changed.emit()
        self._make(final)

    def reset(self, name: str) -> None:
        """Back to what the words said."""
        self.begin()
        self.set(name, self.base[name])

    def reset_all(self) -> None:
        self.begin()
        home = self.base | ({"moves": self.moves.home()} if self.steerable else {})
        self.values = {k: (self.values[k] if k in self.locked else v) for k, v in home.items()}
        self.changed.emit()
        self._make(True)

    def lock(self, name: str, locked: bool) -> None:
        """A locked factor keeps its value in every picture that is made from now on."""
        if locked:
            self.locked[name] = self.values[name]
        else:
            self.locked.pop(name, None)
        self.changed.emit()

    def locked_values(self, spec: Spec | None = None) -> dict[str, Value]:
        """What is locked, as far as `spec` (default: the target's generator) knows it."""
        known = {p.name for p in (spec or self.spec).params}
        locked = {name: value for name, value in self.locked.items() if name in known}
        return locked | self.axes.locked_moves(spec or self.spec)

    def randomize(self, name: str) -> None:
        """A new value of one factor, as likely as in the pictures that the generator was made for."""
        scene = str(self.values.get("scene", ""))
        drawn = sample(self.rng.randrange(2**31), scene or None)
        self.begin()
        self.set(name, drawn.get(name, _anywhere(self.spec.param(name), self.rng)))

    def randomize_all(self) -> None:
        """New values of all that is not locked; the scene stays."""
        scene = str(self.values.get("scene", ""))
        drawn = sample(self.rng.randrange(2**31), scene or None)
        keep = set(self.locked) | {"scene", "medium"}
        self.begin()
        self.values.update({k: v for k, v in drawn.items() if k in self.values and k not in keep})
        self.changed.emit()
        self._make(True)

    def reseed(self, seed: int | None = None) -> None:
        """The same factors, mixes and axes with other chance."""
        if self.recipe is None:
            return
        self.begin()
        if self.steerable:
            self.values["moves"] = self.moves.reseeded()
            self.changed.emit()
        new = self.rng.randrange(2**31) if seed is None else seed
        self._studio.create.remember_seed(new)
        self._make(True, seed=new)

    @property
    def seed(self) -> int:
        return self.recipe.seed if self.recipe else self._studio.create.seed

    # -- making --------------------------------------------------------------------------------------------------

    def _make(self, final: bool, seed: int | None = None) -> None:
        target, recipe = self.target, self.recipe
        if target is None or recipe is None or self.missing:
            return
        if self.steerable and seed is None:
            self.values["moves"] = self.moves.settled()
        self.idle.hold()
        self._moving = not final
        self._round += 1
        rest = partial(self._rest, self._round)
        size: Size = (recipe.width, recipe.height)
        number = recipe.seed if seed is None else seed
        key = ("latent", id(target), self._gesture)
        live = self._request(fit_within(size, LIVE_EDGE), number, LIVE_SLOT)
        jobs = self._studio.jobs
        if max(size) > LIVE_EDGE or not final:
            jobs.submit(live, live=True, finished=lambda p: self._landed(target, p, key, False))
        if final:
            full = self._request(size, number, FULL_SLOT)

            def finished(picture: Picture) -> None:
                self._landed(target, picture, key, True)
                rest()

            jobs.submit(
                full, live=max(size) <= 512, finished=finished, failed=lambda _sentence: rest(), cancelled=rest
            )  # fmt: skip

    def _rest(self, number: int) -> None:
        """The hand has let go and the picture is there: small pictures may be made again."""
        if number == self._round:
            self.idle.release()

    def _request(self, size: Size, seed: int, slot: str) -> Request:
        assert self.recipe is not None
        confined = self._confined
        return Request.make(
            self.spec.key, self.values, slot=slot, title="Following the sliders",
            sources=confined.sources if confined is not None else None,
            text=self.recipe.text, width=size[0], height=size[1], seed=seed,
            **(confined.inputs(self.spec, size) if confined is not None else {}),
        )  # fmt: skip

    def _landed(self, target: Candidate | Layer, picture: Picture, key: tuple[object, ...], final: bool) -> None:
        studio = self._studio
        if target is not self.target:
            return
        if self._confined is not None:
            picture = self._confined.settle(picture)
        if isinstance(target, Candidate):
            target.preview = picture.pixels
            if final and target.picture is not None:
                studio.change_candidate(target, picture, key)
                self.recipe = picture.recipe
                self.picture_changed.emit()
            self._show(picture.pixels)
            studio.contact.update(target)
        elif final:
            studio.preview.clear("latent")
            self.recipe = picture.recipe
            studio.change_generated(target, picture, key)
            self.picture_changed.emit()
        else:
            studio.preview_layer("latent", target, picture.pixels)

    def _show(self, pixels: Pixels) -> None:
        width, height = self._studio.document_size
        self._studio.preview.show("latent", pixels, (0, 0, width, height))


def _anywhere(param: Param, rng: random.Random) -> Value:
    if isinstance(param, FloatParam):
        return round(rng.uniform(param.lo, param.hi), 3)
    if isinstance(param, ChoiceParam):
        return rng.choice(param.ids)
    if isinstance(param, IntParam):
        return rng.randint(param.lo, param.hi)
    return param.default

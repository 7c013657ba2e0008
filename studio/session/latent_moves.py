"""Moving a picture through latent space: axes, mixes, the plane of seeds, the way between pictures.

All of it is one value, the text of the parameter `moves`, so that undo, recipes and layers carry it like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from studio.core.errors import UserError
from studio.core.moves import DEPTH, PARTS, REACH, Anchor, Mix, Moves
from studio.core.params import Value
from studio.core.picture import Pixels
from studio.core.recipe import Recipe
from studio.session import latent_plane as plane
from studio.session.contact import Candidate, CandidateState
from studio.session.style import shrink

if TYPE_CHECKING:
    from studio.document.layer import Layer
    from studio.session.latent import LatentState
    from studio.session.studio import Studio

NAME = "moves"
MOST_BETWEEN = 6
"""Pictures between which one can stand."""
THUMB_EDGE = 128
_ELSEWHERE = frozenset({NAME, "stroke", "strength"})
"""Params that do not say where in latent space a picture stands. (`medium` stays: with all factors given, no generator
has to read the words again.)"""


@dataclass(frozen=True)
class Peer:
    """Another picture of the same generator. `pixels`: small, or as it lies on the sheet."""

    title: str
    anchor: Anchor
    pixels: Pixels
    on_sheet: bool


class LatentMoves:
    """The target's moves. Every verb makes the picture anew and is one step of undo between two `LatentState.begin`.

    All verbs raise `UserError` where there is no target with a latent space.
    """

    def __init__(self, studio: Studio, latent: LatentState) -> None:
        self._studio, self._latent = studio, latent
        self._parsed: tuple[str, Moves] = ("", Moves())

    @property
    def value(self) -> Moves:
        text = str(self._latent.values.get(NAME, ""))
        if text != self._parsed[0]:
            self._parsed = (text, Moves.from_text(text))
        return self._parsed[1]

    def _put(self, moves: Moves, final: bool = True) -> None:
        if not self._latent.steerable:
            raise UserError("Choose a picture by a generator with a latent space first.")
        self._latent.set(NAME, moves.to_text(), final=final)

    # -- axes ----------------------------------------------------------------------------------------------------

    def strength(self, axis: str) -> float:
        return self.value.axes.get(axis, 0.0)

    def set_axis(self, axis: str, strength: float, *, final: bool = True) -> None:
        """`strength` in standard deviations."""
        self._put(self.value.with_axis(axis, round(min(max(strength, -REACH), REACH), 3)), final)

    def set_axes(self, strengths: dict[str, float]) -> None:
        """Several at once, as one step."""
        moves = self.value
        for axis, strength in strengths.items():
            moves = moves.with_axis(axis, round(min(max(strength, -REACH), REACH), 3))
        self._latent.begin()
        self._put(moves)

    def reset_axes(self) -> None:
        """All axes back to 0, but for the locked ones."""
        locked = self._latent.axes.locked
        self._latent.begin()
        self._put(replace(self.value, axes={k: v for k, v in self.value.axes.items() if k in locked}))

    def surprise_me(self) -> None:
        """Small strengths drawn by chance for the surprises that are shown and not locked."""
        axes = self._latent.axes
        free = [a.id for a in axes.surprises if a.id not in axes.locked]
        if not free:
            raise UserError("There is no surprise axis to draw: find the axes of this generator first.")
        rng = self._latent.rng
        self.set_axes({id_: round(min(max(rng.gauss(0.0, 0.7), -1.5), 1.5), 1) for id_ in free})

    # -- anchors -------------------------------------------------------------------------------------------------

    def own(self) -> Anchor:
        """Where the target stands before mixes and axes."""
        recipe = self._recipe()
        stand = Moves(blend=self.value.blend, code=self.value.code)
        return Anchor(recipe.seed, recipe.text, self._place_params() | ({NAME: stand.to_text()} if stand else {}))

    def anchor_of(self, recipe: Recipe) -> Anchor:
        """Where another picture stands, with all its moves. Raises `UserError` for another generator's."""
        if recipe.kind != "generator" or recipe.method != self._latent.spec.id:
            raise UserError(f"Only pictures by “{self._latent.spec.title}” can be blended with this one.")
        return _anchor(recipe)

    def peers(self) -> list[Peer]:
        """The other pictures of the same generator: finished candidates, then generated layers."""
        mine, id_ = self._latent.target, self._latent.spec.id
        out = []
        for number, candidate in enumerate(self._studio.contact, start=1):
            picture = candidate.picture
            if candidate is mine or picture is None or candidate.state is not CandidateState.DONE:
                continue
            if _stands(picture.recipe, id_):
                out.append(Peer(f"Candidate {number}: {candidate.text}", _anchor(picture.recipe), picture.pixels, True))
        document = self._studio.document
        for layer in reversed(document.layers) if document is not None else ():
            recipe = layer.recipe
            if layer is not mine and recipe is not None and _stands(recipe, id_):
                assert document is not None
                out.append(Peer(layer.name, _anchor(recipe), shrink(document.pixels(layer), THUMB_EDGE), False))
        return out

    def candidate_anchor(self, candidate_id: int) -> Anchor:
        """Of a candidate that was dropped here. Raises `UserError`."""
        for candidate in self._studio.contact:
            if candidate.id == candidate_id and candidate.picture is not None:
                anchor = self.anchor_of(candidate.picture.recipe)
                self._latent.pictures.learn(self._latent.spec, anchor, candidate.picture.pixels)
                return anchor
        raise UserError("This candidate is not on the sheet any more.")

    # -- mixes ---------------------------------------------------------------------------------------------------

    @property
    def parts(self) -> tuple[str, ...]:
        """What a mix can take over; only "all" where the network has no layers."""
        return PARTS if "layers" in self._latent.spec.traits else PARTS[:1]

    def add_mix(self, anchor: Anchor) -> None:
        _check_depth(anchor)
        self._latent.begin()
        part = "middle" if "middle" in self.parts else "all"
        self._put(replace(self.value, mixes=(*self.value.mixes, Mix(anchor, part, 0.5))))

    def change_mix(
        self, index: int, *, anchor: Anchor | None = None, part: str | None = None, amount: float | None = None,
        final: bool = True,
    ) -> None:  # fmt: skip
        mixes = list(self.value.mixes)
        old = mixes[index]
        if anchor is not None:
            _check_depth(anchor)
        mixes[index] = Mix(
            old.anchor if anchor is None else anchor,
            old.part if part is None else part,
            old.amount if amount is None else round(min(max(amount, 0.0), 1.0), 3),
        )
        self._put(replace(self.value, mixes=tuple(mixes)), final)

    def remove_mix(self, index: int) -> None:
        self._latent.begin()
        self._put(replace(self.value, mixes=tuple(m for i, m in enumerate(self.value.mixes) if i != index)))

    # -- the plane of seeds --------------------------------------------------------------------------------------

    @property
    def place(self) -> tuple[float, float]:
        """Where the picture stands in the plane of its own seed; (0, 0) is that seed."""
        return self._place() or (0.0, 0.0)

    @property
    def in_plane(self) -> bool:
        return self._place() is not None

    def _place(self) -> tuple[float, float] | None:
        recipe, blend = self._latent.recipe, self.value.blend
        if recipe is None or not 1 <= len(blend) <= 4 or any(a.text != recipe.text for a, _ in blend):
            return None
        # Two pictures of the sheet may happen to be neighbors of one plane: anchors of the plane have no further moves.
        if any(NAME in a.params for a, _ in blend if a.seed != recipe.seed):
            return None
        return plane.place_of(((a.seed, w) for a, w in blend), recipe.seed)

    def set_place(self, x: float, y: float, *, final: bool = True) -> None:
        """Goes to a point of the plane; (0, 0) is the picture's own seed."""
        x, y = (round(min(max(v, -plane.EDGE), plane.EDGE), 3) for v in (x, y))
        self._put(replace(self.value, blend=() if (x, y) == (0.0, 0.0) else self._plane_blend(x, y)), final)

    def lattice_anchor(self, x: int, y: int) -> Anchor:
        """The picture at a whole point of the plane, mixes and axes as they are now."""
        anchor = self._lattice(x, y)
        rest = Moves(axes=self.value.axes, mixes=self.value.mixes, code=self._code_of(anchor))
        return replace(anchor, params={k: v for k, v in anchor.params.items() if k != NAME} | _text(rest))

    def _plane_blend(self, x: float, y: float) -> tuple[tuple[Anchor, float], ...]:
        return tuple((self._lattice(*point), weight) for point, weight in plane.corners(x, y))

    def _lattice(self, x: int, y: int) -> Anchor:
        recipe = self._recipe()
        params = self._place_params()
        if (x, y) == (0, 0):
            params |= _text(Moves(code=self.value.code))
        return Anchor(plane.lattice_seed(x, y, recipe.seed), recipe.text, params)

    def _code_of(self, anchor: Anchor) -> str:
        return Moves.from_text(str(anchor.params.get(NAME, ""))).code

    # -- between pictures ----------------------------------------------------------------------------------------

    @property
    def between(self) -> tuple[tuple[Anchor, float], ...]:
        """The pictures between which this one stands, with weights that sum to 1; () for none."""
        return () if self.in_plane else self.value.blend

    def add_between(self, anchor: Anchor) -> None:
        """The first one goes half the way from the picture as it stands; later ones take an equal share."""
        _check_depth(anchor)
        now = list(self.between) or [(self.own(), 1.0)]
        _check_depth(now[0][0])
        if len(now) >= MOST_BETWEEN:
            raise UserError(f"One can stand between {MOST_BETWEEN} pictures at most: take one out first.")
        share = 1 / (len(now) + 1)
        self._latent.begin()
        self._put(replace(self.value, blend=(*((a, w * (1 - share)) for a, w in now), (anchor, share))))

    def set_weights(self, weights: Sequence[float], *, final: bool = True) -> None:
        """One weight 0..1 for each picture of `between`; brought to a sum of 1."""
        if len(weights) != len(self.between) or sum(weights) <= 0:
            raise UserError("Each of the pictures needs a weight.")
        total = sum(weights)
        blend = tuple((a, round(max(0.0, w) / total, 6)) for (a, _), w in zip(self.between, weights, strict=True))
        self._put(replace(self.value, blend=blend), final)

    def remove_between(self, index: int) -> None:
        """Takes a picture out; with one left, the picture stands where it was."""
        left = [pair for i, pair in enumerate(self.between) if i != index]
        if len(left) < 2:
            self.clear_between()
            return
        total = sum(w for _, w in left)
        self._latent.begin()
        self._put(replace(self.value, blend=tuple((a, w / total if total else 1 / len(left)) for a, w in left)))

    def clear_between(self) -> None:
        """Back to where the picture stood before."""
        own = next((a for a, _ in self.between if self._is_own(a)), None)
        before = Moves.from_text(str(own.params.get(NAME, ""))) if own is not None else Moves()
        self._latent.begin()
        self._put(replace(self.value, blend=before.blend, code=before.code or self.value.code))

    # -- for the state -------------------------------------------------------------------------------------------

    def settled(self) -> str:
        """The moves with the factors of now in all that stands for the picture's own seed."""
        moves = self.value
        if not moves.blend or self._latent.recipe is None:
            return moves.to_text()
        place = self._place()
        if place is not None:
            return replace(moves, blend=self._plane_blend(*place)).to_text()
        params = self._place_params()
        blend = tuple(
            (replace(a, params=params | {k: v for k, v in a.params.items() if k == NAME}) if self._is_own(a) else a, w)
            for a, w in moves.blend
        )
        return replace(moves, blend=blend).to_text()

    def home(self) -> str:
        """What "back to what the words said" leaves: locked axes, and a picture that was put into the space."""
        locked = self._latent.axes.locked
        return Moves(axes={k: v for k, v in self.value.axes.items() if k in locked}, code=self.value.code).to_text()

    def reseeded(self) -> str:
        """What another seed leaves: all but what stands in for the seed."""
        return replace(self.value, blend=(), code="").to_text()

    def _is_own(self, anchor: Anchor) -> bool:
        recipe = self._latent.recipe
        return recipe is not None and anchor.seed == recipe.seed and anchor.text == recipe.text

    def _recipe(self) -> Recipe:
        if self._latent.recipe is None:
            raise UserError("Choose a candidate or a generated layer first.")
        return self._latent.recipe

    def _place_params(self) -> dict[str, Value]:
        return {k: v for k, v in self._latent.values.items() if k not in _ELSEWHERE}


def _stands(recipe: Recipe, generator: str) -> bool:
    """Whether a picture stands at the point of latent space that its recipe names: not where it began as a sketch."""
    sketched = "picture" in recipe.sources and "mask" not in recipe.sources
    return recipe.kind == "generator" and recipe.method == generator and not sketched


def _anchor(recipe: Recipe) -> Anchor:
    kept = {k: v for k, v in recipe.params.items() if k not in _ELSEWHERE or (k == NAME and v)}
    return Anchor(recipe.seed, recipe.text, kept)


def _text(moves: Moves) -> dict[str, Value]:
    return {NAME: moves.to_text()} if moves else {}


def _check_depth(anchor: Anchor) -> None:
    if _depth(anchor) >= DEPTH:
        raise UserError("This picture is a blend of blends already: choose one that was blended less often.")


def _depth(anchor: Anchor) -> int:
    moves = Moves.from_text(str(anchor.params.get(NAME, "")))
    inner = [a for a, _ in moves.blend] + [m.anchor for m in moves.mixes]
    return 1 + max((_depth(a) for a in inner), default=0)


def pixels_of(target: Candidate | Layer, studio: Studio) -> Pixels | None:
    """The target as it looks now, small for a layer."""
    if isinstance(target, Candidate):
        if target.preview is not None:
            return target.preview
        return target.picture.pixels if target.picture is not None else None
    document = studio.document
    if document is None or target not in document.layers or target.is_empty:
        return None
    return shrink(document.pixels(target), THUMB_EDGE)

"""The Walk strip's state: keyframes of the document's walk, its playback, its export.

The walk is kept with the document: every change is a step of its one history, and its file holds it.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.art.generators.catalog import GENERATORS
from studio.core.errors import UserError
from studio.core.events import Event, Subscriptions
from studio.core.picture import Picture, Pixels
from studio.core.recipe import Recipe
from studio.core.walk import KEYFRAMES, Keyframe, Walk
from studio.document.layer import Origin
from studio.engine.request import Request
from studio.formats.video_kinds import kind_of
from studio.session.create import shorten
from studio.session.sizes import bytes_text, centered
from studio.session.walk_preview import WalkPreview

if TYPE_CHECKING:
    from studio.session.jobs import Job
    from studio.session.studio import Studio

NAME = "walk"
"""Under which the document keeps it."""
VIDEO_EDGE = 720
"""Long side of the video of a new walk, in px."""
STILL_EDGE = 512
"""Long side of the picture that is painted of a moment where playback rests."""
STILL_SLOT = "walk-still"


class WalkState:
    """All changes go through methods, which emit.

    `changed`: another walk. `selected_changed`: another keyframe is chosen, or none. `moved`: another moment is shown.
    `playing_changed`. Small frames come from `preview`.
    """

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self.changed: Event[[]] = Event()
        self.selected_changed: Event[[]] = Event()
        self.moved: Event[[]] = Event()
        self.playing_changed: Event[[]] = Event()
        self.walk = Walk()
        self.selected: int | None = None
        self.position = 0.0
        self.playing = False
        self.shown = False
        self.preview = WalkPreview(studio)
        self.preview.frames_changed.connect(self._follow_frames)
        self._document_subscriptions = Subscriptions()
        self._gesture = 0
        studio.document_changed.connect(self._follow_document)
        studio.preview.changed.connect(self._follow_overlay)

    # -- the document --------------------------------------------------------------------------------------------

    def _follow_document(self) -> None:
        self._document_subscriptions.close()
        self.leave()
        self.position = 0.0
        document = self._studio.document
        if document is not None:
            self._document_subscriptions.add(document.attached_changed, self._follow_attached)
        self._read()

    def _follow_attached(self, name: str) -> None:
        if name == NAME:
            self._read()

    def _read(self) -> None:
        document = self._studio.document
        text = document.attached.get(NAME, "") if document is not None else ""
        try:
            walk = Walk.from_json(text) if text else Walk()
        except UserError as error:
            self._studio.told.emit(f"The walk of this picture was left out. {error}")
            walk = Walk()
        if walk == self.walk:
            return
        old, self.walk = self.walk, walk
        chosen = self.selected
        stood_there = chosen is not None and abs(self.position - old.times[chosen]) < 1e-6
        self._select(chosen)
        if stood_there and self.selected is not None:
            self.position = walk.times[self.selected]
        self.position = min(self.position, walk.duration)
        if not walk.keyframes:
            self.leave()
        self.preview.follow(walk, self.position)
        self.changed.emit()
        self._show()

    def _change(self, walk: Walk, title: str, merge: Hashable | None = None) -> None:
        document = self._studio.ensure_document()
        document.attach(NAME, walk.to_json() if walk.keyframes else "", title, merge=merge)

    # -- keyframes -----------------------------------------------------------------------------------------------

    def source(self) -> tuple[Recipe, Pixels | None]:
        """What `add` would take: the current candidate, else the active layer. Raises `UserError`."""
        studio = self._studio
        candidate = studio.contact.current
        if candidate is not None and candidate.picture is not None:
            recipe, pixels = candidate.picture.recipe, candidate.picture.pixels
        else:
            layer = studio.document.active if studio.document is not None else None
            if layer is None or layer.recipe is None:
                raise UserError("Choose a candidate or a generated layer to add it to the walk.")
            recipe, pixels = layer.recipe, None
        self._check(recipe)
        return recipe, pixels

    def _check(self, recipe: Recipe) -> None:
        known = {s.id: s for s in GENERATORS}
        spec = known.get(recipe.method) if recipe.kind == "generator" else None
        if spec is None or "latent" not in spec.traits:
            walkable = " or ".join(f"“{s.title}”" for s in GENERATORS if "latent" in s.traits)
            hint = f": paint with {walkable}" if walkable else ", and there is no model here that does"
            raise UserError(f"Walks lead through pictures of generators with a latent space{hint}.")
        if self.walk.keyframes and recipe.method != self.walk.generator:
            there = known[self.walk.generator].title if self.walk.generator in known else self.walk.generator
            raise UserError(f"This walk leads through “{there}”; a picture of “{spec.title}” does not lie on its way.")

    def can_add(self) -> bool:
        try:
            self.source()
        except UserError:
            return False
        return len(self.walk.keyframes) < KEYFRAMES

    def add(self) -> None:
        """The current candidate, or the active layer, becomes a keyframe: after the chosen one, else at the end."""
        recipe, pixels = self.source()
        self.add_recipes([(recipe, pixels)])

    def add_recipes(self, pictures: Sequence[tuple[Recipe, Pixels | None]]) -> None:
        """Several keyframes as one step. Raises `UserError` when one does not belong here."""
        for recipe, _pixels in pictures:
            self._check(recipe)
        place = self._after_selected()
        walk = self.walk if self.walk.keyframes else self._fresh()
        for number, (recipe, pixels) in enumerate(pictures):
            walk = walk.with_keyframe(Keyframe(recipe), place + number)
            if pixels is not None:
                self.preview.keep_thumb(recipe, pixels)
        self._change(walk, "Add to walk")
        self._choose(place + len(pictures) - 1)

    def _after_selected(self) -> int:
        return len(self.walk.keyframes) if self.selected is None else self.selected + 1

    def _fresh(self) -> Walk:
        width, height = self._studio.document_size
        scale = VIDEO_EDGE / max(width, height)
        return Walk(width=max(16, round(width * scale)), height=max(16, round(height * scale)))

    def split(self) -> None:
        """The moment that is shown becomes a keyframe of its own; nothing else changes its time."""
        if not self.walk.keyframes:
            raise UserError("This walk has no pictures yet.")
        weights = self.walk.weights(self.position)
        if len(weights) == 1:
            raise UserError("There is a picture of the walk at this moment already.")
        index = max(i for i, at in enumerate(self.walk.times[:-1]) if at <= self.position)
        before = self.walk.keyframes[index]
        past = self.position - self.walk.times[index] - before.hold
        new = Keyframe(self.walk.recipe_at(self.position), 0.0, before.travel - past)
        self._change(self.walk.with_times(index, travel=past).with_keyframe(new, index + 1), "Add to walk")
        self._choose(index + 1)

    def remove(self, index: int) -> None:
        self._change(self.walk.without(index), "Remove from walk")
        left = len(self.walk.keyframes)
        self._choose(min(index, left - 1) if left else None)

    def duplicate(self, index: int) -> None:
        key = self.walk.keyframes[index]
        self._change(self.walk.with_keyframe(key, index + 1), "Duplicate in walk")
        self._choose(index + 1)

    def move(self, index: int, to: int) -> None:
        """To place `to` among the others."""
        to = max(0, min(to, len(self.walk.keyframes) - 1))
        if to != index:
            self._change(self.walk.moved(index, to), "Move in walk")
            self._choose(to)

    def clear(self) -> None:
        self._change(Walk(), "Remove walk")

    def begin(self) -> None:
        """A time is taken hold of: what follows until the next `begin` is one step of undo."""
        self._gesture += 1

    def set_times(self, index: int, *, hold: float | None = None, travel: float | None = None) -> None:
        """Seconds. Raises `UserError`."""
        walk = self.walk.with_times(index, hold=hold, travel=travel)
        self._change(walk, "Walk times", ("walk-times", index, self._gesture))

    def set_duration(self, seconds: float) -> None:
        """Stretches all times."""
        self._change(self.walk.lasting(seconds), "Walk times", ("walk-duration", self._gesture))

    def set_easing(self, easing: str) -> None:
        self._change(replace(self.walk, easing=easing), "Walk easing")

    def set_loop(self, loop: bool) -> None:
        self._change(replace(self.walk, loop=loop), "Loop walk" if loop else "Open walk")

    def set_video(self, **values: Any) -> None:
        """`fps`, `width`, `height`, `medium`. Raises `UserError`."""
        self._change(replace(self.walk, **values), "Walk video")

    def set_walk(self, walk: Walk, title: str) -> None:
        """All of it at once, as one step."""
        self._change(walk, title)

    # -- the choice ----------------------------------------------------------------------------------------------

    def select(self, index: int | None) -> None:
        """Chooses a keyframe and shows it."""
        self._select(index)
        if self.selected is not None:
            self.pause()
            self.seek(self.walk.times[self.selected])

    def _choose(self, index: int | None) -> None:
        """Chooses a keyframe; it is shown only where the walk is shown already."""
        if self.shown:
            self.select(index)
            return
        self._select(index)
        if self.selected is not None:
            self.position = self.walk.times[self.selected]
            self.moved.emit()

    def _select(self, index: int | None) -> None:
        if index is not None:
            index = max(0, min(index, len(self.walk.keyframes) - 1)) if self.walk.keyframes else None
        if index != self.selected:
            self.selected = index
            self.selected_changed.emit()

    # -- playback ------------------------------------------------------------------------------------------------

    def play(self) -> None:
        """From where it stands; from the start when it stands at the end."""
        self.walk.check_length()
        if not self.walk.loop and self.position >= self.walk.duration - 1e-6:
            self.position = 0.0
        self._studio.jobs.cancel_slot(STILL_SLOT)
        self._set_playing(True)
        self._show(at_once=True)

    def pause(self) -> None:
        if self.playing:
            self._set_playing(False)
            self._paint_still()

    def toggle(self) -> None:
        if self.playing:
            self.pause()
        else:
            self.play()

    def tick(self, seconds: float) -> None:
        """Time has gone by while playing."""
        if not self.playing:
            return
        at = self.position + seconds
        duration = self.walk.duration
        if self.walk.loop and duration > 0:
            at %= duration
        elif at >= duration:
            self._move(duration)
            self.pause()
            return
        self._move(at)

    def seek(self, seconds: float, *, final: bool = True) -> None:
        """Shows a moment; `final` is False while the artist drags through the walk."""
        self._move(max(0.0, min(seconds, self.walk.duration)))
        if final and not self.playing:
            self._paint_still()

    def leave(self) -> None:
        """Stops, and takes the walk off the canvas."""
        self._set_playing(False)
        self._studio.jobs.cancel_slot(STILL_SLOT)
        if self.shown:
            self.shown = False
            self._studio.preview.clear("walk")
            current = self._studio.contact.current
            if current is not None:
                self._studio.latent.follow_candidate(current)

    def _set_playing(self, playing: bool) -> None:
        if playing != self.playing:
            self.playing = playing
            self.playing_changed.emit()

    def _move(self, seconds: float) -> None:
        self.position = seconds
        self.preview.hurry(seconds)
        self._show(at_once=True)
        self.moved.emit()

    def _show(self, *, at_once: bool = False) -> None:
        """Puts the frame of this moment over the canvas; `at_once` even if no walk is shown there yet."""
        if not self.walk.keyframes or not (at_once or self.shown):
            return
        pixels = self.preview.frame_at(self.position)
        if pixels is not None:
            self._overlay(pixels)

    def _overlay(self, pixels: Pixels) -> None:
        if self._studio.document is not None:
            self.shown = True
            width, height = self._studio.document_size
            self._studio.preview.show("walk", pixels, centered((pixels.shape[1], pixels.shape[0]), (width, height)))

    def _follow_frames(self) -> None:
        if self.shown or self.playing:
            self._show()

    def _follow_overlay(self) -> None:
        """Something else is shown over the canvas, or nothing any more."""
        if self._studio.preview.owner != "walk":
            self.shown = False

    def _paint_still(self) -> None:
        """The moment at rest, painted larger than the small frames of the preview."""
        if not self.walk.keyframes or self._studio.document is None:
            return
        at, walk = self.position, self.walk

        def finished(frames: tuple[Pixels, ...]) -> None:
            if self.shown and not self.playing and (self.position, self.walk) == (at, walk):
                self._overlay(frames[0])

        request = Request.make(
            "walk/frames", {"edge": STILL_EDGE}, slot=STILL_SLOT, title="A moment of the walk",
            walk=walk.to_json(), moments=(at,),
        )  # fmt: skip
        self._studio.jobs.submit(request, group="walk", live=True, finished=finished)

    # -- what becomes of it --------------------------------------------------------------------------------------

    def place_moment(self) -> None:
        """Paints the moment that is shown at the document's size, as a new layer."""
        if not self.walk.keyframes:
            raise UserError("This walk has no pictures yet.")
        studio, document = self._studio, self._studio.require_document()
        recipe = self.walk.recipe_at(self.position)

        def finished(picture: Picture) -> None:
            if studio.document is document:
                self.leave()
                studio.contact.make_current(None)
                document.add_picture(
                    picture.pixels, name=shorten(recipe.text or "Moment"), origin=Origin.GENERATED,
                    recipe=picture.recipe, title="Place moment of walk",
                )  # fmt: skip

        request = Request.make(
            f"generator/{recipe.method}", recipe.params, title="Painting a moment of the walk", slot="walk-place",
            text=recipe.text, width=document.width, height=document.height, seed=recipe.seed,
        )  # fmt: skip
        studio.jobs.submit(request, group="place", finished=finished)

    def export(self, path: Path) -> Job:
        """Writes the walk beside everything else. Raises `UserError` for what can be known before."""
        self.walk.check_length()
        kind = kind_of(path)
        studio = self._studio
        studio.settings.set("walk_format", kind.id)
        studio.settings.set("last_folder", str(path.resolve().parent))

        def finished(done: Any) -> None:
            notices = "".join(f" {n}" for n in done.notices)
            studio.told.emit(f"{path.name} is written: {done.frames} frames, {self._size_of(path)}.{notices}")

        request = Request.make(
            "walk/export", {}, title=f"Writing {path.name}", walk=self.walk.to_json(), path=str(path.resolve())
        )
        return studio.jobs.submit(request, group="walk-export", finished=finished)

    @staticmethod
    def _size_of(path: Path) -> str:
        try:
            files = list(path.iterdir()) if path.is_dir() else [path]
            size = sum(f.stat().st_size for f in files)
        except OSError:
            return "moved meanwhile"
        return bytes_text(size)

    def close(self) -> None:
        self._document_subscriptions.close()
        self.preview.close()

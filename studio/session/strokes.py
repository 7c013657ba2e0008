"""What can be done with the strokes of a layer that was painted with strokes: a drawing, layers, a video, a replay.

The layer's recipe says how it was made; its strokes are planned anew from that and from the kept original, and come out
the same.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.art.styles.strokes_catalog import (
    DRAWING,
    EDGE,
    FPS,
    GROUND,
    HOLD,
    LAYERS,
    METHODS,
    MOST,
    SECONDS,
    TIMELAPSE,
)
from studio.core.errors import UserError
from studio.core.params import Value
from studio.core.picture import ImageRef
from studio.document.edits import props_step, stack_step
from studio.document.history import Joined
from studio.document.kept import name_of
from studio.document.layer import Layer, Origin, Props
from studio.document.snapshot import layer_pixels
from studio.document.tiles import TileMap, tiles_of
from studio.engine.request import Request
from studio.formats.video_kinds import kind_of
from studio.session.sizes import bytes_text
from studio.session.strokes_watch import Watching
from studio.session.style_recipe import state_of

if TYPE_CHECKING:
    from studio.art.styles.peel import Sheet
    from studio.core.recipe import Recipe
    from studio.document.document import Document
    from studio.document.raster import Rect
    from studio.formats.strokes_export import Written
    from studio.session.jobs import Job
    from studio.session.studio import Studio
    from studio.session.style_library import StyleSource

REMEMBERED = "strokes"
_CHOICES = {p.name: p for p in (MOST, GROUND, SECONDS, HOLD, FPS, EDGE)}
CHANGED = "The original of this layer has changed since it was painted, so its strokes cannot be found again."


@dataclass(frozen=True)
class Painted:
    """A layer that was painted with strokes, as it was at one moment; read by any thread.

    `originals`: shared, what its original may be, the likeliest first, each with the part of the document that it
    covers.
    """

    layer: Layer
    recipe: Recipe
    originals: tuple[tuple[Layer, Rect], ...]
    style: StyleSource

    def inputs(self, studio: Studio) -> tuple[dict[str, Any], tuple[int, int]]:
        """What the jobs of strokes take, and where the result belongs in the document. Raises `UserError` when the
        original or the style is not what the layer was made from any more."""
        wanted = str(self.recipe.sources.get("content", {}).get("sha256", ""))
        for original, rect in self.originals:
            content = ImageRef.of(layer_pixels(original, rect))
            if content.digest == wanted:
                break
        else:
            raise UserError(CHANGED)
        style = ImageRef.of(studio.style.pixels(self.style))
        told = str(self.recipe.sources.get("style", {}).get("sha256", style.digest))
        if told != style.digest:
            raise UserError(f"The style picture “{self.style.title}” is not the one that this layer was painted after.")
        place = rect[0] - original.props.x + self.layer.props.x, rect[1] - original.props.y + self.layer.props.y
        values = json.dumps(dict(self.recipe.params), sort_keys=True)
        inputs = {
            "content": content, "style": style, "seed": self.recipe.seed, "method": self.recipe.method,
            "values": values,
        }  # fmt: skip
        return inputs, place


class StrokesState:
    """Follows the active layer."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self.watching = Watching(studio)

    # -- the layer -----------------------------------------------------------------------------------------------

    @property
    def problem(self) -> str:
        """Why the strokes of the active layer cannot be had, in one sentence, or ""."""
        try:
            self._checked()
        except UserError as error:
            return str(error)
        return ""

    def painted(self) -> Painted:
        """The active layer. Raises `UserError` where it was not painted with strokes, or changed since."""
        document, layer, recipe, originals = self._checked()
        shared = tuple((x.share(), document.bounds(x)) for x in originals)
        return Painted(layer.share(), recipe, shared, self._style_of(recipe))

    def _checked(self) -> tuple[Document, Layer, Recipe, list[Layer]]:
        document = self._studio.document
        layer = document.active if document is not None else None
        if document is None or layer is None:
            raise UserError("There is no layer yet: lay a style on one with the method “Painter”.")
        recipe = layer.recipe
        if recipe is None or recipe.kind != "style" or recipe.method not in METHODS:
            raise UserError("This layer was not painted with strokes: lay a style on it with the method “Painter”.")
        if layer.touched:
            raise UserError("This layer was painted on by hand since: its strokes are no longer those of its recipe.")
        if "mask" in recipe.sources or "part" in recipe.sources.get("content", {}):
            raise UserError("This layer was painted inside a region only: strokes can be taken from whole layers.")
        originals = self._originals(document, layer, recipe)
        if not originals:
            raise UserError("The original of this layer is not in this document any more.")
        return document, layer, recipe, originals

    @staticmethod
    def _originals(document: Document, layer: Layer, recipe: Recipe) -> list[Layer]:
        kept = document.planes.get(name_of(layer.id, "content"))
        source = document.layer(str(recipe.sources.get("content", {}).get("layer", "")))
        return [x for x in (kept, source) if x is not None and x is not layer and len(x.tiles)]

    def _style_of(self, recipe: Recipe) -> StyleSource:
        from studio.session.style_library import StyleSource

        told: dict[str, Any] = next(iter(state_of(recipe)["styles"]), {})
        known = {s.id or s.path: s for s in self._studio.style.sources}
        found = known.get(str(told.get("style") or told.get("file")))
        if found is not None:
            return found
        if told.get("file") and Path(told["file"]).is_file():
            return StyleSource(told.get("title") or Path(told["file"]).stem, path=told["file"])
        raise UserError("The style that this layer was painted after is not among the styles any more.")

    # -- what is remembered --------------------------------------------------------------------------------------

    def choice(self, name: str) -> Value:
        """What was chosen the last time: `most`, `ground`, `seconds`, `hold`, `fps`, `edge`; `format` of a video."""
        kept = self._studio.settings[REMEMBERED]
        if name == "format":
            return str(kept.get(name, "mp4"))
        try:
            return _CHOICES[name].check(kept[name])
        except (KeyError, UserError):
            return _CHOICES[name].default

    def remember(self, **choices: Value) -> None:
        self._studio.settings.set(REMEMBERED, self._studio.settings[REMEMBERED] | choices)

    # -- what becomes of it --------------------------------------------------------------------------------------

    def export_svg(self, path: Path, *, most: int, ground: bool) -> None:
        """Writes the strokes as paths. Raises `UserError` for what can be known before."""
        if path.suffix.lower() != ".svg":
            raise UserError("Strokes are written as .svg.")
        values: dict[str, Value] = {"most": MOST.check(most), "ground": GROUND.check(ground)}
        self._keep(path, values)

        def finished(done: Written) -> None:
            left = f" of {done.of:,}" if done.count < done.of else ""
            self._studio.told.emit(f"{path.name} is written: {done.count:,}{left} strokes, {_size_of(path)}.")

        self._write(DRAWING.key, path, values, finished)

    def export_timelapse(self, path: Path, *, seconds: float, hold: float, fps: int, edge: int) -> None:
        """Writes the painting of the picture as a video. Raises `UserError` for what can be known before."""
        kind = kind_of(path)
        values: dict[str, Value] = {
            "seconds": SECONDS.check(seconds), "hold": HOLD.check(hold), "fps": FPS.check(fps), "edge": EDGE.check(edge),
        }  # fmt: skip
        self._keep(path, values | {"format": kind.id})

        def finished(done: Written) -> None:
            notices = "".join(f" {n}" for n in done.notices)
            self._studio.told.emit(f"{path.name} is written: {done.count} frames, {_size_of(path)}.{notices}")

        self._write(TIMELAPSE.key, path, values, finished)

    def _keep(self, path: Path, values: dict[str, Value]) -> None:
        self.painted()
        self.remember(**values)
        self._studio.settings.set("last_folder", str(path.resolve().parent))

    def _write(self, key: str, path: Path, values: dict[str, Value], finished: Any) -> None:
        painted = self.painted()
        more: dict[str, Any] = {"path": str(path.resolve()), "recipe": painted.recipe.to_json()}

        def submit(found: tuple[dict[str, Any], tuple[int, int]]) -> None:
            request = Request.make(key, values, title=f"Writing {path.name}", **found[0], **more)
            self._studio.jobs.submit(request, group="strokes-export", finished=finished)

        self._studio.background.run(lambda: painted.inputs(self._studio), submit, self._studio.told.emit)

    def to_layers(self) -> None:
        """One layer for each brush above the painted one, which is hidden: one step of undo. Raises `UserError`."""
        studio, painted = self._studio, self.painted()
        document = studio.require_document()

        def submit(found: tuple[dict[str, Any], tuple[int, int]]) -> None:
            inputs, place = found
            request = Request.make(LAYERS.key, {}, title="Sorting the strokes", **inputs)

            def finished(sheets: tuple[Sheet, ...]) -> None:
                def work() -> list[tuple[str, TileMap]]:
                    return [(s.title, tiles_of(s.pixels, *place)) for s in sheets]

                studio.background.run(work, lambda made: self._put(document, painted.layer.id, made), studio.told.emit)

            studio.jobs.submit(request, group="strokes", finished=finished)

        studio.background.run(lambda: painted.inputs(studio), submit, studio.told.emit)

    def _put(self, document: Document, layer_id: str, made: list[tuple[str, TileMap]]) -> None:
        below = document.layer(layer_id)
        if self._studio.document is not document or below is None:
            return
        title = "Strokes to layers"
        layers = [
            Layer(Props(name=_free(document, name), origin=Origin.STYLIZED, opacity=below.opacity), tiles)
            for name, tiles in made
        ]
        stack = list(document.layers)
        at = stack.index(below) + 1
        stack[at:at] = layers
        hidden = props_step(document, below, below.props.but(visible=False), title)
        more = stack_step(document, stack, layers[-1], title)
        document.history.push(Joined(title, [hidden, more]))
        self._studio.told.emit(f"The strokes are {len(layers)} layers now; the painted one below is hidden.")

    def watch(self) -> Job | None:
        """Shows on the canvas how the active layer is painted. Raises `UserError`."""
        return self.watching.replay(self.painted())

    def close(self) -> None:
        self.watching.stop()


def _free(document: Document, name: str) -> str:
    taken, number, free = {x.name for x in document.layers}, 1, name
    while free in taken:
        number += 1
        free = f"{name} {number}"
    return free


def _size_of(path: Path) -> str:
    try:
        files = list(path.iterdir()) if path.is_dir() else [path]
        return bytes_text(sum(f.stat().st_size for f in files))
    except OSError:
        return "moved meanwhile"

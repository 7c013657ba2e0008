"""`stylize --method painter` with its strokes: `--strokes`, `--layers`, `--timelapse`."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.art.styles.strokes_catalog import DRAWING, LAYERS, METHODS, TIMELAPSE
from studio.cli.options import Worker, output, tell
from studio.core.errors import UserError
from studio.engine.request import Request

if TYPE_CHECKING:
    from studio.core.picture import Picture

VIDEOS = (".mp4", ".webm", ".gif")


@dataclass(frozen=True)
class StrokeFiles:
    """Where the strokes go; None: nowhere."""

    drawing: Path | None = None
    layers: Path | None = None
    video: Path | None = None

    def __bool__(self) -> bool:
        return any((self.drawing, self.layers, self.video))


def stroke_files(given: argparse.Namespace, *, alone: bool) -> StrokeFiles:
    """What was asked for, looked at before the work begins; `alone`: it is one picture in one style. Raises
    `UserError`."""
    asked = {name: getattr(given, name) for name in ("strokes", "layers", "timelapse") if getattr(given, name)}
    if not asked:
        return StrokeFiles()
    name = next(iter(asked))
    if given.method not in METHODS:
        raise UserError(f"--{name} needs a method that paints with strokes: --method {' or '.join(METHODS)}.")
    if not alone:
        raise UserError(f"--{name} goes with one picture in one style.")
    if given.mask:
        raise UserError(f"--{name} takes the strokes of the whole picture: leave --mask out.")
    return StrokeFiles(
        output(given.strokes, (".svg",)) if given.strokes else None,
        output(given.layers, (".ora",)) if given.layers else None,
        _video(given.timelapse) if given.timelapse else None,
    )


def _video(text: str) -> Path:
    from studio.formats.video_kinds import kind_of

    path = Path(text)
    return output(text, VIDEOS) if kind_of(path).suffix else path


def write_strokes(files: StrokeFiles, request: Request, picture: Picture, worker: Worker) -> None:
    """Writes the strokes of `picture`, which `request` made. Raises `UserError`."""
    given = dict(request.inputs)
    inputs: dict[str, Any] = {name: given[name] for name in ("content", "style", "seed")}
    inputs["method"] = picture.recipe.method
    inputs["values"] = json.dumps(dict(picture.recipe.params), sort_keys=True)
    recipe = picture.recipe.to_json()
    if files.drawing is not None:
        made: Any = worker.run(
            Request.make(DRAWING.key, {}, path=str(files.drawing.absolute()), recipe=recipe, **inputs),
            files.drawing.name,
        )  # fmt: skip
        tell(f"{files.drawing.name}: {made.count:,} of {made.of:,} strokes.")
    if files.layers is not None:
        _write_layers(files.layers, worker.run(Request.make(LAYERS.key, {}, **inputs), files.layers.name), picture)
    if files.video is not None:
        path = str(files.video.absolute())
        made = worker.run(Request.make(TIMELAPSE.key, {}, path=path, recipe=recipe, **inputs), files.video.name)
        for notice in made.notices:
            tell(notice)


def _write_layers(path: Path, sheets: Any, picture: Picture) -> None:
    from studio.document.document import Document
    from studio.document.layer import Layer, Origin, Props
    from studio.document.tiles import tiles_of
    from studio.formats.ora import write_ora

    height, width = picture.pixels.shape[:2]
    document = Document(width, height)
    whole = Props(name="Painted", origin=Origin.STYLIZED, recipe=picture.recipe, visible=False)
    document.put_layer(Layer(whole, tiles_of(picture.pixels)))
    for sheet in sheets:
        document.put_layer(Layer(Props(name=sheet.title, origin=Origin.STYLIZED), tiles_of(sheet.pixels)))
    write_ora(path, document)

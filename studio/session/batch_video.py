"""A film of a batch: which requests it takes, and where its half-done pieces lie."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from studio.core.recipe import Recipe
from studio.engine.request import Request
from studio.formats.atomic import explain
from studio.formats.video_kinds import FRAMES, KINDS, VideoKind
from studio.session.batch_items import Item, Look, Options

PLANNING, JOINING = 0.04, 0.02
"""Shares of the work that looking through a film and putting it together are."""


class FilmSteps:
    """Implements `batch.Steps`: a plan, parts, a join. What is there from an earlier run is not done again."""

    def __init__(self, item: Item, look: Look, options: Options) -> None:
        assert item.output is not None
        self._item, self._look, self._output = item, look, item.output
        self._kind = _kind(item.output, options)
        self._folder = work_folder(item, look, options)
        self._planned: Any = None
        self._part = 0
        self._joined = False
        self._notices: list[str] = []
        if options.fresh:
            shutil.rmtree(self._folder, ignore_errors=True)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise explain(error, self._output, "saved") from error

    def next(self) -> Request | None:
        if self._joined:
            shutil.rmtree(self._folder, ignore_errors=True)
            return None
        if self._planned is None:
            return self._request("plan")
        if self._part < self._planned.parts:
            inputs = dict(self._look.template.inputs)
            return self._request(
                "part", number=self._part, format=self._kind.id, method=self._look.template.spec,
                values=json.dumps(dict(self._look.template.params)), seed=inputs.get("seed", 0),
                **{k: v for k, v in inputs.items() if k.startswith(("style", "map"))},
            )  # fmt: skip
        return self._request(
            "join", output=str(self._output), format=self._kind.id, recipe=self._recipe().to_json(),
            title=self._item.source.stem,
        )  # fmt: skip

    def _request(self, job: str, **inputs: object) -> Request:
        given = {"path": str(self._item.source.resolve()), "work": str(self._folder)} | inputs
        return Request(f"film/{job}", (), tuple(sorted(given.items())))

    def took(self, result: Any) -> None:
        if self._planned is None:
            self._planned = result
            self._notices += result.notices
            self._item.pixels = result.width * result.height * result.frames
        elif self._part < self._planned.parts:
            self._part += 1
            self._notices += result.notes
        else:
            self._joined = True
            self._notices += result

    def share(self, fraction: float) -> float:
        if self._planned is None:
            return PLANNING * fraction
        done: float = (self._part + fraction) / self._planned.parts
        if self._part >= self._planned.parts:
            return 1 - JOINING * (1 - fraction)
        return PLANNING + (1 - PLANNING - JOINING) * done

    @property
    def notices(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._notices))

    def _recipe(self) -> Recipe:
        template = self._look.template
        seed = dict(template.inputs).get("seed", 0)
        sources = template.recipe_sources | {"content": {"file": str(self._item.source.resolve())}}
        return Recipe(
            "style", self._look.method, self._planned.width, self._planned.height,
            seed if isinstance(seed, int) else 0, "", dict(template.params), template.given, {}, sources,
        )  # fmt: skip


def work_folder(item: Item, look: Look, options: Options) -> Path:
    """Where the pieces of a film lie while it is painted: hidden, beside it, of this film in this look alone."""
    assert item.output is not None
    source = item.source.stat()
    told = [str(item.source.resolve()), source.st_size, source.st_mtime_ns, look.digest, options.digest]
    name = hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]
    return item.output.parent / f".pentimento-film-{name}"


def _kind(output: Path, options: Options) -> VideoKind:
    if options.video == "frames":
        return FRAMES
    return next(k for k in KINDS if k.suffix == output.suffix)

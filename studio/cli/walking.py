"""The verb that writes walks through latent space."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from studio.cli.making import PICTURES, read_recipe
from studio.cli.options import Worker, clipped, input_file, output, size_of, tell, whole
from studio.core.errors import UserError
from studio.core.walk import FPS, SECONDS, Keyframe, Walk
from studio.engine.request import Request

VIDEOS = (".mp4", ".webm", ".gif")
LONGEST = 3600.0


def walk(given: argparse.Namespace) -> int:
    """Pictures, or what holds a walk, to OUT."""
    path = _target(given.output)
    there = _read(given.stations)
    if given.hold is not None:
        hold = _seconds(given.hold, "The pause", 0.0, SECONDS)
        there = replace(there, keyframes=tuple(replace(k, hold=hold) for k in there.keyframes))
    if given.easing is not None:
        there = replace(there, easing=given.easing)
    if given.medium is not None:
        there = replace(there, medium=_medium(given.medium))
    there = replace(there, loop=there.loop or given.loop)
    if given.size is not None:
        width, height = size_of(given.size)
        there = replace(there, width=width, height=height)
    if given.fps is not None:
        there = replace(there, fps=whole(given.fps, "Frames a second", *FPS))
    if given.seconds is not None:
        there = there.lasting(_seconds(given.seconds, "The length", 0.1, LONGEST))
    there.check_length()
    _offer(there.generator)
    done = Worker().run(Request.make("walk/export", {}, walk=there.to_json(), path=str(path.absolute())), path.name)
    for notice in done.notices:  # type: ignore[attr-defined]
        tell(notice)
    return 0


def _offer(generator: str) -> None:
    """Puts the artist's own models into the catalogue when it is one of them that painted."""
    from studio.art.generators.catalog import GENERATORS

    if generator not in {s.id for s in GENERATORS}:
        from studio.art.generators.owned.catalog import sync
        from studio.art.models.library import Library

        sync(Library())


def _target(text: str) -> Path:
    from studio.formats.video_kinds import kind_of

    path = Path(text)
    if kind_of(path).suffix:
        return output(text, VIDEOS)
    if not path.name:
        raise UserError("The output has no name.")
    return path


def _read(stations: list[str]) -> Walk:
    """A walk that lies in one file, or one through the recipes of several."""
    first = Path(stations[0])
    if len(stations) == 1 and (first.suffix.lower() in (*VIDEOS, ".ora") or first.is_dir()):
        return _inside(first)
    recipes = [read_recipe(input_file(s)) for s in stations]
    if len(recipes) < 2:
        raise UserError(f"A walk needs two pictures ({', '.join(PICTURES)}, .json), or one file with a walk inside.")
    size = recipes[0].width, recipes[0].height
    return Walk(tuple(Keyframe(r) for r in recipes), width=size[0], height=size[1])


def _inside(path: Path) -> Walk:
    if path.suffix.lower() == ".ora":
        from studio.formats.ora import read_ora

        text = read_ora(input_file(str(path))).document.attached.get("walk", "")
        if not text:
            raise UserError(f"There is no walk inside {path.name}.")
        return Walk.from_json(text)
    from studio.formats.video_read import walk_inside

    return walk_inside(path if path.is_dir() else input_file(str(path)))


def _medium(text: str) -> str:
    from studio.art.generators.scenes.factors import BY_NAME

    return str(BY_NAME["medium"].check(text))


def _seconds(text: str, what: str, lo: float, hi: float) -> float:
    try:
        number = float(text)
    except ValueError:
        raise UserError(f"{what} is a number of seconds, not “{clipped(text)}”.") from None
    if not lo <= number <= hi:
        raise UserError(f"{what} goes from {lo:g} to {hi:g} seconds, not {clipped(text)}.")
    return number

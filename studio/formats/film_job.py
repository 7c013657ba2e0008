"""The jobs that style a film: look through it, paint it a few frames at a time, put it together.

All that one job leaves to the next lies in a folder: the plan, the painted parts, and what the next frame must know. A
film that was broken off goes on from the last part that is whole, with the same pixels as if nothing had happened.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from studio.art.catalog import find
from studio.core.errors import UserError
from studio.core.progress import Context
from studio.formats.atomic import replace_bytes, replace_file
from studio.formats.film_parts import join_parts, part_size, write_part
from studio.formats.footage import Facts, facts_of, footage
from studio.formats.video import Told
from studio.formats.video_kinds import BY_ID

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from studio.art.styles.temporal.carrier import State
    from studio.core.picture import Pixels

PLAN, TABLES = "plan.json", "plan.npz"
FRAMES = 24
"""Frames of a part at 1280 x 720; larger ones have fewer."""
MOST_FRAMES, LEAST_FRAMES = 48, 6
KEPT = 48
"""Small frames of a shot that are kept to find its colors."""


@dataclass(frozen=True)
class Planned:
    """What a film is. `parts`: how many it is painted in."""

    width: int
    height: int
    frames: int
    shots: int
    parts: int
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Painted:
    """A part is done. `notes`: what the method tells."""

    frames: int
    notes: tuple[str, ...] = ()


def plan(ctx: Context, *, path: str, work: str) -> Planned:
    """The job `film/plan`; does nothing again that was done. Raises `UserError`."""
    from studio.art.styles.temporal.shots import EDGE, CutFinder, mosaic

    folder = Path(work)
    known = _known(folder)
    if known is not None:
        return known[0]
    facts = facts_of(path)
    finder, times, starts = CutFinder(), [], []
    shots: dict[str, NDArray[np.uint8]] = {}
    small: list[NDArray[np.uint8]] = []

    def end_shot() -> None:
        if small:
            shots[f"shot{len(shots)}"] = mosaic(small)
            small.clear()

    every, seen = 1, 0
    for number, shown in enumerate(footage(path, facts)):
        frame = shown.small(EDGE)
        times.append(shown.time)
        if finder.begins(frame):
            end_shot()
            starts.append(number)
            every, seen = 1, 0
        if seen % every == 0:
            small.append(frame)
            if len(small) > KEPT:
                del small[1::2]
                every *= 2
        seen += 1
        share = (shown.time - times[0]) * float(facts.time_base) / facts.seconds if facts.seconds else 0.0
        ctx.progress(min(1.0, share), f"Looking through frame {number + 1}")
    end_shot()
    if not times:
        raise UserError(f"{Path(path).name} holds no frame that can be read.")
    parts = -(-len(times) // _length(facts))
    made = Planned(facts.width, facts.height, len(times), len(starts), parts, facts.notices)
    arrays: State = {"times": np.array(times, np.int64), "starts": np.array(starts, np.int64), **shots}
    _write_arrays(folder / TABLES, arrays)
    text = json.dumps({"planned": asdict(made), "facts": _facts_dict(facts)})
    replace_bytes(folder / PLAN, text.encode())
    return made


def part(
    ctx: Context, *, path: str, work: str, number: int, format: str, method: str, values: str, seed: int,
    **pictures: Pixels,
) -> Painted:  # fmt: skip
    """The job `film/part`. Raises `UserError`."""
    from studio.art.styles.jit import Crew
    from studio.art.styles.temporal.carrier import Wish
    from studio.art.styles.temporal.film import Film

    folder = Path(work)
    _planned, facts, arrays = _plan(folder)
    times, starts = arrays["times"], arrays["starts"]
    length = _length(facts)
    first, end = number * length, min(len(times), (number + 1) * length)
    if part_done(folder, number):
        return Painted(end - first)
    spec = find(method)
    style = pictures.get("style")
    extra = {name: picture for name, picture in pictures.items() if name != "style"}
    wish = Wish(spec.values(json.loads(values)), style, seed, extra)
    with Crew() as crew:
        film = Film(spec, wish, crew)
        if number:
            film.restore(_read_arrays(folder / _state_name(number - 1)))

        def painted() -> Iterator[Pixels]:
            frames = footage(path, facts, int(times[first]))
            for at, shown in enumerate(itertools.islice(frames, end - first), first):
                share = ctx.part((at - first) / (end - first), 1 / (end - first))
                share.progress(0.0, f"Frame {at + 1} of {len(times)}")
                rgb = shown.rgb()
                rgba = np.full((*rgb.shape[:2], 4), 255, np.uint8)
                rgba[..., :3] = rgb
                shot = np.flatnonzero(starts == at)
                made = film.next(share, rgba, arrays[f"shot{shot[0]}"] if len(shot) else None)
                share.progress(1.0, f"Frame {at + 1} of {len(times)}", made)
                yield made

        # The state is written before the part whose being there says that both are whole.
        target = folder / part_name(number)
        count, notices = write_part(folder / f"new-{part_name(number)}", painted(), BY_ID[format], facts)
        if count != end - first:
            raise UserError(f"{Path(path).name} ends before its last frame, or changed while it was painted.")
        _write_arrays(folder / _state_name(number), film.state())
        (folder / f"new-{part_name(number)}").replace(target)
        (folder / _state_name(number - 2)).unlink(missing_ok=True)
        return Painted(count, (*film.notes, *notices) if number == 0 else ())


def join(ctx: Context, *, path: str, work: str, output: str, format: str, recipe: str, title: str) -> tuple[str, ...]:
    """The job `film/join`. Raises `UserError`."""
    folder = Path(work)
    planned, facts, arrays = _plan(folder)
    ctx.progress(0.0, "Putting the film together")
    parts = [folder / part_name(k) for k in range(planned.parts)]
    kind = BY_ID[format]
    notices = list(join_parts(Path(output), parts, arrays["times"], kind, facts, Path(path), Told(title, recipe)))
    if part_size(kind, facts) != (facts.width, facts.height):
        size = part_size(kind, facts)
        notices.append(f"Its odd sides were cut to {size[0]} × {size[1]} px, as this kind of file needs them even.")
    return tuple(notices)


def part_name(number: int) -> str:
    return f"part-{number:05d}.film"


def part_done(folder: Path, number: int) -> bool:
    """Whether a part is whole, with what the next one must know."""
    return (folder / part_name(number)).is_file() and (
        (folder / _state_name(number)).is_file() or (folder / part_name(number + 1)).is_file()
    )


def _state_name(number: int) -> str:
    return f"state-{number:05d}.npz"


def _length(facts: Facts) -> int:
    return max(LEAST_FRAMES, min(MOST_FRAMES, round(FRAMES * 1280 * 720 / (facts.width * facts.height))))


def _known(folder: Path) -> tuple[Planned, Facts] | None:
    try:
        data = json.loads((folder / PLAN).read_text("utf-8"))
        planned = Planned(**{**data["planned"], "notices": tuple(data["planned"]["notices"])})
        facts = dict(data["facts"])
        for name in ("rate", "time_base", "aspect"):
            facts[name] = Fraction(facts[name])
        return planned, Facts(**{**facts, "notices": tuple(facts["notices"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _plan(folder: Path) -> tuple[Planned, Facts, State]:
    known = _known(folder)
    if known is None:
        raise UserError("The plan of this film is gone: start it afresh.")
    return *known, _read_arrays(folder / TABLES)


def _facts_dict(facts: Facts) -> dict[str, Any]:
    return asdict(facts) | {k: str(getattr(facts, k)) for k in ("rate", "time_base", "aspect")}


def _write_arrays(path: Path, arrays: State) -> None:
    replace_file(path, lambda out: np.savez(out, allow_pickle=False, **arrays), lambda there: _read_arrays(there))


def _read_arrays(path: Path) -> State:
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: np.array(file[name], order="C") for name in file.files}
    except Exception as error:  # numpy lets through whatever zip, zlib and its own reader of headers raise
        raise UserError(f"What was kept of this film is damaged ({error}): start it afresh.") from None

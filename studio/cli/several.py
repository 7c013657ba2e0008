"""`stylize` with more than one style: `--also`, `--map`, `--weight`, `--feather`."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.art.styles.several_catalog import MOST_STYLES, SEVERAL
from studio.cli.options import clipped, input_file
from studio.core.errors import UserError
from studio.core.params import Value
from studio.core.picture import ImageRef

if TYPE_CHECKING:
    from studio.core.picture import Pixels
    from studio.core.spec import Spec

Read = Callable[[str], "tuple[Pixels, dict[str, Any]]"]


@dataclass(frozen=True)
class Several:
    """What goes into a request of `SEVERAL`."""

    values: dict[str, Value]
    inputs: dict[str, Any]
    sources: dict[str, dict[str, Any]]


def wanted(given: argparse.Namespace) -> bool:
    """Whether more than one style was given. Raises `UserError` for what means nothing with one."""
    if given.also:
        return True
    for name in ("map", "weight", "feather"):
        if getattr(given, name):
            raise UserError(f"--{name} needs more than one style: give another with --also.")
    return False


def several(
    given: argparse.Namespace, spec: Spec, values: Mapping[str, Value], first: tuple[Pixels, dict[str, Any]], read: Read
) -> Several:
    """`first`: the STYLE of the command with what its recipe says; `read` reads those of `--also`. Raises `UserError`."""
    if "style" not in spec.inputs:
        raise UserError(f"“{spec.title}” takes no style pictures, so it cannot lay several.")
    named = [(given.style or "", _weight(given.weight or "1", "--weight")), *(_also(text) for text in given.also)]
    if len(named) > MOST_STYLES:
        raise UserError(f"{MOST_STYLES} styles at once are the most, not {len(named)}.")
    pictures = [first, *(read(name) for name, _ in named[1:])]
    maps = _maps(given.map or (), [name for name, _ in named])
    if given.feather is not None and not maps:
        raise UserError("--feather softens the borders of maps: give some with --map.")
    inputs: dict[str, Any] = {}
    sources: dict[str, dict[str, Any]] = {}
    for number, (pixels, source) in enumerate(pictures, 1):
        inputs[f"style{number}"], sources[f"style{number}"] = ImageRef.of(pixels), source
    for number, path in maps.items():
        from studio.formats.images import read_image

        mask = ImageRef.of(read_image(path).pixels)
        inputs[f"map{number}"] = mask
        sources[f"map{number}"] = {"file": str(path.resolve()), "sha256": mask.digest}
    own: dict[str, object] = {
        "method": spec.id,
        "values": json.dumps(dict(values), sort_keys=True),
        "weights": ",".join(f"{weight:g}" for _, weight in named),
        "by": "maps" if maps else "weights",
    }
    if given.feather is not None:
        own["feather"] = given.feather
    return Several(SEVERAL.values(own), inputs, sources)


def _also(text: str) -> tuple[str, float]:
    """STYLE or STYLE:WEIGHT."""
    name, colon, weight = text.rpartition(":")
    if colon and name and not Path(text).exists():
        return name, _weight(weight, f"--also {clipped(name)}")
    return text, 1.0


def _weight(text: str, what: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        raise UserError(f"The weight of {what} is a number such as 0.3, not “{clipped(text)}”.") from None
    if not (math.isfinite(weight) and weight >= 0):
        raise UserError(f"The weight of {what} is 0 or more, not {clipped(text)}.")
    return weight


def _maps(texts: list[str] | tuple[str, ...], names: list[str]) -> dict[int, Path]:
    """STYLE=MASK by number; STYLE as it was given, or its number."""
    found: dict[int, Path] = {}
    for text in texts:
        style, equals, mask = text.partition("=")
        if not equals or not mask:
            raise UserError(f"“{clipped(text)}” is not of the form STYLE=MASK.")
        plain = [n.rpartition(":")[0] or n for n in names]
        if style in names or style in plain:
            number = (names.index(style) if style in names else plain.index(style)) + 1
        elif style.isdigit() and 1 <= int(style) <= len(names):
            number = int(style)
        else:
            raise UserError(f"There is no style “{clipped(style)}” in this command: maps are for styles given by name.")
        if number in found:
            raise UserError(f"The style “{clipped(style)}” has two maps: give one.")
        found[number] = input_file(mask)
    return found

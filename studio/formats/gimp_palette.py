"""Palettes as GIMP, Krita, Inkscape and MyPaint write them: text, a color a line (.gpl).

The form is described by GIMP's own reader (app/core/gimppalette-load.c): "GIMP Palette", lines "Name:" and "Columns:",
remarks after "#", then red, green and blue in 0..255 and a name that may be left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from studio.core.errors import UserError
from studio.formats.atomic import explain, replace_bytes

SUFFIX = ".gpl"
LARGEST = 2**20
"""Bytes of a file."""
MOST = 256
"""Colors that are read."""
_HEAD = "GIMP Palette"
_COLOR = re.compile(r"\s*(\d{1,3})[ \t]+(\d{1,3})[ \t]+(\d{1,3})(?:[ \t].*)?")
_FIELD = re.compile(r"(Name|Columns):[ \t]*(.*)")

RGB = tuple[int, int, int]


def read_palette(path: str | Path) -> tuple[str, list[RGB]]:
    """Name and colors, the first 256 of them. Raises `UserError` with one sentence that names the file."""
    path = Path(path)
    try:
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise explain(error, path, "opened") from error
    if len(data) > LARGEST:
        raise UserError(f"{path.name} is too large for a palette.")
    lines = data.decode("utf-8-sig", "replace").splitlines()
    if not lines or not lines[0].startswith(_HEAD):
        raise UserError(f"{path.name} is no GIMP palette.")
    name, colors = path.stem, []
    for number, line in enumerate(lines[1:], start=2):
        field, color = _FIELD.fullmatch(line), _COLOR.fullmatch(line)
        if field is not None:
            name = field[2].strip() or name if field[1] == "Name" else name
        elif color is not None:
            rgb = int(color[1]), int(color[2]), int(color[3])
            if max(rgb) > 255:
                raise UserError(f"{path.name} is damaged: line {number} is no color.")
            colors.append(rgb)
        elif line.strip() and not line.lstrip().startswith("#"):
            raise UserError(f"{path.name} is damaged: line {number} is no color.")
    if not colors:
        raise UserError(f"{path.name} holds no colors.")
    return name, colors[:MOST]


def write_palette(path: str | Path, name: str, colors: Sequence[RGB]) -> None:
    """Saves atomically, each color with its hex number as its name. Raises `UserError`."""
    title = " ".join(name.split()) or Path(path).stem
    lines = [_HEAD, f"Name: {title}", "Columns: 0", "#"]
    lines += ["{:3d} {:3d} {:3d}\t#{:02x}{:02x}{:02x}".format(*rgb, *rgb) for rgb in colors]
    replace_bytes(path, ("\n".join(lines) + "\n").encode())

"""What is known of a picture besides its pixels: the JSON that comes with it, read tolerantly. Torch-free.

{"title": "harbor", "artist": "", "year": 2026, "size": [1024, 768], "hand": 0.34, "hand_least": false, "layers": [{"name":
"", "origin": "hand" | "generated" | "stylized" | "picture" | "lettering", "share": 0.66, "touched": false, "hand": 0.1,
"recipe": {...}}, ...]}

Any of it may be missing; layers are bottom first. `share`: of what can be seen; `hand` of a layer: the share of it that was
painted over by hand since it was made, missing where no one counted. A recipe alone is read as a picture of one layer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from studio.core.errors import UserError
from studio.core.recipe import Recipe

_LONGEST = 400
_DEEPEST = 8
_ORIGINS = ("hand", "generated", "stylized", "picture", "lettering")
_UNTITLED = re.compile(
    r"^(untitled|without title|ohne titel|未命名|无题"
    r"|img|image|dscn?|dscf|dcim|pxl|mvimg|p|photo|picture|bild|scan|screen ?shot|图片|照片|截图|扫描)?"
    r"[\s_()\-.]*(\d+[\s_()\-.]*)*$",
    re.IGNORECASE,
)
"""What is no title: the word that programs put there, and the numbers that cameras give."""


@dataclass(frozen=True)
class KnownLayer:
    """`hand`: None where it was painted over by hand but no one knows how much."""

    name: str
    origin: str
    share: float
    touched: bool
    hand: float | None
    recipe: Recipe | None


@dataclass(frozen=True)
class Known:
    """`width` 0: the size is not known. `hand`: the share of what can be seen that was painted by hand, None where that is
    not known; `hand_least`: it is at least that much."""

    title: str = ""
    artist: str = ""
    year: int = 0
    width: int = 0
    height: int = 0
    hand: float | None = None
    hand_least: bool = False
    layers: tuple[KnownLayer, ...] = ()

    @property
    def recipes(self) -> Iterator[Recipe]:
        """Those of the layers, the uppermost first, each followed by what it was made from."""
        for layer in reversed(self.layers):
            if layer.recipe is not None:
                yield from _with_sources(layer.recipe, _DEEPEST)

    @property
    def generated(self) -> Recipe | None:
        """The recipe of the generator that made what can be seen, directly or beneath a style."""
        return next((r for r in self.recipes if r.kind == "generator"), None)

    @property
    def style(self) -> Recipe | None:
        return next((r for r in self.recipes if r.kind == "style"), None)

    @property
    def line(self) -> str:
        """The words that the picture was made from."""
        return next((short(r.text) for r in self.recipes if r.text.strip()), "")


def read(text: str) -> Known:
    """Reads `facts`; "" is nothing known. What has the wrong form is left out. Raises `UserError` for what is no JSON."""
    if not text.strip():
        return Known()
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise UserError("What is known of the picture cannot be read: it is no JSON.") from None
    if not isinstance(data, dict):
        return Known()
    alone = _recipe(data) or _recipe(data.get("recipe"))
    if alone is not None:
        layer = KnownLayer("", "stylized" if alone.kind == "style" else "generated", 1.0, False, 0.0, alone)
        return Known(width=alone.width, height=alone.height, hand=0.0, layers=(layer,))
    width, height = _size(data.get("size"))
    listed = data.get("layers")
    layers = tuple(_layer(x) for x in listed if isinstance(x, dict)) if isinstance(listed, list) else ()
    title = short(_text(data, "title"))
    year = data.get("year")
    return Known(
        title="" if _UNTITLED.match(title) else title,
        artist=short(_text(data, "artist")),
        year=year if isinstance(year, int) and 1900 <= year <= 9999 else 0,
        width=width,
        height=height,
        hand=_share(data, "hand"),
        hand_least=data.get("hand_least") is True,
        layers=layers,
    )


def short(text: str) -> str:
    """One line, cut at a word where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[:_LONGEST].rsplit(" ", 1)[0] + "…"


def _layer(data: Mapping[str, Any]) -> KnownLayer:
    origin = _text(data, "origin")
    touched = data.get("touched") is True
    return KnownLayer(
        name=short(_text(data, "name")),
        origin=origin if origin in _ORIGINS else "picture",
        share=_share(data, "share") or 0.0,
        touched=touched,
        hand=_share(data, "hand") if touched else 0.0,
        recipe=_recipe(data.get("recipe")),
    )


def _with_sources(recipe: Recipe, deep: int) -> Iterator[Recipe]:
    yield recipe
    for source in recipe.sources.values():
        inner = _recipe(source.get("recipe")) if deep else None
        if inner is not None:
            yield from _with_sources(inner, deep - 1)


def _recipe(data: object) -> Recipe | None:
    try:
        return Recipe.from_dict(data)
    except UserError:
        return None


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def _share(data: Mapping[str, Any], name: str) -> float | None:
    value = data.get(name)
    fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
    return float(value) if fits and value is not None else None


def _size(size: object) -> tuple[int, int]:
    if isinstance(size, list) and len(size) == 2 and all(isinstance(v, int) and 0 < v < 10**6 for v in size):
        return size[0], size[1]
    return 0, 0

"""The verbs about files and lists: convert, list, warm."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from studio.cli.options import input_file, output, printed, tell, write_picture
from studio.core.errors import UnknownNameError

if TYPE_CHECKING:
    from studio.core.recipe import Recipe
    from studio.document.document import Document

LISTS = ("generators", "styles", "presets", "muses", "trainers", "commands")


def convert(given: argparse.Namespace) -> int:
    """Any picture or document to .ora, .png or .jpg."""
    from studio.formats.opening import open_document
    from studio.formats.ora import write_ora

    target = output(given.output, (".ora", ".png", ".jpg", ".jpeg"))
    opened = open_document(input_file(given.input))
    for notice in opened.notices:
        tell(notice)
    if target.suffix.lower() == ".ora":
        write_ora(target, opened.document)
    else:
        write_picture(target, opened.document.flatten(), recipe_of(opened.document))
    return 0


def recipe_of(document: Document) -> Recipe | None:
    """The recipe that makes the flattened document: that of its only visible layer, when nothing changed it."""
    visible = [layer for layer in document.layers if layer.visible]
    if len(visible) != 1:
        return None
    (layer,) = visible
    recipe = layer.recipe
    whole = recipe is not None and (recipe.width, recipe.height) == (document.width, document.height)
    moved = (layer.props.x, layer.props.y) != (0, 0)
    return recipe if whole and not layer.touched and layer.opacity == 1 and not moved else None


def listing(what: str) -> list[dict[str, Any]]:
    """What there is, each with at least id, title and params. Raises `UnknownNameError`."""
    from studio.art.catalog import CATALOGUES

    if what == "styles":
        from studio.art.styles import shipped

        methods = [s.describe() | {"kind": "method"} for s in CATALOGUES["style"]]
        pictures: list[dict[str, Any]] = [
            {"id": s.id, "title": s.title, "summary": ", ".join(s.tags), "params": [], "kind": "picture"}
            for s in shipped.shipped()
        ]
        return methods + pictures + _own_styles()
    if what == "presets":
        from studio.core.paths import data_dir
        from studio.session.style_presets import OWN_FOLDER, kept_in, shipped_presets

        kept = (*kept_in(data_dir() / OWN_FOLDER, own=True, failed=tell), *shipped_presets())
        return [
            {"id": k.name, "title": k.preset.method, "summary": k.preset.about, "params": [], "own": k.own}
            for k in kept
        ]
    if what == "commands":
        from studio.commands.table import COMMANDS

        return [
            {"id": c.id, "title": c.title, "summary": c.help, "params": [], "menu": c.menu, "keys": list(c.keys)}
            for c in COMMANDS
        ]
    kinds = {"generators": "generator", "muses": "muse", "trainers": "trainer"}
    if what not in kinds:
        raise UnknownNameError("list", what, LISTS)
    return [s.describe() for s in CATALOGUES[kinds[what]]]


def _own_styles() -> list[dict[str, Any]]:
    """The artist's own style pictures; their titles name them."""
    from studio.session.background import Background
    from studio.session.style_library import StyleLibrary

    own = (e for e in StyleLibrary(Background()).entries() if e.own)
    return [
        {"id": e.source.title, "title": e.source.title, "summary": ", ".join(e.tags), "params": [], "kind": "own"}
        for e in own
    ]


def show_list(given: argparse.Namespace) -> int:
    items = listing(given.what)
    if given.json:
        # A terminal or pipe that cannot take all letters gets them escaped: it is the same JSON.
        unicode = "utf" in (getattr(sys.stdout, "encoding", None) or "").lower()
        print(json.dumps(items, ensure_ascii=not unicode, indent=2))
        return 0
    width = max(len(str(i["id"])) for i in items)
    for item in items:
        printed(f"{item['id']:<{width}}  {item['title']}" + (f": {item['summary']}" if item["summary"] else ""))
    return 0


def warm(_given: argparse.Namespace) -> int:
    """Compiles what is compiled once, so that no artist waits for it."""
    from studio.art import media
    from studio.art.styles import warm as styles
    from studio.core.progress import DirectContext

    media.warm(DirectContext())
    styles.warm(DirectContext())
    return 0

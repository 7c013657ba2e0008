"""`--preset NAME|FILE`: a preset of the Style panel as if its settings had been given one by one."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from studio.cli.options import tell
from studio.core.errors import UserError

if TYPE_CHECKING:
    from studio.formats.style_preset import PresetStyle

FLAG = "--preset"


def chosen(argv: Sequence[str]) -> str:
    """What was given with `--preset`, or ""."""
    words = list(argv[: argv.index("--")]) if "--" in argv else list(argv)
    for k, word in enumerate(words):
        if word.startswith(f"{FLAG}="):
            return word.partition("=")[2]
        if word == FLAG and k + 1 < len(words):
            return words[k + 1]
    return ""


def expanded(argv: Sequence[str]) -> list[str]:
    """The words of a command line with those of its preset before them, so that what is given besides counts more.
    Raises `UserError`."""
    name = chosen(argv)
    if not name:
        return list(argv)
    from studio.session.style_presets import find_preset, known_values

    preset = find_preset(name)
    values, unknown = known_values(preset)
    given = next((argv[k + 1] for k, w in enumerate(argv[:-1]) if w == "--method"), "") or next(
        (w.partition("=")[2] for w in argv if w.startswith("--method=")), ""
    )
    if given and given != preset.method:
        raise UserError(f"The preset “{preset.name}” is one of the method {preset.method}: leave out --method {given}.")
    if unknown:
        tell(f"The preset “{preset.name}” also sets {', '.join(unknown)}, which {preset.method} has not here.")
    words = ["--method", preset.method]
    if isinstance(preset.panel.get("seed"), int) and preset.styles:
        words += ["--seed", str(preset.panel["seed"])]
    for key, value in values.items():
        words += ["--set", f"{key}={_text(value)}"]
    return [*words, *argv]


def fill(given: argparse.Namespace) -> None:
    """Puts the styles of a preset in the place of those that were not given. Raises `UserError`."""
    if not given.preset or given.style:
        return
    from studio.session.style_presets import find_preset

    preset = find_preset(given.preset)
    styles = [s for s in preset.styles if s.style or s.sha256]
    if not styles:
        raise UserError(f"The preset “{preset.name}” brings no style: name a picture file, or one of `list styles`.")
    names = [_name_of(style, preset.name) for style in styles]
    given.style = names[0]
    if len(styles) > 1 and not given.also:
        if preset.panel.get("by") == "maps" and not given.map:
            tell(f"The maps of the preset “{preset.name}” are not part of it: its styles count by their weights.")
        given.weight = given.weight or f"{styles[0].weight:g}"
        given.also = [f"{name}:{style.weight:g}" for name, style in zip(names[1:], styles[1:], strict=True)]


def _name_of(style: PresetStyle, preset: str) -> str:
    """What STYLE of the command line is for one of a preset: an id, a file of the artist's, or what was inside."""
    from studio.session.background import Background
    from studio.session.style_library import StyleLibrary

    entry = StyleLibrary(Background()).find(style.style, style.sha256)
    if entry is not None and entry.own and not entry.missing:
        return entry.source.path
    if style.style and entry is not None and entry.key == style.style:
        return style.style
    if style.picture:
        return str(_unpacked(style.picture))
    raise UserError(f"The preset “{preset}” needs the style “{style.title or style.style}”, which is not here.")


def _unpacked(picture: bytes) -> Path:
    """A picture that was inside a preset, as a file that recipes can name."""
    from studio.core.paths import cache_dir
    from studio.formats.atomic import replace_bytes
    from studio.formats.images import decode_image
    from studio.formats.sniffing import sniff

    decode_image(picture, "The style picture in the preset")
    form = (sniff(picture) or "png").lower()
    path = cache_dir() / "preset-pictures" / f"{hashlib.sha256(picture).hexdigest()[:40]}.{form}"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_bytes(path, picture)
    return path


def _text(value: object) -> str:
    return (
        ("yes" if value else "no")
        if isinstance(value, bool)
        else repr(value)
        if isinstance(value, float)
        else str(value)
    )

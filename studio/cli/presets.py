"""`--preset NAME|FILE`: a preset of the Style panel as if its settings had been given one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from studio.cli.options import tell
from studio.core.errors import UserError

if TYPE_CHECKING:
    from studio.core.picture import Pixels
    from studio.formats.style_preset import StylePreset

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


def style_of(name: str) -> tuple[Pixels, dict[str, Any]]:
    """The (first) style picture of a preset, with what the recipe says of it. Raises `UserError` when it has none."""
    from studio.session.style_presets import find_preset, picture_of

    preset = find_preset(name)
    styles = named(preset)
    if not styles:
        raise UserError(f"The preset “{preset.name}” brings no style: name a picture file, or one of `list styles`.")
    if len(styles) > 1:
        tell(f"The preset “{preset.name}” has {len(styles)} styles; the first one is taken.")
    return picture_of(styles[0], _library(), preset.name)


def named(preset: StylePreset) -> list[Any]:
    return [s for s in preset.styles if s.style or s.sha256]


def _library() -> Any:
    from studio.session.background import Background
    from studio.session.style_library import StyleLibrary

    return StyleLibrary(Background())


def _text(value: object) -> str:
    return (
        ("yes" if value else "no")
        if isinstance(value, bool)
        else repr(value)
        if isinstance(value, float)
        else str(value)
    )

"""Puts a theme on the application: palette, font, one style sheet made from a template."""

from __future__ import annotations

import hashlib
import string
from pathlib import Path

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from studio import __version__
from studio.core.paths import cache_dir
from studio.ui.theme.current import color, set_tokens
from studio.ui.theme.fonts import BODY, font
from studio.ui.theme.icons import icon_pixmap
from studio.ui.theme.tokens import Tokens

_ROLES = {
    QPalette.ColorRole.Window: "panel",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "field",
    QPalette.ColorRole.AlternateBase: "card",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "danger",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "onaccent",
    QPalette.ColorRole.PlaceholderText: "text2",
    QPalette.ColorRole.ToolTipBase: "overlay",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "text",
    QPalette.ColorRole.LinkVisited: "text2",
    QPalette.ColorRole.Light: "line",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "edge",
}


def apply_theme(app: QApplication, name: str) -> Tokens:
    """Restyles the whole application with the theme "dark" or "light"; may be called again at any time."""
    theme = set_tokens(name)
    if app.style() is None or app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    app.setFont(font(BODY))
    app.setPalette(_palette())
    app.setStyleSheet(style_sheet(theme))
    return theme


def _palette() -> QPalette:
    palette = QPalette()
    for role, token in _ROLES.items():
        palette.setColor(role, color(token))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, color("disabled"))
    return palette


def style_sheet(theme: Tokens) -> str:
    """The template `style.qss` with the tokens of `theme`, which must be the one in force."""
    template = string.Template(Path(__file__).with_name("style.qss").read_text("utf-8"))
    return template.substitute(theme.css(), **_images(theme))


def _images(theme: Tokens) -> dict[str, str]:
    """Style sheets take images from files only: the few marks are written to the cache, one set per theme.

    What is there already is used again; the folder's name changes with the colors and with the program.
    """
    facts = repr((sorted(theme.css().items()), __version__))
    folder = cache_dir() / "theme" / hashlib.sha256(facts.encode()).hexdigest()[:12]
    folder.mkdir(parents=True, exist_ok=True)
    marks = {
        "arrow": ("caret-down", "text2", 12),
        "arrow_off": ("caret-down", "disabled", 12),
        "arrow_up": ("caret-up", "text2", 10),
        "check": ("check-bold", "onaccent", 14),
        "check_off": ("check-bold", "disabled", 14),
        "submenu": ("caret-right", "text2", 12),
        "tick": ("check", "text", 14),
    }
    out: dict[str, str] = {}
    for key, (glyph, token, size) in marks.items():
        plain = folder / f"{key}_{theme.name}.png"
        # Qt takes NAME@2x.png by itself on a dense screen.
        for scale, path in ((1.0, plain), (2.0, plain.with_name(f"{plain.stem}@2x.png"))):
            if not path.is_file() and not icon_pixmap(glyph, size, token, scale).save(str(path), "PNG"):
                raise OSError(f"cannot write {path}")
        out[key] = plain.as_posix()
    return out

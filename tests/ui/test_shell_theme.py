from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import studio
from studio.commands.table import COMMANDS
from studio.ui.theme import apply_theme, color, icon, tokens
from studio.ui.theme.apply import style_sheet
from studio.ui.theme.glyphs import DRAWN, known, outline
from studio.ui.theme.tokens import DARK, LIGHT, THEMES, Tokens


def luminance(css: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = [int(css[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, two: str) -> float:
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda t: t.name)
def test_contrast(theme: Tokens) -> None:
    css = theme.css()
    grounds = ("chrome", "panel", "card", "field", "raised", "hover", "selected", "overlay")
    for ground in grounds:
        assert contrast(css["text"], css[ground]) >= 7, ground
        assert contrast(css["text2"], css[ground]) >= 4.5, ground
    for ground in ("panel", "field", "pasteboard", "card"):
        assert contrast(css["focus"], css[ground]) >= 3, ground
    assert contrast(css["onaccent"], css["accent"]) >= 7
    assert contrast(css["edge"], css["panel"]) >= 3
    assert contrast(css["danger"], css["panel"]) >= 4.5


def test_chrome_is_pure_gray() -> None:
    for theme in (DARK, LIGHT):
        for name in (
            "chrome",
            "panel",
            "pasteboard",
            "card",
            "field",
            "raised",
            "hover",
            "pressed",
            "selected",
            "text",
        ):
            shown = QColor(theme.css()[name])
            assert shown.red() == shown.green() == shown.blue(), name


def test_no_color_is_written_down_outside_the_theme() -> None:
    root = Path(studio.__file__).parent
    for path in (root / "ui").rglob("*.py"):
        if "theme" not in path.parts:
            assert not re.search(r"#[0-9A-Fa-f]{6}\b", path.read_text("utf-8").replace("#RRGGBB", "")), path.name


def test_the_style_sheet_takes_every_token(qapp: QApplication) -> None:
    for name in THEMES:
        apply_theme(qapp, name)
        sheet = style_sheet(tokens())
        assert "$" not in sheet and tokens().accent in sheet
        for image in re.findall(r'url\("([^"]+)"\)', sheet):
            assert Path(image).is_file()


def test_icons_follow_the_theme(qapp: QApplication) -> None:
    made = icon("paint-brush")

    def darkest() -> int:
        image = made.pixmap(QSize(32, 32)).toImage()
        shades = [image.pixelColor(x, y) for x in range(32) for y in range(32)]
        return min(c.lightness() for c in shades if c.alpha() == 255)

    apply_theme(qapp, "dark")
    assert darkest() > 200
    apply_theme(qapp, "light")
    assert darkest() < 60
    apply_theme(qapp, "dark")


def test_disabled_icons_are_paler(qapp: QApplication) -> None:
    apply_theme(qapp, "dark")
    image = icon("stack").pixmap(QSize(32, 32), QIcon.Mode.Disabled).toImage()
    inks = {
        image.pixelColor(x, y).name() for x in range(32) for y in range(32) if image.pixelColor(x, y).alpha() == 255
    }
    assert inks == {color("disabled").name()}


def test_icons_are_crisp_at_two_to_one(qapp: QApplication) -> None:
    pixmap = icon("stack").pixmap(QSize(16, 16), 2.0)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (32, 2.0)


def test_all_icons_of_the_commands_are_there(qtbot: QtBot) -> None:
    assert [c.id for c in COMMANDS if c.icon and not known(c.icon)] == []
    for name in DRAWN:
        box = outline(name).boundingRect()
        assert box.left() >= 0 and box.right() <= 64 and box.top() >= 0 and box.bottom() <= 64, name
    with pytest.raises(KeyError):
        icon("no-such-icon")

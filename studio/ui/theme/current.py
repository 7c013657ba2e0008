"""The theme in force: tokens as colors, and an event when it changes."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QColor

from studio.core.events import Event
from studio.ui.theme.tokens import DARK, THEMES, Tokens

theme_changed: Event[[]] = Event()
"""Emitted after the tokens changed and before widgets are restyled."""

_current: list[Tokens] = [DARK]


def tokens() -> Tokens:
    return _current[0]


def set_tokens(name: str) -> Tokens:
    """Makes the theme `name` the one in force. Raises KeyError for an unknown name."""
    chosen = THEMES[name]
    if chosen is not _current[0]:
        _current[0] = chosen
        _color.cache_clear()
        theme_changed.emit()
    return chosen


def color(token: str, alpha: int | None = None) -> QColor:
    """The color of a token, with `alpha` 0..255 if given. Raises AttributeError for an unknown token."""
    made = QColor(_color(token))
    if alpha is not None:
        made.setAlpha(alpha)
    return made


@lru_cache(maxsize=64)
def _color(token: str) -> QColor:
    return QColor(getattr(_current[0], token))

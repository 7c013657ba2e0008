"""Fades: 120 ms where they help the eye, none where the artist or the system asks for calm."""

from __future__ import annotations

from PySide6.QtCore import QAbstractAnimation, QEasingCurve, QObject, QPropertyAnimation
from PySide6.QtWidgets import QApplication, QStyle, QWidget

FADE_MS = 120
_reduced: list[bool] = [False]


def set_reduced_motion(reduced: bool) -> None:
    """The artist's own choice; the system's is honored besides."""
    _reduced[0] = reduced


def reduced_motion() -> bool:
    """Whether nothing may move by itself: by setting, or because the system's style has animations off."""
    if _reduced[0]:
        return True
    style = QApplication.style()
    return style is None or style.styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) <= 0


def fade(target: QObject, name: bytes, start: float, end: float, owner: QWidget) -> QPropertyAnimation | None:
    """Runs `target`'s property from `start` to `end`; sets it at once and returns None under reduced motion."""
    if reduced_motion():
        target.setProperty(name.decode(), end)
        return None
    animation = QPropertyAnimation(target, name, owner)
    animation.setDuration(FADE_MS)
    animation.setStartValue(start)
    animation.setEndValue(end)
    animation.setEasingCurve(QEasingCurve.Type.OutCubic)
    animation.start(QAbstractAnimation.DeletionPolicy.DeleteWhenStopped)
    return animation

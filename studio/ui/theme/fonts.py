"""Inter, shipped with the program, in the sizes and weights of the design."""

from __future__ import annotations

import logging
from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase

from studio.core.paths import resource

log = logging.getLogger(__name__)

CAPTION, BODY, LINE, INPUT, HERO = 11, 12, 13, 15, 24
"""Pixel sizes: captions and chips, everything else, the artist's line, palette and first-run input, headline."""

REGULAR, MEDIUM, SEMIBOLD = 400, 500, 600


@lru_cache(maxsize=1)
def family() -> str:
    """Loads the shipped font once and names its family; the system's own sans-serif when it cannot be read."""
    found = ""
    for path in sorted(resource("fonts").glob("*.[to]tf")):
        for name in QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path))):
            if name.startswith("Inter") and (not found or len(name) < len(found)):
                found = name
    if not found:
        log.warning("The font Inter is missing in %s; the system's own is used.", resource("fonts"))
        found = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    return found


def font(px: int = BODY, weight: int = REGULAR, *, tabular: bool = False) -> QFont:
    """A font of `px` logical pixels. `tabular`: all digits equally wide, for values that change while one looks."""
    made = QFont(family())
    made.setPixelSize(px)
    made.setWeight(QFont.Weight(weight))
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made

"""Plain: the picture as it was generated."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.art.media.base import Sheet


def paint(sheet: Sheet) -> NDArray[np.float32]:
    return sheet.rgb

"""How the region is seen over the picture: a gray veil outside of it while it is painted, a thin outline otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from studio.document.raster import Rect
from studio.ui.theme import color

if TYPE_CHECKING:
    from studio.document.planes import Mask
    from studio.session.studio import Studio

VEIL = 0.6
"""How much the veil covers."""
FINEST = 1024
"""Longest side in px at which veil and outline are kept; larger pictures are shown by every second, third ... pixel."""
HALF = 127.5


class RegionOverlay:
    """Follows nothing by itself: the canvas tells it what changed."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._step = 1
        self._ground = -1
        self._raw: NDArray[np.uint32] | None = None
        self._veil: QImage | None = None
        self._lines: list[QLineF] | None = None

    def forget(self, rect: Rect | None = None) -> None:
        """The region changed within `rect` (None: everywhere, or another document is open)."""
        self._lines = None
        document = self._studio.document
        if rect is None or document is None or self._raw is None:
            self._raw = self._veil = None
        else:
            self._refresh(rect)

    def paint(self, painter: QPainter) -> None:
        """Draws in document coordinates, clipped to the canvas."""
        region = self._studio.region
        if region.painting:
            veil = self._image()
            if veil is not None:
                painter.save()
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
                painter.setOpacity(VEIL)
                size = (veil.width() * self._step, veil.height() * self._step)
                painter.drawImage(QRectF(0, 0, *size), veil)
                painter.restore()
        if region.active and not self._painted_now():
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            # Dark under light, as the brush's outline: seen on any ground.
            for ink, width in ((QColor(0, 0, 0, 130), 3.0), (QColor(255, 255, 255, 230), 1.0)):
                pen = QPen(ink, width)
                pen.setCosmetic(True)
                painter.setPen(pen)
                painter.drawLines(self._outline())
            painter.restore()

    def _painted_now(self) -> bool:
        document = self._studio.document
        return document is not None and document.painting and self._studio.region.painting

    # -- the veil ------------------------------------------------------------------------------------------------

    def _image(self) -> QImage | None:
        document = self._studio.document
        if document is None:
            return None
        ground = color("pasteboard").rgb()
        if self._raw is None or ground != self._ground:
            self._ground = ground
            self._step = max(1, -(-max(document.width, document.height) // FINEST))
            width, height = -(-document.width // self._step), -(-document.height // self._step)
            self._raw = np.zeros((height, width), np.uint32)
            self._veil = QImage(self._raw.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied)
            self._refresh(document.canvas)
        return self._veil

    def _refresh(self, rect: Rect) -> None:
        document, raw = self._studio.document, self._raw
        assert document is not None and raw is not None
        step = self._step
        x0, y0 = max(0, rect[0] // step), max(0, rect[1] // step)
        x1, y1 = min(raw.shape[1], -(-(rect[0] + rect[2]) // step)), min(raw.shape[0], -(-(rect[1] + rect[3]) // step))
        if x1 <= x0 or y1 <= y0:
            return
        region = document.region
        area = (x0 * step - region.props.x, y0 * step - region.props.y, (x1 - x0) * step, (y1 - y0) * step)
        alpha = region.tiles.read(area)[::step, ::step, 3].astype(np.uint32)
        raw[y0:y1, x0:x1] = veiled(QColor(self._ground))[255 - alpha]

    # -- the outline ---------------------------------------------------------------------------------------------

    def _outline(self) -> list[QLineF]:
        if self._lines is None:
            mask = self._studio.region.mask()
            step = max(1, -(-max(mask.shape) // FINEST))
            self._lines = [QLineF(*line) for line in outline(mask[::step, ::step], step).tolist()]
        return self._lines


def veiled(ink: QColor) -> NDArray[np.uint32]:
    """The ink at every alpha as one premultiplied word a pixel."""
    alpha = np.arange(256, dtype=np.uint32)
    red, green, blue = (np.rint(alpha * v / 255).astype(np.uint32) for v in (ink.red(), ink.green(), ink.blue()))
    return np.asarray(alpha << 24 | red << 16 | green << 8 | blue, np.uint32)


def outline(mask: Mask, step: int = 1) -> NDArray[np.float32]:
    """Where a mask, uint8 (h, w), crosses one half: line segments float32 (n, 4) as x1, y1, x2, y2 in px * `step`.

    Marching squares (Lorensen and Cline 1987 in the plane) with linear interpolation; the mask counts as 0 beyond its
    edges, so that every outline is closed.
    """
    field = np.pad(mask.astype(np.float32), 1)
    inside = field > HALF
    a, b = inside[:-1, :-1], inside[:-1, 1:]
    d, c = inside[1:, :-1], inside[1:, 1:]
    kind = a * 1 + b * 2 + c * 4 + d * 8
    rows, columns = np.nonzero((kind > 0) & (kind < 15))
    kinds = kind[rows, columns]
    corners = [field[rows + dy, columns + dx] for dy, dx in ((0, 0), (0, 1), (1, 1), (1, 0))]

    def cut(one: int, other: int) -> NDArray[np.float32]:
        low, high = corners[one], corners[other]
        way = np.where(high == low, 1.0, high - low)
        return np.clip((HALF - low) / way, 0, 1).astype(np.float32)

    # Where each side of a cell is crossed: top, right, bottom, left. Pixel centers lie half a pixel in.
    x, y = columns.astype(np.float32) - 0.5, rows.astype(np.float32) - 0.5
    sides = [(x + cut(0, 1), y), (x + 1, y + cut(1, 2)), (x + cut(3, 2), y + 1), (x, y + cut(0, 3))]
    parts = []
    for kinds_of, pairs in _CASES.items():
        here = np.isin(kinds, kinds_of)
        for one, other in pairs:
            (x1, y1), (x2, y2) = sides[one], sides[other]
            parts.append(np.stack([x1[here], y1[here], x2[here], y2[here]], -1))
    return (np.concatenate(parts) * step).astype(np.float32)


_CASES: dict[tuple[int, ...], tuple[tuple[int, int], ...]] = {
    (1, 14): ((3, 0),),
    (2, 13): ((0, 1),),
    (4, 11): ((1, 2),),
    (8, 7): ((2, 3),),
    (3, 12): ((3, 1),),
    (6, 9): ((0, 2),),
    (5,): ((3, 0), (1, 2)),
    (10,): ((0, 1), (2, 3)),
}
"""Corners inside (1 top left, 2 top right, 4 bottom right, 8 bottom left) -> sides that the outline joins."""

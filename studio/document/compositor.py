"""Layers to one picture: W3C "Compositing and Blending Level 1" by QPainter.

Against the standard in double precision QPainter is within one level of 255 for opaque pictures (soft light: two);
layer opacity adds up to 1.5 levels, since it is applied in 256 steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter

from studio.document.layer import BlendMode, Layer, Origin, Props
from studio.document.raster import Raw, Rect, empty, image_on, unite
from studio.document.tiles import TILE, keys_in

Mode = QPainter.CompositionMode
MODES = {
    BlendMode.NORMAL: Mode.CompositionMode_SourceOver,
    BlendMode.MULTIPLY: Mode.CompositionMode_Multiply,
    BlendMode.SCREEN: Mode.CompositionMode_Screen,
    BlendMode.OVERLAY: Mode.CompositionMode_Overlay,
    BlendMode.SOFT_LIGHT: Mode.CompositionMode_SoftLight,
    BlendMode.DARKEN: Mode.CompositionMode_Darken,
    BlendMode.LIGHTEN: Mode.CompositionMode_Lighten,
}


def composite(layers: Iterable[Layer], rect: Rect) -> Raw:
    """The visible layers, bottom first, within `rect`: premultiplied pixels on transparent ground."""
    out = empty(rect[2], rect[3])
    paint_layers(image_on(out), layers, rect, rect[:2])
    return out


def merged_layer(layers: Sequence[Layer], canvas: Rect, props: Props) -> Layer:
    """The visible layers as one, with what of `props` does not show in its pixels; it reaches as far as they do."""
    area = canvas
    for layer in layers:
        extent = layer.extent
        area = unite(area, extent) if extent else area
    made = Layer(
        props.but(
            x=0, y=0, opacity=1.0, visible=True, blend=BlendMode.NORMAL, recipe=None, touched=False, lettering=None,
            origin=Origin.HAND if any(x.origin is Origin.HAND for x in layers) else props.origin,
        )
    )  # fmt: skip
    made.tiles.write(area[0], area[1], composite(layers, area))
    made.tiles.disown()
    return made


def paint_layers(target: QImage, layers: Iterable[Layer], rect: Rect, origin: tuple[int, int]) -> None:
    """Composites into `target`, whose top left pixel is `origin` of the document, within `rect`."""
    painter = QPainter(target)
    painter.setClipRect(QRect(rect[0] - origin[0], rect[1] - origin[1], rect[2], rect[3]))
    for layer in layers:
        if not layer.visible or layer.opacity <= 0:
            continue
        painter.setOpacity(layer.opacity)
        painter.setCompositionMode(MODES[layer.blend])
        x, y = layer.props.x, layer.props.y
        for column, row in keys_in((rect[0] - x, rect[1] - y, rect[2], rect[3])):
            tile = layer.tiles.get((column, row))
            if tile is not None:
                at = QPoint(column * TILE + x - origin[0], row * TILE + y - origin[1])
                painter.drawImage(at, image_on(tile))
    painter.end()

"""The stack of layers as a list: model, delegate and view. Uppermost layer first, as it lies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from studio.bridge.binding import Bindings
from studio.bridge.images import image_of
from studio.core.events import Subscriptions
from studio.document.layer import Layer, Origin
from studio.ui.parts.badge import ORIGINS, badge_size, paint_badge
from studio.ui.parts.checks import check_brush
from studio.ui.theme import color, font, paint_icon

if TYPE_CHECKING:
    from studio.core.picture import Pixels
    from studio.document.document import Document
    from studio.session.studio import Studio

Index = QModelIndex | QPersistentModelIndex
LAYER, THUMB = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
ROW = 44
THUMB_PX = 40
_MIME = "application/x-pentimento-layer"
_THUMB_MS = 250
"""Thumbnails are made this long after the last change of a layer."""


class LayerModel(QAbstractListModel):
    """Row 0 is the uppermost layer."""

    def __init__(self, studio: Studio, parent: QWidget) -> None:
        super().__init__(parent)
        self._studio = studio
        self._thumbs: dict[str, QImage] = {}
        self._stale: set[str] = set()
        self._document_subscriptions = Subscriptions()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_THUMB_MS)
        self._timer.timeout.connect(self._make_thumbs)
        bindings = Bindings(parent)
        bindings.on(studio.document_changed, self.follow)
        subscriptions = self._document_subscriptions
        parent.destroyed.connect(lambda: subscriptions.close())
        self.follow()

    def follow(self) -> None:
        """Another document is open."""
        self._document_subscriptions.close()
        self.beginResetModel()
        self._thumbs.clear()
        self._rows = self._layers()
        self.endResetModel()
        document = self._studio.document
        if document is not None:
            self._document_subscriptions.add(document.structure_changed, self._restacked)
            self._document_subscriptions.add(document.layer_changed, self._layer_changed)
        self._refresh_thumbs(self._rows)

    def _layers(self) -> list[Layer]:
        document = self._studio.document
        return list(reversed(document.layers)) if document is not None else []

    def _restacked(self) -> None:
        layers = self._layers()
        if layers != self._rows:
            self.beginResetModel()
            self._rows = layers
            self.endResetModel()
        self._refresh_thumbs([x for x in layers if x.id not in self._thumbs])

    def _layer_changed(self, layer: Layer) -> None:
        if layer in self._rows:
            index = self.index(self._rows.index(layer))
            self.dataChanged.emit(index, index)
            self._refresh_thumbs([layer])

    def _refresh_thumbs(self, layers: Sequence[Layer]) -> None:
        self._stale.update(x.id for x in layers)
        if self._stale:
            self._timer.start()

    def _make_thumbs(self) -> None:
        """Beside the window: a stack of large layers must not hold up the pen."""
        document = self._studio.document
        if document is not None and document.painting:
            self._timer.start()
            return
        stale, self._stale = self._stale, set()
        for layer in [x for x in self._rows if x.id in stale]:
            if document is not None:
                self._make_thumb(document, layer)

    def _make_thumb(self, document: Document, layer: Layer) -> None:
        frozen = layer.share()

        def show(pixels: Pixels) -> None:
            if self._studio.document is document and layer in self._rows:
                self._thumbs[layer.id] = image_of(pixels).copy()
                index = self.index(self._rows.index(layer))
                self.dataChanged.emit(index, index, [THUMB])

        background = self._studio.background
        background.run(lambda: document.layer_thumbnail(frozen, 2 * THUMB_PX), show, self._studio.told.emit)

    # -- the model -----------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._rows)

    def layer_at(self, index: Index) -> Layer:
        return self._rows[index.row()]

    def index_of(self, layer: Layer | None) -> QModelIndex:
        return self.index(self._rows.index(layer)) if layer in self._rows else QModelIndex()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        layer = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return layer.name
        if role == LAYER:
            return layer
        if role == THUMB:
            return self._thumbs.get(layer.id)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            seen = "" if layer.visible else ", hidden"
            kind = ", text" if layer.lettering is not None else ""
            return f"{layer.name}{kind}, {caption(layer)}, {ORIGINS[origin_key(layer)][1]}{seen}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return origin_text(layer)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        document = self._studio.document
        if role == Qt.ItemDataRole.EditRole and document is not None and index.isValid():
            document.rename(self._rows[index.row()], str(value))
            return True
        return False

    def flags(self, index: Index) -> Qt.ItemFlag:
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return base | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDragEnabled

    # -- reordering ----------------------------------------------------------------------------------------------

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:  # noqa: N802
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802
        data = QMimeData()
        if indexes:
            data.setData(_MIME, QByteArray(self._rows[indexes[0].row()].id.encode()))
        return data

    def dropMimeData(  # noqa: N802
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        document = self._studio.document
        if document is None or not data.hasFormat(_MIME):
            return False
        layer = document.layer(bytes(data.data(_MIME).data()).decode())
        if layer is None:
            return False
        if row < 0:
            row = parent.row() if parent.isValid() else len(self._rows)
        old = self._rows.index(layer)
        row -= row > old
        document.move_layer(layer, len(self._rows) - 1 - row)
        # The document has moved it; the view must not remove the row that was dragged.
        return False


def caption(layer: Layer) -> str:
    return f"{layer.blend.title} · {layer.opacity * 100:.0f} %"


def origin_key(layer: Layer) -> str:
    """Where the layer comes from, as badges know it."""
    brought = layer.lettering is not None and layer.origin is Origin.PICTURE
    return "elsewhere" if brought else layer.origin.value


def origin_text(layer: Layer) -> str:
    """Where the layer comes from, in words."""
    if layer.lettering is not None:
        return layer.lettering.author
    by = {
        "hand": "Painted by hand",
        "generated": "Made by a generator",
        "stylized": "A style laid on another layer",
        "picture": "A picture from elsewhere",
    }[layer.origin.value]
    if layer.touched:
        by += ", painted over by hand"
    if layer.recipe is not None and layer.recipe.text:
        by += f"\n“{layer.recipe.text}”, seed {layer.recipe.seed}"
    return by


class LayerDelegate(QStyledItemDelegate):
    """Eye, thumbnail, name over blend and opacity, origin."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.compact = False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        return QSize(160, ROW)

    @staticmethod
    def eye_rect(row: QRect) -> QRect:
        return QRect(row.x() + 4, row.y() + (row.height() - 24) // 2, 24, 24)

    @staticmethod
    def name_rect(row: QRect) -> QRect:
        return QRect(row.x() + 32 + THUMB_PX + 8, row.y() + 4, row.width() - 32 - THUMB_PX - 16, 20)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        layer: Layer = index.data(LAYER)
        row = QRect(option.rect)
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("selected") if selected else color("card"))
            painter.drawRoundedRect(QRectF(row), 4, 4)
        ink = color("text") if layer.visible else color("disabled")
        eye = QRectF(self.eye_rect(row)).adjusted(4, 4, -4, -4)
        paint_icon(painter, "eye" if layer.visible else "eye-slash", eye, ink)
        self._paint_thumb(painter, QRectF(row.x() + 32, row.y() + 2, THUMB_PX, THUMB_PX), index.data(THUMB), layer)
        compact = self.compact or row.width() < 280
        badge = badge_size(origin_key(layer), compact)
        place = QRectF(
            row.right() - 7 - badge.width(), row.y() + (ROW - badge.height()) / 2, badge.width(), badge.height()
        )
        paint_badge(painter, place, origin_key(layer), compact=compact)
        right = place.left() - 8
        if layer.locked or layer.alpha_locked:
            right -= 18
            glyph = "lock-simple" if layer.locked else "grid-four"
            paint_icon(painter, glyph, QRectF(right + 4, row.center().y() - 6, 12, 12), color("text2"))
        left = row.x() + 32 + THUMB_PX + 8
        width = max(0, int(right - left))
        name_font = font(12, 600 if selected else 400)
        painter.setFont(name_font)
        painter.setPen(ink)
        metrics = painter.fontMetrics()
        name = metrics.elidedText(layer.name, Qt.TextElideMode.ElideRight, width)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRect(left, row.y() + 5, width, 18), flags, name)
        painter.setFont(font(11))
        painter.setPen(color("text2"))
        text = painter.fontMetrics().elidedText(caption(layer), Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRect(left, row.y() + 22, width, 16), flags, text)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_KeyboardFocusChange:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color("focus"), 2))
            painter.drawRoundedRect(QRectF(row).adjusted(1, 1, -1, -1), 4, 4)
        painter.restore()

    def _paint_thumb(self, painter: QPainter, box: QRectF, image: QImage | None, layer: Layer) -> None:
        painter.save()
        clip = QPainterPath()
        clip.addRoundedRect(box, 3, 3)
        painter.setClipPath(clip)
        if layer.lettering is not None:
            # Letters are too small to be seen here: that it is text is said by its sign.
            painter.fillRect(box, color("field"))
            paint_icon(
                painter, "text-t", box.adjusted(10, 10, -10, -10), color("text" if layer.visible else "disabled")
            )
            painter.restore()
            return
        painter.setBrushOrigin(box.topLeft())
        painter.fillRect(box, check_brush(5))
        if image is not None and not image.isNull():
            scale = max(box.width() / image.width(), box.height() / image.height())
            w, h = box.width() / scale, box.height() / scale
            part = QRectF((image.width() - w) / 2, (image.height() - h) / 2, w, h)
            painter.setOpacity(1.0 if layer.visible else 0.45)
            painter.drawImage(box, image, part)
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: N802
        editor = QLineEdit(parent)
        editor.setAccessibleName("Layer name")
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802
        assert isinstance(editor, QLineEdit)
        editor.setText(index.data())
        editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:  # noqa: N802
        assert isinstance(editor, QLineEdit)
        model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802
        row = QRect(option.rect)
        editor.setGeometry(self.name_rect(row).adjusted(-6, 1, 0, 10))


class LayerList(QListView):
    """`visibility_wanted(layer, only)`: the eye was pressed, with Alt for "only this one"."""

    visibility_wanted = Signal(object, bool)

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._following = False
        self.layers = LayerModel(studio, self)
        self.setModel(self.layers)
        self.setItemDelegate(LayerDelegate(self))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setAccessibleName("Layers")
        self.setObjectName("layerlist")
        self._document_subscriptions = Subscriptions()
        bindings = Bindings(self)
        bindings.on(studio.document_changed, self._follow_document)
        subscriptions = self._document_subscriptions
        self.destroyed.connect(lambda: subscriptions.close())
        self.layers.modelReset.connect(self._show_active)
        self._follow_document()

    def _follow_document(self) -> None:
        self._document_subscriptions.close()
        document = self._studio.document
        if document is not None:
            self._document_subscriptions.add(document.active_changed, self._show_active)
        self._show_active()

    def _show_active(self) -> None:
        document = self._studio.document
        self._following = True
        index = self.layers.index_of(document.active if document else None)
        self.setCurrentIndex(index)
        if index.isValid():
            self.scrollTo(index)
        self._following = False

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802
        super().currentChanged(current, previous)
        document = self._studio.document
        if not self._following and document is not None and current.isValid():
            document.active = self.layers.layer_at(current)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            eye = LayerDelegate.eye_rect(self.visualRect(index))
            if eye.contains(event.position().toPoint()):
                only = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
                self.visibility_wanted.emit(self.layers.layer_at(index), only)
                return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and LayerDelegate.eye_rect(self.visualRect(index)).contains(event.position().toPoint()):
            self.mousePressEvent(event)
            return
        super().mouseDoubleClickEvent(event)

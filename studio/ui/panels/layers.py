"""The Layers panel: the stack, blend mode and opacity of the active layer, verbs at the foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QComboBox, QMenu, QVBoxLayout, QWidget

from studio.bridge.binding import Bindings
from studio.core.events import Subscriptions
from studio.document.layer import BlendMode, Layer
from studio.session import style_taking
from studio.ui.panels.layer_list import LayerList
from studio.ui.parts.buttons import IconButton
from studio.ui.parts.empty import EmptyState
from studio.ui.parts.layout import Rule, row
from studio.ui.parts.scrub import Scrub

if TYPE_CHECKING:
    from collections.abc import Callable

    from studio.document.document import Document
    from studio.session.studio import Studio


class LayersPanel(QWidget):
    """Follows the layers of the open document."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self.setObjectName("panelbody")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._studio = studio
        self._gesture = 0
        self._document_subscriptions = Subscriptions()
        self._blend = QComboBox()
        self._blend.setAccessibleName("Blend mode")
        self._blend.setToolTip("How the layer mixes with those below it")
        for mode in BlendMode:
            self._blend.addItem(mode.title, mode)
        self._opacity = Scrub("Opacity", 0.0, 1.0, 1.0, percent=True)
        self._lock = IconButton(
            "lock-open", "Lock layer", size=28, token="text2", checkable=True, checked_glyph="lock-fill"
        )
        self._alpha = IconButton("grid-four", "Lock transparency", size=28, token="text2", checkable=True)
        self._list = LayerList(studio)
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._empty = EmptyState("stack", "No picture open", "Its layers will be listed here.")
        self._add = IconButton("plus", "New layer", shortcut="Ctrl+Shift+N")
        self._copy = IconButton("copy", "Duplicate layer", shortcut="Ctrl+J")
        self._up = IconButton("arrow-up", "Move layer up", shortcut="Ctrl+Shift+Up")
        self._down = IconButton("arrow-down", "Move layer down", shortcut="Ctrl+Shift+Down")
        self._merge = IconButton("arrow-line-down", "Merge down", shortcut="Ctrl+M")
        self._delete = IconButton("trash", "Delete layer", shortcut="Ctrl+Delete")
        self._build()
        self._wire()
        self._follow_document()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(200, 160)

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self._head = row((self._blend, 1), (self._opacity, 1), self._alpha, self._lock, gap=8, margins=(8, 8, 8, 8))
        box.addWidget(self._head)
        holder = QVBoxLayout()
        holder.setContentsMargins(8, 0, 8, 4)
        holder.addWidget(self._list)
        holder.addWidget(self._empty)
        box.addLayout(holder, 1)
        box.addWidget(Rule())
        foot = row(
            self._add, self._copy, self._up, self._down, self._merge, None, self._delete, gap=4, margins=(12, 4, 12, 4)
        )
        box.addWidget(foot)

    def _wire(self) -> None:
        self._blend.activated.connect(lambda: self._on_active(lambda d, x: d.set_blend(x, self._blend.currentData())))
        self._opacity.edited.connect(self._set_opacity)
        self._opacity.committed.connect(self._opacity_done)
        self._lock.clicked.connect(lambda: self._on_active(lambda d, x: d.set_locked(x, self._lock.isChecked())))
        self._alpha.clicked.connect(
            lambda: self._on_active(lambda d, x: d.set_alpha_locked(x, self._alpha.isChecked()))
        )
        self._list.visibility_wanted.connect(self._toggle_visible)
        self._list.customContextMenuRequested.connect(self._menu)
        self._add.clicked.connect(lambda: self._studio.guard(lambda: self._studio.require_document().add_layer()))
        self._copy.clicked.connect(lambda: self._on_active(lambda d, x: d.duplicate_layer(x)))
        self._up.clicked.connect(lambda: self._on_active(lambda d, x: d.move_layer(x, d.layers.index(x) + 1)))
        self._down.clicked.connect(lambda: self._on_active(lambda d, x: d.move_layer(x, d.layers.index(x) - 1)))
        self._merge.clicked.connect(lambda: self._on_active(lambda d, x: d.merge_down(x)))
        self._delete.clicked.connect(lambda: self._on_active(lambda d, x: d.remove_layer(x)))
        bindings = Bindings(self)
        bindings.on(self._studio.document_changed, self._follow_document)
        subscriptions = self._document_subscriptions
        self.destroyed.connect(lambda: subscriptions.close())

    # -- verbs ---------------------------------------------------------------------------------------------------

    def _on_active(self, verb: Callable[[Document, Layer], object]) -> None:
        document = self._studio.document
        if document is not None and document.active is not None:
            layer = document.active
            self._studio.guard(lambda: verb(document, layer))
        self._show()

    def _set_opacity(self, value: float) -> None:
        self._on_active(lambda d, x: d.set_opacity(x, value, merge=self._gesture))

    def _opacity_done(self, value: float) -> None:
        self._set_opacity(value)
        self._gesture += 1

    def _toggle_visible(self, layer: Layer, only: bool) -> None:
        document = self._studio.document
        if document is None:
            return
        if only:
            for other in document.layers:
                document.set_visible(other, other is layer)
        else:
            document.set_visible(layer, not layer.visible)

    def _menu(self, at: QPoint) -> None:
        index = self._list.indexAt(at)
        if not index.isValid():
            return
        layer = self._list.layers.layer_at(index)
        studio = self._studio
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Rename", lambda: self._list.edit(index))
        menu.addAction("Duplicate", lambda: self._on_active(lambda d, x: d.duplicate_layer(x)))
        menu.addAction("Merge down", lambda: self._on_active(lambda d, x: d.merge_down(x)))
        menu.addAction("Clear", lambda: self._on_active(lambda d, x: d.clear(x)))
        menu.addAction("Use as style", lambda: studio.guard(lambda: style_taking.take_layer(studio, layer)))
        if layer.recipe is not None and layer.recipe.text:
            text = layer.recipe.text
            menu.addSeparator()
            menu.addAction("Write its words into the line", lambda: studio.create.set_text(text))
        menu.addSeparator()
        menu.addAction("Delete", lambda: self._on_active(lambda d, x: d.remove_layer(x)))
        menu.popup(self._list.viewport().mapToGlobal(at))

    # -- following -----------------------------------------------------------------------------------------------

    def _follow_document(self) -> None:
        self._document_subscriptions.close()
        document = self._studio.document
        if document is not None:
            self._document_subscriptions.add(document.active_changed, self._show)
            self._document_subscriptions.add(document.structure_changed, self._show)
            self._document_subscriptions.add(document.layer_changed, lambda _layer: self._show())
        self._list.setVisible(document is not None)
        self._empty.setVisible(document is None)
        self._show()

    def _show(self) -> None:
        document = self._studio.document
        layer = document.active if document is not None else None
        there = layer is not None
        for widget in (self._blend, self._opacity, self._lock, self._alpha, self._copy, self._delete):
            widget.setEnabled(there)
        self._add.setEnabled(document is not None)
        if document is None or layer is None:
            for button in (self._up, self._down, self._merge):
                button.setEnabled(False)
            return
        place = document.layers.index(layer)
        self._up.setEnabled(place < len(document.layers) - 1)
        self._down.setEnabled(place > 0)
        self._merge.setEnabled(place > 0)
        self._blend.setCurrentIndex(self._blend.findData(layer.blend))
        self._opacity.set_value(layer.opacity)
        self._lock.setChecked(layer.locked)
        self._alpha.setChecked(layer.alpha_locked)

"""The head of a dock that stands alone or floats; a dock among tabs has its tab instead."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QMenu, QWidget

from studio.ui.parts.buttons import IconButton
from studio.ui.parts.labels import label

HEIGHT = 36


class DockTitle(QWidget):
    """Title and a button with the dock's menu. `set_tabbed` takes it away."""

    def __init__(self, dock: QDockWidget, menu: Callable[[QDockWidget], QMenu]) -> None:
        super().__init__(dock)
        self.setObjectName("docktitle")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._tabbed = False
        self._more = IconButton("dots-three", f"{dock.windowTitle()}: panel menu", token="text2")
        self._more.clicked.connect(lambda: menu(dock).popup(self._more.mapToGlobal(self._more.rect().bottomLeft())))
        box = QHBoxLayout(self)
        box.setContentsMargins(12, 0, 8, 0)
        self._label = label(dock.windowTitle())
        # A press on the words is meant for the dock, which is dragged by them.
        self._label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        box.addWidget(self._label)
        box.addStretch(1)
        box.addWidget(self._more)

    def set_tabbed(self, tabbed: bool) -> None:
        if tabbed != self._tabbed:
            self._tabbed = tabbed
            self._label.setVisible(not tabbed)
            self._more.setVisible(not tabbed)
            self.updateGeometry()
            dock = self.parentWidget()
            layout = dock.layout() if dock is not None else None
            if layout is not None:
                layout.invalidate()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(0, 0) if self._tabbed else QSize(160, HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self.sizeHint()

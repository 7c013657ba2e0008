"""A new picture: which size, on which ground."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSpinBox, QWidget

from studio.ui.dialogs.base import Dialog
from studio.ui.parts.buttons import Chip, IconButton, Segments
from studio.ui.parts.labels import label
from studio.ui.parts.layout import row

PRESETS: tuple[tuple[str, int, int], ...] = (
    ("Square", 1024, 1024),
    ("Landscape", 1536, 1024),
    ("Portrait", 1024, 1536),
    ("Wide", 1920, 1080),
    ("Print A4", 2480, 3508),
    ("Large", 4096, 4096),
)
SMALLEST, LARGEST = 16, 16384


class NewDocumentDialog(Dialog):
    """`size` and `ground` after it was accepted."""

    def __init__(self, parent: QWidget | None, width: int, height: int) -> None:
        super().__init__(parent, "New picture", heading="New picture")
        self._width, self._height = self._field("Width", width), self._field("Height", height)
        self._chips: list[tuple[Chip, int, int]] = []
        for title, w, h in PRESETS:
            chip = Chip(title)
            chip.setToolTip(f"{w} × {h} px")
            chip.clicked.connect(lambda _=False, w=w, h=h: self._set(w, h))
            self._chips.append((chip, w, h))
        turn = IconButton("swap", "Swap width and height", size=28)
        turn.clicked.connect(lambda: self._set(self._height.value(), self._width.value()))
        self._ground = Segments([("white", "White"), ("transparent", "Transparent"), ("color", "Color")], "white",
                                name="Ground")  # fmt: skip
        self.column.addWidget(row(*(c for c, _w, _h in self._chips), None, gap=4))
        self.column.addWidget(
            row(label("Width", "caption"), (self._width, 1), turn, label("Height", "caption"), (self._height, 1))
        )
        self.column.addWidget(row(label("Ground", "caption"), (self._ground, 1)))
        self.add_cancel()
        self.add_primary("Create")
        for field in (self._width, self._height):
            field.valueChanged.connect(self._mark)
        self._mark()
        self._width.setFocus(Qt.FocusReason.TabFocusReason)

    @property
    def size_px(self) -> tuple[int, int]:
        return self._width.value(), self._height.value()

    @property
    def ground(self) -> str:
        """ "white", "transparent" or "color" (the background color)."""
        return self._ground.current()

    def _field(self, name: str, value: int) -> QSpinBox:
        field = QSpinBox()
        field.setRange(SMALLEST, LARGEST)
        field.setSuffix(" px")
        field.setSingleStep(64)
        field.setValue(value)
        field.setAccessibleName(name)
        field.setGroupSeparatorShown(False)
        return field

    def _set(self, width: int, height: int) -> None:
        self._width.setValue(width)
        self._height.setValue(height)
        self._mark()

    def _mark(self) -> None:
        for chip, width, height in self._chips:
            chip.setChecked((width, height) == self.size_px)

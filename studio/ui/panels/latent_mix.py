"""Rows for mixing: another picture's layers by coarse, middle, fine; and the way between two or more pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.ui.parts.blend_pad import BlendPad
from studio.ui.parts.buttons import IconButton, Segments
from studio.ui.parts.glyph_label import Glyph
from studio.ui.parts.labels import label, value_label
from studio.ui.parts.layout import row
from studio.ui.parts.picture_slot import PictureSlot
from studio.ui.parts.slider import PSlider
from studio.ui.parts.thumb import Thumb
from studio.ui.pictures import CANDIDATE

SIDE = 44
_TIPS = {
    "all": "Everything of the other picture",
    "coarse": "Its composition: horizon, large masses",
    "middle": "Its forms: clouds, hills, waves",
    "fine": "Its colors and texture",
}


class MixRow(QWidget):
    """Own picture + other picture, what is taken of it, and how much."""

    part_chosen = Signal(str)
    amount_edited = Signal(float)
    amount_committed = Signal(float)
    remove_wanted = Signal()

    def __init__(self, parts: Sequence[str]) -> None:
        super().__init__()
        self.parts = tuple(parts)
        self.own = Thumb(SIDE, name="This picture")
        self.own.setEnabled(True)
        self.own.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.own.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.other = PictureSlot(SIDE, "The other picture", CANDIDATE, removable=True)
        self.other.setToolTip("Click to choose another picture, or drop a candidate here")
        self.segments = Segments([(p, p.capitalize()) for p in _ordered(parts)], name="What is taken over")
        self.segments.setStyleSheet('QPushButton[kind="segment"] { padding: 0 6px; }')
        for part, tip in _TIPS.items():
            if part in parts:
                self.segments.set_tip(part, tip)
        self.segments.setVisible(len(parts) > 1)
        self.slider = PSlider(0.0, 1.0, 0.5, step=0.01, name="Amount")
        self.slider.setToolTip("How much of the other picture")
        self._value = value_label("", 36)
        self.remove = IconButton("x", "Take this mix away", size=24, icon_size=12, token="edge")
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        for item in (self.own, Glyph("plus", 12), self.other):
            box.addWidget(item, 0, Qt.AlignmentFlag.AlignVCenter)
        box.addSpacing(6)
        side = QVBoxLayout()
        side.setSpacing(2)
        side.addWidget(self.segments)
        side.addWidget(row((self.slider, 1), self._value, self.remove, gap=2))
        box.addLayout(side, 1)
        self.segments.chosen.connect(self.part_chosen)
        self.slider.edited.connect(self._moved)
        self.slider.committed.connect(self.amount_committed)
        self.slider.reset_wanted.connect(lambda: self.amount_committed.emit(0.5))
        self.remove.clicked.connect(self.remove_wanted)
        self.other.remove_wanted.connect(self.remove_wanted)

    def set_mix(self, part: str, amount: float) -> None:
        """A slider that is being dragged is left alone."""
        if part in self.parts:
            self.segments.set_chosen(part)
        if not self.slider.isSliderDown():
            self.slider.set_value(amount)
            self._value.setText(f"{amount * 100:.0f} %")

    def _moved(self, amount: float) -> None:
        self._value.setText(f"{amount * 100:.0f} %")
        self.amount_edited.emit(amount)


class BetweenEditor(QWidget):
    """Nothing chosen: a slot to choose in. Two pictures: a slider. More: a polygon. `choose(slot)` and `drop(candidate)`
    add a picture."""

    weights_edited = Signal(list)
    weights_committed = Signal(list)
    removed = Signal(int)

    def __init__(self, choose: Callable[[QWidget], object], drop: Callable[[int], object]) -> None:
        super().__init__()
        self._weights: list[float] = []
        self.add = PictureSlot(SIDE, "Add a picture to stand between", CANDIDATE)
        self.add.setToolTip("Click to choose a picture, or drop a candidate here")
        self.add.clicked.connect(lambda: choose(self.add))
        self.add.dropped.connect(drop)
        self.first, self.second = self._slot(0), self._slot(1)
        self.first.setToolTip("Where the picture stood")
        self.slider = PSlider(0.0, 1.0, 0.5, step=0.01, name="Way from the first to the second picture")
        self.slider.setToolTip("0 the first picture, 1 the second")
        self._value = value_label("", 36)
        self.pad = BlendPad()
        self._hint = label("Choose a picture to go towards, or drop a candidate here.", "sub", wrap=True)
        self._start = Thumb(SIDE, name="This picture")
        self._start.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._start.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._more = label("Add a third picture to get a plane between them.", "sub", wrap=True)
        self._none = row(self._start, Glyph("arrow-right", 12), gap=4)
        self._two = row(self.first, (self.slider, 1), self.second, self._value, gap=8)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self._two)
        box.addWidget(self.pad)
        box.addWidget(row(self._none, self.add, 8, (self._hint, 1), (self._more, 1), gap=4))
        self.slider.edited.connect(self._moved)
        self.slider.committed.connect(lambda t: self.weights_committed.emit([1 - t, t]))
        self.slider.reset_wanted.connect(lambda: self.weights_committed.emit([0.5, 0.5]))
        self.pad.edited.connect(self.weights_edited)
        self.pad.committed.connect(self.weights_committed)
        self.pad.remove_wanted.connect(self.removed)
        self.set_weights([])

    def _slot(self, index: int) -> PictureSlot:
        slot = PictureSlot(SIDE, f"Picture {index + 1}", CANDIDATE, removable=True)
        slot.setAcceptDrops(False)
        slot.remove_wanted.connect(lambda: self.removed.emit(index))
        slot.clicked.connect(lambda: self._go_to(index))
        slot.setToolTip("A click goes there, Delete takes it out")
        return slot

    def _go_to(self, index: int) -> None:
        self.weights_committed.emit([1.0 if i == index else 0.0 for i in range(2)])

    def set_weights(self, weights: Sequence[float]) -> None:
        """One weight for each picture; () for none."""
        many = len(weights)
        changed = many != len(self._weights)
        self._weights = list(weights)
        self._none.setVisible(many == 0)
        self._two.setVisible(many == 2)
        self.pad.setVisible(many > 2)
        self._hint.setVisible(many == 0)
        self._more.setVisible(many == 2)
        if many == 2 and not self.slider.isSliderDown():
            self.slider.set_value(weights[1])
            self._value.setText(f"{weights[1] * 100:.0f} %")
        elif many > 2:
            self.pad.set_blend([None] * many if changed else self._kept(), weights)

    def _kept(self) -> list[QImage | None]:
        return self._pictures if len(self._pictures) == len(self._weights) else [None] * len(self._weights)

    _pictures: list[QImage | None] = []

    def set_pictures(self, pictures: Sequence[QImage | None], own: QImage | None) -> None:
        """Those of the pictures, as far as they are there, and the one that is being made."""
        self._pictures = list(pictures)
        self._start.set_image(own)
        if len(pictures) == 2:
            self.first.set_image(pictures[0])
            self.second.set_image(pictures[1])
        elif len(pictures) > 2 and len(pictures) == len(self._weights):
            self.pad.set_blend(pictures, self._weights)

    def _moved(self, t: float) -> None:
        self._value.setText(f"{t * 100:.0f} %")
        self.weights_edited.emit([1 - t, t])


def _ordered(parts: Sequence[str]) -> list[str]:
    """From large to small, everything last."""
    return [p for p in parts if p != "all"] + [p for p in parts if p == "all"]

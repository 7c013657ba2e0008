"""The settings of the tool in hand, in one line above the canvas."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QWidget

from studio.core.events import Subscriptions
from studio.document.brush import Brush
from studio.session.studio import Studio
from studio.session.tools import BRUSH_TOOLS
from studio.ui.actions import Actions
from studio.ui.parts.buttons import FlatButton, IconButton
from studio.ui.parts.glyph_label import Glyph
from studio.ui.parts.labels import Elided, label
from studio.ui.parts.layout import fill
from studio.ui.parts.scrub import Scrub
from studio.ui.text_options import TextOptions
from studio.ui.theme.icons import BUTTON

SMOOTH = 0.6
"""How calm the line becomes when smoothing is switched on."""

LEAST = 560
"""Width in px that the fields of every tool can be shown in."""

HINTS = {
    "eyedropper": "Click to pick a color from the picture. Alt does the same while painting.",
    "fill": "Click to fill the area of one color with the foreground color.",
    "move": "Drag to move the layer. Arrow keys move it by a pixel, with Shift by ten.",
    "hand": "Drag to move the view. Space does the same with every tool.",
    "zoom": "Click to zoom in, with Alt to zoom out. Ctrl and the wheel do the same with every tool.",
}


class BrushOptions(QWidget):
    """Size, hardness, opacity, flow, spacing, and what pen pressure drives."""

    done = Signal()
    """A value was typed: the keyboard is wanted elsewhere."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._size = Scrub("Size", 1, 1000, 24, step=1, unit="px", curve=3.0, wheel_on_hover=True)
        self._hardness = Scrub("Hardness", step=0.01, percent=True, wheel_on_hover=True)
        self._opacity = Scrub("Opacity", step=0.01, percent=True, wheel_on_hover=True)
        self._flow = Scrub("Flow", 0.01, 1.0, step=0.01, percent=True, wheel_on_hover=True)
        self._spacing = Scrub("Spacing", 0.02, 1.0, step=0.01, percent=True, wheel_on_hover=True)
        tips = {
            self._size: "Brush size  [ and ]",
            self._hardness: "Hardness: from a soft to a sharp edge",
            self._opacity: "Opacity of a whole stroke",
            self._flow: "Flow: how much paint each touch leaves",
            self._spacing: "Spacing: way between touches, in brush sizes",
        }
        self._pressure_size = IconButton("pen-nib", "Pressure changes size", size=28, token="text2", checkable=True)
        self._pressure_opacity = IconButton("drop", "Pressure changes opacity", size=28, token="text2", checkable=True)
        self._smooth = IconButton("scribble-loop", "Smooth strokes", size=28, token="text2", checkable=True)
        box = QHBoxLayout(self)
        fill(box, *tips, 4, self._pressure_size, self._pressure_opacity, self._smooth, None)
        for scrub, text in tips.items():
            scrub.setToolTip(text)
        self._fields: dict[str, Scrub] = {
            "size": self._size,
            "hardness": self._hardness,
            "opacity": self._opacity,
            "flow": self._flow,
            "spacing": self._spacing,
        }
        for name, scrub in self._fields.items():
            scrub.edited.connect(self._setter(name))
            scrub.typing_done.connect(self.done)
            scrub.reset_wanted.connect(lambda n=name: studio.tools.set_brush(**{n: getattr(Brush(), n)}))
        self._pressure_size.clicked.connect(lambda on: studio.tools.set_brush(pressure_size=on))
        self._pressure_opacity.clicked.connect(lambda on: studio.tools.set_brush(pressure_opacity=on))
        self._smooth.clicked.connect(lambda on: studio.tools.set_brush(smoothing=SMOOTH if on else 0.0))

    def _setter(self, name: str) -> Callable[[float], None]:
        return lambda value: self._studio.tools.set_brush(**{name: value})

    def show_brush(self) -> None:
        brush = self._studio.tools.brush
        for name, scrub in self._fields.items():
            scrub.set_value(float(getattr(brush, name)))
        self._pressure_size.setChecked(brush.pressure_size)
        self._pressure_opacity.setChecked(brush.pressure_opacity)
        self._smooth.setChecked(brush.smoothing > 0)

    def set_compact(self, compact: bool) -> None:
        for name, scrub in self._fields.items():
            scrub.setFixedWidth((114 if name == "hardness" else 104) if compact else 144)
            scrub.setVisible(not (compact and name == "spacing"))


class _Pages(QStackedWidget):
    """Asks for no more than what is needed on small windows: while a window shrinks, fields that are still wide would
    take the room of the panels."""

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(LEAST, super().minimumSizeHint().height())


class ToolOptions(QFrame):
    """Shows the brush's fields for the brushes, a sentence and a few verbs for the others."""

    done = Signal()
    """A value was typed: the keyboard is wanted on the canvas."""

    def __init__(self, studio: Studio, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("options")
        self.setFixedHeight(36)
        self._studio = studio
        self._glyph = Glyph("paint-brush", BUTTON, "text")
        self._name = label("Brush", "strong")
        self._name.setMinimumWidth(68)
        self._brush = BrushOptions(studio)
        self._brush.done.connect(self.done)
        self._hint = Elided("", "sub")
        plain = QWidget()
        self._fit = FlatButton("Fit", "corners-out")
        self._actual = FlatButton("100 %", "frame-corners")
        self._fit.clicked.connect(lambda: actions.run("view.fit"))
        self._actual.clicked.connect(lambda: actions.run("view.actual"))
        self._tolerance = Scrub("Tolerance", value=studio.tools.tolerance, percent=True, wheel_on_hover=True)
        self._tolerance.setToolTip("How unlike colors may be and still count as one area")
        self._tolerance.setFixedWidth(144)
        self._tolerance.edited.connect(self._set_tolerance)
        self._tolerance.typing_done.connect(self.done)
        fill(QHBoxLayout(plain), self._tolerance, self._fit, self._actual, (self._hint, 1))
        self._stack = _Pages()
        self._stack.addWidget(self._brush)
        self._stack.addWidget(plain)
        self._text = TextOptions(studio)
        self._text.done.connect(self.done)
        self._text.color_wanted.connect(lambda: actions.run("window.panel.color"))
        self._stack.addWidget(self._text)
        box = QHBoxLayout(self)
        fill(box, self._glyph, self._name, (self._stack, 1), margins=(14, 0, 8, 0))
        box.setAlignment(self._glyph, Qt.AlignmentFlag.AlignVCenter)
        self._actions = actions
        self._subscriptions = Subscriptions()
        self._subscriptions.add(studio.tools.changed, self._show)
        self.destroyed.connect(self._subscriptions.close)
        self._show()

    def set_compact(self, compact: bool) -> None:
        self._brush.set_compact(compact)
        self._text.set_compact(compact)

    def _set_tolerance(self, value: float) -> None:
        self._studio.tools.tolerance = value

    def _show(self) -> None:
        tool = self._studio.tools.tool
        command = self._actions.table.get(f"paint.{tool}")
        self._glyph.set_name(command.icon)
        self._name.setText(command.title)
        if tool in BRUSH_TOOLS:
            self._brush.show_brush()
            self._stack.setCurrentIndex(0)
        elif tool == "text":
            self._stack.setCurrentIndex(2)
        else:
            self._hint.setText(HINTS[tool])
            self._tolerance.setVisible(tool == "fill")
            for button in (self._fit, self._actual):
                button.setVisible(tool in ("hand", "zoom"))
            self._stack.setCurrentIndex(1)

"""Follow my sketch: on and off, how closely, where its picture is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.bridge.binding import Bindings
from studio.core.params import BoolParam, FloatParam
from studio.session.sketch import BESIDE, UNDER
from studio.ui.params_form import ParamsForm
from studio.ui.parts.buttons import Button, FlatButton, IconButton, Segments
from studio.ui.parts.glyph_label import Glyph
from studio.ui.parts.labels import label
from studio.ui.parts.layout import fill, row

if TYPE_CHECKING:
    from studio.session.studio import Studio

STRENGTH = FloatParam(
    name="strength", title="Strength", initial=0.4,
    help="0 %: the picture keeps to your blobs. 100 %: the generator does as it likes.",
)  # fmt: skip
FINISH = BoolParam(
    name="finish",
    title="Paint in full when I rest",
    initial=True,
    help="After a stroke a quick picture comes at once; when the hand rests it gets its full size and its medium.",
)
HINT = "Paint blobs of color: after every stroke the generator makes a picture of them, guided by your line."


class FollowSection(QWidget):
    """A switch, two sliders and a sentence about how it stands."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._dragging = False
        self._bindings = Bindings(self)
        self._switch = Button("Follow my sketch", "pencil-line", checkable=True)
        self._switch.setToolTip("A generator makes a picture of what you paint  Ctrl Shift F")
        self._where = Segments(
            [(UNDER, "Under it"), (BESIDE, "Beside")], studio.sketch.where, name="Where the picture is shown"
        )
        self._where.setToolTip("The picture lies under your sketch, or floats beside it")
        self._dice = IconButton("dice-five", "Another picture of the sketch", size=28)
        self._form = ParamsForm((STRENGTH, FINISH), percent=True, label_width=64)
        self._glyph = Glyph("info")
        self._says = label("", "sub", wrap=True)
        self._instead = FlatButton("")
        box = QVBoxLayout(self)
        says = row(self._glyph, (self._says, 1), gap=8)
        fill(
            box, label("Follow my sketch", "section"), self._switch, row((self._where, 1), self._dice), self._form, says,
            row(self._instead, None),
        )  # fmt: skip
        self._wire()
        self._show()

    def _wire(self) -> None:
        studio, sketch = self._studio, self._studio.sketch
        self._switch.clicked.connect(self._toggle)
        self._where.chosen.connect(sketch.set_where)
        self._dice.clicked.connect(lambda: sketch.roll())
        self._form.edited.connect(lambda name, value: self._set(name, value, final=False))
        self._form.committed.connect(lambda name, value: self._set(name, value, final=True))
        self._form.reset_wanted.connect(self._reset)
        self._instead.clicked.connect(self._take_able)
        self._bindings.on(sketch.changed, self._show)
        self._bindings.on(sketch.result_changed, self._show_state)
        self._bindings.on(studio.create.changed, self._show_state)
        self._bindings.on(studio.document_changed, self._show)
        self._bindings.on(studio.generators_changed, self._show)

    # -- moves ---------------------------------------------------------------------------------------------------

    def _toggle(self, on: bool) -> None:
        self._studio.guard(lambda: self._studio.sketch.follow(on))
        self._show()

    def _set(self, name: str, value: object, *, final: bool) -> None:
        sketch = self._studio.sketch
        if name == FINISH.name:
            sketch.set_finish(bool(value))
            return
        if not self._dragging:
            sketch.begin()
        self._dragging = not final
        sketch.set_strength(STRENGTH.check(value))

    def _reset(self, name: str) -> None:
        self._set(name, (STRENGTH if name == STRENGTH.name else FINISH).default, final=True)

    def _take_able(self) -> None:
        able = self._studio.sketch.able
        if able:
            self._studio.guard(lambda: self._studio.create.choose_generator(able[0].id))

    # -- following -----------------------------------------------------------------------------------------------

    def _show(self) -> None:
        sketch = self._studio.sketch
        self._switch.setChecked(sketch.following)
        layer = sketch.layer
        self._switch.setText(f"Following “{layer.name}”" if layer is not None else "Follow my sketch")
        self._switch.setEnabled(sketch.following or self._studio.document is not None)
        self._where.set_chosen(sketch.where)
        self._dice.setEnabled(sketch.following)
        self._form.set_values({STRENGTH.name: sketch.strength, FINISH.name: sketch.finish})
        self._show_state()

    def _show_state(self) -> None:
        sketch, spec = self._studio.sketch, self._studio.create.generator
        trouble = sketch.trouble if sketch.following and sketch.trouble else sketch.problem
        cannot = "sketch" not in spec.traits and bool(sketch.able)
        self._instead.setVisible(cannot)
        if cannot:
            self._instead.setText(f"Let “{sketch.able[0].title}” paint")
        self._glyph.set_name("warning" if sketch.following and trouble else "info")
        if trouble:
            self._says.setText(trouble)
        elif sketch.following and sketch.result is not None:
            pace = f"answered in {sketch.seconds:.1f} s" if sketch.seconds else "is ready"
            self._says.setText(f"“{spec.title}” {pace}. Switch off to keep the picture as a layer.")
        elif sketch.following:
            doing = f": {sketch.note.lower()}" if sketch.note else ""
            self._says.setText(f"“{spec.title}” gets its first picture ready{doing}, {sketch.fraction:.0%}.")
        else:
            self._says.setText(HINT)

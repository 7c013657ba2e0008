"""Other pictures in this one: style mixing, the way between pictures, the plane of seeds."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QImage, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.bridge.binding import Bindings
from studio.bridge.images import image_of
from studio.core.moves import Anchor
from studio.session.latent_plane import EDGE
from studio.ui.panels.latent_mix import BetweenEditor, MixRow
from studio.ui.parts.buttons import IconButton
from studio.ui.parts.labels import Elided, label
from studio.ui.parts.layout import Rule, row
from studio.ui.parts.picture_slot import PicturePicker, PictureSlot
from studio.ui.parts.section import Section
from studio.ui.parts.seed_plane import SeedPlane
from studio.ui.pictures import CANDIDATE

if TYPE_CHECKING:
    from studio.session.studio import Studio

MIX, BETWEEN, PLANE = "mix", "between", "plane"
NO_PEERS = "There is no other picture by this generator yet: develop a line with it, or use one as a layer."


class BlendPage(QWidget):
    """`folded(section, open)`: the artist folded one of the three sections."""

    folded = Signal(str, bool)

    def __init__(self, studio: Studio, is_open: Callable[[str], bool]) -> None:
        super().__init__()
        self._studio, self._latent, self._moves = studio, studio.latent, studio.latent.moves
        self._bindings = Bindings(self)
        self._moving = ""
        self._mixes: list[MixRow] = []
        self._mix_list = QVBoxLayout()
        self._mix_list.setSpacing(12)
        self._add_mix = PictureSlot(48, "Mix with another picture", CANDIDATE)
        self._between = BetweenEditor(self._add_picture, self._drop_between)
        self._clear = IconButton(
            "arrow-counter-clockwise", "Back to where it was", size=24, icon_size=14, token="text2"
        )
        self._plane = SeedPlane(EDGE)
        self._where = Elided("", "caption")
        self._home = IconButton("arrow-counter-clockwise", "Back to its own seed", size=24, icon_size=14, token="text2")
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(0)
        self._look.timeout.connect(self._want)
        self._sections = {
            MIX: Section("Mix with another candidate", open_=is_open(MIX), gap=8),
            BETWEEN: Section("Between pictures", open_=is_open(BETWEEN), gap=8),
            PLANE: Section("Seed plane", open_=is_open(PLANE), gap=4),
        }
        self._build()
        self._wire()
        self._show()

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        mix, between, plane = self._sections.values()
        hint = label("Drop a candidate here or click to choose one: its composition, forms or colors come over.",
                     "sub", wrap=True)  # fmt: skip
        mix.body.addLayout(self._mix_list)
        mix.body.addWidget(row(self._add_mix, (hint, 1), gap=12))
        between.header.addWidget(self._clear)
        between.body.addWidget(self._between)
        plane.header.addWidget(self._where)
        plane.header.addWidget(self._home)
        plane.body.addWidget(self._plane)
        for i, section in enumerate(self._sections.values()):
            if i:
                box.addWidget(Rule())
            box.addWidget(section)
        for name, section in self._sections.items():
            section.folded.connect(partial(self._folded, name))

    def _wire(self) -> None:
        latent, moves, guard = self._latent, self._moves, self._studio.guard
        self._add_mix.clicked.connect(lambda: self._pick(self._add_mix, moves.add_mix))
        self._add_mix.dropped.connect(lambda id_: self._drop(id_, moves.add_mix))
        self._between.weights_edited.connect(partial(self._weigh, False))
        self._between.weights_committed.connect(partial(self._weigh, True))
        self._between.removed.connect(lambda i: guard(lambda: moves.remove_between(i)))
        self._clear.clicked.connect(lambda: guard(moves.clear_between))
        self._plane.moved.connect(partial(self._go, False))
        self._plane.settled.connect(partial(self._go, True))
        self._plane.reset_wanted.connect(self._go_home)
        self._plane.view_changed.connect(self._look.start)
        self._home.clicked.connect(self._go_home)
        self._bindings.on(latent.changed, self._show)
        self._bindings.on(latent.target_changed, self._show)
        self._bindings.on(latent.picture_changed, self._picture_changed)
        self._bindings.on(latent.pictures.changed, self._show_pictures)

    def _folded(self, name: str, folded: bool) -> None:
        self.folded.emit(name, not folded)
        self._look.start()

    # -- choosing ------------------------------------------------------------------------------------------------

    def _pick(self, slot: QWidget, take: Callable[[Anchor], object]) -> None:
        """Opens the grid of other pictures below `slot`."""
        peers = self._moves.peers() if self._latent.steerable else []
        picker = PicturePicker(self, [(p.title, image_of(p.pixels)) for p in peers], NO_PEERS)

        def chosen(index: int) -> None:
            peer = peers[index]
            self._latent.pictures.learn(self._latent.spec, peer.anchor, peer.pixels)
            self._studio.guard(lambda: take(peer.anchor))

        picker.chosen.connect(chosen)
        picker.open_at(slot)

    def _drop(self, candidate: int, take: Callable[[Anchor], object]) -> None:
        self._studio.guard(lambda: take(self._moves.candidate_anchor(candidate)))

    def _add_picture(self, slot: QWidget) -> None:
        self._pick(slot, self._moves.add_between)

    def _drop_between(self, candidate: int) -> None:
        self._drop(candidate, self._moves.add_between)

    # -- moves: one step of undo from press to release --------------------------------------------------------------

    def _gesture(self, what: str, final: bool) -> None:
        if self._moving != what:
            self._latent.begin()
        self._moving = "" if final else what

    def _weigh(self, final: bool, weights: list[float]) -> None:
        self._gesture(BETWEEN, final)
        self._studio.guard(lambda: self._moves.set_weights(weights, final=final))

    def _go(self, final: bool, x: float, y: float) -> None:
        self._gesture(PLANE, final)
        self._studio.guard(lambda: self._moves.set_place(x, y, final=final))

    def _go_home(self) -> None:
        self._latent.begin()
        self._studio.guard(lambda: self._moves.set_place(0.0, 0.0))

    def _amount(self, index: int, final: bool, amount: float) -> None:
        self._gesture(MIX, final)
        self._studio.guard(lambda: self._moves.change_mix(index, amount=amount, final=final))

    def _part(self, index: int, part: str) -> None:
        self._latent.begin()
        self._studio.guard(lambda: self._moves.change_mix(index, part=part))

    def _exchange(self, index: int, anchor: Anchor) -> None:
        self._latent.begin()
        self._moves.change_mix(index, anchor=anchor)

    # -- following -----------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self._look.stop()
        for owner in self._sections:
            self._latent.pictures.want(owner, self._latent.spec, (), (1, 1))

    def _show(self) -> None:
        if not self._latent.steerable:
            return
        value = self._moves.value
        self._show_mixes()
        self._sections[MIX].caption.setText(str(len(value.mixes)) if value.mixes else "")
        between = self._moves.between
        self._between.set_weights([w for _, w in between])
        self._clear.setEnabled(bool(between))
        x, y = self._moves.place
        self._plane.set_place(x, y)
        self._home.setEnabled(self._moves.in_plane)
        self._where.setText(f"{x:+.1f}, {y:+.1f}".replace("-", "−") if self._moves.in_plane else "")
        if self.isVisible():
            self._look.start()

    def _show_mixes(self) -> None:
        mixes, parts = self._moves.value.mixes, self._moves.parts
        if len(mixes) != len(self._mixes) or any(m.parts != parts for m in self._mixes):
            for old in self._mixes:
                old.hide()
                old.setParent(None)
                old.deleteLater()
            self._mixes = [self._mix_row(i) for i in range(len(mixes))]
        for made, mix in zip(self._mixes, mixes, strict=True):
            made.set_mix(mix.part, mix.amount)

    def _mix_row(self, index: int) -> MixRow:
        moves, guard = self._moves, self._studio.guard
        made = MixRow(moves.parts)
        made.other.clicked.connect(lambda: self._pick(made.other, partial(self._exchange, index)))
        made.other.dropped.connect(lambda id_: self._drop(id_, partial(self._exchange, index)))
        made.part_chosen.connect(partial(self._part, index))
        made.amount_edited.connect(partial(self._amount, index, False))
        made.amount_committed.connect(partial(self._amount, index, True))
        made.remove_wanted.connect(lambda: guard(lambda: moves.remove_mix(index)))
        self._mix_list.addWidget(made)
        return made

    def _picture_changed(self) -> None:
        if self.isVisible():
            self._look.start()

    def _want(self) -> None:
        """Asks for the small pictures of what is in sight, and shows those that are there."""
        latent, moves = self._latent, self._moves
        if not self.isVisible() or not latent.steerable or latent.recipe is None:
            return
        size = (latent.recipe.width, latent.recipe.height)
        mixes = [m.anchor for m in moves.value.mixes] if self._sections[MIX].is_open() else []
        between = [a for a, _ in moves.between] if self._sections[BETWEEN].is_open() else []
        on_plane = self._plane_anchors().values() if not self._plane.visibleRegion().isEmpty() else ()
        for owner, anchors in ((MIX, mixes), (BETWEEN, between), (PLANE, list(on_plane)[:9])):
            latent.pictures.want(owner, latent.spec, anchors, size)
        self._show_pictures()

    def _plane_anchors(self) -> dict[tuple[int, int], Anchor]:
        return {p: self._moves.lattice_anchor(*p) for p in self._plane.points()}

    def _show_pictures(self) -> None:
        if not self.isVisible() or not self._latent.steerable:
            return
        shown = self._latent.shown()
        own = image_of(shown) if shown is not None else None
        for made, mix in zip(self._mixes, self._moves.value.mixes, strict=False):
            made.own.set_image(own)
            made.other.set_image(self._picture(mix.anchor))
        self._between.set_pictures([self._picture(a) for a, _ in self._moves.between], own)
        there = {p: self._picture(a) for p, a in self._plane_anchors().items()}
        self._plane.set_pictures({p: image for p, image in there.items() if image is not None})

    def _picture(self, anchor: Anchor) -> QImage | None:
        pixels = self._latent.pictures.get(self._latent.spec, anchor)
        return None if pixels is None else image_of(pixels)

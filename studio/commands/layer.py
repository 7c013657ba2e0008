"""Verbs of layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.commands.command import Command
from studio.document.layer import BlendMode
from studio.session.enlarge import enlarge_layer

if TYPE_CHECKING:
    from studio.commands.desk import Desk
    from studio.document.document import Document
    from studio.document.layer import Layer
    from studio.session.studio import Studio


def _has_document(studio: Studio) -> bool:
    return studio.document is not None


def _has_layer(studio: Studio) -> bool:
    return studio.document is not None and studio.document.active is not None


def _active(studio: Studio) -> tuple[Document, Layer]:
    document = studio.require_document()
    layer = document.active
    assert layer is not None  # `when` has seen it
    return document, layer


def _index(studio: Studio) -> int:
    document = studio.document
    if document is None or document.active is None:
        return -1
    return document.layers.index(document.active)


def _can_raise(studio: Studio) -> bool:
    document = studio.document
    return document is not None and 0 <= _index(studio) < len(document.layers) - 1


def _can_lower(studio: Studio) -> bool:
    return _index(studio) > 0


def _move(studio: Studio, by: int) -> None:
    document, layer = _active(studio)
    document.move_layer(layer, document.layers.index(layer) + by)


def _step(studio: Studio, by: int) -> None:
    document, layer = _active(studio)
    layers = document.layers
    document.active = layers[(layers.index(layer) + by) % len(layers)]


def _blend(mode: BlendMode) -> Command:
    def run(studio: Studio, _desk: Desk) -> None:
        document, layer = _active(studio)
        document.set_blend(layer, mode)

    def checked(studio: Studio, _desk: Desk) -> bool:
        return _has_layer(studio) and _active(studio)[1].blend is mode

    return Command(
        id=f"layer.blend.{mode.value}", title=f"Blend {mode.title.lower()}", menu="Layer/Blend mode", icon="intersect",
        when=_has_layer, run=run, checked=checked,
    )  # fmt: skip


def _add(studio: Studio) -> None:
    studio.require_document().add_layer()


def _duplicate(studio: Studio) -> None:
    document, layer = _active(studio)
    document.duplicate_layer(layer)


def _delete(studio: Studio) -> None:
    document, layer = _active(studio)
    document.remove_layer(layer)


def _clear(studio: Studio) -> None:
    document, layer = _active(studio)
    document.clear(layer)


def _merge_down(studio: Studio) -> None:
    document, layer = _active(studio)
    document.merge_down(layer)


def _toggle_alpha_lock(studio: Studio) -> None:
    document, layer = _active(studio)
    document.set_alpha_locked(layer, not layer.alpha_locked)


def _many(studio: Studio) -> bool:
    return studio.document is not None and len(studio.document.layers) > 1


def _toggle_visible(studio: Studio) -> None:
    document, layer = _active(studio)
    document.set_visible(layer, not layer.visible)


def _toggle_lock(studio: Studio) -> None:
    document, layer = _active(studio)
    document.set_locked(layer, not layer.locked)


LAYER = (
    Command(
        id="layer.new", title="New layer", menu="Layer", icon="plus", keys=("Ctrl+Shift+N",), when=_has_document,
        help="An empty layer above the active one.", run=lambda studio, _d: _add(studio),
    ),
    Command(
        id="layer.duplicate", title="Duplicate layer", menu="Layer", icon="copy", keys=("Ctrl+J",), when=_has_layer,
        run=lambda studio, _d: _duplicate(studio),
    ),
    Command(
        id="layer.enlarge", title="Enlarge layer in detail", menu="Layer", icon="arrows-out", when=_has_layer,
        help="Fills the picture with the layer, by an upscaler of yours (see Models).",
        run=lambda studio, _d: enlarge_layer(studio),
    ),
    Command(
        id="layer.restore", title="Restore layer…", menu="Layer", icon="first-aid", when=_has_layer,
        help="Fills the region, takes noise out or enlarges, without any trained network.",
        run=lambda _s, desk: desk.restore_layer(),
    ),
    Command(
        id="layer.rename", title="Rename layer…", menu="Layer", icon="pencil-simple", keys=("F2",), when=_has_layer,
        run=lambda _s, desk: desk.rename_layer(),
    ),
    Command(
        id="layer.delete", title="Delete layer", menu="Layer", icon="trash", keys=("Ctrl+Delete",), when=_has_layer,
        run=lambda studio, _d: _delete(studio),
    ),
    Command(
        id="layer.clear", title="Clear layer", menu="Layer", icon="eraser", keys=("Delete",), on_canvas=True,
        when=_has_layer, help="Makes all of the layer transparent.", run=lambda studio, _d: _clear(studio),
    ),
    Command(
        id="layer.raise", title="Move layer up", menu="Layer", icon="arrow-up", keys=("Ctrl+Shift+Up",), divided=True,
        when=_can_raise, run=lambda studio, _d: _move(studio, 1),
    ),
    Command(
        id="layer.lower", title="Move layer down", menu="Layer", icon="arrow-down", keys=("Ctrl+Shift+Down",),
        when=_can_lower, run=lambda studio, _d: _move(studio, -1),
    ),
    Command(
        id="layer.above", title="Select layer above", menu="Layer", icon="caret-up", keys=("Ctrl+Up",),
        when=_has_layer, run=lambda studio, _d: _step(studio, 1),
    ),
    Command(
        id="layer.below", title="Select layer below", menu="Layer", icon="caret-down", keys=("Ctrl+Down",),
        when=_has_layer, run=lambda studio, _d: _step(studio, -1),
    ),
    Command(
        id="layer.visible", title="Show layer", menu="Layer", icon="eye", keys=("Ctrl+H",), divided=True,
        when=_has_layer, run=lambda studio, _d: _toggle_visible(studio),
        checked=lambda studio, _d: _has_layer(studio) and _active(studio)[1].visible,
    ),
    Command(
        id="layer.lock", title="Lock layer", menu="Layer", icon="lock", when=_has_layer,
        help="A locked layer cannot be painted on.", run=lambda studio, _d: _toggle_lock(studio),
        checked=lambda studio, _d: _has_layer(studio) and _active(studio)[1].locked,
    ),
    Command(
        id="layer.lock_alpha", title="Lock transparency", menu="Layer", icon="grid-four", when=_has_layer,
        help="Paint stays where there is paint already.", run=lambda studio, _d: _toggle_alpha_lock(studio),
        checked=lambda studio, _d: _has_layer(studio) and _active(studio)[1].alpha_locked,
    ),
    *(_blend(mode) for mode in BlendMode),
    Command(
        id="layer.merge_down", title="Merge down", menu="Layer", icon="arrow-line-down", keys=("Ctrl+M",),
        divided=True, when=_can_lower, help="The layer and the one below it become one.",
        run=lambda studio, _d: _merge_down(studio),
    ),
    Command(
        id="layer.flatten", title="Flatten", menu="Layer", icon="stack-simple", when=_many,
        help="All visible layers become one.", run=lambda studio, _d: studio.require_document().flatten_all(),
    ),
)  # fmt: skip

"""The picture as it was before a style was laid on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.document.layer import Layer, Origin

if TYPE_CHECKING:
    from studio.session.studio import Studio


def unstyled_layers(studio: Studio) -> list[Layer]:
    """The document's layers, bottom first, without those that the style in hand made of its subject; the subject can be
    seen among them even where the artist hid it under its stylized copy. Without a subject all stylized layers go."""
    document = studio.document
    if document is None:
        return []
    subject = studio.style.subject
    out: list[Layer] = []
    for layer in document.layers:
        if layer.origin is Origin.STYLIZED and layer is not subject and _made_of(layer, subject):
            continue
        if layer is subject and not layer.visible and subject is not document.active:
            layer = Layer(layer.props.but(visible=True), layer.tiles, layer.id)
        out.append(layer)
    return out


def _made_of(layer: Layer, subject: Layer | None) -> bool:
    """Whether a stylized layer was made of `subject`; of one whose source cannot be told, it is taken to be."""
    source = layer.recipe.sources.get("content", {}).get("layer") if layer.recipe is not None else None
    return subject is None or source is None or source == subject.id

"""The picture as it was before a style was laid on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.document.layer import Layer, Origin

if TYPE_CHECKING:
    from studio.document.document import Document
    from studio.session.studio import Studio


def unstyled_layers(studio: Studio) -> list[Layer]:
    """The document's layers, bottom first, without those that a style made of the picture in hand. That picture can be
    seen among them even where the artist hid it under its stylized copy, or threw it away since: the kept original then
    stands where the copy was. Without an active layer all stylized ones go."""
    document = studio.document
    if document is None:
        return []
    id_, subject = _original(document)
    out: list[Layer] = []
    for layer in document.layers:
        if layer.origin is Origin.STYLIZED and layer is not subject and _source(layer) in (id_, None):
            kept = studio.style.laying.original(layer) if layer is document.active and subject is None else None
            if kept is not None:
                out.append(Layer(layer.props.but(x=kept.props.x, y=kept.props.y), kept.tiles, kept.id))
            continue
        if layer.origin is Origin.STYLIZED and document.active is None:
            continue
        if layer is subject and not layer.visible and subject is not document.active:
            layer = Layer(layer.props.but(visible=True), layer.tiles, layer.id)
        out.append(layer)
    return out


def _original(document: Document) -> tuple[str | None, Layer | None]:
    """What the active layer was made of, through all styles, painted over since or not: the id, and the layer itself
    where it is still there."""
    layer = document.active
    for _ in document.layers:
        id_ = _source(layer) if layer is not None and layer.origin is Origin.STYLIZED else None
        if id_ is None or layer is None or id_ == layer.id:
            break
        source = document.layer(id_)
        if source is None:
            return id_, None
        layer = source
    return (layer.id, layer) if layer is not None else (None, None)


def _source(layer: Layer) -> str | None:
    """The id of the layer that a stylized one was made of."""
    source = layer.recipe.sources.get("content", {}).get("layer") if layer.recipe is not None else None
    return str(source) if source else None

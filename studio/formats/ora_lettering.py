"""What layers of lettering say, inside an OpenRaster file: other programs see their pixels.

The words count only while the pixels are still theirs: a program that changed the layer and kept our facts must not
have its work undone by the next letter that is typed.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from studio.core.errors import UserError
from studio.document.lettering import Lettering

if TYPE_CHECKING:
    from studio.document.layer import Layer


def lettering_facts(layer: Layer) -> dict[str, Any]:
    """JSON-ready. The corner of the box is told in px of the document, since a file knows no planes of layers."""
    lettering = layer.lettering
    assert lettering is not None
    placed = lettering.to_dict() | {"x": layer.props.x + lettering.x, "y": layer.props.y + lettering.y}
    return placed | {"pixels": _digest(layer)}


def restore_lettering(layer: Layer, facts: object) -> list[str]:
    """Makes a layer that was just read lettering again; returns a notice where it has to stay pixels."""
    try:
        lettering = Lettering.from_dict(facts)
    except UserError:
        return [f"The words of the layer “{layer.name}” are damaged: it stays as it looks, in pixels."]
    if not isinstance(facts, dict) or facts.get("pixels") != _digest(layer):
        return [f"The layer “{layer.name}” was changed by another program: its text is pixels now."]
    layer.props = layer.props.but(lettering=lettering)
    return []


def _digest(layer: Layer) -> str:
    """SHA-256 of the pixels that are not transparent, wherever their plane lies."""
    bounds = layer.tiles.bounds
    return hashlib.sha256(layer.tiles.read(bounds).data).hexdigest() if bounds is not None else ""

"""stack.xml of OpenRaster (https://www.openraster.org, version 0.0.6): reading and writing the tree of layers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from defusedxml import ElementTree as SafeTree  # type: ignore[import-untyped, unused-ignore]
from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped, unused-ignore]

from studio.core.errors import UserError
from studio.document.layer import BlendMode

VERSION = "0.0.6"
MAX_LAYERS = 1000
MAX_DEPTH = 64
_FAR = 2**24
"""Offsets beyond this are no place in a picture."""

OPERATORS = {
    BlendMode.NORMAL: "svg:src-over",
    BlendMode.MULTIPLY: "svg:multiply",
    BlendMode.SCREEN: "svg:screen",
    BlendMode.OVERLAY: "svg:overlay",
    BlendMode.SOFT_LIGHT: "svg:soft-light",
    BlendMode.DARKEN: "svg:darken",
    BlendMode.LIGHTEN: "svg:lighten",
}
_BLENDS = {operator: blend for blend, operator in OPERATORS.items()}


@dataclass
class StackLayer:
    """One picture of the stack. `operator` is the file's own word where this program knows no such blend mode."""

    name: str = ""
    src: str = ""
    x: int = 0
    y: int = 0
    opacity: float = 1.0
    visible: bool = True
    locked: bool = False
    selected: bool = False
    blend: BlendMode = BlendMode.NORMAL
    operator: str = ""


@dataclass
class StackGroup:
    """Layers and groups, bottom first, blended as one."""

    name: str = ""
    opacity: float = 1.0
    visible: bool = True
    blend: BlendMode = BlendMode.NORMAL
    operator: str = ""
    isolated: bool = False
    children: list[StackLayer | StackGroup] = field(default_factory=list)

    @property
    def plain(self) -> bool:
        """Its children can stand outside of it without a change of the look."""
        return self.opacity == 1.0 and self.blend is BlendMode.NORMAL and not self.isolated

    def walk(self) -> Iterator[StackLayer]:
        """All layers, bottom first. The depth is limited by the reader."""
        for child in self.children:
            if isinstance(child, StackLayer):
                yield child
            else:
                yield from child.walk()

    @property
    def has_groups(self) -> bool:
        return any(isinstance(c, StackGroup) for c in self.children)


def write_stack(width: int, height: int, layers: list[StackLayer]) -> bytes:
    """The XML of a flat stack; `layers` bottom first."""
    image = ElementTree.Element("image", version=VERSION, w=str(width), h=str(height), xres="72", yres="72")
    stack = ElementTree.SubElement(image, "stack")
    for layer in reversed(layers):
        element = ElementTree.SubElement(
            stack, "layer", {
                "name": xml_text(layer.name), "src": layer.src, "x": str(layer.x), "y": str(layer.y),
                "opacity": repr(layer.opacity), "visibility": "visible" if layer.visible else "hidden",
                "composite-op": OPERATORS[layer.blend],
            },
        )  # fmt: skip
        if layer.locked:
            element.set("edit-locked", "true")
        if layer.selected:
            element.set("selected", "true")
    ElementTree.indent(image)
    xml: bytes = ElementTree.tostring(image, encoding="UTF-8", xml_declaration=True)
    return xml


def read_stack(xml: bytes, name: str) -> tuple[int, int, StackGroup]:
    """Width, height and the root group. Raises `UserError` naming the file for hostile or damaged XML."""
    try:
        image = SafeTree.fromstring(xml, forbid_dtd=True)
    except DefusedXmlException:
        raise UserError(f"{name} holds XML that could be an attack; it was not opened.") from None
    except (ElementTree.ParseError, ValueError, LookupError):
        raise UserError(f"{name} is damaged: its list of layers cannot be read.") from None
    root = image.find("stack")
    if image.tag != "image" or root is None:
        raise UserError(f"{name} is damaged: it has no list of layers.")
    width, height = _whole(image.get("w"), 0), _whole(image.get("h"), 0)
    return width, height, _group(root, name, 0, [0])


def _group(element: ElementTree.Element, name: str, depth: int, seen: list[int]) -> StackGroup:
    if depth > MAX_DEPTH:
        raise UserError(f"{name} has groups nested more than {MAX_DEPTH} deep; it was not opened.")
    blend, operator = _operator(element)
    group = StackGroup(
        element.get("name", ""), _opacity(element), element.get("visibility") != "hidden", blend, operator,
        element.get("isolation") == "isolate",
    )  # fmt: skip
    for child in element:
        seen[0] += 1
        if seen[0] > MAX_LAYERS:
            raise UserError(f"{name} has more than {MAX_LAYERS} layers; it was not opened.")
        if child.tag == "stack":
            group.children.append(_group(child, name, depth + 1, seen))
        elif child.tag == "layer":
            group.children.append(_layer(child))
    group.children.reverse()  # the file lists them top first
    return group


def _layer(element: ElementTree.Element) -> StackLayer:
    blend, operator = _operator(element)
    return StackLayer(
        element.get("name", ""), element.get("src", ""), _whole(element.get("x"), 0), _whole(element.get("y"), 0),
        _opacity(element), element.get("visibility") != "hidden", element.get("edit-locked") == "true",
        element.get("selected") == "true", blend, operator,
    )  # fmt: skip


def _operator(element: ElementTree.Element) -> tuple[BlendMode, str]:
    operator = element.get("composite-op", "svg:src-over")
    return (_BLENDS[operator], "") if operator in _BLENDS else (BlendMode.NORMAL, operator)


def _opacity(element: ElementTree.Element) -> float:
    try:
        value = float(element.get("opacity", "1"))
    except ValueError:
        return 1.0
    return min(1.0, max(0.0, value)) if math.isfinite(value) else 1.0


def _whole(text: str | None, default: int) -> int:
    try:
        value = float(text) if text else default
    except ValueError:
        return default
    return int(value) if math.isfinite(value) and abs(value) < _FAR else default


def xml_text(text: str) -> str:
    """`text` without the characters that XML 1.0 cannot hold."""
    return "".join(
        c for c in text if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )

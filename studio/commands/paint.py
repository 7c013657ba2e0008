"""Tools, the brush in hand, the two colors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.commands.command import Command

if TYPE_CHECKING:
    from studio.session.studio import Studio


_TOOLS = (
    ("brush", "Brush", "paint-brush", "B", "Paints with the foreground color."),
    ("eraser", "Eraser", "eraser", "E", "Makes transparent."),
    ("fill", "Fill", "paint-bucket", "G", "Fills an area of one color."),
    ("eyedropper", "Eyedropper", "eyedropper", "I", "Picks a color from the picture."),
    ("move", "Move", "arrows-out-cardinal", "V", "Moves the layer."),
    ("text", "Text", "text-t", "T", "Writes on the picture, in layers whose words can be changed at any time."),
    ("hand", "Hand", "hand", "H", "Moves the view."),
    ("zoom", "Zoom", "magnifying-glass-plus", "Z", "Zooms the view."),
)
SIZE_STEP = 1.25
"""The brush grows and shrinks by quarters, as on an easel's row of brushes."""


def _tool(id_: str, title: str, icon: str, key: str, help_: str, divided: bool) -> Command:
    def run(studio: Studio, _desk: object) -> None:
        studio.tools.tool = id_

    return Command(
        id=f"paint.{id_}", title=title, menu="Paint", icon=icon, keys=(key,), help=help_, divided=divided, run=run,
        checked=lambda studio, _d: studio.tools.tool == id_, when=lambda studio: studio.document is not None,
    )  # fmt: skip


def _scale(studio: Studio, factor: float) -> None:
    size = studio.tools.brush.size
    # At least one whole pixel, so that small brushes change too.
    wanted = max(size * factor, size + 1) if factor > 1 else min(size * factor, size - 1)
    studio.tools.set_brush(size=float(round(min(max(wanted, 1.0), 1000.0))))


def _harden(studio: Studio, by: float) -> None:
    studio.tools.set_brush(hardness=round(min(max(studio.tools.brush.hardness + by, 0.0), 1.0), 3))


def _default_colors(studio: Studio) -> None:
    studio.colors.set_foreground((0, 0, 0))
    studio.colors.set_background((255, 255, 255))


def _opacity(percent: int) -> Command:
    key = str(percent // 10 % 10)
    return Command(
        id=f"paint.opacity.{percent}", title=f"Brush opacity {percent} %", menu="Paint/Brush opacity", icon="drop",
        keys=(key,), on_canvas=True, run=lambda studio, _d: studio.tools.set_brush(opacity=percent / 100),
        checked=lambda studio, _d: abs(studio.tools.brush.opacity - percent / 100) < 0.005,
    )  # fmt: skip


PAINT = (
    *(_tool(*tool, divided=tool[0] in ("move", "hand")) for tool in _TOOLS),
    Command(
        id="paint.smaller", title="Smaller brush", menu="Paint", icon="minus-circle", keys=("[",), divided=True,
        run=lambda studio, _d: _scale(studio, 1 / SIZE_STEP),
    ),
    Command(
        id="paint.larger", title="Larger brush", menu="Paint", icon="plus-circle", keys=("]",),
        run=lambda studio, _d: _scale(studio, SIZE_STEP),
    ),
    Command(
        id="paint.softer", title="Softer brush", menu="Paint", icon="circle-dashed", keys=("Shift+[", "{"),
        run=lambda studio, _d: _harden(studio, -0.1),
    ),
    Command(
        id="paint.harder", title="Harder brush", menu="Paint", icon="circle", keys=("Shift+]", "}"),
        run=lambda studio, _d: _harden(studio, 0.1),
    ),
    *(_opacity(percent) for percent in range(10, 101, 10)),
    Command(
        id="paint.swap", title="Swap foreground and background", menu="Paint", icon="arrows-left-right", keys=("X",),
        divided=True, run=lambda studio, _d: studio.colors.swap(),
    ),
    Command(
        id="paint.default_colors", title="Black and white", menu="Paint", icon="circle-half-tilt", keys=("D",),
        help="Black in front, white behind.", run=lambda studio, _d: _default_colors(studio),
    ),
    Command(
        id="paint.add_swatch", title="Add color to the swatches", menu="Paint", icon="palette",
        run=lambda studio, _d: studio.colors.add_swatch(studio.colors.foreground),
    ),
)  # fmt: skip

"""The painters of the shipped style pictures: each paints one small picture in one distinct manner.

They run when `resources/styles` is made again (packaging/paint_styles.py), never in the studio itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from studio.art.styles.manners import drawings, oils, prints, works
from studio.art.styles.manners.board import Board, Floats


@dataclass(frozen=True)
class Manner:
    """`paint(board)` returns float32 (H, W, 3) sRGB 0..1."""

    id: str
    title: str
    tags: tuple[str, ...]
    paint: Callable[[Board], Floats]
    seed: int = 1


MANNERS: tuple[Manner, ...] = (
    Manner("night-swirls", "Night swirls", ("oil", "impasto", "night", "blue", "gold"), oils.night_swirls),
    Manner("evening-sea", "Evening sea", ("oil", "sunset", "sea", "warm", "violet"), oils.evening_sea),
    Manner("orchard", "Orchard", ("oil", "impressionist", "summer", "green"), oils.orchard),
    Manner("riverside", "Riverside", ("pointillist", "dots", "summer", "bright"), works.riverside),
    Manner("misty-hills", "Misty hills", ("watercolor", "wash", "soft", "cool"), works.misty_hills),
    Manner("lavender", "Lavender", ("pastel", "chalk", "violet", "evening"), works.lavender),
    Manner("harbor", "Harbor", ("gouache", "flat", "town", "sea"), works.harbor),
    Manner("cut-outs", "Cut-outs", ("paper", "flat", "bold", "color"), works.cut_outs),
    Manner("mosaic", "Mosaic", ("mosaic", "tesserae", "gold", "sea"), prints.mosaic),
    Manner("stained-glass", "Stained glass", ("glass", "lead", "glowing"), prints.stained_glass),
    Manner("linocut", "Linocut", ("print", "carved", "graphic", "dark"), prints.linocut),
    Manner("pen-valley", "Pen valley", ("ink", "hatching", "black and white"), drawings.pen_valley),
    Manner(
        "sumi-mountains", "Mountains in ink", ("sumi-e", "brush", "mist", "black and white"), drawings.sumi_mountains
    ),
    Manner("charcoal-storm", "Storm in charcoal", ("charcoal", "smudged", "black and white"), drawings.charcoal_storm),
)

"""The painters of the shipped style pictures: each paints one small picture in one distinct manner.

They run when `resources/styles` is made again (packaging/paint_styles.py), never in the studio itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from studio.art.styles.manners import cubist, drawings, engraved, folk, graphics, moderns, oils, prints, walls, works
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
    Manner("poppies", "Poppies", ("watercolor", "loose", "flowers", "bright"), walls.poppies),
    Manner("woodblock-bay", "Bay in woodblock", ("print", "woodblock", "sea", "blue", "line"), graphics.woodblock_bay),
    Manner("gilded-tree", "Gilded tree", ("gold", "ornament", "spirals", "tree"), moderns.gilded_tree),
    Manner("facets", "Facets", ("cubist", "planes", "still life", "muted"), cubist.facets),
    Manner("circles", "Circles and lines", ("abstract", "geometric", "line", "bright"), moderns.circles),
    Manner(
        "knife-village", "Village with the knife", ("oil", "palette knife", "impasto", "vivid"), moderns.knife_village
    ),
    Manner("poster-lake", "Poster of a lake", ("poster", "flat", "sunset", "warm"), graphics.poster_lake),
    Manner("halftone-city", "City in halftone", ("print", "halftone", "dots", "comic", "town"), graphics.halftone_city),
    Manner("engraved-fruit", "Engraved fruit", ("engraving", "line", "black and white"), engraved.engraved_fruit),
    Manner(
        "scratched-moon",
        "Moon on scratchboard",
        ("scratchboard", "night", "line", "black and white"),
        engraved.scratched_moon,
    ),
    Manner("marbling", "Marbled paper", ("marbling", "flowing", "abstract", "blue"), folk.marbling),
    Manner("embroidery", "Embroidery", ("textile", "stitches", "flowers", "bright"), folk.embroidery),
    Manner("batik", "Batik", ("textile", "wax", "fish", "blue"), folk.batik),
    Manner("fresco", "Fresco garden", ("fresco", "plaster", "garden", "muted"), walls.fresco),
    Manner("crayon-house", "House in crayon", ("crayon", "naive", "bright"), walls.crayon_house),
)

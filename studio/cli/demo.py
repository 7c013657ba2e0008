"""The main job from end to end: a line, developments, candidates, a picture, a style, a hand, a layered file."""

from __future__ import annotations

import argparse
import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.cli.options import Worker, explained, tell, write_picture
from studio.core.errors import UserError
from studio.core.picture import ImageRef, Picture
from studio.engine.request import Request

if TYPE_CHECKING:
    from studio.core.picture import Pixels
    from studio.document.document import Document

LINE = "a sailing boat at sea in the evening"
SEED = 10
WIDTH, HEIGHT = 960, 640
CANDIDATE = 360, 240
STYLE_METHOD, STYLE = "style/painter", "evening-sea"


def demo(given: argparse.Namespace) -> int:
    """Writes muse.txt, candidates.png, picture.png, styled.png, painting.ora and recipe.json into a folder."""
    from studio.art.generators.catalog import GENERATORS
    from studio.art.muse.catalog import MUSES
    from studio.art.styles import shipped
    from studio.formats.atomic import replace_bytes
    from studio.formats.ora import write_ora

    folder = folder_for(given.folder)
    worker = Worker()

    tell(f"The line: {LINE}")
    muse = MUSES.default
    variants = worker.run(Request.make(muse.key, {}, text=LINE, count=5, seed=SEED))
    assert isinstance(variants, tuple)
    replace_bytes(folder / "muse.txt", ("\n".join(v.text for v in variants) + "\n").encode())
    tell("muse.txt: five developments")

    generator = GENERATORS.default
    pictures = []
    for k, text in enumerate([LINE, *(v.text for v in variants)]):
        picture = worker.run(
            Request.make(generator.key, {}, text=text, width=CANDIDATE[0], height=CANDIDATE[1], seed=SEED + k)
        )
        assert isinstance(picture, Picture)
        pictures.append(picture)
    write_picture(folder / "candidates.png", contact_sheet([p.pixels for p in pictures], 3), None)
    tell("candidates.png: the line and its developments as candidates")

    chosen = pictures[0].recipe
    picture = worker.run(
        Request.make(generator.key, chosen.params, text=chosen.text, width=WIDTH, height=HEIGHT, seed=chosen.seed)
    )
    assert isinstance(picture, Picture)
    write_picture(folder / "picture.png", picture.pixels, picture.recipe)
    replace_bytes(folder / "recipe.json", (picture.recipe.to_json() + "\n").encode())
    tell("picture.png, recipe.json: the first candidate in full")

    style = next(s for s in shipped.shipped() if s.id == STYLE)
    sources: dict[str, dict[str, Any]] = {
        "content": {"recipe": picture.recipe.to_dict()},
        "style": {"style": style.id},
    }
    styled = worker.run(
        Request.make(
            STYLE_METHOD, {}, sources=sources, content=ImageRef.of(picture.pixels),
            style=ImageRef.of(shipped.load(style.id)), seed=0,
        )
    )  # fmt: skip
    assert isinstance(styled, Picture)
    write_picture(folder / "styled.png", styled.pixels, styled.recipe)
    tell(f"styled.png: in the manner of {style.title}")

    write_ora(folder / "painting.ora", painting(picture, styled, style.title))
    tell("painting.ora: picture, style and a stroke by hand as layers, for Krita, MyPaint and GIMP")
    return 0


def folder_for(text: str) -> Path:
    """The folder to write into, made when it is not there. Raises `UserError`."""
    folder = Path(text)
    try:
        if not text or (folder.exists() and not folder.is_dir()):
            raise UserError(f"{text} is a file, not a folder." if text else "The name of the folder is empty.")
        if not folder.parent.is_dir():
            raise UserError(f"The folder {folder.parent} does not exist.")
        folder.mkdir(exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise UserError(f"The program may not write in the folder {folder}.")
    except OSError as error:
        raise explained(error, text) from None
    return folder


def painting(picture: Picture, styled: Picture, style: str) -> Document:
    """A document of three layers; the uppermost is painted by the brush engine."""
    from studio.document.brush import Brush
    from studio.document.document import Document
    from studio.document.layer import BlendMode, Origin

    document = Document(picture.recipe.width, picture.recipe.height)
    document.add_picture(picture.pixels, name="Picture", origin=Origin.GENERATED, recipe=picture.recipe)
    layer = document.add_picture(
        styled.pixels, name=f"In the manner of {style}", origin=Origin.STYLIZED, recipe=styled.recipe
    )
    document.set_opacity(layer, 0.75)
    hand = document.add_layer("Glaze by hand")
    document.set_blend(hand, BlendMode.SOFT_LIGHT)
    stroke = document.begin_stroke(Brush(size=0.09 * document.width, hardness=0.2, opacity=0.8), (255, 214, 140))
    for k in range(40):
        t = k / 39
        stroke.to(
            document.width * (0.12 + 0.76 * t),
            document.height * (0.80 + 0.03 * math.sin(9 * t)),
            0.35 + 0.6 * math.sin(math.pi * t),
        )
    stroke.end()
    return document


def contact_sheet(pictures: list[Pixels], columns: int, gap: int = 8) -> Pixels:
    """The pictures in rows on dark ground."""
    import numpy as np

    height, width = pictures[0].shape[:2]
    rows = -(-len(pictures) // columns)
    sheet = np.full((rows * (height + gap) + gap, columns * (width + gap) + gap, 4), (36, 36, 36, 255), np.uint8)
    for k, pixels in enumerate(pictures):
        y, x = gap + k // columns * (height + gap), gap + k % columns * (width + gap)
        sheet[y : y + height, x : x + width] = pixels
    return sheet

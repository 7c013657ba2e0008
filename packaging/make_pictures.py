#!/usr/bin/env python3
"""Makes the pictures of the README with the program itself: `python packaging/make_pictures.py [generated] [styles] [window]`.

The window is the real one, driven without a screen; the rows are painted by the same engine as everywhere.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "resources" / "readme"
FONT = ROOT / "resources" / "fonts" / "Inter-Regular.otf"
LINE = "a sailing boat on a quiet lake at sunset, oil painting"
WINDOW = (1600, 1000)
PLACED = 9
"""The candidate that is painted over."""
GENERATED = (
    ("a sailing boat on a quiet lake at sunset, oil painting", 3),
    ("a field of poppies under big clouds, gouache", 6),
    ("birches in October, morning mist, oil", 3),
    ("Manhattan towers at night, gouache", 6),
    ("frosty alps with spruces, gouache", 3),
    ("lemons beside a blue vase, oil painting", 3),
    ("a quiet room with an open window, gouache", 2),
    ("snowy village with a church at dusk, watercolor", 2),
)
STYLED = ("a village by a lake below mountains", 13)
STYLES = ("night-swirls", "woodblock-bay", "marbling", "engraved-fruit", "poppies", "knife-village", "batik")


def paint(text: str, seed: int, edge: int, **factors: str) -> np.ndarray:
    from studio.art.generators.scenes.job import imagine
    from studio.core.progress import DirectContext

    return imagine(DirectContext(), text=text, width=edge, height=edge, seed=seed, **factors).pixels


def row(pictures: list[np.ndarray], columns: int, gap: int = 8) -> Image.Image:
    height, width = pictures[0].shape[:2]
    lines = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (columns * (width + gap) - gap, lines * (height + gap) - gap), "white")
    for k, pixels in enumerate(pictures):
        at = (k % columns * (width + gap), k // columns * (height + gap))
        sheet.paste(Image.fromarray(pixels[..., :3]), at)
    return sheet


def generated() -> None:
    row([paint(text, seed, 400) for text, seed in GENERATED], 4).save(OUT / "generated.jpg", quality=88)


def styles() -> None:
    from studio.art.styles import shipped
    from studio.art.styles.catalog import STYLES as METHODS
    from studio.core.progress import DirectContext

    content = paint(*STYLED, 400, medium="plain")
    tiles = [content]
    for name in STYLES:
        picture = shipped.load(name)
        auto = METHODS.default
        made = auto.resolve()(DirectContext(), content=content, style=picture, seed=0, **auto.values({}))
        side = min(picture.shape[:2])
        small = Image.fromarray(picture[:side, :side, :3]).resize((120, 120), Image.Resampling.LANCZOS)
        shown = Image.fromarray(made.pixels[..., :3])
        ImageDraw.Draw(shown).rectangle((266, 266, 393, 393), fill="white")
        shown.paste(small, (270, 270))
        tiles.append(np.dstack([np.asarray(shown), np.full((400, 400), 255, np.uint8)]))
    sheet = row(tiles, 4)
    draw = ImageDraw.Draw(sheet)
    draw.text((12, 10), "as painted", fill="white", font=ImageFont.truetype(str(FONT), 18))
    sheet.save(OUT / "styles.jpg", quality=88)


def window() -> None:
    """The window in use: developed, a candidate placed, a style laid on it, painted over."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as screens:
        size = {"width": WINDOW[0], "height": WINDOW[1]}
        json.dump({"screens": [{"name": "unseen", "x": 0, "y": 0, "dpr": 1, "logicalDpi": 96, **size}]}, screens)
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={screens.name}"
    from PySide6.QtWidgets import QApplication

    from studio.app.application import StudioApp
    from studio.core.settings import Settings
    from studio.document.brush import Brush
    from studio.document.layer import BlendMode

    qt = QApplication([])
    app = StudioApp(qt, Settings(OUT / ".settings.json"))
    studio = app.studio
    app.show([])
    app.window.resize(*WINDOW)

    def wait(ready: Callable[[], bool], seconds: float = 240.0) -> None:
        end = time.monotonic() + seconds
        while not ready():
            qt.processEvents()
            time.sleep(0.005)
            if time.monotonic() > end:
                raise SystemExit("the window did not get there")

    studio.create.lock_seed(True)
    studio.create.set_seed(7)
    studio.create.set_text(LINE)
    app.window.actions_.run("create.develop")
    wait(lambda: len(studio.contact) == 12 and studio.contact.done == 12)
    studio.place_candidate(studio.contact[PLACED])
    wait(lambda: len(studio.jobs) == 0)
    document = studio.require_document()
    document.rename(document.layers[0], "Ground")
    glaze = document.add_layer("Glaze on the water")
    document.set_blend(glaze, BlendMode.SOFT_LIGHT)
    for number in range(5):
        stroke = document.begin_stroke(Brush(size=70, hardness=0.1, opacity=0.5), (255, 214, 150))
        for k in range(30):
            stroke.to(420 + 14 * k, 640 + 26 * number + 5 * np.sin(k / 3), 0.4 + 0.5 * np.sin(np.pi * k / 29))
        stroke.end()
    studio.contact.make_current(studio.contact[PLACED])
    studio.preview.clear()
    end = time.monotonic() + 1.5
    wait(lambda: time.monotonic() > end)
    app.window.grab().toImage().save(str(OUT / "window.png"))
    Image.open(OUT / "window.png").convert("RGB").save(OUT / "window.jpg", quality=88)
    (OUT / "window.png").unlink()
    document.mark_saved()
    app.window.close()
    qt.processEvents()
    (OUT / ".settings.json").unlink(missing_ok=True)
    Path(screens.name).unlink()


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for make in (generated, styles, window):
        if not sys.argv[1:] or make.__name__ in sys.argv[1:]:
            make()


if __name__ == "__main__":
    main()

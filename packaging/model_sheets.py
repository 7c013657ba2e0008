"""The pictures of a model card: candidates from words, sliders, mixes, ways between pictures, pictures put into the space."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont

from studio.art.generators import neural
from studio.art.generators.catalog import GENERATORS
from studio.art.latent import directions, placing, resolve, spaces
from studio.art.latent.loaded import Loaded
from studio.core.moves import Anchor, Mix, Moves
from studio.core.paths import resource
from studio.core.picture import Pixels
from studio.core.progress import DirectContext

EDGE, GAP, LABEL = 128, 6, 18
PAPER, INK = (250, 250, 250), (40, 40, 40)

LINES = {
    "flow": (
        "a calm lake in the mountains at dawn", "stormy sea, dark clouds", "snow on the hills, winter morning",
        "autumn woods on rolling hills", "sunset over the sea", "starry night above the mountains",
        "fog in the valley", "rain over the moor", "a summer meadow with pines", "full moon on the water",
        "jagged peaks in evening light", "spring, blossoming trees by a pond",
    ),
    "skies": (
        "sunset over the sea", "a clear noon sky", "stormy clouds over rough water", "moonlight on a calm sea",
        "fog on the water", "dawn with long thin clouds", "rain over the sea", "heaped summer clouds",
        "a red evening sky", "grey overcast day", "golden hour, mirror-smooth water", "midnight, a dark sea",
    ),
}  # fmt: skip


class Sheet:
    """Rows of pictures, each row under its label."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, list[Pixels]]] = []

    def add(self, label: str, pictures: Sequence[Pixels]) -> None:
        self.rows.append((label, list(pictures)))

    def save(self, path: Path, quality: int = 88) -> None:
        columns = max(len(p) for _, p in self.rows)
        width = columns * (EDGE + GAP) + GAP
        lines = [textwrap.wrap(label, width // 7) for label, _ in self.rows]
        height = sum(LABEL * len(label) + EDGE + GAP for label in lines) + GAP
        image = Image.new("RGB", (width, height), PAPER)
        draw = ImageDraw.Draw(image)
        font = ImageFont.truetype(str(resource("fonts", "Inter-Regular.otf")), 12)
        y = GAP
        for label, (_, pictures) in zip(lines, self.rows, strict=True):
            for line in label:
                draw.text((GAP, y + 2), line, INK, font)
                y += LABEL
            for k, pixels in enumerate(pictures):
                image.paste(Image.fromarray(np.ascontiguousarray(pixels[..., :3])), (GAP + k * (EDGE + GAP), y))
            y += EDGE + GAP
        image.save(path, quality=quality)


def sheets(id_: str, real: Sequence[Pixels], into: Path) -> None:
    """Writes `sheet.jpg` and `sliders.jpg` of a shipped model. `real`: training pictures, at least 20 of EDGE px."""
    ctx = DirectContext()
    spec = GENERATORS.get(id_)
    with spaces.lease(ctx, spec) as loaded, torch.no_grad():
        words = LINES[id_]
        plain = {"medium": "plain"}
        starts = [Anchor(100 + k, text, plain) for k, text in enumerate(words)]
        first = Sheet()
        half = len(words) // 2
        first.add("training pictures, painted by rules", real[:half])
        for part in (starts[:half], starts[half:]):
            first.add(" | ".join(a.text for a in part), [_picture(ctx, loaded, a) for a in part])
        first.add(
            "the same words, other seeds", [_picture(ctx, loaded, Anchor(s, words[0], plain)) for s in range(half)]
        )
        finished = [neural.imagine(ctx, model=id_, text=a.text, width=512, height=512, seed=a.seed, medium="oil").pixels
                    for a in starts[:half]]  # fmt: skip
        first.add("finished in oil at 512 px, shown small", [_small(p) for p in finished])
        first.save(into / "sheet.jpg")
        second = Sheet()
        for axis in [a for a in directions.table(ctx, loaded).axes.axes if a.kind == "named"][:8]:
            moved = [_moved(starts[0], Moves({axis.id: s})) for s in (-2.0, -1.0, 0.0, 1.0, 2.0)]
            second.add(f"{axis.title}: -2 to +2 standard deviations", [_picture(ctx, loaded, a) for a in moved])
        for axis in [a for a in directions.table(ctx, loaded).axes.axes if a.kind == "surprise"][:3]:
            moved = [_moved(starts[1], Moves({axis.id: s})) for s in (-2.0, -1.0, 0.0, 1.0, 2.0)]
            second.add(f"{axis.title} (surprise): -2 to +2", [_picture(ctx, loaded, a) for a in moved])
        between = [_moved(starts[0], Moves(blend=((starts[4], 1 - t), (starts[5], t)))) for t in np.linspace(0, 1, 5)]
        second.add(f"from “{words[4]}” to “{words[5]}”", [_picture(ctx, loaded, a) for a in between])
        if "layers" in spec.traits:
            parts = ("coarse", "middle", "fine")
            mixed = [_moved(starts[1], Moves(mixes=(Mix(starts[8], part),))) for part in parts]
            shown = [_picture(ctx, loaded, a) for a in (starts[1], *mixed, starts[8])]
            second.add("left and right; between them the right one's coarse, middle, fine layers", shown)
        given = list(real[12:14])
        placed = [placing.place(ctx, loaded, p, 0, 120, "layers").pixels for p in given]
        second.add("pictures put into the space: given, found, given, found",
                   [given[0], _small(placed[0]), given[1], _small(placed[1])])  # fmt: skip
        second.save(into / "sliders.jpg")


def _moved(anchor: Anchor, moves: Moves) -> Anchor:
    return Anchor(anchor.seed, anchor.text, {**anchor.params, "moves": moves.to_text()})


def _picture(ctx: DirectContext, loaded: Loaded, anchor: Anchor) -> Pixels:
    code = resolve.code_of(ctx, loaded, anchor)
    return neural.paint(ctx, loaded, code, anchor.seed, EDGE, EDGE)


def _small(pixels: Pixels) -> Pixels:
    return np.asarray(Image.fromarray(np.ascontiguousarray(pixels)).resize((EDGE, EDGE), Image.Resampling.LANCZOS))

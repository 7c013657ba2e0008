"""What a GIF needs besides frames: one palette for all of them, dither that stands still, a comment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from studio.formats.atomic import CountedFile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from studio.core.picture import Pixels

COLORS = 255
"""One of the 256 places is left for "as in the frame before", which keeps files small."""
_SAMPLE_EDGE = 64
_DITHER = 12.0
"""Levels of 255 between the darkest and the lightest cell of the dither."""
_BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.float32) / 16 - np.float32(15 / 32)


@dataclass(frozen=True)
class Palette:
    """`chosen`: a picture of mode P that holds the palette. `size`: of the frames, in px."""

    chosen: Image.Image
    size: tuple[int, int]

    @classmethod
    def of(cls, pictures: Sequence[Pixels], size: tuple[int, int]) -> Palette:
        """The colors that stand for all `pictures` best: median cut, then two rounds of k-means."""
        small = []
        for pixels in pictures:
            picture = Image.fromarray(np.ascontiguousarray(pixels[..., :3]))
            picture.thumbnail((_SAMPLE_EDGE, _SAMPLE_EDGE), Image.Resampling.BOX)
            small.append(np.asarray(picture).reshape(-1, 3))
        joined = Image.fromarray(np.concatenate(small)[None])
        return cls(joined.quantize(COLORS, Image.Quantize.MEDIANCUT, kmeans=2), size)

    @cached_property
    def argb(self) -> NDArray[np.uint8]:
        """(256, 4) as the encoder takes it; the last color is the transparent one."""
        colors = np.array(self.chosen.getpalette() or [], np.uint8)[: COLORS * 3].reshape(-1, 3)
        table = np.zeros((256, 4), np.uint8)
        table[: len(colors), 1:] = colors
        table[:COLORS, 0] = 255
        return table

    @cached_property
    def _pattern(self) -> NDArray[np.float32]:
        width, height = self.size
        tiled: NDArray[np.float32] = np.tile(_BAYER * np.float32(_DITHER), (height // 4 + 1, width // 4 + 1))
        return tiled[:height, :width, None]

    def indices(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """(H, W) of a frame (H, W, 3). The dither is an ordered one: scattered errors would crawl from frame to frame."""
        dithered = np.clip(np.rint(rgb + self._pattern), 0, 255).astype(np.uint8)
        nearest = Image.fromarray(dithered).quantize(palette=self.chosen, dither=Image.Dither.NONE)
        return np.ascontiguousarray(np.asarray(nearest))


def write_comment(out: CountedFile, comment: str) -> None:
    """Puts a comment extension (GIF89a, 24) before the first frame of a finished file: readers take one behind the
    last for a frame more."""
    out.flush()
    with open(out.name, "rb") as file:
        data = file.read()
    start = _start(data)
    out.seek(start)
    out.write(b"\x21\xfe")
    text = comment.encode()
    for at in range(0, len(text), 255):
        block = text[at : at + 255]
        out.write(bytes((len(block),)) + block)
    out.write(b"\x00" + data[start:])


def _start(data: bytes) -> int:
    """Where the blocks of a GIF begin: behind its header and the palette of all frames."""
    return 13 + (3 << (data[10] & 7) + 1 if len(data) > 13 and data[10] & 0x80 else 0)


def read_comment(data: bytes) -> str:
    """The first comment of a GIF; "" where there is none, or none that is text."""
    at = _start(data)
    while at + 1 < len(data) and data[at] != 0x3B:
        if data[at] == 0x21:
            label, at = data[at + 1], at + 2
        elif data[at] == 0x2C and at + 9 < len(data):
            packed = data[at + 9]
            label, at = 0, at + 10 + (3 << (packed & 7) + 1 if packed & 0x80 else 0) + 1
        else:
            break
        blocks = []
        while at < len(data) and data[at]:
            blocks.append(data[at + 1 : at + 1 + data[at]])
            at += 1 + data[at]
        at += 1
        if label == 0xFE:
            return b"".join(blocks).decode("utf-8", "replace")
    return ""

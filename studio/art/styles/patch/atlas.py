"""The style as material: the picture itself and turned or mirrored copies of it, at any size."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from studio.art.styles.fields import Floats, f32, resized

LEAST = 16
"""No side of a reduced picture is shorter than this many pixels: a patch and its surroundings must fit in."""


def reduced_size(height: int, width: int, reduction: float) -> tuple[int, int]:
    """Height and width at one `reduction`-th."""
    return max(LEAST, round(height / reduction)), max(LEAST, round(width / reduction))


def turn(angle: float, mirrored: bool = False) -> Floats:
    """float32 (2, 2): how a step (x, y) in a copy turned by `angle` degrees goes in the style."""
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    matrix = np.array([[c, -s], [s, c]], np.float32)
    if mirrored:
        matrix = matrix @ np.array([[-1, 0], [0, 1]], np.float32)
    return f32(np.where(np.abs(matrix) < 1e-6, 0, matrix))


@dataclass(frozen=True)
class Atlas:
    """`rgb` float32 (h, w, 3) and its copies; `turns` float32 (K, 2, 2) says how each is turned around the middle.
    What lies outside of the style is its mirror image at the border."""

    rgb: Floats
    turns: Floats

    @classmethod
    def mirrored(cls, rgb: Floats) -> Atlas:
        """As it is and left-right mirrored."""
        return cls(rgb, np.stack([turn(0), turn(0, mirrored=True)]))

    @classmethod
    def turned(cls, rgb: Floats, angles: tuple[float, ...] = (0.0, 45.0, 90.0, 135.0)) -> Atlas:
        return cls(rgb, np.stack([turn(a) for a in angles]))

    @property
    def size(self) -> tuple[int, int]:
        """Height and width."""
        h, w = self.rgb.shape[:2]
        return h, w

    def __len__(self) -> int:
        return len(self.turns)

    @cached_property
    def copies(self) -> list[Floats]:
        return [self.copy(self.rgb, i) for i in range(len(self))]

    def copy(self, picture: Floats, number: int) -> Floats:
        """`picture` (the style, or a map of it, of any size) as copy `number` has it."""
        matrix = self.turns[number]
        if np.array_equal(matrix, np.eye(2)):
            return picture
        if np.array_equal(matrix, turn(0, mirrored=True)):
            return np.ascontiguousarray(picture[:, ::-1])
        h, w = picture.shape[:2]
        middle = np.array([(w - 1) / 2, (h - 1) / 2], np.float32)
        shift = middle - matrix @ middle
        warp = f32(np.concatenate([matrix, shift[:, None]], 1))
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return f32(cv2.warpAffine(picture, warp, (w, h), flags=flags, borderMode=cv2.BORDER_REFLECT_101))

    def reduced(self, reduction: float) -> Atlas:
        """The same at one `reduction`-th of the size."""
        h, w = reduced_size(*self.size, reduction)
        return self if (h, w) == self.size else Atlas(f32(resized(self.rgb, w, h)), self.turns)

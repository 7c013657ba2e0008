"""The box of a room in one-point perspective: where its walls, its window and its lamp are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from studio.art.generators.scenes.canvas import Canvas
from studio.art.generators.scenes.forms import (
    Color,
    ramp,
)
from studio.art.generators.scenes.roomlight import RoomLight
from studio.core.params import Value

DEPTH = 1.7
"""Distance from the eye to the back wall, in units of the picture's height as seen on that wall."""


@dataclass(frozen=True)
class Room:
    """A box seen in one-point perspective. Places on the back wall in canvas units; z is 0 there and grows to the viewer."""

    left: float
    right: float
    top: float
    floor: float
    eye: tuple[float, float]
    window: tuple[float, float, float, float]

    def at(self, x: float, height: float, z: float) -> tuple[float, float, float]:
        """Canvas x, y and magnification of the point `height` above the floor, `z` in front of the back wall."""
        k = 1.0 / (1.0 - z / DEPTH)
        return self.eye[0] + (x - self.eye[0]) * k, self.eye[1] + (self.floor - height - self.eye[1]) * k, k


def room_of(c: Canvas, f: Mapping[str, Value], balcony: bool) -> Room:
    """The room of the factors; with `balcony` its window, when large, reaches down to the floor."""
    floor = 0.86 - 0.34 * float(f["horizon"])
    wide = 0.40 * c.aspect + 0.02
    middle = 0.5 * c.aspect
    eye = (c.aspect * 0.5, floor - 0.30)
    size = float(f["window"])
    height = 0.16 + 0.36 * size
    width = min((0.12 + 0.30 * size), 0.70 * wide * 1.6)
    at = c.aspect * (0.25 + 0.5 * float(f["subject_x"]))
    at = min(max(at, middle - wide + 0.5 * width + 0.05), middle + wide - 0.5 * width - 0.05)
    sill = floor - 0.215 + 0.10 * ramp(0.75, 1.0, size)
    top = sill - height
    if balcony:
        sill += (floor - 0.012 - sill) * ramp(0.42, 0.6, size)
    return Room(middle - wide, middle + wide, 0.03, floor, eye, (at - 0.5 * width, top, at + 0.5 * width, sill))


def sky_light(light: RoomLight) -> Color:
    """The mean color of what the window shows, for the light that it spreads."""
    fill, key = light.light.fill, light.light.key
    return (1.5 * fill[0] + 0.42 * key[0], 1.5 * fill[1] + 0.42 * key[1], 1.7 * fill[2] + 0.40 * key[2])


def lamp_strength(f: Mapping[str, Value], light: RoomLight) -> float:
    lit = float(f["lit"])
    return min(1.0, max(light.night * (0.45 + 1.2 * lit), 0.7 * ramp(0.3, 1.0, lit)))


def lamp_at(room: Room, p: np.ndarray) -> tuple[float, float]:
    x0, _, x1, _ = room.window
    right = room.right - x1 > x0 - room.left
    x, y, _k = room.at((x1 + 0.5 * (room.right - x1)) if right else (room.left + 0.5 * (x0 - room.left)), 0.335, 0.18)
    return x, y


def window_bars(room: Room) -> list[tuple[bool, float]]:
    x0, y0, x1, y1 = room.window
    return [(True, 0.5 * (x0 + x1)), (False, y0 + 0.34 * (y1 - y0)), (False, y0 + 0.67 * (y1 - y0))]

"""Lines for those who want to be surprised: a subject and a light, drawn by chance."""

from __future__ import annotations

import random

SUBJECTS = (
    "a sailing boat on a quiet lake",
    "poppies along a field path",
    "a village under old mountains",
    "birches at a winding river",
    "a harbor with small boats",
    "a vase of flowers on a dark table",
    "a lone house at the edge of a wood",
    "cliffs above a rough sea",
    "a city across the water",
    "lemons and a bottle on a cloth",
    "a room with an open window",
    "poplars along a country road",
    "a bridge over a narrow stream",
    "snow on the roofs of a village",
    "a garden full of roses",
    "facets and circles",
)
LIGHTS = (
    "late light on the water",
    "in the first mist of the morning",
    "under a burning evening sky",
    "in clear noon light",
    "below a thin moon",
    "before a thunderstorm",
    "in soft autumn rain",
    "in deep winter stillness",
    "under a sky full of stars",
    "with wind and racing clouds",
)


def random_line() -> str:
    draw = random.SystemRandom()
    return f"{draw.choice(SUBJECTS)}, {draw.choice(LIGHTS)}"

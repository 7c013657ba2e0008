"""Compositions as lines over a picture: what they are called and where their lines lie."""

from __future__ import annotations

from dataclasses import dataclass

Line = tuple[float, float, float, float]
"""x1, y1, x2, y2, as shares of width and height, 0..1 from the top left."""
_PHI = 0.618


@dataclass(frozen=True)
class Guides:
    """`lines`, and `points` (x, y) where the eye rests, all as shares of the picture."""

    id: str
    title: str
    help: str
    lines: tuple[Line, ...]
    points: tuple[tuple[float, float], ...] = ()


def _cross(x: tuple[float, ...], y: tuple[float, ...]) -> tuple[Line, ...]:
    return (*((a, 0.0, a, 1.0) for a in x), *((0.0, b, 1.0, b) for b in y))


_THIRD = (1 / 3, 2 / 3)
_GOLD = (1 - _PHI, _PHI)
GUIDES: tuple[Guides, ...] = (
    Guides("thirds", "Thirds", "Three by three; the subject on one of the four crossings.",
           _cross(_THIRD, _THIRD), tuple((x, y) for x in _THIRD for y in _THIRD)),
    Guides("golden", "Golden section", "As thirds, nearer to the middle: 38 to 62.",
           _cross(_GOLD, _GOLD), tuple((x, y) for x in _GOLD for y in _GOLD)),
    Guides("low-horizon", "Low horizon", "A quarter of land, three quarters of sky.", ((0.0, 0.76, 1.0, 0.76),)),
    Guides("high-horizon", "High horizon", "The ground rises almost to the top, as seen from above.",
           ((0.0, 0.22, 1.0, 0.22),)),
    Guides("middle-horizon", "Mirror", "Two halves that answer each other, as over still water.",
           ((0.0, 0.5, 1.0, 0.5),), ((0.5, 0.5),)),
    Guides("diagonal", "Diagonal", "From the lower left to the upper right: a climb, a way into the depth.",
           ((0.0, 1.0, 1.0, 0.0), (0.0, 0.0, 0.5, 0.5), (1.0, 1.0, 0.5, 0.5)), ((0.5, 0.5),)),
    Guides("triangle", "Triangle", "A broad foot and one top: rest and weight.",
           ((0.5, 0.14, 0.1, 0.88), (0.5, 0.14, 0.9, 0.88), (0.1, 0.88, 0.9, 0.88)), ((0.5, 0.14),)),
    Guides("center", "Middle", "One thing in the middle, alike on both sides.",
           ((0.5, 0.0, 0.5, 1.0), (0.0, 0.5, 1.0, 0.5)), ((0.5, 0.5),)),
    Guides("s-curve", "S-curve", "A path that winds from the front into the distance.",
           ((0.2, 1.0, 0.62, 0.8), (0.62, 0.8, 0.66, 0.62), (0.66, 0.62, 0.36, 0.5), (0.36, 0.5, 0.4, 0.38),
            (0.4, 0.38, 0.6, 0.3)), ((0.6, 0.3),)),
    Guides("frame", "Frame", "Dark shapes at the edges, light in the opening.",
           ((0.18, 0.0, 0.18, 1.0), (0.82, 0.0, 0.82, 1.0), (0.18, 0.16, 0.82, 0.16)), ((0.5, 0.55),)),
)  # fmt: skip
BY_ID = {g.id: g for g in GUIDES}
TITLES_ZH = {
    "thirds": "三分法", "golden": "黄金分割", "low-horizon": "低地平线", "high-horizon": "高地平线",
    "middle-horizon": "镜面式", "diagonal": "对角线", "triangle": "三角形", "center": "居中", "s-curve": "S 形曲线",
    "frame": "框景",
}  # fmt: skip
"""Id -> title in simplified Chinese."""

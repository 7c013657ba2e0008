"""One remark on a picture. Torch-free."""

from __future__ import annotations

from dataclasses import dataclass

from studio.art.muse.looking.say import Both


@dataclass(frozen=True)
class Remark:
    """`topic`: what it is about, for not saying two things about one; `works`: praise, else something to try; `weight`: how
    much it matters, 0..1."""

    topic: str
    works: bool
    weight: float
    text: Both

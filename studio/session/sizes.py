"""Sizes of pictures."""

from __future__ import annotations

Size = tuple[int, int]
"""width, height in pixels."""


def fit_within(size: Size, edge: int) -> Size:
    """`size` scaled down so that its long side is at most `edge`; never enlarged, never below 16 px."""
    width, height = size
    k = min(1.0, edge / max(width, height))
    return max(16, round(width * k)), max(16, round(height * k))

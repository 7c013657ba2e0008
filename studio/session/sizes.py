"""Sizes of pictures."""

from __future__ import annotations

Size = tuple[int, int]
"""width, height in pixels."""


def fit_within(size: Size, edge: int) -> Size:
    """`size` scaled down so that its long side is at most `edge`; never enlarged, never below 16 px."""
    width, height = size
    k = min(1.0, edge / max(width, height))
    return max(16, round(width * k)), max(16, round(height * k))


def centered(size: Size, room: Size) -> tuple[int, int, int, int]:
    """x, y, width, height of a picture of `size` in `room`: as large as it fits, in the middle. One that fills it but for
    the rounding of its own sides fills it."""
    scale = min(room[0] / size[0], room[1] / size[1])
    width, height = round(size[0] * scale), round(size[1] * scale)
    if room[0] - width <= room[0] * 0.02 and room[1] - height <= room[1] * 0.02:
        return 0, 0, *room
    return (room[0] - width) // 2, (room[1] - height) // 2, width, height


def bytes_text(size: float) -> str:
    """ "3.4 MB"."""
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit != "MB" or size >= 100 else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"

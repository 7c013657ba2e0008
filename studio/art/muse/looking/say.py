"""Small words for sentences in English and Chinese: lists, shares, places. Torch-free.

Texts are written as pairs (English, Chinese); `pick` takes one of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

Both = tuple[str, str]
NONE: Both = ("", "")
_ROWS = {"upper": ("top", "上"), "middle": ("middle", "中"), "lower": ("bottom", "下")}


def pick(both: Both, lang: str) -> str:
    return both[1] if lang == "zh" else both[0]


def listed(items: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def listed_zh(items: Sequence[str]) -> str:
    """ "甲", "甲和乙", "甲、乙和丙"."""
    return items[0] if len(items) == 1 else f"{'、'.join(items[:-1])}和{items[-1]}" if items else ""


def joined(items: Sequence[Both]) -> Both:
    return listed([e for e, _ in items]), listed_zh([z for _, z in items])


def percent(share: float) -> str:
    """ "34 %", "under 1 %"."""
    return f"{100 * share:.0f} %" if share >= 0.01 or share == 0 else "under 1 %"


def percent_zh(share: float) -> str:
    """Begins with a space before a figure, as it stands after a character: "占 34%", "占不到 1%"."""
    return f" {100 * share:.0f}%" if share >= 0.01 or share == 0 else "不到 1%"


def grid_place(place: tuple[str, str]) -> Both:
    """Of ("upper", "left"): "at the upper left", "左上方"; of the middle: "in the middle", "中央"; nothing of ("", "")."""
    row, column = place
    if not row:
        return NONE
    if (row, column) == ("middle", "center"):
        return "in the middle", "中央"
    if column == "center":
        return ("at the top", "上方") if row == "upper" else ("at the lower edge", "下方")
    side = "左" if column == "left" else "右"
    if row == "middle":
        return f"on the {column}", f"{side}侧"
    return f"at the {row} {column}", f"{side}{_ROWS[row][1]}方"


def spot(x: float, y: float) -> Both:
    """A place given as shares: "left of the middle and high", with finer steps than thirds."""
    across = 0 if x < 0.3 else 1 if x < 0.43 else 2 if x <= 0.57 else 3 if x <= 0.7 else 4
    down = 0 if y < 0.3 else 1 if y < 0.43 else 2 if y <= 0.57 else 3 if y <= 0.7 else 4
    en_x = ("far to the left", "left of the middle", "in the middle", "right of the middle", "far to the right")[across]
    zh_x = ("靠左", "中间偏左", "正中", "中间偏右", "靠右")[across]
    en_y = (
        "near the top",
        "a little above half height",
        "at half height",
        "a little below half height",
        "near the foot",
    )
    zh_y = ("靠上", "略高于一半处", "一半高处", "略低于一半处", "靠下")
    if (across, down) == (2, 2):
        return "in the very middle", "画面正中"
    return f"{en_x}, {en_y[down]}", f"{zh_x}、{zh_y[down]}"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def words(text: str) -> int:
    """Words of an English text; figures count."""
    return sum(any(ch.isalnum() for ch in word) for word in text.split())


def characters(text: str) -> int:
    """Length of a Chinese text: its characters, each other word or figure counted as one; no punctuation."""
    return len(re.findall(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+", text))

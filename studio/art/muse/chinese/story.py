"""Very short stories and storyboards in simplified Chinese: whole texts with places for what the artist names (`frames`), from
`resources/muse/stories_zh.txt` and `scenes_zh.txt`. Torch-free."""

from __future__ import annotations

import random
from collections.abc import Sequence

from studio.art.muse.chinese import frames
from studio.art.muse.chinese.sorts import at, sort_of
from studio.art.muse.chinese.words import counted
from studio.art.muse.grammar.lore import Concept
from studio.art.muse.grammar.stage import clash

_HOURS = {"清晨": "dawn", "正午": "day", "午后": "late", "黄昏": "dusk", "夜里": "night"}
_MOST_SCENES = 7


def story(named: Sequence[Concept], says: frozenset[str], rng: random.Random) -> str:
    """Six to nine sentences of one thought; all of `named` find a place in it."""
    chosen = frames.choose("stories_zh.txt", named, says, rng)
    told = chosen and frames.fill(*chosen, named, says, rng)
    if not told:
        return ""
    before, after = _around(told.left, rng)
    return "".join([*before, *told.lines, *after])


def _around(left: Sequence[Concept], rng: random.Random) -> tuple[list[str], list[str]]:
    """What has no part in the story is told by who tells it: when and where before, the others after."""
    before: list[str] = []
    after: list[str] = []
    for c in left:
        noun, sort = c.zh.noun, sort_of(c)
        if sort in ("hour", "season"):
            before.append(f"那是一个{'夜晚' if noun == '夜' else noun}。")
        elif sort in ("water", "shore", "land", "garth", "town", "room", "cafe", "hall", "way"):
            before.append(
                rng.choice(
                    (f"这是我{'' if at(noun) == noun else '在'}{at(noun)}听来的故事。", f"这个故事，要从{noun}说起。")
                )
            )
        elif sort in ("weather", "above", "dew"):
            before.append(f"每次看到{noun}，我就想起这个故事。")
        elif sort == "person":
            before.append(f"这是{noun}讲给我听的。")
        elif sort in ("idea", "sound"):
            after.append(f"我把这个故事叫作“{noun}”。")
        else:
            after.append(f"讲到这里，我又想起了{noun}。")
    return before, after


def scenes(named: Sequence[Concept], says: frozenset[str], rng: random.Random, doing: str = "") -> list[str]:
    """Four to seven pictures in a row, each a sentence that can be painted, with what the artist names as its heroes. `doing`: a line
    that tells what somebody does, which is a picture of its own."""
    chosen = frames.choose("scenes_zh.txt", named, says, rng)
    told = chosen and frames.fill(*chosen, named, says, rng)
    if not told:
        return []
    lines = [_hour_free(line, says) for line in told.lines]
    if doing:
        lines[1:2] = [rng.choice(("全景：{}。", "画面中央：{}。", "远处望去：{}。")).format(doing)]
    for c in told.left[: _MOST_SCENES - len(lines)]:
        lines.insert(len(lines) - 1, _aside(c))
    return lines


def _hour_free(line: str, says: frozenset[str]) -> str:
    """Without the hour at its head where that gainsays the line of the artist."""
    head, comma, rest = line.partition("，")
    return rest if comma and head in _HOURS and clash({_HOURS[head]}, says) else line


def _aside(c: Concept) -> str:
    """A picture of its own for what the storyboard has no part for."""
    noun, sort = c.zh.noun, sort_of(c)
    if sort in ("hour", "season"):
        return f"{noun}，画面里空无一人，只有光。"
    if sort in ("idea", "sound"):
        return f"一间空屋，一把椅子，像一幅叫作“{noun}”的画。"
    if c.id == "wind":
        return f"窗帘被{noun}吹得鼓起来。"
    if sort in ("weather", "above", "air", "gleam", "dew", "fire"):
        return f"画面里只有{noun}，占了大半。"
    if sort in ("water", "shore", "land", "garth", "town", "room", "cafe", "hall", "way"):
        return f"远远望去，{noun}静静的，没有人。"
    return f"近景：{counted(c)}，占满画面。"

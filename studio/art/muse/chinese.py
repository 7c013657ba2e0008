"""Titles and short verse in simplified Chinese, by rule from what `lore` knows. Torch-free."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from studio.art.muse.lore import Concept

_CLOSINGS = ("没有人说话。", "这就够了。", "再看一眼。", "一切才刚开始。", "什么也没有答应。", "我多留了一会儿。")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def is_chinese(text: str) -> bool:
    """Whether a line is written in Chinese: at least one character, and more of them than of Latin words."""
    return len(_HAN.findall(text)) > len(re.findall(r"[A-Za-z]+", text))


def title(things: Sequence[Concept], rng: random.Random) -> str:
    a, b = things[0].zh, things[min(1, len(things) - 1)].zh
    return rng.choice(
        [
            f"{rng.choice(a.adjectives)}{a.noun}", f"{rng.choice(a.at)}", f"{a.noun}与{b.noun}" if a is not b else f"又见{a.noun}",
            f"{rng.choice(b.at)}的{a.noun}" if a is not b else f"{a.noun}记", f"写给{a.noun}的信", f"{a.noun}{rng.choice(a.does)}",
        ]
    )  # fmt: skip


def poem(things: Sequence[Concept], rng: random.Random) -> str:
    """Four or five lines of free verse."""
    ring = [t.zh for t in (*things, *things, *things)]
    does = {t.zh.noun: rng.sample(t.zh.does, len(t.zh.does)) for t in things}

    def act(k: int) -> str:
        z = ring[k]
        left = does[z.noun]
        return left.pop() if left else z.does[0]

    a, b = ring[0], ring[1]
    lines = rng.choice(
        [
            [f"{rng.choice(a.at)}，", f"{rng.choice(b.adjectives)}{b.noun}{act(1)}。", f"{a.noun}{act(0)}，", f"{b.noun}{act(1)}。"],
            [f"{rng.choice(a.adjectives)}{a.noun}{act(0)}，", f"{rng.choice(b.adjectives)}{b.noun}{act(1)}。", rng.choice(_CLOSINGS), f"{a.noun}{act(0)}。"],
            [f"先是{a.noun}{act(0)}，", f"然后{b.noun}{act(1)}。", f"{rng.choice(ring[2].at)}，", rng.choice(_CLOSINGS)],
        ]
    )  # fmt: skip
    return "\n".join(lines)


def haiku(things: Sequence[Concept], rng: random.Random) -> str:
    """Three lines of five, seven and five characters. "" where none was found."""
    five: list[tuple[str, str]] = []
    seven: list[tuple[str, str]] = []
    for t in things:
        z = t.zh
        for text in (
            *(f"{a}{z.noun}" for a in z.adjectives),
            *(f"{z.noun}{d}" for d in z.does),
            *(f"{o.zh.at[0]}{z.noun}" for o in things if o is not t),
        ):
            if len(text) == 5:
                five.append((t.id, text))
        for text in (
            *(f"{a}{z.noun}{d}" for a in z.adjectives for d in z.does),
            *(f"{z.noun}{d}" for d in z.does),
            *(f"{w}{z.noun}{d}" for o in things if o is not t for w in o.zh.at for d in z.does),
        ):
            if len(text) == 7:
                seven.append((t.id, text))
    rng.shuffle(five)
    rng.shuffle(seven)
    for what, middle in seven:
        outer = [(i, t) for i, t in five if t not in middle and (i != what or len(things) < 2)]
        for first in outer:
            last = next((t for i, t in outer if t != first[1] and (i != first[0] or len(things) < 3)), "")
            if last:
                return f"{first[1]}，\n{middle}，\n{last}。"
    return ""

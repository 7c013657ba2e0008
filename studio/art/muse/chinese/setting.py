"""Where a Chinese line plays, what it states, and what a text about it may not say. Torch-free."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from studio.art.muse.chinese.foreign import denied_of
from studio.art.muse.chinese.naming import spoken
from studio.art.muse.chinese.sorts import sort_of
from studio.art.muse.grammar.lore import Concept
from studio.art.muse.grammar.stage import Stage, stage
from studio.art.words.chinese import has_chinese, to_english

_INSIDE = "in"
_PLACES = {
    "room": _INSIDE, "cafe": _INSIDE, "hall": "hall", "town": "out town", "way": "out town land", "water": "out water", "shore": "out water",
    "land": "out land", "garth": "out land garden",
}  # fmt: skip
"""Sorts of places -> kinds of place ("hall": indoors, but with no table for a still life); they count before where things are at home."""
_HOMES = {
    "hand": _INSIDE, "tune": _INSIDE, "food": _INSIDE, "bit": _INSIDE, "house": _INSIDE, "part": "out town", "rail": "out town",
    "bike": "out town", "car": "out town", "boat": "out water sea", "swim": "out water sea", "bird": "out land", "farm": "out land",
    "wild": "out land", "bug": "out garden", "tree": "out land garden", "flower": "out garden", "grass": "out garden land", "above": "out land",
    "big": "out town", "fly": "out land", "person": "out town", "pair": "out town", "crowd": "out town",
}  # fmt: skip
_SMALL = frozenset("hand tune food bit house".split())
_COUNTRY = re.compile("山|田|野|村|林|海|湖|河|江|溪|草原|沙漠|牧|渔|农|樵")
_UNDERGROUND = re.compile(r"地铁|电梯|隧道|车厢|机舱|船舱|\b(?:subway|metro|elevator|tunnel)\b")
_UNDERSEA = re.compile(r"海底|深海|\b(?:seabed|deep sea|ocean floor|under the sea)\b")
_STATES = (
    ("结冰|冰封|上冻|冻住|冰湖|冰河|冰面", "winter"), ("梅雨|雨季", "rain overcast summer"), ("风筝", "dayonly"), ("空无一人|无人|没有人|没人", "nopeople"),
    ("晒", "sunlit dayonly"), ("午睡|午休|放学|菜市场|早市|集市|操场", "dayonly"), ("末班|失眠|守夜|夜班|打更", "night"), ("清明|惊蛰|春节|元宵", "spring"), ("中秋|重阳", "autumn"), ("除夕|冬至|圣诞", "winter"),
)  # fmt: skip
_MEANS = {"月亮": "月", "月": "月", "太阳": "太阳|阳光|斜阳|朝阳|烈日|夕阳|落日|日出", "阳光": "阳光|斜阳|朝阳|烈日", "星星": "星", "灯": "灯", "人": "行人|人影|孩子们", "云": "云",
          "鸟": "鸟|大雁|海鸥", "花": "花", "树": "树|松|桦|柳", "叶子": "叶", "船": "船|帆|舟", "轮船": "船|帆|舟", "小船": "船|帆|舟", "帆船": "船|帆|舟", "雪": "雪", "雨": "雨", "风": "风", "影子": "影"}  # fmt: skip
_STREET = re.compile("街|巷|胡同|弄堂|人行道|斑马线|马路|路口|楼道")
_LOUD = re.compile("唱|歌|吹|打铁|弹|敲|鼓|锣|琴|响|叫|吵|闹|喊|音乐|笑声|钟声|雷")
_COLORED = re.compile("红|黄|蓝|绿|紫|橙|金色|粉色|彩色|五颜六色")
_OPEN = re.compile("露天|户外|街头|open-air|outdoor")
_FROZEN = re.compile("结冰|冰封|上冻|冻住|冰湖|冰河|冰面")


@lru_cache(maxsize=256)
def against(line: str) -> re.Pattern[str] | None:
    """What a text about the line may not say: what is denied, and no sail on a frozen lake. None where nothing is."""
    denied = spoken(line).denied if has_chinese(line) else denied_of(line)
    words = [_MEANS.get(d, re.escape(d)) for d in denied]
    if _FROZEN.search(line):
        words.append("船|帆|舟|划|波|浪|游|渡|潮|流|钓|喝")
    words += ["雪|雨|霜|燕|炊烟|茶炉|白桦"] if _UNDERSEA.search(line) else []
    return re.compile("|".join(words)) if words else None


@lru_cache(maxsize=256)
def unfit(line: str) -> re.Pattern[str] | None:
    """What no development of the line says: what `against` tells, no hush around a song, no ink alone for a red coat."""
    words = [found.pattern for found in [against(line)] if found is not None]
    words += ["静|寂|默|无声"] if _LOUD.search(line) else []
    words += ["黑白|墨|灰调|褐|钢笔|旧胶片|一根线"] if _COLORED.search(line) else []
    return re.compile("|".join(words)) if words else None


def setting(line: str, named: Sequence[Concept]) -> Stage:
    """What the line sets up: as its English is understood, with what only the Chinese tells."""
    if not has_chinese(line):
        found = stage(line, named)
        kinds, drawn = _kinds(line, found, named)
        return replace(found, kinds=frozenset(kinds), drawn=drawn)
    found = stage(to_english(line).text, named)
    says = set(found.says)
    for pattern, states in _STATES:
        says |= set(states.split()) if re.search(pattern, line) else set()
    denied = set(spoken(line).denied)
    says |= {"overcast"} if denied & {"太阳", "阳光"} else set()
    kinds, drawn = _kinds(line, found, named)
    return replace(found, kinds=frozenset(kinds), says=frozenset(says), drawn=drawn)


def _kinds(line: str, found: Stage, named: Sequence[Concept]) -> tuple[set[str], bool]:
    """Where a line plays by the sorts of its things, and whether the painter draws that."""
    # Whose it is does not tell where it is: the coat that mother sewed.
    owners = [c for c in named if any(c.zh.noun in o.zh.before for o in named if sort_of(o) in _SMALL)]
    things = [c for c in named if c not in owners or sort_of(c) in _PLACES]
    sorts = [sort_of(c) for c in things]
    own = {sort_of(c) for c in things if c.id.startswith("zh:")}
    place = next((s for s in sorts if s in _PLACES), "")
    if _UNDERGROUND.search(line) or place == "hall":
        return {"hall"}, found.drawn
    if _OPEN.search(line):
        return {"out", "town"}, False
    if place == "way" and _STREET.search(line):
        return {"out", "town"}, found.drawn
    if place and not found.drawn and place in own:
        return set(_PLACES[place].split()), False
    if sorts and _SMALL.issuperset(sorts) and (own or len(things) < len(named)):
        return {_INSIDE}, False
    fish = "swim" in sorts and not place and not found.drawn
    worker = "person" in own and not place and not _COUNTRY.search(line) and found.kinds <= {"out", "land"}
    if found.kinds and not fish and not worker:
        return set(found.kinds), found.drawn
    home = next((_HOMES[s] for s in sorts if s in _HOMES and (s == "person" or not worker)), "")
    country = home == "out town" and _COUNTRY.search(line)
    return ({"out", "land"} if country else set(home.split())), found.drawn and not worker


def is_placed(named: Sequence[Concept]) -> bool:
    """Whether a place is among the things."""
    return any(sort_of(c) in _PLACES for c in named)

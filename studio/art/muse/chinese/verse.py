"""Titles, free verse, haiku of five, seven and five characters and rhymed quatrains in simplified Chinese, by rule. Torch-free."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from studio.art.muse.chinese.words import Voice, counted, han, inside
from studio.art.muse.grammar.cast import SMALL
from studio.art.muse.grammar.lore import Concept
from studio.art.muse.grammar.stage import Stage, clash
from studio.core import paths

_CLOSINGS = (
    "没有人说话。", "这就够了。", "再看一眼。", "一切才刚开始。", "什么也没有答应。", "我多留了一会儿。", "不必着急。", "我曾经忘了。",
    "灯还亮着。", "慢慢地说。", "它一直在这里。", "没有名字也好。", "我说不出为什么。", "我们快到家了。", "就让它小小的。", "该有人把它写下来。",
)  # fmt: skip


def title(things: Sequence[Concept], rng: random.Random) -> str:
    """A title as it might stand on a label; it has the first thing or the second."""
    a, b = things[0].zh, things[min(1, len(things) - 1)].zh
    adjective, place, does = rng.choice(a.adjectives), rng.choice(b.at), rng.choice(a.does)
    makers = [
        f"{adjective}{a.noun}", f"{a.noun}{does}", f"写给{a.noun}的信", f"关于{a.noun}的三则笔记", f"{a.noun}的重量", f"致{a.noun}",
        f"{a.noun}留下的", f"小小的{a.noun}颂", f"一个人的{a.noun}", f"{a.noun}不在的时候", f"{adjective}{a.noun}，未完成",
    ]  # fmt: skip
    if len(a.noun) > 1:
        makers += [
            f"{a.noun}，未完成", f"{a.noun}，凭记忆", f"又见{a.noun}", f"{a.noun}小记", f"{a.noun}变奏", f"{a.noun}简史", f"{a.noun}之前",
            f"{a.noun}以后", f"差一点就是{a.noun}", f"{a.noun}静物" if things[0].id in SMALL else f"{a.noun}素描", f"朝着{a.noun}",
            f"{a.noun}夜曲", f"{a.noun}练习",
        ]  # fmt: skip
    if a is not b:
        makers += [
            f"{a.noun}与{b.noun}",
            f"{b.noun}告诉{a.noun}的事",
            f"没有{b.noun}的{a.noun}",
            f"{a.noun}梦见{b.noun}",
        ]
        makers += [f"直到{b.noun}{rng.choice(b.does)}", *([f"{place}的{a.noun}"] if "的" not in place else [])]
    return rng.choice(makers)


Stanza = Callable[[Voice, Concept, Concept, Concept], list[str]]


_WHERE = ("place", "sky", "hour", "season")
_PASSING = ("hour", "season", "sky")


def _says(v: Voice, c: Concept) -> str:
    return f"{c.zh.noun}{v.does(c)}"


_STANZAS: tuple[Stanza, ...] = (
    lambda v, a, b, c: [f"{v.at(a)}，", f"{v.adjective(b)}{_says(v, b)}。", f"{_says(v, a)}，", v.fresh(_CLOSINGS)],
    lambda v, a, b, c: [f"先是{_says(v, a)}，", f"然后{_says(v, b)}。", f"{v.at(c)}，", v.fresh(_CLOSINGS)],
    lambda v, a, b, c: [f"不是{a.zh.noun}，", f"是{v.at(a)}的寂静。", f"不是{b.zh.noun}，", f"是它{v.does(b)}。"],
    lambda v, a, b, c: [f"{a.zh.noun}要我做什么呢？", f"{v.adjective(b)}{_says(v, b)}。", f"{_says(v, a)}，", "没有别的回答。"],
    lambda v, a, b, c: [f"如果{_says(v, a)}，", "就由它吧。", f"{_says(v, b)}，", f"{v.at(c)}，一切都来得及。"],
    lambda v, a, b, c: [f"拿走{a.zh.noun}，", f"还剩下{counted(b, v.adjective(b))}。", f"拿走{b.zh.noun}，", f"{c.zh.noun}依旧{v.does(c)}。"],
    lambda v, a, b, c: [f"我{inside(v.at(a))}给你写信。", f"{_says(v, b)}。", f"有{counted(c, v.adjective(c))}，", "你会喜欢的。"],
    lambda v, a, b, c: [f"只有{_says(v, a)}。", f"{v.at(b)}，", f"{_says(v, c)}，", f"{_says(v, b)}。"],
    lambda v, a, b, c: [
        f"整个白天，{a.zh.noun}{v.lasting(a)}。", f"整个夜里，{b.zh.noun}{v.lasting(b)}。", f"{v.at(c)}，", "我学着一样慢。",
    ] if a.kind not in _PASSING and b.kind not in _PASSING else [],
    lambda v, a, b, c: [f"{v.adjective(a)}{a.zh.noun}，", f"{v.adjective(b)}{b.zh.noun}，", f"{v.adjective(c)}{c.zh.noun}：", "我只带走这些。"],
    lambda v, a, b, c: [f"也许{_says(v, a)}，", "是因为没有人看。", f"也许{_says(v, b)}，", "也是一样。"],
    lambda v, a, b, c: [f"{a.zh.noun}和{b.zh.noun}之间，", f"有{counted(c, v.adjective(c))}。", f"{_says(v, a)}；", f"{_says(v, b)}。"],
    lambda v, a, b, c: [f"{v.at(a)}，我放下了笔。", f"没有我，{a.zh.noun}也{v.does(a)}。", f"{v.adjective(b)}{_says(v, b)}。"],
    lambda v, a, b, c: [f"我记得{v.adjective(a)}{a.zh.noun}，", f"记得{v.adjective(b)}{b.zh.noun}。", "其余的，", f"{v.at(c)}，慢慢淡了。"],
)  # fmt: skip


def poem(things: Sequence[Concept], rng: random.Random) -> str:
    """Two short stanzas of free verse; the first things are spoken of first."""
    ring = [*things] * 5
    for _ in range(12):
        voice = Voice(rng)
        first, second = rng.sample(_STANZAS, 2)
        later = ring[2:5] if len(things) > 2 and rng.random() < 0.5 else ring[1:4]
        above, below = first(voice, *ring[:3]), second(voice, *later)
        lines = [*above, "", *below]
        if above and below and not _drones(lines):
            return "\n".join(lines)
    return ""


def _drones(lines: Sequence[str]) -> bool:
    """Whether a line, or a run of four characters, comes twice."""
    text = ["".join(re.findall(r"[\u3400-\u9fff]+", line)) for line in lines]
    runs = [t[k : k + 4] for t in text for k in range(len(t) - 3)]
    doubled = any(re.search(r"([\u3400-\u9fff]{2,})\1", t) for t in text)
    return (
        len(runs) != len(set(runs))
        or doubled
        or any(re.search(r"([\u3400-\u9fff]{2,}).*\1", t) for t in text if len(t) < 12)
    )


def haiku(things: Sequence[Concept], rng: random.Random, named: int = 0) -> str:
    """Three lines of five, seven and five characters. "" where none was found; the first `named` come first."""
    five: list[tuple[str, str]] = []
    seven: list[tuple[str, str]] = []
    for t in things:
        z = t.zh
        seen = [f"{a}{z.noun}" for a in z.adjectives]
        acts = [f"{z.noun}{d}" for d in z.does]
        # "湖心的荷塘" is no place within a place; what stands somewhere stands in a place, a weather or an hour.
        elsewhere = [w for o in things if o is not t and o.kind in _WHERE for w in o.zh.at]
        there = [f"{w}的{z.noun}" for w in elsewhere] if t.kind not in (*_WHERE, "idea") else []
        five += [
            (t.id, x)
            for x in (*seen, *acts, *there, f"有{counted(t)}", *(inside(w) for w in z.at))
            if han(x) == 5 and not x.startswith("有有")
        ]
        seven += [(t.id, x) for x in (*acts, *(f"{s}{d}" for s in seen for d in z.does)) if han(x) == 7]
        if t.kind in ("creature", "person", "plant", "sky"):
            seven += [(t.id, f"{w}{x}") for x in acts for w in elsewhere if han(w) + han(x) == 7]
    rng.shuffle(five)
    rng.shuffle(seven)
    first = {c.id for c in things[:named]}
    for pool in ([s for s in seven if s[0] in first], seven):
        for what, middle in pool:
            outer = [(i, x) for i, x in five if i != what and not _share(x, middle)]
            outer.sort(key=lambda o: o[0] not in first)
            for i, opening in outer:
                last = next((x for j, x in outer if j != i and not _share(x, opening)), "")
                if last and (what in first or i in first or not first):
                    return f"{opening}，\n{middle}，\n{last}。"
    return ""


def _share(a: str, b: str) -> bool:
    """Whether two lines have a pair of characters in common."""
    return bool({a[k : k + 2] for k in range(len(a) - 1)} & {b[k : k + 2] for k in range(len(b) - 1)})


@dataclass(frozen=True)
class _Line:
    text: str
    marks: frozenset[str]


@lru_cache(maxsize=1)
def rhyme_book() -> tuple[tuple[frozenset[str], dict[str, tuple[_Line, ...]]], ...]:
    """Families of rhyme: their characters and their lines by role; the last has no characters and holds third lines."""
    out: list[tuple[frozenset[str], dict[str, tuple[_Line, ...]]]] = []
    for row in paths.resource("muse", "quatrains_zh.txt").read_text("utf-8").splitlines():
        if row.startswith("rhyme "):
            out.append((frozenset(row.split(":")[1].split()), {}))
        elif row.strip() == "third":
            out.append((frozenset(), {}))
        elif ":" in row and not row.startswith("#"):
            role, _, rest = row.partition(":")
            made = []
            for text in rest.split(";"):
                mark = re.search(r"\{([^}]*)\}", text)
                made.append(_Line(re.sub(r"\{[^}]*\}", "", text).strip(), frozenset(mark[1].split() if mark else ())))
            out[-1][1][role.strip()] = tuple(made)
    return tuple(out)


_PLACES = {"in", "out", "water", "sea", "land", "town", "garden", "forest", "mountains"}


def two(c: Concept) -> str:
    """A noun in two characters, "" where it has none: 灯塔, 孤桥, 旧信, 暮雨."""
    noun = c.zh.noun
    if len(noun) == 2:
        return noun
    if len(noun) != 1:
        return ""
    if c.kind == "sky" or c.kind == "hour":
        return {"夜": "长夜", "星": "寒星", "云": "闲云", "雨": "暮雨", "雪": "暮雪", "风": "晚风", "霜": "新霜"}.get(
            noun, ""
        )
    if noun in ("信", "书", "门", "床", "碗", "窗"):
        return f"旧{noun}"
    if c.kind == "plant":
        return {"竹": "野竹", "草": "野草", "花": "闲花", "树": "孤树", "蕨": "", "枫": "丹枫"}.get(noun, f"野{noun}")
    if c.kind == "place":
        return f"远{noun}" if noun != "家" else ""
    if c.kind == "idea":
        return {"爱": "爱意", "梦": "旧梦", "家": "旧家"}.get(noun, "")
    return f"孤{noun}"


def quatrain(things: Sequence[Concept], scene: Stage, rng: random.Random, named: int = 0) -> str:
    """Four lines of seven or five characters; the second and fourth (as a rule the first) end in one final. "" where this throw
    found none."""
    families = rhyme_book()
    finals, roles = rng.choice(families[:-1])
    third = families[-1][1]
    size = rng.choice((7, 7, 5))
    kinds, says = set(scene.kinds) or {"out", "land"}, set(scene.says)
    nouns = [(c, two(c)) for c in things if two(c)]
    if len(nouns) < 2:
        return ""
    used: set[str] = set()

    def take(pool: Iterable[_Line], c: Concept | None = None) -> str:
        fitting = []
        for line in pool:
            ok = all(
                m in kinds if m in _PLACES else not clash({m}, says) for m in line.marks - {"living", "plant", "thing"}
            )
            living = c is not None and c.kind in ("person", "creature")
            ok = (
                ok
                and ("living" not in line.marks or living)
                and ("plant" not in line.marks or (c is not None and c.kind == "plant"))
            )
            ok = ok and ("thing" not in line.marks or (c is not None and c.kind == "thing"))
            if ok and line.text[-1] not in used and not any(_share(line.text, u) for u in used):
                fitting.append(line)
        if not fitting:
            return ""
        chosen = rng.choice(fitting)
        says.update(chosen.marks - _PLACES - {"living", "plant", "thing"})
        used.update({chosen.text[-1], chosen.text})
        return chosen.text

    def clause(at: int, role: str, pool: dict[str, tuple[_Line, ...]]) -> str:
        c, noun = nouns[at]
        rest = take(pool.get(f"{role}{size}", ()), c)
        return f"{noun}{rest}" if rest else ""

    shape = rng.randrange(3)
    if shape == 0:
        lines = [take(roles[f"w{size}"]), clause(0, "n", roles), clause(1, "n", third), take(roles[f"c{size}"])]
    elif shape == 1:
        lines = [clause(0, "n", roles), clause(1, "n", roles), take(third[f"w{size}"]), take(roles[f"c{size}"])]
    else:
        lines = [clause(0, "n", third), take(roles[f"w{size}"]), clause(1, "n", third), take(roles[f"c{size}"])]
    if not all(lines) or any(han(line) != size for line in lines):
        return ""
    if not {lines[1][-1], lines[3][-1]} <= finals or lines[1][-1] == lines[3][-1] or lines[2][-1] in finals:
        return ""
    return f"{lines[0]}，\n{lines[1]}。\n{lines[2]}，\n{lines[3]}。"


def holds_rhyme(text: str) -> bool:
    """Whether `text` is four lines of five or of seven characters whose second and fourth end in one family of finals."""
    lines = [re.sub(r"[^\u3400-\u9fff]", "", line) for line in text.splitlines() if line.strip()]
    if len(lines) != 4 or {len(line) for line in lines} not in ({5}, {7}):
        return False
    b, d = lines[1][-1], lines[3][-1]
    return b != d and any(b in finals and d in finals for finals, _ in rhyme_book())

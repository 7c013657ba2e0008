"""What an English line names, in Chinese: things of lore and nouns of the list, how many they are, whose, and of which look. Torch-free."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from studio.art.muse.chinese.naming import with_owners
from studio.art.muse.chinese.sorts import is_a, sort_of
from studio.art.muse.chinese.words import made, measure
from studio.art.muse.grammar import kinds, lore
from studio.art.muse.grammar.lore import Concept
from studio.art.muse.grammar.nouns import named_beside, unknown_nouns
from studio.art.words import chinese as words
from studio.art.words import nouns_zh

_NUMBERS = {
    "two": "两", "both": "两", "three": "三", "four": "四", "five": "五", "six": "六", "seven": "七", "eight": "八", "nine": "九", "ten": "十",
    "eleven": "十一", "twelve": "十二", "dozen": "十二", "twenty": "二十", "hundred": "一百", "thousand": "一千", "several": "几", "few": "几", "some": "几",
    "many": "许多", "countless": "无数", "pair": "一对", "couple": "两",
}  # fmt: skip
_NUMBER = re.compile(
    rf"\b({'|'.join(_NUMBERS)}|\d\d?)(?: of)?((?: (?!and\b|or\b|in\b|on\b|at\b|with\b|under\b|of\b)[a-z-]+){{0,2}}) $",
    re.I,
)
_FIRST = {
    "glass": "玻璃", "paper": "纸", "stone": "石", "wood": "木", "tin": "铁皮", "iron": "铁", "gold": "金", "silver": "银", "copper": "铜", "bronze": "铜",
    "brick": "砖", "straw": "稻草", "snow": "雪", "ice": "冰", "clay": "陶", "cloth": "布", "rain": "雨", "sea": "海", "night": "夜", "winter": "冬日", "summer": "夏日",
    "spring": "春日", "autumn": "秋日", "morning": "清晨", "evening": "傍晚", "toy": "玩具", "wool": "羊毛", "silk": "丝绸", "leather": "皮", "sand": "沙", "moon": "月亮",
    "water": "水", "home": "家", "street": "街头", "church": "教堂", "school": "学校", "village": "村里", "city": "城里", "river": "河", "fire": "火", "light": "光", "shadow": "影",
}  # fmt: skip
"""First halves of compounds that are said in another way than the noun alone."""
_CALLED = {
    "brother": "哥哥",
    "sister": "姐姐",
    "uncle": "舅舅",
    "reader": "读者",
    "cloth": "布",
    "glass": "玻璃杯",
    "heart": "心",
}
"""Things of lore that an English line means otherwise than their Chinese noun says."""
_LOOKS = re.compile(r"((?:[a-z-]+ ){1,2})$", re.I)
_MADE = re.compile(r" (?:made|built|carved) (?:out of|of|from) ([a-z]+)\b", re.I)
_OWNED = re.compile(r"['’]s?(?: [a-z-]+){0,2} $", re.I)


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    concept: Concept
    many: bool


@lru_cache(maxsize=256)
def named_of(line: str) -> tuple[Concept, ...]:
    """The things of an English line, in its order, with their Chinese nouns; without what it denies, and without nouns that
    have no Chinese here."""
    found = _found(line)
    out: dict[str, Concept] = {}
    for k, thing in enumerate(found):
        before = line[found[k - 1].end if k else 0 : thing.start]
        c = _told(thing, before)
        matter = _MADE.match(line, thing.end)
        if matter is not None and (_FIRST.get(matter[1].lower()) or _word(matter[1].lower())):
            c = replace(c, zh=replace(c.zh, before=f"{_FIRST.get(matter[1].lower()) or _word(matter[1].lower())}做的"))
        owner = found[k - 1].concept if k else None
        if owner is not None and _OWNED.fullmatch(before):
            told = _owner(out.get(owner.id, owner))
            c = replace(c, zh=replace(c.zh, before=f"{told}的{c.zh.before if len(c.zh.before) < 4 else ''}"))
        if k and _MADE.fullmatch(line[found[k - 1].end : thing.end]):
            continue  # a city made of paper
        out.setdefault(c.id, c)
    return tuple(with_owners(out.values()))


@lru_cache(maxsize=256)
def denied_of(line: str) -> tuple[str, ...]:
    """The Chinese nouns of what an English line says is not there."""
    from studio.art.muse.brief import denied

    return tuple(t.concept.zh.noun for t in _all(line) if denied(line, line[t.start : t.end]))


def _found(line: str) -> list[_Found]:
    from studio.art.muse.brief import denied

    return [t for t in _all(line) if not denied(line, line[t.start : t.end])]


@lru_cache(maxsize=256)
def _all(line: str) -> tuple[_Found, ...]:
    nouns = unknown_nouns(line)
    out: list[_Found] = []
    for noun in nouns:
        place = re.search(rf"\b{re.escape(noun)}\b", line)
        c = _chinese(noun) if place is not None else None
        if place is not None and c is not None:
            out.append(_Found(*place.span(), c, kinds.kind_of(noun).plural))
    for c in named_beside(line, nouns):
        called = _CALLED.get(c.id, c.zh.noun)
        for name in (c.many, c.noun, c.id):
            place = re.search(rf"\b{re.escape(name)}\b", line, re.I) if name else None
            if place is not None:
                # An old woman and a black cat have words of their own.
                look = re.search(r"[a-z]+ $", line[: place.start()], re.I)
                whole = f"{look[0]}{kinds.singular(place[0])}".lower() if look is not None else ""
                if look is not None and whole in nouns_zh.by_english():
                    own = made(nouns_zh.by_english()[whole].own)
                    out.append(_Found(look.start(), place.end(), own, name == c.many and name != c.noun))
                    break
            if place is not None and not any(f.start < place.end() and place.start() < f.end for f in out):
                many = name == c.many and name != c.noun
                called = c.zh.noun if many and c.id in ("brother", "sister") else called
                out.append(_Found(*place.span(), replace(c, zh=replace(c.zh, noun=called)), many))
                break
    # The night of a night sky is no thing beside it.
    apart = [f for f in out if not any(o is not f and o.start <= f.start and f.end <= o.end for o in out)]
    return tuple(sorted(apart, key=lambda f: f.start))


def _chinese(noun: str) -> Concept | None:
    """What the list or the dictionary calls a noun that lore does not know; of a compound that neither knows its halves."""
    low = noun.lower()
    own = _word(low)
    if own:
        return made(own)
    *first, last = low.split()
    if not first:
        return None
    behind = next(iter(lore.named(last)), None)
    head = behind.zh.noun if behind is not None else _word(last)
    if not head:
        return None
    before = next((c.zh.noun for c in lore.named(first[-1])), "") or _word(first[-1])
    before = _FIRST.get(first[-1], before)
    if not before:
        return replace(behind, zh=replace(behind.zh, noun=head)) if behind is not None else made(head)
    told = f"{before}{head}"
    if behind is None:
        return replace(made(told), id=f"zh:{told}")
    return replace(behind, id=f"zh:{told}", zh=replace(behind.zh, noun=told))


def _word(noun: str) -> str:
    """The Chinese word for an English noun in lower case, in the singular or the plural; "" where there is none."""
    *first, last = noun.split()
    for form in (noun, " ".join((*first, kinds.singular(last)))):
        if form in nouns_zh.by_english():
            return nouns_zh.by_english()[form].own
        if form in _by_english():
            return _by_english()[form]
    return ""


@lru_cache(maxsize=1)
def _by_english() -> dict[str, str]:
    """Nouns of the dictionary by their English."""
    out: dict[str, str] = {}
    for own, (kind, english) in words.dictionary().items():
        if kind == "n" and english and len(own) > 1:
            out.setdefault(english, own)
    return out


@lru_cache(maxsize=1)
def _looks() -> dict[str, str]:
    """English adjectives -> the Chinese that stands before a noun, with 的."""
    out: dict[str, str] = {}
    for own, (kind, english) in words.dictionary().items():
        if kind == "a" and english and len(own) > 1 and not re.search("地$|一个人|独自|远方|远处|如梦|梦幻", own):
            out.setdefault(english, own if own.endswith("的") else f"{own}的")
    known = {"red": "红色的", "old": "老旧的", "small": "小小的", "little": "小小的", "big": "巨大的", "yellow": "黄色的", "blue": "蓝色的", "green": "绿色的",
             "white": "白色的", "black": "黑色的", "golden": "金色的", "silver": "银色的", "lonely": "孤独的", "young": "年轻的", "broken": "破碎的", "empty": "空荡荡的",
             "blind": "失明的", "wet": "湿漉漉的", "tall": "高高的", "new": "崭新的", "burning": "燃烧的", "frozen": "结冰的", "abandoned": "废弃的", "forgotten": "被遗忘的",
             "sleeping": "熟睡的", "lost": "走失的", "hidden": "隐秘的", "orange": "橙色的", "gray": "灰色的", "grey": "灰色的", "long": "长长的", "wooden": "木头的",
             "rusty": "生锈的", "dusty": "落满灰的", "flying": "会飞的", "stolen": "被偷的", "striped": "条纹的", "torn": "撕破的", "unfinished": "未完成的", "last": "最后的"}  # fmt: skip
    return out | known


def _told(thing: _Found, before: str) -> Concept:
    """With how many there are, and how they look."""
    c = thing.concept
    number = _NUMBER.search(before)
    many = ""
    if number is not None and (thing.many or is_a(c, frozenset({"folk"}))):
        said = number[1].lower()
        many = _NUMBERS.get(said, said)
    elif thing.many and _is_counted(c):
        many = "几"
    looks = _LOOKS.search(before)
    adjectives = [_looks().get(w.lower(), "") for w in looks[1].split()] if looks is not None else []
    look = next((a for a in reversed(adjectives) if a), "")
    if c.kind in ("idea", "hour", "season") or (look == "老旧的" and _lives(c)):
        look = "年老的" if look == "老旧的" and _lives(c) else ""
    if many == "一对":
        zh = replace(c.zh, before=look, number="一", unit="双" if sort_of(c) == "hand" else "对")
    else:
        zh = replace(
            c.zh, before=look, number=many, unit=measure(c.zh.noun) if many and many not in ("许多", "无数") else ""
        )
    return replace(c, zh=zh)


def _lives(c: Concept) -> bool:
    return is_a(c, frozenset({"folk", "creature"}))


def _is_counted(c: Concept) -> bool:
    """Whether several of a thing are told as several: what is seen piece by piece."""
    return sort_of(c) in (
        "person bird pet farm wild bug swim tree flower hand house big boat bike car fly rail tune part bit".split()
    )


def _owner(c: Concept) -> str:
    """ "三位养蜂人", "养蜂人", "年老的陶匠"."""
    many = f"{c.zh.number}{c.zh.unit}" if c.zh.number else ""
    return f"{many}{c.zh.before}{c.zh.noun}"

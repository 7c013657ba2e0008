"""What a Chinese line speaks of: its things with what stands before them, how many they are, and what it denies. Torch-free."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from studio.art.muse.chinese.reading import Word, sentences
from studio.art.muse.chinese.sorts import sort_of, sort_of_word
from studio.art.muse.chinese.words import made
from studio.art.muse.grammar import lore
from studio.art.muse.grammar.lore import Concept
from studio.art.words import chinese as words
from studio.art.words import nouns_zh
from studio.art.words.lexicon import find, words_of

_HAN = re.compile(r"[\u3400-\u9fff]")
_LONGEST = 9
"""Characters before a noun that a text says again."""
_STOOD_FOR = {
    "sunset": "sun", "sunrise": "sun", "golden hour": "sun", "moonlight": "moon", "crescent moon": "moon", "starry night": "star", "stars": "star",
    "milky way": "star", "snowy peaks": "mountain", "golden leaves": "leaf", "cherry blossom": "blossom", "sailing boat": "sail",
    "snow night": "snow", "rainy night": "rain", "downpour": "rain", "after rain": "rain", "snowfall": "snow", "blizzard": "snow", "haze": "mist",
    "lit windows": "window", "street lamps": "lamp", "lanterns": "lamp", "cottage": "house", "houses": "house", "skyscrapers": "city",
    "pine forest": "forest", "wheat field": "wheat", "roofs": "roof", "stillness": "silence", "reflections": "lake", "blue sky": "sky",
    "overcast": "cloud", "geese": "bird", "armchair": "chair", "bouquet": "vase", "people": "crowd", "a couple": "lovers",
    "open sea": "sea", "riverbank": "river", "lakeside": "lake", "coast": "beach", "plain": "field", "hill path": "path", "bell sound": "bell",
    "sound of rain": "rain", "full moon": "moon", "windowsill": "window", "stone steps": "stair", "brick wall": "wall", "rain lane": "lane",
    "paper boat": "boat", "love letter": "letter", "trees": "tree", "heat": "summer", "river, willow trees": "river",
}  # fmt: skip
"""Words of the painter -> what of lore they stand for."""
_HAPPENS = frozenset(
    "下雪 下雨 飘雪 落雪 飞雪 雨后 下雨天 下雪天 台风天 雨天 雪天 海上 水边 河边 江边 湖边 溪边 想念".split()
)
"""Words that name a thing by what happens or where: told as the thing."""
_SAID = {"碗面": "碗汤面", "等人": "等待"}
"""What is read as another word."""
_MEANT = re.compile("|".join(_SAID))
_MANNER = re.compile(
    "(?:派|主义|画法|对照法|明暗法|浮世绘|装饰艺术|巴洛克|工笔画?|油画|水墨画?|国画|版画|素描|水彩画?)$"
)
"""Ways of painting: they are no things of the picture."""
_LIGHTS = frozenset("light weather season color mood medium composition".split())
_APART = frozenset(
    "hour season weather above water shore land garth town hall way room cafe big idea event feeling sound fire".split()
)
"""Sorts that are a thing of their own before another noun: 雪夜灯塔 is a night and a lighthouse, 玻璃花园 one garden."""
_FOLK = frozenset("person pair crowd".split())
_LIVING = frozenset("bird pet farm wild bug swim person pair crowd".split())
_BUILT = frozenset("hand house big hall cafe room town food boat car".split())
"""Sorts that the last character of a word tells, also where the library takes it for something else: 糖画摊."""
_SMALL = frozenset("hand food house".split())
_SENTENCE = 14
"""Characters of a line that is a picture as it stands."""
_MOVES = frozenset("过 上 下 来 去 进 出 飞 跑 走 游".split())
_OF_SELF = ("自己", "自家")
_MEN = frozenset("人 人们 人群 人影".split())
_SELF = frozenset("我 你 您 我们 你们 咱们 这 那 这个 那个".split())


@dataclass(frozen=True)
class Spoken:
    """`things` in the order of the line; `denied`: nouns of what there is not."""

    things: tuple[Concept, ...]
    denied: tuple[str, ...]


@lru_cache(maxsize=256)
def spoken(line: str) -> Spoken:
    """What a line names: things of lore under the artist's own word for them, own words that lore does not know, and ideas. Words of light,
    hour or medium alone are not things."""
    said = _MEANT.sub(lambda m: _SAID[m[0]], line)
    parts = [_joined(_others(part)) for part in sentences(said)]
    out: dict[str, Concept] = {}
    denied: list[str] = []
    for part in parts:
        things, none = _of_part(part)
        denied += none
        for c in things:
            # Two words for one thing of lore are two things: 哥哥和弟弟.
            again = c.id in out and out[c.id].zh.noun != c.zh.noun
            key = f"zh:{c.zh.noun}" if again else c.id
            out.setdefault(key, replace(c, id=key))
    if not out:
        out = {c.id: c for c in _of_bare(line, [w for part in parts for w in part])}
    return Spoken(tuple(with_owners(out.values())), tuple(denied))


def with_owners(things: Iterable[Concept]) -> list[Concept]:
    """The things of a line, what is a part of somebody together with whose it is: grandmother's eyes are one thing, not two."""
    out = list(things)
    for k, c in enumerate(out):
        owner = next((o for o in out if o is not c and c.zh.before.endswith(f"{o.zh.noun}的")), None)
        if sort_of(c) == "body" and owner is not None:
            noun = f"{c.zh.before}{c.zh.noun}"
            out[k] = replace(c, id=f"zh:{noun}", zh=replace(c.zh, noun=noun, before="", number="", unit=""))
            out.remove(owner)
            return with_owners(out)
    return out


def spoken_of(line: str) -> list[Concept]:
    """The things of `spoken`."""
    return list(spoken(line).things)


def _others(part: tuple[Word, ...]) -> list[Word]:
    """Without 自己的: whose a thing is that its owner is named with."""
    selves = {k for k, word in enumerate(part) if word.own in _OF_SELF}
    selves |= {k + 1 for k in selves if k + 1 < len(part) and part[k + 1].kind == "的"}
    return [word for k, word in enumerate(part) if k not in selves]


@lru_cache(maxsize=256)
def told_of(line: str) -> str:
    """A short line that says what somebody does or where something is, 妈妈晒被子, as it stands; "" for one that only names."""
    bare = line.strip().rstrip("。！!.")
    parts = sentences(bare)
    if len(parts) != 1 or not 4 <= len(_HAN.findall(bare)) <= _SENTENCE or not re.fullmatch(r"[\u3400-\u9fff]+", bare):
        return ""
    part = _others(parts[0])
    last = max((k for k, word in enumerate(part) if word.kind == "的"), default=-1)
    nouns = [k for k, word in enumerate(part) if k > last and word.kind in ("n", "name")]
    does = [k for k, word in enumerate(part) if word.kind in ("v", "在") or word.own in _MOVES]
    plain = not any(word.kind in ("neg", "c") or word.own in _SELF for word in part)
    return bare if plain and nouns and any(k > nouns[0] for k in does) else ""


def _joined(part: list[Word]) -> list[Word]:
    """With two nouns in a row as one where the first tells what the second is of: 量子咖啡馆, 机器人园丁."""
    out: list[Word] = []
    for word in part:
        before = out[-1] if out else None
        last = word is part[-1] and len(word.own) == 1 and not word.text
        ends = before is not None and last and before.kind == "n" and sort_of_word(before.own + word.own) in _BUILT
        one = before is not None and word.kind == "n" and before.kind in ("n", "v") and _are_one(before, word)
        if before is not None and (one or ends):
            out[-1] = Word("n", before.own + word.own, word.text)
        else:
            out.append(word)
    return out


def _are_one(before: Word, word: Word) -> bool:
    if not _HAN.search(before.own + word.own) or sort_of_word(word.own) in ("hour", "season", "trace"):
        return False
    if before.kind == "v":
        # 外卖骑手, 钓鱼竿: a doing that is a noun by itself.
        return (
            len(before.own) == 2
            and before.own[-1] not in "着了过"
            and sort_of_word(before.own + word.own) not in ("thing", "idea", "event")
            and before.own not in words.dictionary()
        )
    first = _concept(before)
    sort = sort_of(first) if first is not None else "thing"
    if sort in _LIVING:
        return sort not in _FOLK or (sort_of_word(word.own) in _FOLK and before.own not in _kin())
    return sort not in _APART or (
        len(before.own) > 1 and before.own not in words.dictionary() and sort in ("idea", "event")
    )


@lru_cache(maxsize=1)
def _kin() -> frozenset[str]:
    return frozenset("爸爸 妈妈 爷爷 奶奶 外婆 外公 哥哥 姐姐 弟弟 妹妹 父亲 母亲 祖父 祖母 老师".split())


def _of_part(part: list[Word]) -> tuple[list[Concept], list[str]]:
    things: list[Concept] = []
    denied: list[str] = []
    start = 0
    negated = False
    named = False
    for k, word in enumerate(part):
        after = part[k + 1] if k + 1 < len(part) else None
        if word.kind == "neg":
            negated = True
            continue
        if word.kind in ("c", "在", "有", "whole"):
            start, negated, named = k + 1, False, False
            continue
        noun = word.kind in ("n", "name", "place") or _is_head(part, k)
        if not noun:
            if word.kind == "p" and (after is None or after.kind not in ("的",)):
                start = k + 1
            if word.kind == "v":
                negated = False
                alive = any(sort_of(c) in _LIVING for c in things)
                of_itself = not alive and (after is None or after.kind not in ("n", "name", "的"))
                done = (_doing(word.own) if of_itself else None) or _done(word, after)
                things += [done] if done is not None else []
            continue
        if negated:
            denied += [word.own] if word.own not in _MEN else []
            negated = False
            continue
        modifier = after is not None and (
            after.kind == "的" or (after.kind == "p" and k + 2 < len(part) and part[k + 2].kind == "的")
        )
        before = part[start:k]
        c = _concept(word)
        if modifier or (after is not None and after.kind == "v" and any(w.kind == "的" for w in part[k + 1 :])):
            # What tells of another noun is a thing of its own where it is known what that is.
            if c is not None and (word.kind != "n" or word.text or sort_of(c) != "thing"):
                counts = part[k - 1] if k and part[k - 1].kind == "num" else None
                number, unit = (counts.number, counts.unit) if counts is not None else ("", "")
                things.append(replace(c, zh=replace(c.zh, number=number, unit=unit)))
            named = True
            continue
        if c is not None:
            things.append(_told(c, before, named))
        start, named = k + 1, False
    return things, denied


def _done(word: Word, after: Word | None) -> Concept | None:
    """What is done with: the chess of 下棋, but not where that tells who somebody is (下棋的人)."""
    end = word.own[-1]
    if len(word.own) != 2 or word.own in words.dictionary() or (after is not None and after.kind == "的"):
        return None
    kind, english = words.dictionary().get(end, ("", ""))
    return _concept(Word("n", end, english)) if kind == "n" and sort_of_word(word.own) != "event" else None


def _doing(own: str) -> Concept | None:
    """What one does, where lore tells of it: 夜里游泳."""
    found = _by_noun().get(own, "")
    return lore.concepts()[found] if found and lore.concepts()[found].kind == "idea" else None


def _is_head(part: list[Word], k: int) -> bool:
    """Whether a word that the library takes for something else must be a noun: the last one behind 的, or what is done to it."""
    if k != len(part) - 1 or k == 0 or part[k].text:
        return False
    return (part[k - 1].kind == "的" and part[k].kind in ("v", "a", "x")) or (
        part[k - 1].kind == "v" and part[k].kind == "a"
    )


def _told(c: Concept, before: list[Word], named: bool) -> Concept:
    """With what stands before the noun, and how many there are."""
    number = unit = ""
    while before and before[0].own in _SELF:
        before = before[1:]  # 我哥哥: who tells the story is another
        if before and before[0].kind == "的":
            before = before[1:]
    at = next((k for k, w in enumerate(before) if w.kind == "num"), None)
    last = bool(at) and at == len(before) - 1 and before[0].own in ("最后", "最初", "第一")
    inner = before[at + 1 :] if at is not None else []
    # 一只猫的影子: the number is that of the cat.
    owned = [w.kind for w in inner] == ["n", "的"]
    if at is not None and not last and not owned:
        verbs = any(w.kind == "v" for w in inner)
        if at == 0 or verbs or not any(w.kind == "的" for w in inner):
            number, unit = before[at].number, before[at].unit
            before = inner
    if not any(w.kind == "的" for w in before):
        # Only what is close: 喝冰可乐.
        close: list[Word] = []
        while before and before[-1].kind in ("a", "x", "num"):
            close.insert(0, before[-1])
            before = before[:-1]
        before = [w for w in close if w.kind in ("a", "num")]
    told = "".join(w.own for w in before)
    if c.zh.noun in _MEN and told.endswith("的"):
        # 打瞌睡的人 is somebody, and never told without that.
        own = f"{told}{'人' if c.zh.noun == '人群' else c.zh.noun}"
        return replace(made(own), kind="person", zh=replace(made(own).zh, number=number, unit=unit))
    if len(told) > _LONGEST or (told in ("远处的", "远方的") and sort_of(c) in (_BUILT | _APART) - _SMALL):
        told = ""  # a mill that is far away is come upon all the same
    return replace(c, zh=replace(c.zh, before=told, number=number, unit=unit))


def _concept(word: Word) -> Concept | None:
    """What a noun names; None for what is no thing of a picture: a way of painting, a kind of light."""
    own = word.own
    if word.kind == "name":
        return replace(made(own), kind="person")
    if _MANNER.search(own):
        return None
    known, by_noun = lore.concepts(), _by_noun()
    if own in by_noun:
        return known[by_noun[own]]
    if not _HAN.search(own):
        return next(iter(lore.named(own)), None)
    if own not in words.dictionary():
        return _by_end(own, word.kind)
    named = lore.named(word.text)
    # A wind chime is no wind: what the words end in is meant.
    head = word.text.split()[-1] if word.text else ""
    alone = len(named) == 1 and (
        head in (named[0].noun.split()[-1], named[0].many.split(" ")[-1]) or word.text == named[0].id
    )
    meant = known[_STOOD_FOR[word.text]] if word.text in _STOOD_FOR else named[0] if alone else None
    listed = nouns_zh.by_own().get(own)
    if meant is not None and listed is not None and sort_of(meant) != listed.sort:
        meant = None  # 露天电影 is no cinema
    if meant is not None:
        # 桌 is told as 桌子, but 江 stays 江.
        plain = len(own) == 1 and own in meant.zh.noun and own not in "盐船"
        called = meant.zh.noun if plain or own in _HAPPENS else own
        return replace(meant, zh=replace(meant.zh, noun=called))
    light = any(h.concept.axis in _LIGHTS for h in find(words_of(word.text)))
    return made(own) if listed is not None or not light or sort_of_word(own) != "thing" else None


def _by_end(own: str, kind: str) -> Concept:
    """A word that no table knows: of the kind of what it ends in, where both are of one sort."""
    sort = sort_of_word(own)
    for k in range(1, len(own)):
        end = own[k:]
        if words.dictionary().get(end, ("",))[0] == "n" and sort_of_word(end) == sort and sort != "thing":
            meant = _concept(Word("n", end, words.dictionary()[end][1]))
            if meant is not None and not meant.id.startswith("zh:"):
                return replace(meant, id=f"zh:{own}", zh=replace(meant.zh, noun=own))
            break
    c = made(own)
    return replace(c, kind="place") if kind == "place" else c


def _of_bare(line: str, found: list[Word]) -> list[Concept]:
    """A line that names nothing is about what is done or felt: 等待, 失眠; a short one of which no word is known is a name."""
    doings = [w for w in found if w.kind in ("v", "a") and len(w.own) > 1]
    if doings:
        return [_doing(w.own) or replace(made(w.own), kind="idea") for w in doings]
    if (
        re.fullmatch(r"[\u3400-\u9fff]{2,5}", line)
        and not re.search("[的了吗呢吧着过是不没很太真]", line)
        and not _MANNER.search(line)
    ):
        return [made(line)]
    return []


@lru_cache(maxsize=1)
def _by_noun() -> dict[str, str]:
    return {c.zh.noun: c.id for c in lore.concepts().values()}

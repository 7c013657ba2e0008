"""The words of a Chinese line with their parts of speech. Torch-free.

`rjieba` (MIT; the segmentation and tags of jieba: a word graph over its list of words with frequencies, a hidden Markov model for
what is not listed) cuts the line; it is loaded by the first Chinese line. What `resources/words/chinese.txt` knows is of the
kind that stands there, for that is what the muse can tell of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from studio.art.muse.chinese.sorts import sort_of_word
from studio.art.words import chinese as words
from studio.art.words.traditional import simplified

if TYPE_CHECKING:
    import rjieba

_LOCATIVE = "上下里中边旁前后内外间口顶"
_BESIDE = frozenset("对面 对岸 隔壁 附近 两旁 两边 四周 周围 背面 尽处 那边 这边 门前 身边 身后 面前".split())
_DOES = frozenset("剥带晒学煮洗买卖拿穿戴抱背送借还找丢捡修织补剪喂养种摘等听闻数写画吃喝看坐推拉搬追切炒打开关放")
"""What is done with the noun behind it, where the library knows both as one word: 放风筝."""
_PASSES = frozenset("过穿飞跑游渡爬跳走")
_LEARNS = frozenset("学教练问帮陪")
"""What a word that the library does not know ends in or begins with: what somebody does."""
_TAKES = frozenset("爬翻钻踩挑骑放养种卖买钓捕采摘喂修补写弹吹划打封")
"""What is done with the one character behind it: 骑马."""
_FAMILY = frozenset(
    "张黄马高白金林李刘陈赵吴徐孙郭郑宋邓冯韩曹彭萧蔡潘董袁蒋杜苏魏吕沈姚卢姜崔谭廖范汪陆贾韦邱侯邹孟秦薛尹陶贺顾郝龚邵王周杨朱何罗梁谢唐许"
)
"""Names of families, with which the name of somebody begins."""
_TITLES = frozenset(
    "师傅 老师 先生 太太 小姐 阿姨 叔叔 伯伯 大爷 大妈 大叔 大哥 大姐 医生 老板 教授 奶奶 爷爷 同学 警官 校长".split()
)
_NUMBER = re.compile(r"([一二两三四五六七八九十百千万几半双数]+)([\u3400-\u9fff]{0,2})")
_ROWS = frozenset("行 排 串 群 队 堆 层 圈".split())
_KINDS = {
    "n": "n",
    "t": "n",
    "s": "n",
    "v": "v",
    "a": "a",
    "b": "a",
    "z": "a",
    "i": "a",
    "l": "a",
    "f": "p",
    "c": "c",
    "r": "r",
    "e": "n",
}


@dataclass(frozen=True)
class Word:
    """`kind`: n, name (of somebody), place (its name), a, v, p, num, neg, c, r, x, 的, 有, 在, "whole" (a phrase of the muse). `text`: English, where
    the dictionary knows it. `number`, `unit`: of 三只."""

    kind: str
    own: str
    text: str = ""
    number: str = ""
    unit: str = ""


@lru_cache(maxsize=1)
def _cutter() -> rjieba.Jieba:
    """One for all threads: it is only read once it is made."""
    import rjieba

    made = rjieba.Jieba()
    for word in words.dictionary():
        if len(word) > 1 and not made.has_word(word):
            made.add_word(word, None, None)
    return made


@lru_cache(maxsize=256)
def sentences(line: str) -> tuple[tuple[Word, ...], ...]:
    """The words of each part between signs."""
    return tuple(_words(part) for part in words.clauses(simplified(line)))


def _words(part: str) -> tuple[Word, ...]:
    if part in words.phrases():
        return (Word("whole", part, words.phrases()[part]),)
    found = [w for own, tag in _recut(_cutter().tag(part)) if own.strip() for w in _refined(own, tag)]
    return tuple(_named(found))


def _recut(tagged: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """With 修 水管 for 修水 管: what is done to a noun is no part of it."""
    out: list[tuple[str, str]] = []
    for own, tag in tagged:
        before = out[-1][0] if out else ""
        one = len(own) == 1 and len(before) == 2 and before not in words.dictionary() and before[0] in _DOES
        if one and _cutter().has_word(before[1] + own):
            out[-1:] = [(before[0], "v"), (before[1] + own, "n")]
        else:
            out.append((own, tag))
    return out


def _refined(own: str, tag: str) -> list[Word]:
    known = words.dictionary()
    if len(own) == 2 and own[0] in _LOCATIVE and own[1] == "的":
        return [Word("p", own[0], known.get(own[0], ("", ""))[1]), Word("的", "的")]
    if own in known and known[own][0] not in ("m", "num"):
        kind, english = known[own]
        timed = kind == "whole" and sort_of_word(own) in ("hour", "season")
        return [Word("n" if timed else kind, own, english)]
    counts = _NUMBER.fullmatch(own)
    if counts and counts[2] in ("月", "点") and own != "一点":
        return [Word("n", own)]
    if counts and (tag.startswith("m") or own in known or counts[2] in _ROWS):
        return [Word("num", own, known.get(counts[1], ("", ""))[1], counts[1], counts[2])]
    if own in known:
        kind, english = known[own]
        return [Word(kind, own, english, own if kind == "num" else "")]
    if own[0] in "没无" and len(own) == 2 and own[1] in known:
        return [Word("neg", own[0]), *_refined(own[1], "n")]
    if own[-1] == "口" and own[:-1] in known and sort_of_word(own) == "way":
        return [Word("n", own)]  # 地铁口
    if len(own) > 1 and own[-1] in _LOCATIVE and known.get(own[:-1], ("",))[0] == "n":
        return [*_refined(own[:-1], "n"), Word("p", own[-1], known.get(own[-1], ("", ""))[1])]
    if (
        own[0] in _DOES
        and known.get(own[1:], ("",))[0] == "n"
        and len(own) > 2
        and sort_of_word(own) == sort_of_word(own[1:])
    ):
        return [Word("v", own[0]), *_refined(own[1:], "n")]
    if len(own) == 2 and own[1] in _PASSES and known.get(own[0], ("",))[0] == "n" and not _cutter().has_word(own):
        return [*_refined(own[0], "n"), Word("v", own[1])]  # 四匹马过浅滩
    if len(own) > 2 and own[0] in _LEARNS and _cutter().has_word(own[1:]) and sort_of_word(own) == "thing":
        return [Word("v", own[0]), *_refined(own[1:], "v")]
    if len(own) == 2 and own[0] in _TAKES and known.get(own[1], ("",))[0] == "n":
        return [Word("v", own)]
    if tag.startswith("nr") and own not in known:
        return _of_name(own, tag)
    if _is_name(own, tag):
        return [Word("name", own)]
    if own in _BESIDE:
        return [Word("p", own)]
    if tag == "ns":
        return [Word("place", own)]
    if tag in ("uj", "ude1"):
        return [Word("的", own)]
    return [Word(_KINDS.get(tag[:1], "x"), own, own if tag == "eng" else "")]


def _of_name(own: str, tag: str) -> list[Word]:
    """What the library takes for a name, which may be a thing with what it does (白鹭飞) or is like (白衬衫)."""
    known = words.dictionary()
    if len(own) == 3 and known.get(own[:2], ("",))[0] == "n":
        return [*_refined(own[:2], "n"), Word("v", own[2])]
    plain = sort_of_word(own) not in ("thing", "person")
    if plain and known.get(own[0], ("",))[0] == "a" and _cutter().has_word(own[1:]):
        return [Word("a", own[0], known[own[0]][1]), *_refined(own[1:], "n")]
    if len(own) == 2 and own[0] not in _FAMILY and known.get(own[0], ("",))[0] == "n":
        return [*_refined(own[0], "n"), Word("v", own[1])]  # 雨淋
    return [Word("name" if _is_name(own, tag) else "n", own)]


def _is_name(own: str, tag: str) -> bool:
    known = words.dictionary()
    if len(own) == 2 and own[0] in "小老阿":
        return own[1] in _FAMILY and known.get(own[1], ("",))[0] != "n"
    if (
        not tag.startswith("nr")
        or not (2 <= len(own) <= 3 or tag == "nrt")
        or sort_of_word(own) not in ("thing", "person")
    ):
        return False
    return own[0] in _FAMILY or tag == "nrt" or _cutter().has_word(own)


def _named(found: list[Word]) -> list[Word]:
    """With 马 师傅 as one, and a measure word behind its number as a part of it."""
    out: list[Word] = []
    for word in found:
        before = out[-1] if out else None
        if before is not None and before.own in _FAMILY and word.own in _TITLES:
            out[-1] = Word("name", before.own + word.own)
        elif before is not None and before.kind == "num" and not before.unit and word.kind == "m":
            out[-1] = Word("num", before.own + word.own, before.text, before.number, word.own)
        elif word.kind == "m" and word.own in _DOES | _TAKES:
            out.append(Word("v", word.own))  # 爷爷种的枣树
        elif word.kind == "m":
            # 张 or 口 without a number: what it measures elsewhere.
            out.append(Word("n", word.own, ""))
        else:
            out.append(word)
    return out

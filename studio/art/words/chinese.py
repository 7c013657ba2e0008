"""A Chinese line in the English that the reader and the sentence encoder understand. Torch-free.

Word by word, the longest first, with the little grammar that a line for a picture needs: 湖上的小船 is "boat on lake", 一只猫在窗边
"one cat beside window", 没有人 "no people". `resources/words/chinese.txt` is the dictionary, with the nouns of `nouns_zh`; the muse's own Chinese phrases
(`resources/muse/phrases_zh.txt`) go as a whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from studio.art.words import nouns_zh
from studio.art.words.traditional import simplified
from studio.core import paths

_TOGETHER = 40
"""Words of a clause that are set in order together: no sentence has more, and endless ones are read piece by piece."""
_WHOLE = 4
"""Characters from which a phrase of the muse is known inside a clause; shorter ones only as a clause of their own."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_STOPS = re.compile(r"[，。、；：！？,.;:!?\n（）()「」“”\"—…·]+")
_LATIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’.\-]*")


@dataclass(frozen=True)
class Translation:
    """`text`: English, "" where nothing was understood. `unknown`: Chinese words that were not."""

    text: str
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Token:
    """`kind`: n, a, v, p, num, m, x, neg, c, 的, 有, 在, "whole" (a phrase of the muse), "?" (not understood)."""

    kind: str
    text: str
    own: str


def has_chinese(text: str) -> bool:
    """Whether there is a Chinese character in `text`."""
    return _HAN.search(text) is not None


@lru_cache(maxsize=1)
def dictionary() -> dict[str, tuple[str, str]]:
    """Chinese word -> (kind, English); what `chinese.txt` says counts before the list of nouns. Raises `ValueError` for a row that breaks the form."""
    out: dict[str, tuple[str, str]] = {}
    kind = ""
    for number, line in enumerate(paths.resource("words", "chinese.txt").read_text("utf-8").splitlines(), 1):
        row = line.strip()
        if not row or row.startswith("#"):
            continue
        if row.startswith("["):
            kind = row.strip("[]")
            continue
        english, equals, words = row.partition("=")
        if not equals or not kind:
            raise ValueError(f"chinese.txt, line {number}: {line}")
        for word in words.split():
            out.setdefault(word, (kind, english.strip()))
    for own, noun in nouns_zh.by_own().items():
        out.setdefault(own, ("n", noun.english))
    for chinese, english in phrases().items():
        if len(chinese) >= _WHOLE:
            out.setdefault(chinese, ("whole", english))
    # 的 ends an adjective or a clause, 有 and 在 turn the order around: they are grammar, not words.
    out["的"], out["有"], out["在"] = ("的", ""), ("有", ""), ("在", "")
    return out


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(map(len, dictionary()))


@lru_cache(maxsize=1)
def phrases() -> dict[str, str]:
    """The muse's Chinese phrases and scenes with their English."""
    out: dict[str, str] = {}
    for line in paths.resource("muse", "phrases_zh.txt").read_text("utf-8").splitlines():
        if line.startswith(("#", "axis:")) or not line.strip():
            continue
        for pair in line.split("|")[-1].split(";"):
            chinese, _, english = pair.partition("=")
            out[_STOPS.sub("", chinese.strip())] = english.strip()
    return out


@lru_cache(maxsize=4096)
def to_english(text: str) -> Translation:
    """`text` in English; what is written in Latin letters stays as it is, traditional characters are read as simplified ones."""
    told: list[str] = []
    unknown: dict[str, None] = {}
    for clause in clauses(simplified(text)):
        found = _tokens(clause)
        unknown |= dict.fromkeys(t.own for t in found if t.kind == "?")
        ordered = [t for k in range(0, len(found), _TOGETHER) for t in _ordered(found[k : k + _TOGETHER])]
        said = " ".join(t.text for t in _many(ordered) if t.text)
        if said:
            told.append(said)
    return Translation(", ".join(told), tuple(unknown))


def tokens(text: str) -> list[Token]:
    """The words of a line, without measure words and empty ones, in their order; traditional characters are simplified."""
    return [t for clause in clauses(simplified(text)) for t in _tokens(clause)]


def clauses(text: str) -> list[str]:
    """Pieces of a simplified text between signs; the muse's own phrases hold signs and stay whole."""
    pieces = [p for p in _STOPS.split(text) if p.strip()]
    out: list[str] = []
    at = 0
    while at < len(pieces):
        for end in range(min(len(pieces), at + 4), at + 1, -1):
            joined = "".join(p.strip() for p in pieces[at:end])
            if joined in phrases():
                out.append(joined)
                at = end
                break
        else:
            out.append(pieces[at].strip())
            at += 1
    return out


def _tokens(clause: str) -> list[Token]:
    if clause in phrases():
        return [Token("whole", phrases()[clause], clause)]
    words, longest = dictionary(), _longest()
    out: list[Token] = []
    at = 0
    while at < len(clause):
        latin = _LATIN.match(clause, at)
        if latin:
            out.append(Token("n", latin[0], latin[0]))
            at = latin.end()
            continue
        for size in range(min(longest, len(clause) - at), 0, -1):
            own = clause[at : at + size]
            if own in words:
                kind, english = words[own]
                out.append(Token(kind, english, own))
                at += size
                break
        else:
            if _HAN.match(clause[at]):
                if out and out[-1].kind == "?":
                    out[-1] = Token("?", "", out[-1].own + clause[at])
                else:
                    out.append(Token("?", "", clause[at]))
            at += 1
    return _measured(out)


def _measured(tokens: list[Token]) -> list[Token]:
    """Without measure words and empty words. A word such as 面 or 把 counts as a measure only after a number or 这, 那."""
    out: list[Token] = []
    for k, token in enumerate(tokens):
        before = tokens[k - 1] if k else None
        if token.kind == "m":
            if before is None or not (before.kind == "num" or before.own in ("这", "那", "每")):
                continue
        elif token.kind == "v" and before is not None and before.kind == "num":
            continue  # 一落: a measure that is a verb elsewhere
        out.append(token)
    return [t for t in out if t.kind not in ("m", "x")]


def _ordered(tokens: list[Token]) -> list[Token]:
    """In English order: what lies somewhere goes before where it lies."""
    # 一只猫在窗边: cat beside window
    for k, token in enumerate(tokens):
        if token.kind == "在":
            end = next((j for j in range(k + 1, len(tokens)) if tokens[j].kind == "p"), None)
            head, rest = tokens[:k], tokens[k + 1 :]
            if end is None:
                place = [Token("p", "in", ""), *_plain(rest)]
                return [*_plain(head), *place]
            inside, after = tokens[k + 1 : end], [t for t in tokens[end + 1 :] if t.kind not in ("的",)]
            place = [tokens[end], *_plain(inside)]
            return (
                [*_ordered(head), *_ordered(after), *place]
                if after and not head
                else [*_ordered(head), *place, *_ordered(after)]
            )
    # 湖上的小船, 湖上有小船: boat on lake
    for k, token in enumerate(tokens):
        if token.kind == "p" and 0 < k < len(tokens) - 1:
            rest = tokens[k + 1 :]
            while rest and rest[0].kind in ("的", "有"):
                rest = rest[1:]
            if rest and rest[0].kind != "neg":
                return [*_ordered(rest), token, *_plain(tokens[:k])]
        if token.kind == "p" and k > 0:
            return [*_ordered(tokens[k + 1 :]), token, *_plain(tokens[:k])]
    # 雪夜的灯塔: lighthouse of snow night; an adjective stays in front.
    for k, token in enumerate(tokens):
        if token.kind == "的" and 0 < k < len(tokens) - 1 and tokens[k - 1].kind == "n":
            return [*_ordered(tokens[k + 1 :]), Token("p", "of", ""), *_plain(tokens[:k])]
    return _plain(tokens)


def _many(tokens: list[Token]) -> list[Token]:
    """With plurals after numbers: "two birds"."""
    out: list[Token] = []
    for token in tokens:
        before = out[-1] if out else None
        counted = before is not None and before.kind == "num" and before.text not in ("one", "")
        single = token.kind == "n" and token.text.isalpha() and not token.text.endswith("s")
        out.append(Token(token.kind, f"{token.text}s", token.own) if counted and single else token)
    return out


def _plain(tokens: list[Token]) -> list[Token]:
    return [t for t in tokens if t.kind not in ("的", "有", "在", "?") and (t.kind != "p" or t.text)]

"""Stress, metre and rhyme of English lines. Torch-free.

A line scans where its syllables can be said weak and strong in turn: words of several syllables keep their stress, articles
are never strong, and a word of weight is not swallowed in a weak place. Rhymes are told by families of words that
`resources/muse/quatrains.txt` lists.
"""

from __future__ import annotations

import re
from functools import lru_cache

from studio.art.muse.grammar.english import syllables
from studio.core import paths

_IAMBS = frozenset(
    "alone again away around across ago along among above about before behind below beneath beside between beyond asleep ablaze "
    "aglow until upon within without today tonight because become begin begins forget forgets remain remains recall recalls "
    "outlive outlives belong belongs return returns arrive arrives awake awakes appear appears goodbye café canal balloon bouquet "
    "bamboo cascade cement guitar hotel machine mundane parade ravine routine saloon serene sublime unmade unread unseen unsaid "
    "unsent untouched unknown uncut unstrung alive aloof adrift afar ajar aslant entire extreme immense precise profound remote "
    "secure severe sincere divine direct discreet complete exact against toward towards inside outside myself itself himself herself "
    "absorbed escaped upstairs tattooed reply replies aside enough into farewell".split()
)  # fmt: skip
_PATTERNS = {
    "anything": "101", "anyone": "101", "everything": "101", "everywhere": "101", "understand": "101", "unaware": "101", "horizon": "010",
    "umbrella": "010", "piano": "010", "musician": "010", "remembers": "010", "remember": "010", "cicada": "010", "mosquito": "010",
    "volcano": "010", "tomorrow": "010", "beginning": "010", "completely": "010", "another": "010", "together": "010", "potato": "010",
    "tomato": "010", "banana": "010", "museum": "010", "cathedral": "010", "electric": "010", "enormous": "010", "abandoned": "010",
    "forgotten": "010", "unopened": "010", "unfinished": "010", "remembered": "010", "impatient": "010", "companion": "010",
    "geranium": "0100", "photographer": "0100", "accordion": "0100", "machinery": "0100", "every": "10", "evening": "10", "quiet": "10",
    "violin": "101", "carousel": "101", "chandelier": "101", "lemonade": "101", "magazine": "101", "seventeen": "101", "fisherman": "101",
    "butterfly": "101", "waterfall": "101", "dragonfly": "101", "grandmother": "101", "grandfather": "101", "sunflower": "110",
    "photograph": "101", "silhouette": "101", "listening": "101", "wandering": "101", "covered": "10", "beautiful": "101",
    "lavender": "101", "factory": "101", "balcony": "101", "bicycle": "101", "lighthouse": "10", "moonlight": "10", "suitcase": "10",
    "scarecrow": "10", "snowfield": "10", "rainbow": "10", "orange": "10", "wherever": "010", "hours": "1", "hour": "1", "fire": "1",
}  # fmt: skip
_WEAK = frozenset(
    "a an the and or but nor for so yet of in on at by to from with as is are was were be been has have had do does did will would can "
    "can't could may shall should must i me my you your he him his she her it its we us our they them their who whose which that this "
    "these those there then than when where while if though how what why not no one all some each both half more most less much such "
    "very too still just only once now here out up down off through like near past into onto over under let lets goes go gone comes "
    "come came keeps keep turns turn lies lie stands waits moves falls says looks hears knows wants runs shines makes seems needs "
    "finds holds dreams smells two three old white blue gray green red wild far long light lies "
    "little two's cold good last first stays breaks grows step quite".split()
)  # fmt: skip
"""Words of one syllable that may stand in a weak place without a stumble."""


def stress(word: str) -> str | None:
    """A digit a syllable, "1" strong; "" for no word; None where the stress of a long word is not known."""
    w = word.lower().replace("’", "'").strip("'")
    w = w[:-2] if w.endswith("'s") else w
    if not w:
        return ""
    if w in _PATTERNS:
        return _PATTERNS[w]
    if w.endswith("s") and w[:-1] in _PATTERNS:
        return _PATTERNS[w[:-1]]
    if "-" in w:
        parts = [stress(p) for p in w.split("-")]
        return None if None in parts else "".join(p for p in parts if p)
    number = syllables(w)
    if w in _IAMBS or (w.endswith("s") and w[:-1] in _IAMBS):
        return "01"
    return {1: "1", 2: "10", 3: "100"}.get(number)


def pattern(text: str) -> str | None:
    """Stress of `text` as said on its own: articles and small words weak, the others as they are."""
    out = ""
    for w in re.findall(r"[\w'’-]+", text.lower()):
        p = "0" if w in ("a", "an", "the", "my", "our", "of") else stress(w)
        if p is None:
            return None
        out += p
    return out


def scans(line: str, feet: int = 4) -> bool:
    """Whether `line` is iambic with `feet` feet."""
    at = 0
    for w in re.findall(r"[\w'’-]+", line.lower()):
        p = stress(w)
        if p is None:
            return False
        if len(p) == 1:
            strong = at % 2 == 1
            if strong and w in ("a", "an", "the"):
                return False
            if not strong and w not in _WEAK:
                return False
        else:
            for k, mark in enumerate(p):
                strong = (at + k) % 2 == 1
                # The last syllable of a long word may be lifted into a strong place, never a first one pressed down.
                lifted = mark == "0" and strong and k == len(p) - 1 and k >= 2
                if (mark == "1") != strong and not lifted:
                    return False
        at += len(p)
    return at == 2 * feet


@lru_cache(maxsize=1)
def _families() -> dict[str, int]:
    out: dict[str, int] = {}
    number = 0
    for line in paths.resource("muse", "quatrains.txt").read_text("utf-8").splitlines():
        if line.startswith("rhyme:"):
            number += 1
            for word in line.removeprefix("rhyme:").split():
                out[word] = number
    return out


def last_word(line: str) -> str:
    found = re.findall(r"[a-z'’-]+", line.lower())
    return found[-1] if found else ""


def rhymes(a: str, b: str) -> bool:
    """Whether two lines (or words) end in different words of one family."""
    left, right = last_word(a), last_word(b)
    known = _families()
    return left != right and left in known and known.get(right) == known[left]


def same_sound(a: str, b: str) -> bool:
    """Whether two lines end in one family, the same word included."""
    known = _families()
    left = known.get(last_word(a))
    return left is not None and left == known.get(last_word(b))


def is_quatrain(text: str) -> bool:
    """Whether `text` is four iambic lines of three or four feet, all alike, in which at least the second and fourth rhyme, or
    the lines rhyme in pairs or around."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) != 4 or not any(all(scans(line, feet) for line in lines) for feet in (3, 4)):
        return False
    a, b, c, d = lines
    return rhymes(b, d) or (rhymes(a, b) and rhymes(c, d)) or (rhymes(a, d) and rhymes(b, c))

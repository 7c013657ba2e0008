"""Small English grammar for the muse: articles, agreement, capitals, syllables. Torch-free."""

from __future__ import annotations

import re
from functools import lru_cache

_AN = re.compile(r"^(?:(?!uni(?![nm])|us[eu]|ut[eio]|ubi|eu|ewe|one\b|once\b)[aeiou]|hour|honest|heir)", re.IGNORECASE)


def with_article(phrase: str) -> str:
    """ "old boat" -> "an old boat"."""
    return f"{'an' if _AN.match(phrase) else 'a'} {phrase}"


_COMPOUND = re.compile(
    "^(home|house|type|white|time|mile|fare|scare|vine|fire|tide|lime|side|face|space|wine|stone|fore|like|rope|smoke|wave|"
    "rose|grave|life|shore|horse|lake|pipe|game|gate|some|where|noise|pine|love)([bcdfghjklmnpqrstvwyz][a-z]{2,})$"
)
_THEIRS = {
    "its": "their", "his": "their", "her": "their", "itself": "themselves", "himself": "themselves", "herself": "themselves",
    "it": "they", "he": "they", "she": "they",
}  # fmt: skip
_NEVER_VERBS = frozenset((*_THEIRS, "twos", "nuns"))
_IRREGULAR = {"is": "are", "has": "have", "was": "were", "does": "do", "goes": "go"}


def plural_verb(predicate: str) -> str:
    """A predicate of the third person singular for a plural subject: "keeps its watch and waits" -> "keep their watch and wait".

    The first word, and each verb after "and" that ends in s: not what it smells of, "wax and pears", nor "ones and twos".
    """

    def turned(word: str) -> str:
        if word in _IRREGULAR:
            return _IRREGULAR[word]
        if re.search(r"(ches|shes|sses|xes|zes|oes)$", word):
            return word[:-2]
        if word.endswith("ies") and len(word) > 4:
            return word[:-3] + "y"
        return word[:-1] if word.endswith("s") and not word.endswith("ss") else word

    words = predicate.split()
    out = [turned(words[0])]
    for k, word in enumerate(words[1:], 1):
        verb = words[k - 1] == "and" and word.endswith("s") and not word.endswith("ss")
        verb = verb and word not in _NEVER_VERBS and "of" not in words[max(0, k - 3) : k - 1]
        out.append(turned(word) if verb else _THEIRS.get(word, word))
    return " ".join(out)


def sentence(text: str) -> str:
    """With a capital letter; its own punctuation is kept."""
    return text[:1].upper() + text[1:]


SMALL_IN_TITLES = frozenset("a an the of in on at by and or to for with from under as if".split())


_NAMES = re.compile(
    r"\b(january|february|april|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|"
    r"saturday|sunday|christmas|easter|scandinavian|mediterranean|japanese|chinese|dutch|flemish|french|venetian|italian|spanish|"
    r"european|persian|(?<=\bin )may(?= |,|$)(?! be)|(?<=\bof )may(?= |,|$)(?! be))\b"
)


def proper(text: str) -> str:
    """`text` with the capitals of months, days, feasts and peoples: "in January", "Scandinavian grays"."""
    return _NAMES.sub(lambda found: found.group().capitalize(), text)


def title_case(text: str) -> str:
    """Capitals as on a label: all words but the small ones inside."""
    words = text.split()
    inside = range(1, len(words) - 1)
    return " ".join(
        w if i in inside and w.lower() in SMALL_IN_TITLES else w[:1].upper() + w[1:] for i, w in enumerate(words)
    )


_SYLLABLES = {
    "every": 2, "evening": 2, "evenings": 2, "quiet": 2, "being": 2, "poem": 2, "poet": 2, "lion": 2, "violet": 3, "violin": 3,
    "violins": 3, "hour": 1, "hours": 1, "our": 1, "fire": 1, "fires": 1, "real": 1, "idea": 3, "ideas": 3, "being's": 2,
    "something": 2, "someone": 2, "sometimes": 2, "somewhere": 2, "everyone": 3, "everything": 3, "iron": 2, "piano": 3,
    "radio": 3, "diary": 3, "museum": 3, "area": 3, "create": 2, "creates": 2, "science": 2, "quietly": 3, "towards": 2,
    "toward": 2, "heaven": 2, "seven": 2, "eleven": 3, "people": 2, "unmade": 2, "lonely": 2, "homely": 2, "therefore": 2,
    "forest": 2, "forests": 2, "lovers": 2, "sidewalk": 2, "lighthouse": 2, "snowfield": 2, "moonlit": 2, "horizon": 3,
    "cruel": 2, "fuel": 2, "jewel": 2, "dial": 2, "trial": 2, "giant": 2, "riot": 2, "lying": 2, "dying": 2, "flying": 2,
    "going": 2, "doing": 2, "seeing": 2, "flower": 2, "flowers": 2, "tower": 2, "towers": 2, "shower": 2, "power": 2,
    "hundred": 2, "little": 2, "candle": 2, "table": 2, "apple": 2, "whole": 1, "tire": 1, "wire": 1, "sea": 1, "café": 2,
    "cafés": 2, "clothes": 1, "aisle": 1, "isle": 1, "beautiful": 3, "naked": 2, "sacred": 2, "wicked": 2, "crooked": 2,
    "rugged": 2, "barefoot": 2, "sunday": 2, "sundays": 2, "idle": 2, "chaos": 2, "poems": 2, "hive": 1, "meadows": 2,
    "anyone": 3, "curious": 3, "mysterious": 4, "various": 3, "serious": 3, "furious": 3, "glorious": 3, "household": 2,
    "onion": 2, "onions": 2, "million": 2, "carriage": 2, "marriage": 2, "theater": 3, "theatre": 3, "drying": 2, "carrying": 3, "whoever": 3, "ocean": 2, "oceans": 2, "layer": 2,
    "ragged": 2, "jagged": 2, "ruined": 2, "rhythm": 2, "pigeon": 2, "pigeons": 2, "churchyard": 2, "farmyard": 2, "vineyard": 2,
    "courtyard": 2, "hedgehog": 2, "iceberg": 2, "shipyard": 2, "warehouse": 2, "oasis": 3, "boredom": 2,
    "latecomer": 3, "surefooted": 3, "wherever": 3, "whenever": 3, "forever": 3, "beyond": 2, "loneliness": 3, "loveliness": 3, "emptiness": 3, "happiness": 3,
}  # fmt: skip


@lru_cache(maxsize=50_000)
def syllables(text: str) -> int:
    """How many syllables English `text` has, by its spelling; words that the rule gets wrong are listed."""
    return sum(_of_word(w) for part in re.findall(r"[\w'’]+", text.lower()) for w in (part,))


@lru_cache(maxsize=20_000)
def _of_word(word: str) -> int:
    word = word.replace("’", "'").strip("'")
    if word in _SYLLABLES:
        return _SYLLABLES[word]
    if word.endswith("'s"):
        stem = word[:-2]
        return _of_word(stem) + (1 if re.search(r"(s|x|z|ch|sh|ce|ge)$", stem) else 0)
    compound = _COMPOUND.match(word)
    if compound:
        return 1 + _of_word(compound.group(2))
    for suffix in ("less", "ness", "ful", "ly", "ment"):
        if word.endswith(suffix) and len(word) > len(suffix) + 2:
            return _of_word(word[: -len(suffix)]) + 1
    w = re.sub(r"[^a-z]", "", word)
    if not w:
        return 0
    if re.search(r"[^aeiouytd]ed$|[aeiouy][^aeiouytd]?ed$", w) and not re.search(
        r"[td]ed$|[bcdfgkptz]led$|[^aeiouyr]red$", w
    ):
        w = w[:-2] if not w.endswith("eed") else w  # walked, turned: the e is silent
    elif re.search(r"[^aeiou]es$", w) and not re.search(r"(s|x|z|ch|sh|c|g)es$", w):
        w = w[:-1]  # takes, stones
    groups = len(re.findall(r"[aeiouy]+", w))
    if w.endswith("e") and groups > 1 and not re.search(r"[^aeiou]le$|[aeiou]e$|ye$", w):
        groups -= 1
    groups += len(re.findall(r"i[ao](?!u)(?!ns?\b)|iu(?=m)|[^q]ua(?=[^rl])|eo(?!u)|ya(?=[^s])(?<!^ya)", w))
    return max(1, groups)

"""What is wrong with a draft, looked for before the artist sees it. Torch-free.

`faults` names what it finds; a draft with any is not shown. It is strict with what is surely wrong (articles, agreement of
known things, doubled words, loops, torn signs, form) and silent on what may be meant.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from studio.art.muse.drafting import Brief
from studio.art.muse.grammar import english, lore, rhyme
from studio.art.words.lexicon import words_of
from studio.core import emphasis

_WORD = re.compile(r"[a-z]+(?:['’\-][a-z]+)*", re.IGNORECASE)
_ARTICLE = re.compile(r"\b(an?) ([a-z][a-z'’\-]*)", re.IGNORECASE)
_DOUBLED = re.compile(r"\b([a-z']+)[ \n]+\1\b", re.IGNORECASE)
_MEANT_TWICE = frozenset({"had", "that"})
_BROKEN = re.compile(
    r"[{}<>\[\]|\\]|[ \t]{2,}| [,.;:!?]|,,|\.\.|…\.|,\.|;;|^[,.;:]|\b(?:a|an|the) (?:a|an|the)\b",
    re.IGNORECASE | re.MULTILINE,
)
_CLAUSE = re.compile(r"[^.,;:!?…—]+(?=[.,;:!?…—]|$)")
_ARTICLES = frozenset("a an the of with its their my our every".split())
"""Words that never end a clause. Other small ones may: "the tide comes in", "a dog barks at her"."""
_OWNERS = frozenset("a an the its his her their my our".split())
_BEING = frozenset("is was are were be been".split())
"""This time the heron is the first."""
_COUNTING = frozenset("first second third next".split())
_NOUNS_TOO = frozenset("quiet dark cold deep open wild old young dead living wet dry white black".split())
_PAIRS = (("(", ")"), ("“", "”"), ("「", "」"), ("«", "»"))
_END = re.compile(r"[.!?…][”\"’']?$")
_LOOP = {"prompts": 4, "titles": 3, "haiku": 3}
"""Words in a row that may not come twice; five in longer texts."""
_SPEAKS = 3
"""So many of the artist's own words a text has to say; a title and a haiku one."""


def faults(text: str, form: str, brief: Brief) -> tuple[str, ...]:
    """Names of what is wrong with `text` as a `form`; empty where nothing is. Emphasis does not count as text."""
    bare = emphasis.plain(text)
    added = _added(bare, brief.line) if form == "prompts" else bare
    found = {
        "article": bad_article(added),
        "agreement": bad_agreement(added),
        "doubled": bool(doubled(bare, brief.line)),
        "dangling": form != "prompts" and dangles(bare),
        "loop": loops(added, _LOOP.get(form, 5)),
        "signs": bad_signs(added),
        "form": bad_form(bare, form, brief.line),
        "syllables": form == "haiku" and not is_haiku(bare),
        "splice": form == "haiku" and is_spliced(bare),
        "rhyme": form == "quatrain" and not rhyme.is_quatrain(bare),
        "missing": says_too_little(bare, form, brief),
    }
    return tuple(name for name, wrong in found.items() if wrong)


def _added(text: str, line: str) -> str:
    """What follows the artist's line."""
    return text[len(line) :].lstrip(" ,;:—–") if text.startswith(line) else text


def dangles(text: str) -> bool:
    """Whether a clause ends before its noun: "the harbor wakes with the first;", "a lamp under."."""
    for clause in _CLAUSE.findall(text.lower()):
        verb, before, last = ["", "", "", *_WORD.findall(clause)][-3:]
        if last in _ARTICLES or (before in _OWNERS and last in _adjectives() and verb not in _BEING):
            return True
    return False


@lru_cache(maxsize=1)
def _adjectives() -> frozenset[str]:
    """Words that want a noun behind them: those that lore never sets behind an article at the end of a phrase."""
    known = lore.concepts().values()
    phrases = [p.lower().split() for c in known for p in (*c.does, *c.has, *c.at, c.one, c.many) if p]
    nouns = {p[-1] for p in phrases if len(p) == 1 or p[-2] in _OWNERS} | {w for c in known for w in c.colors}
    return (frozenset(a.lower().split()[-1] for c in known for a in c.adjectives) | _COUNTING) - nouns - _NOUNS_TOO


def bad_article(text: str) -> bool:
    """ "an boat", "a old house", "a boats"."""
    for match in _ARTICLE.finditer(text):
        article, word = match.group(1).lower(), match.group(2)
        if english.with_article(word).split(" ", 1)[0] != article:
            return True
        if word.lower() in _plurals():
            return True
    return False


@lru_cache(maxsize=1)
def _plurals() -> frozenset[str]:
    known = lore.concepts().values()
    one = {c.noun.lower() for c in known}
    return frozenset(c.many.lower() for c in known if c.many and " " not in c.many) - one


@lru_cache(maxsize=1)
def _singulars() -> frozenset[str]:
    return (
        frozenset(
            c.noun.lower()
            for c in lore.concepts().values()
            if " " not in c.noun and not c.plural and c.noun.lower() != c.many.lower()
        )
        - _plurals()
    )


@lru_cache(maxsize=1)
def verbs() -> tuple[frozenset[str], frozenset[str]]:
    """Verbs that are surely verbs: (of the third person singular, of the plural)."""
    known = lore.concepts().values()
    things = {w for c in known for n in (c.noun, c.many) for w in words_of(n)}
    looks = {w for c in known for a in (*c.adjectives, *c.has) for w in words_of(a)}
    third: set[str] = set()
    for concept in known:
        third |= {words_of(d)[0] for d in concept.does if words_of(d) and not concept.plural}
    # "is gone" tells of time, "opens" of a door: only those whose plural is no other word are sure.
    pairs = {(v, english.plural_verb(v)) for v in third if v.endswith("s") and v not in ("is", "has", "was", "does")}
    sure = {
        (s, p)
        for s, p in pairs
        if p not in things | looks | _ALSO_OTHERWISE and s not in things | looks | _ALSO_OTHERWISE
    }
    return (
        frozenset({s for s, _ in sure} | {"is", "has", "was", "does"}),
        frozenset({p for _, p in sure} | {"are", "have", "were", "do"}),
    )


_ALSO_OTHERWISE = frozenset(
    "open light rest cross turn close clear dry warm cool empty quiet still free slow low long near like set let put cut hurt "
    "read lie lay fall spring left back round past down up over even calm blue gold square slip steady wake smooth lean lights "
    "works leaves waves needs rests turns falls springs backs lies spread".split()
)
AFTER_OTHERS = frozenset(
    "of in on at by with under over near beside behind between from into onto across along against above below beneath around "
    "through among toward towards for to and or nor than like as without let lets make makes made see sees saw watch watches "
    "watched hear hears heard help helps feel feels did do does can could will would may might must shall should if that whether "
    "where how what".split()
)
"""Words behind which a noun may have no verb of its own."""
_DETERMINERS = frozenset("the this that these those a an every each".split())


def bad_agreement(text: str) -> bool:
    """ "the boats drifts", "the boat drift": a known thing whose verb, right behind it, has the wrong number. What stands
    behind a preposition or "and" may belong to another subject and is left alone."""
    third, plural = verbs()
    for clause in re.split(r"[.!?;:\n,—]+", text.lower()):
        words = clause.split()
        for k, word in enumerate(words):
            if word not in _DETERMINERS or (k and words[k - 1] in AFTER_OTHERS):
                continue
            for noun, verb in zip(words[k + 1 : k + 4], words[k + 2 : k + 5], strict=False):
                if noun in _DETERMINERS or noun in AFTER_OTHERS:
                    break
                if (noun in _plurals() and verb in third) or (noun in _singulars() and verb in plural):
                    return True
    return False


def doubled(text: str, line: str = "") -> tuple[str, ...]:
    """Words that stand twice in a row, but for those that the artist doubled."""
    own = {m.group(1).lower() for m in _DOUBLED.finditer(line)}
    return tuple(w for m in _DOUBLED.finditer(text) if (w := m.group(1).lower()) not in own | _MEANT_TWICE)


def loops(text: str, length: int = 5) -> bool:
    """Whether `length` words in a row come twice, four three times, or a whole line or sentence twice."""
    words = [w.lower() for w in _WORD.findall(text)]
    for size, most in ((length, 1), (4, 2)):
        grams = Counter(zip(*(words[k:] for k in range(size)), strict=False))
        if grams and max(grams.values()) > most:
            return True
    whole = Counter(s.strip().lower() for s in re.split(r"[.!?\n]+", text) if len(s.split()) >= 2)
    return bool(whole) and max(whole.values()) > 1


def bad_signs(text: str) -> bool:
    """Torn brackets and quotation marks, spaces before commas, doubled commas and articles, leftovers of patterns."""
    torn = text.count('"') % 2 == 1 or any(not _closed(text, a, b) for a, b in _PAIRS)
    return torn or bool(_BROKEN.search(text.replace("...", "…")))


def _closed(text: str, opening: str, closing: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == opening) - (char == closing)
        if depth < 0:
            return False
    return depth == 0


def bad_form(text: str, form: str, line: str) -> bool:
    """Capitals, full stops and the number of lines, as each form wants them."""
    lines = text.split("\n")
    if not text.strip() or text != text.strip():
        return True
    if form == "prompts":
        return len(lines) > 1 or not text.startswith(line) or len(text) <= len(line) or text[-1] in ".,;:—"
    if form == "titles":
        return len(lines) > 1 or not _capital(text) or text[-1] in ".,;:" or len(text.split()) > 12
    if form == "haiku":
        return len(lines) != 3 or any(not part.strip() for part in lines)
    if form == "quatrain":
        return len(lines) != 4 or not _capital(text) or not _END.search(text)
    if form == "poem":
        return len(lines) < 4 or not _capital(text) or not _END.search(text)
    sentences = lines if form == "scenes" else re.split(r"(?<=[.!?…])[”\"]? +", text)
    return (
        len(sentences) < 3
        or any(not _capital(s) for s in sentences)
        or (form == "story" and not _END.search(text))
        or (form == "scenes" and any(not s.strip() for s in sentences))
    )


def _capital(text: str) -> bool:
    first = next((c for c in text if c.isalnum()), "")
    return bool(first) and (first.isupper() or first.isdigit())


def is_haiku(text: str) -> bool:
    """Three lines of five, seven and five syllables."""
    return [english.syllables(line) for line in text.split("\n")] == [5, 7, 5]


def is_spliced(text: str) -> bool:
    """Whether a comma joins two clauses of a haiku, or more than one dash or colon cuts it."""
    if len(re.findall(r"[—–:]", text)) > 1:
        return True
    middle, _, last = text.rpartition("\n")
    words = last.lower().rstrip(".!?").split()
    if (
        not middle.endswith(",")
        or len(words) < 3
        or words[0] not in _DETERMINERS
        or {"that", "who", "where"} & set(words)
    ):
        return False
    third, plural = verbs()
    return any(w in third | plural for w in words[2:4])


def own_words(brief: Brief) -> list[str]:
    """What of the artist's line a text should speak of: ids of named things, then nouns that lore does not know."""
    return [*(c.id for c in brief.things[: brief.named]), *brief.unknown]


def coverage(text: str, brief: Brief) -> float:
    """The share of `own_words` that `text` says; 1 where the line has none."""
    wanted = own_words(brief)
    if not wanted:
        return 1.0
    return sum(_says(text, word, brief) for word in wanted) / len(wanted)


def _says(text: str, word: str, brief: Brief) -> bool:
    low = emphasis.plain(text).lower()
    concept = lore.concepts().get(word)
    names = {word, concept.noun, concept.many} if concept is not None else {word}
    return any(n and re.search(rf"\b{re.escape(n.lower())}(?:s|es)?\b", low) for n in names)


def says_too_little(text: str, form: str, brief: Brief) -> bool:
    """Whether the artist's own words are missing."""
    wanted = own_words(brief)
    if form == "prompts" or not wanted:
        return False  # the whole line stands first, see `bad_form`
    least = 1 if form in ("titles", "haiku") else min(_SPEAKS, len(wanted))
    return sum(_says(text, word, brief) for word in wanted) < least

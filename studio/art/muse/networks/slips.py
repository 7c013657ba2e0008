"""Slips that a network makes where the grammar it learned from makes none: the same thing in two places of a frame, a thing
that does what another does, an article before nothing. Torch-free.

Strict, for drafts are cheap; what the grammar writes passes but for a text in some hundred (`tests/art/test_muse_slips.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from studio.art.muse.checks import AFTER_OTHERS, verbs
from studio.art.muse.drafting import Brief
from studio.art.muse.grammar import haiku, lore
from studio.art.muse.grammar.english import plural_verb
from studio.art.muse.grammar.lore import Concept
from studio.art.muse.grammar.sorts import as_told, sort
from studio.art.muse.grammar.stage import setting

_ENDED = re.compile(r"\s*(?:[,.;:!?—]|$|(?:and|in|on|at|of|by|is|was|with|that|has|waits|stands|the|a|an)\b)")
"""What stands behind a noun that is no part of a longer one."""
_NEXT = re.compile(r" ([a-z]+)\b", re.IGNORECASE)
_SENTENCES = re.compile(r"[.!?:;\n]+")
_HELD = re.compile(
    r"\b(?:a|an|the|my|your|his|our|their)\s+(?:a|an|the|and|or|as|at|before|after|by|for|from|in|into|of|on|over|to|under|until|when|"
    r"where|with|is|are|was|were)\b|\b(?:a|an|the|my|your|our|their)[,.;:!?]",
    re.IGNORECASE,
)
"""An article or owner whose noun does not come."""
_OWNED = re.compile(
    r"(?<![\w’'-])(?!other|one|some|any|every|no|it|who|that|there|here|what|let|god|christ|yesterday|today|tomorrow)[a-z]+['’]s (?!o['’]clock)[a-z]+"
)
_DETERMINERS = frozenset(
    "a an the my your his her its our their this that these those no every each some any one two three both another somebody someone last next".split()
)
_INDOORS = re.compile(
    r"\b(?:room|kitchen|attic|carpets?|rugs|floor|bare boards|shutters|wardrobe|hospital|curtains?)\b", re.IGNORECASE
)
_EITHER = {"light", "dust", "shadow", "smoke", "silence", "paper", "straw", "wood"}
"""One may see a light, and light."""
_BARE_HOURS = {"noon", "midnight"}
"""The night has an article, and the morning; these have none."""
_STRAYS = frozenset("swimmer beast bird big tree vehicle place way growth".split())
"""Sorts that are seldom seen in a room."""
_LEAST, _MOST = 3, 7
"""Words of a predicate that are looked up: shorter ones are anybody's."""
_DAY = re.compile(r"\b(?:morning|noon|midday|afternoon|daybreak|sunrise)\b", re.IGNORECASE)
_SMALL = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|april|june|july|august|september|october|november|december)\b"
)
"""Names that have lost their capital."""
_NIGHT = re.compile(r"\b(?:night|midnight|moonlight|starlight|by moonlight|thin moon)\b", re.IGNORECASE)


def slips(text: str, brief: Brief) -> bool:
    """Whether a draft of `brief.form` has one of them."""
    if _HELD.search(text) or _SMALL.search(text) or has_wrong_article(text, brief.unknown) or lacks_article(text):
        return True
    if has_wrong_number(text, brief) or loses_number(text, brief) or is_put_wrongly(text, brief):
        return True
    if brief.form != "scenes" and lacks_its_own_article(text, brief):
        return True
    if brief.form != "titles" and acts_as_another(text):
        return True
    if brief.form == "scenes" and (is_misplaced(text, brief) or any(contradicts(line) for line in text.split("\n"))):
        return True
    return says_again(text, brief)


def says_again(text: str, brief: Brief) -> bool:
    """Whether a thing that the line names stands in two places of one sentence (a list, "the harbor by the harbor"), of one
    scene, or of a quatrain."""
    named = {c.id for c in brief.things[: brief.named]}
    parts = (
        [text] if brief.form == "quatrain" else text.split("\n") if brief.form == "scenes" else _SENTENCES.split(text)
    )
    for part in parts:
        told = [c.id for _, _, c in lore.places(part) if c.id in named]
        if len(told) != len(set(told)):
            return True
        if any(len(re.findall(rf"\b{re.escape(noun)}\b", part, re.IGNORECASE)) > 1 for noun in brief.unknown):
            return True
    return False


def has_wrong_article(text: str, unknown: Sequence[str] = ()) -> bool:
    """Whether what is not counted is: "a thyme". `unknown`: nouns that lore does not know."""
    own = [
        (found.start(), found.end(), lore.made(noun))
        for noun in unknown
        for found in re.finditer(rf"\b{re.escape(noun)}\b", text, re.IGNORECASE)
    ]
    for start, end, concept in (*lore.places(text), *own):
        counted = concept.one != concept.noun or concept.plural or concept.id in _EITHER
        if counted or concept.kind not in ("thing", "plant", "sky"):
            continue
        if concept.kind == "sky" and not re.search(
            rf"\ba {re.escape(concept.noun)}\b(?! [a-z])", text[start - 2 : end + 2], re.IGNORECASE
        ):
            continue  # "a thunder", but "a thin mist" and "a rain that lasts"
        # "a thyme bed" is a bed, "a bit of thyme" a bit.
        alone = _ENDED.match(text, end) or _next_word(text, end) in _doings()
        if alone and re.search(r"\ban? (?:(?!bit|little|red|blue)[a-z-]+ )?$", text[:start], re.IGNORECASE):
            return True
    return False


def is_put_wrongly(text: str, brief: Brief) -> bool:
    """Whether a place of the line stands behind "in" where lore says "on", or the other way round: "in the beach"."""
    for concept in brief.things[: brief.named]:
        told = {m[1] for at in concept.at if (m := re.match(rf"(in|on) the {re.escape(concept.noun)}\b", at))}
        if concept.kind == "place" and len(told) == 1:
            other = "on" if "in" in told else "in"
            if re.search(
                rf"\b{other} (?:a|an|the) {re.escape(concept.noun)}\b(?![-’' ]?s?\b[a-z])", text, re.IGNORECASE
            ):
                return True
    return False


def has_wrong_number(text: str, brief: Brief) -> bool:
    """Whether what the line names, right behind its article, has a verb of the other number: "the thyme do not know"."""
    third, plural = verbs()
    named = [as_told(c, brief.line) for c in brief.things[: brief.named] if c.kind not in ("hour", "season")]
    for noun, many in (*((u, lore.made(u).plural) for u in brief.unknown), *((c.noun, c.plural) for c in named)):
        other = third if many else plural
        begins = rf"(?:(?:(\S+)\s+)?\b(?:the|this|these|those|an?) |^|(?<=[.!?] )){re.escape(noun)}\b"
        for found in re.finditer(begins, text, re.IGNORECASE | re.MULTILINE):
            before = (found[1] or "").lower()
            if before not in AFTER_OTHERS and _next_word(text, found.end()) in other:
                return True
    return False


def loses_number(text: str, brief: Brief) -> bool:
    """Whether the line has several of a thing, and the text tells of one: "three boats", and a boat."""
    for concept in brief.things[: brief.named]:
        told = as_told(concept, brief.line)
        one, many = (re.compile(rf"\b{re.escape(c.noun)}\b", re.IGNORECASE) for c in (concept, told))
        if told is not concept and one.search(text) and not many.search(text):
            return True
    return False


def _next_word(text: str, at: int) -> str:
    found = _NEXT.match(text, at)
    return found[1].lower() if found else ""


def lacks_article(text: str) -> bool:
    """Whether somebody's something lacks the article of its owner: "then dentist's widow hears of it"."""
    for found in _OWNED.finditer(text):
        before = re.findall(r"[a-z'’-]+", text[: found.start()].lower())[-2:]
        if not any(w in _DETERMINERS or w.endswith(("'s", "’s")) for w in before):
            return True
    return False


def lacks_its_own_article(text: str, brief: Brief) -> bool:
    """Whether one of many, which the line names, stands bare after a preposition or where a line begins, or an hour has an
    article: "fondest of piano", "a river and train have to sing", "the noon"."""
    told = [*brief.things[: brief.named], *map(lore.made, brief.unknown)]
    counted = [
        c.noun for c in told if c.kind in ("thing", "creature", "person", "place") and c.one.startswith(("a ", "an "))
    ]
    bare = rf"(?:\b(?:of|about|with|for|than|to|by|beside|near|behind|without) |^)(?:{'|'.join(map(re.escape, counted))})\b(?![-’',])"
    if counted and re.search(bare, text, re.IGNORECASE | re.MULTILINE):
        return True
    places = [c.noun for c in told if c.kind == "place" and c.noun in counted]
    within = rf"\b(?:in|at) (?:{'|'.join(map(re.escape, places))})(?=$|[,.;:!?])"
    if places and brief.form == "titles" and re.search(within, text, re.IGNORECASE):
        return True
    listed = rf"(?:\b(?:and|or|are|were|tonight|has|have|holds) |[,:] )(?:{'|'.join(map(re.escape, counted))})\b(?=[,.;:!?]| and\b| have\b| are\b)"
    if counted and brief.form != "prompts" and re.search(listed, text, re.IGNORECASE):
        return True
    hours = [c.noun for c in told if c.kind == "hour" and c.noun in _BARE_HOURS]
    return any(re.search(rf"\bthe {re.escape(noun)}\b", text, re.IGNORECASE) for noun in hours)


def is_misplaced(text: str, brief: Brief) -> bool:
    """Whether what is at home out of doors is shown in a room: a whale before the wardrobe."""
    kinds = setting(brief).kinds
    if any(sort(c) not in _STRAYS or "in" in c.traits for c in brief.things[: brief.named]):
        return False
    return bool(kinds) and "in" not in kinds and _INDOORS.search(text) is not None


def acts_as_another(text: str) -> bool:
    """Whether a thing is told to do what lore tells of others and not of it: "night fills the stair with its smell"."""
    for _, end, concept in lore.places(text):
        words = re.findall(r"[a-z'’-]+", re.split(r"[.,;:!?—\n]", text[end:].lstrip(), maxsplit=1)[0].lower())[:_MOST]
        for size in range(len(words), _LEAST - 1, -1):
            owners = _owners().get(" ".join(words[:size]))
            if owners is not None:
                if concept.id not in owners:
                    return True
                break
    return False


def contradicts(line: str) -> bool:
    """Whether one scene plays by day and by night."""
    return bool(_DAY.search(line) and _NIGHT.search(line))


@lru_cache(maxsize=1)
def _doings() -> frozenset[str]:
    """Verbs in the third person: behind an article and a noun they are no plurals."""
    return frozenset(does.split()[0] for c in lore.concepts().values() if not c.plural for does in c.does)


@lru_cache(maxsize=1)
def _owners() -> dict[str, frozenset[str]]:
    """What is done, in singular and plural -> ids of those who do it."""
    out: dict[str, set[str]] = {}
    for concept in lore.concepts().values():
        for does in _predicates(concept):
            out.setdefault(does, set()).add(concept.id)
    anybodys = {form for line in haiku.lines()["does"] for form in (line.text, plural_verb(line.text))}
    return {does: frozenset(ids) for does, ids in out.items() if does not in anybodys}


def _predicates(concept: Concept) -> list[str]:
    return [form.lower() for does in concept.does for form in (does, plural_verb(does)) if len(form.split()) >= _LEAST]

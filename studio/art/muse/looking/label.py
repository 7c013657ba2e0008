"""The wall label beside a picture: artist, title, medium as it truly is, size, and a short text that invites to look."""

from __future__ import annotations

import random

from studio.art.muse.looking import label_words, say
from studio.art.muse.looking.facts import Known
from studio.art.muse.looking.known_words import medium, quoted
from studio.art.muse.looking.measure import Measures
from studio.art.muse.looking.say import pick
from studio.core.words import Part, Variant

ENGLISH = (50, 70)
CHINESE = (90, 130)
"""How many words (characters) the text has."""
_TRIES = 400


def write(measures: Measures, known: Known, line: str, lang: str, count: int, seed: int) -> tuple[Variant, ...]:
    """Up to `count` labels, which differ in their texts. The title is that of the file, else the line that is asked
    with, else that of the recipe, else none is claimed."""
    rng = random.Random(seed)
    head = _head(measures, known, line, lang)
    out: list[Variant] = []
    said: list[str] = []
    for _ in range(count):
        text = _text(label_words.pool(measures, known), lang, rng, said)
        if text in said:
            break
        said.append(text)
        out.append(Variant(f"{head}\n\n{text}", parts=(Part(head, "facts"), Part(f"\n\n{text}", "comment"))))
    return tuple(out)


def _head(measures: Measures, known: Known, line: str, lang: str) -> str:
    title = say.capital(known.title) or _titled(line) or _titled(known.line) or pick(("Untitled", "无题"), lang)
    # The date of a file that came from elsewhere says nothing of when its picture was made.
    dated = known.year if any(layer.origin != "picture" for layer in known.layers) or not known.layers else 0
    year = f", {dated}" if dated else ""
    width, height = (known.width, known.height) if known.width else (measures.width, measures.height)
    stated = pick(medium(known), lang)
    if lang == "zh":
        year = f"，{dated} 年" if dated else ""
        lines = [known.artist, f"《{title}》{year}", stated, f"{width} × {height} 像素"]
    else:
        lines = [known.artist, f"{title}{year}", say.capital(stated), f"{width} × {height} px"]
    return "\n".join(x for x in lines if x)


def _titled(line: str) -> str:
    """A line as a title: short ones only, with a capital."""
    text = quoted(line, 60).rstrip(".,;:!?。，；：！？")
    return "" if text.endswith("…") else say.capital(text)


def _text(pool: list[list[label_words.Line]], lang: str, rng: random.Random, said: list[str]) -> str:
    """One line of each of several topics, within the length; as unlike those said before as can be."""
    lo, hi = CHINESE if lang == "zh" else ENGLISH
    glue = "" if lang == "zh" else " "
    size = say.characters if lang == "zh" else say.words
    best, best_score = "", -1e9
    for _ in range(_TRIES):
        first, *rest = pool
        topics = rng.sample(rest, rng.randint(min(2, len(rest)), min(5, len(rest))))
        order = [first, *sorted(topics, key=pool.index)]
        lines = [pick(rng.choice(topic), lang) for topic in order]
        text = glue.join(lines)
        length = size(text)
        outside = max(0, lo - length, length - hi)
        again = sum(line in old for line in lines for old in said)
        score = -10.0 * outside - 2.0 * again - (5 if text in said else 0) + rng.random()
        if score > best_score:
            best, best_score = text, score
    return best

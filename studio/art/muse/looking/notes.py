"""Notes on the work: the facts first, a comment after, plainly apart."""

from __future__ import annotations

import random

from studio.art.muse.looking import known_words, sentences
from studio.art.muse.looking.critique import remarks
from studio.art.muse.looking.facts import Known
from studio.art.muse.looking.measure import Measures
from studio.art.muse.looking.remark import Remark
from studio.art.muse.looking.say import Both, pick
from studio.core.words import Part, Variant

_HEADS: tuple[Both, Both] = (("Facts", "事实"), ("Comment", "评语"))
_TITLES: tuple[Both, ...] = (
    ("Subject", "题材"), ("Made as", "制作"), ("Size", "尺寸"), ("Colors", "色彩"), ("Values", "明度"),
    ("Composition", "构图"), ("Surface", "笔触"),
)  # fmt: skip


def write(measures: Measures, known: Known, lang: str, count: int, seed: int) -> tuple[Variant, ...]:
    """Up to `count` notes: the same facts, another comment in each.

    `parts` are the headings (axis ""), each fact (axis "facts") and the comment (axis "comment").
    """
    facts = [
        known_words.subject_line(known),
        known_words.origins_line(known),
        known_words.size_line(known, measures.width, measures.height),
        sentences.colors_line(measures.colors),
        sentences.values_line(measures.values),
        sentences.layout_line(measures.layout),
        sentences.marks_line(measures),
    ]
    told = [(title, line) for title, line in zip(_TITLES, facts, strict=True) if line[0]]
    if not known.layers:
        told.append((("Known", "来历"), ("Not known: how and by whom it was made.", "来历：未知如何制成、出自谁手。")))
    out = []
    for comment in _comments(remarks(measures), count, seed):
        parts = [Part(f"{pick(_HEADS[0], lang)}\n")]
        for number, (title, line) in enumerate(told):
            parts.append(Part(("\n" if number else "") + pick(line, lang), "facts", pick(title, lang)))
        parts.append(Part(f"\n\n{pick(_HEADS[1], lang)}\n"))
        glue = "" if lang == "zh" else " "
        parts.append(Part(glue.join(pick(r.text, lang) for r in comment), "comment", pick(_HEADS[1], lang)))
        out.append(Variant("".join(p.text for p in parts), parts=tuple(parts)))
    return tuple(out)


def _comments(found: list[Remark], count: int, seed: int) -> list[list[Remark]]:
    """Pairs of what works and what could be tried, each remark as rarely as can be; the weightiest first."""
    works, tries = [r for r in found if r.works], [r for r in found if not r.works]
    if not found:
        return [[_NOTHING]]
    rng = random.Random(seed)
    out: list[list[Remark]] = []
    for k in range(min(count, max(len(works), len(tries)))):
        pair = [rng.choice(works) if k >= len(works) else works[k]] if works else []
        fitting = [t for t in tries if not pair or t.topic != pair[0].topic]
        fresh = [t for t in fitting if all(t not in p for p in out)]
        if fresh or (fitting and not pair):
            pair.append((fresh or fitting)[0])
        if pair and pair not in out:
            out.append(pair)
    return out or [[found[0]]]


_NOTHING = Remark(
    "calm", True, 0.0,
    ("Nothing in these figures asks for a change: what it needs next is for the eye to decide.",
     "这些数字没有提出任何改动：接下来怎么走，要由眼睛决定。"),
)  # fmt: skip

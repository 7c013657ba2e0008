"""A Chinese line developed along a few axes: it stands first and untouched; every phrase has English for the painter. Torch-free.

`resources/muse/phrases_zh.txt` holds the phrases, written by this project's authors; see `prompts` for the rules.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from studio.art.muse.chinese.setting import is_placed, setting, unfit
from studio.art.muse.drafting import Draft
from studio.art.muse.grammar.lore import Concept
from studio.art.muse.grammar.phrases import AXES, ORDER, Phrase
from studio.art.muse.grammar.stage import Stage, clash, fits, place_of, stage, words
from studio.art.words.chinese import has_chinese, to_english
from studio.core import paths
from studio.core.words import Part

_STYLE, _VIEW = {"medium", "period"}, {"composition", "viewpoint"}
_COMMA = "，"
_CITY = re.compile("city|village|town|skyline")
_WHERE = re.compile("[上里下中边旁前后]的")


@dataclass(frozen=True)
class Spoken:
    """A Chinese phrase: `phrase.text` is Chinese, `english` what the painter reads, `about` what a carrier stands for."""

    phrase: Phrase
    english: str
    about: frozenset[str] = frozenset()


@lru_cache(maxsize=1)
def spoken() -> tuple[Spoken, ...]:
    """All phrases, places ("place") and carriers ("carrier"). Raises `ValueError` for a row that breaks the form."""
    out: list[Spoken] = []
    axis = ""
    for number, line in enumerate(paths.resource("muse", "phrases_zh.txt").read_text("utf-8").splitlines(), 1):
        if line.startswith("axis:"):
            axis = line.removeprefix("axis:").strip()
            continue
        if not line.strip() or line.startswith("#"):
            continue
        cells = [c.strip() for c in line.split("|")]
        if len(cells) != 4 or "=" not in cells[3]:
            raise ValueError(f"phrases_zh.txt, line {number}: {line}")
        for pair in cells[3].split(";"):
            chinese, _, english = (p.strip() for p in pair.partition("="))
            places = tuple(cells[1].split())
            phrase = Phrase(axis, cells[0], chinese, places, frozenset(cells[2].split()))
            out.append(Spoken(phrase, english, frozenset(cells[1].split()) if axis == "carrier" else frozenset()))
    return tuple(out)


def compose(
    line: str,
    things: Sequence[Concept],
    named: int,
    rng: random.Random,
    *,
    axes: Sequence[str] = (),
    boldness: float = 0.5,
) -> Draft | None:
    """One development with two to four phrases along `axes` (empty for all), or None where the dice found nothing that fits."""
    english = to_english(line).text if has_chinese(line) else line
    scene = setting(line, things[:named])
    never = unfit(line)
    allowed = set(axes) or set(AXES)
    parts = [Part(line)]
    said, kinds, used, told = set(scene.says), set(scene.kinds), set(words(english)), english
    if not scene.drawn and "subject" in allowed:
        placed = _placed(line, things[:named], scene, never, rng)
        if placed is not None:
            glue = "：" if placed.phrase.axis == "carrier" else _COMMA
            parts += [Part(glue), Part(placed.phrase.text, "subject", placed.phrase.title)]
            inside = stage(placed.english)
            kinds, said = set(inside.kinds) or kinds, said | inside.says
            if "town" in kinds and placed.phrase.axis == "carrier" and not _CITY.search(placed.english):
                kinds -= {"town"}  # a cottage on a hill stands in no street
            used |= words(placed.english)
            told = f"{told}, {placed.english}"
            scene = replace(scene, spoken=scene.spoken | inside.spoken)
    row = [a for a in AXES if a in allowed and a not in scene.spoken]
    if "light" in scene.spoken:
        row = [a for a in row if a != "time"]
    row = [a for a in row if not (a in _STYLE and scene.spoken & _STYLE) and not (a in _VIEW and scene.spoken & _VIEW)]
    rng.shuffle(row)
    for group in (_STYLE, _VIEW, {"light", "time"}):
        first = next((a for a in row if a in group), None)
        row = [a for a in row if a not in group or a == first]
    wanted = rng.choices((2, 3, 4), (46, 40, 14) if boldness < 0.6 else (25, 45, 30))[0]
    picked: list[Spoken] = []
    for axis in row:
        if len(picked) == wanted:
            break
        choice = _pick(axis, kinds, said, used, told, line, [p.phrase.text for p in picked], never, rng)
        if choice is not None:
            picked.append(choice)
            said |= choice.phrase.says
            used |= words(choice.english)
    if not picked:
        return None
    for choice in sorted(picked, key=lambda s: ORDER.index(s.phrase.axis)):
        parts += [Part(_COMMA), Part(choice.phrase.text, choice.phrase.axis, choice.phrase.title)]
    return Draft("".join(p.text for p in parts), tuple(parts))


def _pick(
    axis: str, kinds: set[str], said: set[str], used: set[str], told: str, line: str, before: Sequence[str],
    never: re.Pattern[str] | None, rng: random.Random,
) -> Spoken | None:  # fmt: skip
    where = kinds or {"out", "land"}
    fitting = [
        s for s in spoken()
        if s.phrase.axis == axis and fits(s.phrase, where) and not clash(s.phrase.says, said) and not words(s.english) & used
        and not any(_echo(s.phrase.text, p) for p in (line, *before)) and not (never and never.search(s.phrase.text))
    ]  # fmt: skip
    place = place_of(told)
    while fitting:
        title = rng.choice(sorted({s.phrase.title for s in fitting}))
        choice = rng.choice([s for s in fitting if s.phrase.title == title])
        if not place or place_of(f"{told}, {choice.english}") == place:
            return choice
        fitting.remove(choice)
    return None


def _echo(phrase: str, line: str) -> bool:
    """Whether a phrase says again what the line says: two characters in a row."""
    own = re.sub(r"[^\u3400-\u9fff]", "", line)
    return any(own[k : k + 2] in phrase for k in range(len(own) - 1))


def _placed(
    line: str, named: Sequence[Concept], scene: Stage, never: re.Pattern[str] | None, rng: random.Random
) -> Spoken | None:
    """A place for the things of a line that names none, or a scene for what cannot be seen."""
    seen = [c for c in named if c.kind not in ("idea",)]
    if seen:
        if _WHERE.search(line) or is_placed(named) or "hall" in scene.kinds:
            return None  # 月亮上的兔子 is somewhere already
        order = ("sea", "town", "garden", "forest", "mountains", "in", "land")
        kinds = [k for k in order if k in scene.kinds] or (["lake"] if "water" in scene.kinds else ["out"])
        open_ = [
            s for s in spoken()
            if s.phrase.axis == "place" and s.phrase.places[0] in kinds and not clash(stage(s.english).says, scene.says)
            and not _echo(s.phrase.text, line) and not (never and never.search(s.phrase.text))
        ]  # fmt: skip
        return rng.choice(open_) if open_ else None
    ids = {c.id for c in named}
    ranked = [
        (3 * sum(w in line for w in s.about) + 2 * len(s.about & ids) + rng.random(), s)
        for s in spoken()
        if s.phrase.axis == "carrier"
        and not clash(stage(s.english).says, scene.says)
        and not (never and never.search(s.phrase.text))
    ]
    if not ranked:
        return None
    best = sorted(ranked, key=lambda r: -r[0])[:4]
    return rng.choice([s for score, s in best if score > best[0][0] - 1.0])

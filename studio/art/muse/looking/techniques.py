"""The small library of techniques, media and manners: `resources/muse/techniques/*.txt`, written by this project's authors.

A block is: `id | English name | Chinese name`, then the fields `also` (other names, apart by semicolons), `see` (what of a
picture shows it: marks, values, colors, edges, lines or layout), `what`, `look`, `how` (steps), `who`, `try`, and `zh`, the
five texts in Chinese. Torch-free; `explain` finds by meaning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from studio.core import paths

SEE = ("marks", "values", "colors", "edges", "lines", "layout")
_FIELDS = ("also", "see", "what", "look", "how", "who", "try", "zh")
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Told:
    """What is said of it in one language. `how`: steps, without a number or a stop."""

    name: str
    what: str
    look: str
    how: tuple[str, ...]
    who: str
    exercise: str


@dataclass(frozen=True)
class Technique:
    id: str
    see: str
    names: tuple[str, ...]
    """All that it is called, lower case, both languages."""
    en: Told
    zh: Told

    def told(self, lang: str) -> Told:
        return self.zh if lang == "zh" else self.en

    @property
    def about(self) -> str:
        """A line that stands for its meaning."""
        return f"{self.en.name}, {', '.join(n for n in self.names if n.isascii())}: {self.en.what}"


def folder() -> Path:
    return paths.resource("muse") / "techniques"


@lru_cache(maxsize=1)
def techniques() -> dict[str, Technique]:
    """All by id, in the order of the files. Raises `ValueError`, with file and block, for a text that breaks the form."""
    out: dict[str, Technique] = {}
    for file in sorted(folder().glob("*.txt")):
        text = re.sub(r"(?m)^#.*\n?", "", file.read_text("utf-8")).strip()
        for block in re.split(r"\n\s*\n", text):
            made = _parsed(block, file.name)
            if made.id in out:
                raise ValueError(f"{file.name}: {made.id} is told twice")
            out[made.id] = made
    return out


def _parsed(block: str, where: str) -> Technique:
    head, *rest = block.strip().splitlines()
    names = [p.strip() for p in head.split("|")]
    fields = {k.strip(): v.strip() for k, v in (line.split(":", 1) for line in rest)}
    if len(names) != 3 or tuple(fields) != _FIELDS or fields["see"] not in SEE:
        raise ValueError(f"{where}: {head}: expected the fields {', '.join(_FIELDS)}")
    zh = [p.strip() for p in fields["zh"].split(" | ")]
    if len(zh) != 5:
        raise ValueError(f"{where}: {head}: zh has {len(zh)} parts, not 5")
    also = [a.strip().lower() for a in fields["also"].split(";") if a.strip()]
    return Technique(
        id=names[0],
        see=fields["see"],
        names=tuple(dict.fromkeys([names[1].lower(), names[0].replace("-", " "), names[2], *also])),
        en=Told(names[1], fields["what"], fields["look"], _steps(fields["how"], ";"), fields["who"], fields["try"]),
        zh=Told(names[2], zh[0], zh[1], _steps(zh[2], "；"), zh[3], zh[4]),
    )


def _steps(text: str, apart: str) -> tuple[str, ...]:
    return tuple(s.strip().rstrip("。.") for s in text.split(apart) if s.strip())


def named(line: str) -> list[Technique]:
    """Those that `line` names, the longest name first."""
    low = line.lower().replace("-", " ")
    found: list[tuple[int, Technique]] = []
    for technique in techniques().values():
        best = 0
        for name in technique.names:
            plain = name.replace("-", " ")
            here = name in low if _HAN.search(name) else re.search(rf"\b{re.escape(plain)}(s|es)?\b", low) is not None
            if here:
                best = max(best, len(name) * (4 if _HAN.search(name) else 1))
        if best:
            found.append((best, technique))
    return [t for _, t in sorted(found, key=lambda f: -f[0])]


def like(line: str) -> list[Technique]:
    """For Chinese lines that name none: those whose texts share most pairs of characters with it; a pair counts the more,
    the fewer texts have it."""
    pairs = {line[k : k + 2] for k in range(len(line) - 1) if _HAN.match(line[k]) and _HAN.match(line[k + 1])}
    holding = {p: [t for t in techniques().values() if p in _chinese(t)] for p in pairs}
    scores: dict[str, float] = {}
    for having in holding.values():
        for technique in having:
            scores[technique.id] = scores.get(technique.id, 0.0) + 1 / len(having)
    best = sorted((i for i, score in scores.items() if score >= 1.2), key=lambda i: -scores[i])
    return [techniques()[i] for i in best[:3]]


def _chinese(technique: Technique) -> str:
    told = technique.zh
    return "".join((told.name, told.what, told.look, *told.how))

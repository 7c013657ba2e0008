"""The artist's line, wishes and picture as a language model is asked about them. Torch-free.

What an answer must look like stands in the request, not in the instruction: however the artist changes the
instruction, the answer can still be read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from studio.art.muse.catalog import OF_PICTURE
from studio.art.muse.owned import instructions
from studio.core.guides import GUIDES, TITLES_ZH
from studio.core.words import MOST_LOCKED, NO_WISHES, Wishes

LISTED = ("prompts", "titles", "palette", "composition", "scenes")
"""Forms of which one answer holds all that was asked for, as a numbered list; the others are asked for one by one."""
LONGEST_LINE = 6000
"""Characters of the artist's line that a model is shown at most."""
SHORTEST_LINE = 160
LONGEST_FACTS = 3000
_MOST_LIKED = 4
_LONGEST_PHRASE = 200

_HEADS = {
    "en": {"prompts": "Developments:", "titles": "Titles:", "poem": "Poem:", "haiku": "Haiku:", "quatrain": "Quatrain:",
           "story": "Story:", "scenes": "Scenes:", "notes": "Notes:", "label": "Label:", "explanation": "Explanation:",
           "palette": "Palettes:", "composition": "Compositions:"},
    "zh": {"prompts": "展开：", "titles": "题目：", "poem": "诗：", "haiku": "俳句：", "quatrain": "四行诗：", "story": "故事：",
           "scenes": "场景：", "notes": "笔记：", "label": "说明：", "explanation": "讲解：", "palette": "配色：", "composition": "构图："},
}  # fmt: skip
_LINE, _FACTS = {"en": "Line: ", "zh": "句子："}, {"en": "Facts: ", "zh": "事实："}
STOPS = ("\nLine:", "\nFacts:", "\n句子：", "\n事实：")
"""Where a model that only goes on with texts has begun with the next example."""
_ASKED = {
    "en": {
        "prompts": "Write {count} developments of the line, numbered 1. to {count}., one on each line, in English, at most 30 words each.",
        "titles": "Write {count} titles, numbered 1. to {count}., one on each line, in English.",
        "poem": "Write one poem in English.",
        "haiku": "Write one haiku in English, three lines.",
        "quatrain": "Write one quatrain in English, four lines.",
        "story": "Write one story in English.",
        "scenes": "Write one story in {count} scenes, numbered 1. to {count}., one on each line, in English.",
        "notes": "Write the notes in English.",
        "label": "Write the label in English.",
        "explanation": "Write the explanation in English.",
        "palette": "Write {count} palettes, numbered 1. to {count}., one on each line: a name, a colon, then five colors as #rrggbb, each with a plain name in English.",
        "composition": "Write {count} different compositions, numbered 1. to {count}., one on each line, in English: begin with one of these names: {guides}. Then a colon and one sentence.",
    },
    "zh": {
        "prompts": "用简体中文写 {count} 条展开，编号 1. 到 {count}.，每条一行，每条不超过四十个字。",
        "titles": "用简体中文写 {count} 个题目，编号 1. 到 {count}.，每个一行。",
        "poem": "用简体中文写一首诗。",
        "haiku": "用简体中文写一首俳句，三行。",
        "quatrain": "用简体中文写一首四行诗。",
        "story": "用简体中文写一个故事。",
        "scenes": "用简体中文写一个故事，分 {count} 个场景，编号 1. 到 {count}.，每个一行。",
        "notes": "用简体中文写笔记。",
        "label": "用简体中文写说明。",
        "explanation": "用简体中文写讲解。",
        "palette": "写 {count} 套配色，编号 1. 到 {count}.，每套一行：名字，冒号，然后五种颜色，写成 #rrggbb 加中文名。",
        "composition": "用简体中文写 {count} 种不同的构图，编号 1. 到 {count}.，每种一行：先写下面名称中的一个：{guides}。然后冒号和一句话。",
    },
}  # fmt: skip
_PLAIN = {"en": "Answer with the text alone: no introduction, no remarks.", "zh": "只写正文：不要开场白，不要说明。"}
_WORDS = {
    "en": {"keep": "Keep these phrases as they stand in every answer: ", "strike": "Never use these words: ",
           "more": "Give more weight to: ", "less": "Give less weight to: ", "axes": "Change only these sides of it: ",
           "liked": "The painter liked: ", "disliked": "The painter did not like: ", "join": "; "},
    "zh": {"keep": "每条都要原样保留这些词句：", "strike": "不要用这些词：", "more": "多强调：", "less": "少强调：",
           "axes": "只在这些方面变化：", "liked": "画家喜欢：", "disliked": "画家不喜欢：", "join": "；"},
}  # fmt: skip


@dataclass(frozen=True)
class Prompt:
    """One question. `system`, `user`: for models that were taught to answer. `plain`: for those that go on with a text,
    which ends in `lead`, the beginning of the answer ("1.")."""

    system: str
    user: str
    plain: str
    lead: str = ""


@dataclass(frozen=True)
class Ask:
    """All that a question is made of. `lang`: "en" or "zh". `count`: answers wanted, of a story in scenes: its scenes. `facts`: JSON of a picture, or ""."""

    text: str
    form: str
    lang: str
    count: int
    instructions: str = ""
    wishes: Wishes = NO_WISHES
    facts: str = ""

    @property
    def listed(self) -> bool:
        return self.form in LISTED

    @property
    def items(self) -> int:
        """Lines of a listed answer."""
        return self.count

    @property
    def rows(self) -> int:
        """How often the model writes."""
        return 1 if self.listed else self.count

    def prompts(self) -> Iterator[Prompt]:
        """The question, then ever shorter ones for models that read little at once."""
        longest, facts, example = LONGEST_LINE, LONGEST_FACTS, True
        while True:
            yield self._prompt(longest, facts, example)
            if longest > SHORTEST_LINE and (len(self.text) > SHORTEST_LINE or longest == LONGEST_LINE):
                longest = max(SHORTEST_LINE, min(longest, len(self.text)) // 2)
                facts = max(300, facts // 2)
            elif example:
                example = False
            else:
                return

    def _prompt(self, longest: int, facts: int, example: bool) -> Prompt:
        line = clipped(self.text, longest)
        known = described(self.facts, facts) if self.form in OF_PICTURE else ""
        lead = "1." if self.listed else ""
        parts = [] if not line else [_LINE[self.lang] + line]
        if known:
            parts.append(_FACTS[self.lang] + known)
        told = [*parts, *self._wished(), self._asked(), _PLAIN[self.lang]]
        head = _HEADS[self.lang][self.form]
        shown = [instructions.example(self.form, self.lang)] if example else []
        plain = "\n\n".join([*shown, "\n".join([*parts, head])]) + ("\n" + lead if lead else "\n")
        system = instructions.in_force(self.form, self.lang, self.instructions)
        return Prompt(system, "\n".join(told), plain, lead)

    def _asked(self) -> str:
        guides = ", ".join(TITLES_ZH[g.id] if self.lang == "zh" else g.title for g in GUIDES)
        asked = _ASKED[self.lang][self.form]
        return asked.format(count=self.count, guides=guides)

    def _wished(self) -> list[str]:
        wishes, words = self.wishes, _WORDS[self.lang]
        join = words["join"]
        lines = [
            (words["keep"], [clipped(p.text, _LONGEST_PHRASE).strip(" ,，") for p in wishes.locked[:MOST_LOCKED]]),
            (words["strike"], [clipped(t, _LONGEST_PHRASE) for t in wishes.struck]),
            (words["more"], [clipped(p, _LONGEST_PHRASE) for p, w in wishes.weights if w > 1]),
            (words["less"], [clipped(p, _LONGEST_PHRASE) for p, w in wishes.weights if w < 1]),
            (words["axes"], list(wishes.axes) if self.form == "prompts" else []),
            (words["liked"], [clipped(t, 300) for t in wishes.liked[-_MOST_LIKED:]]),
            (words["disliked"], [clipped(t, 300) for t in wishes.disliked[-_MOST_LIKED:]]),
        ]
        return [head + join.join(t for t in texts if t) for head, texts in lines if any(texts)]


def clipped(text: str, longest: int) -> str:
    """`text` on one line with single spaces, at most `longest` characters, cut between words."""
    line = " ".join(text[: longest * 4 + 100].split())
    if len(line) <= longest:
        return line
    cut = line[:longest]
    return cut.rsplit(" ", 1)[0] if " " in cut[longest // 2 :] else cut


def notice(text: str) -> str:
    """One sentence for the artist when a model is shown only a part of a long text, else ""."""
    if len(text) <= LONGEST_LINE:
        return ""
    read = len(clipped(text, LONGEST_LINE))
    if read < LONGEST_LINE // 2 and len(text) <= LONGEST_LINE * 4:
        return ""  # it was long by spaces alone
    return f"The muse reads at most the first {read:,} characters of this text of {len(text):,}; the rest is left out."


def described(facts: str, longest: int = LONGEST_FACTS) -> str:
    """JSON of what is known of a picture as a line of words: "name: value; ...". What is no JSON is taken as it is."""
    try:
        data = json.loads(facts) if facts else None
    except (ValueError, RecursionError):
        return clipped(facts, longest)
    return "" if data is None else clipped("; ".join(_told(data, "", 0)), longest)


def _told(data: object, name: str, depth: int) -> Iterator[str]:
    title = name.replace("_", " ")
    if isinstance(data, dict) and depth < 4:
        for key, value in list(data.items())[:60]:
            yield from _told(value, f"{name} {key}".strip(), depth + 1)
    elif isinstance(data, list) and depth < 4:
        if all(isinstance(v, str | int | float) for v in data):
            yield f"{title}: {', '.join(_plain(v) for v in data[:24])}"
        else:
            for number, value in enumerate(data[:24], start=1):
                yield from _told(value, f"{name} {number}".strip(), depth + 1)
    elif data is not None and data != "":
        yield f"{title}: {_plain(data)}" if title else _plain(data)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.3g}" if isinstance(value, float) else str(value)

"""What a language model wrote, read as answers in a form: lists, JSON, Markdown, chatter around it, two languages.

Nothing that was written is executed, opened or looked up; whatever cannot be read is given back as it came, bounded and
marked `raw`. Torch-free.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable

from studio.art.muse.owned import colors
from studio.art.muse.owned.parts import parts_of
from studio.art.muse.owned.prompting import LISTED
from studio.core.guides import GUIDES, TITLES_ZH
from studio.core.words import Part, Variant

LONGEST_RAW = 4000
LONGEST_READ = 30_000
"""Characters of an answer that are looked at."""
MOST = 20
_LONGEST: dict[str, int] = {"prompts": 600, "titles": 120, "palette": 300, "composition": 500, "scenes": 600, "haiku": 200,
                            "quatrain": 400, "poem": 2500}  # fmt: skip
_LONGEST_TEXT = 4000

_THINKING = re.compile(r"<(/?)(?:think|thinking|reasoning|reflection)>", re.IGNORECASE)
_CONTROL = re.compile(
    r"<\|[^|<>\n]{1,40}\|>|</?s>|<pad>|<unk>|<eos>|<bos>|<(?:start|end)_of_turn>|\[/?INST\]|<</?SYS>>"
)
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)[^\n]*$", re.MULTILINE)
_LEAD = re.compile(
    r"^(?:(?:sure|certainly|of course|absolutely|here(?: are| is|['’]s))\b|好的|当然|没问题|以下|下面|这里是).{0,240}$",
    re.IGNORECASE,
)
_LEAD_BEFORE_COLON = re.compile(
    r"^(?:(?:okay|ok|great|below|these|this is|i['’]d|i would|i have|as requested|the following)\b|好|这是|这些).{0,240}[:：]$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"^(?:let me know|i hope|hope (?:this|these|you)|feel free|would you like|if you|enjoy|these (?:prompts|titles|variations)|"
    r"each of these|note:|希望|如果你|如果您|如需|需要我|请告诉)",
    re.IGNORECASE,
)  # fmt: skip
_NUMBER = re.compile(
    r"^[ \t>#*_]*(?:(?:scene|prompt|title|variant|variation|option|development|palette|composition|answer|version|"
    r"场景|画面|镜头|方案|题目|版本)[ \t]*)?"
    r"(?:[\(\[（【]?(\d{1,3})[\)\]）】.:、．：]|第([一二三四五六七八九十]{1,3}|\d{1,3})[幕景场条个]|([一二三四五六七八九十]{1,3})[、．.：:]|"
    r"(\d{1,3})[ \t]+[-–—])"
    r"[*_]*[ \t]*(?:[-–—:：][ \t]*)?",
    re.IGNORECASE | re.MULTILINE,
)
_BULLET = re.compile(r"^[ \t]*[-*•·‣◦–—+][ \t]+", re.MULTILINE)
_LABEL = re.compile(
    r"^(?:prompt|title|poem|haiku|quatrain|story|scene|notes?|label|wall label|explanation|palette|composition|line|text|answer|"
    r"展开|题目|诗|俳句|四行诗|故事|场景|笔记|说明|讲解|配色|构图|句子|答案)[ \t]*(?:\d{1,3})?[ \t]*[:：][ \t]*",
    re.IGNORECASE,
)  # fmt: skip
_TEXT_KEYS = ("text", "prompt", "title", "line", "poem", "haiku", "story", "scene", "description", "content", "name")
_QUOTES = {
    '"': '"',
    "“": "”",
    "'": "'",
    "‘": "’",
    "「": "」",
    "『": "』",
    "《": "》",
    "«": "»",
    "„": "“",
    "*": "*",
    "_": "_",
    "`": "`",
}
_LETTERS = re.compile(r"[^\W\d_]")


def read(text: str, *, form: str, count: int, line: str = "") -> tuple[Variant, ...]:
    """Up to `count` answers in `form` (of scenes: all), or one that is `raw` where none can be made out; () for silence.

    `line`: the artist's, whose words are told apart from the model's own. Never raises.
    """
    bare = cleaned(text)
    answers = _answers(bare, form, max(1, min(count, MOST)), line)
    if answers:
        return answers
    rest = (bare or _visible(_CONTROL.sub(" ", text[:LONGEST_READ]))).strip()
    return (Variant(_bounded(rest, LONGEST_RAW), raw=True),) if rest else ()


def so_far(text: str, form: str, count: int) -> list[str]:
    """The texts that an unfinished answer holds until now, for showing while it is written."""
    bare = cleaned(text)
    if not bare or bare[0] in "[{":
        return []
    if form not in LISTED:
        return [bare]
    return [_tidy(t) for t in _listed(bare)][:count]


def complete(text: str, count: int) -> bool:
    """Whether a numbered list has begun with more than `count` lines."""
    return text.count("\n") >= count and sum(1 for _ in _NUMBER.finditer(text)) > count


def cleaned(text: str) -> str:
    """`text` without thoughts, marks of chat formats, fences of Markdown and control characters."""
    out = text[:LONGEST_READ].replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    out = _FENCE.sub("", _CONTROL.sub("", _said(out)))
    out = _visible(out)
    return "\n".join(line.rstrip() for line in out.split("\n")).strip("\n\t ")


def _said(text: str) -> str:
    """What was said aloud: behind the last thought, or, where nothing is there, before the first."""
    marks = list(_THINKING.finditer(text))
    if not marks:
        return text
    last = next((m for m in reversed(marks) if m.group(1)), None)
    behind = text[last.end() :] if last is not None else ""
    opened = _THINKING.search(behind)
    behind = behind[: opened.start()] if opened else behind
    return behind if behind.strip() else text[: marks[0].start()] if not marks[0].group(1) else ""


def _visible(text: str) -> str:
    """Without signs that are not seen, or that turn the direction of writing."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c)[0] != "C")


def _answers(bare: str, form: str, count: int, line: str) -> tuple[Variant, ...]:
    texts = _items(bare, form)
    if form == "palette":
        return _palettes(texts, bare)[:count]
    longest = _LONGEST.get(form, _LONGEST_TEXT)
    texts = [_bounded(t, longest) for t in texts if readable(t)]
    texts = list(dict.fromkeys(t for t in texts if t))
    if form == "scenes":
        return tuple(Variant(t, (("scene", str(k)),)) for k, t in enumerate(texts[:MOST], start=1))
    if form == "composition":
        return tuple(Variant(t, guides=g) for t in texts if (g := guide_in(t)))[:count]
    if form == "titles":
        texts = list(dict.fromkeys(t.rstrip(".。") if t.count(".") + t.count("。") == 1 else t for t in texts))
    if form == "prompts":
        return tuple(_prompt(t, line) for t in texts[:count])
    if form == "notes":
        return tuple(_notes(t) for t in texts[:count])
    return tuple(Variant(t) for t in texts[:count])


def _notes(text: str) -> Variant:
    """Facts first, the comment last, where there are paragraphs that tell them apart."""
    facts, gap, comment = text.rpartition("\n\n")
    return Variant(text, parts=(Part(facts + gap, "facts"), Part(comment, "comment")) if gap else ())


def _prompt(text: str, line: str) -> Variant:
    parts: tuple[Part, ...] = parts_of(text, line)
    tags = tuple((p.axis, p.title) for p in parts if p.axis and p.axis != "own")
    return Variant(text, tags, parts)


# -- pieces ------------------------------------------------------------------------------------------------------


def _items(bare: str, form: str) -> list[str]:
    found = _from_json(bare)
    if found is not None:
        return [t for t in (_tidy(t) if form in LISTED else _whole(t, form) for t in found) if t]
    body = _without_chatter(bare)
    if form in LISTED:
        return [t for t in (_tidy(t) for t in _listed(body)) if t]
    whole = _whole(body, form)
    return [whole] if whole else []


def _from_json(bare: str) -> list[str] | None:
    """The texts of a JSON list or table that stands in the answer; None when there is none."""
    for match in list(re.finditer(r"[\[{]", bare))[:8]:
        try:
            data, _end = json.JSONDecoder().raw_decode(bare, match.start())
        except (ValueError, RecursionError):
            continue
        texts = [t for t in _texts(data, 0) if t.strip()]
        # "[1]" or "{light}" in a sentence is no answer.
        if texts and sum(map(len, texts)) * 2 >= len(bare) - match.start() - 40:
            return texts[: MOST * 2]
    return None


def _texts(data: object, depth: int) -> list[str]:
    if isinstance(data, str):
        return [data]
    if isinstance(data, list) and depth < 4:
        return [" ".join(_texts(item, depth + 1)) if isinstance(item, list) else t
                for item in data[: MOST * 2] for t in (_texts(item, depth + 1) or [""])]  # fmt: skip
    if isinstance(data, dict) and depth < 4:
        lists = [v for v in data.values() if isinstance(v, list | dict)]
        if len(lists) == 1 and not any(isinstance(data.get(k), str) for k in _TEXT_KEYS):
            return _texts(lists[0], depth + 1)
        named = next((str(data[k]) for k in _TEXT_KEYS if isinstance(data.get(k), str)), "")
        rest = [t for key, v in data.items() if str(data.get(key)) != named for t in _texts(v, depth + 1)]
        if depth == 0 and not named:
            return rest
        # A palette is a name and its colors, a composition a name and its reason.
        return [": ".join(t for t in (named, ", ".join(rest)) if t)]
    return []


def _without_chatter(bare: str) -> str:
    """Without "Sure, here are five titles:" before and "Let me know ..." behind."""
    blocks = bare.split("\n")
    while len(blocks) > 1 and not blocks[0].strip():
        blocks.pop(0)
    if len(blocks) > 1:
        first = blocks[0].strip()
        sure = _LEAD.match(first) and (first[-1:] in (":", "：") or not blocks[1].strip())
        if sure or _LEAD_BEFORE_COLON.match(first):
            blocks.pop(0)
    while len(blocks) > 1 and (not blocks[-1].strip() or _TAIL.match(blocks[-1].strip())):
        blocks.pop()
    return "\n".join(blocks).strip("\n")


def _listed(body: str) -> list[str]:
    """The items of a list: numbered, with bullets, apart by empty lines, or one a line."""
    for mark in (_NUMBER, _BULLET):
        places = list(mark.finditer(body))
        if places:
            ends = [m.start() for m in places[1:]] + [len(body)]
            return [_first_block(body[m.end() : end]) for m, end in zip(places, ends, strict=True)]
    lines = [t for t in body.split("\n") if t.strip()]
    return [t for t in lines if not t.rstrip().endswith((":", "：")) or len(lines) == 1]


def _first_block(item: str) -> str:
    """An item up to the first empty line: behind the last one often stands a remark."""
    return item.strip("\n").split("\n\n")[0]


def _tidy(text: str) -> str:
    """One line of an answer without marks, quotes and labels around it."""
    out = " ".join(re.sub(r"\*\*|__|^#{1,6}\s+", "", text).split())
    out = _LABEL.sub("", out)
    return _unquoted(out).strip(" \t,;，；|")


def _unquoted(text: str) -> str:
    out = text.strip()
    for _ in range(3):
        if len(out) > 1 and _QUOTES.get(out[0]) == out[-1] and out[0] not in out[1:-1] and out[-1] not in out[1:-1]:
            out = out[1:-1].strip()
    return out


def _whole(text: str, form: str) -> str:
    """A text of several lines: without a heading, emphasis and quotes; poems keep their empty lines."""
    lines = [re.sub(r"^\s*>\s?", "", re.sub(r"\*\*|__", "", t)).strip() for t in text.strip("\n").split("\n")]
    if form in ("poem", "haiku", "quatrain", "story") and len(lines) > 1 and re.match(r"^#{1,6}\s", lines[0]):
        lines.pop(0)
    lines = [re.sub(r"^#{1,6}\s+", "", t) for t in lines]
    if lines and _LABEL.match(lines[0]):
        rest = _LABEL.sub("", lines[0])
        lines = ([rest] if rest else []) + lines[1:]
    out = _unquoted(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n "))
    if form in ("haiku", "quatrain"):
        return _verse(out, 3 if form == "haiku" else 4)
    if form == "story":
        return " ".join(out.split())
    return out


def _verse(text: str, number: int) -> str:
    """The first `number` lines of verse; slashes count as ends of lines where all stands on one."""
    lines = [t for t in text.split("\n") if t.strip()]
    if len(lines) == 1 and "/" in text:
        lines = [t.strip() for t in text.split("/") if t.strip()]
    return "\n".join(_NUMBER.sub("", t).strip(" \t/") for t in lines[:number])


def _bounded(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[longest // 2 :] else cut).rstrip() + "…"


# -- sense -------------------------------------------------------------------------------------------------------


def readable(text: str) -> bool:
    """Whether a text might be language at all: letters for the most part, of one script, in words of a human length."""
    letters = _LETTERS.findall(text)
    solid = sum(1 for c in text if not c.isspace())
    if len(letters) < 2 or solid == 0 or "\ufffd" in text:
        return False
    han = sum(1 for c in letters if "\u3400" <= c <= "\u9fff")
    latin = sum(1 for c in letters if c < "\u0250")
    if len(letters) / solid < 0.55 or han + latin < 0.6 * len(letters):
        return False
    if han >= 0.3 * len(letters):
        return True
    words = re.findall(r"[^\W\d_]+", text)
    return max(map(len, words)) <= 30 and _varied(words)


def _varied(words: list[str]) -> bool:
    """Not the same few words over and over."""
    return len(words) < 12 or len({w.casefold() for w in words}) >= len(words) * 0.2


def _palettes(texts: Iterable[str], bare: str) -> tuple[Variant, ...]:
    found = [(t, *_colors_in(t)) for t in texts]
    several = [_palette(name, c, t) for t, name, c in found if len(c) > 1]
    if several:
        return tuple(several)
    # One color a line: together they are one palette.
    together = tuple({c[0][0]: c[0] for _t, _n, c in found if c}.values())
    if len(together) < 2:
        together = colors.found(bare)
    return (_palette("", together, ""),) if len(together) > 1 else ()


def _palette(name: str, found: tuple[tuple[str, str], ...], text: str) -> Variant:
    """`text` is short: the palette's name, or its colors' names."""
    said = name or ", ".join(n for _, n in found if not n.startswith("#")) or text
    return Variant(
        _bounded(said, _LONGEST["palette"]),
        tags=tuple(("color", n) for _, n in found),
        colors=tuple(c for c, _ in found),
    )


def _colors_in(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Name and colors of one palette; the name, before the colon, may be a color's too ("Sea: ...") and is none of them."""
    name, colon, rest = re.sub(r"：|\s[-–—]+\s", ":", text, count=1).partition(":")
    behind = colors.found(rest)
    if colon and len(behind) > 1 and "#" not in name:
        return _tidy(name), behind
    return "", colors.found(text)


_GUIDES = sorted(
    [(t.casefold(), g.id) for g in GUIDES for t in (g.title, g.id, g.id.replace("-", " "), TITLES_ZH[g.id])]
    + [("rule of thirds", "thirds"), ("golden ratio", "golden"), ("symmetr", "center"), ("centered", "center"),
       ("central", "center"), ("pyramid", "triangle"), ("reflection", "middle-horizon"), ("winding", "s-curve"),
       ("s curve", "s-curve"), ("framing", "frame"), ("framed", "frame"), ("三分", "thirds"), ("黄金", "golden"),
       ("对称", "center"), ("中心", "center"), ("框", "frame"), ("曲线", "s-curve"), ("倒影", "middle-horizon"), ("s形", "s-curve")],
    key=lambda pair: -len(pair[0]),
)  # fmt: skip


def guide_in(text: str) -> str:
    """Id of the composition that a text names first, or ""."""
    folded = text.casefold()
    places = [(at, -len(word), id_) for word, id_ in _GUIDES if (at := folded.find(word)) >= 0]
    return min(places)[2] if places else ""

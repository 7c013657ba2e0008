"""Texts as numbers for the networks that write: words in lower case, marks for what spelling alone does not tell. Torch-free.

A text is a row of words and marks of punctuation. Capitals and spaces stand where the rules of a form expect them and cost
nothing; where a text has it otherwise a mark says so (`<cap>`, `<low>`, `<glue>`, `<gap>`). What the artist's line names is
`<slot1>`, `<slot2>`: a net needs not know a word to place it, and cannot take one for another. In prompts, which go on from
the line itself, only words that lore does not know are slots. In prompts and scenes a mark such as `<light|Low sun>` opens
each part with its axis and chip title, so that an answer comes with its parts.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from studio.art.muse.drafting import Brief, Draft
from studio.art.muse.grammar import lore
from studio.art.muse.grammar.cast import pronoun
from studio.art.muse.grammar.english import SMALL_IN_TITLES, syllables, title_case, with_article
from studio.art.muse.grammar.lore import Concept
from studio.art.muse.grammar.rhyme import pattern
from studio.art.muse.grammar.sorts import as_told, sort
from studio.core.errors import UserError
from studio.core.words import Part

PAD, TEXT, END, UNKNOWN = "<pad>", "<text>", "<end>", "<unk>"
CAP, LOW, GLUE, GAP = "<cap>", "<low>", "<glue>", "<gap>"
LINE, NEAR, OWN, THING = "<line>", "<near>", "<own>", "<thing>"
SLOTS = tuple(f"<slot{k}>" for k in range(1, 7))
MARKS = (PAD, TEXT, END, UNKNOWN, CAP, LOW, GLUE, GAP, LINE, NEAR, OWN, THING, "\n", *SLOTS)
FORMS = ("prompts", "titles", "poem", "haiku", "quatrain", "story", "scenes")
"""What the networks write."""
LONGEST_LINE = 24
"""Words of the artist's line that a net is shown for a prompt."""
FILE, VERSION = "vocabulary.json", 2

_PIECE = re.compile(r"\n|[^\W\d_]+(?:[-’'](?!s\b)[^\W\d_]+)*|[’']s\b|\d+(?:s\b)?|[^\s]")
_WORD = re.compile(r"[^\W\d_]")
_CLOSING = frozenset(",.;:!?)”’…—") | {"'s", "’s"}
_OPENING = frozenset("(“‘—")
_ENDS = frozenset(".!?…")
_JOIN = re.compile(r"(?:[,;:]? |\n| — )$")
"""What joins two parts, at the end of the first."""


def form_mark(form: str) -> str:
    return f"<{form}>"


def mood_mark(mood: str) -> str:
    return f"<feel|{mood}>"


def axis_mark(axis: str) -> str:
    """Before the text of a prompt: this axis may be used."""
    return f"<may|{axis}>"


def part_mark(axis: str, title: str) -> str:
    return f"<{axis}|{title}>"


def kind_mark(thing: Concept) -> str:
    """After a slot: what it names, so that it does what such things do. Several are told from one, a woman from a man, and what
    is not counted ("bread", "envy") from what has an article."""
    bare = " bare" if thing.one == thing.noun and not thing.plural else ""
    return f"<is|{sort(thing)} {'they' if thing.plural else pronoun(thing)}{bare}>"


def beat_marks(noun: str, form: str) -> tuple[str, ...]:
    """After a slot in a form that counts: how many syllables what stands there has, in a quatrain which of them are strong."""
    if form == "haiku":
        return (f"<beat|{syllables(noun)}>",)
    return (f"<beat|{pattern(noun)}>",) if form == "quatrain" else ()


def slotted(brief: Brief) -> tuple[Concept, ...]:
    """What stands in the slots: what the line names, as one or as many as it says, then the artist's own words. In prompts
    those alone."""
    return (*_told(brief), *map(lore.made, brief.unknown))[: len(SLOTS)]


def names(brief: Brief) -> tuple[str, ...]:
    """What is written in the slots; the artist's own words as they stand in the line."""
    return (*(c.noun for c in _told(brief)), *brief.unknown)[: len(SLOTS)]


def _told(brief: Brief) -> list[Concept]:
    return [] if brief.form == "prompts" else [as_told(c, brief.line) for c in brief.things[: brief.named]]


def axis_of(token: str) -> str:
    """The axis of a mark that opens a part, "" for any other token."""
    if not token.startswith("<") or "|" not in token:
        return ""
    axis = token[1 : token.index("|")]
    return "" if axis in ("may", "feel", "is", "beat") else axis


def pieces(text: str) -> list[str]:
    """Words and marks as they stand in `text`."""
    return _PIECE.findall(text)


def words(text: str) -> list[str]:
    """The words alone, in lower case."""
    return [p.lower() for p in pieces(text) if _WORD.match(p)]


@dataclass
class _Pen:
    """Where a text stands: what the rules expect next. `titled`: capitals of a title; `plain`: no sentences at all."""

    titled: bool
    plain: bool
    last: str = ""
    begins: bool = True
    """Whether a sentence begins."""

    def space(self, piece: str) -> bool:
        if self.last in ("", "\n") or piece == "\n" or piece in _CLOSING:
            return False
        return self.last not in _OPENING

    def capital(self, piece: str) -> bool:
        if piece == "i":
            return True
        if not _WORD.match(piece):
            return False
        if self.titled:
            return self.begins or piece not in SMALL_IN_TITLES
        return self.begins and not self.plain

    def wrote(self, piece: str) -> None:
        self.last = piece
        if _WORD.match(piece) or piece[0].isdigit():
            self.begins = False
        elif piece in _ENDS:
            self.begins = True
        elif piece not in "\n”’“‘)(\"'":
            self.begins = False


def _pen(form: str) -> _Pen:
    return _Pen(form == "titles", form == "prompts")


def encoded(draft: Draft, brief: Brief) -> list[str]:
    """The tokens of a draft, without `<end>`. Of a prompt, those that follow the artist's line.

    `decoded` gives the same draft back for what the house's own grammar writes; a text with odd spaces or capitals inside of
    words does not come back as it was.
    """
    return _spelled(*_marked(draft, brief), brief)


def _spelled(text: str, starts: Mapping[int, str], brief: Brief) -> list[str]:
    written = names(brief)
    # Of "rocking chair" and "chair" the longer one is found first.
    slots = sorted(
        ((SLOTS[k], [p.lower() for p in pieces(w)]) for k, w in enumerate(written)), key=lambda s: -len(s[1])
    )
    pen = _pen(brief.form)
    out: list[str] = []
    found = list(_PIECE.finditer(text))
    k = 0
    while k < len(found):
        match = found[k]
        if match.start() in starts:
            out.append(starts[match.start()])
        token, taken = match.group().lower(), 1
        for slot, own in slots:
            if own and [m.group().lower() for m in found[k : k + len(own)]] == own:
                token, taken = slot, len(own)
                break
        first = match.group()[:1]
        piece = "x" if token in SLOTS else token  # a word, whatever it is
        gap = match.start() > 0 and text[match.start() - 1].isspace() and text[match.start() - 1] != "\n"
        if gap != pen.space(piece) and match.start() > 0:
            out.append(GAP if gap else GLUE)
        named = token in SLOTS and written[SLOTS.index(token)][:1].isupper()  # a name has its capital everywhere
        if first.isalpha() and not named and first.isupper() != pen.capital(piece):
            out.append(CAP if first.isupper() else LOW)
        if token in SLOTS and out and _word_before(out) == "an":
            out[_at_word_before(out)] = "a"
        out.append(token)
        pen.wrote(piece)
        k += taken
    return out


def _word_before(tokens: Sequence[str]) -> str:
    at = _at_word_before(tokens)
    return tokens[at] if at >= 0 else ""


def _at_word_before(tokens: Sequence[str]) -> int:
    """Index of the last token that is written out, -1 where there is none."""
    return next((k for k in range(len(tokens) - 1, -1, -1) if not tokens[k].startswith("<")), -1)


def _marked(draft: Draft, brief: Brief) -> tuple[str, dict[int, str]]:
    """The text that a net writes, and where in it a part begins: offset -> its mark."""
    parts = draft.parts
    if brief.form == "prompts":
        parts = parts[1:]
        text = "".join(p.text for p in parts)
    else:
        text = draft.text
    starts: dict[int, str] = {}
    at = 0
    for part in parts:
        if part.axis:
            lead = len(part.text) - len(part.text.lstrip(" ,;:\n"))
            starts[at + lead] = part_mark(part.axis, _titled(part))
        at += len(part.text)
    return text, starts


def _titled(part: Part) -> str:
    """Numbers in titles ("Scene 3") are not learned: they follow from the place."""
    return "" if part.axis == "scene" else part.title


def decoded(tokens: Sequence[str], brief: Brief) -> Draft:
    """The draft that tokens after `<text>` tell, up to `<end>`. Marks that make no sense where they stand are passed over."""
    pen = _pen(brief.form)
    own = names(brief)
    out: list[str] = []
    opened: list[tuple[int, str]] = []
    length = 0
    glue = gap = cap = low = False
    mark = ""
    article = -1
    for token in tokens:
        if token == END:
            break
        if token in (CAP, LOW, GLUE, GAP):
            cap, low, glue, gap = cap or token == CAP, low or token == LOW, glue or token == GLUE, gap or token == GAP
            continue
        if axis_of(token):
            mark = token
            continue
        slot = SLOTS.index(token) if token in SLOTS else -1
        if slot >= len(own) or (token.startswith("<") and slot < 0):
            continue
        piece = "x" if slot >= 0 else token
        written = own[slot] if slot >= 0 else token
        if (pen.capital(piece) or cap) and not (low and not cap):
            written = title_case(written) if pen.titled else written[:1].upper() + written[1:]
        if slot >= 0 and article >= 0:
            right = with_article(written).split(" ", 1)[0]
            length += len(right) - len(out[article].strip(" "))
            lead = out[article][: len(out[article]) - len(out[article].lstrip(" "))]
            out[article] = lead + (right[:1].upper() + right[1:] if out[article].strip()[:1].isupper() else right)
        space = (pen.space(piece) or gap) and not glue
        if space:
            out.append(" ")
            length += 1
        if mark:
            opened.append((length, mark))
            mark = ""
        out.append(written)
        length += len(written)
        article = len(out) - 1 if piece in ("a", "an") and slot < 0 else -1
        pen.wrote(piece)
        glue = gap = cap = low = False
    text = "".join(out)
    return _parted(text, opened, brief)


def _parted(text: str, opened: Sequence[tuple[int, str]], brief: Brief) -> Draft:
    parts: list[Part] = [Part(brief.line)] if brief.form == "prompts" else []
    if opened:
        if opened[0][0]:
            parts.append(Part(text[: opened[0][0]]))
        for (start, mark), end in zip(opened, [o for o, _ in opened[1:]] + [len(text)], strict=True):
            inside = text[start:end]
            join = _JOIN.search(inside) if end < len(text) else None
            axis, title = axis_of(mark), mark[mark.index("|") + 1 : -1]
            if axis == "scene":
                title = str(sum(p.axis == axis for p in parts) + 1)
            parts.append(Part(inside[: join.start()] if join else inside, axis, title))
            if join:
                parts.append(Part(join.group()))
    elif text and brief.form == "prompts":
        parts.append(Part(text))
    if not parts or (brief.form != "prompts" and not opened):
        return Draft(text)
    return Draft("".join(p.text for p in parts), tuple(parts))


def asked(brief: Brief) -> list[str]:
    """The tokens in front of a text: form, mood, things, those in slots with what they are, for prompts the line, then
    `<text>`."""
    out = [form_mark(brief.form)]
    if brief.mood:
        out.append(mood_mark(brief.mood))
    slots = slotted(brief)
    for slot, thing, written in zip(SLOTS, slots, names(brief), strict=False):
        known = thing.id in lore.concepts() and brief.form != "prompts"
        told = words(thing.noun) if known else ()
        out += [THING if known else OWN, slot, *told, kind_mark(thing), *beat_marks(written, brief.form)]
    for k, thing in enumerate(brief.things):
        if k >= brief.named or brief.form == "prompts":
            out += [THING if k < brief.named else NEAR, *words(thing.noun)]
    if brief.form == "prompts":
        out += [axis_mark(a) for a in brief.axes]
        line = _spelled(brief.line, {}, brief)
        out += [LINE, *[t for t in line if t not in (CAP, LOW)][:LONGEST_LINE]]
    return [*out, TEXT]


@dataclass(frozen=True)
class Vocabulary:
    """Tokens by number. The marks come first, then all others by how often they occur."""

    tokens: tuple[str, ...]
    numbers: dict[str, int] = field(repr=False, compare=False)

    @classmethod
    def of(cls, tokens: Iterable[str]) -> Vocabulary:
        all_ = tuple(tokens)
        return cls(all_, {t: k for k, t in enumerate(all_)})

    @classmethod
    def counted(cls, texts: Iterable[Sequence[str]], least: int = 1) -> Vocabulary:
        """Of all tokens that occur at least `least` times."""
        counts = Counter(t for text in texts for t in text)
        rest = sorted((t for t, n in counts.items() if n >= least and t not in MARKS), key=lambda t: (-counts[t], t))
        return cls.of((*MARKS, *rest))

    def __len__(self) -> int:
        return len(self.tokens)

    def read(self, tokens: Iterable[str]) -> list[int]:
        """Numbers; what is not in the vocabulary becomes `<unk>`."""
        unknown = self.numbers[UNKNOWN]
        return [self.numbers.get(t, unknown) for t in tokens]

    def written(self, numbers: Iterable[int]) -> list[str]:
        return [self.tokens[n] for n in numbers]

    def write(self, folder: Path) -> None:
        text = json.dumps({"version": VERSION, "tokens": self.tokens}, ensure_ascii=False, separators=(",", ":"))
        part = folder / f"{FILE}.part"
        part.write_text(text + "\n", "utf-8")
        part.replace(folder / FILE)


def load(folder: Path) -> Vocabulary:
    """The vocabulary beside a model's weights. Raises `UserError`."""
    try:
        data = json.loads((folder / FILE).read_text("utf-8"))
        tokens = data["tokens"]
        if data["version"] != VERSION or tokens[: len(MARKS)] != list(MARKS) or len(set(tokens)) != len(tokens):
            raise ValueError("other marks")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(
            f"The vocabulary in {folder} cannot be read ({error}): bring the model's folder anew."
        ) from None
    return Vocabulary.of(str(t) for t in tokens)

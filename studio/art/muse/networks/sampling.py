"""Many texts at once from a network that writes, word by word.

The next word is drawn among the likeliest that together reach `top_p` (nucleus sampling: Holtzman et al., 2020). No row of
`GRAM` tokens comes twice in a text (Paulus et al., 2018), no word follows itself, no sentence names twice what stands in a slot,
and a word is the less likely the more of the other texts have said it already, so that the texts differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType

import torch
from torch import Tensor

from studio.art.muse.grammar.english import syllables
from studio.art.muse.grammar.stage import words
from studio.art.muse.networks import tokens as tk
from studio.art.muse.networks.tokens import Vocabulary
from studio.art.nets.language import Language

GRAM = 8
"""What the networks learned from says up to seven tokens twice: poems begin line after line alike, boards come back to their hero.
"""
CANDIDATES = 64
"""Words that are weighed at each step; what lies below is never said."""
COMMON = 160
"""The commonest words are small ones ("the", "of"): that others say them too is no fault."""
SAID, TITLED = 0.15, 0.4
"""What a word and an opened part lose in log-likelihood for each other text that has them already."""
WANTED = 1.8
"""What the names of a thing gain in log-likelihood while the thing is not named."""
WEAKEST = 4
LOST = -7.0
"""Log p of a word after which a text is given up: the rules left it nothing that the network would say."""
MOST_SAID = 4
"""Texts that count for this at most."""
_PRONOUNS = {"he": ("he", "his", "him", "himself"), "she": ("she", "her", "hers", "herself")}
_LINE_BREAK = tk.MARKS.index("\n")
_SLOTS = frozenset(tk.MARKS.index(slot) for slot in tk.SLOTS)
_CLOSES = frozenset(".!?…;:")


@dataclass(frozen=True)
class Rules:
    """What may be said. `banned`: (words,) bool; `costs`: (words,) what is lost per other text that said it; `axes`: number
    of a token -> axis of the part that it opens: an axis is opened once in a text. `end`, `longest`: tokens of a text.
    `lines`: syllables of each line, for forms that count them; `syllables`: (words,) those of each token. `wanted`: numbers
    by which a thing can be named, for each thing that a text should name: until it does they gain `WANTED`. `meant`: number of
    a noun -> the pronoun of whom it names; `pronouns`: pronoun -> its forms: once somebody is named, only pronouns that can
    mean somebody are said. `once`: (words,) bool, those that a text may say once only. `closes`: what ends a line, a sentence or a
    part of one, in which a slot is filled once only."""

    banned: Tensor
    costs: Tensor
    axes: dict[int, str]
    end: int
    longest: int
    lines: tuple[int, ...] = ()
    syllables: Tensor | None = None
    wanted: tuple[tuple[int, ...], ...] = ()
    meant: Mapping[int, str] = field(default_factory=dict)
    pronouns: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    once: Tensor | None = None
    closes: frozenset[int] = frozenset()


def rules(
    vocabulary: Vocabulary, *, own: Sequence[str], axes: Sequence[str], free: Sequence[str], longest: int,
    lines: tuple[int, ...] = (), common: int = COMMON, wanted: Sequence[Sequence[str]] = (),
    meant: Mapping[str, str] = MappingProxyType({}), once: bool = False,
) -> Rules:  # fmt: skip
    """`own`: what is written in the slots; `axes`: those that may be opened, empty for all; `free`: words that every text may say,
    beside the `common` commonest; `lines`: syllables that each line must have, () for lines of any length; `wanted`: for each
    thing that should be named, the tokens that name it; `meant`: tokens of nouns -> "he", "she" or "it";
    `once`: whether a word that carries meaning may come once only."""
    slots = min(len(own), len(tk.SLOTS))
    never = {tk.PAD, tk.TEXT, tk.UNKNOWN, tk.LINE, tk.NEAR, tk.OWN, tk.THING, *tk.SLOTS[slots:]}
    never |= {tk.form_mark(form) for form in tk.FORMS}
    banned = torch.zeros(len(vocabulary), dtype=torch.bool)
    costs = torch.zeros(len(vocabulary))
    opened: dict[int, str] = {}
    met = 0
    for number, token in enumerate(vocabulary.tokens):
        axis = tk.axis_of(token)
        if axis:
            costs[number] = TITLED
            if axis != "scene":
                opened[number] = axis
            banned[number] = bool(axes) and axis != "scene" and axis not in axes
        elif token in never or token.startswith(("<may|", "<feel|", "<is|", "<beat|")):
            banned[number] = True
        elif token[0].isalpha():
            met += 1
            costs[number] = SAID if met > common and token not in free else 0.0
    named = tuple(tuple(vocabulary.numbers[t] for t in names if t in vocabulary.numbers) for names in wanted)
    whom = {vocabulary.numbers[t]: p for t, p in meant.items() if t in vocabulary.numbers}
    forms = {p: tuple(vocabulary.numbers[t] for t in ts if t in vocabulary.numbers) for p, ts in _PRONOUNS.items()}
    closes = frozenset({_LINE_BREAK, *(n for t, n in vocabulary.numbers.items() if t in _CLOSES)})
    made = Rules(
        banned,
        costs,
        opened,
        vocabulary.numbers[tk.END],
        longest,
        wanted=named,
        meant=whom,
        pronouns=forms,
        closes=closes,
    )
    if once:
        made = replace(made, once=_weighty(vocabulary.tokens))
    if not lines:
        return made
    counted = _syllables(vocabulary.tokens).clone()
    for k in range(slots):
        counted[vocabulary.numbers[tk.SLOTS[k]]] = syllables(own[k])
    return replace(made, lines=lines, syllables=counted)


@lru_cache(maxsize=4)
def _weighty(tokens: tuple[str, ...]) -> Tensor:
    """Which tokens are words that carry meaning, slots among them."""
    return torch.tensor([t in tk.SLOTS or (t[0].isalpha() and bool(words(t))) for t in tokens])


@lru_cache(maxsize=4)
def _syllables(tokens: tuple[str, ...]) -> Tensor:
    """Those of each token, 0 for marks and punctuation."""
    return torch.tensor([0 if t.startswith("<") else syllables(t) for t in tokens])


@dataclass
class Text:
    """One text as it comes: numbers of tokens after `<text>`, how likely the network found each (log p, before all rules),
    and whether it came to its end."""

    numbers: list[int]
    likely: list[float] = field(default_factory=list)
    ended: bool = False

    @property
    def sureness(self) -> float:
        """Mean log p of its `WEAKEST` least likely words: one word out of place spoils a text."""
        weakest = sorted(self.likely)[:WEAKEST]
        return sum(weakest) / max(1, len(weakest))


class _Said:
    """What the texts have said so far, and what each must not say next."""

    def __init__(self, rules: Rules, number: int) -> None:
        self.rules = rules
        self.texts = [Text([]) for _ in range(number)]
        self._grams: list[dict[tuple[int, ...], set[int]]] = [{} for _ in range(number)]
        self._axes: list[set[str]] = [set() for _ in range(number)]
        self._meant: list[set[str]] = [set() for _ in range(number)]
        self._named: list[set[int]] = [set() for _ in range(number)]
        self._by_axis: dict[str, list[int]] = {}
        for token, axis in rules.axes.items():
            self._by_axis.setdefault(axis, []).append(token)
        words = len(rules.banned)
        self._counts = torch.zeros(words)
        self._own = torch.zeros(number, words)

    def weighed(self, logits: Tensor, rows: Sequence[int]) -> Tensor:
        """Logits (rows, words) after all rules."""
        others = (self._counts - self._own[list(rows)]).clamp_max(MOST_SAID)
        out = logits - others * self.rules.costs
        out[:, self.rules.banned] = -torch.inf
        for k, row in enumerate(rows):
            numbers = self.texts[row].numbers
            for names in self.rules.wanted:
                if names and not any(self._own[row, n] for n in names):
                    out[k, list(names)] += WANTED
            never = set(self._grams[row].get(tuple(numbers[1 - GRAM :]), ()))
            if numbers and numbers[-1] != _LINE_BREAK:  # an empty line is two of them
                never.add(numbers[-1])
            if self._meant[row]:
                for pronoun, forms in self.rules.pronouns.items():
                    never.update(forms if pronoun not in self._meant[row] else ())
            for axis in self._axes[row]:
                never.update(self._by_axis[axis])
            never |= self._named[row]
            never.discard(self.rules.end)
            if never:
                out[k, list(never)] = -torch.inf
            if self.rules.once is not None:
                out[k, self.rules.once & (self._own[row] > 0)] = -torch.inf
            if self.rules.syllables is not None:
                out[k, self._too_long(row, self.rules.syllables)] = -torch.inf
        return out

    def _too_long(self, row: int, counts: Tensor) -> Tensor:
        """Which words do not fit into what is left of the line: no line breaks before it is full, no word after."""
        numbers, lines = self.texts[row].numbers, self.rules.lines
        line = numbers.count(_LINE_BREAK)
        at = len(numbers) - numbers[::-1].index(_LINE_BREAK) if line else 0
        left = lines[min(line, len(lines) - 1)] - int(counts[numbers[at:]].sum())
        never = counts > left
        never[_LINE_BREAK] = left > 0 or line + 1 >= len(lines)
        never[self.rules.end] = left > 0 or line + 1 < len(lines)
        return never

    def add(self, row: int, token: int) -> None:
        text = self.texts[row]
        before = tuple(text.numbers[1 - GRAM :])
        if len(before) == GRAM - 1:
            self._grams[row].setdefault(before, set()).add(token)
        if token in self.rules.meant:
            self._meant[row].add(self.rules.meant[token])
        if token in _SLOTS:
            self._named[row].add(token)
        elif token in self.rules.closes:
            self._named[row].clear()
        if token in self.rules.axes:
            self._axes[row].add(self.rules.axes[token])
        if not self._own[row, token]:
            self._own[row, token] = 1.0
            self._counts[token] += 1.0
        text.numbers.append(token)
        text.ended = token == self.rules.end


def drawn(logits: Tensor, chance: Tensor, temperature: float, top_p: float) -> Tensor:
    """One word for each row (rows, words) -> int64 (rows,). `chance`: (rows,) in 0..1. Temperature 0 takes the likeliest."""
    if temperature <= 1e-3:
        return logits.argmax(-1)
    best, numbers = (logits / temperature).topk(min(CANDIDATES, logits.shape[1]), -1)
    shares = best.softmax(-1)
    before = shares.cumsum(-1) - shares
    shares = shares * (before < top_p)
    reached = (shares / shares.sum(-1, keepdim=True)).cumsum(-1)
    at = (reached < chance[:, None]).sum(-1).clamp_max(numbers.shape[1] - 1)
    # Rounding may carry `at` past the last word that may be said.
    at = torch.minimum(at, (shares > 0).sum(-1) - 1)
    return numbers.gather(1, at[:, None])[:, 0]


def sample(
    net: Language, asked: Tensor, rules: Rules, *, seed: int, temperature: float, top_p: float,
    told: Callable[[Sequence[Text]], bool],
) -> list[Text]:  # fmt: skip
    """A text for each row of `asked`, int64 (texts, length). `told` is called with all texts after each word and says
    whether to go on. The same arguments give the same texts on the same device."""
    number, length = asked.shape
    chance = torch.Generator().manual_seed(seed)
    said = _Said(rules, number)
    rows = list(range(number))
    with torch.inference_mode():
        state = net.begin(number, length + rules.longest)
        hidden = net.hidden(asked, state)[:, -1]
        while rows:
            logits = net.logits(hidden).float().cpu()
            # Drawn for all texts, finished or not: what one says does not change with the length of another.
            dice = torch.rand(number, generator=chance)[rows]
            picked = drawn(said.weighed(logits, rows), dice, temperature, top_p)
            likely = logits.log_softmax(-1).gather(1, picked[:, None])[:, 0]
            for row, token, share in zip(rows, picked.tolist(), likely.tolist(), strict=True):
                said.add(row, token)
                said.texts[row].likely.append(share)
            if not told(said.texts):
                break
            left = [k for k, row in enumerate(rows) if not said.texts[row].ended and min(said.texts[row].likely) > LOST]
            if len(said.texts[rows[0]].numbers) >= rules.longest or not left:
                break
            if len(left) < len(rows):
                kept = torch.tensor(left, device=asked.device)
                state, picked = state.keep(kept), picked[left]
                rows = [rows[k] for k in left]
            hidden = net.hidden(picked[:, None].to(asked.device), state)[:, -1]
    return said.texts

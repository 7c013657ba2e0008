"""Networks that write word by word: a transformer and an LSTM behind one interface, `logits, state = net(tokens, state)`.

The transformer normalizes before each part by root mean square (Zhang and Sennrich, 2019), turns queries and keys by their
place (rotary positions: Su et al., "RoFormer", 2021), mixes each query, key and value with the two before it (So et al.,
"Primer", 2021: it learns what follows what much sooner) and gates its inner layer (SwiGLU: Shazeer, 2020). The LSTM is that of
Hochreiter and Schmidhuber (1997) with residuals between its layers. Both read and write words by the same matrix (Press and
Wolf, 2017).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

BASE = 10_000.0
"""Of the wavelengths of rotary positions."""
REACH = 3
"""Words that are mixed before attention: a word and the two before it."""


@dataclass
class State:
    """What a net remembers of the words before: tensors whose dimension `rows` counts the texts."""

    tensors: list[Tensor]
    rows: int
    length: int = 0

    def keep(self, rows: Tensor) -> State:
        """The state of some of the texts, in the order of `rows` (int64)."""
        return State([t.index_select(self.rows, rows) for t in self.tensors], self.rows, self.length)


class Language(nn.Module):
    """What both have in common. `words`: size of the vocabulary."""

    embedding: nn.Embedding

    def begin(self, texts: int, room: int) -> State:
        """An empty state for `texts` texts of up to `room` tokens."""
        raise NotImplementedError

    def hidden(self, tokens: Tensor, state: State | None = None) -> Tensor:
        """int64 (texts, length) -> float (texts, length, width). A `state` is continued in place."""
        raise NotImplementedError

    def logits(self, hidden: Tensor) -> Tensor:
        """(..., width) -> (..., words)."""
        return functional.linear(hidden, self.embedding.weight)

    def forward(self, tokens: Tensor, state: State | None = None) -> tuple[Tensor, State | None]:
        """Logits (texts, length, words) of the word after each; with a `state` the tokens go on from there."""
        return self.logits(self.hidden(tokens, state)), state


def _turned(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    a, b = x.chunk(2, -1)
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)


class Norm(nn.RMSNorm):
    """Root mean square of the last dimension brought to one, then a weight for each number."""

    def __init__(self, width: int) -> None:
        super().__init__(width, eps=1e-6)

    def forward(self, x: Tensor) -> Tensor:
        # In the precision of what comes in: only then is there a fast way for bfloat16.
        return functional.rms_norm(x, self.normalized_shape, self.weight.to(x.dtype), self.eps)


class Block(nn.Module):
    """Attention and a gated layer, each added to what comes in."""

    def __init__(self, width: int, heads: int, inner: int) -> None:
        super().__init__()
        self.heads = heads
        self.before, self.between = Norm(width), Norm(width)
        self.asked = nn.Linear(width, 3 * width, bias=False)
        self.mixed = nn.Parameter(torch.zeros(REACH, 1, 3 * width))
        with torch.no_grad():
            self.mixed[0] = 1.0
        self.joined = nn.Linear(width, width, bias=False)
        self.gated = nn.Linear(width, 2 * inner, bias=False)
        self.out = nn.Linear(inner, width, bias=False)

    def forward(
        self, h: Tensor, cos: Tensor, sin: Tensor, unseen: Tensor | None, kept: Sequence[Tensor] | None, at: int
    ) -> Tensor:
        """`unseen`: (length, length so far), -inf where a word must not look; None where it may look at all. `kept`: keys,
        values and what was asked of the last words before, which are written to."""
        texts, length, width = h.shape
        asked = self.asked(self.before(h))
        asked = torch.cat([asked.new_zeros(texts, REACH - 1, 3 * width) if kept is None else kept[2], asked], 1)
        if kept is not None:
            kept[2].copy_(asked[:, length:])
        shares = self.mixed.to(asked.dtype)
        mixed = asked[:, REACH - 1 :] * shares[0]
        for back in range(1, REACH):
            mixed = mixed + asked[:, REACH - 1 - back : REACH - 1 - back + length] * shares[back]
        split = mixed.view(texts, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        q, k, v = _turned(split[0], cos, sin), _turned(split[1], cos, sin), split[2]
        if kept is not None:
            kept[0][:, :, at : at + length], kept[1][:, :, at : at + length] = k, v
            k, v = kept[0][:, :, : at + length], kept[1][:, :, : at + length]
        q, k, v = q.flatten(0, 1) * q.shape[-1] ** -0.5, k.flatten(0, 1), v.flatten(0, 1)
        # Written out: on processors the library's own attention takes four times as long to train for texts this short.
        near = torch.bmm(q, k.transpose(1, 2))
        if unseen is not None:
            near = near + unseen.to(near.dtype)
        found = torch.bmm(near.softmax(-1).to(v.dtype), v).view(texts, self.heads, length, -1)
        h = h + self.joined(found.transpose(1, 2).reshape(texts, length, width))
        gate, up = self.gated(self.between(h)).chunk(2, -1)
        out: Tensor = h + self.out(functional.silu(gate) * up)
        return out


class Transformer(Language):
    """`width` must be `heads` times an even number. At most `room` tokens in one text."""

    cos: Tensor
    sin: Tensor

    def __init__(self, words: int, width: int = 192, depth: int = 5, heads: int = 6, inner: int = 512, room: int = 512) -> None:  # fmt: skip
        super().__init__()
        self.heads, self.room = heads, room
        self.embedding = nn.Embedding(words, width)
        blocks = [Block(width, heads, inner) for _ in range(depth)]
        self.blocks = nn.ModuleList(blocks)
        self.last = Norm(width)
        half = width // heads // 2
        angles = torch.arange(room)[:, None] * BASE ** (-torch.arange(half) / half)
        self.register_buffer("cos", angles.cos(), persistent=False)
        self.register_buffer("sin", angles.sin(), persistent=False)
        for p in self.parameters():
            if p.dim() == 2:
                nn.init.normal_(p, 0.0, 0.02 if p is self.embedding.weight else p.shape[1] ** -0.5 * 0.8)
        for block in blocks:
            for linear in (block.joined, block.out):
                nn.init.normal_(linear.weight, 0.0, linear.weight.shape[1] ** -0.5 * (2 * depth) ** -0.5)

    def begin(self, texts: int, room: int) -> State:
        weight = self.embedding.weight
        seen = (texts, self.heads, room, weight.shape[1] // self.heads)
        last = (texts, REACH - 1, 3 * weight.shape[1])
        return State([weight.new_zeros(shape) for _ in self.blocks for shape in (seen, seen, last)], 0)

    def hidden(self, tokens: Tensor, state: State | None = None) -> Tensor:
        at = 0 if state is None else state.length
        cos, sin = self.cos[at : at + tokens.shape[1]], self.sin[at : at + tokens.shape[1]]
        # The embedding is small for the sake of the logits: its spread is brought to one here.
        h = self.embedding(tokens) * self.embedding.weight.shape[1] ** 0.5
        length, unseen = tokens.shape[1], None
        if length > 1:
            unseen = torch.full((length, at + length), -torch.inf, device=tokens.device).triu(at + 1)
        for k, block in enumerate(self.blocks):
            kept = None if state is None else state.tensors[3 * k : 3 * k + 3]
            h = block(h, cos, sin, unseen, kept, at)
        if state is not None:
            state.length += tokens.shape[1]
        out: Tensor = self.last(h)
        return out


class Recurrent(Language):
    """`depth` layers of `inner` cells."""

    def __init__(self, words: int, width: int = 192, depth: int = 2, inner: int = 448) -> None:
        super().__init__()
        self.embedding = nn.Embedding(words, width)
        self.layers = nn.ModuleList(nn.LSTM(inner if k else width, inner, batch_first=True) for k in range(depth))
        self.out = nn.Linear(inner, width)
        self.last = Norm(width)
        nn.init.normal_(self.embedding.weight, 0.0, 0.02)
        for layer in self.layers:
            for name, p in layer.named_parameters():
                if "bias_ih" in name:
                    nn.init.zeros_(p)
                    with torch.no_grad():  # gates of forgetting begin open
                        p[inner : 2 * inner] = 1.0
                elif "bias_hh" in name:
                    nn.init.zeros_(p)

    def begin(self, texts: int, room: int) -> State:
        weight = self.embedding.weight
        cells: Sequence[Any] = list(self.layers)
        return State([weight.new_zeros(1, texts, c.hidden_size) for c in cells for _ in range(2)], 1)

    def hidden(self, tokens: Tensor, state: State | None = None) -> Tensor:
        h = self.embedding(tokens) * self.embedding.weight.shape[1] ** 0.5
        for k, layer in enumerate(self.layers):
            before = None if state is None else (state.tensors[2 * k], state.tensors[2 * k + 1])
            made, after = layer(h, before)
            h = made + h if k else made
            if state is not None:
                state.tensors[2 * k], state.tensors[2 * k + 1] = after
        if state is not None:
            state.length += tokens.shape[1]
        out: Tensor = self.last(self.out(h))
        return out


NETS: dict[str, type[Transformer] | type[Recurrent]] = {"language-transformer": Transformer, "language-lstm": Recurrent}
"""Kind of a trained folder -> its net."""

"""The head of a GGUF file: what it says of itself and which tensors lie in it. Torch-free; no tensor is read.

The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, versions 2 and 3. Every length is checked before
anything is taken from the file, for files come from strangers.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from studio.core.errors import UserError

VERSIONS = (2, 3)
MOST_FACTS, MOST_TENSORS = 10**5, 10**6
LONGEST_KEY, LONGEST_TEXT = 65_535, 4 * 2**20
MOST_TEXT = 256 * 2**20
"""Bytes of all texts and names together."""
MOST_ITEMS = 2 * 10**7
"""Of one list: vocabularies have some hundred thousand."""
_TEXT, _LIST = 8, 9
_SCALARS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
BLOCKS: Mapping[int, tuple[int, int]] = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 9: (32, 40), 10: (256, 84),
    11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 15: (256, 292), 16: (256, 66), 17: (256, 74),
    18: (256, 98), 19: (256, 50), 20: (32, 18), 21: (256, 110), 22: (256, 82), 23: (256, 136), 24: (1, 1), 25: (1, 2),
    26: (1, 4), 27: (1, 8), 28: (1, 8), 29: (256, 56), 30: (1, 2), 34: (256, 54), 35: (256, 66),
}  # fmt: skip
"""Kind of a tensor -> (values in a block, bytes of a block)."""
PLAIN = frozenset({0, 1, 24, 25, 26, 27, 28, 30})
"""Kinds that hold values as they are."""
HALVES = frozenset({1, 30})


@dataclass(frozen=True)
class Head:
    """`facts`: the numbers and texts of the file; lists are told by their length alone. `shapes`: of its tensors, the
    fastest running side last. `kinds`: the kind of each."""

    facts: Mapping[str, float | int | bool | str]
    shapes: Mapping[str, tuple[int, ...]]
    kinds: Mapping[str, int]

    @property
    def values(self) -> int:
        return sum(math.prod(s) for s in self.shapes.values())

    @property
    def packed(self) -> bool:
        """Whether weights lie in it as blocks of few bits."""
        return any(k not in PLAIN for k in self.kinds.values())

    def text(self, key: str) -> str:
        """A fact that is a text, on one line; "" where there is none."""
        value = self.facts.get(key, "")
        return " ".join(value.split()) if isinstance(value, str) else ""

    def number(self, key: str) -> int:
        """A fact that is a whole number, 0 where there is none."""
        value = self.facts.get(key, 0)
        return value if isinstance(value, int) and not isinstance(value, bool) else 0


class _Damaged(Exception):
    pass


def read_head(path: Path) -> Head:
    """Raises `UserError` for a file that is cut off, damaged, or of another version."""
    size = path.stat().st_size
    with path.open("rb") as file:
        try:
            reader = _Reader(file, size)
            return _head(reader, size, path.name)
        except EOFError:
            raise UserError(f"{path.name} is cut off. Copy or download it again.") from None
        except (_Damaged, UnicodeDecodeError, OverflowError, struct.error):
            raise UserError(f"{path.name} is a damaged GGUF file. Copy or download it again.") from None


def _head(reader: _Reader, size: int, name: str) -> Head:
    if reader.take(4) != b"GGUF":
        raise UserError(f"{name} is no GGUF file.")
    version, tensors, facts = reader.numbers("<IQQ")
    if version not in VERSIONS:
        raise UserError(f"{name} is GGUF of version {version}, which is not read here: take one of version 2 or 3.")
    if tensors > MOST_TENSORS or facts > MOST_FACTS:
        raise _Damaged
    said = dict(reader.fact() for _ in range(facts))
    shapes: dict[str, tuple[int, ...]] = {}
    kinds: dict[str, int] = {}
    end = 0
    for _ in range(tensors):
        label = reader.text(LONGEST_KEY)
        (rank,) = reader.numbers("<I")
        if rank > 8 or label in shapes:
            raise _Damaged
        shape = reader.numbers(f"<{rank}Q")
        kind, offset = reader.numbers("<IQ")
        if any(n >= 2**40 for n in shape) or kind > 1000:
            raise _Damaged
        if kind in BLOCKS:
            values, length = BLOCKS[kind]
            end = max(end, offset + -(-math.prod(shape) // values) * length)
        shapes[label], kinds[label] = tuple(reversed(shape)), kind
    alignment = said.get("general.alignment", 32)
    if not isinstance(alignment, int) or not 0 < alignment <= 2**20:
        raise _Damaged
    start = -(-reader.at // alignment) * alignment
    if start + end > size:
        raise UserError(
            f"{name} is cut off: it should be {(start + end - size) / 2**20:.1f} MiB longer. Copy it again."
        )
    return Head(said, shapes, kinds)


class _Reader:
    """Takes what is there, and no more than is there."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._size = file, size
        self.at = 0
        self._told = 0

    def take(self, length: int) -> bytes:
        if length > self._size - self.at:
            raise EOFError
        out = self._file.read(length)
        if len(out) != length:
            raise EOFError
        self.at += length
        return out

    def skip(self, length: int) -> None:
        if length > self._size - self.at:
            raise EOFError
        self.at += length
        self._file.seek(self.at)

    def numbers(self, form: str) -> tuple[int, ...]:
        return struct.unpack(form, self.take(struct.calcsize(form)))

    def text(self, longest: int) -> str:
        (length,) = self.numbers("<Q")
        self._told += length
        if length > longest or self._told > MOST_TEXT:
            raise _Damaged
        return self.take(length).decode("utf-8", "replace")

    def fact(self) -> tuple[str, float | int | bool | str]:
        key = self.text(LONGEST_KEY)
        (kind,) = self.numbers("<I")
        if kind in _SCALARS:
            return key, self.numbers(_SCALARS[kind])[0]
        if kind == _TEXT:
            return key, self.text(LONGEST_TEXT)
        if kind != _LIST:
            raise _Damaged
        item, count = self.numbers("<IQ")
        if count > MOST_ITEMS:
            raise _Damaged
        if item in _SCALARS:
            self.skip(count * struct.calcsize(_SCALARS[item]))
        elif item == _TEXT:
            for _ in range(count):
                (length,) = self.numbers("<Q")
                self.skip(length)
        else:
            raise _Damaged
        return key, count

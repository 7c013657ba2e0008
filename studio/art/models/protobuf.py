"""As much of ONNX files as tells what a network takes and gives, without a library: torch-free, nothing is run.

An ONNX file is a protocol-buffers message (`ModelProto`); field numbers as in the specification onnx.proto.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from studio.core.errors import UserError

LARGEST = 2 * 2**30
DEEPEST = 12
Field = tuple[int, int | memoryview]


class BadMessage(ValueError):
    """Not a message, or cut off."""


@dataclass(frozen=True)
class Port:
    """An input or output: its name, its element type (1 = float32, 10 = float16), its shape with 0 where it is free."""

    name: str
    element: int
    shape: tuple[int, ...]


@dataclass(frozen=True)
class Onnx:
    """`values`: how many numbers the weights have. `operators`: the names of what it computes with."""

    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    values: int
    operators: frozenset[str]
    producer: str


def fields(data: memoryview) -> Iterator[Field]:
    """(number, value) of a message: integers, or the bytes of what is longer. Raises `BadMessage`."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, wire = key >> 3, key & 7
        if number == 0:
            raise BadMessage("a field without a number")
        value: int | memoryview
        if wire == 0:
            value, at = _varint(data, at)
        elif wire in (1, 5):
            length = 8 if wire == 1 else 4
            value, at = data[at : at + length], at + length
        elif wire == 2:
            length, at = _varint(data, at)
            value, at = data[at : at + length], at + length
        else:
            raise BadMessage("a field of an unknown kind")
        if at > len(data):
            raise BadMessage("it is cut off")
        yield number, value


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(data) or shift > 63:
            raise BadMessage("it is cut off")
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at


def looks_like(start: bytes) -> bool:
    """Whether a file that begins so can be a `ModelProto`: its version comes first, then texts or the graph."""
    return (
        len(start) > 4 and start[0] == 0x08 and 3 <= start[1] <= 30 and start[2] in (0x12, 0x1A, 0x22, 0x28, 0x3A, 0x42)
    )


def read_onnx(path: Path, check: Callable[[], object] = lambda: None) -> Onnx:
    """Raises `UserError` when the file is damaged or keeps its weights elsewhere."""
    if path.stat().st_size > LARGEST:
        raise UserError(f"{path.name} is larger than an ONNX file can be.")
    try:
        graph, producer = None, ""
        for number, value in fields(memoryview(path.read_bytes())):
            if number == 7 and isinstance(value, memoryview):
                graph = value
            elif number == 2 and isinstance(value, memoryview):
                producer = _text(value)
            elif number == 25:
                raise BadMessage("it brings functions of its own")
        if graph is None:
            raise BadMessage("there is no graph in it")
        found = _Graph(path.name, check)
        found.read(graph, 0)
        weights = found.weights
        return Onnx(
            tuple(p for p in found.inputs if p.name not in weights), tuple(found.outputs), found.values,
            frozenset(found.operators), producer,
        )  # fmt: skip
    except (BadMessage, struct.error) as error:
        raise UserError(f"{path.name} is a damaged ONNX file ({error}). Copy or download it again.") from None


class _Graph:
    def __init__(self, file: str, check: Callable[[], object]) -> None:
        self.file, self.check = file, check
        self.inputs: list[Port] = []
        self.outputs: list[Port] = []
        self.weights: set[str] = set()
        self.operators: set[str] = set()
        self.values = 0

    def read(self, data: memoryview, depth: int) -> None:
        if depth > DEEPEST:
            raise BadMessage("its graphs are nested too deeply")
        for number, value in fields(data):
            if not isinstance(value, memoryview):
                continue
            match number:
                case 1:
                    self.node(value, depth)
                case 5:
                    self.tensor(value)
                case 11 | 12 if depth == 0:
                    (self.inputs if number == 11 else self.outputs).append(_port(value))
                case 15:
                    raise BadMessage("it has sparse weights")

    def node(self, data: memoryview, depth: int) -> None:
        self.check()
        domain = operator = ""
        for number, value in fields(data):
            if not isinstance(value, memoryview):
                continue
            if number == 4:
                operator = _text(value)
            elif number == 7:
                domain = _text(value)
            elif number == 5:
                for inner, part in fields(value):
                    if inner in (5, 10) and isinstance(part, memoryview):
                        self.tensor(part)
                    elif inner in (6, 11) and isinstance(part, memoryview):
                        self.read(part, depth + 1)
        if domain not in ("", "ai.onnx"):
            raise UserError(f"{self.file} needs operators of its own ({domain[:40]}), which are not run here.")
        self.operators.add(operator)

    def tensor(self, data: memoryview) -> None:
        count = 1
        for number, value in fields(data):
            if number == 1:
                for n in [value] if isinstance(value, int) else _packed(value):
                    count *= n
            elif number == 8 and isinstance(value, memoryview):
                self.weights.add(_text(value))
            elif number == 13 or (number == 14 and value == 1):
                raise UserError(
                    f"{self.file} keeps its weights in other files, which is not followed: save it as one file."
                )
        self.values += count


def _packed(data: memoryview) -> list[int]:
    out, at = [], 0
    while at < len(data):
        value, at = _varint(data, at)
        out.append(value)
    return out


def _port(data: memoryview) -> Port:
    name, element, shape = "", 0, []
    for number, value in fields(data):
        if not isinstance(value, memoryview):
            continue
        if number == 1:
            name = _text(value)
        elif number == 2:
            for kind, tensor in fields(value):
                if kind != 1 or not isinstance(tensor, memoryview):
                    continue
                for part, content in fields(tensor):
                    if part == 1 and isinstance(content, int):
                        element = content
                    elif part == 2 and isinstance(content, memoryview):
                        shape = [_length(d) for n, d in fields(content) if n == 1 and isinstance(d, memoryview)]
    return Port(name, element, tuple(shape))


def _length(dim: memoryview) -> int:
    """A fixed length, or 0."""
    return next((v for n, v in fields(dim) if n == 1 and isinstance(v, int) and 0 < v < 2**31), 0)


def _text(value: memoryview) -> str:
    return bytes(value[:200]).decode("utf-8", "replace")

"""A pickle read as text, not run: every name stays a name, every call stays a record. Torch-free.

The machine keeps Python's stack discipline (the opcodes of `pickletools`), but has no import, no call and no attribute
access in it, so that whatever a file asks for, nothing of it can happen. What the records mean is for the reader to say.
"""

from __future__ import annotations

import io
import mmap
import pickletools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any, cast

MOST_STEPS = 4_000_000
Source = io.BytesIO | mmap.mmap


class BadPickle(ValueError):
    """Not a pickle, cut off, or not like one that Python would write."""


@dataclass(frozen=True)
class Named:
    """What a file calls by `module` and `name`; never looked up."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


@dataclass(frozen=True, eq=False)
class Persistent:
    """What a file keeps outside of the pickle."""

    about: Any


@dataclass(eq=False)
class Call:
    """An object that `what` would make of `args`, with the state and the items that the file gives it afterwards."""

    what: Any
    args: tuple[Any, ...]
    state: Any = None
    items: dict[Any, Any] = field(default_factory=dict)
    members: list[Any] = field(default_factory=list)


@dataclass
class Reading:
    """What one pickle holds, and every name in it, in the order of use."""

    value: Any
    names: tuple[Named, ...]


_MARK = object()
_PLAIN = (str, int, float, bool, bytes, type(None), Named, Persistent, Call)


def read(source: Source, check: Callable[[], object] = lambda: None, most: int = MOST_STEPS) -> Reading:
    """Reads one pickle from where `source` stands and leaves it behind its end. Raises `BadPickle`."""
    machine = _Machine()
    steps = 0
    try:
        for opcode, arg, _ in pickletools.genops(cast("IO[bytes]", source)):
            steps += 1
            if steps > most:
                raise BadPickle("it is longer than any model's")
            if steps % 4096 == 0:
                check()
            if opcode.name == "STOP":
                return Reading(machine.pop(), tuple(dict.fromkeys(machine.names)))
            machine.step(opcode.name, arg)
    except BadPickle:
        raise
    except (ValueError, IndexError, KeyError, TypeError, OverflowError, UnicodeError, MemoryError) as error:
        raise BadPickle(f"it is damaged ({str(error)[:80] or type(error).__name__})") from None
    raise BadPickle("it is cut off")


class _Machine:
    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}
        self.names: list[Named] = []

    def pop(self) -> Any:
        value = self.stack.pop()
        if value is _MARK:
            raise BadPickle("its stack is in disorder")
        return value

    def top(self) -> Any:
        value = self.stack[-1]
        if value is _MARK:
            raise BadPickle("its stack is in disorder")
        return value

    def since_mark(self) -> list[Any]:
        for k in range(len(self.stack) - 1, -1, -1):
            if self.stack[k] is _MARK:
                out = self.stack[k + 1 :]
                del self.stack[k:]
                return out
        raise BadPickle("its stack is in disorder")

    def name(self, module: Any, name: Any) -> Named:
        if not isinstance(module, str) or not isinstance(name, str):
            raise BadPickle("it calls something that has no name")
        self.names.append(Named(module, name))
        return self.names[-1]

    def step(self, op: str, arg: Any) -> None:
        push, stack = self.stack.append, self.stack
        match op:
            case "PROTO" | "FRAME":
                pass
            case "MARK":
                push(_MARK)
            case "POP":
                stack.pop()
            case "POP_MARK":
                self.since_mark()
            case "DUP":
                push(self.top())
            case "NONE":
                push(None)
            case "NEWTRUE" | "NEWFALSE":
                push(op == "NEWTRUE")
            case (
                "INT" | "BININT" | "BININT1" | "BININT2" | "LONG" | "LONG1" | "LONG4" | "FLOAT" | "BINFLOAT"
                | "STRING" | "BINSTRING" | "SHORT_BINSTRING" | "BINBYTES" | "SHORT_BINBYTES" | "BINBYTES8"
                | "BYTEARRAY8" | "UNICODE" | "SHORT_BINUNICODE" | "BINUNICODE" | "BINUNICODE8"
            ):  # fmt: skip
                push(arg)
            case "EMPTY_LIST":
                push([])
            case "EMPTY_TUPLE":
                push(())
            case "EMPTY_DICT":
                push({})
            case "EMPTY_SET":
                push(Call(Named("builtins", "set"), ()))
            case "LIST":
                push(self.since_mark())
            case "TUPLE":
                push(tuple(self.since_mark()))
            case "TUPLE1" | "TUPLE2" | "TUPLE3":
                n = int(op[-1])
                parts = [self.pop() for _ in range(n)]
                push(tuple(reversed(parts)))
            case "DICT":
                items = self.since_mark()
                push({})
                self.set_items(items)
            case "FROZENSET":
                push(Call(Named("builtins", "frozenset"), (), members=self.since_mark()))
            case "APPEND":
                value = self.pop()
                self.append([value])
            case "APPENDS" | "ADDITEMS":
                values = self.since_mark()
                self.append(values)
            case "SETITEM":
                value = self.pop()
                key = self.pop()
                self.set_items([key, value])
            case "SETITEMS":
                self.set_items(self.since_mark())
            case "GET" | "BINGET" | "LONG_BINGET":
                push(self.memo[int(arg)])
            case "PUT" | "BINPUT" | "LONG_BINPUT":
                self.memo[int(arg)] = self.top()
            case "MEMOIZE":
                self.memo[len(self.memo)] = self.top()
            case "PERSID":
                push(Persistent(arg))
            case "BINPERSID":
                push(Persistent(self.pop()))
            case _:
                self.make(op, arg)

    def make(self, op: str, arg: Any) -> None:
        """Where Python would import, call or set attributes: records instead."""
        push = self.stack.append
        match op:
            case "GLOBAL":
                push(self.name(*str(arg).split(" ", 1)))
            case "STACK_GLOBAL":
                name = self.pop()
                push(self.name(self.pop(), name))
            case "REDUCE" | "NEWOBJ":
                args = self.pop()
                what = self.pop()
                push(Call(what, self.arguments(args)))
            case "NEWOBJ_EX":
                keywords = self.pop()
                args = self.pop()
                what = self.pop()
                push(Call(what, self.arguments(args), state=keywords))
            case "INST":
                args = self.since_mark()
                push(Call(self.name(*str(arg).split(" ", 1)), tuple(args)))
            case "OBJ":
                what, *args = self.since_mark()
                push(Call(what, tuple(args)))
            case "BUILD":
                state = self.pop()
                target = self.top()
                if not isinstance(target, Call):
                    raise BadPickle("it gives a state to something that has none")
                target.state = state
            case _:
                raise BadPickle(f"it uses what no model needs ({op})")

    def arguments(self, args: Any) -> tuple[Any, ...]:
        if not isinstance(args, tuple):
            raise BadPickle("it calls something without arguments")
        return args

    def append(self, values: list[Any]) -> None:
        target = self.top()
        if isinstance(target, list):
            target.extend(values)
        elif isinstance(target, Call):
            target.members.extend(values)
        else:
            raise BadPickle("it adds to something that is no list")

    def set_items(self, items: list[Any]) -> None:
        target = self.top()
        if not isinstance(target, dict | Call) or len(items) % 2:
            raise BadPickle("it fills something that is no table")
        table = target if isinstance(target, dict) else target.items
        for key, value in zip(items[::2], items[1::2], strict=True):
            # Hashing a tuple recurses into it: one nested a million deep would end the process.
            flat = isinstance(key, tuple) and all(isinstance(part, _PLAIN) for part in key)
            if not flat and not isinstance(key, _PLAIN):
                raise BadPickle("it has a table whose keys are no names")
            table[key] = value

"""A catalogue of methods that a test writes itself: here the engine is under test, not what it runs."""

from __future__ import annotations

import sys
import threading
import types
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from studio.core.errors import UnknownNameError
from studio.core.params import FloatParam, IntParam
from studio.core.picture import Made
from studio.core.spec import Spec

MODULE = "methods_of_this_test"


class Methods:
    """`add(function)` makes it the method "generator/<name>"."""

    def __init__(self, module: types.ModuleType) -> None:
        self._module = module
        self._specs: dict[str, Spec] = {}

    def add(self, name: str, function: Callable[..., Any]) -> None:
        setattr(self._module, name, function)
        self._specs[f"generator/{name}"] = Spec(
            kind="generator",
            id=name,
            title=name,
            impl=f"{MODULE}:{name}",
            params=(
                FloatParam(name="warmth", title="Warmth", initial=0.5),
                IntParam(name="trees", title="Trees", initial=3),
            ),
            optional=frozenset({"trees"}),
        )

    def find(self, key: str) -> Spec:
        if key not in self._specs:
            raise UnknownNameError("generator", key, self._specs)
        return self._specs[key]


class Gate:
    """A method that the test opens by hand: it tells that it was entered, then waits until it may go on."""

    def __init__(self) -> None:
        self.entered, self.opened = threading.Semaphore(0), threading.Semaphore(0)
        self.seen: list[int] = []

    def __call__(self, ctx: Any, *, seed: int, **_params: Any) -> Made:
        self.seen.append(seed)
        self.entered.release()
        assert self.opened.acquire(timeout=20)
        ctx.check()
        return flat(seed)

    def wait_entered(self) -> None:
        assert self.entered.acquire(timeout=20)


def flat(seed: int, size: int = 4, **params: Any) -> Made:
    return Made(np.full((size, size, 4), seed % 256, np.uint8), params)


@pytest.fixture
def methods(monkeypatch: pytest.MonkeyPatch) -> Iterator[Methods]:
    module = types.ModuleType(MODULE)
    monkeypatch.setitem(sys.modules, MODULE, module)
    yield Methods(module)


@pytest.fixture
def gate() -> Gate:
    return Gate()

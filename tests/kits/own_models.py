"""The networks that come with the program, loaded once in a run of tests: each test has an engine or a context of its own,
whose cache begins empty, and would read and check the same files again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest import mock

from studio.core.paths import resource
from studio.core.progress import DirectContext
from studio.engine.cache import ModelCache

if TYPE_CHECKING:
    from torch import Tensor

_OWN = ("minilm", "words-net", "muse-transformer", "muse-rnn", "features/own")
_kept: dict[tuple[str, ...], Any] = {}
_lock = threading.RLock()


@contextmanager
def kept() -> Iterator[None]:
    """What caches and direct contexts load of the program's own is loaded once meanwhile, and a line whose meaning was
    asked for is not read again. A text model of the artist's, and resources from elsewhere, are others."""
    leased, directly = ModelCache.lease, DirectContext.lease

    def lease(self: ModelCache, key: str, load: Callable[[str], Any], device: str, megabytes: float = 0.0) -> Any:
        return leased(self, key, _once(key, load), device, megabytes)

    def lease_directly(self: DirectContext, key: str, load: Callable[[str], Any], megabytes: float = 0.0) -> Any:
        return directly(self, key, _once(key, load), megabytes)

    with mock.patch.object(ModelCache, "lease", lease), mock.patch.object(DirectContext, "lease", lease_directly):
        yield


def _once(key: str, load: Callable[[str], Any]) -> Callable[[str], Any]:
    if key not in _OWN:
        return load

    def loaded(device: str) -> Any:
        name = (key, device, _place(key))
        with _lock:
            if name not in _kept:
                _kept[name] = load(device)
                if key == "minilm":
                    _kept[name].encode = _remembering(_kept[name].encode)
            return _kept[name]

    return loaded


def _place(key: str) -> str:
    if key == "minilm":
        from studio.art.words.encoder import folder

        return str(folder()[0])
    return str(resource("models"))


def _remembering(encode: Callable[[Sequence[str], int], Tensor]) -> Callable[..., Tensor]:
    """Batches as a whole: the same line in another one would differ in the last bits."""
    known: dict[tuple[str, ...], Tensor] = {}

    def remembered(lines: Sequence[str], batch: int = 64) -> Tensor:
        asked = (str(batch), *lines)
        if asked not in known:
            known[asked] = encode(lines, batch)
        return known[asked].clone()

    return remembered

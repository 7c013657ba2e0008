from __future__ import annotations

import pytest

from studio.engine.cache import ModelCache


def _use(cache: ModelCache, key: str, megabytes: float, device: str = "cpu") -> str:
    with cache.lease(key, lambda d: f"{key} on {d}", device, megabytes) as value:
        return value


def test_a_model_is_loaded_once_and_per_device() -> None:
    cache, loads = ModelCache(100), []
    for device in ("cpu", "cpu", "cuda:0"):
        with cache.lease("net", lambda d: loads.append(d) or d, device, 10) as value:
            assert value == device
    assert loads == ["cpu", "cuda:0"] and len(cache) == 2


def test_the_least_recently_used_goes_first() -> None:
    cache = ModelCache(30)
    for key in ("a", "b", "c", "a", "d"):
        _use(cache, key, 10)
    assert [k in cache for k in "abcd"] == [True, False, True, True]
    assert cache.megabytes == 30


def test_what_is_leased_stays_and_goes_when_it_is_given_back() -> None:
    cache = ModelCache(10)
    with cache.lease("large", lambda d: object(), "cpu", 50) as value:
        assert cache.drop_unused() == 0
        with cache.lease("large", lambda d: object(), "cpu", 50) as again:
            assert again is value
        assert "large" in cache
    assert "large" not in cache


def test_drop_unused_forgets_those_of_unknown_size_too() -> None:
    cache = ModelCache(100)
    _use(cache, "a", 10)
    _use(cache, "unknown", 0)
    assert cache.drop_unused() == 10
    assert len(cache) == 0


def test_a_failed_load_leaves_nothing_behind() -> None:
    cache = ModelCache(100)

    def broken(device: str) -> object:
        raise OSError("no file")

    with pytest.raises(OSError, match="no file"), cache.lease("net", broken, "cpu", 10):
        pass
    assert len(cache) == 0
    assert _use(cache, "net", 10) == "net on cpu"

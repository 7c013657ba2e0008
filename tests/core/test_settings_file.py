"""The file of the settings: a key lies in it, so nobody but its owner reads it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.core.settings import Settings

KEY = {"kind": "openai", "address": "https://example.org", "key": "secret"}


@pytest.fixture(autouse=True)
def _open_handed() -> Iterator[None]:
    """A machine on which new files may be read by all."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def others_may(path: Path) -> int:
    """What those who do not own a file may do with it; 0 where the system knows no owners."""
    return path.stat().st_mode & 0o077 if os.name == "posix" else 0


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text("{}")
    settings = Settings(path)
    settings.set("muse_server", KEY)
    settings.save()
    assert others_may(path) == 0
    assert Settings(path)["muse_server"] == KEY
    assert [p.name for p in tmp_path.iterdir()] == ["settings.json"]


def test_nor_does_anybody_else_read_the_copy_that_is_set_aside(tmp_path: Path) -> None:
    path, copy = tmp_path / "settings.json", tmp_path / "settings.broken.json"
    copy.write_text("an older one")
    for damage in ('{"muse_server": {"key": "secret"}', '{"muse_server": {"key": "secret"}, "theme": "plaid"}'):
        path.write_text(damage)
        assert Settings(path).notice
        assert copy.read_text() == damage and others_may(copy) == 0

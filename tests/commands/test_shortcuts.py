from __future__ import annotations

from pathlib import Path

import pytest

from studio.commands.command import Command, CommandTable
from studio.commands.shortcuts import Shortcuts
from studio.core.settings import Settings


@pytest.fixture
def table() -> CommandTable:
    return CommandTable(
        Command(id=id_, title=id_, run=lambda _s, _d: None, keys=keys)
        for id_, keys in (("a.one", ("Ctrl+1",)), ("a.two", ("Ctrl+2", "F2")), ("a.none", ()))
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json")


def test_defaults(table: CommandTable, settings: Settings) -> None:
    keys = Shortcuts(table, settings)
    assert keys.of("a.two") == ("Ctrl+2", "F2") and keys.first("a.none") == ""
    assert keys.holder("F2") == "a.two" and not keys.is_own("a.one")


def test_assigning_takes_the_key_from_its_holder(table: CommandTable, settings: Settings) -> None:
    keys = Shortcuts(table, settings)
    told: list[bool] = []
    keys.changed.connect(lambda: told.append(True))
    keys.assign("a.none", "F2")
    assert keys.of("a.none") == ("F2",) and keys.of("a.two") == ("Ctrl+2",)
    assert told == [True]


def test_own_keys_outlive_the_session(table: CommandTable, settings: Settings) -> None:
    Shortcuts(table, settings).assign("a.one", "Ctrl+9")
    again = Shortcuts(table, Settings(settings.path))
    assert again.first("a.one") == "Ctrl+9" and again.is_own("a.one")


def test_only_differences_are_kept(table: CommandTable, settings: Settings) -> None:
    keys = Shortcuts(table, settings)
    keys.assign("a.one", "Ctrl+9")
    keys.assign("a.one", "Ctrl+1")
    assert settings["shortcuts"] == {}


def test_reset_of_one_leaves_keys_that_another_was_given(table: CommandTable, settings: Settings) -> None:
    keys = Shortcuts(table, settings)
    keys.assign("a.none", "Ctrl+1")
    keys.reset("a.one")
    assert keys.of("a.one") == () and keys.of("a.none") == ("Ctrl+1",)
    keys.reset()
    assert keys.of("a.one") == ("Ctrl+1",) and keys.of("a.none") == ()


def test_commands_that_are_no_more_are_forgotten(table: CommandTable, settings: Settings) -> None:
    settings.set("shortcuts", {"a.gone": ["F9"], "a.one": "not a list", "a.two": ["F7"]})
    keys = Shortcuts(table, settings)
    assert keys.holder("F9") is None and keys.of("a.one") == ("Ctrl+1",) and keys.of("a.two") == ("F7",)

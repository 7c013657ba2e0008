from __future__ import annotations

import json
import re

import pytest

from studio.commands.command import Command, CommandTable
from studio.commands.table import COMMANDS
from studio.core.errors import UnknownNameError


def command(id_: str, *keys: str) -> Command:
    return Command(id=id_, title=id_, run=lambda _s, _d: None, keys=keys)


def test_ids_and_shortcuts_are_unique() -> None:
    keys = [k for c in COMMANDS for k in c.keys]
    assert len(keys) == len(set(keys))
    assert len(COMMANDS) == len({c.id for c in COMMANDS})


def test_a_taken_shortcut_is_refused() -> None:
    table = CommandTable([command("a.one", "Ctrl+1")])
    with pytest.raises(ValueError, match="both want"):
        table.add(command("a.two", "Ctrl+1"))
    with pytest.raises(ValueError, match="twice"):
        table.add(command("a.one"))


def test_an_unknown_command_offers_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match=r"layer\.new"):
        COMMANDS.get("layer.neu")


def test_descriptions_are_json() -> None:
    listed = json.loads(json.dumps([c.describe() for c in COMMANDS]))
    assert all({"id", "title", "params"} <= set(item) for item in listed)


def test_titles_are_in_sentence_case_and_american() -> None:
    for item in COMMANDS:
        assert item.title[0].isupper() or item.title[0].isdigit(), item.title
        words = item.title.rstrip("…").split()[1:]
        assert not [w for w in words if w[:1].isupper() and w not in ("Pentimento", "SVG") and ":" not in item.title], (
            item.title
        )
        assert not re.search("colour|stylis", f"{item.title} {item.help}", re.IGNORECASE)


def test_every_menu_command_has_a_group_that_the_menu_bar_knows() -> None:
    from studio.ui.menus import ORDER

    assert {c.menu.split("/")[0] for c in COMMANDS if c.menu} <= set(ORDER)

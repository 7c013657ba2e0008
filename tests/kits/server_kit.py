"""What tests with a language server share: one that answers, and a program that has forgotten it afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from language_kit import LanguageServer, language_server

from studio.art.generators.owned.catalog import sync
from studio.art.muse.owned.catalog import sync_server
from studio.art.muse.owned.servers import Server


@pytest.fixture(autouse=True)
def off_after() -> Iterator[None]:
    yield
    sync_server(Server())
    sync(())


@pytest.fixture(scope="module", name="ok")
def answering(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    with language_server(tmp_path_factory.mktemp("ok")) as server:
        yield server

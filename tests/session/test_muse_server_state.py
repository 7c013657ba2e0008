"""The language server in the session: kept, put in force, tried and listed beside the window; instructions of each form."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from language_kit import LanguageServer, language_server
from server_kit import answering, off_after  # noqa: F401

from studio.art.muse.catalog import MUSES
from studio.art.muse.owned import server_model
from studio.art.muse.owned.servers import OFF, Server
from studio.core.errors import UserError
from studio.core.settings import Settings
from studio.session.studio import Studio


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    with language_server(tmp_path_factory.mktemp("slow"), "slow") as server:
        yield server


class Loop:
    """A session whose other threads speak to it through a queue, as in the window."""

    def __init__(self) -> None:
        self.calls: queue.Queue[Callable[[], None]] = queue.Queue()

    def until(self, done: Callable[[], bool]) -> None:
        end = time.monotonic() + 20
        while not done():
            assert time.monotonic() < end
            try:
                self.calls.get(timeout=0.02)()
            except queue.Empty:
                continue


class Deaf:
    def submit(self, request: object) -> None: ...
    def cancel(self, job: int) -> None: ...
    def finish(self, job: int) -> None: ...


@pytest.fixture
def loop() -> Loop:
    return Loop()


@pytest.fixture
def threaded(loop: Loop) -> Iterator[Studio]:
    made = Studio(Deaf(), Settings(), defer=loop.calls.put)
    yield made
    made.close()


def test_a_server_is_kept_and_put_in_force(studio: Studio, ok: LanguageServer) -> None:
    changes: list[str] = []
    studio.muses_changed.connect(lambda: changes.append("muses"))
    assert studio.muse_server.server == Server() and MUSES.get("server").needs
    studio.muse_server.keep(Server("ollama", ok.address + "/", "small:1b", "k"))
    assert changes == ["muses"] and studio.muse_server.server == Server("ollama", ok.address, "small:1b", "k")
    assert not MUSES.get("server").needs and server_model.current().key == "k"
    studio.muse_server.keep(studio.muse_server.server)
    assert changes == ["muses"]
    again = Studio(Deaf(), studio.settings)
    assert again.muse_server.server.model == "small:1b" and not MUSES.get("server").needs
    again.close()
    studio.muse_server.keep(Server(OFF, ok.address, "small:1b"))
    assert MUSES.get("server").needs and studio.muse_server.server.address == ok.address


def test_what_cannot_be_kept_is_told_and_changes_nothing(studio: Studio) -> None:
    for draft in (
        Server("openai", "http://127.0.0.1:1", "m", "ключ"),
        Server("ollama", ""),
        Server("ollama", "ftp://x"),
        Server("openai", "http://192.0.2.7", "m"),
    ):
        with pytest.raises(UserError):
            studio.muse_server.keep(draft)
    assert studio.muse_server.server == Server()
    studio.muse_server.keep(Server("openai", "http://192.0.2.7", "m", elsewhere="192.0.2.7"))
    assert "192.0.2.7" in MUSES.get("server").summary


def test_a_mangled_setting_is_off(studio: Studio) -> None:
    studio.settings.set("muse_server", {"kind": "telnet", "address": ["x"], "key": 4})
    assert studio.muse_server.server == Server()


def test_its_models_come_beside_the_window(threaded: Studio, loop: Loop, ok: LanguageServer) -> None:
    state = threaded.muse_server
    state.find_models(Server("ollama", ok.address))
    assert state.talk.running and state.talk.what == "models"
    loop.until(lambda: not state.talk.running)
    assert state.talk.models == ("large:7b", "small:1b") and not state.talk.error
    state.find_models(Server("openai", ok.address + "/nothing"))
    loop.until(lambda: not state.talk.running)
    assert "choose the other protocol" in state.talk.error


def test_a_trial_is_read_as_it_comes_and_can_be_stopped(threaded: Studio, loop: Loop, slow: LanguageServer) -> None:
    state, seen = threaded.muse_server, []
    state.talk_changed.connect(lambda: seen.append(state.talk.reply))
    with pytest.raises(UserError, match="Choose a model"):
        state.trial(Server("ollama", slow.address))
    state.trial(Server("ollama", slow.address, "small"))
    loop.until(lambda: len({r for r in seen if r}) >= 3)
    texts = [r for r in seen if r]
    assert all(b.startswith(a) for a, b in zip(texts, texts[1:], strict=False))
    state.stop()
    kept = state.talk.reply
    assert not state.talk.running and kept
    loop.until(lambda: not any(t.name == "language-server-trial" for t in threading.enumerate()))
    while not loop.calls.empty():
        loop.calls.get()()
    assert state.talk.reply == kept


def test_a_trial_has_an_end(threaded: Studio, loop: Loop, tmp_path: Path) -> None:
    state = threaded.muse_server
    with language_server(tmp_path, "babble") as babbling:
        state.trial(Server("ollama", babbling.address, "small"))
        loop.until(lambda: not state.talk.running)
    assert len(state.talk.reply) == 600 and not state.talk.error


def test_it_is_asked_while_files_are_saved(threaded: Studio, loop: Loop, slow: LanguageServer) -> None:
    saved: list[str] = []
    threaded.muse_server.trial(Server("openai", slow.address, "small"))
    threaded.background.run(lambda: "saved", saved.append, saved.append)
    loop.until(lambda: bool(saved))
    assert saved == ["saved"] and threaded.muse_server.talk.running


def test_instructions_of_a_form(studio: Studio) -> None:
    state = studio.muse_instructions
    assert state.own("haiku") == "" and "haiku" in state.default("haiku").casefold()
    state.keep("haiku", "  Frogs only.  ")
    assert state.own("haiku") == "Frogs only." and state.edited() == {"haiku"}
    assert studio.muse.arguments(MUSES.get("server"), "haiku", "en")["instructions"] == "Frogs only."
    assert studio.muse.arguments(MUSES.get("server"), "poem", "en")["instructions"] == ""
    state.keep("haiku", state.default("haiku", "zh"))
    assert state.own("haiku") == "" and not state.edited()
    with pytest.raises(UserError, match="at most"):
        state.keep("poem", "x" * 9000)
    with pytest.raises(UserError):
        state.keep("sonnet", "x")
    studio.settings.set("muse_instructions", {"poem": 4, "ode": "x", "story": "Once."})
    assert state.edited() == {"story"}
    state.reset("story")
    assert not state.edited()


def test_a_language_model_on_the_models_page_becomes_the_muse(studio: Studio, engine: object, tmp_path: Path) -> None:
    from language_kit import language_folder

    place = language_folder(tmp_path / "tiny", "gpt2", licence="mit")
    studio.models.add([place])
    engine.work()  # type: ignore[attr-defined]
    model = next(m for m in studio.models.all() if m.own)
    assert model.writes and model.licence == "mit" and "not taught to answer" in model.knows and "GPT-2" in model.family
    assert studio.models.describe(model) and studio.models.needs(model) < 2
    studio.models.use(model)
    assert studio.muse.spec.id == model.id
    assert [u.where for u in studio.models.uses(model)] == ["Muse"]
    with pytest.raises(UserError, match="cannot be measured"):
        studio.models.measure(model)
    studio.muse.set_form("titles")
    studio.muse.set_value("length", 24)
    turn = studio.muse.ask("an old boat")
    engine.work()  # type: ignore[attr-defined]
    assert turn.state == "done" and turn.cards and turn.cards[0].variant.text
    studio.models.remove(model)
    assert studio.muse.spec.id != model.id


def test_the_models_page_tells_how_a_language_model_is_computed(
    studio: Studio, engine: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from language_kit import language_folder

    from studio.art.models import measure
    from studio.art.muse.owned import loading

    studio.models.add([language_folder(tmp_path / "tiny", "qwen2", dtype="bfloat16")])
    engine.work()  # type: ignore[attr-defined]
    model = next(m for m in studio.models.all() if m.own)
    for quick, told in ((True, "16-bit"), (False, "32-bit")):
        for where in (measure, loading):
            monkeypatch.setattr(where, "quick_halves", lambda quick=quick: quick)
        studio.models.ask_room()
        engine.work()  # type: ignore[attr-defined]
        in_use = loading.precision(studio.models.library.get(model.id), "cpu")
        assert studio.models.in_force(model).precision == in_use and told in studio.models.describe(model)
    studio.models.free = studio.models.needs(model) * 0.9
    assert "16-bit" in studio.models.describe(model), "there is no room for more"

"""The muse behind a language server: a real one, in a process of its own, that speaks, stumbles, lies or is not there."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from language_kit import LanguageServer, language_server
from server_kit import answering, off_after  # noqa: F401

from studio.art.generators.owned.catalog import sync
from studio.art.muse.catalog import MUSES
from studio.art.muse.owned import server_model
from studio.art.muse.owned.catalog import sync_server
from studio.art.muse.owned.servers import Server, checked_address, is_local, server_of
from studio.core.errors import Cancelled, UserError
from studio.core.progress import DirectContext
from studio.core.words import Variant
from studio.engine.request import Request
from studio.engine.runner import Engine

THREE = ["an old boat at dusk", "an old boat under snow", "an old boat in fog"]


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], LanguageServer]]:
    """Servers by their mode, each started once."""
    from contextlib import ExitStack

    started: dict[str, LanguageServer] = {}
    with ExitStack() as stack:

        def get(mode: str) -> LanguageServer:
            if mode not in started:
                started[mode] = stack.enter_context(language_server(tmp_path_factory.mktemp(mode), mode))
            return started[mode]

        yield get


class Listening(DirectContext):
    """Keeps what is said; `when(text)` may cancel or ask to end."""

    def __init__(self, cancel_at: int = 0, finish_at: int = 0, seconds: float = 0.0) -> None:
        super().__init__()
        self.said: list[tuple[int, str]] = []
        self._cancel_at, self._finish_at = cancel_at, finish_at
        self._until = time.monotonic() + seconds if seconds else 0.0

    def say(self, text: str, number: int = 0) -> None:
        self.said.append((number, text))
        if self._finish_at and len(self.said) >= self._finish_at:
            self.finishing = True

    def check(self) -> None:
        late = self._until and time.monotonic() > self._until
        if late or (self._cancel_at and len(self.said) >= self._cancel_at):
            raise Cancelled


def ask(server: Server, ctx: DirectContext | None = None, form: str = "prompts", **more: Any) -> tuple[Variant, ...]:
    sync_server(server)
    given = {"text": "an old boat", "count": 3, "seed": 7, "lang": "en", "temperature": 0.8, "top_p": 0.9, "length": 200,
             "repetition": 1.1, **more}  # fmt: skip
    return server_model.answer(ctx or Listening(), form=form, **given)


class TestAnswers:
    @pytest.mark.parametrize("kind", ["ollama", "openai"])
    def test_both_protocols_are_spoken_word_by_word(self, ok: LanguageServer, kind: str) -> None:
        ctx = Listening()
        answers = ask(Server(kind, ok.address, "small"), ctx, instructions="Be brief.", temperature=0.5)
        assert [v.text for v in answers] == THREE
        assert answers[0].parts[-1].text == "at dusk" and answers[0].parts[-1].axis == "light"
        assert ctx.said and ctx.said[0][0] == 0 and all(t in THREE[n] for n, t in ctx.said)
        asked = ok.asked[-1]["body"]
        assert asked["model"] == "small" and asked["stream"] is True
        assert asked["messages"][0] == {"role": "system", "content": "Be brief."}
        assert "an old boat" in asked["messages"][1]["content"]
        options = asked["options"] if kind == "ollama" else asked
        assert (options["temperature"], options["top_p"], options["seed"]) == (0.5, 0.9, 7)

    def test_each_poem_is_a_question_of_its_own(self, ok: LanguageServer) -> None:
        before = len(ok.asked)
        ask(Server("ollama", ok.address, "small"), form="poem", count=2)
        seeds = [a["body"]["options"]["seed"] for a in ok.asked[before:]]
        assert len(seeds) == 2 and seeds[0] != seeds[1]

    def test_its_models_are_listed(self, ok: LanguageServer) -> None:
        assert server_model.models(Server("ollama", ok.address)) == ["large:7b", "small:1b"]
        assert server_model.models(Server("openai", checked_address(ok.address + "/v1"))) == ["large", "small"]

    def test_through_the_engine_it_is_a_muse_like_the_others(self, ok: LanguageServer) -> None:
        from studio.art.catalog import find

        sync(())
        assert MUSES.get("server").needs
        assert sync_server(Server("ollama", ok.address, "small:1b"))
        spec = MUSES.get("server")
        assert not spec.needs and spec.title == "small:1b" and "on this computer" in spec.summary
        assert list(MUSES)[-1] is spec
        values = {"form": "titles", "temperature": 0.1, "instructions": "Titles of one word."}
        answers = Engine(find).run_now(Request.make(spec.key, values, text="an old boat", count=2, seed=1))
        assert [v.text for v in answers] == THREE[:2]
        assert ok.asked[-1]["body"]["messages"][0]["content"] == "Titles of one word."

    def test_a_key_goes_with_the_question_and_nowhere_else(self, bad: Callable[[str], LanguageServer]) -> None:
        server = bad("key")
        with pytest.raises(UserError, match="wants a key"):
            ask(Server("openai", server.address, "small"))
        kept = Server("openai", server.address, "small", "secret")
        assert len(ask(kept)) == 3 and server.asked[-1]["key"] == "Bearer secret"
        assert "secret" not in repr(kept) and "secret" not in repr(MUSES.get("server"))


class TestTrouble:
    def test_nobody_is_there(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = f"http://127.0.0.1:{free.getsockname()[1]}"
            with pytest.raises(UserError, match="Nothing answers at"):
                ask(Server("ollama", address, "small"))

    @pytest.mark.parametrize(("mode", "told"), [
        ("missing", "has no model “small”"), ("garbage", "choose the other protocol"), ("drop", "broke off in the middle"),
        ("elsewhere", "wants the words sent to 192.0.2.7 instead: that was not done"),
    ])  # fmt: skip
    @pytest.mark.parametrize("kind", ["ollama", "openai"])
    def test_it_is_told_plainly(self, bad: Callable[[str], LanguageServer], kind: str, mode: str, told: str) -> None:
        with pytest.raises(UserError, match=told):
            ask(Server(kind, bad(mode).address, "small"))

    def test_a_server_of_something_else_is_told(self, bad: Callable[[str], LanguageServer]) -> None:
        with pytest.raises(UserError, match="choose the other protocol"):
            server_model.models(Server("ollama", bad("garbage").address))
        listener = socket.create_server(("127.0.0.1", 0))

        def rude() -> None:
            one, _ = listener.accept()
            with one:
                one.recv(10)
                one.sendall(b"220 mail ready\r\n")

        thread = threading.Thread(target=rude)
        thread.start()
        with pytest.raises(UserError, match="does not speak HTTP"):
            server_model.models(Server("ollama", f"http://127.0.0.1:{listener.getsockname()[1]}"))
        thread.join()
        listener.close()

    def test_silence_has_an_end(self, bad: Callable[[str], LanguageServer], monkeypatch: pytest.MonkeyPatch) -> None:
        from studio.art.muse.owned import wire

        server = Server("ollama", bad("hang").address, "small")
        with pytest.raises(UserError, match="did not answer in time"):
            list(wire.lines(server, "/api/chat", {"model": "small"}, silent=0.3))

    @pytest.mark.parametrize("form", ["story", "titles"])
    def test_who_never_ends_is_left(self, bad: Callable[[str], LanguageServer], form: str) -> None:
        (answer, *_) = ask(Server("ollama", bad("babble").address, "small"), form=form, count=1)
        assert THREE[0] in answer.text and len(answer.text) <= 4000

    @pytest.mark.parametrize("mode", ["hang", "slow"])
    def test_a_cancel_closes_the_connection(self, bad: Callable[[str], LanguageServer], mode: str) -> None:
        before = {t.ident for t in threading.enumerate()}
        with pytest.raises(Cancelled):
            ask(Server("ollama", bad(mode).address, "small"), Listening(seconds=0.6))
        end = time.monotonic() + 20
        while any(t.ident not in before and t.name == "language-server" for t in threading.enumerate()):
            assert time.monotonic() < end, "the connection was left open"
            time.sleep(0.01)

    def test_enough_gives_what_there_is(self, bad: Callable[[str], LanguageServer]) -> None:
        answers = ask(Server("openai", bad("slow").address, "small"), Listening(finish_at=3))
        assert len(answers) == 1 and THREE[0].startswith(answers[0].text)


class TestManners:
    def test_words_go_to_the_address_and_nowhere_else(
        self, ok: LanguageServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, "http://192.0.2.9:3128")
        reached: list[object] = []
        watching = [True]

        def hook(event: str, args: tuple[object, ...]) -> None:
            if watching and event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "urllib.Request"):
                reached.append(args[1] if event == "socket.connect" else args[:2])

        sys.addaudithook(hook)
        try:
            assert len(ask(Server("ollama", ok.address, "small"))) == 3
        finally:
            watching.clear()
        port = int(ok.address.rpartition(":")[2])
        assert reached and set(reached) == {("127.0.0.1", port)}  # type: ignore[arg-type]

    def test_off_by_default_and_elsewhere_only_when_confirmed(self) -> None:
        assert server_of({}).problem and server_of({"kind": "ollama", "address": 3}).problem
        foreign = Server("ollama", "http://192.0.2.7:11434", "small")
        assert not foreign.local and "is not this computer" in foreign.problem
        with pytest.raises(UserError, match="is not this computer"):
            ask(foreign)
        with pytest.raises(UserError, match="is not this computer"):
            server_model.models(foreign)
        confirmed = Server("ollama", foreign.address, "small", elsewhere="192.0.2.7")
        assert not confirmed.problem and confirmed.where == "Words go to 192.0.2.7, which is not this computer."
        moved = Server("ollama", "http://192.0.2.8:11434", "small", elsewhere="192.0.2.7")
        assert moved.problem

    @pytest.mark.parametrize(("text", "kept"), [
        ("127.0.0.1:11434", "http://127.0.0.1:11434"), (" http://localhost:8080/v1/ ", "http://localhost:8080"),
        ("https://[::1]:9/api", "https://[::1]:9/api"),
    ])  # fmt: skip
    def test_addresses(self, text: str, kept: str) -> None:
        assert checked_address(text) == kept

    @pytest.mark.parametrize("text", [
        "", "ftp://127.0.0.1", "http://", "file:///etc/passwd", "http://a b", "http://x:99999", "http://u:p@localhost",
        "http://localhost?x=1", "http://localhost:0", "http://" + "a" * 500,
    ])  # fmt: skip
    def test_what_is_no_address(self, text: str) -> None:
        with pytest.raises(UserError):
            checked_address(text)

    @pytest.mark.parametrize(("host", "local"), [
        ("localhost", True), ("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("0.0.0.0", False), ("192.168.1.2", False),
        ("localhost.example.org", False), ("127.0.0.1.example.org", False), ("", False),
    ])  # fmt: skip
    def test_what_is_this_computer(self, host: str, local: bool) -> None:
        assert is_local(host) is local

    @pytest.mark.parametrize("key", ["ключ", "“secret”", "se\ncret", "schlüssel"])
    def test_what_is_no_key_is_not_sent(self, ok: LanguageServer, key: str) -> None:
        before = len(ok.asked)
        with pytest.raises(UserError, match="key has signs in it"):
            ask(Server("openai", ok.address, "small", key))
        assert len(ok.asked) == before

    def test_a_megabyte_is_asked_in_moderation(self, ok: LanguageServer) -> None:
        assert len(ask(Server("ollama", ok.address, "small"), text="an old boat " * 90_000)) == 3
        assert len(ok.asked[-1]["body"]["messages"][1]["content"]) < 7000

    def test_nothing_torch_is_needed(self) -> None:
        import subprocess

        code = (
            "import sys; import studio.session.muse_server, studio.art.muse.owned.server_model; "
            "sys.exit('torch' in sys.modules or 'PySide6' in sys.modules)"
        )
        assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2]).returncode == 0

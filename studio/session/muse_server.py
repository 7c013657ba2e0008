"""The language server's state: its settings, the list of its models, a question to try it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from studio.art.muse.owned import server_model
from studio.art.muse.owned.catalog import sync_server
from studio.art.muse.owned.prompting import Prompt
from studio.art.muse.owned.servers import BAD_KEY, NO_MODEL, NOT_SET, OFF, Server, checked_address, server_of, sound_key
from studio.art.muse.owned.writing import Sampling
from studio.core.errors import Cancelled, UserError
from studio.core.events import Event

if TYPE_CHECKING:
    from studio.session.studio import Studio

T = TypeVar("T")
SETTING = "muse_server"
TRIAL = Prompt(
    "You are a painter's companion. Answer in one short sentence.", "Name one thing that could be painted at dusk.", ""
)
_TRIAL_SAMPLING = Sampling(temperature=0.7, top_p=0.9, length=120, repetition=1.0)
_LONGEST_REPLY = 600


@dataclass(frozen=True)
class Talk:
    """What is being asked of a server beside the muse, or was last. `what`: "models" or "trial". `reply`: so far."""

    what: str = ""
    running: bool = False
    models: tuple[str, ...] = ()
    reply: str = ""
    error: str = ""


class MuseServer:
    """`talk_changed`: the list of models or the answer to the trial moved. That another server is in force is told by the
    session's `muses_changed`."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self.talk_changed: Event[[]] = Event()
        self.talk = Talk()
        self._turn = 0
        self._threads: list[threading.Thread] = []
        sync_server(self.server)

    @property
    def server(self) -> Server:
        return server_of(self._studio.settings[SETTING])

    def keep(self, draft: Server) -> None:
        """Puts a server in force. Raises `UserError` for an address that is none, or that was not confirmed."""
        made = checked(draft) if draft.kind != OFF else draft
        if made == self.server:
            return
        self._studio.settings.set(SETTING, made.to_dict())
        if sync_server(made):
            self._studio.muses_changed.emit()

    # -- asking --------------------------------------------------------------------------------------------------

    def find_models(self, draft: Server) -> None:
        """Asks a server which models it has; `talk_changed` when it has answered."""

        def found(names: list[str]) -> None:
            told = "" if names else "It has no models yet."
            self._tell(Talk("models", models=tuple(names), error=told))

        self._ask(Talk("models", running=True), draft, lambda server, check: server_model.models(server, check), found)

    def trial(self, draft: Server) -> None:
        """Lets a server's model say a sentence, word by word."""
        if not draft.model:
            raise UserError(NO_MODEL)
        models = self.talk.models
        turn = self._turn + 1

        def show(text: str) -> None:
            if self._turn == turn and self.talk.running:
                self._tell(Talk("trial", True, models, text[:_LONGEST_REPLY]))

        def work(server: Server, check: Callable[[], None]) -> str:
            text = ""
            with closing(server_model.said(server, TRIAL, _TRIAL_SAMPLING, 1, check)) as pieces:
                for piece in pieces:
                    text += piece
                    self._studio.background.tell(lambda so_far=text: show(so_far))  # type: ignore[misc]
                    if len(text) >= _LONGEST_REPLY:
                        break
            return text

        def ended(text: str) -> None:
            told = "" if text.strip() else "It answered with nothing."
            self._tell(Talk("trial", models=models, reply=text.strip()[:_LONGEST_REPLY], error=told))

        self._ask(Talk("trial", True, models), draft, work, ended)

    def stop(self) -> None:
        """Ends what is being asked; its connection is closed at once."""
        self._turn += 1
        if self.talk.running:
            self._tell(Talk(self.talk.what, models=self.talk.models, reply=self.talk.reply))

    def forget(self) -> None:
        """Puts away what a server said: another address is being written."""
        self._turn += 1
        if self.talk != Talk():
            self._tell(Talk())

    def close(self) -> None:
        self._turn += 1
        for thread in self._threads:
            thread.join(2.0)

    # -- inside --------------------------------------------------------------------------------------------------

    def _ask(
        self, talk: Talk, draft: Server, work: Callable[[Server, Callable[[], None]], T], done: Callable[[T], None]
    ) -> None:
        """Work on a thread of its own: a server may be silent for minutes, and files must not wait for it."""
        server = checked(draft)
        self._turn += 1
        turn, models = self._turn, self.talk.models
        self._tell(talk)

        def check() -> None:
            if self._turn != turn:
                raise Cancelled

        def finish(call: Callable[[], None]) -> None:
            self._studio.background.tell(lambda: call() if self._turn == turn else None)

        def run() -> None:
            try:
                result = work(server, check)
            except Cancelled:
                return
            except UserError as error:
                told = str(error)
                finish(lambda: self._tell(Talk(talk.what, models=models, error=told)))
                return
            finish(lambda: done(result))

        if not self._studio.background.threaded:
            run()
            return
        self._threads = [t for t in self._threads if t.is_alive()]
        thread = threading.Thread(target=run, name="language-server-trial", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _tell(self, talk: Talk) -> None:
        self.talk = talk
        self.talk_changed.emit()


def checked(draft: Server) -> Server:
    """A server with its address as it is kept. Raises `UserError`."""
    if draft.kind == OFF or not draft.address.strip():
        raise UserError(NOT_SET)
    made = Server(draft.kind, checked_address(draft.address), draft.model.strip(), draft.key.strip(), draft.elsewhere)
    if not sound_key(made.key):
        raise UserError(BAD_KEY)
    if not made.allowed:
        raise UserError(f"{made.host} is not this computer: confirm that your words may go there.")
    return made

"""A connection to one language server: one question, lines of an answer, nothing else. Torch-free, Qt-free.

By http.client of the standard library: it follows no redirects, knows no proxies and opens no other connection. Before a
word is sent to an address on this computer it is looked at whether the other end is on this computer. What blocks runs on
a thread of its own, so that a cancel never waits for a server.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import queue
import socket
import ssl
import threading
from collections.abc import Callable, Generator
from typing import Any
from urllib.parse import urlsplit

from studio.art.muse.owned.servers import Server, is_local
from studio.core.errors import UserError

CONNECT_SECONDS = 5.0
SILENT_SECONDS = 300.0
"""Without a word: a large model that is being loaded takes minutes."""
LARGEST_LINE = 2**20
LARGEST_ANSWER = 16 * 2**20
LARGEST_TABLE = 8 * 2**20
_BEAT = 0.05
_END = object()


class _Broken(Exception):
    """The other end broke off."""


def lines(
    server: Server, path: str, question: dict[str, Any] | None, check: Callable[[], object] = lambda: None,
    silent: float = SILENT_SECONDS,
) -> Generator[bytes, None, None]:  # fmt: skip
    """The lines of the answer to `question` (None: a plain request), as they come. `check` is called every 50 ms and may
    raise: the connection is closed then, as it is when the caller stops asking. Raises `UserError`."""
    if not server.allowed:
        raise UserError(server.problem)
    call = _Call(server, path, question, silent)
    try:
        while True:
            check()
            try:
                item = call.queue.get(timeout=_BEAT)
            except queue.Empty:
                continue
            if item is _END:
                return
            if isinstance(item, UserError):
                raise item
            yield item
    finally:
        call.close()


def table(
    server: Server, path: str, check: Callable[[], object] = lambda: None, silent: float = 15.0
) -> dict[str, Any]:
    """A JSON table that the server gives at `path`. Raises `UserError`."""
    raw = bytearray()
    for line in lines(server, path, None, check, silent):
        raw += line
        if len(raw) > LARGEST_TABLE:
            raise UserError(f"{server.address} answers with more than a list of models: is it a language server?")
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        raise UserError(
            f"{server.address} does not answer like {_protocol(server)}: choose the other protocol."
        ) from None
    if not isinstance(data, dict):
        raise UserError(f"{server.address} does not answer like {_protocol(server)}: choose the other protocol.")
    return data


class _Call:
    """One request on a thread of its own; what it reads lies in `queue`: lines, a `UserError`, then `_END`."""

    def __init__(self, server: Server, path: str, question: dict[str, Any] | None, silent: float) -> None:
        self.queue: queue.Queue[Any] = queue.Queue()
        self._server, self._path, self._silent = server, path, silent
        self._body = None if question is None else json.dumps(question, ensure_ascii=False).encode("utf-8", "replace")
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="language-server", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Closes the connection; the thread ends by itself."""
        with self._lock:
            self._closed = True
            open_socket, self._socket = self._socket, None
        if open_socket is not None:
            # Closing alone does not wake a thread that reads.
            with contextlib.suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)
            with contextlib.suppress(OSError):
                open_socket.close()

    def _run(self) -> None:
        try:
            self._talk()
        except UserError as error:
            self.queue.put(error)
        except Exception as error:
            self.queue.put(UserError(_sentence(self._server, error)))
        finally:
            self.queue.put(_END)
            self.close()

    def _talk(self) -> None:
        server, parts = self._server, urlsplit(self._server.address)
        make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = make(parts.hostname or "", parts.port, timeout=CONNECT_SECONDS)
        try:
            connection.connect()
            self._take(connection.sock)
            if server.local and not is_local(str(connection.sock.getpeername()[0])):
                raise UserError(f"{server.host} leads to another computer: nothing was sent.")
            connection.sock.settimeout(self._silent)
            headers = {"Accept": "application/json", "Connection": "close", "User-Agent": "Pentimento"}
            if self._body is not None:
                headers["Content-Type"] = "application/json"
            if server.key:
                headers["Authorization"] = f"Bearer {server.key}"
            path = f"{parts.path.rstrip('/')}{self._path}"
            connection.request("GET" if self._body is None else "POST", path, self._body, headers)
            answer = connection.getresponse()
            if answer.status != 200:
                raise UserError(_refusal(server, answer.status, answer.getheader("Location") or "", _head(answer)))
            self._read(answer)
        finally:
            connection.close()

    def _take(self, opened: socket.socket) -> None:
        with self._lock:
            if self._closed:
                raise _Broken
            self._socket = opened

    def _read(self, answer: http.client.HTTPResponse) -> None:
        total = 0
        while line := answer.readline(LARGEST_LINE + 1):
            total += len(line)
            if len(line) > LARGEST_LINE or total > LARGEST_ANSWER:
                raise UserError(f"{self._server.address} sends more than an answer can be: it was cut off.")
            self.queue.put(line)
        if answer.length:
            raise _Broken


def _head(answer: http.client.HTTPResponse) -> str:
    try:
        raw = answer.read(4000)
    except (OSError, http.client.HTTPException):
        return ""
    try:
        data = json.loads(raw)
        said = data.get("error", "") if isinstance(data, dict) else ""
        said = said.get("message", "") if isinstance(said, dict) else said
    except (ValueError, RecursionError):
        return ""
    return " ".join(str(said).split())[:200]


def _refusal(server: Server, status: int, location: str, said: str) -> str:
    """A sentence for an answer that is none."""
    if 300 <= status < 400:
        to = urlsplit(location).hostname or "another address"
        return f"{server.address} wants the words sent to {to[:80]} instead: that was not done. Set that address if it is right."
    if status in (401, 403):
        return f"{server.address} wants a key, or another one: set it under Muse > Language server."
    if status == 404:
        if "model" in said.casefold() or (server.model and server.model in said):
            return f"{server.address} has no model “{server.model}”: choose one of its list."
        return f"{server.address} does not know {_protocol(server)}: choose the other protocol, or another address."
    if status == 429:
        return f"{server.address} is asked too much now: try again in a moment."
    return f"{server.address} could not answer (status {status}{f': {said}' if said else ''})."


def _sentence(server: Server, error: Exception) -> str:
    """A sentence for a connection that did not come about, or broke off."""
    if isinstance(error, ConnectionRefusedError):
        return f"Nothing answers at {server.address}: start the language server, or correct its address."
    if isinstance(error, TimeoutError):
        return f"{server.address} did not answer in time: is the language server busy, or is the address wrong?"
    if isinstance(error, socket.gaierror):
        return f"There is no computer called {server.host}: correct the address of the language server."
    if isinstance(error, ssl.SSLError):
        return f"{server.address} offers no safe connection ({type(error).__name__}): with http:// instead of https:// it may answer."
    if isinstance(error, http.client.HTTPException) and not isinstance(error, http.client.IncompleteRead | http.client.RemoteDisconnected):  # fmt: skip
        return f"{server.address} is no language server: it does not speak HTTP."
    return f"{server.address} broke off in the middle of its answer: is the language server still running?"


def _protocol(server: Server) -> str:
    return "Ollama" if server.kind == "ollama" else "the OpenAI protocol"

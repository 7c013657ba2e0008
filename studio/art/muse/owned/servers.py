"""Where a language server is and what is kept of it: settings of the artist's, checked. Torch-free.

Off until an address is set. Addresses on this computer are taken as they are; any other must have been confirmed, for
the words go there.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from studio.core.errors import UserError

OFF, OLLAMA, OPENAI = "off", "ollama", "openai"
KINDS: dict[str, str] = {OFF: "Off", OLLAMA: "Ollama", OPENAI: "OpenAI protocol"}
USUAL = {OLLAMA: "http://127.0.0.1:11434", OPENAI: "http://127.0.0.1:8080"}
"""Where such servers listen unless told otherwise: Ollama; llama.cpp and many others."""
LONGEST_ADDRESS, LONGEST_NAME, LONGEST_KEY = 400, 200, 1000
NOT_SET = "Set the address of a language server first: Muse > Language server."
BAD_KEY = "The key has signs in it that no key has: copy it again, under Muse > Language server."
NO_MODEL = "Choose a model of the language server first: Muse > Language server."


@dataclass(frozen=True)
class Server:
    """`kind`: of `KINDS`. `address`: where it listens, without a path of the protocol. `model`: as the server names it.
    `key`: sent with each question, "" for none. `elsewhere`: host that the artist has confirmed although it is another
    computer."""

    kind: str = OFF
    address: str = ""
    model: str = ""
    key: str = field(default="", repr=False)
    elsewhere: str = ""

    @property
    def host(self) -> str:
        return host_of(self.address)

    @property
    def local(self) -> bool:
        """Whether it is on this computer."""
        return is_local(self.host)

    @property
    def allowed(self) -> bool:
        return self.local or (bool(self.host) and self.elsewhere == self.host)

    @property
    def problem(self) -> str:
        """Why nothing can be asked of it, in a sentence, or ""."""
        if self.kind == OFF or not self.address:
            return NOT_SET
        try:
            checked_address(self.address)
        except UserError as error:
            return str(error)
        if not sound_key(self.key):
            return BAD_KEY
        if not self.allowed:
            return f"{self.host} is not this computer: confirm it under Muse > Language server, or set another address."
        return "" if self.model else NO_MODEL

    @property
    def where(self) -> str:
        """Where words go, in a sentence."""
        if self.kind == OFF or not self.host:
            return "Words stay in this program."
        if self.local:
            return "Words go to the language server on this computer and nowhere else."
        return f"Words go to {self.host}, which is not this computer."

    def to_dict(self) -> dict[str, str]:
        return {
            "kind": self.kind,
            "address": self.address,
            "model": self.model,
            "key": self.key,
            "elsewhere": self.elsewhere,
        }


def server_of(data: Mapping[str, object]) -> Server:
    """The server that the settings hold; what is missing or of the wrong kind counts as not set."""

    def text(name: str, longest: int) -> str:
        value = data.get(name, "")
        return value.strip() if isinstance(value, str) and len(value) <= longest else ""

    kind = text("kind", 20)
    return Server(
        kind if kind in KINDS else OFF, text("address", LONGEST_ADDRESS), text("model", LONGEST_NAME),
        text("key", LONGEST_KEY), text("elsewhere", LONGEST_ADDRESS),
    )  # fmt: skip


def checked_address(text: str) -> str:
    """An address as it is kept: "http://host:port" and perhaps a path. Raises `UserError`."""
    address = text.strip()
    if address and "://" not in address:
        address = f"http://{address}"
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = None, None
    sound = parts is not None and parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0
    if not sound or parts is None or len(address) > LONGEST_ADDRESS or any(c.isspace() or c < " " for c in address):
        raise UserError(f"“{text.strip()[:80]}” is no address of a server: it looks like {USUAL[OLLAMA]}.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise UserError("An address has no name, password or question in it; a key has a field of its own.")
    return address.rstrip("/").removesuffix("/v1").rstrip("/")


def sound_key(key: str) -> bool:
    """Whether a key can be sent: plain signs alone, no letters of other scripts and no ends of lines."""
    return key.isascii() and key.isprintable()


def host_of(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def is_local(host: str) -> bool:
    """Whether a host is this computer: "localhost" or a loopback address."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

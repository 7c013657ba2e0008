"""What a verb of the command line is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Positional:
    """What is given by its place. `name` is the attribute, `shown` what help calls it. `initial`: what it is when it is
    left out; None where it must be given. `many`: one or more, as a list."""

    name: str
    shown: str
    help: str
    initial: str | None = None
    many: bool = False


@dataclass(frozen=True, kw_only=True)
class Flag:
    """What is given by name. Without `shown` it is a switch; `many` collects all that are given."""

    names: tuple[str, ...]
    shown: str = ""
    help: str = ""
    initial: str | None = None
    required: bool = False
    many: bool = False

    @property
    def name(self) -> str:
        return self.names[-1].lstrip("-").replace("-", "_")


@dataclass(frozen=True, kw_only=True)
class Verb:
    """One verb. `call` is "module:function". `method` is (kind of catalogue, flag or positional that chooses in it): the
    parameters of the chosen `Spec` become flags too."""

    name: str
    summary: str
    about: str
    call: str
    positionals: tuple[Positional, ...] = ()
    flags: tuple[Flag, ...] = ()
    method: tuple[str, str] | None = None
    method_note: str = ""
    examples: tuple[str, ...] = ()
    hidden: bool = False

"""Renders the chat template of a model of the artist's: a program of its own, run as a file, that knows nothing of ours.

A template is a little program that a stranger wrote. Jinja's sandbox keeps it from files and the network, but not from time
and memory: one line of it can count for years without ever giving the interpreter back. A process can be ended, and can be
held to its seconds and bytes by the system. Reads JSON of a `template`, `conversations` and `known`; writes JSON of `text`,
or of `fault` where it took too much. What a template sees and may call is what transformers gives it.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.ext import Extension, loopcontrols
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace


class _Generation(Extension):
    """`{% generation %}` marks what the model said, for those who train it; here it is only shown."""

    tags = {"generation"}

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        return nodes.Scope(parser.parse_statements(("name:endgeneration",), drop_needle=True), lineno=line)


class _Namespace(Namespace):
    """Without names that begin with an underscore, which would lead out of the sandbox."""

    def __init__(*given: Any, **more: Any) -> None:  # `self` may be a name of the template's
        itself, *rest = given
        values = dict(*rest, **more)
        for name in values:
            _check_name(name)
        Namespace.__init__(itself, values)

    def __setitem__(self, name: str, value: Any) -> None:
        _check_name(name)
        super().__setitem__(name, value)


class _Dict:
    """Makes dictionaries, without what else is on the class."""

    def __call__(self, *given: Any, **more: Any) -> dict[Any, Any]:
        return dict(*given, **more)

    def fromkeys(self, *given: Any) -> dict[Any, Any]:
        return dict.fromkeys(*given)


def _check_name(name: object) -> None:
    if isinstance(name, str) and name.startswith("_"):
        raise jinja2.exceptions.SecurityError("a name that begins with an underscore")


def _refuse(message: str) -> None:
    raise jinja2.exceptions.TemplateError(message)


def _json(
    value: Any, ensure_ascii: bool = False, indent: Any = None, separators: Any = None, sort_keys: bool = False
) -> str:
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def environment() -> ImmutableSandboxedEnvironment:
    """Where templates are rendered."""
    made = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[_Generation, loopcontrols])
    made.filters["tojson"] = _json
    made.globals |= {
        "raise_exception": _refuse, "strftime_now": lambda form: datetime.now().strftime(form), "dict": _Dict(),
        "namespace": _Namespace,
    }  # fmt: skip
    return made


def rendered(template: str, conversations: list[Any], known: dict[str, Any], must: str, most: int) -> dict[str, str]:
    """The first of the conversations that the template takes and that then holds `must`. Raises `MemoryError`."""
    for messages in conversations:
        text = ""
        try:
            for piece in environment().from_string(template).generate(messages=messages, **known):
                text += piece
                if len(text) > most:
                    return {"fault": "long"}
        except MemoryError:
            raise
        except Exception:  # templates raise what they like, such as for a role that they do not know
            continue
        if must in text:
            return {"text": text}
    return {"text": ""}


def hold(seconds: int, megabytes: int) -> None:
    """What this process may take of the machine, where the system can say so."""
    try:
        import resource
    except ImportError:  # Windows: the one who waits ends it
        return
    for what, most in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, megabytes * 2**20)):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # macOS knows some of them by name only
            continue


def main() -> None:
    asked = json.loads(sys.stdin.buffer.read())
    hold(asked.pop("seconds"), asked.pop("megabytes"))
    try:
        told = rendered(**asked)
    except MemoryError:
        told = {"fault": "memory"}
    sys.stdout.buffer.write(json.dumps(told).encode())


if __name__ == "__main__":
    main()

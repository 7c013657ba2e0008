"""From the words of a command line to the values that a verb takes."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

from studio.cli.help import PROGRAM, flag_of
from studio.cli.verb import Flag, Verb
from studio.core.errors import UserError, nearest
from studio.core.params import BoolParam
from studio.core.spec import Spec


class _Parser(argparse.ArgumentParser):
    """Bad usage is one sentence, as all else."""

    def error(self, message: str) -> NoReturn:
        needs = message.removeprefix("the following arguments are required: ")
        if needs != message:
            message = f"`{self.prog.split()[-1]}` needs {' and '.join(needs.split(', '))}"
        raise UserError(f"{message[:1].upper()}{message[1:]}; `{self.prog} --help` shows how.")


class _Pair(argparse.Action):
    """A parameter's own flag, collected as --set collects them."""

    def __call__(self, parser: object, namespace: argparse.Namespace, values: Any, option: str | None = None) -> None:
        value = self.const if self.nargs == 0 else values
        if option and option.startswith("--no-") and self.nargs == 0:
            value = "no"
        pairs = [*(getattr(namespace, "set", None) or []), f"{self.metavar}={value}"]
        namespace.set = pairs


def method_of(verb: Verb, argv: Sequence[str]) -> Spec | None:
    """The method that the words choose, or the default one. Raises `UnknownNameError`."""
    if verb.method is None:
        return None
    from studio.art.catalog import CATALOGUES

    kind, name = verb.method
    if not name.startswith("-"):
        words = [word for word in argv if not word.startswith("-")]
        known = [word for word in words if word in {spec.id for spec in CATALOGUES[kind]}]
        return CATALOGUES[kind].get((known or words)[0]) if words else CATALOGUES[kind].default
    chosen = next(f.initial for f in verb.flags if f.names[-1] == name)
    for k, word in enumerate(argv):
        if word == name and k + 1 < len(argv):
            chosen = argv[k + 1]
        elif word.startswith(name + "="):
            chosen = word.partition("=")[2]
    return CATALOGUES[kind].default if chosen is None else CATALOGUES[kind].get(chosen)


def parse(verb: Verb, argv: Sequence[str], spec: Spec | None) -> argparse.Namespace:
    """The values of a verb. Raises `UserError`."""
    parser = _Parser(prog=f"{PROGRAM} {verb.name}", add_help=False, allow_abbrev=False)
    takes_value: set[str] = set()
    for positional in verb.positionals:
        if positional.many:
            parser.add_argument(positional.name, metavar=positional.shown, nargs="+")
        elif positional.initial is None:
            parser.add_argument(positional.name, metavar=positional.shown)
        else:
            parser.add_argument(positional.name, metavar=positional.shown, nargs="?", default=positional.initial)
    for flag in verb.flags:
        _add(parser, flag)
        takes_value.update(flag.names if flag.shown else ())
    known = {name for flag in verb.flags for name in flag.names}
    for param in spec.params if spec else ():
        name = flag_of(param)
        if name in known:
            continue
        if isinstance(param, BoolParam):
            names = list(dict.fromkeys((name, f"--{param.name}", f"--no-{name[2:]}", f"--no-{param.name}")))
            parser.add_argument(*names, action=_Pair, nargs=0, const="yes", metavar=param.name, dest="set")
        else:
            names = list(dict.fromkeys((name, f"--{param.name}")))
            parser.add_argument(*names, action=_Pair, metavar=param.name, dest="set")
            takes_value.update(names)
        known.update(names)
    given, rest = parser.parse_known_args(_joined(argv, takes_value, known))
    if rest:
        raise UserError(_too_much(verb, rest[0], known, spec))
    return given


def _add(parser: argparse.ArgumentParser, flag: Flag) -> None:
    if not flag.shown:
        parser.add_argument(*flag.names, action="store_true", dest=flag.name)
    else:
        action = "append" if flag.many else "store"
        parser.add_argument(*flag.names, action=action, dest=flag.name, default=flag.initial, required=flag.required)


def _joined(argv: Sequence[str], takes_value: set[str], known: set[str]) -> list[str]:
    """Values that begin with "-" are tied to their flag: argparse would take "-5x5" for a flag."""
    words: list[str] = []
    rest = list(argv)
    while rest:
        word = rest.pop(0)
        if word == "--":
            return [*words, word, *rest]
        if word in takes_value and rest and rest[0].startswith("-") and rest[0].partition("=")[0] not in known:
            value = rest.pop(0)
            word = f"{word}={value}" if word.startswith("--") else f"{word}{value}"
        words.append(word)
    return words


def _too_much(verb: Verb, word: str, known: set[str], spec: Spec | None) -> str:
    if not word.startswith("-"):
        return f"“{word}” is more than {verb.name} takes: words with spaces between them need quotes."
    name = word.partition("=")[0]
    if spec is not None and verb.method is not None:
        from studio.art.catalog import CATALOGUES

        others = [s.id for s in CATALOGUES[spec.kind] if any(name in (flag_of(p), f"--{p.name}") for p in s.params)]
        if others:
            return f"{spec.title} has no {name}: it belongs to {', '.join(others)} ({verb.method[1]} ID)."
    hint = nearest(name, known)
    more = f" Did you mean “{hint}”?" if hint else f" `{PROGRAM} {verb.name} --help` shows what there is."
    return f"There is no flag “{name}” for {verb.name}.{more}"

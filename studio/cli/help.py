"""The pages that --help shows, drawn from the table of verbs and the parameters of the methods."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterable

from studio import __version__
from studio.cli.verb import Flag, Verb
from studio.cli.verbs import VERBS
from studio.core.params import BoolParam, ChoiceParam, FloatParam, IntParam, Param
from studio.core.spec import Spec

PROGRAM = "pentimento"
_COLUMN = 24
_WIDEST = 100


def top_page() -> str:
    """What `pentimento --help` shows."""
    page = _Page()
    page.usage("VERB ...")
    page.usage("[FILE ...]", first=False)
    page.text(
        "An offline studio in which an artist and machine models paint together. Without a verb it opens the window, "
        "on FILE where one is given."
    )
    page.heading("Verbs")
    page.rows((v.name, v.summary[0].upper() + v.summary[1:] + ".") for v in VERBS.values() if not v.hidden)
    page.heading("Flags")
    page.rows([("-h, --help", "Shows this page, or the page of a verb."), ("--version", "Prints the version.")])
    page.examples(
        (
            'pentimento imagine "a lake in the evening" -o lake.png',
            "pentimento imagine --help",
            "pentimento painting.ora",
        )
    )
    page.text(
        "Results go to files and to standard output, all else to standard error. Exit status: 0 done, 2 something to put "
        "right, 130 interrupted."
    )
    return page.done()


def verb_page(verb: Verb, spec: Spec | None) -> str:
    """What `pentimento VERB --help` shows; `spec` is the method whose parameters are flags."""
    page = _Page()
    required = [f"{f.names[0]} {f.shown}" for f in verb.flags if f.required]
    more = ["[flags]"] if any(not f.required for f in verb.flags) else []
    page.usage(
        verb.name, *(p.shown if p.initial is None else f"[{p.shown}]" for p in verb.positionals), *required, *more
    )
    page.text(verb.about)
    if verb.positionals:
        page.heading("Arguments")
        page.rows((p.shown, p.help) for p in verb.positionals)
    page.heading("Flags")
    page.rows([*((_left(f), _right(f)) for f in verb.flags), ("-h, --help", "Shows this page.")])
    if spec is not None:
        page.heading(f"Parameters of {spec.title}")
        if verb.method_note:
            page.text(f"{verb.method_note} --NAME VALUE and --set NAME=VALUE are the same.", indent=2)
        group = ""
        for param in spec.params:
            if param.group != group:
                group = param.group
                page.text(group.capitalize(), indent=2)
            page.rows([_parameter(param, optional=param.name in spec.optional)])
    page.examples(verb.examples)
    return page.done()


def version_line() -> str:
    return f"{PROGRAM} {__version__}\n"


def flag_of(param: Param) -> str:
    """The flag of a parameter: "keep_colors" becomes "--keep-colors"."""
    return "--" + param.name.replace("_", "-")


def _left(flag: Flag) -> str:
    return ", ".join(flag.names) + (f" {flag.shown}" if flag.shown else "")


def _right(flag: Flag) -> str:
    return flag.help + (f" [{flag.initial}]" if flag.initial else "")


def _parameter(param: Param, *, optional: bool) -> tuple[str, str]:
    flag = flag_of(param)
    what = param.help or f"{param.title}."
    initial = "" if optional else f" [{param.default}]"
    match param:
        case BoolParam():
            return f"{flag}, --no-{flag[2:]}", what + f" [{'yes' if param.default else 'no'}]"
        case ChoiceParam():
            return f"{flag} ID", f"{what} One of {', '.join(param.ids)}.{initial}"
        case FloatParam():
            return f"{flag} {param.lo:g}..{param.hi:g}", what + ("" if optional else f" [{param.default:g}]")
        case IntParam():
            return f"{flag} {param.lo}..{param.hi}", what + initial
    return f"{flag} TEXT", what


class _Page:
    """Lines of a page, as wide as the terminal allows."""

    def __init__(self) -> None:
        self._width = min(_WIDEST, max(50, shutil.get_terminal_size((80, 24)).columns))
        self._bold = sys.stdout is not None and sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self._lines: list[str] = []

    def usage(self, *words: str, first: bool = True) -> None:
        before = self._strong("Usage:") if first else " " * len("Usage:")
        self._lines.append(f"{before} {' '.join([PROGRAM, *words])}")

    def heading(self, text: str) -> None:
        self._lines += ["", self._strong(text)]

    def text(self, text: str, indent: int = 0) -> None:
        before = " " * indent
        if indent == 0:
            self._lines.append("")
        self._lines += textwrap.wrap(text, self._width, initial_indent=before, subsequent_indent=before)

    def rows(self, rows: Iterable[tuple[str, str]]) -> None:
        """Two columns; a left side that is too long stands on a line of its own."""
        indent = " " * (_COLUMN + 4)
        for left, right in rows:
            lines = textwrap.wrap(right, self._width, initial_indent=indent, subsequent_indent=indent) or [indent]
            if len(left) <= _COLUMN:
                lines[0] = f"  {left:<{_COLUMN}}  {lines[0].lstrip()}".rstrip()
            else:
                lines.insert(0, f"  {left}")
            self._lines += lines

    def examples(self, lines: tuple[str, ...]) -> None:
        if lines:
            self.heading("Examples")
            self._lines += [f"  {line}" for line in lines]

    def done(self) -> str:
        return "\n".join(self._lines) + "\n"

    def _strong(self, text: str) -> str:
        return f"\033[1m{text}\033[0m" if self._bold else text

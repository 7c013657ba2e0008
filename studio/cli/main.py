"""Reads the command line and calls the verb. Exit status: 0; 2 for what the person can put right; 130 for Ctrl+C."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from studio.cli import help as pages
from studio.cli import presets
from studio.cli.options import tell
from studio.cli.parsing import method_of, parse
from studio.cli.verb import Verb
from studio.cli.verbs import VERBS
from studio.core.errors import UserError, nearest

_HELP = ("-h", "--help")


def main(argv: Sequence[str]) -> int:
    """Runs one command line; `argv` without the program's name."""
    try:
        status = _dispatch(argv)
        if sys.stdout is not None:
            sys.stdout.flush()
        return status
    except UserError as error:
        tell(f"pentimento: {error}")
        return 2
    except KeyboardInterrupt:
        tell("")
        return 130
    except BrokenPipeError:
        # Whoever read has read enough. What is still buffered must not be written, and complained about, at the end.
        if sys.stdout is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MemoryError:
        tell("pentimento: There is not enough memory for this: choose a smaller size or close other programs.")
        return 2
    except Exception as error:
        return _fault(argv, error)


def _dispatch(argv: Sequence[str]) -> int:
    _check_text(argv)
    if not argv:
        return _window([])
    word, rest = argv[0], argv[1:]
    if word in _HELP or (word == "help" and not Path(word).exists()):
        chosen = next((VERBS[r] for r in rest if r in VERBS), None)
        return _show(pages.verb_page(chosen, method_of(chosen, [])) if chosen else pages.top_page())
    if word == "--version":
        return _show(pages.version_line())
    if word in VERBS:
        return _call(VERBS[word], rest)
    if word == "--":
        return _window(rest)
    if word.startswith("-"):
        hint = nearest(word, (*_HELP, "--version"))
        more = f" Did you mean “{hint}”?" if hint else " `pentimento --help` shows what there is."
        raise UserError(f"There is no flag “{word}” before a verb.{more}")
    return _window(argv)


def _call(verb: Verb, argv: Sequence[str]) -> int:
    _own_models()
    before_rest = list(argv[: argv.index("--")]) if "--" in argv else list(argv)
    if any(word in _HELP for word in before_rest):
        return _show(pages.verb_page(verb, method_of(verb, argv)))
    if any(flag.names[-1] == presets.FLAG for flag in verb.flags):
        argv = presets.expanded(argv)
    given = parse(verb, argv, method_of(verb, argv))
    module, _, name = verb.call.partition(":")
    call: Callable[..., int] = getattr(import_module(module), name)
    return call(given)


def _own_models() -> None:
    """The artist's own models are methods as all others: `--generator` and recipes name them."""
    from studio.art.generators.owned.catalog import sync
    from studio.art.models.library import Library
    from studio.art.muse.owned.catalog import sync_server
    from studio.art.muse.owned.servers import server_of
    from studio.core.settings import Settings

    sync(Library())
    sync_server(server_of(Settings()["muse_server"]))


def _show(page: str) -> int:
    sys.stdout.write(page)
    return 0


def _window(files: Sequence[str]) -> int:
    """Opens the window on `files`. A word that is neither a file nor a verb is taken for a mistyped verb."""
    for name in files:
        try:
            there = Path(name).exists()
        except (OSError, ValueError):
            there = False
        if there:
            continue
        if "." not in name and "/" not in name:
            hint = nearest(name, [v.name for v in VERBS.values() if not v.hidden])
            more = f" Did you mean “{hint}”?" if hint else ""
            raise UserError(f"There is no verb and no file called “{name}”.{more}")
        raise UserError(f"{name} does not exist.")
    if not _has_screen():
        raise UserError(
            "There is no screen for the window here; all else works without one, as `pentimento --help` shows."
        )
    from studio.app.main import main as window

    return window(files)


def _has_screen() -> bool:
    """Qt ends the process when it finds no screen: better to say so."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _check_text(argv: Sequence[str]) -> None:
    """Words in another encoding than the terminal's could be painted but not written into a recipe."""
    for word in argv:
        try:
            word.encode("utf-8")
        except UnicodeEncodeError:
            shown = word.encode("utf-8", "replace").decode()
            raise UserError(f"“{shown}” is not UTF-8 text.") from None


def _fault(argv: Sequence[str], error: Exception) -> int:
    """A fault of the program itself: one sentence here, the traceback in the log."""
    from studio.engine import faults

    if isinstance(error, OSError) and error.filename is None and sys.stdout is not None and not sys.stdout.isatty():
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        tell(f"pentimento: The result could not be written: {error.strerror or error}.")
        return 2
    title = argv[0] if argv and argv[0] in VERBS else "The window"
    log = faults.record(title, traceback.format_exc())
    tell(f"pentimento: {faults.sentence(title, error, log)}")
    return 2

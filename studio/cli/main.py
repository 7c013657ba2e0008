"""Reads the command line and calls the verb. Exit status: 0; 2 for what the person can put right; 130 for Ctrl+C."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from studio import __version__
from studio.core.errors import UserError, nearest

VERBS = ("demo", "imagine", "stylize", "muse", "convert", "list", "render", "warm")


class Parser(argparse.ArgumentParser):
    """Bad usage is one sentence, as all else."""

    def error(self, message: str) -> NoReturn:
        raise UserError(f"{message[:1].upper()}{message[1:]}. `{self.prog} --help` shows what there is.")


def parser() -> Parser:
    from studio.cli import demo, files, making

    top = Parser(
        prog="pentimento",
        description="An offline studio in which an artist and machine models paint together. Without a verb: the window.",
        epilog="pentimento [FILE ...] opens the window.",
    )
    top.add_argument("--version", action="version", version=f"pentimento {__version__}")
    verbs = top.add_subparsers(dest="verb", metavar="VERB", parser_class=Parser)

    p = verbs.add_parser("demo", help="the main job, written into a folder")
    p.add_argument("folder", metavar="OUTDIR")
    p.set_defaults(call=demo.demo)

    p = verbs.add_parser("imagine", help="words to a picture")
    p.add_argument("text", metavar="TEXT")
    p.add_argument("-o", "--output", required=True, metavar="OUT.png")
    p.add_argument("--generator", default="scenes", metavar="ID")
    p.add_argument("--seed", default="0", metavar="N")
    p.add_argument("--size", default="512", metavar="N|WxH")
    p.add_argument("--count", default="1", metavar="K", help="K pictures: OUT-1.png, OUT-2.png, ...")
    p.add_argument(
        "--set", action="append", metavar="NAME=VALUE", help="a factor, as `list generators --json` names it"
    )
    p.set_defaults(call=making.imagine)

    p = verbs.add_parser("stylize", help="a picture in the manner of another")
    p.add_argument("content", metavar="CONTENT")
    p.add_argument("style", metavar="STYLE", help="a picture file, or the id of a shipped style")
    p.add_argument("-o", "--output", required=True, metavar="OUT")
    p.add_argument("--method", default="painter", metavar="ID")
    p.add_argument("--seed", default="0", metavar="N")
    p.add_argument("--set", action="append", metavar="NAME=VALUE")
    p.add_argument("--mask", metavar="MASK", help="a picture: white takes the style, black stays")
    p.set_defaults(call=making.stylize)

    p = verbs.add_parser("muse", help="developments of a line")
    p.add_argument("text", metavar="TEXT")
    p.add_argument("--muse", default="concepts", metavar="ID")
    p.add_argument("--count", default="5", metavar="K")
    p.add_argument("--form", default="prompts", metavar="FORM")
    p.add_argument("--seed", default="0", metavar="N")
    p.add_argument("--set", action="append", metavar="NAME=VALUE")
    p.set_defaults(call=making.muse)

    p = verbs.add_parser("convert", help="one kind of file to another: .ora, .png, .jpg")
    p.add_argument("input", metavar="IN")
    p.add_argument("output", metavar="OUT")
    p.set_defaults(call=files.convert)

    p = verbs.add_parser("list", help="generators, styles, muses or commands")
    p.add_argument("what", metavar="generators|styles|muses|commands")
    p.add_argument("--json", action="store_true")
    p.set_defaults(call=files.show_list)

    p = verbs.add_parser("render", help="the picture of a recipe once more")
    p.add_argument("recipe", metavar="RECIPE.json", help="a recipe, or a picture with one inside")
    p.add_argument("-o", "--output", required=True, metavar="OUT")
    p.set_defaults(call=making.render)

    p = verbs.add_parser("warm")
    p.set_defaults(call=files.warm)
    return top


def main(argv: Sequence[str]) -> int:
    """Runs one command line; `argv` without the program's name."""
    try:
        if argv and argv[0] not in VERBS and not argv[0].startswith("-"):
            return _window(argv)
        given = parser().parse_args(argv)
        if given.verb is None:
            return _window([])
        return int(given.call(given))
    except UserError as error:
        sys.stderr.write(f"pentimento: {error}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return 130
    except BrokenPipeError:
        return 0


def _window(files: Sequence[str]) -> int:
    """Opens the window on `files`. A word that is neither a file nor a verb is taken for a mistyped verb."""
    from pathlib import Path

    for name in files:
        if not Path(name).exists():
            if "." not in name and "/" not in name:
                hint = nearest(name, VERBS)
                more = f" Did you mean “{hint}”?" if hint else ""
                raise UserError(f"There is no verb and no file called “{name}”.{more}")
            raise UserError(f"{name} does not exist.")
    from studio.app.main import main as window

    return window(files)

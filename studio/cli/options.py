"""What the verbs have in common: sizes, outputs, settings by name, progress."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from studio.core.errors import UserError
from studio.core.picture import Pixels
from studio.core.recipe import Recipe
from studio.engine import messages as msg
from studio.engine.request import Request

SMALLEST, LARGEST = 16, 4096


def size_of(text: str) -> tuple[int, int]:
    """ "512" or "640x480" as (width, height). Raises `UserError`."""
    parts = text.lower().replace("×", "x").split("x")
    try:
        numbers = [int(p) for p in parts]
    except ValueError:
        numbers = []
    if len(numbers) not in (1, 2):
        raise UserError(f"A size is one number or WIDTHxHEIGHT, not “{clipped(text)}”.")
    width, height = numbers[0], numbers[-1]
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
        raise UserError(f"A picture is {SMALLEST} to {LARGEST} px wide and high, not {clipped(text)}.")
    return width, height


def whole(text: str, what: str, lo: int, hi: int) -> int:
    """A whole number lo..hi. Raises `UserError`."""
    try:
        number = int(text)
    except ValueError:
        raise UserError(f"{what} is a whole number, not “{clipped(text)}”.") from None
    if not lo <= number <= hi:
        raise UserError(f"{what} goes from {lo} to {hi}, not {clipped(text)}.")
    return number


def clipped(text: str, length: int = 60) -> str:
    """`text` as it fits into a sentence."""
    return text if len(text) <= length else text[: length - 1] + "…"


def output(text: str, endings: tuple[str, ...]) -> Path:
    """A place to write to, looked at before the work begins. Raises `UserError`."""
    path = Path(text)
    try:
        if path.is_dir():
            raise UserError(f"{text or 'The output'} is a folder, not the name of a file to write.")
        if path.name.lower() in endings:
            raise UserError(f"“{clipped(text)}” has no name before its ending.")
        if path.suffix.lower() not in endings:
            ends = " or ".join(filter(None, (", ".join(endings[:-1]), endings[-1])))
            raise UserError(f"“{clipped(text)}” cannot be written: choose a name that ends in {ends}.")
        if not path.parent.is_dir():
            what = "is a file, not a folder" if path.parent.exists() else "does not exist"
            raise UserError(f"The folder {path.parent} {what}.")
        if path.exists() and not os.access(path, os.W_OK):
            raise UserError(f"{text} is write-protected.")
        if not os.access(path.parent, os.W_OK | os.X_OK):
            raise UserError(f"The program may not write in the folder {path.parent}.")
    except OSError as error:
        raise explained(error, text) from None
    return path


def explained(error: OSError, text: str) -> UserError:
    """A path that the system itself refuses: too long, a loop of links."""
    return UserError(f"“{clipped(text)}” cannot be used as a file name: {(error.strerror or str(error)).lower()}.")


def numbered(path: Path, count: int) -> list[Path]:
    """OUT.png, or OUT-1.png, OUT-2.png, ..."""
    if count == 1:
        return [path]
    paths = [path.with_stem(f"{path.stem}-{k}") for k in range(1, count + 1)]
    return [output(str(p), (p.suffix.lower(),)) for p in paths]


def input_file(text: str) -> Path:
    """A file to read: it is there and is one. Raises `UserError`."""
    path = Path(text)
    try:
        if path.is_file():
            return path
        if path.is_dir():
            raise UserError(f"{text or 'An empty name'} is a folder, not a file.")
        if path.exists():
            raise UserError(f"{text} is a device, not a file.")
    except OSError as error:
        raise explained(error, text) from None
    raise UserError(f"{text} does not exist.")


class Progress:
    """A line on stderr that follows the engine: how far it is, or what it writes; nothing where stderr is no terminal."""

    def __init__(self, title: str = "") -> None:
        self._live = sys.stderr is not None and sys.stderr.isatty()
        self._shown = 0.0
        self._title = f"{title} " if title else ""

    def __call__(self, message: msg.Message) -> None:
        if isinstance(message, msg.Relieved):
            tell(message.sentence)
        if not self._live or not isinstance(message, msg.Progressed | msg.Said):
            return
        now = time.monotonic()
        if now - self._shown > 0.1:
            self._shown = now
            room = shutil.get_terminal_size().columns - 1
            if isinstance(message, msg.Said):
                # The end of the text is where it grows.
                line = f"  {message.number + 1}. " + " ".join(message.text.split())[-max(8, room - 8) :]
            else:
                done = round(message.fraction * 24)
                bar = f"[{'=' * done}{' ' * (24 - done)}]"
                line = f"  {self._title}{bar} {message.fraction * 100:3.0f} % {message.note}"
            _to_stderr("\r\033[K" + line[:room])

    def end(self) -> None:
        if self._live and self._shown:
            _to_stderr("\r\033[K")


def tell(sentence: str) -> None:
    """To the person, not into the result."""
    _to_stderr(sentence + "\n")


def _to_stderr(text: str) -> None:
    """Where nobody listens any more, the work goes on: its results are files."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(text)
            sys.stderr.flush()


def printed(line: str) -> None:
    """A line of the result, on stdout; letters that its encoding lacks are replaced."""
    if sys.stdout is not None:
        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        sys.stdout.write(line.encode(encoding, "replace").decode(encoding) + "\n")


class Worker:
    """The engine of one call of the program."""

    def __init__(self) -> None:
        from studio.art.catalog import find
        from studio.core.settings import Settings
        from studio.engine.device import Devices
        from studio.engine.runner import Engine

        settings = Settings()
        self._engine = Engine(find, devices=Devices(settings["device"], settings["threads"]))

    def run(self, request: Request, title: str = "", heard: Callable[[msg.Message], object] | None = None) -> object:
        """The result of a request; `title` stands before the progress. Raises `UserError`.

        Where a method gets better step by step, Ctrl+C takes what there is so far; a second one ends at once. `heard`: gets
        all that the engine says, of one request of many, where Ctrl+C ends them all.
        """
        from studio.art.catalog import find

        progress = Progress(title)

        def finish() -> None:
            progress.end()
            tell("Finishing with what there is. Ctrl+C once more gives up.")
            self._engine.finish(request.id)

        def on_message(message: msg.Message) -> None:
            progress(message)
            if heard is not None:
                heard(message)

        early = heard is None and "early" in find(request.spec).traits
        with interrupted_by(finish) if early else contextlib.nullcontext():
            try:
                return self._engine.run_now(request, on_message)
            finally:
                progress.end()


@contextlib.contextmanager
def interrupted_by(act: Callable[[], object]) -> Iterator[None]:
    """The first Ctrl+C calls `act`; the next one does what it did before."""
    before = signal.getsignal(signal.SIGINT)

    def first(_number: int, _frame: object) -> None:
        signal.signal(signal.SIGINT, before)
        act()

    signal.signal(signal.SIGINT, first)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def write_picture(path: Path, pixels: Pixels, recipe: Recipe | None) -> None:
    """PNG or JPEG with its recipe inside; notices are told."""
    from studio.formats.images import write_image

    for notice in write_image(path, pixels, recipe):
        tell(notice)

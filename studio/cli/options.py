"""What the verbs have in common: sizes, outputs, settings by name, progress."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from studio.core.errors import UserError
from studio.core.picture import Pixels
from studio.core.recipe import Recipe
from studio.core.spec import Spec
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
        raise UserError(f"A size is one number or WIDTHxHEIGHT, not “{text}”.")
    width, height = numbers[0], numbers[-1]
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
        raise UserError(f"A picture is {SMALLEST} to {LARGEST} px wide and high, not {text}.")
    return width, height


def whole(text: str, what: str, lo: int, hi: int) -> int:
    """A whole number lo..hi. Raises `UserError`."""
    try:
        number = int(text)
    except ValueError:
        raise UserError(f"{what} is a whole number, not “{text}”.") from None
    if not lo <= number <= hi:
        raise UserError(f"{what} goes from {lo} to {hi}, not {number}.")
    return number


def output(text: str, endings: tuple[str, ...]) -> Path:
    """A place to write to: its folder must be there. Raises `UserError`."""
    path = Path(text)
    if path.suffix.lower() not in endings:
        raise UserError(f"{path.name} cannot be written: choose a name that ends in {' or '.join(endings)}.")
    if not path.parent.is_dir():
        raise UserError(f"The folder {path.parent} does not exist.")
    if path.is_dir():
        raise UserError(f"{path} is a folder.")
    return path


def numbered(path: Path, count: int) -> list[Path]:
    """OUT.png, or OUT-1.png, OUT-2.png, ..."""
    return [path] if count == 1 else [path.with_stem(f"{path.stem}-{k}") for k in range(1, count + 1)]


def input_file(text: str) -> Path:
    path = Path(text)
    if not path.exists():
        raise UserError(f"{text} does not exist.")
    if path.is_dir():
        raise UserError(f"{text} is a folder, not a picture.")
    return path


def settings_of(spec: Spec, pairs: list[str] | None) -> dict[str, float | int | bool | str]:
    """The --set pairs, checked against the method."""
    return spec.parse(pairs or [])


class Progress:
    """A line on stderr that follows the engine; nothing where stderr is no terminal."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._shown = 0.0

    def __call__(self, message: msg.Message) -> None:
        if isinstance(message, msg.Relieved):
            tell(message.sentence)
        if not self._live or not isinstance(message, msg.Progressed):
            return
        now = time.monotonic()
        if now - self._shown > 0.1:
            self._shown = now
            done = round(message.fraction * 24)
            sys.stderr.write(
                f"\r  [{'=' * done}{' ' * (24 - done)}] {message.fraction * 100:3.0f} % {message.note[:40]:<40}"
            )
            sys.stderr.flush()

    def end(self) -> None:
        if self._live and self._shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()


def tell(sentence: str) -> None:
    """To the person, not into the result."""
    sys.stderr.write(sentence + "\n")


class Worker:
    """The engine of one call of the program."""

    def __init__(self) -> None:
        from studio.art.catalog import find
        from studio.core.settings import Settings
        from studio.engine.device import Devices
        from studio.engine.runner import Engine

        settings = Settings()
        self._engine = Engine(find, devices=Devices(settings["device"], settings["threads"]))

    def run(self, request: Request) -> object:
        """The result of a request. Raises `UserError`."""
        progress = Progress()
        try:
            return self._engine.run_now(request, progress)
        finally:
            progress.end()


def write_picture(path: Path, pixels: Pixels, recipe: Recipe | None, quality: int = 92) -> None:
    """PNG or JPEG with its recipe inside; notices are told."""
    from studio.formats.images import write_image

    for notice in write_image(path, pixels, recipe, quality):
        tell(notice)

"""Parameters of a `Spec`: declared once, they give panel controls, CLI flags, validation and recipes.

Every parameter can `check` a value (returning it in canonical form or raising `UserError`) and `parse` the
text of a command line. Values are plain and JSON-ready: float, int, bool, str.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from studio.core.errors import UnknownNameError, UserError

Value = float | int | bool | str


@dataclass(frozen=True, kw_only=True)
class Param:
    """What all parameters share. `group` is the heading it stands under; `advanced` hides it behind "more"."""

    name: str
    title: str
    help: str = ""
    group: str = ""
    advanced: bool = False
    kind: ClassVar[str] = ""

    @property
    def default(self) -> Value:
        raise TypeError(f"{type(self).__name__} has no default")

    def check(self, value: object) -> Value:
        raise TypeError(type(self).__name__)

    def parse(self, text: str) -> Value:
        return self.check(text)

    def describe(self) -> dict[str, object]:
        """JSON-ready description, as `pentimento list --json` prints it."""
        return {
            "name": self.name,
            "title": self.title,
            "kind": self.kind,
            "default": self.default,
            "help": self.help,
            "group": self.group,
        }


@dataclass(frozen=True, kw_only=True)
class FloatParam(Param):
    """A number lo..hi. `origin` is where a slider's filled part starts; `unit` is shown behind the value."""

    initial: float
    lo: float = 0.0
    hi: float = 1.0
    step: float = 0.01
    origin: float | None = None
    unit: str = ""
    kind: ClassVar[str] = "float"

    @property
    def default(self) -> float:
        return self.initial

    def check(self, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise UserError(f"{self.title} ({self.name}) takes a number, not {value!r}.")
        try:
            number = float(value)
        except ValueError:
            raise UserError(f"{self.title} ({self.name}) takes a number, not “{value}”.") from None
        if not math.isfinite(number) or not self.lo <= number <= self.hi:
            raise UserError(f"{self.title} ({self.name}) goes from {self.lo:g} to {self.hi:g}, not {value}.")
        return number

    def describe(self) -> dict[str, object]:
        return super().describe() | {"min": self.lo, "max": self.hi, "step": self.step, "unit": self.unit}


@dataclass(frozen=True, kw_only=True)
class IntParam(Param):
    """A whole number lo..hi."""

    initial: int
    lo: int = 0
    hi: int = 100
    unit: str = ""
    kind: ClassVar[str] = "int"

    @property
    def default(self) -> int:
        return self.initial

    def check(self, value: object) -> int:
        try:
            if isinstance(value, bool) or not isinstance(value, int | float | str):
                raise ValueError
            number = float(value)
            if number != int(number):
                raise ValueError
        except (ValueError, OverflowError):
            raise UserError(f"{self.title} ({self.name}) takes a whole number, not {value!r}.") from None
        if not self.lo <= number <= self.hi:
            raise UserError(f"{self.title} ({self.name}) goes from {self.lo} to {self.hi}, not {value}.")
        return int(number)

    def describe(self) -> dict[str, object]:
        return super().describe() | {"min": self.lo, "max": self.hi, "unit": self.unit}


@dataclass(frozen=True, kw_only=True)
class SeedParam(IntParam):
    """The number from which all chance of a picture is drawn."""

    name: str = "seed"
    title: str = "Seed"
    help: str = "The same seed and settings give the same picture."
    initial: int = 0
    lo: int = 0
    hi: int = 2**31 - 1
    kind: ClassVar[str] = "seed"


@dataclass(frozen=True, kw_only=True)
class BoolParam(Param):
    """A switch."""

    initial: bool
    kind: ClassVar[str] = "bool"

    @property
    def default(self) -> bool:
        return self.initial

    def check(self, value: object) -> bool:
        if isinstance(value, bool):
            return value
        if isinstance(value, str):
            word = value.strip().casefold()
            if word in ("1", "true", "yes", "on"):
                return True
            if word in ("0", "false", "no", "off"):
                return False
        raise UserError(f"{self.title} ({self.name}) takes yes or no, not {value!r}.")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One value of a `ChoiceParam`."""

    id: str
    title: str
    help: str = ""


@dataclass(frozen=True, kw_only=True)
class ChoiceParam(Param):
    """One of several named values."""

    initial: str
    choices: tuple[Choice, ...]
    kind: ClassVar[str] = "choice"

    @property
    def default(self) -> str:
        return self.initial

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(c.id for c in self.choices)

    def check(self, value: object) -> str:
        if isinstance(value, str):
            for choice in self.choices:
                if value == choice.id or value.casefold() == choice.title.casefold():
                    return choice.id
        raise UnknownNameError(self.title.lower(), str(value), self.ids)

    def describe(self) -> dict[str, object]:
        return super().describe() | {"choices": list(self.ids)}


@dataclass(frozen=True, kw_only=True)
class TextParam(Param):
    """A line of words."""

    initial: str = ""
    kind: ClassVar[str] = "text"

    @property
    def default(self) -> str:
        return self.initial

    def check(self, value: object) -> str:
        if not isinstance(value, str):
            raise UserError(f"{self.title} ({self.name}) takes text, not {value!r}.")
        return value

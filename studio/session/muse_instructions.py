"""What the artist's own language models are told of each form: the defaults, and what the artist made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.art.muse.catalog import FORM
from studio.art.muse.owned import instructions

if TYPE_CHECKING:
    from studio.session.studio import Studio

SETTING = "muse_instructions"


class MuseInstructions:
    """Kept in the settings, form -> text."""

    def __init__(self, studio: Studio) -> None:
        self._settings = studio.settings

    def own(self, form: str) -> str:
        """The artist's own instruction, "" where the default holds."""
        return instructions.checked(self._settings[SETTING]).get(FORM.check(form), "")

    def default(self, form: str, lang: str = "en") -> str:
        """The instruction that comes with the program, in "en" or "zh"."""
        return instructions.default(form, lang)

    def edited(self) -> frozenset[str]:
        """Forms that have an instruction of the artist's."""
        return frozenset(instructions.checked(self._settings[SETTING]))

    def keep(self, form: str, text: str) -> None:
        """Keeps an instruction; an empty one, or one like a default, gives way to the default. Raises `UserError` for one
        that is too long."""
        text = instructions.accept(text)
        kept = instructions.checked(self._settings[SETTING])
        before = kept.pop(FORM.check(form), "")
        if text in {self.default(form, lang) for lang in instructions.LANGUAGES}:
            text = ""
        if text:
            kept[form] = text
        if text != before:
            self._settings.set(SETTING, kept)

    def reset(self, form: str) -> None:
        self.keep(form, "")

"""Who is asked and for what: the muse, the form, the language, how many answers, the muse's own sliders. Remembered."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from studio.art.muse.catalog import FORM, LANG, MUSES, OF_PICTURE
from studio.core.errors import UserError
from studio.core.events import Event
from studio.core.params import Param, Value
from studio.core.spec import Spec

if TYPE_CHECKING:
    from studio.session.studio import Studio

FORMS = tuple(c.id for c in FORM.choices)
LANGS = tuple(c.id for c in LANG.choices)
COUNTS = {
    "prompts": 5, "titles": 6, "poem": 2, "haiku": 3, "quatrain": 3, "story": 1, "scenes": 5, "notes": 1, "label": 1,
    "explanation": 1, "palette": 4, "composition": 3,
}  # fmt: skip
"""Answers of each form, unless the artist wants another number."""
MOST = 12
LONGEST_LINE = 1_000_000
"""Characters that may be asked about: a pasted book is cut here."""
_ASKED = ("form", "lang", "instructions")
"""Params of a muse that are chosen for the conversation, not among its sliders."""


class MuseChoice:
    """`changed`: another muse, form, language, number, value or text in the entry."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self.changed: Event[[]] = Event()
        self.draft = ""
        panel: Mapping[str, Any] = studio.settings["muse_panel"]
        self.form = _known(panel.get("form"), FORMS)
        self.lang = _known(panel.get("lang"), LANGS)
        self.look = panel.get("look") is not False
        self._counts: dict[str, int] = {
            f: n for f, n in _table(panel.get("counts")).items() if f in FORMS and _is_count(n)
        }
        self._values = {m: dict(_table(v)) for m, v in _table(panel.get("values")).items()}
        self._wanted = str(studio.settings["muse"])
        self._spec = self._find()
        studio.muses_changed.connect(self._follow_muses)

    # -- the muse ------------------------------------------------------------------------------------------------

    @property
    def spec(self) -> Spec:
        """The chosen muse; the first of the catalogue where the chosen one is not there."""
        return self._spec

    def choose(self, id_: str) -> None:
        """Raises `UserError` for a muse that is not there."""
        spec = MUSES.get(id_)
        self._wanted = id_
        self._studio.settings.set("muse", id_)
        if spec is not self._spec:
            self._spec = spec
            self.changed.emit()

    def _find(self) -> Spec:
        return next((s for s in MUSES if s.id == self._wanted), MUSES.default)

    def _follow_muses(self) -> None:
        """The catalogue changed: the chosen one may have another spec now, be back, or be gone."""
        old, self._spec = self._spec, self._find()
        if old.id == self._wanted and self._spec.id != old.id:
            self._studio.told.emit(f"The muse “{old.title}” is gone; “{self._spec.title}” answers now.")
        self.changed.emit()

    # -- what is asked -------------------------------------------------------------------------------------------

    def set_form(self, form: str) -> None:
        if form not in FORMS:
            raise UserError(f"The muse knows no form called “{form}”.")
        if form != self.form:
            self.form = form
            self._remember()

    def step_form(self, by: int) -> None:
        """The next (+1) or the previous (-1) form."""
        self.set_form(FORMS[(FORMS.index(self.form) + by) % len(FORMS)])

    def set_lang(self, lang: str) -> None:
        if lang not in LANGS:
            raise UserError(f"The muse writes no language called “{lang}”.")
        if lang != self.lang:
            self.lang = lang
            self._remember()

    @property
    def count(self) -> int:
        """Answers that are asked for in the chosen form."""
        return self.count_of(self.form)

    def count_of(self, form: str) -> int:
        return self._counts.get(form, COUNTS[form])

    def set_count(self, number: int) -> None:
        """For the chosen form."""
        if not _is_count(number):
            raise UserError(f"The muse gives 1 to {MOST} answers.")
        if number != self.count:
            self._counts[self.form] = number
            self._remember()

    def set_look(self, on: bool) -> None:
        """Whether forms that can look at the picture do."""
        if on != self.look:
            self.look = on
            self._remember()

    @property
    def looks(self) -> bool:
        """Whether the chosen form will look at the picture."""
        return self.look and self.form in OF_PICTURE

    def set_draft(self, text: str) -> None:
        """What stands in the entry."""
        text = text[:LONGEST_LINE]
        if text != self.draft:
            self.draft = text
            self.changed.emit()

    # -- the muse's sliders --------------------------------------------------------------------------------------

    @property
    def params(self) -> tuple[Param, ...]:
        """What can be set of the chosen muse."""
        return tuple(p for p in self._spec.params if p.name not in _ASKED)

    @property
    def values(self) -> dict[str, Value]:
        """All of `params`."""
        return self._values_of(self._spec)

    def _values_of(self, spec: Spec) -> dict[str, Value]:
        kept, out = self._values.get(spec.id, {}), {}
        for param in spec.params:
            if param.name in _ASKED:
                continue
            out[param.name] = param.default
            if param.name in kept:
                with contextlib.suppress(UserError):  # the muse may take other values today
                    out[param.name] = param.check(kept[param.name])
        return out

    def arguments(self, spec: Spec, form: str, lang: str) -> dict[str, Value]:
        """All params of a question to this muse."""
        own = self._studio.muse_instructions.own(form)
        values = {**self._values_of(spec), "form": form, "lang": lang, "instructions": own}
        known = {p.name for p in spec.params}
        return {name: value for name, value in values.items() if name in known}

    def set_value(self, name: str, value: object) -> None:
        """Of the chosen muse. Raises `UserError` for what it does not take."""
        checked = self._spec.param(name).check(value)
        if self.values.get(name) != checked:
            self._values.setdefault(self._spec.id, {})[name] = checked
            self._remember()

    def reset_values(self) -> None:
        if self._values.pop(self._spec.id, None):
            self._remember()

    # -- inside --------------------------------------------------------------------------------------------------

    def _remember(self) -> None:
        kept = {
            "form": self.form, "lang": self.lang, "look": self.look, "counts": self._counts, "values": self._values,
        }  # fmt: skip
        panel = self._studio.settings["muse_panel"]
        self._studio.settings.set("muse_panel", {**panel, **kept})
        self.changed.emit()


def _known(value: object, among: tuple[str, ...]) -> str:
    return value if isinstance(value, str) and value in among else among[0]


def _table(value: object) -> dict[str, Any]:
    return {str(k): v for k, v in value.items()} if isinstance(value, Mapping) else {}


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST

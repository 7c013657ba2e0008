"""Text as a layer that stays text: placing it, changing it, typing on the picture."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from itertools import count
from typing import TYPE_CHECKING, Any

from studio.core.errors import UserError
from studio.core.events import Event, Subscriptions
from studio.document.legible import legible
from studio.document.lettering import HAND, MAX_SIZE, MIN_SIZE, SHIPPED, Lettering, tidy
from studio.document.lettering_edits import (
    add_lettering,
    box_of,
    change_lettering,
    corner_for,
    fitted,
    forget_lettering,
)
from studio.document.lettering_layout import Layout

if TYPE_CHECKING:
    from studio.document.document import Document
    from studio.document.history import Edit
    from studio.document.layer import Layer
    from studio.session.studio import Studio

MIME = "application/x-pentimento-text"
"""Words on their way to the canvas; see `packed`."""
TOOL = "text"
_HEAD = re.compile(rb"source: (hand|elsewhere|muse:[^\x00-\x1f\x7f]{1,480})\n")
_KEPT: dict[str, type] = {
    "family": str, "weight": int, "italic": bool, "align": str, "line_spacing": float, "letter_spacing": float,
}  # fmt: skip
"""What the next lettering takes over from the last one."""
NAME = 32
"""Characters of a layer's name."""
_serial = count(1)


def packed(text: str, source: str = HAND) -> bytes:
    """Words as `MIME` carries them: a line that says where they come from, then the text in UTF-8."""
    return f"source: {source}\n{text}".encode("utf-8", "ignore")


def unpacked(data: bytes) -> tuple[str, str]:
    """Text and source of what `packed` made; without its first line the words are from elsewhere."""
    head = _HEAD.match(data)
    source = head[1].decode("utf-8", "replace") if head else "elsewhere"
    return data[head.end() if head else 0 :].decode("utf-8", "replace"), source


def name_of(text: str) -> str:
    """What a layer with this text is called."""
    line = next((" ".join(x.split()) for x in text.splitlines() if x.strip()), "Text")
    return line if len(line) <= NAME else f"{line[: NAME - 1].rstrip()}…"


class LetteringState:
    """`changed`: another lettering is current, it changed, the style of the next one did, or typing began or ended.

    While words are typed (`typing`), `draft` is what stands on the picture; its layer comes with the first letter.
    """

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self.changed: Event[[]] = Event()
        self._families: Callable[[], Iterable[str]] | None = None
        self._fonts: frozenset[str] | None = None
        self._share: float | None = None
        self._foreground = studio.colors.foreground
        self._words: dict[str, Lettering | None] = {}
        self._subscriptions = Subscriptions()
        self.typing = False
        self._layer: Layer | None = None
        self._draft: Lettering | None = None
        self._corner = (0, 0)
        self._step: Edit | None = None
        self._layout: Layout | None = None
        self._key: object = None
        studio.document_changed.connect(self._follow_document)
        studio.subject_changed.connect(self._follow_subject)
        studio.colors.changed.connect(self._follow_color)

    # -- what there is -------------------------------------------------------------------------------------------

    @property
    def current(self) -> Layer | None:
        """The active layer, where it is lettering."""
        document = self._studio.document
        layer = document.active if document is not None else None
        return layer if layer is not None and layer.lettering is not None else None

    @property
    def layer(self) -> Layer | None:
        """The layer that is typed on; None before the first letter of a new one."""
        return self._layer if self.typing else None

    @property
    def draft(self) -> Lettering | None:
        """What is typed now, box and all."""
        if not self.typing:
            return None
        return self._layer.lettering if self._layer is not None else self._draft

    @property
    def corner(self) -> tuple[int, int]:
        """Where the box of what is typed lies in the document."""
        if self._layer is None or self._layer.lettering is None:
            return self._corner
        lettering = self._layer.lettering
        return self._layer.props.x + lettering.x, self._layer.props.y + lettering.y

    def layout_of(self, lettering: Lettering) -> Layout:
        """How lettering lies; at hand for what was changed last."""
        if self._layout is not None and self._layout.lettering == lettering:
            return self._layout
        return Layout(lettering)

    @property
    def style(self) -> Lettering:
        """How the current lettering looks, or the next one will: its text counts for nothing."""
        if self.typing and self._draft is not None and self._layer is None:
            return self._draft
        current = self.current
        if current is not None and current.lettering is not None:
            return current.lettering
        return self._fresh("")

    def _fresh(self, text: str, source: str = HAND) -> Lettering:
        """New lettering as the last one was."""
        kept = self._studio.settings["lettering"]
        values = {k: kept[k] for k, kind in _KEPT.items() if type(kept.get(k)) is kind}
        width, height = self._studio.document_size
        size = round((self._share or 1 / 16) * min(width, height))
        plain = Lettering("", color=self._studio.colors.foreground, size=max(MIN_SIZE, min(MAX_SIZE, size)))
        with contextlib.suppress(UserError):  # somebody wrote the settings by hand
            plain = plain.but(**values)
        return plain.but(text=text, source=source)

    def set_font_source(self, families: Callable[[], Iterable[str]]) -> None:
        """The window tells how to ask which families this computer has: asked when there is text, since it takes time."""
        self._families, self._fonts = families, None
        self._tell_missing_fonts()

    def lacks(self, family: str) -> bool:
        """Whether a font is not on this computer; False while nobody can tell."""
        if self._families is None or family == SHIPPED:
            return False
        if self._fonts is None:
            self._fonts = frozenset(self._families())
        return family not in self._fonts

    # -- verbs ---------------------------------------------------------------------------------------------------

    def place(self, text: str, at: tuple[int, int] | None = None, source: str = HAND) -> Layer:
        """Sets words on the picture as a new layer, at a size that suits it, with the middle of the box near `at` (px of
        the document, its middle when left out). `source`: see `Lettering`. Raises `UserError`."""
        text = tidy(text).strip("\n")
        if not text.strip():
            raise UserError("There are no words to set as lettering.")
        document = self._studio.ensure_document()
        self.end_typing()
        lettering = self._fresh(text, source)
        if _right_to_left(text) and lettering.align == "left":
            lettering = lettering.but(align="right")
        lettering = fitted(lettering, document.width, document.height)
        layout = Layout(lettering)
        x, y = corner_for(layout, at or (document.width // 2, document.height // 2), document.canvas)
        box = (x, y, round(layout.width), round(layout.height))
        lettering = lettering.but(color=legible(document, box, lettering.color))
        self._put_aside()
        layer = add_lettering(document, lettering, name_of(text), (x, y))
        self._tell_missing_letters(layout)
        return layer

    def edit(self, layer: Layer, *, merge: object = None, shift: tuple[int, int] = (0, 0), **changes: Any) -> None:
        """Other words or another look for a layer of lettering, which may move by `shift` px. Raises `UserError`."""
        document = self._studio.require_document()
        old = layer.lettering
        if old is None or layer not in document.layers:
            raise UserError(f"The layer “{layer.name}” holds no text that can be edited.")
        key = ("lettering", layer.id, merge) if merge is not None else None
        self._change(document, layer, self._changed(old, changes), key, shift)

    def restyle(self, *, merge: object = None, **changes: Any) -> None:
        """Another look for the current lettering, and for those that come after it. Raises `UserError`."""
        if self.typing and self._layer is None and self._draft is not None:
            self._draft = self._draft.but(**changes)
        else:
            current = self._layer if self.typing else self.current
            if current is not None:
                self.edit(current, merge=merge, **changes)
        self._remember(changes)
        self.changed.emit()

    def _remember(self, changes: dict[str, Any]) -> None:
        if "size" in changes:
            self.remember_size(changes["size"])
        kept = {k: v for k, v in changes.items() if k in _KEPT}
        if kept:
            self._studio.settings.set("lettering", self._studio.settings["lettering"] | kept)

    def remember_size(self, size: int) -> None:
        """The next lettering is as large, as a share of its picture."""
        self._share = size / min(self._studio.document_size)

    def to_pixels(self) -> None:
        """The current lettering stays as it looks and forgets its words, as a step of undo."""
        self.end_typing()
        layer, document = self.current, self._studio.document
        if layer is not None and document is not None:
            forget_lettering(document, layer)

    @staticmethod
    def _changed(old: Lettering, changes: dict[str, Any]) -> Lettering:
        if "text" in changes:
            changes["text"] = tidy(changes["text"])
            if changes["text"] != old.text and old.source != HAND:
                changes.setdefault("edited", True)
        return old.but(**changes)

    def _change(
        self, document: Document, layer: Layer, new: Lettering, key: Any, shift: tuple[int, int] = (0, 0),
        title: str = "Change text",
    ) -> None:  # fmt: skip
        old = layer.lettering
        assert old is not None
        # A name that the artist gave stays.
        name = name_of(new.text) if layer.name == name_of(old.text) else None
        step, was = (self._step, self._layout) if self.typing else (None, None)
        layout = self._layout = Layout(new)  # those who are told of the change ask for it
        try:
            change_lettering(
                document, layer, new, title=title, name=name, shift=shift, merge=key, step=step, layout=layout, was=was
            )  # fmt: skip
        except UserError:
            self._layout = was
            raise
        if self.typing and self._step is not None:
            self._step = document.history.position

    # -- typing on the picture -----------------------------------------------------------------------------------

    def write_at(self, x: float, y: float, width: float | None = None) -> None:
        """Begins new lettering: `x`, `y` is the middle of the first line's begin, or the corner of a box of `width` px."""
        self._studio.require_document()
        self.end_typing()
        self._put_aside()
        draft = self._fresh("").but(width=width)
        layout = Layout(draft)
        top = y - (layout.ascent + layout.descent) / 2 if width is None else y
        self._draft, self._corner = draft, (round(x), round(top))
        self._begin(None)

    def begin_typing(self, layer: Layer) -> None:
        """Goes on with the words of a layer. Raises `UserError`."""
        document = self._studio.require_document()
        if layer.lettering is None or layer not in document.layers:
            raise UserError(f"The layer “{layer.name}” holds no text that can be edited.")
        document.check_writable(layer, "write on")
        if self.typing and self._layer is layer:
            return
        self.end_typing()
        self._put_aside()
        document.active = layer
        self._draft = None
        self._begin(layer)

    def _begin(self, layer: Layer | None) -> None:
        self._layer, self._step, self._layout, self._key = layer, None, None, ("typing", next(_serial))
        self.typing = True
        self.changed.emit()

    def typed(self, text: str) -> None:
        """The words are these now. All of one go is one step of undo. Raises `UserError`, and nothing has changed."""
        document = self._studio.require_document()
        if self._layer is not None and self._layer.lettering is not None:
            new = self._changed(self._layer.lettering, {"text": text})
            self._change(document, self._layer, new, self._key, title="Type")
        elif self._draft is not None:
            self._draft = self._draft.but(text=tidy(text))
            if self._draft.text.strip():
                self._layer = add_lettering(document, self._draft, name_of(text), self._corner)
                self._step = document.history.position
        self.changed.emit()

    def end_typing(self) -> None:
        """The words stand. A layer without any goes."""
        if not self.typing:
            return
        layer, document = self._layer, self._studio.document
        self.typing, self._layer, self._draft, self._step, self._layout = False, None, None, None, None
        if document is not None and layer is not None and layer in document.layers and layer.lettering is not None:
            document.history.close_step()
            if not layer.lettering.text.strip():
                document.remove_layer(layer)
            else:
                self._tell_missing_letters(Layout(layer.lettering))
        self.changed.emit()

    # -- following -----------------------------------------------------------------------------------------------

    def _put_aside(self) -> None:
        """What lies over the layers goes: one writes on what one sees."""
        studio = self._studio
        if studio.contact.current is not None:
            studio.contact.make_current(None)
            studio.told.emit("The candidate was put aside. Use it as a layer to write on it.")
        studio.preview.clear()

    def _follow_document(self) -> None:
        self._subscriptions.close()
        self.typing, self._layer, self._draft, self._step, self._layout = False, None, None, None, None
        document = self._studio.document
        if document is not None:
            self._subscriptions.add(document.layer_changed, self._layer_changed)
            self._subscriptions.add(document.structure_changed, self._restacked)
        self._restacked()
        self._tell_missing_fonts()
        self.changed.emit()

    def _restacked(self) -> None:
        document = self._studio.document
        self._words = {x.id: x.lettering for x in document.layers} if document is not None else {}
        if self._layer is not None and (document is None or self._layer not in document.layers):
            self.end_typing()

    def _layer_changed(self, layer: Layer) -> None:
        old, new = self._words.get(layer.id), layer.lettering
        self._words[layer.id] = new
        if old is not None and new is None:
            self._studio.told.emit(f"“{layer.name}” is pixels now, not text any more. Undo makes it text again.")
            if layer is self._layer:
                self.end_typing()

    def _follow_subject(self) -> None:
        if self.typing and self._layer is not None and self._layer is not self.current:
            self.end_typing()
        self.changed.emit()

    def _follow_color(self) -> None:
        """While the text tool is in hand, the foreground color is that of the words."""
        color = self._studio.colors.foreground
        if color == self._foreground:
            return
        self._foreground = color
        if self._studio.tools.tool == TOOL and (self.typing or self.current is not None):
            self._studio.guard(lambda: self.restyle(color=color, merge="color"))
        else:
            self.changed.emit()

    def _tell_missing_fonts(self) -> None:
        document = self._studio.document
        found = [x.lettering.family for x in document.layers if x.lettering is not None] if document is not None else []
        for family in dict.fromkeys(f for f in found if self.lacks(f)):
            self._studio.told.emit(
                f"The font “{family}” is not on this computer: text in it is shown as it was saved, "
                f"and in {SHIPPED} as soon as it is changed."
            )

    def _tell_missing_letters(self, layout: Layout) -> None:
        missing = layout.missing()
        if missing:
            self._studio.told.emit(f"No font on this computer has these signs: {' '.join(missing[:12])}.")


def _right_to_left(text: str) -> bool:
    """By the first letter that has a direction (Unicode Bidirectional Algorithm, rule P2)."""
    strong = next((d for d in map(unicodedata.bidirectional, text) if d in ("L", "R", "AL")), "L")
    return strong != "L"


__all__ = ["MIME", "TOOL", "LetteringState", "box_of", "name_of", "packed", "unpacked"]

"""What stands in the middle of a card, by the form of its answer. Each is as high as its width asks for."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.core.guides import BY_ID
from studio.core.words import Part, Wishes
from studio.session.muse_cards import Card
from studio.ui.muse.phrases import runs_of
from studio.ui.muse.sheets import GuidesSketch, SwatchStrip
from studio.ui.muse.words import Run, WordFlow
from studio.ui.parts.labels import label
from studio.ui.theme.fonts import BODY, LINE, MEDIUM, SEMIBOLD

VERSE = ("poem", "haiku", "quatrain")
PROSE = ("story", "label", "explanation", "notes")
GAP = 8


class Body(QWidget):
    """Places its parts below each other; `words` is what is edited."""

    def __init__(self, words: WordFlow) -> None:
        super().__init__()
        self.words = words
        words.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_card(self, card: Card, wishes: Wishes) -> None:
        self.words.set_runs(runs_of(card, wishes))

    def places(self, width: int) -> list[tuple[QWidget, QRect]]:
        return [(self.words, QRect(0, 0, width, self.words.heightForWidth(width)))]

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        return max((rect.bottom() + 1 for widget, rect in self.places(width) if not widget.isHidden()), default=0)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(200, self.heightForWidth(max(40, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        for widget, rect in self.places(self.width()):
            widget.setGeometry(rect)


class NumberedBody(Body):
    """A scene of a storyboard: its number above its words."""

    def __init__(self) -> None:
        super().__init__(WordFlow(BODY, leading=1.05))
        self._number = label("", "section")
        self._number.setParent(self)

    def show_card(self, card: Card, wishes: Wishes) -> None:
        super().show_card(card, wishes)
        self._number.setText(f"Scene {card.number}" if card.number else "Scene")

    def places(self, width: int) -> list[tuple[QWidget, QRect]]:
        head = 16
        return [
            (self._number, QRect(0, 0, width, head)),
            (self.words, QRect(0, head, width, self.words.heightForWidth(width))),
        ]


class TwoBody(Body):
    """What is known of a picture, and under it what is thought of it. Where an answer has not both, it is prose."""

    gap = 10

    def __init__(self, words: WordFlow | None = None) -> None:
        super().__init__(words or WordFlow(BODY, leading=1.2))
        self.comment = WordFlow(BODY, leading=1.2)
        self.comment.setParent(self)
        self.comment.menu_wanted.connect(self.words.menu_wanted)
        self.comment.edit_wanted.connect(self.words.edit_wanted)

    def show_card(self, card: Card, wishes: Wishes) -> None:
        facts = [p for p in card.parts if p.axis == "facts" and p.text.strip()]
        comment = "".join(p.text for p in card.parts if p.axis == "comment").strip()
        both = bool(facts and comment)
        self.comment.set_text(comment)
        self.comment.setVisible(both)
        if both:
            self.words.set_runs(self.runs(facts))
        else:
            super().show_card(card, wishes)

    def runs(self, facts: list[Part]) -> list[Run]:
        raise NotImplementedError

    def places(self, width: int) -> list[tuple[QWidget, QRect]]:
        places = super().places(width)
        if not self.comment.isHidden():
            top = places[0][1].bottom() + 1 + self.gap
            places.append((self.comment, QRect(0, top, width, self.comment.heightForWidth(width))))
        return places


class NotesBody(TwoBody):
    """Facts first, a comment after, each under its heading; what a fact is of stands out."""

    def __init__(self) -> None:
        super().__init__(WordFlow(BODY, leading=1.12, gap=5))
        self._heads = (label("Facts", "section"), label("Comment", "section"))
        for head in self._heads:
            head.setParent(self)

    def show_card(self, card: Card, wishes: Wishes) -> None:
        super().show_card(card, wishes)
        for head in self._heads:
            head.setVisible(not self.comment.isHidden())

    def runs(self, facts: list[Part]) -> list[Run]:
        out: list[Run] = []
        for number, part in enumerate(facts):
            text = part.text.strip()
            of = part.title if part.title and text.startswith(part.title) else ""
            out.append(Run("\n" * bool(number) + of, weight=MEDIUM))
            out.append(Run(text[len(of) :], token="text2"))
        return out

    def places(self, width: int) -> list[tuple[QWidget, QRect]]:
        if self.comment.isHidden():
            return super().places(width)
        places: list[tuple[QWidget, QRect]] = []
        y = 0
        for head, words in zip(self._heads, (self.words, self.comment), strict=True):
            height = words.heightForWidth(width)
            places += [(head, QRect(0, y, width, 16)), (words, QRect(0, y + 18, width, height))]
            y += 18 + height + self.gap
        return places


class LabelBody(TwoBody):
    """As beside a picture on a wall: the title, how it was made, then some sentences."""

    def runs(self, facts: list[Part]) -> list[Run]:
        title, _line, rest = "".join(p.text for p in facts).strip().partition("\n")
        return [Run(title, weight=SEMIBOLD), Run(f"\n{rest}" if rest else "", token="text2")]


class PaletteBody(Body):
    """A strip of colors over what is said of them."""

    def __init__(self) -> None:
        super().__init__(WordFlow(BODY, leading=1.15))
        self.strip = SwatchStrip(44)
        self.strip.setParent(self)

    def show_card(self, card: Card, wishes: Wishes) -> None:
        super().show_card(card, wishes)
        names = [phrase for _axis, phrase in card.variant.tags]
        same = len(names) == len(card.variant.colors)
        self.strip.set_colors(card.variant.colors, names if same else ())

    def places(self, width: int) -> list[tuple[QWidget, QRect]]:
        height = self.words.heightForWidth(width)
        return [(self.strip, QRect(0, 0, width, 44)), (self.words, QRect(0, 44 + GAP, width, height))]


class GuidesBody(Body):
    """A composition: its drawing beside its name and what it does."""

    def __init__(self) -> None:
        super().__init__(WordFlow(BODY, leading=1.15))
        self.sketch = GuidesSketch()
        self._title = label("", "strong")
        for part in (self.sketch, self._title):
            part.setParent(self)

    def show_card(self, card: Card, wishes: Wishes) -> None:
        super().show_card(card, wishes)
        known = BY_ID.get(card.variant.guides)
        self.sketch.set_guides(card.variant.guides)
        self._title.setText(known.title if known else "")
        if known is not None and self.words.text.startswith(f"{known.title}: "):
            self.words.set_text(self.words.text.removeprefix(f"{known.title}: "))  # it stands above

    def places(self, width: int) -> list[tuple[QWidget, QRect]]:
        side = self.sketch.width() + 10
        head = 18 if self._title.text() else 0
        room = max(40, width - side)
        return [
            (self.sketch, QRect(0, 2, self.sketch.width(), self.sketch.height())),
            (self._title, QRect(side, 0, room, 16)),
            (self.words, QRect(side, head, room, self.words.heightForWidth(room))),
        ]


def body_for(card: Card) -> Body:
    """The body that suits an answer; one that could not be read as its form is shown as it came."""
    if card.variant.raw:
        return Body(WordFlow(BODY, leading=1.15))
    if card.form == "scenes":
        return NumberedBody()
    if card.form == "notes":
        return NotesBody()
    if card.form == "label":
        return LabelBody()
    if card.form == "palette" and card.variant.colors:
        return PaletteBody()
    if card.form == "composition" and card.variant.guides:
        return GuidesBody()
    if card.form in VERSE:
        return Body(WordFlow(LINE, leading=1.3))
    if card.form in PROSE:
        return Body(WordFlow(BODY, leading=1.2))
    if card.form == "titles":
        return Body(WordFlow(LINE, leading=1.1, weight=MEDIUM))
    return Body(WordFlow(BODY, leading=1.07))

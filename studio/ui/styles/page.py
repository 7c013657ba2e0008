"""The learning page: two styles side by side, what differs between them in words and in plots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from studio.bridge.binding import Bindings
from studio.session.style_comparison import TOPICS
from studio.session.style_library import StyleSource
from studio.ui.parts.buttons import Button
from studio.ui.parts.labels import label
from studio.ui.parts.layout import PanelScroll, Rule, column, row
from studio.ui.styles.plots import Plot
from studio.ui.styles.side_card import SideCard
from studio.ui.theme import color
from studio.ui.theme.current import theme_changed

if TYPE_CHECKING:
    from studio.art.styles.compare_words import Difference
    from studio.session.studio import Studio

SIZE, SMALLEST = QSize(1120, 860), QSize(760, 520)
WORDS = 300
"""Width of the column of words in px; the plots share the rest."""
GAP, MARGIN = 32, 24
LEVELS = ((0.35, "hardly"), (0.7, "a little"), (1.2, "plainly"), (2.0, "strongly"))
MOST = "strikingly"


class Meter(QWidget):
    """How much a topic differs, as five steps."""

    def __init__(self) -> None:
        super().__init__()
        self._level = 0
        self.setFixedSize(64, 6)
        Bindings(self).on(theme_changed, self.update)

    def set_size_of(self, size: float) -> None:
        self._level = 1 + sum(size >= top for top, _w in LEVELS)
        words = [w for _t, w in LEVELS] + [MOST]
        self.setAccessibleName(f"They differ {words[self._level - 1]} in this")
        self.setToolTip(self.accessibleName())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for k in range(5):
            painter.setBrush(color("text2" if k < self._level else "line"))
            painter.drawRoundedRect(QRectF(k * 13, 0, 11, 6), 3, 3)


class Topic(QWidget):
    """One row: the words at the left, a plot for each side."""

    def __init__(self, topic: str) -> None:
        super().__init__()
        title, term = TOPICS[topic]
        self.topic = topic
        self._meter = Meter()
        self._text = label("", wrap=True)
        self._term = label(term, "caption", wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = QWidget()
        words.setFixedWidth(WORDS)
        box = QVBoxLayout(words)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        heading = QHBoxLayout()
        heading.setSpacing(12)
        heading.addWidget(label(title, "strong"))
        heading.addWidget(self._meter, 0, Qt.AlignmentFlag.AlignVCenter)
        heading.addStretch(1)
        box.addLayout(heading)
        box.addWidget(self._text)
        box.addWidget(self._term)
        box.addStretch(1)
        self.plots = (Plot(topic), Plot(topic))
        line = QHBoxLayout(self)
        line.setContentsMargins(MARGIN, 16, MARGIN, 16)
        line.setSpacing(GAP)
        line.addWidget(words)
        for plot in self.plots:
            line.addWidget(plot, 1, Qt.AlignmentFlag.AlignTop)

    def show_difference(self, difference: Difference) -> None:
        self._text.setText(difference.text)
        self._meter.set_size_of(difference.size)


class ComparePage(QDialog):
    """A window of its own beside the main one; styles can be chosen in it while one goes on painting."""

    def __init__(self, parent: QWidget | None, studio: Studio) -> None:
        super().__init__(parent)
        self._studio = studio
        self.comparison = studio.style_comparison
        self.setObjectName("comparestyles")
        self.setWindowTitle("Compare two styles")
        self.setMinimumSize(SMALLEST)
        self.resize(SIZE.boundedTo(self.screen().availableSize() - QSize(32, 64)))
        self._verdict = label("", "title", wrap=True)
        self._said = label("", "caption", wrap=True)
        self._said.setMinimumHeight(16)
        self.swap = Button("Swap", "arrows-left-right")
        self.swap.setToolTip("The left style to the right")
        self.swap.clicked.connect(self.comparison.swap)
        self.copy = Button("Copy text", "copy")
        self.copy.setToolTip("Everything that is said here, as text")
        self.copy.clicked.connect(self._copy)
        self.cards = (SideCard(studio, "Left"), SideCard(studio, "Right"))
        for k, card in enumerate(self.cards):
            card.chosen.connect(lambda source, side=k: self.comparison.choose(side, source))
        self.topics = {topic: Topic(topic) for topic in TOPICS}
        self._build()
        self._bindings = Bindings(self)
        self._bindings.on(self.comparison.changed, self._show)

    def _build(self) -> None:
        self._scroll = PanelScroll(margin=0, gap=0)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # arrows and Page keys scroll
        self._scroll.setAccessibleName("What differs")
        intro = QWidget()
        intro.setFixedWidth(WORDS)
        words = QVBoxLayout(intro)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(8)
        words.addWidget(self._verdict)
        words.addWidget(label("What differs most stands first. Both plots of a row have one scale.", "sub", wrap=True))
        words.addStretch(1)
        words.addWidget(self._said)
        words.addWidget(row(self.swap, self.copy, None))
        head = QWidget()
        head.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        grid = QGridLayout(head)
        bar = self._scroll.verticalScrollBar().sizeHint().width()  # cards and plots stand above each other
        grid.setContentsMargins(MARGIN, 20, MARGIN + bar, 12)
        grid.setHorizontalSpacing(GAP)
        grid.addWidget(intro, 0, 0)
        for k, card in enumerate(self.cards):
            grid.addWidget(card, 0, k + 1)
            grid.setColumnStretch(k + 1, 1)
        self._scroll.column.setContentsMargins(0, 0, 0, 8)
        self._rows = {id_: column(Rule(), topic, gap=0) for id_, topic in self.topics.items()}
        self.order: list[str] = []
        self._sort(list(self.topics))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(head)
        box.addWidget(self._scroll, 1)

    # -- doing ---------------------------------------------------------------------------------------------------

    def begin(self, first: StyleSource | None = None, second: StyleSource | None = None) -> None:
        """Shows the page, with these styles if they are given."""
        self.comparison.begin(first, second)
        self._show()
        self.show()
        self.raise_()
        self.activateWindow()
        self._scroll.setFocus(Qt.FocusReason.OtherFocusReason)

    def _copy(self) -> None:
        def put() -> None:
            QGuiApplication.clipboard().setText(self.comparison.text())
            self._said.setText("The text is on the clipboard.")

        self._studio.guard(put)

    # -- following -----------------------------------------------------------------------------------------------

    def _show(self) -> None:
        comparison = self.comparison
        sides = comparison.side(0), comparison.side(1)
        for k, card in enumerate(self.cards):
            card.show_entry(comparison.entry(k))
            card.setToolTip("\n".join([*comparison.described(k), "Click to choose another style"]))
        self._verdict.setText(comparison.verdict() or ("" if comparison.problem else "Measuring the two styles…"))
        self._said.setText(comparison.problem)
        self.copy.setEnabled(None not in sides)
        for topic in self.topics.values():
            topic.plots[0].show_side(sides[0], sides[1])
            topic.plots[1].show_side(sides[1], sides[0])
        differences = comparison.differences()
        for difference in differences:
            self.topics[difference.topic].show_difference(difference)
        order = [d.topic for d in differences] or list(self.topics)
        if order != self.order:
            self._sort(order)

    def _sort(self, order: list[str]) -> None:
        """What differs most comes first."""
        self.order = order
        for topic in order:
            self._scroll.column.removeWidget(self._rows[topic])
            self._scroll.column.addWidget(self._rows[topic])

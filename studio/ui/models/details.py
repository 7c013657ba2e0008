"""All that is known of one model, and what can be done with it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QWidget

from studio.art.models.memory import gigabytes
from studio.bridge.binding import Bindings
from studio.bridge.images import image_of
from studio.session.model_list import Model
from studio.session.studio import Studio
from studio.ui.models.lighter_box import LighterBox
from studio.ui.models.rows import glyph_of
from studio.ui.parts.buttons import Button, FlatButton, IconButton
from studio.ui.parts.glyph_label import Glyph
from studio.ui.parts.labels import Elided, label
from studio.ui.parts.layout import PanelScroll, Rule, row
from studio.ui.parts.section import Section

SHEET_EDGE = 1400
SHEET_HEIGHT = 240
HASH_SHOWN = 12
USE_CREATE = "Choose this model as the generator that paints your line"
USE_MUSE = "Choose this model as the voice that writes what your line may become"
NO_LICENCE = "Not stated: ask where you have it from"


class SheetView(QWidget):
    """A contact sheet, as wide as there is room and never higher than `SHEET_HEIGHT` px."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Contact sheet of the model")

    def set_image(self, image: QImage | None) -> None:
        self._image = image
        self.setVisible(image is not None)
        self.setFixedHeight(self.height_for(self.width()))
        self.update()

    def height_for(self, width: int) -> int:
        """px that it takes where it is `width` px wide."""
        if self._image is None or not self._image.width():
            return 0
        return min(SHEET_HEIGHT, round(width * self._image.height() / self._image.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.setFixedHeight(self.height_for(self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        if self._image is None:
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        clip = QPainterPath()
        clip.addRoundedRect(0, 0, size.width(), size.height(), 3, 3)
        painter.setClipPath(clip)
        ratio = self.devicePixelRatioF()
        fitted = self._image.scaled(
            size * ratio, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        fitted.setDevicePixelRatio(ratio)
        painter.drawImage(0, 0, fitted)


class Details(PanelScroll):
    """`card_wanted`, `remove_wanted`, `used`: buttons that concern the page."""

    card_wanted = Signal()
    remove_wanted = Signal()
    used = Signal()
    instructions_wanted = Signal()

    def __init__(self, studio: Studio) -> None:
        super().__init__(margin=24, gap=16)
        self._studio = studio
        self.model: Model | None = None
        self._sheet_of: Path | None = None
        self.column.setContentsMargins(24, 20, 24, 24)
        self._build_head()
        self._build_facts()
        self._lighter_section = Section("Precision", foldable=False, gap=8)
        self.lighter = LighterBox(studio)
        self._lighter_section.body.addWidget(self.lighter)
        self._figures_section = Section("Measured when it was trained", foldable=False, gap=4)
        self._figures = QGridLayout()
        self._figures.setHorizontalSpacing(24)
        self._figures.setVerticalSpacing(4)
        self._figures_section.body.addLayout(self._figures)
        for widget in (Rule(), self._lighter_section, self._figures_section):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self._bindings = Bindings(self)
        self._bindings.on(studio.models.room_changed, self._show_memory)
        self._bindings.on(studio.models.lighter_changed, lambda _digest: self._show_memory())
        self._bindings.on(studio.contact.reset, self._show_uses)
        self._bindings.on(studio.document_changed, self._show_uses)

    def _build_head(self) -> None:
        self._glyph = Glyph("cube", 24)
        self._name = QLineEdit()
        self._name.setAccessibleName("Name of the model")
        self._name.setToolTip("Name of the model")
        self._name.setMaxLength(120)
        self._name.editingFinished.connect(self._rename)
        self._title = label("", "title", wrap=True)
        self._use = Button("Use in Create", "aperture")
        self._use.setToolTip(USE_CREATE)
        self._use.clicked.connect(self.used)
        self._card = FlatButton("Read card", "article")
        self._card.setToolTip("What it was made of, what it can do and what it cannot")
        self._card.clicked.connect(self.card_wanted)
        self._told = FlatButton("Instructions…", "note-pencil")
        self._told.setToolTip("What it is told of each form of the muse")
        self._told.setAutoDefault(False)
        self._told.clicked.connect(self.instructions_wanted)
        self._remove = FlatButton("Remove…", "trash")
        self._remove.setToolTip("Take it out of the list; your own file stays where it is  Del")
        self._remove.clicked.connect(self.remove_wanted)
        self._about = label("", "sub", wrap=True)
        self._missing = label("", "danger", wrap=True)
        self._sheet = SheetView()
        self.column.addWidget(
            row(self._glyph, (self._title, 1), (self._name, 1), self._told, self._card, self._remove, self._use, gap=8)
        )
        self.column.addWidget(self._about)
        self.column.addWidget(self._missing)
        self.column.addWidget(self._sheet)

    def _build_facts(self) -> None:
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(16)
        self._facts.setVerticalSpacing(8)
        self._facts.setColumnMinimumWidth(0, 112)
        self._facts.setColumnStretch(1, 1)
        self._knows = label("", wrap=True)
        self._licence = QLineEdit()
        self._licence.setPlaceholderText(NO_LICENCE)
        self._licence.setAccessibleName("License of the model")
        self._licence.setMaxLength(200)
        self._licence.setMaximumWidth(360)
        self._licence.editingFinished.connect(self._license)
        self._licence_text = label("")
        self._kind = label("", wrap=True)
        self._disk = label("")
        self._memory = label("", wrap=True)
        self._hash = label("")
        self._hash.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        copy = IconButton("copy", "Copy the whole hash", size=24)
        copy.clicked.connect(self._copy_hash)
        self._path = Elided("", mode=Qt.TextElideMode.ElideMiddle)
        show = IconButton("folder-open", "Show in folder", size=24)
        show.clicked.connect(self._show_in_folder)
        self._added = label("")
        self._uses = label("", wrap=True)
        self._lines: dict[str, tuple[QWidget, QWidget]] = {}
        for caption, widget in (
            ("Knows", self._knows),
            ("Kind", self._kind),
            ("License", row(self._licence_text, (self._licence, 1), None, gap=0)),
            ("On disk", self._disk),
            ("In memory", self._memory),
            ("SHA-256", row(self._hash, copy, None, gap=4)),
            ("Where", row((self._path, 100), show, (QWidget(), 1), gap=4)),
            ("Added", self._added),
            ("Used", self._uses),
        ):
            line = len(self._lines)
            name = label(caption, "sub")
            name.setMinimumHeight(24)
            self._facts.addWidget(name, line, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(widget, line, 1, Qt.AlignmentFlag.AlignVCenter)
            self._lines[caption] = (name, widget)
        self.column.addLayout(self._facts)

    # showing

    def show_model(self, model: Model) -> None:
        """Shows one; nothing that is being typed is lost when the same model is shown again."""
        same = self.model is not None and self.model.id == model.id
        self.model = model
        self._glyph.set_name(glyph_of(model))
        self._title.setText(model.title)
        self._title.setVisible(not model.own)
        self._name.setVisible(model.own)
        self._licence.setVisible(model.own)
        self._licence_text.setText(model.licence or "Not stated")
        self._licence_text.setVisible(not model.own)
        if not same or not self._name.hasFocus():
            self._name.setText(model.title)
            self._name.setCursorPosition(0)
        if not same or not self._licence.hasFocus():
            self._licence.setText(model.licence)
            self._licence.setCursorPosition(0)
        self._use.setVisible(model.method.startswith(("generator/", "muse/")))
        self._use.setText("Use as muse" if model.writes else "Use in Create")
        self._use.set_glyph("chat-teardrop-text" if model.writes else "aperture")
        self._use.setToolTip(USE_MUSE if model.writes else USE_CREATE)
        self._use.setEnabled(not model.missing)
        self._card.setVisible(model.card is not None)
        self._remove.setVisible(model.own)
        self._told.setVisible(model.writes and model.own)
        self._lighter_section.setVisible(model.own or not model.writes)
        self._about.setText(model.use)
        self._missing.setVisible(model.missing)
        self._missing.setText(f"Its file is not there now. Bring {model.path} back, or remove the model from the list.")
        self._kind.setText(", ".join(filter(None, (model.kind, _family(model)))))
        self._disk.setText(
            gigabytes(model.bytes / 2**20) + (", and a converted copy with the program" if model.converted else "")
        )
        self._hash.setText(f"{model.digest[:HASH_SHOWN]}…")
        self._hash.setToolTip(model.digest)
        self._path.setText(str(model.path))
        self._path.setMaximumWidth(self._path.fontMetrics().horizontalAdvance(str(model.path)) + 4)
        self._set_line("Knows", bool(model.knows))
        self._knows.setText(model.knows)
        self._set_line("Added", bool(model.added))
        self._added.setText(model.added[:10])
        self._show_uses()
        self._show_memory()
        self._show_figures()
        self._show_sheet()
        self.lighter.show_model(model)
        if not same:
            self.verticalScrollBar().setValue(0)

    def _set_line(self, caption: str, shown: bool) -> None:
        for widget in self._lines[caption]:
            widget.setVisible(shown)

    def _show_uses(self) -> None:
        if self.model is not None:
            uses = self._studio.models.uses(self.model)
            self._uses.setText("\n".join(f"{u.where}: {u.name}" for u in uses) or "Not yet")

    def _show_memory(self) -> None:
        model, models = self.model, self._studio.models
        if model is None:
            return
        text = f"About {gigabytes(models.needs(model))} while it {'writes' if model.writes else 'paints'}"
        if models.free is not None:
            text += f"; {gigabytes(models.free)} are free"
        problem = models.memory_problem(model)
        self._memory.setText(f"{text}. {problem}" if problem else text)

    def _show_figures(self) -> None:
        while self._figures.count():
            item = self._figures.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        figures = self.model.figures if self.model is not None else {}
        for line, (name, value) in enumerate(figures.items()):
            self._figures.addWidget(label(_words(name), "sub"), line, 0)
            self._figures.addWidget(label(f"{value:.4g}"), line, 1)
        self._figures.setColumnStretch(2, 1)
        self._figures_section.setVisible(bool(figures))

    def _show_sheet(self) -> None:
        model = self.model
        path = model.sheet if model is not None else None
        if model is None or path == self._sheet_of:
            return
        self._sheet_of = path
        self._sheet.set_image(None)

        def done(pixels: object) -> None:
            if self._sheet_of == path:
                self._sheet.set_image(image_of(pixels))  # type: ignore[arg-type]

        self._studio.models.read_sheet(model, SHEET_EDGE, done)

    # doing

    def edit_name(self) -> None:
        """Puts the caret into the name."""
        if self._name.isVisible():
            self._name.setFocus(Qt.FocusReason.OtherFocusReason)
            self._name.selectAll()

    def _rename(self) -> None:
        model = self.model
        text = self._name.text()
        if (
            model is None
            or text.strip() == model.title
            or not self._studio.guard(lambda: self._studio.models.rename(model, text))
        ):
            self._name.setText(model.title if model else "")

    def _license(self) -> None:
        model = self.model
        text = self._licence.text()
        if model is not None and text.strip() != model.licence:
            self._studio.guard(lambda: self._studio.models.set_licence(model, text))

    def _copy_hash(self) -> None:
        if self.model is not None:
            QGuiApplication.clipboard().setText(self.model.digest)
            self._studio.told.emit("The hash is on the clipboard.")

    def _show_in_folder(self) -> None:
        if self.model is not None:
            path = self.model.path
            place = path if path.is_dir() else path.parent
            if not place.is_dir() or not QDesktopServices.openUrl(QUrl.fromLocalFile(str(place))):
                self._studio.told.emit(f"{place} cannot be shown.")


def _family(model: Model) -> str:
    return model.family if model.family != model.kind else ""


def _words(name: str) -> str:
    """ "kid_256" as a person writes it."""
    return name.replace("_", " ")

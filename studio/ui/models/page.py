"""The page of models: the list, the details of one, what is being added; files can be dropped anywhere on it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from studio.bridge.binding import Bindings
from studio.session.model_list import Model
from studio.session.studio import Studio
from studio.ui.dialogs.base import Dialog
from studio.ui.models.adding import AddingRows
from studio.ui.models.details import Details
from studio.ui.models.rows import ModelRows
from studio.ui.parts.buttons import Button, FlatButton, IconButton, PrimaryButton
from studio.ui.parts.empty import EmptyState
from studio.ui.parts.labels import Elided, label
from studio.ui.parts.layout import Rule, column, row
from studio.ui.theme import color

SIZE, SMALLEST = QSize(1160, 880), QSize(760, 520)
LIST_WIDTH = 304
FILES = "Models (*.safetensors *.pkl *.pt *.pth *.ckpt *.model *.onnx *.bin *.gguf);;All files (*)"  # what a file is, is read from it
TEACH = (
    "Drop a file or a folder here, or press Add: StyleGAN2 and StyleGAN3 (.pkl), folders that Pentimento trained, Stable "
    "Diffusion (a folder of diffusers or one .safetensors), Flux (a folder), LoRA, ControlNet, upscalers, styles as .onnx or "
    "as PyTorch's examples and CycleGAN save them (.pth, .model), language models (a folder of transformers or one .gguf). "
    "What a file is, is read from its content; nothing in it is run, and nothing leaves this machine."
)
SETTING = "models_page"


class ModelsPage(QDialog):
    """A window of its own beside the main one, so that measuring and reading go on while the artist paints."""

    train_wanted = Signal()
    server_wanted = Signal()
    instructions_wanted = Signal()

    def __init__(self, parent: QWidget | None, studio: Studio) -> None:
        super().__init__(parent)
        self._studio = studio
        self._current = ""
        self.setWindowTitle("Models")
        self.setObjectName("models")
        self.setAcceptDrops(True)
        self.setMinimumSize(SMALLEST)
        self._build_head()
        self._build_list()
        self._build_right()
        self._adding = AddingRows(studio)
        self._foot = Elided("", "caption")
        self._said = Elided("", "caption")
        self._said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(self._left)
        split.addWidget(self._right)
        split.setStretchFactor(1, 1)
        split.setSizes([LIST_WIDTH, SIZE.width() - LIST_WIDTH])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._head)
        box.addWidget(Rule())
        box.addWidget(self._adding)
        self._adding_rule = Rule()
        box.addWidget(self._adding_rule)
        box.addWidget(split, 1)
        box.addWidget(Rule())
        box.addWidget(row((self._foot, 1), (self._said, 1), gap=16, margins=(24, 6, 24, 6)))
        self._veil = DropVeil(self)
        self._follow()
        self._bindings = Bindings(self)
        self._bindings.on(studio.models.changed, self._fill)
        self._bindings.on(studio.models.adding_changed, self._show_adding)
        self._bindings.on(studio.models.room_changed, self._show_room)
        self._bindings.on(studio.create.changed, self._follow)
        self._bindings.on(studio.told, self._said.setText)
        self.resize(_size(studio.settings[SETTING]).boundedTo(self.screen().availableSize() - QSize(32, 64)))
        self._show_adding()
        self._show_room()
        self._fill()

    # building

    def _build_head(self) -> None:
        self._add = PrimaryButton("Add file…", "plus")
        self._add.setToolTip("Choose a model file; it stays where it is")
        self._add.clicked.connect(self.ask_file)
        folder = Button("Add folder…", "folder-open")
        folder.setToolTip("Choose the folder of a model: of diffusers or transformers, or one that Pentimento trained")
        folder.clicked.connect(self.ask_folder)
        self.train = Button("Train…", "graduation-cap")
        self.train.setToolTip("Lets a network learn a style, many styles or two kinds of pictures")
        self.train.clicked.connect(self.train_wanted)
        words = column(
            label("Models", "title"),
            Elided(
                "What paints and writes here. Add your own: their files stay where they are, and only you use them.",
                "sub",
            ),
            gap=2,
        )
        self._head = row((words, 1), self.train, folder, self._add, margins=(24, 16, 24, 16))

    def _build_list(self) -> None:
        self._find = QLineEdit()
        self._find.setPlaceholderText("Find a model")
        self._find.setAccessibleName("Find a model")
        self._find.setClearButtonEnabled(True)
        self._find.textChanged.connect(lambda _t: self._fill())
        self.rows = ModelRows()
        self.rows.chosen.connect(self._choose)
        self.rows.remove_wanted.connect(self._remove)
        self.rows.doubleClicked.connect(lambda _i: self.details.edit_name())
        self._none = label("No model of that name.", "caption")
        self._none.setContentsMargins(12, 4, 12, 4)
        self._teach = EmptyState("cube", "None of your own yet", TEACH)
        self._server = FlatButton("Language server…", "hard-drives")
        self._server.setToolTip("Lets a language model of Ollama, llama.cpp or another server on this computer write")
        self._server.setAutoDefault(False)  # Enter in a field is no wish to set a server
        self._server.clicked.connect(self.server_wanted)
        self._left = column(
            row((self._find, 1), margins=(12, 12, 12, 4)), self._none, (self.rows, 1), self._teach,
            row(self._server, None, margins=(8, 4, 8, 8)), gap=0,
        )  # fmt: skip
        self._left.setMinimumWidth(220)

    def _build_right(self) -> None:
        self.details = Details(self._studio)
        self.details.card_wanted.connect(self._read_card)
        self.details.remove_wanted.connect(self._remove)
        self.details.used.connect(self._use)
        self.details.instructions_wanted.connect(self.instructions_wanted)
        self._card = QTextBrowser()
        self._card.setOpenLinks(False)
        self._card.setFrameShape(QTextBrowser.Shape.NoFrame)
        self._card.setAccessibleName("Model card")
        self._card_title = label("", "strong")
        back = IconButton("arrow-left", "Back to the model", size=28)
        back.clicked.connect(self._close_card)
        self._card_pane = column(row(back, self._card_title, None, margins=(16, 12, 16, 8)), (self._card, 1), gap=0)
        empty = FlatButton("Add folder…", "folder-open")
        empty.clicked.connect(self.ask_folder)
        self._empty = EmptyState("cube", "No model yet", TEACH, empty)
        self._right = QStackedWidget()
        for widget in (self.details, self._card_pane, self._empty):
            self._right.addWidget(widget)

    # following

    def _fill(self) -> None:
        models = self._studio.models
        if models.added_last and models.added_last != self._current:
            self._current, models.added_last = models.added_last, ""
            self._find.blockSignals(True)
            self._find.clear()
            self._find.blockSignals(False)
        everything = models.all()
        query = self._find.text().strip().casefold()
        shown = [m for m in everything if query in f"{m.title} {m.kind} {m.family}".casefold()]
        if self._current not in {m.id for m in shown}:
            self._current = shown[0].id if shown else ""
        self.rows.fill(shown, self._current)
        self.rows.setVisible(bool(everything))
        self._none.setVisible(bool(everything) and not shown)
        self._teach.setVisible(bool(everything) and not any(m.own for m in everything) and not query)
        self._follow()

    def _follow(self) -> None:
        model = self._model()
        if model is None:
            self._right.setCurrentWidget(self._empty)
            return
        self.details.show_model(model)
        if self._right.currentWidget() is self._empty:
            self._right.setCurrentWidget(self.details)

    def _model(self) -> Model | None:
        return next((m for m in self._studio.models.all() if m.id == self._current), None)

    def _choose(self, id_: str) -> None:
        self._current = id_
        self._right.setCurrentWidget(self.details)
        self._follow()

    def _show_adding(self) -> None:
        self._adding_rule.setVisible(bool(self._studio.models.adding))

    def _show_room(self) -> None:
        from studio.art.models.memory import gigabytes

        models = self._studio.models
        where = "on the graphics card" if models.device.startswith("cuda") else "in memory"
        self._foot.setText(f"{gigabytes(models.free)} free {where}" if models.free is not None else "")

    # doing

    def add(self, paths: list[Path]) -> None:
        """Takes files and folders in."""
        self._studio.models.add(paths)

    def ask_file(self) -> None:
        start = self._studio.settings["last_folder"]
        names, _filter = QFileDialog.getOpenFileNames(self, "Add model files", start, FILES)
        self.add([Path(n) for n in names])

    def ask_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "Add the folder of a model", self._studio.settings["last_folder"])
        if name:
            self.add([Path(name)])

    def _use(self) -> None:
        model = self._model()
        if model is not None and self._studio.guard(lambda: self._studio.models.use(model)):
            self._studio.told.emit(
                f"“{model.title}” {'is the muse now' if model.writes else 'paints your next candidates'}."
            )

    def _remove(self) -> None:
        model = self._model()
        if model is None or not model.own:
            return
        if RemoveDialog(self, model, [f"{u.where}: {u.name}" for u in self._studio.models.uses(model)]).exec():
            self._studio.guard(lambda: self._studio.models.remove(model))

    def _read_card(self) -> None:
        model = self._model()
        if model is None or model.card is None:
            return
        text: list[str] = []
        if self._studio.guard(lambda: text.append(self._studio.models.card_text(model))):
            self._card.setSearchPaths([str(model.card.parent)])
            self._card.document().setBaseUrl(QUrl.fromLocalFile(f"{model.card.parent}/"))
            self._card.setMarkdown(text[0])
            self._card_title.setText(f"Card of “{model.title}”")
            self._right.setCurrentWidget(self._card_pane)
            self._card.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_card(self) -> None:
        self._right.setCurrentWidget(self.details)
        self.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def reject(self) -> None:
        """Escape leaves the card first."""
        if self._right.currentWidget() is self._card_pane:
            self._close_card()
        else:
            super().reject()

    def done(self, result: int) -> None:
        self._studio.settings.set(SETTING, {"width": self.width(), "height": self.height()})
        super().done(result)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._studio.models.refresh()
        self.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    # dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._veil.open()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        self._veil.hide()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self._veil.hide()
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.add(paths)


class DropVeil(QWidget):
    """While something is dragged over the page: where it will go."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def open(self) -> None:
        page = self.parentWidget()
        assert page is not None
        self.setGeometry(page.rect())
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), color("panel", 220))
        painter.setPen(QPen(color("focus"), 2))
        painter.drawRoundedRect(self.rect().adjusted(8, 8, -8, -8), 8, 8)
        painter.setPen(color("text"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "Add to your models")


class AddDialog(Dialog):
    """Asks about model files that were dropped on the window."""

    def __init__(self, parent: QWidget | None, paths: list[Path]) -> None:
        one = len(paths) == 1
        what = f"“{paths[0].name}”" if one else f"{len(paths)} files"
        super().__init__(parent, "Add to models", heading=f"Add {what} to your models?")
        text = f"{'It is' if one else 'They are'} read, checked and listed; the files stay where they are."
        self.column.addWidget(label(text, "sub", wrap=True))
        self.add_cancel("No")
        self.add_primary("Add to models")


class RemoveDialog(Dialog):
    """Asks before a model leaves the list; says what happens to its file."""

    def __init__(self, parent: QWidget | None, model: Model, uses: list[str]) -> None:
        super().__init__(parent, "Remove model", heading=f"Remove “{model.title}” from the list?")
        text = f"Your own {'folder' if model.path.is_dir() else 'file'} {model.path.name} stays where it is."
        if model.converted:
            text += " The copy that was converted for the program is deleted."
        self.column.addWidget(label(text, "sub", wrap=True))
        layers = [u for u in uses if not u.startswith("Generator")]
        if layers:
            kept = "Pictures that it made stay, but cannot be made again without it: "
            self.column.addWidget(label(kept + "; ".join(layers) + ".", "sub", wrap=True))
        self.add_cancel("Keep")
        self.add_primary("Remove")


def _size(kept: object) -> QSize:
    """The remembered size, or the first one."""
    if isinstance(kept, dict):
        width, height = kept.get("width"), kept.get("height")
        if isinstance(width, int) and isinstance(height, int):
            return QSize(min(max(width, SMALLEST.width()), 8000), min(max(height, SMALLEST.height()), 8000))
    return SIZE

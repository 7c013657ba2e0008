"""What the start of the program must not do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

OPEN_WINDOW = """
import sys
from PySide6.QtWidgets import QApplication
from studio.app.application import StudioApp
qt = QApplication([])
app = StudioApp(qt, warm=False)
app.show([])
qt.processEvents()
assert app.window.isVisible()
heavy = {"torch", "numba", "cv2", "scipy", "transformers", "tokenizers", "safetensors", "rjieba"} & set(sys.modules)
app.window.close()
qt.processEvents()
print("heavy:", sorted(heavy))
"""


def test_opening_the_window_leaves_torch_out(tmp_path: Path) -> None:
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", PENTIMENTO_HOME=str(tmp_path))
    done = subprocess.run([sys.executable, "-c", OPEN_WINDOW], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    assert "heavy: []" in done.stdout


PAINT_MUCH = """
import sys
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage, QPainter
image = QImage(64, 64, QImage.Format.Format_ARGB32_Premultiplied)
stamp = QImage(8, 8, QImage.Format.Format_ARGB32_Premultiplied)
painter = QPainter(image)
before = sys.getrefcount(None)
for k in range(20_000):
    painter.setOpacity(0.5)
    painter.drawImage(QPoint(k % 50, 3), stamp)
painter.end()
lost = before - sys.getrefcount(None)
print("lost", lost)
"""


def test_painting_does_not_eat_references_of_none() -> None:
    """PySide6 6.12.0 on Python 3.11 drops a reference of None with every void call until the process aborts."""
    done = subprocess.run([sys.executable, "-c", PAINT_MUCH], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    # From Python 3.12 on None is immortal and its count does not move.
    assert abs(int(done.stdout.split()[1])) < 500

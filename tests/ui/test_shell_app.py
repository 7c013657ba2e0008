from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HEAVY = ("torch", "numba", "transformers", "cv2", "scipy", "tifffile")
PROGRAM = """
import json, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from studio.app import main as program

seen = {}

def look():
    windows = [w for w in QApplication.topLevelWidgets() if w.objectName() == "main"]
    if not windows or not windows[0].isVisible():
        QTimer.singleShot(20, look)
        return
    window = windows[0]

    def painted():
        seen["heavy"] = [m for m in HEAVY if m in sys.modules]
        seen["title"] = window.windowTitle()
        seen["said"] = window.status.said
        seen["layers"] = [l.name for l in window.studio.document.layers] if window.studio.document else None
        window.may_close = lambda: True
        QTimer.singleShot(0, window.close)

    window.painted_first.connect(painted)

HEAVY = json.loads(sys.argv[1])
import studio.app.application as application
application.warm_up_steps = lambda: ()
original = application.StudioApp.show
def show(self, files=()):
    original(self, files)
    look()
application.StudioApp.show = show
status = program.main(sys.argv[2:])
print(json.dumps(seen | {"status": status}))
"""


def run(home: Path, *files: str) -> dict[str, Any]:
    environment = os.environ | {"PENTIMENTO_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(HEAVY), *files],
        env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return seen


def test_the_window_opens_without_heavy_modules_and_closes_in_order(tmp_path: Path) -> None:
    seen = run(tmp_path)
    assert seen["heavy"] == [] and seen["status"] == 0 and seen["title"] == "Pentimento"


def test_a_file_on_the_command_line_opens(tmp_path: Path) -> None:
    from PIL import Image

    picture = tmp_path / "lake.png"
    Image.new("RGB", (40, 30), (10, 20, 30)).save(picture)
    seen = run(tmp_path / "home", str(picture))
    assert seen["title"].startswith("lake") and len(seen["layers"]) == 1


def test_a_missing_file_is_told_and_the_window_opens(tmp_path: Path) -> None:
    seen = run(tmp_path / "home", str(tmp_path / "gone.png"))
    assert "gone.png" in seen["said"] and seen["layers"] is None


@pytest.mark.parametrize("broken", ["{", "[]", '{"theme": 7, "recent_files": 3, "panels": []}'])
def test_broken_settings_do_not_keep_the_window_from_opening(tmp_path: Path, broken: str) -> None:
    folder = tmp_path / "config"
    folder.mkdir(parents=True)
    (folder / "settings.json").write_text(broken, "utf-8")
    seen = run(tmp_path)
    assert seen["status"] == 0 and seen["said"]

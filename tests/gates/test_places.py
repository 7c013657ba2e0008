"""The program works without a network, without a home, installed where nothing may be written, and in other languages."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

import pytest

from studio.core.paths import resources

ROOT = Path(__file__).resolve().parents[2]

GUARD = """
import sys
def refuse(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        where = args[1] if event == "socket.connect" else args[0]
        # Names of files are sockets of this machine: the screen, the message bus.
        if event != "socket.connect" or isinstance(where, tuple):
            print("network:", event, args, file=sys.stderr)
            import os
            os._exit(77)
sys.addaudithook(refuse)
"""

JOB = """
from studio.cli.main import main
assert main(["imagine", "a boat on a lake", "-o", "a.png", "--size", "64", "--set", "fog=0.25"]) == 0
assert main(["stylize", "a.png", "mosaic", "-o", "b.png"]) == 0
assert main(["muse", "night", "--count", "2"]) == 0
assert main(["convert", "b.png", "b.ora"]) == 0
"""

WINDOW = """
from PySide6.QtWidgets import QApplication
from PySide6.QtCore import QEventLoop, QTimer
from studio.app.application import StudioApp
qt = QApplication([])
app = StudioApp(qt)
app.show([])
studio = app.studio
studio.settings["new_width"] = studio.settings["new_height"] = 64
studio.create.set_text("a boat on a lake")
loop = QEventLoop()
watch = QTimer(interval=20)
watch.timeout.connect(lambda: len(studio.contact) and studio.contact.done == len(studio.contact) and loop.quit())
watch.start()
QTimer.singleShot(120_000, lambda: loop.exit(5))
app.window.actions_.run("create.develop")
status = loop.exec()
app.window.close()
qt.processEvents()
print("candidates", studio.contact.done)
raise SystemExit(status)
"""


def play(code: str, where: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    environment: Mapping[str, str] = {
        **os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", **changes,
    }  # fmt: skip
    environment = {k: v for k, v in environment.items() if v != "-"}
    where.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-c", code], cwd=where, env=environment, capture_output=True, text=True, encoding="utf-8"
    )


def test_the_guard_sees_a_connection(tmp_path: Path) -> None:
    done = play(GUARD + "import socket; socket.create_connection(('192.0.2.1', 9), 0.1)", tmp_path)
    assert done.returncode == 77


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both jobs done in an ordinary home in English, with no network: others are compared with it."""
    where = tmp_path_factory.mktemp("plain")
    done = play(GUARD + JOB + WINDOW, where / "work", PENTIMENTO_HOME=str(where / "home"), LC_ALL="C.UTF-8")
    (where / "told").write_text(f"{done.returncode}\n{done.stdout}\n{done.stderr}", "utf-8")
    return where


def test_the_command_line_and_the_window_need_no_network(plain: Path) -> None:
    told = (plain / "told").read_text("utf-8")
    assert told.startswith("0\n"), told
    assert (plain / "work" / "b.ora").exists()
    assert "candidates" in told


def test_it_works_without_a_home(tmp_path: Path) -> None:
    """Neither HOME nor any of the folders that stand for it; the temporary folder serves."""
    gone = {name: "-" for name in os.environ if name in ("HOME", "USER", "LOGNAME") or name.startswith("XDG_")}
    spare = tmp_path / "spare"
    spare.mkdir()
    done = play(JOB, tmp_path / "work", PENTIMENTO_HOME="-", HOME="/nonexistent", TMPDIR=str(spare),
                **{k: v for k, v in gone.items() if k != "HOME"})  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "work" / "b.png").exists()


@pytest.mark.parametrize("language", ["de_DE.UTF-8", "tr_TR.UTF-8"])
def test_it_works_in_other_languages(language: str, tmp_path: Path, plain: Path) -> None:
    """A comma in numbers, and a language in which the small letter of I is not i: nothing that is read or written
    may change. Python takes the locale from the environment; Qt from a default that is set here, so that the test
    does not depend on the machine's installed locales."""
    name = language.partition(".")[0]
    code = (
        "from PySide6.QtCore import QLocale\n"
        f"QLocale.setDefault(QLocale('{name}'))\n"
        "import locale\n"
        "try: locale.setlocale(locale.LC_ALL, '')\n"
        "except locale.Error: pass\n" + JOB + WINDOW
    )
    done = play(code, tmp_path / "work", LC_ALL=language, LANG=language, LANGUAGE=name,
                PENTIMENTO_HOME=str(tmp_path / "home"))  # fmt: skip
    assert done.returncode == 0, done.stderr
    from studio.formats.images import read_image

    here, there = (read_image(folder / "work" / "a.png") for folder in (tmp_path, plain))
    assert (here.pixels == there.pixels).all()
    assert here.recipe == there.recipe


def test_the_wheel_holds_everything_and_runs_where_nothing_may_be_written(tmp_path: Path) -> None:
    """From folders that refuse to be written; root is not refused, so changes are looked for."""
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    (wheel,) = (tmp_path / "dist").glob("pentimento-*.whl")
    target = tmp_path / "site"
    shutil.unpack_archive(wheel, target, "zip")
    packed = {p.relative_to(target / "studio" / "_resources") for p in (target / "studio" / "_resources").rglob("*")}
    shipped = {p.relative_to(resources()) for p in resources().rglob("*")}
    assert {p for p in shipped if p.parts[0] != "readme"} <= packed
    before = {p: p.stat().st_mtime_ns for p in target.rglob("*")}
    for path in before:
        if path.is_dir():
            path.chmod(0o555)
    code = "import studio, pathlib; print(pathlib.Path(studio.__file__).parent)\n" + JOB + WINDOW
    try:
        done = play(code, tmp_path / "work", PYTHONPATH=str(target), PYTHONDONTWRITEBYTECODE="1",
                    PENTIMENTO_HOME=str(tmp_path / "home"))  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert {p: p.stat().st_mtime_ns for p in target.rglob("*")} == before
    finally:
        for path in before:
            if path.is_dir():
                path.chmod(0o755)
    assert done.stdout.startswith(str(target))
    assert sysconfig.get_path("purelib") not in done.stdout

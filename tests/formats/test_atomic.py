from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from studio.core.errors import UserError
from studio.formats import atomic
from studio.formats.atomic import clean_folder, replace_bytes, replace_file

Check = Callable[[Path], None]


def test_a_new_file_and_a_replaced_one(tmp_path: Path, no_temporary: Check) -> None:
    path = tmp_path / "a.bin"
    replace_bytes(path, b"one")
    replace_bytes(path, b"two")
    assert path.read_bytes() == b"two"
    no_temporary(tmp_path)


@pytest.mark.parametrize("name", ["Ölbild – 海.png", "x" * 251 + ".png", "a b'c\"d.png", " leading.png", "-dash.png"])
def test_names_of_all_kinds(tmp_path: Path, name: str, no_temporary: Check) -> None:
    replace_bytes(tmp_path / name, b"data")
    assert (tmp_path / name).read_bytes() == b"data"
    no_temporary(tmp_path)


def test_the_target_of_a_link_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    real, link = tmp_path / "real" / "a.bin", tmp_path / "link.bin"
    real.write_bytes(b"old")
    link.symlink_to(real)
    replace_bytes(link, b"new")
    assert link.is_symlink() and real.read_bytes() == b"new"
    dangling = tmp_path / "dangling.bin"
    dangling.symlink_to(tmp_path / "real" / "b.bin")
    replace_bytes(dangling, b"made")
    assert dangling.is_symlink() and (tmp_path / "real" / "b.bin").read_bytes() == b"made"


def test_the_mode_of_the_old_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    replace_bytes(path, b"one")
    umask = os.umask(0)
    os.umask(umask)
    assert path.stat().st_mode & 0o777 == 0o666 & ~umask
    path.chmod(0o640)
    replace_bytes(path, b"two")
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("call", "code", "words"),
    [
        ("fsync", errno.ENOSPC, "no room left"),
        ("fsync", errno.EIO, "could not be saved"),
        ("replace", errno.EROFS, "read-only"),
        ("replace", errno.EACCES, "may not write"),
        ("open", errno.EROFS, "read-only"),
        ("open", errno.EACCES, "may not write"),
        ("open", errno.EDQUOT, "no room left"),
    ],
)
def test_a_fault_at_any_step_keeps_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_temporary: Check, call: str, code: int, words: str
) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")

    def fails(*_args: Any, **_more: Any) -> Any:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(atomic.os, call, fails)
    with pytest.raises(UserError, match=words) as caught:
        replace_bytes(path, b"new")
    monkeypatch.undo()
    assert str(caught.value).startswith("a.bin could not be saved") and "as it was" in str(caught.value)
    assert path.read_bytes() == b"old"
    no_temporary(tmp_path)


def test_a_disk_that_takes_no_more_is_told(tmp_path: Path, no_temporary: Check) -> None:
    """A true limit of the system: no file of this process may grow beyond 100 kB."""
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    code = (
        "import resource, signal, sys\n"
        "from studio.core.errors import UserError\n"
        "from studio.formats.atomic import replace_bytes\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try:\n"
        "    replace_bytes(sys.argv[1], bytes(3_000_000))\n"
        "except UserError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], check=False, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.startswith("a.bin could not be saved: the disk does not take files that large"), done
    assert path.read_bytes() == b"old"
    no_temporary(tmp_path)


def test_bytes_that_got_lost_are_noticed(tmp_path: Path, no_temporary: Check) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")

    def write(out: atomic.CountedFile) -> None:
        out.write(b"12345")
        out._handle.truncate(2)  # what a failing disk or a full network share does behind our back

    with pytest.raises(UserError, match="shorter than what was written"):
        replace_file(path, write)
    assert path.read_bytes() == b"old"
    no_temporary(tmp_path)


def test_what_does_not_verify_is_not_put_in_place(tmp_path: Path, no_temporary: Check) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")

    def verify(temporary: Path) -> None:
        assert temporary.read_bytes() == b"new"
        raise OSError("the file does not read back")

    with pytest.raises(UserError, match="does not read back"):
        replace_file(path, lambda out: out.write(b"new"), verify)
    assert path.read_bytes() == b"old"
    no_temporary(tmp_path)


def test_an_error_of_the_writer_leaves_nothing_behind(tmp_path: Path, no_temporary: Check) -> None:
    def write(out: atomic.CountedFile) -> None:
        out.write(b"half")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        replace_file(tmp_path / "a.bin", write)
    assert not (tmp_path / "a.bin").exists()
    no_temporary(tmp_path)


def test_places_that_cannot_be_written_say_why(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"the folder .*nowhere does not exist"):
        replace_bytes(tmp_path / "nowhere" / "a.bin", b"")
    with pytest.raises(UserError, match="it is a folder"):
        replace_bytes(tmp_path, b"")
    with pytest.raises(UserError, match="name is too long"):
        replace_bytes(tmp_path / ("x" * 300), b"")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UserError, match="does not exist"):
        replace_bytes(tmp_path / "file" / "a.bin", b"")


def test_a_write_protected_file_is_respected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    monkeypatch.setattr(atomic.os, "access", lambda *_args: False)  # the super-user would be let through
    with pytest.raises(UserError, match="write-protected"):
        replace_bytes(path, b"new")
    assert path.read_bytes() == b"old"


def test_leftovers_of_dead_processes_go_with_the_next_save_and_others_stay(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    names = {
        f".pentimento-{atomic._HOST}-{dead.pid}-00000000.part": False,
        f".pentimento-{atomic._HOST}-{os.getppid()}-00000000.part": True,  # still writing
        f".pentimento-00000000-{dead.pid}-00000000.part": True,  # of another machine
        ".pentimento-notes.txt": True,
    }
    for name in names:
        (tmp_path / name).write_bytes(b"x")
    clean_folder(tmp_path)
    assert {name: (tmp_path / name).exists() for name in names} == names


_SAVER = """
import sys
from studio.formats.atomic import replace_bytes
path = sys.argv[1]
number = 0
while True:
    number += 1
    data = (b"%08d" % number) * 40_000
    print(number, flush=True)
    replace_bytes(path, data)
"""


@pytest.mark.parametrize("saves", [1, 2, 4, 7])
def test_kill_9_leaves_the_old_file_or_the_new_one(tmp_path: Path, saves: int, no_temporary: Check) -> None:
    path = tmp_path / "a.bin"
    replace_bytes(path, b"00000000" * 40_000)
    process = subprocess.Popen([sys.executable, "-c", _SAVER, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for _ in range(saves):
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)  # somewhere within a save
    process.wait()
    last = int((process.stdout.read().split() or [saves])[-1])
    process.stdout.close()
    data = path.read_bytes()
    assert len(data) == 320_000 and data == data[:8] * 40_000
    assert int(data[:8]) in (last - 1, last)
    replace_bytes(tmp_path / "b.bin", b"")
    no_temporary(tmp_path)

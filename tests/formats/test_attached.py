"""Texts that are kept with a document: in its history, its file, its recovery copy."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from studio.document.document import Document
from studio.formats.ora import read_ora, write_ora
from studio.formats.ora_writing import FACTS
from studio.formats.recovery import Journal


def test_every_change_is_a_step_and_those_of_one_gesture_are_one() -> None:
    document = Document(8, 8)
    seen: list[str] = []
    document.attached_changed.connect(lambda name: seen.append(document.attached.get(name, "")))
    document.attach("walk", "1", "Add to walk")
    document.attach("walk", "1", "Add to walk")
    document.attach("walk", "2", "Walk times", merge="drag")
    document.attach("walk", "3", "Walk times", merge="drag")
    assert document.history.titles == ["Add to walk", "Walk times"] and document.modified
    document.history.undo()
    assert document.attached == {"walk": "1"}
    document.history.undo()
    assert document.attached == {} and not document.modified
    document.history.redo()
    document.history.redo()
    assert seen == ["1", "2", "3", "1", "", "1", "3"]


def test_the_file_keeps_them(tmp_path: Path) -> None:
    document = Document(8, 8)
    document.attach("walk", '{"title": "Größe 海"}', "Add to walk")
    snapshot = document.snapshot()
    document.attach("walk", "later", "Add to walk")
    write_ora(tmp_path / "a.ora", snapshot)
    opened = read_ora(tmp_path / "a.ora")
    assert opened.document.attached == {"walk": '{"title": "Größe 海"}'} and opened.notices == ()
    assert not opened.document.modified


def test_what_is_damaged_is_left_out_with_a_notice(tmp_path: Path) -> None:
    document = Document(8, 8)
    document.attach("walk", "x", "Add to walk")
    write_ora(tmp_path / "a.ora", document)
    for strange in ("walk", "../walk", "plan"):
        with zipfile.ZipFile(tmp_path / "a.ora") as old, zipfile.ZipFile(tmp_path / "b.ora", "w") as new:
            for info in old.infolist():
                data = old.read(info)
                if info.filename == FACTS:
                    data = json.dumps(json.loads(data) | {"attached": [strange]}).encode()
                if info.filename == "pentimento/attached/walk.json":
                    data = b"\xff"
                new.writestr(info, data)
        opened = read_ora(tmp_path / "b.ora")
        assert opened.document.attached == {}
        assert len(opened.notices) == (strange != "../walk")


def test_a_recovery_copy_has_them() -> None:
    document = Document(8, 8)
    journal = Journal()
    assert journal.record(document.snapshot(), "Evening")
    document.attach("walk", "x", "Add to walk")
    assert journal.record(document.snapshot(), "Evening")
    assert not journal.record(document.snapshot(), "Evening")
    from studio.formats import recovery

    again, _notices = recovery._read(journal.folder, "Evening")
    assert again.attached == {"walk": "x"}
    journal.clear()

"""The list of the artist's models: what is added stays, whatever happens to files and index."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from studio.art.models import library
from studio.art.models.library import INDEX, Library, ModelEntry, id_of, models_dir
from studio.core.errors import UserError


def entry(tmp_path: Path, name: str = "Harbor painter") -> ModelEntry:
    file = tmp_path / f"{name}.safetensors"
    file.write_bytes(name.encode())
    digest = f"{len(name):064x}"
    return ModelEntry(
        id=id_of(name, digest), title=name, kind="diffusion", family="sd15", path=str(file), sha256=digest,
        bytes=12, memory=3.5, details={"size": 512, "turbo": False}, added="2026-01-02T03:04:05",
    )  # fmt: skip


def test_what_is_added_is_there_next_time(tmp_path: Path) -> None:
    first = Library()
    heard: list[int] = []
    first.changed.connect(lambda: heard.append(len(first)))
    one, two = entry(tmp_path), entry(tmp_path, "Öl & Feuer")
    first.add(one)
    first.add(two)
    first.rename(one.id, "  The   harbor ")
    first.set_licence(two.id, "CC BY 4.0")
    assert heard == [1, 2, 2, 2]
    again = Library()
    assert [e.title for e in again] == ["The harbor", "Öl & Feuer"]
    assert again.get(two.id) == replace(two, licence="CC BY 4.0")
    assert library.find(one.id).title == "The harbor"


def test_a_missing_file_stays_in_the_list(tmp_path: Path) -> None:
    shelf = Library()
    one = shelf.add(entry(tmp_path))
    assert not one.missing
    Path(one.path).unlink()
    assert Library().get(one.id).missing
    with pytest.raises(UserError, match="is not there now"):
        library.find(one.id)


def test_removing_deletes_the_copy_and_never_the_artists_file(tmp_path: Path) -> None:
    shelf = Library()
    one = entry(tmp_path)
    copy = models_dir() / one.id
    copy.mkdir(parents=True)
    (copy / "weights.safetensors").write_bytes(b"x")
    shelf.add(replace(one, converted="weights.safetensors"))
    assert shelf.get(one.id).file == copy / "weights.safetensors"
    shelf.remove(one.id)
    assert not copy.exists() and Path(one.path).exists() and len(Library()) == 0


@pytest.mark.parametrize("damage", ["{", "[]", '{"format": "pentimento-models", "models": [{"id": "../../x"}]}'])
def test_a_damaged_index_is_kept_beside(damage: str) -> None:
    models_dir().mkdir(parents=True)
    (models_dir() / INDEX).write_text(damage)
    shelf = Library()
    assert len(shelf) == 0 and "index.broken.json" in shelf.notice
    assert (models_dir() / "index.broken.json").read_text() == damage


def test_one_bad_entry_does_not_take_the_others_along(tmp_path: Path) -> None:
    Library().add(entry(tmp_path))
    path = models_dir() / INDEX
    data = json.loads(path.read_text())
    data["models"].append({**data["models"][0], "id": "copy", "converted": "../../secret"})
    path.write_text(json.dumps(data))
    shelf = Library()
    assert [e.title for e in shelf] == ["Harbor painter"] and "damaged" in shelf.notice


def test_two_processes_do_not_undo_each_other(tmp_path: Path) -> None:
    window, line = Library(), Library()
    line.add(entry(tmp_path, "From the line"))
    window.add(entry(tmp_path, "From the window"))
    assert {e.title for e in Library()} == {"From the line", "From the window"}
    told: list[bool] = []
    line.changed.connect(lambda: told.append(True))
    line.refresh()
    assert told == [True] and len(line) == 2


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    models_dir().write_text("a file where the folder should be")
    with pytest.raises(UserError, match="could not be written"):
        Library().add(entry(tmp_path))

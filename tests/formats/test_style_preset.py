"""Presets as files: what is written is read, what is wrong is one sentence, nothing of the artist's machine leaks."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.core.errors import UserError
from studio.formats import style_preset
from studio.formats.style_preset import LARGEST, PresetStyle, StylePreset, read_preset, write_preset

PANEL = {
    "method": "bold",
    "values": {"strength": 0.5, "colors": "keep", "on": True, "n": 3},
    "seed": 7,
    "by": "weights",
}
OWN = PresetStyle(title="Grandma", sha256="a" * 64, picture=b"\xff\xd8not really", more={"weight": 0.5, "map": 2})
FULL = StylePreset("Soft", PANEL, (PresetStyle(style="lavender", more={"weight": 1.0, "map": 1}), OWN), "About.")


def as_dict(**changes: Any) -> dict[str, Any]:
    return json.loads(FULL.to_json()) | changes


def test_it_comes_back_as_it_was(tmp_path: Path) -> None:
    write_preset(tmp_path / "soft.pentistyle", FULL)
    assert read_preset(tmp_path / "soft.pentistyle") == FULL
    data = as_dict()
    assert data["format"] == "pentimento-style-preset" and data["version"] == 1
    assert "file" not in json.dumps(data), "no path of the artist's"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no style preset"),
        ("{", "no style preset"),
        ("[1]", "no style preset"),
        ("[" * 100_000, "no style preset"),
        (json.dumps({"format": "pentimento-recipe"}), "no style preset"),
        (json.dumps(as_dict(version=2)), "version 2"),
        (json.dumps(as_dict(version=True)), "version True"),
        (json.dumps(as_dict(name="  ")), "needs a name"),
        (json.dumps(as_dict(name=["x"])), "needs a name"),
        (json.dumps(as_dict(panel={"values": {}})), "damaged.*method"),
        (json.dumps(as_dict(panel={"method": "bold", "values": {"strength": {"__reduce__": 1}}})), "damaged.*values"),
        (json.dumps(as_dict(panel={"method": "bold", "values": {"strength": None}})), "damaged.*values"),
        (json.dumps(as_dict(panel={"method": "bold", "values": {"strength": float("nan")}})), "damaged.*values"),
        (json.dumps(as_dict(panel={"method": "bold", "values": [1]})), "damaged.*values"),
        (json.dumps(as_dict(styles={"a": 1})), "damaged.*styles"),
        (json.dumps(as_dict(styles=[{"sha256": "../../etc/passwd"}])), "damaged.*styles"),
        (json.dumps(as_dict(styles=[{"style": ["x"]}])), "damaged.*styles"),
        (json.dumps(as_dict(styles=[{"style": "x", "weight": [1]}])), "damaged.*styles"),
        (json.dumps(as_dict(styles=[{"style": "x"}] * 17)), "damaged.*styles"),
        (json.dumps(as_dict(styles=[{"sha256": "a" * 64, "picture": "§"}])), "damaged.*picture"),
        (json.dumps(as_dict(styles=[{"sha256": "a" * 64, "picture": "AAAA", "picture_sha256": "b" * 64}])), "damaged.*picture"),
    ],
)  # fmt: skip
def test_anything_else_is_one_sentence_that_names_the_file(text: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "friend.pentistyle"
    path.write_text(text, "utf-8")
    with pytest.raises(UserError, match=sentence) as caught:
        read_preset(path)
    assert "friend.pentistyle" in str(caught.value) and "\n" not in str(caught.value)


def test_files_that_are_no_text_too_large_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "x.pentistyle"
    path.write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(UserError, match="no style preset"):
        read_preset(path)
    with path.open("wb") as out:
        out.truncate(LARGEST + 1)
    with pytest.raises(UserError, match="too large"):
        read_preset(path)
    with pytest.raises(UserError, match="gone"):
        read_preset(tmp_path / "gone.pentistyle")


def test_a_preset_that_is_too_large_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(style_preset, "LARGEST", 10_000)
    huge = StylePreset("Huge", PANEL, (PresetStyle(title="x", sha256="a" * 64, picture=b"0" * 10_000),))
    with pytest.raises(UserError, match="too large"):
        write_preset(tmp_path / "huge.pentistyle", huge)
    assert list(tmp_path.glob("*.pentistyle")) == []


def test_paths_in_a_file_are_not_taken_over() -> None:
    styles = [{"title": "x", "sha256": "a" * 64, "file": "/home/someone/secret.png", "weight": 1.0}]
    style = StylePreset.from_json(json.dumps(as_dict(styles=styles))).styles[0]
    assert "file" not in style.more and "secret" not in json.dumps(style.to_dict())


def test_a_picture_travels_with_its_digest() -> None:
    data = OWN.to_dict()
    assert base64.b64decode(data["picture"]) == OWN.picture
    assert data["picture_sha256"] == hashlib.sha256(OWN.picture).hexdigest()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=80, deadline=None)
@given(key=st.sampled_from(["version", "name", "about", "panel", "styles", "format"]), value=JSON)
def test_no_value_anywhere_ends_in_anything_but_a_preset_or_a_sentence(key: str, value: object) -> None:
    try:
        made = StylePreset.from_json(json.dumps(as_dict(**{key: value})))
    except UserError as error:
        assert str(error).endswith(".")
    else:
        assert StylePreset.from_json(made.to_json()) == made

"""Presets of the Style panel: kept over starts, taken over, shared with another artist, and those that are shipped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.art.styles import shipped
from studio.art.styles.catalog import STYLES
from studio.core.errors import UserError
from studio.core.paths import data_dir, resource
from studio.formats.style_preset import SUFFIX, PresetStyle, StylePreset, read_preset, write_preset
from studio.session.studio import Studio
from studio.session.style_presets import StylePresets, find_preset, known_values, picture_of, shipped_presets


@pytest.fixture
def own_style(tmp_path: Path) -> Path:
    rng = np.random.default_rng(4)
    path = tmp_path / "Grandmother.png"
    Image.fromarray(rng.integers(0, 255, (40, 60, 3), dtype=np.uint8)).save(path)
    return path


def said(studio: Studio) -> list[str]:
    return studio.told_all  # type: ignore[attr-defined,no-any-return]


def test_settings_and_styles_come_back_also_after_a_start(studio: Studio, own_style: Path) -> None:
    style, presets = studio.style, studio.style_presets
    style.choose_method("painter")
    style.set("brush", 2.5)
    style.set("colors", "keep")
    style.add_file(own_style)
    mine = style.source
    style.add_style(style.sources[-1])
    style.set_weight(1, 0.25)
    before = style.snapshot()
    presets.save("My  way")
    assert presets.last is not None and presets.last.name == "My way" and not presets.moved
    style.set("brush", 1.0)
    style.choose_method("color")
    assert presets.moved
    later = StylePresets(studio)
    assert later.last is None
    later.apply("my way")
    assert style.snapshot() == before and mine in [s.source for s in style.styles] and not later.moved
    assert str(own_style) not in next((data_dir() / "style-presets").glob("*")).read_text("utf-8")


def test_without_styles_the_chosen_one_stays(studio: Studio) -> None:
    style, presets = studio.style, studio.style_presets
    style.choose(style.sources[2])
    style.choose_method("painter")
    style.set("brush", 3.0)
    presets.save("Broad", styles=False)
    style.choose(style.sources[5])
    style.set("brush", 1.0)
    presets.apply("Broad")
    assert style.source == style.sources[5] and style.values["brush"] == 3.0
    assert not presets.moved
    style.choose(style.sources[1])
    assert not presets.moved, "the style is not part of it"


def test_rename_replace_delete(studio: Studio) -> None:
    presets = studio.style_presets
    presets.save("One")
    presets.save("Two")
    with pytest.raises(UserError, match="already"):
        presets.rename("One", "two")
    presets.rename("One", "First")
    assert [k.name for k in presets.all() if k.own] == ["First", "Two"]
    studio.style.choose_method("color")
    studio.style.set("strength", 0.3)
    presets.save("FIRST")
    kept = presets.get("first")
    assert len(list(presets.folder.iterdir())) == 2 and kept.preset.values["strength"] == 0.3
    presets.delete("FIRST")
    presets.delete("Two")
    assert list(presets.folder.iterdir()) == [] and presets.last is None
    with pytest.raises(UserError, match="no style preset called"):
        presets.apply("Two")


def test_shipped_ones_stay_as_they_are(studio: Studio) -> None:
    presets = studio.style_presets
    name = next(k.name for k in presets.all() if not k.own)
    for verb in (presets.delete, lambda n: presets.rename(n, "x"), presets.save):
        with pytest.raises(UserError, match="comes? with the program"):
            verb(name)


@pytest.mark.parametrize("kept", shipped_presets(), ids=lambda k: k.name)
def test_each_shipped_preset_can_be_taken_over_as_it_is(kept, studio: Studio) -> None:  # type: ignore[no-untyped-def]
    values, unknown = known_values(kept.preset)
    assert unknown == [] and STYLES.get(kept.preset.method).values(values) == kept.preset.values
    assert {s.style for s in kept.preset.styles} <= {s.id for s in shipped.shipped()}
    assert kept.preset.about.endswith(".")
    studio.style_presets.apply(kept.name)
    assert studio.style_presets.last is not None and not studio.style_presets.moved and said(studio) == []


def test_there_are_shipped_presets() -> None:
    assert len(shipped_presets()) == len(list(resource("style-presets").glob(f"*{SUFFIX}"))) >= 6


class TestSharing:
    def give(self, studio: Studio, own_style: Path, to: Path, pictures: bool) -> None:
        studio.style.choose_method("color")
        studio.style.add_file(own_style)
        studio.style_presets.save("Shared")
        studio.style_presets.export("Shared", to, pictures=pictures)

    def test_with_its_picture_it_works_where_the_picture_is_not(
        self, studio: Studio, own_style: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine
    ) -> None:  # type: ignore[no-untyped-def]
        file = tmp_path / "shared.pentistyle"
        self.give(studio, own_style, file, pictures=True)
        assert str(tmp_path) not in file.read_text("utf-8")
        monkeypatch.setenv("PENTIMENTO_HOME", str(tmp_path / "friend"))
        own_style.unlink()
        friend = Studio(engine)
        kept = friend.style_presets.take_file(file)
        friend.style_presets.apply(kept.name)
        source = friend.style.source
        assert source is not None and source.title == "Grandmother"
        assert friend.style.pixels(source).shape == (40, 60, 4)
        assert b"picture" not in kept.path.read_bytes(), "the picture lies among the styles, not twice"
        assert friend.style_presets.take_file(file).name == "Shared 2"
        friend.close()

    def test_without_it_the_friend_is_told_what_is_missing(
        self, studio: Studio, own_style: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine
    ) -> None:  # type: ignore[no-untyped-def]
        file = tmp_path / "shared.pentistyle"
        self.give(studio, own_style, file, pictures=False)
        monkeypatch.setenv("PENTIMENTO_HOME", str(tmp_path / "friend"))
        friend = Studio(engine)
        heard: list[str] = []
        friend.told.connect(heard.append)
        friend.style_presets.take_file(file)
        friend.style_presets.apply("Shared")
        assert heard == ["“Shared” was made with “Grandmother”, which is not among your styles."]
        assert friend.style.spec.id == "color"
        friend.close()

    def test_what_is_no_picture_inside_is_told(self, studio: Studio, tmp_path: Path) -> None:
        bad = PresetStyle(title="x", sha256="a" * 64, picture=b"MZ no picture at all")
        write_preset(tmp_path / "bad.pentistyle", StylePreset("Bad", {"method": "color", "values": {}}, (bad,)))
        with pytest.raises(UserError, match="bad.pentistyle"):
            studio.style_presets.take_file(tmp_path / "bad.pentistyle")
        assert not [k for k in studio.style_presets.all() if k.own]

    def test_a_method_that_is_not_here_is_told(self, studio: Studio, tmp_path: Path) -> None:
        write_preset(tmp_path / "net.pentistyle", StylePreset("Net", {"method": "painters", "values": {}}))
        with pytest.raises(UserError, match="painter"):
            studio.style_presets.take_file(tmp_path / "net.pentistyle")

    def test_settings_of_a_newer_program_are_left_out_and_told(self, studio: Studio, tmp_path: Path) -> None:
        panel = {"method": "color", "values": {"strength": 0.4, "sparkle": 1.0}}
        write_preset(tmp_path / "new.pentistyle", StylePreset("New", panel))
        studio.style_presets.take_file(tmp_path / "new.pentistyle")
        studio.style_presets.apply("New")
        assert studio.style.values["strength"] == 0.4 and "sparkle" in said(studio)[-1]

    def test_a_value_out_of_range_is_refused_and_nothing_changes(self, studio: Studio, tmp_path: Path) -> None:
        write_preset(tmp_path / "off.pentistyle", StylePreset("Off", {"method": "color", "values": {"strength": 9.0}}))
        studio.style_presets.take_file(tmp_path / "off.pentistyle")
        before = studio.style.snapshot()
        with pytest.raises(UserError, match="from 0 to 1"):
            studio.style_presets.apply("Off")
        assert studio.style.snapshot() == before


def test_a_broken_file_among_the_presets_is_told_and_left_out(studio: Studio) -> None:
    presets = studio.style_presets
    presets.save("Good")
    (presets.folder / f"bad{SUFFIX}").write_text("{")
    later = StylePresets(studio)
    assert [k.name for k in later.all() if k.own] == ["Good"] and any("bad" in s for s in said(studio))


def test_the_command_line_finds_them_by_name_or_file(studio: Studio, own_style: Path, tmp_path: Path) -> None:
    studio.style.add_file(own_style)
    studio.style_presets.save("Mine")
    found = find_preset("mine")
    pixels, told = picture_of(found.styles[0], studio.style.library, found.name)
    assert pixels.shape == (40, 60, 4) and told["file"] == str(own_style)
    with pytest.raises(UserError, match="which is not here"):
        picture_of(PresetStyle(title="Aunt", sha256="b" * 64), studio.style.library, found.name)
    studio.style_presets.export("Mine", tmp_path / "x.pentistyle", pictures=True)
    assert find_preset(str(tmp_path / "x.pentistyle")) == read_preset(tmp_path / "x.pentistyle")
    assert find_preset("clean portrait").method == "bold"
    with pytest.raises(UserError, match="Did you mean"):
        find_preset("clean portrai")

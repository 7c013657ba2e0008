"""The artist's own styles: added, found again at the next start, named, located, removed; and what they are like."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.core.errors import UserError
from studio.core.paths import cache_dir, data_dir
from studio.core.picture import Picture
from studio.core.recipe import Recipe
from studio.session import style_taking
from studio.session.background import Background
from studio.session.contact import Candidate
from studio.session.studio import Studio
from studio.session.style_library import ROOM, Incoming, StyleLibrary, StyleSource
from studio.session.style_traits import TraitBook, looks_of


def picture(path: Path, color: tuple[int, int, int] = (200, 60, 40), size: tuple[int, int] = (80, 60)) -> Path:
    rng = np.random.default_rng(sum(color))
    grain = rng.integers(0, 40, (size[1], size[0], 3))
    Image.fromarray(np.clip(np.array(color) + grain - 20, 0, 255).astype(np.uint8)).save(path)
    return path


@pytest.fixture
def library() -> StyleLibrary:
    return StyleLibrary(Background())


def again() -> StyleLibrary:
    return StyleLibrary(Background())


def own(library: StyleLibrary) -> list[str]:
    return [e.source.title for e in library.entries() if e.own]


class TestAdding:
    def test_a_file_is_found_again_at_the_next_start_and_stays_where_it_is(
        self, library: StyleLibrary, tmp_path: Path
    ) -> None:
        path = picture(tmp_path / "Grandmother.png")
        source = library.add_file(path)
        library.rename(source, "  Grandma's   garden ")
        library.set_tags(source, ["Ink", " ink", "Blue  hour", ""])
        after = again()
        entry = after.entry(source)
        assert entry is not None and entry.source.title == "Grandma's garden" and entry.tags == ("ink", "blue hour")
        assert (entry.width, entry.height) == (80, 60) and not entry.kept and not entry.missing
        assert np.array_equal(after.pixels(entry.source)[..., :3], np.asarray(Image.open(path)))
        assert sorted(p.suffix for p in (data_dir() / "styles").iterdir()) == [".json", ".webp"]

    def test_a_picture_without_a_file_is_kept_whole(self, library: StyleLibrary) -> None:
        rng = np.random.default_rng(1)
        pixels = rng.integers(0, 255, (30, 40, 4), dtype=np.uint8)
        source = library.take(Incoming.of_pixels(pixels, "Layer 2"))
        entry = again().entry(source)
        assert entry is not None and entry.kept and Path(entry.source.path).parent == data_dir() / "styles"
        assert np.array_equal(again().pixels(source), pixels)

    def test_the_same_picture_twice_is_one_style(self, library: StyleLibrary, tmp_path: Path) -> None:
        first = library.add_file(picture(tmp_path / "a.png"))
        second = library.add_file(picture(tmp_path / "b.png"))
        assert first == second and own(library) == ["a"]

    def test_what_cannot_be_read_or_seen_is_told_and_not_added(self, library: StyleLibrary, tmp_path: Path) -> None:
        broken = tmp_path / "broken.png"
        broken.write_bytes(b"\x89PNG\r\n\x1a\n nothing")
        with pytest.raises(UserError, match="broken.png"):
            library.add_file(broken)
        with pytest.raises(UserError, match="nothing to see"):
            library.take(Incoming.of_pixels(np.zeros((8, 8, 4), np.uint8), "Empty"))
        assert own(library) == []

    def test_a_large_picture_leaves_room_for_the_next(self, library: StyleLibrary, tmp_path: Path) -> None:
        a = library.add_file(picture(tmp_path / "a.png"))
        huge = np.broadcast_to(np.uint8(9), (1, 1, ROOM)).reshape(1, -1, 4)
        library._remember(StyleSource("huge", path="huge"), huge)
        assert a not in library._pixels and library.pixels(a).shape == (60, 80, 4)


class TestGone:
    def test_a_file_that_is_gone_is_marked_and_still_seen(self, library: StyleLibrary, tmp_path: Path) -> None:
        path = picture(tmp_path / "a.png")
        source = library.add_file(path)
        path.rename(tmp_path / "elsewhere.png")
        heard: list[bool] = []
        library.changed.connect(lambda: heard.append(True))
        library.refresh()
        entry = library.entry(source)
        assert heard and entry is not None and entry.missing
        assert library.thumbnail(source, 64).shape[1] == 64
        with pytest.raises(UserError, match=r"a\.png is no longer in .* Locate it again"):
            again().pixels(source)

    def test_it_is_located_again_but_not_as_another_picture(self, library: StyleLibrary, tmp_path: Path) -> None:
        path = picture(tmp_path / "a.png")
        source = library.add_file(path)
        library.set_favorite(source, True)
        path.rename(tmp_path / "moved.png")
        library.refresh()
        with pytest.raises(UserError, match="another picture"):
            library.locate(source, picture(tmp_path / "other.png", (20, 30, 90)))
        found = library.locate(source, tmp_path / "moved.png")
        entry = again().entry(found)
        assert entry is not None and not entry.missing and entry.favorite and entry.source.title == "a"


class TestOrder:
    def test_favorites_then_those_used_last_then_own_then_shipped(self, library: StyleLibrary, tmp_path: Path) -> None:
        shipped = library.sources()
        mine = library.add_file(picture(tmp_path / "mine.png"))
        library.set_favorite(shipped[3], True)
        library.used(shipped[2])
        assert library.sources()[:3] == [shipped[3], mine, shipped[0]], "nothing jumps while one works"
        assert again().sources()[:4] == [shipped[3], shipped[2], mine, shipped[0]]
        library.set_favorite(shipped[3], False)
        assert again().sources()[:2] == [shipped[2], mine]

    def test_shipped_styles_cannot_be_changed(self, library: StyleLibrary) -> None:
        source = library.sources()[0]
        for verb in (lambda: library.rename(source, "x"), lambda: library.remove(source)):
            with pytest.raises(UserError, match="comes with the program"):
                verb()

    def test_removing_forgets_copy_favorite_and_thumbnail_but_never_the_artists_file(
        self, library: StyleLibrary, tmp_path: Path
    ) -> None:
        path = picture(tmp_path / "a.png")
        kept = library.take(Incoming.of_pixels(np.full((9, 9, 4), 200, np.uint8), "Copy"))
        for source in (library.add_file(path), kept):
            library.set_favorite(source, True)
            library.remove(source)
        assert path.is_file() and own(again()) == [] and again().store.favorites == []
        assert [p.name for p in (data_dir() / "styles").iterdir()] == ["styles.json"]

    @pytest.mark.parametrize(
        "text", ["{", "[]", '{"version": 1, "own": [{"id": "../x"}], "favorites": [], "recent": []}']
    )
    def test_a_broken_list_is_set_aside(self, text: str, tmp_path: Path) -> None:
        (data_dir() / "styles").mkdir(parents=True)
        (data_dir() / "styles" / "styles.json").write_text(text)
        library = again()
        assert "styles.broken.json" in library.store.notice and own(library) == [] and len(library.sources()) > 10
        assert (data_dir() / "styles" / "styles.broken.json").read_text() == text


class TestTaking:
    def test_a_layer_and_a_candidate_become_styles_and_are_chosen(self, studio: Studio) -> None:
        with pytest.raises(UserError):
            style_taking.take_layer(studio)
        studio.files.new(40, 30, ground=(200, 100, 80))
        document = studio.require_document()
        document.active = document.layers[0]
        style_taking.take_layer(studio)
        assert studio.style.source is not None and studio.style.source.title == document.layers[0].name
        assert studio.style.pixels(studio.style.source).shape == (30, 40, 4)
        with pytest.raises(UserError, match="candidate"):
            style_taking.take_candidate(studio)
        pixels = np.full((20, 30, 4), 180, np.uint8)
        done = Candidate("a field", 3, picture=Picture(pixels, Recipe("generator", "scenes", 30, 20, 3, "a field")))
        studio.contact.append(done)
        studio.contact.make_current(done)
        style_taking.take_candidate(studio)
        assert studio.style.source.title == "a field" and len(own(studio.style.library)) == 2

    def test_laying_a_style_on_counts_as_use(self, studio: Studio, engine) -> None:  # type: ignore[no-untyped-def]
        studio.files.new(48, 40, ground=(200, 100, 80))
        document = studio.require_document()
        document.active = document.layers[0]
        fifth = studio.style.sources[4]
        studio.style.choose_method("color")
        studio.style.choose(fifth)
        assert studio.style.library.store.recent == []
        studio.style.apply()
        assert studio.style.library.store.recent == [fifth.id]

    def test_who_holds_a_style_follows_its_name_its_file_and_its_end(self, studio: Studio, tmp_path: Path) -> None:
        style = studio.style
        path = picture(tmp_path / "a.png")
        style.add_file(path)
        style.add_style(style.sources[-1])
        held = style.mix.shares[0].source
        assert held is not None
        style.library.rename(held, "Aunt")
        assert style.manner.startswith("Aunt and ")
        path.rename(tmp_path / "b.png")
        style.library.locate(held, tmp_path / "b.png")
        now = style.mix.shares[0].source
        assert now is not None and now.path.endswith("b.png") and now.title == "Aunt"
        style.library.remove(now)
        assert [s.source for s in style.mix.shares] == [style.sources[-1]]

    def test_a_bad_file_among_good_ones_is_told(self, studio: Studio, tmp_path: Path) -> None:
        (tmp_path / "notes.png").write_text("no picture")
        style_taking.take_files(studio, [picture(tmp_path / "good.png"), tmp_path / "notes.png"])
        assert studio.style.source is not None and studio.style.source.title == "good"
        assert any("notes.png" in said for said in studio.told_all)  # type: ignore[attr-defined]


class TestTraits:
    def test_similar_styles_stand_near_and_are_measured_once(self, tmp_path: Path) -> None:
        library = again()
        red, pink, blue = (
            library.add_file(picture(tmp_path / f"{name}.png", tone))
            for name, tone in (("red", (200, 40, 40)), ("pink", (225, 70, 70)), ("blue", (20, 40, 120)))
        )
        library.traits.measure(e for e in library.entries() if e.own)
        near = library.traits.similar(red)
        assert [s for s, _d in near] == [pink, blue] and near[0][1] < near[1][1]
        files = list((cache_dir() / "style-traits").iterdir())
        assert len(files) == 3
        # What was measured is read the next time: another number in the file shows.
        entry = library.entry(blue)
        assert entry is not None
        file = cache_dir() / "style-traits" / f"{entry.sha256[:40]}.json"
        data = json.loads(file.read_text())
        data["tones"]["spread"] = 55.0
        file.write_text(json.dumps(data))
        second = again()
        entry = second.entry(blue)
        assert entry is not None
        second.traits.measure([entry])
        traits = second.traits.of(entry)
        assert traits is not None and traits.tones.spread == 55.0
        assert "dark" in looks_of(traits) and "cool" in looks_of(traits)

    def test_a_style_that_cannot_be_measured_is_told_and_not_tried_again_by_itself(self, tmp_path: Path) -> None:
        library = again()
        path = picture(tmp_path / "a.png")
        source = library.add_file(path)
        entry = library.entry(source)
        assert entry is not None
        library.store.thumb(entry.key).unlink()
        path.unlink()
        said: list[str] = []
        library.traits.measure([entry], said.append)
        assert len(said) == 1 and "a.png" in said[0] and not library.traits.busy
        assert isinstance(library.traits, TraitBook) and library.traits.of(entry) is None

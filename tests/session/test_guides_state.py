"""Compositions over the picture: shown, kept with it, and what is drawn to their lines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from studio.commands.table import COMMANDS
from studio.core.errors import UserError
from studio.core.guides import BY_ID, GUIDES
from studio.core.settings import Settings
from studio.formats.ora import read_ora, write_ora
from studio.session.studio import Studio


@pytest.fixture
def open_(studio: Studio) -> Studio:
    """A session with a picture of 900 x 600 px."""
    studio.files.new(900, 600, ground=(255, 255, 255))
    return studio


class TestShow:
    def test_guides_lie_over_the_picture_in_its_px(self, open_: Studio) -> None:
        assert open_.guides.current is None and open_.guides.lines() == [] and open_.guides.points() == []
        open_.guides.show("thirds")
        assert open_.guides.current is BY_ID["thirds"]
        assert (300.0, 0.0, 300.0, 600.0) in open_.guides.lines() and (600.0, 400.0) in open_.guides.points()
        open_.guides.hide()
        assert open_.guides.current is None

    def test_they_are_no_step_and_no_part_of_the_picture(self, open_: Studio, tmp_path: Path) -> None:
        document = open_.require_document()
        before = document.flatten()
        open_.guides.show("diagonal")
        assert not document.history.can_undo and np.array_equal(document.flatten(), before)
        open_.files.export(tmp_path / "out.png")
        from studio.formats.images import read_image

        assert np.array_equal(read_image(tmp_path / "out.png").pixels, before)

    def test_they_are_kept_with_the_document(self, open_: Studio, tmp_path: Path) -> None:
        open_.guides.show("golden")
        write_ora(tmp_path / "a.ora", open_.require_document())
        open_.files.new(64, 64)
        assert open_.guides.current is None
        open_.files.open(tmp_path / "a.ora")
        assert open_.guides.current is BY_ID["golden"]
        open_.guides.hide()
        write_ora(tmp_path / "a.ora", open_.require_document())
        assert "guides" not in read_ora(tmp_path / "a.ora").document.attached

    @pytest.mark.parametrize(
        "text", ["", "{", "7", "[]", '{"id": 5}', '{"id": "unknown"}', "[" * 100_000, '{"id": ["thirds"]}']
    )
    def test_hostile_documents_show_none(self, open_: Studio, text: str) -> None:
        open_.require_document().set_attached("guides", text)
        assert open_.guides.current is None

    def test_unknown_ones_and_no_picture_are_told(self, open_: Studio, studio: Studio) -> None:
        with pytest.raises(UserError, match="Did you mean “thirds”"):
            open_.guides.show("third")
        studio.set_document(None)
        with pytest.raises(UserError, match="no picture open"):
            studio.guides.show("thirds")
        studio.guides.hide()

    def test_the_switch_brings_back_the_last_ones(self, open_: Studio) -> None:
        open_.guides.show("triangle")
        open_.guides.toggle()
        assert open_.guides.current is None
        open_.guides.toggle()
        assert open_.guides.current is BY_ID["triangle"]

    def test_look_and_snapping_are_remembered(self, open_: Studio) -> None:
        open_.guides.set_opacity(0.25)
        open_.guides.set_snapping(False)
        open_.settings.save()
        assert Settings(open_.settings.path)["guides"] == {"opacity": 0.25, "snapping": False}
        open_.settings.set("guides", {"opacity": "much", "snapping": 7})
        assert open_.guides.opacity == 0.75 and open_.guides.snapping

    def test_every_composition_has_its_command(self, open_: Studio) -> None:
        for guides in GUIDES:
            command = COMMANDS.get(f"view.guides.{guides.id}")
            command.run(open_, None)  # type: ignore[arg-type]
            assert open_.guides.current is guides and command.checked is not None
            assert command.checked(open_, None)  # type: ignore[arg-type]
        command.run(open_, None)  # type: ignore[arg-type]
        assert open_.guides.current is None


class TestSnapping:
    def test_sides_and_middle_are_drawn_to_lines(self, open_: Studio) -> None:
        open_.guides.show("thirds")
        snap = open_.guides.snap
        assert (snap((304, 50, 100, 60), 6).dx, snap((304, 50, 100, 60), 6).dy) == (-4, 0)
        assert snap((197, 50, 100, 60), 6).dx == 3  # the right side
        found = snap((252, 168, 100, 60), 6)  # the middle, both ways
        assert (found.dx, found.dy) == (-2, 2) and len(found.lines) == 2
        assert snap((310, 50, 70, 60), 6) == snap((0, 0, 1, 1), 0)

    def test_the_middle_is_drawn_to_points_and_slanted_lines(self, open_: Studio) -> None:
        open_.guides.show("triangle")
        found = open_.guides.snap((450 - 20 + 3, 84 - 10 - 2, 40, 20), 6)
        assert (found.dx, found.dy) == pytest.approx((-3, 2)) and found.points == (0,)
        open_.guides.show("diagonal")
        found = open_.guides.snap((300 - 10, 400 - 10 + 4, 20, 20), 6)
        x, y = 300 + found.dx, 404 + found.dy
        assert y == pytest.approx(600 - x * 600 / 900) and found.lines

    def test_nothing_is_drawn_when_it_is_switched_off_or_no_guides_are_shown(self, open_: Studio) -> None:
        assert open_.guides.snap((300, 50, 100, 60), 6).lines == ()
        open_.guides.show("thirds")
        open_.guides.set_snapping(False)
        assert open_.guides.snap((302, 50, 100, 60), 6).dx == 0 and open_.guides.snap_x(302, 6) == (302, ())
        open_.guides.set_snapping(True)
        assert open_.guides.snap_x(302, 6) == (300, (0,)) and open_.guides.snap_x(310, 6) == (310, ())

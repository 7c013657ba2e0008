"""The rows of styles and what a preset holds of the panel."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.core.errors import UserError
from studio.session.studio import Studio
from studio.session.style_mix import MAPS, WEIGHTS


def fill(studio: Studio, number: int) -> None:
    style = studio.style
    style.choose(style.sources[0])
    for k in range(1, number):
        style.add_style(style.sources[k])


def test_rows_are_added_weighed_and_taken_away(studio: Studio) -> None:
    style = studio.style
    fill(studio, 3)
    assert style.mix.row == 2 and style.source == style.sources[2] and style.several
    style.set_weight(0, 0.5)
    assert [round(p, 2) for p in style.mix.parts] == [0.2, 0.4, 0.4]
    style.set_weight(1, 7.0)
    assert style.mix.shares[1].weight == 1.0
    style.remove_style(1)
    assert [s.slot for s in style.mix.shares] == [1, 3] and style.mix.row == 1
    style.add_style(style.sources[5])
    assert style.mix.chosen.slot == 2, "the free map"
    for _ in range(2):
        style.add_style()
    with pytest.raises(UserError, match="5 styles"):
        style.add_style()
    for _ in range(5):
        style.remove_style(0)
    assert len(style.mix.shares) == 1 and style.source is None
    assert style.mix.parts == ()


def test_nothing_weighs_as_much_as_all(studio: Studio) -> None:
    fill(studio, 2)
    for k in range(2):
        studio.style.set_weight(k, 0.0)
    assert studio.style.mix.parts == (0.5, 0.5)


def test_the_browser_fills_the_chosen_row(studio: Studio) -> None:
    fill(studio, 2)
    style = studio.style
    style.select(0)
    style.choose(style.sources[7])
    assert [s.source for s in style.mix.shares] == [style.sources[7], style.sources[1]]
    assert style.manner == f"{style.sources[7].title} and {style.sources[1].title}"


def test_a_snapshot_comes_back_whole(studio: Studio, tmp_path: Path) -> None:
    style = studio.style
    Image.fromarray(np.full((40, 40, 3), 90, np.uint8)).save(tmp_path / "own.png")
    style.choose_method("painter")
    style.set("brush", 2.5)
    style.set_seed(77)
    style.add_file(tmp_path / "own.png")
    style.add_style(style.sources[3])
    style.set_weight(1, 0.25)
    style.share_by(MAPS)
    style.set_feather(0.1)
    kept = json.loads(json.dumps(style.snapshot()))
    assert kept["styles"][0]["file"] == str((tmp_path / "own.png").resolve())
    before = style.mix.shares
    style.choose_method("color")
    style.set_seed(1)
    style.remove_style(0)
    style.share_by(WEIGHTS)
    style.restore(kept)
    assert style.spec.id == "painter" and style.values["brush"] == 2.5 and style.seed == 77
    assert style.mix.shares == before and style.mix.by == MAPS and style.mix.feather == 0.1
    assert style.snapshot() == kept


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"method": "paintr"}, "painter"),
        ({"values": {"brush": 99}}, "goes from"),
        ({"styles": [{"style": "no-such", "weight": 1, "map": 1}]}, "no-such"),
        ({"styles": [{"weight": "heavy"}]}, "damaged"),
        ({"styles": 4}, "damaged"),
        ({"by": "dice"}, "dice"),
        ({"feather": 3}, "damaged"),
    ],
)
def test_what_is_no_snapshot_changes_nothing(studio: Studio, change: dict[str, object], sentence: str) -> None:
    fill(studio, 2)
    studio.style.choose_method("painter")
    before = studio.style.snapshot()
    with pytest.raises(UserError, match=sentence):
        studio.style.restore(before | change)
    assert studio.style.snapshot() == before


def test_method_and_preview_are_remembered(studio: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    studio.style.choose_method("color")
    studio.style.want_preview(False)
    again = Studio(engine, studio.settings)
    assert again.style.spec.id == "color" and not again.style.wants_preview
    again.close()


def test_rolling_changes_the_seed_and_bad_seeds_are_refused(studio: Studio) -> None:
    studio.style.roll()
    seed = studio.style.seed
    with pytest.raises(UserError, match="Seed"):
        studio.style.set_seed(-4)
    assert studio.style.seed == seed

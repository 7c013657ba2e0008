"""What the document tells a muse of its picture: a small copy, origins, recipes, and how much the hand has painted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.cli.muse import _picture
from studio.core.picture import ImageRef, Picture
from studio.core.recipe import Recipe
from studio.document.brush import Brush
from studio.document.document import Document
from studio.document.layer import BlendMode, Layer, Origin
from studio.session.contact import Candidate
from studio.session.muse_facts import EDGE, facts_of, facts_of_candidate, taken
from studio.session.studio import Studio

RECIPE = Recipe("generator", "scenes", 64, 48, 7, "a quiet lake", {"scene": "landscape"})


def filled(width: int, height: int, rgb: tuple[int, int, int]) -> np.ndarray:
    """A little darker toward the foot: one color alone would be a ground and no painting."""
    pixels = np.empty((height, width, 4), np.uint8)
    pixels[...] = (*rgb, 255)
    pixels[..., 0] -= np.linspace(0, 20, height).astype(np.uint8)[:, None]
    return pixels


def told(studio: Studio) -> dict[str, Any]:
    return dict(json.loads(facts_of(studio)[1]))


def painted(document: Document, layer: Layer, y: float, width: int, size: float = 40.0) -> None:
    """A stroke by hand over the whole width."""
    stroke = document.begin_stroke(
        Brush(size=size, hardness=1.0, opacity=1.0, pressure_size=False), (200, 20, 20), layer
    )
    for x in range(-40, width + 41, 10):
        stroke.to(x, y)
    stroke.end()


def test_without_a_document_there_is_nothing_to_tell(studio: Studio) -> None:
    assert facts_of(studio) == (None, "")
    assert taken(studio) is None


def test_a_large_document_comes_small_and_with_its_own_size(studio: Studio) -> None:
    studio.files.new(1600, 1200)
    document = studio.require_document()
    document.add_picture(filled(1600, 1200, (90, 120, 160)), name="Lake", origin=Origin.GENERATED, recipe=RECIPE)
    pixels, text = facts_of(studio)
    assert pixels is not None and pixels.shape == (576, EDGE, 4)
    assert abs(int(pixels[..., 2].mean()) - 160) < 3
    facts = json.loads(text)
    assert facts["size"] == [1600, 1200] and facts["title"] == ""
    (layer,) = facts["layers"]
    assert layer["origin"] == "generated" and layer["share"] == 1.0 and layer["recipe"]["text"] == "a quiet lake"
    assert facts["hand"] == 0.0 and "hand_least" not in facts


def test_the_hand_has_what_is_seen_of_its_layers(studio: Studio) -> None:
    studio.files.new(256, 256)
    document = studio.require_document()
    document.add_picture(filled(256, 256, (90, 120, 160)), name="Sky", origin=Origin.GENERATED, recipe=RECIPE)
    half = document.add_picture(filled(256, 128, (30, 90, 40)), name="Mine", origin=Origin.HAND, offset=(0, 128))
    facts = told(studio)
    assert [x["name"] for x in facts["layers"]] == ["Sky", "Mine"]
    assert facts["hand"] == pytest.approx(0.5, abs=0.01)
    document.set_opacity(half, 0.5)
    assert told(studio)["hand"] == pytest.approx(0.25, abs=0.01)
    document.set_visible(half, False)
    assert told(studio)["hand"] == 0.0


def test_what_lies_hidden_below_does_not_count(studio: Studio) -> None:
    studio.files.new(256, 256)
    document = studio.require_document()
    document.add_picture(filled(256, 256, (30, 90, 40)), name="Mine", origin=Origin.HAND)
    document.add_picture(filled(256, 256, (90, 120, 160)), name="Over it", origin=Origin.GENERATED, recipe=RECIPE)
    facts = told(studio)
    assert facts["hand"] == 0.0 and facts["layers"][-1]["share"] == 1.0


def test_a_layer_that_is_multiplied_leaves_the_one_below_its_part(studio: Studio) -> None:
    studio.files.new(256, 256)
    document = studio.require_document()
    document.add_picture(filled(256, 256, (30, 90, 40)), name="Mine", origin=Origin.HAND)
    over = document.add_picture(filled(256, 256, (90, 120, 160)), name="Shade", origin=Origin.GENERATED, recipe=RECIPE)
    document.set_blend(over, BlendMode.MULTIPLY)
    assert told(studio)["hand"] == pytest.approx(0.5, abs=0.01)


def test_a_ground_of_one_color_is_no_painting(studio: Studio) -> None:
    studio.files.new(256, 256, ground=(255, 255, 255))
    document = studio.require_document()
    document.add_picture(filled(128, 256, (90, 120, 160)), name="Lake", origin=Origin.GENERATED, offset=(0, 0))
    facts = told(studio)
    assert [x["name"] for x in facts["layers"]] == ["Lake"] and facts["hand"] == 0.0


def test_strokes_over_a_generated_layer_are_counted_while_the_history_knows_them(studio: Studio) -> None:
    studio.files.new(256, 256)
    document = studio.require_document()
    layer = document.add_picture(filled(256, 256, (90, 120, 160)), name="Lake", origin=Origin.GENERATED, recipe=RECIPE)
    painted(document, layer, 60, 256, size=64.0)
    facts = told(studio)
    (entry,) = facts["layers"]
    assert entry["touched"] is True and entry["hand"] == pytest.approx(0.25, abs=0.04)
    assert facts["hand"] == pytest.approx(entry["hand"], abs=1e-3)
    painted(document, layer, 60, 256, size=64.0)  # the same place again
    assert told(studio)["hand"] == pytest.approx(entry["hand"], abs=0.02)
    painted(document, layer, 190, 256, size=64.0)
    assert told(studio)["hand"] == pytest.approx(2 * entry["hand"], abs=0.04)
    for _ in range(3):
        document.history.undo()
    assert told(studio)["hand"] == 0.0 and told(studio)["layers"][0]["touched"] is False


def test_where_the_history_has_lost_the_first_stroke_only_that_there_was_one_is_told(studio: Studio) -> None:
    studio.files.new(256, 256)
    document = studio.require_document()
    layer = document.add_picture(filled(256, 256, (90, 120, 160)), name="Lake", origin=Origin.GENERATED, recipe=RECIPE)
    painted(document, layer, 60, 256)
    document.history.clear()
    painted(document, layer, 190, 256)
    facts = told(studio)
    assert "hand" not in facts["layers"][0] and facts["layers"][0]["touched"] is True
    assert facts["hand"] == 0.0 and facts["hand_least"] is True


def test_the_title_is_that_of_the_file(studio: Studio, tmp_path: Path) -> None:
    studio.files.new(64, 64)
    studio.require_document().add_picture(filled(64, 64, (90, 120, 160)), name="A", origin=Origin.HAND)
    assert told(studio)["title"] == ""
    studio.files.save_as(tmp_path / "harbor_at dusk.ora")
    assert told(studio)["title"] == "harbor at dusk"
    assert told(studio)["year"] >= 2026


def test_the_command_line_tells_the_same_as_the_window(studio: Studio, tmp_path: Path) -> None:
    path = tmp_path / "two_boats.ora"
    studio.files.new(1000, 800)
    document = studio.require_document()
    document.add_picture(filled(1000, 800, (90, 120, 160)), name="Lake", origin=Origin.GENERATED, recipe=RECIPE)
    half = filled(1000, 800, (60, 30, 30))
    half[400:] = 0
    document.add_picture(half, name="Sky", origin=Origin.HAND)
    studio.files.save_as(path)
    studio.files.open(path)
    pixels, facts = facts_of(studio)
    assert pixels is not None and json.loads(facts)["hand"] == pytest.approx(0.5, abs=0.02)
    assert _picture(str(path)) == {"picture": ImageRef.of(pixels), "facts": facts}


def test_what_was_taken_does_not_follow_later_strokes(studio: Studio) -> None:
    studio.files.new(256, 256)
    document = studio.require_document()
    layer = document.add_picture(filled(256, 256, (90, 120, 160)), name="Lake", origin=Origin.GENERATED, recipe=RECIPE)
    now = taken(studio)
    assert now is not None
    before = now.read()[0].copy()
    painted(document, layer, 60, 256)
    assert (now.read()[0] == before).all() and json.loads(now.facts())["hand"] == 0.0
    assert (facts_of(studio)[0] != before).any()


def test_a_candidate_tells_its_recipe_and_an_unpainted_one_nothing() -> None:
    pixels = filled(64, 48, (90, 120, 160))
    candidate = Candidate("a quiet lake", 7)
    assert facts_of_candidate(candidate) == (None, "")
    candidate.picture = Picture(pixels, RECIPE)
    seen, text = facts_of_candidate(candidate)
    assert seen is pixels
    facts = json.loads(text)
    assert facts["layers"][0]["recipe"]["seed"] == 7 and facts["size"] == [64, 48] and facts["hand"] == 0.0

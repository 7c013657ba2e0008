"""Regions given to styles: what one gains the others lose, without ribbons between, beside the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from studio.document.kept import new_plane
from studio.document.layer import Layer, Origin
from studio.document.planes import set_mask
from studio.session.studio import Studio
from studio.session.style_gifts import Gift

SIZE = 90, 60
LABELS = np.repeat(np.repeat(np.array([[0, 1, 2], [3, 4, 5]], np.int32), 5, 0), 5, 1)


def given(maps: dict[int, Layer], regions: dict[int, int | None], **more: Any) -> dict[int, Layer]:
    made = Gift(LABELS, (0, 0, *SIZE), regions, **more).tiles(maps, SIZE)
    return {n: new_plane(p.name, made.get(n, p.tiles)) for n, p in maps.items()}


def mask(plane: Layer) -> np.ndarray:
    return plane.tiles.read((0, 0, *SIZE))[..., 3].astype(int)


def test_neighbors_given_one_by_one_leave_no_ribbon() -> None:
    maps = {1: new_plane("style/map1"), 2: new_plane("style/map2")}
    for region in range(6):
        maps = given(maps, {region: 1})
    assert mask(maps[1]).min() > 250 and mask(maps[2]).max() < 5
    maps = given(maps, {1: 2})
    maps = given(maps, {4: 2})
    both = mask(maps[1]) + mask(maps[2])
    assert abs(both - 255).max() <= 4 and mask(maps[2])[:, 45].min() > 250 and not mask(maps[2])[:, :20].any()
    maps = given(maps, {1: 1, 4: 1})
    assert mask(maps[1]).min() > 250 and mask(maps[2]).max() < 5


def test_what_is_there_already_changes_nothing() -> None:
    maps = given({1: new_plane("style/map1"), 2: new_plane("style/map2")}, {0: 1, 1: 1, 3: 2})
    assert not Gift(LABELS, (0, 0, *SIZE), {0: 1, 3: 2}).tiles(maps, SIZE)


def test_joined_regions_go_to_whoever_had_the_first() -> None:
    maps = given({1: new_plane("style/map1"), 2: new_plane("style/map2")}, {0: 1, 1: 2})
    joined = np.where(LABELS == 1, 0, LABELS).astype(np.int32)
    made = Gift(joined, (0, 0, *SIZE), {0: None}, LABELS).tiles(maps, SIZE)
    assert made[1].read((0, 0, *SIZE))[15, 10:50, 3].min() > 250 and made[2].read((0, 0, *SIZE))[..., 3].max() < 5
    assert not Gift(LABELS, (0, 0, *SIZE), {5: None}).tiles(maps, SIZE), "nobody has it"


def test_a_layer_that_reaches_over_the_picture() -> None:
    maps = {1: new_plane("style/map1")}
    made = Gift(LABELS, (-30, -30, 90, 60), {5: 1, 0: 1}).tiles(maps, SIZE)[1].read((0, 0, *SIZE))[..., 3]
    assert made[10, 45] == 255 and made[10, 10] == 0 and not made[40:].any()


def test_what_is_painted_while_a_region_is_given_stays(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    studio.files.new(96, 80)
    document, style = studio.require_document(), studio.style
    flag = np.full((80, 96, 4), 255, np.uint8)
    flag[:, :48, :3], flag[:, 48:, :3] = (200, 40, 40), (40, 60, 190)
    document.add_picture(flag, name="Flag", origin=Origin.PICTURE)
    style.choose(style.sources[0])
    style.add_style(style.sources[1])
    style.regions.find()
    waiting: list[Callable[[], object]] = []

    def later(work: Any, done: Any, failed: Any) -> None:
        waiting.append(lambda: done(work()))

    monkeypatch.setattr(studio.background, "run", later)
    maps = style.maps
    maps.clear(1)
    maps.clear(2)
    style.regions.give(style.regions.at(20, 20), 1)
    style.regions.give(style.regions.at(80, 20), 2)
    assert len(waiting) == 1, "one after another"
    painted = maps.mask(2).copy()
    painted[70:, :20] = 255
    steps = len(document.history.titles)
    set_mask(document, painted, "Paint map", document.planes[maps.name(2)])
    while waiting:
        waiting.pop(0)()
    assert maps.mask(1)[20, 20] == 255 and maps.mask(2)[20, 80] == 255 and maps.mask(2)[20, 20] == 0
    assert len(document.history.titles) == steps + 3, "the stroke, and two gifts in their order"
    document.history.undo()
    assert maps.mask(2)[20, 80] == 0 and maps.mask(1)[20, 20] == 255

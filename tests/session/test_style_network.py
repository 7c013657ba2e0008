"""A network of one style in the library is a method of the Style panel: no style picture is needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx_kit
import pytest

from studio.art.generators.owned.catalog import sync
from studio.art.styles.catalog import STYLES
from studio.document.layer import Origin
from studio.session.studio import Studio


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    yield
    sync(())


def test_it_comes_lays_its_style_on_and_goes(studio: Studio, engine, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    studio.files.new(96, 80, ground=(200, 100, 80))
    document = studio.require_document()
    document.active = document.layers[0]
    before = [s.id for s in STYLES]
    heard: list[int] = []
    studio.style.methods_changed.connect(lambda: heard.append(len(tuple(STYLES))))
    studio.models.add([onnx_kit.tint(tmp_path / "Warm evening.onnx")])
    engine.work()
    (entry,) = studio.models.library
    assert heard == [len(before) + 1]
    assert studio.style.problem == "Choose a style."
    studio.style.choose_method(entry.id)
    assert studio.style.problem == "" and not studio.style.takes_picture
    assert studio.style.values == {"strength": 1.0, "colors": "take", "texture": 1.0}
    studio.style.apply()
    engine.work()
    layer = document.active
    assert layer is not None and layer.origin is Origin.STYLIZED and "Warm evening" in layer.name
    assert np.abs(document.pixels(layer)[40, 40, :3].astype(int) - (200, 50, 20)).max() <= 1
    assert layer.recipe is not None and layer.recipe.models == {entry.id: entry.sha256}
    assert set(layer.recipe.sources) == {"content"}
    studio.models.remove(studio.models.get(entry.id))
    assert [s.id for s in STYLES] == before and studio.style.spec.id == before[0]
    assert studio.style.problem == "Choose a style."

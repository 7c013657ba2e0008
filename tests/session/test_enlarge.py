"""A layer enlarged to the whole picture by an upscaler of the artist's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.torch import save_file
from upscaler_kit import compact

from studio.art.generators.owned.catalog import sync
from studio.core.errors import UserError
from studio.session.enlarge import enlarge_layer
from studio.session.studio import Studio


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    sync(())
    yield
    sync(())


def test_a_small_layer_fills_the_picture(studio: Studio, engine: Any, tmp_path: Path) -> None:
    studio.files.new(96, 80)
    small = np.full((30, 40, 4), 255, np.uint8)
    small[:, :20, 1:3] = 30
    studio.place_pixels(small, "Stamp")
    document = studio.require_document()
    with pytest.raises(UserError, match="no upscaler yet"):
        enlarge_layer(studio)
    save_file(compact(2), str(tmp_path / "twice.safetensors"))
    studio.models.add([tmp_path / "twice.safetensors"])
    engine.work()
    layer = document.active
    enlarge_layer(studio)
    engine.work()
    made = document.active
    assert made is not layer and made is not None and made.name == "Stamp, enlarged"
    assert document.bounds(made)[2:] == (96, 72)
    pixels = document.pixels(made)
    assert pixels[36, 20, 0] > 200 and abs(int(pixels[36, 20, 1]) - int(pixels[36, 76, 1])) > 60
    with pytest.raises(UserError, match="as large as the picture"):
        enlarge_layer(studio)
    document.history.undo()
    assert document.active is layer

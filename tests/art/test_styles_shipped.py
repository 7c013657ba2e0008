"""The style pictures that come with the program."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from studio.art.styles import shipped
from studio.art.styles.jit import Crew
from studio.art.styles.manners import MANNERS
from studio.art.styles.manners.board import Board
from studio.core.errors import UnknownNameError


def test_there_are_enough_and_each_is_what_the_list_says() -> None:
    styles = shipped.shipped()
    assert len(styles) >= 24
    assert len({s.id for s in styles}) == len({s.title for s in styles}) == len(styles)
    for s in styles:
        data = s.path.read_bytes()
        assert len(data) <= 250_000, s.id
        assert hashlib.sha256(data).hexdigest() == s.sha256, s.id
        with Image.open(s.path) as image:
            assert image.size == (s.width, s.height)
        assert s.author == "Pentimento" and s.license == "CC0-1.0" and len(s.tags) >= 3


def test_the_folder_holds_nothing_that_is_not_listed() -> None:
    listed = {s.path.name for s in shipped.shipped()} | {"styles.json"}
    assert {p.name for p in shipped.folder().iterdir()} == listed


@pytest.mark.parametrize("id_", [s.id for s in shipped.shipped()])
def test_each_loads_and_has_something_to_say(id_: str) -> None:
    pixels = shipped.load(id_)
    assert pixels.dtype == np.uint8 and pixels.shape[2] == 4 and (pixels[..., 3] == 255).all()
    small = shipped.thumbnail(id_, 128)
    assert max(small.shape[:2]) == 128 and small is shipped.thumbnail(id_, 128)
    gray = pixels[..., :3].mean(2)
    low, high = np.quantile(gray, (0.02, 0.98))
    assert high - low > 90, "the tones of a style must reach from dark to light"


def test_an_unknown_id_offers_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="mosaic"):
        shipped.load("mosaik")


def test_the_list_is_that_of_the_painters() -> None:
    entries = json.loads((shipped.folder() / "styles.json").read_text("utf-8"))
    assert [(e["id"], e["title"], tuple(e["tags"])) for e in entries] == [(m.id, m.title, m.tags) for m in MANNERS]


@pytest.mark.parametrize("manner", MANNERS, ids=lambda m: m.id)
def test_each_painter_paints_the_same_picture_again_at_any_size(manner: object) -> None:
    board = Board(120, 90, manner.seed, Crew(1))  # type: ignore[attr-defined]
    first, second = (manner.paint(board) for _ in range(2))  # type: ignore[attr-defined]
    assert first.shape == (90, 120, 3) and np.isfinite(first).all()
    assert first.min() >= 0 and first.max() <= 1
    assert np.array_equal(first, second)


def test_browsing_styles_needs_neither_torch_nor_kernels() -> None:
    code = (
        "import sys; from studio.art.styles import shipped; shipped.thumbnail(shipped.shipped()[0].id);"
        "print([m for m in ('torch', 'numba', 'cv2') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert out.stdout.strip() == "[]"

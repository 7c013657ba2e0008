"""Regions by color and texture, and which style suits which."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.art.styles.segments import EDGE, FEWEST, MOST, segment, superpixels
from studio.art.styles.segments_match import nearest_styles
from studio.core.errors import Cancelled, UserError

Pixels = NDArray[np.uint8]


def flag(width: int = 300, height: int = 200) -> Pixels:
    """Four fields: red, blue, and the same gray once smooth, once rough."""
    out = np.full((height, width, 4), 255, np.uint8)
    h, w = height // 2, width // 2
    out[:h, :w, :3], out[:h, w:, :3], out[h:, :, :3] = (200, 40, 40), (40, 60, 190), 128
    out[h:, w:, :3] = np.clip(128 + np.random.default_rng(1).normal(0, 40, (height - h, width - w, 1)), 0, 255)
    return out


def purity(labels: NDArray[np.int32], box: tuple[slice, slice]) -> tuple[int, float]:
    """Which region has most of a box, and how much."""
    counts = np.bincount(labels[box][labels[box] >= 0])
    return int(counts.argmax()), float(counts.max() / labels[box].size)


def test_color_and_texture_make_the_regions() -> None:
    found = segment(flag(), 4)
    h, w = found.labels.shape
    assert found.count == 4 and max(h, w) <= EDGE and found.labels.max() == 3
    m = 6
    boxes = [
        (slice(m, h // 2 - m), slice(m, w // 2 - m)), (slice(m, h // 2 - m), slice(w // 2 + m, w - m)),
        (slice(h // 2 + m, h - m), slice(m, w // 2 - m)), (slice(h // 2 + m, h - m), slice(w // 2 + m, w - m)),
    ]  # fmt: skip
    owners = [purity(found.labels, box) for box in boxes]
    assert len({k for k, _ in owners}) == 4 and min(p for _, p in owners) > 0.93
    assert found.texture[owners[3][0]] > 3 * found.texture[owners[2][0]]
    assert list(found.shares()) == sorted(found.shares(), reverse=True) and found.shares().sum() == pytest.approx(1)
    assert found.colors[owners[0][0], 1] > 30 and found.colors[owners[1][0], 2] < -30


def test_a_field_in_two_pieces_is_one_region() -> None:
    picture = flag()
    picture[:, 140:160, :3] = (250, 250, 250)  # a pole through the gray field
    picture[100:, 160:, :3] = 128
    found = segment(picture, 4)
    h, w = found.labels.shape
    left, right = (
        (slice(int(0.6 * h), h - 4), slice(6, int(0.4 * w))),
        (slice(int(0.6 * h), h - 4), slice(int(0.6 * w), w)),
    )
    assert purity(found.labels, left)[0] == purity(found.labels, right)[0]


@pytest.mark.parametrize("size", [(600, 400), (37, 900), (20, 16), (1, 1)])
def test_any_shape_gives_a_few_regions(size: tuple[int, int]) -> None:
    width, height = size
    rng = np.random.default_rng(4)
    picture = np.full((height, width, 4), 255, np.uint8)
    picture[..., :3] = np.linspace(0, 255, width)[None, :, None] * 0.7 + rng.normal(20, 10, (height, width, 3))
    found = segment(picture)
    assert 1 <= found.count <= MOST and (found.labels >= 0).all()
    assert found.labels.shape[0] / found.labels.shape[1] == pytest.approx(height / width, rel=0.2)
    if width * height > 10000:
        assert found.count >= FEWEST


def test_the_same_picture_gives_the_same_regions_and_holes_stay_out() -> None:
    picture = flag()
    picture[:40, :, 3] = 0
    a, b = segment(picture), segment(picture)
    assert np.array_equal(a.labels, b.labels)
    assert (a.labels[:30] == -1).all() and (a.labels[60:] >= 0).all()
    with pytest.raises(UserError, match="transparent"):
        segment(np.zeros((20, 20, 4), np.uint8))


def test_it_stops_when_it_is_told_to() -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        segment(flag(), check=stop)


def test_superpixels_cover_everything_in_whole_pieces() -> None:
    labels = superpixels((flag()[..., :3] / np.float32(255)).astype(np.float32), 80)
    counts = np.bincount(labels.reshape(-1))
    assert 40 <= len(counts) <= 160 and counts.min() > 0


def test_regions_go_to_the_styles_of_their_color() -> None:
    found = segment(flag(), 4)
    red, blue = np.full((40, 40, 4), 255, np.uint8), np.full((40, 40, 4), 255, np.uint8)
    red[..., :3], blue[..., :3] = (210, 60, 30), (30, 50, 200)
    chosen = nearest_styles(found, [blue, red])
    warm, cold = int(found.colors[:, 1].argmax()), int(found.colors[:, 2].argmin())
    assert chosen[warm] == 1 and chosen[cold] == 0
    assert set(nearest_styles(found, [red, red, blue])) == {0, 1, 2} or len(set(chosen)) == 2
    assert nearest_styles(found, []) == []

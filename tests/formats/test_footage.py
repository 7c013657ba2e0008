"""Films that go wrong on the way, and what is kept of one between its parts."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from studio.core.errors import UserError
from studio.formats.film_job import _read_arrays, _write_arrays
from studio.formats.footage import facts_of, footage


def jpegs(path: Path, sizes: list[tuple[int, int]]) -> Path:
    """A film whose frames are pictures of their own sizes."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mjpeg", rate=25)
        stream.width, stream.height, stream.pix_fmt = *sizes[0], "yuvj420p"
        for number, size in enumerate(sizes):
            data = io.BytesIO()
            Image.fromarray(np.full((size[1], size[0], 3), 20 * number, np.uint8)).save(data, "JPEG")
            packet = av.Packet(data.getvalue())
            packet.stream, packet.time_base = stream, Fraction(1, 25)
            packet.pts = packet.dts = number
            packet.is_keyframe = True
            container.mux(packet)
    return path


@pytest.mark.parametrize("other", [(96, 48), (80, 64), (64, 96)])
def test_frames_that_change_their_size_are_told(tmp_path: Path, other: tuple[int, int]) -> None:
    path = jpegs(tmp_path / "a.mkv", [(96, 64), (96, 64), other])
    seen = []
    with pytest.raises(UserError, match="change their size"):
        for shown in footage(path, facts_of(path)):
            seen.append(shown.rgb().shape)
    assert seen == [(64, 96, 3)] * 2
    whole = jpegs(tmp_path / "b.mkv", [(96, 64)] * 3)
    assert [s.time for s in footage(whole, facts_of(whole))] == sorted(
        {s.time for s in footage(whole, facts_of(whole))}
    )


def test_what_was_kept_of_a_film_comes_back_or_is_told(tmp_path: Path) -> None:
    path = tmp_path / "state.npz"
    _write_arrays(path, {"last": np.arange(6000, dtype=np.uint8)})
    assert np.array_equal(_read_arrays(path)["last"], np.arange(6000, dtype=np.uint8))
    data = path.read_bytes()
    for broken in (data[: len(data) // 2], b"PK\x03\x04" + bytes(40), b"", data[:100] + b"\xff" * 200 + data[300:]):
        path.write_bytes(broken)
        with pytest.raises(UserError, match="start it afresh"):
            _read_arrays(path)

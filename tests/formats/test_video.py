from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from studio.core.errors import Cancelled, UserError
from studio.core.picture import Pixels
from studio.core.recipe import Recipe
from studio.core.walk import Keyframe, Walk
from studio.formats import atomic
from studio.formats.images import read_image
from studio.formats.video import Told, write_video
from studio.formats.video_kinds import KINDS, estimate, kind_of
from studio.formats.video_read import video_facts, video_frames, walk_inside

Check = Callable[[Path], None]
NAMES = ["a.mp4", "a.webm", "a.gif", "a"]


def sky(count: int = 12, width: int = 96, height: int = 64) -> Iterator[Pixels]:
    """A sky that turns from blue to red, with a sun that moves."""
    y, x = np.mgrid[0:height, 0:width]
    for number in range(count):
        share = number / max(1, count - 1)
        pixels = np.full((height, width, 4), 255, np.uint8)
        pixels[..., 0] = 60 + 150 * share
        pixels[..., 1] = 90 + y * 80 // height
        pixels[..., 2] = 200 - 120 * share
        pixels[(x - width * share) ** 2 + (y - height / 3) ** 2 < 64] = (250, 240, 200, 255)
        yield pixels


@pytest.mark.parametrize("name", NAMES)
def test_what_was_written_reads_back(tmp_path: Path, name: str, no_temporary: Check) -> None:
    path = tmp_path / name
    assert write_video(path, sky(), 24, told=Told("Rot – 赤", "{}"), colors=list(sky())) == ()
    facts = video_facts(path)
    assert (facts.width, facts.height, facts.frames) == (96, 64, 12)
    assert facts.seconds == pytest.approx(0.5 if facts.codec != "png" else 0.0, abs=0.02)
    assert facts.comment == "{}" and facts.title == ("Rot – 赤" if facts.codec in ("h264", "vp9") else "")
    back = list(video_frames(path))
    assert len(back) == 12
    tolerance = {"h264": 4.0, "vp9": 6.0, "gif": 7.0, "png": 0.0}[facts.codec]
    for wanted, got in zip(sky(), back, strict=True):
        assert got.shape == wanted.shape and got.dtype == np.uint8
        assert np.abs(got.astype(int) - wanted).mean() <= tolerance
        # No cast: a wrong color matrix shifts whole areas by ten levels and more.
        assert np.abs(got.mean((0, 1)) - wanted.mean((0, 1))).max() <= 3
    no_temporary(tmp_path)


def test_an_mp4_begins_with_its_index_and_is_the_common_kind(tmp_path: Path) -> None:
    write_video(tmp_path / "a.mp4", sky(), 24)
    data = (tmp_path / "a.mp4").read_bytes()
    assert 0 < data.find(b"moov") < data.find(b"mdat")
    import av

    with av.open(str(tmp_path / "a.mp4")) as container:
        context = container.streams.video[0].codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
        assert (int(context.colorspace), int(context.color_range)) == (1, 1)


def test_odd_sides_lose_a_line_where_they_must(tmp_path: Path) -> None:
    for name, size in (("a.mp4", (50, 40)), ("a.webm", (50, 40)), ("a.gif", (51, 41))):
        write_video(tmp_path / name, sky(2, 51, 41), 10)
        facts = video_facts(tmp_path / name)
        assert (facts.width, facts.height) == size


@pytest.mark.parametrize("fps", [7, 30, 60])
def test_a_gif_keeps_the_pace_though_it_counts_in_hundredths(tmp_path: Path, fps: int) -> None:
    write_video(tmp_path / "a.gif", sky(30, 32, 32), fps)
    assert video_facts(tmp_path / "a.gif").seconds == pytest.approx(30 / fps, abs=0.04)


def test_a_gif_has_one_palette_and_loops(tmp_path: Path) -> None:
    write_video(tmp_path / "a.gif", sky(), 10, colors=list(sky()), told=Told(comment="x" * 1000))
    data = (tmp_path / "a.gif").read_bytes()
    assert b"NETSCAPE2.0\x03\x01\x00\x00" in data
    assert video_facts(tmp_path / "a.gif").comment == "x" * 1000
    colors = {tuple(c) for frame in video_frames(tmp_path / "a.gif") for c in frame.reshape(-1, 4)}
    assert len(colors) <= 255


def test_the_pictures_of_a_sequence_know_their_recipes(tmp_path: Path) -> None:
    def recipe_of(number: int) -> Recipe:
        return Recipe("generator", "flow", 96, 64, number)

    write_video(tmp_path / "frames", sky(3), 24, recipe_of=recipe_of)
    names = sorted(p.name for p in (tmp_path / "frames").iterdir())
    assert names == ["frame-00001.png", "frame-00002.png", "frame-00003.png"]
    third = read_image(tmp_path / "frames" / "frame-00003.png").recipe
    assert third is not None and third.seed == 2


@pytest.mark.parametrize("name", ["a.mp4", "a.gif", "a"])
def test_the_walk_travels_inside(tmp_path: Path, name: str) -> None:
    walk = Walk(tuple(Keyframe(Recipe("generator", "flow", 96, 64, s, "Größe")) for s in (1, 2)), loop=True)
    write_video(tmp_path / name, sky(2), 24, told=Told("w", walk.to_json()))
    assert walk_inside(tmp_path / name) == walk
    write_video(tmp_path / f"plain{name}", sky(2), 24)
    with pytest.raises(UserError, match="no walk inside"):
        walk_inside(tmp_path / f"plain{name}")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("error", [Cancelled(), UserError("no"), RuntimeError("fault")])
def test_an_end_on_the_way_leaves_nothing(tmp_path: Path, name: str, error: Exception, no_temporary: Check) -> None:
    if name != "a":
        (tmp_path / name).write_bytes(b"old")

    def frames() -> Iterator[Pixels]:
        yield from sky(5)
        raise error

    with pytest.raises(type(error)):
        write_video(tmp_path / name, frames(), 24)
    no_temporary(tmp_path)
    assert [p.read_bytes() for p in tmp_path.iterdir() if p.is_file()] == ([b"old"] if name != "a" else [])


@pytest.mark.parametrize("name", NAMES)
def test_a_full_disk_is_told_in_a_sentence(
    tmp_path: Path, name: str, no_temporary: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = 0
    write = atomic.CountedFile.write

    def full(self: atomic.CountedFile, data: object) -> int:
        nonlocal written
        written += len(memoryview(data))  # type: ignore[arg-type]
        if written > 3000:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(self, data)

    monkeypatch.setattr(atomic.CountedFile, "write", full)
    rng = np.random.default_rng(0)
    noise = (rng.integers(0, 255, (64, 96, 4), np.uint8) for _ in range(60))
    with pytest.raises(UserError, match="no room left on the disk"):
        write_video(tmp_path / name, noise, 24)
    no_temporary(tmp_path)
    assert not list(tmp_path.iterdir())


def test_places_that_cannot_be_written_say_why(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "file").write_text("a file")
    for name, why in (
        ("full", "not empty"), ("file", "file of that name"), ("none/a.mp4", "does not exist"),
        ("none/frames", "does not exist"), ("a.avi", "cannot be written here"),
    ):  # fmt: skip
        with pytest.raises(UserError, match=why):
            write_video(tmp_path / name, sky(2), 24)
    assert (tmp_path / "full" / "mine.txt").read_text() == "mine"
    (tmp_path / "empty").mkdir()
    write_video(tmp_path / "empty", sky(2), 24)
    assert video_facts(tmp_path / "empty").frames == 2
    with pytest.raises(UserError, match="no frame"):
        write_video(tmp_path / "a.mp4", iter(()), 24)


def test_a_video_that_lost_frames_is_not_put_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from studio.formats import video_read

    facts = video_read.video_facts
    monkeypatch.setattr(video_read, "video_facts", lambda path: facts(path).__class__(96, 64, 3, 0.1, "h264"))
    with pytest.raises(UserError, match="does not read back"):
        write_video(tmp_path / "a.mp4", sky(), 24)
    assert not list(tmp_path.iterdir())


def test_without_h264_it_is_another_mp4_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from studio.formats import video

    monkeypatch.setattr(video, "_H264", ("none-such",))
    notices = write_video(tmp_path / "a.mp4", sky(), 24)
    assert len(notices) == 1 and "H.264" in notices[0]
    assert video_facts(tmp_path / "a.mp4").codec == "mpeg4"


def test_what_is_no_video_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"no video at all" * 100)
    (tmp_path / "none").mkdir()
    for name, why in (("a.mp4", "damaged"), ("b.mp4", "no such file"), ("none", "no pictures")):
        with pytest.raises(UserError, match=why):
            video_facts(tmp_path / name)


def test_kinds_and_their_sizes() -> None:
    assert [kind_of(n).id for n in ("x.MP4", "x.webm", "x.gif", "x")] == [k.id for k in KINDS]
    assert all(estimate(k, 512, 512, 250) > 100_000 for k in KINDS)

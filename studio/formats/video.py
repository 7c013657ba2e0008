"""Writing moving pictures: MP4, WebM, GIF, or a folder of numbered PNGs. Whole or not at all, as every file here.

`av` (PyAV, the libraries of FFmpeg) is loaded only when something is written or read.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from studio.core.errors import UserError
from studio.formats import png
from studio.formats.atomic import CountedFile, fill_folder, replace_file
from studio.formats.video_gif import Palette, write_comment
from studio.formats.video_kinds import FRAMES, GIF, MP4, VideoKind, kind_of

if TYPE_CHECKING:
    from types import ModuleType

    from numpy.typing import NDArray

    from studio.core.picture import Pixels

LONGEST_COMMENT = 2**20
"""Characters; a longer recipe is left out, with a notice."""
ABOUT = "walk.json"
"""Beside the pictures of a sequence: what the comment is to a video."""
_BT709, _SRGB, _VIDEO_RANGE = 1, 13, 1
_H264 = ("libx264", "libopenh264")


@dataclass(frozen=True)
class Told:
    """What goes into the file besides pictures. `comment`: the recipe of the whole, as JSON."""

    title: str = ""
    comment: str = ""


def write_video(
    path: str | Path,
    frames: Iterable[Pixels],
    fps: int,
    *,
    told: Told | None = None,
    colors: Sequence[Pixels] = (),
    recipe_of: Callable[[int], Any] | None = None,
) -> tuple[str, ...]:
    """Writes `frames` (uint8 (H, W, 4), all of one size) as what the ending of `path` says; returns notices.

    `colors`: pictures from which the palette of a GIF is chosen; without them the first frame's. `recipe_of`: the
    recipe of a frame, or None, for PNG sequences. Odd sides lose a row or column where a format takes only even ones. What
    `frames` raises (`Cancelled`) ends the writing and leaves nothing behind. Raises `UserError` where there is no
    frame, and for all that a disk can do.
    """
    kind, told = kind_of(path), told or Told()
    first, rest = _begun(frames)
    notices: list[str] = []
    if len(told.comment) > LONGEST_COMMENT:
        told = Told(told.title)
        notices.append("The recipe of the walk is too long to be put into the file.")
    if kind is FRAMES:
        sequence = _Sequence(rest, fps, told, recipe_of)
        fill_folder(path, sequence.write, sequence.verify)
        return tuple(notices)
    av = load_av()
    writer = _Writer(av, kind, first, rest, fps, told, colors, notices)
    replace_file(path, writer.write, writer.verify)
    return tuple(notices)


def load_av() -> ModuleType:
    """PyAV. Raises `UserError` where it is not installed."""
    try:
        import av
    except ImportError:
        raise UserError(
            "Videos need the package “av”, which is not installed: run `pip install av`, or export a folder of pictures."
        ) from None
    av.logging.set_level(None)  # its words would only fill the terminal; what fails is raised
    return av


def _begun(frames: Iterable[Pixels]) -> tuple[Pixels, Iterator[Pixels]]:
    iterator = iter(frames)
    first = next(iterator, None)
    if first is None:
        raise UserError("There is no frame to write.")
    return first, itertools.chain((first,), iterator)


class _Writer:
    """One video file being written."""

    def __init__(
        self, av: ModuleType, kind: VideoKind, first: Pixels, frames: Iterator[Pixels], fps: int, told: Told,
        colors: Sequence[Pixels], notices: list[str],
    ) -> None:  # fmt: skip
        self._av, self._kind, self._frames, self._fps, self._told = av, kind, frames, fps, told
        height, width = first.shape[:2]
        self._size = (width - width % 2, height - height % 2) if kind.even else (width, height)
        if min(self._size) < 2:
            raise UserError("A video is at least 2 px wide and high.")
        self._palette = Palette.of(colors or [first], self._size) if kind is GIF else None
        self._notices = notices
        self._count = 0

    def write(self, out: CountedFile) -> None:
        name = "mp4" if self._kind is MP4 else self._kind.id
        options = {"movflags": "+faststart"} if self._kind is MP4 else {"loop": "0"} if self._kind is GIF else {}
        container = self._av.open(out, "w", format=name, options=options, io_open=Again(out))
        try:
            if self._kind is not GIF:
                container.metadata.update(title=self._told.title, comment=self._told.comment)
            stream = self._stream(container)
            for frame in self._frames:
                for packet in stream.encode(self._frame(frame)):
                    container.mux(packet)
                self._count += 1
            for packet in stream.encode(None):
                container.mux(packet)
        except BaseException:
            # What is half written is thrown away: that it cannot be ended well either is no news.
            with contextlib.suppress(Exception):
                container.close()
            raise
        container.close()
        if self._kind is GIF and self._told.comment:
            write_comment(out, self._told.comment)

    def verify(self, path: Path) -> None:
        """Raises `OSError` unless as many frames of the right size read back as were written."""
        from studio.formats.video_read import video_facts

        try:
            facts = video_facts(path)
        except UserError as error:
            raise OSError(f"the video does not read back ({error})") from None
        if (facts.width, facts.height, facts.frames) != (*self._size, self._count):
            raise OSError("the video does not read back as it was written")

    def _stream(self, container: Any) -> Any:
        if self._kind is GIF:
            stream = container.add_stream("gif", rate=self._fps)
            stream.pix_fmt = "pal8"
            stream.codec_context.time_base = Fraction(1, 100)
        elif self._kind is MP4:
            stream = mp4_stream(self._av, container, self._fps, self._notices)
        else:
            stream = webm_stream(self._av, container, self._fps)
        stream.width, stream.height = self._size
        return stream

    def _frame(self, pixels: Pixels) -> Any:
        width, height = self._size
        if pixels.shape[0] < height or pixels.shape[1] < width:
            raise ValueError(f"a frame of {pixels.shape[1]} x {pixels.shape[0]} in a video of {width} x {height}")
        rgb = np.ascontiguousarray(pixels[:height, :width, :3])
        if self._palette is not None:
            frame = self._av.VideoFrame.from_ndarray((self._palette.indices(rgb), self._palette.argb), format="pal8")
            # Hundredths of a second are the finest step of a GIF; rounding each frame's own time keeps the pace.
            frame.pts, frame.time_base = round(self._count * 100 / self._fps), Fraction(1, 100)
            return frame
        frame = yuv_frame(self._av, rgb)
        frame.pts, frame.time_base = self._count, Fraction(1, self._fps)
        return frame


def mp4_stream(
    av: ModuleType, container: Any, rate: Any, notices: list[str], more: dict[str, str] | None = None
) -> Any:
    """A stream of H.264, or of MPEG-4 Part 2 with a notice where there is none. Raises `UserError`."""
    more = more or {}
    for name in _H264:
        options = {"crf": "17", "preset": "medium"} if name == "libx264" else {}
        stream = _added(av, container, name, rate, options | more)
        if stream is not None:
            return stream
    stream = _added(av, container, "mpeg4", rate, {"qscale": "3"} | more)
    if stream is None:
        raise UserError("This build of the video library cannot write MP4: choose WebM or GIF.")
    notices.append(
        "This build of the video library has no H.264: the file is MPEG-4 Part 2, larger, and plays in fewer programs."
    )
    return stream


def webm_stream(av: ModuleType, container: Any, rate: Any, more: dict[str, str] | None = None) -> Any:
    """A stream of VP9. Raises `UserError`."""
    options = {"crf": "28", "deadline": "good", "cpu-used": "4", "row-mt": "1"} | (more or {})
    stream = _added(av, container, "libvpx-vp9", rate, options)
    if stream is None:
        raise UserError("This build of the video library cannot write WebM: choose MP4 or GIF.")
    stream.codec_context.bit_rate = 0  # by quality alone
    return stream


def _added(av: ModuleType, container: Any, codec: str, rate: Any, options: dict[str, str]) -> Any:
    """A stream of yuv420p with the colors of BT.709, or None where there is no such encoder."""
    try:
        stream = container.add_stream(codec, rate=rate, options=options)
    except (av.codec.codec.UnknownCodecError, ValueError):
        return None
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.color_primaries, context.color_trc = _BT709, _SRGB
    context.colorspace, context.color_range = _BT709, _VIDEO_RANGE
    return stream


def yuv_frame(av: ModuleType, rgb: NDArray[np.uint8]) -> Any:
    """(H, W, 3) as the encoders of `mp4_stream` and `webm_stream` take it."""
    frame = av.VideoFrame.from_ndarray(rgb, format="rgb24")
    return frame.reformat(format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG")


class Again:
    """Lets the library read what it has written: it moves the index of an MP4 to the front that way."""

    def __init__(self, out: CountedFile) -> None:
        self._out = out

    def __call__(self, url: str, flags: int, options: Any) -> Any:
        self._out.flush()
        return open(self._out.name, "rb")


class _Sequence:
    """A folder of frames being written."""

    def __init__(self, frames: Iterator[Pixels], fps: int, told: Told, recipe_of: Callable[[int], Any] | None) -> None:
        self._frames, self._fps, self._told, self._recipe_of = frames, fps, told, recipe_of
        self._count = 0

    def write(self, folder: Path) -> None:
        for number, frame in enumerate(self._frames):
            png.write_png(folder / frame_name(number), frame, self._recipe_of(number) if self._recipe_of else None)
            self._count += 1
        if self._told.comment:
            (folder / ABOUT).write_text(self._told.comment, "utf-8")

    def verify(self, folder: Path) -> None:
        """Each picture was read back when it was written."""
        if len(list(folder.glob("frame-*.png"))) != self._count:
            raise OSError("not all pictures are in the folder")


def frame_name(number: int) -> str:
    """Of a sequence; numbers from 1, as editors expect."""
    return f"frame-{number + 1:05d}.png"


def rgb_of(frame: Any) -> NDArray[np.uint8]:
    """A decoded frame as (H, W, 3), sRGB, by the color space that it says it has."""
    array: NDArray[np.uint8] = frame.reformat(format="rgb24").to_ndarray()
    return array

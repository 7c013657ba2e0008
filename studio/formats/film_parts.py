"""A film written piece by piece: parts that are whole in themselves, then one file of all parts with the old sound.

What was painted is encoded once. The parts of an MP4 or WebM are joined packet by packet; for a GIF or a folder of
pictures they are lossless and read back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from studio.core.errors import UserError
from studio.formats.atomic import CountedFile, replace_file
from studio.formats.footage import Facts
from studio.formats.video import Again, Told, load_av, mp4_stream, webm_stream, write_video, yuv_frame
from studio.formats.video_kinds import FRAMES, GIF, MP4, VideoKind
from studio.formats.video_read import opened_video, video_facts, video_frames

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from studio.core.picture import Pixels

_SOUND = {"mp4": ("aac", "mp3", "ac3", "eac3", "alac", "opus", "flac"), "webm": ("opus", "vorbis")}
"""Codecs of sound that are copied into a file as they are."""
_NEW_SOUND = {"mp4": "aac", "webm": "libopus"}
# One packet a frame, in the order of the frames: parts can be joined without looking into them.
_PLAIN_H264 = {"bf": "0", "sc_threshold": "0"}
_PLAIN_VP9 = {"lag-in-frames": "0", "auto-alt-ref": "0"}


def part_size(kind: VideoKind, facts: Facts) -> tuple[int, int]:
    """Width and height of the film; odd sides lose a row or column where the format takes only even ones."""
    even = 2 if kind.even else 1
    return facts.width - facts.width % even, facts.height - facts.height % even


def write_part(path: Path, frames: Iterable[Pixels], kind: VideoKind, facts: Facts) -> tuple[int, tuple[str, ...]]:
    """Writes frames, uint8 (H, W, 4), as one part; returns how many, and notices. Whole or not at all."""
    av = load_av()
    notices: list[str] = []
    count = 0

    def write(out: CountedFile) -> None:
        nonlocal count
        with av.open(out, "w", format="mp4" if kind is MP4 else "matroska", io_open=Again(out)) as container:
            stream = _part_stream(av, container, kind, facts, notices)
            stream.width, stream.height = part_size(kind, facts)
            for pixels in frames:
                frame = _part_frame(av, pixels, stream.width, stream.height, kind)
                frame.pts, frame.time_base = count, 1 / facts.rate
                for packet in stream.encode(frame):
                    container.mux(packet)
                count += 1
            for packet in stream.encode(None):
                container.mux(packet)

    def verify(temporary: Path) -> None:
        if _packets(temporary) != count:
            raise OSError("the frames do not read back as they were written")

    replace_file(path, write, verify)
    return count, tuple(notices)


def _part_stream(av: ModuleType, container: Any, kind: VideoKind, facts: Facts, notices: list[str]) -> Any:
    if kind is MP4:
        stream = mp4_stream(av, container, facts.rate, notices, _PLAIN_H264)
    elif kind in (GIF, FRAMES):
        stream = container.add_stream("ffv1", rate=facts.rate)
        stream.pix_fmt = "bgr0"
        return stream
    else:
        stream = webm_stream(av, container, facts.rate, _PLAIN_VP9)
    if facts.aspect != 1:
        stream.codec_context.sample_aspect_ratio = facts.aspect
    return stream


def _part_frame(av: ModuleType, pixels: Pixels, width: int, height: int, kind: VideoKind) -> Any:
    rgb = np.ascontiguousarray(pixels[:height, :width, :3])
    if kind in (GIF, FRAMES):
        return av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(format="bgr0")
    return yuv_frame(av, rgb)


def _packets(path: Path) -> int:
    with opened_video(path) as container:
        return sum(1 for packet in container.demux(container.streams.video[0]) if packet.size)


def join_parts(
    path: Path, parts: Sequence[Path], times: NDArray[np.int64], kind: VideoKind, facts: Facts, source: Path, told: Told
) -> tuple[str, ...]:
    """Writes the film from its parts, with the sound and the words of `source`; returns notices. Raises `UserError`.

    `times`: of all frames, in units of `facts.time_base`.
    """
    if kind in (GIF, FRAMES):
        return _from_lossless(path, parts, kind, facts, told)
    av = load_av()
    notices: list[str] = []
    joined = _Joined(av, kind, parts, times, facts, source, told, notices)
    size = part_size(kind, facts)

    def verify(temporary: Path) -> None:
        try:
            found = video_facts(temporary)
        except UserError as error:
            raise OSError(f"the film does not read back ({error})") from None
        if (found.width, found.height, found.frames) != (*size, len(times)):
            raise OSError("the film does not read back as it was written")

    replace_file(path, joined.write, verify)
    return tuple(notices)


def _from_lossless(
    path: Path, parts: Sequence[Path], kind: VideoKind, facts: Facts, told: Told
) -> tuple[str, ...]:  # fmt: skip
    frames = (frame for part in parts for frame in video_frames(part))
    colors = [next(iter(video_frames(part))) for part in parts[:: max(1, len(parts) // 16)]] if kind is GIF else []
    return write_video(path, frames, max(1, min(60, round(facts.rate))), told=told, colors=colors)


class _Joined:
    """One film being put together."""

    def __init__(
        self, av: ModuleType, kind: VideoKind, parts: Sequence[Path], times: NDArray[np.int64], facts: Facts,
        source: Path, told: Told, notices: list[str],
    ) -> None:  # fmt: skip
        self._av, self._kind, self._parts, self._times = av, kind, parts, times
        self._facts, self._source, self._told, self._notices = facts, source, told, notices

    def write(self, out: CountedFile) -> None:
        name = "mp4" if self._kind is MP4 else self._kind.id
        options = {"movflags": "+faststart"} if self._kind is MP4 else {}
        with (
            opened_video(self._source) as source,
            opened_video(self._parts[0]) as first,
            self._av.open(out, "w", format=name, options=options, io_open=Again(out)) as container,
        ):
            container.metadata.update(source.metadata)
            container.metadata.update(comment=self._told.comment)
            if self._told.title and not source.metadata.get("title"):
                container.metadata.update(title=self._told.title)
            video = container.add_stream_from_template(first.streams.video[0])
            video.time_base = self._facts.time_base
            tracks = [_Track(self._av, container, s, self._kind) for s in source.streams.audio]
            sound = _sound(source, {t.index: t for t in tracks}, self._notices)
            waiting = next(sound, None)
            for packet in self._pictures(video):
                at = float(packet.pts * self._facts.time_base)
                while waiting is not None and waiting[0] <= at:
                    container.mux(waiting[1])
                    waiting = next(sound, None)
                container.mux(packet)
            while waiting is not None:
                container.mux(waiting[1])
                waiting = next(sound, None)

    def _pictures(self, video: Any) -> Iterator[Any]:
        """The packets of all parts with the times of the frames that they show."""
        number, step = 0, max(1, round(1 / (self._facts.rate * self._facts.time_base)))
        for part in self._parts:
            with opened_video(part) as container:
                for packet in container.demux(container.streams.video[0]):
                    if not packet.size:
                        continue
                    last = number + 1 >= len(self._times)
                    time = int(self._times[number])
                    packet.stream = video
                    packet.time_base = self._facts.time_base
                    packet.pts = packet.dts = time
                    packet.duration = step if last else int(self._times[number + 1]) - time
                    number += 1
                    yield packet
        if number != len(self._times):
            raise UserError(f"The parts of {self._source.name} do not fit together; start it afresh.")


class _Track:
    """One track of sound on its way: copied where the file can hold it as it is, else encoded anew."""

    def __init__(self, av: ModuleType, container: Any, source: Any, kind: VideoKind) -> None:
        self._av, self.index = av, source.index
        self._copied = source.codec_context.name in _SOUND[kind.id]
        if self._copied:
            self._stream = container.add_stream_from_template(source)
            return
        rate = 48_000 if kind.id == "webm" else source.codec_context.sample_rate
        self._stream = container.add_stream(_NEW_SOUND[kind.id], rate=rate)
        self._stream.layout = "stereo" if source.codec_context.layout.nb_channels != 1 else "mono"
        self._resampler = av.AudioResampler(
            self._stream.codec_context.format, self._stream.codec_context.layout, rate
        )  # fmt: skip

    @property
    def renewed(self) -> bool:
        return not self._copied

    def packets(self, packet: Any) -> Iterator[Any]:
        if self._copied:
            if packet.size and packet.dts is not None:
                packet.stream = self._stream
                yield packet
            return
        for frame in packet.decode():
            for made in self._resampler.resample(frame):
                yield from self._stream.encode(made)
        if not packet.size:
            for made in self._resampler.resample(None):
                yield from self._stream.encode(made)
            yield from self._stream.encode(None)


def _sound(source: Any, tracks: dict[int, _Track], notices: list[str]) -> Iterator[tuple[float, Any]]:
    """(seconds, packet) of all tracks in order."""
    if not tracks:
        return
    if any(t.renewed for t in tracks.values()):
        notices.append("The sound was encoded anew: this kind of file cannot hold it as it was.")
    import av

    for packet in source.demux(*(s for s in source.streams.audio)):
        try:
            for made in tracks[packet.stream.index].packets(packet):
                yield float(made.dts * made.time_base), made
        except av.error.InvalidDataError:
            continue

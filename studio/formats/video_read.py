"""Reading moving pictures back: facts, frames, the walk inside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from studio.core.errors import UserError
from studio.core.walk import Walk
from studio.formats.atomic import explain
from studio.formats.images import read_image
from studio.formats.video import ABOUT, load_av, rgb_of
from studio.formats.video_gif import read_comment

if TYPE_CHECKING:
    from studio.core.picture import Pixels


@dataclass(frozen=True)
class VideoFacts:
    """`seconds`: how long it plays; 0 for a folder of pictures, which has no pace. `comment`: what was written into it."""

    width: int
    height: int
    frames: int
    seconds: float
    codec: str
    title: str = ""
    comment: str = ""


def video_facts(path: str | Path) -> VideoFacts:
    """By reading all of it but decoding one frame. Raises `UserError` where `path` is no video that can be read."""
    path = Path(path)
    if path.is_dir():
        return _folder_facts(path)
    with opened_video(path) as container:
        stream = container.streams.video[0]
        frames, end = 0, 0.0
        for packet in container.demux(stream):
            if packet.size and packet.pts is not None:
                frames += 1
                end = max(end, float((packet.pts + (packet.duration or 0)) * packet.time_base))
        container.seek(0)
        first = next(container.decode(stream), None)
        if first is None or not frames:
            raise UserError(f"{path.name} holds no frame.")
        notes = {str(k).lower(): str(v) for k, v in container.metadata.items()}
        codec = str(stream.codec_context.name)
        comment = read_comment(path.read_bytes()) if codec == "gif" else notes.get("comment", "")
        return VideoFacts(first.width, first.height, frames, end, codec, notes.get("title", ""), comment)


def video_frames(path: str | Path) -> Iterator[Pixels]:
    """All frames, in order: uint8 (H, W, 4). Raises `UserError`."""
    path = Path(path)
    if path.is_dir():
        for file in _pictures(path):
            yield read_image(file).pixels
        return
    with opened_video(path) as container:
        for frame in container.decode(container.streams.video[0]):
            rgb = rgb_of(frame)
            pixels = np.full((*rgb.shape[:2], 4), 255, np.uint8)
            pixels[..., :3] = rgb
            yield pixels


def quick_pixels(path: str | Path) -> int:
    """Pixels of all frames of a video together, as far as its header tells; 1 where it cannot be read."""
    try:
        with opened_video(Path(path)) as container:
            stream = container.streams.video[0]
            frames = int(stream.frames or 0)
            if not frames and container.duration and stream.average_rate:
                frames = round(float(container.duration / 1_000_000 * stream.average_rate))
            return max(1, int(stream.codec_context.width) * int(stream.codec_context.height) * max(1, frames))
    except (UserError, ValueError, ArithmeticError, IndexError):
        return 1


def walk_inside(path: str | Path) -> Walk:
    """The walk that a video, or a folder of pictures, was made from. Raises `UserError`."""
    comment = video_facts(path).comment
    if not comment:
        raise UserError(f"There is no walk inside {Path(path).name}.")
    return Walk.from_json(comment)


def _folder_facts(path: Path) -> VideoFacts:
    files = _pictures(path)
    if not files:
        raise UserError(f"There are no pictures of a sequence in {path.name}.")
    height, width = read_image(files[0]).pixels.shape[:2]
    about = path / ABOUT
    comment = about.read_text("utf-8") if about.is_file() else ""
    return VideoFacts(width, height, len(files), 0.0, "png", comment=comment)


def _pictures(path: Path) -> list[Path]:
    return sorted(path.glob("frame-*.png"))


@contextmanager
def opened_video(path: Path) -> Iterator[Any]:
    """The container of a video, closed afterwards. Raises `UserError`."""
    av = load_av()
    try:
        with av.open(str(path.resolve())) as container:
            if not container.streams.video:
                raise UserError(f"There are no moving pictures in {path.name}.")
            yield container
    except (av.error.InvalidDataError, av.error.EOFError):
        raise UserError(f"{path.name} is damaged, or no video that can be read here.") from None
    except OSError as error:
        raise explain(error, path, "opened") from error

"""The kinds of video there are, for dialogs and the command line. Loads nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studio.core.errors import UserError


@dataclass(frozen=True)
class VideoKind:
    """`suffix`: the ending of its names; "" for a folder of numbered pictures. `even`: its sides must be even.
    `bits`: a rough size of a moving painting, in bits a pixel of every frame."""

    id: str
    title: str
    suffix: str
    about: str
    even: bool
    bits: float


MP4 = VideoKind("mp4", "MP4", ".mp4", "H.264: plays everywhere.", True, 0.16)
WEBM = VideoKind("webm", "WebM", ".webm", "VP9: smaller, for web pages; takes longer to write.", True, 0.08)
GIF = VideoKind("gif", "GIF", ".gif", "Loops anywhere, in 255 colors; large files.", False, 2.2)
FRAMES = VideoKind("frames", "PNG sequence", "", "A folder of numbered pictures, exact, for editing.", False, 10.0)
KINDS = (MP4, WEBM, GIF, FRAMES)


def kind_of(path: str | Path) -> VideoKind:
    """By the ending of a name; one without an ending is a folder of pictures. Raises `UserError`."""
    suffix = Path(path).suffix.lower()
    for kind in KINDS:
        if kind.suffix == suffix:
            return kind
    raise UserError(f"“{suffix}” files cannot be written here: choose .mp4, .webm, .gif, or a folder for pictures.")


BY_ID = {k.id: k for k in KINDS}


def estimate(kind: VideoKind, width: int, height: int, frames: int) -> int:
    """Bytes that such a video will take, within a factor of about three."""
    return round(kind.bits * width * height * frames / 8)

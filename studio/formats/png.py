"""Writing PNG (W3C Recommendation "Portable Network Graphics (PNG) Specification", third edition) fast.

Bands of rows are filtered by numpy and deflated by ISA-L, several at once, since both let go of the interpreter
lock; the pieces, each ended by a sync flush, make one zlib stream (the way of pigz). Rows choose between the
filters None, Sub and Up by a sample of their bytes: Average and Paeth cost ten times more than they save.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

from studio.core.errors import UserError
from studio.core.recipe import Recipe
from studio.formats.atomic import replace_file
from studio.formats.metadata import Metadata, exif_for, into_profile, packed

if TYPE_CHECKING:
    from studio.core.picture import Pixels

SIGNATURE = b"\x89PNG\r\n\x1a\n"
RECIPE_KEY = "pentimento:recipe"
TEXT_LIMIT = 16 * 2**20
"""Bytes of a text chunk that are looked at; a recipe is some thousand."""

_INCH = 0.0254
"""Meters; PNG counts dots a meter."""
_LEVEL = 2
_BAND_BYTES = 2**21
_NONE, _SUB, _UP = 0, 1, 2
_SAMPLE = 7  # has no factor in common with 3 or 4 bytes a pixel, so that all channels are sampled
_ADLER = 65521

Rows = Callable[[int, int], "Pixels"]
"""rows(first, end): uint8 (end - first, W, 4) straight RGBA. Called from several threads."""


class Output(Protocol):
    def write(self, data: bytes, /) -> int: ...


@dataclass(frozen=True)
class Chunk:
    """One chunk of a PNG file: where its data stand in the file."""

    kind: bytes
    start: int
    length: int


def write_png(
    path: str | Path, pixels: Pixels, recipe: Recipe | None = None, metadata: Metadata | None = None
) -> tuple[str, ...]:
    """Saves pixels, uint8 (H, W, 4), atomically and exactly. Raises `UserError`. Returns notices, of which there are none.

    An opaque picture is written without alpha. The recipe goes into an iTXt chunk. `metadata`: what is to be kept of
    another file; pixels are then brought into its color profile.
    """
    texts = {RECIPE_KEY: recipe.to_json()} if recipe else {}
    height, width = pixels.shape[:2]
    opaque = bool((pixels[..., 3] == 255).all())
    about: tuple[tuple[bytes, bytes], ...] = ((b"sRGB", b"\0"),)
    if metadata:
        pixels, icc = into_profile(pixels, metadata.icc)
        about = _about(
            replace(metadata, icc=icc), width, height, f"pentimento {recipe.program}" if recipe else "pentimento"
        )
    replace_file(
        path,
        lambda out: encode_png(out, width, height, lambda a, b: pixels[a:b], texts, opaque=opaque, about=about),
        verify_png,
    )
    return ()


def _about(metadata: Metadata, width: int, height: int, program: str) -> tuple[tuple[bytes, bytes], ...]:
    """The chunks before the pixels that say where colors, sizes and notes come from (PNG, 11.3)."""
    made = [(b"sRGB", b"\0")]
    if metadata.icc:
        made = [(b"iCCP", b"ICC profile\0\0" + zlib.compress(metadata.icc))]
    if metadata.dpi:
        x, y = (round(d / _INCH) for d in metadata.dpi)
        made.append((b"pHYs", struct.pack(">IIB", x, y, 1)))
    if metadata.exif:
        made.append((b"eXIf", packed(exif_for(metadata, width, height, program))))
    if metadata.xmp:
        made.append((b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + metadata.xmp))
    return tuple(made)


def encode_png(
    out: Output, width: int, height: int, rows: Rows, texts: Mapping[str, str] | None = None, *, opaque: bool = False,
    about: Sequence[tuple[bytes, bytes]] = ((b"sRGB", b"\0"),),
) -> None:  # fmt: skip
    """Writes one PNG, 8 bits a channel; `opaque` leaves the alpha of `rows` out. `about`: chunks before the pixels."""
    out.write(SIGNATURE)
    _put(out, b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2 if opaque else 6, 0, 0, 0))
    for kind, data in about:
        _put(out, kind, data)
    for key, text in (texts or {}).items():
        _put(out, b"iTXt", key.encode("latin-1") + b"\0\0\0\0\0" + text.encode("utf-8"))
    channels = 3 if opaque else 4
    step = max(1, _BAND_BYTES // (width * channels))
    bands = [(y, min(height, y + step)) for y in range(0, height, step)]

    def pack(band: tuple[int, int]) -> tuple[bytes, int, int]:
        filtered = _filtered(rows, *band, channels)
        deflate = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, -15)
        last = band[1] == height
        data = deflate.compress(filtered) + deflate.flush(isal_zlib.Z_FINISH if last else isal_zlib.Z_SYNC_FLUSH)
        return data, isal_zlib.adler32(filtered), filtered.nbytes

    adler = 1
    with ThreadPoolExecutor(min(len(bands), os.cpu_count() or 1, 8), "png") as pool:
        for number, (data, part, length) in enumerate(pool.map(pack, bands)):
            adler = _adler_combine(adler, part, length)
            _put(out, b"IDAT", (b"\x78\x01" if number == 0 else b"") + data)
    _put(out, b"IDAT", struct.pack(">I", adler))
    _put(out, b"IEND", b"")


def chunks(data: bytes | memoryview) -> Iterator[Chunk]:
    """The chunks of a PNG in memory, as far as they go; nothing of them is checked."""
    at = len(SIGNATURE)
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        if at + 12 + length > len(data):
            return
        yield Chunk(kind, at + 8, length)
        at += 12 + length


def read_text(data: bytes | memoryview, key: str) -> str | None:
    """The text under `key` in an uncompressed iTXt chunk, or None."""
    want = key.encode("latin-1") + b"\0"
    for chunk in chunks(data):
        if chunk.kind == b"iTXt" and chunk.length <= TEXT_LIMIT:
            body = bytes(data[chunk.start : chunk.start + chunk.length])
            if body.startswith(want) and body[len(want) : len(want) + 1] == b"\0":
                parts = body[len(want) + 2 :].split(b"\0", 2)
                if len(parts) == 3:
                    return parts[2].decode("utf-8", errors="replace")
    return None


def verify_png(path: Path) -> None:
    """Raises `OSError` unless the file is a PNG that ends, each chunk with its right CRC."""
    verify_png_bytes(path.read_bytes())


def verify_png_bytes(data: bytes) -> None:
    view, last = memoryview(data), b""
    for chunk in chunks(view):
        end = chunk.start + chunk.length
        (crc,) = struct.unpack_from(">I", data, end)
        if isal_zlib.crc32(view[chunk.start - 4 : end]) != crc:
            raise OSError(f"chunk {chunk.kind!r} does not read back as it was written")
        last = chunk.kind
    if not data.startswith(SIGNATURE) or last != b"IEND":
        raise OSError("the picture does not read back as it was written")


def read_recipe(data: bytes | memoryview) -> Recipe | None:
    """The recipe in a PNG, or None when there is none. Raises `UserError` when there is one that cannot be read."""
    text = read_text(data, RECIPE_KEY)
    return Recipe.from_json(text) if text is not None else None


def _filtered(rows: Rows, first: int, end: int, channels: int) -> NDArray[np.uint8]:
    """Rows first..end as PNG scanlines: uint8 (end - first, 1 + W * channels), filter type in column 0."""
    source = rows(max(0, first - 1), end)
    if source.dtype != np.uint8 or source.ndim != 3 or source.shape[2] != 4:
        raise TypeError(f"a picture is uint8 (H, W, 4), not {source.dtype} {source.shape}")
    flat = np.ascontiguousarray(source[..., :channels]).reshape(len(source), -1)
    if first == 0:
        flat = np.concatenate((np.zeros_like(flat[:1]), flat))
    above, here = flat[:-1], flat[1:]
    left = np.zeros_like(here[:, ::_SAMPLE])
    left[:, 1:] = here[:, _SAMPLE - channels :: _SAMPLE][:, : left.shape[1] - 1]
    sample = here[:, ::_SAMPLE]
    costs = [_cost(sample), _cost(sample - left), _cost(sample - above[:, ::_SAMPLE])]
    best = np.argmin(costs, axis=0)
    out = np.empty((len(here), here.shape[1] + 1), np.uint8)
    out[:, 0] = best
    body = out[:, 1:]
    if (best == _SUB).all():
        body[:, :channels] = here[:, :channels]
        np.subtract(here[:, channels:], here[:, :-channels], out=body[:, channels:])
        return out
    np.subtract(here, above, out=body)
    sub, none = np.flatnonzero(best == _SUB), np.flatnonzero(best == _NONE)
    if len(sub):
        body[sub, :channels] = here[sub, :channels]
        body[sub, channels:] = here[sub, channels:] - here[sub, :-channels]
    if len(none):
        body[none] = here[none]
    return out


def _cost(residual: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Sum of the absolute differences of each row (the heuristic that the specification recommends)."""
    cost: NDArray[np.uint64] = np.minimum(residual, 0 - residual).sum(axis=1, dtype=np.uint64)
    return cost


def _adler_combine(first: int, second: int, length: int) -> int:
    """The Adler-32 (RFC 1950) of two pieces in a row from that of each; `length` is of the second, in bytes."""
    a1, b1, a2, b2 = first & 0xFFFF, first >> 16, second & 0xFFFF, second >> 16
    a = (a1 + a2 - 1) % _ADLER
    b = (b1 + b2 + length % _ADLER * (a1 - 1)) % _ADLER
    return b << 16 | a


def _put(out: Output, kind: bytes, data: bytes) -> None:
    if len(data) >= 2**31:
        raise UserError("The picture is too large for a PNG file.")
    out.write(struct.pack(">I", len(data)) + kind)
    out.write(data)
    out.write(struct.pack(">I", zlib.crc32(data, zlib.crc32(kind))))

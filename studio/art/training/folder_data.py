"""Pictures of a folder, upright, on white, reduced to nearly the trained size and kept in one file in the cache.

Training then reads bytes from a mapped file and decodes nothing. The cache is named by what is in the folder (names,
sizes and times of the files), so a changed folder is read anew.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps

from studio.core.errors import UserError
from studio.core.paths import cache_dir
from studio.core.progress import Context

VERSION = 1
SUFFIXES = frozenset(".png .apng .jpg .jpeg .jpe .jfif .webp .tif .tiff .bmp .dib .gif .ppm .pgm .avif".split())
LARGEST = 178_956_970
"""Pixels: what Pillow takes for a decompression bomb."""
MARGIN = 1.125
"""Short side of what is kept for random crops, in trained sizes."""
LONGEST = 2.0
"""Long side of what is kept for random crops, in short sides: what lies beyond is cut evenly."""
SMALLEST = 0.5
"""Short side below which a picture is left out, in trained sizes: enlarged more, it would teach blur."""
UNUSED_DAYS = 30
# Pillow's warnings of damaged files would only fill the terminal: what is broken is named by us.
warnings.filterwarnings("ignore", module=r"PIL\.")


@dataclass(frozen=True)
class Skipped:
    """A file that was left out: its path inside the folder, and why."""

    name: str
    why: str


@dataclass(frozen=True)
class Album:
    """Pictures uint8 (h, w, 3) of different sizes, one after the other in `pixels`; each at least `size` px both ways."""

    pixels: NDArray[np.uint8]
    shapes: NDArray[np.int64]
    offsets: NDArray[np.int64]
    size: int
    names: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    enlarged: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.shapes)

    def get(self, number: int, across: float = 0.5, down: float = 0.5) -> NDArray[np.uint8]:
        """A square, uint8 (size, size, 3), cut at 0..1 of the room there is: .5 is the middle."""
        whole = self.whole(number)
        h, w = whole.shape[:2]
        y, x = int(down * (h - self.size) + 0.5), int(across * (w - self.size) + 0.5)
        return whole[y : y + self.size, x : x + self.size]

    def whole(self, number: int) -> NDArray[np.uint8]:
        """All that was kept of a picture, uint8 (h, w, 3)."""
        h, w = (int(v) for v in self.shapes[number])
        at = int(self.offsets[number])
        return self.pixels[at : at + h * w * 3].reshape(h, w, 3)


def files_in(folder: Path) -> list[Path]:
    """All picture files in and below `folder`, 2 before 10. Raises `UserError`."""
    if not folder.is_dir():
        what = "is a file, not a folder of pictures" if folder.exists() else "does not exist"
        raise UserError(f"{folder} {what}.")
    found = []
    for where, folders, names in os.walk(folder):
        folders[:] = [f for f in folders if not f.startswith(".")]
        found += [Path(where, n) for n in names if not n.startswith(".") and os.path.splitext(n)[1].lower() in SUFFIXES]
    if not found:
        raise UserError(f"There are no pictures in the folder {folder}.")
    return sorted(found, key=lambda p: _natural(p.relative_to(folder).as_posix()))


def _natural(name: str) -> tuple[Any, ...]:
    parts = re.split(r"(\d+)", name.casefold())
    return (*((0, int(p), "") if p.isdigit() and p.isascii() else (1, 0, p) for p in parts), name)


def album(ctx: Context, folder: Path, size: int, wide: bool) -> Album:
    """The pictures of `folder` for training at `size` px, from the cache or read now. `wide` leaves room for crops.
    Raises `UserError`."""
    files = files_in(folder)
    cache = cache_dir() / "training" / _fingerprint(folder, files, size, wide)
    if not (cache / "index.json").exists():
        _forget_old(cache.parent)
        _read_all(ctx, folder, files, size, wide, cache)
    try:
        kept = _opened(cache, size)
    except (OSError, ValueError, KeyError, TypeError):
        shutil.rmtree(cache, ignore_errors=True)
        _read_all(ctx, folder, files, size, wide, cache)
        kept = _opened(cache, size)
    if not len(kept):
        why = f" ({kept.skipped[0].name}: {kept.skipped[0].why})" if kept.skipped else ""
        raise UserError(f"No picture in the folder {folder} can be used{why}.")
    return kept


def _fingerprint(folder: Path, files: list[Path], size: int, wide: bool) -> str:
    h = hashlib.sha256(repr((VERSION, size, wide, str(folder.resolve()))).encode())
    for path in files:
        with suppress(OSError):
            about = path.stat()
            h.update(repr((path.relative_to(folder).as_posix(), about.st_size, about.st_mtime_ns)).encode())
    return h.hexdigest()[:24]


def _opened(cache: Path, size: int) -> Album:
    about = json.loads((cache / "index.json").read_text("utf-8"))
    shapes = np.array(about["shapes"], np.int64).reshape(-1, 2)
    lengths = shapes.prod(1) * 3
    if (cache / "pixels.bin").stat().st_size != lengths.sum():
        raise ValueError("cut short")
    os.utime(cache / "index.json")
    pixels: NDArray[np.uint8] = np.memmap(cache / "pixels.bin", np.uint8, "r") if len(shapes) else np.zeros(0, np.uint8)
    return Album(
        pixels=pixels, shapes=shapes, offsets=np.cumsum(lengths) - lengths, size=size, names=tuple(about["names"]),
        skipped=tuple(Skipped(*s) for s in about["skipped"]), enlarged=tuple(about["enlarged"]),
    )  # fmt: skip


def _read_all(ctx: Context, folder: Path, files: list[Path], size: int, wide: bool, cache: Path) -> None:
    """Decodes everything into `cache`; what is half done is removed when it is cancelled or fails."""
    shapes: list[tuple[int, int]] = []
    names: list[str] = []
    skipped: list[Skipped] = []
    enlarged: list[str] = []
    cache.mkdir(parents=True, exist_ok=True)
    part = cache / f"pixels.{os.getpid()}.part"
    try:
        with part.open("wb") as out:
            for number, (path, got) in enumerate(_decoded(ctx, files, size, wide)):
                name = path.relative_to(folder).as_posix()
                if isinstance(got, str):
                    skipped.append(Skipped(name, got))
                else:
                    pixels, small = got
                    out.write(pixels.tobytes())
                    shapes.append((pixels.shape[0], pixels.shape[1]))
                    names.append(name)
                    if small:
                        enlarged.append(name)
                ctx.progress((number + 1) / len(files), f"Read {number + 1} of {len(files)} pictures")
        part.replace(cache / "pixels.bin")
        index = cache / f"index.{os.getpid()}.part"
        about = {
            "shapes": shapes,
            "names": names,
            "skipped": [(s.name, s.why) for s in skipped],
            "enlarged": enlarged,
        }
        index.write_text(json.dumps(about), "utf-8")
        index.replace(cache / "index.json")
    except OSError as error:
        raise UserError(
            f"The pictures could not be prepared in {cache}: {(error.strerror or str(error)).lower()}."
        ) from (error)
    finally:
        part.unlink(missing_ok=True)


Decoded = tuple[NDArray[np.uint8], bool] | str


def _decoded(ctx: Context, files: list[Path], size: int, wide: bool) -> Iterator[tuple[Path, Decoded]]:
    """All files in order, decoded by threads a little ahead: decoders let go of the interpreter."""
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    ahead: list[tuple[Path, Future[Decoded]]] = []
    rest = iter(files)
    with ThreadPoolExecutor(workers) as pool:
        try:
            while True:
                while len(ahead) < 4 * workers and (path := next(rest, None)) is not None:
                    ahead.append((path, pool.submit(_read_one, path, size, wide)))
                if not ahead:
                    return
                path, future = ahead.pop(0)
                while True:
                    ctx.check()
                    try:
                        yield path, future.result(timeout=0.1)
                        break
                    except NotYet:
                        continue
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _read_one(path: Path, size: int, wide: bool) -> Decoded:
    """Pixels, and whether they had to be enlarged; or why there are none."""
    try:
        data = path.read_bytes()
        if not data:
            return "is empty"
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > LARGEST:
                return "has more pixels than can be read here"
            if min(image.size) < SMALLEST * size:
                return f"is too small ({image.width} x {image.height} px)"
            short = round(size * MARGIN) if wide else size
            # A JPEG can be decoded at a half, a quarter or an eighth: never below twice of what is kept.
            image.draft("RGB" if image.mode == "RGB" else None, (2 * short, 2 * short))
            upright = ImageOps.exif_transpose(_rgb(image))
    except Image.DecompressionBombError:
        return "has more pixels than can be read here"
    except OSError as error:
        return error.strerror.lower() if error.strerror else "is damaged, or no picture that can be read here"
    # Decoders meet damaged files with errors of every kind.
    except Exception:
        return "is damaged, or no picture that can be read here"
    w, h = upright.size
    small = min(w, h) < size
    keep = LONGEST if wide else 1.0
    cut_w, cut_h = min(w, round(keep * min(w, h))), min(h, round(keep * min(w, h)))
    left, top = (w - cut_w) // 2, (h - cut_h) // 2
    scale = short / min(cut_w, cut_h)
    target = max(short, round(cut_w * scale)), max(short, round(cut_h * scale))
    box = (left, top, left + cut_w, top + cut_h)
    pixels = np.asarray(upright.resize(target, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0))
    return np.ascontiguousarray(pixels), small


def read_whole(path: Path, short: int) -> NDArray[np.uint8]:
    """One picture, upright, on white, its short side reduced to at most `short` px: uint8 (h, w, 3). Raises `UserError`."""
    try:
        if path.is_dir():
            raise UserError(f"{path} is a folder, not a picture.")
        with Image.open(path) as image:
            if image.width * image.height > LARGEST:
                raise UserError(f"{path} has more pixels than can be read here.")
            upright = ImageOps.exif_transpose(_rgb(image))
    except FileNotFoundError:
        raise UserError(f"There is no picture {path}.") from None
    except UserError:
        raise
    except Exception:
        raise UserError(f"{path} is damaged, or no picture that can be read here.") from None
    scale = min(1.0, short / min(upright.size))
    size = max(1, round(upright.width * scale)), max(1, round(upright.height * scale))
    return np.ascontiguousarray(np.asarray(upright.resize(size, Image.Resampling.LANCZOS)))


def _rgb(image: Image.Image) -> Image.Image:
    """sRGB without alpha, what is clear on white; Exif stays for the turning that follows."""
    exif, profile = image.getexif(), image.info.get("icc_profile")
    if image.mode.startswith("I"):
        wide = np.asarray(image).astype(np.float32)
        image = Image.fromarray((wide / (257.0 if wide.max() > 255 else 1.0)).clip(0, 255).astype(np.uint8))
    elif image.mode == "F":
        image = Image.fromarray((np.asarray(image).clip(0, 1) * 255).astype(np.uint8))
    clear = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    base: Image.Image = image.convert("RGBA") if clear else image
    if profile and base.mode in ("RGB", "RGBA", "CMYK", "L"):
        # A profile that cannot be used is as good as none.
        with suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode = "RGBA" if base.mode == "RGBA" else "RGB"
            out = ImageCms.profileToProfile(base, source, ImageCms.createProfile("sRGB"), outputMode=mode)
            base = out if out is not None else base
    if clear:
        ground = Image.new("RGBA", base.size, (255, 255, 255, 255))
        base = Image.alpha_composite(ground, base.convert("RGBA"))
    base = base.convert("RGB")
    base.info["exif"] = exif.tobytes()
    return base


def _forget_old(folder: Path) -> None:
    """Drops caches that no training has used for a month."""
    with suppress(OSError):
        for entry in os.scandir(folder):
            index = Path(entry.path) / "index.json"
            if index.exists() and time.time() - index.stat().st_mtime > UNUSED_DAYS * 86_400:
                shutil.rmtree(entry.path, ignore_errors=True)

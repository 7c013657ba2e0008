"""Paints the style pictures of resources/styles again: `python packaging/paint_styles.py [ID ...]`."""

from __future__ import annotations

import hashlib
import io
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PIL import Image, ImageFile  # noqa: E402

from studio.art.styles.jit import Crew  # noqa: E402
from studio.art.styles.manners import MANNERS  # noqa: E402
from studio.art.styles.manners.board import Board  # noqa: E402

SIZE = 896, 672
MOST_BYTES = 245_000
ImageFile.MAXBLOCK = SIZE[0] * SIZE[1] * 4  # busy pictures do not fit into Pillow's own buffer


def jpeg(image: Image.Image) -> bytes:
    """The best JPEG that is not larger than MOST_BYTES."""
    for quality in range(95, 40, -2):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, optimize=True, progressive=True, subsampling=0 if quality > 84 else 2)
        if out.tell() <= MOST_BYTES:
            return out.getvalue()
    raise SystemExit("this picture is too busy for the size that a shipped style may have")


def main(wanted: list[str]) -> None:
    folder = ROOT / "resources" / "styles"
    folder.mkdir(parents=True, exist_ok=True)
    table = folder / "styles.json"
    old = {e["id"]: e for e in json.loads(table.read_text("utf-8"))} if table.exists() else {}
    entries = []
    with Crew() as crew:
        for manner in MANNERS:
            file = folder / f"{manner.id}.jpg"
            if wanted and manner.id not in wanted and manner.id in old:
                data = file.read_bytes()
            else:
                picture = manner.paint(Board(*SIZE, manner.seed, crew))
                data = jpeg(Image.fromarray((picture.clip(0, 1) * 255 + 0.5).astype("uint8")))
                file.write_bytes(data)
                print(f"{manner.id}: {len(data) // 1000} kB")
            entries.append(
                {
                    "id": manner.id,
                    "title": manner.title,
                    "tags": list(manner.tags),
                    "author": "Pentimento",
                    "license": "CC0-1.0",
                    "file": file.name,
                    "width": SIZE[0],
                    "height": SIZE[1],
                    "sha256": hashlib.sha256(data).hexdigest(),
                }
            )
    table.write_text(json.dumps(entries, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

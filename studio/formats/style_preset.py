"""A preset of the Style panel as a file that can be shared.

JSON in UTF-8, ending `.pentistyle`; nothing of it is ever executed. Version 1:

    {"format": "pentimento-style-preset", "version": 1, "program": "pentimento 0.4.0",
     "name": "Soft pastel", "about": "One sentence.",
     "panel": {"method": "bold", "values": {"strength": 0.9}, "seed": 0, "by": "weights"},
     "styles": [{"style": "lavender", "weight": 1.0, "map": 1},
                {"title": "Grandmother", "sha256": "<64 hex>", "weight": 0.5, "map": 2,
                 "picture": "<base64 of a PNG, JPEG or WebP>", "picture_sha256": "<64 hex>"}]}

`panel` is what `StyleState.snapshot` gives without its styles; readers leave out what they do not know. `styles` may be empty:
the preset then keeps those that are chosen. A shipped style is named by its id; one of the artist's by `sha256`, the digest
of its pixels (`ImageRef.of`), and travels with the file if `picture` is there: `picture_sha256` is the digest of its bytes.
No file name and no folder of the artist's stands in it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from studio import __version__
from studio.core.errors import UserError
from studio.formats.atomic import explain, replace_bytes

FORMAT, VERSION, SUFFIX = "pentimento-style-preset", 1, ".pentistyle"
LARGEST = 64 * 2**20
"""Bytes of a file."""
MOST_STYLES, MOST_VALUES, LONGEST_NAME, LONGEST_ABOUT, LONGEST_TEXT = 16, 200, 60, 300, 4000
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class PresetStyle:
    """One style of a preset: shipped (`style` is its id) or the artist's (`sha256`), perhaps with its `picture` as the
    bytes of a picture file. `more`: weight, map and whatever else the panel keeps of it, plain values."""

    style: str = ""
    title: str = ""
    sha256: str = ""
    picture: bytes = b""
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def weight(self) -> float:
        """0..1; 1 where it is not told, or is no weight."""
        weight = self.more.get("weight", 1.0)
        return float(weight) if isinstance(weight, int | float) and 0 <= weight <= 1 else 1.0

    def to_dict(self) -> dict[str, Any]:
        if self.style:
            return {"style": self.style, **self.more}
        if not self.sha256:
            return dict(self.more)
        out: dict[str, Any] = {"title": self.title, "sha256": self.sha256, **self.more}
        if self.picture:
            out["picture"] = base64.b64encode(self.picture).decode("ascii")
            out["picture_sha256"] = hashlib.sha256(self.picture).hexdigest()
        return out


@dataclass(frozen=True)
class StylePreset:
    """`panel`: method, values, seed and the rest of a snapshot but its styles, JSON-ready."""

    name: str
    panel: Mapping[str, Any]
    styles: tuple[PresetStyle, ...] = ()
    about: str = ""

    @property
    def method(self) -> str:
        return str(self.panel["method"])

    @property
    def values(self) -> dict[str, Any]:
        return dict(self.panel["values"])

    def named(self, name: str) -> StylePreset:
        return replace(self, name=clean_name(name))

    def to_json(self) -> str:
        data = {
            "format": FORMAT, "version": VERSION, "program": f"pentimento {__version__}", "name": self.name,
            "about": self.about, "panel": dict(self.panel), "styles": [s.to_dict() for s in self.styles],
        }  # fmt: skip
        return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> StylePreset:
        """Raises `UserError` for anything that is no preset, or one of a newer program."""
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            raise UserError("This is no style preset.") from None
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise UserError("This is no style preset.")
        version = data.get("version")
        if isinstance(version, bool) or not isinstance(version, int) or not 1 <= version <= VERSION:
            raise UserError(f"This style preset is of version {version}; this program reads up to {VERSION}.")
        try:
            styles = data.get("styles", [])
            if not isinstance(styles, list) or len(styles) > MOST_STYLES:
                raise ValueError("its styles")
            about = data.get("about", "")
            if not isinstance(about, str):
                raise ValueError("its description")
            return cls(
                clean_name(data["name"]), _panel(data["panel"]), tuple(_style(s) for s in styles), about[:LONGEST_ABOUT]
            )
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise UserError(f"This style preset is damaged ({str(error).strip(chr(39)) or 'unknown'}).") from None


def read_preset(path: str | Path) -> StylePreset:
    """Raises `UserError` with one sentence that names the file."""
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST:
            raise UserError(f"{path.name} is too large to be a style preset.")
        return StylePreset.from_json(path.read_text("utf-8-sig"))
    except UnicodeDecodeError:
        raise UserError(f"{path.name} is no style preset.") from None
    except OSError as error:
        raise explain(error, path, "opened") from None
    except UserError as error:
        if path.name in str(error):
            raise
        raise UserError(f"{path.name} cannot be used. {error}") from None


def write_preset(path: str | Path, preset: StylePreset) -> None:
    """Writes it whole or not at all. Raises `UserError`."""
    data = preset.to_json().encode("utf-8")
    if len(data) > LARGEST:
        raise UserError(f"“{preset.name}” is too large to share with its pictures: export it without them.")
    replace_bytes(path, data)


def clean_name(name: object) -> str:
    """One line, not too long. Raises `UserError` for nothing."""
    text = " ".join(name.split())[:LONGEST_NAME].strip() if isinstance(name, str) else ""
    if not text or not text.isprintable():
        raise UserError("A preset needs a name.")
    return text


def _panel(data: Any) -> dict[str, Any]:
    if not isinstance(data, dict) or not isinstance(data.get("method"), str) or not data["method"]:
        raise ValueError("its method")
    values = data.get("values")
    if not isinstance(values, dict) or len(values) > MOST_VALUES or not all(_plain(v) for v in values.values()):
        raise ValueError("its values")
    rest = {k: v for k, v in data.items() if k not in ("method", "values", "styles")}
    if len(rest) > MOST_VALUES or not all(_plain(v) for v in rest.values()):
        raise ValueError("its settings")
    return {"method": data["method"], "values": dict(values), **rest}


def _style(data: Any) -> PresetStyle:
    if not isinstance(data, dict):
        raise ValueError("its styles")
    known = ("style", "title", "sha256", "picture", "picture_sha256", "file")
    more = {k: v for k, v in data.items() if k not in known}
    if len(more) > MOST_VALUES or not all(_plain(v) for v in more.values()):
        raise ValueError("its styles")
    if not data.keys() & {"style", "sha256"}:
        return PresetStyle(more=more)  # an empty row of the panel
    if "style" in data:
        if not isinstance(data["style"], str):
            raise ValueError("its styles")
        return PresetStyle(style=data["style"][:LONGEST_NAME], more=more)
    digest, title = data["sha256"], data.get("title", "")
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest) or not isinstance(title, str):
        raise ValueError("its styles")
    return PresetStyle(title=title[:LONGEST_NAME], sha256=digest, picture=_picture(data), more=more)


def _picture(data: Mapping[str, Any]) -> bytes:
    text = data.get("picture", "")
    if not text:
        return b""
    try:
        picture = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError, TypeError):
        raise ValueError("its picture") from None
    if hashlib.sha256(picture).hexdigest() != data.get("picture_sha256"):
        raise ValueError("its picture")
    return picture


def _plain(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, bool | int) or (isinstance(value, str) and len(value) <= LONGEST_TEXT)

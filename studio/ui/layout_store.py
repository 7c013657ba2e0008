"""Where the window stood and how its panels lay, kept from one start to the next."""

from __future__ import annotations

import base64
import binascii
import json
import logging
import os
from dataclasses import dataclass, field
from pathlib import Path

log = logging.getLogger(__name__)


@dataclass
class WindowLayout:
    """`geometry` and `docks` are Qt's own opaque states; `shelf` says which panels of the bottom are shown."""

    geometry: bytes = b""
    docks: bytes = b""
    shelf: dict[str, bool] = field(default_factory=dict)
    recent_commands: list[str] = field(default_factory=list)


def load_layout(path: Path) -> WindowLayout:
    """The layout of the last time; the default one when there is none or it cannot be read."""
    try:
        data = json.loads(path.read_text("utf-8"))
        return WindowLayout(
            geometry=base64.b64decode(data.get("geometry", ""), validate=True),
            docks=base64.b64decode(data.get("docks", ""), validate=True),
            shelf={str(k): bool(v) for k, v in data.get("shelf", {}).items()},
            recent_commands=[str(i) for i in data.get("recent_commands", [])],
        )
    except FileNotFoundError:
        return WindowLayout()
    except (OSError, ValueError, AttributeError, TypeError, binascii.Error) as error:
        log.warning("The window's layout in %s cannot be read (%s); the default is used.", path, error)
        return WindowLayout()


def save_layout(path: Path, layout: WindowLayout) -> None:
    """Writes atomically. A layout that cannot be written is no reason to keep a window open: it is logged."""
    data = {
        "geometry": base64.b64encode(layout.geometry).decode("ascii"),
        "docks": base64.b64encode(layout.docks).decode("ascii"),
        "shelf": layout.shelf,
        "recent_commands": layout.recent_commands,
    }
    temporary = path.with_name(path.name + ".new")
    try:
        temporary.write_text(json.dumps(data, indent=2) + "\n", "utf-8")
        os.replace(temporary, path)
    except OSError as error:
        log.warning("The window's layout cannot be kept in %s: %s", path, error)

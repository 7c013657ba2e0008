"""Where the program reads and writes. Works without HOME and with a read-only installation."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

APP = "pentimento"
_PACKAGE = Path(__file__).resolve().parent.parent


def resources() -> Path:
    """The shipped pictures, weights and fonts: inside an installed package, or beside it in a checkout."""
    inside = _PACKAGE / "_resources"
    return inside if inside.is_dir() else _PACKAGE.parent / "resources"


def resource(*parts: str) -> Path:
    return resources().joinpath(*parts)


def config_dir() -> Path:
    """Settings, shortcuts, window layout. `PENTIMENTO_HOME` puts all three folders under one."""
    return _folder("config")


def data_dir() -> Path:
    """The artist's own things that are not documents: presets, recovery files, models."""
    return _folder("data")


def cache_dir() -> Path:
    """What can be made again: thumbnails, compiled kernels."""
    return _folder("cache")


def _folder(what: str) -> Path:
    path = _place(what)
    try:
        path.mkdir(parents=True, exist_ok=True)
        if os.access(path, os.W_OK):
            return path
    except OSError:
        pass
    # No usable home: a folder per user that lasts as long as the machine's temporary files.
    user = os.getuid() if hasattr(os, "getuid") else "user"
    spare = Path(tempfile.gettempdir()) / f"{APP}-{user}" / what
    spare.mkdir(parents=True, exist_ok=True, mode=0o700)
    return spare


def _place(what: str) -> Path:
    home = os.environ.get("PENTIMENTO_HOME")
    if home:
        return Path(home) / what
    import platformdirs  # the one guest in core: it knows the folders of all three systems

    by = {
        "config": platformdirs.user_config_path,
        "data": platformdirs.user_data_path,
        "cache": platformdirs.user_cache_path,
    }
    return by[what](APP, appauthor=False)

"""Axes on the disk: one safetensors file per model, named by the SHA-256 of its weights, with the axes' names in its
header. What cannot be read is found anew. Models that come with the program bring theirs along, so that nobody waits.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor

from studio.art.latent.axis import NAMED, SURPRISE, Axis
from studio.core.paths import cache_dir, resource

log = logging.getLogger(__name__)

SHIPPED = "axes.safetensors"
VERSION = 2
"""Of the way in which axes are found: files of another one are not used."""


def path_of(digest: str) -> Path:
    return cache_dir() / "axes" / f"{digest}.safetensors"


def load(digest: str, layers: int, width: int) -> tuple[tuple[Axis, ...], Tensor] | None:
    """Axes and directions (axes, layers, width) on the CPU; None when there are none that can be used."""
    for path in (path_of(digest), *shipped()):
        if path.is_file() and (found := _read(path, digest, layers, width)) is not None:
            return found
    return None


def shipped() -> list[Path]:
    """The files that come with models of the program."""
    return sorted(resource("models").glob(f"*/{SHIPPED}"))


def _read(path: Path, digest: str, layers: int, width: int) -> tuple[tuple[Axis, ...], Tensor] | None:
    from safetensors import safe_open

    try:
        with safe_open(str(path), framework="pt") as file:
            about = json.loads((file.metadata() or {})["axes"])
            directions: Tensor = file.get_tensor("directions")
        if about["version"] != VERSION or about["model"] != digest:
            return None
        axes = tuple(_axis(a) for a in about["axes"])
        if directions.shape != (len(axes), layers, width) or not bool(torch.isfinite(directions).all()):
            raise ValueError("directions of another shape, or not numbers")
        return axes, directions.float()
    except Exception as error:
        log.warning("The axes in %s are damaged and are found anew (%s).", path, error)
        return None


def save(digest: str, axes: tuple[Axis, ...], directions: Tensor, path: Path | None = None) -> None:
    """Keeps them, in the cache or at `path`; a disk that cannot be written to costs only the time to find them again."""
    from safetensors.torch import save as to_bytes

    about = json.dumps({"version": VERSION, "model": digest, "axes": [asdict(a) for a in axes]})
    data = to_bytes({"directions": directions.detach().cpu().float().contiguous()}, {"axes": about})
    path = path or path_of(digest)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        log.warning("The axes could not be kept in %s (%s).", path, error)
        part.unlink(missing_ok=True)


def readdress(path: Path, before: str, now: str) -> None:
    """The axes at `path` under another digest: of a model whose weights were stored otherwise. Raises `ValueError` when
    they are of another model."""
    from safetensors import safe_open
    from safetensors.torch import save as to_bytes

    with safe_open(str(path), framework="pt") as file:
        about = json.loads((file.metadata() or {})["axes"])
        directions = file.get_tensor("directions")
    if about["model"] != before:
        raise ValueError(f"{path} holds the axes of another model")
    path.write_bytes(to_bytes({"directions": directions}, {"axes": json.dumps({**about, "model": now})}))


def _axis(data: dict[str, object]) -> Axis:
    if data["kind"] not in (NAMED, SURPRISE):
        raise ValueError("kind of axis")
    layers = data["layers"]
    return Axis(
        id=str(data["id"]), title=str(data["title"]), group=str(data["group"]), kind=str(data["kind"]),
        reach=float(str(data["reach"])), layers=(int(layers[0]), int(layers[1])) if isinstance(layers, list) else None,
        note=str(data["note"]),
    )  # fmt: skip

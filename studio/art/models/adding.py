"""The job `model/add`: a file or folder of the artist's to an entry of the library."""

from __future__ import annotations

import contextlib
import math
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from studio.art.models import files, folder, style_nets, stylegan_file
from studio.art.models.library import INDEX, ModelEntry, discard, id_of, models_dir, read_index
from studio.art.models.recognise import Found, recognise
from studio.art.models.unpickle import read_network
from studio.art.models.vgg_layout import layout_of
from studio.core.errors import UserError
from studio.core.params import Value
from studio.core.progress import Context

CONVERTED = "weights.safetensors"
FORSAKEN = 3600.0
"""Seconds after which a converted copy that is in no index is taken for one whose making was interrupted."""
WRAPPED = ("state_dict", "params_ema", "params", "model_state_dict", "model", "net", "generator", "G_ema")
"""Tables in which trainers put the weights of a checkpoint, the better ones first."""


def add(ctx: Context, *, path: str) -> ModelEntry:
    """Recognises, hashes, tries and, where needed, converts. What was added before comes back as it is in the library.

    Raises `UserError` for what is no model, is refused, or cannot be used.
    """
    sweep()
    ctx.progress(0.0, "Looking at it")
    found = recognise(path, ctx.check)
    whole = not found.path.is_dir()
    sha256, size = files.digest(found.files, whole, lambda k: ctx.progress(0.02 + 0.48 * k, "Reading every byte"))
    known = next((e for e in read_index(models_dir() / INDEX)[0] if e.sha256 == sha256), None)
    if known is not None and not (known.converted and known.missing):
        return replace(known, path=str(found.path))
    id_ = known.id if known else id_of(found.title, sha256)
    ctx.progress(0.5, "Trying it")
    try:
        found, converted = _prepared(ctx.part(0.5, 0.5), found, id_)
    except BaseException:
        discard(id_)
        raise
    entry = ModelEntry(
        id=id_, title=found.title, kind=found.kind, family=found.family, path=str(found.path), sha256=sha256, bytes=size,
        memory=found.memory, licence=found.licence, converted=converted, details=found.details,
        added=datetime.now().astimezone().isoformat(timespec="seconds"),
    )  # fmt: skip
    return entry if known is None else replace(entry, title=known.title, licence=known.licence, added=known.added)


def sweep() -> None:
    """Deletes copies that no index names and nobody writes to: what a process left that was killed."""
    place = models_dir()
    kept = {e.id for e in read_index(place / INDEX)[0]}
    with contextlib.suppress(OSError):
        for inside in place.iterdir():
            if inside.is_dir() and not inside.is_symlink() and inside.name not in kept:
                newest = max((p.stat().st_mtime for p in (inside, *inside.iterdir())), default=0.0)
                if time.time() - newest > FORSAKEN:
                    shutil.rmtree(inside, ignore_errors=True)


def _prepared(ctx: Context, found: Found, id_: str) -> tuple[Found, str]:
    """What was found, with what only the network itself can tell, and the name of its converted copy, or ""."""
    if found.format == "pickle":
        return _stylegan(ctx, found, id_)
    if found.kind == "language":
        from studio.art.muse.owned.loading import try_out as try_language

        try_language(found)
        return found, ""
    converted = ""
    if found.format in ("archive", "stream"):
        ctx.progress(0.1, "Converting its weights")
        _write(id_, lambda target: _convert(ctx, found, target))
        converted = CONVERTED
    weights = models_dir() / id_ / CONVERTED if converted else found.path
    if found.kind == "stylegan":
        net = stylegan_file.load(weights, found.title)
        return replace(found, details=_style_details(net)), converted
    if found.kind == "style" and found.format != "onnx":
        ctx.progress(0.8, "Trying it")
        _try_style(found, weights, id_)
        return found, converted
    if found.kind == "weights":
        from studio.art.upscalers.network import describe

        ctx.progress(0.8, "Trying it")
        family, details = describe(weights, found.title)
        return replace(found, kind="upscaler", family=family, details=details), converted
    if found.kind == "features":
        from studio.art.styles.neural.features import read_vgg

        ctx.progress(0.8, "Trying it")
        eyes, _ = read_vgg(weights, found.title)
        return replace(found, values=sum(p.numel() for p in eyes.parameters())), converted
    if found.format == "onnx":
        from studio.art.styles.onnx_net import try_out

        return replace(found, details={**found.details, **try_out(found.path, found.title, found.details)}), converted
    if found.format == "pentimento":
        from studio.art.latent.spaces import open_folder

        about = folder.read(found.path)
        loaded = open_folder(about, "cpu", id_)
        return replace(found, details={**found.details, "layers": loaded.space.layers}), converted
    return found, converted


def _try_style(found: Found, weights: Path, id_: str) -> None:
    """Opens a network of a style and shows it a small picture. Raises `UserError` for one that cannot be used."""
    from studio.art.styles.networks import adain, one_style

    entry = ModelEntry(
        id=id_, title=found.title, kind=found.kind, family=found.family, path=str(weights), sha256="", bytes=0,
        memory=found.memory, details=found.details,
    )  # fmt: skip
    if found.family == style_nets.ADAIN:
        adain.open_net(folder.read(found.path), "cpu")
    else:
        one_style.try_out(entry)


def _stylegan(ctx: Context, found: Found, id_: str) -> tuple[Found, str]:
    """A pickle of StyleGAN's authors: read as text, kept as safetensors, built once to see that it is whole."""
    ctx.progress(0.1, "Reading it without running it")
    network = read_network(found.path, ctx.check)
    ctx.progress(0.5, "Converting its weights")
    _write(id_, lambda target: stylegan_file.write(target, network))
    ctx.progress(0.8, "Trying it")
    net = stylegan_file.load(models_dir() / id_ / CONVERTED, found.title)
    family = "stylegan3" if type(net).__name__ == "StyleGan3" else "stylegan2"
    values = sum(math.prod(a.shape) for a in network.tensors.values())
    return replace(found, family=family, values=values, details=_style_details(net)), CONVERTED


def _style_details(net: Any) -> dict[str, Value]:
    return {"size": net.size, "layers": net.layers, "classes": net.shape.c_dim}


def _convert(ctx: Context, found: Found, target: Path) -> None:
    """Weights of PyTorch's own files through its reader of weights alone; there is no other way in."""
    import torch
    from safetensors.torch import save_file

    try:
        loaded = torch.load(found.path, map_location="cpu", weights_only=True, mmap=found.format == "archive")
    except Exception as error:
        first = " ".join(str(error).split())
        asked = first.partition("Unsupported global: GLOBAL ")[2].split(" ")[0]
        reason = f"it asks for {asked[:60]}" if asked else first[:120]
        raise UserError(
            f"{found.path.name} was refused: PyTorch's reader of plain weights does not take it ({reason}). "
            "Use a .safetensors file of this model instead."
        ) from None
    tensors = flat(loaded)
    if found.kind == "features" and (layout := layout_of({k: tuple(t.shape) for k, t in tensors.items()})) is not None:
        # Of a network that sees, what classifies is left out: 470 MiB of 550.
        tensors = {name: tensors[name] for name in layout.tensors}
    if not tensors:
        raise UserError(f"{found.path.name} holds no weights.")
    ctx.check()
    # Each of its own memory: safetensors keeps no two tensors in one place.
    save_file({k: v.contiguous().clone() for k, v in tensors.items()}, str(target), {"format": "pt"})


def flat(loaded: Any) -> dict[str, Any]:
    """The named tensors of a checkpoint, out of the table that a trainer wrapped them in."""
    import torch

    def tensors(table: Any, prefix: str = "", depth: int = 0) -> dict[str, torch.Tensor]:
        out: dict[str, torch.Tensor] = {}
        if isinstance(table, Mapping) and depth < 8:
            for key, value in table.items():
                if isinstance(value, torch.Tensor) and value.layout == torch.strided:
                    out[f"{prefix}{key}"] = value.detach()
                else:
                    out |= tensors(value, f"{prefix}{key}.", depth + 1)
        return out

    if isinstance(loaded, Mapping):
        for name in WRAPPED:
            inner = loaded.get(name)
            if isinstance(inner, Mapping) and any(isinstance(v, torch.Tensor) for v in inner.values()):
                return tensors(inner)
    return tensors(loaded)


def _write(id_: str, write: Callable[[Path], object]) -> None:
    """Writes the converted copy of a model beside itself, looks at it again, then renames it."""
    place = models_dir() / id_
    target, spare = place / CONVERTED, place / f".{CONVERTED}.part"
    try:
        place.mkdir(parents=True, exist_ok=True)
        write(spare)
        if files.read_header(spare) is None:
            raise OSError("the copy does not read back as it was written")
        spare.replace(target)
    except OSError as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UserError(f"The converted copy could not be written to {place} ({why}).") from None
    except UserError:
        raise
    except Exception as error:
        if type(error).__name__ != "SafetensorError":
            raise
        raise UserError(f"The converted copy could not be written to {place} ({error}).") from None

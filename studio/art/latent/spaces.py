"""From a generator to its latent space, loaded and kept by the engine.

The `bound` arguments of a generator's `Spec` say how: "model" is the id of its model, "opener" names the function
"module:function" that loads it, called `open(model, device)` and returning `Loaded`; without one the model comes with the
program.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import lru_cache, partial
from importlib import import_module
from pathlib import Path

from torch import Tensor, nn

from studio.art.generators.worlds import WORLDS
from studio.art.latent.loaded import Loaded
from studio.art.latent.space import Space
from studio.art.models.folder import ABOUT, ModelFolder, read, shipped
from studio.art.models.library import INDEX, find, models_dir
from studio.art.models.lighten import lightened
from studio.art.models.lighter import cache_key
from studio.art.nets.factor_net import FactorNet
from studio.core.errors import UserError
from studio.core.paths import resource
from studio.core.progress import Context
from studio.core.spec import Spec

SHIPPED = "studio.art.latent.spaces:open_shipped"
OF_FOLDER = "studio.art.latent.spaces:open_path"
"""Opener of a model whose id is the path of its folder."""

ADAPTERS: dict[str, str] = {
    "stylegan": "studio.art.latent.stylespace:adapt",
    "code-stylegan": "studio.art.latent.codestyle:adapt",
    "flow": "studio.art.latent.flowspace:adapt",
    "gan": "studio.art.latent.zspace:adapt",
    "vae": "studio.art.latent.zspace:adapt",
}
"""Kind of a model's folder -> function `adapt(folder, tensors, device)` that returns its `Space`."""

PAINTING: dict[str, tuple[str, ...]] = {
    "net": ("synthesis",),
    "decoder": ("forward",),
    "flow": ("forward", "condition"),
}
"""Attributes of spaces that hold a network that paints -> the methods by which it is called."""

Adapt = Callable[[ModelFolder, Mapping[str, Tensor], str], Space]


def lease(ctx: Context, spec: Spec) -> AbstractContextManager[Loaded]:
    """The loaded space of a generator. Raises `UserError` when it has none or its model cannot be read."""
    bound = dict(spec.bound)
    if "latent" not in spec.traits or "model" not in bound:
        raise UserError(f"“{spec.title}” has no latent space.")
    return lease_model(ctx, str(bound["model"]), str(bound.get("opener", "")))


def lease_model(ctx: Context, model: str, opener: str = "") -> AbstractContextManager[Loaded]:
    """The loaded space of a model, as the bound arguments of its generator name it."""
    name = opener or SHIPPED
    # A model that is computed in another precision now is another thing to keep.
    key = cache_key(f"space/{name}/{model}", digest_of(name, model), ctx.device)
    return ctx.lease(key, partial(_open, name, model), 64.0)


def digest_of(opener: str, model: str) -> str:
    """The digest by which the artist's choices for a model are kept, without loading it; "" where it is not known."""
    if opener == SHIPPED:
        path = resource("models", model, ABOUT)
    else:
        path = Path(model, ABOUT) if opener == OF_FOLDER else models_dir() / INDEX
    try:
        about = path.stat()
    except OSError:
        return ""  # whoever opens it will say what is wrong
    return _digest_of(opener, model, path, about.st_mtime_ns, about.st_ino)


@lru_cache(maxsize=64)
def _digest_of(opener: str, model: str, path: Path, _time: int, _node: int) -> str:
    """Read again only when it is another file: every move of a slider asks for it."""
    try:
        if opener in (SHIPPED, OF_FOLDER):
            return read(path.parent).sha256
        entry = find(model)
        return read(entry.file).sha256 if entry.kind == "trained" else entry.sha256
    except UserError:
        return ""


def _open(name: str, model: str, device: str) -> Loaded:
    module, _, function = name.partition(":")
    opened: Loaded = getattr(import_module(module), function)(model, device)
    return opened


def open_shipped(model: str, device: str) -> Loaded:
    """A model that comes with the program."""
    return open_folder(shipped(model), device, model)


def open_path(model: str, device: str) -> Loaded:
    """A model by the path of its folder."""
    return open_folder(read(Path(model)), device, Path(model).name)


def open_folder(folder: ModelFolder, device: str, model: str) -> Loaded:
    """The space of a model that Pentimento trained. Raises `UserError` when its tensors are not those of its kind."""
    tensors = folder.load()
    module, _, name = ADAPTERS[folder.kind].partition(":")
    adapt: Adapt = getattr(import_module(module), name)
    try:
        space = adapt(folder, tensors, device)
        judge = _judge(part(tensors, "judge"), device)
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UserError(f"The weights of “{folder.title}” do not fit the network that it names ({first}).") from None
    lighten_space(space, folder.sha256, device, folder.title)
    return Loaded(model, folder.title, space, WORLDS.get(folder.world), judge)


def lighten_space(space: Space, digest: str, device: str, title: str) -> None:
    """Makes the networks of a space as light as the artist chose for the model `digest`."""
    for name, entries in PAINTING.items():
        net = getattr(space, name, None)
        if isinstance(net, nn.Module):
            lightened(net, digest, device, entries, title)


def _judge(tensors: Mapping[str, Tensor], device: str) -> FactorNet | None:
    if not tensors:
        return None
    net = FactorNet(len(tensors["head.bias"]), len(tensors["squeeze.bias"]))
    net.load_state_dict(dict(tensors))
    return net.eval().requires_grad_(False).to(device)


def part(tensors: Mapping[str, Tensor], name: str) -> dict[str, Tensor]:
    """The tensors "name.*", without their first name."""
    return {k[len(name) + 1 :]: v for k, v in tensors.items() if k.startswith(f"{name}.")}

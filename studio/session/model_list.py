"""What is known of each model: those that come with the program and the artist's own, as one list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from studio.art.models import folder
from studio.art.models.catalog import MEASURE
from studio.art.models.library import KINDS, ModelEntry
from studio.art.muse.owned.catalog import NAMES as LANGUAGE_FAMILIES
from studio.core.errors import UserError
from studio.core.params import Value
from studio.core.paths import resource
from studio.engine.request import Request

if TYPE_CHECKING:
    from studio.core.recipe import Recipe
    from studio.core.spec import Spec

SHEETS = ("sheet.jpg", "sheet.png")
SUFFIXES = frozenset({".safetensors", ".pkl", ".pt", ".pth", ".ckpt", ".model", ".onnx", ".bin", ".gguf"})
"""Endings of files that are taken for models when they are dropped on the window; what they are is read from them."""
FOLDER_MARKS = (folder.ABOUT, "model_index.json", "config.json")
SHIPPED_KINDS = {
    "stylegan": ("StyleGAN", "Paints pictures that the sliders of the Latent panel move."),
    "code-stylegan": ("StyleGAN", "Paints pictures that the sliders of the Latent panel move."),
    "flow": ("Flow", "Paints from words and factors; the sliders of the Latent panel move its pictures."),
    "gan": ("GAN", "Paints pictures that the sliders of the Latent panel move."),
    "vae": ("Autoencoder", "Paints pictures that the sliders of the Latent panel move."),
    "adain": ("Style network", "Gives any picture the marks of any style."),
    "feed-forward": ("Style network", "Gives any picture its one style."),
    "cyclegan": ("Style network", "Turns one kind of pictures into another."),
    "language-transformer": ("Language model", "A voice for the muse: writes what your line may become."),
    "language-lstm": ("Language model", "A voice for the muse: writes what your line may become."),
}
"""Kind of a trained folder -> (title, what it does)."""
FAMILIES = {
    "stylegan": "StyleGAN", "stylegan2": "StyleGAN2", "stylegan3": "StyleGAN3", "flow": "flow", "gan": "GAN",
    "vae": "autoencoder", "sd15": "Stable Diffusion 1", "sd2": "Stable Diffusion 2", "sdxl": "Stable Diffusion XL",
    "flux": "Flux", "esrgan": "ESRGAN", "vgg16": "VGG16, features for style", "vgg19": "VGG19, features for style",
    "feed-forward": "feed-forward network of one style", "cyclegan": "CycleGAN", "adain": "AdaIN, for any style",
    "vgg16-bn": "VGG16 with normalization, features for style",
    "vgg19-bn": "VGG19 with normalization, features for style", **LANGUAGE_FAMILIES,
}  # fmt: skip
"""What a model is exactly, as the artist knows it; what is not here is shown as it is."""
TRAINED, STYLE, LANGUAGE = "trained", "style", "language"
"""Kinds of entries: such a folder; a network of a style, which may be such a folder as well; a language model."""
EDGE = 256
"""px at which a model without a size of its own is measured."""
SMALL_EDGE = 128
"""px at which one is that makes pictures larger."""


@dataclass(frozen=True)
class Model:
    """One line of the page.

    `digest`: under which choices and measurements are kept. `memory`: MiB of its weights in 32-bit floats. `method`: key
    of the spec that uses it ("generator/skies"), or "". `card`, `sheet`: files to look at, or None. `figures`: what was
    measured when it was trained. `edge`: px of its own pictures, 0 where it has no size of its own.
    """

    id: str
    title: str
    kind: str
    use: str
    family: str
    path: Path
    digest: str
    bytes: int
    memory: float
    own: bool
    knows: str = ""
    licence: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)
    method: str = ""
    card: Path | None = None
    sheet: Path | None = None
    edge: int = 0
    added: str = ""
    missing: bool = False
    converted: bool = False
    stored_half: bool = False

    @property
    def writes(self) -> bool:
        """Whether it is a language model."""
        return self.kind == KINDS[LANGUAGE].title


@dataclass(frozen=True)
class Use:
    """Where a model is used: a word for the kind of place, and its name."""

    where: str
    name: str


def all_models(entries: Iterable[ModelEntry]) -> list[Model]:
    """Those of the program first, then the artist's in the order in which they came."""
    return [_with_method(m) for m in (*shipped_models(), *(own_model(e) for e in entries))]


def looks_like_model(path: Path) -> bool:
    """Whether a dropped file or folder is worth asking about."""
    try:
        if path.is_dir():
            return any((path / name).is_file() for name in FOLDER_MARKS)
        return path.suffix.lower() in SUFFIXES and path.is_file()
    except OSError:
        return False


def spec_of(model: Model) -> Spec | None:
    """The method that uses a model."""
    from studio.art.catalog import CATALOGUES

    for catalogue in CATALOGUES.values():
        for spec in catalogue:
            if spec.key == model.method:
                return spec
    return None


def measure_request(model: Model, compiled: bool = False, rounds: int = 5) -> Request:
    """The request that measures a model. Raises `UserError` when nothing uses it, or when it is not there."""
    spec = spec_of(model)
    if model.missing:
        raise UserError(f"“{model.title}” cannot be measured: its file is not there.")
    if spec is None or model.writes:
        raise UserError(f"“{model.title}” cannot be measured by itself: no method of the program uses it alone.")
    values: dict[str, Value] = {"edge": _edge(model), "compiled": compiled, "rounds": rounds}
    title = f"Measuring “{model.title}”"
    return Request.make(MEASURE.key, values, title=title, method=spec.key, model=model.digest)


def _edge(model: Model) -> int:
    """px at which a model is measured: its own size, or one at which it needs no patience."""
    if model.method.startswith("upscale/"):
        return SMALL_EDGE
    return min(2048, max(16, model.edge or EDGE))


def shipped_models() -> list[Model]:
    """The models in the program's resources, by their id."""
    place = resource("models")
    folders = sorted(p.parent for p in place.glob(f"*/{folder.ABOUT}")) if place.is_dir() else []
    return [m for path in folders if (m := _shipped(path)) is not None]


def _shipped(path: Path) -> Model | None:
    try:
        about = folder.read(path)
        size = round(about.megabytes * 2**20)
    except (UserError, OSError):
        return None
    kind, use = SHIPPED_KINDS[about.kind]
    writes = about.kind in folder.WRITING
    family = "Trained by Pentimento" if writes else f"Trained by Pentimento, {about.size} px"
    return Model(
        id=path.name, title=about.title, kind=kind, use=use, family=family, path=path,
        digest=about.sha256, bytes=size, memory=_memory(about), own=False, knows=about.knows, licence=about.licence,
        figures=about.figures, card=_there(path / folder.CARD), sheet=_sheet(path), edge=0 if writes else about.size,
    )  # fmt: skip


def own_model(entry: ModelEntry) -> Model:
    """What the page says of an entry of the library; a file that is gone is a model all the same."""
    kind, place, digest, knows = KINDS[entry.kind], Path(entry.path), entry.sha256, ""
    figures: Mapping[str, float] = {}
    edge = entry.details.get("size", 0)
    if entry.kind == TRAINED:
        try:
            about = folder.read(place)
            digest, knows, figures, edge = about.sha256, about.knows, about.figures, about.size
        except UserError:
            pass  # the page shows that it is missing
    elif entry.kind == STYLE and entry.is_folder:
        with suppress(UserError):
            about = folder.read(place)
            knows, figures = about.knows, about.figures
    elif entry.kind == LANGUAGE:
        knows = _reads(entry)
    inside = place if entry.is_folder else place.parent / f"{place.stem}.none"
    return Model(
        id=entry.id, title=entry.title, kind=kind.title, use=kind.use, family=FAMILIES.get(entry.family, entry.family), path=place, digest=digest,
        bytes=entry.bytes, memory=entry.memory, own=True, knows=knows, licence=entry.licence, figures=figures,
        card=_there(inside / folder.CARD), sheet=_sheet(inside), edge=int(edge) if isinstance(edge, int | float) else 0,
        added=entry.added, missing=entry.missing, converted=bool(entry.converted),
        stored_half=kind is KINDS[LANGUAGE] and bool(entry.details.get("half", False)),
    )  # fmt: skip


def _reads(entry: ModelEntry) -> str:
    """What a language model was taught, and how much it reads at once."""
    context = entry.details.get("context", 0)
    way = (
        "To answer instructions"
        if entry.details.get("chat", False)
        else "To go on with a text; it was not taught to answer"
    )
    return f"{way}. It reads {context:,} tokens at once." if context else f"{way}."


def _with_method(model: Model) -> Model:
    from studio.art.catalog import CATALOGUES

    for catalogue in CATALOGUES.values():
        for spec in catalogue:
            if dict(spec.bound).get("model") == model.id:
                return replace(model, method=spec.key)
    return model


def _memory(about: folder.ModelFolder) -> float:
    """MiB in 32-bit floats, whatever the weights are stored as."""
    return about.values * 4 / 2**20


def _there(path: Path) -> Path | None:
    try:
        return path if path.is_file() else None
    except OSError:
        return None


def _sheet(place: Path) -> Path | None:
    return next((p for name in SHEETS if (p := _there(place / name)) is not None), None)


def made_with(recipe: Recipe | None, model: Model, spec: Spec | None) -> bool:
    """Whether a model had a say in a picture."""
    if recipe is None:
        return False
    by_spec = spec is not None and (recipe.kind, recipe.method) == (spec.kind, spec.id)
    return by_spec or model.digest in recipe.models.values() or model.id in recipe.models

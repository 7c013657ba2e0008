"""The verbs that make pictures: imagine, stylize, render."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.cli import presets
from studio.cli.options import (
    Worker,
    clipped,
    input_file,
    numbered,
    output,
    size_of,
    tell,
    whole,
    write_picture,
)
from studio.core.errors import UnknownNameError, UserError
from studio.core.picture import ImageRef, Picture
from studio.core.recipe import Recipe
from studio.engine.request import Request

if TYPE_CHECKING:
    from studio.core.picture import Pixels

SEED_LIMIT = 2**31 - 1
DEEPEST = 32
LARGEST_RECIPE = 16 * 2**20
"""Bytes; a recipe holds those of its sources."""
PICTURES = (".png", ".jpg", ".jpeg")


def imagine(given: argparse.Namespace) -> int:
    """TEXT to OUT."""
    from studio.art.generators.catalog import GENERATORS

    spec = GENERATORS.get(given.generator)
    if not given.text.strip():
        raise UserError("The text is empty: write what the picture should show.")
    width, height = size_of(given.size)
    seed = whole(given.seed, "The seed", 0, SEED_LIMIT)
    count = whole(given.count, "The count", 1, 64)
    values = spec.parse(given.set or ())
    paths = numbered(output(given.output, PICTURES), count)
    worker = Worker()
    told: set[str] = set()
    for k, path in enumerate(paths):
        request = Request.make(
            spec.key, values, text=given.text, width=width, height=height, seed=(seed + 7919 * k) % (SEED_LIMIT + 1)
        )
        picture = worker.run(request, f"{k + 1}/{count}" if count > 1 else "")
        assert isinstance(picture, Picture)
        write_picture(path, picture.pixels, picture.recipe)
        for note in picture.notes:
            if note not in told:
                told.add(note)
                tell(note)
    return 0


def stylize(given: argparse.Namespace) -> int:
    """CONTENT in the manner of STYLE to OUT."""
    from studio.cli.batching import many, stylize_many
    from studio.cli.strokes import stroke_files, write_strokes
    from studio.formats.images import read_image

    strokes = stroke_files(given, alone=not many(given.content) and not given.also)
    if many(given.content):
        return stylize_many(given)
    template = style_request(given)
    path = output(given.output, PICTURES)
    content = read_image(input_file(given.content))
    for notice in content.notices:
        tell(notice)
    mask = read_image(input_file(given.mask)).pixels if given.mask else None
    content_ref = ImageRef.of(content.pixels)
    source: dict[str, Any] = {"file": str(Path(given.content).resolve()), "sha256": content_ref.digest}
    if content.recipe is not None:
        source["recipe"] = content.recipe.to_dict()
    sources = template.recipe_sources | {"content": source}
    if mask is not None:
        sources["mask"] = {"file": str(Path(given.mask).resolve()), "sha256": ImageRef.of(mask).digest}
    inputs = dict(template.inputs) | {"content": content_ref}
    request = Request.make(template.spec, dict(template.params), sources=sources, **inputs)  # type: ignore[arg-type]
    worker = Worker()
    picture = worker.run(request)
    assert isinstance(picture, Picture)
    for note in picture.notes:
        tell(note)
    write_picture(path, masked(content.pixels, picture.pixels, mask), picture.recipe)
    if strokes:
        write_strokes(strokes, request, picture, worker)
    return 0


def style_request(given: argparse.Namespace) -> Request:
    """What is asked for by method, settings and styles, but for the content. Raises `UserError`."""
    from studio.art.styles.catalog import STYLES
    from studio.art.styles.several_catalog import SEVERAL
    from studio.cli import several

    spec = STYLES.get(given.method)
    values = spec.parse(given.set or ())
    if "style" in spec.inputs:
        presets.fill(given)
    if not given.style and "style" in spec.inputs:
        raise UserError("Say which style: a picture file, or one of `pentimento list styles`.")
    inputs: dict[str, Any] = {"seed": whole(given.seed, "The seed", 0, SEED_LIMIT)}
    sources: dict[str, dict[str, Any]] = {}
    if "style" in spec.inputs:
        style, sources["style"] = style_picture(given.style)
        inputs["style"] = ImageRef.of(style)
    if several.wanted(given):
        if "style" not in sources:
            raise UserError(f"“{spec.title}” takes no style pictures, so it cannot lay several.")
        first = inputs.pop("style").pixels, sources.pop("style")
        more = several.several(given, spec, values, first, style_picture)
        spec, values = SEVERAL, more.values
        inputs |= more.inputs
        sources |= more.sources
    taken = {n: v for n, v in inputs.items() if n in spec.inputs or n in spec.accepts}
    return Request.make(spec.key, values, sources=sources, **taken)


def style_picture(name: str) -> tuple[Pixels, dict[str, Any]]:
    """A picture file, a shipped style by its id, any style by its title; with what the recipe says of it."""
    from studio.art.styles import shipped
    from studio.formats.images import read_image

    path = Path(name)
    if path.is_file():
        pixels = read_image(path).pixels
        return pixels, {"file": str(path.resolve()), "sha256": ImageRef.of(pixels).digest}
    ids = [s.id for s in shipped.shipped()]
    if name in ids:
        return shipped.load(name), {"style": name}
    if path.suffix or "/" in name:
        raise UserError(f"{name} does not exist.")
    own = own_style(name)
    if own is not None:
        return own
    raise UnknownNameError("style picture or file", name, ids)


def own_style(name: str) -> tuple[Pixels, dict[str, Any]] | None:
    """One of the artist's own styles by its title. Raises `UserError` when its picture is gone."""
    from studio.session.background import Background
    from studio.session.style_library import StyleLibrary

    library = StyleLibrary(Background())
    entry = library.find(name)
    if entry is None:
        return None
    pixels = library.pixels(entry.source)
    return pixels, entry.source.to_dict() | ({"sha256": entry.sha256} if entry.own else {})


def masked(before: Pixels, after: Pixels, mask: Pixels | None) -> Pixels:
    """`after` where the mask is white, `before` where it is black."""
    if mask is None:
        return after
    import numpy as np

    from studio.document.resample import resized

    height, width = before.shape[:2]
    fitted = resized(mask, width, height).astype(np.float32)
    share = (fitted[..., :3] @ np.array([0.299, 0.587, 0.114], np.float32) / 255 * fitted[..., 3] / 255)[..., None]
    mixed = before.astype(np.float32) * (1 - share) + after.astype(np.float32) * share
    return np.rint(mixed).astype(np.uint8)


def render(given: argparse.Namespace) -> int:
    """The picture of a recipe once more."""
    path = output(given.output, PICTURES)
    recipe = read_recipe(input_file(given.recipe))
    picture = made_from(recipe)
    # What read the words then is not asked again: their meaning stands in the recipe.
    if any(recipe.models.get(id_) != digest for id_, digest in picture.recipe.models.items()):
        tell("The recipe was made with other model files than there are here: the picture may differ.")
    write_picture(path, picture.pixels, replace(picture.recipe, given=recipe.given))
    return 0


def made_from(recipe: Recipe, depth: int = 0) -> Picture:
    """The picture of a recipe, and of those that it is made from. Raises `UserError`."""
    if depth > DEEPEST:
        raise UserError(f"The recipe is made from more than {DEEPEST} others, one inside the other.")
    picture = Worker().run(request_of(recipe, depth))
    assert isinstance(picture, Picture)
    if "mask" not in recipe.sources:
        return picture
    content, mask = source_picture(recipe, "content", depth), source_picture(recipe, "mask", depth)
    return replace(picture, pixels=masked(content, picture.pixels, mask))


def read_recipe(path: Path) -> Recipe:
    """From a .json file, or from inside a picture."""
    from studio.formats.atomic import explain
    from studio.formats.images import read_image

    if path.suffix.lower() in PICTURES:
        recipe = read_image(path).recipe
        if recipe is None:
            raise UserError(f"There is no recipe inside {path.name}.")
        return recipe
    try:
        if path.stat().st_size > LARGEST_RECIPE:
            raise UserError(f"{path.name} is too large to be a recipe.")
        return Recipe.from_json(path.read_text("utf-8-sig"))
    except UnicodeDecodeError:
        raise UserError(f"{path.name} is no recipe: it is not text.") from None
    except OSError as error:
        raise explain(error, path, "opened") from None
    except UserError as error:
        raise UserError(f"{path.name} cannot be used. {error}") from None


def request_of(recipe: Recipe, depth: int = 0) -> Request:
    """The request that makes the picture of a recipe. Raises `UserError` when its sources are gone."""
    from studio.art.catalog import find

    if recipe.kind not in ("generator", "style", "restore"):
        raise UserError(f"A recipe of the kind “{clipped(recipe.kind)}” makes no picture.")
    spec = find(f"{recipe.kind}/{recipe.method}")
    values = spec.values(recipe.params)
    whole(str(recipe.seed), "The seed", 0, SEED_LIMIT)
    if recipe.kind == "generator":
        size_of(f"{recipe.width}x{recipe.height}")
        return Request.make(
            spec.key, values, text=recipe.text, width=recipe.width, height=recipe.height, seed=recipe.seed
        )
    pictures: list[str] = [name for name in ("content", "style", "mask") if name in spec.inputs]
    pictures += [name for name in spec.accepts if name.startswith(("style", "map")) and name in recipe.sources]
    inputs: dict[str, Any] = {name: ImageRef.of(source_picture(recipe, name, depth)) for name in pictures}
    if "seed" in spec.inputs:
        inputs["seed"] = recipe.seed
    return Request.make(spec.key, values, sources=recipe.sources, **inputs)


def source_picture(recipe: Recipe, name: str, depth: int = 0) -> Pixels:
    """One of the pictures that a recipe is made from: shipped, on the disk unchanged, or made again."""
    from studio.art.styles import shipped
    from studio.formats.images import read_image

    source = recipe.sources.get(name)
    if source is None:
        raise UserError(f"The recipe does not say what its {name} was.")
    if "style" in source:
        return shipped.load(str(source["style"]))
    file = Path(str(source.get("file", "")))
    if source.get("file") and file.is_file():
        pixels = read_image(file).pixels
        if source.get("sha256") in (None, ImageRef.of(pixels).digest):
            return pixels
        if "recipe" not in source:
            raise UserError(f"{file.name} is no longer the picture that the recipe was made from.")
    if "recipe" in source:
        return made_from(Recipe.from_dict(source["recipe"]), depth + 1).pixels
    if source.get("file"):
        raise UserError(f"{file} is gone: the recipe needs it.")
    raise UserError(
        f"The recipe's {name} was painted by hand on the layer “{source.get('name', '')}”: it cannot be made again."
    )

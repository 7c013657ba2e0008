"""The verb that restores pictures: fills holes, takes noise out, enlarges; without any network of others."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from studio.cli.making import SEED_LIMIT
from studio.cli.options import Worker, input_file, output, tell, whole, write_picture
from studio.core.errors import UserError
from studio.core.picture import ImageRef, Picture
from studio.engine.request import Request


def restore(given: argparse.Namespace) -> int:
    """IMAGE to OUT, restored."""
    from studio.art.restoring.catalog import INPAINT, RESTORE
    from studio.formats.images import read_image

    spec = RESTORE.get(given.task)
    values = spec.parse(given.set or ())
    seed = whole(given.seed, "The seed", 0, SEED_LIMIT)
    path = output(given.output, (".png", ".jpg", ".jpeg"))
    if (spec is INPAINT) != bool(given.mask):
        raise UserError(
            "Say what is to be filled: --mask M.png, a picture that is white there."
            if spec is INPAINT
            else f"{spec.title} takes no mask: it is for --task inpaint."
        )
    content = read_image(input_file(given.input))
    for notice in content.notices:
        tell(notice)
    inputs: dict[str, Any] = {"content": ImageRef.of(content.pixels), "seed": seed}
    sources: dict[str, dict[str, Any]] = {
        "content": {"file": str(Path(given.input).resolve()), "sha256": inputs["content"].digest}
    }
    if content.recipe is not None:
        sources["content"]["recipe"] = content.recipe.to_dict()
    if given.mask:
        inputs["mask"] = ImageRef.of(read_image(input_file(given.mask)).pixels)
        sources["mask"] = {"file": str(Path(given.mask).resolve()), "sha256": inputs["mask"].digest}
    picture = Worker().run(Request.make(spec.key, values, sources=sources, **inputs), spec.title)
    assert isinstance(picture, Picture)
    for note in picture.notes:
        tell(note)
    write_picture(path, picture.pixels, picture.recipe)
    return 0

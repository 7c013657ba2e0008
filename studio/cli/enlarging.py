"""The verb that enlarges pictures by an upscaler of the artist's."""

from __future__ import annotations

import argparse

from studio.cli.options import Worker, input_file, output, tell, write_picture
from studio.core.errors import UserError
from studio.core.picture import ImageRef, Picture
from studio.engine.request import Request


def enlarge(given: argparse.Namespace) -> int:
    """IN to OUT, larger."""
    from studio.art.upscalers.catalog import UPSCALERS
    from studio.formats.images import read_image

    if not len(UPSCALERS):
        raise UserError("There is no upscaler yet: `pentimento models add PATH` adds one of yours.")
    spec = UPSCALERS.get(given.model) if given.model else UPSCALERS.default
    values = spec.parse(given.set or ())
    if given.factor:
        values |= spec.parse([f"factor={given.factor}"])
    path = output(given.output, (".png", ".jpg", ".jpeg"))
    content = read_image(input_file(given.input))
    for notice in content.notices:
        tell(notice)
    picture = Worker().run(Request.make(spec.key, values, content=ImageRef.of(content.pixels)), "Enlarging")
    assert isinstance(picture, Picture)
    write_picture(path, picture.pixels, None)  # the recipe of the small one would make another picture
    return 0

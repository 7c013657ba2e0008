"""A tiny model whose axes are known already, and candidates that it painted: ground for tests of steering."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from latent_kit import offered, stand

from studio.art.catalog import find
from studio.art.latent import axis_files
from studio.art.latent.axis import NAMED, SURPRISE, Axis
from studio.art.models.folder import read
from studio.core.params import Value
from studio.core.picture import Picture
from studio.core.spec import Spec
from studio.engine.request import Request
from studio.engine.runner import Engine
from studio.session.contact import Candidate, CandidateState
from studio.session.studio import Studio

AXES = (
    Axis("named/warmth", "Warmth", "color", NAMED, note="Moves warmth 9 times as much as anything else."),
    Axis("named/brightness", "Brightness", "light", NAMED),
    Axis("named/glow", "Glow", "light", NAMED),
    *(Axis(f"surprise/{i}", f"Surprise {i}", "surprise", SURPRISE) for i in range(1, 10)),
)
_SHAPES = {"stylegan": (5, 12), "gan": (1, 12)}
"""layers, width of the tiny networks."""


@contextmanager
def steered(folder: Path, kind: str = "stylegan", *, axes: bool = True) -> Iterator[Spec]:
    """A tiny model as a generator. With `axes` they lie in the cache, as after the first time that they were found."""
    with offered(folder, kind) as spec:
        if axes:
            layers, width = _SHAPES[kind]
            directions = torch.randn(len(AXES), layers, width, generator=torch.Generator().manual_seed(2))
            axis_files.save(read(folder).sha256, AXES, directions)
        yield spec


def params(spec: Spec, seed: int) -> dict[str, Value]:
    """All that the generator takes, so that it has no words to read."""
    known = {p.name for p in spec.params}
    return {k: v for k, v in stand(spec.id.removeprefix("tiny-"), seed).params.items() if k in known}


def picture(spec: Spec, seed: int, edge: int = 48) -> Picture:
    made = Engine(find).run_now(Request.make(spec.key, params(spec, seed), text="", width=edge, height=edge, seed=seed))
    assert isinstance(made, Picture)
    return made


def put(studio: Studio, spec: Spec, *seeds: int) -> list[Candidate]:
    """Finished candidates on the sheet, the first one the current."""
    out = []
    for seed in seeds:
        made = picture(spec, seed)
        out.append(Candidate("", seed, params(spec, seed), CandidateState.DONE, 1.0, picture=made, generator=spec.id))
    studio.contact.start(out)
    studio.contact.make_current(out[0])
    return out

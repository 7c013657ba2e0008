"""The jobs that style a film, piece by piece, so that other work comes in between. Torch-free."""

from __future__ import annotations

from studio.art.styles.several_catalog import NUMBERS
from studio.core.spec import Catalogue, Spec

FILM = Catalogue("film", "film job")

LOOK = ("style", *(f"style{k}" for k in NUMBERS), *(f"map{k}" for k in NUMBERS))
"""Pictures of the methods that take them."""

PLAN = FILM.add(
    Spec(
        kind="film",
        id="plan",
        title="Look through a film",
        summary="Finds the shots of a film and their colors.",
        impl="studio.formats.film_job:plan",
        inputs=("path", "work"),
    )
)
"""`path`: the film, `work`: a folder for what is found. Returns `formats.film_job.Planned`."""

PART = FILM.add(
    Spec(
        kind="film",
        id="part",
        title="Style a part of a film",
        summary="Paints some frames of a film in a style, carried on from those before.",
        impl="studio.formats.film_job:part",
        inputs=("path", "work", "number", "format", "method", "values", "seed"),
        accepts=LOOK,
    )
)
"""`number`: of the part, from 0. `format`: id of a kind of video. `method`: key of a style method, `values`: its settings as
JSON. Returns `formats.film_job.Painted`."""

JOIN = FILM.add(
    Spec(
        kind="film",
        id="join",
        title="Put a film together",
        summary="Joins the painted parts of a film with its sound.",
        impl="studio.formats.film_job:join",
        inputs=("path", "work", "output", "format", "recipe", "title"),
    )
)
"""`recipe`: JSON. Returns notices."""

"""The look of a batch, taken from the Style panel or from a preset."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from studio.art.styles.catalog import STYLES
from studio.art.styles.several_catalog import SEVERAL
from studio.core.errors import UserError
from studio.core.params import SeedParam, Value
from studio.core.picture import ImageRef, Pixels
from studio.core.spec import Spec
from studio.engine.request import Request
from studio.session.batch_items import Look
from studio.session.style_presets import known_values, picture_of

if TYPE_CHECKING:
    from studio.session.studio import Studio

Given = tuple[Pixels, dict[str, Any], float]
"""A style picture, what a recipe says of it, its weight."""


def look_of(studio: Studio, preset: str = "") -> Look:
    """What the Style panel is set to; with `preset`, what that holds, with the panel's styles where it has none of its own.

    Several styles are laid by their weights: maps belong to one picture. Raises `UserError` where something is missing.
    """
    style = studio.style
    spec, values, seed, manner = style.spec, dict(style.values), style.seed, style.manner
    given: list[Given] | None = None
    if preset:
        kept = studio.style_presets.get(preset).preset
        spec, seed = STYLES.get(kept.method), SeedParam().check(kept.panel.get("seed", seed))
        values, manner = spec.values(known_values(kept)[0]), kept.name
        own = [s for s in kept.styles if s.style or s.sha256]
        if own:
            given = [(*picture_of(s, style.library, kept.name), s.weight) for s in own]
    if "style" not in spec.inputs:
        return Look(_request(spec, values, seed, []), spec.title)
    if given is None:
        given = [_of_panel(studio, k) for k in range(len(style.mix.named))]
    if not given:
        raise UserError("Choose a style in the Style panel, or a preset that has one.")
    return Look(_request(spec, values, seed, given), manner)


def _of_panel(studio: Studio, number: int) -> Given:
    share = studio.style.mix.named[number]
    assert share.source is not None
    pixels, told = studio.style.pixels(share.source), share.source.to_dict()
    if not share.source.id:
        told["sha256"] = ImageRef.of(pixels).digest
    return pixels, told, share.weight


def _request(spec: Spec, values: dict[str, Value], seed: int, given: list[Given]) -> Request:
    inputs: dict[str, object] = {"seed": seed} if "seed" in spec.inputs else {}
    sources: dict[str, dict[str, Any]] = {}
    if len(given) == 1:
        inputs["style"], sources["style"] = ImageRef.of(given[0][0]), given[0][1]
    elif given:
        for number, (pixels, told, _weight) in enumerate(given, 1):
            inputs[f"style{number}"], sources[f"style{number}"] = ImageRef.of(pixels), told
        weights = ",".join(f"{w:g}" for _p, _t, w in given)
        settings = json.dumps(values, sort_keys=True)
        values = {"method": spec.id, "values": settings, "by": "weights", "weights": weights}
        spec, inputs = SEVERAL, inputs | {"seed": seed}
    return Request(
        spec.key, tuple(sorted(values.items())), tuple(sorted(inputs.items())), None, "",
        tuple((k, json.dumps(v, sort_keys=True)) for k, v in sorted(sources.items())),
    )  # fmt: skip

"""Between the settings of the Style panel and the recipe of a stylized layer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from studio.art.styles.several_catalog import MOST_STYLES, SEVERAL
from studio.core.errors import UserError
from studio.session.style_mix import WEIGHTS

if TYPE_CHECKING:
    from studio.core.recipe import Recipe
    from studio.engine.request import Request


def state_of(recipe: Recipe) -> dict[str, Any]:
    """What `StyleState.restore` takes, for a layer that was made by `recipe`. Raises `UserError` when it is none of a
    style, or damaged."""
    if recipe.kind != "style":
        raise UserError("This layer was not made by a style.")
    try:
        return _state(recipe)
    except (ValueError, TypeError, AttributeError, OverflowError) as error:
        raise UserError(f"The recipe of this layer is damaged ({error}).") from None


def _state(recipe: Recipe) -> dict[str, Any]:
    if recipe.method != SEVERAL.id:
        styles = [recipe.sources["style"]] if "style" in recipe.sources else []
        return {
            "method": recipe.method, "values": dict(recipe.params), "seed": recipe.seed, "by": WEIGHTS,
            "styles": [_style(s) | {"weight": 1.0, "map": 1} for s in styles],
        }  # fmt: skip
    params = recipe.params
    values = json.loads(str(params.get("values", "{}")))
    weights = [float(w) for w in str(params.get("weights", "")).split(",") if w.strip()]
    found = [k for k in range(1, MOST_STYLES + 1) if f"style{k}" in recipe.sources]
    styles = [
        _style(recipe.sources[f"style{k}"])
        | {"weight": weights[n] if n < len(weights) else 1.0, "map": int(recipe.sources[f"style{k}"].get("slot", k))}
        for n, k in enumerate(found)
    ]
    return {
        "method": str(params.get("method", "")), "values": values, "seed": recipe.seed,
        "by": str(params.get("by", WEIGHTS)), "feather": float(params.get("feather", 0.0)), "styles": styles,
    }  # fmt: skip


def answers(request: Request, recipe: Recipe | None) -> bool:
    """Whether a layer that was made by `recipe` is what `request` asks for."""
    if recipe is None or request.spec != f"{recipe.kind}/{recipe.method}":
        return False
    given, inputs = dict(request.params), dict(request.inputs)
    if any(recipe.params.get(name) != value for name, value in given.items()) or inputs.get("seed", 0) != recipe.seed:
        return False
    now = request.recipe_sources
    return now.keys() == recipe.sources.keys() and all(_same(now[k], recipe.sources[k]) for k in now)


def _same(a: Any, b: Any) -> bool:
    return all(a.get(key) == b.get(key) for key in ("sha256", "style", "file", "part"))


def _style(source: Any) -> dict[str, Any]:
    if "style" in source:
        return {"style": str(source["style"])}
    return {"file": str(source.get("file", "")), "title": str(source.get("title", ""))}

"""What is asked of the engine: frozen, comparable, hashable, picklable."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from studio.core.params import Value
from studio.core.picture import ImageRef

_ids = count(1)


@dataclass(frozen=True)
class Request:
    """One call of a method. Two requests are equal when they ask for the same thing; `id` names the job.

    `spec` is the key of a `Spec` ("generator/scenes"). `params` are only those that are set by hand, sorted by
    name. `inputs` are what the kind of method takes besides (text, width, height, seed, count, or pictures as
    `ImageRef`), sorted by name. `slot` names the live control that posts it, where only the newest request counts;
    None queues it. `title` is what the artist reads. `sources` are (name, JSON text) of the pictures it is made
    from, as `Recipe.sources` wants them.
    """

    spec: str
    params: tuple[tuple[str, Value], ...] = ()
    inputs: tuple[tuple[str, object], ...] = ()
    slot: str | None = None
    title: str = ""
    sources: tuple[tuple[str, str], ...] = ()
    id: int = field(default_factory=lambda: next(_ids), compare=False)

    @classmethod
    def make(
        cls,
        spec: str,
        params: Mapping[str, Value] | None = None,
        *,
        slot: str | None = None,
        title: str = "",
        sources: Mapping[str, Mapping[str, Any]] | None = None,
        **inputs: object,
    ) -> Request:
        """A request from plain mappings; `inputs` by keyword: `Request.make(key, {}, text="sea", width=512, ...)`."""
        return cls(
            spec=spec,
            params=tuple(sorted((params or {}).items())),
            inputs=tuple(sorted(inputs.items())),
            slot=slot,
            title=title,
            sources=tuple((k, json.dumps(v, sort_keys=True)) for k, v in sorted((sources or {}).items())),
        )

    @property
    def given(self) -> tuple[str, ...]:
        """Names of the params that were set by hand."""
        return tuple(name for name, _ in self.params)

    @property
    def recipe_sources(self) -> dict[str, dict[str, Any]]:
        """`sources` as a recipe holds them."""
        return {name: json.loads(text) for name, text in self.sources}

    def arguments(self) -> dict[str, object]:
        """The inputs as a method takes them: pictures as arrays."""
        return {name: value.pixels if isinstance(value, ImageRef) else value for name, value in self.inputs}

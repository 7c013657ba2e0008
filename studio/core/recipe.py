"""The recipe of a picture: everything needed to make the same pixels again on the same device."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from studio import __version__
from studio.core.errors import UserError
from studio.core.params import Value

FORMAT = "pentimento-recipe"
FORMAT_VERSION = 1


@dataclass(frozen=True)
class Recipe:
    """JSON-ready.

    `kind` "generator" or "style" and `method` name the `Spec`. `params` are all resolved values (for a generator
    also those that it read from the words), `given` the names that the artist set by hand. `models` maps a model's
    id to the SHA-256 of its weights. `sources` are the pictures it was made from: each either {"recipe": {...}},
    {"style": id of a shipped style} or {"file": name, "sha256": digest of the file's pixels}.
    """

    kind: str
    method: str
    width: int
    height: int
    seed: int
    text: str = ""
    params: Mapping[str, Value] = field(default_factory=dict)
    given: tuple[str, ...] = ()
    models: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    program: str = __version__

    def to_dict(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "version": FORMAT_VERSION,
            "program": f"pentimento {self.program}",
            "kind": self.kind,
            "method": self.method,
            "text": self.text,
            "seed": self.seed,
            "width": self.width,
            "height": self.height,
            "params": dict(self.params),
            "given": list(self.given),
            "models": dict(self.models),
            "sources": {k: dict(v) for k, v in self.sources.items()},
        }

    def to_json(self) -> str:
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, sort_keys=False, allow_nan=False)

    @classmethod
    def from_dict(cls, data: object) -> Recipe:
        """Raises `UserError` when `data` is no recipe or one of a newer program."""
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise UserError("This is not a Pentimento recipe.")
        version = data.get("version")
        if not isinstance(version, int) or version > FORMAT_VERSION:
            raise UserError(f"This recipe is of version {version}; this program reads up to {FORMAT_VERSION}.")
        try:
            params = data.get("params", {})
            if not all(isinstance(v, float | int | bool | str) for v in params.values()):
                raise TypeError("params")
            width, height, seed = data["width"], data["height"], data["seed"]
            if any(isinstance(v, bool) or not isinstance(v, int) for v in (width, height, seed)):
                raise TypeError("width, height, seed")
            return cls(
                kind=str(data["kind"]),
                method=str(data["method"]),
                width=width,
                height=height,
                seed=seed,
                text=str(data.get("text", "")),
                params=dict(params),
                given=tuple(str(g) for g in data.get("given", ())),
                models={str(k): str(v) for k, v in data.get("models", {}).items()},
                sources={str(k): dict(v) for k, v in data.get("sources", {}).items()},
                program=str(data.get("program", "")).removeprefix("pentimento "),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UserError(f"This recipe is damaged ({error}).") from None

    @classmethod
    def from_json(cls, text: str) -> Recipe:
        try:
            return cls.from_dict(json.loads(text))
        except (json.JSONDecodeError, RecursionError):
            raise UserError("This is not a Pentimento recipe.") from None

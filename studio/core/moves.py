"""Where a picture stands in a generator's latent space, and how far it was moved from there: values, JSON, no torch.

`Moves` travel as the text of the parameter `moves` of every generator with a latent space, so that recipes, undo, the
command line and files carry them like any other value.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from studio.core.errors import UserError
from studio.core.params import TextParam, Value

DEPTH = 4
"""How often an anchor may lie inside the moves of another."""
REACH = 6.0
"""Largest strength of an axis, in standard deviations."""
LARGEST = 4 * 2**20
"""Characters of a text of moves."""
PARTS = ("all", "coarse", "middle", "fine")
"""Layers that a mix takes: composition, forms, or colors and texture."""


@dataclass(frozen=True)
class Anchor:
    """A point of latent space: where the generator stands with this seed, these words and these parameters.

    `params` are those of the generator as in a recipe, its own `moves` among them.
    """

    seed: int
    text: str = ""
    params: Mapping[str, Value] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return {"seed": self.seed, "text": self.text, "params": dict(self.params)}


@dataclass(frozen=True)
class Mix:
    """Style mixing: the layers `part` are taken from `anchor`, `amount` 0..1 of the way."""

    anchor: Anchor
    part: str = "fine"
    amount: float = 1.0

    def to_dict(self) -> dict[str, Any]:
        return {"anchor": self.anchor.to_dict(), "part": self.part, "amount": self.amount}


@dataclass(frozen=True)
class Moves:
    """`axes`: axis id -> strength in standard deviations. `blend`: anchors with weights that stand in for the picture's
    own seed (interpolation, seed plane); empty: the seed itself. `code`: a latent code that stands in for the seed
    (a picture put into the space), as `pack` writes it; "" for none. `mixes` come after, then `axes`.
    """

    axes: Mapping[str, float] = field(default_factory=dict)
    blend: tuple[tuple[Anchor, float], ...] = ()
    mixes: tuple[Mix, ...] = ()
    code: str = ""

    def __bool__(self) -> bool:
        return bool(self.axes or self.blend or self.mixes or self.code)

    def with_axis(self, id_: str, strength: float) -> Moves:
        """Moved along one axis; strength 0 drops it."""
        axes = {k: v for k, v in self.axes.items() if k != id_}
        if strength != 0.0:
            axes[id_] = strength
        return replace(self, axes=axes)

    # -- text ------------------------------------------------------------------------------------------------------

    def to_text(self) -> str:
        """Canonical JSON; "" for no moves at all."""
        if not self:
            return ""
        data: dict[str, Any] = {}
        if self.axes:
            data["axes"] = {k: round(float(v), 4) for k, v in sorted(self.axes.items())}
        if self.blend:
            data["blend"] = [[anchor.to_dict(), round(float(weight), 6)] for anchor, weight in self.blend]
        if self.mixes:
            data["mixes"] = [mix.to_dict() for mix in self.mixes]
        if self.code:
            data["code"] = self.code
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)

    @classmethod
    def from_text(cls, text: str) -> Moves:
        """Raises `UserError` when `text` says no moves."""
        return _read(text, DEPTH)


def _read(text: str, depth: int) -> Moves:
    if not text.strip():
        return Moves()
    if len(text) > LARGEST:
        raise UserError("These moves are too long to be read.")
    try:
        data = json.loads(text)
        if not isinstance(data, dict) or set(data) - {"axes", "blend", "mixes", "code"}:
            raise ValueError("not a set of moves")
        axes = {str(k): _number(v, -REACH, REACH) for k, v in data.get("axes", {}).items()}
        blend = tuple((_anchor(a, depth), _number(w, -4.0, 4.0)) for a, w in data.get("blend", ()))
        mixes = tuple(
            Mix(_anchor(m["anchor"], depth), _part(m.get("part", "fine")), _number(m.get("amount", 1.0), 0.0, 1.0))
            for m in data.get("mixes", ())
        )
        code = data.get("code", "")
        if not isinstance(code, str):
            raise ValueError("code")
        if code:
            unpack(code)
        return Moves(axes, blend, mixes, code)
    except UserError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UserError(f"These latent moves are damaged ({error}).") from None


def _anchor(data: Any, depth: int) -> Anchor:
    if depth <= 0:
        raise ValueError("anchors inside anchors without end")
    params = dict(data.get("params", {}))
    if not all(isinstance(v, float | int | bool | str) for v in params.values()):
        raise ValueError("params")
    seed = data["seed"]
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**31:
        raise ValueError("seed")
    if "moves" in params:
        params["moves"] = _read(str(params["moves"]), depth - 1).to_text()
    return Anchor(seed, str(data.get("text", "")), params)


def _number(value: Any, lo: float, hi: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is no number")
    if not lo <= value <= hi:
        raise ValueError(f"{value:g} is not within {lo:g} to {hi:g}")
    return float(value)


def _part(value: Any) -> str:
    if value not in PARTS:
        raise ValueError(f"{value!r} is none of {', '.join(PARTS)}")
    return str(value)


def pack(shape: tuple[int, ...], half_floats: bytes) -> str:
    """A latent code as text: "SHAPE:BASE64" of little-endian float16 values, such as "9x128:..."."""
    return "x".join(str(n) for n in shape) + ":" + base64.b64encode(half_floats).decode("ascii")


def unpack(code: str) -> tuple[tuple[int, ...], bytes]:
    """Shape and little-endian float16 bytes. Raises `ValueError` when they do not fit."""
    head, colon, body = code.partition(":")
    try:
        shape = tuple(int(n) for n in head.split("x"))
        data = base64.b64decode(body, validate=True)
    except (ValueError, binascii.Error):
        raise ValueError("a latent code that cannot be read") from None
    if not colon or not shape or min(shape) < 1 or math.prod(shape) * 2 != len(data):
        raise ValueError("a latent code of another length than it says")
    return shape, data


@dataclass(frozen=True, kw_only=True)
class MovesParam(TextParam):
    """The parameter `moves` of a generator with a latent space."""

    name: str = "moves"
    title: str = "Moves"
    help: str = "Where in latent space the picture stands: JSON with axes, blend, mixes, code."

    def check(self, value: object) -> str:
        return Moves.from_text(super().check(value)).to_text()

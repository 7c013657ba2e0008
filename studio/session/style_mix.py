"""Which pictures give their style, and how much each: the rows of the Style panel, without a document."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from studio.art.styles import several_catalog
from studio.core.errors import UserError
from studio.session.style_library import StyleSource

MOST_STYLES = several_catalog.MOST_STYLES
MOST_FEATHER = 0.25
WEIGHTS, MAPS = "weights", "maps"
"""How several styles share the picture: by weights everywhere, or each where its map was painted."""


@dataclass(frozen=True)
class StyleShare:
    """One row. `weight` 0..1 counts among the others; `slot` 1..`MOST_STYLES` names its map."""

    source: StyleSource | None = None
    weight: float = 1.0
    slot: int = 1


@dataclass(frozen=True)
class Mix:
    """At least one row, at most `MOST_STYLES`; `row` is the chosen one. `feather`: how far styles with maps run
    into each other, as a share of the short side. Every change makes another mix."""

    shares: tuple[StyleShare, ...] = (StyleShare(),)
    row: int = 0
    by: str = WEIGHTS
    feather: float = 0.03

    @property
    def chosen(self) -> StyleShare:
        return self.shares[self.row]

    @property
    def named(self) -> tuple[StyleShare, ...]:
        """The rows that have a picture."""
        return tuple(s for s in self.shares if s.source is not None)

    @property
    def several(self) -> bool:
        return len(self.named) > 1

    def picking(self, source: StyleSource | None) -> Mix:
        """Another picture for the chosen row."""
        return self._with(self.row, replace(self.chosen, source=source))

    def adding(self, source: StyleSource | None = None) -> Mix:
        """One more row, chosen; it weighs as much as the others on average. Raises `UserError` when there are enough."""
        if len(self.shares) >= MOST_STYLES:
            raise UserError(f"{MOST_STYLES} styles at once are the most: take one away first.")
        taken = {s.slot for s in self.shares}
        slot = next(k for k in range(1, MOST_STYLES + 1) if k not in taken)
        weight = round(sum(s.weight for s in self.shares) / len(self.shares), 3)
        return replace(self, shares=(*self.shares, StyleShare(source, weight, slot)), row=len(self.shares))

    def without(self, index: int) -> Mix:
        """A row less; the last one is emptied instead."""
        if len(self.shares) == 1:
            return replace(self, shares=(StyleShare(),), row=0)
        rest = self.shares[:index] + self.shares[index + 1 :]
        row = self.row - 1 if self.row > index or self.row == len(rest) else self.row
        return replace(self, shares=rest, row=max(0, row))

    def replacing(self, old: StyleSource, new: StyleSource | None) -> Mix:
        """`new` in all rows that hold `old`; without one the rows go."""
        rows = [k for k, share in enumerate(self.shares) if share.source == old]
        mix = self
        for k in reversed(rows):
            mix = mix.without(k) if new is None else mix._with(k, replace(mix.shares[k], source=new))
        return mix

    def selecting(self, index: int) -> Mix:
        return replace(self, row=min(max(0, index), len(self.shares) - 1))

    def weighing(self, index: int, weight: float) -> Mix:
        weight = round(min(1.0, max(0.0, weight)), 3)
        return self._with(index, replace(self.shares[index], weight=weight))

    def sharing(self, by: str) -> Mix:
        if by not in (WEIGHTS, MAPS):
            raise UserError(f"Styles share a picture by {WEIGHTS} or by {MAPS}, not by “{by}”.")
        return replace(self, by=by)

    def softening(self, feather: float) -> Mix:
        return replace(self, feather=round(min(MOST_FEATHER, max(0.0, feather)), 3))

    @property
    def parts(self) -> tuple[float, ...]:
        """What each named row has of the whole, 0..1; equal parts where nothing weighs anything."""
        weights = [s.weight for s in self.named]
        total = sum(weights)
        return tuple(w / total if total > 0 else 1 / len(weights) for w in weights)

    def _with(self, index: int, share: StyleShare) -> Mix:
        return replace(self, shares=(*self.shares[:index], share, *self.shares[index + 1 :]))

    # -- as plain data -------------------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        styles = [
            (s.source.to_dict() if s.source is not None else {}) | {"weight": s.weight, "map": s.slot}
            for s in self.shares
        ]
        return {"by": self.by, "feather": self.feather, "styles": styles}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], known: Mapping[str, StyleSource]) -> Mix:
        """`known`: the shipped styles by id. Raises `UserError` for what is no mix, or names styles there are not."""
        try:
            entries = list(data["styles"])[:MOST_STYLES]
            shares = [cls._share(dict(entry), k + 1, known) for k, entry in enumerate(entries)]
            by, feather = str(data.get("by", WEIGHTS)), float(data.get("feather", cls.feather))
            if not 0 <= feather <= MOST_FEATHER:
                raise ValueError("feather")
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UserError(f"These styles are damaged ({error}).") from None
        if len({s.slot for s in shares}) < len(shares):
            shares = [replace(s, slot=k + 1) for k, s in enumerate(shares)]
        return cls(tuple(shares) or (StyleShare(),), 0).sharing(by).softening(feather)

    @staticmethod
    def _share(entry: dict[str, Any], place: int, known: Mapping[str, StyleSource]) -> StyleShare:
        source: StyleSource | None = None
        if entry.get("style"):
            source = known.get(str(entry["style"]))
            if source is None:
                raise UserError(f"There is no style “{entry['style']}” here.")
        elif entry.get("file"):
            path = str(entry["file"])
            source = StyleSource(str(entry.get("title") or path.replace("\\", "/").rpartition("/")[2]), path=path)
        weight, slot = float(entry.get("weight", 1.0)), int(entry.get("map", place))
        if not (math.isfinite(weight) and 0 <= weight <= 1 and 1 <= slot <= MOST_STYLES):
            raise ValueError("weights")
        return StyleShare(source, weight, slot)

"""A `Spec` declares one method of the program: what it is called, what it takes, where its code lives.

Catalogues hold specs and stay free of heavy imports; the engine resolves `impl` ("package.module:function")
when the method is first used. The function is called as `function(ctx, **inputs, **params)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from studio.core.errors import UnknownNameError, UserError
from studio.core.params import Param, Value

TRAITS = frozenset({"words", "factors", "latent", "layers", "place", "sketch", "inpaint", "early", "slow"})
"""words: follows the text. factors: its params are factors of scenes. latent: takes `moves`, has axes. layers: styles
mix by coarse, middle, fine. place: a picture can be put into its space. sketch: paints from `picture` with the param
`strength`. inpaint: paints only where `mask` is white, the rest stays `picture`. early: gets better step by step,
so that the artist may take what there is before it ends (`Context.finishing`). slow: takes minutes; not previewed while sliders move."""


@dataclass(frozen=True, kw_only=True)
class Former:
    """A param as older recipes call it: `param` was its declaration, `now` is the name that it has today. `values`:
    (old, new) pairs, where the values have other names too."""

    param: Param
    now: str
    values: tuple[tuple[Value, Value], ...] = ()

    def translate(self, value: object) -> Value:
        """Today's value of an old one. Raises `UserError` where it never was one."""
        checked = self.param.check(value)
        return next((new for old, new in self.values if old == checked), checked)


@dataclass(frozen=True, kw_only=True)
class Spec:
    """One method.

    `kind`: "generator", "style", "muse", ... = the catalogue it belongs to. `key` = "kind/id" names it in requests.
    `inputs`: names of what every method of the kind is given besides its params (text, pictures, size).
    `optional`: params that may be left out of a call because the method finds a value itself
    (the generator `scenes` reads its factors from the words); all others get their default.
    `accepts`: further inputs that may be given (a picture to start from, a mask). `bound`: arguments of the code that
    are no one's choice, such as the model that a generator paints with. `traits`: what it can do besides, see `TRAITS`.
    `knows`: the world that a model was trained on, in a sentence for the artist. `former`: params under the names that
    they had in older programs; whatever takes values takes these too, so that old recipes replay. `needs`:
    what is missing before the method can work, in a sentence for the artist; "" when nothing is.
    """

    kind: str
    id: str
    title: str
    impl: str
    params: tuple[Param, ...] = ()
    inputs: tuple[str, ...] = ()
    optional: frozenset[str] = frozenset()
    accepts: tuple[str, ...] = ()
    bound: tuple[tuple[str, Value], ...] = ()
    traits: frozenset[str] = frozenset()
    knows: str = ""
    summary: str = ""
    former: tuple[Former, ...] = ()
    needs: str = ""

    def __post_init__(self) -> None:
        if self.traits - TRAITS:
            raise ValueError(f"{self.key}: unknown traits {sorted(self.traits - TRAITS)}")
        for old in self.former:
            new = self.param(old.now)
            for value in (old.param.default, *(v for v, _ in old.values)):
                new.check(old.translate(value))

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.id}"

    def param(self, name: str) -> Param:
        for p in self.params:
            if p.name == name:
                return p
        raise UnknownNameError(f"setting of {self.title}", name, (p.name for p in self.params))

    def values(self, given: Mapping[str, object]) -> dict[str, Value]:
        """`given`, checked, with the defaults of all params that are not optional. A former name counts where today's
        is not given."""
        out: dict[str, Value] = {p.name: p.default for p in self.params if p.name not in self.optional}
        for name, value in given.items():
            now, value = self._today(name, value)
            if now == name or now not in given:
                out[now] = self.param(now).check(value)
        return out

    def parse(self, pairs: Iterable[str]) -> dict[str, Value]:
        """NAME=VALUE texts of a command line, checked."""
        out: dict[str, Value] = {}
        for pair in pairs:
            name, equals, text = pair.partition("=")
            if not equals:
                raise UserError(f"“{pair}” is not of the form NAME=VALUE.")
            now, value = self._today(name.strip(), text.strip())
            out[now] = self.param(now).parse(value) if isinstance(value, str) else self.param(now).check(value)
        return out

    def _today(self, name: str, value: object) -> tuple[str, object]:
        """A setting under the name that it has today."""
        old = next((f for f in self.former if f.param.name == name), None)
        return (name, value) if old is None else (old.now, old.translate(value))

    def resolve(self) -> Callable[..., Any]:
        """Imports the code. Only the engine calls this: it may take seconds."""
        module, _, name = self.impl.partition(":")
        function: Callable[..., Any] = getattr(import_module(module), name)
        return function

    def describe(self) -> dict[str, object]:
        return {
            "id": self.id,
            "title": self.title,
            "summary": self.summary,
            "knows": self.knows,
            "traits": sorted(self.traits),
            "params": [p.describe() for p in self.params],
        }


@dataclass
class Catalogue:
    """The specs of one kind, in the order in which they are shown."""

    kind: str
    what: str
    _specs: dict[str, Spec] = field(default_factory=dict)

    def add(self, spec: Spec) -> Spec:
        if spec.kind != self.kind or spec.id in self._specs:
            raise ValueError(f"{spec.key} does not fit the catalogue of {self.kind}s")
        self._specs[spec.id] = spec
        return spec

    def remove(self, id_: str) -> None:
        """Forgets a spec, such as one of a model that the artist took away."""
        self._specs.pop(id_, None)

    def get(self, id_: str) -> Spec:
        if id_ not in self._specs:
            raise UnknownNameError(self.what, id_, self._specs)
        return self._specs[id_]

    @property
    def default(self) -> Spec:
        return next(iter(self))

    def __iter__(self) -> Iterator[Spec]:
        return iter(self._specs.values())

    def __len__(self) -> int:
        return len(self._specs)

"""Every `Spec` leads to code that takes exactly what it declares."""

from __future__ import annotations

import inspect

import pytest

from studio.art.catalog import CATALOGUES, find
from studio.core.errors import UserError
from studio.core.spec import Spec

SPECS = [spec for catalogue in CATALOGUES.values() for spec in catalogue]


@pytest.mark.parametrize("spec", SPECS, ids=lambda s: s.key)
def test_the_code_takes_what_the_spec_declares(spec: Spec) -> None:
    parameters = list(inspect.signature(spec.resolve()).parameters.values())
    names = [p.name for p in parameters if p.kind is p.KEYWORD_ONLY]
    wanted = {*spec.inputs, *spec.accepts, *(p.name for p in spec.params), *(name for name, _ in spec.bound)}
    assert parameters[0].name == "ctx"
    assert not set(names) - wanted, "takes more than is declared"
    takes_rest = any(p.kind is p.VAR_KEYWORD for p in parameters)
    assert takes_rest or not wanted - set(names), "declared, but not taken"


@pytest.mark.parametrize("spec", SPECS, ids=lambda s: s.key)
def test_defaults_are_valid_and_described(spec: Spec) -> None:
    for param in spec.params:
        assert param.check(param.default) == param.default
        assert param.parse(str(param.default)) == param.default
        assert param.title and param.describe()["name"] == param.name
    assert spec.summary and find(spec.key) is spec


@pytest.mark.parametrize("key", ["generator/scene", "styl/painter", "muse/concept"])
def test_unknown_names_offer_the_nearest(key: str) -> None:
    with pytest.raises(UserError, match="Did you mean"):
        find(key)

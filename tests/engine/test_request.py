from __future__ import annotations

import pickle

import numpy as np
import pytest

from studio.core.picture import ImageRef
from studio.engine.request import Request


def _pixels(value: int) -> np.ndarray:
    return np.full((3, 5, 4), value, np.uint8)


def _request(value: int = 9, **more: object) -> Request:
    return Request.make(
        "style/painter",
        {"strength": 0.5, "brush": 2.0},
        slot="style-preview",
        title="Laying on waves",
        sources={"style": {"style": "waves"}, "content": {"recipe": {"seed": 3}}},
        content=ImageRef.of(_pixels(value)),
        seed=7,
        **more,
    )


def test_requests_for_the_same_thing_are_equal_and_hash_alike() -> None:
    one, two = _request(), _request()
    assert one == two and hash(one) == hash(two)
    assert one.id != two.id
    assert one != _request(10)
    assert one != _request(text="x")


def test_params_and_inputs_are_sorted_and_arguments_are_plain() -> None:
    request = _request()
    assert request.params == (("brush", 2.0), ("strength", 0.5))
    assert request.given == ("brush", "strength")
    arguments = request.arguments()
    assert list(arguments) == ["content", "seed"]
    assert np.array_equal(arguments["content"], _pixels(9))  # type: ignore[arg-type]
    assert request.recipe_sources == {"style": {"style": "waves"}, "content": {"recipe": {"seed": 3}}}


def test_pickle_round_trip_keeps_all_of_it() -> None:
    request = _request()
    again = pickle.loads(pickle.dumps(request))
    assert again == request and again.id == request.id
    assert np.array_equal(again.arguments()["content"], _pixels(9))


def test_a_request_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        _request().spec = "other"  # type: ignore[misc]

"""Tiny ONNX networks that turn a picture into a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, helper


def network(
    path: Path, nodes: list[Any], constants: dict[str, np.ndarray], shape: list[Any], out: list[Any] | None = None
) -> Path:
    """A network from "x" to "y"."""
    weights = [
        helper.make_tensor(n, TensorProto.FLOAT, v.shape, v.astype(np.float32).ravel()) for n, v in constants.items()
    ]
    graph = helper.make_graph(
        nodes, "style", [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, out or shape)], weights,
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    path.write_bytes(model.SerializeToString())
    return path


def tint(path: Path, shape: list[Any] | None = None, first: bool = True) -> Path:
    """Colors 0..255 to warm ones: all of the red, half of the green, a quarter of the blue."""
    by = np.array([1.0, 0.5, 0.25]).reshape((1, 3, 1, 1) if first else (1, 1, 1, 3))
    return network(path, [helper.make_node("Mul", ["x", "by"], ["y"])], {"by": by}, shape or [1, 3, "h", "w"])

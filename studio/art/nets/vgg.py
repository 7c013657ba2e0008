"""The convolutions of VGG networks (Simonyan & Zisserman: Very Deep Convolutional Networks for Large-Scale Image
Recognition, 2014): what sees pictures in style transfer. Weights are the artist's own; none come with the program.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Literal

from torch import Tensor, nn
from torch.nn import functional

Pooling = Literal["max", "average"]


class Vgg(nn.Module):
    """The stack of blocks, as far as `widths` reach; tensors are named as torchvision names them ("features.0.weight").

    `counts`: convolutions of the blocks. `widths`: channels of every convolution in order. `pooling`: "max" as it was trained, or
    "average", which passes gradients to all pixels (Gatys, Ecker & Bethge 2016). Layers are called "conv1_1", "relu1_1",
    ..., "pool1", ...: block and number from 1. Takes float (n, 3, h, w) in the range that it was trained with.
    """

    def __init__(self, counts: Sequence[int], widths: Sequence[int], pooling: Pooling = "max") -> None:
        super().__init__()
        self.counts, self.widths, self.pooling = tuple(counts), tuple(widths), pooling
        self.features = nn.ModuleDict()
        self.layers: tuple[str, ...] = ()
        self._steps: list[tuple[str, str]] = []
        given, at, left = 3, 0, list(self.widths)
        for block, count in enumerate(counts, 1):
            for number in range(1, count + 1):
                if not left:
                    break
                out = left.pop(0)
                self.features[str(at)] = nn.Conv2d(given, out, 3, 1, 1)
                self._steps += [(f"conv{block}_{number}", str(at)), (f"relu{block}_{number}", "relu")]
                given, at = out, at + 2
            else:
                self._steps.append((f"pool{block}", "pool"))
                at += 1
                continue
            break
        self.layers = tuple(name for name, _ in self._steps)

    def forward(
        self, x: Tensor, layers: Collection[str] | None = None, check: Callable[[], object] = lambda: None
    ) -> dict[str, Tensor]:
        """The maps of `layers` (of the last layer when None), computed no deeper than they lie. `check` is called
        between layers. Raises `KeyError` for a layer that is not there."""
        wanted = {self.layers[-1]} if layers is None else set(layers)
        if not wanted <= set(self.layers):
            raise KeyError(", ".join(sorted(wanted - set(self.layers))))
        found: dict[str, Tensor] = {}
        for name, what in self._steps:
            if len(found) == len(wanted):
                break
            check()
            if what == "relu":
                # Not in place: the map before it may have been asked for.
                x = functional.relu(x)
            elif what == "pool":
                x = functional.max_pool2d(x, 2) if self.pooling == "max" else functional.avg_pool2d(x, 2)
            else:
                x = self.features[what](x)
            if name in wanted:
                found[name] = x
        return found

    def reduction(self, layer: str) -> int:
        """How many px of the picture are one of `layer`'s, to a side."""
        return 1 << sum(what == "pool" for _, what in self._steps[: self.layers.index(layer) + 1])

    def channels(self, layer: str) -> int:
        convs = sum(what.isdigit() for _, what in self._steps[: self.layers.index(layer) + 1])
        return self.widths[convs - 1]

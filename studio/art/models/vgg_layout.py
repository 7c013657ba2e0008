"""Where the convolutions of a VGG network lie in a file of weights. Torch-free: names and shapes alone.

Read are torchvision's numbers ("features.0.weight", with or without batch normalization and classifier), the names of the
authors' own release in Caffe ("conv1_1.weight") and those of Keras ("block1_conv1/kernel:0"). Files that end early are
taken as far as they go, and widths are read from the shapes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

Shapes = Mapping[str, tuple[int, ...]]

COUNTS = {"vgg16": (2, 2, 3, 3, 3), "vgg19": (2, 2, 4, 4, 4)}
"""Convolutions of the five blocks (Simonyan & Zisserman: Very Deep Convolutional Networks, 2014, table 1, D and E)."""
NORM_PARTS = ("weight", "bias", "running_mean", "running_var")
FEWEST = 8
"""Convolutions from which on the two networks can be told apart."""
_CAFFE = re.compile(r"^(?:.*\.)?conv(\d)_(\d)\.weight$")
_KERAS = re.compile(r"^(?:.*[./])?block(\d)_conv(\d)[./](?:weight|kernel)(?::0)?$")
_NUMBERED = re.compile(r"^((?:.*\.)?features\.)(\d+)\.weight$")


@dataclass(frozen=True)
class Conv:
    """One convolution: `block` and `number` from 1, the names of its tensors, those of its batch normalization or "".
    `channels_last`: the kernel is (height, width, in, out) instead of (out, in, height, width)."""

    block: int
    number: int
    weight: str
    bias: str
    norm: str = ""
    channels_last: bool = False

    @property
    def tensors(self) -> tuple[str, ...]:
        norm = tuple(f"{self.norm}.{part}" for part in NORM_PARTS) if self.norm else ()
        return (self.weight, self.bias, *norm)


@dataclass(frozen=True)
class Layout:
    """`caffe`: it wants 0..255, blue first, less a mean color, as its authors trained it."""

    family: str
    convs: tuple[Conv, ...]
    widths: tuple[int, ...]
    caffe: bool = False

    @property
    def normed(self) -> bool:
        return any(c.norm for c in self.convs)

    @property
    def tensors(self) -> tuple[str, ...]:
        """The names of all that the convolutions need; what classifies is left aside."""
        return tuple(n for c in self.convs for n in c.tensors)


def layout_of(shapes: Shapes) -> Layout | None:
    """The VGG network in these tensors, or None."""
    for family, counts in COUNTS.items():
        places = [(block, number) for block, n in enumerate(counts, 1) for number in range(1, n + 1)]
        for convs, caffe in ((_numbered(shapes, counts), False), (_named(shapes, places), True)):
            widths = _fitting(shapes, convs)
            # A shorter network is the longer one up to where it ends: what follows its last convolution must be nothing.
            if widths is not None and len(convs) == len(_all_convs(shapes)):
                return Layout(family, tuple(convs), widths, caffe)
    return None


def _all_convs(shapes: Shapes) -> list[str]:
    return [k for k, s in shapes.items() if len(s) == 4 and any(p.match(k) for p in (_NUMBERED, _CAFFE, _KERAS))]


def _numbered(shapes: Shapes, counts: tuple[int, ...]) -> list[Conv]:
    """By torchvision's counting of layers: convolution, perhaps normalization, ReLU; a pooling after each block."""
    prefix = next((m[1] for k in shapes if (m := _NUMBERED.match(k))), None)
    if prefix is None:
        return []
    normed = f"{prefix}1.running_mean" in shapes
    convs: list[Conv] = []
    at = 0
    for block, n in enumerate(counts, 1):
        for number in range(1, n + 1):
            name = f"{prefix}{at}"
            if f"{name}.weight" not in shapes:
                return convs
            convs.append(Conv(block, number, f"{name}.weight", f"{name}.bias", f"{prefix}{at + 1}" if normed else ""))
            at += 3 if normed else 2
        at += 1
    return convs


def _named(shapes: Shapes, places: list[tuple[int, int]]) -> list[Conv]:
    found: dict[tuple[int, int], Conv] = {}
    for name, shape in shapes.items():
        match = _CAFFE.match(name) or _KERAS.match(name)
        if match is None or len(shape) != 4:
            continue
        bias = re.sub(r"(weight|kernel)(:0)?$", lambda m: "bias" + (m[2] or ""), name)
        place = int(match[1]), int(match[2])
        found[place] = Conv(*place, name, bias, channels_last=shape[:2] == (3, 3) and shape[2:] != (3, 3))
    convs = []
    for place in places:
        if place not in found:
            break
        convs.append(found[place])
    return convs


def _fitting(shapes: Shapes, convs: list[Conv]) -> tuple[int, ...] | None:
    """The widths when every convolution is 3 x 3, has a bias, and takes what the one before it gives."""
    if len(convs) < FEWEST:
        return None
    given, widths = 3, []
    for conv in convs:
        shape = shapes[conv.weight]
        if len(shape) != 4:
            return None
        out, takes, *kernel = (shape[3], shape[2], *shape[:2]) if conv.channels_last else shape
        if kernel != [3, 3] or takes != given or out < 1:
            return None
        if any(shapes.get(name) != (out,) for name in conv.tensors[1:]):
            return None
        widths.append(out)
        given = out
    return tuple(widths)

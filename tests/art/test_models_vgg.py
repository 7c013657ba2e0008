"""VGG networks of the artist's: recognized by their tensors, read without what classifies, run as they were made."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
import vgg_kit
from safetensors.torch import load_file, save_file
from torch import nn

from studio.art.models.adding import add
from studio.art.models.library import Library
from studio.art.models.recognise import recognise
from studio.art.models.vgg_layout import layout_of
from studio.art.styles.neural import features
from studio.core.errors import UserError
from studio.core.progress import DirectContext


def plain(tensors: dict[str, torch.Tensor], normed: bool = False) -> nn.Sequential:
    """The same network as a list of layers, built from the tensors alone in torchvision's order."""
    layers: list[nn.Module] = []
    numbers = sorted({int(k.split(".")[1]) for k in tensors if k.startswith("features.")})
    for at in range(numbers[-1] + 2):
        weight = tensors.get(f"features.{at}.weight")
        if weight is not None and weight.ndim == 4:
            layers.append(nn.Conv2d(weight.shape[1], weight.shape[0], 3, padding=1))
        elif weight is not None:
            layers.append(nn.BatchNorm2d(len(weight)))
        else:
            before = tensors.get(f"features.{at - 1}.weight")
            layers.append(nn.ReLU() if before is not None else nn.MaxPool2d(2))
    net = nn.Sequential(*layers)
    net.load_state_dict({k.removeprefix("features."): v for k, v in tensors.items() if k.startswith("features.")})
    return net.eval()


@pytest.mark.parametrize("family", ["vgg16", "vgg19"])
@pytest.mark.parametrize("normed", [False, True])
@pytest.mark.parametrize("ending", [".pth", ".safetensors"])
def test_torchvisions_files_are_told_and_give_the_same_maps(
    family: str, normed: bool, ending: str, tmp_path: Path
) -> None:
    file = vgg_kit.write(tmp_path / f"net{ending}", family, normed=normed)
    found = recognise(file)
    assert (found.kind, found.family) == ("features", f"{family}-bn" if normed else family)
    entry = Library().add(add(DirectContext(), path=str(file)))
    assert entry.converted == ("weights.safetensors" if ending == ".pth" else "")
    tensors = vgg_kit.tensors(family, normed=normed)
    convolutions = sum(t.numel() for k, t in tensors.items() if k.startswith("features.") and t.ndim == 4)
    assert 0 < entry.memory < (convolutions + 999) * 4 / 2**20, "what classifies counts not"
    if entry.converted:
        assert not any(k.startswith("classifier") for k in load_file(str(entry.file)))
    x = torch.rand(1, 3, 40, 33, generator=torch.Generator().manual_seed(1))
    with features.lease(DirectContext(), entry.id) as eyes:
        assert eyes.style == ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1") and eyes.content == ("relu4_2",)
        maps = eyes.extract(x, ("conv1_1", "relu5_1", "pool2"))
        with pytest.raises(KeyError):
            eyes.extract(x, ("relu9_9",))
        with pytest.raises(ValueError, match="too small"):
            eyes.extract(x[..., :8, :8], ("relu5_1",))
    net = plain(tensors, normed)
    mean, spread = torch.tensor((0.485, 0.456, 0.406)), torch.tensor((0.229, 0.224, 0.225))
    y = (x - mean.view(3, 1, 1)) / spread.view(3, 1, 1)
    step = 3 if normed else 2
    convs = [k for k, m in enumerate(net) if isinstance(m, nn.Conv2d)]
    fifth = convs[sum({"vgg16": (2, 2, 3, 3), "vgg19": (2, 2, 4, 4)}[family])]
    with torch.no_grad():
        assert torch.allclose(maps["conv1_1"], net[: 2 if normed else 1](y), atol=1e-4)
        assert torch.allclose(maps["pool2"], net[: 4 * step + 2](y), atol=1e-4)
        assert torch.allclose(maps["relu5_1"], net[: fifth + step](y), atol=1e-3)


@pytest.mark.parametrize("names", ["caffe", "keras"])
def test_files_that_were_trained_in_blue_first_see_the_same_in_red_first(names: str, tmp_path: Path) -> None:
    file = vgg_kit.write(tmp_path / "net.safetensors", "vgg16", names)
    entry = Library().add(add(DirectContext(), path=str(file)))
    assert (entry.kind, entry.family, entry.details["caffe"]) == ("features", "vgg16", True)
    x = torch.rand(1, 3, 16, 16)
    with features.lease(DirectContext(), entry.id) as eyes:
        seen = eyes.extract(x, ("conv1_1",))["conv1_1"]
    own = vgg_kit.tensors("vgg16", "caffe")
    bgr = 255 * x.flip(1) - torch.tensor((103.939, 116.779, 123.68)).view(3, 1, 1)
    assert torch.allclose(
        seen, nn.functional.conv2d(bgr, own["conv1_1.weight"], own["conv1_1.bias"], padding=1), atol=1e-2
    )


def test_a_shorter_file_is_taken_as_far_as_it_goes_and_others_are_none() -> None:
    shapes = {k: tuple(t.shape) for k, t in vgg_kit.tensors("vgg19").items()}
    short = {k: s for k, s in shapes.items() if not k.startswith("features.") or int(k.split(".")[1]) <= 28}
    found = layout_of(short)
    assert found is not None and found.family == "vgg19" and len(found.convs) == 13
    assert layout_of({k: s for k, s in shapes.items() if k != "features.12.weight"}) is None
    assert layout_of({**shapes, "features.7.bias": (3,)}) is None
    assert layout_of({"features.0.weight": (64, 3, 11, 11), "features.0.bias": (64,)}) is None


def test_spoilt_weights_are_told_when_they_are_added(tmp_path: Path) -> None:
    content = vgg_kit.tensors()
    content["features.5.weight"][0, 0, 0, 0] = float("nan")
    save_file(content, str(tmp_path / "net.safetensors"))
    with pytest.raises(UserError, match="no numbers"):
        add(DirectContext(), path=str(tmp_path / "net.safetensors"))


def test_our_own_net_sees_pictures_of_any_size() -> None:
    with features.lease(DirectContext(), features.OWN) as eyes:
        maps = eyes.extract(torch.rand(1, 3, 50, 77), (eyes.layers[0], eyes.layers[-1]))
        assert maps[eyes.layers[0]].shape == (1, 48, 25, 39) and maps[eyes.layers[-1]].shape[1] == eyes.channels(
            eyes.layers[-1]
        )
        assert eyes.reduction(eyes.layers[-1]) == 16

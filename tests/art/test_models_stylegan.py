"""StyleGAN2 and StyleGAN3 out of published pickles: the same pictures as the formulas give, and nothing run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import stylegan_kit as kit
import torch

from studio.art.models import stylegan_file
from studio.art.models.unpickle import read_network
from studio.core.errors import UserError

MAKERS = {
    "2": kit.tiny2,
    "2 with labels": lambda: kit.tiny2(classes=3),
    "3 t": kit.tiny3,
    "3 r": lambda: kit.tiny3(radial=True),
}


@pytest.mark.parametrize("which", MAKERS)
def test_pictures_are_those_of_the_formulas(which: str, tmp_path: Path) -> None:
    tensors, arguments = MAKERS[which]()
    network = read_network(kit.publish(tmp_path / "net.pkl", tensors, arguments))
    assert network.name == "Generator" and network.arguments["img_resolution"] == arguments["img_resolution"]
    stylegan_file.write(tmp_path / "net.safetensors", network)
    net = stylegan_file.load(tmp_path / "net.safetensors", "net")
    draw = torch.Generator().manual_seed(1)
    z = torch.randn(2, 8, generator=draw)
    label = torch.eye(3)[[0, 2]] if net.shape.c_dim else None
    assert torch.allclose(net.mapping(z, label).double(), kit.mapping(tensors, z, label), atol=1e-5)
    codes = torch.randn(2, net.layers, 8, generator=draw)
    ours = net.paint(codes).double()
    theirs = kit.stylegan2(tensors, codes) if which.startswith("2") else kit.stylegan3(tensors, codes, arguments)
    assert ours.shape == theirs.shape == (2, 3, net.size, net.size)
    assert float(theirs.std()) > 0.02
    assert float((ours - theirs).abs().max()) < 2e-4 * float(theirs.abs().max())


def test_a_smaller_picture_stops_early() -> None:
    tensors, arguments = kit.tiny2()
    net = stylegan_file.build(arguments, tensors)
    codes = torch.randn(1, net.layers, 8)
    assert net.paint(codes, edge=5).shape[-1] == 8 and net.paint(codes).shape[-1] == 16


def test_nothing_of_the_pickle_is_run(tmp_path: Path) -> None:
    tensors, arguments = kit.tiny2()
    file = kit.publish(tmp_path / "net.pkl", tensors, arguments)
    assert b"this-must-never-exist" in file.read_bytes()
    seen: list[str] = []
    listening = [True]
    sys.addaudithook(lambda event, _args: seen.append(event) if listening else None)
    try:
        read_network(file)
    finally:
        listening.clear()
    assert not [e for e in seen if e in ("exec", "compile", "os.system", "subprocess.Popen", "pickle.find_class")], seen
    assert not {"torch_utils", "dnnlib"} & set(sys.modules)


def test_spoilt_weights_are_refused(tmp_path: Path) -> None:
    tensors, arguments = kit.tiny2()
    tensors["synthesis.b8.conv0.weight"][0, 0, 0, 0] = float("nan")
    with pytest.raises(UserError, match="no numbers"):
        read_network(kit.publish(tmp_path / "net.pkl", tensors, arguments))


def test_another_architecture_is_told(tmp_path: Path) -> None:
    tensors, arguments = kit.tiny2()
    del tensors["synthesis.b8.torgb.weight"]
    stylegan_file.write(tmp_path / "n.safetensors", read_network(kit.publish(tmp_path / "n.pkl", tensors, arguments)))
    with pytest.raises(UserError, match="of a kind that is not known here"):
        stylegan_file.load(tmp_path / "n.safetensors", "Odd")

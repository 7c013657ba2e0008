"""Tiny models in their real formats, written by the tests themselves."""

from __future__ import annotations

from pathlib import Path

import torch

from studio.art.models import folder
from studio.art.nets.stylegan import Generator

CARD = "# Moors\n\nPainted from nothing.\n\n| Size | 32 px |\n|---|---|\n| Seen | never |\n"


def trained_folder(place: Path, title: str = "Moors", seed: int = 1, licence: str = "MIT") -> Path:
    """A folder as our trainers write it: a StyleGAN of random weights that paints 32 px squares."""
    torch.manual_seed(seed)
    net = {"channels": [16, 16, 12], "latent": 16, "width": 16, "factors": 0}
    made = Generator(**net)  # type: ignore[arg-type]
    folder.write(place, made.state_dict(), CARD.replace("Moors", title), kind="stylegan", title=title, size=32, net=net,
                 knows="moors at dusk", licence=licence, figures={"kid": 0.0123})  # fmt: skip
    return place


def hostile_file(place: Path) -> Path:
    """A PyTorch archive that wants to run a command when it is read."""
    import io
    import pickle
    import zipfile

    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            import os

            return os.system, ("true",)

    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps({"weight": Evil()}))
        archive.writestr("archive/version", "3\n")
    place.write_bytes(data.getvalue())
    return place

"""What a file or folder is: told from its content, never from its name. Torch-free; nothing is run."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from studio.art.models import checkpoints, families, files, folder, language, protobuf, style_nets
from studio.art.models.files import Member, Shapes
from studio.core.errors import UserError
from studio.core.params import Value

Check = Callable[[], object]
T = TypeVar("T")

PIPELINES = {
    "StableDiffusionPipeline": "sd", "StableDiffusionImg2ImgPipeline": "sd", "StableDiffusionInpaintPipeline": "sd",
    "StableDiffusionXLPipeline": "sdxl", "StableDiffusionXLImg2ImgPipeline": "sdxl",
    "StableDiffusionXLInpaintPipeline": "sdxl", "LatentConsistencyModelPipeline": "sd", "FluxPipeline": "flux",
}  # fmt: skip
"""Pipelines of diffusers that are run here, by their class as `model_index.json` names it."""
_PARTS = frozenset(
    "UNet2DConditionModel FluxTransformer2DModel AutoencoderKL CLIPTextModel CLIPTextModelWithProjection T5EncoderModel "
    "CLIPTokenizer CLIPTokenizerFast T5Tokenizer T5TokenizerFast CLIPImageProcessor CLIPFeatureExtractor "
    "CLIPVisionModelWithProjection StableDiffusionSafetyChecker".split()
)
_LIBRARIES = ("diffusers", "transformers")


@dataclass(frozen=True)
class Found:
    """`format`: "safetensors", "diffusers", "archive" or "stream" (PyTorch's), "pickle" (StyleGAN), "onnx", "gguf",
    "transformers" or "pentimento". `kind` and `family` as in `ModelEntry`; the kind "weights" is for tensors that no
    family here has: an upscaler, perhaps, which only a look at the network itself can tell. `values`: numbers in the
    weights, 0 when unknown. `files`: what belongs to it."""

    format: str
    kind: str
    family: str
    title: str
    path: Path
    files: tuple[Member, ...] = field(repr=False)
    values: int = 0
    licence: str = ""
    details: Mapping[str, Value] = field(default_factory=dict)

    @property
    def memory(self) -> float:
        """MiB of the weights in 32-bit floats."""
        return self.values * 4 / 2**20


def recognise(path: str | Path, check: Check = lambda: None) -> Found:
    """Raises `UserError`: what it is instead, why it was refused, or that it is unknown."""
    place = files.settle(path)
    if place.is_dir():
        return _folder(place, check)
    size = place.stat().st_size
    if size == 0:
        raise UserError(f"{place.name} is empty.")
    title = _title(place.stem)
    member = (Member(place.name, place, size),)
    with place.open("rb") as file:
        start = file.read(64)
    if start.startswith(b"GGUF"):
        return _gguf(place, member)
    if (header := files.read_header(place)) is not None:
        return _weights(place, "safetensors", header.shapes, member, title, header.metadata)
    if start.startswith(b"PK"):
        if checkpoints.is_archive(place):
            return _weights(place, "archive", checkpoints.outline(place, check), member, title)
        raise UserError(f"{place.name} is an archive of files: unpack it, then add the model in it.")
    if checkpoints.is_stream(place):
        return _weights(place, "stream", checkpoints.outline(place, check), member, title)
    if protobuf.looks_like(start):
        return _onnx(place, member, title, check)
    if start[0] == 0x80 and 2 <= start[1] <= 5:
        return Found("pickle", "stylegan", "", title, place, member)
    raise UserError(
        f"{place.name} is no model that is known here. What can be read: .safetensors, folders of diffusers, "
        "StyleGAN .pkl, PyTorch weights, .onnx, .gguf, folders of language models, and models trained in this program."
    )


def _title(stem: str) -> str:
    return " ".join(stem.replace("_", " ").split())[:120] or "Model"


def _weights(
    path: Path, format_: str, shapes: Shapes, member: tuple[Member, ...], title: str, metadata: Mapping[str, str] | None = None
) -> Found:  # fmt: skip
    """A file of named tensors."""
    if not shapes:
        raise UserError(f"{path.name} holds no weights.")
    bare = stripped(shapes)
    guess = families.recognise(bare, path.name)
    metadata = metadata or {}
    details: dict[str, Value] = dict(guess.details) if guess else {}
    if guess and guess.kind == "diffusion":
        # Distilled models have the shapes of their teachers: only what the file says of itself, or its name, can tell.
        said = " ".join((metadata.get("modelspec.title", ""), metadata.get("modelspec.architecture", ""), path.name))
        details["quick"] = any(word in said.casefold() for word in ("turbo", "lightning", "lcm", "hyper"))
    if guess and guess.kind == "controlnet":
        details["lines"] = _lines(f"{path.name} {metadata.get('modelspec.title', '')}")
    if guess and guess.kind == "lora":
        words = metadata.get("modelspec.trigger_phrase", "")[:200]
        details |= {"words": words} if words else {}
    return Found(
        format_, guess.kind if guess else "weights", guess.family if guess else "", _named(metadata, title), path, member,
        sum(math.prod(s) for s in shapes.values()), metadata.get("modelspec.license", "")[:200], details,
    )  # fmt: skip


WRAPS = ("state_dict.", "params_ema.", "params.", "model_state_dict.", "G_ema.")
"""Tables in which trainers wrap their weights, the better ones first."""


def stripped(shapes: Mapping[str, T]) -> dict[str, T]:
    """What lies in the one table in which trainers wrap their weights; all of it where there is none."""
    for wrap in WRAPS:
        inner = {k.removeprefix(wrap): v for k, v in shapes.items() if k.startswith(wrap)}
        if inner:
            return inner
    return dict(shapes)


def _named(metadata: Mapping[str, str], title: str) -> str:
    said = metadata.get("modelspec.title") or metadata.get("ss_output_name") or ""
    return " ".join(said.split())[:120] or title


def _lines(text: str) -> str:
    """What a ControlNet wants to see, as its name says: "canny", "scribble", or "" when it does not say."""
    folded = text.casefold()
    return (
        "canny"
        if "canny" in folded
        else "scribble"
        if any(w in folded for w in ("scribble", "sketch", "lineart"))
        else ""
    )


def _onnx(path: Path, member: tuple[Member, ...], title: str, check: Check) -> Found:
    net = protobuf.read_onnx(path, check)
    if len(net.inputs) != 1 or len(net.outputs) != 1:
        raise UserError(f"{path.name} is an ONNX network that does not turn one picture into one picture.")
    port, out = net.inputs[0], net.outputs[0]
    if len(port.shape) != 4 or len(out.shape) not in (0, 4) or port.element not in (1, 10):
        raise UserError(f"{path.name} is an ONNX network that does not turn one picture into one picture.")
    first = port.shape[1] in (3, 0) and port.shape[3] != 3
    if not first and port.shape[3] != 3:
        raise UserError(f"{path.name} takes {port.shape[1] or port.shape[3]} channels, not the three of a picture.")
    height, width = (port.shape[2], port.shape[3]) if first else (port.shape[1], port.shape[2])
    details: dict[str, Value] = {"channels_first": first, "height": height, "width": width, "half": port.element == 10}
    return Found("onnx", "style", "onnx", title, path, member, net.values, "", details)


def _gguf(path: Path, member: tuple[Member, ...]) -> Found:
    """A language model of llama.cpp."""
    said = language.read_gguf(path)
    return Found(
        "gguf", "language", said.family, said.title or _title(path.stem), path, member, said.values, said.licence,
        said.details,
    )  # fmt: skip


# -- folders -----------------------------------------------------------------------------------------------------


def _folder(path: Path, check: Check) -> Found:
    inside = files.members(path, check)
    names = {m.name for m in inside}
    if folder.ABOUT in names and files.read_json(path / folder.ABOUT).get("format") == folder.FORMAT:
        return _trained(path, inside)
    if "model_index.json" in names:
        return _diffusers(path, inside, check)
    if "config.json" in names:
        return _component(path, inside)
    within = sorted(
        {n.split("/")[0] for n in names if n.count("/") == 1 and n.endswith(("model_index.json", "model.json"))}
    )
    if within:
        raise UserError(
            f"“{path.name}” holds models in folders of their own: add one of those ({', '.join(within[:3])})."
        )
    if "training/plan.json" in names:
        raise UserError(
            f"The training in “{path.name}” has not ended: go on with it by `pentimento train ... --resume` first."
        )
    raise UserError(
        f"“{path.name}” is no folder of a model: there is no model_index.json, config.json or model.json in it."
    )


def _trained(path: Path, inside: tuple[Member, ...]) -> Found:
    about = folder.read(path)
    if about.kind in folder.WRITING:
        raise UserError(f"“{about.title}” comes with the program: it is there already, as a voice of the muse.")
    header = files.read_header(about.weights)
    if header is None:
        raise UserError(f"{about.weights} is no file of weights.")
    mine = tuple(m for m in inside if m.name in (folder.ABOUT, folder.WEIGHTS, folder.CARD))
    details: dict[str, Value] = {"size": about.size, "knows": about.knows, "world": about.world}
    kind = "style" if about.kind in style_nets.KINDS else "trained"
    return Found(
        "pentimento", kind, about.kind, about.title, path, mine, header.values, about.licence, details
    )  # fmt: skip


def _diffusers(path: Path, inside: tuple[Member, ...], check: Check) -> Found:
    index = files.read_json(path / "model_index.json")
    pipeline = str(index.get("_class_name", ""))
    if pipeline not in PIPELINES:
        raise UserError(
            f"“{path.name}” is a pipeline of diffusers that is not run here ({pipeline[:60] or 'without a name'})."
        )
    parts: dict[str, str] = {}
    for name, about in index.items():
        if name.startswith("_") or not isinstance(about, list) or len(about) != 2 or about[0] is None:
            continue
        if about[0] == "stable_diffusion":
            continue  # the old checker of pictures, which is not loaded
        if about[0] not in _LIBRARIES or not str(about[1]).isidentifier():
            raise UserError(
                f"“{path.name}” was refused: its part “{name[:40]}” would run code of its own ({str(about[0])[:60]}). "
                "Nothing of it was run."
            )
        if about[1] not in _PARTS and not str(about[1]).endswith("Scheduler"):
            raise UserError(f"“{path.name}” has a part that is not known here ({name[:40]}: {str(about[1])[:60]}).")
        parts[name] = str(about[1])
    by_name = {m.name: m for m in inside}
    values, used = 0, [by_name["model_index.json"]]
    for part in parts:
        check()
        mine = [m for m in inside if m.name.startswith(f"{part}/") and not m.name.endswith(".py")]
        weights = chosen(mine)
        if part in ("unet", "transformer", "vae", "text_encoder", "text_encoder_2") and not weights:
            kind = "unsafe .bin" if any(m.name.endswith((".bin", ".ckpt", ".pt")) for m in mine) else "no"
            raise UserError(f"“{path.name}” has {kind} weights for its part “{part}”: it needs {part}/*.safetensors.")
        for member in weights:
            header = files.read_header(member.path)
            if header is None:
                raise UserError(f"“{path.name}” has a file that is no safetensors file: {member.name}.")
            values += header.values
        if part not in ("safety_checker", "feature_extractor", "image_encoder"):
            used += [m for m in mine if m.name.endswith((".json", ".txt", ".model"))] + weights
    family, details = _pipeline(path, PIPELINES[pipeline], by_name)
    details["half_only"] = bool(chosen([m for m in inside if m.name.startswith(("unet/", "transformer/"))])) and all(
        ".fp16." in m.name for m in chosen([m for m in inside if m.name.startswith(("unet/", "transformer/"))])
    )
    return Found(
        "diffusers", "diffusion", family, _title(path.name), path, tuple(used), values, _card_licence(by_name), details
    )  # fmt: skip


def chosen(mine: list[Member]) -> list[Member]:
    """The safetensors that are loaded of a part: the full ones, or those of half precision when there are no others."""
    safe = [m for m in mine if m.name.endswith(".safetensors")]
    full = [m for m in safe if ".fp16." not in m.name and ".non_ema." not in m.name]
    return full or [m for m in safe if ".fp16." in m.name]


def _pipeline(path: Path, broad: str, by_name: Mapping[str, Member]) -> tuple[str, dict[str, Value]]:
    """Family and details of a diffusers folder, from the settings of its parts."""
    details: dict[str, Value] = {}
    family = broad
    if broad != "flux":
        unet = files.read_json(path / "unet" / "config.json") if "unet/config.json" in by_name else {}
        context = unet.get("cross_attention_dim")
        if broad == "sd":
            family = "sd2" if isinstance(context, int) and context == 1024 else "sd15"
        details["inpaints"] = unet.get("in_channels") == 9
        sample = unet.get("sample_size")
    else:
        net = files.read_json(path / "transformer" / "config.json") if "transformer/config.json" in by_name else {}
        details["inpaints"] = False
        details["guided"] = bool(net.get("guidance_embeds", False))
        sample = 128
    scale = 8
    if "vae/config.json" in by_name:
        blocks = files.read_json(path / "vae" / "config.json").get("block_out_channels")
        scale = 2 ** (len(blocks) - 1) if isinstance(blocks, list) and 0 < len(blocks) < 8 else 8
    if isinstance(sample, int) and 0 < sample <= 512:
        details["size"] = sample * scale
    schedule: dict[str, Any] = {}
    if "scheduler/scheduler_config.json" in by_name:
        schedule = files.read_json(path / "scheduler" / "scheduler_config.json")
    kind = str(schedule.get("_class_name", ""))
    # Distilled models of few steps are published with these schedules, and Flux "schnell" without guidance.
    details["quick"] = (
        (kind.startswith("Euler") and schedule.get("timestep_spacing") == "trailing")
        or kind in ("LCMScheduler", "TCDScheduler")
        or (broad == "flux" and not details["guided"])
    )
    return family, details


def _component(path: Path, inside: tuple[Member, ...]) -> Found:
    """A folder of one network: a ControlNet or decoder of diffusers, a language model of transformers."""
    about = files.read_json(path / "config.json")
    weights = chosen([m for m in inside if "/" not in m.name])
    name = about.get("_class_name", "")
    if name in ("ControlNetModel", "AutoencoderKL"):
        if not weights:
            raise UserError(f"“{path.name}” has no .safetensors weights in it.")
        headers = [files.read_header(m.path) for m in weights]
        shapes = {k: s for h in headers if h for k, s in h.shapes.items()}
        values = sum(math.prod(s) for s in shapes.values())
        used = tuple(m for m in inside if m.name == "config.json" or m in weights)
        if name == "AutoencoderKL":
            channels = about.get("latent_channels", 4)
            if not isinstance(channels, int):
                raise UserError(f"“{path.name}” has a damaged config.json: its latent_channels are no number.")
            return Found("diffusers", "vae", "vae", _title(path.name), path, used, values, "", {"channels": channels})
        context = about.get("cross_attention_dim")
        family = {768: "sd15", 1024: "sd2", 2048: "sdxl"}.get(context if isinstance(context, int) else 0, "unknown")
        lines = _lines(f"{path.name} {about.get('_name_or_path', '')}")
        return Found("diffusers", "controlnet", family, _title(path.name), path, used, values, "", {"lines": lines})
    if language.is_language(about):
        said = language.read_folder(path, inside, about, _card_licence({m.name: m for m in inside}))
        return Found(
            "transformers", "language", said.family, _title(path.name), path, said.files, said.values, said.licence,
            said.details,
        )  # fmt: skip
    architectures = about.get("architectures")
    raise UserError(f"“{path.name}” holds a network that is not used here ({str(name or architectures)[:60]}).")


def _card_licence(by_name: Mapping[str, Member]) -> str:
    """The licence that a model's own card names in its head, or ""."""
    card = by_name.get("README.md")
    if card is None or card.size > files.LARGEST_JSON:
        return ""
    for line in card.path.read_text("utf-8", "replace").splitlines()[:60]:
        key, colon, value = line.partition(":")
        if colon and key.strip() == "license":
            return value.strip()[:120]
    return ""

"""Diffusion models of the artist's, loaded by diffusers: from a folder or a single file, offline, nothing of them run.

The parts are loaded once and kept; each picture gets a pipeline and a schedule of its own around them, so that a live
picture may cut in on a queued one.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from studio.art.models import files, lighter, memory
from studio.art.models.library import ModelEntry
from studio.art.models.lighten import half_type, lighten, megabytes_of
from studio.art.models.recognise import recognise, stripped
from studio.core.errors import UserError
from studio.core.paths import resource

_CONVERTERS = "diffusers.loaders.single_file_utils"
log = logging.getLogger(__name__)

PROBE = 96
"""px of the picture by which a decoder's colors are learned."""


@dataclass(eq=False)
class Parts:
    """A loaded model. `family`: "sd", "sdxl" or "flux". `modules`: the parts of its pipeline by name. `inpaints`: its
    network is shown the picture and the mask. `adapters`: LoRAs that were loaded, `worn`: the one in force."""

    family: str
    modules: dict[str, Any]
    title: str
    device: str
    dtype: torch.dtype
    inpaints: bool
    adapters: dict[str, str] = field(default_factory=dict)
    worn: tuple[str, float] = ("", 0.0)
    colors: Tensor | None = None

    @property
    def net(self) -> nn.Module:
        net: nn.Module = self.modules["transformer" if self.family == "flux" else "unet"]
        return net

    def pipeline(self, way: str, scheduler: Any, **more: Any) -> Any:
        """A pipeline of these parts: `way` is "words", "picture" or "mask", `more` further parts such as a ControlNet."""
        import inspect

        cls = _pipeline_class(self.family, way, "controlnet" in more)
        taken = inspect.signature(cls.__init__).parameters
        given = {**self.modules, "scheduler": scheduler, **more}
        extras = {"requires_safety_checker": False, "add_watermarker": False}
        parts = {
            n: given.get(n)
            for n in taken
            if n in given or (n not in extras and taken[n].default is inspect.Parameter.empty)
        }
        parts.pop("self", None)
        pipe = cls(**parts, **{k: v for k, v in extras.items() if k in taken})
        pipe.set_progress_bar_config(disable=True)
        return pipe

    def wear(self, name: str, weight: float) -> None:
        """Puts a loaded LoRA in force, or none ("")."""
        if self.worn == (name, weight):
            return
        for part in ("unet", "transformer", "text_encoder", "text_encoder_2"):
            module = self.modules.get(part)
            if module is not None and self.adapters:
                _set_adapter(module, name, weight)
        self.worn = (name, weight)


def quiet() -> None:
    """Model libraries are told that there is no network, and to keep their remarks to themselves."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    diffusers, transformers = library("diffusers"), library("transformers")
    diffusers.utils.logging.set_verbosity_error()
    diffusers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()


def library(name: str) -> Any:
    """A large library without types of its own, loaded when it is first needed."""
    return import_module(name)


def _pipeline_class(family: str, way: str, controlled: bool) -> Any:
    stem = {"sd": "StableDiffusion", "sdxl": "StableDiffusionXL", "flux": "Flux"}[family]
    kind = {"words": "", "picture": "Img2Img", "mask": "Inpaint"}[way]
    return getattr(library("diffusers"), f"{stem}{'ControlNet' if controlled else ''}{kind}Pipeline")


def broad(family: str) -> str:
    return family if family in ("sdxl", "flux") else "sd"


def precision(sha256: str, family: str, device: str) -> tuple[str, torch.dtype]:
    """(precision, type of the weights): on graphics cards half unless the artist chose or measured otherwise."""
    choice = lighter.in_force(sha256, device)
    kind = choice.precision
    untold = lighter.chosen(sha256).precision == lighter.AUTO and lighter.measured(sha256, device) is None
    if untold and lighter.trial_of(sha256) is None and device.startswith("cuda"):
        kind = lighter.HALF
    if kind != lighter.HALF:
        return kind, torch.float32
    return kind, torch.bfloat16 if family == "flux" else half_type(device)


def load(entry: ModelEntry, device: str) -> Parts:
    """All parts of a model on `device`. Raises `UserError` when they do not fit together or into the memory."""
    quiet()
    kind, dtype = precision(entry.sha256, entry.family, device)
    memory.require_room(entry.title, entry.memory, kind, device)
    family = broad(entry.family)
    # The file may have changed since it was added: what is unsafe must be seen now.
    found = recognise(entry.file)
    if found.kind != "diffusion" or found.family != entry.family:
        raise UserError(f"“{entry.title}” is not what it was when it was added: remove it and add it again.")
    try:
        if found.format == "diffusers":
            pipe = _from_folder(found.path, family, dtype, bool(found.details.get("half_only")))
        else:
            pipe = from_single(found.path, family, resource("diffusion", entry.family), dtype, _epsilon(entry))
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, AttributeError, IndexError, ImportError) as error:
        if isinstance(error, torch.OutOfMemoryError):
            raise
        log.exception("diffusion model %s", entry.path)
        raise UserError(f"“{entry.title}” cannot be loaded ({_first(error)}): is the model whole?") from None
    modules = {
        n: m for n, m in pipe.components.items() if n not in ("safety_checker", "feature_extractor", "image_encoder")
    }
    modules |= {"safety_checker": None, "feature_extractor": None, "image_encoder": None}
    for module in modules.values():
        if isinstance(module, nn.Module):
            module.eval().requires_grad_(False).to(device)
    inpaints = bool(found.details.get("inpaints", False))
    parts = Parts(family, modules, entry.title, device, dtype, inpaints)
    _lighter(parts, entry, kind)
    return parts


def _lighter(parts: Parts, entry: ModelEntry, kind: str) -> None:
    """8-bit layers where they were chosen; tells a measurement what was done."""
    changed = 0
    if kind == lighter.INT8:
        changed = lighten(parts.net, lighter.Choice(lighter.INT8), parts.device, title=entry.title)
    elif kind == lighter.HALF:
        changed = sum(p.numel() for p in parts.net.parameters())
    trial = lighter.trial_of(entry.sha256)
    if trial is not None:
        trial.loads += 1
        trial.changed += changed
        trial.megabytes += sum(megabytes_of(m) for m in parts.modules.values() if isinstance(m, nn.Module))


def _from_folder(path: Path, family: str, dtype: torch.dtype, half_only: bool) -> Any:
    """Only safetensors, only from this folder, no code of its own."""
    more: dict[str, Any] = (
        {"safety_checker": None, "feature_extractor": None, "image_encoder": None} if family == "sd" else {}
    )
    if half_only:
        more["variant"] = "fp16"
    return _pipeline_class(family, "words", False).from_pretrained(
        str(path), dtype=dtype, use_safetensors=True, local_files_only=True, trust_remote_code=False, **more
    )


def from_single(path: Path, family: str, config: Path, dtype: torch.dtype, epsilon: bool) -> Any:
    """A single file; `config`: the folder of settings that says what its weights are of."""
    from studio.art.generators.owned.vocabulary import tokenizer

    words: dict[str, Any] = {"tokenizer": tokenizer("!") if config.name == "sd2" else tokenizer()}
    if family == "sdxl":
        words["tokenizer_2"] = tokenizer("!")
    else:
        words |= {"safety_checker": None, "feature_extractor": None, "image_encoder": None}
    pipe = _pipeline_class(family, "words", False).from_single_file(
        str(path), config=str(config), dtype=dtype, local_files_only=True, **words
    )
    if epsilon and pipe.scheduler.config.prediction_type != "epsilon":
        pipe.scheduler = type(pipe.scheduler).from_config(pipe.scheduler.config, prediction_type="epsilon")
    return pipe


def _epsilon(entry: ModelEntry) -> bool:
    """Of the second generation, those for 512 px and the distilled ones predict noise, the others velocity."""
    said = f"{entry.title} {Path(entry.path).name}".casefold()
    return bool(entry.details.get("quick", False)) or any(w in said for w in ("base", "512"))


def _first(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__)[:160]


# -- helpers -----------------------------------------------------------------------------------------------------


def put_on(parts: Parts, entry: ModelEntry, pipe: Any) -> str:
    """Loads a LoRA into the parts, once; its name there. Raises `UserError` when it belongs to another family."""
    from safetensors.torch import load_file

    if entry.id in parts.adapters:
        return parts.adapters[entry.id]
    name = f"l{len(parts.adapters)}"
    try:
        pipe.load_lora_weights(load_file(str(entry.file)), adapter_name=name)
    except (ValueError, KeyError, RuntimeError, TypeError, AttributeError, IndexError) as error:
        log.info("LoRA %s: %s", entry.path, error)
        raise UserError(f"“{entry.title}” is a LoRA for another kind of model than “{parts.title}”.") from None
    for part in ("unet", "transformer", "text_encoder", "text_encoder_2"):
        module = parts.modules.get(part)
        if module is not None:
            module.requires_grad_(False).to(parts.device)
    if not any(name in getattr(m, "peft_config", {}) for m in parts.modules.values()):
        raise UserError(f"“{entry.title}” is a LoRA for another kind of model than “{parts.title}”.")
    parts.adapters[entry.id] = name
    parts.worn = ("?", 0.0)
    return name


def _set_adapter(module: nn.Module, name: str, weight: float) -> None:
    tuned = library("peft.tuners.tuners_utils").BaseTunerLayer
    for part in module.modules():
        if isinstance(part, tuned):
            layer: Any = part
            has = name in getattr(layer, "r", ())
            layer.enable_adapters(has)
            if has:
                layer.set_adapter(name)
                layer.set_scale(name, weight)
                layer.requires_grad_(False)


def load_control(entry: ModelEntry, parts: Parts) -> nn.Module:
    """A ControlNet for these parts: a folder or file of diffusers, or a file of its authors' names."""
    try:
        tensors = _tensors(entry.file)
        unet = parts.modules["unet"]
        if "controlnet_cond_embedding.conv_in.weight" not in tensors:
            tensors = library(_CONVERTERS).convert_controlnet_checkpoint(tensors, unet.config)
        net = library("diffusers").ControlNetModel.from_unet(
            unet, conditioning_embedding_out_channels=_widths(tensors), load_weights_from_unet=False
        )
        net.load_state_dict(tensors)
    except (ValueError, KeyError, RuntimeError, TypeError, AttributeError) as error:
        log.info("ControlNet %s: %s", entry.path, error)
        raise UserError(f"“{entry.title}” is a ControlNet for another kind of model than “{parts.title}”.") from None
    out: nn.Module = net.eval().requires_grad_(False).to(parts.device, parts.dtype)
    return out


def _widths(tensors: dict[str, Tensor]) -> tuple[int, ...]:
    """Channels of the convolutions that bring a picture of lines down to the size of the latents."""
    stem = "controlnet_cond_embedding."
    blocks = sum(k.startswith(f"{stem}blocks.") and k.endswith(".weight") for k in tensors)
    wide = [len(tensors[f"{stem}blocks.{k}.weight"]) for k in range(1, blocks, 2)]
    return len(tensors[f"{stem}conv_in.weight"]), *wide


def load_decoder(entry: ModelEntry, parts: Parts) -> nn.Module:
    """Another decoder for these parts."""
    try:
        vae = library("diffusers").AutoencoderKL.from_config(parts.modules["vae"].config)
        tensors = _tensors(entry.file)
        if "decoder.up_blocks.0.resnets.0.conv1.weight" not in tensors:
            tensors = library(_CONVERTERS).convert_ldm_vae_checkpoint(tensors, vae.config)
        vae.load_state_dict(tensors)
    except (ValueError, KeyError, RuntimeError, TypeError, AttributeError) as error:
        log.info("decoder %s: %s", entry.path, error)
        raise UserError(f"“{entry.title}” is a decoder for another kind of model than “{parts.title}”.") from None
    out: nn.Module = vae.eval().requires_grad_(False).to(parts.device, parts.dtype)
    return out


def _tensors(path: Path) -> dict[str, Tensor]:
    """The tensors of a file, or of a folder's best file, without the table they were wrapped in."""
    from safetensors.torch import load_file

    from studio.art.models.recognise import chosen

    if path.is_dir():
        found: dict[str, Tensor] = {}
        for member in chosen([m for m in files.members(path) if "/" not in m.name]):
            found |= load_file(str(member.path))
        return found
    return stripped(load_file(str(path)))


# -- looking at unfinished pictures ------------------------------------------------------------------------------


@torch.inference_mode()
def colors(parts: Parts) -> Tensor:
    """(channels + 1, 3): the best linear map from a latent to the color there, 0..1, learned from the model's own encoder
    on patches of color; the last row is the constant."""
    if parts.colors is None:
        vae = parts.modules["vae"]
        draw = torch.Generator().manual_seed(7)
        patches = torch.rand(1, 3, 6, 6, generator=draw)
        soft = torch.rand(1, 3, 6, 6, generator=draw) * 0.4 + 0.3
        probe = torch.cat(
            [nn.functional.interpolate(p, (PROBE, PROBE), mode="bicubic") for p in (patches, soft)]
        ).clamp(0, 1)
        latents = vae.encode((probe * 2 - 1).to(parts.device, vae.dtype)).latent_dist.mode().float().cpu()
        rgb = nn.functional.interpolate(probe, latents.shape[-2:], mode="area")
        x = latents.permute(0, 2, 3, 1).reshape(-1, latents.shape[1])
        x = torch.cat([x, torch.ones(len(x), 1)], 1)
        y = rgb.permute(0, 2, 3, 1).reshape(-1, 3)
        ridge = x.t() @ x + 1e-3 * torch.eye(x.shape[1])
        parts.colors = torch.linalg.solve(ridge, x.t() @ y)
    return parts.colors

"""Which family a set of named tensors belongs to: told from names and shapes alone. Torch-free."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from studio.art.models import style_nets
from studio.art.models.files import Shapes
from studio.art.models.vgg_layout import layout_of
from studio.core.errors import UserError
from studio.core.params import Value


@dataclass(frozen=True)
class Guess:
    """`kind` of `library.KINDS` and `family`; `details` for the entry."""

    kind: str
    family: str
    details: Mapping[str, Value] = field(default_factory=dict)


_LDM = "model.diffusion_model."
_BY_CONTEXT = {768: "sd15", 1024: "sd2", 2048: "sdxl"}
_LORA = (".lora_down.weight", ".lora_up.weight", ".lora_A.weight", ".lora_B.weight", ".lora.down.weight", ".lora.up.weight",
         ".lora_A.default.weight", ".hada_w1_a")  # fmt: skip


def recognise(shapes: Shapes, name: str) -> Guess | None:
    """The family of tensors of these shapes; None when no family has such names. Raises `UserError` for a model that is
    known, but cannot be used as it is."""
    return (
        _lora(shapes)
        or _controlnet(shapes)
        or _diffusion(shapes, name)
        or _stylegan(shapes)
        or _decoder(shapes)
        or _style_net(shapes)
        or _features(shapes)
    )


def _has(shapes: Shapes, *parts: str) -> bool:
    """Whether every part is in some name."""
    return all(any(part in key for key in shapes) for part in parts)


def _context(shapes: Shapes) -> int:
    """Width of the words that cross-attention reads, 0 when there is none."""
    for key, shape in shapes.items():
        if key.endswith("attn2.to_k.weight") and len(shape) >= 2:
            return shape[1]
    return 0


def _lora(shapes: Shapes) -> Guess | None:
    if not any(key.endswith(_LORA) for key in shapes):
        return None
    family = ""
    if _has(shapes, "double_blocks") or _has(shapes, "single_transformer_blocks"):
        family = "flux"
    for key, shape in shapes.items():
        # Down-projections of keys and values read the words: their width tells the family.
        flat = key.replace("_", ".")
        if not family and ".attn2." in flat and ".to.k" in flat and ("down" in flat or "lora.A" in flat):
            family = _BY_CONTEXT.get(math.prod(shape[1:]), "")
    if not family and _has(shapes, "lora_te2_"):
        family = "sdxl"
    ranks = [s[0] for k, s in shapes.items() if k.endswith(("down.weight", "lora_A.weight")) and s]
    return Guess("lora", family or "unknown", {"rank": max(ranks, default=0)})


def _controlnet(shapes: Shapes) -> Guess | None:
    if not (_has(shapes, "controlnet_cond_embedding.conv_in") or _has(shapes, "control_model.input_hint_block.")):
        return None
    family = _BY_CONTEXT.get(_context(shapes), "unknown")
    return Guess("controlnet", family)


def _diffusion(shapes: Shapes, name: str) -> Guess | None:
    first = shapes.get(f"{_LDM}input_blocks.0.0.weight")
    if first is not None:
        if not _has(shapes, "first_stage_model.", "cond_stage_model.") and not _has(
            shapes, "first_stage_model.", "conditioner."
        ):
            raise UserError(
                f"{name} is only a part of a diffusion model: its text encoder or decoder is missing. Use the whole model."
            )
        family = _BY_CONTEXT.get(_context({k: v for k, v in shapes.items() if k.startswith(_LDM)}), "")
        if not family:
            raise UserError(f"{name} is a diffusion model of a family that is not known here.")
        if family == "sdxl" and not _has(shapes, "conditioner.embedders.1."):
            raise UserError(f"{name} refines pictures of Stable Diffusion XL and cannot paint from words alone.")
        return Guess("diffusion", family, {"inpaints": first[1] == 9, "single": True})
    if _has(shapes, "double_blocks.0.img_attn.qkv.weight"):
        raise UserError(
            f"{name} is the painting part of a Flux model, without its text encoders and decoder. "
            "Add the model's whole folder, the one with model_index.json in it."
        )
    if _has(shapes, "joint_blocks.0.x_block"):
        raise UserError(f"{name} is a Stable Diffusion 3 model: of those, none is read from a single file.")
    if "conv_in.weight" in shapes and _has(shapes, "down_blocks.", "mid_block.", "attn2.to_k.weight"):
        raise UserError(
            f"{name} is only the painting part of a diffusion model. Add the whole folder, with model_index.json in it."
        )
    return None


def _stylegan(shapes: Shapes) -> Guess | None:
    if "synthesis.b4.const" in shapes and _has(shapes, "mapping.fc0.weight"):
        return Guess("stylegan", "stylegan2")
    if "synthesis.input.freqs" in shapes and _has(shapes, "mapping.fc0.weight"):
        return Guess("stylegan", "stylegan3")
    return None


def _style_net(shapes: Shapes) -> Guess | None:
    """A network of one style, or a generator of a CycleGAN."""
    if (shape := style_nets.transformer_shape(shapes)) is not None:
        return Guess("style", style_nets.FEED_FORWARD, shape)
    if (shape := style_nets.generator_shape(shapes)) is not None:
        return Guess("style", style_nets.CYCLEGAN, shape)
    return None


def _decoder(shapes: Shapes) -> Guess | None:
    whole = _has(shapes, "encoder.conv_in.weight", "decoder.conv_in.weight", "decoder.conv_out.weight")
    if not whole or not (_has(shapes, "decoder.up_blocks.") or _has(shapes, "decoder.up.0")):
        return None
    shape = next(s for k, s in shapes.items() if k.endswith("decoder.conv_in.weight"))
    return Guess("vae", "vae", {"channels": shape[1] if len(shape) > 1 else 0})


def _features(shapes: Shapes) -> Guess | None:
    layout = layout_of(shapes)
    if layout is None:
        return None
    details: dict[str, Value] = {"convolutions": len(layout.convs), "caffe": layout.caffe}
    return Guess("features", f"{layout.family}-bn" if layout.normed else layout.family, details)

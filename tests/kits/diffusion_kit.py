"""Tiny diffusion models with random weights in the formats in which real ones are published."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from studio.art.generators.owned.vocabulary import END, START, letters

WIDTH = 16
UNET = {"sample_size": 16, "layers_per_block": 1, "block_out_channels": (16, 32), "norm_num_groups": 8,
        "down_block_types": ("CrossAttnDownBlock2D", "DownBlock2D"), "up_block_types": ("UpBlock2D", "CrossAttnUpBlock2D"),
        "attention_head_dim": 2, "cross_attention_dim": WIDTH}  # fmt: skip
VAE = {"block_out_channels": (8, 16), "norm_num_groups": 4, "latent_channels": 4, "layers_per_block": 1,
       "down_block_types": ("DownEncoderBlock2D",) * 2, "up_block_types": ("UpDecoderBlock2D",) * 2}  # fmt: skip
TEXT = {"vocab_size": 520, "hidden_size": WIDTH, "intermediate_size": 32, "num_hidden_layers": 2,
        "num_attention_heads": 2, "max_position_embeddings": 77, "projection_dim": WIDTH,
        "bos_token_id": 0, "eos_token_id": 515, "pad_token_id": 1}  # fmt: skip
SCHEDULE = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "clip_sample": False,
            "set_alpha_to_one": False, "steps_offset": 1}  # fmt: skip


def tokenizer(padding: str = END) -> Any:
    """Letters, and two pairs of them."""
    from transformers import CLIPTokenizer

    single, pairs = letters(), [("s", "e"), ("se", "a</w>")]
    words = [*single, *(s + "</w>" for s in single), "se", "sea</w>", START, END]
    return CLIPTokenizer({w: k for k, w in enumerate(words)}, pairs, pad_token=padding, model_max_length=77)


def unet(seed: int, **more: Any) -> Any:
    from diffusers import UNet2DConditionModel

    torch.manual_seed(seed)
    return UNet2DConditionModel(**{**UNET, **more}).eval()


def vae(seed: int, **more: Any) -> Any:
    from diffusers import AutoencoderKL

    torch.manual_seed(seed)
    return AutoencoderKL(**{**VAE, **more}).eval()


def reader(seed: int, projected: bool = False) -> Any:
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

    torch.manual_seed(seed)
    return (CLIPTextModelWithProjection if projected else CLIPTextModel)(CLIPTextConfig(**TEXT)).eval()


def stable_diffusion(seed: int = 0, channels: int = 4) -> Any:
    """A pipeline of the first generation."""
    from diffusers import DDIMScheduler, StableDiffusionPipeline

    return StableDiffusionPipeline(
        vae=vae(seed), text_encoder=reader(seed), tokenizer=tokenizer(), unet=unet(seed, in_channels=channels),
        scheduler=DDIMScheduler(**SCHEDULE), safety_checker=None, feature_extractor=None, requires_safety_checker=False,
    )  # fmt: skip


def stable_diffusion_xl(seed: int = 0) -> Any:
    """A distilled XL: two readers, ancestral Euler steps with trailing times."""
    from diffusers import EulerAncestralDiscreteScheduler, StableDiffusionXLPipeline

    net = unet(
        seed, cross_attention_dim=2 * WIDTH, addition_embed_type="text_time", addition_time_embed_dim=4,
        projection_class_embeddings_input_dim=WIDTH + 6 * 4, use_linear_projection=True,
    )  # fmt: skip
    return StableDiffusionXLPipeline(
        vae=vae(seed), text_encoder=reader(seed), text_encoder_2=reader(seed + 1, True), tokenizer=tokenizer(),
        tokenizer_2=tokenizer(), unet=net,
        scheduler=EulerAncestralDiscreteScheduler(**{k: v for k, v in SCHEDULE.items() if "beta" in k}, timestep_spacing="trailing"),
    )  # fmt: skip


def flux(seed: int = 0) -> Any:
    """A Flux without guidance ("schnell")."""
    from diffusers import FlowMatchEulerDiscreteScheduler, FluxPipeline, FluxTransformer2DModel
    from transformers import T5Config, T5EncoderModel

    torch.manual_seed(seed)
    net = FluxTransformer2DModel(
        patch_size=1, in_channels=16, num_layers=1, num_single_layers=1, attention_head_dim=16, num_attention_heads=2,
        joint_attention_dim=32, pooled_projection_dim=WIDTH, axes_dims_rope=(4, 4, 8),
    ).eval()  # fmt: skip
    words = T5EncoderModel(T5Config(vocab_size=520, d_model=32, d_kv=8, d_ff=32, num_layers=1, num_heads=2)).eval()
    return FluxPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(), vae=vae(seed, use_quant_conv=False, use_post_quant_conv=False, shift_factor=0.1),
        text_encoder=reader(seed), tokenizer=tokenizer(), text_encoder_2=words, tokenizer_2=tokenizer(), transformer=net,
    )  # fmt: skip


# -- one file ----------------------------------------------------------------------------------------------------

_RESNET = {"norm1": "in_layers.0", "conv1": "in_layers.2", "time_emb_proj": "emb_layers.1", "norm2": "out_layers.0",
           "conv2": "out_layers.3", "conv_shortcut": "skip_connection"}  # fmt: skip


def ldm_unet(state: Mapping[str, Tensor], layers: int, levels: int) -> dict[str, Tensor]:
    """The names of the original code for those of diffusers."""
    out = {}
    fixed = {"conv_in.": "input_blocks.0.0.", "time_embedding.linear_1.": "time_embed.0.",
             "time_embedding.linear_2.": "time_embed.2.", "conv_norm_out.": "out.0.", "conv_out.": "out.2."}  # fmt: skip
    for name, value in state.items():
        for ours, theirs in fixed.items():
            if name.startswith(ours):
                out[theirs + name[len(ours) :]] = value
        if match := re.match(
            r"(down|up)_blocks\.(\d+)\.(resnets|attentions|downsamplers|upsamplers)\.(\d+)\.(.*)", name
        ):
            way, level, kind, number, rest = match[1], int(match[2]), match[3], int(match[4]), match[5]
            if way == "down":
                place = f"input_blocks.{1 + level * (layers + 1) + (layers if kind == 'downsamplers' else number)}"
            else:
                place = f"output_blocks.{level * (layers + 1) + (layers if kind == 'upsamplers' else number)}"
            if kind == "resnets":
                part, _, last = rest.partition(".")
                out[f"{place}.0.{_RESNET[part]}.{last}"] = value
            elif kind == "attentions":
                out[f"{place}.1.{rest}"] = value
            elif kind == "downsamplers":
                out[f"{place}.0.{rest.replace('conv.', 'op.')}"] = value
            else:
                attended = any(k.startswith(f"up_blocks.{level}.attentions") for k in state)
                out[f"{place}.{2 if attended else 1}.{rest}"] = value
        if match := re.match(r"mid_block\.(resnets|attentions)\.(\d+)\.(.*)", name):
            kind, number, rest = match[1], int(match[2]), match[3]
            if kind == "attentions":
                out[f"middle_block.1.{rest}"] = value
            else:
                part, _, last = rest.partition(".")
                out[f"middle_block.{2 * number}.{_RESNET[part]}.{last}"] = value
    assert len(out) == len(state) and levels > 0
    return out


def ldm_vae(state: Mapping[str, Tensor], levels: int) -> dict[str, Tensor]:
    """The same for a decoder."""
    out = {}
    for name, value in state.items():
        new = name
        if match := re.match(
            r"(encoder|decoder)\.(down|up)_blocks\.(\d+)\.(resnets|downsamplers|upsamplers)\.(\d+)\.(.*)", name
        ):
            side, way, level, kind, number, rest = match.groups()
            level_there = int(level) if way == "down" else levels - 1 - int(level)
            if kind == "resnets":
                new = f"{side}.{way}.{level_there}.block.{number}.{rest.replace('conv_shortcut', 'nin_shortcut')}"
            else:
                new = f"{side}.{way}.{level_there}.{'downsample' if way == 'down' else 'upsample'}.{rest}"
        elif match := re.match(r"(encoder|decoder)\.mid_block\.resnets\.(\d+)\.(.*)", name):
            new = f"{match[1]}.mid.block_{int(match[2]) + 1}.{match[3]}"
        elif match := re.match(r"(encoder|decoder)\.mid_block\.attentions\.0\.(.*)", name):
            rest = match[2]
            for ours, theirs in (
                ("group_norm", "norm"),
                ("to_q", "q"),
                ("to_k", "k"),
                ("to_v", "v"),
                ("to_out.0", "proj_out"),
            ):
                rest = rest.replace(ours, theirs)
            new = f"{match[1]}.mid.attn_1.{rest}"
            if value.ndim == 2:
                value = value[:, :, None, None]
        else:
            new = name.replace("conv_norm_out", "norm_out")
        out[new] = value
    assert len(out) == len(state)
    return out


def one_file(pipe: Any) -> dict[str, Tensor]:
    """A pipeline of the first generation as the one table of the original code."""
    text = {k.removeprefix("text_model."): v for k, v in pipe.text_encoder.state_dict().items()}
    tables = {
        "model.diffusion_model.": ldm_unet(pipe.unet.state_dict(), 1, 2),
        "first_stage_model.": ldm_vae(pipe.vae.state_dict(), 2),
        "cond_stage_model.transformer.text_model.": text,
    }
    return {prefix + k: v.contiguous().clone() for prefix, table in tables.items() for k, v in table.items()}


def settings_of(pipe: Any, folder: Path) -> Path:
    """The folder of settings that belongs to such a file."""
    for part in ("unet", "vae", "text_encoder"):
        (folder / part).mkdir(parents=True)
        config = getattr(pipe, part).config
        table = config.to_dict() if hasattr(config, "to_dict") else dict(config)
        table = {k: v for k, v in table.items() if not k.startswith("_") or k == "_class_name"}
        if part != "text_encoder":
            table["_class_name"] = type(getattr(pipe, part)).__name__
        (folder / part / "config.json").write_text(json.dumps(table, default=list))
    pipe.scheduler.save_pretrained(folder / "scheduler")
    (folder / "model_index.json").write_text(json.dumps({
        "_class_name": "StableDiffusionPipeline", "unet": ["diffusers", "UNet2DConditionModel"],
        "vae": ["diffusers", "AutoencoderKL"], "text_encoder": ["transformers", "CLIPTextModel"],
        "tokenizer": ["transformers", "CLIPTokenizer"], "scheduler": ["diffusers", "DDIMScheduler"],
        "safety_checker": [None, None], "feature_extractor": [None, None], "image_encoder": [None, None],
    }))  # fmt: skip
    return folder


def lora(net: Any, seed: int, rank: int = 2) -> dict[str, Tensor]:
    """A LoRA of the attention of a network, with the names of diffusers."""
    draw = torch.Generator().manual_seed(seed)
    out = {}
    for name, value in net.state_dict().items():
        if re.search(r"attn\d\.to_[qkv]\.weight$", name):
            stem = f"unet.{name.removesuffix('.weight')}"
            out[f"{stem}.lora_A.weight"] = torch.randn(rank, value.shape[1], generator=draw)
            out[f"{stem}.lora_B.weight"] = torch.randn(value.shape[0], rank, generator=draw)
    return out

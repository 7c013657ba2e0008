"""Pictures by a diffusion model of the artist's: from words, from a picture, within a mask, along lines.

All chance is drawn on the CPU from the seed, so that a recipe gives the same picture on the same device.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import cv2
import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from studio.art.generators.neural_pixels import Floats, laid_into, to_pixels, whiteness
from studio.art.generators.owned import pipelines
from studio.art.generators.owned.catalog import NONE
from studio.art.generators.owned.pipelines import Parts
from studio.art.generators.owned.schedules import schedule
from studio.art.models import lighter
from studio.art.models.library import ModelEntry, find
from studio.core import emphasis
from studio.core.errors import UserError
from studio.core.params import Value
from studio.core.picture import Made, Pixels
from studio.core.progress import Context

LARGEST_SIDE = 3072
SMALLEST, LARGEST = 16, 8192
PREVIEW_EDGE = 384
_PAUSES = frozenset({"BasicTransformerBlock", "ResnetBlock2D", "CLIPEncoderLayer", "T5Block", "FluxTransformerBlock",
                     "FluxSingleTransformerBlock", "AttnProcessor2_0"})  # fmt: skip
"""Modules before which it is looked whether the job was cancelled: a step of a large model takes seconds."""


@dataclass(frozen=True)
class Wish:
    """What was asked for, as the engine passed it on."""

    text: str
    width: int
    height: int
    seed: int
    negative: str
    steps: int
    guidance: float
    strength: float
    scheduler: str
    edge: int
    lora: str
    lora_weight: float
    control: str
    control_weight: float
    lines: str
    decoder: str


def imagine(
    ctx: Context, *, model: str, text: str = "", width: int, height: int, seed: int, picture: Pixels | None = None,
    mask: Pixels | None = None, negative: str = "", steps: int = 28, guidance: float = 7.0, strength: float = 0.6,
    scheduler: str = "own", edge: int = 512, lora: str = NONE, lora_weight: float = 1.0, control: str = NONE,
    control_weight: float = 1.0, lines: str = "edges", decoder: str = NONE,
) -> Made:  # fmt: skip
    """Paints `text` with the diffusion model `model` of the library.

    `picture` is what it starts from, by `strength`; with `mask` only what is white is painted, all else stays `picture`
    to the last pixel; with `control` the lines of `picture` are followed instead. Both are uint8 (H, W, 4) of any size
    and are stretched over the whole picture. Raises `UserError`.
    """
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
        raise UserError(f"A picture is {SMALLEST} to {LARGEST} px wide and high, not {width} × {height}.")
    if not text.strip() and picture is None:
        raise UserError("Write a line first: this model paints from words.")
    words = emphasis.plain(text).strip()
    wish = Wish(words, width, height, seed, negative.strip(), steps, guidance, strength, scheduler, edge, lora,
                lora_weight, control, control_weight, lines, decoder)  # fmt: skip
    entry = find(model)
    ctx.progress(0.0, f"Loading “{entry.title}”")
    key = lighter.cache_key(f"diffusion/{model}", entry.sha256, ctx.device)
    with ExitStack() as stack:
        parts = stack.enter_context(ctx.lease(key, partial(pipelines.load, entry), _megabytes(entry, ctx.device)))
        painting = _Painting(ctx, parts, key, wish, stack)
        if words != text.strip():
            painting.notes.append("This model gives all words the same weight: the emphasis was left out.")
        made = painting.paint(picture, mask)
    used: dict[str, Value] = {
        "negative": negative, "steps": steps, "guidance": guidance, "strength": strength, "scheduler": scheduler,
        "edge": edge, "lora": lora, "lora_weight": lora_weight, "control": control, "control_weight": control_weight,
        "lines": lines, "decoder": decoder,
    }  # fmt: skip
    return Made(made, used, {model: entry.sha256, **painting.models}, tuple(painting.notes))


def _megabytes(entry: ModelEntry, device: str) -> float:
    kind, _ = pipelines.precision(entry.sha256, entry.family, device)
    return entry.memory * (0.5 if kind == lighter.HALF else 1.0)


class _Painting:
    """One picture on its way. `key`: under which `parts` are kept."""

    def __init__(self, ctx: Context, parts: Parts, key: str, wish: Wish, stack: ExitStack) -> None:
        self.ctx, self.parts, self.key, self.wish, self.stack = ctx, parts, key, wish, stack
        self.notes: list[str] = []
        self.models: dict[str, str] = {}
        self.adapter = ("", 0.0)

    def paint(self, picture: Pixels | None, mask: Pixels | None) -> Pixels:
        wish, parts = self.wish, self.parts
        size = painted_size(wish.width, wish.height, wish.edge, multiple_of(parts))
        if mask is not None and picture is None:
            mask = None  # there is nothing that could stay
        if picture is not None and wish.strength <= 0.0 and wish.control == NONE:
            return _as_large(picture, wish.width, wish.height)
        control = self._control(picture, size)
        way, given = self._way(picture, mask, size, control is not None)
        more: dict[str, Any] = {}
        if wish.decoder != NONE:
            more["vae"] = self._leased(wish.decoder, "decoder", pipelines.load_decoder)
        if control is not None:
            more["controlnet"], lines = control
            given["control_image" if way != "words" else "image"] = lines
            given["controlnet_conditioning_scale"] = wish.control_weight
        plan = schedule(parts.modules["scheduler"], wish.scheduler)
        pipe = parts.pipeline(way, plan, **more)
        self._dress(pipe)
        if self.ctx.rung:
            pipe.vae.enable_tiling()
        steps = wish.steps
        if "strength" in given:
            # At least one step must be left of those that the strength leaves out.
            steps = max(steps, math.ceil(1 / max(float(given["strength"]), 1e-3)))
        rgb = self._run(pipe, steps, size, given, lambda: self._steps(way, steps, given))
        out = _resized(rgb, wish.width, wish.height)
        if picture is not None and mask is not None:
            return laid_into(out, picture, mask)
        return to_pixels(out)

    # -- what the pipeline is given ------------------------------------------------------------------------------

    def _way(
        self, picture: Pixels | None, mask: Pixels | None, size: tuple[int, int], controlled: bool
    ) -> tuple[str, dict[str, Any]]:
        """Which pipeline, and what only it takes."""
        strength = min(1.0, self.wish.strength)
        if self.parts.inpaints:
            # Such a model is always shown a picture and a mask, if only a gray one that is white all over.
            shown = _opaque(picture, size) if picture is not None else Image.new("RGB", size, (127, 127, 127))
            where = _where(mask, size) if mask is not None else Image.new("L", size, 255)
            power = strength if picture is not None else 1.0
            return "mask", {"image": shown, "mask_image": where, "strength": power}
        if picture is None or (controlled and mask is None):
            return "words", {}
        if mask is not None:
            return "mask", {"image": _opaque(picture, size), "mask_image": _where(mask, size), "strength": strength}
        return "picture", {"image": _opaque(picture, size), "strength": strength}

    def _control(self, picture: Pixels | None, size: tuple[int, int]) -> tuple[nn.Module, Image.Image] | None:
        if self.wish.control == NONE:
            return None
        if picture is None:
            self.notes.append("There was no picture whose lines could be followed: it painted from the words alone.")
            return None
        net = self._leased(self.wish.control, "control", pipelines.load_control)
        return net, line_picture(_opaque(picture, size), self.wish.lines)

    def _leased(self, model: str, what: str, load: Callable[[ModelEntry, Parts], nn.Module]) -> nn.Module:
        entry = find(model)
        self.models[model] = entry.sha256
        parts = self.parts
        key = f"{what}/{model}/{self.key}"  # made to the measure of these parts
        return self.stack.enter_context(self.ctx.lease(key, lambda _device: load(entry, parts), entry.memory))

    def _dress(self, pipe: Any) -> None:
        if self.wish.lora != NONE:
            entry = find(self.wish.lora)
            self.models[self.wish.lora] = entry.sha256
            self.adapter = (pipelines.put_on(self.parts, entry, pipe), self.wish.lora_weight)
        self.parts.wear(*self.adapter)

    # -- painting ------------------------------------------------------------------------------------------------

    def _steps(self, way: str, steps: int, given: dict[str, Any]) -> int:
        return max(1, min(steps, int(steps * float(given["strength"])))) if "strength" in given else steps

    def _run(
        self, pipe: Any, steps: int, size: tuple[int, int], given: dict[str, Any], count: Callable[[], int]
    ) -> Floats:
        wish, ctx = self.wish, self.ctx
        words: dict[str, Any] = {"prompt": wish.text, "guidance_scale": wish.guidance, "num_inference_steps": steps}
        if self.parts.family != "flux":
            words["negative_prompt"] = wish.negative or None
        if "height" in _taken(pipe):
            words |= {"width": size[0], "height": size[1]}
        self._too_long(pipe)
        total = count()
        with pausing(pipe, ctx.check), torch.inference_mode():
            out = pipe(
                **words, **given, generator=torch.Generator("cpu").manual_seed(wish.seed), output_type="np",
                callback_on_step_end=partial(self._after_step, total, size), callback_on_step_end_tensor_inputs=["latents"],
            )  # fmt: skip
        rgb = np.asarray(out.images[0], np.float32)
        if not np.isfinite(rgb).all():
            raise UserError(f"“{self.parts.title}” gave values that are no numbers: choose full precision for it.")
        return np.ascontiguousarray(rgb)

    def _after_step(
        self, total: int, size: tuple[int, int], pipe: Any, step: int, time: Any, state: dict[str, Any]
    ) -> Any:
        done = step + 1
        preview = preview_of(self.parts, state["latents"], size, pipe) if done < total else None
        self.ctx.progress(0.05 + 0.9 * done / total, f"Step {done} of {total}", preview)
        # A live picture that cut in may have worn another LoRA.
        self.parts.wear(*self.adapter)
        return {}

    def _too_long(self, pipe: Any) -> None:
        """Tells which words the model will not read."""
        reader = getattr(pipe, "tokenizer_2", None) if self.parts.family == "flux" else pipe.tokenizer
        if reader is None or not self.wish.text:
            return
        most = min(int(reader.model_max_length), 512)
        ids = reader(self.wish.text, truncation=False, add_special_tokens=False).input_ids
        if len(ids) > most - 2:
            rest = " ".join(reader.decode(ids[most - 2 :], skip_special_tokens=True).split())
            self.notes.append(f"This model reads about {most - 2} words and signs; it has not read: “{rest[:80]}”.")


def _taken(pipe: Any) -> frozenset[str]:
    import inspect

    return frozenset(inspect.signature(type(pipe).__call__).parameters)


@contextmanager
def pausing(pipe: Any, check: Callable[[], object]) -> Iterator[None]:
    """Looks for a cancel before every block of every network."""
    handles = []
    for module in pipe.components.values():
        if isinstance(module, nn.Module):
            for inner in module.modules():
                if type(inner).__name__ in _PAUSES:
                    handles.append(inner.register_forward_pre_hook(lambda _m, _args: check() and None))
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def preview_of(parts: Parts, latents: Tensor, size: tuple[int, int], pipe: Any) -> Pixels:
    """How the picture looks so far: latents by their linear colors, without the decoder."""
    if latents.ndim == 3:  # Flux keeps them as rows of patches
        latents = type(pipe)._unpack_latents(latents, size[1], size[0], pipe.vae_scale_factor)
    x = latents[0].float().cpu()
    config = parts.modules["vae"].config
    x = x / float(config.scaling_factor) + float(getattr(config, "shift_factor", None) or 0.0)
    table = pipelines.colors(parts)
    rgb = torch.einsum("chw,cd->hwd", x, table[:-1]) + table[-1]
    k = PREVIEW_EDGE / max(size)
    small = max(1, round(size[0] * k)), max(1, round(size[1] * k))
    return to_pixels(
        np.asarray(cv2.resize(rgb.clamp(0, 1).numpy(), small, interpolation=cv2.INTER_CUBIC), np.float32).clip(0, 1)
    )


# -- sizes and pictures ------------------------------------------------------------------------------------------


def multiple_of(parts: Parts) -> int:
    """What the sides of a painted picture must be whole numbers of."""
    vae = 2 ** (len(parts.modules["vae"].config.block_out_channels) - 1)
    if parts.family == "flux":
        return int(vae * 2)
    return int(vae * 2 ** (len(parts.modules["unet"].config.block_out_channels) - 1))


def painted_size(width: int, height: int, edge: int, multiple: int) -> tuple[int, int]:
    """(width, height) at which a picture of this shape is painted: short side about `edge`, whole multiples."""
    k = edge / min(width, height)
    k = min(k, LARGEST_SIDE / max(width, height))
    return tuple(max(multiple, round(n * k / multiple) * multiple) for n in (width, height))  # type: ignore[return-value]


def _opaque(pixels: Pixels, size: tuple[int, int]) -> Image.Image:
    """A picture on white, at the size that is painted."""
    alpha = pixels[..., 3:].astype(np.float32) / 255
    rgb = pixels[..., :3].astype(np.float32) * alpha + 255 * (1 - alpha)
    way = cv2.INTER_AREA if size[0] < pixels.shape[1] else cv2.INTER_CUBIC
    return Image.fromarray(np.rint(np.clip(cv2.resize(rgb, size, interpolation=way), 0, 255)).astype(np.uint8))


def _where(mask: Pixels, size: tuple[int, int]) -> Image.Image:
    white = cv2.resize(whiteness(mask), size, interpolation=cv2.INTER_AREA)
    # What is hardly white is painted too: the edge is softened when the picture is put together.
    return Image.fromarray(np.where(white > 0.02, 255, 0).astype(np.uint8))


def line_picture(picture: Image.Image, lines: str) -> Image.Image:
    """White lines on black, as ControlNets for edges and scribbles want them."""
    gray = np.asarray(picture.convert("L"))
    if lines == "edges":
        found = cv2.Canny(cv2.GaussianBlur(gray, (0, 0), 1.0), 60, 150)
    elif lines == "drawn":
        # Strokes are darker than the paper around them, whatever its tone.
        ground = cv2.medianBlur(gray, 51 if min(gray.shape) > 51 else 2 * (min(gray.shape) // 4) + 1)
        found = np.where(ground.astype(int) - gray > 40, 255, 0).astype(np.uint8)
    else:
        found = gray
    return Image.fromarray(np.repeat(found[..., None], 3, axis=2))


def _resized(rgb: Floats, width: int, height: int) -> Floats:
    if rgb.shape[:2] == (height, width):
        return np.clip(rgb, 0, 1)
    way = cv2.INTER_AREA if width < rgb.shape[1] else cv2.INTER_CUBIC
    return np.clip(np.asarray(cv2.resize(rgb, (width, height), interpolation=way), np.float32), 0, 1)


def _as_large(picture: Pixels, width: int, height: int) -> Pixels:
    if picture.shape[:2] == (height, width):
        return picture.copy()
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.uint8)

"""By which steps a diffusion model goes from noise to a picture: fresh for every picture, for schedules remember."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def schedule(own: Any, which: str) -> Any:
    """A new schedule of the kind `which` of `catalog.SCHEDULERS`, with the settings that the model came with."""
    config = own.config
    if which == "own":
        return type(own).from_config(config)
    name, more = {
        "dpm": ("DPMSolverMultistepScheduler", {"use_karras_sigmas": False}),
        "dpm-karras": ("DPMSolverMultistepScheduler", {"use_karras_sigmas": True}),
        "euler": ("EulerDiscreteScheduler", {}),
        "euler-a": ("EulerAncestralDiscreteScheduler", {}),
        "ddim": ("DDIMScheduler", {}),
        "unipc": ("UniPCMultistepScheduler", {}),
        "lcm": ("LCMScheduler", {}),
    }[which]
    return getattr(import_module("diffusers"), name).from_config(config, **more)

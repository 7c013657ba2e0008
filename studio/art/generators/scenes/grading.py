"""Color grading of a painted picture: palette, warmth, saturation, brightness, contrast.

All of it happens in OKLab (B. Ottosson, "A perceptual color space for image processing", 2020), where lightness, hue
and chroma can be moved one by one without muddying each other. Colors that would leave sRGB are pulled toward the gray
of their own lightness along a smooth knee, so that nothing clips hard. With every factor at its neutral value the
picture comes back unchanged, and each factor acts continuously from there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from studio.core.params import Value

_PIVOT = 0.58
"""OKLab lightness that contrast leaves alone: a little above the middle, where painters keep their mid-tones."""
_KNEE = 0.86
"""Share of the way from gray to the edge of sRGB at which the gamut knee begins."""


@dataclass(frozen=True)
class Turn:
    """Moves the hues near `hue` by `shift` degrees and multiplies their chroma by `chroma`. `width` in degrees."""

    hue: float
    shift: float
    chroma: float = 1.0
    width: float = 38.0


@dataclass(frozen=True)
class Script:
    """A color script: what a painter's palette does to a scene.

    `black` and `white` are the OKLab lightness that 0 and 1 go to, `gamma` bends the lightness between them.
    `shade` and `light` are OKLab (a, b) tints of dark and bright places.
    """

    chroma: float = 1.0
    black: float = 0.0
    white: float = 1.0
    gamma: float = 1.0
    shade: tuple[float, float] = (0.0, 0.0)
    light: tuple[float, float] = (0.0, 0.0)
    turns: tuple[Turn, ...] = ()


SCRIPTS: Mapping[str, Script] = {
    "natural": Script(),
    "pastel": Script(0.74, 0.27, 0.985, 0.92, (0.010, -0.020), (0.006, 0.008), (Turn(140, 8, 0.9), Turn(255, 12))),
    "earth": Script(0.84, 0.03, 0.97, 1.04, (0.010, 0.016), (0.004, 0.024),
                    (Turn(140, -26, 0.80), Turn(250, -10, 0.45, 50), Turn(320, 30, 0.6), Turn(60, 4, 1.1))),
    "jewel": Script(1.34, 0.0, 0.98, 1.22, (0.014, -0.034), (0.0, 0.006),
                    (Turn(140, 16, 1.1), Turn(100, -12, 1.05), Turn(29, -10, 1.1), Turn(250, 12, 1.1))),
    "nordic": Script(0.62, 0.07, 0.97, 1.0, (-0.006, -0.024), (-0.004, -0.006),
                     (Turn(140, 22, 0.8), Turn(85, -4, 0.85), Turn(28, 0, 1.35, 26))),
    "riviera": Script(1.18, 0.07, 1.0, 0.90, (-0.006, -0.034), (0.006, 0.014),
                      (Turn(255, -20, 1.12), Turn(140, -12, 1.05), Turn(62, -9, 1.08))),
    "ember": Script(1.10, 0.015, 0.97, 1.12, (0.030, -0.012), (0.020, 0.048),
                    (Turn(255, 44, 0.75, 48), Turn(150, -46, 0.6, 44), Turn(100, -20, 1.05))),
    "mono": Script(0.035, 0.015, 0.985, 1.0, (0.0, -0.010), (0.002, 0.014)),
}  # fmt: skip


def to_linear(rgb: Tensor) -> Tensor:
    """sRGB -> linear light (IEC 61966-2-1), any shape."""
    return torch.where(rgb <= 0.04045, rgb / 12.92, ((rgb.clamp_min(0.04045) + 0.055) / 1.055).pow(2.4))


def to_srgb(linear: Tensor) -> Tensor:
    """Linear light -> sRGB (IEC 61966-2-1), any shape."""
    high = 1.055 * linear.clamp_min(0.0031308).pow(1 / 2.4) - 0.055
    return torch.where(linear <= 0.0031308, linear.clamp_min(0.0) * 12.92, high)


def to_oklab(rgb: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """sRGB (3, ...) in 0..1 -> OKLab L, a, b, each (...)."""
    r, g, b = to_linear(rgb).unbind(0)
    lc = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b).clamp_min(0.0).pow(1 / 3)
    mc = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b).clamp_min(0.0).pow(1 / 3)
    sc = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b).clamp_min(0.0).pow(1 / 3)
    return (
        0.2104542553 * lc + 0.7936177850 * mc - 0.0040720468 * sc,
        1.9779984951 * lc - 2.4285922050 * mc + 0.4505937099 * sc,
        0.0259040371 * lc + 0.7827717662 * mc - 0.8086757660 * sc,
    )


def to_linear_rgb(light: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """OKLab L, a, b (...) -> linear sRGB (3, ...), not limited to 0..1."""
    lc = (light + 0.3963377774 * a + 0.2158037573 * b).pow(3)
    mc = (light - 0.1055613458 * a - 0.0638541728 * b).pow(3)
    sc = (light - 0.0894841775 * a - 1.2914855480 * b).pow(3)
    return torch.stack(
        (
            4.0767416621 * lc - 3.3077115913 * mc + 0.2309699292 * sc,
            -1.2684380046 * lc + 2.6097574011 * mc - 0.3413193965 * sc,
            -0.0041960863 * lc - 0.7034186147 * mc + 1.7076147010 * sc,
        )
    )


def grade(rgb: Tensor, factors: Mapping[str, Value]) -> Tensor:
    """Applies the color factors to a picture.

    `rgb`: float32 (3, H, W), sRGB, 0..1. `factors`: `palette`, `warmth` (-1..1), `saturation` (0..2), `brightness`
    (0.5..1.5), `contrast` (0.5..1.5); what is missing is neutral. Returns a tensor of the same shape, 0..1; with all
    factors neutral the same values.
    """
    script = SCRIPTS[str(factors.get("palette", "natural"))]
    warmth = float(factors.get("warmth", 0.0))
    saturation = float(factors.get("saturation", 1.0))
    brightness = float(factors.get("brightness", 1.0))
    contrast = float(factors.get("contrast", 1.0))
    if script == SCRIPTS["natural"] and (warmth, saturation, brightness, contrast) == (0.0, 1.0, 1.0, 1.0):
        return rgb
    rgb = rgb.clamp(0.0, 1.0)
    light, a, b = to_oklab(rgb)
    before = _reach(to_linear(rgb), light)
    a, b = _turned(a, b, script)
    tone = light.clamp(0.0, 1.0)
    if script.gamma != 1.0 or script.black or script.white != 1.0:
        tone = script.black + (script.white - script.black) * tone.pow(script.gamma)
    if brightness != 1.0:
        tone = tone.clamp(0.0, 1.0).pow(2.0 ** (-1.5 * (brightness - 1.0)))
    if contrast != 1.0:
        tone = _bent(tone, 2.0 ** (1.5 * (contrast - 1.0)))
    # Chroma follows lightness a little: a darkened color is a deeper one, a lightened one is a tint.
    follow = ((tone + 0.15) / (light.clamp(0.0, 1.0) + 0.15)).pow(0.5) * (script.chroma * saturation)
    tint = min(saturation, 1.0)
    dark = 1.0 - tone
    arch = (4.0 * tone * dark).clamp(0.0, 1.0).sqrt()  # black stays black and white stays white
    a = a * follow + tint * arch * (script.shade[0] * dark + script.light[0] * tone + 0.020 * warmth)
    b = b * follow + tint * arch * (script.shade[1] * dark + script.light[1] * tone + 0.062 * warmth)
    return to_srgb(_inside(to_linear_rgb(tone, a, b), tone, before))


def _turned(a: Tensor, b: Tensor, script: Script) -> tuple[Tensor, Tensor]:
    """Rotates hues by the turns of `script` and weighs their chroma."""
    if not script.turns:
        return a, b
    chroma = torch.sqrt(a * a + b * b + 1e-9)
    angle = torch.zeros_like(a)
    gain = torch.zeros_like(a)
    for turn in script.turns:
        hue = math.radians(turn.hue)
        # von Mises bell over the hue circle; its cosine needs no arctangent
        near = ((a * math.cos(hue) + b * math.sin(hue)) / chroma - 1.0) / (1.0 - math.cos(math.radians(turn.width)))
        bell = torch.exp(near)
        angle += math.radians(turn.shift) * bell
        gain += math.log(turn.chroma) * bell
    gain = torch.exp(gain)
    cos, sin = torch.cos(angle) * gain, torch.sin(angle) * gain
    return a * cos - b * sin, a * sin + b * cos


def _bent(tone: Tensor, power: float) -> Tensor:
    """An S-curve through 0, the pivot and 1: monotone for every power, the identity at 1."""
    low = _PIVOT * (tone / _PIVOT).clamp(0.0, 1.0).pow(power)
    high = 1.0 - (1.0 - _PIVOT) * ((1.0 - tone) / (1.0 - _PIVOT)).clamp(0.0, 1.0).pow(power)
    return torch.where(tone < _PIVOT, low, high)


def _reach(linear: Tensor, light: Tensor) -> Tensor:
    """How far a color lies on the way from the gray of its lightness (0) to the edge of sRGB (1), and beyond."""
    gray = light.clamp(0.0, 1.0).pow(3)
    over = (linear.amax(0) - gray) / (1.0 - gray).clamp_min(1e-4)
    under = (gray - linear.amin(0)) / gray.clamp_min(1e-4)
    return torch.maximum(over, under).clamp_min(0.0)


def _inside(linear: Tensor, light: Tensor, before: Tensor) -> Tensor:
    """Pulls colors into sRGB toward their gray. Nobody is pulled below the reach it had before grading."""
    reach = _reach(linear, light)
    knee = torch.maximum(before, torch.full_like(before, _KNEE)).clamp_max(0.999)
    room = 1.0 - knee
    soft = knee + room * (1.0 - torch.exp(-(reach - knee).clamp_min(0.0) / room))
    scale = torch.where(reach > knee, soft / reach.clamp_min(1e-4), torch.ones_like(reach))
    gray = light.clamp(0.0, 1.0).pow(3)
    return (gray + (linear - gray) * scale).clamp(0.0, 1.0)

"""What can be read off a picture: statistics that any picture has, and the factors that a model's own judge sees."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from studio.art.generators.scenes.factors import BY_NAME
from studio.art.generators.worlds import World
from studio.art.latent.loaded import Loaded
from studio.core.params import ChoiceParam


@dataclass(frozen=True)
class Reading:
    """One number of a picture; larger means more of `title`. `rank`: the lower, the more it tells an artist."""

    id: str
    title: str
    group: str

    @property
    def rank(self) -> int:
        return _RANKS.index(self.id) if self.id in _RANKS else len(_RANKS)


_RANKS = (
    "daylight", "warmth", "cloud", "saturation", "horizon", "sun_x", "mountains", "fog", "summer", "snow", "water", "waves",
    "trees", "hills", "brightness", "storm", "contrast", "rain", "glow", "above", "detail", "side", "middle", "rugged",
    "snowfall", "streak", "spring", "tint", "symmetry",
)  # fmt: skip


STATISTICS: tuple[Reading, ...] = (
    Reading("brightness", "Brightness", "color"),
    Reading("warmth", "Warmth", "color"),
    Reading("saturation", "Saturation", "color"),
    Reading("contrast", "Contrast", "color"),
    Reading("tint", "Green to violet", "color"),
    Reading("detail", "Detail", "composition"),
    Reading("above", "Light from above", "light"),
    Reading("side", "Light from the right", "light"),
    Reading("middle", "Light in the middle", "light"),
    Reading("symmetry", "Symmetry", "composition"),
)

_OF_COLOR = [0, 1, 2, 3]
"""The statistics that a judge does not replace."""
_LUMA = (0.299, 0.587, 0.114)


def statistics(pictures: Tensor) -> Tensor:
    """float (n, len(STATISTICS)) of pictures (n, 3, s, s), -1..1."""
    rgb = (pictures.clamp(-1, 1) + 1) * 0.5
    luma = (rgb * rgb.new_tensor(_LUMA)[None, :, None, None]).sum(1)
    red, green, blue = rgb.unbind(1)
    half = luma.shape[-1] // 2
    quarter = max(1, luma.shape[-1] // 4)
    soft = functional.avg_pool2d(luma[:, None], 3, 1, 1, count_include_pad=False)[:, 0]
    inner = luma[:, quarter:-quarter, quarter:-quarter].mean((1, 2))
    mirrored = (luma - luma.flip(-1)).abs().mean((1, 2)) / (luma.flatten(1).std(1) + 0.05)
    return torch.stack(
        [
            luma.mean((1, 2)),
            (red - blue).mean((1, 2)),
            (rgb.amax(1) - rgb.amin(1)).mean((1, 2)),
            luma.flatten(1).std(1),
            (0.5 * (red + blue) - green).mean((1, 2)),
            (luma - soft).abs().mean((1, 2)),
            luma[:, :half].mean((1, 2)) - luma[:, half:].mean((1, 2)),
            luma[:, :, half:].mean((1, 2)) - luma[:, :, :half].mean((1, 2)),
            inner - luma.mean((1, 2)),
            -mirrored,
        ],
        1,
    )


# Ends of the cycles that are plainly seen: (factor, part of the condition) -> (id, title, sign).
_CYCLES: dict[tuple[str, str], tuple[str, str, float]] = {
    ("daytime", "cos"): ("daylight", "Night to day", -1.0),
    ("season", "cos"): ("summer", "Winter to summer", -1.0),
    ("season", "sin"): ("spring", "Autumn to spring", 1.0),
}
_ALIKE = frozenset({("daytime", "sin")})
"""Mornings and evenings, whose pictures hardly differ."""
_MEASURED = frozenset({"brightness", "warmth", "saturation", "contrast"})
"""Factors that a statistic measures better than a judge."""


def of_world(place: World) -> list[tuple[int, float, Reading]]:
    """The numbers of a judge's answer that make an axis: (place in the answer, sign, what it is)."""
    out = []
    for at, (name, what) in enumerate(place.slots()):
        param = BY_NAME[name]
        if isinstance(param, ChoiceParam) or name in _MEASURED or (name, what) in _ALIKE:
            continue
        if (name, what) in _CYCLES:
            id_, title, sign = _CYCLES[name, what]
            out.append((at, sign, Reading(id_, title, param.group)))
        else:
            out.append((at, 1.0, Reading(name, param.title, param.group)))
    return out


def readable(loaded: Loaded) -> list[Reading]:
    """What can be read off this model's pictures, in the order of `read`."""
    if loaded.judge is None or loaded.world is None:
        return list(STATISTICS)
    return [STATISTICS[k] for k in _OF_COLOR] + [reading for _, _, reading in of_world(loaded.world)]


@torch.no_grad()
def read(loaded: Loaded, pictures: Tensor) -> Tensor:
    """float (n, len(readable(loaded))) of pictures (n, 3, EDGE, EDGE), -1..1."""
    measured = statistics(pictures)
    if loaded.judge is None or loaded.world is None:
        return measured
    seen = loaded.judge(pictures)
    columns = of_world(loaded.world)
    signs = seen.new_tensor([sign for _, sign, _ in columns])
    return torch.cat([measured[:, _OF_COLOR], seen[:, [at for at, _, _ in columns]] * signs], 1)

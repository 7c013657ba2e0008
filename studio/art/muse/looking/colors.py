"""The colors of a picture: its main ones by name and share, warm against cool, and how its hues go together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.art.muse.looking import oklab, pigments, wheel
from studio.art.muse.looking.oklab import RGB, Floats
from studio.art.muse.looking.pigments import Pigment
from studio.art.styles.swatches import Swatch

GRAY = 0.028
"""Chroma of OkLCH below which a color has no hue to speak of."""
_BINS = 72
_MOST_NAMED = 6


@dataclass(frozen=True)
class Main:
    """One of the main colors. `share`: of the area, 0..1. `light`, `chroma`, `hue`: OkLCH."""

    rgb: RGB
    share: float
    pigment: Pigment
    light: float
    chroma: float
    hue: float


@dataclass(frozen=True)
class Colors:
    """`main`: most common first. `warm`, `cool`, `neutral`: shares of the area, together 1. `chroma`: the mean, OkLCH.
    `harmony`: "none" (without color), "gray" (grays, and little that is not), "monochrome", "analogous", "complementary", "triadic" or "varied".
    `poles`: places on the painter's circle where the hues gather, the strongest first; `held`: the share of all
    colorfulness that is gathered in each. `accent`: the most colorful place of a small area, if there is one that stands out.
    """

    main: tuple[Main, ...]
    warm: float
    cool: float
    neutral: float
    chroma: float
    harmony: str
    poles: tuple[float, ...]
    held: tuple[float, ...]
    accent: Main | None


def colors(lab: Floats, seen: NDArray[np.bool_], palette: tuple[Swatch, ...]) -> Colors:
    """Of Oklab float32 (H, W, 3); `seen` bool (H, W): what counts; `palette`: the colors as `swatches.palette` gathers
    them."""
    rows = lab[seen]
    chroma = np.hypot(rows[:, 1], rows[:, 2])
    place = wheel.of_hue(np.degrees(np.arctan2(rows[:, 2], rows[:, 1])))
    colored = chroma >= GRAY
    warm = colored & wheel.warm(place)
    weight = np.where(colored, chroma, 0.0).astype(np.float64)
    named = _named(palette)
    harmony, poles, held = _harmony(place, weight, float(colored.mean()))
    return Colors(
        main=named[:_MOST_NAMED],
        warm=float(warm.mean()),
        cool=float((colored & ~warm).mean()),
        neutral=float((~colored).mean()),
        chroma=float(chroma.mean()),
        harmony=harmony,
        poles=poles,
        held=held,
        accent=_accent(named),
    )


def _named(palette: tuple[Swatch, ...]) -> tuple[Main, ...]:
    """Each with a name of its own, so that two blues are told apart."""
    out: list[Main] = []
    taken: set[str] = set()
    for swatch in palette:
        if swatch.share < 0.005:
            continue
        pigment = pigments.nearest(swatch.rgb, but=frozenset(taken))
        taken.add(pigment.name)
        out.append(Main(swatch.rgb, swatch.share, pigment, *oklab.lch_of(swatch.rgb)))
    return tuple(out)


def _accent(main: tuple[Main, ...]) -> Main | None:
    if len(main) < 3:
        return None
    best = max(main, key=lambda m: m.chroma)
    others = sorted((m.chroma for m in main if m is not best), reverse=True)
    ground = max((m for m in main if m is not best), key=lambda m: m.share * max(m.chroma, GRAY / 2))
    away = ground.chroma < GRAY or wheel.apart(wheel.angle_of(best.hue), wheel.angle_of(ground.hue)) >= 40
    return best if best.share < 0.2 and best.chroma > 0.07 and best.chroma > 1.2 * others[0] and away else None


def _harmony(
    place: NDArray[np.float64], weight: NDArray[np.float64], colored: float
) -> tuple[str, tuple[float, ...], tuple[float, ...]]:
    total = float(weight.sum())
    if total <= 0 or colored < 0.02:
        return "none", (), ()
    bins = np.bincount((place / 360 * _BINS).astype(np.int64) % _BINS, weight, _BINS) / total
    poles, held = _poles(bins)
    if colored < 0.22:
        return "gray", poles[:1], held[:1]
    narrow, broad = _window(bins, 45), _window(bins, 100)
    if narrow >= 0.86:
        return "monochrome", poles[:1], held[:1]
    if broad >= 0.86:
        return "analogous", poles[:2], held[:2]
    strong = [(p, h) for p, h in zip(poles, held, strict=True) if h >= 0.1]
    if len(strong) >= 3:
        a, b, c = (p for p, _ in strong[:3])
        if min(wheel.apart(a, b), wheel.apart(b, c), wheel.apart(a, c)) >= 85:
            return "triadic", poles[:3], held[:3]
    if len(strong) >= 2 and wheel.apart(strong[0][0], strong[1][0]) >= 140 and sum(h for _, h in strong[:2]) >= 0.6:
        return "complementary", poles[:2], held[:2]
    return "varied", poles[:3], held[:3]


def _poles(bins: NDArray[np.float64]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Where the hues gather: up to three peaks of the smoothed histogram, and what lies within 30 degrees of each."""
    degrees = (np.arange(_BINS) + 0.5) * 360 / _BINS
    gap = np.abs(degrees[:, None] - degrees[None])
    gap = np.minimum(gap, 360 - gap)
    smooth = (np.exp(-((gap / 14) ** 2) / 2) * bins[None]).sum(1)
    left, poles, held = bins.copy(), [], []
    for _ in range(3):
        curve = (np.exp(-((gap / 14) ** 2) / 2) * left[None]).sum(1)
        top = int(np.argmax(curve))
        if curve[top] < 0.05 * smooth.max():
            break
        near = gap[top] <= 30
        turned = (degrees[near] - degrees[top] + 180) % 360 - 180
        inside = left[near]
        poles.append(float((degrees[top] + (turned * inside).sum() / max(1e-9, inside.sum())) % 360))
        held.append(float(inside.sum()))
        left = np.where(gap[top] <= 42, 0, left)
    return tuple(poles), tuple(held)


def _window(bins: NDArray[np.float64], width: float) -> float:
    """The largest share of colorfulness within `width` degrees."""
    size = max(1, round(width / 360 * _BINS))
    ring = np.concatenate([bins, bins[:size]])
    return float(np.convolve(ring, np.ones(size), "valid").max())

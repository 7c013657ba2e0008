"""What differs between two styles, in plain sentences: palette, values, strokes, texture, lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from studio.art.styles.nearness import palette_distance
from studio.art.styles.swatches import Swatch
from studio.art.styles.traits import Traits

HUES = (
    (12.0, "crimson"), (42.0, "red"), (66.0, "orange"), (84.0, "golden"), (106.0, "yellow"), (128.0, "yellow-green"),
    (160.0, "green"), (200.0, "teal"), (236.0, "sky-blue"), (306.0, "blue"), (328.0, "violet"), (350.0, "magenta"),
    (360.1, "rose"),
)  # fmt: skip
"""Upper end of each hue of CIELAB in degrees, and its name."""
DIRECTIONS = ("level", "rising", "upright", "falling")


@dataclass(frozen=True)
class Difference:
    """One sentence. `topic`: "palette", "values", "strokes", "direction", "texture", "lines" or "surface". `size`: how much
    it differs, 0 = not at all, 1 = plainly, more = strikingly."""

    topic: str
    text: str
    size: float


def color_name(swatch: Swatch) -> str:
    """A short name: "deep blue", "pale gray", "black"."""
    light, a, b = swatch.lab
    chroma, hue = float(np.hypot(a, b)), float(np.degrees(np.arctan2(b, a)) % 360)
    if light < 14 and chroma < 14:
        return "black"
    if chroma < 7:
        if light > 92:
            return "white"
        return ("dark " if light < 38 else "pale " if light > 72 else "") + "gray"
    if 35 <= hue <= 105 and chroma < 42 and light < 62:
        return ("dark " if light < 32 else "") + "brown"
    if 60 <= hue <= 115 and chroma < 34 and light >= 62:
        return "cream" if light > 82 else "sand"
    name = next(n for end, n in HUES if hue < end)
    if light < 34:
        return f"deep {name}"
    if light > 80 and chroma < 40:
        return f"pale {name}"
    if chroma < 16:
        return f"gray {name}"
    return f"bright {name}" if chroma > 62 and light > 50 else name


def differences(a: Traits, b: Traits, first: str, second: str) -> list[Difference]:
    """What sets style `a`, called `first` in the sentences, apart from `b`, called `second`; the largest first.

    Topics that hardly differ get a sentence too, saying so, at the end. One sentence per topic.
    """
    names = first, second
    made = [_palette(a, b, names), _values(a, b, names), _strokes(a, b, names), _direction(a, b, names),
            _texture(a, b, names), _lines(a, b, names), _surface(a, b, names)]  # fmt: skip
    return sorted(made, key=lambda d: -d.size)


def describe(traits: Traits) -> list[str]:
    """A few sentences on one style alone."""
    t, s, u = traits.tones, traits.strokes, traits.surface
    words = [f"The palette is {_listed(_names(traits, 4))}, {_mood(traits)}."]
    words.append(
        f"Values run from {_value(t.quantiles[1])} to {_value(t.quantiles[5])}, mostly {_value(t.quantiles[3])}."
    )
    if u.contrast < 0.8:
        return [*words, "It has hardly any marks."]
    words.append(f"Its marks are about {_percent(s.length)} of the short side long and {_percent(s.width)} wide, "
                 f"{_directions(traits)}.")  # fmt: skip
    words.append(f"The texture is {_scale(traits)}, {_manner(traits)}.")
    return words


# -- one topic each ----------------------------------------------------------------------------------------------


def _palette(a: Traits, b: Traits, names: tuple[str, str]) -> Difference:
    size = palette_distance(a, b) / 0.9
    if size < 0.35:
        return Difference("palette", f"Both use nearly the same palette: {_listed(_names(a, 3))}.", size)
    own, other = _names(a, 3), _names(b, 3)
    text = f"{names[0]} is painted in {_listed(own)}; {names[1]} in {_listed(other)}."
    more = a.tones.chroma - b.tones.chroma
    if abs(more) > 8:
        text += f" {names[0] if more > 0 else names[1]} is the more colorful."
    return Difference("palette", text, size)


def _values(a: Traits, b: Traits, names: tuple[str, str]) -> Difference:
    qa, qb = a.tones.quantiles, b.tones.quantiles
    gaps = [qa[1] - qb[1], qa[3] - qb[3], qa[5] - qb[5]]
    size = max(abs(g) for g in gaps) / 25
    if size < 0.35:
        return Difference("values", f"Both run from {_value(qa[1])} to {_value(qa[5])}.", size)
    text = (
        f"{names[0]} runs from {_value(qa[1])} to {_value(qa[5])}, mostly {_value(qa[3])}; "
        f"{names[1]} from {_value(qb[1])} to {_value(qb[5])}, mostly {_value(qb[3])}."
    )
    wide_a, wide_b = qa[5] - qa[1], qb[5] - qb[1]
    if abs(wide_a - wide_b) > 15:
        text += f" {names[0] if wide_a > wide_b else names[1]} has the wider range."
    return Difference("values", text, size)


def _strokes(a: Traits, b: Traits, names: tuple[str, str]) -> Difference:
    la, lb, wa, wb = a.strokes.length, b.strokes.length, a.strokes.width, b.strokes.width
    long, wide = np.log2((la + 1e-3) / (lb + 1e-3)), np.log2((wa + 1e-3) / (wb + 1e-3))
    size = float(max(abs(long), abs(wide)))
    if size < 0.35:
        return Difference("strokes", f"Marks are alike in size, about {_percent(la)} of the side long.", size)
    longer = f"{_of(names[0] if long > 0 else names[1])} marks are {_times(long)} longer"
    if abs(long) < 0.3:
        longer = f"Marks are about equally long, {_percent(la)} of the side,"
    wider = f"and {_times(abs(wide))} {'wider' if (wide > 0) == (long > 0) else 'narrower'}"
    if abs(long) < 0.3:
        wider = f"but {_of(names[0] if wide > 0 else names[1])} are {_times(abs(wide))} wider"
    elif abs(wide) < 0.3:
        wider = "and equally wide"
    detail = "" if abs(long) < 0.3 else f" ({_percent(la)} and {_percent(lb)} of the short side)"
    return Difference("strokes", f"{longer}{detail} {wider}.", size)


def _direction(a: Traits, b: Traits, names: tuple[str, str]) -> Difference:
    gap = 0.5 * sum(abs(x - y) for x, y in zip(a.strokes.directions, b.strokes.directions, strict=True))
    size = max(
        2.2 * gap, 1.5 * abs(a.strokes.aligned - b.strokes.aligned), 2.5 * abs(a.strokes.order - b.strokes.order)
    )
    one, two = _directions(a), _directions(b)
    if size < 0.35 or one == two:
        return Difference("direction", f"In both, marks are {one}.", min(size, 0.34))
    return Difference("direction", f"{_of(names[0])} marks are {one}; {_of(names[1])} are {two}.", size)


def _texture(a: Traits, b: Traits, names: tuple[str, str]) -> Difference:
    ca, cb = _octave(a), _octave(b)
    more = np.log2((a.surface.contrast + 0.5) / (b.surface.contrast + 0.5))
    size = float(max(abs(ca - cb) / 0.9, abs(more) / 1.1))
    if size < 0.35:
        return Difference("texture", f"The texture of both is {_scale(a)} and about equally strong.", size)
    parts = []
    if abs(ca - cb) > 0.3:
        parts.append(f"{names[0] if ca < cb else names[1]} has the finer texture")
    if abs(more) > 0.35:
        parts.append(f"{_of(names[0] if more > 0 else names[1])} is {_times(abs(more))} stronger in contrast")
    if len(parts) == 2 and (ca < cb) == (more > 0):
        parts = [f"{parts[0]}, {_times(abs(more))} stronger in contrast"]
    return Difference("texture", f"{_both(parts)}.", size)


def _lines(a: Traits, b: Traits, names: tuple[str, str]) -> Difference:
    la, lb = a.surface.lines, b.surface.lines
    size = float(abs(np.log2((la + 0.02) / (lb + 0.02))) / 1.6)
    if size < 0.35:
        few = "hardly any thin lines" if max(la, lb) < 0.03 else f"thin lines on about {_percent(la)} of their area"
        return Difference("lines", f"Both have {few}.", size)
    more, less = (names, (la, lb)) if la > lb else (names[::-1], (lb, la))
    rest = "hardly any" if less[1] < 0.02 else f"only {_percent(less[1])}"
    return Difference("lines", f"Thin lines cover {_percent(less[0])} of {more[0]}, in {more[1]} {rest}.", size)


def _surface(a: Traits, b: Traits, names: tuple[str, str]) -> Difference:
    fa, fb = a.surface.flat, b.surface.flat
    hard = a.surface.hard - b.surface.hard
    size = float(max(abs(fa - fb) / 0.35, abs(hard) / 0.2))
    one, two = _manner(a), _manner(b)
    if size < 0.35 or one == two:
        return Difference("surface", f"Both are {one}.", min(size, 0.34))
    return Difference("surface", f"{names[0]} is {one}; {names[1]} is {two}.", size)


# -- words -------------------------------------------------------------------------------------------------------


def _names(traits: Traits, most: int) -> list[str]:
    out: list[str] = []
    for swatch in traits.colors:
        name = color_name(swatch)
        if name not in out and len(out) < most:
            out.append(name)
    return out


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _both(parts: list[str]) -> str:
    return "; ".join(parts) if parts else "The textures differ a little"


def _mood(traits: Traits) -> str:
    t = traits.tones
    if t.chroma < 6:
        return "without color"
    warmth = "warm" if t.warm > 0.7 else "cool" if t.warm < 0.3 else "warm against cool"
    return f"{warmth} and {'muted' if t.chroma < 18 else 'strong' if t.chroma > 32 else 'moderate'}"


def _value(light: float) -> str:
    steps = ((12, "black"), (28, "very dark"), (42, "dark"), (58, "middle"), (74, "light"), (89, "very light"))
    return next((word for top, word in steps if light < top), "white")


def _octave(traits: Traits) -> float:
    """The mean band, weighted by contrast: 0 = finest."""
    return float(sum(k * b for k, b in enumerate(traits.surface.bands)))


def _scale(traits: Traits) -> str:
    middle = _octave(traits)
    return "fine" if middle < 2.6 else "middle-sized" if middle < 3.5 else "broad"


def _directions(traits: Traits) -> str:
    s = traits.strokes
    if s.order < 0.42:
        return "without any direction"
    if s.aligned < 0.25:
        return "swirling in all directions" if s.order < 0.7 else "running along the forms in all directions"
    best = int(np.argmax(np.convolve(np.tile(s.directions, 3), [1, 1, 1], "same")[12:24]))
    return f"mostly {DIRECTIONS[int((best * 180 / len(s.directions) + 22.5) // 45) % 4]}"


def _manner(traits: Traits) -> str:
    if traits.blank:
        return "blank"
    if traits.ink > 0.5:
        return "drawn in ink, marks against bare paper"
    if traits.graphic > 0.5:
        return "flat, with clean edges"
    if traits.fine > 0.6:
        return "built of small separate marks"
    if traits.surface.flat > 0.5:
        return "smooth, with soft passages"
    return "painted over and over, nothing left flat" if traits.painterly > 0.6 else "partly smooth, partly worked"


def _of(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def _percent(share: float) -> str:
    value = 100 * share
    return f"{value:.1f}%" if value < 3 else f"{value:.0f}%"


def _times(octaves: float) -> str:
    factor = 2 ** abs(float(octaves))
    if factor < 1.35:
        return "slightly"
    return f"{factor:.1f} times" if factor < 3 else f"{factor:.0f} times"

"""Palettes: for a line, from a picture, or from the picture toward the line. Each answer is another harmony.

Colors are laid on a ladder of lightness in OkLCH, so that a palette has a light, middles, a dark and an accent to work with;
opposites and neighbors are those of the painter's circle.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from studio.art.muse.looking import oklab, pigments, wheel
from studio.art.muse.looking.color_words import Meant, meant
from studio.art.muse.looking.measure import Measures
from studio.art.muse.looking.oklab import LCH, RGB
from studio.art.muse.looking.say import Both, joined, listed, listed_zh, pick
from studio.core.progress import Context
from studio.core.words import Variant

_LADDERS = {
    "high": (0.965, 0.90, 0.80, 0.67, 0.44), "middle": (0.945, 0.83, 0.68, 0.50, 0.31),
    "low": (0.90, 0.68, 0.49, 0.35, 0.22),
}  # fmt: skip
_SHARE = (0.30, 0.46, 0.58, 0.62, 0.55)
"""Chroma on each rung, as a share of the most that the screen shows there."""
_MOST = 0.135
_ALIKE = 0.05
_ACCENT_LIGHT = ((0, 60, 120, 180, 240, 300, 360), (0.60, 0.73, 0.86, 0.64, 0.52, 0.50, 0.60))
"""Where on the painter's circle a color is strongest at which lightness."""


@dataclass(frozen=True)
class Base:
    """What palettes start from. `colors`: the most important first; `hue`: the place on the circle that leads; `from_`:
    what they come from, in words."""

    colors: tuple[RGB, ...]
    hue: float
    key: str
    chroma: float
    from_: Both


Scheme = tuple[list[RGB], Both]
"""Colors in their order, and the reason in words, which may speak of {begin} or {lights}, the first ones, and of {accent}, the
last."""


def write(ctx: Context, measures: Measures | None, line: str, lang: str, count: int, seed: int) -> tuple[Variant, ...]:
    """Up to `count` palettes of five to seven colors, light to dark, an accent last where there is one. `tags` name each
    color: ("color", "burnt sienna")."""
    words = _of_line(meant(ctx, line)) if line.strip() else None
    if measures is not None:
        schemes = _for_picture(measures, words)
    else:
        assert words is not None, "one of both is given"
        schemes = _for_line(words)
    # The first always come first; where not all are asked for, another seed shows other ones after them.
    lead = 3 if measures is not None and words is not None else 1
    first, rest = schemes[:lead], schemes[lead:]
    turn = seed % 3 if count < len(schemes) else 0
    return tuple(_variant(*scheme(), lang=lang) for scheme in [*first, *rest[turn:], *rest[:turn]][:count])


def _for_line(b: Base) -> list[Callable[[], Scheme]]:
    simple = [_own_of_line, _accent, _neighbors, _temperature, _split, _muted, _triad, _one_hue]
    return [*(partial(s, b) for s in simple), partial(_keyed, b, "low"), partial(_keyed, b, "high")]


def _for_picture(m: Measures, words: Base | None) -> list[Callable[[], Scheme]]:
    b = _of_picture(m)
    out: list[Callable[[], Scheme]] = [partial(_own, m)]
    if words is not None:
        out += [partial(_toward, b, words), partial(_guest, b, words)]
    if m.colors.harmony == "none":
        accents = [partial(_gray_accent, b, angle) for angle in (20, 240, 108, 180, 300)]
        return [*out, *accents[:2], partial(_kept_temperature, b), *accents[2:]]
    out += [partial(_kept_accent, b, 180), *(partial(s, b) for s in (_kept_muted, _kept_temperature, _kept_wide)),
            partial(_kept_accent, b, 150)]  # fmt: skip
    if words is not None:
        out.append(partial(_own_of_line, words))
    return [*out, partial(_triad, b), partial(_one_hue, b)]


def _variant(colors: list[RGB], why: Both, *, lang: str) -> Variant:
    names = named(colors)
    told = [n[1] if lang == "zh" else n[0] for n in names]
    text = pick(why, lang).replace("{accent}", told[-1])
    text = text.replace("{lights}", listed_zh(told[:3]) if lang == "zh" else listed(told[:3]))
    text = text.replace("{begin}", ("、" if lang == "zh" else ", ").join(told[:3]))
    return Variant(text, tuple(("color", n) for n in told), colors=tuple(oklab.hex_of(c) for c in colors))


def named(colors: Sequence[RGB]) -> list[Both]:
    """The nearest names, each once."""
    out: list[Both] = []
    taken: set[str] = set()
    for rgb in colors:
        pigment = pigments.nearest(rgb, but=frozenset(taken))
        taken.add(pigment.name)
        out.append((pigment.name, pigment.zh))
    return out


# -- from what -----------------------------------------------------------------------------------------------------


def _of_line(said: Meant) -> Base:
    return Base(said.colors, _leading(said.colors), said.key, said.chroma, joined(said.named))


def _of_picture(m: Measures) -> Base:
    colors = tuple(c.rgb for c in m.colors.main)
    hue = m.colors.poles[0] if m.colors.poles else _leading(colors)
    chroma = float(np.clip(m.colors.chroma / 0.075, 0.5, 1.25))
    return Base(colors, hue, m.values.key, chroma, ("the picture", "画面"))


def _leading(colors: Sequence[RGB]) -> float:
    """The place on the circle of the first color that has a hue; of a warm gray where none has."""
    for rgb in colors:
        light, chroma, hue = oklab.lch_of(rgb)
        if chroma > 0.035 and light > 0.15:
            return wheel.angle_of(hue)
    return 75.0


# -- colors on a ladder --------------------------------------------------------------------------------------------


def _at(light: float, angle: float, share: float) -> RGB:
    """A color of that lightness and place on the circle; `share` of the most chroma that can be shown."""
    hue = wheel.hue_at(angle)
    most = oklab.lch_of(oklab.rgb_of(light, 0.4, hue))[1]
    return oklab.rgb_of(light, min(_MOST, share * most), hue)


def _strong(angle: float, b: Base, share: float = 0.86) -> RGB:
    """An accent: the hue where it is strongest, a little quieter in a quiet palette."""
    share *= 0.62 + 0.38 * min(1.0, b.chroma)
    light = float(np.interp(angle % 360, *_ACCENT_LIGHT))
    hue = wheel.hue_at(angle)
    # The screen's own blue and violet are stronger than any paint.
    return oklab.rgb_of(light, min(0.19, share * oklab.lch_of(oklab.rgb_of(light, 0.4, hue))[1]), hue)


def _ladder(key: str, angles: Sequence[float], chroma: float) -> list[RGB]:
    """Five colors, light to dark, at these places of the circle."""
    return [
        _at(light, angle, share * chroma) for light, angle, share in zip(_LADDERS[key], angles, _SHARE, strict=True)
    ]


def _ordered(colors: Sequence[RGB]) -> list[RGB]:
    """Light to dark, without those that look nearly alike."""
    out: list[RGB] = []
    for rgb in sorted(colors, key=lambda c: -oklab.lch_of(c)[0]):
        if all(oklab.distance(rgb, other) > _ALIKE for other in out):
            out.append(rgb)
    return out


def _completed(colors: Sequence[RGB], hue: float) -> list[RGB]:
    """Five to seven of them, with a light and a dark where there was none."""
    out = _ordered(colors)
    lights = [oklab.lch_of(c)[0] for c in out]
    if not out or max(lights) < 0.84:
        out.insert(0, _at(0.94, hue, 0.22))
    if min(lights, default=1.0) > 0.38:
        out.append(_at(0.29, hue + 15, 0.5))
    while len(out) > 7:
        gaps = [min(oklab.distance(c, o) for o in out if o is not c) for c in out[1:-1]]
        out.pop(1 + int(np.argmin(gaps)))
    missing = (0.80, 0.66, 0.52, 0.42)
    for light in missing:
        if len(out) < 5:
            out = _ordered([*out, _at(light, hue, 0.42)])
    return out


def _turned(angle: float, toward: float, share: float) -> float:
    """`angle` moved by `share` of the shorter way to `toward`."""
    return (angle + ((toward - angle + 180) % 360 - 180) * share) % 360


def _lch(rgb: RGB) -> LCH:
    return oklab.lch_of(rgb)


def _mixed(a: RGB, b: RGB, share: float) -> RGB:
    """`share` of `b` in `a`, as light mixes in Oklab."""
    lab = (1 - share) * oklab.lab_of(np.array(a) / 255) + share * oklab.lab_of(np.array(b) / 255)
    return oklab.rgb_of(
        float(lab[0]), float(np.hypot(lab[1], lab[2])), float(np.degrees(np.arctan2(lab[2], lab[1])) % 360)
    )


# -- schemes for a line --------------------------------------------------------------------------------------------


def _own_of_line(b: Base) -> Scheme:
    colors = _completed(b.colors, b.hue)
    en, zh = b.from_
    if not en:
        return colors, ("The line names no color: a quiet beginning with {begin}, from light to dark.",
                        "这句话没有提到颜色：先从{begin}安静地开始，由浅到深。")  # fmt: skip
    return colors, (f"As it is: {{begin}} and the other colors of {en}, from light to dark.",
                    f"本色：{{begin}}，以及{zh}的其他颜色，由浅到深。")  # fmt: skip


def _accent(b: Base) -> Scheme:
    h = b.hue
    colors = _ladder(b.key, (h + 18, h + 10, h, h - 8, h - 14), b.chroma)
    opposite = wheel.name_at(h + 180, "en"), wheel.name_at(h + 180, "zh")
    lead = wheel.name_at(h, "en"), wheel.name_at(h, "zh")
    return [*colors, _strong(h + 180, b)], (
        f"Complementary: {lead[0]} from light to dark, and one accent of {{accent}} from its opposite, {opposite[0]}.",
        f"互补：{lead[1]}由浅到深，再以对面的{opposite[1]}（{{accent}}）点睛。")  # fmt: skip


def _neighbors(b: Base) -> Scheme:
    h = b.hue
    warmer = 1 if wheel.apart(h + 45, 80) < wheel.apart(h - 45, 80) else -1
    colors = _ladder(
        b.key, (h + 50 * warmer, h + 30 * warmer, h + 6 * warmer, h - 24 * warmer, h - 46 * warmer), b.chroma
    )
    return [*colors, _strong(h + 28 * warmer, b, 0.8)], (
        "Analogous: neighbors on the color circle, warmer toward the light and cooler toward the dark; {accent} is the liveliest.",
        "邻近色：色环上的近邻，越亮越暖、越暗越冷；{accent}最鲜活。")  # fmt: skip


def _temperature(b: Base) -> Scheme:
    h = b.hue
    angles = (78, _turned(h, 70, 0.75), h, _turned(h, 262, 0.65), 258)
    return [*_ladder(b.key, angles, b.chroma), _strong(48, b, 0.82)], (
        "Warm light, cool shadow: {lights} in the light, blue and violet in the shade, {accent} where the two meet.",
        "暖光冷影：受光处用{lights}，阴影偏蓝紫，两者相接处点{accent}。")  # fmt: skip


def _split(b: Base) -> Scheme:
    h = b.hue
    colors = _ladder(b.key, (h + 14, h + 6, h, h - 6, h - 12), b.chroma * 0.85)
    return [*colors, _strong(h + 150, b, 0.72), _strong(h + 210, b, 0.8)], (
        f"Split complement: {wheel.name_at(h, 'en')} against the two neighbors of its opposite, softer than a plain contrast.",
        f"分裂互补：{wheel.name_at(h, 'zh')}对上其互补色的两个邻居，比直接互补更柔和。")  # fmt: skip


def _muted(b: Base) -> Scheme:
    h = b.hue
    colors = _ladder(b.key, (h + 30, h + 15, h, h - 15, h - 30), 0.3)
    strongest = max(b.colors, key=lambda c: _lch(c)[1])
    return [*colors, _strong(wheel.angle_of(_lch(strongest)[2]), b, 0.82)], (
        "Muted: grays that lean a little to their hue, so that the one clear color, {accent}, is heard.",
        "柔灰：略带色相的灰，好让唯一鲜明的{accent}被看见。")  # fmt: skip


def _triad(b: Base) -> Scheme:
    h = b.hue
    light, upper, middle, lower, dark = _LADDERS[b.key]
    colors = [_at(light, h + 120, 0.22), _at(upper, h + 120, 0.5), _at(middle, h, 0.62), _at(lower, h + 240, 0.6),
              _at(dark, h, 0.55)]  # fmt: skip
    return [*colors, _strong(h + 120, b, 0.8)], (
        f"Triad: {wheel.name_at(h, 'en')}, {wheel.name_at(h + 120, 'en')} and {wheel.name_at(h + 240, 'en')}, equally far apart; let one of them have most of the area.",
        f"三角配色：{wheel.name_at(h, 'zh')}、{wheel.name_at(h + 120, 'zh')}和{wheel.name_at(h + 240, 'zh')}等距而立，让其中一个占大半面积。")  # fmt: skip


def _one_hue(b: Base) -> Scheme:
    h = b.hue
    lights = (*_LADDERS[b.key][:3], (_LADDERS[b.key][2] + _LADDERS[b.key][3]) / 2, *_LADDERS[b.key][3:])
    shares = (0.25, 0.42, 0.6, 0.75, 0.62, 0.5)
    colors = [_at(light, h, s * max(0.7, b.chroma)) for light, s in zip(lights, shares, strict=True)]
    return colors, (f"One hue: {wheel.name_at(h, 'en')} alone, from {{first}} to {{accent}}; light and dark do the work.".replace("{first}", named(colors)[0][0]),
                    f"单色：只用{wheel.name_at(h, 'zh')}，从{named(colors)[0][1]}到{{accent}}，全靠明暗。")  # fmt: skip


def _keyed(b: Base, key: str) -> Scheme:
    h = b.hue
    colors = _ladder(key, (h + 24, h + 12, h, _turned(h, 262, 0.2), _turned(h, 262, 0.35)), b.chroma)
    accent = _strong(_turned(h + 180, 70, 0.3), b, 0.8)
    if key == "low":
        return [*colors, accent], ("Low key: the same colors at night, one {accent} as the only light that speaks.",
                                   "低调：同样的颜色入夜，只有{accent}一处发声。")  # fmt: skip
    return [*colors, accent], ("High key: everything lifted into the light, with {accent} kept small.",
                               "高调：一切提到亮处，{accent}只用一点。")  # fmt: skip


# -- schemes of a picture ------------------------------------------------------------------------------------------


def _own(m: Measures) -> Scheme:
    """The measured colors, light to dark; gaps are not filled, but too few get their own lights and darks."""
    found = _ordered([c.rgb for c in m.colors.main])
    colors = found if len(found) >= 5 else _completed(found, _leading(found))
    return colors, ("The picture's own colors without the strays, laid out from light to dark: {lights} come first.",
                    "画面本色，去杂之后：{begin}等，由浅到深。")  # fmt: skip


def _own_five(b: Base) -> list[RGB]:
    """Five colors of the picture that span its values."""
    out = _completed(b.colors, b.hue)
    while len(out) > 5:
        gaps = [min(oklab.distance(c, o) for o in out if o is not c) for c in out[1:-1]]
        out.pop(1 + int(np.argmin(gaps)))
    return out


def _kept_accent(b: Base, turn: float) -> Scheme:
    colors = _own_five(b)
    if turn == 180:
        return [*colors, _strong(b.hue + 180, b)], (
            f"The picture's own colors with an accent of {{accent}}, the opposite of the {wheel.name_at(b.hue, 'en')} that leads.",
            f"保留本色，加上{{accent}}点睛：它与主导的{wheel.name_at(b.hue, 'zh')}互补。")  # fmt: skip
    return [*colors, _strong(b.hue + 150, b, 0.75), _strong(b.hue + 210, b, 0.8)], (
        f"The picture's own colors and a split complement: the two neighbors of the opposite of {wheel.name_at(b.hue, 'en')}.",
        f"保留本色，配分裂互补：{wheel.name_at(b.hue, 'zh')}互补色两侧的邻居。")  # fmt: skip


def _gray_accent(b: Base, angle: float) -> Scheme:
    """For a picture without color: one hue is all it needs."""
    return [*_own_five(b), _strong(angle, b)], (
        "The picture's own grays and one accent of {accent}: nothing else needs color.",
        "保留画面的灰，只用{accent}点睛：其余都不需要颜色。")  # fmt: skip


def _kept_muted(b: Base) -> Scheme:
    colors = _own_five(b)
    strongest = max(b.colors, key=lambda c: _lch(c)[1])
    light, _c, hue = _lch(strongest)
    grayed = _ordered([oklab.rgb_of(li, 0.35 * ch, hu) for li, ch, hu in map(_lch, colors)])
    lively = oklab.rgb_of(float(np.clip(light, 0.5, 0.8)), max(0.15, _c), hue)
    return [*_completed(grayed, b.hue)[:6], lively], (
        "Muted: the picture's own colors grayed, all but {accent}, which then leads.",
        "柔灰：本色都调灰，只留{accent}领头。")  # fmt: skip


def _kept_temperature(b: Base) -> Scheme:
    colors = []
    for rgb in _own_five(b):
        light = _lch(rgb)[0]
        # Mixed and not turned: on the way from blue to yellow lies gray, not green.
        warm = light > 0.55
        share = 0.55 * min(1.0, (light - 0.5) / 0.3) if warm else 0.6
        colors.append(_mixed(rgb, _at(light, 75 if warm else 250, 0.5), share))
    return [*_ordered(colors), _strong(46, b, 0.82)], (
        "Warm light, cool shadow: its lights turned toward yellow, its darks toward blue, {accent} between them.",
        "暖光冷影：亮部转向黄，暗部转向蓝，中间点{accent}。")  # fmt: skip


def _kept_wide(b: Base) -> Scheme:
    colors = _own_five(b)
    lights = np.linspace(0.95, 0.22, len(colors))
    wide = [
        oklab.rgb_of(float(0.35 * li + 0.65 * to), ch * 1.15, hu)
        for (li, ch, hu), to in zip(map(_lch, colors), lights, strict=True)
    ]
    return _completed(wide, b.hue), ("A wider range: the picture's own hues with a clearer light and a deeper dark.",
                                     "拉开明度：保留色相，亮部更明、暗部更深。")  # fmt: skip


def _toward(b: Base, target: Base) -> Scheme:
    """Each color of the picture goes part of the way to the nearest in lightness of the line."""
    there = _completed(target.colors, target.hue)
    mixed = []
    for rgb in _own_five(b):
        near = min(there, key=lambda c: abs(_lch(c)[0] - _lch(rgb)[0]))
        light, chroma, hue = _lch(_mixed(rgb, near, 0.5))
        # Halves of two colors are duller than either.
        mixed.append(oklab.rgb_of(light, max(chroma, 0.4 * (_lch(rgb)[1] + _lch(near)[1])), hue))
    strongest = max(there, key=lambda c: _lch(c)[1])
    en, zh = target.from_ if target.from_[0] else ("a quiet day", "安静的一天")
    return [*_completed(mixed, b.hue)[:6], strongest], (
        f"Half way from the picture to {en}: each color meets one of the line's, and {{accent}} stays as it is there.",
        f"向{zh}走近一半：每种本色与文字的颜色相调，{{accent}}保持原样。")  # fmt: skip


def _guest(b: Base, target: Base) -> Scheme:
    colors = _own_five(b)
    guest = max(target.colors, key=lambda c: _lch(c)[1] + min(oklab.distance(c, o) for o in colors))
    en, zh = target.from_ if target.from_[0] else ("a quiet day", "安静的一天")
    return [*colors, guest], (f"The picture's own colors and one guest from {en}: {{accent}}.",
                              f"保留本色，请来{zh}的一位客人：{{accent}}。")  # fmt: skip

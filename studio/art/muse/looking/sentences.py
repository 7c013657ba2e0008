"""What was measured, in sentences with figures: English and Chinese."""

from __future__ import annotations

from studio.art.muse.looking import wheel
from studio.art.muse.looking.colors import Colors
from studio.art.muse.looking.layout import Layout
from studio.art.muse.looking.measure import Measures
from studio.art.muse.looking.say import NONE, Both, grid_place, joined, percent, percent_zh, spot
from studio.art.muse.looking.values import ONE_VALUE, Values
from studio.core.guides import BY_ID, TITLES_ZH

FITS = 0.45
"""From where on a picture stands on the lines of a guide."""
_KEY: dict[str, Both] = {
    "high": ("a high key", "高调"), "middle": ("a middle key", "中间调"), "low": ("a low key", "低调"),
}  # fmt: skip
_CONTRAST: dict[str, Both] = {
    "strong": ("strong contrast", "对比强烈"), "moderate": ("moderate contrast", "对比适中"),
    "soft": ("soft contrast", "对比柔和"),
}  # fmt: skip
_DIRECTIONS: tuple[Both, ...] = (
    ("level", "水平"), ("rising to the right", "向右上升"), ("upright", "垂直"), ("falling to the right", "向右下降"),
)  # fmt: skip


def poles(colors: Colors) -> tuple[Both, ...]:
    """Names of the hues in which the colors gather, each once."""
    names = [(wheel.name_at(p, "en"), wheel.name_at(p, "zh")) for p in colors.poles]
    return tuple(dict.fromkeys(names))


def main_colors(colors: Colors) -> Both:
    """ "apricot 42 %, old rose 19 %"."""
    told = [m for m in colors.main if m.share >= 0.01] or list(colors.main[:1])
    en = ", ".join(f"{m.pigment.name} {percent(m.share)}" for m in told)
    return en, "、".join(f"{m.pigment.zh}{percent_zh(m.share)}" for m in told)


def temperature(colors: Colors) -> Both:
    w, c, n = colors.warm, colors.cool, colors.neutral
    return (
        f"warm {percent(w)}, cool {percent(c)}, neutral {percent(n)} of the area",
        f"暖色占{percent_zh(w)}，冷色占{percent_zh(c)}，中性色占{percent_zh(n)}",
    )


def harmony(colors: Colors) -> Both:
    """How the hues go together, as a part of a sentence."""
    en, zh = joined(poles(colors)) if poles(colors) else NONE
    first = poles(colors)[0] if poles(colors) else NONE
    match colors.harmony:
        case "none":
            return "hardly any color, only grays from dark to light", "几乎没有颜色，只有由暗到亮的灰"
        case "gray":
            return f"mostly grays, with touches of {first[0]}", f"以灰为主，略带{first[1]}"
        case "monochrome":
            return f"one hue, {first[0]}, in its shades", f"单色相：{first[1]}的深浅变化"
        case "analogous":
            if len(poles(colors)) < 2:
                return f"neighbors on the color circle, around {first[0]}", f"色环上的邻近色，以{first[1]}为中心"
            return f"neighbors on the color circle, {en}", f"色环上的邻近色：{zh}"
        case "complementary":
            a, b = poles(colors)[:2]
            return f"opposites, {a[0]} against {b[0]}", f"互补对比：{a[1]}对{b[1]}"
        case "triadic":
            return f"three hues far apart on the circle, {en}", f"色环上相距甚远的三个色相：{zh}"
        case _:
            if len(poles(colors)) < 2:
                return f"many hues, most of them near {first[0]}", f"色相多样，多近于{first[1]}"
            return f"several hues, most of all {en}", f"多个色相，以{zh}为主"


def colors_line(colors: Colors) -> Both:
    main, warm, how = main_colors(colors), temperature(colors), harmony(colors)
    if colors.harmony == "none":
        return f"Colors: {main[0]}; {how[0]}.", f"色彩：{main[1]}；{how[1]}。"
    return f"Colors: {main[0]}; {warm[0]}. Harmony: {how[0]}.", f"色彩：{main[1]}；{warm[1]}。配色：{how[1]}。"


def values_line(values: Values) -> Both:
    key, contrast = _KEY[values.key], _CONTRAST[values.contrast]
    light, dark = grid_place(values.lightest), grid_place(values.darkest)
    if values.range < ONE_VALUE:
        spread = (
            f"nine tenths of the area are of this one value ({contrast[0]})",
            f"九成面积都是这一级明度（{contrast[1]}）",
        )
    else:
        lo, hi = f"{values.dark:.1f}", f"{values.light:.1f}"
        spread = (
            f"nine tenths of the area lie between {lo} and {hi} ({contrast[0]})",
            f"九成面积在 {lo} 到 {hi} 之间（{contrast[1]}）",
        )
    en = f"Values, from 0 black to 10 white: the median is {values.middle:.1f} ({key[0]}); {spread[0]}"
    zh = f"明度（0 为黑，10 为白）：中位数 {values.middle:.1f}（{key[1]}），{spread[1]}"
    if values.lightest[0]:
        en, zh = f"{en}; lightest {light[0]}, darkest {dark[0]}", f"{zh}；最亮处在{light[1]}，最暗处在{dark[1]}"
    return f"{en}.", f"{zh}。"


def layout_line(layout: Layout) -> Both:
    en: list[str] = []
    zh: list[str] = []
    if layout.horizon is not None:
        en.append(f"the strongest level line lies {percent(layout.horizon)} down from the top")
        zh.append(f"最明显的水平分界在自上而下{percent_zh(layout.horizon)} 处")
    if layout.pull > 0.1:
        where = spot(*layout.focus)
        en.append(f"what draws the eye most lies {where[0]} ({_across(layout)})")
        zh.append(f"最吸引目光之处{where[1]}（横 {100 * layout.focus[0]:.0f}%，纵 {100 * layout.focus[1]:.0f}%）")
    else:
        en.append("no single place draws the eye")
        zh.append("没有哪一处独自吸引目光")
    side = layout.right
    even, alike = abs(side - 0.5) < 0.05, layout.mirror > 0.75
    if even:
        en.append("left and right weigh the same" + (" and are nearly alike" if alike else ""))
        zh.append("左右分量相当" + ("，近于对称" if alike else ""))
    else:
        heavy = ("right", "右") if side > 0.5 else ("left", "左")
        en.append(f"{percent(max(side, 1 - side))} of the visual weight lies in the {heavy[0]} half")
        zh.append(f"{heavy[1]}半边占视觉分量的{percent_zh(max(side, 1 - side))}")
    if alike and not even:
        en.append("left and right are nearly alike")
        zh.append("左右近于对称")
    best, fit = layout.guides[0]
    if fit >= FITS:
        en.append(f"of the guides “{BY_ID[best].title}” fits best ({percent(fit)})")
        zh.append(f"参考线中“{TITLES_ZH[best]}”最贴合（契合度{percent_zh(fit)}）")
    return f"Composition: {'; '.join(en)}.", f"构图：{'；'.join(zh)}。"


def _across(layout: Layout) -> str:
    return f"{100 * layout.focus[0]:.0f} % across, {100 * layout.focus[1]:.0f} % down"


def direction(shares: tuple[float, ...]) -> Both:
    """The direction that rules among four, or nothing where none does."""
    best = max(range(4), key=lambda k: shares[k])
    return _DIRECTIONS[best] if shares[best] >= 0.4 else NONE


def marks_direction(measures: Measures) -> Both:
    """Of the fine marks: the twelve directions gathered into four."""
    d = measures.strokes.directions
    four = (d[11] + d[0] + d[1], d[2] + d[3] + d[4], d[5] + d[6] + d[7], d[8] + d[9] + d[10])
    total = sum(four)
    return direction(tuple(f / total for f in four)) if total > 0 else NONE


def marks_line(measures: Measures) -> Both:
    """Strokes and surface, as far as they are seen from a distance."""
    surface, strokes = measures.surface, measures.strokes
    if surface.contrast < 0.8:
        return "Surface: hardly any marks.", "笔触：几乎看不到笔痕。"
    way = marks_direction(measures)
    en: list[str] = []
    zh: list[str] = []
    if way[0]:
        en.append(f"most marks and edges run {way[0].replace('rising', 'upward').replace('falling', 'downward')}")
        zh.append(f"笔痕与边缘多{way[1]}")
    else:
        en.append("marks and edges run in all directions")
        zh.append("笔痕与边缘朝向各异")
    size = strokes.length
    en.append(
        f"they hold their way for about {percent(size)} of the short side"
        if strokes.order > 0.6
        else "neighboring marks seldom agree"
    )
    zh.append(f"延续约为短边的{percent_zh(size)}" if strokes.order > 0.6 else "相邻笔痕少有一致")
    if surface.flat >= 0.3:
        en.append(f"{percent(surface.flat)} of the area is smooth")
        zh.append(f"平滑无痕的面积占{percent_zh(surface.flat)}")
    if surface.lines >= 0.12:
        en.append(f"thin lines cover {percent(surface.lines)}")
        zh.append(f"细线覆盖{percent_zh(surface.lines)}")
    return f"Surface: {'; '.join(en)}.", f"笔触：{'；'.join(zh)}。"

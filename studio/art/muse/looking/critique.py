"""What follows from the measures: what works in a picture and what could be tried, each in a sentence or two.

Rules that painters teach, tied to figures; none is said where its figures do not hold.
"""

from __future__ import annotations

from studio.art.muse.looking.critique_color import color_remarks
from studio.art.muse.looking.measure import Measures
from studio.art.muse.looking.remark import Remark
from studio.art.muse.looking.say import grid_place, percent, percent_zh, spot
from studio.art.muse.looking.sentences import FITS, direction, marks_direction
from studio.art.muse.looking.values import ONE_VALUE
from studio.core.guides import BY_ID, TITLES_ZH


def remarks(m: Measures) -> list[Remark]:
    """All that hold, the weightiest first."""
    if m.plain:
        return [
            Remark(
                "start", False, 1.0,
                ("There is only a ground so far. A first dark shape, placed away from the middle, would give it a direction.",
                 "目前只有一片底色。先在偏离中央处放一个暗的形，画面就有了方向。"),
            )
        ]  # fmt: skip
    if m.begun:
        return _begun(m)
    out = [*_focus(m), *_values(m), *color_remarks(m), *_balance(m), *_lines(m), *_surface(m), *_checks(m)]
    return sorted(out, key=lambda r: -r.weight)


def _begun(m: Measures) -> list[Remark]:
    """Of a few marks on an even ground nothing else can be said than where they stand, and what may come."""
    where = spot(*m.layout.focus)
    return [
        Remark(
            "start", True, 1.0,
            (f"The first marks stand {where[0]}, and the open ground gives them room: nothing competes with them yet.",
             f"最初的几笔在{where[1]}，四周的空处给了它们余地：还没有什么与它们相争。"),
        ),
        Remark(
            "next", False, 0.9,
            ("The next mark decides the balance: far from the first ones it opens the picture, near them it gathers it.",
             "下一笔决定平衡：离得远，画面就打开；离得近，画面就收拢。"),
        ),
        Remark(
            "ground", False, 0.8,
            ("All of it is still of one value. A middle tone over part of the ground would make what is left open count.",
             "整幅几乎还是同一级明度。给一部分底子铺上中间调，留下的亮处才有分量。"),
        ),
    ]  # fmt: skip


def _focus(m: Measures) -> list[Remark]:
    lay, out = m.layout, []
    step = abs(lay.focus_contrast)
    if lay.pull > 0.1 and step < 0.6 and m.values.range > 2.5 and lay.focus_color > 0.03:
        out.append(
            Remark(
                "focus",
                False,
                0.8,
                (
                    f"The focus stands out by its color and hardly by its light ({step:.1f} steps of value). In gray it would be lost: "
                    "a lighter edge or a deeper shadow beside it would make it sure.",
                    f"视觉中心靠颜色突出，明度只差 {step:.1f} 级，去掉颜色就会消失。在它旁边加一道亮边或一块更深的影子，就稳了。",
                ),
            )
        )
    elif lay.pull > 0.1 and step < 0.6 and m.values.range > 2.5:
        out.append(
            Remark(
                "focus",
                False,
                0.9,
                (
                    f"What draws the eye differs from its surroundings by only {step:.1f} steps of value and sinks into them. "
                    "A lighter edge, or a darker ground behind it, would lift it.",
                    f"最吸引目光之处与周围的明度只差 {step:.1f} 级，沉在其中。给它一道亮边，或压暗它身后的底色，就能提出来。",
                ),
            )
        )
    elif lay.pull > 0.2 and step >= 1.2:
        lighter = ("lighter", "亮") if lay.focus_contrast > 0 else ("darker", "暗")
        out.append(
            Remark(
                "focus",
                True,
                0.7,
                (
                    f"The focus holds: it is {step:.1f} steps of value {lighter[0]} than what surrounds it.",
                    f"视觉中心立得住：它比周围{lighter[1]} {step:.1f} 级。",
                ),
            )
        )
    if lay.pull <= 0.1:
        out.append(
            Remark(
                "focus",
                False,
                0.7,
                (
                    "No place leads, so the eye wanders. One stronger contrast, in light or in color, would give it somewhere to rest.",
                    "没有主次之分，目光游移不定。只需一处更强的明暗或色彩对比，目光便有了落脚处。",
                ),
            )
        )
    x, y = lay.focus
    if lay.pull > 0.2 and abs(x - 0.5) < 0.06 and abs(y - 0.5) < 0.1 and lay.mirror < 0.75:
        out.append(
            Remark(
                "focus",
                False,
                0.55,
                (
                    "The focus sits almost in the middle, which makes the picture rest. Moved toward a third, it would begin to pull.",
                    "视觉中心几乎在正中，画面因而安稳。把它移向三分之一处，便会生出张力。",
                ),
            )
        )
    elif lay.pull > 0.15 and lay.guides[0][0] in ("thirds", "golden") and lay.guides[0][1] > 0.65:
        best = lay.guides[0][0]
        out.append(
            Remark(
                "focus",
                True,
                0.5,
                (
                    f"The focus stands where “{BY_ID[best].title}” would put it, which gives the empty part of the picture its use.",
                    f"视觉中心正落在“{TITLES_ZH[best]}”的位置上，空处因此有了用处。",
                ),
            )
        )
    return out  # fmt: skip


def _values(m: Measures) -> list[Remark]:
    v, out = m.values, []
    if v.contrast == "soft" and v.key == "middle":
        out.append(
            Remark(
                "values",
                False,
                0.85,
                (
                    f"Nearly everything lies within {v.range:.1f} steps of middle gray. One true dark and one clear light, both "
                    "small, would wake the rest.",
                    f"几乎一切都挤在中间灰的 {v.range:.1f} 级之内。只要一处真正的暗和一处明确的亮，都不必大，其余便醒过来。",
                ),
            )
        )
    elif v.contrast == "soft" and not m.drawn:
        other = ("light", "亮", "low", "低调") if v.key == "low" else ("dark", "暗", "high", "高调")
        out.append(
            Remark(
                "values",
                True,
                0.55,
                (
                    f"The {other[2]} key is kept throughout, and that holds the mood together. A single small {other[0]} would become "
                    "precious here.",
                    f"{other[3]}贯穿全画，情绪由此统一。此时只要一小块{other[1]}，就会格外珍贵。",
                ),
            )
        )
    elif v.contrast == "strong" and min(v.thirds) > 0.12:
        out.append(
            Remark(
                "values",
                True,
                0.45,
                (
                    f"Dark, middle and light all have their share ({percent(v.thirds[0])}, {percent(v.thirds[1])}, "
                    f"{percent(v.thirds[2])}), so the picture reads from far away.",
                    f"暗、中、亮各有其位（{percent_zh(v.thirds[0]).strip()}、{percent_zh(v.thirds[1]).strip()}、"
                    f"{percent_zh(v.thirds[2]).strip()}），远看也读得清。",
                ),
            )
        )
    elif v.contrast == "strong" and v.thirds[1] < 0.15:
        out.append(
            Remark(
                "values",
                False,
                0.5,
                (
                    "Light meets dark with few middle values between. A passage of half-tone would let the eye cross over.",
                    "明暗直接相接，中间调很少。加一段半调，目光就能走过去。",
                ),
            )
        )
    if v.thirds[0] < 0.02 and v.key != "high" and v.contrast != "soft":
        out.append(
            Remark(
                "darks",
                False,
                0.5,
                (
                    "There are hardly any darks. A few, where forms touch the ground, would give it weight.",
                    "画里几乎没有暗部。在形体着地处压几笔暗，分量就有了。",
                ),
            )
        )
    return out  # fmt: skip


def _balance(m: Measures) -> list[Remark]:
    lay, out = m.layout, []
    share = max(lay.right, 1 - lay.right)
    side = ("right", "left", "右", "左") if lay.right > 0.5 else ("left", "right", "左", "右")
    if share > 0.61:
        out.append(
            Remark(
                "balance",
                False,
                0.65,
                (
                    f"The {side[0]} half carries {percent(share)} of the weight. If that is meant, leave the {side[1]} plainly empty; "
                    "if not, a small dark shape there would answer.",
                    f"{side[2]}半边承担了{percent_zh(share)} 的分量。若是有意，就让{side[3]}边空得干脆；若非有意，在那里放一小块暗形来呼应。",
                ),
            )
        )
    if lay.mirror > 0.85:
        out.append(
            Remark(
                "symmetry",
                False,
                0.45,
                (
                    "Left and right answer each other closely. One small break in the symmetry would bring the stillness to life.",
                    "左右呼应得很紧。只要一处小小的破格，这份静止就活了。",
                ),
            )
        )
    return out  # fmt: skip


def _lines(m: Measures) -> list[Remark]:
    lay, out = m.layout, []
    if lay.horizon is not None and 0.45 < lay.horizon < 0.55:
        if lay.water > 0.6:
            out.append(
                Remark(
                    "horizon",
                    True,
                    0.5,
                    (
                        "The level line halves the picture, and the lower half mirrors the upper one: here the middle is right.",
                        "水平线把画面平分，下半与上半相映：此处居中正好。",
                    ),
                )
            )
        else:
            out.append(
                Remark(
                    "horizon",
                    False,
                    0.6,
                    (
                        "The level line cuts the picture in two equal halves. Raised or lowered, it would decide which of them the picture is about.",
                        "水平线把画面切成相等的两半。抬高或压低它，才看得出画的是哪一半。",
                    ),
                )
            )
    if lay.directions[0] > 0.62 and marks_direction(m)[0] in ("", "level"):
        out.append(
            Remark(
                "direction",
                False,
                0.4,
                (
                    f"Level edges make up {percent(lay.directions[0])} of all, which is restful. One upright or one slanting form would give them something to be level against.",
                    f"水平的边缘占{percent_zh(lay.directions[0])}，令人安宁。加一个直立或倾斜的形，水平才有了参照。",
                ),
            )
        )
    elif direction(lay.directions)[0].startswith(("rising", "falling")):
        up = direction(lay.directions)
        out.append(
            Remark(
                "direction",
                True,
                0.45,
                (
                    f"Most edges run {up[0].replace('rising', 'upward').replace('falling', 'downward')}, and that gives the picture its movement.",
                    f"边缘多{up[1]}，画面由此有了动势。",
                ),
            )
        )
    best, fit = lay.guides[0]
    if best == "frame" and fit > 0.7:
        out.append(
            Remark(
                "frame",
                True,
                0.55,
                (
                    "Dark edges lead into a lighter opening. Keep that opening simple and the depth will stay.",
                    "暗的边缘把目光引向较亮的开口。让开口保持简单，纵深就不会丢。",
                ),
            )
        )
    elif fit < FITS and lay.pull > 0.1:
        out.append(
            Remark(
                "guides",
                False,
                0.25,
                (
                    "It stands on none of the usual divisions. Laying one over the picture shows what a small shift would do.",
                    "它没有落在任何常用的分割上。叠一张参考线看看，稍稍一移会有什么不同。",
                ),
            )
        )
    return out  # fmt: skip


def _surface(m: Measures) -> list[Remark]:
    s, out = m.surface, []
    if s.flat > 0.72 and m.strokes.order < 0.9:
        out.append(
            Remark(
                "surface",
                False,
                0.35,
                (
                    f"Smooth passages make up {percent(s.flat)} of the area. A few visible marks near the focus would tell the eye where the hand stayed longest.",
                    f"平滑的面积占{percent_zh(s.flat)}。在视觉中心附近留几笔看得见的痕迹，目光便知道手在哪里停得最久。",
                ),
            )
        )
    elif s.flat < 0.3 and m.strokes.order < 0.75:
        out.append(
            Remark(
                "surface",
                False,
                0.5,
                (
                    "The marks are busy nearly everywhere. One quiet passage would let the eye breathe, and the rest look richer.",
                    "几乎处处都是笔痕。留一段安静，目光得以喘息，其余反而更丰富。",
                ),
            )
        )
    place = m.values.lightest
    if place[0] and m.values.range > 3.5:
        here = grid_place(place)
        out.append(
            Remark(
                "light",
                True,
                0.3,
                (f"The light gathers {here[0]}, and the eye follows it there.", f"光聚在{here[1]}，目光也随之而去。")
                if m.layout.pull > 0.1
                else (
                    f"The light gathers {here[0]} and gives the picture a direction.",
                    f"光聚在{here[1]}，给了画面一个方向。",
                ),
            )
        )
    return out  # fmt: skip


def _checks(m: Measures) -> list[Remark]:
    """What a painter tries when nothing else is wanting."""
    share = max(m.layout.right, 1 - m.layout.right)
    side = ("right", "右") if m.layout.right > 0.5 else ("left", "左")
    out = [
        Remark("grays", False, 0.15, (
            f"There are {m.values.range:.1f} steps of value between dark and light. Seen in gray for a moment, the picture shows whether the "
            "forms part by light or only by color.",
            f"从暗到亮共有 {m.values.range:.1f} 级。暂时去掉颜色看一眼，便知形体是靠明暗分开，还是只靠颜色。")),
        Remark("mirror", False, 0.1, (
            f"Mirrored for a moment, the picture shows whether the {percent(share)} of weight in the {side[0]} half is meant.",
            f"左右翻转看一眼，便知{side[1]}半边那{percent_zh(share)} 的分量是不是有意为之。")),
    ]  # fmt: skip
    holds = (m.values.range >= ONE_VALUE, share >= 0.55)
    return [remark for remark, here in zip(out, holds, strict=True) if here]

"""Sentences for wall labels: each says something that is known or measured, and no more. English and Chinese."""

from __future__ import annotations

import re

from studio.art.muse.looking.facts import Known
from studio.art.muse.looking.known_words import quoted, scene_of, scene_phrase
from studio.art.muse.looking.measure import Measures
from studio.art.muse.looking.say import Both, capital, grid_place, joined, percent, percent_zh
from studio.art.muse.looking.scenery import style_pictures
from studio.art.muse.looking.sentences import FITS, marks_direction, poles

Line = Both


def pool(m: Measures, known: Known) -> list[list[Line]]:
    """Topics in the order in which a label takes them up, each with its wordings; the first always opens."""
    if m.plain:
        name = m.colors.main[0].pigment if m.colors.main else None
        of = (f", of {name.name}", f"，颜色是{name.zh}") if name else ("", "")
        return [[(f"There is only an even ground so far{of[0]}.", f"目前只有一片平整的底色{of[1]}。")], _closing(m)]
    if m.begun:
        return [topic for topic in (_begun(m), _open_ground(m), _hand(known), _closing(m)) if topic]
    # Where the eye goes to the lightest place, that is said once.
    light = [_light_leads(m)] if _light_leads(m) else [_light(m), _focus(m)]
    tone = [_drawn(m)] if m.drawn else [_harmony(m), _key(m)]
    topics = [_opening(m, known), _origin(known), _colors(m) if scene_of(known) else [], *tone, *light, _layout(m),
              _marks(m), _hand(known), _closing(m)]  # fmt: skip
    return [topic for topic in topics if topic]


def _opening(m: Measures, known: Known) -> list[Line]:
    scene = scene_of(known)
    a, b = _two(m)
    if scene is not None:
        what = scene_phrase(scene)
        # A seascape need not be told to have a sea.
        told = [t for t in scene.things if t[0].removeprefix("the ").rstrip("s") not in scene.what[0]]
        things = joined(told[:3])
        if scene.what[0].startswith("an abstract"):
            return [
                (f"{things[0].capitalize()} are all that this picture shows.", f"画中所见，只有{things[1]}。"),
                (f"Nothing is depicted here but {things[0]}.", f"这里不描绘什么，只有{things[1]}。"),
            ] if scene.things else [("An abstract composition.", "一件抽象构图。")]  # fmt: skip
        if told:
            return [
                (f"{what[0][0].upper()}{what[0][1:]}, with {things[0]}.", f"{what[1]}，有{things[1]}。"),
                (f"The picture shows {what[0]}, with {things[0]}.", f"画的是{what[1]}，有{things[1]}。"),
            ]
        return [(f"The picture shows {what[0]}.", f"画的是{what[1]}。")]
    if m.drawn:
        marks = ("dark lines", "深色的线") if m.values.key != "low" else ("light lines", "浅色的线")
        return [
            (f"A drawing: {marks[0]} on {a[0]}, and no color besides.", f"一幅素描：{a[1]}的底上是{marks[1]}，此外没有颜色。"),
            (f"The picture is drawn in {marks[0]} on a ground of {a[0]}.", f"{a[1]}的底上，全用{marks[1]}画成。"),
        ]  # fmt: skip
    if m.colors.harmony == "none":
        return [
            ("The picture keeps to grays, from dark to light.", "这幅画只用灰，由暗到亮。"),
            (
                "No color is needed here: black, white and gray carry the picture.",
                "这里不需要颜色：黑、白、灰撑起了画面。",
            ),
        ]
    if len(m.colors.main) < 3:
        return [(f"The picture is made of two colors, {a[0]} and {b[0]}.", f"这幅画只用两种颜色：{a[1]}和{b[1]}。")]
    third = m.colors.main[2].pigment
    out = [
        (f"{capital(a[0])} and {b[0]} set the tone, with {third.name} beside them.", f"{a[1]}与{b[1]}定下基调，旁边是{third.zh}。"),
        (f"The picture is built of {a[0]} and {b[0]}; {third.name} joins them.", f"这幅画由{a[1]}和{b[1]}构成，{third.zh}随之加入。"),
    ]  # fmt: skip
    if m.colors.main[0].share >= 0.33:
        out.append(
            (f"{capital(a[0])} has the largest part of the picture, and {b[0]} and {third.name} answer it.",
             f"{a[1]}占去画面最大的部分，{b[1]}和{third.zh}与它呼应。"),
        )  # fmt: skip
    return out


def _begun(m: Measures) -> list[Line]:
    """Of a few marks on an even ground."""
    where = grid_place(_cell(m))
    ground = m.colors.main[0].pigment
    return [
        (f"Only a few marks {where[0]} break a ground of {ground.name}.", f"{ground.zh}的底子上，只有{where[1]}的几笔。"),
        (f"Nearly all of the ground, {ground.name}, is still open; the first marks stand {where[0]}.",
         f"{ground.zh}的底子几乎全空着，最初的几笔在{where[1]}。"),
    ]  # fmt: skip


def _open_ground(m: Measures) -> list[Line]:
    side = "left" if m.layout.right < 0.35 else "right" if m.layout.right > 0.65 else ""
    out: list[Line] = [
        ("The empty part belongs to the picture as much as they do: it is the air around them, and all that may still come.",
         "空着的部分同样属于这幅画：那是它们四周的空气，也是还会出现的一切。"),
    ]  # fmt: skip
    if side:
        other, zh, zh_other = ("right", "左", "右") if side == "left" else ("left", "右", "左")
        out.append(
            (f"They keep to the {side}, and the whole {other} half waits for an answer, or is itself the answer.",
             f"它们都在{zh}边，整个{zh_other}半边等着回应，或者它本身就是回应。"),
        )  # fmt: skip
    return out


def _drawn(m: Measures) -> list[Line]:
    return [
        ("Most of the ground is left open, so that every line counts.", "底子大半空着，每一条线都有分量。"),
        ("What is not drawn does the work of light.", "没有画的地方，正是光。"),
    ]


def _cell(m: Measures) -> tuple[str, str]:
    """Where the eye is drawn, in thirds."""
    x, y = m.layout.focus
    row = "upper" if y < 0.38 else "lower" if y > 0.62 else "middle"
    return row, "left" if x < 0.38 else "right" if x > 0.62 else "center"


def _light_leads(m: Measures) -> list[Line]:
    """Where the eye goes to the lightest place."""
    v = m.values
    if m.layout.pull <= 0.12 or v.range < 2.5 or not v.lightest[0] or _cell(m) != tuple(v.lightest):
        return []
    light, dark = grid_place(v.lightest), grid_place(v.darkest)
    return [
        (f"The eye goes to the light {light[0]}, away from the dark {dark[0]}.", f"目光先到{light[1]}的亮处，离开{dark[1]}的暗处。"),
        (f"What draws the eye first is the light {light[0]}; the deepest dark lies {dark[0]}.", f"最先吸引目光的是{light[1]}的光，最深的暗在{dark[1]}。"),
    ]  # fmt: skip


def _two(m: Measures) -> tuple[Both, Both]:
    main = m.colors.main
    first = main[0].pigment
    second = main[1].pigment if len(main) > 1 else first
    return (first.name, first.zh), (second.name, second.zh)


def _origin(known: Known) -> list[Line]:
    line = quoted(known.line, 70)
    out: list[Line] = []
    if line and not line.endswith("…"):
        out += [
            (f"It grew out of a written line, “{line}”.", f"它从一句话里长出来：“{line}”。"),
            (f"At its beginning stood the words “{line}”.", f"起初只有这样一句话：“{line}”。"),
        ]
    style = known.style
    names = style_pictures(style) if style is not None else ()
    if names:
        out.append((f"Its manner follows the style picture “{names[0]}”.", f"画法取自风格图“{names[0]}”。"))
    return out


def _colors(m: Measures) -> list[Line]:
    main = m.colors.main
    if m.colors.harmony == "none" or len(main) < 3:
        return []
    a, b, c = ((x.pigment.name, x.pigment.zh) for x in main[:3])
    return [
        (f"{a[0][0].upper()}{a[0][1:]} and {b[0]} set the tone, and {c[0]} joins them.", f"{a[1]}与{b[1]}定下基调，{c[1]}随之加入。"),
        (f"Its colors are {a[0]}, {b[0]} and {c[0]}.", f"色彩以{a[1]}、{b[1]}和{c[1]}为主。"),
    ]  # fmt: skip


def _harmony(m: Measures) -> list[Line]:
    names = poles(m.colors)
    match m.colors.harmony:
        case "complementary" if len(names) > 1:
            a, b = names[:2]
            return [
                (f"{a[0].capitalize()} stands against {b[0]}, its opposite, and each makes the other stronger.",
                 f"{a[1]}与它的互补色{b[1]}相对，彼此都更有力。"),
            ]  # fmt: skip
        case "monochrome":
            return [
                (f"One hue, {names[0][0]}, is carried through all its lights and darks.", f"{names[0][1]}这一个色相，从亮走到暗。"),
            ]  # fmt: skip
        case "analogous":
            return [
                ("Neighboring hues keep close together, and nothing breaks the quiet.", "相邻的色相彼此靠拢，没有什么打破安静。"),
            ]  # fmt: skip
        case "triadic":
            return [("Three hues, far apart from each other, hold the balance.", "三个相距甚远的色相保持着平衡。")]
    accent = m.colors.accent
    if accent is not None:
        p = accent.pigment
        return [(f"A little {p.name} is enough to be noticed.", f"一点{p.zh}，分量不多，却足以被看见。")]
    return []


def _light(m: Measures) -> list[Line]:
    v = m.values
    if not v.lightest[0] or v.range < 2.5:
        return []
    light, dark = grid_place(v.lightest), grid_place(v.darkest)
    return [
        (f"The light gathers {light[0]}, while the darkest passage lies {dark[0]}.", f"光聚在{light[1]}，最暗的部分在{dark[1]}。"),
        (f"It is lightest {light[0]} and darkest {dark[0]}.", f"{light[1]}最亮，{dark[1]}最暗。"),
    ]  # fmt: skip


def _key(m: Measures) -> list[Line]:
    v = m.values
    if v.key == "high":
        return [
            ("Most of it stays in light tones, so that even the shadows seem to be lit.", "大部分停留在浅色调里，连阴影也像被照亮。"),
            ("The tones are kept light, as if seen through bright air.", "色调明亮，像隔着明净的空气看过去。"),
        ]  # fmt: skip
    if v.key == "low":
        return [
            ("Most of it lies in the dark, and the eye needs a moment to grow used to it.", "大部分沉在暗里，眼睛需要片刻才能适应。"),
            ("The tones are kept low, which makes every light count.", "色调压得很低，每一处光都有了分量。"),
        ]  # fmt: skip
    if v.contrast == "strong":
        return [("Deep darks meet clear lights, and middle tones join them.", "深暗与明亮相遇，中间调把它们连起来。")]
    if v.contrast == "soft":
        return [("All tones keep near the middle: nothing is shouted.", "所有的调子都靠近中间，没有一处高声。")]
    return [("Middle tones prevail, between a few darks and lights.", "中间调占主导，暗与亮都有节制。")]


def _focus(m: Measures) -> list[Line]:
    lay = m.layout
    if lay.pull <= 0.12:
        return [
            ("No single place asks for attention: the eye may begin anywhere.", "没有哪一处独占目光，从哪里看起都可以。"),
        ]  # fmt: skip
    where = grid_place(_cell(m))
    to = re.sub("^(at|on|in) ", "to ", where[0])
    return [
        (f"The eye is drawn {to} first.", f"目光先被引向{where[1]}。"),
        (f"What draws the eye first stands {where[0]}.", f"最先吸引目光的，在{where[1]}。"),
        (f"The eye begins {where[0]} and goes on from there.", f"目光从{where[1]}开始，再走向别处。"),
    ]  # fmt: skip


def _layout(m: Measures) -> list[Line]:
    lay = m.layout
    if lay.horizon is not None:
        part = (
            "near the middle"
            if 0.44 <= lay.horizon <= 0.56
            else "above the middle"
            if lay.horizon < 0.44
            else "below the middle"
        )
        zh = "接近中间" if 0.44 <= lay.horizon <= 0.56 else "在中线以上" if lay.horizon < 0.44 else "在中线以下"
        return [
            (f"A level line {part} divides the picture.", f"一道水平线{zh}，把画面分开。"),
        ]  # fmt: skip
    if lay.mirror > 0.8:
        return [("Left and right all but mirror each other.", "左右近于对称，如在镜中。")]
    if lay.guides[0][0] == "frame" and lay.guides[0][1] > FITS:
        return [
            ("Dark edges frame a lighter opening and lead into the depth.", "暗的边缘框住较亮的开口，把目光引向深处。")
        ]
    return []


def _marks(m: Measures) -> list[Line]:
    if m.surface.contrast < 0.8:
        return []
    if m.surface.lines > 0.25:
        return [("Thin lines cover much of the surface and make its tones.", "细线布满画面，调子由它们织成。")]
    if m.surface.flat > 0.6:
        return [
            ("Large areas are left smooth, so that each edge is noticed.", "大片地方保持平滑，每一道边缘都看得分明。")
        ]
    way = marks_direction(m)
    if way[0] in ("level", "upright"):
        return [
            (f"Most marks run {way[0]} and give the surface a steady pulse.", f"笔痕多{way[1]}，给画面一种平稳的节奏。"),
        ]  # fmt: skip
    return [("The marks run in many directions and keep the surface moving.", "笔痕朝向各异，画面始终在动。")]


def _hand(known: Known) -> list[Line]:
    if known.hand is None or not known.layers or {x.origin for x in known.layers} == {"hand"}:
        return []
    if known.hand < 0.01:
        return []
    least = ("At least ", "至少") if known.hand_least else ("", "")
    en = f"{least[0]}{percent(known.hand)} of what can be seen was painted by hand."
    if not known.hand_least:
        en = f"Of what can be seen, {percent(known.hand)} was painted by hand."
    return [(en, f"可见之处，{least[1]}有{percent_zh(known.hand)} 出自手绘。")]


def _closing(m: Measures) -> list[Line]:
    if m.plain or m.begun:
        return [
            ("What comes next is open.", "接下来会是什么，还没有定。"),
            ("It is a beginning, and a beginning may become anything.", "这是一个开始，而开始可以成为任何东西。"),
        ]
    out = [("It is worth stepping back once before coming near.", "不妨先退后一步，再走近看。")]
    if m.layout.pull > 0.2:
        out.append(("A second look finds the quieter parts.", "再看一眼，才会注意到安静的部分。"))
    if not m.drawn and m.colors.harmony != "none":
        near = ("the marks do", "笔痕") if m.surface.flat < 0.5 else ("its edges do", "边缘")
        out.append(
            (f"From across the room its colors speak; up close, {near[0]}.", f"远看是颜色在说话，近看是{near[1]}。")
        )
    if m.layout.horizon is not None:
        out.append(
            (
                "Cover one half with a hand, and see what the other was holding.",
                "用手遮住一半，就看得出另一半撑着什么。",
            )
        )
    if m.values.range >= 2.5:
        out.append(("Half closed eyes see its lights and darks best.", "眯起眼睛，最能看清它的明与暗。"))
    return out

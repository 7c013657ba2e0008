"""What follows from the colors of a picture: what works and what could be tried."""

from __future__ import annotations

from studio.art.muse.looking.measure import Measures
from studio.art.muse.looking.remark import Remark
from studio.art.muse.looking.say import percent, percent_zh
from studio.art.muse.looking.sentences import poles


def color_remarks(m: Measures) -> list[Remark]:
    """Of harmony, warm and cool, and the accent."""
    c, out = m.colors, []
    names = poles(c)
    if c.harmony == "complementary" and len(names) > 1:
        a, b = names[:2]
        if min(c.held[:2]) > 0.7 * max(c.held[:2]):
            out.append(
                Remark(
                    "harmony",
                    False,
                    0.6,
                    (
                        f"{a[0].capitalize()} and {b[0]} are opposites of nearly equal strength. Let one of them lead and gray the other.",
                        f"{a[1]}与{b[1]}互补而势均力敌。让其中一个领头，另一个调灰。",
                    ),
                )
            )
        else:
            out.append(
                Remark(
                    "harmony",
                    True,
                    0.6,
                    (
                        f"{a[0].capitalize()} leads and {b[0]} answers from across the color circle: each makes the other glow.",
                        f"{a[1]}领头，{b[1]}从色环对面应答，彼此都更鲜明。",
                    ),
                )
            )
    elif c.harmony == "analogous" and names:
        out.append(
            Remark(
                "harmony",
                True,
                0.45,
                (
                    "The hues are neighbors, and that keeps the picture quiet. If it should speak up, a small touch of their opposite is enough.",
                    "色相彼此相邻，画面因此安静。若想让它开口，点一小笔互补色就够了。",
                ),
            )
        )
    elif c.harmony == "monochrome" and names:
        out.append(
            Remark(
                "harmony",
                True,
                0.5,
                (
                    f"One hue, {names[0][0]}, carries everything, so light and dark do the drawing.",
                    f"只用{names[0][1]}一个色相撑起全画，造型便全靠明暗。",
                ),
            )
        )
    elif c.harmony == "varied" and c.chroma > 0.11:
        out.append(
            Remark(
                "harmony",
                False,
                0.6,
                (
                    "Several hues speak at full strength at once. Graying all but one would show which of them matters.",
                    "好几种颜色同时高声说话。留一个鲜明，其余调灰，主次便清楚了。",
                ),
            )
        )
    elif c.harmony == "triadic":
        out.append(
            Remark(
                "harmony",
                True,
                0.45,
                (
                    "Three hues far apart hold each other in balance. Such a chord stays clear while one of them has most of the area.",
                    "三个相距甚远的色相互相牵制。只要其中一个占去大半面积，这个和弦就清楚。",
                ),
            )
        )
    colored = c.warm + c.cool
    if c.harmony not in ("none", "gray") and colored > 0.5 and c.warm > 0.85 * colored and c.cool < 0.08:
        out.append(
            Remark(
                "temperature",
                False,
                0.5,
                (
                    f"Warm colors have {percent(c.warm)} of the area and cool ones hardly any. One cool gray in the shadows would make the warmth felt.",
                    f"暖色占{percent_zh(c.warm)}，冷色几乎没有。在阴影里放一块冷灰，暖意才显得出来。",
                ),
            )
        )
    elif c.harmony not in ("none", "gray") and colored > 0.5 and c.cool > 0.85 * colored and c.warm < 0.08:
        out.append(
            Remark(
                "temperature",
                False,
                0.5,
                (
                    f"Cool colors have {percent(c.cool)} of the area and warm ones hardly any. A single warm spot, however small, would be seen at once.",
                    f"冷色占{percent_zh(c.cool)}，暖色几乎没有。哪怕一点暖色，也会立刻被看见。",
                ),
            )
        )
    if c.accent is not None:
        out.append(
            Remark(
                "accent",
                True,
                0.5,
                (
                    f"The accent of {c.accent.pigment.name} ({percent(c.accent.share)} of the area) works because it is small: keep it so.",
                    f"点缀的{c.accent.pigment.zh}（占{percent_zh(c.accent.share)}）正因为小才有效：不要再扩大。",
                ),
            )
        )
    return out  # fmt: skip

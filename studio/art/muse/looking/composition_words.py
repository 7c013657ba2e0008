"""What stands where in each of `core.guides`, in sentences with places for the things of a line. Torch-free.

{m} the thing that matters, {s} what answers it, {M} with a capital; {a} one side and {b} the other; {r} upper or lower; {is}, {stands}, {its}
agree with {m}.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Protocol

from studio.art.muse.looking.say import Both, capital


class Actors(Protocol):
    @property
    def main(self) -> str: ...
    @property
    def second(self) -> str: ...
    @property
    def plural(self) -> bool: ...
    @property
    def second_plural(self) -> bool: ...
    @property
    def main_zh(self) -> str: ...
    @property
    def second_zh(self) -> str: ...


@dataclass(frozen=True)
class Plan:
    """`where`: wordings of what stands where; `light`: of the light that goes with it."""

    where: tuple[Both, ...]
    light: tuple[Both, ...]


_SIDE: tuple[Both, ...] = (
    ("The light falls from the {b}.", "光从{b}边来。"),
    ("The light falls from the {b}, so that the shadow lies in the empty part.", "光从{b}边来，影子落在空处。"),
    ("Keep the strongest contrast there and everything else softer.", "最强的对比放在那里，其余都柔一些。"),
)  # fmt: skip
PLANS: dict[str, Plan] = {
    "thirds": Plan((
        ("{M} {stands} on the {a} third, in the {r} half; {s} {stays} toward the {b} and quiet.",
         "{m}放在{a}边三分线上，偏{r}；{s}在{b}边，安静些。"),
        ("{M} {takes} the {r} {a} crossing, and the {b} two thirds stay open for {s}.",
         "{m}占{a}{r}的交点，{b}边三分之二留给{s}。"),
    ), _SIDE),
    "golden": Plan((
        ("{M} {stands} at the golden section from the {a}, nearer to the middle than a third; {s} {fills} the larger part quietly.",
         "{m}放在从{a}边起的黄金分割处，比三分更靠中间；{s}安静地占住较大的一边。"),
        ("Give {m} the golden section on the {a} and let {s} run past it, cut by the frame.",
         "把{a}边的黄金分割给{m}，让{s}从旁穿过，被画框切断。"),
    ), _SIDE),
    "low-horizon": Plan((
        ("The horizon lies low, a quarter from the foot: the sky has the word. {M} {stands} small on it, off to the {a}.",
         "地平线放低，只留四分之一的地：让天空说话。{m}小小地立在上面，偏{a}。"),
        ("Three quarters are sky. {M} {breaks} the low horizon on the {a}, and {s} {stays} low beside it.",
         "四分之三是天。{m}在{a}边打破低低的地平线，{s}在旁边放低。"),
    ), (
        ("Let the light come from behind the horizon.", "让光从地平线后面来。"),
        ("The lightest place is in the sky on the {b}.", "最亮处在{b}边的天上。"),
    )),
    "high-horizon": Plan((
        ("The horizon almost touches the top, as if seen from a roof; {m} {stands} far up on the {a}, and {s} {lies} below.",
         "地平线几乎贴着上边，像从屋顶往下看；{m}在{a}上方，{s}在下面。"),
        ("Look down on it: only a strip of sky, {m} in the upper {a}, and {s} below as a pattern.",
         "俯看：只留一条天，{m}在{a}上，{s}像图案铺在下面。"),
    ), (
        ("The light comes from above and keeps the shadows short.", "光从上方来，影子短。"),
        ("Let the ground grow lighter toward the top.", "让地面越往上越亮。"),
    )),
    "middle-horizon": Plan((
        ("The horizon halves the picture; {m} {stands} above it on the {a} and {is} answered below, a little darker and softer.",
         "地平线平分画面；{m}在线上偏{a}，线下有它的回应，略暗略柔。"),
        ("Two equal halves, {m} above and {its} echo below; nothing else breaks the line between them.",
         "上下各半，上面是{m}，下面是它的回声；再没有别的打断中间的线。"),
    ), (
        ("The light lies low and strikes both halves.", "光低低地来，照亮两半。"),
        ("Leave the lower half with fewer edges than the upper one.", "下半的边缘要少于上半。"),
    )),
    "diagonal": Plan((
        ("One line rules, from the lower left to the upper right: {m} {stands} where it comes to rest, and {s} {lies} beside it.",
         "一条线作主，从左下升向右上：{m}在它停住的地方，{s}在旁边。"),
        ("{M} {stands} on the diagonal that rises to the right, past the middle; the edges of {s} lean the same way, and only one opposes them.",
         "{m}站在向右上升的对角线上，过了中点；{s}的边也朝同一方向倾，只有一条与之相对。"),
    ), (
        ("The light comes down from the upper left, across the movement.", "光从左上落下，横过这股动势。"),
        ("The lower right corner stays dark and gives the climb its foot.", "右下角保持暗，给上升一个落脚处。"),
    )),
    "triangle": Plan((
        ("{M} {makes} the top of a broad triangle, in the middle and high; {s} {lies} along its foot.",
         "{m}在中间偏高处，成为宽三角的顶；{s}铺在底边。"),
        ("Build a pyramid: {m} at the top, {s} to the left and right below, nothing that breaks the slopes.",
         "搭一座金字塔：{m}在顶，{s}在左下和右下，没有什么打断两条斜边。"),
    ), (
        ("The light strikes one slope and leaves the other in half shadow.", "光照一面斜坡，另一面在半影里。"),
        ("Keep the top the place of strongest contrast.", "最强的对比留在顶点。"),
    )),
    "center": Plan((
        ("{M} {stands} in the very middle, alone; {s} {reaches} equally far on both sides.",
         "{m}独自立在正中；{s}在两侧一样宽。"),
        ("Put {m} in the middle and let the two halves answer each other; one small thing on the {a} breaks the symmetry.",
         "把{m}放在正中，让两半呼应；{a}边一个小东西打破对称。"),
    ), (
        ("The light comes from the front or from behind, not from a side.", "光从正面或背后来，不从侧面。"),
        ("Let it grow darker toward all edges.", "向四边渐暗。"),
    )),
    "s-curve": Plan((
        ("A line winds from the lower left, swings to the right and back, and ends at {m} in the upper part; {s} {lies} along its bends.",
         "一条线从左下起，向右摆又折回，止于上方的{m}；{s}在弯处两旁。"),
        ("Lead the eye in an S: {s} at the first bend, a pause at the second, {m} at the end, small and clear.",
         "以 S 形引导目光：第一个弯是{s}，第二个弯是停顿，尽头是小而清楚的{m}。"),
    ), (
        ("Let the curve be lighter than what lies beside it.", "曲线要比两旁亮。"),
        ("The bends grow closer and paler with distance.", "越远，弯越密、越淡。"),
    )),
    "frame": Plan((
        ("Dark shapes stand along both sides and the top; {m} {stands} in the light of the opening, and {s} {stays} behind.",
         "两侧和上方是暗形；{m}立在开口的光里，{s}在后面。"),
        ("Look through something at {m}: a dark edge near by, one bright gap, {s} far inside.",
         "透过什么看{m}：近处是暗边，一处明亮的开口，{s}在深处。"),
    ), (
        ("The light comes from inside, so that the frame is nearly a silhouette.", "光从里面来，框近乎剪影。"),
        ("Keep the frame without detail.", "框里不要细节。"),
    )),
}  # fmt: skip
_VERBS = {
    "stands": "stand", "stays": "stay", "takes": "take", "breaks": "break", "makes": "make", "is": "are", "its": "their",
}  # fmt: skip
"""Those that agree with {m}; the verbs of {s} are in `_SECOND`."""
_SECOND = {"stays": "stay", "fills": "fill", "lies": "lie", "reaches": "reach"}


def plan_text(id_: str, cast: Actors, left: bool, upper: bool, rng: random.Random) -> Both:
    """Where things stand and how the light falls; `left`, `upper`: the side of what matters, where there is a choice."""
    plan = PLANS[id_]
    where, light = rng.choice(plan.where), rng.choice(plan.light)
    a, b = ("left", "right") if left else ("right", "left")
    row = ("upper", "上") if upper else ("lower", "下")
    slots = {"m": cast.main, "M": capital(cast.main), "s": cast.second, "a": a, "b": b, "r": row[0]}
    slots |= {one: (more if cast.plural else one) for one, more in _VERBS.items()}
    text = where[0]
    for one, more in _SECOND.items():
        text = text.replace(f"{{s}} {{{one}}}", f"{{s}} {more if cast.second_plural else one}")
    english = f"{text} {light[0]}".format(**slots)
    side = ("左", "右") if left else ("右", "左")
    chinese = f"{where[1]}{light[1]}".format(m=cast.main_zh, s=cast.second_zh, a=side[0], b=side[1], r=row[1])
    return english, chinese

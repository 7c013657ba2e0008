"""Compositions: where the things of a line could stand, each on one of `core.guides`; for a picture, what would change."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from studio.art.muse.grammar import kinds, lore
from studio.art.muse.grammar.lore import Concept
from studio.art.muse.grammar.nouns import unknown_nouns
from studio.art.muse.looking import say
from studio.art.muse.looking.color_words import things_of
from studio.art.muse.looking.composition_words import plan_text
from studio.art.muse.looking.layout import Layout
from studio.art.muse.looking.measure import Measures
from studio.art.muse.looking.say import NONE, Both, pick
from studio.art.words.chinese import has_chinese
from studio.core.guides import BY_ID, GUIDES, TITLES_ZH
from studio.core.words import Variant

_LIKES: dict[str, tuple[str, ...]] = {
    "low-horizon": ("sea", "beach", "field", "plain", "sky", "cloud", "storm", "moon", "sun", "star", "lake", "bird", "gull", "desert", "marsh"),
    "high-horizon": ("field", "village", "town", "market", "river", "garden", "road", "vineyard", "roof", "meadow", "crowd", "orchard"),
    "middle-horizon": ("lake", "pond", "water", "reflection", "mirror", "harbor", "swan", "heron", "bay", "canal"),
    "diagonal": ("road", "lane", "stairs", "hill", "storm", "wave", "wind", "train", "horse", "dancer", "rain", "staircase", "mountain"),
    "triangle": ("mountain", "church", "tower", "tent", "boat", "sail", "hill", "family", "pine", "fir", "king", "jug", "lighthouse"),
    "center": ("moon", "sun", "door", "tree", "flower", "rose", "mask", "candle", "bowl", "face", "owl", "fountain", "well", "temple"),
    "s-curve": ("river", "path", "road", "lane", "stream", "shore", "valley", "snake", "smoke", "garden"),
    "frame": ("window", "door", "garden", "forest", "room", "arch", "gate", "courtyard", "cave", "street", "curtain", "bridge"),
    "thirds": ("boat", "tree", "house", "lighthouse", "child", "fisherman", "bird", "horse", "woman", "man", "heron", "chair"),
    "golden": ("portrait", "vase", "apple", "lemon", "bottle", "figure", "table", "bread", "chair", "dancer", "violin", "cat"),
}  # fmt: skip
"""Ids of things that a composition suits."""
_WAYS = frozenset(
    "warmer cooler darker lighter brighter softer calmer quieter bolder wilder simpler colder deeper fewer more less".split()
)
"""Words that ask for a change and name nothing."""
_UNSEEN = frozenset({"hour", "season", "idea"})
_PLACES = frozenset({"place", "sky"})
_WIDE = ("low-horizon", "middle-horizon")
"""Where a guest that was not named might be too small a thing: a leaf is not seen on a horizon."""


@dataclass(frozen=True)
class Cast:
    """Who stands in a composition, with articles. `main`: the thing that matters; `second`: what answers it, or what stands
    around; `plural`, `second_plural`: whether they are several. `main_zh`, `second_zh`: the same in Chinese."""

    main: str = "the subject"
    second: str = "the rest"
    plural: bool = False
    second_plural: bool = False
    main_zh: str = "主体"
    second_zh: str = "其余部分"


def write(measures: Measures | None, line: str, lang: str, count: int, seed: int) -> tuple[Variant, ...]:
    """Up to `count` compositions, each with other guides: those that suit the line or would change the picture most first."""
    rng = random.Random(f"{seed}/{line}")
    things = things_of(line)
    # Where there is a picture its own subject stands in it, not what is often seen with the line's words.
    own = _cast(line, things, guests=False)
    cast = _cast(line, things) if measures is None else own
    out = []
    for id_ in _order(things, measures, rng)[:count]:
        left, upper = _side(id_, measures, rng)
        text = pick(plan_text(id_, own if id_ in _WIDE else cast, left, upper, rng), lang)
        change = pick(_change(id_, measures.layout), lang) if measures is not None else ""
        title = pick((BY_ID[id_].title, TITLES_ZH[id_]), lang)
        glue, colon = ("", "：") if lang == "zh" else (" ", ": ")
        out.append(Variant(f"{title}{colon}{glue.join(t for t in (text, change) if t)}", guides=id_))
    return tuple(out)


def _side(id_: str, measures: Measures | None, rng: random.Random) -> tuple[bool, bool]:
    """Whether what matters stands on the left, and above the middle: where the picture has it, else as it falls."""
    left, upper = rng.random() < 0.5, rng.random() < 0.4
    if measures is None or measures.layout.pull <= 0.1:
        return left, upper
    x, y = _nearest(BY_ID[id_].points, measures.layout) if BY_ID[id_].points else measures.layout.focus
    return x < 0.5, y < 0.5


def _cast(line: str, things: list[Concept], *, guests: bool = True) -> Cast:
    """The first thing that can stand somewhere leads, what comes after it answers. To a place or a feeling alone belongs
    what is often seen with it."""
    seen = [t for t in things if t.kind not in _UNSEEN]
    lead = next((t for t in seen if t.kind not in _PLACES), None)
    others = [t for t in seen if t is not lead]
    rest = next((t for t in others if t.kind == "place"), others[0] if others else None)
    second = _told(rest, line) if rest is not None else None
    # A word that no one knows, beside a feeling, is a feeling too, as likely as not.
    felt = has_chinese(line) or any(t.kind == "idea" for t in things)
    unknown = () if felt else tuple(n for n in unknown_nouns(line) if n.lower() not in _WAYS and not kinds.is_town(n))
    if lead is not None:
        main = _told(lead, line)
        if second is None and unknown:
            second = _unknown(unknown[0])
    elif unknown:
        main = _unknown(unknown[0])
    else:
        # A harbor has more to offer than the rain that falls on it.
        things = sorted(things, key=lambda t: t.kind != "place")
        near = [lore.concepts()[i] for t in things for i in t.near if i in lore.concepts()]
        invited = [n for n in near if n.kind not in _PLACES | _UNSEEN and n not in things] if guests else []
        if invited:
            main = (invited[0].one, invited[0].plural, invited[0].zh.noun)
            if second is None and len(invited) > 1:
                second = (invited[1].one, invited[1].plural, invited[1].zh.noun)
        elif second is not None and guests:
            main, second = second, None
        else:
            main = (Cast.main, False, Cast.main_zh)
    answer = second or (Cast.second, False, Cast.second_zh)
    return Cast(main[0], answer[0], main[1], answer[1], main[2], answer[2])


def _told(thing: Concept, line: str) -> tuple[str, bool, str]:
    """With its article, whether it is several, and in Chinese."""
    if thing.many and thing.many != thing.noun and re.search(rf"\b{re.escape(thing.many)}\b", line, re.IGNORECASE):
        return f"the {thing.many}", True, thing.zh.noun
    return thing.definite, thing.plural, thing.zh.noun


def _unknown(noun: str) -> tuple[str, bool, str]:
    """A word of the artist's own; names have no article."""
    return noun if noun[0].isupper() else f"the {noun}", noun.endswith("s") and not noun.endswith("ss"), f"“{noun}”"


def _order(things: list[Concept], measures: Measures | None, rng: random.Random) -> list[str]:
    ids = {t.id for t in things}
    fits = dict(measures.layout.guides) if measures is not None else {}
    best = measures.layout.guides[0][0] if measures is not None else ""

    def worth(id_: str) -> float:
        liked = len(ids & set(_LIKES[id_]))
        # What the picture nearly is comes first, what it is already comes last.
        near = fits.get(id_, 0.0)
        drawn = 0.8 * near if id_ != best or near < 0.8 else -1.0
        return liked + drawn + 0.5 * rng.random()

    return sorted((g.id for g in GUIDES), key=worth, reverse=True)


# -- a picture at hand ---------------------------------------------------------------------------------------------


def _change(id_: str, lay: Layout) -> Both:
    """What would bring the picture onto the guide, by its figures."""
    guides = BY_ID[id_]
    if id_ in ("low-horizon", "high-horizon", "middle-horizon"):
        asked = guides.lines[0][1]
        if lay.horizon is None:
            return (
                "The picture has no clear level line yet: one would have to be drawn.",
                "画面还没有明确的水平分界，需要先画出来。",
            )
        gap = asked - lay.horizon
        if abs(gap) < 0.04:
            return "Its level line lies there already.", "画面的水平线已在此处。"
        way = ("down", "下移") if gap > 0 else ("up", "上移")
        return (
            f"In the picture the level line would move {way[0]} by {say.percent(abs(gap))} of the height.",
            f"画面的水平线需{way[1]}画高的{say.percent_zh(abs(gap))}。",
        )
    if id_ == "frame":
        fit = dict(lay.guides)[id_]
        if fit > 0.7:
            return "The picture has such a frame already.", "画面已有这样的框。"
        return (
            "In the picture the edges would have to become darker than the opening.",
            "画面的边缘需要压得比开口更暗。",
        )
    if guides.points and lay.pull > 0.1:
        return _moved(guides.points, lay)
    if id_ in ("diagonal", "s-curve", "triangle"):
        rising = lay.directions[1] + lay.directions[3]
        return (
            f"So far {say.percent(rising)} of the edges of the picture run on a slant.",
            f"目前画面中斜向的边缘占{say.percent_zh(rising)}。",
        )
    return NONE


def _nearest(points: tuple[tuple[float, float], ...], lay: Layout) -> tuple[float, float]:
    """Of the guide's points to what draws the eye."""
    return min(points, key=lambda p: (p[0] - lay.focus[0]) ** 2 + (p[1] - lay.focus[1]) ** 2)


def _moved(points: tuple[tuple[float, float], ...], lay: Layout) -> Both:
    x, y = _nearest(points, lay)
    dx, dy = x - lay.focus[0], y - lay.focus[1]
    if abs(dx) < 0.05 and abs(dy) < 0.05:
        return "What draws the eye in the picture stands there already.", "画面中最吸引目光之处已在这里。"
    en: list[str] = []
    zh: list[str] = []
    if abs(dx) >= 0.03:
        en.append(f"{say.percent(abs(dx))} of the width to the {'right' if dx > 0 else 'left'}")
        zh.append(f"向{'右' if dx > 0 else '左'}移画宽的{say.percent_zh(abs(dx))}")
    if abs(dy) >= 0.03:
        en.append(f"{say.percent(abs(dy))} of the height {'down' if dy > 0 else 'up'}")
        zh.append(f"向{'下' if dy > 0 else '上'}移画高的{say.percent_zh(abs(dy))}")
    return (
        f"In the picture what draws the eye would move {' and '.join(en)}.",
        f"画面中最吸引目光之处需{'、'.join(zh)}。",
    )

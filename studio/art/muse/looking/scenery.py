"""What stands in a picture by its recipe, in words: scene, hour, weather, things, medium, style. Torch-free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from studio.art.generators.scenes.factors import relevant
from studio.art.muse.looking.say import NONE, Both, joined
from studio.core.errors import UserError
from studio.core.params import Value
from studio.core.recipe import Recipe

SCENES: dict[str, Both] = {
    "landscape": ("a landscape", "风景"), "seascape": ("a seascape", "海景"), "forest": ("a forest", "森林"),
    "mountains": ("a mountain landscape", "山景"), "village": ("a village", "村庄"),
    "city": ("a city skyline", "城市天际线"), "nightsky": ("a night sky", "夜空"), "garden": ("a garden", "花园"),
    "stilllife": ("a still life", "静物"), "interior": ("an interior", "室内景"),
    "abstract": ("an abstract composition", "抽象构图"),
}  # fmt: skip
MEDIA: dict[str, Both] = {
    "gouache": ("gouache", "水粉"), "oil": ("oil", "油画"), "watercolor": ("watercolor", "水彩"),
    "pointillist": ("pointillist dots", "点彩"), "ink": ("ink", "墨线"), "pastel": ("pastel", "色粉"),
    "poster": ("poster color", "招贴色块"),
}  # fmt: skip
PALETTES: dict[str, Both] = {
    "pastel": ("a pastel palette", "粉彩色调"), "earth": ("an earth palette", "大地色调"),
    "jewel": ("a jewel palette", "宝石色调"), "nordic": ("a Nordic palette", "北欧色调"),
    "riviera": ("a Riviera palette", "地中海色调"), "ember": ("an ember palette", "余烬色调"),
    "mono": ("a monochrome palette", "单色调"),
}  # fmt: skip
_TREES: dict[str, Both] = {
    "broadleaf": ("broadleaf trees", "阔叶树"), "pine": ("firs or pines", "针叶树"), "birch": ("birches", "白桦"),
    "poplar": ("poplars or cypresses", "杨树或柏树"), "palm": ("palms", "棕榈"),
    "blossom": ("blossoming trees", "开花的树"),
}  # fmt: skip
_FRUIT: dict[str, Both] = {
    "apples": ("apples", "苹果"), "oranges": ("oranges", "橙子"), "lemons": ("lemons", "柠檬"), "pears": ("pears", "梨"),
    "grapes": ("grapes", "葡萄"), "mixed": ("fruit", "水果"),
}  # fmt: skip
_ABSTRACT: dict[str, Both] = {
    "field": ("fields of color", "色域"), "flow": ("flowing bands", "流动的色带"),
    "circles": ("circles and lines", "圆与线"), "grid": ("a grid", "网格"), "shards": ("facets", "棱面"),
    "gesture": ("brush gestures", "笔势"),
}  # fmt: skip
_PLAIN: tuple[tuple[str, float, Both], ...] = (
    ("mountains", 0.3, ("mountains", "远山")), ("cliffs", 0.45, ("cliffs", "岩壁")), ("fields", 0.45, ("fields", "田垄")),
    ("path", 0.3, ("a path", "一条小路")), ("river", 0.3, ("a river", "一条河")), ("boats", 0.3, ("boats", "船")),
    ("bridge", 0.3, ("a bridge", "一座桥")), ("church", 0.5, ("a church", "一座教堂")),
    ("people", 0.25, ("small figures", "小小的人影")), ("birds", 0.35, ("birds", "飞鸟")),
    ("rainbow", 0.3, ("a rainbow", "一道彩虹")), ("furniture", 0.3, ("furniture", "家具")),
    ("window", 0.25, ("a window", "一扇窗")), ("vase", 0.3, ("a vase", "一只花瓶")),
    ("bottle", 0.3, ("a bottle or jug", "瓶罐")), ("candle", 0.3, ("a candle", "一支蜡烛")),
)  # fmt: skip
_INDOORS = ("stilllife", "interior", "abstract")


@dataclass(frozen=True)
class Scenery:
    """`what`: "a seascape"; `things`: the plainest first; `hour`, `weather`: phrases that follow ("at sunset", "in rain"; "日落时分", "雨中"), or empty;
    `palette`, `medium`: or empty."""

    what: Both
    things: tuple[Both, ...]
    hour: Both
    weather: Both
    palette: Both
    medium: Both


def scenery(recipe: Recipe) -> Scenery | None:
    """Of a generator's recipe; None where it does not tell the factors of a scene."""
    values = recipe.params
    scene = str(values.get("scene", ""))
    if recipe.kind != "generator" or scene not in SCENES:
        return None
    acting = relevant(scene)
    return Scenery(
        what=SCENES[scene],
        things=_things(values, scene, acting),
        hour=NONE if scene == "abstract" else _hour(_number(values, "daytime", 0.45)),
        weather=_weather(values, acting) if scene not in _INDOORS else NONE,
        palette=PALETTES.get(str(values.get("palette", "")), NONE),
        medium=MEDIA.get(str(values.get("medium", "")), NONE),
    )


def _number(values: Mapping[str, Value], name: str, default: float = 0.0) -> float:
    value = values.get(name, default)
    return float(value) if isinstance(value, int | float) else default


def _things(values: Mapping[str, Value], scene: str, acting: frozenset[str]) -> tuple[Both, ...]:
    if scene == "abstract":
        kind = _ABSTRACT.get(str(values.get("abstract_kind", "")))
        return (kind,) if kind else ()
    out: list[tuple[float, Both]] = []

    def take(name: str, least: float, what: Both, bonus: float = 0.0) -> None:
        strength = _number(values, name)
        if name in acting and strength >= least:
            out.append((strength + bonus, what))

    for name, least, what in _PLAIN:
        if (scene, name) not in (("mountains", "mountains"), ("stilllife", "window")) and not (
            scene == "interior" and name in ("mountains", "cliffs", "fields", "path", "river", "boats", "bridge", "church", "people", "birds", "rainbow")
        ):  # fmt: skip
            take(name, least, what, 0.3 if name in ("boats", "church", "bridge", "people") else 0.0)
    if scene not in _INDOORS:
        water = _number(values, "water")
        if scene == "seascape" or water > 0.7:
            out.append((1.1, ("the sea", "海")))
        elif water >= 0.25 and "water" in acting:
            out.append((0.9, ("water", "水面") if scene == "city" else ("a lake", "一片湖水")))
        trees = _number(values, "trees")
        if scene != "city" and trees >= (0.45 if scene == "seascape" else 0.25):
            out.append((trees, _TREES.get(str(values.get("tree_kind", "")), ("trees", "树木"))))
        houses = _number(values, "buildings")
        if scene not in ("village", "city") and houses >= 0.15:
            out.append((houses, ("a house", "一座房子") if houses < 0.3 else ("houses", "房屋")))
        if _number(values, "lit") > 0.5 and (houses >= 0.15 or scene in ("village", "city")) and _dark(values):
            out.append((0.5, ("lit windows", "亮着的窗")))
        if _number(values, "snow") > 0.35:
            out.append((0.8, ("snow on the ground", "积雪")))
        if _dark(values) and _number(values, "moon") > 0.3 and _number(values, "cloud") < 0.8:
            out.append((0.6, ("the moon", "月亮")))
    take("flowers", 0.3, ("flowers", "花"))
    if "fruit" in acting and (scene == "stilllife" or _number(values, "fruit") >= 0.6):
        take("fruit", 0.15, _FRUIT.get(str(values.get("fruit_kind", "")), ("fruit", "水果")), 0.4)
    return tuple(what for _, what in sorted(out, key=lambda t: -t[0])[:6])


def _dark(values: Mapping[str, Value]) -> bool:
    hour = _number(values, "daytime", 0.45)
    return hour < 0.17 or hour > 0.85


def _hour(value: float) -> Both:
    steps: tuple[tuple[float, Both], ...] = (
        (0.17, ("at night", "夜里")), (0.22, ("before sunrise", "日出之前")), (0.29, ("at sunrise", "日出时分")),
        (0.42, ("in the morning", "上午")), (0.57, ("at midday", "正午前后")), (0.67, ("in the afternoon", "午后")),
        (0.72, ("in the late afternoon", "傍晚之前")), (0.79, ("at sunset", "日落时分")), (0.86, ("at dusk", "黄昏")),
        (2.0, ("at night", "夜里")),
    )  # fmt: skip
    return next(text for end, text in steps if value < end)


def _weather(values: Mapping[str, Value], acting: frozenset[str]) -> Both:
    out: list[Both] = []
    for name, least, text in (
        ("storm", 0.4, ("a storm", "风暴")), ("snowfall", 0.25, ("falling snow", "落雪")), ("rain", 0.25, ("rain", "雨")),
        ("fog", 0.35, ("mist", "薄雾")),
    ):  # fmt: skip
        if name in acting and _number(values, name) >= least:
            out.append(text)
    if out:
        both = joined(out[:2])
        return f"in {both[0]}", f"{both[1]}中"
    cloud = _number(values, "cloud", 0.3)
    return (
        ("under an overcast sky", "阴云下")
        if cloud > 0.65
        else ("under a clear sky", "晴空下")
        if cloud < 0.12
        else NONE
    )


def made_by(recipe: Recipe) -> Both:
    """What painted it: "the generator “Scenes”"; the id where this program does not know it."""
    from studio.art.catalog import find

    try:
        title = find(f"{recipe.kind}/{recipe.method}").title
    except UserError:
        title = recipe.method
    if recipe.kind == "style":
        return f"the method “{title}”", f"“{title}”方法"
    return f"the generator “{title}”", f"生成器“{title}”"


def style_pictures(recipe: Recipe) -> tuple[str, ...]:
    """Titles of the style pictures of a style's recipe; of a file its name without the ending."""
    from studio.art.styles.shipped import find

    out = []
    for name, source in sorted(recipe.sources.items()):
        if name.startswith("style"):
            id_, file = source.get("style"), source.get("file")
            try:
                title = find(str(id_)).title if id_ else str(source.get("title") or PurePath(str(file or "")).stem)
            except UserError:
                title = str(id_)
            if title:
                out.append(title)
    return tuple(out)

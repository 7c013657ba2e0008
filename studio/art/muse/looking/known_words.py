"""What is known of a picture, in sentences: what its recipe asks for, its origins, the artist's own share. Torch-free."""

from __future__ import annotations

from studio.art.muse.looking.facts import Known, KnownLayer
from studio.art.muse.looking.say import NONE, Both, joined, percent, percent_zh
from studio.art.muse.looking.scenery import Scenery, made_by, scenery, style_pictures

_LEAST = 0.005


def quoted(text: str, most: int = 120) -> str:
    """A line as it stands between quotation marks, which are not said twice."""
    line = text.strip().strip("“”\"'")
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + "…"


def scene_of(known: Known) -> Scenery | None:
    recipe = known.generated
    return scenery(recipe) if recipe is not None else None


def scene_phrase(scene: Scenery) -> Both:
    """ "a seascape at sunset, in rain", "日落时分、雨中的海景"."""
    en = " ".join(part for part in (scene.what[0], scene.hour[0]) if part)
    if scene.weather[0]:
        en = f"{en}, {scene.weather[0]}" if scene.hour[0] else f"{en} {scene.weather[0]}"
    before = "、".join(part for part in (scene.hour[1], scene.weather[1]) if part)
    return en, f"{before}的{scene.what[1]}" if before else scene.what[1]


def subject_line(known: Known) -> Both:
    """What the recipe asks for; nothing where there is no recipe of a generator."""
    recipe = known.generated
    if recipe is None:
        return NONE
    scene = scenery(recipe)
    line = quoted(recipe.text)
    if scene is None:
        en = f"its recipe names {made_by(recipe)[0]}" + (f" and the line “{line}”" if line else "")
        zh = f"配方写明由{made_by(recipe)[1]}生成" + (f"，文字为“{line}”" if line else "")
        return f"Subject: {en}.", f"题材：{zh}。"
    what = scene_phrase(scene)
    en, zh = what
    if scene.things:
        things = joined(scene.things)
        en, zh = f"{en}; it asks for {things[0]}", f"{zh}；其中要求有{things[1]}"
    en = f"by its recipe {en}" + (f"; from the line “{line}”" if line else "")
    zh = f"按配方是{zh}" + (f"；出自“{line}”这句话" if line else "")
    if scene.palette[0]:
        en, zh = f"{en}; in {scene.palette[0]}", f"{zh}；{scene.palette[1]}"
    return f"Subject: {en}.", f"题材：{zh}。"


_FROM_FILE: Both = ("picture from a file", "导入的图片")


def medium(known: Known) -> Both:
    """The medium, truthfully: "digital painting: generated layer, painted over by hand (34 % of its area by hand)"."""
    parts = [part for part in (_layer_words(layer, known) for layer in known.layers) if part[0]]
    if not parts:
        return "digital picture", "数字图像"
    kinds = {layer.origin for layer in known.layers if layer.share >= _LEAST}
    head = ("digital painting", "数字绘画") if kinds - {"picture"} else ("digital picture", "数字图像")
    if kinds == {"hand"}:
        return f"{head[0]}: painted by hand", f"{head[1]}：手绘"
    if parts == [_FROM_FILE]:
        return head
    merged = _counted(parts)
    en, zh = f"{head[0]}: {merged[0]}", f"{head[1]}：{merged[1]}"
    single = len(parts) == 1 and known.layers[0].hand is not None
    if known.hand and not single:
        least = ("at least ", "至少") if known.hand_least else ("", "")
        en = f"{en} ({least[0]}{percent(known.hand)} of what is seen by hand)"
        zh = f"{zh}（可见部分{least[1]}有{percent_zh(known.hand)} 出自手绘）"
    return en, zh


def _layer_words(layer: KnownLayer, known: Known) -> Both:
    if layer.share < _LEAST:
        return NONE
    after = NONE
    if layer.touched:
        after = (", painted over by hand", "，后经手绘修改")
        if layer.hand is not None:
            after = (
                f"{after[0]} ({percent(layer.hand)} of its area by hand)",
                f"{after[1]}（手绘占其面积的{percent_zh(layer.hand)}）",
            )
    match layer.origin:
        case "hand":
            return "layer painted by hand", "手绘图层"
        case "lettering":
            return "layer of lettering", "文字图层"
        case "generated":
            how = _finish(layer)
            return f"generated layer{how[0]}{after[0]}", f"生成图层{how[1]}{after[1]}"
        case "stylized":
            names = style_pictures(layer.recipe) if layer.recipe is not None else ()
            named = f" after {' and '.join(f'“{n}”' for n in names)}" if names else ""
            zh = f"（依{'、'.join(f'“{n}”' for n in names)}）" if names else ""
            return f"stylized layer{named}{after[0]}", f"风格化图层{zh}{after[1]}"
        case _:
            return f"{_FROM_FILE[0]}{after[0]}", f"{_FROM_FILE[1]}{after[1]}"


def _finish(layer: KnownLayer) -> Both:
    """The medium that a generator imitates."""
    found = scenery(layer.recipe) if layer.recipe is not None else None
    if found is None or not found.medium[0]:
        return NONE
    return f" in the manner of {found.medium[0]}", f"（仿{found.medium[1]}）"


def _counted(parts: list[Both]) -> Both:
    """Equal ones are said once, with their number."""
    counts: dict[Both, int] = {}
    for part in parts:
        counts[part] = counts.get(part, 0) + 1
    listed = [
        (e, z) if n == 1 else (f"{n} {e.replace('layer', 'layers', 1).replace('picture', 'pictures', 1)}", f"{n} 个{z}")
        for (e, z), n in counts.items()
    ]
    first, *rest = listed
    more = joined([(e if e[0].isdigit() else f"a {e}", z) for e, z in rest])
    return f"{first[0]}, and {more[0]}" if rest else first[0], "、".join(z for _, z in listed)


def origins_line(known: Known) -> Both:
    """Where its parts come from, or nothing where that is not known."""
    if not known.layers:
        return NONE
    text = medium(known)
    made = [made_by(layer.recipe) for layer in known.layers if layer.recipe is not None and layer.share >= _LEAST]
    unique = tuple(dict.fromkeys(made))
    by = joined(unique) if unique else NONE
    en, zh = text
    if by[0]:
        en, zh = f"{en}; made by {by[0]}", f"{zh}；由{by[1]}完成"
    if any(layer.touched and layer.hand is None for layer in known.layers):
        en, zh = f"{en}; how much was painted over was not recorded", f"{zh}；手绘修改的多少未被记录"
    return f"Made as: {en}.", f"制作：{zh}。"


def size_line(known: Known, width: int, height: int) -> Both:
    """The size in px; of what was looked at where that of the picture is not known."""
    w, h = (known.width, known.height) if known.width else (width, height)
    shape = "square" if w == h else "upright" if h > w else "wide"
    zh = {"square": "方形", "upright": "竖幅", "wide": "横幅"}[shape]
    return f"Size: {w} × {h} px, {shape}.", f"尺寸：{w} × {h} 像素，{zh}。"

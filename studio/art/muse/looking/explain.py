"""Explanations for students: a technique that the line names or means, or that the picture was made in, told from several
sides and held against the picture at hand."""

from __future__ import annotations

import torch

from studio.art.muse.looking import say, sentences, techniques
from studio.art.muse.looking.facts import Known
from studio.art.muse.looking.known_words import scene_of
from studio.art.muse.looking.measure import Measures
from studio.art.muse.looking.say import NONE, Both, pick
from studio.art.muse.looking.scenery import style_pictures
from studio.art.muse.looking.techniques import Technique
from studio.art.muse.looking.values import ONE_VALUE
from studio.art.words import encoder
from studio.art.words.chinese import has_chinese, to_english
from studio.core.errors import UserError
from studio.core.progress import Context
from studio.core.words import Part, Variant

NEAR = 0.31
"""Cosine from where on a line means a technique."""
_MEDIA = {
    "gouache": "gouache", "oil": "oil", "watercolor": "watercolor", "pointillist": "pointillism", "ink": "hatching",
    "pastel": "pastel", "poster": "screen-print",
}  # fmt: skip
_STYLES = {
    "night-swirls": "van-gogh", "evening-sea": "impasto", "orchard": "impressionism", "riverside": "pointillism",
    "linocut": "linocut", "woodblock-bay": "woodblock", "stained-glass": "stained-glass", "mosaic": "mosaic",
    "halftone-city": "screen-print", "cut-outs": "collage", "charcoal-storm": "charcoal", "engraved-fruit": "hatching",
    "fresco": "fresco", "sumi-mountains": "ink-wash", "misty-hills": "watercolor", "pen-valley": "hatching",
    "knife-village": "impasto", "poster-lake": "screen-print", "facets": "cubism", "harbor": "oil",
    "lavender": "impressionism", "poppies": "impressionism", "crayon-house": "pastel", "circles": "color-field",
}  # fmt: skip
"""What the shipped style pictures are painted in."""


def write(
    ctx: Context, measures: Measures | None, known: Known, line: str, lang: str, count: int, seed: int
) -> tuple[Variant, ...]:
    """Up to `count` explanations: what it is, how it is done, an exercise, where it comes from; then the same of the next
    technique that fits.

    Raises `UserError` where neither the line nor the picture says what is to be explained.
    """
    chosen = chosen_for(ctx, measures, known, line)
    if not chosen:
        raise UserError("Name a style or a technique to be explained, such as impasto, chiaroscuro or pointillism.")
    out: list[Variant] = []
    for technique in chosen:
        for angle in (_what, _how, _exercise, _history):
            if len(out) < count:
                out.append(angle(technique, measures, lang))
    return tuple(out)


def chosen_for(ctx: Context, measures: Measures | None, known: Known, line: str) -> list[Technique]:
    """Up to three techniques: those that the line names, else means, else those of the recipe, else what is measured."""
    found = techniques.named(line)
    if not found and line.strip():
        found = techniques.like(line) if has_chinese(line) else []
        english = to_english(line).text if has_chinese(line) else line
        found = found or (_meant(ctx, english) if english else [])
    return (found or _made_in(known) or (_measured(measures) if measures is not None else []))[:3]


_VECTORS: dict[str, torch.Tensor] = {}
"""Of all techniques, what they are more than what to look for, by the digest of the text model."""


def _meant(ctx: Context, line: str) -> list[Technique]:
    library = techniques.techniques()
    with ctx.lease(encoder.KEY, encoder.load, encoder.MEGABYTES) as model:
        if model.digest not in _VECTORS:
            what = model.encode([t.about for t in library.values()])
            look = model.encode([f"{t.en.name}: {t.en.look} {t.en.exercise}" for t in library.values()])
            _VECTORS[model.digest] = 0.7 * what + 0.3 * look
        near = (_VECTORS[model.digest] @ model.encode([line])[0]).tolist()
    ranked = sorted(zip(near, library.values(), strict=True), key=lambda n: -n[0])
    return [t for score, t in ranked if score >= NEAR and score >= ranked[0][0] - 0.08]


def _made_in(known: Known) -> list[Technique]:
    library = techniques.techniques()
    out: list[Technique] = []
    style = known.style
    if style is not None:
        ids = [str(s.get("style")) for s in style.sources.values() if s.get("style")]
        out += [library[_STYLES[i]] for i in ids if i in _STYLES]
        for title in style_pictures(style):
            out += techniques.named(title)
    scene = scene_of(known)
    recipe = known.generated
    if scene is not None and recipe is not None:
        medium = _MEDIA.get(str(recipe.params.get("medium", "")))
        out += [library[medium]] if medium else []
    return list(dict.fromkeys(out))


def _measured(m: Measures) -> list[Technique]:
    """What the figures show most of, as a subject to study; nothing is claimed of how the picture was made."""
    library = techniques.techniques()
    order: list[str] = []
    if m.surface.lines > 0.3:
        order.append("hatching")
    if m.colors.harmony == "complementary":
        order.append("simultaneous-contrast")
    if m.values.contrast == "strong" and m.values.key == "low":
        order.append("chiaroscuro")
    elif m.values.contrast == "strong" and m.values.thirds[1] < 0.2:
        order.append("notan")
    elif m.values.key in ("high", "low"):
        order.append("high-key")
    if m.colors.harmony in ("monochrome", "analogous", "gray"):
        order.append("limited-palette")
    if m.layout.guides[0][0] in ("thirds", "golden") and m.layout.guides[0][1] > 0.6:
        order.append("rule-of-thirds")
    if m.surface.flat < 0.35:
        order.append("broken-color")
    order.append("warm-cool" if m.colors.harmony != "none" else "notan")
    return [library[i] for i in dict.fromkeys(order)]


# -- angles --------------------------------------------------------------------------------------------------------


def _what(technique: Technique, m: Measures | None, lang: str) -> Variant:
    told = technique.told(lang)
    glue = "" if lang == "zh" else " "
    return _put(say.capital(told.name), f"{told.what}{glue}{told.look}", technique, m, lang)


def _how(technique: Technique, m: Measures | None, lang: str) -> Variant:
    told = technique.told(lang)
    head = pick((f"{say.capital(told.name)}: how it is done", f"{told.name}：怎么做"), lang)
    stop = "。" if lang == "zh" else "."
    steps = "\n".join(f"{n}. {say.capital(step)}{stop}" for n, step in enumerate(told.how, 1))
    return _put(head, steps, technique, m, lang)


def _exercise(technique: Technique, m: Measures | None, lang: str) -> Variant:
    told = technique.told(lang)
    head = pick((f"{say.capital(told.name)}: an exercise", f"{told.name}：练习"), lang)
    then = pick(("Afterwards compare: ", "画完对照："), lang)
    look = told.look if lang == "zh" else told.look[0].lower() + told.look[1:]
    return _put(head, f"{told.exercise}\n{then}{look}", technique, m, lang)


def _history(technique: Technique, m: Measures | None, lang: str) -> Variant:
    told = technique.told(lang)
    head = pick((f"{say.capital(told.name)}: where it comes from", f"{told.name}：由来"), lang)
    glue = "" if lang == "zh" else " "
    who = told.who if told.who.endswith(("。", ".")) else f"{told.who}."
    return _put(head, f"{who}{glue}{told.what}", technique, None, lang)


def _put(head: str, text: str, technique: Technique, m: Measures | None, lang: str) -> Variant:
    here = pick(in_this_picture(technique.see, m), lang) if m is not None else ""
    parts = [Part(f"{head}\n", title=technique.told(lang).name), Part(text, "comment")]
    if here:
        parts.append(Part(f"\n\n{here}", "facts"))
    return Variant("".join(p.text for p in parts), (("technique", technique.id),), tuple(parts))


def in_this_picture(see: str, m: Measures) -> Both:
    """What the picture at hand shows of it, by its figures."""
    en: str
    zh: str
    match see:
        case "marks" if m.surface.contrast >= 0.8:
            way, length = sentences.marks_direction(m), m.strokes.length
            course = way[0].replace("rising", "upward").replace("falling", "downward")
            en = f"most marks and edges run {course}" if course else "marks and edges run in all directions"
            zh = f"笔痕与边缘多{way[1]}" if way[0] else "笔痕与边缘朝向各异"
            if m.strokes.order > 0.6:
                en = f"{en} and keep their way for about {say.percent(length)} of the short side"
                zh = f"{zh}，延续约为短边的{say.percent_zh(length)}"
        case "marks":
            en, zh = "hardly any marks are to be seen", "几乎看不到笔痕"
        case "values":
            v = m.values
            en = f"nine tenths of the area lie between the values {v.dark:.1f} and {v.light:.1f} of 10"
            zh = f"九成面积的明度在 {v.dark:.1f} 到 {v.light:.1f} 之间（10 为白）"
            if v.range < ONE_VALUE:
                en = f"nine tenths of the area are of one value, {v.middle:.1f} of 10"
                zh = f"九成面积都是同一级明度，{v.middle:.1f}（10 为白）"
            if v.lightest[0]:
                light, dark = say.grid_place(v.lightest), say.grid_place(v.darkest)
                en, zh = (
                    f"{en}; it is lightest {light[0]} and darkest {dark[0]}",
                    f"{zh}，{light[1]}最亮，{dark[1]}最暗",
                )
        case "colors":
            names = say.joined([(c.pigment.name, c.pigment.zh) for c in m.colors.main[:4]])
            how = sentences.harmony(m.colors)
            en, zh = f"the main colors are {names[0]}: {how[0]}", f"主要颜色是{names[1]}：{how[1]}"
        case "edges":
            hard = (
                ("sudden", "分明")
                if m.surface.hard > 0.5
                else ("soft", "柔和")
                if m.surface.hard < 0.38
                else ("of middling sharpness", "不软不硬")
            )
            en = f"edges are mostly {hard[0]}, and {say.percent(m.surface.flat)} of the area is smooth"
            zh = f"边缘大多{hard[1]}，平滑的面积占{say.percent_zh(m.surface.flat)}"
        case "lines":
            en = f"thin lines cover {say.percent(m.surface.lines)} of the area"
            zh = f"细线覆盖{say.percent_zh(m.surface.lines)} 的面积"
        case "layout":
            en, zh = _stands(m)
        case _:
            return NONE
    return f"In this picture {en}.", f"在这幅画里，{zh}。"


def _stands(m: Measures) -> Both:
    if m.layout.pull > 0.1:
        where = say.spot(*m.layout.focus)
        en, zh = f"what draws the eye most lies {where[0]}", f"最吸引目光之处{where[1]}"
    else:
        en, zh = "no single place draws the eye", "没有哪一处独自吸引目光"
    if m.layout.horizon is not None:
        en = f"{en}; the strongest level line lies {say.percent(m.layout.horizon)} down from the top"
        zh = f"{zh}，最明显的水平分界在自上而下{say.percent_zh(m.layout.horizon)} 处"
    return en, zh

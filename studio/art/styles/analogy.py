"""Analogy: the picture rebuilt patch by patch from a style whose colors it has taken.

Image analogies (Hertzmann et al., SIGGRAPH 2001) by texture optimization (Kwatra et al., SIGGRAPH 2005): from coarse to
fine, patches of the style are sought that fit the picture so far and, as guides, its colors and directions; the
picture then becomes their mean. The finish gives it the style's contrast band by band.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from studio.art.styles import bands, fields, frame, maps, ot, relief, traits
from studio.art.styles.chance import seed64
from studio.art.styles.fields import Floats, blur, f32, luma, resized
from studio.art.styles.frame import Frame, Rect
from studio.art.styles.jit import Crew
from studio.art.styles.patch import full, lay, looks, material
from studio.art.styles.patch.atlas import Atlas
from studio.art.styles.patch.guides import Asked, gains, reductions
from studio.art.styles.patch.looks import Show
from studio.art.styles.patch.loom import Loom
from studio.art.styles.patch.places import Correspondence
from studio.core.params import Value
from studio.core.picture import Made
from studio.core.progress import Context

if TYPE_CHECKING:
    from studio.core.picture import Pixels

WORK = 640  # the places are sought at this side; larger pictures are painted from what was found
ROUNDS = (4, 3, 2)  # of search and vote, from the coarsest level; the finest has one
CROWD = 0.002


@dataclass(frozen=True)
class Preset:
    """How a kind of style is copied. `color`, `form`: weights of the guides, `sigma` of the color in pixels; `strict`:
    how much more they weigh in detail; `inject`: of the picture's own lines; `tone`: how far the colors of the target
    are restored; `soften`: sigma in 1/512 by which a style of lines is blurred to read its tones; `thick`: of paint."""

    name: str
    color: float
    form: float
    sigma: float
    strict: float
    inject: float
    tone: float
    soften: float
    thick: float


PRESETS = {
    p.name: p
    for p in (
        Preset("texture", 0.6, 0.25, 1.8, 1.0, 0.25, 0.8, 0.0, 1.0),
        Preset("portrait", 0.7, 0.25, 1.8, 1.6, 0.4, 0.8, 0.0, 1.0),
        Preset("ink", 1.0, 0.4, 3.0, 1.2, 0.25, 0.0, 6.0, 0.0),
        Preset("ink portrait", 1.0, 0.4, 2.5, 1.5, 0.25, 0.0, 6.0, 0.0),
    )
}


def preset(content: Floats, style: Pixels) -> Preset:
    """The preset for `content` float32 (H, W, 3) and `style` uint8 (h, w, 4): ink for lines on a plain ground, a portrait
    where much of the content is skin."""
    face = float(maps.skin(content).mean()) > 0.08
    if traits.measure(style).ink > 0.5:
        return PRESETS["ink portrait" if face else "ink"]
    return PRESETS["portrait" if face else "texture"]


@dataclass(frozen=True)
class Manner:
    """The artist's settings of one run; see the catalogue for their meaning. `preset`: None chooses."""

    boldness: float
    colors: str
    texture: float
    detail: float
    relief: float
    light: float
    seed: int
    preset: Preset | None = None


def apply(
    ctx: Context, *, content: Pixels, style: Pixels, seed: int, whole: Pixels | None = None, rect: Rect | None = None,
    strength: float = 1.0, boldness: float = 0.5, colors: str = "take", texture: float = 1.0, detail: float = 0.6,
    relief: float = 0.2, light: float = 135.0,
) -> Made:  # fmt: skip
    """`content` uint8 (H, W, 4) rebuilt from patches of `style` (any size); alpha is kept exactly. `whole`, `rect`:
    see `frame.frame`.

    Raises `UserError` for a picture without a visible pixel.
    """
    used: dict[str, Value] = {
        "strength": strength, "boldness": boldness, "colors": colors, "texture": texture, "detail": detail,
        "relief": relief, "light": light,
    }  # fmt: skip
    sitter = frame.frame(content, whole, rect)
    if strength <= 0:
        return Made(sitter.content.copy(), used)
    manner = Manner(boldness, colors, texture, detail, relief, light, seed, preset(sitter.overview.rgb, style))
    with Crew() as crew:

        def work(ctx: Context, at: Frame, show: Show | None = None) -> tuple[Floats, Correspondence]:
            return paint(ctx, at, style, manner, crew, show=show)

        rgb = looks.painted(ctx, sitter, strength, "Matching patches", work)
    return Made(sitter.pixels(rgb, strength), used)


def paint(
    ctx: Context, sitter: Frame, style: Pixels, manner: Manner, crew: Crew, start: Correspondence | None = None,
    show: Show | None = None, kept: bands.Kept | None = None, finish: bool = True,
) -> tuple[Floats, Correspondence]:  # fmt: skip
    """float32 (H, W, 3) and where in the style each pixel came from (at working size).

    `finish`: gives it the style's contrast and relief; without, it is only woven from the style.

    `start`: places to begin with, as of the picture before in a film. `kept`: statistics of its
    shot.
    """
    style = material.trimmed(style)
    seen = sitter.overview
    if manner.preset is None:
        manner = replace(manner, preset=preset(seen.rgb, style))
    assert manner.preset is not None
    mix = float(np.clip(1.3 * manner.boldness, 0, 0.95))
    tables, tone = None, None
    if sitter.partial:  # statistics are those of the whole picture
        far = _rebuilt(ctx.part(0.0, 0.2), seen, style, manner, manner.preset, crew, None, None)
        lines = _lines(far.target, far.drawn, seen.side, manner, manner.preset)
        whole = _finished(far.rgb, lines, far.tone)
        tables = bands.measured(ctx, whole, far.model, seen.weight, seen.unit, seen.unit, mix, crew)
        if start is None:
            start = material.part_of(far.found, sitter)
        tone = far.tone
        ctx = ctx.part(0.2, 0.8)
    work = sitter.reduced(WORK)
    made = _rebuilt(ctx.part(0.0, 0.8), work, style, manner, manner.preset, crew, start, show)
    made = made if tone is None else replace(made, tone=tone)
    target: Floats | full.Bytes
    if work is not sitter:
        ctx.progress(0.8, "Painting at full size")
        rgb, target = _enlarged(ctx, sitter, style, made, manner, manner.preset, crew)
    else:
        light = _lines(made.target, made.drawn, sitter.side, manner, manner.preset)
        rgb, target = _finished(made.rgb, light, made.tone), made.target
    ctx.progress(0.88, "Marks of the style")
    done = bands.finish(
        ctx, rgb, made.model, sitter.weight, sitter.unit, work.unit, mix, crew, tables=tables, kept=kept
    )
    if manner.boldness < 0.5:
        full.mix_rows(ctx, done, target, 0.85 * (1 - 2 * manner.boldness))
    thick = manner.preset.thick * manner.relief
    done = relief.light(ctx, done, luma(done), 0.4 * thick, 0.08 * thick, sitter.unit, crew, manner.light)
    if manner.colors != "take":
        full.relight(ctx, done, target)
    return done, made.found


@dataclass(frozen=True)
class Rebuilt:
    """`rgb`, `target` float32 (h, w, 3) at working size; `plain`: the style there, `model`: with the colors to compare
    in; `drawn` (h, w): where detail is; `tone`: see `_tone`."""

    rgb: Floats
    target: Floats
    plain: Floats
    model: Floats
    atlas: Atlas
    found: Correspondence
    drawn: Floats
    tone: Floats


def _read(model: Floats, manner: Manner, how: Preset) -> Floats:
    """The style as its colors are read: hatching makes tones only from afar."""
    if how.soften <= 0 or manner.colors != "take":
        return model
    return blur(model, how.soften * material.side_of(model) / 512)


def _rebuilt(
    ctx: Context, work: Frame, style: Pixels, manner: Manner, how: Preset, crew: Crew,
    start: Correspondence | None, show: Show | None,
) -> Rebuilt:  # fmt: skip
    seen = work.overview
    side = work.side * manner.texture * material.share(style)
    ctx.progress(0.0, "Mixing colors")
    plain = material.at_side(style, side)
    read = _read(plain, manner, how)
    target, model = ot.matched(ctx, work, read, manner.colors, manner.seed, crew)
    if read is not plain:
        model = plain
    atlas = Atlas.turned(model)
    high = fields.detail_contrast(seen.rgb, seen.unit, seen.side) if work.partial else None
    drawn = fields.detail(work.rgb, work.unit, work.side, high)
    asked = Asked(color=how.color, form=how.form, height=0.0)
    strict = how.strict * manner.detail / 0.6
    levels = reductions(work.side)
    found: Correspondence | None = None
    picture = target
    for number, q in enumerate(levels):
        if start is not None and q > 1 and work.size[0] / q < 0.75 * start.size[0]:
            continue  # what is given is finer
        ctx.progress(0.1 + 0.9 * number / len(levels), "Matching patches")
        w, h = (max(8, round(n / q)) for n in work.size)
        small = atlas.reduced(q)
        goal = asked.guide(f32(resized(target, w, h)), how.sigma, None, None, (0.0, 0.0))
        offers = [asked.guide(c, how.sigma, None, None, (0.0, 0.0)) for c in small.copies]
        loom = Loom(crew, small, offers, goal, gains(f32(resized(drawn, w, h)), 0.6, strict))
        first = found is None and start is None
        if found is None and start is not None:
            found = start
            picture = loom.vote(loom.inherit(start), 1, trusting=False)
        elif found is None:
            picture = f32(resized(target, w, h))
        else:
            picture = f32(cv2.resize(picture, (w, h), interpolation=cv2.INTER_CUBIC))
        field = loom.random(manner.seed) if found is None else loom.inherit(found)
        rounds = ROUNDS[min(number, len(ROUNDS) - 1)] if q > 1 else 1
        for turn in range(rounds):
            seed = int(seed64(manner.seed, 21, number, turn) >> np.uint64(2))
            begin = first and turn == 0
            radius = max(small.size) // 4 if first else 24
            loom.search(ctx, picture, field, 6 if begin else 2, radius, 4 if first else int(q > 1), CROWD, seed)
            last = q == 1 and turn == rounds - 1
            picture = loom.vote(field, 1 if last else 3)
        found = loom.correspondence(field)
        if show is not None and q in (2, 4):
            show(f32(resized(picture, *work.size)), work)
    assert found is not None
    return Rebuilt(picture, target, plain, model, atlas, found, drawn, _tone(picture, target, how))


def _tone(rgb: Floats, target: Floats, how: Preset) -> Floats:
    """(2, 3): factor and shift of L, a, b that bring mean and spread of `rgb` to those of `target`."""
    lab, goal = ot.to_lab(np.clip(rgb, 0, 1)).reshape(-1, 3), ot.to_lab(target).reshape(-1, 3)
    gain = (goal.std(0) + 1e-3) / (lab.std(0) + 1e-3)
    return f32(np.stack([1 + how.tone * (gain - 1), how.tone * (goal.mean(0) - lab.mean(0) * gain)]))


def _lines(target: Floats, drawn: Floats, side: float, manner: Manner, how: Preset) -> Floats:
    """What the lines of the picture add to its light."""
    light = luma(target)
    light -= blur(light, side / 128)
    np.clip(light, -0.25, 0.25, out=light)
    light *= drawn
    light *= np.float32(how.inject * manner.detail / 0.6)
    return light


def _finished(rgb: Floats, lines: Floats, tone: Floats) -> Floats:
    """With the lines of the picture, in the tones of the target."""
    lab = ot.to_lab(np.clip(rgb + lines[..., None], 0, 1))
    lab *= tone[0]
    lab += tone[1]
    return ot.to_rgb(lab)


def _enlarged(
    ctx: Context, sitter: Frame, style: Pixels, made: Rebuilt, manner: Manner, how: Preset, crew: Crew
) -> tuple[Floats, full.Bytes]:
    """The picture at full size before its finish, and its target."""
    w, h = sitter.size
    if manner.colors == "take":
        fine = material.pixels_at(style, min(2048, sitter.side * manner.texture * material.share(style)))
    else:
        fine = full.as_bytes(made.model)
    out = lay.lay(ctx, crew, made.found, made.atlas.turns, fine, w, h)
    aim = full.targets(ctx, sitter, _read(made.plain, manner, how), manner.colors, manner.seed, crew)
    drawn = resized(made.drawn, w, h)
    target = np.empty(out.shape, np.uint8)
    for rows, wide, inside in full.strips(h, w, round(4 * sitter.side / 128)):
        ctx.progress(0.8 + 0.08 * rows.start / h)
        _, aimed = aim(wide)
        lines = _lines(aimed, drawn[wide], sitter.side, manner, how)[inside]
        target[rows] = aimed[inside] * np.float32(255)
        out[rows] = _finished(out[rows], lines, made.tone)
    return out, target

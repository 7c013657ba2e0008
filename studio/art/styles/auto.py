"""Auto: looks at style and picture, chooses the method and its settings, and says what it chose.

The choice comes from measured traits (`traits`): ink is drawn line by line (`analogy`), tiles and other fine marks are copied
patch by patch (`analogy`), a picture of nearly nothing is painted in strokes (`painter`), all else gets the motifs and marks of
the style (`bold`), a blank sheet gives its color only (`color`). The artist's sliders start from there: in their first position they mean "as chosen".
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

from studio.art.styles import fields, frame, ot, traits
from studio.art.styles.catalog import AUTO, STYLES
from studio.art.styles.frame import Frame, Rect
from studio.art.styles.jit import Crew
from studio.art.styles.patch import material
from studio.art.styles.traits import Traits
from studio.core.params import FloatParam, Value
from studio.core.picture import Made
from studio.core.progress import Context
from studio.core.spec import Spec

if TYPE_CHECKING:
    from studio.core.picture import Pixels

EMPTY, FAINT = 0.8, 3.5
"""A picture with a larger share of flat places and less contrast (CIELAB) than these is nearly empty."""
GUARD_TOLD = 0.2
"""From this share of its own light on, the artist is told that the picture keeps it."""
LOOK = 96  # side of the copy on which colors are tried
KEPT = 12  # styles and contents whose traits are remembered: sliders ask for the same pair again and again


@dataclass(frozen=True)
class Choice:
    """`method`: an id of `STYLES`. `values`: settings of that method where they differ from `AUTO`'s; `why`: what the style
    is and what was made calm for the picture's sake; `told`: what cannot be had."""

    method: str
    values: Mapping[str, float] = field(default_factory=dict)
    why: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    least: float = 0.6  # the marks are never laid smaller than this, see `scale`

    def notes(self) -> tuple[str, ...]:
        title = STYLES.get(self.method).title
        return (f"Painted with {title}: {'; '.join(self.why)}.", *self.told)


def choose(style: Traits, content: Traits, clear: float = 1.0) -> Choice:
    """The method and settings for a pair, from their traits and how clear the picture's lines stay, see `clearness`."""
    if style.blank:
        return Choice("color", {"boldness": 0.0}, ("the style is a blank sheet and has only its color to give",))
    face = content.things.face > 0.5
    calm = ("places in skin colors stay calm",) if face else ()
    told = _light(style)
    if style.ink > 0.5 and style.surface.lines > 0.7:
        # line beside line everywhere, as engravers work: only larger pieces keep the lines running
        values = {"boldness": 0.55, "motif": 0.3, "detail": 1.0, "relief": 0.0}
        return Choice("bold", values, ("the style is engraved line by line", *calm), told, 1.0)
    if style.ink > 0.5:
        values = {"boldness": 0.6, "detail": 0.75 if face else 0.6, "relief": 0.0}
        return Choice("analogy", values, ("the style is drawn in ink", *calm), told)
    if style.fine > 0.9:
        values = {"boldness": 0.7, "detail": 0.7}
        return Choice("analogy", values, ("the style is built of small separate marks", *calm), told, 0.9)
    if content.surface.flat > EMPTY and content.surface.contrast < FAINT:
        # motifs of the style would become the picture
        values = {"boldness": 0.7, "detail": 0.9, "relief": 0.3}
        return Choice("painter", values, ("the picture is nearly empty, and strokes keep it calm", *calm), told)
    # lines that come through the change of colors anyway leave room for bolder pieces of the style
    values = {"boldness": 0.55, "motif": 0.3 + 0.15 * clear, "detail": 1.0 - 0.2 * clear, "relief": 0.2}
    why = "the style is painterly"
    if style.graphic > 0.5:
        values |= {"relief": 0.0}
        why = "the style is flat and graphic"
    elif style.painterly < 0.3:
        values |= {"relief": 0.1}
        why = "the style is smooth"
    if face:
        values |= {"motif": 0.35, "detail": max(0.9, values["detail"])}
    if clear < 0.3:
        calm = ("the picture's lines are held fast, for its colors change much", *calm)
    if style.things.object > 0.9 and 0.1 < style.things.object_share < 0.6:
        values["motif"] -= 0.1  # one thing before a ground: large pieces of it would be recognized
    return Choice("bold", values, (why, *calm), told)


def _light(style: Traits) -> tuple[str, ...]:
    """What the transport of colors (`ot`) cannot do with this style."""
    q, spread = style.tones.quantiles, style.tones.spread
    kept = ot.light_kept(q[3], spread)
    if kept < GUARD_TOLD:
        return ()
    if q[3] < 32:
        return ("This style has hardly any light tones, so the picture keeps some of its own light.",)
    if q[3] > 80:
        return ("This style has hardly any dark tones, so the picture keeps some of its own depth.",)
    return ("This style is all of one lightness, so the picture keeps some of its own light.",)


def apply(
    ctx: Context, *, content: Pixels, style: Pixels, seed: int, whole: Pixels | None = None, rect: Rect | None = None,
    strength: float = 1.0, boldness: float = 0.5, motif: float = 0.5, colors: str = "take", texture: float = 1.0,
    detail: float = 0.8, relief: float = 0.2, light: float = 135.0,
) -> Made:  # fmt: skip
    """`content` uint8 (H, W, 4) in the style of `style` (any size); alpha is kept exactly. `whole`, `rect`: see `frame.frame`.

    Raises `UserError` for a picture without a visible pixel.
    """
    used: dict[str, Value] = {
        "strength": strength, "boldness": boldness, "motif": motif, "colors": colors, "texture": texture,
        "detail": detail, "relief": relief, "light": light,
    }  # fmt: skip
    if strength <= 0:
        return Made(frame.frame(content, whole, rect).content.copy(), used)
    # the small copy is what the preview of a part knows too: both choose alike
    seen = frame.frame(content, whole, rect).overview
    spec, values, notes = decided(ctx, style, seen, used)
    made = spec.resolve()(ctx, content=content, style=style, seed=seed, whole=whole, rect=rect, **values)
    return Made(made.pixels, used, made.models, (*notes, *made.notes))


def decided(
    ctx: Context, style: Pixels, seen: Frame, values: Mapping[str, Value]
) -> tuple[Spec, dict[str, Value], tuple[str, ...]]:
    """The method for a style and a picture (its `overview`), its settings as `values` of `AUTO` ask for them, and what is
    to be told."""
    takes = values.get("colors", "take") == "take"
    ours, its = measured(style), measured(seen.padded)
    ctx.check()
    choice = choose(ours, its, _clear(ctx, seen, style) if takes and not ours.blank else 1.0)
    spec = STYLES.get(choice.method)
    own = {p.name for p in spec.params}
    choice = replace(choice, values={**choice.values, "texture": max(choice.least, scale(style, seen))})
    settings = {name: bent(name, value, choice) for name, value in values.items() if name in own}
    return spec, settings, choice.notes() if takes else choice.notes()[:1]


def scale(style: Pixels, seen: Frame) -> float:
    """How much larger the style's marks are laid than the methods do by themselves, who let its short side be that of the
    picture: as if the long sides were equal, so that a tall style is not blown up for a wide picture."""
    style = material.trimmed(style)
    return float(np.clip(material.side_of(style) / max(style.shape[:2]) * max(seen.size) / seen.side, 0.6, 1.6))


def clearness(ctx: Context, seen: Frame, style: Pixels) -> float:
    """1 = the picture's lines stay as they are when it takes the colors of the style, 0 = they are mostly lost.

    From the correlation of the slopes before and after, on a small copy.
    """
    small = seen.reduced(LOOK)
    with Crew(1) as crew:
        taken, _ = ot.matched(ctx, small, frame.style_rgb(style, small.side), "take", 0, crew)
    before, after = (np.hypot(*np.gradient(fields.luma(a))).reshape(-1) for a in (small.rgb, taken))
    if before.std() < 1e-6 or after.std() < 1e-6:
        return 1.0
    return float(np.clip((np.corrcoef(before, after)[0, 1] - 0.7) / 0.22, 0, 1))


def bent(name: str, value: Value, choice: Choice) -> Value:
    """The artist's value, with its first position moved to what was chosen and both ends kept."""
    own = AUTO.param(name)
    if name not in choice.values or not isinstance(own, FloatParam) or not isinstance(value, int | float):
        return value
    goal = STYLES.get(choice.method).param(name)
    assert isinstance(goal, FloatParam)
    middle, chosen = own.initial, choice.values[name]
    if value <= middle:
        t = (value - own.lo) / (middle - own.lo)
        return goal.lo + t * (chosen - goal.lo)
    t = (value - middle) / (own.hi - middle)
    return chosen + t * (goal.hi - chosen)


V = TypeVar("V")


class _Memory(Generic[V]):
    """The last few findings, by the pictures that they were found in; for several threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[bytes, ...], V] = OrderedDict()
        self._lock = Lock()

    def of(self, pictures: tuple[Pixels, ...], find: Callable[[], V]) -> V:
        key = tuple(hashlib.blake2b(repr(p.shape).encode() + p.tobytes(), digest_size=16).digest() for p in pictures)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = find()
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found


_traits: _Memory[Traits] = _Memory()
_clearness: _Memory[float] = _Memory()


def measured(pixels: Pixels) -> Traits:
    """`traits.measure`, remembering the last few pictures."""
    return _traits.of((pixels,), lambda: traits.measure(pixels))


def _clear(ctx: Context, seen: Frame, style: Pixels) -> float:
    """`clearness`, remembering the last few pairs: sliders ask for the same one again and again."""
    return _clearness.of((seen.padded, style), lambda: clearness(ctx, seen, style))

"""What the artist's models can do, as specs in the catalogues of generators, upscalers, styles and muses. Torch-free.

`sync` is called at the start and whenever the library changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from studio.art.generators.catalog import (
    FINISH,
    GENERATORS,
    GUIDANCE,
    IMAGINE,
    INPUTS,
    MOVES,
    STRENGTH,
    TRUNCATION,
    neural,
)
from studio.art.generators.worlds import WORLDS
from studio.art.models import style_nets
from studio.art.models.library import ModelEntry
from studio.art.models.own_specs import OwnSpecs
from studio.art.muse.owned import catalog as muses
from studio.art.styles.catalog import ANY_STYLE, COLORS, STYLES, TEXTURE
from studio.art.styles.catalog import STRENGTH as STYLE_STRENGTH
from studio.art.styles.neural.catalog import specs as neural_styles
from studio.art.upscalers.catalog import UPSCALERS, spec_for
from studio.core.params import Choice, ChoiceParam, FloatParam, IntParam, Param, TextParam
from studio.core.spec import Former, Spec

STYLEGAN = "studio.art.generators.owned.stylespace:open_model"
TRAINED = "studio.art.generators.owned.stylespace:open_trained"
DIFFUSION = "studio.art.generators.owned.diffusion:imagine"
NONE = "none"

_TRAITS = {
    "stylegan": ("latent", "layers", "place", "sketch"),
    "code-stylegan": ("latent", "layers", "place", "sketch"),
    "flow": ("latent", "place", "sketch", "inpaint"),
    "gan": ("latent", "place", "sketch"),
    "vae": ("latent", "place", "sketch"),
}
SCHEDULERS = (
    Choice(id="own", title="The model's own", help="As its maker chose."),
    Choice(id="dpm", title="DPM++ 2M", help="Good in few steps (Lu et al. 2022)."),
    Choice(id="dpm-karras", title="DPM++ 2M Karras", help="The same, with more of the steps near the end."),
    Choice(id="euler", title="Euler", help="Plain steps."),
    Choice(id="euler-a", title="Euler, ancestral", help="Fresh noise at every step: livelier, never settles."),
    Choice(id="ddim", title="DDIM", help="Plain and repeatable (Song et al. 2021)."),
    Choice(id="unipc", title="UniPC", help="Good in few steps (Zhao et al. 2023)."),
    Choice(id="lcm", title="LCM", help="For models and LoRAs that were distilled to few steps (Luo et al. 2023)."),
)

_OWN = tuple(OwnSpecs(c) for c in (GENERATORS, UPSCALERS, STYLES))


def sync(entries: Iterable[ModelEntry]) -> bool:
    """Makes the catalogues hold one spec for every model that paints, enlarges, gives a style or writes; True when any
    changed.

    Specs that are as they were stay the same objects.
    """
    everything = tuple(entries)
    wanted: dict[str, dict[str, Spec]] = {own.kind: {} for own in _OWN}
    for entry in everything:
        spec = spec_of(entry, everything)
        if spec is not None and spec.kind in wanted:
            wanted[spec.kind][spec.id] = spec
    wanted["style"] |= {spec.id: spec for spec in neural_styles(everything)}
    changed = [own.settle(wanted[own.kind]) for own in _OWN]
    return any([*changed, muses.sync(everything)])


def spec_of(entry: ModelEntry, everything: Iterable[ModelEntry] = ()) -> Spec | None:
    """The method that uses a model by itself, or None for one that only helps others (a LoRA, a ControlNet)."""
    match entry.kind:
        case "stylegan":
            return _stylegan(entry)
        case "trained":
            return _trained(entry)
        case "diffusion":
            return _diffusion(entry, everything)
        case "upscaler":
            return spec_for(entry.id, entry.title, int(entry.details.get("scale", 1)), entry.family)
        case "style":
            return _style(entry)
        case "language":
            return muses.spec_for(entry)
    return None


def _plain(spec: Spec) -> Spec:
    """With a medium that leaves the picture as the network painted it, until another is chosen."""
    medium = replace(FINISH[0], initial="plain")  # type: ignore[call-arg]
    params = tuple(medium if p.name == "medium" else p for p in spec.params)
    return replace(spec, params=params, optional=spec.optional - {"medium"})


def _stylegan(entry: ModelEntry) -> Spec:
    classes, size = int(entry.details.get("classes", 0)), int(entry.details.get("size", 0))
    label = IntParam(
        name="label", title="Class", group="model", initial=0, hi=max(0, classes - 1),
        help="Which of the classes it was trained on, by number.",
    )  # fmt: skip
    params: tuple[Param, ...] = ((label,) if classes > 1 else ()) + (replace(TRUNCATION, initial=0.7), STRENGTH)
    return _plain(
        Spec(
            kind="generator", id=entry.id, title=entry.title, impl=IMAGINE, inputs=INPUTS,
            summary=f"Your {_named(entry.family)} of {size} px: sliders, mixes, walks.",
            params=(*params, *FINISH, MOVES), accepts=("picture", "mask"),
            bound=(("model", entry.id), ("opener", STYLEGAN)), traits=frozenset(_TRAITS["stylegan"]),
            knows="What it was trained on; words do not reach it.",
        )
    )  # fmt: skip


def _trained(entry: ModelEntry) -> Spec:
    place = WORLDS.get(str(entry.details.get("world", "")))
    told = ("words", "factors") if place else ()
    spec = neural(
        entry.id, entry.title, f"Trained in Pentimento: {entry.family} of {entry.details.get('size', 0)} px.",
        model=entry.id, opener=TRAINED, traits=(*told, *_TRAITS.get(entry.family, ("latent",))), place=place,
        knows=str(entry.details.get("knows", "")), extra=(GUIDANCE,) if entry.family == "flow" else (TRUNCATION,),
    )  # fmt: skip
    return spec if place else _plain(spec)


def _style(entry: ModelEntry) -> Spec:
    if entry.family == style_nets.ADAIN:
        return replace(ANY_STYLE, id=entry.id, title=entry.title, bound=(("model", entry.id),))
    if entry.family in style_nets.KINDS:
        pair = entry.family == style_nets.CYCLEGAN and entry.is_folder
        return Spec(
            kind="style", id=entry.id, title=entry.title, impl="studio.art.styles.networks.one_style:apply",
            inputs=("content",), summary=_STYLE_SUMMARIES[entry.family], bound=(("model", entry.id),),
            params=(STYLE_STRENGTH, COLORS, TEXTURE, *((_DIRECTION,) if pair else ())),
        )  # fmt: skip
    return Spec(
        kind="style", id=entry.id, title=entry.title, impl="studio.art.styles.onnx_net:apply", inputs=("content",),
        summary="Your network of one style.", bound=(("model", entry.id),),
        params=(STYLE_STRENGTH, COLORS, replace(TEXTURE, lo=0.25, hi=4.0)), former=(_FORMER_SCALE,),
    )  # fmt: skip


_FORMER_SCALE = Former(param=FloatParam(name="scale", title="Marks", initial=1.0, lo=0.25, hi=4.0), now="texture")
_STYLE_SUMMARIES = {
    style_nets.FEED_FORWARD: "Your network of one style.",
    style_nets.CYCLEGAN: "Your network that turns one kind of pictures into another.",
}
_DIRECTION = ChoiceParam(
    name="direction", title="Direction", initial="there", help="From the first kind of pictures to the other, or back.",
    choices=(Choice(id="there", title="There", help="Pictures of the first folder into such as the other's."),
             Choice(id="back", title="Back", help="Pictures of the other folder into such as the first's.")),
)  # fmt: skip


def _named(family: str) -> str:
    return {"stylegan2": "StyleGAN2", "stylegan3": "StyleGAN3", "sd15": "Stable Diffusion 1", "sd2": "Stable Diffusion 2",
            "sdxl": "Stable Diffusion XL", "flux": "Flux"}.get(family, family)  # fmt: skip


# -- diffusion ---------------------------------------------------------------------------------------------------


def _diffusion(entry: ModelEntry, everything: Iterable[ModelEntry]) -> Spec:
    quick, flux = bool(entry.details.get("quick", False)), entry.family == "flux"
    steps = (4 if flux else 2) if quick else 28
    guidance = 0.0 if quick else 3.5 if flux else 7.0
    params: list[Param] = [
        TextParam(name="negative", title="Not in it", group="model", help="What the picture should not show."),
        IntParam(
            name="steps", title="Steps", group="model", initial=steps, lo=1, hi=100, help="More take longer and are finer."
        ),
        FloatParam(
            name="guidance", title="Guidance", group="model", initial=guidance, lo=0.0, hi=20.0, step=0.1,
            help="How closely the words are followed; 0 for models that were distilled without.",
        ),
        FloatParam(
            name="strength", title="Strength", group="sketch", initial=0.6,
            help="What may be made of a picture: 0 hardly anything, 1 whatever the model likes.",
        ),
        IntParam(
            name="edge", title="Painted at", group="model", initial=_edge(entry), lo=64, hi=2048, unit="px", advanced=True,
            help="Short side at which the model paints; the picture is brought to its size afterwards.",
        ),
    ]  # fmt: skip
    if flux:
        params = [p for p in params if p.name != "negative" or not bool(entry.details.get("guided", False))]
    else:
        params.insert(
            3,
            ChoiceParam(
                name="scheduler", title="Steps by", group="model", initial="own", choices=SCHEDULERS, advanced=True
            ),
        )
    family = [e for e in everything if e.family in (entry.family, "unknown")]
    params += _helpers([e for e in family if e.kind == "lora"], "lora", "LoRA", 1.0, "How much of it.")
    if entry.family != "flux" and not entry.details.get("inpaints", False):
        controls = [e for e in family if e.kind == "controlnet"]
        params += _helpers(
            controls, "control", "Follow lines", 1.0, "How closely the lines of the picture are followed."
        )
        if controls:
            params.append(
                ChoiceParam(
                    name="lines", title="Lines", group="control", initial="edges",
                    help="What the network is shown of the picture.",
                    choices=(
                        Choice(id="edges", title="Its edges", help="Found by Canny's method."),
                        Choice(id="drawn", title="As drawn", help="Dark strokes on a light ground."),
                        Choice(id="white", title="White on black", help="The picture is a map of lines already."),
                    ),
                )
            )  # fmt: skip
    decoders = [e for e in everything if e.kind == "vae" and int(e.details.get("channels", 4)) == (16 if flux else 4)]
    if decoders:
        params.append(_choice(decoders, "decoder", "Decoder", "The model's own"))
    return Spec(
        kind="generator", id=entry.id, title=entry.title, impl=DIFFUSION, inputs=INPUTS, params=tuple(params),
        summary=f"Your {_named(entry.family)}{' of few steps' if quick else ''}: from words, a picture, within a mask.",
        accepts=("picture", "mask"), bound=(("model", entry.id),), traits=frozenset({"words", "sketch", "inpaint"}),
        knows="What it was trained on.",
    )  # fmt: skip


def _edge(entry: ModelEntry) -> int:
    usual = {"sdxl": 1024, "flux": 1024, "sd2": 768}.get(entry.family, 512)
    return min(2048, max(64, int(entry.details.get("size", usual)) or usual))


def _choice(entries: list[ModelEntry], name: str, title: str, none: str) -> ChoiceParam:
    choices = (Choice(id=NONE, title=none), *(Choice(id=e.id, title=e.title) for e in entries))
    return ChoiceParam(
        name=name, title=title, group="control" if name == "control" else "model", initial=NONE, choices=choices
    )


def _helpers(entries: list[ModelEntry], name: str, title: str, initial: float, help_: str) -> list[Param]:
    """A choice among models that help, and its weight; nothing where there are none."""
    if not entries:
        return []
    choice = _choice(entries, name, title, "None")
    weight = FloatParam(
        name=f"{name}_weight", title=f"{title}: weight", group=choice.group, initial=initial, hi=2.0, help=help_
    )
    return [choice, weight]

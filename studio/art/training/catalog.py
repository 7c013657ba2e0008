"""The trainers. Torch-free.

A trainer is called with `data` (a folder of pictures, "painted:WORLD" or "digits"), `out` (the folder of the model),
`seed` and `resume`, and returns a `trained.Trained`. It tells losses, rate and time left as notes, sample grids as
previews, and keeps a checkpoint in `out` whenever it ends before its end.
"""

from __future__ import annotations

from dataclasses import replace

from studio.core.params import BoolParam, Choice, ChoiceParam, FloatParam, IntParam, Param, TextParam
from studio.core.spec import Catalogue, Spec

TRAINERS = Catalogue("trainer", "trainer")

_INPUTS = ("data", "out", "seed", "resume")
_LEARNING, _PICTURES, _MODEL = "learning", "pictures", "model"


def _size(initial: int, hi: int = 256, lo: int = 8) -> Param:
    return IntParam(
        name="size", title="Size", initial=initial, lo=lo, hi=hi, unit="px", group=_PICTURES,
        help="Edge of the square pictures that are learned and painted.",
    )  # fmt: skip


def _length(steps: int, batch: int, rate: float) -> tuple[Param, ...]:
    return (
        IntParam(
            name="steps", title="Steps", initial=steps, lo=1, hi=10_000_000, group=_LEARNING,
            help="How often the weights are changed. A finished training goes on when it is resumed with more.",
        ),
        IntParam(
            name="batch", title="Batch", initial=batch, lo=4, hi=4096, group=_LEARNING, help="Pictures of one step."
        ),
        FloatParam(
            name="rate", title="Learning rate", initial=rate, lo=1e-6, hi=0.1, step=1e-4, group=_LEARNING,
            help="How far a step goes. Smaller when losses jump or are no numbers any more.",
        ),
    )  # fmt: skip


_PRECISION = ChoiceParam(
    name="precision", title="Precision", initial="auto", group=_LEARNING,
    help="Half is bfloat16, which graphics cards and some processors compute several times faster.",
    choices=(Choice(id="auto", title="Where it pays"), Choice(id="full", title="Full"), Choice(id="half", title="Half")),
)  # fmt: skip
_AVERAGE = FloatParam(
    name="average", title="Average", initial=0.999, lo=0.0, hi=0.99999, step=0.001, group=_LEARNING,
    help="Share of the averaged weights that stays at a step. The averaged weights are the model.",
)  # fmt: skip
_CUT: tuple[Param, ...] = (
    ChoiceParam(
        name="crop", title="Crop", initial="center", group=_PICTURES, help="Which square of a picture is learned.",
        choices=(Choice(id="center", title="The middle"), Choice(id="random", title="Another one every time")),
    ),
    BoolParam(
        name="mirror", title="Mirror", initial=False, group=_PICTURES, help="Learns mirror images as well: not of letters."
    ),
)  # fmt: skip
_PAINTED = IntParam(
    name="pictures", title="Painted pictures", initial=6_000, lo=500, hi=1_000_000, group=_PICTURES,
    help="Of painted:WORLD: how many are painted in all while the net learns.",
)  # fmt: skip
_ABOUT: tuple[Param, ...] = (
    TextParam(name="title", title="Name of the model", group=_MODEL, help="By default made of the data."),
    TextParam(
        name="licence", title="Licence", initial="All rights reserved", group=_MODEL,
        help="Yours to choose; it stands in the model card.",
    ),
)  # fmt: skip
_AUGMENT = ChoiceParam(
    name="augment", title="Augmentation", initial="adaptive", group=_LEARNING,
    help="Keeps the critic of few pictures from learning them by heart.",
    choices=(Choice(id="adaptive", title="As much as is needed"), Choice(id="none", title="None")),
)  # fmt: skip


def _r1(initial: float) -> Param:
    return FloatParam(
        name="r1", title="R1", initial=initial, lo=0.0, hi=100.0, step=0.01, group=_LEARNING,
        help="Weight of the penalty on the critic's slope: more is calmer and slower.",
    )  # fmt: skip


def _wide(name: str, title: str, initial: int, lo: int, hi: int, help_: str) -> Param:
    return IntParam(name=name, title=title, initial=initial, lo=lo, hi=hi, group=_MODEL, help=help_)


GAN = TRAINERS.add(
    Spec(
        kind="trainer",
        id="gan",
        title="GAN",
        summary="Two small nets against each other: digits in a minute, simple pictures up to 128 px in an hour.",
        impl="studio.art.training.job:train",
        bound=(("trainer", "gan"),),
        inputs=_INPUTS,
        params=(
            IntParam(
                name="size", title="Size", initial=0, lo=0, hi=256, unit="px", group=_PICTURES,
                help="Edge of the square pictures that are learned and painted, from 8. 0: 28 for digits, else 64.",
            ),
            *_CUT,
            _PAINTED,
            *_length(3_000, 64, 0.001),
            _r1(0.3),
            _AUGMENT,
            _AVERAGE,
            _PRECISION,
            ChoiceParam(
                name="net", title="Net", initial="auto", group=_MODEL, help="Dense nets are for tiny pictures.",
                choices=(
                    Choice(id="auto", title="By the size"),
                    Choice(id="dense", title="Dense"),
                    Choice(id="dcgan", title="Convolutional (DCGAN)"),
                ),
            ),
            _wide("latent", "Latent numbers", 64, 2, 1024, "How many numbers a picture is made from."),
            _wide("width", "Width", 0, 0, 1024, "Channels of the nets; 0: what fits the net."),
            *_ABOUT,
        ),
    )
)  # fmt: skip

VAE = TRAINERS.add(
    Spec(
        kind="trainer",
        id="vae",
        title="Autoencoder (VAE)",
        summary="Learns a code for pictures: soft, steady, and any picture can be put into it.",
        impl="studio.art.training.job:train",
        bound=(("trainer", "vae"),),
        inputs=_INPUTS,
        params=(
            _size(64),
            *_CUT,
            _PAINTED,
            *_length(6_000, 32, 0.001),
            FloatParam(
                name="beta", title="Beta", initial=1.0, lo=0.0, hi=100.0, group=_LEARNING,
                help="Weight of orderly codes against exact pictures.",
            ),
            FloatParam(
                name="perceptual", title="Perceptual", initial=0.2, lo=0.0, hi=10.0, group=_LEARNING,
                help="Weight of what the shipped judge, a net that reads scenes, sees: crisper, above all landscapes.",
            ),
            _AVERAGE,
            _PRECISION,
            _wide("latent", "Latent numbers", 128, 2, 1024, "How many numbers a picture is made from."),
            _wide("width", "Width", 32, 4, 512, "Channels of the nets at full size; up to eight times as many inside."),
            *_ABOUT,
        ),
    )
)  # fmt: skip

STYLEGAN = TRAINERS.add(
    Spec(
        kind="trainer",
        id="stylegan",
        title="StyleGAN",
        summary="Crisp pictures of one narrow kind, whose coarse and fine traits can be mixed. Takes hours, or a GPU.",
        impl="studio.art.training.job:train",
        bound=(("trainer", "stylegan"),),
        inputs=_INPUTS,
        params=(
            _size(64),
            *_CUT,
            _PAINTED,
            *_length(20_000, 16, 0.002),
            IntParam(
                name="grown", title="Grown from", initial=0, lo=0, hi=256, unit="px", group=_LEARNING,
                help="Edge of the first pictures, which then double up to the size. 0: all are of full size.",
            ),
            _r1(1.0),
            FloatParam(
                name="mixing", title="Style mixing", initial=0.5, group=_LEARNING,
                help="Share of steps in which fine layers follow other numbers than coarse ones.",
            ),
            FloatParam(
                name="paths", title="Path lengths", initial=0.0, lo=0.0, hi=100.0, group=_LEARNING,
                help="Weight of equal steps in latent space being equal steps in pictures; 2 is usual, 0 is faster.",
            ),
            _AUGMENT,
            _AVERAGE,
            _PRECISION,
            _wide("latent", "Latent numbers", 96, 2, 1024, "How many numbers a picture is made from."),
            _wide("width", "Style width", 128, 8, 1024, "Numbers of a style, which every layer is given."),
            _wide("channels", "Channels", 48, 4, 512, "Of the last features; up to four times as many before."),
            *_ABOUT,
        ),
    )
)  # fmt: skip

LATENT_FLOW = TRAINERS.add(
    Spec(
        kind="trainer",
        id="latent-flow",
        title="Latent flow",
        summary="Follows words and factors: an autoencoder and a flow over its codes, on painted:WORLD. Takes hours.",
        impl="studio.art.training.job:train",
        bound=(("trainer", "latent-flow"),),
        inputs=_INPUTS,
        params=(
            _size(128),
            IntParam(
                name="pictures", title="Painted pictures", initial=20_000, lo=1_000, hi=1_000_000, group=_PICTURES,
                help="How many the scene painter paints before the net learns.",
            ),
            *_length(9_000, 128, 0.0008),
            IntParam(
                name="code_steps", title="Steps of the code", initial=5_000, lo=1, hi=10_000_000, group=_LEARNING,
                help="Steps of the autoencoder, which come before those of the flow.",
            ),
            IntParam(
                name="judge_steps", title="Steps of the judge", initial=1_400, lo=1, hi=1_000_000, group=_LEARNING,
                help="Steps of the net that reads factors, which come first.",
            ),
            _wide("width", "Width", 256, 8, 2048, "Of the flow's transformer."),
            _wide("depth", "Depth", 5, 1, 64, "Blocks of the flow's transformer."),
            *_ABOUT,
        ),
    )
)  # fmt: skip

_PHOTOGRAPHS = TextParam(
    name="photographs", title="Photographs", group=_PICTURES,
    help="A folder of pictures that the net learns to repaint. Without one the scene painter paints them.",
)  # fmt: skip
_SCENES = IntParam(
    name="painted", title="Painted scenes", initial=80, lo=4, hi=5_000, group=_PICTURES,
    help="How many the scene painter paints where there is no folder of photographs.",
)  # fmt: skip


def _style_length(steps: int, batch: int, rate: float, least: int = 1) -> tuple[Param, ...]:
    """As `_length`, for nets that learn from single pictures as well."""
    return tuple(replace(p, lo=least) if p.name == "batch" else p for p in _length(steps, batch, rate))  # type: ignore[call-arg]


_EYES = TextParam(
    name="eyes", title="Eyes", initial="own", group=_LEARNING,
    help="What compares pictures: “own” is the program's net; the id of a VGG network of yours sees more.",
)  # fmt: skip


def _crop(initial: int) -> Param:
    return IntParam(
        name="size", title="Crop", initial=initial, lo=32, hi=512, unit="px", group=_PICTURES,
        help="Edge of the squares that are cut from the pictures. Larger ones teach larger marks and take longer.",
    )  # fmt: skip


def _marks(initial: float) -> Param:
    return FloatParam(
        name="style", title="Marks", initial=initial, lo=0.0, hi=100.0, step=0.1, group=_LEARNING,
        help="Weight of the style's marks against the picture's own forms.",
    )  # fmt: skip


FEED_FORWARD = TRAINERS.add(
    Spec(
        kind="trainer",
        id="feed-forward",
        title="Network of one style",
        summary="Learns to repaint any picture in the style of one, in a moment. Data: a style picture, or style:ID.",
        impl="studio.art.training.style_job:train",
        traits=frozenset({"early"}),
        bound=(("trainer", "feed-forward"),),
        inputs=_INPUTS,
        params=(
            _PHOTOGRAPHS,
            _SCENES,
            _crop(160),
            *_style_length(2_000, 4, 0.001),
            _marks(1.5),
            FloatParam(
                name="texture", title="Texture", initial=1.0, lo=0.25, hi=2.0, step=0.05, unit="×", group=_PICTURES,
                help="Size of the style's marks, 1 = as in the style at 512 px.",
            ),
            _EYES,
            replace(_AVERAGE, initial=0.995),
            _PRECISION,
            _wide("width", "Width", 32, 4, 128, "Channels at full size; up to four times as many inside."),
            _wide("blocks", "Blocks", 5, 1, 16, "Residual blocks in the middle of the net."),
            *_ABOUT,
        ),
    )
)  # fmt: skip

ADAIN = TRAINERS.add(
    Spec(
        kind="trainer",
        id="adain",
        title="Network of any style",
        summary="Learns to give pictures the marks of any style (AdaIN). Data: a folder of styles, or shipped. Takes hours.",
        impl="studio.art.training.style_job:train",
        traits=frozenset({"early"}),
        bound=(("trainer", "adain"),),
        inputs=_INPUTS,
        params=(
            _PHOTOGRAPHS,
            replace(_SCENES, initial=240),
            _crop(128),
            *_style_length(12_000, 8, 0.001),
            IntParam(
                name="encoder_steps", title="Steps of the encoder", initial=1_500, lo=1, hi=10_000_000, group=_LEARNING,
                help="Steps of the net that tells manners apart, which come first.",
            ),
            _marks(1.5),
            _EYES,
            _AVERAGE,
            _PRECISION,
            _wide("width", "Width", 32, 4, 128, "Channels at full size; up to six times as many inside."),
            *_ABOUT,
        ),
    )
)  # fmt: skip

CYCLEGAN = TRAINERS.add(
    Spec(
        kind="trainer",
        id="cyclegan",
        title="Two kinds of pictures (CycleGAN)",
        summary="Turns pictures like those of one folder into such as those of another, and back. Takes hours, or a GPU.",
        impl="studio.art.training.style_job:train",
        traits=frozenset({"early"}),
        bound=(("trainer", "cyclegan"),),
        inputs=_INPUTS,
        params=(
            TextParam(
                name="other", title="The other folder", group=_PICTURES, help="Pictures of the other kind: any, not pairs."
            ),
            _size(128, 512, 32),
            *(replace(p, initial="random") if p.name == "crop" else replace(p, initial=True) for p in _CUT),  # type: ignore[call-arg]
            *_style_length(20_000, 1, 0.0002),
            FloatParam(
                name="cycle", title="There and back", initial=10.0, lo=0.0, hi=100.0, step=0.5, group=_LEARNING,
                help="Weight of coming back to the same picture: more keeps forms.",
            ),
            FloatParam(
                name="identity", title="Leave alone", initial=0.5, lo=0.0, hi=10.0, step=0.05, group=_LEARNING,
                help="Weight, as a share of the above, of leaving pictures alone that are of the wanted kind: keeps colors.",
            ),
            _AVERAGE,
            _PRECISION,
            _wide("width", "Width", 32, 4, 128, "Channels at full size; up to four times as many inside. Published: 64."),
            _wide("blocks", "Blocks", 6, 1, 16, "Residual blocks in the middle of the generators. Published: 6 or 9."),
            *_ABOUT,
        ),
    )
)  # fmt: skip

MEASURES = Catalogue("measure", "measure")

EVALUATE = MEASURES.add(
    Spec(
        kind="measure",
        id="model",
        title="Quality of a model",
        summary="Distances to real pictures, pictures through the code, obedience to words and factors.",
        impl="studio.art.training.evaluate:evaluate",
        inputs=("model", "data", "judge", "seed"),
        params=(
            IntParam(
                name="pictures", title="Pictures", initial=512, lo=16, hi=50_000,
                help="How many are made, and compared with as many.",
            ),
            BoolParam(
                name="referee", title="Independent referee", initial=False,
                help="Trains a net of its own to read the factors of a painted world; takes minutes the first time.",
            ),
        ),
    )
)  # fmt: skip
"""`model`: a model folder; `data`: as for trainers, "" = what it was trained on; `judge`: a model folder with a net that
reads factors, "" = the shipped one. Returns a JSON-ready dictionary, which `evaluate.table` puts into lines."""

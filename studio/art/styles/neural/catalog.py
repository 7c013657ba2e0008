"""The style methods that look through a network: one spec each, whose eyes are the artist's networks. Torch-free."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from studio.art.models.library import ModelEntry
from studio.art.styles.catalog import BOLDNESS, COLORS, STRENGTH, TEXTURE
from studio.core.params import BoolParam, Choice, ChoiceParam, FloatParam, IntParam, TextParam
from studio.core.spec import Spec

OWN, NONE = "own", "none"
"""In place of a model's id: the program's own net, and no net yet."""
WHERE = (
    "This method sees through a VGG network of yours: add torchvision's vgg19-dcbb9e9d.pth or vgg16-397923af.pth on the "
    "Models page (Window, Models), from wherever it lies on your disk."
)
"""What is missing and where it goes, for the artist."""
_GATYS_HELP = "What sees the pictures."


def specs(entries: Iterable[ModelEntry]) -> tuple[Spec, ...]:
    """Gatys, Deep dream and the guided one, with the feature networks among `entries` to choose from."""
    mine = sorted((e for e in entries if e.kind == "features"), key=lambda e: not e.family.startswith("vgg19"))
    eyes = tuple(Choice(id=e.id, title=e.title) for e in mine)
    return (_gatys(eyes), _dream(eyes, guided=False), _dream(eyes, guided=True))


def _eyes(choices: tuple[Choice, ...], help_: str) -> ChoiceParam:
    return ChoiceParam(name="eyes", title="Seen by", initial=choices[0].id, choices=choices, help=help_)


def _gatys(eyes: tuple[Choice, ...]) -> Spec:
    return Spec(
        kind="style", id="gatys", title="Gatys", impl="studio.art.styles.neural.gatys:apply",
        summary="Changes the picture step by step until a network sees the style in it. Takes minutes on a processor.",
        inputs=("content", "style", "seed"), traits=frozenset({"early", "slow"}), needs="" if eyes else WHERE,
        params=(
            STRENGTH, replace(BOLDNESS, initial=0.5, help="How much of what is seen of the picture may be lost to the style."),
            COLORS, TEXTURE,
            IntParam(name="edge", title="Painted at", initial=512, lo=128, hi=2048, unit="px",
                     help="Long side; larger pictures are enlarged from there with their own fine detail."),
            IntParam(name="steps", title="Steps", initial=200, lo=10, hi=2000, help="More are closer and take longer."),
            _eyes(eyes or (Choice(id=NONE, title="No network yet"),), _GATYS_HELP),
            ChoiceParam(
                name="start", title="Begins with", initial="matched", advanced=True, help="What is changed step by step.",
                choices=(
                    Choice(id="matched", title="Recolored", help="The picture in the style's colors: soonest there."),
                    Choice(id="content", title="Picture", help="The picture as it is."),
                    Choice(id="noise", title="Noise", help="Chance: the style's own marks in new places."),
                ),
            ),
            ChoiceParam(
                name="optimizer", title="Optimizer", initial="lbfgs", advanced=True, help="How steps are found.",
                choices=(
                    Choice(id="lbfgs", title="L-BFGS", help="Reaches far in few steps."),
                    Choice(id="adam", title="Adam", help="Steadier, a little softer."),
                ),
            ),
            BoolParam(name="histogram", title="Distributions too", initial=False, advanced=True,
                      help="Also compares how often each feature is how strong: steadier contrast, slower."),
            FloatParam(name="smooth", title="Smoothness", initial=0.2, advanced=True, help="Less noise between pixels."),
            ChoiceParam(
                name="pooling", title="Pooling", initial="average", advanced=True, help="How the network is reduced.",
                choices=(
                    Choice(id="average", title="Average", help="As Gatys et al. advise: smoother."),
                    Choice(id="max", title="Maximum", help="As the network was trained: crisper."),
                ),
            ),
        ),
    )  # fmt: skip


def _dream(eyes: tuple[Choice, ...], *, guided: bool) -> Spec:
    own = Choice(
        id=OWN, title="Pentimento's own", help="Trained on painted landscapes alone: dreams of woods, waves, ridges."
    )
    choices = (
        Choice(id="keep", title="Picture", help="The picture's own hues; only light and dark are dreamt."),
        Choice(id="take", title="Dream", help="Colors are dreamt as well."),
    )
    return Spec(
        kind="style", id="guided-dream" if guided else "deep-dream", title="Guided dream" if guided else "Deep dream",
        impl="studio.art.styles.neural.dream:apply",
        summary="A network dreams on in the picture, of what it sees in the style." if guided
        else "A network dreams on in the picture: more of whatever it believes to see.",
        inputs=("content", "style", "seed") if guided else ("content", "seed"), accepts=() if guided else ("style",), traits=frozenset({"early"}),
        params=(
            STRENGTH, replace(COLORS, initial="keep", choices=choices),
            FloatParam(name="rate", title="Depth", initial=1.0, lo=0.1, hi=3.0, step=0.1, unit="×", help="Size of every step."),
            IntParam(name="octaves", title="Octaves", initial=4, lo=1, hi=8, help="More dream in larger forms."),
            IntParam(name="steps", title="Steps", initial=20, lo=1, hi=200, help="Of every octave."),
            _eyes((*eyes, own), "What dreams."),
            TextParam(name="layer", title="Layer", advanced=True,
                      help="Where in the network, such as relu3_3; early ones dream of strokes, late ones of things."),
            IntParam(name="channel", title="Channel", initial=-1, lo=-1, hi=511, advanced=True,
                     help="One feature of the layer alone; -1 for all."),
            IntParam(name="jitter", title="Jitter", initial=24, hi=64, unit="px", advanced=True,
                     help="How far the picture is shifted at random before each step."),
        ),
    )  # fmt: skip

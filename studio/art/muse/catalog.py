"""The muses: the artist's line to several developments of it. Torch-free."""

from __future__ import annotations

from studio.core.params import Choice, ChoiceParam, FloatParam
from studio.core.spec import Catalogue, Spec

MUSES = Catalogue("muse", "muse")

FORM = ChoiceParam(
    name="form",
    title="Form",
    help="What the muse writes.",
    initial="prompts",
    choices=(
        Choice(id="prompts", title="Prompts", help="Developments of the line that can be painted."),
        Choice(id="titles", title="Titles", help="Names for a picture."),
        Choice(id="poem", title="Poem", help="Two short stanzas of free verse."),
        Choice(id="haiku", title="Haiku", help="Three lines of five, seven and five syllables."),
        Choice(id="story", title="Story", help="A very short story."),
        Choice(id="scenes", title="Scenes", help="One very short story, a scene a sentence."),
    ),
)
LANG = ChoiceParam(
    name="lang",
    title="Language",
    help="What the answer is written in. Prompts are English.",
    initial="auto",
    choices=(
        Choice(id="auto", title="As the line", help="Chinese for a Chinese line, else English."),
        Choice(id="en", title="English"),
        Choice(id="zh", title="Chinese", help="Titles, poems and haiku."),
    ),
)
BOLDNESS = FloatParam(name="boldness", title="Boldness", help="How far a development may leave the line.", initial=0.5)

CONCEPTS = MUSES.add(
    Spec(
        kind="muse",
        id="concepts",
        title="Concepts",
        summary="Finds what the line is about: develops its light, medium, mood and season, or writes on it.",
        impl="studio.art.muse.concepts:develop",
        inputs=("text", "count", "seed"),
        params=(FORM, LANG, BOLDNESS),
    )
)

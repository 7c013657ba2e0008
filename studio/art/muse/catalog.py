"""The muses: the artist's line to several answers in a form. Torch-free."""

from __future__ import annotations

from studio.core.params import Choice, ChoiceParam, FloatParam, Param
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
        Choice(id="poem", title="Poem", help="Free verse: one thought, in six to fourteen lines."),
        Choice(id="haiku", title="Haiku", help="Three lines of five, seven and five syllables."),
        Choice(id="quatrain", title="Quatrain", help="Four lines with metre and rhyme."),
        Choice(id="story", title="Story", help="A very short story."),
        Choice(id="scenes", title="Scenes", help="A story in numbered scenes: a storyboard that can be painted."),
        Choice(id="notes", title="Notes", help="What stands in the picture: facts first, a comment after."),
        Choice(id="label", title="Wall label", help="The label beside the picture in an exhibition."),
        Choice(id="explanation", title="Explanation", help="A style or technique, explained for students."),
        Choice(id="palette", title="Palette", help="Colors for the line or the picture."),
        Choice(id="composition", title="Composition", help="Where things could stand, as guides on the canvas."),
    ),
)
PAINTABLE = ("prompts", "scenes")
"""Forms whose answers are lines for a generator."""
OF_PICTURE = ("notes", "label", "explanation", "palette", "composition")
"""Forms that look at the picture where one is given."""
LANG = ChoiceParam(
    name="lang",
    title="Language",
    help="What the answer is written in.",
    initial="auto",
    choices=(
        Choice(id="auto", title="As the line", help="Chinese for a Chinese line, else English."),
        Choice(id="en", title="English"),
        Choice(id="zh", title="Chinese", help="Simplified Chinese."),
    ),
)
BOLDNESS = FloatParam(name="boldness", title="Boldness", help="How far a development may leave the line.", initial=0.5)
TEMPERATURE = FloatParam(
    name="temperature", title="Temperature", group="model", initial=0.8, lo=0.0, hi=2.0,
    help="How freely words are chosen: 0 always the likeliest.",
)  # fmt: skip
TOP_P = FloatParam(
    name="top_p", title="Top-p", group="model", initial=0.92, lo=0.05, hi=1.0,
    help="Words are chosen among the likeliest that together reach this share.",
)  # fmt: skip
INPUTS = ("text", "count", "seed")
ACCEPTS = ("wishes", "picture", "facts")
"""`wishes`: `core.words.Wishes`. `picture`: pixels that the form looks at. `facts`: JSON of what is known of them."""


def _own(id_: str, title: str, summary: str, *more: Param) -> Spec:
    # What writes by rule knows no temperature.
    fixed = tuple((p.name, p.initial) for p in (TEMPERATURE, TOP_P) if p not in more)
    return MUSES.add(
        Spec(
            kind="muse", id=id_, title=title, summary=summary, impl="studio.art.muse.answer:answer", inputs=INPUTS,
            accepts=ACCEPTS, params=(FORM, LANG, BOLDNESS, *more), bound=(("voice", id_), *fixed),
            traits=frozenset({"early"}),
        )
    )  # fmt: skip


TRANSFORMER = _own(
    "transformer", "Transformer", "Our own small network: writes word by word, and looks back at every word it has said.",
    TEMPERATURE, TOP_P,
)  # fmt: skip
RNN = _own(
    "rnn", "LSTM", "Our own small LSTM: writes word by word from memory. Wanders more than the transformer.",
    TEMPERATURE, TOP_P,
)  # fmt: skip
CONCEPTS = _own("concepts", "Concepts", "Writes by rule from what it knows of hundreds of things. At once, always.")

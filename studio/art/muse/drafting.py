"""What passes between those who write for the muse and who chooses: a brief, drafts, a voice. Torch-free."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from studio.core.words import Part

if TYPE_CHECKING:
    from studio.art.muse.grammar.lore import Concept
    from studio.core.progress import Context


@dataclass(frozen=True)
class Brief:
    """What a text is to be written about.

    `line`: the artist's line, tidied and bounded, one line of plain text. `things`: what it is about, at least one, the
    `named` things that the line names first, then what goes with them or is near in meaning. `unknown`: nouns of the
    line that lore does not know, as the artist wrote them ("kayak", "grandmother's loom"). `mood`: one word of lore's
    moods, "" where the line has none. `form`: id of a form (`catalog.FORM`). `axes`: those along which prompts may go,
    empty for all. `boldness`: 0..1, how far a text may leave the line.
    """

    line: str
    things: tuple[Concept, ...]
    named: int = 0
    unknown: tuple[str, ...] = ()
    mood: str = ""
    form: str = "prompts"
    axes: tuple[str, ...] = ()
    boldness: float = 0.5


@dataclass(frozen=True)
class Draft:
    """A text that may become an answer. `parts`: for prompts, the artist's line first (axis ""), then phrases with
    their axis and chip title; joined they are `text`. For scenes a part is a scene (axis "scene") or what joins them."""

    text: str
    parts: tuple[Part, ...] = ()


class Voice(Protocol):
    """Who writes: rules, or a network."""

    def drafts(
        self, ctx: Context, brief: Brief, number: int, *, seed: int, temperature: float, top_p: float
    ) -> list[Draft]:
        """Up to `number` different drafts of `brief.form`; the same arguments give the same ones. A voice that writes word
        by word tells the text so far by `ctx.say(text, k)` for draft k, and returns what it has when `ctx.finishing`.
        Raises `UserError` for a form that it does not write."""

"""Very short stories and their scenes, written by rule from what `lore` knows. Torch-free.

A story has someone, a place, an hour, a thing that should not be there, a turn and an end; every sentence can be
painted, so that a story is also a row of scenes.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from studio.art.muse.english import plural_verb, sentence
from studio.art.muse.lore import Concept, concepts

_SHE = {"grandmother", "dancer", "reader", "mother", "cat", "cow", "hen", "goat"}
_THEY = {"lovers", "crowd"}
_BEASTS = {
    "bird",
    "swallow",
    "crow",
    "heron",
    "gull",
    "owl",
    "crane",
    "horse",
    "cat",
    "dog",
    "fox",
    "deer",
    "hare",
    "wolf",
    "goat",
    "whale",
    "elephant",
}

_SMALL = {
    "letter", "key", "umbrella", "mirror", "lamp", "suitcase", "shell", "bell", "violin", "book", "cup", "bowl", "clock",
    "candle", "photograph", "toy", "basket", "kite", "chair", "apple", "orange", "lemon", "pear", "vase", "jug", "rope",
    "acorn", "nest", "leaf", "stone", "brush", "bicycle", "glass", "petal", "knife", "kettle", "ladder", "cloth",
}  # fmt: skip
"""Things that a hand or a beak can deal with. The others are as large as houses."""


@dataclass(frozen=True)
class _Who:
    concept: Concept
    he: str
    his: str
    him: str

    def verb(self, singular: str) -> str:
        return plural_verb(singular) if self.he == "they" else singular

    @property
    def name(self) -> str:
        return self.concept.definite


def _who(concept: Concept) -> _Who:
    if concept.id in _THEY:
        return _Who(concept, "they", "their", "them")
    if concept.id in _SHE:
        return _Who(concept, "she", "her", "her")
    if concept.kind == "person" and concept.id != "child":
        return _Who(concept, "he", "his", "him")
    return _Who(concept, "it", "its", "it")


_FINDS = (
    "Today there is {thing} {where}.", "This time {who} {verb:finds} {thing} {where}.", "One day {thing} is lying {where}.",
    "And then, {where}, {thing}.", "Something is different: {thing}, {where}.", "On the third day {who} {verb:comes} upon {thing} {where}.",
)  # fmt: skip
_WONDERS = (
    "No one saw it arrive.", "It was not there yesterday.", "Nobody in the village has lost one.", "It is still warm.",
    "There is a name on it, but not one that anyone knows.", "It is smaller than it should be.", "It seems to be waiting.",
    "It weighs almost nothing.", "It smells of another country.",
)  # fmt: skip
_ACTS = (
    "{Who} {verb:walks} around it twice.", "{Who} {verb:sits} down beside it and {verb:says} nothing.", "{Who} {verb:leaves} it where it is.",
    "{Who} {verb:asks} it the way home.", "{Who} {verb:covers} it with {his} coat.", "{Who} {verb:turns} it toward the light.",
    "{Who} {verb:listens} to it for a long time.", "{Who} {verb:goes} away and {verb:comes} back.", "{Who} {verb:waits} for someone to claim it.",
)  # fmt: skip
_BEAST_ACTS = (
    "{Who} {verb:walks} around it twice.", "{Who} {verb:lies} down beside it.", "{Who} {verb:sniffs} at it and {verb:sneezes}.", "{Who} {verb:listens} to it for a long time.",
    "{Who} {verb:keeps} watch over it.", "{Who} {verb:goes} away and {verb:comes} back.", "{Who} {verb:pretends} not to see it.",
)  # fmt: skip
_TURNS = (
    "Then {sky} {does}.", "That night {sky} {does}.", "By evening {sky} {does}.", "All at once {sky} {does}.", "Slowly {sky} {does}.", "Outside, {sky} {does}.",
)  # fmt: skip
_ENDS = (
    "In the morning it is gone, and the place where it lay is dry.", "After that, {who} {verb:leaves} the door unlocked.",
    "{Who} never {verb:tells} anyone.", "From then on {place} {placedoes}.", "It is a small thing, but {who} {verb:sleeps} well.",
    "When {he} {verb:looks} up, everything is as it was, only clearer.", "And {who} {verb:goes} on as before, almost.",
    "{Who} {verb:keeps} it on the sill, where the light can find it.", "The next day there are two.",
    "What became of it is another story.",
)  # fmt: skip
_HANDLED = (
    "coat", "leaves} it where", "turns} it", "claim", "sill", "weighs", "warm", "lost one", "next day", "smells of", "lying",
)  # fmt: skip
"""What nobody does with a lighthouse."""
_BEAST_ENDS = tuple(e for e in _ENDS if not any(w in e for w in ("door", "sill", "tells")))


def _fitting(patterns: Sequence[str], thing: Concept) -> list[str]:
    return [p for p in patterns if thing.id in _SMALL or not any(w in p for w in _HANDLED)]


def _filled(pattern: str, who: _Who, rng: random.Random, **words: str) -> str:
    out = pattern
    for key, value in words.items():
        out = out.replace("{" + key + "}", value)
    while "{verb:" in out:
        start = out.index("{verb:")
        end = out.index("}", start)
        out = out[:start] + who.verb(out[start + 6 : end]) + out[end + 1 :]
    for key, value in (
        ("who", who.name),
        ("Who", sentence(who.name)),
        ("he", who.he),
        ("his", who.his),
        ("him", who.him),
    ):
        out = out.replace("{" + key + "}", value)
    return sentence(out)


def _solid(c: Concept) -> bool:
    """Whether it can be come upon: no light, no line, not the one horizon."""
    return c.kind != "thing" or (c.one.startswith(("a ", "an ")) and c.id not in ("line", "shadow", "wave", "footstep"))


def _pick(
    things: Sequence[Concept], kinds: set[str], fallback: Sequence[str], rng: random.Random, taken: set[str]
) -> Concept:
    """The first of `things` of one of `kinds`; else one that goes with them; else one of `fallback`."""
    for c in things:
        if c.kind in kinds and c.id not in taken and _solid(c):
            return c
    all_ = concepts()
    near = [
        all_[n]
        for c in things
        for n in c.near
        if n in all_ and all_[n].kind in kinds and n not in taken and _solid(all_[n])
    ]
    return rng.choice(near) if near else all_[rng.choice([f for f in fallback if f not in taken])]


def story(things: Sequence[Concept], rng: random.Random) -> list[str]:
    """Six to eight sentences, in the present tense."""
    taken: set[str] = set()

    def take(kinds: set[str], *fallback: str) -> Concept:
        chosen = _pick(things, kinds, fallback, rng, taken)
        taken.add(chosen.id)
        return chosen

    people = {c.id for c in concepts().values() if c.kind == "person" and c.id not in ("crowd", "lovers")}
    hero = (
        next((c for c in things if c.id in people or c.id in _BEASTS), None) or concepts()[rng.choice(sorted(people))]
    )
    taken.add(hero.id)
    place = take({"place"}, "harbor", "village", "garden", "room", "forest", "street")
    thing = take({"thing"}, "letter", "key", "umbrella", "mirror", "lamp", "suitcase", "shell", "bell")
    sky = take({"sky", "hour"}, "rain", "snow", "mist", "moon", "wind", "dusk", "night")
    who = _who(hero)
    beast = hero.kind == "creature"
    does = rng.sample(hero.does, min(2, len(hero.does)))
    at, other_at = rng.sample(place.at, 2) if len(place.at) > 1 else place.at * 2
    thing_text = thing.described(rng.choice(thing.adjectives))
    sky_does = [plural_verb(d) if sky.plural else d for d in sky.does]
    place_does = rng.sample(place.does, 2)
    lines = [
        rng.choice(
            [
                f"{sentence(place.definite)} {place_does[0]}.",
                f"{sentence(at)} lives {hero.described(rng.choice(hero.adjectives))}.",
            ]
        ),
        rng.choice(
            [
                f"Every day {who.name} {who.verb(does[0])}.",
                f"Most days {who.name} {who.verb(does[0])}.",
                f"{sentence(who.name)} {who.verb(does[0])}, as always.",
            ]
        ),
        _filled(rng.choice(_fitting(_FINDS, thing)), who, rng, thing=thing_text, where=other_at),
        rng.choice(_fitting(_WONDERS, thing)),
        _filled(rng.choice(_fitting(_BEAST_ACTS if beast else _ACTS, thing)), who, rng),
        _filled(
            rng.choice([t for t in _TURNS if f" {sky.id}" not in t.lower()]),
            who,
            rng,
            sky=sky.definite,
            does=rng.choice(sky_does),
        ),
    ]
    if rng.random() < 0.5:
        lines.append(f"{sentence(thing.definite)} {rng.choice(thing.does)}.")
    lines.append(
        _filled(
            rng.choice(_fitting(_BEAST_ENDS if beast else _ENDS, thing)),
            who,
            rng,
            place=place.definite,
            placedoes=place_does[1],
        )
    )
    return lines

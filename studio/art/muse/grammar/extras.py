"""How a thing that has no part in a storyboard comes into one of its scenes: each sort in its own way. Torch-free."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from studio.art.muse.grammar.english import sentence
from studio.art.muse.grammar.lore import Concept
from studio.art.muse.grammar.sorts import classes, habitats, parts, sort
from studio.art.muse.grammar.stage import stage, words

_TRIES = 4
_AT_NIGHT = frozenset("moth firefly cricket owl bat nightingale".split())
_TIMES = frozenset({"dawn", "morning", "day", "late", "sunset", "dusk", "night", "moon", "stars"})
_OUT = {
    "person": ("{} looking on", "{} in the distance, very small", "{} just coming into view", "{} passing behind"),
    "people": ("{} far off", "{} looking on from a distance", "{} along the edge"),
    "pair": ("{} in the distance", "{} passing behind, arm in arm"),
    "beast": ("{} close by", "{} at one side", "{} looking up", "{} a little way off"),
    "bird": ("{} overhead", "{} circling above", "{} passing low"),
    "insect": ("{} in the air, close to us", "{} on a leaf in front"),
    "tree": ("{} to one side", "{} against the sky", "{} leaning in from the right"),
    "flower": ("{} in front, very near", "{} at the roadside"),
    "growth": ("{} along the edge", "{} in front, bending a little"),
    "hand": ("{} lying on a stone in front", "{} forgotten on a wall", "{} on the ground, catching the light"),
    "food": ("{} on a cloth spread on the ground", "{} on a flat stone in front"),
    "furniture": ("{} standing out in the open", "{} left outside", "{} under the sky, as if in a room"),
    "big": ("{} in the distance", "{} behind, small and clear", "{} far off on the left"),
    "vehicle": ("{} in the distance", "{} standing at one side", "{} waiting close by"),
    "opening": ("{} standing by itself in the open", "{} leaning on a wall"),
    "way": ("{} leading out of the picture", "{} bending away behind"),
    "afloat": ("{} on a strip of water behind", "{} tied up close by"),
    "thing": ("{} close by", "{} a little way off", "{} in front, half in shadow"),
}  # fmt: skip
_IN = {
    "person": ("{} in the doorway", "{} passing outside the window", "{} in the mirror"),
    "people": ("{} passing outside the window", "{} in a photograph on the wall"),
    "pair": ("{} outside under a lamp", "{} in a photograph on the wall"),
    "beast": ("{} in the doorway", "{} outside the window, looking in", "{} painted on a plate"),
    "bird": ("{} outside the window", "{} on the sill"),
    "insect": ("{} on the windowpane", "{} near the lamp"),
    "swimmer": ("{} drawn on the wall in chalk", "{} in a picture on the wall"),
    "tree": ("{} in the window", "the shadow of {} on the wall"),
    "flower": ("{} in a glass", "{} on the sill"),
    "growth": ("{} in a jar on the sill", "{} outside the window"),
    "hand": ("{} on the table", "{} on the sill", "{} at the edge of the light"),
    "food": ("{} on the table", "{} near by on a plate"),
    "furniture": ("{} against the wall", "{} in the corner"),
    "big": ("{} in the window, far off", "{} in a picture on the wall"),
    "vehicle": ("{} in the window, waiting", "{} in a picture on the wall"),
    "opening": ("{} half in shadow", "{} at the far end"),
    "way": ("{} in the window, going uphill", "{} in a picture on the wall"),
    "thing": ("{} in the corner", "{} against the wall", "{} in the doorway"),
}  # fmt: skip
_SWIMMERS = {
    True: ("{} far out", "the dark back of {} in the water"),
    False: ("a cloud in the shape of {}", "{} painted on a wall"),
}
_THIN = {
    "shadow": "a long shadow across the ground", "smoke": "smoke going straight up", "dust": "dust in the light", "light": "a strip of light across it",
    "line": "one thin line along the edge", "horizon": "the horizon a ruled line", "wave": "a wave about to break", "tide": "the tide far out", "roof": "a roof behind",
    "balcony": "a balcony above, with washing", "wire": "one wire across the sky", "face": "a face in the shade", "hand": "a hand held up against the light",
    "footstep": "a footstep in the dust", "neon": "a line of neon", "ice": "ice along the edge", "fire": "a small fire burning", "straw": "straw on the ground",
    "hay": "hay piled up behind", "spring water": "spring water running over stones",
}  # fmt: skip
_SKY = {
    "sun": ("the sun above", "the sun low behind"), "moon": ("the moon above", "the moon in thin cloud"), "star": ("one star above", "a first star"),
    "cloud": ("one cloud overhead", "a cloud passing over"), "rain": ("rain falling", "rain coming down in long lines"), "storm": ("a storm coming up behind", "a storm on the horizon"),
    "lightning": ("lightning far off", "one flash of lightning behind"), "wind": ("everything bent by the wind", "the wind in everything"), "mist": ("mist over everything", "the far things lost in mist"),
    "fog": ("fog all around", "the far things lost in fog"), "snow": ("snow falling", "new snow on everything"), "frost": ("frost on every edge", "white with frost"), "dew": ("dew on everything", "dew in the grass"),
    "rainbow": ("a rainbow behind", "a rainbow from edge to edge"), "sky": ("the sky enormous above", "three quarters of it sky"),
}  # fmt: skip
_SKY_IN = {
    "sun": ("the sun in the window", "a patch of sun on the wall"), "moon": ("the moon in the window",), "star": ("one star in the window",),
    "cloud": ("one cloud in the window",), "rain": ("rain on the windowpane", "rain running down the glass"), "storm": ("a storm outside the window",),
    "lightning": ("lightning in the window",), "wind": ("the wind in the curtain",), "mist": ("mist behind the glass",), "fog": ("fog behind the glass",),
    "snow": ("snow falling behind the glass", "snow on the sill outside"), "frost": ("frost on the windowpane",), "dew": ("dew on the sill",),
    "rainbow": ("a rainbow in the window",), "sky": ("nothing but sky in the window",), "thunder": ("thunder outside",),
}  # fmt: skip
_PLACES = {
    "sea": ("and beyond it the sea", "the sea a bright line behind"), "mountains": ("{} blue behind", "{} above everything"), "town": ("{} far off", "{} small in the distance"),
    "forest": ("{} dark behind", "{} beginning just there"), "garden": ("and beyond a low wall {}", "{} in bloom behind"), "lake": ("{} shining below", "and below it {}"),
    "land": ("{} going on behind", "{} behind, one color after another"),
}  # fmt: skip
_SEASONS = {
    "spring": (("young leaves everywhere", "a last cool wind", "the first green around"), ("a branch of blossom in a glass", "the window open")),
    "summer": (("the grass high", "the air warm and thick", "everything deep green"), ("the shutters half closed", "a bowl of cherries near")),
    "autumn": (("leaves on the ground", "rust and amber all around", "a smell of smoke"), ("a red leaf on the sill", "yellow pears in a bowl")),
    "winter": (("snow on the ground", "every branch bare", "the air like glass"), ("frost on the window", "snow light on the ceiling")),
}  # fmt: skip


def extra(line: str, c: Concept, called: str, inside: bool, place: Concept | None, rng: random.Random) -> str:
    """`line` with `c` in it, who is `called` so; "" where it does not go there."""
    body = line.removesuffix(".")
    kind = sort(c)
    if kind == "hour":
        return "" if stage(line).says & _TIMES else f"{body}, {c.at[0]}."
    if kind == "idea":
        said = rng.choice(("something of {} in the air", "a picture of {}"))
        return f"{body}: {said.format(c.one if not c.one.startswith('the ') else c.noun)}."
    if c.kind == "sky":
        known = _SKY_IN if inside else _SKY
        said = rng.choice(known.get(c.id, (f"{c.one} outside the window" if inside else f"{c.one} above",)))
        return "" if words(said) & words(body) else f"{body}, {said}."
    if kind == "room":
        return f"{body}, and behind one lit window {c.definite}."
    if kind == "place":
        if inside:
            return f"{body}, {c.definite} in the window."
        home = next((h for h in _PLACES if h in classes(c)), "land")
        said = rng.choice(_PLACES[home]).replace("the sea", c.definite) if home == "sea" else rng.choice(_PLACES[home])
        return f"{body}, {said.format(c.definite)}."
    if stage(line).says & {"night"} and kind in ("bird", "insect") and c.id not in _AT_NIGHT:
        return ""
    told = words(line)
    for _ in range(_TRIES):
        said = _shown(c, called, kind, inside, place, rng)
        # "Her shadow on the wall, and an umbrella against the wall" drones.
        if not words(said) & told:
            return f"{body}, and {said}."
    return ""


def in_season(line: str, season: Concept, first: bool, inside: bool, rng: random.Random) -> tuple[str, str]:
    """`line` in a season, and what shows it: it is named at the head of the first scene, seen in the others."""
    if first:
        return f"{sentence(season.noun)}: {_low(line)}", ""
    outside, within = _SEASONS[season.id]
    said = rng.choice(within if inside else outside)
    return f"{line.removesuffix('.')}, {said}.", said


def _shown(c: Concept, called: str, kind: str, inside: bool, place: Concept | None, rng: random.Random) -> str:
    wordings: Sequence[str]
    if kind == "thin":
        return _THIN.get(c.id, f"{called} close by")
    if kind == "swimmer" and not inside:
        wet = place is not None and bool(classes(place) & habitats(c) & {"sea", "lake"})
        wordings = _SWIMMERS[wet]
    else:
        wordings = (_IN if inside else _OUT).get(
            "afloat" if "afloat" in parts(c) and not inside else kind, _OUT["thing"]
        )
    return rng.choice(wordings).format(called)


def _low(line: str) -> str:
    """A line behind a colon: its first word small, but for names."""
    return (
        line[:1].lower() + line[1:]
        if re.match(r"(An?|The|One|Two|At|In|On|By|Under|Late|Early|After|Just|With|Against)\b", line)
        else line
    )

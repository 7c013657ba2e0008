"""The muse `concepts`: finds what a line is about and develops it along light, weather, season, medium, composition, mood.

Candidates come from the phrases that fit the place and do not gainsay the line; they are ranked by nearness to the
line in meaning, by how much they differ from each other (maximal marginal relevance: Carbonell and Goldstein, 1998),
and by how rarely their phrases were used.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

import torch

from studio.art.muse import forms
from studio.art.muse.phrases import PHRASES, SKETCHES, Phrase
from studio.art.words import encoder
from studio.art.words.lexicon import Hit, find, words_of
from studio.core.errors import UserError
from studio.core.progress import Context
from studio.core.words import Variant

CANDIDATES = 32
MOST = 20
_LONGEST = 400
"""Characters of the line that a development keeps."""
_PAIRS = (
    ("light", "medium"), ("light", "mood"), ("weather", "medium"), ("season", "light"), ("composition", "light"),
    ("season", "medium"), ("mood", "medium"), ("composition", "weather"), ("light", "weather"), ("season", "mood"),
    ("light", "medium", "composition"), ("weather", "mood", "medium"), ("season", "composition", "medium"),
)  # fmt: skip
_ALL = ("light", "weather", "season", "composition", "medium", "mood")
_CLASH = {
    ("Moonlit", "Clear sky"), ("Night", "Overcast"), ("Night", "After rain"), ("Moonlit", "After rain"), ("Noon", "Lonely"),
    ("Night", "Big clouds"), ("Noon", "Dreamlike"), ("Blossom time", "Wistful"), ("High summer", "Mist"),
    ("Winter", "After rain"), ("Snowfall", "Noon"), ("Snowfall", "Sunset"), ("Snowfall", "Backlight"), ("Joyful", "Gathering storm"),
    ("Calm", "Gathering storm"), ("Serene", "Gathering storm"), ("Ink", "Fierce"), ("Ink", "Joyful"), ("Ink", "Tender"),
    ("Sunset", "Overcast"), ("Low sun", "Overcast"), ("Backlight", "Overcast"), ("Rain", "Low sun"), ("Rain", "Moonlit"),
    ("Backlight", "Rain"), ("Sunrise", "Rain"), ("Morning", "Overcast"), ("Noon", "Overcast"), ("Snowfall", "Joyful"),
    ("Snowfall", "Rain"), ("Winter", "Rain"), ("Snowfall", "After rain"), ("Snowfall", "Clear sky"),
    ("Sunset", "Clear sky"), ("Afterglow", "Overcast"), ("Morning", "Gathering storm"), ("Noon", "Gathering storm"),
}  # fmt: skip


@dataclass(frozen=True)
class _Draft:
    text: str
    phrases: tuple[Phrase, ...]


def develop(
    ctx: Context, *, text: str, count: int, seed: int, form: str, boldness: float, lang: str = "auto"
) -> tuple[Variant, ...]:
    """`count` developments of the line, different from each other; the same seed gives the same ones. For any form but
    "prompts" see `forms.write`.

    Raises `UserError` for an empty line, a count out of 1..20 or an unknown form.
    """
    line = _tidy(text)
    if not line:
        raise UserError("Write a line first: a place, a light, a thing.")
    if not 1 <= count <= MOST:
        raise UserError(f"The muse writes 1 to {MOST} developments, not {count}.")
    if form != "prompts":
        return forms.write(ctx, text=line, form=form, count=count, seed=seed, lang=lang)
    rng = random.Random(seed)
    hits = find(words_of(line))
    subject = _subject(ctx, line, hits)
    drafts = _drafts(subject, hits, rng, boldness)
    ctx.progress(0.3)
    vectors, _models = encoder.encode(ctx, [line, *(d.text for d in drafts)])
    chosen = _rank(drafts, vectors[0], vectors[1:], count, boldness)
    ctx.progress(1.0)
    return tuple(Variant(d.text, tuple((p.axis, p.title) for p in d.phrases)) for d in chosen)


def _tidy(text: str) -> str:
    line = " ".join(text.split()).strip(" ,.;:!?–-…\"'“”")
    return line[:_LONGEST].rsplit(" ", 1)[0] if len(line) > _LONGEST else line


def _subject(ctx: Context, line: str, hits: list[Hit]) -> list[str]:
    """The line itself; for one that names nothing to be seen, the line with scenes that can carry it."""
    if any(h.concept.axis in ("subject", "season", "weather", "light") and not h.denied for h in hits):
        places = [h for h in hits if h.concept.axis == "subject" and not h.denied]
        if places:
            return [line]
    vectors, _ = encoder.encode(ctx, [line, *(about for about, _ in SKETCHES)])
    nearness = vectors[1:] @ vectors[0]
    # Always more than one: what a feeling looks like is the artist's to choose.
    order = torch.topk(nearness, 5).indices.tolist()
    best = [i for rank, i in enumerate(order) if rank < 3 or nearness[i] > nearness.max() - 0.16]
    return [f"{line}: {SKETCHES[i][1]}" for i in best]


def _drafts(subjects: list[str], hits: list[Hit], rng: random.Random, boldness: float) -> list[_Draft]:
    said = {h.concept.axis for h in hits}
    out: list[_Draft] = []
    seen: set[str] = set()
    tries = 0
    while len(out) < CANDIDATES and tries < CANDIDATES * 12:
        tries += 1
        subject = subjects[tries % len(subjects)]
        inside = find(words_of(subject))
        scene = next((h.concept.effects["scene"] for h in inside if "scene" in h.concept.effects), "landscape")
        spoken = {h.concept.axis for h in inside}
        wanted = [*rng.choice(_PAIRS if boldness > 0.35 else _PAIRS[:10])]
        wanted += [a for a in rng.sample(_ALL, len(_ALL)) if a not in wanted]
        # What the artist said stays as it is; a bold muse may still turn the medium.
        axes = [a for a in wanted if a not in spoken or (a in ("medium", "mood") and a not in said)]
        limit = 3 if boldness > 0.35 and rng.random() < 0.3 else 2
        picked: list[Phrase] = []
        for axis in axes:
            phrase = _pick(axis, str(scene), inside, rng)
            if phrase is not None and len(picked) < limit and not _clashes([*picked, phrase]):
                picked.append(phrase)
        if not picked or _clashes(picked):
            continue
        text = _compose(subject, picked, rng)
        key = " ".join(sorted(p.title for p in picked)) + subject
        if key not in seen:
            seen.add(key)
            out.append(_Draft(text, tuple(picked)))
    if not out:
        # All axes are spoken for: the medium can always change.
        out = [_Draft(_compose(subjects[0], [p], rng), (p,)) for p in PHRASES if p.axis == "medium"]
    return out


def _pick(axis: str, scene: str, hits: list[Hit], rng: random.Random) -> Phrase | None:
    inside = scene in ("stilllife", "interior")
    group = "abstract" if scene == "abstract" else "in" if inside else "out"
    fitting = [p for p in PHRASES if p.axis == axis and (group in p.places or "any" in p.places)]
    ids = {h.concept.id for h in hits}
    if ids & {"nightsky", "night", "moonlight"}:
        fitting = [
            p
            for p in fitting
            if p.title not in ("After rain", "Clear sky", "Overcast", "Joyful", "Backlight", "Blossom time")
        ]
    if ids & {"snow", "winter", "snowfall", "snowy peaks"}:
        warm = (
            "After rain",
            "Rain",
            "Spring",
            "Blossom time",
            "High summer",
            "Autumn",
            "Late autumn",
            "Gathering storm",
        )
        fitting = [p for p in fitting if p.title not in warm]
    if ids & {"garden", "meadow", "poppies", "lavender", "sunflowers", "tulips", "daisies", "blossom", "flowers"}:
        fitting = [p for p in fitting if p.title not in ("Winter", "Snowfall", "Late autumn", "Autumn")]
    if ids & {"spring", "summer", "autumn"}:
        fitting = [p for p in fitting if p.title not in ("Winter", "Snowfall")]
    if ids & {"sunset", "golden hour", "sunrise", "dawn"}:
        fitting = [p for p in fitting if p.title not in ("Overcast", "Rain")]
    if ids & {"tropics", "palms", "desert", "mediterranean"}:
        fitting = [p for p in fitting if p.title not in ("Winter", "Snowfall", "Autumn", "Late autumn", "Blossom time")]
    if scene in ("seascape", "city", "nightsky"):
        fitting = [p for p in fitting if p.title not in ("Blossom time", "Autumn", "Late autumn", "Framed")]
    if axis == "season" and inside:
        return None
    return rng.choice(fitting) if fitting else None


def _clashes(picked: list[Phrase]) -> bool:
    titles = [p.title for p in picked]
    return any((a, b) in _CLASH or (b, a) in _CLASH for a in titles for b in titles)


def _compose(subject: str, picked: list[Phrase], rng: random.Random) -> str:
    """The line, then its phrases in the order in which they are said best."""
    order = {"season": 0, "light": 1, "weather": 2, "composition": 3, "mood": 4, "medium": 5}
    phrases = sorted(picked, key=lambda p: order[p.axis])
    out = subject
    for number, phrase in enumerate(phrases):
        text = phrase.text
        direct = number == 0 and re.match(r"(in|at|on|by|under|beneath|before|after|against|seen|framed) ", text)
        # "boats at dusk", but "boats at the quay, at dusk": a line with a comma or a place of its own keeps apart.
        glue = " " if direct and "," not in out and ":" not in out and len(out.split()) <= 6 else ", "
        out += glue + text
    return out


def _rank(drafts: list[_Draft], line: torch.Tensor, vectors: torch.Tensor, count: int, boldness: float) -> list[_Draft]:
    """Maximal marginal relevance, with a penalty for phrases and axes that were taken already."""
    near = (vectors @ line).tolist()
    alike = vectors @ vectors.T
    weight = 0.75 - 0.45 * boldness
    chosen: list[int] = []
    used: dict[str, int] = {}
    while len(chosen) < min(count, len(drafts)):
        best, best_score = -1, -1e9
        for i, draft in enumerate(drafts):
            if i in chosen:
                continue
            other = max((float(alike[i, j]) for j in chosen), default=0.0)
            repeats = sum(used.get(p.title, 0) * 0.5 + used.get(p.axis, 0) * 0.06 for p in draft.phrases)
            same_start = sum(
                drafts[j].text.split(":")[-1].split(",")[0] == draft.text.split(":")[-1].split(",")[0] for j in chosen
            )
            score = (
                weight * near[i]
                - (1 - weight) * other
                - 0.35 * repeats
                - (0.25 * same_start if ":" in draft.text else 0)
            )
            if score > best_score:
                best, best_score = i, score
        chosen.append(best)
        for p in drafts[best].phrases:
            used[p.title] = used.get(p.title, 0) + 1
            used[p.axis] = used.get(p.axis, 0) + 1
    return [drafts[i] for i in chosen]

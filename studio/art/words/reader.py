"""Reads a line: the factors that it speaks of, and what it asks for in vain."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import torch

from studio.art.generators.scenes.factors import BY_NAME
from studio.art.words import encoder
from studio.art.words.chinese import has_chinese, to_english
from studio.art.words.lexicon import Hit, find, words_of
from studio.art.words.net import WordsNet, decode
from studio.art.words.unknown import (
    MARGIN,
    PROTOTYPES_DRAWN,
    PROTOTYPES_NOT_DRAWN,
    candidates,
    is_known,
    sentence,
)
from studio.core import emphasis
from studio.core.errors import UserError
from studio.core.params import FloatParam, Param, Value
from studio.core.paths import resource
from studio.core.progress import Context

NET_KEY = "words-net"
LONGEST = 2000
"""Characters that are read of a line."""
NEXT_TO_NOTHING = 0.08
"""Share of its range up to which a factor tells that there is none: "calm" is hardly any waves."""
_PLACES = frozenset({"daytime", "season", "sun_x", "subject_x", "streak", "rugged"})
_RESTS = {"subject_size": 0.5, "horizon": 0.45}
SURE = 0.5
"""Probability from which the net's opinion that a factor is spoken of counts."""


@dataclass(frozen=True)
class Reading:
    """`values`: a value for every factor, `mentioned`: those that the line speaks of. `notes`: sentences for the
    artist. `models`: id -> SHA-256 of what read it."""

    values: dict[str, Value]
    mentioned: frozenset[str]
    notes: tuple[str, ...] = ()
    models: Mapping[str, str] = field(default_factory=dict)
    hits: tuple[Hit, ...] = ()


def load_net(device: str) -> tuple[WordsNet, str]:
    """The shipped net and the digest of its weights. Raises `UserError` when they are damaged."""
    import hashlib

    from safetensors.torch import load

    path = resource("models", "words", "words.safetensors")
    try:
        data = path.read_bytes()
        hidden = json.loads(path.with_suffix(".json").read_text("utf-8"))["plan"]["hidden"]
        net = WordsNet(hidden)
        net.load_state_dict({k: v.float() for k, v in load(data).items()})
    except Exception as error:
        raise UserError(f"The words net in {path} cannot be read: install Pentimento anew ({error}).") from None
    return net.eval(), hashlib.sha256(data).hexdigest()


def read(ctx: Context, text: str) -> Reading:
    """What `text`, English or Chinese, says; emphasis such as `(boats:1.8)` makes more or less of a thing. Raises `UserError` for an empty line."""
    marked = " ".join(text[: 2 * LONGEST].split())[:LONGEST]
    foreign: tuple[str, ...] = ()
    if has_chinese(marked):
        marked, foreign = _in_english(marked)
    line = emphasis.plain(marked).strip()
    if not line:
        raise UserError("Write a line first: a place, a light, a thing.")
    weighed = [(word, run.weight) for run in emphasis.runs(marked) for word in words_of(run.text)]
    words = [word for word, _ in weighed]
    hits = find(words)
    covered = {k for h in hits for k in range(h.start, h.end)}
    open_words = candidates(line, covered)
    vectors, models = encoder.encode(ctx, [line, *open_words])
    with ctx.lease(NET_KEY, partial(load_net), 3.0) as (net, digest):
        guess, chances = decode(net, vectors[0])
    values: dict[str, Value] = dict(guess)
    mentioned = {name for name, chance in chances.items() if chance > SURE and name != "scene"}
    said = _said(hits, [weight for _, weight in weighed], open_words)
    if said:
        # Where the lexicon knows the words, the net only adds what no word of them names.
        mentioned = {n for n in mentioned if chances[n] > 0.75} if open_words else set()
    values.update(said)
    mentioned |= set(said) | {"scene"}
    notes = _notes(ctx, line, open_words, vectors[1:], hits)
    if foreign:
        notes = (*notes, f"Not understood: {'、'.join(foreign)}.")
    return Reading(values, frozenset(mentioned), notes, {**models, "words": digest}, tuple(hits))


def scenes(ctx: Context, lines: Sequence[str], vectors: torch.Tensor) -> list[str]:
    """The scene in which each of `lines` is painted, as `read` finds it; English, with their sentence vectors (n, 384)."""
    out = []
    with ctx.lease(NET_KEY, partial(load_net), 3.0) as (net, _digest):
        for marked, vector in zip(lines, vectors, strict=True):
            line = emphasis.plain(marked)
            words = words_of(line)
            hits = find(words)
            open_words = candidates(line, {k for h in hits for k in range(h.start, h.end)})
            said = _said(hits, [1.0] * len(words), open_words)
            out.append(str(said["scene"] if "scene" in said else decode(net, vector)[0]["scene"]))
    return out


def _said(hits: list[Hit], weights: Sequence[float], open_words: Sequence[str]) -> dict[str, Value]:
    """Factors that the lexicon reads, with a place for things that have none, unless a word that it lacks may name one."""
    said = _by_lexicon(hits, weights)
    if said and "scene" not in said and not open_words:
        said.update(_place_of(said))
    return said


def _in_english(marked: str) -> tuple[str, tuple[str, ...]]:
    """A Chinese line with its emphasis in English, and the words that were not understood."""
    told = [(to_english(run.text), run.weight) for run in emphasis.runs(marked)]
    english = ", ".join(emphasis.written(t.text, w) if w != 1.0 else t.text for t, w in told if t.text)
    return english or "a picture", tuple(dict.fromkeys(u for t, _ in told for u in t.unknown))


def _by_lexicon(hits: list[Hit], weights: Sequence[float]) -> dict[str, Value]:
    """Factors of the concepts in a line; the first place named is the scene, an amount word scales its thing, and so does
    emphasis: `weights` of the words, 1 where there is none."""
    out: dict[str, Value] = {}
    scenes = [h for h in hits if "scene" in h.concept.effects and not h.denied]
    # A place that is named as such goes before a thing that merely suggests one ("boats in the harbor of a village").
    for hit in sorted(hits, key=lambda h: (h not in scenes, -(h.end - h.start), h.start)):
        for name, value in hit.concept.effects.items():
            param = BY_NAME[name]
            if hit.denied:
                if isinstance(param, FloatParam) and name not in out and param.lo == 0.0:
                    out[name] = 0.0
                continue
            if name == "scene" and "scene" in out:
                continue
            if (
                isinstance(param, FloatParam)
                and isinstance(value, float | int)
                and hit.amount != 1.0
                and param.lo == 0.0
            ):
                value = round(min(param.hi, max(param.lo, value * hit.amount)), 3)
            out.setdefault(name, _weighed(param, value, sum(weights[hit.start : hit.end]) / (hit.end - hit.start)))
    _reconcile(out, {h.concept.id for h in hits if not h.denied})
    return out


def _weighed(param: Param, value: Value, weight: float) -> Value:
    """`value` as much farther from its rest as the words are emphasized. Places and hours are no amounts, and what is
    hardly there is a way of saying no: both stay."""
    if not isinstance(param, FloatParam) or not isinstance(value, float | int) or weight == 1.0:
        return value
    rest = _RESTS.get(param.name, 0.0 if param.origin is None else param.origin)
    if param.name in _PLACES or abs(value - rest) <= NEXT_TO_NOTHING * (param.hi - param.lo):
        return value
    return round(min(param.hi, max(param.lo, rest + (value - rest) * weight)), 3)


def _reconcile(out: dict[str, Value], ids: set[str]) -> None:
    """What concepts mean together."""
    if "city" in ids or "manhattan" in ids or "paris" in ids:
        if out.get("scene") != "city":
            out.setdefault("buildings", 0.85)
        if "nightsky" not in ids and out.get("scene") == "nightsky":
            out["scene"] = "city"
    if (
        {"lake", "river"} & ids
        and out.get("scene") == "seascape"
        and not ids & {"seascape", "mediterranean", "waves", "beach", "harbor"}
    ):
        out["scene"] = "landscape"
        out["water"] = 0.5
    if "vase" in ids and out.get("scene") in ("landscape", "garden"):
        out["scene"] = "stilllife"
    if "village" in ids and out.get("scene") in ("landscape", "stilllife"):
        out["scene"] = "village"
    if "snow" in ids and "snowy peaks" not in ids and "season" in out and ids & {"spring", "summer", "autumn"}:
        out["snow"] = 0.45
    if out.get("scene") == "interior" and ids & {"seascape", "mountains", "garden", "city"}:
        out["window"] = max(float(out.get("window", 0.0)), 0.8)


def _place_of(said: Mapping[str, Value]) -> dict[str, Value]:
    """The scene that things without a place belong to."""
    if float(said.get("boats", 0) or 0) > 0 and "water" not in said:
        return {"scene": "seascape"}
    if float(said.get("church", 0) or 0) > 0 or float(said.get("buildings", 0) or 0) > 0.2:
        return {"scene": "village"}
    if float(said.get("candle", 0) or 0) > 0:
        return {"scene": "stilllife"}
    if float(said.get("waves", 0) or 0) > 0.5:
        return {"scene": "seascape"}
    return {"scene": "landscape"}


def _notes(ctx: Context, line: str, open_words: list[str], vectors: torch.Tensor, hits: list[Hit]) -> tuple[str, ...]:
    missing = [w for w in open_words if is_known(w)]
    rest = [(w, v) for w, v in zip(open_words, vectors, strict=True) if not is_known(w)]
    if rest:
        with ctx.lease("words-prototypes", partial(_prototypes, ctx), 0.1) as (drawn, not_drawn):
            for word, vector in rest:
                if float((not_drawn @ vector).max()) > float((drawn @ vector).max()) + MARGIN:
                    missing.append(word)
    notes = [sentence(missing)] if missing else []
    if not hits and not missing and all(w not in line.lower() for w in ("abstract", "painting")):
        notes.append("None of these words name a thing this generator draws: it follows their mood.")
    return tuple(notes)


def _prototypes(ctx: Context, _device: str) -> tuple[torch.Tensor, torch.Tensor]:
    drawn, _ = encoder.encode(ctx, PROTOTYPES_DRAWN)
    not_drawn, _ = encoder.encode(ctx, PROTOTYPES_NOT_DRAWN)
    return drawn, not_drawn


def warm(ctx: Context) -> None:
    """Loads what reading needs and reads one line."""
    read(ctx, "a sailing boat on a quiet lake")

"""How good a trained model is: alike to its data, faithful to pictures, obedient to factors and words."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from studio.art.generators.scenes.factors import BY_NAME
from studio.art.generators.worlds import World
from studio.art.latent import resolve, spaces
from studio.art.latent.loaded import Loaded
from studio.art.models import folder as model_folder
from studio.art.nets.factor_net import FactorNet
from studio.art.training.data import PAINTED, Source, open_source
from studio.art.training.factor_net import train_factor_net
from studio.art.training.measures import features, fid, kid, load_judge, perceptual_distance, psnr
from studio.art.training.painted import item, paint_all, read_all
from studio.art.training.pictures import to_floats
from studio.art.training.trained import begun
from studio.core.errors import UserError
from studio.core.moves import Anchor
from studio.core.params import ChoiceParam, FloatParam, Value
from studio.core.paths import cache_dir
from studio.core.progress import Context

FEWEST_MEASURED = 8
"""Pictures below which two sets cannot be compared."""
UNSEEN = 50_000_000
"""Numbers of painted pictures from here on are in no training set."""
BASES = 24
"""Pictures of which each factor is moved."""
SPOKEN = 120
"""Captions of the test of words."""
REFEREE_SIZE, REFEREE_PICTURES, REFEREE_STEPS, REFEREE_SEED = 64, 5_000, 1_000, 8_191
NEAR = 0.5
"""A told number, -1..1, was followed when it is read off within a quarter of the whole range."""
NEAR_ANGLE = 1 / 8
"""The same of what goes round, in rounds: an hour of the day within three hours, a season within six weeks."""


def evaluate(
    ctx: Context, *, model: str, data: str, judge: str, seed: int, pictures: int, referee: bool
) -> dict[str, Any]:
    """See `catalog.EVALUATE`. Raises `UserError`."""
    folder = model_folder.read(Path(model))
    loaded = spaces.open_folder(folder, ctx.device, folder.path.name)
    named = load_judge(Path(judge)) if judge else None
    eyes = named or load_judge() or loaded.judge
    if eyes is None:
        raise UserError("There is no net here that could look at the pictures: name a model that has one with --judge.")
    eyes = eyes.to(ctx.device)
    source = _source(ctx.part(0.0, 0.1), folder, data, seed, pictures)
    notes = list(source.notes)
    try:
        figures = figures_of(ctx.part(0.1, 0.4), loaded, eyes, source, pictures, seed)
    finally:
        source.close()
    found: dict[str, Any] = {
        "model": folder.title, "kind": folder.kind, "data": source.about, "pictures": pictures, "figures": figures
    }  # fmt: skip
    if min(pictures, source.count - source.held) < 2 * eyes.features:
        notes.append("So few pictures tell sets apart badly: a distance is worth what it exceeds that of real ones by.")
    place = loaded.world
    if place is not None:
        reader = trained_referee(ctx.part(0.5, 0.2), place) if referee else named or loaded.judge
        if reader is None or reader.factors != place.width:
            notes.append("No net here reads the factors of this world: whether they are followed was not measured.")
        else:
            if reader is loaded.judge:
                notes.append(
                    "Factors were read by the net that the model was trained with, which flatters it: --set referee=yes "
                    "trains another."
                )
            with torch.no_grad():
                found["factors"] = obedience(ctx.part(0.7, 0.1), loaded, place, reader.to(ctx.device), seed)
                found["words"] = spoken(ctx.part(0.8, 0.2), loaded, place, reader, seed)
    return found | {"notes": notes}


def trained_referee(ctx: Context, place: World) -> FactorNet:
    """A net that reads a world's factors and that no generator was trained with: other pictures, another seed. Takes
    minutes; kept in the cache."""
    data = read_all(paint_all(ctx.part(0.0, 0.7), place, REFEREE_SIZE, REFEREE_PICTURES), REFEREE_PICTURES)
    folder = cache_dir() / "training" / f"referee-{place.id}"
    folder.mkdir(parents=True, exist_ok=True)
    return train_factor_net(
        ctx.part(0.7, 0.3), data, folder, steps=REFEREE_STEPS, seed=REFEREE_SEED, name="referee"
    )  # fmt: skip


@torch.no_grad()
def figures_of(
    ctx: Context, loaded: Loaded, net: FactorNet, source: Source, pictures: int, seed: int
) -> dict[str, float]:
    """`pictures` of the model against as many that it learned from, in the eyes of `net`, and held out ones through its
    code where it has an encoder."""
    real = to_floats(source.seen(pictures), "cpu")
    held = to_floats(source.held_out(min(128, pictures)), "cpu")
    made = _made(ctx.part(0.0, 0.8), loaded, pictures, seed)
    return _alike(ctx, net, made, real, seed) | _through_code(ctx.part(0.8, 0.2), loaded, net, held)


def _source(ctx: Context, folder: model_folder.ModelFolder, data: str, seed: int, pictures: int) -> Source:
    before = begun(folder.path)
    if not data:
        data = before.data if before is not None else f"{PAINTED}{folder.world}" if folder.world else ""
    if not data:
        raise UserError(f"It is not known what “{folder.title}” was trained on: name pictures with --data.")
    return open_source(
        ctx, data, size=folder.size, seed=before.seed if before else seed, steps=1, pictures=pictures,
    )  # fmt: skip


def _made(ctx: Context, loaded: Loaded, count: int, seed: int) -> Tensor:
    """Pictures as the model makes them of chance, float (count, 3, size, size) on the processor."""
    codes = loaded.space.typical(count, seed)
    out = []
    for at in range(0, count, 16):
        some = codes[at : at + 16]
        out.append(loaded.space.render(some, range(seed + at, seed + at + len(some))).float().clamp(-1, 1).cpu())
        ctx.progress(min(1.0, (at + 16) / count), f"Painted {min(count, at + 16)} of {count} pictures", None)
    return torch.cat(out)


def _alike(ctx: Context, net: FactorNet, made: Tensor, real: Tensor, seed: int) -> dict[str, float]:
    if len(real) < FEWEST_MEASURED:
        raise UserError(f"{len(real)} pictures are too few to compare with: {FEWEST_MEASURED} are the least.")
    a, b = features(net, made, ctx.check), features(net, real, ctx.check)
    distance, error = kid(a, b, seed)
    floor, _ = kid(b[::2], b[1::2], seed)
    return {
        "kid": 1000 * distance, "kid_error": 1000 * error, "kid_real": 1000 * floor, "fid": fid(a, b),
        "fid_real": fid(b[::2], b[1::2]),
    }  # fmt: skip


def _through_code(ctx: Context, loaded: Loaded, net: FactorNet, pictures: Tensor) -> dict[str, float]:
    """Pictures into the latent space by the model's encoder and back."""
    out = []
    for number, some in enumerate(torch.split(pictures, 16)):
        codes = loaded.space.guess(some.to(loaded.space.device))
        if codes is None:
            return {}
        out.append(loaded.space.render(codes, [0] * len(some)).float().clamp(-1, 1).cpu())
        ctx.progress(min(1.0, (number + 1) * 16 / len(pictures)), "Put pictures through the code")
    again = torch.cat(out)
    return {"psnr": psnr(again, pictures), "perceptual": perceptual_distance(net, again, pictures)}


# -- factors ---------------------------------------------------------------------------------------------------------


def obedience(ctx: Context, loaded: Loaded, place: World, net: FactorNet, seed: int) -> list[dict[str, Any]]:
    """What a net reads when one factor is moved and nothing else: `own` = how far its reading goes with it (1: as far
    as it was told), `others` = the mean of how far the readings of all other factors go, `ratio` = own by others."""
    slots = [name for name, _ in place.slots()]
    rows = []
    bases = [item(place, UNSEEN + seed * 1_000 + k)[0] for k in range(BASES)]
    for number, name in enumerate(place.controls):
        ctx.progress(number / len(place.controls), f"Moved {name}")
        low, high = _ends(name, place)
        reads, told = [], []
        for value in (low, high):
            codes = [
                loaded.space.code(Anchor(seed + k, "", {}), {**_told(place, base), name: value}, 1.0)
                for k, base in enumerate(bases)
            ]
            pictures = loaded.space.render(torch.stack(codes), range(seed, seed + BASES)).float().clamp(-1, 1)
            reads.append(net(pictures).float().cpu())
            told.append(torch.tensor([place.encode({**base, name: value}) for base in bases]))
        mine = torch.tensor([slot == name for slot in slots])
        wanted = told[1] - told[0]
        went = reads[1] - reads[0]
        size = wanted[:, mine].square().sum(1).clamp_min(1e-6)
        own = float(((went * wanted)[:, mine].sum(1) / size).mean())
        others = float(went[:, ~mine].abs().mean() / wanted[:, mine].abs().mean().clamp_min(1e-6))
        rows.append({"factor": name, "own": own, "others": others, "ratio": own / max(others, 1e-6)})
    return rows


def _ends(name: str, place: World) -> tuple[Value, Value]:
    """Two values of a factor that look as different as can be."""
    param = BY_NAME[name]
    if isinstance(param, ChoiceParam):
        ids = tuple(place.scenes) if name == "scene" else param.ids
        return ids[0], ids[1 % len(ids)]
    assert isinstance(param, FloatParam)
    if name == "daytime":
        return 0.28, 0.5
    if name == "season":
        return 0.0, 0.5
    room = param.hi - param.lo
    return param.lo + 0.1 * room, param.hi - 0.1 * room


def _told(place: World, values: Mapping[str, Value]) -> dict[str, Value]:
    return {name: values[name] for name in place.controls}


# -- words -----------------------------------------------------------------------------------------------------------


def captions_for(place: World, count: int, seed: int) -> list[tuple[str, dict[str, Value]]]:
    """Captions of which nothing lies outside a world, and what they say of its factors."""
    from studio.art.words.grammar import caption

    rng = random.Random(f"words of {place.id}/{seed}")
    out: list[tuple[str, dict[str, Value]]] = []
    for _ in range(200 * count):
        written = caption(rng)
        said = {name: value for name, value in written.values.items() if name in place.controls}
        inside = written.values.get("scene", next(iter(place.scenes))) in place.scenes
        absent = any(
            isinstance(BY_NAME[name], FloatParam) and float(written.values.get(name, 0)) > 0.15 for name in place.absent
        )
        if inside and not absent and set(said) - {"scene"}:
            out.append((written.text, said))
            if len(out) == count:
                break
    return out


def spoken(ctx: Context, loaded: Loaded, place: World, net: FactorNet, seed: int) -> dict[str, Any]:
    """Whether a net reads off the pictures what unseen captions said: the share of what was said that is right, for
    each factor and in all, and by chance (the same pictures, captions of others)."""
    sentences = captions_for(place, SPOKEN, seed)
    slots = list(place.slots())
    reads = []
    for k, (text, _) in enumerate(sentences):
        ctx.progress(k / len(sentences), f"Painted {k} of {len(sentences)} sentences")
        code = resolve.code_of(ctx, loaded, Anchor(seed + k, text, {}))
        picture = loaded.space.render(code[None], [seed + k]).float().clamp(-1, 1)
        reads.append(net(picture)[0].float().cpu())
    right: dict[str, list[float]] = {}
    luck: list[float] = []
    for k, (_, said) in enumerate(sentences):
        other = reads[(k + len(reads) // 2) % len(reads)]
        for name, value in said.items():
            right.setdefault(name, []).append(_followed(place, slots, name, value, reads[k]))
            luck.append(_followed(place, slots, name, value, other))
    every = [v for values in right.values() for v in values]
    return {
        "sentences": len(sentences),
        "accuracy": sum(every) / max(1, len(every)),
        "chance": sum(luck) / max(1, len(luck)),
        "factors": {name: {"said": len(v), "right": sum(v) / len(v)} for name, v in sorted(right.items())},
    }


def _followed(place: World, slots: list[tuple[str, str]], name: str, value: Value, read: Tensor) -> float:
    at = [k for k, (slot, _) in enumerate(slots) if slot == name]
    told = torch.tensor(place.encode({name: value}))[at]
    seen = read[at]
    if isinstance(BY_NAME[name], ChoiceParam):
        return float(int(told.argmax()) == int(seen.argmax()))
    if len(at) == 2:
        turn = (torch.atan2(told[0], told[1]) - torch.atan2(seen[0], seen[1])) / (2 * torch.pi)
        return float(abs(float(turn - turn.round())) < NEAR_ANGLE)
    return float(float((told - seen).abs().max()) < NEAR)


# -- as text ---------------------------------------------------------------------------------------------------------


def table(found: Mapping[str, Any]) -> list[str]:
    """Lines for people."""
    from studio.art.training.card import MEANS

    lines = [f"{found['model']} ({found['kind']}), {found['pictures']} pictures, compared with {found['data']}", ""]
    width = max(len(name) for name in found["figures"])
    lines += [f"  {k:<{width}}  {v:9.4g}  {MEANS.get(k, '')}".rstrip() for k, v in found["figures"].items()]
    if "factors" in found:
        lines += ["", "  factor        own  others  ratio"]
        lines += [
            f"  {r['factor']:<11} {r['own']:6.2f} {r['others']:7.3f} {r['ratio']:6.1f}" for r in found["factors"]
        ]  # fmt: skip
    if "words" in found:
        words = found["words"]
        lines += [
            "",
            f"  {words['sentences']} unseen sentences: {words['accuracy']:.0%} of what they say is seen "
            f"(by chance {words['chance']:.0%})",
        ]
        lines += [f"  {k:<11} {v['right']:6.0%} of {v['said']}" for k, v in words["factors"].items()]
    return lines + [""] * bool(found["notes"]) + list(found["notes"])

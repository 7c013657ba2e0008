"""The verb about models: what there is, adding, removing, measuring, choosing how they are computed."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.cli.options import Worker, explained, printed, tell, whole
from studio.core.errors import UnknownNameError, UserError
from studio.engine.request import Request

if TYPE_CHECKING:
    from studio.art.models.lighter import Figures, Measured
    from studio.session.model_list import Model

ACTIONS = ("list", "add", "remove", "measure", "choose")


def models(given: argparse.Namespace) -> int:
    """Does ACTION with WHAT."""
    actions = {"list": _list, "add": _add, "remove": _remove, "measure": _measure, "choose": _choose}
    if given.action not in actions:
        raise UnknownNameError("action on models", given.action, ACTIONS)
    if given.action != "list" and not given.what:
        what = "a file or folder" if given.action == "add" else "the id of a model: `pentimento models` lists them"
        raise UserError(f"`models {given.action}` needs {what}.")
    if given.action == "list" and given.what:
        raise UserError(f"“{given.what}” is more than `models list` takes.")
    return actions[given.action](given)


def _list(given: argparse.Namespace) -> int:
    everything = _all()
    if given.json:
        _json([describe(m) for m in everything])
        return 0
    width = max((len(m.id) for m in everything), default=0)
    for model in everything:
        more = "the file is missing" if model.missing else model.knows or model.use
        printed(f"{model.id:<{width}}  {model.title} ({model.kind}): {more}")
    if not any(m.own for m in everything):
        tell("None of your own yet: `pentimento models add PATH` adds a file or folder.")
    return 0


def _add(given: argparse.Namespace) -> int:
    from studio.art.models.catalog import ADD
    from studio.art.models.library import Library, ModelEntry
    from studio.session.model_list import own_model

    path = Path(given.what)
    try:
        if not path.exists():
            raise UserError(f"{given.what} does not exist.")
    except OSError as error:
        raise explained(error, given.what) from None
    entry = Worker().run(Request.make(ADD.key, {}, path=str(path.absolute())), "Reading")
    assert isinstance(entry, ModelEntry)
    library = Library()
    known = entry.id in library
    library.add(entry)
    if given.name:
        library.rename(entry.id, given.name)
    if given.license:
        library.set_licence(entry.id, given.license)
    model = own_model(library.get(entry.id))
    if known:
        tell("It is in the list already.")
    if given.json:
        _json(describe(model))
    else:
        printed(f"{model.id}  {model.title} ({model.kind})")
    return 0


def _remove(given: argparse.Namespace) -> int:
    from studio.art.models import lighter
    from studio.art.models.library import Library

    model = _model(given.what)
    if not model.own:
        raise UserError(f"“{model.title}” comes with the program and stays.")
    Library().remove(model.id)
    lighter.forget(model.digest)
    if given.json:
        _json({"removed": model.id})
    return 0


def _measure(given: argparse.Namespace) -> int:
    from studio.art.models.lighter import Measured
    from studio.session.model_list import measure_request

    request = measure_request(_model(given.what), compiled=bool(given.compiled), rounds=_rounds(given))
    result = Worker().run(request, "Measuring")
    assert isinstance(result, Measured)
    if given.json:
        _json(figures(result))
        return 0
    printed(f"{result.line}, {result.what}")
    names = [row.choice.title for row in result.rows]
    width = max(len(n) for n in names)
    best = result.best
    for name, row in zip(names, result.rows, strict=True):
        mark = "  <- automatic" if row.choice == best else ""
        printed(f"{name:<{width}}  {_line(row)}{mark}")
    return 0


def _choose(given: argparse.Namespace) -> int:
    from studio.art.models import lighter

    model = _model(given.what)
    if not given.precision and not given.compiled:
        raise UserError("Say how it is to be computed: --precision auto, full, half or int8, and --compiled.")
    choice = lighter.Choice(given.precision or lighter.chosen(model.digest).precision, bool(given.compiled))
    reason = lighter.no_compiler() if choice.compiled else ""
    if reason:
        raise UserError(reason)
    lighter.choose(model.digest, choice)
    if given.json:
        _json(describe(model))
    return 0


# -- what they share -------------------------------------------------------------------------------------------------


def _all() -> list[Model]:
    from studio.art.generators.owned.catalog import sync
    from studio.art.models.library import Library
    from studio.session.model_list import all_models

    library = Library()
    if library.notice:
        tell(library.notice)
    sync(library)
    return all_models(library)


def _model(name: str) -> Model:
    """By id, or by a title that only one has. Raises `UnknownNameError`."""
    everything = _all()
    found = [m for m in everything if m.id == name] or [m for m in everything if m.title.casefold() == name.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        raise UserError(f"Several models are called “{name}”: give the id of one, {', '.join(m.id for m in found)}.")
    raise UnknownNameError("model", name, [m.id for m in everything])


def _rounds(given: argparse.Namespace) -> int:
    return whole(given.rounds, "The number of rounds", 3, 50)


def describe(model: Model) -> dict[str, Any]:
    """All that is known of a model, JSON-ready."""
    from studio.art.models import lighter

    measured = lighter.measured(model.digest, "cpu")
    choice = lighter.chosen(model.digest)
    return {
        "id": model.id, "title": model.title, "kind": model.kind, "family": model.family, "own": model.own,
        "path": str(model.path), "sha256": model.digest, "bytes": model.bytes, "megabytes": round(model.memory, 2),
        "license": model.licence, "knows": model.knows, "method": model.method, "missing": model.missing,
        "added": model.added, "figures": dict(model.figures), "precision": choice.precision,
        "compiled": choice.compiled, "measured": figures(measured) if measured is not None else None,
    }  # fmt: skip


def figures(measured: Measured) -> dict[str, Any]:
    """A measurement, JSON-ready."""
    rows = [
        {
            "precision": row.choice.precision, "compiled": row.choice.compiled, "milliseconds": row.milliseconds,
            "mean": row.mean, "tail": row.tail, "largest": row.largest, "megabytes": row.megabytes, "note": row.note,
        }
        for row in measured.rows
    ]  # fmt: skip
    return {
        "device": measured.device, "line": measured.line, "what": measured.what, "when": measured.when,
        "automatic": measured.best.precision, "rows": rows,
    }  # fmt: skip


def _line(row: Figures) -> str:
    if row.note:
        return row.note
    apart = f"differs by {row.mean:.2f} of 255 on average, {row.largest:.0f} at most" if row.largest else "exact"
    return f"{row.milliseconds:9.1f} ms a picture  {apart}"


def _json(value: object) -> None:
    unicode = "utf" in (getattr(sys.stdout, "encoding", None) or "").lower()
    print(json.dumps(value, ensure_ascii=not unicode, indent=2))

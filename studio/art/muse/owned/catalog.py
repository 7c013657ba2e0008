"""The muses that are the artist's own: a spec for each language model of the library, and one for the server. Torch-free.

`sync` is called with the library's entries when it changed, `sync_server` when another server was set.
"""

from __future__ import annotations

from collections.abc import Iterable

from studio.art.models.library import ModelEntry
from studio.art.models.own_specs import OwnSpecs
from studio.art.muse.catalog import ACCEPTS, FORM, INPUTS, LANG, MUSES, TEMPERATURE, TOP_P
from studio.art.muse.owned import server_model
from studio.art.muse.owned.servers import KINDS, Server
from studio.core.params import FloatParam, IntParam, TextParam
from studio.core.spec import Spec

MODEL = "studio.art.muse.owned.transformers_model:answer"
SERVER = "studio.art.muse.owned.server_model:answer"
SERVER_ID = "server"
LENGTH = IntParam(
    name="length", title="Length", group="model", initial=400, lo=16, hi=4096, unit="tokens",
    help="Most tokens of one answer; a token is about three quarters of an English word.",
)  # fmt: skip
REPETITION = FloatParam(
    name="repetition", title="Against repetition", group="model", initial=1.1, lo=1.0, hi=2.0,
    help="Above 1, words that were written already become less likely.",
)  # fmt: skip
INSTRUCTIONS = TextParam(
    name="instructions", title="Instructions", group="model", advanced=True,
    help="What the model is told of the form; empty for those that are set under Muse > Instructions.",
)  # fmt: skip
PARAMS = (FORM, LANG, TEMPERATURE, TOP_P, LENGTH, REPETITION, INSTRUCTIONS)
NAMES = {"gpt2": "GPT-2", "llama": "Llama", "qwen2": "Qwen2", "qwen3": "Qwen3", "mistral": "Mistral", "phi3": "Phi-3",
         "gemma": "Gemma", "gemma2": "Gemma 2", "gemma3": "Gemma 3", "gpt_neox": "GPT-NeoX", "bloom": "BLOOM"}  # fmt: skip


_OWN = OwnSpecs(MUSES)


def sync(entries: Iterable[ModelEntry]) -> bool:
    """Makes the catalogue hold one muse for every language model of the library and, the last of all, the one behind the
    language server; True when any changed."""
    wanted = {e.id: spec_for(e) for e in entries if e.kind == "language"}
    return _OWN.settle({**wanted, SERVER_ID: server_spec(server_model.current())})


def sync_server(server: Server) -> bool:
    """Makes `server` the language server that is asked; True when its muse is another one now."""
    server_model.use(server)
    models = {id_: spec for id_, spec in _OWN.all().items() if id_ != SERVER_ID}
    return _OWN.settle({**models, SERVER_ID: server_spec(server)})


def named(family: str) -> str:
    """A family as people write it."""
    return NAMES.get(family, family)


def spec_for(entry: ModelEntry) -> Spec:
    """The muse that writes with a language model of the library."""
    chat = bool(entry.details.get("chat", False))
    way = "answers what it is told" if chat else "goes on with what it is shown: it was not taught to answer"
    licence = f" License: {entry.licence}." if entry.licence else ""
    return Spec(
        kind="muse", id=entry.id, title=entry.title, impl=MODEL, inputs=INPUTS, accepts=ACCEPTS, params=PARAMS,
        summary=f"Your {named(entry.family)}, on this computer: {way}.{licence}", bound=(("model", entry.id),),
        traits=frozenset({"early"}), knows="What it was trained on.",
    )  # fmt: skip


def server_spec(server: Server) -> Spec:
    """The muse behind a language server; it says what is missing as long as there is none."""
    title = server.model if not server.problem else "Language server"
    kind = f" ({KINDS[server.kind]})" if not server.problem else ""
    return Spec(
        kind="muse", id=SERVER_ID, title=title, impl=SERVER, inputs=INPUTS, accepts=ACCEPTS, params=PARAMS,
        summary=f"{server.where}{kind}" if server.problem else f"{server.where[:-1]}{kind}.", traits=frozenset({"early"}),
        knows="What its model was trained on.", needs=server.problem,
    )  # fmt: skip

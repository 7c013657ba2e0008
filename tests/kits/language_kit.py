"""Tiny language models of random weights in the real formats, written by transformers and gguf; and a language server."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

CHATML = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
_CORPUS = (
    "a quiet lake at dusk, hills and one boat", "1. the sea in a storm\n2. snow on the roofs\n3. an old boat",
    "Line: Developments: Titles: Poem: Write the answers of the painter", "月光下的海，一只船，山和雪",
)  # fmt: skip
ENDS = "<|endoftext|>"


@lru_cache(maxsize=1)
def _words() -> Any:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=420, special_tokens=[ENDS, "<|im_start|>", "<|im_end|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False,
    )  # fmt: skip
    made.train_from_iterator(_CORPUS * 4, trainer)
    return made


def language_folder(
    place: Path, family: str = "gpt2", *, chat: str = "", licence: str = "", shard: str = "5GB", context: int = 2048,
    dtype: str = "float32", seed: int = 1,
) -> Path:  # fmt: skip
    """A folder of transformers with a model of some ten thousand random weights. `family`: "gpt2", "llama", "qwen2",
    "mistral". `chat`: its chat template, "" for one that only goes on with texts."""
    import torch
    import transformers

    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=_words(), eos_token=ENDS, bos_token=ENDS, pad_token=ENDS, model_max_length=context
    )
    if chat:
        tokenizer.chat_template = chat
    ends = {"bos_token_id": 0, "eos_token_id": 0, "vocab_size": len(tokenizer)}
    wide = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2,
            "num_key_value_heads": 1, "max_position_embeddings": context, **ends}  # fmt: skip
    torch.manual_seed(seed)
    if family == "gpt2":
        config: Any = transformers.GPT2Config(n_positions=context, n_embd=32, n_layer=2, n_head=2, **ends)
    else:
        config = {"llama": transformers.LlamaConfig, "qwen2": transformers.Qwen2Config,
                  "mistral": transformers.MistralConfig}[family](**wide)  # fmt: skip
    model = transformers.AutoModelForCausalLM.from_config(config).to(getattr(torch, dtype))
    model.save_pretrained(place, max_shard_size=shard)
    tokenizer.save_pretrained(place)
    if licence:
        (place / "README.md").write_text(f"---\nlicense: {licence}\n---\n\n# A tiny model\n", "utf-8")
    return place


def gguf_file(place: Path, *, kind: str = "F32", licence: str = "apache-2.0", chat: str = "", seed: int = 1) -> Path:
    """A GGUF file of a tiny Llama. `kind`: how its matrices are packed: "F32", "F16", "Q8_0"."""
    import gguf
    import numpy as np

    words = _words()
    table = sorted(words.get_vocab().items(), key=lambda pair: pair[1])
    merges = [" ".join(m) for m in json.loads(words.to_str())["model"]["merges"]]
    wide, inner, heads, layers = 64, 128, 2, 2
    out = gguf.GGUFWriter(str(place), "llama")
    out.add_name("Tiny lighthouse")
    out.add_license(licence)
    out.add_context_length(2048)
    out.add_embedding_length(wide)
    out.add_block_count(layers)
    out.add_feed_forward_length(inner)
    out.add_head_count(heads)
    out.add_head_count_kv(heads)
    out.add_layer_norm_rms_eps(1e-5)
    out.add_rope_freq_base(10000.0)
    out.add_vocab_size(len(table))
    out.add_tokenizer_model("gpt2")
    out.add_token_list([t for t, _ in table])
    out.add_token_types([3 if t.startswith("<|") else 1 for t, _ in table])
    out.add_token_merges(merges)
    out.add_bos_token_id(0)
    out.add_eos_token_id(0)
    if chat:
        out.add_chat_template(chat)
    rng = np.random.default_rng(seed)

    def matrix(name: str, *shape: int) -> None:
        values = rng.normal(0, 0.05, shape).astype(np.float32)
        if kind == "F32":
            out.add_tensor(name, values)
        elif kind == "F16":
            out.add_tensor(name, values.astype(np.float16))
        else:
            how = gguf.GGMLQuantizationType[kind]
            out.add_tensor(name, gguf.quantize(values, how), raw_dtype=how)

    matrix("token_embd.weight", len(table), wide)
    matrix("output.weight", len(table), wide)
    out.add_tensor("output_norm.weight", np.ones(wide, np.float32))
    for k in range(layers):
        for name, shape in (("attn_q", (wide, wide)), ("attn_k", (wide, wide)), ("attn_v", (wide, wide)),
                            ("attn_output", (wide, wide)), ("ffn_gate", (inner, wide)), ("ffn_up", (inner, wide)),
                            ("ffn_down", (wide, inner))):  # fmt: skip
            matrix(f"blk.{k}.{name}.weight", *shape)
        for name in ("attn_norm", "ffn_norm"):
            out.add_tensor(f"blk.{k}.{name}.weight", np.ones(wide, np.float32))
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()
    return place


# -- a server ----------------------------------------------------------------------------------------------------

_SERVER = r"""
import itertools, json, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

mode, log = sys.argv[1], sys.argv[2]
LINES = "1. an old boat at dusk\n2. an old boat under snow\n3. an old boat in fog\n"


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_args):
        pass

    def note(self, body):
        with open(log, "a", encoding="utf-8") as out:
            out.write(json.dumps({"path": self.path, "body": body, "key": self.headers.get("Authorization", "")}) + "\n")

    def begin(self, status=200, kind="application/json", **more):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in more.items():
            self.send_header(name, value)
        self.end_headers()

    def do_GET(self):
        self.note(None)
        if mode == "garbage":
            self.begin()
            self.wfile.write(b"<html>no</html>")
        elif self.path == "/api/tags":
            self.begin()
            self.wfile.write(json.dumps({"models": [{"name": "small:1b"}, {"name": "large:7b"}]}).encode())
        elif self.path == "/v1/models":
            self.begin()
            self.wfile.write(json.dumps({"object": "list", "data": [{"id": "small"}, {"id": "large"}]}).encode())
        else:
            self.begin(404)

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.note(body)
        ollama = self.path == "/api/chat"
        if mode == "missing" or not (ollama or self.path == "/v1/chat/completions"):
            self.begin(404)
            self.wfile.write(json.dumps({"error": "model '%s' not found" % body.get("model")}).encode())
            return
        if mode == "elsewhere":
            self.begin(307, Location="http://192.0.2.7/api/chat")
            return
        if mode == "key" and self.headers.get("Authorization") != "Bearer secret":
            self.begin(401)
            return
        if mode == "hang":
            time.sleep(60)
        self.begin(kind="application/x-ndjson" if ollama else "text/event-stream")
        if mode == "garbage":
            self.wfile.write(b"<html>no</html>\n")
            return
        words = LINES.replace(" ", " \0").replace("\n", "\n\0").split("\0")
        spoken = [w for w in words if w]
        for number, word in enumerate(itertools.cycle(spoken) if mode == "babble" else spoken):
            if mode == "drop" and number == 6:
                return
            if ollama:
                line = json.dumps({"message": {"role": "assistant", "content": word}, "done": False}) + "\n"
            else:
                line = "data: " + json.dumps({"choices": [{"delta": {"content": word}}]}) + "\n\n"
            self.wfile.write(line.encode())
            self.wfile.flush()
            if mode == "slow":
                time.sleep(0.2)
        end = json.dumps({"message": {"content": ""}, "done": True}) + "\n" if ollama else "data: [DONE]\n\n"
        self.wfile.write(end.encode())


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_address[1], flush=True)
server.serve_forever()
"""


@dataclass
class LanguageServer:
    """A running server: where it is, and what it was asked."""

    address: str
    log: Path

    @property
    def asked(self) -> list[dict[str, Any]]:
        if not self.log.exists():
            return []
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]


@contextmanager
def language_server(place: Path, mode: str = "ok") -> Iterator[LanguageServer]:
    """A process of its own that speaks both protocols. `mode`: "ok", "slow" (a word each 0.2 s), "hang", "drop" (ends in the
    middle), "babble" (never ends), "garbage", "missing" (404), "elsewhere" (a redirect), "key" (wants "secret")."""
    log = place / f"asked-{mode}.jsonl"
    process = subprocess.Popen([sys.executable, "-c", _SERVER, mode, str(log)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        port = int(process.stdout.readline())
        yield LanguageServer(f"http://127.0.0.1:{port}", log)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()

"""Chat templates of the artist's models: what transformers would render, and templates that mean harm."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from language_kit import CHATML, language_folder

from studio.art.models.recognise import recognise
from studio.art.muse.owned import chat_template, loading
from studio.art.muse.owned.prompting import Ask, Prompt
from studio.art.muse.owned.transformers_model import conversation
from studio.core.errors import Cancelled, UserError

LLAMA = (
    "{{- bos_token }}{%- set ns = namespace(first=true) %}{% for message in messages %}\n"
    "    {%- if message.role == 'system' %}{% set ns.first = false %}{% endif %}\n"
    "    {{- '<|start|>' + message['role'] + '\\n\\n' + message['content'] | trim + eos_token }}\n"
    "{% endfor %}\n{% if add_generation_prompt and not ns.first %}\n    {{- '<|start|>assistant' }}\n{% endif %}"
)
TEMPLATES = {
    "chatml": CHATML,
    "llama": LLAMA,
    "qwen": "{% for m in messages[::-1] %}{% if loop.index > 9 %}{% break %}{% endif %}{{ m | tojson }}\n{% endfor %}"
    "{% if tools %}tools{% endif %}{% if enable_thinking is defined and enable_thinking is false %}<think></think>{% endif %}",
    "trained": "{% for m in messages %}{% generation %}{{ m.content }}{% endgeneration %}{% endfor %}",
    "maker": "{% set a = dict(x=1) %}{% macro say(m) %}[{{ m.role }}]{{ m.content }}{% endmacro %}"
    "{% for m in messages %}  {{ say(m) }}{{ a.x }}{{ documents is none }}{{ '%s' | format(pad_token) }}\n  {% endfor %}",
    "only users": "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no') }}{% endif %}"
    "[INST] {{ messages[0]['content'] }} [/INST]",
}  # fmt: skip
ENDLESS = {
    "loops": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "a power": "{{ 9 ** (9 ** 9) > 1 }}",
    "text": "{% for a in range(99999) %}{% for b in range(99999) %}{{ 'harm' * 9 }}{% endfor %}{% endfor %}",
    "doubling": "{% set n = namespace(x='harm') %}{% for a in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}{{ n.x }}",
}
MODEL = "Somebody's model"


@cache
def prompt() -> Prompt:
    return next(Ask("an old boat – 旧船", "titles", "en", 3, "Be brief.").prompts())


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return loading.read_tokenizer(recognise(language_folder(tmp_path_factory.mktemp("model"), "llama", chat=CHATML)))


@pytest.fixture
def asked(tokenizer: Any) -> Callable[..., str]:
    def ask(template: object, check: Callable[[], object] = lambda: None) -> str:
        tokenizer.chat_template = template
        return conversation(tokenizer, prompt(), MODEL, check)

    return ask


@pytest.mark.parametrize("name", TEMPLATES)
def test_it_is_what_transformers_renders(name: str, tokenizer: Any, asked: Callable[..., str]) -> None:
    told = asked(TEMPLATES[name])
    said = {"role": "user", "content": prompt().user}, {"role": "system", "content": "Be brief."}
    merged = {"role": "user", "content": f"Be brief.\n\n{prompt().user}"}
    messages = [merged] if name == "only users" else [said[1], said[0]]
    assert told == tokenizer.apply_chat_template(
        messages, add_generation_prompt=True, tokenize=False, enable_thinking=False
    )
    assert "旧船" in told


@pytest.mark.parametrize("template", [
    "{{ ''.__class__.__mro__ }}", "{{ messages.append(1) }}", "{% if %}", "{{ namespace(__class__=1) }}",
    "{{ cycler.__init__.__globals__.os.system('touch harm') }}", "{{ 'nothing of the line' }}", {"tool_use": CHATML},
])  # fmt: skip
def test_one_that_cannot_be_used_is_left_out(
    template: object, asked: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert asked(template) == ""
    assert not (tmp_path / "harm").exists()


@pytest.mark.parametrize("name", ENDLESS)
def test_one_that_takes_too_much_is_ended(
    name: str, asked: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat_template, "SECONDS", 1)
    with pytest.raises(UserError, match=f"The chat template of “{MODEL}” (does not come to an end|takes far too much)"):
        asked(ENDLESS[name])


def test_a_cancel_does_not_wait_for_it(asked: Callable[..., str]) -> None:
    begun = time.monotonic()

    def check() -> None:
        if time.monotonic() > begun + 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        asked(ENDLESS["loops"], check)

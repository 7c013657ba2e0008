"""Lines that people write, read by the whole reader: what must come out is written by hand."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from keeping_kit import keeping

from studio.art.generators.scenes.compose import paint
from studio.art.generators.scenes.sampling import vary
from studio.art.words import encoder
from studio.art.words.reader import Reading, read
from studio.core.errors import UserError

NAMED = (
    "yacht on the Mediterranean under a blazing evening sky", "Manhattan towers at night", "a field of poppies",
    "birches in October", "frosty alps with spruces",
)  # fmt: skip


def lines() -> list[tuple[str, str]]:
    text = Path(__file__).with_name("hand_lines.txt").read_text("utf-8")
    rows = [row.split("|") for row in text.splitlines() if row and not row.startswith("#")]
    return [(row[0].strip(), row[1].strip()) for row in rows]


@cache
def reading(text: str) -> Reading:
    return read(keeping(), text)


def wrong(text: str, wanted: str) -> list[str]:
    """What of `wanted` the reading of `text` misses."""
    values = reading(text).values
    missed = []
    for want in wanted.split():
        name, sign, rest = re.fullmatch(r"(\w+)([=<>])(.+)", want).groups()  # type: ignore[union-attr]
        value = values[name]
        if rest == "night":
            good = float(value) < 0.2 or float(value) > 0.84
        elif rest == "winter":
            good = float(value) < 0.13 or float(value) > 0.9
        elif ".." in rest:
            lo, hi = map(float, rest.split(".."))
            good = lo <= float(value) <= hi
        elif sign == "=":
            good = str(value) in rest.split(",")
        else:
            good = float(value) > float(rest) if sign == ">" else float(value) < float(rest)
        if not good:
            missed.append(f"{want} (is {value})")
    return missed


def test_nine_of_ten_lines_are_read_right() -> None:
    rows = lines()
    assert len(rows) >= 90
    faults = {text: missed for text, wanted in rows if (missed := wrong(text, wanted))}
    right = 1 - len(faults) / len(rows)
    assert right >= 0.9, f"{right:.3f} right; wrong: " + "; ".join(f"{t}: {', '.join(m)}" for t, m in faults.items())


@pytest.mark.parametrize("text", NAMED)
def test_the_hardest_known_lines_are_right(text: str) -> None:
    assert wrong(text, dict(lines())[text]) == []


TOLD = (
    ("a lighthouse by the sea", "lighthouse"), ("a dragon above the city", "dragon"), ("two horses in a meadow", "horse"),
    ("portrait of an old man", "portrait"), ("a steam train crossing the valley", "train"), ("a cat on the sofa", "cat"),
    ("an elephant by the river", "elephant"), ("a windmill in Holland", "windmill"), ("cars in the rain", "car"),
    ("a castle on the hill", "castle"), ("a hot air balloon over the lake", "balloon"), ("an airplane at sunset", "airplane"),
    ("a dog on the beach", "dog"), ("a waterfall in the forest", "waterfall"), ("a robot in the garden", "robot"),
    ("cows in the field", "cow"), ("a bicycle against the wall", "bicycle"), ("a violin on the table", "violin"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "word"), TOLD)
def test_what_cannot_be_drawn_is_told(text: str, word: str) -> None:
    notes = reading(text).notes
    assert len(notes) == 1 and word in notes[0], notes
    assert notes[0].endswith(".")


def test_what_can_be_drawn_raises_no_alarm() -> None:
    alarms = {text: reading(text).notes for text, _ in lines() if reading(text).notes}
    known = {"watercolor of a lighthouse coast", "a candle and an old book"}
    assert len(set(alarms) - known) <= 4, alarms
    assert "lighthouse" in alarms["watercolor of a lighthouse coast"][0]


def test_an_empty_line_is_refused() -> None:
    with pytest.raises(UserError, match="line"):
        read(keeping(), "   ")


def test_a_folder_without_an_encoder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=re.escape(str(tmp_path))):
        encoder.load("cpu", tmp_path)


def test_altered_weights_are_refused(tmp_path: Path) -> None:
    place, shipped = encoder.folder()
    assert shipped
    for name in ("config.json", "tokenizer.json", "model.safetensors"):
        (tmp_path / name).write_bytes((place / name).read_bytes())
    assert encoder.load("cpu", tmp_path, verify=True).digest == encoder.SHA256
    data = bytearray((tmp_path / "model.safetensors").read_bytes())
    data[-3] ^= 1
    (tmp_path / "model.safetensors").write_bytes(data)
    with pytest.raises(UserError, match="altered"):
        encoder.load("cpu", tmp_path, verify=True)


def test_sentences_of_one_meaning_lie_together() -> None:
    vectors = encoder.load("cpu").encode(["a boat on a lake", "night", "a boat upon a lake"])
    assert float(vectors.norm(dim=1).sub(1).abs().max()) < 1e-5
    assert float(vectors[0] @ vectors[2]) > 0.9 > 0.5 > float(vectors[0] @ vectors[1])


def test_emphasis_makes_more_or_less_of_a_thing_and_leaves_hours_alone() -> None:
    more, same, less = (reading(f"(boats:{w}) on a lake at dusk in fog").values for w in ("1.8", "1.0", "0.4"))
    assert float(more["boats"]) > float(same["boats"]) > float(less["boats"]) > 0
    assert more["fog"] == same["fog"] == less["fog"] and more["scene"] == less["scene"]
    assert reading("a lake at (dusk:1.8)").values["daytime"] == reading("a lake at dusk").values["daytime"]
    assert reading("(melancholy:1.8) garden").values["saturation"] < reading("melancholy garden").values["saturation"]
    assert reading("(calm:1.8) sea").values["waves"] == reading("calm sea").values["waves"]


def test_emphasized_boats_are_more_boats_in_the_picture() -> None:
    """Pixels that the boats cover: the same picture with and without them."""

    def covered(weight: str) -> int:
        read_ = reading(f"(boats:{weight}) on the open sea at noon")
        values = vary(read_.values, read_.mentioned, 5)
        with_boats = paint(keeping(), values, 5, 192, 128)
        without = paint(keeping(), {**values, "boats": 0.0}, 5, 192, 128)
        return int(((with_boats - without).abs().amax(0) > 0.04).sum())

    assert covered("1.8") > 1.3 * covered("0.4") > 0


def test_marks_of_emphasis_do_not_change_what_a_sentence_means() -> None:
    marked, bare = encoder.encode(keeping(), ["(boats:1.8) in the harbor", "boats in the harbor"])[0]
    assert float(marked @ bare) > 0.9999

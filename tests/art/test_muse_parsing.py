"""What language models write, in all the ways in which they write it, read as answers; and whatever else they may write."""

from __future__ import annotations

import json
import sys

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from studio.art.muse.catalog import FORM
from studio.art.muse.owned import colors, parsing
from studio.art.muse.owned.parts import parts_of
from studio.art.muse.owned.prompting import Ask, described
from studio.art.muse.owned.writing import wished
from studio.core.guides import BY_ID
from studio.core.words import Part, Variant, Wishes

LINE = "an old boat"
THREE = ["an old boat at dusk, ink", "an old boat under snow", "an old boat in fog, seen from above"]


def texts(written: str, form: str = "prompts", count: int = 5, line: str = LINE) -> list[str]:
    return [v.text for v in parsing.read(written, form=form, count=count, line=line)]


class TestLists:
    @pytest.mark.parametrize("written", [
        "1. {0}\n2. {1}\n3. {2}",
        "Sure! Here are three developments:\n\n1) {0}\n\n2) {1}\n\n3) {2}\n\nLet me know if you want more.",
        "- {0}\n- {1}\n- {2}",
        "* **{0}**\n* **{1}**\n* **{2}**",
        "```\n1. {0}\n2. {1}\n3. {2}\n```",
        "<think>\n1. a bad one\n2. no\n</think>\n\n1. {0}\n2. {1}\n3. {2}<|im_end|>",
        "Okay, here you go:\nPrompt 1: {0}\nPrompt 2: {1}\nPrompt 3: {2}",
        "(1) \"{0}\"\n(2) \"{1}\"\n(3) \"{2}\"",
        "{0}\n{1}\n{2}",
        "Developments:\n{0}\n\n{1}\n\n{2}",
        "1. {0}\r\n2. {1}\r\n3. {2}</s>",
    ])  # fmt: skip
    def test_three_developments_are_three_however_they_are_set(self, written: str) -> None:
        assert texts(written.replace("{0}", THREE[0]).replace("{1}", THREE[1]).replace("{2}", THREE[2])) == THREE

    @pytest.mark.parametrize("data", [
        THREE, {"prompts": THREE}, [{"prompt": t} for t in THREE], {"result": {"items": THREE}},
        {"1": THREE[0], "2": THREE[1], "3": THREE[2]},
    ])  # fmt: skip
    @pytest.mark.parametrize("around", ["{}", "Here it is:\n```json\n{}\n```", "<think>so</think>{}\n\nEnjoy!"])
    def test_json_is_read(self, data: object, around: str) -> None:
        for indent in (None, 2):
            assert texts(around.replace("{}", json.dumps(data, indent=indent))) == THREE

    def test_chinese_lists(self) -> None:
        written = "好的，以下是三个题目：\n\n一、《潮水留下的》\n二、“渡口”\n三、灰色早晨。\n\n希望你喜欢！"
        assert texts(written, "titles") == ["潮水留下的", "渡口", "灰色早晨"]
        scenes = "第一幕：船在沙上。\n第二幕：女孩提着灯来了。"
        read = parsing.read(scenes, form="scenes", count=5)
        assert [(v.text, v.tags) for v in read] == [
            ("船在沙上。", (("scene", "1"),)), ("女孩提着灯来了。", (("scene", "2"),)),
        ]  # fmt: skip

    def test_what_was_written_twice_comes_once_and_no_more_than_was_asked_for(self) -> None:
        written = "\n".join(f"{k}. {THREE[k % 3]}" for k in range(1, 10))
        assert len(texts(written)) == 3
        assert len(texts("\n".join(f"{k}. boat number {'x' * k}" for k in range(1, 30)), count=5)) == 5

    def test_an_unfinished_list_is_shown_and_known_to_be_enough(self) -> None:
        assert parsing.so_far("1. an old boat\n2. an old bo", "titles", 3) == ["an old boat", "an old bo"]
        assert parsing.so_far("<think>1. hidden", "titles", 3) == []
        assert parsing.so_far("line one\nline", "poem", 3) == ["line one\nline"]
        assert not parsing.complete("1. a\n2. b", 2) and parsing.complete("1. a\n2. b\n3. ", 2)


class TestForms:
    def test_the_artists_words_are_told_from_the_models(self) -> None:
        (variant,) = parsing.read("1. an old boat under snow, watercolor, low sun", form="prompts", count=1, line=LINE)
        assert "".join(p.text for p in variant.parts) == variant.text
        own = {p.text: p.axis for p in variant.parts if p.axis}
        assert own == {"under snow": "weather", "watercolor": "medium", "low sun": "light"}
        assert ("weather", "Snow") in variant.tags

    def test_a_line_that_was_forgotten_is_no_reason_to_hide_the_answer(self) -> None:
        (variant,) = parsing.read("1. gulls over gray water", form="prompts", count=1, line=LINE)
        assert variant.text == "gulls over gray water" and not variant.raw

    def test_verse_keeps_its_lines(self) -> None:
        poem = "Here is a poem:\n\n## The boat\n\nThe boat turned.\nRain filled it.\n\nA gull looked in."
        assert texts(poem, "poem") == ["The boat turned.\nRain filled it.\n\nA gull looked in."]
        assert texts(
            "Haiku: old boat on the sand / all winter the rain has rowed / from one side to none", "haiku"
        ) == ["old boat on the sand\nall winter the rain has rowed\nfrom one side to none"]
        assert texts("a\nb\nc\nd\n\nNote the rhyme.".replace("a", "The boat lies low"), "quatrain")[0].count("\n") == 3

    def test_notes_tell_facts_from_comment(self) -> None:
        (notes,) = parsing.read("Blue covers most of it.\n\nThe ochre carries it.", form="notes", count=1)
        assert [p.axis for p in notes.parts] == ["facts", "comment"]
        assert "".join(p.text for p in notes.parts) == notes.text

    def test_palettes(self) -> None:
        written = "1. Tide and rust: #22303c slate, #5D7885 wet stone, #c9cdc4 fog\n2. Winter: navy, white and ochre"
        first, second = parsing.read(written, form="palette", count=4)
        assert (first.text, first.colors) == ("Tide and rust", ("#22303c", "#5d7885", "#c9cdc4"))
        assert first.tags == (("color", "slate"), ("color", "wet stone"), ("color", "fog"))
        assert len(second.colors) == 3 and second.tags[2] == ("color", "ochre")
        (one,) = parsing.read("- #112233 (night)\n- #ffffff (snow)\n- #aa3322 (buoy)", form="palette", count=4)
        assert one.colors == ("#112233", "#ffffff", "#aa3322")
        (table,) = parsing.read('[{"name": "Dusk", "colors": ["#112233", "#445566"]}]', form="palette", count=4)
        assert (table.text, table.colors) == ("Dusk", ("#112233", "#445566"))
        (chinese,) = parsing.read("1. 潮与锈：石板蓝、赭石、雪白", form="palette", count=1)
        assert [n for _, n in chinese.tags] == ["石板蓝", "赭石", "雪白"]
        assert parsing.read("A sad and lovely mood, quietly.", form="palette", count=1)[0].raw

    def test_compositions(self) -> None:
        written = "1. Low horizon: much sky\n2. Rule of thirds: the boat left\n3. 对角线：船舷"
        assert [v.guides for v in parsing.read(written, form="composition", count=5)] == [
            "low-horizon", "thirds", "diagonal",
        ]  # fmt: skip
        assert parsing.read("Put the boat somewhere nice.", form="composition", count=1)[0].raw


class TestNonsense:
    @pytest.mark.parametrize("written", ["\ufffd\ufffd q#@ 12 ;;; ///", "1.}", "{}{}{}[[[", "= = = = 0 0 0 1 1 %"])
    def test_it_is_shown_as_it_came(self, written: str) -> None:
        (variant,) = parsing.read(written, form="prompts", count=3, line=LINE)
        assert variant.raw and variant.text and not variant.parts

    def test_nothing_is_nothing(self) -> None:
        assert parsing.read("", form="poem", count=1) == parsing.read(" \n<|im_end|>", form="poem", count=1) == ()
        assert parsing.read("<think>I am not sure", form="titles", count=2)[0].raw

    def test_a_loop_is_nonsense(self) -> None:
        assert parsing.read("the boat " * 40, form="story", count=1)[0].raw

    def test_a_megabyte_is_read_in_no_time_and_bounded(self) -> None:
        for piece in ("1. a boat at sea\n", "[", '{"a":', "**", "<think>", "# ", "（1）", "- ", "a, "):
            for form in FORM.ids:
                for variant in parsing.read(piece * (10**6 // len(piece)), form=form, count=20, line=piece * 1000):
                    assert len(variant.text) <= parsing.LONGEST_RAW

    @settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        written=st.text(max_size=400) | st.lists(st.sampled_from(
            ["1. ", "2) ", "- ", "\n", "\n\n", "```", "<think>", "</think>", "[", "]", "{", "}", '"', ",", ":", "#a0b1c2",
             "an old boat", "at dusk", "thirds", "Sure, here", "第一幕", "旧船", "**", "rgb(1,2,3)", "\ufffd", "\x00", "<|im_end|>",
             "__import__('os')", "../../etc/passwd", "${HOME}", "\u202e"]), max_size=60).map("".join),
        form=st.sampled_from(FORM.ids), count=st.integers(1, 20), line=st.text(max_size=60),
    )  # fmt: skip
    @example(written="1. (", form="palette", count=1, line="")
    @example(written="rgb(999,1,1) and rgb(", form="palette", count=1, line="")
    def test_whatever_is_written_is_read(self, written: str, form: str, count: int, line: str) -> None:
        answers = parsing.read(written, form=form, count=count, line=line)
        assert len(answers) <= (parsing.MOST if form == "scenes" else count)
        for variant in answers:
            assert isinstance(variant, Variant) and 0 < len(variant.text) <= parsing.LONGEST_RAW
            assert "\x00" not in variant.text and "\u202e" not in variant.text
            if variant.parts:
                assert "".join(p.text for p in variant.parts) == variant.text
            assert len(variant.colors) <= colors.MOST
            assert all(len(c) == 7 and c[0] == "#" and int(c[1:], 16) >= 0 for c in variant.colors)
            assert len(variant.tags) == len(variant.colors) or form != "palette" or variant.raw
            assert not variant.guides or variant.guides in BY_ID
        assert len(parsing.so_far(written, form, count)) <= max(1, count)

    def test_nothing_in_it_is_opened_or_run(self) -> None:
        seen: list[str] = []
        watching = [True]

        def hook(event: str, args: tuple[object, ...]) -> None:
            if watching and event in (
                "open",
                "exec",
                "compile",
                "os.system",
                "subprocess.Popen",
                "socket.connect",
                "import",
            ):
                seen.append(f"{event} {args[:1]}")

        parsing.read("1. warm: #112233 a, #445566 b", form="prompts", count=1, line="x")  # what is imported late
        sys.addaudithook(hook)
        try:
            for written in ("1. __import__('os').system('touch /tmp/x')", "{{ config }}", "`cat /etc/passwd`",
                            "![](file:///etc/passwd)", "exec(open('/etc/passwd').read())"):  # fmt: skip
                for form in FORM.ids:
                    parsing.read(written, form=form, count=3, line=written)
        finally:
            watching.clear()
        assert not seen

    @settings(max_examples=150, deadline=None)
    @given(text=st.text(max_size=300), line=st.text(max_size=80))
    def test_parts_are_the_text(self, text: str, line: str) -> None:
        assert "".join(p.text for p in parts_of(text, line)) == text


class TestWishes:
    def answer(self, text: str) -> Variant:
        return parsing.read(f"1. {text}", form="prompts", count=1, line=LINE)[0]

    def test_a_struck_phrase_goes_and_the_rest_stays(self) -> None:
        kept = wished(self.answer("an old boat, under snow, watercolor"), Wishes(struck=("snow",)), "prompts")
        assert kept is not None and kept.text == "an old boat, watercolor"
        assert "".join(p.text for p in kept.parts) == kept.text
        assert wished(self.answer("snow on an old boat in snow"), Wishes(struck=("boat", "snow")), "prompts") is None
        assert wished(Variant("Snow on the Boat"), Wishes(struck=("snow",)), "titles") is None
        assert wished(Variant("Snowdrops"), Wishes(struck=("snow",)), "titles") is not None
        assert wished(Variant("雪中的船"), Wishes(struck=("雪",)), "titles") is None

    def test_hundreds_of_commas_are_told_from_words(self) -> None:
        commas = ", " * 60
        parts = (
            Part("an old boat"),
            Part(f"{commas}low sun", "light", "Low sun"),
            Part(f"{commas}under snow", "weather", "Snow"),
        )
        answer = Variant("".join(p.text for p in parts), parts=parts)
        kept = wished(answer, Wishes(struck=("snow",)), "prompts")
        assert kept is not None and kept.text == "an old boat, low sun"
        kept = wished(
            Variant(answer.text + commas + "x", parts=(*parts, Part(f"{commas}x"))), Wishes(struck=("snow",)), "prompts"
        )
        assert kept is not None and kept.text == "an old boat, low sun, x"
        read = self.answer("a boat at noon , , , under snow , , , watercolor")
        kept = wished(read, Wishes(struck=("snow",)), "prompts")
        assert kept is not None and kept.text == "a boat at noon, watercolor"

    def test_a_locked_phrase_is_added_where_it_lacks(self) -> None:
        locked = Wishes(locked=(Part(", low sun", "light", "Low sun"),))
        kept = wished(self.answer("an old boat in fog"), locked, "prompts")
        assert kept is not None and kept.text == "an old boat in fog, low sun" and ("light", "Low sun") in kept.tags
        again = wished(self.answer("an old boat, low sun"), locked, "prompts")
        assert again is not None and again.text.count("low sun") == 1


class TestAsking:
    def test_wishes_and_facts_are_told(self) -> None:
        wishes = Wishes(
            locked=(Part("low sun"),), struck=("snow",), weights=(("ink", 1.5), ("gold", 0.5)), liked=("a boat in fog",),
            disliked=("a red boat",), axes=("light",),
        )  # fmt: skip
        prompt = next(Ask(LINE, "prompts", "en", 3, "Be brief.", wishes).prompts())
        for told in ("low sun", "snow", "ink", "gold", "a boat in fog", "a red boat", "light", LINE, "1. to 3."):
            assert told in prompt.user
        assert prompt.system == "Be brief." and prompt.plain.endswith("Developments:\n1.")
        notes = next(Ask("", "notes", "zh", 1, facts='{"colors": ["blue"], "values": {"mean": 0.25}}').prompts())
        assert "colors: blue; values mean: 0.25" in notes.user and "画家" in notes.system

    def test_a_book_is_cut_and_each_question_is_shorter(self) -> None:
        prompts = list(Ask("word " * 200_000, "scenes", "en", 5).prompts())
        lengths = [len(p.plain) for p in prompts]
        assert lengths == sorted(lengths, reverse=True) and lengths[0] < 8000 and lengths[-1] < 400

    @pytest.mark.parametrize("lang", ["en", "zh"])
    @pytest.mark.parametrize("form", FORM.ids)
    def test_each_shipped_example_is_an_answer_in_its_form(self, form: str, lang: str) -> None:
        from studio.art.muse.owned import instructions

        assert len(instructions.default(form, lang)) > 30
        answer = instructions.example(form, lang).partition("\n")[2].partition("\n")[2]
        read = parsing.read(answer, form=form, count=6, line=LINE)
        assert read and not any(v.raw for v in read)
        if form == "haiku":
            assert read[0].text.count("\n") == 2

    def test_wishes_of_any_length_leave_room_for_the_line(self) -> None:
        long = "ink and gold " * 4000
        wishes = Wishes(locked=(Part(long),), struck=(long,), weights=((long, 1.5), (long, 0.5)), liked=(long,))
        assert len(next(Ask(LINE, "prompts", "en", 3, wishes=wishes).prompts()).user) < 3000

    def test_facts_that_are_no_json_are_words(self) -> None:
        assert described("blue and ochre") == "blue and ochre" and described("") == "" and described("null") == ""

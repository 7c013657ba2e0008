"""Chinese: lines are understood and painted, answers are in the language, counted, rhymed, with the right measure words."""

from __future__ import annotations

import random
import re
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import pytest

from studio.art.muse.answer import answer
from studio.art.muse.chinese import frames, naming, reading, setting, sorts
from studio.art.muse.chinese import prompts as chinese_prompts
from studio.art.muse.chinese import verse as chinese_verse
from studio.art.muse.chinese import words as chinese_words
from studio.art.muse.chinese import writing as chinese
from studio.art.muse.drafting import Draft
from studio.art.muse.grammar import lore, stage
from studio.art.words import chinese as words
from studio.art.words import encoder
from studio.art.words.lexicon import find, words_of
from studio.art.words.reader import read
from studio.core.errors import Cancelled
from studio.core.progress import DirectContext
from studio.core.words import NO_WISHES, Variant, Wishes

LINES = (
    "雪夜里的灯塔", "外婆的花园", "平静湖面上的一艘帆船", "一只猫在窗边", "大海与月亮", "桌上的三个苹果", "孤独", "城堡与骑士", "两个恋人在桥上",
    "一匹马在草原上奔跑", "沙漠正午", "机器人在雨中", "古寺钟声", "渔夫和小船",
)  # fmt: skip


def concepts_of(line: str) -> dict[str, bool]:
    """Concept -> whether it is denied."""
    return {h.concept.id: h.denied for h in find(words_of(words.to_english(line).text))}


@lru_cache(maxsize=16)
def written(form: str, number: int = 280) -> tuple[tuple[str, tuple[lore.Concept, ...], Draft], ...]:
    known = lore.concepts()
    out = []
    for seed in range(number):
        line = LINES[seed % len(LINES)]
        own = naming.spoken_of(line)
        near = {n: known[n] for c in own for n in c.near if n in known and n not in {o.id for o in own}}
        draft = chinese.compose(line, form, [*own, *near.values()][:8], len(own), random.Random(seed))
        if draft is not None:
            out.append((line, tuple(own), draft))
    return tuple(out)


def ask(
    line: str, form: str, seed: int = 1, count: int = 4, lang: str = "auto", wishes: Wishes = NO_WISHES
) -> tuple[Variant, ...]:
    return answer(
        DirectContext(),
        text=line,
        count=count,
        seed=seed,
        form=form,
        lang=lang,
        boldness=0.5,
        voice="concepts",
        wishes=wishes,
    )


@pytest.mark.parametrize(
    ("line", "named", "denied"),
    [("平静湖面上的一艘帆船", {"boat", "lake"}, set()), ("湖上没有船", {"lake"}, {"boat"}), ("没有人的沙滩", {"beach"}, {"people"}),
     ("不下雨的早晨", {"morning"}, {"rain"}), ("雪山下的小村，油画", {"snowy peaks", "village", "oil"}, set()),
     ("月光下的荷塘，水墨", {"moonlight", "ink"}, set()), ("三个红苹果在白布上，水彩", {"apples", "cloth", "watercolor"}, set()),
     ("城市的雨夜，霓虹灯", {"city", "rain", "night"}, set()), ("盛夏的麦田，黄昏", {"summer", "fields", "dusk"}, set()),
     ("忧郁的秋天", {"melancholy", "autumn"}, set())],
)  # fmt: skip
def test_what_a_chinese_line_says_is_understood(line: str, named: set[str], denied: set[str]) -> None:
    found = concepts_of(line)
    assert named <= {i for i, no in found.items() if not no}, found
    assert denied <= {i for i, no in found.items() if no}, found


def test_order_and_counts_become_english() -> None:
    assert words.to_english("湖上的小船").text == "boat on lake"
    assert words.to_english("一只猫在窗边").text == "one cat beside window"
    assert words.to_english("两只鸟").text == "two birds"
    assert words.to_english("很多白云").text == "many clouds"
    assert words.to_english("robot 在花园里").text == "robot in garden"


@pytest.mark.parametrize(
    ("piece", "named"), [("湖上", "lake"), ("在湖", "lake"), ("船的", "boat"), ("湖上的小船，", "lake"), ("囧，", "")]
)
def test_endless_lines_are_understood_piece_by_piece(piece: str, named: str) -> None:
    assert words.to_english(piece * 40_000).unknown == words.to_english(piece).unknown
    reading = read(DirectContext(), piece * 1000)
    assert {h.concept.id for h in reading.hits} >= {named} - {""}
    assert any("囧" in note for note in reading.notes) == (piece == "囧，")


def test_of_an_endless_line_the_meaning_of_its_beginning_counts() -> None:
    line = "湖上的小船，"
    near = encoder.encode(DirectContext(), [line * 100_000, line * 200])[0]
    assert float(near[0] @ near[1]) > 0.99


def test_what_is_not_understood_is_told() -> None:
    told = words.to_english("量子纠缠与大海")
    assert told.unknown == ("量子纠缠",) and told.text == "and sea"
    assert any("量子纠缠" in n for n in read(DirectContext(), "量子纠缠与大海").notes)
    assert not any("Not understood" in n for n in read(DirectContext(), "大海与月亮").notes)


def test_every_word_of_lore_has_english_and_is_found_again() -> None:
    for c in lore.concepts().values():
        assert words.to_english(c.zh.noun).text, c.id
        assert [x.id for x in naming.spoken_of(c.zh.noun)] == [c.id], c.zh.noun


def test_a_picture_obeys_a_chinese_line() -> None:
    snow = read(DirectContext(), "冬天雪中的村庄")
    assert snow.values["scene"] == "village" and float(snow.values["snow"]) > 0.5
    night = read(DirectContext(), "月光下的大海")
    assert night.values["scene"] == "seascape" and float(night.values["moon"]) > 0.5
    empty = read(DirectContext(), "湖上没有船")
    assert float(empty.values["boats"]) == 0.0 and "boats" in empty.mentioned


def test_emphasis_in_a_chinese_line_counts() -> None:
    more = float(read(DirectContext(), "湖边有(树木:1.6)").values["trees"])
    less = float(read(DirectContext(), "湖边有(树木:0.4)").values["trees"])
    assert more > less


@pytest.mark.parametrize("form", chinese.FORMS)
def test_texts_are_chinese_whole_and_differ(form: str) -> None:
    made = written(form)
    assert len(made) >= 250
    for line in LINES:
        told = [d.text for own, _, d in made if own == line]
        assert len(set(told)) >= 4, (line, told)
    for _, _, d in made:
        assert not re.search(r"[{}|=;A-Za-z\[\]]|，，|。。|，。|的的|在在|一一", d.text), d.text
        assert chinese.is_chinese(d.text)


def test_haiku_have_five_seven_five_characters() -> None:
    for _, _, d in written("haiku"):
        assert [chinese_words.han(line) for line in d.text.split("\n")] == [5, 7, 5], d.text


def test_quatrains_have_equal_lines_and_rhyme() -> None:
    for _, _, d in written("quatrain"):
        assert chinese_verse.holds_rhyme(d.text), d.text
    assert not chinese_verse.holds_rhyme("白日依山尽\n黄河入海流\n欲穷千里目\n更上一层山")
    assert not chinese_verse.holds_rhyme("白日依山尽\n黄河入海流\n欲穷千里目\n更上楼")


def test_families_of_rhyme_are_apart() -> None:
    families = chinese_verse.rhyme_book()
    assert len(families) >= 9
    for k, one in enumerate(families):
        assert all(not one & other for other in families[k + 1 :])


FILES = ("titles_zh.txt", "poems_zh.txt", "haiku_zh.txt", "quatrains_zh.txt", "stories_zh.txt", "scenes_zh.txt")


def test_every_frame_is_told_of_what_it_is_for() -> None:
    """Each frame of each file is filled with things of its sorts, whole, and says all of them."""
    ring = {**lore.concepts(), "zh:背影": chinese_words.made("背影")}
    rng = random.Random(3)
    for file, fewest in zip(FILES, (25, 60, 90, 80, 60, 25), strict=True):
        shapes = frames.frames(file)
        assert len(shapes) >= fewest and len({f.id for f in shapes}) == len(shapes), file
        for frame in shapes:
            told = None
            for _ in range(30):
                named: list[lore.Concept] = []
                for slot in frame.slots:
                    most = 5 if "long" in slot.sorts else 2
                    fitting = [
                        c
                        for c in ring.values()
                        if sorts.is_a(c, slot.sorts) and len(c.zh.noun) <= most and c not in named
                    ]
                    if fitting:
                        named.append(rng.choice(fitting))
                found = frames.placed(frame, named, rng)
                size = {"haiku_zh.txt": (5, 7, 5), "quatrains_zh.txt": len(frame.rows[-1][0].text)}.get(file, 0)
                if found is not None and (
                    told := frames.fill(frame, frames.usual(frame, found, named, rng), named, frozenset(), rng, size)
                ):
                    break
            assert told is not None, (file, frame.id)
            text = "\n".join(told.lines)
            assert not re.search(r"[{}@\[\]/]|，，|。。", text), (file, frame.id, text)


def test_every_quatrain_rhymes_on_what_is_written() -> None:
    for frame in frames.frames("quatrains_zh.txt"):
        ends = [{w.text[-1] for w in frame.rows[k]} for k in (1, 3)]
        assert all(any(b in r and d in r for r in chinese_verse.rhyme_book()) for b in ends[0] for d in ends[1]), (
            frame.id
        )


def test_a_frame_that_breaks_the_form_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "broken.txt").write_text("frame: a | x:any\n{y}来了。\n", "utf-8")
    monkeypatch.setattr(frames.paths, "resource", lambda *parts: tmp_path / parts[-1])
    with pytest.raises(ValueError, match=r"broken\.txt"):
        frames.frames("broken.txt")


@pytest.mark.parametrize(
    ("noun", "sort", "place"),
    [("灯塔", "big", "灯塔下"), ("大提琴", "tune", ""), ("程序员", "person", ""), ("面馆", "cafe", "面馆里"), ("橘猫", "pet", ""), ("银杏", "tree", ""),
     ("草原", "land", "草原上"), ("河", "water", "河边"), ("胡同", "way", "胡同"), ("雪夜", "hour", ""), ("高铁", "rail", "高铁上"), ("量子纠缠", "thing", "")],
)  # fmt: skip
def test_the_artists_own_words_are_of_a_sort(noun: str, sort: str, place: str) -> None:
    assert sorts.sort_of_word(noun) == sort
    assert not place or sorts.at(noun) == place


@pytest.mark.parametrize(
    ("line", "nouns"),
    [("我哥哥的自行车", ["哥哥", "自行车"]), ("机器人园丁", ["机器人园丁"]), ("没人弹的钢琴", ["钢琴"]), ("門口的貓", ["门", "猫"]), ("夢中的樓梯", ["梦", "楼梯"]),
     ("等人", ["等待"]), ("面包和盐", ["面包", "盐"]), ("robot 在花园里", ["机器人", "花园"]), ("爸爸的背影", ["爸爸", "背影"]), ("冰湖", ["冰湖"]),
     ("打鼓的人", ["打鼓的人"]), ("茶馆里的说书人", ["茶馆", "说书人"]), ("哥哥和弟弟", ["哥哥", "弟弟"]), ("山顶的气象站", ["山", "气象站"]), ("一碗面", ["汤面"]),
     ("风铃与夏天", ["风铃", "夏天"]), ("油画里的女孩", ["女孩"])],
)  # fmt: skip
def test_a_line_names_its_things(line: str, nouns: list[str]) -> None:
    assert [c.zh.noun for c in naming.spoken_of(line)] == nouns


@pytest.mark.parametrize(
    ("line", "told"),
    [("三只船", ["三只船"]), ("会飞的鱼", ["一条会飞的鱼"]), ("一封没寄出的信", ["一封没寄出的信"]), ("小张的自行车", ["一个小张", "一辆小张的自行车"]),
     ("我奶奶的厨房", ["一位奶奶", "一间奶奶的厨房"]), ("许多白云", ["许多白云"]), ("一群大雁", ["一群大雁"]), ("最后一班火车", ["最后一班火车"]),
     ("张爱玲喝可乐", ["一个张爱玲", "一瓶可乐"]), ("老高和马师傅", ["一个老高", "一个马师傅"]), ("量子咖啡馆", ["一间量子咖啡馆"]),
     ("没有太阳的早晨", ["没有太阳的早晨"]), ("爸爸修水管", ["一个爸爸", "一根水管"]), ("卖气球的老人", ["一只气球", "一位卖气球的老人"])],
)  # fmt: skip
def test_what_the_artist_says_of_a_thing_is_kept(line: str, told: list[str]) -> None:
    assert [chinese_words.counted(c, c.zh.before) for c in naming.spoken_of(line)] == told


def test_what_is_denied_is_no_thing_and_not_told_of() -> None:
    found = naming.spoken("没有月亮的夜")
    assert [c.zh.noun for c in found.things] == ["夜"] and found.denied == ("月亮",)
    for form in ("poem", "story", "haiku"):
        for v in ask("没有月亮的夜", form, count=6):
            assert "月亮" not in v.text.replace("没有月亮的", ""), v.text


def test_more_than_one_is_told_so() -> None:
    (boats,) = naming.spoken_of("三只船")
    assert chinese_words.pronoun(boats) == "它们" and chinese_words.pointed(boats, "这") == "这三只船"
    assert frames.said("{这it}和{他it}的影子", {"it": boats}) == "这三只船和它们的影子"
    (children,) = naming.spoken_of("五个孩子")
    assert chinese_words.pronoun(children) == "他们"


def test_lines_are_cut_alike_by_many_threads() -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: reading.sentences.__wrapped__("雨中的黄山，老高和马师傅下棋"), range(200)))
    assert len(found) == 1


@pytest.mark.parametrize(
    ("noun", "measure"),
    [("小船", "只"), ("帆船", "艘"), ("灯塔", "座"), ("猫", "只"), ("马", "匹"), ("信", "封"), ("书", "本"), ("钥匙", "把"), ("树", "棵"), ("玫瑰", "朵"),
     ("月亮", "轮"), ("桥", "座"), ("火车", "列"), ("照片", "张"), ("窗", "扇"), ("渔夫", "位"), ("量子", "个"), ("老石桥", "座")],
)  # fmt: skip
def test_measure_words(noun: str, measure: str) -> None:
    assert chinese_words.measure(noun) == measure


def test_what_a_hand_carries_has_its_measure() -> None:
    for c in lore.concepts().values():
        if sorts.is_a(c, frozenset({"hand", "creature", "ride"})):
            assert chinese_words.counted(c).startswith(f"一{chinese_words.measure(c.zh.noun)}"), c.id


@pytest.mark.parametrize("form", ["poem", "story", "scenes"])
def test_the_artists_words_are_said(form: str) -> None:
    for _, own, d in written(form):
        assert all(chinese.says(c, d.text) for c in own), (d.text, [c.zh.noun for c in own])


def test_own_words_stay_the_artists_own() -> None:
    assert [c.zh.noun for c in naming.spoken_of("外婆的花园")] == ["外婆", "花园"]
    assert [c.id for c in naming.spoken_of("外婆的花园")] == ["grandmother", "garden"]
    castle = naming.spoken_of("城堡与骑士")
    assert [c.zh.noun for c in castle] == ["城堡", "骑士"] and castle[0].noun == "castle"
    assert chinese_words.pronoun(castle[1]) == "他"


def test_developments_keep_the_line_and_gainsay_nothing() -> None:
    by_text = {s.phrase.text: s for s in chinese_prompts.spoken()}
    for line, own, d in written("prompts"):
        assert d.parts[0].text == line and "".join(p.text for p in d.parts) == d.text
        told = [by_text[p.text] for p in d.parts if p.axis]
        assert 2 <= len(told) <= 5 and all(p.title for p in d.parts if p.axis)
        says = stage.stage(words.to_english(line).text, own).says
        for i, s in enumerate(told):
            assert not stage.clash(s.phrase.says, says), d.text
            assert not any(stage.clash(s.phrase.says, o.phrase.says) for o in told[i + 1 :]), d.text


def test_every_chinese_phrase_reaches_the_painter() -> None:
    phrases = chinese_prompts.spoken()
    assert len(phrases) >= 240 and len({s.phrase.text for s in phrases}) == len(phrases)
    for s in phrases:
        assert words.to_english(f"大海，{s.phrase.text}").text == f"sea, {s.english}", s.phrase.text
        assert words.to_english(s.phrase.text).unknown == ()


@pytest.mark.parametrize("form", chinese.FORMS)
def test_answers_differ_and_are_the_same_again(form: str) -> None:
    made = ask("雪夜里的灯塔", form)
    assert len({v.text for v in made}) == len(made) >= 3
    assert made == ask("雪夜里的灯塔", form)
    assert any(made != ask("雪夜里的灯塔", form, seed=s) for s in (2, 3, 4))


def test_the_language_asked_is_answered() -> None:
    assert all(chinese.is_chinese(v.text) for v in ask("an old lighthouse", "story", lang="zh"))
    assert not any(words.has_chinese(v.text) for v in ask("大海与月亮", "prompts", lang="en"))


def test_wishes_hold_in_chinese() -> None:
    axes = ask("外婆的花园", "prompts", wishes=Wishes(axes=("palette", "mood")))
    assert axes and {a for v in axes for a, _ in v.tags} <= {"palette", "mood"}
    free = ask("外婆的花园", "prompts")
    part = next(p for p in free[0].parts if p.axis)
    locked = ask("外婆的花园", "prompts", seed=9, wishes=Wishes(locked=(part,)))
    assert locked and all(part.text in v.text for v in locked)
    struck = ask("外婆的花园", "prompts", wishes=Wishes(struck=(part.text,)))
    assert struck and not any(part.text in v.text for v in struck)


def test_emphasis_of_the_line_stays_in_its_developments() -> None:
    made = ask("湖上的(小船:1.8)", "prompts")
    assert made and all(v.text.startswith("湖上的(小船:1.8)，") for v in made)
    assert all("".join(p.text for p in v.parts) == v.text for v in made)
    assert not any("1.8" in v.text for v in ask("湖上的(小船:1.8)", "haiku"))


def test_weights_bring_phrases_in_chinese_and_take_them_away() -> None:
    line = "外婆的花园"
    usual = ask(line, "prompts", count=12)
    said = sorted({p.text for v in usual for p in v.parts if p.axis})
    never = ask(line, "prompts", count=12, wishes=Wishes(weights=tuple((t, 0.0) for t in said)))
    assert never and not any(t in v.text for v in never for t in said)
    phrase = next(p for v in usual for p in v.parts if p.axis == "palette")
    much = ask(line, "prompts", count=6, wishes=Wishes(weights=((phrase.text, 2.0),)))
    assert much and all(f"({phrase.text}:2)" in v.text and ("palette", phrase.title) in v.tags for v in much)
    own = ask(line, "prompts", count=4, wishes=Wishes(weights=(("花园", 1.5),)))
    assert own and all(v.text.startswith("外婆的(花园:1.5)，") for v in own)


class Impatient(DirectContext):
    """Is cancelled after a few drafts."""

    left = 20

    def check(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled


def test_writing_in_chinese_can_be_cancelled() -> None:
    with pytest.raises(Cancelled):
        chinese.write(Impatient(), line="大海与月亮", form="titles", count=20, seed=1)


@pytest.mark.parametrize(
    ("line", "told"),
    [("妈妈晒被子", "妈妈晒被子"), ("鹤在雾里", "鹤在雾里"), ("妈妈缝的大衣", ""), ("会唱歌的冰箱", ""), ("没有鱼的池塘", ""), ("海，雾", "")],
)  # fmt: skip
def test_what_somebody_does_is_a_picture_of_a_storyboard(line: str, told: str) -> None:
    assert naming.told_of(line) == told
    draft = chinese.compose(line, "scenes", naming.spoken_of(line), len(naming.spoken_of(line)), random.Random(1))
    assert draft is not None and (not told or f"：{told}。" in draft.text)


def test_a_development_is_not_still_where_somebody_sings() -> None:
    never = setting.unfit("会唱歌的红冰箱")
    assert (
        never is not None and never.search("静得听得见呼吸") and never.search("黑白灰") and not never.search("红与金")
    )
    assert setting.unfit("桌上的苹果") is None

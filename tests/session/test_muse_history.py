"""What muses wrote is kept in a file, found by words, deleted; damage is set aside."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.core.words import Variant
from studio.session import muse_history
from studio.session.background import Background
from studio.session.muse_cards import DONE, Card, Turn
from studio.session.muse_history import MuseHistory
from studio.session.muse_text import card_text
from studio.session.studio import Studio


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def history(told: list[str], home: Path) -> MuseHistory:
    return MuseHistory(Background(), told.append)


def turn_of(line: str, *texts: str, form: str = "titles", when: float = 1.7e9) -> Turn:
    turn = Turn(line, form, muse="concepts", seed=4, state=DONE, when=when)
    turn.cards = [Card(Variant(t), t, form, turn) for t in texts]
    return turn


def lines(history: MuseHistory, words: str) -> list[str]:
    return [f.line for f in history.search(words)]


@pytest.fixture
def filled(history: MuseHistory) -> MuseHistory:
    history.add(turn_of("the sea", "Gray Water", "What the Élan Left"))
    history.add(turn_of("a window at night", "Lamp, Unfinished"))
    history.add(turn_of("窗外的雨", "雨与海", "写给窗的信"))
    return history


def test_words_are_found_in_lines_and_answers_newest_first(filled: MuseHistory) -> None:
    assert lines(filled, "") == ["窗外的雨", "a window at night", "the sea"]
    assert lines(filled, "sea") == lines(filled, "wat") == lines(filled, "GRAY the") == ["the sea"]
    assert lines(filled, "elan") == ["the sea"], "accents do not matter"
    assert lines(filled, "sea lamp") == [] and lines(filled, "win lam") == ["a window at night"]


def test_chinese_is_found_inside_of_words(filled: MuseHistory) -> None:
    assert lines(filled, "海") == lines(filled, "窗的") == lines(filled, "雨 信") == ["窗外的雨"]
    assert lines(filled, "山") == []


@pytest.mark.parametrize(
    "words", ['"', "*", "a OR b", "NEAR(", "sea'); DROP TABLE turns; --", "-sea", "^", "%", "_", "()"]
)
def test_signs_are_words_never_commands(filled: MuseHistory, told: list[str], words: str) -> None:
    filled.search(words)
    assert told == [] and len(filled.search("")) == 3


@pytest.mark.parametrize("words", ["雨" * 30_000, "sea" * 30_000, "雨 " * 5_000, "²", "\0", "\ud800", "海%_!"])
def test_whatever_is_pasted_into_the_search_is_no_trouble(filled: MuseHistory, told: list[str], words: str) -> None:
    filled.search(words)
    assert told == [] and len(filled.search("")) == 3


def test_an_entry_comes_back_as_a_turn(filled: MuseHistory) -> None:
    found = filled.search("gray")[0]
    turn = found.turn()
    assert (turn.line, turn.form, turn.muse, turn.seed, turn.when) == ("the sea", "titles", "concepts", 4, 1.7e9)
    assert [c.text for c in turn.cards] == ["Gray Water", "What the Élan Left"] and turn.state == DONE


def test_what_is_deleted_is_gone_from_the_file_too(filled: MuseHistory) -> None:
    changed: list[int] = []
    filled.changed.connect(lambda: changed.append(1))
    filled.delete(filled.search("gray")[0])
    assert lines(filled, "") == ["窗外的雨", "a window at night"] and lines(filled, "gray") == []
    data = b"".join(p.read_bytes() for p in filled.path.parent.glob(filled.path.name + "*"))
    assert b"Gray Water" not in data and b"elan" not in data and b"Unfinished" in data
    filled.clear()
    assert filled.search("") == [] and changed == [1, 1]
    data = b"".join(p.read_bytes() for p in filled.path.parent.glob(filled.path.name + "*"))
    assert b"Unfinished" not in data and b"unfinished" not in data


def test_the_oldest_go(history: MuseHistory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(muse_history, "MOST", 3)
    for number in range(6):
        history.add(turn_of(f"line {number}", "text"))
    assert lines(history, "") == lines(history, "text") == ["line 5", "line 4", "line 3"]


def test_a_damaged_file_is_set_aside(filled: MuseHistory, told: list[str]) -> None:
    filled.path.write_bytes(b"no database at all " * 400)
    assert filled.search("sea") == []
    assert len(told) == 1 and "muse-history.broken.sqlite" in told[0]
    assert filled.path.with_suffix(".broken.sqlite").read_bytes().startswith(b"no database")
    filled.add(turn_of("again", "Text"))
    assert lines(filled, "text") == ["again"] and len(told) == 1


def test_each_damaged_file_is_kept(filled: MuseHistory, told: list[str]) -> None:
    for number in range(3):
        filled.path.write_bytes(f"damage {number} ".encode() * 400)
        filled.search("sea")
    names = [f"muse-history.broken{n}.sqlite" for n in ("", "2", "3")]
    kept = [filled.path.with_name(name).read_bytes()[:8] for name in names]
    assert kept == [b"damage 0", b"damage 1", b"damage 2"]
    assert [any(name in t for name in names) for t in told] == [True] * 3


@pytest.mark.parametrize("tables", ["things(x)", "turns(id INTEGER PRIMARY KEY, other)"])
def test_a_database_of_others_with_our_number_is_set_aside(history: MuseHistory, told: list[str], tables: str) -> None:
    history.path.parent.mkdir(parents=True, exist_ok=True)
    other = sqlite3.connect(history.path)
    other.execute("PRAGMA user_version = 1")
    other.execute(f"CREATE TABLE {tables}")
    other.commit()
    other.close()
    history.add(turn_of("sea", "Text"))
    assert lines(history, "") == ["sea"] and len(told) == 1 and "broken" in told[0]
    assert history.path.with_suffix(".broken.sqlite").exists()


def test_a_file_that_is_damaged_inside_is_set_aside(history: MuseHistory, told: list[str]) -> None:
    for number in range(400):
        history.add(turn_of(f"line {number}", "some longer text that fills pages " * 6))
    data = bytearray(history.path.read_bytes())
    data[4096:] = bytes(len(data) - 4096)
    history.path.write_bytes(data)
    history.search("line")
    history.add(turn_of("after", "Text"))
    assert lines(history, "after") == ["after"] and told and "broken" in told[0]


def test_another_database_is_not_written_into(history: MuseHistory, told: list[str]) -> None:
    history.path.parent.mkdir(parents=True, exist_ok=True)
    other = sqlite3.connect(history.path)
    other.execute("PRAGMA user_version = 9")
    other.execute("CREATE TABLE things(x)")
    other.commit()
    other.close()
    history.add(turn_of("sea", "Text"))
    assert lines(history, "") == ["sea"] and "broken" in told[0]


def test_a_row_that_is_not_ours_is_passed_over(filled: MuseHistory) -> None:
    db = sqlite3.connect(filled.path)
    for answers in ("[", "[7]", "{}", "[]", '[{"text": 3}]'):
        row = (1.0, "x", "titles", "auto", "m", 1, answers)
        db.execute('INSERT INTO turns("when", line, form, lang, muse, seed, answers) VALUES (?, ?, ?, ?, ?, ?, ?)', row)
    db.commit()
    db.close()
    assert len(filled.search("")) == 3


def test_an_entry_of_a_time_that_no_clock_shows_is_passed_over(filled: MuseHistory) -> None:
    db = sqlite3.connect(filled.path)
    for number, when in enumerate((1e18, -5.0, "noon"), 1):
        db.execute('UPDATE turns SET "when" = ? WHERE id = ?', (when, number))
    db.commit()
    db.close()
    assert filled.search("") == []
    filled.add(turn_of("a door", "Ajar", when=0.0))
    assert lines(filled, "") == ["a door"]


def test_a_folder_that_cannot_be_used_is_told(told: list[str], tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    history = MuseHistory(Background(), told.append, blocked / "h.sqlite")
    history.add(turn_of("sea", "Text"))
    assert history.search("") == [] and len(told) == 1 and "cannot be used" in told[0]


def test_two_windows_use_the_same_file(filled: MuseHistory, told: list[str]) -> None:
    other = MuseHistory(Background(), told.append)
    other.add(turn_of("from there", "Text"))
    assert lines(filled, "there") == ["from there"] and told == []


def test_it_is_written_beside_the_window(told: list[str], tmp_path: Path) -> None:
    due: list[Callable[[], None]] = []
    background = Background(due.append)
    history = MuseHistory(background, told.append, tmp_path / "h.sqlite")
    changed: list[int] = []
    history.changed.connect(lambda: changed.append(1))
    for number in range(30):
        history.add(turn_of(f"line {number}", "text"))
        history.search("line")
    assert not changed, "told on the session's thread only"
    background.close()
    for call in due:
        call()
    assert len(history.search("line")) == len(changed) == 30 and told == []


def test_a_trouble_with_the_disk_is_told_once(told: list[str], tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    history = MuseHistory(Background(), told.append, blocked / "h.sqlite")
    for _ in range(5):
        history.add(turn_of("sea", "Text"))
    assert len(told) == 1


# -- in a session ------------------------------------------------------------------------------------------------------


def test_each_answer_is_written_down_and_can_be_reopened(studio: Studio, engine) -> None:
    muse = studio.muse
    muse.choose("concepts")
    changed: list[int] = []
    muse.history_changed.connect(lambda: changed.append(1))
    turn = muse.ask("a red house by a lake")
    engine.work()
    muse.again(turn)
    engine.work()
    assert [f.line for f in muse.search("house")] == ["a red house by a lake"] * 2 and changed == [1, 1]
    newest, oldest = muse.search("")
    assert muse.reopen(newest) is turn and len(muse.turns) == 1
    muse.vote_text(oldest.answers[0].text, 1)
    back = muse.reopen(oldest)
    assert muse.turns == [turn, back] and [c.text for c in back.cards] == [v.text for v in oldest.answers]
    assert back.cards[0].vote == 1
    muse.undo()
    assert muse.turns == [turn]


def test_nothing_is_written_down_when_the_artist_does_not_want_it(studio: Studio, engine) -> None:
    studio.settings["muse_keep_history"] = False
    studio.muse.choose("concepts")
    studio.muse.ask("a red house by a lake")
    engine.work()
    assert studio.muse.search("") == [] and not studio.muse.history.path.exists()


def test_a_picture_that_was_looked_at_is_remembered_as_such(history: MuseHistory) -> None:
    turn = turn_of("", "A gray field", form="notes")
    turn.of_picture = True
    history.add(turn)
    assert history.search("gray")[0].turn().of_picture


# -- as text -----------------------------------------------------------------------------------------------------------


def marked() -> list[Turn]:
    verse = turn_of("the *sea*", "Salt on the sill,\na boat\n\n- and rest", form="poem")
    verse.cards[0].vote = 1
    scenes = turn_of("a storm", "The light goes.", "(rain:1.4) comes", form="scenes")
    scenes.cards[1].pinned = True
    colors = turn_of("", "Cold water", form="palette")
    colors.cards[0].variant = Variant("Cold water", colors=("#102030", "#a0b0c0"))
    lines = turn_of("a hill", "Low land", form="composition")
    lines.cards[0].variant = Variant("Low land", guides="low-horizon")
    lines.cards[0].vote = -1
    return [verse, scenes, colors, lines, Turn("nothing yet", "poem")]


def test_export_as_text(studio: Studio) -> None:
    text = studio.muse.export_text(marked())
    assert "the *sea*\nPoem · Concepts · 2023-11-1" in text
    assert "Salt on the sill,\na boat\n\n- and rest\n[liked]" in text
    assert "1. The light goes." in text and "2. rain comes\n   [pinned]" in text
    assert "The picture\nPalette" in text and "Cold water\n#102030 #a0b0c0" in text
    assert "Low land\nLow horizon\n[disliked]" in text and "nothing yet" not in text
    assert studio.muse.export_text([]) == ""


def test_export_as_markdown_means_what_it_says(studio: Studio) -> None:
    text = studio.muse.export_text(marked(), markdown=True)
    assert "## the \\*sea\\*\n\n*Poem · Concepts · 2023-11-1" in text
    assert "Salt on the sill,  \na boat\n\n\\- and rest\n\n*liked*" in text, "verse keeps its lines; a dash is no list"
    assert "2. rain comes\n\n   *pinned*" in text and "`#102030` `#a0b0c0`" in text


@pytest.mark.parametrize(
    ("said", "written"),
    [("1. Lay it in thinly.", "1\\. Lay it in thinly."), ("12) boats", "12\\) boats"), ("- a", "\\- a"), ("---", "\\---"),
     ("===", "\\==="), ("half-done, 3.5 m", "half-done, 3.5 m"), ("&copy; R&D", "\\&copy; R&D"), ("# one", "\\# one")],
)  # fmt: skip
def test_no_line_is_read_as_a_sign_of_markdown(studio: Studio, said: str, written: str) -> None:
    text = studio.muse.export_text([turn_of("a lake", f"Still\n{said}", form="explanation")], markdown=True)
    assert f"Still  \n{written}\n" in text


def test_a_card_is_copied_without_signs(studio: Studio) -> None:
    cards = [c for t in marked() for c in t.cards]
    assert card_text(cards[2]) == "rain comes" and card_text(cards[3]) == "Cold water\n#102030\n#a0b0c0"


def test_the_whole_conversation_is_exported_by_default(studio: Studio, engine) -> None:
    studio.muse.choose("concepts")
    studio.muse.ask("a red house by a lake", "titles")
    engine.work()
    text = studio.muse.export_text()
    assert text.startswith("a red house by a lake\nTitles · Concepts") and "1. " in text

"""All that muses wrote, in the data folder: searched by words, deleted by the artist.

SQLite with its full-text index FTS5 (https://www.sqlite.org/fts5.html). The index cuts text at spaces, so that words in
Chinese, which has none, are sought in the text itself. A connection lasts for one operation: writing happens beside the
window, and another window may use the same file.
"""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Lock
from typing import TypeVar

from studio.art.muse.catalog import FORM, LANG
from studio.core.errors import UserError
from studio.core.events import Event
from studio.core.paths import data_dir
from studio.core.words import Variant
from studio.session.background import Background
from studio.session.muse_cards import DONE, Card, Turn
from studio.session.muse_kept import LONGEST_LINE, moment_of, variant_facts, variant_of

FILE = "muse-history.sqlite"
VERSION = 1
MOST = 5000
"""Turns that are kept; the oldest go."""
SHOWN = 200
"""Turns that a search gives at most."""
MOST_WORDS, LONGEST_WORD = 20, 100
"""How much of what is sought is looked at: SQLite refuses patterns of many thousand characters."""
PATIENCE = 5.0
"""Seconds to wait for another window that writes."""
_FORMS, _LANGS = {c.id for c in FORM.choices}, {c.id for c in LANG.choices}
_PURGE = "INSERT INTO words(words) VALUES ('optimize')"
"""The index keeps deleted words until its pieces are joined."""
_FOREIGN = re.compile(r"no such (table|column)|table \w+ has no column")
"""What SQLite says of a database with other tables than ours."""
_WORD = re.compile(r"\w+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
T = TypeVar("T")


@dataclass(frozen=True)
class Found:
    """A former turn. `when`: seconds since 1970."""

    id: int
    when: float
    line: str
    form: str
    lang: str
    muse: str
    seed: int
    answers: tuple[Variant, ...] = field(default=(), repr=False)
    of_picture: bool = False

    def turn(self) -> Turn:
        """As a turn of a conversation."""
        turn = Turn(self.line, self.form, self.lang, self.muse, self.seed, state=DONE, when=self.when)
        turn.of_picture = self.of_picture
        turn.cards = [Card(v, v.text, self.form, turn) for v in self.answers]
        return turn


class MuseHistory:
    """`changed`: something was added or deleted. A damaged file is set aside and told, never lost."""

    def __init__(self, background: Background, told: Callable[[str], object], path: Path | None = None) -> None:
        self._background, self._told = background, told
        self.path = path or data_dir() / FILE
        self.changed: Event[[]] = Event()
        self._mending = Lock()
        self._complained = False

    # -- verbs ---------------------------------------------------------------------------------------------------

    def add(self, turn: Turn) -> None:
        """Writes a turn down, beside the window."""
        answers = json.dumps([variant_facts(c.variant) for c in turn.cards], ensure_ascii=False)
        texts = "\n".join(c.variant.text for c in turn.cards)
        line = turn.line[:LONGEST_LINE]
        row = tuple(
            v.encode("utf-8", "replace").decode() if isinstance(v, str) else v
            for v in (turn.when, line, turn.form, turn.lang, turn.muse, turn.seed, answers, turn.of_picture)
        )

        def work(db: sqlite3.Connection) -> None:
            cursor = db.execute(
                'INSERT INTO turns("when", line, form, lang, muse, seed, answers, of_picture) VALUES (?,?,?,?,?,?,?,?)',
                row,
            )
            words = (line + "\n" + texts).encode("utf-8", "replace").decode()
            db.execute("INSERT INTO words(rowid, text) VALUES (?, ?)", (cursor.lastrowid, words))
            old = "SELECT id FROM turns ORDER BY id DESC LIMIT -1 OFFSET ?"
            for table, key in (("words", "rowid"), ("turns", "id")):
                db.execute(f"DELETE FROM {table} WHERE {key} IN ({old})", (MOST,))

        self._write(work)

    def delete(self, found: Found) -> None:
        """So that nothing of it stays in the file."""

        def work(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM words WHERE rowid = ?", (found.id,))
            db.execute("DELETE FROM turns WHERE id = ?", (found.id,))
            db.execute(_PURGE)

        self._write(work, vacuum=True)

    def clear(self) -> None:
        """As `delete`, of all."""

        def work(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM words")
            db.execute("DELETE FROM turns")
            db.execute(_PURGE)

        self._write(work, vacuum=True)

    def search(self, words: str) -> list[Found]:
        """Turns that have all `words`, or words that begin with them; the newest first. All for no words."""
        if not self.path.is_file():
            return []
        conditions, values = _conditions(words)
        if conditions is None:
            return []
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        query = (
            'SELECT id, "when", line, form, lang, muse, seed, answers, of_picture FROM turns '
            f"{where} ORDER BY id DESC LIMIT {SHOWN}"
        )
        try:
            rows = self._do(lambda db: db.execute(query, values).fetchall())
        except UserError as error:
            self._complain(str(error))
            return []
        return [f for f in map(_found, rows) if f is not None]

    # -- inside --------------------------------------------------------------------------------------------------

    def _write(self, work: Callable[[sqlite3.Connection], None], *, vacuum: bool = False) -> None:
        self._background.run(lambda: self._do(work, vacuum=vacuum), lambda _none: self.changed.emit(), self._complain)

    def _complain(self, sentence: str) -> None:
        """Once: not after each answer of an evening."""
        if not self._complained:
            self._complained = True
            self._told(sentence)

    def _do(self, work: Callable[[sqlite3.Connection], T], *, vacuum: bool = False) -> T:
        """Runs `work` on the file, as one transaction. Raises `UserError`."""
        try:
            try:
                with self._open() as db, db:
                    result = work(db)
            except (sqlite3.DatabaseError, _Strange) as error:
                # Of what is only said to be an operation that failed, a full disk or another window that writes stays.
                if isinstance(error, sqlite3.OperationalError) and not _FOREIGN.match(str(error)):
                    raise
                self._set_aside()
                with self._open() as db, db:
                    result = work(db)
            if vacuum:
                with self._open() as db:
                    db.execute("VACUUM")
            return result
        except (sqlite3.Error, OSError, _Strange) as error:
            raise UserError(f"The muse's history, {self.path}, cannot be used: {error}.") from None

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(sqlite3.connect(self.path, timeout=PATIENCE)) as db:
            db.execute("PRAGMA secure_delete = ON")
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                db.execute("PRAGMA journal_mode = WAL")
                with db:
                    db.execute(
                        'CREATE TABLE IF NOT EXISTS turns(id INTEGER PRIMARY KEY, "when" REAL, line TEXT, form TEXT, '
                        "lang TEXT, muse TEXT, seed INTEGER, answers TEXT, of_picture INTEGER)"
                    )
                    db.execute(
                        "CREATE VIRTUAL TABLE IF NOT EXISTS words USING "
                        "fts5(text, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
                    )
                    db.execute(f"PRAGMA user_version = {VERSION}")
            elif version != VERSION:
                raise _Strange("it is of another version of the program")
            yield db

    def _set_aside(self) -> None:
        with self._mending:
            backup = next(path for k in count(1) if not (path := self._backup(k)).exists())
            with contextlib.suppress(OSError):
                self.path.replace(backup)
            for end in ("-wal", "-shm"):
                with contextlib.suppress(OSError):
                    self.path.with_name(self.path.name + end).unlink()
        notice = f"The muse's history was unreadable; the file is kept as {backup.name}."
        self._background.tell(lambda: self._told(notice))

    def _backup(self, number: int) -> Path:
        return self.path.with_suffix(f".broken{number if number > 1 else ''}.sqlite")


class _Strange(Exception):
    """The file is a database, but not ours."""


def _conditions(words: str) -> tuple[list[str] | None, list[str]]:
    """SQL conditions with their values; None where the words hold nothing that can be sought."""
    if not words.strip():
        return [], []
    conditions: list[str] = []
    values: list[str] = []
    begun: list[str] = []
    for word in (w[:LONGEST_WORD] for w in _WORD.findall(words)[:MOST_WORDS]):
        if _HAN.search(word):
            conditions.append("id IN (SELECT rowid FROM words WHERE text LIKE ? ESCAPE '!')")
            values.append("%" + re.sub(r"([%_!])", r"!\1", word) + "%")
        else:
            begun += [f'"{piece}"*' for piece in word.split("_") if piece]
    if begun:
        conditions.append("id IN (SELECT rowid FROM words WHERE words MATCH ?)")
        values.append(" ".join(begun))
    return conditions or None, values


def _found(row: tuple[object, ...]) -> Found | None:
    """None for a row that holds something else than we write."""
    id_, when, line, form, lang, muse, seed, answers, of_picture = row
    try:
        variants = tuple(variant_of(item) for item in json.loads(str(answers)))
        moment = moment_of(when)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if form not in _FORMS or lang not in _LANGS or not variants:
        return None
    if not isinstance(id_, int) or not isinstance(seed, int):
        return None
    return Found(id_, moment, str(line), str(form), str(lang), str(muse), seed, variants, of_picture == 1)

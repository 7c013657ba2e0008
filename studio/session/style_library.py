"""All pictures whose style can be taken: the shipped ones and the artist's own, found again at the next start."""

from __future__ import annotations

import contextlib
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from studio.art.styles import shipped
from studio.core.errors import UserError
from studio.core.events import Event
from studio.core.picture import ImageRef
from studio.session.style_store import MOST_RECENT, OwnStyle, StyleStore, clean_tags, clean_title
from studio.session.style_traits import TraitBook

if TYPE_CHECKING:
    from studio.core.picture import Pixels
    from studio.session.background import Background

ROOM = 384 * 2**20
"""Bytes of style pictures that are kept decoded."""
SHOWN_RECENT = 6


@dataclass(frozen=True)
class StyleSource:
    """A picture whose style can be taken: a shipped one (`id`) or a file of the artist's (`path`)."""

    title: str = field(compare=False)
    id: str = ""
    path: str = ""

    @property
    def shipped(self) -> bool:
        return bool(self.id)

    def to_dict(self) -> dict[str, Any]:
        return {"style": self.id} if self.id else {"file": self.path, "title": self.title}


@dataclass(frozen=True)
class StyleEntry:
    """One style of the list. `key` names it for favorites and presets: a shipped id, or that of an own picture.
    `sha256`: of a shipped style's file, of an own one's pixels. `missing`: its file is gone."""

    source: StyleSource
    key: str
    tags: tuple[str, ...] = ()
    author: str = ""
    license: str = ""
    width: int = 0
    height: int = 0
    sha256: str = ""
    favorite: bool = False
    missing: bool = False
    kept: bool = False

    @property
    def own(self) -> bool:
        return not self.source.shipped


@dataclass(frozen=True)
class Incoming:
    """A picture that was read and is about to become a style. `path` "": it has no file."""

    pixels: Pixels
    title: str
    sha256: str
    path: str = ""

    @classmethod
    def of_file(cls, path: str | Path) -> Incoming:
        """May be called from any thread. Raises `UserError` when it cannot be read."""
        from studio.formats.images import read_image

        path = Path(path).resolve()
        pixels = read_image(path).pixels
        return cls(pixels, path.stem.strip() or path.name, ImageRef.of(pixels).digest, str(path))

    @classmethod
    def of_pixels(cls, pixels: Pixels, title: str) -> Incoming:
        """Raises `UserError` for a picture without a visible pixel."""
        if not pixels[..., 3].any():
            raise UserError("There is nothing to see in that picture: it cannot be a style.")
        return cls(pixels, title, ImageRef.of(pixels).digest)


class StyleLibrary:
    """`changed`: the list, or anything that is said of a style in it. `replaced(old, new)`, before that: a style has another
    title or file, or (None) is gone, so that whoever holds it takes the new one."""

    def __init__(self, background: Background) -> None:
        self._background = background
        self.store = StyleStore()
        self.changed: Event[[]] = Event()
        self.replaced: Event[StyleSource, StyleSource | None] = Event()
        self.traits = TraitBook(self, background)
        self._pixels: OrderedDict[StyleSource, Pixels] = OrderedDict()
        self._reading = Lock()
        """Styles are read by the window and beside it."""
        self._missing: set[str] = set()
        self._shipped = {s.id: s for s in shipped.shipped()}
        self._first = [k for k in self.store.recent if k in self._keys()][:SHOWN_RECENT]
        self.refresh()

    # -- the list ------------------------------------------------------------------------------------------------

    def entries(self) -> tuple[StyleEntry, ...]:
        """Favorites, then those used last before this start (so that nothing jumps while one works), then the artist's
        own, newest first, then the shipped ones."""
        own = {s.id: self._own_entry(s) for s in reversed(self.store.own)}
        known = own | {s.id: self._shipped_entry(s) for s in self._shipped.values()}
        keys = dict.fromkeys([*self.store.favorites, *self._first, *known])
        return tuple(known[k] for k in keys if k in known)

    def sources(self) -> list[StyleSource]:
        return [e.source for e in self.entries()]

    def entry(self, source: StyleSource | None) -> StyleEntry | None:
        return next((e for e in self.entries() if e.source == source), None)

    def find(self, key: str, sha256: str = "") -> StyleEntry | None:
        """By key, by the digest of its pixels, or by its title in any case."""
        entries = self.entries()
        return next((e for e in entries if e.key == key or (sha256 and e.own and e.sha256 == sha256)), None) or next(
            (e for e in entries if key and e.source.title.casefold() == key.casefold()), None
        )

    def tags(self) -> list[tuple[str, int]]:
        """All tags with how many styles have them, the most frequent first."""
        found = Counter(t for e in self.entries() for t in e.tags)
        return sorted(found.items(), key=lambda item: (-item[1], item[0]))

    # -- adding --------------------------------------------------------------------------------------------------

    def add_file(self, path: str | Path) -> StyleSource:
        """A picture file becomes a style; it stays where it is. Raises `UserError`."""
        return self.take(Incoming.of_file(path))

    def add(
        self,
        work: Callable[[], Incoming],
        done: Callable[[StyleSource], object],
        failed: Callable[[str], object],
    ) -> None:
        """Reads a picture beside the window, takes it in, then calls `done`."""

        def read() -> Incoming:
            incoming = work()
            self.keep(incoming)
            return incoming

        self._background.run(read, lambda incoming: done(self.enter(incoming)), failed)

    def take(self, incoming: Incoming) -> StyleSource:
        """Takes a read picture in at once. Raises `UserError`."""
        self.keep(incoming)
        return self.enter(incoming)

    def keep(self, incoming: Incoming) -> None:
        """Writes what is kept of a picture that `enter` is to take in. May run beside the window. Raises `UserError`."""
        id_ = _id_of(incoming.sha256)
        if not incoming.path and not self.store.copy(id_).is_file():
            self.store.write_copy(id_, incoming.pixels)
        if not self.store.thumb(id_).is_file():
            self.store.write_thumb(id_, incoming.pixels)

    def enter(self, incoming: Incoming) -> StyleSource:
        """Takes in a picture of which `keep` has written what is kept."""
        id_ = _id_of(incoming.sha256)
        known = next((s for s in self.store.own if s.id == id_), None)
        height, width = incoming.pixels.shape[:2]
        path = incoming.path or str(self.store.copy(id_))
        if known is None:
            style = OwnStyle(
                id_, clean_title(incoming.title), path, incoming.sha256, width, height, kept=not incoming.path
            )
            self.store.own.append(style)
        else:  # the same picture again: only where it lies may be news
            style = known if Path(known.path).is_file() else replace(known, path=path, kept=not incoming.path)
            self.store.own[self.store.own.index(known)] = style
        self._missing.discard(id_)
        source = _source_of(style)
        self._remember(source, incoming.pixels)
        self._save()
        return source

    # -- changing ------------------------------------------------------------------------------------------------

    def rename(self, source: StyleSource, title: str) -> None:
        """Raises `UserError` for an empty name and for a shipped style."""
        self._put(replace(self._own(source), title=clean_title(title)))

    def set_tags(self, source: StyleSource, tags: Iterable[str]) -> None:
        """Raises `UserError` for a shipped style."""
        self._put(replace(self._own(source), tags=clean_tags(tags)))

    def set_favorite(self, source: StyleSource, on: bool) -> None:
        entry = self.entry(source)
        if entry is None or entry.favorite == on:
            return
        if on:
            self.store.favorites.append(entry.key)
        else:
            self.store.favorites.remove(entry.key)
        self._save()

    def remove(self, source: StyleSource) -> None:
        """Out of the list. A kept copy is deleted, the artist's own file never. Raises `UserError` for a shipped one."""
        style = self._own(source)
        self.store.own.remove(style)
        self.store.forget(style)
        self.store.favorites = [k for k in self.store.favorites if k != style.id]
        self.store.recent = [k for k in self.store.recent if k != style.id]
        with self._reading:
            self._pixels.pop(source, None)
        self.replaced.emit(source, None)
        self._save()

    def locate(self, source: StyleSource, path: str | Path) -> StyleSource:
        """The file of a style lies elsewhere now. Raises `UserError` when that is not the same picture."""
        return self._located(source, Incoming.of_file(path))

    def locate_beside(self, source: StyleSource, path: str | Path, failed: Callable[[str], object]) -> None:
        """As `locate`, the file being read beside the window."""

        def done(incoming: Incoming) -> None:
            try:
                self._located(source, incoming)
            except UserError as error:
                failed(str(error))

        self._background.run(lambda: Incoming.of_file(path), done, failed)

    def _located(self, source: StyleSource, incoming: Incoming) -> StyleSource:
        style, name = self._own(source), Path(incoming.path).name
        if incoming.sha256 != style.sha256:
            raise UserError(f"{name} is another picture than “{style.title}”: add it as a style of its own.")
        self._missing.discard(style.id)
        changed = replace(style, path=incoming.path, kept=False)
        self._put(changed)
        self._remember(_source_of(changed), incoming.pixels)
        return _source_of(changed)

    def used(self, source: StyleSource) -> None:
        """It was laid on a layer: it stands among the first at the next start."""
        entry = self.entry(source)
        if entry is not None:
            self.store.recent = [entry.key, *(k for k in self.store.recent if k != entry.key)][:MOST_RECENT]
            self.store.save()

    # -- pictures ------------------------------------------------------------------------------------------------

    def pixels(self, source: StyleSource) -> Pixels:
        """The whole picture, uint8 (H, W, 4). Any thread; raises `UserError` when it is gone or cannot be read."""
        with self._reading:
            known = self._pixels.get(source)
            if known is not None:
                self._pixels.move_to_end(source)
                return known
        if source.id:
            pixels = shipped.load(source.id)
        else:
            from studio.formats.images import read_image

            if not Path(source.path).is_file():
                raise UserError(self.problem(source))
            pixels = read_image(source.path).pixels
        self._remember(source, pixels)
        return pixels

    def thumbnail(self, source: StyleSource, edge: int) -> Pixels:
        """Long side at most `edge` px, from what is kept; also of a picture that is gone. Any thread; raises `UserError`."""
        from studio.document.resample import fitted
        from studio.formats.images import read_image

        if source.id:
            return shipped.thumbnail(source.id, edge)
        style = next((s for s in self.store.own if s.path == source.path), None)
        small = self.store.thumb(style.id) if style is not None else Path(source.path)
        if style is not None and not small.is_file():  # lost: made again
            pixels = read_image(source.path).pixels
            self.store.write_thumb(style.id, pixels)
            return fitted(pixels, edge, edge)
        return fitted(read_image(small).pixels, edge, edge)

    def problem(self, source: StyleSource) -> str:
        """What is wrong with a style whose file is gone, in one sentence."""
        path = Path(source.path)
        return f"The picture of “{source.title}” is gone: {path.name} is no longer in {path.parent}. Locate it again."

    def refresh(self) -> None:
        """Looks beside the window which files are still there."""
        watched = [(s.id, s.path) for s in self.store.own]

        def look() -> set[str]:
            gone = set()
            for id_, path in watched:
                there = False
                with contextlib.suppress(OSError):
                    there = Path(path).is_file()
                if not there:
                    gone.add(id_)
            return gone

        def told(gone: set[str]) -> None:
            if gone != self._missing:
                self._missing = gone
                self.changed.emit()

        if watched:
            self._background.run(look, told, lambda _s: None)

    # -- inside --------------------------------------------------------------------------------------------------

    def _keys(self) -> set[str]:
        return {s.id for s in self.store.own} | set(self._shipped)

    def _own(self, source: StyleSource) -> OwnStyle:
        style = next((s for s in self.store.own if not source.id and s.path == source.path), None)
        if style is None:
            raise UserError(f"“{source.title}” comes with the program and stays as it is.")
        return style

    def _put(self, style: OwnStyle) -> None:
        at = next(i for i, s in enumerate(self.store.own) if s.id == style.id)
        old = self.store.own[at]
        if old != style:
            self.store.own[at] = style
            if (old.title, old.path) != (style.title, style.path):
                self.replaced.emit(_source_of(old), _source_of(style))
            self._save()

    def _save(self) -> None:
        self.store.save()
        self.changed.emit()

    def _remember(self, source: StyleSource, pixels: Pixels) -> None:
        with self._reading:
            self._pixels[source] = pixels
            self._pixels.move_to_end(source)
            while len(self._pixels) > 1 and sum(p.nbytes for p in self._pixels.values()) > ROOM:
                self._pixels.popitem(last=False)

    def _own_entry(self, s: OwnStyle) -> StyleEntry:
        return StyleEntry(
            _source_of(s), s.id, s.tags, "Yours", "", s.width, s.height, s.sha256, s.id in self.store.favorites,
            s.id in self._missing, s.kept,
        )  # fmt: skip

    def _shipped_entry(self, s: shipped.ShippedStyle) -> StyleEntry:
        return StyleEntry(
            StyleSource(s.title, id=s.id), s.id, s.tags, s.author, s.license, s.width, s.height, s.sha256,
            s.id in self.store.favorites,
        )  # fmt: skip


def _id_of(sha256: str) -> str:
    return f"own{sha256[:20]}"


def _source_of(style: OwnStyle) -> StyleSource:
    return StyleSource(style.title, path=style.path)

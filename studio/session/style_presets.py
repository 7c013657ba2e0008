"""Presets of the Style panel: shipped ones and the artist's own, saved, taken over, shared as files."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.art.styles.catalog import STYLES
from studio.core.errors import UnknownNameError, UserError
from studio.core.events import Event
from studio.core.paths import data_dir, resource
from studio.formats.style_preset import SUFFIX, PresetStyle, StylePreset, clean_name, read_preset, write_preset
from studio.session.style_library import Incoming, StyleLibrary

if TYPE_CHECKING:
    from studio.core.picture import Pixels
    from studio.session.studio import Studio

OWN_FOLDER = "style-presets"
"""In the data folder."""
EMBED_EDGE = 2048
"""Longest side in px of a style picture inside a shared preset."""
PICTURE_PIXELS = 40_000_000


@dataclass(frozen=True)
class Kept:
    """A preset that can be chosen. `own`: the artist's, in `path`."""

    preset: StylePreset
    path: Path
    own: bool

    @property
    def name(self) -> str:
        return self.preset.name


@dataclass(frozen=True)
class _Read:
    """A preset of a file, and the pictures inside it by the number of their style."""

    preset: StylePreset
    pictures: Mapping[int, Incoming]


class StylePresets:
    """`changed`: the list, or which of them the panel's settings are."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self.folder = data_dir() / OWN_FOLDER
        self.changed: Event[[]] = Event()
        self._last = ""
        self._all: tuple[Kept, ...] | None = None

    # -- the list ------------------------------------------------------------------------------------------------

    def all(self) -> tuple[Kept, ...]:
        """The artist's own by name, then the shipped ones. What cannot be read is left out and told."""
        if self._all is None:
            self._all = tuple(kept_in(self.folder, own=True, failed=self._studio.told.emit) + shipped_presets())
        return self._all

    def get(self, name: str) -> Kept:
        """By name, in any case. Raises `UnknownNameError`."""
        return _named(name, self.all())

    @property
    def last(self) -> Kept | None:
        """The one that was taken over last, as long as it is there."""
        return next((k for k in self.all() if k.name == self._last), None)

    @property
    def moved(self) -> bool:
        """Whether something was changed in the panel since `last` was taken over."""
        kept = self.last
        return kept is not None and not self._same(kept.preset)

    def _same(self, preset: StylePreset) -> bool:
        now = self._studio.style.snapshot()
        panel = {k: v for k, v in preset.panel.items() if k not in ("seed", "values")}
        if any(now.get(k) != v for k, v in panel.items() if preset.styles or k == "method"):
            return False
        spec = self._studio.style.spec
        try:
            if spec.values(known_values(preset)[0]) != now["values"]:
                return False
        except UserError:
            return False
        return not preset.styles or [_key(s) for s in self._styles_now()] == [_key(s) for s in preset.styles]

    # -- verbs ---------------------------------------------------------------------------------------------------

    def save(self, name: str, *, styles: bool = True) -> Kept:
        """Keeps the panel's settings under `name`, with the chosen style pictures if `styles`; an own preset of that name
        is replaced. Raises `UserError`."""
        name = clean_name(name)
        if any(k.name.casefold() == name.casefold() and not k.own for k in self.all()):
            raise UserError(f"“{name}” is a preset that comes with the program: choose another name.")
        old = next((k for k in self.all() if k.own and k.name.casefold() == name.casefold()), None)
        kept = self._keep(self.now(name, styles=styles), old.path if old is not None else None)
        self._last = name
        self.changed.emit()
        return kept

    def now(self, name: str, *, styles: bool = True) -> StylePreset:
        """The panel's settings as a preset that is not kept yet."""
        state = self._studio.style.snapshot()
        panel = {k: v for k, v in state.items() if k != "styles"}
        return StylePreset(clean_name(name), panel, tuple(self._styles_now()) if styles else ())

    def apply(self, name: str) -> None:
        """Takes a preset over into the panel. Styles that are not here are told; raises `UserError` where the method is
        not."""
        kept = self.get(name)
        preset, style = kept.preset, self._studio.style
        values, unknown = known_values(preset)
        state = dict(style.snapshot()) | {"method": preset.method, "values": values}
        lost: list[str] = []
        if preset.styles:
            state |= {k: v for k, v in preset.panel.items() if k not in ("method", "values")}
            rows, lost = self._rows(preset)
            if rows:
                state["styles"] = rows
        style.restore(state)
        self._last = kept.name
        self.changed.emit()
        if lost:
            self._studio.told.emit(f"“{preset.name}” was made with {_listed(lost)}, which is not among your styles.")
        elif unknown:
            self._studio.told.emit(f"“{preset.name}” also sets {_listed(unknown)}, which {preset.method} has not here.")

    def rename(self, name: str, new: str) -> None:
        """Raises `UserError` for shipped presets and for a name that is taken."""
        kept, new = self._own(name), clean_name(new)
        if any(k.name.casefold() == new.casefold() and k != kept for k in self.all()):
            raise UserError(f"There is a preset called “{new}” already.")
        self._keep(kept.preset.named(new), kept.path)
        self._last = new if self._last == kept.name else self._last
        self.changed.emit()

    def delete(self, name: str) -> None:
        """Raises `UserError` for shipped presets."""
        kept = self._own(name)
        with contextlib.suppress(FileNotFoundError):
            try:
                kept.path.unlink()
            except PermissionError as error:
                raise UserError(f"“{kept.name}” could not be deleted: {error.strerror}.") from None
        self._all = None
        self.changed.emit()

    def export(self, name: str, path: str | Path, *, pictures: bool) -> None:
        """Writes a preset as a file to share; with `pictures`, the artist's own style pictures travel inside. Raises
        `UserError`."""
        self._exporting(name, path, pictures)()

    def export_beside(self, name: str, path: str | Path, *, pictures: bool) -> None:
        """As `export`, beside the window; what came of it is told. Raises `UserError` when there is no such preset."""
        told = self._studio.told.emit
        work = self._exporting(name, path, pictures)
        self._studio.background.run(work, lambda _none: told(f"“{name}” was exported."), told)

    def _exporting(self, name: str, path: str | Path, pictures: bool) -> Callable[[], None]:
        """The work that writes it, for any thread."""
        path, preset, library = Path(path), self.get(name).preset, self._library
        entries = [library.find("", s.sha256) if pictures and s.sha256 else None for s in preset.styles]

        def work() -> None:
            styles = tuple(
                replace(s, picture=_encoded(library.pixels(e.source))) if e is not None else s
                for s, e in zip(preset.styles, entries, strict=True)
            )
            write_preset(path if path.suffix else path.with_suffix(SUFFIX), replace(preset, styles=styles))

        return work

    def take_file(self, path: str | Path) -> Kept:
        """A preset from a file joins the list, style pictures inside it join the styles. Raises `UserError`."""
        return self._enter(self._read(Path(path), self._owned()))

    def take_and_apply(self, path: str | Path) -> None:
        """Takes a preset file in beside the window and puts it into force; what is wrong with it is told."""
        studio = self._studio

        def done(read: _Read) -> None:
            def enter() -> None:
                kept = self._enter(read)
                studio.told.emit(f"“{kept.name}” is among your presets now.")
                self.apply(kept.name)

            studio.guard(enter)

        owned = self._owned()
        studio.background.run(lambda: self._read(Path(path), owned), done, studio.told.emit)

    def _owned(self) -> frozenset[str]:
        """The digests of the artist's own styles."""
        return frozenset(e.sha256 for e in self._library.entries() if e.own)

    def _read(self, path: Path, owned: frozenset[str]) -> _Read:
        """May run in any thread. Raises `UserError`."""
        from studio.formats.images import decode_image

        preset = read_preset(path)
        STYLES.get(preset.method)
        pictures: dict[int, Incoming] = {}
        for number, style in enumerate(preset.styles):
            if style.picture and style.sha256 not in owned:
                pixels = decode_image(style.picture, f"The style picture in {path.name}", PICTURE_PIXELS).pixels
                pictures[number] = Incoming.of_pixels(pixels, style.title or "Style of a preset")
        for incoming in pictures.values():
            self._library.keep(incoming)
        return _Read(preset, pictures)

    def _enter(self, read: _Read) -> Kept:
        styles = [replace(s, picture=b"") for s in read.preset.styles]
        for number, incoming in read.pictures.items():
            self._library.enter(incoming)
            styles[number] = replace(styles[number], sha256=incoming.sha256)
        kept = self._keep(replace(read.preset, styles=tuple(styles), name=self._free(read.preset.name)), None)
        self.changed.emit()
        return kept

    # -- inside --------------------------------------------------------------------------------------------------

    def _styles_now(self) -> list[PresetStyle]:
        out = []
        for row in self._studio.style.snapshot()["styles"]:
            more = {k: v for k, v in row.items() if k not in ("style", "file", "title")}
            if row.get("style"):
                out.append(PresetStyle(style=row["style"], more=more))
            elif row.get("file"):
                entry = next((e for e in self._library.entries() if e.own and e.source.path == row["file"]), None)
                if entry is not None:
                    out.append(PresetStyle(title=entry.source.title, sha256=entry.sha256, more=more))
        return out

    @property
    def _library(self) -> StyleLibrary:
        return self._studio.style.library

    def _rows(self, preset: StylePreset) -> tuple[list[dict[str, Any]], list[str]]:
        """Rows for `StyleState.restore`, and the titles of the styles that are not here."""
        rows, lost = [], []
        for style in (s for s in preset.styles if s.style or s.sha256):
            entry = self._library.find(style.style, style.sha256)
            if entry is None or entry.missing or (style.style and entry.key != style.style):
                lost.append(f"“{style.title or style.style}”")
            else:
                rows.append(entry.source.to_dict() | dict(style.more))
        return rows, lost

    def _free(self, name: str) -> str:
        taken = {k.name.casefold() for k in self.all()}
        names = (name if n == 1 else f"{name[:54]} {n}" for n in range(1, 10_000))
        return next(n for n in names if n.casefold() not in taken)

    def _own(self, name: str) -> Kept:
        kept = self.get(name)
        if not kept.own:
            raise UserError(f"“{kept.name}” comes with the program and stays as it is.")
        return kept

    def _keep(self, preset: StylePreset, path: Path | None) -> Kept:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"The folder for presets, {self.folder}, cannot be made ({error.strerror}).") from None
        path = path or _free_path(self.folder, preset.name)
        write_preset(path, preset)
        self._all = None
        return Kept(preset, path, True)


def shipped_presets() -> list[Kept]:
    """Those that come with the program, in the order of their file names."""
    return kept_in(resource("style-presets"), own=False)


def kept_in(folder: Path, *, own: bool, failed: Callable[[str], object] = lambda _s: None) -> list[Kept]:
    """All presets of a folder; by name if they are the artist's own. `failed` gets a sentence for each that is broken."""
    out = []
    for path in sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else ():
        try:
            out.append(Kept(read_preset(path), path, own))
        except UserError as error:
            failed(str(error))
    return sorted(out, key=lambda k: k.name.casefold()) if own else out


def find_preset(name: str) -> StylePreset:
    """For the command line: a file, or a preset by its name. Raises `UserError`."""
    path = Path(name)
    if path.suffix == SUFFIX or path.is_file():
        return read_preset(path)
    return _named(name, (*kept_in(data_dir() / OWN_FOLDER, own=True), *shipped_presets())).preset


def known_values(preset: StylePreset) -> tuple[dict[str, Any], list[str]]:
    """The values that the preset's method has here, and the names of the others (of a newer program, or a lost model).
    Raises `UserError` when the method is not here."""
    spec = STYLES.get(preset.method)
    names = {p.name for p in spec.params} | {f.param.name for f in spec.former}
    given: Mapping[str, Any] = preset.values
    return {k: v for k, v in given.items() if k in names}, sorted(k for k in given if k not in names)


def picture_of(style: PresetStyle, library: StyleLibrary, name: str) -> tuple[Pixels, dict[str, Any]]:
    """The picture of one style of the preset `name`, and what a recipe says of it. Raises `UserError` when it is not
    among the styles."""
    entry = library.find(style.style, style.sha256)
    if entry is None or (style.style and entry.key != style.style):
        raise UserError(f"The preset “{name}” needs the style “{style.title or style.style}”, which is not here.")
    told = {"style": style.style} if style.style else {"file": entry.source.path, "sha256": entry.sha256}
    return library.pixels(entry.source), told


def _named(name: str, among: tuple[Kept, ...]) -> Kept:
    wanted = " ".join(name.split()).casefold()
    for kept in among:
        if kept.name.casefold() == wanted:
            return kept
    raise UnknownNameError("style preset", name, (k.name for k in among))


def _free_path(folder: Path, name: str) -> Path:
    stem = re.sub(r"[^\w\- ]+", "", name).strip().replace(" ", "-").casefold()[:48] or "preset"
    names = (stem if n == 1 else f"{stem}-{n}" for n in range(1, 100_000))
    return next(p for p in (folder / f"{n}{SUFFIX}" for n in names) if not p.exists())


def _key(style: PresetStyle) -> tuple[str, str, tuple[tuple[str, Any], ...]]:
    return style.style, style.sha256, tuple(sorted(style.more.items()))


def _encoded(pixels: Pixels) -> bytes:
    """A picture file: JPEG, or PNG where something is transparent."""
    from PIL import Image

    from studio.document.resample import fitted

    small = fitted(pixels, EMBED_EDGE, EMBED_EDGE)
    out, image = io.BytesIO(), Image.fromarray(small, "RGBA")
    if small[..., 3].min() == 255:
        image.convert("RGB").save(out, "JPEG", quality=93, subsampling=0)
    else:
        image.save(out, "PNG")
    return out.getvalue()


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"

"""The root of the session: everything the program knows, and the few verbs that concern more than one part."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from studio.core.errors import UserError
from studio.core.events import Event, Subscriptions
from studio.core.picture import Picture, Pixels
from studio.core.settings import Settings
from studio.document.document import Document
from studio.document.layer import Layer, Origin
from studio.engine.cache import trim_heap
from studio.engine.messages import DeviceKnown, Message, Restarted, WarmingUp
from studio.engine.request import Request
from studio.session.audience import AudienceState
from studio.session.background import Background
from studio.session.batch_state import BatchState
from studio.session.contact import Candidate, ContactSheet
from studio.session.create import CreateState, shorten
from studio.session.delay import After
from studio.session.edits import ChangeCandidate
from studio.session.files import FileState
from studio.session.guides import GuidesState
from studio.session.jobs import EnginePort, JobList
from studio.session.latent import LatentState
from studio.session.lettering import LetteringState
from studio.session.models import ModelsState
from studio.session.muse import MuseState
from studio.session.muse_instructions import MuseInstructions
from studio.session.muse_server import MuseServer
from studio.session.place import PlaceState
from studio.session.preview import Preview
from studio.session.region import RegionState
from studio.session.sight import Sight
from studio.session.sizes import Size
from studio.session.sketch import SketchState
from studio.session.strokes import StrokesState
from studio.session.style import StyleState
from studio.session.style_comparison import StyleComparison
from studio.session.style_presets import StylePresets
from studio.session.tools import ColorState, ToolState
from studio.session.training import TrainingState
from studio.session.walk import WalkState

if TYPE_CHECKING:
    from collections.abc import Hashable


class Studio:
    """One session. Belongs to one thread.

    `document_changed`: another document (or none) is open. `subject_changed`: another layer is active, or it changed.
    `told`: a sentence for the status line. `generators_changed`: the catalogue of generators gained or lost a spec; who
    changes it emits this. `muses_changed`: as that, of the muses.
    """

    def __init__(
        self,
        engine: EnginePort,
        settings: Settings | None = None,
        defer: Callable[[Callable[[], None]], None] | None = None,
        pump: Callable[[], object] = lambda: None,
        after: After | None = None,
    ) -> None:
        """`defer` and `pump`: see `Background`. Without them files are written on the caller's thread. `after`: see
        `Delay`; without it nothing waits for the hand to rest."""
        self.settings = settings or Settings()
        self.document_changed: Event[[]] = Event()
        self.subject_changed: Event[[]] = Event()
        self.told: Event[str] = Event()
        self.generators_changed: Event[[]] = Event()
        self.muses_changed: Event[[]] = Event()
        self.after = after
        self._document: Document | None = None
        self._document_subscriptions = Subscriptions()
        self.jobs = JobList(engine)
        self.background = Background(defer, pump)
        # What a batch reads and writes takes seconds a file: previews and saves must not wait behind it.
        self.chores = Background(defer, pump)
        self.preview = Preview()
        self.sight = Sight()
        self.tools = ToolState()
        self.colors = ColorState(self.settings, lambda: self._document.history if self._document is not None else None)
        self.contact = ContactSheet()
        self.lettering = LetteringState(self)
        self.guides = GuidesState(self)
        self.region = RegionState(self)
        self.models = ModelsState(self)
        self.muse_server = MuseServer(self)
        self.muse_instructions = MuseInstructions(self)
        self.latent = LatentState(self)
        self.muse = MuseState(self)
        self.create = CreateState(self)
        self.style = StyleState(self)
        self.style_presets = StylePresets(self)
        self.training = TrainingState(self)
        self.style_comparison = StyleComparison(self)
        self.strokes = StrokesState(self)
        self.place = PlaceState(self)
        self.sketch = SketchState(self)
        self.files = FileState(self)
        self.walk = WalkState(self)
        self.batch = BatchState(self)
        self.audience = AudienceState(self)
        self.device_line = ""
        self.warmth, self.warm_note = 0.0, ""
        self.device_changed: Event[[]] = Event()
        self.jobs.told.connect(self.told.emit)
        self.contact.current_changed.connect(lambda: self.latent.follow_candidate(self.contact.current))

    # -- the engine ----------------------------------------------------------------------------------------------

    def receive(self, message: Message) -> None:
        """Takes a message of the engine, on the session's thread."""
        match message:
            case DeviceKnown(line=line):
                self.device_line = line
                self.device_changed.emit()
            case WarmingUp(fraction=fraction, note=note):
                self.warmth, self.warm_note = fraction, note
                self.device_changed.emit()
            case Restarted(sentence=sentence):
                self.told.emit(sentence)
            case _:
                self.jobs.receive(message)

    def guard(self, verb: Callable[[], object]) -> bool:
        """Runs `verb`; what the artist has to put right is told instead of raised. True when it went through."""
        try:
            verb()
        except UserError as error:
            self.told.emit(str(error))
            return False
        return True

    # -- the document --------------------------------------------------------------------------------------------

    @property
    def document(self) -> Document | None:
        return self._document

    @property
    def document_size(self) -> Size:
        """Size of the open document, or of the next new one."""
        if self._document is not None:
            return self._document.width, self._document.height
        return self.default_size

    @property
    def default_size(self) -> Size:
        return self.settings["new_width"], self.settings["new_height"]

    def set_document(self, document: Document | None) -> None:
        """Makes `document` the open one. Unsaved work must have been dealt with before."""
        self._document_subscriptions.close()
        self.preview.clear()
        old, self._document = self._document, document
        if document is not None:
            document.history.limit_bytes = self.settings["undo_memory"] * 2**20
            self._document_subscriptions.add(document.active_changed, self._follow_active)
            self._document_subscriptions.add(document.layer_changed, self._follow_changed)
        self.document_changed.emit()
        self._follow_active()
        if old is not None and old is not document:
            old.close()
            self.background.run(trim_heap, lambda _none: None, self.told.emit)

    def ensure_document(self) -> Document:
        """The open document, or a new one of the default size."""
        if self._document is None:
            self.files.new(*self.default_size)
        assert self._document is not None
        return self._document

    def require_document(self) -> Document:
        if self._document is None:
            raise UserError("There is no picture open: write a line, make a new picture or open one.")
        return self._document

    def _follow_active(self) -> None:
        self.latent.follow_layer(self._document.active if self._document else None)
        self.subject_changed.emit()

    def _follow_changed(self, layer: Layer) -> None:
        if self._document is not None and layer is self._document.active:
            self.latent.follow_layer(layer)
            self.subject_changed.emit()

    # -- pictures into the document ------------------------------------------------------------------------------

    def place_candidate(self, candidate: Candidate | None = None) -> None:
        """Puts a candidate on the canvas as a layer, painted anew at the document's size."""
        candidate = candidate or self.contact.current
        if candidate is None or candidate.picture is None:
            raise UserError("Choose a candidate that is finished first.")
        document = self.ensure_document()
        recipe, rough = candidate.picture.recipe, candidate.picture.pixels
        width, height = document.width, document.height
        self.preview.show("place", rough, (0, 0, width, height))

        def finished(picture: Picture) -> None:
            self.preview.clear()
            if self.document is document:
                self.contact.make_current(None)
                document.add_picture(
                    picture.pixels, name=shorten(recipe.text or "Picture"), origin=Origin.GENERATED,
                    recipe=picture.recipe, title="Place picture",
                )  # fmt: skip

        request = Request.make(
            f"{recipe.kind}/{recipe.method}", recipe.params, title=f"Painting “{shorten(recipe.text)}” in full",
            # A slot of its own: what the artist chose goes before the candidates that still wait.
            slot=f"place-{candidate.id}",
            text=recipe.text, width=width, height=height, seed=recipe.seed,
        )  # fmt: skip
        self.jobs.submit(
            request, group="place", finished=finished,
            preview=lambda pixels: self.preview.show("place", pixels, (0, 0, width, height)),
            failed=lambda _s: self.preview.clear("place"), cancelled=lambda: self.preview.clear("place"),
        )  # fmt: skip

    def place_pixels(self, pixels: Pixels, name: str, at: tuple[int, int] | None = None) -> None:
        """A pasted or dropped picture becomes a layer, centered (or with its center at `at`), shrunk to fit."""
        if self._document is None:
            self.files.new(pixels.shape[1], pixels.shape[0])
        document = self.require_document()
        document.add_picture(pixels, name=name, origin=Origin.PICTURE, center=at, fit=True, title="Place picture")

    def change_candidate(self, candidate: Candidate, picture: Picture, key: Hashable) -> None:
        """New factors for a candidate, as a step of undo (merged by `key`)."""
        document = self.ensure_document()
        document.history.push(ChangeCandidate(self, candidate, candidate.picture, picture, key))

    def change_generated(self, layer: Layer, picture: Picture, key: Hashable) -> None:
        """New pixels and recipe for a generated layer, as a step of undo (merged by `key`)."""
        document = self.require_document()
        if layer in document.layers:
            document.replace_picture(layer, picture.pixels, picture.recipe, title="Move sliders", merge=key)

    def preview_layer(self, owner: str, layer: Layer, pixels: Pixels) -> None:
        """Shows `pixels` over the place of `layer`."""
        document = self.require_document()
        if layer in document.layers:
            x, y, width, height = document.bounds(layer)
            self.preview.show(owner, pixels, (x, y, width, height))

    # -- the end -------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Stops all work. Settings are kept; the document must have been saved or given up before."""
        self.audience.leave()
        self.walk.close()
        self.batch.close()
        self.strokes.close()
        self.jobs.cancel_all()
        self.muse_server.close()
        self.files.close()
        self.background.close()
        self.chores.close()
        self._document_subscriptions.close()
        self.settings.save()

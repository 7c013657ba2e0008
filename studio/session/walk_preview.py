"""Small frames of a walk, painted in the background a few at a time, where they are needed first."""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Hashable
from typing import TYPE_CHECKING

from studio.core.events import Event
from studio.core.recipe import Recipe
from studio.core.walk import Walk
from studio.document.resample import fitted
from studio.engine.request import Request

if TYPE_CHECKING:
    from studio.core.picture import Pixels
    from studio.session.jobs import Job
    from studio.session.studio import Studio

EDGE = 192
"""Long side of a frame in px."""
FPS = 12
MOST = 600
"""Frames of a preview; a longer walk is shown in coarser steps."""
CHUNK = 6
"""Frames asked for at once: what else waits for the engine is let in between."""
SLOT = "walk-preview"
"""A slot, so that frames come between the steps of long work; never more than one request is under way."""
ROOM = 160 * 2**20
"""Bytes of frames that are kept."""


class WalkPreview:
    """`frames_changed`: there are new frames. Nothing is painted unless somebody `watch`es."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self.frames_changed: Event[[]] = Event()
        self._walk = Walk()
        self._moments: list[float] = []
        self._keys: list[Hashable] = []
        self._names: dict[Hashable, int] = {}
        self._looks: list[int] = []
        self._cache: OrderedDict[Hashable, Pixels] = OrderedDict()
        self._thumbs: OrderedDict[int, Pixels] = OrderedDict()
        self._bytes = 0
        self._position = 0.0
        self._watched = False
        self._job: Job | None = None
        self._failed = False

    # -- what is wanted ------------------------------------------------------------------------------------------

    def follow(self, walk: Walk, position: float) -> None:
        """Another walk; frames that it shares with the old one stay."""
        self._walk, self._position, self._failed = walk, position, False
        fps = min(walk.fps, FPS, MOST / max(walk.duration, 0.1))
        steps = [k / fps for k in range(int(walk.duration * fps) + 1)] if walk.keyframes else []
        # Every keyframe is among them: they are the thumbnails, and the ends that must be exact.
        self._moments = sorted({*steps, *walk.times[: len(walk.keyframes)]})
        self._looks = [self._look(k.recipe) for k in walk.keyframes]
        self._keys = [self._key(m) for m in self._moments]
        if self._job is not None:
            self._studio.jobs.cancel(self._job)
        self._fill()

    def watch(self, watched: bool) -> None:
        """Whether anybody sees the frames."""
        self._watched = watched
        self._fill()

    def hurry(self, position: float) -> None:
        """Frames from here on are wanted first."""
        self._position = position

    # -- what there is -------------------------------------------------------------------------------------------

    def frame_at(self, seconds: float) -> Pixels | None:
        """The frame of a moment, or the nearest one that is there; None while there is none at all."""
        after = bisect_left(self._moments, seconds)
        before, count = after - 1, len(self._moments)
        while before >= 0 or after < count:
            back = before >= 0 and (after >= count or seconds - self._moments[before] < self._moments[after] - seconds)
            found = self._cache.get(self._keys[before if back else after])
            if found is not None:
                return found
            before, after = (before - 1, after) if back else (before, after + 1)
        return None

    def thumb(self, index: int) -> Pixels | None:
        """The picture of a keyframe, once it is there."""
        exact = self._cache.get(self._key(self._walk.times[index]))
        return exact if exact is not None else self._thumbs.get(self._looks[index])

    def keep_thumb(self, recipe: Recipe, pixels: Pixels) -> None:
        """A picture that is there already stands in for the keyframe's own until that is painted."""
        self._thumbs[self._look(recipe)] = fitted(pixels, EDGE, EDGE)
        while len(self._thumbs) > MOST:
            self._thumbs.popitem(last=False)

    @property
    def share(self) -> float:
        """How much of the walk is there, 0..1."""
        return sum(k in self._cache for k in self._keys) / len(self._keys) if self._keys else 0.0

    # -- painting ------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        if self._job is not None or not self._watched or self._failed:
            return
        wanted = self._wanted()
        if not wanted:
            return
        walk, keys = self._walk, [self._keys[i] for i in wanted]
        request = Request.make(
            "walk/frames", {"edge": EDGE}, slot=SLOT, title="Preview of the walk", walk=walk.to_json(),
            moments=tuple(self._moments[i] for i in wanted),
        )  # fmt: skip

        def finished(frames: tuple[Pixels, ...]) -> None:
            self._job = None
            for key, frame in zip(keys, frames, strict=True):
                self._keep(key, frame)
            self.frames_changed.emit()
            self._fill()

        def failed(_sentence: str) -> None:
            self._job, self._failed = None, True

        def cancelled() -> None:
            self._job = None
            self._fill()

        self._job = self._studio.jobs.submit(
            request, group="walk", live=True, finished=finished, failed=failed, cancelled=cancelled
        )

    def _wanted(self) -> list[int]:
        """Places of frames that are missing: keyframes, then every fourth from the shown moment on, then the rest."""
        stills = {self._key(t) for t in self._walk.times[:-1]}
        missing: dict[Hashable, int] = {}
        for i, key in enumerate(self._keys):
            if key not in self._cache:
                missing.setdefault(key, i)
        here = next((i for i, m in enumerate(self._moments) if m >= self._position), 0)
        count = len(self._moments)

        def rank(place: int) -> tuple[int, int]:
            return (0 if self._keys[place] in stills else 1 if place % 4 == 0 else 2), (place - here) % count

        return sorted(sorted(missing.values(), key=rank)[:CHUNK])

    def _keep(self, key: Hashable, frame: Pixels) -> None:
        if key not in self._cache:
            self._cache[key] = frame
            self._bytes += frame.nbytes
        wanted = set(self._keys)
        while self._bytes > ROOM and len(self._cache) > 1:
            oldest = next((k for k in self._cache if k not in wanted), next(iter(self._cache)))
            self._bytes -= self._cache.pop(oldest).nbytes

    def _key(self, moment: float) -> Hashable:
        """Everything that a frame's look depends on."""
        walk = self._walk
        first = walk.keyframes[0].recipe
        shape = (
            round(EDGE * walk.width / max(walk.width, walk.height)),
            round(EDGE * walk.height / max(walk.width, walk.height)),
        )
        finish = walk.medium or first.params.get("medium", ""), first.params.get("stroke", 0), first.seed
        weights = walk.weights(moment)
        return walk.generator, shape, finish, tuple((self._looks[i], round(w, 4)) for i, w in weights)

    def _look(self, recipe: Recipe) -> int:
        """A number for what tells two keyframes apart."""
        name = recipe.method, recipe.seed, recipe.text, tuple(sorted(recipe.params.items()))
        return self._names.setdefault(name, len(self._names))

    def close(self) -> None:
        self._watched = False

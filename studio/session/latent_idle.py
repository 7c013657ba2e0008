"""Small pictures that are made while the hand is idle: one after another, given up as soon as it moves again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from studio.core.events import Event
from studio.core.moves import Anchor
from studio.core.picture import Picture, Pixels
from studio.core.spec import Spec
from studio.engine.request import Request
from studio.session.sizes import Size, fit_within

if TYPE_CHECKING:
    from studio.session.jobs import Job, JobList

SLOT = "latent-idle"
EDGE = 96
"""Long side of these pictures in px."""
KEPT = 256
"""Small pictures that are remembered: some 9 MiB."""


@dataclass(frozen=True)
class IdleWork:
    """`done` takes the result, `failed` is called when there will be none."""

    request: Request
    done: Callable[[Any], object]
    failed: Callable[[], object]


class Idle:
    """Asks its providers in turn for the next piece of work, while it is not held."""

    def __init__(self, jobs: JobList) -> None:
        self._jobs = jobs
        self._providers: list[Callable[[], IdleWork | None]] = []
        self._job: Job | None = None
        self._held = False
        self._given_up = False

    def add(self, provider: Callable[[], IdleWork | None]) -> None:
        """The earlier ones go first."""
        self._providers.append(provider)

    def hold(self) -> None:
        """The hand moves: the engine is kept free for it."""
        self._held = True
        if self._job is not None and not self._given_up:
            self._given_up = True
            self._jobs.cancel(self._job)

    def release(self) -> None:
        self._held = False
        self.kick()

    def kick(self) -> None:
        """Begins the next piece of work if there is any and nothing is under way."""
        if self._held or self._job is not None:
            return
        for provider in self._providers:
            work = provider()
            if work is not None:
                self._begin(work)
                return

    def _begin(self, work: IdleWork) -> None:
        self._given_up = False

        def done(result: Any) -> None:
            self._job = None
            work.done(result)
            self.kick()

        def failed(_sentence: str) -> None:
            self._job = None
            work.failed()
            self.kick()

        def cancelled() -> None:
            # Cancelled by us, it may go on when it is released; by the artist, it waits for the next picture.
            self._job = None
            if self._given_up:
                self.kick()

        self._job = self._jobs.submit(work.request, live=True, finished=done, failed=failed, cancelled=cancelled)


class SmallPictures:
    """Small pictures of points of latent space. `changed`: one more is there."""

    def __init__(self, idle: Idle) -> None:
        self._idle = idle
        self._known: OrderedDict[tuple[str, str], Pixels] = OrderedDict()
        self._failed: set[tuple[str, str]] = set()
        self._wanted: dict[str, list[tuple[Spec, Anchor, Size]]] = {}
        self.changed: Event[[]] = Event()
        idle.add(self._next)

    def get(self, spec: Spec, anchor: Anchor) -> Pixels | None:
        """The picture at `anchor`, if it is there."""
        return self._known.get(_key(spec, anchor))

    def learn(self, spec: Spec, anchor: Anchor, pixels: Pixels) -> None:
        """A picture that is there already."""
        key = _key(spec, anchor)
        self._known[key] = pixels
        self._known.move_to_end(key)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)

    def want(self, owner: str, spec: Spec, anchors: Iterable[Anchor], size: Size) -> None:
        """What `owner` would like to show, the most wanted first; `size` gives the proportions."""
        self._wanted[owner] = [(spec, a, size) for a in anchors]
        self._idle.kick()

    def _next(self) -> IdleWork | None:
        for wanted in self._wanted.values():
            for spec, anchor, size in wanted:
                key = _key(spec, anchor)
                if key not in self._known and key not in self._failed:
                    return self._work(spec, anchor, size, key)
        return None

    def _work(self, spec: Spec, anchor: Anchor, size: Size, key: tuple[str, str]) -> IdleWork:
        known = {p.name for p in spec.params}
        params = {k: v for k, v in anchor.params.items() if k in known}
        if "medium" in known:
            params["medium"] = "plain"  # strokes say nothing at this size
        width, height = fit_within(size, EDGE)
        request = Request.make(
            spec.key, params, slot=SLOT, title="A small picture",
            text=anchor.text, width=width, height=height, seed=anchor.seed,
        )  # fmt: skip

        def done(picture: Picture) -> None:
            self.learn(spec, anchor, picture.pixels)
            self.changed.emit()

        return IdleWork(request, done, lambda: self._failed.add(key))


def _key(spec: Spec, anchor: Anchor) -> tuple[str, str]:
    return spec.id, repr((anchor.seed, anchor.text, sorted(anchor.params.items())))

"""What a net is trained on: a folder of pictures, the scene painter as an endless stream, or the bundled digits.

Which pictures make the batch of step k, how they are cut and whether they are mirrored depends on the seed and on k
alone: a training that goes on at step k sees what it would have seen.
"""

from __future__ import annotations

import json
import multiprocessing
import os
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from studio.art.generators.worlds import World, world
from studio.art.training.folder_data import Skipped, album
from studio.art.training.painted import SHARD, folder_of, paint_shard
from studio.core.errors import UserError
from studio.core.progress import Context

PAINTED, DIGITS = "painted:", "digits"
FEWEST = 4
"""Pictures without which there is nothing to learn."""
HELD, MOST_HELD = 0.1, 500
"""Share of the pictures that no step trains on, and how many at most; none where there are fewer than 40."""
FULL_AT = 0.8
"""Share of the steps after which a stream has all of its pictures."""
NAMED = 8
"""How many files a sentence names."""


class Store(Protocol):
    """Pictures by number."""

    def __len__(self) -> int: ...
    def get(self, number: int, across: float = 0.5, down: float = 0.5) -> NDArray[np.uint8]:
        """uint8 (size, size, 3)."""


@dataclass
class Source:
    """The pictures of one training. `about` says in a sentence what they are; `gray`: they have no color."""

    text: str
    about: str
    size: int
    seed: int
    store: Store
    mirror: bool = False
    random_crop: bool = False
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    world: str = ""
    gray: bool = field(init=False, default=False)
    _order: NDArray[np.int64] = field(init=False, repr=False)
    _round: tuple[int, NDArray[np.int64]] | None = field(init=False, default=None, repr=False)

    def __post_init__(self) -> None:
        n = len(self.store)
        if n < FEWEST:
            raise UserError(f"There are {n} pictures to learn from: {FEWEST} are the least, hundreds are better.")
        self._order = np.random.default_rng((self.seed, 2**31)).permutation(n)
        look = np.stack([self.store.get(int(i)) for i in self._order[:48]]).astype(np.int16)
        self.gray = bool((np.ptp(look, axis=-1) <= 2).all())

    @property
    def count(self) -> int:
        """Pictures in all, those held out among them."""
        return len(self.store)

    @property
    def held(self) -> int:
        return 0 if self.count < 40 else min(MOST_HELD, int(self.count * HELD))

    def batch(self, step: int, batch: int, part: slice = slice(None)) -> NDArray[np.uint8]:
        """The pictures of a step, uint8 (n, 3, size, size): all of its batch, or a `part`."""
        across, down, _ = self._chance(step, batch)
        flip = self.flips(step, batch)
        out = []
        for j in range(batch)[part]:
            place = (float(across[j]), float(down[j])) if self.random_crop else (0.5, 0.5)
            square = self.store.get(self.pick(step, batch, j), *place)
            out.append(square[:, ::-1] if flip[j] else square)
        return np.ascontiguousarray(np.stack(out).transpose(0, 3, 1, 2))

    def flips(self, step: int, batch: int) -> NDArray[np.bool_]:
        """Which pictures of the batch of a step are mirrored."""
        flips: NDArray[np.bool_] = self._chance(step, batch)[2] < (0.5 if self.mirror else 0.0)
        return flips

    def _chance(self, step: int, batch: int) -> NDArray[np.float64]:
        return np.random.default_rng((self.seed, step, 1)).random((3, batch))

    def pick(self, step: int, batch: int, at: int) -> int:
        """The number of picture `at` of the batch of a step: every picture once a round."""
        usable = self._order[self.held :]
        number, place = divmod(step * batch + at, len(usable))
        if self._round is None or self._round[0] != number:
            self._round = number, np.random.default_rng((self.seed, number)).permutation(len(usable))
        return int(usable[self._round[1][place]])

    def held_out(self, most: int) -> NDArray[np.uint8]:
        """Pictures that no step trains on, uint8 (n, 3, size, size); of the trained ones where none are held out."""
        return self._of(self._order[: min(most, self.held)] if self.held else self._order[:most])

    def seen(self, most: int) -> NDArray[np.uint8]:
        """Pictures that are trained on."""
        return self._of(self._order[self.held :][:most])

    def numbers_held_out(self, most: int) -> list[int]:
        return [int(i) for i in self._order[: min(most, self.held or self.count)]]

    def _of(self, numbers: NDArray[np.int64]) -> NDArray[np.uint8]:
        return np.ascontiguousarray(np.stack([self.store.get(int(i)) for i in numbers]).transpose(0, 3, 1, 2))

    def close(self) -> None:
        """Ends what works for it."""


def open_source(
    ctx: Context, text: str, *, size: int, seed: int, steps: int, pictures: int = 0, crop: str = "center",
    mirror: bool = False,
) -> Source:  # fmt: skip
    """The data that `text` names: a folder, "painted:WORLD", or "digits". `pictures`: how many a stream paints over
    `steps` steps. Raises `UserError`."""
    if text == DIGITS:
        return Source(
            text, "1,797 handwritten digits of scikit-learn (UCI, 8 x 8 px, enlarged)", size, seed, digits(size)
        )
    if text.startswith(PAINTED):
        return Stream.open(ctx, world(text.removeprefix(PAINTED)), size, seed, steps, pictures, mirror)
    folder = Path(text)
    kept = album(ctx, folder, size, crop == "random")
    notes = []
    if kept.skipped:
        notes.append(_named(kept.skipped))
    if kept.enlarged:
        n = len(kept.enlarged)
        which = ", ".join(kept.enlarged[:NAMED]) + (", …" if n > NAMED else "")
        notes.append(
            f"{n} picture{'s were' if n > 1 else ' was'} smaller than {size} px and had to be enlarged: {which}."
        )
    about = f"{len(kept)} pictures of the folder “{folder.resolve().name}”"
    return Source(text, about, size, seed, kept, mirror, crop == "random", kept.skipped, tuple(notes))


def _named(skipped: tuple[Skipped, ...]) -> str:
    which = "; ".join(f"{s.name} {s.why}" for s in skipped[:NAMED]) + ("; …" if len(skipped) > NAMED else "")
    return f"{len(skipped)} file{'s were' if len(skipped) > 1 else ' was'} skipped: {which}."


# -- digits ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Digits:
    """uint8 (1797, size, size)."""

    pixels: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.pixels)

    def get(self, number: int, across: float = 0.5, down: float = 0.5) -> NDArray[np.uint8]:
        return np.repeat(self.pixels[number][..., None], 3, 2)


def digits(size: int) -> Digits:
    """scikit-learn's digits, white on black. Raises `UserError` where it is not installed."""
    try:
        from sklearn.datasets import load_digits  # type: ignore[import-untyped, unused-ignore]
    except ImportError:
        raise UserError("The digits come with scikit-learn, which is not installed: `pip install scikit-learn`.") from (
            None
        )
    small = np.rint(np.asarray(load_digits().images) * (255 / 16)).astype(np.uint8)
    resample = Image.Resampling.BICUBIC
    return Digits(np.stack([np.asarray(Image.fromarray(d).resize((size, size), resample)) for d in small]))


# -- the scene painter ---------------------------------------------------------------------------------------------


class Stream(Source):
    """Pictures that the scene painter paints while the net already learns: step k draws from the first `grown(k)`.

    A step waits until its pictures are there, so that what is learned does not depend on how fast the painter is.
    `conditions(numbers)` and `captions(numbers)` say what is on them.
    """

    place: World
    steps: int

    @classmethod
    def open(
        cls, ctx: Context, place: World, size: int, seed: int, steps: int, pictures: int, mirror: bool
    ) -> Stream:  # fmt: skip
        shelf = Shelf(ctx, place, size, max(SHARD, pictures))
        try:
            made = cls(
                f"{PAINTED}{place.id}", f"{len(shelf):,} pictures by the scene painter: {place.title.lower()}", size,
                seed, shelf, mirror, world=place.id,
            )  # fmt: skip
        except BaseException:
            shelf.close()
            raise
        made.place, made.steps = place, steps
        return made

    def __post_init__(self) -> None:
        # Those of the first file that are held out; all later ones are learned from.
        assert isinstance(self.store, Shelf)
        first = np.random.default_rng((self.seed, 2**31)).permutation(SHARD)
        self._order = np.concatenate([first, np.arange(SHARD, len(self.store))])

    @property
    def held(self) -> int:
        return SHARD // 5

    def grown(self, step: int) -> int:
        """How many pictures a step draws from, those held out among them."""
        share = min(1.0, step / max(1.0, FULL_AT * self.steps))
        return SHARD + int(share * (self.count - SHARD))

    def pick(self, step: int, batch: int, at: int) -> int:
        if self._round is None or self._round[0] != step:
            chance = np.random.default_rng((self.seed, step, 3))
            self._round = step, chance.integers(self.held, self.grown(step), batch)
        return int(self._order[self._round[1][at]])

    def conditions(self, numbers: list[int]) -> NDArray[np.float32]:
        """What a network is told of these pictures: float32 (n, world.width)."""
        assert isinstance(self.store, Shelf)
        return np.stack([self.store.shard(n // SHARD)[1][n % SHARD] for n in numbers])

    def captions(self, numbers: list[int]) -> list[str]:
        """Their captions; "" where there is none."""
        assert isinstance(self.store, Shelf)
        return [self.store.shard(n // SHARD)[2][n % SHARD] for n in numbers]

    def close(self) -> None:
        assert isinstance(self.store, Shelf)
        self.store.close()


Painting = tuple[NDArray[np.uint8], NDArray[np.float32], list[str]]


def _paint(place: str, size: int, shards: list[int]) -> None:
    for shard in shards:
        paint_shard(place, size, shard)


class Shelf:
    """Files of `SHARD` pictures each, painted in order by other processes, ahead of their use."""

    def __init__(self, ctx: Context, place: World, size: int, count: int) -> None:
        self._ctx, self._place, self._size = ctx, place, size
        self._shards = -(-count // SHARD)
        self._loaded: dict[int, Painting] = {}
        missing = [k for k in range(self._shards) if not self._path(k).exists()]
        workers = max(1, min(len(missing), (os.cpu_count() or 2) - 1)) if missing else 0
        # Not forked: a process that has run torch's threads must not be.
        spawn = multiprocessing.get_context("spawn")
        self._painters = [
            spawn.Process(target=_paint, args=(place.id, size, missing[k::workers]), daemon=True)
            for k in range(workers)
        ]
        for painter in self._painters:
            painter.start()

    def __len__(self) -> int:
        return self._shards * SHARD

    def _path(self, shard: int) -> Path:
        return folder_of(self._place, self._size) / f"{shard:05}.npz"

    def shard(self, number: int) -> Painting:
        """A file's pictures uint8 (n, 3, h, w), conditions and captions; waits for the painter. Raises `UserError`."""
        if number not in self._loaded:
            path = self._path(number)
            while not path.exists():
                alive = [p for p in self._painters if p.is_alive()]
                if self._loaded:
                    self._ctx.check()
                else:
                    self._ctx.progress(0.0, "Waiting for the scene painter")
                if alive:
                    wait([p.sentinel for p in alive], timeout=0.1)
                elif not path.exists():
                    raise UserError(f"The scene painter could not paint into {path.parent}: resume to try again.")
            with np.load(path) as data:
                self._loaded[number] = data["pictures"], data["conditions"], json.loads(str(data["captions"]))
        return self._loaded[number]

    def get(self, number: int, across: float = 0.5, down: float = 0.5) -> NDArray[np.uint8]:
        picture: NDArray[np.uint8] = self.shard(number // SHARD)[0][number % SHARD]
        return picture.transpose(1, 2, 0)

    def close(self) -> None:
        """Ends the painters; files that they finished stay for the next time."""
        for painter in self._painters:
            painter.terminate()
            painter.join()
            for part in folder_of(self._place, self._size).glob(f"*.{painter.pid}.part"):
                part.unlink(missing_ok=True)
        self._painters.clear()

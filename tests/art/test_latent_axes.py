"""Axes: found, calibrated, kept; the marks on them; pictures put into a space."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from latent_kit import KeptContext, blobs, loaded, offered, stand

from studio.art.generators.neural_pixels import enlarged
from studio.art.latent import axis_files, bank, directions, jobs, resolve, spaces
from studio.art.latent.axis import NAMED, SURPRISE
from studio.art.latent.loaded import Loaded
from studio.art.latent.readings import STATISTICS, read, readable, statistics
from studio.core.errors import Cancelled, UserError
from studio.core.moves import Anchor, Moves
from studio.core.recipe import Recipe

torch.set_num_threads(1)


def recipe_of(anchor: Anchor, width: int = 64, height: int = 48) -> str:
    return Recipe("generator", "any", width, height, anchor.seed, anchor.text, anchor.params).to_json()


class TestReadings:
    def picture(self, value: float) -> torch.Tensor:
        return torch.full((1, 3, 64, 64), value)

    def number(self, picture: torch.Tensor, name: str) -> float:
        return float(statistics(picture)[0, [r.id for r in STATISTICS].index(name)])

    def test_each_statistic_measures_what_it_is_named_after(self) -> None:
        gray = self.picture(0.0)
        assert self.number(self.picture(0.5), "brightness") > self.number(gray, "brightness")
        red = gray.clone()
        red[:, 0] = 0.5
        assert self.number(red, "warmth") > 0.2 and self.number(-red, "warmth") < -0.2
        assert self.number(red, "saturation") > 0.2 and self.number(gray, "saturation") == 0
        green = gray.clone()
        green[:, 1] = 0.5
        assert self.number(green, "tint") < -0.2
        top, right, middle = gray.clone(), gray.clone(), gray.clone()
        top[:, :, :32] = 1
        right[..., 32:] = 1
        middle[:, :, 16:48, 16:48] = 1
        assert self.number(top, "above") == pytest.approx(0.5) and abs(self.number(top, "side")) < 1e-6
        assert self.number(right, "side") == pytest.approx(0.5) and abs(self.number(right, "above")) < 1e-6
        assert self.number(middle, "middle") > 0.2
        assert self.number(top, "contrast") > 0.2 and self.number(gray, "contrast") < 1e-3
        assert self.number(top, "symmetry") > self.number(right, "symmetry") + 0.5
        checker = gray.clone()
        checker[..., ::2] = 1
        assert self.number(checker, "detail") > self.number(top, "detail") + 0.1


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return loaded(tmp_path_factory.mktemp("axes") / "model", "stylegan")


@pytest.fixture(scope="module")
def table(there: Loaded) -> directions.Table:
    return directions.find(KeptContext(), there)


class TestFinding:
    def effects(self, there: Loaded, row: torch.Tensor, strength: float) -> torch.Tensor:
        """By how many standard deviations each reading changes, on pictures that were not used to find the axes."""
        ctx = KeptContext()
        deviation = read(there, bank.bank(ctx, there).floats()).std(0)
        fresh = there.space.typical(24, 99)
        up = read(there, bank.small(ctx, there, fresh + strength * row))
        down = read(there, bank.small(ctx, there, fresh - strength * row))
        return ((up - down) * 0.5 / deviation).mean(0)

    def test_named_axes_move_their_own_by_one_deviation(self, there: Loaded, table: directions.Table) -> None:
        names = [r.id for r in readable(there)]
        named = [a for a in table.axes.axes if a.kind == NAMED]
        assert len(named) >= 3
        own, others = [], []
        for axis in named:
            effect = self.effects(there, table.row(axis.id), 1.0)
            at = names.index(axis.id.removeprefix("named/"))
            own.append(float(effect[at]))
            others += [abs(float(effect[names.index(a.id.removeprefix("named/"))])) for a in named if a is not axis]
        assert all(0.75 < value < 1.25 for value in own), own
        assert np.mean(own) > 5 * np.mean(others), (own, others)

    def test_surprises_change_the_picture_alike(self, there: Loaded, table: directions.Table) -> None:
        fresh = there.space.typical(16, 99)
        changes = []
        for axis in (a for a in table.axes.axes if a.kind == SURPRISE):
            row = table.row(axis.id)
            up, down = (bank.small(KeptContext(), there, fresh + s * row).clamp(-1, 1) for s in (1, -1))
            changes.append(float((up - down).abs().mean()) / 4)
        free = [c for c in changes if c > 0.8 * directions.CHANGE]
        assert len(free) >= 4 and max(changes) < 1.4 * directions.CHANGE, changes

    def test_a_surprise_of_some_layers_moves_only_them(self, there: Loaded, table: directions.Table) -> None:
        some = [a for a in table.axes.axes if a.layers]
        assert {"coarse", "middle"} <= {a.id.split("/")[1] for a in some}
        for axis in some:
            assert axis.layers is not None
            first, last = axis.layers
            moved = table.row(axis.id).abs().sum(1) > 0
            assert moved.nonzero()[:, 0].tolist() == list(range(first, last + 1))

    def test_the_same_model_has_the_same_axes(self, there: Loaded, table: directions.Table) -> None:
        again = directions.find(KeptContext(), there)
        assert again.axes == table.axes and torch.equal(again.directions, table.directions)
        assert len({a.id for a in table.axes.axes}) == len(table.axes.axes)

    def test_it_tells_how_far_it_is_and_stops(self, tmp_path: Path) -> None:
        there = loaded(tmp_path / "model", "vae")
        ctx = KeptContext()
        directions.find(ctx, there)
        assert any(note for _, note in ctx.told)
        for after in (0, 40):
            with pytest.raises(Cancelled):
                directions.table(KeptContext(cancel_after=after), loaded(tmp_path / "model", "vae"))
            assert not axis_files.path_of(there.space.digest).exists()

    def test_a_judge_names_the_factors_of_its_world(self, tmp_path: Path) -> None:
        there = loaded(tmp_path / "model", "stylegan", judge=True)
        ids = [r.id for r in readable(there)]
        assert {"daylight", "cloud", "horizon"} <= set(ids) and ids.count("brightness") == 1
        assert read(there, torch.zeros(2, 3, 64, 64)).shape == (2, len(ids))


class TestKeeping:
    def test_axes_are_kept_by_the_hash_of_the_model(self, tmp_path: Path) -> None:
        first = directions.table(KeptContext(), loaded(tmp_path / "a", "vae"))
        path = axis_files.path_of(first.axes.model)
        assert path.is_file() and not list(path.parent.glob("*.part"))
        ctx = KeptContext()
        again = directions.table(ctx, loaded(tmp_path / "a", "vae"))
        assert not ctx.told, "nothing was to find"
        assert again.axes == first.axes and torch.equal(again.directions, first.directions)
        other = directions.table(KeptContext(), loaded(tmp_path / "b", "vae", seed=6))
        assert other.axes.model != first.axes.model and len(list(path.parent.iterdir())) == 2

    @pytest.mark.parametrize("harm", ["cut", "text", "shape", "number", "version"])
    def test_damaged_files_are_found_anew(self, harm: str, tmp_path: Path) -> None:
        there = loaded(tmp_path / "a", "vae")
        first = directions.table(KeptContext(), there)
        path = axis_files.path_of(first.axes.model)
        whole = path.read_bytes()
        if harm in ("cut", "text"):
            path.write_bytes({"cut": whole[: len(whole) // 2], "text": b"no tensors here"}[harm])
        elif harm == "shape":
            axis_files.save(there.space.digest, first.axes.axes, torch.zeros(2, 1, 3))
        elif harm == "number":
            axis_files.save(there.space.digest, first.axes.axes, first.directions * float("nan"))
        else:
            from safetensors.torch import save

            about = {"version": axis_files.VERSION + 1, "axes": []}
            path.write_bytes(save({"directions": torch.zeros(0, 1, 12)}, {"axes": json.dumps(about)}))
        again = directions.table(KeptContext(), loaded(tmp_path / "a", "vae"))
        assert again.axes == first.axes and path.read_bytes() == whole


class TestMarks:
    @pytest.fixture
    def name(self, tmp_path: Path) -> Iterator[str]:
        with offered(tmp_path / "model", "stylegan") as spec:
            yield spec.key

    def test_marks_show_what_a_slider_would_do(self, name: str, tmp_path: Path) -> None:
        ctx = KeptContext()
        found = jobs.axes(ctx, generator=name)
        ids = tuple(a.id for a in found.axes[-3:])
        anchor = stand("stylegan", 3, moves=Moves({ids[0]: 1.0}).to_text())
        marks = jobs.marks(ctx, generator=name, recipe=recipe_of(anchor), axes=ids, strengths=(-2.0, 0.0, 2.0), edge=24)
        assert [(m.axis, m.strength) for m in marks] == [(i, s) for i in ids for s in (-2.0, 0.0, 2.0)]
        assert all(m.pixels.shape == (18, 24, 4) for m in marks)
        by_name = {(m.axis, m.strength): m.pixels for m in marks}
        assert (by_name[ids[1], 0.0] == by_name[ids[2], 0.0]).all()
        assert not (by_name[ids[0], 0.0] == by_name[ids[1], 0.0]).all(), "the first axis stands at 1"
        assert not (by_name[ids[1], -2.0] == by_name[ids[1], 2.0]).all()
        # The mark is the picture that the slider brings.
        moved = stand("stylegan", 3, moves=Moves({ids[0]: 1.0, ids[1]: 2.0}).to_text())
        same = jobs.marks(ctx, generator=name, recipe=recipe_of(moved), axes=ids[1:2], strengths=(2.0,), edge=24)
        assert np.abs(same[0].pixels.astype(int) - by_name[ids[1], 2.0]).max() <= 1

    def test_unknown_axes_offer_the_nearest(self, name: str) -> None:
        with pytest.raises(UserError, match="Did you mean “surprise/1”"):
            jobs.marks(
                KeptContext(), generator=name, recipe=recipe_of(stand("stylegan", 3)), axes=("surprise/11",),
                strengths=(1.0,), edge=24,
            )  # fmt: skip

    def test_the_painter_of_scenes_has_no_axes(self) -> None:
        with pytest.raises(UserError, match="no latent space"):
            jobs.axes(KeptContext(), generator="generator/scenes")


class TestPlacing:
    @pytest.mark.parametrize("kind", ["stylegan", "flow", "gan", "vae"])
    def test_descent_comes_nearer_than_the_guess(self, kind: str, tmp_path: Path) -> None:
        with offered(tmp_path / "model", kind) as spec:
            ctx = KeptContext()
            picture = blobs(48, 40, 1)
            kept = {"generator": spec.key, "picture": picture, "seed": 3, "freedom": "layers"}
            guess, placed = (jobs.place(ctx, steps=n, **kept) for n in (0, 30))
            assert placed.distance < guess.distance
            assert placed.pixels.shape == (40, 48, 4) and len(ctx.previews) >= 3
            assert any("step 30 of 30" in note for _, note in ctx.told)
            # The moves stand for the picture: what the generator paints with them is what was shown.
            with spaces.lease(ctx, spec) as there:
                code = resolve.code_of(ctx, there, stand(kind, 3, moves=placed.moves))
                again = enlarged(there.space.render(code[None], [3]), 48, 40)
            assert np.abs(again * 255 - placed.pixels[..., :3]).max() < 1.5

    def test_a_picture_of_the_model_itself_is_found_again(self, tmp_path: Path) -> None:
        with offered(tmp_path / "model", "stylegan") as spec:
            ctx = KeptContext()
            own = jobs.marks(
                ctx, generator=spec.key, recipe=recipe_of(stand("stylegan", 3), 32, 32), axes=("surprise/1",),
                strengths=(0.0,), edge=32,
            )[0].pixels  # fmt: skip
            free, tied = (
                jobs.place(ctx, generator=spec.key, picture=own, seed=3, steps=60, freedom=f)
                for f in ("layers", "space")
            )
            assert free.distance < 0.04 and tied.distance < 0.05

    def test_it_stops_when_it_is_cancelled(self, tmp_path: Path) -> None:
        with offered(tmp_path / "model", "vae") as spec, pytest.raises(Cancelled):
            ctx = KeptContext(cancel_after=110)
            jobs.place(ctx, generator=spec.key, picture=blobs(32, 32), seed=3, steps=500, freedom="layers")

    def test_generators_without_the_trait_are_refused(self) -> None:
        with pytest.raises(UserError, match="cannot be put"):
            jobs.place(
                KeptContext(), generator="generator/scenes", picture=blobs(32, 32), seed=3, steps=1, freedom="space"
            )

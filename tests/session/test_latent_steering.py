"""Steering a picture through latent space: axes, mixes, the plane of seeds, ways between pictures, as steps of undo."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from steer_kit import AXES, params, put, steered

from studio.art.generators.catalog import GENERATORS, SCENES
from studio.core.errors import UserError
from studio.core.moves import Anchor, Moves
from studio.core.spec import Spec
from studio.session import latent_plane as plane
from studio.session.latent_axes import AxesPhase
from studio.session.latent_book import AxisBook

WARMTH, BRIGHTNESS = "named/warmth", "named/brightness"


@pytest.fixture
def spec(tmp_path: Path) -> Iterator[Spec]:
    with steered(tmp_path / "model") as made:
        yield made


@pytest.fixture
def steer(studio, engine, spec):
    """Three candidates of the tiny generator, the first one current, its axes found."""
    studio.sheet = put(studio, spec, 3, 4, 5)
    studio.latent.axes.watch(True)
    engine.work()
    assert studio.latent.axes.phase is AxesPhase.READY
    return studio


@pytest.fixture
def unknown(tmp_path: Path) -> Iterator[Spec]:
    """The same, but its axes have not been found yet."""
    with steered(tmp_path / "model", axes=False) as made:
        yield made


def drag(latent, verb, values) -> None:
    latent.begin()
    for value in values[:-1]:
        verb(value, final=False)
    verb(values[-1], final=True)


class TestAxes:
    def test_they_are_found_when_somebody_looks_and_once(self, studio, engine, spec) -> None:
        axes = studio.latent.axes
        put(studio, spec, 3, 4)
        engine.work()
        assert axes.phase is AxesPhase.NONE and not [r for r in engine.done if r.spec == "latent/axes"]
        axes.watch(True)
        assert axes.phase is AxesPhase.ASKED and not studio.jobs.visible(), "what is known is no work"
        engine.work()
        assert axes.phase is AxesPhase.READY and axes.all == AXES
        axes.watch(False)
        studio.contact.make_current(studio.contact[1])
        axes.watch(True)
        engine.work()
        assert [r.spec for r in engine.done].count("latent/axes") == 1

    def test_groups_have_their_order(self, steer) -> None:
        assert [g for g, _ in steer.latent.axes.groups()] == ["light", "color", "surprise"]
        assert len(steer.latent.axes.surprises) == 6 and steer.latent.axes.more_surprises == 3
        steer.latent.axes.show_more()
        assert len(steer.latent.axes.surprises) == 9 and steer.latent.axes.more_surprises == 0

    def test_looking_for_them_can_be_stopped_and_taken_up(self, studio, engine, unknown) -> None:
        put(studio, unknown, 3)
        axes = studio.latent.axes
        axes.watch(True)
        engine.work(1)
        assert [j.title for j in studio.jobs.visible()] == ["Finding the axes of “Tiny stylegan”"]
        axes.stop()
        assert axes.phase is AxesPhase.STOPPED and not studio.jobs.visible()
        axes.find()
        engine.work(1)
        assert axes.phase is AxesPhase.ASKED and len(studio.jobs.visible()) == 1
        axes.stop()

    def test_they_give_way_to_what_was_asked_for(self, studio, engine, unknown) -> None:
        from studio.engine.request import Request

        put(studio, unknown, 3)
        axes = studio.latent.axes
        painting = Request.make(unknown.key, params(unknown, 9), text="", width=32, height=32, seed=9)
        axes.watch(True)
        engine.work(1)
        assert [r.spec for r in engine.waiting] == ["latent/axes"]
        studio.jobs.submit(painting, group="develop")
        assert engine.waiting == [painting] and axes.phase is AxesPhase.ASKED and "other work" in axes.note
        engine.work(1)
        assert [r.spec for r in engine.waiting] == ["latent/axes"], "begun anew as soon as the other work is done"
        axes.stop()
        assert axes.phase is AxesPhase.STOPPED and not engine.waiting

    def test_a_damaged_model_says_so(self, studio, engine, tmp_path: Path) -> None:
        with steered(tmp_path / "other", axes=False) as spec:
            put(studio, spec, 3)
            weights = tmp_path / "other" / "weights.safetensors"
            weights.write_bytes(weights.read_bytes()[:-4] + b"oops")
            studio.latent.axes.watch(True)
            request = engine.waiting[0]
            with pytest.raises(UserError) as told:
                engine._engine.run_now(request, studio.receive)
            axes = studio.latent.axes
            assert axes.phase is AxesPhase.FAILED and axes.note == str(told.value) and "damaged" in axes.note

    def test_a_drag_is_one_step_and_ends_as_it_shows(self, steer, engine) -> None:
        latent, candidate = steer.latent, steer.contact.current
        before, steps = candidate.picture, len(steer.ensure_document().history.titles)
        drag(latent, lambda v, final: latent.moves.set_axis(WARMTH, v, final=final), (0.5, 1.0, 2.0))
        assert [r.slot for r in engine.waiting] == ["latent-live"] or engine.waiting[-1].slot == "latent-full"
        engine.work()
        assert len(steer.document.history.titles) == steps + 1
        after = candidate.picture
        assert Moves.from_text(after.recipe.params["moves"]).axes == {WARMTH: 2.0}
        assert np.abs(after.pixels.astype(int) - before.pixels).mean() > 0.5
        steer.document.history.undo()
        assert candidate.picture is before and latent.moves.strength(WARMTH) == 0.0
        steer.document.history.redo()
        assert latent.moves.strength(WARMTH) == 2.0

    def test_edits_survive_another_seed(self, steer, engine) -> None:
        latent = steer.latent
        latent.moves.set_axis(WARMTH, 1.5)
        latent.moves.add_mix(latent.moves.peers()[0].anchor)
        latent.moves.set_place(0.5, 0.5)
        engine.work()
        latent.reseed(99)
        engine.work()
        recipe = steer.contact.current.picture.recipe
        moves = Moves.from_text(recipe.params["moves"])
        assert recipe.seed == 99 and moves.axes == {WARMTH: 1.5} and len(moves.mixes) == 1 and not moves.blend

    def test_locked_axes_survive_reset_and_new_pictures(self, steer, engine, spec) -> None:
        latent, axes = steer.latent, steer.latent.axes
        latent.moves.set_axes({WARMTH: 1.0, BRIGHTNESS: -1.0})
        axes.lock(axes.axis(WARMTH), True)
        latent.reset_all()
        assert latent.moves.value == Moves(axes={WARMTH: 1.0})
        latent.moves.set_axis(BRIGHTNESS, 0.5)
        latent.moves.reset_axes()
        engine.work()
        assert latent.moves.value == Moves(axes={WARMTH: 1.0})
        assert latent.locked_values(spec) == {"moves": Moves(axes={WARMTH: 1.0}).to_text()}
        assert latent.locked_values(SCENES) == {}, "another generator has other axes"
        steer.create.choose_generator(spec.id)
        steer.create.set_text("a quiet sea")
        steer.create.develop()
        assert {c.generator for c in steer.contact} == {spec.id}
        assert all(Moves.from_text(c.overrides["moves"]).axes == {WARMTH: 1.0} for c in steer.contact)
        steer.create.cancel()
        axes.lock(axes.axis(WARMTH), False)
        assert latent.locked_values(spec) == {}

    def test_surprises_move_only_what_is_free(self, steer, engine) -> None:
        latent, axes = steer.latent, steer.latent.axes
        locked = axes.surprises[2]
        axes.lock(locked, True)
        before, steps = steer.contact.current.picture, len(steer.ensure_document().history.titles)
        latent.moves.surprise_me()
        engine.work()
        strengths = latent.moves.value.axes
        assert strengths and set(strengths) <= {a.id for a in axes.surprises} - {locked.id}
        assert all(abs(v) <= 1.5 for v in strengths.values())
        assert len(steer.document.history.titles) == steps + 1
        steer.document.history.undo()
        assert steer.contact.current.picture is before

    def test_strengths_stay_in_reach_and_need_a_target(self, steer, engine) -> None:
        steer.latent.moves.set_axis(WARMTH, 99)
        assert steer.latent.moves.strength(WARMTH) == 6.0
        steer.contact.make_current(None)
        with pytest.raises(UserError, match="latent space"):
            steer.latent.moves.set_axis(WARMTH, 1.0)
        engine.work()


class TestMarks:
    def marks(self, engine) -> list[tuple[str, ...]]:
        return [dict(r.inputs)["axes"] for r in engine.done if r.spec == "latent/marks"]

    def test_only_what_is_seen_gets_pictures(self, steer, engine) -> None:
        axes = steer.latent.axes
        told = []
        axes.marks_changed.connect(told.append)
        axes.set_visible((WARMTH, BRIGHTNESS))
        engine.work()
        assert self.marks(engine) == [(WARMTH, BRIGHTNESS)] and told == [WARMTH, BRIGHTNESS]
        marks = axes.marks(WARMTH)
        assert sorted(marks) == [-2.0, 0.0, 2.0] and marks[0.0].shape == (96, 96, 4)
        assert np.abs(marks[-2.0].astype(int) - marks[2.0]).mean() > 0.5
        assert not axes.marks("named/glow")

    def test_they_come_in_portions_and_anew_with_another_picture(self, steer, engine) -> None:
        axes = steer.latent.axes
        axes.set_visible(a.id for a in AXES[:6])
        engine.work()
        assert [len(m) for m in self.marks(engine)] == [4, 2]
        old = axes.marks(BRIGHTNESS)[0.0]
        steer.latent.moves.set_axis(WARMTH, 2.0)
        engine.work()
        assert [len(m) for m in self.marks(engine)] == [4, 2, 4, 2]
        assert np.abs(axes.marks(BRIGHTNESS)[0.0].astype(int) - old).mean() > 0.5

    def test_the_moving_hand_has_the_engine_for_itself(self, steer, engine) -> None:
        latent = steer.latent
        latent.axes.set_visible((WARMTH,))
        assert [r.spec for r in engine.waiting] == ["latent/marks"]
        latent.begin()
        latent.moves.set_axis(BRIGHTNESS, 0.5, final=False)
        assert [r.slot for r in engine.waiting] == ["latent-live"]
        engine.work()
        latent.axes.set_visible((WARMTH, BRIGHTNESS))
        assert not engine.waiting and not self.marks(engine)
        latent.moves.set_axis(BRIGHTNESS, 0.6)
        engine.work()
        assert self.marks(engine) == [(WARMTH, BRIGHTNESS)]


class TestNames:
    def test_they_are_kept_for_the_model(self, steer, tmp_path: Path) -> None:
        axes = steer.latent.axes
        warmth = axes.axis(WARMTH)
        axes.rename(warmth, "  Kerzen   licht ")
        axes.regroup(warmth, "Mood")
        axes.pin(axes.axis("surprise/9"), True)
        assert axes.title(warmth) == "Kerzen licht"
        groups = axes.groups()
        assert groups[0][0] == "pinned" and [a.id for a in groups[0][1]] == ["surprise/9"], "shown though far down"
        assert "mood" in axes.headings
        again = AxisBook()
        note = again.note(axes._model, WARMTH)
        assert (note.title, note.group) == ("Kerzen licht", "mood") and again.note("other", WARMTH).title == ""
        axes.rename(warmth, "")
        axes.regroup(warmth, "")
        assert axes.title(warmth) == "Warmth" and axes.group(warmth) == "color"

    @pytest.mark.parametrize("text", ["{", "[]", '{"version": 9, "models": {}}', '{"version": 1, "models": {"a": 3}}'])
    def test_a_broken_file_is_set_aside(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "axes.json"
        path.write_text(text)
        book = AxisBook(path)
        assert "unreadable" in book.notice and (tmp_path / "axes.broken.json").read_text() == text
        book.rename("m", "a", "Sun")
        assert json.loads(path.read_text())["models"]["m"]["a"]["title"] == "Sun"
        assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith(".")) == []

    def test_a_folder_that_cannot_be_written_to_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("in the way")
        book = AxisBook(tmp_path / "file" / "axes.json")
        book.rename("m", "a", "Sun")
        assert "could not be written" in book.notice and book.note("m", "a").title == "Sun"


class TestMixes:
    def test_layers_come_over_from_another_picture(self, steer, engine) -> None:
        latent, other = steer.latent, steer.sheet[1].picture
        peers = latent.moves.peers()
        assert [p.anchor.seed for p in peers] == [4, 5]
        latent.moves.add_mix(peers[0].anchor)
        latent.begin()
        latent.moves.change_mix(0, part="all", amount=1.0)
        engine.work()
        mine = steer.contact.current.picture.pixels
        assert np.abs(mine.astype(int) - other.pixels).mean() < 1.0, "all of it is the other picture"
        latent.moves.change_mix(0, part="fine", amount=0.5)
        latent.moves.add_mix(peers[1].anchor)
        engine.work()
        assert [m.part for m in latent.moves.value.mixes] == ["fine", "middle"]
        latent.moves.remove_mix(0)
        engine.work()
        assert [m.anchor.seed for m in latent.moves.value.mixes] == [5]

    def test_only_pictures_of_the_same_generator(self, steer) -> None:
        from studio.core.recipe import Recipe

        with pytest.raises(UserError, match="Tiny stylegan"):
            steer.latent.moves.anchor_of(Recipe("generator", "scenes", 64, 64, 1))
        anchor = steer.latent.moves.candidate_anchor(steer.sheet[2].id)
        assert anchor.seed == 5
        with pytest.raises(UserError, match="not on the sheet"):
            steer.latent.moves.candidate_anchor(10**6)

    def test_a_network_without_layers_mixes_as_a_whole(self, studio, engine, tmp_path: Path) -> None:
        with steered(tmp_path / "gan", "gan") as spec:
            put(studio, spec, 3, 4)
            moves = studio.latent.moves
            assert moves.parts == ("all",)
            moves.add_mix(moves.peers()[0].anchor)
            engine.work()
            assert moves.value.mixes[0].part == "all"


class TestPlane:
    def test_seeds_of_the_lattice_are_fixed_and_differ(self) -> None:
        assert plane.lattice_seed(0, 0, 77) == 77
        seeds = {plane.lattice_seed(x, y, 77) for x in range(-9, 10) for y in range(-9, 10)}
        assert len(seeds) == 361 and all(0 <= s < 2**31 for s in seeds)
        assert plane.lattice_seed(3, -2, 77) == 75358944
        assert plane.lattice_seed(3, -2, 78) != plane.lattice_seed(3, -2, 77)

    @pytest.mark.parametrize("place", [(0.25, 0.5), (-3.3, 7.1), (2.0, 1.5), (4.0, -6.0), (-0.001, 0.999)])
    def test_weights_sum_to_one_and_lead_back(self, place: tuple[float, float]) -> None:
        corners = plane.corners(*place)
        assert sum(w for _, w in corners) == pytest.approx(1.0) and 1 <= len(corners) <= 4
        blend = [(plane.lattice_seed(*p, 5), w) for p, w in corners]
        assert plane.place_of(blend, 5) == pytest.approx(place)
        assert plane.place_of([(123, 1.0)], 5) is None

    def test_dragging_is_one_step_and_home_is_home(self, steer, engine) -> None:
        latent, candidate = steer.latent, steer.contact.current
        before, steps = candidate.picture, len(steer.ensure_document().history.titles)
        drag(latent, lambda p, final: latent.moves.set_place(*p, final=final), ((0.1, 0.0), (0.3, -0.2), (0.6, -0.4)))
        engine.work()
        assert latent.moves.in_plane and latent.moves.place == pytest.approx((0.6, -0.4))
        assert len(latent.moves.value.blend) == 4 and sum(w for _, w in latent.moves.value.blend) == pytest.approx(1)
        assert len(steer.document.history.titles) == steps + 1
        assert np.abs(candidate.picture.pixels.astype(int) - before.pixels).mean() > 0.5
        latent.begin()
        latent.moves.set_place(0.0, 0.0)
        engine.work()
        assert not latent.moves.in_plane and (candidate.picture.pixels == before.pixels).all()

    def test_a_whole_point_is_the_picture_of_its_seed(self, steer, engine, spec) -> None:
        steer.latent.moves.set_place(1.0, 0.0)
        engine.work()
        shown = steer.contact.current.picture.pixels
        anchor = steer.latent.moves.lattice_anchor(1, 0)
        steer.latent.moves.set_place(0.0, 0.0)
        steer.latent.reseed(anchor.seed)
        engine.work()
        assert (steer.contact.current.picture.pixels == shown).all()

    def test_factors_move_the_whole_plane(self, steer, engine) -> None:
        latent = steer.latent
        latent.moves.set_place(0.5, 0.0)
        latent.begin()
        latent.set("cloud", 0.9)
        engine.work()
        assert [a.params["cloud"] for a, _ in latent.moves.value.blend] == [0.9, 0.9]
        assert latent.moves.place == (0.5, 0.0)

    def test_small_pictures_of_the_lattice(self, steer, engine, spec) -> None:
        pictures, told = steer.latent.pictures, []
        pictures.changed.connect(lambda: told.append(1))
        anchors = [steer.latent.moves.lattice_anchor(x, 0) for x in (0, 1)]
        pictures.want("plane", spec, anchors, (64, 48))
        engine.work()
        assert len(told) == 2 and all(pictures.get(spec, a).shape == (48, 64, 4) for a in anchors)
        pictures.want("plane", spec, anchors, (64, 48))
        assert not engine.waiting, "what is there is not made again"


class TestBetween:
    def test_the_ends_are_the_pictures_themselves(self, steer, engine) -> None:
        latent, mine = steer.latent, steer.contact.current.picture.pixels
        other = steer.sheet[2].picture.pixels
        latent.moves.add_between(latent.moves.peers()[1].anchor)
        assert [w for _, w in latent.moves.between] == [0.5, 0.5]
        for weights, expected in (((1.0, 0.0), mine), ((0.0, 1.0), other)):
            latent.moves.set_weights(weights)
            engine.work()
            assert (steer.contact.current.picture.pixels == expected).all()
        latent.moves.clear_between()
        engine.work()
        assert not latent.moves.between and (steer.contact.current.picture.pixels == mine).all()

    def test_three_pictures_and_one_less(self, steer, engine) -> None:
        moves = steer.latent.moves
        for peer in moves.peers():
            moves.add_between(peer.anchor)
        assert [w for _, w in moves.between] == pytest.approx([1 / 3] * 3)
        moves.set_weights((0.5, 0.25, 0.25))
        moves.remove_between(1)
        assert [w for _, w in moves.between] == pytest.approx([2 / 3, 1 / 3])
        moves.remove_between(1)
        engine.work()
        assert not moves.between
        with pytest.raises(UserError, match="weight"):
            moves.set_weights((1.0,))

    def test_edits_lie_on_top(self, steer, engine) -> None:
        moves = steer.latent.moves
        moves.set_axis(WARMTH, 1.0)
        moves.add_between(moves.peers()[0].anchor)
        engine.work()
        assert moves.strength(WARMTH) == 1.0
        assert all("moves" not in a.params for a, _ in moves.between)

    def test_blends_of_blends_have_an_end(self, steer, engine) -> None:
        moves, anchor = steer.latent.moves, steer.latent.moves.peers()[0].anchor
        deep = anchor
        for _ in range(3):
            deep = Anchor(1, "", {**anchor.params, "moves": Moves(blend=((deep, 1.0),)).to_text()})
        with pytest.raises(UserError, match="blend of blends"):
            moves.add_between(deep)
        with pytest.raises(UserError, match="blend of blends"):
            moves.add_mix(deep)
        assert not moves.value


class TestLayers:
    def test_a_generated_layer_stays_editable(self, steer, engine) -> None:
        latent = steer.latent
        latent.moves.set_axis(WARMTH, 1.0)
        engine.work()
        steer.place_candidate()
        engine.work()
        layer = steer.document.active
        assert latent.target is layer and latent.moves.strength(WARMTH) == 1.0
        before, steps = steer.document.pixels(layer), len(steer.document.history.titles)
        drag(latent, lambda v, final: latent.moves.set_axis(WARMTH, v, final=final), (0.0, -1.0, -2.0))
        engine.work()
        assert Moves.from_text(layer.recipe.params["moves"]).axes == {WARMTH: -2.0}
        assert not np.array_equal(steer.document.pixels(layer), before)
        assert len(steer.document.history.titles) == steps + 1
        steer.document.active = steer.document.layers[0]
        assert not latent.steerable
        steer.document.active = layer
        assert latent.moves.strength(WARMTH) == -2.0
        steer.document.history.undo()
        assert latent.moves.strength(WARMTH) == 1.0 and np.array_equal(steer.document.pixels(layer), before)
        assert [p.on_sheet for p in latent.moves.peers()] == [True] * 3

    def test_a_layer_can_be_mixed_into_a_candidate(self, steer, engine) -> None:
        steer.place_candidate(steer.sheet[1])
        engine.work()
        steer.contact.make_current(steer.sheet[0])
        layers = [p for p in steer.latent.moves.peers() if not p.on_sheet]
        assert [p.anchor.seed for p in layers] == [4] and layers[0].pixels.shape[1] <= 128


class TestGenerators:
    def test_the_chosen_one_is_remembered_and_missed(self, studio, tmp_path: Path) -> None:
        with steered(tmp_path / "m") as spec:
            studio.create.choose_generator(spec.id)
            assert studio.settings["generator"] == spec.id
            again = type(studio.create)(studio)
            assert again.generator is spec
        studio.generators_changed.emit()
        assert studio.create.generator is GENERATORS.default
        with pytest.raises(UserError):
            studio.create.choose_generator("nobody")

    def test_a_model_that_was_taken_away(self, steer, engine, spec) -> None:
        latent = steer.latent
        GENERATORS.remove(spec.id)
        steer.generators_changed.emit()
        assert latent.missing == spec.id and not latent.steerable
        latent.reset_all()
        assert not [r for r in engine.waiting if r.spec.startswith("generator")]
        GENERATORS.add(spec)
        steer.generators_changed.emit()
        assert not latent.missing and latent.steerable and latent.values["cloud"] == params(spec, 3)["cloud"]

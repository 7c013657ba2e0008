"""The models of a session, with the real engine and real model folders."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from model_kit import hostile_file, trained_folder
from PIL import Image

from studio.art.generators.catalog import GENERATORS
from studio.art.generators.owned.catalog import sync
from studio.art.models import lighter
from studio.art.models.lighter import Choice
from studio.core.errors import UserError
from studio.core.picture import Picture
from studio.engine.request import Request
from studio.session.contact import Candidate, CandidateState
from studio.session.model_list import Model, looks_like_model
from studio.session.models import describe_choice
from studio.session.studio import Studio


@pytest.fixture(autouse=True)
def _no_models_after() -> object:
    yield
    sync(())


@pytest.fixture
def moors(studio: Studio, engine: object, tmp_path: Path) -> Model:
    """A model of the artist's, added as the artist adds it."""
    studio.models.add([trained_folder(tmp_path / "moors")])
    engine.work()  # type: ignore[attr-defined]
    return own(studio)[0]


def own(studio: Studio) -> list[Model]:
    return [m for m in studio.models.all() if m.own]


def paint(engine: object, model: Model, seed: int = 1) -> Picture:
    request = Request.make(model.method, {}, text="", width=64, height=64, seed=seed)
    made = engine._engine.run_now(request)  # type: ignore[attr-defined]
    assert isinstance(made, Picture)
    return made


class TestAdding:
    def test_a_folder_becomes_a_model_that_paints(self, studio: Studio, engine: object, moors: Model) -> None:
        assert (moors.title, moors.kind, moors.licence) == ("Moors", "Trained here", "MIT")
        assert moors.knows == "moors at dusk" and moors.figures == {"kid": 0.0123} and moors.edge == 32
        assert moors.memory == pytest.approx(moors.bytes * 2 / 2**20, rel=0.2)
        assert studio.models.card_text(moors).startswith("# Moors") and not studio.models.adding
        studio.models.use(moors)
        assert studio.create.generator.key == moors.method
        picture = paint(engine, moors)
        assert picture.pixels.std() > 3 and moors.digest in picture.recipe.models.values()

    def test_tells_how_far_it_is_and_what_came_of_it(self, studio: Studio, engine: object, tmp_path: Path) -> None:
        seen: list[tuple[float, str]] = []
        studio.models.adding_changed.connect(lambda: seen.extend((a.fraction, a.note) for a in studio.models.adding))
        studio.models.add([trained_folder(tmp_path / "moors")])
        assert studio.models.adding[0].note == "Waiting"
        engine.work()  # type: ignore[attr-defined]
        assert any(note == "Looking at it" for _fraction, note in seen)
        assert "“Moors” was added." in studio.told_all  # type: ignore[attr-defined]
        studio.models.add([tmp_path / "moors"])
        engine.work()  # type: ignore[attr-defined]
        assert len(own(studio)) == 1
        assert "“Moors” is in the list already." in studio.told_all  # type: ignore[attr-defined]

    def test_what_is_refused_stays_with_its_reason_until_it_is_put_away(
        self, studio: Studio, engine: object, tmp_path: Path
    ) -> None:
        (tmp_path / "notes.txt").write_text("no model at all")
        studio.models.add([tmp_path / "notes.txt", hostile_file(tmp_path / "evil.pt"), tmp_path / "gone.safetensors"])
        engine.work()  # type: ignore[attr-defined]
        notes, evil, gone = studio.models.adding
        assert "no model" in notes.error and "evil.pt" in evil.error and "gone.safetensors" in gone.error
        assert not own(studio) and all(s.endswith(".") for s in (notes.error, evil.error, gone.error))
        studio.models.cancel(notes)
        assert studio.models.adding == [evil, gone]

    def test_is_cancelled_while_it_waits(self, studio: Studio, engine: object, tmp_path: Path) -> None:
        studio.models.add([trained_folder(tmp_path / "moors")])
        studio.models.cancel(studio.models.adding[0])
        assert engine.work() == 0 and not studio.models.adding and not own(studio)  # type: ignore[attr-defined]

    @pytest.mark.parametrize(
        ("name", "taken"), [("a.safetensors", True), ("b.PKL", True), ("c.onnx", True), ("d.png", False)]
    )
    def test_a_drop_is_taken_for_a_model_by_its_ending(self, tmp_path: Path, name: str, taken: bool) -> None:
        (tmp_path / name).write_bytes(b"")
        assert looks_like_model(tmp_path / name) is taken
        assert not looks_like_model(tmp_path) and not looks_like_model(tmp_path / "nowhere.pkl")

    def test_a_folder_is_taken_for_a_model_by_what_lies_in_it(self, tmp_path: Path) -> None:
        assert looks_like_model(trained_folder(tmp_path / "moors"))


class TestKeeping:
    def test_name_and_license_are_the_artists(self, studio: Studio, moors: Model) -> None:
        studio.models.rename(moors, "  High   moors ")
        studio.models.set_licence(moors, "mine")
        again = own(studio)[0]
        assert (again.title, again.licence) == ("High moors", "mine")
        assert next(s for s in GENERATORS if s.key == moors.method).title == "High moors"
        with pytest.raises(UserError, match="needs a name"):
            studio.models.rename(moors, "  ")

    def test_is_removed_with_all_that_was_chosen_and_the_file_stays(self, studio: Studio, moors: Model) -> None:
        studio.models.use(moors)
        lighter.choose(moors.digest, Choice("half"))
        studio.models.remove(moors)
        assert not own(studio) and moors.path.is_dir()
        assert all(s.key != moors.method for s in GENERATORS)
        assert studio.create.generator is GENERATORS.default
        assert lighter.chosen(moors.digest) == Choice("auto")

    def test_a_file_that_is_gone_is_shown_and_comes_back(self, studio: Studio, moors: Model, tmp_path: Path) -> None:
        shutil.move(moors.path, tmp_path / "elsewhere")
        studio.models.refresh()
        assert own(studio)[0].missing
        with pytest.raises(UserError, match="not there"):
            studio.models.measure(own(studio)[0])
        shutil.move(tmp_path / "elsewhere", moors.path)
        assert not own(studio)[0].missing

    def test_says_where_it_is_used(self, studio: Studio, engine: object, moors: Model) -> None:
        studio.models.use(moors)
        for seed in range(2):
            picture = paint(engine, moors, seed)
            studio.contact.append(Candidate("moors", seed, state=CandidateState.DONE, picture=picture))
        studio.place_candidate(studio.contact[0])
        engine.work()  # type: ignore[attr-defined]
        uses = {u.where: u.name for u in studio.models.uses(moors)}
        assert uses["Generator"] == "Moors, chosen in Create" and uses["Contact sheet"] == "2 candidates"
        assert uses["Layer"] == "Picture"

    def test_its_contact_sheet_is_read_small(self, studio: Studio, moors: Model) -> None:
        assert moors.sheet is None
        Image.fromarray(np.full((300, 900, 3), 77, np.uint8)).save(moors.path / "sheet.jpg")
        got = []
        studio.models.read_sheet(own(studio)[0], 300, got.append)
        assert got[0].shape == (100, 300, 4) and abs(int(got[0][50, 150, 0]) - 77) < 4

    def test_the_models_of_the_program_stay(self, studio: Studio) -> None:
        for model in studio.models.all():
            assert not model.own and model.digest and model.card is not None
            with pytest.raises(UserError, match="comes with the program"):
                studio.models.remove(model)


class TestLighter:
    def test_is_measured_and_automatic_follows_the_figures(self, studio: Studio, engine: object, moors: Model) -> None:
        models, seen = studio.models, []
        models.lighter_changed.connect(lambda digest: seen.append((digest, models.measuring.get(digest))))
        assert models.in_force(moors) == Choice("full") and models.measured(moors) is None
        models.measure(moors)
        models.measure(moors)
        assert engine.work() == 1, "one measurement at a time"  # type: ignore[attr-defined]
        measured = models.measured(moors)
        assert measured is not None and measured.what.startswith("32 px")
        full, half, int8 = measured.rows
        assert full.milliseconds > 0 and half.milliseconds > 0 and 0 < half.mean < 1 and not half.note
        assert "nothing" in int8.note
        assert models.in_force(moors) == measured.best
        assert seen[-1] == (moors.digest, None) and any(s[1] and 0 < s[1][0] < 1 for s in seen)

    def test_every_choice_changes_the_picture_and_is_taken_back(
        self, studio: Studio, engine: object, moors: Model
    ) -> None:
        full = paint(engine, moors).pixels
        studio.models.choose(moors, Choice("half"))
        half = paint(engine, moors).pixels
        assert (half != full).any() and np.abs(half.astype(int) - full).mean() < 1
        studio.models.choose(moors, Choice("full"))
        assert (paint(engine, moors).pixels == full).all()
        assert describe_choice(Choice("full"), Choice("full"), None).startswith("32-bit")

    def test_without_a_compiler_compiling_is_refused(
        self, studio: Studio, moors: Model, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(lighter, "no_compiler", lambda: "There is no compiler.")
        with pytest.raises(UserError, match="no compiler"):
            studio.models.choose(moors, Choice("full", True))
        assert studio.models.choice(moors) == Choice("auto")

    def test_measuring_is_stopped(self, studio: Studio, engine: object, moors: Model) -> None:
        studio.models.measure(moors)
        studio.models.stop_measuring(moors)
        assert engine.work() == 0 and not studio.models.measuring  # type: ignore[attr-defined]
        assert studio.models.measured(moors) is None

    def test_what_cannot_fit_is_told(self, studio: Studio, engine: object, moors: Model) -> None:
        studio.models.ask_room()
        engine.work()  # type: ignore[attr-defined]
        assert studio.models.device == "cpu" and (studio.models.free or 0) > 10
        assert studio.models.memory_problem(moors) == ""
        studio.models.free = studio.models.needs(moors) * 0.7
        assert "In half precision it would fit" in studio.models.memory_problem(moors)
        studio.models.free = 0.0
        assert "Close other programs" in studio.models.memory_problem(moors)

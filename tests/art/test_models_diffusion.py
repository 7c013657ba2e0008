"""Diffusion models of the artist's, tiny and with random weights, in the formats of real ones: folders and single files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import diffusion_kit as kit
import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from studio.art.generators.catalog import GENERATORS
from studio.art.generators.owned import catalog, pipelines, vocabulary
from studio.art.generators.owned.catalog import SCHEDULERS, sync
from studio.art.generators.owned.diffusion import imagine, line_picture, painted_size
from studio.art.models.adding import add
from studio.art.models.library import Library, ModelEntry
from studio.core.errors import Cancelled, UserError
from studio.core.params import ChoiceParam
from studio.core.paths import resource
from studio.core.picture import Made, Pixels
from studio.core.progress import DirectContext

WIDTH, HEIGHT = 96, 64


class Cached(DirectContext):
    """Keeps what was loaded, as the engine does, and what it was told."""

    def __init__(self, stop_at: float = 2.0) -> None:
        super().__init__()
        self.kept: dict[str, Any] = {}
        self.told: list[tuple[float, str]] = []
        self.previews: list[Pixels] = []
        self.stop_at, self.checks = stop_at, 0

    def check(self) -> None:
        self.checks += 1

    def progress(self, fraction: float, note: str = "", preview: Any = None) -> None:
        self.told.append((fraction, note))
        if preview is not None:
            self.previews.append(preview)
        if fraction >= self.stop_at:
            raise Cancelled

    def lease(self, key: str, load: Callable[[str], Any], megabytes: float = 0.0) -> Any:
        from contextlib import nullcontext

        if key not in self.kept:
            self.kept[key] = load(self.device)
        return nullcontext(self.kept[key])


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders and files of tiny models, made once."""
    place = tmp_path_factory.mktemp("models")
    sd = kit.stable_diffusion()
    sd.save_pretrained(place / "sd", safe_serialization=True)
    kit.stable_diffusion_xl().save_pretrained(place / "xl", safe_serialization=True)
    kit.flux().save_pretrained(place / "flux", safe_serialization=True)
    kit.stable_diffusion(1, channels=9).save_pretrained(place / "inpaint", safe_serialization=True)
    save_file(kit.lora(sd.unet, 5), str(place / "lora.safetensors"))
    save_file(kit.lora(kit.unet(0, cross_attention_dim=24), 5), str(place / "alien.safetensors"))
    from diffusers import ControlNetModel

    torch.manual_seed(2)
    control = ControlNetModel.from_unet(sd.unet, conditioning_embedding_out_channels=(4, 8))
    for name, value in control.named_parameters():
        if "controlnet_" in name:  # they begin as zeros, which would do nothing
            torch.nn.init.normal_(value, std=0.5)
    control.save_pretrained(place / "scribble", safe_serialization=True)
    shutil.copy(place / "scribble" / "diffusion_pytorch_model.safetensors", place / "lines.bin")
    save_file(kit.ldm_vae(kit.vae(9).state_dict(), 2), str(place / "decoder.safetensors"))
    return place


@pytest.fixture
def take(shelf: Path) -> Callable[[str], ModelEntry]:
    """Takes a model of the shelf into the library of this test."""
    return lambda name: Library().add(add(DirectContext(), path=str(shelf / name)))


def paint(entry: ModelEntry, ctx: DirectContext | None = None, **more: Any) -> Made:
    given = {"text": "sea", "width": WIDTH, "height": HEIGHT, "seed": 3, "steps": 2, "guidance": 3.0, "edge": 64}
    return imagine(ctx or DirectContext(), model=entry.id, **{**given, **more})


def half_red() -> Pixels:
    picture = np.full((HEIGHT, WIDTH, 4), 255, np.uint8)
    picture[:, : WIDTH // 2, 1:3] = 20
    return picture


def right_third() -> Pixels:
    mask = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    mask[..., 3] = 255
    mask[:, 2 * WIDTH // 3 :, :3] = 255
    return mask


@pytest.mark.parametrize(("name", "family"), [("sd", "sd15"), ("xl", "sdxl"), ("flux", "flux"), ("inpaint", "sd15")])
def test_from_words_from_a_picture_and_within_a_mask(name: str, family: str, take: Any) -> None:
    entry, ctx = take(name), Cached()
    assert (entry.kind, entry.family) == ("diffusion", family)
    words = paint(entry, ctx)
    assert words.pixels.shape == (HEIGHT, WIDTH, 4) and words.pixels[..., :3].std() > 5
    assert words.models == {entry.id: entry.sha256}
    assert np.array_equal(words.pixels, paint(entry, ctx).pixels)
    assert not np.array_equal(words.pixels, paint(entry, ctx, seed=4).pixels)
    assert not np.array_equal(words.pixels, paint(entry, ctx, text="a tree").pixels)
    picture, mask = half_red(), right_third()
    from_picture = paint(entry, ctx, picture=picture, strength=0.5)
    assert not np.array_equal(from_picture.pixels, words.pixels)
    inside = paint(entry, ctx, picture=picture, mask=mask, strength=1.0).pixels
    assert np.array_equal(inside[:, : 2 * WIDTH // 3 - 1], picture[:, : 2 * WIDTH // 3 - 1])
    assert not np.array_equal(inside[:, -8:], picture[:, -8:])
    assert len([k for k in ctx.kept if k.startswith("diffusion/")]) == 1


def test_strength_nothing_and_little(take: Any) -> None:
    entry, ctx, picture = take("sd"), Cached(), half_red()
    assert np.array_equal(paint(entry, ctx, picture=picture, strength=0.0).pixels, picture)
    assert paint(entry, ctx, picture=picture, strength=0.05).pixels.shape == picture.shape


def test_what_should_not_be_in_it_and_guidance_count(take: Any) -> None:
    entry, ctx = take("sd"), Cached()
    plain = paint(entry, ctx).pixels
    assert not np.array_equal(plain, paint(entry, ctx, negative="a tree").pixels)
    assert not np.array_equal(plain, paint(entry, ctx, guidance=8.0).pixels)


def test_every_schedule_paints_and_leaves_no_trace(take: Any) -> None:
    entry, ctx = take("sd"), Cached()
    first = paint(entry, ctx, steps=3).pixels
    made = {s.id: paint(entry, ctx, steps=3, scheduler=s.id).pixels for s in SCHEDULERS}
    assert np.array_equal(made["own"], first) and np.array_equal(made["own"], paint(entry, ctx, steps=3).pixels)
    assert np.abs(made["euler-a"].astype(int) - made["euler"]).mean() > 0.5
    assert len({p.tobytes() for p in made.values()}) >= 5


def test_steps_are_shown_and_can_be_stopped(take: Any) -> None:
    entry, ctx = take("sd"), Cached()
    paint(entry, ctx, steps=4)
    assert [n for _, n in ctx.told[1:]] == [f"Step {k} of 4" for k in (1, 2, 3, 4)]
    assert len(ctx.previews) == 3 and ctx.previews[0].shape[2] == 4
    assert ctx.previews[0].shape[1] / ctx.previews[0].shape[0] == WIDTH / HEIGHT
    assert ctx.checks > 40, "looked for a cancel only between the steps"
    stopped = Cached(stop_at=0.3)
    stopped.kept = ctx.kept
    with pytest.raises(Cancelled):
        paint(entry, stopped, steps=4)
    assert len(stopped.told) == 3
    hooks = [m._forward_pre_hooks for m in next(iter(ctx.kept.values())).net.modules() if m._forward_pre_hooks]
    assert not hooks, "left hooks behind"


def test_previews_have_the_colors_of_the_decoder() -> None:
    """The map from latents to colors is learned from the model's own encoder: here one that only averages."""

    class Averaging(torch.nn.Module):
        config = type("Config", (), {"scaling_factor": 2.0, "shift_factor": None})
        dtype = torch.float32

        def encode(self, x: torch.Tensor) -> Any:
            small = torch.nn.functional.avg_pool2d(x, 2)
            mixed = torch.stack([small[:, 0] - small[:, 1], small[:, 1] * 2, small[:, 2], small[:, 0] * 0], 1)
            moments = type("Moments", (), {"mode": lambda _self: mixed})()
            return type("Encoded", (), {"latent_dist": moments})()

    parts = pipelines.Parts("sd", {"vae": Averaging()}, "x", "cpu", torch.float32, False)
    table = pipelines.colors(parts)
    latent = torch.tensor([0.4 - -0.6, -1.2, 0.2, 0.0])
    assert torch.allclose(latent @ table[:-1] + table[-1], torch.tensor([0.7, 0.2, 0.6]), atol=0.02)


def test_a_lora_changes_the_picture_and_comes_off_again(take: Any) -> None:
    entry, lora, ctx = take("sd"), take("lora.safetensors"), Cached()
    assert (lora.kind, lora.details["rank"]) == ("lora", 2)
    plain = paint(entry, ctx).pixels
    worn = paint(entry, ctx, lora=lora.id, lora_weight=1.0)
    assert not np.array_equal(worn.pixels, plain) and worn.models[lora.id] == lora.sha256
    assert not np.array_equal(paint(entry, ctx, lora=lora.id, lora_weight=0.3).pixels, worn.pixels)
    assert np.array_equal(paint(entry, ctx, lora=lora.id, lora_weight=0.0).pixels, plain)
    assert np.array_equal(paint(entry, ctx).pixels, plain)
    assert np.array_equal(paint(entry, ctx, lora=lora.id).pixels, worn.pixels)
    with pytest.raises(UserError, match="another kind of model"):
        paint(entry, ctx, lora=take("alien.safetensors").id)
    assert np.array_equal(paint(entry, ctx).pixels, plain)


@pytest.mark.parametrize("name", ["scribble", "lines.bin"])
def test_lines_are_followed(name: str, take: Any) -> None:
    entry, control, ctx = take("sd"), take(name), Cached()
    assert control.kind == "controlnet"
    plain = paint(entry, ctx).pixels
    followed = paint(entry, ctx, control=control.id, picture=half_red())
    assert not np.array_equal(followed.pixels, plain)
    assert np.array_equal(paint(entry, ctx, control=control.id, control_weight=0.0, picture=half_red()).pixels, plain)
    alone = paint(entry, ctx, control=control.id)
    assert np.array_equal(alone.pixels, plain) and "no picture whose lines" in alone.notes[0]
    within = paint(entry, ctx, control=control.id, picture=half_red(), mask=right_third()).pixels
    assert np.array_equal(within[:, :60], half_red()[:, :60])


def test_lines_of_a_picture() -> None:
    from PIL import Image

    paper = np.full((80, 80, 3), 230, np.uint8)
    paper[30:32, 10:70] = 40
    page = Image.fromarray(paper)
    drawn = np.asarray(line_picture(page, "drawn"))
    assert drawn[31, 40, 0] == 255 and drawn[10].max() == 0
    edges = np.asarray(line_picture(page, "edges"))
    assert edges[26:36, 40].max() == 255 and edges[60].max() == 0
    assert np.array_equal(np.asarray(line_picture(page, "white"))[..., 0], paper[..., 0])


def test_another_decoder(take: Any) -> None:
    entry, decoder, ctx = take("sd"), take("decoder.safetensors"), Cached()
    plain = paint(entry, ctx).pixels
    assert not np.array_equal(paint(entry, ctx, decoder=decoder.id).pixels, plain)
    assert np.array_equal(paint(entry, ctx).pixels, plain)


def test_emphasis_is_left_out_and_that_is_told(take: Any) -> None:
    entry = take("sd")
    marked, bare = paint(entry, text="(sea:1.6) at dusk"), paint(entry, text="sea at dusk")
    assert np.array_equal(marked.pixels, bare.pixels)
    assert any("emphasis" in note for note in marked.notes) and not bare.notes


def test_words_that_are_not_read_are_told(take: Any) -> None:
    made = paint(take("sd"), text="sea " * 80 + "and last a boat")
    assert "it has not read" in made.notes[0] and "boat" in made.notes[0].replace(" ", "")
    with pytest.raises(UserError, match="Write a line"):
        paint(take("sd"), text="  ")


def test_numbers_that_are_none_are_no_black_picture(take: Any, tmp_path: Path) -> None:
    pipe = kit.stable_diffusion()
    with torch.no_grad():
        pipe.vae.decoder.conv_out.bias[0] = float("nan")
    pipe.save_pretrained(tmp_path / "spoilt", safe_serialization=True)
    entry = Library().add(add(DirectContext(), path=str(tmp_path / "spoilt")))
    with pytest.raises(UserError, match="no numbers"):
        paint(entry)


# -- one file ----------------------------------------------------------------------------------------------------


def test_a_single_file_paints_as_its_folder(tmp_path: Path) -> None:
    pipe = kit.stable_diffusion()
    save_file(kit.one_file(pipe), str(tmp_path / "all.safetensors"))
    config = kit.settings_of(pipe, tmp_path / "settings")
    pipelines.quiet()
    loaded = pipelines.from_single(tmp_path / "all.safetensors", "sd", config, torch.float32, False)
    for part in ("unet", "vae", "text_encoder"):
        ours, theirs = getattr(loaded, part).state_dict(), getattr(pipe, part).state_dict()
        assert ours.keys() == theirs.keys()
        assert all(torch.equal(ours[k], theirs[k]) for k in ours), part
    assert type(loaded.tokenizer).__name__ == "CLIPTokenizer"


def test_the_shipped_settings_are_those_of_the_published_models() -> None:
    """Parameters as counted in the published weights."""
    from diffusers import AutoencoderKL, UNet2DConditionModel
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

    def count(net: torch.nn.Module) -> int:
        return sum(p.numel() for p in net.parameters())

    wanted = {
        "sd15": (859_520_964, 123_060_480),
        "sd2": (865_910_724, 340_387_840),
        "sdxl": (2_567_463_684, 123_060_480),
    }
    with torch.device("meta"):
        for family, (painter, reader) in wanted.items():
            place = resource("diffusion", family)
            load = json.loads((place / "unet" / "config.json").read_text())
            assert count(UNet2DConditionModel.from_config(load)) == painter
            load = json.loads((place / "vae" / "config.json").read_text())
            assert count(AutoencoderKL.from_config(load)) == 83_653_863
            assert count(CLIPTextModel(CLIPTextConfig.from_pretrained(place / "text_encoder"))) == reader
        second = CLIPTextConfig.from_pretrained(resource("diffusion", "sdxl", "text_encoder_2"))
        assert count(CLIPTextModelWithProjection(second)) == 694_659_840


def test_the_vocabulary_is_clips() -> None:
    reader = vocabulary.tokenizer()
    assert len(reader) == 49_408
    assert reader("a photo of a cat").input_ids == [49406, 320, 1125, 539, 320, 2368, 49407]
    assert vocabulary.tokenizer("!").pad_token_id == 0


# -- folders that are refused ------------------------------------------------------------------------------------


def edited(shelf: Path, place: Path, change: Callable[[Path, dict[str, Any]], None]) -> Path:
    shutil.copytree(shelf / "sd", place)
    index = json.loads((place / "model_index.json").read_text())
    change(place, index)
    (place / "model_index.json").write_text(json.dumps(index))
    return place


def own_code(place: Path, index: dict[str, Any]) -> None:
    (place / "evil.py").write_text("raise SystemExit\n")
    index["unet"] = ["evil", "Net"]


def only_pickles(place: Path, index: dict[str, Any]) -> None:
    file = place / "unet" / "diffusion_pytorch_model.safetensors"
    file.rename(file.with_suffix(".bin"))


REFUSED = {
    "code of its own": (own_code, "code of its own"),
    "another part": (lambda _place, index: index.update(vae=["transformers", "AutoModel"]), "not known here"),
    "another pipeline": (lambda _place, index: index.update(_class_name="DanceDiffusionPipeline"), "not run here"),
    "pickles only": (only_pickles, "unsafe .bin"),
    "a text as weights": (
        lambda place, _i: (place / "vae" / "diffusion_pytorch_model.safetensors").write_text("no"), "no safetensors file",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_folders_that_would_run_code_are_refused(what: str, shelf: Path, tmp_path: Path) -> None:
    change, reason = REFUSED[what]
    with pytest.raises(UserError, match=reason):
        add(DirectContext(), path=str(edited(shelf, tmp_path / "model", change)))


def test_a_folder_that_was_changed_afterwards_is_looked_at_again(shelf: Path, tmp_path: Path) -> None:
    place = edited(shelf, tmp_path / "model", lambda _place, _index: None)
    entry = Library().add(add(DirectContext(), path=str(place)))
    index = json.loads((place / "model_index.json").read_text())
    own_code(place, index)
    (place / "model_index.json").write_text(json.dumps(index))
    with pytest.raises(UserError, match="code of its own"):
        paint(entry)


# -- specs -------------------------------------------------------------------------------------------------------


def test_specs_come_and_go_with_the_library(take: Any) -> None:
    before = [s.id for s in GENERATORS]
    library = Library()
    library.changed.connect(lambda: sync(library))
    try:
        sd, lora, control = (library.add(take(n)) for n in ("sd", "lora.safetensors", "scribble"))
        sync(library)
        spec = GENERATORS.get(sd.id)
        assert {"words", "sketch", "inpaint"} == spec.traits and dict(spec.bound) == {"model": sd.id}
        worn = spec.param("lora")
        assert isinstance(worn, ChoiceParam) and worn.ids == ("none", lora.id)
        assert {"control", "control_weight", "lines"} <= {p.name for p in spec.params}
        assert not sync(library) and GENERATORS.get(sd.id) is spec
        library.remove(control.id)
        assert "control" not in {p.name for p in GENERATORS.get(sd.id).params}
        import inspect

        for e in (sd, take("xl"), take("flux")):
            found = catalog.spec_of(e, (lora, control))
            assert found is not None
            names = set(inspect.signature(found.resolve()).parameters)
            wanted = {*found.inputs, *found.accepts, *(p.name for p in found.params), *(n for n, _ in found.bound)}
            assert wanted <= names
            paint_values = found.values({})
            assert (paint_values["guidance"] == 0.0) == bool(e.details["quick"])
    finally:
        sync(())
    assert [s.id for s in GENERATORS] == before


def test_sizes_keep_the_shape() -> None:
    assert painted_size(1600, 900, 512, 64) == (896, 512)
    assert painted_size(300, 300, 1024, 32) == (1024, 1024)
    wide = painted_size(8000, 400, 1024, 64)
    assert max(wide) <= 3072 and min(wide) >= 64

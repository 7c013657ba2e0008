from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from studio.core.errors import UserError
from studio.core.recipe import Recipe
from studio.document.document import Document
from studio.document.layer import BlendMode, Layer, Origin, Props
from studio.document.raster import to_pixels, to_raw
from studio.formats.opening import open_document
from studio.formats.ora import is_ora, read_ora, write_ora
from studio.formats.png import write_png


def _raw(layer: Layer) -> np.ndarray | None:
    return None if layer.extent is None else layer.tiles.read(layer.tiles.bounds)  # type: ignore[arg-type]


def _same(one: Document, two: Document) -> None:
    assert (one.width, one.height) == (two.width, two.height)
    assert [x.id for x in one.layers] == [x.id for x in two.layers]
    for a, b in zip(one.layers, two.layers, strict=True):
        assert a.props.but(x=0, y=0) == b.props.but(x=0, y=0)
        assert a.extent == b.extent
        if a.extent is not None:
            assert np.array_equal(_raw(a), _raw(b))
    assert (one.active.id if one.active else None) == (two.active.id if two.active else None)


def _png(width: int, height: int, color: tuple[int, ...] = (255, 0, 0, 255)) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (width, height), color).save(out, "PNG")
    return out.getvalue()


def _archive(
    path: Path, xml: str | bytes, files: dict[str, bytes] | None = None, mimetype: bytes | None = None
) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", mimetype or b"image/openraster", zipfile.ZIP_STORED)
        archive.writestr("stack.xml", xml)
        for name, data in (files or {}).items():
            archive.writestr(name, data)
    return path


def _stack(inner: str, width: int = 8, height: int = 8) -> str:
    return f"<?xml version='1.0' encoding='UTF-8'?><image w='{width}' h='{height}'><stack>{inner}</stack></image>"


# -- round trip ------------------------------------------------------------------------------------------------------


def test_straight_alpha_and_back_loses_nothing() -> None:
    """Every premultiplied value that there is survives the straight pixels of a PNG."""
    alpha, value = np.mgrid[0:256, 0:256].astype(np.uint8)
    raw = np.dstack([np.minimum(value, alpha)] * 3 + [alpha])
    assert np.array_equal(to_raw(to_pixels(raw)), raw)


_text = st.text(max_size=40).filter(lambda t: t.strip() == t and t != "")


@st.composite
def documents(draw: st.DrawFn) -> Document:
    document = Document(draw(st.integers(1, 200)), draw(st.integers(1, 200)))
    for number in range(draw(st.integers(0, 4))):
        rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
        recipe = None
        if draw(st.booleans()):
            recipe = Recipe(
                kind="generator", method="scenes", width=5, height=6, seed=number, text=draw(st.text(max_size=20))
            )
        layer = Layer(
            Props(
                name=draw(_text), visible=draw(st.booleans()), opacity=draw(st.floats(0, 1)),
                blend=draw(st.sampled_from(BlendMode)), locked=draw(st.booleans()),
                alpha_locked=draw(st.booleans()), origin=draw(st.sampled_from(Origin)), recipe=recipe,
                touched=draw(st.booleans()), x=draw(st.integers(-300, 300)), y=draw(st.integers(-300, 300)),
            )
        )  # fmt: skip
        if draw(st.booleans()):
            shape = (draw(st.integers(1, 150)), draw(st.integers(1, 150)), 4)
            pixels = rng.integers(0, 256, shape, np.uint8)
            pixels[..., 3] *= rng.integers(0, 2, shape[:2], np.uint8)
            layer.tiles.write(draw(st.integers(-200, 200)), draw(st.integers(-200, 200)), to_raw(pixels))
        document.put_layer(layer)
    if document.layers:
        document.active = draw(st.sampled_from(document.layers))
    return document


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_all_of_a_document_comes_back(document: Document) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.ora"
        write_ora(path, document)
        opened = read_ora(path)
        assert opened.notices == ()
        _same(document, opened.document)
        assert not opened.document.modified


@pytest.fixture
def painting(recipe: Recipe, noise: Any) -> Document:
    document = Document(300, 200)
    document.add_picture(noise(200, 300), name="Sea", origin=Origin.GENERATED, recipe=recipe)
    second = document.add_picture(noise(40, 50, 2), name="Boat „ÄÖ“ <&>", origin=Origin.HAND, offset=(270, -20))
    document.set_blend(second, BlendMode.SOFT_LIGHT)
    document.set_opacity(second, 0.37)
    document.set_visible(document.add_layer("Empty"), False)
    document.active = second
    return document


def test_the_file_is_as_the_specification_says(tmp_path: Path, painting: Document) -> None:
    path = tmp_path / "a.ora"
    write_ora(path, painting)
    assert path.read_bytes()[30:54] == b"mimetypeimage/openraster"
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        assert {"stack.xml", "mergedimage.png", "Thumbnails/thumbnail.png", "data/layer0.png"} <= set(names)
        assert archive.testzip() is None
        image = ElementTree.fromstring(archive.read("stack.xml"))
        layers = image.findall("stack/layer")
        assert [x.get("name") for x in layers] == ["Empty", "Boat „ÄÖ“ <&>", "Sea"]  # top first
        assert layers[1].get("composite-op") == "svg:soft-light" and layers[1].get("opacity") == "0.37"
        assert (layers[1].get("x"), layers[1].get("y"), layers[1].get("selected")) == ("270", "-20", "true")
        assert layers[0].get("visibility") == "hidden"
        with Image.open(archive.open("data/layer1.png")) as boat:
            assert boat.mode == "RGBA" and boat.size == (50, 40)  # cropped to what it holds
        with Image.open(archive.open("mergedimage.png")) as merged:
            assert np.array_equal(np.asarray(merged), painting.flatten())
        with Image.open(archive.open("Thumbnails/thumbnail.png")) as thumbnail:
            assert thumbnail.size == (256, 171)
        assert Recipe.from_json(archive.read("pentimento/recipes/layer0.json").decode()) == painting.layers[0].recipe


def test_a_snapshot_is_saved_as_it_was(tmp_path: Path, painting: Document) -> None:
    snapshot = painting.snapshot()
    expected = painting.flatten()
    painting.clear(painting.layers[0])
    write_ora(tmp_path / "a.ora", snapshot)
    assert np.array_equal(read_ora(tmp_path / "a.ora").document.flatten(), expected)


def test_the_look_is_the_same_after_a_round_trip(tmp_path: Path, painting: Document) -> None:
    write_ora(tmp_path / "a.ora", painting)
    assert np.array_equal(read_ora(tmp_path / "a.ora").document.flatten(), painting.flatten())


def test_names_that_xml_cannot_hold(tmp_path: Path) -> None:
    document = Document(4, 4)
    document.put_layer(Layer(Props(name="a\x00b\x0bc\ud7ff")))
    write_ora(tmp_path / "a.ora", document)
    assert read_ora(tmp_path / "a.ora").document.layers[0].name == "a\x00b\x0bc\ud7ff"


def test_a_failed_save_keeps_the_old_file(tmp_path: Path, painting: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    from studio.formats import ora_writing

    path = tmp_path / "a.ora"
    write_ora(path, painting)
    before = path.read_bytes()
    monkeypatch.setattr(ora_writing, "write_stack", lambda *_a: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(UserError, match="no room left"):
        write_ora(path, painting)
    assert path.read_bytes() == before and [p.name for p in tmp_path.iterdir()] == ["a.ora"]


# -- files of other programs -----------------------------------------------------------------------------------------


def test_a_file_without_our_entries(tmp_path: Path) -> None:
    xml = _stack(
        "<layer name='top' src='data/a.png' x='2' y='1' opacity='0.5' composite-op='svg:multiply'/>"
        "<layer src='data/b.png' visibility='hidden'/>"
    )
    path = _archive(tmp_path / "a.ora", xml, {"data/a.png": _png(3, 3), "data/b.png": _png(8, 8, (0, 255, 0, 255))})
    opened = read_ora(path)
    bottom, top = opened.document.layers
    assert opened.notices == ()
    assert (top.name, top.opacity, top.blend, top.extent) == ("top", 0.5, BlendMode.MULTIPLY, (2, 1, 3, 3))
    assert (bottom.name, bottom.visible, bottom.origin, bottom.recipe) == ("Layer", False, Origin.HAND, None)


def test_an_unknown_blend_mode_is_normal_and_told(tmp_path: Path) -> None:
    xml = _stack("<layer name='glow' src='a.png' composite-op='krita:vivid_light'/>")
    opened = read_ora(_archive(tmp_path / "a.ora", xml, {"a.png": _png(8, 8)}))
    assert opened.document.layers[0].blend is BlendMode.NORMAL
    assert "glow" in opened.notices[0] and "krita:vivid_light" in opened.notices[0]


def test_plain_groups_are_opened_out(tmp_path: Path) -> None:
    xml = _stack(
        "<layer name='c' src='a.png'/>"
        "<stack name='g'><layer name='b' src='a.png' composite-op='svg:screen'/><layer name='a' src='a.png'/></stack>"
        "<stack visibility='hidden'><layer name='h' src='a.png'/></stack>"
    )
    opened = read_ora(_archive(tmp_path / "a.ora", xml, {"a.png": _png(8, 8)}))
    assert [(x.name, x.visible) for x in opened.document.layers] == [
        ("h", False), ("a", True), ("b", True), ("c", True),
    ]  # fmt: skip
    assert opened.notices == ("a.ora has groups of layers; they were opened out.",)


@pytest.mark.parametrize(
    "look", ["opacity='0.5'", "composite-op='svg:multiply'", "isolation='isolate'", "opacity='0.5' visibility='hidden'"]
)
def test_groups_that_are_blended_as_one_become_one_layer(tmp_path: Path, look: str) -> None:
    xml = _stack(
        f"<stack name='g' {look}><layer src='half.png' x='1'/><layer src='half.png' y='1'/></stack>"
        "<layer name='ground' src='ground.png'/>"
    )
    files = {"half.png": _png(6, 6, (255, 0, 0, 128)), "ground.png": _png(8, 8, (200, 200, 200, 255))}
    document = read_ora(_archive(tmp_path / "a.ora", xml, files)).document
    ground, group = document.layers
    assert (ground.name, group.name, group.visible) == ("ground", "g", "hidden" not in look)
    inside = to_pixels(group.tiles.read((2, 2, 1, 1)))[0, 0]
    assert inside[:3].tolist() == [255, 0, 0] and abs(int(inside[3]) - 192) <= 1  # both, over each other
    assert group.opacity == (0.5 if "0.5" in look else 1.0)


def test_layers_of_other_kinds_of_png(tmp_path: Path) -> None:
    import cv2

    done, deep = cv2.imencode(".png", np.full((8, 8, 4), (0, 0, 65535, 65535), np.uint16))
    gray = io.BytesIO()
    Image.new("L", (8, 8), 90).save(gray, "PNG")
    xml = _stack("<layer src='deep.png'/><layer src='gray.png'/>")
    path = _archive(tmp_path / "a.ora", xml, {"deep.png": deep.tobytes(), "gray.png": gray.getvalue()})
    opened = read_ora(path)
    assert done and "16 bits" in opened.notices[0]
    assert opened.document.pixels(opened.document.layers[1])[0, 0].tolist() == [255, 0, 0, 255]
    assert opened.document.pixels(opened.document.layers[0])[0, 0].tolist() == [90, 90, 90, 255]


@pytest.mark.parametrize("facts", [b"{", b"[]", b'{"layers": [1]}', b'{"layers": [{}]}', b"\xff"])
def test_damaged_facts_are_a_notice(tmp_path: Path, facts: bytes) -> None:
    xml = _stack("<layer src='a.png'/>")
    opened = read_ora(_archive(tmp_path / "a.ora", xml, {"a.png": _png(8, 8), "pentimento/document.json": facts}))
    assert len(opened.document.layers) == 1 and "damaged" in opened.notices[0]


@pytest.mark.parametrize("recipe", ["pentimento/none.json", "stack.xml", 7, "../x"])
def test_strange_facts_do_no_harm(tmp_path: Path, recipe: Any) -> None:
    entry = {"src": "a.png", "id": 5, "origin": "moon", "touched": "yes", "recipe": recipe, "name": ["x"]}
    facts = json.dumps({"layers": [entry]}).encode()
    xml = _stack("<layer src='a.png'/>")
    opened = read_ora(_archive(tmp_path / "a.ora", xml, {"a.png": _png(8, 8), "pentimento/document.json": facts}))
    layer = opened.document.layers[0]
    assert layer.recipe is None and layer.origin is Origin.HAND and layer.touched is False


# -- damaged and hostile files ---------------------------------------------------------------------------------------


def _bomb_zip(path: Path) -> Path:
    return _archive(path, _stack("<layer src='a.png'/>"), {"a.png": _png(1, 1) + bytes(300 * 2**20)})


def _bomb_xml(path: Path) -> Path:
    return _archive(path, b"<image>" + b" " * (300 * 2**20))


def _billion_laughs(path: Path) -> Path:
    entities = "".join(f"<!ENTITY l{i} '{f'&l{i - 1};' * 10}'>" for i in range(1, 12))
    return _archive(path, f"<!DOCTYPE x [<!ENTITY l0 'ha'>{entities}]><image w='8' h='8'><stack>&l11;</stack></image>")


def _outside_entity(path: Path) -> Path:
    secret = path.with_name("secret.txt")
    secret.write_text("secret")
    return _archive(
        path,
        f"<!DOCTYPE x [<!ENTITY s SYSTEM '{secret.as_uri()}'>]>"
        "<image w='8' h='8'><stack><layer name='&s;' src='a.png'/></stack></image>",
        {"a.png": _png(8, 8)},
    )


def _deep_xml(path: Path) -> Path:
    return _archive(path, _stack("<stack>" * 100_000 + "</stack>" * 100_000))


def _many_layers(path: Path) -> Path:
    return _archive(path, _stack("<layer src='a.png'/>" * 5000), {"a.png": _png(8, 8)})


def _many_parts(path: Path) -> Path:
    return _archive(path, _stack("<layer src='a.png'/>"), {f"data/{i}.png": b"" for i in range(6000)})


def _huge_canvas(path: Path) -> Path:
    return _archive(path, _stack("<layer src='a.png'/>", 10**6, 10**6), {"a.png": _png(8, 8)})


def _huge_layer(path: Path) -> Path:
    body = struct.pack(">IIBBBBB", 10**6, 10**6, 8, 6, 0, 0, 0)
    ihdr = struct.pack(">I", 13) + b"IHDR" + body + struct.pack(">I", zlib.crc32(b"IHDR" + body))
    return _archive(path, _stack("<layer src='a.png'/>"), {"a.png": b"\x89PNG\r\n\x1a\n" + ihdr})


def _many_large_layers(path: Path) -> Path:
    return _archive(path, _stack("<layer src='a.png'/>" * 900), {"a.png": _png(2000, 2000)})


def _outside(path: Path) -> Path:
    return _archive(path, _stack("<layer src='../../etc/passwd'/>"), {"../../etc/passwd": _png(8, 8)})


def _absolute(path: Path) -> Path:
    return _archive(path, _stack("<layer src='/etc/passwd'/>"))


HOSTILE: list[Callable[[Path], Path]] = [
    _bomb_zip, _bomb_xml, _billion_laughs, _outside_entity, _deep_xml, _many_layers, _many_parts, _huge_canvas,
    _huge_layer, _many_large_layers, _outside, _absolute,
]  # fmt: skip


def test_hostile_files_are_refused_fast_within_little_memory(tmp_path: Path) -> None:
    """In a process whose memory is capped 256 MB above its start; the time is measured by the process itself."""
    paths = [str(make(tmp_path / f"{make.__name__[1:]}.ora")) for make in HOSTILE]
    before = sorted(tmp_path.iterdir())
    code = (
        "import resource, sys, time\n"
        "from studio.core.errors import UserError\n"
        "from studio.formats.ora import read_ora\n"
        "used = int(open('/proc/self/statm').read().split()[0]) * 4096 if sys.platform == 'linux' else 2**30\n"
        "resource.setrlimit(resource.RLIMIT_AS, (used + 256 * 2**20,) * 2)\n"
        "for path in sys.argv[1:]:\n"
        "    begun = time.process_time()\n"
        "    try:\n"
        "        what = read_ora(path).document\n"
        "    except UserError as error:\n"
        "        what = str(error)\n"
        "    print(time.process_time() - begun, what)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *paths], check=False, capture_output=True, text=True, timeout=120, cwd=tmp_path
    )
    lines = done.stdout.splitlines()
    assert len(lines) == len(paths), done
    for path, line in zip(paths, lines, strict=True):
        seconds, sentence = line.split(" ", 1)
        assert sentence.startswith(Path(path).name) and sentence.endswith("."), line
        assert float(seconds) < 2.0, line
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("at", [10, 60, 400, -300, -40, -10])
def test_cut_off_files_are_refused_by_name(tmp_path: Path, painting: Document, at: int) -> None:
    write_ora(tmp_path / "a.ora", painting)
    (tmp_path / "cut.ora").write_bytes((tmp_path / "a.ora").read_bytes()[:at])
    with pytest.raises(UserError, match=r"cut\.ora"):
        read_ora(tmp_path / "cut.ora")


def test_flipped_bytes_never_end_the_program(tmp_path: Path, noise: Any) -> None:
    document = Document(20, 20)
    document.add_picture(noise(20, 20), name="a", origin=Origin.HAND)
    write_ora(tmp_path / "a.ora", document)
    data = (tmp_path / "a.ora").read_bytes()
    rng = np.random.default_rng(8)
    refused = 0
    for _ in range(150):
        broken = bytearray(data)
        broken[rng.integers(0, len(data))] ^= 1 << rng.integers(0, 8)
        (tmp_path / "b.ora").write_bytes(broken)
        try:
            read_ora(tmp_path / "b.ora")
        except UserError as error:
            assert "b.ora" in str(error)
            refused += 1
    assert refused > 20


@pytest.mark.parametrize("xml", ["", "<a/>", "<image w='8' h='8'/>", "<image w='x'><stack/></image>", "<image"])
def test_damaged_lists_of_layers(tmp_path: Path, xml: str) -> None:
    with pytest.raises(UserError, match=r"a\.ora"):
        read_ora(_archive(tmp_path / "a.ora", xml))


def test_missing_parts_and_other_archives(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"data/a\.png is missing"):
        read_ora(_archive(tmp_path / "a.ora", _stack("<layer src='data/a.png'/>")))
    with pytest.raises(UserError, match="is no OpenRaster document"):
        read_ora(_archive(tmp_path / "b.ora", _stack(""), mimetype=b"application/zip"))
    with pytest.raises(UserError, match="there is no such file"):
        read_ora(tmp_path / "none.ora")
    (tmp_path / "text.ora").write_text("hello")
    with pytest.raises(UserError, match=r"text\.ora is damaged or is no OpenRaster document"):
        open_document(tmp_path / "text.ora")


# -- opening anything ------------------------------------------------------------------------------------------------


def test_open_tells_documents_from_pictures(tmp_path: Path, painting: Document, recipe: Recipe, noise: Any) -> None:
    write_ora(tmp_path / "a.ora", painting)
    write_ora(tmp_path / "misnamed.png", painting)
    write_png(tmp_path / "b.png", noise(6, 9), recipe)
    assert is_ora(tmp_path / "a.ora") and is_ora(tmp_path / "misnamed.png") and not is_ora(tmp_path / "b.png")
    assert open_document(tmp_path / "a.ora").document.path == tmp_path / "a.ora"
    assert len(open_document(tmp_path / "misnamed.png").document.layers) == 3
    opened = open_document(tmp_path / "b.png").document
    layer = opened.layers[0]
    assert (opened.width, opened.height, opened.path) == (9, 6, None)
    assert (layer.name, layer.recipe, layer.origin) == ("b", recipe, Origin.GENERATED)


def test_the_time_in_the_file_is_now(tmp_path: Path, painting: Document) -> None:
    write_ora(tmp_path / "a.ora", painting)
    with zipfile.ZipFile(tmp_path / "a.ora") as archive:
        assert abs(archive.infolist()[0].date_time[0] - time.localtime().tm_year) <= 1

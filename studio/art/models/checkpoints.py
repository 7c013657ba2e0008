"""The tensors of PyTorch's own files, read from records: archives (`.pt`, `.pth`, `.ckpt`), the older stream of pickles,
and storages kept as bytes inside a pickle. Nothing of a file is run. Torch-free: tensors are numpy arrays.
"""

from __future__ import annotations

import io
import math
import mmap
import struct
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from studio.art.models.pickles import BadPickle, Call, Named, Persistent, Reading, read
from studio.core.errors import UserError

MAGIC = 0x1950A86A20F9469CFC6C
"""The first pickle of a stream that `torch.save` wrote before PyTorch 1.6."""
MOST_MEMBERS = 50_000
LARGEST_PICKLE = 128 * 2**20
DEEPEST = 48
Check = Callable[[], object]

_STORAGES = {
    "FloatStorage": "<f4", "HalfStorage": "<f2", "DoubleStorage": "<f8", "LongStorage": "<i8", "IntStorage": "<i4",
    "ShortStorage": "<i2", "CharStorage": "|i1", "ByteStorage": "|u1", "BoolStorage": "|b1", "BFloat16Storage": "bf16",
}  # fmt: skip
_HARMLESS = {
    Named("collections", "OrderedDict"), Named("collections", "defaultdict"), Named("torch", "Size"),
    Named("torch", "device"), Named("torch._utils", "_rebuild_tensor_v2"), Named("torch._utils", "_rebuild_parameter"),
    Named("torch._tensor", "_rebuild_from_type_v2"), Named("torch.storage", "_load_from_bytes"),
    Named("torch.storage", "UntypedStorage"), Named("torch.serialization", "_get_layout"),
    Named("_codecs", "encode"), Named("numpy", "dtype"), Named("numpy", "ndarray"),
    Named("numpy.core.multiarray", "_reconstruct"), Named("numpy.core.multiarray", "scalar"),
    Named("numpy._core.multiarray", "_reconstruct"), Named("numpy._core.multiarray", "scalar"),
    Named("builtins", "set"), Named("builtins", "frozenset"), Named("builtins", "dict"), Named("builtins", "list"),
    Named("builtins", "object"), Named("__builtin__", "set"), Named("__builtin__", "object"),
    Named("copyreg", "_reconstructor"), Named("copy_reg", "_reconstructor"),
}  # fmt: skip
Array = np.ndarray[Any, np.dtype[Any]]


def strange(names: tuple[Named, ...], besides: frozenset[Named] = frozenset()) -> list[Named]:
    """The names that no file of weights needs."""
    return [n for n in names if n not in _HARMLESS and n not in besides and not _is_type(n)]


def _is_type(name: Named) -> bool:
    return name.module == "torch" and (name.name in _STORAGES or name.name in _DTYPES)


_DTYPES = frozenset(
    "float float16 float32 float64 half double bfloat16 uint8 int8 int16 int32 int64 long bool strided".split()
)


def refuse(path: Path, asked: list[Named]) -> UserError:
    """The sentence about a file whose pickle asks for more than weights."""
    wanted = ", ".join(sorted({str(n)[:60] for n in asked})[:3])
    return UserError(
        f"{path.name} was refused: it asks to run code ({wanted}), which no file of weights needs. Nothing of it was run. "
        "Use a .safetensors file of this model instead."
    )


# -- storages ----------------------------------------------------------------------------------------------------


@dataclass
class Storages:
    """Where tensors find their values. `fetch(key, bytes)` gives the raw bytes of a storage that the file names."""

    fetch: Callable[[str, int], bytes | memoryview] | None = None
    _inner: dict[int, tuple[Any, str]] = field(default_factory=dict)

    def of(self, about: Any) -> tuple[str, bytes | memoryview]:
        """(dtype as numpy writes it or "bf16", raw bytes). Raises `BadPickle`."""
        if isinstance(about, Persistent):
            dtype, key, count = outer_storage(about)
            if self.fetch is None:
                raise BadPickle("its values are kept in another file")
            return dtype, self.fetch(key, count * width(dtype))
        if isinstance(about, Call) and about.what == Named("torch.storage", "_load_from_bytes"):
            if id(about) not in self._inner:
                (raw,) = about.args
                self._inner[id(about)] = bare_storage(raw)
            data, dtype = self._inner[id(about)]
            return dtype, data
        raise BadPickle("it has a tensor without values")


def width(dtype: str) -> int:
    return 2 if dtype == "bf16" else np.dtype(dtype).itemsize


def outer_storage(about: Persistent) -> tuple[str, str, int]:
    """(dtype, key, count) of ("storage", torch.FloatStorage, "0", "cpu", 1024[, view])."""
    parts = about.about
    if not isinstance(parts, tuple) or len(parts) not in (5, 6) or parts[0] != "storage":
        raise BadPickle("it keeps something unknown outside")
    kind, key, count = parts[1], parts[2], parts[4]
    if not isinstance(kind, Named) or kind.module != "torch" or kind.name not in _STORAGES:
        raise BadPickle(f"it has values of an unknown kind ({kind})")
    if not isinstance(key, str) or isinstance(count, bool) or not isinstance(count, int) or not 0 <= count < 2**40:
        raise BadPickle("it has a storage of no size")
    if len(parts) == 6 and parts[5] is not None:
        raise BadPickle("it has storages within storages")
    return _STORAGES[kind.name], key, count


def bare_storage(raw: Any) -> tuple[memoryview, str]:
    """The one storage of a stream that `torch.save` wrote into bytes: (raw bytes, dtype)."""
    if not isinstance(raw, bytes | bytearray):
        raise BadPickle("it has a storage that is no bytes")
    stream = Stream(io.BytesIO(raw), memoryview(raw))
    if not isinstance(stream.reading.value, Persistent):
        raise BadPickle("it has a storage that is none")
    dtype, key, count = outer_storage(stream.reading.value)
    return stream.fetch(key, count * width(dtype)), dtype


class Stream:
    """The older format: pickles of a magic number, a version, facts of the machine, the object and the keys; then, for
    every key in order, the count of values (int64) and the values. Raises `BadPickle`."""

    def __init__(self, source: io.BytesIO | mmap.mmap, view: memoryview, check: Check = lambda: None) -> None:
        if read(source).value != MAGIC or read(source).value != 1001:
            raise BadPickle("it is no file of PyTorch's")
        read(source)
        self.reading: Reading = read(source, check)
        keys = read(source, check).value
        if not isinstance(keys, list) or not all(isinstance(k, str) for k in keys):
            raise BadPickle("it does not name its storages")
        self._keys = keys
        self._view, self._at = view, source.tell()
        self._spans: dict[str, int] = {}
        self._counts: dict[str, int] = {}

    def locate(self, widths: Mapping[str, int]) -> None:
        """Finds the storages; `widths`: key -> bytes of a value."""
        at = self._at
        for key in self._keys:
            if at + 8 > len(self._view) or key not in widths:
                raise BadPickle("it is cut off")
            (count,) = struct.unpack("<q", self._view[at : at + 8])
            if count < 0 or at + 8 + count * widths[key] > len(self._view):
                raise BadPickle("it is cut off")
            self._spans[key], self._counts[key] = at + 8, count * widths[key]
            at += 8 + count * widths[key]

    def fetch(self, key: str, size: int) -> memoryview:
        if not self._spans:
            found: dict[str, int] = {}
            for about in persistents(self.reading.value):
                dtype, name, _ = outer_storage(about)
                found[name] = width(dtype)
            self.locate(found)
        if key not in self._spans or size > self._counts[key]:
            raise BadPickle("it has a storage that is not there")
        return self._view[self._spans[key] : self._spans[key] + size]


def persistents(value: Any) -> list[Persistent]:
    """Everything that a reading keeps outside, each once."""
    out: list[Persistent] = []
    seen: set[int] = set()
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Persistent):
            out.append(item)
        if not isinstance(item, tuple | list | dict | Call) or id(item) in seen:
            continue
        seen.add(id(item))
        if isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, Call):
            waiting.extend((*item.args, item.state, *item.items.values(), *item.members))
        else:
            waiting.extend(item)
    return out


# -- tensors -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tensor:
    """A tensor as a file describes it."""

    storage: Any
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def array(self, storages: Storages) -> Array:
        """Its values, contiguous, bfloat16 as float32. Raises `BadPickle` when they reach outside their storage."""
        dtype, raw = storages.of(self.storage)
        size = width(dtype)
        count = len(raw) // size
        values = math.prod(self.shape)
        if values == 0:
            return np.zeros(self.shape, "<f4" if dtype == "bf16" else dtype)
        reach = self.offset + sum((n - 1) * s for n, s in zip(self.shape, self.strides, strict=True))
        if reach >= count or values > count:
            raise BadPickle("it has a tensor that reaches outside its storage")
        flat = np.frombuffer(raw, "<u2" if dtype == "bf16" else dtype, count)
        view = np.lib.stride_tricks.as_strided(
            flat[self.offset :], self.shape, [s * size for s in self.strides], writeable=False
        )
        out = np.ascontiguousarray(view).reshape(self.shape)
        if dtype == "bf16":
            return (out.astype("<u4") << 16).view("<f4")
        return out.copy() if out.base is not None else out


def tensor_of(value: Any) -> Tensor | None:
    """`value` as a tensor, or None when it is something else. Raises `BadPickle` for a tensor that cannot be."""
    if isinstance(value, Call) and value.what == Named("torch._utils", "_rebuild_parameter") and value.args:
        return tensor_of(value.args[0])
    if (
        isinstance(value, Call)
        and value.what == Named("torch._tensor", "_rebuild_from_type_v2")
        and len(value.args) > 2
    ):
        inner = value.args[2]
        return tensor_of(Call(value.args[0], inner)) if isinstance(inner, tuple) else None
    if not isinstance(value, Call) or value.what != Named("torch._utils", "_rebuild_tensor_v2"):
        return None
    if len(value.args) < 4:
        raise BadPickle("it has a tensor without a shape")
    storage, offset, shape, strides = value.args[:4]
    if isinstance(shape, Call) and shape.what == Named("torch", "Size") and shape.args:
        shape = shape.args[0]
    whole = isinstance(shape, tuple) and isinstance(strides, tuple) and len(shape) == len(strides) <= 16
    if not whole or not all(
        isinstance(n, int) and not isinstance(n, bool) and 0 <= n < 2**40 for n in (offset, *shape, *strides)
    ):
        raise BadPickle("it has a tensor without a shape")
    return Tensor(storage, offset, shape, strides)


def table_of(value: Any) -> dict[Any, Any] | None:
    """The items of a dict, an OrderedDict or a dict with attributes; None for anything else."""
    if isinstance(value, dict):
        return value
    if isinstance(value, Call) and isinstance(value.what, Named):
        pairs: dict[Any, Any] = {}
        if value.args and isinstance(
            value.args[0], list | tuple
        ):  # OrderedDict([[key, value], ...]) of protocol 0 and 1
            for pair in value.args[0]:
                if isinstance(pair, list | tuple) and len(pair) == 2 and isinstance(pair[0], str):
                    pairs[pair[0]] = pair[1]
        return {**pairs, **value.items}
    return None


def tensors_of(value: Any, prefix: str = "", depth: int = 0) -> dict[str, Tensor]:
    """All tensors of nested tables, by their names joined with dots."""
    if depth > DEEPEST:
        raise BadPickle("it is nested too deeply")
    found: dict[str, Tensor] = {}
    for key, item in (table_of(value) or {}).items():
        name = f"{prefix}{key}" if isinstance(key, str | int) else None
        if name is None:
            continue
        tensor = tensor_of(item)
        if tensor is not None:
            found[name] = tensor
        elif table_of(item):
            found |= tensors_of(item, f"{name}.", depth + 1)
    return found


# -- files -------------------------------------------------------------------------------------------------------


def is_archive(path: Path) -> bool:
    """Whether `path` is a zip archive with a pickle as `torch.save` writes it. Raises `UserError` for tricks."""
    return _archive_pickle(path) is not None


def _archive_pickle(path: Path) -> tuple[bytes, str] | None:
    """The pickle of an archive and its folder in it."""
    size = path.stat().st_size
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            if not any(i.filename.rpartition("/")[2] == "data.pkl" for i in infos):
                return None
            _check_members(path, infos, size)
            (info,) = [i for i in infos if i.filename.rpartition("/")[2] == "data.pkl"]
            if info.file_size > LARGEST_PICKLE:
                raise UserError(f"{path.name} was refused: its table of contents is larger than that of any model.")
            return archive.read(info), info.filename.rpartition("data.pkl")[0]
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, ValueError, OSError) as error:
        raise UserError(f"{path.name} is a damaged archive ({str(error)[:80]}). Copy or download it again.") from None


def _check_members(path: Path, infos: list[zipfile.ZipInfo], size: int) -> None:
    names = [i.filename for i in infos]
    refused = f"{path.name} was refused: "
    if len(infos) > MOST_MEMBERS:
        raise UserError(f"{refused}it is an archive of {len(infos)} files, more than any model has.")
    if any(n.startswith(("/", "\\")) or ":" in n or ".." in n.replace("\\", "/").split("/") for n in names):
        raise UserError(f"{refused}the archive names files outside of itself.")
    if len(set(names)) != len(names):
        raise UserError(f"{refused}the archive holds two files of the same name.")
    if any(i.flag_bits & 1 for i in infos):
        raise UserError(f"{refused}the archive is encrypted.")
    # PyTorch packs without compression; packed bytes could unfold without end, overlapping ones as well.
    if any(i.compress_type != zipfile.ZIP_STORED for i in infos) or sum(i.file_size for i in infos) > size:
        raise UserError(f"{refused}the archive is compressed, which PyTorch never does: it could fill the memory.")
    if any("/code/" in f"/{n}" or n.rpartition("/")[2] == "constants.pkl" for n in names):
        raise UserError(f"{refused}it is a TorchScript program, which would have to be run. Use its weights instead.")
    if sum(n.rpartition("/")[2] == "data.pkl" for n in names) != 1:
        raise UserError(f"{refused}the archive has more than one table of contents.")


def outline(path: Path, check: Check = lambda: None) -> dict[str, tuple[int, ...]]:
    """Names and shapes of the tensors of an archive or of an older stream. Raises `UserError` for what asks for more.

    The values themselves are left to PyTorch's reader of weights.
    """
    try:
        packed = None if is_stream(path) else _archive_pickle(path)
        if packed is not None:
            reading = read(io.BytesIO(packed[0]), check)
        else:
            with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
                view = memoryview(mapped)
                try:
                    reading = Stream(mapped, view, check).reading
                finally:
                    view.release()
        asked = strange(reading.names)
        if asked:
            raise refuse(path, asked)
        return {name: t.shape for name, t in tensors_of(reading.value).items()}
    except BadPickle as error:
        raise UserError(f"{path.name} cannot be read: {error}.") from None


def is_stream(path: Path) -> bool:
    """Whether `path` begins as `torch.save` did before PyTorch 1.6."""
    with path.open("rb") as file:
        start = file.read(64)
    try:
        return bool(read(io.BytesIO(start)).value == MAGIC)
    except BadPickle:
        return False

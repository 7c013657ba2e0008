from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from studio.engine import messages as msg
from studio.engine.cache import release_memory
from studio.engine.device import Devices
from studio.engine.request import Request
from studio.engine.runner import Engine
from studio.engine.warmup import Step, gentle_import, large_libraries, load_library, steps

MODULE = "methods_of_this_test"


def _run(engine: Engine, warm: list[Step]) -> None:
    """Runs the engine until the warm-up is over."""
    engine.run([*warm, Step("end", lambda ctx: engine.close())])


def test_steps_run_in_order_and_are_told(methods: Any) -> None:
    done: list[str] = []
    said: list[msg.Message] = []
    methods.add("prepare", lambda ctx: done.append(ctx.device))
    engine = Engine(methods.find, said.append, devices=Devices("cpu", 2))
    _run(engine, steps((), {"Getting ready": f"{MODULE}:prepare"}))
    assert done == ["cpu"]
    warming = [m for m in said if isinstance(m, msg.WarmingUp)]
    assert [m.note for m in warming][:2] == ["Looking for a graphics card", "Getting ready"]
    assert [m.fraction for m in warming] == sorted(m.fraction for m in warming)
    assert warming[-1].fraction == 1.0
    assert msg.DeviceKnown(line="CPU, 2 threads") in said


def test_work_that_waits_goes_before_the_next_step(methods: Any) -> None:
    order: list[str] = []
    engine = Engine(methods.find, devices=Devices("cpu", 1))
    methods.add("job", lambda ctx, **kw: order.append("job"))

    def first(ctx: object) -> None:
        order.append("first")
        engine.submit(Request.make("generator/job", {}))

    _run(engine, [Step("first", first), Step("second", lambda ctx: order.append("second"))])
    assert order == ["first", "job", "second"]


def test_what_every_method_needs_goes_before_the_work_that_waits(methods: Any) -> None:
    order: list[str] = []
    engine = Engine(methods.find, devices=Devices("cpu", 1))
    methods.add("job", lambda ctx, **kw: order.append("job"))
    engine.submit(Request.make("generator/job", {}))
    _run(
        engine,
        [Step("first", lambda ctx: order.append("first"), True), Step("later", lambda ctx: order.append("later"))],
    )
    assert order == ["first", "job", "later"]


def test_a_failed_step_is_told_and_the_engine_lives(methods: Any) -> None:
    said: list[msg.Message] = []
    engine = Engine(methods.find, said.append, devices=Devices("cpu", 1))
    after: list[int] = []
    warm = [*steps((), {"Getting ready": "no_such_module_here:f"}), Step("after", lambda ctx: after.append(1))]
    _run(engine, warm)
    assert after == [1]
    assert any("no_such_module_here" in m.note for m in said if isinstance(m, msg.WarmingUp))


def test_gentle_import_leaves_no_trace_in_the_interpreter() -> None:
    interval = sys.getswitchinterval()
    with pytest.raises(ZeroDivisionError), gentle_import():
        assert not gc.isenabled()
        raise ZeroDivisionError
    assert gc.isenabled() and sys.getswitchinterval() == interval
    assert gc.get_freeze_count() > 0
    release_memory()
    gc.unfreeze()


def test_a_file_that_is_no_library_says_so(tmp_path: Path) -> None:
    path = tmp_path / "libnone.so"
    path.write_bytes(b"no library")
    with pytest.raises(OSError, match="libnone"):
        load_library(path)


def test_torch_starts_from_the_steps_in_a_fresh_process() -> None:
    """The libraries that were loaded ahead are those that the import then uses."""
    code = (
        "import sys\n"
        "from studio.core.progress import DirectContext\n"
        "from studio.engine.warmup import steps\n"
        "for step in steps(('torch',)): step.run(DirectContext())\n"
        "import torch\n"
        "assert float((torch.ones(3) @ torch.ones(3))) == 3.0\n"
        "maps = open('/proc/self/maps').read() if sys.platform == 'linux' else 'libtorch_cpu.so 1'\n"
        "assert len({line.split()[-1] for line in maps.splitlines() if 'libtorch_cpu' in line}) == 1\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ.copy(), timeout=120)
    assert sys.platform == "win32" or any("libtorch_python" in p.name for p in large_libraries("torch"))

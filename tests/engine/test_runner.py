from __future__ import annotations

import threading
import weakref
from typing import Any

import numpy as np
import pytest

from studio.core.errors import Cancelled, UserError
from studio.core.picture import ImageRef, Made, Picture
from studio.core.recipe import Recipe
from studio.core.words import Variant
from studio.engine import faults
from studio.engine import messages as msg
from studio.engine.device import Device, Devices
from studio.engine.request import Request
from studio.engine.runner import NO_MEMORY, Engine


def _devices(name: str = "cpu") -> Devices:
    devices = Devices()
    devices._device = Device(name, name, 1)
    return devices


def _flat(seed: int = 0, **params: Any) -> Made:
    return Made(np.full((4, 6, 4), seed, np.uint8), params)


class Loop:
    """An engine in a plain thread, and what it said."""

    def __init__(self, methods: Any) -> None:
        self.said: list[msg.Message] = []
        self._news = threading.Condition()
        self.engine = Engine(methods.find, self._hear, devices=_devices())
        self._thread = threading.Thread(target=self.engine.run)
        self._thread.start()

    def _hear(self, message: msg.Message) -> None:
        with self._news:
            self.said.append(message)
            self._news.notify_all()

    def wait_for(self, kind: type[msg.Message], job: int) -> Any:
        def found() -> msg.Message | None:
            return next((m for m in self.said if isinstance(m, kind) and m.job == job), None)

        with self._news:
            assert self._news.wait_for(found, timeout=20), [type(m).__name__ for m in self.said]
            return found()

    def endings(self) -> dict[int, str]:
        return {m.job: type(m).__name__ for m in self.said if isinstance(m, msg.ENDINGS)}

    def stop(self) -> None:
        self.engine.close()
        self._thread.join(20)
        assert not self._thread.is_alive()


@pytest.fixture
def loop(methods: Any) -> Any:
    loop = Loop(methods)
    yield loop
    loop.stop()


def _ask(name: str, seed: int = 1, slot: str | None = None, params: Any = None, **inputs: Any) -> Request:
    return Request.make(f"generator/{name}", params, slot=slot, title=f"Painting {name}", seed=seed, **inputs)


# -- the loop --------------------------------------------------------------------------------------------------------


def test_latest_wins_and_the_stale_one_ends_cancelled(methods: Any, gate: Any, loop: Loop) -> None:
    methods.add("gate", gate)
    posts = [_ask("gate", seed, "latent") for seed in range(201)]
    loop.engine.submit(posts[0])
    gate.wait_entered()
    for request in posts[1:]:
        loop.engine.submit(request)
    gate.opened.release(2)
    picture = loop.wait_for(msg.Finished, posts[-1].id).result
    assert picture.recipe.seed == 200
    assert gate.seen == [0, 200]  # 199 posts never ran
    assert sorted(loop.endings()) == [r.id for r in posts]  # each ended, once
    assert [job for job, kind in loop.endings().items() if kind == "Finished"] == [posts[-1].id]


def test_cancel_stops_a_running_and_a_waiting_job(methods: Any, gate: Any, loop: Loop) -> None:
    methods.add("gate", gate)
    running, waiting, later = _ask("gate", 1), _ask("gate", 2), _ask("gate", 3)
    for request in (running, waiting, later):
        loop.engine.submit(request)
    gate.wait_entered()
    loop.engine.cancel(waiting.id)
    assert loop.endings() == {waiting.id: "Cancelled"}  # at once
    loop.engine.cancel(running.id)
    gate.opened.release(2)
    loop.wait_for(msg.Cancelled, running.id)
    loop.wait_for(msg.Finished, later.id)
    assert gate.seen == [1, 3]


def test_a_result_that_comes_after_its_cancel_is_dropped(methods: Any, loop: Loop) -> None:
    entered, go = threading.Event(), threading.Event()

    def deaf(ctx: Any, *, seed: int, **_p: Any) -> Made:
        entered.set()
        assert go.wait(20)
        return _flat(seed)

    methods.add("deaf", deaf)
    request = _ask("deaf")
    loop.engine.submit(request)
    assert entered.wait(20)
    loop.engine.cancel(request.id)
    go.set()
    loop.wait_for(msg.Cancelled, request.id)
    assert loop.endings() == {request.id: "Cancelled"}


def test_a_job_that_is_asked_to_finish_ends_with_what_it_has(methods: Any, loop: Loop) -> None:
    entered = threading.Event()

    def patient(ctx: Any, *, seed: int, **_p: Any) -> Made:
        for step in range(10**9):
            ctx.progress(step / 10**9)
            entered.set()
            if ctx.part(0.1, 0.5).finishing:
                return _flat(seed, trees=step)
        raise AssertionError("nobody asked")

    methods.add("patient", patient)
    request, waiting = _ask("patient"), _ask("patient", seed=2)
    loop.engine.submit(request)
    assert entered.wait(20)
    loop.engine.submit(waiting)
    loop.engine.finish(waiting.id)  # has not begun: there is nothing to keep of it
    loop.engine.finish(request.id)
    done = loop.wait_for(msg.Finished, request.id)
    assert isinstance(done.result, Picture)
    entered.clear()
    assert entered.wait(20) and waiting.id not in loop.endings()
    loop.engine.cancel(waiting.id)
    loop.wait_for(msg.Cancelled, waiting.id)


@pytest.mark.parametrize("error", [ValueError("no such leaf"), SystemExit(3), KeyboardInterrupt(), RecursionError()])
def test_an_error_is_a_message_and_the_engine_works_on(methods: Any, loop: Loop, error: BaseException) -> None:
    def bad(ctx: Any, **_p: Any) -> Made:
        raise error

    methods.add("bad", bad)
    methods.add("good", lambda ctx, *, seed, **_p: _flat(seed))
    first, second = _ask("bad"), _ask("good")
    loop.engine.submit(first)
    loop.engine.submit(second)
    failed = loop.wait_for(msg.Failed, first.id)
    assert type(error).__name__ in failed.sentence and failed.sentence.startswith("Painting bad stopped")
    assert "\n" not in failed.sentence and "Traceback" not in failed.sentence
    assert "Traceback" in failed.details and "in bad" in failed.details
    assert "in bad" in faults.log_file().read_text(encoding="utf-8")
    loop.wait_for(msg.Finished, second.id)


def test_what_the_artist_can_put_right_is_told_as_it_is(methods: Any, loop: Loop) -> None:
    def picky(ctx: Any, **_p: Any) -> Made:
        raise UserError("Write a line first.")

    methods.add("picky", picky)
    request, wrong, unknown = _ask("picky"), _ask("picky", params={"warmth": 7}), _ask("pickie")
    for r in (request, wrong, unknown):
        loop.engine.submit(r)
    assert loop.wait_for(msg.Failed, request.id) == msg.Failed(request.id, None, sentence="Write a line first.")
    assert loop.wait_for(msg.Failed, wrong.id).sentence == "Warmth (warmth) goes from 0 to 1, not 7."
    assert "Did you mean “generator/picky”?" in loop.wait_for(msg.Failed, unknown.id).sentence
    assert not faults.log_file().exists()


def test_live_work_cuts_in_on_a_queued_job_where_it_tells_progress(methods: Any, loop: Loop) -> None:
    order: list[str] = []
    entered, go = threading.Event(), threading.Event()

    def long(ctx: Any, *, seed: int, **_p: Any) -> Made:
        entered.set()
        assert go.wait(20)
        order.append("long half")
        ctx.part(0.5, 0.5).progress(0.0, "half")
        order.append("long end")
        return _flat(seed)

    def live(ctx: Any, *, seed: int, **_p: Any) -> Made:
        order.append("live")
        ctx.progress(0.5)
        return _flat(seed)

    methods.add("long", long)
    methods.add("live", live)
    slow, waiting, quick = _ask("long"), _ask("live"), _ask("live", slot="latent")
    loop.engine.submit(slow)
    assert entered.wait(20)
    loop.engine.submit(waiting)
    loop.engine.submit(quick)
    go.set()
    loop.wait_for(msg.Finished, waiting.id)
    assert order == ["long half", "live", "long end", "live"]
    assert [m.job for m in loop.said if isinstance(m, msg.Finished)] == [quick.id, slow.id, waiting.id]


def test_progress_of_a_helper_thread_does_not_run_live_work_there(methods: Any, loop: Loop) -> None:
    where: list[int] = []
    entered, go = threading.Event(), threading.Event()

    def long(ctx: Any, *, seed: int, **_p: Any) -> Made:
        entered.set()
        assert go.wait(20)
        helper = threading.Thread(target=lambda: ctx.progress(0.5))
        helper.start()
        helper.join(20)
        where.append(threading.get_ident())
        return _flat(seed)

    methods.add("long", long)
    methods.add("live", lambda ctx, *, seed, **_p: (where.append(threading.get_ident()), _flat(seed))[1])
    slow, quick = _ask("long"), _ask("live", slot="latent")
    loop.engine.submit(slow)
    assert entered.wait(20)
    loop.engine.submit(quick)
    go.set()
    loop.wait_for(msg.Finished, quick.id)
    assert len(where) == 2 and len(set(where)) == 1


def test_close_ends_the_loop_while_a_job_runs(methods: Any, gate: Any) -> None:
    methods.add("gate", gate)
    loop = Loop(methods)
    running, waiting = _ask("gate"), _ask("gate")
    loop.engine.submit(running)
    gate.wait_entered()
    loop.engine.submit(waiting)
    loop.engine.close()
    gate.opened.release()
    loop.stop()
    assert loop.endings() == {waiting.id: "Cancelled", running.id: "Cancelled"}


# -- results and recipes ---------------------------------------------------------------------------------------------


def test_the_recipe_is_complete_and_survives_json(methods: Any) -> None:
    def paint(ctx: Any, *, text: str, width: int, height: int, seed: int, warmth: float, trees: int = 12) -> Made:
        pixels = np.zeros((height, width, 4), np.uint8)
        return Made(pixels, {"trees": trees, "warmth": warmth}, {"words": "ab" * 32}, ("No lighthouse here.",))

    methods.add("paint", paint)
    engine = Engine(methods.find, devices=_devices())
    request = _ask(
        "paint", 77, params={"warmth": "0.25"}, text="a sea", width=6, height=4, sources={"style": {"style": "waves"}}
    )
    picture = engine.run_now(request)
    assert isinstance(picture, Picture) and picture.pixels.shape == (4, 6, 4)
    assert picture.notes == ("No lighthouse here.",)
    assert picture.recipe == Recipe(
        kind="generator",
        method="paint",
        width=6,
        height=4,
        seed=77,
        text="a sea",
        params={"warmth": 0.25, "trees": 12},
        given=("warmth",),
        models={"words": "ab" * 32},
        sources={"style": {"style": "waves"}},
    )
    assert Recipe.from_json(picture.recipe.to_json()) == picture.recipe


def test_optional_params_are_left_to_the_method_and_others_get_their_default(methods: Any) -> None:
    seen: dict[str, Any] = {}
    methods.add("look", lambda ctx, **kw: (seen.update(kw), _flat())[1])
    Engine(methods.find, devices=_devices()).run_now(_ask("look"))
    assert seen == {"seed": 1, "warmth": 0.5}


def test_pictures_go_in_as_arrays(methods: Any) -> None:
    methods.add("copy", lambda ctx, *, content, seed, warmth: Made(content))
    pixels = np.arange(48, dtype=np.uint8).reshape(3, 4, 4)
    picture = Engine(methods.find, devices=_devices()).run_now(_ask("copy", content=ImageRef.of(pixels)))
    assert np.array_equal(picture.pixels, pixels)


def test_what_is_no_picture_passes_as_it_is(methods: Any) -> None:
    variants = (Variant("a sea at dusk", (("light", "dusk"),)),)
    methods.add("muse", lambda ctx, **kw: variants)
    assert Engine(methods.find, devices=_devices()).run_now(_ask("muse")) == variants


@pytest.mark.parametrize("pixels", [np.zeros((4, 4, 3), np.uint8), np.zeros((4, 4, 4), np.float32), None])
def test_a_method_that_returns_no_pixels_fails(methods: Any, pixels: Any) -> None:
    methods.add("odd", lambda ctx, **kw: Made(pixels))
    with pytest.raises(UserError, match="a picture is uint8"):
        Engine(methods.find, devices=_devices()).run_now(_ask("odd"))


# -- at once, without a loop -----------------------------------------------------------------------------------------


def test_run_now_speaks_on_the_same_messages(methods: Any) -> None:
    methods.add("paint", lambda ctx, *, seed, warmth: (ctx.progress(0.5, "half"), _flat(seed))[1])
    said: list[msg.Message] = []
    Engine(methods.find, devices=_devices()).run_now(_ask("paint"), said.append)
    assert [type(m) for m in said] == [msg.Started, msg.Progressed, msg.Finished]


def test_run_now_lets_ctrl_c_through_and_raises_cancelled(methods: Any) -> None:
    def pressed(ctx: Any, **_p: Any) -> Made:
        raise KeyboardInterrupt

    methods.add("pressed", pressed)
    engine = Engine(methods.find, devices=_devices())
    with pytest.raises(KeyboardInterrupt):
        engine.run_now(_ask("pressed"))
    request = _ask("stopped")
    methods.add("stopped", lambda ctx, **kw: (engine.cancel(request.id), ctx.check()))
    with pytest.raises(Cancelled):
        engine.run_now(request)
    assert engine.mailbox.running == ()


# -- pace of messages ------------------------------------------------------------------------------------------------


def test_previews_come_ten_a_second_at_most_and_the_latest_is_kept(methods: Any) -> None:
    clock = iter(np.arange(0, 100, 1 / 64))
    scratch = np.zeros((2, 2, 4), np.uint8)

    def paint(ctx: Any, *, seed: int, warmth: float) -> Made:
        for step in range(1, 65):
            scratch[:] = step
            ctx.progress(step / 64, preview=scratch)
        scratch[:] = 255
        return _flat(seed)

    methods.add("paint", paint)
    said: list[msg.Message] = []
    engine = Engine(methods.find, devices=_devices(), clock=lambda: float(next(clock)))
    engine.run_now(_ask("paint"), said.append)
    previews = [m for m in said if isinstance(m, msg.Previewed)]
    assert len(previews) == 10  # in one second of method time
    values = [int(p.pixels[0, 0, 0]) for p in previews]
    assert values == sorted(set(values)) and values[-1] >= 60  # owned copies: the method's scratch is 255 by now
    assert len([m for m in said if isinstance(m, msg.Progressed)]) == 32


def test_part_maps_progress_into_the_whole(methods: Any) -> None:
    methods.add("paint", lambda ctx, *, seed, warmth: (ctx.part(0.5, 0.4).part(0.5, 0.5).progress(1.0), _flat())[1])
    said: list[Any] = []
    Engine(methods.find, devices=_devices()).run_now(_ask("paint"), said.append)
    assert said[1].fraction == pytest.approx(0.9)


# -- the ladder of memory --------------------------------------------------------------------------------------------


def _torch_says_out_of_memory() -> Exception:
    import torch

    return torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 GiB")


_FULL = [
    pytest.param(lambda: MemoryError(), id="MemoryError"),
    pytest.param(_torch_says_out_of_memory, id="torch"),
    pytest.param(
        lambda: RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory"), id="cpu"
    ),
]


@pytest.mark.parametrize("full", _FULL)
def test_the_ladder_goes_to_small_tiles_and_the_cpu(methods: Any, full: Any) -> None:
    """No machine is filled here: the method raises the errors that a full one raises."""
    tried: list[tuple[int, str]] = []

    def hungry(ctx: Any, *, seed: int, warmth: float) -> Made:
        tried.append((ctx.rung, ctx.device))
        if ctx.rung < 2:
            raise full()
        return _flat(seed)

    methods.add("hungry", hungry)
    said: list[msg.Message] = []
    Engine(methods.find, devices=_devices("cuda:0")).run_now(_ask("hungry"), said.append)
    assert tried == [(0, "cuda:0"), (1, "cuda:0"), (2, "cpu")]
    relieved = [m for m in said if isinstance(m, msg.Relieved)]
    assert [m.rung for m in relieved] == [1, 2] and all(m.sentence.endswith(".") for m in relieved)
    assert isinstance(said[-1], msg.Finished)


def test_the_ladder_ends_with_a_plain_sentence(methods: Any) -> None:
    tried: list[int] = []

    def hungry(ctx: Any, **_p: Any) -> Made:
        tried.append(ctx.rung)
        raise MemoryError

    methods.add("hungry", hungry)
    with pytest.raises(UserError, match=NO_MEMORY):
        Engine(methods.find, devices=_devices("cpu")).run_now(_ask("hungry"))
    assert tried == [0, 1]  # the CPU has no third step


def test_memory_of_the_failed_try_is_free_before_the_next(methods: Any) -> None:
    class Block:
        pass

    kept: list[weakref.ref[Block]] = []
    alive: list[bool] = []

    def hungry(ctx: Any, *, seed: int, warmth: float) -> Made:
        if ctx.rung:
            alive.append(kept[0]() is not None)
            return _flat(seed)
        block = Block()
        kept.append(weakref.ref(block))
        raise MemoryError

    methods.add("hungry", hungry)
    Engine(methods.find, devices=_devices()).run_now(_ask("hungry"))
    assert alive == [False]


def test_unused_models_are_dropped_when_memory_is_short(methods: Any) -> None:
    seen: list[bool] = []

    def hungry(ctx: Any, *, seed: int, warmth: float) -> Made:
        seen.append("old" in engine.cache)
        if not ctx.rung:
            raise MemoryError
        return _flat(seed)

    methods.add("hungry", hungry)
    engine = Engine(methods.find, devices=_devices())
    with engine.cache.lease("old", lambda device: object(), "cpu", 10):
        pass
    engine.run_now(_ask("hungry"))
    assert seen == [True, False]


def test_an_ordinary_error_is_not_taken_for_a_full_memory() -> None:
    assert not faults.is_out_of_memory(RuntimeError("shape mismatch"))
    assert not faults.is_out_of_memory(ValueError("out of memory of better days"))
    outer = ValueError("wrapped")
    outer.__cause__ = MemoryError()
    assert faults.is_out_of_memory(outer)

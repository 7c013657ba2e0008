"""Work that is neither drawn nor computed by the engine: saving, loading, thumbnails of files."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from studio.core.errors import UserError

T = TypeVar("T")


class Background:
    """One worker thread beside the engine, so that a save never waits for a picture.

    `defer` carries a callable back to the session's thread: the bridge gives one that posts to Qt's event loop;
    without it (command line, tests) the work is done at once, on the caller's thread. `pump` delivers what was
    deferred while `wait` blocks.
    """

    def __init__(
        self,
        defer: Callable[[Callable[[], None]], None] | None = None,
        pump: Callable[[], object] = lambda: None,
    ) -> None:
        self._defer = defer
        self._pump = pump
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="files") if defer else None
        self._open = 0

    @property
    def busy(self) -> bool:
        return self._open > 0

    @property
    def threaded(self) -> bool:
        """False where work is done at once, on the caller's thread."""
        return self._pool is not None

    def tell(self, call: Callable[[], object]) -> None:
        """Calls `call` on the session's thread. May be called by work that runs beside it."""
        if self._defer is None:
            call()
        else:
            self._defer(lambda: (call(), None)[1])

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[str], object],
    ) -> None:
        """Runs `work`, then `done(result)` or, when it raised, `failed(sentence)` on the session's thread."""
        if self._pool is None or self._defer is None:
            try:
                result = work()
            except UserError as error:
                failed(str(error))
                return
            done(result)
            return
        self._open += 1
        defer = self._defer

        def finish(future: Future[T]) -> None:
            def on_session() -> None:
                self._open -= 1
                error = future.exception()
                if error is None:
                    done(future.result())
                elif isinstance(error, UserError | OSError):
                    failed(str(error))
                else:
                    failed(f"Something went wrong: {error}.")
                    raise error

            defer(on_session)

        self._pool.submit(work).add_done_callback(finish)

    def wait(self) -> None:
        """Blocks until all work is done and told of. Only for the end of the program, where nothing else may happen."""
        if self._pool is None:
            return
        while self._open:
            self._pool.submit(lambda: None).result()
            self._pump()

    def close(self) -> None:
        if self._pool:
            self._pool.shutdown(wait=True)

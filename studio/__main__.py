"""`python -m studio` and the command `pentimento`."""

from __future__ import annotations

import atexit
import contextlib
import os
import sys

INTERRUPTED = 130


def main() -> int:
    """Runs the command line, which opens the window when no verb is given."""
    atexit.register(_end_quietly)
    try:
        from studio.cli.main import main as cli

        status = cli(sys.argv[1:])
    except KeyboardInterrupt:  # while the program itself was being read
        status = INTERRUPTED
    if status == INTERRUPTED:
        # Python would run what the libraries left for the end, and may end by the signal itself instead.
        os._exit(status)
    return status


def _end_quietly() -> None:
    """As the first that is registered this is the last that runs. Once the interpreter is gone torch's compiler, which
    transformers loads, lists on standard error all that it did not let go."""
    if "triton" in sys.modules and sys.stderr is not None:
        with contextlib.suppress(OSError):
            sys.stderr.flush()
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


if __name__ == "__main__":
    raise SystemExit(main())

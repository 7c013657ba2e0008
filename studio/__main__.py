"""`python -m studio` and the command `pentimento`."""

from __future__ import annotations

import os
import sys

INTERRUPTED = 130


def main() -> int:
    """Runs the command line, which opens the window when no verb is given."""
    try:
        from studio.cli.main import main as cli

        status = cli(sys.argv[1:])
    except KeyboardInterrupt:  # while the program itself was being read
        status = INTERRUPTED
    if status == INTERRUPTED:
        # Python would run what the libraries left for the end, and may end by the signal itself instead.
        os._exit(status)
    return status


if __name__ == "__main__":
    raise SystemExit(main())

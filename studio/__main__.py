"""`python -m studio` and the command `pentimento`."""

from __future__ import annotations

import sys


def main() -> int:
    """Runs the command line, or opens the window."""
    from studio.app.main import main as window

    return window(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())

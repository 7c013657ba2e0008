"""`python -m studio` and the command `pentimento`."""

from __future__ import annotations

import sys


def main() -> int:
    """Runs the command line, which opens the window when no verb is given."""
    from studio.cli.main import main as cli

    return cli(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())

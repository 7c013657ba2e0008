"""The verbs of the batch: many pictures and videos in one style."""

from __future__ import annotations

from studio.commands.command import Command

BATCH = (
    Command(
        id="batch.show", title="Batch stylize…", menu="Style", icon="squares-four", keys=("Ctrl+Shift+B",), divided=True,
        help="Lays one style on folders of pictures and on videos, while you paint on.",
        run=lambda _s, desk: desk.show_batch(),
    ),
    Command(
        id="batch.pause", title="Pause batch", icon="pause", when=lambda studio: studio.batch.running,
        help="It rests after the present picture.", run=lambda studio, _d: studio.batch.pause(),
    ),
    Command(
        id="batch.resume", title="Go on with batch", icon="play", when=lambda studio: studio.batch.resting,
        run=lambda studio, _d: studio.batch.start(),
    ),
)  # fmt: skip

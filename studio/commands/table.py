"""All verbs of the program, in the order of the menus."""

from __future__ import annotations

from studio.commands.batch import BATCH
from studio.commands.command import CommandTable
from studio.commands.create import CREATE
from studio.commands.file import EDIT, FILE
from studio.commands.guides import GUIDES_COMMANDS
from studio.commands.layer import LAYER
from studio.commands.lettering import LETTERING, PALETTES
from studio.commands.models import MODELS
from studio.commands.muse import MUSE
from studio.commands.paint import PAINT
from studio.commands.sketch import REGION, SKETCH
from studio.commands.strokes import STROKES
from studio.commands.style import STYLE
from studio.commands.style_more import BEFORE_AFTER, STYLE_MORE
from studio.commands.view import HELP, VIEW, WINDOW
from studio.commands.walk import WALK

COMMANDS = CommandTable(
    (
        *FILE,
        *EDIT,
        *LAYER,
        *LETTERING,
        *PAINT,
        *PALETTES,
        *REGION,
        *CREATE,
        *SKETCH,
        *WALK,
        *MUSE,
        *STYLE,
        *BATCH,
        *STYLE_MORE,
        *STROKES,
        *VIEW,
        *BEFORE_AFTER,
        *GUIDES_COMMANDS,
        *WINDOW,
        *MODELS,
        *HELP,
    )
)

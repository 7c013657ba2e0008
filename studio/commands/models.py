"""Verbs of the models."""

from __future__ import annotations

from studio.commands.command import Command

MODELS = (
    Command(
        id="models.show", title="Models…", menu="Window", icon="cube", keys=("Ctrl+Alt+M",), divided=True,
        help="What paints here: the program's models and your own, how they are computed, adding and removing.",
        run=lambda _s, desk: desk.show_models(),
    ),
    Command(
        id="models.add", title="Add a model file…", menu="Window", icon="plus",
        help="Chooses a model file of yours for the list.", run=lambda _s, desk: desk.add_model(),
    ),
    Command(
        id="models.add_folder", title="Add a model folder…", menu="Window", icon="folder-open",
        help="Chooses the folder of a model of yours for the list.",
        run=lambda _s, desk: desk.add_model(folder=True),
    ),
    Command(
        id="models.train", title="Train a network…", menu="Window", icon="graduation-cap",
        help="Lets a network learn a style, many styles or two kinds of pictures, on this machine.",
        run=lambda _s, desk: desk.show_training(),
    ),
    Command(
        id="models.train_style", title="Train a network of this style…", menu="Style", icon="graduation-cap",
        help="Lets a network learn the chosen style: it then paints any picture in a moment.",
        run=lambda studio, _d: studio.training.teach_style(),
    ),
)  # fmt: skip

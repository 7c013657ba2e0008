"""What a command may ask of the window: dialogs, panels, the view. The user interface implements it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from studio.session.style_library import StyleSource


class Desk(Protocol):
    """Everything that commands need beyond the session. No widget crosses this line."""

    # pictures and files
    def new_document(self) -> None:
        """Asks for a size and makes a document."""

    def open_document(self) -> None:
        """Asks for a file and opens it."""

    def open_path(self, path: Path) -> None:
        """Opens this file in place of the open document, after asking about unsaved work."""

    def save(self) -> None:
        """Saves; asks for a name if there is none yet."""

    def save_as(self) -> None: ...
    def export(self) -> None: ...
    def export_walk(self) -> None:
        """Asks how, and writes the walk as a video."""

    def place_picture(self) -> None:
        """Asks for a picture file, which becomes a layer."""

    def close_document(self) -> None:
        """Closes the document after asking about unsaved work."""

    def quit(self) -> None: ...
    def style_from_file(self) -> None:
        """Asks for a picture file whose style is to be taken."""

    def latent_from_file(self) -> None:
        """Asks for a picture file that is to be put into a generator's latent space."""

    def latent_from_clipboard(self) -> None: ...

    def show_training(self) -> None:
        """Shows the window in which networks are trained."""

    def find_style(self) -> None:
        """Shows the style browser, the caret in its search."""

    def similar_styles(self) -> None:
        """Orders the style browser by how near styles are to the chosen one."""

    def compare_styles(self, first: StyleSource | None = None, second: StyleSource | None = None) -> None:
        """Shows two styles side by side with what differs: these, or those that stood there."""

    def paste_style(self) -> None:
        """The picture on the clipboard becomes a style."""

    def save_preset(self) -> None:
        """Asks for a name and keeps the settings of the Style panel."""

    def export_strokes(self) -> None:
        """Asks how, and writes the strokes of the active layer as a drawing."""

    def export_timelapse(self) -> None:
        """Asks how, and writes the painting of the active layer as a video."""

    def export_preset(self) -> None: ...
    def import_preset(self) -> None: ...

    def import_palette(self) -> None:
        """Asks for a palette file, which becomes a palette of the Color panel."""

    def export_palette(self) -> None:
        """Asks for a name and writes the swatches as a palette file."""

    # the muse
    def focus_muse(self) -> None:
        """Shows the Muse panel and puts the caret into its entry."""

    def search_muse(self) -> None:
        """Shows what muses wrote before, the caret in its search."""

    def export_muse(self) -> None:
        """Asks for a name and writes the conversation as text or Markdown."""

    def show_audience(self) -> None:
        """Shows audience mode over the whole screen."""

    def export_audience(self) -> None:
        """Asks for a name and writes what visitors wrote."""

    # clipboard
    def cut(self) -> None: ...
    def copy(self) -> None: ...
    def copy_merged(self) -> None: ...
    def paste(self) -> None: ...

    # dialogs
    def settings(self) -> None: ...
    def shortcuts(self) -> None: ...
    def about(self) -> None: ...
    def palette(self) -> None: ...
    def rename_layer(self) -> None: ...
    def restore_layer(self) -> None:
        """Asks what is to be done with the active layer, and does it."""

    def show_batch(self) -> None:
        """Shows the batch: many pictures and videos in one style."""

    def language_server(self) -> None:
        """Asks where a language server is and which of its models writes."""

    def muse_instructions(self) -> None:
        """Shows what language models are told of each form, for editing."""

    def show_models(self) -> None:
        """Shows the page of models."""

    def add_model(self, *, folder: bool = False) -> None:
        """Asks for a model file, or for the folder of one, and adds it."""

    def offer_models(self, paths: list[Path]) -> None:
        """Asks whether these files are to be added to the models."""

    # the window
    def focus_line(self) -> None:
        """Puts the caret into the artist's line."""

    def show_panel(self, panel: str) -> None:
        """Shows a panel and brings it to the front."""

    def toggle_panel(self, panel: str) -> None: ...
    def panel_shown(self, panel: str) -> bool: ...
    def toggle_panels(self) -> None:
        """Hides all panels, or brings back those that were shown."""

    def panels_hidden(self) -> bool: ...
    def reset_layout(self) -> None: ...
    def toggle_full_screen(self) -> None: ...
    def full_screen(self) -> bool: ...
    def toggle_theme(self) -> None: ...

    # the view
    def zoom_by(self, steps: int) -> None:
        """`steps` of zoom in (positive) or out."""

    def zoom_to(self, factor: float) -> None:
        """1.0: one document pixel is one screen pixel."""

    def fit(self) -> None: ...
    def rotate_by(self, degrees: float) -> None: ...
    def reset_rotation(self) -> None: ...
    def mirror(self) -> None: ...
    def mirrored(self) -> bool: ...
    def compare(self) -> None:
        """Sets the picture before its style beside it, with a divider between them; again: takes that away."""

    def comparing(self) -> bool: ...
    def turn_divider(self) -> None: ...
    def hold_before(self) -> None:
        """Shows the picture before its style while the key is held, or for a moment."""

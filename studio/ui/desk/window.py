"""The window's side of the commands: panels and view, and all that the other parts of the desk do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from studio.commands.shortcuts import Shortcuts
from studio.session.studio import Studio
from studio.ui.desk.pages import PagesDesk
from studio.ui.desk.styles import StylesDesk

if TYPE_CHECKING:
    from studio.ui.canvas.comparing import Comparing
    from studio.ui.main_window import MainWindow


class CanvasPort(Protocol):
    """What the desk asks of the canvas view."""

    @property
    def zoom(self) -> float: ...
    def zoom_by(self, steps: int) -> object: ...
    def zoom_to(self, factor: float) -> object: ...
    def fit(self) -> object: ...
    def rotate_by(self, degrees: float) -> object: ...
    def reset_rotation(self) -> object: ...
    def mirror(self) -> object: ...
    @property
    def mirrored(self) -> bool: ...
    @property
    def comparing(self) -> Comparing: ...


class WindowDesk(PagesDesk, StylesDesk):
    """Implements `commands.desk.Desk`. `focus_line` and `set_theme` are given by the composition root."""

    def __init__(
        self,
        window: MainWindow,
        studio: Studio,
        view: CanvasPort,
        shortcuts: Shortcuts,
        *,
        focus_line: Callable[[], None],
        set_theme: Callable[[str], None],
    ) -> None:
        self._window, self._studio, self._view, self._shortcuts = window, studio, view, shortcuts
        self._focus_line, self._set_theme = focus_line, set_theme
        self._panels_hidden = False
        window.closing.connect(lambda: studio.audience.leave())

    # -- the window ------------------------------------------------------------------------------------------------

    def focus_line(self) -> None:
        if self._studio.document is None:
            self._window.first_run.focus_line()
        else:
            self.show_panel("create")
            self._focus_line()

    def toggle_panel(self, panel: str) -> None:
        if panel in self._window.shelf:
            self._window.shelf.set_shown(panel, not self._window.shelf.in_front(panel))
        elif self._window.docks.in_front(panel):
            self._window.docks.hide(panel)
        else:
            self._window.docks.show(panel)

    def panel_shown(self, panel: str) -> bool:
        shelf, docks = self._window.shelf, self._window.docks
        return shelf.shown(panel) if panel in shelf else panel in docks and docks.shown(panel)

    def toggle_panels(self) -> None:
        docks, shelf = self._window.docks, self._window.shelf
        self._panels_hidden = not docks.all_hidden
        if self._panels_hidden:
            docks.hide_all()
        else:
            docks.bring_back()
        shelf.set_quiet(self._panels_hidden)

    def panels_hidden(self) -> bool:
        return self._window.docks.all_hidden

    def reset_layout(self) -> None:
        self._window.reset_layout()

    def toggle_full_screen(self) -> None:
        if self._window.isFullScreen():
            self._window.showNormal()
        else:
            self._window.showFullScreen()

    def full_screen(self) -> bool:
        return bool(self._window.isFullScreen())

    def toggle_theme(self) -> None:
        from studio.ui.theme import tokens

        self._set_theme("light" if tokens().name == "dark" else "dark")

    # -- the view --------------------------------------------------------------------------------------------------

    def zoom_by(self, steps: int) -> None:
        self._view.zoom_by(steps)

    def zoom_to(self, factor: float) -> None:
        self._view.zoom_to(factor)

    def fit(self) -> None:
        self._view.fit()

    def rotate_by(self, degrees: float) -> None:
        self._view.rotate_by(degrees)

    def reset_rotation(self) -> None:
        self._view.reset_rotation()

    def mirror(self) -> None:
        self._view.mirror()

    def mirrored(self) -> bool:
        return self._view.mirrored

    def compare(self) -> None:
        self._view.comparing.set_on(not self._view.comparing.on)

    def comparing(self) -> bool:
        return self._view.comparing.on

    def turn_divider(self) -> None:
        self._view.comparing.set_on(True)
        self._view.comparing.turn()

    def hold_before(self) -> None:
        self._view.comparing.hold()

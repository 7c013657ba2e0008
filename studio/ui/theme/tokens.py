"""The color tokens of both themes: the only place in the program where chrome colors are written down.

Chrome is pure gray and the accent is ink, so that color appears only in pictures and color controls. State is told
by value, weight, outline and glyph, never by hue. Contrast (WCAG 2.2) is watched by a test: text at least 7:1,
secondary text 4.5:1, input edges and focus rings 3:1.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """CSS colors by purpose. All are #RRGGBB but `scrim`, which is "rgba(r,g,b,a)"."""

    name: str
    chrome: str
    """Menu bar, tab row, status line."""
    panel: str
    """Docks, tool strip, tool options."""
    pasteboard: str
    """Around the picture."""
    card: str
    """Muse cards."""
    field: str
    """Inputs, empty slots."""
    raised: str
    """Buttons, combo boxes."""
    fill: str
    """The level inside a scrub field."""
    hover: str
    pressed: str
    selected: str
    """Active tool, row, chip."""
    line: str
    """Hairlines."""
    edge: str
    """Input border, outline of what is checked."""
    track: str
    """Slider groove, scroll handle."""
    text: str
    text2: str
    """Labels and captions."""
    disabled: str
    accent: str
    """The one filled button of a view, tab underline, progress."""
    onaccent: str
    accenthover: str
    focus: str
    """Focus rings, the chosen candidate."""
    danger: str
    """Errors."""
    overlay: str
    """Menus and the command palette."""
    map1: str = "#E8604C"
    """The maps of several styles over the picture and in their rows: hue tells them apart, a number beside it too."""
    map2: str = "#2F9BD8"
    map3: str = "#E8B93C"
    map4: str = "#3FB28A"
    map5: str = "#B07CD8"
    scrim: str
    """Laid over the window behind an overlay."""
    shadow: int
    """Strength 0..255 of the black shadow under pictures and overlays."""

    def css(self) -> dict[str, str]:
        """The colors by name, as the style sheet's template takes them."""
        return {k: str(v) for k, v in asdict(self).items()}


DARK = Tokens(
    name="dark",
    chrome="#1E1E1E",
    panel="#242424",
    pasteboard="#303030",
    card="#2B2B2B",
    field="#191919",
    raised="#333333",
    fill="#333333",
    hover="#3D3D3D",
    pressed="#161616",
    selected="#444444",
    line="#383838",
    edge="#767676",
    track="#5A5A5A",
    text="#EBEBEB",
    text2="#B4B4B4",
    disabled="#767676",
    accent="#E9E6E0",
    onaccent="#1A1A1A",
    accenthover="#FFFFFF",
    focus="#F4F1EA",
    danger="#E8A598",
    overlay="#2C2C2C",
    scrim="rgba(0,0,0,115)",
    shadow=110,
)

LIGHT = Tokens(
    name="light",
    chrome="#E4E4E4",
    panel="#EFEFEF",
    pasteboard="#C9C9C9",
    card="#F8F8F8",
    field="#FCFCFC",
    raised="#FAFAFA",
    fill="#D6D6D6",
    hover="#DDDDDD",
    pressed="#CFCFCF",
    selected="#D2D2D2",
    line="#D0D0D0",
    edge="#808080",
    track="#A8A8A8",
    text="#1C1C1C",
    text2="#515151",
    disabled="#8F8F8F",
    accent="#2A2A2A",
    onaccent="#FAFAFA",
    accenthover="#000000",
    focus="#1C1C1C",
    danger="#8A2C1C",
    overlay="#FAFAFA",
    scrim="rgba(30,30,30,90)",
    shadow=62,
)

THEMES: dict[str, Tokens] = {t.name: t for t in (DARK, LIGHT)}

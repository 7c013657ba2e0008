"""The widget kit: everything a panel is built of. Panels style nothing themselves."""

from studio.ui.parts.axis_slider import AxisSlider, Mark
from studio.ui.parts.badge import Badge, badge_size, paint_badge
from studio.ui.parts.buttons import Button, Chip, FlatButton, IconButton, PrimaryButton, Segments, SplitButton, tip
from studio.ui.parts.combo import Combo
from studio.ui.parts.empty import EmptyState
from studio.ui.parts.glyph_label import Glyph
from studio.ui.parts.labels import Elided, KeyCap, keys_text, label, repolish, value_label
from studio.ui.parts.layout import PanelScroll, Rule, column, fill, row
from studio.ui.parts.progress import ProgressLine
from studio.ui.parts.scrub import Scrub
from studio.ui.parts.section import Section
from studio.ui.parts.slider import PSlider
from studio.ui.parts.thumb import Thumb
from studio.ui.parts.value_field import ValueField

__all__ = [
    "AxisSlider",
    "Badge",
    "Button",
    "Chip",
    "Combo",
    "Elided",
    "EmptyState",
    "FlatButton",
    "Glyph",
    "IconButton",
    "KeyCap",
    "Mark",
    "PSlider",
    "PanelScroll",
    "PrimaryButton",
    "ProgressLine",
    "Rule",
    "Scrub",
    "Section",
    "Segments",
    "SplitButton",
    "Thumb",
    "ValueField",
    "badge_size",
    "column",
    "fill",
    "keys_text",
    "label",
    "paint_badge",
    "repolish",
    "row",
    "tip",
    "value_label",
]

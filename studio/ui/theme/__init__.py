"""The look: tokens, fonts, icons, style sheet. Colors are written down in `tokens` only."""

from studio.ui.theme.apply import apply_theme
from studio.ui.theme.current import color, theme_changed, tokens
from studio.ui.theme.fonts import font
from studio.ui.theme.icons import icon, icon_pixmap, paint_icon

__all__ = ["apply_theme", "color", "font", "icon", "icon_pixmap", "paint_icon", "theme_changed", "tokens"]

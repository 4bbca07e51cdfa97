"""The bundled typeface, so that every machine shows the same letters."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from common.assets import asset
from common.theme import Theme, load_theme


def load_fonts(tokens: Theme | None = None, pixels: int | None = None) -> str:
    """Registers the bundled fonts, makes the theme's family the application's font, and returns its name.

    The application must exist. `pixels` is the size of body text (default: the console's).
    Raises RuntimeError when a bundled font cannot be read, or the theme names a family that is nowhere.
    """
    theme = tokens or load_theme()
    for path in sorted(asset("fonts").glob("*.ttf")):
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise RuntimeError(f"the bundled font {path.name} cannot be read")
    family = theme.typeface.family
    if family not in QFontDatabase.families():
        raise RuntimeError(f"no typeface {family!r} on this machine")
    font = QFont([family, theme.typeface.fallback])
    font.setPixelSize(pixels or theme.type.console.body)
    font.setFeature(QFont.Tag("tnum"), 1)
    QGuiApplication.setFont(font)
    return family

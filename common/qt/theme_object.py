"""The looks as the QML singleton `Theme` of the module `Mostrador.Base`.

In QML: `import Mostrador.Base`, then `color: Theme.ink`. The scheme, the size of text and reduced motion can
be changed while running; everything bound to them follows.

How it reaches QML. `common.qt.base.give_base(engine, …)` makes one `ThemeObject` for an engine and leaves it
there as a dynamic property; QML calls `create` once an engine and takes that object over: the engine
deletes it at its end. So two engines in one process (kiosk and display, or two tests) never share one.

How it reaches qmllint. `common.qt.qmltypes` reads the properties from the live meta-object (so it does
not matter in which way Python declares them) and writes the type file from which `pyside6-qmllint -W 0`
knows every property.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Property, QObject, QUrl, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtQml import QmlNamedElement, QmlSingleton, QQmlEngine

from common.theme import Colours, Scheme, Theme, load_theme

QML_IMPORT_NAME = "Mostrador.Base"
QML_IMPORT_MAJOR_VERSION = 1

ENGINE_PROPERTY = "mostradorTheme"
LARGEST_TEXT_SCALE = 1.5


def _colour(token: str, notify: Signal) -> Property:
    def read(self: ThemeObject) -> QColor:
        return QColor(getattr(self.colours, token))

    return Property(QColor, read, notify=notify)


def _pixels(read: Callable[[Theme], int]) -> Property:
    return Property(int, lambda self: read(self.tokens), constant=True)


def _text(read: Callable[[Theme], int], notify: Signal) -> Property:
    return Property(int, lambda self: round(read(self.tokens) * self.text_scale), notify=notify)


def _duration(read: Callable[[Theme], int], notify: Signal) -> Property:
    return Property(int, lambda self: 0 if self.reduced_motion else read(self.tokens), notify=notify)


@QmlNamedElement("Theme")
@QmlSingleton
class ThemeObject(QObject):  # type: ignore[operator]  # the decorator's stub lacks __call__
    """The tokens of one theme in the scheme of the moment."""

    schemeChanged = Signal()
    textScaleChanged = Signal()
    reducedMotionChanged = Signal()

    def __init__(
        self, tokens: Theme | None = None, scheme: Scheme = "light", parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.tokens = tokens or load_theme()
        self.colours: Colours = self.tokens.scheme(scheme)
        self.text_scale = 1.0
        self.reduced_motion = False
        self._scheme: Scheme = scheme

    @staticmethod
    def create(engine: QQmlEngine) -> QObject:
        """Called by QML, once an engine. Raises RuntimeError when the program gave the engine no theme."""
        given = engine.property(ENGINE_PROPERTY)
        if not isinstance(given, ThemeObject):
            raise RuntimeError("call give_base(engine, …) before loading QML")
        return given

    def _read_scheme(self) -> str:
        return self._scheme

    def set_scheme(self, scheme: Scheme) -> None:
        """Show another scheme; every colour bound in QML follows. ValueError for a name that is none."""
        colours = self.tokens.scheme(scheme)
        if scheme != self._scheme:
            self._scheme, self.colours = scheme, colours
            self.schemeChanged.emit()

    def _read_text_scale(self) -> float:
        return self.text_scale

    def set_text_scale(self, scale: float) -> None:
        """Larger text for who needs it: 1 to 1.5, other values are taken as the nearest of these."""
        wanted = min(max(scale, 1.0), LARGEST_TEXT_SCALE)
        if wanted != self.text_scale:
            self.text_scale = wanted
            self.textScaleChanged.emit()

    def _read_reduced_motion(self) -> bool:
        return self.reduced_motion

    def set_reduced_motion(self, reduced: bool) -> None:
        """With reduced motion all durations are 0."""
        if reduced != self.reduced_motion:
            self.reduced_motion = reduced
            self.reducedMotionChanged.emit()

    def _read_shadow(self) -> QColor:
        colour = QColor(self.colours.shadow)
        colour.setAlphaF(self.tokens.shadow.opacity)
        return colour

    def _read_logo(self) -> QUrl:
        return QUrl.fromLocalFile(str(self.tokens.logo(self._scheme)))

    def _read_organisation(self) -> str:
        return self.tokens.organisation.name

    def _read_font_family(self) -> str:
        return self.tokens.typeface.family

    @Slot(str, QColor, result=str)
    def icon(self, name: str, colour: QColor) -> str:
        """The image source of an icon in a colour: `source: Theme.icon("laptop", Theme.ink)`."""
        return f"image://icon/{name}/{colour.name()[1:]}"

    scheme = Property(str, _read_scheme, set_scheme, notify=schemeChanged)
    textScale = Property(float, _read_text_scale, set_text_scale, notify=textScaleChanged)
    reducedMotion = Property(bool, _read_reduced_motion, set_reduced_motion, notify=reducedMotionChanged)

    paper = _colour("paper", schemeChanged)
    surface = _colour("surface", schemeChanged)
    ink = _colour("ink", schemeChanged)
    inkSoft = _colour("ink_soft", schemeChanged)
    hairline = _colour("hairline", schemeChanged)
    divider = _colour("divider", schemeChanged)
    accent = _colour("accent", schemeChanged)
    accentPressed = _colour("accent_pressed", schemeChanged)
    accentInk = _colour("accent_ink", schemeChanged)
    accentSoft = _colour("accent_soft", schemeChanged)
    good = _colour("good", schemeChanged)
    goodSoft = _colour("good_soft", schemeChanged)
    careful = _colour("careful", schemeChanged)
    carefulSoft = _colour("careful_soft", schemeChanged)
    wrong = _colour("wrong", schemeChanged)
    wrongSoft = _colour("wrong_soft", schemeChanged)
    info = _colour("info", schemeChanged)
    infoSoft = _colour("info_soft", schemeChanged)
    focus = _colour("focus", schemeChanged)
    shadow = Property(QColor, _read_shadow, notify=schemeChanged)
    logo = Property(QUrl, _read_logo, notify=schemeChanged)

    numberSize = _text(lambda tokens: tokens.type.kiosk.number, textScaleChanged)
    titleSize = _text(lambda tokens: tokens.type.kiosk.title, textScaleChanged)
    bodySize = _text(lambda tokens: tokens.type.kiosk.body, textScaleChanged)
    secondarySize = _text(lambda tokens: tokens.type.kiosk.secondary, textScaleChanged)
    smallSize = _text(lambda tokens: tokens.type.kiosk.small, textScaleChanged)

    slide = _duration(lambda tokens: tokens.motion.slide, reducedMotionChanged)
    fade = _duration(lambda tokens: tokens.motion.fade, reducedMotionChanged)

    organisation = Property(str, _read_organisation, constant=True)
    fontFamily = Property(str, _read_font_family, constant=True)
    grid = _pixels(lambda tokens: tokens.space.grid)
    margin = _pixels(lambda tokens: tokens.space.kiosk_margin)
    gap = _pixels(lambda tokens: tokens.space.kiosk_gap)
    gapWide = _pixels(lambda tokens: tokens.space.kiosk_gap_wide)
    radius = _pixels(lambda tokens: tokens.radius.kiosk)
    radiusSmall = _pixels(lambda tokens: tokens.radius.console)
    target = _pixels(lambda tokens: tokens.target.kiosk)
    shadowBlur = _pixels(lambda tokens: tokens.shadow.blur)
    shadowOffset = _pixels(lambda tokens: tokens.shadow.offset)

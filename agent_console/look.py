"""The theme's tokens on Qt Widgets: palette, a small style sheet, icons that follow the scheme."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from common.qt.icons import icon
from common.theme import Colours, Scheme, Theme

ICON_SIZE = 18


class Look(QObject):
    """The colours of the moment. Changing the scheme repaints every window at once."""

    changed = Signal()

    def __init__(self, tokens: Theme, scheme: Scheme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tokens = tokens
        self.scheme: Scheme = scheme
        self.gap = tokens.space.console_gap
        self.wide = tokens.space.console_gap_wide
        self._painted: dict[int, list[Callable[[], None]]] = {}
        self._icons: dict[tuple[str, str, int], QIcon] = {}

    @property
    def colours(self) -> Colours:
        return self.tokens.scheme(self.scheme)

    def colour(self, token: str) -> QColor:
        return QColor(getattr(self.colours, token))

    def dress(self, application: QApplication) -> None:
        """Give the application its style, palette and sheet."""
        application.setStyle(QStyleFactory.create("Fusion"))
        self._apply(application)

    def set_scheme(self, scheme: Scheme) -> None:
        """Show another scheme from now on."""
        if scheme == self.scheme:
            return
        self.scheme = scheme
        self._icons.clear()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            self._apply(application)
        for painters in [*self._painted.values()]:
            for paint in painters:
                paint()
        self.changed.emit()

    def when_changed(self, owner: QObject, paint: Callable[[], None]) -> None:
        """Call `paint` now and after each change of scheme, as long as `owner` lives."""
        paint()
        mark = id(owner)
        if mark not in self._painted:
            self._painted[mark] = []
            owner.destroyed.connect(lambda: self._painted.pop(mark, None))
        self._painted[mark].append(paint)

    def icon(self, name: str, token: str = "ink_soft", size: int = ICON_SIZE) -> QIcon:
        """An icon of the family in a colour of the theme; fainter where its widget is disabled."""
        known = self._icons.get((name, token, size))
        if known is not None:
            return known
        drawn = icon(name, self.colour(token), size)
        faint = self.colour(token)
        faint.setAlphaF(0.4)
        disabled = icon(name, faint, size).pixmap(QSize(size, size))
        drawn.addPixmap(disabled, QIcon.Mode.Disabled)
        self._icons[(name, token, size)] = drawn
        return drawn

    def _apply(self, application: QApplication) -> None:
        application.setPalette(palette(self.colours))
        application.setStyleSheet(style_sheet(self.tokens, self.colours))


def mark(widget: QWidget, name: str, value: str) -> None:
    """Set a property that the style sheet asks for, and let the sheet look again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def palette(colours: Colours) -> QPalette:
    """Every role from tokens, so that native controls agree with ours."""
    role = QPalette.ColorRole
    roles = {
        role.Window: colours.paper,
        role.WindowText: colours.ink,
        role.Base: colours.surface,
        role.AlternateBase: colours.paper,
        role.Text: colours.ink,
        role.Button: colours.surface,
        role.ButtonText: colours.ink,
        role.BrightText: colours.wrong,
        role.Highlight: colours.accent_soft,
        role.HighlightedText: colours.ink,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
        role.ToolTipBase: colours.surface,
        role.ToolTipText: colours.ink,
        role.PlaceholderText: colours.ink_soft,
        role.Accent: colours.accent,
        role.Light: colours.surface,
        role.Midlight: colours.divider,
        role.Mid: colours.divider,
        role.Dark: colours.hairline,
        role.Shadow: colours.shadow,
    }
    made = QPalette()
    for each, colour in roles.items():
        made.setColor(each, QColor(colour))
    faint = QColor(colours.ink_soft)
    faint.setAlphaF(0.55)
    for each in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, each, faint)
    return made


def style_sheet(tokens: Theme, c: Colours) -> str:
    """Hairlines and roundings that a palette cannot say. Roles come from dynamic properties.

    What cannot be used now is faint; where the scheme has no faint colours (high contrast) it is dashed.
    """
    faint = tokens.scheme("contrast") != c
    off = f"color: {c.hairline}" if faint else f"color: {c.divider}; border-style: dashed"
    small, large, r = tokens.type.console.secondary, tokens.type.console.title, tokens.radius.console
    return "\n".join((_frame(c, small, large), _buttons(c, r, off), _fields(c, off), _views(c, small)))


def _frame(c: Colours, secondary: int, title: int) -> str:
    """Windows, menus, labels, badges and bars."""
    return f"""
QMainWindow::separator {{ background: {c.divider}; width: 1px; height: 1px; }}
QSplitter::handle {{ background: {c.divider}; }}
QMenuBar {{ background: {c.paper}; padding: 2px 8px; }}
QMenuBar::item {{ padding: 4px 8px; border-radius: 4px; }}
QMenuBar::item:selected {{ background: {c.accent_soft}; }}
QMenu {{ background: {c.surface}; border: 1px solid {c.hairline}; padding: 4px; }}
QMenu::item {{ padding: 5px 24px 5px 12px; border-radius: 4px; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::item:selected {{ background: {c.accent_soft}; color: {c.ink}; }}
QMenu::item:disabled {{ color: {c.hairline}; }}
QMenu::separator {{ height: 1px; background: {c.divider}; margin: 4px 8px; }}
QToolTip {{ background: {c.surface}; color: {c.ink}; border: 1px solid {c.hairline}; padding: 4px; }}
QLabel[role="title"] {{ font-size: {title}px; font-weight: 600; }}
QLabel[role="letters"] {{ font-size: {title * 3 // 2}px; font-weight: 600; }}
QLabel[role="section"] {{ font-size: {secondary}px; font-weight: 600; color: {c.ink_soft}; }}
QLabel[role="soft"], QToolButton[role="soft"] {{ font-size: {secondary}px; color: {c.ink_soft}; }}
QToolButton[role="soft"] {{ padding: 2px 4px; text-align: left; }}
QLabel[role="note"] {{ background: {c.surface}; border-left: 3px solid {c.hairline}; padding: 6px 10px; }}
QLabel[tone="careful"] {{ color: {c.careful}; }}
QLabel[tone="wrong"] {{ color: {c.wrong}; }}
QLabel[tone="good"] {{ color: {c.good}; }}
QLabel[badge="info"] {{ background: {c.info_soft}; color: {c.info}; }}
QLabel[badge="good"] {{ background: {c.good_soft}; color: {c.good}; }}
QLabel[badge="careful"] {{ background: {c.careful_soft}; color: {c.careful}; }}
QLabel[badge="wrong"] {{ background: {c.wrong_soft}; color: {c.wrong}; }}
QLabel[badge] {{ font-size: {secondary}px; font-weight: 600; border-radius: 4px; padding: 2px 8px; }}
QLabel[badge="plain"] {{ border: 1px solid {c.divider}; padding: 1px 7px; color: {c.ink_soft}; }}
QFrame[bar="info"] {{ background: {c.info_soft}; }}
QFrame[bar="good"] {{ background: {c.good_soft}; }}
QFrame[bar="careful"] {{ background: {c.careful_soft}; }}
QFrame[bar="wrong"] {{ background: {c.wrong_soft}; }}
QFrame[role="line"] {{ background: {c.divider}; border: none; }}
"""


def _buttons(c: Colours, r: int, off: str) -> str:
    """What is pressed."""
    return f"""
QPushButton {{ background: {c.surface}; border: 1px solid {c.hairline}; border-radius: {r}px;
  padding: 5px 10px; min-height: 20px; }}
QPushButton:hover {{ background: {c.accent_soft}; }}
QPushButton:pressed {{ background: {c.divider}; }}
QPushButton:disabled {{ border-color: {c.divider}; {off}; background: transparent; }}
QPushButton:focus {{ border: 2px solid {c.focus}; padding: 4px 9px; }}
QPushButton[accent="yes"]:enabled {{ background: {c.accent}; color: {c.accent_ink};
  border-color: {c.accent}; }}
QPushButton[accent="yes"]:enabled:hover, QPushButton[accent="yes"]:enabled:pressed
  {{ background: {c.accent_pressed}; }}
QPushButton[accent="yes"]:enabled:focus {{ border: 2px solid {c.focus}; }}
QPushButton[role="icon"] {{ padding: 2px 5px; border-color: transparent; background: transparent; }}
QPushButton[role="icon"]:hover {{ background: {c.accent_soft}; }}
QPushButton[role="icon"]:focus {{ border: 2px solid {c.focus}; padding: 1px 4px; }}
QPushButton::menu-indicator {{ image: none; width: 0; }}
QToolButton {{ border: 1px solid transparent; border-radius: 6px; padding: 3px 6px;
  background: transparent; }}
QToolButton:hover {{ background: {c.accent_soft}; }}
QToolButton:focus {{ border: 2px solid {c.focus}; padding: 2px 5px; }}
QToolButton::menu-indicator {{ image: none; width: 0; }}
"""


def _fields(c: Colours, off: str) -> str:
    """What is filled."""
    return f"""
QLineEdit, QPlainTextEdit, QComboBox, QSpinBox {{ background: {c.surface}; color: {c.ink};
  border: 1px solid {c.hairline}; border-radius: 6px; selection-background-color: {c.accent};
  selection-color: {c.accent_ink}; }}
QLineEdit, QComboBox, QSpinBox {{ padding: 4px 8px; min-height: 20px; }}
QPlainTextEdit {{ padding: 2px 4px; }}
QComboBox QLineEdit, QSpinBox QLineEdit, QComboBox QLineEdit:focus, QSpinBox QLineEdit:focus
  {{ border: none; padding: 0; min-height: 0; background: transparent; }}
QSpinBox::up-button, QSpinBox::down-button {{ width: 0; border: none; }}
QRadioButton::indicator {{ width: 14px; height: 14px; border: 1px solid {c.hairline}; border-radius: 8px;
  background: {c.surface}; }}
QRadioButton::indicator:checked {{ width: 6px; height: 6px; border: 5px solid {c.accent}; }}
QRadioButton::indicator:focus {{ border-color: {c.focus}; }}
QRadioButton::indicator:disabled {{ border-color: {c.divider}; }}
QRadioButton:focus {{ color: {c.focus}; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QSpinBox:focus {{ border: 2px solid {c.focus}; }}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus {{ padding: 3px 7px; }}
QLineEdit[wrong="yes"], QPlainTextEdit[wrong="yes"] {{ border: 2px solid {c.wrong}; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QSpinBox:disabled
  {{ border-color: {c.divider}; background: {c.paper}; {off}; }}
QComboBox::drop-down {{ border: none; width: 26px; }}
QComboBox::down-arrow {{ image: none; }}
QComboBox QAbstractItemView {{ background: {c.surface}; border: 1px solid {c.hairline}; padding: 2px;
  selection-background-color: {c.accent_soft}; selection-color: {c.ink}; }}
"""


def _views(c: Colours, secondary: int) -> str:
    """Tables, lists, docks, scroll bars."""
    return f"""
QTableView, QListView {{ background: {c.surface}; border: 1px solid {c.divider}; border-radius: 6px;
  selection-background-color: {c.accent_soft}; selection-color: {c.ink}; gridline-color: {c.divider}; }}
QTableView::item {{ padding: 0 6px; }}
QTableView:focus, QListView:focus {{ border: 1px solid {c.focus}; }}
QHeaderView {{ background: {c.surface}; }}
QHeaderView::section {{ background: {c.surface}; color: {c.ink_soft}; font-size: {secondary}px; border: none;
  border-bottom: 1px solid {c.divider}; padding: 5px 9px; text-align: left; }}
QDockWidget {{ font-size: {secondary}px; font-weight: 600; color: {c.ink_soft}; }}
QDockWidget::title {{ background: {c.paper}; padding: 8px 16px; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {c.hairline}; border-radius: 4px; min-height: 28px; min-width: 28px;
  margin: 2px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""

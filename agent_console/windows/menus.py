"""The menu bar: every command, also for who never learns a key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QMenuBar

from agent_console.look import Look
from agent_console.speaker import Speaker, language_names
from agent_console.windows.actions import Actions
from agent_console.windows.named import named
from common.theme import SCHEMES, Scheme

_MENUS = {
    "visit": (
        "call-next",
        "call-this",
        "",
        "start",
        "recall",
        "no-show",
        "hold",
        "resume",
        "transfer",
        "leave",
        "withdraw",
        "more",
        "",
        "record",
        "finish",
    ),
    "counter": ("open-counter", "break", "change-counter", "", "pause", "reopen", "", "sign-out", "quit"),
}


def build_menus(bar: QMenuBar, speaker: Speaker, look: Look, actions: Actions, dock: QAction) -> None:
    """Menus Counter, Visit, View. Reasons and services are menus that open at their action's place."""
    for name in ("counter", "visit"):
        menu = bar.addMenu("")
        menu.setObjectName(f"console-menu-{name}")
        speaker.tell(menu, f"console-menu-{name}", menu.setTitle)
        for each in _MENUS[name]:
            if each:
                menu.addAction(actions[each])
            else:
                menu.addSeparator()
    view = bar.addMenu("")
    view.setObjectName("console-menu-view")
    speaker.tell(view, "console-menu-view", view.setTitle)
    for each in ("filter", "to-queue", "to-record", "to-records"):
        view.addAction(actions[each])
    view.addSeparator()
    dock.setObjectName("console-action-records")
    speaker.tell(dock, "console-show-records", dock.setText)
    view.addAction(dock)
    view.addSeparator()
    _add_languages(view, speaker)
    _add_schemes(view, speaker, look)


def _add_languages(view: QMenu, speaker: Speaker) -> None:
    menu = view.addMenu("")
    speaker.tell(menu, "console-menu-language", menu.setTitle)
    group = QActionGroup(menu)
    for language, name in language_names().items():
        action = named(QAction(name, menu, checkable=True), f"console-language-{language}")
        action.setChecked(language == speaker.language)
        action.triggered.connect(_setter(speaker.set_language, language))
        group.addAction(action)
        menu.addAction(action)


def _add_schemes(view: QMenu, speaker: Speaker, look: Look) -> None:
    menu = view.addMenu("")
    speaker.tell(menu, "console-menu-scheme", menu.setTitle)
    group = QActionGroup(menu)
    for scheme in SCHEMES:
        action = named(QAction(menu, checkable=True), f"console-scheme-{scheme}")
        speaker.tell(action, f"console-scheme-{scheme}", action.setText)
        action.setChecked(scheme == look.scheme)
        action.triggered.connect(_scheme_setter(look, scheme))
        group.addAction(action)
        menu.addAction(action)


def _setter(act: Callable[[str], None], value: str) -> Callable[[], None]:
    return lambda: act(value)


def _scheme_setter(look: Look, scheme: Scheme) -> Callable[[], None]:
    return lambda: look.set_scheme(scheme)

"""What is asked more rarely for a visit: one menu, the same at its row and behind "More"."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMenu, QWidget, QWidgetAction

from agent_console.look import Look
from agent_console.presenters.actions import Action, further_services, transfer_targets
from agent_console.presenters.why import call_of, calls_before, explanation
from agent_console.speaker import Speaker
from agent_console.windows.ask_dialog import ask
from agent_console.windows.named import named
from agent_console.workplace import Workplace
from common.clients.site import SiteClient
from kiosk.queue.visits import ChosenReason, Mark, Visit

_MOVES: tuple[tuple[Action, str], ...] = (
    ("resume", "play"),
    ("come_back", "user-check"),
    ("arrive", "map-pin"),
    ("join", "user-plus"),
    ("withdraw", "undo-2"),
    ("put_back", "rotate-ccw"),
)
HAVE_BUTTONS: frozenset[Action] = frozenset(
    {"call_this", "resume", "come_back", "arrive", "withdraw", "transfer"}
)


class VisitMenu(QObject):
    """Fills menus with what the line allows for one visit, and asks the site for what is picked."""

    def __init__(self, window: QWidget, work: Workplace, speaker: Speaker, look: Look) -> None:
        super().__init__(window)
        self._window = window
        self._work = work
        self._speaker = speaker
        self._look = look

    def fill(self, menu: QMenu, visit: Visit, without: frozenset[Action] = frozenset()) -> None:
        """Every entry that makes sense for `visit`; `without`: what has a button beside the menu."""
        can = self._work.may(visit) - without
        if "call_this" in can:
            self.fill_reasons(self._sub(menu, "call-this", "hand-helping"), visit)
        for action, icon in _MOVES:
            if action in can:
                self._move(menu, action, icon, visit)
        menu.addSeparator()
        if "transfer" in can:
            self.fill_transfer(self._sub(menu, "transfer", "arrow-right-left"), visit)
        if "add_service" in can:
            self._fill_services(self._sub(menu, "add-service", "plus"), visit)
        if "mark" in can:
            self._fill_marks(self._sub(menu, "mark", "flag"), visit)
        if "reserve" in can:
            self._fill_reserve(self._sub(menu, "reserve", "user-check"), visit)
        menu.addSeparator()
        self._fill_calls(menu, visit)
        menu.addSeparator()
        if "leave" in can:
            self._move(menu, "leave", "door-open", visit)

    # --- parts that also open by themselves
    def fill_reasons(self, menu: QMenu, visit: Visit) -> None:
        """Why somebody is called out of turn: one entry a reason."""
        self._heading(menu, "console-reason-title")
        for reason in ChosenReason:
            name = f"console-reason-{reason.value.replace('_', '-')}"
            self._entry(menu, name, self._speaker.say(name), self._caller(visit, reason))

    def fill_transfer(self, menu: QMenu, visit: Visit) -> None:
        """Where a visit can be passed on to: another service, or a colleague who is there."""
        self._heading(menu, "console-transfer-title")
        for service in transfer_targets(self._work.live.line, visit):
            words = service.name(self._speaker.language)
            self._entry(
                menu, f"console-transfer-to-{service.id}", words, self._passer(visit, service.id, None)
            )
        scene = self._work.scene(self._speaker.words)
        colleagues = [one for one in scene.colleagues(visit.service) if one != visit.reserved_for]
        if colleagues:
            self._heading(menu, "console-transfer-colleague-title")
        for agent in colleagues:
            name = f"console-transfer-to-agent-{agent}"
            self._entry(menu, name, scene.agent_name(agent), self._passer(visit, visit.service, agent))

    # --- parts of the menu alone
    def _fill_services(self, menu: QMenu, visit: Visit) -> None:
        for service in further_services(self._work.live.line, visit):
            name = f"console-add-service-{service.id}"
            self._entry(menu, name, service.name(self._speaker.language), self._adder(visit, service.id))

    def _fill_marks(self, menu: QMenu, visit: Visit) -> None:
        for mark in Mark:
            rest = tuple(one for one in visit.marks if one is not mark)
            marks = rest if mark in visit.marks else (*rest, mark)
            words = self._speaker.say(f"console-mark-{mark.value}")
            entry = self._entry(menu, f"console-mark-{mark.value}", words, self._marker(visit, marks))
            entry.setCheckable(True)
            entry.setChecked(mark in visit.marks)

    def _fill_reserve(self, menu: QMenu, visit: Visit) -> None:
        scene, say, me = self._work.scene(self._speaker.words), self._speaker.say, self._work.session.agent
        choices: list[tuple[str, str | None, str]] = []
        if scene.line.settings.serves(me, visit.service):
            choices.append(("me", me, say("console-reserve-me")))
        choices += [(f"agent-{one}", one, scene.agent_name(one)) for one in scene.colleagues(visit.service)]
        choices.append(("nobody", None, say("console-reserve-nobody")))
        for name, agent, words in choices:
            entry = self._entry(menu, f"console-reserve-{name}", words, self._reserver(visit, agent))
            entry.setCheckable(True)
            entry.setChecked(visit.reserved_for == agent)

    def _fill_calls(self, menu: QMenu, visit: Visit) -> None:
        scene = self._work.scene(self._speaker.words)
        for called in calls_before(scene, visit.id):
            words = self._speaker.say("console-explain", called=scene.number(called.visit))
            name = f"console-explain-{called.visit}"
            entry = self._entry(menu, name, words, partial(self.explain, called.visit, visit.id))
            entry.setIcon(self._look.icon("circle-question-mark", "ink"))

    # --- what follows a pick
    def _caller(self, visit: Visit, reason: ChosenReason) -> Callable[[], None]:
        return lambda: self._work.call_this(visit.id, reason)

    def _passer(self, visit: Visit, service: str, agent: str | None) -> Callable[[], None]:
        def send(site: SiteClient, key: str) -> object:
            return site.transfer(visit.id, service, key, agent)

        return lambda: self._work.ask_for(f"transfer {visit.id} {service} {agent}", send)

    def _adder(self, visit: Visit, service: str) -> Callable[[], None]:
        def send(site: SiteClient, key: str) -> object:
            return site.add_service(visit.id, service, key)

        return lambda: self._work.ask_for(f"add {visit.id} {service}", send)

    def _marker(self, visit: Visit, marks: tuple[Mark, ...]) -> Callable[[], None]:
        def send(site: SiteClient, key: str) -> object:
            return site.mark(visit.id, marks, key)

        return lambda: self._work.ask_for(f"mark {visit.id} {' '.join(marks)}", send)

    def _reserver(self, visit: Visit, agent: str | None) -> Callable[[], None]:
        def send(site: SiteClient, key: str) -> object:
            return site.reserve(visit.id, agent, key)

        return lambda: self._work.ask_for(f"reserve {visit.id} {agent}", send)

    def explain(self, called: str, waiting: str) -> None:
        """Say why `called` was called before `waiting`."""
        scene = self._work.scene(self._speaker.words)
        visit = scene.line.visits.get(called)
        call = call_of(scene, visit) if visit else None
        found = explanation(scene, call, waiting) if call else None
        if found is not None:
            close = self._speaker.say("console-close")
            name = "console-explanation"
            ask(self._window, self._look, name, found.question, found.answer, [], close)

    def _move(self, menu: QMenu, action: Action, icon: str, visit: Visit) -> None:
        name = action.replace("_", "-")

        def act() -> None:
            if action == "join":
                self._join(visit)
            else:
                self._work.act(action, visit)

        entry = self._entry(menu, f"console-do-{name}", self._speaker.say(f"console-{name}"), act)
        entry.setIcon(self._look.icon(icon, "ink"))

    def _join(self, visit: Visit) -> None:
        counter = self._work.counter

        def send(site: SiteClient, key: str) -> object:
            return site.join(visit.id, counter, key)

        self._work.ask_for(f"join {visit.id}", send)

    # --- making menus
    def _sub(self, menu: QMenu, name: str, icon: str) -> QMenu:
        sub = named(menu.addMenu(self._speaker.say(f"console-{name}")), f"console-menu-{name}")
        sub.setIcon(self._look.icon(icon, "ink"))
        return sub

    def _heading(self, menu: QMenu, key: str) -> None:
        """A line of words above entries; a section's own title is not drawn under a style sheet."""
        if not menu.isEmpty():
            menu.addSeparator()
        label = QLabel(self._speaker.say(key))
        label.setProperty("role", "section")
        label.setContentsMargins(12, 6, 12, 4)
        title = QWidgetAction(menu)
        title.setDefaultWidget(label)
        title.setEnabled(False)
        menu.addAction(title)

    @staticmethod
    def _entry(menu: QMenu, name: str, words: str, act: Callable[[], None]) -> QAction:
        entry = named(menu.addAction(words), name)
        entry.triggered.connect(lambda _checked=False: act())
        return entry

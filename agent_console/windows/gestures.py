"""From a gesture to a command, and from the site's answer to words: what the main window's actions do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu, QWidget

from agent_console.drafts import Draft
from agent_console.look import Look
from agent_console.presenters.actions import Action, Situation, calls_needed, main_action
from agent_console.speaker import Speaker
from agent_console.windows.ask_dialog import Answer, ask
from agent_console.windows.closing import ask_what_becomes
from agent_console.windows.named import named
from agent_console.windows.notice_bar import Tone
from agent_console.windows.pause_dialog import PauseDialog
from agent_console.windows.visit_menu import HAVE_BUTTONS
from agent_console.workplace import Workplace
from common.clients.api import NOT_SERVING
from common.wire import Problem
from kiosk.queue.refusals import Code

if TYPE_CHECKING:
    from agent_console.windows.main_window import MainWindow

_MOVES: dict[str, Action] = {
    "start": "start",
    "recall": "recall",
    "no-show": "no_show",
    "hold": "hold",
    "resume": "resume",
    "leave": "leave",
    "finish": "finish",
    "transfer": "transfer",
    "call-next": "call_next",
    "call-this": "call_this",
    "come-back": "come_back",
    "withdraw": "withdraw",
    "arrive": "arrive",
}
_PLAIN = ("start", "recall", "no-show", "hold", "resume", "leave", "come-back", "arrive", "withdraw")


class Gestures(QObject):
    """Connects actions, enables them as the line allows, and tells what became of them."""

    def __init__(self, window: MainWindow, work: Workplace, speaker: Speaker, look: Look) -> None:
        super().__init__(window)
        self._window = window
        self._work = work
        self._speaker = speaker
        self._look = look
        self._held_counter = False
        self._connect()
        speaker.changed.connect(self.enable)
        work.changed.connect(self.enable)
        work.commander.busy_changed.connect(lambda _: self._busy_changed())
        work.commander.refused.connect(self._refused)
        work.commander.unanswered.connect(
            lambda _: self._tell_bar("careful", "console-unanswered", "command")
        )
        work.commander.broken.connect(lambda _: self._tell_bar("wrong", "refusal-internal", "command"))
        work.commander.answered.connect(lambda _: window.notice.clear("command"))
        work.touch_changed.connect(self._touch_changed)
        work.refused_lease.connect(self.enable)
        work.outgoing.refused.connect(self._record_refused)
        work.disk_failed.connect(lambda: self._tell_bar("wrong", "console-record-not-kept", "disk"))
        self.enable()

    def _connect(self) -> None:
        actions, window = self._window.actions_, self._window
        for name in _PLAIN:
            actions.connect(name, self._mover(_MOVES[name]))
        actions.connect("call-next", self._work.call_next)
        actions.connect("call-this", self.choose_reason)
        actions.connect("transfer", self.choose_service)
        actions.connect("finish", self.finish)
        actions.connect("record", window.record.record)
        actions.connect("more", self.more)
        actions.connect("break", self.take_break)
        actions.connect("pause", self.pause_check_in)
        actions.connect("reopen", self._work.reopen_check_in)
        actions.connect("open-counter", self._work.open_counter)
        actions.connect("change-counter", lambda: window.leaving_.leave("change-counter"))
        actions.connect("sign-out", lambda: window.leaving_.leave("sign-out"))
        actions.connect("quit", lambda: window.leaving_.leave("quit"))
        actions.connect("filter", window.queue.filter.setFocus)
        actions.connect("to-queue", window.queue.table.setFocus)
        actions.connect("to-record", window.record.form.title.setFocus)
        actions.connect("to-records", window.records.list.setFocus)
        window.queue.table.chosen.connect(self.choose_reason)
        window.record.incomplete.connect(self._incomplete)
        window.record.recorded.connect(lambda _: window.notice.clear("record"))

    def enable(self) -> None:
        """Enable what the line allows; forbid everything while a command is under way."""
        can, now = self._work.can(), self._work.situation()
        for name, action in _MOVES.items():
            self._window.actions_[name].setEnabled(action in can)
        ready, free = self._work.ready, now.at_counter is None and now.helping is None
        line, actions = self._work.live.line, self._window.actions_
        actions["break"].setEnabled(ready and now.free)
        actions["open-counter"].setEnabled(ready and now.counter is None)
        actions["change-counter"].setEnabled(ready and free)
        actions["pause"].setEnabled(ready)
        actions["reopen"].setEnabled(ready and bool(line.paused))
        actions["more"].setEnabled(now.shown is not None and bool(self._work.may(now.shown) - HAVE_BUTTONS))
        self._word_buttons(now)
        self._window.queue.call_next.set_accent(main_action(now, can) == "call_next")
        self._watch_counter(now.counter is not None)

    def _word_buttons(self, now: Situation) -> None:
        """Words that depend on the visit: whether another matter follows, whether to call once more."""
        say, actions, visit = self._speaker.say, self._window.actions_, now.at_counter
        further = visit is not None and bool(visit.further)
        actions["finish"].setText(say("console-finish-next" if further else "console-finish"))
        needed = calls_needed(self._work.live.line, visit) if visit is not None else 0
        actions["no-show"].setToolTip(say("refusal-call-again-first") if needed else "")

    # --- gestures
    def _mover(self, action: Action) -> Callable[[], None]:
        return lambda: self._move(action)

    def _move(self, action: Action) -> None:
        visit = self._work.situation().shown
        if visit is not None and action in self._work.can():
            self._work.act(action, visit)

    def choose_reason(self) -> None:
        """Call the selected one out of turn: ask why. For somebody on hold the same gesture resumes."""
        can, visit = self._work.can(), self._work.situation().looked_at
        if visit is None:
            return
        if "resume" in can:
            self._work.act("resume", visit)
        elif "call_this" in can:
            menu = self._menu("console-reasons")
            self._window.visit_menu.fill_reasons(menu, visit)
            self._pop_up(menu, self._window.person.buttons["call-this"])

    def choose_service(self) -> None:
        """Pass somebody on to another service, or to a colleague."""
        visit = self._work.situation().shown
        if visit is None or "transfer" not in self._work.can():
            return
        menu = self._menu("console-services")
        self._window.visit_menu.fill_transfer(menu, visit)
        self._pop_up(menu, self._window.person.buttons["transfer"])

    def more(self) -> None:
        """What is asked more rarely, for whom the panel shows."""
        visit = self._work.situation().shown
        if visit is None:
            return
        menu = self._menu("console-more-menu")
        self._window.visit_menu.fill(menu, visit, HAVE_BUTTONS)
        self._pop_up(menu, self._window.person.buttons["more"])

    def pause_check_in(self) -> None:
        """Take nobody else for a while."""
        dialog = PauseDialog(self._work, self._speaker, self._look, self._window)
        dialog.agreed.connect(self._work.pause_check_in)
        dialog.open()

    def take_break(self) -> None:
        """Close the counter; the site says no while somebody waits for this agent alone: then ask."""
        self._work.take_break(refused=self._break_refused)

    def _break_refused(self, problem: Problem) -> bool:
        if problem.code != Code.PEOPLE_WAITING:
            return False
        people = int(problem.data.get("count", "1"))
        ask_what_becomes(self._window, self._look, self._speaker, people, self._work.take_break)
        return True

    def finish(self) -> None:
        """Say goodbye; with an unrecorded draft, ask first."""
        visit = self._work.situation().at_counter
        if visit is None or "finish" not in self._work.can():
            return
        if not self._window.record.has_text():
            self._work.finish(visit)
            return
        say = self._speaker.say
        answers = [
            Answer("console-ask-finish-record", say("console-ask-finish-record"), self._record_and_finish),
            Answer(
                "console-ask-finish-without",
                say("console-ask-finish-without"),
                lambda: self._work.finish(visit),
            ),
        ]
        title, text = say("console-ask-finish-title"), say("console-ask-finish-text")
        ask(self._window, self._look, "console-ask-finish", title, text, answers, say("console-ask-back"))

    def _record_and_finish(self) -> None:
        visit = self._work.situation().at_counter
        if visit is not None and self._window.record.record():
            self._work.finish(visit)

    # --- what became of it
    def _busy_changed(self) -> None:
        self.enable()
        self._window.person.refresh()
        self._window.record.refresh()

    def _refused(self, _command: str, problem: Problem) -> None:
        if problem.code == Code.CALL_AGAIN_FIRST:
            say = partial(self._speaker.refusal, problem)
            recall = self._window.actions_["recall"].trigger
            self._window.notice.tell("careful", say, "command", "console-recall", recall)
            return
        self._window.notice.tell("careful", lambda: self._speaker.refusal(problem), "command")

    def _record_refused(self, draft: Draft) -> None:
        incident, title = draft.incident, draft.title
        self._window.notice.tell(
            "wrong",
            lambda: self._speaker.say("console-record-refused-notice", title=title),
            "record",
            "console-record-look",
            lambda: self._window.open_record(incident),
        )

    def _incomplete(self, field: str) -> None:
        key = "console-record-title-missing" if field == "title" else "console-record-field-wrong"
        self._tell_bar("careful", key, "record")

    def _touch_changed(self, in_touch: bool) -> None:
        if in_touch:
            self._window.notice.clear("touch")
            self._window.notice.clear("command")
        else:
            elsewhere = self._work.silence in NOT_SERVING
            key = "console-other-runs-notice" if elsewhere else "console-out-of-touch-notice"
            self._tell_bar("careful", key, "touch")

    def _watch_counter(self, held: bool) -> None:
        """Say so when not the technician closed the counter: a lapsed lease, the day's end."""
        lost = self._held_counter and not held and not self._work.on_break
        self._held_counter = held
        if held:
            self._window.notice.clear("counter")
        elif lost and not self._work.commander.is_busy:
            self._window.notice.tell(
                "careful",
                lambda: self._speaker.say("console-counter-lost", counter=self._work.counter),
                "counter",
                "console-open-counter",
                self._work.open_counter,
            )

    def _tell_bar(self, tone: Tone, key: str, topic: str) -> None:
        self._window.notice.tell(tone, lambda: self._speaker.say(key), topic)

    def _menu(self, name: str) -> QMenu:
        menu = named(QMenu(self._window), name)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _pop_up(self, menu: QMenu, beside: QWidget) -> None:
        if beside.isVisible():
            menu.popup(beside.mapToGlobal(QPoint(0, beside.height() + 2)))
        else:
            menu.popup(
                self._window.mapToGlobal(QPoint(self._window.width() // 3, self._window.height() // 3))
            )

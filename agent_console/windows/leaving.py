"""Leaving the counter for good or for another one: who is there and who waits is seen to first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from agent_console.look import Look
from agent_console.speaker import Speaker
from agent_console.windows.ask_dialog import Answer, ask
from agent_console.windows.closing import ask_what_becomes
from agent_console.workplace import Workplace
from kiosk.queue.counters import left_alone
from kiosk.queue.visits import Remaining

if TYPE_CHECKING:
    from agent_console.windows.main_window import MainWindow


class Leaving(QObject):
    """Asks what has to be asked, then lets the window emit `leaving`."""

    def __init__(self, window: MainWindow, work: Workplace, speaker: Speaker, look: Look) -> None:
        super().__init__(window)
        self._window = window
        self._work = work
        self._speaker = speaker
        self._look = look

    def leave(self, how: str) -> None:
        """Quit, sign out or change the counter; with somebody at the counter, ask first."""
        self._window.record.keeper.flush()
        now = self._work.situation()
        visit = now.at_counter
        if visit is None:
            self._back_to_my_counter_and(how)
            return
        say = self._speaker.say
        if self._work.in_touch:
            answer = Answer(
                "console-ask-leave-hold", say("console-ask-leave-hold"), lambda: self._hold_and(how)
            )
            text = say("console-ask-leave-text", number=visit.number or "")
        else:
            answer = Answer("console-ask-leave-now", say("console-ask-leave-now"), lambda: self._go(how))
            text = say("console-ask-leave-cut-off", number=visit.number or "")
        title = say("console-ask-leave-title")
        ask(
            self._window,
            self._look,
            "console-ask-leave",
            title,
            text,
            [answer],
            say("console-ask-leave-back"),
        )

    def _hold_and(self, how: str) -> None:
        visit = self._work.situation().at_counter
        if visit is None:
            self._go_from_those_who_wait(how)
        else:
            self._work.act("hold", visit, lambda: self._go_from_those_who_wait(how))

    def _back_to_my_counter_and(self, how: str) -> None:
        """A colleague who is helped stays with the visitor; nobody needs to be asked."""
        helping = self._work.situation().helping
        if helping is None or not self._work.in_touch:
            self._go_from_those_who_wait(how)
        else:
            self._work.act("withdraw", helping, lambda: self._go_from_those_who_wait(how))

    def _go_from_those_who_wait(self, how: str) -> None:
        """Ask what becomes of who waits for this agent alone; for a change of counter they just wait."""
        counter, line = self._work.situation().counter, self._work.live.line
        left = left_alone(line, counter) if counter and how != "change-counter" else []
        if not left or not self._work.in_touch:
            self._go(how)
            return
        people = sum(visit.people for visit in left)
        ask_what_becomes(
            self._window, self._look, self._speaker, people, lambda chosen: self._go(how, chosen)
        )

    def _go(self, how: str, people: Remaining = Remaining.KEEP) -> None:
        self._window.leaving.emit(how, people)

"""Shows tidings in the notice bar, and takes them away once their time is over; and what is paused."""

from __future__ import annotations

from PySide6.QtCore import QObject

from agent_console.presenters.actions import Situation
from agent_console.presenters.pauses import pause_told
from agent_console.presenters.tidings import Tiding, left_alone, tiding
from agent_console.speaker import Speaker
from agent_console.windows.notice_bar import NoticeBar
from agent_console.workplace import Workplace
from kiosk.queue.events import Event

_LASTING = frozenset({"machine"})  # the others go when the technician is with somebody else


class Tidings(QObject):
    """One at a time, like every notice."""

    def __init__(self, notice: NoticeBar, work: Workplace, speaker: Speaker) -> None:
        super().__init__(notice)
        self._notice = notice
        self._work = work
        self._speaker = speaker
        self._warned = ""  # the call that was warned of
        self._topic = ""
        self._with: str | None = None
        work.happened.connect(self._happened)
        work.changed.connect(self._look)

    def _happened(self, event: Event, before: Situation) -> None:
        found = tiding(self._work.scene(self._speaker.words), event, before)
        if found is not None:
            self._tell(found)

    def _look(self) -> None:
        """After each change, and as the minutes pass."""
        now = self._work.situation()
        if self._topic and self._topic not in _LASTING and self._visit(now) != self._with:
            self._notice.clear(self._topic)
            self._topic = ""
        alone = left_alone(self._work.scene(self._speaker.words), now)
        if alone is None:
            self._notice.clear("alone")
            self._warned = ""
        elif now.at_counter is not None and self._warned != now.at_counter.id:
            self._warned = now.at_counter.id
            self._tell(alone)

    @staticmethod
    def _visit(now: Situation) -> str | None:
        return now.at_counter.id if now.at_counter else None

    def _tell(self, found: Tiding) -> None:
        self._topic, self._with = found.topic, self._visit(self._work.situation())
        self._notice.tell(
            found.tone,
            lambda: self._speaker.say(found.key, **found.args),
            found.topic,
            f"console-{found.action}" if found.action else "",
            self._start if found.action == "start" else None,
        )

    def _start(self) -> None:
        visit = self._work.situation().at_counter
        if visit is not None and "start" in self._work.can():
            self._work.act("start", visit)


class PauseBar(QObject):
    """A quiet bar as long as check-in is paused, with the way back on it."""

    def __init__(self, bar: NoticeBar, work: Workplace, speaker: Speaker) -> None:
        super().__init__(bar)
        self._bar = bar
        self._work = work
        self._speaker = speaker
        work.changed.connect(self._look)
        speaker.changed.connect(self._look)
        self._look()

    def _look(self) -> None:
        said = self._said()
        if not said:
            self._bar.clear()
        elif said != self._bar.text():
            self._bar.tell("info", self._said, "pause", "console-reopen", self._work.reopen_check_in)

    def _said(self) -> str:
        return pause_told(self._work.scene(self._speaker.words))

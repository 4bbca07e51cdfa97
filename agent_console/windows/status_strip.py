"""The line at the top: where I am, how the line is, whether all is in touch and sent."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from agent_console.look import Look, mark
from agent_console.presenters.clocks import say_wrong_clock, say_wrong_clocks
from agent_console.presenters.queue_rows import summary
from agent_console.presenters.records import unsent_count
from agent_console.speaker import Speaker
from agent_console.windows.actions import Actions
from agent_console.windows.named import named
from agent_console.workplace import Workplace
from common.clients.api import NOT_SERVING
from common.i18n import say_wait
from kiosk.queue.visits import VisitState

_SMALL = 16


class IconText(QWidget):
    """A small icon with a word: a state that never speaks by colour alone."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self._said = ("", "ink_soft")
        self._icon = QLabel(self)
        self.label = named(QLabel(self), name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._icon)
        row.addWidget(self.label)
        look.changed.connect(self._paint)

    def show_state(self, icon: str, token: str, text: str) -> None:
        """`token` is the colour of the icon, and a tone of the text."""
        self._said = (icon, token)
        self.label.setText(text)
        mark(self.label, "tone", token)
        self._paint()

    def _paint(self) -> None:
        icon, token = self._said
        if icon:
            drawn = self._look.icon(icon, token, _SMALL)
            self._icon.setPixmap(drawn.pixmap(QSize(_SMALL, _SMALL)))


class StatusStrip(QFrame):
    """Site · counter · state; waiting · wait · in touch · sent."""

    def __init__(self, work: Workplace, speaker: Speaker, look: Look, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("console-status")
        self._work = work
        self._speaker = speaker
        self._look = look
        self._where = named(QLabel(self), "console-status-where")
        self._state = named(QToolButton(self), "console-status-state")
        self._state.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._state.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._state)
        for name in ("open-counter", "break", "change-counter", "pause", "reopen"):
            menu.addAction(actions[name])
        self._state.setMenu(menu)
        self._waiting = named(QLabel(self), "console-status-waiting")
        self._clock = IconText(look, "console-status-clock")
        self._desk = IconText(look, "console-status-desk")
        self._touch = IconText(look, "console-status-touch")
        self._sent = IconText(look, "console-status-sent")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.wide, 4, look.wide, look.gap)
        row.setSpacing(look.wide)
        row.addWidget(self._where)
        row.addWidget(self._state)
        row.addStretch(1)
        for widget in (self._waiting, self._clock, self._desk, self._touch, self._sent):
            row.addWidget(widget)
        work.changed.connect(self.refresh)
        work.records.changed.connect(self.refresh)
        speaker.changed.connect(self.refresh)
        look.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say again how things are."""
        say, work = self._speaker.say, self._work
        names = work.live.line.settings.names
        site = names.get(self._speaker.language) or names.get("en") or work.live.line.settings.site
        counter = say("console-counter-name", counter=work.counter)
        parts = (site if work.live.loaded else "", counter, work.session.agent_name)
        self._where.setText("  ·  ".join(part for part in parts if part))
        self._show_state()
        now = summary(work.live.line, work.session.agent)
        people = say("console-waiting", count=now.waiting)
        if now.waiting and now.high_minutes is not None:
            people += "  ·  " + say_wait(self._speaker.words, now.low_minutes, now.high_minutes, short=True)
        self._waiting.setText(people if work.live.loaded else "")
        self._desk.setVisible(work.has_desk and not work.desk_in_touch and bool(work.in_touch))
        behind = work.records.waiting_for_desk()
        self._desk.show_state("cloud-off", "careful", say("console-desk-out-of-touch", count=behind))
        self._desk.label.setToolTip(say("console-desk-out-of-touch-tip"))
        self._show_clocks()
        self._show_touch()
        waiting = unsent_count(work.store.all())
        if waiting:
            self._sent.show_state("send", "careful", say("console-not-sent", count=waiting))
        else:
            self._sent.show_state("check", "good", say("console-all-sent"))

    def _show_state(self) -> None:
        self._state.setVisible(self._work.live.loaded)
        now = self._work.situation()
        if now.at_counter is not None:
            serving = now.at_counter.state is VisitState.SERVING
            key, icon = (
                ("console-agent-serving", "user-check") if serving else ("console-agent-calling", "bell-ring")
            )
            text = self._speaker.say(key, number=now.at_counter.number or "")
        elif now.helping is not None:
            number, agent = now.helping.number or "", now.helping.agent
            name = self._work.scene(self._speaker.words).agent_name(agent)
            text, icon = self._speaker.say("console-agent-helping", number=number, agent=name), "user-plus"
        elif now.counter is not None:
            text, icon = self._speaker.say("console-agent-available"), "circle-check"
        else:
            key = "console-agent-break" if self._work.on_break else "console-agent-closed"
            text, icon = self._speaker.say(key), "armchair" if self._work.on_break else "door-closed"
        self._state.setText(f" {text} ▾")
        self._state.setAccessibleName(text)
        self._state.setIcon(self._look.icon(icon, "good" if now.counter else "careful"))

    def _show_clocks(self) -> None:
        """Kiosks whose own clock is wrong: visitors do not notice, but somebody should set it."""
        wrong = self._work.wrong_clocks if self._work.in_touch else ()
        self._clock.setVisible(bool(wrong))
        if wrong:
            words = self._speaker.words
            self._clock.show_state("clock", "careful", say_wrong_clocks(words, wrong))
            self._clock.label.setToolTip("\n".join(say_wrong_clock(words, *each) for each in wrong))

    def _show_touch(self) -> None:
        if self._work.in_touch:
            self._touch.show_state("wifi", "good", self._speaker.say("console-in-touch"))
        elif self._work.in_touch is None:
            self._touch.show_state("hourglass", "ink_soft", self._speaker.say("console-getting-in-touch"))
        else:
            elsewhere = self._work.silence in NOT_SERVING
            key = "console-other-runs" if elsewhere else "console-out-of-touch"
            self._touch.show_state("wifi-off", "wrong", self._speaker.say(key))

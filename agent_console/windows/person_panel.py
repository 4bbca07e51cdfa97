"""Who is this: the person at the counter, or, with nobody there, the one that is selected in the queue."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from agent_console.look import Look, mark
from agent_console.presenters.actions import Situation, main_action
from agent_console.presenters.person import company, facts, signs_told
from agent_console.presenters.why import reason_of
from agent_console.speaker import Speaker
from agent_console.windows.actions import ActionButton, Actions
from agent_console.windows.chips import Chips
from agent_console.windows.named import named
from agent_console.workplace import Workplace
from common.i18n import say_date
from kiosk.queue.visits import Presence, Visit, VisitState

_AT_COUNTER = ("start", "recall", "no-show", "hold", "transfer", "more")
_LOOKED_AT: dict[VisitState, tuple[str, ...]] = {
    VisitState.BOOKED: ("more",),
    VisitState.WAITING: ("call-this", "transfer", "more"),
    VisitState.CALLED: ("more",),
    VisitState.SERVING: ("more",),
    VisitState.HELD: ("resume", "transfer", "more"),
    VisitState.NO_SHOW: ("come-back",),
}
_ON_THE_WAY = ("arrive", "transfer", "more")
_HELPING = ("withdraw", "more")
_BUTTONS = (
    *("start", "recall", "no-show", "hold", "call-this", "resume", "arrive", "come-back", "withdraw"),
    *("transfer", "more"),
)
_MOST_EARLIER = 5
_TONES = {
    VisitState.CALLED: "info",
    VisitState.SERVING: "good",
    VisitState.HELD: "careful",
}


class PersonPanel(QWidget):
    """The person first, the form second."""

    def __init__(self, work: Workplace, speaker: Speaker, look: Look, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("console-person")
        self._work = work
        self._speaker = speaker
        self._actions = actions
        self._open_earlier = False
        self._title = self._label("console-person-title", "title")
        self._badge = self._label("console-person-state", "")
        self._badge.setProperty("badge", "plain")
        self._facts = self._label("console-person-facts", "soft")
        self._signs = Chips(look, "console-person-signs", self)
        self._why = self._label("console-person-why", "")
        self._company = self._label("console-person-company", "")
        self._offline = self._label("console-person-offline", "")
        self._offline.setProperty("badge", "careful")
        self._note = self._label("console-person-note", "note")
        self._earlier = named(QToolButton(self), "console-person-earlier")
        self._earlier.setProperty("role", "soft")
        self._earlier.clicked.connect(self._toggle_earlier)
        self._earlier_list = self._label("console-person-earlier-list", "soft")
        self.buttons = {
            name: ActionButton(actions[name], f"console-{name}", look, icon_only=name == "more")
            for name in _BUTTONS
        }
        self._lay_out(look)
        work.changed.connect(self.refresh)
        speaker.changed.connect(self.refresh)
        self.refresh()

    def _label(self, name: str, role: str) -> QLabel:
        label = named(QLabel(self, wordWrap=True, textFormat=Qt.TextFormat.PlainText), name)
        if role:
            label.setProperty("role", role)
        return label

    def _lay_out(self, look: Look) -> None:
        head = QHBoxLayout()
        head.setSpacing(look.gap)
        self._badge.setWordWrap(False)
        self._offline.setWordWrap(False)
        head.addWidget(self._title, 1)
        head.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.buttons["more"], 0, Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout()
        row.setSpacing(look.gap)
        for name, button in self.buttons.items():
            if name != "more":
                row.addWidget(button)
        row.addStretch(1)
        offline = QHBoxLayout()
        offline.addWidget(self._offline)
        offline.addStretch(1)
        earlier = QHBoxLayout()
        earlier.addWidget(self._earlier)
        earlier.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.wide, look.gap, look.wide, look.gap)
        column.setSpacing(look.gap)
        column.addLayout(head)
        column.addWidget(self._facts)
        column.addWidget(self._signs)
        column.addWidget(self._why)
        column.addWidget(self._company)
        column.addLayout(offline)
        column.addWidget(self._note)
        column.addLayout(earlier)
        column.addWidget(self._earlier_list)
        column.addLayout(row)
        QWidget.setTabOrder(self.buttons["transfer"], self.buttons["more"])

    def refresh(self) -> None:
        """Say again who is there and what may be done."""
        now, can = self._work.situation(), self._work.can()
        visit, shown = now.shown, _shown_buttons(now)
        for name, button in self.buttons.items():
            button.setVisible(name in shown)
            button.set_accent(main_action(now, can) == name)
        if visit is None:
            self._show_nobody()
        else:
            self._show(visit)

    def _show_nobody(self) -> None:
        at_work = self._work.situation().counter is not None
        stem = "console-person-nobody" if at_work else "console-person-closed"
        if not self._work.live.loaded:
            stem = "console-person-loading"
        self._title.setText(self._speaker.say(f"{stem}-title"))
        self._facts.setText(self._speaker.say(stem))
        below = (self._signs, self._why, self._company, self._offline, self._note, self._earlier)
        for widget in (self._badge, *below, self._earlier_list):
            widget.hide()

    def _show(self, visit: Visit) -> None:
        say = self._speaker.say
        details = self._work.card.details(visit.id)
        heard = self._work.live.names.get(visit.id, "")
        name = (details.full_name if details else "") or ("" if heard == visit.number else heard)
        self._title.setText(
            "  ".join(part for part in (visit.number, name) if part) or say("console-person-unnamed")
        )
        self._badge.show()
        mark(self._badge, "badge", _TONES.get(visit.state, "plain"))
        self._badge.setText(say(f"console-state-{visit.state.value.replace('_', '-')}"))
        scene = self._work.scene(self._speaker.words)
        self._facts.setText(" · ".join(facts(scene, visit)))
        self._signs.show_signs(signs_told(scene, visit))
        for label, text in (
            (self._why, reason_of(scene, visit) if visit.at_counter else ""),
            (self._company, company(scene, visit)),
        ):
            label.setVisible(bool(text))
            label.setText(text)
        self._offline.setVisible(visit.verified_offline)
        self._offline.setText(say("console-person-verified-offline"))
        self._offline.setToolTip(say("console-person-verified-offline-tip"))
        note = details.note if details else ""
        self._note.setVisible(bool(note))
        self._note.setText(say("console-person-note", note=note))
        self._show_earlier(visit)

    def _show_earlier(self, visit: Visit) -> None:
        earlier = self._work.card.earlier(visit.id)
        self._earlier.setVisible(bool(earlier))
        mark_ = "▾" if self._open_earlier else "▸"
        self._earlier.setText(f"{mark_} {self._speaker.say('console-person-earlier', count=len(earlier))}")
        self._earlier.setAccessibleName(self._earlier.text()[2:])
        self._earlier_list.setVisible(bool(earlier) and self._open_earlier)
        settings, language = self._work.live.line.settings, self._speaker.language
        lines = []
        for one in earlier[:_MOST_EARLIER]:
            service = settings.service(one.service)
            at = one.called_at or one.checked_in_at
            day = say_date(at.astimezone(settings.zone).date(), language) if at else ""
            state = self._speaker.say(f"console-state-{one.state.replace('_', '-')}")
            name = service.name(language) if service else one.service
            lines.append(" · ".join(part for part in (day, name, state) if part))
        self._earlier_list.setText("\n".join(lines))

    def _toggle_earlier(self) -> None:
        self._open_earlier = not self._open_earlier
        self.refresh()


def _shown_buttons(now: Situation) -> tuple[str, ...]:
    """Which buttons make sense here, whether or not they may be used this moment."""
    if now.at_counter is not None:
        return _AT_COUNTER
    if now.helping is not None:
        return _HELPING
    visit = now.looked_at
    if visit is None:
        return ()
    if visit.state is VisitState.WAITING and visit.presence is Presence.ON_THE_WAY:
        return _ON_THE_WAY
    return _LOOKED_AT.get(visit.state, ())

"""One record by itself: to read, or, while it is still ours, to mend and send."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from agent_console.draft_keeper import DraftKeeper
from agent_console.drafts import Draft
from agent_console.look import Look, mark
from agent_console.models.outside_words import standing_words, there_words, trouble
from agent_console.models.records_model import refusal_or_text
from agent_console.presenters.record import category_choices, missing, ready_to_send
from agent_console.speaker import Speaker
from agent_console.windows.named import named
from agent_console.windows.record_form import RecordForm
from agent_console.workplace import Workplace
from common.ids import new_id
from common.outside import OutsideOut
from common.wire import IncidentOut


class RecordWindow(QDialog):
    """Shows a record of the site (to read), or a draft, which is kept as it is edited and can be sent."""

    def __init__(self, work: Workplace, speaker: Speaker, look: Look, parent: QWidget, incident: str) -> None:
        super().__init__(parent)
        self.setObjectName("console-record-window")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._work = work
        self._speaker = speaker
        self._draft = work.store.get(incident)
        self._known = work.records.get(incident)
        self._keeper = DraftKeeper(work.store, self)
        self._standing = named(QLabel(self, wordWrap=True), "console-record-window-standing")
        self._there = named(QLabel(self, wordWrap=True), "console-record-window-there")
        self._there.setProperty("role", "soft")
        self._open = named(QPushButton(self), "console-record-window-open")
        self._form = RecordForm(speaker, look, "console-record-window")
        self._send = named(QPushButton(self), "console-record-window-send")
        self._send.setProperty("accent", "yes")
        self._close = named(QPushButton(self), "console-record-window-close")
        self._send.clicked.connect(self._send_it)
        self._close.clicked.connect(self.accept)
        self._open.clicked.connect(self._open_it)
        foot = QHBoxLayout()
        foot.addWidget(self._open)
        foot.addStretch(1)
        foot.addWidget(self._close)
        foot.addWidget(self._send)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.wide, look.wide, look.wide, look.wide)
        column.setSpacing(look.wide)
        column.addWidget(self._standing)
        column.addWidget(self._there)
        column.addWidget(self._form, 1)
        column.addLayout(foot)
        self.resize(600, 520)
        self._form.edited.connect(self._edited)
        self._show()
        speaker.when_changed(self, self._word)
        work.records.changed.connect(self._heard)

    def done(self, result: int) -> None:
        """Closing keeps what was typed."""
        self._keeper.flush()
        self._work.records.changed.emit()
        super().done(result)

    def _show(self) -> None:
        choices = category_choices(self._work.live.categories, self._speaker.language)
        self._form.set_categories(choices)
        if self._draft is None and self._known is not None and self._known.standing == "needs_attention":
            marks = {"state": "refused", "refusal_code": self._known.why or "internal", "key": new_id()}
            self._draft = _as_draft(self._known).model_copy(update=marks)
        editable = self._draft is not None and self._draft.state != "unsent"
        if editable:
            self._keeper.begin(self._draft)
        self._form.setEnabled(editable)
        self._send.setVisible(editable)
        shown = self._draft or (_as_draft(self._known) if self._known else None)
        if shown is not None:
            self._form.show_draft(shown)

    def _heard(self) -> None:
        """News of a record that is read here: its number, its state."""
        known = self._work.records.get(self._known.incident.id) if self._known is not None else None
        if known is not None and self._draft is None and known != self._known:
            self._known = known
            self._word()

    def _open_it(self) -> None:
        """Show the ticket in the tool, in the browser."""
        if self._ticket is not None and self._ticket.url:
            QDesktopServices.openUrl(QUrl(self._ticket.url))

    @property
    def _ticket(self) -> OutsideOut | None:
        return self._known.outside if self._known is not None else None

    def _edited(self, changes: dict[str, object]) -> None:
        self._keeper.edit(**changes)
        if self._keeper.draft is not None:
            self._form.show_priority(self._keeper.draft)

    def _send_it(self) -> None:
        self._keeper.flush()
        draft = self._keeper.draft
        if draft is None:
            return
        field = missing(draft)
        if field is not None:
            self._form.point_at(field)
            return
        at, order = self._work.live.now(), self._work.store.next_order()
        if self._work.send_record(ready_to_send(draft, order, at, draft.spent_seconds or 0)):
            self._keeper.let_go()
            self.accept()

    def _word(self) -> None:
        say = self._speaker.say
        self._send.setText(say("console-record-send"))
        self._close.setText(say("console-close"))
        text, tone = self._standing_now()
        self._standing.setText(text)
        mark(self._standing, "tone", tone)
        self._word_outside()
        shown = self._draft or (_as_draft(self._known) if self._known else None)
        title = shown.title if shown else ""
        self.setWindowTitle(title or say("console-record-untitled"))
        if shown is not None:
            self._form.show_priority(shown)

    def _word_outside(self) -> None:
        """What the tool says of its ticket, and the way there."""
        ticket = self._ticket
        there = there_words(self._speaker, ticket) if ticket is not None else ""
        self._there.setText(there)
        self._there.setVisible(bool(there))
        self._open.setVisible(ticket is not None and ticket.url != "")
        if ticket is not None:
            self._open.setText(self._speaker.say("console-outside-open", name=ticket.name))

    def _standing_now(self) -> tuple[str, str]:
        """Where it stands in a sentence, and its tone."""
        say = self._speaker.say
        if self._known is not None:
            if self._known.standing == "needs_attention":
                return say(
                    "console-record-needs", why=refusal_or_text(self._speaker, self._known.why)
                ), "wrong"
            if self._known.outside is not None:
                told = trouble(self._speaker, self._known.outside)
                stands = standing_words(self._speaker, self._known.desk_number, self._known.outside)
                return " – ".join(part for part in (stands, told.text) if part), told.tone
            if self._known.standing == "at_desk":
                return say("console-record-at-desk", number=self._known.desk_number), "good"
            return say("console-record-at-site"), ""
        if self._draft is not None and self._draft.refusal_code:
            why = refusal_or_text(self._speaker, self._draft.refusal_code, self._draft.refusal_data)
            return say("console-record-refused", why=why), "wrong"
        unsent = self._draft is not None and self._draft.state == "unsent"
        return say("console-record-unsent" if unsent else "console-record-writing"), ""


def _as_draft(record: IncidentOut) -> Draft:
    """A record of the site in the shape that the form shows."""
    body = record.incident
    fields = body.model_dump(exclude={"id", "agent"})
    return Draft(incident=body.id, key="", **fields)

"""The record of who is at the counter: form, what is kept, record and finish."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from agent_console.draft_keeper import DraftKeeper
from agent_console.drafts import Draft
from agent_console.look import Look
from agent_console.presenters.actions import main_action
from agent_console.presenters.record import (
    category_choices,
    for_visit,
    is_of_another,
    missing,
    new_draft,
    ready_to_send,
    served_seconds,
)
from agent_console.speaker import Speaker
from agent_console.windows.actions import ActionButton, Actions
from agent_console.windows.named import named
from agent_console.windows.record_form import RecordForm
from agent_console.workplace import Workplace
from common.i18n import say_time


class RecordPanel(QWidget):
    """Follows the visit at the counter: its draft comes and goes with it."""

    recorded = Signal(Draft)
    incomplete = Signal(str)  # the field that is missing

    def __init__(self, work: Workplace, speaker: Speaker, look: Look, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("console-record")
        self._work = work
        self._speaker = speaker
        self._actions = actions
        self._state: tuple[str, str] = ("", "")
        self.keeper = DraftKeeper(work.store, self)
        self.form = RecordForm(speaker, look, "console-record")
        self._heading = QLabel(self)
        self._heading.setProperty("role", "section")
        line = QFrame(self, frameShape=QFrame.Shape.NoFrame)
        line.setProperty("role", "line")
        line.setFixedHeight(1)
        self._kept = named(QLabel(self), "console-record-kept")
        self._kept.setProperty("role", "soft")
        self.record_button = ActionButton(actions["record"], "console-record-save", look)
        self.finish_button = ActionButton(actions["finish"], "console-finish", look)
        head = QHBoxLayout()
        head.addWidget(self._heading)
        head.addWidget(line, 1)
        foot = QHBoxLayout()
        foot.setSpacing(look.gap)
        foot.addWidget(self._kept, 1)
        foot.addWidget(self.record_button)
        foot.addWidget(self.finish_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.wide, 0, look.wide, look.wide)
        column.setSpacing(look.gap)
        column.addLayout(head)
        column.addWidget(self.form, 1)
        column.addLayout(foot)
        self.form.edited.connect(self._edited)
        self.keeper.kept.connect(self._note_kept)
        self.keeper.not_kept.connect(lambda _: self._say_state("console-draft-not-kept", ""))
        work.changed.connect(self.refresh)
        speaker.tell(self, "console-record-heading", self._heading.setText)
        speaker.changed.connect(self._words_changed)
        self.refresh()

    def refresh(self) -> None:
        """Follow who is at the counter, the running time, and what may be done."""
        now, can = self._work.situation(), self._work.can()
        visit = now.at_counter
        draft = self.keeper.draft
        if visit is None and draft is not None:
            self._show(None)
        elif visit is not None and (draft is None or is_of_another(draft, visit)):
            name = self._work.card.full_name(visit.id)
            kept = self._work.store.writing_for(visit.id)
            self._show(for_visit(kept, visit, name) if kept else new_draft(visit, name))
        elif visit is not None and draft is not None:
            known = for_visit(draft, visit, self._work.card.full_name(visit.id))
            if known != draft and not draft.is_blank:
                self.keeper.edit(**known.model_dump(include={"number", "person", "person_name", "service"}))
        if visit is not None:
            self.form.show_running(served_seconds(visit, self._work.live.now()))
        self.form.set_categories(category_choices(self._work.live.categories, self._speaker.language))
        self.setVisible(visit is not None)
        self._actions["record"].setEnabled(self.has_text())
        self.finish_button.set_accent(main_action(now, can) == "finish")

    def has_text(self) -> bool:
        """Whether there is an unrecorded draft."""
        return self.keeper.draft is not None and not self.keeper.draft.is_blank

    def record(self) -> bool:
        """Queue it for the site, on disk; False, and the missing field pointed at, when it cannot go yet."""
        draft = self.keeper.draft
        visit = self._work.situation().at_counter
        if draft is None or draft.is_blank:
            return False
        field = missing(draft)
        if field is not None:
            self.form.point_at(field)
            self.incomplete.emit(field)
            return False
        at = self._work.live.now()
        spent = served_seconds(visit, at) if visit else 0
        if visit is not None:
            draft = for_visit(draft, visit, self._work.card.full_name(visit.id))
        if not self._work.send_record(ready_to_send(draft, self._work.store.next_order(), at, spent)):
            return False
        self.keeper.let_go()
        self._show(new_draft(visit, draft.person_name) if visit else None)
        self._say_state("console-record-recorded", draft.title)
        self.recorded.emit(draft)
        return True

    def _show(self, draft: Draft | None) -> None:
        self.keeper.begin(draft)
        self._say_state("", "")
        self.form.show_draft(draft or new_draft(None, ""))

    def _edited(self, changes: dict[str, object]) -> None:
        self.keeper.edit(**changes)
        if self.keeper.draft is not None:
            self.form.show_priority(self.keeper.draft)
        self._actions["record"].setEnabled(self.has_text())

    def _note_kept(self) -> None:
        zone = self._work.live.line.settings.zone
        at = say_time(self._work.live.now().astimezone(zone), self._speaker.language)
        self._say_state("console-draft-kept" if self.has_text() else "", at)
        self._work.records.changed.emit()  # the day's list shows the draft as it is on disk

    def _say_state(self, key: str, detail: str) -> None:
        self._state = (key, detail)
        self._kept.setText(self._speaker.say(key, detail=detail) if key else "")

    def _words_changed(self) -> None:
        self._say_state(*self._state)
        if self.keeper.draft is not None:
            self.form.show_priority(self.keeper.draft)
        self.refresh()
